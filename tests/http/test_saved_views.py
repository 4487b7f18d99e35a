"""Views of a plan that people keep: there for their person alone, unless a facilitator shares one."""

from typing import Any
from uuid import UUID

import httpx

from events import ids
from events.ids import PersonId
from tests.http.town import Town
from tests.people import ADA, BEN, CAS, DOT, EVA


async def kept(town: Town, by: PersonId, name: str, query: str, **named: Any) -> httpx.Response:
    return await town.browser(by).post(f"{town.path}/plans/{town.plan}/views", json={"name": name, "query": query, **named})


async def views(town: Town, person: PersonId) -> list[tuple[str, str, str, bool]]:
    answer = await town.get(person, f"/plans/{town.plan}/views")
    assert answer.status_code == 200, answer.text
    return [(one["person_id"], one["name"], one["query"], one["shared"]) for one in answer.json()]


async def test_a_view_is_there_wherever_its_person_signs_in_and_shared_ones_for_everybody(town: Town) -> None:
    assert (await kept(town, BEN, "En retard", "status=late")).status_code == 200
    # Of one name there is one view, the last; what makes no view is left out of it.
    assert (await kept(town, BEN, " En retard ", "status=late&mine=1&at=1.4&by=axis&evil=%3Cscript%3E")).status_code == 200
    assert await views(town, BEN) == [(str(BEN), "En retard", "status=late&mine=1&by=axis", False)]
    assert await views(town, CAS) == []
    assert (await kept(town, BEN, "Pour tous", "", shared=True)).json()["code"] == "views.not_shared"
    assert (await kept(town, ADA, "COPIL", "q=%C3%A9cole&columns=lead", shared=True)).status_code == 200
    for person in (BEN, CAS, DOT):
        assert (str(ADA), "COPIL", "q=%C3%A9cole&columns=lead", True) in await views(town, person)
    # Only its person lets go of a view; of a shared one, who facilitates as well.
    path = f"{town.path}/plans/{town.plan}/views"
    shared, own = [one["view_id"] for one in (await town.get(BEN, f"/plans/{town.plan}/views")).json()]
    for who, view, left in ((BEN, shared, 2), (ADA, own, 2), (BEN, own, 1), (BEN, own, 1), (ADA, shared, 0)):
        assert (await town.browser(who).delete(f"{path}/{view}")).status_code == 204
        assert len(await views(town, BEN)) == left


async def test_a_view_is_of_a_plan_that_one_may_see_and_has_a_name(town: Town) -> None:
    assert (await town.get(BEN, f"/plans/{ids.new()}/views")).json()["code"] == "missing.plan"
    assert (await kept(town, EVA, "x", "")).status_code == 404
    for name, query in (("", ""), ("x" * 61, ""), ("x\u0007", ""), ("  ", ""), ("x", "q=" + "a" * 2_000), ("x", "q=" + "é" * 1_000)):
        assert (await kept(town, BEN, name, query)).status_code == 400
    insert = """INSERT INTO people.saved_view (network_id, person_id, plan_id, name, query)
        SELECT $1, $2, $3, 'Vue ' || number, '' FROM generate_series(1, 100) AS number"""
    await town.service.pool.execute(insert, town.network, CAS, UUID(town.plan))
    assert (await kept(town, CAS, "Vue 101", "")).json()["code"] == "views.too_many"
    assert (await kept(town, CAS, "Vue 100", "mine=1")).status_code == 200
    exported = (await town.browser(CAS).get("/api/my-data/export")).json()
    assert {one["name"] for one in exported["views"]} == {f"Vue {number}" for number in range(1, 101)}
