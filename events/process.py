"""The local process behind a plan: its canvas of steps, what councils resolved on it, who was trained, and its recognition.

Stream kind ``process``; its stream id follows from the plan (``stream_of``), so a plan has one process.

- It starts from a canvas: one that comes with the program, one of the network's own, or none. Its steps are copied, so
  that each process goes its own way: they are added, withdrawn, done on a day, and undone.
- A resolution has the reference of its act, its day, its body and its subject; the choice of an adviser names who was
  chosen. Votes are given all three, for, against and abstained, or not at all; adopted ones have more for than against.
  Two that stand have not one reference. One that was written down wrongly is withdrawn with a reason and recorded anew.
- Recognition is requested with a dossier; while a request waits no other is made. It is granted, or refused with a
  reason, once; after a refusal it is requested again, after it was granted never.
  ``together.grant_recognition`` sets the authority's engagement by the same command.
- A session of training or mobilisation says for whom it was and how many those are. Who came is counted from the
  check-ins of a meeting, or stated where there were none; never more than there are.
- None of these days is still to come, and no answer lies before its request.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Literal, Protocol, TypeAlias, assert_never, runtime_checkable
from uuid import UUID

from msgspec import Meta, Struct, structs

from events import decider, ids
from events.decider import Asked, Refused
from events.fields import Line, OrderKey, Text
from events.ids import AuthorityId, MeetingId, NetworkId, PlanId, RequestId, ResolutionId, SessionId, StepId, StreamId, TemplateId

MOST = 200  # steps, resolutions or sessions of one process

Canvas: TypeAlias = Literal["agenda21", "continuous_improvement"]
Subject: TypeAlias = Literal["engagement", "adviser", "assessment", "strategy", "plan", "evaluation", "other"]
Result: TypeAlias = Literal["adopted", "rejected"]
Purpose: TypeAlias = Literal["training", "mobilisation"]
Public: TypeAlias = Literal["officers", "elected", "inhabitants", "local_actors"]
Count: TypeAlias = Annotated[int, Meta(ge=0, le=10**8)]

#: The canvases that come with the program, as names of their steps.
CANVASES: Mapping[Canvas, tuple[str, ...]] = {
    "agenda21": (
        "council_decides",
        "adviser_chosen",
        "officers_trained",
        "assessment_made",
        "assessment_shared",
        "strategy_defined",
        "ideas_gathered",
        "actions_refined",
        "plan_adopted",
        "evaluation_prepared",
        "recognition_requested",
    ),
    "continuous_improvement": (
        "club_established",
        "boards_drawn_up",
        "roles_shared_out",
        "actions_followed",
        "people_mobilised",
        "plan_enriched",
        "results_evaluated",
    ),
}

# Events are stored for ever: new fields have defaults, tags are never renamed.


class Started(decider.Event, tag="process.started"):
    plan: PlanId
    authority: AuthorityId
    canvas: Canvas | None = None
    template: TemplateId | None = None


class StepAdded(decider.Event, tag="process.step_added"):
    step: StepId
    title: str
    order_key: str


class StepWithdrawn(decider.Event, tag="process.step_withdrawn"):
    step: StepId


class StepDone(decider.Event, tag="process.step_done"):
    step: StepId
    on: date


class StepUndone(decider.Event, tag="process.step_undone"):
    step: StepId


class ResolutionRecorded(decider.Event, tag="process.resolution_recorded"):
    resolution: ResolutionId
    reference: str
    on: date
    body: str
    subject: Subject
    title: str
    result: Result
    provider: str | None = None
    votes_for: int | None = None
    votes_against: int | None = None
    abstained: int | None = None


class ResolutionWithdrawn(decider.Event, tag="process.resolution_withdrawn"):
    """It was written down wrongly; the reason says what was wrong."""

    resolution: ResolutionId


class RecognitionRequested(decider.Event, tag="process.recognition_requested"):
    request: RequestId
    dossier: str
    on: date


class RecognitionGranted(decider.Event, tag="process.recognition_granted"):
    request: RequestId
    on: date


class RecognitionRefused(decider.Event, tag="process.recognition_refused"):
    """The reason says why; it may be requested again."""

    request: RequestId
    on: date


class SessionRecorded(decider.Event, tag="process.session_recorded"):
    """Of how many people whom it was for how many came: ``attended``, or as many as were checked in at ``meeting``."""

    session: SessionId
    title: str
    purpose: Purpose
    on: date
    public: Public
    headcount: int
    attended: int | None = None
    meeting: MeetingId | None = None


class SessionWithdrawn(decider.Event, tag="process.session_withdrawn"):
    session: SessionId


Event: TypeAlias = (
    StepDone
    | StepUndone
    | StepAdded
    | StepWithdrawn
    | ResolutionRecorded
    | ResolutionWithdrawn
    | RecognitionRequested
    | RecognitionGranted
    | RecognitionRefused
    | SessionRecorded
    | SessionWithdrawn
    | Started
)

# Commands say what is asked; who asks, and when, arrive apart in Asked.


class NewStep(Struct, frozen=True, forbid_unknown_fields=True):
    """A step as the process starts with it."""

    title: Line
    order_key: OrderKey


class Start(decider.Command, kw_only=True, tag="process.start"):
    """Start the process of a plan from a canvas of steps, or from none."""

    plan: PlanId
    canvas: Canvas | None = None
    template: TemplateId | None = None
    steps: Annotated[dict[StepId, NewStep], Meta(max_length=100)] = {}


class AddStep(decider.Command, tag="process.add_step"):
    """Add a step of this process's own."""

    step: StepId
    title: Line
    order_key: OrderKey


