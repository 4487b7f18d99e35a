"""The shape every projection shares: a pure fold from events to the rows that people look at.

One fold serves four uses: live screens, read tables, rebuild and every view of the past. A row holds facts of one
stream, and the ids that ``touches`` yields stand in the event or its envelope, so any fold can be run alone.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Any, Generic, TypeAlias, TypeVar, dataclass_transform, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
from msgspec import Struct

from events import catalogue
from events.decider import Event
from events.ids import AuthorityId, PersonId
from events.log.recorded import Recorded

Key: TypeAlias = UUID | int
Audience: TypeAlias = str
Topic: TypeAlias = str


@dataclass_transform(frozen_default=True, field_specifiers=(msgspec.field,))
class Row(Struct, frozen=True, gc=False):
    """One row of a projection, as it stands in its table and as it travels; its first field is its key."""


R = TypeVar("R", bound=Row)

NETWORK: Audience = "network"  # everyone with a role in the network
FACILITATORS: Audience = "facilitators"
AUDITORS: Audience = "auditors"


def authority(authority_id: AuthorityId) -> Audience:
    """Those who act for one authority."""
    return f"authority:{authority_id}"


def person(person_id: PersonId) -> Audience:
    """One person."""
    return f"person:{person_id}"


def nothing(_row: Any) -> UUID | None:
    """The item of a row that belongs to none which could be restricted."""
    return None


def everyone(_row: Any) -> Iterable[Audience]:
    """The audience of a row that the whole network sees."""
    yield NETWORK


class Projection(Generic[R]):
    """One question people ask, one row type, one table.

    ``touches`` names the rows an event concerns, and the type of its parameter the events it is asked about; ``fold``
    makes the new row (None removes it), ``audience`` says who may see a row and ``topics`` which screens show it.
    ``item`` names the item that a row tells of: where that is restricted (restricted_items.py), its parties alone see the row.
    ``closed`` names kinds of which no tag but those that ``touches`` takes will ever concern it: of these it stands still at a new
    shape of such a tag alone. Of every other kind that it is asked about it stands still at whatever it does not know.
    ``worded`` is False for rows that hold nothing anybody typed: a redaction leaves them as they are. Rows of more than one stream
    must be such, since what a redaction touches is folded again stream by stream.
    ``moves`` is True for rows that say who may see rows of others.
    ``kept`` is False for rows that are only ever added, one an event, keyed by position: those stay in their table and
    out of memory.
    """

    def __init__(
        self,
        name: str,
        row: type[R],
        touches: Callable[[Recorded[Any]], Iterable[Key]],
        fold: Callable[[R | None, Recorded[Any]], R | None],
        topics: Callable[[R], Iterable[Topic]],
        audience: Callable[[R], Iterable[Audience]] = everyone,
        *,
        item: Callable[[R], UUID | None] = nothing,
        closed: Collection[str] = (),
        worded: bool = True,
        kept: bool = True,
        moves: bool = False,
        version: int = 1,
    ) -> None:
        self.name = name
        self.row = row
        self.touches = touches
        self.fold = fold
        self.topics = topics
        self.audience = audience
        self.item = item
        self.closed = closed
        self.worded = worded
        self.kept = kept
        self.moves = moves
        self.version = version
        self.asks = _events_of(touches)
        self.key = row.__struct_fields__[0]

    @property
    def table(self) -> str:
        """The table of this version; the view of the projection's name shows it."""
        return f"{self.name}_{self.version}"

    def concerns(self, tag: str) -> bool:
        """May this projection be asked about an event of this tag, known here or not?"""
        tags = {str(event.__struct_config__.tag) for event in self.asks if event is not Event}
        kind = catalogue.kind_of(tag)
        return tag in tags or Event in self.asks or (kind in map(catalogue.kind_of, tags) and kind not in self.closed)

    def lanes(self, row: R) -> frozenset[str]:
        """Where a row is shown and to whom: every topic with every audience."""
        audiences = tuple(self.audience(row))
        return frozenset(f"{topic}/{audience}" for topic in self.topics(row) for audience in audiences)


def _events_of(touches: Callable[[Recorded[Any]], Iterable[Key]]) -> tuple[type[Event], ...]:
    """The events that ``touches`` takes, as its parameter says: of no other is it asked."""
    told = get_type_hints(touches)
    for parameter, kind in told.items():
        if parameter != "return" and get_origin(kind) is Recorded:
            (events,) = get_args(kind)
            found = get_args(events) or (events,)
            if all(isinstance(one, type) and issubclass(one, Event) for one in found):
                return found
    return (Event,)


#: The events that a projection, by its name, may pass over where it can not fold them: an operator let it.
PassedOver: TypeAlias = frozenset[tuple[str, int]]


class Changed(Struct, frozen=True, gc=False):
    """One row before and after an event."""

    projection: Projection[Any]
    key: Key
    before: Row | None
    after: Row | None

    @property
    def moved(self) -> bool:
        """Did a row leave a lane that it was in, or enter one in which others know older rows?"""
        if self.projection.moves or self.after is None:
            return True
        if self.before is None:
            return False
        lanes, item = self.projection.lanes, self.projection.item
        return lanes(self.before) != lanes(self.after) or item(self.before) != item(self.after)


class Step(Struct, frozen=True, gc=False):
    """One event and every row it changed."""

    recorded: Recorded[Event]
    changes: tuple[Changed, ...]
