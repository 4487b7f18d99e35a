"""Who had which role at a moment, and which items were kept to whom: since when, by whose doing, and why.

A report for those who look after a network and those who look into it. It grants nothing: what somebody may see or do is what their
rights of today say (access.py), and of an item that is kept from whoever reads it, the report says no more than any list of restrictions.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from events import action, network, workshop
from events.ids import AuthorityId, PersonId, StreamId
from events.log.recorded import Recorded
from events.log.store import Store
from projections.restricted_items import Restriction, restricted_items
from projections.rights import Held, Role, Standing, rights
from service.reading import View

_WORKSHOP = "workshop:"


class RoleThen(Struct, frozen=True):
    """One role that a person held; ``suspended`` where they could not use it."""

    person_id: PersonId
    role: Role
    authority_id: AuthorityId | None
    topics: tuple[str, ...]
    suspended: bool
    since: datetime
    by: PersonId
    reason: str | None


class SuspensionThen(Struct, frozen=True):
    """Somebody who was shut out."""

    person_id: PersonId
    since: datetime
    by: PersonId
    reason: str | None


class RestrictionThen(Struct, frozen=True):
    """An item that was kept to some people; why, for those who may know of it today."""

    item_id: UUID
    plan_id: UUID
    parties: tuple[PersonId, ...]
    since: datetime
    by: PersonId
    reason: str | None


class RightsThen(Struct, frozen=True):
    """The rights of a network as they stood at ``token``."""

    token: str
    roles: list[RoleThen]
    suspensions: list[SuspensionThen]
    restrictions: list[RestrictionThen]


async def of(view: View, store: Store, token: str) -> RightsThen:
    """The rights of a network at the moment of a view, with the events that they come from."""
    standings, kept, position = view.rows(rights), view.rows(restricted_items), view.position
    known = [row for row in kept if view.may_know_of(row.item_id)]
    happened = await store.streams(view.network.network_id, dict.fromkeys(_streams(view.network.network_id, standings, known), 0))
    by_then = [recorded for recorded in happened if recorded.position <= position]
    given, shut_out, why = _beginnings(by_then)
    return RightsThen(
        token,
        [_role(one, held, given[one.person_id, held]) for one in standings for held in one.roles],
        [SuspensionThen(PersonId(one.person_id), *_told(shut_out[one.person_id])) for one in standings if one.suspended],
        [_restriction(row, why.get(row.item_id)) for row in kept],
    )


def _streams(network_id: UUID, standings: Iterable[Standing], known: Iterable[Restriction]) -> Iterable[StreamId]:
    """The streams that tell: the network's own, the workshops that guests are in, the restricted items that may be known of."""
    yield StreamId(network_id)
    for topic in {topic for one in standings for held in one.roles for topic in held.topics if held.role == "guest"}:
        yield StreamId(UUID(topic.removeprefix(_WORKSHOP)))
    yield from (StreamId(row.item_id) for row in known)


def _beginnings(
    happened: Iterable[Recorded[Any]],
) -> tuple[dict[tuple[UUID, Held], Recorded[Any]], dict[UUID, Recorded[Any]], dict[UUID, Recorded[Any]]]:
    """The events from which on somebody held a role, was shut out, or an item was kept: the first of those that say the same."""
    given: dict[tuple[UUID, Held], Recorded[Any]] = {}
    shut_out: dict[UUID, Recorded[Any]] = {}
    why: dict[UUID, Recorded[Any]] = {}
    for recorded in happened:
        match recorded.event:
            case network.RoleGiven(person, role, authority, topics):
                given.setdefault((person, Held(role, authority, topics)), recorded)
            case network.RoleTaken(person, role, authority, topics):
                given.pop((person, Held(role, authority, topics)), None)
            case workshop.GuestAdmitted(guest):
                given.setdefault((guest, Held("guest", None, (f"{_WORKSHOP}{recorded.stream_id}",))), recorded)
            case network.PersonSuspended(person):
                shut_out.setdefault(person, recorded)
            case network.PersonReinstated(person):
                shut_out.pop(person, None)
            case action.Restricted() | action.Added():
                why[recorded.stream_id] = recorded
    return given, shut_out, why


def _told(recorded: Recorded[Any]) -> tuple[datetime, PersonId, str | None]:
    return recorded.at, recorded.by, recorded.event.reason


def _role(standing: Standing, held: Held, given: Recorded[Any]) -> RoleThen:
    return RoleThen(PersonId(standing.person_id), held.role, held.authority_id, held.topics, standing.suspended, *_told(given))


def _restriction(row: Restriction, told: Recorded[Any] | None) -> RestrictionThen:
    return RestrictionThen(row.item_id, row.plan_id, row.parties, row.at, row.by, None if told is None else told.event.reason)
