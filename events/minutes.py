"""The minutes of a meeting: written together, reviewed, amended by those who were there, approved, published, frozen.

Stream kind ``minutes``; its id follows from the meeting's, so that a meeting has one. Its rules:

- Minutes are begun of a meeting that is there and was not called off, and name the workshops whose contributions belong to them.
- As a draft they are written together, in sections, stroke by stroke (service/texts); what was written is told as one event
  whenever they pause. A section about a workshop stands as long as the minutes name that workshop.
  A section that was withdrawn comes back as it stood.
- They go to review with something written in them and without a wish that waits. In review nobody edits: those who were
  there, by the check-ins of the meeting, propose amendments of a section's text, and whoever writes accepts or, saying why,
  declines them. An accepted one is an edit like any other; where it no longer fits, it stays open.
- They are approved in review, once no amendment is open, and published once approved.
- Until they are published they can be taken back to a draft, saying why. What was published is frozen.

Texts merge as in events/fields.py: disjoint lines both stand, a clash is an event that waits to be settled.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, Protocol, TypeAlias, assert_never
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType, structs

from events import decider, fields, ids
from events.decider import Asked, Refused
from events.fields import Change, Line, Members, OrderKey, Text
from events.ids import AmendmentId, ConflictId, MeetingId, PersonId, SectionId, StreamId, WorkshopId

MOST_SECTIONS = 200
MOST_AMENDMENTS = 1_000

Stage: TypeAlias = Literal["draft", "review", "approved", "published"]
Part: TypeAlias = Literal["opening", "workshop", "next_steps"]
Workshops: TypeAlias = Annotated[tuple[WorkshopId, ...], Meta(max_length=50)]

# Events are stored for ever: new fields have defaults, tags are never renamed.


class Begun(decider.Event, tag="minutes.begun"):
    meeting: MeetingId
    title: str
    workshops: tuple[WorkshopId, ...] = ()


class Edited(decider.Event, tag="minutes.edited"):
    title: str | UnsetType = UNSET
    workshops: tuple[WorkshopId, ...] | UnsetType = UNSET


class SectionAdded(decider.Event, tag="minutes.section_added"):
    """``part`` says where it stands; the chapter of which workshop, where it is about one."""

    section: SectionId
    part: Part
    heading: str
    order_key: str
    text: str | None = None
    workshop: WorkshopId | None = None


class SectionEdited(decider.Event, tag="minutes.section_edited"):
    section: SectionId
    heading: str | UnsetType = UNSET
    text: str | None | UnsetType = UNSET
    order_key: str | UnsetType = UNSET


class SectionWritten(decider.Event, tag="minutes.section_written"):
    """What some people wrote together in a section by now: its text as of an update of its document, who wrote, and its digest."""

    section: SectionId
    text: str | None
    authors: tuple[PersonId, ...]  # since it was told last; who wrote last stands last
    to_seq: int
    sha256: str


class SectionWithdrawn(decider.Event, tag="minutes.section_withdrawn"):
    section: SectionId


class SectionRestored(decider.Event, tag="minutes.section_restored"):
    """It stands again, with what was written in it."""

    section: SectionId


class SentToReview(decider.Event, tag="minutes.sent_to_review"):
    """Nobody edits any more; those who were there may propose amendments."""


class TakenBack(decider.Event, tag="minutes.taken_back"):
    """They are a draft again; why is the reason."""


class AmendmentProposed(decider.Event, tag="minutes.amendment_proposed"):
    """Someone who was there saw this text, and wants that one."""

    amendment: AmendmentId
    section: SectionId
    was: str | None
    to: str | None
    author: PersonId
    why: str | None = None


class AmendmentAccepted(decider.Event, tag="minutes.amendment_accepted"):
    amendment: AmendmentId


class AmendmentDeclined(decider.Event, tag="minutes.amendment_declined"):
    """Why is the reason."""

    amendment: AmendmentId


class AmendmentWithdrawn(decider.Event, tag="minutes.amendment_withdrawn"):
    amendment: AmendmentId


class Approved(decider.Event, tag="minutes.approved"):
    """They say what was said; they are ready to be published."""


class Published(decider.Event, tag="minutes.published"):
    """What they and their meeting say at this position is what everyone reads from now on."""


class Clashed(decider.Event, tag="minutes.clashed"):
    """A wish that met someone else's change: of the minutes, or of the section that ``item`` names."""

    conflict: ConflictId
    item: UUID
    field: str
    was: Any
    yours: Any


