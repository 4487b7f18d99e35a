"""Figures over HTTP and live: what everybody may see is counted for all, what is kept to some for them, and both ways out agree."""

from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID

from events import ids
from events.ids import PersonId
from projections.projection import AUDITORS, NETWORK, person
from service.live import dashboards
from tests.http.test_syntheses import Day
from tests.http.test_waiting import BEFORE, SOON, TODAY, consulted
from tests.http.town import Town
from tests.live.screen import watching
from tests.people import ADA, BEN, CAS, DOT, EVA, HAUTEFEUILLE, RIVEBELLE
from tests.read.test_figures import recount

HERE = str(HAUTEFEUILLE)
EVERYTHING = {"decisions_late", "opinions_asked", "opinions_given", "members", "workshops", "contributions", "meetings_held"}


async def told(town: Town, who: PersonId = ADA, **parameters: Any) -> dict[str, int]:
    answer = await town.get(who, "/figures", after=f"1.{await town.head()}", **parameters)
    assert answer.status_code == 200, answer.text
    assert answer.json()["token"] == answer.headers["club21-position"]
    return answer.json()["figures"]  # type: ignore[no-any-return]  # this route answers an object


async def test_what_the_statement_counts_is_what_the_rows_come_to(town: Town) -> None:
    said = (await Day(town).told()).sources
    await town.ask(ADA, "workshop.close", said["Grouper les achats de gobelets"]["workshop"])
    meeting, action = str(ids.new()), await town.add(BEN, "En retard", ends_on=BEFORE, budget_planned=50, aims=["climate", "cohesion"])
    await town.ask(ADA, "meeting.plan", meeting, title="Rencontre", kind="cafe", held_on=str(TODAY))
    for due, of in ((BEFORE, {}), (BEFORE, {"plan": town.plan, "action": action}), (SOON, {})):
        decided = {"decision": str(ids.new()), "text": "Écrire", "due_on": due, "owner": str(CAS), **of}
        await town.ask(ADA, "meeting.record_decision", meeting, **decided)
    _, consultation = await consulted(town)
    await town.ask(BEN, "consultation.give_opinion", consultation, authority=HERE, stance="favourable")
    await town.ask(ADA, "action.restrict", action, parties=[str(BEN)])
    network = await town.service.networks.open(town.network)
    for plan in (None, UUID(town.plan)):
        rows = {one: recount(network.follower, plan, TODAY, one) for one in (NETWORK, person(BEN), AUDITORS)}
        assert rows[person(BEN)]["decisions_late"] == 1
        assert plan is not None or rows[NETWORK].keys() >= EVERYTHING
        of = {} if plan is None else {"plan": town.plan}
        assert await told(town, ADA, **of) == rows[NETWORK]
        assert await told(town, DOT, **of) == rows[AUDITORS]
        both = rows[NETWORK].keys() | rows[person(BEN)].keys()
        assert await told(town, BEN, **of) == {key: rows[NETWORK].get(key, 0) + rows[person(BEN)].get(key, 0) for key in both}

        for who in (ADA, BEN, DOT):
            figures = await told(town, who, **of)
            causes = await explained(town, who, figures, **of)
            assert (action in causes) is (who != ADA), "nobody is explained what is kept from them"
    events = {one.position: one for one in await network.store.page(town.network, 0, 200)}
    causes = await explained(town, DOT, await told(town, DOT), at=f"1.{await town.head()}")
    assert {events[position].tag for position in causes[action]} == {"action.added"}
    assert {events[position].tag for position in causes[consultation]} == {"consultation.opened"}


async def explained(town: Town, who: PersonId, figures: dict[str, int], **asked: Any) -> dict[str, set[int]]:
    """The items that are told to be counted, with the events that made them count: they come to the figures, to all of them and no more."""
    causes: dict[str, set[int]] = {}
    for key, value in figures.items():
        page: dict[str, Any] = {"count": 1}
        items: list[dict[str, Any]] = []
        while len(items) < page["count"]:
            answer = await town.get(who, f"/figures/{key}/events", skip=len(items), limit=2, **asked)
            assert answer.status_code == 200, answer.text
            page = answer.json()
            items += page["items"]
            assert page["value"] == value
        assert sum(one["value"] for one in items) == value
        assert len({(one["item_id"], one["key"]) for one in items}) == len(items)
        for one in items:
            assert one["causes"], one
            assert one["title"], one
            causes.setdefault(one["item_id"], set()).update(cause["position"] for cause in one["causes"])
    for wanted in ("status.*.*", "late.*", "members"):
        answer = await town.get(who, f"/figures/{wanted}/events", **asked)
        fitting = [value for key, value in figures.items() if key.split(".")[0] == wanted.split(".")[0]]
        assert answer.json()["value"] == sum(fitting)
    assert (await town.get(who, "/figures/nothing.of.this/events", **asked)).json()["items"] == []
    return causes


