"""Many actions changed as one thing: what the preview promises, what comes of it, and how it is taken back whole."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import httpx

from events import action, ids
from events.asking import Asking
from events.fields import Change
from events.ids import ActionId, CommandId, NetworkId, PersonId, PlanId, StreamId
from projections.plan_board import Card, plan_board
from service.bulk import Bulk, statements
from tests.http.test_imports import actions
from tests.http.test_undoing import undo, undone
from tests.http.town import Town, asking
from tests.people import ADA, BEN, CAS, DOT, EVA

SPRING, AUTUMN = date(2027, 3, 21), date(2027, 9, 23)


async def bulk(town: Town, by: PersonId | None, changes: dict[str, Any], **named: Any) -> httpx.Response:
    return await town.browser(by).post(f"{town.path}/bulk", json={"id": str(ids.new()), "changes": changes, **named})


async def changed(town: Town, by: PersonId, changes: dict[str, Any], **named: Any) -> dict[str, Any]:
    answer = await bulk(town, by, changes, **named)
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]  # this route answers an object


def edit(**fields: tuple[Any, Any]) -> dict[str, Any]:
    """What somebody saw in each field, and what they want there."""
    return {"tag": "action.edit", **{name: {"was": was, "to": to} for name, (was, to) in fields.items()}}


def counts(answer: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    return {one["field"]: (one["changes"], one["already"], one["meets"]) for one in answer["fields"]}


def refused(answer: dict[str, Any]) -> dict[str, list[str]]:
    return {one["code"]: one["actions"] for one in answer["refused"]}


async def cards(town: Town) -> dict[str, dict[str, Any]]:
    return {card["action_id"]: card for card in await actions(town)}


async def test_a_preview_counts_what_then_happens_and_changes_nothing_itself(town: Town) -> None:
    plain, done, gone, hidden, faster = [await town.add(BEN, f"Action {number}") for number in range(5)]
    await town.ask(CAS, "action.edit", done, status={"was": "planned", "to": "done"})
    await town.ask(CAS, "action.withdraw", gone)
    await town.ask(ADA, "action.restrict", hidden, parties=[str(CAS)])
    await town.ask(CAS, "action.edit", faster, status={"was": "planned", "to": "to_discuss"})
    wanted = {one: edit(status=("planned", "done"), lead=(None, "Service eau")) for one in (plain, done, gone, hidden, faster)}
    before = await town.head()
    bulk_id = str(ids.new())
    preview = await changed(town, BEN, wanted, id=bulk_id, preview=True)
    assert await town.head() == before
    assert (preview["stage"], preview["changed"], preview["already"], preview["met"]) == ("preview", 3, 0, [faster])
    assert counts(preview) == {"status": (1, 1, 1), "lead": (3, 0, 0)}
    assert refused(preview) == {"action.is_withdrawn": [gone], "action.not_added": [hidden]}
    assert preview["refused"][0]["why"] == action.IsWithdrawn.sentence()
    assert (await town.get(BEN, f"/bulk/{bulk_id}")).json()["code"] == "missing.bulk"  # nothing was begun

    answer = await changed(town, BEN, wanted, id=bulk_id)
    assert {key: answer[key] for key in ("changed", "already", "met", "refused")} == {
        key: preview[key] for key in ("changed", "already", "met", "refused")
    }
    now = await cards(town)
    assert [now[one]["status"] for one in (plain, done, faster)] == ["done", "done", "to_discuss"]  # of whoever was faster stands
    assert [now[one]["lead"] for one in (plain, done, faster)] == ["Service eau"] * 3
    (conflict,) = (await town.get(BEN, f"/plans/{town.plan}/conflicts")).json()
    assert (conflict["field"], conflict["yours"]) == ("status", "done"), "and the other wish is kept"
    causes = {(await town.get(BEN, f"/actions/{one}/history")).json()[-1]["cause"] for one in (plain, done, faster)}
    assert causes == {bulk_id}

    head = await town.head()
    assert await changed(town, BEN, wanted, id=bulk_id) == answer  # the same for ever
    assert (await town.get(BEN, f"/bulk/{bulk_id}")).json() == answer
    assert (await town.get(CAS, f"/bulk/{bulk_id}")).json()["code"] == "missing.bulk"
    assert await town.head() == head
    assert (await bulk(town, BEN, {plain: {"tag": "action.withdraw"}}, id=bulk_id)).json()["code"] == "reused"
    assert (await bulk(town, CAS, wanted, id=bulk_id)).json()["code"] == "reused"


async def test_undoing_it_restores_all_but_what_others_changed_since(town: Town) -> None:
    first, second, third = [await town.add(BEN, f"Action {number}") for number in range(3)]
    moves = {one: edit(starts_on=(None, str(SPRING)), ends_on=(None, str(AUTUMN))) for one in (first, second)}
    answer = await changed(town, BEN, moves | {third: {"tag": "action.withdraw"}})
    assert (await cards(town))[third]["withdrawn"]
    await town.ask(CAS, "action.edit", first, ends_on={"was": str(AUTUMN), "to": str(SPRING)})
    whole = {"import": answer["bulk_id"]}
    assert (await undo(town, CAS, **whole)).json()["code"] == "undo.not_yours"
    taken = await undone(town, BEN)  # what one did last is the whole of it
    assert (taken["of"], taken["outcome"], taken["steps"]) == (answer["bulk_id"], "applied", 3)
    kept = [(one["field"], one["by"]) for item in taken["items"] for one in item["fields"] if one["became"] == "changed"]
    assert kept == [("ends_on", str(CAS))]
    now = await cards(town)
    assert [(now[one]["starts_on"], now[one]["ends_on"]) for one in (first, second)] == [(None, str(SPRING)), (None, None)]
    assert not now[third]["withdrawn"]
    again = await undone(town, BEN, command=taken["undo_id"])  # and it is done again
    assert [card["starts_on"] for card in (await cards(town)).values()] == [str(SPRING), str(SPRING), None]
    # Who reads what happened is told which of it took something back, and which did it once more.
    await undone(town, BEN, command=again["undo_id"])
    happened = (await town.get(DOT, f"/plans/{town.plan}/activity", limit=100)).json()
    causes = list({one["cause"] for one in happened if one["cause"]})
    taken_back = (await town.get(DOT, "/undos", of=causes)).json()
    told = [
        next((run["again"] for run in taken_back if run["of"] == one["cause"] and run["through"] < one["position"]), "done")
        for one in reversed(happened)
        if one["stream_id"] == second and one["cause"]
    ]
    assert told == ["done", False, True, False]
    assert (await town.get(EVA, "/undos", of=causes)).status_code == 404


async def test_nobody_keeps_it_from_being_undone_by_giving_a_command_its_name(town: Town) -> None:
    first, second = await town.add(BEN, "Une haie"), await town.add(BEN, "Une mare")
    told = (await changed(town, BEN, {first: edit(status=("planned", "done"))}))["bulk_id"]
    (cause,) = {row["cause"] for row in (await town.get(CAS, f"/actions/{first}/history")).json() if row["cause"]}
    assert cause == told  # everyone reads it
    taken = asking("action.edit", second, lead={"was": None, "to": "Région"}) | {"id": cause}
    assert (await town.post(CAS, taken)).json()["outcome"] == "applied"
    await undone(town, BEN, **{"import": cause})
    now = await cards(town)
    assert (now[first]["status"], now[second]["lead"]) == ("planned", "Région")


async def test_a_rule_stops_one_action_and_a_missing_reason_each_of_them(town: Town) -> None:
    one, two = [await town.add(BEN, f"Action {number}") for number in range(2)]
    wanted = {each: edit(status=("planned", "paused")) for each in (one, two)}
    for preview in (True, False):
        assert refused(await changed(town, BEN, wanted, preview=preview)) == {"action.reason_needed": [one, two]}
    assert (await changed(town, BEN, wanted, reason="En attente du budget"))["changed"] == 2
    assert {card["status_reason"] for card in await actions(town)} == {"En attente du budget"}
    nowhere = {one: edit(axis=(None, str(ids.new())))}
    assert refused(await changed(town, BEN, nowhere, preview=True)) == {"action.no_such_axis": [one]}


async def test_who_may_not_change_an_action_changes_no_hundred_either(town: Town) -> None:
    card_id = await town.add(BEN, "Planter une haie")
    wanted = {card_id: edit(lead=(None, "Mairie"))}
    for who, status, code in ((DOT, 403, "access.reads_only"), (EVA, 404, "missing"), (None, 401, "signed_out")):
        for preview in (True, False):
            answer = await bulk(town, who, wanted, preview=preview)
            assert (answer.status_code, answer.json()["code"]) == (status, code)
    # Its id is the cause of what comes of it, so it is nobody else's, and no command's: else that would be undone with it.
    other = await town.ask(CAS, "action.edit", card_id, code={"was": None, "to": "1.1"})
    assert (await bulk(town, BEN, wanted, id=other["id"])).json()["code"] == "reused"
    assert (await bulk(town, BEN, {})).status_code == 400
    assert (await bulk(town, BEN, {card_id: edit(lead=(None, "Mai\u0007rie"))})).json()["code"] == "invalid.control"


async def test_two_thousand_actions_are_one_thing_also_where_it_broke_off(town: Town) -> None:
    network = await town.service.networks.open(NetworkId(town.network))
    ones = [ActionId(ids.new()) for _ in range(2_000)]
    plan = PlanId(UUID(town.plan))

    async def asked(changes: dict[ActionId, Any], cause: UUID | None = None) -> None:
        def of(one: ActionId) -> CommandId:
            return CommandId(ids.new() if cause is None else ids.derived(cause, "action", one))

        askings = [Asking(id=of(one), stream=StreamId(one), command=command, cause=cause) for one, command in changes.items()]
        await asyncio.gather(*(network.ask(one, BEN) for one in askings))

    def leads() -> dict[UUID, str | None]:
        rows: list[Card] = list(network.follower.rows(plan_board).values())
        return {card.action_id: card.lead for card in rows}

    await asked({one: action.Add(plan=plan, title=f"Action {number}", order_key="V") for number, one in enumerate(ones)})
    wish = Bulk(id=CommandId(ids.new()), changes={one: action.Edit(lead=Change(None, "Mairie")) for one in ones})
    wanted = {str(one): edit(lead=(None, "Mairie")) for one in ones}
    assert counts(await changed(town, BEN, wanted, preview=True)) == {"lead": (2_000, 0, 0)}
    # As far as a process came that was killed in the middle: begun, and some of its commands asked.
    bulks = town.service.state.bulks
    assert await bulks._begun(network, BEN, wish) is None
    await asked(dict(list(wish.changes.items())[:150]), wish.id)
    await town.service.pool.execute(statements.progress, network.network_id, wish.id, 100)
    half = (await town.get(BEN, f"/bulk/{wish.id}")).json()
    assert (half["stage"], half["done"], half["steps"]) == ("running", 100, 2_000)
    answer = await changed(town, BEN, wanted, id=str(wish.id))
    assert (answer["stage"], answer["changed"], answer["already"], answer["refused"]) == ("finished", 2_000, 0, [])
    await network.reached(ids.Token.parse(answer["after"]))
    assert set(leads().values()) == {"Mairie"}
    await town.ask(CAS, "action.edit", ones[7], lead={"was": "Mairie", "to": "Région"})
    taken = await undone(town, BEN, **{"import": str(wish.id)})
    assert (taken["outcome"], taken["steps"]) == ("applied", 1_999)
    await network.reached(ids.Token.parse(taken["after"]))
    assert [lead for lead in leads().values() if lead is not None] == ["Région"]
