"""One's own data: what is known, what is shown, all of it to take along, and what one asks about it; and who answers that."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.datastructures import State, UploadFile
from litestar.params import FromPath, FromQuery, JSONBody, MultipartBody
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT, HTTP_304_NOT_MODIFIED
from msgspec import Meta, Struct

from events import fields
from events.decider import Invalid
from events.ids import AuthorityId, NetworkId, PersonId
from projections.directory import directory
from projections.member_list import member_list
from projections.referent_list import referent_list
from service import access, exports, membership, problems, reading
from service.files import contact_cards as cards
from service.identity import accounts, photos, profiles, proving, requests
from service.identity.actor import Actor, Who
from service.identity.profiles import Consent, Profile, Shown
from service.identity.requests import DataRequest, Kind, Outcome

Text = Annotated[str, Meta(max_length=2000)]

LARGEST = photos.MAX_FILE + 100_000  # what stands around the file in a form
MOST_CARDS = 500  # in one address
#: A photo is no page: opened by itself it loads nothing, runs nothing and asks for nothing.
PICTURE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"


class MyData(Struct, frozen=True):
    """What is known of oneself, what one agreed to, what one asked; ``proved`` says that erasure needs no password just now."""

    profile: Profile
    photo: str | None
    consents: list[Consent]
    requests: list[DataRequest]
    proved: bool


class NewProfile(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be known of oneself; what is left out is not known any more."""

    name: fields.Line
    function: fields.Line | None = None
    mandate: fields.Line | None = None
    contact_email: Annotated[str, Meta(max_length=254)] | None = None
    contact_phone: Annotated[str, Meta(max_length=40)] | None = None


class NewConsent(Struct, frozen=True, forbid_unknown_fields=True):
    """What one agrees to, or does not any more."""

    about: Literal["contact"]  # to a photo one agrees by giving it
    given: bool


class NewPhoto(Struct):
    """A picture from a form, and that one agrees to it being shown: ``yes``."""

    file: UploadFile
    agreed: Annotated[str, Meta(max_length=10)] = ""


class NewRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """What one asks, and of which network's facilitators; of whoever runs the service where none is named.

    ``former`` is the password, for an erasure asked in a session that did not begin by a link just now.
    """

    kind: Kind
    network_id: NetworkId | None = None
    note: Text | None = None
    former: Annotated[str, Meta(max_length=1000)] | None = None


class Answer(Struct, frozen=True, forbid_unknown_fields=True):
    """What came of a request; a refusal says why. An erasure that is done can not be undone."""

    outcome: Outcome
    answer: Text | None = None


@get("/my-data", operation_id="my_data")
async def my_data(actor: Who, state: State) -> MyData:
    """Show what is known of oneself."""
    async with state.pool.acquire() as connection:
        mine = await profiles.of_person(connection, actor.person)
        if mine is None:
            raise problems.Missing("missing.person")
        photo = await photos.of_person(connection, actor.person)
        agreed = await profiles.consents(connection, actor.person)
        asked = await requests.of_person(connection, actor.person)
    return MyData(mine, photo, agreed, asked, await state.sessions.freshly_proved(actor.session, proving.FRESH))


@post("/my-data", status_code=HTTP_204_NO_CONTENT, operation_id="change_my_data")
async def change_my_data(data: JSONBody[NewProfile], actor: Who, state: State) -> None:
    """Change what is known of oneself; every screen follows."""
    name = fields.clean(data.name, ".name", line=True)
    if not name:
        raise Invalid("This text can not be empty.", ".name", key="invalid.empty")
    function, mandate, phone = (
        fields.clean(getattr(data, field) or "", f".{field}", line=True) or None for field in ("function", "mandate", "contact_phone")
    )
    email = accounts.address(data.contact_email, ".contact_email") if data.contact_email else None
    async with state.pool.acquire() as connection:
        await profiles.change(connection, actor.person, name, function, mandate, email, phone)
    await state.people.look_again()


@post("/my-data/consents", status_code=HTTP_204_NO_CONTENT, operation_id="agree")
async def agree(data: JSONBody[NewConsent], actor: Who, state: State) -> None:
    """Agree to being shown in the directory of one's networks, or withdraw that: it holds at once."""
    async with state.pool.acquire() as connection:
        await profiles.agree(connection, actor.person, data.about, given=data.given)


