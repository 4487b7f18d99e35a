"""One network's fold in memory: every event once, in order, and a projection that stumbles falls alone."""

import asyncio
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as every
from hypothesis import settings
from hypothesis import strategies as st
from msgspec import structs
from structlog.testing import capture_logs

from events import action, action_plan, catalogue, ids
from events.decider import Event
from events.ids import CommandId, NetworkId, StreamId
from events.log.recorded import Recorded
from projections import plan_board as board
from projections.axis_list import axis_list
from projections.catalogue import BY_NAME, PROJECTIONS
from projections.conflict_inbox import conflict_inbox
from projections.follower import Follower, Kept, Skipped
from projections.network_profile import network_profile
from projections.phase_calendar import phase_calendar
from projections.plan_board import Card, plan_board
from projections.plan_list import plan_list
from projections.projection import Changed, Projection, Row, Step
from projections.recent_activity import recent_activity
from projections.restricted_items import item_places, named, restricted_items, shown_to
from projections.rights import Held, rights
from projections.version_list import version_list
from tests import histories
from tests.histories import ACTIONS, AXES, PHASES, PLANS, VERSIONS
from tests.people import ADA, BEN, HAUTEFEUILLE
from tests.read.logs import followed, logged, rows
from tests.spec import NOW


async def first_steps() -> list[Recorded[Event]]:
    """The log that every history begins with: seven asked of the network, a plan with an axis, two actions."""
    return await logged(histories.history(1, 0))


async def test_what_was_followed_stands_in_rows() -> None:
    log = await first_steps()
    follower = followed(log, log[0].network_id)
    assert follower.position == len(log) == 11
    assert follower.rows(network_profile)[log[0].network_id].name == "Réseau des deux vallées"
    assert follower.rows(rights)[BEN].roles == (Held("editor", HAUTEFEUILLE),)
    card = follower.row(plan_board, ACTIONS[0])
    assert card is not None
    assert (card.title, card.added_at, card.changed_by) == ("Fête du vélo", log[9].at, log[9].by)
    assert follower.row(plan_board, ids.new()) is None
    assert follower.kept(plan_board)[ACTIONS[0]] == Kept(card, 10)
    assert follower.rows(recent_activity) == {}, "rows that are only added stay out of memory"


@pytest.mark.parametrize("wrong", [[0, 2], [0, 0], [1], [0, 1, 3]])
async def test_an_event_that_is_not_the_next_is_an_alarm(wrong: list[int]) -> None:
    log = await first_steps()
    follower = Follower(log[0].network_id)
    with pytest.raises(Skipped):
        follower.apply(log[index] for index in wrong)
    assert follower.position == len(wrong) - 1


def shown(follower: Follower) -> dict[tuple[str, Any], tuple[Row, frozenset[str], frozenset[str]]]:
    """Every row with the topics that show it and who may see it there."""
    found = {}
    for projection in (one for one in PROJECTIONS if one.kept):
        for key, row in follower.rows(projection).items():
            item = projection.item(row)
            only = (
                None
                if item is None
                else named(item, lambda at: follower.row(restricted_items, at), lambda at: follower.row(item_places, at))
            )
            found[projection.name, key] = row, frozenset(projection.topics(row)), shown_to(projection, row, only)
    return found


@settings(max_examples=20)
@every(histories.histories())
async def test_from_where_rows_last_moved_what_changed_since_is_all_there_is(history: histories.History) -> None:
    """A process that has only just begun can tell whoever comes back what they missed: the rows changed since, and no other."""
    log = await logged(history)
    follower = Follower(log[0].network_id)
    follower.listen(lambda step: None)
    moved, now = 0, shown(follower)
    for recorded in log:
        was = now
        follower.apply([recorded])
        now = shown(follower)
        if follower.moved == recorded.position:
            moved += 1
            continue
        changed = {(one.name, key) for one in PROJECTIONS for key, kept in follower.kept(one).items() if kept.position == recorded.position}
        for row, told in was.items():
            assert row in now, "gone, and nobody is told"
            assert row in changed or now[row] == told, "changed, and nobody is told"
            assert now[row][1:] == told[1:], "moved, and nobody is told"
    assert moved < len(log)


