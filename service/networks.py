"""The networks that this process serves: for each one its line of commands, its fold in memory and its tables.

A network is opened when somebody first asks for it: its rows come from the tables in one snapshot, then from the log.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
from msgspec import UNSET

from events import action_plan, attachment, moment, network
from events.asking import Asking, Receipt
from events.decider import Event, Invalid
from events.ids import CommandId, NetworkId, PersonId, Token
from events.line import Counters, Line, Missing, Result
from events.log import codec, redaction
from events.log.hints import Hints
from events.log.recorded import Recorded
from events.log.snapshots import Stream
from events.log.store import Head, Store
from events.log.tail import Tail
from projections import past, recent_activity, words
from projections.folds import Folds
from projections.follower import Follower
from projections.network_profile import network_profile
from projections.projection import AUDITORS, person
from projections.restricted_items import Named, item_places, named, restricted_items
from projections.rights import Standing, rights
from projections.tables import TableWriter
from service import access
from service.pasts import Pasts

GUARDS = frozenset({rights.name, restricted_items.name, item_places.name})  # where one of them stands still, nobody knows who may see what
Forget: TypeAlias = Callable[[Collection[str]], Awaitable[None]]
Offered: TypeAlias = Callable[[NetworkId, PersonId, attachment.Attach], Awaitable[bool]]
Ready: TypeAlias = Callable[["Network", Sequence[Asking], PersonId], AbstractAsyncContextManager[None]]
NOTHING = nullcontext()
PATIENCE = 10.0  # seconds that a read waits for its token
WRITTEN = 5.0  # and for the tables to be as far as the rows in memory


def at_once(_network: "Network", _askings: Sequence[Asking], _by: PersonId) -> AbstractAsyncContextManager[None]:
    """Nothing has to be done before these are asked."""
    return NOTHING


async def nothing_sent(_network: NetworkId, _by: PersonId, _asked: attachment.Attach) -> bool:
    """No files are kept here."""
    return False


class Resync(Exception):
    """A token from another epoch, or from beyond the end of the log: start afresh from what stands."""


class RightsUnknown(Exception):
    """Rights met an event that can not be folded here: from there on nobody knows who may see what."""


class Late(Exception):
    """The rows did not reach the token in time; ask again a little later."""


class Network:
    """One network in this process. Rights, rows and frames come from ``follower``, all at one position."""

    def __init__(
        self,
        network_id: NetworkId,
        head: Head,
        store: Store,
        pool: "asyncpg.Pool[Any]",
        written: Callable[[NetworkId], None],
        counters: Counters | None = None,
        redacted: Callable[[], None] = lambda: None,
        forget: Forget | None = None,
        ready: Ready = at_once,
        offered: Offered = nothing_sent,
        tabled: words.Written = words.unheard,
    ) -> None:
        self.network_id = network_id
        self.epoch = head.epoch
        self.redactions = 0  # heard of by this process: what was made before the last one may hold what went with it
        self.moved = False  # the log is of another epoch by now: what is in memory is not of it
        self.follower = Follower(network_id)
        self.tables = TableWriter(pool, self.follower, written=tabled)
        self.folds = Folds(pool, network_id, head.epoch)
        self.pasts = Pasts(store, network_id, self.folds)
        self.tail = Tail(store, network_id, lambda: self.follower.position, self.follower.apply, redacted=self._redacted)
        self.line = Line(store, network_id, head, self._may, self._written, counters)
        self.store = store
        self._say = written
        self._tell_redacted = redacted
        self._forget = forget
        self._ready = ready
        self._offered = offered
        self._waits: dict[PersonId, asyncio.Future[None]] = {}  # the last that each of them asked, of those that wait for texts

    def _may(self, state: network.Running, asking: Asking, by: PersonId, stream: Stream | None) -> None:
        # The network itself asks at founding and for deadlines. No person has its id, so nobody signs in as it.
        if by != self.network_id:
            access.may_ask(state, asking, by, stream)

    async def _redacted(self, redaction: Recorded[Event]) -> None:
        """Nothing in this process may go on holding what a redaction takes away: here it is read from the log anew."""
        if redaction.position <= self.follower.position:
            return
        events = await past.before_redaction(self.store, redaction)
        self.follower.mend(redaction.position, events)
        await self.line.forget({one.stream_id for one in events})
        self.redactions += 1
        self._tell_redacted()

    def _written(self, recorded: Sequence[Recorded[Event]]) -> None:
        self.tail.hand_over(recorded)
        self._say(self.network_id)

    async def start(self) -> None:
        await self.tables.hydrate()
        await self.tail.start()

    async def close(self) -> None:
        """Answer everyone, follow what was written, write the tables."""
        await self.line.close()
        await self.tail.close()
        await self.pasts.close()
        await (self.tables.abandon() if self.moved else self.tables.close())

    @property
    def zone(self) -> ZoneInfo:
        """Where the network counts its days."""
        profile = self.follower.row(network_profile, self.network_id)
        return ZoneInfo(profile.time_zone if profile else "UTC")

    async def written(self, position: int) -> None:
        """Wait until the tables hold what the rows in memory do, through this position; Late."""
        try:
            async with asyncio.timeout(WRITTEN):
                await self.tables.reached(position)
        except TimeoutError:
            raise Late from None

    def token(self) -> Token:
        """Where the rows in memory stand."""
        return Token(self.epoch, self.follower.position)

    def standing(self, person: PersonId) -> Standing | None:
        """What a person may do here, as of the rows in memory."""
        if not GUARDS.isdisjoint(self.follower.parked):
            raise RightsUnknown  # whoever lost a right at that event would go on seeing
        return self.follower.row(rights, person)

    async def ask(
        self, asking: Asking, by: PersonId, received: Any = None, *, loading: bool = False, redactions: int | None = None
    ) -> Receipt:
        """Ask for one change; the receipt comes once it is durable. ``loading`` allows a time from outside.

        ``redactions``: how many there were when the texts were read which this gives again (``line.redactions``).
        """
        if asking.at is not UNSET and not loading:
            raise Invalid("Only a loader names the time of a command; leave it out.", ".at", key="invalid.clock")
        _own_cause(asking, received)
        texts = await self._check(asking, by)
        ready = NOTHING if loading else self._ready(self, (asking,), by)  # while it is loaded, nobody is typing there
        if ready is NOTHING and by not in self._waits:
            receipt = await self.line.ask(asking, by, received, redactions)
        else:
            async with self._in_order(by, ready):
                receipt = await self.line.ask(asking, by, received, redactions)
        self._notice(receipt)
        if texts and self._forget is not None:
            await self._forget(texts)
        return receipt

    async def ask_together(self, askings: list[Asking], by: PersonId, received: list[Any]) -> list[Result]:
        """Ask for several changes, all or nothing; an answer for each, in order."""
        if any(asking.at is not UNSET for asking in askings):
            raise Invalid("Only a loader names the time of a command; leave it out.", ".at", key="invalid.clock")
        for asking, one in zip(askings, received, strict=True):
            _own_cause(asking, one)
        texts = {text for asking in askings for text in await self._check(asking, by)}
        async with self._in_order(by, self._ready(self, askings, by)):
            results = await self.line.ask_together(askings, by, received)
        for result in results:
            self._notice(result)
        if texts and self._forget is not None and all(isinstance(result, Receipt) for result in results):
            await self._forget(texts)
        return results

    @asynccontextmanager
    async def _in_order(self, by: PersonId, ready: AbstractAsyncContextManager[None]) -> AsyncIterator[None]:
        """What somebody asks stands behind what they asked before, also where that waits for a text to be told.

        The network itself tells texts, in the midst of what waits for them; it asks for one thing after the other.
        """
        if by == self.network_id:
            async with ready:
                yield
            return
        before, mine = self._waits.get(by), asyncio.get_running_loop().create_future()
        self._waits[by] = mine
        try:
            if before is not None:
                await asyncio.wait([before])
            async with ready:
                yield
        finally:
            mine.set_result(None)
            if self._waits.get(by) is mine:
                del self._waits[by]

    async def _check(self, asking: Asking, by: PersonId) -> set[str]:
        """What no rule can know: a version or a named moment is one of this log, never one to come, or later additions would alter it.

        A redaction names texts that stand in this log, of items that whoever asks may know of: the texts that would go. And a file that is
        attached was sent here by whoever attaches it: without this, whoever knew the hash of one could have it.
        """
        if isinstance(asking.command, network.Redact) and self._facilitates(by):
            return {text for place in asking.command.places for text in await self._texts_at(place, by)}
        if isinstance(asking.command, action_plan.Publish | moment.Name) and asking.command.of is not None:
            try:
                await self.reached(Token.parse(asking.command.of))
            except Resync:
                raise Invalid("This moment is not part of the log; name one that is.", ".command.of", key="invalid.ahead") from None
        if isinstance(asking.command, attachment.Attach):
            await self._check_sent(asking.id, asking.command, by)
        return set()

    async def _check_sent(self, id: CommandId, asked: attachment.Attach, by: PersonId) -> None:
        standing = self.standing(by)
        if standing is None or not access.could_ask(standing, "attachment.attach", f"plan:{asked.plan}"):
            return  # the line says so
        if not await self._offered(self.network_id, by, asked) and await self.store.command(self.network_id, id) is None:
            raise Invalid("You have not sent this file today; send it again.", ".command.sha256", key="invalid.not_sent")

    def _facilitates(self, by: PersonId) -> bool:
        """Whoever does not is told so by the line, and of no event what it holds."""
        standing = self.standing(by)
        return by == self.network_id or (standing is not None and any(held.role == "facilitator" for held in standing.roles))

    async def _texts_at(self, place: network.Place, by: PersonId) -> set[str]:
        found = await self.store.page(self.network_id, place.position - 1, 1)
        texts = dict(redaction.texts(found[0].event)) if found else {}
        if not texts.keys() >= {*place.fields}:
            raise Invalid("There is no text of this name in this event.", ".command.places", key="invalid.no_text")
        if by != self.network_id and not self.may_know_of(self.standing(by), recent_activity.about(found[0])):
            raise Missing
        return {texts[field] for field in place.fields} - {redaction.MARK}

    def named(self, item: UUID) -> Named:
        """Who alone may see an item, as of today."""
        return named(item, lambda one: self.follower.row(restricted_items, one), lambda one: self.follower.row(item_places, one))

    def may_know_of(self, standing: Standing | None, item: UUID) -> bool:
        """May whoever has this standing know of an item, as far as restrictions tell?"""
        only = self.named(item)
        if only is None:
            return True  # most are, and this is asked of thousands at once
        mine = access.audiences(standing)
        return AUDITORS in mine or not mine.isdisjoint(map(person, only))

    def _notice(self, result: Result) -> None:
        if isinstance(result, Receipt) and not result.after.startswith(f"{self.epoch}."):
            self.moved = True

    async def reached(self, token: Token) -> None:
        """Wait until the rows in memory show this token; Resync where they never will."""
        if token.epoch < self.epoch:
            raise Resync
        if token.epoch > self.epoch or token.position > self.follower.position:
            head = await self.store.head(self.network_id)
            # Only the log tells of another epoch: a client may invent a token.
            self.moved = self.moved or head is None or head.epoch != self.epoch
            if head is None or token > (self.epoch, head.position):
                raise Resync
            self.tail.hint()
            try:
                async with asyncio.timeout(PATIENCE):
                    await self.follower.reached(token.position)
            except TimeoutError:
                raise Late from None


def _own_cause(asking: Asking, received: Any) -> None:
    # Whoever could name another one's import would have their own changes undone with it, in somebody else's name.
    if asking.cause is not None and received is not None:
        raise Invalid("Only the service says what a change belongs to; leave it out.", ".cause", key="invalid.cause")


class Networks:
    """Every network of the database, opened as they are asked for."""

    def __init__(self, store: Store, pool: "asyncpg.Pool[Any]", hints: Hints | None = None) -> None:
        self.store = store
        self.pool = pool
        self.hints = hints
        self.counters = Counters()  # of all lines
        self.words = words.Words(pool)
        self.redacted: Callable[[], None] = lambda: None  # a text is gone from a log
        self.forgetting: Forget | None = None  # and these were the texts
        self.offered: Offered = nothing_sent  # did somebody send the bytes that they attach?
        self.ready: Ready = at_once  # what has to be done before these are asked, and goes on until they are answered
        self.opened: Callable[[Network], None] = lambda _network: None  # the hub hears of every network that opens
        self.noticed: Callable[[NetworkId], None] = lambda _network: None  # and evidence of each that opens or is written to here
        self._open: dict[NetworkId, asyncio.Task[Network]] = {}
        self._running: dict[NetworkId, Network] = {}

    async def found(self, network_id: NetworkId, name: str, clock: network.Clock, time_zone: str, at: datetime | None = None) -> Network:
        """Found a network and open it; founding it again changes nothing."""
        founding = network.Founded(name=name, clock=clock, time_zone=time_zone)
        await self.store.found(network_id, codec.seal(founding), clock=clock, time_zone=time_zone, at=at)
        return await self.open(network_id)

    async def open(self, network_id: NetworkId) -> Network:
        """The network with this id; Missing where there is none."""
        running = self._running.get(network_id)
        if running is not None and not running.moved:
            return running
        opening = self._open.get(network_id)
        if opening is None:
            opening = self._open[network_id] = asyncio.create_task(self._start(network_id))
            opening.add_done_callback(lambda _task: self._open.pop(network_id, None))
        return await asyncio.shield(opening)

    def running(self) -> list[Network]:
        """The networks that are open in this process."""
        return list(self._running.values())

    def heard(self, network_id: NetworkId | None) -> None:
        """Another process has written to this network, or, with None, perhaps to any."""
        for running in self._running.values():
            if network_id in (None, running.network_id):
                running.tail.hint()

    async def close(self) -> None:
        await asyncio.gather(*self._open.values(), return_exceptions=True)
        await asyncio.gather(*(running.close() for running in self._running.values()))
        self._running.clear()

    async def _start(self, network_id: NetworkId) -> Network:
        if (moved := self._running.pop(network_id, None)) is not None:
            await moved.close()
        head = await self.store.head(network_id)
        if head is None:
            raise Missing
        told = (self._written, self.counters, self._redacted, self._forget, self._prepare, self._was_sent, self.words.note)
        made = Network(network_id, head, self.store, self.pool, *told)
        try:
            await made.start()
        except BaseException:
            await made.close()
            raise
        self.opened(made)
        self._running[network_id] = made
        self.noticed(network_id)
        return made

    def _redacted(self) -> None:
        self.redacted()

    async def _forget(self, texts: Collection[str]) -> None:
        if self.forgetting is not None:
            await self.forgetting(texts)

    async def _was_sent(self, network_id: NetworkId, by: PersonId, asked: attachment.Attach) -> bool:
        return await self.offered(network_id, by, asked)

    def _prepare(self, network: Network, askings: Sequence[Asking], by: PersonId) -> AbstractAsyncContextManager[None]:
        return self.ready(network, askings, by)

    def _written(self, network_id: NetworkId) -> None:
        self.noticed(network_id)
        if self.hints is not None:
            self.hints.say(network_id)
