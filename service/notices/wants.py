"""What people want to be told: their rules, what they follow, and the link with which they end it all.

``forget`` clears everything that is kept here of a person; whoever erases people calls it in their transaction.
"""

from datetime import datetime
from uuid import UUID

from events import sql
from events.ids import NetworkId, PersonId
from service.following import Choices
from service.identity.people import Connection
from service.notices import rules
from service.notices.queue import rule_of
from service.notices.reminders import MOST, USUAL, Reminders
from service.notices.rules import Rule

statements = sql.beside(__file__)


async def rule(connection: Connection, network_id: NetworkId, person: PersonId) -> Rule:
    """What this person wants to be told of this network."""
    return rule_of(await connection.fetchrow(statements.rule, network_id, person))


async def choose(connection: Connection, network_id: NetworkId, person: PersonId, chosen: Rule, zone: str, now: datetime) -> None:
    """Keep what someone wants from now on. What already waits leaves at the new hour; nothing of it does, where they want nothing."""
    wanted = (chosen.conflicts, chosen.mine, chosen.followed, chosen.rest, chosen.hour, chosen.language)
    async with connection.transaction():
        await connection.execute(statements.choose, network_id, person, *wanted)
        if chosen.silent:
            await connection.execute(statements.drop, network_id, person)
        for pace in rules.PLANNED:
            await connection.execute(statements.move, network_id, person, pace, rules.due(pace, chosen, zone, now))


async def follow(connection: Connection, network_id: NetworkId, person: PersonId, item: UUID, *, muted: bool = False) -> None:
    """Tell this person of an item as of one they follow, or, where they ``muted`` it, no more."""
    await connection.execute(statements.follow, network_id, person, item, muted)


async def unfollow(connection: Connection, network_id: NetworkId, person: PersonId, item: UUID) -> None:
    """They say nothing of this item any more."""
    await connection.execute(statements.unfollow, network_id, person, item)


async def choices(connection: Connection, network_id: NetworkId, person: PersonId) -> Choices:
    """What this person follows, and what they muted."""
    rows = await connection.fetch(statements.follows, network_id, person)
    return Choices(frozenset(row["item_id"] for row in rows if not row["muted"]), frozenset(row["item_id"] for row in rows if row["muted"]))


async def reminders(connection: Connection, network_id: NetworkId, person: PersonId) -> Reminders:
    """When this person is reminded of what is due in this network."""
    row = await connection.fetchrow(statements.reminders, network_id, person)
    return Reminders(tuple(row["days"]), row["late"], row["led"], row["followed"], row["decisions"]) if row else USUAL


async def choose_reminders(connection: Connection, network_id: NetworkId, person: PersonId, chosen: Reminders) -> None:
    """Keep when someone wants to be reminded from now on; what was sent already is not sent again."""
    days = sorted({*chosen.days}, reverse=True)
    await connection.execute(
        statements.choose_reminders, network_id, person, days, chosen.late, chosen.led, chosen.followed, chosen.decisions
    )


async def end(connection: Connection, link: str) -> bool:
    """Whoever has this link wants no more letters of its networks; False where it is no link of ours. Doing it twice does no harm.

    A letter of several networks has their tokens in one link, a dot between them.
    """
    async with connection.transaction():
        rows = await connection.fetch(statements.of_link, link.split(".")[:MOST])
        for row in rows:
            await connection.execute(statements.silence, row["network_id"], row["person_id"])
            await connection.execute(statements.drop, row["network_id"], row["person_id"])
    return bool(rows)


async def forget(connection: Connection, person: PersonId) -> None:
    """Nothing is kept here of this person any more, and no digest of theirs leaves."""
    await connection.execute(statements.forget, person)
