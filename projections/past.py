"""The past: a plan, or a whole network, as it stood at any position, and what became of one action, field by field.

The same folds as everywhere, run over the events of the streams concerned up to a position; of a long log from a fold on that was
put away near there (folds.py), never without the events after it. Whoever is the first to look far along a log puts away several on
the way, so that all who look anywhere before begin near there.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from events import fields, network
from events.decider import Event
from events.ids import AuthorityId, NetworkId, PersonId
from events.log.recorded import Recorded
from events.log.store import Store
from projections.catalogue import PROJECTIONS
from projections.folds import Fold, Folds, Rows
from projections.plan_board import plan_board
from projections.projection import Key, PassedOver, Projection, R, Row

EVERY = 4_096  # events that are read after a fold before another is put away
OF_A_PLAN = 1_024  # and so many of a plan, whose folds are small
ON_THE_WAY = 8  # folds that one look puts away at most, in equal steps; what lies between is filled as people look there
TURN = 100  # events before others have their turn

_ENVELOPE = frozenset(
    {
        "added_at",
        "added_by",
        "changed_at",
        "changed_by",
        "note_id",
        "author",
        "written_at",
        "edited_by",
        "edited_at",
        "conflicts",
        "author_id",
        "submitted_at",
        "proposed_at",
        "refined_at",
        "established_at",
        "standing_by",
    }
)  # told by every entry already
_PLACE = frozenset({"action_id", "plan_id", "authority_id", "network_id", "idea_id", "finding_id", "body_id"})  # told by where it is read


class Difference(Struct, frozen=True):
    """One field before and after."""

    field: str
    before: Any
    after: Any


class Entry(Struct, frozen=True):
    """One event in the history of an item: who did it, when and why, and what it changed."""

    position: int
    version: int
    tag: str
    by: PersonId
    on_behalf_of: AuthorityId | None
    at: datetime
    reason: str | None
    cause: UUID | None
    command_id: UUID
    changes: tuple[Difference, ...]
    authors: tuple[PersonId, ...] = ()  # whose words it tells, where they are not who tells it


class Past:
    """The rows of some projections at one position."""

    def __init__(self, projections: Sequence[Projection[Any]] = PROJECTIONS, passed_over: PassedOver = frozenset()) -> None:
        self._passed_over = passed_over
        self._projections = [projection for projection in projections if projection.kept]
        self._rows: dict[str, dict[Key, Row]] = {projection.name: {} for projection in self._projections}
        self._concerned: dict[type[Event], list[Projection[Any]]] = {}

    def fold(self, recorded: Recorded[Event]) -> None:
        """Take one event in."""
        kind = type(recorded.event)
        if kind not in self._concerned:
            self._concerned[kind] = [one for one in self._projections if issubclass(kind, one.asks)]
        for projection in self._concerned[kind]:
            rows = self._rows[projection.name]
            try:
                made = [(key, projection.fold(rows.get(key), recorded)) for key in projection.touches(recorded)]
            except Exception:
                if (projection.name, recorded.position) not in self._passed_over:
                    raise
                continue
            for key, row in made:
                if row is None:
                    rows.pop(key, None)
                else:
                    rows[key] = row

    def rows(self, projection: Projection[R]) -> dict[Key, R]:
        """The rows of a projection by key."""
        return self._rows[projection.name]  # type: ignore[return-value]  # kept by projection

    def begin(self, rows: Rows) -> None:
        """Start from rows that were put away."""
        for projection in self._projections:
            self._rows[projection.name] = {getattr(row, projection.key): row for row in rows.get(projection.name, ())}

    def taken(self) -> Rows:
        """The rows of every projection as they are now."""
        return {name: list(rows.values()) for name, rows in self._rows.items()}


async def as_of(
    store: Store,
    network_id: NetworkId,
    root: UUID | None,
    position: int,
    passed_over: PassedOver = frozenset(),
    folds: Folds | None = None,
) -> Past:
    """A plan and everything below it, or with None the whole network, as of a position, withdrawn items included."""
    past = Past(passed_over=passed_over)
    base = Fold(0, 0, {}) if folds is None else await folds.nearest(root, position, passed_over)
    past.begin(base.rows)
    read, last = 0, base.position
    step = enough = EVERY if root is None else min(EVERY, OF_A_PLAN)
    passed: list[tuple[int, int, Rows]] = []  # after so many events, at this position, with these rows
    async for recorded in in_turns(store.plan(network_id, root, position, base.position)):
        past.fold(recorded)
        read, last = read + 1, recorded.position
        if folds is not None and read % step == 0:
            passed.append((read, last, past.taken()))
            if len(passed) == ON_THE_WAY:
                passed, step = passed[1::2], step * 2
    if folds is not None and read >= enough:
        made = [(at, rows) for after, at, rows in passed if after <= read - enough]
        folds.keep(root, [*made, (last, past.taken())], passed_over, base.times)
    return past


async def in_turns(events: AsyncIterator[Recorded[Event]]) -> AsyncIterator[Recorded[Event]]:
    """A long log, event by event, so that others in this process have their turn: a page that was read holds ten times as many."""
    read = 0
    async for recorded in events:
        yield recorded
        read += 1
        if read % TURN == 0:
            await asyncio.sleep(0)


async def before_redaction(store: Store, redaction: Recorded[Event]) -> list[Recorded[Event]]:
    """The events of all streams that lose a text at this position, as they stood before it, in order, without those texts."""
    if not isinstance(redaction.event, network.EventRedacted):
        return []
    streams = {one.stream_id for at in redaction.event.positions for one in await store.page(redaction.network_id, at - 1, 1)}
    _, events = await store.load(redaction.network_id, streams, ())
    return sorted((one for one in events if one.position < redaction.position), key=lambda one: one.position)


def history(events: Iterable[Recorded[Any]], of: Projection[Any] = plan_board) -> list[Entry]:
    """What happened to one action or other item, oldest first: per event every field it changed, before and after."""
    entries = []
    card: Any = None
    for recorded in events:
        before, card = card, of.fold(card, recorded)
        entries.append(
            Entry(
                recorded.position,
                recorded.version,
                recorded.tag,
                recorded.by,
                recorded.on_behalf_of,
                recorded.at,
                recorded.event.reason,
                recorded.cause,
                recorded.command_id,
                changed(before, card, recorded.event),
                getattr(recorded.event, "authors", ()),
            )
        )
    return entries


def changed(before: Any, after: Any, event: Event) -> tuple[Difference, ...]:
    """What an event made of a row, field by field, as histories tell it."""
    return tuple(_differences(before, after)) + tuple(_clash(event))


def _differences(before: Any, after: Any) -> Iterable[Difference]:
    if after is None or after is before:
        return
    for field in after.__struct_fields__:
        if field in _ENVELOPE or (before is None and field in _PLACE):
            continue
        old, new = (getattr(before, field) if before else None), getattr(after, field)
        if old != new and not (before is None and new in (None, (), {}, False)):
            yield Difference(field, fields.plain(old), fields.plain(new))


def _clash(event: Any) -> Iterable[Difference]:
    """A wish that could not stand is part of the history too: what was seen, and what was wanted."""
    if hasattr(event, "yours"):
        yield Difference(event.field, event.was, event.yours)
