"""Getting in, finding one's way, looking back: what stands around the table."""

import re

from playwright.async_api import expect

from events import ids
from service.identity import links
from tests.http.town import Town, asking
from tests.people import ADA, BEN, CAS, EVA
from tests.screens.conftest import Seat
from tests.screens.furnished import furnish


async def test_a_link_is_redeemed_by_a_button_once(town: Town, seat: Seat) -> None:
    async with town.service.pool.acquire() as connection:
        link = await links.make(connection, town.url, BEN)
    nobody = await seat(None)
    nobody.faults_of("401")
    await nobody.page.goto(link)
    await expect(nobody.page).to_have_url(f"{town.url}/sign-in")  # the token stands in no history
    await nobody.page.get_by_role("button", name="Se connecter").click()
    await expect(nobody.page.get_by_role("heading", level=1)).to_contain_text("Ben Clairmont")
    again = await seat(None)
    again.faults_of("401")
    await again.page.goto(link)
    await again.page.get_by_role("button", name="Se connecter").click()
    await expect(again.page.get_by_role("alert")).to_contain_text("a déjà servi")


async def test_without_a_session_every_address_asks_for_a_link(town: Town, seat: Seat) -> None:
    nobody = await seat(None)
    nobody.faults_of("401")
    await nobody.page.goto(town.url + nobody.plan)
    await expect(nobody.page.get_by_role("main")).to_contain_text("demandez-en un à l’animateur")


async def test_what_is_not_ones_own_looks_like_what_does_not_exist(town: Town, seat: Seat) -> None:
    eva = await seat(EVA)
    await eva.page.goto(town.url + eva.plan)
    await expect(eva.page.get_by_role("heading", level=1)).to_have_text("Réseau introuvable")


async def test_a_page_that_could_not_be_fetched_comes_by_itself_once_it_can(town: Town, seat: Seat) -> None:
    ben = await seat(BEN)
    ben.faults_of("ERR_FAILED")
    await ben.go(ben.network)
    await ben.page.route("**/Groups-*.js", lambda route: route.abort())
    await ben.page.evaluate(
        "address => { history.pushState(null, '', address); dispatchEvent(new PopStateEvent('popstate')); }", f"{ben.network}/groups"
    )
    await expect(ben.page.get_by_role("heading", level=1)).to_have_text("Le service ne répond pas")
    await ben.page.unroute("**/Groups-*.js")
    await expect(ben.page.get_by_role("heading", level=1)).to_have_text("Groupes et instances")


async def test_signing_out_warns_of_what_was_not_sent(town: Town, seat: Seat) -> None:
    action = await town.add(ADA, "Relever les compteurs")
    ben = await seat(BEN)
    ben.faults_of("401")
    await ben.may_be_cut()
    await ben.go(ben.plan)
    await ben.cut_off()
    await ben.change(action, "title", "Relever les compteurs d’eau")
    await ben.page.locator(".account summary").click()
    await ben.page.get_by_role("button", name="Se déconnecter").click()
    dialog = ben.page.get_by_role("dialog", name="Des saisies ne sont pas encore envoyées")
    await expect(dialog).to_contain_text("Relever les compteurs d’eau")
    await dialog.get_by_role("button", name="Rester").click()
    # It is theirs, wherever in the app they leave: from a page that opens no network, too.
    await ben.page.goto(f"{town.url}/account")
    await ben.page.locator(".account summary").click()
    await ben.page.get_by_role("button", name="Se déconnecter", exact=True).click()
    await expect(dialog).to_contain_text("Relever les compteurs d’eau")
    await dialog.get_by_role("button", name="Rester").click()
    await ben.page.goto(town.url + ben.plan)
    await ben.back()
    await ben.online()
    await expect(ben.page.locator(".link")).not_to_contain_text("en attente")
    await ben.page.locator(".account summary").click()
    await ben.page.get_by_role("button", name="Se déconnecter").click()
    await expect(ben.page).to_have_url(f"{town.url}/sign-in")


