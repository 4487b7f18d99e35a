"""A plan of 2,000 actions and 60,000 events in a real browser: how soon it can be worked with, and whether it grows.

Only ``make screens`` runs it, since it takes minutes: nothing here fails for being slow, the figures stand in the report, with
the bars of the design beside them. ``SIZE_MINUTES=30`` lets changes arrive for longer.
"""

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import Browser, CDPSession, Page, expect

from events import action, ids
from events.asking import Asking
from events.fields import Change
from events.ids import ActionId, CommandId, StreamId
from projections.plan_board import plan_board
from service.app import App
from tests.http.town import Town
from tests.people import BEN, CAS
from tests.screens import large
from tests.screens.desk import Desk, open_desk

MINUTES = float(os.environ.get("SIZE_MINUTES", "3"))
A_SECOND = 5  # changes of other people, while memory is watched
STARVED = 16  # times slower than this machine: more work arrives than such a page can do
SAMPLES = 10
MOMENTS = 20

pytestmark = pytest.mark.skipif("EVERY_STATE" not in os.environ, reason="takes minutes; make screens runs it")

# What the page notes from its first moment on: long tasks, and when the first row was there to be worked with.
WATCH = """
window.seen = {long: [], row: null, all: null};
const note = list => window.seen.long.push(...list.getEntries().map(one => one.duration));
new PerformanceObserver(note).observe({type: 'longtask', buffered: true});
new MutationObserver((_, observer) => {
    const grid = document.querySelector('table.grid');
    if (grid === null) return;
    if (window.seen.row === null && grid.querySelector('tr[aria-label]') !== null) {
        window.seen.row = 0;
        requestAnimationFrame(() => setTimeout(() => { window.seen.row = performance.now(); }));
    }
    if (window.seen.row !== null && grid.dataset.drawing === undefined && grid.querySelectorAll('tr[aria-label]').length >= 2000) {
        window.seen.all = performance.now();
        observer.disconnect();
    }
}).observe(document, {subtree: true, childList: true, attributes: true, attributeFilter: ['data-drawing']});
"""


@pytest.fixture(scope="module")
async def plan(service: tuple[App, str]) -> AsyncIterator[Town]:
    """The plan, and everything that happened to it."""
    town = await large.founded(*service)
    yield town
    await town.close()


@pytest.fixture
async def ben(browser: Browser, plan: Town) -> AsyncIterator[Desk]:
    """Ben, at a browser that notes what takes long."""
    desk = await open_desk(browser, plan, BEN, viewport={"width": 1366, "height": 768})
    await desk.page.add_init_script(WATCH)
    yield desk
    await desk.context.close()
    assert desk.faults == []


def tell(what: str, **figures: Any) -> None:
    """A line of the report; how many others wanted a core of this machine stands with it."""
    figures["load"] = f"{os.getloadavg()[0]:.1f}"
    print(f"measured {what}: " + ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in figures.items()), flush=True)


async def long_tasks(page: Page) -> dict[str, Any]:
    """The long tasks since somebody asked, those over 100 ms among them, and the longest."""
    took: list[float] = await page.evaluate("() => { const all = window.seen.long; window.seen.long = []; return all; }")
    return {"tasks_over_50_ms": len(took), "over_100_ms": sum(one > 100 for one in took), "longest_ms": round(max(took, default=0))}


async def settle(page: Page) -> None:
    """Wait until every row of today is drawn."""
    await expect(page.locator("tr[aria-label]")).to_have_count(large.ACTIONS, timeout=180_000)
    await expect(page.locator("table.grid:not([data-drawing])")).to_be_attached(timeout=180_000)
    await page.evaluate("() => new Promise(done => requestIdleCallback(done))")


