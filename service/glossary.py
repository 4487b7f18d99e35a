"""The glossary: each term of the code beside the words that people read, French and English.

The words come from the locale files that the screens use, so the page and the interface can not disagree.
"""

from typing import get_args

from events import (
    action,
    authority,
    body,
    consultation,
    finding,
    idea,
    meeting,
    mentorship,
    moment,
    network,
    process,
    roadmap,
    synthesis,
)
from service.languages import say

#: Nouns of the domain and of the log, under ``word.`` in the locales.
NOUNS = (
    "network",
    "local_authority",
    "member",
    "objective",
    "committee",
    "plan",
    "axis",
    "phase",
    "version",
    "public_version",
    "action",
    "sub_action",
    "conflict",
    "activity",
    "history",
    "workshop",
    "contribution",
    "directory",
    "referent",
    "ambassador",
    "skill",
    "process",
    "process_step",
    "finding",
    "idea",
    "resolution",
    "recognition",
    "body",
    "follow_up",
    "training_session",
    "meeting",
    "meeting_series",
    "agenda_item",
    "attendance",
    "decision",
    "site_visit",
    "mentor",
    "mentee",
    "mentorship",
    "charter",
    "goal",
    "journal",
    "question",
    "resource_person",
    "support_file",
    "tool",
    "minutes",
    "amendment",
    "booklet",
    "questionnaire",
    "synthesis",
    "cluster",
    "roadmap",
    "consultation",
    "opinion",
    "programme",
    "lineage",
    "moment",
    "comment",
    "import",
    "dry_run",
    "command",
    "event",
    "stream",
    "log",
    "position",
    "token",
    "receipt",
    "projection",
    "topic",
    "lane",
)

_VALUES = {
    "role": network.Role,
    "authority": network.AuthorityKind,
    "status": action.Status,
    "priority": action.Priority,
    "aim": action.Aim,
    "participation": action.Participation,
    "engagement": authority.Engagement,
    "initiative": authority.Initiative,
    "initiative_stage": authority.InitiativeStage,
    "meeting_kind": meeting.Kind,
    "mentorship_stage": mentorship.Stage,
    "situation": mentorship.Situation,
    "ending": mentorship.Ending,
    "goal_standing": mentorship.GoalStanding,
    "idea_origin": idea.Origin,
    "idea_standing": idea.Standing,
    "finding_standing": finding.Standing,
    "body_kind": body.Kind,
    "resolution_subject": process.Subject,
    "criterion": synthesis.Criterion,
    "stance": consultation.Stance,
    "roadmap_stage": roadmap.Stage,
    "moment_kind": moment.Kind,
}


def table() -> str:
    """Every term: as the code writes it, in French, in English."""
    terms = [(noun, f"word.{noun}") for noun in NOUNS]
    terms += [(f"action.{name}", f"field.{name}") for name in action.Edit.__struct_fields__]
    terms += [(f"{kind}: {value}", f"{kind}.{value}") for kind, values in _VALUES.items() for value in get_args(values)]
    rows = [f"| `{term}` | {say('fr', key, name='…')} | {say('en', key, name='…')} |" for term, key in terms]
    return "\n".join(["| term | français | English |", "|---|---|---|", *rows])
