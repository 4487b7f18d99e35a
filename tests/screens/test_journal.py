"""The audit journal and the figures that say what they count, on screen: what somebody sees, opens and verifies."""

import asyncio
import re
from pathlib import Path

import pytest
from playwright.async_api import Route, expect

from events import ids
from events.audit import verify
from tests.http.town import Town
from tests.people import ADA, BEN, CAS, DOT
from tests.screens.conftest import Seat
from tests.screens.test_accessibility import faults


async def test_an_auditor_looks_into_the_journal_and_verifies_an_event(town: Town, seat: Seat, tmp_path: Path) -> None:
    action = await town.add(BEN, "Planter une haie", parties=[str(BEN)])
    await town.ask(BEN, "action.edit", action, status={"was": "planned", "to": "done"})
    edited = await town.head()
    signed = await _signed(town, edited)
    dot = await seat(DOT)
    page = dot.page
    await dot.go(f"/networks/{town.network}/activity")
    await page.get_by_role("link", name="Journal d’audit").click()
    rows = page.locator(".journal tbody tr")
    await expect(rows).to_have_count(edited)
    await expect(rows.first).to_contain_text("action.edited")
    await page.get_by_label("Objet").select_option("action")
    await expect(rows).to_have_count(2)
    await expect(rows.first.locator(".journal-made del")).to_contain_text("À venir")
    await expect(rows.first.locator(".journal-made ins")).to_contain_text("Réalisé")
    # Each line is read aloud as it stands; the tag stands apart from what it says.
    said = "a inscrit «\u00a0Réalisé\u00a0» dans le champ Statut de l’action «\u00a0Planter une haie\u00a0»"
    await expect(rows.first.locator("td").nth(2)).to_contain_text(said)
    await expect(rows.first.locator("code")).to_have_text("action.edited")
    await rows.nth(1).locator(".journal-made summary").press("Enter")
    await expect(rows.nth(1).locator(".compare-fields")).to_contain_text("Planter une haie")
    await page.get_by_role("button", name=f"{edited}, voir cet événement").press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog.locator(".changes tbody tr")).to_contain_text(["StatutÀ venirRéalisé"])
    await expect(dialog.locator(".stored")).to_contain_text('"tag": "action.edited"')
    await dialog.get_by_role("button", name="Vérifier cet événement").click()
    await expect(dialog.get_by_role("status")).to_contain_text(f"Inscrit dans la preuve n°\u00a0{signed}")
    await expect(dialog.locator(".proof-steps .wrong")).to_have_count(0)
    await page.keyboard.press("Escape")
    await expect(page).not_to_have_url(re.compile("event="))

    async def forged(route: Route) -> None:
        """What a service would say that tells another story than the one that was signed."""
        answer = await route.fetch()
        await route.fulfill(response=answer, body=(await answer.text()).replace('"status":"done"', '"status":"planned"'))

    await page.route(re.compile("/events[?]from="), forged)
    await page.get_by_role("button", name=f"{edited}, voir cet événement").click()
    await dialog.get_by_role("button", name="Vérifier cet événement").click()
    await expect(dialog.get_by_role("status")).to_contain_text("La vérification échoue")
    await expect(dialog.locator(".proof-steps .wrong")).to_have_count(1)
    await page.keyboard.press("Escape")
    # What is taken along is checked without the service, by the program that comes with it.
    async with page.expect_download() as coming:
        await page.get_by_role("button", name="Télécharger le dossier de preuve").click()
    taken = await coming.value
    assert taken.suggested_filename.endswith(f".{edited}.zip")
    await taken.save_as(bundle := tmp_path / "bundle.zip")
    assert verify.main([str(bundle)]) == 0
    assert await faults(page) == []
    await expect(page.locator(".journal-evidence li")).to_contain_text(["Dot Aubrac, dossier de preuve du réseau"])
    # A number leads to what it counts, and from there to the event that made it count.
    await dot.go(f"/networks/{town.network}/plans/{town.plan}/figures")
    await page.get_by_role("button", name="1\u00a0: Réalisé, voir ce qui est compté").click()
    await expect(dialog.locator(".counted-items > li > p")).to_have_text("Planter une haie")
    assert await faults(page) == []
    await dialog.get_by_role("link", name=f"n°\u00a0{edited}").click()
    await expect(dialog.get_by_role("heading", level=2)).to_have_text(f"Événement n°\u00a0{edited}")
    cas = await seat(CAS)
    await cas.go(f"/networks/{town.network}/plans/{town.plan}/figures")
    await expect(cas.page.locator(".dashboard")).to_be_visible()
    await expect(cas.page.locator(".counted-value")).to_have_count(0)  # it is kept from him: nothing is counted
    await cas.go(f"/networks/{town.network}/journal")
    await expect(cas.page.locator(".empty")).to_contain_text("Seuls l’animateur")
    # What this device saw stays here: where the log is another one when it comes back, it says so, and goes on saying so.
    await dot.go(f"/networks/{town.network}/activity")
    await expect(page.get_by_text(re.compile("Cet appareil garde la preuve de ce journal jusqu’à l’événement"))).to_be_visible()
    await expect(page.get_by_text("ne sait pas vérifier la signature")).to_have_count(0)
    await page.evaluate(SEEN_OTHERWISE)
    for _ in range(2):
        await page.reload()
        await expect(page.get_by_role("alert")).to_contain_text("Le journal de ce réseau a été modifié après coup.")
    await expect(page.get_by_text("a fondé le réseau")).to_be_visible()  # and everything else goes on


