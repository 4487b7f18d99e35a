"""The service under load, a process of its own: ``python -m bench.service <address of the database>``.

It serves as always, with one more route behind the same door that does nothing, and beside it the bare peer on another
port. It says where, and who is signed in, in one line; it ends when its standard input does.
"""

import asyncio
import gc
import socket
import sys
from typing import Any
from uuid import UUID

import msgspec
import uvicorn
import uvloop
from litestar import Request, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK
from msgspec import Struct

from bench import town
from bench.peers import litestar_noop
from events import ids
from events.asking import Asking, Receipt
from events.ids import NetworkId
from service import app, logs, serving, settings
from service.door import cookie_name
from service.identity import people
from service.identity.actor import Who
from service.problems import Document
from service.routes import commands


class Serving(Struct, frozen=True):
    """What a client has to know."""

    port: int
    bare_port: int
    cookie: str
    network: NetworkId
    actions: list[UUID]


@post("/api/networks/{network_id:uuid}/noop", status_code=HTTP_200_OK)
async def noop(
    network_id: FromPath[UUID],
    data: JSONBody[Asking | commands.Batch],
    actor: Who,
    state: State,
    request: Request[Any, Any, Any],
    atomic: FromQuery[bool] = False,
) -> Receipt | list[Receipt | Document]:
    """Take what the door of commands takes, from someone who is signed in, and answer as if something had been done."""
    assert isinstance(data, Asking)
    return Receipt(data.id, "applied", "1.1")


async def serve(address: str) -> None:
    listening, bare_listening = _listening(), _listening()
    port = listening.getsockname()[1]
    chosen = settings.read({"DATABASE_URL": address, "PORT": str(port), "REQUESTS_A_SECOND": "0"}, None)
    async with app.running(chosen, address, logs.set_up("json")) as service:
        service.inside.register(noop)
        network = await service.networks.found(NetworkId(ids.new()), "Measured", "real", "Europe/Paris")
        furnished = await town.furnish(network.network_id, network.ask)
        async with service.pool.acquire() as connection:
            await people.add(connection, "Ada", None, furnished.editor)
            token = await service.sessions.begin(connection, furnished.editor)
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 100)  # as `club21 serve` does
        ours = serving.server(service)
        bare = uvicorn.Server(
            uvicorn.Config(litestar_noop.application(), http="httptools", lifespan="off", log_config=None, access_log=False)
        )
        both = [asyncio.create_task(one.serve(sockets=[its])) for one, its in ((ours, listening), (bare, bare_listening))]
        ready = Serving(port, bare_listening.getsockname()[1], f"{cookie_name(chosen)}={token}", network.network_id, [*furnished.actions])
        print(msgspec.json.encode(ready).decode(), flush=True)
        await asyncio.to_thread(sys.stdin.read)
        for one in (ours, bare):
            one.should_exit = True
        await asyncio.gather(*both)


def _listening() -> socket.socket:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(1024)
    return listening


if __name__ == "__main__":
    uvloop.run(serve(sys.argv[1]))
