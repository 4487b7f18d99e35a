"""A topic: what one kind of screen shows. It knows its rows, the lanes through which they are seen, and who is there."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from msgspec import Struct

from projections.projection import AUDITORS
from service.live import frames
from service.live.frames import Here, Packet
from service.live.lane import Lane, Memory, RowKey

PRESENT_FOR = 45.0  # seconds since someone last said that they are here


class Shown(NamedTuple):
    """A row and who may see it."""

    row: Struct
    audiences: frozenset[str]

    def to(self, audience: str) -> bool:
        """Auditors read everything, so a topic has one lane for them that shows every row."""
        return audience == AUDITORS or audience in self.audiences


class Topic:
    """Rows of one topic, all at the position of the hub."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lanes: dict[str, Lane] = {}
        self.listeners: dict[Any, None] = {}
        self.present: dict[str, Here] = {}
        self.telling = False  # presence waits to be told
        self._rows: dict[RowKey, Shown] = {}
        self._seen_at: dict[str, float] = {}
        self._told: dict[str, Here] = {}

    def lane(self, audience: str, position: int, memory: Memory) -> Lane:
        """The lane of this audience, opened now if nobody had it open."""
        lane = self.lanes.get(audience)
        if lane is None:
            lane = self.lanes[audience] = Lane(self.name, audience, position, self, memory)
        return lane

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

    # --- Presence -------------------------------------------------------------------------------------------------

    def arrive(self, here: Here, now: float) -> None:
        """Someone is here, or has moved."""
        self.present[here.conn] = here
        self._seen_at[here.conn] = now

    def leave(self, conn: str) -> None:
        """Someone is gone."""
        self.present.pop(conn, None)
        self._seen_at.pop(conn, None)

    def look_away(self, that: Callable[[str | None], bool]) -> None:
        """Whoever is on such an item is here, but on nothing: not everyone may know of it any more, or may from now on."""
        for conn, here in self.present.items():
            if here.state is not None and that(here.state.item):
                self.present[conn] = Here(conn, here.person_id)

    def forget(self, now: float) -> None:
        """Whoever has said nothing for a while is gone."""
        for conn in [conn for conn, at in self._seen_at.items() if now - at > PRESENT_FOR]:
            self.leave(conn)

    def news(self) -> list[Packet]:
        """Who came, moved or left since this was last asked; a coming and going in between is nobody's news."""
        told, now = self._told, self.present
        self._told = dict(now)
        joined = tuple(here for conn, here in now.items() if conn not in told)
        moved = tuple(here for conn, here in now.items() if conn in told and told[conn] != here)
        left = tuple(here for conn, here in told.items() if conn not in now)
        kinds = (("join", joined), ("upd", moved), ("leave", left))
        return [frames.encode(frames.Present(self.name, kind, who)) for kind, who in kinds if who]  # type: ignore[arg-type]  # the kinds above

    def everyone(self) -> Packet:
        """Who is here, for someone who has just come."""
        return frames.encode(frames.Present(self.name, "full", tuple(self.present.values())))
