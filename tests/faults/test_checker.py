"""The checker, checked: nothing is wrong with a sound race of two processes, and every planted bug and every lie is found."""

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest
from msgspec import structs
from structlog.testing import capture_logs

from events import action, action_plan, fields, ids, network
from events.asking import Asking, Receipt
from events.decider import Event, Invalid, Refused
from events.fields import Change
from events.ids import CommandId, NetworkId, PersonId, PlanId, StreamId, Token
from events.line import Busy, Line, Missing, NotApplied, Reused
from events.log.postgres import PostgresStore
from events.log.recorded import Recorded
from events.log.store import Head
from events.log.tail import Tail
from projections import tables
from projections.follower import Follower
from projections.plan_board import plan_board
from projections.tables import TableWriter
from service import access
from service.embedded import Addresses
from tests.faults import checker
from tests.faults.history import Answered, History, load
from tests.faults.lies import LIES, Lie, answered, last, redacted, sent
from tests.faults.runs import SEED, seeds
from tests.log.batches import founded
from tests.people import ADA, BEN, CAS, HAUTEFEUILLE, opening

WRITERS = {"network": {"facilitator"}, "action_plan": {"facilitator", "editor"}, "action": {"facilitator", "editor"}}
FIELDS = ("lead", "lead_service", "calendar", "code")  # all of them strict
CLIENTS = 8
TRIES = 10  # of a client who is told that others were always faster


def tries(most: int) -> Iterator[int]:
    """At most so many seeds, each printed; FAULT_SEED names the first."""
    first = int(SEED or int.from_bytes(os.urandom(4)))
    for seed in range(first, first + most):
        print(f"seed {seed}")
        yield seed


# --- A race -------------------------------------------------------------------------------------------------------


class Process:
    """What one process of the service holds: a pool, a line, a tail. What the tail was given is noted."""

    def __init__(self, name: str, pool: "asyncpg.Pool[Any]", network_id: NetworkId, head: Head, race: "Race") -> None:
        self.name = name
        self.position = 0
        self.stands: dict[tuple[UUID, str], Any] = {}  # what the people at this process see
        self.moved = asyncio.Event()
        self._race = race
        self.store = PostgresStore(pool)
        self.follower = Follower(network_id, [plan_board])
        self.tables = TableWriter(pool, self.follower, [plan_board])
        self.tail = Tail(self.store, network_id, lambda: self.position, self.apply, poll=60)
        self.line = Line(self.store, network_id, head, access.may_ask, self.written)

    def written(self, recorded: Sequence[Recorded[Event]]) -> None:
        self.tail.hand_over(recorded)
        for other in self._race.processes:
            if other is not self:
                other.tail.hint()

    def apply(self, events: Iterable[Recorded[Event]]) -> None:
        for one in events:
            self.position = one.position
            if self.follower.position == one.position - 1:  # else the log is broken, and tables are not what is looked at
                self.follower.apply([one])
            self._race.history.follow(self.name, one.position, one.command_id, one.version, one.stream_id)
            if isinstance(one.event, action.Edited):
                self.stands.update({(one.stream_id, name): value for name, value in fields.set_fields(one.event).items()})
        self.moved.set()

    async def reached(self, position: int) -> None:
        self.tail.hint()
        async with asyncio.timeout(60):
            while self.position < position:
                self.moved.clear()
                await self.moved.wait()
        self._race.history.stand(self.name, self.position)


