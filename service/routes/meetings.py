"""Meetings: those of a network with its series, one of them whole with what its check-ins add up to, and their calendars."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated, TypeAlias
from uuid import UUID

from litestar import Request, Response, delete, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody, MultipartBody
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED, HTTP_204_NO_CONTENT
from msgspec import Meta, Struct

from events import meeting
from events.ids import MeetingId, PersonId
from events.meeting import Kind, Reply
from projections import meeting_attendance as attendance
from projections import meeting_board as board
from projections import meeting_series_list as series_list
from projections.meeting_attendance import Counts, Present, meeting_attendance
from projections.meeting_board import (
    AgendaItem,
    Booking,
    Decision,
    MeetingAnswer,
    Visit,
    meeting_agenda,
    meeting_answers,
    meeting_bookings,
    meeting_decisions,
    meeting_visits,
)
from projections.meeting_list import Meeting, meeting_list
from projections.meeting_series_list import Series, Theme, Year, meeting_series_list, meeting_theme_list
from projections.network_profile import network_profile
from service import access, calendars, convening, problems, reading
from service.convening import LetterPage
from service.convening import Told as LettersTold
from service.files import attendance_import
from service.files.attendance_import import AttendanceOffer, AttendanceResult, AttendanceTaken
from service.identity import answer_links, entering, feeds
from service.identity.actor import Who
from service.identity.tries import CONVENING, LINKS
from service.languages import Language, chosen, say
from service.networks import Network
from service.uploads import LARGEST, Upload, is_form

Asked: TypeAlias = Request[object, object, State]


class MeetingDiary(Struct, frozen=True):
    """The meetings of a network, as they stood at ``token``: its series, year by year, the themes that wait, and what was decided."""

    token: str
    meetings: list[Meeting]
    series: list[Series]
    years: list[Year]
    themes: list[Theme]
    decisions: list[Decision]


class MeetingPage(Struct, frozen=True):
    """One meeting, whole, as it stood at ``token``; whatever can be counted is counted from the rows beside it."""

    token: str
    meeting: Meeting
    agenda: list[AgendaItem]
    agenda_minutes: int
    overloaded: bool
    answers: list[MeetingAnswer]
    attendance: list[Present]
    counts: Counts
    decisions: list[Decision]
    visits: list[Visit]
    bookings: list[Booking]


class TemplateItem(Struct, frozen=True):
    """An item of a usual agenda."""

    title: str
    minutes: int


class MeetingKind(Struct, frozen=True):
    """What a meeting of one kind usually is."""

    kind: Kind
    title: str
    minutes: int
    agenda: list[TemplateItem]


class CalendarFeed(Struct, frozen=True):
    """The secret address of a person's calendar of a network, told this once; whoever has it reads the meetings."""

    address: str


class LetterLink(Struct, frozen=True, forbid_unknown_fields=True):
    """What stands behind the ``#`` of a letter's link."""

    token: Annotated[str, Meta(min_length=1, max_length=200)]


