"""All of continuous integration: each stage is named, timed, and told apart from the others at the end.

``python -m tests`` runs every stage; ``python -m tests screens`` runs the stages named, with ``--report``
leaving docs/reports/screens.md behind. Two stages run side by side where there are two cores, as each waits for its database or its browser
about half of the time; every line says which one it is from. A stage that fails does not keep the next from
running, so that one look at the end shows everything there is to mend, and how long each took of the time it may take.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from tests import report

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
RUFF = str(Path(PYTHON).parent / "ruff")
CLUB21 = str(Path(PYTHON).parent / "club21")

AT_ONCE = min(2, os.cpu_count() or 1)
TOGETHER = 600  # seconds that all of it may take, on two cores


class Stage(NamedTuple):
    """A command, and the seconds it may take with another stage beside it."""

    command: tuple[str, ...]
    within: int


class Result(NamedTuple):
    """What became of a stage."""

    name: str
    passed: bool
    seconds: float
    failed: Sequence[str] = ()  # what pytest says of each test that failed, at its end


def _pytest(stage: str, *folders: str) -> tuple[str, ...]:
    kept = (f"--junitxml={report.results(stage)}", "-o", "junit_logging=system-out")
    return (PYTHON, "-m", "pytest", "-q", "--durations=5", "--durations-min=2", *kept, *(f"tests/{folder}" for folder in folders))


# First what takes a moment, and `web`, whose build the tests need.
FIRST = {
    "web": Stage((PYTHON, "-m", "service.web.build", "--check-types"), 60),
    "lint": Stage((RUFF, "check", "--quiet", "--output-format=concise", "."), 10),
    "format": Stage((RUFF, "format", "--check", "--quiet", "."), 10),
    "generated": Stage((CLUB21, "types", "--check"), 10),
}
FOLDERS = {
    "screens": (("screens",), 240),
    "http": (("http",), 180),
    "log": (("log",), 150),
    "rules": (("rules", "read"), 150),
    "faults": (("faults",), 120),
    "live": (("live",), 60),
    "structure": (("structure",), 20),
}
TYPES = {"types": Stage((PYTHON, "-m", "mypy", "--no-error-summary"), 60)}
TESTS = {name: Stage(_pytest(name, *folders), within) for name, (folders, within) in FOLDERS.items()}
# Then the longest begins first, so that no core is left alone at the end.
THEN = dict(sorted((TYPES | TESTS).items(), key=lambda one: -one[1].within))
STAGES = FIRST | THEN


def run(name: str, stage: Stage) -> Result:
    """Run one stage; each of its lines is passed on under its name."""
    began = time.monotonic()
    with subprocess.Popen(
        stage.command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        assert process.stdout is not None
        failed = []
        for line in process.stdout:
            print(f"{name:>9} │ {line}", end="", flush=True)
            if line.startswith(("FAILED ", "ERROR ")):
                failed.append(line.rstrip())
    return Result(name, process.returncode == 0, time.monotonic() - began, failed)


def side_by_side(stages: dict[str, Stage]) -> list[Result]:
    """Run these, as many at once as there are cores for, begun in their order."""
    with ThreadPoolExecutor(AT_ONCE) as lanes:
        return list(lanes.map(run, stages.keys(), stages.values()))


def table(results: Sequence[Result], seconds: float) -> Iterator[str]:
    """What became of each stage, how long it took, and where that is longer than it may; last, which tests failed."""
    for name, passed, took, _ in results:
        within = STAGES[name].within
        yield f"{'passed' if passed else 'FAILED':>8}  {took:6.1f} s of {within:3}  {name}{'  TOO LONG' if took > within else ''}"
    yield f"{'':>8}  {seconds:6.1f} s of {TOGETHER:3}  together{'  TOO LONG' if seconds > TOGETHER else ''}"
    for result in results:
        yield from result.failed


def main() -> None:
    """Run the stages asked for, and say what became of each."""
    asked = [name for name in sys.argv[1:] if name != "--report"] or list(STAGES)
    if unknown := [name for name in asked if name not in STAGES]:
        sys.exit(f"No such stage: {', '.join(unknown)}. There are: {', '.join(STAGES)}.")
    if "screens" in asked and "web" not in asked:
        asked = ["web", *asked]
    if "--report" in sys.argv:
        os.environ["EVERY_STATE"] = "1"  # of each screen; without a report, one that a seed draws
        # After two minutes pytest tells where a test stands: these take longer, and a look at lines that run can end the process.
        os.environ["PYTEST_ADDOPTS"] = "-o faulthandler_timeout=0"
    began = time.monotonic()
    results = []
    for part in (FIRST, THEN):
        results += side_by_side({name: stage for name, stage in part.items() if name in asked})
    if "--report" in sys.argv:
        for name in FOLDERS.keys() & set(asked):
            print(f"Written: {report.write(name).relative_to(ROOT)}")
    print("\n── all stages", *table(results, time.monotonic() - began), sep="\n")
    if not all(result.passed for result in results):
        sys.exit(1)


if __name__ == "__main__":
    main()
