"""Bytes of files in an object storage that speaks S3, or in a folder: only loaded where one was set.

One object a file, ``network/hash``. What goes wrong there is told by its kind alone: an answer of a store may quote what it was asked with.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, S3Store

from events.ids import NetworkId
from service.attachments.keeping import Away
from service.settings import FileStore
from service.stopped import Stopped

PIECE = 1 << 20  # bytes that are asked for at once: each costs a round trip
PATIENCE = {"timeout": timedelta(seconds=120), "connect_timeout": timedelta(seconds=5)}
TRIES: Any = {"max_retries": 3, "retry_timeout": timedelta(seconds=30)}

_log = structlog.get_logger()


class InObjects:
    """In a store of objects; a backup of the database holds none of them."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def keep(self, network: NetworkId, sha256: bytes, content: bytes) -> None:
        with _told():
            # In one piece: what is cut off in the middle of several stays where nobody finds it.
            await self._store.put_async(_name(network, sha256), content, use_multipart=False)

    async def read(self, network: NetworkId, sha256: bytes) -> AsyncIterator[bytes]:
        # No connection is held while whoever reads is slow.
        start, size = 0, 1
        while start < size:
            with _told():
                try:
                    found = await self._store.get_async(_name(network, sha256), options={"range": (start, start + PIECE)})
                    size = found.meta["size"]
                    piece = bytes(await found.bytes_async())
                except FileNotFoundError:
                    return
            yield piece
            start += len(piece)

    async def drop(self, network: NetworkId, sha256: bytes) -> None:
        with _told(), suppress(FileNotFoundError):
            await self._store.delete_async(_name(network, sha256))


class InFolder(InObjects):
    """In a folder that all processes share: what was kept outlives a cut of the current."""

    def __init__(self, root: Path) -> None:
        super().__init__(LocalStore(root, mkdir=True))
        self._root = root

    async def keep(self, network: NetworkId, sha256: bytes, content: bytes) -> None:
        await super().keep(network, sha256, content)
        with _told():
            await asyncio.to_thread(_flush, self._root / _name(network, sha256))


def _flush(file: Path) -> None:
    for one in (file, file.parent):
        handle = os.open(one, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def opened(url: str, settings: FileStore) -> InObjects:
    """The store at an address of the settings."""
    parts = urlsplit(url)
    try:
        if parts.scheme == "file":
            return InFolder(Path(unquote(parts.path)))
        return InObjects(_bucket(parts.netloc, parts.path.strip("/") or None, settings))
    except (BaseError, OSError, ValueError) as error:
        raise Stopped("cli.files_away") from error


def _bucket(name: str, prefix: str | None, settings: FileStore) -> ObjectStore:
    # What is not set here the library finds in AWS_… of the environment, or is given by the machine that it runs on.
    given = {
        "endpoint": settings.endpoint,
        "region": settings.region,
        "access_key_id": settings.key_id,
        "secret_access_key": settings.secret,
    }
    config: Any = {key: value for key, value in given.items() if value is not None}
    config["disable_bulk_delete"] = True  # many at once is what not every store can
    client: Any = {**PATIENCE, "allow_http": (settings.endpoint or "").startswith("http:")}
    return S3Store(name, prefix=prefix, config=config, client_options=client, retry_config=TRIES)


def _name(network: NetworkId, sha256: bytes) -> str:
    return f"{network}/{sha256.hex()}"


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (BaseError, OSError) as error:
        _log.error("file_store_failed", error=type(error).__name__)
        raise Away from error
