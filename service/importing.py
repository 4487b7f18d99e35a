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
    """Every remark where it belongs, but for those told before: faults first, each with its place."""
    for kind, remarks in (("fault", report.faults), ("note", report.notes)):
        for one in remarks:
            if one in told:
                continue
            print(f"{say(language, f'importing.level_{kind}')} · {_place(one, language)}{one.sentence}")


def _place(one: Remark, language: Language) -> str:
    row = None if one.row is None else say(language, "importing.row", row=one.row)
    place = ", ".join(part for part in (one.sheet, row, one.column and " ".join(one.column.split())) if part)
    return f"{place} · " if place else ""


def _verdict(report: Report, language: Language) -> str:
    does = [one.does for one in report.lines]
    clashes = sum(len(one.conflicts) for one in report.lines)
    counted = {"adds": does.count("add"), "edits": does.count("edit"), "same": does.count("nothing"), "axes": len(report.axes)}
    return say(language, f"cli.import_{report.stage}", file=report.file, faults=len(report.faults), clashes=clashes, **counted)
