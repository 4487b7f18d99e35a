"""From what was said to a roadmap: syntheses, what is alike, lineage both ways, and roadmaps with their consultations."""

from uuid import UUID

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from events import roadmap
from events.ids import PlanId
from projections.consultation_board import Consultation, Opinion, consultation_list, consultation_opinions
from projections.plan_board import Card, plan_board
from projections.roadmap_board import Programme, Roadmap, roadmap_list, roadmap_programmes
from projections.synthesis_board import (
    Cluster,
    LinkedAnswer,
    Promotion,
    Score,
    SourcePlace,
    synthesis_answers,
    synthesis_clusters,
    synthesis_promotions,
    synthesis_scores,
    synthesis_sources,
)
from projections.synthesis_list import Synthesis, synthesis_list
from projections.workshop_board import Contribution, workshop_board
from projections.workshop_list import workshop_list
from service import likeness, lineage, reading
from service.documents import leaving, printing
from service.documents import synthesis as on_paper
from service.documents.stand import stand
from service.identity.actor import Who
from service.languages import Language
from service.likeness import Alike, Said
from service.lineage import Lineage


class SynthesisPage(Struct, frozen=True):
    """One synthesis, whole, as it stood at ``token``: its clusters, what came of them, where contributions stand, and what was said."""

    token: str
    synthesis: Synthesis
    clusters: list[Cluster]
    promotions: list[Promotion]
    sources: list[SourcePlace]
    answers: list[LinkedAnswer]
    scores: list[Score]
    contributions: list[Contribution]


class RoadmapPage(Struct, frozen=True):
    """One roadmap, whole, as it stood at ``token``: its programmes, its consultations with their opinions, and the actions."""

    token: str
    roadmap: Roadmap
    programmes: list[Programme]
    consultations: list[Consultation]
    opinions: list[Opinion]
    actions: list[Card]


@get("/networks/{network_id:uuid}/syntheses", operation_id="syntheses")
async def syntheses(
    network_id: FromPath[UUID], actor: Who, state: State, after: FromQuery[str | None] = None, at: FromQuery[str | None] = None
) -> list[Synthesis]:
    """List the syntheses of a network."""
    return (await reading.enter(state.networks, network_id, actor, after, at)).rows(synthesis_list)


