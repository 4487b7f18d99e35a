"""Mentoring in browsers: somebody asks whoever suits, the two agree, write and part, and a third sees nothing of it."""

from playwright.async_api import expect

from tests.http.test_mentoring import offered
from tests.http.town import Town
from tests.people import ADA, BEN, CAS
from tests.screens.conftest import Seat
from tests.screens.test_accessibility import faults


async def test_a_town_finds_a_mentor_with_the_reasons_and_the_two_keep_a_journal(town: Town, seat: Seat) -> None:
    await offered(town, BEN)
    ben = await seat(BEN)
    await ben.go(f"{ben.network}/waiting")
    await expect(ben.page.get_by_text("Rien ne vous attend.")).to_be_visible()
    cas = await seat(CAS)
    await cas.go(f"{cas.network}/mentoring")
    await cas.page.get_by_text("Demander un parrainage").press("Enter")
    form = cas.page.get_by_role("form", name="Demander un parrainage")
    await form.get_by_label("Ce dont nous avons besoin").fill("Par où commencer ?")
    await form.get_by_label("Thèmes, un par ligne").fill("haies")
    await form.get_by_role("button", name="Chercher des parrains").press("Enter")
    match = cas.page.get_by_role("listitem").filter(has_text="thème : haies (+5)")
    await expect(match).to_contain_text("Ben Clairmont")
    assert await faults(cas.page) == []
    await match.get_by_role("button", name="Demander à Ben Clairmont").press("Enter")

    request = ben.page.get_by_role("link", name="Cas Merlange vous demande de l’aide")
    await expect(request).to_be_visible()  # by itself
    await expect(ben.page.locator("#sections .count").first).to_contain_text("1 ligne vous attend")
    await ben.go(ben.network)
    await expect(ben.page.get_by_role("region", name="En attente de moi").get_by_role("link")).to_have_count(1)
    await ben.go(f"{ben.network}/mentoring")
    await request.click()
    await expect(ben.page.get_by_role("heading", name="Vous parrainez Cas Merlange")).to_be_focused()
    await ben.page.get_by_role("button", name="Accepter").press("Enter")
    await ben.page.get_by_text("Proposer cette charte").first.press("Enter")
    await ben.page.get_by_label("Ce à quoi chacun s’engage").fill("Une visite par mois")
    await ben.page.get_by_role("button", name="Proposer cette charte").press("Enter")

    await cas.page.get_by_role("link", name="Charte à accepter, avec Ben Clairmont").click()
    await expect(cas.page.get_by_role("heading", level=1)).to_be_focused()
    await cas.page.get_by_role("button", name="Accepter la charte").press("Enter")
    await cas.page.get_by_text("Commencer le parrainage").first.press("Enter")
    start = cas.page.get_by_role("button", name="Commencer le parrainage")
    await expect(start).to_be_enabled()  # the charter is answered
    await start.press("Enter")
    await expect(ben.page.locator(".chip").first).to_have_text("en cours")

    for text, whom in (("Vu le maire", "shared"), ("Il doute encore", "private")):
        note = cas.page.get_by_role("form", name="Écrire une note")
        if not await note.is_visible():
            await cas.page.get_by_text("Écrire une note").first.press("Enter")
        await note.get_by_label("Note", exact=True).fill(text)
        await note.get_by_label("Pour qui").select_option(whom)
        await note.get_by_role("button", name="Écrire une note").press("Enter")
        await expect(cas.page.locator(".mentoring-notes")).to_contain_text(text)
        await expect(note.get_by_label("Note", exact=True)).to_have_value("")
    await expect(ben.page.locator(".mentoring-notes")).to_contain_text("Vu le maire")
    await expect(ben.page.locator(".mentoring-notes")).not_to_contain_text("Il doute")
    assert await faults(cas.page) == []

    # A note is mended by whoever wrote it; the history leads to how it all stood before.
    await cas.page.get_by_role("button", name="Modifier Vu le maire").press("Enter")
    await cas.page.locator(".mentoring-note").get_by_label("Note").fill("Vu le maire et son adjointe")
    await cas.page.get_by_role("button", name="Enregistrer").press("Enter")
    await expect(ben.page.locator(".mentoring-notes")).to_contain_text("son adjointe")
    await expect(ben.page.get_by_role("button", name="Modifier Vu le maire")).to_have_count(0)
    await ben.page.get_by_role("button", name="Historique").press("Enter")
    await expect(ben.page.get_by_role("row").filter(has_text="Charte")).to_contain_text("Une visite par mois")
    await ben.page.get_by_role("link", name="Voir à ce moment").last.click()
    await expect(ben.page.get_by_text("Le parrainage tel qu’il était")).to_be_visible()
    await expect(ben.page.locator(".chip").first).to_have_text("attend une réponse")
    await expect(ben.page.get_by_role("button", name="Accepter")).to_have_count(0)
    assert await faults(ben.page) == []
    await ben.page.get_by_role("link", name="Revenir à aujourd’hui").click()

    ada = await seat(ADA)
    await ada.go(f"{ada.network}/mentoring")
    await expect(ada.page.get_by_text("Aucun parrainage.")).to_be_visible()
    await expect(ada.page.get_by_role("strong").filter(has_text="Ben Clairmont")).to_be_visible()

    # How the network is: nobody is told apart, and every figure leads to what it counts.
    await ada.go(f"{ada.network}/vitality")
    await expect(ada.page.get_by_role("listitem").filter(has_text="Parrainages en cours")).to_contain_text("moins de cinq")
    missing = ada.page.get_by_role("listitem").filter(has_text="Membres sans référent")
    await expect(missing).to_contain_text("2 sur 2")
    await missing.get_by_text("Liste").click()
    await missing.get_by_role("link", name="Rivebelle").click()
    await expect(ada.page.get_by_role("heading", level=1)).to_have_text("Rivebelle")

    # Who guides whom, drawn and in a table: the two see their tie, a third sees what is on offer.
    link = cas.page.url
    await cas.go(f"{cas.network}/mentoring/graph")
    await expect(cas.page.get_by_role("row").filter(has_text="en cours")).to_contain_text("Cas Merlange")
    await cas.page.get_by_role("button", name="Ben Clairmont guide").focus()
    for key in ("ArrowRight", "ArrowDown", "Enter"):
        await cas.page.keyboard.press(key)
    await expect(cas.page.get_by_role("button", name="Thème", pressed=True)).to_be_focused()
    await ada.go(f"{ada.network}/mentoring/graph")
    await expect(ada.page.get_by_role("row").filter(has_text="propose 1 place")).to_contain_text("Ben Clairmont")
    await expect(ada.page.locator("main")).not_to_contain_text("Merlange")
    await cas.page.goto(link)
    await cas.page.get_by_text("Terminer le parrainage").first.press("Enter")
    await cas.page.get_by_label("Pourquoi").select_option("goals_reached")
    await cas.page.get_by_role("button", name="Terminer le parrainage").press("Enter")
    await expect(ben.page.locator(".chip").first).to_have_text("terminé")
