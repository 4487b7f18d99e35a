"""The database a command works with: the one that was named, else the one that comes with the program; migrated, or one sentence."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import asyncpg

from events import sql
from migrations import migrate
from service import embedded
from service.embedded import Addresses
from service.settings import Settings
from service.stopped import Stopped

statements = sql.beside(__file__)

AWAY = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


@asynccontextmanager
async def reached(settings: Settings) -> AsyncIterator[Addresses]:
    """The addresses of a database that answers and has the newest shape."""
    if settings.database_url is None:
        async with _embedded(settings) as addresses:
            await _migrated(addresses)
            await embedded.prepare(addresses.owner)
            yield addresses
        return
    addresses = Addresses(settings.database_url, settings.database_owner_url or settings.database_url)
    newest = await _is_newest(addresses.application)
    if settings.database_owner_url is not None or not newest:
        await _migrated(addresses)
    yield addresses


@asynccontextmanager
async def _embedded(settings: Settings) -> AsyncIterator[Addresses]:
    try:
        running = embedded.running(settings.data, tcp_port=settings.postgres_tcp_port)
        addresses = await running.__aenter__()
    except embedded.Unusable as error:
        raise Stopped(error.key, **error.values) from error
    try:
        yield addresses
    finally:
        await running.__aexit__(None, None, None)


async def _migrated(addresses: Addresses) -> None:
    """Bring the database to the newest shape."""
    try:
        await migrate.migrate(addresses.owner, urlsplit(addresses.application).username)
    except migrate.Unfit as error:
        raise Stopped("cli.database_unfit", why=error) from error
    except asyncpg.InsufficientPrivilegeError as error:
        raise Stopped("cli.database_forbidden", why=error) from error
    except AWAY as error:
        raise Stopped("cli.database_away", where=_shown(addresses.owner), why=_why(error)) from error


async def _is_newest(address: str) -> bool:
    """Does this database answer, and has it every migration? Asked as the service, who may not migrate."""
    try:
        connection = await asyncpg.connect(address, timeout=10)
        try:
            if not await connection.fetchval(statements.has_shape):
                return False
            applied = {row["name"] for row in await connection.fetch(statements.applied)}
        finally:
            await connection.close(timeout=5)
    except (*AWAY, ValueError) as error:
        raise Stopped("cli.database_away", where=_shown(address), why=_why(error)) from error
    return applied >= {path.name for path in migrate.files()}


def _shown(address: str) -> str:
    """An address without its password."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.username or ''}@{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}"


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return str(error).splitlines()[0] if str(error) else type(error).__name__
