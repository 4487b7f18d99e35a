"""Meetings as calendars read them (RFC 5545): one to take along, or all of a network to subscribe to.

Times are those of the network's own zone, with the rules of that zone beside them; a meeting without a time is a whole day.
One that was called off stays, as cancelled, so that it leaves the calendars that hold it. Whoever has the secret address of a calendar
reads dates and titles alone: such addresses are passed on, and what people wrote about a meeting is for who is signed in.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from projections.meeting_board import AgendaItem
from projections.meeting_list import Meeting

MEDIA_TYPE = "text/calendar"


def written(
    name: str, meetings: Iterable[Meeting], agendas: Mapping[UUID, Sequence[AgendaItem]] | None, zone: str, base_url: str, now: datetime
) -> bytes:
    """The file that holds these meetings, each with its place, programme and agenda; without agendas, with dates and titles alone."""
    calendar = Calendar()
    calendar.add("prodid", "-//Club 21//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for meeting in meetings:
        event = _event(meeting, ZoneInfo(zone), base_url, now)
        if agendas is not None:
            _tell(event, meeting, agendas.get(meeting.meeting_id, ()))
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(meeting: Meeting, zone: ZoneInfo, base_url: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{meeting.meeting_id}@club21")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("summary", meeting.title)
    if meeting.begins is None:
        event.add("dtstart", meeting.held_on)
        event.add("dtend", meeting.held_on + timedelta(days=1))
    else:
        begins = datetime.combine(meeting.held_on, time.fromisoformat(meeting.begins), zone)
        event.add("dtstart", begins)
        # Added in UTC: where the clocks change meanwhile, it still lasts as long as it lasts.
        event.add("dtend", (begins.astimezone(UTC) + timedelta(minutes=meeting.minutes)).astimezone(zone))
    event.add("status", "CANCELLED" if meeting.standing == "called_off" else "CONFIRMED")
    event.add("url", f"{base_url}/networks/{meeting.network_id}/meetings/{meeting.meeting_id}")
    return event


def _tell(event: Event, meeting: Meeting, agenda: Sequence[AgendaItem]) -> None:
    """Where it is, and what it is about."""
    if meeting.place is not None:
        event.add("location", meeting.place)
    lines = [f"{item.title} ({item.minutes} min)" for item in agenda if not item.withdrawn]
    event.add("description", "\n".join(filter(None, [meeting.programme, *lines])))
    if meeting.themes:
        event.add("categories", list(meeting.themes))
