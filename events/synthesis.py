"""A synthesis: what was said in several workshops, brought together without losing any of it, scored, and promoted to actions.

Stream kind ``synthesis``. Its rules:

- A cluster gathers contributions of the workshops of its synthesis, named by workshop and contribution. What was said stays in its
  workshop, with its author; a cluster only refers to it, so merging, splitting and setting aside lose nothing.
- A contribution is in one cluster at most, is there, and was not withdrawn when it was put in. A cluster holds one at least.
- Merging hands everything one cluster holds over to another, which stays; splitting puts some of it into a new one and leaves some behind.
- A cluster that is set aside says why, since its authors read it. It can be taken up again; until then nothing happens to it.
- Each person scores a cluster once on each criterion, with a reason. Scoring again replaces one's own score, and says how often it did.
- What people answered elsewhere is linked to a cluster as text, with the id of the questionnaire, which is there, where there is one.
- A cluster is promoted once, to an action that is there, with the contributions it holds at that moment. From then on it stays as it is:
  it is neither edited, merged, split nor set aside. One action may come from several clusters.

Edits merge as in events/fields.py: disjoint lines of a summary both stand, a clash is an event that waits to be settled.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, Protocol, TypeAlias, assert_never
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType, structs

from events import decider, fields
from events.decider import Asked, Refused
from events.fields import Change, Line, Members, Text
from events.ids import ActionId, AnswerId, ClusterId, ConflictId, ContributionId, PersonId, PlanId, QuestionnaireId, WorkshopId

MOST_CLUSTERS = 1_000
MOST_ANSWERS = 200  # linked to one cluster

Criterion: TypeAlias = Literal["added_value", "opportunity", "need", "competence"]
Points: TypeAlias = Annotated[int, Meta(ge=1, le=5)]


class Source(Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """A contribution, where it was said."""

    workshop: WorkshopId
    contribution: ContributionId


Sources: TypeAlias = Annotated[tuple[Source, ...], Meta(min_length=1, max_length=500)]
Workshops: TypeAlias = Annotated[tuple[WorkshopId, ...], Meta(min_length=1, max_length=100)]

# Events are stored for ever: new fields have defaults, tags are never renamed.


class Opened(decider.Event, tag="synthesis.opened"):
    title: str
    workshops: tuple[WorkshopId, ...]


class Edited(decider.Event, tag="synthesis.edited"):
    title: str | UnsetType = UNSET
    workshops: tuple[WorkshopId, ...] | UnsetType = UNSET


class Gathered(decider.Event, tag="synthesis.gathered"):
    """A new cluster; the contributions it gathers are put into it one by one."""

    cluster: ClusterId
    title: str
    summary: str | None = None


class ClusterEdited(decider.Event, tag="synthesis.cluster_edited"):
    cluster: ClusterId
    title: str | UnsetType = UNSET
    summary: str | None | UnsetType = UNSET


class SourceAdded(decider.Event, tag="synthesis.source_added"):
    cluster: ClusterId
    source: Source


class SourceRemoved(decider.Event, tag="synthesis.source_removed"):
    """This contribution is in no cluster any more; what was said stays."""

    cluster: ClusterId
    source: Source


class Merged(decider.Event, tag="synthesis.merged"):
    """Everything that a cluster held is held by another one from here on."""

    cluster: ClusterId
    into: ClusterId
    sources: tuple[Source, ...]


class Split(decider.Event, tag="synthesis.split"):
    """Some of what a cluster held is a cluster of its own from here on."""

    cluster: ClusterId
    into: ClusterId
    title: str
    sources: tuple[Source, ...]


class SetAside(decider.Event, tag="synthesis.set_aside"):
    """Nothing comes of this cluster for now; why is its reason."""

    cluster: ClusterId


class TakenUp(decider.Event, tag="synthesis.taken_up"):
    """A cluster that was set aside counts again."""

    cluster: ClusterId


class AnswerLinked(decider.Event, tag="synthesis.answer_linked"):
    cluster: ClusterId
    answer: AnswerId
    text: str
    questionnaire: QuestionnaireId | None = None


class AnswerUnlinked(decider.Event, tag="synthesis.answer_unlinked"):
    cluster: ClusterId
    answer: AnswerId


class Scored(decider.Event, tag="synthesis.scored"):
    """What one person thinks of a cluster by one criterion, instead of what they thought before."""

    cluster: ClusterId
    person: PersonId
    criterion: Criterion
    points: int
    why: str


class Promoted(decider.Event, tag="synthesis.promoted"):
    """This action comes from what these people said."""

    cluster: ClusterId
    plan: PlanId
    action: ActionId
    sources: tuple[Source, ...]


class Clashed(decider.Event, tag="synthesis.clashed"):
    """A wish that met someone else's change: of the synthesis, or of the cluster that ``item`` names."""

    conflict: ConflictId
    item: UUID
    field: str
    was: Any
    yours: Any


