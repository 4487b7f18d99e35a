"""Imports: a workbook is checked first, and brought into its plan once a person confirms what they saw."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.params import FromPath, MultipartBody
from litestar.status_codes import HTTP_200_OK
from msgspec import structs

from events.ids import NetworkId, PlanId
from projections.plan_list import plan_list
from service import reading
from service.files.imports import Imports
from service.files.report import Report
from service.identity.actor import Who
from service.languages import Language, chosen
from service.uploads import LARGEST, Upload, is_form


@post(
    "/networks/{network_id:uuid}/plans/{plan_id:uuid}/imports",
    status_code=HTTP_200_OK,
    operation_id="offer_import",
    dto=None,
    request_max_body_size=LARGEST,
    before_request=is_form,
)
async def offer_import(
    network_id: FromPath[UUID],
    plan_id: FromPath[UUID],
    data: MultipartBody[Upload],
    actor: Who,
    state: State,
    request: Request[Any, Any, Any],
) -> Report:
    """Check a workbook against a plan: what each row would do, every fault and note. Nothing is changed.

    A file that was confirmed and broken off answers with that import, to be run to its end.
    """
    view = await reading.enter(state.networks, network_id, actor)
    view.row(plan_list, plan_id, "missing.plan")
    imports: Imports = state.imports
    name, content = data.file.filename, await data.file.read()
    return await imports.offer(view.network, PlanId(plan_id), actor.person, name, content, data.sheet, _language(request))


@post("/networks/{network_id:uuid}/imports/{import_id:uuid}/run", status_code=HTTP_200_OK, operation_id="run_import")
async def run_import(
    network_id: FromPath[UUID], import_id: FromPath[UUID], actor: Who, state: State, request: Request[Any, Any, Any]
) -> Report:
    """Do what the check showed: one command a row, with the import as its cause. Asked again, it does only what is left."""
    view = await reading.enter(state.networks, network_id, actor)
    imports: Imports = state.imports
    ran = await imports.run(view.network, import_id, actor.person, _language(request))
    actor.stands = ran.after or actor.stands
    return ran.report


@get("/networks/{network_id:uuid}/imports/{import_id:uuid}", operation_id="import_report")
async def import_report(
    network_id: FromPath[UUID], import_id: FromPath[UUID], actor: Who, state: State, request: Request[Any, Any, Any]
) -> Report:
    """Show how an import stands, and what became of each row."""
    view = await reading.enter(state.networks, network_id, actor)
    imports: Imports = state.imports
    report = await imports.report(NetworkId(network_id), import_id, actor.person, _language(request))
    seen = [line for line in report.lines if view.may_know_of(line.action_id)]
    if len(seen) == len(report.lines):
        return report
    # A row that is about what others may see alone, and what was said of it, are none of theirs.
    told = {(line.sheet, line.row) for line in seen}
    faults, notes = (tuple(one for one in remarks if (one.sheet, one.row) in told) for remarks in (report.faults, report.notes))
    return structs.replace(report, lines=tuple(seen), faults=faults, notes=notes)


def _language(request: Request[Any, Any, Any]) -> Language:
    return chosen(request.headers.get("accept-language", ""))
