"""Notifications by letter, as people get them: nobody is flooded, nothing is lost, and nothing leaves that they may not see."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import pytest

from events import action, ids
from events.asking import Asking, Receipt
from events.fields import Change
from events.ids import ActionId, CommandId, PersonId, PlanId, StreamId
from projections.follower import Parked
from service.embedded import Addresses
from service.identity import accounts, people
from service.mail import carriers
from service.notices import wants, words
from service.notices.digests import MOST
from service.notices.reminders import Reminders
from service.notices.rules import Rule
from service.notices.telling import Telling
from tests.http.conftest import served
from tests.http.test_mail import mail_server
from tests.http.test_mentoring import offered, requested
from tests.http.test_minutes import held
from tests.http.test_waiting import FAR, TODAY, consulted
from tests.http.town import Town, asking, found
from tests.people import ADA, BEN, CAS, EVA, HAUTEFEUILLE, RIVEBELLE

AT_ONCE = {"conflicts": "soon", "mine": "soon", "followed": "soon", "rest": "soon", "hour": 8, "language": "fr"}
PARIS = ZoneInfo("Europe/Paris")
NOTHING = {**AT_ONCE, **dict.fromkeys(("conflicts", "mine", "followed", "rest"), "never")}


OPEN = (
    "SELECT EXISTS (SELECT FROM people.letter"
    " WHERE kind IN ('digest', 'consultation_closing', 'reminder') AND left_at IS NULL AND given_up_at IS NULL)"
)


#: Of the networks of other tests somebody wants to hear nothing: one letter would tell of all of them.
SILENT = """
    INSERT INTO people.notice_rule (network_id, person_id, conflicts, mine, followed, rest, hour, language)
    SELECT network_id, $1, 'never', 'never', 'never', 'never', 8, 'fr' FROM network
    ON CONFLICT (network_id, person_id) DO UPDATE SET conflicts = 'never', mine = 'never', followed = 'never', rest = 'never'
"""


#: A letter that is being tried is taken for five minutes, one that failed comes again after one.
UNTRIED = f"{OPEN[:-1]} AND (tries = 0 OR due_at BETWEEN now() + interval '4 minutes' AND now() + interval '5 minutes'))"


class Box:
    """A letter box, and the service that fills it at any moment a test likes."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.letters: list[EmailMessage] = []
        self.networks = {str(town.network)}  # what other tests did may be told of, too
        self.post = town.service.inside.state.post
        self.telling: Telling = town.service.inside.state.telling
        self.now = datetime.now(UTC)

    async def carry(self, letter: EmailMessage) -> None:
        if any(network in text(letter) for network in self.networks):
            self.letters.append(letter)

    async def after(self, passed: timedelta) -> list[EmailMessage]:
        """What has arrived once this much time has passed, as far as anything here can tell: the tables are written by then."""
        await (await self.town.service.networks.open(self.town.network)).tables.reached(await self.town.head())
        await self.telling.look(self.now)
        self.now += passed
        await self.telling.look(self.now)
        while await self.town.service.pool.fetchval(OPEN):
            await self.post.deliver()  # or the service itself does
        arrived, self.letters = self.letters, []
        return arrived

    async def rest(self) -> list[EmailMessage]:
        return await self.after(timedelta(days=8))


@pytest.fixture(scope="module")
async def addresses(another: Callable[[], Awaitable[Addresses]]) -> Addresses:
    """A database of these tests alone: whatever others did in theirs, somebody would have to be told of, too."""
    return await another()


@pytest.fixture(scope="module")
async def apart(addresses: Addresses) -> AsyncIterator[tuple[Any, str]]:
    """A service whose clock is the tests': what runs by itself elsewhere runs here when it is asked to."""
    async with served(addresses) as (service, url):
        service.inside.state.telling.by_itself = False
        yield service, url


@pytest.fixture
async def town(apart: tuple[Any, str]) -> AsyncIterator[Town]:
    """A network of the test's own; Ben has an address."""
    service, url = apart
    # Letters and events of other tests would arrive here, too.
    await service.pool.execute("UPDATE people.letter SET given_up_at = now() WHERE left_at IS NULL AND given_up_at IS NULL")
    await service.pool.execute("UPDATE people.letter SET queued_at = now() - interval '2 days' WHERE kind = 'digest'")
    await service.pool.execute("DELETE FROM people.notice")
    await service.pool.execute("DELETE FROM people.notice_window")
    await service.pool.execute("DELETE FROM people.letter WHERE kind = 'reminder'")
    await service.pool.execute(SILENT, BEN)
    await service.pool.execute("DELETE FROM people.account")  # nobody but Ben has an address
    made = await found(service, url)
    await reachable(made, BEN)
    yield made
    service.inside.state.post.carrier = None
    await made.close()


async def reachable(town: Town, person: PersonId) -> str:
    """Give someone an address."""
    address = f"{person}@{town.network}.example"
    async with town.service.pool.acquire() as connection:
        await accounts.forget(connection, person)
        await accounts.confirm(connection, person, address)
    return address


@pytest.fixture
async def box(town: Town) -> Box:
    """Where the letters of this service arrive; what the founding of the network was told in is out of the way."""
    made = Box(town)
    await choose(town, BEN, AT_ONCE)
    await made.telling.look(made.now)
    await town.service.pool.execute("DELETE FROM people.notice WHERE network_id = $1", town.network)
    await town.service.pool.execute("DELETE FROM people.notice_window WHERE network_id = $1", town.network)
    made.post.carrier = made
    return made


async def choose(town: Town, person: PersonId, wanted: dict[str, Any]) -> None:
    answer = await town.browser(person).post(f"{town.path}/notifications", json=wanted)
    assert answer.status_code == 204, answer.text


