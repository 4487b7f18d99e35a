"""An action plan: who owns it, its axes and phases, the versions that were published, and the one that the public sees.

Stream kind ``action_plan``. Axes form a tree of at most three levels; actions (events/action.py) name the axis they
stand in. A published version is the log up to its own event, or up to an earlier moment it names, so later additions
never alter it; the public sees one of the versions, or nothing. Titles and dates merge as in events/fields.py; plans,
axes and phases are withdrawn, never deleted. Phases may overlap; none ends before it begins.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeAlias, assert_never
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType, structs

from events import decider, fields
from events.decider import Asked, Refused
from events.fields import Change, Line, OrderKey, Text, Token
from events.ids import AuthorityId, AxisId, ConflictId, PhaseId, VersionId

DEEPEST = 3  # axis, sub-axis, sub-sub-axis, as in the workbooks that authorities fill

# Events are stored for ever: new fields have defaults, tags are never renamed.


class Opened(decider.Event, tag="action_plan.opened"):
    title: str
    authority: AuthorityId
    description: str | None = None


class Edited(decider.Event, tag="action_plan.edited"):
    title: str | UnsetType = UNSET
    description: str | None | UnsetType = UNSET


class Withdrawn(decider.Event, tag="action_plan.withdrawn"): ...


class Restored(decider.Event, tag="action_plan.restored"): ...


class AxisAdded(decider.Event, tag="action_plan.axis_added"):
    axis: AxisId
    title: str
    order_key: str
    description: str | None = None
    parent: AxisId | None = None
    internal: bool = False


class AxisEdited(decider.Event, tag="action_plan.axis_edited"):
    axis: AxisId
    title: str | UnsetType = UNSET
    description: str | None | UnsetType = UNSET
    parent: AxisId | None | UnsetType = UNSET
    order_key: str | UnsetType = UNSET
    internal: bool | UnsetType = UNSET


class AxisWithdrawn(decider.Event, tag="action_plan.axis_withdrawn"):
    axis: AxisId


class AxisRestored(decider.Event, tag="action_plan.axis_restored"):
    axis: AxisId


class PhaseAdded(decider.Event, tag="action_plan.phase_added"):
    phase: PhaseId
    title: str
    starts_on: date | None = None
    ends_on: date | None = None


class PhaseEdited(decider.Event, tag="action_plan.phase_edited"):
    phase: PhaseId
    title: str | UnsetType = UNSET
    starts_on: date | None | UnsetType = UNSET
    ends_on: date | None | UnsetType = UNSET


class PhaseWithdrawn(decider.Event, tag="action_plan.phase_withdrawn"):
    phase: PhaseId


class PhaseRestored(decider.Event, tag="action_plan.phase_restored"):
    phase: PhaseId


class VersionPublished(decider.Event, tag="action_plan.version_published"):
    """The plan as it stood when this happened, or at the token ``of``, under a label people remember."""

    version: VersionId
    label: str
    of: str | None = None


class ShownToPublic(decider.Event, tag="action_plan.shown_to_public"):
    """From here on the public sees this version of the plan, instead of any other."""

    version: VersionId


class HiddenFromPublic(decider.Event, tag="action_plan.hidden_from_public"):
    """From here on the public sees nothing of the plan."""


class Clashed(decider.Event, tag="action_plan.clashed"):
    """A wish that met someone else's change: of the plan, or of the axis or phase that ``item`` names."""

    conflict: ConflictId
    item: UUID
    field: str
    was: Any
    yours: Any


class Settled(decider.Event, tag="action_plan.settled"):
    conflict: ConflictId


Event: TypeAlias = (
    AxisAdded
    | AxisEdited
    | AxisWithdrawn
    | AxisRestored
    | PhaseAdded
    | PhaseEdited
    | PhaseWithdrawn
    | PhaseRestored
    | VersionPublished
    | ShownToPublic
    | HiddenFromPublic
    | Clashed
    | Settled
    | Opened
    | Edited
    | Withdrawn
    | Restored
)

# Commands say what is asked; who asks, and when, arrive apart in Asked.


class Open(decider.Command, tag="action_plan.open"):
    """Open a plan that a member authority owns."""

    title: Line
    authority: AuthorityId
    description: Text | None = None


class Edit(decider.Command, tag="action_plan.edit"):
    """Change the plan's title or description."""

    title: Change[Line] | UnsetType = UNSET
    description: Change[Text | None] | UnsetType = UNSET


class Withdraw(decider.Command, tag="action_plan.withdraw"):
    """Take the plan out of view; its history stays and it can be restored."""


