"""How a network is: every figure counted from what its reader may see, with the list behind it, now and at a moment of the past."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from events import ids
from events.ids import PersonId
from service import reading
from service.vitality import Day, Figure, vitality
from tests.http.test_mentoring import offered, requested
from tests.http.test_questionnaires import drafted
from tests.http.test_waiting import BEFORE, HERE, SOON, THERE, TODAY, consulted
from tests.http.town import Town
from tests.people import ADA, BEN, CAS, DOT


async def figures(town: Town, person: PersonId = ADA, **parameters: Any) -> dict[str, dict[str, Any]]:
    """What somebody is told of the network, by its kind."""
    answer = await town.get(person, "/vitality", **(parameters or {"after": f"1.{await town.head()}"}))
    assert answer.status_code == 200, answer.text
    return {one["kind"]: one for one in answer.json()["figures"]}


def told(figure: dict[str, Any]) -> tuple[int, int | None, bool]:
    return figure["count"], figure["of"], figure["alarm"]


async def test_what_was_promised_is_counted_beside_what_was_kept(town: Town) -> None:
    series, held, planned = (str(ids.new()) for _ in range(3))
    await town.ask(ADA, "meeting_series.start", series, title="Rencontres", year=TODAY.year, target=3)
    for meeting, day in ((held, str(TODAY)), (planned, f"{TODAY.year}-12-31")):
        await town.ask(ADA, "meeting.plan", meeting, title="Rencontre", kind="cafe", held_on=day, series=series)
    await town.ask(ADA, "meeting.check_in", held, participant=str(ids.new()), capacity="officer", authority=HERE)
    decided = {"decision": str(ids.new()), "text": "Écrire aux maires", "due_on": BEFORE, "owner": str(CAS)}
    await town.ask(ADA, "meeting.record_decision", held, **decided)
    await consulted(town)
    await town.add(BEN, "En retard", ends_on=BEFORE)
    await town.add(BEN, "Finie", ends_on=BEFORE, status="done")
    now = await figures(town)
    came = 2 if f"{TODAY.year}-12-31" == str(TODAY) else 1
    assert told(now["meetings_held"]) == (came, 3, True)
    assert [(one["title"], one["count"], one["of"]) for one in now["meetings_held"]["behind"]] == [(f"Rencontres {TODAY.year}", came, 3)]
    assert told(now["opinions_given"]) == (0, 2, False)
    assert [(one["title"], one["on"]) for one in now["opinions_given"]["behind"]] == [("Hautefeuille", SOON), ("Rivebelle", SOON)]
    assert told(now["decisions_late"]) == (1, 1, True)
    assert told(now["actions_late"]) == (1, 2, True)
    assert [one["on"] for one in now["actions_late"]["behind"]] == [BEFORE]
    # Who joined a moment ago has not been away for a year; nor has a plan of today lain untouched.
    assert told(now["members_absent"]) == (0, 2, False)
    assert told(now["plans_untouched"]) == (0, 2, False)


async def test_members_plans_and_needs_that_are_forgotten_are_named(town: Town) -> None:
    before = f"1.{await town.head()}"
    needs = {"text": "De quoi avez-vous besoin ?", "kind": "text", "about": "need"}
    questionnaire, (need,) = await drafted(town, "authorities", [needs])
    await town.ask(BEN, "questionnaire.answer", questionnaire, answers={need: {"text": "eau\nhaies"}}, authority=HERE)
    await town.ask(CAS, "skill.declare", str(ids.new()), name="Eau", authority=THERE, evidence="Une régie")
    await town.ask(BEN, "question.ask", str(ids.new()), text="Quelles essences ?")
    now = await figures(town)
    assert told(now["needs_alone"]) == (1, 2, True)
    assert [one["title"] for one in now["needs_alone"]["behind"]] == ["haies (Hautefeuille)"]
    assert told(now["questions_open"]) == (1, 1, True)
    for kind in ("members_without_referent", "members_without_elected"):
        assert [one["title"] for one in now[kind]["behind"]] == ["Hautefeuille", "Rivebelle"]
    then = await figures(town, at=before)
    assert (told(then["needs_alone"]), told(then["questions_open"])) == ((0, 0, False), (0, 0, False))


async def test_no_figure_tells_of_what_its_reader_may_not_see(town: Town) -> None:
    secret = await town.add(ADA, "canary-late", ends_on=BEFORE)
    await town.ask(ADA, "action.restrict", secret, parties=[str(BEN)])
    answers = {person: await town.get(person, "/vitality", after=f"1.{await town.head()}") for person in (ADA, BEN, CAS, DOT)}
    late = {person: told((await figures(town, person))["actions_late"]) for person in answers}
    assert late == {ADA: (0, 0, False), BEN: (1, 1, True), CAS: (0, 0, False), DOT: (1, 1, True)}
    assert [person for person, answer in answers.items() if "canary-late" in answer.text] == [BEN, DOT]
    # Mentorships are told by whole fives, the same to everyone, and never listed.
    offer = await offered(town, capacity=9)
    for count, shown in ((4, 0), (5, 5)):
        while len((await town.get(CAS, "/mentoring")).json()["mentorships"]) < count:
            await requested(town, offer)
        for person in (ADA, CAS):
            figure = (await figures(town, person))["mentorships_requested"]
            assert (figure["count"], figure["by_fives"], figure["behind"]) == (shown, True, [])


async def test_who_came_to_nothing_for_a_year_and_what_lay_untouched_is_named_with_the_day_it_last_did(town: Town) -> None:
    held = str(ids.new())
    await town.ask(ADA, "meeting.plan", held, title="Rencontre", kind="cafe", held_on=str(TODAY))
    await town.ask(ADA, "meeting.check_in", held, participant=str(ids.new()), capacity="officer", authority=HERE)
    await figures(town)  # until everything is folded
    network = await town.service.networks.open(town.network)
    standing = network.standing(ADA)
    assert standing is not None
    view, zone = reading.View(network, standing), ZoneInfo("Europe/Paris")

    def after(days: int) -> dict[str, Figure]:
        return {one.kind: one for one in vitality(view, Day(TODAY + timedelta(days=days), zone, timedelta(days=180)))}

    assert (after(363)["members_absent"].count, after(367)["members_absent"].count) == (0, 2)
    assert [(one.title, one.on) for one in after(400)["members_absent"].behind] == [("Rivebelle", None), ("Hautefeuille", TODAY)]
    assert (after(179)["plans_untouched"].count, after(182)["plans_untouched"].count) == (0, 1)
    assert [one.title for one in after(182)["plans_untouched"].behind] == ["Plan climat"]
    assert (after(29)["minutes_missing"].count, after(32)["minutes_missing"].count) == (0, 1)
