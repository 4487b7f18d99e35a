"""Signing in at an identity provider: the way there, the way back, the way out."""

import secrets
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

import structlog
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, QueryParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK, HTTP_303_SEE_OTHER
from msgspec import Struct

from events.decider import Invalid
from service import problems
from service.door import cookie_name
from service.identity import entering, flows
from service.identity.actor import Who
from service.identity.providers import Provider, Unproved
from service.identity.sessions import LASTS
from service.settings import Settings

FLOW_LASTS = timedelta(minutes=10)
PROCONNECT_LASTS = timedelta(hours=12)  # as long as a session there

#: What a provider answers with, as far as it is ours to understand.
Told = Annotated[str | None, QueryParameter(max_length=4000)]

_log = structlog.get_logger()


class Departure(Struct, frozen=True):
    """Where to send the browser next; null where there is nothing to do there."""

    address: str | None


@post("/sign-in/{provider:str}", status_code=HTTP_200_OK, operation_id="sign_in_at_provider")
async def depart(provider: FromPath[str], state: State, request: Request[Any, Any, Any]) -> Response[Departure]:
    """Begin to sign in at a provider: where to go, and a cookie that binds the way back to this browser."""
    visitor = entering.visitor(request, state.settings)
    at = _provider(state, provider)
    state.flows.failed(visitor.address)
    try:
        async with state.pool.acquire() as connection:
            flow = await flows.begin(connection, at)
    except Unproved as error:
        _log.warning("provider_failed", provider=at.key, code=error.code, why=error.why)
        raise problems.Busy(error.code, headers=problems.SOON) from None
    return Response(Departure(flow.address), cookies=[entering.cookie(_flow_cookie(state.settings), flow.token, FLOW_LASTS)])


@get("/sign-in/{provider:str}/callback", include_in_schema=False)
async def arrive(
    provider: FromPath[str],
    state: State,
    request: Request[Any, Any, Any],
    code: Told = None,
    answered: Annotated[str | None, QueryParameter(name="state", max_length=4000)] = None,
    error: Told = None,
    iss: Told = None,
) -> Redirect:
    """Come back from a provider, signed in or with the reason why not."""
    visitor = entering.visitor(request, state.settings)
    at = _provider(state, provider)
    gone = entering.cookie(_flow_cookie(state.settings), "", timedelta(0))
    try:
        async with state.pool.acquire() as connection:
            asked = await flows.back(connection, at, answered or "", request.cookies.get(_flow_cookie(state.settings), ""))
        if code is None:
            raise Unproved("oidc.denied" if error == "access_denied" else "oidc.refused", (error or "no code")[:60])
        who = await at.identify(code, asked.nonce, asked.verifier, iss)
        lasts = PROCONNECT_LASTS if at.chosen.kind == "proconnect" else LASTS
        async with state.pool.acquire() as connection, connection.transaction():
            person = await flows.reconcile(connection, at, who)
            cookies = await entering.begin(
                state.sessions, state.settings, connection, person, "provider", visitor, lasts, (at.key, who.id_token)
            )
    except (Unproved, Invalid) as failure:
        reason = failure.code if isinstance(failure, Unproved) else "oidc.no_email"
        _log.warning("provider_refused", provider=at.key, code=reason, why=getattr(failure, "why", ""))
        return Redirect(f"/sign-in?{urlencode({'problem': reason})}", status_code=HTTP_303_SEE_OTHER, cookies=[gone])
    return Redirect("/", status_code=HTTP_303_SEE_OTHER, cookies=[*cookies, gone])


@get("/session/exit", operation_id="exit")
async def exit_address(actor: Who, state: State) -> Departure:
    """Where to sign out at the provider that this session came from; asked before signing out here."""
    key, id_token = await state.sessions.came_from(actor.session)
    at: Provider | None = state.providers.get(key)
    if at is None or id_token is None:
        return Departure(None)
    try:
        return Departure(await at.exit(id_token, secrets.token_urlsafe(32)))
    except Unproved as error:
        _log.warning("provider_failed", provider=at.key, code=error.code, why=error.why)
        return Departure(None)


def _provider(state: State, key: str) -> Provider:
    found: Provider | None = state.providers.get(key)
    if found is None:
        raise problems.Missing("missing.provider")
    return found


def _flow_cookie(settings: Settings) -> str:
    return f"{cookie_name(settings)}-flow"
