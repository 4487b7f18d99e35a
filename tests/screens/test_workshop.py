"""A workshop in browsers: the code shown big, a phone that joins by it, proposes without a network, and is put out when it closes."""

import re

from playwright.async_api import expect

from tests.http.town import Town
from tests.people import ADA
from tests.screens.conftest import Seat
from tests.screens.test_accessibility import faults

PHONE = {"width": 390, "height": 844}


async def test_a_phone_joins_by_the_code_proposes_and_is_put_out_when_the_workshop_closes(town: Town, seat: Seat) -> None:
    ada = await seat(ADA)
    await ada.go(f"{ada.network}/workshops")
    await ada.page.get_by_label("Titre").fill("Mobilité")
    await ada.page.get_by_label("Question posée").fill("Comment se déplacer autrement ?")
    await ada.page.get_by_role("button", name="Ouvrir l’atelier").click()
    await ada.page.get_by_role("button", name="Afficher un code").click()
    shown = ada.page.locator(".workshop-code strong")
    await expect(shown).to_have_text(re.compile(r"^\d{3} \d{3}$"))
    assert await faults(ada.page) == []

    zoe = await seat(None, viewport=PHONE)
    zoe.faults_of("401", "404")
    await zoe.may_be_cut()
    await zoe.page.goto(f"{town.url}/atelier")
    await zoe.page.get_by_label("Code à six chiffres").fill("000000" if (await shown.inner_text()) != "000 000" else "111111")
    await zoe.page.get_by_label("Votre nom").fill("Zoé Sorbier")
    await zoe.page.get_by_label("Votre structure").fill("Mairie de Hautefeuille")
    await zoe.page.get_by_label("technicien ou technicienne").check()
    await zoe.page.get_by_label("Groupe").fill("2")
    assert await faults(zoe.page) == []
    await zoe.page.get_by_role("button", name="Rejoindre").click()
    await expect(zoe.page.get_by_role("alert")).to_contain_text("Ce code n’ouvre aucun atelier")
    await zoe.page.get_by_label("Code à six chiffres").fill(await shown.inner_text())
    await zoe.page.get_by_role("button", name="Rejoindre").click()
    await expect(zoe.page.locator(".workshop-question")).to_have_text("Comment se déplacer autrement ?")
    await zoe.online()
    assert await faults(zoe.page) == []
    assert await zoe.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    await ada.page.get_by_role("link", name="Mobilité").click()
    await expect(ada.page.locator(".workshop-count")).to_have_text("0 action proposée")
    await zoe.cut_off()  # what is proposed without a network waits, and is sent when it is back
    await zoe.page.get_by_label("Action proposée").fill("Planter une haie")
    await zoe.page.get_by_role("button", name="Proposer").click()
    mine = zoe.page.locator(".workshop-list li")
    await expect(mine).to_contain_text("Planter une haie")
    await zoe.back()
    await expect(ada.page.locator(".workshop-count")).to_have_text("1 action proposée")
    await mine.get_by_role("button", name="Modifier").click()
    await mine.get_by_label("Objectif poursuivi").fill("De l’ombre")
    await mine.get_by_role("button", name="Enregistrer").click()
    theirs = ada.page.locator(".workshop-list li")
    await expect(theirs).to_contain_text("De l’ombre")
    await expect(theirs).to_contain_text("groupe 2 · technicien ou technicienne")
    await zoe.page.reload()
    await expect(mine).to_contain_text("De l’ombre")
    assert await faults(ada.page) == []

    (opened,) = (await town.get(ADA, "/workshops")).json()
    (proposed,) = (await town.get(ADA, f"/workshops/{opened['workshop_id']}")).json()["contributions"]
    await mine.get_by_role("button", name="Modifier").click()
    changed = {"contribution": proposed["contribution_id"], "action": {"was": proposed["action"], "to": "Planter deux haies"}}
    await town.ask(ADA, "workshop.edit_contribution", opened["workshop_id"], **changed)
    await mine.get_by_label("Action proposée").fill("Planter trois haies")
    await mine.get_by_role("button", name="Enregistrer").click()
    met = mine.get_by_role("group", name="Deux valeurs pour")
    await expect(met).to_contain_text("Planter deux haies")
    await expect(theirs.get_by_role("group", name="Deux valeurs pour")).to_contain_text("Saisie de Zoé Sorbier")
    assert await faults(zoe.page) == []
    await met.get_by_role("button", name="Prendre ma valeur").click()
    await expect(theirs.locator(".workshop-action")).to_have_text("Planter trois haies")
    await expect(met).to_have_count(0)

    await ada.page.locator("#sections").get_by_role("link", name="Ateliers").click()
    await ada.page.get_by_role("button", name="Clore l’atelier").click()
    await expect(zoe.page.get_by_text("L’atelier est clos : merci")).to_be_visible()
    await expect(ada.page.get_by_role("button", name="Rouvrir l’atelier")).to_be_visible()

    await ada.page.locator("#sections").get_by_role("link", name="Activité").click()
    line = ada.page.locator(".told li").filter(has_text="1 contribution")
    await expect(line).to_contain_text("2 personnes dans l’atelier Mobilité (1 contribution, 3 modifications et 1 arrivée)")
    assert await faults(ada.page) == []