async def test_listeners_hear_every_event_once_with_the_rows_it_changed() -> None:
    log = await first_steps()
    follower = Follower(log[0].network_id)
    heard: list[Step] = []
    positions: list[int] = []

    def hear(step: Step) -> None:
        heard.append(step)
        positions.append(follower.position)

    follower.listen(hear)
    follower.apply(log)
    assert [step.recorded for step in heard] == log
    assert positions == [one.position for one in log], "what a listener reads is of the position it hears of"
    added = heard[9]
    assert {change.projection.name for change in added.changes} == {"plan_board", "recent_activity"}
    (card,) = [change for change in added.changes if change.projection is plan_board]
    assert (card.key, card.before, card.after) == (ACTIONS[0], None, follower.row(plan_board, ACTIONS[0]))


async def test_an_event_that_changes_no_row_changes_none() -> None:
    log = await first_steps()
    follower = followed(log, log[0].network_id)
    heard: list[Changed] = []
    follower.listen(lambda step: heard.extend(step.changes))
    again = structs.replace(log[-1], position=12, version=2, event=action.Settled(conflict=ids.new()), tag="action.settled")  # type: ignore[arg-type]  # an id like any other
    follower.apply([again])
    assert {change.projection.name for change in heard} == {"recent_activity"}


async def test_who_waits_for_a_position_is_woken_when_it_is_reached() -> None:
    log = await first_steps()
    follower = Follower(log[0].network_id)
    woken: list[int] = []

    async def wait(position: int) -> None:
        await follower.reached(position)
        woken.append(position)

    waiting = [asyncio.create_task(wait(position)) for position in (11, 3, 7, 3)]
    given_up = asyncio.create_task(wait(5))
    await asyncio.sleep(0)
    given_up.cancel()
    follower.apply(log[:4])
    await asyncio.gather(waiting[1], waiting[3])
    assert woken == [3, 3]
    follower.apply(log[4:])
    await asyncio.gather(*waiting)
    assert woken == [3, 3, 7, 11]
    await follower.reached(11)


# --- A projection that stumbles -----------------------------------------------------------------------------------


def stumbling(at: int) -> Projection[Card]:
    """The plan board, but for one event that it can not fold."""

    def fold(card: Card | None, recorded: Recorded[action.Event]) -> Card | None:
        if recorded.position == at:
            raise ZeroDivisionError("no")
        return board.fold(card, recorded)

    return Projection("plan_board", Card, board.touches, fold, board.topics)


def with_instead(projection: Projection[Any]) -> list[Projection[Any]]:
    return [projection if one.name == projection.name else one for one in PROJECTIONS]


async def test_a_projection_that_raises_is_parked_alone() -> None:
    log = await first_steps()
    broken = stumbling(11)
    follower = Follower(log[0].network_id, with_instead(broken))
    heard: list[Step] = []
    follower.listen(heard.append)
    with capture_logs() as lines:
        follower.apply(log)
    assert [(one["event"], one["projection"], one["position"]) for one in lines] == [("projection_parked", "plan_board", 11)]
    assert follower.position == 11
    assert (follower.parked["plan_board"].position, follower.parked["plan_board"].error) == (11, "ZeroDivisionError: no")
    assert set(follower.rows(broken)) == {ACTIONS[0]}, "it stands where it stood before the event"
    assert len(follower.rows(axis_list)) == 1
    assert [step.recorded.position for step in heard] == list(range(1, 12))


async def test_a_parked_projection_stays_parked_and_shows_nothing_half_done() -> None:
    log = await first_steps()

    def touches(recorded: Recorded[Any]) -> Iterator[UUID]:
        yield from board.touches(recorded)
        if recorded.position == 10:
            raise ZeroDivisionError

    broken = Projection("plan_board", Card, touches, board.fold, board.topics)
    follower = Follower(log[0].network_id, with_instead(broken))
    with capture_logs():
        follower.apply(log)
    assert follower.rows(broken) == {}
    assert list(follower.parked) == ["plan_board"]


# --- An event that only a newer program knows ---------------------------------------------------------------------


def unknown(log: list[Recorded[Event]], tag: str) -> Recorded[Event]:
    """An event behind this log that a newer program wrote, as this one reads it."""
    return structs.replace(log[-1], position=len(log) + 1, tag=tag, event=catalogue.Unread(schema_version=2))


