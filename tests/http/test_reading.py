"""What people read: plans, actions, what happened, who is who; now, and as it was."""

from events import ids
from tests.http.town import Town, asking
from tests.people import ADA, BEN, CAS, DOT, EVA, HAUTEFEUILLE, RIVEBELLE


async def test_a_plan_is_shown_whole(town: Town) -> None:
    axis, phase, version = (str(ids.new()) for _ in range(3))
    await town.ask(ADA, "action_plan.add_axis", town.plan, axis=axis, title="Nature en ville", order_key="V")
    await town.ask(
        ADA, "action_plan.add_phase", town.plan, phase=phase, title="État des lieux", starts_on="2010-06-01", ends_on="2011-02-28"
    )
    action = await town.add(BEN, "Planter une haie", axis=axis)
    await town.ask(ADA, "action_plan.publish", town.plan, version=version, label="Version 1")
    page = (await town.get(DOT, f"/plans/{town.plan}")).json()
    assert page["plan"]["title"] == "Plan climat"
    assert [one["axis_id"] for one in page["axes"]] == [axis]
    assert [one["phase_id"] for one in page["phases"]] == [phase]
    assert [(one["action_id"], one["axis_id"]) for one in page["actions"]] == [(action, axis)]
    assert [one["label"] for one in page["versions"]] == ["Version 1"]
    assert page["token"] == (await town.get(DOT, "/plans")).headers["club21-position"]


async def test_a_plan_is_shown_as_it_was(town: Town) -> None:
    action = str(ids.new())
    receipt = await town.ask(BEN, "action.add", action, plan=town.plan, title="Planter une haie", order_key="V")
    await town.ask(BEN, "action.edit", action, title={"was": "Planter une haie", "to": "Planter dix haies"})
    await town.add(BEN, "Creuser une mare")
    then = await town.get(CAS, f"/plans/{town.plan}", at=receipt["after"])
    assert [one["title"] for one in then.json()["actions"]] == ["Planter une haie"]
    assert then.json()["token"] == then.headers["club21-position"] == receipt["after"]
    assert (await town.get(CAS, f"/actions/{action}", at=receipt["after"])).json()["title"] == "Planter une haie"


async def test_the_past_holds_only_what_was_there(town: Town) -> None:
    before = (await town.get(ADA, "/plans")).headers["club21-position"]
    action = await town.add(BEN, "Planter une haie")
    assert (await town.get(ADA, f"/actions/{action}", at=before)).status_code == 404
    assert (await town.get(ADA, f"/plans/{town.plan}", at="1.1")).status_code == 404


async def test_a_moment_that_never_was_asks_to_start_afresh(town: Town) -> None:
    for parameters in ({"after": "1.999999"}, {"after": "2.1"}, {"at": "1.999999"}, {"at": "7.1"}):
        answer = await town.get(ADA, f"/plans/{town.plan}", **parameters)
        assert (answer.status_code, answer.json()["code"]) == (409, "resync")


async def test_history_tells_an_action_field_by_field(town: Town) -> None:
    action = await town.add(ADA, "Planter une haie")
    await town.ask(BEN, "action.edit", action, title={"was": "Planter une haie", "to": "Planter deux haies"})
    await town.ask(CAS, "action.edit", action, title={"was": "Planter une haie", "to": "Planter trois haies"})
    paused = asking("action.edit", action, status={"was": "planned", "to": "paused"}) | {
        "reason": "Canicule",
        "on_behalf_of": str(RIVEBELLE),
    }
    await town.post(CAS, paused)
    told = (await town.get(DOT, f"/actions/{action}/history")).json()
    assert [(one["tag"], one["by"]) for one in told] == [
        ("action.added", str(ADA)),
        ("action.edited", str(BEN)),
        ("action.clashed", str(CAS)),
        ("action.edited", str(CAS)),
    ]
    assert [one["version"] for one in told] == [1, 2, 3, 4]
    assert told[1]["changes"] == [{"field": "title", "before": "Planter une haie", "after": "Planter deux haies"}]
    assert told[2]["changes"] == [{"field": "title", "before": "Planter une haie", "after": "Planter trois haies"}]
    assert (told[3]["reason"], told[3]["on_behalf_of"]) == ("Canicule", str(RIVEBELLE))
    assert {"field": "status", "before": "planned", "after": "paused"} in told[3]["changes"]
    versions = (await town.get(DOT, f"/actions/{action}/history", field="status")).json()
    assert [(one["position"], one["reason"], one["changes"]) for one in versions] == [
        (told[0]["position"], None, [{"field": "status", "before": None, "after": "planned"}]),
        (told[3]["position"], "Canicule", [{"field": "status", "before": "planned", "after": "paused"}]),
    ]
    unknown = await town.get(DOT, f"/actions/{action}/history", field="colour")
    assert (unknown.status_code, unknown.json()["code"], unknown.json()["at"]) == (400, "invalid.unknown_field", "field")


async def test_activity_is_told_newest_first_in_pages(town: Town) -> None:
    for number in range(5):
        await town.add(BEN, f"Action {number}")
    first = (await town.get(DOT, f"/plans/{town.plan}/activity", limit=3)).json()
    rest = (await town.get(DOT, f"/plans/{town.plan}/activity", limit=200, before=first[-1]["position"])).json()
    positions = [one["position"] for one in (*first, *rest)]
    assert positions == sorted(positions, reverse=True)
    assert [one["changed"].get("title") for one in first] == ["Action 4", "Action 3", "Action 2"]
    assert [one["tag"] for one in (*first, *rest)] == ["action.added"] * 5 + ["action_plan.opened"]
    everything = (await town.get(DOT, "/activity", limit=200)).json()
    assert [one["position"] for one in everything] == list(range(await town.head(), 0, -1))


async def test_members_people_and_rights_are_listed(town: Town) -> None:
    members = (await town.get(BEN, "/members")).json()
    assert {one["authority_id"]: one["name"] for one in members} == {str(HAUTEFEUILLE): "Hautefeuille", str(RIVEBELLE): "Rivebelle"}
    people = (await town.get(BEN, "/people")).json()
    assert {one["name"] for one in people} == {"Ada Vallon", "Ben Clairmont", "Cas Merlange", "Dot Aubrac"}
    rights = {one["person_id"]: one["roles"] for one in (await town.get(BEN, "/rights")).json()}
    assert rights[str(BEN)] == [{"role": "editor", "authority_id": str(HAUTEFEUILLE), "topics": []}]


async def test_a_person_sees_the_networks_they_belong_to(town: Town) -> None:
    mine = {one["network_id"]: one for one in (await town.browser(BEN).get("/api/networks")).json()}
    card = mine[str(town.network)]
    assert (card["name"], card["clock"], card["demonstration"], card["archived"]) == ("Réseau des deux vallées", "real", False, False)
    assert card["roles"] == [{"role": "editor", "authority_id": str(HAUTEFEUILLE), "topics": []}]
    assert str(town.network) not in {one["network_id"] for one in (await town.browser(EVA).get("/api/networks")).json()}


async def test_what_is_not_there_is_told_by_its_name(town: Town) -> None:
    for path, code in (("/plans/", "missing.plan"), ("/actions/", "missing.action")):
        answer = await town.get(BEN, f"{path}{ids.new()}")
        assert (answer.status_code, answer.json()["code"]) == (404, code)
    assert (await town.get(BEN, f"/actions/{ids.new()}/history")).json()["code"] == "missing.action"
    assert (await town.get(BEN, f"/plans/{ids.new()}/activity")).json()["code"] == "missing.plan"
