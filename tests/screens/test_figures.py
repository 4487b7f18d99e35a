"""A dashboard on screen: what is drawn, told, taken along and explained is the same number, and it follows what happens."""

import csv
import io
import re
from typing import Any

from playwright.async_api import Locator, expect

from tests.http.town import Town
from tests.people import ADA, BEN, CAS
from tests.screens.conftest import Seat

TABLE = "Tableau des chiffres"


async def taken(tile: Locator, what: str) -> bytes:
    """What a tile is taken along as."""
    await tile.locator(".tile-tools summary").click()
    async with tile.page.expect_download() as coming:
        await tile.get_by_role("button", name=what).click()
    with open(await (await coming.value).path(), "rb") as file:  # noqa: ASYNC230 - a small file on this machine
        return file.read()


def rows(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf"), "Excel takes it for another encoding without this"
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


async def test_a_number_is_the_same_in_the_tile_the_file_and_the_list_of_what_it_counts(town: Town, seat: Seat) -> None:
    given: dict[str, Any] = {"funders": {"S.A.R.L. 50/50, =Pont": {"amount": 123_450}}, "budget_planned": 200_000}
    first = await town.add(BEN, "Planter une haie", aims=["climate", "biodiversity"], **given)
    await town.add(BEN, "Récupérer l’eau", status="in_progress")
    await town.add(ADA, "Gardée", parties=[str(ADA)], status="done", **given)
    cas = await seat(CAS)
    page = cas.page
    await cas.go(f"{cas.plan}/figures")
    tiles = page.locator(".tile")
    funders = tiles.filter(has_text="Apports des financeurs")
    assert rows(await taken(funders, "Tableau (CSV)")) == [
        ["Financeur", "Apport", "Actions"],
        ["S.A.R.L. 50/50, =Pont", "1234,5", "1"],
        ["Ensemble", "1234,5"],
    ]
    await funders.get_by_text(TABLE).click()
    await funders.get_by_role("button", name=re.compile(r"^1\s234,50\s€.*Pont")).click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.locator(".dialog-body > p strong")).to_have_text("1\u202f234,50\u00a0€")
    await expect(dialog.locator(".counted-items a").first).to_have_text("Planter une haie")
    await page.keyboard.press("Escape")
    course = tiles.filter(has_text="Avancement mois par mois")
    await course.get_by_text(TABLE).click()
    now = course.locator("tbody tr").last.locator("td")
    await expect(now).to_have_text(["2", "1", "0", "0"])
    await town.ask(CAS, "action.edit", first, status={"was": "planned", "to": "done"})
    await expect(now).to_have_text(["2", "2", "1", "0"])
    assert rows(await taken(course, "Tableau (CSV)"))[-1][1:] == ["2", "2", "1", "0"]
    await expect(course.get_by_role("img")).to_have_accessible_name(re.compile("2 actions, 2 engagées, 1 réalisée"))
    drawing = (await taken(course, "Dessin (SVG)")).decode()
    assert "Avancement mois par mois</text>" in drawing
    assert not re.search(r"var\(|class=", drawing), "it looks the same where our styles are not"
    assert (await taken(course, "Image (PNG)")).startswith(b"\x89PNG")
    matrix = page.locator(".matrix")
    await expect(matrix.get_by_role("row", name="Planter une haie").locator("td")).to_have_text(["x", "x", "", "", ""])
    await expect(matrix.locator("tfoot td")).to_have_text(["1", "1", "0", "0", "0"])
    await page.get_by_text("Voir l’action qui ne sert aucune finalité").click()
    await expect(page.get_by_role("listitem").filter(has_text="Récupérer l’eau")).to_be_visible()
    await expect(page.get_by_text("Gardée")).to_have_count(0)
