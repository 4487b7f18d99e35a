"""Who is here: on which topic, through which connection, on which item; told to those who watch it, in this process and in the others.

Nothing of it is kept, and no word of it is needed for anything else. A process tells the others what changed, a moment later and over
the connection of the hints, never within an append; every quarter of a minute it tells all again, so that a word that was lost is made up
for. Whoever has not been told of for 45 seconds is gone: a process that was killed takes its people with it, only later.

People are known by who they are and the connection that they came through, and only the process that was told by them tells of them, so
nobody speaks for anyone else. Each process believes of the others only what its own fold grants: it shows nobody who has no right to be
on a topic as it stands here, and names no item that not everyone may know of.
"""

import hashlib
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal, Protocol, TypeAlias

import msgspec
from msgspec import Struct

from events.ids import NetworkId, PersonId
from service.live import frames
from service.live.frames import Focus, Here, Packet

CHANNEL = "club21_presence"
EVERY = 0.15  # seconds in which comings and goings are gathered
AGAIN_EVERY = 15.0  # seconds after which all is told again
PRESENT_FOR = 45.0  # seconds since someone was last told of
MOST = 5_000  # on one topic; a page that lists more tells nobody anything
MOST_OF_ONE = 50  # tabs of one person on one topic; or whoever names a new tab with each request would be everyone there is
LARGEST = 7_900  # bytes of one word; PostgreSQL carries less than 8000

Who: TypeAlias = tuple[PersonId, str]  # a person, and the connection they came through


def conn_of(person: PersonId, client: str) -> str:
    """What a tab without a connection of its own (it asks over HTTP) is called, by whichever process it asks."""
    return hashlib.sha256(f"{person} {client}".encode()).hexdigest()[:16]


# --- Between processes ---------------------------------------------------------------------------------------------


class There(Struct, frozen=True, array_like=True):
    """One who is here, as one process tells another."""

    topic: str
    person_id: PersonId
    conn: str
    state: Focus | None = None


Kind: TypeAlias = Literal["here", "still", "gone", "ask", "left"]


class Word(Struct, frozen=True, array_like=True):
    """What one process tells the others: who came or moved, is here still, is gone; who else is?; or that its own have all left."""

    process: str
    network: NetworkId
    kind: Kind
    who: tuple[There, ...] = ()


_word = msgspec.json.Decoder(Word)
_encoder = msgspec.json.Encoder()

Others: TypeAlias = Callable[[Kind, Iterable[There]], None]


class Link:
    """This process among those that serve the same networks."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self.process = secrets.token_hex(6)
        self._tell = tell

    def others(self, network: NetworkId) -> Others:
        """The way to everyone else who serves this network."""

        def tell(kind: Kind, who: Iterable[There]) -> None:
            for text in words(self.process, network, kind, who):
                self._tell(text)

        return tell

    def read(self, text: str) -> Word | None:
        """What another process said; None where it is newer and says it in another way."""
        try:
            word = _word.decode(text)
        except msgspec.DecodeError:
            return None
        return None if word.process == self.process else word


def words(process: str, network: NetworkId, kind: Kind, who: Iterable[There]) -> Iterator[str]:
    """As many words as it takes: each short enough to be carried, none that says nothing but ``ask`` and ``left``."""
    head = len(_encoder.encode(Word(process, network, kind)))
    page: list[There] = []
    size = head
    for one in who:
        length = len(_encoder.encode(one)) + 1
        if page and size + length > LARGEST:
            yield _encoder.encode(Word(process, network, kind, tuple(page))).decode()
            page, size = [], head
        page.append(one)
        size += length
    if page or kind in ("ask", "left"):
        yield _encoder.encode(Word(process, network, kind, tuple(page))).decode()


# --- On one topic --------------------------------------------------------------------------------------------------


class Seen(Struct):
    """One who is here; ``process`` told of it, None: they told this one; ``session`` is what it ends with."""

    here: Here
    at: float
    process: str | None = None
    session: bytes | None = None


class Room:
    """Everyone on one topic, and what its watchers were told of them."""

    def __init__(self, topic: str) -> None:
        self.topic = topic
        self.seen: dict[Who, Seen] = {}
        self.telling = False  # comings and goings are being gathered
        self._tabs: Counter[PersonId] = Counter()
        self._told: dict[Who, Here] = {}

    def takes(self, person: PersonId) -> bool:
        """Is there room for one more tab of theirs?"""
        return len(self.seen) < MOST and self._tabs[person] < MOST_OF_ONE

    def add(self, who: Who, seen: Seen) -> None:
        """Someone is here, or here still."""
        self._tabs[who[0]] += who not in self.seen
        self.seen[who] = seen

    def remove(self, who: Who) -> Seen:
        """Someone is gone; returns how they were here."""
        self._tabs[who[0]] -= 1
        if not self._tabs[who[0]]:
            del self._tabs[who[0]]
        return self.seen.pop(who)

    def tells_of(self, person: PersonId) -> bool:
        """Were its watchers told of someone?"""
        return any(who[0] == person for who in self._told)

    def news(self) -> list[Packet]:
        """Who came, moved or left since this was last asked; a coming and going in between is nobody's news."""
        told, now = self._told, {who: seen.here for who, seen in self.seen.items()}
        self._told = now
        joined = tuple(here for who, here in now.items() if who not in told)
        moved = tuple(here for who, here in now.items() if who in told and told[who] != here)
        left = tuple(here for who, here in told.items() if who not in now)
        kinds = (("join", joined), ("upd", moved), ("leave", left))
        return [frames.encode(frames.Present(self.topic, kind, who)) for kind, who in kinds if who]  # type: ignore[arg-type]  # the kinds above