async def test_the_focus_and_the_title_follow_the_page(town: Town, seat: Seat) -> None:
    plan = await furnish(town)
    ben = await seat(BEN)
    await ben.go(ben.network)
    await ben.page.get_by_role("link", name="Plan climat").click()
    await expect(ben.page.get_by_role("heading", level=1)).to_be_focused()
    await expect(ben.page).to_have_title("Plan climat – Réseau des deux vallées – Club 21")
    await ben.visit(f"{ben.network}/roadmaps", ".main-roadmaps .empty")
    await expect(ben.page.get_by_role("heading", level=1)).to_be_focused()  # what holds nothing has a beginning, too
    await ben.page.go_back()
    await ben.page.locator(f'a[href$="{plan.action}"]').first.click()
    await expect(ben.page.get_by_role("heading", level=1)).to_be_focused()
    await expect(ben.page).to_have_title("1.1 Relancer Carapatte – Réseau des deux vallées – Club 21")
    await ben.page.go_back()
    await expect(ben.page).to_have_title("Plan climat – Réseau des deux vallées – Club 21")
    await expect(ben.cell(plan.action, "title")).to_be_focused()  # where one came from, not the top of the page


async def test_the_language_is_kept_and_numbers_follow_it(town: Town, seat: Seat) -> None:
    plan = await furnish(town)
    ben = await seat(BEN)
    await ben.go(ben.plan)
    budget = ben.cell(plan.action, "budget_planned")
    await expect(budget).to_have_text("24\u202f000,50\u00a0€")
    await ben.page.locator(".language[lang=en]").click()
    await expect(budget).to_have_text("€24,000.50")
    await ben.page.reload()
    await expect(ben.page.get_by_role("link", name="Table", exact=True)).to_be_visible()
    await expect(ben.page.locator("html")).to_have_attribute("lang", "en")


async def test_filters_stand_in_the_address(town: Town, seat: Seat) -> None:
    plan = await furnish(town)
    ben, cas = await seat(BEN), await seat(CAS)
    await ben.go(ben.plan)
    rows = ben.page.locator("tr[aria-label]")
    await expect(rows).to_have_count(4)
    await ben.page.get_by_label("Rechercher dans le plan").fill("vélos assistance")
    await expect(rows).to_have_count(1)
    await ben.page.get_by_label("Rechercher dans le plan").fill("")
    await ben.page.locator(".filters .menu summary").first.click()
    await ben.page.get_by_label("En retard").check()
    await expect(rows).to_have_count(1)
    await expect(ben.cell(plan.action, "title")).to_contain_text("En retard")
    await cas.go(ben.page.url.removeprefix(town.url))
    await expect(cas.page.locator("tr[aria-label]")).to_have_count(1)


