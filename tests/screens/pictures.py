"""The pictures of README and docs: ``python -m tests.screens.pictures`` takes them anew, of the demonstration that comes along.

They show what is there: two people in one plan, a clash that waits, a comparison, a room at work, figures, a public page. Each is kept
small, with as many colours as it needs, and looked at by whoever commits it.
"""

import asyncio
import io
import json
import os
import re
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import NamedTuple

from PIL import Image
from playwright.async_api import Browser, Page, ViewportSize, async_playwright, expect

from events import ids
from service.web import build
from tests.screens import chromium

FOLDER = chromium.ROOT / "docs" / "pictures"
COLOURS = 255
LAPTOP, PROJECTOR, PHONE = (ViewportSize(width=width, height=height) for width, height in ((1366, 768), (1920, 1080), (390, 844)))
LINK = re.compile(r"http\S+/sign-in#\S+")
TELL = """async ({network, stream, id, command}) => {
    const body = JSON.stringify({id, stream, command});
    const answer = await fetch(`/api/networks/${network}/commands`, {method: "POST", headers: {"content-type": "application/json"}, body});
    if (!answer.ok) throw new Error(await answer.text());
}"""

expect.set_options(timeout=30_000)


class Shown(NamedTuple):
    """Where the pictures are taken."""

    browser: Browser
    url: str
    facilitator: Page  # of the network with workshops and a roadmap
    editor: Page
    network: str
    plan: str


