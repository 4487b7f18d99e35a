"""Every screen, in both languages, and in French dark and in forced colours: axe finds nothing, and small screens lose nothing.

axe names the rules of RGAA it knows; it sees about a third of what an audit looks at, so this guards and does not certify.
"""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from events import ids
from service.web import build
from tests.http.test_directory import described
from tests.http.test_personal_data import NAME, arrived
from tests.http.test_photos import drawn, give
from tests.http.test_tokens import made
from tests.http.town import Town
from tests.people import ADA, BEN, HAUTEFEUILLE
from tests.screens.conftest import Seat
from tests.screens.desk import Desk
from tests.screens.furnished import furnish

AXE = build.UI / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "RGAAv4"]
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"color_scheme": "light", "forced_colors": "active"},
}


async def faults(page: Page, *, forced: bool = False) -> list[str]:
    """What axe finds on the page as it stands. Forced colours are the person's own, and axe still reads ours: it can not judge them."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(Path(AXE).read_text())
    found = await page.evaluate(
        "options => axe.run(document, options)",
        {"runOnly": TAGS, "resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": not forced}}},
    )
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}" for violation in found["violations"] for node in violation["nodes"]
    ]


async def meeting(desk: Desk) -> str:
    """A meeting in which everything that a page of one shows is there."""
    town, series, one, town_hall = desk.town, str(ids.new()), str(ids.new()), str(HAUTEFEUILLE)
    await town.ask(ADA, "meeting_series.start", series, title="Rencontres", year=2024, target=2)
    await town.ask(BEN, "meeting_series.propose_theme", series, theme=str(ids.new()), title="L’eau", why="La sécheresse")
    agenda = {str(ids.new()): {"title": "Tour de table", "minutes": 400, "order_key": "V"}}
    told = {"title": "Rencontre", "kind": "visit", "held_on": "2026-06-12", "begins": "09:00"}
    await town.ask(ADA, "meeting.plan", one, **told, series=series, agenda=agenda)
    await town.ask(ADA, "meeting.invite", one, authorities=[town_hall])
    await town.ask(ADA, "meeting.check_in", one, participant=str(ids.new()), capacity="elected", authority=town_hall, person=str(BEN))
    await town.ask(ADA, "meeting.add_visit", one, visit=str(ids.new()), place="La chaufferie bois", seats=12)
    decided = {"decision": str(ids.new()), "text": "Écrire aux maires", "due_on": "2026-01-15", "owner": str(BEN)}
    await town.ask(ADA, "meeting.record_decision", one, **decided)
    return one


async def screens(desk: Desk, action: str) -> dict[str, str]:
    """Every screen by what must be there before it is looked at; what only a facilitator sees stands there, too."""
    town = desk.town
    await town.ask(ADA, "action.restrict", await town.add(BEN, "Racheter la friche"), parties=[str(BEN)])
    await described(town)
    await made(town)
    _, browser = await arrived(town)
    await give(browser, drawn())
    known = {"name": NAME, "mandate": "Maire", "contact_email": "maire@rivebelle.example", "contact_phone": "02 00 00 00 00"}
    await browser.post("/api/my-data", json=known)
    await browser.post("/api/my-data/consents", json={"about": "contact", "given": True})
    return {
        "/": ".network-card",
        desk.network: ".plan-card",
        f"{desk.network}/members": ".people a",
        f"{desk.network}/activity": ".told li",
        f"{desk.network}/programs": ".programs tbody tr",
        desk.plan: ".grid td",
        f"{desk.plan}/board": ".card",
        f"{desk.plan}/structure": ".axis-line",
        f"{desk.plan}/conflicts": ".conflict",
        f"{desk.plan}/activity": ".told li",
        f"{desk.plan}/import": ".drop",
        f"{desk.plan}?at=1.{await desk.town.head()}": ".banner-past",
        desk.card(action): ".history-entry",
        "/account": ".session-line",
        "/my-data": ".my-data",
        "/privacy": ".privacy",
        f"{desk.network}/data-requests": ".data-requests",
        f"{desk.network}/directory": ".directory .chip",
        f"{desk.network}/directory/{HAUTEFEUILLE}": ".similar li",
        f"{desk.network}/workshops": ".workshop-form",
        f"{desk.network}/meetings": ".meeting-years",
        f"{desk.network}/meetings/{await meeting(desk)}": ".meeting-door",
        "/atelier": ".workshop-join",
        "/accessibility": "h1",
        "/nowhere": "h1",
        "/sign-in": "h1",
    }


@pytest.mark.parametrize("look", LOOKS)
async def test_axe_finds_nothing_on_any_screen(town: Town, seat: Seat, look: str) -> None:
    plan = await furnish(town)
    desk = await seat(ADA, **LOOKS[look])
    found: dict[str, list[str]] = {}
    for path, sign in (await screens(desk, plan.action)).items():
        await desk.page.goto(town.url + path)
        for language in ("fr", "en") if look == "light" else ("fr",):  # colours read no words
            await desk.page.locator(f".language[lang={language}]").click()
            await expect(desk.page.locator(f"html[lang={language}]")).to_be_attached()
            await expect(desk.page.locator(sign).first).to_be_visible()
            if here := await faults(desk.page, forced=look == "forced"):
                found[f"{language} {path}"] = here
    assert found == {}


async def test_axe_finds_nothing_in_dialogues_and_editors(town: Town, seat: Seat) -> None:
    plan = await furnish(town)
    ben = await seat(BEN)
    page = ben.page
    await ben.go(ben.plan)
    await page.get_by_role("button", name="Ajouter une action").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert await faults(page) == []
    await page.keyboard.press("Escape")
    await (await ben.edit(plan.action, "title")).fill("a" * 301)
    assert await faults(page) == []
    await page.reload()
    await expect(page.get_by_role("region", name="Une saisie n’a pas été enregistrée")).to_be_visible()
    assert await faults(page) == []
    await page.get_by_role("button", name="Abandonner").click()
    await ben.cell(plan.action, "aims").dblclick()
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert await faults(page) == []
    await page.keyboard.press("Escape")
    await page.locator(".filter-columns summary").click()
    assert await faults(page) == []
    await page.locator(".account summary").click()
    assert await faults(page) == []
    await ben.go(f"{ben.plan}/board")
    await page.get_by_role("button", name="Déplacer vers…").first.click()
    assert await faults(page) == []
    await page.get_by_role("dialog").get_by_role("button", name="Bloqué").click()
    await expect(page.get_by_label("Motif")).to_be_visible()
    assert await faults(page) == []


@pytest.mark.parametrize(("width", "height"), [(320, 640), (683, 384)])
async def test_nothing_is_cut_off_on_a_phone_or_at_twice_the_size(town: Town, seat: Seat, width: int, height: int) -> None:
    """683 pixels are what a laptop of 1366 shows at 200 %."""
    plan = await furnish(town)
    desk = await seat(ADA, viewport={"width": width, "height": height})
    wide = {}
    for path, sign in (await screens(desk, plan.action)).items():
        await desk.page.goto(town.url + path)
        await expect(desk.page.locator(sign).first).to_be_visible()
        if (reach := await desk.page.evaluate("document.documentElement.scrollWidth")) > width:
            wide[path] = reach
    assert wide == {}


async def test_targets_are_large_enough(town: Town, seat: Seat) -> None:
    plan = await furnish(town)
    desk = await seat(ADA)
    small = []
    for path, sign in (await screens(desk, plan.action)).items():
        await desk.page.goto(town.url + path)
        await expect(desk.page.locator(sign).first).to_be_visible()
        small += await desk.page.evaluate(
            """path => [...document.querySelectorAll('button, summary, select, input:not([type=checkbox]), .row-open')]
                .filter(one => one.checkVisibility() && !one.closest('.hidden'))
                .map(one => [path, one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
                .filter(([, , box]) => box.width > 0 && (box.width < 24 || box.height < 24))
                .map(([path, html, box]) => `${path} ${html} ${box.width}x${box.height}`)""",
            path,
        )
    assert small == []
