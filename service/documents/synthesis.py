"""What a synthesis says on paper: its clusters with what was said, by whom and where, what people think of each, and what came of it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct

from projections.plan_board import Card
from projections.synthesis_board import Cluster, LinkedAnswer, Promotion, Score, SourcePlace
from projections.synthesis_list import Synthesis
from projections.workshop_board import Contribution
from service.documents.stand import Stand
from service.documents.words import Words
from service.languages import number

CRITERIA = ("added_value", "opportunity", "need", "competence")


class Rows(Struct, frozen=True):
    """What the document is made of, as its reader sees it; ``kept`` are the actions that some people alone may know of."""

    synthesis: Synthesis
    clusters: Sequence[Cluster]
    promotions: Mapping[UUID, Promotion]
    places: Sequence[SourcePlace]
    answers: Sequence[LinkedAnswer]
    scores: Sequence[Score]
    contributions: Sequence[Contribution]
    workshops: Mapping[UUID, str]
    actions: Mapping[UUID, Card]
    kept: Collection[UUID]


def told(rows: Rows, stand: Stand, words: Words) -> dict[str, Any]:
    """The synthesis as it stands at a moment; every contribution of its workshops is in it, in a cluster or not."""
    as_of = words.say("document.as_of", moment=words.moment(stand.instant), position=stand.token)
    placed: dict[UUID, UUID | None] = {one.contribution_id: one.cluster_id for one in rows.places}
    clusters = sorted((one for one in rows.clusters if one.merged_into is None), key=lambda one: (one.made_at, one.cluster_id))
    said = sorted(rows.contributions, key=lambda one: (one.contributed_at, one.contribution_id))
    inside: dict[UUID, list[Contribution]] = {}
    for one in said:
        if (cluster := placed.get(one.contribution_id)) is not None:
            inside.setdefault(cluster, []).append(one)
    waiting = [one for one in said if placed.get(one.contribution_id) is None and not one.withdrawn]
    return {
        "language": words.language,
        "title": rows.synthesis.title,
        "as_of": as_of,
        "footer": as_of,
        "marks": words.marks("document.kept", len(rows.kept)),
        "figures": [
            words.count("synthesis.contributions", len(said)),
            words.count("synthesis.clusters", len(clusters)),
            words.count("synthesis.waiting", len(waiting)),
        ],
        "words": {
            "workshops": words.say("synthesis.of_workshops"),
            "clusters": words.say("synthesis.clusters_title"),
            "waiting": words.say("synthesis.waiting_title"),
            "answers": words.say("synthesis.answers"),
            "said": [words.say(f"document.{one}") for one in ("contribution", "objective", "said_by")],
        },
        "workshops": [rows.workshops[one] for one in rows.synthesis.workshop_ids if one in rows.workshops],
        "clusters": [_cluster(one, rows, inside.get(one.cluster_id, []), words) for one in clusters],
        "waiting": [_line(one, rows, words) for one in waiting],
    }


def _cluster(cluster: Cluster, rows: Rows, said: Sequence[Contribution], words: Words) -> dict[str, Any]:
    merged = [one.title for one in rows.clusters if one.merged_into == cluster.cluster_id]
    return {
        "title": cluster.title,
        "about": [
            words.count("synthesis.sources", len(said)),
            *([words.say("synthesis.aside")] if cluster.aside_at is not None else []),
            *_scores([one for one in rows.scores if one.cluster_id == cluster.cluster_id], words),
        ],
        "told": [
            *([cluster.summary] if cluster.summary else []),
            *([words.say("lineage.because", reason=cluster.why_aside)] if cluster.why_aside else []),
            *([words.say("synthesis.merged_from", titles=", ".join(merged))] if merged else []),
            *_became(rows.promotions.get(cluster.cluster_id), rows, words),
        ],
        "said": [_line(one, rows, words) for one in said],
        "answers": [one.text for one in rows.answers if one.cluster_id == cluster.cluster_id],
    }


def _scores(scores: Sequence[Score], words: Words) -> list[str]:
    """By each criterion the mean of what people gave, and how many did."""
    given = {criterion: [one.points for one in scores if one.criterion == criterion] for criterion in CRITERIA}
    return [
        words.say(
            "document.score",
            criterion=words.say(f"criterion.{criterion}"),
            points=number(words.language, round(sum(points) / len(points), 1)),
            scores=words.count("document.scores", len(points)),
        )
        for criterion, points in given.items()
        if points
    ]


def _became(promotion: Promotion | None, rows: Rows, words: Words) -> list[str]:
    action = None if promotion is None else rows.actions.get(promotion.action_id)
    if action is None:
        return [] if promotion is None else [words.say("synthesis.promoted")]
    kept = [words.say("document.kept_action")] if action.action_id in rows.kept else []
    return [*kept, words.say("document.became", action=words.called(action), status=words.say(f"status.{action.status}"))]


def _line(one: Contribution, rows: Rows, words: Words) -> list[str]:
    """A row of a table: what was proposed, what for, and who said it where."""
    action = words.say("document.taken_back", text=one.action) if one.withdrawn else one.action
    who = [words.person(one.author_id), one.group_name, rows.workshops.get(one.workshop_id)]
    return [action, one.objective or "", " · ".join(part for part in who if part)]
