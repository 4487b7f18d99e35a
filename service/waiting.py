"""What waits for one person's answer, in everything that a network does; and what makes an action late.

Nothing of it is kept anywhere: it is read from the rows that people look at anyway, those that this person may see, so that it is true
at every moment and tells nobody more than they may know. Whatever anyone of several may settle waits for each of them, and for nobody
else once one has. What lies further ahead than ``SOON`` does not wait yet.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, Literal, TypeAlias
from uuid import UUID

from msgspec import Struct, structs

from events.ids import AuthorityId, PersonId
from projections.body_list import body_list
from projections.conflict_inbox import Wish, conflict_inbox
from projections.consultation_board import consultation_list, consultation_opinions
from projections.directory import directory
from projections.finding_list import Finding, finding_list
from projections.idea_list import idea_list
from projections.meeting_attendance import meeting_attendance
from projections.meeting_board import meeting_answers, meeting_decisions
from projections.meeting_list import meeting_list
from projections.meeting_series_list import meeting_series_list, meeting_theme_list
from projections.member_list import member_list
from projections.mentoring_circle import Mentorship, mentoring_circle
from projections.minutes_board import minutes_amendments, minutes_list, minutes_sections
from projections.note_list import note_list
from projections.plan_board import Card, plan_board
from projections.plan_list import plan_list
from projections.projection import Projection, R, Topic
from projections.question_list import Question, question_list
from projections.questionnaire_board import questionnaire_answers, questionnaire_list
from projections.skill_list import skill_list
from projections.synthesis_list import synthesis_list
from projections.workshop_list import workshop_list
from service import access
from service.following import NOTHING_SAID, Choices, stance
from service.reading import View

SOON = timedelta(days=30)

Kind: TypeAlias = Literal[
    "conflict",
    "invitation",
    "consultation",
    "consultation_to_close",
    "questionnaire",
    "minutes_to_review",
    "amendments",
    "minutes_to_approve",
    "minutes_to_publish",
    "decision",
    "action",
    "finding",
    "findings",
    "findings_contested",
    "ideas",
    "themes",
    "mentoring_request",
    "mentoring_more",
    "mentoring_charter",
    "mentoring_evaluation",
    "question",
    "data_requests",
]


class Waiting(Struct, frozen=True):
    """One thing that waits: what it is about, where it is answered (below the network's page), since when, and until when.

    ``authority_id`` is for which authority they answer; ``person_id`` who waits for it; of what waits together ``count`` says how many.
    ``plan_id`` is the plan that it is of, and ``followed`` says that they follow it, asked or not.
    """

    kind: Kind
    item_id: UUID
    title: str
    link: str
    since: datetime
    due_on: date | None = None
    authority_id: AuthorityId | None = None
    person_id: PersonId | None = None
    count: int = 1
    plan_id: UUID | None = None
    followed: bool = False


class Eye:
    """One person who looks at a network on a day."""

    def __init__(self, view: View, person: PersonId, today: date) -> None:
        self.view = view
        self.me = person
        self.today = today
        self.mine = access.answers_for(view.standing)

    def those(self, projection: Projection[R], that: Callable[[R], bool]) -> list[R]:
        """The rows of which this is true, of those that this person may see; asked first of what costs less."""
        return self.view.seen(projection, [row for row in self.view.every(projection) if that(row)])

    def may(self, tag: str, topic: Topic | None = None) -> bool:
        return access.could_ask(self.view.standing, tag, topic)


def ends(card: Card) -> date | None:
    """The day on which an action should be over; None where there is none, or where it is over, for ever or withdrawn."""
    return None if card.withdrawn or card.continuous or card.status in ("done", "abandoned") else card.ends_on


def waiting(view: View, person: PersonId, today: date, choices: Choices = NOTHING_SAID) -> list[Waiting]:
    """Everything in the log of a network that waits for this person; also of what they muted, for somebody waits."""
    if view.standing.suspended or all(held.role not in access.WRITING for held in view.standing.roles):
        return []  # who can answer nothing keeps nobody waiting
    eye = Eye(view, person, today)
    return ordered(_with_stance(eye, one, choices) for area in _AREAS for one in area(eye))


def _with_stance(eye: Eye, one: Waiting, choices: Choices) -> Waiting:
    item, view = _item_of(eye.view, one), eye.view
    return structs.replace(one, followed=stance(view, eye.me, choices, item, one.plan_id).follows)


def _item_of(view: View, one: Waiting) -> UUID:
    """The item that something is about: a decision is its meeting's, a wish that of what was wished for."""
    if one.kind == "decision" and (decision := view.stood(meeting_decisions, one.item_id)) is not None:
        return decision.meeting_id
    if one.kind == "conflict" and (wish := view.stood(conflict_inbox, one.item_id)) is not None:
        return wish.stream_id
    return one.item_id


def late(view: View, person: PersonId, choices: Choices, today: date) -> list[Waiting]:
    """The actions whose day is over and that are not: of those that this person leads or follows; whoever only reads may follow, too."""
    plans = {row.plan_id for row in view.rows(plan_list) if not row.withdrawn}
    found = []
    for card in view.every(plan_board):
        end = ends(card)
        if end is None or end >= today or card.plan_id not in plans:
            continue
        leads = person in card.lead_people or person in card.elected_people
        if not leads and choices.follows.isdisjoint((card.action_id, card.parent_id, card.plan_id)):
            continue  # asked before what costs more: most people follow little
        stands = stance(view, person, choices, card.action_id, card.plan_id)
        if (leads or stands.followed) and view.seen(plan_board, [card]):
            title, link = _called(card)
            told = Waiting("action", card.action_id, title, link, card.added_at, end, plan_id=card.plan_id, followed=stands.follows)
            found.append(told)
    return ordered(found)


def _called(card: Card) -> tuple[str, str]:
    """How an action is called, and where it is."""
    return f"{card.code} {card.title}" if card.code else card.title, f"plans/{card.plan_id}/actions/{card.action_id}"


def ordered(found: Iterable[Waiting]) -> list[Waiting]:
    """What is due first, then what has waited longest."""
    return sorted(found, key=lambda one: (one.due_on or date.max, one.since, one.kind, one.item_id))


def _conflicts(eye: Eye) -> Iterator[Waiting]:
    """Wishes of theirs that met another one, and those that met what they wrote or look after."""
    row = eye.view.stood

    def concerns(wish: Wish) -> bool:
        if wish.settled_at is not None or wish.by == eye.me:
            return wish.settled_at is None
        card = row(plan_board, wish.item_id)
        if card is not None:
            return eye.me in (*card.lead_people, *card.elected_people, card.added_by, card.changed_by)
        other = row(minutes_sections, wish.item_id) or row(directory, wish.item_id)
        return other is not None and other.changed_by == eye.me

    for wish in eye.those(conflict_inbox, concerns):
        title, link = conflict(eye.view, wish)
        yield Waiting(
            "conflict", wish.conflict_id, title, link, wish.at, person_id=None if wish.by == eye.me else wish.by, plan_id=wish.plan_id
        )


def conflict(view: View, wish: Wish) -> tuple[str, str]:
    """What a wish that may be seen is about, and where it is settled."""
    for projection, named, link in PLACES:
        row: Any = view.stood(projection, wish.stream_id)
        if row is not None:
            told = {name: getattr(row, name) for name in ("meeting_id", row.__struct_fields__[0]) if hasattr(row, name)}
            return short(getattr(row, named)), f"plans/{wish.plan_id}/conflicts" if wish.plan_id else link.format_map(told)
    return "", f"plans/{wish.plan_id}/conflicts" if wish.plan_id else ""


#: What can be wished for, how it is called, and where it is settled if it is of no plan.
PLACES: tuple[tuple[Projection[Any], str, str], ...] = (
    (plan_board, "title", ""),
    (plan_list, "title", ""),
    (note_list, "text", ""),
    (idea_list, "title", ""),
    (finding_list, "text", ""),
    (body_list, "name", "groups"),
    (minutes_list, "title", "meetings/{meeting_id}/minutes"),
    (meeting_list, "title", "meetings/{meeting_id}"),
    (workshop_list, "title", "workshops/{workshop_id}"),
    (synthesis_list, "title", "syntheses/{synthesis_id}"),
    (questionnaire_list, "title", "questionnaires/{questionnaire_id}"),
    (member_list, "name", "directory/{authority_id}"),
)


def _meetings(eye: Eye) -> Iterator[Waiting]:
    """Invitations without answer."""
    ahead = {row.meeting_id: row for row in eye.those(meeting_list, lambda row: row.standing == "planned" and row.held_on >= eye.today)}
    for one in eye.those(
        meeting_answers,
        lambda row: row.invited_at is not None and row.reply is None and row.authority_id in eye.mine and row.meeting_id in ahead,
    ):
        meeting, since = ahead[one.meeting_id], one.invited_at or one.answered_at
        if since is not None:
            link = f"meetings/{meeting.meeting_id}"
            yield Waiting("invitation", meeting.meeting_id, meeting.title, link, since, meeting.held_on, one.authority_id)


def _decisions(eye: Eye) -> Iterator[Waiting]:
    for one in eye.those(
        meeting_decisions,
        lambda row: (
            row.finished_at is None
            and not row.withdrawn
            and row.due_on <= eye.today + SOON
            and (row.owner_id == eye.me or row.authority_id in eye.mine)
        ),
    ):
        link = f"meetings/{one.meeting_id}"
        yield Waiting("decision", one.decision_id, short(one.text), link, one.decided_at, one.due_on, one.authority_id, plan_id=one.plan_id)


def _actions(eye: Eye) -> Iterator[Waiting]:
    """Actions that end soon, or should have: one's own, and of the plans of one's authority those that nobody leads."""
    plans = {row.plan_id: row for row in eye.view.rows(plan_list) if not row.withdrawn}

    def concerns(card: Card) -> bool:
        end = ends(card)
        if end is None or end > eye.today + SOON or card.plan_id not in plans:
            return False
        if card.lead_people or card.elected_people:
            return eye.me in card.lead_people or eye.me in card.elected_people
        return plans[card.plan_id].authority_id in eye.mine

    for card in eye.those(plan_board, concerns):
        title, link = _called(card)
        led = eye.me in card.lead_people or eye.me in card.elected_people
        authority = None if led else plans[card.plan_id].authority_id
        yield Waiting("action", card.action_id, title, link, card.added_at, card.ends_on, authority, plan_id=card.plan_id)


def _consultations(eye: Eye) -> Iterator[Waiting]:
    """Those that ask an authority of theirs which has not answered; and those that are over and not closed."""
    for row in eye.those(consultation_list, lambda row: row.closed_at is None):
        link = f"roadmaps/{row.plan_id}"
        if row.until < eye.today:
            if eye.may("consultation.close", f"plan:{row.plan_id}"):
                yield Waiting("consultation_to_close", row.consultation_id, row.title, link, row.opened_at, row.until, plan_id=row.plan_id)
            continue
        given = {one.authority_id for one in eye.view.every(consultation_opinions) if one.consultation_id == row.consultation_id}
        for authority in row.authority_ids:
            if authority in eye.mine and authority not in given:
                yield Waiting(
                    "consultation", row.consultation_id, row.title, link, row.opened_at, row.until, authority, plan_id=row.plan_id
                )


def _questionnaires(eye: Eye) -> Iterator[Waiting]:
    for row in eye.those(questionnaire_list, lambda row: row.stage == "open"):
        link, since = f"questionnaires/{row.questionnaire_id}", row.opened_at or row.drafted_at
        told = [one for one in eye.view.every(questionnaire_answers) if one.questionnaire_id == row.questionnaire_id]
        if row.respondents == "authorities":
            for authority in sorted(eye.mine - {one.authority_id for one in told}):
                yield Waiting("questionnaire", row.questionnaire_id, row.title, link, since, None, authority)
        elif eye.me not in {one.person_id for one in told} and (row.meeting_id is None or _was_there(eye, row.meeting_id)):
            yield Waiting("questionnaire", row.questionnaire_id, row.title, link, since)


def _minutes(eye: Eye) -> Iterator[Waiting]:
    """To read over by those who were there; for those who write, amendments; for those who may, to approve and to publish."""
    for row in eye.those(minutes_list, lambda row: row.stage in ("review", "approved")):
        link, since = f"meetings/{row.meeting_id}/minutes", row.reviewed_at or row.begun_at
        if row.stage == "approved":
            if eye.may("minutes.publish"):
                yield Waiting("minutes_to_publish", row.minutes_id, row.title, link, row.approved_at or since)
            continue
        wanted = [one for one in eye.view.every(minutes_amendments) if one.minutes_id == row.minutes_id and one.outcome is None]
        if _was_there(eye, row.meeting_id):
            yield Waiting("minutes_to_review", row.minutes_id, row.title, link, since)
        if wanted and eye.may("minutes.accept_amendment"):
            yield Waiting("amendments", row.minutes_id, row.title, link, min(one.proposed_at for one in wanted), count=len(wanted))
        if not wanted and eye.may("minutes.approve"):
            yield Waiting("minutes_to_approve", row.minutes_id, row.title, link, since)


def _was_there(eye: Eye, meeting: UUID) -> bool:
    return any(one.person_id == eye.me and one.meeting_id == meeting for one in eye.view.every(meeting_attendance))


def _process(eye: Eye) -> Iterator[Waiting]:
    """Findings to verify: by name each alone, else together, as are those that are contested, and the ideas of a plan."""
    plans = {row.plan_id: row for row in eye.view.rows(plan_list) if not row.withdrawn}
    together: dict[tuple[Kind, UUID], list[datetime]] = defaultdict(list)
    for row in eye.those(finding_list, lambda row: row.standing in ("submitted", "contested") and row.plan_id in plans):
        kind = _of_finding(eye, row)
        if kind == "finding":
            yield Waiting("finding", row.finding_id, short(row.text), f"plans/{row.plan_id}/process", row.submitted_at, plan_id=row.plan_id)
        elif kind is not None:
            together[kind, row.plan_id].append(row.submitted_at)
    for idea in eye.those(idea_list, lambda row: row.standing == "open" and row.plan_id in plans):
        if eye.may("idea.promote", f"plan:{idea.plan_id}"):
            together["ideas", idea.plan_id].append(idea.proposed_at)
    for (kind, plan), since in together.items():
        yield Waiting(kind, plan, plans[plan].title, f"plans/{plan}/process", min(since), count=len(since), plan_id=plan)


def _of_finding(eye: Eye, row: Finding) -> Kind | None:
    if row.author_id == eye.me:
        return None  # nobody verifies or concludes on what they submitted
    topic = f"plan:{row.plan_id}"
    if row.standing == "contested":
        return "findings_contested" if row.standing_by != eye.me and eye.may("finding.conclude", topic) else None
    if row.verifier_id is not None:
        return "finding" if row.verifier_id == eye.me else None
    return "findings" if eye.may("finding.verify", topic) else None


def _themes(eye: Eye) -> Iterator[Waiting]:
    """Themes that members proposed and that have no meeting yet, by series."""
    if not eye.may("meeting_series.schedule_theme"):
        return
    proposed: dict[UUID, list[datetime]] = defaultdict(list)
    for theme in eye.those(meeting_theme_list, lambda row: row.meeting_id is None and not row.withdrawn):
        proposed[theme.series_id].append(theme.proposed_at)
    for series in eye.those(meeting_series_list, lambda row: row.ended_at is None and row.series_id in proposed):
        since = proposed[series.series_id]
        yield Waiting("themes", series.series_id, series.title, "meetings", min(since), count=len(since))


def _mentoring(eye: Eye) -> Iterator[Waiting]:
    """Where the other of the two waits; and questions put to oneself, or to an authority of one's own, that nobody answered."""
    for row in eye.those(mentoring_circle, lambda row: eye.me in (row.mentor_id, row.mentee_id)):
        guides = row.mentor_id == eye.me
        kind = _of_mentorship(row, eye.me, guides=guides)
        if kind is not None:
            other = row.mentee_id if guides else row.mentor_id
            yield Waiting(kind, row.mentorship_id, short(row.need), f"mentoring/{row.mentorship_id}", row.changed_at, person_id=other)
    skills = {
        row.skill_id
        for row in eye.view.rows(skill_list)
        if row.person_id == eye.me or (row.person_id is None and row.authority_id in eye.mine)
    }

    def asks(row: Question) -> bool:
        return row.skill_id in skills and not row.withdrawn and all(one.withdrawn for one in row.answers)

    for asked in eye.those(question_list, asks):
        link = f"mentoring#question-{asked.question_id}"
        yield Waiting("question", asked.question_id, short(asked.text), link, asked.asked_at, person_id=asked.asker)


def _of_mentorship(row: Mentorship, me: PersonId, *, guides: bool) -> Kind | None:
    if row.stage == "requested" and guides:
        return "mentoring_request"
    if row.stage == "questioned" and not guides:
        return "mentoring_more"
    if row.stage == "accepted" and row.charter is not None and me not in row.agreed:
        return "mentoring_charter"
    if row.stage == "closed" and all(one.by != me for one in row.evaluations):
        return "mentoring_evaluation"
    return None


def short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 120 else f"{line[:120]}…"


_AREAS: tuple[Callable[[Eye], Iterable[Waiting]], ...] = (
    _conflicts,
    _meetings,
    _decisions,
    _actions,
    _consultations,
    _questionnaires,
    _minutes,
    _process,
    _themes,
    _mentoring,
)
