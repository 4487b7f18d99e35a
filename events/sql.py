"""Named statements, read from the ``.sql`` file beside a module, so that no SQL stands in Python.

A statement begins after a line ``-- name: what_it_does`` and ends before the next one.
"""

from pathlib import Path
from types import SimpleNamespace


def beside(module_file: str) -> SimpleNamespace:
    """The statements of the ``.sql`` file that has the module's name, as attributes."""
    return SimpleNamespace(**statements(Path(module_file).with_suffix(".sql").read_text(encoding="utf-8")))


def statements(text: str) -> dict[str, str]:
    """Statements by name; a name given twice is a fault of ours."""
    found: dict[str, str] = {}
    for part in text.split("-- name: ")[1:]:
        name, _, statement = part.partition("\n")
        if name.strip() in found:
            raise ValueError(f"Two statements are called {name.strip()}.")
        found[name.strip()] = statement.strip()
    return found