class Settled(decider.Event, tag="minutes.settled"):
    conflict: ConflictId


Event: TypeAlias = (
    Begun
    | Edited
    | SectionAdded
    | SectionEdited
    | SectionWritten
    | SectionWithdrawn
    | SectionRestored
    | SentToReview
    | TakenBack
    | AmendmentProposed
    | AmendmentAccepted
    | AmendmentDeclined
    | AmendmentWithdrawn
    | Approved
    | Published
    | Clashed
    | Settled
)

# Commands say what is asked; who asks, and when, arrive apart in Asked.


class NewSection(Struct, frozen=True, forbid_unknown_fields=True):
    """A section with which minutes are begun."""

    part: Part
    heading: Line
    order_key: OrderKey
    text: Text | None = None
    workshop: WorkshopId | None = None


class Begin(decider.Command, tag="minutes.begin"):
    """Begin the minutes of a meeting, with the sections it is usual to write."""

    meeting: MeetingId
    title: Line
    workshops: Workshops = ()
    sections: Annotated[dict[SectionId, NewSection], Meta(max_length=MOST_SECTIONS)] = {}


class Edit(decider.Command, tag="minutes.edit"):
    """Change the title of the minutes, and which workshops belong to them."""

    title: Change[Line] | UnsetType = UNSET
    workshops: Members[WorkshopId] | UnsetType = UNSET


class AddSection(decider.Command, kw_only=True, tag="minutes.add_section"):
    """Add a section to the draft: before the workshops, about one of them, or about the next steps."""

    section: SectionId
    part: Part
    heading: Line
    order_key: OrderKey
    text: Text | None = None
    workshop: WorkshopId | None = None


class EditSection(decider.Command, tag="minutes.edit_section"):
    """Change a section of the draft; each field says what the person saw and what they want."""

    section: SectionId
    heading: Change[Line] | UnsetType = UNSET
    text: Change[Text | None] | UnsetType = UNSET
    order_key: Change[OrderKey] | UnsetType = UNSET


class WriteSection(decider.Command, tag="minutes.write_section"):
    """Tell what was written together in a section. The service does; nobody can send this, for it is not among what is read."""

    section: SectionId
    text: Change[Text | None]
    authors: tuple[PersonId, ...]
    to_seq: int
    sha256: str


class WithdrawSection(decider.Command, tag="minutes.withdraw_section"):
    """Take a section off the draft; what was written in it stays in the history."""

    section: SectionId


class RestoreSection(decider.Command, tag="minutes.restore_section"):
    """Put a section that was withdrawn back into the draft."""

    section: SectionId


class SendToReview(decider.Command, tag="minutes.send_to_review"):
    """Send the draft to those who were there, for amendments."""


class TakeBack(decider.Command, tag="minutes.take_back"):
    """Make a draft of the minutes again, saying why."""


class ProposeAmendment(decider.Command, tag="minutes.propose_amendment"):
    """Propose another text for a section, as someone who was there."""

    amendment: AmendmentId
    section: SectionId
    text: Change[Text | None]
    why: Text | None = None


class AcceptAmendment(decider.Command, tag="minutes.accept_amendment"):
    """Write into the minutes what an amendment proposes."""

    amendment: AmendmentId


class DeclineAmendment(decider.Command, tag="minutes.decline_amendment"):
    """Leave the minutes as they are, saying why."""

    amendment: AmendmentId


class WithdrawAmendment(decider.Command, tag="minutes.withdraw_amendment"):
    """Take back an amendment that one proposed."""

    amendment: AmendmentId


