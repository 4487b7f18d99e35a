"""A checkpoint: what is signed of a log (c2sp.org/tlog-checkpoint), so that whoever kept one can tell if the log is another today.

Its origin is ``<host>/<network>/<epoch>``. The first of an epoch after the first says in a line what it continues from; every one of a
network on a given clock says that its times were named by a loader.
"""

from base64 import b64decode, b64encode
from binascii import Error as NoBase64
from uuid import UUID

from msgspec import Struct

from events.ids import Token

GIVEN = "clock given"
CONTINUES = "continues "


class Malformed(ValueError):
    """This is no checkpoint."""


class Checkpoint(Struct, frozen=True):
    """The root of a log at a size. ``continues``: epoch and size of the last one that was signed before this epoch; 0 where none was."""

    origin: str
    size: int
    root: bytes
    continues: tuple[int, int] | None = None
    given: bool = False

    def text(self) -> str:
        """What is signed."""
        lines = [self.origin, str(self.size), b64encode(self.root).decode()]
        if self.continues is not None:
            lines.append(f"{CONTINUES}{Token(*self.continues)}")
        if self.given:
            lines.append(GIVEN)
        return "\n".join(lines) + "\n"


def origin(host: str, network_id: UUID, epoch: int) -> str:
    """The name under which the log of a network is signed in an epoch."""
    return f"{host}/{network_id}/{epoch}"


def parse(text: str) -> Checkpoint:
    """Read what was signed; lines of others are passed over, as C2SP wants."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise Malformed("This is no checkpoint.")
    name, size, root, *others = lines[:-1]
    continues = None
    try:
        if not (size.isascii() and size.isdecimal()) or size.startswith("0") or len(size) > 18:
            raise Malformed("The size of a checkpoint is a number.")
        hashed = b64decode(root, validate=True)
        for line in others:
            if line.startswith(CONTINUES):
                token = Token.parse(line.removeprefix(CONTINUES))
                continues = (token.epoch, token.position)
    except (NoBase64, ValueError) as error:
        raise Malformed(str(error)) from None
    if len(hashed) != 32:
        raise Malformed("The root of a checkpoint has 32 bytes.")
    return Checkpoint(name, int(size), hashed, continues, GIVEN in others)
