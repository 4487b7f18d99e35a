"""Continuous integration runs every test there is: no folder without a stage, no stage without tests."""

from pathlib import Path

from tests.__main__ import FOLDERS

TESTS = Path(__file__).resolve().parent.parent


def faults(tests: Path, staged: set[str]) -> list[str]:
    """Tests that nobody would run, and stages that would run nothing."""
    there = {path.relative_to(tests).parts[0] for path in tests.rglob("test_*.py") if "node_modules" not in path.parts}
    unstaged = [f"tests/{name} is in no stage" for name in sorted(there - staged)]
    return [*unstaged, *(f"tests/{name} holds no tests" for name in sorted(staged - there))]


def test_every_test_is_run() -> None:
    assert faults(TESTS, {folder for folders in FOLDERS.values() for folder in folders}) == []


def test_a_forgotten_folder_and_an_empty_stage_are_seen(tmp_path: Path) -> None:
    for name in ("rules", "forgotten"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "test_one.py").touch()
    assert faults(tmp_path, {"rules", "screens"}) == ["tests/forgotten is in no stage", "tests/screens holds no tests"]
