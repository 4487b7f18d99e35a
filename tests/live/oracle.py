"""A town for tests of the hub: its log, its fold, its hub, its screens, and every past of them.

No socket and no clock: time passes when it is told to, and frames arrive when they are told to. After every frame that a
screen applies, its rows are compared with the fold of the log's first events.
"""

import itertools
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest

from events import decider, ids
from events.ids import CommandId, NetworkId, PersonId, StreamId
from events.log.recorded import Recorded
from projections.follower import Follower
from projections.projection import AUDITORS, Projection, Row, person
from projections.restricted_items import Place, shown_to
from service.live import frames
from service.live.connection import Connection
from service.live.frames import Packet, Since
from service.live.hub import Hub, Listener
from service.live.lane import Memory
from tests.live.screen import Screen

NETWORK = NetworkId(UUID(int=1))
PLANS = (f"plan:{UUID(int=10)}", f"plan:{UUID(int=11)}")
TOPICS = (f"network:{NETWORK}", *PLANS)
PEOPLE = tuple(PersonId(UUID(int=20 + number)) for number in range(3))
AUDIENCES = ("network", "facilitators")
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)

# Small enough that rings overflow, commits are too large and snapshots take pages within a short run.
TINY = Memory(frames=3, bytes=2_000, rows=5, frame=1_000, page=300)


class Written(decider.Event, tag="note.written"):
    note: int
    topics: tuple[str, ...]
    audiences: tuple[str, ...]
    text: str


class Kept(decider.Event, tag="note.kept"):
    """From here on a note is for these people alone; for its audiences again, where nobody is named."""

    note: int
    parties: tuple[PersonId, ...]


class Granted(decider.Event, tag="note.granted"):
    person: PersonId
    audiences: tuple[str, ...]


class Note(Row, frozen=True):
    note_id: int
    topics: tuple[str, ...]
    audiences: tuple[str, ...]
    text: str


class Keeping(Row, frozen=True):
    note_id: int
    parties: tuple[PersonId, ...]


class Entry(Row, frozen=True):
    position: int
    note: int
    topics: tuple[str, ...]
    audiences: tuple[str, ...]


class Grant(Row, frozen=True):
    person_id: UUID
    audiences: tuple[str, ...]


def notes_touched(recorded: Recorded[Any]) -> Iterator[int]:
    if isinstance(recorded.event, Written):
        yield recorded.event.note


def note(_before: Note | None, recorded: Recorded[Written]) -> Note | None:
    event = recorded.event
    if not event.topics or not event.audiences:
        return None
    return Note(event.note, event.topics, event.audiences, event.text)


def entries_touched(recorded: Recorded[Any]) -> Iterator[int]:
    if isinstance(recorded.event, Written):
        yield recorded.position


def entry(_before: Entry | None, recorded: Recorded[Written]) -> Entry:
    return Entry(recorded.position, recorded.event.note, recorded.event.topics, recorded.event.audiences)


def keeping_touched(recorded: Recorded[Any]) -> Iterator[int]:
    if isinstance(recorded.event, Kept):
        yield recorded.event.note


def keep(_before: Keeping | None, recorded: Recorded[Kept]) -> Keeping | None:
    return Keeping(recorded.event.note, recorded.event.parties) if recorded.event.parties else None


def people_touched(recorded: Recorded[Any]) -> Iterator[UUID]:
    if isinstance(recorded.event, Granted):
        yield recorded.event.person


def grant(_before: Grant | None, recorded: Recorded[Granted]) -> Grant:
    return Grant(recorded.event.person, recorded.event.audiences)


def of_row(row: Note | Entry) -> tuple[str, ...]:
    return row.topics


def for_row(row: Note | Entry) -> tuple[str, ...]:
    return row.audiences


def audiences(row: Grant | None, _topic: str | None = None) -> frozenset[str]:
    return theirs(PersonId(row.person_id), row.audiences) if row else frozenset()


def theirs(who: PersonId, audiences: tuple[str, ...]) -> frozenset[str]:
    """The audiences of someone; who was given ``parties`` may be one of those to whom something is kept."""
    return frozenset(person(who) if one == "parties" else one for one in audiences)


