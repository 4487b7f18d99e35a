"""The spreadsheet a plan was kept in comes in by the browser: read first, confirmed by a person, told row by row."""

from pathlib import Path

from playwright.async_api import FilePayload, expect

from tests import workbooks
from tests.http.town import Town
from tests.people import ADA, BEN, CAS, DOT
from tests.screens.conftest import Seat
from tests.screens.desk import Desk
from tests.screens.test_accessibility import faults

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file(name: str, content: bytes) -> FilePayload:
    """A file as a person chooses it."""
    return {"name": name, "mimeType": XLSX, "buffer": content}


async def choose(desk: Desk, name: str, content: bytes) -> None:
    """Choose a file on the page of imports."""
    await desk.go(f"{desk.plan}/import")
    await choose_again(desk, name, content)


async def choose_again(desk: Desk, name: str, content: bytes) -> None:
    """Choose another file where the first was of no use."""
    await desk.page.get_by_label("Fichier du plan").set_input_files(file(name, content))


def plan_of(*titles: str, **cells: str) -> bytes:
    """A workbook with these actions."""
    rows = [workbooks.row(workbooks.HEADERS_28, titre_de_l=title, statut="En cours", **cells) for title in titles]
    return workbooks.xlsx({"Plan": [list(workbooks.HEADERS_28), *rows]})


async def test_a_workbook_is_checked_confirmed_and_there_for_everyone(town: Town, seat: Seat) -> None:
    ben, cas = await seat(BEN), await seat(CAS)
    await cas.go(cas.plan)
    await choose(ben, "plan.xlsx", workbooks.circulating("plan_sans_axes.xlsx")[0])
    page = ben.page
    verdict = page.locator(".verdict")
    await expect(verdict).to_contain_text("plan.xlsx peut être importé")
    await expect(verdict.locator(".figures > div").first).to_contain_text("46")
    await expect(page.get_by_role("region", name="Ligne par ligne").get_by_role("row")).to_have_count(47)
    # Nothing has happened yet.
    await expect(cas.page.get_by_text("Ce plan n’a pas encore d’action.")).to_be_visible()
    await page.get_by_role("button", name="Importer 46 lignes").click()
    await expect(verdict).to_contain_text("plan.xlsx est importé", timeout=30_000)
    await expect(page.get_by_role("heading", name="Importer un tableur")).to_be_focused()
    await expect(cas.page.locator(".plan-figures")).to_contain_text("46 actions")
    # The same file again changes nothing.
    await choose(ben, "plan.xlsx", workbooks.circulating("plan_sans_axes.xlsx")[0])
    await expect(verdict).to_contain_text("plan.xlsx ne change rien")
    await expect(page.get_by_role("button", name="Importer")).to_have_count(0)


async def test_a_plan_is_checked_confirmed_and_seen_by_a_colleague_at_once(town: Town, seat: Seat) -> None:
    ben, cas = await seat(BEN), await seat(CAS)
    await cas.go(cas.plan)
    data = workbooks.TWINS["plan_with_sous_actions_valid.xlsx"]()
    await choose(ben, "plan.xlsx", data)
    verdict = ben.page.locator(".verdict")
    await expect(verdict).to_contain_text("plan.xlsx")
    await expect(ben.page.locator("table.report", has_text="Sous-action 1.1").locator("tbody tr")).to_have_count(7)
    await expect(ben.page.get_by_text("l’action est reprise «\u00a0À venir\u00a0»").first).to_be_visible()
    assert (await town.get(BEN, f"/plans/{town.plan}")).json()["actions"] == []  # nothing yet
    await verdict.locator(".button-main").click()
    await expect(cas.page.get_by_text("Sous-action 3.1", exact=True)).to_be_visible()
    await verdict.get_by_role("link").first.click()
    await expect(ben.page.get_by_text("Action normale", exact=True)).to_be_visible()
    await choose(ben, "plan.xlsx", data)
    await expect(verdict).to_be_visible()
    await expect(verdict.locator(".button-main")).to_have_count(0)  # there is nothing to run


