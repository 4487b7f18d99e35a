"""Measures every bar, prints a table, writes var/bench.json; with ``--report`` leaves docs/reports/bench.md behind.

``python -m bench append_vs_pgbench --quick`` measures one bar, roughly. With ``--strict`` a missed bar is exit code 1.
"""

import argparse
import asyncio
import datetime
import gc
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import uvloop

from bench import (
    append_vs_eventsourcing,
    append_vs_pgbench,
    append_vs_umadb,
    audit_cost,
    bar,
    command_vs_noop,
    connections,
    cross_engine,
    fanout,
    fold_events_per_s,
    growth,
    place,
    replay_vs_eventsourcing,
    screens,
    search_p95_ms,
    workshop_p99_ms,
)
from bench.bar import CAREFUL, QUICK, Bar, Pace

ROOT = Path(__file__).resolve().parent.parent
BARS = {
    append_vs_pgbench.NAME: append_vs_pgbench.measure,
    **dict.fromkeys(append_vs_eventsourcing.NAMES, append_vs_eventsourcing.measure),
    **dict.fromkeys(append_vs_umadb.NAMES, append_vs_umadb.measure),
    command_vs_noop.NAME: command_vs_noop.measure,
    **dict.fromkeys(replay_vs_eventsourcing.NAMES, replay_vs_eventsourcing.measure),
    fold_events_per_s.NAME: fold_events_per_s.measure,
    **dict.fromkeys(growth.NAMES, growth.measure),
    audit_cost.NAME: audit_cost.measure,
    workshop_p99_ms.NAME: workshop_p99_ms.measure,
    search_p95_ms.NAME: search_p95_ms.measure,
    **dict.fromkeys(fanout.NAMES, fanout.measure),
    **dict.fromkeys(screens.NAMES, screens.measure),
    **dict.fromkeys(connections.NAMES, connections.measure),
}
#: Measured where they are asked for alone.
APART = {"cross_engine": cross_engine.measure}


async def measured(names: list[str], pace: Pace) -> list[Bar]:
    """The bars asked for and those measured with them, in a database of their own; where that fails, why."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)  # as `club21 serve` does
    bars: list[Bar] = []
    for measure in dict.fromkeys((BARS | APART)[name] for name in names):
        together = [name for name, other in (BARS | APART).items() if other is measure]
        print(f"Measuring {', '.join(together)}…", end="", flush=True)
        began = time.monotonic()
        try:
            async with place.measured(ROOT / "var") as there:
                bars += await measure(there, pace)
        except Exception as error:  # the others are measured all the same
            bars += [bar.failed(name, error) for name in together]
        print(f" {time.monotonic() - began:.0f} s", flush=True)
    return bars


def table(bars: list[Bar]) -> str:
    """For people: what was measured, what must hold, and the figures behind it."""
    rows = []
    for one in bars:
        figures = "| | failed" if one.value is None else f"{one.value:,.3g} | {one.bar:,.3g} | {'met' if one.ok else 'missed'}"
        rows.append(f"| `{one.name}` | {figures} | {', '.join(f'{name} {figure}' for name, figure in one.detail.items())} |")
    return "\n".join(["| bar | measured | must hold | | detail |", "|---|---|---|---|---|", *rows])


def report(bars: list[Bar]) -> Path:
    """The dated page in docs/reports."""
    commit = subprocess.run(["git", "rev-parse", "--short=12", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S607 - git, wherever it is
    load = " ".join(f"{one:.2f}" for one in os.getloadavg())
    page = ROOT / "docs" / "reports" / "bench.md"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(
        f"# Bench: the last run\n\n{datetime.datetime.now(datetime.UTC):%Y-%m-%d %H:%M} UTC, commit `{commit}`, "
        f"Python {platform.python_version()}, {os.cpu_count()} cores, load {load} at the end.\n"
        "Medians of the turns; client, service and database share the cores, so trust the ratios.\n\n"
        f"{table(bars)}\n",
        encoding="utf-8",
    )
    return page


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__.partition("\n")[0])
    parser.add_argument("bars", nargs="*", metavar="BAR", help=f"these alone: {', '.join(BARS | APART)}")
    parser.add_argument("--quick", action="store_true", help="one short turn of each, for development")
    parser.add_argument("--report", action="store_true", help="leave docs/reports/bench.md behind")
    parser.add_argument("--strict", action="store_true", help="exit with 1 where a bar is missed")
    asked = parser.parse_args()
    if unknown := [name for name in asked.bars if name not in BARS | APART]:
        sys.exit(f"No such bar: {', '.join(unknown)}. There are: {', '.join(BARS | APART)}.")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        bars = runner.run(measured(asked.bars or list(BARS), QUICK if asked.quick else CAREFUL))
    out = ROOT / "var" / "bench.json"
    out.write_bytes(msgspec.json.format(msgspec.json.encode({"bars": bars}), indent=2))
    print(table(bars))
    if asked.report:
        print(f"Written: {report(bars).relative_to(ROOT)}")
    if asked.strict and not all(one.ok for one in bars):
        sys.exit(1)


if __name__ == "__main__":
    main()
