"""The post: letters wait in a table, in the transaction of what they tell of, and leave one by one from any process.

Each is queued once and never lost. A crash between handing one over and noting it may send it again, under the same Message-ID, so that
mail programs show it once. Links are made as a letter leaves: no table ever holds a token that signs anyone in.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import urlsplit
from uuid import UUID

import aiosmtplib
import asyncpg
import structlog

from events import ids, sql
from events.ids import PersonId
from service.identity.people import Connection
from service.languages import Language, say
from service.mail.carriers import Carrier, Undeliverable
from service.settings import Settings

statements = sql.beside(__file__)

AT_ONCE = 10
LOOK_EVERY = 2.0
TRIES = 12  # the last about two days after the first

_log = structlog.get_logger()


#: Told for as long as it takes: no number of tries loses one of these.
PATIENT = frozenset({"digest"})


class NotNow(Exception):
    """A letter can not be written at this moment; it stays and is tried again."""


class Page(NamedTuple):
    """A letter whose words are not among the locales: as text and as HTML, with headers of its own, and a file for calendars."""

    subject: str
    text: str
    html: str
    headers: Mapping[str, str]
    calendar: str = ""


class Whole(str):
    """The value of a header that travels as it stands: a long address would be encoded like a word, and no program finds it again."""

    def __new__(cls, name: str, value: str) -> "Whole":
        made = super().__new__(cls, value)
        made.name = name
        return made

    name: str

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


class Letter(NamedTuple):
    """A letter that is about to leave."""

    id: UUID
    kind: str
    person: PersonId | None
    recipient: str
    language: Language
    told: dict[str, Any]
    queued_at: datetime
    page: Page | None = None


#: Fills in what only stands when a letter leaves, a link above all; None where it is not to leave any more.
Writer: TypeAlias = Callable[[Connection, Letter], Awaitable[Letter | None]]


async def queue(
    connection: Connection, about: str, kind: str, recipient: str, language: Language, person: PersonId | None = None, **told: Any
) -> bool:
    """Have a letter sent once this transaction stands; False where this was told already."""
    return bool(await connection.fetchval(statements.queue, ids.new(), about, kind, person, recipient, language, json.dumps(told)))


async def recall(connection: Connection, about: str) -> None:
    """Letters about this that have not left are not sent."""
    await connection.execute(statements.recall, about)


class Post:
    """Sends what waits, for as long as it runs."""

    def __init__(self, pool: "asyncpg.Pool[Any]", settings: Settings, carrier: Carrier | None, writers: dict[str, Writer]) -> None:
        self.pool = pool
        self.carrier = carrier
        self.sender = settings.mail_from
        self.host = urlsplit(settings.base_url).hostname or "localhost"
        self.writers = writers
        self.waking = asyncio.Event()

    @property
    def works(self) -> bool:
        """Is there a way for letters to leave?"""
        return self.carrier is not None

    def wake(self) -> None:
        """Something was queued: look now rather than in a moment."""
        self.waking.set()

    async def run(self) -> None:
        """Send whatever is due; runs until it is cancelled."""
        while True:
            self.waking.clear()
            try:
                while await self.deliver():
                    pass
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, TimeoutError) as error:
                _log.warning("post_waits", error=type(error).__name__)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY):  # wait_for of 3.11 may not hear that it is to end
                    await self.waking.wait()

    async def deliver(self) -> int:
        """Send the letters that are due, a few; how many there were."""
        carrier = self.carrier
        if carrier is None:
            return 0
        # Taken for five minutes: whoever dies meanwhile leaves them to the next, and two processes never send one at once.
        rows = await self.pool.fetch(statements.take, AT_ONCE)
        for row in rows:
            told = json.loads(row["told"])
            person = PersonId(row["person_id"]) if row["person_id"] else None
            letter = Letter(row["letter_id"], row["kind"], person, row["recipient"], row["language"], told, row["queued_at"])
            await self._deliver(carrier, letter, row["tries"])
        return len(rows)

    async def _deliver(self, carrier: Carrier, letter: Letter, tries: int) -> None:
        if not await self.pool.fetchval(statements.hold, letter.id, tries):
            return
        try:
            written = letter
            if (write := self.writers.get(letter.kind)) is not None:
                async with self.pool.acquire() as connection, connection.transaction():
                    found = await write(connection, letter)
                if found is None:
                    await self.pool.execute(statements.left, letter.id)
                    return
                written = found
            await carrier.carry(self.message(written))
        except Undeliverable as error:
            await self._give_up(letter, error)
        except (NotNow, aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            if tries >= TRIES and letter.kind not in PATIENT:
                await self._give_up(letter, error)
            else:
                _log.warning("letter_waits", letter=str(letter.id), kind=letter.kind, tries=tries, error=type(error).__name__)
                await self.pool.execute(statements.later, letter.id, min(30 * 2**tries, 21_600))
        except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
            raise  # of the post as a whole: the letter is taken for some minutes, and comes again after that
        except Exception:  # a fault of ours in one letter keeps no other from leaving
            _log.exception("letter_failed", letter=str(letter.id), kind=letter.kind, tries=tries)
            await self.pool.execute(statements.later, letter.id, min(30 * 2**tries, 21_600))
        else:
            await self.pool.execute(statements.left, letter.id)
            _log.info("letter_left", letter=str(letter.id), kind=letter.kind)

    async def _give_up(self, letter: Letter, error: Exception) -> None:
        await self.pool.execute(statements.give_up, letter.id)
        _log.error("letter_given_up", letter=str(letter.id), kind=letter.kind, error=type(error.__cause__ or error).__name__)

    def message(self, letter: Letter) -> EmailMessage:
        """A letter as it travels. Whatever people wrote is one line in it, so that nobody writes headers of their own."""
        told = {name: " ".join(str(value).split()) for name, value in letter.told.items()}
        message = EmailMessage(policy=SMTP)
        message["From"] = self.sender
        message["To"] = letter.recipient
        page = letter.page
        message["Subject"] = page.subject if page else say(letter.language, f"mail.{letter.kind}.subject", **told)
        message["Message-ID"] = f"<{letter.id}@{self.host}>"
        message["Date"] = format_datetime(letter.queued_at)
        message["Auto-Submitted"] = "auto-generated"  # nobody's out-of-office answers it
        if page:
            for name, value in page.headers.items():
                message[name] = Whole(name, value)
            message.set_content(page.text)
            message.add_alternative(page.html, subtype="html")
            if page.calendar:
                message.add_attachment(page.calendar, subtype="calendar", filename="invitation.ics")
        else:
            message.set_content(f"{say(letter.language, f'mail.{letter.kind}.text', **told)}\n\n{say(letter.language, 'mail.foot')}\n")
        message["Content-Language"] = letter.language  # last, since a new content takes all of these with it
        return message
