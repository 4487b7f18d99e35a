"""The service with a workshop that is on, a process of its own: ``python -m bench.workshop_service <address of the database> <guests>``.

It serves as always. It says where, and who takes part, in one line; it ends when its standard input does.
"""

import asyncio
import gc
import socket
import sys

import msgspec
import uvloop
from msgspec import Struct

from events import ids, workshop
from events.asking import Asking
from events.ids import CommandId, NetworkId, PersonId, StreamId
from service import app, logs, serving, settings
from service.door import cookie_name
from service.identity import people


class Serving(Struct, frozen=True):
    """What the phones have to know; each has a cookie."""

    port: int
    network: NetworkId
    workshop: StreamId
    cookies: list[str]


async def serve(address: str, guests: int) -> None:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(1024)
    port = listening.getsockname()[1]
    chosen = settings.read({"DATABASE_URL": address, "PORT": str(port), "REQUESTS_A_SECOND": "0", "CONNECTIONS": "0"}, None)
    async with app.running(chosen, address, logs.set_up("json")) as service:
        network = await service.networks.found(NetworkId(ids.new()), "Measured", "real", "Europe/Paris")
        room, itself = StreamId(ids.new()), PersonId(network.network_id)

        async def ask(command: workshop.Command) -> None:
            await network.ask(Asking(id=CommandId(ids.new()), stream=room, command=command), itself)

        await ask(workshop.Open("Launch", "What do you expect?"))
        cookies = []
        for number in range(guests):
            async with service.pool.acquire() as connection:
                guest = await people.add(connection, f"Guest {number}")
                token = await service.sessions.begin(connection, guest)
            cookies.append(f"{cookie_name(chosen)}={token}")
            await ask(workshop.Admit(guest, "officer", f"Group {number % 14}", 1))
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 100)  # as `club21 serve` does
        server = serving.server(service)
        running = asyncio.create_task(server.serve(sockets=[listening]))
        print(msgspec.json.encode(Serving(port, network.network_id, room, cookies)).decode(), flush=True)
        await asyncio.to_thread(sys.stdin.read)
        server.should_exit = True
        await running


if __name__ == "__main__":
    uvloop.run(serve(sys.argv[1], int(sys.argv[2])))
