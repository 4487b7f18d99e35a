"""What is searched: one line for each kind of row, with the columns that name it, the others, its address and what it lies in.

The database keeps the words of these tables (migrations/0053_search.sql); a test compares the two. To search one more: a line here, a
``SELECT read.search(…)`` in a new migration, and the name of its kind in the locales.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from projections.attachment_list import attachment_list
from projections.axis_list import axis_list
from projections.body_list import body_list
from projections.comment_list import comment_list
from projections.consultation_board import consultation_list
from projections.directory import directory
from projections.finding_list import finding_list
from projections.idea_list import idea_list
from projections.meeting_board import meeting_agenda, meeting_decisions
from projections.meeting_list import meeting_list
from projections.meeting_series_list import meeting_series_list, meeting_theme_list
from projections.member_list import member_list
from projections.mentor_list import mentor_list
from projections.mentoring_circle import mentoring_circle
from projections.mentoring_journal import mentoring_journal
from projections.minutes_board import minutes_list, minutes_sections
from projections.moment_list import moment_list
from projections.note_list import note_list
from projections.phase_calendar import phase_calendar
from projections.plan_board import plan_board
from projections.plan_list import plan_list
from projections.process_board import process_resolutions, process_sessions, process_steps
from projections.projection import Projection
from projections.question_list import question_list
from projections.questionnaire_board import questionnaire_list, questionnaire_questions
from projections.skill_list import skill_list
from projections.support_file_list import support_file_list
from projections.synthesis_board import synthesis_clusters
from projections.synthesis_list import synthesis_list
from projections.workshop_board import workshop_board
from projections.workshop_list import workshop_list
from service import items


class Searched(NamedTuple):
    """The rows of one table. Without a column that names them they are called as what they lie in.

    ``link`` is an address below the network's page, of a row and of the one it lies in; ``within`` says where that one stands, and
    its key.
    """

    kind: str
    of: Projection[Any]
    naming: tuple[str, ...]
    others: tuple[str, ...]
    link: Callable[[Any, Any], str | None]
    within: Callable[[Any], tuple[Projection[Any], UUID | None]] | None = None


_LINKS = {kind.projection.name: kind.link for kind in items.KINDS}
_HOLDERS: Mapping[str, Projection[Any]] = {  # of files, by the kind of item that each is attached to
    "plan": plan_list,
    "action": plan_board,
    "idea": idea_list,
    "finding": finding_list,
    "meeting": meeting_list,
    "minutes": minutes_list,
    "synthesis": synthesis_list,
    "workshop": workshop_list,
    "mentorship": mentoring_circle,
    "authority": member_list,
}


def _plan(row: Any) -> tuple[Projection[Any], UUID | None]:
    return plan_list, row.plan_id


def _authority(row: Any) -> tuple[Projection[Any], UUID | None]:
    return member_list, row.authority_id


def _meeting(row: Any) -> tuple[Projection[Any], UUID | None]:
    return meeting_list, row.meeting_id


def _holder(row: Any) -> tuple[Projection[Any], UUID | None]:
    return _HOLDERS[row.kind], row.item_id


_PROCESS = "plans/{0.plan_id}/process"

SEARCHED: tuple[Searched, ...] = (
    Searched("plan", plan_list, ("title",), ("description",), lambda row, _: f"plans/{row.plan_id}", _authority),
    Searched(
        "action",
        plan_board,
        ("code", "title"),
        (
            *("description", "objectives", "lead", "lead_service", "co_leads", "partners", "governance", "resources", "calendar"),
            *("status_reason", "funders", "notes", "extra"),
        ),
        lambda row, _: f"plans/{row.plan_id}/actions/{row.action_id}",
        _plan,
    ),
    Searched("authority", member_list, ("name",), ("siren", "insee_code"), lambda row, _: f"directory/{row.authority_id}"),
    Searched(
        "authority",
        directory,
        (),
        ("traits", "needs", "initiative", "particulars"),
        lambda row, _: f"directory/{row.authority_id}",
        _authority,
    ),
    Searched("meeting", meeting_list, ("title",), ("place", "themes", "programme", "why_off"), lambda row, _: f"meetings/{row.meeting_id}"),
    Searched("meeting", meeting_agenda, ("title",), (), lambda row, _: f"meetings/{row.meeting_id}", _meeting),
    Searched("meeting", meeting_series_list, ("title",), (), lambda _row, _: "meetings"),
    Searched(
        "meeting",
        meeting_theme_list,
        ("title",),
        ("why",),
        lambda row, _: "meetings" if row.meeting_id is None else f"meetings/{row.meeting_id}",
        lambda row: (meeting_series_list, row.series_id),
    ),
    Searched("decision", meeting_decisions, ("text",), (), lambda row, _: f"meetings/{row.meeting_id}", _meeting),
    Searched("axis", axis_list, ("title",), ("description",), lambda row, _: f"plans/{row.plan_id}/structure", _plan),
    Searched("workshop", workshop_list, ("title",), ("question",), lambda row, _: f"workshops/{row.workshop_id}"),
    Searched(
        "contribution",
        workshop_board,
        ("action",),
        ("objective", "orientation", "group_name"),
        lambda row, _: f"workshops/{row.workshop_id}",
        lambda row: (workshop_list, row.workshop_id),
    ),
    Searched("idea", idea_list, ("title",), ("text", "heard", "standing_reason"), lambda row, _: _PROCESS.format(row), _plan),
    Searched("synthesis", synthesis_list, ("title",), (), lambda row, _: f"syntheses/{row.synthesis_id}"),
    Searched(
        "synthesis",
        synthesis_clusters,
        ("title",),
        ("summary", "why_aside"),
        lambda row, _: f"syntheses/{row.synthesis_id}",
        lambda row: (synthesis_list, row.synthesis_id),
    ),
    Searched("minutes", minutes_list, ("title",), (), lambda row, _: f"meetings/{row.meeting_id}/minutes", _meeting),
    Searched(
        "minutes",
        minutes_sections,
        ("heading",),
        ("text",),
        lambda _row, within: within and f"meetings/{within.meeting_id}/minutes",
        lambda row: (minutes_list, row.minutes_id),
    ),
    Searched("finding", finding_list, ("text",), ("theme", "source", "standing_reason"), lambda row, _: _PROCESS.format(row), _plan),
    Searched("body", body_list, ("name",), ("theme", "mandate"), lambda _row, _: "groups", _plan),
    Searched("phase", phase_calendar, ("title",), (), lambda row, _: f"plans/{row.plan_id}/structure", _plan),
    Searched(
        "moment",
        moment_list,
        ("title",),
        ("description",),
        lambda row, _: "activity" if row.plan_id is None else f"plans/{row.plan_id}?at=moment:{row.moment_id}",
        _plan,
    ),
    Searched("process", process_steps, ("title",), (), lambda row, _: _PROCESS.format(row), _plan),
    Searched("process", process_resolutions, ("title",), ("reference", "council", "provider"), lambda row, _: _PROCESS.format(row), _plan),
    Searched("process", process_sessions, ("title",), (), lambda row, _: _PROCESS.format(row), _plan),
    Searched("questionnaire", questionnaire_list, ("title",), ("introduction",), lambda row, _: f"questionnaires/{row.questionnaire_id}"),
    Searched(
        "questionnaire",
        questionnaire_questions,
        ("text",),
        ("choices",),
        lambda row, _: f"questionnaires/{row.questionnaire_id}",
        lambda row: (questionnaire_list, row.questionnaire_id),
    ),
    Searched("consultation", consultation_list, ("title",), ("question", "why_closed"), lambda row, _: f"roadmaps/{row.plan_id}", _plan),
    Searched(
        "skill",
        skill_list,
        ("name",),
        ("evidence",),
        lambda row, _: "mentoring" if row.authority_id is None else f"directory/{row.authority_id}",
        _authority,
    ),
    Searched("mentoring", mentor_list, ("themes",), (), lambda _row, _: "mentoring", _authority),
    Searched(
        "mentoring",
        mentoring_circle,
        ("need",),
        ("themes", "charter", "exchanges", "goals", "reason"),
        lambda row, _: f"mentoring/{row.mentorship_id}",
    ),
    Searched(
        "mentoring",
        mentoring_journal,
        ("text",),
        (),
        lambda row, _: f"mentoring/{row.mentorship_id}",
        lambda row: (mentoring_circle, row.mentorship_id),
    ),
    Searched("question", question_list, ("text",), ("theme", "answers"), lambda row, _: f"mentoring#question-{row.question_id}"),
    Searched("support_file", support_file_list, ("need",), ("reason", "tools"), lambda _row, _: "mentoring", _authority),
    Searched(
        "note",
        note_list,
        ("text",),
        (),
        lambda row, _: f"plans/{row.plan_id}" if row.action_id is None else f"plans/{row.plan_id}/actions/{row.action_id}",
        lambda row: (plan_board, row.action_id),
    ),
    Searched(
        "file",
        attachment_list,
        ("title", "name"),
        (),
        lambda row, within: within and _LINKS[_HOLDERS[row.kind].name].format(within),
        _holder,
    ),
    Searched("comment", comment_list, ("text",), (), lambda row, _: f"comments/{row.comment_id}", lambda row: (plan_board, row.item_id)),
)

PERSON = "person"  # names stand in no table of the log: they are searched where they are
_LISTED = tuple(dict.fromkeys(one.kind for one in SEARCHED))
KINDS: tuple[str, ...] = (*_LISTED[:2], PERSON, *_LISTED[2:])  # what people look for most often first
BY_SOURCE = {one.of.table: one for one in SEARCHED}
