"""The TypeScript types of what travels, written from the structs. A test fails when file and structs differ.

Rows, commands, receipts, answers and frames keep one name on both sides, so a screen that reads a field the service no
longer sends does not compile.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

from msgspec import NODEFAULT, Struct, inspect

from events import (
    action,
    action_plan,
    asking,
    attachment,
    authority,
    body,
    comment,
    consultation,
    finding,
    governance,
    idea,
    meeting,
    meeting_series,
    mentor,
    mentorship,
    mentorship_note,
    minutes,
    moment,
    network,
    note,
    process,
    process_template,
    question,
    questionnaire,
    referent,
    roadmap,
    skill,
    support_file,
    synthesis,
    together,
    workshop,
)
from events.fields import Change, Members
from projections import (
    diff,
    meeting_attendance,
    meeting_series_list,
    minutes_board,
    past,
    process_board,
    questionnaire_board,
    synthesis_board,
)
from projections.catalogue import PROJECTIONS
from projections.directory import OpenWish
from projections.mentoring_circle import Evaluation, Exchange, Goal, MentoringSession
from projections.network_governance import Objective, Seat
from projections.question_list import GivenAnswer
from projections.rights import Held, Role
from projections.skill_list import Endorsement
from projections.support_file_list import Tool
from projections.undoing import Field as UndoneField
from service import (
    bulk,
    changes,
    convening,
    density,
    exports,
    feed,
    hearing,
    likeness,
    lineage,
    matching,
    membership,
    months,
    needs,
    problems,
    redacting,
    rights_report,
    saved_views,
    searching,
    similarity,
    since,
    tokens,
    undoing,
    vitality,
    waiting,
)
from service.booklet import contents
from service.council import Sums
from service.documents import council
from service.files import attendance_import, contribution_import, outlines, place_import, report
from service.identity import invitations, people, profiles, requests
from service.identity.sessions import Listed
from service.identity.tokens import ProgramToken
from service.live import frames
from service.notices import reminders
from service.notices.rules import Pace
from service.routes import (
    accounts,
    attachments,
    directory,
    meetings,
    members,
    mentoring,
    notifications,
    oidc,
    personal,
    plans,
    processes,
    questionnaires,
    session,
    syntheses,
    visits,
    workshops,
)
from service.routes import evidence as evidence_pages
from service.routes import feed as feed_pages
from service.routes import figures as figures_pages
from service.routes import minutes as minutes_pages
from service.routes import vitality as vitality_pages
from service.routes import waiting as waiting_pages
from service.webhooks import endpoints

FILE = Path(__file__).parent / "web" / "ui" / "src" / "types.ts"

Direction: TypeAlias = Literal["sent", "received"]  # by the service: what it sends is whole, what it receives may leave defaults out

HEAD = """\
/**
 * What travels between the service and the screens: rows, commands, answers, frames.
 * Written from the Python structs by `make types`; edit those.
 */

export type Uuid = string;
/** `epoch.position`, as in "1.42". */
export type Token = string;
/** An instant in UTC, ISO 8601. */
export type Instant = string;
/** A day, ISO 8601. */
export type Day = string;
/** Whole euro cents. */
export type Cents = number;
/** Anything JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One field as the person saw it, and as they want it; null is an empty field. */
export interface Change<T> {
  readonly was: T;
  readonly to: T;
}

/** What joins a set and what leaves it. */
export interface Members<T> {
  readonly add?: readonly T[];
  readonly remove?: readonly T[];
}
"""

ROWS_OF_FRAMES = """
export type Table = keyof Tables;
export type RowOf<T extends Table> = Tables[T];
export type AnyRow = Tables[Table];

/** A row of a snapshot. */
export interface SnapRow {
  readonly table: string;
  readonly row: AnyRow;
}

