"""The line in which a network's commands wait: states loaded, decided in order, appended once.

Commands are decided in the order in which they came, each seeing the events of those before it, and all that wait are
appended by one call to the store. Nobody is refused for being slow: a command whose streams moved on is decided again,
first in the next batch. What was asked is answered once for ever, so asking twice is always safe.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
import structlog
from msgspec import UNSET, Struct, structs

from events import catalogue, fields, network
from events.asking import Asking, Conflict, Receipt
from events.decider import Asked, Event, Invalid, Refused
from events.ids import ConflictId, NetworkId, PersonId, StreamId
from events.log import codec
from events.log.recorded import Recorded
from events.log.store import Answer, Drafted, Head, Known, Poisoned, StaleEpoch, Store, Unavailable

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
CLASHES = frozenset(tag for tag in catalogue.EVENTS if tag.endswith(".clashed"))

_log = structlog.get_logger()


class Missing(Exception):
    """What was asked for is not there, or not theirs to know of: to them it is the same."""


class Busy(Exception):
    """The line is too long, or the database is away; ask again a little later with the same id."""


class Reused(Exception):
    """This command id was answered before, for another request."""


class NotApplied(Exception):
    """Another command of the same all-or-nothing list was refused."""


#: Raises where a person may not ask this of a network in this state: Missing where they may not even know of it. Last comes
#: the parent of the stream that they ask about, where it is there and has one.
May = Callable[[network.Running, Asking, PersonId, UUID | None], None]
Result = Receipt | Exception


class _Waiting(Struct, eq=False, gc=False):
    askings: list[Asking]
    by: PersonId
    hashes: list[bytes]
    answer: "asyncio.Future[list[Result]]"
    answered: bool = False  # a caller who gave up has an answer and waits no more, but their command still stands in line
    tries: int = 0


class _Stream(Struct, frozen=True, gc=False):
    """A stream after so many events."""

    version: int
    state: Any
    kind: str
    parent: UUID | None


class _Batch(Struct, gc=False):
    """Commands decided together, and the streams they read: at which version, and as the commands so far leave them."""

    now: datetime
    followed: bool = False  # nobody else seems to write, so the next batch is decided while this one is being written
    units: list[tuple[_Waiting, list[Drafted]]] = []
    ids: set[UUID] = set()
    versions: dict[StreamId, int] = {}
    streams: dict[StreamId, _Stream] = {}
    events: int = 0
    size: int = 0

    def is_full(self) -> bool:
        return len(self.ids) >= LARGEST or self.events > MOST_EVENTS or self.size > MOST_BYTES

    def add(self, waiting: _Waiting, unit: list[Drafted]) -> None:
        self.units.append((waiting, unit))
        for draft in unit:
            self.ids.add(draft.id)
            self.events += len(draft.events)
            self.size += sum([len(sealed.payload) for sealed in draft.events])

    def waiting(self) -> list[_Waiting]:
        return [waiting for waiting, _ in self.units]


class Counters(Struct):
    """What the metrics page shows of a line."""

    batches: int = 0
    commands: int = 0
    events: int = 0
    decided_again: int = 0
    waiting: int = 0


class Line:
    """The one line of one network in this process. ``written`` hears of every event this line wrote, in order."""

    def __init__(
        self, store: Store, network_id: NetworkId, head: Head, may: May, written: Callable[[Sequence[Recorded[Event]]], None]
    ) -> None:
        self._store = store
        self._network = network_id
        self._head = head
        self._may = may
        self._written = written
        self._waiting: deque[_Waiting] = deque()
        self._arrived = asyncio.Event()
        self._enough = 1  # commands waiting that wake the committer
        self._at_hand: dict[StreamId, _Stream] = {}
        self._ahead: dict[StreamId, _Stream] = {}  # as a batch that is being written leaves them
        self._landed: tuple[_Batch, list[list[Answer]]] | None = None  # written, and nobody told yet
        self._position = head.position  # what is at hand is as it stood here, or newer
        self._behind = False  # others wrote after that position
        self._closing = False
        self.counters = Counters()
        self._committer = asyncio.create_task(self._run(), name=f"line {network_id}")

    async def close(self) -> None:
        """Answer everyone who waits, then stop."""
        self._closing = True
        self._arrived.set()
        await self._committer

    async def ask(self, asking: Asking, by: PersonId, received: Any = None) -> Receipt:
        """The receipt of one command, once it is durable; raises what kept it from being one."""
        (result,) = await self._line_up([asking], by, [received])
        if isinstance(result, Exception):
            raise result
        return result

    async def ask_together(self, askings: list[Asking], by: PersonId, received: list[Any]) -> list[Result]:
        """All or nothing: a receipt or an exception for each, in order. ``received`` is each asking as it arrived, as plain JSON."""
        if len({asking.id for asking in askings}) < len(askings):
            raise Invalid("Two commands of this list have the same id.", "", key="invalid.same_id")
        return await self._line_up(askings, by, received)

    def _line_up(self, askings: list[Asking], by: PersonId, received: list[Any]) -> "asyncio.Future[list[Result]]":
        if self._closing or len(self._waiting) >= LONGEST:
            raise Busy
        cleaned = [_cleaned(asking) for asking in askings]
        if self._head.clock != "given" and any(asking.at is not UNSET for asking in askings):
            raise Invalid("Only a network on a given clock takes a time from outside.", ".at", key="invalid.clock")
        plain = [msgspec.to_builtins(asking) if arrived is None else arrived for asking, arrived in zip(cleaned, received, strict=True)]
        hashes = [codec.request_hash(self._head.key, self._network, by, one) for one in plain]
        # A caller who gives up takes back the future only: the command may be written already.
        waiting = _Waiting(cleaned, by, hashes, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        self.counters.waiting = len(self._waiting)
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
                        _log.exception("line_failed", network_id=str(self._network))
                        for waiting in taken:
                            _answer(waiting, [error] * len(waiting.askings))
                    self.counters.waiting = len(self._waiting)
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
                return await self._write(batch, followed=batch.followed and not alone)
            except StaleEpoch:
                await self._begin_again()
            except Unavailable:
                # It may have been written all the same: the same ids, sent again, find their answers under the lock.
                self._behind = True
                if attempt == TRIES:
                    raise Busy from None
                await asyncio.sleep(PAUSE * 2**attempt)
            except (Poisoned, catalogue.Unknown) as error:
                self._behind = True
                if len(taken) == 1:
                    raise error if isinstance(error, Poisoned) else Busy from error
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
            await self._look(batch, {asking.stream for waiting in taken for asking in waiting.askings} | {StreamId(self._network)})
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
        self._at_hand.clear()
        self._position = head.position
        self._behind = False

    async def _read_tail(self) -> None:
        """Bring what is at hand to the head, or forget it where that is quicker."""
        try:
            tail = await self._store.page(self._network, self._position, TAIL)
        except catalogue.Unknown:
            tail = None  # a stream that a newer program writes does not keep the others from going on
        if tail is None or len(tail) == TAIL:
            await self._begin_again()
        else:
            for recorded in tail:
                self._fold(recorded)
                self._position = recorded.position
            self._behind = False

    def _fold(self, recorded: Recorded[Event]) -> None:
        stream = self._at_hand.get(recorded.stream_id)
        if recorded.version == (stream.version + 1 if stream else 1):
            rules = catalogue.DECIDERS[catalogue.kind_of(recorded.tag)]
            state = rules.evolve(stream.state if stream else rules.initial, recorded.event)
            self._at_hand[recorded.stream_id] = _Stream(recorded.version, state, rules.name, recorded.parent)

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
            for recorded in await self._store.streams(self._network, dict.fromkeys(unread, 0)):
                self._fold(recorded)
            for stream_id in unread:
                batch.versions[stream_id] = 0
                if found := self._at_hand.get(stream_id):
                    batch.streams[stream_id] = found
                    batch.versions[stream_id] = found.version
        if len(self._at_hand) > STATES:
            # Those in use come back by themselves. Not the batch's own states: nobody knows yet whether they will stand.
            self._at_hand = {one: self._at_hand[one] for one in batch.versions if one in self._at_hand}

    def _remember(self, batch: _Batch, answers: Sequence[Sequence[Answer]]) -> bool:
        """Move what is at hand past what was just written; True where all of it stands."""
        written = [one for unit in answers for answer in unit for one in answer.recorded]
        self.counters.batches += 1
        self.counters.commands += len(batch.units)
        self.counters.events += len(written)
        stands = all(answer.status == "ok" for unit in answers for answer in unit)
        if stands:
            for draft in (draft for _, unit in batch.units for draft in unit if draft.events):
                self._at_hand[draft.stream] = batch.streams[draft.stream]
            before = written[0].position - 1 if written else answers[-1][-1].last_position
            self._behind = before != self._position
        else:
            for recorded in written:
                self._fold(recorded)
            self._behind = True
        if written and not self._behind:
            self._position = written[-1].position
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
            _answer(waiting, await self._answered_before(waiting, error))
        self._put_back(taken[len(batch.units) + len(turned_away) :])
        return batch

    async def _decide_each(self, taken: Sequence[_Waiting]) -> tuple[_Batch, list[tuple[_Waiting, Exception]]]:
        """A batch of these commands in order, and why some will not even be decided."""
        batch = _Batch(datetime.now(UTC))
        await self._look(batch, {StreamId(self._network), *[asking.stream for waiting in taken for asking in waiting.askings]})
        turned_away: list[tuple[_Waiting, Exception]] = []
        for waiting in taken:
            if batch.is_full():
                break
            try:
                batch.add(waiting, await self._decide(waiting, batch))
            except (Unavailable, StaleEpoch, Poisoned, catalogue.Unknown):
                raise
            except (Refused, Invalid, Missing) as error:
                turned_away.append((waiting, error))
            except Exception as error:  # a fault of ours in one rule fails nobody else
                _log.exception("command_failed", network_id=str(self._network), command_id=str(waiting.askings[0].id))
                turned_away.append((waiting, error))
        return batch, turned_away

    async def _decide(self, waiting: _Waiting, batch: _Batch) -> list[Drafted]:
        """The drafts of one unit, laid on the batch's streams; where a rule refuses one, only that one, with no events."""
        streams = batch.streams
        if len(waiting.askings) > 1:
            streams = streams.copy()  # all or nothing
        unit: list[Drafted] = []
        for asking, request_hash in zip(waiting.askings, waiting.hashes, strict=True):
            draft = await self._draft(asking, request_hash, waiting.by, batch, streams)
            if draft.outcome.startswith("refused:"):
                return [draft]
            unit.append(draft)
        batch.streams = streams
        return unit

    async def _draft(self, asking: Asking, request_hash: bytes, by: PersonId, batch: _Batch, streams: dict[StreamId, _Stream]) -> Drafted:
        own = StreamId(self._network)
        running = streams.get(own)
        if running is None or not isinstance(running.state, network.Running):
            raise Missing
        stream = streams.get(asking.stream)
        self._may(running.state, asking, by, stream.parent if stream else None)
        rules = catalogue.decider_for(asking.command)
        if (stream is not None and stream.kind != rules.name) or (rules.name == "network" and asking.stream != own):
            raise Missing
        state = stream.state if stream else rules.initial
        reads = {own, asking.stream}
        others: dict[UUID, Any] = {own: running.state}
        if needed := [StreamId(one) for one in rules.needs(asking.command, state)]:
            reads.update(needed)
            if unread := [one for one in needed if one not in batch.versions]:
                await self._look(batch, unread)
                streams.update({one: batch.streams[one] for one in unread if one in batch.streams})
            others = {one: streams[one].state for one in needed if one in streams} | others
        now = batch.now if asking.at is UNSET else asking.at
        asked = Asked(self._network, asking.stream, asking.id, by, now, asking.on_behalf_of, asking.reason, asking.whole, others)
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
            streams[asking.stream] = _Stream(version + len(sealed), state, rules.name, parent)
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
        askings = zip(waiting.askings, waiting.hashes, strict=True)
        return [await self._known(asking, waiting.by, request_hash) or error for asking, request_hash in askings]

    async def _results(self, waiting: _Waiting, unit: Sequence[Drafted], answers: Sequence[Answer]) -> list[Result]:
        """One for each asking; where a rule refused one of a list, its draft stands alone: the others were not applied."""
        draft, answer = unit[0], answers[0]
        if len(waiting.askings) == 1 and answer.status == "ok" and draft.outcome == "applied" and not _clashed(draft):
            return [Receipt(draft.id, "applied", self._token(answer.last_position))]
        results: dict[UUID, Result] = {}
        try:
            for draft, answer in zip(unit, answers, strict=True):
                results[draft.id] = await self._result(draft, answer)
            for asking, request_hash in zip(waiting.askings, waiting.hashes, strict=True):
                if asking.id not in results:
                    results[asking.id] = await self._known(asking, waiting.by, request_hash) or NotApplied()
        except Unavailable:
            return [Busy()] * len(waiting.askings)
        except Exception as error:  # what was written stays so: the same id, asked again, tells
            _log.exception("command_not_answered", network_id=str(self._network), command_id=str(draft.id))
            return [error] * len(waiting.askings)
        return [results[asking.id] for asking in waiting.askings]

    async def _result(self, draft: Drafted, answer: Answer) -> Result:
        match answer.status:
            case "reused":
                return Reused()
            case "absent":
                return NotApplied()
            case "too_early":
                return Invalid("This time lies before the event ahead of it.", ".at", key="invalid.too_early")
            case _:
                known = Known(draft.by, None, answer.outcome or "", answer.first_position, answer.last_position)
                return await self._receipt_of(draft.id, draft.stream, known, look=_clashed(draft) or answer.status == "duplicate")

    def _token(self, position: int) -> str:
        return f"{self._head.epoch}.{position}"  # as Token is written, which takes four times as long

    async def _known(self, asking: Asking, by: PersonId, request_hash: bytes) -> Result | None:
        """The answer that this person got to this very request before."""
        known = await self._store.command(self._network, asking.id)
        if known is None or known.by != by or known.request_hash not in (None, request_hash):
            return None
        return await self._receipt_of(asking.id, asking.stream, known, look=True)

    async def _receipt_of(self, command: UUID, stream: StreamId, known: Known, *, look: bool) -> Result:
        """The answer of a command, built from its row and its events alone."""
        if known.outcome.startswith("refused:"):
            return Refused.known[known.outcome.removeprefix("refused:")]()
        conflicts = await self._conflicts(stream, known) if look and known.first_position else ()
        return Receipt(command, known.outcome, self._token(known.last_position), conflicts)  # type: ignore[arg-type]  # the id of an Asking or a Drafted

    async def _conflicts(self, stream: StreamId, known: Known) -> tuple[Conflict, ...]:
        """The clashes among a command's events; what stood against each, whose and since when, from the stream before."""
        history = [one for one in await self._store.streams(self._network, {stream: 0}) if one.position <= known.last_position]
        clashes = [one for one in history if one.position >= (known.first_position or 0) and one.tag.endswith(".clashed")]
        if not clashes:
            return ()
        rules = catalogue.DECIDERS[catalogue.kind_of(clashes[0].tag)]
        stands: dict[ConflictId, tuple[Any, Recorded[Event]]] = {}
        state = rules.initial
        told: Any  # a clash of any aggregate: each has a conflict, a field and the values
        for recorded in history:
            state = rules.evolve(state, recorded.event)
            for clash in clashes:
                told = clash.event
                now = rules.value(state, getattr(told, "item", stream), told.field)
                if told.conflict not in stands or stands[told.conflict][0] != now:
                    stands[told.conflict] = (now, recorded)
        conflicts = []
        for clash in clashes:
            told = clash.event
            now, since = stands[told.conflict]
            conflicts.append(Conflict(told.conflict, told.field, told.was, told.yours, msgspec.to_builtins(now), since.by, since.at))
        return tuple(conflicts)


def _cleaned(asking: Asking) -> Asking:
    fields.real_id(asking.id, ".id")
    fields.real_id(asking.stream, ".stream")
    if asking.cause is not None:
        fields.real_id(asking.cause, ".cause")
    if asking.on_behalf_of is not None:
        fields.real_id(asking.on_behalf_of, ".on_behalf_of")
    command = fields.normal(asking.command)
    reason = None if asking.reason is None else fields.clean(asking.reason, ".reason", line=True) or None
    return asking if command is asking.command and reason == asking.reason else structs.replace(asking, command=command, reason=reason)


def _clashed(draft: Drafted) -> bool:
    return not CLASHES.isdisjoint([sealed.tag for sealed in draft.events])


def _answer(waiting: _Waiting, results: list[Result]) -> None:
    waiting.answered = True
    if not waiting.answer.done():
        waiting.answer.set_result(results)
