"""One's own data on screen: changed, a photo shown and taken back, an erasure carried out; the screen of whoever is gone keeps nothing."""

import base64
from pathlib import Path

from playwright.async_api import expect

from service.door import cookie_name
from service.identity import links, people
from tests.http.test_personal_data import NAME, arrived
from tests.http.test_photos import drawn
from tests.http.town import Town
from tests.people import ADA, BEN
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
    await expect(his.page).to_have_url(f"{town.url}/networks/{town.network}")  # the only one that they belong to
    await expect(his.page.get_by_role("heading", level=1)).to_be_focused()
    await his.page.locator(".network-switch summary").click()
    await his.page.get_by_role("link", name="Tous mes réseaux").click()
    await expect(his.page.locator(".network-card")).to_have_count(1)
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


DROPPED = """(form, bytes) => {
  const file = new File([Uint8Array.from(atob(bytes), one => one.charCodeAt(0))], "moi.png", {type: "image/png"});
  const data = new DataTransfer();
  data.items.add(file);
  form.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


async def test_a_photo_is_on_every_screen_of_the_network_until_it_is_taken_back(town: Town, seat: Seat, tmp_path: Path) -> None:
    person, browser = await arrived(town)
    town.cookies[person] = next(
        one for one in browser.headers["cookie"].split("; ") if one.startswith(f"{cookie_name(town.service.settings)}=")
    )
    solene, ben = await seat(person), await seat(BEN)
    solene.faults_of("415")
    await ben.page.goto(f"{town.url}/networks/{town.network}/members")
    hers = ben.page.locator(".people li", has_text=NAME)
    await expect(hers.locator("span.avatar")).to_be_visible()  # initials
    await solene.page.goto(f"{town.url}/my-data")
    page = solene.page
    show, consent = page.get_by_role("button", name="Montrer cette photo"), page.get_by_label("J’accepte que les membres")
    await show.press("Enter")
    await expect(page.get_by_text("Choisissez d’abord une image")).to_be_visible()
    (tmp_path / "moi.jpg").write_bytes(b"no picture")
    await page.get_by_label("Choisir une image").set_input_files(tmp_path / "moi.jpg")
    await expect(page.get_by_role("status").filter(has_text="moi.jpg")).to_be_visible()
    await show.press("Enter")
    await expect(page.get_by_text("Dites d’abord que vous acceptez")).to_be_visible()
    await consent.press("Space")
    await show.press("Enter")
    await expect(page.get_by_text("n’est pas une image lisible")).to_be_visible()
    await page.locator("form.drop").evaluate(DROPPED, base64.b64encode(drawn("PNG")).decode())
    await show.press("Enter")
    await expect(page.get_by_role("img", name="Ma photo, telle que mes réseaux la voient")).to_be_visible()
    await expect(consent).not_to_be_checked()
    photo = hers.get_by_role("img", name=f"Photo\u00a0: {NAME}")
    await expect(photo).to_be_visible()
    assert await photo.evaluate("async image => (await image.decode(), image.naturalWidth)") == 256
    await page.get_by_role("textbox", name="Téléphone").fill("02 00 00 00 00")
    await page.get_by_role("button", name="Enregistrer").click()
    await expect(page.get_by_text("Vos données sont enregistrées").first).to_be_visible()
    await page.get_by_label("J’accepte que mon réseau").check()
    await expect(page.get_by_text("Vos coordonnées sont visibles").first).to_be_visible()
    await ben.page.reload()
    await expect(hers.get_by_role("link", name="02 00 00 00 00")).to_have_attribute("href", "tel:0200000000")
    await expect(photo).to_be_visible()
    await page.get_by_role("button", name="Retirer ma photo").click()
    await expect(page.get_by_text("Aucune photo")).to_be_visible()
    await expect(hers.locator("span.avatar")).to_be_visible()  # initials
    # What this browser kept of it is asked for before it is shown, and is there no more.
    ben.faults_of("404")
    kept = f"/api/networks/{town.network}/people/{person}/photo"
    await page.goto(f"{town.url}/privacy")
    await expect(page.get_by_text("Jusqu’à l’effacement\u202f; une session finie, 90 jours")).to_be_visible()
    assert await ben.page.evaluate("async address => (await fetch(address)).status", kept) == 404
