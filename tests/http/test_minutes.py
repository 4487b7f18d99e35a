"""Minutes over HTTP: written by many, reviewed, amended by who was there, published; and the booklet that is made of them."""

import asyncio
import re
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from events import ids, minutes
from events.ids import MeetingId, PersonId
from service.booklet import contents
from service.booklet import printing as pages
from service.documents import press, printing
from service.documents.words import Words
from service.identity import people
from tests.http.test_meetings import planned
from tests.http.town import Town, asking
from tests.people import ADA, BEN, CAS, DOT, EVA, HAUTEFEUILLE, RIVEBELLE

#: What would do harm if anything that people write were read as markup.
MARKUP = '#panic("x") #read("/etc/passwd") *gras* $x^2$ <label> @nulle-part \\ ] } ` // \n= Titre\n#let it = none'


class Day:
    """A meeting with two workshops, and its minutes as they stand."""

    def __init__(self, town: Town, meeting: str, workshops: list[str]) -> None:
        self.town = town
        self.meeting = meeting
        self.workshops = workshops
        self.minutes = str(minutes.of_meeting(MeetingId(UUID(meeting))))
        self.opening = str(ids.new())

    async def ask(self, by: PersonId, tag: str, /, **fields: Any) -> None:
        await self.town.ask(by, f"minutes.{tag}", self.minutes, **fields)

    async def wish(self, by: PersonId, tag: str, /, *, reason: str | None = None, **fields: Any) -> httpx.Response:
        return await self.town.post(by, asking(f"minutes.{tag}", self.minutes, **fields) | ({} if reason is None else {"reason": reason}))

    async def read(self, what: str, by: PersonId = DOT, **parameters: Any) -> Any:
        answer = await self.town.get(by, f"/meetings/{self.meeting}/{what}", after=f"1.{await self.town.head()}", **parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()


async def held(town: Town, said: tuple[int, ...] = (3, 2)) -> Day:
    """A meeting that took place, with so many contributions in each of its workshops, and minutes that were begun."""
    meeting, workshops = await planned(town, title="Lancement", place="Salle des fêtes"), [str(ids.new()) for _ in said]
    day = Day(town, meeting, workshops)
    for number, workshop in enumerate(workshops, 1):
        await town.ask(ADA, "workshop.open", workshop, title=f"Atelier {number}", question="Comment faire ?")
        for index in range(said[number - 1]):
            told = {"action": f"Idée {number}.{index}", "objective": "Mieux se connaître", "group": f"Groupe {index % 2}"}
            await town.ask(BEN, "workshop.contribute", workshop, contribution=str(ids.new()), **told)
    for authority, person, capacity in ((HAUTEFEUILLE, BEN, "officer"), (RIVEBELLE, None, "elected")):
        named = {} if person is None else {"person": str(person)}
        await town.ask(ADA, "meeting.check_in", meeting, participant=str(ids.new()), capacity=capacity, authority=str(authority), **named)
    decided = {"decision": str(ids.new()), "text": "Écrire aux maires", "due_on": "2026-12-01", "owner": str(CAS)}
    await town.ask(ADA, "meeting.record_decision", meeting, **decided)
    sections = {
        day.opening: {"part": "opening", "heading": "Ouverture", "order_key": "1V", "text": "Accueil\nTour de table"},
        str(ids.new()): {
            "part": "workshop",
            "heading": "Idées fortes",
            "order_key": "2V",
            "text": "Se connaître",
            "workshop": workshops[0],
        },
        str(ids.new()): {"part": "next_steps", "heading": "Et après", "order_key": "3V", "text": "Une synthèse"},
    }
    await day.ask(BEN, "begin", meeting=meeting, title="Livret du lancement", workshops=workshops, sections=sections)
    return day


async def published(day: Day) -> None:
    for tag in ("send_to_review", "approve", "publish"):
        await day.ask(ADA, tag)


async def test_minutes_go_from_many_hands_to_a_booklet_that_stays_as_it_was_published(town: Town) -> None:
    day = await held(town)
    for by, was, to in (
        (BEN, "Accueil\nTour de table", "Accueil du maire\nTour de table"),
        (CAS, "Accueil\nTour de table", "Accueil\nTour"),
    ):
        await day.ask(by, "edit_section", section=day.opening, text={"was": was, "to": to})
    page = await day.read("minutes")
    (clash,) = page["conflicts"]  # neighbouring lines: nothing anyone typed is lost
    assert (clash["field"], clash["yours"]) == ("section.text", "Accueil\nTour")
    assert (await day.wish(ADA, "send_to_review")).json()["code"] == "minutes.settle_first"
    both = {"was": "Accueil du maire\nTour de table", "to": "Accueil du maire\nTour"}
    await day.ask(CAS, "settle", conflict=clash["conflict_id"], value=both)
    assert (await day.wish(ADA, "approve")).json()["code"] == "minutes.not_in_review"
    assert (await day.wish(ADA, "publish")).json()["code"] == "minutes.not_approved"
    await day.ask(BEN, "send_to_review")
    amended: dict[str, Any] = {
        "amendment": str(ids.new()),
        "section": day.opening,
        "text": {"was": both["to"], "to": "Accueil du maire\nTour de table"},
    }
    assert (await day.wish(CAS, "propose_amendment", **amended)).json()["code"] == "minutes.were_not_there"
    await day.ask(BEN, "propose_amendment", **amended)
    assert (await day.wish(ADA, "approve")).json()["code"] == "minutes.amendments_open"
    await day.ask(CAS, "accept_amendment", amendment=amended["amendment"])
    assert (await day.read("booklet"))["stage"] == "review"
    await day.ask(ADA, "approve")
    refused = await day.wish(BEN, "edit_section", section=day.opening, text={"was": "x", "to": "y"})
    assert refused.json()["code"] == "minutes.is_approved"
    await day.ask(ADA, "publish")
    booklet = await day.read("booklet")
    assert booklet["counts"] | {"authorities_by_kind": {}} == {
        "people": 2,
        "elected": 1,
        "officers": 1,
        "others": 0,
        "authorities": 2,
        "authorities_by_kind": {},
    }
    assert [(one["title"], one["contributions"], one["groups"], len(one["annex"])) for one in booklet["chapters"]] == [
        ("Atelier 1", 3, 2, 3),
        ("Atelier 2", 2, 2, 2),
    ]
    assert booklet["contributions"] == 5
    assert booklet["opening"] == [{"heading": "Ouverture", "text": "Accueil du maire\nTour de table"}]
    assert [(one["text"], one["owner_id"], one["finished"]) for one in booklet["decisions"]] == [("Écrire aux maires", str(CAS), False)]

    # What happens afterwards is not in it: it is read as it was published.
    await town.ask(BEN, "workshop.contribute", day.workshops[0], contribution=str(ids.new()), action="Une de plus")
    await town.ask(ADA, "meeting.check_in", day.meeting, participant=str(ids.new()), capacity="other")
    await town.ask(BEN, "meeting.edit", day.meeting, title={"was": "Lancement", "to": "Autre titre"})
    assert await day.read("booklet") == booklet
    assert (await day.wish(BEN, "edit_section", section=day.opening, text={"was": "x", "to": "y"})).json()["code"] == "minutes.is_published"
    assert (await day.wish(ADA, "take_back", reason="Une faute")).json()["code"] == "minutes.is_published"
    steps = [one["tag"] for one in await day.read("minutes/history")]
    assert [tag for tag in steps if tag in ("minutes.sent_to_review", "minutes.approved", "minutes.published")] == [
        *("minutes.sent_to_review", "minutes.approved", "minutes.published")
    ]
    row = (await day.read("minutes"))["minutes"]
    before = await day.read("minutes", at=f"1.{row['published_position'] - 1}")
    assert (row["stage"], before["minutes"]["stage"]) == ("published", "approved")


async def test_forty_who_approve_and_publish_at_once_do_it_once_and_never_too_early(town: Town) -> None:
    day = await held(town, (1,))
    wishes = [asking(f"minutes.{tag}", day.minutes) for tag in ("approve", "publish") for _ in range(20)]
    answers = await asyncio.gather(*(town.post(ADA, wish) for wish in wishes))
    assert {answer.status_code for answer in answers} == {409}
    await day.ask(ADA, "send_to_review")
    amendments = [
        asking(
            "minutes.propose_amendment", day.minutes, amendment=str(ids.new()), section=day.opening, text={"was": None, "to": str(index)}
        )
        for index in range(10)
    ]
    wishes = [asking("minutes.approve", day.minutes) for _ in range(30)]
    answers = await asyncio.gather(*(town.post(BEN if "amendment" in wish["command"] else ADA, wish) for wish in amendments + wishes))
    page = await day.read("minutes")
    waiting = [one for one in page["amendments"] if one["outcome"] is None]
    assert not (page["minutes"]["stage"] == "approved" and waiting)
    assert {answer.status_code for answer in answers} <= {200, 409}


async def test_a_meeting_has_one_minutes_however_many_begin_them_at_once(town: Town) -> None:
    meeting = await planned(town)
    of = str(minutes.of_meeting(MeetingId(UUID(meeting))))
    wishes = [asking("minutes.begin", of, meeting=meeting, title=f"Version {index}") for index in range(40)]
    answers = await asyncio.gather(*(town.post(BEN, wish) for wish in wishes))
    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 39]
    elsewhere = asking("minutes.begin", str(ids.new()), meeting=meeting, title="À côté")
    assert (await town.post(BEN, elsewhere)).json()["code"] == "minutes.not_of_this_meeting"
    none = await town.get(DOT, f"/meetings/{await planned(town)}/booklet")
    assert (none.status_code, none.json()["code"]) == (404, "missing.minutes")
    assert (await town.get(EVA, f"/meetings/{meeting}/minutes")).json()["code"] == "missing"


