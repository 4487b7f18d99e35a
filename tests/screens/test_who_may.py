"""Who may see and do what, said and changed on the screens: what is kept to some, roles, programs, and the way out."""

from playwright.async_api import Locator, expect

from tests.http.receiver import receiving, signed
from tests.http.town import Town
from tests.people import ADA, BEN, CAS
from tests.screens.conftest import Seat
from tests.screens.desk import Desk
from tests.screens.test_accessibility import faults


async def dialog(desk: Desk) -> Locator:
    """The dialogue that is open; axe finds nothing in it."""
    shown = desk.page.get_by_role("dialog")
    await expect(shown).to_be_visible()
    assert await faults(desk.page) == []
    return shown


async def test_a_facilitator_keeps_an_action_to_some_and_opens_it_again(town: Town, seat: Seat) -> None:
    action = await town.add(BEN, "Racheter la friche")
    ada, cas = await seat(ADA), await seat(CAS)
    await cas.go(cas.plan)
    await ada.go(ada.card(action))
    await ada.page.get_by_role("button", name="Choisir qui la voit…").press("Enter")
    choosing = await dialog(ada)
    await expect(choosing).to_contain_text("c’est comme si cette action n’existait pas")
    await expect(choosing.get_by_role("checkbox", name="Ada Vallon")).to_be_focused()
    await ada.page.keyboard.press("Space")
    await choosing.get_by_role("button", name="Réserver à ces personnes").click()
    await expect(choosing.get_by_role("alert")).to_contain_text("Choisissez au moins une personne.")
    await choosing.get_by_role("checkbox", name="Ben Clairmont").check()
    await expect(choosing.get_by_role("status")).to_contain_text("vous ne verrez plus cette action")
    await choosing.get_by_role("button", name="Réserver à ces personnes").click()
    # It goes from every screen but of those who are named, also from the one of who did this.
    await expect(cas.cell(action, "title")).to_have_count(0)
    await expect(ada.page.get_by_role("heading", level=1)).to_have_text("Action introuvable")
    await ada.go(f"{ada.plan}/structure")
    kept = ada.page.get_by_role("region", name="Actions réservées")
    await expect(kept).to_contain_text("Une action que vous ne voyez pas")
    await expect(kept).to_contain_text("Réservée à Ben Clairmont")
    await kept.get_by_role("button", name="Changer").click()
    await (await dialog(ada)).get_by_role("button", name="L’ouvrir à tout le réseau").click()
    await expect(kept).to_contain_text("Tout le plan est visible de tout le réseau.")
    await expect(cas.cell(action, "title")).to_contain_text("Racheter la friche")
    # Nobody else is offered to choose.
    await cas.go(cas.card(action))
    await expect(cas.page.get_by_role("button", name="Choisir qui la voit…")).to_have_count(0)


async def test_a_note_among_some_is_on_no_other_screen(town: Town, seat: Seat) -> None:
    action = await town.add(BEN, "Racheter la friche")
    ada, ben, cas = await seat(ADA), await seat(BEN), await seat(CAS)
    for desk in (ada, ben, cas):
        await desk.go(desk.card(action))
    notes = {desk: desk.page.get_by_role("region", name="Notes partagées") for desk in (ada, ben, cas)}
    await notes[ben].get_by_label("Nouvelle note").fill("Le propriétaire hésite.")
    await notes[ben].get_by_text("Visible de toutes les personnes qui voient l’action").click()
    await notes[ben].get_by_role("checkbox", name="Ada Vallon").check()
    await notes[ben].get_by_role("button", name="Écrire la note").click()
    await expect(notes[ada]).to_contain_text("Le propriétaire hésite.")
    await expect(notes[ada]).to_contain_text("Seulement pour Ada Vallon et Ben Clairmont")
    await expect(notes[ben].get_by_label("Nouvelle note")).to_have_value("")
    await notes[ben].get_by_label("Nouvelle note").fill("On en parle jeudi.")
    await notes[ben].get_by_role("button", name="Écrire la note").click()
    await expect(notes[cas]).to_contain_text("On en parle jeudi")
    await expect(notes[cas]).not_to_contain_text("hésite")
    assert await faults(ada.page) == []
    await notes[ada].get_by_role("button", name="Modifier la note").first.click()
    await notes[ada].get_by_label("Modifier la note").fill("Le propriétaire vend.")
    await notes[ada].get_by_role("button", name="Enregistrer").click()
    await expect(notes[ben]).to_contain_text("Le propriétaire vend.")
    await notes[ben].get_by_role("button", name="Retirer la note").first.click()
    await expect(notes[ada].get_by_text("Le propriétaire vend.")).to_be_hidden()


