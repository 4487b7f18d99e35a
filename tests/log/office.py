"""A founded network and its lines of commands, as tests of the log ask them."""

import asyncio
from typing import Any
from uuid import UUID

from events import action, action_plan, ids, line, network
from events.asking import Asking, Receipt
from events.decider import Event
from events.fields import Change
from events.ids import CommandId, PersonId, PlanId, StreamId
from events.line import Line, Missing
from events.log.recorded import Recorded
from events.log.snapshots import Stream
from events.log.store import Store
from tests.log.batches import Book, founded
from tests.log.faulty import Faulty
from tests.people import ADA, BEN, CAS, EVA, HAUTEFEUILLE, opening


class Office(Book):
    """A founded network, its lines, and what they told those who follow."""

    faults: Faulty
    lines: list[Line]
    heard: list[Recorded[Event]]
    may: line.May

    async def open(self) -> Line:
        """One more line: another process would have one of its own."""
        head = await self.store.head(self.network_id)
        assert head is not None
        made = Line(self.faults, self.network_id, head, self.may, self.heard.extend)
        self.lines.append(made)
        return made

    async def ask(self, stream: UUID, command: Any, by: PersonId = BEN, line: int = 0, **named: Any) -> Receipt:
        return await self.lines[line].ask(asking(stream, command, **named), by)


def asking(stream: UUID, command: Any, **named: Any) -> Asking:
    return Asking(**{"id": CommandId(ids.new()), "stream": StreamId(stream), "command": command, **named})


def roles_count(state: network.Running, _asking: Asking, by: PersonId, _stream: Stream | None = None) -> None:
    """Who holds no role may ask nothing; the founding voice may ask all."""
    if by in (ADA, BEN, CAS, EVA) and not state.held_by(by):
        raise Missing


async def an_office(store: Store, clock: network.Clock = "real", may: line.May = roles_count) -> Office:
    book = await founded(store, clock)
    office = Office(store, book.network_id, book.head, Faulty(store), [], [], may)
    await office.open()
    for command in opening():
        await office.ask(office.network_id, command, PersonId(office.network_id))
    return office


async def opened(office: Office) -> PlanId:
    stream = PlanId(ids.new())
    await office.ask(stream, action_plan.Open("Agenda 21", HAUTEFEUILLE))
    return stream


def edit(was: str | None, to: str | None) -> action.Edit:
    return action.Edit(lead=Change(was, to))


async def outcome(asked: Any) -> Any:
    """What came of it, with the class of what was raised."""
    try:
        receipt = await asked
    except Exception as error:
        return type(error)
    return receipt.outcome


async def outcomes(*asked: Any) -> list[Any]:
    """What came of each, asked at once."""
    return list(await asyncio.gather(*[outcome(one) for one in asked]))


async def written(office: Office) -> list[str]:
    return [one.tag for one in await office.all()][1 + len(opening()) :]


async def together(office: Office, *askings: Asking, by: PersonId = BEN) -> list[Any]:
    results = await office.lines[0].ask_together(list(askings), by, [None] * len(askings))
    return [one.outcome if isinstance(one, Receipt) else type(one) for one in results]
