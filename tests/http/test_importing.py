"""``club21 import``: the same import from the command line, told row by row, with exit codes that scripts can use."""

import asyncio
import subprocess
from itertools import count
from pathlib import Path

import pytest

from events import ids
from service.embedded import Addresses
from tests import workbooks
from tests.http.town import Town
from tests.people import ADA, BEN, DOT, HAUTEFEUILLE
from tests.terminal import club21
from tests.workbooks import HEADERS_36, row, xlsx


class Terminal:
    """A terminal in which ``club21 import`` is typed, on the machine of the tests' database."""

    def __init__(self, addresses: Addresses, folder: Path) -> None:
        self.addresses = addresses
        self.folder = folder
        self.numbers = count(1)

    async def bring_in(self, data: bytes, *arguments: str, language: str = "C.UTF-8") -> subprocess.CompletedProcess[str]:
        folder = self.folder / str(next(self.numbers))  # several may be typed at once
        folder.mkdir()
        (folder / "plan.xlsx").write_bytes(data)
        return await self.typed(str(folder / "plan.xlsx"), *arguments, language=language)

    async def typed(self, *arguments: str, language: str = "C.UTF-8") -> subprocess.CompletedProcess[str]:
        where = {"DATABASE_URL": self.addresses.application, "DATABASE_OWNER_URL": self.addresses.owner}
        return await asyncio.to_thread(lambda: club21("import", *arguments, LANG=language, **where))


@pytest.fixture
def terminal(addresses: Addresses, tmp_path: Path) -> Terminal:
    return Terminal(addresses, tmp_path)


def sheet(*titles: str, **cells: str) -> bytes:
    return xlsx({"Plan": [HEADERS_36, *(row(HEADERS_36, titre_de_l=title, **cells) for title in titles)]})


async def test_a_file_is_checked_then_brought_in_then_brings_nothing(town: Town, terminal: Terminal) -> None:
    data = workbooks.TWINS["plan_with_sous_actions_valid.xlsx"]()
    head = await town.head()
    dry = await terminal.bring_in(data, "--network", str(town.network), "--dry-run")
    assert (dry.returncode, await town.head()) == (0, head), dry.stderr
    assert "Actions added: 7, changed: 0, unchanged: 0; new axes: 3." in dry.stdout
    assert "Note · Plan, 4 rows: 4 to 5, 8 to 9, Statut · Without a status the action is taken as planned." in dry.stdout
    assert dry.stdout.count("Without a status") == 1
    done = await terminal.bring_in(data, "--network", str(town.network))
    assert done.returncode == 0, done.stderr
    assert "is imported" in done.stdout
    assert done.stdout.count("Without a status") == 1
    assert await town.head() == head + 10
    again = await terminal.bring_in(data, "--network", str(town.network), language="fr_FR.UTF-8")
    assert (again.returncode, await town.head()) == (0, head + 10)
    assert "n’apporte rien de nouveau" in again.stdout
    asked_by = await town.service.pool.fetch("SELECT DISTINCT by FROM event WHERE network_id = $1 AND cause IS NOT NULL", town.network)
    assert [one["by"] for one in asked_by] == [town.network]  # nobody was signed in


async def test_a_person_can_be_named_who_may(town: Town, terminal: Terminal) -> None:
    done = await terminal.bring_in(sheet("Planter"), "--network", str(town.network), "--by", str(BEN))
    assert done.returncode == 0, done.stderr
    by = await town.service.pool.fetchval("SELECT by FROM event WHERE network_id = $1 AND cause IS NOT NULL", town.network)
    assert by == BEN
    refused = await terminal.bring_in(sheet("Planter", "Arroser"), "--network", str(town.network), "--by", str(DOT))
    assert refused.returncode == 1
    assert "Your role in this network is to read" in refused.stdout


async def test_faulty_rows_are_told_and_change_nothing(town: Town, terminal: Terminal) -> None:
    head = await town.head()
    done = await terminal.bring_in(
        workbooks.TWINS["plan_with_duplicate_actions.xlsx"](), "--network", str(town.network), "--plan", town.plan
    )
    assert (done.returncode, await town.head()) == (1, head)
    assert "Plan, row 5, Titre de l'action · The action “Action dupliquée” already stands in the axis “Axe 1”, row 4." in done.stdout
    assert "is not imported" in done.stdout
    empty = await terminal.bring_in(sheet(), "--network", str(town.network))
    assert (empty.returncode, await town.head()) == (1, head)
    assert "Blocking · Plan · There is no action below the headers." in empty.stdout


async def test_what_keeps_it_from_starting_is_one_sentence(town: Town, terminal: Terminal) -> None:
    here, data = ("--network", str(town.network)), sheet("Planter")
    await town.ask(ADA, "action_plan.open", ids.new(), title="Plan vélo", authority=str(HAUTEFEUILLE))
    typed = {
        "No network has the id": terminal.bring_in(data, "--network", str(ids.new())),
        "Say which plan with --plan": terminal.bring_in(data, *here),
        "No plan of this network has the id": terminal.bring_in(data, *here, "--plan", str(ids.new())),
        "This file is text, not a workbook.": terminal.bring_in(b"Titre;Axe", *here, "--plan", town.plan),
        "has no sheet “Autre”": terminal.bring_in(data, *here, "--plan", town.plan, "--sheet", "Autre"),
        "nowhere.xlsx can not be read": terminal.typed("nowhere.xlsx", *here, "--plan", town.plan),
    }
    for said, done in zip(typed, await asyncio.gather(*typed.values()), strict=True):
        assert done.returncode == 2, done
        assert said in done.stderr
        assert "Traceback" not in done.stderr
        assert done.stdout == ""
