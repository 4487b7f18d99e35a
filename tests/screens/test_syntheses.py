"""From what was said to a roadmap in browsers: gathered, scored, promoted, consulted, adopted, started, and traced both ways."""

from playwright.async_api import Locator, Page, expect

from events import ids
from tests.http.test_syntheses import Day
from tests.http.town import Town, asking
from tests.people import ADA, BEN, CAS, HAUTEFEUILLE
from tests.screens.conftest import Seat
from tests.screens.test_accessibility import faults


async def unfolded(within: Page | Locator, title: str) -> Locator:
    """A form that was opened by its title."""
    form = within.locator("details.meeting-form").filter(has_text=title).first
    await form.locator("summary").press("Enter")
    return form


async def a_title_meets_another_and_an_answer_is_linked(town: Town, page: Page, synthesis: str) -> None:
    """Ben renames the first cluster while its dialogue is open; what Hautefeuille answered is chosen, not typed."""
    sponsors = page.locator(".cluster").first
    title = await sponsors.get_by_role("heading", level=3).inner_text()
    cluster = (await town.get(BEN, f"/syntheses/{synthesis}", after=f"1.{await town.head()}")).json()["clusters"][0]["cluster_id"]
    await sponsors.get_by_role("button", name="Modifier «").click()
    await page.get_by_role("dialog").get_by_label("Titre du regroupement").fill("Parrainer")
    await page.get_by_role("dialog").get_by_label("Résumé").fill("Les anciennes guident les nouvelles.")
    await town.ask(BEN, "synthesis.edit_cluster", synthesis, cluster=cluster, title={"was": title, "to": "Parrainages"})
    await page.get_by_role("dialog").get_by_role("button", name="Enregistrer").click()
    await expect(sponsors.get_by_text("Les anciennes guident les nouvelles.")).to_be_visible()
    await sponsors.get_by_role("button", name="Prendre ma valeur").click()
    await expect(sponsors.get_by_role("heading", level=3)).to_have_text("Parrainer")
    await expect(page.locator(".conflict")).to_have_count(0)
    asked, question = str(ids.new()), str(ids.new())
    await town.ask(ADA, "questionnaire.draft", asked, title="Vos besoins", respondents="authorities")
    posed = {"question": question, "text": "De quoi manquez-vous ?", "kind": "text", "order_key": "V"}
    await town.ask(ADA, "questionnaire.add_question", asked, **posed)
    await town.ask(ADA, "questionnaire.open", asked)
    await town.ask(BEN, "questionnaire.answer", asked, answers={question: {"text": "D’un parrain"}}, authority=str(HAUTEFEUILLE))
    form = await unfolded(sponsors, "Relier une réponse de questionnaire")
    await form.get_by_label("Questionnaire adressé").select_option(label="Vos besoins")
    await form.get_by_label("Question", exact=True).select_option(label="De quoi manquez-vous ?")
    await form.get_by_label("Réponse", exact=True).select_option(label="Hautefeuille, D’un parrain")
    assert await faults(page) == []
    await form.get_by_role("button", name="Relier").click()
    said = sponsors.get_by_role("listitem").filter(has_text="Hautefeuille, à la question")
    await expect(said.get_by_role("link", name="Vos besoins")).to_be_visible()
    await said.get_by_role("button", name="Délier").click()
    await expect(said).to_have_count(0)
    await form.get_by_role("button", name="Relier").click()
    await expect(form.get_by_text("Choisissez une question, puis une réponse.")).to_be_visible()


async def one_goes_to_what_was_said_and_back(page: Page) -> None:
    """From a contribution in a cluster to its workshop, and from there to its cluster again."""
    where = page.url
    await page.locator(".cluster").first.get_by_role("link", name="S’entraider").click()
    said = page.locator(".workshop-list > li").filter(has_text="Le parrainage des nouvelles communes")
    await expect(said).to_be_focused()
    assert await faults(page) == []
    await said.get_by_role("link", name="Parrainer").click()
    await expect(page.get_by_role("heading", name="Parrainer", level=3)).to_be_focused()
    assert page.url.partition("#")[0] == where


