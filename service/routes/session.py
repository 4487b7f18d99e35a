"""The session: who is signed in here. Begun by redeeming a one-time link, ended by signing out."""

from typing import Annotated, Any
from urllib.parse import urlsplit

from litestar import Request, Response, delete, get, post
from litestar.datastructures import Cookie, State
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT
from msgspec import Meta, Struct

from events.ids import PersonId
from service import membership, problems
from service.door import cookie_name
from service.identity import links, people
from service.identity.actor import Who
from service.identity.sessions import LASTS
from service.settings import LOCAL_HOSTS, Settings


class SignIn(Struct, frozen=True, forbid_unknown_fields=True):
    """The token of a sign-in link: what stands behind its ``#``."""

    token: Annotated[str, Meta(min_length=1, max_length=200)]


class Session(Struct, frozen=True):
    """Who is signed in, and the networks they belong to."""

    person_id: PersonId
    name: str | None
    networks: list[membership.NetworkCard]


@post("/session", status_code=HTTP_200_OK, operation_id="sign_in")
async def sign_in(data: JSONBody[SignIn], state: State, request: Request[Any, Any, Any]) -> Response[Session]:
    """Redeem a one-time sign-in link; the answer sets the cookie that keeps you signed in."""
    settings: Settings = state.settings
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname
    if not settings.secure and host not in LOCAL_HOSTS and not settings.insecure_cookies:
        raise problems.NotAllowed("sign_in.insecure")
    try:
        async with state.pool.acquire() as connection, connection.transaction():
            person = await links.redeem(connection, data.token)
            token = await state.sessions.begin(connection, person)
    except problems.SignedOut:
        state.tries.failed(request.client.host if request.client else "")
        raise
    return Response(await _session(state, person), cookies=[_cookie(settings, token)])


@get("/session", operation_id="session")
async def session(actor: Who, state: State) -> Session:
    """Say who is signed in."""
    return await _session(state, actor.person)


@delete("/session", status_code=HTTP_204_NO_CONTENT, operation_id="sign_out")
async def sign_out(actor: Who, state: State) -> Response[None]:
    """Sign out: this browser's session ends everywhere within a second."""
    await state.sessions.end(actor.session)
    return Response(None, cookies=[_cookie(state.settings, "", max_age=0)])


async def _session(state: State, person: PersonId) -> Session:
    known = await people.named(state.pool, person)
    return Session(person, known.name if known else None, await membership.of_person(state.pool, state.networks, person))


def _cookie(settings: Settings, token: str, max_age: int | None = None) -> Cookie:
    """Out of reach of scripts and of other sites' forms. A plain name only where the operator accepts plain http."""
    name = cookie_name(settings)
    lasts = int(LASTS.total_seconds()) if max_age is None else max_age
    return Cookie(name, "/", token, max_age=lasts, httponly=True, samesite="lax", secure=name.startswith("__Host-"))
