"""A whole morning's work without touching the mouse."""

from playwright.async_api import expect

from tests.http.test_attachments import attach
from tests.http.town import Town, asking
from tests.people import ADA, BEN, CAS
from tests.screens.conftest import Seat
from tests.screens.furnished import furnish

#: Three keys of one hand: what is further apart than a second is several changes.
AT_A_STRETCH = """bar => [['ArrowRight', {}], ['ArrowRight', {shiftKey: true}], ['ArrowLeft', {ctrlKey: true}]].forEach(
    ([key, held]) => bar.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true, ...held})))"""


async def test_the_table_is_walked_and_edited_like_a_spreadsheet(town: Town, seat: Seat) -> None:
    plan = await furnish(town)
    ben = await seat(BEN)
    await ben.go(ben.plan)
    press = ben.page.keyboard.press
    # One stop of the Tab key leads into the table, on the first axis.
    await ben.page.locator(".filter-columns summary").focus()
    await press("Tab")
    await expect(ben.page.locator(".sheet")).to_contain_text("Se déplacer autrement")
    while await ben.page.evaluate("document.activeElement.dataset.cell === undefined"):
        await press("Tab")
    await press("Control+Home")
    await expect(ben.page.locator(":focus")).to_contain_text("Se déplacer autrement")
    # Down to the action, right to its lead, edited by typing, given up by Escape.
    while await ben.page.evaluate("document.activeElement.dataset.cell") != f"{plan.action}/title":
        await press("ArrowDown")
    while await ben.page.evaluate("document.activeElement.dataset.cell") != f"{plan.action}/lead":
        await press("ArrowRight")
    await press("M")
    control = ben.cell(plan.action, "lead").locator(".control")
    await expect(control).to_have_value("M")
    await press("Escape")
    await expect(ben.cell(plan.action, "lead")).to_be_focused()
    await expect(ben.cell(plan.action, "lead")).to_contain_text("Ville de Hautefeuille")
    # F2 keeps the value, Enter saves it, Tab saves and moves on.
    await press("F2")
    await expect(control).to_have_value("Ville de Hautefeuille")
    await ben.page.keyboard.type(" et école")
    await press("Enter")
    await expect(ben.cell(plan.action, "lead")).to_be_focused()
    await expect(ben.cell(plan.action, "lead")).to_contain_text("Ville de Hautefeuille et école")
    await press("Enter")
    await ben.page.keyboard.type("s")
    await press("Tab")
    await expect(ben.cell(plan.action, "aims")).to_be_focused()
    await expect(ben.cell(plan.action, "lead")).to_contain_text("Ville de Hautefeuille et écoles")
    # What was saved is taken back, and done again, without leaving the table.
    undo = ben.page.get_by_role("button", name="Annuler\u00a0: Pilote")
    await expect(undo).to_be_visible()
    await press("Control+z")
    await expect(ben.cell(plan.action, "lead")).not_to_contain_text("écoles")
    await press("Control+Shift+Z")
    await expect(ben.cell(plan.action, "lead")).to_contain_text("Ville de Hautefeuille et écoles")
    # The card opens from any cell of the row.
    await press("Control+Enter")
    await expect(ben.page.locator("h1")).to_be_focused()
    await expect(ben.page.locator("h1")).to_contain_text("Relancer Carapatte")
    # Its history undoes any change of one's own, and puts any value back.
    history = ben.page.get_by_role("region", name="Historique")
    await history.get_by_text("Chaque modification").press("Enter")
    await history.get_by_role("button", name="Rétablir cette valeur\u00a0: Pilote").last.press("Enter")
    await expect(ben.page.get_by_label("Pilote", exact=True)).to_have_value("Ville de Hautefeuille")
    await expect(ben.page.locator(".notices")).to_contain_text("Valeur rétablie\u00a0: Pilote")
    await expect(history).to_contain_text("Valeur antérieure rétablie.")
    await history.get_by_role("button", name="Annuler ce changement").first.press("Enter")
    await expect(ben.page.get_by_label("Pilote", exact=True)).to_have_value("Ville de Hautefeuille et écoles")


