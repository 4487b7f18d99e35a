"""States of long streams: put away and found again, they are what the whole stream comes to."""

import asyncio
import random
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as every
from hypothesis import strategies as st
from msgspec import structs
from structlog.testing import capture_logs

from events import action, action_plan, catalogue, ids
from events.decider import Event, Invalid, Refused
from events.fields import Change
from events.ids import ActionId, NetworkId, PlanId, StreamId
from events.line import Line
from events.log import snapshots
from events.log.memory import MemoryStore
from events.log.postgres import PostgresStore
from events.log.recorded import Recorded
from events.log.snapshots import Snapshots, Stream
from events.log.store import Snapshot, Store, Unavailable
from tests import histories, newer
from tests.log.batches import PLAN, Book, a_stream, added, drafted, founded, renamed
from tests.log.office import Office, an_office, opened
from tests.people import CAS, THE_NETWORK
from tests.read import logs


async def long_plan(book: Book, events: int) -> StreamId:
    """A plan with so many events."""
    plan = a_stream()
    await book.write(drafted(plan, PLAN))
    await more(book, plan, events - 1)
    return plan


async def more(book: Book, plan: StreamId, events: int) -> None:
    if events:
        await book.write(drafted(plan, *(renamed(f"Plan climat {number}") for number in range(events))))


async def loaded(book: Book, *streams: StreamId) -> dict[StreamId, Stream]:
    return await Snapshots(book.store, book.network_id, 1).load(streams)


async def kept(book: Book, stream: StreamId) -> Snapshot | None:
    found, _ = await book.store.load(book.network_id, [stream], [snapshots.code(kind, 1) for kind in catalogue.DECIDERS])
    return found[0] if found else None


async def put_away(book: Book, stream: StreamId, since: int = 0) -> None:
    """What a line does behind the commands."""
    made = Snapshots(book.store, book.network_id, 1)
    made.note(stream, since, await folded_stream(book, stream))
    await made.close()


async def folded_stream(book: Book, stream: StreamId) -> Stream:
    return folded_whole(await book.store.streams(book.network_id, {stream: 0}))[stream]


# --- States that survive being written ----------------------------------------------------------------------------


def states(history: histories.History) -> list[tuple[str, list[Event]]]:
    """The events of each stream of a history, with the kind of the stream."""
    streams: dict[StreamId, tuple[str, list[Event]]] = {}
    for played in histories.play(history):
        kind = catalogue.decider_for(played.asking.command).name
        streams.setdefault(played.asking.stream, (kind, [*THE_NETWORK[:1]] if kind == "network" else []))[1].extend(played.events)
    return list(streams.values())


@every(histories.histories(), st.data())
def test_a_state_put_away_at_any_event_comes_to_the_same(history: histories.History, data: st.DataObject) -> None:
    for kind, events in states(history):
        rules = catalogue.DECIDERS[kind]
        at = data.draw(st.integers(0, len(events)))
        before = rules.fold(events[:at])
        again = snapshots.decode(kind, snapshots.encode(before))
        assert again == before
        assert rules.fold(events[at:], again) == rules.fold(events)


@pytest.mark.parametrize("kind", catalogue.DECIDERS)
def test_every_kind_of_stream_can_be_put_away(kind: str) -> None:
    rules = catalogue.DECIDERS[kind]
    assert snapshots.decode(kind, snapshots.encode(rules.initial)) == rules.initial


def test_other_code_another_kind_and_another_epoch_have_another_tag(monkeypatch: pytest.MonkeyPatch) -> None:
    tags = {snapshots.code(kind, epoch) for kind in catalogue.DECIDERS for epoch in (1, 2)}
    assert len(tags) == 2 * len(catalogue.DECIDERS)
    assert snapshots.code("action_plan", 1) in tags
    read = snapshots._source
    monkeypatch.setattr(snapshots, "_source", lambda module: read(module) + (b"\n" if module is action_plan else b""))
    assert snapshots.code.__wrapped__("action_plan", 1) not in tags
    assert snapshots.code.__wrapped__("action", 1) in tags


# --- Both stores --------------------------------------------------------------------------------------------------


