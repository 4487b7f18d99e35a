"""Whatever is sent, the answer is a clear problem document, nothing is stored, and nobody else is disturbed."""

import json
from typing import Any

import pytest

from events import ids
from tests.http.town import Town, asking
from tests.people import BEN, CAS

ID = "0198c021-0000-7000-8000-0000000000ff"


def add(**fields: Any) -> dict[str, Any]:
    """Adding an action, with these fields laid over."""
    return asking("action.add", ids.new(), **({"plan": ID, "title": "Planter une haie", "order_key": "V"} | fields))


def standing(*place: Any) -> dict[str, Any]:
    """Telling where a member stands: north, then east."""
    return asking("authority.edit", ID, place={"was": None, "to": dict(zip(("latitude", "longitude"), place, strict=False))})


BAD: dict[str, tuple[bytes | dict[str, Any], int, str, str | None]] = {
    "an empty body": (b"", 400, "invalid.request", None),
    "malformed JSON": (b'{"id": ', 400, "invalid.json", None),
    "text that is no JSON": (b"bonjour", 400, "invalid.json", None),
    "broken UTF-8 in a text": (json.dumps(add(title="@")).encode().replace(b"@", b"\xff\xfe"), 400, "invalid.utf8", None),
    "a number": (b"5", 400, "invalid.type", None),
    "null": (b"null", 400, "invalid.type", None),
    "brackets 50,000 deep": (b"[" * 50_000, 400, "invalid.type", "[0]"),
    "brackets 50,000 deep in a value": (
        b'{"id": "%s", "stream": "%s", "command": {"tag": "action.settle", "conflict": "%s", "value": {"was": %s'
        % (ID.encode(), ID.encode(), ID.encode(), b"[" * 50_000),
        400,
        "invalid.deep",
        None,
    ),
    "10 MB of text": (b'"' + b"a" * 10_000_000 + b'"', 413, "too_large", None),
    "an unknown command": (asking("action.explode", ID), 400, "invalid.unknown_value", ".command.tag"),
    "no command": ({"id": ID, "stream": ID}, 400, "invalid.missing_field", None),
    "an unknown field": (add(colour="blue"), 400, "invalid.unknown_field", ".command"),
    "an unknown field beside the command": (add() | {"shout": True}, 400, "invalid.unknown_field", None),
    "text for a number": (add(budget_planned="5"), 400, "invalid.type", ".command.budget_planned"),
    "a fraction for cents": (add(budget_planned=5.5), 400, "invalid.type", ".command.budget_planned"),
    "a negative amount": (add(budget_planned=-1), 400, "invalid.too_small", ".command.budget_planned"),
    "more money than there is": (add(budget_planned=10**14), 400, "invalid.too_great", ".command.budget_planned"),
    "a place beyond the pole": (standing(9_000_001, 0), 400, "invalid.too_great", ".command.place.to.latitude"),
    "half a place": (standing(4_200_000), 400, "invalid.missing_field", ".command.place.to"),
    "a place in fractions of degrees": (standing(42.5, 2), 400, "invalid.type", ".command.place.to.latitude"),
    "a number for a truth": (add(continuous=1), 400, "invalid.type", ".command.continuous"),
    "a missing was": (asking("action.edit", ID, title={"to": "x"}), 400, "invalid.missing_field", ".command.title"),
    "null for a title": (add(title=None), 400, "invalid.type", ".command.title"),
    "a title of spaces": (add(title="  "), 400, "invalid.empty", ".command.title"),
    "a title too long": (add(title="x" * 301), 400, "invalid.too_long", ".command.title"),
    "NUL": (add(title="Planter\x00 une haie"), 400, "invalid.control", ".command.title"),
    "a control character": (add(description="Planter\x07 une haie"), 400, "invalid.control", ".command.description"),
    "half a surrogate pair": (json.dumps(add()).replace("une", "\\ud800").encode(), 400, "invalid.json", None),
    "no date": (add(starts_on="2015-02-30"), 400, "invalid.date", ".command.starts_on"),
    "an id that is none": (add() | {"id": "42"}, 400, "invalid.id", ".id"),
    "an unknown aim": (add(aims=["glory"]), 400, "invalid.unknown_value", ".command.aims[0]"),
    "an instant without zone": (add() | {"at": "2015-01-30T09:30:00"}, 400, "invalid.no_zone", ".at"),
    "NUL in a reason": (add() | {"reason": "par\x00ce que"}, 400, "invalid.control", ".reason"),
}


