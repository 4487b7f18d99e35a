"""The press: reads a booklet as JSON, writes it as a tagged PDF. A process of its own, so that nothing it does can last or grow.

Run by its path, it uses nothing of ours and inherits no secret. Its limits are set before it reads anything: seconds of
computing, bytes of memory, no file larger than a booklet may be. It reads no file but the template and the fonts it brings.
"""

import resource
import sys
from pathlib import Path
from typing import Literal

import typst

SECONDS = 20
MEMORY = 1_500_000_000  # bytes of addresses, most of which the fonts and the program take
LARGEST = 40_000_000  # bytes of anything written

TEMPLATE = Path(__file__).with_name("booklet.typ")


def printed(booklet: str) -> bytes:
    """PDF/UA-1; where some letter has no form in the fonts, a tagged PDF with a sign in its place."""
    standards: tuple[Literal["ua-1"] | None, ...] = ("ua-1", None)
    for standard in standards:
        try:
            made = typst.compile(
                str(TEMPLATE),
                root=str(TEMPLATE.parent),
                ignore_system_fonts=True,
                format="pdf",
                sys_inputs={"booklet": booklet},
                pdf_standards=standard,
            )
        except typst.TypstError:
            if standard is None:
                raise
        else:
            return bytes(made)
    raise AssertionError("unreachable")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))
    sys.stdout.buffer.write(printed(sys.stdin.buffer.read().decode()))
