"""The other processes of a bench, which are told and answer in lines of JSON."""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

ROOT = Path(__file__).parent.parent


async def tell(process: asyncio.subprocess.Process, what: object) -> None:
    assert process.stdin is not None
    process.stdin.write(msgspec.json.encode(what) + b"\n")
    await process.stdin.drain()


async def line(process: asyncio.subprocess.Process) -> bytes:
    assert process.stdout is not None
    told = await process.stdout.readline()
    assert told, "The other process ended."
    return told


async def asked(process: asyncio.subprocess.Process, what: object) -> bytes:
    """What it answers."""
    await tell(process, what)
    return await line(process)


@asynccontextmanager
async def process(module: str, *arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Another process of the bench; it ends when its standard input does."""
    pipe = asyncio.subprocess.PIPE
    with tempfile.TemporaryFile() as said:
        started = await asyncio.create_subprocess_exec(
            sys.executable, "-m", module, *arguments, stdin=pipe, stdout=pipe, stderr=said, cwd=ROOT, limit=2**20
        )
        try:
            yield started
        except BaseException:
            said.seek(0)
            complaints = [line for line in said.read().decode(errors="replace").splitlines() if "request_handled" not in line]
            print("\n".join([f"{module} said:", *complaints[-40:]]), file=sys.stderr)
            raise
        finally:
            assert started.stdin is not None
            started.stdin.close()
            try:
                await asyncio.wait_for(started.wait(), 15)
            except TimeoutError:
                started.kill()
                await started.wait()