class Approve(decider.Command, tag="minutes.approve"):
    """Approve the minutes as they stand after review."""


class Publish(decider.Command, tag="minutes.publish"):
    """Publish the approved minutes, and the booklet that is made of them: both are frozen from here on."""


class Settle(decider.Command, tag="minutes.settle"):
    """Settle a conflict: keep what stands, or put a value in its place, saying what was seen standing there."""

    conflict: ConflictId
    value: Change[Any] | UnsetType = UNSET


Command: TypeAlias = (
    Begin
    | Edit
    | AddSection
    | EditSection
    | WithdrawSection
    | RestoreSection
    | SendToReview
    | TakeBack
    | ProposeAmendment
    | AcceptAmendment
    | DeclineAmendment
    | WithdrawAmendment
    | Approve
    | Publish
    | Settle
)

#: How the fields of an edit merge; every field that is not named here is strict.
POLICIES: Mapping[str, fields.Policy] = {"text": "text3", "order_key": "lww"}

# State holds what the rules need and nothing else.


class State(Struct, frozen=True):
    begun: Begun
    stage: Stage = "draft"
    sections: Mapping[SectionId, SectionAdded] = {}
    off: frozenset[SectionId] = frozenset()
    amendments: Mapping[AmendmentId, AmendmentProposed] = {}
    answered: frozenset[AmendmentId] = frozenset()  # accepted, declined or taken back
    conflicts: Mapping[ConflictId, Clashed] = {}

    @property
    def written(self) -> Iterable[SectionAdded]:
        """The sections that stand."""
        return (one for key, one in self.sections.items() if key not in self.off)

    @property
    def open_amendments(self) -> frozenset[AmendmentId]:
        """The amendments that wait for an answer."""
        return frozenset(self.amendments) - self.answered


class Present(Protocol):
    """What the rules of minutes see of a check-in."""

    @property
    def person(self) -> PersonId | None: ...


class Meeting(Protocol):
    """What the rules of minutes see of their meeting."""

    @property
    def called_off(self) -> bool: ...
    @property
    def present(self) -> Mapping[Any, Present]: ...


class NotBegun(Refused, code="minutes.not_begun"):
    """Nobody has begun these minutes; begin them from the page of their meeting."""


class AlreadyBegun(Refused, code="minutes.already_begun"):
    """The minutes of this meeting were begun already; go on writing those."""


class NoSuchMeeting(Refused, code="minutes.no_such_meeting"):
    """There is no such meeting, or it was called off; write the minutes of one that took place."""


class NotOfThisMeeting(Refused, code="minutes.not_of_this_meeting"):
    """The minutes of a meeting stand under the identifier that follows from it; begin them from the page of the meeting."""


class NoSuchWorkshop(Refused, code="minutes.no_such_workshop"):
    """This workshop does not exist or the minutes do not name it; add it to the minutes first."""


class WorkshopInUse(Refused, code="minutes.workshop_in_use"):
    """A section is about this workshop; withdraw that section first."""


class NoSuchSection(Refused, code="minutes.no_such_section"):
    """This section does not exist or was withdrawn; look at the minutes again."""


class AlreadyThere(Refused, code="minutes.already_there"):
    """Something with this identifier exists in the minutes already; add it under a new one."""


class TooMany(Refused, code="minutes.too_many"):
    """These minutes hold as much of this as they can; change what is there."""


class InReview(Refused, code="minutes.in_review"):
    """These minutes are in review; propose an amendment, or take them back to a draft."""


class IsApproved(Refused, code="minutes.is_approved"):
    """These minutes are approved; take them back to a draft before changing anything."""


class IsPublished(Refused, code="minutes.is_published"):
    """These minutes are published and frozen; say what is to be corrected in the minutes of the next meeting."""


class NothingWritten(Refused, code="minutes.nothing_written"):
    """Nothing is written in these minutes; write a section before sending them to review."""


class SettleFirst(Refused, code="minutes.settle_first"):
    """Two texts met and nobody has chosen yet; settle that before sending the minutes to review."""


