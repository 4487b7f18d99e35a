"""The fifteen families of tests that hold the live screens: docs/reliability.md names each, and where it stands."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "reliability.md"
FAMILY = re.compile(r"^\| (\d+) [^|]+\|[^|]+\| (.+) \|$", re.MULTILINE)


def missing(page: str) -> list[str]:
    """What the page promises and the repository has not."""
    families = {int(number): re.findall(r"`([^`]+)`", files) for number, files in FAMILY.findall(page)}
    wrong = [f"family {number}" for number in range(1, 16) if not families.get(number)]
    return wrong + [file for files in families.values() for file in files if not (ROOT / file).is_file()]


def test_every_family_stands_where_the_page_says() -> None:
    assert missing(PAGE.read_text(encoding="utf-8")) == []


def test_a_family_that_is_not_there_is_missed() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert missing(page.replace("| 9 storms", "| storms")) == ["family 9"]
    assert missing(page.replace("`tests/live/test_gaps.py`", "`tests/live/test_holes.py`")) == ["tests/live/test_holes.py"]
