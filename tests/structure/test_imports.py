"""Who may import whom: service → projections → events, never back; reads the source and runs none of it."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

# What each package may use of ours. `migrations` uses nothing, and nothing but tests uses `tests`.
PACKAGES = {
    "events": {"events"},
    "projections": {"projections", "events"},
    "service": {"service", "projections", "events", "migrations"},
    "migrations": {"migrations"},
    "bench": {"bench", "service", "projections", "events", "migrations"},
    "tests": {"tests", "bench", "service", "projections", "events", "migrations"},
}

# The order inside events; a module that stands nowhere in it is an aggregate.
BEFORE_AGGREGATES = ["ids", "sql", "spread", "decider", "fields"]
AFTER_AGGREGATES = ["together", "catalogue", "asking", "log", "audit", "line"]
LOG = ["recorded", "codec", "store"]  # the rest of events/log stands after these, in no order

# What projections share; every other module of the package answers one question.
SHARED_PROJECTIONS = {"projection", "catalogue", "follower", "copying", "tables", "rebuild", "past", "folds", "words"}

# Who starts the whole program, and so knows the file that knows all others; and who describes every route to TypeScript.
STARTERS = {"service.__main__", "service.serving", "service.operating"}
KNOW_ROUTES = {"service.app", "service.types"}

# Rules and folds are pure: the same history gives the same answer, whenever and wherever it is told.
IMPURE = {
    "asyncio",
    "asyncpg",
    "litestar",
    "logging",
    "os",
    "pathlib",
    "random",
    "secrets",
    "socket",
    "structlog",
    "subprocess",
    "threading",
    "time",
}


class Import(NamedTuple):
    """One module names another."""

    by: str
    of: str
    line: int


def modules(root: Path) -> dict[str, Path]:
    """Every module of ours by its dotted name."""
    found = {}
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            if "node_modules" not in parts:
                found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def statements(tree: ast.AST) -> Iterator[ast.AST]:
    """Every statement, also those inside functions; expressions, which hold no imports, are most of a file."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
            yield child
            yield from statements(child)


