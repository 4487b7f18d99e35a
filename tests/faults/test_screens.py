"""The judge of the screens, judged: of a screen that was told everything it finds nothing, and each way to be told wrongly it names."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import msgspec
import pytest

from events import ids
from events.ids import PersonId
from service.live.frames import Limits
from tests.faults.history import Dump, EventRow, NetworkRow, StreamRow
from tests.faults.screens import Ledger, Line, Seat
from tests.people import BEN, NETWORK

PLAN = str(UUID(int=7))
LANE = f"plan:{PLAN}/network"
AT = "2026-01-05T09:00:00Z"
ROLE = {"person": str(BEN), "role": "editor", "authority": "a"}
LOG: list[dict[str, Any]] = [
    {"tag": "network.role_given"} | ROLE,
    *[{"tag": "action_plan.edited"}] * 6,
    {"tag": "network.person_suspended", "person": str(BEN)},
    {"tag": "action_plan.edited"},
    {"tag": "network.person_reinstated", "person": str(BEN)},
    {"tag": "network.role_taken"} | ROLE,
]
Frames = list[dict[str, Any]]


def dump() -> Dump:
    """The log above, whose plan was edited at positions 2 to 7, and at 9, when Ben was shut out."""
    events = []
    for position, body in enumerate(LOG, 1):
        stream = UUID(PLAN) if body["tag"].startswith("action_plan") else NETWORK
        row: Any = (position, stream, position, body["tag"], 1, ids.new(), None, BEN, None, None, msgspec.json.encode(body), None, b"")
        events.append(EventRow(*row))
    return Dump(0, NetworkRow(NETWORK, 1, "real", "Europe/Paris"), events, [], [StreamRow(UUID(PLAN), "action_plan", NETWORK, 2)])


def welcome(head: int) -> dict[str, Any]:
    limits = msgspec.to_builtins(Limits())
    heard = {"conn": "c", "epoch": 1, "rev": "r", "head": head, "hb": {"every": 25, "timeout": 10}}
    return {"t": "welcome", "limits": limits, "user": {"person_id": str(BEN)}, **heard}


def tx(pos: int) -> dict[str, Any]:
    """An edit of the plan, which tells of itself."""
    told = {"position": pos, "network_id": str(NETWORK), "plan_id": PLAN, "stream_id": PLAN, "tag": "action_plan.edited", "by": str(BEN)}
    row = {**told, "on_behalf_of": None, "at": AT, "cause": None, "command_id": PLAN, "reason": None, "changed": {}}
    changed = [{"table": "recent_activity", "key": pos, "row": row}]
    return {"t": "tx", "l": LANE, "prev": pos - 1, "pos": pos, "by": str(BEN), "at": AT, "did": ["action_plan.edited"], "rows": changed}


def sound() -> Frames:
    """From a snapshot at 2 to the edit at 7, the last that is Ben's to see."""
    subd = {"t": "subd", "id": 1, "topic": f"plan:{PLAN}", "lanes": [LANE], "plan": "snapshot", "from": None}
    snap = {"t": "snap", "id": 1, "l": LANE, "pos": 2, "part": 0, "last": True, "rows": []}
    return [welcome(2), subd, snap, {"t": "live", "id": 1, "pos": 2}, *[tx(pos) for pos in range(3, 8)]]


def found(told: Frames, kind: type[Ledger] = Ledger) -> list[str]:
    """What the judge finds on a screen that was told this."""
    run: Any = SimpleNamespace(plan=PLAN, cookies={BEN: "", PersonId(NETWORK): ""}, chance=SimpleNamespace(random=lambda: 0.5))
    seat = Seat(run, "socket", 0, BEN, Line(0), asyncio.Event())
    seat.lives.append(kind(seat.changed))
    for frame in told:
        seat.lives[0].hear(msgspec.json.encode(frame))
    return [*seat.findings(dump())]


class Forgetful(Ledger):
    """Lets one frame pass and believes that it has it."""

    def _tx(self, frame: dict[str, Any]) -> None:
        if frame["pos"] == 5:
            self.last[LANE] = 5
        else:
            super()._tx(frame)


class Credulous(Ledger):
    """Takes whatever comes."""

    def _next(self, frame: dict[str, Any]) -> bool:
        self.last[frame["l"]] = frame["pos"]
        return True


def test_of_a_screen_that_was_told_everything_nothing_is_found() -> None:
    assert found(sound()) == []
    assert found([*sound(), welcome(10)]) == [], "let in again"


@pytest.mark.parametrize(
    ("kind", "spoil", "named"),
    [
        (Forgetful, lambda told: told, "was not told: [5]"),
        (Credulous, lambda told: [*told, told[-1]], "was told twice: [7]"),
        (Credulous, lambda told: [*told[:-2], told[-1], told[-2]], "was told out of order"),
        (Credulous, lambda told: [*told[:-2], told[-1]], "took tx"),
        (Ledger, lambda told: [*told, tx(9) | {"prev": 7}], "was told of 9 on a connection that began at 2, though the right went at 8"),
        (Ledger, lambda told: [*told, welcome(9)], "was told of 0 on a connection that began at 9, though the right went at 9"),
    ],
    ids=["dropped", "twice", "swapped", "over a gap", "after a revocation", "let in without a right"],
)
def test_whatever_was_told_wrongly_is_named(kind: type[Ledger], spoil: Callable[[Frames], Frames], named: str) -> None:
    assert any(named in one for one in found(spoil(sound()), kind)), found(spoil(sound()), kind)