@asynccontextmanager
async def demonstration() -> AsyncIterator[tuple[str, list[str]]]:
    """A service with nothing but its demonstration: its address, and the links that sign its people in, the second network's last."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PORT": str(port), "DATA": folder}
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "service",
            "serve",
            cwd=chromium.ROOT,
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        assert process.stdout is not None
        said = ""
        while "Ctrl-C" not in said:
            line = (await process.stdout.readline()).decode()
            if not line:
                raise SystemExit("The service did not start; run `make run` to see why.")
            said += line
        try:
            yield f"http://localhost:{port}", LINK.findall(said)
        finally:
            process.terminate()
            await process.wait()


async def seat(browser: Browser, link: str) -> Page:
    """Somebody signs in."""
    context = await browser.new_context(locale="fr-FR", timezone_id="Europe/Paris", viewport=LAPTOP, reduced_motion="reduce")
    page = await context.new_page()
    await page.goto(link)
    await page.get_by_role("main").get_by_role("button").click()
    await expect(page.locator(".plan-card, .network-card").first).to_be_visible()
    return page


async def keep(page: Page, name: str) -> None:
    """Leave the picture in docs/pictures, with few colours."""
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)
    shot = Image.open(io.BytesIO(await page.screenshot(animations="disabled"))).convert("RGB")
    few = shot.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=8, dither=Image.Dither.NONE)  # a small mark keeps its colour, too
    few.save(FOLDER / f"{name}.png", optimize=True)


async def table(at: Shown) -> None:
    """The plan as a table, while a colleague writes in it."""
    await at.editor.goto(f"{at.url}{at.plan}")
    await at.editor.locator('.grid [data-cell$="/lead"]').nth(3).dblclick()
    await at.facilitator.goto(f"{at.url}{at.plan}")
    await expect(at.facilitator.locator(".plan-head .avatar").first).to_be_visible()
    await expect(at.facilitator.get_by_role("button", name="Suivre")).to_be_visible()
    await at.facilitator.mouse.move(0, 0)
    await keep(at.facilitator, "table")
    await at.editor.keyboard.press("Escape")
    await at.editor.goto(at.url)


async def board(at: Shown) -> None:
    """The same plan in columns."""
    await at.facilitator.goto(f"{at.url}{at.plan}/board")
    await expect(at.facilitator.locator(".card").first).to_be_visible()
    await keep(at.facilitator, "board")


async def conflict(at: Shown) -> None:
    """Two values that met, beside their field."""
    await at.facilitator.goto(f"{at.url}{at.plan}/conflicts")
    await at.facilitator.locator(".conflict").locator("xpath=ancestor::*[.//a][1]").get_by_role("link").first.click()
    note = at.facilitator.locator(".fields .conflict").first
    await note.evaluate("one => one.scrollIntoView({block: 'center'})")
    await keep(at.facilitator, "conflict")


async def compare(at: Shown) -> None:
    """What became of the plan between two days."""
    await at.facilitator.goto(f"{at.url}{at.plan}/compare?from=2015-06-01&to=2015-12-31")
    await expect(at.facilitator.locator("main ins").first).to_be_visible()
    await keep(at.facilitator, "compare")


async def workshop(at: Shown) -> None:
    """A wall in a room, and a phone at one of its tables."""
    network, room, question = at.network.rpartition("/")[2], str(ids.new()), "Par quoi commencer dès ce printemps\u202f?"

    async def tell(page: Page, tag: str, **said: str) -> None:
        asked = {"network": network, "stream": room, "id": str(ids.new()), "command": {"tag": tag, **said}}
        await page.evaluate(TELL, asked)

    await tell(at.facilitator, "workshop.open", title="Se déplacer autrement", question=question)
    for group in ("Aulne", "Bouleau", "Charme"):
        await tell(at.facilitator, "workshop.assign_group", group=group)
    proposals = (
        ("Un ramassage scolaire à pied, par quartier", "Aulne"),
        ("Prêter des vélos électriques aux agents", "Bouleau"),
        ("Un arrêt de covoiturage sur la place", "Charme"),
        ("Ouvrir le marché aux livraisons à vélo", "Aulne"),
    )
    for action, group in proposals:
        await tell(at.editor, "workshop.contribute", contribution=str(ids.new()), action=action, group=group)
    await at.facilitator.set_viewport_size(PROJECTOR)
    await at.facilitator.goto(f"{at.url}{at.network}/workshops/{room}/wall")
    await expect(at.facilitator.locator(".wall-said li")).to_have_count(len(proposals))
    await at.facilitator.get_by_role("button", name="Plein écran").click()
    await expect(at.facilitator.locator(".wall:fullscreen")).to_be_visible()
    await keep(at.facilitator, "wall")
    await at.facilitator.evaluate("document.exitFullscreen()")
    await at.facilitator.set_viewport_size(LAPTOP)
    await at.editor.set_viewport_size(PHONE)
    await at.editor.goto(f"{at.url}{at.network}/workshops/{room}")
    form = at.editor.locator("main form").first
    await form.get_by_role("textbox").first.fill("Un stationnement pour vélos devant chaque école")
    await at.editor.evaluate("scrollTo(0, document.querySelector('.workshop-seat').offsetTop - 100)")
    await keep(at.editor, "phone")
    await at.editor.set_viewport_size(LAPTOP)


async def dashboard(at: Shown) -> None:
    """The figures of a plan."""
    await at.facilitator.goto(f"{at.url}{at.plan}/figures")
    await expect(at.facilitator.locator(".dashboard svg:not(.icon)").first).to_be_visible()
    await keep(at.facilitator, "dashboard")


async def timeline(at: Shown) -> None:
    """The plan along the years."""
    await at.facilitator.goto(f"{at.url}{at.plan}/timeline")
    await expect(at.facilitator.locator("main svg:not(.icon)").first).to_be_visible()
    await keep(at.facilitator, "timeline")


async def directory(at: Shown) -> None:
    """The members of a network, on a map and in a list."""
    await at.facilitator.goto(f"{at.url}{at.network}/directory")
    await expect(at.facilitator.locator("main svg:not(.icon)").first).to_be_visible()
    await keep(at.facilitator, "directory")


async def public(at: Shown) -> None:
    """What everyone may read, without signing in."""
    context = await at.browser.new_context(locale="fr-FR", viewport=LAPTOP, java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{at.url}/public")
    await page.locator(".plans a").first.click()
    await expect(page.locator("main table, main h2").first).to_be_visible()
    await keep(page, "public")
    await context.close()


PICTURES: tuple[Callable[[Shown], Awaitable[None]], ...] = (
    table,
    board,
    timeline,
    conflict,
    compare,
    workshop,
    dashboard,
    directory,
    public,
)


async def main() -> None:
    """Take them all, or those that are named."""
    build.build()
    os.environ["LANGUAGE"] = "fr"  # of the browser itself, which writes the days in fields
    FOLDER.mkdir(exist_ok=True)
    async with async_playwright() as playwright, demonstration() as (url, links):
        browser = await chromium.launch(playwright)
        facilitator, editor = await seat(browser, links[5]), await seat(browser, links[6])
        network = facilitator.url.removeprefix(url)  # the only one that they belong to
        plan = await facilitator.locator("a.plan-card, .plan-card a").first.get_attribute("href") or ""
        at = Shown(browser, url, facilitator, editor, network, plan)
        for take in PICTURES:
            if len(sys.argv) == 1 or take.__name__ in sys.argv:
                await take(at)
        await browser.close()
    sizes = {path.name: path.stat().st_size for path in sorted(FOLDER.glob("*.png"))}
    print(json.dumps(sizes, indent=2), f"{sum(sizes.values()) / 1e6:.2f} MB", sep="\n")


if __name__ == "__main__":
    asyncio.run(main())
