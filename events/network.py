"""A network: local authorities that work together, the people who act for them, and what each may do.

Stream kind ``network``; its stream id is the network's own id. Founding is position 1 of every log. A network always
keeps a facilitator, and nobody edits for an authority that is not a member. Some members are guests (``GUESTS``): organisations that a
network opens to, whose people are partners and nothing more, and which describe themselves. Names of people never stand here: only
their ids, so that a person can be forgotten.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias, assert_never

from msgspec import Meta, Struct, structs

from events import decider
from events.decider import Asked, Refused
from events.fields import Change, Line
from events.ids import AuthorityId, PersonId

Clock: TypeAlias = Literal["real", "given"]
AuthorityKind: TypeAlias = Literal[
    "municipality",
    "intermunicipal_body",
    "department",
    "region",
    "state_service",
    "chamber",
    "association",
    "guest_association",
    "business",
    "education",
    "tourism",
    "farming",
]
#: Those that take part as guests; an association may be a member like any authority, or a guest.
GUESTS: frozenset[AuthorityKind] = frozenset({"guest_association", "business", "education", "tourism", "farming"})
Role: TypeAlias = Literal["facilitator", "editor", "elected_official", "partner", "auditor", "reader"]  # a reader is a program
Siren: TypeAlias = Annotated[str, Meta(pattern=r"^[0-9]{9}$(?!\n)")]
InseeCode: TypeAlias = Annotated[str, Meta(pattern=r"^([0-9]{2}|2[AB])[0-9]{3}$(?!\n)")]
Topic: TypeAlias = Annotated[str, Meta(pattern=r"^[a-z_]{1,40}:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$(?!\n)")]
Path: TypeAlias = Annotated[str, Meta(min_length=1, max_length=400)]
Topics: TypeAlias = Annotated[tuple[Topic, ...], Meta(max_length=50)]


# Events are stored for ever: new fields have defaults, tags are never renamed.


class Founded(decider.Event, tag="network.founded"):
    name: str
    clock: Clock
    time_zone: str


class Renamed(decider.Event, tag="network.renamed"):
    name: str


class AuthorityAdmitted(decider.Event, tag="network.authority_admitted"):
    authority: AuthorityId
    name: str
    kind: AuthorityKind
    siren: str | None = None
    insee_code: str | None = None
    population: int | None = None


class AuthorityReleased(decider.Event, tag="network.authority_released"):
    authority: AuthorityId


class RoleGiven(decider.Event, tag="network.role_given"):
    person: PersonId
    role: Role
    authority: AuthorityId | None = None
    topics: tuple[str, ...] = ()


class RoleTaken(decider.Event, tag="network.role_taken"):
    person: PersonId
    role: Role
    authority: AuthorityId | None = None
    topics: tuple[str, ...] = ()


class PersonSuspended(decider.Event, tag="network.person_suspended"):
    person: PersonId


class PersonReinstated(decider.Event, tag="network.person_reinstated"):
    person: PersonId


class EventRedacted(decider.Event, tag="network.event_redacted"):
    """In each of these events, which lie before it, each of these texts was replaced by ``[redacted]`` as this was written.

    A text is named by its field, and inside a list or a table by its place or key: ``description``, ``partners.2``, ``extra.Suivi``.
    """

    positions: tuple[int, ...]
    fields: tuple[str, ...]


Event: TypeAlias = (
    Founded | Renamed | AuthorityAdmitted | AuthorityReleased | RoleGiven | RoleTaken | PersonSuspended | PersonReinstated | EventRedacted
)

# Commands say what is asked; who asks, and when, arrive apart in Asked. Founding is no command: nobody could ask yet.


class Rename(decider.Command, tag="network.rename"):
    """Give the network another name."""

    name: Change[Line]


class Admit(decider.Command, tag="network.admit"):
    """Admit a local authority, or bring what is known of a member up to date."""

    authority: AuthorityId
    name: Line
    kind: AuthorityKind
    siren: Siren | None = None
    insee_code: InseeCode | None = None
    population: Annotated[int, Meta(ge=0, le=10**8)] | None = None


class Release(decider.Command, tag="network.release"):
    """Record that an authority leaves; its people lose the roles they had for it."""

    authority: AuthorityId


class GiveRole(decider.Command, tag="network.give_role"):
    """Give a person a role, for an authority where the role asks for one, and for some topics alone where they are named."""

    person: PersonId
    role: Role
    authority: AuthorityId | None = None
    topics: Topics = ()


class TakeRole(decider.Command, tag="network.take_role"):
    """Take a role back; from that position on nothing by this person that needs it is accepted."""

    person: PersonId
    role: Role
    authority: AuthorityId | None = None
    topics: Topics = ()


class Suspend(decider.Command, tag="network.suspend"):
    """Shut a person out at once, roles kept for a return."""

    person: PersonId


class Reinstate(decider.Command, tag="network.reinstate"):
    """Let a suspended person back in."""

    person: PersonId


class Place(Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """One event, by its position, and the texts in it: by field, and by place or key where the field holds several."""

    position: Annotated[int, Meta(ge=1, le=2**53 - 1)]
    fields: Annotated[tuple[Path, ...], Meta(min_length=1, max_length=200)]


class Redact(decider.Command, tag="network.redact"):
    """Take texts that somebody typed out of the log for good, wherever they stand; it can not be undone."""

    places: Annotated[tuple[Place, ...], Meta(min_length=1, max_length=200)]


Command: TypeAlias = Rename | Admit | Release | GiveRole | TakeRole | Suspend | Reinstate | Redact


class Held(Struct, frozen=True, order=True):
    """One role as a person holds it; with topics it holds for those alone."""

    role: Role
    authority: AuthorityId | None = None
    topics: tuple[str, ...] = ()


# State holds what the rules need and nothing else.


class Running(Struct, frozen=True):
    founded: Founded
    members: Mapping[AuthorityId, AuthorityAdmitted] = {}
    roles: Mapping[PersonId, frozenset[Held]] = {}
    suspended: frozenset[PersonId] = frozenset()
    redacted: frozenset[tuple[int, str]] = frozenset()  # position and field
    redactions: int = 0

    def held_by(self, person: PersonId) -> frozenset[Held]:
        """The roles a person can use now: none while suspended."""
        return frozenset() if person in self.suspended else self.roles.get(person, frozenset())

    def is_guest(self, authority: AuthorityId | None) -> bool:
        """Does this member take part as a guest?"""
        known = None if authority is None else self.members.get(authority)
        return known is not None and known.kind in GUESTS

    def speaks_for(self, person: PersonId, authority: AuthorityId) -> bool:
        """May this person say what is known of a member: who facilitates, who acts for it, and of a guest its partners."""
        own = {"editor", "elected_official", *(("partner",) if self.is_guest(authority) else ())}
        return any(held.role == "facilitator" or (held.authority == authority and held.role in own) for held in self.held_by(person))


State: TypeAlias = Running | None  # None: not founded


class NotFounded(Refused, code="network.not_founded"):
    """This network does not exist."""


class NotAMember(Refused, code="network.not_a_member"):
    """This authority is not a member of the network; admit it first."""


class AuthorityNeeded(Refused, code="network.authority_needed"):
    """An editor and an elected official act for an authority; name it."""


class WholeNetwork(Refused, code="network.whole_network"):
    """A facilitator looks after the whole network; give this role without topics."""


class LastFacilitator(Refused, code="network.last_facilitator"):
    """This is the last facilitator of the network; appoint another one first."""


class WrongSiren(Refused, code="network.wrong_siren"):
    """No SIREN has these digits: one of them is wrong or two are swapped; compare it with an official document."""


class GuestsArePartners(Refused, code="network.guests_are_partners"):
    """This organisation takes part as a guest: its people are partners; give that role, or admit it as another kind of member."""


class SomeoneElseRenamed(Refused, code="network.renamed_meanwhile"):
    """Someone else has renamed the network meanwhile; look at the new name, then try again."""


class RedactionReasonNeeded(Refused, code="network.redaction_reason_needed"):
    """A text that is taken out of the log is gone for good; say why, without repeating it."""


def decide(command: Command, state: State, asked: Asked) -> list[Event]:
    if state is None:
        raise NotFounded
    match command:
        case Rename(Change(was, to)):
            if to == state.founded.name:
                return []
            if was != state.founded.name:
                raise SomeoneElseRenamed
            return [Renamed(name=to)]
        case Admit(authority, name, kind, siren, insee_code, population):
            if siren is not None and not _adds_up(siren):
                raise WrongSiren
            admitted = AuthorityAdmitted(
                authority=authority, name=name, kind=kind, siren=siren, insee_code=insee_code, population=population
            )
            if kind in GUESTS and any(
                held.authority == authority and held.role != "partner" for all_ in state.roles.values() for held in all_
            ):
                raise GuestsArePartners  # or they would keep what no guest is given
            return [] if state.members.get(authority) == admitted else [admitted]
        case Release(authority):
            if authority not in state.members:
                return []
            lost = [
                RoleTaken(person=person, role=held.role, authority=authority, topics=held.topics)
                for person in sorted(state.roles)
                for held in sorted(state.roles[person], key=lambda held: (held.role, held.topics))
                if held.authority == authority
            ]
            _keep_a_facilitator(state, *((taken.person, Held(taken.role, authority, taken.topics)) for taken in lost))
            return [*lost, AuthorityReleased(authority=authority)]
        case GiveRole(person, role, authority, topics):
            if topics and role == "facilitator":
                raise WholeNetwork
            if authority is not None and authority not in state.members:
                raise NotAMember
            if authority is None and role in ("editor", "elected_official"):
                raise AuthorityNeeded
            if role != "partner" and state.is_guest(authority):
                raise GuestsArePartners
            if Held(role, authority, topics) in state.roles.get(person, frozenset()):
                return []
            return [RoleGiven(person=person, role=role, authority=authority, topics=topics)]
        case TakeRole(person, role, authority, topics):
            if Held(role, authority, topics) not in state.roles.get(person, frozenset()):
                return []
            _keep_a_facilitator(state, (person, Held(role, authority, topics)))
            return [RoleTaken(person=person, role=role, authority=authority, topics=topics)]
        case Suspend(person):
            if person in state.suspended:
                return []
            _keep_a_facilitator(state, *((person, held) for held in state.roles.get(person, frozenset())))
            return [PersonSuspended(person=person)]
        case Reinstate(person):
            return [PersonReinstated(person=person)] if person in state.suspended else []
        case Redact(places):
            if not asked.reason:
                raise RedactionReasonNeeded
            # One event for all that lose the same fields, so that nothing but what was named goes.
            alike: dict[tuple[str, ...], set[int]] = {}
            for place in places:
                left = tuple(field for field in place.fields if (place.position, field) not in state.redacted)
                if left:
                    alike.setdefault(left, set()).add(place.position)
            return [EventRedacted(positions=tuple(sorted(alike[fields])), fields=fields) for fields in sorted(alike)]
        case _:
            assert_never(command)


def _adds_up(siren: str) -> bool:
    """Does the last digit follow from the others (Luhn), as in every SIREN?"""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(siren)))
    return sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == 0


def _keep_a_facilitator(state: Running, *lost: tuple[PersonId, Held]) -> None:
    """Without a facilitator nobody could ever let anyone in again."""
    now = {(person, held) for person in state.roles for held in state.held_by(person) if held.role == "facilitator"}
    if now and not now - set(lost):
        raise LastFacilitator


def evolve(state: State, event: Event) -> State:
    match state, event:
        case None, Founded():
            return Running(event)
        case Running(founded=founded), Renamed(name):
            return structs.replace(state, founded=structs.replace(founded, name=name))
        case Running(members=members), AuthorityAdmitted(authority):
            known = structs.replace(event, reason=None)
            return structs.replace(state, members={**members, authority: known})
        case Running(members=members), AuthorityReleased(authority):
            return structs.replace(state, members={key: member for key, member in members.items() if key != authority})
        case Running(roles=roles), RoleGiven(person, role, authority, topics):
            return structs.replace(state, roles={**roles, person: roles.get(person, frozenset()) | {Held(role, authority, topics)}})
        case Running(roles=roles), RoleTaken(person, role, authority, topics):
            return structs.replace(state, roles={**roles, person: roles.get(person, frozenset()) - {Held(role, authority, topics)}})
        case Running(suspended=suspended), PersonSuspended(person):
            return structs.replace(state, suspended=suspended | {person})
        case Running(suspended=suspended), PersonReinstated(person):
            return structs.replace(state, suspended=suspended - {person})
        case Running(redacted=redacted), EventRedacted(positions, fields):
            named = {(position, field) for position in positions for field in fields}
            return structs.replace(state, redacted=redacted | named, redactions=state.redactions + 1)
        case _:
            return state  # what happened is never refused


rules = decider.Decider[State, Command, Event]("network", None, decide, evolve)
