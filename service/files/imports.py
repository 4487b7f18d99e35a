"""Imports from the upload to the last row: offered as a dry run, confirmed by a person, run, resumed when broken off.

A dry run stores what it showed and nothing else; what a person confirms is exactly that. A file that agrees with the
plan leaves nothing to confirm: it counts as imported at once. Each row is one command with the import as its cause and
an id that follows from import and row, so asking again is safe: an import that broke off asks everything once more, and
what had been done is answered as it was. An import's id is made with its dry run and means nothing until that is confirmed.
"""

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct, structs

from events import action_plan, ids, sql
from events.asking import Asking, Receipt
from events.decider import Invalid, Refused
from events.ids import NetworkId, PersonId, PlanId
from projections.axis_list import axis_list
from projections.plan_board import plan_board
from projections.plan_list import plan_list
from service import problems
from service.files import plan_export, plan_import, plan_reader, workbook
from service.files.matching import Imported, Present
from service.files.plan_export import Left
from service.files.plan_import import Plan, Step
from service.files.plan_rows import Reading
from service.files.report import Line, Remark, Report, Stage, remark, told
from service.files.workbook import Workbook
from service.identity import people as persons
from service.identity.people import Known, People, normalised
from service.languages import Language, say
from service.networks import Network

AT_ONCE = 100  # rows that stand in line together
READERS = 2  # files read at the same time; more wait, so that a crowd of uploads leaves room for everyone else

Progress: TypeAlias = Callable[[int, int], None]
Spot: TypeAlias = tuple[str, int]

statements = sql.beside(__file__)


class Draft(Struct, frozen=True):
    """What an import will ask, and whose names its stand-ins carry until it is confirmed."""

    steps: tuple[Step, ...]
    names: dict[PersonId, str] = {}


class Ran(NamedTuple):
    """What became of an import, and the token after which reads show it; none where nothing was asked."""

    report: Report
    after: str | None