async def test_a_program_is_given_a_key_once_and_shut_out_again(town: Town, seat: Seat) -> None:
    ada, ben = await seat(ADA), await seat(BEN)
    await ben.go(f"{ben.network}/members")
    await expect(ben.page.get_by_role("heading", name="Personnes", exact=True)).to_be_visible()
    await expect(ben.page.get_by_role("link", name="Voir les programmes")).to_have_count(0)
    await ada.go(f"{ada.network}/members")
    await ada.page.get_by_role("link", name="Voir les programmes").click()
    await ada.page.get_by_role("button", name="Donner accès à un programme").click()
    making = await dialog(ada)
    await making.get_by_label("Nom du programme").fill("Tableau de bord")
    await making.get_by_label("Ce qu’il peut faire").select_option("modifier")
    await making.get_by_label("Au nom de").select_option("Rivebelle")
    await making.get_by_role("checkbox", name="Plan climat").check()
    await making.get_by_role("button", name="Créer l’accès").click()
    told = await dialog(ada)
    secret = await told.get_by_label("Clé").input_value()
    assert secret.startswith("club21_")
    await ada.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await told.get_by_role("button", name="Copier").click()
    await expect(told.get_by_role("button", name="Copié")).to_be_visible()
    assert await ada.page.evaluate("navigator.clipboard.readText()") == secret
    await told.get_by_role("button", name="J’ai gardé la clé").click()
    line = ada.page.get_by_role("row", name="Tableau de bord")
    await expect(line).to_contain_text("modifier pour Rivebelle")
    await expect(line).to_contain_text("Plan climat")
    await expect(line).to_contain_text("jamais")
    assert secret not in await ada.page.content()
    program = town.browser(None, authorization=f"Bearer {secret}")
    assert (await program.get(f"{town.path}/plans")).status_code == 200
    await is_told_what_happens(town, ada)
    await line.get_by_role("button", name="Retirer l’accès").click()
    await (await dialog(ada)).get_by_role("button", name="Retirer l’accès").click()
    await expect(ada.page.get_by_text("Aucun programme n’a d’accès.")).to_be_visible()
    assert (await program.get(f"{town.path}/plans")).status_code == 401


async def is_told_what_happens(town: Town, ada: Desk) -> None:
    """The program is told at an address of its own, of actions alone; it is tried, and paused."""
    page = ada.page
    async with receiving() as receiver:
        await page.get_by_role("button", name="Prévenir un programme").click()
        telling = await dialog(ada)
        address = telling.get_by_label("Adresse où le prévenir")
        await telling.get_by_role("button", name="Le prévenir").click()
        await expect(telling.get_by_role("alert")).to_contain_text("Indiquez l’adresse du programme")
        await address.fill(receiver.url)
        await telling.get_by_role("checkbox", name="actions", exact=True).check()
        await telling.get_by_role("button", name="Le prévenir").click()
        told = await dialog(ada)
        secret = await told.get_by_label("Clé").input_value()
        await told.get_by_role("button", name="J’ai gardé la clé").click()
        line = page.get_by_role("row", name=receiver.url)
        await expect(line).to_contain_text("actions")
        await line.get_by_role("button", name="Voir et régler").click()
        one = await dialog(ada)
        await one.get_by_role("button", name="Envoyer un essai").click()
        await expect(one.get_by_role("status")).to_have_text("Essai envoyé\u00a0: reçu (code 200).")
        await expect(one.get_by_role("row", name="essai")).to_contain_text("reçu (code 200)")
        added = await town.add(BEN, "Planter une haie")
        await receiver.until(lambda all: len(all.heard) == 2)
        assert all(signed(secret, each) for each in receiver.heard)
        assert receiver.heard[1].told["data"]["stream_id"] == added
        await one.get_by_role("button", name="Mettre en pause").click()
        await expect(line).to_contain_text("en pause")


async def test_roles_are_given_and_taken_and_the_last_facilitator_stays(town: Town, seat: Seat) -> None:
    ada, cas = await seat(ADA), await seat(CAS)
    ada.faults_of("409")
    await cas.go(f"{cas.network}/members")
    await ada.go(f"{ada.network}/members")
    page = ada.page
    await page.get_by_role("button", name="Rôles Ada Vallon").click()
    await page.get_by_role("button", name="Retirer animateur").click()
    sure = await dialog(ada)
    await expect(sure).to_contain_text("C’est de vous qu’il s’agit")
    await sure.get_by_role("button", name="Confirmer").click()
    await expect(sure.get_by_role("alert")).to_contain_text("C’est la dernière personne qui anime ce réseau")
    await page.keyboard.press("Escape")
    await page.get_by_role("dialog").get_by_role("button", name="Terminé").click()
    await page.get_by_role("button", name="Rôles Cas Merlange").click()
    roles = await dialog(ada)
    await roles.get_by_label("Nouveau rôle").select_option("animateur ou animatrice")
    await roles.get_by_role("button", name="Donner ce rôle").click()
    await roles.get_by_role("button", name="Confirmer").click()
    await expect(cas.page.get_by_role("link", name="Voir les programmes")).to_be_visible()
    await roles.get_by_role("button", name="Suspendre l’accès").click()
    await expect(roles).to_contain_text("ne voit plus rien de ce réseau")
    await roles.get_by_role("button", name="Confirmer").click()
    await expect(roles.get_by_role("button", name="Rendre l’accès")).to_be_visible()
    assert (await town.get(CAS, "/plans")).status_code == 404
    await roles.get_by_role("button", name="Rendre l’accès").click()
    await roles.get_by_role("button", name="Confirmer").click()
    await expect(roles.get_by_role("button", name="Suspendre l’accès")).to_be_visible()
    assert (await town.get(CAS, "/plans")).status_code == 200


async def test_signing_out_tells_of_what_the_browser_still_keeps(town: Town, seat: Seat) -> None:
    action = await town.add(ADA, "Planter une haie")
    ben = await seat(BEN)
    await ben.go(ben.plan)
    await (await ben.edit(action, "title")).fill("Planter une haie de charmes")
    await ben.go(ben.network)
    kept = "Object.values(localStorage).join()"
    assert "charmes" in await ben.page.evaluate(kept)
    await ben.page.locator(".account summary").click()
    await ben.page.get_by_role("button", name="Se déconnecter").click()
    leaving = await dialog(ben)
    await expect(leaving).to_contain_text("Ce navigateur garde 1 texte commencé et jamais enregistré.")
    await leaving.get_by_role("button", name="Les effacer et se déconnecter").click()
    await expect(ben.page.get_by_role("heading", level=1)).to_have_text("Bienvenue sur Club 21")
    assert "charmes" not in await ben.page.evaluate(kept)
