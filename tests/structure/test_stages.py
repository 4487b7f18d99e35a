"""Continuous integration runs every test there is: no folder without a stage, no stage without tests; and it says how long that takes."""

import sys
from pathlib import Path

import pytest

from tests import __main__ as stages
from tests.__main__ import FIRST, FOLDERS, STAGES, THEN, Result, Stage

TESTS = Path(__file__).resolve().parent.parent


def faults(tests: Path, staged: set[str]) -> list[str]:
    """Tests that nobody would run, and stages that would run nothing."""
    there = {path.relative_to(tests).parts[0] for path in tests.rglob("test_*.py") if "node_modules" not in path.parts}
    unstaged = [f"tests/{name} is in no stage" for name in sorted(there - staged)]
    return [*unstaged, *(f"tests/{name} holds no tests" for name in sorted(staged - there))]


def test_every_test_is_run() -> None:
    assert faults(TESTS, {folder for folders, _ in FOLDERS.values() for folder in folders}) == []


def test_a_forgotten_folder_and_an_empty_stage_are_seen(tmp_path: Path) -> None:
    for name in ("rules", "forgotten"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "test_one.py").touch()
    assert faults(tmp_path, {"rules", "screens"}) == ["tests/forgotten is in no stage", "tests/screens holds no tests"]


def test_what_the_tests_need_is_built_before_them_and_the_longest_begins_first() -> None:
    assert "web" in FIRST
    assert {"types", *FOLDERS} == THEN.keys()
    assert [*STAGES] == [*FIRST, *THEN]
    within = [stage.within for stage in THEN.values()]
    assert within == sorted(within, reverse=True)


def test_the_end_tells_how_long_every_stage_took_and_which_took_too_long() -> None:
    results = [Result(name, name != "live", 1.5) for name in STAGES]
    told = [*stages.table(results, 99.0)]
    assert len(told) == len(STAGES) + 1
    assert not any("TOO LONG" in line for line in told)
    assert [line for line in told if "FAILED" in line] == ["  FAILED     1.5 s of  60  live"]
    assert told[-1].split() == ["99.0", "s", "of", str(stages.TOGETHER), "together"]
    slow = [*stages.table([Result("log", True, STAGES["log"].within + 1)], stages.TOGETHER + 1)]
    assert [line.rpartition("  ")[2] for line in slow] == ["TOO LONG", "TOO LONG"]


def test_the_last_lines_name_every_test_that_failed() -> None:
    told = "print('FAILED tests/live/test_one.py::test_so - assert 1 == 2'); raise SystemExit(1)"
    results = [Result("web", True, 1.0), stages.run("live", Stage((sys.executable, "-S", "-c", told), 9))]
    assert [*stages.table(results, 9.0)][-1] == "FAILED tests/live/test_one.py::test_so - assert 1 == 2"


def test_a_stage_that_fails_keeps_no_other_from_running(capfd: pytest.CaptureFixture[str]) -> None:
    def program(text: str) -> Stage:
        return Stage((sys.executable, "-S", "-c", text), 9)

    done = stages.side_by_side(
        {"one": program("print('so'); raise SystemExit(1)"), "two": program("print('là')"), "three": program("pass")}
    )
    assert [(name, passed) for name, passed, *_ in done] == [("one", False), ("two", True), ("three", True)]
    assert sorted(capfd.readouterr().out.splitlines()) == ["      one │ so", "      two │ là"]
