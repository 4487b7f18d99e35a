"""The door: who asks, what other sites may do, what every answer carries."""

import asyncio
import contextlib
import gc
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import FunctionType

import asyncpg
import pytest

from service import logs
from service.door import cookie_name
from service.embedded import Addresses
from tests.http.conftest import served
from tests.http.town import Town, asking, found
from tests.people import BEN, opening


async def test_another_site_can_not_use_a_visitors_cookie(town: Town) -> None:
    head = await town.head()
    for origin in ("http://elsewhere.example", "null", town.url.replace("http:", "https:"), town.url + "0"):
        answer = await town.post(BEN, asking("action_plan.edit", town.plan, title={"was": "Plan climat", "to": "x"}), origin=origin)
        assert (answer.status_code, answer.json()["code"]) == (403, "origin")
        assert (await town.browser(BEN, origin=origin).get("/api/session")).status_code == 401
    assert await town.head() == head


async def test_the_service_itself_is_no_other_site(town: Town) -> None:
    change = asking("action_plan.edit", town.plan, title={"was": "Plan climat", "to": "Plan air"})
    assert (await town.post(BEN, change, origin=town.url)).status_code == 200
    host = town.url.replace("127.0.0.1", "localhost")
    assert (await town.browser(BEN, origin=host, host=host.removeprefix("http://")).get("/api/session")).status_code == 200


async def test_each_request_leaves_one_line_without_names(addresses: Addresses) -> None:
    lines: list[logs.Request] = []
    async with served(addresses, lines) as (service, url):
        town = await found(service, url)
        lines.clear()
        answer = await town.get(BEN, f"/plans/{town.plan}")
        await town.browser(None).get("/health/live")
        await town.close()
    (line,) = lines
    assert (line.method, line.path, line.status) == ("GET", "/api/networks/{network_id}/plans/{plan_id}", 200)
    assert (line.request, line.person) == (answer.headers["x-request-id"], str(BEN))


@pytest.mark.parametrize("broken", ["DROP VIEW read.recent_activity", "DROP TABLE people.session"])
async def test_our_own_fault_is_an_id_to_quote_and_nothing_else(database: Addresses, broken: str) -> None:
    async with served(database) as (service, url):
        town = await found(service, url)
        await execute(database, broken)
        service.sessions.known.clear()
        answer = await town.get(BEN, "/activity")
        problem = answer.json()
        assert (answer.status_code, problem["code"], problem["id"]) == (500, "fault", answer.headers["x-request-id"])
        assert "session" not in answer.text
        assert "recent_activity" not in answer.text
        assert "club21_faults_total 1.0" in (await town.browser(None).get("/metrics")).text
        await town.close()


async def test_a_database_that_is_away_is_said_to_be_away(database: Addresses, folder: Path) -> None:
    async with cut_off(database, folder) as (through, cut), served(Addresses(through, database.owner)) as (service, url):
        town = await found(service, url)
        await cut()
        ready = await town.browser(None).get("/health/ready")
        assert (ready.status_code, ready.json()["database"]) == (503, "away")
        for person in (BEN, None):
            read = await town.browser(person, cookie=f"{cookie_name(service.settings)}=unknown").get("/api/session")
            assert (read.status_code, read.json()["code"]) == (503, "busy")
            assert read.headers["retry-after"] == "1"
        await town.close()


async def test_machines_are_told_how_it_goes(town: Town) -> None:
    browser = town.browser(None)
    assert (await browser.get("/health/live")).json() == {"status": "live"}
    ready = await browser.get("/health/ready")
    assert (ready.status_code, ready.json()) == (200, {"ready": True, "database": "reached", "parked": [], "void": []})
    await town.get(BEN, "/plans")
    page = (await browser.get("/metrics")).text
    assert 'club21_requests_total{method="GET",path="/api/networks/{network_id}/plans",status="200"}' in page
    assert 'club21_request_seconds_bucket{le="+Inf",method="GET",path="/api/networks/{network_id}/plans"}' in page
    assert "club21_networks" in page
    assert "club21_events_unknown 0.0" in page
    for name, least in (("batch_commands_sum", len(opening())), ("append_seconds_count", 1), ("append_lock_seconds_count", 1)):
        counted = next(line for line in page.splitlines() if line.startswith(f"club21_{name} "))
        assert float(counted.split()[1]) >= least, name
    for name in ("events_written", "commands_decided_again", "commands_turned_away", "commands_of_newer"):
        assert f"\nclub21_{name}_total " in page, name
    assert str(BEN) not in page
    assert str(town.network) not in page


async def test_a_request_goes_when_it_is_answered(town: Town) -> None:
    """One that is held by itself waits for the garbage collector with all that it read, and then everybody waits for that."""
    asked = [town.get(BEN, "/plans"), town.post(BEN, asking("action_plan.edit", town.plan, title={"was": "Plan climat", "to": "Plan air"}))]
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        assert [(await one).status_code for one in asked] == [200, 200]
        gc.collect()
        held = [one.__qualname__ for one in gc.garbage if isinstance(one, FunctionType) and one.__module__.startswith("service.")]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert held == []


async def execute(addresses: Addresses, statement: str) -> None:
    """Do something to the database, as its owner."""
    connection = await asyncpg.connect(addresses.owner)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@asynccontextmanager
async def cut_off(database: Addresses, folder: Path) -> AsyncIterator[tuple[str, Callable[[], Awaitable[None]]]]:
    """A way to the database that can be cut: its address, and what cuts it."""
    (socket,) = re.findall(r"host=([^&]+)&port=(\d+)", database.application)
    writers: list[asyncio.StreamWriter] = []

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65_536):
                writer.write(data)
        writer.close()

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(f"{socket[0]}/.s.PGSQL.{socket[1]}")
        writers.extend((writer, back))
        await asyncio.gather(carry(reader, back), carry(there, writer))

    server = await asyncio.start_unix_server(connect, folder / ".s.PGSQL.5432")

    async def cut() -> None:
        server.close()
        for writer in writers:
            writer.close()
        (folder / ".s.PGSQL.5432").unlink(missing_ok=True)

    yield database.application.replace(f"host={socket[0]}&port={socket[1]}", f"host={folder}&port=5432"), cut
    await cut()