async def test_what_has_a_name_in_the_past_is_seen_as_it_was(town: Town, seat: Seat) -> None:
    plan = await furnish(town)
    ben, cas = await seat(BEN), await seat(CAS)
    page = ben.page
    await ben.go(f"{ben.plan}/structure")
    await page.get_by_role("link", name="Voir cette version").click()
    await expect(page.locator(".banner-past")).to_contain_text("Version 1")
    await expect(ben.cell(plan.action, "title")).to_contain_text("Relancer le ramassage scolaire à pied")
    await ben.cell(plan.action, "title").dblclick()
    await expect(page.locator(".grid .control")).to_have_count(0)
    await page.get_by_role("link", name="Revenir à aujourd’hui").click()
    await expect(ben.cell(plan.action, "title")).to_contain_text("Relancer Carapatte")
    # Now gets a name; what comes later does not change it, and whoever is given the address sees the same.
    await page.get_by_role("button", name="Remonter le temps").click()
    await page.get_by_role("button", name="Nommer ce moment").click()
    dialog = page.get_by_role("dialog", name="Nommer ce moment")
    await dialog.get_by_label("Titre").fill("Vote du conseil")
    await dialog.get_by_label("Jour").fill("2015-01-30")
    await dialog.get_by_role("button", name="Enregistrer").click()
    await expect(dialog).to_have_count(0)
    await ben.change(plan.action, "title", "Relancer le pédibus")
    await page.locator(".time-bar summary").click()
    await page.get_by_role("link", name="Vote du conseil").click()
    await expect(page.locator(".banner-past")).to_contain_text("«\u00a0Vote du conseil\u00a0» (délibération du conseil, 30 janvier 2015)")
    await cas.go(page.url.removeprefix(town.url))
    await expect(cas.page.locator(".banner-past")).to_contain_text("Vote du conseil")
    for desk in (ben, cas):
        await expect(desk.cell(plan.action, "title")).to_contain_text("Relancer Carapatte")
        await expect(desk.page.get_by_role("button", name="Ajouter une action")).to_have_count(0)
    # By keyboard, to a day: it is the page of that day, and says so.
    slider = page.get_by_role("slider", name="Jour affiché")
    await slider.press("End")
    await slider.press("Home")
    await expect(page.locator(".banner-past")).to_contain_text("État au ")
    await expect(ben.cell(plan.action, "title")).to_contain_text("Relancer le pédibus")
    # A page that shows today alone says so, and leads to one that does not.
    await cas.visit(f"{cas.network}?at=1.{await town.head()}", ".banner-past")
    await cas.page.get_by_role("link", name="Voir les chiffres de ce moment").click()
    await expect(cas.page.locator(".banner-past")).to_contain_text("État au ")
    # Back to what has a name; and time goes by on its own up to today, where it says so and stops.
    await page.get_by_role("button", name="Moment nommé précédent\u00a0: Vote du conseil").click()
    await expect(page.locator(".banner-past")).to_contain_text("Vote du conseil")
    await page.get_by_role("button", name="Faire défiler le temps").press("Enter")
    await expect(ben.cell(plan.action, "title")).to_contain_text("Relancer le pédibus")
    await expect(page.get_by_role("log")).to_contain_text(re.compile(r"\u00a0: \d+ actions?"))
    await expect(page.get_by_role("button", name="Faire défiler le temps")).to_be_focused()
    await page.get_by_role("link", name="Revenir à aujourd’hui").click()
    await expect(page.locator(".banner-past")).to_have_count(0)
    await expect(page.get_by_role("button", name="Ajouter une action")).to_be_visible()
    # What changed since the vote, word by word; whoever is given the address sees the same.
    await ben.go(f"{ben.plan}/structure")
    await page.get_by_role("link", name="Comparer avec maintenant Vote du conseil").click()
    await expect(page.get_by_role("heading", name="Comparer deux dates")).to_be_visible()
    await expect(page).to_have_url(re.compile(r"/compare\?from=moment%3A[0-9a-f-]+$"))
    await cas.go(page.url.removeprefix(town.url))
    for desk in (ben, cas):
        line = desk.page.locator(".compare-action").filter(has_text="1.1")
        await expect(line.locator("del")).to_contain_text("Carapatte")
        await expect(line.locator("ins")).to_contain_text("le pédibus")
        await expect(line.locator(".compare-hands")).to_contain_text("Ben Clairmont")
    await page.get_by_role("group", name="Seconde date").get_by_label("ou un moment nommé").select_option("Vote du conseil")
    await page.get_by_role("button", name="Comparer").click()
    await expect(page.get_by_text("Rien n’a changé entre ces deux moments.")).to_be_visible()


async def test_what_was_due_later_is_not_late_in_a_version(town: Town, seat: Seat) -> None:
    action = await town.add(ADA, "Planter un verger", ends_on="2099-06-30")
    await town.ask(ADA, "action_plan.publish", town.plan, version=str(ids.new()), label="Version 1")
    ben = await seat(BEN)
    await ben.page.clock.set_fixed_time("2100-01-01T12:00:00Z")
    await ben.go(ben.plan)
    await expect(ben.cell(action, "title")).to_contain_text("En retard")
    await ben.go(f"{ben.plan}/structure")
    await ben.page.get_by_role("link", name="Voir cette version").click()
    await expect(ben.page.locator(".banner-past")).to_be_visible()
    await expect(ben.cell(action, "title")).to_contain_text("Planter un verger")
    await expect(ben.cell(action, "title")).not_to_contain_text("En retard")


