"""A roadmap: an action plan that a network drafts, sends to its members, has adopted, and follows year by year.

Stream kind ``roadmap``, one a plan: its id follows from the plan's, so no plan becomes two roadmaps. Axes, actions and versions are
those of the plan (events/action_plan.py, events/action.py). Its rules:

- A roadmap goes from draft to consulted, adopted and running; never back.
- It is sent out to members before it is adopted (events/consultation.py), and again for another round, never while a consultation is open.
- A body adopts it, on a day, in a published version of the plan; not while a consultation is open, and not without one.
- Once adopted it starts, with the actions of its first programme. From then on it has a programme a year, within its horizon.
- A programme is read by the whole network: it names whole actions, none that is kept to some people; afterwards none of them can be.
- What stood in the last programme and is neither done nor abandoned is carried over into the next one, or left out with a reason.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Literal, Protocol, TypeAlias, assert_never
from uuid import UUID

from msgspec import Meta, Struct, structs

from events import decider, ids
from events.decider import Asked, Refused
from events.fields import Line
from events.ids import ActionId, ConsultationId, PlanId, StreamId, VersionId

Stage: TypeAlias = Literal["draft", "consulted", "adopted", "running"]
Year: TypeAlias = Annotated[int, Meta(ge=1990, le=2200)]
Day: TypeAlias = date
Actions: TypeAlias = Annotated[tuple[ActionId, ...], Meta(min_length=1, max_length=300)]


class Omitted(Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """An action that the next programme leaves out, and why."""

    action: ActionId
    why: Line


# Events are stored for ever: new fields have defaults, tags are never renamed.


class Drafted(decider.Event, tag="roadmap.drafted"):
    """This plan is the roadmap of the network for these years."""

    plan: PlanId
    first_year: int
    last_year: int


class SentOut(decider.Event, tag="roadmap.sent_out"):
    """Members are asked what they think."""

    consultation: ConsultationId


class Adopted(decider.Event, tag="roadmap.adopted"):
    """A body made it theirs, as this version of the plan shows it."""

    body: str
    on: Day
    version: VersionId


class Started(decider.Event, tag="roadmap.started"):
    """It is being carried out; its first programme follows."""


class Programmed(decider.Event, tag="roadmap.programmed"):
    """The programme of a year: its actions, which of them were in the one before, and what was left out of that one, with why."""

    year: int
    actions: tuple[ActionId, ...]
    carried: tuple[ActionId, ...] = ()
    left_out: tuple[Omitted, ...] = ()


Event: TypeAlias = Drafted | SentOut | Adopted | Started | Programmed

# Commands say what is asked; who asks, and when, arrive apart in Asked.


class Draft(decider.Command, tag="roadmap.draft"):
    """Make a plan the roadmap of the network for these years."""

    plan: PlanId
    first_year: Year
    last_year: Year


class SendOut(decider.Command, tag="roadmap.send_out"):
    """Send the roadmap out for a consultation of its members."""

    consultation: ConsultationId


class Adopt(decider.Command, tag="roadmap.adopt"):
    """Record that a body adopted the roadmap, and in which version."""

    body: Line
    on: Day
    version: VersionId


class Start(decider.Command, tag="roadmap.start"):
    """Start carrying the roadmap out, with the actions of its first programme."""

    year: Year
    actions: Actions


class Programme(decider.Command, tag="roadmap.programme"):
    """Set the programme of a year; what is left out of the one before and is not over says why."""

    year: Year
    actions: Actions
    left_out: Annotated[tuple[Omitted, ...], Meta(max_length=300)] = ()


Command: TypeAlias = Draft | SendOut | Adopt | Start | Programme

# State holds what the rules need and nothing else.


class State(Struct, frozen=True):
    drafted: Drafted
    stage: Stage = "draft"
    consultation: ConsultationId | None = None  # the last one
    adopted: Adopted | None = None
    programmes: Mapping[int, Programmed] = {}

    @property
    def plan(self) -> PlanId:
        """The plan that it is."""
        return self.drafted.plan

    @property
    def named(self) -> frozenset[ActionId]:
        """Every action that stood in a programme; what was left out of one stood in the one before."""
        return frozenset(action for programme in self.programmes.values() for action in programme.actions)

    @property
    def last(self) -> Programmed | None:
        """The programme of the last year that has one."""
        return self.programmes[max(self.programmes)] if self.programmes else None


class Plan(Protocol):
    """What the rules of a roadmap see of its plan."""

    @property
    def withdrawn(self) -> bool: ...
    @property
    def versions(self) -> Mapping[VersionId, Any]: ...


class NotDrafted(Refused, code="roadmap.not_drafted"):
    """This roadmap does not exist; draft one from a plan."""


class AlreadyDrafted(Refused, code="roadmap.already_drafted"):
    """This plan is a roadmap already, for other years; open that one."""


class NotItsStream(Refused, code="roadmap.not_its_stream"):
    """A plan has one roadmap under one identifier; draft it from the plan."""


class NoSuchPlan(Refused, code="roadmap.no_such_plan"):
    """This plan does not exist or was withdrawn; choose another one, or have it restored."""


class YearsTurned(Refused, code="roadmap.years_turned"):
    """A roadmap ends in the year in which it begins, or later; turn the years around."""


class IsOpen(Refused, code="roadmap.is_open"):
    """Members are being consulted; close that consultation first."""


class NotConsulted(Refused, code="roadmap.not_consulted"):
    """Members were not asked what they think; send the roadmap out and close that consultation first."""


class IsAdopted(Refused, code="roadmap.is_adopted"):
    """This roadmap was adopted; what changes from here on belongs to the programme of a year."""


class NotAdopted(Refused, code="roadmap.not_adopted"):
    """This roadmap was not adopted yet; have a body adopt it first."""


class NoSuchVersion(Refused, code="roadmap.no_such_version"):
    """This version of the plan was never published; publish what the body adopted first."""


class NotRunning(Refused, code="roadmap.not_running"):
    """This roadmap was not started yet; start it with its first programme."""


class IsRunning(Refused, code="roadmap.is_running"):
    """This roadmap was started already; set the programme of a year."""


class BeyondHorizon(Refused, code="roadmap.beyond_horizon"):
    """This year is not one of the roadmap's; choose one of its years, or draft the next roadmap."""


