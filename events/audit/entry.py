"""The bytes that the tree holds of an event: its envelope and the digest of its text, never the text itself.

So a text can be redacted while every proof stays. docs/format.md says the bytes; they can never be made differently.
"""

from datetime import UTC, datetime
from struct import Struct
from typing import NamedTuple
from uuid import UUID

VERSION = 1
LONGEST_TAG = 64
LEAF = b"\0" + bytes([VERSION])  # how what is hashed of every event begins: the mark of a leaf, and the version of its entry
ABSENT = bytes(16)
_ZERO = datetime(1970, 1, 1, tzinfo=UTC)
_BEGIN = Struct(">B16s16sIB")
_END = Struct(">H16s16s16s16sq32s")


class Envelope(NamedTuple):
    """What stands in the columns of an event, apart from its position, which is the place of its leaf."""

    network_id: UUID
    stream_id: UUID
    version: int
    tag: str
    schema_version: int
    command_id: UUID
    cause: UUID | None
    by: UUID
    on_behalf_of: UUID | None
    at: datetime
    digest: bytes


def entry(one: Envelope) -> bytes:
    """The entry of one event."""
    tag = one.tag.encode("ascii")
    if len(tag) > LONGEST_TAG or len(one.digest) != 32:
        raise ValueError("A tag has at most 64 letters, a digest 32 bytes.")
    begin = _BEGIN.pack(VERSION, one.network_id.bytes, one.stream_id.bytes, one.version, len(tag))
    cause, behalf = (ABSENT if id is None else id.bytes for id in (one.cause, one.on_behalf_of))
    end = _END.pack(one.schema_version, one.command_id.bytes, cause, one.by.bytes, behalf, microseconds(one.at), one.digest)
    return begin + tag + end


def microseconds(at: datetime) -> int:
    """Since 1970, in whole numbers: a float of today is a fraction of a microsecond off."""
    since = (at if at.tzinfo else at.replace(tzinfo=UTC)) - _ZERO  # the driver brings the last moment there can be without a zone
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
