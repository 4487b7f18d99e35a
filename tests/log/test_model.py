"""The log as a machine that does anything in any order: PostgreSQL, and beside it the twin in memory as oracle.

Both worlds have lines of their own, opened and closed as processes come and go, over one network of the same id. After every
step both gave the same answers and hold the same log. What fails is shrunk to the shortest way there.
"""

import asyncio
import os
import random
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from typing import Any, TypeVar

import asyncpg
import hypothesis
import pytest
import uvloop
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from msgspec import structs
from structlog.testing import capture_logs

from events import ids, network
from events.asking import Asking, Receipt
from events.decider import Event, Invalid, Refused
from events.ids import CommandId, NetworkId, PersonId, StreamId, Token
from events.line import Line, Missing, NotApplied, Reused
from events.log import codec
from events.log.memory import MemoryStore
from events.log.postgres import PostgresStore
from events.log.recorded import Recorded
from events.log.snapshots import Snapshots, Stream
from events.log.store import Answer, Head, StaleEpoch, Store
from events.log.tail import Tail
from service.embedded import Addresses
from tests import histories
from tests.log.batches import LONG_AGO, drafted, later, renamed
from tests.people import ADA, BEN, CAS, FOUNDED, NETWORK

T = TypeVar("T")
PEOPLE = (ADA, BEN, BEN, CAS)
PROCESSES = 3
SOON = 60  # seconds

people = st.sampled_from(PEOPLE)
processes = st.integers(0, PROCESSES - 1)
chances = st.randoms(use_true_random=False)


class World:
    """One network in one store, the lines of the processes that serve it, and a tail beside them."""

    def __init__(self, store: Store, network_id: NetworkId) -> None:
        self.store = store
        self.network_id = network_id
        self.lines: list[Line] = []
        self.log: list[Recorded[Event]] = []  # as far as it was compared
        self.heard: list[Recorded[Event]] = []
        self.moved = asyncio.Event()
        self.tail = Tail(store, network_id, lambda: len(self.heard), self.hear, poll=60)

    async def found(self, clock: network.Clock) -> None:
        founding = codec.seal(structs.replace(FOUNDED, clock=clock))
        at = LONG_AGO if clock == "given" else None
        await self.store.found(self.network_id, founding, clock=clock, time_zone="Europe/Paris", at=at)
        await self.tail.start()

    async def close(self) -> None:
        for line in self.lines:
            await line.close()
        await self.tail.close()

    async def head(self) -> Head:
        head = await self.store.head(self.network_id)
        assert head is not None
        return head

    async def open(self) -> None:
        self.lines.append(Line(self.store, self.network_id, await self.head(), may, self.tail.hand_over))

    def hear(self, events: Iterable[Recorded[Event]]) -> None:
        self.heard.extend(events)
        self.moved.set()

    async def followed(self) -> list[int]:
        """The positions that the tail was given, once it stands at the head."""
        head = await self.head()
        self.tail.hint()
        async with asyncio.timeout(SOON):
            while len(self.heard) < head.position:
                self.moved.clear()
                await self.moved.wait()
        assert self.heard == await self.store.page(self.network_id, 0, 10_000)
        return [one.position for one in self.heard]

    async def more(self) -> list[Any]:
        """What was written since this was asked last; the time only where someone named it."""
        page = await self.store.page(self.network_id, len(self.log), 10_000)
        self.log += page
        named = LONG_AGO + timedelta(days=1)
        return [one if one.at < named else structs.replace(one, at=LONG_AGO) for one in page]

    async def ask(self, process: int, by: PersonId, *askings: Asking) -> list[Any]:
        """The answers of commands that stand in one line at once."""
        line = self.lines[process % len(self.lines)]
        return list(await asyncio.gather(*(answered(line.ask(one, by)) for one in askings)))

    async def ask_together(self, process: int, by: PersonId, *askings: Asking) -> list[Any]:
        """The answers of an all-or-nothing list."""
        line = self.lines[process % len(self.lines)]
        try:
            results = await line.ask_together(list(askings), by, [None] * len(askings))
        except Invalid as error:
            return [told(error)] * len(askings)
        return [told(one) for one in results]

    async def ask_everywhere(self, by: PersonId, asking: Asking) -> list[Any]:
        """The answers of one command sent to every process at once."""
        return list(await asyncio.gather(*(answered(line.ask(asking, by)) for line in self.lines)))

    async def holds(self, by: PersonId) -> bool:
        """Does this person hold a role, as the log stands?"""
        own = StreamId(self.network_id)
        found = await Snapshots(self.store, self.network_id, (await self.head()).epoch).load([own])
        return bool(found[own].state.held_by(by))

    async def append_stale(self, stream: StreamId, off: int, number: int, epoch: int) -> Any:
        """The answer of a writer who knows a stream, and the epoch, only nearly."""
        found = await self.store.streams(self.network_id, {stream: 0})
        command = CommandId(ids.derived(self.network_id, "stale", number))
        draft = drafted(stream, renamed(str(number)), id=command, kind="action_plan", reads=[StreamId(self.network_id)])
        own = (await self.store.streams(self.network_id, {StreamId(self.network_id): 0}))[-1].version
        versions = {stream: max(0, len(found) + off), StreamId(self.network_id): own}
        try:
            ((answer,),) = await self.store.append(self.network_id, (await self.head()).epoch + epoch, versions, [[draft]])
        except StaleEpoch:
            return StaleEpoch
        return Answer(answer.status, answer.outcome, answer.first_position, answer.last_position)