class Settled(decider.Event, tag="synthesis.settled"):
    conflict: ConflictId


Event: TypeAlias = (
    Opened
    | Edited
    | Gathered
    | ClusterEdited
    | SourceAdded
    | SourceRemoved
    | Merged
    | Split
    | SetAside
    | TakenUp
    | AnswerLinked
    | AnswerUnlinked
    | Scored
    | Promoted
    | Clashed
    | Settled
)

# Commands say what is asked; who asks, and when, arrive apart in Asked.


class Open(decider.Command, tag="synthesis.open"):
    """Open a synthesis of what was said in these workshops."""

    title: Line
    workshops: Workshops


class Edit(decider.Command, tag="synthesis.edit"):
    """Give the synthesis another title, or have it take in more workshops."""

    title: Change[Line] | UnsetType = UNSET
    workshops: Members[WorkshopId] | UnsetType = UNSET


class Gather(decider.Command, tag="synthesis.gather"):
    """Gather contributions that say the same in a new cluster."""

    cluster: ClusterId
    title: Line
    sources: Sources
    summary: Text | None = None


class EditCluster(decider.Command, tag="synthesis.edit_cluster"):
    """Say in other words what a cluster is about."""

    cluster: ClusterId
    title: Change[Line] | UnsetType = UNSET
    summary: Change[Text | None] | UnsetType = UNSET


class AddSources(decider.Command, tag="synthesis.add_sources"):
    """Put contributions into a cluster."""

    cluster: ClusterId
    sources: Sources


class RemoveSources(decider.Command, tag="synthesis.remove_sources"):
    """Take contributions out of a cluster; they wait for another one."""

    cluster: ClusterId
    sources: Sources


class Merge(decider.Command, tag="synthesis.merge"):
    """Hand everything a cluster holds over to another one."""

    cluster: ClusterId
    into: ClusterId


class SplitOff(decider.Command, tag="synthesis.split_off"):
    """Make some of the contributions of a cluster a new one."""

    cluster: ClusterId
    into: ClusterId
    title: Line
    sources: Sources


class PutAside(decider.Command, tag="synthesis.put_aside"):
    """Set a cluster aside, and say why in the reason."""

    cluster: ClusterId


class TakeUp(decider.Command, tag="synthesis.take_up"):
    """Take up a cluster that was set aside."""

    cluster: ClusterId


class LinkAnswer(decider.Command, tag="synthesis.link_answer"):
    """Link to a cluster what someone answered to a questionnaire."""

    cluster: ClusterId
    answer: AnswerId
    text: Text
    questionnaire: QuestionnaireId | None = None


class UnlinkAnswer(decider.Command, tag="synthesis.unlink_answer"):
    """Take an answer off a cluster."""

    cluster: ClusterId
    answer: AnswerId


class Score(decider.Command, tag="synthesis.score"):
    """Say what one thinks of a cluster by one criterion, from 1 to 5, and why."""

    cluster: ClusterId
    criterion: Criterion
    points: Points
    why: Text


class Promote(decider.Command, tag="synthesis.promote"):
    """Say which action of a plan comes from a cluster."""

    cluster: ClusterId
    plan: PlanId
    action: ActionId


class Settle(decider.Command, tag="synthesis.settle"):
    """Settle a conflict: keep what stands, or put a value in its place, saying what was seen standing there."""

    conflict: ConflictId
    value: Change[Any] | UnsetType = UNSET


