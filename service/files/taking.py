"""What a person confirmed of a check, taken row by row: one command a row, with the import as its cause, and what became of each."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar
from uuid import UUID

from events import catalogue, ids
from events.asking import Asking, Receipt
from events.decider import Invalid, Refused
from events.ids import CommandId, PersonId, StreamId
from service import problems
from service.languages import Language
from service.networks import Network

AT_ONCE = 100  # rows that stand in line together

W = TypeVar("W")
D = TypeVar("D")


class Taking:
    """One run of an import: it asks in a person's name, and knows where the log stands after."""

    def __init__(self, network: Network, import_id: UUID, by: PersonId, language: Language) -> None:
        self._network = network
        self._import_id = import_id
        self._by = by
        self._language = language
        self._tokens: list[ids.Token] = []

    @property
    def after(self) -> str | None:
        """The position of the last change, if there was one."""
        return str(max(self._tokens)) if self._tokens else None

    async def ask(self, command: CommandId, stream: UUID, wish: catalogue.Command) -> Receipt:
        """Ask for one change; raises where it is refused."""
        receipt = await self._network.ask(Asking(id=command, stream=StreamId(stream), command=wish, cause=self._import_id), self._by)
        self._tokens.append(ids.Token.parse(receipt.after))
        return receipt

    async def attempt(self, command: CommandId, stream: UUID, wish: catalogue.Command) -> tuple[str, str | None]:
        """What came of one row, and why where a rule refused it: the other rows go on."""
        try:
            return (await self.ask(command, stream, wish)).outcome, None
        except (Refused, Invalid, problems.Problem) as error:
            document = problems.document(error, self._language)[0]
            return f"refused:{document.code}", document.detail

    async def each(self, rows: Sequence[W], bring: Callable[[W], Awaitable[D]]) -> list[D]:
        """Bring every row, some at a time, in their order."""
        found: list[D] = []
        for start in range(0, len(rows), AT_ONCE):
            found += await asyncio.gather(*(bring(row) for row in rows[start : start + AT_ONCE]))
        return found