# --- On paper -----------------------------------------------------------------------------------------------------


async def printed(day: Day, by: PersonId = DOT, language: str = "fr", what: str = "booklet") -> bytes:
    answer = await day.town.get(by, f"/meetings/{day.meeting}/{what}.pdf", after=f"1.{await day.town.head()}", language=language)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"  # names are in it: who is erased stays in no cache
    return answer.content


async def test_the_booklet_is_a_tagged_pdf_for_people_and_not_for_programs(town: Town) -> None:
    day = await held(town)
    await published(day)
    paper = await printed(day)
    assert paper.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in paper
    assert re.search(rb"/Lang ?\(fr\)", paper)
    assert b"pdfuaid" in paper
    assert len(re.findall(rb"/S ?/TH\b", paper)) >= 11  # the tables have headers
    assert re.search(rb"/Lang ?\(en\)", await printed(day, language="en"))


async def test_what_people_wrote_stays_text_on_paper(town: Town) -> None:
    day = await held(town)
    await town.ask(BEN, "workshop.contribute", day.workshops[0], contribution=str(ids.new()), action=MARKUP, objective=MARKUP, group="#g")
    await town.ask(BEN, "meeting.edit", day.meeting, place={"was": "Salle des fêtes", "to": '#panic("place")'})
    text = {"was": "Accueil\nTour de table", "to": MARKUP}
    heading = {"was": "Ouverture", "to": "= #include(x) 😀 漢"}
    await day.ask(BEN, "edit_section", section=day.opening, text=text, heading=heading)
    assert (await printed(day)).startswith(b"%PDF-")


