"""Lists of who was there, brought into a meeting: checked first, corrected by a person, one check-in a row.

A row says for which authority somebody came, and as what. The authority is known by its SIREN, its INSEE code or its name; a name of a
person is only compared with the people whom the network knows, and kept nowhere. Ids follow from the meeting and the file, so that the
same file again changes nothing, and one that broke off checks in the rest.
"""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct, structs

from events import ids, meeting
from events.ids import AuthorityId, CommandId, MeetingId, ParticipantId, PersonId
from events.meeting import MOST_PRESENT, Capacity
from projections.meeting_attendance import meeting_attendance
from projections.member_list import Member, member_list
from service.files.archive import unreadable
from service.files.contribution_reader import plain, rows
from service.files.report import Remark, remark, told
from service.files.taking import Taking
from service.identity.people import People, normalised
from service.languages import Language
from service.networks import Network

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "authority": ("collectivite", "structure", "organisme", "commune", "authority", "organisation"),
    "capacity": ("qualite", "fonction", "role", "capacity"),
    "person": ("nom", "participant", "prenom", "name", "person"),
    "siren": ("siren", "insee", "code"),
}
_CAPACITIES: Mapping[Capacity, tuple[str, ...]] = {
    "elected": ("elu", "maire", "adjoint", "conseill", "president", "vice", "elected", "mayor", "councillor"),
    "officer": ("techni", "agent", "charge", "direct", "officer", "dgs", "staff"),
}


class ProposedPresence(Struct, frozen=True):
    """Someone who is on the list, in the words of their row; ``there`` is one whom an earlier import of this file checked in.

    ``unknown`` is a row whose authority is no member: a person says which one is meant, or leaves the row out.
    """

    sheet: str
    row: int
    said: str
    capacity: Capacity
    authority: AuthorityId | None = None
    person: PersonId | None = None
    unknown: bool = False
    there: bool = False


class AttendanceOffer(Struct, frozen=True):
    """The dry run: whom each row would check in, and everything a person should look at."""

    import_id: UUID
    file: str
    lines: tuple[ProposedPresence, ...]
    notes: tuple[Remark, ...]


class WantedPresence(Struct, frozen=True, forbid_unknown_fields=True):
    """One check-in as a person confirmed it."""

    sheet: Annotated[str, Meta(max_length=300)]
    row: Annotated[int, Meta(ge=1, le=1_000_000)]
    capacity: Capacity
    authority: AuthorityId | None = None
    person: PersonId | None = None


class AttendanceTaken(Struct, frozen=True, forbid_unknown_fields=True):
    """What a person confirmed of a list."""

    lines: Annotated[list[WantedPresence], Meta(min_length=1, max_length=MOST_PRESENT)]


class PresenceOutcome(Struct, frozen=True):
    """What became of one row, and why where a rule refused it."""

    sheet: str
    row: int
    outcome: str
    why: str | None = None


class AttendanceResult(Struct, frozen=True):
    """What became of each row of a list."""

    outcomes: tuple[PresenceOutcome, ...]
    after: str | None = None


class Reading(Struct, frozen=True):
    """Who is on a list, and what is worth knowing."""

    lines: tuple[ProposedPresence, ...]
    notes: tuple[Remark, ...]


async def offer(network: Network, people: People, at: MeetingId, data: bytes, name: str, language: Language) -> AttendanceOffer:
    """The dry run of a list; Invalid where it holds none."""
    known = (await people.of(network.network_id)).people.values()
    named = Counter(normalised(one.name) for one in known if one.name)
    # A name that two people bear says nothing about which of them came.
    by_name = {normalised(one.name): PersonId(one.person_id) for one in known if one.name and named[normalised(one.name)] == 1}
    reading = await asyncio.to_thread(read, data, name, [*network.follower.rows(member_list).values()], by_name)
    import_id = ids.derived(at, "attendance", hashlib.sha256(data).hexdigest())
    present = network.follower.rows(meeting_attendance)
    lines = tuple(structs.replace(one, there=_participant(_command(import_id, one.sheet, one.row)) in present) for one in reading.lines)
    return AttendanceOffer(import_id, name, lines, told(reading.notes, language))


async def take(
    network: Network, at: MeetingId, import_id: UUID, taken: AttendanceTaken, by: PersonId, language: Language
) -> AttendanceResult:
    """Check in whom a person confirmed: one command a row; those whom an earlier run of this import checked in are left as they are."""
    taking = Taking(network, import_id, by, language)
    present = network.follower.rows(meeting_attendance)

    async def bring(line: WantedPresence) -> PresenceOutcome:
        command = _command(import_id, line.sheet, line.row)
        if _participant(command) in present:
            return PresenceOutcome(line.sheet, line.row, "nothing")
        wish = meeting.CheckIn(_participant(command), line.capacity, line.authority, line.person)
        return PresenceOutcome(line.sheet, line.row, *await taking.attempt(command, at, wish))

    outcomes = await taking.each(taken.lines, bring)
    return AttendanceResult(tuple(outcomes), taking.after)


def _command(import_id: UUID, sheet: str, row: int) -> CommandId:
    return CommandId(ids.derived(import_id, sheet, row))


def _participant(command: CommandId) -> ParticipantId:
    return ParticipantId(ids.derived(command, "item"))


def read(data: bytes, name: str, members: Iterable[Member], people: Mapping[str, PersonId]) -> Reading:
    """The list that a file holds; Invalid where it holds none. ``people`` are those whom the network knows, by normalised name."""
    known = [one for one in members if one.left_at is None]
    named = {normalised(one.name): one for one in known}
    numbered = {number: one for one in known for number in (one.siren, one.insee_code) if number}
    lines: list[ProposedPresence] = []
    notes: list[Remark] = []
    columns: dict[str, int] = {}
    for sheet, number, cells in rows(data, name):
        texts = [" ".join(cell.split()) for cell in cells]
        if headed := _header(texts):
            columns = headed
            continue
        if not columns or not any(texts):
            continue
        words = {column: texts[at] for column, at in columns.items() if at < len(texts) and texts[at]}
        member = numbered.get("".join(words.get("siren", "").split())) or named.get(normalised(words.get("authority", "")))
        unknown = member is None and ("authority" in words or "siren" in words)
        if unknown:
            notes.append(remark("no_such_member", sheet, number, name=words.get("authority") or words["siren"]))
        capacity = _capacity(words.get("capacity", ""))
        if capacity == "other" and "capacity" in words:
            notes.append(remark("other_capacity", sheet, number, value=words["capacity"]))
        person = people.get(normalised(words["person"])) if "person" in words else None
        said = " · ".join(words[column] for column in _COLUMNS if column in words)
        authority = AuthorityId(member.authority_id) if member else None
        lines.append(ProposedPresence(sheet, number, said, capacity, authority, person, unknown))
    if not lines:
        raise unreadable("no_attendance")
    return Reading(tuple(lines), tuple(notes))


def _header(texts: Sequence[str]) -> dict[str, int] | None:
    found = dict(_headed(texts))
    return found if "capacity" in found and ("authority" in found or "siren" in found) else None


def _headed(texts: Sequence[str]) -> Iterator[tuple[str, int]]:
    for index in reversed(range(len(texts))):  # of two columns of one kind, the first counts
        words = plain(texts[index])
        for column, begins in _COLUMNS.items():
            if len(words) < 60 and words.startswith(begins):
                yield column, index
                break


def _capacity(text: str) -> Capacity:
    words = plain(text)
    return next((capacity for capacity, begins in _CAPACITIES.items() if any(word.startswith(begins) for word in words.split())), "other")
