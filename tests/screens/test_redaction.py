"""A text that has to go, in browsers: found from the history of a card, read, taken out for good; gone from every screen that is open."""

from playwright.async_api import expect

from tests.http.town import Town
from tests.people import ADA, BEN, CAS, DOT
from tests.screens.conftest import Seat
from tests.screens.test_who_may import dialog

SECRET = "Sylvette Aubépin"
TEXT = f"Dossier de Mme {SECRET}, suivie au 14 rue des Lilas."


async def test_a_facilitator_takes_a_text_out_and_it_goes_from_every_screen(town: Town, seat: Seat) -> None:
    action = await town.add(BEN, "Suivre un dossier", description=TEXT)
    await town.ask(BEN, "action_plan.edit", town.plan, title={"was": "Plan climat", "to": f"Plan de {SECRET}"})
    await town.ask(BEN, "action.edit", action, notes={"was": None, "to": TEXT})
    ada, ben, cas = await seat(ADA), await seat(BEN), await seat(CAS)
    await ben.go(ben.card(action))
    await expect(ben.page.get_by_role("button", name="effacer ce texte de l’historique")).to_have_count(0)
    await cas.go(f"{cas.plan}/activity")
    await expect(cas.page.locator(".told")).to_contain_text(SECRET)
    dot = await seat(DOT)  # who looks at the past as it goes
    await dot.go(f"{dot.card(action)}?at=1.{await town.head()}")
    await expect(dot.page.locator("body")).to_contain_text(SECRET)
    await ada.go(ada.card(action))
    history = ada.page.get_by_role("region", name="Historique")
    await expect(history.get_by_role("button", name="effacer ce texte")).to_have_count(3)  # title, description, notes; of the status none
    await history.get_by_role("button", name="Description, effacer ce texte").click()
    shown = await dialog(ada)
    await expect(shown.get_by_role("status")).to_have_text("2 textes seront effacés")
    await shown.get_by_label("Texte cherché").fill(SECRET)
    await shown.get_by_role("button", name="Chercher").click()
    await expect(shown.locator("blockquote")).to_have_count(3)
    await expect(shown).to_contain_text("C’est définitif.")
    await shown.get_by_role("button", name="Effacer pour toujours").click()
    await expect(shown.get_by_role("alert")).to_contain_text("Donnez le motif.")
    await shown.get_by_label("Motif, sans répéter le texte").fill("Une personne privée est nommée.")
    await shown.get_by_role("button", name="Effacer pour toujours").click()
    await expect(shown.get_by_role("alert")).to_contain_text("Lisez la liste")
    await shown.get_by_label("J’ai lu la liste").check()
    await shown.get_by_role("button", name="Effacer pour toujours").click()
    await expect(ada.page.get_by_role("dialog")).to_have_count(0)
    for desk in (ada, ben):
        await expect(desk.page.get_by_role("region", name="Historique")).to_contain_text("texte effacé")
        await expect(desk.page.locator("body")).not_to_contain_text(SECRET)
        await expect(desk.page.locator("body")).not_to_contain_text("[redacted]")
        await expect(desk.page.locator(".field").filter(has_text="Description")).to_contain_text("texte effacé")
    await ben.go(ben.network)
    await expect(ben.page.get_by_role("link", name="texte effacé")).to_be_visible()  # the title of the plan
    await ben.go(f"{ben.plan}/structure")
    await ben.page.get_by_role("button", name="Historique").first.click()
    await expect(ben.page.get_by_role("dialog")).to_contain_text("texte effacé")
    await expect(ben.page.locator("body")).not_to_contain_text("[redacted]")
    await expect(cas.page.locator(".told")).to_contain_text("texte effacé")
    await expect(cas.page.locator("body")).not_to_contain_text(SECRET)
    await cas.go(f"{cas.network}/activity")
    await expect(cas.page.locator(".told")).to_contain_text("a effacé un texte de l’historique")
    await expect(dot.page.locator("body")).to_contain_text("texte effacé")
    await expect(dot.page.locator("body")).not_to_contain_text(SECRET)