class Restore(decider.Command, tag="action_plan.restore"):
    """Put a withdrawn plan back."""


class AddAxis(decider.Command, kw_only=True, tag="action_plan.add_axis"):
    """Add an axis, or one below another."""

    axis: AxisId
    title: Line
    description: Text | None = None
    parent: AxisId | None = None
    order_key: OrderKey
    internal: bool = False


class EditAxis(decider.Command, tag="action_plan.edit_axis"):
    """Rename, describe, move or reorder an axis."""

    axis: AxisId
    title: Change[Line] | UnsetType = UNSET
    description: Change[Text | None] | UnsetType = UNSET
    parent: Change[AxisId | None] | UnsetType = UNSET
    order_key: Change[OrderKey] | UnsetType = UNSET
    internal: Change[bool] | UnsetType = UNSET


class WithdrawAxis(decider.Command, tag="action_plan.withdraw_axis"):
    """Take an axis off the plan; its actions stay, without axis, until they are moved."""

    axis: AxisId


class RestoreAxis(decider.Command, tag="action_plan.restore_axis"):
    """Put a withdrawn axis back."""

    axis: AxisId


class AddPhase(decider.Command, tag="action_plan.add_phase"):
    """Add a phase of elaboration or follow-up; phases may overlap."""

    phase: PhaseId
    title: Line
    starts_on: date | None = None
    ends_on: date | None = None


class EditPhase(decider.Command, tag="action_plan.edit_phase"):
    """Rename a phase or change its dates."""

    phase: PhaseId
    title: Change[Line] | UnsetType = UNSET
    starts_on: Change[date | None] | UnsetType = UNSET
    ends_on: Change[date | None] | UnsetType = UNSET


class WithdrawPhase(decider.Command, tag="action_plan.withdraw_phase"):
    """Take a phase off the calendar."""

    phase: PhaseId


class RestorePhase(decider.Command, tag="action_plan.restore_phase"):
    """Put a withdrawn phase back."""

    phase: PhaseId


class Publish(decider.Command, tag="action_plan.publish"):
    """Publish a version of the plan as it stands, or as it stood at an earlier token."""

    version: VersionId
    label: Line
    of: Token | None = None


class ShowToPublic(decider.Command, tag="action_plan.show_to_public"):
    """Show a published version of the plan to the public, instead of the one it saw before."""

    version: VersionId


class HideFromPublic(decider.Command, tag="action_plan.hide_from_public"):
    """Show nothing of the plan to the public any more."""


class Settle(decider.Command, tag="action_plan.settle"):
    """Settle a conflict: keep what stands, or put a value in its place, saying what was seen standing there."""

    conflict: ConflictId
    value: Change[Any] | UnsetType = UNSET


Command: TypeAlias = (
    Open
    | Edit
    | Withdraw
    | Restore
    | AddAxis
    | EditAxis
    | WithdrawAxis
    | RestoreAxis
    | AddPhase
    | EditPhase
    | WithdrawPhase
    | RestorePhase
    | Publish
    | ShowToPublic
    | HideFromPublic
    | Settle
)

#: How the fields of an edit merge; every field that is not named here is strict.
POLICIES: Mapping[str, fields.Policy] = {"description": "text3", "order_key": "lww"}

# State holds what the rules need and nothing else.


class State(Struct, frozen=True):
    plan: Opened
    axes: Mapping[AxisId, AxisAdded] = {}
    phases: Mapping[PhaseId, PhaseAdded] = {}
    versions: Mapping[VersionId, VersionPublished] = {}
    public: VersionId | None = None  # the version that the public sees
    off: frozenset[UUID] = frozenset()  # axes and phases that were withdrawn
    withdrawn: bool = False
    conflicts: Mapping[ConflictId, Clashed] = {}

    @property
    def standing_axes(self) -> frozenset[AxisId]:
        """The axes that actions may stand in."""
        return frozenset(self.axes) - self.off

    def depth(self, axis: AxisId | None) -> int:
        """How deep an axis lies: 1 for a first-level axis, 0 for none."""
        levels = 0
        while axis is not None and levels <= DEEPEST:
            levels += 1
            axis = self.axes[axis].parent
        return levels

    def height(self, axis: AxisId) -> int:
        """How many levels an axis and those below it take."""
        below = [key for key, one in self.axes.items() if one.parent == axis]
        return 1 + max((self.height(key) for key in below), default=0)


class NotOpened(Refused, code="action_plan.not_opened"):
    """This plan does not exist; choose another one."""


class AlreadyOpened(Refused, code="action_plan.already_opened"):
    """A plan with this identifier exists already; open it under a new one."""


