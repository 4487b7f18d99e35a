"""What changed between two moments: laid on what stood at the first it is what stood at the second, and every event is behind it."""

import random
from typing import Any
from uuid import UUID

import msgspec
import pytest

from events import action
from events.ids import ConflictId, NetworkId
from events.log.memory import MemoryStore
from events.log.store import Store
from projections import diff, past
from projections.catalogue import PROJECTIONS
from projections.past import Difference, Past
from projections.plan_board import plan_board
from tests import histories
from tests.histories import ACTIONS, AXES, PLANS
from tests.read.logs import logged, whole, written
from tests.spec import FIRST

State = dict[tuple[str, str], dict[str, Any]]


def standing(then: Past, plan: UUID | None) -> State:
    """Every row that the plan's topic shows, or of the whole network, as it travels, without the fields that hold nothing."""
    found = {}
    for one in PROJECTIONS:
        for key, row in then.rows(one).items() if one.kept else ():
            if plan is None or f"plan:{plan}" in one.topics(row):
                found[one.name, str(key)] = holding(msgspec.json.decode(msgspec.json.encode(row)))
    return found


def holding(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None and value is not False and value not in ((), [], {})}


def laid_on(state: State, told: list[dict[str, Any]]) -> State:
    """A state with changes laid on it, as whoever reads them would; what they say stood there must have stood there."""
    after = dict(state)
    for item in told:
        at = (item["kind"], item["item_id"])
        row = dict(after.pop(at, {}))
        assert bool(row) is (item["what"] not in ("added", "passed"))
        for change in item["changes"]:
            name, _, key = change["field"].partition(".")  # only of what is kept by key: who adds to it does not replace it
            holds = {**row.get(name, {})} if key else row
            assert holding({"stood": change["before"]}) == holding({"stood": holds.get(key or name)})
            assert change["before"] != change["after"]
            holds[key or name] = change["after"]
            row[name] = {one: value for one, value in holds.items() if value is not None} if key else change["after"]
        if item["what"] != "gone" and row:
            after[at] = holding(row)
    return after


async def walked(store: Store, network_id: NetworkId, plan: UUID | None, first: int, second: int) -> list[dict[str, Any]]:
    """What changed in a plan, or in the whole network, from one position to another, as it travels."""
    walk = diff.Walk(await past.as_of(store, network_id, plan, first), plan)
    async for recorded in store.plan(network_id, plan, second, first):
        walk.take(recorded)
    return travelling(walk)


def travelling(walk: diff.Walk) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = msgspec.json.decode(msgspec.json.encode([one.told() for one in walk.moved()]))
    return told


@pytest.mark.parametrize(("seed", "plan"), [*((seed, PLANS[0]) for seed in range(20)), *((seed, None) for seed in range(20, 23))])
async def test_what_changed_makes_the_second_moment_of_the_first(seed: int, plan: UUID | None) -> None:
    """Ten pairs of moments of each history, of a plan and of the whole network: two hundred and thirty."""
    chance = random.Random(seed)
    history = histories.history(seed, 120)
    store = MemoryStore()
    network_id = await written(store, history)
    log = await whole(store, network_id)
    touched, then = set(), Past()
    state: State = {}
    for recorded in log:  # what touched it, found the long way round
        then.fold(recorded)
        if (now := standing(then, plan)) != state:
            touched.add(recorded.position)
        state = now
    for _ in range(10):
        first, second = sorted(chance.randint(0, len(log)) for _ in range(2))
        before, after = [standing(await past.as_of(store, network_id, plan, at), plan) for at in (first, second)]
        told = await walked(store, network_id, plan, first, second)
        assert laid_on(before, told) == after
        behind = [event["position"] for item in told for event in item["events"]]
        assert {*behind} == {one for one in touched if first < one <= second}
        for item in told:
            assert [event["position"] for event in item["events"]] == sorted({event["position"] for event in item["events"]}) != []


