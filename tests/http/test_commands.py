"""The one door that takes every change: what it answers, and what it leaves behind."""

import pytest

from events import ids
from tests.http.town import Town, asking
from tests.people import ADA, BEN, CAS, DOT, EVA, HAUTEFEUILLE, RIVEBELLE


async def test_a_change_is_answered_with_the_token_after_which_reads_show_it(town: Town) -> None:
    action = str(ids.new())
    answer = await town.post(BEN, asking("action.add", action, plan=town.plan, title="Planter une haie", order_key="V"))
    receipt = answer.json()
    assert (answer.status_code, receipt["outcome"], receipt["conflicts"]) == (200, "applied", [])
    assert answer.headers["club21-position"] == receipt["after"]
    read = await town.get(CAS, f"/actions/{action}", after=receipt["after"])
    assert read.json()["title"] == "Planter une haie"


async def test_asking_twice_with_one_id_changes_it_once(town: Town) -> None:
    command = asking("action.add", ids.new(), plan=town.plan, title="Planter une haie", order_key="V")
    first, second = await town.post(BEN, command), await town.post(BEN, command)
    assert first.json() == second.json()
    assert len((await town.get(BEN, f"/plans/{town.plan}")).json()["actions"]) == 1


async def test_one_id_for_two_requests_is_a_conflict(town: Town) -> None:
    command = asking("action.add", ids.new(), plan=town.plan, title="Planter une haie", order_key="V")
    await town.post(BEN, command)
    head = await town.head()
    command["command"]["title"] = "Arracher une haie"
    answer = await town.post(BEN, command)
    assert (answer.status_code, answer.json()["code"]) == (409, "reused")
    assert await town.head() == head


async def test_edits_of_two_fields_both_stand(town: Town) -> None:
    action = await town.add(ADA, "Planter une haie")
    await town.ask(BEN, "action.edit", action, title={"was": "Planter une haie", "to": "Planter trois haies"})
    await town.ask(CAS, "action.edit", action, lead={"was": None, "to": "Espaces verts"})
    card = (await town.get(ADA, f"/actions/{action}")).json()
    assert (card["title"], card["lead"]) == ("Planter trois haies", "Espaces verts")


async def test_edits_that_clash_are_told_and_both_kept(town: Town) -> None:
    action = await town.add(ADA, "Planter une haie")
    await town.ask(BEN, "action.edit", action, title={"was": "Planter une haie", "to": "Planter deux haies"})
    receipt = await town.ask(CAS, "action.edit", action, title={"was": "Planter une haie", "to": "Planter trois haies"})
    (conflict,) = receipt["conflicts"]
    told = {name: conflict[name] for name in ("field", "was", "yours", "theirs", "theirs_by")}
    assert told == {
        "field": "title",
        "was": "Planter une haie",
        "yours": "Planter trois haies",
        "theirs": "Planter deux haies",
        "theirs_by": str(BEN),
    }
    waiting = (await town.get(ADA, f"/plans/{town.plan}/conflicts", open=True)).json()
    assert [one["conflict_id"] for one in waiting] == [conflict["conflict_id"]]
    await town.ask(ADA, "action.settle", action, conflict=conflict["conflict_id"])
    assert (await town.get(ADA, f"/plans/{town.plan}/conflicts", open=True)).json() == []


async def test_a_rule_refuses_with_its_code_its_sentence_and_what_to_do(town: Town) -> None:
    action = await town.add(ADA, "Planter une haie")
    answer = await town.post(BEN, asking("action.edit", action, status={"was": "planned", "to": "paused"}))
    problem = answer.json()
    assert answer.status_code == 409
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert problem["code"] == "action.reason_needed"
    assert problem["detail"] == "Pausing, blocking or abandoning an action needs a reason; say why."
    assert problem["next"]


async def test_a_refusal_is_told_in_french_first(town: Town) -> None:
    action = await town.add(ADA, "Planter une haie")
    command = asking("action.edit", action, status={"was": "planned", "to": "paused"})
    answer = await town.post(BEN, command, **{"accept-language": "de, fr;q=0.8, en;q=0.5"})
    assert answer.json()["detail"] == "Mettre en pause, bloquer ou abandonner une action demande un motif\u202f; indiquez-le."


async def test_a_list_is_answered_item_by_item(town: Town) -> None:
    good = asking("action.add", ids.new(), plan=town.plan, title="Planter une haie", order_key="V")
    bad = asking("action.add", ids.new(), plan=str(ids.new()), title="Nulle part", order_key="V")
    answer = await town.post(BEN, [good, bad, good | {"id": str(ids.new()), "stream": str(ids.new())}])
    first, second, third = answer.json()
    assert answer.status_code == 200
    assert (first["outcome"], third["outcome"]) == ("applied", "applied")
    assert answer.headers["club21-position"] == third["after"]
    assert (second["status"], second["code"], second["id"]) == (409, "action.no_such_plan", bad["id"])


