"""Commands that touch several streams: one is asked, each stream has its own command, all or nothing.

Those of a plan and its roadmap are asked of the plan's stream, those of a meeting of the meeting's or of its series',
those of a synthesis of its own. Those of a mentorship are asked of its own.
``parts`` says which commands one comes to, in the order in which they are decided; each
goes by the rules and the rights of its own kind and sees what those before it did. One id, one answer, positions side by
side. Where a rule refuses one part nothing of it happens, and the answer names that part.
"""

from collections.abc import Iterator
from typing import Annotated, Any, NamedTuple, TypeAlias, get_args

from msgspec import Meta

from events import (
    action,
    action_plan,
    consultation,
    decider,
    idea,
    ids,
    meeting,
    meeting_series,
    mentor,
    mentorship,
    process,
    roadmap,
    synthesis,
)
from events.authority import Advance
from events.fields import Change, Line, OrderKey, Text
from events.ids import (
    ActionId,
    AgendaItemId,
    AuthorityId,
    AxisId,
    ClusterId,
    CommandId,
    ConsultationId,
    DecisionId,
    GoalId,
    MeetingId,
    MentorId,
    MentorshipId,
    PersonId,
    PlanId,
    RequestId,
    StreamId,
    ThemeId,
    VersionId,
)

MOST = 100  # actions of one command, as many as commands of one list

# Under names of their own: a field named ``action`` hides the module of that name.
AddAction: TypeAlias = action.Add
EditAction: TypeAlias = action.Edit
OpenPlan: TypeAlias = action_plan.Open
Until: TypeAlias = consultation.Day
Consulted: TypeAlias = consultation.Authorities
ItemMinutes: TypeAlias = meeting.ItemMinutes
Ending: TypeAlias = mentorship.Ending
Rating: TypeAlias = mentorship.Rating


class EditActions(decider.Command, tag="together.edit_actions"):
    """Change fields of many actions of a plan at once; each edit says what the person saw and what they want."""

    edits: Annotated[dict[ActionId, action.Edit], Meta(min_length=1, max_length=MOST)]


class DissolveAxis(decider.Command, tag="together.dissolve_axis"):
    """Take an axis off the plan and move its actions to another one, or to none where that is null."""

    axis: AxisId
    to: AxisId | None
    actions: Annotated[tuple[ActionId, ...], Meta(max_length=MOST)] = ()


class DecideOnAction(decider.Command, kw_only=True, tag="together.decide_on_action"):
    """Write down what a meeting decided on an action, and add that action to its plan or change it."""

    decision: DecisionId
    text: Text
    due_on: meeting.Day
    owner: PersonId | None = None
    authority: AuthorityId | None = None
    plan: PlanId
    action: ActionId
    add: AddAction | None = None
    edit: EditAction | None = None


class ScheduleTheme(decider.Command, tag="together.schedule_theme"):
    """Put a theme that was proposed on the agenda of a meeting of its series."""

    theme: ThemeId
    meeting: MeetingId
    item: AgendaItemId
    title: Line
    minutes: ItemMinutes
    order_key: OrderKey


class PromoteCluster(decider.Command, kw_only=True, tag="together.promote_cluster"):
    """Make a cluster of a synthesis an action: add that action to its plan, or name one that is there."""

    cluster: ClusterId
    plan: PlanId
    action: ActionId
    add: AddAction | None = None


class DraftRoadmap(decider.Command, tag="together.draft_roadmap"):
    """Make a plan the roadmap of the network, opening that plan where it is not there yet."""

    first_year: roadmap.Year
    last_year: roadmap.Year
    open: OpenPlan | None = None


class Consult(decider.Command, tag="together.consult"):
    """Send a roadmap out to member authorities, and ask them what they think until a day."""

    consultation: ConsultationId
    title: Line
    until: Until
    authorities: Consulted
    question: Text | None = None


class AdoptRoadmap(decider.Command, tag="together.adopt_roadmap"):
    """Publish a version of a roadmap and record that a body adopted it."""

    version: VersionId
    label: Line
    body: Line
    on: roadmap.Day


class AcceptMentorship(decider.Command, tag="together.accept_mentorship"):
    """Say yes to whoever asked for help, and give them one of one's places; ``offer`` is one's own."""

    offer: MentorId


class CloseMentorship(decider.Command, tag="together.close_mentorship"):
    """Close a mentorship, saying why, and give the mentor's place back; ``offer`` is the mentor's."""

    offer: MentorId
    ending: Ending
    rating: Rating | None = None
    words: Text | None = None


class PromoteGoal(decider.Command, tag="together.promote_goal"):
    """Make a goal of a mentorship an action: add that action to its plan, or name one that is there."""

    goal: GoalId
    plan: PlanId
    action: ActionId
    add: AddAction | None = None


class PromoteIdea(decider.Command, tag="together.promote_idea"):
    """Make an idea an action: add that action to the idea's plan, and tell in the idea which one became of it."""

    action: ActionId
    add: AddAction