async def _is_form(request: Request[Any, Any, Any]) -> None:
    """Told before the body is read."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise problems.WrongType("photo.no_form")
    if int(request.headers.get("content-length", "0")) > LARGEST:
        raise problems.TooLarge("photo.too_large", megabytes=photos.MAX_FILE // 1_000_000)


@post(
    "/my-data/photo",
    status_code=HTTP_204_NO_CONTENT,
    operation_id="show_photo",
    dto=None,
    request_max_body_size=LARGEST,
    before_request=_is_form,
)
async def show_photo(data: MultipartBody[NewPhoto], actor: Who, state: State) -> None:
    """Give a photo of oneself (JPEG, PNG or WebP), and agree to one's networks being shown it; what is kept is a small square."""
    if data.agreed != "yes":
        raise Invalid("A photo is shown only to who agreed to it.", ".agreed", key="invalid.not_agreed")
    await state.photos.keep(actor.person, await data.file.read())
    await state.people.look_again()


@delete("/my-data/photo", status_code=HTTP_204_NO_CONTENT, operation_id="drop_photo")
async def drop_photo(actor: Who, state: State) -> None:
    """Agree no more to one's photo being shown: it is deleted at once."""
    await state.photos.drop(actor.person)
    await state.people.look_again()


@get("/networks/{network_id:uuid}/people/{person_id:uuid}/photo", operation_id="photo")
async def photo(
    network_id: FromPath[UUID], person_id: FromPath[UUID], actor: Who, state: State, request: Request[Any, Any, Any]
) -> Response[bytes]:
    """Show the photo of somebody who belongs to the network, as long as they agree."""
    view = await reading.enter(state.networks, network_id, actor)
    shown = await state.photos.shown_in(view.network.network_id, PersonId(person_id)) if _belongs(view, person_id) else None
    if shown is None:
        raise problems.Missing("missing.photo")
    # A browser may keep it and has to ask before it shows it again: whoever takes back their consent is gone from there as well.
    headers = {"cache-control": "private, no-cache", "etag": f'"{shown.revision}"', "content-security-policy": PICTURE_POLICY}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(b"", status_code=HTTP_304_NOT_MODIFIED, headers=headers)
    return Response(shown.image, media_type=photos.MEDIA_TYPE, headers=headers)


@get("/my-data/export", operation_id="export_my_data")
async def export_my_data(actor: Who, state: State) -> Response[dict[str, Any]]:
    """All that is kept of oneself, as one JSON document to take along."""
    async with state.pool.acquire() as connection:
        told = await profiles.everything(connection, actor.person)
        asked = [msgspec.to_builtins(one) for one in await requests.of_person(connection, actor.person)]
        picture = await photos.of_person(connection, actor.person)
    await exports.note(state.pool, actor.person, "my_data")
    name = f"club21-{datetime.now(UTC):%Y-%m-%d}.json"
    return Response({**told, "photo": picture, "requests": asked}, headers={"content-disposition": f'attachment; filename="{name}"'})


@post("/my-data/requests", status_code=HTTP_204_NO_CONTENT, operation_id="ask_about_my_data")
async def ask_about_my_data(data: JSONBody[NewRequest], actor: Who, state: State) -> None:
    """Ask for access, a correction, a copy, or to be erased: it is answered within a month."""
    if data.network_id is not None:
        mine = await membership.of_person(state.pool, state.networks, actor.person)
        if data.network_id not in {one.network_id for one in mine}:
            raise problems.Missing("missing.network")
    async with state.pool.acquire() as connection:
        if data.kind == "erasure":
            await proving.prove(state, actor, await accounts.of_person(connection, actor.person), data.former)
        note = fields.clean(data.note or "", ".note") or None
        await requests.ask(connection, actor.person, data.network_id, data.kind, note)


@delete("/my-data/requests/{request_id:uuid}", status_code=HTTP_204_NO_CONTENT, operation_id="cancel_request")
async def cancel_request(request_id: FromPath[UUID], actor: Who, state: State) -> None:
    """Take a request back, as long as nobody answered it."""
    async with state.pool.acquire() as connection:
        if not await requests.cancel(connection, actor.person, request_id):
            raise problems.Missing("missing.request")


@get("/networks/{network_id:uuid}/contacts", operation_id="contacts")
async def contacts(network_id: FromPath[UUID], actor: Who, state: State) -> list[Shown]:
    """List mandates, and the contacts of those who agreed to show them, as long as they belong here."""
    view = await reading.enter(state.networks, network_id, actor)
    async with state.pool.acquire() as connection:
        return [one for one in await profiles.shown_in(connection, view.network.network_id) if _belongs(view, one.person_id)]


