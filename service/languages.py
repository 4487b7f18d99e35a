"""The two languages of this program: French first, English beside.

Every sentence a person reads has a key in ``web/locales/fr.json`` and ``en.json``; the screens read the same files. Numbers, amounts and
days are written here to the letter as ``Intl`` writes them on the screens (ui/src/format.ts); tests/screens/test_words.py compares.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, TypeAlias, get_args

import msgspec

Language: TypeAlias = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

FOLDER = Path(__file__).parent / "web" / "locales"
PLACEHOLDER = re.compile(r"\{(\w+)\}")


@cache
def texts(language: Language) -> Mapping[str, str]:
    """Every sentence in this language, by key."""
    return msgspec.json.decode((FOLDER / f"{language}.json").read_bytes(), type=dict[str, str])


def say(language: Language, key: str, /, **values: object) -> str:
    """The sentence under this key; a key that is missing shows itself rather than nothing."""
    text = texts(language).get(key, key)
    return PLACEHOLDER.sub(lambda place: str(values.get(place[1], place[0])), text)


def plural(language: Language, stem: str, count: float, /, **values: object) -> str:
    """The sentence that fits a count. French says none and 1,5 as it says one, and whole millions with *de* where the words are there."""
    one = abs(count) < 2 if language == "fr" else count == 1
    many = f"{stem}.many" if language == "fr" and count and count % 1_000_000 == 0 else ""
    key = f"{stem}.one" if one else many if many and knows(many) else f"{stem}.other"
    return say(language, key, count=number(language, count), **values)


def number(language: Language, value: float, digits: int | None = None) -> str:
    """A number with its groups of three and its mark: 1 234,5; with so many digits behind the mark, or as many as it needs, up to three."""
    plain = f"{value:,.{3 if digits is None else digits}f}"
    told = plain.rstrip("0").rstrip(".") if digits is None else plain
    return told.translate({ord(","): "\u202f", ord("."): ","}) if language == "fr" else told


def money(language: Language, cents: int) -> str:
    """An amount: 24 000,50 €, and whole euros without their cents."""
    euros, rest = divmod(abs(cents), 100)
    told = number(language, euros) + (f"{',' if language == 'fr' else '.'}{rest:02}" if rest else "")
    return ("-" if cents < 0 else "") + (f"{told}\u00a0€" if language == "fr" else f"€{told}")


def percent(language: Language, part: int, whole: int) -> str:
    """A share in whole hundredths: 42 %."""
    return number(language, (200 * part + whole) // (2 * whole)) + ("\u00a0%" if language == "fr" else "%")


def day(language: Language, on: date) -> str:
    """A day in words: 1er mars 2026."""
    first = "1er" if on.day == 1 and language == "fr" else str(on.day)
    return f"{first} {say(language, f'month.{on.month:02}')} {on.year}"


def knows(key: str) -> bool:
    """Is there a sentence under this key?"""
    return key in texts("fr")


@lru_cache(maxsize=256)
def chosen(accept_language: str) -> Language:
    """What a browser's Accept-Language asks for; French where it asks for neither or for both alike."""
    wishes: dict[str, float] = {}
    for part in accept_language.lower().split(","):
        name, _, rest = part.partition(";")
        try:
            weight = float(rest.strip().removeprefix("q=")) if rest.strip() else 1.0
        except ValueError:
            weight = 0.0
        primary = name.strip().split("-")[0]
        wishes[primary] = max(wishes.get(primary, 0.0), weight)
    return "en" if wishes.get("en", 0.0) > wishes.get("fr", 0.0) else "fr"


def of_terminal(environment: Mapping[str, str]) -> Language:
    """The language of a command line: French where the locale says so, else English."""
    locale = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
    return "fr" if locale.lower().startswith("fr") else "en"
