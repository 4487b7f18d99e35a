"""Events as bytes: one encoder, because what is stored is hashed and never made again.

Source of the format: payload and digest as docs/format.md says to the byte.
"""

import hashlib
import hmac
import os
from typing import Any

import msgspec
from msgspec import Struct, structs

from events import catalogue
from events.decider import Event
from events.ids import NetworkId, PersonId

ENCODER = msgspec.json.Encoder(order="deterministic")
_SORTED = msgspec.json.Encoder(order="sorted")


class Sealed(Struct, frozen=True, gc=False):
    """One event ready to be written, with the digest that the tree will commit to."""

    event: Event
    tag: str
    schema_version: int
    payload: bytes
    salt: bytes
    digest: bytes


def seal(event: Event, reason: str | None = None) -> Sealed:
    """Encode an event with the reason that was given; the salt keeps a digest of short text from being guessed."""
    if reason is not None:
        event = structs.replace(event, reason=reason)
    tag = str(event.__struct_config__.tag)
    payload = ENCODER.encode(event)
    salt = os.urandom(16)
    return Sealed(event, tag, catalogue.SCHEMA_VERSIONS[tag], payload, salt, hashlib.sha256(salt + payload).digest())


def request_hash(key: bytes, network: NetworkId, person: PersonId, received: Any) -> bytes:
    """What tells the same request sent twice from another one under the same id: an HMAC of it as it arrived."""
    return hmac.digest(key, _SORTED.encode([network, person, received]), "sha256")