async def test_a_stream_is_read_from_its_snapshot_on(store: Store) -> None:
    book = await founded(store)
    plan, card = await long_plan(book, 300), a_stream()
    await book.write(drafted(card, added(plan)))
    await put_away(book, plan)
    await more(book, plan, 3)
    (snapshot,), tail = await store.load(book.network_id, [plan, card, a_stream()], [snapshots.code("action_plan", 1)])
    assert (snapshot.stream, snapshot.version, snapshot.kind, snapshot.parent) == (plan, 300, "action_plan", None)
    assert [one.version for one in tail if one.stream_id == plan] == [301, 302, 303]
    assert [one.version for one in tail if one.stream_id == card] == [1]
    whole = catalogue.DECIDERS["action_plan"].fold([one.event for one in await store.streams(book.network_id, {plan: 0})])
    found = await loaded(book, plan, card, a_stream())
    assert found[plan] == Stream(303, whole, "action_plan", None)
    assert (found[card].version, found[card].parent) == (1, plan)
    assert len(found) == 2


async def test_a_snapshot_knows_the_root_of_its_stream(store: Store) -> None:
    book = await founded(store)
    plan, card = await long_plan(book, 1), a_stream()
    await book.write(drafted(card, added(plan)))
    stream = (await loaded(book, card))[card]
    await store.keep(book.network_id, [Snapshot(card, 1, "action", plan, snapshots.code("action", 1), snapshots.encode(stream.state))])
    assert await kept(book, card) is not None
    assert await loaded(book, card) == {card: stream}


async def test_of_two_snapshots_the_newest_stays_but_other_code_begins_anew(store: Store) -> None:
    book = await founded(store)
    plan = await long_plan(book, 300)
    mine, others = (snapshots.code("action_plan", epoch) for epoch in (1, 2))

    def snapshot(version: int, code: str) -> Snapshot:
        return Snapshot(plan, version, "action_plan", None, code, b"%d" % version)

    async def versions() -> list[tuple[int, bytes]]:
        found, _ = await store.load(book.network_id, [plan], [mine])
        return [(one.version, one.state) for one in found]

    for put, stands in [
        (snapshot(256, mine), [(256, b"256")]),
        (snapshot(200, mine), [(256, b"256")]),
        (snapshot(300, mine), [(300, b"300")]),
        (snapshot(200, others), []),
        (snapshot(256, mine), [(256, b"256")]),
    ]:
        await store.keep(book.network_id, [put])
        assert await versions() == stands
    assert len((await store.load(book.network_id, [plan], []))[1]) == 300


async def test_what_is_redacted_is_forgotten_with_its_stream(store: Store) -> None:
    book = await founded(store)
    plan, other = await long_plan(book, 300), await long_plan(book, 300)
    for stream in (plan, other):
        await put_away(book, stream)
    await store.forget(book.network_id, [plan])
    assert await kept(book, plan) is None
    assert await kept(book, other) is not None
    assert (await loaded(book, plan))[plan].version == 300


async def test_a_damaged_snapshot_is_passed_over(store: Store) -> None:
    book = await founded(store)
    plan = await long_plan(book, 3)
    whole = await loaded(book, plan)
    for state in (b"", b'{"plan":', b'{"title":"\xff"}', b"[]"):
        await store.keep(book.network_id, [Snapshot(plan, 3, "action_plan", None, snapshots.code("action_plan", 1), state)])
        with capture_logs() as lines:
            assert await loaded(book, plan) == whole
        assert [one["event"] for one in lines] == ["snapshot_undecodable"]
        await store.forget(book.network_id, [plan])


