"""What workshops wrote up, brought in: checked without changing anything, cut and corrected by a person, and never brought twice."""

import asyncio
import os
from collections import Counter
from pathlib import Path
from typing import Any

from events import ids
from service.embedded import Addresses
from service.files import contribution_reader
from tests.http.town import Town
from tests.people import ADA, BEN
from tests.terminal import club21
from tests.workshop_tables import annex


async def offered(town: Town, text: str) -> dict[str, Any]:
    answer = await town.browser(ADA).post(f"{town.path}/contributions/imports", files={"file": ("annexe.txt", text.encode())})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def confirmed(offer: dict[str, Any], *cut: str) -> list[dict[str, Any]]:
    """What a person sends who cut the rows that begin so, and left the others as they are."""
    lines = []
    for one in offer["lines"]:
        kept = {name: one[name] for name in ("sheet", "row", "objective", "orientation")}
        line = contribution_reader.Line(one["sheet"], one["row"], one["action"])
        parts = contribution_reader.split(line, one["cuts"]) if one["action"].startswith(cut) and cut else [one["action"]]
        lines += [{**kept, "part": number, "action": part} for number, part in enumerate(parts, 1)]
    return lines


async def test_a_dry_run_changes_nothing_and_a_person_comes_to_sixty_eight(town: Town) -> None:
    meeting, there = str(ids.new()), str(ids.new())
    await town.ask(ADA, "meeting.plan", meeting, title="Lancement", kind="annual", held_on="2015-01-30")
    await town.ask(ADA, "workshop.open", there, title="se connaître", question="Comment ?", meeting=meeting)
    head = await town.head()
    offer = await offered(town, annex())
    assert await town.head() == head
    assert [(room["workshop_id"], room["contributions"]) for room in offer["rooms"]] == [(there, 24), (None, 20), (None, 7), (None, 15)]
    assert Counter(note["key"] for note in offer["notes"])["import.continues"] == 7
    assert any(line["doubt"] for line in offer["lines"])
    assert all(note["sentence"] for note in offer["notes"])
    lines = confirmed(offer, "Organiser des rencontres", "Visiter Rédiger")
    sent = {"lines": lines, "rooms": {room["sheet"]: room["workshop_id"] for room in offer["rooms"]}, "meeting": meeting}
    path = f"{town.path}/contributions/imports/{offer['import_id']}/run"
    result = (await town.browser(ADA).post(path, json=sent)).json()
    assert Counter(one["outcome"] for one in result["outcomes"]) == {"applied": 68}
    assert [room["contributions"] for room in result["rooms"]] == [25, 20, 7, 16]
    page = (await town.get(ADA, f"/workshops/{there}")).json()
    assert [row["contributions"] for row in sorted(page["day"], key=lambda row: row["contributions"])] == [7, 16, 20, 25]
    asked = await town.service.pool.fetch("SELECT cause FROM event WHERE network_id = $1 AND tag = 'workshop.contributed'", town.network)
    assert {str(row["cause"]) for row in asked} == {offer["import_id"]}

    head = await town.head()
    again = await offered(town, annex())
    assert (again["import_id"], all(line["there"] for line in again["lines"])) == (offer["import_id"], True)
    once_more = (await town.browser(ADA).post(path, json=sent)).json()
    assert Counter(one["outcome"] for one in once_more["outcomes"]) == {"nothing": 68}
    assert await town.head() == head, "the same file again changes nothing"


async def test_an_import_that_broke_off_within_a_row_brings_the_rest_of_it(town: Town) -> None:
    """The first part of a row comes last: where it is missing, a person is shown the row, cut as it was."""
    text = "Atelier;Action;Objectif\nMobilité;Prêter un bus Prêter des vélos;Partager\n"
    offer = await offered(town, text)
    first, second = confirmed(offer, "Prêter un bus")
    path = f"{town.path}/contributions/imports/{offer['import_id']}/run"
    await town.browser(ADA).post(path, json={"lines": [second]})
    assert [(one["there"], one["begun"]) for one in (await offered(town, text))["lines"]] == [(False, True)]
    result = (await town.browser(ADA).post(path, json={"lines": [first, second]})).json()
    assert [(one["part"], one["outcome"]) for one in result["outcomes"]] == [(1, "applied"), (2, "nothing")]
    assert [(one["there"], one["begun"]) for one in (await offered(town, text))["lines"]] == [(True, False)]
    other = await offered(town, text.replace("Prêter un bus Prêter des vélos", "Ouvrir un café Ouvrir un jardin"))
    both = {"lines": confirmed(other, "Ouvrir"), "rooms": {"Mobilité": offer["rooms"][0]["workshop_id"]}}
    answer = await town.browser(ADA).post(f"{town.path}/contributions/imports/{other['import_id']}/run", json=both)
    assert [(one["part"], one["outcome"]) for one in answer.json()["outcomes"]] == [(1, "applied"), (2, "applied")]
    rooms = [(await town.get(ADA, f"/workshops/{one['workshop_id']}")).json() for one in (await town.get(ADA, "/workshops")).json()]
    said = {row["action"]: row["contributed_at"] for page in rooms for row in page["contributions"]}
    assert said["Ouvrir un jardin"] < said["Ouvrir un café"]


