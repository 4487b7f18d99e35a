"""The process behind a plan: where it stands, what councils resolved, its findings and ideas; the bodies that look after it."""

from typing import TypeAlias
from uuid import UUID

from litestar import Request, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from events import process
from events.authority import Engagement
from events.process import Canvas
from projections import process_board as board
from projections.body_list import Body, FollowUp, body_follow_ups, body_list
from projections.directory import directory
from projections.finding_list import Finding, finding_list
from projections.idea_list import Idea, idea_list
from projections.meeting_attendance import meeting_attendance
from projections.past import Entry
from projections.phase_calendar import Phase, phase_calendar
from projections.plan_list import Plan, plan_list
from projections.process_board import (
    CheckIn,
    Coverage,
    Process,
    ProcessStep,
    Recognition,
    Resolution,
    Stage,
    Template,
    TrainingSession,
    Unanimity,
    process_list,
    process_recognitions,
    process_resolutions,
    process_sessions,
    process_steps,
    process_templates,
)
from service import reading
from service.identity.actor import Who
from service.languages import chosen, say

Asked: TypeAlias = Request[object, object, State]


class ProcessPage(Struct, frozen=True):
    """The process of one plan, whole, as it stood at ``token``; whatever can be counted is counted from the rows beside it.

    ``unanimity`` is by resolution. ``untold`` says that recognition was granted and the directory does not tell so yet.
    """

    token: str
    plan: Plan
    process: Process | None
    stage: Stage
    steps: list[ProcessStep]
    phases: list[Phase]
    resolutions: list[Resolution]
    unanimity: dict[str, Unanimity]
    recognitions: list[Recognition]
    engagement: Engagement
    untold: bool
    sessions: list[TrainingSession]
    coverage: list[Coverage]
    findings: list[Finding]
    ideas: list[Idea]
    bodies: list[Body]
    follow_ups: list[FollowUp]


class UsualCanvas(Struct, frozen=True):
    """A canvas that comes with the program, in the language of who asks."""

    canvas: Canvas
    name: str
    steps: list[str]


class Canvases(Struct, frozen=True):
    """The canvases that a process can start from: those that come with the program, and the network's own."""

    usual: list[UsualCanvas]
    own: list[Template]


class Bodies(Struct, frozen=True):
    """The bodies of the network and of the plans that one may see, and what each saw, as they stood at ``token``."""

    token: str
    bodies: list[Body]
    follow_ups: list[FollowUp]