async def steps(*events: action.Event, before: tuple[action.Event, ...] = ()) -> list[diff.ChangedItem]:
    """What changed in an action that stood there, and to which something had happened before, when this had happened to it."""
    log = await logged(histories.history(1, 0))
    added = next(one for one in log if one.stream_id == ACTIONS[0])
    for number, event in enumerate((*before, *events), 1):
        at = {"position": 11 + number, "version": 1 + number, "event": event, "tag": str(event.__struct_config__.tag)}
        log.append(msgspec.structs.replace(added, **at))
    then, last = Past(), len(log) - len(events)
    for recorded in log[:last]:
        then.fold(recorded)
    walk = diff.Walk(then, PLANS[0])
    for recorded in log[last:]:
        walk.take(recorded)
    return [one.told() for one in walk.moved()]


async def test_a_line_says_what_became_of_an_item_where_it_belongs_and_why() -> None:
    (paused,) = await steps(action.Edited(status="paused", reason="Grève"), action.Edited(title="Fête du sport"))
    assert (paused.kind, paused.item_id, paused.what) == (plan_board.name, ACTIONS[0], "changed")
    assert (paused.called, paused.axis_id, paused.action_id) == ("Fête du sport", AXES[0], ACTIONS[0])
    assert {Difference("status", "planned", "paused"), Difference("title", "Fête du vélo", "Fête du sport")} <= {*paused.changes}
    assert [(one.reason, "status" in one.fields, "title" in one.fields) for one in paused.events] == [
        ("Grève", True, False),
        (None, False, True),
    ]


async def test_keys_and_members_are_told_one_by_one() -> None:
    was = action.Edited(funders={"ADEME": action.Funding()}, extra={"Cibles": "Les jeunes"}, partners=("CAF",))
    now = action.Edited(funders={"ADEME": None, "S.A.R.L. du Pont": action.Funding(5)}, partners=("CCAS",))
    (told,) = await steps(now, before=(was,))
    assert [one for one in told.changes if one.field.partition(".")[0] in ("funders", "extra", "partners")] == [
        Difference("partners", ["CAF"], ["CCAS"]),
        Difference("funders.ADEME", {"amount": None}, None),
        Difference("funders.S.A.R.L. du Pont", None, {"amount": 5}),
    ]


async def test_what_was_taken_away_or_put_back_is_told_apart_from_what_was_changed_and_changed_back() -> None:
    (restored,) = await steps(action.Restored(), before=(action.Withdrawn(),))
    assert (restored.what, Difference("withdrawn", True, False) in restored.changes) == ("restored", True)
    for events, what in (
        ([action.Withdrawn()], "withdrawn"),
        ([action.Withdrawn(), action.Restored()], "unchanged"),
        ([action.Edited(title="Fête du sport"), action.Edited(title="Fête du vélo")], "unchanged"),
        ([action.Edited(title="Fête du sport")], "changed"),
    ):
        (told,) = await steps(*events)
        assert told.what == what


async def test_the_history_of_a_field_tells_each_of_its_versions_and_the_wishes_for_it() -> None:
    log = await logged(histories.history(1, 0))
    added = next(one for one in log if one.stream_id == ACTIONS[0])
    happened: tuple[action.Event, ...] = (
        action.Edited(title="Fête du sport", reason="Plus large"),
        action.Edited(lead="Mairie", funders={"ADEME": action.Funding(5), "S.A.R.L. du Pont": action.Funding()}),
        action.Clashed(conflict=ConflictId(FIRST), field="title", was="Fête", yours="Vélo en fête"),
        action.Edited(funders={"ADEME": None}),
    )
    entries = past.history([added, *(msgspec.structs.replace(added, position=20 + at, event=one) for at, one in enumerate(happened))])

    def told(field: str) -> list[tuple[Any, Any, str | None]]:
        return [(one.changes[0].before, one.changes[0].after, one.reason) for one in diff.of_field(entries, field)]

    assert told("title") == [(None, "Fête du vélo", None), ("Fête du vélo", "Fête du sport", "Plus large"), ("Fête", "Vélo en fête", None)]
    assert told("funders.ADEME") == [(None, {"amount": 5}, None), ({"amount": 5}, None, None)]
    assert told("funders.S.A.R.L. du Pont") == [(None, {"amount": None}, None)]
    assert told("notes") == []