class NotInReview(Refused, code="minutes.not_in_review"):
    """These minutes are not in review; send them to review first."""


class WereNotThere(Refused, code="minutes.were_not_there"):
    """Only those who were there amend the minutes; ask someone who was, or have your own presence recorded at the meeting."""


class NothingAmended(Refused, code="minutes.nothing_amended"):
    """This amendment changes nothing; write what the section should say instead."""


class NoSuchAmendment(Refused, code="minutes.no_such_amendment"):
    """This amendment does not exist or was answered already; look at the minutes again."""


class NotTheirs(Refused, code="minutes.not_theirs"):
    """Only whoever proposed this amendment takes it back; decline it instead."""


class NoLongerFits(Refused, code="minutes.no_longer_fits"):
    """The section has changed since this was proposed; decline it, or have it proposed anew on what stands now."""


class AmendmentsOpen(Refused, code="minutes.amendments_open"):
    """Amendments wait for an answer; accept or decline each before approving the minutes."""


class NotApproved(Refused, code="minutes.not_approved"):
    """These minutes are not approved; approve them after their review, then publish them."""


class ReasonNeeded(Refused, code="minutes.reason_needed"):
    """This needs a reason; say why."""


class MovedOn(Refused, code="minutes.moved_on"):
    """The value has changed again since you looked; look at it once more, then settle."""


def of_meeting(meeting: MeetingId) -> StreamId:
    """Where the minutes of a meeting stand: one meeting has one."""
    return StreamId(ids.derived(meeting, "minutes"))


def needs(command: Command, state: State | None) -> Iterable[UUID]:
    match command:
        case Begin(meeting, workshops=workshops):
            return (meeting, *workshops)
        case Edit(workshops=Members(add=add)):
            return add
        case ProposeAmendment() if state is not None:
            return (state.begun.meeting,)
    return ()  # the network's own stream always comes along


def decide(command: Command | WriteSection, state: State | None, asked: Asked) -> list[Event]:
    if isinstance(command, Begin):
        return _begin(command, state, asked)
    if state is None:
        raise NotBegun
    match command:
        case SendToReview():
            if state.stage in ("approved", "published"):
                raise _frozen(state)
            return [] if state.stage == "review" else _sent(state)
        case TakeBack():
            if state.stage == "published":
                raise IsPublished
            if state.stage == "draft":
                return []
            if not asked.reason:
                raise ReasonNeeded
            return [TakenBack()]
        case Approve():
            if state.stage in ("approved", "published"):
                return []
            if state.stage == "draft":
                raise NotInReview
            if state.open_amendments:
                raise AmendmentsOpen
            return [Approved()]
        case Publish():
            if state.stage == "published":
                return []
            if state.stage != "approved":
                raise NotApproved
            return [Published()]
        case ProposeAmendment() | AcceptAmendment() | DeclineAmendment() | WithdrawAmendment():
            return _amend(command, state, asked)
    if isinstance(command, Settle) and command.conflict not in state.conflicts:
        return []  # someone settled it already
    if state.stage != "draft":
        raise _frozen(state)
    match command:
        case Edit():
            return _edit(command, state, asked)
        case AddSection():
            return _add(SectionAdded(**structs.asdict(command)), state.begun.workshops, state)
        case EditSection(section):
            met = fields.meet(_standing(section, state), command, POLICIES, whole=asked.whole)
            edited: list[Event] = [SectionEdited(section=section, **met.values)] if met.values else []
            return [*edited, *fields.clashed(Clashed, met.clashes, section, "section.", state.conflicts, asked.id)]
        case WriteSection(section, text, authors, to_seq, sha256):
            if (stands := _standing(section, state).text) == text.to:
                return []
            if stands != text.was:
                raise MovedOn  # somebody edited it whose edit is not in the document yet: without this line it would be lost
            return [SectionWritten(section=section, text=text.to, authors=authors, to_seq=to_seq, sha256=sha256)]
        case WithdrawSection(section):
            if section not in state.sections:
                raise NoSuchSection
            return [] if section in state.off else [SectionWithdrawn(section=section)]
        case RestoreSection(section):
            if section not in state.sections:
                raise NoSuchSection
            if section not in state.off:
                return []
            _place(state.sections[section], state.begun.workshops)
            return [SectionRestored(section=section)]
        case Settle(conflict, value):
            parts = {
                "section": fields.Part(
                    EditSection, SectionEdited, lambda edit: fields.meet(_standing(edit.section, state), edit, POLICIES)
                ),
                "": fields.Part(Edit, Edited, lambda edit: fields.meet(state.begun, edit, POLICIES)),
            }
            return [*fields.settled_part(parts, state.conflicts[conflict], value, MovedOn), Settled(conflict=conflict)]
        case _:
            assert_never(command)


