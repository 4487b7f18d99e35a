"""What a program keeps of one log, so that it can tell whether somebody rewrote it: the last checkpoint that held.

No I/O: checkpoints go in, and what is wrong with them comes out. What was kept when something was wrong is kept for ever, and said each
time. Whatever a service says, its data may be read on: nobody is helped by seeing less.
"""

from base64 import b64decode, b64encode
from binascii import Error as NoBase64
from collections.abc import Iterable
from typing import Literal, TypeAlias

from msgspec import UNSET, Struct

from events.audit import checkpoint, note, tree
from events.audit.checkpoint import Checkpoint
from events.audit.note import Verifier
from service.live import frames
from service.live.frames import Tree

#: Why a checkpoint does not go on from what was kept; after ``restored`` it goes on from the new one.
Why: TypeAlias = Literal["rewritten", "shorter", "unsigned", "unreadable", "restored"]
UNREADABLE: Why = "unreadable"


class Broken(Struct, frozen=True):
    """What did not hold: why, what was kept until then, and what was told instead."""

    why: Why
    kept: Tree | None
    note: str


class Kept(Struct, frozen=True):
    """What is written down of one log."""

    tree: Tree | None = None
    keys: tuple[str, ...] = ()
    broken: Broken | None = None


class Proved(Struct, frozen=True, tag="checkpoint"):
    """Through ``size`` the log is proved to be the one that was kept; or ``why`` it is not."""

    epoch: int
    size: int
    why: Why | None


class Keeping:
    """The checkpoint of one log that is held, the keys that signed it, and what broke."""

    def __init__(self, tree: Tree | None = None, keys: Iterable[str] = (), broken: Broken | None = None) -> None:
        self.tree = tree
        self.keys = dict.fromkeys(keys)  # verifier lines; none: signatures are not looked at
        self.broken = broken

    @property
    def kept(self) -> Kept:
        """What is to be written down."""
        return Kept(self.tree, tuple(self.keys), self.broken)

    def knows(self, text: str) -> bool:
        """Is one of the keys that are kept among those that signed this note?"""
        try:
            ids = {Verifier.parse(line).id for line in self.keys}
            return any(one.id in ids for one in note.parse(text)[1])
        except note.Malformed:
            return True  # whoever asks for keys is helped by none

    def learn(self, keys: Iterable[str]) -> None:
        """Keys that the service signs with now; those of before are kept."""
        for line in keys:
            try:
                Verifier.parse(line)
            except note.Malformed:
                continue
            self.keys[line] = None

    def told(self, frame: frames.Checkpoint) -> Proved:
        """The same as ``hear``, as news."""
        why = self.hear(frame)
        return Proved(self.tree.epoch if self.tree else 0, self.tree.size if self.tree else 0, why)

    def hear(self, frame: frames.Checkpoint) -> Why | None:
        """A checkpoint: does it go on from what is held? If so it is held from now on."""
        try:
            said, new = read(frame.note)
        except (note.Malformed, checkpoint.Malformed, ValueError):
            return self._break(UNREADABLE, frame)
        if self.keys and not self._is_signed(frame.note):
            return self._break("unsigned", frame)
        held = self.tree
        if held is None or new.epoch > held.epoch:
            self.tree = new
            return None if held is None else "restored"
        if new.epoch < held.epoch or new.size < held.size:
            return self._break("shorter", frame)
        if frame.old is not UNSET and frame.old != held.size:
            return None  # of what somebody else kept: it tells nothing here
        if not _goes_on(held, said, frame.proof if frame.proof is not UNSET else ()):
            return self._break("rewritten", frame)
        if self.broken is None:
            self.tree = new
        return None

    def _is_signed(self, text: str) -> bool:
        try:
            note.opened(text, [Verifier.parse(line) for line in self.keys])
        except note.Unverified:
            return False
        return True

    def _break(self, why: Why, frame: frames.Checkpoint) -> Why:
        self.broken = self.broken or Broken(why, self.tree, frame.note)
        return why


def read(text: str) -> tuple[Checkpoint, Tree]:
    """A note, its signatures not looked at."""
    said = checkpoint.parse(note.parse(text)[0])
    return said, Tree(int(said.origin.rpartition("/")[2]), said.size, b64encode(said.root).decode())


def _goes_on(held: Tree, new: Checkpoint, proof: Iterable[str]) -> bool:
    try:
        hashes = [b64decode(one, validate=True) for one in proof]
        root = b64decode(held.root, validate=True)
    except (NoBase64, ValueError):
        return False
    return tree.consistent(held.size, root, new.size, new.root, hashes)
