"""Imports of what workshops wrote up: offered as a dry run, cut and corrected by a person, then taken row by row.

Nothing is kept of a dry run. Everything follows from the file: an import's id from what is in it, a row's command from import and
row, a contribution from its command. So the same file again finds what it brought, and one that broke off brings the rest.
"""

import asyncio
import hashlib
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from events import ids, workshop
from events.fields import Line, Text
from events.ids import CommandId, ContributionId, MeetingId, NetworkId, PersonId
from events.workshop import Group
from projections.workshop_board import workshop_board
from projections.workshop_list import workshop_list
from service.files import contribution_reader
from service.files.contribution_reader import Doubt
from service.files.report import Remark, told
from service.files.taking import Taking
from service.languages import Language
from service.networks import Network

MOST = 2_000  # rows of one import


class ProposedContribution(Struct, frozen=True):
    """What one row would bring; ``there`` is one that an earlier import of this file brought. ``cuts`` are places in ``action``.

    ``begun`` is one that was cut, and of which an import that broke off brought later parts alone: they are not brought again.
    """

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
    begun: bool


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

    def brought(one: contribution_reader.Line, part: int) -> bool:
        return _contribution(_command(import_id, one.sheet, one.row, part)) in board

    lines = tuple(
        ProposedContribution(
            *(one.sheet, one.row, one.action, one.objective, one.orientation, one.doubt, one.group, one.cuts, one.continued),
            there=brought(one, 1),
            begun=brought(one, 2) and not brought(one, 1),
        )
        for one in reading.lines
    )
    by_title = {_same(row.title): row.workshop_id for row in network.follower.rows(workshop_list).values() if row.closed_at is None}
    rooms = tuple(ContributionRoom(one, by_title.get(_same(one)), sum(line.sheet == one for line in lines)) for one in reading.sheets)
    return ContributionOffer(import_id, name, rooms, lines, told(reading.notes, language))


async def take(network: Network, import_id: UUID, taken: ContributionsTaken, by: PersonId, language: Language) -> ContributionsResult:
    """Do what a person confirmed: one command a row; what an earlier run of this import brought is left as it is."""
    taking = Taking(network, import_id, by, language)
    rooms: dict[str, UUID] = {}
    for sheet in dict.fromkeys(line.sheet for line in taken.lines):
        chosen = taken.rooms.get(sheet)
        rooms[sheet] = chosen or ids.derived(import_id, "workshop", sheet)
        if chosen is None and network.follower.row(workshop_list, rooms[sheet]) is None:
            title = sheet[:300] or "–"
            wish = workshop.Open(title, title, meeting=taken.meeting)
            await taking.ask(CommandId(ids.derived(import_id, sheet)), rooms[sheet], wish)
    board = network.follower.rows(workshop_board)

    async def bring(line: WantedContribution) -> ContributionOutcome:
        command = _command(import_id, line.sheet, line.row, line.part)
        contribution = _contribution(command)
        if contribution in board:
            return ContributionOutcome(line.sheet, line.row, line.part, "nothing")
        wish = workshop.Contribute(contribution, line.action, line.objective, line.group, line.orientation)
        return ContributionOutcome(line.sheet, line.row, line.part, *await taking.attempt(command, rooms[line.sheet], wish))

    # The first part of a row comes after its others: where an import broke off, a row whose first part is there is there whole.
    parts = [line for line in taken.lines if line.part > 1]
    outcomes = [*await taking.each(parts, bring), *await taking.each([line for line in taken.lines if line.part == 1], bring)]
    outcomes.sort(key=lambda one: (list(rooms).index(one.sheet), one.row, one.part))
    counted = tuple(ContributionRoom(sheet, room, sum(line.sheet == sheet for line in taken.lines)) for sheet, room in rooms.items())
    return ContributionsResult(counted, tuple(outcomes), taking.after)


def _import_id(network_id: NetworkId, data: bytes) -> UUID:
    return ids.derived(network_id, "contributions", hashlib.sha256(data).hexdigest())


def _command(import_id: UUID, sheet: str, row: int, part: int) -> CommandId:
    return CommandId(ids.derived(import_id, sheet, row, *((part,) if part > 1 else ())))


def _contribution(command: CommandId) -> ContributionId:
    return ContributionId(ids.derived(command, "item"))


def _same(title: str) -> str:
    return " ".join(title.split()).casefold()