async def test_what_was_said_becomes_a_roadmap_that_leads_back_to_it(town: Town, seat: Seat) -> None:
    day = await Day(town).told()
    plan = str(ids.new())
    opening = {"tag": "action_plan.open", "title": "Feuille de route", "authority": str(HAUTEFEUILLE)}
    await town.ask(BEN, "together.draft_roadmap", plan, first_year=2026, last_year=2027, open=opening)
    ada, cas = await seat(ADA), await seat(CAS)
    page = ada.page
    await ada.go(f"{ada.network}/syntheses")
    await page.get_by_role("link", name="Ce que nous voulons").click()
    await expect(page.locator(".lead-in")).to_have_text("9 contributions · 0 regroupement · 9 en attente")
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    join = page.get_by_role("button", name="Réunir «").and_(page.locator("[aria-label*=parrainage]"))
    await join.press("Enter")
    await expect(page.locator(".lead-in")).to_have_text("9 contributions · 1 regroupement · 7 en attente")
    await page.get_by_role("button", name="Sortir du regroupement").last.press("Enter")
    await expect(page.locator(".lead-in")).to_have_text("9 contributions · 1 regroupement · 8 en attente")
    await join.press("Enter")
    await expect(page.locator(".lead-in")).to_have_text("9 contributions · 1 regroupement · 7 en attente")
    await page.get_by_role("checkbox", name="Grouper les achats").check()
    form = await unfolded(page, "Regrouper les contributions choisies")
    await form.get_by_label("Titre du regroupement").fill("Gobelets")
    await form.get_by_role("button", name="Regrouper").click()
    await expect(page.locator(".cluster")).to_have_count(2)
    assert await faults(page) == []
    await a_title_meets_another_and_an_answer_is_linked(town, page, day.synthesis)
    await one_goes_to_what_was_said_and_back(page)

    await cas.page.goto(page.url)
    theirs = cas.page.locator(".cluster").first
    form = await unfolded(theirs, "Noter")
    await form.get_by_label("Critère").select_option(label="besoin")
    await form.get_by_label("Note, de 1 à 5").select_option("4")
    await form.get_by_label("Pourquoi").fill("Trois communes attendent")
    await form.get_by_role("button", name="Enregistrer la note").click()
    sponsors, cups = page.locator(".cluster").first, page.locator(".cluster").nth(1)
    await expect(sponsors.get_by_text("besoin 4/5")).to_be_visible()  # on the other screen, by itself
    form = await unfolded(cups, "Mettre de côté")
    await form.get_by_label("Motif").fill("Le département le fait déjà")
    await form.get_by_role("button", name="Mettre de côté").click()
    await expect(cups.get_by_text("mis de côté")).to_be_visible()
    form = await unfolded(sponsors, "En faire une action")
    await form.get_by_label("Plan ou feuille de route").select_option(label="Feuille de route (feuille de route)")
    await form.get_by_label("Titre de l’action").fill("Parrainer les nouveaux")
    await form.get_by_role("button", name="Créer l’action").click()
    await expect(sponsors.get_by_text("devenu une action")).to_be_visible()
    await sponsors.get_by_role("button", name="Que devient").first.click()
    await expect(page.get_by_role("dialog").get_by_text("Elle est devenue une action.")).to_be_visible()
    assert await faults(page) == []
    await page.get_by_role("dialog").get_by_role("link", name="Parrainer les nouveaux").click()
    await expect(page.get_by_role("heading", level=1)).to_be_focused()  # the page has arrived, and takes the focus from nobody any more
    await page.get_by_text("D’où vient cette action").press("Enter")
    await expect(page.get_by_text("Elle vient de 2 contributions.")).to_be_visible()
    await expect(page.locator(".timeline q").first).to_contain_text("parrainage")
    assert await faults(page) == []

    await ada.go(f"{ada.network}/roadmaps")
    await page.get_by_role("link", name="Feuille de route", exact=True).click()
    form = await unfolded(page, "Envoyer aux membres pour avis")
    await form.get_by_label("Dernier jour pour répondre").fill("2199-12-31")
    await form.get_by_role("button", name="Consulter 2 collectivités").click()
    await expect(page.get_by_text("0 avis sur 2 collectivités consultées")).to_be_visible()
    await cas.page.goto(page.url)
    form = await unfolded(cas.page, "Donner un avis")
    await form.get_by_label("Avis", exact=True).select_option(label="favorable")
    await form.get_by_role("button", name="Donner cet avis").click()
    await expect(page.get_by_text("1 avis sur 2 collectivités consultées")).to_be_visible()
    form = await unfolded(page, "Clore la consultation")
    await form.get_by_label("Pourquoi avant la date").fill("Le comité se réunit demain")
    await form.get_by_role("button", name="Clore").click()
    form = await unfolded(page, "Consigner l’adoption")
    await form.get_by_label("Instance qui l’adopte").fill("Comité de pilotage")
    await form.get_by_role("button", name="Consigner l’adoption").click()
    form = await unfolded(page, "Lancer la feuille de route")
    await form.get_by_label("Parrainer les nouveaux").check()
    await form.get_by_role("button", name="Lancer").click()
    await expect(page.get_by_role("heading", name="Programme 2026")).to_be_visible()
    await expect(cas.page.get_by_text("0 réalisées sur 1")).to_be_visible()
    assert await faults(page) == []
    form = await unfolded(page, "Fixer le programme d’une année")
    await form.get_by_label("Parrainer les nouveaux").uncheck()
    await town.post(ADA, asking("action.add", (other := str(ids.new())), plan=plan, title="Former", order_key="W"))
    await form.get_by_label("Former").check()
    await form.get_by_role("button", name="Fixer le programme").click()
    await expect(form.get_by_text("Dites pourquoi chaque action")).to_be_visible()
    await form.get_by_label("Pourquoi « Parrainer les nouveaux »").fill("Faute de temps")
    await form.get_by_role("button", name="Fixer le programme").click()
    await expect(page.get_by_role("heading", name="Programme 2027")).to_be_visible()
    await expect(page.get_by_text("Laissée de côté\u00a0: Parrainer")).to_be_visible()
    assert (await town.get(ADA, f"/plans/{plan}/roadmap")).json()["programmes"][1]["action_ids"] == [other]
