"""A peer in a process of its own: asked for one figure a line, and ended whatever it does.

It ends when nobody asks it any more, so it outlives no bench that was killed; nor does a server that it started.
"""

import asyncio
import gc
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, TypeAlias

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 120.0  # seconds for an answer

Ask: TypeAlias = Callable[..., Awaitable[float]]


class Failed(Exception):
    """A peer that did not start, or did not go on: what it said last."""


@asynccontextmanager
async def running(peer: str, *arguments: str) -> AsyncIterator[Ask]:
    """The peer, ready to be asked: ``await ask("append", 8, 1.0)``."""
    with tempfile.TemporaryFile() as said:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", f"bench.peers.{peer}", *arguments),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=said,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        asking, answers = process.stdin, process.stdout

        async def ask(*words: object) -> float:
            try:
                asking.write((" ".join(map(str, words)) + "\n").encode())
                return float(await asyncio.wait_for(answers.readline(), PATIENCE))
            except TimeoutError as error:
                raise Failed(f"{peer} {words[0]}: no answer after {PATIENCE:g} s") from error
            except (ValueError, OSError) as error:  # a line that is no number: it ended
                raise Failed(f"{peer} {words[0]}: {_last(said)}") from error

        try:
            await ask("ready")
            yield ask
        finally:
            asking.close()
            try:
                await asyncio.wait_for(process.wait(), 10)
            except TimeoutError:
                process.kill()
                await process.wait()


def _last(said: IO[bytes]) -> str:
    said.seek(0)
    lines = said.read().decode(errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "it ended")


def answer(**figures: Callable[..., float]) -> None:
    """The peer's side: answer until nobody asks any more."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)  # as ours
    for line in sys.stdin:
        what, *numbers = line.split()
        print(1 if what == "ready" else figures[what](*map(float, numbers)), flush=True)


def rate(writers: float, seconds: float, step: Callable[[int], None]) -> float:
    """How many steps a second this many threads finish."""
    until = time.perf_counter() + seconds

    def write(writer: int) -> int:
        done = 0
        while time.perf_counter() < until:
            step(writer)
            done += 1
        return done

    began = time.perf_counter()
    with ThreadPoolExecutor(int(writers)) as threads:
        done = sum(threads.map(write, range(int(writers))))
    return done / (time.perf_counter() - began)
