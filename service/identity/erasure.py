"""Erasing a person: every table outside the logs lets go of them, in one transaction, and nothing about them can be written again.

What stays are ids, which the logs hold and nobody can name any more; when they were erased; and the kinds and dates of what they asked.
Texts that others wrote stand in logs and are theirs; where one waits outside the log, its words that are the name go.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import unquote_plus
from uuid import UUID

import msgspec

from events import sql
from events.ids import NetworkId, PersonId
from service.identity import accounts, flows
from service.identity.people import Connection, normalised
from service.languages import Language, say

statements = sql.beside(__file__)

WORD = re.compile(r"\w+")
#: The statements that empty what is kept of somebody, in their order.
EMPTIED = (
    "links",
    "invitations",
    "contact",
    "calendar_feeds",
    "visits",
    "answer_links",
    "exports",
    "photo",
    "consents",
    "sent_files",
    "views",
    "sessions",
)


class Erased(NamedTuple):
    """What was known of somebody until now: only to find where else it stands. Never to be kept or logged."""

    name: str
    addresses: tuple[str, ...]
    letters: tuple[UUID, ...]
    networks: tuple[NetworkId, ...]


async def erase(connection: Connection, person: PersonId, by: PersonId | None, told: str | None = None) -> Erased | None:
    """Let go of this person; None where nobody is there, or nobody any more. ``by`` answers the request, if there is one: ``told``."""
    async with connection.transaction():
        # First, so that whoever is about to add something about them waits, and is then turned away by the tables themselves.
        locked = await connection.fetchrow(statements.lock, person)
        if locked is None:
            return None
        name = locked["name"] or ""
        addresses = tuple(row["email"].lower() for row in await connection.fetch(statements.addresses, person))
        letters = tuple(row["letter_id"] for row in await connection.fetch(statements.letters, person, [*addresses]))
        await accounts.forget(connection, person)
        await flows.forget(connection, person)
        for emptied in EMPTIED:
            await connection.execute(getattr(statements, emptied), person)
        await connection.execute(statements.requests, person, by, told)
        await connection.execute(statements.person, person)
        networks = tuple(NetworkId(row["network_id"]) for row in await connection.fetch(statements.acquaintances, person))
        await _unname(connection, person, name, networks)
    return Erased(name, addresses, letters, networks)


async def _unname(connection: Connection, person: PersonId, name: str, networks: Iterable[NetworkId]) -> None:
    """The name in what stands outside the logs: letters to others, answers, names of programs, views of others, what workbooks said."""
    for row in await connection.fetch(statements.programs, person):
        if (called := without(row["name"], name)) != row["name"]:
            await connection.execute(statements.call_program, row["token_id"], called)
    for row in await connection.fetch(statements.waiting_letters):
        if (told := _told(row["told"], name, row["language"])) is not None:
            await connection.execute(statements.tell_otherwise, row["letter_id"], told)
    for row in await connection.fetch(statements.other_requests):
        note, answer = (without(row[field] or "", name) or None for field in ("note", "answer"))
        if (note, answer) != (row["note"], row["answer"]):
            await connection.execute(statements.word_request, row["request_id"], note, answer)
    for network in networks:
        for row in await connection.fetch(statements.views_of_others, network):
            words = f"{row['name']}\n{unquote_plus(row['query'])}"
            if without(words, name) != words:
                await connection.execute(statements.drop_view, network, row["view_id"])
        for row in await connection.fetch(statements.unfinished_imports, network):
            if _told(row["draft"], name) is not None or _told(row["report"], name) is not None:
                await connection.execute(statements.drop_import, network, row["import_id"])  # the file is offered again
        for row in await connection.fetch(statements.reports, network):
            if (report := _told(row["report"], name)) is not None:
                await connection.execute(statements.report_otherwise, network, row["import_id"], report)
        for row in await connection.fetch(statements.rows, network):
            if (said := _told(row["imported"], name)) is not None:
                await connection.execute(statements.row_otherwise, network, row["plan_id"], row["action_id"], said)


def _told(document: str, name: str, language: Language = "fr") -> str | None:
    """This JSON without the name; None where it does not stand in it."""
    before = msgspec.json.decode(document)
    after = _everywhere(before, name, language)
    return None if after == before else msgspec.json.encode(after).decode()


def _everywhere(value: Any, name: str, language: Language) -> Any:
    match value:
        case str():
            return without(value, name, language)
        case list():
            return [_everywhere(one, name, language) for one in value]
        case dict():
            return {key: _everywhere(one, name, language) for key, one in value.items()}
    return value


def without(text: str, name: str, language: Language = "fr") -> str:
    """A text in which nobody is called by this name, however it is written: accents, capitals, order of its parts.

    A name of one word only counts where it is the whole text: it may be a word of any other sentence.
    """
    sought = normalised(name).split()
    if not sought:
        return text
    plain = unicodedata.normalize("NFC", text)
    parts = [(part, word) for word in WORD.finditer(plain) for part in normalised(word[0]).split()]
    found, start = "", 0
    at = 0
    while at + len(sought) <= len(parts):
        here = [part for part, _ in parts[at : at + len(sought)]]
        if here in (sought, sought[::-1]) and (len(sought) > 1 or len(parts) == 1):
            found += plain[start : parts[at][1].start()] + say(language, "person.erased")
            start = parts[at + len(sought) - 1][1].end()
            at += len(sought)
        else:
            at += 1
    return found + plain[start:] if start else text


def mentions(text: str, erased: Erased) -> bool:
    """Does this text name somebody, or one of their addresses?"""
    return without(text, erased.name) != text or any(address in text.lower() for address in erased.addresses)
