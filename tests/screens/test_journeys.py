"""Whole days in browsers, from the first click to the paper in the hand; its photographs lie in var/photos.

For `make screens` alone.
"""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from events import ids
from tests.http.town import Town
from tests.people import ADA, BEN, CAS, DOT, HAUTEFEUILLE, RIVEBELLE
from tests.screens.chromium import ROOT
from tests.screens.conftest import Seat
from tests.screens.desk import Desk
from tests.screens.test_accessibility import EVERY
from tests.screens.test_import import choose, plan_of

pytestmark = pytest.mark.skipif(not EVERY, reason="the other tests take its steps one by one: `make screens` runs them as days")

PHOTOS = ROOT / "var" / "photos"
PHONE = {"width": 390, "height": 844}
STRUCTURES = ("Mairie de Hautefeuille", "Mairie de Rivebelle", "Département", "Les Jardins partagés", "Lycée des Vallées")
SAID = (
    "Un annuaire des référents",
    "Prêter un bus entre communes",
    "Une journée des élus",
    "Acheter des vélos ensemble",
    "Visiter la chaufferie bois",
)


async def photograph(page: Page, name: str) -> None:
    """What stands on the screen, to be looked at."""
    PHOTOS.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=PHOTOS / f"{name}.png")


async def fits(page: Page) -> None:
    """Nothing is wider than the screen."""
    wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} pixels wider than its screen"


async def test_a_launch_day_of_five_phones_ends_with_a_booklet_on_paper(town: Town, seat: Seat, tmp_path: Path) -> None:
    ada = await seat(ADA)
    page = ada.page
    meeting, workshop = str(ids.new()), str(ids.new())
    await town.ask(ADA, "meeting.plan", meeting, title="Journée de lancement", kind="annual", held_on="2026-06-12")
    await town.ask(ADA, "workshop.open", workshop, title="Se connaître", question="Qu’attendre du réseau ?", meeting=meeting)
    await ada.go(f"{ada.network}/workshops/{workshop}")
    await page.get_by_role("button", name="Afficher un code").click()
    shown = page.locator(".workshop-code strong")
    await expect(shown).to_be_visible()
    code = await shown.inner_text()
    await expect(page.locator(".workshop-qr")).to_have_attribute("aria-label", re.compile(f"/atelier#{code.replace(' ', '')}$"))
    await photograph(page, "launch-1-code")

    phones: list[Desk] = []
    for number, structure in enumerate(STRUCTURES, 1):
        phone = await seat(None, viewport=PHONE)
        phone.faults_of("401")
        await phone.page.goto(f"{town.url}/atelier#{code.replace(' ', '')}")  # as the camera reads it
        await expect(phone.page.get_by_label("Code à six chiffres")).to_have_value(code.replace(" ", ""))
        await phone.page.get_by_label("Votre nom").fill(f"Personne {number}")
        await phone.page.get_by_label("Votre structure").fill(structure)
        await phone.page.get_by_label("Groupe").fill(str(number % 2 + 1))
        await phone.page.get_by_role("button", name="Rejoindre").click()
        await phone.online()
        phones.append(phone)
    await page.get_by_role("link", name="Le mur").click()
    await expect(shown).to_have_text(code)  # the same, until another is asked for
    for phone, words in zip(phones, SAID, strict=True):
        for action in (words, f"{words}, chaque année"):
            await phone.page.get_by_label("Action proposée").fill(action)
            await phone.page.get_by_role("button", name="Proposer").click()
            await expect(phone.page.get_by_label("Action proposée")).to_have_value("")
        await fits(phone.page)
    await expect(page.locator(".wall-said li")).to_have_count(10)
    await photograph(page, "launch-2-wall")
    await photograph(phones[0].page, "launch-3-phone")

    await ada.go(f"{ada.network}/meetings/{meeting}")
    await page.get_by_role("link", name="Compte rendu").click()
    await page.get_by_label("Se connaître").check()
    await page.get_by_role("button", name="Commencer").click()
    opening = page.get_by_label("Texte de « En ouverture »")
    await opening.fill("La maire ouvre la journée.")
    await opening.blur()
    await expect(page.get_by_text("gardé sur cet appareil")).to_have_count(0)
    await photograph(page, "launch-4-minutes")
    for step in ("Envoyer en relecture", "Approuver"):
        await page.get_by_role("button", name=step).click()
    await page.get_by_role("button", name="Publier", exact=True).click()
    await page.get_by_role("link", name="Livret de synthèse").click()
    await expect(page.locator(".booklet-contributions")).to_have_text("10 contributions")
    await expect(page.get_by_text("La maire ouvre la journée.")).to_be_visible()
    await photograph(page, "launch-5-booklet")
    async with page.expect_download() as taken:
        await page.get_by_role("button", name="Télécharger en PDF accessible").click()
    await (await taken.value).save_as(tmp_path / "livret.pdf")
    assert (tmp_path / "livret.pdf").read_bytes().startswith(b"%PDF-")