grants = Projection("grants", Grant, people_touched, grant, lambda _grant: (TOPICS[0],))
keeping = Projection("keeping", Keeping, keeping_touched, keep, lambda _keeping: (), moves=True)
placing = Projection("placing", Place, keeping_touched, lambda place, _recorded: place, lambda _place: ())  # nothing lies within another
notes = Projection("notes", Note, notes_touched, note, of_row, for_row, item=lambda row: row.note_id)  # type: ignore[arg-type,return-value]  # a number does here
journal = Projection("journal", Entry, entries_touched, entry, of_row, for_row, item=lambda row: row.note, kept=False)  # type: ignore[arg-type,return-value]  # the same as above
PROJECTIONS: tuple[Projection[Any], ...] = (grants, keeping, placing, notes, journal)


def plain(row: Row) -> Any:
    """A row as it arrives."""
    return msgspec.json.decode(msgspec.json.encode(row))


def canary(note: int) -> str:
    """What stands in a note before it is kept to some people."""
    return f"<canary {note}>"


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self._order = itertools.count()
        self._due: list[tuple[float, int, Callable[..., Any], tuple[Any, ...]]] = []

    def time(self) -> float:
        return self.now

    def call_soon(self, call: Callable[..., Any], /, *arguments: Any) -> None:
        self.call_later(0, call, *arguments)

    def call_later(self, delay: float, call: Callable[..., Any], /, *arguments: Any) -> None:
        self._due.append((self.now + delay, next(self._order), call, arguments))

    @property
    def turning(self) -> bool:
        """Is anything due now?"""
        return any(at <= self.now for at, *_ in self._due)

    def turn(self) -> None:
        """One turn of the loop: what is due now."""
        due = sorted(entry for entry in self._due if entry[0] <= self.now)
        self._due = [entry for entry in self._due if entry[0] > self.now]
        for _, _, call, arguments in due:
            call(*arguments)


def messages(wire: bytes) -> Iterator[Packet]:
    """The text messages of these bytes, as a browser finds them."""
    at = 0
    while at < len(wire):
        size, start = wire[at + 1], at + 2
        if size > 125:
            width = 2 if size == 126 else 8
            size, start = int.from_bytes(wire[start : start + width]), start + width
        yield Packet(wire[at : start + size], start - at)
        at = start + size


class Line:
    """The way to one client: what was sent and has not arrived yet."""

    HIGH, LOW = 4_000, 1_000

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.paused = False
        self.under_way: deque[bytes] = deque()
        self.waiting = 0
        self.code: int | None = None
        self.silent_since: float | None = None
        self.takes = 0.0  # seconds that one write takes
        self.packets: list[Packet] = []
        self.on_room: Callable[[], None] = lambda: None
        self.turned: Callable[[], None] = lambda: None

    @property
    def straight(self) -> Callable[[bytes], object] | None:
        return None if self.paused or self.code is not None else self._straight

    def _straight(self, wire: bytes) -> None:
        """What the transport does: whole messages, one after the other."""
        self.send(Packet(wire, 0, tuple(messages(wire))))

    @property
    def heard_at(self) -> float:
        return self.clock.now if self.silent_since is None else self.silent_since

    def send(self, packet: Packet, /) -> None:
        assert self.code is None, "nothing follows a close"
        self.packets.append(packet)
        self.clock.now += self.takes
        for text in packet.texts:
            self.under_way.append(text)
            self.waiting += len(text)
        if not self.paused and self.waiting > self.HIGH:
            self.paused = True
            self.turned()

    def arrive(self) -> bytes | None:
        """What the client hears next."""
        if not self.under_way:
            return None
        text = self.under_way.popleft()
        self.waiting -= len(text)
        if self.paused and self.waiting < self.LOW:
            self.paused = False
            self.clock.call_soon(self.on_room)
        return text

    def lose(self, nth: int) -> bool:
        """One of the frames under way never arrives; False if there is none."""
        losable = [text for text in self.under_way if msgspec.json.decode(text)["t"] in ("tx", "head", "snap")]
        if losable:
            lost = losable[nth % len(losable)]
            self.under_way.remove(lost)
            self.waiting -= len(lost)
        return bool(losable)

    def ping(self) -> None: ...

    def close(self, code: int, reason: str, /) -> None:
        self.code = code
        self.turned()


