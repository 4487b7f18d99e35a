"""All of continuous integration: each stage is named, timed, and told apart from the others at the end.

``python -m tests`` runs every stage; ``python -m tests screens`` runs the stages named, with ``--report``
leaving docs/reports/screens.md behind. A stage that fails does not keep the next from
running, so that one look at the end shows everything there is to mend.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests import report

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
RUFF = str(Path(PYTHON).parent / "ruff")
CLUB21 = str(Path(PYTHON).parent / "club21")

Stage = Callable[[], bool]


def _runs(*command: str) -> Stage:
    return lambda: subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode == 0


def _pytest(stage: str, *folders: str) -> Stage:
    kept = (f"--junitxml={report.results(stage)}", "-o", "junit_logging=system-out")
    return _runs(PYTHON, "-m", "pytest", "-q", "--durations=5", "--durations-min=2", *kept, *(f"tests/{folder}" for folder in folders))


FOLDERS = {
    "rules": ("rules", "read"),
    "log": ("log",),
    "http": ("http", "live"),
    "faults": ("faults",),
    "structure": ("structure",),
    "screens": ("screens",),
}

STAGES: dict[str, Stage] = {
    "lint": _runs(RUFF, "check", "--quiet", "--output-format=concise", "."),
    "format": _runs(RUFF, "format", "--check", "--quiet", "."),
    "types": _runs(PYTHON, "-m", "mypy", "--no-error-summary"),
    "generated": _runs(CLUB21, "types", "--check"),
    "web": _runs(PYTHON, "-m", "service.web.build", "--check-types"),
    **{stage: _pytest(stage, *folders) for stage, folders in FOLDERS.items()},
}


def main() -> None:
    """Run the stages asked for, in their order, and say what became of each."""
    reported = "--report" in sys.argv
    asked = [name for name in sys.argv[1:] if name != "--report"] or list(STAGES)
    if unknown := [name for name in asked if name not in STAGES]:
        sys.exit(f"No such stage: {', '.join(unknown)}. There are: {', '.join(STAGES)}.")
    if "screens" in asked and "web" not in asked:
        asked = ["web", *asked]
    results: list[tuple[str, bool, float]] = []
    for name in (name for name in STAGES if name in asked):
        print(f"── {name}", flush=True)
        began = time.monotonic()
        passed = STAGES[name]()
        if reported and name in FOLDERS:
            print(f"Written: {report.write(name).relative_to(ROOT)}")
        results.append((name, passed, time.monotonic() - began))
    print("\n── all stages")
    for name, passed, seconds in results:
        print(f"{'passed' if passed else 'FAILED':>8}  {seconds:6.1f} s  {name}")
    print(f"{'':>8}  {sum(seconds for _, _, seconds in results):6.1f} s  together")
    if not all(passed for _, passed, _ in results):
        sys.exit(1)


if __name__ == "__main__":
    main()
