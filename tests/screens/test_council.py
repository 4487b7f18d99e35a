"""What a council and an elected official read on screen: sentences that open what they count, and text for a letter."""

from playwright.async_api import expect

from events import ids
from tests.http.test_council import sat
from tests.http.town import Town
from tests.people import ADA, CAS, HAUTEFEUILLE
from tests.screens.conftest import Seat


async def test_an_elected_official_comes_from_home_to_their_portfolio_and_on_to_what_changed(town: Town, seat: Seat) -> None:
    await sat(town)
    meeting = str(ids.new())
    await town.ask(ADA, "meeting.plan", meeting, title="Commission nature", kind="cafe", held_on="2099-03-12")
    await town.ask(ADA, "network.give_role", town.network, person=str(CAS), role="elected_official", authority=str(HAUTEFEUILLE))
    cas = await seat(CAS)
    page = cas.page
    await cas.go(cas.network)
    await page.get_by_role("link", name="Ma délégation en deux minutes").click()
    await expect(page.locator(".tiles dd")).to_have_text(["2", "50\u00a0%", "0", "0", "800\u00a0€"])
    changed = page.get_by_role("region", name="Depuis «\u00a0Budget\u00a0»")
    await expect(changed.get_by_role("link")).to_have_text(["Haie", "Sentier"])
    await expect(page.get_by_role("region", name="À examiner").get_by_role("link")).to_have_text("Sentier")
    await expect(page.get_by_role("link", name="Commission nature")).to_be_visible()
    await page.get_by_role("link", name="Voir tout ce qui a changé").click()
    await page.get_by_label("De quoi").select_option("Plan climat")
    await expect(page.get_by_role("heading", name="Ce qui a changé\u00a0: Plan climat")).to_be_visible()
    await page.get_by_role("button", name="Habiter – Réalisées, voir").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.locator(".counted-items > li > p > a")).to_have_text(["Haie", "Verger"])
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Copier le texte").click()
    await expect(page.get_by_text("Texte copié").or_(page.get_by_label("Texte pour un courriel"))).to_be_visible()
    await page.get_by_label("Séance ou version").select_option(label="La dernière séance, ou un an")
    await cas.visit(f"{cas.network}/council?plan={town.plan}&since=1.{await town.head()}", "#council-figures")
    await expect(page.get_by_text("Rien n’a changé entre ces deux dates.")).to_be_visible()
    await cas.visit(f"{cas.network}/council?plan={town.plan}&at=1.{await town.head()}", "#council-figures")
    await expect(page.locator(".banner-past")).to_contain_text("Lecture seule.")
    await page.get_by_role("link", name="Revenir à aujourd’hui").click()
    await expect(page).to_have_url(f"{town.url}{cas.network}/council?plan={town.plan}")
    await expect(page.locator(".banner-past")).to_have_count(0)
