"""A workbook brought in over HTTP: checked, confirmed, run, run again, resumed, refused."""

from collections import Counter
from typing import Any
from uuid import UUID

import httpx
import pytest

from events import ids
from events.asking import Asking
from events.ids import NetworkId, PersonId
from tests import workbooks
from tests.http.town import Town
from tests.people import ADA, BEN, CAS, DOT, EVA
from tests.workbooks import HEADERS_36, row, xlsx

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet(*cells: dict[str, Any]) -> bytes:
    """A workbook in the model of 36 columns, one row for each of these."""
    return xlsx({"Plan": [[], HEADERS_36, *(row(HEADERS_36, **one) for one in cells)]})


async def check(town: Town, by: PersonId | None, data: bytes, name: str = "plan.xlsx", **form: str) -> httpx.Response:
    """Upload a file, for its dry run."""
    files = {"file": (name, data, KIND)}
    return await town.browser(by).post(f"{town.path}/plans/{town.plan}/imports", files=files, data=form)


async def run(town: Town, by: PersonId | None, import_id: str) -> httpx.Response:
    return await town.browser(by).post(f"{town.path}/imports/{import_id}/run")


async def bring(town: Town, by: PersonId, data: bytes) -> dict[str, Any]:
    """Check a file and run it: the report of the run."""
    report = (await check(town, by, data)).json()
    assert report["stage"] == "offered", report
    answer = await run(town, by, report["import_id"])
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def actions(town: Town) -> list[dict[str, Any]]:
    token = (await town.get(ADA, f"/plans/{town.plan}")).json()["token"]
    return list((await town.get(ADA, f"/plans/{town.plan}", after=token)).json()["actions"])


@pytest.mark.parametrize("data", workbooks.circulating("plan_sans_axes.xlsx"))
async def test_a_plan_in_circulation_is_imported_once(town: Town, data: bytes) -> None:
    before = await town.head()
    report = (await check(town, BEN, data)).json()
    assert (report["stage"], len(report["lines"]), report["faults"]) == ("offered", 46, [])
    assert await town.head() == before  # a dry run changes nothing
    assert Counter(note["key"] for note in report["notes"])["import.no_status"] == 46
    answer = await run(town, BEN, report["import_id"])
    done = answer.json()
    assert done["stage"] == "finished"
    assert {line["outcome"] for line in done["lines"]} == {"applied"}
    assert answer.headers["club21-position"] == f"1.{await town.head()}"
    assert await town.head() == before + 46
    read = await town.get(CAS, f"/plans/{town.plan}", after=answer.headers["club21-position"])
    assert len(read.json()["actions"]) == 46
    again = (await check(town, BEN, data)).json()
    assert again["stage"] == "nothing"
    assert {line["does"] for line in again["lines"]} == {"nothing"}
    assert again["import_id"] != report["import_id"]


@pytest.mark.parametrize("data", workbooks.circulating("plan_with_sous_actions_valid.xlsx"))
async def test_axes_and_sub_actions_carry_the_import_as_their_cause(town: Town, data: bytes) -> None:
    report = await bring(town, BEN, data)
    page = (await town.get(ADA, f"/plans/{town.plan}")).json()
    assert len(page["axes"]) == 3
    parts = [action for action in page["actions"] if action["parent_id"]]
    assert (len(page["actions"]), len(parts)) == (7, 3)
    rows = await town.service.pool.fetch(
        "SELECT cause, by, command_id, stream_id FROM event WHERE network_id = $1 AND cause IS NOT NULL", town.network
    )
    assert len(rows) == 10
    assert {str(row["cause"]) for row in rows} == {report["import_id"]}
    assert {row["by"] for row in rows} == {BEN}
    line = report["lines"][0]
    command = ids.derived(UUID(report["import_id"]), f"{line['sheet']}:{line['row']}")
    assert str(ids.derived(command, "item")) == line["action_id"]
    assert command in {row["command_id"] for row in rows}


