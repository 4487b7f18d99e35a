"""Restricted items: what some people alone may know of, who they are, and what lies within what.

Every way out asks here: whatever tells of a restricted item, now or of its past, is for its parties, as they are today.
That it is there, and for whom, its parties and the facilitators see, so that a restriction can be changed when all who
were named have left. What lies within a restricted item (a part of an action, a note, a comment or
a file on it, the idea that it was) is at most as visible as that; a note names its own people once for all. A mentorship is its two
parties', a private note of its journal its author's, and to whom a mentor gave a place is the mentor's to know.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from events import action, attachment, comment, idea, mentor, mentorship, mentorship_note, note
from events.ids import PersonId
from events.log.recorded import Recorded
from projections.projection import FACILITATORS, Audience, Projection, Row, person


class Restriction(Row, frozen=True):
    """Who alone may see one item, since when, and who said so."""

    item_id: UUID
    plan_id: UUID
    parties: tuple[PersonId, ...]
    by: PersonId
    at: datetime


def touches(recorded: Recorded[action.Added | action.Restricted | action.Opened]) -> Iterator[UUID]:
    match recorded.event:
        case action.Restricted() | action.Opened():
            yield recorded.stream_id
        case action.Added(parties=parties) if parties:
            yield recorded.stream_id


def fold(_before: Restriction | None, recorded: Recorded[action.Added | action.Restricted | action.Opened]) -> Restriction | None:
    match recorded.event:
        case action.Restricted(parties) | action.Added(parties=parties):
            return Restriction(recorded.stream_id, recorded.parent or recorded.stream_id, parties, recorded.by, recorded.at)
    return None


def topics(restriction: Restriction) -> Iterable[str]:
    yield f"plan:{restriction.plan_id}"


def audience(restriction: Restriction) -> Iterable[Audience]:
    yield FACILITATORS
    yield from map(person, restriction.parties)


class Place(Row, frozen=True):
    """Where an item lies for ever: in another one, in its plan or network alone; who alone may see it, where its beginning says so."""

    item_id: UUID
    plan_id: UUID
    within_id: UUID | None
    parties: tuple[PersonId, ...]


Beginning: TypeAlias = (
    action.Added
    | note.Written
    | comment.Written
    | attachment.Attached
    | idea.Promoted
    | mentor.Offered
    | mentorship.Requested
    | mentorship_note.Written
)


def placed(recorded: Recorded[Beginning]) -> Iterator[UUID]:
    match recorded.event:
        case mentor.Offered() | mentorship.Requested() | mentorship_note.Written() | comment.Written() | idea.Promoted():
            yield recorded.stream_id
        case attachment.Attached():
            yield recorded.stream_id
        case action.Added(parent=within) | note.Written(action=within) if within:
            yield recorded.stream_id
        case note.Written(parties=parties) if parties:
            yield recorded.stream_id


def place(_before: Place | None, recorded: Recorded[Beginning]) -> Place:
    match recorded.event:
        case mentor.Offered(person=mentoring):
            # Its row is for everybody (mentor_list.py names no item). What happened to it is not: it tells who takes whom on, and when.
            return Place(recorded.stream_id, recorded.network_id, None, (mentoring,))
        case mentorship.Requested(mentor=guide, mentee=mentee):
            return Place(recorded.stream_id, recorded.network_id, None, (guide, mentee))
        case mentorship_note.Written(mentorship=within, author=author, private=private):
            return Place(recorded.stream_id, recorded.network_id, within, (author,) if private else ())
        case note.Written() as written:
            return Place(recorded.stream_id, written.plan, written.action, written.parties)
        case comment.Written(item=within, plan=plan) | attachment.Attached(item=within, plan=plan):
            return Place(recorded.stream_id, plan or recorded.network_id, within, ())
        case idea.Promoted(action=within):
            return Place(recorded.stream_id, recorded.parent or recorded.network_id, within, ())
        case action.Added() as added:
            return Place(recorded.stream_id, added.plan, added.parent, ())  # who may see it stands among the restrictions, which change


def nowhere(_place: Place) -> Iterable[str]:
    """On no screen: it is only ever asked."""
    return ()


Named = frozenset[PersonId] | None  # who alone may see something; None: whoever its row is for


def named(item: UUID, restriction: Callable[[UUID], Any], place_of: Callable[[UUID], Any]) -> Named:
    """Who alone may see an item: those named for it who are named for all that it lies within, too."""
    found: Named = None
    at: UUID | None = item
    while at is not None:
        here = place_of(at)
        for one in (restriction(at), here):
            if one is not None and one.parties:
                found = frozenset(one.parties) if found is None else found & frozenset(one.parties)
        at = None if here is None else here.within_id
    return found


def shown_to(projection: Projection[Any], row: Any, only: Named) -> frozenset[Audience]:
    """Who may see a row, given who alone may see the item that it tells of."""
    return frozenset(projection.audience(row) if only is None else map(person, only))


# Where these stand still nobody reads, so no unknown event of another tag may stop them: a new way to restrict is a new shape of these.
restricted_items = Projection("restricted_items", Restriction, touches, fold, topics, audience, closed={"action"}, worded=False, moves=True)
item_places = Projection(
    "item_places",
    Place,
    placed,
    place,
    nowhere,
    closed={"action", "note", "comment", "attachment", "idea", "mentor", "mentorship", "mentorship_note"},
    worded=False,
    version=2,
)
