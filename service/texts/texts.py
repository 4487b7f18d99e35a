"""The texts that people write at once, in this process: who writes, what is kept, who hears of it, and when an event tells it.

For every document it promises:

- What was sent is written down, committed, and only then told to anyone, its sender too. So whatever somebody saw survives the process,
  and ``seq`` of what is kept is never behind what was told.
- What one person sent is refused where their right or the draft has gone, and that is looked at where it is written down: within the
  transaction the row of the network is locked against appends, and it goes on only if the fold of this process has passed the last event
  of rights and of these minutes. So each update stands before or after the event that ends it, in every process alike.
- For the same reason nobody is told, after their right has gone, what was written after that.
- The same update twice is one, by its command and by what it is: whoever is not sure that it arrived sends it again.
- What the log says of the text (an edit without an editor, an amendment, a redaction) is in the document before anything else is written.
- An event tells the text when everyone has paused, when someone leaves it, and before the minutes leave the draft; its id follows from the
  document and the update, so that it happens once whoever sees to it.

Several updates that arrive together are written together, each a row of its own author.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

import asyncpg
import structlog
from msgspec import Struct

from events import ids, minutes, sql
from events import network as redacting
from events.asking import Asking
from events.decider import Invalid, Refused
from events.fields import Change
from events.ids import CommandId, NetworkId, PersonId, SectionId, StreamId, Token
from events.line import Busy, Missing, Reused
from events.log import redaction
from events.log.hints import Hints
from events.log.postgres import PASSING
from projections.minutes_board import Minutes, Section, minutes_list, minutes_sections
from projections.projection import Step
from service import access
from service.networks import NOTHING, Late, Network, Networks, Resync
from service.texts import document
from service.texts.document import EMPTY, BegunAnew, Document, TooLong, Update

SQL = sql.beside(__file__)

CHANNEL = "club21_texts"
GATHER = 0.2  # seconds in which what is written to a document is gathered
PAUSE = 5.0  # seconds without a stroke, after which an event tells the text
LONGEST = 60.0  # seconds after which it does, though they go on
HOLD = 10.0  # seconds for which nobody writes while a text is told for the last time, if nobody lets it go before
AGAIN = 0.05  # seconds before a document that is held is tried again
POLL = 1.0  # seconds after which other processes are looked after, should their hint be lost
KEPT = 60.0  # seconds for which a document that nobody follows stays at hand
MOST_UPDATES = 300  # rows that were told, before they become one
AT_ONCE = 100  # updates that are written down together; nothing else happens in this process meanwhile

#: Why nothing is written at a stage of the minutes.
CLOSED: dict[str, type[Refused]] = {"review": minutes.InReview, "approved": minutes.IsApproved, "published": minutes.IsPublished}

#: What closes a text; and all that rests on what a text says.
CLOSING = (minutes.SendToReview, minutes.WithdrawSection)
RESTING = (*CLOSING, minutes.EditSection, minutes.Settle, redacting.Redact)

_log = structlog.get_logger()


class Write(Struct, frozen=True):
    """What somebody sent: an update of one document, of one of its incarnations; or nothing but the wish to have the text told."""

    id: CommandId
    doc: UUID
    gen: int
    update: bytes
    settle: bool = False


class _Waiting(Struct, eq=False):
    write: Write
    by: PersonId
    answer: "asyncio.Future[int]"


class _Behind(Exception):
    """The log says more of rights, or of these minutes, than this process has heard."""

    def __init__(self, position: int) -> None:
        self.position = position


class _Held(Exception):
    """The text is about to be told for the last time, or to go."""


class Shared:
    """One document in this process. What stands here was committed: whoever follows it is told nothing else."""

    def __init__(self, network: Network, doc: UUID, stream: StreamId) -> None:
        self.network = network
        self.doc = doc
        self.stream = stream
        self.gen = self.seq = self.told = 0
        self.updates: list[Update] = []
        self.used_at = 0.0
        self.followed: Callable[[], bool] = lambda: False
        self.lock = asyncio.Lock()
        self.waiting: list[_Waiting] = []
        self.flushing: asyncio.Task[None] | None = None
        self.flushed_at = 0.0
        self.settling: asyncio.Task[None] | None = None  # somebody wished it
        self.document: Document | None = None  # what they come to; None: to be made
        self.settled = 0  # the update as of which there is nothing to tell any more, since the draft is over
        self.pausing: asyncio.TimerHandle | None = None
        self.untold_since: float | None = None

    @property
    def name(self) -> str:
        return f"text:{self.doc}"

    @property
    def value(self) -> str | None:
        """The text as an event would tell it."""
        self.document = self.document or Document(self.updates)
        return self.document.plain

    def since(self, position: int) -> tuple[int, bytes, PersonId | None] | None:
        """What takes somebody from an update to now: from which, what, and by whom where it was one person; None where they know it."""
        if position == self.seq or not self.updates:
            return None
        if not self.updates[0].seq <= position < self.seq:
            return 0, document.merged(self.updates), None
        found = [one for one in self.updates if one.seq > position]
        authors = {one.author for one in found}
        return position, document.merged(found), authors.pop() if len(authors) == 1 else None


class Texts:
    """Every document that somebody follows or writes in this process. ``told`` hears of what was committed: after which update."""

    def __init__(self, networks: Networks, pool: "asyncpg.Pool[Any]") -> None:
        self.told: Callable[[Shared, int], None] = lambda _shared, _since: None
        self._networks = networks
        self._pool = pool
        self._say: Callable[[str, str], None] = lambda _channel, _text: None
        self._shared: dict[tuple[NetworkId, UUID], Shared] = {}
        self._listening: dict[NetworkId, Network] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._loop = asyncio.get_running_loop()
        self._closing = False
        networks.ready = self.ready

    def link(self, hints: Hints) -> None:
        """Tell other processes what was written here, and hear of theirs."""
        self._say = hints.tell
        hints.listen(CHANNEL, self._heard_of_others)

    # --- Following and writing ------------------------------------------------------------------------------------

    async def of(self, network_id: NetworkId, doc: UUID) -> Shared:
        """The document of a section, with all that the log and other processes did to it; Missing where there is no such section."""
        network = await self._networks.open(network_id)
        shared = self._shared.get((network_id, doc))
        if shared is None or shared.network is not network:
            section = network.follower.row(minutes_sections, doc)
            if section is None:
                raise Missing
            self._listen(network)
            shared = self._shared[network_id, doc] = Shared(network, doc, StreamId(section.minutes_id))
        shared.used_at = self._loop.time()
        if not shared.gen:
            async with shared.lock:
                if not shared.gen:
                    with _passing():
                        await self._pool.execute(SQL.begin, network_id, doc, shared.stream)
                    await self._turn(shared, ())
        return shared

    async def write(self, network_id: NetworkId, by: PersonId, write: Write) -> int:
        """Write down what somebody sent; the answer comes after the commit, once everyone here was told. Raises why it was refused."""
        shared = await self.of(network_id, write.doc)
        waiting = _Waiting(write, by, self._loop.create_future())
        shared.waiting.append(waiting)
        if shared.flushing is None or shared.flushing.done():
            shared.flushing = self._soon(self._flush(shared))
        seq = await asyncio.shield(waiting.answer)
        if write.settle and (shared.settling is None or shared.settling.done()):  # one that waits for its turn tells this, too
            shared.settling = self._soon(self._settle_quietly(shared))
        return seq

    async def _flush(self, shared: Shared) -> None:
        """The first of many is written at once, the others together."""
        rest = 0.0
        while shared.waiting:
            await asyncio.sleep(max(rest, shared.flushed_at + GATHER - self._loop.time()))
            rest = 0.0
            async with shared.lock:
                shared.flushed_at = self._loop.time()
                writes, shared.waiting = shared.waiting[:AT_ONCE], shared.waiting[AT_ONCE:]
                try:
                    await self._turn(shared, writes)
                except _Held:
                    shared.waiting[:0] = writes
                    rest = AGAIN
                except Exception as error:
                    for one in writes:
                        if not one.answer.done():
                            one.answer.set_exception(error)
                            one.answer.exception()  # whoever asked may be gone

    # --- Where it is written down ---------------------------------------------------------------------------------

    async def _turn(self, shared: Shared, writes: Sequence[_Waiting]) -> None:
        """Bring the document to what log and table say, write down what waits, tell everyone here, answer. The lock is held."""
        while True:
            try:
                answers = await self._written(shared, writes)
                break
            except _Behind as behind:
                try:
                    await shared.network.reached(Token(shared.network.epoch, behind.position))
                except (Resync, Late):
                    raise Busy from None
        for one, answer in zip(writes, answers, strict=True):
            if one.answer.done():
                continue
            if isinstance(answer, Exception):
                one.answer.set_exception(answer)
                one.answer.exception()
            else:
                one.answer.set_result(answer)
        self._pause(shared)

    async def _written(self, shared: Shared, writes: Sequence[_Waiting]) -> list[int | Exception]:
        network, key = shared.network, (shared.network.network_id, shared.doc)
        with _passing():
            async with self._pool.acquire() as db, db.transaction():
                if await db.fetchval(SQL.stand_still, key[0]) != network.epoch:
                    raise Busy
                position = await db.fetchval(SQL.last, key[0], shared.stream)
                if position > network.follower.position:
                    raise _Behind(position)
                head: Any = await db.fetchrow(SQL.lock, *key)
                if head["held"] and writes:
                    raise _Held
                made, shared.document = shared.document, None  # nothing of what is not committed is left behind by a fault
                turn = _Turn(shared, head["gen"], head["seq"], head["told"], made)
                turn.read([Update(**row) for row in await db.fetch(SQL.updates, *key, turn.last)])
                section, stage = _standing(network, shared)
                said = network.follower.kept(minutes_sections)[shared.doc].position
                if said > head["met"] or not turn.updates:
                    turn.meet(_left(section), said)
                answers = [self._answer(turn, one, section, stage) for one in writes]
                if turn.added:
                    columns = zip(*[(one.seq, one.update, one.author, one.command_id, one.position) for one in turn.added], strict=True)
                    await db.execute(SQL.add, *key, *map(list, columns))
                frozen = stage in ("approved", "published")
                if frozen and not head["frozen"]:
                    await self._freeze_rows(db, key, turn, said)
                elif (told := [one.seq for one in turn.updates if one.seq <= turn.told])[MOST_UPDATES:]:
                    await self._compact(db, key, turn, told[-1])
                if len(turn.known()) == len(turn.updates):
                    turn.told = turn.seq
                now = turn.gen, turn.seq, turn.told, max(said, head["met"]), frozen
                if now != tuple(head[name] for name in ("gen", "seq", "told", "met", "frozen")):
                    await db.execute(SQL.move, *key, *now)
        before = shared.seq if shared.gen == turn.gen else 0
        wrote = bool(turn.added)
        shared.gen, shared.seq, shared.told = turn.gen, turn.seq, turn.told
        shared.updates, shared.document = turn.updates, turn.document
        if shared.seq > before:
            try:
                self.told(shared, before)
            except Exception:  # written it is, whatever becomes of those who follow: they come back for it
                _log.exception("text_not_shown", doc=str(shared.doc))
        if wrote:
            self._say(CHANNEL, f"{key[0]} {key[1]}")
        return answers

    def _answer(self, turn: "_Turn", waiting: _Waiting, section: Section, stage: str) -> int | Exception:
        """Lay one wish on the document: the update that has it, or why it may not be."""
        write, of = waiting.write, turn.shared.network
        try:
            # Without this anyone who may read could write, and could try out on this process what is no update.
            access.may_write(of.standing(waiting.by), "minutes.edit_section", f"network:{of.network_id}")
            if write.gen != turn.gen:
                raise BegunAnew
            for one in turn.updates:
                if one.command_id == write.id:
                    return one.seq if one.author == waiting.by else Reused()
            closed = minutes.NoSuchSection if section.withdrawn else CLOSED.get(stage)
            try:
                brought = turn.take(write.update, waiting.by) if write.update else None
            except Refused as why:
                raise (closed or why) from None  # it builds on what was refused for the same reason
            if brought is None:
                return turn.seq
            made, turn.document = turn.document, None  # until it may stand
            full = sum(len(one.update) for one in turn.updates) + len(brought) > document.MOST_DOCUMENT
            if why_not := closed or (TooLong if full else None):
                raise turn.refuse(waiting.by, why_not())
        except (Refused, Invalid, Missing) as error:
            return error
        turn.add(brought, author=waiting.by, command_id=write.id)
        turn.document = made
        return turn.seq

    async def _compact(self, db: Any, key: tuple[NetworkId, UUID], turn: "_Turn", through: int) -> None:
        """Have one state in place of the updates that were told."""
        gone = [one for one in turn.updates if one.seq <= through]
        state = Document(gone).state()
        await db.execute(SQL.compact, *key, through, state, None, through)
        turn.updates = [Update(through, state), *turn.updates[len(gone) :]]

    async def _freeze_rows(self, db: Any, key: tuple[NetworkId, UUID], turn: "_Turn", said: int) -> None:
        """Have one state in place of all updates, of what events told alone: what was deleted is gone from it for good."""
        known, last = turn.known(), turn.seq
        if len(known) < len(turn.updates):
            # A process died before it told what was typed: that is not in what was approved, so screens begin anew.
            turn.gen, turn.seq = turn.gen + 1, last + 1
        state = Document(known, collect=True).state()
        await db.execute(SQL.compact, *key, last, state, said, turn.seq)
        turn.updates = [Update(turn.seq, state, position=said)]
        turn.document = None

    # --- Telling it as an event -----------------------------------------------------------------------------------

    def _pause(self, shared: Shared) -> None:
        """Something may have been typed: an event tells it once everyone has paused, or after a while."""
        if shared.seq <= max(shared.told, shared.settled) or self._closing:
            shared.untold_since = None
            return
        now = self._loop.time()
        if shared.untold_since is None:
            shared.untold_since = now
        if shared.pausing is not None:
            shared.pausing.cancel()
        wait = min(PAUSE, max(0.0, shared.untold_since + LONGEST - now))
        shared.pausing = self._loop.call_later(wait, lambda: self._soon(self._settle_quietly(shared)))

    async def settle(self, shared: Shared) -> None:
        """Tell the text as an event, where it is not as the last one told it."""
        async with shared.lock:
            await self._turn(shared, ())
            if shared.seq <= max(shared.told, shared.settled):
                return
            section, stage = _standing(shared.network, shared)
            text = shared.value
            if stage in CLOSED or section.withdrawn:
                shared.settled = shared.seq
                return
            if text == _left(section):
                with _passing():
                    await self._pool.execute(SQL.same, shared.network.network_id, shared.doc, shared.seq)
                await self._turn(shared, ())
                return
            typed = [one.author for one in shared.updates if one.seq > shared.told and one.author is not None]
            authors = tuple(dict.fromkeys(reversed(typed)))[::-1]
            command = minutes.WriteSection(SectionId(shared.doc), Change(section.text, text), authors, shared.seq, document.sha256(text))
            since = shared.network.follower.kept(minutes_list)[shared.stream].position  # the stage: refused once, it may be asked again
            asking = Asking(id=CommandId(ids.derived(shared.doc, "written", shared.seq, since)), stream=shared.stream, command=command)  # type: ignore[arg-type]  # nobody sends it, so it is not among what is read
            with contextlib.suppress(Reused):  # another process told it, and knew of an earlier telling, so of other authors since
                await shared.network.ask(asking, PersonId(shared.network.network_id))
            await self._turn(shared, ())

    async def _settle_quietly(self, shared: Shared) -> None:
        try:
            await self.settle(shared)
        except (Refused, Busy, Missing) as error:
            if shared.network in self._networks.running():  # else whoever opens the text in the network as it runs then sees to it
                _log.warning("text_not_told", doc=str(shared.doc), why=type(error).__name__)
                shared.untold_since = None
                self._pause(shared)

    async def settle_all(self, network: Network, stream: UUID | None) -> None:
        """Tell every text of these minutes, or of the network, in which something was typed since."""
        with _passing():
            rows = await self._pool.fetch(SQL.untold, network.network_id, stream)
        for row in rows:
            with contextlib.suppress(Missing, Refused):  # there is nothing to tell, or somebody was faster
                await self.settle(await self.of(network.network_id, row["doc"]))

    def ready(self, network: Network, askings: Sequence[Asking], by: PersonId) -> AbstractAsyncContextManager[None]:
        """What has to be so while these are asked: texts that they rest on are told, and nobody writes to those that they close or take."""
        resting = [one for one in askings if isinstance(one.command, RESTING)]
        return self._told_before(network, resting, by) if resting else NOTHING

    @contextlib.asynccontextmanager
    async def _told_before(self, network: Network, askings: Sequence[Asking], by: PersonId) -> AsyncIterator[None]:
        standing, topic = network.standing(by), f"network:{network.network_id}"
        async with contextlib.AsyncExitStack() as held:
            for one in askings:
                if standing is None or not access.could_ask(standing, str(one.command.__struct_config__.tag), topic):
                    continue  # the line tells them; nobody's text waits for it
                if isinstance(one.command, redacting.Redact):
                    await held.enter_async_context(self._held(network, None))
                elif isinstance(one.command, CLOSING):
                    await held.enter_async_context(self._held(network, one.stream))
                else:
                    await self.settle_all(network, one.stream)
            yield

    @contextlib.asynccontextmanager
    async def _held(self, network: Network, stream: UUID | None) -> AsyncIterator[None]:
        """Nobody writes to these texts, in no process, and what they say is told."""
        with _passing():
            until = await self._pool.fetchval(SQL.hold, network.network_id, stream, timedelta(seconds=HOLD))
        try:
            await self.settle_all(network, stream)
            yield
        finally:
            with contextlib.suppress(Busy), _passing():
                await self._pool.execute(SQL.let_go, network.network_id, stream, until)

    # --- What others did ------------------------------------------------------------------------------------------

    def _listen(self, network: Network) -> None:
        if self._listening.get(network.network_id) is not network:
            self._listening[network.network_id] = network
            network.follower.listen(lambda step: self._heard(network, step))

    def _heard(self, network: Network, step: Step) -> None:
        """The log went on: what it says of a text goes into the document, and what an approval or a redaction ends is ended."""
        of = network.network_id
        if step.recorded.tag == redaction.TAG:
            for shared in [*self._shared.values()]:
                if shared.network is network:
                    self._soon(self._catch_up(shared))
            return
        for change in step.changes:
            if change.projection is minutes_sections and (known := self._shared.get((of, cast(UUID, change.key)))):
                self._soon(self._catch_up(known))
        if isinstance(step.recorded.event, minutes.Approved):
            self._soon(self._freeze(network, step.recorded.stream_id))

    async def _freeze(self, network: Network, stream: UUID) -> None:
        with contextlib.suppress(Busy, Missing):  # whoever opens the document next sees to it
            with _passing():
                rows = await self._pool.fetch(SQL.melted, network.network_id, stream)
            for row in rows:
                await self._catch_up(await self.of(network.network_id, row["doc"]))

    async def _catch_up(self, shared: Shared) -> None:
        """Bring the document to what log and table say."""
        try:
            async with shared.lock:
                await self._turn(shared, ())
        except (Busy, Missing) as error:
            _log.warning("text_behind", doc=str(shared.doc), why=type(error).__name__)  # the next look finds it so

    def _heard_of_others(self, text: str) -> None:
        of, _, doc = text.partition(" ")
        if shared := self._shared.get((NetworkId(UUID(of)), UUID(doc))):
            self._soon(self._catch_up(shared))

    async def run(self) -> None:
        """Look after documents that other processes write, and let go of those that nobody needs; until it is cancelled."""
        looked = self._loop.time()
        while True:
            await asyncio.sleep(POLL)
            try:
                await self._look()
                if self._loop.time() - looked > LONGEST:
                    looked = self._loop.time()
                    await self.tell_what_was_left()
            except Busy:
                _log.warning("texts_wait")
            except Exception:
                _log.exception("texts_failed")

    async def _look(self) -> None:
        now, running = self._loop.time(), self._networks.running()
        for key, shared in [*self._shared.items()]:
            if shared.network not in running:
                del self._shared[key]
                continue
            idle = not (shared.waiting or shared.lock.locked() or shared.followed()) and shared.seq <= max(shared.told, shared.settled)
            if idle and now - shared.used_at > KEPT:
                del self._shared[key]
        if self._shared:
            networks, docs = zip(*self._shared, strict=True)
            with _passing():
                rows = await self._pool.fetch(SQL.stands, networks, docs)
            for row in rows:
                known = self._shared.get((row["network_id"], row["doc"]))
                if known is not None and (known.gen, known.seq) != (row["gen"], row["seq"]):
                    await self._catch_up(known)

    async def tell_what_was_left(self, silent: float = LONGEST) -> None:
        """Tell what was typed in a process that died before it told it; after so many seconds nobody else will."""
        running = [one.network_id for one in self._networks.running()]
        with _passing():
            rows = await self._pool.fetch(SQL.left_untold, running, timedelta(seconds=silent))
        for row in rows:
            with contextlib.suppress(Missing):
                await self._settle_quietly(await self.of(row["network_id"], row["doc"]))

    async def close(self) -> None:
        """Tell what was typed, as far as that is possible in a moment; what is not told is told by whoever opens the document next."""
        self._closing = True
        for shared in self._shared.values():
            if shared.pausing is not None:
                shared.pausing.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PAUSE):
                for shared in [*self._shared.values()]:
                    if shared.seq > max(shared.told, shared.settled):
                        await self._settle_quietly(shared)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _soon(self, work: Any) -> "asyncio.Task[None]":
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("texts_failed", exc_info=error)


class _Turn:
    """A document within one transaction: as it stands in the table, and what is being added to it."""

    def __init__(self, shared: Shared, gen: int, seq: int, told: int, made: Document | None) -> None:
        same = gen == shared.gen
        self.shared = shared
        self.gen = gen
        self.seq = seq
        self.told = told
        self.updates = [*shared.updates] if same else []
        self.added: list[Update] = []
        self.document = made if same else None
        self.refused: dict[PersonId, Refused | Invalid] = {}

    @property
    def last(self) -> int:
        """The newest update at hand."""
        return self.updates[-1].seq if self.updates else 0

    def read(self, others: list[Update]) -> None:
        """What other processes wrote."""
        if others:
            self.updates += others
            self.document = None

    def take(self, update: bytes, by: PersonId) -> bytes | None:
        """What an update brings; the document is of no use to anyone where it raises."""
        if by in self.refused:
            raise self.refused[by]
        made, self.document = self.document or Document(self.updates), None
        try:
            brought = made.take(update)
        except (Refused, Invalid) as error:
            raise self.refuse(by, error) from None
        self.document = made
        return brought

    def refuse(self, by: PersonId, why: Refused | Invalid) -> Refused | Invalid:
        """What somebody sent cost the document, which takes long to read again where it is large: that is done once for each author.

        What they sent after it mostly builds on it, and is refused for the same reason.
        """
        self.refused[by] = why
        return why

    def add(self, brought: bytes, author: PersonId | None = None, command_id: CommandId | None = None, position: int | None = None) -> None:
        """One more row."""
        self.seq += 1
        made = Update(self.seq, brought, author, command_id, position)
        self.added.append(made)
        self.updates.append(made)

    def meet(self, text: str | None, said: int) -> None:
        """Have what the log says of the text at this position in the document; with it a document begins."""
        brought = document.met(self.updates, self.told, text)
        if brought is None and not self.updates:
            brought = EMPTY  # so that there is something to be told of it
        if brought is not None:
            self.add(brought, position=said)
            self.document = None

    def known(self) -> list[Update]:
        """The updates that are of what the log says."""
        return [one for one in self.updates if one.seq <= self.told or one.position is not None]


@contextlib.contextmanager
def _passing() -> Iterator[None]:
    """The database is away: whoever asks may ask again."""
    try:
        yield
    except PASSING as error:
        raise Busy from error


def _standing(network: Network, shared: Shared) -> tuple[Section, str]:
    """The section as the log knows it, and the stage of its minutes."""
    section: Section | None = network.follower.row(minutes_sections, shared.doc)
    row: Minutes | None = network.follower.row(minutes_list, shared.stream)
    if section is None or row is None:
        raise Missing
    return section, row.stage


def _left(section: Section) -> str | None:
    """What the log says of the text: nothing where it was redacted, for nobody goes on from the sign that stands there."""
    return None if section.text == redaction.MARK else section.text
