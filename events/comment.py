"""A comment: what someone says about an item, under their own name, and what others answer.

Stream kind ``comment``, one stream a comment, and none of it in the stream of its item: many comment at once where one edits,
each comment is changed, withdrawn, undone and redacted by itself, and no item's rules or snapshots grow with what is said of it.
Its first event names the item, and what it lies within follows from that. Its rules:

- Whoever writes here comments on what they see; to everyone else a comment is as if it were not there, as its item is.
- An answer belongs to a comment on the same item, and nobody answers an answer.
- Those who are mentioned are members who see the item. They are named by their ids, never in the text.
- Of a mentorship its two parties alone talk; of an authority whoever reads the directory.
- Its author alone changes it. Its author or a facilitator withdraws it; what a facilitator withdrew, a facilitator restores.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, Protocol, TypeAlias, assert_never, get_args
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType, structs

from events import decider, fields
from events.decider import Asked, Refused
from events.fields import Change, Members, Text
from events.ids import CommentId, PersonId, PlanId

#: What can be commented on. Where one that lies in no plan is shown tells projections/comment_list.py.
On: TypeAlias = Literal[
    "plan", "action", "idea", "finding", "meeting", "synthesis", "minutes", "questionnaire", "workshop", "mentorship", "authority"
]
KINDS: tuple[On, ...] = get_args(On)
#: What the state of each holds and no other's does. A further kind is a name above and one line here; the network tells its members.
TOLD_BY: Mapping[On, str] = {
    "plan": "phases",
    "action": "card",
    "idea": "idea",
    "finding": "finding",
    "meeting": "planned",
    "synthesis": "placed",
    "minutes": "begun",
    "questionnaire": "asked",
    "workshop": "sitting",
    "mentorship": "requested",
}
OVER = frozenset({"withdrawn", "promoted"})  # an idea that became an action is talked about there

# Events are stored for ever: new fields have defaults, tags are never renamed.


class Written(decider.Event, tag="comment.written"):
    """``answers`` is the comment that it answers; ``mentions`` are those whom it calls."""

    on: On
    item: UUID
    author: PersonId
    text: str
    plan: PlanId | None = None
    answers: CommentId | None = None
    mentions: tuple[PersonId, ...] = ()


class Edited(decider.Event, tag="comment.edited"):
    """The new value of each field that changed."""

    text: str | UnsetType = UNSET
    mentions: tuple[PersonId, ...] | UnsetType = UNSET


class Withdrawn(decider.Event, tag="comment.withdrawn"):
    by: PersonId


class Restored(decider.Event, tag="comment.restored"): ...


Event: TypeAlias = Written | Edited | Withdrawn | Restored

# Commands say what is asked; who asks, and when, arrive apart in Asked.


class Write(decider.Command, kw_only=True, tag="comment.write"):
    """Comment on an item, or answer a comment on it; ``plan`` is the one that the item lies in, where it lies in one."""

    on: On
    item: UUID
    text: Text
    plan: PlanId | None = None
    answers: CommentId | None = None
    mentions: Annotated[tuple[PersonId, ...], Meta(max_length=50)] = ()


class Edit(decider.Command, kw_only=True, tag="comment.edit"):
    """Change one's own comment."""

    text: Change[Text] | UnsetType = UNSET
    mentions: Members[PersonId] | UnsetType = UNSET


class Withdraw(decider.Command, tag="comment.withdraw"):
    """Take a comment away; its history stays and it can be restored."""


class Restore(decider.Command, tag="comment.restore"):
    """Put a withdrawn comment back."""


Command: TypeAlias = Write | Edit | Withdraw | Restore

# State holds what the rules need and nothing else.


class State(Struct, frozen=True):
    comment: Written  # as it stands
    withdrawn_by: PersonId | None = None

    @property
    def withdrawn(self) -> bool:
        return self.withdrawn_by is not None


class Network(Protocol):
    """What the rules of a comment see of the network: its members, and its people."""

    @property
    def members(self) -> Mapping[Any, Any]: ...
    def held_by(self, person: PersonId) -> Iterable[Any]: ...


class NoSuchItem(Refused, code="comment.no_such_item"):
    """This does not exist, was withdrawn, or became something else; reload the page."""


class NoSuchComment(Refused, code="comment.no_such_comment"):
    """The comment to answer does not exist here, was withdrawn, or is an answer itself; answer the one that began it."""


class NotAReader(Refused, code="comment.not_a_reader"):
    """Someone mentioned does not see this, or is no member any more; leave them out, then send it again."""


class AlreadyWritten(Refused, code="comment.already_written"):
    """A comment with this identifier exists already; write it under a new one."""


class NotWritten(Refused, code="comment.not_written"):
    """This comment does not exist; reload the page."""


class IsWithdrawn(Refused, code="comment.is_withdrawn"):
    """This comment was withdrawn; restore it before changing it."""


