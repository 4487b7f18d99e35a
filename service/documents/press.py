"""The press: reads a document as JSON, writes it as a tagged PDF. A process of its own, so that nothing it does can last or grow.

Run by its path with the name of a template, it uses nothing of ours and inherits no secret. Its limits are set before it reads anything:
seconds of computing, bytes of memory, no file larger than a document may be. It reads no file but the templates and the fonts it brings.
"""

import os
import resource
import sys
from pathlib import Path
from typing import Literal

import typst

SECONDS = 60
MEMORY = 3_000_000_000  # bytes of addresses: a plan of 2,000 actions takes a third of them, a page nearly none
LARGEST = 100_000_000  # bytes of anything written

TEMPLATES = Path(__file__).parent


def printed(template: str, told: str) -> bytes:
    """PDF/UA-1; where some letter has no form in the fonts, a tagged PDF with a sign in its place."""
    standards: tuple[Literal["ua-1"] | None, ...] = ("ua-1", None)
    for standard in standards:
        try:
            made = typst.compile(
                str(TEMPLATES / template),
                root=str(TEMPLATES),
                ignore_system_fonts=True,
                format="pdf",
                sys_inputs={"told": told},
                pdf_standards=standard,
            )
        except typst.TypstError:
            if standard is None:
                raise
        else:
            return bytes(made)
    raise AssertionError("unreachable")


if __name__ == "__main__":
    os.nice(10)  # a large plan takes seconds; whoever works on one meanwhile waits for nobody's paper
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))
    sys.stdout.buffer.write(printed(sys.argv[1], sys.stdin.buffer.read().decode()))
