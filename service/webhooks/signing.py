"""Signatures as Standard Webhooks 1.0 describes them: whoever has the secret knows that a message is ours, whole, and of just now."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from uuid import UUID

PREFIX = "whsec_"  # by which programs and scanners of leaked secrets recognise one


def made() -> bytes:
    """A new secret."""
    return secrets.token_bytes(32)


def written(secret: bytes) -> str:
    """A secret as its receiver keeps it."""
    return PREFIX + base64.b64encode(secret).decode()


def name(network_id: UUID, epoch: int, position: int) -> str:
    """What one event is called, however often it is told. No dot is in it: dots part what is signed."""
    return f"{network_id}_{epoch}_{position}"


def headers(named: str, at: int, body: bytes, keys: Sequence[bytes]) -> dict[str, str]:
    """The headers of one attempt, signed with each of these keys: two of them, while one takes the place of another."""
    signed = f"{named}.{at}.".encode() + body
    marks = (base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode() for key in keys)
    return {"webhook-id": named, "webhook-timestamp": str(at), "webhook-signature": " ".join(f"v1,{mark}" for mark in marks)}