async def test_a_name_is_put_in_where_it_is_printed_and_is_gone_once_it_is_erased(town: Town) -> None:
    day = await held(town)
    await published(day)
    booklet = await day.read("booklet")
    made = pages.told(_decoded(booklet), 0, Words("fr", (await town.service.people.of(town.network)).people, {}))
    assert [owner for _, owner, _ in made["decisions"]] == ["Cas Merlange"]
    forgotten = {CAS: people.Known(CAS, None, None, False)}
    made = pages.told(_decoded(booklet), 0, Words("fr", forgotten, {}))
    assert [owner for _, owner, _ in made["decisions"]] == ["Personne effacée"]
    assert "Cas Merlange" not in str(booklet)
    assert made["figures"][0] == "2 personnes"


def _decoded(booklet: dict[str, Any]) -> Any:
    return msgspec.convert(booklet, contents.Booklet)


async def test_a_press_that_takes_too_long_is_let_go_of(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    day = await held(town, (1,))
    monkeypatch.setattr(printing, "WITHIN", 0.0)
    answer = await town.get(DOT, f"/meetings/{day.meeting}/booklet.pdf")
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")


def test_a_press_reads_no_file_but_its_own() -> None:
    for template in press.TEMPLATES.glob("*.typ"):
        told = template.read_text()
        assert "read(" not in told
        assert re.findall(r"import|include", told) == re.findall(r'import(?= "page\.typ": )', told), template
