"""Where an action comes from, and what became of what somebody said: one timeline, read from either end.

Everything told here stands in rows that the reader may see; what they may not see is left out. A step says what happened in ids, and the
words of people as they stand; the sentence is the screen's.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

from msgspec import Struct, structs

from events.ids import PersonId
from projections.consultation_board import consultation_list, consultation_opinions
from projections.meeting_board import meeting_decisions
from projections.plan_board import Card, plan_board
from projections.roadmap_board import roadmap_list, roadmap_programmes
from projections.synthesis_board import (
    Cluster,
    SourcePlace,
    synthesis_answers,
    synthesis_clusters,
    synthesis_promotions,
    synthesis_scores,
    synthesis_sources,
)
from projections.workshop_board import Contribution, workshop_board
from service.reading import View

Kind: TypeAlias = Literal[
    "contributed",
    "retracted",
    "added",
    "removed",
    "merged",
    "split",
    "set_aside",
    "answered",
    "scored",
    "promoted",
    "decided",
    "sent_out",
    "consulted",
    "adopted",
    "started",
    "programmed",
    "carried",
    "left_out",
    "over",
]
Fate: TypeAlias = Literal["waiting", "retracted", "gathered", "set_aside", "action"]


class Step(Struct, frozen=True, kw_only=True):
    """One thing that happened on the way from what was said to what is done; ``words`` are those of people, or a title."""

    kind: Kind
    at: datetime
    by: PersonId | None = None
    words: str | None = None
    reason: str | None = None
    workshop_id: UUID | None = None
    contribution_id: UUID | None = None
    synthesis_id: UUID | None = None
    cluster_id: UUID | None = None
    meeting_id: UUID | None = None
    plan_id: UUID | None = None
    action_id: UUID | None = None
    consultation_id: UUID | None = None
    year: int | None = None
    count: int | None = None  # of opinions, or of points


class Lineage(Struct, frozen=True, kw_only=True):
    """The whole of it at ``token``, oldest first; ``fate`` is what became of a contribution, empty for an action."""

    token: str
    fate: Fate | None
    contributions: list[Contribution]
    clusters: list[Cluster]
    actions: list[Card]
    steps: list[Step]


def of_action(view: View, action_id: UUID, token: str) -> Lineage:
    """Every contribution that an action comes from, through which clusters, and what was decided on it since."""
    card = view.row(plan_board, action_id, "missing.action")
    clusters = view.rows(synthesis_clusters)
    held = {one.cluster_id for one in view.rows(synthesis_promotions) if one.action_id == action_id}
    places = [place for place in view.rows(synthesis_sources) if place.cluster_id in held]
    return _told(view, None, places, {*held, *_before(held, clusters)}, [card], token)


def of_contribution(view: View, contribution_id: UUID, token: str) -> Lineage:
    """What became of a contribution: where it was put, why it was set aside, or which action it is part of."""
    said = view.row(workshop_board, contribution_id, "missing.contribution")
    clusters = {cluster.cluster_id: cluster for cluster in view.rows(synthesis_clusters)}
    # An id is somebody's choice: only what names this workshop too is about this contribution.
    places = [
        place for place in view.rows(synthesis_sources) if (place.contribution_id, place.workshop_id) == (contribution_id, said.workshop_id)
    ]
    now = [clusters[place.cluster_id] for place in places if place.cluster_id in clusters]
    held = {cluster.cluster_id for cluster in now}
    made = {one.action_id for one in view.rows(synthesis_promotions) if one.cluster_id in held}
    cards = [card for card in view.rows(plan_board) if card.action_id in made]
    fate: Fate = "waiting"
    if made:
        fate = "action"
    elif any(cluster.aside_at is None for cluster in now):
        fate = "gathered"
    elif now:
        fate = "set_aside"
    elif said.withdrawn:
        fate = "retracted"
    through = {move.cluster_id for place in places for move in place.moves if move.cluster_id is not None}
    told = _told(view, fate, places, {cluster for cluster in through if cluster in clusters}, cards, token)
    return told if told.contributions else structs.replace(told, contributions=[said], steps=[*_said(said), *told.steps])


def _before(held: Iterable[UUID], clusters: Iterable[Cluster]) -> set[UUID]:
    """The clusters that were merged into these, also by way of others."""
    found = set(held)
    merged = {cluster.cluster_id: cluster.merged_into for cluster in clusters if cluster.merged_into is not None}
    while more := {one for one, into in merged.items() if into in found} - found:
        found |= more
    return found


def _told(view: View, fate: Fate | None, places: list[SourcePlace], through: Iterable[UUID], cards: list[Card], token: str) -> Lineage:
    clusters = [cluster for cluster in view.rows(synthesis_clusters) if cluster.cluster_id in set(through)]
    sources = {(place.workshop_id, place.contribution_id) for place in places}
    said = [row for row in view.rows(workshop_board) if (row.workshop_id, row.contribution_id) in sources]
    steps = [
        *(step for row in said for step in _said(row)),
        *(step for place in places for step in _moved(place)),
        *(step for cluster in clusters for step in _clustered(view, cluster)),
        *(step for card in cards for step in _followed(view, card)),
    ]
    order = ("contributed", "added")  # of what one command does at one moment, what is said comes before what is done with it
    steps.sort(key=lambda step: (step.at, order.index(step.kind) if step.kind in order else len(order)))
    return Lineage(token=token, fate=fate, contributions=said, clusters=clusters, actions=cards, steps=steps)


def _said(row: Contribution) -> Iterator[Step]:
    of: dict[str, Any] = {"workshop_id": row.workshop_id, "contribution_id": row.contribution_id}
    yield Step(kind="contributed", at=row.contributed_at, by=row.author_id, words=row.action, **of)
    if row.withdrawn:
        yield Step(kind="retracted", at=row.changed_at, **of)


def _moved(place: SourcePlace) -> Iterator[Step]:
    for move in place.moves:
        yield Step(
            kind=move.how,
            at=move.at,
            by=move.by,
            workshop_id=place.workshop_id,
            contribution_id=place.contribution_id,
            synthesis_id=place.synthesis_id,
            cluster_id=move.cluster_id,
        )


def _clustered(view: View, cluster: Cluster) -> Iterator[Step]:
    of: dict[str, Any] = {"synthesis_id": cluster.synthesis_id, "cluster_id": cluster.cluster_id}
    if cluster.aside_at is not None:
        yield Step(kind="set_aside", at=cluster.aside_at, reason=cluster.why_aside, **of)
    for score in view.rows(synthesis_scores):
        if score.cluster_id == cluster.cluster_id and score.synthesis_id == cluster.synthesis_id:
            yield Step(
                kind="scored", at=score.scored_at, by=score.person_id, words=score.criterion, reason=score.why, count=score.points, **of
            )
    for answer in view.rows(synthesis_answers):
        if answer.cluster_id == cluster.cluster_id and answer.synthesis_id == cluster.synthesis_id:
            yield Step(kind="answered", at=answer.linked_at, by=answer.linked_by, words=answer.text, **of)
    for one in view.rows(synthesis_promotions):
        if one.cluster_id == cluster.cluster_id:
            made: dict[str, Any] = {"plan_id": one.plan_id, "action_id": one.action_id}
            yield Step(kind="promoted", at=one.promoted_at, by=one.promoted_by, words=cluster.title, **of, **made)


def _followed(view: View, card: Card) -> Iterator[Step]:
    """What was decided on an action, and the roadmap that it is on: sent out, adopted, started, year by year."""
    of: dict[str, Any] = {"plan_id": card.plan_id, "action_id": card.action_id}
    for decision in view.rows(meeting_decisions):
        if decision.action_id == card.action_id and not decision.withdrawn:
            yield Step(kind="decided", at=decision.decided_at, words=decision.text, meeting_id=decision.meeting_id, **of)
    for one in view.rows(consultation_list):
        if one.plan_id == card.plan_id and (one.closed_at is None or one.closed_at >= card.added_at):
            yield Step(kind="sent_out", at=one.opened_at, by=one.opened_by, words=one.title, consultation_id=one.consultation_id, **of)
            if one.closed_at is not None:
                opinions = sum(opinion.consultation_id == one.consultation_id for opinion in view.rows(consultation_opinions))
                yield Step(kind="consulted", at=one.closed_at, consultation_id=one.consultation_id, count=opinions, **of)
    for roadmap in view.rows(roadmap_list):
        if roadmap.plan_id == card.plan_id:
            if roadmap.adopted_at is not None and roadmap.adopted_at >= card.added_at:
                yield Step(kind="adopted", at=roadmap.adopted_at, by=roadmap.adopted_by, words=roadmap.body, **of)
            if roadmap.started_at is not None and roadmap.started_at >= card.added_at:
                yield Step(kind="started", at=roadmap.started_at, by=roadmap.started_by, **of)
    for year in view.rows(roadmap_programmes):
        told: dict[str, Any] = {"at": year.programmed_at, "by": year.programmed_by, "year": year.year, **of}
        if card.action_id in year.action_ids:
            yield Step(kind="carried" if card.action_id in year.carried_ids else "programmed", **told)
        for gone in year.left_out:
            if gone.action == card.action_id:
                yield Step(kind="left_out", reason=gone.why, **told)
    if card.status in ("done", "abandoned"):
        yield Step(kind="over", at=card.changed_at, by=card.changed_by, words=card.status, reason=card.status_reason, **of)