async def test_a_status_is_chosen_and_its_reason_asked(town: Town, seat: Seat) -> None:
    plan = await furnish(town)
    ben, cas = await seat(BEN), await seat(CAS)
    await cas.go(cas.plan)
    await ben.go(ben.plan)
    await ben.cell(plan.action, "status").focus()
    press = ben.page.keyboard.press
    await press("Enter")
    await expect(ben.cell(plan.action, "status").locator("select")).to_be_focused()
    await ben.page.keyboard.type("Bloq")
    await press("Enter")
    reason = ben.page.get_by_label("Motif")
    await expect(reason).to_be_focused()
    # Whoever changes their mind, or has said why, is back in the cell that asked.
    await press("Escape")
    await expect(ben.cell(plan.action, "status")).to_be_focused()
    await press("Enter")
    await ben.page.keyboard.type("Bloq")
    await press("Enter")
    await press("Control+Enter")
    await expect(ben.page.get_by_text("Un motif est nécessaire.")).to_be_visible()
    await expect(reason).to_be_focused()
    await ben.page.keyboard.type("Le trottoir est en travaux.")
    await press("Control+Enter")
    await expect(ben.cell(plan.action, "status")).to_be_focused()
    await expect(cas.cell(plan.action, "status")).to_contain_text("Bloqué")
    # What somebody else takes away leaves the focus in the same column of a neighbour.
    await ben.cell(plan.sub_action, "lead").focus()
    assert (await town.post(CAS, asking("action.withdraw", plan.sub_action) | {"reason": "Sans objet"})).is_success
    await expect(ben.cell(plan.sub_action, "lead")).not_to_be_attached()
    await expect(ben.page.locator("td[data-cell$='/lead']:focus")).to_be_attached()
    await cas.go(cas.card(plan.action))
    await expect(cas.page.locator(".reason")).to_contain_text("Le trottoir est en travaux.")


async def test_an_action_is_added_moved_and_put_in_another_column(town: Town, seat: Seat) -> None:
    await furnish(town)
    ben, ada = await seat(BEN), await seat(ADA)
    await ada.go(ada.plan)
    await ben.go(ben.plan)
    press = ben.page.keyboard.press
    await ben.page.get_by_role("button", name="Ajouter une action").press("Enter")
    dialog = ben.page.get_by_role("dialog")
    await expect(dialog.get_by_label("Titre")).to_be_focused()
    await ben.page.keyboard.type("Planter un verger")
    # Nothing keeps what stands in a dialogue: the browser asks before it goes, and the person stays.
    async with ben.page.expect_event("dialog") as asking:
        await ben.page.evaluate("setTimeout(() => location.reload())")
    question = await asking.value
    assert question.type == "beforeunload"
    await question.dismiss()
    await expect(dialog.get_by_label("Titre")).to_have_value("Planter un verger")
    await press("Enter")
    await expect(dialog).to_be_hidden()
    added = ada.page.get_by_role("row", name="Planter un verger")
    await expect(added).to_be_visible()
    # Alt and the arrows change its place, for everyone.
    order = "[...document.querySelectorAll('tr[aria-label]')].map(row => row.getAttribute('aria-label'))"
    before = await ada.page.evaluate(order)
    cell = ben.page.get_by_role("row", name="Planter un verger").get_by_role("rowheader")
    await cell.focus()
    await press("Alt+ArrowUp")
    assert before[-1] == "Planter un verger"
    await expect(ada.page.locator("tr[aria-label]").nth(len(before) - 2)).to_have_attribute("aria-label", "Planter un verger")
    await expect(cell).to_be_focused()
    # On the board, the button does what dragging does.
    await ben.go(f"{ben.plan}/board")
    await ben.page.get_by_role("button", name="Déplacer vers… Planter un verger").press("Enter")
    await dialog.get_by_role("button", name="En cours").press("Enter")
    await expect(ada.page.get_by_role("row", name="Planter un verger")).to_contain_text("En cours")
    column = ben.page.get_by_role("region", name="Actions : En cours")
    await expect(column).to_contain_text("Planter un verger")


async def test_a_card_is_dragged_to_another_column(town: Town, seat: Seat) -> None:
    plan = await furnish(town)
    ben = await seat(BEN)
    await ben.go(f"{ben.plan}/board")
    card = ben.page.locator(".card", has_text="Peindre les arrêts au sol")
    await card.drag_to(ben.page.get_by_role("region", name="Actions : À discuter"))
    await expect(ben.page.get_by_role("region", name="Actions : À discuter")).to_contain_text("Peindre les arrêts au sol")
    await ben.go(ben.card(plan.sub_action))
    await expect(ben.page.locator(".history")).to_contain_text("À discuter")


