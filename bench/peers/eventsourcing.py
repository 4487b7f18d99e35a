"""PyPI `eventsourcing`, in the same PostgreSQL: aggregates at hand, saved by an application with four events each.

Its safe mode is the one it comes with, POSTGRES_ENABLE_DB_FUNCTIONS off: PostgresApplicationRecorder locks the table IN
EXCLUSIVE MODE before its events are numbered, so that who reads on passes over none. Its functions are quicker, lock
nothing, and readers miss events. Few connections serve it best: writers then wait in line here and not at the lock.
"""

import sys
import time

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from psycopg.conninfo import conninfo_to_dict

from bench import apart
from bench.appending import EVENTS, STREAMS, TEXT, WRITERS

CHOSEN = {"POSTGRES_ENABLE_DB_FUNCTIONS": "no", "POSTGRES_POOL_SIZE": "4", "POSTGRES_MAX_OVERFLOW": "0", "POSTGRES_PASSWORD": ""}


class Measured(Aggregate):  # type: ignore[misc]  # untyped here, for those who have not installed it
    class Noted(Aggregate.Event):  # type: ignore[misc]  # untyped here, as its aggregate
        number: int
        text: str

        def apply(self, aggregate: "Measured") -> None:
            aggregate.count = self.number + 1

    def __init__(self) -> None:
        self.count = 0


where = {f"POSTGRES_{name.upper()}": str(value) for name, value in conninfo_to_dict(sys.argv[1]).items()}
application = Application({"PERSISTENCE_MODULE": "eventsourcing.postgres", **CHOSEN, **where})
aggregates = [[Measured() for _ in range(STREAMS)] for _ in range(max(WRITERS))]


def note(writer: int, events: int = EVENTS) -> None:
    aggregates[writer].append(noted := aggregates[writer].pop(0))
    for _ in range(events):
        noted.trigger_event(Measured.Noted, number=noted.count, text=TEXT)
    application.save(noted)


def fill(events: float) -> float:
    for index in range(int(events) // 100):
        note(index % max(WRITERS), 100)
    return events


def replay() -> float:
    began, read = time.perf_counter(), 0
    while page := application.recorder.select_notifications(start=read, limit=5_000, inclusive_of_start=False):  # its best of three sizes
        for one in page:
            application.mapper.to_domain_event(one)
        read = page[-1].id
    return read / (time.perf_counter() - began)


apart.answer(append=lambda writers, seconds: EVENTS * apart.rate(writers, seconds, note), fill=fill, replay=replay)
