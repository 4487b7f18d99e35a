"""Where a process stands, for whoever asks it by SIGUSR1: every thread, and every task with the lines that it waits at.

A process that answers nobody, or that does not end, can be asked by nothing else.
"""

import asyncio
import faulthandler
import signal
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any


def tell_when_asked() -> None:
    """From now on SIGUSR1 writes it to standard error; only the threads where the event loop itself stands still."""
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, _tell_tasks)
    faulthandler.register(signal.SIGUSR1, file=sys.stderr, chain=True)


def _tell_tasks() -> None:
    for task in asyncio.all_tasks():
        codes = [(frame.f_code, frame.f_lineno) for frame in _frames(task.get_coro())]
        lines = [f"  File {code.co_filename}, line {line}, in {code.co_name}" for code, line in codes]
        print(f"Task {task.get_name()}:", *lines, sep="\n", file=sys.stderr, flush=True)


def _frames(waiting: Any) -> Iterator[FrameType]:
    """The frames from what a task began with to what it waits at; a task itself knows the first of them only."""
    while waiting is not None:
        kind = next((kind for kind in ("cr", "ag", "gi") if hasattr(waiting, f"{kind}_frame")), None)
        if kind is None:
            return
        if (frame := getattr(waiting, f"{kind}_frame")) is not None:
            yield frame
        waiting = getattr(waiting, "gi_yieldfrom" if kind == "gi" else f"{kind}_await")
