"""What waits for one person, in all that a network does: for whom it asks, until it is answered, never of what they may not see."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from events import catalogue, ids
from events.ids import PersonId
from projections.conflict_inbox import CLASHED
from service import waiting
from tests.http.test_mentoring import offered, requested
from tests.http.test_minutes import held
from tests.http.test_questionnaires import drafted
from tests.http.town import Town, asking
from tests.people import ADA, BEN, CAS, DOT, EVA, HAUTEFEUILLE, RIVEBELLE

TODAY = datetime.now(ZoneInfo("Europe/Paris")).date()  # of the networks of these tests
SOON, BEFORE, FAR = (str(TODAY + timedelta(days=days)) for days in (9, -9, 90))
HERE, THERE = str(HAUTEFEUILLE), str(RIVEBELLE)


async def waits(town: Town, person: PersonId) -> dict[str, list[dict[str, Any]]]:
    """What waits for somebody, by its kind."""
    answer = await town.get(person, "/waiting", after=f"1.{await town.head()}")
    assert answer.status_code == 200, answer.text
    found: dict[str, list[dict[str, Any]]] = {}
    for one in answer.json()["waiting"]:
        found.setdefault(one["kind"], []).append(one)
    return found


async def consulted(town: Town, until: str = SOON) -> tuple[str, str]:
    """A roadmap is out for opinions of both towns: its plan and the consultation."""
    plan, consultation = str(ids.new()), str(ids.new())
    opening = {"tag": "action_plan.open", "title": "Feuille de route", "authority": HERE}
    await town.ask(BEN, "together.draft_roadmap", plan, first_year=2026, last_year=2027, open=opening)
    asks = {"consultation": consultation, "title": "Votre avis", "until": until, "authorities": [HERE, THERE]}
    await town.ask(ADA, "together.consult", plan, **asks)
    return plan, consultation


async def test_what_an_authority_is_asked_waits_for_those_who_answer_for_it_alone(town: Town) -> None:
    meeting = str(ids.new())
    await town.ask(ADA, "meeting.plan", meeting, title="Rencontre", kind="cafe", held_on=SOON)
    await town.ask(ADA, "meeting.invite", meeting, authorities=[HERE, THERE])
    plan, consultation = await consulted(town)
    questionnaire, (question,) = await drafted(town, "authorities", [{"text": "Et vous ?", "kind": "text"}])
    for person, authority in ((BEN, HERE), (CAS, THERE)):
        told = await waits(town, person)
        assert {kind: [(one["link"], one["due_on"], one["authority_id"]) for one in found] for kind, found in told.items()} == {
            "invitation": [(f"meetings/{meeting}", SOON, authority)],
            "consultation": [(f"roadmaps/{plan}", SOON, authority)],
            "questionnaire": [(f"questionnaires/{questionnaire}", None, authority)],
        }
    for person in (ADA, DOT):  # a facilitator is asked for no authority, an auditor for nothing
        assert await waits(town, person) == {}
    await town.ask(BEN, "meeting.answer", meeting, authority=HERE, reply="accepted")
    await town.ask(BEN, "consultation.give_opinion", consultation, authority=HERE, stance="favourable")
    await town.ask(BEN, "questionnaire.answer", questionnaire, authority=HERE, answers={question: {"text": "Rien"}})
    assert await waits(town, BEN) == {}
    assert {*await waits(town, CAS)} == {"invitation", "consultation", "questionnaire"}
    # Nor does it wait for who lost the role in which they would answer.
    await town.ask(ADA, "network.take_role", town.network, person=str(CAS), role="editor", authority=THERE)
    await town.ask(ADA, "network.give_role", town.network, person=str(CAS), role="auditor")
    assert await waits(town, CAS) == {}


async def test_actions_and_decisions_wait_for_who_leads_them_once_their_end_is_near(town: Town) -> None:
    late = await town.add(ADA, "En retard", ends_on=BEFORE, lead_people=[str(CAS)], code="1.1")
    await town.add(ADA, "Plus tard", ends_on=FAR, lead_people=[str(CAS)])
    nobodys = await town.add(ADA, "À personne", ends_on=SOON)  # the plan is Hautefeuille's
    told = {person: (await waits(town, person)).get("action", []) for person in (ADA, BEN, CAS)}
    assert [(one["item_id"], one["title"], one["due_on"], one["authority_id"]) for one in told[CAS]] == [
        (late, "1.1 En retard", BEFORE, None)
    ]
    assert [(one["item_id"], one["authority_id"]) for one in told[BEN]] == [(nobodys, HERE)]
    assert told[ADA] == []
    await town.ask(CAS, "action.edit", late, status={"was": "planned", "to": "done"})
    assert "action" not in await waits(town, CAS)
    # What is kept from somebody does not wait for them, even where they lead it.
    await town.ask(ADA, "action.edit", nobodys, lead_people={"add": [str(CAS)]})
    assert [one["item_id"] for one in (await waits(town, CAS))["action"]] == [nobodys]
    await town.ask(ADA, "action.restrict", nobodys, parties=[str(BEN)])
    assert "action" not in await waits(town, CAS)


async def test_a_wish_that_met_another_waits_for_both_until_it_is_settled(town: Town) -> None:
    action = await town.add(BEN, "Haies")
    await town.ask(ADA, "action.edit", action, title={"was": "Haies", "to": "Haies et mares"})
    clash = await town.ask(CAS, "action.edit", action, title={"was": "Haies", "to": "Haies et vergers"})
    assert clash["conflicts"]
    for person in (ADA, BEN, CAS):  # who changed it last, who added it, whose wish it is
        (one,) = (await waits(town, person))["conflict"]
        assert (one["title"], one["link"]) == ("Haies et mares", f"plans/{town.plan}/conflicts")
        assert one["person_id"] == (None if person == CAS else str(CAS))
    await town.ask(BEN, "action.settle", action, conflict=clash["conflicts"][0]["conflict_id"])
    for person in (ADA, BEN, CAS):
        assert "conflict" not in await waits(town, person)


def test_whatever_can_clash_is_called_by_its_name_where_it_is_settled() -> None:
    named = {catalogue.kind_of(str(one.__struct_config__.tag)) for projection, _, _ in waiting.PLACES for one in projection.asks}
    assert {catalogue.kind_of(str(one.__struct_config__.tag)) for one in CLASHED} - {"authority"} <= named  # that one is a member


async def test_minutes_wait_for_who_was_there_and_then_for_who_approves_and_publishes(town: Town) -> None:
    day = await held(town)
    await day.ask(ADA, "send_to_review")
    assert "minutes_to_review" in await waits(town, BEN)
    assert {*await waits(town, ADA)} == {"minutes_to_approve"}
    amendment = {"amendment": str(ids.new()), "section": day.opening, "text": {"was": "Accueil\nTour de table", "to": "Accueil"}}
    await day.ask(BEN, "propose_amendment", **amendment)
    assert [(one["count"], one["link"]) for one in (await waits(town, CAS))["amendments"]] == [(1, f"meetings/{day.meeting}/minutes")]
    assert "minutes_to_approve" not in await waits(town, ADA)
    await day.ask(CAS, "accept_amendment", amendment=amendment["amendment"])
    await day.ask(ADA, "approve")
    assert "minutes_to_review" not in await waits(town, BEN)
    assert {*await waits(town, ADA)} == {"minutes_to_publish"}


async def test_what_came_in_for_a_plan_waits_together_but_a_finding_for_the_one_it_names(town: Town) -> None:
    for text in ("Un", "Deux"):
        await town.ask(BEN, "finding.submit", str(ids.new()), plan=town.plan, text=text)
        await town.ask(BEN, "idea.propose", str(ids.new()), plan=town.plan, title=text, origin="inhabitants")
    named = str(ids.new())
    await town.ask(BEN, "finding.submit", named, plan=town.plan, text="Trois", verifier=str(CAS))
    told = await waits(town, CAS)
    assert {kind: [(one["count"], one["item_id"]) for one in found] for kind, found in told.items()} == {
        "findings": [(2, town.plan)],
        "finding": [(1, named)],
        "ideas": [(2, town.plan)],
    }
    assert {*await waits(town, BEN)} == {"ideas"}  # nobody verifies what they submitted


async def test_a_mentor_is_waited_for_and_nobody_else_learns_of_it(town: Town) -> None:
    mentorship = await requested(town, await offered(town))
    (one,) = (await waits(town, BEN))["mentoring_request"]
    assert (one["link"], one["person_id"]) == (f"mentoring/{mentorship}", str(CAS))
    for person in (ADA, CAS, DOT):
        assert await waits(town, person) == {}
    await town.ask(BEN, "mentorship.ask_more", mentorship, question="Combien êtes-vous ?")
    assert {*await waits(town, CAS)} == {"mentoring_more"}
    skill, question = str(ids.new()), str(ids.new())
    await town.ask(CAS, "skill.declare", skill, name="Haies", authority=THERE, evidence="Trois chantiers")
    await town.ask(BEN, "question.ask", question, text="Quelles essences ?", skill=skill)
    assert [one["link"] for one in (await waits(town, CAS))["question"]] == [f"mentoring#question-{question}"]
    assert (await town.post(ADA, asking("question.answer", question, answer=str(ids.new()), text="Charmes"))).status_code == 200
    assert {*await waits(town, CAS)} == {"mentoring_more"}


async def test_a_role_for_one_plan_waits_for_nothing_but_what_is_in_it(town: Town) -> None:
    await town.ask(ADA, "network.give_role", town.network, person=str(EVA), role="editor", authority=HERE, topics=[f"plan:{town.plan}"])
    other = str(ids.new())
    await town.ask(ADA, "action_plan.open", other, title="Plan eau", authority=HERE)
    for plan in (town.plan, other):
        await town.ask(BEN, "idea.propose", str(ids.new()), plan=plan, title="Des haies", origin="inhabitants")
    await town.add(BEN, "En retard", ends_on=BEFORE)
    await consulted(town)
    assert {kind: [one["item_id"] for one in found] for kind, found in (await waits(town, EVA)).items()} == {"ideas": [town.plan]}
    answer = await town.get(EVA, "/vitality")
    told = {one["kind"]: (one["count"], one["of"]) for one in answer.json()["figures"]}
    assert (told["actions_late"], told["opinions_given"], told["members_absent"]) == ((1, 1), (0, 0), (0, 0))


async def test_what_people_ask_about_their_data_waits_for_facilitators_alone(town: Town) -> None:
    await town.service.pool.execute("DELETE FROM people.request WHERE person_id = $1", BEN)  # of other tests: one waits for one answer
    asked = await town.browser(BEN).post("/api/my-data/requests", json={"kind": "access", "network_id": str(town.network)})
    assert asked.status_code == 204, asked.text
    (one,) = (await waits(town, ADA))["data_requests"]
    assert (one["count"], one["link"], one["person_id"]) == (1, "data-requests", None)
    assert str(TODAY + timedelta(days=27)) < one["due_on"] < str(TODAY + timedelta(days=33))  # within a month
    for person in (BEN, CAS, DOT):
        assert await waits(town, person) == {}