Command: TypeAlias = (
    Open
    | Edit
    | Gather
    | EditCluster
    | AddSources
    | RemoveSources
    | Merge
    | SplitOff
    | PutAside
    | TakeUp
    | LinkAnswer
    | UnlinkAnswer
    | Score
    | Promote
    | Settle
)

#: How the fields of an edit merge; every field that is not named here is strict.
POLICIES: Mapping[str, fields.Policy] = {"summary": "text3"}

# State holds what the rules need and nothing else.


class Cluster(Struct, frozen=True):
    made: Event  # that began it: gathered, or split off another one
    title: str
    sources: tuple[Source, ...]
    summary: str | None = None
    aside: bool = False
    merged_into: ClusterId | None = None
    answers: Mapping[AnswerId, AnswerLinked] = {}
    scores: Mapping[str, Scored] = {}  # by person and criterion
    promoted: Promoted | None = None


class State(Struct, frozen=True):
    opened: Opened
    clusters: Mapping[ClusterId, Cluster] = {}
    placed: Mapping[ContributionId, ClusterId] = {}
    conflicts: Mapping[ConflictId, Clashed] = {}


class Action(Protocol):
    """What the rules of a synthesis see of an action that comes from it."""

    @property
    def withdrawn(self) -> bool: ...
    @property
    def card(self) -> Any: ...
    def hidden_from(self, person: PersonId) -> bool: ...


class NotOpened(Refused, code="synthesis.not_opened"):
    """This synthesis does not exist; choose another one."""


class AlreadyOpened(Refused, code="synthesis.already_opened"):
    """A synthesis with this identifier exists already; open it under a new one."""


class NoSuchWorkshop(Refused, code="synthesis.no_such_workshop"):
    """This workshop does not exist in the network; choose another one."""


class WorkshopInUse(Refused, code="synthesis.workshop_in_use"):
    """A cluster holds contributions of this workshop; take them out before leaving the workshop out."""


class WorkshopNeeded(Refused, code="synthesis.workshop_needed"):
    """A synthesis is about one workshop at least; keep one, or open another synthesis."""


class NotItsWorkshop(Refused, code="synthesis.not_its_workshop"):
    """This contribution is of a workshop that the synthesis is not about; add that workshop to the synthesis first."""


class NoSuchContribution(Refused, code="synthesis.no_such_contribution"):
    """This contribution does not exist in its workshop or was withdrawn; leave it out."""


class InAnotherCluster(Refused, code="synthesis.in_another_cluster"):
    """This contribution is in another cluster already; merge the two, or take it out there first."""


class NotInCluster(Refused, code="synthesis.not_in_cluster"):
    """This contribution is not in the cluster any more; look at the cluster again."""


class LastSource(Refused, code="synthesis.last_source"):
    """A cluster keeps one contribution at least; merge it into another one, or set it aside."""


class NoSuchCluster(Refused, code="synthesis.no_such_cluster"):
    """This cluster does not exist in the synthesis; choose another one."""


class AlreadyThere(Refused, code="synthesis.already_there"):
    """A cluster or answer with this identifier exists already; add it under a new one."""


class WasMerged(Refused, code="synthesis.was_merged"):
    """This cluster was merged into another one; go on with that one."""


class IsAside(Refused, code="synthesis.is_aside"):
    """This cluster was set aside; take it up again first."""


class IsPromoted(Refused, code="synthesis.is_promoted"):
    """This cluster has become an action and stays as it is; change the action, or gather what is new in another cluster."""


class IntoItself(Refused, code="synthesis.into_itself"):
    """A cluster is not merged into itself; choose another one."""


class ReasonNeeded(Refused, code="synthesis.reason_needed"):
    """Setting a cluster aside needs a reason, which those who proposed it will read; say why."""


class MovedOn(Refused, code="synthesis.moved_on"):
    """The value has changed again since you looked; look at it once more, then settle."""


class NoSuchAction(Refused, code="synthesis.no_such_action"):
    """The action that would come from this cluster does not exist in the plan or was withdrawn; choose another one, or add one."""


class NoSuchQuestionnaire(Refused, code="synthesis.no_such_questionnaire"):
    """This questionnaire does not exist in the network; choose another one, or none."""


