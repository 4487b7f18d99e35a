"""``club21 import-workshop``: the tables that workshops wrote up, brought in from the command line: checked first, told row by row."""

import argparse
from pathlib import Path
from uuid import UUID

from events import line
from events.decider import Invalid, Refused
from events.ids import MeetingId, NetworkId, PersonId
from service import operating, problems
from service.files import contribution_import, contribution_reader
from service.files.archive import MAX_FILE
from service.files.contribution_import import ContributionOffer, ContributionsResult, ContributionsTaken, WantedContribution
from service.files.contribution_reader import Line
from service.languages import Language, say
from service.settings import Settings
from service.stopped import Stopped


async def bring_in(settings: Settings, language: Language, options: argparse.Namespace) -> int:
    """Check a file and, unless it is a dry run, do what it asks; 1 where rows were refused."""
    data = _content(options.file)
    async with operating.working(settings) as service:
        try:
            network = await service.networks.open(NetworkId(operating.id_of(options.network)))
        except line.Missing:
            raise Stopped("cli.no_such_network", id=options.network) from None
        by = PersonId(operating.id_of(options.by)) if options.by else PersonId(network.network_id)
        try:
            offer = await contribution_import.offer(network, data, options.file.name, language)
            wanted = _corrected(offer, options.split, _orientations(options.orientation))
            _tell(offer, wanted, language)
            if options.dry_run or not wanted:
                return 0
            meeting = MeetingId(operating.id_of(options.meeting)) if options.meeting else None
            rooms: dict[str, UUID | None] = {room.sheet: room.workshop_id for room in offer.rooms}
            result = await contribution_import.take(network, offer.import_id, ContributionsTaken(wanted, rooms, meeting), by, language)
        except (Invalid, Refused, problems.Problem, line.Missing) as error:
            raise Stopped("cli.refused", why=problems.document(error, language)[0].detail) from error
    return _told(result, language)


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_FILE + 1)
    except OSError as error:
        raise Stopped("cli.file_unreadable", file=file, why=error.strerror) from None


def _orientations(told: list[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in told]
    return {row: text.strip() for row, _, text in pairs}


def _corrected(offer: ContributionOffer, cut: list[str], orientations: dict[str, str]) -> list[WantedContribution]:
    """What is asked once the person's cuts and orientations are laid on it: rows that are there already are not."""
    wanted = []
    for one in offer.lines:
        if one.there:
            continue
        named = {str(one.row), f"{one.sheet}:{one.row}"}
        parts = contribution_reader.split(Line(one.sheet, one.row, one.action), one.cuts) if named & {*cut} else [one.action]
        orientation = next((text for row, text in orientations.items() if row in named), one.orientation)
        for part, action in enumerate(parts, 1):
            wanted.append(WantedContribution(one.sheet, one.row, action, part, one.objective, orientation or None, one.group))
    return wanted


def _tell(offer: ContributionOffer, wanted: list[WantedContribution], language: Language) -> None:
    for note in offer.notes:
        place = " ".join(f"{note.sheet or ''}, {say(language, 'importing.row', row=note.row)}".split())
        print(f"{say(language, 'importing.level_note')} · {place} · {note.sentence}")
    for room in offer.rooms:
        count = sum(one.sheet == room.sheet for one in wanted)
        print(say(language, "cli.contributions_of", sheet=room.sheet, rows=room.contributions, count=count))
    print(say(language, "cli.contributions_offered", file=offer.file, count=len(wanted), there=sum(one.there for one in offer.lines)))


def _told(result: ContributionsResult, language: Language) -> int:
    refused = [one for one in result.outcomes if one.why is not None]
    for one in refused:
        print(f"{say(language, 'importing.level_fault')} · {one.sheet}, {say(language, 'importing.row', row=one.row)} · {one.why}")
    added = sum(one.outcome == "applied" for one in result.outcomes)
    print(say(language, "cli.contributions_taken", count=added, refused=len(refused)))
    return 1 if refused else 0
