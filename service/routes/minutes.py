"""The minutes of a meeting, and the booklet that is made of them: as data for the page, and each as a PDF."""

from uuid import UUID

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from events import minutes as rules
from events.ids import MeetingId, StreamId, Token
from projections import past
from projections.catalogue import BY_NAME
from projections.conflict_inbox import Wish, conflict_inbox
from projections.meeting_attendance import meeting_attendance
from projections.meeting_board import meeting_agenda, meeting_decisions
from projections.meeting_list import meeting_list
from projections.minutes_board import Amendment, Minutes, Section, minutes_amendments, minutes_list, minutes_sections
from projections.workshop_board import workshop_board
from projections.workshop_list import workshop_list
from service import reading
from service.booklet import contents
from service.booklet import printing as pages
from service.booklet.contents import Booklet
from service.documents import leaving, printing
from service.documents import minutes as on_paper
from service.documents.stand import stand
from service.identity.actor import Actor, Who
from service.languages import Language

MISSING = "missing.minutes"


class MinutesPage(Struct, frozen=True):
    """The minutes of one meeting, whole, as they stood at ``token``; ``minutes_id`` is where they are begun, if they were not."""

    token: str
    minutes_id: UUID
    minutes: Minutes | None
    sections: list[Section]
    amendments: list[Amendment]
    conflicts: list[Wish]


@get("/networks/{network_id:uuid}/meetings/{meeting_id:uuid}/minutes", operation_id="minutes")
async def minutes(
    network_id: FromPath[UUID],
    meeting_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> MinutesPage:
    """Show the minutes of a meeting whole: as they stand, or as they stood at the moment ``at``."""
    view = await reading.enter(state.networks, network_id, actor, after, at)
    view.row(meeting_list, meeting_id, "missing.meeting")
    of = rules.of_meeting(MeetingId(meeting_id))
    return MinutesPage(
        token=str(actor.stands),
        minutes_id=of,
        minutes=next((row for row in view.rows(minutes_list) if row.minutes_id == of), None),
        sections=sorted((row for row in view.rows(minutes_sections) if row.minutes_id == of), key=lambda row: row.order_key),
        amendments=[row for row in view.rows(minutes_amendments) if row.minutes_id == of],
        conflicts=[row for row in view.rows(conflict_inbox) if row.stream_id == of],
    )


@get("/networks/{network_id:uuid}/meetings/{meeting_id:uuid}/minutes/history", operation_id="minutes_history")
async def minutes_history(
    network_id: FromPath[UUID],
    meeting_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
    field: FromQuery[str | None] = None,
) -> list[past.Entry]:
    """Tell how the minutes came about, oldest first: who took which step, when and why."""
    of = rules.of_meeting(MeetingId(meeting_id))
    return await reading.history(state.networks, network_id, actor, minutes_list, of, MISSING, after, at, field)


@get("/networks/{network_id:uuid}/meetings/{meeting_id:uuid}/minutes.pdf", operation_id="minutes_pdf")
async def minutes_pdf(
    network_id: FromPath[UUID],
    meeting_id: FromPath[UUID],
    actor: Who,
    state: State,
    request: Request[object, object, State],
    language: FromQuery[Language | None] = None,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Take the minutes along as a tagged PDF: who was there, what was said, what was decided. Names are those known today."""
    now = await reading.enter(state.networks, network_id, actor, after)
    now.row(meeting_list, meeting_id, "missing.meeting")
    now.row(minutes_list, rules.of_meeting(MeetingId(meeting_id)), MISSING)
    words = await leaving.words(now, state, request, language)
    view = await reading.at(now, None, at, actor)
    rows = _rows(view, meeting_id)
    kept = _kept(view, meeting_id)
    told = on_paper.told(rows, view.rows(meeting_agenda), len(kept), stand(view), words)
    body = await printing.pdf("minutes.typ", told)
    name = f"compte-rendu-{rows.meeting.held_on}.pdf"
    return await leaving.leave(body, printing.PDF, name, "minutes_pdf", meeting_id, view, actor, state, kept)


@get("/networks/{network_id:uuid}/meetings/{meeting_id:uuid}/booklet", operation_id="booklet")
async def booklet(
    network_id: FromPath[UUID],
    meeting_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> Booklet:
    """Show the booklet of a meeting: as it was published, for ever; before that as it would be published now, or at the moment ``at``."""
    return (await _booklet(state, network_id, meeting_id, actor, after, at))[1]


@get("/networks/{network_id:uuid}/meetings/{meeting_id:uuid}/booklet.pdf", operation_id="booklet_pdf")
async def booklet_pdf(
    network_id: FromPath[UUID],
    meeting_id: FromPath[UUID],
    actor: Who,
    state: State,
    request: Request[object, object, State],
    language: FromQuery[Language | None] = None,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Take the booklet along as a tagged PDF. Names are those known today, whenever it was published."""
    view, made = await _booklet(state, network_id, meeting_id, actor, after, at)
    words = await leaving.words(view, state, request, language)
    kept = _kept(view, meeting_id)
    body = await printing.pdf("booklet.typ", pages.told(made, len(kept), words))
    return await leaving.leave(body, printing.PDF, f"livret-{made.held_on}.pdf", "booklet", meeting_id, view, actor, state, kept)


async def _booklet(
    state: State, network_id: UUID, meeting_id: UUID, actor: Actor, after: str | None, at: str | None
) -> tuple[reading.View, Booklet]:
    """The booklet, and the network as its reader sees it at the moment that the booklet is of."""
    now = await reading.enter(state.networks, network_id, actor, after)
    now.row(meeting_list, meeting_id, "missing.meeting")
    of: StreamId = rules.of_meeting(MeetingId(meeting_id))
    now.row(minutes_list, of, MISSING)
    view = await reading.at(now, None, at, actor)
    published = view.row(minutes_list, of, MISSING).published_position
    token = Token(now.network.epoch, published or view.position)
    if published is not None:
        view = await reading.at(now, None, str(token), actor)
    return view, contents.made(str(token), _rows(view, meeting_id))


def _kept(view: reading.View, meeting_id: UUID) -> list[UUID]:
    """The actions that some people alone may know of, and on which this meeting decided something that its reader sees."""
    decided = [row.action_id for row in view.rows(meeting_decisions) if row.meeting_id == meeting_id and not row.withdrawn]
    return [action for action in decided if action is not None and view.named(action) is not None]


def _rows(view: reading.View, meeting_id: UUID) -> contents.Rows:
    questions = BY_NAME.get("workshop_questions")
    return contents.Rows(
        minutes=view.row(minutes_list, rules.of_meeting(MeetingId(meeting_id)), MISSING),
        sections=view.rows(minutes_sections),
        meeting=view.row(meeting_list, meeting_id, "missing.meeting"),
        present=view.rows(meeting_attendance),
        decisions=view.rows(meeting_decisions),
        workshops=view.rows(workshop_list),
        contributions=view.rows(workshop_board),
        questions=() if questions is None else view.rows(questions),
    )
