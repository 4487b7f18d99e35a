"""The directory over HTTP and the socket: what marks each member, who speaks for it, what it can do, and who is like it."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from events import governance, ids, referent
from tests.http.town import Town, asking
from tests.live.screen import watching
from tests.people import ADA, BEN, CAS, DOT, HAUTEFEUILLE, RIVEBELLE


async def described(town: Town) -> str:
    """Hautefeuille has traits and a referent, Rivebelle a trait and a skill that Hautefeuille needs: the id of the skill."""
    await town.ask(BEN, "authority.edit", HAUTEFEUILLE, traits={"add": ["Lac", "Ski"]}, needs={"add": ["Haies bocagères"]})
    await town.ask(CAS, "authority.edit", RIVEBELLE, traits={"add": ["lac", "Gare"]}, population={"was": None, "to": 2_600})
    named = {"person": str(BEN), "authority": str(HAUTEFEUILLE), "capacity": "officer"}
    await town.ask(ADA, "referent.name", referent.stream_of(town.network, HAUTEFEUILLE, BEN), **named)
    skill = str(ids.new())
    await town.ask(CAS, "skill.declare", skill, name="Haies bocageres", authority=str(RIVEBELLE), evidence="Dix kilomètres plantés")
    return skill


async def test_a_member_is_found_with_what_marks_it_and_who_speaks_for_it(town: Town) -> None:
    skill = await described(town)
    await town.ask(BEN, "skill.endorse", skill, evidence="Vu sur place")
    page = (await town.get(DOT, "/directory")).json()
    assert [one["name"] for one in page["members"]] == ["Hautefeuille", "Rivebelle"]
    entries = {one["authority_id"]: one for one in page["entries"]}
    assert entries[str(HAUTEFEUILLE)]["traits"] == ["Lac", "Ski"]
    assert entries[str(HAUTEFEUILLE)]["engagement"] == "prospect"
    (who,) = page["referents"]
    assert (who["person_id"], who["authority_id"], who["capacity"]) == (str(BEN), str(HAUTEFEUILLE), "officer")
    (known,) = page["skills"]
    assert [(one["by"], one["evidence"]) for one in known["endorsements"]] == [(str(BEN), "Vu sur place")]


async def test_members_alike_are_suggested_with_the_reason(town: Town) -> None:
    await described(town)
    page = (await town.get(BEN, f"/directory/{HAUTEFEUILLE}")).json()
    (other,) = page["similar"]
    assert other["authority_id"] == str(RIVEBELLE)
    assert [(one["reason"], one["words"]) for one in other["shared"]] == [
        ("trait", "Lac"),
        ("can_help", "Haies bocagères"),
        ("population", None),
    ]
    (other,) = (await town.get(BEN, f"/directory/{RIVEBELLE}")).json()["similar"]
    assert [(one["reason"], one["words"]) for one in other["shared"]][1] == ("can_be_helped", "Haies bocageres")


async def test_an_engagement_goes_forth_and_back_and_its_history_says_why(town: Town) -> None:
    today = datetime.now(UTC).date().isoformat()
    step = asking("authority.advance", HAUTEFEUILLE, engagement={"was": "prospect", "to": "engaged"}, on=today)
    refused = (await town.post(ADA, step)).json()
    assert refused["code"] == "authority.reason_needed"
    answer = await town.post(ADA, step | {"id": str(ids.new()), "reason": "Délibération"})
    assert answer.json()["outcome"] == "applied", answer.text
    back = asking("authority.step_back", HAUTEFEUILLE, engagement={"was": "engaged", "to": "prospect"}, on=today)
    answer = await town.post(ADA, back | {"reason": "Le conseil a renoncé"})
    at = answer.json()["after"]
    history = (await town.get(DOT, f"/directory/{HAUTEFEUILLE}/history")).json()
    assert [(one["tag"], one["reason"]) for one in history] == [
        ("authority.advanced", "Délibération"),
        ("authority.stepped_back", "Le conseil a renoncé"),
    ]
    first = {one["field"]: (one["before"], one["after"]) for one in history[0]["changes"]}
    assert first == {"engagement": (None, "engaged"), "engaged_on": (None, today)}
    epoch, _, position = at.partition(".")
    then = (await town.get(DOT, f"/directory/{HAUTEFEUILLE}", at=f"{epoch}.{int(position) - 1}")).json()
    assert then["entry"]["engagement"] == "engaged"
    assert then["member"]["name"] == "Hautefeuille"


async def test_only_those_who_act_for_a_member_change_its_entry(town: Town) -> None:
    edit = asking("authority.edit", HAUTEFEUILLE, traits={"add": ["Lac"]})
    answer = (await town.post(CAS, edit)).json()
    assert (answer["status"], answer["code"]) == (409, "authority.not_theirs")
    step = asking("authority.advance", HAUTEFEUILLE, engagement={"was": "prospect", "to": "engaged"}, on="2015-01-30")
    assert (await town.post(BEN, step)).json()["code"] == "access.facilitators_only"
    assert (await town.get(BEN, f"/directory/{ids.new()}")).json()["code"] == "missing.authority"


async def test_what_became_of_plans_axes_and_what_a_meeting_decided_is_told_event_by_event(town: Town) -> None:
    axis, meeting, decision = str(ids.new()), str(ids.new()), str(ids.new())
    await town.ask(BEN, "action_plan.edit", town.plan, title={"was": "Plan climat", "to": "Plan climat et air"})
    await town.ask(BEN, "action_plan.add_axis", town.plan, axis=axis, title="Bouger", order_key="V")
    await town.ask(BEN, "action_plan.edit_axis", town.plan, axis=axis, title={"was": "Bouger", "to": "Se déplacer"})
    await town.ask(CAS, "action_plan.edit_axis", town.plan, axis=axis, title={"was": "Bouger", "to": "Marcher"})
    await town.ask(ADA, "meeting.plan", meeting, title="Rencontre", kind="cafe", held_on="2026-06-12")
    await town.ask(ADA, "meeting.record_decision", meeting, decision=decision, text="Planter", due_on="2026-12-01", owner=str(BEN))

    async def tags(kind: str, item: str) -> list[str]:
        return [one["tag"] for one in (await town.get(DOT, f"/histories/{kind}/{item}")).json()]

    assert await tags("plan", town.plan) == ["action_plan.opened", "action_plan.edited"]
    assert await tags("axis", axis) == ["action_plan.axis_added", "action_plan.axis_edited", "action_plan.clashed"]
    assert await tags("meeting", meeting) == ["meeting.planned"]
    assert await tags("decision", decision) == ["meeting.decided"]
    for nothing in (f"/histories/plan/{axis}", f"/histories/people/{BEN}"):
        assert (await town.get(DOT, nothing)).status_code == 404


async def test_two_values_that_meet_wait_in_the_entry_until_they_are_settled(town: Town) -> None:
    await town.ask(ADA, "authority.edit", HAUTEFEUILLE, population={"was": None, "to": 4_300})
    receipt = await town.ask(BEN, "authority.edit", HAUTEFEUILLE, population={"was": None, "to": 4_250})
    (conflict,) = receipt["conflicts"]
    assert (conflict["theirs"], conflict["yours"], conflict["theirs_by"]) == (4_300, 4_250, str(ADA))
    (wish,) = (await town.get(BEN, f"/directory/{HAUTEFEUILLE}")).json()["entry"]["conflicts"]
    assert (wish["conflict_id"], wish["yours"], wish["by"]) == (conflict["conflict_id"], 4_250, str(BEN))
    await town.ask(BEN, "authority.settle", HAUTEFEUILLE, conflict=conflict["conflict_id"], value={"was": 4_300, "to": 4_250})
    entry = (await town.get(BEN, f"/directory/{HAUTEFEUILLE}")).json()["entry"]
    assert (entry["population"], entry["conflicts"]) == (4_250, [])


async def test_whoever_watches_the_directory_sees_it_change(town: Town) -> None:
    address = "ws" + town.url.removeprefix("http")
    async with watching(address, town.cookies[DOT], town.network, f"directory:{town.network}") as screen:
        await described(town)
        skill = str(ids.new())
        receipt = await town.ask(BEN, "skill.declare", skill, name="Compostage", person=str(BEN))
        await screen.reached(receipt["after"])
        page: dict[str, Any] = (await town.get(DOT, "/directory")).json()
        for table, rows in (("directory", "entries"), ("referent_list", "referents"), ("skill_list", "skills")):
            assert screen.rows[table] == {next(iter(row.values())): row for row in page[rows]}


async def test_a_network_says_what_it_pursues_and_no_workshop_works_on_two_objectives_whoever_asks_at_once(town: Town) -> None:
    here, room = str(governance.stream_of(town.network)), str(ids.new())
    await town.ask(ADA, "workshop.open", room, title="Atelier 1", question="Comment partager ?")
    period = {"begins_on": {"was": None, "to": "2015-01-01"}, "ends_on": {"was": None, "to": "2016-12-31"}}
    await town.ask(ADA, "governance.set_period", here, **period)
    await town.ask(ADA, "governance.join_committee", here, person=str(CAS), authority=str(RIVEBELLE))
    wishes = [
        asking("governance.add_objective", here, objective=str(ids.new()), title="Partager", order_key="V", workshop=room)
        for _ in range(40)
    ]
    answers = [answer.json() for answer in await asyncio.gather(*(town.post(ADA, wish) for wish in wishes))]
    assert [answer.get("code") for answer in answers].count("governance.workshop_taken") == 39
    told = (await town.get(DOT, "/governance", after=f"1.{await town.head()}")).json()
    (objective,) = told.pop("objectives")
    assert (objective["title"], objective["workshop_id"]) == ("Partager", room)
    (seat,) = told.pop("committee")
    assert (seat["person_id"], seat["authority_id"]) == (str(CAS), str(RIVEBELLE))
    assert told == {"governance_id": here, "network_id": str(town.network), "begins_on": "2015-01-01", "ends_on": "2016-12-31"}
    refused = (await town.post(BEN, asking("governance.leave_committee", here, person=str(CAS)))).json()
    assert refused["code"] == "access.facilitators_only"
    before = (await town.get(DOT, "/governance", at="1.1")).json()
    assert (before["objectives"], before["begins_on"]) == ([], None)


async def test_who_has_no_account_is_named_shown_with_what_they_agreed_to_and_erased(town: Town) -> None:
    """Nothing of it stands in the log but an id; forty who introduce one name at once introduce one person."""
    who = {"authority": str(HAUTEFEUILLE), "name": "Zélie Sansecran", "function": "Secrétaire de mairie"}
    path = f"{town.path}/people"
    refused = await town.browser(BEN).post(path, json=who | {"contact_phone": "01 02 03 04 05"})
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid.contact_not_agreed")
    assert (await town.browser(CAS).post(path, json=who)).json()["code"] == "access.not_their_authority"
    told = who | {"contact_phone": "01 02 03 04 05", "agreed": True}
    browser = town.browser(BEN)
    answers = await asyncio.gather(*(browser.post(path, json=told) for _ in range(40)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 39
    person = next(answer.json()["person_id"] for answer in answers if answer.status_code == 201)
    stream = referent.stream_of(town.network, HAUTEFEUILLE, ids.PersonId(UUID(person)))
    await town.ask(BEN, "referent.name", stream, person=person, authority=str(HAUTEFEUILLE), capacity="officer")
    assert person in {one["person_id"] for one in (await town.get(DOT, "/people")).json()}
    (shown,) = (await town.get(DOT, "/contacts")).json()
    assert (shown["name"], shown["contact_phone"]) == ("Zélie Sansecran", "01 02 03 04 05")
    events = await town.service.pool.fetch("SELECT payload FROM event WHERE network_id = $1", town.network)
    assert b"Sansecran" not in b"".join(event["payload"] for event in events)
    assert (await town.browser(BEN).delete(f"{path}/{person}")).json()["code"] == "access.facilitators_only"
    assert (await town.browser(ADA).delete(f"{path}/{BEN}")).json()["code"] == "missing.person"
    assert (await town.browser(ADA).delete(f"{path}/{person}")).status_code == 204
    assert (await town.get(DOT, "/contacts")).json() == []
    assert "Sansecran" not in (await town.get(DOT, "/people")).text


async def test_wishes_for_an_entry_that_meet_stand_in_the_inbox_of_the_network_until_they_are_settled(town: Town) -> None:
    address = "ws" + town.url.removeprefix("http")
    async with watching(address, town.cookies[DOT], town.network, f"network:{town.network}") as screen:
        await town.ask(BEN, "authority.edit", HAUTEFEUILLE, population={"was": None, "to": 4_200})
        await town.ask(ADA, "authority.edit", HAUTEFEUILLE, population={"was": None, "to": 4_300})
        await screen.until(lambda: bool(screen.rows.get("conflict_inbox")))
        (wish,) = screen.rows["conflict_inbox"].values()
        assert (wish["stream_id"], wish["plan_id"], wish["field"], wish["yours"]) == (str(HAUTEFEUILLE), None, "population", 4_300)
        await town.ask(BEN, "authority.settle", HAUTEFEUILLE, conflict=wish["conflict_id"], value={"was": 4_200, "to": 4_300})
        await screen.until(lambda: next(iter(screen.rows["conflict_inbox"].values()))["settled_by"] == str(BEN))