class NotTheirs(Refused, code="comment.not_theirs"):
    """Only its author changes a comment, and a facilitator may withdraw it; answer it instead."""


class MovedOn(Refused, code="comment.moved_on"):
    """Your comment has changed since you looked; copy what you typed, look at it once more, then save."""


def needs(command: Command, state: State | None) -> Iterable[UUID]:
    match command:
        case Write(item=item, plan=plan, answers=answers):
            return [one for one in (item, plan, answers) if one is not None]
    return () if state is None else (state.comment.item,)


def beyond(_command: Command, others: Mapping[UUID, Any]) -> Iterable[UUID]:
    """The action that the one commented on is a part of, or that an idea became: who is kept from it is kept from what is said of it."""
    within = [getattr(getattr(one, TOLD_BY["action"], None), "parent", None) or getattr(one, "action", None) for one in others.values()]
    return [one for one in within if one is not None]


def decide(command: Command, state: State | None, asked: Asked) -> list[Event]:
    if isinstance(command, Write):
        return _write(command, state, asked)
    if state is None or _hidden_from(asked.by, asked):
        raise NotWritten
    match command:
        case Edit():
            if asked.by != state.comment.author:
                raise NotTheirs
            if state.withdrawn:
                raise IsWithdrawn
            met = fields.meet(state.comment, command, {"text": "text3"})
            if met.clashes:
                raise MovedOn  # nobody else changes it: the other text is their own, from another window
            called = {*met.values.get("mentions", ())} - {*state.comment.mentions}
            _see(called, state.comment.plan, asked)
            return [Edited(**met.values)] if met.values else []
        case Withdraw():
            if asked.by != state.comment.author and not _facilitates(asked):
                raise NotTheirs
            return [] if state.withdrawn else [Withdrawn(by=asked.by)]
        case Restore():
            theirs = asked.by == state.comment.author and state.withdrawn_by in (None, asked.by)
            if not theirs and not _facilitates(asked):
                raise NotTheirs
            return [Restored()] if state.withdrawn else []
        case _:
            assert_never(command)


def _write(command: Write, state: State | None, asked: Asked) -> list[Event]:
    written = Written(author=asked.by, **{**structs.asdict(command), "mentions": fields.members(command.mentions)})
    of = _of(command, asked)
    plan = command.item if command.on == "plan" else getattr(of, "plan", None)
    if of is None or plan != command.plan or any(_gone(asked.others.get(one)) for one in (command.item, plan) if one):
        raise NoSuchItem
    if _hidden_from(asked.by, asked):
        raise NoSuchItem  # else it would be taken, and shown to nobody who is not named there
    if command.answers is not None:
        first = asked.others.get(command.answers)
        if not isinstance(first, State) or first.withdrawn or first.comment.answers or first.comment.item != command.item:
            raise NoSuchComment
    if state is not None:
        if structs.replace(state.comment, reason=None) == written:
            return []  # asked twice, happened once
        raise AlreadyWritten
    _see(written.mentions, command.plan, asked)
    return [written]


def _of(command: Write, asked: Asked) -> Any:
    """What is commented on, as it tells of itself; None where there is no such thing."""
    if command.on == "authority":
        network: Network = asked.others[asked.network]
        return network.members.get(command.item)
    return getattr(asked.others.get(command.item), TOLD_BY[command.on], None)


def _gone(state: Any) -> bool:
    stands = getattr(state, "standing", None) or getattr(state, "stage", None)
    return getattr(state, "withdrawn", False) or stands in OVER


def _hidden_from(person: PersonId, asked: Asked) -> bool:
    """Is something that the comment lies within kept from this person? Whatever came along is such, or kept from nobody."""
    return any(hasattr(one, "hidden_from") and one.hidden_from(person) for one in asked.others.values())


def _see(people: Iterable[PersonId], plan: PlanId | None, asked: Asked) -> None:
    """Raise where one of these does not see what is commented on: they would be called to what they may not know of."""
    network: Network = asked.others[asked.network]
    for person in people:
        held = [one for one in network.held_by(person) if one.role != "reader" and (not one.topics or f"plan:{plan}" in one.topics)]
        if not held or _hidden_from(person, asked):
            raise NotAReader


def _facilitates(asked: Asked) -> bool:
    network: Network = asked.others[asked.network]
    return any(held.role == "facilitator" for held in network.held_by(asked.by))


def evolve(state: State | None, event: Event) -> State | None:
    match state, event:
        case None, Written():
            return State(structs.replace(event, reason=None))
        case State(comment), Edited():
            return structs.replace(state, comment=fields.overlay(comment, fields.set_fields(event)))
        case State(), Withdrawn(by):
            return structs.replace(state, withdrawn_by=by)
        case State(), Restored():
            return structs.replace(state, withdrawn_by=None)
    return state  # what happened is never refused


rules = decider.Decider[State | None, Command, Event](
    "comment", None, decide, evolve, needs, lambda event: event.plan if isinstance(event, Written) else None, beyond=beyond
)
