"""A topic: what one kind of screen shows. It knows its rows, and the lanes through which they are seen."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from typing import Any, NamedTuple

from msgspec import Raw, Struct

from projections.projection import AUDITORS
from service.live.lane import Cells, Lane, Memory, RowKey


class Shown(NamedTuple):
    """A row, who may see it, and the position of its last change."""

    row: Struct
    audiences: frozenset[str]
    position: int

    def to(self, audience: str) -> bool:
        """Auditors read everything, so a topic has one lane for them that shows every row."""
        return audience == AUDITORS or audience in self.audiences


class Topic:
    """Rows of one topic, all at the position of the hub; or, where it is ``conflated``, cells."""

    def __init__(self, name: str, *, conflated: bool = False) -> None:
        self.name = name
        self.conflated = conflated
        self.lanes: dict[str, Lane] = {}
        self.listeners: dict[Any, None] = {}
        self._rows: dict[RowKey, Shown] = {}

    def lane(self, audience: str, position: int, memory: Memory, moved: int = 0) -> Lane:
        """The lane of this audience, opened now if nobody had it open; since ``moved`` no row left one, or came from another."""
        lane = self.lanes.get(audience)
        if lane is None:
            lane = self.lanes[audience] = (
                Cells(self.name, audience, self, memory)
                if self.conflated
                else Lane(self.name, audience, position, self, memory, self._changed(audience, moved), moved)
            )
        return lane

    def _changed(self, audience: str, since: int) -> list[tuple[RowKey, int]]:
        rows = [(key, shown.position) for key, shown in self._rows.items() if shown.position > since and shown.to(audience)]
        return sorted(rows, key=itemgetter(1))

    def touched(self, before: Shown | None, after: Shown | None) -> Iterator[tuple[Lane, bool]]:
        """The open lanes that a change of a row concerns, and whether they show it from now on."""
        for audience, lane in self.lanes.items():
            if after is not None and after.to(audience):
                yield lane, True
            elif before is not None and before.to(audience):
                yield lane, False

    def put(self, key: RowKey, shown: Shown | None) -> Shown | None:
        """The row as it is from now on; returns it as it was."""
        was = self._rows.pop(key, None) if shown is None else self._rows.get(key)
        if shown is not None:
            self._rows[key] = shown
        return was

    def telling_of(self, that: Callable[[RowKey, Struct], bool]) -> list[tuple[RowKey, Shown]]:
        """The rows of which this is true."""
        return [(key, shown) for key, shown in self._rows.items() if that(key, shown.row)]

    def rows_for(self, audience: str) -> Iterator[tuple[RowKey, Struct]]:
        """The rows that this audience sees."""
        return ((key, shown.row) for key, shown in self._rows.items() if shown.to(audience))

    def row_for(self, audience: str, key: RowKey) -> Struct | None:
        """One row, if this audience sees it."""
        shown = self._rows.get(key)
        return shown.row if shown is not None and shown.to(audience) else None

    def known_to(self, audiences: Iterable[str]) -> bool:
        """Does one of them see anything here? Without this question anyone could try out the ids of what is kept from them."""
        wanted = tuple(audiences)
        return any(shown.to(audience) for shown in self._rows.values() for audience in wanted)


class Subscription:
    """One topic on one screen: live in its lanes, or behind at a position in each, perhaps with pages of a snapshot to go."""

    __slots__ = ("behind", "id", "lanes", "pages", "parts", "pos", "stopped", "topic")

    def __init__(self, id: int, topic: Topic, lanes: tuple[Lane, ...]) -> None:
        self.id = id
        self.topic = topic
        self.lanes = lanes
        self.behind: dict[Lane, int] = {}  # the last frame that each lane sent here; empty once it is live
        self.pages: deque[tuple[Lane, Raw]] = deque()  # of a snapshot
        self.parts = 0  # pages it had
        self.pos = 0  # the position they are of
        self.stopped = False  # a gap was told; the client subscribes again

    @property
    def live(self) -> bool:
        return not self.behind and not self.stopped

    @property
    def audiences(self) -> tuple[str, ...]:
        """For whom its lanes are."""
        return tuple(lane.audience for lane in self.lanes)