@pytest.mark.parametrize("name", BAD)
async def test_bad_input_is_told_and_nothing_is_stored(town: Town, name: str) -> None:
    body, status, code, at = BAD[name]
    head = await town.head()
    answer = await town.post(BEN, body)
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem.get("at")) == (status, code, at)
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert problem["detail"]
    assert problem["next"]
    assert "Traceback" not in answer.text
    assert "msgspec" not in answer.text
    assert await town.head() == head
    assert (await town.get(CAS, "/plans")).status_code == 200


async def test_text_plain_is_no_json(town: Town) -> None:
    answer = await town.post(BEN, add(), **{"content-type": "text/plain"})
    assert (answer.status_code, answer.json()["code"]) == (415, "wrong_type")


async def test_a_backslash_that_only_looks_like_nul_is_text(town: Town) -> None:
    action = await town.add(BEN, "Le dossier C:\\u0000")
    assert (await town.get(BEN, f"/actions/{action}")).json()["title"] == "Le dossier C:\\u0000"


async def test_decomposed_accents_are_stored_composed(town: Town) -> None:
    action = await town.add(BEN, "E\u0301nergie")
    assert (await town.get(BEN, f"/actions/{action}")).json()["title"] == "\u00c9nergie"
    again = await town.ask(BEN, "action.edit", action, title={"was": "E\u0301nergie", "to": "L\u2019\u00e9nergie"})
    assert (again["outcome"], again["conflicts"]) == ("applied", [])


async def test_a_foreign_id_is_told_as_such(town: Town) -> None:
    answer = await town.post(BEN, asking("action.edit", ids.new(), title={"was": "x", "to": "y"}))
    assert (answer.status_code, answer.json()["code"]) == (409, "action.not_added")
    answer = await town.post(BEN, asking("action.withdraw", town.plan))
    assert (answer.status_code, answer.json()["code"]) == (404, "missing")


async def test_the_fault_of_one_item_names_its_place_in_the_list(town: Town) -> None:
    answer = await town.post(BEN, [add(), add(title=5)])
    assert (answer.status_code, answer.json()["at"]) == (400, "[1].command.title")


@pytest.mark.parametrize("parameters", [{"after": "1"}, {"after": "01.2"}, {"after": "1.x"}, {"after": "2026-03-14"}, {"at": "01.2"}])
async def test_a_malformed_moment_is_told(town: Town, parameters: dict[str, str]) -> None:
    answer = await town.get(BEN, f"/plans/{town.plan}", **parameters)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid.token")


@pytest.mark.parametrize("parameters", [{"limit": 0}, {"limit": 1000}, {"limit": "x"}, {"before": -1}])
async def test_a_malformed_page_is_told(town: Town, parameters: dict[str, Any]) -> None:
    answer = await town.get(BEN, "/activity", **parameters)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid.request")


@pytest.mark.parametrize("path", ["/api/nowhere", "/api", "/api/networks/42/plans", "/public/x", "/health/x", "/schema/x"])
async def test_an_unknown_address_of_the_service_is_a_problem_and_no_page(town: Town, path: str) -> None:
    answer = await town.browser(BEN).get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("application/problem+json")


async def test_an_unknown_method_says_which_there_are(town: Town) -> None:
    answer = await town.browser(BEN).delete(f"{town.path}/plans")
    assert (answer.status_code, answer.json()["code"]) == (405, "method")
    assert "GET" in answer.headers["allow"]
