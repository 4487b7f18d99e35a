"""The directory in a browser: a member says what it looks for, finds who can help and who is like it, and moves on."""

from playwright.async_api import expect

from tests.http.test_directory import described
from tests.http.town import Town
from tests.people import ADA, BEN, CAS, HAUTEFEUILLE
from tests.screens.conftest import Seat
from tests.screens.desk import recorded
from tests.screens.test_accessibility import faults


async def test_a_town_says_what_it_needs_finds_who_can_help_and_is_engaged(town: Town, seat: Seat) -> None:
    await described(town)
    await town.add(BEN, "Planter une haie")
    ben = await seat(BEN)
    page = ben.page
    await ben.go(f"{ben.network}/directory")
    await expect(page.get_by_role("status").filter(has_text="2 collectivités membres")).to_be_visible()
    await page.get_by_label("Particularité", exact=True).select_option("Ski")
    await expect(page.get_by_role("status").filter(has_text="1 collectivité membre")).to_be_visible()
    await page.get_by_role("link", name="Hautefeuille").click()
    await expect(page.get_by_role("heading", name="Hautefeuille")).to_be_focused()
    await expect(page.get_by_text("savent faire : Rivebelle")).to_be_visible()
    similar = page.get_by_role("listitem").filter(has=page.get_by_role("link", name="Rivebelle"))
    await expect(similar).to_contain_text("en commun : Lac · peut aider : Haies bocagères · taille proche")

    # By keyboard alone: the entry is edited, and everyone who looks sees it.
    cas = await seat(CAS)
    await cas.go(f"{cas.network}/directory/{HAUTEFEUILLE}")
    await page.get_by_role("button", name="Modifier la fiche").press("Enter")
    assert await faults(page) == []
    await page.get_by_label("Besoins").press("ControlOrMeta+End")
    await page.keyboard.type("\nCompostage")
    await page.get_by_label("Habitants").fill("4 250")
    await recorded(page)
    await expect(page.get_by_role("button", name="Modifier la fiche")).to_be_focused()
    await expect(cas.page.get_by_text("Compostage")).to_be_visible()
    await expect(cas.page.get_by_role("button", name="Modifier la fiche")).to_have_count(0)

    # A neighbour vouches for a skill, and sees their own entry of another page.
    await ben.go(f"{ben.network}/directory")
    await page.get_by_role("link", name="Rivebelle").click()
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    await page.get_by_role("button", name="Confirmer Haies").press("Enter")
    await page.get_by_label("Ce qui le montre").fill("Vu sur place en mars")
    await page.get_by_label("Plan de l’action").select_option(label="Plan climat")
    await page.get_by_label("Action qui le montre").select_option(label="Planter une haie")
    await recorded(page)
    await expect(page.get_by_text("Confirmé par Ben Clairmont : Vu sur place en mars")).to_be_visible()

    # The facilitator records the council's decision, and the history says why.
    ada = await seat(ADA)
    await ada.go(f"{ada.network}/directory/{HAUTEFEUILLE}")
    await ada.page.get_by_role("button", name="Faire évoluer l’engagement").press("Enter")
    await ada.page.get_by_label("Motif").fill("Délibération du 12 mai")
    await recorded(ada.page)
    await expect(ada.page.locator(".facts")).to_contain_text("engagée")
    await ada.page.get_by_role("button", name="Historique").press("Enter")
    await expect(ada.page.get_by_role("dialog")).to_contain_text("Délibération du 12 mai")
    await expect(ada.page.get_by_role("dialog")).to_contain_text("Compostage et Haies bocagères")
    await ada.page.get_by_role("dialog").get_by_text("Chaque modification", exact=True).last.click()  # of what was changed at a stretch
    await ada.page.get_by_role("dialog").get_by_role("link", name="Voir").last.click()  # as it stood after the first change
    await expect(ada.page.locator(".banner-past")).to_contain_text("Lecture seule")
    await expect(ada.page.locator(".facts")).to_contain_text("Lac")
    await expect(ada.page.locator(".facts")).not_to_contain_text("Compostage")
    await expect(ada.page.get_by_role("button", name="Modifier la fiche")).to_have_count(0)
    assert await faults(ada.page) == []
    await ada.page.get_by_role("link", name="Revenir à aujourd’hui").click()
    await expect(ada.page.locator(".facts")).to_contain_text("Compostage")


async def test_a_facilitator_puts_the_members_on_the_map_where_everyone_finds_them_in_step_with_the_list(town: Town, seat: Seat) -> None:
    await described(town)
    ada = await seat(ADA)
    page = ada.page
    await ada.go(f"{ada.network}/directory")
    await page.get_by_role("link", name="Importer des emplacements et des contours").click()
    file = b"siren;lat;lon\n212100010;42,6179;2,4217\n212100028;42,70;2,60\n999999999;1;1\n"
    await page.get_by_label("Fichier").set_input_files({"name": "mairies.csv", "mimeType": "text/csv", "buffer": file})
    await expect(page.get_by_text("Aucun membre du réseau n’a ce code.")).to_be_visible()
    assert await faults(page) == []
    await page.get_by_role("button", name="Importer 2 lignes").click()
    await page.get_by_role("link", name="Voir la carte").click()

    # By keyboard alone, from one symbol to the next: whoever is chosen is marked in the list, and the other way round.
    town_hall = page.get_by_role("button", name="Hautefeuille, Commune")
    await expect(town_hall).to_be_visible()
    await town_hall.focus()
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("button", name="Rivebelle, Commune")).to_be_focused()
    await page.keyboard.press("Enter")
    line = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Rivebelle"))
    await expect(line.get_by_role("button", name="Sur la carte Rivebelle", pressed=True)).to_be_visible()
    assert await faults(page) == []
    await page.get_by_role("button", name="Sur la carte Hautefeuille").press("Enter")
    await expect(town_hall).to_have_attribute("aria-pressed", "true")
    await page.get_by_label("Particularité", exact=True).select_option("Gare")
    await expect(page.get_by_text("1 collectivité sur la carte.")).to_be_visible()
    await expect(town_hall).to_have_count(0)

    # Before they were brought in, nobody was on it.
    await ada.go(f"{ada.network}/directory?at=1.{await town.head() - 2}")
    await expect(page.get_by_text("Aucun membre n’a encore d’emplacement.", exact=False)).to_be_visible()
