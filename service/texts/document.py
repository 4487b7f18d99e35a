"""One text that several people write at once: what its updates come to, what an update brings, what an edit of the whole comes to.

Pure: no database, no clock. Nothing here trusts an update: it may be no update at all, bring something else than plain text, or
build on what never arrived; whoever lays it on a document is told, and lets go of that document.
"""

import contextlib
import hashlib
from collections.abc import Iterable, Iterator

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
MOST_WRITERS = 2_000  # whom a document knows; one page that typed is one
MOST_STROKES = 2**31  # of one writer; readers count them in 32 bits

GONE, DELETED, STRING, SKIPPED = 0, 1, 4, 10  # what an update of a plain text is made of, as Yjs writes it


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
        try:
            _look_through(update)
            with self._news() as news:
                self._doc.apply_update(update)
            state = self._doc.get_state()
            lacking = _beyond(update, state)
        except (ValueError, RuntimeError, LookupError, OverflowError) as error:
            raise _not_an_update() from error
        except BaseException as error:
            if type(error).__name__ != "PanicException":  # of Rust, and named nowhere; a fault in the update, not of the process
                raise
            raise _not_an_update() from error
        if lacking:
            raise Lacks
        if not news:
            return None
        if pycrdt.Decoder(state).read_var_uint() > MOST_WRITERS:
            raise TooLong  # to learn what is new in an update, all of them are looked at
        if len(fields.clean(self.value, ".u")) > fields.LONGEST_TEXT:
            raise TooLong
        return news[-1]

    def write(self, text: str) -> bytes:
        """Have it say this, by changing no more than differs; returns what that brings."""
        now = self.value
        with self._news() as news, self._doc.transaction():
            for start, end, put in reversed(_hunks(now, text)):
                at, to = (len(now[:place].encode()) for place in (start, end))  # places are counted in bytes
                del self._text[at:to]
                self._text.insert(at, put)
        return news[-1] if news else EMPTY

    @contextlib.contextmanager
    def _news(self) -> Iterator[list[bytes]]:
        """What changes, as updates. A document that is still watched when nobody holds it any more is never let go."""
        found: list[bytes] = []
        watching = self._doc.observe(lambda change: found.append(change.update))
        try:
            yield found
        finally:
            self._doc.unobserve(watching)


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


class _Cursor:
    """A place in an update. Whatever the bytes are, each step costs little, and none goes beyond their end."""

    def __init__(self, update: bytes) -> None:
        self._update = update
        self.at = 0

    def number(self) -> int:
        found = shift = 0
        while shift < 64:
            byte = self._update[self.at]
            self.at += 1
            found |= (byte & 127) << shift
            if byte < 128:
                return found
            shift += 7
        raise ValueError("too long a number")

    def byte(self) -> int:
        self.at += 1
        return self._update[self.at - 1]

    def text(self) -> bytes:
        length = self.number()
        self.at += length
        if self.at > len(self._update):
            raise ValueError("a text ends after the update")
        return self._update[self.at - length : self.at]


def _look_through(update: bytes) -> None:
    """Raise ValueError, LookupError or TooLong where an update brings anything but strokes of the one text, by so many.

    Everything else that Yjs can say is refused before it is read: values within values, a few bytes each, would take all of the stack,
    and the process with it.
    """
    cursor = _Cursor(update)
    number = cursor.number
    writers = number()
    if writers > MOST_WRITERS:
        raise TooLong
    for _ in range(writers):
        parts, _writer, clock = number(), number(), number()
        for _ in range(parts):
            clock += _part(cursor)
            if clock > MOST_STROKES:
                raise ValueError("more strokes than anybody makes")
    for _ in range(number()):  # what it deletes
        number()
        for _ in range(number()):
            number(), number()
    if cursor.at != len(update):
        raise ValueError("something follows the update")


def _part(cursor: _Cursor) -> int:
    """One run of strokes of one writer; how many they are."""
    info = cursor.byte()
    kind = info & 31
    if kind in (GONE, SKIPPED):
        return cursor.number()
    if kind not in (DELETED, STRING) or info & 32:
        raise ValueError("not of a plain text")
    for neighbour in (info & 128, info & 64):
        if neighbour:
            cursor.number(), cursor.number()
    if not info & 192 and (cursor.number() != 1 or cursor.text() != ROOT.encode()):
        raise ValueError("of another text")
    return cursor.number() if kind == DELETED else len(cursor.text())


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
    found = []
    for first, last, lines in fields.hunks(before, after):
        start = len("".join(before[:first]))
        was, put = "".join(before[first:last]), "".join(lines)
        same = _same(was, put)
        ending = min(_same(was[::-1], put[::-1]), min(len(was), len(put)) - same)
        found.append((start + same, start + len(was) - ending, put[same : len(put) - ending]))
    return found


def _same(one: str, other: str) -> int:
    return next((at for at, (here, there) in enumerate(zip(one, other, strict=False)) if here != there), min(len(one), len(other)))
