"""How a network is: what it promised and kept, who is missing, what lies untouched, what waits for too long.

Every figure is counted here from the rows that its reader may see, never entered, and brings along the list that it counts: so that it says
of restricted items nothing, to nobody, and whoever doubts it can look. Mentorships are their two parties' alone: of those it is told how
many there are by whole fives, without a list.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Literal, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from events.ids import AuthorityId
from projections import meeting_series_list as series_list
from projections.conflict_inbox import conflict_inbox
from projections.consultation_board import consultation_list, consultation_opinions
from projections.meeting_attendance import meeting_attendance
from projections.meeting_board import meeting_decisions
from projections.meeting_list import meeting_list
from projections.meeting_series_list import meeting_series_list
from projections.member_list import Member, member_list
from projections.mentoring_circle import mentoring_circle
from projections.minutes_board import minutes_list
from projections.plan_board import plan_board
from projections.plan_list import plan_list
from projections.question_list import question_list
from projections.questionnaire_board import questionnaire_answers, questionnaire_list, questionnaire_questions
from projections.referent_list import referent_list
from projections.skill_list import skill_list
from service import access, needs, waiting
from service.reading import View

MOST = 100  # lines of the list behind a figure; how many there are its count says
FIVE = 5  # mentorships are counted by
YEAR = timedelta(days=365)
WEEK = timedelta(days=7)
MONTH = timedelta(days=30)

Kind: TypeAlias = Literal[
    "meetings_held",
    "minutes_missing",
    "decisions_late",
    "members_absent",
    "members_without_referent",
    "members_without_elected",
    "plans_untouched",
    "actions_late",
    "conflicts_open",
    "opinions_given",
    "needs_alone",
    "questions_open",
    "mentorships_running",
    "mentorships_requested",
]


class FigureLine(Struct, frozen=True):
    """One line of the list behind a figure: how it is called, where it stands below the network's page, since or until when."""

    title: str
    link: str
    on: date | None = None
    count: int | None = None
    of: int | None = None


class Figure(Struct, frozen=True):
    """One figure, where it is looked after, and what it counts; ``alarm`` where somebody should look; ``by_fives`` is at least so many."""

    kind: Kind
    count: int
    of: int | None
    alarm: bool
    link: str
    behind: list[FigureLine]
    by_fives: bool = False


class Day(Struct, frozen=True):
    """The day on which somebody looks, the zone in which days are counted, and after how long a plan is untouched."""

    today: date
    zone: ZoneInfo
    untouched: timedelta


def vitality(view: View, day: Day) -> list[Figure]:
    """Every figure of a network, in the order in which people ask for them."""
    return [figure for area in _AREAS for figure in area(view, day)]


def _listed(kind: Kind, link: str, lines: Iterable[FigureLine], of: int | None = None) -> Figure:
    """What should be empty, the longest standing first."""
    found = sorted(lines, key=lambda line: (line.on or date.min, line.title, line.link))
    return Figure(kind, len(found), of, bool(found), link, found[:MOST])


def _meetings(view: View, day: Day) -> Iterator[Figure]:
    """Of the meetings that series promise for this year those that were held; the alarm also counts those that are planned."""
    meetings = [row for row in view.rows(meeting_list) if row.standing != "called_off"]
    held, target, lines = 0, 0, []
    for series in view.rows(meeting_series_list):
        days = [row.held_on for row in meetings if row.series_id == series.series_id]
        for year in series_list.years(series, days, day.today):
            took_place = sum(one.year == year.year and one <= day.today for one in days)
            if year.year == day.today.year:
                held, target = held + took_place, target + year.target
            if year.alarm != "none" and year.year >= day.today.year - 1:
                lines.append(FigureLine(f"{series.title} {year.year}", "meetings", None, took_place, year.target))
    lines.sort(key=lambda line: line.title)
    yield Figure("meetings_held", held, target, bool(lines), "meetings", lines[:MOST])
    published = {row.meeting_id for row in view.rows(minutes_list) if row.stage == "published"}
    over = [row for row in meetings if row.held_on < day.today - MONTH and row.held_on >= day.today - YEAR]
    without = (FigureLine(row.title, f"meetings/{row.meeting_id}", row.held_on) for row in over if row.meeting_id not in published)
    yield _listed("minutes_missing", "meetings", without, len(over))
    decided = [row for row in view.rows(meeting_decisions) if row.finished_at is None and not row.withdrawn]
    late = (FigureLine(waiting.short(row.text), f"meetings/{row.meeting_id}", row.due_on) for row in decided if row.due_on < day.today)
    yield _listed("decisions_late", "meetings", late, len(decided))