@get("/networks/{network_id:uuid}/contacts.vcf", operation_id="contact_cards")
async def contact_cards(
    network_id: FromPath[UUID],
    actor: Who,
    state: State,
    authority: FromQuery[Annotated[list[AuthorityId], Meta(max_length=MOST_CARDS)] | None] = None,
    person: FromQuery[Annotated[list[PersonId], Meta(max_length=MOST_CARDS)] | None] = None,
) -> Response[bytes]:
    """Take members and those who speak for them along as vCard: of these members, of these people alone, or of all."""
    view = await reading.enter(state.networks, network_id, actor)
    network = view.network.network_id
    known = (await state.people.of(network)).people
    async with state.pool.acquire() as connection:
        shown = {one.person_id: one for one in await profiles.shown_in(connection, network) if _belongs(view, one.person_id)}
    speaking = [one for one in view.rows(referent_list) if one.retired_at is None]
    here = [one for one in view.rows(member_list) if one.left_at is None]
    wanted = here if authority is None and person is None else [one for one in here if one.authority_id in (authority or ())]
    of = {one.authority_id for one in wanted}
    speaking = [one for one in speaking if one.authority_id in of or one.person_id in (person or ())]
    if not wanted and not speaking:
        raise problems.Missing("missing.person" if authority is None else "missing.authority")
    await exports.note(state.pool, actor.person, "contact_cards", network)
    entries = {one.authority_id: one for one in view.rows(directory)}
    address = f"{state.settings.base_url}/networks/{network}/directory"
    names = {AuthorityId(one.authority_id): one.name for one in here}
    body = cards.cards(wanted, names, entries, speaking, known, shown, address)
    headers = {"content-disposition": 'attachment; filename="contacts.vcf"', "cache-control": "no-store"}
    return Response(body, media_type=cards.MEDIA_TYPE, headers=headers)


@get("/networks/{network_id:uuid}/data-requests", operation_id="data_requests")
async def data_requests(network_id: FromPath[UUID], actor: Who, state: State) -> list[DataRequest]:
    """List what people of this network ask about their data, what is due first at the top."""
    asked = await _facilitated(state, network_id, actor)
    async with state.pool.acquire() as connection:
        return await requests.of_network(connection, asked)


@post("/networks/{network_id:uuid}/data-requests/{request_id:uuid}", status_code=HTTP_200_OK, operation_id="answer_request")
async def answer_request(
    network_id: FromPath[UUID], request_id: FromPath[UUID], data: JSONBody[Answer], actor: Who, state: State
) -> DataRequest:
    """Answer a request: done, or refused with the reason. An erasure that is carried out can not be undone."""
    asked_of = await _facilitated(state, network_id, actor)
    told = fields.clean(data.answer or "", ".answer") or None
    if data.outcome == "refused" and told is None:
        raise Invalid("Say why.", ".answer", key="invalid.empty")
    async with state.pool.acquire() as connection:
        asked = {one.request_id: one for one in await requests.of_network(connection, asked_of)}.get(request_id)
        if asked is None or asked.stage != "open":
            raise problems.Missing("missing.request")
    if asked.kind == "erasure" and data.outcome == "done":
        await state.erasing.erase(asked.person_id, PersonId(actor.person))
    else:
        async with state.pool.acquire() as connection:
            await requests.answer(connection, request_id, asked_of, data.outcome, PersonId(actor.person), told)
    async with state.pool.acquire() as connection:
        return {one.request_id: one for one in await requests.of_network(connection, asked_of)}[request_id]


def _belongs(view: reading.View, person: UUID) -> bool:
    """Has this person a role here, or do they speak for a member? A network that they left keeps their name, and nothing private."""
    standing = view.network.standing(PersonId(person))
    if standing is not None and bool(standing.roles):
        return not standing.suspended
    return any(one.person_id == person and one.retired_at is None for one in view.rows(referent_list))


async def _facilitated(state: State, network_id: UUID, actor: Actor) -> NetworkId:
    view = await reading.enter(state.networks, network_id, actor)
    if not any(held.role == "facilitator" for held in view.standing.roles):
        # What people ask about their data is not for everyone to read, and an answer may erase them.
        raise access.FacilitatorsOnly
    return view.network.network_id
