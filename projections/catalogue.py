"""Every projection, listed once: rights and restrictions first, so that no row is shown to who just lost the right to see it."""

from collections.abc import Mapping
from typing import Any

from projections.attachment_list import attachment_list
from projections.axis_list import axis_list
from projections.body_list import body_follow_ups, body_list
from projections.comment_list import comment_list
from projections.conflict_inbox import conflict_inbox
from projections.consultation_board import consultation_list, consultation_opinions
from projections.directory import directory
from projections.finding_list import finding_list
from projections.idea_list import idea_list
from projections.meeting_attendance import meeting_attendance
from projections.meeting_board import meeting_agenda, meeting_answers, meeting_bookings, meeting_decisions, meeting_visits
from projections.meeting_list import meeting_list
from projections.meeting_series_list import meeting_series_list, meeting_theme_list
from projections.member_list import member_list
from projections.mentor_list import mentor_list
from projections.mentor_places import mentor_places
from projections.mentoring_circle import mentoring_circle
from projections.mentoring_journal import mentoring_journal
from projections.minutes_board import minutes_amendments, minutes_list, minutes_sections
from projections.moment_list import moment_list
from projections.network_governance import network_governance
from projections.network_profile import network_profile
from projections.note_list import note_list
from projections.phase_calendar import phase_calendar
from projections.plan_board import plan_board
from projections.plan_list import plan_list
from projections.process_board import (
    process_list,
    process_recognitions,
    process_resolutions,
    process_sessions,
    process_steps,
    process_templates,
)
from projections.projection import Projection
from projections.public_plans import public_plans
from projections.question_list import question_list
from projections.questionnaire_board import questionnaire_answers, questionnaire_list, questionnaire_questions
from projections.recent_activity import recent_activity
from projections.referent_list import referent_list
from projections.restricted_items import item_places, restricted_items
from projections.rights import rights
from projections.roadmap_board import roadmap_list, roadmap_programmes
from projections.skill_list import skill_list
from projections.support_file_list import support_file_list
from projections.synthesis_board import synthesis_answers, synthesis_clusters, synthesis_promotions, synthesis_scores, synthesis_sources
from projections.synthesis_list import synthesis_list
from projections.version_list import version_list
from projections.workshop_board import workshop_board
from projections.workshop_list import workshop_list
from projections.workshop_room import workshop_groups, workshop_questions, workshop_seats, workshop_tally

PROJECTIONS: tuple[Projection[Any], ...] = (
    rights,
    restricted_items,
    item_places,
    network_profile,
    network_governance,
    member_list,
    plan_list,
    axis_list,
    phase_calendar,
    version_list,
    moment_list,
    public_plans,
    plan_board,
    conflict_inbox,
    note_list,
    comment_list,
    attachment_list,
    workshop_list,
    workshop_board,
    workshop_questions,
    workshop_groups,
    workshop_seats,
    workshop_tally,
    meeting_series_list,
    meeting_theme_list,
    meeting_list,
    meeting_agenda,
    meeting_answers,
    meeting_attendance,
    meeting_decisions,
    meeting_visits,
    meeting_bookings,
    minutes_list,
    minutes_sections,
    minutes_amendments,
    questionnaire_list,
    questionnaire_questions,
    questionnaire_answers,
    synthesis_list,
    synthesis_clusters,
    synthesis_promotions,
    synthesis_sources,
    synthesis_answers,
    synthesis_scores,
    roadmap_list,
    roadmap_programmes,
    consultation_list,
    consultation_opinions,
    directory,
    referent_list,
    skill_list,
    mentor_list,
    mentor_places,
    mentoring_circle,
    mentoring_journal,
    question_list,
    support_file_list,
    finding_list,
    idea_list,
    body_list,
    body_follow_ups,
    process_list,
    process_steps,
    process_resolutions,
    process_recognitions,
    process_sessions,
    process_templates,
    recent_activity,
)
BY_NAME: Mapping[str, Projection[Any]] = {projection.name: projection for projection in PROJECTIONS}
