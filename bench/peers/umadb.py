"""UmaDB's own server from its wheel, on loopback, and its Python client: four events an append, made and encoded here.

An append is durable when it is answered (the server syncs its file, many waiting appends at once) and, like ours, refused
when its stream moved on and, sent twice, answered alike; without that condition it is ``append_anyhow``. All writers share
one client, which is quicker than one each and as quick as two processes; the server's other settings gained nothing.
"""

import contextlib
import socket
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import umadb

from bench import apart
from bench.appending import EVENTS, STREAMS, TEXT, WRITERS, Noted
from events import ids

encode = msgspec.json.Encoder(order="deterministic").encode
streams = [[str(ids.new()) for _ in range(STREAMS)] for _ in range(max(WRITERS))]
last: dict[str, int] = {}


def connected(address: str, server: "subprocess.Popen[bytes]") -> umadb.Client:
    until = time.perf_counter() + 10
    while server.poll() is None and time.perf_counter() < until:
        with contextlib.suppress(umadb.TransportError):
            client = umadb.Client(f"http://{address}")
            client.head()
            return client
        time.sleep(0.05)
    raise SystemExit(f"The server of UmaDB does not answer on {address} (exit code {server.poll()}).")


def append(client: umadb.Client, writer: int, *, anyhow: bool) -> None:
    streams[writer].append(stream := streams[writer].pop(0))
    noted = [encode(Noted(number=number, text=TEXT)) for number in range(EVENTS)]
    events = [umadb.Event("measured.noted", one, [stream], ids.new()) for one in noted]
    same = umadb.AppendCondition(umadb.Query([umadb.QueryItem(tags=[stream])]), last.get(stream))
    last[stream] = client.append(events, None if anyhow else same)


with socket.socket() as found:
    found.bind(("127.0.0.1", 0))
    address = f"127.0.0.1:{found.getsockname()[1]}"
program = str(Path(sys.executable).with_name("umadb"))
server = subprocess.Popen([program, "--listen", address, "--db-path", sys.argv[1]], stdout=subprocess.DEVNULL)
try:
    client = connected(address, server)
    apart.answer(
        append=lambda writers, seconds: EVENTS * apart.rate(writers, seconds, lambda one: append(client, one, anyhow=False)),
        append_anyhow=lambda writers, seconds: EVENTS * apart.rate(writers, seconds, lambda one: append(client, one, anyhow=True)),
    )
finally:
    server.terminate()
    server.wait()
