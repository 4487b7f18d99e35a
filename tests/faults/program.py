"""The program as a person starts it: in a process of its own, which can be stopped and killed."""

import asyncio
import contextlib
import os
import re
import signal
import socket
import sys
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from service.embedded import Addresses
from tests.http.conftest import KEYS


def port_of_our_own() -> int:
    """A port that is free, and that nobody else is given as long as this process lives: not even while no service listens there.

    A socket stays bound to it, which never listens, so that one that does may be bound beside it, again and again.
    """
    kept = socket.socket()
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    kept.bind(("127.0.0.1", 0))
    port: int = kept.getsockname()[1]
    kept.detach()
    return port


UNLIMITED = {"REQUESTS_A_SECOND": "0"}  # a few writers here do the work of a town


class Service:
    """``club21 serve`` with these settings; it comes back on the port it had."""

    def __init__(self, *arguments: str, **settings: str) -> None:
        self.program = "service"
        self.arguments = arguments
        self.settings = settings
        self.port = port_of_our_own()
        self.base = f"http://localhost:{self.port}"
        self.links: list[str] = []
        self.process: asyncio.subprocess.Process | None = None
        self.reader: asyncio.Task[None] | None = None
        self.said: deque[bytes] = deque(maxlen=100)  # its last lines

    async def start(self) -> None:
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            self.program,
            "serve",
            *self.arguments,
            env={
                **os.environ,
                "PORT": str(self.port),
                "HOST": "127.0.0.1",
                "LOG_FORMAT": "json",
                "REQUESTS_A_SECOND": "0",
                "SIGNING_KEY": str(KEYS / "signing.key"),
                **self.settings,
            },
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            limit=2**20,  # bytes of its longest line: a fault is told in one
        )
        assert self.process.stdout is not None
        self.links = []
        async with asyncio.timeout(60):
            async for line in self.process.stdout:
                self.said.append(line)
                self.links += re.findall(r"sign-in#(\S+)", line.decode())
                if b"Ctrl-C" in line:
                    break
            else:
                pytest.fail(f"The service ended before it was ready: {self.last_words()}")
        self.reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self.process is not None
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.said.append(line)

    def last_words(self) -> str:
        """What it said last, before and after it was killed: where a run fails, nothing else tells why."""
        return b"".join(self.said).decode(errors="replace")

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    async def end(self, with_signal: int) -> int:
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(with_signal)
        try:
            async with asyncio.timeout(60):
                code = await self.process.wait()
        except TimeoutError:
            self.said = deque(maxlen=5_000)
            self.process.send_signal(signal.SIGUSR1)
            await asyncio.sleep(2)  # it writes where it stands; nobody can be asked whether it has
            pytest.fail(f"The service has not ended: {self.last_words()}")
        if self.reader is not None:
            await self.reader
        return code


def postmaster(data: Path) -> int:
    """The server of a data folder: the process that stands in its cluster and that the others come from."""
    for pid_file in [*data.rglob("postmaster.pid"), *Path("/var/lib/club21").rglob("postmaster.pid")]:
        pid = int(pid_file.read_text().split()[0])
        with contextlib.suppress(OSError):
            if Path(f"/proc/{pid}/cwd").readlink() == pid_file.parent:
                return pid
    raise LookupError(f"No server stands in {data}.")


@asynccontextmanager
async def running(count: int, addresses: Addresses) -> AsyncIterator[list[Service]]:
    """So many services on one database, each a process of its own."""
    services = [Service("--no-demo", DATABASE_URL=addresses.application) for _ in range(count)]
    try:
        await asyncio.gather(*(service.start() for service in services))
        yield services
        assert await asyncio.gather(*(service.end(signal.SIGINT) for service in services)) == [0] * count
    finally:
        await asyncio.gather(*(service.end(signal.SIGKILL) for service in services if service.process is not None))
