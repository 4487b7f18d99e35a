"""What the live protocol promises, on every road that it takes: a socket, a stream of server-sent events, polls."""

import asyncio
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from events import ids
from events.ids import PersonId
from service.live import frames, hubs
from service.live.frames import Road
from tests.http.town import Town, asking
from tests.live.roads import ROADS, position
from tests.live.roads import watching as watching_on
from tests.live.screen import Watching
from tests.live.test_socket import plan_rows, reloaded, topics
from tests.people import ADA, BEN, CAS, HAUTEFEUILLE


@pytest.fixture(params=ROADS)
def road(request: pytest.FixtureRequest) -> Road:
    return request.param  # type: ignore[no-any-return]  # one of ROADS


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is looked after every second is looked after at once: no test waits for a clock."""
    monkeypatch.setattr(hubs, "SWEEP_EVERY", 0.1)


def watching(town: Town, road: Road, person: PersonId, *names: str, client: str = "tab") -> AbstractAsyncContextManager[Watching]:
    return watching_on(town, road, person, *names or topics(town), client=client)


async def test_watching_equals_reloading(town: Town, road: Road) -> None:
    action = await town.add(ADA, "Fête du vélo")
    async with watching(town, road, BEN) as ben, watching(town, road, CAS) as cas:
        receipt = await town.ask(BEN, "action.edit", action, title={"was": "Fête du vélo", "to": "Fête du sport"})
        for screen, person in ((ben, BEN), (cas, CAS)):
            await screen.reached(receipt["after"])
            assert plan_rows(screen, town) == await reloaded(town, person)
            assert screen.rows["plan_board"][action]["title"] == "Fête du sport"


async def test_ones_own_command_is_answered_and_every_lane_passes_it(town: Town, road: Road) -> None:
    async with watching(town, road, BEN) as ben:
        action = str(ids.new())
        receipt = await ben.ask(asking("action.add", action, plan=town.plan, title="Jardins partagés", order_key="V"))
        assert (receipt["t"], receipt["outcome"]) == ("ack", "applied")
        await ben.passed(receipt["after"])
        assert ben.rows["plan_board"][action]["added_by"] == str(BEN)
        assert {row["tag"] for row in ben.journal[f"plan:{town.plan}/network"]} == {"action.added"}


async def test_a_refused_command_holds_up_no_other(town: Town, road: Road) -> None:
    async with watching(town, road, BEN) as ben:
        good = [asking("action.add", str(ids.new()), plan=town.plan, title=f"Action {number}", order_key="V") for number in range(20)]
        bad: list[Any] = [asking("action.dance", ids.new()) for _ in range(5)]
        bad += [asking("action.withdraw", ids.new()) for _ in range(5)]
        bad += [asking("network.rename", town.network, name={"was": "x", "to": "y"})]
        mixed = [one for pair in zip(good, [*bad, *[None] * 9], strict=True) for one in pair if one is not None]
        for one in mixed:
            await ben.send({"t": "cmd", "asking": one})
        await ben.until(lambda: len(ben.receipts) == len(mixed))
        assert [ben.receipts[one["id"]]["outcome"] for one in good] == ["applied"] * len(good)
        refused = [ben.receipts[one["id"]] for one in bad]
        assert {one["t"] for one in refused} == {"rej"}
        assert [one["code"] for one in refused][::5] == ["invalid.unknown_value", "action.not_added", "access.facilitators_only"]
        assert all(one["detail"] and one["next"] and not one["retry"] for one in refused)
        told = [row["pos"] for row in ben.heard if row["t"] == "tx"]
        assert told == sorted(told)


async def test_the_same_command_twice_through_any_door_has_one_answer(town: Town, road: Road) -> None:
    async with watching(town, road, BEN) as ben:
        command = asking("action.add", ids.new(), plan=town.plan, title="Une seule fois", order_key="V")
        first = await ben.ask(command)
        second = (await town.post(BEN, command)).json()
        again = await ben.ask(command)
        assert first == again
        assert first == {"t": "ack"} | second
        other = await ben.ask(command | {"reason": "une autre"})
        assert (other["t"], other["code"]) == ("rej", "reused")


async def test_a_screen_that_lost_its_connection_resumes_where_it_was(town: Town, road: Road) -> None:
    plan = f"plan:{town.plan}"
    async with watching(town, road, BEN) as ben:
        await town.add(ADA, "Première")
        await ben.until(lambda: "plan_board" in ben.rows)
    receipt = await town.ask(ADA, "action_plan.edit", town.plan, description={"was": None, "to": "Pour 2030"})
    async with watching(town, road, BEN, f"network:{town.network}") as again:
        again.resume(ben, plan)
        await again.subscribe(plan, ben.since(plan))
        kinds = [frame["t"] for frame in again.heard if frame.get("topic") == plan or str(frame.get("l")).startswith(plan)]
        assert kinds[:2] == ["subd", "tx"]
        assert "snap" not in kinds
        await again.reached(receipt["after"])
        assert plan_rows(again, town) == await reloaded(town, BEN)


async def test_nothing_is_sent_after_the_position_that_takes_a_role_away(town: Town, road: Road) -> None:
    async with watching(town, road, BEN) as ben, watching(town, road, CAS) as cas:
        writing = [asyncio.create_task(town.add(CAS, f"Action {number}")) for number in range(40)]
        await asyncio.sleep(0)
        taken = await town.ask(ADA, "network.take_role", town.network, person=str(BEN), role="editor", authority=str(HAUTEFEUILLE))
        await asyncio.gather(*writing)
        assert await ben.closed() == frames.FORBIDDEN
        assert max(frame["pos"] for frame in ben.heard if "pos" in frame) < position(taken["after"])
        if road != "poll":  # a poll that begins after it learns no more than that nothing there is Ben's
            assert [frame["code"] for frame in ben.heard if frame["t"] == "end"] == ["revoked", "revoked"]
            assert ben.heard[-1]["t"] == "end"
        await cas.reached(taken["after"])
        await cas.until(lambda: len(cas.rows["plan_board"]) == 40)


async def test_signing_out_ends_every_screen_of_that_browser(town: Town, road: Road) -> None:
    async with watching(town, road, BEN) as ben, watching(town, road, BEN, client="other tab") as other, watching(town, road, CAS) as cas:
        assert (await town.browser(BEN).delete("/api/session")).status_code == 204
        assert await ben.closed() == frames.SIGNED_OUT
        assert await other.closed() == frames.SIGNED_OUT
        await town.add(ADA, "Encore là")
        await cas.until(lambda: "plan_board" in cas.rows)


async def test_people_see_each_other_come(town: Town, road: Road) -> None:
    plan = f"plan:{town.plan}"
    async with watching(town, road, BEN) as ben, watching(town, road, CAS) as cas:
        await cas.send({"t": "pres", "topic": plan, "state": {"item": town.plan, "field": "title", "mode": "edit"}})
        await ben.until(lambda: [one["person_id"] for one in ben.present[plan].values()] == [str(CAS)])