async def test_a_large_plan_is_soon_there_and_scrolls(ben: Desk) -> None:
    page = ben.page
    await ben.go(ben.plan)
    await settle(page)
    first = await page.evaluate("window.seen")
    tell("table (bar: usable in 3000 ms)", first_row_ms=round(first["row"]), all_rows_ms=round(first["all"]), **await long_tasks(page))
    await expect(page.locator("table.grid")).to_have_attribute("aria-rowcount", str(large.ACTIONS + large.AXES + 2))
    box = await page.locator(".sheet").bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + 300, box["y"] + 200)
    sheet, last = page.locator(".sheet"), page.locator("tr[aria-label]").last
    began = time.perf_counter()
    while await sheet.evaluate("one => one.scrollTop + one.clientHeight < one.scrollHeight - 1"):
        await page.mouse.wheel(0, 600)
        await page.evaluate("() => new Promise(done => requestAnimationFrame(done))")
    far = await sheet.evaluate("one => one.scrollHeight")
    tell(
        "scrolling by wheel (bar: no task over 100 ms)", pixels=far, seconds=round(time.perf_counter() - began, 1), **await long_tasks(page)
    )
    await expect(last).to_be_in_viewport()
    await page.locator("tr[aria-label] th").first.focus()
    await long_tasks(page)
    began = time.perf_counter()
    for _ in range(large.ACTIONS // 10 + 5):
        await page.keyboard.press("PageDown")
        await page.evaluate("() => new Promise(done => requestAnimationFrame(done))")
    tell("scrolling by Page Down (bar: no task over 100 ms)", seconds=round(time.perf_counter() - began, 1), **await long_tasks(page))
    await expect(last).to_be_in_viewport()
    await page.keyboard.press("Home")
    for what, key, count in (("one action", "Space", 1), ("all actions", "Control+a", large.ACTIONS), ("none", "Escape", 0)):
        began = time.perf_counter()
        await page.keyboard.press(key)
        await expect(page.locator("tbody tr[aria-selected=true]")).to_have_count(count)
        await page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        tell(f"choosing {what} (bar: no task over 100 ms)", ms=round((time.perf_counter() - began) * 1000), **await long_tasks(page))
    began = time.perf_counter()
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    tell("opening a card", ms=round((time.perf_counter() - began) * 1000), **await long_tasks(page))
    began = time.perf_counter()
    await page.go_back()
    await expect(page.locator("tr[aria-label]").first).to_be_attached()
    back = round((time.perf_counter() - began) * 1000)
    await settle(page)
    tell("back to the table", first_row_ms=back, all_rows_ms=round((time.perf_counter() - began) * 1000), **await long_tasks(page))
    cell = page.locator('[data-cell$="/title"]').nth(3)
    await cell.dblclick()
    await page.keyboard.type(" mieux dit")
    began = time.perf_counter()
    await page.keyboard.press("Enter")
    await expect(cell).to_contain_text("mieux dit")
    await expect(page.locator(".mark-waiting")).to_have_count(0)
    tell("changing a title, until the service has it", ms=round((time.perf_counter() - began) * 1000), **await long_tasks(page))


# Moves the slider as a hand does, and answers with the milliseconds until another table stands there, with rows, under that day's words.
SLIDE = """([day, words]) => new Promise((done, fail) => {
    const slider = document.querySelector('.time-slider input');
    const before = document.querySelector('table.grid');
    const began = performance.now();
    const look = () => {
        const grid = document.querySelector('table.grid');
        const told = document.querySelector('.banner-past').textContent;
        if (grid !== before && grid?.querySelector('tr[aria-label]') && told.includes(words)) {
            requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
        } else if (performance.now() - began > 60000) {
            fail(new Error(`${day} did not come`));
        } else {
            setTimeout(look, 5);
        }
    };
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(slider, Date.parse(`${day}T00:00:00Z`) / 86400000);
    slider.dispatchEvent(new Event('input', {bubbles: true}));
    look();
})"""
MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"]


def in_words(day: date) -> str:
    """A day as the banner says it."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


async def test_the_slider_goes_to_moments_nobody_looked_at(ben: Desk) -> None:
    page = ben.page
    last = date.today() - timedelta(days=1)
    began = time.perf_counter()
    await ben.go(f"{ben.plan}?at={last}")
    await expect(page.locator("tr[aria-label]").first).to_be_attached()
    tell("the first look into the past of a plan", ms=round((time.perf_counter() - began) * 1000))
    await expect(page.locator(".time-slider input")).to_be_visible()
    await long_tasks(page)
    chance = random.Random(21)
    days = [last - timedelta(days=chance.randrange(1, large.DAYS - 10)) for _ in range(MOMENTS)]
    for name, again in (("moments nobody looked at", days), ("the same again", days)):
        took = []
        for day in again:
            took.append(await page.evaluate(SLIDE, [str(day), in_words(day)]))
        took.sort()
        tell(
            f"slider, {name} (bar: 1000 ms)",
            moments=len(took),
            median_ms=round(took[len(took) // 2]),
            slowest_ms=round(took[-1]),
            over_a_second=sum(one > 1000 for one in took),
            **await long_tasks(page),
        )


async def test_time_goes_by_until_somebody_stops_it(ben: Desk) -> None:
    page = ben.page
    await ben.go(f"{ben.plan}?at={date.today() - timedelta(days=500)}")
    banner = page.locator(".banner-past")
    await page.get_by_role("button", name="Faire défiler le temps").press("Enter")
    for _ in range(3):
        before = await banner.inner_text()
        await expect(banner).not_to_have_text(before)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Faire défiler le temps")).to_be_focused()
    await expect(page.get_by_role("log")).to_contain_text(" actions")


async def heap(cdp: CDPSession) -> tuple[float, int, int]:
    """Megabytes of the page, its nodes and its listeners, once all that nobody holds is gone."""
    await cdp.send("HeapProfiler.collectGarbage")
    used = await cdp.send("Runtime.getHeapUsage")
    counts = await cdp.send("Memory.getDOMCounters")
    return round(used["usedSize"] / 1e6, 1), counts["nodes"], counts["jsEventListeners"]


class Others:
    """Colleagues who change leads of a plan, one change every fifth of a second, until they are stopped."""

    def __init__(self, plan: Town, rows: list[str]) -> None:
        self.asked = 0
        self._last = ""
        self._plan, self._rows = plan, rows
        self._stop = asyncio.Event()
        self._busy = asyncio.create_task(self._run())

    async def _run(self) -> None:
        network = await self._plan.service.networks.open(self._plan.network)
        chance = random.Random(21)
        was: dict[str, str | None] = {}
        while not self._stop.is_set():
            one = self._last = chance.choice(self._rows)
            now = network.follower.row(plan_board, ActionId(UUID(one)))
            self.asked += 1
            edit = action.Edit(lead=Change(was.get(one, now.lead if now else None), f"Service {self.asked}"))
            was[one] = f"Service {self.asked}"
            await network.ask(Asking(id=CommandId(ids.new()), stream=StreamId(UUID(one)), command=edit), CAS)
            await asyncio.sleep(1 / A_SECOND)

    async def stop(self, page: Page) -> float:
        """The seconds until the page shows the last change."""
        self._stop.set()
        await self._busy
        began = time.perf_counter()
        cell = page.locator(f'[data-cell="{self._last}/lead"]')  # one by its name: looking through all of them would keep the page busy
        await expect(cell).to_contain_text(f"Service {self.asked}", timeout=300_000)
        return round(time.perf_counter() - began, 1)


async def opened(ben: Desk) -> tuple[Page, CDPSession, list[str]]:
    """The page with every row drawn, a line to its browser, and the actions in the table."""
    page = ben.page
    await ben.go(ben.plan)
    await settle(page)
    rows: list[str] = await page.evaluate("[...document.querySelectorAll('tr[aria-label] th')].map(one => one.dataset.action)")
    return page, await ben.context.new_cdp_session(page), rows


async def test_memory_stands_while_changes_arrive(ben: Desk, plan: Town) -> None:
    page, cdp, rows = await opened(ben)
    await long_tasks(page)
    sizes = [await heap(cdp)]
    others = Others(plan, rows)
    for _ in range(SAMPLES):
        await asyncio.sleep(MINUTES * 60 / SAMPLES)
        sizes.append(await heap(cdp))
    behind = await others.stop(page)
    tell(
        f"memory over {MINUTES:g} minutes (bar: stable)",
        changes=others.asked,
        behind_s=behind,  # of a page that has little of the processor
        megabytes=" ".join(str(size) for size, _, _ in sizes),
        nodes=f"{sizes[0][1]} to {sizes[-1][1]}",
        listeners=f"{sizes[0][2]} to {sizes[-1][2]}",
        **await long_tasks(page),
    )


async def test_a_page_that_can_not_follow_comes_back(ben: Desk, plan: Town) -> None:
    page, cdp, rows = await opened(ben)
    await cdp.send("Emulation.setCPUThrottlingRate", {"rate": STARVED})
    others = Others(plan, rows)
    await asyncio.sleep(60)
    link = page.locator(".link")
    said = await link.locator(".link-words").text_content(timeout=300_000)
    behind = await others.stop(page)
    await expect(link).to_contain_text("En ligne", timeout=300_000)
    tell(f"a page with a {STARVED}th of a processor", changes=others.asked, behind_s=behind, said=said)
