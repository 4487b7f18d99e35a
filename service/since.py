"""What changed since somebody was last here, of what concerns them: gathered by item, the newest first.

Somebody is concerned by what they lead, follow, answer for or take part in: their authorities with their plans, the meetings these were
called to, consultations that ask them, their mentorships and questions. Who looks after a whole network, or into it, and answers for no
authority is concerned by all of it. Nobody is told of what they did themselves, nor of what they may not know of.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from events import sql
from events.ids import PersonId
from projections.comment_list import comment_list
from projections.consultation_board import consultation_list
from projections.meeting_attendance import meeting_attendance
from projections.meeting_board import meeting_answers
from projections.minutes_board import minutes_list
from projections.note_list import note_list
from projections.plan_board import plan_board
from projections.plan_list import plan_list
from projections.recent_activity import Activity, recent_activity
from projections.referent_list import referent_list
from projections.rights import Standing
from service import access, items
from service.following import Choices, stance
from service.reading import View
from service.waiting import short

statements = sql.beside(__file__)

MOST = 500  # events that are looked at: after a year away nobody reads them all
ITEMS = 30  # of an answer
TOLD = 3  # events of an item, the newest

_decode = msgspec.json.Decoder(Activity).decode


class ItemSince(Struct, frozen=True):
    """One item that others changed: ``count`` times, of which ``newest`` are told; without title where it is of the network or a plan.

    ``followed`` is what one follows: because one said so, or leads it, wrote it or is named by it. What one muted is not told at all.
    Of an import, or another change of many items at once, the newest item is told; ``others`` says how many more nothing else happened to.
    """

    item_id: UUID
    plan_id: UUID | None
    title: str
    link: str
    count: int
    newest: list[Activity]
    followed: bool = False
    others: int = 0


async def since(view: View, pool: "asyncpg.Pool[Any]", me: PersonId, choices: Choices, position: int) -> tuple[list[ItemSince], bool]:
    """The items that concern somebody and that others changed behind a position; and whether there is more than is told."""
    await _written(view)
    streams, plans = _concerning(view, me, choices.follows)
    entries: list[Activity] = []
    through = view.position
    while len(entries) <= MOST:
        asked = (view.network.network_id, position, through, me, _looks_after(view.standing), [*streams], [*plans], MOST)
        page = [_decode(row[0]) for row in await pool.fetch(statements.by_others, *asked)]
        # Asked again after the wait: a right may have been taken back meanwhile.
        view.standing = access.may_enter(view.network.standing(me), "since_last_visit")
        entries += view.seen(recent_activity, page)
        if len(page) < MOST:
            break
        through = page[-1].position - 1  # a page that came out short would tell how much there is that is not theirs
    found: dict[UUID, list[Activity]] = {}
    for entry in entries[:MOST]:
        found.setdefault(items.shown(view.stood, entry.stream_id), []).append(entry)
    stances = {item: stance(view, me, choices, item, of[0].plan_id) for item, of in found.items()}
    others: dict[UUID, list[UUID]] = {}
    for item, of in found.items():
        if not stances[item].muted:
            (cause, *more) = {one.cause for one in of}
            others.setdefault(item if more or cause is None else cause, []).append(item)
    told = [_told(view, item, found[item], stances[item].follows, len(rest)) for item, *rest in others.values()]
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
        row.action_id
        for row in view.every(plan_board)
        if me in row.lead_people or me in row.elected_people or me == row.added_by or row.action_id in follows
    }
    meetings = {row.meeting_id for row in view.every(meeting_answers) if row.authority_id in mine and row.invited_at is not None}
    meetings |= {row.meeting_id for row in view.every(meeting_attendance) if row.person_id == me}
    streams: set[UUID] = {*mine, *cards, *meetings, *follows}
    for kind in items.KINDS:
        if kind.projection is not plan_board:
            streams |= {getattr(row, kind.projection.key) for row in view.every(kind.projection) if me in items.people(kind, row)}
    streams |= {row.note_id for row in view.every(note_list) if row.action_id in cards}
    streams |= {row.minutes_id for row in view.every(minutes_list) if row.meeting_id in streams}
    began = {row.comment_id for row in view.every(comment_list) if row.author_id == me}
    streams |= {
        row.comment_id for row in view.every(comment_list) if row.item_id in streams or row.answers_id in began or me in row.mentions
    }
    streams |= {row.consultation_id for row in view.every(consultation_list) if not mine.isdisjoint(row.authority_ids)}
    streams |= {row.referent_id for row in view.every(referent_list) if row.authority_id in mine}
    return streams, plans


def _told(view: View, item: UUID, entries: list[Activity], followed: bool, others: int) -> ItemSince:
    plan = entries[0].plan_id
    title, link = "", "activity" if plan is None else f"plans/{plan}"
    if (found := items.kind_of(view.stood, item)) is not None and view.seen(found[0].projection, [found[1]]):
        title, link = short(getattr(found[1], found[0].titled)), found[0].link.format(found[1])
    return ItemSince(item, plan, title, link, len(entries), entries[:TOLD], followed, others)


async def _written(view: View) -> None:
    """What happened stands in a table, which follows a moment later."""
    await view.network.written(view.position)
