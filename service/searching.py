"""Searching a network: French and English, without accents, while one types, and with typing errors.

The database only says which rows have the words (searched.py); what is shown is read from the rows as this person sees them, by the
rights that hold everywhere. So nothing that somebody may not know of is found, quoted or counted.
"""

import asyncio
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

import asyncpg
from msgspec import Struct

from events import sql
from events.decider import Invalid
from events.ids import PersonId
from projections.member_list import member_list
from projections.referent_list import referent_list
from projections.words import make
from service import access
from service.identity.people import Known
from service.networks import WRITTEN, Late
from service.reading import View
from service.searched import BY_SOURCE, KINDS, PERSON, SEARCHED, Searched

statements = sql.beside(__file__)

LONGEST = 200  # letters of what somebody looks for
MOST_WORDS = 8
COUNTED = 100  # of a kind: beyond that nobody reads on, they look for more words
ALIKE = 100  # words of names that are looked at for one that is typed wrongly
SHORTEST = 4  # letters of a word that may be typed wrongly
LONG = 7  # letters of one that may be so twice
NAMED = 150  # letters at the beginning of a title or a note by which it is named (migrations/0054_search_names.sql)
QUOTED = 160  # letters of a quotation, or of a long name

_WORD = re.compile(r"[^\W_]+")
_ID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")
_ACCENT = re.compile("[\u0300-\u036f]")  # one that stands beside its letter
_COMMON = frozenset({"les"})  # which the French list of such words forgets


class Piece(Struct, frozen=True):
    """A part of a text, and whether it is one of the words that were looked for."""

    text: str
    found: bool = False


class FoundItem(Struct, frozen=True):
    """One item: how it is called, what of it has the words where its name has not, what it lies in, and where it is looked at."""

    item_id: UUID
    title: tuple[Piece, ...]
    quote: tuple[Piece, ...]
    where: str | None
    link: str


class Group(Struct, frozen=True):
    """The items of a kind, the best first; ``more``: there are more than are counted."""

    kind: str
    count: int
    more: bool
    items: tuple[FoundItem, ...]


class Results(Struct, frozen=True):
    """What was found, by kind, that of the best item first."""

    token: str
    groups: tuple[Group, ...]


class Word(NamedTuple):
    """A word that somebody looks for, its stems, and whether it may be typed wrongly."""

    text: str
    stems: tuple[str, ...]
    loose: bool = False

    def query(self, least: int, near: Collection[str] = ()) -> str:
        """For the database: the word as it stands and, from so many letters on, as it begins; or one of ``near``. It holds no signs."""
        as_it_begins = [self.text] if len(self.text) >= least else []
        stems = [stem for stem in self.stems if len(stem) > 3]
        whole, begun = (f"'{one}'" for one in (self.text, *self.stems, *near)), (f"'{one}':*" for one in as_it_begins + stems)
        return f"({' | '.join([*whole, *begun])})"

    def fits(self, word: str) -> float:
        """How well a word of a text is this one: 1 as it stands, less as it begins, by its stem or with a typing error, 0 not at all."""
        if word == self.text:
            return 1.0
        if len(self.text) > 1 and word.startswith(self.text):
            return 0.8
        if word in self.stems or any(len(stem) > 3 and word.startswith(stem) and len(word) - len(stem) < 6 for stem in self.stems):
            return 0.75
        return 0.5 if self.loose and close(self.text, word) else 0.0


class Match:
    """One row that this person sees, and how well it is what they look for."""

    def __init__(self, kind: str, item_id: UUID, title: str, others: Iterable[str], link: str, where: str | None) -> None:
        self.kind = kind
        self.item_id = item_id
        self.title = title
        self.others = others
        self.link = link
        self.where = where
        self.named = plain_words(title[:NAMED])

    def score(self, words: Collection[Word]) -> float:
        """Names before what is only said of something; whole names, their beginnings and short ones before others."""
        fits = [max(map(word.fits, self.named), default=0.0) for word in words]
        line, asked = " ".join(self.named), " ".join(word.text for word in words)
        whole = 6.0 if line == asked else 2.0 if line.startswith(asked) else 1.0 if asked in line else 0.0
        shared = sum(map(bool, fits)) / max(len(self.named), 1)
        return 10 * sum(fits) / len(words) + whole + 2 * shared - KINDS.index(self.kind) / len(KINDS)

    def has(self, words: Collection[Word]) -> bool:
        """Is every word somewhere in it? Asked where it is only alike."""
        told = [one for text in (self.title, *self.others) for one in plain_words(text)]
        return all(any(map(word.fits, told)) for word in words)

    def is_named(self, words: Collection[Word]) -> bool:
        """Is one of the words in what it is called?"""
        return any(word.fits(one) for word in words for one in self.named)

    def told(self, words: Collection[Word]) -> FoundItem:
        missing = [word for word in words if not any(map(word.fits, self.named))]
        quoted = next((text for text in self.others if any(word.fits(one) for one in plain_words(text) for word in missing)), None)
        return FoundItem(self.item_id, pieces(self.title, words), () if quoted is None else pieces(quoted, words), self.where, self.link)