class Imports:
    """The imports of every network of this process."""

    def __init__(self, pool: "asyncpg.Pool[Any]", people: People) -> None:
        self.pool = pool
        self.people = people
        self._reading = asyncio.Semaphore(READERS)

    async def offer(
        self, network: Network, plan_id: PlanId, by: PersonId, name: str, data: bytes, sheet: str | None, language: Language
    ) -> Report:
        """The dry run of a file; Invalid when it holds no plan. The same file resumes an import that was broken off."""
        plan = network.follower.row(plan_list, plan_id)
        if plan is not None and plan.withdrawn:
            raise action_plan.IsWithdrawn  # every row would be refused for it, one by one
        async with self._reading:
            book = await asyncio.to_thread(workbook.read, data, name)
            left = await self._left(network, plan_id, by, book)
            reading, file_hash = await asyncio.to_thread(_read, book, data, sheet, left)
        unfinished = await self.pool.fetchval(statements.unfinished, network.network_id, plan_id, by, file_hash)
        if unfinished is not None:
            return _told(_decoded(unfinished), language)
        import_id = ids.new()
        name = _plain(name)
        present = await self._present(network, plan_id, by, left)
        present = await self._but_undone(network, present)
        drawn = await asyncio.to_thread(plan_import.plan, import_id, reading, present, say(language, "import.reason", file=name))
        report = _report(import_id, plan_id, name, reading, drawn)
        async with self.pool.acquire() as connection, connection.transaction():
            await connection.execute(statements.forget, network.network_id, plan_id, by)
            if report.stage == "offered":
                draft = _encoded(Draft(drawn.steps, drawn.names))
                await connection.execute(statements.offer, network.network_id, import_id, plan_id, by, file_hash, draft, _encoded(report))
        if report.stage == "nothing":
            # There is nothing left to confirm: the next file is compared with what this one says, not with an older one.
            steps = [*plan_import.identified(drawn.steps, dict.fromkeys(drawn.names))]
            await self._remember(network.network_id, plan_id, import_id, steps, {})
        return _told(report, language)

    async def run(
        self, network: Network, import_id: UUID, by: PersonId, language: Language, progress: Progress = lambda _done, _all: None
    ) -> Ran:
        """Do what the dry run showed; a second time, or after a break, only what is left."""
        steps, report = await self._confirm(network, import_id, by)
        if report.stage == "finished":
            return Ran(_told(report, language), None)
        asking = [step for step in steps if step.command is not None]
        answers: dict[UUID, Receipt | Exception] = {}
        for start in range(0, len(asking), AT_ONCE):
            chunk = asking[start : start + AT_ONCE]
            # They stand in line in this order, so an axis comes before its actions and an action before its parts.
            found = await asyncio.gather(*(network.ask(_asking(step, import_id), by) for step in chunk), return_exceptions=True)
            answers |= dict(zip((step.id for step in chunk), map(_answer, found), strict=True))
            await self._remember(network.network_id, report.plan_id, import_id, chunk, answers)
            progress(start + len(chunk), len(asking))
        await self._remember(network.network_id, report.plan_id, import_id, [step for step in steps if step.command is None], answers)
        report = _finished(report, steps, answers, language)
        await self.pool.execute(statements.finish, network.network_id, import_id, _encoded(report))
        tokens = [ids.Token.parse(answer.after) for answer in answers.values() if isinstance(answer, Receipt)]
        return Ran(_told(report, language), str(max(tokens)) if tokens else None)

    async def report(self, network_id: NetworkId, import_id: UUID, by: PersonId, language: Language) -> Report:
        """How an import stands; one that nobody confirmed is known to whoever offered it."""
        row = await self.pool.fetchrow(statements.run, network_id, import_id)
        if row is None or (row["confirmed_at"] is None and row["offered_by"] != by):
            raise problems.Missing("missing.import")
        return _told(_decoded(row["report"]), language)

    async def _left(self, network: Network, plan_id: PlanId, by: PersonId, book: Workbook) -> Left:
        """What a file said when it left here with this plan; nothing where it is no such file."""
        origin = plan_export.origin(book)
        if origin is None or (origin.network_id, origin.plan_id, origin.token.epoch) != (network.network_id, plan_id, network.epoch):
            return Left()
        if origin.token.position > network.follower.position:
            return Left()
        then = await network.pasts.of(plan_id, origin.token.position, network.follower.passed_over, network.redactions)
        cards = [card for card in then.rows(plan_board).values() if card.plan_id == plan_id and not _hidden(network, by, card.action_id)]
        axes = [axis for axis in then.rows(axis_list).values() if axis.plan_id == plan_id]
        known = (await self.people.of(network.network_id)).people
        return plan_export.leave(axes, cards, {person: one.name for person, one in known.items() if one.name is not None})

    async def _present(self, network: Network, plan_id: PlanId, by: PersonId, left: Left) -> Present:
        last = [
            msgspec.json.decode(row["imported"], type=Imported)
            for row in await self.pool.fetch(statements.last, network.network_id, plan_id)
        ]
        known = (await self.people.of(network.network_id)).people
        return Present(
            plan_id,
            [axis for axis in network.follower.rows(axis_list).values() if axis.plan_id == plan_id],
            [
                card
                for card in network.follower.rows(plan_board).values()
                if card.plan_id == plan_id and not _hidden(network, by, card.action_id)
            ],
            [one for one in last if not _hidden(network, by, one.action_id)],
            _by_name(known.values()),
            left.bases,
        )

    async def _but_undone(self, network: Network, present: Present) -> Present:
        """The plan without the actions that an import added and that undoing it withdrew: a row that names one adds it anew."""
        undone = {row["item"] for row in await self.pool.fetch(statements.undone, network.network_id)}
        return structs.replace(present, actions=[card for card in present.actions if not (card.withdrawn and card.action_id in undone)])

    async def _confirm(self, network: Network, import_id: UUID, by: PersonId) -> tuple[Sequence[Step], Report]:
        """What is to be asked, fixed for ever the first time: who the people are, and that nothing came between."""
        network_id = network.network_id
        row = await self.pool.fetchrow(statements.run, network_id, import_id)
        if row is None or row["offered_by"] != by:
            # Someone else's commands would carry ids that are taken, and their name where another's belongs.
            raise problems.Missing("missing.import")
        async with self.pool.acquire() as connection, connection.transaction():
            await connection.execute(statements.lock_plan, network_id, row["plan_id"])
            locked = await connection.fetchrow(statements.lock_run, network_id, import_id)
            if locked is None:
                raise problems.Missing("missing.import")
            report = _decoded(locked["report"])
            if locked["finished_at"] is not None:
                return (), report
            draft = msgspec.json.decode(locked["draft"], type=Draft)
            if locked["confirmed_at"] is not None:
                return draft.steps, report
            if await connection.fetchval(statements.overtaken, network_id, import_id):
                raise problems.Conflict("import.overtaken")
            people = await persons.unclaimed(connection, network_id, draft.names.values())
            steps = tuple(plan_import.identified(draft.steps, {one: people.get(name) for one, name in draft.names.items()}))
            report = structs.replace(report, stage="running")
            await connection.execute(statements.confirm, network_id, import_id, _encoded(Draft(steps)), _encoded(report))
        if draft.names:
            await self.people.look(network_id)
        return steps, report

    async def _remember(
        self, network_id: NetworkId, plan_id: PlanId, import_id: UUID, steps: Sequence[Step], answers: dict[UUID, Receipt | Exception]
    ) -> None:
        """Keep what these rows said, but for those that were refused: the next import asks them again."""
        kept = [step.imported for step in steps if step.imported and not isinstance(answers.get(step.id), Exception)]
        if kept:
            said = [_encoded(one) for one in kept]
            await self.pool.execute(statements.remember, network_id, plan_id, import_id, [one.action_id for one in kept], said)


