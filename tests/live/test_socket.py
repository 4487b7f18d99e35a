"""Screens on real sockets, against the server as it runs; what holds on every road is in test_transports.py."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import msgspec
import pytest
import uvicorn
import websockets
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from events import ids, line
from events.asking import Asking
from events.decider import Invalid, Refused
from events.ids import NetworkId, PersonId, StreamId
from projections.projection import AUDITORS
from service import app, serving
from service import settings as service_settings
from service.app import App
from service.embedded import Addresses
from service.identity import people
from service.live import frames
from service.live.protocol import HIGH, FanoutProtocol
from service.networks import Network
from tests.histories import PLANS, history
from tests.http.town import Town, asking, found
from tests.live.screen import Watching
from tests.live.screen import watching as watching_at
from tests.people import ADA, BEN, CAS, DOT, EVA, NETWORK, RIVEBELLE

TABLES = {
    "axes": "axis_list",
    "phases": "phase_calendar",
    "versions": "version_list",
    "public": "public_plans",
    "actions": "plan_board",
    "conflicts": "conflict_inbox",
    "notes": "note_list",
}


def topics(town: Town) -> tuple[str, str]:
    return f"network:{town.network}", f"plan:{town.plan}"


def watching(town: Town, person: PersonId, *names: str, client: str = "tab") -> AbstractAsyncContextManager[Watching]:
    return watching_at("ws" + town.url.removeprefix("http"), town.cookies[person], town.network, *names or topics(town), client=client)


async def reloaded(town: Town, person: PersonId) -> dict[str, dict[Any, Any]]:
    """The plan's rows as a page that is loaded now shows them."""
    page = (await town.get(person, f"/plans/{town.plan}")).json()
    lists = {table: page[name] for name, table in TABLES.items()} | {"plan_list": [page["plan"]]}
    return {table: {next(iter(row.values())): row for row in rows} for table, rows in lists.items() if rows}


def plan_rows(screen: Watching, town: Town) -> dict[str, dict[Any, Any]]:
    """The same rows on a screen that has watched."""
    return {
        table: found
        for table, rows in screen.rows.items()
        if table in {*TABLES.values(), "plan_list"} and (found := {key: row for key, row in rows.items() if row["plan_id"] == town.plan})
    }


async def closed(screen: Watching) -> int | None:
    """The code that ends a connection."""
    async with asyncio.timeout(60):
        await screen.socket.wait_closed()
    return screen.socket.close_code


async def test_a_clash_is_answered_with_both_values(town: Town) -> None:
    action = await town.add(ADA, "Fête du vélo")
    await town.ask(CAS, "action.edit", action, title={"was": "Fête du vélo", "to": "Fête du sport"})
    async with watching(town, BEN) as ben:
        receipt = await ben.ask(asking("action.edit", action, title={"was": "Fête du vélo", "to": "Vélo en fête"}))
        (clash,) = receipt["conflicts"]
        assert (clash["yours"], clash["theirs"], clash["theirs_by"]) == ("Vélo en fête", "Fête du sport", str(CAS))


async def test_many_actions_changed_by_one_command_travel_in_one_frame(town: Town) -> None:
    actions = sorted([await town.add(ADA, title) for title in ("Fête du vélo", "Jardins partagés", "Compost")])
    edits = {one: {"status": {"was": "planned", "to": "done"}} for one in actions}
    async with watching(town, BEN) as ben, watching(town, CAS) as cas:
        before = len(cas.heard)
        receipt = await ben.ask(asking("together.edit_actions", town.plan, edits=edits))
        assert (receipt["t"], receipt["outcome"]) == ("ack", "applied")
        for screen in (ben, cas):
            await screen.reached(receipt["after"])
            assert [screen.rows["plan_board"][one]["status"] for one in actions] == ["done"] * 3
        assert [len(frame["did"]) for frame in cas.heard[before:] if frame["t"] == "tx"] == [3]
        await town.ask(ADA, "action.withdraw", actions[1])
        refused = await ben.ask(asking("together.edit_actions", town.plan, edits=edits))
        assert (refused["t"], refused["code"], refused["at"]) == ("rej", "action.is_withdrawn", f".command.edits.{actions[1]}")


