"""Batches for a store, made without any line or decider: what a store promises does not depend on who decided."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct

from events import action, action_plan, ids, network
from events.decider import Event
from events.ids import CommandId, NetworkId, PersonId, PlanId, StreamId
from events.log import codec
from events.log.recorded import Recorded
from events.log.store import Answer, Drafted, Head, Store
from tests.people import BEN, FOUNDED, HAUTEFEUILLE

LONG_AGO = datetime(2011, 11, 30, 9, 0, tzinfo=UTC)
PLAN = action_plan.Opened(title="Agenda 21", authority=HAUTEFEUILLE)


def renamed(title: str = "Plan climat") -> Event:
    return action_plan.Edited(title=title)


def added(plan: UUID, title: str = "Fête du vélo") -> Event:
    return action.Added(plan=PlanId(plan), title=title, order_key="V")


def drafted(stream: StreamId, *events: Event, outcome: str = "", reads: Sequence[StreamId] = (), **named: Any) -> Drafted:
    """A command that was decided: applied where it has events, else nothing or what ``outcome`` says."""
    first = events[0] if events else None
    return Drafted(
        **{
            "id": CommandId(ids.new()),
            "by": BEN,
            "on_behalf_of": None,
            "cause": None,
            "request_hash": b"what was asked",
            "outcome": outcome or ("applied" if events else "nothing"),
            "at": None,
            "stream": stream,
            "kind": "action" if isinstance(first, action.Added) else "action_plan",
            "parent": first.plan if isinstance(first, action.Added) else None,
            "reads": frozenset({stream, *reads}),
            "events": tuple(codec.seal(event) for event in events),
            **named,
        }
    )


class Book(Struct):
    """One network's log in a store, just founded."""

    store: Store
    network_id: NetworkId
    head: Head

    async def write(
        self, *units: Drafted | Sequence[Drafted], at: Mapping[StreamId, int] | None = None, seen: int | None = None, epoch: int = 1
    ) -> list[Answer]:
        """Append units, decided at the versions that stand now unless ``at`` names others; one answer a command."""
        listed = [[unit] if isinstance(unit, Drafted) else list(unit) for unit in units]
        read = {stream for unit in listed for draft in unit for stream in draft.reads}
        versions = {**await self.versions(read), **(at or {})}
        answers = await self.store.append(self.network_id, epoch, versions, listed, seen)
        return [answer for unit in answers for answer in unit]

    async def versions(self, streams: set[StreamId]) -> dict[StreamId, int]:
        found = dict.fromkeys(sorted(streams), 0)
        _, events = await self.store.load(self.network_id, found, ())  # unknown ones, too
        found.update({one.stream_id: one.version for one in events})
        return found

    async def all(self) -> list[Recorded[Event]]:
        return await self.store.page(self.network_id, 0, 10_000)

    async def position(self) -> int:
        head = await self.store.head(self.network_id)
        assert head is not None
        return head.position


async def founded(store: Store, clock: network.Clock = "real", network_id: NetworkId | None = None) -> Book:
    """A network of its own."""
    network_id = network_id or NetworkId(ids.new())
    at = LONG_AGO if clock == "given" else None
    await store.found(network_id, codec.seal(FOUNDED), clock=clock, time_zone="Europe/Paris", at=at)
    head = await store.head(network_id)
    assert head is not None
    return Book(store, network_id, head)


def later(minutes: int) -> datetime:
    return LONG_AGO + timedelta(minutes=minutes)


def a_stream() -> StreamId:
    return StreamId(ids.new())


def statuses(answers: Sequence[Answer]) -> list[str]:
    return [answer.status for answer in answers]


def somebody() -> PersonId:
    return PersonId(ids.new())
