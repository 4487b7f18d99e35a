"""What is written from the code and never by hand: the TypeScript types, and tables in docs/. A test compares them.

In a document, a table stands between ``<!-- NAME -->`` and ``<!-- /NAME -->``; the rest is prose.
"""

from collections.abc import Iterator
from pathlib import Path

from events import catalogue
from events.decider import Event, Refused
from service import access, glossary, settings, types, undoing
from service.languages import say
from service.texts import document  # noqa: F401 - what it refuses stands in the table, too

DOCS = Path(__file__).parents[1] / "docs"


def refusals() -> str:
    """Every refusal of the rules: its code, and its sentence in both languages."""
    rows = [f"| `{code}` | {refused.sentence()} | {say('fr', f'refused.{code}')} |" for code, refused in sorted(Refused.known.items())]
    return "\n".join(["| code | sentence | en français |", "|---|---|---|", *rows])


def tags() -> str:
    """Every tag of an event: what it means, or what it holds where its name says it all."""
    rows = [f"| `{tag}` | {_first_line(event.__doc__) or _fields(event)} |" for tag, event in sorted(catalogue.EVENTS.items())]
    return "\n".join(["| event | what it means, or holds |", "|---|---|", *rows])


def _fields(event: type[Event]) -> str:
    return ", ".join(f"`{name}`" for name in event.__struct_fields__ if name != "reason")


def commands() -> str:
    """Every command, with what it asks for."""
    rows = [f"| `{tag}` | {_first_line(command.__doc__)} |" for tag, command in sorted(catalogue.COMMANDS.items())]
    return "\n".join(["| command | what it asks for |", "|---|---|", *rows])


def _first_line(docstring: str | None) -> str:
    return " ".join((docstring or "").split("\n\n")[0].split())


TABLES = {
    "operating.md": {"settings": settings.table},
    "rights.md": {"rights": access.table},
    "undo.md": {"undo": undoing.table},
    "glossary.md": {"glossary": glossary.table},
    "events.md": {"events": tags, "commands": commands, "refusals": refusals},
}


def files() -> Iterator[tuple[Path, str]]:
    """Every generated file with the content it should have."""
    yield types.FILE, types.text()
    for name, tables in TABLES.items():
        path = DOCS / name
        content = path.read_text(encoding="utf-8")
        for place, table in tables.items():
            before, _, rest = content.partition(f"<!-- {place} -->")
            _, _, after = rest.partition(f"<!-- /{place} -->")
            content = f"{before}<!-- {place} -->\n{table()}\n<!-- /{place} -->{after}"
        yield path, content


def differing() -> list[Path]:
    """The files that are not what the code says."""
    return [path for path, content in files() if not path.is_file() or path.read_text(encoding="utf-8") != content]


def write(*, check: bool = False) -> int:
    """Write what differs; with ``check`` only name it."""
    found = differing()
    for path, content in files():
        if path in found and not check:
            path.write_text(content, encoding="utf-8")
    for path in found:
        print(path)
    return 1 if check and found else 0