class GrantRecognition(decider.Command, tag="together.grant_recognition"):
    """Record that recognition was granted, and take the step of the authority's engagement that it means."""

    request: RequestId
    on: meeting.Day
    authority: AuthorityId


Command: TypeAlias = (
    PromoteIdea
    | GrantRecognition
    | EditActions
    | DissolveAxis
    | DecideOnAction
    | ScheduleTheme
    | PromoteCluster
    | DraftRoadmap
    | Consult
    | AdoptRoadmap
    | AcceptMentorship
    | CloseMentorship
    | PromoteGoal
)
_KINDS = frozenset(get_args(Command))


class Part(NamedTuple):
    """One stream's own command, and the path under which the asked one names it.

    A stream that is there must be the one that was asked or a part of it, or of ``within`` where that is named.
    """

    stream: StreamId
    command: decider.Command
    at: str
    within: StreamId | None = None


def parts(stream: StreamId, command: decider.Command) -> tuple[Part, ...]:
    """What an asked command comes to: itself, or the commands of several streams in the order in which they are decided."""
    return tuple(_several(stream, command)) if type(command) in _KINDS else (Part(stream, command, ""),)


def _several(asked: StreamId, command: Any) -> Iterator[Part]:
    match command:
        case EditActions(edits):
            for one, edit in edits.items():
                yield Part(StreamId(one), edit, f".command.edits.{one}")
        case DissolveAxis(axis, to, actions):
            for index, one in enumerate(actions):
                yield Part(StreamId(one), action.Edit(axis=Change(axis, to)), f".command.actions[{index}]")
            yield Part(asked, action_plan.WithdrawAxis(axis), ".command.axis")
        case DecideOnAction(decision=decision, text=text, due_on=due_on, owner=owner, authority=authority, plan=plan, action=about):
            if command.add is not None:
                yield Part(StreamId(about), command.add, ".command.add", StreamId(plan))
            if command.edit is not None:
                yield Part(StreamId(about), command.edit, ".command.edit", StreamId(plan))
            yield Part(asked, meeting.RecordDecision(decision, text, due_on, owner, authority, plan, about), ".command")
        case ScheduleTheme(theme, of, item, title, minutes, order_key):
            yield Part(StreamId(of), meeting.AddItem(item, title, minutes, order_key, theme), ".command.item", StreamId(of))
            yield Part(asked, meeting_series.ScheduleTheme(theme, of), ".command.theme")
        case PromoteIdea(made, add):
            yield Part(StreamId(made), add, ".command.add", StreamId(add.plan))
            yield Part(asked, idea.Promote(made), ".command")
        case GrantRecognition(request, on, of):
            # First what fewer people may: who may not is told so, and nothing of the process.
            yield Part(StreamId(of), Advance(Change("engaged", "recognised"), on), ".command.authority", StreamId(of))
            yield Part(asked, process.GrantRecognition(request, on, of), ".command")
        case PromoteCluster(cluster=cluster, plan=plan, action=made, add=add):
            if add is not None:
                yield Part(StreamId(made), add, ".command.add", StreamId(plan))
            yield Part(asked, synthesis.Promote(cluster, plan, made), ".command")
        case DraftRoadmap(first_year, last_year, opening):
            if opening is not None:
                yield Part(asked, opening, ".command.open")
            yield Part(roadmap.stream_of(PlanId(asked)), roadmap.Draft(PlanId(asked), first_year, last_year), ".command")
        case Consult(opened, title, until, authorities, question):
            out = roadmap.stream_of(PlanId(asked))
            yield Part(out, roadmap.SendOut(opened), ".command")
            yield Part(StreamId(opened), consultation.Open(PlanId(asked), out, title, until, authorities, question), ".command")
        case AdoptRoadmap(version, label, body, on):
            yield Part(asked, action_plan.Publish(version, label), ".command.label")
            yield Part(roadmap.stream_of(PlanId(asked)), roadmap.Adopt(body, on, version), ".command")
        case AcceptMentorship(offer):
            yield Part(StreamId(offer), mentor.Take(MentorshipId(asked)), ".command.offer", StreamId(offer))
            yield Part(asked, mentorship.Accept(), ".command")
        case CloseMentorship(offer, ending, rating, words):
            yield Part(asked, mentorship.Close(ending, rating, words), ".command")
            yield Part(StreamId(offer), mentor.GiveBack(MentorshipId(asked)), ".command.offer", StreamId(offer))
        case PromoteGoal(goal, plan, became, add):
            if add is not None:
                yield Part(StreamId(became), add, ".command.add", StreamId(plan))
            yield Part(asked, mentorship.PromoteGoal(goal, plan, became), ".command")


def part_id(command: CommandId, index: int) -> CommandId:
    """What stands for the command's id in one of its parts, where ids are derived from it: no two parts make the same ones."""
    return CommandId(ids.derived(command, "part", index))
