"""The board of a synthesis: its clusters, where every contribution went, what was answered, and what each person thinks of it.

It refers to contributions and never repeats them: what was said is read in the rows of its workshop, with its author.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal, TypeAlias
from uuid import UUID

from msgspec import Struct, structs

from events import fields, ids, synthesis
from events.ids import ActionId, AnswerId, ClusterId, ContributionId, NetworkId, PersonId, PlanId, QuestionnaireId, WorkshopId
from events.log.recorded import Recorded
from events.synthesis import Criterion
from projections.projection import Projection, Row

How: TypeAlias = Literal["added", "removed", "merged", "split"]


class Cluster(Row, frozen=True):
    """What several people asked for in their own words."""

    cluster_id: UUID
    synthesis_id: UUID
    network_id: NetworkId
    title: str
    summary: str | None
    made_at: datetime
    made_by: PersonId
    split_from: ClusterId | None = None
    merged_into: ClusterId | None = None
    merged_at: datetime | None = None
    aside_at: datetime | None = None
    why_aside: str | None = None


def cluster_touches(recorded: Recorded[synthesis.Event]) -> Iterator[UUID]:
    match recorded.event:
        case synthesis.Split(into=made):
            yield made
        case (
            synthesis.Gathered(cluster)
            | synthesis.ClusterEdited(cluster)
            | synthesis.Merged(cluster)
            | synthesis.SetAside(cluster)
            | synthesis.TakenUp(cluster)
        ):
            yield cluster


def cluster_fold(row: Cluster | None, recorded: Recorded[synthesis.Event]) -> Cluster | None:
    if row and row.synthesis_id != recorded.stream_id:
        return row  # people choose these ids: without this line, and its like below, one synthesis could be written over from another
    at, of = recorded.at, (recorded.stream_id, recorded.network_id)
    match recorded.event:
        case synthesis.Gathered(cluster, title, summary):
            return Cluster(cluster, *of, title, summary, at, recorded.by)
        case synthesis.Split(cluster, into, title):
            return Cluster(into, *of, title, None, at, recorded.by, split_from=cluster)
        case synthesis.ClusterEdited() if row:
            changed = fields.set_fields(recorded.event)
            del changed["cluster"]
            return structs.replace(row, **changed)
        case synthesis.Merged(into=into) if row:
            return structs.replace(row, merged_into=into, merged_at=at)
        case synthesis.SetAside() if row:
            return structs.replace(row, aside_at=at, why_aside=recorded.event.reason)
        case synthesis.TakenUp() if row:
            return structs.replace(row, aside_at=None, why_aside=None)
    return row


class Promotion(Row, frozen=True):
    """The action that came of a cluster: a row of its own, since it tells of the action and is for who may see that one."""

    cluster_id: UUID
    synthesis_id: UUID
    plan_id: PlanId
    action_id: ActionId
    promoted_at: datetime
    promoted_by: PersonId


def promotion_touches(recorded: Recorded[synthesis.Promoted]) -> Iterator[UUID]:
    if isinstance(recorded.event, synthesis.Promoted):
        yield recorded.event.cluster


def promotion_fold(row: Promotion | None, recorded: Recorded[synthesis.Promoted]) -> Promotion | None:
    match recorded.event:
        case synthesis.Promoted(cluster, plan, action) if not row or row.synthesis_id == recorded.stream_id:
            return Promotion(cluster, recorded.stream_id, plan, action, recorded.at, recorded.by)
    return row


class SourceMove(Struct, frozen=True):
    """One contribution came into a cluster, or went out of all."""

    how: How
    cluster_id: ClusterId | None
    at: datetime
    by: PersonId


class SourcePlace(Row, frozen=True):
    """Where one contribution stands in a synthesis, and how it came there; in no cluster where ``cluster_id`` is empty."""

    place_id: UUID
    synthesis_id: UUID
    network_id: NetworkId
    workshop_id: WorkshopId
    contribution_id: ContributionId
    cluster_id: ClusterId | None = None
    moves: tuple[SourceMove, ...] = ()


def place_touches(recorded: Recorded[synthesis.Event]) -> Iterator[UUID]:
    match recorded.event:
        case synthesis.SourceAdded(_, source) | synthesis.SourceRemoved(_, source):
            yield ids.derived(recorded.stream_id, "source", source.contribution)
        case synthesis.Merged(sources=sources) | synthesis.Split(sources=sources):
            for source in sources:
                yield ids.derived(recorded.stream_id, "source", source.contribution)


def place_fold(row: SourcePlace | None, recorded: Recorded[synthesis.Event]) -> SourcePlace | None:
    def moved(here: SourcePlace, how: How, cluster: ClusterId | None) -> SourcePlace:
        return structs.replace(here, cluster_id=cluster, moves=(*here.moves, SourceMove(how, cluster, recorded.at, recorded.by)))

    match recorded.event:
        case synthesis.SourceAdded(cluster, source):
            of = (ids.derived(recorded.stream_id, "source", source.contribution), recorded.stream_id, recorded.network_id)
            return moved(row or SourcePlace(*of, source.workshop, source.contribution), "added", cluster)
        case synthesis.SourceRemoved() if row:
            return moved(row, "removed", None)
        case synthesis.Merged(into=into) if row:
            return moved(row, "merged", into)
        case synthesis.Split(into=into) if row:
            return moved(row, "split", into)
    return row


class LinkedAnswer(Row, frozen=True):
    """What someone answered to a questionnaire, linked to a cluster; unlinked, the row is gone."""

    link_id: UUID
    synthesis_id: UUID
    cluster_id: ClusterId
    answer_id: AnswerId
    text: str
    questionnaire_id: QuestionnaireId | None
    linked_at: datetime
    linked_by: PersonId


def answer_touches(recorded: Recorded[synthesis.Event]) -> Iterator[UUID]:
    match recorded.event:
        case synthesis.AnswerLinked(cluster, answer) | synthesis.AnswerUnlinked(cluster, answer):
            yield ids.derived(recorded.stream_id, "answer", cluster, answer)


def answer_fold(row: LinkedAnswer | None, recorded: Recorded[synthesis.Event]) -> LinkedAnswer | None:
    match recorded.event:
        case synthesis.AnswerLinked(cluster, answer, text, questionnaire):
            key = ids.derived(recorded.stream_id, "answer", cluster, answer)
            return LinkedAnswer(key, recorded.stream_id, cluster, answer, text, questionnaire, recorded.at, recorded.by)
        case synthesis.AnswerUnlinked():
            return None
    return row


class Score(Row, frozen=True):
    """What one person thinks of a cluster by one criterion, and why; ``times`` counts how often they said so, the last one stands."""

    score_id: UUID
    synthesis_id: UUID
    cluster_id: ClusterId
    person_id: PersonId
    criterion: Criterion
    points: int
    why: str
    scored_at: datetime
    times: int = 1


def score_touches(recorded: Recorded[synthesis.Event]) -> Iterator[UUID]:
    match recorded.event:
        case synthesis.Scored(cluster, person, criterion):
            yield ids.derived(recorded.stream_id, "score", cluster, person, criterion)


def score_fold(row: Score | None, recorded: Recorded[synthesis.Event]) -> Score | None:
    match recorded.event:
        case synthesis.Scored(cluster, person, criterion, points, why):
            key = ids.derived(recorded.stream_id, "score", cluster, person, criterion)
            of = (key, recorded.stream_id, cluster, person, criterion)
            return Score(*of, points, why, recorded.at, row.times + 1 if row else 1)
    return row


def topics(row: Cluster | Promotion | SourcePlace | LinkedAnswer | Score) -> Iterable[str]:
    yield f"synthesis:{row.synthesis_id}"


synthesis_clusters = Projection("synthesis_clusters", Cluster, cluster_touches, cluster_fold, topics, version=2)
synthesis_promotions = Projection(
    "synthesis_promotions", Promotion, promotion_touches, promotion_fold, topics, item=lambda row: row.action_id, worded=False
)
synthesis_sources = Projection("synthesis_sources", SourcePlace, place_touches, place_fold, topics, worded=False)
synthesis_answers = Projection("synthesis_answers", LinkedAnswer, answer_touches, answer_fold, topics)
synthesis_scores = Projection("synthesis_scores", Score, score_touches, score_fold, topics)
