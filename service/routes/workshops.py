"""Workshops: those of a network, one of them whole, the code by which guests join it, and joining."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody, MultipartBody
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED
from msgspec import Meta, Struct

from events import fields, ids, line, workshop
from events.asking import Asking
from events.decider import Invalid
from events.fields import Line
from events.ids import CommandId, PersonId, StreamId
from events.workshop import AuthorKind, Group
from projections.conflict_inbox import Wish, conflict_inbox
from projections.network_profile import network_profile
from projections.workshop_board import Contribution, workshop_board
from projections.workshop_list import Workshop, workshop_list
from projections.workshop_room import (
    WorkshopGroup,
    WorkshopQuestion,
    WorkshopSeat,
    WorkshopTally,
    workshop_groups,
    workshop_questions,
    workshop_seats,
    workshop_tally,
)
from service import problems, qr, reading
from service.files import contribution_import
from service.files.contribution_import import ContributionOffer, ContributionsResult, ContributionsTaken
from service.identity import entering, guests, people
from service.identity.actor import Actor, Who
from service.identity.guests import Joining
from service.identity.people import Connection
from service.languages import Language, chosen
from service.networks import Network
from service.uploads import LARGEST, Upload, is_form


class WorkshopPage(Struct, frozen=True):
    """One workshop, whole, as it stood at ``token``; ``day`` says how much all workshops of its meeting come to."""

    token: str
    workshop: Workshop
    questions: list[WorkshopQuestion]
    groups: list[WorkshopGroup]
    seats: list[WorkshopSeat]
    contributions: list[Contribution]
    conflicts: list[Wish]
    day: list[WorkshopTally]


class WorkshopCode(Struct, frozen=True):
    """The code of a workshop, told this once. It lets guests in until the workshop closes or another code is made.

    ``address`` leads to the door with the code filled in; ``qr`` is the same as the path of an SVG, in a square of so many ``modules``.
    """

    code: str
    address: str
    qr: str
    modules: int


class Join(Struct, frozen=True, forbid_unknown_fields=True):
    """A guest at the door of a workshop: the code on the wall, and who they are to those in the room."""

    code: Annotated[str, Meta(pattern=r"^[0-9]{6}$(?!\n)")]
    name: Line
    structure: Line
    kind: AuthorKind
    group: Group | None = None


class Joined(Struct, frozen=True):
    """A guest, and the one workshop that is theirs to see."""

    person_id: PersonId
    name: str | None
    network_id: UUID
    workshop_id: UUID
    time_zone: str


@get("/networks/{network_id:uuid}/workshops", operation_id="workshops")
async def workshops(
    network_id: FromPath[UUID], actor: Who, state: State, after: FromQuery[str | None] = None, at: FromQuery[str | None] = None
) -> list[Workshop]:
    """List the workshops of a network, closed ones included, now or at the moment ``at``; to a guest, their own."""
    view = await reading.enter(state.networks, network_id, actor, after, at)
    return view.rows(workshop_list)


@get("/networks/{network_id:uuid}/workshops/{workshop_id:uuid}", operation_id="workshop")
async def one_workshop(
    network_id: FromPath[UUID],
    workshop_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> WorkshopPage:
    """Show one workshop whole, now or at the moment ``at``: what it asks, its groups, what was proposed, and which wishes for it met."""
    view = await reading.enter(state.networks, network_id, actor, after, at)
    shown = view.row(workshop_list, workshop_id, "missing.workshop")
    asked = [row for row in view.rows(workshop_questions) if row.workshop_id == workshop_id]
    return WorkshopPage(
        token=str(actor.stands),
        workshop=shown,
        questions=sorted(asked, key=lambda row: row.order_key),
        groups=[row for row in view.rows(workshop_groups) if row.workshop_id == workshop_id],
        seats=[row for row in view.rows(workshop_seats) if row.workshop_id == workshop_id],
        contributions=[row for row in view.rows(workshop_board) if row.workshop_id == workshop_id],
        conflicts=[row for row in view.rows(conflict_inbox) if row.stream_id == workshop_id],
        day=[row for row in view.rows(workshop_tally) if row.meeting_id is not None and row.meeting_id == shown.meeting_id],
    )


@post("/networks/{network_id:uuid}/workshops/{workshop_id:uuid}/code", status_code=HTTP_201_CREATED, operation_id="make_workshop_code")
async def make_workshop_code(network_id: FromPath[UUID], workshop_id: FromPath[UUID], actor: Who, state: State) -> WorkshopCode:
    """Make the code by which guests join an open workshop; the one it had is of no use any more."""
    view = await reading.enter(state.networks, network_id, actor)
    row = view.row(workshop_list, workshop_id, "missing.workshop")
    if row.closed_at is not None:
        raise workshop.IsClosed
    async with state.pool.acquire() as connection:
        code = await guests.make_code(connection, Joining(row.network_id, workshop_id, row.sitting), actor.person)
    address = f"{state.settings.base_url}/atelier#{code}"  # what follows # reaches no server, and so no log of one
    return WorkshopCode(code, address, *qr.drawn(address))


@post(
    "/networks/{network_id:uuid}/contributions/imports",
    status_code=HTTP_200_OK,
    operation_id="offer_contributions",
    dto=None,
    request_max_body_size=LARGEST,
    before_request=is_form,
)
async def offer_contributions(
    network_id: FromPath[UUID], data: MultipartBody[Upload], actor: Who, state: State, request: Request[Any, Any, Any]
) -> ContributionOffer:
    """Check the tables that workshops wrote up: what each row would bring, and what a person should look at. Nothing is changed."""
    view = await reading.enter(state.networks, network_id, actor)
    return await contribution_import.offer(view.network, await data.file.read(), data.file.filename, _language(request))


@post("/networks/{network_id:uuid}/contributions/imports/{file_id:uuid}/run", status_code=HTTP_200_OK, operation_id="take_contributions")
async def take_contributions(
    network_id: FromPath[UUID],
    file_id: FromPath[UUID],
    data: JSONBody[ContributionsTaken],
    actor: Who,
    state: State,
    request: Request[Any, Any, Any],
) -> ContributionsResult:
    """Take what a person confirmed of a check, cut and corrected: one command a row. Asked again, it takes only what is left."""
    view = await reading.enter(state.networks, network_id, actor)
    result = await contribution_import.take(view.network, file_id, data, actor.person, _language(request))
    actor.stands = result.after or actor.stands
    return result


def _language(request: Request[Any, Any, Any]) -> Language:
    return chosen(request.headers.get("accept-language", ""))


@post("/workshops/join", status_code=HTTP_200_OK, operation_id="join_workshop")
async def join(data: JSONBody[Join], state: State, request: Request[Any, Any, Any]) -> Response[Joined]:
    """Join a workshop by its code, without an account; the answer sets a cookie that opens this workshop and nothing else."""
    name, structure = (_said(text, at) for text, at in ((data.name, ".name"), (data.structure, ".structure")))
    actor: Actor | None = request.scope.get("user")
    if actor is not None and not actor.guest:
        raise problems.Conflict("workshop.signed_in")  # a guest's cookie would take the place of their own
    visitor = entering.visitor(request, state.settings)
    async with state.pool.acquire() as connection:
        joining = await guests.look_up(connection, visitor.address, data.code)
    if joining is None:
        raise problems.Missing("workshop.wrong_code")
    network: Network = await state.networks.open(joining.network_id)
    async with state.pool.acquire() as connection:
        guest = await _again(connection, actor, joining) or PersonId(ids.new())
    admitting = workshop.Admit(guest=guest, kind=data.kind, group=data.group, sitting=joining.sitting)
    asking = Asking(id=CommandId(ids.new()), stream=StreamId(joining.workshop_id), command=admitting)
    try:
        receipt = await network.ask(asking, PersonId(network.network_id))
    except (workshop.IsClosed, workshop.NotOpened, line.Missing):
        # What has closed is told like what never was: nobody learns from here which codes were ever good.
        async with state.pool.acquire() as connection:
            await guests.failed(connection, visitor.address)
        raise problems.Missing("workshop.wrong_code") from None
    async with state.pool.acquire() as connection, connection.transaction():
        await people.add(connection, name, structure, guest)
        await people.meet(connection, network.network_id, guest)
        await guests.note(connection, guest, network.network_id, joining.workshop_id)
        cookies = await entering.begin(state.sessions, state.settings, connection, guest, "link", visitor, guests.LASTS)
    await state.people.look(network.network_id)
    await network.reached(ids.Token.parse(receipt.after))
    return Response(_joined(network, guest, name, joining.workshop_id), cookies=cookies)


@get("/workshops/joined", operation_id="joined_workshop")
async def joined(actor: Who, state: State) -> Joined:
    """Say which workshop this guest joined, while it is open."""
    of = await guests.of(state.pool, actor.person)
    if of is None:
        raise problems.SignedOut
    network: Network = await state.networks.open(of[0])
    if network.standing(actor.person) is None:
        raise problems.SignedOut  # the workshop is over, and with it what their session was for
    known = await people.named(state.pool, actor.person)
    return _joined(network, actor.person, known.name if known else None, of[1])


def _joined(network: Network, guest: PersonId, name: str | None, workshop_id: UUID) -> Joined:
    profile = network.follower.row(network_profile, network.network_id)
    assert profile is not None  # noqa: S101 - position 1 of every log founds the network
    return Joined(guest, name, network.network_id, workshop_id, profile.time_zone)


async def _again(connection: Connection, actor: Actor | None, joining: Joining) -> PersonId | None:
    """The same guest, who joins the same workshop again in the same browser: what they proposed before stays theirs."""
    if actor is None or await guests.of(connection, actor.person) != (joining.network_id, joining.workshop_id):
        return None
    return actor.person


def _said(text: str, at: str) -> str:
    said = fields.clean(text, at, line=True)
    if not said:
        raise Invalid("This text can not be empty.", at, key="invalid.empty")
    return said
