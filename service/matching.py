"""Which mentors suit a request, and why: a score is the sum of its reasons, and each says in words what it stands for.

A theme that was asked for and is offered counts most; then an authority of the same size, one with the same traits, at the
same kind of initiative, and of another intermunicipal body, since neighbours meet anyhow. Without a theme in common nobody
is suggested, unless no theme was asked for. Words are compared without accents and capitals (similarity.py).
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Literal, TypeAlias
from uuid import UUID

from msgspec import Struct

from events.ids import AuthorityId, PersonId
from projections.directory import AuthorityEntry
from projections.member_list import Member
from projections.mentor_list import Mentor
from service.similarity import both, plain

MOST = 20  # beyond that it is a list of mentors

MatchReason: TypeAlias = Literal["theme", "size", "trait", "initiative", "elsewhere"]
POINTS: Mapping[MatchReason, int] = {"theme": 5, "size": 3, "trait": 2, "initiative": 2, "elsewhere": 1}


class MatchedOn(Struct, frozen=True):
    """One reason, the word it rests on where there is one, and what it adds to the score."""

    reason: MatchReason
    points: int
    words: str | None = None


class Match(Struct, frozen=True):
    """A mentor worth asking: the score, and the reasons that add up to it."""

    offer_id: UUID
    score: int
    reasons: tuple[MatchedOn, ...]


class Wanted(Struct, frozen=True):
    """What somebody looks for: the themes, for how many inhabitants, and the authorities that they act for themselves."""

    person: PersonId
    themes: Collection[str]
    size: int | None
    authority: AuthorityId | None
    theirs: frozenset[AuthorityId]


def matches(
    wanted: Wanted,
    mentors: Iterable[Mentor],
    taken: Mapping[UUID, int],
    members: Iterable[Member],
    entries: Iterable[AuthorityEntry],
    roles: Mapping[PersonId, set[AuthorityId]],
) -> list[Match]:
    """The mentors with a place whom one could ask, best first, never oneself or one's own authority; ``roles`` says who acts for whom."""
    described = {entry.authority_id: entry for entry in entries}
    sizes = {one.authority_id: one.population for one in members} | {
        one.authority_id: one.population for one in described.values() if one.population
    }
    size = wanted.size or (sizes.get(wanted.authority) if wanted.authority else None)
    mine = described.get(wanted.authority) if wanted.authority else None
    found = []
    for mentor in mentors:
        if mentor.paused or mentor.withdrawn or taken.get(mentor.offer_id, 0) >= mentor.capacity or mentor.person_id not in roles:
            continue
        theirs = roles[mentor.person_id] | ({mentor.authority_id} if mentor.authority_id else set())
        if mentor.person_id == wanted.person or theirs & wanted.theirs:
            continue
        themes = both(wanted.themes, mentor.themes)
        if wanted.themes and not themes:
            continue
        reasons = [
            *(_reason("theme", word) for word in themes),
            *_of_authorities(mine, described.get(mentor.authority_id) if mentor.authority_id else None),
            *([_reason("size")] if _alike(size, sizes.get(mentor.authority_id) if mentor.authority_id else None) else []),
        ]
        score = sum(one.points for one in reasons)
        found.append(((-score, plain(" ".join(mentor.themes)), str(mentor.offer_id)), Match(mentor.offer_id, score, tuple(reasons))))
    return [match for _, match in sorted(found, key=lambda ranked: ranked[0])][:MOST]


def _of_authorities(mine: AuthorityEntry | None, theirs: AuthorityEntry | None) -> Iterable[MatchedOn]:
    if mine is None or theirs is None:
        return
    for word in both(mine.traits, theirs.traits):
        yield _reason("trait", word)
    if mine.initiative is not None and mine.initiative == theirs.initiative:
        yield _reason("initiative", mine.initiative)
    if mine.body_id is not None and theirs.body_id is not None and mine.body_id != theirs.body_id:
        yield _reason("elsewhere")


def _alike(one: int | None, other: int | None) -> bool:
    return bool(one and other and max(one, other) <= 2 * min(one, other))


def _reason(reason: MatchReason, words: str | None = None) -> MatchedOn:
    return MatchedOn(reason, POINTS[reason], words)