@get("/networks/{network_id:uuid}/syntheses/{synthesis_id:uuid}", operation_id="synthesis")
async def one_synthesis(
    network_id: FromPath[UUID],
    synthesis_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> SynthesisPage:
    """Show one synthesis whole, now or at the moment ``at``: every contribution of its workshops is in it, in a cluster or not."""
    view = await reading.enter(state.networks, network_id, actor, after, at)
    row = view.row(synthesis_list, synthesis_id, "missing.synthesis")
    return SynthesisPage(
        token=str(actor.stands),
        synthesis=row,
        clusters=[one for one in view.rows(synthesis_clusters) if one.synthesis_id == synthesis_id],
        promotions=[one for one in view.rows(synthesis_promotions) if one.synthesis_id == synthesis_id],
        sources=[one for one in view.rows(synthesis_sources) if one.synthesis_id == synthesis_id],
        answers=[one for one in view.rows(synthesis_answers) if one.synthesis_id == synthesis_id],
        scores=[one for one in view.rows(synthesis_scores) if one.synthesis_id == synthesis_id],
        contributions=[one for one in view.rows(workshop_board) if one.workshop_id in row.workshop_ids],
    )


@get("/networks/{network_id:uuid}/syntheses/{synthesis_id:uuid}/synthesis.pdf", operation_id="synthesis_pdf")
async def synthesis_pdf(
    network_id: FromPath[UUID],
    synthesis_id: FromPath[UUID],
    actor: Who,
    state: State,
    request: Request[object, object, State],
    language: FromQuery[Language | None] = None,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Take a synthesis along as a tagged PDF: its clusters, what was said by whom, what came of it. Names are those known today."""
    now = await reading.enter(state.networks, network_id, actor, after)
    now.row(synthesis_list, synthesis_id, "missing.synthesis")
    words = await leaving.words(now, state, request, language)
    view = await reading.at(now, None, at, actor)
    row = view.row(synthesis_list, synthesis_id, "missing.synthesis")
    promotions = {one.cluster_id: one for one in view.rows(synthesis_promotions) if one.synthesis_id == synthesis_id}
    kept = [one.action_id for one in promotions.values() if view.named(one.action_id) is not None]
    rows = on_paper.Rows(
        synthesis=row,
        clusters=[one for one in view.rows(synthesis_clusters) if one.synthesis_id == synthesis_id],
        promotions=promotions,
        places=[one for one in view.rows(synthesis_sources) if one.synthesis_id == synthesis_id],
        answers=[one for one in view.rows(synthesis_answers) if one.synthesis_id == synthesis_id],
        scores=[one for one in view.rows(synthesis_scores) if one.synthesis_id == synthesis_id],
        contributions=[one for one in view.rows(workshop_board) if one.workshop_id in row.workshop_ids],
        workshops={one.workshop_id: one.title for one in view.rows(workshop_list)},
        actions={one.action_id: one for one in view.rows(plan_board)},
        kept=kept,
    )
    body = await printing.pdf("synthesis.typ", on_paper.told(rows, stand(view), words))
    name = f"synthese-{view.today}.pdf"
    return await leaving.leave(body, printing.PDF, name, "synthesis_pdf", synthesis_id, view, actor, state, kept)


@get("/networks/{network_id:uuid}/syntheses/{synthesis_id:uuid}/alike", operation_id="alike")
async def alike(
    network_id: FromPath[UUID],
    synthesis_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> list[Alike]:
    """Suggest which contributions of a synthesis may say the same, with the words by which they do; those already together are left out."""
    view = await reading.enter(state.networks, network_id, actor, after, at)
    row = view.row(synthesis_list, synthesis_id, "missing.synthesis")
    placed: dict[UUID, UUID | None] = {
        one.contribution_id: one.cluster_id for one in view.rows(synthesis_sources) if one.synthesis_id == synthesis_id
    }
    return likeness.alike(
        Said(one.workshop_id, one.contribution_id, f"{one.action} {one.objective or ''}", placed.get(one.contribution_id))
        for one in view.rows(workshop_board)
        if one.workshop_id in row.workshop_ids and not one.withdrawn
    )


@get("/networks/{network_id:uuid}/actions/{action_id:uuid}/lineage", operation_id="action_lineage")
async def action_lineage(
    network_id: FromPath[UUID],
    action_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> Lineage:
    """Tell where an action comes from: every contribution, with its author and its workshop, and what happened since."""
    view = await reading.enter(state.networks, network_id, actor, after, at)
    return lineage.of_action(view, action_id, str(actor.stands))


@get("/networks/{network_id:uuid}/contributions/{contribution_id:uuid}/fate", operation_id="contribution_fate")
async def contribution_fate(
    network_id: FromPath[UUID],
    contribution_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> Lineage:
    """Tell what became of a contribution: where it was gathered, why it was set aside, or which action came of it and how that goes."""
    view = await reading.enter(state.networks, network_id, actor, after, at)
    return lineage.of_contribution(view, contribution_id, str(actor.stands))


@get("/networks/{network_id:uuid}/roadmaps", operation_id="roadmaps")
async def roadmaps(
    network_id: FromPath[UUID], actor: Who, state: State, after: FromQuery[str | None] = None, at: FromQuery[str | None] = None
) -> list[Roadmap]:
    """List the roadmaps of a network, and how far each has come."""
    return (await reading.enter(state.networks, network_id, actor, after, at)).rows(roadmap_list)


@get("/networks/{network_id:uuid}/plans/{plan_id:uuid}/roadmap", operation_id="roadmap")
async def one_roadmap(
    network_id: FromPath[UUID],
    plan_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> RoadmapPage:
    """Show the roadmap that a plan is, now or at the moment ``at``: its stage, its programmes, its consultations and its actions."""
    now = await reading.enter(state.networks, network_id, actor, after)
    now.row(roadmap_list, roadmap.stream_of(PlanId(plan_id)), "missing.roadmap")
    view = await reading.at(now, plan_id, at, actor)
    return RoadmapPage(
        token=str(actor.stands),
        roadmap=view.row(roadmap_list, roadmap.stream_of(PlanId(plan_id)), "missing.roadmap"),
        programmes=sorted((one for one in view.rows(roadmap_programmes) if one.plan_id == plan_id), key=lambda one: one.year),
        consultations=[one for one in view.rows(consultation_list) if one.plan_id == plan_id],
        opinions=[one for one in view.rows(consultation_opinions) if one.plan_id == plan_id],
        actions=[one for one in view.rows(plan_board) if one.plan_id == plan_id],
    )