/** A row that changed, whole; null where the lane no longer shows it. */
export interface TxRow {
  readonly table: string;
  readonly key: string | number;
  readonly row: AnyRow | null;
}
"""

FIELDS_OF_ACTIONS = """
/** The fields of an edit of an action, each as what was seen and what is wanted. */
export type ActionChanges = Omit<ActionEdit, "tag">;
/** The fields of an action that hold one value, as a person gives them. */
export type ActionFields = {
  readonly [F in keyof ActionChanges as NonNullable<ActionChanges[F]> extends Change<unknown> ? F : never]-?: NonNullable<
    ActionChanges[F]
  > extends Change<infer T>
    ? T
    : never;
};
"""

CHOICES: Mapping[str, Any] = {
    "Status": action.Status,
    "Priority": action.Priority,
    "Participation": action.Participation,
    "Aim": action.Aim,
    "RoleName": network.Role,
    "HeldRole": Role,
    "AuthorKind": workshop.AuthorKind,
    "ContributionNature": workshop.Nature,
    "AuthorityKind": network.AuthorityKind,
    "Clock": network.Clock,
    "Engagement": authority.Engagement,
    "Initiative": authority.Initiative,
    "InitiativeStage": authority.InitiativeStage,
    "ReferentCapacity": referent.Capacity,
    "SimilarReason": similarity.Reason,
    "MatchReason": matching.MatchReason,
    "FigureKind": vitality.Kind,
    "WaitingKind": waiting.Kind,
    "Situation": mentorship.Situation,
    "MentorshipStage": mentorship.Stage,
    "Ending": mentorship.Ending,
    "GoalStanding": mentorship.GoalStanding,
    "Pace": Pace,
    "Criterion": synthesis.Criterion,
    "SourceMove": synthesis_board.How,
    "Stance": consultation.Stance,
    "RoadmapStage": roadmap.Stage,
    "LineageStep": lineage.Kind,
    "MeetingKind": meeting.Kind,
    "Capacity": meeting.Capacity,
    "Reply": meeting.Reply,
    "MeetingStanding": meeting.Standing,
    "Alarm": meeting_series_list.Alarm,
    "MinutesStage": minutes.Stage,
    "MinutesPart": minutes.Part,
    "AmendmentOutcome": minutes_board.Outcome,
    "QuestionnaireStage": questionnaire.Stage,
    "Respondents": questionnaire.Respondents,
    "AnswerKind": questionnaire.AnswerKind,
    "AnswerAbout": questionnaire.About,
    "MetBy": needs.MetBy,
    "IdeaOrigin": idea.Origin,
    "IdeaStanding": idea.Standing,
    "FindingStanding": finding.Standing,
    "FindingLevel": finding.Level,
    "BodyKind": body.Kind,
    "BodyFacet": body.Facet,
    "Canvas": process.Canvas,
    "ResolutionSubject": process.Subject,
    "SessionPurpose": process.Purpose,
    "SessionPublic": process.Public,
    "Unanimity": process_board.Unanimity,
    "MomentKind": moment.Kind,
    "AttachmentKind": attachment.Kind,
    "AttachmentType": attachment.Type,
    "CommentOn": comment.On,
    "WhatBecame": diff.What,
}

ROWS: Mapping[type[Struct], str] = {one.row: "".join(part.title() for part in one.name.split("_")) for one in PROJECTIONS}
PARTS: Mapping[type[Struct], str] = {
    action.Funding: "Funding",
    Held: "Role",
    network.Place: "RedactionPlace",
    Objective: "Objective",
    Seat: "CommitteeSeat",
    meeting.NewItem: "NewAgendaItem",
    minutes.NewSection: "NewSection",
    questionnaire.Given: "GivenAnswer",
    questionnaire.Said: "SaidAnswer",
    process.NewStep: "NewProcessStep",
    synthesis.Source: "Source",
    synthesis_board.SourceMove: "SourceMoved",
    roadmap.Omitted: "Omitted",
    OpenWish: "OpenWish",
    authority.MapPoint: "MapPoint",
    Endorsement: "Endorsement",
    Exchange: "Exchange",
    MentoringSession: "MentoringSession",
    Goal: "Goal",
    Evaluation: "Evaluation",
    GivenAnswer: "MemberAnswer",
    Tool: "Tool",
}
COMMANDS: Mapping[str, Any] = {
    "ActionCommand": action.Command,
    "PlanCommand": action_plan.Command,
    "NetworkCommand": network.Command,
    "GovernanceCommand": governance.Command,
    "WorkshopCommand": workshop.Command,
    "MeetingCommand": meeting.Command,
    "MeetingSeriesCommand": meeting_series.Command,
    "MinutesCommand": minutes.Command,
    "QuestionnaireCommand": questionnaire.Command,
    "NoteCommand": note.Command,
    "CommentCommand": comment.Command,
    "SynthesisCommand": synthesis.Command,
    "ConsultationCommand": consultation.Command,
    "RoadmapCommand": roadmap.Command,
    "AuthorityCommand": authority.Command,
    "ReferentCommand": referent.Command,
    "SkillCommand": skill.Command,
    "MentorCommand": mentor.Command,
    "MentorshipCommand": mentorship.Command,
    "MentorshipNoteCommand": mentorship_note.Command,
    "QuestionCommand": question.Command,
    "SupportFileCommand": support_file.Command,
    "IdeaCommand": idea.Command,
    "FindingCommand": finding.Command,
    "BodyCommand": body.Command,
    "ProcessCommand": process.Command,
    "ProcessTemplateCommand": process_template.Command,
    "MomentCommand": moment.Command,
    "AttachmentCommand": attachment.Command,
    "TogetherCommand": together.Command,
}
ANSWERS: Mapping[type[Struct], str] = {
    asking.Conflict: "Conflict",
    asking.Receipt: "Receipt",
    problems.Document: "Problem",
    membership.NetworkCard: "NetworkCard",
    session.Session: "Session",
    Listed: "ListedSession",
    accounts.AccountPage: "AccountPage",
    notifications.Wanted: "Wanted",
    notifications.NotificationPage: "NotificationPage",
    notifications.Following: "Following",
    notifications.Followed: "Followed",
    reminders.Reminders: "Reminders",
    profiles.Profile: "Profile",
    profiles.Consent: "Consent",
    profiles.Shown: "ShownPerson",
    requests.DataRequest: "DataRequest",
    personal.MyData: "MyData",
    session.Door: "ProviderDoor",
    session.Ways: "Ways",
    oidc.Departure: "Departure",
    plans.PlanPage: "PlanPage",
    attachments.SentFile: "SentFile",
    attachments.FilesRoom: "FilesRoom",
    density.ActiveDay: "ActiveDay",
    rights_report.RightsThen: "RightsThen",
    rights_report.RoleThen: "RoleThen",
    rights_report.SuspensionThen: "SuspensionThen",
    rights_report.RestrictionThen: "RestrictionThen",
    past.Difference: "FieldHistory",
    diff.Behind: "EventBehind",
    diff.ChangedItem: "ChangedItem",
    changes.Stand: "StandingMoment",
    changes.ChangesPage: "ChangesPage",
    past.Entry: "HistoryEntry",
    people.Known: "Person",
    members.Introduced: "IntroducedPerson",
    invitations.Invitation: "Invitation",
    ProgramToken: "ProgramToken",
    tokens.MadeToken: "MadeToken",
    endpoints.Webhook: "Webhook",
    endpoints.MadeWebhook: "MadeWebhook",
    endpoints.Delivery: "Delivery",
    directory.DirectoryPage: "DirectoryPage",
    directory.AuthorityPage: "AuthorityPage",
    directory.LedPlan: "LedPlan",
    outlines.Outline: "Outline",
    place_import.PlacesReport: "PlacesReport",
    place_import.PlaceLine: "PlaceLine",
    similarity.Similar: "Similar",
    similarity.Shared: "Shared",
    vitality_pages.VitalityPage: "VitalityPage",
    figures_pages.FiguresPage: "FiguresPage",
    figures_pages.Cause: "Cause",
    figures_pages.CountedItem: "CountedItem",
    figures_pages.ExplainedFigure: "ExplainedFigure",
    figures_pages.MonthsPage: "MonthsPage",
    months.Month: "Month",
    figures_pages.MembersHeard: "MembersHeard",
    hearing.MemberHeard: "MemberHeard",
    hearing.TouchedPlan: "TouchedPlan",
    feed.StoredEvent: "StoredEvent",
    feed_pages.EventPage: "EventPage",
    evidence_pages.IncludedProof: "IncludedProof",
    feed.End: "FeedEnd",
    council.CouncilPage: "CouncilPage",
    council.CouncilLine: "CouncilLine",
    council.CouncilItem: "CouncilItem",
    council.CouncilGroup: "CouncilGroup",
    Sums: "CouncilSums",
    vitality.Figure: "Figure",
    vitality.FigureLine: "FigureLine",
    waiting_pages.WaitingPage: "WaitingPage",
    searching.Results: "SearchResults",
    searching.Group: "SearchGroup",
    searching.FoundItem: "SearchFound",
    searching.Piece: "SearchPiece",
    visits.SincePage: "SincePage",
    since.ItemSince: "ItemSince",
    waiting.Waiting: "Waiting",
    mentoring.MentoringPage: "MentoringPage",
    mentoring.MentorshipPage: "MentorshipPage",
    mentoring.MentoringFigures: "MentoringFigures",
    mentoring.ResourcePerson: "ResourcePerson",
    matching.Match: "Match",
    matching.MatchedOn: "MatchedOn",
    workshops.WorkshopPage: "WorkshopPage",
    workshops.WorkshopCode: "WorkshopCode",
    workshops.Joined: "Joined",
    convening.LetterPage: "LetterPage",
    convening.Colleague: "Colleague",
    attendance_import.AttendanceOffer: "AttendanceOffer",
    attendance_import.AttendanceTaken: "AttendanceTaken",
    attendance_import.AttendanceResult: "AttendanceResult",
    attendance_import.ProposedPresence: "ProposedPresence",
    attendance_import.WantedPresence: "WantedPresence",
    attendance_import.PresenceOutcome: "PresenceOutcome",
    contribution_import.ContributionOffer: "ContributionOffer",
    contribution_import.ContributionsTaken: "ContributionsTaken",
    contribution_import.ContributionsResult: "ContributionsResult",
    contribution_import.ContributionRoom: "ContributionRoom",
    contribution_import.ProposedContribution: "ProposedContribution",
    contribution_import.WantedContribution: "WantedContribution",
    contribution_import.ContributionOutcome: "ContributionOutcome",
    meeting_series_list.Year: "SeriesYear",
    meeting_attendance.Counts: "AttendanceCounts",
    meetings.MeetingDiary: "MeetingDiary",
    meetings.MeetingPage: "MeetingPage",
    meetings.TemplateItem: "TemplateItem",
    meetings.MeetingKind: "UsualMeeting",
    meetings.CalendarFeed: "CalendarFeed",
    convening.Told: "LettersTold",
    minutes_pages.MinutesPage: "MinutesPage",
    contents.BookletText: "BookletText",
    contents.Tally: "BookletTally",
    contents.Proposal: "BookletProposal",
    contents.Chapter: "BookletChapter",
    contents.NextStep: "BookletStep",
    contents.Booklet: "Booklet",
    questionnaire_board.Result: "QuestionResult",
    needs.NeedMet: "NeedMet",
    questionnaires.QuestionnairePage: "QuestionnairePage",
    likeness.Alike: "Alike",
    syntheses.SynthesisPage: "SynthesisPage",
    syntheses.RoadmapPage: "RoadmapPage",
    lineage.Step: "Step",
    lineage.Lineage: "Lineage",
    process_board.Stage: "Stage",
    process_board.Coverage: "Coverage",
    processes.ProcessPage: "ProcessPage",
    processes.UsualCanvas: "UsualCanvas",
    processes.Canvases: "Canvases",
    processes.Bodies: "Bodies",
    exports.Exported: "Exported",
    redacting.Found: "FoundText",
    report.Remark: "Remark",
    report.Heading: "ImportHeading",
    report.SheetRead: "ImportSheet",
    report.Line: "ImportLine",
    report.Report: "ImportReport",
    UndoneField: "UndoneField",
    undoing.Item: "UndoneItem",
    undoing.Undone: "Undone",
    undoing.Taken: "Taken",
    saved_views.SavedView: "SavedView",
    bulk.FieldCount: "FieldCount",
    bulk.Refusal: "BulkRefusal",
    bulk.Bulked: "Bulked",
}
PARTS_OF_FRAMES: Mapping[type[Struct], str] = {
    frames.Since: "Resume",
    frames.Tree: "KeptTree",
    frames.Focus: "PresenceState",
    frames.Here: "PresentPerson",
    frames.Cell: "NameCell",
    frames.Heartbeat: "Heartbeat",
    frames.Limits: "Limits",
    frames.User: "User",
}
HEARD: tuple[type[Struct], ...] = get_args(frames.Heard)
SAID: tuple[type[Struct], ...] = tuple(one for one in frames.Frame.__subclasses__() if one not in HEARD)

#: What a screen leaves out when it tells of a problem itself, because the service could not be reached.
OWN_PROBLEMS = frozenset({(problems.Document, "type"), (problems.Document, "next")})

#: Fields whose bytes are made elsewhere, so that the struct does not know their shape.
ELSEWHERE: Mapping[tuple[type[Struct], str], str] = {
    (frames.Cmd, "asking"): "Asking",
    (frames.Snap, "rows"): "readonly SnapRow[]",
    (frames.Tx, "rows"): "readonly TxRow[]",
}


def _commands() -> Iterator[tuple[type[Struct], str]]:
    for union in COMMANDS.values():
        for struct in get_args(union):
            kind, _, verb = str(struct.__struct_config__.tag).partition(".")
            yield struct, "".join(part.title() for part in f"{kind.removeprefix('action_')}_{verb}".split("_"))


COMMAND_NAMES: Mapping[type[Struct], str] = dict(_commands())
FRAME_NAMES: Mapping[type[Struct], str] = {one: f"{one.__name__}Frame" for one in (*HEARD, *SAID)}
NAMES: Mapping[type[Struct], str] = {
    **ROWS,
    **PARTS,
    **COMMAND_NAMES,
    asking.Asking: "Asking",
    **ANSWERS,
    **PARTS_OF_FRAMES,
    **FRAME_NAMES,
}


def text() -> str:
    """The whole file."""
    parts = [HEAD, *(f"\nexport type {name} = {_choice(get_args(literal))};\n" for name, literal in CHOICES.items())]
    parts += ["\n// Rows, one type a table.\n"]
    parts += [_interface(struct, "sent") for struct in (*PARTS, *ROWS)]
    tables = "".join(f"  {one.name}: {ROWS[one.row]};\n" for one in PROJECTIONS)
    parts += [f"\nexport interface Tables {{\n{tables}}}\n", "\n// Commands.\n"]
    parts += [_interface(struct, "received") for struct in COMMAND_NAMES]
    parts += [_union(name, (COMMAND_NAMES[one] for one in get_args(union))) for name, union in COMMANDS.items()]
    parts += [_union("Command", COMMANDS), FIELDS_OF_ACTIONS, _interface(asking.Asking, "received"), "\n// Answers.\n"]
    parts += [_interface(struct, "sent") for struct in ANSWERS]
    parts += ["\n// Frames of the live socket; `t` says which.\n", ROWS_OF_FRAMES]
    parts += [_interface(struct, "sent") for struct in PARTS_OF_FRAMES]
    parts += [_interface(struct, "received") for struct in HEARD]
    parts += [_interface(struct, "sent") for struct in SAID]
    parts += [_union("ClientFrame", (FRAME_NAMES[one] for one in HEARD)), _union("ServerFrame", (FRAME_NAMES[one] for one in SAID))]
    return "".join(parts)


def _interface(struct: type[Struct], direction: Direction) -> str:
    info = inspect.type_info(struct)
    assert isinstance(info, inspect.StructType)  # noqa: S101 - the tables above hold structs only
    told = " ".join((struct.__doc__ or "").split("\n\n")[0].split())
    lines = [f"\n/** {told} */"] if told else [""]
    lines += [f"export interface {NAMES[struct]} {{"]
    if info.tag_field:
        lines += [f'  readonly {info.tag_field}: "{info.tag}";']
    for field in info.fields:
        sparse = struct.__struct_config__.omit_defaults or direction == "received"
        unset = not field.required and field.default is NODEFAULT and field.default_factory is NODEFAULT
        left_out = unset or (sparse and not field.required) or (struct, field.name) in OWN_PROBLEMS
        optional = "?" if left_out else ""
        shape = ELSEWHERE.get((struct, field.name)) or _type(field.type)
        lines += [f"  readonly {field.encode_name}{optional}: {shape};"]
    return "\n".join([*lines, "}", ""])


def _union(name: str, members: Iterable[str]) -> str:
    return f"\nexport type {name} =\n" + "\n".join(f"  | {one}" for one in members) + ";\n"


def _choice(values: Iterable[Any]) -> str:
    return " | ".join(f'"{one}"' if isinstance(one, str) else str(one) for one in values)


_CHOSEN = {frozenset(get_args(literal)): name for name, literal in CHOICES.items()}


def _type(shape: inspect.Type) -> str:
    match shape:
        case inspect.Metadata(type=inner):
            return _type(inner)
        case inspect.UUIDType():
            return "Uuid"
        case inspect.DateTimeType():
            return "Instant"
        case inspect.DateType():
            return "Day"
        case inspect.StrType() | inspect.BytesType():  # bytes travel as base64
            return "string"
        case inspect.IntType(le=10_000_000_000_000):
            return "Cents"
        case inspect.IntType() | inspect.FloatType():
            return "number"
        case inspect.BoolType():
            return "boolean"
        case inspect.NoneType():
            return "null"
        case inspect.LiteralType(values=values):
            return _CHOSEN.get(frozenset(values)) or _choice(values)
        case inspect.UnionType(types=types) if len(types) == len(COMMAND_NAMES):
            return "Command"
        case inspect.UnionType(types=types):
            return " | ".join(_type(one) for one in sorted(types, key=lambda one: isinstance(one, inspect.NoneType)))
        case inspect.ListType(item_type=item) | inspect.VarTupleType(item_type=item):
            plain = not isinstance(item, inspect.UnionType | inspect.ListType | inspect.VarTupleType)
            return f"readonly {_type(item)}[]" if plain else f"readonly ({_type(item)})[]"
        case inspect.DictType(value_type=value):
            return f"{{ readonly [key: string]: {_type(value)} }}"
        case inspect.StructType(cls=cls, fields=fields):
            origin = getattr(cls, "__origin__", cls)
            if origin is Change:
                return f"Change<{_type(fields[0].type)}>"
            if origin is Members:
                return f"Members<{_type(_item(fields[0].type))}>"
            return NAMES[cls]
        case _:
            return "Json"


def _item(shape: Any) -> inspect.Type:
    """What a list holds, whatever its length may be."""
    return _item(shape.type) if isinstance(shape, inspect.Metadata) else shape.item_type
