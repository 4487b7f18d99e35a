"""What changed since somebody was last here, of what concerns them: gathered by item, the newest first.

Somebody is concerned by what they lead, follow, answer for or take part in: their authorities with their plans, the meetings these were
called to, consultations that ask them, their mentorships and questions. Who looks after a whole network, or into it, and answers for no
authority is concerned by all of it. Nobody is told of what they did themselves, nor of what they may not know of.
"""

from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from events import sql
from events.ids import PersonId
from projections.body_list import body_list
from projections.comment_list import comment_list
from projections.consultation_board import consultation_list
from projections.finding_list import finding_list
from projections.idea_list import idea_list
from projections.meeting_attendance import meeting_attendance
from projections.meeting_board import meeting_answers
from projections.meeting_list import meeting_list
from projections.meeting_series_list import meeting_series_list
from projections.member_list import member_list
from projections.mentoring_circle import mentoring_circle
from projections.minutes_board import minutes_list
from projections.moment_list import moment_list
from projections.note_list import note_list
from projections.plan_board import plan_board
from projections.plan_list import plan_list
from projections.projection import Projection
from projections.question_list import question_list
from projections.questionnaire_board import questionnaire_list
from projections.recent_activity import Activity, recent_activity
from projections.referent_list import referent_list
from projections.rights import Standing
from projections.skill_list import skill_list
from projections.synthesis_list import synthesis_list
from projections.workshop_list import workshop_list
from service import access
from service.reading import View
from service.waiting import short

statements = sql.beside(__file__)

MOST = 500  # events that are looked at: after a year away nobody reads them all
ITEMS = 30  # of an answer
TOLD = 3  # events of an item, the newest

_decode = msgspec.json.Decoder(Activity).decode

#: What something happens to, how it is called, and where it is looked at, below the network's page.
PLACES: tuple[tuple[Projection[Any], str, str], ...] = (
    (plan_board, "title", "plans/{0.plan_id}/actions/{0.action_id}"),
    (plan_list, "title", "plans/{0.plan_id}"),
    (idea_list, "title", "plans/{0.plan_id}/process"),
    (finding_list, "text", "plans/{0.plan_id}/process"),
    (consultation_list, "title", "roadmaps/{0.plan_id}"),
    (meeting_list, "title", "meetings/{0.meeting_id}"),
    (minutes_list, "title", "meetings/{0.meeting_id}/minutes"),
    (meeting_series_list, "title", "meetings"),
    (workshop_list, "title", "workshops/{0.workshop_id}"),
    (synthesis_list, "title", "syntheses/{0.synthesis_id}"),
    (questionnaire_list, "title", "questionnaires/{0.questionnaire_id}"),
    (member_list, "name", "directory/{0.authority_id}"),
    (mentoring_circle, "need", "mentoring/{0.mentorship_id}"),
    (question_list, "text", "mentoring#question-{0.question_id}"),
    (body_list, "name", "groups"),
    (moment_list, "title", "activity"),
)

#: What is no item by itself: told of where it belongs.
WITHIN: tuple[tuple[Projection[Any], str], ...] = (
    (note_list, "action_id"),
    (comment_list, "item_id"),
    (referent_list, "authority_id"),
    (skill_list, "authority_id"),
)


class ItemSince(Struct, frozen=True):
    """One item that others changed: ``count`` times, of which ``newest`` are told; without title where it is of the network or a plan."""

    item_id: UUID
    plan_id: UUID | None
    title: str
    link: str
    count: int
    newest: list[Activity]


async def since(
    view: View, pool: "asyncpg.Pool[Any]", me: PersonId, follows: Collection[UUID], position: int
) -> tuple[list[ItemSince], bool]:
    """The items that concern somebody and that others changed behind a position; and whether there is more than is told."""
    await _written(view)
    streams, plans = _concerning(view, me, follows)
    entries: list[Activity] = []
    through = view.position
    while len(entries) <= MOST:
        asked = (view.network.network_id, position, through, me, _looks_after(view.standing), [*streams], [*plans], MOST)
        page = [_decode(row[0]) for row in await pool.fetch(statements.by_others, *asked)]
        entries += view.seen(recent_activity, page)
        if len(page) < MOST:
            break
        through = page[-1].position - 1  # a page that came out short would tell how much there is that is not theirs
    found: dict[UUID, list[Activity]] = {}
    for entry in entries[:MOST]:
        found.setdefault(_item(view, entry), []).append(entry)
    told = [_told(view, item, of) for item, of in found.items()]
    return told[:ITEMS], len(told) > ITEMS or len(entries) > MOST


def _looks_after(standing: Standing) -> bool:
    held = [one for one in standing.roles if not one.topics]
    return any(one.role in access.OVERSEERS for one in held) and all(one.authority_id is None for one in held)


def _concerning(view: View, me: PersonId, follows: Collection[UUID]) -> tuple[set[UUID], set[UUID]]:
    """The streams, and the whole plans, that concern somebody. What they may not see of it is left out when it is told."""
    held = view.standing.roles
    mine = {one.authority_id for one in held if one.authority_id is not None}
    plans = {row.plan_id for row in view.every(plan_list) if row.authority_id in mine or row.plan_id in follows}
    plans |= {UUID(topic.removeprefix("plan:")) for one in held for topic in one.topics if topic.startswith("plan:")}
    cards = {
        row.action_id for row in view.every(plan_board) if me in row.lead_people or me in row.elected_people or row.action_id in follows
    }
    meetings = {row.meeting_id for row in view.every(meeting_answers) if row.authority_id in mine and row.invited_at is not None}
    meetings |= {row.meeting_id for row in view.every(meeting_attendance) if row.person_id == me}
    streams: set[UUID] = {*mine, *cards, *meetings}
    streams |= {row.note_id for row in view.every(note_list) if row.action_id in cards}
    began = {row.comment_id for row in view.every(comment_list) if row.author_id == me}
    streams |= {
        row.comment_id for row in view.every(comment_list) if row.item_id in streams or row.answers_id in began or me in row.mentions
    }
    streams |= {row.minutes_id for row in view.every(minutes_list) if row.meeting_id in meetings}
    streams |= {row.consultation_id for row in view.every(consultation_list) if not mine.isdisjoint(row.authority_ids)}
    streams |= {row.referent_id for row in view.every(referent_list) if row.authority_id in mine}
    streams |= {row.mentorship_id for row in view.every(mentoring_circle) if me in (row.mentor_id, row.mentee_id)}
    streams |= {row.question_id for row in view.every(question_list) if row.asker == me}
    return streams, plans


def _item(view: View, entry: Activity) -> UUID:
    for projection, field in WITHIN:
        row = view.stood(projection, entry.stream_id)
        within: UUID | None = None if row is None else getattr(row, field)
        if within is not None:
            return within
    return entry.stream_id


def _told(view: View, item: UUID, entries: list[Activity]) -> ItemSince:
    plan = entries[0].plan_id
    title, link = next(_places(view, item), ("", "activity" if plan is None else f"plans/{plan}"))
    return ItemSince(item, plan, title, link, len(entries), entries[:TOLD])


def _places(view: View, item: UUID) -> Iterator[tuple[str, str]]:
    for projection, named, link in PLACES:
        row: Any = view.stood(projection, item)
        if row is not None and view.seen(projection, [row]):
            yield short(getattr(row, named)), link.format(row)


async def _written(view: View) -> None:
    """What happened stands in a table, which follows a moment later."""
    await view.network.written(view.position)
