"""The first minute: a facilitator signs in to a network that holds nothing yet, and ends with a plan, a colleague and a date."""

from datetime import date

from playwright.async_api import expect

from events import ids, meeting, network
from events.asking import Asking
from events.ids import CommandId, NetworkId, PersonId, StreamId
from service.identity import people
from tests.http.town import Town
from tests.people import ADA, BEN, CAS, RIVEBELLE
from tests.screens.conftest import Seat
from tests.screens.test_accessibility import faults


async def test_an_empty_network_leads_its_facilitator_to_a_first_action(town: Town, seat: Seat) -> None:
    empty = NetworkId(ids.new())
    founded = await town.service.networks.found(empty, "Réseau neuf", "real", "Europe/Paris")
    async with town.service.pool.acquire() as connection:
        await people.meet(connection, empty, ADA)
    role = network.GiveRole(person=ADA, role="facilitator")
    await founded.ask(Asking(id=CommandId(ids.new()), stream=StreamId(empty), command=role), PersonId(empty))
    ada = await seat(ADA)
    page = ada.page
    await ada.go(f"/networks/{empty}")
    steps = page.get_by_role("region", name="Quatre étapes pour commencer")
    await expect(steps.get_by_role("listitem")).to_have_count(4)
    assert await faults(page) == []
    # A plan needs an authority: whoever begins with the plan is asked for that first.
    await steps.get_by_role("button", name="Ouvrir un plan").click()
    dialog = page.get_by_role("dialog")
    await page.keyboard.press("Enter")
    await expect(dialog).to_contain_text("Indiquez le SIREN")
    assert await faults(page) == []
    await dialog.get_by_label("Nom").fill("Ville de Valbrun")
    await dialog.get_by_label("SIREN").fill("215 704 636")
    await page.keyboard.press("Enter")
    await expect(dialog.get_by_label("Collectivité porteuse")).to_have_value(str(ids.authority(siren="215704636")))
    await dialog.get_by_label("Titre du plan").fill("Plan climat")
    await page.keyboard.press("Enter")
    # The plan is empty, and says how to begin.
    await expect(page.get_by_role("main").get_by_role("link", name="Importer un tableur")).to_be_visible()
    assert await faults(page) == []
    await page.get_by_role("button", name="Ajouter une première action").click()
    await dialog.get_by_label("Titre").fill("Planter des haies")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("row", name="Planter des haies")).to_be_visible()
    await expect(page.get_by_text("Double-cliquez sur une case")).to_be_visible()
    # Two of the four steps are done; nobody else is here yet, and no meeting.
    await page.get_by_role("link", name="Accueil", exact=True).click()
    await expect(steps.locator(".first-done")).to_have_count(2)
    await expect(page.get_by_role("link", name="Plan climat")).to_be_visible()
    await steps.get_by_role("link", name="Inviter une personne").click()
    await page.get_by_role("button", name="Inviter une personne").click()
    await expect(dialog.get_by_label("Prénom et nom")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(dialog).to_contain_text("Indiquez un nom et une adresse")
    assert await faults(page) == []
    await dialog.get_by_label("Prénom et nom").fill("Noé Valette")
    await dialog.get_by_label("Adresse électronique").fill("noe.valette@valbrun.example")
    await page.keyboard.press("Enter")
    invited = page.locator(".invitations li", has_text="noe.valette@valbrun.example")
    await expect(invited).to_contain_text("Noé Valette")
    await expect(page.locator(".people li", has_text="Noé Valette")).to_be_visible()
    assert await faults(page) == []
    await page.get_by_role("link", name="Accueil", exact=True).click()
    await expect(page.get_by_role("link", name="Plan climat")).to_be_visible()
    # The last step is done while somebody looks, and with it there is nothing left to be led to.
    await expect(steps.get_by_role("link", name="Planifier une réunion")).to_have_class("button button-main")
    planned = meeting.Plan(title="Rencontre", kind="cafe", held_on=date(2031, 6, 12))
    await founded.ask(Asking(id=CommandId(ids.new()), stream=StreamId(ids.new()), command=planned), ADA)
    await expect(steps).to_have_count(0)
    await expect(page.get_by_role("region", name="Prochaine réunion")).to_contain_text("Rencontre 12 juin 2031")


async def test_whoever_comes_back_is_told_what_others_changed_until_they_have_read_it(town: Town, seat: Seat) -> None:
    """Ben's town carries the plan; his first page says what Ada did there since he left, in four figures and a sentence."""
    action = await town.add(BEN, "Planter des haies")
    assert (await town.browser(BEN).post(f"{town.path}/visit", json={"read": True})).status_code == 204
    await town.ask(ADA, "action.edit", action, status={"was": "planned", "to": "in_progress"})
    ben = await seat(BEN)
    page = ben.page
    await ben.go(ben.network)
    since = page.get_by_role("region", name="Depuis votre dernière visite (")
    told = "Ada Vallon a inscrit «\u00a0En cours\u00a0» dans le champ Statut de l’action «\u00a0Planter des haies\u00a0»"
    await expect(since).to_contain_text(told)
    await expect(page.locator(".home-strip")).to_contain_text("action1")
    assert await faults(page) == []
    await since.get_by_role("button", name="Marquer comme lu").click()
    await expect(since).to_contain_text("Rien de ce que vous menez, suivez ou représentez n’a changé.")
    await page.reload()
    await expect(since).to_contain_text("Rien de ce que vous menez")


async def test_a_role_for_one_plan_alone_opens_on_that_plan_and_lets_its_editor_edit(town: Town, seat: Seat) -> None:
    await town.add(ADA, "Planter des haies")
    here = {"person": str(CAS), "role": "editor", "authority": str(RIVEBELLE)}
    await town.ask(ADA, "network.give_role", town.network, **here, topics=[f"plan:{town.plan}"])
    await town.ask(ADA, "network.take_role", town.network, **here)
    cas = await seat(CAS)
    await cas.go(cas.network)
    sections = cas.page.get_by_role("navigation", name="Réseau").get_by_role("link")
    await expect(sections.filter(has_text="Réunions")).to_have_count(0)  # they would be empty
    await cas.page.get_by_role("link", name="Plan climat").click()
    await expect(cas.page.get_by_role("button", name="Ajouter une action")).to_be_visible()
