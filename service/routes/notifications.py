"""Notifications: what someone wants to be told of a network by letter, what they follow there, and how they end it."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, delete, get, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT
from msgspec import Meta, Struct

from projections.plan_board import plan_board
from projections.plan_list import plan_list
from service import problems, reading
from service.identity import accounts
from service.identity.actor import Who
from service.languages import Language, chosen, say
from service.notices import wants
from service.notices.rules import Pace, Rule
from service.public import layout
from service.public.markup import Markup, element

Hour = Annotated[int, Meta(ge=0, le=23)]


class Wanted(Struct, frozen=True, forbid_unknown_fields=True):
    """How often to be told of conflicts of one's own, of one's own actions, of what one follows, and of the rest; from which hour on."""

    conflicts: Pace
    mine: Pace
    followed: Pace
    rest: Pace
    hour: Hour
    language: Language


class NotificationPage(Struct, frozen=True):
    """What someone is told of a network; ``email`` is where, ``works`` whether letters leave here at all."""

    wanted: Wanted
    follows: list[UUID]
    email: str | None
    works: bool


@get("/networks/{network_id:uuid}/notifications", operation_id="notifications")
async def notifications(network_id: FromPath[UUID], actor: Who, state: State) -> NotificationPage:
    """Show what one is told of this network by letter, and what one follows there."""
    network = (await reading.enter(state.networks, network_id, actor)).network
    async with state.pool.acquire() as connection:
        rule = await wants.rule(connection, network.network_id, actor.person)
        follows = await wants.follows(connection, network.network_id, actor.person)
        account = await accounts.of_person(connection, actor.person)
    wanted = Wanted(rule.conflicts, rule.mine, rule.followed, rule.rest, rule.hour, rule.language)
    return NotificationPage(wanted, list(follows), account.email if account else None, state.post.works)


@post("/networks/{network_id:uuid}/notifications", status_code=HTTP_204_NO_CONTENT, operation_id="choose_notifications")
async def choose(network_id: FromPath[UUID], data: JSONBody[Wanted], actor: Who, state: State) -> None:
    """Choose what to be told of this network by letter, and how often; hours are those of its time zone."""
    view = await reading.enter(state.networks, network_id, actor)
    rule = Rule(data.conflicts, data.mine, data.followed, data.rest, data.hour, data.language)
    async with state.pool.acquire() as connection:
        await wants.choose(connection, view.network.network_id, actor.person, rule, view.zone.key, datetime.now(UTC))


@post("/networks/{network_id:uuid}/follows/{item_id:uuid}", status_code=HTTP_204_NO_CONTENT, operation_id="follow")
async def follow(network_id: FromPath[UUID], item_id: FromPath[UUID], actor: Who, state: State) -> None:
    """Follow a plan or an action; following it twice changes nothing."""
    view = await reading.enter(state.networks, network_id, actor)
    if view.network.follower.row(plan_list, item_id) is not None:
        view.row(plan_list, item_id, "missing.plan")
    else:
        view.row(plan_board, item_id, "missing.action")
    async with state.pool.acquire() as connection:
        await wants.follow(connection, view.network.network_id, actor.person, item_id)


@delete("/networks/{network_id:uuid}/follows/{item_id:uuid}", status_code=HTTP_204_NO_CONTENT, operation_id="unfollow")
async def unfollow(network_id: FromPath[UUID], item_id: FromPath[UUID], actor: Who, state: State) -> None:
    """Follow a plan or an action no longer."""
    network = (await reading.enter(state.networks, network_id, actor)).network
    async with state.pool.acquire() as connection:
        await wants.unfollow(connection, network.network_id, actor.person, item_id)


# Mail programs and their scanners open links: only the button, or the one click of RFC 8058, ends the letters. The link tells nobody
# whose it is, and signs nobody in.


@get("/unsubscribe/{token:str}", include_in_schema=False)
async def ask_to_end(token: FromPath[str], request: Request[Any, Any, Any]) -> Response[bytes]:
    """Show a page with one button."""
    language = _language(request)
    button = element("form", element("button", say(language, "unsubscribe.button"), type="submit"), method="post")
    return _page(language, element("p", say(language, "unsubscribe.ask")), button)


@post("/unsubscribe/{token:str}", status_code=HTTP_200_OK, include_in_schema=False)
async def end(token: FromPath[str], state: State, request: Request[Any, Any, Any]) -> Response[bytes]:
    """End the letters that this link came with: at a press of the button, or of the mail program's own."""
    async with state.pool.acquire() as connection:
        if await wants.end(connection, token) is None:
            raise problems.Missing
    language = _language(request)
    return _page(language, element("p", say(language, "unsubscribe.done")))


def _language(request: Request[Any, Any, Any]) -> Language:
    return chosen(request.headers.get("accept-language", ""))


def _page(language: Language, *inside: Markup) -> Response[bytes]:
    title = say(language, "unsubscribe.title")
    page = layout.page(language, title, None, element("h1", title), *inside, tongues=False)
    return Response(page, media_type="text/html", headers={"referrer-policy": "no-referrer"})
