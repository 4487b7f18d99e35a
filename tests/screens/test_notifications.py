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
    await town.add(ADA, "Creuser une mare", ends_on="2026-01-15")
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
    await form.get_by_role("button", name="Enregistrer Réseau").click()
    await expect(page.get_by_text("C’est noté pour « Réseau des deux vallées ».").first).to_be_attached()
    await form.get_by_role("checkbox", name="7 jours avant").check()
    await form.get_by_role("button", name="Enregistrer les rappels").click()
    await expect(page.get_by_text("C’est noté pour « Réseau des deux vallées ».")).to_have_count(2)
    await page.reload()
    await expect(form.get_by_label("Tout le reste")).to_have_value("never")
    await expect(form.get_by_role("checkbox", name="7 jours avant")).to_be_checked()
    for place in (f"{desk.plan}/actions/{action}", desk.plan):
        await page.goto(town.url + place)
        follow = page.get_by_role("button", name="Suivre", exact=True)
        await expect(follow).to_have_attribute("aria-pressed", "false")
        await follow.press("Enter")
        await expect(follow).to_have_attribute("aria-pressed", "true")
    assert await said(town, zoe) == {town.plan: False, action: False}
    await page.goto(f"{town.url}{desk.plan}/actions/{action}")
    await expect(follow).to_have_attribute("aria-pressed", "true")
    await page.locator("summary", has_text="Comment suivre").press("Enter")
    await page.get_by_role("button", name="Ne plus être prévenu").press("Enter")
    await expect(follow).to_have_attribute("aria-pressed", "false")
    assert await said(town, zoe) == {town.plan: False, action: True}
    await desk.go(f"{desk.network}/waiting")
    late = page.get_by_role("region", name="En retard")
    await expect(late.get_by_role("link", name="Creuser une mare")).to_be_visible()
    await expect(late.get_by_role("heading", name="Plan climat")).to_be_visible()
    choices = page.get_by_role("region", name="Ce que j’ai choisi de suivre")
    await choices.get_by_role("button", name="Retirer Plan climat").click()
    await expect(choices.get_by_role("link")).to_have_text(["Choisir mes lettres et mes rappels", "Planter une haie"])
    assert await said(town, zoe) == {action: True}


async def said(town: Town, person: PersonId) -> dict[str, bool]:
    """What somebody follows, or, where it is true, muted."""
    return {one["item_id"]: one["muted"] for one in (await town.get(person, "/notifications")).json()["follows"]}
