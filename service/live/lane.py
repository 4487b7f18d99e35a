"""A lane: one topic as one audience sees it, and what it keeps so that nobody who comes back is lost.

It keeps the original frames of the last while, for those who lost their connection or fell behind a little; beyond
that, which rows changed when, so that one frame can stand for everything someone missed; beyond that, a snapshot.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, Protocol, TypeAlias

from msgspec import Raw, Struct

from service.live import frames
from service.live.frames import Cell, Packet

RowKey: TypeAlias = tuple[str, Any]  # table and key


class Memory(Struct, frozen=True):
    """How much one lane keeps."""

    frames: int = 512  # original frames, for those who come back soon
    bytes: int = 512 * 1024  # of them
    rows: int = 20_000  # whose last change is known
    frame: int = 64 * 1024  # bytes; a larger commit is fetched in pages, so that it holds nobody up
    page: int = 48 * 1024  # bytes


MEMORY = Memory()
NOTHING = -1  # as a position of cells: none of them is known


class Rows(Protocol):
    """The rows that a lane shows, as they are now."""

    def rows_for(self, audience: str, /) -> Iterator[tuple[RowKey, Struct]]: ...
    def row_for(self, audience: str, key: RowKey, /) -> Struct | None: ...


class Kept(NamedTuple):
    """A frame of the ring, with the position that it completes."""

    pos: int
    packet: Packet


class Lane:
    """What one audience is sent of one topic, from the position at which the lane was opened.

    ``changed`` are rows with the position of their last change, oldest first: all those that did after ``reach``.
    """

    conflated = False  # rows, of which every change is told

    def __init__(
        self,
        topic: str,
        audience: str,
        position: int,
        rows: Rows,
        memory: Memory,
        changed: Iterable[tuple[RowKey, int]] = (),
        reach: int | None = None,
    ) -> None:
        self.name = f"{topic}/{audience}"
        self.audience = audience
        self.last = position  # of the newest frame
        self.sent = position  # of the newest frame that went out
        self.listeners: dict[Any, None] = {}
        self.ways: tuple[list[Callable[[bytes], object]], list[Any]] | None = None  # to all of them: straight, and for whom there is none
        self.used_at = 0.0
        self._memory = memory
        self._rows = rows
        self._ring: deque[Kept] = deque()
        self._bytes = 0
        self._floor = position  # every frame after it is in the ring
        self._changed = dict(changed)  # in order of position
        self._reach = position if reach is None else reach  # every row changed after it is in there
        self._let_go()
        self._pages: tuple[int, tuple[Raw, ...]] = (-1, ())

    def admit(self, listener: Any) -> None:
        """From now on they are sent what is published."""
        self.listeners[listener] = None
        self.ways = None

    def part(self, listener: Any) -> None:
        """No more."""
        self.listeners.pop(listener, None)
        self.ways = None

    def publish(self, pos: int, packet: Packet, keys: Iterable[RowKey], *, narrowed: bool = False) -> Packet:
        """Remember a frame that completes the lane through ``pos``; returns what to send: the frame, or word that it is too large.

        ``narrowed``: it takes away a row that is still there for others. Whoever comes back is not shown the frames that had it.
        """
        if narrowed:
            self.forget()
        for key in keys:
            self._changed.pop(key, None)
            self._changed[key] = pos
        self._let_go()
        self.last = pos
        if len(packet.wire) > self._memory.frame:
            self._ring.clear()
            self._bytes, self._floor = 0, pos
            return frames.encode(frames.Gap(self.name, "large", "resume"))
        self._ring.append(Kept(pos, packet))
        self._bytes += len(packet.wire)
        while len(self._ring) > self._memory.frames or self._bytes > self._memory.bytes:
            gone = self._ring.popleft()
            self._bytes -= len(gone.packet.wire)
            self._floor = gone.pos
        return packet

    def _let_go(self) -> None:
        while len(self._changed) > self._memory.rows:
            self._reach = self._changed.pop(next(iter(self._changed)))

    def forget(self) -> None:
        """Let go of the frames so far: they say what must not be said again."""
        self._ring.clear()
        self._bytes, self._floor = 0, self.last
        self.forget_pages()

    def missed(self, position: int, now: int) -> list[Packet] | None:
        """What takes someone from this position to ``now``, the position of the rows: frames, one for all, or None: a snapshot."""
        if position >= self.last:
            return []
        if position >= self._floor:
            return [kept.packet for kept in self._ring if kept.pos > position]
        if position < self._reach:
            return None
        rows: list[Raw] = []
        for key, pos in reversed(self._changed.items()):
            if pos <= position:
                break
            rows.append(frames.changed(*key, self._rows.row_for(self.audience, key)))
        packet = frames.encode(frames.Tx(self.name, position, now, None, None, (), tuple(reversed(rows))))
        return [packet] if len(packet.wire) <= self._memory.frame else None

    def pages(self) -> tuple[Raw, ...]:
        """All rows of the lane as they are now, encoded once however many come to see them."""
        if self._pages[0] != self.last:
            self._pages = (
                self.last,
                frames.pages((frames.shown(key[0], row) for key, row in self._rows.rows_for(self.audience)), self._memory.page),
            )
        return self._pages[1]

    def forget_pages(self) -> None:
        """Pages are for those who come at the same time; nobody has for a while."""
        self._pages = (-1, ())


class Cells(Lane):
    """A lane of cells, not of rows: the latest of each holds, whatever came between, and whoever comes is told them all.

    Its positions take part in no rule of ``prev`` and ``last``: nothing was lost when one of its frames was.
    """

    conflated = True

    def __init__(self, topic: str, audience: str, rows: Rows, memory: Memory) -> None:
        super().__init__(topic, audience, NOTHING, rows, memory)
        self.known = False  # may whoever comes be told these?
        self.exact = False  # does a position tell which cells there were, in every process?
        self._cells: Mapping[str, Cell | int] = {}
        self._gone: dict[str, None] = {}
        self._pos = 0

    def change(self, pos: int, cells: Mapping[str, Cell | int]) -> Packet | None:
        """The cells from now on; returns what to send: those that changed, or all of them where nobody knows any."""
        news = {key: cell for key, cell in cells.items() if self._cells.get(key) != cell}
        gone = tuple(key for key in self._cells if key not in cells)
        first = not self.known
        self.known, self._cells, self._pos = True, dict(cells), pos
        self._gone |= dict.fromkeys(gone)
        for key in news:
            self._gone.pop(key, None)
        if first:
            return self.all()
        return frames.encode(frames.Kv(self.name, pos, news, gone)) if news or gone else None

    def all(self) -> Packet:
        """Every cell, and which are no more: it takes anyone from anywhere to now."""
        return frames.encode(frames.Kv(self.name, self._pos, self._cells, tuple(self._gone)))

    def missed(self, position: int, now: int) -> list[Packet] | None:
        return [self.all()] if self.known and not self.holds(position) else []

    def holds(self, position: int) -> bool:
        """Is this where the cells stand? Whoever has them as of then has them all."""
        return self.exact and self.known and position == self._pos

    def pages(self) -> tuple[Raw, ...]:
        return ()