class TooMany(Refused, code="synthesis.too_many"):
    """This synthesis holds as much of this as it can; open another one."""


def needs(command: Command, _state: State | None) -> Iterable[UUID]:
    match command:
        case Open(workshops=workshops):
            return workshops
        case Edit(workshops=Members(add=workshops)):
            return workshops
        case Gather(sources=sources) | AddSources(sources=sources):
            return sorted({source.workshop for source in sources})
        case Promote(action=action):
            return (action,)
        case LinkAnswer(questionnaire=asked_of) if asked_of is not None:
            return (asked_of,)
    return ()  # the network's own stream always comes along


def decide(command: Command, state: State | None, asked: Asked) -> list[Event]:
    if isinstance(command, Open):
        return _open(command, state, asked)
    if state is None:
        raise NotOpened
    match command:
        case Edit():
            return _edit(command, state, asked)
        case Gather(cluster, title, sources, summary):
            gathered = Gathered(cluster=cluster, title=title, summary=summary)
            if not _is_new(cluster, gathered, sources, state):
                return []
            return [gathered, *_added(cluster, sources, state, asked)]
        case SplitOff(cluster, into, title, sources):
            return _split_off(Split(cluster=cluster, into=into, title=title, sources=sources), state)
        case Merge(cluster, into):
            return _merge(cluster, into, state)
        case PutAside(cluster):
            known = _open_to_change(cluster, state, aside=True)
            if known.aside:
                return []
            if not asked.reason:
                raise ReasonNeeded
            return [SetAside(cluster=cluster)]
        case TakeUp(cluster):
            return [TakenUp(cluster=cluster)] if _open_to_change(cluster, state, aside=True).aside else []
        case Promote(cluster, plan, action):
            return _promote(cluster, plan, action, state, asked)
        case UnlinkAnswer(cluster, answer):
            return [AnswerUnlinked(cluster=cluster, answer=answer)] if answer in _cluster(cluster, state).answers else []
        case LinkAnswer(cluster, answer, text, questionnaire):
            return _link(AnswerLinked(cluster=cluster, answer=answer, text=text, questionnaire=questionnaire), state, asked)
        case EditCluster(cluster):
            met = fields.meet(_open_to_change(cluster, state), command, POLICIES, whole=asked.whole)
            edited: list[Event] = [ClusterEdited(cluster=cluster, **met.values)] if met.values else []
            return [*edited, *fields.clashed(Clashed, met.clashes, cluster, "cluster.", state.conflicts, asked.id)]
        case Settle(conflict, value):
            return _settle(conflict, value, state)
        case AddSources(cluster, sources):
            _open_to_change(cluster, state)
            return _added(cluster, sources, state, asked)
        case RemoveSources(cluster, sources):
            known = _open_to_change(cluster, state)
            gone = [source for source in sources if source in known.sources]
            if len(gone) == len(known.sources):
                raise LastSource
            return [SourceRemoved(cluster=cluster, source=source) for source in gone]
        case Score(cluster, criterion, points, why):
            known = _open_to_change(cluster, state)
            scored = Scored(cluster=cluster, person=asked.by, criterion=criterion, points=points, why=why)
            return [] if known.scores.get(_by(scored)) == scored else [scored]
        case _:
            assert_never(command)


def _open(command: Open, state: State | None, asked: Asked) -> list[Event]:
    opened = Opened(title=command.title, workshops=command.workshops)
    if state is not None:
        if state.opened == opened:
            return []  # asked twice, happened once
        raise AlreadyOpened
    for one in command.workshops:
        _workshop(one, asked)
    return [opened]


def _edit(command: Edit, state: State, asked: Asked) -> list[Event]:
    met = fields.meet(state.opened, command, POLICIES, whole=asked.whole)
    wanted = met.values.get("workshops")
    if wanted is not None:
        for one in wanted:
            if one not in state.opened.workshops:
                _workshop(one, asked)
        if not wanted:
            raise WorkshopNeeded
        if any(source.workshop not in wanted for cluster in state.clusters.values() for source in cluster.sources):
            raise WorkshopInUse
    edited: list[Event] = [Edited(**met.values)] if met.values else []
    return [*edited, *fields.clashed(Clashed, met.clashes, asked.stream, "", state.conflicts, asked.id)]


