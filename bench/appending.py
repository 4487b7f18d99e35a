"""What our side of the append bars does: commands of four events through the line, the digest and PostgreSQL.

The aggregate is made for measuring, since no everyday command has four events; it is decided, folded and stored like
every other. Beside it, everyday edits of actions, one event each.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import msgspec
from msgspec import Struct, structs

from bench import town
from bench.place import Place
from events import action, catalogue, decider, ids
from events.asking import Asking
from events.decider import Asked
from events.fields import Change, Text
from events.ids import CommandId, PersonId, StreamId
from events.line import Line

Step: TypeAlias = Callable[[int], Awaitable[object]]  # what writer n does again and again

EVENTS = 4
WRITERS = (8, 16, 64)
STREAMS = 16  # of each writer
TEXT = "La commune plante des haies le long des chemins, avec les écoles et les agriculteurs du village." * 2


class Noted(decider.Event, tag="measured.noted"):
    number: int
    text: str


class Note(decider.Command, tag="measured.note"):
    text: Text


class State(Struct, frozen=True):
    count: int = 0


def decide(command: Note, state: State, _asked: Asked) -> list[Noted]:
    return [Noted(number=state.count + index, text=command.text) for index in range(EVENTS)]


def evolve(state: State, event: Noted) -> State:
    return structs.replace(state, count=event.number + 1)


rules = decider.Decider[State, Note, Noted]("measured", State(), decide, evolve)


def enter() -> None:
    """Let the line know these rules; for this process only."""
    catalogue.DECIDERS = {**catalogue.DECIDERS, rules.name: rules}
    catalogue.SCHEMA_VERSIONS["measured.noted"] = 1
    catalogue.DECODE["measured.noted", 1] = msgspec.json.Decoder(Noted).decode


async def rate(writers: int, seconds: float, step: Step) -> float:
    """How many steps a second this many writers finish, each beginning the next when one is done."""
    until = time.perf_counter() + seconds
    done = 0

    async def write(writer: int) -> None:
        nonlocal done
        while time.perf_counter() < until:
            await step(writer)
            done += 1

    began = time.perf_counter()
    await asyncio.gather(*(write(writer) for writer in range(writers)))
    return done / (time.perf_counter() - began)


class Appending:
    """One network's line, asked by writers that each have streams of their own."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.person = PersonId(ids.new())
        self.streams = [[StreamId(ids.new()) for _ in range(STREAMS)] for _ in range(max(WRITERS))]
        self.turns = [0] * max(WRITERS)

    @classmethod
    async def begin(cls, place: Place) -> "Appending":
        enter()
        network_id, head = await place.found()
        # Rights are checked like everywhere else in the bar that comes through the door.
        return cls(Line(place.store, network_id, head, lambda *_: None, lambda _written: None))

    async def close(self) -> None:
        await self.line.close()

    async def note(self, writer: int) -> None:
        """Four events of about 300 bytes, to one stream."""
        self.turns[writer] += 1
        stream = self.streams[writer][self.turns[writer] % STREAMS]
        note = Asking(id=CommandId(ids.new()), stream=stream, command=Note(TEXT))  # type: ignore[arg-type]  # of no aggregate that people use
        receipt = await self.line.ask(note, self.person)
        assert receipt.outcome == "applied"

    async def events_per_second(self, writers: int, seconds: float) -> float:
        return EVENTS * await rate(writers, seconds, self.note)


async def edits_per_second(place: Place, seconds: float) -> float:
    """Everyday edits of a thousand actions, by 64 writers: one field, one event each."""
    network_id, head = await place.found()
    line = Line(place.store, network_id, head, lambda *_: None, lambda _written: None)
    try:
        furnished = await town.furnish(network_id, line.ask)
        turns = [0] * max(WRITERS)

        async def edit(writer: int) -> None:
            mine = furnished.actions[writer :: max(WRITERS)]
            edits, which = divmod(turns[writer], len(mine))
            turns[writer] += 1
            change: Change[str | None] = Change(town.text(edits), town.text(edits + 1))
            receipt = await line.ask(town.asking(mine[which], action.Edit(description=change)), furnished.editor)
            assert receipt.outcome == "applied"

        return await rate(max(WRITERS), seconds, edit)
    finally:
        await line.close()
