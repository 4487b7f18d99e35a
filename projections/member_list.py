"""The members of a network: which local authorities work together in it, and since when."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from msgspec import structs

from events import network
from events.ids import NetworkId
from events.log.recorded import Recorded
from events.network import AuthorityKind
from projections.projection import Projection, Row


class Member(Row, frozen=True):
    """One local authority; ``left_at`` is set once it has left."""

    authority_id: UUID
    network_id: NetworkId
    name: str
    kind: AuthorityKind
    siren: str | None
    insee_code: str | None
    population: int | None
    joined_at: datetime
    left_at: datetime | None = None


def touches(recorded: Recorded[network.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, network.AuthorityAdmitted | network.AuthorityReleased):
        yield recorded.event.authority


def fold(member: Member | None, recorded: Recorded[network.Event]) -> Member | None:
    match recorded.event:
        case network.AuthorityAdmitted(authority, name, kind, siren, insee_code, population):
            joined = member.joined_at if member and member.left_at is None else recorded.at
            return Member(authority, recorded.network_id, name, kind, siren, insee_code, population, joined)
        case network.AuthorityReleased() if member:
            return structs.replace(member, left_at=recorded.at)
    return member


def topics(member: Member) -> Iterable[str]:
    yield f"network:{member.network_id}"


member_list = Projection("member_list", Member, touches, fold, topics)
