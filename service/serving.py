"""``club21 serve``: one process from its first line to its last.

Everything that can be wrong is found before the port is open, so that a fault is one sentence. The signals are ours:
left to itself the server raises them again when it has drained, and nothing after it would run.
"""

import asyncio
import errno
import gc
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

import structlog
import uvicorn
from msgspec import structs

from service import app, database, health, logs, membership, operating, signing_key, standstill
from service.app import App
from service.languages import Language, say
from service.live.protocol import FanoutProtocol
from service.security_limits import PatientProtocol
from service.settings import Settings
from service.signing_key import SigningKey
from service.stopped import Stopped

GRACE = 5  # seconds for requests under way when the process is told to stop

_log = structlog.get_logger()


class Server(uvicorn.Server):
    """A server that leaves the signals to us, says when it is up, and says goodbye before it drains."""

    def __init__(self, config: uvicorn.Config, goodbye: Callable[[], None]) -> None:
        super().__init__(config)
        self.goodbye = goodbye
        self.up = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.up.set()

    async def shutdown(self, sockets: Any = None) -> None:
        self.goodbye()
        await super().shutdown(sockets)


def server(service: App) -> Server:
    """The server of a running app."""
    config = uvicorn.Config(
        service.door,
        ws=FanoutProtocol,
        http=PatientProtocol,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        forwarded_allow_ips=service.settings.trusted_proxies,
    )
    return Server(config, service.hubs.say_goodbye)


async def serve(settings: Settings, language: Language, *, demonstrate: bool = True) -> int:
    """Serve until told to stop; Stopped says in one sentence why it can not."""
    write = logs.set_up(settings.log_format)
    listening, settings = _listen(settings)
    serving: list[Server] = []
    working = asyncio.create_task(_work(settings, language, listening, write, serving, demonstrate))

    def stop() -> None:
        if not serving:
            working.cancel()  # told to stop before it served anybody
        for one in serving:
            one.force_exit = one.should_exit  # the second time it is meant at once
            one.should_exit = True

    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop)
    standstill.tell_when_asked()
    with suppress(asyncio.CancelledError):
        await working
    return 0


async def _work(
    settings: Settings,
    language: Language,
    listening: socket.socket,
    write: Callable[[logs.Request], None],
    serving: list[Server],
    demonstrate: bool,
) -> None:
    async with (
        database.reached(settings) as addresses,
        _able_to_sign(settings),
        app.running(settings, addresses.application, write, addresses.owner) as service,
    ):
        welcome = await _demonstrate(service, language) if demonstrate else []
        for void in (await health.look(service.pool, service.networks)).void:
            _log.warning("guarantee_void", guarantee=void)
        if unsaid := settings.operator.unsaid:
            _log.warning("legal_notice_incomplete", missing=", ".join(unsaid))
        running = server(service)
        serving.append(running)
        # What lives as long as the process is looked at once and never again; collecting less often spares a fifth of a replay.
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 100)
        task = asyncio.create_task(running.serve(sockets=[listening]))
        up = asyncio.create_task(running.up.wait())
        await asyncio.wait([task, up], return_when=asyncio.FIRST_COMPLETED)
        up.cancel()
        print(say(language, "cli.ready", url=settings.base_url), *welcome, say(language, "cli.how_to_stop"), sep="\n", flush=True)
        await task


@asynccontextmanager
async def _able_to_sign(settings: Settings) -> AsyncIterator[None]:
    """There is a key to sign with, or one is made: found out once the folder for it is known to be of use, and before the port is open."""
    try:
        SigningKey(settings.signing_key).key()
    except signing_key.Unusable as error:
        raise Stopped("cli.signing_key_unusable", file=error.file, why=error.why) from error
    yield


async def _demonstrate(service: App, language: Language) -> list[str]:
    """Found the demonstrations where there are no networks but such."""
    async with service.pool.acquire() as connection:
        if await membership.only_real_ones(connection):
            return []
    return await operating.welcome(service, language)


def _listen(settings: Settings) -> tuple[socket.socket, Settings]:
    """The open port, and the settings with the number it got where any free one was asked for."""
    listening = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(2048)
    except OSError as error:
        listening.close()
        key = "cli.port_taken" if error.errno == errno.EADDRINUSE else "cli.port_refused"
        raise Stopped(key, port=settings.port, host=settings.host, other=settings.port + 1, why=error.strerror) from error
    port = listening.getsockname()[1]
    if settings.port == 0:
        settings = structs.replace(settings, port=port, base_url=settings.base_url.removesuffix(":0") + f":{port}")
    return listening, settings
