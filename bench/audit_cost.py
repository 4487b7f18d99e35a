"""What evidence costs those who write: the append rate of a network that is signed every second over that of one that is not.

Both are appended to in turn. Signing begins each of its turns with what its former turn left, and leaves as much behind, so every turn
carries what its time of appending brings. It shares the loop, the pool and the database with the line, as it does in the service.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from statistics import median
from typing import Any

from bench import appending, bar
from bench.appending import EVENTS, WRITERS, Appending
from bench.bar import Bar, Pace
from bench.place import Place
from events.audit.trees import APART
from events.ids import NetworkId
from events.line import Line
from service.evidence import Evidence

NAME = "audit_cost"
MORE = 3  # times as many turns as of other bars: one scatters by a fifth, and what is measured is a twentieth


async def measure(place: Place, pace: Pace) -> list[Bar]:
    """Turns of both by 64 writers: with it, without, without, with it, so that a turn signs as much as it writes."""
    evidence = Evidence(place.pool, "http://localhost", place.folder / "signing.key")
    network_id, signed = await _line(place, evidence)
    alone = await Appending.begin(place)
    seconds = pace.seconds
    with_it, without = list[float](), list[float]()
    began = 0
    try:
        turns = pace.turns * MORE
        for turn in range(turns + 1):
            with_it.append(0.0)
            without.append(0.0)
            for one in (0, 1, 1, 0):
                if one:
                    without[-1] += await alone.events_per_second(max(WRITERS), seconds) / 2
                    continue
                async with _signing(evidence):
                    with_it[-1] += await signed.events_per_second(max(WRITERS), seconds) / 2
            if turn == 0:
                began = evidence.signed
        head = await place.store.head(network_id)
        newest = evidence.newest(network_id)
        assert head is not None
        assert newest is not None
        assert evidence.signed - began >= turns, f"{evidence.signed - began} checkpoints in {turns} turns"
        assert newest.size > head.position - 2 * max(with_it) * seconds - EVENTS, "what was written was not signed in its turn"
    finally:
        await signed.close()
        await alone.close()
    return [
        bar.at_least(
            NAME,
            0.95,
            0.98,
            [mine / theirs for mine, theirs in zip(with_it[1:], without[1:], strict=True)],
            events_per_s=round(median(with_it[1:])),
            events_per_s_unsigned=round(median(without[1:])),
            checkpoints=evidence.signed,
            signed_events=newest.size,
        )
    ]


async def _line(place: Place, evidence: Evidence) -> tuple[NetworkId, Appending]:
    appending.enter()
    network_id, head = await place.found()

    def appended(written: NetworkId, *batch: Any) -> None:
        if written == network_id:  # what is written to the other is nobody's to sign, and is not kept for it either
            evidence.fresh.note(written, *batch)

    place.store.appended, place.store.once_sent = appended, evidence.fresh.make
    line = Line(place.store, network_id, head, lambda *_: None, lambda _written: evidence.notice(network_id))
    return network_id, Appending(line)


@contextlib.asynccontextmanager
async def _signing(evidence: Evidence) -> AsyncIterator[None]:
    """Sign what was noticed, as a service does that has nothing to sweep up."""

    over = asyncio.Event()

    async def sign() -> None:
        while not over.is_set():
            await evidence.catch_up()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(APART):
                    await over.wait()

    task = asyncio.create_task(sign())
    try:
        yield
    finally:
        over.set()
        await task
