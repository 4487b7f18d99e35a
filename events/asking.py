"""What a person asks for on any transport, and the answer they get: a receipt."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import force_setattr

from events import catalogue, ids
from events.fields import Line
from events.ids import AuthorityId, CommandId, ConflictId, PersonId, StreamId


class Asking(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One command, the stream it is for, and how it is asked.

    ``whole`` makes an edit all fields or none. ``at`` is for loaders of networks on a given clock only.
    """

    id: CommandId
    stream: StreamId
    command: catalogue.Command
    on_behalf_of: AuthorityId | None = None
    cause: UUID | None = None
    reason: Line | None = None
    whole: bool = False
    at: Annotated[datetime, Meta(tz=True)] | UnsetType = UNSET

    def __post_init__(self) -> None:
        force_setattr(self, "id", ids.quick(self.id))  # equal, and looked up a dozen times on its way
        force_setattr(self, "stream", ids.quick(self.stream))


class Conflict(Struct, frozen=True):
    """A wish that met someone else's change: what was seen, what was wanted, what stands, whose it is, in which stream."""

    conflict_id: ConflictId
    field: str
    was: Any
    yours: Any
    theirs: Any
    theirs_by: PersonId
    theirs_at: datetime
    stream: StreamId


class Receipt(Struct, frozen=True):
    """The answer to one command, the same for ever: what came of it, and the token after which reads show it."""

    id: CommandId
    outcome: str
    after: str
    conflicts: tuple[Conflict, ...] = ()