async def test_names_become_unclaimed_people_and_known_ones_are_found(town: Town) -> None:
    await bring(
        town, BEN, sheet({"titre_de_l": "Une", "personne": "Zoé Marin, ben CLAIRMONT"}, {"titre_de_l": "Deux", "personne": "zoe marin"})
    )
    people = {one["person_id"]: one for one in (await town.get(ADA, "/people")).json()}
    cards = {action["title"]: action for action in await actions(town)}
    assert {people[one]["name"] for one in cards["Une"]["lead_people"]} == {"Zoé Marin", "Ben Clairmont"}
    assert str(BEN) in cards["Une"]["lead_people"]
    (zoe,) = cards["Deux"]["lead_people"]
    assert (people[zoe]["name"], people[zoe]["claimed"]) == ("Zoé Marin", False)
    stored = await town.service.pool.fetchval(
        "SELECT string_agg(imported::text, ' ') FROM files.imported_row WHERE network_id = $1", town.network
    )
    runs = await town.service.pool.fetchval("SELECT string_agg(report::text || coalesce(draft::text, ''), ' ') FROM files.import_run")
    assert "Marin" not in stored  # only ids, so that a person can be forgotten
    assert "Marin" not in runs


async def test_a_later_file_never_undoes_what_people_did(town: Town) -> None:
    file = {"titre_de_l": "Planter", "descriptif": "Du fichier", "budget": 100, "statut": "En cours", "partenaires": "LPO"}
    await bring(town, BEN, sheet(file))
    (card,) = await actions(town)
    changes = {"description": {"was": "Du fichier", "to": "De Cas"}, "budget_planned": {"was": 10_000, "to": 5}}
    await town.ask(CAS, "action.edit", card["action_id"], **changes, partners={"add": ["Région"]})
    same = (await check(town, BEN, sheet(file))).json()
    assert same["stage"] == "nothing"
    changed = file | {"budget": 300, "statut": "Réalisé", "partenaires": "LPO, ADEME"}
    offered = (await check(town, BEN, sheet(changed))).json()
    assert offered["lines"][0]["fields"] == ["budget_planned", "partners", "status"]
    (note,) = [note for note in offered["notes"] if note["key"] == "import.clash_expected"]
    assert "Planter" in note["sentence"]
    report = (await run(town, BEN, offered["import_id"])).json()
    (conflict,) = report["lines"][0]["conflicts"]
    assert (conflict["field"], conflict["was"], conflict["yours"], conflict["theirs"]) == ("budget_planned", 10_000, 30_000, 5)
    (card,) = await actions(town)
    assert (card["description"], card["budget_planned"], card["status"]) == ("De Cas", 5, "done")
    assert card["partners"] == ["ADEME", "LPO", "Région"]
    assert (await check(town, BEN, sheet(changed))).json()["stage"] == "nothing"
    waiting = (await town.get(ADA, f"/plans/{town.plan}/conflicts", open=True)).json()
    assert [one["field"] for one in waiting] == ["budget_planned"]


async def test_a_file_that_agrees_with_the_plan_is_what_the_next_is_compared_with(town: Town) -> None:
    await bring(town, BEN, sheet({"titre_de_l": "Planter", "budget": 100}))
    (card,) = await actions(town)
    await town.ask(CAS, "action.edit", card["action_id"], budget_planned={"was": 10_000, "to": 20_000})
    agreeing = sheet({"titre_de_l": "Planter", "budget": 200})
    assert (await check(town, BEN, agreeing)).json()["stage"] == "nothing"
    await town.ask(CAS, "action.edit", card["action_id"], budget_planned={"was": 20_000, "to": 30_000})
    again = (await check(town, BEN, agreeing)).json()  # says what it said last time
    assert (again["stage"], [note["key"] for note in again["notes"] if note["key"] == "import.clash_expected"]) == ("nothing", [])


