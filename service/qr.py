"""QR codes, as the one path of an SVG: drawn sharp at any size, and nothing that a strict content policy refuses."""

from itertools import groupby

import segno

QUIET = 4  # modules of white around it, which readers need


def drawn(text: str) -> tuple[str, int]:
    """The path over all dark modules, and how many modules the square has on a side, its quiet zone among them."""
    code = segno.make(text, error="m", micro=False)
    parts = []
    for y, row in enumerate(code.matrix, QUIET):
        x = QUIET
        for dark, run in groupby(row):
            length = sum(1 for _ in run)
            if dark:
                parts.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return "".join(parts), len(code.matrix) + 2 * QUIET