async def test_every_field_of_the_card_is_edited_where_it_stands(town: Town, seat: Seat) -> None:
    plan = await furnish(town)
    ben, cas = await seat(BEN), await seat(CAS)
    await ben.go(ben.card(plan.action))
    await cas.go(cas.card(plan.action))
    page = ben.page
    fields = {
        "Description": "Trois lignes.\nDeux horaires.",
        "Pilote": "Mairie",
        "Partenaires": "Club cycliste\nÉcole du Pré",
        "Budget réel HT": "1 234,50",
        "Début": "2011-10-03",
        "Notes": "Voir le compte rendu.",
        "Indicateur": "Élèves par jour",
    }
    await page.get_by_text("Dire pourquoi").click()
    await page.get_by_label("Motif de mes modifications").fill("Vœu du conseil municipal")
    for label, text in fields.items():
        control = page.get_by_label(label, exact=True).first
        await control.fill(text)
        await control.blur()
    await page.get_by_label("Biodiversité, milieux et ressources").check()
    await page.get_by_label("Participation citoyenne").select_option("Concertation")
    await page.get_by_label("Nouveau financeur").fill("Département")
    await page.get_by_label("Montant HT", exact=True).fill("500")
    await page.locator(".inline-form button").first.click()
    await page.get_by_role("button", name="Retirer Région").click()
    other = cas.page
    for label, text in fields.items():
        expected = "1\u202f234,50" if label == "Budget réel HT" else text
        await expect(other.get_by_label(label, exact=True).first).to_have_value(expected)
    await expect(other.get_by_label("Biodiversité, milieux et ressources")).to_be_checked()
    await expect(other.get_by_label("Montant de Département")).to_have_value("500")
    await expect(other.get_by_label("Montant de Région")).to_have_count(0)
    # All of it at a stretch: one session, which is told as a whole and change by change.
    session = other.locator(".history-session").first
    await expect(session).to_contain_text("modifications en une fois")
    await expect(session.get_by_role("cell", name="1\u202f234,50\u00a0€")).to_be_visible()
    await session.get_by_text("Chaque modification").click()
    await expect(session.locator(".history-entry").first).to_be_visible()
    await expect(session.locator(".history-why").first).to_contain_text("Vœu du conseil municipal")
    await other.get_by_label("Champ").select_option("Pilote")
    await expect(other.get_by_text("2 versions de ce champ")).to_be_visible()
    await expect(other.locator(".history-entry").first).to_contain_text("Mairie")


async def test_an_amount_that_is_none_is_said_and_kept(town: Town, seat: Seat) -> None:
    plan = await furnish(town)
    ben = await seat(BEN)
    await ben.go(ben.card(plan.action))
    budget = ben.page.get_by_label("Budget réel HT")
    await budget.fill("environ mille")
    await budget.blur()
    await expect(ben.page.get_by_text("Ce n’est pas un montant")).to_be_visible()
    await expect(budget).to_have_value("environ mille")
    await expect(budget).to_have_attribute("aria-invalid", "true")
    # So is a text that is longer than its field: nothing of it is cut.
    notes = ben.page.get_by_label("Notes", exact=True)
    await notes.fill("a" * 20_001)
    await expect(ben.page.get_by_text("Ce texte compte 20\u202f001 caractères, 20\u202f000 au plus.")).to_be_visible()
    await notes.blur()
    assert len(await notes.input_value()) == 20_001
    assert (await town.get(BEN, f"/actions/{plan.action}")).json()["notes"] is None
    # Left for another page, both wait to be finished; the one is given up, the other shortened.
    await ben.page.get_by_role("navigation", name="Fil").get_by_role("link", name="Plan climat").click()
    left = ben.page.get_by_role("region", name="2 saisies n’ont pas été enregistrées")
    await left.get_by_role("listitem").filter(has_text="environ mille").get_by_role("button", name="Abandonner").click()
    await ben.page.get_by_role("button", name="Reprendre").click()
    await expect(notes).to_be_focused()
    # The page is loaded anew before the browser has written down what was asked: nothing of it is lost.
    await ben.page.evaluate("IDBDatabase.prototype.transaction = () => ({ objectStore: () => ({ put() {}, delete() {} }) })")
    await notes.fill("b" * 20_000)
    await notes.blur()
    await ben.page.reload()
    await expect(notes).to_have_value("b" * 20_000)
    await expect(budget).to_have_value("")


async def test_activity_is_told_in_plain_words(town: Town, seat: Seat) -> None:
    plan = await furnish(town)
    ben, cas = await seat(BEN), await seat(CAS)
    await ben.go(f"{ben.plan}/activity")
    await expect(ben.page.locator(".told")).to_contain_text(["Ada Vallon a publié la version «\u00a0Version 1\u00a0»"])
    await cas.go(cas.plan)
    await cas.change(plan.action, "lead", "Rivebelle")
    await expect(ben.page.locator(".told li").first).to_contain_text(
        "Cas Merlange a inscrit «\u00a0Rivebelle\u00a0» dans le champ Pilote de l’action «\u00a0Relancer Carapatte\u00a0»"
    )


