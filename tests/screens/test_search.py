"""Search at the browser: by keyboard alone from wherever one is, to what was found and back, and on a page of its own."""

from playwright.async_api import expect

from tests.http.town import Town
from tests.people import BEN
from tests.screens.conftest import Seat
from tests.screens.test_accessibility import faults


async def test_whatever_one_looks_for_is_found_and_opened_by_keyboard(town: Town, seat: Seat) -> None:
    action = await town.add(BEN, "Planter des haies d’aubépine")
    await town.add(BEN, "Recenser les mares", description="Et les haies qui les bordent")
    ben = await seat(BEN)
    page = ben.page
    await ben.go(ben.network)
    more = page.locator("#sections summary")
    await more.focus()
    await page.keyboard.press("Control+K")
    box = page.get_by_role("combobox", name="Rechercher dans le réseau")
    await expect(box).to_be_focused()
    await box.press_sequentially("h")
    await expect(page.get_by_role("status")).to_contain_text("Écrivez au moins deux lettres")
    await box.fill("haeis")
    options = page.get_by_role("dialog").get_by_role("option")
    await expect(options).to_have_count(3)
    await expect(page.get_by_role("group", name="Actions, 2 résultats")).to_be_visible()
    await expect(options.first.locator("mark")).to_have_text("haies")
    await box.fill("haie")
    await expect(options).to_have_count(3)
    await expect(options.first).to_have_attribute("aria-selected", "true")
    await box.press("ArrowDown")
    await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    assert await box.get_attribute("aria-activedescendant") == await options.nth(1).get_attribute("id")
    assert await faults(page) == []
    await box.press("Escape")
    await expect(box).to_be_hidden()
    await expect(more).to_be_focused()
    await page.keyboard.press("Control+K")
    await box.fill("aubepine")
    await expect(options).to_have_count(2)
    await box.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Planter des haies d’aubépine")
    assert page.url.endswith(ben.card(action))
    await page.keyboard.press("Control+K")
    await box.fill("haie")
    await expect(options).to_have_count(3)
    await box.press("ArrowUp")  # round to the last: all of it
    await box.press("Enter")
    await expect(page.get_by_role("heading", level=1, name="Rechercher")).to_be_focused()
    await page.get_by_role("navigation", name="Ne montrer que").get_by_role("link", name="Actions").click()
    await expect(page.locator("section a.found")).to_have_count(2)
    assert page.url.endswith("/search?q=haie&kind=action")
    assert await faults(page) == []