async def test_an_auditor_compares_two_dates_of_the_whole_network(town: Town, seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.changes.EVENTS", 3)
    begun = await town.head()
    await town.ask(ADA, "meeting.plan", ids.new(), title="Rencontre de printemps", kind="cafe", held_on="2026-06-12")
    action = await town.add(BEN, "Planter une haie", parties=[str(BEN)])
    for was, to in ((None, "1"), ("1", "2"), ("2", "3")):
        await town.ask(BEN, "action.edit", action, code={"was": was, "to": to})
    dot = await seat(DOT)
    page = dot.page
    await dot.go(f"/networks/{town.network}/journal")
    await page.get_by_role("link", name="Comparer deux dates du réseau").click()
    await expect(page.locator(".compare .empty")).to_contain_text("Choisissez deux dates")
    await dot.go(f"/networks/{town.network}/changes?from=1.{begun}")
    await expect(page.locator(".compare-counts")).to_contain_text("Réunions1 ajout")
    await expect(page.locator(".compare h2")).to_have_text(["Réunions"])
    await page.get_by_role("button", name="Afficher la suite").press("Enter")
    await expect(page.locator(".compare h2")).to_contain_text(["Actions", "Réunions"])
    line = page.locator(".compare-action").filter(has_text="Planter une haie").first
    await expect(line.locator(".compare-hands")).to_contain_text("Ben Clairmont")
    assert await faults(page) == []
    await page.get_by_label("Montrer seulement").select_option("Réunions")
    await expect(page.locator(".compare-action h3")).to_have_text(["Rencontre de printempsajout"])
    await page.locator(".compare-links a").press("Enter")
    await expect(page.get_by_role("dialog").locator(".stored")).to_contain_text('"tag": "meeting.planned"')


#: As if another log had been here when this device last looked.
SEEN_OTHERWISE = """() => new Promise((resolve) => {
  indexedDB.open("club21-logs").onsuccess = ({ target: { result: database } }) => {
    const logs = database.transaction("logs", "readwrite").objectStore("logs");
    logs.openCursor().onsuccess = ({ target: { result: cursor } }) => {
      if (cursor === null) {
        database.close();
        return resolve();
      }
      const root = "IJWS+83mWBEFvfr85YVTwR8GNMWXKLpFvhd1bM5Ddbg=";
      cursor.update({ ...cursor.value, tree: { ...cursor.value.tree, root } });
      cursor.continue();
    };
  };
})"""


async def _signed(town: Town, position: int) -> int:
    """The size of a checkpoint that this event is part of, once one is there."""
    async with asyncio.timeout(20):
        while True:
            answer = await town.get(DOT, "/evidence/inclusion", position=position)
            if answer.status_code == 200:
                return int(answer.json()["size"])
