"""The colours of the app: every text can be read on its ground, every edge and ring can be seen, by day and by night.

axe looks at the pairs that a screen happens to show; this looks at all that may meet. docs/design.md has what is measured here.
"""

import re

from service.web import build
from tests.screens.chromium import ROOT

GROUNDS = ("paper", "surface", "raised", "sunken")
STATUSES = ("planned", "to-discuss", "in-progress", "paused", "blocked", "done", "abandoned", "late")
TEXT, SHAPE = 4.5, 3.0

#: What is drawn, on which grounds it may lie, and the contrast that the law of screens asks for.
PAIRS = {
    "ink": ((*GROUNDS, "accent-soft", "notice-soft", "wrong-soft"), TEXT),
    "quiet": ((*GROUNDS, "accent-soft", "notice-soft", "wrong-soft"), TEXT),
    "link": ((*GROUNDS, "accent-soft", "notice-soft", "wrong-soft"), TEXT),
    "accent-strong": ((*GROUNDS, "accent-soft"), TEXT),
    "on-accent": (("accent", "accent-strong"), TEXT),
    "wrong": ((*GROUNDS, "wrong-soft"), TEXT),
    "notice": ((*GROUNDS, "notice-soft"), TEXT),
    "on-bar": (("bar",), TEXT),
    "on-bar-quiet": (("bar",), TEXT),
    **{status: ((*GROUNDS, f"{status}-soft"), TEXT) for status in STATUSES},
    "accent": (GROUNDS, SHAPE),
    "edge": (GROUNDS, SHAPE),
    "ring": ((*GROUNDS, "accent-soft", "notice-soft", "wrong-soft"), SHAPE),
    "bar-edge": (("bar",), SHAPE),
    "bar-focus": (("bar",), SHAPE),
}


def tokens() -> tuple[dict[str, str], dict[str, str]]:
    """The colours by name: by day, and by night."""
    day, night = (build.UI / "src" / "styles" / "tokens.css").read_text().split("@media (prefers-color-scheme: dark)")
    named = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")
    return dict(named.findall(day)), {**dict(named.findall(day)), **dict(named.findall(night))}


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, as WCAG reckons it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def least(name: str, colours: dict[str, str]) -> float:
    """The contrast of a colour with the ground of its own on which it is seen worst."""
    return min(contrast(colours[name], colours[ground]) for ground in PAIRS[name][0])


def test_every_text_and_every_edge_stands_out_by_day_and_by_night() -> None:
    faint = [
        f"{name} on {ground}: {contrast(colours[name], colours[ground]):.2f} of {asked}"
        for colours in tokens()
        for name, (grounds, asked) in PAIRS.items()
        for ground in grounds
        if contrast(colours[name], colours[ground]) < asked
    ]
    assert faint == []


def test_the_design_page_tells_what_is_measured() -> None:
    day, night = tokens()
    page = (ROOT / "docs" / "design.md").read_text()
    rows = [f"| `{name}` | {asked} | {least(name, day):.1f} | {least(name, night):.1f} |" for name, (_, asked) in PAIRS.items()]
    assert [row for row in rows if row not in page] == [], "put these rows into the table of docs/design.md"