def _begin(command: Begin, state: State | None, asked: Asked) -> list[Event]:
    begun = Begun(meeting=command.meeting, title=command.title, workshops=command.workshops)
    sections = [SectionAdded(section=key, **structs.asdict(one)) for key, one in command.sections.items()]
    if state is not None:
        if state.begun == begun and all(state.sections.get(one.section) == one for one in sections):
            return []  # asked twice, happened once
        raise AlreadyBegun
    if asked.stream != of_meeting(command.meeting):
        raise NotOfThisMeeting  # without this line one meeting could have several minutes, and whoever publishes last would win
    meeting: Meeting | None = asked.others.get(command.meeting)
    if meeting is None or not hasattr(meeting, "present") or meeting.called_off:
        raise NoSuchMeeting
    _there(command.workshops, asked)
    for one in sections:
        _place(one, command.workshops)
    return [begun, *sections]


def _edit(command: Edit, state: State, asked: Asked) -> list[Event]:
    met = fields.meet(state.begun, command, POLICIES, whole=asked.whole)
    named = met.values.get("workshops", state.begun.workshops)
    _there(set(named) - set(state.begun.workshops), asked)
    if any(one.workshop is not None and one.workshop not in named for one in state.written):
        raise WorkshopInUse
    edited: list[Event] = [Edited(**met.values)] if met.values else []
    return [*edited, *fields.clashed(Clashed, met.clashes, asked.stream, "", state.conflicts, asked.id)]


def _there(workshops: Iterable[WorkshopId], asked: Asked) -> None:
    for one in workshops:
        if not hasattr(asked.others.get(one), "contributions"):
            raise NoSuchWorkshop


def _place(section: SectionAdded, workshops: Iterable[WorkshopId]) -> None:
    if (section.part == "workshop") is not (section.workshop is not None):
        raise NoSuchWorkshop
    if section.workshop is not None and section.workshop not in workshops:
        raise NoSuchWorkshop


def _add(section: SectionAdded, workshops: Iterable[WorkshopId], state: State) -> list[Event]:
    if section.section in state.sections:
        if state.sections[section.section] == section:
            return []
        raise AlreadyThere
    if len(state.sections) >= MOST_SECTIONS:
        raise TooMany
    _place(section, workshops)
    return [section]


def _standing(section: SectionId, state: State) -> SectionAdded:
    if section not in state.sections or section in state.off:
        raise NoSuchSection
    return state.sections[section]


def _sent(state: State) -> list[Event]:
    if not any(one.text for one in state.written):
        raise NothingWritten
    if state.conflicts:
        raise SettleFirst
    return [SentToReview()]


def _frozen(state: State) -> Refused:
    """Why nothing is changed at this stage, and what to do instead."""
    return InReview() if state.stage == "review" else IsApproved() if state.stage == "approved" else IsPublished()


