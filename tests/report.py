"""The report of a long run: what ran, on which commit, for how long, with which seeds. It stands in docs/reports/."""

import datetime
import os
import platform
import subprocess
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reports"


def results(stage: str) -> Path:
    """Where pytest leaves what a stage came to."""
    return ROOT / "var" / f"{stage}.xml"


def write(stage: str) -> Path:
    """Turn a stage's results into a page that a person can read."""
    suite = ElementTree.parse(results(stage)).getroot().find("testsuite")  # noqa: S314 - pytest wrote it a moment ago
    if suite is None:
        raise ValueError(f"{results(stage)} holds no results.")
    commit = subprocess.run(["git", "rev-parse", "--short=12", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    counts = {name: int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")}
    lines = [
        f"# {stage.capitalize()}: the last long run",
        "",
        f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d %H:%M} UTC, commit `{commit}`, "
        f"Python {platform.python_version()}, {os.cpu_count()} cores.",
        f"{counts['tests']} tests in {float(suite.get('time', 0)):.0f} s: {counts['failures'] + counts['errors']} failed, "
        f"{counts['skipped']} skipped.",
        "",
        "| test | seconds | outcome |",
        "|---|---|---|",
        *(_row(case) for case in suite.iter("testcase")),
    ]
    if screens := [line for line in _lines(suite) if line.startswith("screen ")]:
        lines += [
            "",
            "What axe said of each screen, over every state in which it was looked at; it found no fault where the test passed.",
            "",
        ]
        lines += ["| screen | rules that held | rules left to a person |", "|---|---|---|"]
        lines += [f"| {line.removeprefix('screen ').strip()} |" for line in screens]
    if figures := [line for line in _lines(suite) if line.startswith("lighthouse ")]:
        lines += ["", "What Lighthouse said, as of a desk in an office:", ""]
        lines += ["| page | performance | accessibility | best practices |", "|---|---|---|---|"]
        lines += [f"| {line.removeprefix('lighthouse ')} |" for line in figures]
    if measured := [line for line in _lines(suite) if line.startswith("measured ")]:
        lines += ["", "A plan of 2,000 actions and 60,000 events, on this machine beside whatever else it did:", ""]
        lines += ["| what | figures |", "|---|---|"]
        lines += [f"| {' | '.join(line.removeprefix('measured ').split(': ', 1))} |" for line in measured]
    if said := list(_said(suite)):
        lines += ["", "What the tests said:", "", *(f"- {line}" for line in said)]
    FOLDER.mkdir(parents=True, exist_ok=True)
    page = FOLDER / f"{stage}.md"
    page.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return page


def _row(case: ElementTree.Element) -> str:
    outcome = next((child.tag for child in case if child.tag in ("failure", "error", "skipped")), "passed")
    name = f"{case.get('classname', '').rpartition('.')[2]}: {case.get('name', '')}".replace("|", "\\|")
    return f"| {name} | {float(case.get('time', 0)):.1f} | {outcome} |"


def _lines(suite: ElementTree.Element) -> Iterator[str]:
    """All that the tests printed."""
    for out in suite.iter("system-out"):
        yield from (out.text or "").splitlines()


def _said(suite: ElementTree.Element) -> Iterator[str]:
    """Seeds and counts that a run printed, by which it can be run again; many seeds in a row as the first and the last."""
    for case in suite.iter("testcase"):
        lines = list(_lines(case))
        seeds = [line for line in lines if line.startswith("seed ")]
        counts = [line for line in lines if line.startswith(("killed ", "counted "))]
        if len(seeds) > 1:
            seeds = [f"seeds {seeds[0].removeprefix('seed ')} to {seeds[-1].removeprefix('seed ')}"]
        if len(counts) > 1:
            counts = [counts[0], f"the last of {len(counts)}: {counts[-1]}"]
        yield from (f"{case.get('name')}: {line}" for line in (*seeds, *counts))
