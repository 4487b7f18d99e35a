"""Signed notes as C2SP writes them (c2sp.org/signed-note): a text, an empty line, and a line for each signature, here Ed25519.

A verifier line, ``name+id+key``, is all that somebody elsewhere needs to check what is signed under that name.
"""

import unicodedata
from base64 import b64decode, b64encode
from binascii import Error as NoBase64
from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
DASH = "\N{EM DASH} "
SIGNATURES_AT_MOST = 100


class Malformed(ValueError):
    """This is no note, or no verifier line."""


class Unverified(Exception):
    """Nobody who is known signed this note, or a known key's signature is not of this text."""


class Verifier(NamedTuple):
    """A name, and the key with which something is signed under it."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """What tells the keys of one name apart."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    @classmethod
    def parse(cls, line: str) -> Self:
        """Read a verifier line; Malformed unless the id is that of name and key."""
        name, _, rest = line.partition("+")
        id, _, key = rest.partition("+")
        raw = _unpacked(key)
        made = cls(name, raw[1:])
        if not is_name(name) or len(raw) != 33 or raw[:1] != ED25519 or id != made.id.hex():
            raise Malformed("This is no verifier line of an Ed25519 key.")
        return made

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(ED25519 + self.public).decode()}"


class Signature(NamedTuple):
    """One line below a text, believed by nobody yet."""

    name: str
    id: bytes
    signature: bytes


def is_name(name: str) -> bool:
    """May something be signed under this name?"""
    return bool(name) and "+" not in name and not any(one.isspace() or unicodedata.category(one) in ("Zs", "Cc") for one in name)


def public_of(key: Ed25519PrivateKey) -> bytes:
    """The half of a key that everybody may have."""
    return key.public_key().public_bytes_raw()


def sign(text: str, name: str, key: Ed25519PrivateKey) -> str:
    """The text as a note with one signature."""
    if not is_name(name) or not _is_text(text):
        raise Malformed("This can not be signed: a text ends with a line's end, and a name has no spaces and no plus.")
    signed = Verifier(name, public_of(key)).id + key.sign(text.encode())
    return f"{text}\n{DASH}{name} {b64encode(signed).decode()}\n"


def parse(note: str) -> tuple[str, list[Signature]]:
    """The text of a note and its signatures, none of them checked."""
    text, gap, lines = note.rpartition("\n\n")
    text += "\n"
    if not gap or not _is_text(text) or not lines.endswith("\n") or lines.count("\n") > SIGNATURES_AT_MOST:
        raise Malformed("This is no signed note.")
    found = []
    for line in lines[:-1].split("\n"):
        name, _, packed = line.removeprefix(DASH).partition(" ")
        raw = _unpacked(packed)
        if not line.startswith(DASH) or not is_name(name) or len(raw) < 5:
            raise Malformed("This is no signed note.")
        found.append(Signature(name, raw[:4], raw[4:]))
    return text, found


def opened(note: str, verifiers: Iterable[Verifier]) -> str:
    """The text of a note that at least one of these signed; a known key's wrong signature spoils the whole note."""
    text, signatures = parse(note)
    known = {(one.name, one.id): one.public for one in verifiers}
    signed = [(known[one.name, one.id], one.signature) for one in signatures if (one.name, one.id) in known]
    if not signed:
        raise Unverified("Nobody who is known signed this note.")
    for public, signature in signed:
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            raise Unverified("A signature is not of this text.") from None
    return text


def _is_text(text: str) -> bool:
    return text.endswith("\n") and "\N{REPLACEMENT CHARACTER}" not in text and all(one >= " " or one == "\n" for one in text)


def _unpacked(packed: str) -> bytes:
    try:
        return b64decode(packed, validate=True)
    except (NoBase64, ValueError):
        raise Malformed("This is no base64.") from None
