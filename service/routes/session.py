"""The session: who is signed in here. Begun by a one-time link or a password, ended by signing out."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, delete, get, post
from litestar.datastructures import State
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT
from msgspec import Meta, Struct

from events import ids
from events.ids import PersonId
from service import membership, problems
from service.identity import accounts, entering, links, passwords, people
from service.identity.actor import Who
from service.identity.tries import LETTERS, LETTERS_TO, LINKS
from service.languages import chosen
from service.mail import post as mail

STRANGER = PersonId(UUID(int=0))


class SignIn(Struct, frozen=True, forbid_unknown_fields=True):
    """The token of a sign-in link: what stands behind its ``#``."""

    token: Annotated[str, Meta(min_length=1, max_length=200)]


class PasswordSignIn(Struct, frozen=True, forbid_unknown_fields=True):
    """The address and the password of an account."""

    email: Annotated[str, Meta(min_length=3, max_length=254)]
    password: Annotated[str, Meta(min_length=1, max_length=1000)]


class LinkRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """Where to send a sign-in link."""

    email: Annotated[str, Meta(min_length=3, max_length=254)]


class Door(Struct, frozen=True):
    """A provider to sign in at."""

    provider: str
    name: str


class Ways(Struct, frozen=True):
    """How one can sign in."""

    password: bool
    link: bool
    providers: list[Door]


class Session(Struct, frozen=True):
    """Who is signed in, and the networks they belong to."""

    person_id: PersonId
    name: str | None
    networks: list[membership.NetworkCard]


@post("/session", status_code=HTTP_200_OK, operation_id="sign_in")
async def sign_in(data: JSONBody[SignIn], state: State, request: Request[Any, Any, Any]) -> Response[Session]:
    """Redeem a one-time sign-in link; the answer sets the cookie that keeps you signed in."""
    visitor = entering.visitor(request, state.settings)
    try:
        async with state.pool.acquire() as connection, connection.transaction():
            person = await links.redeem(connection, data.token)
            cookies = await entering.begin(state.sessions, state.settings, connection, person, "link", visitor)
    except problems.SignedOut:
        await state.secrets.take((LINKS, visitor.address))
        raise
    return Response(await _session(state, person), cookies=cookies)


@post("/session/password", status_code=HTTP_200_OK, operation_id="sign_in_with_password")
async def sign_in_with_password(data: JSONBody[PasswordSignIn], state: State, request: Request[Any, Any, Any]) -> Response[Session]:
    """Sign in with an address and a password; an address without an account is refused in the same words and the same time."""
    visitor = entering.visitor(request, state.settings)
    email = accounts.address(data.email)
    async with state.pool.acquire() as connection:
        account = await accounts.of_email(connection, email)
    known = await state.sessions.knows(account.person if account else STRANGER, visitor.browser)
    taken = await state.secrets.enter(email, visitor.address, visitor.browser.token if known else None)
    fits = await state.passwords.fits(account.password_hash if account else None, data.password)
    if not fits or account is None or account.password_hash is None:
        raise problems.SignedOut("sign_in.wrong")
    await state.secrets.give_back(taken)
    if passwords.outdated(account.password_hash):
        renewed = await state.passwords.make(data.password)
    else:
        renewed = account.password_hash
    async with state.pool.acquire() as connection, connection.transaction():
        if not await accounts.still(connection, account):
            # It was changed while it was compared: what ends the other sessions must not miss this one.
            raise problems.SignedOut("sign_in.wrong")
        cookies = await entering.begin(state.sessions, state.settings, connection, account.person, "password", visitor)
        if renewed != account.password_hash:
            await accounts.rehash(connection, account.person, renewed)
    return Response(await _session(state, account.person), cookies=cookies)


@post("/sign-in-links", status_code=HTTP_204_NO_CONTENT, operation_id="ask_for_link")
async def ask_for_link(data: JSONBody[LinkRequest], state: State, request: Request[Any, Any, Any]) -> None:
    """Ask for a sign-in link by e-mail; the answer is the same whether the address is known or not."""
    visitor = entering.visitor(request, state.settings)
    email = accounts.address(data.email)
    if not state.post.works:
        raise problems.NotAllowed("sign_in.no_mail")
    await state.secrets.take((LETTERS, visitor.address))
    # What was sent lately still works, so that more for the same address would only fill someone's letter box.
    if not await state.secrets.wait((LETTERS_TO, email)):
        language = chosen(request.headers.get("accept-language", ""))
        async with state.pool.acquire() as connection:
            await mail.queue(connection, f"sign_in:{ids.new()}", "sign_in", email, language)
        state.post.wake()


@get("/sign-in", operation_id="ways")
async def ways(state: State) -> Ways:
    """Say how one can sign in here."""
    return Ways(password=True, link=state.post.works, providers=[Door(one.key, one.chosen.name) for one in state.providers.values()])


@get("/session", operation_id="session")
async def session(actor: Who, state: State) -> Session:
    """Say who is signed in."""
    return await _session(state, actor.person)


@delete("/session", status_code=HTTP_204_NO_CONTENT, operation_id="sign_out")
async def sign_out(actor: Who, state: State) -> Response[None]:
    """Sign out: this browser's session ends everywhere within a second."""
    await state.sessions.end(actor.session)
    return Response(None, cookies=entering.left(state.settings))


async def _session(state: State, person: PersonId) -> Session:
    known = await people.named(state.pool, person)
    return Session(person, known.name if known else None, await membership.of_person(state.pool, state.networks, person))