async def test_a_stream_with_an_unknown_event_is_told_from_the_others(store: Store) -> None:
    book = await founded(store)
    plan, card, other = await long_plan(book, 1), a_stream(), a_stream()
    for stream in (card, other):
        await book.write(drafted(stream, added(plan)))
    await book.write(newer.levitated(card, PlanId(plan)))
    await book.write(drafted(card, action.Edited(code="1"), kind="action", parent=plan))
    found = await loaded(book, plan, card, other)
    assert {stream: one.unknown for stream, one in found.items()} == {plan: False, card: True, other: False}
    assert (found[card].version, found[card].kind, found[card].parent, found[card].state) == (3, "action", plan, None)
    keeper = Snapshots(book.store, book.network_id, 1)
    keeper.note(card, 0, structs.replace(found[card], version=snapshots.EVERY))
    await keeper.close()
    assert (await store.load(book.network_id, [card], [snapshots.code("action", 1)]))[0] == [], "nobody puts away what they do not know"
    with newer.running():
        assert not (await loaded(book, card))[card].unknown


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@every(histories.histories(), st.integers(0, 2**32))
async def test_both_stores_come_to_the_same_whatever_is_put_away(pool: "asyncpg.Pool[Any]", history: histories.History, seed: int) -> None:
    memory, postgres, chance = MemoryStore(), PostgresStore(pool), random.Random(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshots, "EVERY", 1)
        found: list[dict[StreamId, Stream]] = []
        for store in (memory, postgres):
            network_id = await logs.written(store, history)
            log = await logs.whole(store, network_id)
            streams = sorted({one.stream_id for one in log})
            expected = folded_whole(log)
            keeper = Snapshots(store, network_id, 1)
            for stream_id in chance.choices(streams, k=8):
                at = chance.randint(1, expected[stream_id].version)
                keeper.note(stream_id, 0, folded_whole([one for one in log if one.version <= at])[stream_id])
                await keeper.close()
            assert await Snapshots(store, network_id, 1).load(streams) == expected
            found.append(expected)
    assert len(found[0]) == len(found[1])


def folded_whole(log: list[Recorded[Event]]) -> dict[StreamId, Stream]:
    found: dict[StreamId, Stream] = {}
    for recorded in log:
        stream = snapshots.folded(found.get(recorded.stream_id), recorded)
        assert stream is not None
        found[recorded.stream_id] = stream
    return found


# --- Behind the commands ------------------------------------------------------------------------------------------


async def test_a_snapshot_is_put_away_each_so_many_events(store: Store) -> None:
    book = await founded(store)
    plan = await long_plan(book, 255)
    await put_away(book, plan)
    assert await kept(book, plan) is None
    await more(book, plan, 1)
    await put_away(book, plan, 255)
    found = await kept(book, plan)
    assert found is not None
    assert found.version == 256
    await more(book, plan, 200)
    await put_away(book, plan, 256)
    assert await kept(book, plan) == found


class Slow(MemoryStore):
    """A log to which snapshots go slowly, and now and then not at all."""

    def __init__(self) -> None:
        super().__init__()
        self.may_go_on = asyncio.Event()
        self.put: list[list[int]] = []

    async def keep(self, network_id: NetworkId, made: Any) -> None:
        self.put.append([one.version for one in made])
        await self.may_go_on.wait()
        if len(self.put) == 1:
            raise Unavailable
        await super().keep(network_id, made)


async def test_what_comes_while_one_is_put_away_is_gathered_and_a_failure_is_no_harm() -> None:
    store = Slow()
    book = await founded(store)
    plan = await long_plan(book, 1_100)
    stream = await folded_stream(book, plan)
    keeper = Snapshots(store, book.network_id, 1)
    with capture_logs() as lines:
        keeper.note(plan, 0, structs.replace(stream, version=256))
        await asyncio.sleep(0)
        for version in (512, 768, 1_024):
            keeper.note(plan, version - 256, structs.replace(stream, version=version))
        store.may_go_on.set()
        await keeper.close()
    assert store.put == [[256], [1_024]]
    assert [one["event"] for one in lines] == ["snapshots_not_kept"]
    assert store.logs[book.network_id].snapshots[plan].version == 1_024


async def test_a_line_puts_long_streams_away_and_the_next_one_begins_there(
    office: Office, card: ActionId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "EVERY", 16)
    for number in range(40):
        await office.ask(card, action.Edit(lead=Change(str(number) if number else None, str(number + 1))))
    await office.lines[0].close()
    found, tail = await office.store.load(office.network_id, [StreamId(card)], [snapshots.code("action", 1)])
    assert [one.version for one in found] == [32]
    assert [one.version for one in tail] == list(range(33, 42))
    office.lines[:] = []
    await office.open()
    assert (await office.ask(card, action.Edit(lead=Change("40", "41")))).conflicts == ()
    assert (await office.ask(card, action.Edit(lead=Change("40", "42")))).conflicts[0].theirs == "41"


