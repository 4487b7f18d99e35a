"""The bar of a network: one row on a laptop however long the name, and what is used less behind "More"."""

from playwright.async_api import expect

from tests.http.town import Town
from tests.people import ADA
from tests.screens.conftest import Seat
from tests.screens.test_accessibility import faults


async def test_the_bar_stays_one_row_and_more_opens_by_keyboard(town: Town, seat: Seat) -> None:
    long = "Réseau des collectivités de Montigny-lès-Metz et de la vallée de la Seille engagées pour 2030"
    await town.ask(ADA, "network.rename", town.network, name={"was": "Réseau des deux vallées", "to": long})
    ada = await seat(ADA, viewport={"width": 1280, "height": 720})
    page = ada.page
    for english in (False, True):
        await ada.go(f"{ada.network}/meetings")
        if english:
            await page.get_by_role("button", name="English").click()
        for width in (1152, 1280):
            await page.set_viewport_size({"width": width, "height": 720})
            tops = await page.locator(".top > *, .section-row > li").evaluate_all(
                "all => all.map((one) => one.getBoundingClientRect().height)"
            )
            assert max(tops) < 48, tops
            assert await page.locator(".top").evaluate("top => top.scrollWidth <= top.clientWidth")
            assert await page.locator(".top").evaluate("top => top.getBoundingClientRect().height") < 64
    more = page.locator("#sections summary")
    await more.focus()
    await page.keyboard.press("Enter")
    assert await faults(page) == []
    await page.keyboard.press("Tab")
    members = page.locator("#sections details a").first
    await expect(members).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(more).to_be_focused()
    await expect(members).to_be_hidden()
    await page.keyboard.press("Enter")
    await members.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    await expect(members).to_be_hidden()
