"""The life of a comment on an action, seen live by who wrote it, who facilitates and who audits."""

from playwright.async_api import expect

from tests.http.town import Town
from tests.people import ADA, BEN, DOT
from tests.screens.conftest import Seat
from tests.screens.test_accessibility import faults


async def test_a_comment_lives_on_three_screens(town: Town, seat: Seat) -> None:
    action = await town.add(BEN, "Fête du vélo")
    ada, ben, dot = await seat(ADA), await seat(BEN), await seat(DOT)
    said = {}
    for desk in (ada, ben, dot):
        await desk.go(desk.card(action))
        said[desk] = desk.page.get_by_role("region", name="Commentaires")
        await expect(said[desk]).to_contain_text("Aucun commentaire pour l’instant.")
    await expect(said[dot].get_by_role("textbox")).to_have_count(0)

    # Ben calls Ada by typing @, and is heard.
    box = said[ben].get_by_label("Votre commentaire")
    await box.press_sequentially("On avance ? @")
    names = said[ben].get_by_role("combobox", name="Mentionner une personne")
    await expect(names).to_be_focused()
    await names.press_sequentially("val")
    await expect(said[ben].get_by_role("option")).to_have_text(["Ada Vallon"])
    assert await faults(ben.page) == []
    await names.press("Enter")
    await expect(box).to_be_focused()
    await expect(box).to_have_value("On avance ? ")
    await box.press("Control+Enter")
    for desk in (ada, ben, dot):
        await expect(said[desk].get_by_role("listitem").first).to_contain_text("On avance ?")
        await expect(said[desk]).to_contain_text("À l’attention de Ada Vallon")

    # Ada is typing when Ben changes his words: hers stay under her hands.
    await said[ada].get_by_role("button", name="Répondre de Ben Clairmont").click()
    answer = said[ada].get_by_label("Votre réponse à Ben Clairmont")
    await answer.press_sequentially("Oui, dès")
    await said[ben].get_by_role("button", name="Modifier de Ben Clairmont").click()
    await said[ben].get_by_label("Modifier votre commentaire").fill("On avance quand ?")
    await said[ben].get_by_role("button", name="Enregistrer").click()
    for desk in (ada, dot):
        await expect(said[desk].locator(".field-value").first).to_have_text("On avance quand ?")
    await answer.press_sequentially(" jeudi.")
    await expect(answer).to_have_value("Oui, dès jeudi.")
    await answer.press("Control+Enter")
    for desk in (ben, dot):
        replies = said[desk].get_by_role("list", name="Réponses à Ben Clairmont")
        await expect(replies).to_contain_text("Oui, dès jeudi.")
    await expect(said[ben].get_by_role("button", name="Répondre de Ada Vallon")).to_have_count(0)

    # Who facilitates takes a comment away and puts it back; whoever wrote it can not.
    await said[ada].get_by_role("button", name="Retirer de Ben Clairmont").click()
    for desk in (ada, ben, dot):
        await expect(said[desk]).to_contain_text("Commentaire retiré par Ada Vallon.")
        await expect(said[desk].get_by_text("On avance quand ?")).to_have_count(0)
    await expect(said[ben].get_by_role("button", name="Restaurer de Ben Clairmont")).to_have_count(0)
    await said[ada].get_by_role("button", name="Restaurer de Ben Clairmont").click()
    await expect(said[dot].locator(".field-value").first).to_have_text("On avance quand ?")
    assert await faults(dot.page) == []

    # A letter names the comment by an address of its own, which leads to it.
    anchor = await said[ben].locator("li[id^=comment-]").first.get_attribute("id") or ""
    await dot.page.goto(f"{town.url}{dot.network}/comments/{anchor.removeprefix('comment-')}")
    await expect(dot.page.locator(f"#{anchor}")).to_be_focused()
    assert dot.page.url.endswith(f"/actions/{action}#{anchor}")