def _members(view: View, day: Day) -> Iterator[Figure]:
    """Members that came to no meeting for a year, those without a referent, and those without an elected one."""
    members = [row for row in view.rows(member_list) if row.left_at is None]
    held = {row.meeting_id: row.held_on for row in view.rows(meeting_list) if row.standing != "called_off" and row.held_on <= day.today}
    came: dict[UUID, date] = {}
    for present in view.rows(meeting_attendance):
        if present.authority_id is not None and present.meeting_id in held:
            came[present.authority_id] = max(held[present.meeting_id], came.get(present.authority_id, date.min))

    def absent(row: Member) -> bool:
        return max(came.get(row.authority_id, date.min), row.joined_at.astimezone(day.zone).date()) < day.today - YEAR

    gone = (FigureLine(row.name, f"directory/{row.authority_id}", came.get(row.authority_id)) for row in members if absent(row))
    yield _listed("members_absent", "directory", gone, len(members))
    referents = [row for row in view.rows(referent_list) if row.retired_at is None]
    named: tuple[tuple[Kind, set[AuthorityId]], ...] = (
        ("members_without_referent", {row.authority_id for row in referents}),
        ("members_without_elected", {row.authority_id for row in referents if row.capacity == "elected"}),
    )
    for kind, known in named:
        lines = (FigureLine(row.name, f"directory/{row.authority_id}") for row in members if row.authority_id not in known)
        yield _listed(kind, "directory", lines, len(members))


def _plans(view: View, day: Day) -> Iterator[Figure]:
    """Plans of which no action changed for long, and actions whose end has passed."""
    plans = {row.plan_id: row for row in view.rows(plan_list) if not row.withdrawn}
    touched = {row.plan_id: row.opened_at for row in plans.values()}
    cards = [row for row in view.rows(plan_board) if row.plan_id in plans]
    for card in cards:
        touched[card.plan_id] = max(touched[card.plan_id], card.changed_at)
    still = ((plans[plan], at.astimezone(day.zone).date()) for plan, at in touched.items())
    untouched = (FigureLine(row.title, f"plans/{row.plan_id}", on) for row, on in still if on < day.today - day.untouched)
    yield _listed("plans_untouched", "", untouched, len(plans))
    ends = [(card, end) for card in cards if (end := waiting.ends(card)) is not None]
    late = (FigureLine(card.title, f"plans/{card.plan_id}/actions/{card.action_id}", end) for card, end in ends if end < day.today)
    yield _listed("actions_late", "", late, sum(not card.withdrawn for card in cards))
    wishes = [row for row in view.rows(conflict_inbox) if row.settled_at is None]
    open_ones = (FigureLine(*waiting.conflict(view, row), row.at.astimezone(day.zone).date()) for row in wishes)
    yield _listed("conflicts_open", "", open_ones)


def _consultations(view: View, day: Day) -> Iterator[Figure]:
    """Of the opinions that consultations ask for while they are open, those that were given; the list is of who has not."""
    names = {row.authority_id: row.name for row in view.rows(member_list)}
    asking = [row for row in view.rows(consultation_list) if row.closed_at is None]
    given = {(row.consultation_id, row.authority_id) for row in view.rows(consultation_opinions)}
    asked = [(row, one) for row in asking for one in row.authority_ids]
    left = [(row, one) for row, one in asked if (row.consultation_id, one) not in given]
    lines = sorted(
        (FigureLine(names.get(one, ""), f"roadmaps/{row.plan_id}", row.until) for row, one in left), key=lambda line: (line.on, line.title)
    )
    soon = any(row.until <= day.today + WEEK for row, _ in left)
    yield Figure("opinions_given", len(asked) - len(left), len(asked), soon, "roadmaps", lines[:MOST])


def _helping(view: View, day: Day) -> Iterator[Figure]:
    """Needs that were told and that nobody could help with, questions without answer, and mentorships."""
    names = {row.authority_id: row.name for row in view.rows(member_list)}
    questions, answers, skills = view.rows(questionnaire_questions), view.rows(questionnaire_answers), view.rows(skill_list)
    told, lines = 0, []
    for row in view.rows(questionnaire_list):
        of = row.questionnaire_id
        here = [one for one in questions if one.questionnaire_id == of and not one.withdrawn]
        left, all_told = needs.alone(here, (one for one in answers if one.questionnaire_id == of), skills)
        told += all_told
        lines += [FigureLine(f"{need} ({names[one]})", f"questionnaires/{of}") for one, need in left if one in names]
    yield _listed("needs_alone", "questionnaires", lines, told)
    asked = [row for row in view.rows(question_list) if not row.withdrawn]
    silent = (row for row in asked if all(one.withdrawn for one in row.answers))
    open_ones = (
        FigureLine(waiting.short(row.text), f"mentoring#question-{row.question_id}", row.asked_at.astimezone(day.zone).date())
        for row in silent
    )
    yield _listed("questions_open", "mentoring", open_ones, len(asked))
    # Of everybody's mentorships, not of those that the reader sees: the answer is the same for all who reach mentoring, and names nobody.
    reached = access.audiences(view.standing, f"mentoring:{view.network.network_id}")
    stages = [row.stage for row in view.every(mentoring_circle)] if reached else []
    running, requested = stages.count("running"), stages.count("requested") + stages.count("questioned")
    yield Figure("mentorships_running", running // FIVE * FIVE, None, False, "mentoring", [], by_fives=True)
    yield Figure("mentorships_requested", requested // FIVE * FIVE, None, requested >= FIVE, "mentoring", [], by_fives=True)


_AREAS: tuple[Callable[[View, Day], Iterable[Figure]], ...] = (_meetings, _members, _plans, _consultations, _helping)
