"""Members: the authorities of a network, the people it knows, and what each of them may do."""

from typing import Annotated
from uuid import UUID

from litestar import delete, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_201_CREATED, HTTP_204_NO_CONTENT
from msgspec import Meta, Struct

from events import fields
from events.decider import Invalid
from events.ids import AuthorityId, PersonId
from events.network import GUESTS
from projections.member_list import Member, member_list
from projections.rights import Standing, rights
from service import access, problems, reading, rights_report
from service.identity import accounts, people, profiles
from service.identity.actor import Who
from service.identity.people import Known
from service.rights_report import RightsThen


class NewPerson(Struct, frozen=True, forbid_unknown_fields=True):
    """Who speaks for an authority without an account of their own; a contact is kept only with ``agreed``: they said so to who asks."""

    authority: AuthorityId
    name: fields.Line
    function: fields.Line | None = None
    mandate: fields.Line | None = None
    contact_email: Annotated[str, Meta(max_length=254)] | None = None
    contact_phone: Annotated[str, Meta(max_length=40)] | None = None
    agreed: bool = False


class Introduced(Struct, frozen=True):
    """The id by which a person stands in the log."""

    person_id: PersonId


@get("/networks/{network_id:uuid}/members", operation_id="members")
async def members(
    network_id: FromPath[UUID], actor: Who, state: State, after: FromQuery[str | None] = None, at: FromQuery[str | None] = None
) -> list[Member]:
    """List the authorities of a network, those that left included."""
    return (await reading.enter(state.networks, network_id, actor, after, at)).rows(member_list)


@get("/networks/{network_id:uuid}/people", operation_id="people")
async def known_people(network_id: FromPath[UUID], actor: Who, state: State, after: FromQuery[str | None] = None) -> list[Known]:
    """List the people this network knows: those who sign in, and those whose names an import brought."""
    view = await reading.enter(state.networks, network_id, actor, after)
    return [*(await state.people.of(view.network.network_id)).people.values()]


@post("/networks/{network_id:uuid}/people", status_code=HTTP_201_CREATED, operation_id="introduce_person")
async def introduce(network_id: FromPath[UUID], data: JSONBody[NewPerson], actor: Who, state: State) -> Introduced:
    """Let the network know a person who has no account, so that they can be named as referent; no event says who they are."""
    view = await reading.enter(state.networks, network_id, actor)
    of = view.row(member_list, data.authority, "missing.authority")
    if of.left_at is not None:
        raise problems.Missing("missing.authority")
    acting = [held.role for held in view.standing.roles if held.role == "facilitator" or held.authority_id == data.authority]
    if not any(role in ("facilitator", "editor", "elected_official") or (role == "partner" and of.kind in GUESTS) for role in acting):
        raise access.NotTheirAuthority
    name = fields.clean(data.name, ".name", line=True)
    if not people.normalised(name):
        raise Invalid("This text can not be empty.", ".name", key="invalid.empty")
    function, mandate, phone = (
        fields.clean(getattr(data, field) or "", f".{field}", line=True) or None for field in ("function", "mandate", "contact_phone")
    )
    email = accounts.address(data.contact_email, ".contact_email") if data.contact_email else None
    if (email or phone) and not data.agreed:
        raise Invalid("A contact is kept only of who agreed to it.", ".agreed", key="invalid.contact_not_agreed")
    async with state.pool.acquire() as connection, connection.transaction():
        person = await people.introduce(connection, view.network.network_id, name, function)
        if person is None:
            raise problems.Conflict("people.known_already", name=name)
        await profiles.change(connection, person, name, function, mandate, email, phone)
        if data.agreed:
            await profiles.agree(connection, person, "contact", given=True, wording=profiles.TOLD)
    await state.people.look(view.network.network_id)
    return Introduced(person)


@delete("/networks/{network_id:uuid}/people/{person_id:uuid}", status_code=HTTP_204_NO_CONTENT, operation_id="erase_person")
async def erase(network_id: FromPath[UUID], person_id: FromPath[UUID], actor: Who, state: State) -> None:
    """Erase a person who has no account and asked for it in some other way; it can not be undone. Anyone else asks on their own page."""
    view = await reading.enter(state.networks, network_id, actor)
    if not any(held.role == "facilitator" for held in view.standing.roles):
        # Without this, whoever can introduce a person could erase those whom others introduced.
        raise access.FacilitatorsOnly
    async with state.pool.acquire() as connection:
        if not await people.has_no_account(connection, view.network.network_id, PersonId(person_id)):
            raise problems.Missing("missing.person")
    await state.erasing.erase(PersonId(person_id), PersonId(actor.person))


@get("/networks/{network_id:uuid}/rights", operation_id="rights")
async def standings(network_id: FromPath[UUID], actor: Who, state: State, after: FromQuery[str | None] = None) -> list[Standing]:
    """List who has which role in this network, and who is suspended."""
    return (await reading.enter(state.networks, network_id, actor, after)).rows(rights)


@get("/networks/{network_id:uuid}/rights/report", operation_id="rights_report")
async def report(
    network_id: FromPath[UUID], actor: Who, state: State, after: FromQuery[str | None] = None, at: FromQuery[str | None] = None
) -> RightsThen:
    """Report who has, or had at a moment, which role, and what is kept to whom: since when, by whom and why. It grants nothing."""
    view = await reading.enter(state.networks, network_id, actor, after, at)
    return await rights_report.of(view, state.networks.store, str(actor.stands))