async def test_an_event_of_a_newer_program_parks_what_it_may_concern_and_nothing_else() -> None:
    log = await first_steps()
    follower = followed(log, log[0].network_id)
    heard: list[Step] = []
    follower.listen(heard.append)
    before = rows(follower)
    with capture_logs() as lines:
        follower.apply([unknown(log, "action.levitated")])
    assert [(one["event"], one["position"], one["tag"], one["schema_version"]) for one in lines] == [
        ("event_unknown", 12, "action.levitated", 2)
    ]
    assert set(follower.parked) == set(lines[0]["parked"]) == {"plan_board", "conflict_inbox", "recent_activity"}
    assert "upgrade" in follower.parked["plan_board"].error
    assert (follower.position, follower.unread, rows(follower)) == (12, 1, before)
    assert [(step.recorded.position, step.changes) for step in heard] == [(12, ())]
    follower.apply(structs.replace(one, position=13) for one in appended(log, PLANS[0], [action_plan.Edited(title="Plan climat")])[-1:])
    plan = follower.row(plan_list, PLANS[0])
    assert plan is not None
    assert plan.title == "Plan climat", "what it does not concern goes on"


async def test_an_event_of_a_new_kind_parks_only_what_asks_about_everything() -> None:
    log = await first_steps()
    follower = followed(log, log[0].network_id)
    with capture_logs():
        follower.apply([unknown(log, "tombola.drawn")])
    assert set(follower.parked) == {"recent_activity"}


def parked_by(log: list[Recorded[Event]], tag: str) -> set[str]:
    """The guards of who may see what that stand still at an unknown event of this tag."""
    follower = followed(log, log[0].network_id)
    with capture_logs():
        follower.apply([unknown(log, tag)])
    return set(follower.parked) & {"rights", "restricted_items", "item_places"}


async def test_who_may_see_what_stands_still_at_what_may_change_that_and_at_nothing_else() -> None:
    """Where one of these stands still nobody reads the network; where one went on that should not, somebody would read too much."""
    log = await first_steps()
    tags = (*catalogue.EVENTS, "network.new", "workshop.new", "action.new", "note.new", "new.new")
    assert {tag: parked for tag in tags if (parked := parked_by(log, tag))} == {
        **{tag: {"rights"} for tag in tags if tag.startswith("network.")},
        "workshop.guest_admitted": {"rights"},
        "workshop.closed": {"rights"},
        "action.added": {"restricted_items", "item_places"},
        "action.restricted": {"restricted_items"},
        "action.opened": {"restricted_items"},
        "note.written": {"item_places"},
        "comment.written": {"item_places"},
        "attachment.attached": {"item_places"},
        "idea.promoted": {"item_places"},
        "mentor.offered": {"item_places"},
        "mentorship.requested": {"item_places"},
        "mentorship_note.written": {"item_places"},
    }, "What a projection is newly asked about of a closed kind, an older program passes by: add it as a new shape of one of these instead."


async def test_rows_that_a_newer_program_stored_are_not_parked_by_what_it_folded() -> None:
    log = await first_steps()
    before = followed(log, log[0].network_id)
    follower = Follower(log[0].network_id)
    stood = {one.name: (len(log) + (one.name == "plan_board"), list(before.kept(one).items())) for one in PROJECTIONS}
    follower.hydrate(stood)
    with capture_logs():
        follower.apply([unknown(log, "action.levitated")])
    assert set(follower.parked) == {"conflict_inbox", "recent_activity"}


# --- Starting from rows that were stored --------------------------------------------------------------------------


