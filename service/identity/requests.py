"""What people ask about their own data, and by when it must be answered: one month after it was asked (GDPR, article 12.3)."""

from datetime import datetime
from typing import Literal, TypeAlias
from uuid import UUID

from msgspec import Struct

from events import ids, sql
from events.ids import NetworkId, PersonId
from service.identity.people import Connection

statements = sql.beside(__file__)

Kind: TypeAlias = Literal["access", "rectification", "portability", "erasure"]
Outcome: TypeAlias = Literal["done", "refused"]


class DataRequest(Struct, frozen=True):
    """One request. Without a network it is for whoever runs the service; an erased person's has lost its words."""

    request_id: UUID
    person_id: PersonId
    network_id: NetworkId | None
    kind: Kind
    note: str | None
    asked_at: datetime
    due_at: datetime
    stage: Literal["open", "done", "refused", "cancelled"]
    handled_by: PersonId | None
    handled_at: datetime | None
    answer: str | None
    overdue: bool


async def ask(connection: Connection, person: PersonId, network: NetworkId | None, kind: Kind, note: str | None) -> None:
    """Ask; while the same is asked already, that stands."""
    await connection.execute(statements.ask, ids.new(), person, network, kind, note)


async def of_person(connection: Connection, person: PersonId) -> list[DataRequest]:
    """What somebody asked, the newest first."""
    return [DataRequest(**row) for row in await connection.fetch(statements.of_person, person)]


async def of_network(connection: Connection, network: NetworkId) -> list[DataRequest]:
    """What is asked of the facilitators of a network: what is open first, by its due date."""
    return [DataRequest(**row) for row in await connection.fetch(statements.of_network, network)]


async def of_everyone(connection: Connection) -> list[DataRequest]:
    """All that is open, by its due date."""
    return [DataRequest(**row) for row in await connection.fetch(statements.of_everyone)]


async def cancel(connection: Connection, person: PersonId, request_id: UUID) -> bool:
    """Take a request back; False where there is none that is open."""
    return bool(await connection.fetchval(statements.cancel, person, request_id))


async def answer(
    connection: Connection, request_id: UUID, network: NetworkId | None, outcome: Outcome, by: PersonId | None, told: str | None
) -> bool:
    """Answer a request of this network; False where there is none that is open."""
    return bool(await connection.fetchval(statements.answer, request_id, network, outcome, by, told))
