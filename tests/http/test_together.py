"""Many actions of a plan changed by one command, or an axis that goes with its actions, as programs ask for it."""

from typing import Any, get_args

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from events import decider, ids, together
from events.ids import StreamId
from service import access
from tests import histories
from tests.http.town import Town, asking
from tests.people import BEN, CAS, DOT, EVA


@pytest.fixture
async def actions(town: Town) -> list[str]:
    return sorted([await town.add(BEN, title) for title in ("Planter une haie", "Fête du vélo", "Aide aux devoirs")])


def done(*actions: str) -> dict[str, Any]:
    return {one: {"status": {"was": "planned", "to": "done"}} for one in actions}


async def test_many_actions_are_done_by_one_command(town: Town, actions: list[str]) -> None:
    head = await town.head()
    receipt = await town.ask(BEN, "together.edit_actions", town.plan, edits=done(*actions))
    assert (receipt["outcome"], receipt["after"], receipt["conflicts"]) == ("applied", f"1.{head + 3}", [])
    page = (await town.get(CAS, f"/plans/{town.plan}", after=receipt["after"])).json()
    assert {one["status"] for one in page["actions"]} == {"done"}
    activity = (await town.get(CAS, f"/plans/{town.plan}/activity", after=receipt["after"], limit=3)).json()
    assert [(one["position"], one["command_id"]) for one in activity] == [(head + 3 - index, receipt["id"]) for index in range(3)]


async def test_a_conflict_says_in_which_action_it_is(town: Town, actions: list[str]) -> None:
    await town.ask(CAS, "action.edit", actions[1], lead={"was": None, "to": "Mairie"})
    edits = {one: {"lead": {"was": None, "to": "CCAS"}} for one in actions}
    receipt = await town.ask(BEN, "together.edit_actions", town.plan, edits=edits)
    assert [(one["stream"], one["theirs"], one["theirs_by"]) for one in receipt["conflicts"]] == [(actions[1], "Mairie", str(CAS))]


@pytest.mark.parametrize(("language", "sentence"), [("en", "This action was withdrawn"), ("fr", "Cette action a été retirée")])
async def test_a_refusal_names_the_action_and_nothing_is_done(town: Town, actions: list[str], language: str, sentence: str) -> None:
    await town.ask(BEN, "action.withdraw", actions[2])
    head = await town.head()
    asked = asking("together.edit_actions", town.plan, edits=done(*actions))
    for _ in range(2):
        answer = await town.post(BEN, asked, **{"accept-language": language})
        problem = answer.json()
        assert (answer.status_code, problem["code"], problem["at"]) == (409, "action.is_withdrawn", f".command.edits.{actions[2]}")
        assert problem["detail"].startswith(sentence)
    assert await town.head() == head


async def test_an_axis_goes_with_its_actions(town: Town, actions: list[str]) -> None:
    axes = [str(ids.new()) for _ in range(2)]
    for axis in axes:
        await town.ask(BEN, "action_plan.add_axis", town.plan, axis=axis, title="Climat", order_key="V")
    edits = {one: {"axis": {"was": None, "to": axes[0]}} for one in actions}
    await town.ask(BEN, "together.edit_actions", town.plan, edits=edits)
    receipt = await town.ask(BEN, "together.dissolve_axis", town.plan, axis=axes[0], to=axes[1], actions=actions)
    page = (await town.get(CAS, f"/plans/{town.plan}", after=receipt["after"])).json()
    assert {one["axis_id"] for one in page["actions"]} == {axes[1]}
    assert [one["axis_id"] for one in page["axes"] if not one["withdrawn"]] == [axes[1]]


@pytest.mark.parametrize("edits", [{}, {"no id": {}}, {str(ids.new()): {"lead": "CCAS"}}, done(*(str(ids.new()) for _ in range(101)))])
async def test_what_is_malformed_is_told_so(town: Town, edits: dict[str, Any]) -> None:
    answer = await town.post(BEN, asking("together.edit_actions", town.plan, edits=edits))
    assert (answer.status_code, answer.json()["code"].split(".")[0]) == (400, "invalid")


async def test_who_may_not_edit_one_may_not_edit_many(town: Town, actions: list[str]) -> None:
    for person, status in ((DOT, 403), (EVA, 404), (None, 401)):
        answer = await town.post(person, asking("together.edit_actions", town.plan, edits=done(*actions)))
        assert answer.status_code == status


@every(st.sampled_from(get_args(together.Command)).flatmap(histories.anything))
def test_whoever_may_ask_for_the_whole_may_ask_for_each_part(command: decider.Command) -> None:
    """The table of rights speaks of the whole; the service asks for each part."""
    for part in together.parts(StreamId(ids.new()), command):
        if isinstance(command, together.PromoteGoal) and part.command is command.add:
            continue  # a goal may become an action that is there; adding one asks for the right to add one besides
        assert access.MAY_ASK[tag_of(command)] <= access.MAY_ASK[tag_of(part.command)]


def tag_of(command: decider.Command) -> str:
    return str(command.__struct_config__.tag)
