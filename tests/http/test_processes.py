"""The process behind a plan over HTTP and the socket: findings, ideas that become actions, resolutions, recognition, bodies."""

import asyncio
from typing import Any
from uuid import UUID

from events import ids, process
from tests.http.town import Town, asking
from tests.live.screen import watching
from tests.people import ADA, BEN, CAS, DOT, HAUTEFEUILLE, RIVEBELLE


async def started(town: Town) -> str:
    """The plan's process has started from two steps: its id."""
    stream = str(process.stream_of(town.network, UUID(town.plan)))
    steps = {str(ids.new()): {"title": title, "order_key": key} for title, key in (("Délibérer", "V"), ("Former les agents", "W"))}
    await town.ask(BEN, "process.start", stream, plan=town.plan, canvas="agenda21", steps=steps)
    return stream


async def proposed(town: Town, title: str = "Des haies", **fields: Any) -> str:
    """An idea of Ben's for the plan: its id."""
    idea = str(ids.new())
    await town.ask(BEN, "idea.propose", idea, plan=town.plan, title=title, **{"origin": "inhabitants", **fields})
    return idea


def promoting(town: Town, idea: str, action: str) -> dict[str, Any]:
    return asking(
        "together.promote_idea", idea, action=action, add={"tag": "action.add", "plan": town.plan, "title": "Des haies", "order_key": "V"}
    )


async def page(town: Town, **at: str) -> dict[str, Any]:
    answer = await town.get(DOT, f"/plans/{town.plan}/process", **at)
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]  # this address answers an object


async def test_an_idea_is_refined_by_two_and_becomes_one_action_however_many_ask(town: Town) -> None:
    idea = await proposed(town, text="Planter\nArroser", heard="Atelier du quartier nord")
    was = "Planter\nArroser"
    await town.ask(CAS, "idea.refine", idea, text={"was": was, "to": "Planter des charmes\nArroser"})
    await town.ask(BEN, "idea.refine", idea, text={"was": was, "to": "Planter\nArroser\nTailler"})
    actions = [str(ids.new()) for _ in range(8)]
    answers = [one.json() for one in await asyncio.gather(*(town.post(BEN, promoting(town, idea, action)) for action in actions))]
    (done,) = [one for one in answers if one.get("outcome") == "applied"]
    assert {one["code"] for one in answers if one is not done} == {"idea.is_promoted"}
    assert {one["at"] for one in answers if one is not done} == {".command"}
    (row,) = (await page(town))["ideas"]
    assert (row["standing"], row["text"]) == ("promoted", "Planter des charmes\nArroser\nTailler")
    plan = (await town.get(DOT, f"/plans/{town.plan}")).json()
    assert [one["action_id"] for one in plan["actions"]] == [row["action_id"]]  # of the others, nothing is there
    tags = [one["tag"] for one in (await town.get(DOT, f"/ideas/{idea}/history")).json()]
    assert tags == ["idea.proposed", "idea.refined", "idea.refined", "idea.promoted"]


async def test_a_finding_is_verified_by_somebody_else_and_its_history_says_why_it_was_contested(town: Town) -> None:
    finding = str(ids.new())
    await town.ask(
        BEN, "finding.submit", finding, plan=town.plan, text="Un logement sur cinq est mal isolé", theme="Énergie", source="Enquête"
    )
    assert (await town.post(BEN, asking("finding.verify", finding))).json()["code"] == "finding.own"
    await town.ask(CAS, "finding.verify", finding)
    await town.ask(CAS, "finding.rate", finding, priority="high")
    await town.ask(ADA, "finding.rate", finding, priority="medium")
    contest = asking("finding.contest", finding) | {"reason": "Le chiffre date de 2005"}
    at = (await town.post(CAS, contest)).json()["after"]
    conclude = asking("finding.conclude", finding, outcome="upheld") | {"reason": "Confirmé par la direction du logement"}
    assert (await town.post(ADA, conclude)).json()["outcome"] == "applied"
    (row,) = (await page(town))["findings"]
    assert (row["standing"], row["standing_reason"]) == ("upheld", "Confirmé par la direction du logement")
    assert sorted(row["opinions"].values()) == ["high", "medium"]
    (then,) = (await page(town, at=at))["findings"]
    assert (then["standing"], then["standing_reason"]) == ("contested", "Le chiffre date de 2005")
    history = (await town.get(DOT, f"/findings/{finding}/history")).json()
    assert [one["reason"] for one in history if one["reason"]] == ["Le chiffre date de 2005", "Confirmé par la direction du logement"]


async def test_the_stage_the_votes_and_who_was_trained_are_counted_never_entered(town: Town) -> None:
    stream = await started(town)
    steps = (await page(town))["steps"]
    await town.ask(BEN, "process.do_step", stream, step=steps[0]["step_id"], on="2009-12-14")
    act = {"reference": "2009-117", "on": "2009-12-14", "body": "Conseil municipal", "title": "S’engager dans un Agenda 21"}
    votes = {"votes_for": 29, "votes_against": 0, "abstained": 0}
    await town.ask(BEN, "process.record_resolution", stream, resolution=str(ids.new()), subject="engagement", **act, **votes)
    chosen = {**act, "reference": "2009-118", "subject": "adviser", "provider": "Bureau d’études", **votes, "abstained": 2}
    await town.ask(BEN, "process.record_resolution", stream, resolution=str(ids.new()), **chosen)
    meeting = str(ids.new())
    await town.ask(ADA, "meeting.plan", meeting, title="Formation des agents", kind="morning", held_on="2010-10-04")
    for person in (str(BEN), None, None):
        await town.ask(ADA, "meeting.check_in", meeting, participant=str(ids.new()), capacity="officer", person=person)
    held = {"title": "Initier les agents", "on": "2010-10-04", "public": "officers", "headcount": 8}
    await town.ask(BEN, "process.record_session", stream, session=str(ids.new()), meeting=meeting, **held)
    await town.ask(BEN, "process.record_session", stream, session=str(ids.new()), attended=3, **held)
    told = await page(town)
    assert told["stage"] == {"steps": 2, "done": 1, "last": "Délibérer", "next": "Former les agents"}
    assert sorted(told["unanimity"].values()) == ["all", "cast"]
    (coverage,) = told["coverage"]
    assert (coverage["sessions"], coverage["headcount"], coverage["reached"], coverage["rate"]) == (2, 8, 6, 0.75)


