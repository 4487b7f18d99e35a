"""No other site acts for a person: every address that changes anything refuses what a browser says comes from one."""

import pytest

from events import ids
from tests.http.town import Town, asking
from tests.people import BEN

ELSEWHERE = (
    {"origin": "http://elsewhere.example"},
    {"origin": "null"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"origin": "http://elsewhere.example", "sec-fetch-site": "same-origin"},
)


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
async def test_no_address_takes_a_change_from_another_site(town: Town, headers: dict[str, str]) -> None:
    document = await town.document()
    unsafe = [(method, path) for path, item in document["paths"].items() for method in item if method not in ("get", "parameters")]
    assert len(unsafe) > 15
    browser = town.browser(BEN, **headers)
    for method, path in unsafe:
        for name in ("network_id", "plan_id", "action_id", "invitation_id", "token_id", "import_id"):
            path = path.replace(f"{{{name}}}", str(town.network if name == "network_id" else ids.new()))
        answer = await browser.request(method, path, json={})
        assert (answer.status_code, answer.json()["code"]) == (403, "origin"), (method, path)
        assert "set-cookie" not in answer.headers
    assert (await town.browser(BEN).get("/api/session")).status_code == 200  # nobody was signed out by it


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
async def test_no_other_site_listens_however_it_writes_the_address(town: Town, headers: dict[str, str]) -> None:
    for path in ("/live/events", "//live/events", "///live//events/", "/%6cive/events"):
        async with town.browser(BEN, **headers).stream("GET", f"{town.url}{path}", params={"network": str(town.network)}) as answer:
            assert answer.status_code == 403, path  # where it is not, this would go on for ever


async def test_a_link_from_elsewhere_still_shows_the_page(town: Town) -> None:
    visitor = town.browser(BEN, **{"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"})
    assert (await visitor.get("/api/session")).status_code == 200


async def test_what_the_page_itself_asks_for_is_done(town: Town) -> None:
    change = asking("action_plan.edit", town.plan, title={"was": "Plan climat", "to": "Plan air"})
    own = {"origin": town.url, "sec-fetch-site": "same-origin"}
    assert (await town.post(BEN, change, **own)).status_code == 200
    typed = asking("action_plan.edit", town.plan, title={"was": "Plan air", "to": "Plan eau"})
    assert (await town.post(BEN, typed, **{"sec-fetch-site": "none"})).status_code == 200