def _hidden(network: Network, by: PersonId, item: UUID) -> bool:
    """What is restricted to others is to who imports as if it were not there."""
    only = network.named(item)
    return only is not None and by not in only


def _read(book: Workbook, data: bytes, sheet: str | None, left: Left) -> tuple[Reading, bytes]:
    reading = plan_reader.read(book, sheet, left)
    return reading, hashlib.sha256(hashlib.sha256(data).digest() + (sheet or "").encode()).digest()


def _plain(name: str) -> str:
    """The name of a file as people see it: no folders, nothing invisible, not too long."""
    visible = "".join(one if one.isprintable() else " " for one in name.replace("\\", "/").rpartition("/")[2])
    return " ".join(visible.split())[:120] or "–"


def _by_name(known: Iterable[Known]) -> dict[str, PersonId]:
    """Whom a name means, as ``persons.unclaimed`` decides it: one who signs in goes before one met in an import."""
    unclaimed: dict[str, PersonId] = {}
    claimed: dict[str, list[PersonId]] = {}
    for one in known:
        if one.name is not None:
            if one.claimed:
                claimed.setdefault(normalised(one.name), []).append(one.person_id)
            else:
                unclaimed[normalised(one.name)] = one.person_id
    return unclaimed | {name: people[0] for name, people in claimed.items() if len(people) == 1}


def _asking(step: Step, import_id: UUID) -> Asking:
    assert step.command is not None  # noqa: S101 - only steps with a command are asked
    return Asking(id=step.id, stream=step.stream, command=step.command, cause=import_id, reason=step.reason)


def _answer(answer: Receipt | BaseException) -> Receipt | Exception:
    """A receipt, or why the rules refused the row; anything else ends the run, to be resumed."""
    if isinstance(answer, Receipt | Refused | Invalid):
        return answer
    raise answer


def _report(import_id: UUID, plan_id: PlanId, name: str, reading: Reading, drawn: Plan) -> Report:
    stage: Stage = "refused" if drawn.faults else "offered" if any(step.command for step in drawn.steps) else "nothing"
    return Report(import_id, plan_id, name, stage, reading.sheets, drawn.axes, drawn.lines, drawn.faults, drawn.notes)


def _finished(report: Report, steps: Sequence[Step], answers: dict[UUID, Receipt | Exception], language: Language) -> Report:
    """The report with what became of each row."""
    lines: dict[Spot, Line] = {(line.sheet, line.row): line for line in report.lines}
    faults: list[Remark] = []
    for step in steps:
        answer = answers.get(step.id)
        at = (step.sheet, step.row)
        if isinstance(answer, Exception):
            why = problems.document(answer, language)[0].detail
            title = getattr(step.command, "title", None)
            faults.append(remark("row_refused", step.sheet, step.row, title=title if isinstance(title, str) else lines[at].title, why=why))
        if step.stream == report.plan_id:
            continue  # an axis; the line is about the row's action
        outcome = answer.outcome if isinstance(answer, Receipt) else _refusal(answer) if answer else "nothing"
        conflicts = answer.conflicts if isinstance(answer, Receipt) else ()
        lines[at] = structs.replace(lines[at], outcome=outcome, conflicts=conflicts)
    return structs.replace(report, stage="finished", lines=tuple(lines.values()), faults=tuple(faults))


def _refusal(error: Exception) -> str:
    return f"refused:{error.code if isinstance(error, Refused) else getattr(error, 'key', '')}"


def _told(report: Report, language: Language) -> Report:
    return structs.replace(report, faults=told(report.faults, language), notes=told(report.notes, language))


def _encoded(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _decoded(report: str) -> Report:
    return msgspec.json.decode(report, type=Report)
