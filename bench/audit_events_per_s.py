"""Events a second that leave in an evidence bundle, and events a second that are verified in it: the slower of the two counts.

It is exported as `club21 audit export` does, into a file on the disk, and verified as a stranger does: by the verify.py out of the
bundle, in a process of its own. The log is the long one of growth.py.
"""

import asyncio
import sys
import time
import zipfile
from pathlib import Path
from statistics import median

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench import bar
from bench.bar import Bar
from bench.filling import Filled
from bench.place import Place
from events.audit import bundle
from events.audit.trees import Pen, Trees

NAME = "audit_events_per_s"
TURNS = 3
PEN = Pen("club21.example", Ed25519PrivateKey.from_private_bytes(bytes(32)))


async def measure(place: Place, filled: Filled, events: int) -> Bar:
    """Sign so many events of a log, or a few more, then export and verify them in turns."""
    trees = Trees(place.pool, apart=0)
    began, size = time.perf_counter(), 0
    while size < events and (turn := await trees.grow(filled.network_id, lambda: PEN)).signed is not None:
        size = turn.signed.size
    signed = size / (time.perf_counter() - began)
    path = place.folder / "evidence.zip"
    rates = [(await _exported(place, trees, filled, path), await _verified(path, size)) for _ in range(TURNS)]
    return bar.at_least(
        NAME,
        100_000,
        150_000,
        [min(both) for both in rates],
        events=size,
        export_per_s=round(median(export for export, _ in rates)),
        verify_per_s=round(median(verify for _, verify in rates)),
        signed_per_s=round(signed),
        bytes_per_event=round(path.stat().st_size / size),
    )


async def _exported(place: Place, trees: Trees, filled: Filled, path: Path) -> float:
    began = time.perf_counter()
    with path.open("wb") as target:
        async with place.pool.acquire() as db:
            head = await bundle.write(db, trees, filled.network_id, target)
    return head.size / (time.perf_counter() - began)


async def _verified(path: Path, size: int) -> float:
    alone = path.with_name("verify.py")
    with zipfile.ZipFile(path) as archive:
        alone.write_bytes(archive.read("verify.py"))
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(sys.executable, "-I", str(alone), str(path), stdout=asyncio.subprocess.PIPE)
    said, _ = await process.communicate()
    rate = size / (time.perf_counter() - began)
    assert process.returncode == 0, said.decode()
    assert f"events 1 to {size}," in said.decode()
    return rate