class WithdrawStep(decider.Command, tag="process.withdraw_step"):
    """Take a step out of this process."""

    step: StepId


class DoStep(decider.Command, tag="process.do_step"):
    """Say that a step is done, and since when."""

    step: StepId
    on: date


class UndoStep(decider.Command, tag="process.undo_step"):
    """Say that a step is not done after all."""

    step: StepId


class RecordResolution(decider.Command, kw_only=True, tag="process.record_resolution"):
    """Record what a council resolved: the act, the day, the body, the subject, and the votes where they are known."""

    resolution: ResolutionId
    reference: Line
    on: date
    body: Line
    subject: Subject
    title: Line
    result: Result = "adopted"
    provider: Line | None = None
    votes_for: Count | None = None
    votes_against: Count | None = None
    abstained: Count | None = None


class WithdrawResolution(decider.Command, tag="process.withdraw_resolution"):
    """Take a resolution out that was written down wrongly, and say what was wrong."""

    resolution: ResolutionId


class RequestRecognition(decider.Command, tag="process.request_recognition"):
    """Record that recognition was requested: the dossier, and the day."""

    request: RequestId
    dossier: Text
    on: date


class GrantRecognition(decider.Command, tag="process.grant_recognition"):
    """Record that recognition was granted to the authority of the plan."""

    request: RequestId
    on: date
    authority: AuthorityId


class RefuseRecognition(decider.Command, tag="process.refuse_recognition"):
    """Record that recognition was refused, and why."""

    request: RequestId
    on: date


class RecordSession(decider.Command, kw_only=True, tag="process.record_session"):
    """Record a session of training or mobilisation: for whom, how many those are, and how many came."""

    session: SessionId
    title: Line
    purpose: Purpose = "training"
    on: date
    public: Public
    headcount: Annotated[int, Meta(ge=1, le=10**8)]
    attended: Count | None = None
    meeting: MeetingId | None = None


class WithdrawSession(decider.Command, tag="process.withdraw_session"):
    """Take a session out that was written down wrongly."""

    session: SessionId


Command: TypeAlias = (
    DoStep
    | UndoStep
    | AddStep
    | WithdrawStep
    | RecordResolution
    | WithdrawResolution
    | RequestRecognition
    | GrantRecognition
    | RefuseRecognition
    | RecordSession
    | WithdrawSession
    | Start
)

