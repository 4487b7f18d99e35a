"""French first, English beside: one key, one sentence in each, with the same places to fill in."""

import re
from pathlib import Path

import pytest

from events.decider import Refused
from service import access, problems
from service.languages import PLACEHOLDER, chosen, of_terminal, say, texts

ROOT = Path(__file__).parents[2]


def test_both_languages_have_the_same_keys_and_places() -> None:
    french, english = texts("fr"), texts("en")
    assert french.keys() == english.keys()
    for key in french:
        assert set(PLACEHOLDER.findall(french[key])) == set(PLACEHOLDER.findall(english[key])), key
        assert french[key].strip(), key
        assert english[key].strip(), key


def test_every_refusal_has_its_french_sentence_and_its_docstring_in_english() -> None:
    for code, refused in Refused.known.items():
        if refused.__module__.startswith(("events.", "service.")):
            assert texts("en")[f"refused.{code}"] == refused.sentence(), code
            assert say("fr", f"refused.{code}") != f"refused.{code}"
    assert access.ReadsOnly.code in Refused.known


def test_every_problem_that_the_service_tells_has_a_sentence_a_title_and_what_to_do_next() -> None:
    kinds = {kind.kind for kind in problems.KINDS} | {"invalid", "refused", "fault"}
    for kind in kinds:
        assert {f"title.{kind}", f"next.{kind}"} <= texts("fr").keys(), kind
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "service").rglob("*.py"))
    source += "\n".join(path.read_text("utf-8") for path in (ROOT / "events").rglob("*.py"))
    named = set(re.findall(r'(?:Missing|Conflict|SignedOut|NotAllowed|TooOften)\("([a-z_.]+)"', source))
    assert {f"problem.{code}" for code in named} <= texts("fr").keys()
    keys = set(re.findall(r'key="(invalid\.[a-z_]+)"', source)) | {key for _, key in problems.CODEC}
    assert keys <= texts("fr").keys()


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("", "fr"),
        ("*", "fr"),
        ("en", "en"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("fr-FR, en", "fr"),
        ("de,en;q=0.5", "en"),
        ("en;q=x", "fr"),
    ],
)
def test_a_browser_gets_the_language_it_asks_for(asked: str, language: str) -> None:
    assert chosen(asked) == language


@pytest.mark.parametrize(("locale", "language"), [("fr_FR.UTF-8", "fr"), ("C.UTF-8", "en"), ("", "en"), ("en_GB", "en")])
def test_a_terminal_speaks_as_its_locale_says(locale: str, language: str) -> None:
    assert of_terminal({"LANG": locale}) == language


def test_a_text_that_looks_like_a_place_is_left_alone() -> None:
    assert say("en", "invalid.unknown_value", value="{field}") == "The value “{field}” is not allowed here."
