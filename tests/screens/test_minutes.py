"""Minutes and a questionnaire in browsers: written by two people at once, amended by who was there, published; asked and counted."""

import asyncio
import re

from playwright.async_api import expect

from events import ids
from tests.http.town import Town
from tests.people import ADA, BEN, HAUTEFEUILLE, RIVEBELLE
from tests.screens.conftest import Seat
from tests.screens.test_accessibility import faults
from tests.screens.test_syntheses import unfolded


async def test_minutes_become_a_booklet_and_a_questionnaire_says_who_helps_whom(town: Town, seat: Seat) -> None:
    meeting, workshop = str(ids.new()), str(ids.new())
    await town.ask(ADA, "meeting.plan", meeting, title="Journée de lancement", kind="annual", held_on="2026-06-12")
    await town.ask(ADA, "workshop.open", workshop, title="Apprendre à se connaître", question="Comment mieux se connaître ?")
    for action in ("Un annuaire des référents", "Des visites de terrain"):
        await town.ask(
            BEN, "workshop.contribute", workshop, contribution=str(ids.new()), action=action, objective="Se connaître", group="2"
        )
    there = {"participant": str(ids.new()), "capacity": "officer", "authority": str(HAUTEFEUILLE), "person": str(BEN)}
    await town.ask(ADA, "meeting.check_in", meeting, **there)
    await town.ask(
        ADA, "meeting.record_decision", meeting, decision=str(ids.new()), text="Écrire aux maires", due_on="2027-01-15", owner=str(BEN)
    )
    ada, ben = await seat(ADA), await seat(BEN)
    page, other = ada.page, ben.page
    await ada.go(f"{ada.network}/meetings/{meeting}")
    await page.get_by_role("link", name="Compte rendu").click()
    await page.get_by_label("Apprendre à se connaître").check()
    assert await faults(page) == []
    await page.get_by_role("button", name="Commencer").click()
    opening = page.get_by_label("Texte de « En ouverture »")
    await opening.fill("Accueil\nTour de table\nSuites")
    await opening.blur()
    await ben.may_be_cut()
    await ben.go(f"{ben.network}/meetings/{meeting}/minutes")
    theirs = other.get_by_label("Texte de « En ouverture »")
    await expect(theirs).to_have_value("Accueil\nTour de table\nSuites")

    # Both write into it at once: the words of each come to the other, and nobody's place in the text moves under their hands.
    for one, keys in ((opening, ("Control+Home", "End")), (theirs, ("Control+End",))):
        await one.focus()
        for key in keys:
            await one.press(key)
    await expect(page.get_by_text("Ben Clairmont écrit ici")).to_be_visible()
    await asyncio.gather(opening.press_sequentially(" du maire"), theirs.press_sequentially(" décidées"))
    for one, caret in ((opening, len("Accueil du maire")), (theirs, len("Accueil du maire\nTour de table\nSuites décidées"))):
        await expect(one).to_have_value("Accueil du maire\nTour de table\nSuites décidées")
        assert await one.evaluate("field => field.selectionStart") == caret
    await expect(page.get_by_text("Enregistré", exact=True)).to_be_visible()
    assert await faults(page) == []

    # One of them has no network for a while: what both wrote meanwhile stands, and each takes back what is their own.
    await ben.cut_off()
    await theirs.press_sequentially(" ensemble")
    await expect(other.get_by_text("En attente : gardé sur cet appareil")).to_be_visible()
    await opening.focus()
    await page.keyboard.insert_text(" et des adjoints")  # one stroke, so that one key takes it back, however slow this machine is
    await ben.back()
    for one in (opening, theirs):
        await expect(one).to_have_value("Accueil du maire et des adjoints\nTour de table\nSuites décidées ensemble")
    await opening.press("Control+z")
    for one in (opening, theirs):
        await expect(one).to_have_value("Accueil du maire\nTour de table\nSuites décidées ensemble")
        await one.blur()

    # Whoever writes nowhere reads it, and the history names both.
    await page.get_by_role("button", name="Historique « En ouverture »").click()
    written = page.get_by_role("dialog").locator(".history-entry")
    await expect(written.first).to_contain_text("Suites décidées ensemble")
    both = re.compile("(Ada Vallon et Ben Clairmont|Ben Clairmont et Ada Vallon) ont écrit ensemble")  # who wrote last stands last
    await expect(written.filter(has_text=both).first).to_be_visible()
    await page.keyboard.press("Escape")

    # A section more, put in its place by the keyboard, taken off and put back; and one heading that both change.
    more = await unfolded(page, "Ajouter un passage")
    await more.get_by_label("Intitulé").fill("Mot de la présidente")
    await more.get_by_role("button", name="Ajouter").click()
    await page.get_by_role("button", name="Monter « Mot de la présidente »").press("Enter")
    await expect(page.get_by_role("button", name="Descendre « Mot de la présidente »")).to_be_focused()
    headings = ["Mot de la présidente", "En ouverture", "Idées fortes", "Ce qui vient ensuite", "Commentaires", "Pièces jointes"]
    for screen in (page, other):
        await expect(screen.locator("section > h2")).to_have_text(headings)
    await page.get_by_role("button", name="Retirer « Ce qui vient ensuite »").click()
    await (await unfolded(other, "1 passage retiré")).get_by_role("button", name="Rétablir").click()
    await expect(page.locator("section > h2")).to_have_text(headings)
    for screen in (page, other):
        await screen.get_by_role("button", name="Modifier l’intitulé « Idées fortes »").click()
    for screen, words in ((other, "Ce qui ressort"), (page, "L’essentiel")):
        await screen.get_by_role("dialog").get_by_label("Intitulé").fill(words)
        await screen.get_by_role("dialog").get_by_role("button", name="Enregistrer").click()
        await expect(screen.get_by_role("dialog")).to_have_count(0)
    await page.get_by_role("button", name="Prendre ma valeur").click()
    await expect(other.get_by_role("heading", name="L’essentiel")).to_be_visible()
    await page.get_by_role("button", name="Historique « L’essentiel »").click()
    await expect(page.get_by_role("dialog").get_by_role("row", name="Intitulé Ce qui ressort L’essentiel")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator(".conflict")).to_have_count(0)
    await page.get_by_role("button", name="Modifier le titre et les ateliers").click()
    await page.get_by_role("dialog").get_by_label("Titre du compte rendu").fill("Compte rendu du lancement")
    await page.get_by_role("dialog").get_by_role("button", name="Enregistrer").click()
    await expect(other.get_by_role("heading", level=1)).to_have_text("Compte rendu du lancement")
    await page.get_by_label("Texte de « L’essentiel »").fill("Se rencontrer")
    await page.get_by_label("Texte de « L’essentiel »").blur()
    assert await faults(page) == []
    await page.get_by_role("button", name="Envoyer en relecture").click()

    form = other.get_by_role("group").filter(has_text="Proposer un amendement à « En ouverture »")
    await form.locator("summary").click()
    await form.get_by_label("Le texte que vous proposez").fill("Accueil du maire\nTour de table\nSuites et calendrier")
    await form.get_by_role("button", name="Proposer").click()
    await expect(page.get_by_text("Ben Clairmont propose pour « En ouverture »")).to_be_visible()
    await expect(page.get_by_text("Proposer un amendement à")).to_have_count(0)  # Ada was not checked in
    assert await faults(page) == []
    await page.get_by_role("button", name="Accepter l’amendement").click()
    await expect(page.get_by_text("accepté", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Approuver").click()
    await page.get_by_role("button", name="Publier", exact=True).click()
    await expect(other.get_by_text("Le texte est publié et figé.")).to_be_visible()

    await page.get_by_role("button", name="Historique Compte rendu du lancement").click()
    steps = page.get_by_role("dialog").locator(".history-entry")
    await expect(steps.first).to_contain_text("a publié avec son livret le compte rendu")
    await expect(steps.first.get_by_role("row", name="Étape approuvé publié", exact=True)).to_be_visible()
    await expect(steps).to_have_count(5)
    assert await faults(page) == []
    await page.keyboard.press("Escape")

    await page.get_by_role("link", name="Livret de synthèse").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Compte rendu du lancement")
    await expect(page.locator(".booklet-contributions")).to_have_text("2 contributions")
    await expect(page.get_by_role("table").filter(has_text="Un annuaire des référents")).to_be_visible()
    await expect(page.get_by_role("cell", name="Ben Clairmont")).to_be_visible()
    await expect(page.get_by_text("Suites et calendrier")).to_be_visible()
    assert await faults(page) == []
    async with page.expect_download() as taken:
        await page.get_by_role("button", name="Télécharger en PDF accessible").click()
    assert (await (await taken.value).path()).read_bytes().startswith(b"%PDF-")

    # A questionnaire of the same network: what Hautefeuille needs, Rivebelle does.
    asked_of, questions = str(ids.new()), {about: str(ids.new()) for about in ("need", "practice")}
    await town.ask(ADA, "questionnaire.draft", asked_of, title="Vos pratiques", respondents="authorities")
    for order, (about, key) in enumerate(questions.items(), 1):
        asked = {
            "question": key,
            "text": f"Question {order}",
            "kind": "choices",
            "choices": "eau\nair",
            "order_key": f"{order}V",
            "about": about,
        }
        await town.ask(ADA, "questionnaire.add_question", asked_of, **asked)
    await ada.go(f"{ada.network}/questionnaires/{asked_of}")
    await page.get_by_role("button", name="Monter « Question 2 »").press("Enter")
    await expect(page.get_by_role("button", name="Descendre « Question 2 »")).to_be_focused()
    await page.get_by_role("button", name="Modifier « Question 2 »").click()
    form = page.get_by_role("dialog")
    await form.get_by_label("Question", exact=True).fill("Que faites-vous déjà ?")
    await form.get_by_label("Choix proposés").fill("eau\nair\nsol")
    meanwhile = {"was": "Question 2", "to": "Que faites-vous ?"}
    await town.ask(BEN, "questionnaire.edit_question", asked_of, question=questions["practice"], text=meanwhile)
    await form.get_by_role("button", name="Enregistrer").click()
    await expect(page.get_by_role("listitem").filter(has_text="eau · air · sol")).to_be_visible()
    assert await faults(page) == []
    await page.get_by_role("button", name="Prendre ma valeur").click()
    await expect(page.get_by_role("listitem").filter(has_text="Que faites-vous déjà ?").filter(has_text="eau · air · sol")).to_be_visible()
    await page.get_by_role("button", name="Ouvrir aux réponses").click()
    await expect(page.get_by_role("button", name="Ouvrir aux réponses")).to_have_count(0)
    answers = {questions["practice"]: {"chosen": ["eau"]}}
    await town.ask(ADA, "questionnaire.answer", asked_of, answers=answers, authority=str(RIVEBELLE))
    await ben.go(f"{ben.network}/questionnaires")
    await other.get_by_role("link", name="Vos pratiques").click()
    await other.get_by_role("group", name="Question 1").get_by_label("eau").check()
    assert await faults(other) == []
    await other.get_by_role("button", name="Envoyer").click()
    await expect(page.locator(".questionnaire-answered")).to_have_text("2 réponses")
    await expect(page.get_by_text("Hautefeuille a besoin de « eau » : Rivebelle le fait déjà")).to_be_visible()
    assert await faults(page) == []