# State holds what the rules need and nothing else.


class State(Struct, frozen=True):
    started: Started
    steps: Mapping[StepId, StepAdded] = {}
    done: Mapping[StepId, date] = {}
    resolutions: Mapping[ResolutionId, ResolutionRecorded] = {}
    sessions: Mapping[SessionId, SessionRecorded] = {}
    off: frozenset[UUID] = frozenset()  # steps, resolutions and sessions that were withdrawn
    requests: Mapping[RequestId, RecognitionRequested] = {}
    answers: Mapping[RequestId, RecognitionGranted | RecognitionRefused] = {}


@runtime_checkable
class Plan(Protocol):
    """What the rules of a process see of its plan."""

    @property
    def withdrawn(self) -> bool: ...
    @property
    def plan(self) -> Any: ...


@runtime_checkable
class Template(Protocol):
    """What the rules of a process see of the canvas that it starts from."""

    @property
    def withdrawn(self) -> bool: ...
    @property
    def written(self) -> Any: ...


@runtime_checkable
class Meeting(Protocol):
    """What the rules of a process see of a meeting."""

    @property
    def called_off(self) -> bool: ...


class NotHere(Refused, code="process.not_here"):
    """A plan has one process, whose identifier follows from the plan's; start it under that one."""


class NotStarted(Refused, code="process.not_started"):
    """The process of this plan was not started; choose a canvas and start it."""


class AlreadyStarted(Refused, code="process.already_started"):
    """The process of this plan was started already; add steps to it."""


class NoSuchPlan(Refused, code="process.no_such_plan"):
    """This plan does not exist or was withdrawn; choose another one, or have it restored."""


class NoSuchTemplate(Refused, code="process.no_such_template"):
    """This canvas does not exist or was withdrawn; choose another one, or start without."""


class NoSuchStep(Refused, code="process.no_such_step"):
    """This step does not exist in the process or was withdrawn; reload the page."""


class DoneAlready(Refused, code="process.done_already"):
    """This step was done on another day; undo it before giving it another one."""


class AlreadyThere(Refused, code="process.already_there"):
    """Something with this identifier stands in the process already; record yours under a new one."""


class TooMany(Refused, code="process.too_many"):
    """This process holds as many of these as it can; withdraw those that are of no use."""


class SameReference(Refused, code="process.same_reference"):
    """A resolution with this reference is recorded already; look at that one, or withdraw it first."""


class ProviderNeeded(Refused, code="process.provider_needed"):
    """The choice of an adviser names who was chosen; say whom."""


class VotesDoNotFit(Refused, code="process.votes_do_not_fit"):
    """Give all three counts of votes or none; what was adopted has more votes for it than against it."""


class NoSuchResolution(Refused, code="process.no_such_resolution"):
    """This resolution does not exist; reload the page."""


class ReasonNeeded(Refused, code="process.reason_needed"):
    """Withdrawing a resolution and refusing recognition need a reason; say why."""


class Waiting(Refused, code="process.recognition_waiting"):
    """Recognition was requested already and waits for an answer; record the answer first."""


class Recognised(Refused, code="process.recognised"):
    """Recognition was granted already; there is nothing left to ask for."""


class NoSuchRequest(Refused, code="process.no_such_request"):
    """This request for recognition does not exist or was answered otherwise; reload the page."""


class AnotherAuthority(Refused, code="process.another_authority"):
    """This is not the authority of the plan; recognition is granted to that one."""


class TooEarly(Refused, code="process.too_early"):
    """This day lies before the request, or before the answer to the one before; give the day on which it happened."""


class NotYet(Refused, code="process.not_yet"):
    """This day is still to come; record it once it has happened."""


class NoSuchSession(Refused, code="process.no_such_session"):
    """This session does not exist; reload the page."""


