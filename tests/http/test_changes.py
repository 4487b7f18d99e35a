"""What changed in a plan, or in a whole network, between two moments, asked over HTTP: by whoever belongs there, as far as they see it
today."""

from typing import Any

import pytest

from events import ids, mentor
from tests.http.town import Town, asking
from tests.people import ADA, BEN, CAS, DOT, EVA


async def now(town: Town) -> str:
    return str((await town.get(ADA, "/plans")).headers["club21-position"])


async def changes(town: Town, person: Any, since: str, until: str | None = None) -> dict[str, Any]:
    answer = await town.get(person, f"/plans/{town.plan}/changes", **{"from": since} | ({} if until is None else {"to": until}))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_what_changed_is_told_item_by_item_with_who_when_and_why(town: Town) -> None:
    old, gone = await town.add(BEN, "Planter une haie"), await town.add(BEN, "Creuser une mare")
    first = await now(town)
    new = await town.add(CAS, "Poser dix nichoirs")
    await town.post(
        BEN, asking("action.edit", old, title={"was": "Planter une haie", "to": "Planter dix haies"}) | {"reason": "Vœu du conseil"}
    )
    await town.ask(ADA, "action.withdraw", gone)
    second = await now(town)
    await town.ask(ADA, "action.restore", gone)
    told = await changes(town, DOT, first, second)
    assert (told["since"]["token"], told["until"]["token"]) == (first, second)
    assert told["counts"] == {"plan_board": {"added": 1, "changed": 1, "withdrawn": 1}}
    assert [(one["item_id"], one["what"]) for one in told["items"]] == [(new, "added"), (old, "changed"), (gone, "withdrawn")]
    edited = told["items"][1]
    assert {"field": "title", "before": "Planter une haie", "after": "Planter dix haies"} in edited["changes"]
    assert [(one["by"], one["reason"], "title" in one["fields"]) for one in edited["events"]] == [(str(BEN), "Vœu du conseil", True)]
    assert (await changes(town, DOT, first))["counts"] == {"plan_board": {"added": 1, "changed": 1, "unchanged": 1}}
    assert (await changes(town, DOT, second, second))["items"] == []


async def of_network(town: Town, person: Any, since: str, **asked: Any) -> dict[str, Any]:
    answer = await town.get(person, "/changes", **{"from": since}, **asked)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_of_the_whole_network_meetings_members_and_mentors_are_told_too(town: Town) -> None:
    meeting, asked, offer = str(ids.new()), str(ids.new()), str(mentor.stream_of(town.network, BEN))
    first = await now(town)
    await town.ask(ADA, "meeting.plan", meeting, title="Rencontre", kind="cafe", held_on="2026-06-12")
    await town.ask(ADA, "questionnaire.draft", asked, title="Vos besoins", respondents="authorities")
    await town.ask(BEN, "mentor.offer", offer, themes=["climate"], capacity=2)
    action = await town.add(BEN, "Planter une haie")
    for person in (DOT, CAS, BEN):
        told = await of_network(town, person, first)
        kinds = {(one["kind"], one["item_id"], one["what"]) for one in told["items"]}
        assert {("meeting_list", meeting, "added"), ("questionnaire_list", asked, "added"), ("plan_board", action, "added")} <= kinds
        # Who takes whom on, and when, is the mentor's to know: so is all that happened to an offer.
        assert (("mentor_list", offer, "added") in kinds) is (person != CAS)
        assert sum(sum(one.values()) for one in told["counts"].values()) == len(told["items"])
        of = {one["item_id"]: one for one in told["items"]}
        assert (of[action]["plan_id"], of[action]["stream_id"]) == (town.plan, action)
        assert [(one["by"], one["tag"]) for one in of[meeting]["events"]] == [(str(ADA), "meeting.planned")]
    assert (await town.get(EVA, "/changes", **{"from": first})).status_code == 404