class NotAMember(Refused, code="action_plan.not_a_member"):
    """The authority that would own this plan is not a member of the network; admit it first."""


class IsWithdrawn(Refused, code="action_plan.is_withdrawn"):
    """This plan was withdrawn; restore it before changing it."""


class NoSuchAxis(Refused, code="action_plan.no_such_axis"):
    """This axis does not exist in the plan or was withdrawn; choose another one."""


class NoSuchPhase(Refused, code="action_plan.no_such_phase"):
    """This phase does not exist in the plan or was withdrawn; choose another one."""


class EndsBeforeStart(Refused, code="action_plan.ends_before_start"):
    """This phase would end before it begins; mend one of the two days."""


class NoSuchVersion(Refused, code="action_plan.no_such_version"):
    """This version of the plan was never published; publish it first, or choose another one."""


class AlreadyThere(Refused, code="action_plan.already_there"):
    """An axis, phase or version with this identifier exists already; add it under a new one."""


class TooDeep(Refused, code="action_plan.too_deep"):
    """Axes go three levels deep, and none stands below itself; choose another place."""


class MovedOn(Refused, code="action_plan.moved_on"):
    """The value has changed again since you looked; look at it once more, then settle."""


def needs(_command: Command, _state: State | None) -> Iterable[UUID]:
    return ()  # the network's own stream always comes along


def decide(command: Command, state: State | None, asked: Asked) -> list[Event]:
    if isinstance(command, Open):
        return _open(command, state, asked)
    if state is None:
        raise NotOpened
    if isinstance(command, Restore):
        return [Restored()] if state.withdrawn else []
    if state.withdrawn and not isinstance(command, Withdraw):
        raise IsWithdrawn
    match command:
        case Edit():
            met = fields.meet(state.plan, command, POLICIES, whole=asked.whole)
            edited: list[Event] = [Edited(**met.values)] if met.values else []
            return [*edited, *fields.clashed(Clashed, met.clashes, asked.stream, "", state.conflicts, asked.id)]
        case Withdraw():
            return [] if state.withdrawn else [Withdrawn()]
        case AddAxis(axis=axis, parent=parent):
            added = AxisAdded(**structs.asdict(command))
            if not _is_new(added, state.axes.get(axis)):
                return []
            if parent is not None and parent not in state.standing_axes:
                raise NoSuchAxis
            if state.depth(parent) >= DEEPEST:
                raise TooDeep
            return [added]
        case EditAxis(axis):
            met = _met_axis(command, state, asked)
            edited = [AxisEdited(axis=axis, **met.values)] if met.values else []
            return [*edited, *fields.clashed(Clashed, met.clashes, axis, "axis.", state.conflicts, asked.id)]
        case WithdrawAxis(axis):
            if axis not in state.axes:
                raise NoSuchAxis
            return [] if axis in state.off else [AxisWithdrawn(axis=axis)]
        case RestoreAxis(axis):
            if axis not in state.axes:
                raise NoSuchAxis
            return [AxisRestored(axis=axis)] if axis in state.off else []
        case AddPhase(phase, title, starts_on, ends_on):
            begun = PhaseAdded(phase=phase, title=title, starts_on=starts_on, ends_on=ends_on)
            _in_order(starts_on, ends_on)
            return [begun] if _is_new(begun, state.phases.get(phase)) else []
        case EditPhase(phase):
            met = _met_phase(command, state, asked)
            edited = [PhaseEdited(phase=phase, **met.values)] if met.values else []
            return [*edited, *fields.clashed(Clashed, met.clashes, phase, "phase.", state.conflicts, asked.id)]
        case WithdrawPhase(phase):
            if phase not in state.phases:
                raise NoSuchPhase
            return [] if phase in state.off else [PhaseWithdrawn(phase=phase)]
        case RestorePhase(phase):
            if phase not in state.phases:
                raise NoSuchPhase
            return [PhaseRestored(phase=phase)] if phase in state.off else []
        case Publish(version, label, of):
            published = VersionPublished(version=version, label=label, of=of)
            return [published] if _is_new(published, state.versions.get(version)) else []
        case ShowToPublic(version):
            if version not in state.versions:
                raise NoSuchVersion
            return [] if version == state.public else [ShownToPublic(version=version)]
        case HideFromPublic():
            return [] if state.public is None else [HiddenFromPublic()]
        case Settle(conflict, value):
            return _settle(conflict, value, state, asked)
        case _:
            assert_never(command)