def _settle(conflict: ConflictId, value: Change[Any] | UnsetType, state: State) -> list[Event]:
    if conflict not in state.conflicts:
        return []  # someone settled it already
    parts = {
        "cluster": fields.Part(EditCluster, ClusterEdited, lambda edit: fields.meet(_open_to_change(edit.cluster, state), edit, POLICIES)),
        "": fields.Part(Edit, Edited, lambda edit: fields.meet(state.opened, edit, POLICIES)),
    }
    return [*fields.settled_part(parts, state.conflicts[conflict], value, MovedOn), Settled(conflict=conflict)]


def _workshop(workshop: WorkshopId, asked: Asked) -> Any:
    """The state of a workshop as its own rules keep it."""
    found = asked.others.get(workshop)
    if found is None or not hasattr(found, "contributions"):
        raise NoSuchWorkshop
    return found


def _added(cluster: ClusterId, sources: Iterable[Source], state: State, asked: Asked) -> list[Event]:
    """Each of these was said in a workshop of the synthesis, still stands, and is in no other cluster."""
    added: list[Event] = []
    for source in sources:
        placed = state.placed.get(source.contribution)
        if placed is not None and placed == cluster:
            continue  # it is there already, whatever became of it in its workshop
        if source.workshop not in state.opened.workshops:
            raise NotItsWorkshop
        said = _workshop(source.workshop, asked)
        if source.contribution not in said.contributions or source.contribution in said.off:
            raise NoSuchContribution
        if placed is not None:
            raise InAnotherCluster
        added.append(SourceAdded(cluster=cluster, source=source))
    return added


def _is_new(cluster: ClusterId, made: Event, sources: Iterable[Source], state: State) -> bool:
    known = state.clusters.get(cluster)
    if known is not None and (known.made != made or not {*sources} <= {*known.sources}):
        raise AlreadyThere
    if known is None and len(state.clusters) >= MOST_CLUSTERS:
        raise TooMany
    return known is None


def _cluster(cluster: ClusterId, state: State) -> Cluster:
    known = state.clusters.get(cluster)
    if known is None:
        raise NoSuchCluster
    return known


def _open_to_change(cluster: ClusterId, state: State, *, aside: bool = False) -> Cluster:
    """A cluster that still stands on its own and has not become an action; ``aside`` where it may have been set aside."""
    known = _cluster(cluster, state)
    if known.merged_into is not None:
        raise WasMerged
    if known.promoted is not None:
        raise IsPromoted
    if known.aside and not aside:
        raise IsAside
    return known


def _split_off(split: Split, state: State) -> list[Event]:
    if not _is_new(split.into, split, split.sources, state):
        return []
    held = _open_to_change(split.cluster, state).sources
    if not {*split.sources} <= {*held}:
        raise NotInCluster
    if len(split.sources) == len(held):
        raise LastSource
    return [split]


def _merge(cluster: ClusterId, into: ClusterId, state: State) -> list[Event]:
    if cluster == into:
        raise IntoItself
    known = _cluster(cluster, state)
    if known.merged_into == into:
        return []
    sources = _open_to_change(cluster, state).sources
    _open_to_change(into, state)
    return [Merged(cluster=cluster, into=into, sources=sources)]


def _link(linked: AnswerLinked, state: State, asked: Asked) -> list[Event]:
    known = _cluster(linked.cluster, state)
    if linked.answer in known.answers:
        if known.answers[linked.answer] == linked:
            return []
        raise AlreadyThere
    if known.merged_into is not None:
        raise WasMerged
    if linked.questionnaire is not None and not hasattr(asked.others.get(linked.questionnaire), "asked"):
        raise NoSuchQuestionnaire
    if len(known.answers) >= MOST_ANSWERS:
        raise TooMany
    return [linked]


def _promote(cluster: ClusterId, plan: PlanId, action: ActionId, state: State, asked: Asked) -> list[Event]:
    known = _cluster(cluster, state)
    promoted = Promoted(cluster=cluster, plan=plan, action=action, sources=known.sources)
    if known.promoted == promoted:
        return []
    _open_to_change(cluster, state)
    found: Action | None = asked.others.get(action)
    if found is None or not hasattr(found, "card") or found.card.plan != plan or found.withdrawn or found.hidden_from(asked.by):
        raise NoSuchAction  # what else is said of it would tell that it is there
    return [promoted]


