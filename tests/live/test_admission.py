"""When everyone comes at once: who is let in, when the others are told to come, and how soon all are back."""

import asyncio
import contextlib
import heapq
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from typing import Any

import msgspec
import pytest
import websockets
from hypothesis import given, settings
from hypothesis import strategies as st

from service.live import frames
from service.live.admission import AT_ONCE, SPREAD, Admission
from service.live.frames import Limits
from tests.http.town import Town
from tests.live.screen import Watching
from tests.live.test_socket import connections, dialled, hello, watching
from tests.people import ADA, BEN, CAS, DOT


@settings(max_examples=25)
@given(st.integers(1, 900), st.integers(1, 200))
def test_everyone_who_comes_when_they_are_told_is_let_in_that_time(count: int, a_second: int) -> None:
    admission = Admission(Limits(hellos=a_second), 0.0)
    coming = [(0.0, number, 0) for number in range(count)]
    let_in: Counter[int] = Counter()
    last = 0.0
    while coming:
        now, number, tries = heapq.heappop(coming)
        slot = admission.wait(now)
        if slot is None:
            let_in[int(now)] += 1
            last = now
        else:
            assert tries == 0, "told to wait twice"
            heapq.heappush(coming, (now + slot / 1000, number, tries + 1))
    assert sum(let_in.values()) == count
    assert let_in[0] <= (AT_ONCE + 1) * a_second
    assert all(many <= a_second + 1 for second, many in let_in.items() if second)
    assert last <= 1.1 * max(0, count - AT_ONCE * a_second) / a_second + 1