class Client:
    """Someone with a screen."""

    def __init__(self, town: "Town", person: PersonId, name: str) -> None:
        self.town = town
        self.person = person
        self.name = name
        self.screen = Screen(PROJECTIONS)
        self.line = Line(town.clock)
        self.listener: Listener | None = None
        self.lost = False  # a frame of this connection

    def connect(self) -> bool:
        """Join, and subscribe again to what was on screen."""
        self.line = Line(self.town.clock)
        self.lost = False
        conn = f"conn-{next(self.town.ids)}"
        listener = Listener(conn, self.person, self.name, Connection(self.town.clock.now, frames.LIMITS), self.line)
        if not self.town.hub.join(listener):
            return False
        self.listener = listener
        self.line.on_room = lambda: self.checked(self.town.hub.catch_up, listener)
        held = {topic: self.screen.since(topic) for topic in self.screen.lanes_of}
        self.screen.live.clear()
        for topic, since in held.items():
            self.subscribe(topic, since)
        return True

    def drop(self) -> None:
        """The connection is lost, with all that was under way."""
        if self.listener is not None:
            self.town.hub.leave(self.listener)
            self.listener = None
            self.line.under_way.clear()

    def subscribe(self, topic: str, since: dict[str, Any] | None = None) -> None:
        assert self.listener is not None
        if self.listener.conn not in self.town.hub.listeners:
            return  # dismissed, and not yet aware of it
        where = msgspec.convert(since, Since) if since else None
        id = next(self.town.ids)
        self.screen.asked[id] = topic
        self.checked(self.town.hub.subscribe, self.listener, id, topic, where)

    def checked(self, call: Callable[..., None], *arguments: Any) -> None:
        """Whoever begins to listen, or goes on, is told nothing of what is kept from them by now, however old the frames are."""
        self.town.hub.flush()  # what waits to go out goes out in its order, to them as to those who listened all along
        count = len(self.line.packets)
        call(*arguments)
        auditor = AUDITORS in self.town.rights[-1].get(self.person, ())
        for (table, key), (row, _) in self.town.past[-1].items():
            if table == "keeping" and self.person not in row.parties and not auditor:
                assert not any(canary(key).encode() in packet.wire for packet in self.line.packets[count:]), f"note {key} is kept from them"

    def mend(self) -> None:
        """Subscribe again where something was lost."""
        for topic in [*self.screen.gaps]:
            self.subscribe(topic, self.screen.since(topic))

    def hear(self, count: int = 1_000_000) -> None:
        """Hear the next frames, and compare the screen with the log after each."""
        for _ in range(count):
            text = self.line.arrive()
            if text is None:
                break
            self.town.check(self, text)
        if self.line.code is not None and not self.line.under_way:
            self.listener = None


