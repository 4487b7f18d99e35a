"""The mentoring circle: who guides whom, how far they have come, and what it was worth; each row for its two parties alone."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct, structs

from events import mentorship
from events.ids import ActionId, AuthorityId, GoalId, MeetingId, MentorId, NetworkId, PersonId, PlanId, SessionId
from events.log.recorded import Recorded
from events.mentorship import Ending, GoalStanding, Situation, Stage
from projections.projection import Audience, Projection, Row, person


class Exchange(Struct, frozen=True):
    """What the mentor asked before answering the request, and what the mentee said to it."""

    question: str
    answer: str | None = None


class MentoringSession(Struct, frozen=True):
    """One time that the two met."""

    session_id: SessionId
    on: date
    minutes: int | None


class Goal(Struct, frozen=True):
    """One goal; where it was promoted, the action that it became."""

    goal_id: GoalId
    text: str
    due_on: date | None
    standing: GoalStanding = "open"
    plan_id: PlanId | None = None
    action_id: ActionId | None = None


class Evaluation(Struct, frozen=True):
    """What it was worth to one of the two, from one to five."""

    by: PersonId
    rating: int
    words: str | None


class Mentorship(Row, frozen=True):
    """One mentorship, from the request to its end."""

    mentorship_id: UUID
    network_id: NetworkId
    offer_id: MentorId
    mentor_id: PersonId
    mentee_id: PersonId
    authority_id: AuthorityId | None
    situation: Situation
    need: str
    themes: tuple[str, ...]
    size: int | None
    requested_at: datetime
    changed_at: datetime
    stage: Stage = "requested"
    exchanges: tuple[Exchange, ...] = ()
    charter: str | None = None
    agreed: tuple[PersonId, ...] = ()
    started_on: date | None = None
    meeting_id: MeetingId | None = None
    sessions: tuple[MentoringSession, ...] = ()
    goals: tuple[Goal, ...] = ()
    closed_at: datetime | None = None
    closed_by: PersonId | None = None
    ending: Ending | None = None
    reason: str | None = None
    evaluations: tuple[Evaluation, ...] = ()


def touches(recorded: Recorded[mentorship.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, mentorship.Event):
        yield recorded.stream_id


def fold(row: Mentorship | None, recorded: Recorded[mentorship.Event]) -> Mentorship | None:
    if isinstance(recorded.event, mentorship.Requested):
        asked = recorded.event
        return Mentorship(
            recorded.stream_id,
            recorded.network_id,
            asked.offer,
            asked.mentor,
            asked.mentee,
            asked.authority,
            asked.situation,
            asked.need,
            asked.themes,
            asked.size,
            recorded.at,
            recorded.at,
        )
    return None if row is None else structs.replace(_folded(row, recorded), changed_at=recorded.at)


def _folded(row: Mentorship, recorded: Recorded[mentorship.Event]) -> Mentorship:
    match recorded.event:
        case mentorship.AskedMore(question):
            return structs.replace(row, stage="questioned", exchanges=(*row.exchanges, Exchange(question)))
        case mentorship.Answered(answer) if row.exchanges:
            answered = structs.replace(row.exchanges[-1], answer=answer)
            return structs.replace(row, stage="requested", exchanges=(*row.exchanges[:-1], answered))
        case mentorship.Accepted():
            return structs.replace(row, stage="accepted")
        case mentorship.Declined():
            return structs.replace(row, stage="declined", reason=recorded.event.reason, closed_at=recorded.at)
        case mentorship.Withdrawn():
            return structs.replace(row, stage="withdrawn", reason=recorded.event.reason, closed_at=recorded.at)
        case mentorship.CharterProposed(by, text):
            return structs.replace(row, charter=text, agreed=(by,))
        case mentorship.CharterAgreed(by):
            return structs.replace(row, agreed=(*row.agreed, by))
        case mentorship.Started(on, meeting):
            return structs.replace(row, stage="running", started_on=on, meeting_id=meeting)
        case mentorship.SessionHeld(session, on, minutes):
            held = (*row.sessions, MentoringSession(session, on, minutes))
            return structs.replace(row, sessions=tuple(sorted(held, key=lambda one: one.on)))  # written down late, too
        case mentorship.GoalSet(goal, text, due_on):
            return structs.replace(row, goals=(*row.goals, Goal(goal, text, due_on)))
        case mentorship.GoalReached(goal):
            return _goal(row, goal, standing="reached")
        case mentorship.GoalDropped(goal):
            return _goal(row, goal, standing="dropped")
        case mentorship.GoalPromoted(goal, plan, action):
            return _goal(row, goal, standing="promoted", plan_id=plan, action_id=action)
        case mentorship.Closed(by, ending):
            return structs.replace(row, stage="closed", closed_at=recorded.at, closed_by=by, ending=ending, reason=recorded.event.reason)
        case mentorship.Evaluated(by, rating, words):
            others = tuple(one for one in row.evaluations if one.by != by)
            return structs.replace(row, evaluations=(*others, Evaluation(by, rating, words)))
    return row


def _goal(row: Mentorship, goal: GoalId, **changed: object) -> Mentorship:
    return structs.replace(row, goals=tuple(structs.replace(one, **changed) if one.goal_id == goal else one for one in row.goals))


def topics(row: Mentorship) -> Iterable[str]:
    yield f"mentoring:{row.network_id}"


def audience(row: Mentorship) -> Iterable[Audience]:
    yield person(row.mentor_id)
    yield person(row.mentee_id)


def item(row: Mentorship) -> UUID:
    return row.mentorship_id


mentoring_circle = Projection("mentoring_circle", Mentorship, touches, fold, topics, audience, item=item)
