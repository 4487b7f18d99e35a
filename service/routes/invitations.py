"""Invitations: a facilitator lets people into a network, each with a letter."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, delete, get, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED, HTTP_204_NO_CONTENT
from msgspec import Meta, Struct

from events import ids, network
from events.asking import Asking
from events.ids import AuthorityId, CommandId, PersonId, StreamId
from projections.network_profile import network_profile
from service import access, problems, reading
from service.identity import accounts, invitations, people
from service.identity.actor import Actor, Who
from service.identity.invitations import Invitation, InvitedRole
from service.languages import chosen
from service.mail import post as mail
from service.networks import Network


class NewInvitation(Struct, frozen=True, forbid_unknown_fields=True):
    """Whom to invite, and as what; an editor and an elected official act for an authority of the network."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    email: Annotated[str, Meta(min_length=3, max_length=254)]
    role: InvitedRole
    function: Annotated[str, Meta(max_length=200)] | None = None
    authority: AuthorityId | None = None


@get("/networks/{network_id:uuid}/invitations", operation_id="invitations")
async def list_invitations(network_id: FromPath[UUID], actor: Who, state: State) -> list[Invitation]:
    """List the invitations of this network, the newest first."""
    inviting = await _network(state, network_id, actor)
    async with state.pool.acquire() as connection:
        return await invitations.of_network(connection, inviting.network_id)


@post("/networks/{network_id:uuid}/invitations", status_code=HTTP_201_CREATED, operation_id="invite")
async def invite(
    network_id: FromPath[UUID], data: JSONBody[NewInvitation], actor: Who, state: State, request: Request[Any, Any, Any]
) -> Invitation:
    """Invite a person: they get the role at once, and a letter with a link that lasts a week."""
    inviting = await _network(state, network_id, actor)
    email = accounts.address(data.email)
    name = " ".join(data.name.split())
    async with state.pool.acquire() as connection:
        made = await invitations.make(connection, inviting.network_id, actor.person, name, data.function, email, data.role, data.authority)
    command = network.GiveRole(person=made.person_id, role=data.role, authority=data.authority)
    try:
        await _ask(inviting, actor, made.invitation_id, command)
    except Exception:
        async with state.pool.acquire() as connection:
            await invitations.revoke(connection, inviting.network_id, made.invitation_id)
        raise
    await _send(state, inviting, actor, made, 1, request)
    return made


@post("/networks/{network_id:uuid}/invitations/{invitation_id:uuid}/letters", status_code=HTTP_200_OK, operation_id="send_invitation_again")
async def send_again(
    network_id: FromPath[UUID], invitation_id: FromPath[UUID], actor: Who, state: State, request: Request[Any, Any, Any]
) -> Invitation:
    """Send the letter once more; the invitation lasts a week from now."""
    inviting = await _network(state, network_id, actor)
    async with state.pool.acquire() as connection:
        sent = await invitations.again(connection, inviting.network_id, invitation_id)
        found = await invitations.find(connection, inviting.network_id, invitation_id)
    if sent is None or found is None:
        raise problems.Missing("missing.invitation")
    await _send(state, inviting, actor, found, sent, request)
    return found


@delete("/networks/{network_id:uuid}/invitations/{invitation_id:uuid}", status_code=HTTP_204_NO_CONTENT, operation_id="revoke_invitation")
async def revoke(network_id: FromPath[UUID], invitation_id: FromPath[UUID], actor: Who, state: State) -> None:
    """Take an invitation back before it was accepted: its links are of no use, and the role is taken."""
    inviting = await _network(state, network_id, actor)
    async with state.pool.acquire() as connection:
        found = await invitations.find(connection, inviting.network_id, invitation_id)
        if found is None or not await invitations.revoke(connection, inviting.network_id, invitation_id):
            raise problems.Missing("missing.invitation")
    command = network.TakeRole(person=found.person_id, role=found.role, authority=found.authority_id)
    await _ask(inviting, actor, invitation_id, command)


async def _network(state: State, network_id: UUID, actor: Actor) -> Network:
    view = await reading.enter(state.networks, network_id, actor)
    if not any(held.role == "facilitator" for held in view.standing.roles):
        # The list holds addresses, and an invitation gives a role.
        raise access.FacilitatorsOnly
    return view.network


async def _ask(inviting: Network, actor: Actor, invitation_id: UUID, command: network.Command) -> None:
    """In the name of who invites: the log says who let whom in, and the rules say whether they may."""
    id = CommandId(ids.derived(invitation_id, type(command).__name__))
    receipt = await inviting.ask(Asking(id=id, stream=StreamId(inviting.network_id), command=command), actor.person)
    actor.stands = receipt.after


async def _send(state: State, inviting: Network, actor: Actor, made: Invitation, sent: int, request: Request[Any, Any, Any]) -> None:
    state.invites.failed(str(actor.person))
    profile = inviting.follower.row(network_profile, inviting.network_id)
    by = await people.named(state.pool, PersonId(actor.person))
    if made.email is None or not state.post.works:
        return
    async with state.pool.acquire() as connection:
        await mail.queue(
            connection,
            f"invitation:{made.invitation_id}:{sent}",
            "invitation",
            made.email,
            chosen(request.headers.get("accept-language", "")),
            made.person_id,
            invitation=str(made.invitation_id),
            network=profile.name if profile else "",
            by=by.name or "" if by else "",
        )
    state.post.wake()
