"""Bringing in the spreadsheet a plan is kept in, as a person does it: choose, read, confirm, see."""

from playwright.async_api import Page, expect

from tests import workbooks
from tests.http.town import Town
from tests.people import BEN, CAS
from tests.screens.conftest import Seat
from tests.workbooks import HEADERS_36, row, xlsx

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def choose(page: Page, data: bytes, name: str = "plan.xlsx") -> None:
    """Hand a file to the page."""
    await page.locator('input[type="file"]').set_input_files({"name": name, "mimeType": KIND, "buffer": data})


async def test_a_plan_is_checked_confirmed_and_seen_by_a_colleague_at_once(town: Town, seat: Seat) -> None:
    ben, cas = await seat(BEN), await seat(CAS)
    await cas.go(cas.plan)
    await ben.go(f"{ben.plan}/import")
    data = workbooks.TWINS["plan_with_sous_actions_valid.xlsx"]()
    await choose(ben.page, data)
    verdict = ben.page.locator(".verdict")
    await expect(verdict).to_contain_text("plan.xlsx")
    await expect(ben.page.locator("table.report", has_text="Sous-action 1.1").locator("tbody tr")).to_have_count(7)
    await expect(ben.page.get_by_text("l’action est reprise «\u00a0À venir\u00a0»").first).to_be_visible()
    assert (await town.get(BEN, f"/plans/{town.plan}")).json()["actions"] == []  # nothing yet
    await verdict.locator(".button-main").click()
    await expect(cas.page.get_by_text("Sous-action 3.1", exact=True)).to_be_visible()
    await verdict.get_by_role("link").first.click()
    await expect(ben.page.get_by_text("Action normale", exact=True)).to_be_visible()
    await ben.go(f"{ben.plan}/import")
    await choose(ben.page, data)
    await expect(verdict).to_be_visible()
    await expect(verdict.locator(".button-main")).to_have_count(0)  # there is nothing to run


async def test_a_faulty_plan_is_refused_by_row_and_reason(seat: Seat) -> None:
    ben = await seat(BEN)
    await ben.go(f"{ben.plan}/import")
    await choose(ben.page, workbooks.TWINS["plan_with_duplicate_actions.xlsx"]())
    fault = ben.page.get_by_role("row", name="Action dupliquée").filter(has_text="ligne 5")
    await expect(fault).to_contain_text("figure déjà dans l’axe «\u00a0Axe 1\u00a0», ligne 4")
    await expect(ben.page.locator(".verdict .button-main")).to_have_count(0)


async def test_a_file_that_is_no_plan_says_what_to_do(seat: Seat) -> None:
    ben = await seat(BEN)
    ben.faults_of("400")
    await ben.go(f"{ben.plan}/import")
    await choose(ben.page, b"Axe;Titre de l'action", "plan.csv")
    await expect(ben.page.get_by_role("alert").filter(has_text="enregistrez-le en .xlsx")).to_be_visible()
    await choose(ben.page, b"PK" + bytes(10_000_000))
    await expect(ben.page.get_by_role("alert").filter(has_text="Ce fichier dépasse 10 Mo")).to_be_visible()
    await choose(ben.page, xlsx({"Plan": [HEADERS_36, row(HEADERS_36, titre_de_l="Planter")]}))
    await expect(ben.page.locator(".verdict .button-main")).to_be_visible()
