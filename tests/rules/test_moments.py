"""Moments as people write them: positions, dates, instants; and what is no moment, said so that it can be put right."""

from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from events.decider import Invalid
from service import moments, problems

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)  # 21:00 in Paris


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("2026-03-14T10:00+01:00", "2026-03-14T09:00"),
        ("2026-03-14T10:00 01:00", "2026-03-14T09:00"),  # a plus as an address hands it on
        ("2026-03-14T10:00Z", "2026-03-14T10:00"),
        ("2026-03-14T10:00:30.25-09:30", "2026-03-14T19:30:30.25"),
        ("2026-03-14T10:00", "2026-03-14T09:00"),
        ("2026-07-14 10:00", "2026-07-14T08:00"),
        ("2026-10-25T02:30+02:00", "2026-10-25T00:30"),
        ("2026-10-25T02:30+01:00", "2026-10-25T01:30"),
        ("2026-10-25T01:59:59.999999", "2026-10-24T23:59:59.999999"),
        ("2026-10-25T03:00", "2026-10-25T02:00"),
        ("2026-03-14", "2026-03-14T22:59:59.999999"),
        ("2026-03-29", "2026-03-29T21:59:59.999999"),  # a day of 23 hours
        ("2026-10-25", "2026-10-25T22:59:59.999999"),  # and one of 25
        ("2026-11-21", "2026-11-21T22:59:59.999999"),
        ("2026-11-22", "2026-11-22T20:00"),  # today, as far as it has come
        ("2026-11-22T21:00", "2026-11-22T20:00"),
        ("0001-01-01", "0001-01-01T23:50:38.999999"),
    ],
)
def test_an_instant_or_a_day_is_read_by_the_clocks_of_the_network(text: str, asked: str) -> None:
    assert moments.instant(text, PARIS, NOW) == utc(asked)


@pytest.mark.parametrize(
    ("text", "key", "told"),
    [
        ("2026-10-25T02:30", "invalid.twice", "2026-10-25T02:30+02:00 ou 2026-10-25T02:30+01:00"),
        ("2026-10-25T02:00", "invalid.twice", "2026-10-25T02:00+02:00 ou 2026-10-25T02:00+01:00"),
        ("2026-03-29T02:30:15", "invalid.skipped", "2026-03-29T02:30:15+01:00 ou 2026-03-29T02:30:15+02:00"),
        ("2026-11-23", "invalid.future", "L’avenir"),
        ("2026-11-22T21:00:01", "invalid.future", "L’avenir"),
        ("9999-12-31", "invalid.future", "L’avenir"),
        ("", "invalid.moment", "1.42"),
        ("hier", "invalid.moment", "1.42"),
        ("2026-02-30", "invalid.moment", "1.42"),
        ("2026-03-14T24:00", "invalid.moment", "1.42"),
        ("2026-03-14T10:00+25:00", "invalid.moment", "1.42"),
        ("9999-12-31T23:59-01:00", "invalid.moment", "1.42"),
        ("2026-03-14T10", "invalid.moment", "1.42"),
        ("2026-W11-6", "invalid.moment", "1.42"),
        ("٢٠٢٦-03-14", "invalid.moment", "1.42"),
        ("2026-03-14\n", "invalid.moment", "1.42"),
        ("1773478800", "invalid.moment", "1.42"),
    ],
)
def test_what_is_no_moment_is_told_with_what_to_write(text: str, key: str, told: str) -> None:
    with pytest.raises(Invalid) as refused:
        moments.instant(text, PARIS, NOW)
    document, _ = problems.document(refused.value, "fr")
    assert (document.status, document.code, document.at) == (400, key, "at")
    assert "«\u00a0at\u00a0»" in document.detail
    assert told in document.detail
    assert "at" in problems.document(refused.value, "en")[0].detail


@pytest.mark.parametrize(
    "zone", ["America/Sao_Paulo", "Asia/Beirut", "Africa/Cairo", "America/Havana", "Australia/Lord_Howe", "Europe/Paris"]
)
@pytest.mark.parametrize("year", [2005, 2012, 2017])
def test_every_instant_of_a_day_is_before_its_end_and_after_that_of_the_day_before(zone: str, year: int) -> None:
    """Also where the clocks change at midnight, so that a day has no beginning or two."""
    here = ZoneInfo(zone)
    ends = [moments.instant(f"{year}-{month:02}-{day:02}", here, NOW) for month in range(1, 13) for day in range(1, 29)]
    assert ends == sorted(ends)
    for end in ends:
        assert end.astimezone(here).date() < datetime.fromtimestamp(end.timestamp() + 1, here).date()


ALIKE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?([Z+ -].{0,6})?)?"


@every(st.text(max_size=40) | st.from_regex(ALIKE, fullmatch=True))
def test_any_text_is_an_instant_of_the_past_or_told_to_be_none(text: str) -> None:
    with suppress(Invalid):
        assert moments.instant(text, PARIS, NOW) <= NOW
