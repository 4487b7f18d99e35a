"""What is used of uvicorn that it does not promise: an upgrade that changes any of it fails here, with a name."""

import asyncio
import inspect
import re
from typing import Any

import pytest
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.server import ServerProtocol

from service.live import frames
from service.live.protocol import AsgiWriter, FanoutProtocol, Inbox

ATTRIBUTES: dict[str, Any] = {
    "app_state": dict,
    "close_sent": bool,
    "close_timer": type(None),
    "conn": ServerProtocol,
    "connections": set,
    "curr_msg_data_type": str,
    "disconnected": bool,
    "frames": list,
    "handshake_complete": bool,
    "loop": asyncio.AbstractEventLoop,
    "ping_interval": (type(None), float, int),
    "queue": asyncio.Queue,
    "read_paused": bool,
    "transport": type(None),
    "writable": asyncio.Event,
}
METHODS = {
    "connection_made": ["self", "transport"],
    "data_received": ["self", "data"],
    "pause_writing": ["self"],
    "resume_writing": ["self"],
    "run_asgi": ["self"],
    "send_receive_event_to_app": ["self"],
    "handle_close": ["self", "event"],
    "shutdown": ["self"],
}
USED_OF_THE_QUEUE = {"put_nowait", "get", "empty"}


@pytest.fixture
async def config() -> Config:
    async def app(_scope: Any, _receive: Any, _send: Any) -> None: ...

    made = Config(app, ws=FanoutProtocol, log_config=None)
    made.load()
    return made


async def test_every_attribute_is_there_and_of_its_kind(config: Config) -> None:
    plain = WebSocketsSansIOProtocol(config, ServerState(), {})
    for name, kind in ATTRIBUTES.items():
        assert isinstance(getattr(plain, name), kind), name
    for name, parameters in METHODS.items():
        assert list(inspect.signature(getattr(WebSocketsSansIOProtocol, name)).parameters) == parameters, name


async def test_the_server_makes_our_protocol_and_hands_it_the_transport(config: Config) -> None:
    assert config.ws_protocol_class is FanoutProtocol
    source = inspect.getsource(HttpToolsProtocol.handle_websocket_upgrade)
    for step in ("self.ws_protocol_class(", "connection_made(self.transport)", "transport.set_protocol(protocol)"):
        assert step in source
    assert "create_task(self.run_asgi())" in inspect.getsource(WebSocketsSansIOProtocol.handle_connect)


async def test_of_its_queue_the_server_uses_what_ours_can() -> None:
    source = inspect.getsource(WebSocketsSansIOProtocol)
    assert set(re.findall(r"self\.queue\.(\w+)", source)) == USED_OF_THE_QUEUE
    inbox = Inbox()
    reading = asyncio.create_task(inbox.get())
    await asyncio.sleep(0)
    inbox.put_nowait(1)
    inbox.put_nowait(2)
    assert [await reading, inbox.empty(), await inbox.get(), inbox.empty()] == [1, False, 2, True]


async def test_nothing_of_the_handshake_is_used_after_its_answer() -> None:
    for kept, readers in (("request", ["handle_connect"]), ("response", ["handle_connect", "send"])):
        methods = {
            name
            for name, method in inspect.getmembers(WebSocketsSansIOProtocol, inspect.isfunction)
            if re.search(rf"self\.{kept}\b", inspect.getsource(method))
        }
        assert sorted(methods & set(WebSocketsSansIOProtocol.__dict__)) == readers, kept


async def test_no_frame_ever_meets_a_compressor_or_a_timer_of_its_own(config: Config) -> None:
    made = FanoutProtocol(config, ServerState(), {})
    assert made.conn.available_extensions == []
    assert made.ping_interval is None
    made.start_keepalive()
    assert made.ping_timer is None


async def test_over_a_plain_server_a_reader_never_waits_for_a_client_that_is_gone() -> None:
    async def gone(_message: Any) -> None:
        raise OSError

    async def stuck(_message: Any) -> None:
        await asyncio.Event().wait()

    for send in (gone, stuck):
        writer = AsgiWriter(send)
        for _ in range(10):
            writer.send(frames.encode(frames.Err("x" * 60_000, "", False)))
        assert writer.paused
        sending = asyncio.create_task(writer.run())
        waiting = asyncio.create_task(writer.room())
        if send is stuck:
            writer.close(frames.SLOW, "too slow")
        async with asyncio.timeout(60):
            await waiting
        sending.cancel()
        await asyncio.wait([sending])


async def test_over_a_plain_server_room_comes_back_when_the_client_takes_more() -> None:
    taken: list[str] = []
    told = asyncio.Event()

    async def send(message: Any) -> None:
        taken.append(message["text"])

    writer = AsgiWriter(send)
    writer.on_room = told.set
    packets = [frames.encode(frames.Err(f"{number}" + "x" * 60_000, "", False)) for number in range(6)]
    writer.send(frames.joined(packets))
    assert writer.paused
    sending = asyncio.create_task(writer.run())
    async with asyncio.timeout(60):
        await told.wait()
    assert (writer.paused, writer.waiting) == (False, 0)
    assert [text.encode() for text in taken] == [packet.texts[0] for packet in packets]
    sending.cancel()
    await asyncio.wait([sending])