async def test_a_list_that_a_rule_refused_stays_refused_when_its_sender_has_left(town: Town) -> None:
    action = await town.add(BEN, "Planter une haie")
    await town.ask(BEN, "action.withdraw", action)
    late = asking("action.edit", action, lead={"was": None, "to": "Service des espaces verts"})
    for how in ("", "?atomic=true"):
        refused = await town.browser(CAS).post(f"{town.path}/commands{how}", json=[late])
        assert [one["code"] for one in refused.json()] == ["action.is_withdrawn"]
    await town.ask(ADA, "network.suspend", town.network, person=str(CAS))
    for how in ("", "?atomic=true"):
        again = await town.browser(CAS).post(f"{town.path}/commands{how}", json=[late])
        assert [one["code"] for one in again.json()] == ["action.is_withdrawn"]
    fresh = asking("action.edit", action, lead={"was": None, "to": "Service des espaces verts"})
    assert (await town.browser(CAS).post(f"{town.path}/commands", json=[fresh])).status_code == 404


async def test_an_atomic_list_is_all_or_nothing(town: Town) -> None:
    good = asking("action.add", ids.new(), plan=town.plan, title="Planter une haie", order_key="V")
    bad = asking("action.add", ids.new(), plan=str(ids.new()), title="Nulle part", order_key="V")
    head = await town.head()
    answer = await town.browser(BEN).post(f"{town.path}/commands?atomic=true", json=[good, bad])
    assert [one["code"] for one in answer.json()] == ["not_applied", "action.no_such_plan"]
    assert await town.head() == head
    answer = await town.browser(BEN).post(f"{town.path}/commands?atomic=true", json=[good])
    assert [one["outcome"] for one in answer.json()] == ["applied"]


async def test_a_list_holds_one_to_a_hundred_commands(town: Town) -> None:
    one = asking("action_plan.withdraw", town.plan)
    assert (await town.post(ADA, [])).json()["code"] == "invalid.too_short"
    assert (await town.post(ADA, [one] * 101)).json()["code"] == "invalid.too_long"


@pytest.mark.parametrize(("person", "status", "code"), [(DOT, 403, "access.reads_only"), (EVA, 404, "missing"), (None, 401, "signed_out")])
async def test_only_those_with_the_right_may_ask(town: Town, person: ids.PersonId | None, status: int, code: str) -> None:
    head = await town.head()
    answer = await town.post(person, asking("action_plan.withdraw", town.plan))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await town.head() == head


async def test_only_a_facilitator_gives_roles(town: Town) -> None:
    give = {"person": str(EVA), "role": "partner"}
    answer = await town.post(BEN, asking("network.give_role", town.network, **give))
    assert (answer.status_code, answer.json()["code"]) == (403, "access.facilitators_only")
    await town.ask(ADA, "network.give_role", town.network, **give)
    assert (await town.get(EVA, "/plans")).status_code == 200


async def test_nobody_speaks_for_an_authority_that_is_not_theirs(town: Town) -> None:
    command = asking("action_plan.withdraw", town.plan)
    theirs = await town.post(BEN, command | {"on_behalf_of": str(RIVEBELLE)})
    assert (theirs.status_code, theirs.json()["code"]) == (403, "access.not_their_authority")
    own = await town.post(BEN, command | {"on_behalf_of": str(HAUTEFEUILLE)})
    assert own.json()["outcome"] == "applied"


async def test_a_right_taken_back_holds_at_once(town: Town) -> None:
    await town.ask(ADA, "network.suspend", town.network, person=str(BEN))
    assert (await town.post(BEN, asking("action_plan.withdraw", town.plan))).status_code == 404
    assert (await town.get(BEN, "/plans")).status_code == 404
    await town.ask(ADA, "network.reinstate", town.network, person=str(BEN))
    assert (await town.get(BEN, "/plans")).status_code == 200


async def test_a_foreign_network_looks_like_none(town: Town, service: tuple[object, str]) -> None:
    foreign = await town.get(EVA, "/plans")
    absent = await town.browser(EVA).get(f"/api/networks/{ids.new()}/plans")
    shown = [{name: value for name, value in one.json().items() if name != "id"} for one in (foreign, absent)]
    assert foreign.status_code == absent.status_code == 404
    assert shown[0] == shown[1]


async def test_a_command_of_another_network_finds_nothing(town: Town) -> None:
    answer = await town.post(ADA, asking("network.rename", ids.new(), name={"was": "x", "to": "y"}))
    assert answer.status_code == 404


async def test_nobody_names_the_time_of_a_command(town: Town) -> None:
    answer = await town.post(BEN, asking("action_plan.withdraw", town.plan) | {"at": "2015-01-30T09:30:00Z"})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid.clock")