async def test_a_figure_of_the_past_is_what_it_was_then_and_says_why(town: Town) -> None:
    action = await town.add(BEN, "Planter", axis=None, ends_on=BEFORE)
    then = f"1.{await town.head()}"
    before = await told(town, BEN, plan=town.plan)
    edit = await town.ask(CAS, "action.edit", action, status={"was": "planned", "to": "done"}, budget_planned={"was": None, "to": 70})
    await town.ask(BEN, "action.edit", action, notes={"was": None, "to": "Fait"})
    assert await told(town, BEN, plan=town.plan, at=then) == before != await told(town, BEN, plan=town.plan)
    (item,) = (await town.get(BEN, "/figures/status.*.done/events", plan=town.plan)).json()["items"]
    assert [(one["tag"], one["by"]) for one in item["causes"]] == [("action.added", str(BEN)), ("action.edited", str(CAS))]
    assert f"1.{item['causes'][1]['position']}" == edit["after"], "the event that made it done, and none that changed something else"
    assert (await town.get(BEN, "/figures/status.*.done/events", plan=town.plan, at=then)).json()["items"] == []
    await town.ask(ADA, "action.restrict", action, parties=[str(BEN)])
    for asked in ({"at": then}, {}):
        answer = await town.get(CAS, "/figures/status.*.*/events", plan=town.plan, **asked)
        assert (answer.json()["value"], action in answer.text) == (0, False)
    assert (await town.get(BEN, "/figures/late.none/events", plan=town.plan, at=then)).json()["value"] == 1


async def test_screens_are_told_what_is_answered_and_what_changes(town: Town) -> None:
    action = await town.add(BEN, "Une")
    topic = f"figures:{town.plan}"
    async with AsyncExitStack() as stack:
        at = "ws" + town.url.removeprefix("http")
        ben, cas = [await stack.enter_async_context(watching(at, town.cookies[who], town.network, topic)) for who in (BEN, CAS)]
        assert ben.lanes_of[topic] == [f"{topic}/{NETWORK}", f"{topic}/{person(BEN)}"]
        await cas.until(lambda: cas.figures.get(f"{topic}/{NETWORK}") == {"status.none.planned": 1, "aim.none.none": 1})
        await town.ask(ADA, "action.restrict", action, parties=[str(BEN)])
        await cas.until(lambda: cas.figures[f"{topic}/{NETWORK}"] == {})
        await ben.until(lambda: ben.figures[f"{topic}/{person(BEN)}"] == {"status.none.planned": 1, "aim.none.none": 1})
        assert await told(town, CAS, plan=town.plan) == {}
        await town.ask(ADA, "network.take_role", town.network, person=str(CAS), role="editor", authority=str(RIVEBELLE))
        await cas.until(lambda: topic in cas.ended)


async def test_a_role_for_one_plan_comes_with_its_figures_alone(town: Town) -> None:
    await town.ask(ADA, "network.give_role", town.network, person=str(EVA), role="editor", authority=HERE, topics=[f"plan:{town.plan}"])
    await town.add(BEN, "Une")
    assert (await told(town, EVA, plan=town.plan))["status.none.planned"] == 1
    for of in ({}, {"plan": str(ids.new())}):
        answer = await town.get(EVA, "/figures", **of)
        assert answer.status_code == 404
    async with watching("ws" + town.url.removeprefix("http"), town.cookies[EVA], town.network) as eva:
        await eva.subscribe(f"{dashboards.FIGURES}{town.plan}")
        await eva.send({"t": "sub", "id": 99, "topic": f"{dashboards.FIGURES}{town.network}"})
        await eva.until(lambda: bool(eva.errors))
        assert eva.errors[0]["code"] == "missing"


async def test_how_a_plan_came_along_ends_with_its_figures_and_tells_nobody_what_is_kept_from_them(town: Town) -> None:
    action = await town.add(BEN, "Gardée", ends_on=BEFORE, status="in_progress")
    await town.add(BEN, "Ouverte", status="done")
    await town.ask(ADA, "action.restrict", action, parties=[str(BEN)])
    then = f"1.{await town.head()}"
    await town.add(CAS, "Plus tard")
    for of in ({}, {"plan": town.plan}):
        for who, counts in ((ADA, (2, 1, 1, 0)), (BEN, (3, 2, 1, 1)), (DOT, (3, 2, 1, 1))):
            page = (await town.get(who, "/months", after=f"1.{await town.head()}", **of)).json()
            (month,) = page["months"]
            assert (month["day"], tuple(month[one] for one in ("actions", "begun", "done", "late"))) == (page["today"], counts)
        assert (await town.get(BEN, "/months", at=then, **of)).json()["months"][0]["actions"] == 2


async def test_a_member_is_heard_in_what_its_people_do_as_far_as_one_may_know_of_it(town: Town) -> None:
    async def heard(who: PersonId, **asked: Any) -> dict[str, Any]:
        answer = await town.get(who, "/heard", **(asked or {"after": f"1.{await town.head()}"}))
        return {one["authority_id"]: one for one in answer.json()["members"]}

    before = f"1.{await town.head()}"
    assert (await heard(ADA))[str(RIVEBELLE)]["heard_on"] is None
    action = str(ids.new())
    await town.ask(CAS, "action.add", action, plan=town.plan, title="Gardée", order_key="V", parties=[str(CAS)])
    assert (await heard(ADA))[str(RIVEBELLE)]["heard_on"] is None, "what is kept from her tells her nothing"
    assert (await heard(DOT))[str(RIVEBELLE)]["heard_on"] == str(TODAY)
    await town.add(CAS, "Ouverte")
    assert (await heard(ADA))[str(RIVEBELLE)]["heard_on"] == str(TODAY)
    assert (await heard(ADA, at=before))[str(RIVEBELLE)]["heard_on"] is None
    (plan,) = (await heard(ADA))[HERE]["plans"]
    assert (plan["plan_id"], plan["on"]) == (town.plan, str(TODAY))
    meeting = str(ids.new())
    await town.ask(ADA, "meeting.plan", meeting, title="Rencontre", kind="cafe", held_on=str(TODAY))
    assert (await heard(BEN))[HERE]["came_on"] is None
    for path in ("/heard", "/months"):
        assert (await town.get(EVA, path)).status_code == 404
