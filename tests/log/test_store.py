"""What every store of the log promises, checked on the one in PostgreSQL and on its twin in memory alike."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as every
from hypothesis import strategies as st

from events import action, ids
from events.ids import CommandId, NetworkId, PersonId, StreamId, derived
from events.log import codec
from events.log.memory import MemoryStore
from events.log.postgres import PostgresStore
from events.log.store import Answer, Drafted, Known, Poisoned, StaleEpoch, Store
from tests.log.batches import LONG_AGO, PLAN, Book, a_stream, added, drafted, founded, later, renamed, somebody, statuses
from tests.people import ADA, BEN, FOUNDED, HAUTEFEUILLE

# --- Founding -----------------------------------------------------------------------------------------------------


async def test_founding_is_position_one(store: Store) -> None:
    book = await founded(store)
    (first,) = await book.all()
    assert (first.position, first.version, first.tag, first.event) == (1, 1, "network.founded", FOUNDED)
    assert {UUID(str(one)) for one in (first.stream_id, first.by)} == {book.network_id}
    assert (first.parent, first.cause, first.on_behalf_of) == (None, None, None)
    assert (book.head.epoch, book.head.position, book.head.clock, book.head.time_zone) == (1, 1, "real", "Europe/Paris")
    assert len(book.head.key) == 32


async def test_founding_again_changes_nothing(store: Store) -> None:
    book = await founded(store)
    again = await founded(store, "given", book.network_id)
    assert again.head == book.head
    assert len(await book.all()) == 1


async def test_a_network_founded_on_a_given_clock_says_when(store: Store) -> None:
    book = await founded(store, "given")
    assert (await book.all())[0].at == LONG_AGO
    assert book.head.clock == "given"


async def test_networks_do_not_share_a_key(store: Store) -> None:
    assert (await founded(store)).head.key != (await founded(store)).head.key


async def test_what_is_not_there_can_not_be_written_to(store: Store) -> None:
    nowhere = NetworkId(ids.new())
    assert await store.head(nowhere) is None
    stream = a_stream()
    with pytest.raises(StaleEpoch):
        await store.append(nowhere, 1, {stream: 0}, [[drafted(stream, PLAN)]])


async def test_another_epoch_writes_nothing(store: Store) -> None:
    book = await founded(store)
    with pytest.raises(StaleEpoch):
        await book.write(drafted(a_stream(), PLAN), epoch=2)
    assert len(await book.all()) == 1


# --- Order --------------------------------------------------------------------------------------------------------


async def test_positions_and_versions_have_no_gap(store: Store) -> None:
    book = await founded(store)
    plan, other = a_stream(), a_stream()
    await book.write(drafted(plan, PLAN, renamed("a")), drafted(other, PLAN), drafted(plan, renamed("b")))
    await book.write(drafted(other, renamed("c")), drafted(plan, renamed("d"), renamed("e")))
    log = await book.all()
    assert [one.position for one in log] == list(range(1, 9))
    assert [one.version for one in log if one.stream_id == plan] == [1, 2, 3, 4, 5]
    assert [one.version for one in log if one.stream_id == other] == [1, 2]
    assert await book.position() == 8


async def test_an_answer_holds_the_events_as_any_reader_finds_them(store: Store) -> None:
    book = await founded(store)
    plan, cause = a_stream(), ids.new()
    opened = drafted(plan, PLAN, renamed(), cause=cause, on_behalf_of=HAUTEFEUILLE, by=ADA)
    card = drafted(a_stream(), added(plan), id=CommandId(ids.new()))
    answers = await book.write(opened, card)
    assert [one for answer in answers for one in answer.recorded] == (await book.all())[1:]
    first, second, third = (await book.all())[1:]
    assert (first.command_id, first.cause, first.by, first.on_behalf_of) == (opened.id, cause, ADA, HAUTEFEUILLE)
    assert (second.command_id, second.event) == (opened.id, renamed())
    assert (third.parent, third.command_id, third.cause) == (plan, card.id, None)


async def test_an_answer_tells_where_its_events_stand(store: Store) -> None:
    book = await founded(store)
    plan = a_stream()
    answers = await book.write(
        drafted(plan, PLAN, renamed()),
        drafted(plan),
        drafted(plan, renamed("a")),
        drafted(plan, outcome="refused:action_plan.is_withdrawn"),
    )
    assert [(one.status, one.outcome, one.first_position, one.last_position) for one in answers] == [
        ("ok", "applied", 2, 3),
        ("ok", "nothing", None, 3),
        ("ok", "applied", 4, 4),
        ("ok", "refused:action_plan.is_withdrawn", None, 4),
    ]


async def test_networks_keep_apart(store: Store) -> None:
    here, there = await founded(store), await founded(store)
    stream, same = a_stream(), CommandId(ids.new())
    assert statuses(await here.write(drafted(stream, PLAN, id=same))) == ["ok"]
    assert statuses(await there.write(drafted(stream, PLAN, id=same))) == ["ok"]
    assert [one.position for one in await there.all()] == [1, 2]


# --- Answers for ever ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["applied", "nothing", "refused:action_plan.is_withdrawn"])
async def test_every_outcome_leaves_a_row(store: Store, outcome: str) -> None:
    book = await founded(store)
    draft = drafted(a_stream(), *([PLAN] if outcome == "applied" else []), outcome=outcome)
    await book.write(draft)
    applied = outcome == "applied"
    known = await store.command(book.network_id, draft.id)
    assert known == Known(BEN, b"what was asked", outcome, 2 if applied else None, 2 if applied else 1)
    assert await book.position() == (2 if applied else 1)


async def test_an_id_that_was_never_answered_has_no_row(store: Store) -> None:
    book = await founded(store)
    assert await store.command(book.network_id, CommandId(ids.new())) is None


async def test_the_founding_has_a_row_like_any_command(store: Store) -> None:
    book = await founded(store)
    founding = CommandId(derived(book.network_id, "founding"))
    assert await store.command(book.network_id, founding) == Known(PersonId(book.network_id), None, "applied", 1, 1)


@pytest.mark.parametrize("outcome", ["applied", "nothing", "refused:action_plan.is_withdrawn"])
async def test_the_same_id_gets_the_same_answer_whatever_happened_since(store: Store, outcome: str) -> None:
    book = await founded(store)
    plan = a_stream()
    await book.write(drafted(plan, PLAN))
    events = [renamed("a"), renamed("b")] if outcome == "applied" else []
    first = drafted(plan, *events, outcome=outcome)
    (answer,) = await book.write(first)
    await book.write(drafted(plan, renamed("c")))
    before = await book.all()
    # Decided anew it may come to something else; what it was answered holds.
    for now in (first, drafted(plan, renamed("d"), id=first.id), drafted(plan, outcome="refused:x", id=first.id)):
        (again,) = await book.write(now)
        assert again == Answer("duplicate", answer.outcome, answer.first_position, answer.last_position)
    assert await book.all() == before


async def test_an_id_used_for_another_request_or_by_another_person_is_told_apart(store: Store) -> None:
    book = await founded(store)
    plan = a_stream()
    first = drafted(plan, PLAN)
    await book.write(first)
    other_request = drafted(plan, renamed(), id=first.id, request_hash=b"something else")
    other_person = drafted(plan, renamed(), id=first.id, by=somebody())
    assert statuses(await book.write(other_request)) == ["reused"]
    assert statuses(await book.write(other_person)) == ["reused"]
    assert len(await book.all()) == 2


async def test_an_answer_whose_request_was_redacted_is_known_by_id_and_person(store: Store) -> None:
    book = await founded(store)
    first = drafted(a_stream(), PLAN, request_hash=None)
    await book.write(first)
    assert statuses(await book.write(drafted(first.stream, renamed(), id=first.id))) == ["duplicate"]
    assert statuses(await book.write(drafted(first.stream, renamed(), id=first.id, by=somebody()))) == ["reused"]


async def test_one_batch_does_not_hold_an_id_twice(store: Store) -> None:
    book = await founded(store)
    first = drafted(a_stream(), PLAN)
    with pytest.raises(Poisoned):
        await book.write(first, drafted(a_stream(), PLAN, id=first.id))
    assert len(await book.all()) == 1
    assert await store.command(book.network_id, first.id) is None


# --- Stale streams ------------------------------------------------------------------------------------------------


class Desk(Book):
    """A book with four plans in it, each at version 1."""

    a: StreamId
    b: StreamId
    c: StreamId
    d: StreamId


async def a_desk(store: Store) -> Desk:
    book = await founded(store)
    streams = [a_stream() for _ in range(4)]
    await book.write(*(drafted(stream, PLAN) for stream in streams))
    return Desk(book.store, book.network_id, book.head, *streams)


async def test_what_was_decided_on_a_stream_that_moved_on_is_decided_again(store: Store) -> None:
    desk = await a_desk(store)
    draft = drafted(desk.a, renamed("late"))
    for stale in (0, 2):
        assert statuses(await desk.write(draft, at={desk.a: stale})) == ["again"]
    assert await desk.position() == 5
    assert await store.command(desk.network_id, draft.id) is None
    assert statuses(await desk.write(draft)) == ["ok"]


async def test_a_refusal_and_nothing_to_do_rest_on_what_they_read_too(store: Store) -> None:
    desk = await a_desk(store)
    for outcome in ("nothing", "refused:action_plan.is_withdrawn"):
        draft = drafted(desk.a, outcome=outcome, reads=[desk.b])
        assert statuses(await desk.write(draft, at={desk.b: 0})) == ["again"]
        assert await store.command(desk.network_id, draft.id) is None


async def test_nobody_begins_a_stream_that_is_there(store: Store) -> None:
    desk = await a_desk(store)
    assert statuses(await desk.write(drafted(desk.a, added(desk.b)), at={desk.a: 0})) == ["again"]


async def test_a_right_taken_back_binds_what_was_decided_before(store: Store) -> None:
    desk = await a_desk(store)
    own = StreamId(desk.network_id)
    await desk.write(drafted(own, FOUNDED, kind="network"))
    assert statuses(await desk.write(drafted(desk.a, renamed(), reads=[own]), at={own: 1})) == ["again"]


async def test_reading_what_nobody_addresses_binds_nobody_else(store: Store) -> None:
    desk = await a_desk(store)
    # The first read b too early. The second read b as it stands … which is one version for the whole batch, so it falls as well.
    answers = await desk.write(drafted(desk.a, renamed(), reads=[desk.b]), drafted(desk.c, renamed(), reads=[desk.b]), at={desk.b: 0})
    assert statuses(answers) == ["again", "again"]
    # But what the first one read besides binds nobody: only what it addresses does.
    answers = await desk.write(
        drafted(desk.a, renamed(), reads=[desk.b, desk.d]), drafted(desk.c, renamed(), reads=[desk.d]), at={desk.b: 0}
    )
    assert statuses(answers) == ["again", "ok"]


async def test_what_saw_a_command_that_is_decided_again_is_decided_again_after_it(store: Store) -> None:
    desk = await a_desk(store)
    answers = await desk.write(
        drafted(desk.c, renamed("before")),
        drafted(desk.a, renamed("stale"), reads=[desk.b]),
        drafted(desk.a, renamed("on top")),
        drafted(desk.c, renamed("saw it"), reads=[desk.a]),
        drafted(desk.d, renamed("saw nothing of it")),
        drafted(desk.c, renamed("saw the one that saw it")),
        at={desk.b: 0},
    )
    assert statuses(answers) == ["ok", "again", "again", "again", "ok", "again"]
    assert [one.position for one in await desk.all()] == list(range(1, 8))


async def test_what_only_looked_at_an_addressed_stream_is_decided_again_too(store: Store) -> None:
    desk = await a_desk(store)
    # The stale one wrote nothing, but it was decided on a: what comes to nothing now may come to something.
    answers = await desk.write(drafted(desk.a, reads=[desk.b]), drafted(desk.c, renamed(), reads=[desk.a]), at={desk.b: 0})
    assert statuses(answers) == ["again", "again"]


async def test_what_saw_a_command_that_was_answered_before_is_decided_again(store: Store) -> None:
    desk = await a_desk(store)
    first = drafted(desk.a, renamed("once"))
    await desk.write(first)
    answers = await desk.write(
        drafted(desk.a, renamed("once"), id=first.id),
        drafted(desk.b, renamed(), reads=[desk.a]),
        drafted(desk.c, renamed()),
        drafted(desk.b, renamed("saw the one that saw it")),
    )
    assert statuses(answers) == ["duplicate", "again", "ok", "again"]


async def test_what_saw_a_reused_id_is_decided_again(store: Store) -> None:
    desk = await a_desk(store)
    first = drafted(desk.a, renamed("once"))
    await desk.write(first)
    reused = drafted(desk.a, renamed("other"), id=first.id, request_hash=b"something else")
    assert statuses(await desk.write(reused, drafted(desk.a, renamed()))) == ["reused", "again"]


async def test_a_batch_decided_at_the_newest_head_needs_no_look_at_versions(store: Store) -> None:
    desk = await a_desk(store)
    assert statuses(await desk.write(drafted(desk.a, renamed()), seen=await desk.position())) == ["ok"]
    # One position behind, the versions count.
    stale = drafted(desk.a, renamed())
    assert statuses(await desk.write(stale, at={desk.a: 1}, seen=await desk.position() - 1)) == ["again"]
    assert statuses(await desk.write(stale, seen=await desk.position() - 1)) == ["ok"]


# --- All or nothing -----------------------------------------------------------------------------------------------


async def test_commands_that_stand_together_fall_together(store: Store) -> None:
    desk = await a_desk(store)
    together = [drafted(desk.a, renamed()), drafted(desk.b, renamed())]
    assert statuses(await desk.write(together, drafted(desk.c, renamed(), reads=[desk.a]), at={desk.b: 0})) == ["again", "again", "again"]
    assert await desk.position() == 5
    assert statuses(await desk.write(together)) == ["ok", "ok"]


async def test_what_stands_together_may_rest_on_itself(store: Store) -> None:
    desk = await a_desk(store)
    card = a_stream()
    unit = [drafted(card, added(desk.a)), drafted(card, action.Edited(code="1"), kind="action", parent=desk.a)]
    answers = await desk.write(unit)
    assert [(one.first_position, one.last_position) for one in answers] == [(6, 6), (7, 7)]
    assert [one.version for one in (await desk.all())[5:]] == [1, 2]


async def test_a_list_of_which_one_was_answered_before_is_not_written(store: Store) -> None:
    desk = await a_desk(store)
    refused = drafted(desk.a, outcome="refused:action_plan.is_withdrawn")
    await desk.write(refused)
    answers = await desk.write([drafted(desk.b, renamed()), drafted(desk.a, renamed(), id=refused.id)], drafted(desk.b, renamed()))
    assert statuses(answers) == ["absent", "duplicate", "again"]
    assert await desk.position() == 5


async def test_a_list_that_was_answered_before_is_answered_again(store: Store) -> None:
    desk = await a_desk(store)
    unit = [drafted(desk.a, renamed()), drafted(desk.b, renamed())]
    answers = await desk.write(unit)
    again = await desk.write(unit)
    assert statuses(again) == ["duplicate", "duplicate"]
    assert [one.first_position for one in again] == [one.first_position for one in answers]


# --- Clocks -------------------------------------------------------------------------------------------------------


async def test_on_a_given_clock_a_command_names_its_time(store: Store) -> None:
    book = await founded(store, "given")
    plan = a_stream()
    answers = await book.write(
        drafted(plan, PLAN, at=later(5)), drafted(plan, renamed("a"), at=later(5)), drafted(plan, renamed("b"), at=later(9))
    )
    assert statuses(answers) == ["ok"] * 3
    assert [one.at for one in await book.all()] == [LONG_AGO, later(5), later(5), later(9)]


async def test_a_moment_is_kept_to_the_microsecond_in_any_century(store: Store) -> None:
    network_id, plan = ids.NetworkId(ids.new()), a_stream()
    first, *others = moments = [
        datetime(1789, 7, 14, 17, 30, 0, 1, tzinfo=UTC),
        datetime(1999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(2000, 1, 1, tzinfo=UTC),
        datetime(2031, 3, 30, 1, 0, 0, 123_457, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    ]
    await store.found(network_id, codec.seal(FOUNDED), clock="given", time_zone="Europe/Paris", at=first)
    drafts = [drafted(plan, PLAN, at=others[0]), *[drafted(plan, renamed(str(number)), at=at) for number, at in enumerate(others[1:])]]
    answers = await store.append(network_id, 1, {StreamId(network_id): 1, plan: 0}, [[draft] for draft in drafts])
    assert [one.status for (one,) in answers] == ["ok"] * 4
    assert [one.at for one in await store.page(network_id, 0, 10)] == moments
    assert [one.at for one in await store.streams(network_id, {plan: 0})] == others


async def test_time_never_runs_backwards(store: Store) -> None:
    book = await founded(store, "given")
    plan, other = a_stream(), a_stream()
    await book.write(drafted(plan, PLAN, at=later(5)))
    early = drafted(other, PLAN, at=later(4))
    answers = await book.write(early, drafted(plan, renamed(), at=later(6)), drafted(other, PLAN, at=later(7)))
    # What saw the one that came too early is decided again; what saw nothing of it stands.
    assert statuses(answers) == ["too_early", "ok", "again"]
    assert await store.command(book.network_id, early.id) is None
    assert [one.at for one in await book.all()] == [LONG_AGO, later(5), later(6)]


async def test_a_list_whose_times_cross_is_not_written(store: Store) -> None:
    book = await founded(store, "given")
    plan = a_stream()
    assert statuses(await book.write([drafted(plan, PLAN, at=later(5)), drafted(plan, renamed(), at=later(4))])) == ["too_early"] * 2
    assert statuses(await book.write(drafted(plan, PLAN, at=later(3)))) == ["ok"]


async def test_who_names_no_time_gets_the_present_and_nobody_comes_before_it_any_more(store: Store) -> None:
    book = await founded(store, "given")
    plan = a_stream()
    before = datetime.now(UTC) - timedelta(seconds=2)
    await book.write(drafted(plan, PLAN, at=later(5)), drafted(plan, renamed("now")))
    assert before < (await book.all())[-1].at < datetime.now(UTC) + timedelta(seconds=2)
    assert statuses(await book.write(drafted(plan, renamed("then"), at=later(6)))) == ["too_early"]


async def test_who_names_no_time_follows_a_time_named_ahead(store: Store) -> None:
    book = await founded(store, "given")
    plan, ahead = a_stream(), datetime(2999, 1, 1, tzinfo=UTC)
    await book.write(drafted(plan, PLAN, at=ahead), drafted(plan, renamed()))
    await book.write(drafted(plan, renamed("later")))
    assert [one.at for one in await book.all()][1:] == [ahead] * 3


async def test_what_changes_nothing_does_not_move_the_clock(store: Store) -> None:
    book = await founded(store, "given")
    plan = a_stream()
    answers = await book.write(drafted(plan, at=later(9)), drafted(plan, PLAN, at=later(5)))
    assert statuses(answers) == ["ok", "ok"]


async def test_a_time_is_kept_in_utc(store: Store) -> None:
    book = await founded(store, "given")
    paris = datetime.fromisoformat("2015-06-01T12:00:00+02:00")
    await book.write(drafted(a_stream(), PLAN, at=paris))
    written = (await book.all())[-1].at
    assert written == paris
    assert written.utcoffset() == timedelta(0)


async def test_a_batch_has_one_time_and_the_next_is_not_earlier(store: Store) -> None:
    book = await founded(store)
    plan = a_stream()
    await book.write(drafted(plan, PLAN), drafted(plan, renamed("a")))
    await book.write(drafted(plan, renamed("b")))
    times = [one.at for one in await book.all()]
    assert times == sorted(times)
    assert times[1] == times[2]


# --- Reading ------------------------------------------------------------------------------------------------------


async def test_streams_are_read_after_a_version_each_in_order(store: Store) -> None:
    desk = await a_desk(store)
    await desk.write(drafted(desk.a, renamed("a"), renamed("b")), drafted(desk.b, renamed("c")), drafted(desk.a, renamed("d")))
    found = await store.streams(desk.network_id, {desk.a: 2, desk.b: 0, a_stream(): 0})
    assert Counter(one.stream_id for one in found) == {desk.a: 2, desk.b: 2}
    assert [one.version for one in found if one.stream_id == desk.a] == [3, 4]
    assert [one.version for one in found if one.stream_id == desk.b] == [1, 2]
    assert await store.streams(desk.network_id, {}) == []


async def test_pages_follow_each_other_without_a_gap(store: Store) -> None:
    desk = await a_desk(store)
    first, second, third = [await store.page(desk.network_id, after, 2) for after in (0, 2, 4)]
    assert [one.position for one in (*first, *second, *third)] == [1, 2, 3, 4, 5]
    assert await store.page(desk.network_id, 5, 2) == []


async def test_a_plan_is_read_with_what_lies_below_it_up_to_a_position(store: Store) -> None:
    desk = await a_desk(store)
    mine, other = a_stream(), a_stream()
    await desk.write(drafted(mine, added(desk.a)), drafted(other, added(desk.b)))
    await desk.write(drafted(mine, action.Edited(code="1"), kind="action", parent=desk.a), drafted(desk.a, renamed()))
    whole = [one async for one in store.plan(desk.network_id, desk.a, 100)]
    assert [(one.position, one.stream_id) for one in whole] == [(2, desk.a), (6, mine), (8, mine), (9, desk.a)]
    assert {one.parent for one in whole if one.stream_id == mine} == {desk.a}
    assert [one.position async for one in store.plan(desk.network_id, desk.a, 7)] == [2, 6]
    assert [one async for one in store.plan(desk.network_id, desk.a, 1)] == []
    assert await desk.all() == await store.page(desk.network_id, 0, 100)


async def test_many_writers_make_one_order(store: Store) -> None:
    book = await founded(store)
    streams = [a_stream() for _ in range(8)]

    async def writer(stream: StreamId) -> list[Answer]:
        return [answer for number in range(5) for answer in await book.write(drafted(stream, PLAN if not number else renamed()))]

    answers = [answer for found in await asyncio.gather(*(writer(stream) for stream in streams)) for answer in found]
    assert statuses(answers) == ["ok"] * 40
    log = await book.all()
    assert [one.position for one in log] == list(range(1, 42))
    assert sorted(answer.first_position or 0 for answer in answers) == list(range(2, 42))


async def test_of_writers_that_saw_the_same_one_wins_and_the_others_decide_again(store: Store) -> None:
    book = await founded(store)
    plan = a_stream()
    await book.write(drafted(plan, PLAN))
    answers = await asyncio.gather(*(book.write(drafted(plan, renamed(str(number))), at={plan: 1}) for number in range(6)))
    assert sorted(status for found in answers for status in statuses(found)) == ["again"] * 5 + ["ok"]


# --- Both stores, any batches -------------------------------------------------------------------------------------


PLANS = [StreamId(UUID(int=0xA000 + number)) for number in range(2)]
CARDS = [StreamId(UUID(int=0xB000 + number)) for number in range(2)]
STREAMS = PLANS + CARDS

one_draft = st.fixed_dictionaries(
    {
        "id": st.integers(0, 11),
        "by": st.sampled_from([ADA, BEN, BEN, BEN]),
        "stream": st.integers(0, 3),
        "reads": st.sets(st.integers(0, 3), max_size=2),
        "events": st.integers(0, 3),
        "request": st.sampled_from([b"one", b"one", b"two", None]),
        "refused": st.booleans(),
        "at": st.none() | st.integers(0, 40),
    }
)
one_batch = st.fixed_dictionaries(
    {
        "units": st.lists(st.lists(one_draft, min_size=1, max_size=3), min_size=1, max_size=5),
        "off": st.dictionaries(st.integers(0, 3), st.sampled_from([-1, 1]), max_size=1),
        "seen": st.sampled_from([None, "now", "before"]),
    }
)


def made_of(batch: dict[str, Any], clock: str, versions: dict[StreamId, int]) -> list[list[Drafted]]:
    """Drafts without an id twice, each stream of one kind; a stream that is not there is begun by its first event."""
    used: set[int] = set()
    reached = dict(versions)
    units = []
    for unit in batch["units"]:
        drafts = []
        for one in unit:
            if one["id"] in used:
                continue
            used.add(one["id"])
            stream = STREAMS[one["stream"]]
            plan = PLANS[0] if stream in CARDS else None
            events = []
            for _ in range(one["events"]):
                begin, go_on = (added(PLANS[0]), action.Edited(code="1")) if plan else (PLAN, renamed())
                events.append(begin if not reached[stream] else go_on)
                reached[stream] += 1
            drafts.append(
                drafted(
                    stream,
                    *events,
                    id=CommandId(UUID(int=0xC000 + one["id"])),
                    by=one["by"],
                    outcome="" if events or not one["refused"] else "refused:action_plan.is_withdrawn",
                    request_hash=one["request"],
                    reads=[STREAMS[index] for index in one["reads"]],
                    kind="action" if plan else "action_plan",
                    parent=plan,
                    at=later(one["at"]) if one["at"] is not None and clock == "given" else None,
                )
            )
        if drafts:
            units.append(drafts)
    return units


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@every(batches=st.lists(one_batch, min_size=1, max_size=6), clock=st.sampled_from(["real", "given"]))
async def test_any_batches_get_the_same_answers_from_both_stores_and_leave_the_same_log(
    pool: "asyncpg.Pool[Any]", batches: list[dict[str, Any]], clock: Any
) -> None:
    memory = await founded(MemoryStore(), clock)
    postgres = await founded(PostgresStore(pool), clock)
    for batch in batches:
        assert await memory.versions(set(STREAMS)) == await postgres.versions(set(STREAMS))
        versions = await memory.versions(set(STREAMS))
        for index, by in batch["off"].items():
            versions[STREAMS[index]] = max(0, versions[STREAMS[index]] + by)
        units = made_of(batch, clock, versions)
        position = await memory.position()
        # The newest head may be named only by who read everything there.
        seen = {"now": None if batch["off"] else position, "before": position - 1, None: None}[batch["seen"]]
        found = [await book.store.append(book.network_id, 1, versions, units, seen) for book in (memory, postgres)]
        assert told(found[0]) == told(found[1])
    assert await logged(memory) == await logged(postgres)
    for number in range(12):
        id = CommandId(UUID(int=0xC000 + number))
        assert await memory.store.command(memory.network_id, id) == await postgres.store.command(postgres.network_id, id)
    for book in (memory, postgres):
        await sound(book)


def told(answers: list[list[Answer]]) -> list[list[Any]]:
    """Answers without what is made anew each time: the network and the time."""
    return [
        [
            (one.status, one.outcome, one.first_position, one.last_position, [(event.position, event.version) for event in one.recorded])
            for one in unit
        ]
        for unit in answers
    ]


async def logged(book: Book) -> list[Any]:
    moments = [one.at if one.at < LONG_AGO + timedelta(days=1) else None for one in await book.all()]
    rows = [
        (one.position, str(one.stream_id) if one.stream_id != book.network_id else "", one.parent, one.version, one.tag, one.event)
        for one in await book.all()
    ]
    return list(zip(rows, moments, strict=True))


async def sound(book: Book) -> None:
    """Positions and versions are 1, 2, 3 …, time never runs backwards, and every applied command is where its row says."""
    log = await book.all()
    assert [one.position for one in log] == list(range(1, len(log) + 1))
    versions: Counter[StreamId] = Counter()
    for one in log:
        versions[one.stream_id] += 1
        assert one.version == versions[one.stream_id]
    assert [one.at for one in log] == sorted(one.at for one in log)
    for command in {one.command_id for one in log}:
        known = await book.store.command(book.network_id, command)
        assert known is not None
        places = [one.position for one in log if one.command_id == command]
        assert places == list(range(known.first_position or 0, known.last_position + 1))


async def test_any_instant_is_found_along_a_log_where_many_events_have_the_same(store: Store) -> None:
    book = await founded(store, "given")
    for minutes, number in ((0, 3), (5, 1), (6, 4), (6, 2), (90, 1)):
        for _ in range(number):
            await book.write(drafted(a_stream(), PLAN, at=later(minutes)))
    log = await book.all()
    for asked in (one.at + moved for one in log for moved in (timedelta(0), timedelta(microseconds=-1), timedelta(microseconds=1))):
        assert await store.last_by(book.network_id, asked) == sum(one.at <= asked for one in log)
    assert await store.last_by(NetworkId(ids.new()), LONG_AGO) == 0
