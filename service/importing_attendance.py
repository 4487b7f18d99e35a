"""``club21 import-attendance``: a list of who was there, brought into a meeting from the command line: checked first, told row by row."""

import argparse
import asyncio
from pathlib import Path
from uuid import UUID

from events import line, meeting
from events.asking import Asking, Receipt
from events.decider import Invalid, Refused
from events.ids import MeetingId, NetworkId, PersonId, StreamId
from projections.meeting_attendance import meeting_attendance
from projections.meeting_list import meeting_list
from projections.member_list import member_list
from service import operating, problems
from service.files import attendance_import
from service.files.archive import MAX_FILE
from service.files.attendance_import import Present
from service.files.report import Remark, told
from service.identity.people import normalised
from service.languages import Language, say
from service.networks import Network
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
        known = (await service.people.of(network.network_id)).people.values()
        people = {normalised(one.name): PersonId(one.person_id) for one in known if one.name}
        members = network.follower.rows(member_list).values()
        try:
            reading = attendance_import.read(data, options.file.name, at, members, people)
        except Invalid as error:
            raise Stopped("cli.refused", why=problems.document(error, language)[0].detail) from error
        _tell("fault", reading.faults, language)
        _tell("note", reading.notes, language)
        there = network.follower.rows(meeting_attendance)
        new = [one for one in reading.lines if one.participant not in there]
        print(say(language, "cli.attendance_offered", file=options.file.name, count=len(new), there=len(reading.lines) - len(new)))
        if options.dry_run:
            return 1 if reading.faults else 0
        by = PersonId(operating.id_of(options.by)) if options.by else PersonId(network.network_id)
        cause = attendance_import.import_id(at, data)
        answers = await asyncio.gather(*(_check_in(network, at, one, by, cause) for one in new))
    refused = [(one, answer) for one, answer in zip(new, answers, strict=True) if isinstance(answer, Exception)]
    for one, refusal in refused:
        why = problems.document(refusal, language)[0].detail
        print(f"{say(language, 'importing.level_fault')} · {_place(one.sheet, one.row, language)} · {why}")
    print(say(language, "cli.attendance_taken", count=len(new) - len(refused), refused=len(refused) + len(reading.faults)))
    return 1 if refused or reading.faults else 0


async def _check_in(network: Network, at: MeetingId, one: Present, by: PersonId, cause: UUID) -> Receipt | Exception:
    command = meeting.CheckIn(one.participant, one.capacity, one.authority, one.person)
    try:
        return await network.ask(Asking(id=one.command, stream=StreamId(at), command=command, cause=cause), by)
    except (Refused, Invalid, problems.Problem) as error:
        return error


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_FILE + 1)
    except OSError as error:
        raise Stopped("cli.file_unreadable", file=file, why=error.strerror) from None


def _tell(level: str, remarks: tuple[Remark, ...], language: Language) -> None:
    for one in told(remarks, language):
        print(f"{say(language, f'importing.level_{level}')} · {_place(one.sheet or '', one.row or 0, language)} · {one.sentence}")


def _place(sheet: str, row: int, language: Language) -> str:
    return ", ".join(part for part in (sheet, say(language, "importing.row", row=row)) if part)