def may(state: network.Running, _asking: Asking, by: PersonId, _stream: Stream | None) -> None:
    """Who holds no role may ask nothing; the founding voice may ask all."""
    if by in PEOPLE and not state.held_by(by):
        raise Missing


async def answered(asked: Awaitable[Receipt]) -> Any:
    try:
        return told(await asked)
    except Exception as error:
        return told(error)


def told(result: Receipt | Exception) -> Any:
    """An answer without the time at which others wrote, which each world has of its own."""
    match result:
        case Receipt(id, outcome, after, conflicts):
            # A token of another epoch names the same answer.
            return id, outcome, Token.parse(after).position, [structs.replace(one, theirs_at=LONG_AGO) for one in conflicts]
        case Refused(code=code):
            return "refused", code
        case Invalid(at=at):
            return "invalid", at
        case Missing() | Reused() | NotApplied():
            return type(result).__name__
    raise result  # a fault of ours, or of the machine's


class Log(RuleBasedStateMachine):
    """Everything that may happen to a log, in any order."""

    runner: asyncio.Runner
    pool: "asyncpg.Pool[Any]"

    def __init__(self) -> None:
        super().__init__()
        network_id = NetworkId(ids.new())
        self.network_id = network_id
        self.worlds = [World(PostgresStore(self.pool), network_id), World(MemoryStore(), network_id)]
        self.clock: network.Clock = "real"
        self.model = histories.Model()  # what people may have seen, so that their wishes meet
        self.asked: list[tuple[Asking, PersonId]] = []
        self.answers: dict[tuple[CommandId, PersonId], Any] = {}
        self.count = 0
        self.minutes = 0  # since long ago, that a loader has come to

    def run(self, doing: Callable[[World], Awaitable[T]]) -> T:
        """Do the same in both worlds: what it came to in either."""

        async def both() -> list[T]:
            async with asyncio.timeout(SOON):
                return [await doing(world) for world in self.worlds]

        with capture_logs():
            real, twin = self.runner.run(both())
        assert real == twin
        return real

    def number(self) -> int:
        self.count += 1
        return self.count

    def wish(self, chance: random.Random, by: PersonId, **named: Any) -> Asking:
        """Something that a person may ask, given what happened so far.

        Its id is the same in every run, whatever the network: conflicts are named after the command that made them, and a
        choice among them that came out otherwise the second time would be no history that could be played again.
        """
        stream, command = histories._Chance(chance, self.model).step()
        asking = Asking(id=CommandId(ids.derived(NETWORK, "wish", self.number())), stream=stream, command=command, **named)
        self.model.ask(asking, by)
        ((moved, _),) = histories.moved([(asking, by)], self.network_id)
        self.asked.append((moved, by))
        return moved

    def ask(self, by: PersonId, process: int, *askings: Asking) -> None:
        self.keep(askings, by, self.run(lambda world: world.ask(process, by, *askings)))

    def keep(self, askings: Iterable[Asking], by: PersonId, answers: Iterable[Any], together: bool = False) -> None:
        """One id, one answer, for ever. A list in which one cannot be asked at all asks nothing, and says nothing of the others."""
        for asking, answer in zip(askings, answers, strict=True):
            invalid = answer[:1] == ("invalid",)
            if invalid and together:
                continue
            if (isinstance(answer, tuple) and not invalid) or (asking.id, by) in self.answers:
                assert self.answers.setdefault((asking.id, by), answer) == answer

    # --- What may happen --------------------------------------------------------------------------------------------

    @initialize(clock=st.sampled_from(["real", "real", "given"]))
    def found(self, clock: network.Clock) -> None:
        self.clock = clock
        self.run(lambda world: world.found(clock))
        self.run(World.open)
        first = histories.asked_first()
        for asking, by in first:
            self.model.ask(asking, by)
        self.ask(PersonId(self.network_id), 0, *[asking for asking, _ in histories.moved(first, self.network_id)])

    @rule(chance=chances, count=st.integers(1, 12))
    def people_work(self, chance: random.Random, count: int) -> None:
        """One after the other, wherever they are."""
        for _ in range(count):
            by, process = chance.choice(PEOPLE), chance.randrange(PROCESSES)
            asking = self.wish(chance, by, reason=chance.choice((None, "Faute de crédits")), whole=chance.random() < 0.2)
            self.ask(by, process, asking)

    @rule(chance=chances, by=people, process=processes, count=st.integers(2, 20))
    def many_ask_at_once(self, chance: random.Random, by: PersonId, process: int, count: int) -> None:
        self.ask(by, process, *[self.wish(chance, by) for _ in range(count)])

    @rule(chance=chances, by=people, process=processes, count=st.integers(2, 4))
    def a_list_is_asked_all_or_nothing(self, chance: random.Random, by: PersonId, process: int, count: int) -> None:
        askings = [self.wish(chance, by) for _ in range(count)]
        self.keep(askings, by, self.run(lambda world: world.ask_together(process, by, *askings)), together=True)

    @precondition(lambda self: self.asked)
    @rule(chance=chances, process=processes, count=st.integers(1, 4), more=st.integers(0, 4), together=st.booleans())
    def some_ask_again(self, chance: random.Random, process: int, count: int, more: int, together: bool) -> None:
        """Old commands, and new ones among them."""
        some = chance.sample(self.asked, min(count, len(self.asked)))
        by = some[0][1]
        askings = [asking for asking, who in some if who == by] + [self.wish(chance, by) for _ in range(more)]
        chance.shuffle(askings)
        ask = World.ask_together if together else World.ask
        self.keep(askings, by, self.run(lambda world: ask(world, process, by, *askings)), together)

    @precondition(lambda self: self.asked)
    @rule(chance=chances, by=people, process=processes, anew=st.booleans())
    def an_id_is_used_again(self, chance: random.Random, by: PersonId, process: int, anew: bool) -> None:
        """Whoever may ask nothing any more is told so by a process that has read of it, and by another that the id was used.

        Which one has read of it is chance where all of them were asked the same at once: whoever wrote it has.
        """
        old, _ = chance.choice(self.asked)
        asking = structs.replace(old, reason="Autre chose") if anew else old

        async def ask(world: World) -> list[Any]:
            answers = await world.ask(process, by, asking)
            return ["Reused"] if answers == ["Missing"] and not await world.holds(by) else answers

        self.run(ask)

    @rule(chance=chances, by=people)
    def every_process_is_asked_the_same_at_once(self, chance: random.Random, by: PersonId) -> None:
        asking = self.wish(chance, by)
        answers = self.run(lambda world: world.ask_everywhere(by, asking))
        self.keep([asking] * len(answers), by, answers)

    @rule(chance=chances, by=people, process=processes, minutes=st.integers(-5, 5))
    def a_loader_names_the_time(self, chance: random.Random, by: PersonId, process: int, minutes: int) -> None:
        self.minutes = max(0, self.minutes + minutes)
        self.ask(by, process, self.wish(chance, by, at=later(self.minutes)))

    @rule(stream=st.sampled_from(histories.PLANS), off=st.integers(-1, 1), epoch=st.sampled_from([0, 0, 0, -1, 1]))
    def a_writer_knows_it_only_nearly(self, stream: Any, off: int, epoch: int) -> None:
        if not any(one.stream_id == stream for one in self.worlds[1].log):
            return  # nothing is renamed before it was opened
        number = self.number()
        answer = self.run(lambda world: world.append_stale(stream, off, number, epoch))
        assert (answer is StaleEpoch) == (epoch != 0)
        assert epoch or answer.status == ("again" if off else "ok")

    @precondition(lambda self: len(self.worlds[0].lines) < PROCESSES)
    @rule()
    def a_process_starts(self) -> None:
        self.run(World.open)

    @rule(process=processes)
    def a_process_is_replaced(self, process: int) -> None:
        async def replace(world: World) -> None:
            await world.lines.pop(process % len(world.lines)).close()
            await world.open()

        self.run(replace)

    @rule()
    def the_database_is_restored(self) -> None:
        async def raise_epoch(world: World) -> int:
            if isinstance(world.store, MemoryStore):
                log = world.store.logs[world.network_id]
                log.head = structs.replace(log.head, epoch=log.head.epoch + 1)
            else:
                await self.pool.execute("UPDATE network SET epoch = epoch + 1 WHERE network_id = $1", world.network_id)
            return (await world.head()).epoch

        self.run(raise_epoch)

    @rule()
    def the_tail_comes_to_the_head(self) -> None:
        positions = self.run(World.followed)
        assert positions == list(range(1, len(positions) + 1))

    @rule(after=st.integers(0, 60), limit=st.integers(0, 20), root=st.sampled_from(histories.PLANS))
    def someone_reads(self, after: int, limit: int, root: Any) -> None:
        async def read(world: World) -> Any:
            page = [one.position for one in await world.store.page(world.network_id, after, limit)]
            plan = [one.position async for one in world.store.plan(world.network_id, root, after)]
            cards = dict.fromkeys(map(StreamId, histories.ACTIONS), limit)
            streams = [one.position for one in await world.store.streams(world.network_id, cards)]
            return page, plan, streams

        self.run(read)

    # --- What always holds ------------------------------------------------------------------------------------------

    @invariant()
    def both_hold_the_same_log(self) -> None:
        before = len(self.worlds[0].log)
        events = self.run(World.more)
        assert [one.position for one in events] == list(range(before + 1, before + len(events) + 1))

    def teardown(self) -> None:
        async def rows(world: World) -> Any:
            found = [await world.store.command(world.network_id, asking.id) for asking, _ in self.asked]
            return [row and structs.replace(row, request_hash=None) for row in found]

        try:
            if self.worlds[0].lines:
                self.run(rows)
        finally:
            self.run(World.close)


@pytest.mark.usefixtures("anyio_backend")  # which makes the database in a loop of its own
def test_whatever_happens_postgresql_and_its_twin_come_to_the_same(addresses: Addresses) -> None:
    seed = int(os.environ.get("FAULT_SEED") or int.from_bytes(os.urandom(4)))
    print(f"seed {seed}")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        Log.runner, Log.pool = runner, runner.run(_pool(addresses))
        try:
            chosen = settings(max_examples=20, stateful_step_count=30, report_multiple_bugs=False)
            run_state_machine_as_test(hypothesis.seed(seed)(Log), settings=chosen)
        finally:
            runner.run(_closed(Log.pool))


async def _closed(pool: "asyncpg.Pool[Any]") -> None:
    try:
        async with asyncio.timeout(SOON):
            await pool.close()
    finally:
        pool.terminate()  # a loop of uvloop's does not end while a connection is open


async def _pool(addresses: Addresses) -> "asyncpg.Pool[Any]":
    return await asyncpg.create_pool(addresses.application, min_size=1, max_size=PROCESSES + 1)
