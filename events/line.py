"""The line in which a network's commands wait: states loaded, decided in order, appended once.

Commands are decided in the order in which they came, each seeing the events of those before it, and all that wait are
appended by one call to the store. Nobody is refused for being slow: a command whose streams moved on is decided again,
first in the next batch. What was asked is answered once for ever, so asking twice is always safe.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

import msgspec
import structlog
from msgspec import UNSET, Struct, structs

from events import catalogue, fields, ids, network, together
from events.asking import Asking, Conflict, Receipt
from events.decider import Asked, Event, Invalid, Refused
from events.ids import CommandId, NetworkId, PersonId, StreamId
from events.log import codec, redaction, snapshots
from events.log.recorded import Recorded
from events.log.snapshots import Snapshots, Stream
from events.log.store import Answer, Drafted, Head, Known, Poisoned, StaleEpoch, Store, Unavailable
from events.spread import Spread
from events.together import Part

LONGEST = 10_000  # commands that may wait
LARGEST = 512  # commands in a batch
MOST_EVENTS = 4_000
MOST_BYTES = 2_000_000
TRIES = 5
PAUSE = 0.1  # seconds before a database that did not answer is asked again; twice as long each time
STATES = 10_000  # streams at hand
TAIL = 1_000  # events that others wrote, beyond which reading streams anew is quicker
GATHER = 16  # commands that arrive while a batch is being written, before they are looked at
AT_ONCE = 64  # commands decided before others have their turn
BATCHES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
CLASHES = frozenset(tag for tag in catalogue.EVENTS if tag.endswith(".clashed"))

_log = structlog.get_logger()


class Missing(Exception):
    """What was asked for is not there, or not theirs to know of: to them it is the same."""


class Busy(Exception):
    """The line is too long, or the database is away; ask again a little later with the same id."""


class Newer(Busy):
    """A newer version of the program wrote to a stream that this rests on; only that one can decide it."""


class Redacted(Busy):
    """A text was redacted since that was read which this rests on; read again, and ask a little later with the same id."""


class Reused(Exception):
    """This command id was answered before, for another request."""


class NotApplied(Exception):
    """Another command of the same all-or-nothing list was refused."""


#: Raises where a person may not ask this of a network in this state: Missing where they may not even know of it. Last comes
#: the stream that they ask about, where it is there.
May = Callable[[network.Running, Asking, PersonId, Stream | None], None]
Result = Receipt | Exception


class _Waiting(Struct, eq=False, gc=False):
    askings: list[Asking]
    parts: list[tuple[Part, ...]]  # what each comes to: itself, or commands of several streams
    by: PersonId
    hashes: list[bytes]
    answer: "asyncio.Future[list[Result]]"
    redactions: int | None = None  # that there were when the texts were read which this gives again, if it does
    answered: bool = False  # a caller who gave up has an answer and waits no more, but their command still stands in line
    tries: int = 0


class _Batch(Struct, gc=False):
    """Commands decided together, and the streams they read: at which version, and as the commands so far leave them."""

    now: datetime
    followed: bool = False  # nobody else seems to write, so the next batch is decided while this one is being written
    units: list[tuple[_Waiting, list[Drafted]]] = []
    ids: set[UUID] = set()
    versions: dict[StreamId, int] = {}
    streams: dict[StreamId, Stream] = {}
    events: int = 0
    size: int = 0
    redacts: bool = False  # the last of it does: nobody decides on what is at hand any more, which may hold what goes

    def is_full(self) -> bool:
        return self.redacts or len(self.ids) >= LARGEST or self.events > MOST_EVENTS or self.size > MOST_BYTES

    def add(self, waiting: _Waiting, unit: list[Drafted]) -> None:
        self.units.append((waiting, unit))
        for draft in unit:
            self.ids.add(draft.id)
            self.events += len(draft.events)
            self.size += sum([len(sealed.payload) for sealed in draft.events])
            if draft.kind == network.rules.name and any(sealed.tag == redaction.TAG for sealed in draft.events):
                self.redacts = True

    def waiting(self) -> list[_Waiting]:
        return [waiting for waiting, _ in self.units]


class Counters:
    """What the metrics page shows of the lines of a process."""

    def __init__(self) -> None:
        self.batches = Spread(BATCHES)  # commands in each
        self.events = 0
        self.decided_again = 0
        self.too_long = 0  # commands that found as many waiting as may wait
        self.newer = 0  # commands that only a newer program can decide


class Line:
    """The one line of one network in this process. ``written`` hears of every event this line wrote, in order."""

    def __init__(
        self,
        store: Store,
        network_id: NetworkId,
        head: Head,
        may: May,
        written: Callable[[Sequence[Recorded[Event]]], None],
        counters: Counters | None = None,
    ) -> None:
        self._store = store
        self._network = ids.quick(network_id)
        self._head = head
        self._may = may
        self._written = written
        self._waiting: deque[_Waiting] = deque()
        self._arrived = asyncio.Event()
        self._enough = 1  # commands waiting that wake the committer
        self._at_hand: dict[StreamId, Stream] = {}
        self._ahead: dict[StreamId, Stream] = {}  # as a batch that is being written leaves them
        self._landed: tuple[_Batch, list[list[Answer]]] | None = None  # written, and nobody told yet
        self._position = head.position  # what is at hand is as it stood here, or newer
        self._behind = False  # others wrote after that position
        self._closing = False
        self._snapshots = Snapshots(store, network_id, head.epoch)
        self.counters = counters or Counters()
        self._committer = asyncio.create_task(self._run(), name=f"line {network_id}")

    async def close(self) -> None:
        """Answer everyone who waits, then stop."""
        self._closing = True
        self._arrived.set()
        await self._committer
        await self._snapshots.close()

    async def forget(self, streams: Collection[StreamId]) -> None:
        """Texts of these streams were redacted: no snapshot of before may be left, not even one that was on its way."""
        self._at_hand.clear()
        await self._snapshots.forget(streams)

    @property
    def waiting(self) -> int:
        """How many wait to be taken into a batch."""
        return len(self._waiting)

    async def redactions(self) -> int:
        """How many redactions there were: to be asked before a text is read in the log that a command is to give again."""
        own = StreamId(self._network)
        read = (await self._snapshots.load([own])).get(own)
        return read.state.redactions if read is not None and isinstance(read.state, network.Running) else 0

    async def ask(self, asking: Asking, by: PersonId, received: Any = None, redactions: int | None = None) -> Receipt:
        """The receipt of one command, once it is durable; raises what kept it from being one.

        Where ``redactions`` is told and another one came since, Redacted: what was taken out for good is not written again.
        """
        (result,) = await self._line_up([asking], by, [received], redactions)
        if isinstance(result, Exception):
            raise result
        return result

    async def ask_together(self, askings: list[Asking], by: PersonId, received: list[Any]) -> list[Result]:
        """All or nothing: a receipt or an exception for each, in order. ``received`` is each asking as it arrived, as plain JSON."""
        if len({asking.id for asking in askings}) < len(askings):
            raise Invalid("Two commands of this list have the same id.", "", key="invalid.same_id")
        return await self._line_up(askings, by, received)

    async def foresee(self, askings: Sequence[Asking], by: PersonId) -> list[Drafted | Exception]:
        """What would come of these, one after the other, if they were asked now. Nothing is written, and nobody waits for it.

        The streams are read in the log, for those at hand may be behind what another process wrote.
        """
        batch = _Batch(datetime.now(UTC))
        await self._read_into(batch, {StreamId(self._network), *[asking.stream for asking in askings]})
        needed: set[StreamId] = set()
        for asking in askings:
            stream, rules = batch.streams.get(asking.stream), catalogue.decider_for(asking.command)
            if stream is not None and stream.kind == rules.name:
                needed.update(StreamId(one) for one in rules.needs(asking.command, stream.state))
        await self._read_into(batch, needed)
        found: list[Drafted | Exception] = []
        for asking in askings:
            try:
                found.append(await self._draft(_cleaned(asking), asking.id, b"", by, batch, batch.streams))
            except (Refused, Invalid, Missing, Newer) as error:
                found.append(error)
            if len(found) % AT_ONCE == 0:
                await asyncio.sleep(0)  # others have their turn
        return found

    async def _read_into(self, batch: _Batch, wanted: Iterable[StreamId]) -> None:
        unread = [one for one in wanted if one not in batch.versions]
        batch.streams.update(await self._snapshots.load(unread))
        batch.versions.update({one: batch.streams[one].version if one in batch.streams else 0 for one in unread})

    def _line_up(
        self, askings: list[Asking], by: PersonId, received: list[Any], redactions: int | None = None
    ) -> "asyncio.Future[list[Result]]":
        if self._closing:
            raise Busy
        if len(self._waiting) >= LONGEST:
            self.counters.too_long += 1
            raise Busy
        cleaned = [_cleaned(asking) for asking in askings]
        if self._head.clock != "given" and any(asking.at is not UNSET for asking in askings):
            raise Invalid("Only a network on a given clock takes a time from outside.", ".at", key="invalid.clock")
        plain = [msgspec.to_builtins(asking) if arrived is None else arrived for asking, arrived in zip(cleaned, received, strict=True)]
        hashes = [codec.request_hash(self._head.key, self._network, by, one) for one in plain]
        # A caller who gives up takes back the future only: the command may be written already.
        parts = [together.parts(asking.stream, asking.command) for asking in cleaned]
        waiting = _Waiting(cleaned, parts, by, hashes, asyncio.get_running_loop().create_future(), redactions)
        self._waiting.append(waiting)
        if len(self._waiting) >= self._enough:
            self._arrived.set()
        return waiting.answer

    async def _run(self) -> None:
        taken: list[_Waiting] = []
        try:
            while not (self._closing and not self._waiting):
                await self._arrived.wait()
                self._arrived.clear()
                decided: _Batch | None = None
                while decided or self._waiting:
                    taken = decided.waiting() if decided else self._take()
                    try:
                        decided = await self._commit(taken, decided)
                    except Exception as error:  # whatever it is, nobody may be left waiting
                        decided = None
                        if isinstance(error, Busy):  # the database is away: told to who waits, and no fault of ours
                            _log.warning("line_busy", network_id=str(self._network), commands=len(taken))
                        else:
                            _log.exception("line_failed", network_id=str(self._network))
                        for waiting in taken:
                            _answer(waiting, [error] * len(waiting.askings))
        finally:  # stopped by force, the line still leaves nobody waiting
            self._closing = True
            for waiting in (*taken, *self._waiting, *(self._landed[0].waiting() if self._landed else ())):
                _answer(waiting, [Busy()] * len(waiting.askings))

    def _take(self) -> list[_Waiting]:
        """Half of those who wait: the others are decided while these are written."""
        half = (len(self._waiting) + 1) // 2
        return self._take_up_to(set(), LARGEST if self._behind else max(half, GATHER))

    def _take_up_to(self, ids: set[UUID], most: int) -> list[_Waiting]:
        """The first who wait, but none who asks with an id that is among ``ids``: they wait for the answer of the first."""
        taken: list[_Waiting] = []
        known = ids.copy()
        while self._waiting and len(known) < most:
            asked = [asking.id for asking in self._waiting[0].askings]
            if not known.isdisjoint(asked):
                break
            known.update(asked)
            taken.append(self._waiting.popleft())
        return taken

    async def _commit(self, taken: list[_Waiting], decided: _Batch | None = None, *, alone: bool = False) -> _Batch | None:
        """See these commands through; returns what was decided meanwhile and is ready to be written."""
        for attempt in range(TRIES + 1):
            taken = [waiting for waiting in taken if not waiting.answered]
            try:
                batch = decided or await self._decide_all(taken)
                decided = None
                taken = batch.waiting()
                return await self._write(batch, followed=batch.followed and not alone and not batch.redacts)
            except StaleEpoch:
                await self._begin_again()
            except Unavailable:
                # It may have been written all the same: the same ids, sent again, find their answers under the lock.
                self._behind = True
                if attempt == TRIES:
                    raise Busy from None
                await asyncio.sleep(PAUSE * 2**attempt)
            except Poisoned:
                self._behind = True
                if len(taken) == 1:
                    raise
                middle = len(taken) // 2
                for half in (taken[:middle], taken[middle:]):
                    try:
                        await self._commit(half, alone=True)
                    except (Poisoned, Busy) as error:
                        _log.error("command_poisoned", network_id=str(self._network), why=str(error))
                        for waiting in half:
                            _answer(waiting, [error] * len(waiting.askings))
                return None
        raise Busy

    async def _write(self, batch: _Batch, *, followed: bool) -> _Batch | None:
        """Have a batch checked and written under the network's lock.

        The lock is where the tail is read again: while the head is where the streams at hand were read, nothing moved;
        else the version of each is checked. So no outcome that goes through it rests on a stream that has moved on.
        What arrives meanwhile is decided as if this were written. Where it was not, whole and next after what was known,
        that is void and those commands stand in line again.
        """
        if not batch.units:
            return None
        units = [unit for _, unit in batch.units]
        writing = asyncio.create_task(self._store.append(self._network, self._head.epoch, batch.versions, units, self._position))
        following = _Batch(batch.now, followed=True)
        try:
            await asyncio.sleep(0)  # on its way, before those of the last batch are told
            await self._tell()
            if followed:
                await self._follow(batch, following, writing)
            answers = await writing
        except BaseException:
            writing.cancel()
            self._put_back(following.waiting())
            raise
        finally:
            self._ahead = {}
        stands = self._remember(batch, answers)
        self._landed = (batch, answers)
        if stands and not self._behind and following.units:
            await self._decide_more(following)
            return following
        self._put_back(following.waiting())
        await self._tell()
        return None

    async def _follow(self, batch: _Batch, following: _Batch, writing: "asyncio.Task[list[list[Answer]]]") -> None:
        """Decide what arrives while a batch is being written, as if it were written already."""
        self._ahead = batch.streams
        self._enough = GATHER
        writing.add_done_callback(lambda _writing: self._arrived.set())
        try:
            going = True
            while going and not writing.done():
                if len(self._waiting) >= GATHER:
                    going = await self._decide_more(following)
                    await asyncio.sleep(0)
                else:
                    await self._arrived.wait()
                    self._arrived.clear()
        finally:
            self._enough = 1

    async def _decide_more(self, batch: _Batch) -> bool:
        """Decide more of those who wait into a batch; False where someone has to wait until it is written."""
        batch.now = datetime.now(UTC)
        taken = self._take_up_to(batch.ids, min(LARGEST, len(batch.ids) + AT_ONCE))
        decided = 0
        try:
            await self._look(batch, self._streams_of(taken))
            for waiting in taken:
                if batch.is_full():
                    break
                batch.add(waiting, await self._decide(waiting, batch))
                decided += 1
        except Exception:  # noqa: S110 - whoever it was will be first in the next batch, which is decided on a tail just read
            pass
        finally:
            self._put_back(taken[decided:])
        return bool(taken) and decided == len(taken)

    async def _tell(self) -> None:
        """Answer those whose commands were written, and tell who follows; what has to be decided again is first in line."""
        if self._landed is None:
            return
        batch, answers = self._landed
        if written := [one for unit in answers for answer in unit for one in answer.recorded]:
            try:
                self._written(written)
            except Exception:  # written it is, whatever becomes of those who follow: they read the log
                _log.exception("line_not_followed", network_id=str(self._network))
        again = []
        for (waiting, unit), answered in zip(batch.units, answers, strict=True):
            if any(answer.status == "again" for answer in answered):
                waiting.tries += 1
                self.counters.decided_again += 1
                if waiting.tries >= TRIES:
                    _answer(waiting, [Busy()] * len(waiting.askings))
                else:
                    again.append(waiting)
            else:
                _answer(waiting, await self._results(waiting, unit, answered))
        self._landed = None
        self._put_back(again)

    def _put_back(self, waiting: Sequence[_Waiting]) -> None:
        self._waiting.extendleft(reversed(waiting))

    # --- Streams ------------------------------------------------------------------------------------------------

    async def _begin_again(self) -> None:
        """Forget what is at hand and stand at the head."""
        head = await self._store.head(self._network)
        if head is None:
            raise Missing
        self._head = head
        self._snapshots.epoch = head.epoch
        self._at_hand.clear()
        self._position = head.position
        self._behind = False

    async def _read_tail(self) -> None:
        """Bring what is at hand to the head, or forget it where that is quicker."""
        tail = await self._store.page(self._network, self._position, TAIL)
        if len(tail) == TAIL:
            await self._begin_again()
        else:
            for recorded in tail:
                self._fold(recorded)
                self._position = recorded.position
            self._behind = False

    def _fold(self, recorded: Recorded[Event]) -> None:
        """Move a stream that is at hand past its next event."""
        if recorded.tag == redaction.TAG:
            self._at_hand.clear()
        before = self._at_hand.get(recorded.stream_id)
        after = snapshots.folded(before, recorded)
        if after is not None and after is not before:
            self._keep(recorded.stream_id, before.version if before else 0, after)

    def _keep(self, stream_id: StreamId, since: int, stream: Stream) -> None:
        """Have a stream at hand, as far as it is written."""
        self._at_hand[stream_id] = stream
        self._snapshots.note(stream_id, since, stream)

    def _streams_of(self, taken: Iterable[_Waiting]) -> set[StreamId]:
        """The streams that these ask about; the network's own always comes along."""
        return {StreamId(self._network), *[part.stream for waiting in taken for parts in waiting.parts for part in parts]}

    async def _look(self, batch: _Batch, wanted: Iterable[StreamId]) -> None:
        """Add these streams to the batch; those that are not at hand are read."""
        unread = []
        for stream_id in wanted:
            if stream_id in batch.versions:
                continue
            if found := self._ahead.get(stream_id) or self._at_hand.get(stream_id):
                batch.streams[stream_id] = found
                batch.versions[stream_id] = found.version
            else:
                unread.append(stream_id)
        if unread:
            read = await self._snapshots.load(unread)
            self._at_hand.update(read)
            batch.streams.update(read)
            batch.versions.update({stream_id: read[stream_id].version if stream_id in read else 0 for stream_id in unread})
        if len(self._at_hand) > STATES:
            # Those in use come back by themselves. Not the batch's own states: nobody knows yet whether they will stand.
            self._at_hand = {one: self._at_hand[one] for one in batch.versions if one in self._at_hand}

    def _remember(self, batch: _Batch, answers: Sequence[Sequence[Answer]]) -> bool:
        """Move what is at hand past what was just written; True where all of it stands."""
        written = [one for unit in answers for answer in unit for one in answer.recorded]
        self.counters.batches.note(len(batch.ids))
        self.counters.events += len(written)
        stands = all(answer.status == "ok" for unit in answers for answer in unit)
        if stands:
            for stream_id in {draft.stream for _, unit in batch.units for draft in unit if draft.events}:
                self._keep(stream_id, batch.versions[stream_id], batch.streams[stream_id])
            before = written[0].position - 1 if written else answers[-1][-1].last_position
            self._behind = before != self._position
        else:
            for recorded in written:
                self._fold(recorded)
            self._behind = True
        if written and not self._behind:
            self._position = written[-1].position
        if batch.redacts:
            self._at_hand.clear()
        return stands

    # --- Deciding -----------------------------------------------------------------------------------------------

    async def _decide_all(self, taken: Sequence[_Waiting]) -> _Batch:
        """Decide these commands on the streams at hand, as many as fit into a batch; the others are put back.

        What is answered without passing the lock, since its sender may not ask this or it makes no sense, is decided on
        a tail just read.
        """
        followed = not self._behind
        if self._behind:
            await self._read_tail()
        batch, turned_away = await self._decide_each(taken)
        if turned_away and followed:
            await self._read_tail()
            batch, turned_away = await self._decide_each(taken)
        batch.followed = followed
        for waiting, error in turned_away:
            self.counters.newer += isinstance(error, Newer)
            _answer(waiting, await self._answered_before(waiting, error))
        self._put_back(taken[len(batch.units) + len(turned_away) :])
        return batch

    async def _decide_each(self, taken: Sequence[_Waiting]) -> tuple[_Batch, list[tuple[_Waiting, Exception]]]:
        """A batch of these commands in order, and why some will not even be decided."""
        batch = _Batch(datetime.now(UTC))
        await self._look(batch, self._streams_of(taken))
        turned_away: list[tuple[_Waiting, Exception]] = []
        for waiting in taken:
            if batch.is_full():
                break
            try:
                batch.add(waiting, await self._decide(waiting, batch))
            except (Unavailable, StaleEpoch, Poisoned):
                raise
            except (Refused, Invalid, Missing, Newer, Redacted) as error:
                turned_away.append((waiting, error))
            except Exception as error:  # a fault of ours in one rule fails nobody else
                _log.exception("command_failed", network_id=str(self._network), command_id=str(waiting.askings[0].id))
                turned_away.append((waiting, error))
        return batch, turned_away

    async def _decide(self, waiting: _Waiting, batch: _Batch) -> list[Drafted]:
        """The drafts of one unit, laid on the batch's streams; where a rule refuses one, only that one, with no events."""
        streams = batch.streams
        running = streams.get(StreamId(self._network))
        if waiting.redactions is not None and running is not None and running.state.redactions != waiting.redactions:
            raise Redacted
        if len(waiting.askings) > 1 or len(waiting.parts[0]) > 1:
            streams = streams.copy()  # all or nothing
        unit: list[Drafted] = []
        for asking, parts, request_hash in zip(waiting.askings, waiting.parts, waiting.hashes, strict=True):
            if parts[0].command is asking.command:
                drafts = [await self._draft(asking, asking.id, request_hash, waiting.by, batch, streams)]
            else:
                drafts = await self._draft_parts(asking, parts, request_hash, waiting.by, batch, streams)
            if drafts[0].outcome.startswith("refused:"):
                return drafts
            unit += drafts
        batch.streams = streams
        return unit

    async def _draft_parts(
        self, asking: Asking, parts: Sequence[Part], request_hash: bytes, by: PersonId, batch: _Batch, streams: dict[StreamId, Stream]
    ) -> list[Drafted]:
        """One command of several streams: a draft for each part, all under its id and with its outcome; or the one that was refused."""
        drafts: list[Drafted] = []
        for index, part in enumerate(parts):
            stream = streams.get(part.stream)
            if stream is not None and (part.within or asking.stream) not in (part.stream, stream.parent):
                raise Missing  # nothing of another plan comes along
            own = structs.replace(asking, stream=part.stream, command=part.command)
            draft = await self._draft(own, together.part_id(asking.id, index), request_hash, by, batch, streams)
            drafts.append(draft)
            if draft.outcome.startswith("refused:"):  # it rests on what the others read, too
                reads = frozenset[StreamId]().union(*[one.reads for one in drafts])
                return [structs.replace(draft, outcome=f"{draft.outcome}:{index}", reads=reads)]
        outcome = "applied" if any(draft.events for draft in drafts) else "nothing"
        return [structs.replace(draft, outcome=outcome) for draft in drafts]

    async def _draft(
        self, asking: Asking, id: CommandId, request_hash: bytes, by: PersonId, batch: _Batch, streams: dict[StreamId, Stream]
    ) -> Drafted:
        """What comes of the command of one stream; ``id`` is what its rules derive others from."""
        own = StreamId(self._network)
        running = streams.get(own)
        if running is not None and running.unknown:
            raise Newer
        if running is None or not isinstance(running.state, network.Running):
            raise Missing
        stream = streams.get(asking.stream)
        self._may(running.state, asking, by, stream)
        rules = catalogue.decider_for(asking.command)
        if (stream is not None and stream.kind != rules.name) or (rules.name == "network" and asking.stream != own):
            raise Missing
        if stream is not None and stream.unknown:
            raise Newer
        state = stream.state if stream else rules.initial
        reads = {own, asking.stream}
        others: dict[UUID, Any] = {own: running.state}
        for named in rules.named(asking.command, state, others):
            needed = [StreamId(one) for one in named]
            if not needed:
                continue
            reads.update(needed)
            if unread := [one for one in needed if one not in batch.versions]:
                await self._look(batch, unread)
                streams.update({one: batch.streams[one] for one in unread if one in batch.streams})
            if any(streams[one].unknown for one in needed if one in streams):
                raise Newer
            others.update((one, streams[one].state) for one in needed if one != own and one in streams)
        now = batch.now if asking.at is UNSET else asking.at
        asked = Asked(self._network, asking.stream, id, by, now, asking.on_behalf_of, asking.reason, asking.whole, others)
        events: list[Event] = []
        try:
            events = rules.decide(asking.command, state, asked)
            outcome = "applied" if events else "nothing"
        except Refused as refusal:
            outcome = f"refused:{refusal.code}"
        parent = stream.parent if stream else rules.parent(events[0]) if events else None
        sealed = tuple([codec.seal(event, asking.reason) for event in events])
        if sealed:
            for one in sealed:
                state = rules.evolve(state, one.event)
            version = stream.version if stream else 0
            streams[asking.stream] = Stream(version + len(sealed), state, rules.name, parent)
        return Drafted(
            id=asking.id,
            by=by,
            on_behalf_of=asking.on_behalf_of,
            cause=asking.cause,
            request_hash=request_hash,
            outcome=outcome,
            at=None if asking.at is UNSET else asking.at,
            stream=asking.stream,
            kind=rules.name,
            parent=parent,
            reads=frozenset(reads),
            events=sealed,
        )

    # --- Answering ----------------------------------------------------------------------------------------------

    async def _answered_before(self, waiting: _Waiting, error: Exception) -> list[Result]:
        """An id keeps its answer, whatever its sender may do by now; else the error is the answer."""
        return [known or error for known in await self._known(waiting)]

    async def _results(self, waiting: _Waiting, unit: Sequence[Drafted], answers: Sequence[Answer]) -> list[Result]:
        """One for each asking; where a rule refused one of a list, its draft stands alone: the others were not applied."""
        draft, answer = unit[0], answers[0]
        if len(unit) == len(waiting.askings) == 1 and answer.status == "ok" and draft.outcome == "applied" and not _clashed(draft):
            return [Receipt(draft.id, "applied", self._token(answer.last_position))]
        results: dict[CommandId, Result] = {}
        parts = {asking.id: parts for asking, parts in zip(waiting.askings, waiting.parts, strict=True)}
        try:
            for id, drafted in groupby(zip(unit, answers, strict=True), lambda pair: pair[0].id):
                results[id] = await self._result(id, parts[id], list(drafted))
            if len(results) < len(waiting.askings):
                for asking, known in zip(waiting.askings, await self._known(waiting), strict=True):
                    results.setdefault(asking.id, known or NotApplied())
        except Unavailable:
            return [Busy()] * len(waiting.askings)
        except Exception as error:  # what was written stays so: the same id, asked again, tells
            _log.exception("command_not_answered", network_id=str(self._network), command_id=str(draft.id))
            return [error] * len(waiting.askings)
        return [results[asking.id] for asking in waiting.askings]

    async def _result(self, id: CommandId, parts: Sequence[Part], drafted: Sequence[tuple[Drafted, Answer]]) -> Result:
        draft, answer = drafted[0]
        match answer.status:
            case "reused":
                return Reused()
            case "absent":
                return NotApplied()
            case "too_early":
                return Invalid("This time lies before the event ahead of it.", ".at", key="invalid.too_early")
            case _:
                first = next((one.first_position for _, one in drafted if one.first_position), None)
                known = Known(draft.by, None, answer.outcome or "", first, drafted[-1][1].last_position)
                look = answer.status == "duplicate" or any(_clashed(one) for one, _ in drafted)
                return await self._receipt_of(id, parts, known, look=look)

    def _token(self, position: int) -> str:
        return f"{self._head.epoch}.{position}"  # as Token is written, which takes four times as long

    async def _known(self, waiting: _Waiting) -> list[Result | None]:
        """The answers that this person got to these very requests before."""
        found: list[Result | None] = []
        for asking, parts, request_hash in zip(waiting.askings, waiting.parts, waiting.hashes, strict=True):
            known = await self._store.command(self._network, asking.id)
            mine = known is not None and known.by == waiting.by and known.request_hash in (None, request_hash)
            found.append(await self._receipt_of(asking.id, parts, known, look=True) if known is not None and mine else None)
        return found

    async def _receipt_of(self, command: CommandId, parts: Sequence[Part], known: Known, *, look: bool) -> Result:
        """The answer of a command, built from its row and its events alone."""
        if known.outcome.startswith("refused:"):
            _, code, *index = known.outcome.split(":")  # the last says which of several parts
            refused = Refused.known[code]()
            refused.at = parts[int(index[0])].at if index else None
            return refused
        conflicts = await self._conflicts(known) if look and known.first_position else ()
        return Receipt(command, known.outcome, self._token(known.last_position), conflicts)

    async def _conflicts(self, known: Known) -> tuple[Conflict, ...]:
        """The clashes among a command's events; what stood against each, whose and since when, from its stream before."""
        first = known.first_position or 0
        events = await self._store.page(self._network, first - 1, known.last_position - first + 1)
        found: list[Conflict] = []
        for stream, clashes in groupby((one for one in events if one.tag in CLASHES), lambda one: one.stream_id):
            found += await self._conflicts_of(stream, known.last_position, list(clashes))
        return tuple(found)

    async def _conflicts_of(self, stream: StreamId, through: int, clashes: Sequence[Recorded[Event]]) -> list[Conflict]:
        # Whoever met wrote lately as a rule, after the last snapshot; where one did before, the whole stream tells.
        near = await self._snapshots.since(stream)
        found = None if near is None else _stood_against(*near, through, clashes)
        if found is None:
            found = _stood_against(UNSET, await self._store.streams(self._network, {stream: 0}), through, clashes)
        return found or []


