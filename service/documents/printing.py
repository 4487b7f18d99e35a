"""A document put on paper, or on slides, by a press that is a process of its own.

The press is let go of when it takes too long, whatever it is doing: the loop never waits for it, and two at a time are
enough for a network of which everyone opens the booklet on the same morning.
"""

import asyncio
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal, TypeAlias

import msgspec
import structlog

from service import problems

Template: TypeAlias = Literal["action.typ", "booklet.typ", "council.typ", "minutes.typ", "plan.typ", "synthesis.typ"]

HERE = Path(__file__).parent
WITHIN = 60.0  # seconds for one document, those in which it waits for the press included
LARGEST = 20_000_000  # bytes of what a document says; a hundred times what the largest meeting does
PDF = "application/pdf"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

_log = structlog.get_logger()
_presses = asyncio.Semaphore(2)


async def pdf(template: Template, told: Mapping[str, Any]) -> bytes:
    """A document as a tagged PDF; Busy where the press is taken for too long."""
    return await _made(told, "press.py", template)


async def slides(told: Mapping[str, Any]) -> bytes:
    """A document as slides; Busy as above."""
    return await _made(told, "slides.py")


async def _made(told: Mapping[str, Any], *press: str) -> bytes:
    data = await asyncio.to_thread(msgspec.json.encode, told)
    if len(data) > LARGEST:
        raise problems.Conflict("document.too_large")
    try:
        async with asyncio.timeout(WITHIN), _presses:
            return await _pressed(data, *press)
    except TimeoutError:
        raise problems.Busy from None


async def _pressed(data: bytes, program: str, *arguments: str) -> bytes:
    # Nothing of our environment goes along: the press needs no address of a database and no secret.
    press = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", str(HERE / program), *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={},
    )
    try:
        printed, why = await press.communicate(data)
    finally:
        if press.returncode is None:
            with suppress(ProcessLookupError):
                press.kill()
            await press.wait()
    if press.returncode != 0:
        _log.error("document_not_printed", status=press.returncode, lines=why.count(b"\n"))  # what it says may hold what people wrote
        raise problems.Busy
    return printed