async def test_a_stream_that_was_read_whole_once_is_not_read_whole_again(office: Office, card: ActionId) -> None:
    await office.write(drafted(StreamId(card), *(action.Edited(notes=str(number)) for number in range(300)), kind="action"))
    await office.open()
    await office.ask(card, action.Edit(lead=Change(None, "Mairie")), line=1)
    await office.lines[1].close()
    (snapshot,), tail = await office.store.load(office.network_id, [StreamId(card)], [snapshots.code("action", 1)])
    assert (snapshot.version, [one.version for one in tail]) == (301, [302])


async def test_after_a_restore_nobody_looks_at_what_was_put_away_before(
    office: Office, plan: PlanId, card: ActionId, pool: "asyncpg.Pool[Any]", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "EVERY", 1)
    await office.ask(card, action.Edit(lead=Change(None, "Mairie")))
    await office.lines[0].close()
    lost = Snapshot(
        StreamId(card), 2, "action", plan, snapshots.code("action", 1), b'{"card":{"plan":"%s","title":"Perdu","order_key":"V"}}'
    )
    await office.store.forget(office.network_id, [StreamId(card)])
    await office.store.keep(office.network_id, [structs.replace(lost, state=lost.state % str(plan).encode())])
    if isinstance(office.store, MemoryStore):
        log = office.store.logs[office.network_id]
        log.head = structs.replace(log.head, epoch=2)
    else:
        await pool.execute("UPDATE network SET epoch = 2 WHERE network_id = $1", office.network_id)
    office.lines[:] = []
    await office.open()
    assert (await office.ask(card, action.Edit(title=Change("Fête du vélo", "Fête du sport")))).conflicts == ()


# --- Telling a clash ----------------------------------------------------------------------------------------------


class Whole(MemoryStore):
    """Counts how often streams are read whole."""

    count = 0

    async def streams(self, network_id: NetworkId, after: Mapping[StreamId, int]) -> list[Recorded[Event]]:
        self.count += 1
        return await super().streams(network_id, after)


async def test_what_an_edit_met_lately_is_told_without_reading_the_whole_stream() -> None:
    store = Whole()
    office = await an_office(store)
    plan, card = await opened(office), ActionId(ids.new())
    await office.ask(card, action.Add(plan=plan, title="Fête du vélo", order_key="V"))
    await office.ask(card, action.Edit(title=Change("Fête du vélo", "Fête de Cas")), by=CAS)
    await office.write(drafted(StreamId(card), *(action.Edited(notes=str(number)) for number in range(300)), kind="action"))
    await office.open()
    await office.ask(card, action.Edit(lead=Change(None, "Mairie")), line=1)
    await office.lines[1].close()  # and puts away what it read
    await office.open()
    await office.ask(card, action.Edit(lead=Change("Mairie", "SIVOM")), by=CAS, line=2)
    (met,) = (await office.ask(card, action.Edit(lead=Change(None, "CCAS")), line=2)).conflicts
    assert (met.theirs, met.theirs_by, store.count) == ("SIVOM", CAS, 0)
    (met,) = (await office.ask(card, action.Edit(title=Change("Fête du vélo", "Fête de Ben")), line=2)).conflicts
    assert (met.theirs, met.theirs_by, store.count) == ("Fête de Cas", CAS, 1), "what stood before the snapshot, the whole stream tells"
    for one in office.lines:
        await one.close()


@settings(max_examples=30)
@every(histories.histories(), st.integers(1, 6))
async def test_whatever_meets_is_told_as_the_whole_stream_tells_it(history: histories.History, often: int) -> None:
    store = Whole()
    network_id = (await founded(store)).network_id
    told = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshots, "EVERY", often)
        line = await a_line(store, network_id)
        for asking, by in histories.moved(history, network_id):
            with suppress(Refused, Invalid):
                told[asking.id] = asking, by, await line.ask(asking, by)
        await line.close()
    store.logs[network_id].snapshots.clear()
    line = await a_line(store, network_id)
    for asking, by, receipt in told.values():
        assert await line.ask(asking, by) == receipt
    await line.close()


async def a_line(store: Store, network_id: NetworkId) -> Line:
    head = await store.head(network_id)
    assert head is not None
    return Line(store, network_id, head, lambda *_: None, lambda _written: None)