class LetterAnswer(LetterLink, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is answered with it; ``by`` is who represents the authority, one of those who speak for it."""

    reply: Reply
    by: PersonId | None = None


@get("/networks/{network_id:uuid}/meetings", operation_id="meetings")
async def meetings(
    network_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> MeetingDiary:
    """List the meetings of a network, now or at the moment ``at``; each year of a series says whether there are as many as promised."""
    view = await reading.enter(state.networks, network_id, actor, after, at)
    view.row(network_profile, view.network.network_id)
    rows = view.rows(meeting_list)
    series = view.rows(meeting_series_list)
    days = {
        one.series_id: [row.held_on for row in rows if row.series_id == one.series_id and row.standing != "called_off"] for one in series
    }
    return MeetingDiary(
        token=str(actor.stands),
        meetings=sorted(rows, key=lambda row: (row.held_on, row.begins or "", row.meeting_id)),
        series=series,
        years=[year for one in series for year in series_list.years(one, days[one.series_id], view.today)],
        themes=view.rows(meeting_theme_list),
        decisions=view.rows(meeting_decisions),
    )


@get("/networks/{network_id:uuid}/meetings/{meeting_id:uuid}", operation_id="meeting")
async def one_meeting(
    network_id: FromPath[UUID],
    meeting_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> MeetingPage:
    """Show one meeting whole, now or at the moment ``at``: agenda, answers, who is there, what was decided, and visits."""
    view = await reading.enter(state.networks, network_id, actor, after, at)
    row = view.row(meeting_list, meeting_id, "missing.meeting")
    agenda = sorted((one for one in view.rows(meeting_agenda) if one.meeting_id == meeting_id), key=lambda one: one.order_key)
    present = [one for one in view.rows(meeting_attendance) if one.meeting_id == meeting_id]
    return MeetingPage(
        token=str(actor.stands),
        meeting=row,
        agenda=agenda,
        agenda_minutes=sum(one.minutes for one in agenda if not one.withdrawn),
        overloaded=board.overloaded(row.minutes, agenda),
        answers=[one for one in view.rows(meeting_answers) if one.meeting_id == meeting_id],
        attendance=present,
        counts=attendance.counts(present),
        decisions=[one for one in view.rows(meeting_decisions) if one.meeting_id == meeting_id],
        visits=[one for one in view.rows(meeting_visits) if one.meeting_id == meeting_id],
        bookings=[one for one in view.rows(meeting_bookings) if one.meeting_id == meeting_id],
    )


@get("/networks/{network_id:uuid}/meeting-kinds", operation_id="meeting_kinds")
async def meeting_kinds(network_id: FromPath[UUID], actor: Who, state: State, request: Asked) -> list[MeetingKind]:
    """Say for each kind of meeting how long it usually is and what is on its agenda, in the language of who asks."""
    await reading.enter(state.networks, network_id, actor)
    language = _language(request)
    return [
        MeetingKind(
            kind,
            say(language, f"meeting_kind.{kind}"),
            usual.minutes,
            [TemplateItem(say(language, f"meeting_agenda.{name}"), minutes) for name, minutes in usual.agenda],
        )
        for kind, usual in meeting.TEMPLATES.items()
    ]


@get("/networks/{network_id:uuid}/meetings/{meeting_id:uuid}/invitation.ics", operation_id="meeting_invitation")
async def meeting_invitation(network_id: FromPath[UUID], meeting_id: FromPath[UUID], actor: Who, state: State) -> Response[bytes]:
    """Take one meeting along into a calendar, with its programme and its agenda."""
    view = await reading.enter(state.networks, network_id, actor)
    row = view.row(meeting_list, meeting_id, "missing.meeting")
    return _calendar(view, [row], state, whole=True)


@post("/networks/{network_id:uuid}/meetings/{meeting_id:uuid}/letters", status_code=HTTP_200_OK, operation_id="send_meeting_letters")
async def send_letters(network_id: FromPath[UUID], meeting_id: FromPath[UUID], actor: Who, state: State, request: Asked) -> LettersTold:
    """Write to those who answer for the authorities that were invited and have not answered: programme, agenda, a file for the calendar."""
    view = await reading.enter(state.networks, network_id, actor)
    row = view.row(meeting_list, meeting_id, "missing.meeting")
    if row.standing != "planned":
        raise problems.Conflict("meeting.not_convened")
    if not state.post.works:
        raise problems.Conflict("meeting.no_mail")
    async with state.pool.acquire() as connection, connection.transaction():
        told = await convening.convene(connection, view.network, row, _language(request))
        if told.letters:
            # Whoever moves a meeting writes to everyone anew: without this, as often as they like.
            await state.secrets.take((CONVENING, str(actor.person)))
    state.post.wake()
    return told


@delete("/networks/{network_id:uuid}/meetings/{meeting_id:uuid}/letters", status_code=HTTP_204_NO_CONTENT, operation_id="revoke_letters")
async def revoke_letters(network_id: FromPath[UUID], meeting_id: FromPath[UUID], actor: Who, state: State) -> None:
    """Take back the links by which the letters of a meeting are answered; letters that leave later hold others."""
    view = await reading.enter(state.networks, network_id, actor)
    row = view.row(meeting_list, meeting_id, "missing.meeting")
    async with state.pool.acquire() as connection:
        await answer_links.revoke(connection, view.network.network_id, MeetingId(row.meeting_id))


@post("/letters", status_code=HTTP_200_OK, operation_id="open_letter")
async def open_letter(data: JSONBody[LetterLink], state: State, request: Asked) -> LetterPage:
    """Show what a letter answers; opening it answers nothing."""
    async with _useful(state, request):
        return await convening.letter(state.networks, state.people, data.token)


@post("/letters/answer", status_code=HTTP_200_OK, operation_id="answer_letter")
async def answer_letter(data: JSONBody[LetterAnswer], state: State, request: Asked) -> LetterPage:
    """Answer for the authority of a letter, until the meeting begins; the last answer counts."""
    async with _useful(state, request):
        await convening.answer(state.networks, data.token, data.reply, data.by)
        return await convening.letter(state.networks, state.people, data.token)


@asynccontextmanager
async def _useful(state: State, request: Asked) -> AsyncIterator[None]:
    """Links of no use are counted: whoever tries many is told to wait. A good one works whatever was tried before."""
    try:
        yield
    except problems.Missing:
        await state.secrets.take((LINKS, entering.visitor(request, state.settings).address))
        raise


@post(
    "/networks/{network_id:uuid}/meetings/{meeting_id:uuid}/attendance/imports",
    status_code=HTTP_200_OK,
    operation_id="offer_attendance",
    dto=None,
    request_max_body_size=LARGEST,
    before_request=is_form,
)
async def offer_attendance(
    network_id: FromPath[UUID], meeting_id: FromPath[UUID], data: MultipartBody[Upload], actor: Who, state: State, request: Asked
) -> AttendanceOffer:
    """Check a list of who was there: whom each row would check in, and what a person should look at. Nothing is changed."""
    view = await reading.enter(state.networks, network_id, actor)
    at = MeetingId(view.row(meeting_list, meeting_id, "missing.meeting").meeting_id)
    content, name = await data.file.read(), data.file.filename
    return await attendance_import.offer(view.network, state.people, at, content, name, _language(request))


@post(
    "/networks/{network_id:uuid}/meetings/{meeting_id:uuid}/attendance/imports/{file_id:uuid}/run",
    status_code=HTTP_200_OK,
    operation_id="take_attendance",
)
async def take_attendance(
    network_id: FromPath[UUID],
    meeting_id: FromPath[UUID],
    file_id: FromPath[UUID],
    data: JSONBody[AttendanceTaken],
    actor: Who,
    state: State,
    request: Asked,
) -> AttendanceResult:
    """Check in whom a person confirmed of a list, corrected: one command a row. Asked again, it checks in only who is left."""
    view = await reading.enter(state.networks, network_id, actor)
    at = MeetingId(view.row(meeting_list, meeting_id, "missing.meeting").meeting_id)
    result = await attendance_import.take(view.network, at, file_id, data, actor.person, _language(request))
    actor.stands = result.after or actor.stands
    return result


@post("/networks/{network_id:uuid}/calendar-feed", status_code=HTTP_201_CREATED, operation_id="make_calendar_feed")
async def make_calendar_feed(network_id: FromPath[UUID], actor: Who, state: State) -> CalendarFeed:
    """Make the secret address of one's calendar of this network; the one before is of no use any more."""
    view = await reading.enter(state.networks, network_id, actor)
    async with state.pool.acquire() as connection:
        secret = await feeds.make(connection, view.network.network_id, actor.person)
    return CalendarFeed(f"{state.settings.base_url}/api/calendars/{secret}.ics")


@delete("/networks/{network_id:uuid}/calendar-feed", status_code=HTTP_204_NO_CONTENT, operation_id="revoke_calendar_feed")
async def revoke_calendar_feed(network_id: FromPath[UUID], actor: Who, state: State) -> None:
    """Take back the secret address of one's calendar."""
    view = await reading.enter(state.networks, network_id, actor)
    async with state.pool.acquire() as connection:
        await feeds.revoke(connection, view.network.network_id, actor.person)


@get("/calendars/{secret:str}", include_in_schema=False)
async def calendar_feed(secret: FromPath[str], state: State) -> Response[bytes]:
    """Show a calendar program the meetings of a network, as the person may see them whose address it has."""
    async with state.pool.acquire() as connection:
        of = await feeds.whose(connection, secret.removesuffix(".ics"))
    if of is None:
        raise problems.Missing("missing.feed")
    network: Network = await state.networks.open(of[0])
    standing = network.standing(of[1])
    if standing is None or standing.suspended or not standing.roles:
        raise problems.Missing("missing.feed")  # they left: nobody learns from here that they were ever in
    view = reading.View(network, access.may_enter(standing, "meetings"))
    return _calendar(view, view.rows(meeting_list), state, whole=False)


def _calendar(view: reading.View, rows: list[Meeting], state: State, *, whole: bool) -> Response[bytes]:
    """Meetings without who is there, who answered or what was decided: calendars are shared with others. Not ``whole``: when alone."""
    profile = view.row(network_profile, view.network.network_id)
    agendas: dict[UUID, list[AgendaItem]] = {}
    for item in sorted(view.rows(meeting_agenda), key=lambda one: one.order_key):
        agendas.setdefault(item.meeting_id, []).append(item)
    body = calendars.written(profile.name, rows, agendas if whole else None, profile.time_zone, state.settings.base_url, datetime.now(UTC))
    headers = {"referrer-policy": "no-referrer"}
    return Response(body, media_type=calendars.MEDIA_TYPE, headers=headers)


def _language(request: Asked) -> Language:
    return chosen(request.headers.get("accept-language", ""))
