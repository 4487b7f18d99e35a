"""Undo and restore at their addresses: whose changes, what comes back, what stays, and once is enough."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest

from events import action, ids, line
from events.asking import Asking
from events.fields import Change
from events.ids import CommandId, NetworkId, PersonId, StreamId
from service.undoing import Undo, statements
from tests.http.test_imports import actions, bring, check, run, sheet
from tests.http.test_redaction import redact, standing
from tests.http.town import Town, asking
from tests.people import ADA, BEN, CAS, DOT, EVA


async def undo(town: Town, by: PersonId | None, address: str = "undo", /, **named: Any) -> httpx.Response:
    body = {"id": str(ids.new()), **named}
    return await town.browser(by).post(f"{town.path}/{address}", json=body)


async def undone(town: Town, by: PersonId, address: str = "undo", /, **named: Any) -> dict[str, Any]:
    answer = await undo(town, by, address, **named)
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]  # this route answers an object


def fields(answer: dict[str, Any]) -> dict[str, tuple[str, str | None]]:
    return {one["field"]: (one["became"], one["by"]) for item in answer["items"] for one in item["fields"]}


async def test_a_change_is_undone_but_for_what_somebody_changed_since(town: Town) -> None:
    card_id = await town.add(BEN, "Planter une haie")
    edit = await town.ask(BEN, "action.edit", card_id, title={"was": "Planter une haie", "to": "Haie"}, lead={"was": None, "to": "Mairie"})
    await town.ask(CAS, "action.edit", card_id, title={"was": "Haie", "to": "Deux haies"})
    undo_id = str(ids.new())
    answer = await undone(town, BEN, id=undo_id, command=edit["id"])
    assert (answer["stage"], answer["outcome"], fields(answer)) == (
        "finished",
        "applied",
        {"title": ("changed", str(CAS)), "lead": ("undone", None)},
    )
    card = (await town.get(CAS, f"/actions/{card_id}", after=answer["after"])).json()
    assert (card["title"], card["lead"]) == ("Deux haies", None)
    entry = (await town.get(CAS, f"/actions/{card_id}/history")).json()[-1]
    assert (entry["cause"], entry["by"], entry["command_id"]) == (edit["id"], str(BEN), answer["items"][0]["id"])

    head = await town.head()
    assert await undone(town, BEN, id=undo_id, command=edit["id"]) == answer  # the same for ever
    assert (await town.get(BEN, f"/undos/{undo_id}")).json() == answer
    assert (await undo(town, BEN, id=undo_id, command=str(ids.new()))).json()["code"] == "reused"
    assert (await undo(town, CAS, id=undo_id, command=edit["id"])).json()["code"] == "reused"
    again = await undone(town, BEN, command=edit["id"])
    assert (again["outcome"], fields(again)["lead"]) == ("nothing", ("already", None))
    assert await town.head() == head

    await undone(town, BEN, command=undo_id)  # an undo is undone by its own id
    assert (await town.get(CAS, f"/actions/{card_id}")).json()["lead"] == "Mairie"


async def test_of_two_undos_of_one_id_at_once_one_counts(town: Town) -> None:
    cards = [await town.add(BEN, title) for title in ("Planter une haie", "Planter un verger")]
    edits = [await town.ask(BEN, "action.edit", one, lead={"was": None, "to": "Mairie"}) for one in cards]
    undo_id = str(ids.new())
    answers = await asyncio.gather(*(undo(town, BEN, id=undo_id, command=one["id"]) for one in edits))
    assert sorted(one.status_code for one in answers) == [200, 409], [one.text for one in answers]
    leads = [(await town.get(BEN, f"/actions/{one}")).json()["lead"] for one in cards]
    assert sorted(leads, key=str) == ["Mairie", None], "one of them was undone"


async def test_one_undoes_what_one_did_last_and_a_facilitator_what_anyone_did(town: Town) -> None:
    card_id = await town.add(BEN, "Planter une haie")
    first = await town.ask(BEN, "action.edit", card_id, lead={"was": None, "to": "Mairie"})
    await town.ask(CAS, "action.edit", card_id, code={"was": None, "to": "1.1"})
    assert (await undone(town, BEN))["of"] == first["id"]
    assert fields(await undone(town, BEN)) == {"standing": ("changed", str(CAS))}  # the adding: what Cas did there would go with it
    card = (await town.get(CAS, f"/actions/{card_id}")).json()
    assert (card["lead"], card["withdrawn"]) == (None, False)
    for who, status, code in (
        (CAS, 403, "undo.not_yours"),
        (DOT, 403, "access.reads_only"),
        (EVA, 404, "missing"),
        (None, 401, "signed_out"),
    ):
        answer = await undo(town, who, command=first["id"])
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    await town.ask(BEN, "action.edit", card_id, lead={"was": None, "to": "Région"})
    assert (await undone(town, ADA, command=first["id"]))["outcome"] == "nothing"
    assert (await undo(town, ADA, command=str(ids.new()))).json()["code"] == "missing.change"
    assert (await undo(town, ADA, command=first["id"], **{"import": first["id"]})).json()["code"] == "invalid.undo_both"
    assert (await undo(town, ADA, **{"import": first["id"]})).json()["code"] == "missing.import"  # an undo is no import


async def test_what_is_not_undone_is_said_in_a_sentence(town: Town) -> None:
    published = await town.ask(ADA, "action_plan.publish", town.plan, version=str(ids.new()), label="V1")
    role = await town.ask(ADA, "network.give_role", town.network, person=str(EVA), role="facilitator")
    for receipt, code, start in ((published, "undo.published", "What was published"), (role, "undo.roles", "Roles, memberships")):
        answer = await undone(town, ADA, command=receipt["id"])
        (item,) = answer["items"]
        assert (answer["outcome"], item["code"]) == ("nothing", code)
        assert item["why"].startswith(start)


async def test_what_is_kept_to_others_is_not_told_by_undoing_it(town: Town) -> None:
    card_id = await town.add(BEN, "Planter une haie")
    edit = await town.ask(BEN, "action.edit", card_id, title={"was": "Planter une haie", "to": "Haie"})
    undo_id = str(ids.new())
    assert fields(await undone(town, BEN, id=undo_id, command=edit["id"])) == {"title": ("undone", None)}
    await town.ask(ADA, "action.restrict", card_id, parties=[str(CAS)])
    assert (await undo(town, BEN, command=edit["id"])).json()["code"] == "missing.change"
    assert (await undo(town, ADA, command=edit["id"])).json()["code"] == "missing.change"
    position = (await town.get(CAS, f"/actions/{card_id}/history")).json()[0]["position"]
    assert (await undo(town, BEN, "restore", position=position, field="title")).json()["code"] == "missing.change"
    assert (await undone(town, BEN, id=undo_id, command=edit["id"]))["items"] == []


async def test_nobody_says_what_their_change_belongs_to(town: Town) -> None:
    forged = asking("action.add", ids.new(), plan=town.plan, title="Planter une haie", order_key="V") | {"cause": str(ids.new())}
    for body in (forged, [forged]):
        answer = await town.post(BEN, body)
        problem = answer.json()[0] if isinstance(body, list) else answer.json()
        assert (problem["code"], problem["at"]) == ("invalid.cause", ".cause")


async def test_a_field_is_put_back_from_its_history(town: Town) -> None:
    card_id = await town.add(BEN, "Planter une haie")
    await town.ask(CAS, "action.edit", card_id, title={"was": "Planter une haie", "to": "Haie"})
    first, last = (await town.get(BEN, f"/actions/{card_id}/history")).json()
    answer = await undone(town, BEN, "restore", position=first["position"], field="title", seen=last["position"], reason="Mieux avant")
    assert fields(answer) == {"title": ("undone", None)}
    entry = (await town.get(CAS, f"/actions/{card_id}/history", after=answer["after"])).json()[-1]
    assert (entry["reason"], entry["cause"], entry["changes"][0]["after"]) == ("Mieux avant", None, "Planter une haie")
    stale = await undone(town, CAS, "restore", position=last["position"], field="title", seen=last["position"])
    assert fields(stale) == {"title": ("changed", str(BEN))}
    assert (await undo(town, BEN, "restore", position=first["position"], field="withdrawn")).json()["code"] == "invalid.undo_field"
    assert (await undo(town, BEN, "restore", position=10_000, field="title")).json()["code"] == "missing.change"


async def test_a_whole_import_is_undone_but_for_what_people_did_since(town: Town) -> None:
    await bring(town, BEN, sheet({"axe": "1. Nature", "titre_de_l": "Planter", "budget": 100}))
    rows = [{"axe": "1. Nature", "titre_de_l": "Planter", "budget": 200}]
    rows += [{"axe": "2. Eau", "titre_de_l": f"Action {number}"} for number in range(4)]
    report = await bring(town, BEN, sheet(*rows))
    cards = {card["title"]: card for card in await actions(town)}
    await town.ask(CAS, "action.edit", cards["Action 3"]["action_id"], lead={"was": None, "to": "Mairie"})

    named = {"import": report["import_id"]}
    assert (await undo(town, CAS, **named)).json()["code"] == "undo.not_yours"
    assert (await undo(town, BEN)).json()["code"] == "undo.was_import"
    head = await town.head()
    preview = await undone(town, BEN, preview=True, **named)
    assert await town.head() == head
    told = {(item["tag"], tuple(one["became"] for one in item["fields"])) for item in preview["items"]}
    assert (preview["stage"], told) == (
        "preview",
        {
            ("action.edited", ("undone",)),
            ("action.added", ("undone",)),
            ("action.added", ("changed",)),
            ("action_plan.axis_added", ("changed",)),  # what Cas works on stands there
        },
    )
    answer = await undone(town, BEN, **named)
    assert (answer["outcome"], answer["done"], answer["steps"]) == ("applied", 4, 4)
    now = {card["title"]: card for card in await actions(town)}
    assert now["Planter"]["budget_planned"] == 10_000
    assert {title for title, card in now.items() if card["withdrawn"]} == {"Action 0", "Action 1", "Action 2"}

    # The same file again brings what was undone, and is not taken for what it said before.
    again = (await check(town, BEN, sheet(*rows))).json()
    assert {line["title"]: line["does"] for line in again["lines"]} == {
        "Planter": "edit",
        "Action 0": "add",
        "Action 1": "add",
        "Action 2": "add",
        "Action 3": "nothing",
    }
    assert (await run(town, BEN, again["import_id"])).json()["stage"] == "finished"
    await undone(town, BEN, command=answer["undo_id"])  # and the undo of the first one is undone whole
    assert sum(card["withdrawn"] for card in await actions(town)) == 0
    assert (await undone(town, BEN, **named))["outcome"] == "applied"  # which can be undone once more
    assert sum(card["withdrawn"] for card in await actions(town)) == 3


async def test_an_undo_that_broke_off_is_taken_up_by_asking_again(town: Town) -> None:
    report = await bring(town, BEN, sheet(*({"axe": "1. Nature", "titre_de_l": f"Action {number}"} for number in range(5))))
    network = await town.service.networks.open(NetworkId(town.network))
    cause = UUID(report["import_id"])
    wish = Undo(id=CommandId(ids.new()), import_id=cause)
    preview = await undone(town, BEN, id=str(wish.id), preview=True, **{"import": report["import_id"]})
    # As far as a process came that was killed in the middle: the undo begun, and some of its commands asked.
    hashed = await town.service.state.undoing._hash(network, BEN, wish)
    begun = (town.network, wish.id, BEN, hashed, None, cause, None, await town.head())
    await town.service.pool.execute(statements.begin, *begun)
    for item in preview["items"][:3]:
        assert item["tag"] == "action.added"
        one = Asking(id=CommandId(UUID(item["id"])), stream=StreamId(UUID(item["stream_id"])), command=action.Withdraw(), cause=cause)
        await network.ask(one, BEN)
    assert (await town.get(BEN, f"/undos/{wish.id}")).json()["stage"] == "running"
    assert sum(card["withdrawn"] for card in await actions(town)) == 3
    answer = await undone(town, BEN, id=str(wish.id), **{"import": report["import_id"]})
    assert [item["outcome"] for item in answer["items"]] == ["applied"] * 6
    assert sum(card["withdrawn"] for card in await actions(town)) == 5


async def test_a_text_that_is_redacted_while_it_is_being_undone_is_not_written_again(town: Town) -> None:
    card_id = await town.add(BEN, "Mme Sylvette Aubépin")
    edit = await town.ask(BEN, "action.edit", card_id, title={"was": "Mme Sylvette Aubépin", "to": "Haie"})
    network = await town.service.networks.open(NetworkId(town.network))
    read = await network.line.redactions()  # and then, in the log, what the title was
    assert (await redact(town, ADA, await standing(town, "Sylvette"))).status_code == 200
    back: Change[str] = Change("Haie", "Mme Sylvette Aubépin")
    one = Asking(id=CommandId(ids.new()), stream=StreamId(UUID(card_id)), command=action.Edit(title=back))
    head = await town.head()
    with pytest.raises(line.Redacted):
        await network.ask(one, BEN, redactions=read)
    assert await town.head() == head
    assert fields(await undone(town, BEN, command=edit["id"]))["title"] == ("redacted", None)