async def test_a_faulty_workbook_is_refused_by_row_and_reason(town: Town, seat: Seat) -> None:
    ben = await seat(BEN)
    await choose(ben, "double.xlsx", workbooks.circulating("plan_with_duplicate_actions.xlsx")[0])
    await expect(ben.page.locator(".verdict-refused")).to_be_visible()
    faults = ben.page.get_by_role("region", name="Ce qui empêche l’import")
    await expect(faults.get_by_role("row").nth(1)).to_contain_text("Bloquant")
    await expect(faults.get_by_role("row").nth(1)).to_contain_text("figure déjà dans l’axe «\u00a0Axe 1\u00a0», ligne 4")
    await expect(faults.get_by_role("row").nth(1)).to_contain_text("ligne 5")
    await expect(ben.page.get_by_role("button", name="Importer")).to_have_count(0)


async def test_a_file_that_is_no_plan_says_what_to_do(seat: Seat, tmp_path: Path) -> None:
    ben = await seat(BEN)
    ben.faults_of("400")
    await choose(ben, "plan.csv", b"Axe;Titre de l'action")
    await expect(ben.page.get_by_role("alert").filter(has_text="enregistrez-le en .xlsx")).to_be_visible()
    large = tmp_path / "plan.xlsx"
    large.write_bytes(b"PK" + bytes(10_000_000))
    await ben.page.get_by_label("Fichier du plan").set_input_files(large)  # by its name: told byte by byte it takes ten seconds
    await expect(ben.page.get_by_role("alert").filter(has_text="Ce fichier dépasse 10 Mo")).to_be_visible()
    await choose_again(ben, "plan.xlsx", workbooks.xlsx({"Plan": [workbooks.HEADERS_36]}))
    await expect(ben.page.get_by_role("region", name="Ce qui empêche l’import")).to_contain_text(
        "Aucune action ne figure sous les en-têtes."
    )
    await choose(ben, "plan.xlsx", plan_of("Planter"))
    await expect(ben.page.locator(".verdict .button-main")).to_be_visible()


async def test_a_later_file_changes_what_it_changed_and_undoes_nobody(town: Town, seat: Seat) -> None:
    ben, cas = await seat(BEN), await seat(CAS)
    await choose(ben, "plan.xlsx", plan_of("Planter", "Réparer"))
    await ben.page.get_by_role("button", name="Importer 2 lignes").click()
    await ben.page.get_by_role("link", name="Voir le plan").click()
    await cas.go(cas.plan)
    action = await cas.page.get_by_role("row", name="Planter").get_by_role("rowheader").get_attribute("data-action")
    assert action
    await cas.change(action, "lead", "Club nature")
    await expect(ben.cell(action, "lead")).to_contain_text("Club nature")
    await choose(ben, "plan.xlsx", plan_of("Planter", "Réparer", descriptif="Chaque automne."))
    await ben.page.get_by_role("button", name="Importer 2 lignes").click()
    await expect(ben.page.locator(".verdict")).to_contain_text("est importé")
    await ben.go(ben.card(action))
    await expect(ben.page.get_by_label("Description", exact=True)).to_have_value("Chaque automne.")
    await expect(ben.page.get_by_label("Pilote", exact=True)).to_have_value("Club nature")
    # The whole import is undone from the history of any of its rows, but for what somebody did since.
    await cas.change(action, "title", "Planter en automne")
    await expect(ben.page.get_by_label("Titre", exact=True)).to_have_value("Planter en automne")
    await expect(ben.page.get_by_role("region", name="Historique")).to_contain_text("Planter en automne")
    await ben.page.get_by_role("button", name="Annuler tout l’import ou toute l’action groupée").last.press("Enter")
    preview = ben.page.get_by_role("dialog", name="Annuler tout l’import ou toute l’action groupée")
    await expect(preview).to_contain_text("1 élément sera remis comme avant.")
    await expect(preview).to_contain_text("Planter en automne\u00a0: Cas Merlange y a travaillé depuis")
    assert await faults(ben.page) == []
    await preview.get_by_role("button", name="Tout annuler").press("Enter")
    await expect(preview).to_contain_text("1 élément a été remis comme avant.")
    await preview.get_by_role("button", name="Fermer").last.press("Enter")
    await expect(cas.page.get_by_role("row", name="Réparer")).to_have_count(0)


async def test_who_only_reads_is_not_offered_to_import(town: Town, seat: Seat) -> None:
    await town.add(ADA, "Déjà là")
    dot = await seat(DOT)
    await dot.go(dot.plan)
    await expect(dot.tab("Importer")).to_have_count(0)
