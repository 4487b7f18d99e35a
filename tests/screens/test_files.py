"""Files on an action: several at once, one refused with what to do now; had, titled, withdrawn, and told of by somebody else's screen."""

import re
from pathlib import Path

from playwright.async_api import FilePayload, expect

from tests.http.town import Town
from tests.people import ADA, BEN
from tests.screens.conftest import Seat
from tests.screens.test_accessibility import faults

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"


async def test_files_are_attached_had_and_withdrawn_on_every_screen(town: Town, seat: Seat) -> None:
    action = await town.add(BEN, "Planter une haie")
    ada, ben = await seat(ADA), await seat(BEN)
    ben.faults_of("415")
    for desk in (ada, ben):
        await desk.go(desk.card(action))
    here, there = (desk.page.get_by_role("region", name="Pièces jointes") for desk in (ben, ada))
    chosen = [
        FilePayload(name=name, mimeType="application/pdf", buffer=content)
        for name, content in (
            ("Devis.pdf", PDF),
            ("Page.pdf", b"<html><script>alert(1)</script>"),
            ("Lourd.pdf", bytes(20_000_001)),
            ("Plan\u202efdp.exe", PDF),
        )
    ]
    await here.get_by_label("Choisir des fichiers").set_input_files(chosen)
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
