"""What the law wants within reach of everybody, and what a browser without the app is told when something goes wrong."""

import re
from importlib.metadata import version
from itertools import pairwise
from typing import get_args

import msgspec
import pytest

from events.decider import Invalid
from service import problems, settings
from service.languages import LANGUAGES, say
from service.public import layout, legal
from service.web import build
from tests.http.town import Town
from tests.people import BEN

SAID = {
    "PUBLISHER": "Département des Vallées | 1 place du Marché, 21000 Valville | 03 00 00 00 00",
    "PUBLICATION_DIRECTOR": "La présidente du Département <x>",
    "HOSTED_BY": "Hébergeur & fils | 2 rue du Port",
    "CONTACT": "club21@vallees.example",
    "DATA_PROTECTION_OFFICER": "dpo@vallees.example",
}
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def sound(page: str) -> None:
    """Raise unless a page can be walked by its headings and landmarks, says what it is, and needs no script."""
    (title,) = re.findall(r"<title>(.*?) – Club 21</title>", page)
    assert f"<h1>{title}</h1>" in page
    assert re.search(r'<meta name="description" content="[^"]{20,}">', page)
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", page)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(now - before <= 1 for before, now in pairwise(levels))
    assert page.index('class="skip"') < page.index("<header") < page.index("<main") < page.index("<footer")
    for never in ("<script", "style=", "onclick"):
        assert never not in page, never


# --- The pages -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", get_args(legal.Name))
async def test_anybody_reads_the_legal_pages_in_their_language_without_a_script(town: Town, name: legal.Name, language: str) -> None:
    first, *others = legal.ADDRESSES[name]
    browser = town.browser(None, **{"accept-language": language})
    answer = await browser.get(first)
    page = answer.text
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in page
    for missing in ("{", "accessibility.", "privacy.", "legal."):
        assert missing not in page, missing
    for other in others:
        assert (await browser.get(other)).content == answer.content
    other_tongue = "en" if language == "fr" else "fr"
    assert f'<html lang="{other_tongue}">' in (await browser.get(f"{first}?lang={other_tongue}")).text
    assert (await browser.get(first, headers={"if-none-match": answer.headers["etag"]})).status_code == 304
    assert (await town.browser(BEN, **{"accept-language": language}).get(first)).content == answer.content
    sound(page)


async def test_every_page_leads_to_what_the_law_asks_for_and_says_that_nobody_audited_it(town: Town) -> None:
    shell = (build.UI / "src" / "shell" / "Shell.tsx").read_text("utf-8")
    in_app = re.findall(r'\["((?:foot|public)\.\w+)", "(/[\w-]+)"\]', shell)
    assert in_app == [*layout.FOOT]
    assert version("club21") == msgspec.json.decode((build.UI / "package.json").read_bytes())["version"]
    browser = town.browser(None, **{"accept-language": "fr"})
    for path, status in (("/accessibilite", 200), ("/public", 200), ("/public/x/y", 404), ("/assets/none", 404), ("/api/my-data", 401)):
        answer = await browser.get(path, headers=BROWSER)
        assert answer.status_code == status
        foot = answer.text.partition("<footer")[2]
        for key, href in layout.FOOT:
            assert f'<a href="{href}?lang=fr">{say("fr", key)}</a>' in foot
        assert "Accessibilité\u00a0: non conforme" in foot
        assert "Club 21, version" in foot
    for _, href in layout.FOOT:
        assert (await browser.get(href)).status_code == 200


async def test_the_declaration_claims_nothing_that_nobody_looked_at(town: Town) -> None:
    page = (await town.browser(None, **{"accept-language": "fr"}).get("/accessibilite")).text
    assert "<h1>Accessibilité\u00a0: non conforme</h1>" in page
    for part in (
        "État de conformité",
        "Résultats des contrôles",
        "jamais vérifiés",
        "Technologies",
        "Environnement de test",
        "Voies de recours",
    ):
        assert part in page
    for said in (
        "Aucun taux de conformité",
        "lecteur d’écran réel",
        "Défenseur des droits",
        "Établie le 23 novembre 2026",
    ):
        assert said in page
    assert not re.search(r"\d+\s?%", page), "no rate is known"
    assert "partiellement conforme" not in page


async def test_a_page_says_what_the_operator_has_not_said_yet_and_by_which_setting(town: Town) -> None:
    browser = town.browser(None, **{"accept-language": "fr"})
    notice = (await browser.get("/mentions-legales")).text
    for name in ("PUBLISHER", "PUBLICATION_DIRECTOR", "HOSTED_BY", "CONTACT"):
        assert f"ne l’a pas encore indiqué (réglage {name})" in notice
    assert "(réglage DATA_PROTECTION_OFFICER)" in (await browser.get("/donnees-personnelles")).text
    assert "(réglage CONTACT)" in (await browser.get("/contact")).text
    assert settings.read({}).operator.unsaid == [*SAID]
    assert settings.read(SAID).operator.unsaid == []


