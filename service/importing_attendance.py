"""``club21 import-attendance``: a list of who was there, brought into a meeting from the command line: checked first, told row by row."""

import argparse
from pathlib import Path

from events import line
from events.decider import Invalid
from events.ids import MeetingId, NetworkId, PersonId
from projections.meeting_list import meeting_list
from service import operating, problems
from service.files import attendance_import
from service.files.archive import MAX_FILE
from service.files.attendance_import import AttendanceTaken, WantedPresence
from service.languages import Language, say
from service.settings import Settings
from service.stopped import Stopped


async def bring_in(settings: Settings, language: Language, options: argparse.Namespace) -> int:
    """Check a list and, unless it is a dry run, check its people in; 1 where rows are faulty or were refused."""
    data = _content(options.file)
    async with operating.working(settings) as service:
        try:
            network = await service.networks.open(NetworkId(operating.id_of(options.network)))
        except line.Missing:
            raise Stopped("cli.no_such_network", id=options.network) from None
        at = MeetingId(operating.id_of(options.meeting))
        if network.follower.row(meeting_list, at) is None:
            raise Stopped("cli.no_such_meeting", id=options.meeting)
        try:
            offer = await attendance_import.offer(network, service.people, at, data, options.file.name, language)
        except Invalid as error:
            raise Stopped("cli.refused", why=problems.document(error, language)[0].detail) from error
        unknown = {(one.sheet, one.row) for one in offer.lines if one.unknown}
        for note in offer.notes:
            level = "fault" if note.key == "import.no_such_member" else "note"
            print(f"{say(language, f'importing.level_{level}')} · {_place(note.sheet or '', note.row or 0, language)} · {note.sentence}")
        wanted = [WantedPresence(one.sheet, one.row, one.capacity, one.authority, one.person) for one in offer.lines if not one.unknown]
        there = sum(one.there for one in offer.lines)
        print(say(language, "cli.attendance_offered", file=options.file.name, count=len(wanted) - there, there=there))
        if options.dry_run or not wanted:
            return 1 if unknown else 0
        by = PersonId(operating.id_of(options.by)) if options.by else PersonId(network.network_id)
        result = await attendance_import.take(network, at, offer.import_id, AttendanceTaken(wanted), by, language)
    refused = [one for one in result.outcomes if one.why is not None]
    for one in refused:
        print(f"{say(language, 'importing.level_fault')} · {_place(one.sheet, one.row, language)} · {one.why}")
    count = sum(one.outcome == "applied" for one in result.outcomes)
    print(say(language, "cli.attendance_taken", count=count, refused=len(refused) + len(unknown)))
    return 1 if refused or unknown else 0


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_FILE + 1)
    except OSError as error:
        raise Stopped("cli.file_unreadable", file=file, why=error.strerror) from None


def _place(sheet: str, row: int, language: Language) -> str:
    return ", ".join(part for part in (sheet, say(language, "importing.row", row=row)) if part)
