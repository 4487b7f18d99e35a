"""The two languages of this program: French first, English beside.

Every sentence a person reads has a key in ``web/locales/fr.json`` and ``en.json``; the screens read the same files.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec

Language: TypeAlias = Literal["fr", "en"]

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