async def test_a_facilitator_may_become_an_editor_and_goes_on(town: Town) -> None:
    async with watching(town, ADA) as ada:
        await town.ask(ADA, "network.give_role", town.network, person=str(ADA), role="editor", authority=str(RIVEBELLE))
        await ada.until(lambda: len(ada.ended) == 2)
        for topic in topics(town):
            await ada.subscribe(topic)
        assert any(lane.endswith(f"authority:{RIVEBELLE}") for lane in ada.last)
        assert plan_rows(ada, town) == await reloaded(town, ADA)


async def test_an_auditor_reads_everything_and_writes_nothing(town: Town) -> None:
    async with watching(town, DOT) as dot:
        assert all(lane.endswith(f"/{AUDITORS}") for lane in dot.last)
        refused = await dot.ask(asking("action.add", str(ids.new()), plan=town.plan, title="Non", order_key="V"))
        assert (refused["t"], refused["code"]) == ("rej", "access.reads_only")
        assert plan_rows(dot, town) == await reloaded(town, DOT)


@pytest.mark.parametrize("person", [EVA, BEN])
async def test_a_network_that_is_not_theirs_looks_like_none(town: Town, service: tuple[App, str], person: PersonId) -> None:
    other = ids.new() if person == BEN else town.network
    async with dialled(town, person) as socket:
        await socket.send(hello(other))
        await socket.wait_closed()
        assert (socket.close_code, socket.close_reason) == (frames.FORBIDDEN, "nothing here is yours to see")


async def test_who_is_not_signed_in_is_told_so(town: Town) -> None:
    async with dialled(town, None) as socket:
        await socket.send(hello(town.network))  # until then a program may still show its token
        await socket.wait_closed()
        assert socket.close_code == frames.SIGNED_OUT


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null"])
async def test_another_site_can_not_listen_with_someones_cookie(town: Town, origin: str) -> None:
    with pytest.raises(websockets.InvalidStatus) as refused:
        async with dialled(town, BEN, origin=origin):
            pytest.fail("another site was let in")
    assert refused.value.response.status_code == 403


async def test_pages_of_this_site_are_let_in_and_programs_which_name_none(town: Town) -> None:
    for origin in (town.url, None):
        async with dialled(town, BEN, origin=origin) as socket:
            await socket.send(hello(town.network))
            assert msgspec.json.decode(await socket.recv())["t"] == "welcome"


async def test_names_follow_and_change(town: Town) -> None:
    async with watching(town, BEN, f"people:{town.network}") as ben:
        await ben.until(lambda: len(ben.names) == 4)
        assert ben.names[str(ADA)]["name"] == "Ada Vallon"
        async with town.service.pool.acquire() as connection:
            await people.add(connection, "Ada Vallon-Brume", "Maire", ADA)
        await ben.until(lambda: ben.names[str(ADA)]["name"] == "Ada Vallon-Brume")
        async with town.service.pool.acquire() as connection:  # everyone's tests share these people
            await people.add(connection, "Ada Vallon", "Mission développement durable", ADA)


async def test_people_see_each_other_come_and_go(town: Town) -> None:
    plan = f"plan:{town.plan}"
    async with watching(town, BEN) as ben:
        async with watching(town, CAS) as cas:
            await cas.send({"t": "pres", "topic": plan, "state": {"item": town.plan, "field": "title", "mode": "edit"}})
            await ben.until(lambda: [one["person_id"] for one in ben.present[plan].values()] == [str(CAS)])
        await ben.until(lambda: not ben.present[plan])