Matches: TypeAlias = dict[tuple[str, UUID], Match]


async def search(
    view: View, pool: "asyncpg.Pool[Any]", people: Mapping[PersonId, Known], token: str, q: str, kind: str | None, limit: int
) -> Results:
    """What this person finds; of every kind, or of one."""
    if kind is not None and kind not in KINDS:
        raise Invalid("There is nothing of this kind to look for.", "kind", key="invalid.unknown_value", value=kind)
    readings = await _read(pool, q)
    position = view.position
    await view.network.written(position)  # words are made from the tables, which follow a moment later
    try:
        async with asyncio.timeout(WRITTEN):
            await make(pool, view.network.network_id)
    except TimeoutError:
        raise Late from None
    sources = [one.of.table for one in SEARCHED if kind in (None, one.kind)]
    names = people if kind in (None, PERSON) and _is_told_names(view) else {}
    found: Matches = {}
    for words in readings:
        found = await _with_words(view, pool, sources, words, position) | _people(view, names, words) | found
    if not found:
        readings = [[word._replace(loose=len(word.text) >= SHORTEST) for word in words] for words in readings[:1]]
        found = await _alike(view, pool, sources, readings[0], position) | _people(view, names, readings[0])
    if not found and len(readings[0]) > 1:
        found = await _in_part(view, pool, sources, readings[0])
    return Results(token, _grouped(found.values(), readings, limit))


async def _read(pool: "asyncpg.Pool[Any]", q: str) -> list[list[Word]]:
    """What was written, as words; and two words as one, for some write *covoiturage* and others *co-voiturage*."""
    words = await _asked(pool, q)
    if len(_WORD.findall(q)) == 2:
        return [words, await _asked(pool, "".join(_WORD.findall(q)))]
    return [words]


async def _asked(pool: "asyncpg.Pool[Any]", q: str) -> list[Word]:
    """The words of what was written, without those that are in every text, where there are others."""
    if len(q) > LONGEST:
        raise Invalid("This is too long to look for.", "q", key="invalid.too_long", limit=LONGEST)
    typed = " ".join(_WORD.findall(q))
    # Of letters and figures of other scripts the database may know none.
    asked = await pool.fetch(statements.asked, typed) if len(typed) > 1 else []
    if not asked:
        raise Invalid("Write at least two letters.", "q", key="invalid.search_short")
    words = [Word(row["word"], tuple({*row["french"], *row["english"]} - {row["word"]})) for row in asked]
    telling = [word for row, word in zip(asked, words, strict=True) if row["french"] and row["english"] and word.text not in _COMMON]
    return (telling or words)[:MOST_WORDS]


async def _with_words(view: View, pool: "asyncpg.Pool[Any]", sources: list[str], words: list[Word], position: int) -> Matches:
    """The rows that have every word: of each table as many as are counted, and more rows are read where this person does not see all.

    What changed after the position whose words were looked through is looked through again: it may have lost them since.
    """
    most = COUNTED + 1
    named, told = (" & ".join(word.query(least) for word in words) for least in (2, 3))
    while sources:
        rows = await _rows(view, pool, sources, named, told, most)
        found = [(one, match) for one, match in _seen(view, rows) if _stands(view, one, match, position) or match.has(words)]
        seen, there = Counter(source for source, _ in found), Counter(row["source"] for row in rows)
        if all(seen[source] > COUNTED for source, number in there.items() if number > most):
            return _by_item(found)
        most *= 4
    return {}