@pytest.mark.parametrize("address", ["/changes", "/plans/{plan}/changes"])
async def test_a_long_answer_comes_in_pages_that_stay_the_same_while_the_log_goes_on(
    town: Town, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, first = address.format(plan=town.plan), await now(town)
    added = [await town.add(BEN, f"Planter la haie {number}") for number in range(7)]
    for number in range(4):
        await town.ask(CAS, "action.edit", added[2], code={"was": None if number == 0 else str(number), "to": str(number + 1)})
    for limit, events in ((3, 2_000), (500, 3)):  # by lines, and by the events behind them
        monkeypatch.setattr("service.changes.EVENTS", 2_000)
        whole = (await town.get(DOT, path, **{"from": first})).json()
        assert ([one["item_id"] for one in whole["items"]][:7], whole["next"]) == (added, None)
        monkeypatch.setattr("service.changes.EVENTS", events)
        pages = [(await town.get(DOT, path, **{"from": first, "limit": limit})).json()]
        while pages[-1]["next"] and len(pages) < 10:
            await town.add(BEN, "Venue pendant la lecture")
            pages.append((await town.get(DOT, path, **{"from": first, "limit": limit, "page": pages[-1]["next"]})).json())
        assert [one for page in pages for one in page["items"]] == whole["items"]
        assert len(pages) > 2
        assert all(0 < len(page["items"]) <= limit for page in pages)
        assert all(page["counts"] == whole["counts"] for page in pages)
    other = (await town.get(DOT, path, **{"from": first, "kind": "meeting_list"})).json()
    assert (other["items"], other["next"], other["counts"].keys()) == ([], None, {"plan_board"})
    begun = (await town.get(CAS, path, **{"from": first, "limit": 1})).json()["next"]
    await town.ask(ADA, "action.restrict", added[1], parties=[str(ADA)])
    follows = (await town.get(CAS, path, **{"from": first, "page": begun, "limit": 1})).json()
    assert [one["item_id"] for one in follows["items"]] == [added[2]], "what was kept from them meanwhile is left out"
    for page, status in (("2", 400), ("1.1~1.2~x~plan_board~y", 400), (begun.replace("1.", "2.", 1), 409), (f"{begun}~", 400)):
        assert (await town.get(CAS, path, **{"from": first, "page": page})).status_code == status, page


async def test_a_decision_on_the_plan_is_told_beside_its_items(town: Town) -> None:
    meeting, decision, other = (str(ids.new()) for _ in range(3))
    await town.ask(ADA, "meeting.plan", meeting, title="Rencontre", kind="cafe", held_on="2026-06-12")
    action = await town.add(BEN, "Planter une haie")
    first = await now(town)
    decided = {"text": "Commencer par le centre", "due_on": "2026-07-01", "owner": str(BEN)}
    await town.ask(ADA, "meeting.record_decision", meeting, decision=decision, plan=town.plan, action=action, **decided)
    await town.ask(ADA, "meeting.record_decision", meeting, decision=other, **decided)
    told = await changes(town, CAS, first)
    assert [(one["kind"], one["item_id"], one["what"]) for one in told["items"]] == [("meeting_decisions", decision, "added")]


async def test_moments_that_are_none_are_refused_by_name(town: Town) -> None:
    first = await now(town)
    await town.add(BEN, "Planter une haie")
    path, last = f"/plans/{town.plan}/changes", await now(town)
    for parameters, code, at in (
        ({"from": last, "to": first}, "invalid.reversed", "from"),
        ({"from": "demain"}, "invalid.moment", "from"),
        ({"from": first, "to": "2999-01-01"}, "invalid.future", "to"),
        ({"from": "1999-01-01"}, "invalid.before_founding", "from"),
    ):
        answer = await town.get(ADA, path, **parameters)
        assert (answer.status_code, answer.json()["code"], answer.json()["at"]) == (400, code, at), answer.text
    assert (await town.get(ADA, path)).status_code == 400
    assert (await town.get(ADA, f"/plans/{ids.new()}/changes", **{"from": first})).json()["code"] == "missing.plan"
    assert (await town.get(EVA, path, **{"from": first})).status_code == 404


async def test_what_some_alone_may_know_of_is_in_no_line_and_in_no_count(town: Town) -> None:
    """Whatever it was at either moment: what counts is who may know of it today."""
    first = await now(town)
    kept, note, idea = await town.add(BEN, "Racheter la friche"), str(ids.new()), str(ids.new())
    await town.ask(BEN, "note.write", note, plan=town.plan, action=kept, text="Prix de la friche")
    await town.ask(BEN, "idea.propose", idea, plan=town.plan, title="Que faire de la friche ?", origin="workshop")
    between = await now(town)
    await town.ask(BEN, "idea.promote", idea, action=kept)
    await town.ask(ADA, "action.restrict", kept, parties=[str(ADA), str(BEN)])
    shown = await town.add(CAS, "Planter une haie")
    for person, until, sees in (
        (CAS, between, set()),
        (CAS, None, {shown}),
        (BEN, between, {kept, note, idea}),
        (BEN, None, {kept, note, idea, shown}),
        (DOT, None, {kept, note, idea, shown}),
    ):
        whole = await of_network(town, person, first, **({} if until is None else {"to": until}))
        for told in (await changes(town, person, first, until), whole):
            items = [one for one in told["items"] if one["kind"] != "restricted_items"]
            assert {one["item_id"] for one in items} == sees
            assert sum(sum(one.values()) for one in told["counts"].values()) == len(told["items"])
            assert len(items) == len(told["items"]) or person != CAS
            assert ("friche" in str(told)) is (kept in sees)
