"""What a program holds of the topics that it follows: rows by lane, each lane with the position through which it is complete.

No I/O: frames go in, news comes out. The rules are those of docs/live.md and no others. Whatever is lost, repeated or comes out
of order, a topic that says ``live`` holds exactly the rows that its lanes show, or ``due`` names it, to be followed again.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

import msgspec
from msgspec import Struct

from service.live import frames
from service.live.frames import Since, Sub

RowKey: TypeAlias = tuple[str, Any]  # table and key
PEOPLE = "people:"
CREDIT = 5_000  # events of a journal that are asked for at once


class Row(Struct, frozen=True):
    """One row of a lane, as JSON says it; null where the lane no longer shows it."""

    table: str
    key: Any
    row: dict[str, Any] | None


class Commit(Struct, frozen=True, tag="commit"):
    """One commit as one lane sees it. Where ``by`` is null it stands for many, made while nobody listened."""

    topic: str
    lane: str
    pos: int
    by: UUID | None
    at: datetime | None
    did: tuple[str, ...]
    rows: tuple[Row, ...]


class Retold(Struct, frozen=True, tag="event"):
    """One event of a journal that is told again."""

    topic: str
    event: frames.Ev


class Caught(Struct, frozen=True, tag="live"):
    """A topic is whole and up to date; ``afresh`` where all its rows came anew."""

    topic: str
    pos: int
    afresh: bool


class Lost(Struct, frozen=True, tag="lost"):
    """Something of a topic did not come; it is asked for again."""

    topic: str


class Over(Struct, frozen=True, tag="over"):
    """A topic is not there, or not theirs to see any more."""

    topic: str
    code: str


News: TypeAlias = Commit | Retold | Caught | Lost | Over


class _Shown(Struct):
    table: str
    row: dict[str, Any]


_page = msgspec.json.Decoder(list[_Shown])
_row = msgspec.json.Decoder(Row)


class Replay:
    """A journal that is told again: after and through which position; and how many events more are due before others are asked for."""

    def __init__(self, begin: int, until: int | None) -> None:
        self.begin = begin
        self.until = until
        self.due = 0


class Followed:
    """One topic: how it was asked for, and how far it is."""

    def __init__(self, replay: "Replay | None" = None) -> None:
        self.replay = replay
        self.id = 0  # of the subscription; 0: to be asked for
        self.begun = False  # answered; until then, what comes of its lanes belongs to an earlier time
        self.lanes: tuple[str, ...] = ()
        self.live = False
        self.afresh = False
        self.pages: list[frames.Snap] = []

    def stop(self) -> None:
        """What comes of it from now on is of no use: it is asked for again."""
        self.id, self.begun, self.live, self.pages = 0, False, False, []


class Holding:
    """Everything that one program holds of one network."""

    def __init__(self) -> None:
        self.welcome: frames.Welcome | None = None
        self.followed: dict[str, Followed] = {}
        self.last: dict[str, int] = {}  # of each lane: complete through
        self.cells: dict[str, dict[str, Any]] = {}  # of lanes of names or figures, by key
        self._lanes: dict[str, dict[RowKey, dict[str, Any]]] = {}
        self._ids = 0

    def rows(self, table: str) -> dict[Any, dict[str, Any]]:
        """The rows of a table that some lane shows, by key."""
        return {key: row for lane in self._lanes.values() for (name, key), row in lane.items() if name == table}

    def find(self, key: Any) -> Iterator[Row]:
        """Every row of this key, whatever its table."""
        for lane in self._lanes.values():
            for (table, one), row in lane.items():
                if one == key:
                    yield Row(table, key, row)

    @property
    def live(self) -> bool:
        """Is every topic up to date?"""
        return all(one.live for one in self.followed.values())

    def complete(self, position: int) -> bool:
        """Is everything that happened through this position here?"""
        return self.live and all(last >= position for last in self.last.values())

    def name(self, person: Any) -> str | None:
        """What a person is called, where ``people:…`` is followed; None for who was erased."""
        for lane, cells in self.cells.items():
            if lane.startswith(PEOPLE) and isinstance(cell := cells.get(str(person)), frames.Cell):
                return cell.name
        return None

    def follow(self, topic: str) -> None:
        """Follow a topic from now on."""
        self.followed.setdefault(topic, Followed())

    def retell(self, topic: str, begin: int, until: int | None) -> None:
        """Have a journal told again; ``Over`` says when that is done."""
        self.followed.setdefault(topic, Followed(Replay(begin, until)))

    def drop(self, topic: str) -> int:
        """Follow it no more; the id under which it was followed, or 0."""
        followed = self.followed.pop(topic, None)
        if followed is None:
            return 0
        self._forget(followed)
        return followed.id

    def disconnected(self) -> None:
        """The connection is gone: what is held stays, and everything is asked for again from where it stands."""
        for followed in self.followed.values():
            followed.stop()

    def due(self) -> list[Sub]:
        """What to ask for now: topics that nobody was asked for, or of which something was lost."""
        asked = []
        for topic, followed in self.followed.items():
            if followed.id == 0:
                self._ids += 1
                followed.id, followed.live = self._ids, False
                asked.append(self._sub(topic, followed))
        return asked

    def hear(self, frame: frames.Frame) -> list[News]:
        """One frame, and what it comes to."""
        match frame:
            case frames.Welcome():
                self.welcome = frame
            case frames.Subd(id, _, lanes, plan, since):
                if (followed := self._of(id)) is not None:
                    self._begin(followed, lanes, since if plan == "replay" else None)
            case frames.Snap(id):
                if (followed := self._of(id)) is not None:
                    return self._page(followed, frame)
            case frames.Tx(lane):
                return self._commit(frame) if self._holds(lane, frame.prev, frame.pos) else self._lost(lane, frame.prev)
            case frames.Ev(lane):
                return self._retold(frame) if self._holds(lane, frame.prev, frame.pos) else self._lost(lane, frame.prev)
            case frames.Head(lane, prev, pos):
                return [] if self._holds(lane, prev, pos) else self._lost(lane, prev)
            case frames.Gap(lane):
                return self._again(_topic(lane))
            case frames.Kv(lane, _, cells, gone):
                held = self.cells.setdefault(lane, {})
                held.update(cells)
                for key in gone:
                    held.pop(key, None)
            case frames.Live(id, pos):
                return self._caught(id, pos)
            case frames.End(id, code, _, retry):
                return self._ended(id, code, retry)
            case frames.Err(code, id=id) if id is not None:
                return self._ended(id, code, retry=False)
        return []

    def _sub(self, topic: str, followed: Followed) -> Sub:
        since, replay = self._since(followed), followed.replay
        if replay is None:
            return Sub(followed.id, topic, since)
        if since is None and self.welcome is not None and replay.begin:
            since = Since(self.welcome.epoch, replay.begin, self.welcome.rev)
        replay.due = CREDIT
        return Sub(followed.id, topic, since, "replay", replay.until, replay.due)

    def _retold(self, event: frames.Ev) -> list[News]:
        topic = _topic(event.l)
        followed = self.followed[topic]
        if followed.replay is not None:
            followed.replay.due -= 1
            if followed.replay.due == 0:
                followed.stop()  # so that it is asked for again, from here
        return [Retold(topic, event)]

    def _of(self, id: int) -> Followed | None:
        return next((one for one in self.followed.values() if one.id == id), None)

    def _since(self, followed: Followed) -> Since | None:
        if self.welcome is None or not followed.lanes or any(one not in self.last for one in followed.lanes):
            return None
        return Since(self.welcome.epoch, min(self.last[one] for one in followed.lanes), self.welcome.rev)

    def _begin(self, followed: Followed, lanes: tuple[str, ...], since: int | None) -> None:
        for lane in followed.lanes:
            if since is None or lane not in lanes:
                self._lanes.pop(lane, None)
                self.last.pop(lane, None)
        followed.lanes, followed.pages, followed.afresh, followed.begun = lanes, [], since is None, True
        if since is not None:
            for lane in lanes:
                self._lanes.setdefault(lane, {})
                self.last.setdefault(lane, since if followed.replay is None else max(since, followed.replay.begin))

    def _page(self, followed: Followed, page: frames.Snap) -> list[News]:
        if page.part != len(followed.pages):
            return self._again(_topic(page.l))
        followed.pages.append(page)
        if page.last:
            for lane in followed.lanes:
                self._lanes[lane], self.last[lane] = {}, page.pos
            for one in followed.pages:
                # The first field of a row is its key.
                self._lanes[one.l] |= {(shown.table, next(iter(shown.row.values()))): shown.row for shown in _page.decode(one.rows)}
            followed.pages = []
        return []

    def _holds(self, lane: str, prev: int, pos: int) -> bool:
        """Does this frame hold? Then the lane is complete through it."""
        followed = self.followed.get(_topic(lane))
        if followed is None or not followed.begun or lane not in self.last or not prev <= self.last[lane] < pos:
            return False
        self.last[lane] = pos
        return True

    def _lost(self, lane: str, prev: int) -> list[News]:
        """A frame that does not hold: something is missing before it, or it is old news."""
        followed = self.followed.get(_topic(lane))
        if followed is None or not followed.begun or lane not in followed.lanes or prev <= self.last.get(lane, -1):
            return []
        return self._again(_topic(lane))

    def _commit(self, frame: frames.Tx) -> list[News]:
        held = self._lanes[frame.l]
        rows = tuple(_row.decode(raw) for raw in frame.rows)
        for one in rows:
            if one.row is None:
                held.pop((one.table, one.key), None)
            elif one.table not in JOURNALS:
                held[one.table, one.key] = one.row
        return [Commit(_topic(frame.l), frame.l, frame.pos, frame.by, frame.at, frame.did, rows)]

    def _again(self, topic: str) -> list[News]:
        followed = self.followed.get(topic)
        if followed is None or not followed.begun:
            return []
        followed.stop()
        return [Lost(topic)]

    def _caught(self, id: int, pos: int) -> list[News]:
        for topic, followed in self.followed.items():
            if followed.id == id:
                if followed.pages or any(lane not in self.last and lane not in self.cells for lane in followed.lanes):
                    return self._again(topic)
                followed.live = True
                return [Caught(topic, pos, followed.afresh)]
        return []

    def _ended(self, id: int, code: str, retry: bool) -> list[News]:
        for topic, followed in [*self.followed.items()]:
            if followed.id == id:
                self._forget(followed)
                if retry:
                    followed.stop()
                    return [Lost(topic)]
                del self.followed[topic]
                return [Over(topic, code)]
        return []

    def _forget(self, followed: Followed) -> None:
        for lane in followed.lanes:
            for held in (self._lanes, self.last, self.cells):
                held.pop(lane, None)
        followed.lanes, followed.pages = (), []


#: Tables whose rows are only ever added, one an event: they pass by, and nobody holds them.
JOURNALS = frozenset({"recent_activity"})


def _topic(lane: str) -> str:
    return lane.partition("/")[0]