async def test_granting_recognition_recognises_the_authority_where_the_person_may(town: Town) -> None:
    stream = await started(town)
    request = str(ids.new())
    await town.ask(BEN, "process.request_recognition", stream, request=request, dossier="Dossier de 2012", on="2012-06-01")
    granting = asking("together.grant_recognition", stream, request=request, on="2013-06-01", authority=str(HAUTEFEUILLE))
    refused = (await town.post(BEN, granting | {"reason": "Ministère"})).json()
    assert refused["code"] == "access.facilitators_only"
    step = asking("authority.advance", HAUTEFEUILLE, engagement={"was": "prospect", "to": "engaged"}, on="2009-12-14") | {
        "reason": "Délibération"
    }
    assert (await town.post(ADA, step)).status_code == 200
    answers = [
        one.json()
        for one in await asyncio.gather(*(town.post(ADA, granting | {"id": str(ids.new()), "reason": "Ministère"}) for _ in range(4)))
    ]
    assert sorted(one["outcome"] for one in answers) == ["applied", "nothing", "nothing", "nothing"]
    told = await page(town)
    assert (told["engagement"], told["untold"], told["recognitions"][0]["outcome"]) == ("recognised", False, "granted")
    answer = (
        await town.post(BEN, asking("process.request_recognition", stream, request=str(ids.new()), dossier="x", on="2014-01-01"))
    ).json()
    assert answer["code"] == "process.recognised"


async def test_recognition_that_the_directory_does_not_know_of_is_told(town: Town) -> None:
    stream, request = await started(town), str(ids.new())
    await town.ask(BEN, "process.request_recognition", stream, request=request, dossier="Dossier de 2012", on="2012-06-01")
    await town.ask(BEN, "process.grant_recognition", stream, request=request, on="2013-06-01", authority=str(HAUTEFEUILLE))
    told = await page(town)
    assert (told["engagement"], told["untold"]) == ("prospect", True)


async def test_a_club_follows_the_plan_and_proposes_ideas_and_a_group_is_opened_on_a_theme(town: Town) -> None:
    club, group = str(ids.new()), str(ids.new())
    of_plan = {"kind": "monitoring_club", "plan": town.plan, "facet": "external", "people": [str(CAS)]}
    await town.ask(BEN, "body.establish", club, name="Club 21", **of_plan)
    members = [str(HAUTEFEUILLE), str(RIVEBELLE)]
    await town.ask(BEN, "body.establish", group, name="Communes du lac", kind="working_group", theme="Lac", authorities=members)
    await town.ask(CAS, "body.follow_up", club, follow_up=str(ids.new()), on="2012-03-01", text="Douze actions avancent")
    idea = str(ids.new())
    await town.ask(CAS, "idea.propose", idea, plan=town.plan, title="Un marché", origin="body", body=club)
    assert (await town.post(BEN, asking("body.follow_up", club, follow_up=str(ids.new()), on="2012-03-01", text="x"))).json()[
        "code"
    ] == "body.not_theirs"
    told = await page(town)
    assert [(one["name"], one["people"]) for one in told["bodies"]] == [("Club 21", [str(CAS)])]
    assert [one["text"] for one in told["follow_ups"]] == ["Douze actions avancent"]
    assert [one["from_body_id"] for one in told["ideas"]] == [club]
    everything = (await town.get(DOT, "/bodies")).json()
    assert {one["name"]: one["theme"] for one in everything["bodies"]} == {"Club 21": None, "Communes du lac": "Lac"}


async def test_canvases_come_in_the_language_of_who_asks_with_the_networks_own(town: Town) -> None:
    own = str(ids.new())
    await town.ask(BEN, "process_template.write", own, name="Chez nous", steps="Un\nDeux")
    told = (await town.get(BEN, "/process-canvases")).json()
    assert [(one["canvas"], len(one["steps"])) for one in told["usual"]] == [("agenda21", 11), ("continuous_improvement", 7)]
    assert told["usual"][0]["steps"][0] == "The council decides to start"
    assert [(one["name"], one["steps"]) for one in told["own"]] == [("Chez nous", ["Un", "Deux"])]


async def test_whoever_watches_the_plan_sees_its_process_change(town: Town) -> None:
    address = "ws" + town.url.removeprefix("http")
    async with watching(address, town.cookies[DOT], town.network, f"plan:{town.plan}") as screen:
        await started(town)
        idea = await proposed(town)
        finding = str(ids.new())
        receipt = await town.ask(BEN, "finding.submit", finding, plan=town.plan, text="Un logement sur cinq")
        await screen.reached(receipt["after"])
        told = await page(town)
        assert screen.rows["idea_list"] == {idea: told["ideas"][0]}
        assert screen.rows["finding_list"] == {finding: told["findings"][0]}
        assert screen.rows["process_steps"] == {one["step_id"]: one for one in told["steps"]}
