"""Nobody holds the service by sending little, much or nothing, and a browser that leaves is no fault of ours."""

import asyncio
import inspect
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from service import logs, security_limits
from service.app import App
from service.embedded import Addresses
from tests.http.conftest import served
from tests.http.town import Town, asking, found
from tests.people import BEN


@asynccontextmanager
async def line(town: Town) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A bare connection."""
    host, port = town.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    yield reader, writer
    writer.close()


async def test_what_is_used_of_the_server_is_there() -> None:
    async def app(_scope: Any, _receive: Any, _send: Any) -> None: ...

    config = Config(app, log_config=None)
    config.load()
    plain = HttpToolsProtocol(config, ServerState(), {})
    for name in ("cycle", "headers", "loop", "parser", "transport"):
        assert hasattr(plain, name), name
    for name, parameters in {
        "connection_made": ["self", "transport"],
        "connection_lost": ["self", "exc"],
        "data_received": ["self", "data"],
        "handle_websocket_upgrade": ["self"],
        "on_headers_complete": ["self"],
        "on_message_begin": ["self"],
        "on_message_complete": ["self"],
        "pause_writing": ["self"],
        "resume_writing": ["self"],
        "send_400_response": ["self", "msg"],
    }.items():
        assert list(inspect.signature(getattr(HttpToolsProtocol, name)).parameters) == parameters, name


ASKED = b"GET /schema/openapi.json HTTP/1.1\r\nhost: x\r\naccept-encoding: identity\r\n\r\n"
SOON = 60  # seconds in which something comes that must, however busy the machine is
POSTED = b"POST /api/session HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
SLOW: dict[str, bytes] = {
    "nothing": b"",
    "a line end now and then": b"\r\n",
    "a head that never ends": b"GET /health/live HTTP/1.1\r\nhost: x\r\n",
    "a body that never comes": POSTED + b"content-length: 9\r\n\r\n{",
    "a part that never comes": POSTED + b"transfer-encoding: chunked\r\n\r\n1\r\n{",
}


@pytest.mark.parametrize("name", SLOW)
async def test_who_sends_too_slowly_is_cut(town: Town, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(security_limits, "HEAD_WITHIN", 0.2)
    monkeypatch.setattr(security_limits, "BODY_WITHIN", 0.2)
    faults = town.service.counters.faults
    async with line(town) as (reader, writer):
        writer.write(SLOW[name])
        async with asyncio.timeout(SOON):
            with suppress(ConnectionResetError):
                assert await reader.read() == b""
    assert town.service.counters.faults == faults


async def test_line_ends_between_requests_keep_nothing_open(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    async with line(town) as (reader, writer):
        writer.write(b"GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n")
        assert b" 200 " in await reader.readline()
        await reader.readuntil(b"}")
        monkeypatch.setattr(security_limits, "HEAD_WITHIN", 0.2)
        writer.write(b"\r\n")
        async with asyncio.timeout(SOON):
            with suppress(ConnectionResetError):
                assert await reader.read() == b""


async def test_a_head_without_end_is_refused(town: Town) -> None:
    for sent in (b"GET /" + b"a" * 300_000, b"GET / HTTP/1.1\r\n" + b"x: " + b"a" * 300_000, b"GET / HTTP/1.1\r\n" + b"x: a\r\n" * 50_000):
        async with line(town) as (reader, writer):
            writer.write(sent)
            async with asyncio.timeout(SOON):
                with suppress(ConnectionResetError):  # refused before it was all taken
                    assert b" 431 " in await reader.readline()


async def test_who_takes_nothing_of_an_answer_is_cut(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security_limits, "TAKEN_WITHIN", 0.2)
    async with line(town) as (reader, writer):
        writer.transport.pause_reading()  # type: ignore[attr-defined]  # a transport that reads
        lost = asyncio.create_task(_sending(writer, ASKED * 100))
        await asyncio.wait_for(lost, SOON)
        writer.transport.resume_reading()  # type: ignore[attr-defined]  # a transport that reads
        with suppress(ConnectionResetError):
            await reader.read()


async def _sending(writer: asyncio.StreamWriter, asked: bytes) -> None:
    """Ask until the connection is no more."""
    with suppress(ConnectionError):
        while not writer.is_closing():
            writer.write(asked)
            await writer.drain()
            await asyncio.sleep(0)


async def test_who_asks_too_often_is_told_when_to_come_back_and_nobody_else(addresses: Addresses) -> None:
    async with served(addresses, REQUESTS_A_SECOND="1") as running:
        town = await found(*running)
        ben, nobody = town.browser(BEN), town.browser(None)
        answers = [await ben.get("/api/session")]
        while answers[-1].status_code == 200:  # where the machine is slow, some more are let in meanwhile
            answers.append(await ben.get("/api/session"))
        assert len(answers) > 9
        last = answers[-1]
        assert (last.status_code, last.json()["code"], last.headers["retry-after"]) == (429, "too_often", "1")
        assert "content-security-policy" in last.headers
        assert (await nobody.get("/api/session")).status_code == 401  # counted apart
        assert {(await nobody.get("/health/live")).status_code for _ in range(20)} == {200}  # machines ask often
        while (await nobody.get("/")).status_code == 200:
            pass
        assert running[0].counters.faults == 0
        await town.close()


async def test_a_browser_that_leaves_is_no_fault_of_ours(addresses: Addresses) -> None:
    told = asyncio.Event()

    class Lines(list[logs.Request]):
        def append(self, one: logs.Request) -> None:
            super().append(one)
            told.set()

    lines = Lines()
    async with served(addresses, lines) as running:
        service: App = running[0]
        town = await found(*running)
        sent = b'{"id": "'
        head = f"POST {town.path}/commands HTTP/1.1\r\nhost: x\r\ncookie: {town.cookies[BEN]}\r\ncontent-type: application/json\r\n"
        lines.clear()
        told.clear()
        async with line(town) as (_, writer):
            writer.write(head.encode() + b"content-length: 900\r\n\r\n" + sent)
            await writer.drain()
        await asyncio.wait_for(told.wait(), SOON)
        assert [(one.status, one.level) for one in lines] == [(499, "info")]
        assert service.counters.faults == 0
        assert (await town.post(BEN, asking("action_plan.edit", town.plan, title={"was": "Plan climat", "to": "x"}))).status_code == 200
        await town.close()
