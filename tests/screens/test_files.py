"""Files on items: several at once, one refused with what to do now; had, titled, withdrawn, told of by others' screens, on every page."""

import re
from pathlib import Path

from playwright.async_api import FilePayload, expect

from events import ids
from tests.http.test_attachments import attach
from tests.http.town import Town
from tests.people import ADA, BEN, CAS, HAUTEFEUILLE
from tests.screens.conftest import Seat
from tests.screens.test_accessibility import faults

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"


async def test_files_are_attached_had_and_withdrawn_on_every_screen(town: Town, seat: Seat, tmp_path: Path) -> None:
    action = await town.add(BEN, "Planter une haie")
    ada, ben = await seat(ADA), await seat(BEN)
    ben.faults_of("415")
    for desk in (ada, ben):
        await desk.go(desk.card(action))
    here, there = (desk.page.get_by_role("region", name="Pièces jointes") for desk in (ben, ada))
    page, heavy = b"<html><script>alert(1)</script>", bytes(20_000_001)
    chosen = {"Devis.pdf": PDF, "Page.pdf": page, "Lourd.pdf": heavy, "Plan\u202efdp.exe": PDF}
    for name, content in chosen.items():
        (tmp_path / name).write_bytes(content)
    await here.get_by_label("Choisir des fichiers").set_input_files([tmp_path / name for name in chosen])
    await expect(there.locator(".rows li")).to_have_count(2)
    await expect(there).to_contain_text("Planfdp.exe.pdf")
    told = here.get_by_role("alert")
    await expect(told).to_have_count(2)
    await expect(told.filter(has_text="Page.pdf")).to_contain_text("n’est pas d’un type accepté")
    await expect(told.filter(has_text="Lourd.pdf")).to_contain_text("trop lourd")
    assert await faults(ben.page) == []
    async with ada.page.expect_download() as saved:
        await there.get_by_role("link", name="Télécharger « Devis.pdf »").click()
    download = await saved.value
    assert download.suggested_filename == "Devis.pdf"
    assert Path(await download.path()).read_bytes() == PDF

    await here.get_by_role("button", name="Donner un titre « Devis.pdf »").click()
    await here.get_by_label("Titre de « Devis.pdf »").fill("Devis de la pépinière")
    await here.get_by_role("button", name="Enregistrer").click()
    await expect(there).to_contain_text("Devis de la pépinière")
    await here.get_by_role("button", name="Retirer « Devis de la pépinière »").click()
    await expect(there.locator("> .fields .rows").first.locator("li")).to_have_count(1)
    await there.get_by_text("1 fichier retiré").click()
    await there.get_by_role("button", name="Effacer le contenu").click()
    await ada.page.get_by_role("dialog").get_by_role("button", name="Effacer pour de bon").click()
    await expect(here.get_by_text(re.compile("contenu effacé"))).to_have_count(1)


async def test_files_stand_on_the_page_of_each_item_for_whoever_may_add_some(town: Town, seat: Seat) -> None:
    synthesis, workshop, idea = (str(ids.new()) for _ in range(3))
    await town.ask(ADA, "workshop.open", workshop, title="Mobilité", question="Comment ?")
    await town.ask(ADA, "synthesis.open", synthesis, title="Mobilité", workshops=[workshop])
    await town.ask(BEN, "idea.propose", idea, plan=town.plan, title="Des haies", origin="elected")
    stood = f"1.{await town.head()}"
    cas = await seat(CAS)
    await cas.go(f"{cas.plan}/process")
    line = cas.page.get_by_role("listitem").filter(has_text="Des haies")
    await line.get_by_text("0 pièce jointe").press("Enter")
    await line.get_by_label("Choisir des fichiers").set_input_files([FilePayload(name="Haies.pdf", mimeType="", buffer=PDF)])
    await expect(line.get_by_text("1 pièce jointe")).to_be_visible()
    here, adds = cas.page.get_by_role("region", name="Pièces jointes"), cas.page.get_by_label("Choisir des fichiers")
    pages = {
        "workshop": (workshop, f"/workshops/{workshop}", 1),
        "synthesis": (synthesis, f"/syntheses/{synthesis}", 1),
        "authority": (str(HAUTEFEUILLE), f"/directory/{HAUTEFEUILLE}", 0),  # for which Ben speaks, and Cas does not
    }
    for kind, (item, path, may) in pages.items():
        await cas.visit(cas.network + path, "#files-title")
        await expect(here).to_contain_text("Aucune pièce jointe")
        await attach(town, BEN, item, kind)
        await expect(here).to_contain_text("Devis.pdf")
        await expect(adds).to_have_count(may)
    await cas.go(f"{cas.network}/directory/{HAUTEFEUILLE}?at={stood}")
    await expect(here).to_contain_text("Aucune pièce jointe.")
    await expect(here.get_by_role("button")).to_have_count(0)
