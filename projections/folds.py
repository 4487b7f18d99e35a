"""What a plan, or a whole network, had come to at some positions: looking far back begins near there, not at the beginning.

A fold saves reading and promises nothing, as the snapshots of streams do: it is tagged with a hash of the code that made it and
with the epoch, is not looked at by other code, may be thrown away at any time, and the events after it are always read. It is put
away behind the one who looked, and never by those who write. It holds what the events hold, so whoever takes something out of an
event throws away every fold from there on (``forget_from``, which a redaction does by itself).
"""

import asyncio
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from types import GenericAlias
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import structlog
from msgspec import Struct

import events
from events import sql
from events.ids import NetworkId
from projections.catalogue import PROJECTIONS
from projections.projection import PassedOver, Row

MOST = 16  # of one plan
LARGEST = 32_000_000  # bytes of one
PIECE = 1_000  # rows that are written or read before others have their turn

SQL = sql.beside(__file__)
_ALL = UUID(int=0)
_ENCODE = msgspec.json.Encoder().encode
_log = structlog.get_logger()

#: The rows of each projection, by its name, as they stood at a position.
Rows = Mapping[str, Sequence[Row]]


class Fold(Struct, frozen=True, gc=False):
    """Where to begin; ``times`` tells, when one is put away that was folded from here on, whether something was taken out meanwhile."""

    times: int
    position: int
    rows: Rows


class Folds:
    """The folds of one network in one epoch, with what an operator let projections pass over in it."""

    def __init__(self, pool: "asyncpg.Pool[Any]", network_id: NetworkId, epoch: int) -> None:
        self._pool = pool
        self._network = network_id
        self._epoch = epoch
        self._keeping: set[asyncio.Task[None]] = set()

    async def nearest(self, root: UUID | None, through: int, passed_over: PassedOver) -> Fold:
        """The last fold of a root that was put away up to a position; an empty one where there is none."""
        (row,) = await self._pool.fetch(SQL.nearest, self._network, root or _ALL, self._code(passed_over), through)
        rows: dict[str, list[Row]] = {}
        try:
            for piece in row["rows"] or ():
                decoded = _decoder().decode(piece)
                for name in decoded.__struct_fields__:
                    rows.setdefault(name, []).extend(getattr(decoded, name))
                await asyncio.sleep(0)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:  # whoever damaged it: the log has it all
            _log.error("fold_undecodable", network_id=str(self._network), error=str(error))
            return Fold(row["times"], 0, {})
        return Fold(row["times"], row["position"] or 0, rows)

    def keep(self, root: UUID | None, made: Sequence[tuple[int, Rows]], passed_over: PassedOver, times: int) -> None:
        """Put away, in a while, what was come to, position by position, from a fold that was found with these ``times``.

        Those of one look at a time, and one after the other, for each takes memory.
        """
        if not self._keeping:
            task = asyncio.create_task(self._keep(root or _ALL, list(made), self._code(passed_over), times), name="folds")
            self._keeping.add(task)
            task.add_done_callback(self._keeping.discard)

    async def close(self) -> None:
        """Wait until what is under way has been put away."""
        await asyncio.gather(*self._keeping)

    async def forget_from(self, position: int) -> None:
        """Throw away every fold that holds an event from this position on, also those under way."""
        await self._pool.execute(SQL.forget_from, self._network, position)

    async def _keep(self, root: UUID, made: list[tuple[int, Rows]], code: str, times: int) -> None:
        while made:
            position, rows = made.pop()  # the last first: whoever looks on looks near there
            pieces = []
            for piece in _pieces(rows):
                pieces.append(_ENCODE(piece))
                await asyncio.sleep(0)
            if sum(map(len, pieces)) > LARGEST:
                continue
            try:
                async with self._pool.acquire() as db, db.transaction():
                    await db.execute(SQL.lock, self._network)
                    await db.execute(SQL.keep, self._network, root, code, position, pieces, times)
                    await db.execute(SQL.thin, self._network, root, code, MOST)
            except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError) as error:
                _log.warning("fold_not_kept", network_id=str(self._network), error=repr(error))  # the next one will do
                return

    def _code(self, passed_over: PassedOver) -> str:
        also = _ENCODE(sorted(passed_over))
        return f"{self._epoch}.{hashlib.sha256(_sources() + also).hexdigest()}"


def _pieces(rows: Rows) -> Iterator[Mapping[str, Sequence[Row]]]:
    for name, all_of_one in rows.items():
        left = iter(all_of_one)
        while some := list(islice(left, PIECE)):
            yield {name: some}


@cache
def _decoder() -> "msgspec.json.Decoder[Any]":
    fields: list[tuple[str, Any, Any]] = [
        (one.name, GenericAlias(list, one.row), msgspec.field(default_factory=list)) for one in PROJECTIONS
    ]
    return msgspec.json.Decoder(msgspec.defstruct("Rows", fields))


@cache
def _sources() -> bytes:
    """What changes with anything that may change a fold or how it is written: all that events and projections are made by."""
    folders = (Path(str(events.__file__)).parent, Path(__file__).parent)
    files = sorted(path for folder in folders for path in folder.rglob("*.py"))
    return hashlib.sha256(b"".join([hashlib.sha256(path.read_bytes()).digest() for path in files])).digest()
