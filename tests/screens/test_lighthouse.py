"""What Lighthouse says of every screen, as a laptop in a town hall loads them. It is fetched and run by `make screens` alone (conftest.py).

Its package lies in tests/lighthouse/, apart from those of the app; it drives the browser of the other tests, where somebody is signed in.
"""

import json
import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from anyio import to_thread
from playwright.async_api import async_playwright

from service.web import build
from tests.http.town import Town
from tests.people import ADA
from tests.screens import chromium
from tests.screens.desk import Desk, cookie_of
from tests.screens.furnished import furnish
from tests.screens.test_accessibility import screens

PACKAGE = chromium.ROOT / "tests" / "lighthouse"
FETCHED = chromium.ROOT / "var" / "lighthouse"
LEAST = {"performance": 90, "accessibility": 100, "best-practices": 95}
NAMES: dict[str, str] = json.loads((build.UI.parent / "screens.json").read_text())
SPARED = {"gallery", "comment"}  # for those who build screens; and an address that leads on to where the comment stands
TRIES = 3  # a machine that does something else meanwhile is no fault of a page


def fetched() -> Path:
    """Where Lighthouse lies, as its lock names it."""
    lock = FETCHED / "package-lock.json"
    if not (FETCHED / "node_modules" / "lighthouse").is_dir() or lock.read_bytes() != (PACKAGE / lock.name).read_bytes():
        shutil.rmtree(FETCHED, ignore_errors=True)
        shutil.copytree(PACKAGE, FETCHED)
        build.npm(FETCHED, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    return FETCHED


def look(url: str, port: int) -> dict[str, Any]:
    """Let Lighthouse look at a page."""
    report = FETCHED / "report.json"
    build.node(
        fetched(),
        "node_modules/lighthouse/cli/index.js",
        url,
        *("--preset=desktop", "--quiet", f"--port={port}", "--output=json", f"--output-path={report}"),
        f"--only-categories={','.join(LEAST)}",
    )
    told: dict[str, Any] = json.loads(report.read_text())
    return told


def lost(told: dict[str, Any], category: str) -> list[str]:
    """What cost a page points."""
    audits = told["audits"]
    wanting = [one["id"] for one in told["categories"][category]["auditRefs"] if one["weight"] and (audits[one["id"]]["score"] or 0) < 0.9]
    return [f"{name}: {audits[name].get('displayValue') or audits[name]['title']}" for name in wanting]


def moved(told: dict[str, Any]) -> Iterator[str]:
    """What was pushed away while the page loaded, the furthest first."""
    for shift in told["audits"]["layout-shifts"].get("details", {}).get("items", [])[:3]:
        yield f"moved by {shift['score']:.2f}: {shift['node'].get('selector')}"


def name_of(path: str) -> str:
    """The screen at an address: as the app calls it, else the address itself."""
    there = re.split("[?#]", path)[0]
    return next((name for pattern, name in NAMES.items() if re.fullmatch(re.sub(r":\w+", "[0-9a-f-]{36}", pattern), there)), there)


@pytest.mark.parametrize("name", sorted({*NAMES.values(), "/public"} - SPARED))
async def test_lighthouse_finds_a_page_quick_open_to_all_and_well_made(town: Town, name: str) -> None:
    plan = await furnish(town)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with async_playwright() as playwright:
        browser = await chromium.launch(playwright, f"--remote-debugging-port={port}")
        driven = await playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
        (context,) = driven.contexts
        there = ["/public", *await screens(Desk(context, await context.new_page(), town), plan.action)]
        path = next(path for path in there if name_of(path) == name)
        if name not in ("sign_in", "/public", "guest", "letter"):
            await context.add_cookies([cookie_of(town, ADA)])
        best: dict[str, int] = {}
        why: list[str] = []
        for _ in range(TRIES):
            try:
                told = await to_thread.run_sync(look, town.url + path, port)
            except build.Failed as failed:
                why = [str(failed)]  # now and then a trace is lost
                continue
            assert name_of(told["finalDisplayedUrl"].removeprefix(town.url)) == name, told["finalDisplayedUrl"]
            scores = {category: round(100 * told["categories"][category]["score"]) for category in LEAST}
            best = {category: max(best.get(category, 0), score) for category, score in scores.items()}
            why = [f"{category} {fault}" for category in LEAST for fault in lost(told, category)] + [*moved(told)]
            if all(best[category] >= least for category, least in LEAST.items()):
                break
        await browser.close()
    print(f"lighthouse {name} | {' | '.join(str(best.get(category)) for category in LEAST)}")
    assert {category: best.get(category) for category, least in LEAST.items() if best.get(category, 0) < least} == {}, why
