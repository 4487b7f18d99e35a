"""Named moments over HTTP: who names them, where they lead, and how much happened on which day."""

from events import ids
from tests.http.town import Town, asking
from tests.people import ADA, BEN, CAS, DOT, EVA, HAUTEFEUILLE

VOTE = {"title": "Vote du conseil", "kind": "council_vote", "held_on": "2015-01-30"}


async def test_whoever_edits_names_a_moment_and_everyone_returns_to_it(town: Town) -> None:
    action = await town.add(BEN, "Relever les compteurs")
    before = await town.head()
    await town.ask(BEN, "action.edit", action, title={"was": "Relever les compteurs", "to": "Poser des compteurs"})
    vote, earlier = ids.new(), ids.new()
    await town.ask(CAS, "moment.name", vote, **VOTE)
    await town.ask(BEN, "moment.name", earlier, **VOTE, plan=town.plan, of=f"1.{before}")
    ahead = await town.post(BEN, asking("moment.name", ids.new(), **VOTE, of=f"1.{before + 100}"))
    assert (ahead.status_code, ahead.json()["code"]) == (400, "invalid.ahead")
    for person, status in ((DOT, 403), (EVA, 404)):
        assert (await town.post(person, asking("moment.withdraw", vote))).status_code == status
    rows = {row["moment_id"]: row for row in (await town.get(DOT, "/moments")).json()}
    assert {str(vote), str(earlier)} == {*rows}
    assert (rows[str(earlier)]["of"], rows[str(earlier)]["plan_id"], rows[str(vote)]["plan_id"]) == (f"1.{before}", town.plan, None)
    told = (await town.get(DOT, f"/histories/moment/{vote}")).json()
    assert [one["tag"] for one in told] == ["moment.named"]
    await town.ask(BEN, "action.edit", action, title={"was": "Poser des compteurs", "to": "Lire des compteurs"})
    await town.ask(BEN, "moment.withdraw", vote)  # who has its address gets there all the same
    for moment, title in ((vote, "Poser des compteurs"), (earlier, "Relever les compteurs")):
        then = await town.get(DOT, f"/plans/{town.plan}", at=f"moment:{moment}")
        assert [one["title"] for one in then.json()["actions"]] == [title]
    for wrong, status in (("moment:", 400), (f"moment:{ids.new()}", 404)):
        assert (await town.get(DOT, f"/plans/{town.plan}", at=wrong)).status_code == status


async def test_a_moment_of_a_plan_is_there_for_who_may_see_that_plan(town: Town) -> None:
    other, named = str(ids.new()), str(ids.new())
    await town.ask(ADA, "action_plan.open", other, title="Plan vélo", authority=str(HAUTEFEUILLE))
    await town.ask(ADA, "moment.name", named, **VOTE, plan=other)
    await town.ask(
        ADA, "network.give_role", town.network, person=str(EVA), role="editor", topics=[f"plan:{town.plan}"], authority=str(HAUTEFEUILLE)
    )
    for wish in (
        asking("moment.withdraw", named),
        asking("moment.name", ids.new(), **VOTE),
        asking("moment.name", ids.new(), **VOTE, plan=other),
    ):
        assert (await town.post(EVA, wish)).status_code == 404
    await town.ask(EVA, "moment.name", ids.new(), **VOTE, plan=town.plan)
    told, never = [await town.get(EVA, f"/plans/{town.plan}", at=f"moment:{one}") for one in (named, ids.new())]
    assert {**told.json(), "id": ""} == {**never.json(), "id": ""}
    assert [row["plan_id"] for row in (await town.get(EVA, "/moments")).json()] == [town.plan]


async def test_days_are_counted_from_what_each_may_know_of(town: Town) -> None:
    await town.add(BEN, "Relever les compteurs")
    (day,) = (await town.get(CAS, f"/plans/{town.plan}/density")).json()
    kept = await town.add(BEN, "Racheter la friche", parties=[str(BEN)])
    await town.add(BEN, "Sonder le sol", parent=kept, parties=[str(BEN)])
    await town.ask(BEN, "note.write", ids.new(), plan=town.plan, action=kept, text="Vu le notaire")
    counted = {}
    for person in (ADA, BEN, CAS, DOT):
        (now,) = (await town.get(person, f"/plans/{town.plan}/density", after=f"1.{await town.head()}")).json()
        assert now["day"] == day["day"]
        counted[person] = now["happened"] - day["happened"]
        shown = (await town.get(person, f"/plans/{town.plan}/activity", limit=200)).json()
        assert now["happened"] == len(shown)  # no more is counted than is told
    assert counted == {ADA: 0, BEN: 3, CAS: 0, DOT: 3}
    assert (await town.get(EVA, f"/plans/{town.plan}/density")).status_code == 404


async def test_the_rights_of_a_day_are_reported_with_whence_they_came_and_grant_nothing(town: Town) -> None:
    action = await town.add(BEN, "Racheter la friche", parties=[str(BEN)])
    held = {"person": str(EVA), "role": "editor", "authority": str(HAUTEFEUILLE)}
    given = asking("network.give_role", town.network, **held) | {"reason": "Remplace Ben"}
    assert (await town.post(ADA, given)).status_code == 200
    await town.ask(ADA, "network.suspend", town.network, person=str(CAS))
    then = await town.head()
    await town.ask(ADA, "network.take_role", town.network, **held)
    await town.ask(ADA, "network.reinstate", town.network, person=str(CAS))
    await town.ask(ADA, "action.open", action)
    for person, status in ((BEN, 403), (EVA, 404)):
        assert (await town.get(person, "/rights/report", at=f"1.{then}")).status_code == status
    of_dot = (await town.get(DOT, "/rights/report", at=f"1.{then}")).json()
    of_ada = (await town.get(ADA, "/rights/report", at=f"1.{then}")).json()
    (eva,) = [one for one in of_dot["roles"] if one["person_id"] == str(EVA)]
    assert (eva["role"], eva["by"], eva["reason"], eva["suspended"]) == ("editor", str(ADA), "Remplace Ben", False)
    assert [(one["person_id"], one["by"]) for one in of_dot["suspensions"]] == [(str(CAS), str(ADA))]
    assert [(one["item_id"], one["parties"]) for one in of_dot["restrictions"]] == [(action, [str(BEN)])]
    assert of_ada == of_dot
    now = (await town.get(ADA, "/rights/report")).json()
    assert {one["person_id"] for one in now["roles"]} == {str(one) for one in (ADA, BEN, CAS, DOT)}
    assert (now["suspensions"], now["restrictions"]) == ([], [])
    assert (await town.post(EVA, asking("action.withdraw", action))).status_code == 404  # what they were lets them do nothing


async def test_why_something_was_kept_is_said_to_who_may_know_of_it(town: Town) -> None:
    action = await town.add(BEN, "Racheter la friche")
    wish = asking("action.restrict", action, parties=[str(BEN)]) | {"reason": "Négociation avec M. Dubief"}
    assert (await town.post(ADA, wish)).status_code == 200
    told = {person: (await town.get(person, "/rights/report")).json()["restrictions"] for person in (ADA, DOT)}
    assert [(one["item_id"], one["reason"]) for one in told[DOT]] == [(action, "Négociation avec M. Dubief")]
    assert [(one["item_id"], one["reason"]) for one in told[ADA]] == [(action, None)]
