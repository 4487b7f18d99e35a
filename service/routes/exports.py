"""What leaves as a file of evidence, and who took along what."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from typing import IO, Annotated, Any
from uuid import UUID
from weakref import WeakSet

import asyncpg
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Stream
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta, Struct

from events import catalogue
from events.audit import bundle
from events.audit.bundle import Head
from events.audit.trees import Rewritten, Trees, Unsigned
from events.ids import PlanId
from projections.plan_list import plan_list
from projections.projection import AUDITORS
from projections.recent_activity import about, fold, recent_activity
from service import access, exports, problems, reading
from service.exports import Exported
from service.identity.actor import Who
from service.reading import View

PIECE = 1 << 18  # bytes sent at once
PATIENCE, LOOK = 3.0, 0.2  # seconds that the newest events have to be signed, and between two looks
WRITING = asyncio.Lock()  # a connection and a snapshot are held meanwhile
SENT_AT_ONCE = 4  # files wait on the disk until whoever asked has read them
SENDING: WeakSet[IO[bytes]] = WeakSet()


class EvidenceWish(Struct, frozen=True, forbid_unknown_fields=True):
    """A plan alone, or with none the whole network; ``sizes`` are of checkpoints that somebody kept, to compare a plan with."""

    plan: PlanId | None = None
    sizes: Annotated[tuple[Annotated[int, Meta(ge=1, le=2**62)], ...], Meta(max_length=20)] = ()


@post("/networks/{network_id:uuid}/evidence/bundle", status_code=HTTP_200_OK, operation_id="export_evidence")
async def export_evidence(network_id: FromPath[UUID], data: JSONBody[EvidenceWish], actor: Who, state: State) -> Response[Any]:
    """Take a network, or one plan, along with all that proves it: an archive that is checked without this service.

    A whole network is for who reads everything; a plan holds what its reader may know of. It is written down who took it.
    """
    view = _allowed(await reading.enter(state.networks, network_id, actor), data)
    if WRITING.locked() or sum(not one.closed for one in SENDING) >= SENT_AT_ONCE:
        raise problems.Busy("evidence.busy", headers={"Retry-After": "10"})
    async with WRITING:
        target = tempfile.TemporaryFile()  # noqa: SIM115 - closed once it was sent, or was not
        try:
            head, told = await _written(state, view, data, target)
            # Asked again after every wait: a right may have been taken back meanwhile, or an item kept to some.
            view = _allowed(await reading.enter(state.networks, network_id, actor), data)
            if not all(map(view.may_know_of, told)):
                raise problems.Busy("evidence.unsigned", headers=problems.SOON)
            what: exports.What = "plan_evidence" if data.plan else "network_evidence"
            await exports.note(state.pool, actor.person, what, view.network.network_id, data.plan)
        except BaseException:
            target.close()
            raise
    name = f"club21-{data.plan or network_id}-{head.epoch}.{head.size}.zip"
    headers = {"content-disposition": f'attachment; filename="{name}"', "content-length": str(target.tell())}
    target.seek(0)
    SENDING.add(target)
    return Stream(_pieces(target), media_type=bundle.MEDIA_TYPE, headers=headers)


@get("/networks/{network_id:uuid}/exports", operation_id="exports")
async def list_exports(network_id: FromPath[UUID], actor: Who, state: State, before: FromQuery[UUID | None] = None) -> list[Exported]:
    """List who took which file of this network along, the newest first: at most 200, those older than ``before`` where one is named.

    An auditor of one plan is told what left of that plan.
    """
    view = await reading.enter(state.networks, network_id, actor)
    return await exports.of_network(state.pool, view.network.network_id, before, _looked_into(view))


def _looked_into(view: View) -> set[UUID] | None:
    """The plans that somebody looks into, who looks into these alone: of others they are not told that they are there. None: all."""
    topics = [held.topics for held in view.standing.roles if held.role in access.OVERSEERS]
    if not all(topics):
        return None
    return {UUID(topic.removeprefix("plan:")) for one in topics for topic in one if topic.startswith("plan:")}


def _allowed(view: View, wish: EvidenceWish) -> View:
    if wish.plan is not None:
        view.row(plan_list, wish.plan, "missing.plan")
    elif not _reads_everything(view, f"network:{view.network.network_id}"):
        # A facilitator would learn what two people keep to themselves.
        raise problems.NotAllowed("evidence.whole")
    return view


async def _written(state: State, view: View, wish: EvidenceWish, target: IO[bytes]) -> tuple[Head, set[UUID]]:
    """The bundle as of the newest checkpoint, and, for who may not know of all, what it tells of; what is new is signed first."""
    network = view.network
    hidden, told = set[UUID](), set[UUID]()
    through = None
    if wish.plan is not None and not _reads_everything(view, f"plan:{wish.plan}"):
        through = network.follower.position  # of what begins while it waits, nobody has looked whether it may be known of
        async for recorded in network.store.plan(network.network_id, wish.plan, through):
            # What nobody here can read may be about something restricted.
            if isinstance(recorded.event, catalogue.Unread) or not view.seen(recent_activity, [fold(None, recorded)]):
                hidden.add(recorded.stream_id)
            else:
                told |= {recorded.stream_id, about(recorded)}
    waited = 0.0
    while waited < PATIENCE:
        signed = await state.evidence.look(network.network_id)
        if signed is not None and signed.size >= network.follower.position:
            break
        state.evidence.notice(network.network_id)
        await asyncio.sleep(LOOK)
        waited += LOOK
    try:
        async with state.pool.acquire() as db:
            trees = Trees(state.pool)
            head = await bundle.write(db, trees, network.network_id, target, wish.plan, sizes=wish.sizes, hidden=hidden, through=through)
            return head, told - hidden
    except (Unsigned, asyncpg.TransactionRollbackError):
        raise problems.Busy("evidence.unsigned", headers=problems.SOON) from None
    except Rewritten:
        raise problems.Conflict("evidence.rewritten") from None


def _reads_everything(view: View, topic: str) -> bool:
    return AUDITORS in access.audiences(view.standing, topic)


async def _pieces(target: IO[bytes]) -> AsyncIterator[bytes]:
    with target:
        while piece := await asyncio.to_thread(target.read, PIECE):
            yield piece
