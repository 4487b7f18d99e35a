"""What proves that nobody rewrote a log: the newest checkpoint, the keys, and proofs. docs/evidence.md says what, and to whom."""

from typing import Annotated
from uuid import UUID

from litestar import MediaType, Response, get
from litestar.datastructures import State
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from events import catalogue
from events.audit.trees import Rewritten, Unsigned
from events.decider import Invalid
from service import access, problems, reading
from service.identity.actor import Who
from service.reading import View

#: May be left out as far as Litestar goes: who does not belong here is told nothing of what is asked for.
Count = Annotated[int | None, QueryParameter(ge=1, le=2**62)]


class IncludedProof(Struct, frozen=True):
    """That ``entry`` is leaf ``index`` of the tree that ``checkpoint`` is signed of, whose size is ``size``."""

    entry: bytes
    index: int
    size: int
    proof: list[bytes]
    checkpoint: str


class ConsistentProof(Struct, frozen=True):
    """That the tree of ``old`` leaves is how the one of ``new`` begins."""

    old: int
    new: int
    proof: list[bytes]


@get("/networks/{network_id:uuid}/evidence/checkpoint", operation_id="evidence_checkpoint", media_type=MediaType.TEXT)
async def newest_checkpoint(network_id: FromPath[UUID], actor: Who, state: State) -> Response[str]:
    """Show the newest checkpoint of this log, as it was signed: keep it, and nobody can rewrite the log unnoticed."""
    view = await reading.enter(state.networks, network_id, actor)
    signed = await state.evidence.look(view.network.network_id)
    if signed is None:
        raise problems.Missing("missing.checkpoint")
    return Response(signed.note, media_type=MediaType.TEXT)


@get("/networks/{network_id:uuid}/evidence/keys", operation_id="evidence_keys")
async def verifier_lines(network_id: FromPath[UUID], actor: Who, state: State) -> list[str]:
    """List a verifier line for every key that checkpoints of this log were signed with, the newest first."""
    view = await reading.enter(state.networks, network_id, actor)
    lines: list[str] = await state.evidence.verifiers(view.network.network_id)
    return lines


@get("/networks/{network_id:uuid}/evidence/inclusion", operation_id="evidence_inclusion")
async def inclusion(network_id: FromPath[UUID], actor: Who, state: State, position: Count = None, size: Count = None) -> IncludedProof:
    """Prove that an event is part of what was signed: at this size of a checkpoint, or at the newest."""
    view = await reading.enter(state.networks, network_id, actor)
    position = _named(position, "position")
    if not await _may_know_of(view, position):
        raise problems.Missing("missing.event")  # of an event that one may not know of as of one that is not there
    try:
        proof = await state.evidence.inclusion(view.network.network_id, position, size)
    except Unsigned:
        raise problems.Missing("missing.checkpoint") from None
    except Rewritten:
        raise problems.Conflict("evidence.rewritten") from None
    return IncludedProof(proof.entry, proof.index, proof.size, proof.hashes, proof.note)


@get("/networks/{network_id:uuid}/evidence/consistency", operation_id="evidence_consistency")
async def consistency(network_id: FromPath[UUID], actor: Who, state: State, old: Count = None, new: Count = None) -> ConsistentProof:
    """Prove that what was signed at one size is how what was signed at a later one begins."""
    view = await reading.enter(state.networks, network_id, actor)
    old, new = _named(old, "old"), _named(new, "new")
    try:
        proof = await state.evidence.consistency(view.network.network_id, old, new)
    except Unsigned:
        raise problems.Missing("missing.checkpoint") from None
    except Rewritten:
        raise problems.Conflict("evidence.rewritten") from None
    return ConsistentProof(old, new, proof)


def _named(count: int | None, parameter: str) -> int:
    if count is None:
        raise Invalid("This parameter is missing.", parameter, "invalid.missing_field", field=parameter)
    return count


async def _may_know_of(view: View, position: int) -> bool:
    """Is this person told that this happened, by the activity of the network or of a plan?"""
    if position > view.network.follower.position:
        return False
    if access.reads_all(view.standing):
        return True
    for recorded in await view.network.store.page(view.network.network_id, position - 1, 1):
        # What no program here can read may be about something restricted.
        if recorded.position == position and not isinstance(recorded.event, catalogue.Unread):
            return access.told(recorded, view.standing, view.named) is not None
    return False
