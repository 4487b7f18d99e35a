"""The line in which a network's commands wait: states loaded, decided in order, appended once.

Commands are decided in the order in which they came, each seeing the events of those before it, and all that wait are
appended by one call to the store. Nobody is refused for being slow: a command whose streams moved on is decided again,
first in the next batch. What was asked is answered once for ever, so asking twice is always safe.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
import structlog
from msgspec import UNSET, Struct, structs

from events import catalogue, fields, network
from events.asking import Asking, Conflict, Receipt
from events.decider import Asked, Event, Invalid, Refused
from events.ids import ConflictId, NetworkId, PersonId, StreamId, Token
from events.log import codec
from events.log.recorded import Recorded
from events.log.store import Answer, Drafted, Head, Known, Poisoned, StaleEpoch, Store, Unavailable

LONGEST = 10_000  # commands that may wait
LARGEST = 512  # commands in a batch
MOST_EVENTS = 4_000
MOST_BYTES = 2_000_000
TRIES = 5
STATES = 10_000  # kept as baselines

_log = structlog.get_logger()


class Missing(Exception):
    """What was asked for is not there, or not theirs to know of: to them it is the same."""


class Busy(Exception):
    """The line is too long, or the database is away; ask again a little later with the same id."""


class Reused(Exception):
    """This command id was answered before, for another request."""


class NotApplied(Exception):
    """Another command of the same all-or-nothing list was refused."""


#: Raises where a person may not ask this of a network in this state: Missing where they may not even know of it.
May = Callable[[network.Running, Asking, PersonId], None]
Result = Receipt | Exception


class _Waiting(Struct, eq=False, gc=False):
    askings: list[Asking]
    by: PersonId
    received: list[Any]
    answer: "asyncio.Future[list[Result]]"
    tries: int = 0


class _Stream(Struct, gc=False):
    """A stream as it was loaded, and as the commands of this batch leave it."""

    version: int
    state: Any
    kind: str | None
    parent: UUID | None


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
        self._loaded: OrderedDict[StreamId, _Stream] = OrderedDict()
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
        (result,) = await self.ask_together([asking], by, [received])
        if isinstance(result, Exception):
            raise result
        return result

    async def ask_together(self, askings: list[Asking], by: PersonId, received: list[Any]) -> list[Result]:
        """All or nothing: a receipt or an exception for each, in order. ``received`` is each asking as it arrived, as plain JSON."""
        if self._closing or len(self._waiting) >= LONGEST:
            raise Busy
        if len({asking.id for asking in askings}) < len(askings):
            raise Invalid("Two commands of this list have the same id.", "", key="invalid.same_id")
        askings = [structs.replace(asking, command=fields.normal(asking.command), reason=_reason(asking)) for asking in askings]
        for asking in askings:
            if asking.at is not UNSET and self._head.clock != "given":
                raise Invalid("Only a network on a given clock takes a time from outside.", ".at", key="invalid.clock")
        waiting = _Waiting(askings, by, received, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        self._arrived.set()
        # A caller who gives up does not take the command back: it may be written already.
        return await asyncio.shield(waiting.answer)

    async def _run(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            while self._waiting:
                batch = self._take()
                try:
                    await self._commit(batch)
                except Exception as error:  # whatever it is, nobody may be left waiting
                    _log.exception("line_failed", network_id=str(self._network))
                    for waiting in batch:
                        _answer(waiting, [error] * len(waiting.askings))
            if self._closing:
                return

    def _take(self) -> list[_Waiting]:
        batch: list[_Waiting] = []
        taken: set[UUID] = set()
        count = 0
        while self._waiting and count < LARGEST:
            ids = {asking.id for asking in self._waiting[0].askings}
            if ids & taken:
                break  # the same id twice: the second one waits for the answer of the first
            taken |= ids
            batch.append(self._waiting.popleft())
            count += len(ids)
        return batch

    async def _commit(self, batch: list[_Waiting]) -> None:
        for attempt in range(TRIES + 1):
            try:
                return await self._decide_and_append(batch)
            except StaleEpoch:
                self._loaded.clear()
                head = await self._store.head(self._network)
                if head is None:
                    raise Missing from None
                self._head = head
            except Unavailable:
                # It may have been written all the same: the same ids, sent again, find their answers under the lock.
                self._loaded.clear()
                if attempt == TRIES:
                    raise Busy from None
                await asyncio.sleep(0.1 * 2**attempt)
            except Poisoned:
                self._loaded.clear()
                if len(batch) == 1:
                    raise
                middle = len(batch) // 2
                for half in (batch[:middle], batch[middle:]):
                    try:
                        await self._commit(half)
                    except Poisoned as error:
                        _log.error("command_poisoned", network_id=str(self._network), sqlstate=str(error))
                        for waiting in half:
                            _answer(waiting, [error] * len(waiting.askings))
                return None
        raise Busy

    async def _decide_and_append(self, batch: list[_Waiting]) -> None:
        streams = await self._load({StreamId(self._network), *(asking.stream for waiting in batch for asking in waiting.askings)})
        units: list[list[Drafted]] = []
        deciding: list[_Waiting] = []
        events = size = 0
        for index, waiting in enumerate(batch):
            if events > MOST_EVENTS or size > MOST_BYTES:
                self._put_back(batch[index:])
                break
            try:
                unit = await self._decide(waiting, streams)
            except (Refused, Invalid, Missing) as error:
                _answer(waiting, await self._answered_before(waiting, error))
                continue
            units.append(unit)
            deciding.append(waiting)
            events += sum(len(draft.events) for draft in unit)
            size += sum(len(sealed.payload) for draft in unit for sealed in draft.events)
        if not units:
            return
        read = {stream for unit in units for draft in unit for stream in draft.reads}
        versions = {stream: self._loaded[stream].version if stream in self._loaded else 0 for stream in read}
        answers = await self._store.append(self._network, self._head.epoch, versions, units)
        self._remember(streams, answers)
        self.counters.batches += 1
        self.counters.commands += len(units)
        if written := [one for unit in answers for answer in unit for one in answer.recorded]:
            self.counters.events += len(written)
            self._written(written)
        again = []
        for waiting, unit, answered in zip(deciding, units, answers, strict=True):
            if any(answer.status == "again" for answer in answered):
                waiting.tries += 1
                self.counters.decided_again += 1
                if waiting.tries >= TRIES:
                    _answer(waiting, [Busy()] * len(waiting.askings))
                else:
                    again.append(waiting)
                continue
            try:
                results = {draft.id: await self._result(draft, answer) for draft, answer in zip(unit, answered, strict=True)}
                # Where a rule refused one of a list, its draft stands alone: the others were not applied.
                _answer(waiting, [results.get(asking.id) or NotApplied() for asking in waiting.askings])
            except Unavailable:
                _answer(waiting, [Busy()] * len(waiting.askings))
        self._put_back(again)

    def _put_back(self, waiting: Sequence[_Waiting]) -> None:
        self._waiting.extendleft(reversed(waiting))

    # --- Deciding -----------------------------------------------------------------------------------------------

    async def _load(self, wanted: set[StreamId]) -> dict[StreamId, _Stream]:
        """These streams as the database has them now; what is kept is only a baseline, the tail is always read."""
        after = {stream: self._loaded[stream].version if stream in self._loaded else 0 for stream in wanted}
        for recorded in await self._store.streams(self._network, after):
            stream = self._loaded.get(recorded.stream_id)
            kind = catalogue.kind_of(recorded.tag)
            rules = catalogue.DECIDERS[kind]
            if stream is None:
                stream = self._loaded[recorded.stream_id] = _Stream(0, rules.initial, kind, recorded.parent)
            stream.state = rules.evolve(stream.state, recorded.event)
            stream.version = recorded.version
        for stream_id in wanted:
            if stream_id in self._loaded:
                self._loaded.move_to_end(stream_id)
        while len(self._loaded) > max(STATES, len(wanted)):
            self._loaded.popitem(last=False)
        return {stream: structs.replace(self._loaded[stream]) for stream in wanted if stream in self._loaded}

    async def _decide(self, waiting: _Waiting, streams: dict[StreamId, _Stream]) -> list[Drafted]:
        """The drafts of one unit, laid on ``streams``; where a rule refuses one, only that one, with no events."""
        laid: dict[StreamId, _Stream] = {}
        unit: list[Drafted] = []
        for asking, received in zip(waiting.askings, waiting.received, strict=True):
            draft = await self._draft(asking, received, waiting.by, streams, laid)
            if draft.outcome.startswith("refused:"):
                return [draft]
            unit.append(draft)
        streams.update(laid)
        return unit

    async def _draft(
        self, asking: Asking, received: Any, by: PersonId, streams: dict[StreamId, _Stream], laid: dict[StreamId, _Stream]
    ) -> Drafted:
        def seen(stream: StreamId) -> _Stream | None:
            return laid.get(stream) or streams.get(stream)

        running = seen(StreamId(self._network))
        if running is None or not isinstance(running.state, network.Running):
            raise Missing
        self._may(running.state, asking, by)
        rules = catalogue.decider_for(asking.command)
        stream = seen(asking.stream)
        if (stream is not None and stream.kind != rules.name) or (rules.name == "network" and asking.stream != StreamId(self._network)):
            raise Missing
        state = stream.state if stream else rules.initial
        needed = {StreamId(one) for one in rules.needs(asking.command, state)}
        if unread := needed - streams.keys() - laid.keys():
            streams.update(await self._load(unread))
        others: dict[UUID, Any] = {one: found.state for one in needed if (found := seen(one)) is not None}
        asked = Asked(
            self._network,
            asking.stream,
            asking.id,
            by,
            datetime.now(UTC) if asking.at is UNSET else asking.at,
            asking.on_behalf_of,
            asking.reason,
            asking.whole,
            others | {self._network: running.state},
        )
        events: list[Event] = []
        try:
            events = rules.decide(asking.command, state, asked)
            outcome = "applied" if events else "nothing"
        except Refused as refusal:
            outcome = f"refused:{refusal.code}"
        parent = stream.parent if stream else rules.parent(events[0]) if events else None
        sealed = tuple(codec.seal(event, asking.reason) for event in events)
        if events:
            version = stream.version if stream else 0
            laid[asking.stream] = _Stream(version, rules.fold((one.event for one in sealed), state), rules.name, parent)
        plain = _plain(asking) if received is None else received
        return Drafted(
            id=asking.id,
            by=by,
            on_behalf_of=asking.on_behalf_of,
            cause=asking.cause,
            request_hash=codec.request_hash(self._head.key, self._network, by, plain),
            outcome=outcome,
            at=None if asking.at is UNSET else asking.at,
            stream=asking.stream,
            kind=rules.name,
            parent=parent,
            reads=frozenset({StreamId(self._network), asking.stream, *needed}),
            events=sealed,
        )

    def _remember(self, streams: dict[StreamId, _Stream], answers: Sequence[Sequence[Answer]]) -> None:
        """Move the baselines past what was just written, unless a stream was decided anew in between."""
        for recorded in (one for unit in answers for answer in unit for one in answer.recorded):
            rules = catalogue.DECIDERS[catalogue.kind_of(recorded.tag)]
            stream = self._loaded.get(recorded.stream_id)
            if stream is None and recorded.version == 1:
                stream = self._loaded[recorded.stream_id] = _Stream(0, rules.initial, rules.name, recorded.parent)
            if stream is not None and stream.version == recorded.version - 1:
                stream.state = rules.evolve(stream.state, recorded.event)
                stream.version = recorded.version

    # --- Answering ----------------------------------------------------------------------------------------------

    async def _answered_before(self, waiting: _Waiting, error: Exception) -> list[Result]:
        """An id keeps its answer, whatever its sender may do by now; else the error is the answer."""
        results: list[Result] = []
        for asking, received in zip(waiting.askings, waiting.received, strict=True):
            known = await self._store.command(self._network, asking.id)
            plain = _plain(asking) if received is None else received
            same = known is not None and known.by == waiting.by
            if known is not None and same and known.request_hash is not None:
                same = known.request_hash == codec.request_hash(self._head.key, self._network, waiting.by, plain)
            results.append(await self._receipt(asking, known) if known is not None and same else error)
        return results

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
                clashed = any(sealed.tag.endswith(".clashed") for sealed in draft.events)
                return await self._receipt_of(draft.id, draft.stream, known, look=clashed or answer.status == "duplicate")

    async def _receipt(self, asking: Asking, known: Known) -> Result:
        return await self._receipt_of(asking.id, asking.stream, known, look=True)

    async def _receipt_of(self, command: UUID, stream: StreamId, known: Known, *, look: bool) -> Result:
        """The answer of a command, built from its row and its events alone."""
        if known.outcome.startswith("refused:"):
            return Refused.known[known.outcome.removeprefix("refused:")]()
        conflicts = await self._conflicts(stream, known) if look and known.first_position else ()
        token = str(Token(self._head.epoch, known.last_position))
        return Receipt(command, known.outcome, token, conflicts)  # type: ignore[arg-type]  # the id of an Asking or a Drafted

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


def _reason(asking: Asking) -> str | None:
    return None if asking.reason is None else fields.clean(asking.reason, ".reason", line=True) or None


def _plain(asking: Asking) -> Any:
    return msgspec.to_builtins(asking)


def _answer(waiting: _Waiting, results: list[Result]) -> None:
    if not waiting.answer.done():
        waiting.answer.set_result(results)