async def _rows(view: View, pool: "asyncpg.Pool[Any]", sources: list[str], named: str, told: str, most: int) -> list[Mapping[str, Any]]:
    async with pool.acquire() as db, db.transaction(readonly=True):
        await db.execute(statements.by_index)
        rows: list[Mapping[str, Any]] = await db.fetch(statements.found, view.network.network_id, sources, named, told, most)
    return rows


async def _alike(view: View, pool: "asyncpg.Pool[Any]", sources: list[str], words: list[Word], position: int) -> Matches:
    """The rows that have words like these, the longest like a word of a name. Of a short word a typing error leaves little."""
    loose = [word.text for word in words if word.loose]
    near: dict[str, list[str]] = {}
    for row in await pool.fetch(statements.near, view.network.network_id, loose, ALIKE) if loose else ():
        if close(row["asked"], row["word"]):
            near.setdefault(row["asked"], []).append(row["word"])
    if max((word.text for word in words), key=len) not in near:
        return {}
    # A word that no name has anything like may stand so in a text: that is looked through below.
    sure = [word for word in words if not word.loose or word.text in near]
    named, told = (" & ".join(word.query(least, near.get(word.text, ())) for word in sure) for least in (2, 3))
    rows = await _rows(view, pool, sources, named, told, COUNTED)
    found = _seen(view, rows)
    return _by_item([(one, match) for one, match in found if (sure == words and _stands(view, one, match, position)) or match.has(words)])


async def _in_part(view: View, pool: "asyncpg.Pool[Any]", sources: list[str], words: list[Word]) -> Matches:
    """The rows that are named by one of the words, where nothing has them all."""
    named = " | ".join(word.query(3) for word in words)
    rows = await _rows(view, pool, sources, named, named, COUNTED)
    return _by_item([(source, match) for source, match in _seen(view, rows) if match.is_named(words)])


def _stands(view: View, source: str, match: Match, position: int) -> bool:
    return view.network.follower.kept(BY_SOURCE[source].of)[match.item_id].position <= position


def _by_item(found: list[tuple[str, Match]]) -> Matches:
    """Each item once, as the first table that has it names it."""
    return {(match.kind, match.item_id): match for _, match in reversed(found)}


def _seen(view: View, rows: Iterable[Mapping[str, Any]]) -> list[tuple[str, Match]]:
    """What this person sees of these rows, as it stands in memory; of what was withdrawn nothing."""
    # Asked again after the wait: a right may have been taken back meanwhile.
    view.standing = access.may_enter(view.network.standing(PersonId(view.standing.person_id)), "search")
    keys: dict[str, list[UUID]] = {}
    for row in rows:
        keys.setdefault(row["source"], []).append(row["item_id"])
    found = []
    holders: dict[Any, Any] = {}  # hundreds of actions lie in one plan
    for source, items in keys.items():
        of = BY_SOURCE[source]
        standing = [row for row in (view.stood(of.of, item) for item in items) if row is not None and not _gone(row)]
        for row in view.seen(of.of, standing):
            if (match := _match(view, of, row, holders)) is not None:
                found.append((source, match))
    return found


def _gone(row: Any) -> bool:
    return any(getattr(row, field, None) for field in ("withdrawn", "erased", "merged_into", "dissolved_at"))


def _match(view: View, of: Searched, row: Any, holders: dict[Any, Any]) -> Match | None:
    within = _within(view, of, row, holders)
    link = of.link(row, within)
    if link is None or (of.within is not None and not of.naming and within is None):
        return None
    where = None if within is None else _named(within)
    title = " ".join(filter(None, (", ".join(typed(getattr(row, field))) for field in of.naming))) if of.naming else where or ""
    others = [text for field in of.others for text in typed(getattr(row, field))]
    return Match(of.kind, getattr(row, of.of.key), title, others, link, where if of.naming else None)


def _within(view: View, of: Searched, row: Any, holders: dict[Any, Any]) -> Any:
    """The row that this one lies in, where this person sees it."""
    if of.within is None:
        return None
    projection, item = of.within(row)
    if (projection.name, item) not in holders:
        stands = None if item is None else view.stood(projection, item)
        holders[projection.name, item] = next(iter(view.seen(projection, [] if stands is None else [stands])), None)
    return holders[projection.name, item]


def _named(row: Any) -> str:
    return str(next(getattr(row, field) for field in ("title", "name", "need", "text") if hasattr(row, field)))


