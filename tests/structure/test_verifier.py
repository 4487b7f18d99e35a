"""The verifier of evidence bundles stands alone: one short file that a stranger can read, with nothing of ours in it."""

import ast
import sys
from pathlib import Path

import pytest

VERIFIER = Path(__file__).parents[2] / "events" / "audit" / "verify.py"
LINES = 300


def faults(source: str) -> list[str]:
    """What keeps a file from standing alone."""
    found = [
        f"{name} is neither Python's own nor cryptography" for name in sorted(imported(source) - sys.stdlib_module_names - {"cryptography"})
    ]
    return [*found, *(["it is too long to be read"] if len(source.splitlines()) >= LINES else [])]


def imported(source: str) -> set[str]:
    """The packages that a file names, wherever it does; a relative import names nothing that would be there."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add("." * node.level + (node.module or ""))
    return {name.partition(".")[0] or name for name in names}


def test_the_verifier_stands_alone() -> None:
    assert faults(VERIFIER.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "line", ["from events.audit import tree", "import msgspec", "from . import tree", "def f():\n    import asyncpg", "\n" * LINES]
)
def test_what_would_keep_it_from_that_is_seen(line: str) -> None:
    assert faults(f"import json\n{line}\n")