async def test_axes_are_added_renamed_and_ordered(town: Town, seat: Seat) -> None:
    await furnish(town)
    ben, cas = await seat(BEN), await seat(CAS)
    await cas.go(cas.plan)
    await ben.go(f"{ben.plan}/structure")
    await ben.page.get_by_label("Nouvel axe").fill("Mieux manger")
    await ben.page.get_by_role("button", name="Ajouter un axe").click()
    bands = cas.page.locator(".band-title")
    await expect(bands).to_contain_text(["Se déplacer autrement", "À pied", "Montrer l’exemple", "Mieux manger"])
    await ben.page.get_by_role("button", name="Monter l’axe «\u00a0Mieux manger\u00a0»").click()
    await expect(bands).to_contain_text(["Se déplacer autrement", "À pied", "Mieux manger", "Montrer l’exemple"])
    title = ben.page.locator(".axis-line input.control").first
    await title.fill("Se déplacer mieux")
    await title.press("Enter")
    await expect(bands.first).to_contain_text("Se déplacer mieux")


async def test_a_plan_is_opened_and_filled(town: Town, seat: Seat) -> None:
    ben, cas = await seat(BEN), await seat(CAS)
    await cas.go(cas.network)
    await ben.go(ben.network)
    await ben.page.get_by_role("button", name="Ouvrir un plan").click()
    dialog = ben.page.get_by_role("dialog")
    await dialog.get_by_label("Titre du plan").fill("Agenda 21")
    await dialog.get_by_role("button", name="Ouvrir un plan").click()
    await expect(cas.page.get_by_role("link", name="Agenda 21")).to_be_visible()
    await ben.page.get_by_role("button", name="Ajouter une action").click()
    await ben.page.get_by_role("dialog").get_by_label("Titre").fill("Commencer")
    await ben.page.keyboard.press("Enter")
    await expect(ben.page.get_by_role("row", name="Commencer")).to_be_visible()
    await ben.online()
    await expect(ben.page.get_by_role("row", name="Commencer")).to_be_visible()  # also once the service has it
    await expect(ben.page.locator(".mark-waiting")).to_have_count(0)
    await cas.page.get_by_role("link", name="Agenda 21").click()
    await expect(cas.page.get_by_role("row", name="Commencer")).to_be_visible()


async def test_a_session_that_ended_elsewhere_is_said_and_nothing_typed_is_lost(town: Town, seat: Seat) -> None:
    action = await town.add(ADA, "Sortir les vélos")
    ben = await seat(BEN)
    ben.faults_of("401")
    await ben.go(ben.plan)
    await expect(ben.cell(action, "title")).to_be_visible()
    await town.browser(BEN).delete("/api/session")
    await expect(ben.page.get_by_role("alert")).to_contain_text("Votre session a pris fin")
    await ben.change(action, "title", "Sortir les vélos le dimanche")
    await expect(ben.cell(action, "title")).to_contain_text("Sortir les vélos le dimanche")
    await expect(ben.page.locator(".link")).to_contain_text("1 en attente")


async def test_a_plan_of_a_whole_department_is_there_at_once(town: Town, seat: Seat) -> None:
    """280 actions, as many as the largest contract in the sources: the first rows answer while the rest are drawn."""
    for start in range(0, 280, 70):
        answer = await town.post(
            ADA,
            [
                asking("action.add", ids.new(), plan=town.plan, title=f"Action {number}", order_key=f"V{number:03}V")
                for number in range(start, start + 70)
            ],
        )
        assert answer.status_code == 200
    ben, cas = await seat(BEN), await seat(CAS)
    await cas.go(cas.plan)
    await ben.go(ben.plan)
    await expect(ben.page.locator("tr[aria-label]")).to_have_count(280)
    first = ben.page.locator("tr[aria-label] th").first
    action = await first.get_attribute("data-action")
    assert action
    await ben.change(action, "title", "Changée parmi 280")
    await expect(cas.cell(action, "title")).to_contain_text("Changée parmi 280")
    # Far down, a card is opened from the lead of its action; the way back ends in the same cell.
    opened = ben.page.get_by_role("row", name="Action 200").get_by_role("rowheader")
    await opened.focus()
    await ben.page.keyboard.press("ArrowRight")
    cell = await ben.page.evaluate("document.activeElement.dataset.cell")
    await ben.page.keyboard.press("Control+Enter")
    await expect(ben.page.get_by_role("heading", level=1)).to_be_focused()
    await ben.page.locator(".trail a").click()
    await expect(ben.page.locator(f'[data-cell="{cell}"]')).to_be_focused()
    await expect(ben.page.locator(f'[data-cell="{cell}"]')).to_be_in_viewport()


