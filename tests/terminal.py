"""The command line as a person calls it, but for the second in which an interpreter imports the program.

Each command is a process of its own, with an environment, two outputs and an exit code; it is forked from one that has imported the program
already and does nothing else. What a new interpreter is for is tested in tests/http/test_main.py.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from service.__main__ import main

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 120.0  # seconds; a command that hangs fails its test, a busy machine does not

_forking = multiprocessing.get_context("forkserver")
_forking.set_forkserver_preload(["tests.terminal", "service.operating", "service.serving", "service.logbook", "service.importing"])


def club21(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = _forking.Process(target=_become, args=(arguments, environment, str(out), str(err)))
        process.start()
        process.join(PATIENCE)
        if process.exitcode is None:
            process.kill()
            process.join()
        code = process.exitcode
        process.close()
        assert code is not None
        return subprocess.CompletedProcess(arguments, code, out.read_text("utf-8"), err.read_text("utf-8"))


def _become(arguments: tuple[str, ...], environment: dict[str, str], out: str, err: str) -> None:
    """What ``club21`` does in a process of its own."""
    for descriptor, path in ((1, out), (2, err)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), descriptor)
    path = os.environ["PATH"]
    os.environ.clear()
    os.environ.update({"PATH": path, "LANG": "C.UTF-8", **environment})
    os.chdir(ROOT)
    sys.exit(main(arguments))