class Town:
    """One network with its log, its fold, its hub and all their pasts."""

    def __init__(self, memory: Memory = TINY, kind: type[Hub] = Hub, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self.ids = itertools.count(1)
        self.follower = Follower(NETWORK, PROJECTIONS)
        self.past: list[dict[tuple[str, Any], tuple[Any, Any]]] = [{}]
        self.entries: list[Entry] = []
        self.rights: list[dict[PersonId, tuple[str, ...]]] = [{}]
        self.sent: dict[tuple[str, int], bytes] = {}
        self.clients: list[Client] = []
        self._kind, self._memory = kind, memory
        self.hub = self._served()

    def _served(self) -> Hub:
        hub = self._kind(
            NETWORK,
            1,
            self.follower,
            PROJECTIONS,
            grants,
            audiences,
            self.clock,
            memory=self._memory,
            restrictions=keeping,
            places=placing,
        )
        self.follower.listen(hub.publish)
        return hub

    def restart(self) -> None:
        """The process ends and another begins, which knows what is stored: rows, with the positions of their last change."""
        for client in self.clients:
            client.drop()
        stored = {one.name: (self.position, [*self.follower.kept(one).items()]) for one in PROJECTIONS}
        before, self.follower = self.follower, Follower(NETWORK, PROJECTIONS)
        self.follower.hydrate(stored, moved=before.moved)
        self.hub = self._served()

    def client(self, person: PersonId, name: str = "tab", *topics: str) -> Client:
        made = Client(self, person, name)
        self.clients.append(made)
        if made.connect():
            for topic in topics:
                made.subscribe(topic)
        return made

    @property
    def position(self) -> int:
        return self.follower.position

    def happen(self, *events: decider.Event, by: PersonId = PEOPLE[0]) -> int:
        """The events of one command; the position it ends at."""
        command = CommandId(ids.new())
        for event in events:
            position = self.position + 1
            tag = str(type(event).__struct_config__.tag)
            stream = StreamId(UUID(int=99))
            given = {event.person: tuple(theirs(event.person, event.audiences))} if isinstance(event, Granted) else {}
            self.rights.append(self.rights[-1] | given)
            recorded = Recorded(NETWORK, position, stream, None, position, tag, command, None, by, None, NOON, event)
            if isinstance(event, Written):
                self.entries.append(Entry(position, event.note, event.topics, event.audiences))
            self.follower.apply([recorded])
            kept: tuple[Projection[Any], ...] = (grants, keeping, notes)
            now = {
                (projection.name, str(key) if isinstance(key, UUID) else key): (row, projection)
                for projection in kept
                for key, row in self.follower.rows(projection).items()
            }
            self.past.append(now)
        return self.position

    def grant(self, person: PersonId, *audiences: str) -> int:
        return self.happen(Granted(person=person, audiences=audiences))

    def write(self, note: int, text: str = "", topics: tuple[str, ...] = (PLANS[0],), audiences: tuple[str, ...] = ("network",)) -> int:
        return self.happen(Written(note=note, topics=topics, audiences=audiences, text=text))

    def rows(self, lane: str, position: int) -> dict[tuple[str, Any], Any]:
        """What the lane shows of the log's first events."""
        topic, _, audience = lane.partition("/")
        return {
            key: plain(row)
            for key, (row, projection) in self.past[position].items()
            if topic in projection.topics(row) and (audience == AUDITORS or audience in self.shown_to(projection, row, position))
        }

    def shown_to(self, projection: Projection[Any], row: Any, position: int) -> frozenset[str]:
        """Who might see a row at a position, by the restriction of then."""
        restriction, _ = self.past[position].get(("keeping", projection.item(row)), (None, None))
        return shown_to(projection, row, restriction.parties if restriction else None)

    def written(self, lane: str, after: int, through: int) -> list[Any]:
        """What was added to the lane's journal in between."""
        topic, _, audience = lane.partition("/")
        return [
            plain(one)
            for one in self.entries
            if after < one.position <= through
            and topic in one.topics
            and (audience == AUDITORS or audience in self.shown_to(journal, one, one.position))
        ]

    def check(self, client: Client, text: bytes) -> None:
        """One frame on one screen, against the past."""
        screen = client.screen
        before = dict(screen.last)
        journals = {lane: len(rows) for lane, rows in screen.journal.items()}
        gaps = set(screen.gaps)
        frame = screen.hear(text)
        kind = frame["t"]
        assert kind == "gap" or client.lost or screen.gaps <= gaps, f"{frame} leaves a hole though nothing was lost"
        if kind in ("tx", "snap", "head"):
            audience = frame["l"].partition("/")[2]
            assert audience in self.rights[frame["pos"]].get(client.person, ()), f"{frame} is not theirs to see"
        if kind == "tx":
            lane, pos = frame["l"], frame["pos"]
            if frame["by"] is not None:
                assert self.sent.setdefault((lane, pos), text) == text, "everyone in a lane hears the same bytes"
            if screen.last.get(lane) == pos and before.get(lane) != pos:
                assert screen.lanes[lane] == self.rows(lane, pos)
                if frame["by"] is not None:
                    assert screen.journal.get(lane, [])[journals.get(lane, 0) :] == self.written(lane, before[lane], pos)
        if kind == "head" and screen.last.get(frame["l"]) == frame["pos"] and before.get(frame["l"]) != frame["pos"]:
            assert screen.lanes[frame["l"]] == self.rows(frame["l"], frame["pos"])
            assert not self.written(frame["l"], before[frame["l"]], frame["pos"])
        if kind == "snap" and frame["last"] and screen.last.get(frame["l"]) == frame["pos"]:
            for lane in screen.lanes_of[screen.topic_of(frame["l"])]:
                assert screen.lanes[lane] == self.rows(lane, frame["pos"])

    def turn(self) -> None:
        self.clock.turn()

    def wait(self, seconds: float) -> None:
        self.clock.now += seconds
        self.turn()
        self.hub.sweep()
        self.turn()

    def settle(self) -> None:
        """Let everything arrive, mend what is broken, and hear one beacon."""
        for _ in range(200):
            self.turn()
            for client in self.clients:
                client.hear()
                if client.listener is not None:
                    client.mend()
            busy = any(client.line.under_way or (client.listener and client.screen.gaps) for client in self.clients)
            if not busy and not self.clock.turning:
                break
        else:
            pytest.fail("it never comes to rest")

    def compare(self) -> None:
        """Every screen that is connected shows what the log says, to the end."""
        for client in self.clients:
            if client.listener is not None:
                for topic in client.screen.lanes_of:
                    for lane in client.screen.lanes_of[topic]:
                        assert client.screen.last[lane] == self.position
                        assert client.screen.lanes[lane] == self.rows(lane, self.position)