class Race:
    """One network, two processes on its database, and everything that was seen of them."""

    def __init__(self, network_id: NetworkId) -> None:
        self.network_id = network_id
        self.history = History()
        self.processes: list[Process] = []
        self.cards = [StreamId(ids.new()) for _ in range(3)]
        self.since = 0

    async def ask(self, client: str, process: Process, by: PersonId, *askings: Asking, edits: Any = ()) -> None:
        """Ask for one command or, all or nothing, for several, again where the line is busy; what came of it is noted."""
        unit = str(askings[0].id) if len(askings) > 1 else ""
        results: list[Any] = [Busy()]
        for _ in range(TRIES):
            if not any(isinstance(result, Busy) for result in results):
                return
            calls = [
                self.history.send(client, one.id, one.stream, wishes, by=by, body=msgspec.json.encode(one).decode(), unit=unit)
                for one, wishes in zip(askings, edits or [{}] * len(askings), strict=True)
            ]
            try:
                async with asyncio.timeout(30):
                    if unit:
                        results = await process.line.ask_together(list(askings), by, [None] * len(askings))
                    else:
                        results = [await process.line.ask(askings[0], by)]
            except Exception as error:
                results = [error] * len(calls)
            for call, result in zip(calls, results, strict=True):
                self.history.answer(call, *_told(result))

    async def edit(self, client: str, process: Process, by: PersonId, stream: StreamId, field: str, was: Any, to: Any) -> Asking:
        asking = _edit(stream, field, was, to)
        await self.ask(client, process, by, asking, edits=[{field: (was, to)}])
        return asking

    async def run(self, chance: random.Random, commands: int) -> None:
        """People at both processes, each asking one thing after another."""
        people = [BEN, CAS, ADA, BEN, CAS, BEN, CAS, BEN]
        await asyncio.gather(
            *(
                self._work(f"client {number}", random.Random(chance.random()), people[number], commands // CLIENTS)
                for number in range(CLIENTS)
            )
        )

    async def _work(self, client: str, chance: random.Random, by: PersonId, commands: int) -> None:
        here = self.processes[int(client[-1]) % len(self.processes)]
        for number in range(commands):
            stream, field = chance.choice(self.cards), chance.choice(FIELDS)
            was, to = here.stands.get((stream, field)), f"{client[-1]}.{number}"
            asking = _edit(stream, field, was, to)
            wish = [{field: (was, to)}]
            match chance.randrange(16):
                case 0:  # once by each process, at once
                    await asyncio.gather(*(self.ask(client, one, by, asking, edits=wish) for one in self.processes))
                case 1:
                    await self.ask(client, here, by, asking, edits=wish)
                    await self.ask(client, here, by, structs.replace(asking, command=_edit(stream, field, to, "autre").command))
                case 2:
                    other = chance.choice(self.cards)
                    seen = here.stands.get((other, "notes"))
                    await self.ask(client, here, by, asking, _edit(other, "notes", seen, f"{seen}"), edits=[*wish, {}])
                case 3:
                    await self.ask(client, here, by, _edit(StreamId(ids.new()), field, None, to))
                case 4:
                    await self.ask(client, here, by, asking, _edit(StreamId(ids.new()), field, None, to), edits=[*wish, {}])
                case 5:
                    await self.edit(client, here, by, stream, field, "jamais", was)
                case 6 if by == ADA:
                    shut = chance.choice((network.Suspend(BEN), network.Reinstate(BEN)))
                    await self.ask(client, here, by, Asking(id=CommandId(ids.new()), stream=StreamId(self.network_id), command=shut))
                case _:
                    await self.ask(client, here, by, asking, edits=wish)

    async def stop(self, connection: "asyncpg.Connection[Any]") -> None:
        """Everyone is answered, every tail stands at the head."""
        for process in self.processes:
            await process.line.close()
        head = await connection.fetchval("SELECT max(position) FROM event WHERE network_id = $1", self.network_id)
        for process in self.processes:
            await process.reached(head)
            await process.tail.close()
            await process.tables.close()

    def check(self) -> list[checker.Violation]:
        return checker.check(self.history, since=self.since, writers=WRITERS)


def _edit(stream: StreamId, field: str, was: Any, to: Any) -> Asking:
    wish: dict[str, Any] = {field: Change(was, to)}
    return Asking(id=CommandId(ids.new()), stream=stream, command=action.Edit(**wish))


def _told(result: Any) -> tuple[str, int | None, list[str] | None]:
    match result:
        case Receipt(outcome=outcome, after=after, conflicts=conflicts):
            return outcome, Token.parse(after).position, [conflict.field for conflict in conflicts]
        case Reused():
            return "reused", None, None
        case NotApplied():
            return "not_applied", None, None
        case Missing() | Invalid():
            return "turned_away", None, None
        case Refused(code=code):
            return ("turned_away" if code.startswith("access.") else f"refused:{code}"), None, None
    return "unknown", None, None


@asynccontextmanager
async def race(addresses: Addresses, processes: int = 2) -> AsyncIterator[Race]:
    """A network with a plan, three cards and three people who may edit; nobody has begun."""
    async with AsyncExitStack() as stack:
        pools = [
            await stack.enter_async_context(asyncpg.create_pool(addresses.application, min_size=1, max_size=3)) for _ in range(processes)
        ]
        book = await founded(PostgresStore(pools[0]))
        made = Race(book.network_id)
        voice = PersonId(book.network_id)
        preparing = Line(book.store, book.network_id, book.head, lambda *_: None, lambda _written: None)
        plan = PlanId(ids.new())
        commands: list[tuple[UUID, Any]] = [
            *((book.network_id, command) for command in opening()),
            (plan, action_plan.Open("Agenda 21", HAUTEFEUILLE)),
            *((card, action.Add(plan=plan, title="Fête du vélo", order_key="V")) for card in made.cards),
        ]
        for stream, command in commands:
            await preparing.ask(Asking(id=CommandId(ids.new()), stream=StreamId(stream), command=command), voice)
        await preparing.close()
        head = await book.store.head(book.network_id)
        assert head is not None
        made.since = head.position
        for number, pool in enumerate(pools):
            made.processes.append(Process(f"tail {number}", pool, book.network_id, head, made))
            await made.processes[-1].tables.hydrate()
            await made.processes[-1].tail.start()
        with capture_logs():
            yield made


async def raced(addresses: Addresses, seed: int, commands: int = 240) -> Race:
    """A whole race, ready to be judged."""
    connection = await asyncpg.connect(addresses.owner)
    try:
        async with race(addresses) as made:
            chance = random.Random(seed)
            await made.run(chance, commands // 2)
            await made.history.dump(connection, made.network_id, ("plan_board",))
            await made.run(chance, commands // 2)
            await made.stop(connection)
            await made.history.dump(connection, made.network_id, ("plan_board",))
    finally:
        await connection.close()
    return made


async def test_two_processes_that_race_keep_every_promise(addresses: Addresses) -> None:
    for seed in seeds(0.05):
        made = await raced(addresses, seed)
        assert (found := made.check()) == [], checker.report(found)
        told = Counter(answer.status.partition(":")[0] for answer in made.history.of(Answered))
        assert min(told[status] for status in ("applied", "nothing", "refused", "reused", "not_applied")) > 0, told
        assert made.history.unanswered() == []


# --- Planted bugs -------------------------------------------------------------------------------------------------

LOCK = "PERFORM 1 FROM network n WHERE n.network_id = p_network AND n.epoch = p_epoch FOR UPDATE;"
HEAD = """SELECT e.position, e.at INTO head, last_at
    FROM event e WHERE e.network_id = p_network ORDER BY e.position DESC LIMIT 1;"""
KEYS = {"event": ("event_pk", "event_stream_version"), "command": ("command_pk",), "stream": ("stream_pk",)}

#: What is replaced in append_batch, and a kind of violation that this must lead to.
BUGS: dict[str, tuple[list[tuple[str, str]], str]] = {
    "the lock is gone": ([(LOCK, LOCK.replace(" FOR UPDATE", ""))], "position_repeated"),
    "the head is read before the lock": ([(HEAD, ""), (LOCK, f"{HEAD} {LOCK}")], "position_repeated"),
    "a position is used again": ([("head := coalesce(head, 0);", "head := greatest(head - 1, 0);")], "position_repeated"),
    "versions are not compared": ([("IF p_seen IS DISTINCT FROM head THEN", "IF false THEN")], "overwritten"),
}


async def plant(addresses: Addresses, bug: str, *, keys: bool) -> str:
    """Put a bug into append_batch: the kind of violation it must lead to. Without its keys the log believes whatever it is told."""
    owner = await asyncpg.connect(addresses.owner)
    definition = await owner.fetchval("SELECT pg_get_functiondef('append_batch'::regproc)")
    changes, kind = BUGS[bug]
    for before, after in changes:
        assert definition.count(before) == 1, "this bug is planted in a text that has changed"
        definition = definition.replace(before, after)
    await owner.execute(definition)
    if not keys:
        for table, constraints in KEYS.items():
            for constraint in constraints:
                await owner.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
        await owner.execute("CREATE INDEX ON event (network_id, position)")
        await owner.execute("CREATE INDEX ON event (network_id, stream_id, version)")
    await owner.close()
    return kind


@pytest.mark.parametrize("bug", BUGS)
async def test_a_planted_bug_is_found(database: Addresses, bug: str) -> None:
    kind = await plant(database, bug, keys=False)
    found: list[checker.Violation] = []
    for seed in tries(10):
        found = (await raced(database, seed)).check()
        print(checker.report(found, 3))
        if kind in {one.kind for one in found}:
            return
    pytest.fail(f"{bug}, and nobody saw it: {checker.report(found)}")


@pytest.mark.parametrize("bug", ["the lock is gone", "the head is read before the lock"])
async def test_the_keys_of_the_log_refuse_what_a_missing_lock_would_let_pass(database: Addresses, bug: str) -> None:
    await plant(database, bug, keys=True)
    for seed in tries(1):
        assert (found := (await raced(database, seed)).check()) == [], checker.report(found)


async def test_a_right_taken_back_elsewhere_is_missed_where_versions_are_not_compared(database: Addresses) -> None:
    await plant(database, "versions are not compared", keys=True)
    connection = await asyncpg.connect(database.owner)
    async with race(database) as made:
        card, other = made.cards[:2]
        here, there = made.processes
        await made.edit("client 0", there, BEN, card, "lead", None, "un")  # now that process knows him as an editor
        shut = Asking(id=CommandId(ids.new()), stream=StreamId(made.network_id), command=network.Suspend(BEN))
        await made.ask("client 1", here, ADA, shut)
        await made.edit("client 0", there, BEN, other, "lead", None, "deux")
        await made.stop(connection)
        await made.history.dump(connection, made.network_id)
    await connection.close()
    assert [one.kind for one in made.check()] == ["after_revocation"]


@pytest.mark.parametrize("careful", [True, False])
async def test_a_checkpoint_moved_without_comparing_is_found(database: Addresses, monkeypatch: pytest.MonkeyPatch, careful: bool) -> None:
    careless = tables.SQL.advance.replace(" AND c.position = wanted.old", "")
    assert careless != tables.SQL.advance
    connection = await asyncpg.connect(database.owner)
    async with race(database) as made, asyncio.timeout(60):
        slow, quick = made.processes
        await slow.tables.reached(made.since)
        await slow.tail.close()
        if not careful:
            monkeypatch.setattr(tables, "SQL", SimpleNamespace(**{**vars(tables.SQL), "advance": careless}))
        await made.edit("client 0", quick, BEN, made.cards[0], "lead", None, "un")
        await made.edit("client 0", quick, BEN, made.cards[1], "lead", None, "deux")
        await quick.tables.reached(made.since + 2)
        # The other one comes later, and has not heard of the second edit.
        slow.follower.apply(await slow.store.page(made.network_id, made.since, 1))
        await slow.tables.reached(made.since + 1)
        await made.history.dump(connection, made.network_id, ("plan_board",))
        for process in made.processes:
            await process.line.close()
            await process.tables.close()
        await quick.tail.close()
    await connection.close()
    assert {one.kind for one in made.check()} == (set() if careful else {"row_differs"})


# --- Lies ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
async def record(addresses: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound history in which a little of everything happens; each call is named after what it is there for."""
    connection = await asyncpg.connect(addresses.owner)
    async with race(addresses) as made:
        here, there = made.processes
        one, other, third = made.cards
        nowhere = StreamId(ids.new())
        first = await made.edit("first", here, BEN, one, "lead", None, "un")
        await made.edit("clash", there, CAS, one, "lead", None, "deux")
        await made.edit("next", here, CAS, one, "lead", "un", "trois")
        await made.edit("nothing", there, BEN, one, "lead", "un", "trois")
        await made.edit("refused", here, BEN, nowhere, "lead", None, "un")
        await made.ask("again", there, BEN, first, edits=[{"lead": (None, "un")}])
        await made.ask("reused", there, BEN, structs.replace(first, command=_edit(one, "lead", None, "autre").command))
        await made.ask("pair", here, BEN, _edit(other, "code", None, "1"), _edit(third, "code", None, "2"))
        await made.ask("torn", here, BEN, _edit(other, "code", "1", "3"), _edit(nowhere, "code", None, "4"))
        await made.history.dump(connection, made.network_id, ("plan_board",))
        for command in (network.Suspend(BEN), network.Reinstate(BEN)):
            await made.ask("rights", there, ADA, Asking(id=CommandId(ids.new()), stream=StreamId(made.network_id), command=command))
            await made.edit("meanwhile", here, CAS, third, "lead", here.stands.get((third, "lead")), f"{command}")
            await made.edit("shut out", here, BEN, third, "calendar", None, "2026")
        await made.stop(connection)
        await made.history.dump(connection, made.network_id, ("plan_board",))
    await connection.close()
    path = tmp_path_factory.mktemp("record") / "history.jsonl"
    made.history.save(path)
    return path


def begun(history: History) -> int:
    """The position before the first that a client asked for."""
    position = answered(history, "first").position
    assert position is not None
    return position - 1


async def test_a_record_that_was_saved_is_read_back_and_nothing_is_wrong_with_it(record: Path, tmp_path: Path) -> None:
    history = load(record)
    assert checker.check(history, since=begun(history), writers=WRITERS) == []
    assert [answer.status for answer in history.of(Answered)] == [
        *("applied", "applied", "applied", "nothing", "refused:action.not_added", "applied", "reused"),
        *("applied", "applied", "not_applied", "refused:action.not_added"),
        *("applied", "applied", "turned_away", "applied", "applied", "applied"),
    ]
    history.save(tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == record.read_bytes()


@pytest.mark.parametrize(("kind", "spoil"), [pytest.param(kind, spoil, id=f"{kind}-{spoil.__name__}") for kind, spoil in LIES])
async def test_every_lie_is_found(record: Path, kind: str, spoil: Lie) -> None:
    history = load(record)
    since = begun(history)
    spoil(history)
    assert kind in {one.kind for one in checker.check(history, since=since, writers=WRITERS)}


async def test_what_a_redaction_names_may_change_and_nothing_else(record: Path) -> None:
    history = load(record)
    before = last(history)
    named = redacted(before, sent(history, "next").command_id)
    assert [*checker.unchanged(before, named), *checker.contents(named)] == []
    unnamed = structs.replace(named, events=named.events[:-1])
    assert {one.kind for one in checker.unchanged(before, unnamed)} == {"event_changed"}
    assert {one.kind for one in checker.contents(unnamed)} == {"digest_differs"}


def test_there_is_a_lie_for_everything_that_can_be_wrong() -> None:
    assert {kind for kind, _ in LIES} == set(checker.KINDS)
