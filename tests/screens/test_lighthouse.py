"""What Lighthouse says of five pages, as a laptop in a town hall loads them. It is fetched and run by `make screens` alone (conftest.py).

Its package lies in tests/lighthouse/, apart from those of the app; it drives the browser of the other tests, where somebody is signed in.
"""

import json
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest
from anyio import to_thread
from playwright.async_api import async_playwright

from service.web import build
from tests.http.town import Town
from tests.people import ADA
from tests.screens import chromium
from tests.screens.desk import cookie_of
from tests.screens.furnished import furnish

PACKAGE = chromium.ROOT / "tests" / "lighthouse"
FETCHED = chromium.ROOT / "var" / "lighthouse"
LEAST = {"performance": 90, "accessibility": 100, "best-practices": 95}
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


@pytest.mark.parametrize("name", ["/sign-in", "/public", "home", "table", "card"])
async def test_lighthouse_finds_a_page_quick_open_to_all_and_well_made(town: Town, name: str) -> None:
    plan = await furnish(town)
    network = f"/networks/{town.network}"
    here = f"{network}/plans/{town.plan}"
    path = {"home": network, "table": here, "card": f"{here}/actions/{plan.action}"}.get(name, name)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with async_playwright() as playwright:
        browser = await chromium.launch(playwright, f"--remote-debugging-port={port}")
        driven = await playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
        if path not in ("/sign-in", "/public"):
            await driven.contexts[0].add_cookies([cookie_of(town, ADA)])
        best: dict[str, int] = {}
        why: list[str] = []
        for _ in range(TRIES):
            try:
                told = await to_thread.run_sync(look, town.url + path, port)
            except build.Failed as failed:
                why = [str(failed)]  # now and then a trace is lost
                continue
            assert told["finalDisplayedUrl"].endswith(path), told["finalDisplayedUrl"]
            scores = {category: round(100 * told["categories"][category]["score"]) for category in LEAST}
            best = {category: max(best.get(category, 0), score) for category, score in scores.items()}
            why = [f"{category} {fault}" for category in LEAST for fault in lost(told, category)]
            if all(best[category] >= least for category, least in LEAST.items()):
                break
        await browser.close()
    print(f"lighthouse {name} | {' | '.join(str(best.get(category)) for category in LEAST)}")
    assert {category: best.get(category) for category, least in LEAST.items() if best.get(category, 0) < least} == {}, why
