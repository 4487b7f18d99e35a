"""A facilitator shows a version to the public, who reads it without an account or a script; then takes it back."""

import os
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from tests.http.town import Town
from tests.people import ADA, BEN
from tests.screens.conftest import Seat
from tests.screens.furnished import furnish
from tests.screens.test_accessibility import faults

PICTURES = os.environ.get("PICTURES")


async def test_a_version_is_shown_to_the_public_and_taken_back(town: Town, seat: Seat, browser: Browser) -> None:
    plan = await furnish(town)
    ada, ben = await seat(ADA), await seat(BEN)
    for desk in (ada, ben):
        await desk.go(f"{desk.plan}/structure")
    await expect(ben.page.get_by_role("button", name="Montrer au public")).to_have_count(0)
    await ada.page.get_by_role("button", name="Montrer au public").click()
    dialog = ada.page.get_by_role("dialog")
    await expect(dialog).to_contain_text("relisez-les")
    await dialog.get_by_role("button", name="Montrer cette version au public").click()
    for desk in (ada, ben):
        await expect(desk.page.locator(".badge-public")).to_contain_text("Montrée au public depuis")
    await _picture(ada.page, "structure")

    context = await browser.new_context(locale="fr-FR", java_script_enabled=False, viewport={"width": 1100, "height": 900})
    anyone = await context.new_page()
    address = await ben.page.get_by_role("link", name="Page publique").get_attribute("href")
    await anyone.goto(f"{town.url}{address}")
    await expect(anyone.get_by_role("heading", level=1)).to_have_text("Plan climat")
    await expect(anyone.locator(f"#action-{plan.action}")).to_contain_text("24\u202f000,50\u00a0€")
    await expect(anyone.get_by_role("main")).to_contain_text("Relancer le ramassage scolaire à pied")  # and not what it is called today
    await _picture(anyone, "plan")
    await anyone.set_viewport_size({"width": 320, "height": 640})
    assert await anyone.evaluate("document.documentElement.scrollWidth") <= 320
    await _picture(anyone, "phone")
    await anyone.get_by_role("link", name="Hautefeuille").first.click()
    await expect(anyone.get_by_role("heading", level=1)).to_have_text("Hautefeuille")
    await expect(anyone.get_by_role("row", name="Plan climat")).to_contain_text("4")
    assert await anyone.evaluate("document.documentElement.scrollWidth") <= 320
    authority = anyone.url.removeprefix(town.url).partition("?")[0]
    await _picture(anyone, "authority")
    await anyone.get_by_role("link", name="English").click()
    await expect(anyone.locator("html")).to_have_attribute("lang", "en")
    await context.close()

    for look, language in (("light", "fr"), ("dark", "en")):
        visitor = await seat(None, color_scheme=look)
        for path in (str(address), authority, "/public"):
            await visitor.page.goto(f"{town.url}{path}?lang={language}")
            assert await faults(visitor.page) == [], (look, path)
        await _picture(visitor.page, f"list-{look}")

    await ada.page.get_by_role("button", name="Retirer au public").click()
    await ada.page.get_by_role("dialog").get_by_role("button", name="Ne plus rien montrer de ce plan").click()
    await expect(ben.page.locator(".badge-public")).to_have_count(0)
    visitor.faults_of("404")
    await visitor.page.goto(f"{town.url}{address}")
    await expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Page introuvable")
    await visitor.page.goto(f"{town.url}/assets/nothing")
    await expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Introuvable")
    assert await faults(visitor.page) == []


async def _picture(page: Page, name: str) -> None:
    if PICTURES:
        await page.screenshot(path=Path(PICTURES) / f"public-{name}.png", full_page=True)
