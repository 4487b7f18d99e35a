"""``club21 files``: are all the bytes that we know of there, and what they were; and moving them from one store to another."""

import argparse
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from service.attachments.files import Files
from service.attachments.keeping import Away, Moving
from service.languages import Language, say
from service.operating import working
from service.progress import Bar
from service.settings import Settings
from service.stopped import Stopped


@asynccontextmanager
async def reached(settings: Settings) -> AsyncIterator[Files]:
    """All files, and a sentence where their store does not answer."""
    try:
        async with working(settings) as service:
            yield service.state.files
    except Away as error:
        raise Stopped("cli.files_away") from error


async def check(settings: Settings, language: Language, _options: argparse.Namespace) -> int:
    """Read every file once; those that are missing or changed, one a line."""
    wrong = 0
    async with reached(settings) as files:
        known = await files.known()
        bar = Bar(say(language, "cli.files_checking"))
        for at, (network, sha256) in enumerate(known, 1):
            fault = await files.fault(network, sha256)
            if fault is not None:
                wrong += 1
                print(f"{network}  {sha256.hex()}  {say(language, f'cli.files_{fault}')}")
            bar(at, len(known))
    print(say(language, "cli.files_checked", files=len(known), wrong=wrong))
    return 1 if wrong else 0


async def move(settings: Settings, language: Language, _options: argparse.Namespace) -> int:
    """From FILES_STORE_BEFORE to FILES_STORE, while everything runs; asked again, it goes on where it was."""
    moved = 0
    async with reached(settings) as files:
        if not isinstance(files.keeping, Moving):
            raise Stopped("cli.files_stay")
        known = await files.known()
        bar = Bar(say(language, "cli.files_moving"))
        for at, (network, sha256) in enumerate(known, 1):
            moved += await files.move(network, sha256)
            bar(at, len(known))
    print(say(language, "cli.files_moved", files=moved))
    return 0
