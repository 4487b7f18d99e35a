"""A file attached to an item: what it is called, how large it is, and the hash of its bytes, which lie beside the log.

Stream kind ``attachment``, one stream a file on an item; it belongs to that item for ever. To whom the item is not there, neither is
what is attached to it, and nobody attaches anything to what was withdrawn. The bytes were sent before (service/attachments/), by
whoever attaches them; the same bytes attached to two items are kept once. Whoever attached a file or a facilitator withdraws it,
and restores it; withdrawing keeps the bytes. Only erasing lets go of them, and then nothing brings them back.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, Protocol, TypeAlias, assert_never, get_args
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType, structs

from events import decider, fields
from events.decider import Asked, Refused
from events.fields import Change, Line
from events.ids import ActionId, PersonId, PlanId

#: What files are attached to.
Kind: TypeAlias = Literal["plan", "action", "idea", "finding", "meeting", "minutes", "synthesis", "workshop", "mentorship", "authority"]
#: What a file is by its content, whatever it is called.
Type: TypeAlias = Literal["pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "odg", "png", "jpeg", "webp", "text"]

LARGEST = 20_000_000  # bytes of one file
LONGEST_NAME = 120

# Events are stored for ever: new fields have defaults, tags are never renamed.


class Attached(decider.Event, tag="attachment.attached"):
    """``sha256`` is the hash of the bytes; ``part_of`` the action that the one it is attached to is a part of."""

    item: UUID
    kind: Kind
    sha256: str
    name: str
    size: int
    type: Type
    author: PersonId
    plan: PlanId | None = None
    part_of: ActionId | None = None
    title: str | None = None


class Renamed(decider.Event, tag="attachment.renamed"):
    name: str | UnsetType = UNSET
    title: str | None | UnsetType = UNSET


class Withdrawn(decider.Event, tag="attachment.withdrawn"): ...


class Restored(decider.Event, tag="attachment.restored"): ...


class Erased(decider.Event, tag="attachment.erased"):
    """Its bytes are gone for good, unless another item has the same ones; what it was called stays until that is redacted."""


Event: TypeAlias = Attached | Renamed | Withdrawn | Restored | Erased

# Commands say what is asked; who asks, and when, arrive apart in Asked.


class Attach(decider.Command, kw_only=True, tag="attachment.attach"):
    """Attach a file whose bytes were sent just before to an item, under a name and perhaps a title."""

    item: UUID
    kind: Kind
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
    name: Line
    size: Annotated[int, Meta(ge=1, le=LARGEST)]
    type: Type
    plan: PlanId | None = None
    title: Line | None = None


class Rename(decider.Command, tag="attachment.rename"):
    """Give a file another name or title."""

    name: Change[Line] | UnsetType = UNSET
    title: Change[Line | None] | UnsetType = UNSET


class Withdraw(decider.Command, tag="attachment.withdraw"):
    """Take a file away; its bytes are kept, and it can be restored."""


class Restore(decider.Command, tag="attachment.restore"):
    """Put a withdrawn file back."""


class Erase(decider.Command, tag="attachment.erase"):
    """Let go of the bytes of a file for good; it can not be undone."""


Command: TypeAlias = Attach | Rename | Withdraw | Restore | Erase

# State holds what the rules need and nothing else.


class State(Struct, frozen=True):
    attached: Attached  # with its name and title as they stand
    first: Attached
    withdrawn: bool = False
    erased: bool = False


#: By what the state of an item tells which kind it is of. A member of the network is told by the network.
MARKS: Mapping[Kind, str] = {
    "plan": "standing_axes",
    "action": "card",
    "idea": "idea",
    "finding": "finding",
    "meeting": "planned",
    "minutes": "begun",
    "synthesis": "placed",
    "workshop": "sitting",
    "mentorship": "requested",
}


class Network(Protocol):
    """What the rules of a file see of the network: its members, and who acts for which."""

    @property
    def members(self) -> Mapping[UUID, Any]: ...
    def held_by(self, person: PersonId) -> Iterable[Any]: ...
    def speaks_for(self, person: PersonId, authority: Any) -> bool: ...


class NoSuchItem(Refused, code="attachment.no_such_item"):
    """What this file is for does not exist, was withdrawn or takes no more files; choose another place, or have it restored."""


class NotTheirAuthority(Refused, code="attachment.not_their_authority"):
    """Only who acts for this authority or a facilitator attaches files to its page; ask one of them."""


class AlreadyAttached(Refused, code="attachment.already_attached"):
    """A file with this identifier exists already; attach it under a new one."""


class NotAttached(Refused, code="attachment.not_attached"):
    """This file does not exist or is not changed any more; reload the page."""


class IsWithdrawn(Refused, code="attachment.is_withdrawn"):
    """This file was withdrawn; restore it before renaming it."""


class NotTheirs(Refused, code="attachment.not_theirs"):
    """Only who attached a file or a facilitator renames, withdraws or restores it; ask one of them."""


class ChangedMeanwhile(Refused, code="attachment.changed_meanwhile"):
    """Someone else has renamed this file meanwhile; look at what it is called now, then try again."""


def needs(command: Command, state: State | None) -> Iterable[UUID]:
    if isinstance(command, Attach):
        return (command.item,)
    if state is None:
        return ()
    return [one for one in (state.attached.item, state.attached.part_of) if one is not None]


def beyond(command: Command, others: Mapping[UUID, Any]) -> Iterable[UUID]:
    """The action that the one attached to is a part of, for who is kept from that one is kept from its parts."""
    if not isinstance(command, Attach) or command.kind != "action":
        return ()
    parent = getattr(getattr(others.get(command.item), "card", None), "parent", None)
    return () if parent is None else (parent,)


def decide(command: Command, state: State | None, asked: Asked) -> list[Event]:
    if isinstance(command, Attach):
        return _attach(command, state, asked)
    if state is None or _kept((state.attached.item, state.attached.part_of), asked):
        raise NotAttached
    if isinstance(command, Erase):
        return [] if state.erased else [Erased()]  # a right of facilitators alone, who look after what has to go
    if _became_an_action(asked.others.get(state.attached.item)):
        raise NotAttached
    _theirs(state.attached, asked)
    match command:
        case Rename():
            return _rename(command, state)
        case Withdraw():
            return [] if state.withdrawn else [Withdrawn()]
        case Restore():
            return [Restored()] if state.withdrawn else []
        case _:
            assert_never(command)


def _attach(command: Attach, state: State | None, asked: Asked) -> list[Event]:
    plan, part_of = _place(command, asked)
    if _kept((command.item, part_of), asked) or plan != command.plan:
        raise NoSuchItem
    attached = Attached(
        item=command.item,
        kind=command.kind,
        sha256=command.sha256,
        name=tidy(command.name, command.type),
        size=command.size,
        type=command.type,
        author=asked.by,
        plan=plan,
        part_of=part_of,
        title=command.title,
    )
    if state is None:
        return [attached]
    if state.first != attached:
        raise AlreadyAttached
    return []  # asked twice, happened once


def _place(command: Attach, asked: Asked) -> tuple[PlanId | None, ActionId | None]:
    """The plan that the item belongs to, and the action that it is a part of; refused where nothing is attached to it."""
    if command.kind == "authority":
        network: Network = asked.others[asked.network]
        if command.item not in network.members:
            raise NoSuchItem
        if not network.speaks_for(asked.by, command.item):
            raise NotTheirAuthority
        return None, None
    item, mark = asked.others.get(command.item), MARKS[command.kind]
    if not hasattr(item, mark) or _over(item):
        raise NoSuchItem
    begun = getattr(item, mark)
    plan = PlanId(command.item) if command.kind == "plan" else getattr(begun, "plan", None)
    return plan, getattr(begun, "parent", None) if command.kind == "action" else None


def _over(item: Any) -> bool:
    """Was it withdrawn, is it a mentorship that never began, or an idea that goes on as an action?"""
    withdrawn = getattr(item, "withdrawn", False) or getattr(item, "standing", None) == "withdrawn"
    return withdrawn or getattr(item, "stage", None) in ("withdrawn", "declined") or _became_an_action(item)


def _became_an_action(item: Any) -> bool:
    """An idea that did says the same as its action, which some may be kept from: its files stay as they are."""
    return hasattr(item, MARKS["idea"]) and getattr(item, "action", None) is not None


def _rename(command: Rename, state: State) -> list[Event]:
    if state.withdrawn:
        raise IsWithdrawn
    met = fields.meet(state.attached, command, {})
    if met.clashes:
        raise ChangedMeanwhile
    values = dict(met.values)
    if "name" in values:
        values["name"] = tidy(values["name"], state.attached.type)
        if values["name"] == state.attached.name:
            del values["name"]
    return [Renamed(**values)] if values else []


def _kept(on: Iterable[UUID | None], asked: Asked) -> bool:
    """Is one of these kept from who asks: an action from whom it is not for, a mentorship from all but its two?"""
    over: list[Any] = [asked.others.get(one) for one in on if one is not None]
    return asked.by != asked.network and any(hasattr(one, "hidden_from") and one.hidden_from(asked.by) for one in over)


def _facilitates(asked: Asked) -> bool:
    network: Network = asked.others[asked.network]
    return any(held.role == "facilitator" for held in network.held_by(asked.by))


def _theirs(attached: Attached, asked: Asked) -> None:
    if asked.by != attached.author and not _facilitates(asked):
        raise NotTheirs


#: Letters that draw what follows them from right to left, or not at all: ``facture‮fdp.exe`` is shown as ``factureexe.pdf``.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
#: What some system takes for more than a part of a name.
_SPECIAL = re.compile('[<>:"|?*%$`;&]')
#: Names that Windows keeps for devices, whatever follows the first dot.
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|clock\$)(\..*)?", re.IGNORECASE)
#: How a name may end, by what the file is; another ending is followed by the first of these.
ENDINGS: Mapping[str, tuple[str, ...]] = {one: (one,) for one in get_args(Type)} | {
    "jpeg": ("jpg", "jpeg"),
    "text": ("txt", "csv", "tsv", "md"),
}


def tidy(name: str, kind: str) -> str:
    """A name that is nothing but the name of a file of this kind: no path, no hidden direction, no ending that lies."""
    last = re.split(r"[/\\]", _UNSEEN.sub("", name))[-1]
    plain = _SPECIAL.sub("_", fields.clean(last, line=True)).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    if plain.lower() in ENDINGS[kind]:
        stem, ending = "", plain
    elif not dot or ending.lower() not in ENDINGS[kind]:
        stem, ending = plain, ENDINGS[kind][0]
    stem = stem.strip(". ")[: LONGEST_NAME - len(ending) - 1].strip(". ") or "fichier"
    if _DEVICE.fullmatch(stem):
        stem = f"_{stem}"
    return f"{stem}.{ending.lower()}"


def evolve(state: State | None, event: Event) -> State | None:
    match state, event:
        case None, Attached():
            attached = structs.replace(event, reason=None)
            return State(attached, attached)
        case State(attached=attached), Renamed():
            return structs.replace(state, attached=fields.overlay(attached, fields.set_fields(event)))
        case State(), Withdrawn():
            return structs.replace(state, withdrawn=True)
        case State(), Restored():
            return structs.replace(state, withdrawn=False)
        case State(), Erased():
            return structs.replace(state, erased=True)
    return state  # what happened is never refused


rules = decider.Decider[State | None, Command, Event](
    "attachment", None, decide, evolve, needs, lambda event: event.plan if isinstance(event, Attached) else None, beyond=beyond
)