async def test_phases_versions_and_sub_actions_are_added_where_they_stand(town: Town, seat: Seat) -> None:
    plan = await furnish(town)
    ben, cas = await seat(BEN), await seat(CAS)
    await ben.go(f"{ben.plan}/structure")
    await cas.go(f"{cas.plan}/structure")
    phases = ben.page.locator(".part", has_text="Phases d’élaboration")
    await phases.get_by_label("Nouvelle phase").fill("Stratégie")
    await phases.get_by_role("button", name="Ajouter une phase").click()
    await expect(cas.page.locator(".phase-line")).to_have_count(2)
    start = phases.locator(".phase-line").nth(1).get_by_label("Début")
    await start.fill("2011-03-01")
    await start.blur()
    await expect(cas.page.locator(".phase-line").nth(1).get_by_label("Début")).to_have_value("2011-03-01")
    await ben.page.get_by_label("Nom de la nouvelle version").fill("Version 2")
    await ben.page.get_by_role("button", name="Publier l’état actuel").click()
    await expect(cas.page.locator(".versions")).to_contain_text("Version 2")
    await cas.page.get_by_role("link", name="Voir cette version Version 2").click()
    await expect(cas.page.locator(".banner-past")).to_contain_text("Version 2")
    await ben.go(ben.card(plan.action))
    await ben.page.get_by_role("button", name="Ajouter une sous-action").click()
    await ben.page.get_by_role("dialog").get_by_label("Titre").fill("Former les accompagnateurs")
    await ben.page.keyboard.press("Enter")
    await expect(ben.page.get_by_role("link", name="Former les accompagnateurs")).to_be_visible()


async def test_an_action_is_withdrawn_with_a_reason_and_restored(town: Town, seat: Seat) -> None:
    plan = await furnish(town)
    ben, cas = await seat(BEN), await seat(CAS)
    await cas.go(cas.plan)
    await ben.go(ben.card(plan.action))
    await ben.page.get_by_role("button", name="Retirer", exact=True).click()
    await ben.page.get_by_role("dialog").get_by_label("Motif").fill("Reprise par l’agglomération.")
    await ben.page.get_by_role("button", name="Confirmer").click()
    await expect(cas.cell(plan.action, "title")).to_have_count(0)
    await expect(ben.page.locator(".history")).to_contain_text("Reprise par l’agglomération.")
    await ben.page.get_by_role("button", name="Rétablir", exact=True).click()
    await expect(cas.cell(plan.action, "title")).to_be_visible()


async def test_a_clash_stands_beside_its_field_and_what_is_there_can_be_kept(town: Town, seat: Seat) -> None:
    plan = await furnish(town)
    ben = await seat(BEN)
    await ben.go(ben.card(plan.action))
    clash = ben.page.get_by_role("group", name="Deux valeurs pour «\u00a0Titre\u00a0»")
    await expect(clash).to_contain_text("Relancer Carapatte")
    await expect(clash).to_contain_text("Saisie de Cas Merlange")
    await expect(clash).to_contain_text("Relancer le pédibus")
    await clash.get_by_role("button", name="Garder ce qui est là").click()
    await expect(clash).to_have_count(0)
    await expect(ben.page.get_by_label("Titre", exact=True)).to_have_value("Relancer Carapatte")
    await expect(ben.page.locator(".history")).to_contain_text("a départagé deux valeurs")


async def test_a_link_pasted_where_one_waits_for_it_is_taken(town: Town, seat: Seat) -> None:
    async with town.service.pool.acquire() as connection:
        link = await links.make(connection, town.url, CAS)
    nobody = await seat(None)
    nobody.faults_of("401")
    await nobody.page.goto(f"{town.url}/sign-in")
    await expect(nobody.page.get_by_role("main")).to_contain_text("demandez-en un")
    await nobody.page.goto(link)
    await nobody.page.get_by_role("button", name="Se connecter").click()
    await expect(nobody.page.get_by_role("heading", level=1)).to_contain_text("Cas Merlange")


async def test_the_same_tab_opened_twice_does_not_fight_over_its_connection(town: Town, seat: Seat) -> None:
    ben = await seat(BEN)
    await ben.go(ben.plan)
    async with ben.context.expect_page() as opened:
        await ben.page.evaluate("window.open(location.href)")
    twin = await opened.value
    await expect(twin.locator(".link")).to_contain_text("En ligne")
    await expect(ben.page.locator(".link")).to_contain_text("En ligne")
