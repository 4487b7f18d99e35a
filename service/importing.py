"""``club21 import``: a workbook brought into a plan from the command line, checked first, told row by row."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from events import line
from events.decider import Invalid
from events.ids import NetworkId, PersonId, PlanId
from projections.plan_list import plan_list
from service import operating, problems
from service.files.archive import MAX_FILE
from service.files.report import Remark, Report
from service.languages import Language, say
from service.networks import Network
from service.progress import Bar
from service.settings import Settings
from service.stopped import Stopped


async def bring_in(settings: Settings, language: Language, options: argparse.Namespace) -> int:
    """Check a file and, unless it is a dry run, do what it asks; 1 where rows are faulty or were refused."""
    data = _content(options.file)
    async with operating.working(settings) as service:
        try:
            network = await service.networks.open(NetworkId(operating.id_of(options.network)))
        except line.Missing:
            raise Stopped("cli.no_such_network", id=options.network) from None
        # Nobody is signed in here: the network itself asks, unless a person is named who may.
        by = PersonId(operating.id_of(options.by)) if options.by else PersonId(network.network_id)
        told: tuple[Remark, ...] = ()
        try:
            report = await service.imports.offer(
                network, _plan(network, options.plan), by, options.file.name, data, options.sheet, language
            )
            if report.stage in ("offered", "running") and not options.dry_run:
                _tell(report, language)
                told = (*report.faults, *report.notes)
                bar = Bar(say(language, "cli.importing"))
                report = (await service.imports.run(network, report.import_id, by, language, bar)).report
        except (Invalid, problems.Problem, line.Missing) as error:
            raise Stopped("cli.refused", why=problems.document(error, language)[0].detail) from error
    _tell(report, language, told)
    print(_verdict(report, language))
    return 1 if report.faults else 0


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_FILE + 1)
    except OSError as error:
        raise Stopped("cli.file_unreadable", file=file, why=error.strerror) from None


def _plan(network: Network, named: str | None) -> PlanId:
    plans = {plan.plan_id: plan for plan in network.follower.rows(plan_list).values() if not plan.withdrawn}
    if named is not None:
        plan_id = operating.id_of(named)
    elif len(plans) == 1:
        (plan_id,) = plans
    else:
        raise Stopped("cli.which_plan", plans="".join(f"\n  {one.plan_id}  {one.title}" for one in plans.values()))
    if plan_id not in plans:
        raise Stopped("cli.no_such_plan", id=plan_id)
    return PlanId(plan_id)


def _tell(report: Report, language: Language, told: Sequence[Remark] = ()) -> None:
    """Every remark but those told before: faults each with its place, then the same note on many rows once, with its rows."""
    for fault in report.faults:
        if fault not in told:
            print(_remark("fault", [fault], language))
    same: dict[tuple[object, ...], list[Remark]] = {}
    for note in report.notes:
        if note not in told:
            same.setdefault((note.sheet, note.column, note.sentence), []).append(note)
    for notes in same.values():
        print(_remark("note", notes, language))


def _remark(level: str, same: Sequence[Remark], language: Language) -> str:
    one = same[0]
    place = (one.sheet, _rows(sorted({each.row for each in same if each.row is not None}), language), one.column)
    told = ", ".join(" ".join(part.split()) for part in place if part)
    return " · ".join(part for part in (say(language, f"importing.level_{level}"), told, one.sentence) if part)


def _rows(rows: Sequence[int], language: Language) -> str:
    """ "3 rows: 4 to 5, 9": how many, and runs of them by their ends."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], row]
        else:
            runs.append([row])
    ends = (run[0] if len(run) == 1 else say(language, "importing.rows_from_to", **{"from": run[0], "to": run[1]}) for run in runs)
    words = ", ".join(map(str, ends))
    if len(rows) > 1:
        return say(language, "cli.import_rows", count=len(rows), rows=words)
    return say(language, "importing.row", row=words) if rows else ""


def _verdict(report: Report, language: Language) -> str:
    does = [one.does for one in report.lines]
    clashes = sum(len(one.conflicts) for one in report.lines)
    counted = {"adds": does.count("add"), "edits": does.count("edit"), "same": does.count("nothing"), "axes": len(report.axes)}
    return say(language, f"cli.import_{report.stage}", file=report.file, faults=len(report.faults), clashes=clashes, **counted)