async def test_a_spreadsheet_comes_in_is_edited_by_two_who_clash_and_tells_its_history(town: Town, seat: Seat) -> None:
    ben, cas = await seat(BEN), await seat(CAS)
    page = ben.page
    await choose(ben, "plan.xlsx", plan_of("Planter une haie", "Isoler l’école"))
    await photograph(page, "plan-1-import")
    await page.get_by_role("button", name="Importer 2 lignes").click()
    await expect(page.locator(".verdict")).to_contain_text("est importé")
    cards = (await town.get(BEN, f"/plans/{town.plan}", after=f"1.{await town.head()}")).json()["actions"]
    (action,) = [card["action_id"] for card in cards if card["title"] == "Planter une haie"]
    for desk in (ben, cas):
        await desk.go(desk.plan)
    control = await cas.edit(action, "title")
    await control.fill("Planter deux haies")
    await ben.change(action, "title", "Planter une longue haie")
    await expect(ben.cell(action, "title")).to_contain_text("Planter une longue haie")
    await control.press("Enter")
    await expect(cas.page.locator(".notice-conflict")).to_contain_text("Les deux valeurs sont gardées")
    await cas.tab("À départager").click()
    await expect(cas.page.locator(".conflict-values")).to_contain_text("Planter une longue haie")
    await photograph(cas.page, "plan-2-conflict")
    await cas.page.get_by_role("button", name="Prendre ma valeur").click()
    await expect(ben.cell(action, "title")).to_contain_text("Planter deux haies")
    await ben.go(ben.card(action))
    for value in ("Planter une haie", "Planter une longue haie", "Planter deux haies"):
        await expect(page.locator(".history").get_by_role("cell", name=value, exact=True).first).to_be_visible()
    await photograph(page, "plan-3-history")


@pytest.mark.parametrize("role", ["facilitator", "editor", "elected_official", "auditor", "one_plan"])
async def test_every_role_finds_its_way_on_a_laptop_and_on_a_phone(town: Town, seat: Seat, role: str) -> None:
    person = {"facilitator": ADA, "editor": BEN, "auditor": DOT}.get(role, CAS)
    if role == "elected_official":
        await town.ask(ADA, "network.give_role", str(town.network), person=str(CAS), role=role, authority=str(HAUTEFEUILLE))
    if role == "one_plan":
        await town.ask(ADA, "network.take_role", str(town.network), person=str(CAS), role="editor", authority=str(RIVEBELLE))
        await town.ask(
            ADA,
            "network.give_role",
            str(town.network),
            person=str(CAS),
            role="partner",
            authority=str(RIVEBELLE),
            topics=[f"plan:{town.plan}"],
        )
    action = await town.add(BEN, "Planter une haie")
    await town.ask(BEN, "action.edit", action, status={"was": "planned", "to": "done"})
    for size, viewport in (("laptop", {"width": 1366, "height": 768}), ("phone", PHONE)):
        desk = await seat(person, viewport=viewport)
        for name, path in (("home", desk.network), ("plan", desk.plan), ("card", desk.card(action)), ("figures", f"{desk.plan}/figures")):
            await desk.go(path)
            await expect(desk.page.locator("h1").first).to_be_visible()
            await expect(desk.page.locator("[aria-busy=true]")).to_have_count(0)
            await fits(desk.page)
            await photograph(desk.page, f"role-{role}-{size}-{name}")
