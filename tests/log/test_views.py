"""The log as rows that a person can read, in psql or on a dashboard."""

import json
from typing import Any

import asyncpg

from events.log.postgres import PostgresStore
from service.embedded import Addresses
from tests.log.batches import PLAN, a_stream, added, drafted, founded, renamed
from tests.people import BEN, HAUTEFEUILLE


async def test_an_event_is_a_row_that_a_person_can_read(pool: "asyncpg.Pool[Any]") -> None:
    book = await founded(PostgresStore(pool))
    plan, card = a_stream(), a_stream()
    asked = drafted(card, added(plan), on_behalf_of=HAUTEFEUILLE)
    await book.write(drafted(plan, PLAN), asked)
    rows = await pool.fetch("SELECT * FROM read.log_event WHERE network_id = $1 ORDER BY position", book.network_id)
    assert [(row["token"], row["tag"], row["kind"], row["version"]) for row in rows] == [
        ("1.1", "network.founded", "network", 1),
        ("1.2", "action_plan.opened", "action_plan", 1),
        ("1.3", "action.added", "action", 1),
    ]
    last = rows[-1]
    assert (last["stream_id"], last["parent"], last["command_id"], last["by"]) == (card, plan, asked.id, BEN)
    assert (last["founded_as"], last["on_behalf_of"], last["redacted"]) == ("Réseau des deux vallées", HAUTEFEUILLE, False)
    body = json.loads(last["body"])
    assert body["title"] == "Fête du vélo"
    assert "tag" not in body


async def test_an_answer_is_a_row_that_a_person_can_read(pool: "asyncpg.Pool[Any]") -> None:
    book = await founded(PostgresStore(pool))
    plan = a_stream()
    await book.write(drafted(plan, PLAN, renamed()), drafted(plan), drafted(plan, outcome="refused:action_plan.is_withdrawn"))
    rows = await pool.fetch(
        "SELECT outcome, refusal, first_position, last_position, events FROM read.log_command"
        " WHERE network_id = $1 ORDER BY outcome, last_position",
        book.network_id,
    )
    assert [tuple(row) for row in rows] == [
        ("applied", None, 1, 1, 1),
        ("applied", None, 2, 3, 2),
        ("nothing", None, None, 3, None),
        ("refused", "action_plan.is_withdrawn", None, 3, None),
    ]


async def test_a_row_that_was_spoilt_does_not_hide_the_others(database: Addresses) -> None:
    owner = await asyncpg.connect(database.owner)
    async with asyncpg.create_pool(database.application, min_size=1, max_size=1) as pool:
        book = await founded(PostgresStore(pool))
        await book.write(drafted(a_stream(), PLAN))
        await owner.execute("SET session_replication_role = replica")
        await owner.execute("UPDATE event SET payload = '\\xff00' WHERE position = 2")
        rows = await pool.fetch("SELECT position, body IS NULL AS spoilt, tag FROM read.log_event ORDER BY position")
        assert [tuple(row) for row in rows] == [
            (1, False, "network.founded"),
            (2, True, "action_plan.opened"),
        ]
    await owner.close()