async def rename(town: Town, action: str, was: str, to: str, by: PersonId = ADA) -> None:
    await town.ask(by, "action.edit", action, title={"was": was, "to": to})


def text(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


HOUR = timedelta(hours=1)


async def quiet(box: Box, title: str = "Haie", **fields: Any) -> str:
    """An action that everybody knows of already."""
    action = await box.town.add(ADA, title, **fields)
    await box.after(timedelta(minutes=40))
    return action


async def test_two_hundred_edits_of_one_action_are_one_letter_with_the_newest_state(town: Town, box: Box) -> None:
    action = await quiet(box, "Haie 0")
    edits = [asking("action.edit", action, title={"was": f"Haie {number}", "to": f"Haie {number + 1}"}) for number in range(200)]
    for some in (edits[:100], edits[100:]):
        answer = await town.browser(ADA).post(f"{town.path}/commands", json=some)
        assert {one["outcome"] for one in answer.json()} == {"applied"}
        await box.telling.look(box.now)
    (letter,) = await box.after(HOUR)
    told = text(letter)
    assert "Haie 200 (À venir)\n  Titre\xa0: Haie 0 → Haie 200\n  Par Ada Vallon\n" in told
    assert told.count("Haie ") == 3
    assert f"{town.url}/networks/{town.network}/plans/{town.plan}/actions/{action}" in told
    assert "Réseau des deux vallées" in letter["Subject"]
    assert letter["Auto-Submitted"] == "auto-generated"
    html = letter.get_body(("html",))
    assert html is not None
    assert "Haie 0 → Haie 200" in html.get_content()
    assert "<p style=" in html.get_content().split("Bonjour,</p>")[1], "who is greeted stands on a line of its own"
    assert await box.rest() == []


async def test_every_field_is_told_once_as_people_write_it(town: Town, box: Box) -> None:
    first, second = await quiet(box, "<b>Haie</b>"), await quiet(box, "Mare")
    await town.ask(ADA, "action.edit", first, status={"was": "planned", "to": "in_progress"}, budget_planned={"was": None, "to": 1_250_050})
    await town.ask(CAS, "action.edit", first, lead_people={"add": [str(BEN)]}, ends_on={"was": None, "to": "2097-12-31"})
    await town.ask(
        CAS, "action.edit", first, funders={"ADEME": {"was": None, "to": {"amount": 5000}}}, notes={"was": None, "to": "x" * 500}
    )
    await town.ask(ADA, "action.edit", second, code={"was": None, "to": "1.2"})
    await town.ask(ADA, "action.edit", second, code={"was": "1.2", "to": None})
    await town.ask(ADA, "action_plan.edit", town.plan, title={"was": "Plan climat", "to": "Plan climat air"})
    (letter,) = await box.after(HOUR)
    told = text(letter)
    assert told.index("Plan climat air") < told.index("Mare") < told.index("<b>Haie</b> (En cours)")  # the newest first
    for line in (
        "Statut\xa0: À venir → En cours",
        "Budget prévisionnel HT\xa0: (vide) → 12\u202f500,50\xa0€",
        "Personnes pilotes\xa0: (vide) → Ben Clairmont",
        "Fin\xa0: (vide) → 31 décembre 2097",
        "Financeur ADEME\xa0: (vide) → 50\xa0€",
        f"Notes\xa0: (vide) → {'x' * 70}…",
        "Par Cas Merlange, Ada Vallon",
    ):
        assert f"  {line}\n" in told, (line, told)
    assert "Code" not in told  # it is again what it was
    html = letter.get_body(("html",))
    assert html is not None
    assert "<b>" not in html.get_content()


async def test_letters_speak_the_language_of_their_reader(town: Town, box: Box) -> None:
    await choose(town, BEN, {**AT_ONCE, "language": "en"})
    action = await quiet(box)
    await town.ask(ADA, "action.edit", action, status={"was": "planned", "to": "done"})
    (letter,) = await box.after(HOUR)
    assert letter["Content-Language"] == "en"
    assert re.search("Status: [A-Z].* → Done\n", text(letter))


async def test_a_conflict_is_told_with_what_was_wanted(town: Town, box: Box) -> None:
    action = await quiet(box)
    await rename(town, action, "Haie", "Haie de Ben", BEN)
    await rename(town, action, "Haie", "Haie de Cas", CAS)
    (letter,) = await box.after(HOUR)
    assert "À départager\xa0: Titre, Cas Merlange propose «\xa0Haie de Cas\xa0»" in text(letter)
    assert "Haie de Ben (À venir)" in text(letter)


async def test_who_is_mentioned_or_answered_is_led_to_the_comment_while_they_may_see_it(town: Town, box: Box) -> None:
    await choose(town, BEN, {**NOTHING, "conflicts": "soon"})
    action, said, answer = await quiet(box), str(ids.new()), str(ids.new())
    of = {"on": "action", "item": action, "plan": town.plan}
    await town.ask(CAS, "comment.write", ids.new(), **of, text="Qui relit ?")
    assert await box.after(HOUR) == [], "nobody was called"
    await town.ask(CAS, "comment.write", said, **of, text="Ben, qui relit ?", mentions=[str(BEN)])
    (letter,) = await box.after(HOUR)
    assert f"{town.url}/networks/{town.network}/comments/{said}\n" in text(letter)
    await town.ask(BEN, "comment.write", said := str(ids.new()), **of, text="Et qui corrige ?")
    await town.ask(CAS, "comment.write", answer, **of, text="Moi.", answers=said)
    (letter,) = await box.after(HOUR)
    assert f"/comments/{answer}\n" in text(letter)
    await town.ask(CAS, "comment.write", ids.new(), **of, text="Ben ?", mentions=[str(BEN)])
    await town.ask(ADA, "action.restrict", action, parties=[str(ADA), str(CAS)])
    assert await box.after(HOUR) == []


async def test_who_is_asked_to_answer_is_told_what_and_where_and_nobody_of_what_is_between_others(town: Town, box: Box) -> None:
    await choose(town, BEN, {**NOTHING, "conflicts": "soon"})
    await reachable(town, CAS)
    await choose(town, CAS, AT_ONCE)
    await remind(town, CAS, decisions=False)
    mentorship = await requested(town, await offered(town, BEN), by=ADA, need="Par où commencer ?")
    plan, _ = await consulted(town, FAR)  # no end comes near
    day = await held(town)
    await day.ask(ADA, "send_to_review")
    letters = {letter["To"]: text(letter) for letter in await box.after(HOUR)}
    of_ben = next(told for to, told in letters.items() if str(BEN) in to)
    of_cas = next(told for to, told in letters.items() if str(CAS) in to)
    home = f"{town.url}/networks/{town.network}"
    for line in (
        f"Par où commencer ?\n  a demandé un parrainage\n  Par Ada Vallon\n  {home}/mentoring/{mentorship}\n",
        f"Votre avis\n  a ouvert la consultation des membres «\u00a0Votre avis\u00a0»\n  Par Ada Vallon\n  {home}/roadmaps/{plan}\n",
        f"Livret du lancement\n  a envoyé en relecture le compte rendu\n  Par Ada Vallon\n  {home}/meetings/{day.meeting}/minutes\n",
    ):
        assert line in of_ben, (line, of_ben)
    assert mentorship not in of_cas
    assert "commencer" not in of_cas
    assert f"{home}/roadmaps/{plan}" in of_cas
    assert await box.rest() == []


async def test_a_consultation_that_ends_soon_is_told_once_to_who_has_not_answered(town: Town, box: Box) -> None:
    await town.ask(ADA, "network.give_role", town.network, person=str(BEN), role="elected_official", authority=str(RIVEBELLE))
    plan, consultation = await consulted(town, FAR)  # both towns are Ben's to answer for
    await town.ask(ADA, "consultation.give_opinion", consultation, authority=str(RIVEBELLE), stance="favourable")
    assert len(await box.after(HOUR)) == 1
    of = await town.service.networks.open(town.network)
    await of.tables.reached(of.follower.position)
    noon = datetime.combine(date.fromisoformat(FAR), time(12), UTC)  # whenever today somebody runs this
    assert await box.after(noon - timedelta(days=4) - box.now) == []
    (letter,) = await box.after(timedelta(days=1))
    until = words.day("fr", date.fromisoformat(FAR))
    told = f"Votre avis (jusqu’au {until})\n  L’avis de Hautefeuille n’a pas encore été donné\n  Par Ada Vallon\n"
    assert f"{told}  {town.url}/networks/{town.network}/roadmaps/{plan}\n" in text(letter)
    assert letter["Subject"].startswith("Votre avis est attendu dans")
    assert "Rivebelle" not in text(letter)
    assert "/api/unsubscribe/" in letter["List-Unsubscribe"]
    assert await box.rest() == []  # neither again nor after the last day
    await town.ask(ADA, "consultation.put_off_to", consultation, until=str(TODAY + timedelta(days=120)))
    await of.tables.reached(await town.head())
    await choose(town, BEN, {**AT_ONCE, "conflicts": "never"})
    assert len(await box.after(timedelta(days=22))) == 1  # that there is more time
    assert await box.rest() == []


async def test_nobody_is_told_what_they_did_themselves(town: Town, box: Box) -> None:
    action = await quiet(box)
    await rename(town, action, "Haie", "Mare", BEN)
    assert await box.rest() == []


async def test_who_is_never_quiet_is_told_of_after_half_an_hour(town: Town, box: Box) -> None:
    action = await quiet(box)
    arrived = []
    for minute in range(36):
        await rename(town, action, f"Haie{' +' * minute}", f"Haie{' +' * (minute + 1)}")
        arrived += [minute] * len(await box.after(timedelta(minutes=1)))
    assert arrived == [29]


async def test_a_day_has_only_so_many_letters_and_the_rest_is_in_the_next(town: Town, box: Box) -> None:
    action = await quiet(box)  # the first letter
    arrived = []
    for hour in range(1, MOST + 4):
        await rename(town, action, f"Haie {hour - 1}" if hour > 1 else "Haie", f"Haie {hour}")
        arrived.append(len(await box.after(HOUR)))
    assert arrived == [1] * (MOST - 1) + [0] * 4
    (letter,) = await box.after(timedelta(days=1))
    assert f"Haie {MOST - 1} → Haie {MOST + 3}" in text(letter)


async def test_a_daily_digest_leaves_at_the_hour_that_was_chosen(town: Town, box: Box) -> None:
    hour = (box.now + 3 * HOUR).astimezone(PARIS).hour
    await choose(town, BEN, {**NOTHING, "rest": "daily", "hour": hour})
    action = await town.add(ADA, "Haie")
    assert await box.after(HOUR) == []
    await rename(town, action, "Haie", "Mare")
    assert len(await box.after(2 * HOUR)) == 1
    assert await box.rest() == []


async def test_a_changed_hour_moves_what_waits_and_nothing_wanted_drops_it(town: Town, box: Box) -> None:
    await choose(town, BEN, {**NOTHING, "rest": "daily", "hour": (box.now + 12 * HOUR).astimezone(PARIS).hour})
    await town.add(ADA, "Haie")
    await box.telling.look(box.now)
    await choose(town, BEN, {**NOTHING, "rest": "daily", "hour": (box.now + 2 * HOUR).astimezone(PARIS).hour})
    assert len(await box.after(2 * HOUR)) == 1
    await town.add(ADA, "Mare")
    await box.telling.look(box.now)
    await choose(town, BEN, NOTHING)
    assert await box.rest() == []


# --- Nothing leaves that they may not see -------------------------------------------------------------------------------


async def test_what_was_restricted_meanwhile_is_not_told(town: Town, box: Box) -> None:
    action, other = await quiet(box, "Secret"), await quiet(box, "Mare")
    await rename(town, action, "Secret", "Secret défense")
    await rename(town, other, "Mare", "Mares")
    await box.telling.look(box.now)
    await town.ask(ADA, "action.restrict", action, parties=[str(CAS)])
    (letter,) = await box.after(HOUR)
    assert "Mares" in text(letter)
    assert "Secret" not in letter.as_string()
    await town.ask(ADA, "action.open", action)
    await rename(town, action, "Secret défense", "Public")
    await box.telling.look(box.now)
    await town.ask(ADA, "action.restrict", action, parties=[str(CAS)])
    assert await box.rest() == []


@pytest.mark.parametrize("lost", ["suspended", "role", "address", "forgotten", "unsubscribed"])
async def test_who_may_not_read_any_more_gets_nothing(town: Town, box: Box, lost: str) -> None:
    action = await quiet(box)
    await rename(town, action, "Haie", "Mare")
    box.post.carrier, carrier = Refusing(), box.post.carrier
    await box.telling.look(box.now)
    await box.telling.look(box.now + HOUR)  # closed, and waiting to leave
    await tried_once(town)
    async with town.service.pool.acquire() as connection:
        if lost == "suspended":
            await town.ask(ADA, "network.suspend", town.network, person=str(BEN))
        elif lost == "role":
            await town.ask(ADA, "network.take_role", town.network, person=str(BEN), role="editor", authority=str(HAUTEFEUILLE))
        elif lost == "address":
            await accounts.forget(connection, BEN)
        elif lost == "forgotten":
            await wants.forget(connection, BEN)
        else:
            token = await connection.fetchval("SELECT token FROM people.notice_link WHERE network_id = $1", town.network)
            await wants.end(connection, token)
        box.post.carrier = carrier  # before the letter is due, or the service itself finds the server down once more
        await connection.execute("UPDATE people.letter SET due_at = now() WHERE left_at IS NULL AND given_up_at IS NULL")
    assert await box.rest() == []


class Refusing:
    """A mail server that is down."""

    async def carry(self, letter: EmailMessage) -> None:
        raise ConnectionRefusedError


async def tried_once(town: Town) -> None:
    """Until the letter that waits was tried, by whom ever."""
    while await town.service.pool.fetchval(UNTRIED):
        await town.service.inside.state.post.deliver()


# --- Nothing is lost ----------------------------------------------------------------------------------------------------


async def test_without_a_way_to_send_everything_waits(town: Town, box: Box) -> None:
    box.post.carrier = None
    await town.add(ADA, "Haie")
    assert await box.rest() == []
    assert await box.rest() == []
    box.post.carrier = box
    (letter,) = await box.after(HOUR)
    assert "Haie" in text(letter)


async def test_a_mail_server_that_is_away_for_weeks_loses_nothing_and_then_floods_nobody(town: Town, box: Box) -> None:
    action = await quiet(box)
    box.post.carrier = Refusing()
    await rename(town, action, "Haie", "Haie 1")
    await box.telling.look(box.now)
    await box.telling.look(box.now + HOUR)
    await tried_once(town)
    await town.service.pool.execute("UPDATE people.letter SET tries = 50, due_at = now() WHERE kind = 'digest' AND left_at IS NULL")
    await box.post.deliver()
    await tried_once(town)
    for day in range(1, 4):
        await rename(town, action, f"Haie {day}", f"Haie {day + 1}")
        await box.telling.look(box.now + timedelta(days=day))
        await box.telling.look(box.now + timedelta(days=day, hours=1))
    box.post.carrier = box
    await town.service.pool.execute("UPDATE people.letter SET due_at = now() WHERE left_at IS NULL")
    first = await box.after(timedelta(days=5))
    later = await box.after(HOUR)
    assert [["Haie → Haie 1" in text(one), "Haie 1 → Haie 4" in text(one)] for one in first + later] == [[True, False], [False, True]]


class Dying(Box):
    """Takes a letter, and the process dies before it can note that."""

    async def carry(self, letter: EmailMessage) -> None:
        self.letters.append(letter)
        raise asyncio.CancelledError


async def test_a_process_killed_after_handing_over_sends_the_same_letter_again(addresses: Addresses, town: Town, box: Box) -> None:
    action = await quiet(box)
    box.post.carrier = None
    async with served(addresses) as (service, url):
        dying = Dying(Town(service, url, town.network, {}))
        dying.post.carrier = dying
        await rename(town, action, "Haie", "Mare")
        # Both look at once, again and again: whoever is faster queues it, and closes it.
        box.post.carrier = Refusing()
        for at in (box.now, box.now + HOUR):
            await asyncio.gather(*(one.telling.look(at) for one in (box, dying)))
        box.post.carrier = None
        while not dying.letters:  # what is refused at this very moment would wait for a minute
            await town.service.pool.execute("UPDATE people.letter SET due_at = now() WHERE left_at IS NULL AND given_up_at IS NULL")
            with suppress(asyncio.CancelledError):
                await dying.post.deliver()
    first = dying.letters[0]
    assert {one["Message-ID"] for one in dying.letters} == {first["Message-ID"]}  # taken twice, where the one who took it was slow
    assert await town.service.pool.fetchval(OPEN)
    await town.service.pool.execute("UPDATE people.letter SET due_at = now() WHERE left_at IS NULL AND given_up_at IS NULL")
    box.post.carrier = box
    (second,) = await box.after(HOUR)
    assert second["Message-ID"] == first["Message-ID"]
    assert second["Date"] == first["Date"]
    assert text(second).split("unsubscribe")[0] == text(first).replace(url, town.url).split("unsubscribe")[0]
    assert await box.rest() == []
    assert await town.service.pool.fetchval("SELECT count(*) FROM people.notice WHERE network_id = $1", town.network) == 0


async def test_a_mail_server_gets_both_forms_and_the_headers_of_a_list(town: Town, box: Box) -> None:
    await quiet(box, "Haie")
    await town.add(ADA, "Été")
    async with mail_server() as (address, letters):
        box.post.carrier = carriers.Server(address)
        await box.after(HOUR)
    (letter,) = letters
    assert b"multipart/alternative" in letter
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in letter
    assert re.search(rb"\r\nList-Unsubscribe: <http://[^>]+/api/unsubscribe/[\w-]{43}>\r\n", letter)


# --- Ending it ------------------------------------------------------------------------------------------------------------


async def unsubscribing(town: Town, box: Box) -> str:
    await town.add(ADA, "Haie")
    (letter,) = await box.after(HOUR)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return str(letter["List-Unsubscribe"]).strip("<>")


async def test_one_click_ends_the_letters_of_one_network_and_signs_nobody_in(town: Town, box: Box) -> None:
    other = await found(town.service, town.url)
    box.networks.add(str(other.network))
    await choose(other, BEN, AT_ONCE)
    await box.after(HOUR)
    link = await unsubscribing(town, box)
    # As a mail provider sends it: no cookie, no origin, a form of its own.
    async with httpx.AsyncClient(verify=False, timeout=60) as client:  # noqa: S501 - plain http has no certificates
        answer = await client.post(link, data={"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.headers.get("set-cookie")) == (200, None)
        assert (await client.post(link)).status_code == 200  # twice does no harm
    await town.add(ADA, "Mare")
    await other.add(ADA, "Verger")
    (letter,) = await box.after(HOUR)
    assert "Verger" in text(letter)
    page = (await town.get(BEN, "/notifications")).json()
    assert {page["wanted"][matter] for matter in ("conflicts", "mine", "followed", "rest")} == {"never"}
    await other.close()


async def test_opening_the_link_ends_nothing_and_tells_nothing(town: Town, box: Box) -> None:
    link = await unsubscribing(town, box)
    browser = town.browser(None)
    page = await browser.get(link)
    assert page.headers["content-type"].startswith("text/html")
    assert '<form method="post">' in page.text
    assert page.text == (await browser.get(f"{link[:-43]}{'x' * 43}")).text
    assert (await browser.post(f"{link[:-43]}{'x' * 43}")).status_code == 404
    await town.add(ADA, "Mare")
    assert len(await box.after(HOUR)) == 1


async def test_the_link_of_a_letter_stays_the_same(town: Town, box: Box) -> None:
    assert await unsubscribing(town, box) == await unsubscribing(town, box)


# --- Choosing and following -------------------------------------------------------------------------------------------------


async def test_whoever_follows_an_action_or_a_plan_is_told_of_it_alone(town: Town, box: Box) -> None:
    await choose(town, BEN, {**NOTHING, "followed": "soon"})
    hedge, pond = await town.add(ADA, "Haie"), await town.add(ADA, "Mare")
    browser = town.browser(BEN)
    assert (await browser.post(f"{town.path}/follows/{hedge}")).status_code == 204
    page = (await browser.get(f"{town.path}/notifications")).json()
    assert [(one["item_id"], one["title"], one["muted"]) for one in page["follows"]] == [(hedge, "Haie", False)]
    await box.telling.look(box.now)
    await rename(town, hedge, "Haie", "Haies")
    await rename(town, pond, "Mare", "Mares")
    (letter,) = await box.after(HOUR)
    assert "Haies" in text(letter)
    assert "Mare" not in text(letter)
    assert (await browser.delete(f"{town.path}/follows/{hedge}")).status_code == 204
    assert (await browser.post(f"{town.path}/follows/{town.plan}")).status_code == 204
    await rename(town, pond, "Mares", "Étang")
    (letter,) = await box.after(HOUR)
    assert "Étang" in text(letter)


async def test_every_kind_of_item_is_followed_and_muted_and_the_list_names_what_its_person_may_see(town: Town, box: Box) -> None:
    await choose(town, BEN, {**NOTHING, "rest": "soon", "mine": "soon", "followed": "soon"})
    meeting, plan, secret = str(ids.new()), town.plan, await town.add(ADA, "Racheter la friche")
    await town.ask(ADA, "meeting.plan", meeting, title="Rencontre", kind="cafe", held_on=FAR)
    browser = town.browser(BEN)
    for way, item in (("follows", meeting), ("follows", secret), ("mutes", plan)):
        assert (await browser.post(f"{town.path}/{way}/{item}")).status_code == 204
    stands = (await town.get(BEN, f"/follows/{secret}")).json()
    assert stands == {"said": "follow", "plan_id": plan, "of_plan": "mute", "unasked": False, "told": True}
    await box.rest()
    await town.ask(ADA, "meeting.edit", meeting, title={"was": "Rencontre", "to": "Café des élus"})
    await town.add(ADA, "D’un plan dont Ben ne veut rien savoir")
    await town.ask(ADA, "note.write", str(ids.new()), plan=plan, action=secret, text="Le notaire a écrit")
    (letter,) = await box.after(HOUR)
    assert f"/meetings/{meeting}\n" in text(letter)
    assert "Racheter la friche (À venir)\n  a écrit une note sur cet élément\n  Par Ada Vallon\n" in text(letter)
    assert "Ben ne veut" not in text(letter)
    assert [one["title"] for one in (await town.get(BEN, "/notifications")).json()["follows"]] == [
        "Café des élus",
        "Racheter la friche",
        "Plan climat",
    ]
    await town.ask(ADA, "action.restrict", secret, parties=[str(ADA)])
    await rename(town, secret, "Racheter la friche", "Racheter le terrain")
    assert await box.rest() == []
    page = (await town.get(BEN, "/notifications")).json()
    assert [(one["title"], one["muted"]) for one in page["follows"]] == [("Café des élus", False), ("Plan climat", True)]
    assert (await town.get(BEN, f"/follows/{secret}")).status_code == 404
    exported = (await browser.get("/api/my-data/export")).json()
    assert {"network_id": str(town.network), "item_id": plan, "muted": True} in exported["follows"]
    assert (await browser.delete(f"{town.path}/follows/{plan}")).status_code == 204
    await town.add(ADA, "Et de nouveau")
    assert len(await box.after(HOUR)) == 1


async def at_once(town: Town, commands: Mapping[ActionId, Any]) -> None:
    """What Ada asks for in one go, as an import and a change of many do: one cause."""
    cause, network = ids.new(), await town.service.networks.open(town.network)
    askings = [Asking(id=CommandId(ids.new()), stream=StreamId(one), command=command, cause=cause) for one, command in commands.items()]
    assert {type(told) for told in await network.ask_together(askings, ADA, [None] * len(askings))} == {Receipt}


async def test_an_import_of_two_hundred_rows_is_one_paragraph_and_what_changed_besides_is_told_by_itself(town: Town, box: Box) -> None:
    assert (await town.browser(BEN).post(f"{town.path}/follows/{town.plan}")).status_code == 204
    before = await quiet(box, "Une mare")
    rows = [ActionId(ids.new()) for _ in range(200)]
    await at_once(
        town, {row: action.Add(plan=PlanId(UUID(town.plan)), title=f"Rangée {number}", order_key="V") for number, row in enumerate(rows)}
    )
    await rename(town, before, "Une mare", "Deux mares")
    (letter,) = await box.after(HOUR)
    told, home = text(letter), f"{town.url}/networks/{town.network}/plans/{town.plan}"
    assert "Plan climat\n  200 nouvelles actions\n" in told
    assert f"\n  … et 195 autres\n  Par Ada Vallon\n  {home}/activity\n" in told
    assert told.count("Rangée") == 5
    assert "Titre\xa0: Une mare → Deux mares" in told
    await town.ask(ADA, "action.restrict", rows[0], parties=[str(ADA)])
    await box.after(HOUR)
    await at_once(town, {row: action.Edit(status=Change("planned", "in_progress")) for row in rows[:3]})
    (letter,) = await box.after(HOUR)
    assert "\n  2 éléments changés d’un seul geste\n  Rangée" in text(letter)  # of the third Ben may not know, nor count it
    assert await box.rest() == []


async def test_nobody_follows_what_they_may_not_see(town: Town) -> None:
    action = await town.add(ADA, "Secret", parties=[str(ADA)])
    hidden = await town.browser(BEN).post(f"{town.path}/follows/{action}")
    absent = await town.browser(BEN).post(f"{town.path}/follows/{ids.new()}")
    assert (hidden.status_code, hidden.json()["code"]) == (absent.status_code, absent.json()["code"]) == (404, "missing.item")


async def test_usually_people_are_told_of_their_conflicts_daily_and_of_the_rest_weekly(town: Town) -> None:
    page = (await town.get(CAS, "/notifications")).json()
    usual = {"conflicts": "daily", "mine": "weekly", "followed": "weekly", "rest": "weekly", "hour": 8, "language": "fr"}
    reminders = {"days": [14, 2], "late": True, "led": True, "followed": False, "decisions": True}
    assert page == {"wanted": usual, "reminders": reminders, "follows": [], "email": None, "works": False}


async def test_whoever_is_forgotten_leaves_nothing_behind(town: Town, box: Box) -> None:
    await town.browser(BEN).post(f"{town.path}/follows/{town.plan}")
    await unsubscribing(town, box)
    await town.add(ADA, "Mare")
    await box.telling.look(box.now)
    async with town.service.pool.acquire() as connection:
        await wants.forget(connection, BEN)
    assert await kept(town, BEN) == 0
    assert await box.rest() == []


async def test_who_is_erased_is_forgotten_here_too(town: Town) -> None:
    async with town.service.pool.acquire() as connection:
        person = await people.add(connection, "Zoé Lambert")
        await wants.choose(connection, town.network, person, Rule(), "Europe/Paris", datetime.now(UTC))
        await wants.follow(connection, town.network, person, UUID(town.plan))
        await wants.choose_reminders(connection, town.network, person, Reminders())
    assert await kept(town, person) == 3
    await town.service.inside.state.erasing.erase(person, None)
    assert await kept(town, person) == 0


async def kept(town: Town, person: PersonId) -> int:
    """How many rows are kept here of someone."""
    tables = ("notice", "notice_rule", "notice_follow", "notice_link", "notice_window", "reminder_rule", "reminder")
    counts = [f"(SELECT count(*) FROM people.{table} WHERE person_id = $1)" for table in tables]  # noqa: S608 - our own names
    return int(await town.service.pool.fetchval(f"SELECT {' + '.join(counts)}", person))


# --- Reminders ----------------------------------------------------------------------------------------------------------------


async def remind(town: Town, person: PersonId, **chosen: Any) -> None:
    wanted = {"days": [5, 2], "late": True, "led": True, "followed": False, "decisions": True, **chosen}
    answer = await town.browser(person).post(f"{town.path}/reminders", json=wanted)
    assert answer.status_code == 204, answer.text


@pytest.fixture
async def reminders(town: Town, box: Box) -> "Reminded":
    return Reminded(town, box)


class Reminded:
    """Day after day at noon: what Ben is reminded of."""

    def __init__(self, town: Town, box: Box) -> None:
        self.town = town
        self.box = box
        self.letters: list[EmailMessage] = []
        self.subject = "Échéances dans «\xa0Réseau des deux vallées\xa0»"
        # A Wednesday, so that Mondays are where the tests know them to be.
        self.day = TODAY + timedelta(days=(2 - TODAY.weekday()) % 7 + 7)

    async def through(self, first: int, last: int, hour: int = 12) -> dict[int, list[str]]:
        """The lines of the letters of these days, counted from that Wednesday, where there are any."""
        of = await self.town.service.networks.open(self.town.network)
        await of.tables.reached(await self.town.head())
        found = {}
        for day in range(first, last + 1):
            now = datetime.combine(self.day + timedelta(days=day), time(hour), PARIS).astimezone(UTC)
            inside = self.box.telling.reminding
            other = type(inside)(inside.networks, inside.post, inside.base_url)  # a process that was just started
            await asyncio.gather(inside.look(now), other.look(now))
            await other.look(now + HOUR)
            while await self.town.service.pool.fetchval(OPEN):
                await self.box.post.deliver()
            letters, self.box.letters = self.box.letters, []
            assert len(letters) <= 1
            self.letters += letters
            for letter in letters:
                assert self.subject in letter["Subject"]
                assert "/api/unsubscribe/" in letter["List-Unsubscribe"]
                found[day] = [line for line in text(letter).split("\n") if "(échéance le" in line or "(en retard" in line]
        return found

    def on(self, day: int) -> date:
        return self.day + timedelta(days=day)


async def test_who_leads_an_action_is_reminded_once_on_each_day_they_chose_then_on_mondays(
    town: Town, box: Box, reminders: Reminded
) -> None:
    await choose(town, BEN, {**NOTHING, "mine": "weekly"})
    await remind(town, BEN)
    due = reminders.on(7)  # a Wednesday
    hedge = await town.add(ADA, "Planter une haie", lead_people=[str(BEN)], ends_on=str(due), code="1.2")
    await town.add(ADA, "Creuser une mare", lead_people=[str(BEN)], ends_on=str(due))
    await town.add(ADA, "D’une autre", lead_people=[str(CAS)], ends_on=str(due))
    assert await reminders.through(1, 1, hour=5) == {}  # nobody is woken
    soon = [f"{title} (échéance le {words.day('fr', due)})" for title in ("1.2 Planter une haie", "Creuser une mare")]
    told = await reminders.through(2, 6)
    assert {day: sorted(lines) for day, lines in told.items()} == {2: soon, 5: soon}
    await town.ask(BEN, "action.edit", hedge, status={"was": "planned", "to": "done"})
    late = [f"Creuser une mare (en retard\xa0: attendue le {words.day('fr', due)})"]
    assert await reminders.through(11, 12) | await reminders.through(18, 19) == {12: late, 19: late}  # Mondays
    assert (await town.browser(BEN).get("/api/my-data/export")).json()["reminders"][-1]["sent"] != []
    await choose(town, BEN, NOTHING)
    assert await reminders.through(26, 26) == {}


async def test_a_day_that_is_moved_moves_its_reminders_and_one_on_which_nothing_ran_is_made_up_for(town: Town, reminders: Reminded) -> None:
    await remind(town, BEN, days=[5])
    action = await town.add(ADA, "Planter une haie", lead_people=[str(BEN)], ends_on=str(reminders.on(10)))
    assert await reminders.through(4, 4) == {}
    await town.ask(ADA, "action.edit", action, ends_on={"was": str(reminders.on(10)), "to": str(reminders.on(20))})
    assert await reminders.through(5, 5) == {}
    (lines,) = (await reminders.through(17, 18)).values()  # nothing ran on the fifteenth
    assert words.day("fr", reminders.on(20)) in lines[0]


async def test_people_are_reminded_of_what_they_follow_and_see_to_and_never_of_what_they_muted(town: Town, reminders: Reminded) -> None:
    await remind(town, BEN, days=[0], followed=True, late=False)
    meeting, due = str(ids.new()), str(reminders.on(3))
    await town.ask(ADA, "meeting.plan", meeting, title="Rencontre", kind="cafe", held_on="2031-06-12")
    await town.ask(ADA, "meeting.record_decision", meeting, decision=str(ids.new()), text="Écrire aux maires", due_on=due, owner=str(BEN))
    followed = await town.add(ADA, "Suivie", ends_on=due)
    muted = await town.add(ADA, "Tue", ends_on=due, lead_people=[str(BEN)])
    secret = await town.add(ADA, "Secrète", ends_on=due, lead_people=[str(BEN)], parties=[str(ADA)])
    await town.add(ADA, "Ni menée ni suivie", ends_on=due)
    for way, item in (("follows", followed), ("mutes", muted)):
        assert (await town.browser(BEN).post(f"{town.path}/{way}/{item}")).status_code == 204
    assert (await town.browser(BEN).post(f"{town.path}/follows/{secret}")).status_code == 404
    (lines,) = (await reminders.through(3, 3)).values()
    assert [line.partition(" (")[0] for line in lines] == ["Suivie", "Écrire aux maires"]


async def test_a_reminder_about_to_leave_says_nothing_of_what_is_over_or_kept_from_its_reader(
    town: Town, box: Box, reminders: Reminded
) -> None:
    await remind(town, BEN, days=[0])
    of = await town.service.networks.open(town.network)
    titles, day = ("Faite", "Secrète", "Reportée", "Reste"), {"ends_on": str(reminders.on(1)), "lead_people": [str(BEN)]}
    done, secret, later, _ = [await town.add(ADA, title, **day) for title in titles]
    await of.tables.reached(await town.head())
    carrier, box.post.carrier = box.post.carrier, Refusing()
    await box.telling.reminding.look(datetime.combine(reminders.on(1), time(11), UTC))
    await tried_once(town)
    await town.ask(ADA, "action.edit", done, status={"was": "planned", "to": "done"})
    await town.ask(ADA, "action.restrict", secret, parties=[str(ADA)])
    await town.ask(ADA, "action.edit", later, ends_on={"was": day["ends_on"], "to": str(reminders.on(9))})
    box.post.carrier = carrier
    await town.service.pool.execute("UPDATE people.letter SET due_at = now() WHERE left_at IS NULL AND given_up_at IS NULL")
    ((line,),) = (await reminders.through(1, 1)).values()
    assert line.startswith("Reste (")


async def test_whoever_is_in_several_networks_has_one_letter_a_day_of_all_of_them_and_ends_all_at_once(
    town: Town, box: Box, reminders: Reminded
) -> None:
    other = await found(town.service, town.url)
    box.networks.add(str(other.network))
    await choose(town, BEN, {**NOTHING, "mine": "weekly", "hour": 10})
    await choose(other, BEN, {**NOTHING, "mine": "weekly", "hour": 7})
    for here in (town, other):
        await remind(here, BEN, days=[1, 0], late=False)
    await town.add(ADA, "Planter une haie", lead_people=[str(BEN)], ends_on=str(reminders.on(2)))
    await other.add(ADA, "Creuser une mare", lead_people=[str(BEN)], ends_on=str(reminders.on(2)))
    await (await other.service.networks.open(other.network)).tables.reached(await other.head())
    assert await reminders.through(1, 1, hour=5) == {}
    reminders.subject = "Échéances dans vos réseaux"
    (first,) = (await reminders.through(1, 1, hour=7)).values()  # the earlier of the two hours, for both
    assert sorted(line.partition(" (")[0] for line in first) == ["Creuser une mare", "Planter une haie"]
    assert await reminders.through(1, 1, hour=11) == {}
    later = await other.add(ADA, "Ajoutée depuis", lead_people=[str(BEN)], ends_on=str(reminders.on(2)))
    await (await other.service.networks.open(other.network)).tables.reached(await other.head())
    assert await reminders.through(1, 1, hour=12) == {}  # today has had its letter
    (second,) = (await reminders.through(2, 2)).values()
    assert len(second) == 3
    whole = text(reminders.letters[-1])
    assert whole.count("Réseau des deux vallées\n----") == 2
    assert f"/networks/{other.network}/plans/{other.plan}/actions/{later}" in whole
    (link,) = re.findall(r"<(.*)>", reminders.letters[-1]["List-Unsubscribe"])
    await town.add(ADA, "Pour plus tard", lead_people=[str(BEN)], ends_on=str(reminders.on(5)))
    async with httpx.AsyncClient(verify=False, timeout=60) as client:  # noqa: S501 - plain http has no certificates
        assert (await client.post(link, data={"List-Unsubscribe": "One-Click"})).status_code == 200
    for here in (town, other):
        page = (await here.get(BEN, "/notifications")).json()
        assert {page["wanted"][matter] for matter in ("conflicts", "mine", "followed", "rest")} == {"never"}
    assert await reminders.through(4, 5) == {}
    await other.close()


async def test_a_network_of_which_nobody_knows_who_may_see_what_keeps_the_reminders_of_no_other(
    town: Town, box: Box, reminders: Reminded
) -> None:
    other = await found(town.service, town.url)
    box.networks.add(str(other.network))
    for here in (town, other):
        await remind(here, BEN, days=[1], late=False)
        await here.add(ADA, "Planter une haie", lead_people=[str(BEN)], ends_on=str(reminders.on(2)))
        await (await here.service.networks.open(here.network)).tables.reached(await here.head())
    # As an event leaves it that only a newer program can read.
    follower = (await other.service.networks.open(other.network)).follower
    follower.parked["rights"] = Parked(await other.head(), "unread")
    assert len(*(await reminders.through(1, 1)).values()) == 1
    del follower.parked["rights"]
    await other.close()


async def test_who_leaves_while_others_are_looked_at_is_passed_over(town: Town, box: Box, reminders: Reminded) -> None:
    await town.add(ADA, "Planter une haie", lead_people=[str(BEN)], ends_on=str(reminders.on(2)))
    of, here = await town.service.networks.open(town.network), datetime.combine(reminders.on(0), time(12), PARIS)
    await of.tables.reached(await town.head())
    (ben,) = [one for _, _, some in await box.telling.reminding._wanting(here) for one in some if one.person == BEN]
    gone = ben._replace(person=EVA)  # who has no role here any more
    assert [one.wanting.person for one in await box.telling.reminding._meant(of, here, [gone, ben])] == [BEN]