def _by(scored: Scored) -> str:
    return f"{scored.person} {scored.criterion}"


def evolve(state: State | None, event: Event) -> State | None:
    if state is None:
        return State(structs.replace(event, reason=None)) if isinstance(event, Opened) else None
    kept: Any = structs.replace(event, reason=None)
    match event:
        case Edited():
            return structs.replace(state, opened=fields.overlay(state.opened, fields.set_fields(event)))
        case Gathered(cluster, title, summary):
            return _put(state, cluster, Cluster(kept, title, (), summary))
        case Split(cluster, into, title, sources) if cluster in state.clusters:
            return _put(_without(state, cluster, sources), into, Cluster(kept, title, sources))
        case SourceAdded(cluster, source) if cluster in state.clusters:
            known = state.clusters[cluster]
            return _put(state, cluster, structs.replace(known, sources=fields.members((*known.sources, source))))
        case SourceRemoved(cluster, source) if cluster in state.clusters:
            return _without(state, cluster, (source,))
        case Merged(cluster, into, sources) if cluster in state.clusters and into in state.clusters:
            left = _without(state, cluster, sources)
            both = structs.replace(left.clusters[into], sources=fields.members((*left.clusters[into].sources, *sources)))
            return _put(_changed(left, cluster, merged_into=into), into, both)
        case ClusterEdited(cluster) if cluster in state.clusters:
            values = fields.set_fields(event)
            del values["cluster"]
            return _changed(state, cluster, **values)
        case SetAside(cluster) if cluster in state.clusters:
            return _changed(state, cluster, aside=True)
        case TakenUp(cluster) if cluster in state.clusters:
            return _changed(state, cluster, aside=False)
        case AnswerLinked(cluster, answer) if cluster in state.clusters:
            return _changed(state, cluster, answers={**state.clusters[cluster].answers, answer: kept})
        case AnswerUnlinked(cluster, answer) if cluster in state.clusters:
            left_over = {key: one for key, one in state.clusters[cluster].answers.items() if key != answer}
            return _changed(state, cluster, answers=left_over)
        case Scored(cluster) if cluster in state.clusters:
            return _changed(state, cluster, scores={**state.clusters[cluster].scores, _by(kept): kept})
        case Promoted(cluster) if cluster in state.clusters:
            return _changed(state, cluster, promoted=kept)
        case Clashed(conflict=conflict):
            return structs.replace(state, conflicts={**state.conflicts, conflict: event})
        case Settled(conflict=conflict):
            return structs.replace(state, conflicts={key: open_ for key, open_ in state.conflicts.items() if key != conflict})
    return state  # what happened is never refused


def _changed(state: State, cluster: ClusterId, **values: Any) -> State:
    return structs.replace(state, clusters={**state.clusters, cluster: structs.replace(state.clusters[cluster], **values)})


def _put(state: State, cluster: ClusterId, made: Cluster) -> State:
    """A cluster as it stands now, and where each of its contributions is."""
    placed = {**state.placed, **dict.fromkeys((source.contribution for source in made.sources), cluster)}
    return structs.replace(state, clusters={**state.clusters, cluster: made}, placed=placed)


def _without(state: State, cluster: ClusterId, sources: Iterable[Source]) -> State:
    """The cluster without these, which are in none."""
    gone = {source.contribution for source in sources}
    left = tuple(source for source in state.clusters[cluster].sources if source.contribution not in gone)
    placed = {key: at for key, at in state.placed.items() if key not in gone}
    return _changed(structs.replace(state, placed=placed), cluster, sources=left)


def value(state: State | None, item: UUID, field: str) -> Any:
    """What stands in a field of the synthesis or of a cluster now, for those who are told of a clash."""
    if state is None:
        return None
    about, _, name = field.rpartition(".")
    return getattr(state.clusters.get(ClusterId(item)) if about == "cluster" else state.opened, name, None)


rules = decider.Decider[State | None, Command, Event]("synthesis", None, decide, evolve, needs, value=value)
