"""Lists of who was there, brought into a meeting: 60 people of 40 authorities, never twice, and what can not be taken is told by row."""

import asyncio
from pathlib import Path

import pytest

from events import ids
from events.decider import Invalid
from events.ids import MeetingId
from projections.member_list import Member
from service.embedded import Addresses
from service.files import attendance_import
from tests.http.town import Town
from tests.people import ADA, BEN, HAUTEFEUILLE, NETWORK
from tests.spec import NOW
from tests.terminal import club21

MEETING = MeetingId(ids.derived(NETWORK, "meeting"))
MEMBERS = [
    Member(HAUTEFEUILLE, NETWORK, "Hautefeuille", "municipality", "212100010", "21001", 4_200, NOW),
    *(
        Member(ids.derived(NETWORK, f"{number}"), NETWORK, f"Collectivité {number}", "municipality", None, None, None, NOW)
        for number in range(39)
    ),
]


def test_a_list_of_sixty_people_of_forty_authorities_is_read() -> None:
    names = [MEMBERS[number % 40].name.upper() for number in range(60)]
    table = ["Collectivité;Qualité", *(f"{name};{'Technicienne' if number < 32 else 'Élu'}" for number, name in enumerate(names))]
    reading = attendance_import.read("\n".join(table).encode(), "x.csv", MEETING, MEMBERS, {})
    assert (len(reading.lines), reading.faults, reading.notes) == (60, (), ())
    assert [sum(one.capacity == capacity for one in reading.lines) for capacity in ("officer", "elected")] == [32, 28]
    assert len({one.authority for one in reading.lines}) == 40
    assert len({one.participant for one in reading.lines}) == 60


def test_an_authority_is_known_by_number_or_name_and_a_person_by_a_name_that_is_kept_nowhere() -> None:
    table = (
        "Nom\tFonction\tSIREN\tOrganisme\nBen Vialat\tMaire\t212 100 010\t\nQuelqu’un\tBénévole\t\thautefeuille\nZoé\tÉlue\t\tAilleurs\n"
    )
    reading = attendance_import.read(table.encode(), "x.tsv", MEETING, MEMBERS, {"ben vialat": BEN})
    assert [(one.authority, one.capacity, one.person) for one in reading.lines] == [
        (HAUTEFEUILLE, "elected", BEN),
        (HAUTEFEUILLE, "other", None),
    ]
    assert [(one.key, one.row) for one in (*reading.faults, *reading.notes)] == [("import.no_such_member", 4), ("import.other_capacity", 3)]
    with pytest.raises(Invalid) as refused:
        attendance_import.read(b"Nom;Prix\nA;3\n", "x.csv", MEETING, MEMBERS, {})
    assert refused.value.key == "import.no_attendance"


async def test_the_command_line_checks_people_in_once(town: Town, addresses: Addresses, tmp_path: Path) -> None:
    meeting = str(ids.new())
    await town.ask(ADA, "meeting.plan", meeting, title="Rencontre", kind="cafe", held_on="2026-06-12")
    file = tmp_path / "presents.csv"
    file.write_text("Collectivité;Qualité\nHautefeuille;Maire\nHautefeuille;Agent\nAilleurs;Agent\n", encoding="utf-8")
    where = {"DATABASE_URL": addresses.application, "DATABASE_OWNER_URL": addresses.owner, "LANG": "C.UTF-8"}
    asked = ("import-attendance", str(file), "--network", str(town.network), "--meeting", meeting)
    done = await asyncio.to_thread(lambda: club21(*asked, **where))
    assert done.returncode == 1, "one row names nobody who belongs here"
    assert "row 4 · “Ailleurs” is no member of this network." in done.stdout
    assert "Checked in: 2, refused: 1." in done.stdout
    page = (await town.get(ADA, f"/meetings/{meeting}")).json()
    assert (page["counts"]["people"], page["counts"]["elected"], page["counts"]["officers"]) == (2, 1, 1)
