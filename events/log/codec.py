"""Events as bytes: one encoder, because what is stored is hashed and never made again.

Source of the format: payload and digest as docs/format.md says to the byte.
"""

import hashlib
import os
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

import msgspec
from msgspec import Raw, Struct, structs

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
    tag, schema_version = _shape(type(event))
    payload = ENCODER.encode(event)
    salt = next(_salts)
    return Sealed(event, tag, schema_version, payload, salt, hashlib.sha256(salt + payload).digest())


@cache
def _shape(event: type[Event]) -> tuple[str, int]:
    tag = str(event.__struct_config__.tag)
    return tag, catalogue.SCHEMA_VERSIONS[tag]


def _drawn() -> Iterator[bytes]:
    while True:
        many = os.urandom(4096)  # asking the kernel once an event took as long as hashing it
        for at in range(0, len(many), 16):
            yield many[at : at + 16]


_salts = _drawn()


class _Object(Struct):
    """Anything that is an object."""


_object = msgspec.json.Decoder(_Object)


def told(payload: bytes) -> Raw:
    """A payload within a line or a frame, as it is stored. Where it is no JSON of ours, somebody spoilt the row: it could add lines."""
    try:
        if b"\n" in payload or b"\r" in payload:
            raise msgspec.DecodeError
        _object.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Raw(msgspec.json.encode({"spoilt": payload}))
    return Raw(payload)


def request_hash(key: bytes, network: NetworkId, person: PersonId, received: Any) -> bytes:
    """What tells the same request sent twice from another one under the same id: an HMAC-SHA-256 of it as it arrived.

    The halves that the key alone decides are made once (RFC 2104): to copy these takes half the time of copying an ``hmac``.
    """
    inner, outer = _keyed(key)
    inner, outer = inner.copy(), outer.copy()
    inner.update(_SORTED.encode([network, person, received]))
    outer.update(inner.digest())
    made: bytes = outer.digest()
    return made


@lru_cache(maxsize=1024)
def _keyed(key: bytes) -> tuple[Any, Any]:
    block = key.ljust(64, b"\0")
    return hashlib.sha256(block.translate(_INNER)), hashlib.sha256(block.translate(_OUTER))


_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))
