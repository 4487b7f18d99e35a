"""The live socket: thin. What a frame means is decided in connection.py, what it leads to in the hub."""

import asyncio
import contextlib
from typing import Any, cast

import structlog
from litestar import WebSocket, websocket
from litestar.handlers import WebsocketRouteHandler

from service.identity import tries
from service.identity.actor import Actor
from service.languages import Language, chosen
from service.live import frames
from service.live.conversation import Conversation
from service.live.hubs import Hubs
from service.live.protocol import EXTENSION, AsgiWriter, FanoutProtocol, Outlet

_log = structlog.get_logger()


def route(hubs: Hubs) -> WebsocketRouteHandler:
    """The handler of ``/live``."""

    @websocket("/live")
    async def live(socket: WebSocket[Any, Any, Any]) -> None:
        """Carry one person's or program's live connection until they leave or fall too far behind."""
        offered = socket.scope["subprotocols"]
        await socket.accept(frames.SUBPROTOCOL if frames.SUBPROTOCOL in offered else None)
        async with _outlet(socket) as outlet:
            actor = cast(Actor | None, socket.scope.get("user"))  # without one, the first frame has to bring a token
            if offered and frames.SUBPROTOCOL not in offered:
                hubs.meter.turn_away(outlet, frames.OTHER_VERSION, f"this is {frames.SUBPROTOCOL}")
            elif actor is not None and socket.app.state.sessions.over(actor.session):
                # It ended after the door looked and before there was a conversation to close: nobody would close this one.
                hubs.meter.turn_away(outlet, frames.SIGNED_OUT, "signed out")
            else:
                await _converse(socket, hubs, outlet, actor)

    return live


async def _converse(socket: WebSocket[Any, Any, Any], hubs: Hubs, outlet: Outlet, actor: Actor | None) -> None:
    client = socket.scope["client"]
    address = tries.origin(client[0]) if client else ""
    conversation = Conversation(hubs, outlet, actor, _language(socket), address=address)
    try:
        while (message := await socket.receive())["type"] == "websocket.receive":
            text = message.get("text")
            await conversation.hear(message.get("bytes") or b"" if text is None else text)
    except Exception:
        # Left to itself this would close with 4500, which tells a client to stay away; it is our fault, so it may come back.
        _log.exception("live_failed", conn=conversation.conn)
        conversation.close(frames.FAULT, "our fault; come back")
    finally:
        conversation.leave()


def _language(socket: WebSocket[Any, Any, Any]) -> Language:
    """By the bytes that came: what reads all headers keeps them for as long as the screen is open."""
    return chosen(next((value.decode("latin-1") for name, value in socket.scope["headers"] if name == b"accept-language"), ""))


@contextlib.asynccontextmanager
async def _outlet(socket: WebSocket[Any, Any, Any]) -> Any:
    protocol = cast(dict[str, Any], socket.scope.get("extensions") or {}).get(EXTENSION)
    if isinstance(protocol, FanoutProtocol):
        protocol.forget_handshake()
        yield protocol.outlet
        return
    writer = AsgiWriter(socket.send)
    sending = asyncio.create_task(writer.run())
    try:
        yield writer
        if writer.over:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(sending, 5)
    finally:
        sending.cancel()
