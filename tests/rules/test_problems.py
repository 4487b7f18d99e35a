"""What people are told when something went wrong further inside."""

import asyncpg
import pytest

from service import problems

PASSING = (
    asyncpg.LockNotAvailableError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.TooManyConnectionsError,
    asyncpg.DeadlockDetectedError,
    asyncpg.AdminShutdownError,
    asyncpg.InternalClientError,
    ConnectionResetError,
    TimeoutError,
)


@pytest.mark.parametrize("error", PASSING)
def test_a_database_that_is_away_or_busy_is_no_fault_of_ours(error: type[Exception]) -> None:
    told, headers = problems.document(error("gone"), "fr")
    assert (told.status, told.code, headers) == (503, "busy", {"Retry-After": "1"})


def test_what_nobody_foresaw_is_our_fault_and_has_an_id() -> None:
    told, _ = problems.document(asyncpg.UndefinedColumnError("no such column"), "en", "7f-1")
    assert (told.status, told.code, told.id) == (500, "fault", "7f-1")
    assert "column" not in told.detail
