"""The history of an action: oldest first, who changed which field from what to what, and why."""

from typing import Any

import msgspec
from hypothesis import given as every
from msgspec import structs

from events import action
from events.decider import Event
from events.ids import ConflictId, StreamId
from events.log.memory import MemoryStore
from events.log.recorded import Recorded
from projections import past
from projections.past import Difference, Entry
from projections.plan_board import Card, plan_board
from tests import histories
from tests.histories import ACTIONS, PLANS
from tests.people import ADA, BEN, CAS
from tests.read.logs import followed, logged, whole, written
from tests.spec import FIRST

CARD = StreamId(ACTIONS[0])


async def told(*events: tuple[Event, Any]) -> list[Entry]:
    """The history of an action that was added, and to which this happened by these people."""
    log = await logged(histories.history(1, 0))
    added = next(one for one in log if one.stream_id == CARD)
    steps = [
        structs.replace(added, position=20 + version, version=version, event=event, by=by, tag=str(event.__struct_config__.tag))
        for version, (event, by) in enumerate(events, 2)
    ]
    return past.history([added, *steps])


async def test_it_begins_with_what_was_known_at_first() -> None:
    (first,) = await told()
    assert (first.position, first.version, first.tag) == (10, 1, "action.added")
    assert {one.field: one.after for one in first.changes} == {
        "axis_id": str(histories.AXES[0]),
        "order_key": "V",
        "title": "Fête du vélo",
        "description": "Un\nDeux\nTrois",
        "status": "planned",
    }
    assert {one.before for one in first.changes} == {None}


async def test_every_change_tells_field_by_field_who_what_and_why() -> None:
    _, renamed, paused = await told(
        (action.Edited(title="Fête du sport", partners=("CAF",)), BEN), (action.Edited(status="paused", reason="Grève"), CAS)
    )
    assert (renamed.by, renamed.reason) == (BEN, None)
    assert renamed.changes == (Difference("title", "Fête du vélo", "Fête du sport"), Difference("partners", [], ["CAF"]))
    assert (paused.by, paused.reason, paused.version) == (CAS, "Grève", 3)
    assert paused.changes == (Difference("status", "planned", "paused"), Difference("status_reason", None, "Grève"))


async def test_a_wish_that_could_not_stand_is_part_of_it_and_changes_nothing() -> None:
    clashed = action.Clashed(conflict=ConflictId(FIRST), field="title", was="Fête", yours="Vélo en fête")
    _, entry, settled = await told((clashed, ADA), (action.Settled(conflict=ConflictId(FIRST)), BEN))
    assert (entry.tag, entry.changes) == ("action.clashed", (Difference("title", "Fête", "Vélo en fête"),))
    assert (settled.tag, settled.changes) == ("action.settled", ())


async def test_withdrawing_and_restoring_are_changes_too() -> None:
    _, withdrawn, restored = await told((action.Withdrawn(reason="Doublon"), BEN), (action.Restored(), ADA))
    assert (withdrawn.changes, withdrawn.reason) == ((Difference("withdrawn", False, True),), "Doublon")
    assert restored.changes == (Difference("withdrawn", True, False),)


async def test_money_and_what_stood_beside_are_told_whole() -> None:
    _, funded, emptied = await told(
        (action.Edited(funders={"ADEME": action.Funding(5_00)}), BEN), (action.Edited(funders={"ADEME": None}, budget_planned=0), BEN)
    )
    assert funded.changes == (Difference("funders", {}, {"ADEME": {"amount": 5_00}}),)
    assert emptied.changes == (Difference("funders", {"ADEME": {"amount": 5_00}}, {}), Difference("budget_planned", None, 0))


@every(histories.histories())
async def test_the_changes_add_up_to_the_card(history: histories.History) -> None:
    store = MemoryStore()
    network_id = await written(store, history)
    follower = followed(await whole(store, network_id), network_id)
    for stream, card in follower.rows(plan_board).items():
        events: list[Recorded[Any]] = await store.streams(network_id, {StreamId(stream): 0})  # type: ignore[arg-type]  # keys of cards are ids
        entries = past.history(events)
        assert [one.version for one in entries] == list(range(1, len(events) + 1))
        fields: dict[str, Any] = {}
        for entry in entries:
            for change in entry.changes:
                if not entry.tag.endswith(".clashed"):
                    if change.field in fields:
                        assert fields[change.field] == change.before
                    assert change.before != change.after
                    fields[change.field] = change.after
        shown: dict[str, Any] = msgspec.to_builtins(card)
        for name in Card.__struct_fields__:
            if name in fields:
                assert msgspec.json.encode(fields[name]) == msgspec.json.encode(shown[name])
            elif name not in ("action_id", "plan_id", "added_at", "added_by", "changed_at", "changed_by"):
                assert shown[name] in (None, (), [], {}, False)


async def test_a_history_is_read_from_its_own_stream_alone() -> None:
    store = MemoryStore()
    network_id = await written(store, histories.history(21, 30))
    events = await store.streams(network_id, {CARD: 0})
    assert {one.parent for one in events} == {PLANS[0]}
    assert [one.tag.partition(".")[0] for one in events] == ["action"] * len(events)
