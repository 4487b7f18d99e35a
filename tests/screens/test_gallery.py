"""The gallery: every component in every state, judged by axe and photographed; the photos lie in var/gallery, compared with nothing."""

import re

from playwright.async_api import Page, expect

from service.web import build
from tests.screens.chromium import ROOT
from tests.screens.conftest import Seat
from tests.screens.test_accessibility import LOOKS, faults

PARTS = build.UI / "src" / "parts"
PHOTOS = ROOT / "var" / "gallery"


async def photo(page: Page, name: str, *, whole: bool = False) -> None:
    """Leave a picture of the page for people to look at."""
    await page.screenshot(path=PHOTOS / f"{name}.jpeg", type="jpeg", quality=70, full_page=whole)


async def test_the_gallery_shows_every_component_in_every_state(seat: Seat) -> None:
    desk = await seat(None)
    desk.faults_of("401")  # nobody is signed in
    page = desk.page
    await desk.visit("/gallery", ".gallery figure")
    shown = set(await page.locator(".gallery figure").evaluate_all("all => all.flatMap((one) => one.dataset.part.split(' '))"))
    assert {path.stem for path in PARTS.rglob("*.tsx")} - shown == set(), "what a file in parts/ draws is shown in gallery/"
    bare = "all => all.filter((one) => one.querySelector('.shown-states').childElementCount === 0).map((one) => one.dataset.part)"
    assert await page.locator(".gallery figure").evaluate_all(bare) == []
    for look, media in LOOKS.items():
        await page.emulate_media(**media)
        await photo(page, look, whole=True)
        if look == "dark":  # by day it is judged at the end, with all that opens
            assert await faults(page) == []
    await page.emulate_media(**LOOKS["light"])
    # What nobody can be shown at rest: a button under the hand, held down, and where the keys are.
    button = page.locator('[data-part="button"] .button-main').first
    await button.hover()
    await photo(page, "hover")
    await page.mouse.down()
    await photo(page, "held")
    await page.mouse.up()
    await page.keyboard.press("Tab")
    await photo(page, "focus")
    for part, name in (("Dialog", "Ouvrir"), ("Confirm", "Refusé"), ("Explained", "Ouvrir")):
        await page.locator(f'[data-part="{part}"]').get_by_role("button", name=name).last.click()
        dialog = page.get_by_role("dialog")
        if part == "Confirm":
            await dialog.get_by_role("button", name="Enregistrer").click()
            await expect(dialog.get_by_role("alert")).not_to_be_empty()
        await expect(dialog.locator("[aria-busy=true]")).to_have_count(0)
        await photo(page, part.lower())
        await page.keyboard.press("Escape")
    for name in ("une réussite", "deux valeurs", "un problème"):
        await page.get_by_role("button", name=f"Annoncer {name}").click()
    await page.locator('[data-part="Menu"] summary').click()
    await page.get_by_role("button", name="English").click()
    await expect(page.get_by_role("heading", level=1, name="Component gallery")).to_be_visible()
    assert await faults(page) == []
    await photo(page, "english", whole=True)


def test_no_link_leads_to_the_gallery() -> None:
    sources = [path for path in (build.UI / "src").rglob("*.tsx") if path.parent.name not in ("gallery", "parts")]
    assert [path.name for path in sources if re.search(r'href="/gallery', path.read_text())] == []