def _open(command: Open, state: State | None, asked: Asked) -> list[Event]:
    opened = Opened(title=command.title, authority=command.authority, description=command.description)
    if state is not None:
        if state.plan == opened:
            return []  # asked twice, happened once
        raise AlreadyOpened
    network = asked.others.get(asked.network)
    if network is None or command.authority not in network.members:
        raise NotAMember
    return [opened]


def _is_new(added: Event, known: Event | None) -> bool:
    if known is not None and known != added:
        raise AlreadyThere
    return known is None


def _met_axis(command: EditAxis, state: State, asked: Asked) -> fields.Met:
    axis = command.axis
    if axis not in state.standing_axes:
        raise NoSuchAxis
    met = fields.meet(state.axes[axis], command, POLICIES, whole=asked.whole)
    parent = met.values.get("parent")
    if parent is not None:
        if parent not in state.standing_axes:
            raise NoSuchAxis
        above: AxisId | None = parent
        while above is not None and above != axis:
            above = state.axes[above].parent
        if above == axis or state.depth(parent) + state.height(axis) > DEEPEST:
            raise TooDeep
    return met


def _met_phase(command: EditPhase, state: State, asked: Asked) -> fields.Met:
    if command.phase not in state.phases or command.phase in state.off:
        raise NoSuchPhase
    phase = state.phases[command.phase]
    met = fields.meet(phase, command, POLICIES, whole=asked.whole)
    if not met.values.keys().isdisjoint(("starts_on", "ends_on")):
        _in_order(met.values.get("starts_on", phase.starts_on), met.values.get("ends_on", phase.ends_on))
    return met


def _in_order(starts_on: date | None, ends_on: date | None) -> None:
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        raise EndsBeforeStart


def _settle(conflict: ConflictId, value: Change[Any] | UnsetType, state: State, asked: Asked) -> list[Event]:
    if conflict not in state.conflicts:
        return []  # someone settled it already
    parts = {
        "axis": fields.Part(EditAxis, AxisEdited, lambda edit: _met_axis(edit, state, asked)),
        "phase": fields.Part(EditPhase, PhaseEdited, lambda edit: _met_phase(edit, state, asked)),
        "": fields.Part(Edit, Edited, lambda edit: fields.meet(state.plan, edit, POLICIES)),
    }
    return [*fields.settled_part(parts, state.conflicts[conflict], value, MovedOn), Settled(conflict=conflict)]


def evolve(state: State | None, event: Event) -> State | None:
    if state is None:
        return State(structs.replace(event, reason=None)) if isinstance(event, Opened) else None
    match event:
        case Edited():
            return structs.replace(state, plan=fields.overlay(state.plan, fields.set_fields(event)))
        case Withdrawn():
            return structs.replace(state, withdrawn=True, public=None)  # an editor may restore it; the public sees nothing of it by that
        case Restored():
            return structs.replace(state, withdrawn=False)
        case AxisAdded(axis=axis):
            return structs.replace(state, axes={**state.axes, axis: structs.replace(event, reason=None)})
        case AxisEdited(axis) if axis in state.axes:
            return structs.replace(state, axes={**state.axes, axis: fields.overlay(state.axes[axis], fields.set_fields(event))})
        case AxisWithdrawn(item) | PhaseWithdrawn(item):
            return structs.replace(state, off=state.off | {item})
        case AxisRestored(item) | PhaseRestored(item):
            return structs.replace(state, off=state.off - {item})
        case PhaseAdded(phase):
            return structs.replace(state, phases={**state.phases, phase: structs.replace(event, reason=None)})
        case PhaseEdited(phase) if phase in state.phases:
            return structs.replace(state, phases={**state.phases, phase: fields.overlay(state.phases[phase], fields.set_fields(event))})
        case VersionPublished(version):
            return structs.replace(state, versions={**state.versions, version: structs.replace(event, reason=None)})
        case ShownToPublic(version):
            return structs.replace(state, public=version)
        case HiddenFromPublic():
            return structs.replace(state, public=None)
        case Clashed(conflict=conflict):
            return structs.replace(state, conflicts={**state.conflicts, conflict: event})
        case Settled(conflict=conflict):
            return structs.replace(state, conflicts={key: open_ for key, open_ in state.conflicts.items() if key != conflict})
    return state  # what happened is never refused


def value(state: State | None, item: UUID, field: str) -> Any:
    """What stands in a field of the plan, an axis or a phase now, for those who are told of a clash."""
    if state is None:
        return None
    about, _, name = field.rpartition(".")
    row = state.axes.get(AxisId(item)) if about == "axis" else state.phases.get(PhaseId(item)) if about == "phase" else state.plan
    return getattr(row, name, None)


rules = decider.Decider[State | None, Command, Event]("action_plan", None, decide, evolve, needs, value=value)
