"""Two services on one database: what happens at one is seen at the other, and whoever is sent from one goes on at the other.

Both run in this loop, which is cheaper than processes, and share nothing but the database; in tests/faults they are processes, and killed.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from service.app import App
from service.embedded import Addresses
from service.live import frames
from service.live.admission import SPREAD
from tests.http.conftest import served
from tests.http.town import Town
from tests.live.test_socket import closed, plan_rows, reloaded, watching
from tests.people import ADA, BEN, CAS, HAUTEFEUILLE

ROLE: dict[str, Any] = {"person": str(BEN), "role": "editor", "authority": str(HAUTEFEUILLE)}


@pytest.fixture(scope="module")
async def second(addresses: Addresses) -> AsyncIterator[tuple[App, str]]:
    """Another service on the database of the one that all share."""
    async with served(addresses) as running:
        yield running


@pytest.fixture
async def elsewhere(town: Town, second: tuple[App, str]) -> AsyncIterator[Town]:
    """The same town, at the other service."""
    made = Town(*second, town.network, town.cookies)
    made.plan = town.plan
    yield made
    await made.close()


def at(receipt: dict[str, Any]) -> int:
    return int(receipt["after"].partition(".")[2])


async def test_what_happens_at_one_is_seen_at_both(town: Town, elsewhere: Town) -> None:
    async with watching(town, BEN) as here, watching(elsewhere, CAS) as there:
        for place in (town, elsewhere):
            receipt = await place.ask(ADA, "action_plan.edit", town.plan, description={"was": None, "to": "Pour 2030"})
            action = await place.add(ADA, "Fête du vélo")
            for screen in (here, there):
                await screen.until(lambda screen=screen, action=action: action in screen.rows.get("plan_board", {}))  # type: ignore[misc]  # of this turn
                assert max(screen.last.values()) > at(receipt)
            assert plan_rows(here, town) == await reloaded(town, BEN)
            assert plan_rows(there, town) == await reloaded(elsewhere, CAS)


async def test_who_is_here_is_seen_at_both_and_nobody_whose_right_is_taken(town: Town, elsewhere: Town) -> None:
    plan = f"plan:{town.plan}"
    async with watching(town, BEN) as here, watching(elsewhere, BEN) as there, watching(elsewhere, CAS) as cas, watching(town, ADA) as ada:
        for screen in (here, there):
            await screen.send({"t": "pres", "topic": plan, "state": {"item": town.plan, "field": "title", "mode": "edit"}})
        for screen in (cas, ada):
            await screen.until(lambda screen=screen: len(screen.present[plan]) == 2)  # type: ignore[misc]  # of this turn
            assert {one["person_id"] for one in screen.present[plan].values()} == {str(BEN)}
        taken = at(await town.ask(ADA, "network.take_role", town.network, **ROLE))
        for screen in (here, there):
            assert await closed(screen) == frames.FORBIDDEN
            assert [frame["code"] for frame in screen.heard if frame["t"] == "end"] == ["revoked", "revoked"]
            assert max(frame["pos"] for frame in screen.heard if "pos" in frame) < taken
        for screen in (cas, ada):
            await screen.until(lambda screen=screen: not screen.present[plan])  # type: ignore[misc]  # of this turn
        hubs = [place.service.hubs._hubs[town.network] for place in (town, elsewhere)]
        assert all(who[0] != BEN for hub in hubs for room in hub.presence.rooms.values() for who in room.seen)


async def test_who_polls_at_one_may_say_to_the_other_where_they_are(town: Town, elsewhere: Town) -> None:
    plan = f"plan:{town.plan}"
    opening = [{"t": "hello", "v": 1, "network": str(town.network), "client": "tab"}, {"t": "sub", "id": 1, "topic": plan}]
    async with watching(town, CAS) as here, watching(elsewhere, ADA) as there:
        polled = (await town.browser(BEN).post("/live/poll", json={"frames": opening, "wait": 0})).json()
        said = {"network": str(town.network), "client": "tab", "frames": [{"t": "pres", "topic": plan, "state": None}]}
        assert (await elsewhere.browser(BEN).post("/live/commands", json=said)).json() == {"frames": []}
        for screen in (here, there):
            await screen.until(lambda screen=screen: bool(screen.present[plan]))  # type: ignore[misc]  # of this turn
            assert [*screen.present[plan]] == [polled["frames"][0]["conn"]], "by the name that they were told"
        again = (await elsewhere.browser(BEN).post("/live/poll", json={"frames": opening, "wait": 0})).json()
        (full,) = [frame for frame in again["frames"] if frame["t"] == "pres"]
        assert [one["person_id"] for one in full["who"]] == [str(BEN)], "one poll ended, and they are still there"
        await town.ask(ADA, "network.suspend", town.network, person=str(BEN))
        for screen in (here, there):
            await screen.until(lambda screen=screen: not screen.present[plan])  # type: ignore[misc]  # of this turn


async def test_a_session_that_ends_at_one_ends_at_both_and_is_present_at_none(town: Town, elsewhere: Town) -> None:
    plan = f"plan:{town.plan}"
    async with watching(elsewhere, BEN) as ben, watching(town, CAS) as cas:
        await ben.send({"t": "pres", "topic": plan, "state": None})
        await cas.until(lambda: bool(cas.present[plan]))
        assert (await town.browser(BEN).delete("/api/session")).status_code == 204
        assert await closed(ben) == frames.SIGNED_OUT
        await cas.until(lambda: not cas.present[plan])


async def test_whoever_is_sent_away_goes_on_at_the_other_with_nothing_lost_and_nothing_twice(town: Town, elsewhere: Town) -> None:
    """The last test here: after it the second service is one that ends."""
    plan = f"plan:{town.plan}"
    lane = f"{plan}/network"
    written: list[str] = []
    enough = asyncio.Event()

    async def write() -> None:
        while not enough.is_set():
            written.append(await town.add(ADA, f"Action {len(written)}"))

    async with AsyncExitStack() as stack:
        stays = await stack.enter_async_context(watching(town, CAS))
        leaving = [await stack.enter_async_context(watching(elsewhere, BEN, client=f"tab {number}")) for number in range(6)]
        writing = asyncio.create_task(write())
        for screen in leaving:
            await screen.until(lambda screen=screen: len(screen.rows.get("plan_board", {})) > 3)  # type: ignore[misc]  # of this turn
        elsewhere.service.hubs.say_goodbye()
        assert {await closed(screen) for screen in leaving} == {frames.RESTART}
        slots = [screen.bye["slot_ms"] for screen in leaving if screen.bye]
        assert slots == sorted(set(slots)), "one after the other"
        assert len(slots) == len(leaving)
        assert slots[-1] <= SPREAD * 1000
        assert slots[-1] - slots[0] > SPREAD * 1000 / 2, "over the whole time"
        back = []
        for number, before in enumerate(leaving):
            screen = await stack.enter_async_context(watching(town, BEN, f"network:{town.network}", client=f"tab {number}"))
            screen.resume(before, plan)
            screen.journal[lane] = before.journal[lane]
            await screen.subscribe(plan, before.since(plan))
            back.append(screen)
        enough.set()
        await writing
        for screen in (stays, *back):
            await screen.until(lambda screen=screen: len(screen.rows["plan_board"]) == len(written))  # type: ignore[misc]  # of this turn
            assert plan_rows(screen, town) == await reloaded(town, BEN)
            assert lane not in screen.skipped, "somebody else had it open there: the original frames"
        for screen in back:
            told = Counter(row["stream_id"] for row in screen.journal[lane] if row["tag"] == "action.added")
            assert told == Counter(written), "each once"
