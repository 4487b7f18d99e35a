"""Which contributions say much the same, and by which words: nothing is suggested without a reason to read.

Two texts are alike where they share words that few others of the same workshops use. Words are compared without accents, capitals and
endings, and told as most people wrote them; those that any French text holds are passed over. Nothing here decides: people put
contributions together.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from math import log
from uuid import UUID

from msgspec import Struct

from service.similarity import plain

MOST = 50  # suggestions: beyond that it is a list of everything
LEAST = 0.25  # of the words of the shorter text, by weight
COMMON = 40  # contributions with the same word; beyond that the word says nothing, and comparing them would take for ever

_WORD = re.compile(r"[^\W_]{4,}")
_COMMON_WORDS = (
    "afin ailleurs ainsi alors apres assez aussi autre autres avant avec avoir bien cela celle celles celui cette ceux chaque chez "
    "comme comment contre dans debut depuis dernier deux divers donc dont elle elles encore entre etre faire fait faut leur leurs "
    "lors mais meme memes mettre mise moins nombre notamment notre nous parce pendant permettre peut plus plusieurs pour pourquoi "
    "pouvoir premier proposer quand quel quelle quelles quels quelque sans selon sera seront sont sous surtout telle tels tout "
    "toute toutes tous tres type vers voir votre vous action actions objectif objectifs reseau agenda collectivite collectivites "
    "commune communes membre membres developpement durable durables territoire territoires"
)
_STOP = frozenset(_COMMON_WORDS.split(" "))


class Said(Struct, frozen=True):
    """A contribution as it is compared, and the cluster that it is in."""

    workshop_id: UUID
    contribution_id: UUID
    text: str
    cluster_id: UUID | None = None


class Alike(Struct, frozen=True):
    """Two contributions that may say the same, where each of them stands, and the words by which they do."""

    first_id: UUID
    second_id: UUID
    first_cluster_id: UUID | None
    second_cluster_id: UUID | None
    words: tuple[str, ...]
    share: int  # of the weight of the shorter one's words, in hundredths


def alike(said: Iterable[Said]) -> list[Alike]:
    """Pairs worth a look, the most alike first: those that are together already are left out."""
    texts = sorted(said, key=lambda one: str(one.contribution_id))
    words = [_words(one.text) for one in texts]
    where: dict[str, list[int]] = {}
    for index, found in enumerate(words):
        for stem in found:
            where.setdefault(stem, []).append(index)
    spelt: dict[str, Counter[str]] = {}
    for found in words:
        for stem, written in found.items():
            spelt.setdefault(stem, Counter()).update(written)
    weight = {stem: log(1 + len(texts) / len(held)) for stem, held in where.items()}
    whole = [sum(weight[stem] for stem in found) for found in words]
    pairs = {pair for held in where.values() if 1 < len(held) <= COMMON for pair in combinations(held, 2)}
    found_pairs: list[tuple[float, Alike]] = []
    for one, other in pairs:
        first, second = texts[one], texts[other]
        if first.cluster_id is not None and first.cluster_id == second.cluster_id:
            continue
        both = words[one].keys() & words[other].keys()
        share = sum(weight[stem] for stem in both) / min(whole[one], whole[other])
        if share >= LEAST:
            reason = tuple(_usual(spelt[stem]) for stem in sorted(both, key=lambda stem: (-weight[stem], stem)))
            ids = (first.contribution_id, second.contribution_id, first.cluster_id, second.cluster_id)
            found_pairs.append((share, Alike(*ids, reason, round(share * 100))))
    found_pairs.sort(key=lambda ranked: (-ranked[0], str(ranked[1].first_id), str(ranked[1].second_id)))
    return [one for _, one in found_pairs[:MOST]]


def _words(text: str) -> dict[str, Counter[str]]:
    """The words of a text that say something: their stem, and how often it is written how."""
    found: dict[str, Counter[str]] = {}
    for written in _WORD.findall(unicodedata.normalize("NFC", text).casefold()):
        word = plain(written)
        stem = _stem(word)
        if word not in _STOP and stem not in _STOP:
            found.setdefault(stem, Counter())[written] += 1
    return found


def _usual(spelt: Counter[str]) -> str:
    """The form in which a word is written most often; of several, the one with accents, which those without leave out."""
    return min(spelt, key=lambda written: (-spelt[written], written.isascii(), len(written), written))


def _stem(word: str) -> str:
    """A word without what changes with number and gender: fiches and fiche, parrainage and parrainages."""
    for ending in ("es", "s", "x", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word
