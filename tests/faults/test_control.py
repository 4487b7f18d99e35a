"""The control: a log that is known to lose events for its readers loses them before our checker's eyes.

PyPI's ``eventsourcing`` numbers events by a sequence. In its safe mode every writer locks the whole table; with its database
functions nobody does, so that a number may become visible after greater ones, behind a reader who has passed it. Its own
recorder writes here and its own subscription reads, at their own pace: of two races about one shows it. Where several have not,
one writer is held between its insert and its commit by a trigger on the library's table. Were the checker blind, it would find
nothing in either mode.
"""

import random
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from functools import partial
from urllib.parse import parse_qs, urlsplit

import anyio.to_thread
import pytest
from eventsourcing.persistence import Notification, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

from service.embedded import Addresses
from tests.faults import checker
from tests.faults.history import History
from tests.faults.test_checker import tries

WRITERS = 8
TRANSACTIONS = 40  # of each
TRIES = 5
PATIENCE = 60  # seconds
HELD = """
CREATE FUNCTION wait_for_leave() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(21);
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER held AFTER INSERT ON stored_event DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (NEW.topic = 'held') EXECUTE FUNCTION wait_for_leave();
"""
WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


class Peer:
    """The library's log in a table of its own, its writers, and one of its readers."""

    def __init__(self, addresses: Addresses, *, functions: bool) -> None:
        address = urlsplit(addresses.owner)
        self.store = PostgresDatastore(
            dbname=address.path.strip("/"),
            host=parse_qs(address.query)["host"][0],
            port=address.port or 5432,
            user=address.username or "postgres",
            password="",
            pool_size=WRITERS + 2,
            enable_db_functions=functions,
        )
        self.log = PostgresApplicationRecorder(self.store, events_table_name="stored_event")
        self.log.create_table()
        self.passed = threading.Event()

    def __enter__(self) -> "Peer":
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()

    def write(self, seed: float, transactions: int) -> None:
        """Some events at a time, to a stream of one's own."""
        chance = random.Random(seed)
        stream, version = uuid.uuid4(), 0
        for _ in range(transactions):
            events = [StoredEvent(stream, version + one, "happened", uuid.uuid4().bytes) for one in range(1, chance.randint(2, 20))]
            self.log.insert_events(events)
            version += len(events)

    def tell(self, topic: str) -> None:
        """Write one event."""
        self.log.insert_events([StoredEvent(uuid.uuid4(), 1, topic, uuid.uuid4().bytes)])

    def follow(self, history: History, begun: int) -> None:
        """Note what a subscription gives, to the event that says that it is the last."""
        history.stand("subscription", begun)
        with self.log.subscribe(gt=begun) as subscription:
            for given in subscription:
                history.follow("subscription", *_noted(given))
                if given.topic == "passed":
                    self.passed.set()
                if given.topic == "ended":
                    return

    def race(self, seed: int, *, held: bool = False) -> list[checker.Violation]:
        """Everyone writes while one follows: what the checker of tails says."""
        history = History()
        chance = random.Random(seed)
        begun = self.log.max_notification_id() or 0
        with ThreadPoolExecutor(WRITERS + 2) as threads:
            following = threads.submit(self.follow, history, begun)
            try:
                with self.holding(threads) if held else nullcontext():
                    for one in [threads.submit(self.write, chance.random(), TRANSACTIONS) for _ in range(WRITERS)]:
                        one.result()
                    self.tell("passed")
                    assert self.passed.wait(PATIENCE)
            finally:  # whatever failed, nobody follows for ever
                # Everything stands by now, and this behind it: whoever was given this was given all that they ever will be.
                self.tell("ended")
            following.result(PATIENCE)
        stored = self.log.select_notifications(begun, 1_000_000, inclusive_of_start=False)
        print(f"counted {len(stored)} events")
        return list(checker.tails(history, [_noted(one) for one in stored]))

    @contextmanager
    def holding(self, threads: ThreadPoolExecutor) -> Iterator[None]:
        """One writer has its number and does not commit as long as this lasts."""
        with self.store.get_connection() as other:
            other.execute(HELD)
            other.execute("SELECT pg_advisory_lock(21)")
            writing = threads.submit(self.tell, "held")
            try:
                while other.execute(WAITING).fetchone() == {"count": 0}:
                    assert not writing.done()
                yield
            finally:
                other.execute("SELECT pg_advisory_unlock(21)")
            writing.result(PATIENCE)


def _noted(given: Notification) -> tuple[int, uuid.UUID, int, uuid.UUID]:
    """An event as histories have it: its number, what stands for its command, version and stream."""
    return given.id, uuid.UUID(bytes=given.state), given.originator_version, uuid.UUID(str(given.originator_id))


async def test_the_checker_sees_what_a_sequence_without_a_lock_loses(database: Addresses) -> None:
    for number, seed in enumerate(tries(TRIES + 1)):
        held = number == TRIES
        with Peer(database, functions=True) as peer:
            found = await anyio.to_thread.run_sync(partial(peer.race, seed, held=held))
        if found:
            print(f"counted {len(found)} missed in race {number + 1}{', with one writer held' if held else ''}")
            assert {one.kind for one in found} == {"tail_missed"}
            return
    pytest.fail("Nothing was ever missed: the checker is blind.")


async def test_the_checker_sees_the_event_of_a_writer_who_was_held(database: Addresses) -> None:
    for seed in tries(1):
        with Peer(database, functions=True) as peer:
            found = await anyio.to_thread.run_sync(partial(peer.race, seed, held=True))
        assert {one.kind for one in found} == {"tail_missed"}


async def test_the_checker_finds_nothing_where_the_same_library_locks_its_table(database: Addresses) -> None:
    for seed in tries(1):
        with Peer(database, functions=False) as peer:
            assert await anyio.to_thread.run_sync(peer.race, seed) == []
