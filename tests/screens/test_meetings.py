"""A meeting in browsers: its usual agenda, counts that move as a phone checks people in, and a decision that adds an action."""

from datetime import date
from uuid import UUID

from playwright.async_api import FilePayload, expect

from events import ids
from events.ids import MeetingId
from service.identity import answer_links
from service.identity.answer_links import Holder
from tests.http.town import Town
from tests.people import ADA, BEN, HAUTEFEUILLE, RIVEBELLE
from tests.screens.conftest import Seat
from tests.screens.desk import recorded
from tests.screens.test_accessibility import faults

PHONE = {"width": 390, "height": 844}


async def test_a_meeting_is_planned_counted_live_from_a_phone_and_leads_to_an_action(town: Town, seat: Seat) -> None:
    series = str(ids.new())
    await town.ask(ADA, "meeting_series.start", series, title="Rencontres du réseau", year=2025, target=2)
    ada = await seat(ADA)
    page = ada.page
    await ada.go(f"{ada.network}/meetings")
    await expect(page.get_by_text("objectif manqué")).to_be_visible()
    assert await faults(page) == []
    form = page.get_by_role("group").filter(has_text="Planifier une réunion")
    await form.locator("summary").click()
    await form.get_by_label("Titre de la réunion").fill("Journée de lancement")
    await form.get_by_label("Type de réunion").select_option("annual")
    await expect(form.locator(".hint")).to_contain_text("Ateliers")
    await form.get_by_label("Date").fill("2026-06-12")
    await form.get_by_label("Heure de début").fill("09:00")
    await form.get_by_label("Durée en minutes").fill("300")
    assert await faults(page) == []
    await form.get_by_role("button", name="Planifier").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Journée de lancement")
    await expect(page.get_by_text("L’ordre du jour prend 5 h 45, la réunion dure 5 h")).to_be_visible()
    await expect(page.locator(".meeting-clock").nth(1)).to_have_text("09:30")

    phone = await seat(ADA, viewport=PHONE)
    await phone.page.goto(page.url)
    door = phone.page.locator(".meeting-door")
    people = page.locator(".meeting-people")
    await door.get_by_label("Pour quelle collectivité").select_option(str(HAUTEFEUILLE))
    await door.get_by_label("Personne").select_option(str(BEN))
    await door.get_by_role("button", name="Technicien").click()
    await door.get_by_label("Pour quelle collectivité").select_option(str(RIVEBELLE))
    for _ in range(2):
        await door.get_by_role("button", name="Élu").click()
    await expect(people).to_have_text("3 personnes")
    await expect(page.locator(".meeting-counts")).to_contain_text("2 élus et 1 technicien")
    await expect(page.locator(".meeting-counts")).to_contain_text("2 collectivités 2 communes")
    await expect(door.get_by_label("Personne").get_by_role("option", name="Ben Clairmont")).to_have_count(0)
    assert await phone.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert await faults(phone.page) == []

    # A list on paper: what it leaves open is settled before anybody is checked in, and it is taken once.
    await page.get_by_role("link", name="Reprendre une liste de présence").click()
    table = "Collectivité;Qualité\nHautefeuille;Maire\nRivebele;Agent\nRivebelle;Voisin\nRivebelle;Maire\n"
    paper: FilePayload = {"name": "presents.csv", "mimeType": "text/csv", "buffer": table.encode()}
    await page.get_by_label("Liste de présence").set_input_files(paper)
    total, lines = page.locator(".paper-total"), page.locator(".workshop-list > li")
    await expect(total).to_have_text("3 personnes 2 collectivités · 2 élus · 1 autre · 1 ligne sans collectivité membre")
    await lines.nth(1).get_by_label("Pour quelle collectivité").select_option(label="Rivebelle")
    await lines.nth(2).get_by_label("En tant que").select_option(label="Technicien ou technicienne")
    await lines.nth(3).get_by_label("Ne pas reprendre").check()
    await expect(total).to_have_text("3 personnes 2 collectivités · 1 élu · 2 techniciens")
    assert await faults(page) == []
    await page.get_by_role("button", name="Inscrire 3 présences").click()
    await expect(page.get_by_role("status").filter(has_text="Repris")).to_have_text("Repris : 3. Déjà là : 0. Refusés : 0.")
    await page.get_by_label("Liste de présence").set_input_files(paper)
    await expect(lines.filter(has_text="déjà là")).to_have_count(3)
    # The month on a wall: the keyboard goes from day to day and opens the meeting of one.
    await page.goto(f"{town.url}{ada.network}/meetings?month=2026-05")
    grid = page.get_by_role("grid", name="Mai 2026")
    await grid.get_by_role("gridcell", name="31 mai 2026").focus()
    for key in ("ArrowRight", "End", "PageUp", "PageDown", "ArrowDown", "ArrowLeft", "ArrowLeft"):
        await page.keyboard.press(key)
    await expect(page.get_by_role("gridcell", name="12 juin 2026 09:00 Journée de lancement")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(people).to_have_text("6 personnes")
    await expect(page.get_by_role("heading", level=1)).to_be_focused()

    form = page.get_by_role("group").filter(has_text="Consigner une décision")
    await form.locator("summary").press("Enter")
    await form.get_by_label("Ce qui est décidé").fill("Planter une haie avant l’hiver")
    await form.get_by_label("Qui s’en charge").select_option(label="Rivebelle")
    await form.get_by_label("Échéance").fill("2027-12-01")
    await form.get_by_label("Créer ou modifier une action").select_option(label="Plan climat")
    await form.get_by_label("Titre de la nouvelle action").fill("Planter une haie")
    await form.get_by_role("button", name="Consigner").click()
    await page.get_by_role("link", name="Voir l’action").click()
    await expect(page.get_by_role("heading", name="Planter une haie")).to_be_visible()
    await page.get_by_role("link", name="Décidée en réunion").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Journée de lancement")

    await expect(page.get_by_role("heading", level=1)).to_be_focused()  # which takes the focus from whatever has it before

    # What was planned is changed, items change places, a second decision changes the action and is taken back.
    await page.get_by_role("button", name="Modifier la réunion").press("Enter")
    dialog = page.get_by_role("dialog")
    await town.ask(ADA, "meeting.edit", page.url.rpartition("/")[2], place={"was": None, "to": "Mairie de Rivebelle"})
    await dialog.get_by_label("Lieu").fill("Salle des fêtes")
    await dialog.get_by_label("Titre de la réunion").fill("Journée de départ")
    assert await faults(page) == []
    await dialog.get_by_role("button", name="Enregistrer").press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Journée de départ")
    await expect(page.get_by_role("button", name="Modifier la réunion")).to_be_focused()  # given back by the dialogue as it closes
    await page.get_by_role("group", name="Deux valeurs").get_by_role("button", name="Prendre ma valeur").press("Enter")
    await expect(page.locator(".lead-in")).to_contain_text("Salle des fêtes")
    # As it stood at the first word of it: under its first name, with nobody there, and nothing to change.
    await page.get_by_role("button", name="Historique Journée").press("Enter")
    await dialog.get_by_role("link", name="Voir").last.click()
    await expect(page.locator(".banner-past")).to_contain_text("La réunion telle qu’elle était")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Journée de lancement")
    await expect(people).to_have_text("0 personne")
    for name in ("Modifier la réunion", "Clore la réunion", "Inviter"):
        await expect(page.get_by_role("button", name=name)).to_have_count(0)
    await expect(page.locator(".meeting-door")).to_have_count(0)
    assert await faults(page) == []
    # And the list of that moment, in the order of years and as a month.
    await ada.visit(f"{ada.network}/meetings?{page.url.partition('?')[2]}", ".banner-past")
    await expect(page.locator(".banner-past")).to_contain_text("Les réunions telles qu’elles étaient")
    await expect(page.get_by_role("button", name="Planifier")).to_have_count(0)
    await page.get_by_role("link", name="Calendrier").click()
    await page.get_by_role("button", name="La précédente").press("Enter")
    await expect(page.get_by_role("heading", name="juin 2026")).to_be_visible()
    assert await faults(page) == []
    await page.get_by_role("link", name="Journée de lancement").first.click()
    await expect(page.locator(".banner-past")).to_contain_text("La réunion telle qu’elle était")
    await page.get_by_role("link", name="Revenir à aujourd’hui").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Journée de départ")
    await page.get_by_role("button", name="Monter : Bilan").press("Enter")
    await expect(page.get_by_role("region", name="Ordre du jour").get_by_role("listitem").first).to_contain_text("Bilan")
    await page.get_by_role("button", name="Modifier Bilan").press("Enter")
    await dialog.get_by_label("Durée en minutes").fill("45")
    await recorded(page)
    await expect(page.get_by_role("region", name="Ordre du jour").get_by_role("listitem").first).to_contain_text("45 min")
    form = page.get_by_role("group").filter(has_text="Consigner une décision")
    await form.locator("summary").press("Enter")
    await form.get_by_label("Ce qui est décidé").fill("Commencer dès maintenant")
    await form.get_by_label("Qui s’en charge").select_option(label="Rivebelle")
    await form.get_by_label("Échéance").fill("2027-12-01")
    await form.get_by_label("Créer ou modifier une action").select_option(label="Plan climat")
    await form.get_by_label("Quelle action").select_option(label="Planter une haie")
    await form.get_by_label("État de l’action").select_option(label="En cours")
    await form.get_by_role("button", name="Consigner").click()
    await expect(page.get_by_role("link", name="Voir l’action")).to_have_count(2)
    (card,) = (await town.get(ADA, f"/plans/{town.plan}")).json()["actions"]
    assert card["status"] == "in_progress"
    await page.get_by_role("button", name="Retirer : Commencer dès maintenant").press("Enter")
    await expect(page.get_by_role("link", name="Voir l’action")).to_have_count(1)
    await page.get_by_role("button", name="Clore la réunion").click()
    await expect(phone.page.get_by_text("close", exact=True)).to_be_visible()
    await expect(door).to_have_count(0)
    assert await faults(page) == []

    # The letter of another meeting is answered without an account, by a button and not by opening it.
    meeting = str(ids.new())
    await town.ask(ADA, "meeting.plan", meeting, title="Rencontre d’hiver", kind="cafe", held_on="2031-12-04", begins="18:30")
    await town.ask(ADA, "meeting.invite", meeting, authorities=[str(HAUTEFEUILLE)])
    mayor = await seat(None, viewport=PHONE)
    mayor.faults_of("401", "404")
    letter = mayor.page
    await letter.goto(await letter_of(town, meeting))
    await expect(letter.get_by_role("heading", level=1)).to_have_text("Rencontre d’hiver")
    assert letter.url == f"{town.url}/answer", "the secret stands in no history"
    await expect(letter.get_by_text("Opening this page answers nothing").or_(letter.get_by_text("Pas encore de réponse"))).to_be_visible()
    assert await letter.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    await ada.go(f"{ada.network}/meetings/{meeting}")
    answers = page.get_by_role("region", name="Invitations")
    await expect(answers.get_by_role("status").first).to_contain_text("0 vient")
    await letter.get_by_role("button", name="ne vient pas").press("Enter")
    await expect(letter.get_by_role("status").filter(has_text="Réponse enregistrée")).to_contain_text("ne vient pas")
    await letter.get_by_role("button", name="vient", exact=True).press("Enter")
    await expect(letter.get_by_role("button", name="vient", exact=True)).to_have_attribute("aria-pressed", "true")
    await expect(answers.get_by_role("status").first).to_contain_text("1 vient")
    assert await faults(letter) == []
    await ada.go(f"{ada.network}/activity")
    line = page.locator(".told li").filter(has_text="a consigné la réponse donnée par la lettre envoyée à Ben Clairmont")
    await expect(line.first).to_contain_text("Le service")
    await ada.go(f"{ada.network}/meetings/{meeting}")
    await page.get_by_role("button", name="Désactiver les liens des lettres").click()
    await dialog.get_by_role("button", name="Désactiver les liens").click()
    await expect(page.get_by_text("Les liens des lettres envoyées ne répondent plus.")).to_be_visible()
    await letter.get_by_role("button", name="ne vient pas").click()
    await expect(letter.get_by_role("alert").filter(has_text="Ce lien ne permet pas")).to_be_visible()


async def letter_of(town: Town, meeting: str) -> str:
    """The link in the letter that Ben got for Hautefeuille."""
    holder = Holder(town.network, MeetingId(UUID(meeting)), HAUTEFEUILLE, BEN)
    async with town.service.pool.acquire() as connection:
        return await answer_links.make(connection, town.url, holder, date(2031, 12, 4))