async def test_a_ping_is_answered_with_where_the_log_stands(town: Town) -> None:
    async with watching(town, BEN) as ben:
        await ben.send({"t": "ping", "id": 7, "at": 1.5})
        await ben.until(lambda: bool(ben.pongs))
        (pong,) = ben.pongs
        assert (pong["id"], pong["head"]) == (7, await town.head())


async def test_a_screen_that_stops_reading_costs_little_and_catches_up(town: Town) -> None:
    action = await town.add(ADA, "Longue")
    network = await town.service.networks.open(town.network)
    plan = f"plan:{town.plan}"
    async with dialled(town, BEN, receive=65_536) as slow, watching(town, CAS) as cas:
        await slow.send(hello(town.network))
        await slow.send(msgspec.json.encode({"t": "sub", "id": 1, "topic": plan}).decode())
        screen = Watching(slow)
        while plan not in screen.live:
            screen.hear(await slow.recv())
        last = None
        for number in range(200):
            text = f"{number} " + "x" * 18_000
            edit = asking("action.edit", action, description={"was": last, "to": text})
            receipt = await network.ask(msgspec.convert(edit, Asking), BEN)
            last = text
        await cas.reached(receipt.after)
        protocols = [one for one in connections(town) if isinstance(one, FanoutProtocol) and one.outlet.paused]
        assert len(protocols) == 1
        assert protocols[0].outlet.waiting < HIGH + 100_000
        heard = ""
        while screen.last[f"{plan}/network"] < int(receipt.after.partition(".")[2]) or heard != "pres":
            heard = screen.hear(await slow.recv())["t"]
        assert screen.skipped, "one frame stood for many"
        assert screen.rows["plan_board"] == cas.rows["plan_board"]
        assert len([frame for frame in cas.heard if frame["t"] == "tx"]) == 200


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("{", frames.MALFORMED),
        (b"\xff\xfe", None),
        ("x" * 300_000, frames.TOO_LARGE),
        ("x" * 2_000_000, 1009),
        (msgspec.json.encode({"t": "hello", "v": 1, "network": str(ids.new()), "client": "tab"}).decode(), None),
    ],
    ids=["no JSON", "binary", "large", "enormous", "second hello"],
)
async def test_nonsense_hurts_only_its_sender(town: Town, sent: str | bytes, code: int | None) -> None:
    async with watching(town, CAS) as cas, watching(town, BEN) as ben:
        with contextlib.suppress(websockets.ConnectionClosed):
            await ben.socket.send(sent)
        if code is None:
            await ben.until(lambda: bool(ben.errors))
        else:
            assert await closed(ben) == code
        receipt = await town.ask(ADA, "action_plan.edit", town.plan, description={"was": None, "to": "Tout va bien"})
        await cas.reached(receipt["after"])


async def test_text_that_is_not_utf8_ends_the_connection(town: Town) -> None:
    async with dialled(town, BEN) as socket:
        await socket.send(hello(town.network))
        await socket.recv()
        await socket.send(b"\xff\xfe", text=True)
        with contextlib.suppress(websockets.ConnectionClosed):
            while True:
                await socket.recv()
        assert socket.close_code == frames.MALFORMED