@get("/networks/{network_id:uuid}/plans/{plan_id:uuid}/process", operation_id="process")
async def process_page(
    network_id: FromPath[UUID],
    plan_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> ProcessPage:
    """Show the process of a plan whole: as it stands, or as it stood at the moment ``at``."""
    now = await reading.enter(state.networks, network_id, actor, after)
    now.row(plan_list, plan_id, "missing.plan")
    # Who came to a session stands with its meeting, and the engagement with the authority: beyond the plan.
    view = await reading.at(now, None, at, actor)
    plan = view.row(plan_list, plan_id, "missing.plan")
    steps = [row for row in view.rows(process_steps) if row.plan_id == plan_id]
    resolutions = [row for row in view.rows(process_resolutions) if row.plan_id == plan_id]
    recognitions = [row for row in view.rows(process_recognitions) if row.plan_id == plan_id]
    sessions = [row for row in view.rows(process_sessions) if row.plan_id == plan_id]
    present: dict[UUID, list[CheckIn]] = {}
    for one in view.rows(meeting_attendance):
        present.setdefault(one.meeting_id, []).append(CheckIn(one.participant_id, one.capacity, one.person_id))
    entry = next((row for row in view.rows(directory) if row.authority_id == plan.authority_id), None)
    engagement: Engagement = entry.engagement if entry else "prospect"
    bodies = [row for row in view.rows(body_list) if row.plan_id == plan_id]
    unanimous = {str(row.resolution_id): board.unanimity(row) for row in resolutions}
    return ProcessPage(
        token=str(actor.stands),
        plan=plan,
        process=next((row for row in view.rows(process_list) if row.plan_id == plan_id), None),
        stage=board.stage(steps),
        steps=sorted(steps, key=lambda row: (row.order_key, row.step_id)),
        phases=[row for row in view.rows(phase_calendar) if row.plan_id == plan_id],
        resolutions=sorted(resolutions, key=lambda row: (row.resolved_on, row.reference)),
        unanimity={key: told for key, told in unanimous.items() if told is not None},
        recognitions=sorted(recognitions, key=lambda row: (row.requested_on, row.request_id)),
        engagement=engagement,
        untold=engagement != "recognised" and any(row.outcome == "granted" for row in recognitions),
        sessions=sorted(sessions, key=lambda row: (row.held_on, row.session_id)),
        coverage=board.coverage(sessions, present),
        findings=[row for row in view.rows(finding_list) if row.plan_id == plan_id],
        ideas=[row for row in view.rows(idea_list) if row.plan_id == plan_id],
        bodies=bodies,
        follow_ups=_of(bodies, view.rows(body_follow_ups)),
    )


def _of(bodies: list[Body], rows: list[FollowUp]) -> list[FollowUp]:
    known = {row.body_id for row in bodies}
    return sorted((row for row in rows if row.body_id in known), key=lambda row: (row.seen_on, row.follow_up_id))


@get("/networks/{network_id:uuid}/process-canvases", operation_id="process_canvases")
async def process_canvases(
    network_id: FromPath[UUID],
    actor: Who,
    state: State,
    request: Asked,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> Canvases:
    """List the canvases of steps that a process can start from, those of the program in the language of who asks."""
    view = await reading.enter(state.networks, network_id, actor, after, at)
    language = chosen(request.headers.get("accept-language", ""))
    return Canvases(
        [
            UsualCanvas(name, say(language, f"canvas.{name}"), [say(language, f"process_step.{step}") for step in steps])
            for name, steps in process.CANVASES.items()
        ],
        view.rows(process_templates),
    )


@get("/networks/{network_id:uuid}/bodies", operation_id="bodies")
async def bodies(
    network_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> Bodies:
    """List the bodies of a network and of its plans, with what each saw: as they stand, or as they stood at the moment ``at``."""
    view = await reading.enter(state.networks, network_id, actor, after, at)
    rows = view.rows(body_list)
    return Bodies(str(actor.stands), sorted(rows, key=lambda row: row.body_id), _of(rows, view.rows(body_follow_ups)))


@get("/networks/{network_id:uuid}/ideas/{idea_id:uuid}/history", operation_id="idea_history")
async def idea_history(
    network_id: FromPath[UUID],
    idea_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
    field: FromQuery[str | None] = None,
) -> list[Entry]:
    """Tell what happened to an idea, oldest first: who refined it from what to what, and what became of it."""
    return await reading.history(state.networks, network_id, actor, idea_list, idea_id, "missing.idea", after, at, field)


@get("/networks/{network_id:uuid}/findings/{finding_id:uuid}/history", operation_id="finding_history")
async def finding_history(
    network_id: FromPath[UUID],
    finding_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
    field: FromQuery[str | None] = None,
) -> list[Entry]:
    """Tell what happened to a finding, oldest first: who changed, verified or contested it, and why."""
    return await reading.history(state.networks, network_id, actor, finding_list, finding_id, "missing.finding", after, at, field)


@get("/networks/{network_id:uuid}/bodies/{body_id:uuid}/history", operation_id="body_history")
async def body_history(
    network_id: FromPath[UUID],
    body_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
    field: FromQuery[str | None] = None,
) -> list[Entry]:
    """Tell what happened to a body, oldest first: who joined and left it, and how its mandate changed."""
    return await reading.history(state.networks, network_id, actor, body_list, body_id, "missing.body", after, at, field)
