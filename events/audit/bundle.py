"""An evidence bundle: the events of a network, or those of one plan, and all that proves them, in one archive.

docs/evidence-bundle.md says what is in it to the byte; verify.py, of which a copy travels along, checks it. What is stored is written as it
stands, also where it can not be right: to find that is the verifier's task.
"""

import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import msgspec
from msgspec import Struct

from events import sql
from events.audit import checkpoint, note, tree
from events.audit.checkpoint import Checkpoint
from events.audit.tree import Part
from events.audit.trees import Trees, Unsigned
from events.ids import NetworkId, PlanId
from events.log import check

SQL = sql.beside(__file__)

MEDIA_TYPE = "application/zip"
FORMAT = "club21-evidence/1"
VERIFIER = Path(__file__).with_name("verify.py")
SPAN = 16_384  # positions of one file of events: a subtree of its own, so that each can be hashed alone
PAGE = 2_048  # events read at once
PROVED = 128  # proofs put together before others in this process have their turn: 25 ms of a long log
CHECKPOINTS, OF_PLAN = 10_000, 400  # at most, or a few more; each of a plan comes with a proof


class Head(Struct, frozen=True):
    """What a bundle goes up to: ``bundle.json``."""

    format: str
    network: NetworkId
    epoch: int
    size: int
    plan: PlanId | None


class _Redaction(Struct):
    """What a redaction says of itself, whatever else it holds."""

    positions: tuple[int, ...]


async def write(
    db: Any,
    trees: Trees,
    network_id: NetworkId,
    target: IO[bytes],
    plan: PlanId | None = None,
    *,
    sizes: Collection[int] = (),
    hidden: Collection[UUID] = (),
    through: int | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Head:
    """Write a bundle; of a plan without the streams in ``hidden``, and nothing after ``through``, where somebody may not know of all.

    Unsigned where nothing was, or not yet what was redacted last. ``sizes`` are of checkpoints that somebody
    keeps: of a plan, these are the ones that can be compared later.
    """
    async with db.transaction(isolation="repeatable_read"):
        await db.execute(check.SQL.unhurried)
        signed = await db.fetch(SQL.checkpoints, network_id, OF_PLAN if plan else CHECKPOINTS, [*sizes])
        if not signed:
            raise Unsigned
        redactions = [(row["position"], _named(row["payload"])) for row in await db.fetch(SQL.redactions, network_id)]
        head = Head(FORMAT, network_id, signed[-1]["epoch"], signed[-1]["size"], plan)
        if redactions and redactions[-1][0] > head.size:
            raise Unsigned  # an event would stand here without its salt, and nothing would say why
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            _put(archive, "bundle.json", [msgspec.json.encode(head)])
            _put(archive, "keys.txt", [f"{one}\n".encode() for one in await trees.verifiers(network_id)])
            if plan is None:
                _put(archive, "checkpoints.txt", ["\n".join(row["note"] for row in signed).encode()])
                await _whole(db, archive, head, progress)
            else:
                notes = _connected([row["note"] for row in signed])
                _put(archive, "checkpoints.txt", ["\n".join(notes.values()).encode()])
                needed = (tree.consistency_nodes(size, head.size) for _, size in [*notes][:-1])
                _put(archive, "consistency.bin", map(_record, await _proofs(db, trees, network_id, needed)))
                rows = await db.fetch(SQL.of_plan, network_id, plan, [*hidden], head.size if through is None else min(through, head.size))
                gone = {row["position"] for row in rows if row["redacted"]}
                why = {position for position, named in redactions if not gone.isdisjoint(named)}
                await _part(db, trees, archive, head, sorted({row["position"] for row in rows} | why), progress)
            _put(archive, "verify.py", [VERIFIER.read_bytes()])
    return head


async def _whole(db: Any, archive: zipfile.ZipFile, head: Head, progress: Callable[[int, int], None]) -> None:
    """Every event, span by span."""
    for first in range(1, head.size + 1, SPAN):
        last = min(first + SPAN - 1, head.size)
        with archive.open(f"events/{first:012}.bin", "w", force_zip64=True) as member:
            for begin in range(first, last + 1, PAGE):
                end = min(begin + PAGE - 1, last)
                member.write(await db.fetchval(SQL.span, head.network, begin, end) or b"")
                progress(end, head.size)


async def _part(
    db: Any, trees: Trees, archive: zipfile.ZipFile, head: Head, positions: list[int], progress: Callable[[int, int], None]
) -> None:
    """The events at these positions, each with what proves that it was signed."""
    done = 0
    for span, some in groupby(positions, lambda position: (position - 1) // SPAN):
        name = f"{span * SPAN + 1:012}.bin"
        proofs: list[list[bytes]] = []
        with archive.open(f"events/{name}", "w", force_zip64=True) as member:
            while page := [*islice(some, PAGE)]:
                member.writelines(_record([row["record"]]) for row in await db.fetch(SQL.chosen, head.network, page))
                proofs += await _proofs(db, trees, head.network, (tree.inclusion_nodes(one - 1, head.size) for one in page))
                done += len(page)
                progress(done, len(positions))
        _put(archive, f"proofs/{name}", map(_record, proofs))


async def _proofs(db: Any, trees: Trees, network_id: NetworkId, needed: Iterator[Sequence[tuple[Part, ...]]]) -> list[list[bytes]]:
    found: list[list[bytes]] = []
    while some := [*islice(needed, PROVED)]:
        found += await trees.proofs(db, network_id, some)
    return found


def _connected(notes: list[str]) -> dict[tuple[int, int], str]:
    """Those of one history, by epoch and size: what a restore lost can not be proved to be how the newest begins."""
    read: list[Checkpoint] = [checkpoint.parse(note.parse(one)[0]) for one in notes]
    epochs = [int(one.origin.rpartition("/")[2]) for one in read]
    ends = [one.continues for one in read if one.continues is not None]
    return {
        (epoch, one.size): text
        for epoch, one, text in zip(epochs, read, notes, strict=True)
        if all(one.size <= size for of, size in ends if epoch <= of)
    }


def _named(payload: bytes) -> frozenset[int]:
    try:
        return frozenset(msgspec.json.decode(payload, type=_Redaction).positions)
    except msgspec.DecodeError:
        return frozenset()  # the verifier tells


def _record(parts: list[bytes]) -> bytes:
    told = b"".join(parts)
    return len(told).to_bytes(4) + told


def _put(archive: zipfile.ZipFile, name: str, parts: Iterable[bytes]) -> None:
    with archive.open(name, "w") as member:
        member.writelines(parts)
