"""Who took what along, and when: a row for every file that leaves, written before its first byte does.

Beside the log and by ids alone, as history is: once somebody is erased, nobody can tell who it was. What the public takes along is not
among them, since nobody is known there, nor what a calendar reads again every hour.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

import asyncpg
from msgspec import Struct

from events import ids, sql
from events.ids import NetworkId, PersonId

statements = sql.beside(__file__)

PAGE = 200

What: TypeAlias = Literal[
    "network_evidence",
    "plan_evidence",
    "plan_workbook",
    "plan_table",
    "plan_open_table",
    "plan_pdf",
    "action_pdf",
    "plan_review",
    "council_pdf",
    "minutes_pdf",
    "synthesis_pdf",
    "directory_table",
    "contact_cards",
    "booklet",
    "my_data",
    "events",
]


class Exported(Struct, frozen=True):
    """One file that left. ``about`` is the plan or meeting it was of; ``person_id`` is the network's own where it was the command line."""

    export_id: UUID
    person_id: PersonId
    what: str
    about: UUID | None
    at: datetime


async def note(pool: "asyncpg.Pool[Any]", person: PersonId, what: What, network: UUID | None = None, about: UUID | None = None) -> None:
    """Write down that something leaves. What somebody takes along of their own data is of no network, and theirs alone to know."""
    await pool.execute(statements.note, ids.new(), network, person, what, about)


async def of_network(
    pool: "asyncpg.Pool[Any]", network: NetworkId, before: UUID | None = None, plans: Collection[UUID] | None = None
) -> list[Exported]:
    """What left a network, or was of one of these plans, the newest first; those older than one of them, to go on from there."""
    rows = await pool.fetch(statements.of_network, network, before, PAGE, None if plans is None else [*plans])
    return [Exported(**row) for row in rows]
