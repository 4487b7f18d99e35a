"""``club21 log``: the log as an operator sees it; checked, followed, measured, and begun anew after a restore.

With ``--json`` every line is one document for programs, in the words of the tables; without it, a sentence or a row for people.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from events import sql
from events.audit import check as signed
from events.ids import NetworkId, Token
from events.log import check as checking
from events.log.hints import Hints
from service import database, health
from service.languages import Language, say
from service.operating import id_of
from service.progress import Bar
from service.settings import Settings
from service.stopped import Stopped

statements = sql.beside(__file__)

LAST = 20  # events shown where none is named
PAGE = 500
POLL = 1.0  # seconds between looks where no hint comes
LONGEST = 80  # signs of a value on a line for people


@asynccontextmanager
async def _connected(address: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(address, timeout=10, server_settings={"application_name": "club21 log"})
    try:
        yield connection
    finally:
        await connection.close(timeout=5)


def _print_document(document: object) -> None:
    print(msgspec.json.encode(document).decode(), flush=True)


# --- check ---------------------------------------------------------------------------------------------------------


async def check(settings: Settings, language: Language, options: argparse.Namespace) -> int:
    """Every finding as it is made, then the verdict; 1 where there are findings."""
    counted = checking.Counted()
    began = time.monotonic()
    async with database.reached(settings) as addresses, _connected(addresses.application) as connection:
        named = [await _existing(connection, options.network)] if options.network else None
        for look, told in ((checking.check, "cli.log_checking"), (signed.check, "cli.log_comparing")):
            async for finding in look(connection, named, counted, Bar(say(language, told))):
                if options.json:
                    _print_document(finding)
                else:
                    print(_told(finding, language), flush=True)
        guarantees = await connection.fetchrow(health.statements.guarantees)
    seconds = round(time.monotonic() - began, 1)
    if options.json:
        _print_document({"sound": not counted.findings, "seconds": seconds, **msgspec.structs.asdict(counted)})
        return 1 if counted.findings else 0
    if health.void_guarantees(guarantees):
        print(say(language, "cli.log_void"))
    print(say(language, "cli.log_checked", seconds=seconds, **msgspec.structs.asdict(counted)))
    print(say(language, "cli.log_unsound" if counted.findings else "cli.log_sound", findings=counted.findings))
    return 1 if counted.findings else 0


def _told(finding: checking.Finding, language: Language) -> str:
    """One finding on one line: where, then what."""
    place = [str(finding.network_id)] if finding.network_id else []
    if finding.position is not None:
        place.append(say(language, "cli.log_position", position=finding.position))
    values = {"position": finding.position, **finding.values}
    return " · ".join([*place, say(language, f"cli.found_{finding.code}", **{name: _shown(value) for name, value in values.items()})])


async def _existing(connection: asyncpg.Connection, text: str) -> NetworkId:
    """The id of a network that is there, or of which at least events are."""
    network_id = NetworkId(id_of(text))
    if not await connection.fetch(checking.SQL.networks, [network_id]):
        raise Stopped("cli.no_such_network", id=text)
    return network_id


# --- tail ----------------------------------------------------------------------------------------------------------


async def tail(settings: Settings, language: Language, options: argparse.Namespace) -> int:
    """One line an event, from a token on, or the newest ones; with ``--follow`` whatever comes after, until Ctrl-C."""
    network_id = NetworkId(id_of(options.network))
    async with database.reached(settings) as addresses:
        pool: asyncpg.Pool = await asyncpg.create_pool(addresses.application, min_size=1, max_size=2, timeout=5)
        try:
            head = await pool.fetchrow(statements.head, network_id)
            if head is None:
                raise Stopped("cli.no_such_network", id=options.network)
            following = _Following(pool, network_id, Token(*head), as_json=options.json)
            following.next = _begin(options.begin, following.head)
            if options.follow:
                hints = Hints(addresses.application, following.heard)
                hints.start()
                try:
                    await following.for_ever()
                finally:
                    await hints.close()
            await following.to_the_end()
        except BrokenPipeError:  # whoever read this has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        finally:
            pool.terminate()
    return 0


def _begin(text: str | None, head: Token) -> int:
    """The first position to show."""
    if text is None:
        return max(1, head.position - LAST + 1)
    try:
        token = Token.parse(text)
    except ValueError:
        raise Stopped("cli.log_no_token", text=text) from None
    # A token of another epoch may name another event by now.
    if token.epoch != head.epoch or token.position > head.position + 1:
        raise Stopped("cli.log_other_token", token=token, head=head)
    return max(1, token.position)


class _Following:
    """Shows one network's events in order, each once, also those that no program of this version can decode."""

    def __init__(self, pool: asyncpg.Pool, network_id: NetworkId, head: Token, *, as_json: bool) -> None:
        self.pool = pool
        self.network_id = network_id
        self.head = head
        self.as_json = as_json
        self.next = 1
        self.names: dict[UUID, str | None] = {}
        self.woken = asyncio.Event()

    def heard(self, network_id: NetworkId | None) -> None:
        if network_id in (None, self.network_id):
            self.woken.set()

    async def for_ever(self) -> None:
        while True:
            try:
                await self.to_the_end()
            except database.AWAY as error:
                if isinstance(error, BrokenPipeError):
                    raise
            try:
                await asyncio.wait_for(self.woken.wait(), POLL)
            except TimeoutError:
                continue
            finally:
                self.woken.clear()

    async def to_the_end(self) -> None:
        while page := await self.pool.fetch(statements.page, self.network_id, self.next, PAGE):
            if not self.as_json:
                await self._meet(page)
            for row in page:
                print(self._document(row) if self.as_json else self._line(row))
                self.next = row["position"] + 1
            sys.stdout.flush()

    async def _meet(self, page: list[Any]) -> None:
        unknown = list({row["by"] for row in page} - self.names.keys())
        if unknown:
            self.names |= dict.fromkeys(unknown)
            self.names |= {row["person_id"]: row["name"] for row in await self.pool.fetch(statements.named, unknown)}

    def _line(self, row: Any) -> str:
        body = _body(row["payload"])
        told = [f"{name}={_shown(value)}" for name, value in body.items() if name != "tag" and (name, value) != ("reason", None)]
        by = self.names.get(row["by"]) or ("–" if row["by"] == self.network_id else str(row["by"]))
        head = (
            f"{Token(self.head.epoch, row['position'])}  {row['at']:%Y-%m-%d %H:%M:%S}Z  {row['tag']}  {row['stream_id']} v{row['version']}"
        )
        return "  ".join([head, _plain(by), *told])

    def _document(self, row: Any) -> str:
        stored = {name: value for name, value in row.items() if name != "payload"}
        document = {"token": str(Token(self.head.epoch, row["position"])), **stored, "body": _body(row["payload"])}
        return msgspec.json.encode(document, enc_hook=str).decode()


