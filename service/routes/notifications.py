"""Notifications: what someone wants to be told of a network by letter, what they follow there, and how they end it."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, delete, get, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT
from msgspec import Meta, Struct

from events.ids import PersonId
from service import items, problems, reading
from service.following import Choices, Said, stance
from service.identity import accounts
from service.identity.actor import Actor, Who
from service.languages import Language, chosen, say
from service.notices import wants, words
from service.notices.reminders import Reminders
from service.notices.rules import Pace, Rule
from service.public import layout
from service.public.markup import Markup, element
from service.reading import View

Hour = Annotated[int, Meta(ge=0, le=23)]


class Wanted(Struct, frozen=True, forbid_unknown_fields=True):
    """How often to be told of conflicts of one's own, of one's own actions, of what one follows, and of the rest; from which hour on."""

    conflicts: Pace
    mine: Pace
    followed: Pace
    rest: Pace
    hour: Hour
    language: Language


class Followed(Struct, frozen=True):
    """An item that someone said they follow, or that they muted; with a plan goes all that belongs to it."""

    item_id: UUID
    plan_id: UUID | None
    title: str
    link: str
    muted: bool


class NotificationPage(Struct, frozen=True):
    """What someone is told of a network; ``email`` is where, ``works`` whether letters leave here at all."""

    wanted: Wanted
    reminders: Reminders
    follows: list[Followed]
    email: str | None
    works: bool


class Following(Struct, frozen=True):
    """How someone stands to an item: what they said of it, and of the plan that it belongs to; whether they follow it unasked.

    Whoever leads an item, wrote it or is named by it follows it ``unasked``. ``told`` is what comes of it all.
    """

    said: Said | None
    plan_id: UUID | None
    of_plan: Said | None
    unasked: bool
    told: bool


@get("/networks/{network_id:uuid}/notifications", operation_id="notifications")
async def notifications(network_id: FromPath[UUID], actor: Who, state: State) -> NotificationPage:
    """Show what one is told of this network by letter, when one is reminded of what is due, and what one follows or muted there."""
    view = await reading.enter(state.networks, network_id, actor)
    async with state.pool.acquire() as connection:
        rule = await wants.rule(connection, view.network.network_id, actor.person)
        reminded = await wants.reminders(connection, view.network.network_id, actor.person)
        choices = await wants.choices(connection, view.network.network_id, actor.person)
        account = await accounts.of_person(connection, actor.person)
    wanted = Wanted(rule.conflicts, rule.mine, rule.followed, rule.rest, rule.hour, rule.language)
    return NotificationPage(wanted, reminded, _followed(view, choices), account.email if account else None, state.post.works)


@post("/networks/{network_id:uuid}/notifications", status_code=HTTP_204_NO_CONTENT, operation_id="choose_notifications")
async def choose(network_id: FromPath[UUID], data: JSONBody[Wanted], actor: Who, state: State) -> None:
    """Choose what to be told of this network by letter, and how often; hours are those of its time zone."""
    view = await reading.enter(state.networks, network_id, actor)
    rule = Rule(data.conflicts, data.mine, data.followed, data.rest, data.hour, data.language)
    async with state.pool.acquire() as connection:
        await wants.choose(connection, view.network.network_id, actor.person, rule, view.zone.key, datetime.now(UTC))


@post("/networks/{network_id:uuid}/reminders", status_code=HTTP_204_NO_CONTENT, operation_id="choose_reminders")
async def choose_reminders(network_id: FromPath[UUID], data: JSONBody[Reminders], actor: Who, state: State) -> None:
    """Choose when to be reminded of what is due, and of what."""
    network = (await reading.enter(state.networks, network_id, actor)).network
    async with state.pool.acquire() as connection:
        await wants.choose_reminders(connection, network.network_id, actor.person, data)


@get("/networks/{network_id:uuid}/follows/{item_id:uuid}", operation_id="following")
async def following(network_id: FromPath[UUID], item_id: FromPath[UUID], actor: Who, state: State) -> Following:
    """Tell whether one follows an item, and why."""
    view = await reading.enter(state.networks, network_id, actor)
    plan = _plan_of(_row(view, item_id))
    async with state.pool.acquire() as connection:
        choices = await wants.choices(connection, view.network.network_id, actor.person)
    stands = stance(view, PersonId(actor.person), choices, item_id, plan)
    return Following(choices.said(item_id), plan, None if plan in (None, item_id) else choices.said(plan), stands.named, stands.follows)


@post("/networks/{network_id:uuid}/follows/{item_id:uuid}", status_code=HTTP_204_NO_CONTENT, operation_id="follow")
async def follow(network_id: FromPath[UUID], item_id: FromPath[UUID], actor: Who, state: State) -> None:
    """Follow an item, a plan with all that belongs to it; following it twice changes nothing."""
    await _choose(state, network_id, item_id, actor, muted=False)


@post("/networks/{network_id:uuid}/mutes/{item_id:uuid}", status_code=HTTP_204_NO_CONTENT, operation_id="mute")
async def mute(network_id: FromPath[UUID], item_id: FromPath[UUID], actor: Who, state: State) -> None:
    """Be told nothing of an item any more, but that somebody mentions one there."""
    await _choose(state, network_id, item_id, actor, muted=True)


@delete("/networks/{network_id:uuid}/follows/{item_id:uuid}", status_code=HTTP_204_NO_CONTENT, operation_id="unfollow")
async def unfollow(network_id: FromPath[UUID], item_id: FromPath[UUID], actor: Who, state: State) -> None:
    """Neither follow an item nor mute it: be told of it as is usual."""
    network = (await reading.enter(state.networks, network_id, actor)).network
    async with state.pool.acquire() as connection:
        await wants.unfollow(connection, network.network_id, actor.person, item_id)


async def _choose(state: State, network_id: UUID, item: UUID, actor: Actor, *, muted: bool) -> None:
    view = await reading.enter(state.networks, network_id, actor)
    _row(view, item)
    async with state.pool.acquire() as connection:
        await wants.follow(connection, view.network.network_id, actor.person, item, muted=muted)


def _row(view: View, item: UUID) -> Any:
    """An item that this person may see; Missing where there is none."""
    found = items.kind_of(view.stood, item)
    if found is None or not view.seen(found[0].projection, [found[1]]):
        raise problems.Missing("missing.item")
    return found[1]


def _plan_of(row: Any) -> UUID | None:
    plan: UUID | None = getattr(row, "plan_id", None)
    return plan


def _followed(view: View, choices: Choices) -> list[Followed]:
    """What somebody said they follow, or muted, of what they may see today: nothing else is named."""
    told = []
    for item in choices.follows | choices.mutes:
        found = items.kind_of(view.stood, item)
        if found is not None and (seen := view.seen(found[0].projection, [found[1]])):
            kind, row = found[0], seen[0]
            of = (item, _plan_of(row), words.short(getattr(row, kind.titled)), kind.link.format(row))
            told.append(Followed(*of, muted=item in choices.mutes))
    return sorted(told, key=lambda one: (one.muted, one.title, one.item_id))


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
        if not await wants.end(connection, token):
            raise problems.Missing
    language = _language(request)
    return _page(language, element("p", say(language, "unsubscribe.done")))


def _language(request: Request[Any, Any, Any]) -> Language:
    return chosen(request.headers.get("accept-language", ""))


def _page(language: Language, *inside: Markup) -> Response[bytes]:
    title = say(language, "unsubscribe.title")
    page = layout.page(language, title, None, element("h1", title), *inside, tongues=False)
    return Response(page, media_type="text/html", headers={"referrer-policy": "no-referrer"})
