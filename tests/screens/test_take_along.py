"""A plan is taken along from its screen: what is offered is what comes."""

from playwright.async_api import expect

from tests.http.town import Town
from tests.people import ADA, BEN
from tests.screens.conftest import Seat
from tests.screens.test_accessibility import faults


async def test_a_plan_and_its_cards_are_taken_along_as_they_stand_on_screen(town: Town, seat: Seat) -> None:
    hedge = await town.add(BEN, "Planter une haie")
    ada = await seat(ADA)
    page = ada.page
    await ada.go(f"{ada.network}/plans/{town.plan}")
    menu = page.locator(".plan-tools .menu").filter(has_text="Télécharger")
    await menu.locator("summary").click()
    await expect(menu.get_by_role("button")).to_have_count(6)
    assert await faults(page) == []
    async with page.expect_download() as coming:
        await menu.get_by_role("button", name="Tout le plan (.pdf)").click()
    taken = await coming.value
    assert (await taken.path()).read_bytes().startswith(b"%PDF-")
    await expect(menu.get_by_role("status").filter(has_text=taken.suggested_filename)).to_be_visible()

    await ada.go(f"{ada.network}/plans/{town.plan}/actions/{hedge}")
    card = page.locator(".card-head .menu").filter(has_text="Télécharger")
    await card.locator("summary").click()
    async with page.expect_download() as coming:
        await card.get_by_role("button", name="Fiche action (.pdf)").click()
    assert (await (await coming.value).path()).read_bytes().startswith(b"%PDF-")