def test_what_the_operator_says_stands_on_the_pages_as_text() -> None:
    told = settings.read({"KEEP_SESSIONS": "12", **SAID})
    notice, personal, declared = (legal.written(name, "fr", told).decode() for name in ("legal", "privacy", "accessibility"))
    assert "Département des Vallées<br>1 place du Marché, 21000 Valville<br>03 00 00 00 00" in notice
    assert "La présidente du Département &lt;x&gt;" in notice
    assert "Hébergeur &amp; fils" in notice
    assert '<a href="mailto:club21@vallees.example">' in notice
    assert "dpo@vallees.example" in personal
    assert "une session finie, 12 jours" in personal
    assert "Département des Vallées s’engage" in declared
    assert "réglage" not in notice + personal + declared


@pytest.mark.parametrize("wrong", ["nobody", "javascript:alert(1)", "http://x.example", "a b@c"])
def test_where_people_write_to_is_an_address_or_a_form(wrong: str) -> None:
    with pytest.raises(settings.Faults) as raised:
        settings.read({"CONTACT": wrong})
    assert [key for key, _ in raised.value.faults] == ["settings.contact"]
    assert settings.read({"CONTACT": "https://vallees.example/contact"}).operator.contact


# --- When something goes wrong ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "status", "said", "then"),
    [
        ("GET", "/assets/none", 404, "Il n’y a rien à cette adresse", "Vérifiez l’adresse"),
        ("GET", "/api/nowhere", 404, "Il n’y a rien à cette adresse", "Vérifiez l’adresse"),
        ("GET", "/api/my-data", 401, "Il faut être connecté", "Connectez-vous, puis ouvrez"),
        ("POST", "/api/sign-in-links", 403, "Cette demande vient d’un autre site", "à sa propre adresse"),
        ("PATCH", "/api/session", 405, "ne s’ouvre pas ainsi", "par les liens et les boutons"),
        ("GET", "/api/networks/%3Cimg%20src=x%3E/plans", 404, "Il n’y a rien à cette adresse", "Vérifiez l’adresse"),
    ],
)
async def test_a_browser_without_the_app_is_told_what_happened_and_what_now(
    town: Town, method: str, path: str, status: int, said: str, then: str
) -> None:
    headers = {**BROWSER, "accept-language": "fr"} | ({"origin": "https://elsewhere.example"} if status == 403 else {})
    answer = await town.browser(None).request(method, path, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert said in answer.text
    assert then in answer.text
    assert "img src" not in answer.text
    assert '<html lang="fr">' in answer.text
    for never in ("Traceback", "<script", "hreflang"):
        assert never not in answer.text
    program = await town.browser(None).request(method, path, headers={**headers, "accept": "*/*"})
    assert (program.status_code, program.headers["content-type"]) == (status, problems.MEDIA_TYPE)
    assert program.json()["status"] == status


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (RuntimeError("secret /srv/x.py"), "quote the id 7-1"),
        (Invalid("Not this.", ".at", "invalid.unknown_value", value="secret"), "not written as it should be"),
        (problems.Busy(), "Nothing is lost"),
        (problems.SignedOut("sign_in.expired"), "This sign-in link has expired"),
        (problems.SignedOut("sign_in.used"), "Ask a facilitator"),
        (problems.TooOften(), "Wait a minute"),
    ],
)
def test_a_page_of_our_own_fault_tells_no_secret(error: Exception, said: str) -> None:
    document, _ = problems.document(error, "en", "7-1")
    body, kind = problems.answer(document, "text/html", "en")
    page = body.decode()
    assert kind.startswith("text/html")
    assert said in page
    assert "secret" not in page
    assert ("/sign-in" in page) is (document.status == 401)


def test_every_kind_of_problem_has_its_page_in_both_languages() -> None:
    for kind in (*problems.KINDS, problems.Problem):
        for language in LANGUAGES:
            document, _ = problems.document(kind() if kind is not problems.Problem else RuntimeError(), language, "7-1")
            page = problems.page(document, language).decode()
            assert not re.search(r">(error_page|problem|title|next)\.|\{\w+\}", page), kind
            for jargon in ("Retry-After", "openapi", "JSON", "identifiant ne compte"):
                assert jargon not in page, (kind, jargon)
