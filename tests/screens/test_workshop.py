"""A workshop in browsers: the code shown big, a phone that joins by it, proposes without a network, and is put out when it closes.

And a day of two workshops: questions and groups prepared, two phones at one table, and the wall that everybody reads.
"""

import asyncio
import re
import time
from collections.abc import Coroutine, Sequence
from typing import Any

from playwright.async_api import FilePayload, Page, expect

from events import ids
from tests.http.test_guests import Room
from tests.http.test_launch_day import DAY, launch
from tests.http.town import Town
from tests.people import ADA
from tests.screens.conftest import Seat
from tests.screens.test_accessibility import EVERY, faults
from tests.workshop_tables import annex

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

    await ada.page.get_by_role("button", name="Clore l’atelier").click()
    await expect(zoe.page.get_by_text("L’atelier est clos : merci")).to_be_visible()
    await expect(ada.page.get_by_role("button", name="Rouvrir l’atelier")).to_be_visible()

    await ada.page.locator("#sections").get_by_role("link", name="Activité").click()
    line = ada.page.locator(".told li").filter(has_text="1 contribution")
    await expect(line).to_contain_text("2 personnes · dans l’atelier «\u00a0Mobilité\u00a0» (1 contribution, 3 modifications et 1 arrivée)")
    assert await faults(ada.page) == []