async def test_a_model_that_nobody_filled_in_has_no_rows(town: Town) -> None:
    report = (await check(town, BEN, sheet())).json()
    assert (report["stage"], [fault["key"] for fault in report["faults"]]) == ("refused", ["import.no_rows"])
    example = (await check(town, BEN, xlsx({"Plan": [HEADERS_36], "Autre": [HEADERS_36, row(HEADERS_36, titre_de_l="Une")]}))).json()
    assert example["stage"] == "offered"  # one sheet of two may be empty


@pytest.mark.parametrize(
    ("name", "rows", "key"),
    [
        ("plan_with_duplicate_actions.xlsx", [5], "import.repeated_action"),
        ("plan_with_sous_actions.xlsx", [5, 6, 8], "import.no_parent_row"),
    ],
)
async def test_a_faulty_workbook_is_refused_by_row_and_reason(town: Town, name: str, rows: list[int], key: str) -> None:
    for data in workbooks.circulating(name):
        before = await town.head()
        report = (await check(town, BEN, data, name)).json()
        assert report["stage"] == "refused"
        assert [(fault["sheet"], fault["row"], fault["key"]) for fault in report["faults"]] == [("Plan", number, key) for number in rows]
        assert all(fault["sentence"] and fault["column"] for fault in report["faults"])
        assert (await run(town, BEN, report["import_id"])).status_code == 404
        assert await town.head() == before


async def test_the_report_speaks_the_readers_language(town: Town) -> None:
    data = sheet({"titre_de_l": "Une", "statut": "Peut-être"})
    files = {"file": ("plan.xlsx", data, KIND)}
    french = await town.browser(BEN, **{"accept-language": "fr"}).post(f"{town.path}/plans/{town.plan}/imports", files=files)
    assert french.json()["faults"][0]["sentence"].startswith("Le statut «\u00a0Peut-être\u00a0» est inconnu")
    english = await check(town, BEN, data)
    assert english.json()["faults"][0]["sentence"].startswith("The status “Peut-être” is unknown")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "import.empty_file"),
        (b"Axe;Titre\n", "import.is_text"),
        (b"x" * 10_000_000, "import.is_text"),
        (b"x" * 10_500_000, "import.file_too_large"),
        (b"\x89PNG\r\n\x1a\n\x00", "import.no_workbook"),
        (b"PK\x03\x04broken", "import.damaged"),
        (xlsx({"Liste": [["Nom", "Prénom"], ["a", "b"]]}), "import.no_columns"),
        (workbooks.with_sheet('<row r="1"><c r="XFD1048576"><v>1</v></c></row>'), "import.too_much"),
    ],
)
async def test_what_is_no_plan_is_refused_with_a_sentence(town: Town, data: bytes, code: str) -> None:
    answer = await check(town, BEN, data)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (400, code)
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert problem["detail"]
    assert "Traceback" not in answer.text


