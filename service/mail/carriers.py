"""Carriers: where a letter goes once it is written. A mail server, a folder, the terminal, or nowhere."""

import asyncio
import os
import sys
from collections.abc import Callable, Iterable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit
from uuid import UUID

import aiosmtplib

from service.settings import LOCAL_HOSTS, Settings

PATIENCE = 20  # seconds for a mail server


class Undeliverable(Exception):
    """A letter that no later try would deliver: the server knows no such address, say."""


class Carrier(Protocol):
    """Takes a letter; returns once it is somebody else's duty, raises otherwise."""

    async def carry(self, letter: EmailMessage) -> None: ...


class Server:
    """A mail server. Nothing is said to it in the clear, unless it stands on this machine or the operator wrote so."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.host = parts.hostname or "localhost"
        self.whole = parts.scheme == "smtps"
        self.plain = parts.scheme == "smtp+plain" or (parts.scheme == "smtp" and self.host in LOCAL_HOSTS)
        self.port = parts.port or (465 if self.whole else 25 if self.plain else 587)
        self.user = unquote(parts.username) if parts.username else None
        self.password = unquote(parts.password) if parts.password else None

    async def carry(self, letter: EmailMessage) -> None:
        try:
            await aiosmtplib.send(
                letter,
                hostname=self.host,
                port=self.port,
                username=self.user,
                password=self.password,
                use_tls=self.whole,
                start_tls=not self.whole and not self.plain,
                timeout=PATIENCE,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            if all(one.code >= 500 for one in error.recipients):
                raise Undeliverable from error
            raise
        except aiosmtplib.SMTPResponseException as error:
            # 5xx after the server knew us: for good. Wrong credentials are ours to mend, so these wait.
            if error.code >= 500 and not isinstance(error, aiosmtplib.SMTPAuthenticationError):
                raise Undeliverable from error
            raise


class Folder:
    """A folder of letters, for trying things out and for those who send them by other means."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def carry(self, letter: EmailMessage) -> None:
        await asyncio.to_thread(self._write, letter)

    def _write(self, letter: EmailMessage) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.folder / f"{str(letter['Message-ID']).strip('<>').partition('@')[0]}.eml"
        part = path.with_suffix(".part")
        opened = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # whoever reads it signs in as someone else
        with os.fdopen(opened, "wb") as file:
            file.write(letter.as_bytes(policy=SMTP))
        part.replace(path)

    async def forget(self, letters: Iterable[UUID], mentions: Callable[[str], bool]) -> None:
        """Remove these letters, and all that mention somebody, in their head or in their text."""
        await asyncio.to_thread(self._forget, {str(letter) for letter in letters}, mentions)

    async def forget_before(self, moment: float) -> None:
        """Remove the letters that were written before this second of the epoch."""
        await asyncio.to_thread(self._forget_before, moment)

    def _forget_before(self, moment: float) -> None:
        for path in self.folder.glob("*.eml"):
            if path.stat().st_mtime < moment:
                path.unlink(missing_ok=True)

    def _forget(self, letters: set[str], mentions: Callable[[str], bool]) -> None:
        for path in self.folder.glob("*.eml"):
            letter = message_from_bytes(path.read_bytes(), policy=SMTP)
            texts = (part.get_content() for part in letter.walk() if part.get_content_maintype() == "text")
            if path.stem in letters or mentions(" ".join((letter["To"], letter["Subject"], *texts))):
                path.unlink(missing_ok=True)


class Terminal:
    """The terminal, for developers."""

    async def carry(self, letter: EmailMessage) -> None:
        text = letter.get_body(("plain",))
        assert text is not None  # noqa: S101 - every letter of ours has one
        print(f"To: {letter['To']}\nSubject: {letter['Subject']}\n\n{text.get_content()}", file=sys.stderr, flush=True)


def chosen(settings: Settings) -> Carrier | None:
    """The carrier the operator chose; None where no letters are sent at all."""
    match settings.mail_url.partition(":")[0]:
        case "off":
            return None
        case "console":
            return Terminal()
        case "file":
            return Folder(Path(settings.mail_url.removeprefix("file:")) if settings.mail_url != "file:" else settings.data / "mail")
    return Server(settings.mail_url)
