"""The audit journal and the figures that say what they count, on screen: what somebody sees, opens and verifies."""

import asyncio
import re

from playwright.async_api import Route, expect

from tests.http.town import Town
from tests.people import BEN, CAS, DOT
from tests.screens.conftest import Seat


async def test_an_auditor_looks_into_the_journal_and_verifies_an_event(town: Town, seat: Seat) -> None:
    action = await town.add(BEN, "Planter une haie", parties=[str(BEN)])
    await town.ask(BEN, "action.edit", action, status={"was": "planned", "to": "done"})
    edited = await town.head()
    signed = await _signed(town, edited)
    dot = await seat(DOT)
    page = dot.page
    await dot.go(f"/networks/{town.network}/activity")
    await page.get_by_role("link", name="Journal d’audit").click()
    rows = page.locator(".journal tbody tr")
    await expect(rows).to_have_count(edited)
    await expect(rows.first).to_contain_text("action.edited")
    await page.get_by_label("Objet").select_option("action")
    await expect(rows).to_have_count(2)
    await page.get_by_role("button", name=f"{edited}, voir cet événement").press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog.locator(".changes tbody tr")).to_contain_text(["StatutÀ venirRéalisé"])
    await expect(dialog.locator(".stored")).to_contain_text('"tag": "action.edited"')
    await dialog.get_by_role("button", name="Vérifier cet événement").click()
    await expect(dialog.get_by_role("status")).to_contain_text(f"Inscrit dans la preuve n°\u00a0{signed}")
    await expect(dialog.locator(".proof-steps .wrong")).to_have_count(0)
    await page.keyboard.press("Escape")
    assert "event=" not in page.url

    async def forged(route: Route) -> None:
        """What a service would say that tells another story than the one that was signed."""
        answer = await route.fetch()
        await route.fulfill(response=answer, body=(await answer.text()).replace('"status":"done"', '"status":"planned"'))

    await page.route(re.compile("/events[?]from="), forged)
    await page.get_by_role("button", name=f"{edited}, voir cet événement").click()
    await dialog.get_by_role("button", name="Vérifier cet événement").click()
    await expect(dialog.get_by_role("status")).to_contain_text("La vérification échoue")
    await expect(dialog.locator(".proof-steps .wrong")).to_have_count(1)
    await page.keyboard.press("Escape")
    # A number leads to what it counts, and from there to the event that made it count.
    await dot.go(f"/networks/{town.network}/plans/{town.plan}/figures")
    await page.get_by_role("button", name="1\u00a0: Réalisé, voir ce qui est compté").click()
    await expect(dialog.locator(".counted-items > li > p")).to_have_text("Planter une haie")
    await dialog.get_by_role("link", name=f"n°\u00a0{edited}").click()
    await expect(dialog.get_by_role("heading", level=2)).to_have_text(f"Événement n°\u00a0{edited}")
    cas = await seat(CAS)
    await cas.go(f"/networks/{town.network}/plans/{town.plan}/figures")
    await expect(cas.page.locator(".dashboard")).to_be_visible()
    await expect(cas.page.locator(".counted-value")).to_have_count(0)  # it is kept from him: nothing is counted
    await cas.go(f"/networks/{town.network}/journal")
    await expect(cas.page.locator(".empty")).to_contain_text("Seuls l’animateur")


async def _signed(town: Town, position: int) -> int:
    """The size of a checkpoint that this event is part of, once one is there."""
    async with asyncio.timeout(20):
        while True:
            answer = await town.get(DOT, "/evidence/inclusion", position=position)
            if answer.status_code == 200:
                return int(answer.json()["size"])