class YearIsOver(Refused, code="roadmap.year_is_over"):
    """A later year has a programme already; change that one."""


class NoSuchAction(Refused, code="roadmap.no_such_action"):
    """One of these actions does not exist in the plan or was withdrawn; leave it out, or have it restored."""


class KeptToSome(Refused, code="roadmap.kept_to_some"):
    """The whole network reads a programme, and one of these actions is kept to some people; open it to all first, or leave it out."""


class PartOfAction(Refused, code="roadmap.part_of_action"):
    """A programme names whole actions, and one of these is a part of another; name that one instead."""


class LeftOut(Refused, code="roadmap.left_out"):
    """Something of the last programme is neither done nor carried over; carry it over, or say why it is left out."""


def needs(command: Command, state: State | None) -> Iterable[UUID]:
    match command:
        case Draft(plan=plan):
            return (plan,)
        case Adopt() if state:
            return (state.plan, *_asked(state))
        case SendOut() if state:
            return _asked(state)
        case Start(actions=actions):
            return actions
        case Programme(actions=actions) if state:
            return {*actions, *(state.last.actions if state.last else ())}
    return ()  # the network's own stream always comes along


def _asked(state: State) -> Iterable[UUID]:
    return (state.consultation,) if state.consultation else ()


def decide(command: Command, state: State | None, asked: Asked) -> list[Event]:
    if isinstance(command, Draft):
        return _draft(command, state, asked)
    if state is None:
        raise NotDrafted
    match command:
        case SendOut(consultation):
            if consultation == state.consultation:
                return []
            if state.stage in ("adopted", "running"):
                raise IsAdopted
            if _consulting(state, asked):
                raise IsOpen
            return [SentOut(consultation=consultation)]
        case Adopt(body, on, version):
            return _adopt(Adopted(body=body, on=on, version=version), state, asked)
        case Start(year, actions):
            return _start(year, actions, state, asked)
        case Programme(year, actions, left_out):
            if state.stage != "running":
                raise NotRunning
            return _programme(year, actions, left_out, state, asked)
        case _:
            assert_never(command)


