"""Lists of who was there, brought into a meeting: 60 people of 40 authorities, never twice, and what can not be taken is told by row."""

import asyncio
from pathlib import Path

import pytest

from events import ids
from events.decider import Invalid
from projections.member_list import Member
from service.embedded import Addresses
from service.files import attendance_import
from tests.http.town import Town, asking
from tests.people import ADA, BEN, DOT, HAUTEFEUILLE, NETWORK
from tests.spec import NOW
from tests.terminal import club21

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
    reading = attendance_import.read("\n".join(table).encode(), "x.csv", MEMBERS, {})
    assert (len(reading.lines), reading.notes) == (60, ())
    assert [sum(one.capacity == capacity for one in reading.lines) for capacity in ("officer", "elected")] == [32, 28]
    assert len({one.authority for one in reading.lines}) == 40
    assert (reading.lines[0].said, any(one.unknown or one.there for one in reading.lines)) == ("HAUTEFEUILLE · Technicienne", False)


def test_an_authority_is_known_by_number_or_name_and_a_person_by_a_name_that_is_kept_nowhere() -> None:
    table = (
        "Nom\tFonction\tSIREN\tOrganisme\nBen Vialat\tMaire\t212 100 010\t\nQuelqu’un\tBénévole\t\thautefeuille\nZoé\tÉlue\t\tAilleurs\n"
    )
    reading = attendance_import.read(table.encode(), "x.tsv", MEMBERS, {"ben vialat": BEN})
    assert [(one.authority, one.capacity, one.person) for one in reading.lines] == [
        (HAUTEFEUILLE, "elected", BEN),
        (HAUTEFEUILLE, "other", None),
        (None, "elected", None),
    ]
    assert [one.unknown for one in reading.lines] == [False, False, True]
    assert [(one.key, one.row) for one in reading.notes] == [("import.other_capacity", 3), ("import.no_such_member", 4)]
    with pytest.raises(Invalid) as refused:
        attendance_import.read(b"Nom;Prix\nA;3\n", "x.csv", MEMBERS, {})
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
    page = (await town.get(ADA, f"/meetings/{meeting}", after=f"1.{await town.head()}")).json()
    assert (page["counts"]["people"], page["counts"]["elected"], page["counts"]["officers"]) == (2, 1, 1)


async def test_a_list_of_sixty_is_checked_corrected_and_comes_to_sixty_of_forty(town: Town) -> None:
    """Scenario 2 from paper: 32 officers and 28 elected officials of 33 municipalities and 7 intermunicipal bodies, one misspelt."""
    kinds = ["municipality"] * 33 + ["intermunicipal_body"] * 7
    towns = [(str(ids.new()), f"Val {number}", kind) for number, kind in enumerate(kinds)]
    admit = [asking("network.admit", town.network, authority=one, name=name, kind=kind) for one, name, kind in towns]
    assert (await town.post(ADA, admit)).status_code == 200
    meeting = str(ids.new())
    await town.ask(ADA, "meeting.plan", meeting, title="Lancement", kind="annual", held_on="2015-01-30")
    rows = [f"{towns[number % 40][1]};{'Agent' if number < 32 else 'Maire'}" for number in range(60)]
    rows[59] = "Val dix-neuf;Habitante"
    data = "\n".join(["Collectivité;Qualité", *rows]).encode()
    ben, path, head = town.browser(BEN), f"{town.path}/meetings/{meeting}/attendance/imports", await town.head()
    file = {"file": ("presents.csv", data)}
    offer = (await ben.post(path, files=file)).json()
    assert await town.head() == head, "a dry run changes nothing"
    kept = ("sheet", "row", "capacity", "authority", "person")
    lines = [{name: one[name] for name in kept} for one in offer["lines"]]
    assert [(one["row"], one["unknown"], one["said"]) for one in offer["lines"] if one["unknown"]] == [
        (61, True, "Val dix-neuf · Habitante")
    ]
    lines[59] |= {"authority": towns[19][0], "capacity": "elected"}
    run = f"{path}/{offer['import_id']}/run"
    assert (await town.browser(DOT).post(run, json={"lines": lines})).status_code == 403
    # Broken off after fifty rows, the same file brings the rest.
    assert {one["outcome"] for one in (await ben.post(run, json={"lines": lines[:50]})).json()["outcomes"]} == {"applied"}
    assert [one["there"] for one in (await ben.post(path, files=file)).json()["lines"]] == [True] * 50 + [False] * 10
    result = (await ben.post(run, json={"lines": lines})).json()
    assert [one["outcome"] for one in result["outcomes"]] == ["nothing"] * 50 + ["applied"] * 10
    counts = (await town.get(ADA, f"/meetings/{meeting}", after=result["after"])).json()["counts"]
    assert (counts["people"], counts["officers"], counts["elected"], counts["authorities"]) == (60, 32, 28, 40)
    assert counts["authorities_by_kind"] == {"municipality": 33, "intermunicipal_body": 7}
    asked = await town.service.pool.fetch("SELECT cause FROM event WHERE network_id = $1 AND tag = 'meeting.checked_in'", town.network)
    assert {str(row["cause"]) for row in asked} == {offer["import_id"]}
    head = await town.head()
    assert {one["outcome"] for one in (await ben.post(run, json={"lines": lines})).json()["outcomes"]} == {"nothing"}
    assert await town.head() == head, "the same file again changes nothing"
    await town.ask(ADA, "meeting.close", meeting)
    late = {"sheet": "", "row": 62, "capacity": "other"}
    assert (await ben.post(run, json={"lines": [late]})).json()["outcomes"][0]["outcome"] == "refused:meeting.is_closed"
