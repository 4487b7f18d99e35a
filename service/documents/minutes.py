"""What the minutes of a meeting say on paper: who was there, what was said part by part, what was decided."""

from collections.abc import Sequence
from typing import Any

from projections.meeting_board import AgendaItem
from service.booklet import contents, printing
from service.booklet.contents import Rows
from service.documents.stand import Stand
from service.documents.words import Words


def told(rows: Rows, agenda: Sequence[AgendaItem], kept: int, stand: Stand, words: Words) -> dict[str, Any]:
    """The minutes as they stand at a moment, with so many decisions that are kept to some; the booklet says what the workshops came to."""
    booklet = contents.made(str(stand.token), rows)
    as_of = words.say("document.as_of", moment=words.moment(stand.instant), position=stand.token)
    there = [one for one in rows.present if one.meeting_id == booklet.meeting_id]
    names = [
        [words.who(one.person_id, None), words.who(None, one.authority_id), words.say(f"meeting.capacity.{one.capacity}")] for one in there
    ]
    items = sorted(
        (one for one in agenda if one.meeting_id == booklet.meeting_id and not one.withdrawn), key=lambda one: (one.order_key, one.item_id)
    )
    stage = words.say(f"minutes.stage.{booklet.stage}")
    return {
        "language": words.language,
        "title": booklet.title,
        "meeting_line": " · ".join(filter(None, [booklet.meeting, words.day(booklet.held_on), booklet.place])),
        "as_of": as_of,
        "footer": as_of,
        "marks": [
            *([] if booklet.published_at is not None else [words.say("document.minutes_stage", stage=stage)]),
            *words.marks("document.kept_decisions", kept),
        ],
        "words": {
            "attendance": words.say("meeting.attendance"),
            "agenda": words.say("meeting.agenda"),
            "name": words.say("document.name"),
            "authority": words.say("document.authority"),
            "capacity": words.say("document.capacity"),
            "decisions": words.say("meeting.decisions"),
            "decision": words.say("booklet.decision"),
            "owner": words.say("booklet.owner"),
            "due": words.say("booklet.due"),
            "standing": words.say("document.standing"),
            "next_steps": words.say("booklet.next_steps"),
        },
        "figures": printing.attendance(booklet.counts, words),
        "present": sorted(one for one in names if one[0]),
        "agenda": [words.say("document.agenda_item", title=one.title, minutes=one.minutes) for one in items],
        "opening": booklet.opening,
        "chapters": [{"title": one.title, "ideas": one.ideas} for one in booklet.chapters if one.ideas],
        "decisions": [
            [
                *(one.text, words.who(one.owner_id, one.authority_id), words.day(one.due_on)),
                words.say("document.finished" if one.finished else "document.open"),
            ]
            for one in booklet.decisions
        ],
        "next_steps": booklet.next_steps,
    }
