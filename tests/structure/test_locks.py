"""What is installed is decided here and nowhere else: every package pinned, every wheel by its hash, no address of any registry."""

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock", "bench/requirements.lock")  # each holds the one before
AUDIT = ".ci/audit.lock"  # in an environment of its own
SCRIPT_LOCKS = ("service/web/ui", "tests/screens/browser", "tests/lighthouse")


def pins(text: str) -> tuple[dict[str, Version], list[str]]:
    """The packages of a lock file, and what is wrong with it."""
    found: dict[str, Version] = {}
    faults = [f"holds an address: {line.strip()}" for line in text.splitlines() if "://" in line]
    for entry in text.replace("\\\n", " ").splitlines():
        entry = entry.split(" #")[0].strip()
        if not entry or entry.startswith("#"):
            continue
        if entry.startswith("-"):
            faults.append(f"holds an option: {entry}")
            continue
        requirement = entry.split(" --hash=")[0].strip()
        pinned = re.fullmatch(r"([\w.-]+)(\[[\w,-]+\])?==([^\s;]+)( ; .*)?", requirement)
        if pinned is None:
            faults.append(f"does not pin {requirement}")
            continue
        found[canonicalize_name(pinned[1])] = Version(pinned[3])
        if not re.fullmatch(r"( +--hash=sha256:[0-9a-f]{64})+", entry.removeprefix(requirement)):
            faults.append(f"has no hash for {pinned[1]}")
    return found, faults


def unmet(wanted: list[str], found: Mapping[str, Version]) -> list[str]:
    """Requirements of pyproject.toml that a lock file does not meet."""
    faults = []
    for requirement in map(Requirement, wanted):
        version = found.get(canonicalize_name(requirement.name))
        if version is None or not requirement.specifier.contains(version):
            faults.append(f"{requirement} is locked as {version}: run make lock")
    return faults


def script_faults(package: Mapping[str, Any], lock: Mapping[str, Any]) -> list[str]:
    """What is wrong with package.json and package-lock.json."""
    faults = []
    for kind in ("dependencies", "devDependencies"):
        wanted = package.get(kind, {})
        faults += [f"{name} is not pinned: {version}" for name, version in wanted.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)]
        if wanted != lock["packages"][""].get(kind, {}):
            faults.append(f"{kind} differ from the lock: run make lock")
    for name, entry in lock["packages"].items():
        if "resolved" in entry:
            faults.append(f"{name} holds an address")
        if name and not entry.get("integrity", "").startswith("sha512-"):
            faults.append(f"{name} has no hash")
    return faults


@pytest.mark.parametrize("name", [*LOCKS, AUDIT])
def test_a_lock_pins_every_package_by_hash_and_names_no_address(name: str) -> None:
    found, faults = pins((ROOT / name).read_text())
    assert faults == []
    assert len(found) > 20


def test_the_locks_meet_the_project_and_agree_with_each_other() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    wanted = [*project["project"]["dependencies"], *groups["build"]]
    former: Mapping[str, Version] = {}
    for name, group in zip(LOCKS, ([], groups["dev"], groups["bench"]), strict=True):
        wanted = [*wanted, *group]
        found, _ = pins((ROOT / name).read_text())
        assert unmet(wanted, found) == []
        assert former.items() <= found.items(), f"{name} does not hold what the lock before it holds"
        former = found


def test_the_auditing_tool_is_locked() -> None:
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    assert unmet(groups["audit"], pins((ROOT / AUDIT).read_text())[0]) == []


def test_a_wheel_is_built_with_what_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert unmet(project["build-system"]["requires"], pins((ROOT / "requirements.lock").read_text())[0]) == []


@pytest.mark.parametrize("folder", SCRIPT_LOCKS)
def test_the_scripts_are_locked_by_hash_and_name_no_address(folder: str) -> None:
    package, lock = (json.loads((ROOT / folder / name).read_text()) for name in ("package.json", "package-lock.json"))
    assert script_faults(package, lock) == []
    assert "omit-lockfile-registry-resolved=true" in (ROOT / folder / ".npmrc").read_text()


HASH = "--hash=sha256:" + "0" * 64
WHEREVER = "https://example.org"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (f"litestar>=2 {HASH}", "does not pin"),
        ("litestar==2.25.0", "no hash"),
        ("litestar==2.25.0 --hash=md5:00", "no hash"),
        (f"litestar==2.25.0 \\\n    {HASH}\n-e .", "an option"),
        (f"litestar @ https://example.org/litestar.whl {HASH}", "an address"),
    ],
)
def test_a_weak_lock_is_seen(text: str, complaint: str) -> None:
    assert any(complaint in fault for fault in pins(text)[1])


def test_a_stale_lock_is_seen() -> None:
    assert unmet(["litestar>=2.25", "msgspec"], {"litestar": Version("2.24")}) != []
    assert unmet(["litestar>=2.25"], {"litestar": Version("2.25.1")}) == []


def test_weak_locks_of_scripts_are_seen() -> None:
    entry = {"integrity": "sha512-00"}
    good = {"packages": {"": {"dependencies": {"preact": "11.2.0"}}, "node_modules/preact": entry}}
    assert script_faults({"dependencies": {"preact": "11.2.0"}}, good) == []
    assert script_faults({"dependencies": {"preact": "^11.2.0"}}, good) != []
    assert script_faults({"dependencies": {"preact": "11.3.0"}}, good) != []
    assert script_faults({}, {"packages": {"": {}, "node_modules/preact": {}}}) != []
    assert script_faults({}, {"packages": {"": {}, "node_modules/preact": {**entry, "resolved": WHEREVER}}}) != []