async def test_cells_of_a_spreadsheet_are_pasted_after_a_preview_and_a_view_is_kept(town: Town, seat: Seat) -> None:
    plan = await furnish(town)
    ben, cas = await seat(BEN), await seat(CAS)
    await cas.go(cas.plan)
    await ben.go(f"{ben.plan}?columns=starts_on,ends_on")
    heads = ben.page.locator(".grid thead th")
    await expect(heads).to_have_text(["Titre", "Début", "Fin"])
    await ben.paste(plan.action, "starts_on", "05/10/2011\t30/07/2012\trien\nbientôt\t31/12/2012\t\n")
    dialog = ben.page.get_by_role("dialog", name="Coller depuis un tableur")
    await expect(dialog).to_contain_text("3 cases changent")
    await expect(dialog).to_contain_text("1 case ne peut pas être lue")
    await expect(dialog).to_contain_text("1 colonne dépasse")
    await dialog.get_by_role("button", name="Modifier 3 cases").press("Enter")
    await expect(cas.cell(plan.action, "starts_on")).to_contain_text("5 oct. 2011")
    await expect(cas.cell(plan.sub_action, "ends_on")).to_contain_text("31 déc. 2012")
    await expect(ben.cell(plan.action, "starts_on")).to_be_focused()
    await ben.page.keyboard.press("Control+z")
    await expect(cas.cell(plan.sub_action, "ends_on")).to_have_text("")
    await expect(cas.cell(plan.action, "starts_on")).to_contain_text("5 sept. 2011")
    # What is shown is kept under a name, and shown again; one's own columns stay one's own.
    await ben.page.get_by_text("Vues", exact=True).press("Enter")
    await ben.page.get_by_label("Garder ce qui est affiché sous le nom").fill("Calendrier")
    await ben.page.keyboard.press("Enter")
    await expect(ben.page.get_by_text("Vous la retrouverez partout").first).to_be_visible()
    await ben.go(ben.plan)
    await expect(heads).to_have_count(9)
    await ben.page.get_by_text("Vues", exact=True).press("Enter")
    await ben.page.get_by_role("button", name="Calendrier", exact=True).press("Enter")
    await expect(heads).to_have_text(["Titre", "Début", "Fin"])
    # The columns of the board are axes as well.
    await ben.go(f"{ben.plan}/board?by=axis")
    await ben.page.get_by_role("button", name="Déplacer vers… Mesurer la consommation").press("Enter")
    await ben.page.get_by_role("dialog").get_by_role("button", name="Montrer l’exemple").press("Enter")
    column = ben.page.get_by_role("region", name="Actions : Montrer l’exemple")
    await expect(column).to_contain_text("Mesurer la consommation")


