"""One text that several people write at once: what its updates come to, what an update brings, what an edit of the whole comes to.

Pure: no database, no clock. Nothing here trusts an update: it may be no update at all, bring something else than plain text, or
build on what never arrived; whoever lays it on a document is told, and lets go of that document.
"""

import hashlib
from collections.abc import Iterable
from difflib import SequenceMatcher

import pycrdt
from msgspec import Struct
from pycrdt import Doc, Text

from events import fields
from events.decider import Invalid, Refused
from events.ids import CommandId, PersonId

ROOT = "text"  # the one shared text of a document
EMPTY = b"\x00\x00"  # an update that brings nothing
MOST_UPDATE = 128 * 1024  # bytes; a paste of as many characters as a text may have is fewer
MOST_DOCUMENT = 1024 * 1024  # bytes of all updates of a document, its deleted strokes among them
MOST_COMPARED = 250_000  # pairs of lines


class TooLong(Refused, code="text.too_long"):
    """This text has become too long, or has been rewritten too often; go on in another section."""


class Lacks(Refused, code="text.lacks"):
    """This change builds on one that never arrived here; send all of the text that you have."""


class BegunAnew(Refused, code="text.begun_anew"):
    """This text was begun anew, since something had to go from it; look at it again, then write."""


class Update(Struct, frozen=True):
    """One row: what was written, by whom, under which command; or what an event of the log, at its position, did to the text."""

    seq: int
    update: bytes
    author: PersonId | None = None
    command_id: CommandId | None = None
    position: int | None = None


class Document:
    """What some updates come to. After an exception it is of no use any more: part of what raised it may be in it."""

    def __init__(self, updates: Iterable[Update] = (), *, collect: bool = False) -> None:
        self._doc: Doc[Text] = Doc(skip_gc=not collect)
        self._text = self._doc.get(ROOT, type=Text)
        for one in updates:
            self._doc.apply_update(one.update)
        news: list[bytes] = []
        self._news = news
        self._watching = self._doc.observe(lambda change: news.append(change.update))

    @property
    def value(self) -> str:
        """The text as it stands."""
        return str(self._text)

    @property
    def plain(self) -> str | None:
        """The text as an event tells it."""
        return fields.clean(self.value) or None

    def state(self) -> bytes:
        """One update that brings all of it. To merge updates would keep every one of them."""
        made: bytes = self._doc.get_update()
        return made

    def take(self, update: bytes) -> bytes | None:
        """Lay on it what somebody sent; returns what that brought, None where all of it was here."""
        if len(update) > MOST_UPDATE:
            raise TooLong
        self._news.clear()
        try:
            self._doc.apply_update(update)
            lacking = _beyond(update, self._doc.get_state())
            chunks = self._text.diff()
            others = set(self._doc.keys()) - {ROOT}
        except (ValueError, RuntimeError, LookupError, OverflowError) as error:
            raise _not_an_update() from error
        except BaseException as error:
            if type(error).__name__ != "PanicException":  # of Rust, and named nowhere; a fault in the update, not of the process
                raise
            raise _not_an_update() from error
        if lacking:
            raise Lacks
        if not self._news:
            return None
        if others or any(not isinstance(chunk, str) or attributes for chunk, attributes in chunks):
            raise _not_an_update()
        if len(fields.clean(self.value, ".u")) > fields.LONGEST_TEXT:
            raise TooLong
        return self._news[-1]

    def write(self, text: str) -> bytes:
        """Have it say this, by changing no more than differs; returns what that brings."""
        self._news.clear()
        now = self.value
        with self._doc.transaction():
            for start, end, put in reversed(_hunks(now, text)):
                at, to = (len(now[:place].encode()) for place in (start, end))  # places are counted in bytes
                del self._text[at:to]
                self._text.insert(at, put)
        return self._news[-1] if self._news else EMPTY


def merged(updates: Iterable[Update]) -> bytes:
    """Several updates as one."""
    found = [one.update for one in updates]
    made: bytes = found[0] if len(found) == 1 else pycrdt.merge_updates(*found)
    return made


def sha256(text: str | None) -> str:
    """What an event says of the text that it tells."""
    return hashlib.sha256((text or "").encode()).hexdigest()


def met(updates: Iterable[Update], told: int, text: str | None) -> bytes | None:
    """What the log did to a text that it told last as of ``told``, as an update: it holds beside all that was typed since.

    The document as the log knows it, which is of what was told and of what earlier events did, is brought to say the same as the log
    by somebody who has seen nothing else; so it merges with what others typed meanwhile as any two people's changes do.
    """
    known = Document(one for one in updates if one.seq <= told or one.position is not None)
    return None if known.plain == text else known.write(text or "")


def _not_an_update() -> Invalid:
    return Invalid("This is no change of a plain text.", ".u", key="invalid.update")


def _beyond(update: bytes, state: bytes) -> bool:
    """Is there something in an update that a document, which took it, could not take, for what it builds on is not there?"""
    rest = pycrdt.Decoder(pycrdt.get_update(update, state))
    if rest.read_var_uint():
        return True  # characters that are not of the state
    there = pycrdt.Decoder(state)
    known = {}
    for _ in range(there.read_var_uint()):
        writer = there.read_var_uint()
        known[writer] = there.read_var_uint()
    for _ in range(rest.read_var_uint()):  # what it deletes
        writer = rest.read_var_uint()
        for _ in range(rest.read_var_uint()):
            begin = rest.read_var_uint()
            if begin + rest.read_var_uint() > known.get(writer, 0):
                return True
    return False


def _hunks(old: str, new: str) -> list[tuple[int, int, str]]:
    """Where two texts differ: from which character to which, and what stands there instead."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    operations = [("replace", 0, len(before), 0, len(after))]
    if len(before) * len(after) <= MOST_COMPARED:
        operations = [one for one in SequenceMatcher(None, before, after, autojunk=False).get_opcodes() if one[0] != "equal"]
    found = []
    for _, first, last, begin, end in operations:
        start = len("".join(before[:first]))
        was, put = "".join(before[first:last]), "".join(after[begin:end])
        same = _same(was, put)
        ending = min(_same(was[::-1], put[::-1]), min(len(was), len(put)) - same)
        found.append((start + same, start + len(was) - ending, put[same : len(put) - ending]))
    return found


def _same(one: str, other: str) -> int:
    return next((at for at, (here, there) in enumerate(zip(one, other, strict=False)) if here != there), min(len(one), len(other)))
