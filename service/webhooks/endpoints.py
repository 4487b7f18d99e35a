"""The addresses at which programs of a network are told of it: made, looked at, changed and removed by facilitators.

An address belongs to a token (service/tokens.py), and is told what that token may read and nothing else. Facilitators alone make one, as
they alone give roles: with any other right, one could have everything sent that somebody else's token reads.
"""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias
from uuid import UUID

import asyncpg
from msgspec import Meta, Struct

from events import catalogue, ids, sql
from events.decider import Invalid
from events.ids import NetworkId, PersonId
from service.networks import Network
from service.problems import Conflict, Missing
from service.webhooks import signing
from service.webhooks.reaching import LONGEST, Answer, Outcome, Reaching

statements = sql.beside(__file__)

BOTH_FOR = timedelta(days=1)  # for how long the former secret signs beside a new one
SLOTS = 50  # attempts that are remembered of each
TRIAL = "webhook.test"
TAGS = frozenset(catalogue.EVENTS) | {catalogue.kind_of(tag) for tag in catalogue.EVENTS}

HowItIs: TypeAlias = Literal["on", "paused", "set_aside"]
Why: TypeAlias = Literal["failing", "gone", "no_right"]
Url: TypeAlias = Annotated[str, Meta(max_length=LONGEST)]
Tags: TypeAlias = Annotated[tuple[Annotated[str, Meta(max_length=64)], ...], Meta(max_length=100)]


class WebhookWish(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a program is to be told, and of what: tags, such as action.edited, or what stands before their dot; none for everything."""

    token_id: PersonId
    url: Url
    tags: Tags = ()


class WebhookChange(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be otherwise; null leaves it. One that goes on with ``skip`` is not told of what happened meanwhile."""

    url: Url | None = None
    tags: Tags | None = None
    paused: bool | None = None
    skip: bool = False


class Webhook(Struct, frozen=True):
    """One address, as facilitators see it. ``position`` is the event through which everything was told or is not for it."""

    webhook_id: UUID
    token_id: PersonId
    url: str
    tags: tuple[str, ...]
    made_by: PersonId
    made_at: datetime
    state: HowItIs
    why: Why | None
    position: int
    failures: int
    failing_since: datetime | None
    next_at: datetime | None
    former_until: datetime | None


class MadeWebhook(Struct, frozen=True):
    """A new address, or a new secret of one. ``secret`` is told this once: it proves who sent a message, as Standard Webhooks say."""

    webhook: Webhook
    secret: str


class Delivery(Struct, frozen=True):
    """One attempt and what came of it; without ``position`` it was a trial."""

    at: datetime
    position: int | None
    tag: str
    outcome: Outcome
    status: int | None
    took_ms: int


class Keys(NamedTuple):
    """What an address is spoken to with."""

    url: str
    secrets: tuple[bytes, ...]


async def every(pool: "asyncpg.Pool[Any]", network_id: NetworkId) -> list[Webhook]:
    """The addresses of a network, the newest first."""
    return [_webhook(row) for row in await pool.fetch(statements.of_network, network_id, None)]


async def one(pool: "asyncpg.Pool[Any]", network_id: NetworkId, webhook_id: UUID) -> Webhook:
    """One of them; Missing where there is none."""
    row = await pool.fetchrow(statements.of_network, network_id, webhook_id)
    if row is None:
        raise Missing("missing.webhook")
    return _webhook(row)


async def make(of: Network, pool: "asyncpg.Pool[Any]", reaching: Reaching, most: int, wish: WebhookWish, by: PersonId) -> MadeWebhook:
    """A new address, told of what happens from now on."""
    if not most:
        raise Conflict("webhook.off")
    url, tags, webhook_id, secret = reaching.check(wish.url), _tags(wish.tags), ids.new(), signing.made()
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(statements.lock, of.network_id)
        if not await connection.fetchval(statements.holds, of.network_id, wish.token_id):
            raise Missing("missing.token")
        if await connection.fetchval(statements.count, of.network_id) >= most:
            raise Conflict("webhook.too_many", most=most)
        kept = (of.network_id, webhook_id, wish.token_id, url, tags, secret, by, of.follower.position)
        await connection.execute(statements.keep, *kept)
    return MadeWebhook(await one(pool, of.network_id, webhook_id), signing.written(secret))


async def change(of: Network, pool: "asyncpg.Pool[Any]", reaching: Reaching, webhook_id: UUID, wish: WebhookChange) -> Webhook:
    """Somewhere else, something else, a pause or its end."""
    known = await one(pool, of.network_id, webhook_id)
    url = None if wish.url is None else reaching.check(wish.url)
    tags = None if wish.tags is None else _tags(wish.tags)
    goes_on = wish.paused is False
    if goes_on and not await pool.fetchval(statements.holds, of.network_id, known.token_id):
        raise Conflict("webhook.no_right")
    state = None if wish.paused is None else "on" if goes_on else "paused"
    position = of.follower.position if goes_on and wish.skip else None
    await pool.execute(statements.change, of.network_id, webhook_id, url, tags, state, position)
    return await one(pool, of.network_id, webhook_id)


async def rotate(pool: "asyncpg.Pool[Any]", network_id: NetworkId, webhook_id: UUID) -> MadeWebhook:
    """A new secret; the one before signs beside it for a day, so that its program can change over."""
    secret = signing.made()
    await pool.execute(statements.rotate, network_id, webhook_id, secret, BOTH_FOR)
    return MadeWebhook(await one(pool, network_id, webhook_id), signing.written(secret))


async def remove(pool: "asyncpg.Pool[Any]", network_id: NetworkId, webhook_id: UUID, by: PersonId) -> None:
    """No more is sent there. Who made it and who removed it stays; the address and its secrets go."""
    if await pool.fetchval(statements.remove, network_id, webhook_id, by) is None:
        raise Missing("missing.webhook")
    await pool.execute(statements.forget, network_id, webhook_id)


async def deliveries(pool: "asyncpg.Pool[Any]", network_id: NetworkId, webhook_id: UUID) -> list[Delivery]:
    """The last attempts, the newest first."""
    await one(pool, network_id, webhook_id)
    return [Delivery(**row) for row in await pool.fetch(statements.deliveries, network_id, webhook_id)]


async def note(
    pool: "asyncpg.Pool[Any]", network_id: NetworkId, webhook_id: UUID, position: int | None, tag: str, answer: Answer
) -> Delivery:
    """Remember an attempt, in the place of the oldest that is remembered."""
    asked = (network_id, webhook_id, SLOTS, position, tag, answer.outcome, answer.status, answer.took_ms)
    row = await pool.fetchrow(statements.note, *asked)
    if row is None:
        raise Missing("missing.webhook")  # removed at this moment
    return Delivery(**row)


async def keys(pool: "asyncpg.Pool[Any]", network_id: NetworkId, webhook_id: UUID) -> Keys:
    """Where it is, and what signs for it; Missing where it was removed."""
    row = await pool.fetchrow(statements.keys, network_id, webhook_id)
    if row is None:
        raise Missing("missing.webhook")
    return Keys(row["url"], (row["secret"], row["former_secret"]) if row["both"] else (row["secret"],))


def _tags(wished: Tags) -> list[str]:
    for number, tag in enumerate(wished):
        if tag not in TAGS:
            raise Invalid(f"There is no event {tag}.", f".tags[{number}]", key="invalid.webhook_tag", tag=tag)
    return sorted({*wished})


def _webhook(row: "asyncpg.Record") -> Webhook:
    return Webhook(**(dict(row) | {"tags": tuple(row["tags"])}))
