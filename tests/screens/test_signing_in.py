"""Signing in and one's own account, by keyboard and in French."""

from playwright.async_api import expect

from service.door import cookie_name
from service.identity import accounts
from tests.http.test_accounts import PASSWORD, arrive, email
from tests.http.test_mail import Box
from tests.http.town import Town
from tests.people import BEN
from tests.screens.conftest import Seat


async def test_a_password_is_set_and_used_by_keyboard(town: Town, seat: Seat) -> None:
    await arrive(town)
    ben = await seat(BEN)
    ben.faults_of("400", "401", "403")
    await ben.page.goto(f"{town.url}/account")
    await ben.page.get_by_label("Nouveau mot de passe").fill("court")
    await ben.page.keyboard.press("Enter")
    await expect(ben.page.get_by_role("alert").filter(has_text="12 caractères")).to_be_visible()
    await ben.page.get_by_label("Nouveau mot de passe").fill(PASSWORD)
    await ben.page.keyboard.press("Enter")
    await expect(ben.page.get_by_text("Le mot de passe est enregistré").first).to_be_visible()
    await expect(ben.page.locator(".session-line")).to_have_count(1)
    await ben.page.locator(".account summary").click()
    await ben.page.get_by_role("button", name="Se déconnecter", exact=True).click()
    await expect(ben.page).to_have_url(f"{town.url}/sign-in")
    await ben.page.get_by_label("Adresse de courriel").fill(email(town))
    await ben.page.get_by_label("Mot de passe").fill("pas le bon du tout")
    await ben.page.keyboard.press("Enter")
    await expect(ben.page.get_by_role("alert")).to_contain_text("ne vont pas ensemble")
    await ben.page.get_by_label("Mot de passe").fill(PASSWORD)
    await ben.page.keyboard.press("Enter")
    await expect(ben.page.locator(".account summary")).to_contain_text("Ben Clairmont")


async def test_a_link_is_asked_for_and_said_to_be_sent(town: Town, seat: Seat) -> None:
    await arrive(town)
    town.service.inside.state.post.carrier = box = Box()
    nobody = await seat(None)
    nobody.faults_of("401")
    await nobody.page.goto(f"{town.url}/sign-in")
    await nobody.page.get_by_label("Adresse de courriel").fill(email(town))
    await nobody.page.get_by_role("button", name="Recevoir un lien par courriel").click()
    await expect(nobody.page.get_by_role("status").filter(has_text="Si cette adresse est connue")).to_be_visible()
    letter = await box.next()
    assert letter["To"] == email(town)
    town.service.inside.state.post.carrier = None


async def test_a_session_ended_from_elsewhere_closes_its_screen(town: Town, seat: Seat) -> None:
    sessions = town.service.sessions
    await sessions.end_all_of(BEN)  # of every test before this one
    async with town.service.pool.acquire() as connection:
        town.cookies[BEN] = f"{cookie_name(town.service.settings)}={await sessions.begin(connection, BEN)}"
    await arrive(town)
    async with town.service.pool.acquire() as connection:
        assert await accounts.of_email(connection, email(town))
    here, there = await seat(BEN), await seat(BEN)
    there.faults_of("401")
    other = await arrive(town)
    await there.context.clear_cookies()
    name, _, value = other.headers["cookie"].partition(";")[0].partition("=")
    url = town.url.replace("http:", "https:", 1)
    await there.context.add_cookies([{"name": name, "value": value, "url": url, "secure": True}])
    await there.go(there.network)
    await here.page.goto(f"{town.url}/account")
    await expect(here.page.locator(".session-line").filter(has_text="cette session")).to_have_count(1)
    ends = here.page.get_by_role("button", name="Mettre fin")
    await expect(ends).to_have_count(2)
    for left in (1, 0):
        await ends.first.click()
        await expect(ends).to_have_count(left)
    await expect(there.page.locator(".banner-ended")).to_be_visible()


async def test_why_a_provider_sent_one_back_is_told_and_nothing_else(town: Town, seat: Seat) -> None:
    nobody = await seat(None)
    nobody.faults_of("401")
    await nobody.page.goto(f"{town.url}/sign-in?problem=oidc.unknown")
    await expect(nobody.page.get_by_role("alert")).to_contain_text("Demandez une invitation")
    await nobody.page.goto(f"{town.url}/sign-in?problem=Envoyez+votre+mot+de+passe")
    await expect(nobody.page.get_by_role("heading", level=1)).to_be_visible()
    await expect(nobody.page.get_by_role("alert")).to_be_empty()