# --- In one network ------------------------------------------------------------------------------------------------


class House(Protocol):
    """What presence has to know of the network that it is in."""

    def sees(self, person: PersonId, topic: str, /) -> bool: ...
    def restricted(self, item: str | None, /) -> bool: ...
    def watching(self, topic: str, /) -> Iterable[Any]: ...  # listeners


class Timer(Protocol):
    """The part of an event loop that presence needs."""

    def time(self) -> float: ...
    def call_later(self, delay: float, call: Callable[..., Any], /, *arguments: Any) -> Any: ...


class Presence:
    """Who is here in one network, as far as this process has heard."""

    def __init__(self, house: House, timer: Timer) -> None:
        self.rooms: dict[str, Room] = {}
        self._house = house
        self._timer = timer
        self._others: Others | None = None  # nobody else, as far as is known
        self._changed: dict[tuple[str, Who], None] = {}  # what the others are to be told
        self._gathering = False
        self._again_at = timer.time() + AGAIN_EVERY

    def link(self, others: Others) -> None:
        """There may be other processes; who is there?"""
        self._others = others
        others("ask", ())

    # What people of this process say

    def show(self, who: Who, topic: str, state: Focus | None, session: bytes | None = None) -> None:
        """Someone says that they are here, or where."""
        self._arrive(who, topic, state, None, session)

    def leave(self, who: Who, topic: str) -> None:
        """Someone is gone from here; where another process has heard of them since, it is for that one to say."""
        room = self.rooms.get(topic)
        if room is not None and (seen := room.seen.get(who)) is not None and seen.process is None:
            self._remove(room, who)

    def end_session(self, session: bytes) -> None:
        """Someone signed out, or was: whatever they came through, they are gone."""
        self._remove_all(lambda _who, seen, _topic: seen.session == session)

    def say_goodbye(self) -> None:
        """This process ends: its people are gone from the others now, and come to them by themselves."""
        for room in self.rooms.values():
            for who in [who for who, seen in room.seen.items() if seen.process is None]:
                room.remove(who)
        self._changed.clear()
        if self._others is not None:
            self._others("left", ())

    # What other processes say

    def heard(self, word: Word) -> None:
        """Another process tells who is there."""
        if word.kind == "ask":
            self._again_at = min(self._again_at, self._timer.time())
            self._gather()
        elif word.kind == "left":
            self._remove_all(lambda _who, seen, _topic: seen.process == word.process)
        for one in word.who:
            who = one.person_id, one.conn
            room = self.rooms.get(one.topic)
            seen = None if room is None else room.seen.get(who)
            if word.kind == "gone":
                if room is not None and seen is not None and seen.process == word.process:
                    self._remove(room, who)
            elif (word.kind == "here" or seen is None or seen.process == word.process) and self._house.sees(one.person_id, one.topic):
                # What is told again may be older than what somebody else has told since: it moves nobody who is elsewhere by now.
                self._arrive(who, one.topic, one.state, word.process, None)

    # What the network says

    def revoke(self, person: PersonId) -> None:
        """Someone's rights have changed: they are gone, at once, from every topic that is not theirs to see any more."""
        self._remove_all(lambda who, _seen, topic: who[0] == person and not self._house.sees(person, topic))
        for room in self.rooms.values():
            if room.tells_of(person):
                self._tell(room)

    def look_away(self, that: Callable[[str | None], bool]) -> None:
        """Whoever is on such an item is here, but on nothing: not everyone may know of it any more, or may from now on."""
        for room in self.rooms.values():
            for seen in room.seen.values():
                if seen.here.state is not None and that(seen.here.state.item):
                    seen.here = Here(seen.here.conn, seen.here.person_id)
                    self._tell_soon(room)

    def everyone(self, topic: str) -> Packet:
        """Who is here, for someone who has just come."""
        room = self.rooms.get(topic)
        return frames.encode(frames.Present(topic, "full", () if room is None else tuple(seen.here for seen in room.seen.values())))

    def sweep(self) -> None:
        """Called about once a second: whoever has not been told of for a while is gone, and the others are told again."""
        now = self._timer.time()
        self._remove_all(lambda _who, seen, _topic: now - seen.at > PRESENT_FOR)
        for name in [name for name, room in self.rooms.items() if not room.seen and not room.telling]:
            del self.rooms[name]
        if now >= self._again_at:
            self._tell_others()

    def _arrive(self, who: Who, topic: str, state: Focus | None, process: str | None, session: bytes | None) -> None:
        if state is not None and self._house.restricted(state.item):
            state = None  # everyone here is told where someone is, so the item is not named
        room = self.rooms.setdefault(topic, Room(topic))
        before = room.seen.get(who)
        if before is None and not room.takes(who[0]):
            return
        here = Here(who[1], who[0], state)
        room.add(who, Seen(here, self._timer.time(), process, session))
        moved = before is None or before.here != here
        if process is None and (moved or before is None or before.process is not None):
            self._changed[topic, who] = None
            self._gather()
        if moved:
            self._tell_soon(room)

    def _remove(self, room: Room, who: Who) -> None:
        if room.remove(who).process is None:
            self._changed[room.topic, who] = None
            self._gather()
        self._tell_soon(room)

    def _remove_all(self, which: Callable[[Who, Seen, str], bool]) -> None:
        for room in self.rooms.values():
            for who in [who for who, seen in room.seen.items() if which(who, seen, room.topic)]:
                self._remove(room, who)

    def _tell_soon(self, room: Room) -> None:
        if not room.telling:
            room.telling = True
            self._timer.call_later(EVERY, self._tell_gathered, room)

    def _tell_gathered(self, room: Room) -> None:
        room.telling = False
        self._tell(room)

    def _tell(self, room: Room) -> None:
        packets = room.news()
        if packets:
            packet = frames.joined(packets)
            for listener in [*self._house.watching(room.topic)]:
                if not listener.writer.paused:  # the others get the whole list when they have caught up
                    listener.send(packet)

    def _gather(self) -> None:
        if self._others is not None and not self._gathering:
            self._gathering = True
            self._timer.call_later(EVERY, self._tell_others)

    def _tell_others(self) -> None:
        self._gathering = False
        changed, self._changed = self._changed, {}
        now = self._timer.time()
        if self._others is None:
            return
        if now >= self._again_at:
            self._again_at = now + AGAIN_EVERY
            self._others(
                "still", [_there(room.topic, seen) for room in self.rooms.values() for seen in room.seen.values() if seen.process is None]
            )
        here, gone = [], []
        for topic, who in changed:
            room = self.rooms.get(topic)
            seen = None if room is None else room.seen.get(who)
            if seen is None:
                gone.append(There(topic, *who))
            elif seen.process is None:
                here.append(_there(topic, seen))
        self._others("gone", gone)
        self._others("here", here)


def _there(topic: str, seen: Seen) -> There:
    return There(topic, seen.here.person_id, seen.here.conn, seen.here.state)