class NoSuchMeeting(Refused, code="process.no_such_meeting"):
    """This meeting does not exist or was called off; choose another one, or state how many came."""


class AttendanceNeeded(Refused, code="process.attendance_needed"):
    """Say how many came, or name the meeting where they were checked in, and not both; no more can come than there are."""


def stream_of(network: NetworkId, plan: UUID) -> StreamId:
    """Where the process of a plan is kept."""
    return StreamId(ids.derived(network, "process", plan))


def needs(command: Command, state: State | None) -> Iterable[UUID]:
    match command:
        case Start(plan=plan, template=template):
            return (plan, template) if template else (plan,)
        case RecordSession(meeting=meeting) if meeting:
            return (meeting,)
    return ()  # the network's own stream always comes along


def decide(command: Command, state: State | None, asked: Asked) -> list[Event]:
    if isinstance(command, Start):
        return _start(command, state, asked)
    if state is None:
        raise NotStarted
    match command:
        case DoStep(step, on):
            _standing_step(step, state)
            if step in state.done and state.done[step] != on:
                raise DoneAlready
            _happened(on, asked)
            return [] if step in state.done else [StepDone(step=step, on=on)]
        case UndoStep(step):
            _standing_step(step, state)
            return [StepUndone(step=step)] if step in state.done else []
        case AddStep(step, title, order_key):
            added = StepAdded(step=step, title=title, order_key=order_key)
            return [added] if _is_new(added, state.steps.get(step), state.steps) else []
        case WithdrawStep(step):
            if step not in state.steps:
                raise NoSuchStep
            return [] if step in state.off else [StepWithdrawn(step=step)]
        case RecordResolution():
            return _resolution(command, state, asked)
        case WithdrawResolution(resolution):
            if resolution not in state.resolutions:
                raise NoSuchResolution
            if resolution in state.off:
                return []
            if not asked.reason:
                raise ReasonNeeded
            return [ResolutionWithdrawn(resolution=resolution)]
        case RequestRecognition(request, dossier, on):
            return _request(RecognitionRequested(request=request, dossier=dossier, on=on), state, asked)
        case GrantRecognition(request, on, authority):
            if authority != state.started.authority:
                raise AnotherAuthority
            return _answer(RecognitionGranted(request=request, on=on), state, asked)
        case RefuseRecognition(request, on):
            return _answer(RecognitionRefused(request=request, on=on), state, asked)
        case RecordSession():
            return _session(command, state, asked)
        case WithdrawSession(session):
            if session not in state.sessions:
                raise NoSuchSession
            return [] if session in state.off else [SessionWithdrawn(session=session)]
        case _:
            assert_never(command)


def _start(command: Start, state: State | None, asked: Asked) -> list[Event]:
    if asked.stream != stream_of(asked.network, command.plan):
        raise NotHere
    steps = {key: StepAdded(step=key, title=one.title, order_key=one.order_key) for key, one in command.steps.items()}
    if state is not None:
        same = (state.started.canvas, state.started.template) == (command.canvas, command.template)
        if same and all(state.steps.get(key) == step for key, step in steps.items()):
            return []  # asked twice, happened once
        raise AlreadyStarted
    plan = asked.others.get(command.plan)
    if not isinstance(plan, Plan) or plan.withdrawn:
        raise NoSuchPlan
    if command.template is not None:
        template = asked.others.get(command.template)
        if not isinstance(template, Template) or template.withdrawn:
            raise NoSuchTemplate
    started = Started(plan=command.plan, authority=plan.plan.authority, canvas=command.canvas, template=command.template)
    return [started, *steps.values()]


def _is_new(added: Event, known: Event | None, others: Mapping[Any, Any]) -> bool:
    if known is not None and known != added:
        raise AlreadyThere
    if known is None and len(others) >= MOST:
        raise TooMany
    return known is None


def _standing_step(step: StepId, state: State) -> None:
    if step not in state.steps or step in state.off:
        raise NoSuchStep


