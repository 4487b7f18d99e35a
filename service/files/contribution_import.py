"""Imports of what workshops wrote up: offered as a dry run, cut and corrected by a person, then taken row by row.

Nothing is kept of a dry run. Everything follows from the file: an import's id from what is in it, a row's command from import and
row, a contribution from its command. So the same file again finds what it brought, and one that broke off brings the rest.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, TypeAlias
from uuid import UUID

from msgspec import Meta, Struct

from events import ids, workshop
from events.asking import Asking, Receipt
from events.decider import Invalid, Refused
from events.fields import Line, Text
from events.ids import CommandId, ContributionId, MeetingId, NetworkId, PersonId, StreamId
from events.workshop import Group
from projections.projection import Key
from projections.workshop_board import Contribution, workshop_board
from projections.workshop_list import workshop_list
from service import problems
from service.files import contribution_reader
from service.files.contribution_reader import Doubt
from service.files.report import Remark, told
from service.languages import Language
from service.networks import Network

AT_ONCE = 100  # rows that stand in line together
MOST = 2_000  # rows of one import

Ask: TypeAlias = Callable[[CommandId, UUID, workshop.Command], Awaitable[Receipt | Exception]]


class ProposedContribution(Struct, frozen=True):
    """What one row would bring; ``there`` is one that an earlier import of this file brought. ``cuts`` are places in ``action``."""

    sheet: str
    row: int
    action: str
    objective: str | None
    orientation: str | None
    doubt: Doubt | None
    group: str | None
    cuts: tuple[int, ...]
    continued: tuple[int, ...]
    there: bool


class ContributionRoom(Struct, frozen=True):
    """One workshop of the file: which of the network's it goes to, or none where one is opened for it, and how much it brings."""

    sheet: str
    workshop_id: UUID | None
    contributions: int


class ContributionOffer(Struct, frozen=True):
    """The dry run: what each row would bring, and everything a person should look at."""

    import_id: UUID
    file: str
    rooms: tuple[ContributionRoom, ...]
    lines: tuple[ProposedContribution, ...]
    notes: tuple[Remark, ...]


class WantedContribution(Struct, frozen=True, forbid_unknown_fields=True):
    """One contribution as a person confirmed it; of a row that was cut, the parts are counted from 1."""

    sheet: Line
    row: Annotated[int, Meta(ge=1, le=1_000_000)]
    action: Text
    part: Annotated[int, Meta(ge=1, le=100)] = 1
    objective: Text | None = None
    orientation: Line | None = None
    group: Group | None = None


class ContributionsTaken(Struct, frozen=True, forbid_unknown_fields=True):
    """What a person confirmed: for each sheet the workshop it goes to, or none to open one, in this meeting where it is named."""

    lines: Annotated[list[WantedContribution], Meta(min_length=1, max_length=MOST)]
    rooms: dict[str, UUID | None] = {}
    meeting: MeetingId | None = None


class ContributionOutcome(Struct, frozen=True):
    """What became of one contribution, and why where a rule refused it."""

    sheet: str
    row: int
    part: int
    outcome: str
    why: str | None = None


class ContributionsResult(Struct, frozen=True):
    """What became of an import: its workshops, and each contribution."""

    rooms: tuple[ContributionRoom, ...]
    outcomes: tuple[ContributionOutcome, ...]
    after: str | None = None


async def offer(network: Network, data: bytes, name: str, language: Language) -> ContributionOffer:
    """The dry run of a file; Invalid where it holds no contributions."""
    reading = await asyncio.to_thread(contribution_reader.read, data, name)
    import_id = _import_id(network.network_id, data)
    board = network.follower.rows(workshop_board)
    lines = tuple(
        ProposedContribution(
            *(one.sheet, one.row, one.action, one.objective, one.orientation, one.doubt, one.group, one.cuts, one.continued),
            there=_contribution(_command(import_id, one.sheet, one.row, 1)) in board,
        )
        for one in reading.lines
    )
    by_title = {_same(row.title): row.workshop_id for row in network.follower.rows(workshop_list).values() if row.closed_at is None}
    rooms = tuple(ContributionRoom(one, by_title.get(_same(one)), sum(line.sheet == one for line in lines)) for one in reading.sheets)
    return ContributionOffer(import_id, name, rooms, lines, told(reading.notes, language))


async def take(network: Network, import_id: UUID, taken: ContributionsTaken, by: PersonId, language: Language) -> ContributionsResult:
    """Do what a person confirmed: one command a row; what an earlier run of this import brought is left as it is."""
    tokens: list[ids.Token] = []

    async def ask(command: CommandId, stream: UUID, wish: workshop.Command) -> Receipt | Exception:
        try:
            receipt = await network.ask(Asking(id=command, stream=StreamId(stream), command=wish, cause=import_id), by)
        except (Refused, Invalid, problems.Problem) as error:
            return error
        tokens.append(ids.Token.parse(receipt.after))
        return receipt

    rooms: dict[str, UUID] = {}
    for sheet in dict.fromkeys(line.sheet for line in taken.lines):
        chosen = taken.rooms.get(sheet)
        rooms[sheet] = chosen or ids.derived(import_id, "workshop", sheet)
        if chosen is None and network.follower.row(workshop_list, rooms[sheet]) is None:
            title = sheet[:300] or "–"
            answer = await ask(CommandId(ids.derived(import_id, sheet)), rooms[sheet], workshop.Open(title, title, meeting=taken.meeting))
            if isinstance(answer, Exception):
                raise answer
    board = network.follower.rows(workshop_board)
    outcomes: list[ContributionOutcome] = []
    for start in range(0, len(taken.lines), AT_ONCE):
        chunk = taken.lines[start : start + AT_ONCE]
        outcomes += await asyncio.gather(*(_bring(line, import_id, rooms, board, ask, language) for line in chunk))
    counted = tuple(ContributionRoom(sheet, room, sum(line.sheet == sheet for line in taken.lines)) for sheet, room in rooms.items())
    return ContributionsResult(counted, tuple(outcomes), str(max(tokens)) if tokens else None)


async def _bring(
    line: WantedContribution, import_id: UUID, rooms: Mapping[str, UUID], board: Mapping[Key, Contribution], ask: Ask, language: Language
) -> ContributionOutcome:
    command = _command(import_id, line.sheet, line.row, line.part)
    contribution = _contribution(command)
    if contribution in board:
        return ContributionOutcome(line.sheet, line.row, line.part, "nothing")
    wish = workshop.Contribute(contribution, line.action, line.objective, line.group, line.orientation)
    answer = await ask(command, rooms[line.sheet], wish)
    if isinstance(answer, Receipt):
        return ContributionOutcome(line.sheet, line.row, line.part, answer.outcome)
    document = problems.document(answer, language)[0]
    return ContributionOutcome(line.sheet, line.row, line.part, f"refused:{document.code}", document.detail)


def _import_id(network_id: NetworkId, data: bytes) -> UUID:
    return ids.derived(network_id, "contributions", hashlib.sha256(data).hexdigest())


def _command(import_id: UUID, sheet: str, row: int, part: int) -> CommandId:
    return CommandId(ids.derived(import_id, sheet, row, *((part,) if part > 1 else ())))


def _contribution(command: CommandId) -> ContributionId:
    return ContributionId(ids.derived(command, "item"))


def _same(title: str) -> str:
    return " ".join(title.split()).casefold()
