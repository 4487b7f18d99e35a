"""Brings a database to the newest shape: every numbered file once, in order, each in a transaction of its own.

Imports nothing of ours. Two programs that migrate at once take turns. A file that was applied and then edited is
refused: what is merged is never edited.
"""

import hashlib
import re
from pathlib import Path
from typing import Any

import asyncpg

FOLDER = Path(__file__).parent
OLDEST_SERVER = 150000  # PostgreSQL 15
_TURN = 0x636C_7562_3231  # the advisory lock under which one program at a time migrates


class Unfit(Exception):
    """The database can not be migrated; the sentence says what to do."""


def files() -> list[Path]:
    """The migrations in order."""
    return sorted(FOLDER.glob("[0-9][0-9][0-9][0-9]_*.sql"))


async def migrate(owner_address: str, application_role: str | None = None) -> list[str]:
    """Apply what is missing and let ``application_role`` use it; returns the names of the files applied now.

    When the database is another one than before (a restore, a fail-over), every network moves to its next epoch.
    """
    connection = await asyncpg.connect(owner_address, timeout=10)
    try:
        if connection.get_server_version().major * 10000 < OLDEST_SERVER:
            version = connection.get_server_version()
            raise Unfit(f"This PostgreSQL is version {version.major}; Club 21 needs 15 or later. Point DATABASE_URL at a newer server.")
        await connection.execute("SELECT pg_advisory_lock($1::bigint)", _TURN)
        applied = await _apply(connection)
        if application_role:
            await connection.execute(f'GRANT club21_app TO "{application_role}"')
        await _notice_restore(connection)
        return applied
    finally:
        await connection.close(timeout=5)


async def _apply(connection: Any) -> list[str]:
    await connection.execute(
        "CREATE TABLE IF NOT EXISTS migration (name text CONSTRAINT migration_pk PRIMARY KEY, sha256 text NOT NULL,"
        " applied_at timestamptz NOT NULL DEFAULT now())"
    )
    known = {row["name"]: row["sha256"] for row in await connection.fetch("SELECT name, sha256 FROM migration")}
    applied = []
    for path in files():
        text = path.read_text(encoding="utf-8")
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        if path.name in known:
            if known[path.name] != sha256:
                raise Unfit(f"Migration {path.name} was edited after this database took it; restore the file and add a new one.")
            continue
        async with connection.transaction():
            await connection.execute("SET LOCAL lock_timeout = '5s'")
            await connection.execute(text)
            await connection.execute("INSERT INTO migration (name, sha256) VALUES ($1, $2)", path.name, sha256)
        applied.append(path.name)
    unknown = sorted(set(known) - {path.name for path in files()})
    if unknown and re.match(r"\d{4}", unknown[-1]):
        raise Unfit(f"This database was migrated by a newer version of Club 21 ({unknown[-1]}); start that version.")
    return applied


async def _notice_restore(connection: Any) -> None:
    """Positions after a restore or fail-over may be given out again, so tokens of before must not pass for new ones."""
    identity = await connection.fetchrow(
        "SELECT (SELECT system_identifier FROM pg_control_system()) AS system_identifier,"
        " (SELECT timeline_id FROM pg_control_checkpoint()) AS timeline"
    )
    async with connection.transaction():
        known = await connection.fetchrow("SELECT system_identifier, timeline FROM cluster FOR UPDATE")
        if known is None:
            await connection.execute("INSERT INTO cluster (system_identifier, timeline) VALUES ($1, $2)", *identity)
        elif tuple(known) != tuple(identity):
            await connection.execute("UPDATE network SET epoch = epoch + 1")
            await connection.execute("UPDATE cluster SET system_identifier = $1, timeline = $2", *identity)