def _draft(command: Draft, state: State | None, asked: Asked) -> list[Event]:
    drafted = Drafted(plan=command.plan, first_year=command.first_year, last_year=command.last_year)
    if state is not None:
        if state.drafted == drafted:
            return []  # asked twice, happened once
        raise AlreadyDrafted
    if asked.stream != stream_of(command.plan):
        raise NotItsStream
    plan: Plan | None = asked.others.get(command.plan)
    if plan is None or not hasattr(plan, "versions") or plan.withdrawn:
        raise NoSuchPlan
    if command.last_year < command.first_year:
        raise YearsTurned
    return [drafted]


def _consultation(state: State, asked: Asked) -> Any:
    """The last consultation of this roadmap, as its own rules keep it; None where none was opened."""
    found = asked.others.get(state.consultation) if state.consultation else None
    return found if getattr(getattr(found, "opened", None), "roadmap", None) == asked.stream else None


def _consulting(state: State, asked: Asked) -> bool:
    """Are members being asked right now?"""
    found = _consultation(state, asked)
    return found is not None and not found.closed


def _adopt(adopted: Adopted, state: State, asked: Asked) -> list[Event]:
    if state.adopted is not None:
        if state.adopted == adopted:
            return []
        raise IsAdopted
    if _consulting(state, asked):
        raise IsOpen
    if _consultation(state, asked) is None:
        raise NotConsulted
    plan: Plan | None = asked.others.get(state.plan)
    if plan is None or plan.withdrawn:
        raise NoSuchPlan
    if adopted.version not in plan.versions:
        raise NoSuchVersion
    return [adopted]


def _start(year: int, actions: tuple[ActionId, ...], state: State, asked: Asked) -> list[Event]:
    if state.stage == "running":
        first = state.programmes.get(min(state.programmes)) if state.programmes else None
        if first is not None and (first.year, first.actions) == (year, actions):
            return []
        raise IsRunning
    if state.stage != "adopted":
        raise NotAdopted
    return [Started(), *_programme(year, actions, (), state, asked)]


def _programme(year: int, actions: tuple[ActionId, ...], left_out: Iterable[Omitted], state: State, asked: Asked) -> list[Event]:
    """The programme of a year; that of the last year may be set anew, by the same rule."""
    last = state.last
    before = last.actions if last else ()
    dropped = tuple(one for one in left_out if one.action in before and one.action not in actions)
    carried = tuple(action for action in actions if action in before)
    programmed = Programmed(year=year, actions=actions, carried=carried, left_out=dropped)
    if last is not None and (last.year, last.actions) == (year, actions):
        return []
    if not state.drafted.first_year <= year <= state.drafted.last_year:
        raise BeyondHorizon
    if last is not None and year < last.year:
        raise YearIsOver
    for action in actions:
        found = _action(action, state, asked)
        if found is None or found.withdrawn or (action not in before and found.hidden_from(asked.by)):
            raise NoSuchAction  # what else is said of a restricted one would tell that it is there
        if action not in before and found.parties:
            raise KeptToSome
        if action not in before and found.card.parent:
            raise PartOfAction  # it is seen by who sees that one, which may be kept to some people later
    for action in {*before} - {*actions} - {one.action for one in dropped}:
        found = _action(action, state, asked)
        if found is not None and not found.withdrawn and found.card.status not in ("done", "abandoned"):
            raise LeftOut
    return [programmed]


def _action(action: ActionId, state: State, asked: Asked) -> Any:
    """An action of the plan, as its own rules keep it; None where there is none."""
    found = asked.others.get(action)
    return found if getattr(getattr(found, "card", None), "plan", None) == state.plan else None


def stream_of(plan: PlanId) -> StreamId:
    """The one stream of a plan that is a roadmap."""
    return ids.roadmap_of(plan)


def evolve(state: State | None, event: Event) -> State | None:
    if state is None:
        return State(structs.replace(event, reason=None)) if isinstance(event, Drafted) else None
    match event:
        case SentOut(consultation):
            return structs.replace(state, stage="consulted", consultation=consultation)
        case Adopted():
            return structs.replace(state, stage="adopted", adopted=structs.replace(event, reason=None))
        case Started():
            return structs.replace(state, stage="running")
        case Programmed(year):
            return structs.replace(state, programmes={**state.programmes, year: structs.replace(event, reason=None)})
    return state  # what happened is never refused


rules = decider.Decider[State | None, Command, Event](
    "roadmap", None, decide, evolve, needs, parent=lambda event: event.plan if isinstance(event, Drafted) else None
)