def _body(payload: bytes) -> Mapping[str, Any]:
    """What an event holds, decoded as JSON alone: an operator looks at logs that a program can not read, too."""
    try:
        return msgspec.json.decode(payload, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {"spoilt": payload.hex()}


def _shown(value: object) -> str:
    """A value on one line of a terminal, cut where it is long."""
    text = value if isinstance(value, str) and value.isascii() and " " not in value else json.dumps(value, ensure_ascii=False)
    return _plain(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")


def _plain(text: str) -> str:
    # Commands refuse control characters; what was written past them could move an operator's cursor and hide the lines above.
    return "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in text)


# --- stats ---------------------------------------------------------------------------------------------------------


async def stats(settings: Settings, language: Language, options: argparse.Namespace) -> int:
    """How much there is of what, and since when."""
    async with (
        database.reached(settings) as addresses,
        _connected(addresses.application) as connection,
        connection.transaction(readonly=True),
    ):
        await connection.execute(checking.SQL.unhurried)
        networks = [dict(row) for row in await connection.fetch(statements.sizes)]
        outcomes = {row["outcome"]: row["commands"] for row in await connection.fetch(statements.outcomes)}
        partitions = {row["name"]: row["bytes"] for row in await connection.fetch(statements.partitions)}
        days = {row["day"].isoformat(): row["events"] for row in await connection.fetch(statements.days, options.days)}
    sums = {
        "networks": len(networks),
        "events": sum(one["events"] for one in networks),
        "streams": sum(one["streams"] for one in networks),
        "commands": sum(outcomes.values()),
    }
    if options.json:
        every = {"sums": sums, "networks": networks, "outcomes": outcomes, "partitions": partitions, "days": days}
        print(msgspec.json.encode(every, enc_hook=str).decode())
        return 0
    print(say(language, "cli.log_sums", **sums))
    _table(say(language, "cli.log_outcomes"), outcomes)
    _table(say(language, "cli.log_partitions"), {name: _size(size) for name, size in partitions.items()})
    _table(say(language, "cli.log_days"), days)
    print(f"\n{say(language, 'cli.log_networks')}")
    for one in networks:
        told = {
            **{name: one[name] for name in ("events", "streams")},
            "id": one["network_id"],
            "name": _plain(one["name"] or ""),
            "size": _size(one["bytes"]),
        }
        print("  " + say(language, "cli.log_row", **told, first=f"{one['first_at']:%Y-%m-%d}", last=f"{one['last_at']:%Y-%m-%d}").rstrip())
    return 0


def _table(title: str, rows: Mapping[str, object]) -> None:
    print(f"\n{title}")
    for name, value in rows.items():
        print(f"  {name:<40} {value:>12}")


def _size(count: float) -> str:
    for unit in ("B", "KiB", "MiB", "GiB"):
        if count < 1024:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1024
    return f"{count:.1f} TiB"


# --- new-epoch -----------------------------------------------------------------------------------------------------


async def new_epoch(settings: Settings, language: Language, options: argparse.Namespace) -> int:
    """Let every token given out so far be refused, as the owner; what was written stays as it is."""
    network_id = id_of(options.network) if options.network else None
    if not options.yes:
        raise Stopped("cli.log_epoch_unconfirmed")
    async with database.reached(settings) as addresses, _connected(addresses.owner) as connection:
        moved = await connection.fetch(statements.new_epoch, network_id)
    if network_id is not None and not moved:
        raise Stopped("cli.no_such_network", id=options.network)
    for row in moved:
        print(say(language, "cli.log_epoch", id=row["network_id"], epoch=row["epoch"]))
    print(say(language, "cli.log_epoch_told", networks=len(moved)))
    return 0