def _happened(on: date, asked: Asked) -> None:
    if on > asked.at.date() + timedelta(days=1):  # where the network is, it may be tomorrow already
        raise NotYet


def _resolution(command: RecordResolution, state: State, asked: Asked) -> list[Event]:
    recorded = ResolutionRecorded(**structs.asdict(command))
    if not _is_new(recorded, state.resolutions.get(command.resolution), state.resolutions):
        return []
    _happened(command.on, asked)
    if any(one.reference == command.reference for key, one in state.resolutions.items() if key not in state.off):
        raise SameReference
    if command.subject == "adviser" and command.provider is None:
        raise ProviderNeeded
    votes = (command.votes_for, command.votes_against, command.abstained)
    if any(vote is None for vote in votes) and any(vote is not None for vote in votes):
        raise VotesDoNotFit
    if None not in votes and ((command.votes_for or 0) > (command.votes_against or 0)) != (command.result == "adopted"):
        raise VotesDoNotFit
    return [recorded]


def _request(requested: RecognitionRequested, state: State, asked: Asked) -> list[Event]:
    known = state.requests.get(requested.request)
    if known is not None:
        if known == requested:
            return []
        raise AlreadyThere
    if any(isinstance(answer, RecognitionGranted) for answer in state.answers.values()):
        raise Recognised
    if len(state.answers) < len(state.requests):
        raise Waiting
    _happened(requested.on, asked)
    if any(requested.on < answer.on for answer in state.answers.values()):
        raise TooEarly
    return [requested]


def _answer(answer: RecognitionGranted | RecognitionRefused, state: State, asked: Asked) -> list[Event]:
    requested = state.requests.get(answer.request)
    given = state.answers.get(answer.request)
    if requested is None or given not in (None, answer):
        raise NoSuchRequest
    if given is not None:
        return []
    if isinstance(answer, RecognitionRefused) and not asked.reason:
        raise ReasonNeeded
    _happened(answer.on, asked)
    if answer.on < requested.on:
        raise TooEarly
    return [answer]


def _session(command: RecordSession, state: State, asked: Asked) -> list[Event]:
    recorded = SessionRecorded(**structs.asdict(command))
    if not _is_new(recorded, state.sessions.get(command.session), state.sessions):
        return []
    _happened(command.on, asked)
    if (command.attended is None) == (command.meeting is None) or (command.attended or 0) > command.headcount:
        raise AttendanceNeeded
    if command.meeting is not None:
        meeting = asked.others.get(command.meeting)
        if not isinstance(meeting, Meeting) or meeting.called_off:
            raise NoSuchMeeting
    return [recorded]


def evolve(state: State | None, event: Event) -> State | None:
    if state is None:
        return State(structs.replace(event, reason=None)) if isinstance(event, Started) else None
    match event:
        case StepDone(step, on):
            return structs.replace(state, done={**state.done, step: on})
        case StepUndone(step):
            return structs.replace(state, done={key: day for key, day in state.done.items() if key != step})
        case StepAdded(step):
            return structs.replace(state, steps={**state.steps, step: structs.replace(event, reason=None)})
        case StepWithdrawn(item) | ResolutionWithdrawn(item) | SessionWithdrawn(item):
            return structs.replace(state, off=state.off | {item})
        case ResolutionRecorded(resolution):
            return structs.replace(state, resolutions={**state.resolutions, resolution: structs.replace(event, reason=None)})
        case SessionRecorded(session):
            return structs.replace(state, sessions={**state.sessions, session: structs.replace(event, reason=None)})
        case RecognitionRequested(request):
            return structs.replace(state, requests={**state.requests, request: structs.replace(event, reason=None)})
        case RecognitionGranted(request) | RecognitionRefused(request):
            return structs.replace(state, answers={**state.answers, request: structs.replace(event, reason=None)})
    return state  # what happened is never refused


rules = decider.Decider[State | None, Command, Event](
    "process", None, decide, evolve, needs, lambda event: event.plan if isinstance(event, Started) else None
)