def _stood_against(
    state: Any, history: Iterable[Recorded[Event]], through: int, clashes: Sequence[Recorded[Event]]
) -> list[Conflict] | None:
    """What stood against each clash, whose and since when: told by the events after this state, all of the stream for UNSET.

    None where one stood so already, or an event is of a newer program.
    """
    rules, stream = catalogue.DECIDERS[catalogue.kind_of(clashes[0].tag)], clashes[0].stream_id
    told: list[Any] = [clash.event for clash in clashes]  # of any aggregate: each has a conflict, a field and the values

    def stand() -> list[Any]:
        return [rules.value(state, getattr(one, "item", stream), one.field) for one in told]

    whole = state is UNSET
    state = rules.initial if whole else state
    now = [UNSET] * len(told) if whole else stand()
    since: list[Recorded[Event] | None] = [None] * len(told)
    for recorded in history:
        if recorded.position > through:
            break
        if isinstance(recorded.event, catalogue.Unread):
            return None
        state = rules.evolve(state, recorded.event)
        before, now = now, stand()
        since = [former if value == was else recorded for former, value, was in zip(since, now, before, strict=True)]
    conflicts = [
        Conflict(one.conflict, one.field, one.was, one.yours, msgspec.to_builtins(value), last.by, last.at, stream)
        for one, value, last in zip(told, now, since, strict=True)
        if last is not None
    ]
    return conflicts if len(conflicts) == len(told) else None


def _cleaned(asking: Asking) -> Asking:
    fields.real_id(asking.id, ".id")
    fields.real_id(asking.stream, ".stream")
    if asking.cause is not None:
        fields.real_id(asking.cause, ".cause")
    if asking.on_behalf_of is not None:
        fields.real_id(asking.on_behalf_of, ".on_behalf_of")
    command: Any = fields.normal(asking.command)  # of its hundreds of types mypy would compare each with each, for a minute
    reason = None if asking.reason is None else fields.clean(asking.reason, ".reason", line=True) or None
    return asking if command is asking.command and reason == asking.reason else structs.replace(asking, command=command, reason=reason)


def _clashed(draft: Drafted) -> bool:
    return not CLASHES.isdisjoint([sealed.tag for sealed in draft.events])


def _answer(waiting: _Waiting, results: list[Result]) -> None:
    waiting.answered = True
    if not waiting.answer.done():
        waiting.answer.set_result(results)