async def test_a_message_in_pieces_is_one_message(town: Town) -> None:
    async with dialled(town, BEN) as socket:
        text = hello(town.network)
        await socket.send([text[:10], text[10:30], text[30:]])
        assert msgspec.json.decode(await socket.recv())["t"] == "welcome"


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32 - 1), length=st.integers(1, 80), away=st.integers(0, 80))
async def test_watched_equals_reloaded_for_any_history(town: Town, seed: int, length: int, away: int) -> None:
    """One auditor stays; another leaves for a while and comes back. Both see what a page that is loaded now shows."""
    at = Town(town.service, town.url, NetworkId(ids.new()), town.cookies)
    at.plan = str(PLANS[0])
    network = await town.service.networks.found(at.network, "Les deux vallées", "real", "Europe/Paris")
    try:
        own = {NETWORK: at.network}
        asked = [
            (structs.replace(one, stream=StreamId(own.get(NetworkId(one.stream), one.stream))), PersonId(own.get(NetworkId(by), by)))
            for one, by in history(seed, length)
        ]
        begun = len(asked) - length
        await ask_all(network, asked[:begun])
        async with watching(at, DOT) as dot:
            async with watching(at, DOT, client="other tab") as other:
                await ask_all(network, asked[begun : begun + away])
                await other.reached(str(network.token()))
                held = other
            await ask_all(network, asked[begun + away :])
            async with watching(at, DOT, f"network:{at.network}", client="other tab") as again:
                again.resume(held, f"plan:{at.plan}")
                await again.subscribe(f"plan:{at.plan}", held.since(f"plan:{at.plan}"))
                for screen in (dot, again):
                    await screen.reached(str(network.token()))
                    assert plan_rows(screen, at) == await reloaded(at, DOT)
    finally:
        await at.close()


async def ask_all(network: Network, asked: list[tuple[Asking, PersonId]]) -> None:
    for one, by in asked:
        with contextlib.suppress(Refused, Invalid, line.Missing):
            await network.ask(one, by)


# --- Over another server -------------------------------------------------------------------------------------------


async def test_over_a_plain_server_it_is_the_same(addresses: Addresses) -> None:
    async with plainly_served(addresses) as (service, url):
        town = await found(service, url)
        async with watching(town, BEN) as ben, watching(town, CAS) as cas:
            action = str(ids.new())
            receipt = await ben.ask(asking("action.add", action, plan=town.plan, title="Jardins partagés", order_key="V"))
            for screen, person in ((ben, BEN), (cas, CAS)):
                await screen.reached(receipt["after"])
                assert plan_rows(screen, town) == await reloaded(town, person)
            await town.ask(ADA, "network.suspend", town.network, person=str(BEN))
            assert await closed(ben) == frames.FORBIDDEN
            await cas.send({"t": "ping", "id": 1, "at": 0})
            await cas.until(lambda: bool(cas.pongs))
        await town.close()


@asynccontextmanager
async def plainly_served(addresses: Addresses) -> AsyncIterator[tuple[App, str]]:
    """The service behind a server that knows nothing of ours."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    async with app.running(service_settings.read({"BASE_URL": url}), addresses.application, lambda _line: None) as service:
        config = uvicorn.Config(service.door, ws="websockets-sansio", http="httptools", lifespan="off", log_config=None, access_log=False)
        server = serving.Server(config, service.hubs.say_goodbye)
        task = asyncio.create_task(server.serve(sockets=[listening]))
        await server.up.wait()
        try:
            yield service, url
        finally:
            server.should_exit = True
            await task


def hello(network: Any, client: str = "tab") -> str:
    return msgspec.json.encode({"t": "hello", "v": 1, "network": str(network), "client": client}).decode()


@asynccontextmanager
async def dialled(
    town: Town, person: PersonId | None, origin: str | None = None, receive: int | None = None
) -> AsyncIterator[websockets.ClientConnection]:
    """A bare socket, which reads only when it is told to."""
    way = socket.socket()
    if receive:
        way.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
    host, _, port = town.url.removeprefix("http://").partition(":")
    way.setblocking(False)
    await asyncio.get_running_loop().sock_connect(way, (host, int(port)))
    async with websockets.connect(
        "ws" + town.url.removeprefix("http") + "/live",
        sock=way,
        additional_headers={"cookie": town.cookies[person]} if person else {},
        subprotocols=[websockets.Subprotocol("rt.v1.json")],
        origin=websockets.Origin(origin) if origin else None,
        max_size=None,
        max_queue=1,
        compression=None,
    ) as made:
        yield made


def connections(town: Town) -> list[Any]:
    """The protocols of every conversation of this process."""
    return [talk._outlet._protocol for talk in town.service.hubs.talks]  # type: ignore[attr-defined]  # a look behind the curtain