async def test_many_actions_are_chosen_by_keys_changed_as_one_and_taken_back_as_one(town: Town, seat: Seat) -> None:
    plan = await furnish(town)
    ben, cas = await seat(BEN), await seat(CAS)
    await cas.go(cas.plan)
    await ben.go(ben.plan)
    press, bar = ben.page.keyboard.press, ben.page.get_by_role("region", name="Actions choisies")
    rows = ben.page.locator("tbody tr[aria-selected]")
    await ben.cell(plan.action, "title").focus()
    await expect(ben.page.locator("table.grid:not([data-drawing])")).to_be_attached()
    count = await rows.count()
    await press("Space")
    await press("ArrowDown")
    await press("Shift+Space")
    await expect(bar).to_contain_text("2 actions choisies")
    await expect(ben.page.locator("tbody tr[aria-selected=true]")).to_have_count(2)
    await expect(ben.page.get_by_role("status").filter(has_text="2 actions choisies")).to_be_attached()
    # By pointer the same: a box, and with Shift all up to another one.
    boxes = ben.page.locator("tbody .row-choose")
    await press("Escape")
    await boxes.first.click()
    await expect(ben.page.locator("tbody tr[aria-selected=true]")).to_have_count(1)
    await boxes.last.click(modifiers=["Shift"])
    await expect(ben.page.locator("tbody tr[aria-selected=true]")).to_have_count(count)
    await press("Escape")
    await expect(bar).not_to_be_attached()
    await press("Control+a")
    await expect(bar).to_contain_text(f"{count} actions choisies")
    await bar.get_by_role("button", name="Statut…").press("Enter")
    dialog = ben.page.get_by_role("dialog", name="Changer le statut")
    await dialog.get_by_label("Statut").select_option(label="Bloqué")
    await dialog.get_by_role("button", name="Voir ce qui changera").press("Enter")
    await expect(dialog.get_by_role("alert")).not_to_be_empty()  # this status needs a reason
    await dialog.get_by_label("Motif").fill("En attente du budget")
    await press("Enter")
    await expect(dialog).to_contain_text(f"{count} actions changeront")
    await expect(cas.cell(plan.action, "status")).to_contain_text("En cours")  # nothing is changed before it is confirmed
    await dialog.get_by_role("button", name=f"Changer {count} actions").press("Enter")
    await expect(dialog).not_to_be_attached()
    await expect(cas.page.locator("tbody").get_by_text("Bloqué")).to_have_count(count)
    await cas.tab("Activité").click()
    await expect(cas.page.get_by_text(f"a changé {count} actions d’un coup")).to_be_visible()
    await press("Control+z")
    await expect(ben.cell(plan.action, "status")).to_contain_text("En cours")
    await expect(ben.page.locator("tbody").get_by_text("Bloqué")).to_have_count(0)
    await expect(cas.page.get_by_text("d’un coup")).to_have_count(2)
    await expect(cas.page.get_by_text(f"a annulé d’un coup le changement de {count} actions")).to_be_visible()
    # In columns and in time the same bar stands for the same choice; there, too, Shift takes all up to another one.
    await ben.tab("Colonnes").click()
    cards = ben.page.locator(".card")
    await expect(cards).to_have_count(count)
    await expect(bar).to_contain_text(f"{count} actions choisies")  # those of the table
    await cards.first.get_by_role("checkbox").focus()
    await press("Escape")
    await press("Space")
    await expect(bar).to_contain_text("1 action choisie")
    await cards.last.locator(".row-choose").click(modifiers=["Shift"])
    await expect(ben.page.locator(".card[data-choice=true]")).to_have_count(count)
    await press("Escape")
    await expect(bar).not_to_be_attached()
    await ben.tab("Frise").click()
    slider = ben.page.get_by_role("slider", name="Relancer Carapatte")
    await slider.focus()
    await press("Space")
    await expect(ben.page.get_by_role("status").filter(has_text="1 action choisie")).to_be_attached()
    await expect(slider).to_be_focused()
    undated = ben.page.locator(".timeline-undated li")
    await undated.last.get_by_role("checkbox").click(modifiers=["Shift"])
    await expect(ben.page.locator("[data-choice=true]")).to_have_count(count)
    await bar.get_by_role("button", name="Dates…").press("Enter")
    dialog = ben.page.get_by_role("dialog", name="Changer les dates")
    await dialog.get_by_label("Fixer").check()
    await dialog.get_by_label("Fin").fill("2013-06-30")
    await dialog.get_by_role("button", name="Voir ce qui changera").press("Enter")
    await dialog.get_by_role("button", name=f"Changer {count} actions").press("Enter")
    await expect(dialog).not_to_be_attached()
    await expect(undated).to_have_count(0)
    await press("Control+z")
    await expect(undated).not_to_have_count(0)
    # What was is only looked at.
    await ben.go(f"{ben.plan}?at=1.{await town.head()}")
    await expect(ben.page.get_by_role("row", name="Relancer Carapatte")).to_be_visible()
    await expect(rows).to_have_count(0)


