"""The process behind a plan in a browser: it is started, an idea is refined and becomes an action, a finding is checked by another."""

from playwright.async_api import expect

from tests.http.test_directory import described
from tests.http.town import Town, asking
from tests.people import ADA, BEN, CAS, HAUTEFEUILLE
from tests.screens.conftest import Seat
from tests.screens.desk import recorded
from tests.screens.test_accessibility import faults


async def test_an_idea_becomes_an_action_and_the_process_tells_how_far_it_has_come(town: Town, seat: Seat) -> None:
    step = asking("authority.advance", HAUTEFEUILLE, engagement={"was": "prospect", "to": "engaged"}, on="2009-12-14")
    assert (await town.post(ADA, step | {"reason": "Délibération"})).status_code == 200
    await described(town)
    ben = await seat(BEN)
    page = ben.page
    await ben.go(f"{ben.plan}/process")
    await page.get_by_role("button", name="Engager la démarche").press("Enter")
    await recorded(page)
    await expect(page.get_by_text("Étapes faites")).to_contain_text("0 sur 11")
    await page.get_by_role("button", name="Faite Le conseil décide").press("Enter")
    await recorded(page)
    await expect(page.get_by_text("Étapes faites")).to_contain_text("1 sur 11")
    await expect(page.get_by_text("Prochaine étape")).to_contain_text("Une assistance est choisie")

    # An idea of the inhabitants is refined, and becomes an action that leads back to it.
    await page.get_by_role("button", name="Proposer une idée").press("Enter")
    await page.get_by_label("Idée en quelques mots").fill("Une colocation contre de l’aide aux devoirs")
    await recorded(page)
    await page.get_by_role("button", name="Affiner Une colocation").press("Enter")
    assert await faults(page) == []
    await page.get_by_label("Détail").fill("Avec le bailleur social")
    await recorded(page)
    await expect(page.get_by_text("Avec le bailleur social")).to_be_visible()
    await page.get_by_role("button", name="En faire une action Une colocation").press("Enter")
    await page.get_by_role("link", name="Devenue l’action").click()
    await expect(page.get_by_text("Issue de l’idée")).to_contain_text("habitants")

    # A finding is verified by somebody else, who is the one to see the button.
    await ben.go(f"{ben.plan}/process")
    await page.get_by_role("button", name="Verser un constat").press("Enter")
    await page.get_by_label("Constat", exact=True).fill("Un logement sur cinq est mal isolé")
    await recorded(page)
    await expect(page.get_by_text("à vérifier", exact=True)).to_be_visible()
    await expect(page.get_by_role("button", name="Vérifier Un logement")).to_have_count(0)
    cas = await seat(CAS)
    await cas.go(f"{cas.plan}/process")
    await cas.page.get_by_role("button", name="Vérifier Un logement").press("Enter")
    await expect(page.get_by_text("vérifié", exact=True)).to_be_visible()

    # Another one names who is asked to look at it; its author changes it, and its history tells so.
    await page.get_by_role("button", name="Verser un constat").press("Enter")
    await page.get_by_label("Constat", exact=True).fill("Le lac baisse")
    await page.get_by_label("À vérifier par").select_option(label="Ada Vallon")
    await recorded(page)
    await expect(page.get_by_text("à vérifier par Ada Vallon")).to_be_visible()
    await expect(cas.page.get_by_role("button", name="Contester Le lac")).to_be_visible()
    await expect(cas.page.get_by_role("button", name="Vérifier Le lac")).to_have_count(0)
    await page.get_by_role("button", name="Modifier Le lac").press("Enter")
    await page.get_by_label("Source").fill("Relevé d’été")
    await page.get_by_label("À vérifier par").select_option("")
    await recorded(page)
    await expect(cas.page.get_by_role("button", name="Vérifier Le lac")).to_be_visible()
    await page.get_by_role("button", name="Historique Le lac").press("Enter")
    await expect(page.get_by_role("row").filter(has_text="À vérifier par").first).to_contain_text("Ada Vallon")
    await page.keyboard.press("Escape")

    # A committee is established for the plan; its mandate and who belongs to it change; then it is dissolved.
    await page.get_by_role("button", name="Créer une instance").press("Enter")
    await page.get_by_label("Nature").select_option("steering_committee")
    await page.get_by_label("Nom", exact=True).fill("Comité du lac")
    await recorded(page)
    await page.get_by_role("button", name="Modifier Comité du lac").press("Enter")
    assert await faults(page) == []
    await page.get_by_label("Mandat").fill("Arrêter les priorités")
    await page.get_by_label("Cas Merlange").check()
    await recorded(page)
    await expect(page.get_by_role("listitem").filter(has_text="Arrêter les priorités")).to_contain_text("Ben Clairmont et Cas Merlange")
    await page.get_by_role("button", name="Dissoudre Comité du lac").press("Enter")
    await page.get_by_role("dialog").get_by_role("button", name="Dissoudre").press("Enter")
    await expect(page.get_by_text("Comité du lac", exact=True)).to_have_count(0)

    # A canvas of the network's own is written, changed, and offered no more.
    await page.get_by_role("link", name="Trames d’étapes").click()
    await page.get_by_role("button", name="Écrire une trame").press("Enter")
    await page.get_by_label("Nom", exact=True).fill("Trame courte")
    await page.get_by_label("Étapes").fill("Délibérer\nAgir")
    await recorded(page)
    await page.get_by_role("button", name="Modifier Trame courte").press("Enter")
    await page.get_by_label("Étapes").fill("Délibérer\nAgir\nÉvaluer")
    await recorded(page)
    await expect(page.get_by_role("region", name="Trame courte").filter(has_text="Évaluer")).to_be_visible()
    await expect(page.get_by_role("region", name="Trame courte")).to_have_count(1)
    await page.get_by_role("button", name="Ne plus proposer Trame courte").press("Enter")
    await expect(page.get_by_role("region", name="Trame courte")).to_have_count(0)
    await ben.go(f"{ben.plan}/process")

    # Recognition is asked for by an editor; granted by a facilitator, the authority is recognised.
    await page.get_by_role("button", name="Noter une demande").press("Enter")
    await page.get_by_label("Dossier déposé").fill("Dossier de 2012")
    await recorded(page)
    ada = await seat(ADA)
    await ada.go(f"{ada.plan}/process")
    await ada.page.get_by_role("button", name="Accordée").press("Enter")
    await ada.page.get_by_label("Motif").fill("Décision du comité")
    await recorded(ada.page)
    await expect(ada.page.get_by_text("Engagement\xa0: reconnue")).to_be_visible()
    await ada.page.evaluate("scrollTo(0, 0)")  # where nothing lies half under the bar
    assert await faults(ada.page) == []

    # From the page of a town, a group is opened with those who share what it is marked by.
    await ben.go(f"{ben.network}/directory/{HAUTEFEUILLE}")
    await page.get_by_role("link", name="Ouvrir un groupe").click()
    await expect(page.get_by_role("status").filter(has_text="Membres invités")).to_contain_text("Hautefeuille et Rivebelle")
    await page.get_by_role("button", name="Ouvrir un groupe").press("Enter")
    await expect(page.get_by_label("Thème")).to_have_value("Lac")
    await page.get_by_label("Nom").fill("Communes du lac")
    await recorded(page)
    await cas.go(f"{cas.network}/groups")
    await cas.page.get_by_role("button", name="Rejoindre Communes du lac").press("Enter")
    await expect(page.get_by_role("listitem").filter(has_text="Communes du lac")).to_contain_text("Cas Merlange")