def _is_told_names(view: View) -> bool:
    return any(held.role in access.ROUTES["people"] for held in view.standing.roles)


def _people(view: View, people: Mapping[PersonId, Known], words: list[Word]) -> Matches:
    """The people whom the network knows by such a name, and for which authority they speak; who was erased has none."""
    found = {}
    speaks: dict[UUID, Any] | None = None
    for person, known in people.items():
        if known.name is None or not Match(PERSON, person, known.name, [known.function or ""], "members", None).has(words):
            continue
        if speaks is None:
            speaks = {row.person_id: row for row in view.rows(referent_list) if row.retired_at is None}
        of = speaks.get(person)
        member = None if of is None else view.stood(member_list, of.authority_id)
        link = "members" if member is None else f"directory/{member.authority_id}"
        where = ", ".join(part for part in (known.function, member and member.name) if part) or None
        found[PERSON, UUID(str(person))] = Match(PERSON, person, known.name, (), link, where)
    return found


def _grouped(found: Iterable[Match], readings: list[list[Word]], limit: int) -> tuple[Group, ...]:
    words = [word for reading in readings for word in reading]
    scored = [(max(map(match.score, readings)), match) for match in found]
    ranked = sorted(scored, key=lambda one: (-one[0], one[1].title, str(one[1].item_id)))
    kinds: dict[str, list[Match]] = {}
    for _, match in ranked:
        kinds.setdefault(match.kind, []).append(match)
    return tuple(
        Group(kind, min(len(of), COUNTED), len(of) > COUNTED, tuple(match.told(words) for match in of[: min(limit, COUNTED)]))
        for kind, of in kinds.items()
    )


def typed(value: Any) -> Iterator[str]:
    """What people typed in a field of a row, ids left out: as the database reads it (``read.typed``)."""
    match value:
        case str() if not _ID.fullmatch(value):
            yield value
        case Struct():
            for field in value.__struct_fields__:
                yield from typed(getattr(value, field))
        case Mapping():
            for key, one in value.items():
                yield from typed(key)
                yield from typed(one)
        case tuple() | list():
            for one in value:
                yield from typed(one)


def plain(word: str) -> str:
    """A word, or a text, without accents and capitals, as ``read.plain`` makes it."""
    folded = word.casefold()
    return folded if folded.isascii() else _ACCENT.sub("", unicodedata.normalize("NFKD", folded.replace("œ", "oe").replace("æ", "ae")))


def plain_words(text: str) -> list[str]:
    return _WORD.findall(plain(text))


def pieces(text: str, words: Collection[Word]) -> tuple[Piece, ...]:
    """A text as it is quoted: from shortly before the first word that was looked for, with each of them apart."""
    text = " ".join(text.split())
    places = [one.span() for one in _WORD.finditer(text) if any(word.fits(plain(one[0])) for word in words)]
    begins = 0
    if len(text) > QUOTED and places and places[0][0] > QUOTED // 2:
        begins = text.rfind(" ", 0, places[0][0] - QUOTED // 4) + 1
    ends = len(text)
    if ends - begins > QUOTED:
        ends = max(text.rfind(" ", begins, begins + QUOTED), begins + QUOTED // 2)
    found, at = [], begins
    for first, last in places:
        if first >= begins and last <= ends:
            found += [Piece(text[at:first]), Piece(text[first:last], found=True)]
            at = last
    found.append(Piece(text[at:ends] + ("…" if ends < len(text) else "")))
    if begins:
        found.insert(0, Piece("…"))
    return tuple(piece for piece in found if piece.text)


def close(asked: str, word: str) -> bool:
    """Is it the same word, or its beginning, but for one typing error, or for two in a long one? Nobody mistypes the first letter."""
    if asked[0] != word[0]:
        return False
    most = 1 if len(asked) < LONG else 2
    ends = {len(word), *range(len(asked) - 1, min(len(asked) + 2, len(word)))}
    return any(abs(len(asked) - end) <= most and _errors(asked, word[:end]) <= most for end in ends)


def _errors(one: str, other: str) -> int:
    """How many letters are wrong, missing, too many, or in each other's place."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, its in enumerate(other, 1):
            best = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != its))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == its:
                best = min(best, before[column - 2] + 1)
            now.append(best)
        before, last = last, now
    return last[-1]
