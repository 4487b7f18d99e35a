"""Undoing: the ordinary commands that take back what one command did, field by field, but for what somebody changed since.

Pure: from all events of a stream, which of them are to be taken back, and who asks, to what takes them back. A command that was
several events is taken back part by part, the last one first. Each part compares three values: before what is undone, as that left
it, and now. Where now is as it was left, it is put back; where it is as before, there is nothing to do; else somebody changed it
since, which stays and is told. A set gives back what joined and takes in what left; keyed values are compared key by key. An
addition is withdrawn only while nobody else has worked on it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple, TypeAlias
from uuid import UUID

from msgspec import Struct

from events import (
    action,
    action_plan,
    attachment,
    authority,
    body,
    catalogue,
    comment,
    decider,
    fields,
    finding,
    governance,
    idea,
    meeting,
    meeting_series,
    mentor,
    mentorship_note,
    minutes,
    moment,
    note,
    process,
    process_template,
    question,
    questionnaire,
    referent,
    skill,
    support_file,
    synthesis,
    workshop,
)
from events.fields import Change, Members
from events.ids import PersonId, StreamId
from events.log import redaction
from events.log.recorded import Recorded

#: What became of one field: it is put back, it was so already, somebody changed it since, or what it held before was redacted.
Became: TypeAlias = Literal["undone", "already", "changed", "redacted"]
#: Why an event is never taken back.
Why: TypeAlias = Literal["redacted", "erased", "published", "voted", "approved", "sent", "roles", "settled", "by_hand"]

STANDING = "standing"  # the field of what is added, withdrawn and restored
PARTIES = "parties"


class Field(Struct, frozen=True):
    """What becomes of one field, and who changed it since, where somebody did."""

    field: str
    became: Became
    by: PersonId | None = None
    at: datetime | None = None


class Step(Struct, frozen=True):
    """What takes back what was done to one item: a command, where there is anything to do, and what becomes of every field."""

    position: int  # of the last event that is taken back
    tag: str
    stream: StreamId
    item: UUID
    fields: tuple[Field, ...] = ()
    command: decider.Command | None = None
    why: Why | None = None  # it is never taken back
    reason: str | None = None  # that stood with the values that come back


class Standing(NamedTuple):
    """What is there or gone: added, withdrawn, restored. Without ``restore`` nothing brings it back."""

    gone: Callable[[Any, Any], bool]
    withdraw: Callable[[Any], decider.Command]
    restore: Callable[[Any, Any], decider.Command] | None = None
    item: str = ""  # the field of its events that names it; the stream itself, where there is none


class Fields(NamedTuple):
    """What is edited field by field: by which command, of which row of the state."""

    edit: type[decider.Command]
    row: Callable[[Any, Any], Any]
    standing: Standing | None = None  # whether what is edited is there
    item: str = ""


class Kept(NamedTuple):
    """Who alone sees an action."""

    item: str = ""


Way: TypeAlias = Standing | Fields | Kept


def _in(state: Any, known: str, item: Any) -> bool:
    return state is None or item not in getattr(state, known) or item in getattr(state, "off", ())


def _part(known: str, item: str, withdraw: Any, restore: Any = None) -> Standing:
    """A part of a stream that is withdrawn by its id, and where it can be, restored by it."""
    back = None if restore is None else lambda one, _before: restore(one)
    return Standing(lambda state, one: _in(state, known, one), withdraw, back, item)


def _whole(withdraw: Any, restore: Any = None) -> Standing:
    """A stream that is withdrawn whole."""
    back = None if restore is None else lambda _one, _before: restore()
    return Standing(lambda state, _one: state is None or state.withdrawn, lambda _one: withdraw(), back)


def _closes(close: Any, reopen: Any, closed: Callable[[Any], bool]) -> Standing:
    return Standing(lambda state, _one: state is None or closed(state), lambda _one: close(), lambda _one, _before: reopen())


def _clash(settle: Any) -> Standing:
    """A wish that is open: who takes it back lets stand what stands."""
    return Standing(lambda state, one: state is None or one not in state.conflicts, settle, None, "conflict")


_ACTION = _whole(action.Withdraw, action.Restore)
_PLAN = _whole(action_plan.Withdraw, action_plan.Restore)
_AXIS = _part("axes", "axis", action_plan.WithdrawAxis, action_plan.RestoreAxis)
_PHASE = _part("phases", "phase", action_plan.WithdrawPhase, action_plan.RestorePhase)
_NOTE = _whole(note.Withdraw, note.Restore)
_COMMENT = _whole(comment.Withdraw, comment.Restore)
_MOMENT = _whole(moment.Withdraw, moment.Restore)
_ATTACHMENT = _whole(attachment.Withdraw, attachment.Restore)
_JOURNAL = Standing(lambda state, _one: state is None or state.withdrawn, lambda _one: mentorship_note.Withdraw())
_KEPT = Kept()
_ITEM = _part("items", "item", meeting.WithdrawItem)
_CLOSED_MEETING = _closes(meeting.Close, meeting.Reopen, lambda state: state.standing == "closed")
_CLOSED_WORKSHOP = _closes(workshop.Close, workshop.Reopen, lambda state: state.closed)
_QUESTION = _part("questions", "question", workshop.WithdrawQuestion)
_CONTRIBUTION = _part("contributions", "contribution", workshop.WithdrawContribution)
_GROUP = Standing(
    lambda state, one: state is None or one not in state.groups,
    workshop.ReleaseGroup,
    lambda one, _before: workshop.AssignGroup(one),
    "group",
)
_OBJECTIVE = _part("objectives", "objective", governance.WithdrawObjective)
_SEAT = Standing(
    lambda state, one: state is None or one not in state.committee,
    governance.LeaveCommittee,
    lambda one, before: governance.JoinCommittee(one, before.committee[one].authority),
    "person",
)
_STEP = _part("steps", "step", process.WithdrawStep)
_DONE = Standing(
    lambda state, one: state is None or one not in state.done,
    process.UndoStep,
    lambda one, before: process.DoStep(one, before.done[one]),
    "step",
)
_SECTION = _part("sections", "section", minutes.WithdrawSection, minutes.RestoreSection)
_IDEA = Standing(lambda state, _one: state is None or state.standing == "withdrawn", lambda _one: idea.Withdraw(), lambda *_: idea.Reopen())
_ASIDE = Standing(
    lambda state, one: state is None or one not in state.clusters or not state.clusters[one].aside,
    synthesis.TakeUp,
    lambda one, _before: synthesis.PutAside(one),
    "cluster",
)
_FILE = _closes(support_file.Close, support_file.Reopen, lambda state: state.closed)
_PAUSE = Standing(lambda state, _one: state is None or state.paused, lambda _one: mentor.Pause(), lambda *_: mentor.Resume())
_ASKED = _part("questions", "question", questionnaire.WithdrawQuestion)


def _of(known: str) -> Callable[[Any, Any], Any]:
    return lambda state, item: getattr(state, known).get(item)


#: What takes back which event. Everything else stands in NEVER, or is changed back by hand.
WAYS: Mapping[type[decider.Event], Way] = {
    action.Added: _ACTION,
    action.Withdrawn: _ACTION,
    action.Restored: _ACTION,
    action.Edited: Fields(action.Edit, lambda state, _: state.card, _ACTION),
    action.Restricted: _KEPT,
    action.Opened: _KEPT,
    action.Clashed: _clash(action.Settle),
    action_plan.Opened: _PLAN,
    action_plan.Withdrawn: _PLAN,
    action_plan.Restored: _PLAN,
    action_plan.Edited: Fields(action_plan.Edit, lambda state, _: state.plan, _PLAN),
    action_plan.AxisAdded: _AXIS,
    action_plan.AxisWithdrawn: _AXIS,
    action_plan.AxisRestored: _AXIS,
    action_plan.AxisEdited: Fields(action_plan.EditAxis, _of("axes"), _AXIS, "axis"),
    action_plan.PhaseAdded: _PHASE,
    action_plan.PhaseWithdrawn: _PHASE,
    action_plan.PhaseRestored: _PHASE,
    action_plan.PhaseEdited: Fields(action_plan.EditPhase, _of("phases"), _PHASE, "phase"),
    action_plan.Clashed: _clash(action_plan.Settle),
    note.Written: _NOTE,
    note.Withdrawn: _NOTE,
    note.Restored: _NOTE,
    note.Edited: Fields(note.Edit, lambda state, _: state.note, _NOTE),
    note.Clashed: _clash(note.Settle),
    comment.Written: _COMMENT,
    comment.Withdrawn: _COMMENT,
    comment.Restored: _COMMENT,
    comment.Edited: Fields(comment.Edit, lambda state, _: state.comment, _COMMENT),
    attachment.Attached: _ATTACHMENT,
    attachment.Withdrawn: _ATTACHMENT,
    attachment.Restored: _ATTACHMENT,
    attachment.Renamed: Fields(attachment.Rename, lambda state, _: state.attached, _ATTACHMENT),
    authority.Edited: Fields(authority.Edit, lambda state, _: state.profile),
    authority.Clashed: _clash(authority.Settle),
    body.Edited: Fields(body.Edit, lambda state, _: state.body),
    body.Clashed: _clash(body.Settle),
    finding.Submitted: Standing(lambda state, _: state is None or state.standing == "withdrawn", lambda _: finding.Withdraw()),
    finding.Edited: Fields(finding.Edit, lambda state, _: state.finding),
    finding.Clashed: _clash(finding.Settle),
    governance.ObjectiveAdded: _OBJECTIVE,
    governance.ObjectiveEdited: Fields(governance.EditObjective, _of("objectives"), _OBJECTIVE, "objective"),
    governance.CommitteeJoined: _SEAT,
    governance.CommitteeLeft: _SEAT,
    idea.Proposed: _IDEA,
    idea.Withdrawn: _IDEA,
    idea.Refined: Fields(idea.Refine, lambda state, _: state.idea, _IDEA),
    idea.Clashed: _clash(idea.Settle),
    meeting.Edited: Fields(meeting.Edit, lambda state, _: state.planned),
    meeting.ItemAdded: _ITEM,
    meeting.ItemEdited: Fields(meeting.EditItem, _of("items"), _ITEM, "item"),
    meeting.Closed: _CLOSED_MEETING,
    meeting.Reopened: _CLOSED_MEETING,
    meeting.CheckedIn: _part("present", "participant", meeting.UndoCheckIn),
    meeting.Decided: _part("decisions", "decision", meeting.WithdrawDecision),
    meeting.VisitAdded: _part("visits", "visit", meeting.WithdrawVisit),
    meeting.Booked: _part("bookings", "booking", meeting.CancelBooking),
    meeting.Clashed: _clash(meeting.Settle),
    meeting_series.ThemeProposed: Standing(
        lambda state, one: state is None or one not in state.themes or state.themes[one].withdrawn,
        meeting_series.WithdrawTheme,
        None,
        "theme",
    ),
    mentor.Edited: Fields(mentor.Edit, lambda state, _: state.offered),
    mentor.Paused: _PAUSE,
    mentor.Resumed: _PAUSE,
    mentorship_note.Written: _JOURNAL,
    moment.Named: _MOMENT,
    moment.Withdrawn: _MOMENT,
    moment.Restored: _MOMENT,
    moment.Edited: Fields(moment.Edit, lambda state, _: state.named, _MOMENT),
    minutes.Edited: Fields(minutes.Edit, lambda state, _: state.begun),
    minutes.SectionAdded: _SECTION,
    minutes.SectionWithdrawn: _SECTION,
    minutes.SectionRestored: _SECTION,
    process.StepAdded: _STEP,
    process.StepDone: _DONE,
    process.StepUndone: _DONE,
    process.SessionRecorded: _part("sessions", "session", process.WithdrawSession),
    process_template.Written: Standing(lambda state, _: state is None or state.withdrawn, lambda _: process_template.Withdraw()),
    question.Posed: Standing(lambda state, _: state is None or state.withdrawn, lambda _: question.Withdraw()),
    question.Answered: _part("answers", "answer", question.WithdrawAnswer),
    questionnaire.Edited: Fields(questionnaire.Edit, lambda state, _: state.drafted),
    questionnaire.QuestionAdded: _ASKED,
    questionnaire.Clashed: _clash(questionnaire.Settle),
    referent.Named: Standing(lambda state, _: state is None or state.retired, lambda _: referent.Retire()),
    skill.Declared: Standing(lambda state, _: state is None or state.withdrawn, lambda _: skill.Withdraw()),
    support_file.ToolDelivered: _part("tools", "tool", support_file.TakeToolBack),
    support_file.Closed: _FILE,
    support_file.Reopened: _FILE,
    synthesis.Edited: Fields(synthesis.Edit, lambda state, _: state.opened),
    synthesis.ClusterEdited: Fields(synthesis.EditCluster, _of("clusters"), None, "cluster"),
    synthesis.SetAside: _ASIDE,
    synthesis.TakenUp: _ASIDE,
    synthesis.Clashed: _clash(synthesis.Settle),
    workshop.Edited: Fields(workshop.Edit, lambda state, _: state.opened),
    workshop.QuestionAdded: _QUESTION,
    workshop.QuestionEdited: Fields(workshop.EditQuestion, _of("questions"), _QUESTION, "question"),
    workshop.Contributed: _CONTRIBUTION,
    workshop.ContributionEdited: Fields(workshop.EditContribution, _of("contributions"), _CONTRIBUTION, "contribution"),
    workshop.GroupAssigned: _GROUP,
    workshop.GroupReleased: _GROUP,
    workshop.Closed: _CLOSED_WORKSHOP,
    workshop.Reopened: _CLOSED_WORKSHOP,
    workshop.Clashed: _clash(workshop.Settle),
}

#: What stays as it is, by the beginning of its tag, and why.
NEVER: Sequence[tuple[str, Why]] = (
    ("network.event_redacted", "redacted"),
    ("attachment.erased", "erased"),
    ("network.", "roles"),
    ("action_plan.version_published", "published"),
    ("action_plan.shown_to_public", "published"),
    ("action_plan.hidden_from_public", "published"),
    ("minutes.published", "published"),
    ("minutes.approved", "approved"),
    ("roadmap.", "approved"),
    ("authority.advanced", "approved"),
    ("authority.stepped_back", "approved"),
    ("process.r", "approved"),  # resolutions and recognitions
    ("minutes.amendment_", "voted"),
    ("consultation.opinion_given", "voted"),
    ("questionnaire.answered", "voted"),
    ("synthesis.scored", "voted"),
    ("finding.rated", "voted"),
    ("consultation.", "sent"),
    ("questionnaire.opened", "sent"),
    ("meeting.planned", "sent"),
    ("meeting.called_off", "sent"),
    ("meeting.invited", "sent"),
    ("meeting.answered", "sent"),
    ("mentorship.", "sent"),
)


def why_never(tag: str) -> Why:
    """Why an event that no way takes back stays."""
    if tag.endswith(".settled"):
        return "settled"
    return next((why for start, why in NEVER if tag.startswith(start)), "by_hand")


class _Slot:
    """One value that is taken back: before, as it was left, and now; who changed it last since then."""

    def __init__(self, before: Any) -> None:
        self.before = before
        self.left = before
        self.now = before
        self.who: Recorded[Any] | None = None


class _Part:
    """One item of a stream, seen by one way."""

    def __init__(self, way: Way, item: UUID) -> None:
        self.way = way
        self.item = item
        self.slots: dict[str, _Slot] = {}
        self.before: Any = None  # the state before the first event that is taken back
        self.reason: str | None = None  # that stood with the status then
        self.last: Recorded[Any] | None = None  # of those events; none where the item is only watched
        self.touched: Recorded[Any] | None = None  # the last that somebody else did to it since

    def follow(self, state: Any, recorded: Recorded[Any], *, mine: bool = False, asker: PersonId | None = None) -> None:
        """See what an event made of the values."""
        event, way = recorded.event, WAYS.get(type(recorded.event))
        if self.way.item and getattr(event, self.way.item, self.item) != self.item:
            return
        for name, slot in self.slots.items():
            now = _value(self.way, state, self.item, name)
            if now != slot.now:
                slot.now, slot.who = now, recorded
        if not mine and way is not self.way and recorded.by != asker and not hasattr(event, "conflict"):
            self.touched = recorded


Parts: TypeAlias = dict[tuple[int, UUID], _Part]


def steps(history: Sequence[Recorded[Any]], commands: Collection[UUID], asker: PersonId) -> list[Step]:
    """What takes back what these commands did to a stream, given all its events; the last one first."""
    rules = catalogue.DECIDERS[catalogue.kind_of(history[0].tag)]
    stream = history[0].stream_id
    state: Any = rules.initial
    parts: Parts = {}
    stays: list[Step] = []
    reason: str | None = None
    for recorded in history:
        before, state = state, rules.evolve(state, recorded.event)
        mine = recorded.command_id in commands
        if mine:
            _take(parts, stays, recorded, before, state, reason)
        for part in parts.values():
            part.follow(state, recorded, mine=mine, asker=asker)
        reason = _status_reason(recorded.event, reason)
    found = [step for part in parts.values() if part.last is not None for step in _steps(part, parts, stream)]
    return sorted([*found, *stays], key=lambda step: -step.position)


def _take(parts: Parts, stays: list[Step], recorded: Recorded[Any], before: Any, state: Any, reason: str | None) -> None:
    event, stream = recorded.event, recorded.stream_id
    way = WAYS.get(type(event))
    if way is None:
        stays.append(Step(recorded.position, recorded.tag, stream, stream, why=why_never(recorded.tag)))
        return
    item = getattr(event, way.item) if way.item else stream
    part = parts.setdefault((id(way), item), _Part(way, item))
    if part.last is None:
        part.before, part.reason = before, reason
    part.last = recorded
    for name in _names(way, event):
        slot = part.slots.setdefault(name, _Slot(_value(way, before, item, name)))
        slot.left = slot.now = _value(way, state, item, name)
        slot.who = None
    if isinstance(way, Fields) and way.standing is not None:
        watched = parts.setdefault((id(way.standing), item), _Part(way.standing, item))
        watched.slots.setdefault(STANDING, _Slot(_value(way.standing, state, item, STANDING)))


def _status_reason(event: Any, before: str | None) -> str | None:
    """The reason that stands with the status of an action, as its card tells it."""
    match event:
        case action.Added(status="paused" | "blocked" | "abandoned", reason=reason):
            return reason
        case action.Edited(status=str(), reason=reason):
            return reason
    return before


def restored(history: Sequence[Recorded[Any]], position: int, field: str, seen: int) -> Step | None:
    """What gives a field the value again that it had after the event at a position; None where there is no such field.

    ``seen`` is the last position that whoever asks has looked at: what somebody changed after it stays.
    """
    rules = catalogue.DECIDERS[catalogue.kind_of(history[0].tag)]
    found = next((one for one in history if one.position == position), None)
    way = None if found is None else _fields_of(type(found.event))
    if found is None or way is None:
        return None
    name = field if field in way.edit.__struct_fields__ else field.removesuffix("_id")
    if name not in way.edit.__struct_fields__ or name == way.item:
        return None
    item = getattr(found.event, way.item) if way.item else found.stream_id
    then, was, now = (
        way.row(rules.fold(one.event for one in history if one.position <= at), item) for at in (position, seen, history[-1].position)
    )
    if then is None or was is None or now is None:
        return None
    part = _Part(way, item)
    part.last = found
    for slot in _slots(name, getattr(then, name), getattr(was, name), getattr(now, name)):
        part.slots[slot] = _Slot(fields.value_of(then, slot))
    parts: Parts = {(id(way), item): part}
    if way.standing is not None:
        watched = parts[id(way.standing), item] = _Part(way.standing, item)
        watched.slots[STANDING] = _Slot(None)
    state: Any = rules.initial
    reason: str | None = None
    for recorded in history:
        state = rules.evolve(state, recorded.event)
        reason = _status_reason(recorded.event, reason)
        if recorded.position <= position:
            part.reason = reason
        for one in parts.values():
            if recorded.position <= seen:
                for slot_name, kept in one.slots.items():
                    kept.left = kept.now = _value(one.way, state, item, slot_name)
            else:
                one.follow(state, recorded)
    unlike = next(
        (slot for slot in part.slots.values() if slot.now != slot.left), None
    )  # it was so when it was looked at, and is not any more
    so = Field(name, "already") if unlike is None else _told(name, "changed", unlike.who)
    return next(iter(_steps(part, parts, found.stream_id)), Step(position, found.tag, found.stream_id, item, (so,)))


def _slots(name: str, *values: Any) -> Iterator[str]:
    keyed = [value for value in values if isinstance(value, dict)]
    if not keyed:
        yield name
    yield from (f"{name}.{key}" for key in sorted({key for value in keyed for key in value}))


def _fields_of(event: type[decider.Event]) -> Fields | None:
    """How what this event made, brought back or changed is edited."""
    way = WAYS.get(event)
    if isinstance(way, Standing):
        return next((one for one in WAYS.values() if isinstance(one, Fields) and one.standing is way), None)
    return way if isinstance(way, Fields) else None


def _names(way: Way, event: Any) -> Iterable[str]:
    match way:
        case Standing():
            yield STANDING
        case Kept():
            yield PARTIES
        case Fields(item=item):
            for name, value in fields.set_fields(event).items():
                if name != item:
                    yield from _slots(name, value)


def _value(way: Way, state: Any, item: UUID, name: str) -> Any:
    match way:
        case Standing(gone):
            return not gone(state, item)
        case Kept():
            return () if state is None else state.parties
        case Fields(row=row_of):
            row = None if state is None else row_of(state, item)
            return None if row is None else fields.value_of(row, name)


def _steps(part: _Part, parts: Parts, stream: StreamId) -> Iterator[Step]:
    """The step that takes a part back; none where there was nothing to it, or where its item goes altogether."""
    assert part.last is not None  # noqa: S101 - only what is taken back has steps
    way, position, tag = part.way, part.last.position, part.last.tag
    if isinstance(way, Standing):
        yield from _stands(way, part, stream)
        return
    standing = parts.get((id(_ACTION if isinstance(way, Kept) else way.standing), part.item))
    there = None if standing is None else standing.slots[STANDING]
    if standing is not None and there is not None:
        if standing.last is not None and there.left and not there.before:
            return  # it was made, or brought back, by the same: it goes with it
        if not there.now and not (standing.last is not None and there.before):
            told = tuple(_told(name, "changed", there.who) for name in part.slots)
            yield Step(position, tag, stream, part.item, told)
            return
    told_of: list[Field] = []
    wanted: dict[str, Any] = {}
    for name, slot in part.slots.items():
        if slot.before == slot.left:
            continue
        is_set = isinstance(way, Fields) and isinstance(slot.left, tuple) and isinstance(slot.before, tuple)
        wish = _members(slot) if is_set else Change(slot.left, slot.before, strict=True) if slot.now == slot.left else None
        if wish is None:
            told_of.append(Field(name, "already") if is_set or slot.now == slot.before else _told(name, "changed", slot.who))
        elif _is_redacted(slot.before):
            told_of.append(Field(name, "redacted"))
        else:
            wanted[name] = wish
            told_of.append(Field(name, "undone"))
    if not told_of:
        return
    command = None if not wanted else _kept(wanted[PARTIES]) if isinstance(way, Kept) else _edit(way, part.item, wanted)
    reason = part.reason if "status" in wanted else None
    yield Step(position, tag, stream, part.item, tuple(told_of), command, reason=reason)


def _stands(way: Standing, part: _Part, stream: StreamId) -> Iterator[Step]:
    slot, last = part.slots[STANDING], part.last
    assert last is not None  # noqa: S101 - only what is taken back has steps
    made = Step(last.position, last.tag, stream, part.item)
    if slot.before == slot.left:
        return
    if slot.now == slot.before:
        yield _with(made, Field(STANDING, "already"))
    elif slot.left and part.touched is not None:
        yield _with(made, _told(STANDING, "changed", part.touched))
    elif slot.left:
        yield _with(made, Field(STANDING, "undone"), way.withdraw(part.item))
    elif way.restore is not None:
        yield _with(made, Field(STANDING, "undone"), way.restore(part.item, part.before))
    else:
        yield Step(last.position, last.tag, stream, part.item, why="by_hand")


def _with(step: Step, field: Field, command: decider.Command | None = None) -> Step:
    return Step(step.position, step.tag, step.stream, step.item, (field,), command)


def _told(name: str, became: Became, who: Recorded[Any] | None) -> Field:
    return Field(name, became) if who is None else Field(name, became, who.by, who.at)


def _members(slot: _Slot) -> Members[Any] | None:
    """What gives a set back what left and takes out of it what joined, of what still stands so."""
    before, left, now = set(slot.before), set(slot.left), set(slot.now or ())
    add, remove = (before - left) - now, (left - before) & now
    return Members(fields.members(add), fields.members(remove)) if add or remove else None


def _is_redacted(value: Any) -> bool:
    return value == redaction.MARK or (isinstance(value, tuple) and redaction.MARK in value)


def _kept(parties: Change[Any]) -> decider.Command:
    return action.Restrict(parties.to) if parties.to else action.Open()


def _edit(way: Fields, item: UUID, wanted: Mapping[str, Any]) -> decider.Command:
    made: dict[str, Any] = {way.item: item} if way.item else {}
    for slot, wish in wanted.items():
        name, _, key = slot.partition(".")
        if key:
            made.setdefault(name, {})[key] = wish
        else:
            made[name] = wish
    return way.edit(**made)