def imports(sources: dict[str, Path]) -> Iterator[Import]:
    """Every import of every module, also those inside functions; ``from events import action`` imports events.action."""
    for by, path in sources.items():
        for node in statements(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (Import(by, name.name, node.lineno) for name in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = node.module or ""
                if node.level:
                    base = ".".join([*by.split(".")[: -node.level], *([base] if base else [])])
                for name in node.names:
                    full = f"{base}.{name.name}"
                    yield Import(by, full if full in sources else base, node.lineno)


def rank(module: str) -> tuple[int, int]:
    """Where a module of events stands: it may use what stands before it, or beside it in the log's own folder."""
    name, _, rest = module.removeprefix("events.").partition(".")
    if name in BEFORE_AGGREGATES:
        return BEFORE_AGGREGATES.index(name), 0
    if name in AFTER_AGGREGATES:
        inner = (LOG.index(rest) if rest in LOG else len(LOG)) if name == "log" else 0
        return len(BEFORE_AGGREGATES) + 1 + AFTER_AGGREGATES.index(name), inner
    return len(BEFORE_AGGREGATES), 0


def is_aggregate(module: str) -> bool:
    return module.startswith("events.") and rank(module) == (len(BEFORE_AGGREGATES), 0)


def is_question(module: str) -> bool:
    return module.startswith("projections.") and module.split(".")[1] not in SHARED_PROJECTIONS


def is_route(module: str) -> bool:
    return module.startswith("service.routes.")


def faults(root: Path) -> list[str]:
    """Every import that goes the wrong way, as a sentence."""
    sources = modules(root)
    there = [*imports(sources)]
    reexporting = {one.by for one in there if sources[one.by].name == "__init__.py" and one.of.split(".")[0] in PACKAGES}
    found = [f"{one.by}:{one.line} {why}" for one in there for why in wrong(one)]
    found += [f"{name} is a package and re-exports names; import the modules" for name in reexporting]
    return sorted(found)


def wrong(one: Import) -> Iterator[str]:
    """What is wrong with this import."""
    ours, theirs = one.by.split(".")[0], one.of.split(".")[0]
    starts_bench = one.by == "service.__main__" and one.of == "bench.__main__"  # `club21 bench`, where there is a checkout
    if theirs in PACKAGES and theirs not in PACKAGES[ours] and not starts_bench:
        yield f"imports {one.of}: {ours} may not use {theirs}"
    if (
        one.by.startswith("service.client.")
        and ours == theirs == "service"
        and not one.of.startswith(("service.client", "service.live.frames"))
    ):
        yield f"imports {one.of}: a client knows what travels and nothing else of the service"
    if one.by == "service.keeper" and theirs in PACKAGES:
        yield f"imports {one.of}: the keeper runs without this project's path"
    if ours == theirs == "events" and one.of != "events":
        if is_aggregate(one.by) and is_aggregate(one.of):
            yield f"imports {one.of}: aggregates meet through ids and the log"
        elif rank(one.of) > rank(one.by):
            yield f"imports {one.of}, which stands after it"
    if is_question(one.by) and is_question(one.of):
        yield f"imports {one.of}: projections do not import each other"
    if (is_aggregate(one.by) or is_question(one.by)) and theirs in IMPURE:
        yield f"imports {one.of}: rules and folds are pure"
    if is_route(one.of) and (is_route(one.by) or (ours == "service" and one.by not in KNOW_ROUTES)):
        yield f"imports {one.of}: only service.app puts routes together"
    if one.of == "service.app" and ours == "service" and one.by not in STARTERS:
        yield "imports service.app, which knows everything and is known only by what starts it"


def test_every_import_goes_along_the_path() -> None:
    assert faults(ROOT) == []


@pytest.mark.parametrize(
    ("path", "source", "complaint"),
    [
        ("events/action.py", "from projections import plan_board", "events may not use projections"),
        ("projections/plan_board.py", "import service.app", "projections may not use service"),
        ("migrations/migrate.py", "from events.ids import new", "migrations may not use events"),
        ("service/app.py", "from tests import people", "service may not use tests"),
        ("events/action.py", "from events import action_plan", "aggregates meet through ids"),
        ("events/decider.py", "def f():\n    from events.action import Event", "stands after it"),
        ("events/decider.py", "try:\n    pass\nexcept OSError:\n    from events.action import Event", "stands after it"),
        ("events/decider.py", "match 1:\n    case 1:\n        with f():\n            import events.action", "stands after it"),
        ("events/catalogue.py", "from events.log import codec", "stands after it"),
        ("events/log/recorded.py", "from events.log.codec import Sealed", "stands after it"),
        ("events/ids.py", "from . import decider", "stands after it"),
        ("events/action.py", "import time", "rules and folds are pure"),
        ("projections/plan_board.py", "from os import environ", "rules and folds are pure"),
        ("projections/plan_board.py", "from projections.rights import Standing", "projections do not import each other"),
        ("service/routes/plans.py", "from service.routes import actions", "only service.app puts routes together"),
        ("service/door.py", "from service.routes import actions", "only service.app puts routes together"),
        ("service/door.py", "from service import app", "known only by what starts it"),
        ("service/client/live.py", "from service import app", "a client knows what travels"),
        ("service/keeper.py", "from service import app", "without this project's path"),
        ("service/__init__.py", "from service.app import main", "re-exports names"),
    ],
)
def test_an_import_the_wrong_way_is_seen(tmp_path: Path, path: str, source: str, complaint: str) -> None:
    stand_ins = ("events/action_plan", "events/action", "events/ids", "events/decider", "events/log/codec", "projections/rights")
    for name in (*stand_ins, "projections/plan_board", "service/app", "service/routes/actions", "tests/people"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).with_suffix(".py").touch()
    assert faults(tmp_path) == []
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(source)
    assert any(complaint in fault for fault in faults(tmp_path)), faults(tmp_path)


def test_imports_along_the_path_are_allowed(tmp_path: Path) -> None:
    allowed = {
        "events/decider.py": "from events import ids",
        "events/action.py": "from events import decider, fields",
        "events/catalogue.py": "from events import action",
        "events/log/codec.py": "from events import catalogue",
        "events/log/postgres.py": "from events.log import codec, memory",
        "events/log/memory.py": "",
        "events/line.py": "from events.log import codec",
        "projections/plan_board.py": "from events import action\nfrom projections.projection import Row",
        "service/routes/plans.py": "from projections import plan_board",
        "service/app.py": "from service.routes import plans",
        "service/__main__.py": "from service import app\nfrom migrations import migrate",
    }
    for path, source in allowed.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(source)
    for name in ("ids", "fields"):
        (tmp_path / "events" / f"{name}.py").touch()
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "migrate.py").touch()
    assert faults(tmp_path) == []
