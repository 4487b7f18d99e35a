"""Rights: who belongs to a network, with which roles, and who is a guest of one workshop. service/access.py asks this one.

Folded first of all projections, so that a revocation holds from its own position on.
"""

from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias
from uuid import UUID

from msgspec import Struct, structs

from events import network, workshop
from events.ids import AuthorityId, NetworkId
from events.log.recorded import Recorded
from projections.projection import Projection, Row

Role: TypeAlias = Literal[network.Role, "guest"]  # which nobody gives: a code lets guests in, and their workshop's end puts them out
Telling: TypeAlias = network.Event | workshop.GuestAdmitted | workshop.Closed


class Held(Struct, frozen=True, order=True):
    """One role as a person holds it: for an authority where the role asks for one, for some topics alone where they are named."""

    role: Role
    authority_id: AuthorityId | None = None
    topics: tuple[str, ...] = ()


class Standing(Row, frozen=True):
    """What one person may do in the network; nothing while suspended."""

    person_id: UUID
    network_id: NetworkId
    roles: tuple[Held, ...] = ()
    suspended: bool = False


def touches(recorded: Recorded[Telling]) -> Iterator[UUID]:
    match recorded.event:
        case workshop.GuestAdmitted(guest):
            yield guest
        case workshop.Closed(guests):
            yield from guests
        case network.RoleGiven(person) | network.RoleTaken(person) | network.PersonSuspended(person) | network.PersonReinstated(person):
            yield person


def fold(standing: Standing | None, recorded: Recorded[Telling]) -> Standing | None:
    match recorded.event:
        case workshop.GuestAdmitted(guest):
            now = standing or Standing(guest, recorded.network_id)
            return structs.replace(now, roles=_in_order({*now.roles, _guest_of(recorded.stream_id)}))
        case workshop.Closed() if standing:
            left = structs.replace(standing, roles=_in_order(set(standing.roles) - {_guest_of(recorded.stream_id)}))
            return left if left.roles or left.suspended else None  # a guest is nobody here once their workshop is over
        case network.RoleGiven(person, role, authority, topics):
            now = standing or Standing(person, recorded.network_id)
            return structs.replace(now, roles=_in_order({*now.roles, Held(role, authority, topics)}))
        case network.RoleTaken(person, role, authority, topics) if standing:
            return structs.replace(standing, roles=_in_order(set(standing.roles) - {Held(role, authority, topics)}))
        case network.PersonSuspended(person):
            return structs.replace(standing or Standing(person, recorded.network_id), suspended=True)
        case network.PersonReinstated() if standing:
            return structs.replace(standing, suspended=False)
    return standing


def _guest_of(workshop_id: UUID) -> Held:
    return Held("guest", None, (f"workshop:{workshop_id}",))


def _in_order(roles: Iterable[Held]) -> tuple[Held, ...]:
    return tuple(sorted(roles, key=lambda held: (held.role, str(held.authority_id or ""), held.topics)))


def topics(standing: Standing) -> Iterable[str]:
    yield f"network:{standing.network_id}"


# Where rights stand still nobody reads, so most of what may become of a workshop must not stop them: a new way in for guests, or
# out, is a new shape of these events, or an event of the network.
rights = Projection("rights", Standing, touches, fold, topics, closed={"workshop"}, worded=False)
