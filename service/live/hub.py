"""The hub of one network: who listens to which lane, and what they hear, in which order.

It holds no socket and no clock of its own: the fold's steps and people's wishes come in, encoded frames go out to
writers. It promises, for every lane and every listener:

- rows after frame ``p`` are the fold of the log's first ``p`` events, as far as this lane shows them;
- positions follow one another without a hole, or the listener can tell that there is one;
- a frame is encoded once and is the same bytes for everyone in the lane;
- after the position that takes a right away, nothing that needed it is sent;
- someone who reads slowly costs a position, not a queue, and catches up by themselves.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol, cast
from uuid import UUID

import msgspec
import structlog
from msgspec import Raw

from events.asking import Receipt
from events.ids import NetworkId, PersonId, Token
from events.log import redaction
from events.log.recorded import Recorded
from projections.projection import AUDITORS, NETWORK, Changed, Key, Projection, Step
from projections.restricted_items import item_places, named, restricted_items, shown_to
from service import figures
from service.live import dashboards, frames
from service.live.connection import Connection
from service.live.frames import Cell, Focus, Frame, Packet, Since
from service.live.lane import MEMORY, NOTHING, Cells, Lane, Memory, RowKey
from service.live.meter import UNCOUNTED, Meter
from service.live.presence import Presence
from service.live.replay import JOURNAL, Replay, Replays
from service.live.text_lane import TextTopic
from service.live.topic import Shown, Subscription, Topic
from service.texts.texts import Shared

HEARTBEAT = frames.Heartbeat(every=25, timeout=10)
LINGER = 600.0  # seconds for which a lane without listeners keeps its frames
STUCK = 30.0  # seconds without taking a byte
CHUNK = 64 * 1024  # bytes of a snapshot that go out before the client's appetite is looked at again
BUDGET = 0.002  # seconds that one flush may take before more is gathered for the next
LONGEST_CORK = 0.02
COMES_BACK = 3.0  # seconds in which a stream that ended is followed by another

_log = structlog.get_logger()


class Audiences(Protocol):
    """Of a person, by their row of rights or its absence: in one topic, or in any."""

    def __call__(self, row: Any, topic: str | None = None, /) -> Iterable[str]: ...


class Writer(Protocol):
    """The way to one client: frames in order, never waiting; ``paused`` while the client takes less than it is sent.

    ``straight`` writes the bytes of frames and does nothing else: None where there is no such way, or not now. ``turned`` is called when
    that has changed, in the midst of a broadcast too.
    """

    turned: Callable[[], None]

    @property
    def straight(self) -> Callable[[bytes], object] | None: ...
    @property
    def paused(self) -> bool: ...
    @property
    def waiting(self) -> int: ...  # bytes that the client has not taken yet
    @property
    def heard_at(self) -> float: ...  # when the client was last heard of
    def send(self, packet: Packet, /) -> None: ...
    def ping(self) -> None: ...
    def close(self, code: int, reason: str, /) -> None: ...


class Fold(Protocol):
    """The rows of one network in memory, all at one position."""

    @property
    def position(self) -> int: ...
    @property
    def moved(self) -> int: ...  # when a row last went from one lane to another, or a text was taken away
    @property
    def parked(self) -> Mapping[str, Any]: ...
    def kept(self, projection: Projection[Any], /) -> Mapping[Key, Any]: ...
    def row(self, projection: Projection[Any], key: Key, /) -> Any: ...


class Timer(Protocol):
    """The part of an event loop that the hub needs."""

    def time(self) -> float: ...
    def call_soon(self, call: Callable[..., Any], /, *arguments: Any) -> Any: ...
    def call_later(self, delay: float, call: Callable[..., Any], /, *arguments: Any) -> Any: ...


class Listener:
    """One live connection as the hub sees it."""

    __slots__ = (
        *("assured", "awaited", "client", "conn", "connection", "handed", "kept", "lingers", "low", "low_at", "meter"),
        *("person", "rights", "road", "session", "subs", "writer"),
    )

    def __init__(
        self, conn: str, person: PersonId, client: str, connection: Connection, writer: Writer, road: frames.Road = "socket"
    ) -> None:
        self.conn = conn
        self.person = person
        self.client = client
        self.connection = connection
        self.writer = writer
        self.road = road
        self.assured = 0  # the position through which every lane was complete when this was last said
        self.rights: Any = None  # the row, as it stands
        self.subs: dict[int, Subscription] = {}
        self.session: bytes | None = None  # with whose end it ends
        self.lingers = False  # the end of the connection does not end the presence: the next one is on its way
        self.handed: Any = None  # the newest checkpoint that they were told of the log
        self.kept: Any = None  # what they hold of it, by what they say or by that
        self.awaited: list[int] = []  # positions of own commands that some lane may never hear of
        self.low: int | None = None
        self.low_at = 0.0
        self.meter = UNCOUNTED

    def turned(self) -> None:
        """The way to them is another one now: whoever writes to many at once has to look again."""
        for sub in self.subs.values():
            for lane in sub.lanes:
                lane.ways = None

    @property
    def full(self) -> bool:
        """Do they take less than there is?"""
        return self.writer.paused

    def say(self, frame: Frame) -> None:
        """A frame for this one alone."""
        self.send(frames.encode(frame))

    def send(self, packet: Packet) -> None:
        """The same for what is encoded already."""
        self.writer.send(packet)
        self.meter.sent(packet)


class Commit:
    """The events of one command as far as they are known, and what they come to in each lane."""

    def __init__(self, recorded: Recorded[Any]) -> None:
        self.command = recorded.command_id
        self.by = recorded.by
        self.at = recorded.at
        self.pos = recorded.position
        self.redacts = False
        self.lanes: dict[Lane, Part] = {}


class Part:
    """What one lane shows of a commit: the tags of the events that changed something here, and the rows as they are now."""

    def __init__(self) -> None:
        self.did: dict[int, str] = {}
        self.rows: dict[RowKey, Raw] = {}
        self.kept: dict[RowKey, None] = {}
        self.narrowed = False  # a row that is still there went from this lane


class Encoded:
    """A row on its way to some lanes, encoded at most once, whatever their number."""

    def __init__(self, key: RowKey, row: Any) -> None:
        self.key = key
        self._row = row

    @cached_property
    def whole(self) -> Raw:
        return frames.changed(*self.key, self._row)

    @cached_property
    def gone(self) -> Raw:
        return frames.changed(*self.key, None)


class RightsStandStill(Exception):
    """The fold of rights met an event that it can not fold: from there on nobody knows who may see what."""


class Hub:
    """Everyone who watches one network from this process."""

    def __init__(
        self,
        network: NetworkId,
        epoch: int,
        fold: Fold,
        projections: tuple[Projection[Any], ...],
        rights: Projection[Any],
        audiences: Audiences,
        timer: Timer,
        limits: frames.Limits = frames.LIMITS,
        memory: Memory = MEMORY,
        restrictions: Projection[Any] = restricted_items,
        places: Projection[Any] = item_places,
        counting: dashboards.Counting | None = None,
        meter: Meter | None = None,
        replays: Replays | None = None,
    ) -> None:
        self.network = network
        self.epoch = epoch
        self.position = self.flushed = fold.position
        self.revision = revision(projections)
        self.limits = limits
        self.meter = meter or Meter()
        self._memory = memory
        self.listeners: dict[str, Listener] = {}
        self._tabs: dict[tuple[PersonId, str], Listener] = {}
        self._fold = fold
        self._rights = rights
        self._restrictions = restrictions
        self._places = places
        self._projections = {projection.name: projection for projection in projections}
        self._audiences = audiences
        self._timer = timer
        self._topics: dict[str, Topic] = {}
        self.presence = Presence(self, timer)
        self._rights_changed: dict[Key, int] = {}
        self.redacted = 0  # position of the last redaction
        self._replays = replays
        self._closed = False
        self._commit: Commit | None = None
        self._pending: list[tuple[Lane, Packet]] = []
        self._sealed: list[datetime] = []  # when the commits that wait to go out were made
        self._corked = False
        self._rests_until = 0.0
        self._awaiting: dict[Listener, None] = {}
        self._beat_at = timer.time()
        self._people = Topic(f"people:{network}", conflated=True)
        self._names_lane = cast(Cells, self._people.lane(NETWORK, 0, memory))
        self._names_lane.exact = True
        self._topics[self._people.name] = self._people
        self._dashboards = dashboards.Dashboards(network, self.position, counting, timer, self._tell)
        self._own = self._topic(f"network:{network}")
        self._directory = self._topic(f"directory:{network}")
        self._mentoring = self._topic(f"mentoring:{network}")
        for projection in projections:
            if projection.kept:
                for key, kept in fold.kept(projection).items():
                    shown = self._shown(projection, kept.row, kept.position)
                    for name in projection.topics(kept.row):
                        self._topic(name).put((projection.name, key), shown)

    def follows(self, fold: Fold, epoch: int) -> bool:
        """Is this still the hub of that fold, and of that incarnation of the log?"""
        return not self._closed and self._fold is fold and self.epoch == epoch

    def close(self, code: int, reason: str) -> None:
        """Nobody hears anything from here any more."""
        self._closed = True
        for listener in [*self.listeners.values()]:
            self.dismiss(listener, code, reason)

    # --- Coming and going -----------------------------------------------------------------------------------------

    def join(self, listener: Listener) -> bool:
        """Let someone in who belongs here; another connection of the same tab has to go. False: nothing here is theirs to see."""
        listener.rights = self._fold.row(self._rights, listener.person)
        if not any(self._audiences(listener.rights)):
            return False
        tab = listener.person, listener.client
        if other := self._tabs.get(tab):
            other.lingers = other.lingers or other.conn == listener.conn  # it goes on under its name, so nobody comes or goes
            self.dismiss(other, frames.SUPERSEDED, "another connection of this tab")
        self.listeners[listener.conn] = self._tabs[tab] = listener
        listener.assured, listener.meter = self.position, self.meter
        listener.writer.turned = listener.turned
        user = frames.User(listener.person)
        listener.say(frames.Welcome(listener.conn, self.epoch, self.revision, self.position, HEARTBEAT, self.limits, user))
        return True

    def hears(self, listener: Listener) -> bool:
        """Is this one still here, and not another connection of its tab, which over HTTP goes by the same name?"""
        return self.listeners.get(listener.conn) is listener

    def of_tab(self, person: PersonId, client: str) -> Listener | None:
        """The connection of this tab, if it has one to this process."""
        return self._tabs.get((person, client))

    def leave(self, listener: Listener) -> None:
        """The connection is gone."""
        if self.hears(listener):
            del self.listeners[listener.conn]
        if self._tabs.get((listener.person, listener.client)) is listener:
            del self._tabs[listener.person, listener.client]
        self._awaiting.pop(listener, None)
        topics = [sub.topic.name for sub in listener.subs.values()]
        for id in list(listener.subs):
            self.unsubscribe(listener, id)
        if listener.road == "stream":
            self._timer.call_later(COMES_BACK, self._gone, listener, topics)

    def _gone(self, listener: Listener, topics: Iterable[str]) -> None:
        """A stream ended a while ago, as it does for every new topic: where its tab has not come back it is present no more."""
        there = self.of_tab(listener.person, listener.client)
        back = () if there is None else {sub.topic.name for sub in there.subs.values()}
        for topic in topics:
            if topic not in back:
                self.presence.leave((listener.person, listener.conn), topic)

    def dismiss(self, listener: Listener, code: int, reason: str) -> None:
        """End someone's connection: out of all lanes first, so that nothing is sent after the close."""
        self.leave(listener)
        listener.writer.close(code, reason)
        self.meter.closes[code] += 1

    # --- Subscribing: one step between two events of the log ------------------------------------------------------

    def subscribe(self, listener: Listener, id: int, name: str, since: Since | None = None) -> None:
        """Authorise, answer with what is missing or with everything, join the lanes: no event can come in between."""
        self.flush()
        self._replace(listener, id, name)
        topic = self._visible(listener.rights, name)
        if topic is None:
            listener.connection.over(id)
            listener.say(frames.Err("missing", "live.missing", retry=False, id=id))
            return
        lanes = tuple(
            topic.lane(audience, self.position, self._memory, self._fold.moved) for audience in self._lanes_of(listener.rights, topic)
        )
        sub = listener.subs[id] = Subscription(id, topic, lanes)
        topic.listeners[listener] = None
        names = tuple(lane.name for lane in lanes)
        if since is not None and self._resumable(listener, since) and self._covered(sub, since.pos):
            sub.behind = dict.fromkeys(lanes, since.pos)
            subd = frames.Subd(id, name, names, "replay", since.pos)
        elif isinstance(topic, TextTopic):
            begin = topic.text.begin(since if since is not None and since.epoch == self.epoch else None)
            sub.behind = {topic.text: begin}
            subd = frames.Subd(id, name, names, "replay", begin) if begin else frames.Subd(id, name, names, "snapshot")
        elif since is not None and since.epoch == self.epoch and all(isinstance(lane, Cells) and lane.holds(since.pos) for lane in lanes):
            sub.behind = dict.fromkeys(lanes, since.pos)
            subd = frames.Subd(id, name, names, "replay", since.pos)
        else:
            sub.behind = dict.fromkeys(lanes, NOTHING if topic.conflated else self.position)
            if not topic.conflated:  # all cells are one frame, which takes anyone from anywhere to now
                sub.pages.extend((lane, page) for lane in lanes for page in lane.pages())
                sub.parts, sub.pos = len(sub.pages), self.position
            subd = frames.Subd(id, name, names, "snapshot")
        self._advance(listener, sub, frames.encode(subd))

    def replay(self, listener: Listener, asked: frames.Sub) -> None:
        """Tell the events of a journal again, from where they say, in pages beside everything else."""
        self._replace(listener, asked.id, asked.topic)
        replays, plan = self._replays, self._journal(listener.rights, asked.topic)
        if replays is None or plan is None:
            listener.connection.over(asked.id)
            listener.say(frames.Err("missing", "live.missing", retry=False, id=asked.id))
            return
        since = asked.since
        begin = since.pos if since is not None and since.epoch == self.epoch else 0  # of another log, nothing of this one was told
        through = self.position if asked.until is None else min(asked.until, self.position)
        credit, of = min(asked.credit, self.limits.credit), None if plan == self.network else plan
        replay = Replay(asked.id, Topic(asked.topic, conflated=True), self, listener, of, begin, through, credit)
        listener.subs[asked.id] = replay
        listener.say(frames.Subd(asked.id, asked.topic, (replay.lane,), "replay", begin))
        replays.wake(replay)

    def owe(self, listener: Listener, id: int, credit: int) -> None:
        """They take so many more events of a replay."""
        replay = listener.subs.get(id)
        if isinstance(replay, Replay) and self._replays is not None:
            replay.credit = min(replay.credit + credit, self.limits.credit)
            self._replays.wake(replay)

    def finish(self, replay: Replay) -> None:
        """All of it was told: through where."""
        listener = cast(Listener, replay.reader)
        listener.say(frames.Head(replay.lane, replay.last, replay.through))
        self._end(listener, replay, "finished", "live.finished", retry=False)

    def give_up(self, replay: Replay) -> None:
        """It can not go on, and that is our fault."""
        if replay.there:
            self.dismiss(cast(Listener, replay.reader), frames.FAULT, "our fault; come back")

    def unsubscribe(self, listener: Listener, id: int) -> None:
        """Out of the lanes of one subscription."""
        sub = listener.subs.pop(id, None)
        if sub is None:
            return
        for lane in sub.lanes:
            lane.part(listener)
            lane.used_at = self._timer.time()
        sub.topic.listeners.pop(listener, None)
        if not listener.lingers:
            self.presence.leave((listener.person, listener.conn), sub.topic.name)

    def catch_up(self, listener: Listener) -> None:
        """The client takes more again: what it missed, until it is live or full once more."""
        if not self.hears(listener):
            return
        listener.low = None
        self.flush()
        for sub in list(listener.subs.values()):
            if isinstance(sub, Replay) and self._replays is not None:
                self._replays.wake(sub)
            elif not sub.live and not sub.stopped:
                self._advance(listener, sub)

    def _advance(self, listener: Listener, sub: Subscription, *first: Packet) -> None:
        """Go on with a subscription that is behind, as far as the client takes it; all that goes out now, in few writes."""
        writer, out = listener.writer, [*first]
        while sub.pages and not writer.paused:
            lane, page = sub.pages.popleft()
            part = sub.parts - len(sub.pages) - 1
            out.append(frames.encode(frames.Snap(sub.id, lane.name, sub.pos, part, not sub.pages, page)))
            if sum(len(packet.wire) for packet in out) >= CHUNK:
                listener.send(frames.joined(out))
                out = []
        if not writer.paused:
            missed = {lane: lane.missed(position, self.position) for lane, position in sub.behind.items()}
            gaps = [frames.Gap(lane.name, "slow", "snapshot") for lane, packets in missed.items() if packets is None]
            if gaps:
                sub.stopped = True
                self.meter.gaps += len(gaps)
                out.extend(frames.encode(gap) for gap in gaps)
            else:
                out.extend(packet for packets in missed.values() for packet in packets or ())
                # Complete to here, not only to the last frame of each lane.
                quiet = [lane for lane, position in sub.behind.items() if position < self.position and not lane.conflated]
                out.extend(frames.encode(self._head(lane)) for lane in quiet)
                out.append(frames.encode(frames.Live(sub.id, self.position)))
                if not sub.topic.conflated:
                    out.append(self.presence.everyone(sub.topic.name))
                for lane in sub.lanes:
                    lane.admit(listener)
                sub.behind = {}
                self._dashboards.watched(sub.topic)
                if listener.awaited:
                    self._awaiting[listener] = None
                    self._flush_soon()
        if out:
            listener.send(frames.joined(out))

    # --- What happened --------------------------------------------------------------------------------------------

    def hear(self, step: Step) -> None:
        """What the fold calls. A fault of ours must not stop the fold: the hub gives up, and screens come back to a new one."""
        if not self._closed:
            try:
                self.publish(step)
            except Exception:
                self._fail()

    def _fail(self) -> None:
        _log.exception("hub_failed", network_id=str(self.network), position=self.position)
        self.close(frames.FAULT, "our fault; come back")

    def publish(self, step: Step) -> None:
        """One event and the rows it changed. The events of one command travel as one frame in each lane."""
        if not self._fold.parked.keys().isdisjoint((self._rights.name, self._restrictions.name, self._places.name)):
            raise RightsStandStill  # whoever lost a right at this event would go on seeing
        recorded = step.recorded
        if self._commit is not None and self._commit.command != recorded.command_id:
            self._seal()
        for change in step.changes:
            if change.projection is self._rights:  # rights first: the rest of this event is for those who keep theirs
                self._reconsider(change, recorded.position)
        self.position = recorded.position
        commit = self._commit = self._commit or Commit(recorded)
        commit.pos, commit.at = recorded.position, recorded.at
        if recorded.tag == redaction.TAG:
            commit.redacts, self.redacted = True, recorded.position
        for change in step.changes:
            if change.before != change.after:
                if change.projection is self._restrictions:
                    self._move(commit, recorded.tag, change.key)
                self._lay(commit, recorded.tag, change)
        self._dashboards.moved(step)
        self._flush_soon()

    def _lay(self, commit: Commit, tag: str, change: Changed) -> None:
        """Put a row where it belongs now, and what became of it into every open lane that shows it or did."""
        projection, after = change.projection, change.after
        now = self._shown(projection, after, commit.pos)
        there, here = _topics(projection, change.before), _topics(projection, after)
        row = Encoded((projection.name, change.key), after)
        for name in there | here:
            self._put(commit, tag, self._topic(name), row, now if name in here else None, projection.kept)

    def _move(self, commit: Commit, tag: str, item: Key) -> None:
        """The restriction of an item has changed: every row that tells of it, or of what lies within, goes to the lanes it has now.

        It is looked for everywhere: that takes a while where there are many rows, and happens rarely.
        """
        for topic in self._topics.values():
            for key, shown in topic.telling_of(lambda key, row: self._within(self._projections[key[0]].item(row), item)):
                self._put(
                    commit, tag, topic, Encoded(key, shown.row), self._shown(self._projections[key[0]], shown.row, commit.pos), kept=True
                )
        self.presence.look_away(lambda on: self._within(_id(on), item))

    def _put(self, commit: Commit, tag: str, topic: Topic, row: "Encoded", now: Shown | None, kept: bool) -> None:
        """A row as this topic shows it from now on, into every open lane that shows it or did."""
        was = topic.put(row.key, now) if kept else None
        for lane, shows in topic.touched(was, now):
            part = commit.lanes.setdefault(lane, Part())
            if kept:
                part.kept[row.key] = None
            if shows:
                part.rows[row.key] = row.whole
            else:  # a row that this lane no longer shows is removed here, whoever else may still see it
                part.rows[row.key] = row.gone
            if shows or now is None:
                part.did[commit.pos] = tag
            else:  # it goes to fewer: what was done, and all that was said of it before, is no longer for these
                part.narrowed = True
                self._take_back(topic, lane)

    def _take_back(self, topic: Topic, lane: Lane) -> None:
        """Pages of a snapshot that wait for a slow client may hold what the lane no longer shows: it has to begin again."""
        for listener in [*topic.listeners]:
            for sub in listener.subs.values():
                if any(waiting is lane for waiting, _ in sub.pages):
                    sub.pages.clear()
                    sub.stopped = True
                    listener.say(frames.Gap(lane.name, "slow", "snapshot"))
                    self.meter.gaps += 1

    def _seal(self) -> None:
        """The commit is whole: one frame for each lane that it touched."""
        commit, self._commit = self._commit, None
        if commit is None:
            return
        if commit.redacts:
            for topic in self._topics.values():
                for lane in topic.lanes.values():
                    lane.forget()
                    self._take_back(topic, lane)
        for lane, part in commit.lanes.items():
            did, rows = tuple(part.did.values()), tuple(part.rows.values())
            packet = frames.encode(frames.Tx(lane.name, lane.last, commit.pos, commit.by, commit.at, did, rows))
            due = lane.publish(commit.pos, packet, part.kept, narrowed=part.narrowed)
            self._pending.append((lane, due))
            if due is not packet:
                self.meter.gaps += len(lane.listeners)
        if commit.lanes:
            self._sealed.append(commit.at)

    def _shown(self, projection: Projection[Any], row: Any, position: int) -> Shown | None:
        """A row and who may see it: where the item that it tells of is restricted, those who are named alone."""
        if row is None:
            return None
        item = projection.item(row)
        return Shown(row, shown_to(projection, row, None if item is None else self._only(item)), position)

    def _only(self, item: UUID) -> Any:
        """Who alone may see an item; None: whoever a row of it is for."""
        return named(item, lambda one: self._fold.row(self._restrictions, one), lambda one: self._fold.row(self._places, one))

    def _within(self, item: Key | None, other: Key) -> bool:
        """Is this the other item, or does it lie within?"""
        while item is not None and item != other:
            place = self._fold.row(self._places, item)
            item = None if place is None else place.within_id
        return item is not None

    def restricted(self, item: str | None) -> bool:
        """Is this an item that not everyone may know of?"""
        found = _id(item)
        return found is not None and self._only(found) is not None

    def _topic(self, name: str) -> Topic:
        topic = self._topics.get(name)
        if topic is None:
            topic = self._topics[name] = Topic(name)
        return topic

    # --- Rights ---------------------------------------------------------------------------------------------------

    def _reconsider(self, change: Changed, position: int) -> None:
        """Rights have changed: what was seen before ``position`` goes out, and nothing more through lanes that are lost."""
        person = change.key
        self._rights_changed[person] = position
        theirs = [listener for listener in self.listeners.values() if listener.person == person]
        if theirs:
            self.flush()
        for listener in theirs:
            listener.rights = change.after
            for sub in list(listener.subs.values()):
                lanes = self._lanes_of(listener.rights, sub.topic)
                if lanes and sub.audiences == lanes:
                    continue
                code: Any = "changed" if lanes else "revoked"
                self._end(listener, sub, code, f"live.{code}", retry=bool(lanes))
            if not any(self._audiences(listener.rights)):
                self.dismiss(listener, frames.FORBIDDEN, "nothing here is yours to see")
        self.presence.revoke(cast(PersonId, person))

    def _end(self, listener: Listener, sub: Subscription, code: Any, why: str, *, retry: bool) -> None:
        self.unsubscribe(listener, sub.id)
        listener.connection.over(sub.id)
        listener.say(frames.End(sub.id, code, why, retry))

    def _lanes_of(self, rights: Any, topic: Topic) -> tuple[str, ...]:
        """The lanes of a topic that are theirs, by audience; none where the topic is not."""
        audiences = tuple(sorted(self._audiences(rights, topic.name)))
        if audiences and (topic is self._people or isinstance(topic, TextTopic)):
            return (NETWORK,)
        if audiences and topic.name.startswith(dashboards.FIGURES):
            return figures.theirs(audiences, rights.person_id)
        return (AUDITORS,) if AUDITORS in audiences else audiences

    def _visible(self, rights: Any, name: str) -> Topic | None:
        """The topic, if they see anything of it; else it is to them as if it were not there."""
        if name.startswith(dashboards.FIGURES):
            return self._figures(rights, name)
        topic = self._topics.get(name)
        lanes = () if topic is None else self._lanes_of(rights, topic)
        if topic is None or not lanes:
            return None
        return topic if topic in (self._people, self._own, self._directory, self._mentoring) or topic.known_to(lanes) else None

    def _figures(self, rights: Any, name: str) -> Topic | None:
        """The figures of this network or of a plan that they see; there from the first time that somebody asks."""
        subject = self._subject(rights, name)
        if subject is None:
            return None
        topic = self._dashboards.topic(subject)
        return self._topics.setdefault(topic.name, topic)

    def _journal(self, rights: Any, name: str) -> UUID | None:
        """Of what this is the journal, where every event of that is theirs to see."""
        theirs = self._audiences(rights, name) if name.startswith(JOURNAL) else ()
        return self._subject(rights, name) if AUDITORS in theirs else None

    def _subject(self, rights: Any, name: str) -> UUID | None:
        """This network, or a plan of which they see something, where the topic of this name is about one of these."""
        subject, theirs = _id(name.partition(":")[2]), tuple(self._audiences(rights, name))
        plan = self._topics.get(f"plan:{subject}")
        if subject is None or not theirs or (subject != self.network and (plan is None or not plan.known_to(theirs))):
            return None
        return subject

    # --- Sending --------------------------------------------------------------------------------------------------

    def _flush_soon(self) -> None:
        """Gather what happens in one turn of the loop; after a flush that took long, until as long again has gone by since."""
        if self._corked:
            return
        self._corked = True
        rest = self._rests_until - self._timer.time()
        if rest > 0:
            self._timer.call_later(rest, self._uncork)
        else:
            self._timer.call_soon(self._uncork)

    def _uncork(self) -> None:
        try:
            self.flush()
        except Exception:
            self._fail()

    def flush(self) -> None:
        """Send what is pending: one write for each listener, and the same bytes for all who listen to the same lanes."""
        self._corked = False
        began = self._timer.time()
        self._seal()
        pending, self._pending = self._pending, []
        full: list[Listener] = []
        by_lane: dict[Lane, list[Packet]] = {}
        for lane, packet in pending:
            by_lane.setdefault(lane, []).append(packet)
        if len(by_lane) == 1:
            ((lane, packets),) = by_lane.items()
            self._tell_all(lane, frames.joined(packets), full)
        elif by_lane:
            groups: dict[Listener, list[Lane]] = {}
            for lane in by_lane:
                for listener in lane.listeners:
                    groups.setdefault(listener, []).append(lane)
            alike: dict[tuple[Lane, ...], list[Listener]] = {}
            for listener, lanes in groups.items():
                alike.setdefault(tuple(lanes), []).append(listener)
            for combination, listeners in alike.items():
                self._broadcast(listeners, frames.joined([packet for lane, packet in pending if lane in combination]), full)
        for listener in full:
            self._fall_behind(listener)
        for lane in by_lane:
            lane.sent = lane.last
        self.flushed = self.position
        if self._sealed:
            self.meter.flushed(self._sealed)
            self._sealed.clear()
        if self._awaiting:
            self._reassure()
        if by_lane:
            now = self._timer.time()
            took = now - began
            self._rests_until = now + min(took, LONGEST_CORK) if took > BUDGET else now

    def _tell_all(self, lane: Lane, packet: Packet, full: list[Listener]) -> None:
        """A broadcast to one lane, straight to the transports: what else is touched is fetched from memory for each of thousands."""
        if lane.ways is None:
            straight, others = [], []
            for listener in lane.listeners:
                way = listener.writer.straight
                if way is None:
                    others.append(listener)
                else:
                    straight.append(way)
            lane.ways = straight, others
        straight, others = lane.ways
        wire, left = packet.wire, iter(straight)
        while True:
            try:
                for write in left:
                    write(wire)
                break
            except RuntimeError:
                continue  # its handle is gone, and its protocol is about to hear of it; others must not suffer
        self.meter.sent(packet, len(straight))
        self._broadcast(others, packet, full)

    def _broadcast(self, listeners: Sequence[Listener], packet: Packet, full: list[Listener]) -> None:
        left_out = len(full)
        for listener in listeners:
            # Nothing here may change who listens: a writer only notes that its client is full, or gone.
            writer = listener.writer
            if writer.paused:
                full.append(listener)
            else:
                writer.send(packet)
        self.meter.sent(packet, len(listeners) - len(full) + left_out)

    def _fall_behind(self, listener: Listener) -> None:
        """Someone takes less than there is: from now on they cost a position, until they take more again."""
        for sub in listener.subs.values():
            if sub.live:
                sub.behind = {lane: lane.sent for lane in sub.lanes}
                for lane in sub.lanes:
                    lane.part(listener)

    def acknowledge(self, listener: Listener, receipt: Receipt) -> None:
        """The answer to a command; and, once the fold has passed it, a word from every lane that it did not touch."""
        listener.say(frames.ack(receipt))
        self.expect(listener, receipt.after)

    def expect(self, listener: Listener, after: str) -> None:
        """Their own change is at this token: once the fold has passed it, every lane says so that it did not touch."""
        token = Token.parse(after)
        if token.epoch == self.epoch and self.hears(listener):
            listener.awaited.append(token.position)
            self._awaiting[listener] = None
            self._flush_soon()

    def _reassure(self) -> None:
        for listener in [*self._awaiting]:
            passed = [position for position in listener.awaited if position <= self.flushed]
            if not all(sub.live for sub in listener.subs.values() if not sub.stopped):
                del self._awaiting[listener]  # when they have caught up
                continue
            if passed:
                listener.awaited = [position for position in listener.awaited if position > self.flushed]
                lanes = [lane for sub in listener.subs.values() if sub.live for lane in sub.lanes if not lane.conflated]
                heads = [frames.encode(self._head(lane)) for lane in lanes if lane.last < max(passed)]
                if heads:
                    listener.send(frames.joined(heads))
            if not listener.awaited:
                del self._awaiting[listener]

    def _assure(self) -> None:
        """Say how far the log went to those over HTTP: the answer to a change of theirs took another road, perhaps from another process."""
        behind = [listener for listener in self.listeners.values() if listener.road != "socket" and listener.assured < self.position]
        if behind:
            self.flush()
        heads: dict[Lane, Packet] = {}
        for listener in behind:
            lanes = [lane for sub in listener.subs.values() for lane in sub.lanes if not lane.conflated and lane.last < self.flushed]
            if self.hears(listener) and not listener.writer.paused and all(sub.live for sub in listener.subs.values() if not sub.stopped):
                listener.assured = self.flushed
                for lane in lanes:
                    if lane not in heads:
                        heads[lane] = frames.encode(self._head(lane))
                if lanes:
                    listener.send(frames.joined([heads[lane] for lane in lanes]))

    def _head(self, lane: Lane) -> Frame:
        return frames.Head(lane.name, lane.last, self.flushed)

    # --- Names ----------------------------------------------------------------------------------------------------

    def name_people(self, revision: int, names: Mapping[str, Cell]) -> None:
        """What people are called from now on, by person; those who are not in there have no name any more."""
        self._tell(self._names_lane, self._names_lane.change(revision, names))

    def _tell(self, lane: Lane, packet: Packet | None) -> None:
        if packet is not None:
            self._pending.append((lane, packet))
            self._flush_soon()

    # --- Texts ----------------------------------------------------------------------------------------------------

    def show_text(self, shared: Shared) -> None:
        """Somebody is about to follow this text."""
        topic = self._topics.get(shared.name)
        if not (isinstance(topic, TextTopic) and topic.shared is shared and topic.lanes):
            topic = self._topics[shared.name] = TextTopic(shared)
            shared.followed = lambda: bool(topic.listeners)

    def tell_text(self, shared: Shared, since: int) -> None:
        """This was written, and committed: for those who follow the text."""
        topic = self._topics.get(shared.name)
        if isinstance(topic, TextTopic) and topic.shared is shared:
            topic.text.last = shared.seq
            for packet in (topic.text.missed(since, self.position) or ()) if topic.text.listeners else ():
                self._tell(topic.text, packet)

    def _resumable(self, listener: Listener, since: Since) -> bool:
        """Does what this client holds belong to this log, in this shape, and to the rights they have had since?"""
        fits = since.epoch == self.epoch and since.rev == self.revision
        # Whoever was away while a text was redacted holds it still, perhaps in rows that no frame replaces: they begin again.
        standing = self._fold.kept(self._rights).get(listener.person)
        changed = max(self._rights_changed.get(listener.person, 0), standing.position if standing else 0)
        return fits and max(self.redacted, changed) <= since.pos <= self.position

    def _covered(self, sub: Subscription, position: int) -> bool:
        return not sub.topic.conflated and all(lane.missed(position, self.position) is not None for lane in sub.lanes)

    def _replace(self, listener: Listener, id: int, name: str) -> None:
        """One subscription a topic and a connection: a new one takes the place of the old."""
        for sub in [sub for sub in listener.subs.values() if sub.id == id or sub.topic.name == name]:
            if sub.id == id:
                self.unsubscribe(listener, id)
            else:
                self._end(listener, sub, "replaced", "live.replaced", retry=False)

    # --- Presence -------------------------------------------------------------------------------------------------

    def show(self, listener: Listener, name: str, state: Focus | None) -> None:
        """Someone is here, or on something; told to those who watch the same topic."""
        topic = self._topics.get(name)
        if topic is None or listener not in topic.listeners:
            listener.say(frames.Err("not_subscribed", "live.not_subscribed", retry=False))
            return
        self.presence.show((listener.person, listener.conn), name, state, listener.session)

    def sees(self, person: PersonId, topic: str) -> bool:
        """Is this topic theirs to see, as rights stand here now?"""
        return self._visible(self._fold.row(self._rights, person), topic) is not None

    def watching(self, topic: str) -> Iterable[Listener]:
        """Whoever follows a topic from this process."""
        found = self._topics.get(topic)
        return () if found is None else found.listeners

    # --- Time -----------------------------------------------------------------------------------------------------

    def sweep(self) -> None:
        """Called about once a second: beacons for quiet lanes, and an end to connections that are dead or stuck."""
        try:
            self._look_after()
        except Exception:
            self._fail()

    def _look_after(self) -> None:
        now = self._timer.time()
        for listener in [*self.listeners.values()]:
            self._check(listener, now)
        self._assure()
        self.presence.sweep()
        self._dashboards.sweep()
        if now - self._beat_at >= HEARTBEAT.every:
            self._beat_at = now
            self._beat(now)

    def _check(self, listener: Listener, now: float) -> None:
        writer = listener.writer
        if now - writer.heard_at > HEARTBEAT.every + HEARTBEAT.timeout:
            self.dismiss(listener, frames.SLOW, "not heard of")
        elif not writer.paused:
            listener.low = None
        elif listener.low is None or writer.waiting < listener.low:
            # Progress counts, not size: a large snapshot over a thin line may take as long as it takes.
            listener.low, listener.low_at = writer.waiting, now
        elif now - listener.low_at > STUCK:
            self.dismiss(listener, frames.SLOW, "too slow")

    def _beat(self, now: float) -> None:
        self.flush()
        for topic in self._topics.values():
            for audience, lane in [*topic.lanes.items()]:
                if lane is self._names_lane:
                    continue
                if lane.listeners:
                    if isinstance(topic, TextTopic):
                        self._pending.append((lane, topic.text.beacon()))
                    elif not lane.conflated:
                        self._pending.append((lane, frames.encode(self._head(lane))))
                elif now - lane.used_at > LINGER and not any(lane in sub.lanes for other in topic.listeners for sub in other.subs.values()):
                    del topic.lanes[audience]
                lane.forget_pages()
        # A text is kept for those who follow it; every other topic is rows of the fold, which are there in any case.
        self._topics = {name: topic for name, topic in self._topics.items() if topic.lanes or not isinstance(topic, TextTopic)}
        self.flush()
        for listener in self.listeners.values():
            listener.writer.ping()


def _topics(projection: Projection[Any], row: Any) -> frozenset[str]:
    return frozenset() if row is None else frozenset(projection.topics(row))


def _id(text: str | None) -> UUID | None:
    try:
        return None if text is None else UUID(text)
    except ValueError:
        return None


def revision(projections: Iterable[Projection[Any]]) -> str:
    """A fingerprint of all row types: a client that holds rows of another shape starts afresh."""
    kinds = [(projection.name, projection.version, projection.row) for projection in projections]
    _, types = msgspec.json.schema_components([row for _, _, row in kinds])
    said = msgspec.json.encode([[(name, version, row.__name__) for name, version, row in kinds], types], order="deterministic")
    return hashlib.sha256(said).hexdigest()[:16]