async def test_an_upload_that_is_none_is_refused(town: Town) -> None:
    path = f"{town.path}/plans/{town.plan}/imports"
    browser = town.browser(BEN)
    for answer in (
        await browser.post(path),
        await browser.post(path, json={"file": "x"}),
        await browser.post(path, data={"file": "text, not a file"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (415, "import.no_form"), answer.text
        assert "multipart/form-data" in answer.json()["detail"]
    for answer in (
        await browser.post(path, files={"other": ("a.xlsx", b"x", KIND)}),
        await browser.post(path, content=b"--broken", headers={"content-type": "multipart/form-data; boundary=nothing"}),
        await browser.post(path, content=b"--broken", headers={"content-type": "multipart/form-data"}),
    ):
        assert answer.status_code in (400, 415), answer.text
        assert answer.headers["content-type"].startswith("application/problem+json")
    large = await check(town, BEN, b"x" * 12_000_000)
    assert (large.status_code, large.json()["code"]) == (413, "import.too_large")
    assert "Remove pictures" in large.json()["next"]  # a workbook can not be sent in parts


async def test_the_name_of_a_file_is_told_plainly(town: Town) -> None:
    data = sheet({"titre_de_l": "Une"})
    for name, shown in (("C:\\plans\\Plan  été.xlsx", "Plan été.xlsx"), ("../../plan\u202e.xlsx", "plan .xlsx"), ("x" * 500, "x" * 120)):
        assert (await check(town, BEN, data, name)).json()["file"] == shown


async def test_one_sheet_can_be_chosen(town: Town) -> None:
    grid = [HEADERS_36, row(HEADERS_36, titre_de_l="Une")]
    data = xlsx({"A": grid, "B": grid})
    assert [fault["key"] for fault in (await check(town, BEN, data)).json()["faults"]] == ["import.repeated_action_without_axis"]
    assert [line["sheet"] for line in (await check(town, BEN, data, sheet="B")).json()["lines"]] == ["B"]
    answer = await check(town, BEN, data, sheet="C")
    assert (answer.status_code, answer.json()["code"]) == (400, "import.no_such_sheet")


async def test_only_those_who_may_write_import_and_only_their_own(town: Town) -> None:
    data = sheet({"titre_de_l": "Une"})
    assert (await check(town, None, data)).status_code == 401
    assert (await check(town, EVA, data)).status_code == 404
    assert (await check(town, DOT, data)).json()["code"] == "access.reads_only"
    offered = (await check(town, BEN, data)).json()["import_id"]
    assert (await run(town, CAS, offered)).status_code == 404
    assert (await run(town, EVA, offered)).status_code == 404
    assert (await town.get(CAS, f"/imports/{offered}")).status_code == 404
    assert (await town.get(BEN, f"/imports/{offered}")).json()["stage"] == "offered"
    assert (await run(town, BEN, offered)).status_code == 200
    assert (await town.get(CAS, f"/imports/{offered}")).json()["stage"] == "finished"
    assert (await run(town, BEN, str(ids.new()))).status_code == 404
    other = await town.browser(BEN).post(f"{town.path}/plans/{ids.new()}/imports", files={"file": ("a.xlsx", data, KIND)})
    assert (other.status_code, other.json()["code"]) == (404, "missing.plan")


async def test_running_twice_changes_nothing_the_second_time(town: Town) -> None:
    report = await bring(town, BEN, sheet({"axe": "1. Nature", "titre_de_l": "Une"}))
    head = await town.head()
    again = await run(town, BEN, report["import_id"])
    assert again.json() == report
    assert await town.head() == head


async def test_an_import_that_broke_off_is_taken_up_by_the_same_file(town: Town) -> None:
    data = sheet(*({"axe": "1. Nature", "titre_de_l": f"Action {number}", "personne": "Zoé Marin"} for number in range(5)))
    offered = (await check(town, BEN, data)).json()
    import_id = UUID(offered["import_id"])
    network = await town.service.networks.open(NetworkId(town.network))
    # As far as a process came that was killed in the middle: confirmed, and some of its commands asked.
    steps, _ = await town.service.imports._confirm(network, import_id, BEN)
    for step in steps[:3]:
        assert step.command is not None
        await network.ask(Asking(id=step.id, stream=step.stream, command=step.command, cause=import_id, reason=step.reason), BEN)
    resumed = (await check(town, BEN, data)).json()
    assert (resumed["import_id"], resumed["stage"]) == (offered["import_id"], "running")
    done = (await run(town, BEN, resumed["import_id"])).json()
    assert [line["outcome"] for line in done["lines"]] == ["applied"] * 5
    cards = await actions(town)
    assert sorted(card["title"] for card in cards) == [f"Action {number}" for number in range(5)]
    assert (await check(town, BEN, data)).json()["stage"] == "nothing"


async def test_an_offer_that_another_import_overtook_is_offered_anew(town: Town) -> None:
    data = sheet({"titre_de_l": "Une"})
    first, second = (await check(town, BEN, data)).json(), (await check(town, CAS, data)).json()
    assert (await run(town, CAS, second["import_id"])).status_code == 200
    head = await town.head()
    late = await run(town, BEN, first["import_id"])
    assert (late.status_code, late.json()["code"]) == (409, "import.overtaken")
    assert late.json()["next"]
    assert await town.head() == head
    assert (await check(town, BEN, data)).json()["stage"] == "nothing"


async def test_a_row_that_the_rules_refuse_is_told_and_the_others_stand(town: Town) -> None:
    await bring(town, BEN, sheet({"titre_de_l": "Une"}, {"titre_de_l": "Deux"}))
    offered = (await check(town, BEN, sheet({"titre_de_l": "Une", "descriptif": "a"}, {"titre_de_l": "Deux", "descriptif": "b"}))).json()
    withdrawn = next(card["action_id"] for card in await actions(town) if card["title"] == "Deux")
    await town.ask(CAS, "action.withdraw", withdrawn)
    done = (await run(town, BEN, offered["import_id"])).json()
    assert [line["outcome"] for line in done["lines"]] == ["applied", "refused:action.is_withdrawn"]
    assert [(fault["row"], fault["key"]) for fault in done["faults"]] == [(4, "import.row_refused")]


async def test_an_import_into_a_withdrawn_plan_is_refused_at_once(town: Town) -> None:
    await town.ask(ADA, "action_plan.withdraw", town.plan)
    answer = await check(town, BEN, sheet({"titre_de_l": "Une"}))
    assert (answer.status_code, answer.json()["code"]) == (409, "action_plan.is_withdrawn")


async def test_pausing_by_file_gives_the_file_as_reason(town: Town) -> None:
    await bring(town, BEN, sheet({"titre_de_l": "Une", "statut": "En cours"}))
    await bring(town, BEN, sheet({"titre_de_l": "Une", "statut": "En pause"}))
    (card,) = await actions(town)
    assert card["status"] == "paused"
    assert "plan.xlsx" in card["status_reason"]


@pytest.mark.parametrize("form", [{"data": {"sheet": "Plan"}, "files": {"other": b"x"}}, {"files": {"file": (None, "Axe;Titre")}}])
async def test_a_form_without_a_file_names_the_field(town: Town, form: dict[str, Any]) -> None:
    answer = await town.browser(BEN).post(f"{town.path}/plans/{town.plan}/imports", **form)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid.missing_field")
    assert "“file”" in answer.json()["detail"]


async def test_a_plan_that_left_as_a_workbook_comes_back_and_says_only_what_was_changed_in_it(town: Town) -> None:
    await bring(town, BEN, sheet({"titre_de_l": "Planter des haies", "personne_pilote": "Ada Vallon"}, {"titre_de_l": "Ouvrir un sentier"}))
    left = await town.get(CAS, f"/plans/{town.plan}/plan.xlsx", after=f"1.{await town.head()}")
    assert left.headers["content-type"] == KIND
    assert left.headers["content-disposition"].startswith('attachment; filename="plan-')
    path = next(one["action_id"] for one in await actions(town) if one["title"] == "Ouvrir un sentier")
    assert (await check(town, BEN, left.content)).json()["stage"] == "nothing"
    edited = await town.ask(BEN, "action.edit", path, title={"was": "Ouvrir un sentier", "to": "Rouvrir un sentier"})
    report = (await check(town, BEN, left.content)).json()
    assert (report["stage"], report["faults"]) == ("nothing", []), "what somebody did since is not undone by a file that is older"
    before = f"1.{int(edited['after'].split('.')[1]) - 1}"
    assert "Rouvrir" not in (await town.get(CAS, f"/plans/{town.plan}/plan.csv", at=before, after=edited["after"])).text
    assert "Rouvrir" in (await town.get(CAS, f"/plans/{town.plan}/plan.csv")).text
