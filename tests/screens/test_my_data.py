"""One's own data on screen: changed, an erasure asked for and carried out, and the screen of whoever is gone keeps nothing."""

from playwright.async_api import expect

from service.identity import links, people
from tests.http.town import Town
from tests.people import ADA
from tests.screens.conftest import Seat


async def test_whoever_asks_to_be_erased_is_gone_from_every_screen(town: Town, seat: Seat) -> None:
    async with town.service.pool.acquire() as connection:
        person = await people.invite(connection, town.network, "Maël Kerdraon", "Technicien")
        link = await links.make(connection, town.url, person)
    await town.ask(ADA, "network.give_role", town.network, person=str(person), role="partner")
    his, ada = await seat(None), await seat(ADA)
    his.faults_of("401", "403")
    await his.page.goto(link)
    await his.page.get_by_role("button", name="Se connecter").click()
    await expect(his.page.locator(".network-card")).to_be_visible()
    await his.page.goto(f"{town.url}/my-data")
    await his.page.get_by_label("Fonction").fill("Chargé de mission")
    await his.page.get_by_role("button", name="Enregistrer").click()
    await expect(his.page.get_by_text("Vos données sont enregistrées").first).to_be_visible()
    await his.page.get_by_label("Ma demande").select_option("erasure")
    await his.page.get_by_role("button", name="Envoyer la demande").click()
    await his.page.get_by_role("button", name="Demander l’effacement").click()
    await expect(his.page.get_by_text("en attente")).to_be_visible()
    await his.page.goto(f"{town.url}/networks/{town.network}/members")
    await expect(his.page.locator(".person-name", has_text="Maël Kerdraon")).to_be_visible()
    await his.page.evaluate(f"localStorage.setItem('club21.draft/{person}/x/y', '{{}}')")
    await ada.page.goto(f"{town.url}/networks/{town.network}/data-requests")
    await expect(ada.page.get_by_text("Maël Kerdraon").first).to_be_visible()
    await ada.page.get_by_role("button", name="Répondre").click()
    await ada.page.get_by_role("button", name="Effacer définitivement").click()
    await expect(ada.page.get_by_text("Personne effacée").first).to_be_visible()
    await expect(ada.page.get_by_text("Maël Kerdraon")).to_have_count(0)
    await expect(his.page).not_to_have_title("Membres")
    await his.page.wait_for_function("Object.keys(localStorage).every(key => !key.startsWith('club21.draft/'))")