@settings(max_examples=25)
@given(st.integers(0, 6_000), st.integers(1, 600))
def test_after_a_restart_all_come_back_in_order_over_a_time_that_grows_with_their_number(count: int, a_second: int) -> None:
    slots = list(Admission(Limits(hellos=a_second), 0.0).slots(count))
    assert len(slots) == count
    assert slots == sorted(slots)
    seconds = Counter(slot // 1000 for slot in slots)
    assert all(many <= max(a_second, count / SPREAD) + 2 for many in seconds.values())
    assert all(slot <= 1000 * max(SPREAD, count / a_second) for slot in slots)


def test_an_account_has_as_many_connections_as_it_may_and_one_more_when_one_has_gone() -> None:
    admission = Admission(Limits(connections=2), 0.0)
    assert [admission.enter("ada") for _ in range(3)] == [True, True, False]
    assert admission.enter("ben")
    admission.exit("ada")
    assert [admission.enter("ada") for _ in range(2)] == [True, False]
    assert admission.refused == 2
    unlimited = Admission(Limits(connections=0), 0.0)
    assert all(unlimited.enter("ada") for _ in range(5_000))


# --- On sockets ----------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def allowing(town: Town, **limits: int) -> Iterator[None]:
    """The service as if it had fewer limits, and nobody there yet; everybody comes at the same moment, however slow this machine is."""
    hubs, now = town.service.hubs, town.service.hubs.now()

    class AtOneMoment(Admission):
        def wait(self, _now: float) -> int | None:
            return super().wait(now)

    before, hubs.admission = hubs.admission, AtOneMoment(Limits(**limits), now)
    try:
        yield
    finally:
        hubs.admission = before


async def end_of(socket: websockets.ClientConnection) -> tuple[list[dict[str, Any]], int | None]:
    """What is said until the connection is closed, and the code it is closed with."""
    said = []
    async with asyncio.timeout(60):
        with contextlib.suppress(websockets.ConnectionClosed):
            while True:
                said.append(msgspec.json.decode(await socket.recv()))
    return said, socket.close_code


async def test_whoever_comes_when_there_are_too_many_is_told_when_to_come_again(town: Town) -> None:
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(allowing(town, hellos=1))
        sockets = [await stack.enter_async_context(dialled(town, BEN)) for _ in range(AT_ONCE + 3)]
        for number, socket in enumerate(sockets):
            await socket.send(hello(town.network, f"tab {number}"))
            if number < AT_ONCE:
                assert msgspec.json.decode(await socket.recv())["t"] == "welcome"
        slots = []
        for socket in sockets[AT_ONCE:]:
            (bye,), code = await end_of(socket)
            assert (bye["t"], bye["why"], code) == ("bye", "busy", frames.OVERLOADED)
            slots.append(bye["slot_ms"])
        assert slots == sorted(slots)
        assert slots[-1] - slots[0] > 1_000, "not at the same time"


@pytest.mark.parametrize("person", [BEN, None], ids=["an account", "an address"])
async def test_a_connection_too_many_is_refused_and_harms_no_other(town: Town, person: Any) -> None:
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(allowing(town, connections=2))
        first, second = [await stack.enter_async_context(dialled(town, person)) for _ in range(2)]
        if person:
            for number, socket in enumerate((first, second)):
                await socket.send(hello(town.network, f"tab {number}"))
                await socket.recv()
        _, code = await end_of(await stack.enter_async_context(dialled(town, person)))
        assert code == frames.TOO_MANY
        assert 4_000 <= code < 4_500, "one of the others may go"
        async with watching(town, CAS) as cas:  # another account at the same address
            assert cas.welcome
        await first.close()
        await town.add(ADA, "Meanwhile")  # the service has heard of the close by the time it has answered
        again = await stack.enter_async_context(dialled(town, person))
        await again.send(hello(town.network, "tab 3"))
        if person:
            assert msgspec.json.decode(await again.recv())["t"] == "welcome"
        else:
            assert (await end_of(again))[1] == frames.SIGNED_OUT


async def test_polls_that_wait_are_connections_too(town: Town) -> None:
    """Without this, one account kept as many waiting as its requests allow, thousands."""

    async def poll(tab: str, wait: float = 20) -> Any:
        greeting = {"t": "hello", "v": 1, "network": str(town.network), "client": tab}
        return (await town.browser(BEN).post("/live/poll", json={"frames": [greeting], "wait": wait})).json()

    hub = await town.service.hubs.of(town.network)
    with allowing(town, connections=2):
        waiting = [asyncio.create_task(poll(tab)) for tab in ("one", "two")]
        async with asyncio.timeout(20):
            while not all(hub.of_tab(BEN, tab) for tab in ("one", "two")):  # noqa: ASYNC110  # nobody tells
                await asyncio.sleep(0)
        assert (await poll("three"))["close"]["code"] == frames.TOO_MANY
        for one in waiting:
            one.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        await town.add(ADA, "Meanwhile")  # the service has heard of it by the time it has answered
        assert (await poll("three", 0))["frames"][0]["t"] == "welcome"


async def test_a_workshop_behind_one_address_is_let_in(town: Town) -> None:
    """Whoever is signed in is counted for themselves, however many share their address."""
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(allowing(town, connections=2))
        for person in (ADA, BEN, CAS, DOT):
            for tab in ("one", "two"):
                socket = await stack.enter_async_context(dialled(town, person))
                await socket.send(hello(town.network, tab))
                assert msgspec.json.decode(await socket.recv())["t"] == "welcome"


async def test_a_storm_is_served_without_the_database(town: Town) -> None:
    everyone = [(person, f"tab {number}") for number in range(10) for person in (ADA, BEN, CAS, DOT)]
    plan = f"plan:{town.plan}"
    async with contextlib.AsyncExitStack() as stack:
        screens = [await stack.enter_async_context(watching(town, person, plan, client=tab)) for person, tab in everyone]
        for protocol in connections(town):
            protocol.transport.abort()
        for screen in screens:
            async with asyncio.timeout(60):
                await screen.socket.wait_closed()
        receipt = await town.ask(ADA, "action_plan.edit", town.plan, description={"was": None, "to": "Pour 2030"})
        async with without_the_database(town):
            began = time.perf_counter()
            async with asyncio.timeout(4):  # whoever needs the database is turned away after five seconds
                sockets = [await stack.enter_async_context(dialled(town, person)) for person, _ in everyone]
                back = await asyncio.gather(
                    *(resumed(town, socket, screen, tab) for socket, screen, (_, tab) in zip(sockets, screens, everyone, strict=True))
                )
            print(f"counted {len(back)} screens, back after {(time.perf_counter() - began) * 1000:.0f} ms")
        for socket in sockets:
            socket.transport.abort()  # they do not read on, and would take their time to say goodbye
        position = int(receipt["after"].partition(".")[2])
        for screen in back:
            assert min(screen.last.values()) >= position
            assert screen.rows["plan_list"][town.plan]["description"] == "Pour 2030"
            assert not screen.gaps
            assert [frame["plan"] for frame in screen.heard if frame["t"] == "subd"] == ["replay"]


@contextlib.asynccontextmanager
async def without_the_database(town: Town) -> AsyncIterator[None]:
    """Nobody has a way to the database. A service that can not look who signed out would soon believe no cookie, so it just looked."""
    pool, sessions = town.service.pool, town.service.sessions
    looked = sessions.looked
    async with contextlib.AsyncExitStack() as held:
        for _ in range(pool.get_max_size()):
            await held.enter_async_context(pool.acquire())
        assert pool.get_idle_size() == 0
        sessions.looked = time.monotonic() + 60
        try:
            yield
        finally:
            sessions.looked = looked


async def resumed(town: Town, socket: websockets.ClientConnection, before: Watching, tab: str) -> Watching:
    """The tab is back, and goes on where it was."""
    screen, plan = Watching(socket), f"plan:{town.plan}"
    await screen.hello(town.network, tab)
    screen.welcome = before.welcome
    screen.resume(before, plan)
    screen.asked[1] = plan
    await screen.send({"t": "sub", "id": 1, "topic": plan, "from": screen.since(plan)})
    while plan not in screen.live:
        screen.heard.append(screen.hear(await socket.recv()))
    return screen
