"""The words of the screens: every key there in both languages, written as each language is written."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from msgspec import Struct

from events import action, attachment, catalogue, comment, decider, network
from projections.catalogue import PROJECTIONS
from service.languages import LANGUAGES, day, money, number, percent, plural
from service.web import build

LOCALES = build.WEB / "locales"
SOURCES = sorted(path for path in (build.UI / "src").rglob("*.ts*") if path.name != "types.ts")
FRENCH: dict[str, str] = json.loads((LOCALES / "fr.json").read_text())
ENGLISH: dict[str, str] = json.loads((LOCALES / "en.json").read_text())
# Words that people read on a terminal keep its plain spaces and quotes.
TERMINAL = ("cli.", "settings.", "embedded.", "unbuilt.")
ON_SCREEN = {key: text for key, text in FRENCH.items() if not key.startswith(TERMINAL)}
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def test_both_languages_say_the_same_things_with_the_same_values() -> None:
    assert FRENCH.keys() == ENGLISH.keys()
    assert {
        key: (FRENCH[key], ENGLISH[key])
        for key in FRENCH
        if set(PLACEHOLDER.findall(FRENCH[key])) != set(PLACEHOLDER.findall(ENGLISH[key]))
    } == {}


def test_files_are_sorted_so_that_two_people_can_add_to_them() -> None:
    for words in (FRENCH, ENGLISH):
        assert list(words) == sorted(words)


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        (r"'", "the apostrophe is ’"),
        (r"(?<!\u202f)[;!?](?=\s|$)", "U+202F stands before ; ! ?"),
        (r"(?<![\u00a0\d/}])(?<!content-type):(?=\s|$)", "U+00A0 stands before :"),
        (r"«(?!\u00a0)|(?<!\u00a0)»", "U+00A0 stands inside « »"),
        (r"\.\.\.", "three dots are one sign …"),
        (r"  ", "one space is enough"),
        (r" [;:!?»%€]|« ", "what is never at the head of a line is not put there by a plain space"),
        (r"\u00a0[;!?]|\u202f:", "the narrow one stands before ; ! ?, the wide one before :"),
        (r"\bn° ", "a number stays with its n°"),
        (r"\b1 (?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b", "the first is 1er"),
        (r"\b(?:A (?:la|l’|ce|partir)|E(?:tat|tape|cri[rt]|lu)|[ÉE]v[eè]nement)", "capitals keep their accents"),
        (r"\w·\w", "speech output stumbles over a point inside a word; write both forms"),
    ],
)
def test_french_is_set_as_french_is(wrong: str, rule: str) -> None:
    assert {key: text for key, text in ON_SCREEN.items() if re.search(wrong, text)} == {}, rule


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        (r"\.\.\.", "three dots are one sign …"),
        (r"  | [;:!?]", "no space before a sign, and one after it"),
        (r"[\u00a0\u202f]", "French spaces are French"),
        (r'"', "quotes are “ ”"),
    ],
)
def test_english_is_set_as_english_is(wrong: str, rule: str) -> None:
    on_screen = {key: text for key, text in ENGLISH.items() if not key.startswith(TERMINAL)}
    assert {key: text for key, text in on_screen.items() if re.search(wrong, text)} == {}, rule


def test_every_count_has_its_forms_in_both_languages() -> None:
    stems = {key.removesuffix(".one") for key in FRENCH if key.endswith(".one")}
    assert [stem for stem in stems if f"{stem}.other" not in FRENCH] == []
    assert [key for key in FRENCH if key.endswith(".many") and key.removesuffix(".many") not in stems] == []


def test_the_service_writes_numbers_amounts_and_days_to_the_letter_as_the_screens_do() -> None:
    counts = [0, 1, 1.5, 2, 12, 999, 1_000, 1_234.5, 0.125, 999_999, 1_000_000, 1_000_001, 3_000_000]
    cents = [0, 1, 100, 2_400_050, 123_456_789_00, -1_250]
    shares = [(0, 3), (1, 3), (1, 8), (2, 3), (1, 200), (3, 3)]
    days = [f"2026-{month:02}-{number:02}" for month in range(1, 13) for number in (1, 2, 21)]
    script = """
        import { speak, plural } from "./src/i18n.ts";
        import { count, longDayOf, money, percent } from "./src/format.ts";
        globalThis.document = { documentElement: {} };
        const [counts, cents, shares, days] = JSON.parse(process.argv[1]);
        const told = {};
        for (const language of ["fr", "en"]) {
          await speak(language);
          told[language] = [
            counts.map(count),
            counts.map((one) => plural("public.count", one)),
            cents.map(money),
            shares.map(([part, whole]) => percent(part / whole)),
            days.map((day) => longDayOf(`${day}T12:00:00Z`)),
          ];
        }
        console.log(JSON.stringify(told));
    """
    asked = json.dumps([counts, cents, shares, days])
    resolve = str(Path(__file__).parent / "units" / "resolve.mjs")
    said = json.loads(build.node(build.UI, "--import", resolve, "--input-type=module", "--eval", script, asked))
    for language in LANGUAGES:
        assert said[language] == [
            [number(language, one) for one in counts],
            [plural(language, "public.count", one) for one in counts],
            [money(language, one) for one in cents],
            [percent(language, part, whole) for part, whole in shares],
            [day(language, date.fromisoformat(one)) for one in days],
        ]
    french = said["fr"]
    assert french[0][7] == "1\u202f234,5"
    assert [french[1][at] for at in (0, 2, 3, 10, 11)] == [
        *("0 action", "1,5 action", "2 actions", "1\u202f000\u202f000 d’actions", "1\u202f000\u202f001 actions")
    ]
    assert (french[2][3], french[3][1], french[4][0]) == ("24\u202f000,50\u00a0€", "33\u00a0%", "1er janvier 2026")


def test_no_word_on_a_screen_stands_in_the_sources() -> None:
    """Text between tags, and accented text anywhere, belongs to the locale files."""
    bare = re.compile(r">\s*([A-Za-zÀ-ÿ][^<>{}=;()]*[a-zà-ÿ]{2}[^<>{}=;()]*)</")
    found = [f"{path.name}: {text}" for path in SOURCES for text in bare.findall(path.read_text()) if text.strip() not in ("Club 21",)]
    assert found == []


def test_no_screen_asks_for_words_that_the_build_leaves_out() -> None:
    (left_out,) = re.findall(r"SAID_ELSEWHERE = /\^\(([a-z_|]+)\)", (build.UI / "vite.config.ts").read_text())
    assert left_out
    asked = re.compile(rf"[\"`](?:{left_out})\.")
    assert [path.name for path in SOURCES if asked.search(path.read_text())] == []
    assert all(any(key.startswith(f"{kind}.") for key in FRENCH) for kind in left_out.split("|"))


def test_nothing_of_the_first_page_says_words_that_come_later() -> None:
    """A page that is fetched waits for them; what stands at once would show the names of keys instead."""
    (later,) = re.findall(r"SAID_LATER = /\^\(([a-z_|.\\]+)\)", (build.UI / "vite.config.ts").read_text())
    asked = re.compile(rf"[\"`](?:{later})\.")
    imported = re.compile(r"""^(?:import|export)\s(?!type\b)(?:[^;]*?\sfrom\s)?"(\.[^"]+\.tsx?)";""", re.MULTILINE)
    first: set[Path] = set()
    found = {build.UI / "src" / "main.tsx"}
    while found - first:
        source = (found - first).pop()
        first.add(source)
        found |= {(source.parent / name).resolve() for name in imported.findall(source.read_text())}
    assert build.UI / "src" / "App.tsx" in first
    assert build.UI / "src" / "plan" / "PlanPage.tsx" not in first
    assert [source.name for source in first if asked.search(source.read_text())] == []


