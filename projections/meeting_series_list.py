"""The series of meetings of a network: how many of them a year are promised; and the themes that members propose for them.

How many meetings there are in a year is counted from the rows of ``meeting_list``, here for everyone who asks.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Literal, TypeAlias
from uuid import UUID

from msgspec import Struct, structs

from events import meeting_series
from events.ids import MeetingId, NetworkId, PersonId, SeriesId
from events.log.recorded import Recorded
from projections.projection import Projection, Row

Alarm: TypeAlias = Literal["none", "short", "missed"]


class Series(Row, frozen=True):
    """One series; ``targets`` says from which year on how many meetings a year are promised."""

    series_id: UUID
    network_id: NetworkId
    title: str
    targets: dict[str, int]
    started_at: datetime
    ended_at: datetime | None = None


def touches(recorded: Recorded[meeting_series.Event]) -> Iterator[UUID]:
    event = recorded.event
    if isinstance(event, meeting_series.Started | meeting_series.Renamed | meeting_series.TargetSet | meeting_series.Ended):
        yield recorded.stream_id


def fold(row: Series | None, recorded: Recorded[meeting_series.Event]) -> Series | None:
    match recorded.event:
        case meeting_series.Started(title, year, target):
            return Series(recorded.stream_id, recorded.network_id, title, {str(year): target}, recorded.at)
        case meeting_series.Renamed(title) if row:
            return structs.replace(row, title=title)
        case meeting_series.TargetSet(year, target) if row:
            return structs.replace(row, targets={**row.targets, str(year): target})
        case meeting_series.Ended() if row:
            return structs.replace(row, ended_at=recorded.at)
    return row


def topics(row: Series) -> Iterable[str]:
    yield f"network:{row.network_id}"


meeting_series_list = Projection("meeting_series_list", Series, touches, fold, topics)


class Theme(Row, frozen=True):
    """A theme that a member proposed; ``meeting_id`` is empty until it has its place."""

    theme_id: UUID
    network_id: NetworkId
    series_id: SeriesId
    author_id: PersonId
    title: str
    why: str | None
    proposed_at: datetime
    meeting_id: MeetingId | None = None
    withdrawn: bool = False


def theme_touches(recorded: Recorded[meeting_series.Event]) -> Iterator[UUID]:
    event = recorded.event
    if isinstance(event, meeting_series.ThemeProposed | meeting_series.ThemeWithdrawn | meeting_series.ThemeScheduled):
        yield event.theme


def theme_fold(row: Theme | None, recorded: Recorded[meeting_series.Event]) -> Theme | None:
    if row and row.series_id != recorded.stream_id:
        return row  # people choose these ids: without this line, a theme of one series could be written over from another
    match recorded.event:
        case meeting_series.ThemeProposed(theme, author, title, why):
            return Theme(theme, recorded.network_id, SeriesId(recorded.stream_id), author, title, why, recorded.at)
        case meeting_series.ThemeScheduled(_, meeting) if row:
            return structs.replace(row, meeting_id=meeting)
        case meeting_series.ThemeWithdrawn() if row:
            return structs.replace(row, withdrawn=True)
    return row


def theme_topics(row: Theme) -> Iterable[str]:
    yield f"network:{row.network_id}"


meeting_theme_list = Projection("meeting_theme_list", Theme, theme_touches, theme_fold, theme_topics)


class Year(Struct, frozen=True):
    """One year of a series: what was promised, how many meetings there are, and whether that is too few."""

    series_id: UUID
    year: int
    target: int
    meetings: int
    alarm: Alarm


def target_of(series: Series, year: int) -> int | None:
    """What was promised for a year: what was set last for it or before it; None before the first."""
    before = [int(one) for one in series.targets if int(one) <= year]
    return series.targets[str(max(before))] if before else None


def years(series: Series, days: Iterable[date], today: date) -> list[Year]:
    """Each year of a series until this one. ``days`` are those of its meetings that were not called off.

    A year that is over with too few of them has missed its target; in this year too few are planned so far.
    """
    held = [day.year for day in days]
    until = min(today.year, series.ended_at.year) if series.ended_at else today.year
    found = []
    for year in range(min(map(int, series.targets)), until + 1):
        target = target_of(series, year) or 0
        short: Alarm = "missed" if year < today.year else "short"
        if target or year in held:  # of years in which nothing was promised and nothing took place there is nothing to say
            found.append(Year(series.series_id, year, target, held.count(year), short if held.count(year) < target else "none"))
    return found
