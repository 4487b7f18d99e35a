"""Which members of a network are alike, or could help each other, and why: nothing is suggested without a reason to read.

A trait that both have, or a need of one that a skill of the other answers, makes a suggestion; a population within a factor
of two and the same kind of initiative only strengthen it. Words are compared without accents and capitals.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias
from uuid import UUID

from msgspec import Struct

from projections.directory import AuthorityEntry
from projections.member_list import Member
from projections.skill_list import Skill

MOST = 10  # suggestions: beyond that it is a list of members

Reason: TypeAlias = Literal["trait", "can_help", "can_be_helped", "initiative", "population"]


class Shared(Struct, frozen=True):
    """One reason: a trait, a need that a skill answers, or just that they are of a size or at the same thing."""

    reason: Reason
    words: str | None = None


class Similar(Struct, frozen=True):
    """A member worth a call, and why."""

    authority_id: UUID
    shared: tuple[Shared, ...]


def similar(authority: UUID, members: Iterable[Member], entries: Iterable[AuthorityEntry], skills: Iterable[Skill]) -> list[Similar]:
    """The members most like this one: those with most reasons first, of those the ones of other intermunicipal bodies."""
    known = {entry.authority_id: entry for entry in entries}
    here = {member.authority_id: member for member in members if member.left_at is None}
    mine = known.get(authority)
    if mine is None or authority not in here:
        return []
    able: dict[UUID, list[str]] = {}
    for skill in skills:
        if skill.authority_id is not None and not skill.withdrawn:
            able.setdefault(skill.authority_id, []).append(skill.name)
    found = []
    for other in here.values():
        theirs = known.get(other.authority_id)
        if theirs is None or other.authority_id == authority:
            continue
        strong = [
            *(Shared("trait", word) for word in both(mine.traits, theirs.traits)),
            *(Shared("can_help", word) for word in both(mine.needs, able.get(other.authority_id, ()))),
            *(Shared("can_be_helped", word) for word in both(able.get(authority, ()), theirs.needs)),
        ]
        if strong:
            weak = _weak(mine, here[authority], theirs, other)
            rank = (-len(strong), -len(weak), mine.body_id is not None and mine.body_id == theirs.body_id, plain(other.name))
            found.append((rank, Similar(other.authority_id, (*strong, *weak))))
    return [one for _, one in sorted(found, key=lambda ranked: ranked[0])][:MOST]


def _weak(mine: AuthorityEntry, me: Member, theirs: AuthorityEntry, them: Member) -> list[Shared]:
    ours, others = (entry.population or member.population for entry, member in ((mine, me), (theirs, them)))
    reasons = []
    if mine.initiative is not None and mine.initiative == theirs.initiative:
        reasons.append(Shared("initiative", mine.initiative))
    if ours and others and max(ours, others) <= 2 * min(ours, others):
        reasons.append(Shared("population"))
    return reasons


def both(ones: Iterable[str], others: Iterable[str]) -> list[str]:
    """The words of the first that the second has too, in order, as the first writes them."""
    known: Mapping[str, str] = {plain(word): word for word in others}
    return sorted({plain(word): word for word in ones if plain(word) in known}.values(), key=plain)


def plain(text: str) -> str:
    """A text without accents and capitals, so that Ski and ski are one."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