def test_no_source_names_another_site() -> None:
    for path in [*SOURCES, *(build.UI / "src").rglob("*.css"), build.UI / "index.html"]:
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", path.read_text()), path


def test_every_event_has_its_sentence_and_every_status_its_name() -> None:
    told = [tag for tag in catalogue.EVENTS if f"told.{tag}" not in FRENCH and tag not in ("action.edited", "network.event_redacted")]
    assert told == []


def test_every_sentence_reads_aloud_with_a_name_at_its_end_and_without() -> None:
    """It says what it happened to, in words: a preposition at its end would lead to nothing where no name is known."""
    dangling = re.compile(r"\b(?:de|à|sur|pour|dans|par|du|un|une|le|la|of|to|on|for|in|by|from|a|the)$")
    told = {tag: [words.get(f"told.{tag}", "").removesuffix("{title}") for words in (FRENCH, ENGLISH)] for tag in catalogue.EVENTS}
    kinds = [f"told.{where}.{kind}" for where in ("on", "to") for kind in (*get_args(comment.On), *get_args(attachment.Kind))]
    assert {tag: texts for tag, texts in told.items() if any(dangling.search(text) or "{title}" in text for text in texts)} == {}
    assert [key for key in kinds if key not in FRENCH] == []


def test_whatever_anybody_chose_is_told_in_words_wherever_it_stands() -> None:
    """Every value of every choice, of all events and of all rows that tell of them, in both languages."""
    told = {(tag.split(".")[0], *one) for tag, event in catalogue.EVENTS.items() for one in _choices("", event)}
    for one in PROJECTIONS:
        kinds = {one.name, *(tag.split(".")[0] for tag, event in catalogue.EVENTS.items() if event in one.asks)}
        told |= {(kind, *choice) for kind in kinds for choice in _choices("", one.row)}
    script = """
        import { speak } from "./src/i18n.ts";
        import { chosen } from "./src/plan/choices.ts";
        globalThis.document = { documentElement: {} };
        const silent = [];
        for (const language of ["fr", "en"]) {
          await speak(language);
          silent.push(...JSON.parse(process.argv[1]).filter(([kind, field, value]) => chosen(kind, field, value) === null));
        }
        console.log(JSON.stringify(silent));
    """
    resolve = str(Path(__file__).parent / "units" / "resolve.mjs")
    asked = json.dumps(sorted(told))
    assert len(told) > 400
    assert json.loads(build.node(build.UI, "--import", resolve, "--input-type=module", "--eval", script, asked)) == []


def _choices(field: str, of: Any) -> Iterator[tuple[str, str]]:
    """What may be chosen in a field, or in the fields of what it holds."""
    if get_origin(of) is Literal:
        yield from ((field, value) for value in get_args(of) if isinstance(value, str))
    elif isinstance(of, type) and issubclass(of, Struct):
        for name, held in get_type_hints(of).items():
            yield from _choices(name, held)
    else:
        for one in get_args(of):
            yield from _choices(field, one)


def test_every_choice_has_its_word() -> None:
    choices = {
        "status": (*get_args(action.Status), "late"),
        "priority": get_args(action.Priority),
        "participation": get_args(action.Participation),
        "aim": get_args(action.Aim),
        "role": get_args(network.Role),
        "authority": get_args(network.AuthorityKind),
        "refused": [*decider.Refused.known],
    }
    missing = [f"{kind}.{name}" for kind, names in choices.items() for name in names if f"{kind}.{name}" not in FRENCH]
    assert missing == []
