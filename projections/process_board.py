"""The process behind a plan: its steps, what councils resolved, its recognition, and who was trained.

What can be told from these rows (the stage, unanimity, how many of those whom it was for came) is computed here, for
everyone who asks, and never entered.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Literal, TypeAlias
from uuid import UUID

from msgspec import Struct, structs

from events import process, process_template
from events.ids import AuthorityId, MeetingId, NetworkId, PersonId, TemplateId
from events.log.recorded import Recorded
from events.process import Canvas, Public, Purpose, Result, Subject
from projections.projection import Projection, Row

Unanimity: TypeAlias = Literal["all", "cast", "no"]


class Process(Row, frozen=True):
    """The process of one plan, and the canvas that it started from."""

    process_id: UUID
    plan_id: UUID
    authority_id: AuthorityId
    canvas: Canvas | None
    template_id: TemplateId | None
    started_at: datetime


def started(recorded: Recorded[process.Started]) -> Iterator[UUID]:
    if isinstance(recorded.event, process.Started):
        yield recorded.stream_id


def start(_before: Process | None, recorded: Recorded[process.Started]) -> Process:
    event = recorded.event
    return Process(recorded.stream_id, event.plan, event.authority, event.canvas, event.template, recorded.at)


def of_plan(row: "Process | ProcessStep | Resolution | Recognition | TrainingSession") -> Iterable[str]:
    yield f"plan:{row.plan_id}"


process_list = Projection("process_list", Process, started, start, of_plan)


class ProcessStep(Row, frozen=True):
    """One step of a process, and since when it is done."""

    step_id: UUID
    plan_id: UUID
    process_id: UUID
    title: str
    order_key: str
    done_on: date | None = None
    withdrawn: bool = False


Stepping: TypeAlias = process.StepAdded | process.StepWithdrawn | process.StepDone | process.StepUndone


def step_touches(recorded: Recorded[Stepping]) -> Iterator[UUID]:
    if isinstance(recorded.event, Stepping):
        yield recorded.event.step


def _plan(recorded: Recorded[process.Event]) -> UUID:
    return recorded.parent or recorded.stream_id  # the first event of every process names its plan


def step_fold(row: ProcessStep | None, recorded: Recorded[Stepping]) -> ProcessStep | None:
    if row and row.process_id != recorded.stream_id:
        return row  # people choose these ids: without this line, the step of one process could be done from another
    match recorded.event:
        case process.StepAdded(step, title, order_key):
            return ProcessStep(step, _plan(recorded), recorded.stream_id, title, order_key)
        case process.StepDone(on=on) if row:
            return structs.replace(row, done_on=on)
        case process.StepUndone() if row:
            return structs.replace(row, done_on=None)
        case process.StepWithdrawn() if row:
            return structs.replace(row, withdrawn=True)
    return row


process_steps = Projection("process_steps", ProcessStep, step_touches, step_fold, of_plan)


class Stage(Struct, frozen=True):
    """How far a process has come: of how many steps how many are done, which was the last, and which comes next."""

    steps: int
    done: int
    last: str | None
    next: str | None


def stage(rows: Iterable[ProcessStep]) -> Stage:
    """The stage that these steps tell of; the last done is the furthest in the canvas, the next the first that is not done."""
    steps = sorted((row for row in rows if not row.withdrawn), key=lambda row: (row.order_key, row.step_id))
    done = [step.title for step in steps if step.done_on is not None]
    left = [step.title for step in steps if step.done_on is None]
    return Stage(len(steps), len(done), done[-1] if done else None, left[0] if left else None)


class Resolution(Row, frozen=True):
    """What a council resolved; the votes are empty where nobody knows them."""

    resolution_id: UUID
    plan_id: UUID
    process_id: UUID
    reference: str
    resolved_on: date
    council: str
    subject: Subject
    title: str
    result: Result
    provider: str | None
    votes_for: int | None
    votes_against: int | None
    abstained: int | None
    withdrawn: bool = False
    withdrawn_reason: str | None = None


Resolving: TypeAlias = process.ResolutionRecorded | process.ResolutionWithdrawn


def resolution_touches(recorded: Recorded[Resolving]) -> Iterator[UUID]:
    if isinstance(recorded.event, Resolving):
        yield recorded.event.resolution


def resolution_fold(row: Resolution | None, recorded: Recorded[Resolving]) -> Resolution | None:
    if row and row.process_id != recorded.stream_id:
        return row  # people choose these ids: without this line, a resolution of one plan could be withdrawn from another
    match recorded.event:
        case process.ResolutionRecorded() as event:
            return Resolution(
                event.resolution,
                _plan(recorded),
                recorded.stream_id,
                event.reference,
                event.on,
                event.body,
                event.subject,
                event.title,
                event.result,
                event.provider,
                event.votes_for,
                event.votes_against,
                event.abstained,
            )
        case process.ResolutionWithdrawn() as event if row:
            return structs.replace(row, withdrawn=True, withdrawn_reason=event.reason)
    return row


process_resolutions = Projection("process_resolutions", Resolution, resolution_touches, resolution_fold, of_plan)


def unanimity(row: Resolution) -> Unanimity | None:
    """Did all vote for it, all who voted, or not? None where nobody knows the votes."""
    if row.votes_for is None or row.votes_against is None or row.abstained is None:
        return None
    if row.votes_against > 0 or row.votes_for == 0:
        return "no"
    return "cast" if row.abstained > 0 else "all"


class Recognition(Row, frozen=True):
    """A request for recognition, and its answer once there is one."""

    request_id: UUID
    plan_id: UUID
    process_id: UUID
    dossier: str
    requested_on: date
    outcome: Literal["waiting", "granted", "refused"] = "waiting"
    answered_on: date | None = None
    answer_reason: str | None = None


Recognising: TypeAlias = process.RecognitionRequested | process.RecognitionGranted | process.RecognitionRefused


def recognition_touches(recorded: Recorded[Recognising]) -> Iterator[UUID]:
    if isinstance(recorded.event, Recognising):
        yield recorded.event.request


def recognition_fold(row: Recognition | None, recorded: Recorded[Recognising]) -> Recognition | None:
    if row and row.process_id != recorded.stream_id:
        return row  # people choose these ids: without this line, the request of one plan could be granted from another
    match recorded.event:
        case process.RecognitionRequested(request, dossier, on):
            return Recognition(request, _plan(recorded), recorded.stream_id, dossier, on)
        case process.RecognitionGranted(on=on) as event if row:
            return structs.replace(row, outcome="granted", answered_on=on, answer_reason=event.reason)
        case process.RecognitionRefused(on=on) as event if row:
            return structs.replace(row, outcome="refused", answered_on=on, answer_reason=event.reason)
    return row


process_recognitions = Projection("process_recognitions", Recognition, recognition_touches, recognition_fold, of_plan)


class TrainingSession(Row, frozen=True):
    """A session of training or mobilisation; without ``attended``, who came was checked in at the meeting."""

    session_id: UUID
    plan_id: UUID
    process_id: UUID
    title: str
    purpose: Purpose
    held_on: date
    public: Public
    headcount: int
    attended: int | None
    meeting_id: MeetingId | None
    withdrawn: bool = False


Training: TypeAlias = process.SessionRecorded | process.SessionWithdrawn


def session_touches(recorded: Recorded[Training]) -> Iterator[UUID]:
    if isinstance(recorded.event, Training):
        yield recorded.event.session


def session_fold(row: TrainingSession | None, recorded: Recorded[Training]) -> TrainingSession | None:
    if row and row.process_id != recorded.stream_id:
        return row  # people choose these ids: without this line, a session of one plan could be withdrawn from another
    match recorded.event:
        case process.SessionRecorded(session, title, purpose, on, public, headcount, attended, meeting):
            return TrainingSession(session, _plan(recorded), recorded.stream_id, title, purpose, on, public, headcount, attended, meeting)
        case process.SessionWithdrawn() if row:
            return structs.replace(row, withdrawn=True)
    return row


process_sessions = Projection("process_sessions", TrainingSession, session_touches, session_fold, of_plan)


class CheckIn(Struct, frozen=True):
    """Someone who was checked in at a meeting; ``person`` is empty where nobody keeps their name."""

    participant: UUID
    capacity: str
    person: PersonId | None


class Coverage(Struct, frozen=True):
    """Of those whom the sessions of one purpose were for, how many came, and what share of them that is, from 0 to 1."""

    purpose: Purpose
    public: Public
    sessions: int
    headcount: int
    reached: int
    rate: float


_CAPACITY: Mapping[Public, str] = {"officers": "officer", "elected": "elected"}


def coverage(rows: Iterable[TrainingSession], present: Mapping[UUID, Iterable[CheckIn]]) -> list[Coverage]:
    """For each purpose and public, how many were reached: people known by id once, whatever they came to, others each time.

    How many there are is what the latest session says; more than these are never reached.
    """
    found: dict[tuple[Purpose, Public], list[TrainingSession]] = {}
    for row in sorted((row for row in rows if not row.withdrawn), key=lambda row: (row.held_on, row.session_id)):
        found.setdefault((row.purpose, row.public), []).append(row)
    told = []
    for (purpose, public), sessions in sorted(found.items()):
        came: set[UUID] = set()
        stated = 0
        for session in sessions:
            stated += session.attended or 0
            for one in present.get(session.meeting_id, ()) if session.meeting_id else ():
                if one.capacity == _CAPACITY.get(public, "other"):
                    came.add(one.person or one.participant)
        headcount = sessions[-1].headcount
        reached = min(headcount, stated + len(came))
        told.append(Coverage(purpose, public, len(sessions), headcount, reached, round(reached / headcount, 4)))
    return told


class Template(Row, frozen=True):
    """A canvas of the network's own."""

    template_id: UUID
    network_id: NetworkId
    name: str
    steps: tuple[str, ...]
    written_at: datetime
    withdrawn: bool = False


def template_touches(recorded: Recorded[process_template.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, process_template.Event):
        yield recorded.stream_id


def template_fold(row: Template | None, recorded: Recorded[process_template.Event]) -> Template | None:
    match recorded.event:
        case process_template.Written(name, steps):
            return Template(recorded.stream_id, recorded.network_id, name, steps, recorded.at)
        case process_template.Withdrawn() if row:
            return structs.replace(row, withdrawn=True)
    return row


def template_topics(row: Template) -> Iterable[str]:
    yield f"network:{row.network_id}"


process_templates = Projection("process_templates", Template, template_touches, template_fold, template_topics)