@settings(max_examples=50)
@every(histories.histories(), st.lists(st.floats(0, 1), min_size=len(PROJECTIONS), max_size=len(PROJECTIONS)))
async def test_following_on_from_stored_rows_comes_to_the_same(history: histories.History, shares: list[float]) -> None:
    log = await logged(history)
    network_id = log[0].network_id
    stood: dict[str, tuple[int, Iterable[tuple[Any, Kept]]]] = {}
    for projection, share in zip(PROJECTIONS, shares, strict=True):
        position = round(share * len(log))
        before = followed(log[:position], network_id)
        stood[projection.name] = (position, list(before.kept(projection).items()))
    follower = Follower(network_id)
    follower.hydrate(stood)

    def hear(step: Step) -> None:
        for change in step.changes:
            assert step.recorded.position > stood[change.projection.name][0], "what stands already is not told again"

    follower.listen(hear)
    follower.apply(log[follower.position :])
    assert rows(follower) == rows(followed(log, network_id))
    assert {one.name: dict(follower.kept(one)) for one in PROJECTIONS} == {
        one.name: dict(followed(log, network_id).kept(one)) for one in PROJECTIONS
    }


# --- The shape of every projection --------------------------------------------------------------------------------


@every(histories.histories())
async def test_what_a_fold_is_given_decides_what_it_makes(history: histories.History) -> None:
    """Rows hold facts of one stream, found by ids that stand in the event, so each fold can be run alone and again."""
    log = await logged(history)
    for projection in PROJECTIONS:
        seen: dict[Any, Row] = {}
        owner: dict[Any, UUID] = {}
        for recorded in log:
            for key in projection.touches(recorded):
                before = seen.get(key)
                after = projection.fold(before, recorded)
                assert projection.fold(before, recorded) == after
                if after is None:
                    continue
                assert getattr(after, projection.key) == key
                assert owner.setdefault(key, recorded.stream_id) == recorded.stream_id
                assert projection.lanes(after) or projection is item_places, "what is on no screen is only ever asked"
                seen[key] = after


@pytest.mark.parametrize(
    ("projection", "events"),
    [
        (
            axis_list,
            [
                action_plan.AxisAdded(axis=AXES[0], title="À moi", order_key="V"),
                action_plan.AxisEdited(axis=AXES[0], title="À moi"),
                action_plan.AxisWithdrawn(axis=AXES[0]),
            ],
        ),
        (
            phase_calendar,
            [
                action_plan.PhaseAdded(phase=PHASES[0], title="À moi"),
                action_plan.PhaseEdited(phase=PHASES[0], title="À moi"),
                action_plan.PhaseWithdrawn(phase=PHASES[0]),
            ],
        ),
        (version_list, [action_plan.VersionPublished(version=VERSIONS[0], label="À moi")]),
    ],
    ids=["axis", "phase", "version"],
)
async def test_what_is_in_one_plan_can_not_be_taken_over_from_another(projection: Projection[Any], events: list[Event]) -> None:
    log = await first_steps()
    mine: list[Event] = [
        action_plan.PhaseAdded(phase=PHASES[0], title="Diagnostic"),
        action_plan.VersionPublished(version=VERSIONS[0], label="Version 1"),
    ]
    before = appended(log, PLANS[0], mine)
    after = appended(before, PLANS[1], events)
    assert followed(after, log[0].network_id).rows(projection) == followed(before, log[0].network_id).rows(projection)


def appended(log: list[Recorded[Event]], plan: UUID, events: list[Event]) -> list[Recorded[Event]]:
    """The log with these events of a plan behind it."""
    last = log[-1]
    more = [structs.replace(last, stream_id=StreamId(plan), parent=None, event=event) for event in events]
    return [*log, *(structs.replace(one, position=last.position + index) for index, one in enumerate(more, 1))]


@every(st.lists(histories.any_event(), max_size=6))
def test_no_event_keeps_a_fold_from_going_on(events: list[Event]) -> None:
    network_id, stream, by = NetworkId(ids.new()), StreamId(ids.new()), ADA
    follower = Follower(network_id)
    follower.apply(
        Recorded(
            network_id,
            position,
            stream,
            None,
            position,
            str(event.__struct_config__.tag),
            CommandId(ids.new()),
            None,
            by,
            None,
            NOW,
            event,
        )
        for position, event in enumerate(events, 1)
    )
    assert follower.parked == {}


def test_every_projection_is_listed_once_and_rights_come_first() -> None:
    assert PROJECTIONS[0] is rights
    assert len(BY_NAME) == len(PROJECTIONS)
    assert BY_NAME[conflict_inbox.name] is conflict_inbox
    assert [one.name for one in PROJECTIONS if not one.kept] == ["recent_activity"]
