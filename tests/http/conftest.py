"""A real server on a free port, in the same loop as the tests; each test founds a network of its own."""

import asyncio
import atexit
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from service import app, logs, serving, settings
from service.app import App
from service.embedded import Addresses
from service.identity import passwords
from tests.http.town import Town, found

KEYS = Path(tempfile.mkdtemp(prefix="club21-test-keys-"))  # of this run: another run beside it signs with its own
atexit.register(shutil.rmtree, KEYS, ignore_errors=True)


@asynccontextmanager
async def served(addresses: Addresses, lines: list[logs.Request] | None = None, **environment: str) -> AsyncIterator[tuple[App, str]]:
    """A running service and the address it listens on; ``BASE_URL`` may say that people type another."""
    written = [] if lines is None else lines
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    chosen = settings.read({"BASE_URL": url, "MAIL_URL": "off", "WEBHOOKS": "0", "SIGNING_KEY": str(KEYS / "signing.key"), **environment})
    async with app.running(chosen, addresses.application, written.append) as service:
        await service.pool.execute("DELETE FROM people.tries")  # all tests ask from one place
        server = serving.server(service)
        task = asyncio.create_task(server.serve(sockets=[listening]))
        await server.up.wait()
        try:
            yield service, url
        finally:
            server.should_exit = True
            await task


AS_SERVED = passwords.HASHER, passwords.NOBODY


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Each hash takes a core for a quarter of a second, on purpose; test_accounts looks at what those of the service are made with."""
    passwords.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    passwords.NOBODY = passwords.HASHER.hash(passwords.NOBODY)
    yield
    passwords.HASHER, passwords.NOBODY = AS_SERVED


@pytest.fixture(scope="session")
async def service(addresses: Addresses) -> AsyncIterator[tuple[App, str]]:
    """The service that most of these tests share."""
    async with served(addresses) as running:
        yield running


@pytest.fixture
async def town(service: tuple[App, str]) -> AsyncIterator[Town]:
    """A network of the test's own."""
    made = await found(*service)
    yield made
    await made.close()


@pytest.fixture(scope="session")
async def apart(addresses: Addresses) -> AsyncIterator[tuple[App, str]]:
    """A service where people knock until they are turned away, and where letters are posted: what happens there is in nobody's way."""
    async with served(addresses) as running:
        running[0].inside.state.telling.by_itself = False  # in the hours of letters whoever has something due would get some
        yield running


@pytest.fixture
async def alone(apart: tuple[App, str]) -> AsyncIterator[Town]:
    """A town at that service as if it had just begun: nobody knocked yet, and no letter is on its way."""
    service, url = apart
    state = service.inside.state
    state.post.carrier, state.passwords.compared = None, 0
    state.invites.left.clear()
    await service.pool.execute("DELETE FROM people.tries")
    await service.pool.execute("UPDATE people.letter SET given_up_at = now() WHERE left_at IS NULL")
    made = await found(service, url)
    yield made
    await made.close()
    state.post.carrier = None
    await service.pool.execute("DELETE FROM people.tries")  # all tests ask from one place
