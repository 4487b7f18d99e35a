"""Giving tokens to programs and taking them back: a role in the log, a secret beside it.

The role is given first, so that whoever may not give roles makes no token; the secret is ended first, so that a
revocation holds at once whatever becomes of the log. Asked again, a revocation does what was left.
"""

from datetime import timedelta
from typing import Annotated, Any

import asyncpg
from msgspec import Meta, Struct

from events import fields, ids, network
from events.asking import Asking, Receipt
from events.decider import Invalid
from events.fields import Line
from events.ids import AuthorityId, CommandId, PersonId, StreamId
from service import access, problems
from service.identity import people, tokens
from service.identity.people import People
from service.identity.tokens import LONGEST, ROLES, May, ProgramToken, Tokens
from service.languages import say
from service.networks import Network


class TokenWish(Struct, frozen=True, forbid_unknown_fields=True):
    """What a token is to be for. One that commands edits for an authority, one that audits reads all there is; with topics it reaches
    those alone."""

    name: Line
    may: May = "read"
    authority_id: AuthorityId | None = None
    topics: network.Topics = ()
    days: Annotated[int, Meta(ge=1, le=LONGEST.days)] = 90


class MadeToken(Struct, frozen=True):
    """A new token. ``secret`` is told this once and kept nowhere: send it as ``Authorization: Bearer …``."""

    token: ProgramToken
    secret: str


async def make(
    of: Network, pool: "asyncpg.Pool[Any]", known: People, at_hand: Tokens, wish: TokenWish, by: PersonId
) -> tuple[MadeToken, str]:
    """A new token, and the position after which it can be used."""
    name = fields.clean(wish.name, ".name", line=True)
    if not name:
        raise Invalid("This text can not be empty.", ".name", key="invalid.empty")
    if any(topic.partition(":")[0] not in access.SCOPES for topic in wish.topics):
        raise Invalid("A token is for a whole network, or for plans.", ".topics", key="invalid.topics")
    token_id = PersonId(ids.new())
    topics = tuple(sorted({*wish.topics}))
    role = network.GiveRole(person=token_id, role=ROLES[wish.may], authority=wish.authority_id, topics=topics)
    receipt = await _ask(of, role, by)
    async with pool.acquire() as connection, connection.transaction():
        await people.add(connection, name, say("fr", "word.program"), token_id)
        await people.meet(connection, of.network_id, token_id)
        lasts = timedelta(days=wish.days)
        secret = await tokens.keep(connection, token_id, of.network_id, wish.may, wish.authority_id, topics, by, lasts)
    await known.look(of.network_id)
    (token,) = [one for one in await at_hand.of(of.network_id) if one.token_id == token_id]
    return MadeToken(token, secret), receipt.after


async def revoke(of: Network, at_hand: Tokens, token_id: PersonId, by: PersonId) -> str:
    """End a token and take its role; the position from which on nothing of it is accepted, and nothing delivered to it."""
    for token in await at_hand.of(of.network_id):
        if token.token_id == token_id:
            await at_hand.revoke(of.network_id, token_id, by)
            role = network.TakeRole(person=token_id, role=ROLES[token.may], authority=token.authority_id, topics=token.topics)
            return (await _ask(of, role, by)).after
    raise problems.Missing("missing.token")


async def _ask(of: Network, command: network.Command, by: PersonId) -> Receipt:
    return await of.ask(Asking(id=CommandId(ids.new()), stream=StreamId(of.network_id), command=command), by)