async def test_what_a_rule_refuses_is_told_row_by_row_and_what_is_no_table_as_a_whole(town: Town) -> None:
    room = str(ids.new())
    await town.ask(ADA, "workshop.open", room, title="Mobilité", question="Comment ?")
    await town.ask(ADA, "workshop.assign_group", room, group="Aulne")
    offer = await offered(town, "Atelier;Action;Groupe\nMobilité;Un bus;aulne\nMobilité;Un vélo;Saule\n")
    lines = [{name: one[name] for name in ("sheet", "row", "action", "group")} for one in offer["lines"]]
    path = f"{town.path}/contributions/imports/{offer['import_id']}/run"
    result = (await town.browser(ADA).post(path, json={"lines": lines, "rooms": {"Mobilité": room}})).json()
    assert [(one["row"], one["outcome"]) for one in result["outcomes"]] == [(2, "applied"), (3, "refused:workshop.no_such_group")]
    assert result["outcomes"][1]["why"].endswith(".")
    refused = await town.browser(ADA).post(f"{town.path}/contributions/imports", files={"file": ("x.txt", b"Rien\n")})
    assert (refused.status_code, refused.json()["code"]) == (400, "import.no_contributions")
    assert (await town.browser(BEN).post(path, json={"lines": lines})).status_code == 403
    nowhere = {"lines": [{"sheet": "Ailleurs", "row": 2, "action": "Un bus"}], "meeting": str(ids.new())}
    assert (await town.browser(ADA).post(path, json=nowhere)).json()["code"] == "workshop.no_such_meeting"


async def test_the_command_line_cuts_corrects_and_brings_it_in(town: Town, addresses: Addresses, tmp_path: Path) -> None:
    file = tmp_path / "annexe.txt"
    file.write_text(annex(), encoding="utf-8")
    reading = contribution_reader.read(annex().encode(), "annexe.txt")
    cut = [str(line.row) for line in reading.lines if line.action.startswith(("Organiser des rencontres", "Visiter Rédiger"))]

    where = {"DATABASE_URL": addresses.application, "DATABASE_OWNER_URL": addresses.owner, "LANG": "C.UTF-8"}
    corrected = ("--split", cut[0], "--split", cut[1], "--orientation", f"{reading.lines[0].row}=Se connaître")
    done = await asyncio.to_thread(lambda: club21("import-workshop", str(file), "--network", str(town.network), *corrected, **where))
    assert done.returncode == 0, done.stderr
    assert "Se connaître: 24 rows, 25 contributions to take." in done.stdout
    assert done.stdout.count("This row has no action") == 7
    assert "68 contributions to take, 0 already there." in done.stdout
    assert "Contributions added: 68, refused: 0." in done.stdout
    after = f"1.{await town.head()}"  # another process wrote it
    workshops = (await town.get(ADA, "/workshops", after=after)).json()
    pages = [(await town.get(ADA, f"/workshops/{one['workshop_id']}")).json() for one in workshops]
    said = [row for page in pages for row in page["contributions"]]
    assert len(said) == 68
    assert next(row for row in said if row["action"] == reading.lines[0].action)["orientation"] == "Se connaître"
    assert all(line["there"] for line in (await offered(town, annex()))["lines"]), "the same file again brings nothing"


def test_the_real_annex_is_read_where_it_is_at_hand() -> None:
    """The source itself is no part of the repository; CLUB21_ANNEX names it where somebody has it."""
    if not (named := os.environ.get("CLUB21_ANNEX")):
        return
    reading = contribution_reader.read(Path(named).read_bytes(), "annexe.txt")
    assert [sum(line.sheet == sheet for line in reading.lines) for sheet in reading.sheets] == [24, 20, 7, 15]
    assert sum(len(line.continued) for line in reading.lines) == 7
