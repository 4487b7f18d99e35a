"""What a demonstration is written in: members, people, and a story told step by step.

A story is data. Everything in it goes by a short key (``"2.03"``, ``"camille"``) and by local time; ``load.py`` turns keys
into ids that belong to one network, and sends each step as a command. Where an edit must say what its author saw, the
story works it out from the steps before, so the content says only what changed.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple, TypeAlias

from events import network
from service.demo.french import french

Kind: TypeAlias = Literal[
    "authority",
    "person",
    "plan",
    "axis",
    "phase",
    "version",
    "action",
    "conflict",
    "series",
    "theme",
    "meeting",
    "item",
    "participant",
    "decision",
    "visit",
    "workshop",
    "question",
    "contribution",
    "referent",
    "skill",
    "synthesis",
    "cluster",
    "roadmap",
    "consultation",
    "process",
    "process_step",
    "process_template",
    "resolution",
    "session",
    "request",
    "finding",
    "idea",
    "body",
    "follow_up",
    "governance",
    "objective",
    "minutes",
    "section",
    "amendment",
    "questionnaire",
    "answer",
    "mentor",
    "mentorship",
    "mentorship_note",
    "goal",
    "support_file",
    "tool",
    "moment",
    "comment",
]


class Ref(NamedTuple):
    """Something of the same story, by its key."""

    kind: Kind
    key: str


class Member(NamedTuple):
    """A local authority, or another body, that joins the network. Codes are given where they are certain."""

    key: str
    name: str
    kind: network.AuthorityKind
    joined: str
    siren: str | None = None
    insee_code: str | None = None


class Person(NamedTuple):
    """Someone invented, who acts for a member from a moment on, in one role or more."""

    key: str
    name: str
    function: str
    roles: tuple[network.Role, ...]
    authority: str
    since: str


class Step(NamedTuple):
    """One command of the story. ``by`` is a person's key, or None for the network itself."""

    key: str
    at: datetime
    by: str | None
    stream: Ref | None
    command: Mapping[str, Any]
    reason: str | None = None


class Story(NamedTuple):
    """A network from its founding on."""

    key: str
    name: str
    time_zone: str
    founded: datetime
    members: tuple[Member, ...]
    people: tuple[Person, ...]
    steps: tuple[Step, ...]
    signing_in: tuple[str, ...]  # who may be tried out: a facilitator, two editors of different members, an auditor, an elected official


# --- What becomes of an action after it was added ----------------------------------------------------------------


class Edit(NamedTuple):
    """New values of some fields. ``saw`` overrides what the author had before their eyes: that is how edits clash."""

    at: str
    by: str
    to: Mapping[str, Any]
    reason: str | None = None
    saw: Mapping[str, Any] | None = None
    add: Mapping[str, Sequence[Any]] | None = None
    remove: Mapping[str, Sequence[Any]] | None = None


class Withdraw(NamedTuple):
    """The action is taken out of the plan."""

    at: str
    by: str
    reason: str


class Restore(NamedTuple):
    """The action comes back."""

    at: str
    by: str
    reason: str


class Settle(NamedTuple):
    """The clash about this field is settled, with a new value or by keeping what stands."""

    at: str
    by: str
    field: str
    to: Any
    reason: str | None = None


Turn: TypeAlias = Edit | Withdraw | Restore | Settle


class Card(NamedTuple):
    """An action as it was first written, and its later turns. The digits before the dot of its code name its axis."""

    code: str
    at: str
    by: str
    fields: dict[str, Any]
    then: tuple[Turn, ...] = ()
    parent: str | None = None


def card(
    code: str, at: str, by: str, title: str, description: str, *, then: Iterable[Turn] = (), parent: str | None = None, **fields: Any
) -> Card:
    """An action with its fields, in the printed form of French."""
    written = {"title": title, "description": description, **fields}
    return Card(code, at, by, {name: printed(value) for name, value in written.items()}, tuple(then), parent)


def edit(
    at: str,
    by: str,
    reason: str | None = None,
    *,
    saw: Mapping[str, Any] | None = None,
    add: Mapping[str, Sequence[Any]] | None = None,
    remove: Mapping[str, Sequence[Any]] | None = None,
    **to: Any,
) -> Edit:
    """A change of some fields, in the printed form of French."""
    return Edit(at, by, printed(to), printed(reason), printed(saw), printed(add), printed(remove))


def withdraw(at: str, by: str, reason: str) -> Withdraw:
    """Taking the action out, and why."""
    return Withdraw(at, by, french(reason))


def restore(at: str, by: str, reason: str) -> Restore:
    """Bringing the action back, and why."""
    return Restore(at, by, french(reason))


def settle(at: str, by: str, field: str, to: Any, reason: str | None = None) -> Settle:
    """What people agreed on about a field that two of them had changed."""
    return Settle(at, by, field, printed(to), printed(reason))


def person(*keys: str) -> tuple[Ref, ...]:
    """People of the story, for the fields that hold people."""
    return tuple(Ref("person", key) for key in keys)


def funders(shares: Mapping[str, int | None]) -> dict[str, dict[str, int | None]]:
    """Funders and their share in euros, None where it is not known yet."""
    return {name: {"amount": euros(share)} for name, share in shares.items()}


def euros(amount: int | None) -> int | None:
    """An amount in cents."""
    return None if amount is None else amount * 100


#: Fields whose values are words of the program or codes, never sentences.
_VERBATIM = {"status", "priority", "participation", "aims", "code", "starts_on", "ends_on", "order_key"}


def printed(value: Any) -> Any:
    """The same value with French typography in every sentence it holds."""
    match value:
        case Ref():
            return value
        case str():
            return french(value)
        case Mapping():
            return {
                name if isinstance(name, Ref) or name in _VERBATIM else french(name): one if name in _VERBATIM else printed(one)
                for name, one in value.items()
            }
        case list() | tuple():
            return tuple(printed(one) for one in value)
    return value