async def test_two_phones_at_one_table_write_and_the_wall_shows_it_to_the_room(town: Town, seat: Seat) -> None:
    meeting, here, next_door = (str(ids.new()) for _ in range(3))
    await town.ask(ADA, "meeting.plan", meeting, title="Lancement", kind="annual", held_on="2015-01-30")
    for workshop, title in ((here, "Mutualiser"), (next_door, "Informer")):
        await town.ask(ADA, "workshop.open", workshop, title=title, question="Qu’attendre du réseau ?", meeting=meeting)
    await town.ask(ADA, "workshop.contribute", next_door, contribution=str(ids.new()), action="Une lettre d’information")
    room = Room(town, here)
    code = await room.make_code()

    ada = await seat(ADA)
    await ada.go(f"{ada.network}/workshops/{here}")
    await ada.page.get_by_text("Ajouter une question").click()
    for question in ("Comment partager les moyens ?", "Que mettre en commun ?"):
        await ada.page.get_by_label("Texte de la question").fill(question)
        await ada.page.get_by_role("form", name="Ajouter une question").get_by_role("button", name="Ajouter").click()
        await expect(ada.page.locator(".workshop-counts")).to_contain_text(question)
        await expect(ada.page.get_by_label("Texte de la question")).to_have_value("")
    await ada.page.get_by_text("Donner une table à un groupe").click()
    await ada.page.get_by_label("Nom du groupe").fill("Aulne")
    await ada.page.get_by_role("form", name="Donner une table").get_by_role("button", name="Ajouter").click()
    await expect(ada.page.get_by_role("button", name="Retirer « Aulne »")).to_be_visible()
    await ada.page.get_by_role("button", name="Monter « Que mettre en commun ? »").click()
    await expect(ada.page.locator(".workshop-counts li").first).to_contain_text("Que mettre en commun ?")
    assert await faults(ada.page) == []
    await ada.page.get_by_role("link", name="Le mur").click()
    await expect(ada.page.locator(".wall-day strong")).to_have_text("1")

    phones = []
    for name in ("Zoé Sorbier", "Yan Tilleul"):
        phone = await seat(None, viewport=PHONE)
        phone.faults_of("401")
        await phone.page.goto(f"{town.url}/atelier")
        await phone.page.get_by_label("Code à six chiffres").fill(code)
        await phone.page.get_by_label("Votre nom").fill(name)
        await phone.page.get_by_label("Votre structure").fill("Mairie de Hautefeuille")
        await phone.page.get_by_role("button", name="Rejoindre").click()
        await phone.page.get_by_label("Votre groupe").select_option("Aulne")
        phones.append(phone.page)
    zoe, yan = phones
    await zoe.get_by_label("Répond à la question").select_option("Que mettre en commun ?")
    await zoe.get_by_label("Action proposée").fill("Prêter un bus entre communes")
    await zoe.get_by_text("Préciser l’orientation").click()
    await zoe.get_by_label("Orientation (facultatif)").fill("Mutualiser")
    assert await faults(zoe) == []
    await zoe.get_by_role("button", name="Proposer").click()
    said = ada.page.locator(".wall-said li")
    await expect(said).to_contain_text("Prêter un bus entre communes")
    await expect(said).to_contain_text("Aulne")
    await expect(ada.page.locator(".wall-counts li").first).to_have_text(re.compile(r"^1 Que mettre en commun"))
    ours = yan.get_by_role("region", name="Propositions de mon groupe")
    await ours.get_by_role("button", name="Modifier").click()
    await ours.get_by_label("Action proposée").fill("Prêter un bus et des gobelets")
    await ours.get_by_role("button", name="Enregistrer").click()
    await expect(said).to_contain_text("Prêter un bus et des gobelets")
    await expect(ada.page.locator(".wall-day strong")).to_have_text("2")
    for page in phones:
        await expect(page.locator(".workshop-count")).to_have_text("1 action proposée · 2 dans les 2 ateliers de la journée")
    await expect(zoe.get_by_text("Par groupe")).to_have_text("Par groupe · Aulne (1)")
    assert await faults(ada.page) == []
    # A letter of a hundredth of the picture's height is read at five metres where the picture is two metres wide.
    sizes = await ada.page.locator(".wall-said li span, .wall-counts li, .wall-question").evaluate_all(
        "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= 20, sizes

    await ada.page.get_by_role("link", name="Quitter le mur").click()
    await ada.page.locator("#sections").get_by_role("link", name="Ateliers").click()
    await expect(ada.page.locator(".workshop-count")).to_have_text(["1 action proposée", "1 action proposée"])
    await ada.page.get_by_role("link", name="Reprendre des ateliers").click()
    paper: FilePayload = {"name": "annexe.txt", "mimeType": "text/plain", "buffer": annex().encode()}
    await ada.page.get_by_label("Fichier des ateliers").set_input_files(paper)
    total = ada.page.locator(".paper-total")
    await expect(total).to_have_text("24 + 20 + 7 + 15 = 66 contributions")
    for action in ("Organiser des rencontres", "Visiter Rédiger"):
        row = ada.page.locator(".workshop-list > li").filter(has_text=action)
        await row.get_by_role("button", name="Couper en 2").click()
    await expect(total).to_have_text("25 + 20 + 7 + 16 = 68 contributions")
    # A cell in which no cut is proposed is cut by hand, one action a line, and put together again.
    row = ada.page.locator(".workshop-list > li").filter(has_text="Dessiner un logo")
    await row.get_by_role("button", name="Corriger").click()
    await ada.page.get_by_label("une par ligne").fill("Dessiner un logo\nLe faire connaître")
    assert await faults(ada.page) == []
    await ada.page.get_by_role("button", name="Garder cette correction").click()
    await expect(total).to_have_text("26 + 20 + 7 + 16 = 69 contributions")
    await row.get_by_role("button", name="Corriger").click()
    await ada.page.get_by_label("une par ligne").fill("Dessiner un logo")
    await ada.page.get_by_role("button", name="Garder cette correction").click()
    await expect(total).to_have_text("25 + 20 + 7 + 16 = 68 contributions")
    doubtful = ada.page.locator(".workshop-list > li").filter(has_text="Tenir un carnet")
    await doubtful.get_by_label("Orientation").fill("Se connaître")
    assert await faults(ada.page) == []
    await ada.page.get_by_role("button", name="Reprendre 68 contributions").click()
    await expect(ada.page.get_by_role("status").filter(has_text="Repris")).to_contain_text("Repris : 68. Déjà là : 0. Refusés : 0.")


async def test_every_page_of_a_day_of_fourteen_tables_reads_sixty_eight(town: Town, seat: Seat) -> None:
    """Scenario 1 in browsers. `make screens` has a page for each table; otherwise one a workshop, and programs sit at the other tables."""
    _, rooms = await launch(town)
    tables = [(title, group) for title, (_, groups, _) in DAY.items() for group in groups]
    by_hand = tables if EVERY else [(title, groups[0]) for title, (_, groups, _) in DAY.items()]
    wall = await seat(ADA)
    await wall.go(f"{wall.network}/workshops/{rooms['Informer'].workshop}/wall")
    pages: dict[tuple[str, str], Page] = {}
    works: list[Coroutine[Any, Any, Any]] = []
    for title, group in tables:
        guest = await rooms[title].joined(f"Table {group}", group=group, kind="officer")
        _, groups, count = DAY[title]
        actions = [f"Proposition {number}" for number in range(count) if groups[number % len(groups)] == group]
        typed = len(actions) if EVERY else 1
        if (title, group) in by_hand:
            desk = await seat(None, viewport=PHONE)
            desk.faults_of("401")
            name, _, value = guest.cookie.partition("=")
            address = town.url.replace("http:", "https:", 1)  # as tests/screens/desk.py has it
            await desk.context.add_cookies([{"name": name, "value": value, "url": address, "secure": True}])
            pages[title, group] = desk.page
            await desk.page.goto(f"{town.url}/atelier")
            await desk.online()
            works.append(typing(desk.page, actions[:typed]))
            actions = actions[typed:]
        works += [guest.contribute(action, group=group) for action in actions]
    began = time.monotonic()
    await asyncio.gather(*works)
    await expect(wall.page.locator(".wall-day strong")).to_have_text("68")
    for (title, _), page in pages.items():
        told = f"{DAY[title][2]} actions proposées · 68 dans les 4 ateliers de la journée"
        await expect(page.locator(".workshop-count")).to_have_text(told)
    print(f"{len(pages)} pages and the wall read 68 after {time.monotonic() - began:.1f} s")


async def typing(page: Page, actions: Sequence[str]) -> None:
    """What one table says, typed one after the other."""
    for action in actions:
        await page.get_by_label("Action proposée").fill(action)
        await page.get_by_role("button", name="Proposer").click()
        await expect(page.get_by_label("Action proposée")).to_have_value("")
