"""What the public sees, without signing in: pages, open data, and nothing but what somebody chose to show.

What was never shown, is no longer shown, and never was there is answered alike, to the byte. Here stand, too, the pages that the law
asks for, which everybody may read.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Literal, TypeAlias
from uuid import UUID

import msgspec
from litestar import Request, Response, route
from litestar.datastructures import State
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from service import problems
from service.languages import Language, chosen
from service.public import atom, authorities, layout, legal, open_data, pages
from service.public.authorities import Authority
from service.public.content import Content

STYLE = Path(pages.__file__).with_name("style.css").read_bytes()
READS: Sequence[Literal["GET", "HEAD"]] = ("GET", "HEAD")
PLAN = "/public/{network_id:str}/{plan_id:str}"

Asked: TypeAlias = Request[Any, Any, Any]


@route("/public", http_method=READS, include_in_schema=False, status_code=200)
async def plans(request: Asked, state: State, lang: FromQuery[str | None] = None) -> Response[bytes]:
    """Every plan that the public sees."""
    language = _language(request, lang)
    return _sent(request, pages.of_all(await state.shelf.heads(), language, state.settings.base_url), "text/html")


@route("/public/catalogue.json", http_method=READS, include_in_schema=False, status_code=200)
async def catalogue(request: Asked, state: State) -> Response[bytes]:
    """Every data set, for machines that gather them."""
    return _sent(request, open_data.catalogue(await state.shelf.heads(), state.settings.base_url), "application/json", data=True)


@route("/public/style.css", http_method=READS, include_in_schema=False, status_code=200, sync_to_thread=False)
def style(request: Asked) -> Response[bytes]:
    """How the pages look, on a screen and on paper."""
    return _sent(request, STYLE, "text/css")


@route(PLAN, http_method=READS, include_in_schema=False, status_code=200)
async def plan(
    request: Asked, state: State, network_id: FromPath[str], plan_id: FromPath[str], lang: FromQuery[str | None] = None
) -> Response[bytes]:
    """One plan, as of the position that it is shown at."""
    language = _language(request, lang)
    try:
        body = await state.shelf.written(
            network_id, plan_id, ("page", language), lambda one: pages.of_plan(one, language, state.settings.base_url)
        )
    except problems.Missing:
        return _nothing(language)
    return _sent(request, body, "text/html")


@route("/public/{network_id:str}/authorities", http_method=READS, include_in_schema=False, status_code=200)
async def every_authority(request: Asked, state: State, network_id: FromPath[str], lang: FromQuery[str | None] = None) -> Response[bytes]:
    """The authorities of a network that the public sees something of."""
    language, base_url = _language(request, lang), state.settings.base_url
    return await _of_authorities(request, state, network_id, language, None, lambda seen: authorities.of_all(seen, language, base_url))


@route("/public/{network_id:str}/authorities/{authority_id:str}", http_method=READS, include_in_schema=False, status_code=200)
async def authority(
    request: Asked, state: State, network_id: FromPath[str], authority_id: FromPath[str], lang: FromQuery[str | None] = None
) -> Response[bytes]:
    """One authority: its plans that are shown, and what others that are shown say it does."""
    language, base_url = _language(request, lang), state.settings.base_url

    def written(seen: Mapping[UUID, Authority]) -> bytes:
        named = next((one for one in seen if str(one) == authority_id), None)
        if named is None:
            raise problems.Missing
        return authorities.written(seen[named], language, base_url)

    return await _of_authorities(request, state, network_id, language, authority_id, written)


async def _of_authorities(
    request: Asked, state: State, network_id: str, language: Language, of: str | None, write: Callable[[Mapping[UUID, Authority]], bytes]
) -> Response[bytes]:
    try:
        return _sent(request, await state.shelf.of_authorities(network_id, ("authority", of, language), write), "text/html")
    except problems.Missing:
        return _nothing(language)


@route("/public/{network_id:str}/changes.atom", http_method=READS, include_in_schema=False, status_code=200)
async def network_feed(
    request: Asked, state: State, network_id: FromPath[str], lang: FromQuery[str | None] = None, page: FromQuery[str] = "1"
) -> Response[bytes]:
    """What changed in the plans of a network that the public sees."""
    return await _feed(request, state, network_id, None, lang, page)


@route(f"{PLAN}/changes.atom", http_method=READS, include_in_schema=False, status_code=200)
async def plan_feed(
    request: Asked,
    state: State,
    network_id: FromPath[str],
    plan_id: FromPath[str],
    lang: FromQuery[str | None] = None,
    page: FromQuery[str] = "1",
) -> Response[bytes]:
    """What changed in one plan that the public sees."""
    return await _feed(request, state, network_id, plan_id, lang, page)


async def _feed(request: Asked, state: State, network_id: str, plan_id: str | None, lang: str | None, page: str) -> Response[bytes]:
    language, number = _language(request, lang), int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 0

    def write(contents: Sequence[Content]) -> bytes:
        return atom.written(contents, plan_id is not None, number, language, state.settings.base_url)

    try:
        body, contents = await state.shelf.feed(network_id, plan_id, ("feed", language, number), write)
    except problems.Missing:
        return _absent(request)
    answer = _sent(request, body, layout.ATOM, data=True)
    # For people and for what sorts by it. Nothing is answered by it alone: what is taken back leaves no later date behind.
    answer.headers["last-modified"] = format_datetime(atom.updated(contents).astimezone(UTC), usegmt=True)
    return answer


def _lawful(name: legal.Name) -> HTTPRouteHandler:
    """The route of a page that the law asks for."""

    @route([*legal.ADDRESSES[name]], http_method=READS, include_in_schema=False, status_code=200)
    async def lawful(request: Asked, state: State, lang: FromQuery[str | None] = None) -> Response[bytes]:
        """Say what the law asks for, to whoever comes."""
        heads = await state.shelf.heads() if name == "site_map" else []
        return _sent(request, legal.written(name, _language(request, lang), state.settings, heads), "text/html")

    return lawful


@route(f"{PLAN}/plan.json", http_method=READS, include_in_schema=False, status_code=200)
async def projects(request: Asked, state: State, network_id: FromPath[str], plan_id: FromPath[str]) -> Response[bytes]:
    """The actions of a plan as projects of the national schema."""
    try:
        body = await state.shelf.written(network_id, plan_id, "projects", lambda one: open_data.projects(one, state.settings.base_url))
    except problems.Missing:
        return _absent(request)
    return _sent(request, body, "application/json", data=True)


@route(f"{PLAN}/actions.csv", http_method=READS, include_in_schema=False, status_code=200)
async def table(request: Asked, state: State, network_id: FromPath[str], plan_id: FromPath[str]) -> Response[bytes]:
    """The actions of a plan as a table."""
    try:
        body = await state.shelf.written(network_id, plan_id, "table", open_data.table)
    except problems.Missing:
        return _absent(request)
    return _sent(request, body, "text/csv", data=True)


def _language(request: Asked, named: str | None) -> Language:
    """The one that the address names, else the one that the browser asks for."""
    return "fr" if named == "fr" else "en" if named == "en" else chosen(request.headers.get("accept-language", ""))


def _sent(request: Asked, body: bytes, media_type: str, *, data: bool = False) -> Response[bytes]:
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    # Kept by whoever likes, and asked for again each time: what is taken back must be gone.
    headers = {"etag": etag, "cache-control": "no-cache", "vary": "accept-language"}
    if data:
        headers["access-control-allow-origin"] = "*"  # open to scripts of any site, which read what anyone may
    if any(tag.strip().removeprefix("W/") in (etag, "*") for tag in request.headers.get("if-none-match", "").split(",")):
        return Response(b"", status_code=304, headers=headers, media_type=media_type)
    charset = "" if media_type.startswith("text/") else "; charset=utf-8"  # Litestar says it of text itself
    return Response(body, headers=headers, media_type=media_type + charset)


def _absent(request: Asked) -> Response[bytes]:
    """The problem without an id of its own, so that every absence is the same; the page of it in a browser."""
    if "text/html" in request.headers.get("accept", ""):
        return _nothing(_language(request, request.query_params.get("lang")))
    document, headers = problems.document(problems.Missing(), _language(request, None))
    return Response(msgspec.json.encode(document), media_type=problems.MEDIA_TYPE, status_code=document.status, headers=headers)


def _nothing(language: Language) -> Response[bytes]:
    return Response(pages.absent(language), status_code=404, media_type="text/html", headers={"vary": "accept-language"})


FEEDS = (network_feed, plan_feed)
HANDLERS = (plans, catalogue, style, plan, projects, table, every_authority, authority, *FEEDS, *map(_lawful, legal.ADDRESSES))
