"""An event as the log holds it: who, when, where in the order, and what happened."""

from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from msgspec import Struct

from events.decider import Event
from events.ids import AuthorityId, CommandId, NetworkId, PersonId, StreamId

E = TypeVar("E", bound=Event, covariant=True)


class Recorded(Struct, Generic[E], frozen=True, gc=False):
    """One event and its envelope. ``parent`` is the root that its stream belongs to: the plan of an action."""

    network_id: NetworkId
    position: int
    stream_id: StreamId
    parent: UUID | None
    version: int
    tag: str
    command_id: CommandId
    cause: UUID | None
    by: PersonId
    on_behalf_of: AuthorityId | None
    at: datetime
    event: E
