"""Texts that several people write at once: over sockets, in two processes, and what becomes of them."""

import asyncio
import hashlib
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import cycle
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest

from events import ids, minutes
from events.ids import MeetingId, PersonId
from service import networks
from service.app import App
from service.embedded import Addresses
from service.live.frames import Road
from service.live.hub import LINGER
from service.texts import texts
from service.texts.document import Document, Update
from tests.http.conftest import served
from tests.http.test_meetings import planned
from tests.http.town import Town, asking
from tests.live.roads import ROADS, watching
from tests.live.screen import Watching, Written
from tests.people import ADA, BEN, CAS, DOT, RIVEBELLE

GREETING = "Bonjour à tous."


class Draft:
    """Minutes as a draft, with one section that says something."""

    def __init__(self, town: Town, meeting: str) -> None:
        self.town = town
        self.meeting = meeting
        self.minutes = str(minutes.of_meeting(MeetingId(UUID(meeting))))
        self.section = str(ids.new())
        self.topic = f"text:{self.section}"
        self.lane = f"{self.topic}/network"

    async def ask(self, by: PersonId, tag: str, /, **fields: Any) -> dict[str, Any]:
        return await self.town.ask(by, f"minutes.{tag}", self.minutes, **fields)

    @asynccontextmanager
    async def open(self, *people: PersonId, town: Town | None = None, by: tuple[Road, ...] = ("socket",)) -> AsyncIterator[list[Watching]]:
        """A screen for each of these, on which the text is open; roads take turns."""
        async with AsyncExitStack() as screens:
            yield [
                await screens.enter_async_context(watching(town or self.town, road, one, self.topic, client=str(ids.new())))
                for one, road in zip(people, cycle(by), strict=False)
            ]

    def on(self, screen: Watching) -> Written:
        return screen.texts[self.lane]

    def text(self, screen: Watching) -> str:
        return str(self.on(screen).text)

    async def type(self, screen: Watching, at: int, text: str, instead_of: int = 0, **fields: Any) -> dict[str, Any]:
        """Type something and have it sent: the answer."""
        return await screen.write(self.topic, self.on(screen).type(at, text, instead_of), **fields)

    async def same(self, *screens: Watching) -> str:
        """What they all show, as soon as that is the same."""
        async with asyncio.timeout(60):
            while len({self.text(one) for one in screens}) > 1:
                await self.rows()
        return self.text(screens[0])

    async def told(self, text: str | None, town: Town | None = None) -> dict[str, Any]:
        """The section as its page shows it, once it says this."""
        async with asyncio.timeout(60):
            while True:
                (section,) = (await (town or self.town).get(DOT, f"/meetings/{self.meeting}/minutes")).json()["sections"]
                if section["text"] == text:
                    return section  # type: ignore[no-any-return]  # a row as JSON

    async def rows(self) -> list[Update]:
        """What is kept of the text."""
        kept = "SELECT seq, update, author, command_id, position FROM text_update WHERE doc = $1 ORDER BY seq"
        return [Update(**row) for row in await self.town.service.pool.fetch(kept, UUID(self.section))]


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the service does it, sooner."""
    monkeypatch.setattr(texts, "GATHER", 0.01)
    monkeypatch.setattr(texts, "POLL", 0.1)


@pytest.fixture(scope="module")
async def beside(addresses: Addresses) -> AsyncIterator[tuple[App, str]]:
    """A second process on the same database."""
    async with served(addresses) as running:
        yield running


@pytest.fixture
async def second(town: Town, beside: tuple[App, str]) -> AsyncIterator[Town]:
    """The town as the second process serves it."""
    made = Town(*beside, town.network, town.cookies)
    yield made
    await made.close()


async def until(so: Callable[[], Awaitable[Any]]) -> None:
    """Ask until it is so."""
    async with asyncio.timeout(60):
        while not await so():
            pass


async def frozen(draft: Draft) -> bool:
    return len(await draft.rows()) == 1


def service_of(town: Town) -> texts.Texts:
    found = town.service.hubs.texts
    assert found is not None
    return found


async def begun(town: Town, text: str | None = GREETING) -> Draft:
    meeting = await planned(town)
    draft = Draft(town, meeting)
    section = {"part": "opening", "heading": "Ouverture", "order_key": "V", "text": text}
    await draft.ask(CAS, "begin", meeting=meeting, title="Compte rendu", sections={draft.section: section})
    return draft


async def test_what_people_write_at_once_everyone_reads_and_an_event_tells(town: Town) -> None:
    draft = await begun(town)
    async with draft.open(BEN, CAS, DOT, by=ROADS) as (ben, cas, dot):
        assert draft.text(dot) == GREETING
        answers = await asyncio.gather(draft.type(ben, 0, "Éric : "), draft.type(cas, 15, " 😀"))
        assert [one["t"] for one in answers] == ["yack"] * 2
        await ben.until(lambda: draft.text(ben) == f"Éric : {GREETING} 😀")
        assert await draft.same(ben, cas, dot) == f"Éric : {GREETING} 😀"
        (await town.service.hubs.of(town.network))._beat(0.0)
        await ben.until(lambda: any(one["t"] == "head" and one["l"] == draft.lane and one["pos"] == 3 == one["prev"] for one in ben.heard))
        assert not ben.gaps
        assert (await draft.told(GREETING))["changed_by"] == str(CAS)  # nothing was told yet
        await draft.type(ben, 0, "", settle=True)
        section = await draft.told(f"Éric : {GREETING} 😀")
        told = (await town.get(DOT, "/activity")).json()[0]
        assert (told["tag"], told["changed"]["text"]) == ("minutes.section_written", section["text"])
        assert set(told["changed"]["authors"]) == {str(BEN), str(CAS)}
        assert section["changed_by"] == told["changed"]["authors"][-1]
        known = [one for one in await draft.rows() if one.seq <= told["changed"]["to_seq"]]
        assert hashlib.sha256(Document(known).value.encode()).hexdigest() == told["changed"]["sha256"]


async def test_who_may_not_write_is_refused_and_nothing_of_it_is_kept(town: Town) -> None:
    draft = await begun(town)
    async with draft.open(ADA, BEN, CAS, DOT) as (ada, ben, cas, dot):
        kept = await draft.rows()
        assert (await draft.type(dot, 0, "x"))["code"] == "access.reads_only"
        draft.on(ben).type(0, "never sent ")
        for update, code in (
            (draft.on(ben).type(0, "builds on it"), "text.lacks"),
            (b"", "yack"),
            (b"nonsense", "invalid.update"),
            (Written(1).type(0, "x" * 20_001), "text.too_long"),
            (Written(1).type(0, "a\0b"), "invalid.control"),
        ):
            answer = await ada.write(draft.topic, update)
            assert answer.get("code", answer["t"]) == code
        assert await draft.rows() == kept
        await town.ask(ADA, "network.give_role", town.network, person=str(CAS), role="elected_official", authority=str(RIVEBELLE))
        await town.ask(ADA, "network.take_role", town.network, person=str(CAS), role="editor", authority=str(RIVEBELLE))
        assert (await draft.type(cas, 0, "x"))["code"] == "access.reads_only"
        assert (await draft.type(ben, 0, "x", id=(same := str(ids.new()))))["code"] == "text.lacks"  # he typed what was never sent
        whole = draft.on(ben).document.get_update()
        assert (await ben.write(draft.topic, whole, id=same))["t"] == "yack"
        assert (await ada.write(draft.topic, draft.on(ada).type(0, "y"), id=same))["code"] == "reused"
        await town.ask(ADA, "network.suspend", town.network, person=str(BEN))
        assert len(await draft.rows()) == len(kept) + 1


async def test_a_text_that_nobody_follows_any_more_is_let_go(town: Town) -> None:
    draft = await begun(town)
    hub = await town.service.hubs.of(town.network)
    async with draft.open(BEN):
        hub._beat(hub._timer.time() + LINGER + 1)
        topic = hub._topics[draft.topic]
    async with asyncio.timeout(20):
        while topic.listeners:
            await draft.rows()
    hub._beat(hub._timer.time() + LINGER + 1)
    assert draft.topic not in hub._topics
    async with draft.open(BEN, CAS) as (ben, cas):
        await draft.type(ben, 0, "Encore. ")
        assert await draft.same(ben, cas) == f"Encore. {GREETING}"


class Counted(Document):
    """A document that counts how often one is read."""

    read = 0

    def __init__(self, *arguments: Any, **named: Any) -> None:
        Counted.read += 1
        super().__init__(*arguments, **named)


async def test_a_hundred_changes_that_are_refused_cost_no_more_than_one(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = await begun(town)
    monkeypatch.setattr(texts, "Document", Counted)
    async with draft.open(CAS) as (cas,):
        kept, Counted.read = len(await draft.rows()), 0
        spoilt = b64encode(Written(1).type(0, "x" * 20_001)).decode()
        said = {"t": "y", "topic": draft.topic, "gen": 1}
        refused = [said | {"id": str(ids.new()), "u": spoilt} for _ in range(50)]
        wishes = [said | {"id": str(ids.new()), "u": "", "settle": True} for _ in range(50)]
        body = {"network": str(town.network), "client": "tab", "frames": refused + wishes}
        answer, good = await asyncio.gather(town.browser(BEN).post("/live/commands", json=body), draft.type(cas, 0, "Or : "))
        assert [one.get("code", one["t"]) for one in answer.json()["frames"]] == ["text.too_long"] * 50 + ["yack"] * 50
        assert good["t"] == "yack"
        assert len(await draft.rows()) == kept + 1
        assert Counted.read < 10
        assert sum("settle" in repr(task) for task in service_of(town)._tasks) <= 1


async def test_what_was_sent_twice_or_found_by_a_new_process_stands_once(town: Town, second: Town) -> None:
    """A process ends after it wrote something down and before it told anyone: nobody can tell that from a lost answer."""
    draft = await begun(town)
    async with draft.open(BEN, town=second) as (ben,):
        sent = draft.on(ben).type(0, "Un. ")
        first = await ben.write(draft.topic, sent, id=(same := str(ids.new())))
        lost, unheard = draft.on(ben).type(4, "Deux. "), ids.new()
        last = (await draft.rows())[-1].seq + 1
        kept = "INSERT INTO text_update (network_id, doc, seq, update, author, command_id) VALUES ($1, $2, $3, $4, $5, $6)"
        async with town.service.pool.acquire() as db, db.transaction():
            await db.execute(kept, town.network, UUID(draft.section), last, lost, BEN, unheard)
            await db.execute("UPDATE text_document SET seq = $2 WHERE doc = $1", UUID(draft.section), last)
        await ben.until(lambda: ben.last[draft.lane] == last)  # nobody gave a hint: it was looked for
        assert await ben.write(draft.topic, lost, id=str(unheard)) == {"t": "yack", "id": str(unheard), "pos": last}
        holds = draft.on(ben)
    async with draft.open(BEN, CAS) as (ben, cas):  # at a process that never heard of the text
        assert await ben.write(draft.topic, sent, id=same) == first
        for update in (sent, lost, holds.document.get_update()):
            assert (await ben.write(draft.topic, update))["t"] == "yack"
        assert draft.text(cas) == f"Un. Deux. {GREETING}"
        assert await draft.same(ben, cas) == str(holds.text)
        await service_of(town).tell_what_was_left(silent=0)  # nor had it told the text
        assert (await draft.told(f"Un. Deux. {GREETING}"))["changed_by"] == str(BEN)
        await draft.type(ben, 0, "tapé, ")
        await draft.type(ben, 0, "", 6)
        await service_of(town).tell_what_was_left(silent=0)
        assert await town.service.pool.fetchval("SELECT told = seq FROM text_document WHERE doc = $1", UUID(draft.section))


async def test_two_processes_tell_the_same_text_and_neither_takes_what_the_other_would_not(
    town: Town, second: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = await begun(town)
    async with draft.open(BEN, DOT) as (ben, dot), draft.open(CAS, town=second) as (cas,):
        for turn in range(3):
            answers = await asyncio.gather(draft.type(ben, 0, f"{turn}"), draft.type(cas, len(draft.text(cas)), f"{turn}"))
            assert [one["t"] for one in answers] == ["yack"] * 2
        await dot.until(lambda: draft.text(dot) == f"210{GREETING}012")
        assert await draft.same(ben, cas, dot) == f"210{GREETING}012"
        await asyncio.gather(draft.type(ben, 0, "", settle=True), draft.type(cas, 0, "", settle=True))
        section = await draft.told(f"210{GREETING}012")
        assert section == await draft.told(section["text"], second)
        written = "SELECT count(*) FROM event WHERE network_id = $1 AND tag = 'minutes.section_written'"
        assert await town.service.pool.fetchval(written, town.network) == 1

        # While one process closes the text, nobody writes to it in the other.
        async with service_of(town)._held(await town.service.networks.open(town.network), UUID(draft.minutes)):
            before = await draft.rows()
            typing = asyncio.create_task(draft.type(cas, 0, "y"))
            for pongs in range(len(cas.pongs) + 1, len(cas.pongs) + 40):
                await cas.send({"t": "ping", "id": pongs, "at": 0})
                await cas.until(lambda pongs=pongs: len(cas.pongs) >= pongs)  # type: ignore[misc]  # of this turn
            assert await draft.rows() == before
            assert not typing.done()
        assert (await typing)["t"] == "yack"

        # The second process stands still, and does not hear that he may no longer write.
        running = await second.service.networks.open(town.network)
        await running.tail.close()
        monkeypatch.setattr(networks, "PATIENCE", 0.1)
        await town.ask(ADA, "network.take_role", town.network, person=str(CAS), role="editor", authority=str(RIVEBELLE))
        refused = await draft.type(cas, 0, "x")
        assert (refused["t"], refused["code"], refused["retry"]) == ("rej", "busy", True)
        assert "x" not in Document(await draft.rows()).value


async def test_nothing_is_told_before_it_was_committed(town: Town, addresses: Addresses) -> None:
    draft = await begun(town)
    owner, gate = await asyncpg.connect(addresses.owner), await asyncpg.connect(addresses.owner)
    try:
        # Whoever commits an update waits at the gate.
        await owner.execute(
            "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN PERFORM pg_advisory_xact_lock_shared(21); RETURN NULL; END';"
            " CREATE CONSTRAINT TRIGGER waits AFTER INSERT ON text_update DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION wait()"
        )
        async with draft.open(BEN, CAS) as (ben, cas):
            await gate.execute("SELECT pg_advisory_lock(21)")
            typing = asyncio.create_task(draft.type(ben, 0, "Pas encore. "))
            waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 21 AND NOT granted"
            await until(lambda: owner.fetchval(waiting))
            async with draft.open(DOT) as (dot,):
                assert draft.text(dot) == GREETING
            await asyncio.gather(*(one.reached("1.0") for one in (ben, cas)))
            told = [frame for one in (ben, cas) for frame in one.heard if frame["t"] in ("y", "yack")]
            assert [frame["prev"] for frame in told] == [0, 0]
            await gate.execute("SELECT pg_advisory_unlock(21)")
            assert (await typing)["t"] == "yack"
            assert await draft.same(ben, cas) == f"Pas encore. {GREETING}"
    finally:
        await gate.close()
        await owner.execute("DROP FUNCTION wait() CASCADE")
        await owner.close()


async def test_an_edit_without_an_editor_meets_what_is_being_typed(town: Town) -> None:
    draft = await begun(town, "Un\nDeux\nTrois")
    async with draft.open(BEN, CAS) as (ben, cas):
        await draft.type(ben, 2, " et demi")
        await draft.ask(CAS, "edit_section", section=draft.section, text={"was": "Un\nDeux\nTrois", "to": "Un\nDeux\nTrois et quart"})
        whole = "Un et demi\nDeux\nTrois et quart"
        await ben.until(lambda: draft.text(ben) == whole)
        assert await draft.same(ben, cas) == whole
        assert (await draft.told(whole))["changed_by"] == str(CAS)
        await draft.type(cas, len(whole), ".", settle=True)
        assert (await draft.told(f"{whole}."))["changed_by"] == str(CAS)
        await draft.ask(BEN, "edit_section", section=draft.section, text={"was": whole + ".", "to": None})
        await cas.until(lambda: draft.text(cas) == "")


async def test_what_was_told_becomes_one_state_and_whoever_comes_back_holds_all_of_it(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "MOST_UPDATES", 4)
    draft = await begun(town)
    async with draft.open(CAS) as (cas,):
        async with draft.open(BEN) as (ben,):
            since = {"epoch": 1, "pos": ben.last[draft.lane], "rev": ben.welcome["rev"]}
            for turn in range(6):
                await draft.type(ben, 0, f"{turn} ")
            assert len(await draft.rows()) == 7
            await draft.type(ben, 0, "", settle=True)
            await draft.told(f"5 4 3 2 1 0 {GREETING}")
            await draft.type(ben, 0, "6 ")
            former = draft.on(ben)
        state, *rest = await draft.rows()
        assert (state.author, len(rest)) == (None, 1)
        async with draft.open(BEN) as (ben,):  # from before, and from within
            for pos, prev in ((since["pos"], 0), (state.seq, state.seq)):
                await ben.subscribe(draft.topic, since | {"pos": pos})
                told = {"t": "y", "prev": prev, "pos": rest[-1].seq}
                await ben.until(lambda told=told: any(told.items() <= one.items() for one in ben.heard))  # type: ignore[misc]  # of this turn
            ben.texts[draft.lane] = former
            assert (await draft.type(ben, 0, "7 "))["t"] == "yack"
            assert await draft.same(ben, cas) == f"7 6 5 4 3 2 1 0 {GREETING}"


async def test_what_is_approved_is_frozen_and_goes_on_when_it_is_taken_back(town: Town) -> None:
    draft = await begun(town)
    async with draft.open(BEN, CAS) as (ben, cas):
        await draft.type(ben, 0, "Un lapsus. ")
        await draft.type(ben, 0, "", 11)
        await draft.type(ben, len(GREETING), " Fin.")
        await draft.same(ben, cas)
        typing = [asyncio.create_task(draft.type(cas, len(draft.text(cas)), f" {turn}")) for turn in range(3)]
        asked = await draft.ask(BEN, "send_to_review")
        answers = await asyncio.gather(*typing)
        (section,) = (await town.get(DOT, f"/meetings/{draft.meeting}/minutes")).json()["sections"]
        assert section["text"] == Document(await draft.rows()).plain  # what was answered by yack is told, and no more
        assert section["text"].startswith(f"{GREETING} Fin.")
        assert all(one["t"] == "yack" or one["code"] == "minutes.in_review" for one in answers)
        assert (await draft.type(ben, 0, "Trop tard. "))["code"] == "minutes.in_review"
        assert (await ben.write(draft.topic, b"", settle=True))["t"] == "yack"
        assert b"lapsus" in b"".join(one.update for one in await draft.rows())
        await draft.ask(ADA, "approve")
        await until(lambda: frozen(draft))
        rows = await draft.rows()
        assert b"lapsus" not in rows[0].update
        assert Document(rows).plain == section["text"]
        body = await town.service.pool.fetchval(
            "SELECT payload FROM event WHERE network_id = $1 AND tag = 'minutes.section_written' ORDER BY position DESC LIMIT 1",
            town.network,
        )
        assert hashlib.sha256(section["text"].encode()).hexdigest() == msgspec.json.decode(body)["sha256"]
        assert asked["outcome"] == "applied"
        await town.post(ADA, asking("minutes.take_back", draft.minutes) | {"reason": "Une coquille."})
        await draft.ask(ADA, "send_to_review")
        # Of a process that died before it told this: nobody approves what no event tells.
        stray, seq = Written(1).type(0, "jamais dit"), rows[0].seq + 1
        await town.service.pool.execute(
            "INSERT INTO text_update (network_id, doc, seq, update, author) VALUES ($1, $2, $3, $4, $5)",
            *(town.network, UUID(draft.section), seq, stray, BEN),
        )
        await town.service.pool.execute("UPDATE text_document SET seq = $2 WHERE doc = $1", UUID(draft.section), seq)
        await ben.until(lambda: "jamais dit" in draft.text(ben))
        await draft.ask(ADA, "approve")
        await ben.until(lambda: draft.on(ben).gen == 2)
        assert await draft.same(ben, cas) == section["text"]
        await town.post(ADA, asking("minutes.take_back", draft.minutes) | {"reason": "Une autre."})
    async with draft.open(BEN, CAS) as (ben, cas):
        assert draft.text(ben) == section["text"]
        assert (await draft.type(ben, 0, "Bis. ", settle=True))["t"] == "yack"
        assert await draft.same(ben, cas) == f"Bis. {section['text']}"
        await draft.told(f"Bis. {section['text']}")


async def test_what_somebody_asks_stands_behind_what_waits_for_a_text(town: Town) -> None:
    draft = await begun(town)
    async with draft.open(BEN) as (ben,):
        await draft.type(ben, 0, "Ce soir. ")
        answer = await town.post(ADA, [asking(f"minutes.{tag}", draft.minutes) for tag in ("send_to_review", "approve")])
        assert [one.get("outcome") for one in answer.json()] == ["applied", "applied"], answer.text
    assert (await draft.told(f"Ce soir. {GREETING}"))["text"] == f"Ce soir. {GREETING}"


async def test_a_redaction_begins_every_text_anew_and_leaves_nothing_in_its_updates(town: Town) -> None:
    draft = await begun(town)
    async with draft.open(BEN, CAS) as (ben, cas):
        await draft.type(ben, len(GREETING), " Mme Aubépin")
        await draft.type(ben, len(GREETING), "", 12)
        await draft.type(ben, 0, "Dossier Aubépin", settle=True)
        await draft.told(f"Dossier Aubépin{GREETING}")
        former = draft.on(ben).document.get_update()
        places = (await town.browser(ADA).post(f"{town.path}/texts", json={"text": "Aubépin"})).json()
        asked = asking("network.redact", town.network, places=[{"position": one["position"], "fields": [one["field"]]} for one in places])
        assert (await town.post(ADA, asked | {"reason": "Une personne privée."})).status_code == 200
        await cas.until(lambda: draft.on(cas).gen == 2)
        assert await draft.same(cas, ben) == ""  # nobody goes on from the sign that stands in the log
        assert not any("Aubépin".encode() in one.update for one in await draft.rows())
        stored = await town.service.pool.fetch("SELECT payload FROM event WHERE network_id = $1 AND salt IS NULL", town.network)
        assert [msgspec.json.decode(one["payload"])["sha256"] for one in stored] == ["[redacted]"]
        assert (await ben.write(draft.topic, former, gen=1))["code"] == "text.begun_anew"
        await draft.type(ben, 0, "", settle=True)
        assert (await draft.type(ben, 0, "Dossier", settle=True))["t"] == "yack"
        await draft.told("Dossier")
