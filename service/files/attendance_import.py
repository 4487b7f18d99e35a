"""Lists of who was there, brought into a meeting: one check-in a row, checked first.

A row says for which authority somebody came, and as what. The authority is known by its SIREN, its INSEE code or its name; a name of a
person is only compared with the people whom the network knows, and kept nowhere. Ids follow from the meeting and the file, so that the
same file again changes nothing.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from msgspec import Struct

from events import ids
from events.ids import AuthorityId, CommandId, MeetingId, ParticipantId, PersonId
from events.meeting import Capacity
from projections.member_list import Member
from service.files.archive import unreadable
from service.files.contribution_reader import plain, rows
from service.files.report import Remark, remark
from service.identity.people import normalised

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


class Present(Struct, frozen=True):
    """Someone who is on the list, and the command that checks them in."""

    sheet: str
    row: int
    command: CommandId
    participant: ParticipantId
    capacity: Capacity
    authority: AuthorityId | None = None
    person: PersonId | None = None


class Reading(Struct, frozen=True):
    """Who is on the list, the rows that can not be taken, and what is worth knowing."""

    lines: tuple[Present, ...]
    faults: tuple[Remark, ...]
    notes: tuple[Remark, ...]


def import_id(meeting: MeetingId, data: bytes) -> UUID:
    """The id of an import: the same for the same file in the same meeting."""
    return ids.derived(meeting, "attendance", hashlib.sha256(data).hexdigest())


def read(data: bytes, name: str, meeting: MeetingId, members: Iterable[Member], people: Mapping[str, PersonId]) -> Reading:
    """The list that a file holds; Invalid where it holds none. ``people`` are those whom the network knows, by normalised name."""
    known = [one for one in members if one.left_at is None]
    named = {normalised(one.name): one for one in known}
    numbered = {number: one for one in known for number in (one.siren, one.insee_code) if number}
    of_import = import_id(meeting, data)
    lines: list[Present] = []
    faults: list[Remark] = []
    notes: list[Remark] = []
    columns: dict[str, int] = {}
    for sheet, number, cells in rows(data, name):
        texts = [" ".join(cell.split()) for cell in cells]
        if headed := _header(texts):
            columns = headed
            continue
        if not columns or not any(texts):
            continue
        told = {column: texts[at] for column, at in columns.items() if at < len(texts) and texts[at]}
        member = numbered.get("".join(told.get("siren", "").split())) or named.get(normalised(told.get("authority", "")))
        if member is None and ("authority" in told or "siren" in told):
            faults.append(remark("no_such_member", sheet, number, name=told.get("authority") or told["siren"]))
            continue
        capacity = _capacity(told.get("capacity", ""))
        if capacity == "other" and "capacity" in told:
            notes.append(remark("other_capacity", sheet, number, value=told["capacity"]))
        command = CommandId(ids.derived(of_import, sheet, number))
        participant = ParticipantId(ids.derived(command, "item"))
        person = people.get(normalised(told["person"])) if "person" in told else None
        lines.append(Present(sheet, number, command, participant, capacity, AuthorityId(member.authority_id) if member else None, person))
    if not lines and not faults:
        raise unreadable("no_attendance")
    return Reading(tuple(lines), tuple(faults), tuple(notes))


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