async def test_a_bar_of_the_timeline_is_moved_by_keys_and_others_see_it(town: Town, seat: Seat) -> None:
    plan = await furnish(town)
    before = await town.head()
    ben, cas = await seat(BEN), await seat(CAS)
    await cas.go(cas.plan)
    await ben.go(f"{ben.plan}/timeline")
    press = ben.page.keyboard.press
    bar = ben.page.get_by_role("slider", name="Relancer Carapatte")
    told = "du 5 sept. 2011 au 30 juin 2012, En cours, En retard, 0 sous-action réalisée sur 1"
    await expect(bar).to_have_attribute("aria-valuetext", told)
    # An arrow moves it by a month, with Shift its end, with Ctrl by a day; both days are one change.
    await bar.focus()
    await bar.evaluate(AT_A_STRETCH)
    await expect(ben.page.get_by_role("log")).to_contain_text("Relancer Carapatte\u00a0»\u00a0: du 4 oct. 2011 au 30 août 2012")
    await expect(cas.cell(plan.action, "ends_on")).to_contain_text("30 août 2012")
    await expect(cas.cell(plan.action, "starts_on")).to_contain_text("4 oct. 2011")
    await press("Control+z")
    await expect(cas.cell(plan.action, "ends_on")).to_contain_text("30 juin 2012")
    await expect(cas.cell(plan.action, "starts_on")).to_contain_text("5 sept. 2011")
    # The dialogue does the same; the hand that drags the bar, too.
    await bar.focus()
    await press("Enter")
    dialog = ben.page.get_by_role("dialog", name="Changer les dates")
    await dialog.get_by_role("button", name="Un mois plus tard", exact=True).press("Enter")
    await expect(cas.cell(plan.action, "starts_on")).to_contain_text("5 oct. 2011")
    await press("Escape")
    await expect(bar).to_be_focused()
    box = await bar.locator(".bar-body").bounding_box()
    assert box is not None
    await ben.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 9)
    await ben.page.mouse.down()
    await ben.page.mouse.move(box["x"] + box["width"] / 2 - box["width"] / 3, box["y"] + 9, steps=3)
    await ben.page.mouse.up()
    await expect(cas.cell(plan.action, "starts_on")).to_contain_text("juil. 2011")
    # What has no date yet is given one, and takes its place.
    await ben.page.get_by_role("button", name="Donner des dates Prêter des vélos").press("Enter")
    await dialog.get_by_label("Fin").fill("2012-03-31")
    await dialog.get_by_role("button", name="Terminé").press("Enter")
    given = ben.page.get_by_role("slider", name="Prêter des vélos")
    await expect(given).to_be_focused()
    await expect(given).to_have_attribute("aria-valuetext", "jusqu’au 31 mars 2012, sans date de début, À discuter, En retard")
    # Of the past it is only read.
    await ben.go(f"{ben.plan}/timeline?at=1.{before}")
    await expect(ben.page.locator("[data-bar]")).to_have_count(1)
    await expect(ben.page.locator("[data-bar][role=slider]")).to_have_count(0)  # the one of time itself comes a moment later
    await ben.page.locator("[data-bar]").press("Enter")
    await expect(ben.page.locator("h1")).to_contain_text("Relancer Carapatte")


async def test_the_first_stops_of_the_tab_key_skip_the_frame(town: Town, seat: Seat) -> None:
    ben = await seat(BEN)
    await ben.go(ben.network)
    await ben.page.keyboard.press("Tab")
    await expect(ben.page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    await ben.page.keyboard.press("Enter")
    await expect(ben.page.locator("main")).to_be_focused()


async def test_what_goes_away_as_it_is_pressed_leaves_the_focus_beside_it(town: Town, seat: Seat) -> None:
    plan = await furnish(town)
    await attach(town, BEN, plan.action, "action")
    ben = await seat(BEN)
    await ben.go(ben.card(plan.action))
    press = ben.page.keyboard.press
    # A choice closes its menu, and one stands at the menu.
    ways = ben.page.locator(".follow summary")
    await ways.press("Enter")
    await press("Tab")
    await press("Enter")
    await expect(ways).to_be_focused()
    # A row that is taken out leaves one at the next, and not on the button that would take that out, too.
    await ben.page.get_by_role("button", name="Retirer ADEME").press("Enter")
    await expect(ben.page.get_by_role("row", name="Région Retirer Région")).to_be_focused()
    # A form in place of a button takes the focus and gives it back.
    files = ben.page.get_by_role("region", name="Pièces jointes")
    title = files.get_by_role("button", name="Donner un titre")
    await title.press("Enter")
    await expect(files.get_by_label("Titre de")).to_be_focused()
    await press("Escape")
    await expect(title).to_be_focused()
    await files.get_by_role("button", name="Retirer").press("Enter")
    await expect(files.get_by_text("1 fichier retiré")).to_be_visible()
    assert await ben.page.evaluate("document.activeElement !== document.body")
