"""Two people on one note: their lines merge, the same line keeps both texts until someone settles; withdrawn, restored, told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Page, expect

from events import ids
from tests.http.town import Town
from tests.people import ADA, BEN
from tests.screens.conftest import Seat
from tests.screens.desk import Desk
from tests.screens.test_accessibility import faults


async def test_two_people_on_one_note_merge_clash_and_settle(town: Town, seat: Seat) -> None:
    ada, ben = await seat(ADA), await seat(BEN)
    for desk in (ada, ben):
        await desk.go(f"{desk.plan}/structure")
    notes = {desk: desk.page.get_by_role("region", name="Notes partagées sur le plan") for desk in (ada, ben)}

    async def begin(desk: Desk) -> None:
        await notes[desk].get_by_role("button", name="Modifier la note").click()

    async def write(desk: Desk, text: str) -> None:
        await notes[desk].get_by_label("Modifier la note").fill(text)
        await notes[desk].get_by_role("button", name="Enregistrer").click()
        await expect(notes[desk].get_by_role("button", name="Modifier la note")).to_be_visible()

    await notes[ben].get_by_label("Nouvelle note").fill("Jeudi\nà la mairie\navec le CCAS")
    await notes[ben].get_by_role("button", name="Écrire la note").click()
    await expect(notes[ada]).to_contain_text("à la mairie")

    await begin(ada)
    await begin(ben)
    await write(ben, "Vendredi\nà la mairie\navec le CCAS")
    await write(ada, "Jeudi\nà la mairie\navec le CCAS et la CAF")
    text = {desk: notes[desk].locator(".said-list .field-value").first for desk in (ada, ben)}
    for desk in (ada, ben):
        await expect(text[desk]).to_have_text("Vendredi\nà la mairie\navec le CCAS et la CAF")

    await begin(ada)
    await begin(ben)
    await write(ben, "Samedi\nà la mairie\navec le CCAS et la CAF")
    await write(ada, "Lundi\nà la mairie\navec le CCAS et la CAF")
    await expect(ada.page.get_by_text("Ben Clairmont a changé « Texte de la note »").first).to_be_visible()
    met = notes[ben].get_by_role("group", name="Deux valeurs pour")
    await expect(met).to_contain_text("Saisie de Ada Vallon")
    await expect(met).to_contain_text("Lundi")
    await ben.page.evaluate("scrollTo(0, 0)")  # where nothing lies half under the bar
    assert await faults(ben.page) == []
    await ben.tab("À départager").click()
    inbox = ben.page.get_by_role("region", name="À départager")
    await expect(inbox.get_by_role("heading", name="Note sur")).to_be_visible()
    await inbox.get_by_role("button", name="Écrire un autre texte").click()
    other = inbox.get_by_label("Autre texte pour")
    await expect(other).to_have_value("Samedi\nLundi\nà la mairie\navec le CCAS et la CAF")
    assert await faults(ben.page) == []
    await other.fill("Samedi ou lundi\nà la mairie\navec le CCAS et la CAF")
    await inbox.get_by_role("button", name="Prendre ce texte").click()
    await expect(inbox).to_contain_text("Rien à départager")
    await expect(text[ada]).to_have_text("Samedi ou lundi\nà la mairie\navec le CCAS et la CAF")
    await expect(notes[ada].get_by_role("group", name="Deux valeurs pour")).to_have_count(0)

    await notes[ada].get_by_role("button", name="Historique").click()
    history = ada.page.get_by_role("dialog", name="Historique de la note de Ben Clairmont")
    await expect(history.locator(".history-entry")).to_have_count(7)
    await expect(history).to_contain_text("Lundi")
    assert await faults(ada.page) == []
    await ada.page.keyboard.press("Escape")
    await notes[ada].get_by_role("button", name="Retirer la note").click()
    await notes[ada].get_by_text("1 note retirée").click()
    await notes[ada].get_by_role("button", name="Restaurer la note").click()
    await expect(text[ada]).to_be_visible()
    await expect(notes[ada].get_by_role("button", name="Modifier la note")).to_be_visible()


@asynccontextmanager
async def answered_late(page: Page) -> AsyncIterator[None]:
    """What is asked here has happened; its answer comes once this has ended."""
    let_go, answered = asyncio.Event(), asyncio.Event()

    async def hold(route: Any) -> None:
        answer = await route.fetch()
        await let_go.wait()
        await route.fulfill(response=answer)
        answered.set()

    await page.route("**/commands", hold)
    yield
    let_go.set()
    await asyncio.wait_for(answered.wait(), 10)
    await page.unroute("**/commands")


async def test_whoever_types_on_while_an_answer_is_on_its_way_loses_nothing(town: Town, seat: Seat) -> None:
    workshop = str(ids.new())
    await town.ask(ADA, "workshop.open", workshop, title="Mutualiser", question="Qu’attendre du réseau ?")
    ada = await seat(ADA)
    await ada.go(f"{ada.plan}/structure")
    notes = ada.page.get_by_role("region", name="Notes partagées sur le plan")
    field = notes.get_by_label("Nouvelle note")
    await field.fill("Jeudi")
    async with answered_late(ada.page):
        await notes.get_by_role("button", name="Écrire la note").click()
        await expect(notes.locator(".said-list")).to_contain_text("Jeudi")
        await field.press_sequentially(" à la mairie")
    await expect(ada.page.get_by_text("La note est écrite sur").first).to_be_visible()
    await expect(field).to_have_value("Jeudi à la mairie")
    await notes.get_by_role("button", name="Écrire la note").click()  # another note, which empties the field
    await expect(notes.locator(".said-list")).to_contain_text("Jeudi à la mairie")
    await expect(field).to_have_value("")

    await ada.go(f"{ada.network}/workshops/{workshop}")
    await ada.page.get_by_text("Ajouter une question").click()
    form = ada.page.get_by_role("form", name="Ajouter une question")
    question, add = form.get_by_label("Texte de la question"), form.get_by_role("button", name="Ajouter")
    await question.fill("Que partager ?")
    async with answered_late(ada.page):
        await add.click()
        await expect(ada.page.locator(".workshop-counts")).to_contain_text("Que partager ?")
        await question.fill("Avec qui ?")
    await expect(add).to_have_attribute("aria-disabled", "false")
    await expect(question).to_have_value("Avec qui ?")
    await add.click()
    await expect(ada.page.locator(".workshop-counts")).to_contain_text("Avec qui ?")
    await expect(question).to_have_value("")
