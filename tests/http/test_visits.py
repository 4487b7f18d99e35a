"""What changed since somebody was last here: of what concerns them, told to them alone, forgotten with them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from events import action, ids
from events.ids import ActionId, PersonId, PlanId
from tests.http.test_notifications import at_once
from tests.http.test_waiting import TODAY
from tests.http.town import Town
from tests.people import ADA, BEN, CAS, DOT, HAUTEFEUILLE


async def here(town: Town, person: PersonId, *, read: bool = False) -> None:
    answer = await town.browser(person).post(f"{town.path}/visit", json={"read": read})
    assert answer.status_code == 204, answer.text


async def gone(town: Town, person: PersonId, ago: timedelta) -> None:
    """So long ago somebody did the last thing here."""
    moved = "UPDATE people.visit SET seen_at = seen_at - $3::interval WHERE network_id = $1 AND person_id = $2"
    await town.service.pool.execute(moved, town.network, person, ago)


async def since(town: Town, person: PersonId) -> dict[str, Any]:
    answer = await town.get(person, "/since-last-visit", after=f"1.{await town.head()}")
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]  # this route answers an object


async def told(town: Town, person: PersonId) -> dict[str, int]:
    """How often what somebody is told of was changed, by its title."""
    return {one["title"]: one["count"] for one in (await since(town, person))["items"]}


async def test_a_visit_is_over_after_half_an_hour_and_reloading_moves_nothing(town: Town) -> None:
    assert (await since(town, BEN))["left_at"] is None  # never here
    await here(town, BEN)
    assert (await since(town, BEN))["left_at"] is None  # here for the first time
    stood = f"1.{await town.head()}"
    action = await town.add(ADA, "Planter des haies")
    await gone(town, BEN, timedelta(minutes=31))
    for _ in range(2):
        page = await since(town, BEN)
        assert (page["left_through"], [one["title"] for one in page["items"]]) == (stood, ["Planter des haies"])
        await here(town, BEN)  # the page is loaded again, and nothing moves
    await gone(town, BEN, timedelta(minutes=29))
    await town.ask(ADA, "action.edit", action, status={"was": "planned", "to": "in_progress"})
    await here(town, BEN)
    page = await since(town, BEN)
    assert (page["left_through"], page["items"][0]["count"]) == (stood, 2)
    assert page["items"][0]["link"] == f"plans/{town.plan}/actions/{action}"
    await here(town, BEN, read=True)
    assert (await told(town, BEN), await told(town, BEN)) == ({}, {})


async def test_people_are_told_of_what_they_lead_follow_or_answer_for_and_that_others_changed(town: Town) -> None:
    led = await town.add(BEN, "Menée par Cas", lead_people=[str(CAS)])
    followed = await town.add(BEN, "Suivie de Cas")
    other = await town.add(BEN, "Autre")
    assert (await town.browser(CAS).post(f"{town.path}/follows/{followed}")).status_code == 204
    for person in (ADA, BEN, CAS, DOT):
        await here(town, person, read=True)
    for one in (led, followed, other):
        await town.ask(BEN, "action.edit", one, status={"was": "planned", "to": "in_progress"})
    await town.ask(CAS, "note.write", str(ids.new()), plan=town.plan, action=led, text="Bravo")
    assert await told(town, CAS) == {"Menée par Cas": 1, "Suivie de Cas": 1}  # the note is their own
    assert await told(town, BEN) == {"Menée par Cas": 1}  # of the plans of their town what others did: the note, told of its action
    for person in (ADA, DOT):  # who looks after everything, or into it, is told of everything
        assert await told(town, person) == {"Menée par Cas": 2, "Suivie de Cas": 1, "Autre": 1}
    await town.ask(ADA, "action_plan.edit", town.plan, title={"was": "Plan climat", "to": "Plan air"})
    page = await since(town, BEN)
    assert (page["items"][0]["title"], page["items"][0]["link"]) == ("Plan air", f"plans/{town.plan}")
    assert page["items"][0]["newest"][0]["tag"] == "action_plan.edited"


async def test_late_is_what_one_leads_or_follows_and_what_is_muted_is_no_news(town: Town) -> None:
    over = str(TODAY - timedelta(days=3))
    led = await town.add(ADA, "Menée", ends_on=over, lead_people=[str(DOT)])
    followed = await town.add(ADA, "Suivie", ends_on=over)
    done = await town.add(ADA, "Finie", ends_on=over, lead_people=[str(DOT)])
    muted = await town.add(ADA, "Tue", ends_on=over)
    secret = await town.add(ADA, "Secrète", ends_on=over, lead_people=[str(DOT)])
    await town.ask(ADA, "action.edit", done, status={"was": "planned", "to": "done"})
    for way, item in (("follows", town.plan), ("mutes", muted)):
        for person in (CAS, DOT):
            assert (await town.browser(person).post(f"{town.path}/{way}/{item}")).status_code == 204
    await town.ask(ADA, "action.restrict", secret, parties=[str(ADA)])
    titles = {}
    for person in (BEN, CAS, DOT):
        page = (await town.get(person, "/waiting", after=f"1.{await town.head()}")).json()
        titles[person] = {one["title"]: one["followed"] for one in page["late"]}
    # An auditor reads all there is, and keeps nobody waiting: their list of what is late is there all the same.
    assert titles == {BEN: {}, CAS: {"Menée": True, "Suivie": True}, DOT: {"Menée": True, "Suivie": True, "Secrète": True}}
    await here(town, CAS, read=True)
    for one in (led, followed, muted):
        await town.ask(ADA, "action.edit", one, status={"was": "planned", "to": "in_progress"})
    page = await since(town, CAS)
    assert {item["title"]: item["followed"] for item in page["items"]} == {"Menée": True, "Suivie": True}


async def test_what_changed_many_items_at_once_is_told_once(town: Town) -> None:
    await here(town, CAS, read=True)
    rows = [ActionId(ids.new()) for _ in range(40)]
    secret, changed, *_ = rows
    await town.browser(CAS).post(f"{town.path}/follows/{town.plan}")
    await at_once(town, {row: action.Add(plan=PlanId(UUID(town.plan)), title=f"Rangée {row}", order_key="V") for row in rows})
    await town.ask(BEN, "action.edit", changed, status={"was": "planned", "to": "in_progress"})
    await town.ask(ADA, "action.restrict", secret, parties=[str(ADA)])
    page = await since(town, CAS)
    assert [(one["title"], one["count"], one["others"]) for one in page["items"]] == [
        (f"Rangée {changed}", 2, 0),
        (f"Rangée {rows[-1]}", 1, 37),
    ]
    assert page["more"] is False


async def test_what_is_kept_from_somebody_is_not_told_to_have_changed_either(town: Town) -> None:
    secret = await town.add(ADA, "Racheter la friche", lead_people=[str(CAS)])
    await town.ask(ADA, "action.restrict", secret, parties=[str(ADA)])
    for person in (BEN, CAS, DOT):
        await here(town, person, read=True)
    await town.ask(ADA, "action.edit", secret, status={"was": "planned", "to": "in_progress"})
    decided = {"decision": str(ids.new()), "text": "Signer", "due_on": "2031-07-01", "owner": str(CAS), "action": secret, "plan": town.plan}
    meeting = str(ids.new())
    await town.ask(ADA, "meeting.plan", meeting, title="Rencontre", kind="cafe", held_on="2031-06-12")
    await town.ask(ADA, "meeting.invite", meeting, authorities=[str(HAUTEFEUILLE)])
    await town.ask(ADA, "meeting.record_decision", meeting, **decided)
    assert await told(town, BEN) == {"Rencontre": 2}  # planned and called to; of the decision they may not know
    assert await told(town, CAS) == {}
    assert await told(town, DOT) == {"Racheter la friche": 1, "Rencontre": 3}


async def test_when_somebody_was_here_is_theirs_to_take_along_and_no_part_of_the_log(town: Town) -> None:
    head = await town.head()
    await here(town, CAS)
    assert await town.head() == head
    for person, mine in ((CAS, True), (BEN, False)):
        taken = (await town.browser(person).get("/api/my-data/export")).json()["visits"]
        assert (str(town.network) in [one["network_id"] for one in taken]) is mine
