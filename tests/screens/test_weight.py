"""What a browser must fetch before it shows anything: small enough for a village's line, and from nowhere else."""

import gzip
import re

from service.web import build
from tests.screens.chromium import ROOT

KIB = 1_024


def _weight(pattern: str) -> int:
    build.build()
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in build.DIST.glob(pattern))


def test_scripts_weigh_at_most_90_kb() -> None:
    page = (build.DIST / "index.html").read_text()
    first = re.findall(r'="/(assets/[^"]+\.js)"', page)  # what the first script imports is fetched at once, and counts, too
    assert first
    assert sum(_weight(name) for name in first) <= 90 * KIB


def test_styles_weigh_at_most_15_kb() -> None:
    build.build()
    page = (build.DIST / "index.html").read_text()
    first = re.findall(r'="/(assets/[^"]+\.css)"', page)  # what a page needs that is fetched later comes with it
    assert first
    assert sum(_weight(name) for name in first) <= 15 * KIB


def test_the_page_holds_nothing_inline_and_names_no_other_site() -> None:
    build.build()
    page = (build.DIST / "index.html").read_text()
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"\bstyle=|\bon\w+=", page)
    assert "://" not in page


def test_the_pictures_of_the_documents_are_light_and_each_is_told_in_words() -> None:
    pages = "\n".join(path.read_text() for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")))
    pictures = sorted((ROOT / "docs" / "pictures").iterdir())
    assert [path.name for path in pictures if not re.search(rf"!\[[^\]]{{20,}}\]\((docs/)?pictures/{re.escape(path.name)}\)", pages)] == []
    assert sum(path.stat().st_size for path in pictures) < 1_500_000
