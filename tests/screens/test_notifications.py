"""Choosing what to be told by letter, and following: by the screens."""

from playwright.async_api import expect

from events import ids
from events.ids import PersonId
from service.door import cookie_name
from service.identity import people
from tests.http.town import Town
from tests.people import ADA, HAUTEFEUILLE
from tests.screens.conftest import Seat


async def test_a_person_chooses_what_they_are_told_and_follows_what_they_like(town: Town, seat: Seat) -> None:
    action = await town.add(ADA, "Planter une haie")
    # Somebody who is in no other network: the account of Ben shows those of other tests as well.
    zoe = PersonId(ids.new())
    async with town.service.pool.acquire() as connection:
        await people.add(connection, "Zoé Lambert", None, zoe)
        await people.meet(connection, town.network, zoe)
        town.cookies[zoe] = f"{cookie_name(town.service.settings)}={await town.service.sessions.begin(connection, zoe)}"
    await town.ask(ADA, "network.give_role", town.network, person=str(zoe), role="editor", authority=str(HAUTEFEUILLE))
    desk = await seat(zoe)
    page = desk.page
    await page.goto(f"{town.url}/account#notifications")
    form = page.get_by_role("region", name="Lettres")
    await expect(form.get_by_label("Tout le reste")).to_have_value("weekly")
    await form.get_by_label("Tout le reste").select_option(label="Jamais")
    await form.get_by_label("Ce qui attend ma réponse").select_option(label="Dès que le calme revient")
    await form.get_by_role("button", name="Enregistrer").click()
    await expect(page.get_by_text("C’est noté pour « Réseau des deux vallées ».").first).to_be_attached()
    await page.reload()
    await expect(form.get_by_label("Tout le reste")).to_have_value("never")
    for place in (desk.plan, f"{desk.plan}/actions/{action}"):
        await page.goto(town.url + place)
        follow = page.get_by_role("button", name="Suivre")
        await expect(follow).to_have_attribute("aria-pressed", "false")
        await follow.press("Enter")
        await expect(follow).to_have_attribute("aria-pressed", "true")
    assert {*(await town.get(zoe, "/notifications")).json()["follows"]} == {town.plan, action}
    await page.get_by_role("button", name="Suivre").click()
    await expect(page.get_by_role("button", name="Suivre")).to_have_attribute("aria-pressed", "false")
    assert (await town.get(zoe, "/notifications")).json()["follows"] == [town.plan]
