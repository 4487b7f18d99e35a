"""Clients that mean harm: each is told off or ended by its own code, and its neighbour notices nothing."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
import websockets

from events import ids
from service.live import frames
from service.live.connection import PATIENCE
from service.live.frames import LIMITS, Road
from service.live.protocol import LARGEST
from tests.http.town import Town, asking
from tests.live.roads import ROADS
from tests.live.roads import watching as on_road
from tests.live.screen import Watching
from tests.live.test_admission import end_of
from tests.live.test_socket import connections, dialled, hello, watching
from tests.people import ADA, BEN, CAS, DOT


@pytest.fixture
async def neighbour(town: Town) -> AsyncIterator[Watching]:
    """Somebody who watches meanwhile, and is told of what happens after all."""
    async with watching(town, CAS) as cas:
        yield cas
        action = await town.add(ADA, "Tout va bien")
        await cas.until(lambda: action in cas.rows.get("plan_board", {}))


def text(frame: Any) -> str:
    return msgspec.json.encode(frame).decode()


async def heard(socket: websockets.ClientConnection) -> Any:
    async with asyncio.timeout(60):
        return msgspec.json.decode(await socket.recv())


async def greeted(socket: websockets.ClientConnection, town: Town) -> None:
    await socket.send(hello(town.network))
    assert (await heard(socket))["t"] == "welcome"


async def test_whoever_asks_for_ten_thousand_topics_gets_as_many_as_they_may(town: Town, neighbour: Watching) -> None:
    async with dialled(town, BEN) as socket:
        await greeted(socket, town)
        said: list[Any] = []

        async def ask() -> None:
            with contextlib.suppress(websockets.ConnectionClosed):
                for number in range(10_000):
                    await socket.send(text({"t": "sub", "id": number, "topic": f"plan:{ids.new()}"}))

        asking = asyncio.create_task(ask())
        told, code = await end_of(socket)
        await asking
        said += told
        # Topics that are not there are no topics of theirs; so it is the pace that ends it.
        assert code == frames.TOO_OFTEN
        assert {frame["code"] for frame in said if frame["t"] == "err"} == {"missing"}
        assert len(said) < 2 * LIMITS.burst


async def test_topics_that_are_there_are_limited_too(town: Town, neighbour: Watching) -> None:
    async with dialled(town, BEN) as socket:
        await greeted(socket, town)
        for number in range(LIMITS.subs + PATIENCE):
            await socket.send(text({"t": "sub", "id": number, "topic": f"plan:{town.plan}"}))
        await socket.send(text({"t": "ping", "id": 1, "at": 0}))
        said: list[Any] = []
        while not said or said[-1]["t"] != "pong":
            said.append(await heard(socket))
        assert {frame["code"] for frame in said if frame["t"] == "end"} == {"replaced"}, "one topic is one subscription"
        (listener,) = [one for one in town.service.hubs._hubs[town.network].listeners.values() if one.person == BEN]
        assert len(listener.subs) == 1


async def test_a_flood_before_the_hello_ends_at_its_first_frame(town: Town, neighbour: Watching) -> None:
    frames_of_many_kinds = [text({"t": "ping", "id": 1, "at": 0}), text({"t": "sub", "id": 1, "topic": f"plan:{town.plan}"}), "{}" * 500]
    for person in (BEN, None):
        for first in frames_of_many_kinds:
            async with dialled(town, person) as socket:
                with contextlib.suppress(websockets.ConnectionClosed):
                    for _ in range(200):
                        await socket.send(first)
                said, code = await end_of(socket)
                assert code == frames.MALFORMED
                assert [frame for frame in said if frame["t"] != "err"] == []


async def test_before_the_hello_only_a_little_is_read(town: Town, neighbour: Watching) -> None:
    async with dialled(town, None) as socket:
        await socket.send(hello(town.network, "x" * LIMITS.hello))
        assert (await end_of(socket))[1] == frames.TOO_LARGE


async def test_a_message_that_never_ends_is_cut_where_it_is_too_large(town: Town, neighbour: Watching) -> None:
    """In pieces that are small, each, and that never say which is the last."""
    async with dialled(town, BEN) as socket:

        async def pieces() -> AsyncIterator[str]:
            for _ in range(2 * LARGEST // 60_000):
                yield "x" * 60_000

        with contextlib.suppress(websockets.ConnectionClosed):
            await socket.send(pieces())
        assert (await end_of(socket))[1] == 1009
        assert all(len(b"".join(protocol.frames)) <= LARGEST for protocol in connections(town))


async def test_text_that_is_not_utf8_in_pieces_ends_the_connection(town: Town, neighbour: Watching) -> None:
    async with dialled(town, BEN) as socket:
        await greeted(socket, town)
        await socket.send([b'{"t":"ping","id":1,"at":0,"more":"', b"\xc3", b"(", b'"}'], text=True)
        assert (await end_of(socket))[1] == frames.MALFORMED


async def test_the_answer_to_somebody_elses_command_is_not_told(town: Town, neighbour: Watching) -> None:
    command = asking("action.add", ids.new(), plan=town.plan, title="À moi", order_key="V")
    receipt = await neighbour.ask(command)
    async with watching(town, BEN) as ben:
        for one in (command, command | {"reason": "une autre"}, command | {"stream": str(ids.new())}):
            told = await ben.ask(one)
            assert (told["t"], told["code"]) == ("rej", "reused")
            assert receipt["after"] not in str(told)


async def test_a_socket_that_only_speaks_nonsense_is_ended(town: Town, neighbour: Watching) -> None:
    async with dialled(town, BEN) as socket:
        await greeted(socket, town)
        with contextlib.suppress(websockets.ConnectionClosed):
            for _ in range(PATIENCE + 1):
                await socket.send(text({"t": "dance"}))
        said, code = await end_of(socket)
        assert ({frame["code"] for frame in said}, code) == ({"unknown_frame"}, frames.MALFORMED)


@pytest.mark.parametrize("road", ROADS)
async def test_an_auditor_is_not_shown_whatever_they_say(town: Town, neighbour: Watching, road: Road) -> None:
    plan = f"plan:{town.plan}"
    async with on_road(town, road, DOT, plan) as dot, watching(town, BEN) as ben:
        for one in (dot, ben):
            await one.send({"t": "pres", "topic": plan, "state": {"item": town.plan, "field": "title", "mode": "edit"}})
        await neighbour.until(lambda: bool(neighbour.present[plan]))
        await dot.until(lambda: bool(dot.present[plan]))
        for screen in (dot, neighbour):
            told = [frame for frame in screen.heard if frame["t"] == "pres" and frame["who"]]
            assert {one["person_id"] for frame in told for one in frame["who"]} == {str(BEN)}