def _amend(command: ProposeAmendment | AcceptAmendment | DeclineAmendment | WithdrawAmendment, state: State, asked: Asked) -> list[Event]:
    if isinstance(command, ProposeAmendment):
        return _propose(command, state, asked)
    amendment = command.amendment
    known = state.amendments.get(amendment)
    if known is None:
        raise NoSuchAmendment
    if isinstance(command, WithdrawAmendment):
        if known.author != asked.by:
            raise NotTheirs
        if amendment in state.answered:
            return []
        if state.stage in ("approved", "published"):
            raise _frozen(state)
        return [AmendmentWithdrawn(amendment=amendment)]
    if state.stage != "review":
        raise NotInReview if state.stage == "draft" else _frozen(state)
    if amendment in state.answered:
        raise NoSuchAmendment
    if isinstance(command, DeclineAmendment):
        if not asked.reason:
            raise ReasonNeeded
        return [AmendmentDeclined(amendment=amendment)]
    wish = EditSection(known.section, text=Change(known.was, known.to))
    met = fields.meet(_standing(known.section, state), wish, POLICIES)
    if met.clashes:
        raise NoLongerFits
    edited: list[Event] = [SectionEdited(section=known.section, **met.values)] if met.values else []
    return [*edited, AmendmentAccepted(amendment=amendment)]


def _propose(command: ProposeAmendment, state: State, asked: Asked) -> list[Event]:
    wish = command.text
    proposed = AmendmentProposed(
        amendment=command.amendment, section=command.section, was=wish.was, to=wish.to, author=asked.by, why=command.why
    )
    known = state.amendments.get(command.amendment)
    if known is not None:
        if known == proposed:
            return []
        raise AlreadyThere
    meeting: Meeting | None = asked.others.get(state.begun.meeting)
    if meeting is None or all(one.person != asked.by for one in meeting.present.values()):
        # Without this line, whoever may write here could put words into the mouths of a room in which they did not sit.
        raise WereNotThere
    if state.stage != "review":
        raise NotInReview if state.stage == "draft" else _frozen(state)
    _standing(command.section, state)
    if wish.to == wish.was:
        raise NothingAmended
    if len(state.amendments) >= MOST_AMENDMENTS:
        raise TooMany
    return [proposed]


def evolve(state: State | None, event: Event) -> State | None:
    if state is None:
        return State(structs.replace(event, reason=None)) if isinstance(event, Begun) else None
    kept: Any = structs.replace(event, reason=None)
    match event:
        case Edited():
            return structs.replace(state, begun=fields.overlay(state.begun, fields.set_fields(event)))
        case SectionAdded(section):
            return structs.replace(state, sections={**state.sections, section: kept})
        case SectionEdited(section) if section in state.sections:
            changed = fields.overlay(state.sections[section], fields.set_fields(event))
            return structs.replace(state, sections={**state.sections, section: changed})
        case SectionWritten(section, text) if section in state.sections:
            written = structs.replace(state.sections[section], text=text)
            return structs.replace(state, sections={**state.sections, section: written})
        case SectionWithdrawn(section):
            return structs.replace(state, off=state.off | {section})
        case SectionRestored(section):
            return structs.replace(state, off=state.off - {section})
        case SentToReview():
            return structs.replace(state, stage="review")
        case TakenBack():
            return structs.replace(state, stage="draft")
        case Approved():
            return structs.replace(state, stage="approved")
        case Published():
            return structs.replace(state, stage="published")
        case AmendmentProposed(amendment):
            return structs.replace(state, amendments={**state.amendments, amendment: kept})
        case AmendmentAccepted(amendment) | AmendmentDeclined(amendment) | AmendmentWithdrawn(amendment):
            return structs.replace(state, answered=state.answered | {amendment})
        case Clashed(conflict=conflict):
            return structs.replace(state, conflicts={**state.conflicts, conflict: event})
        case Settled(conflict=conflict):
            return structs.replace(state, conflicts={key: open_ for key, open_ in state.conflicts.items() if key != conflict})
    return state  # what happened is never refused


def value(state: State | None, item: UUID, field: str) -> Any:
    """What stands in a field of the minutes or of a section now, for those who are told of a clash."""
    if state is None:
        return None
    about, _, name = field.rpartition(".")
    return getattr(state.sections.get(SectionId(item)) if about == "section" else state.begun, name, None)


rules = decider.Decider[State | None, Command, Event]("minutes", None, decide, evolve, needs, value=value)
