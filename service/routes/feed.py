"""The events of a network as they are stored, for auditors and for programs that keep a copy: docs/auditing.md."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, PathParameter, QueryParameter
from litestar.response import Stream
from msgspec import Struct

from events.decider import Invalid
from events.ids import Token
from projections.past import Difference
from service import exports, reading
from service.feed import MEDIA_TYPE, Feed, StoredEvent, Wanted, changes
from service.identity.actor import Who
from service.networks import Resync
from service.problems import Missing

From = Annotated[str | None, QueryParameter(name="from", description="Go on behind this token; what it names was told already.")]
Tag = Annotated[
    str | None,
    QueryParameter(max_length=64, pattern="^[a-z_.]*$", description="A tag, such as action.edited, or what stands before its dot."),
]
Period = Annotated[str | None, QueryParameter(max_length=40, description="A day of the network, or an instant with its offset.")]
Limit = Annotated[int | None, QueryParameter(ge=1, le=2**31 - 1)]


Changes = Annotated[
    bool, QueryParameter(name="changes", description="Tell each with what it changed, field by field; an answer then holds 200 at most.")
]

PAGE = 200  # events that somebody looks at; more is a copy
Position = Annotated[int, PathParameter(ge=1, le=2**53 - 1)]


class EventPage(Struct, frozen=True):
    """One event as it is stored, and what it changed in what people look at."""

    event: StoredEvent
    changes: list[Difference]


@get("/networks/{network_id:uuid}/events", operation_id="events")
async def events(
    network_id: FromPath[UUID],
    actor: Who,
    state: State,
    begin: From = None,
    stream: FromQuery[UUID | None] = None,
    tag: Tag = None,
    by: FromQuery[UUID | None] = None,
    on_behalf_of: FromQuery[UUID | None] = None,
    since: Period = None,
    until: Period = None,
    limit: Limit = None,
    newest: FromQuery[bool] = False,
    with_changes: Changes = False,
    after: FromQuery[str | None] = None,
) -> Response[Any]:
    """Tell the events of a network as they are stored, a line of JSON each, oldest first; the last line says where to go on from."""
    view = await reading.enter(state.networks, network_id, actor, after)
    network, zone = view.network, view.zone
    wanted = Wanted(stream, tag, by, on_behalf_of, _instant(since, "since", zone), _instant(until, "until", zone, through=True))
    if with_changes:
        limit = min(limit or PAGE, PAGE)
    feed = Feed(network, state.pool, actor.person, partial(_over, state, actor.session), wanted, changes=with_changes)
    position = None
    if begin is not None:
        token = _token(begin)
        if token.epoch != network.epoch or token.position > feed.head:
            raise Resync
        position = token.position
    actor.stands = str(Token(network.epoch, feed.head))
    if _copies(feed.head, position, limit, newest=newest):
        await exports.note(state.pool, actor.person, "events", network.network_id)
    pieces = feed.lines(position, limit, newest=newest)
    first = await anext(pieces, b"")  # what can go wrong is told as a problem, as long as nothing was sent

    async def told() -> AsyncIterator[bytes]:
        yield first
        async for piece in pieces:
            yield piece

    return Stream(told(), media_type=MEDIA_TYPE)


def _over(state: State, key: bytes) -> bool:
    """Was whoever asks signed out meanwhile, or the token of a program taken back?"""
    return bool(state.sessions.over(key) or state.tokens.over(key))


def _copies(head: int, begin: int | None, limit: int | None, *, newest: bool) -> bool:
    """Does this take the log along, rather than look at a page of it, or go on with a copy that was begun?"""
    left = (head if begin is None else begin - 1) if newest else head - (begin or 0)
    return (limit is None or limit > PAGE) and (left > PAGE or left == head)


@get("/networks/{network_id:uuid}/events/{position:int}", operation_id="event")
async def event(network_id: FromPath[UUID], position: Position, actor: Who, state: State) -> EventPage:
    """Tell one event as it is stored, and what it changed, field by field."""
    view = await reading.enter(state.networks, network_id, actor)
    told = await Feed(view.network, state.pool, actor.person, partial(_over, state, actor.session), Wanted()).one(position)
    if told is None:
        raise Missing("missing.event")
    made = await changes(view.network, {position: told.stream})
    return EventPage(told, list(made.get(position, ())))


def _token(text: str) -> Token:
    try:
        return Token.parse(text)
    except ValueError:
        raise Invalid("A moment is written epoch.position, such as 1.42.", "from", key="invalid.token") from None


def _instant(text: str | None, parameter: str, zone: ZoneInfo, *, through: bool = False) -> datetime | None:
    """The moment from which on something counts, or with ``through`` the first one that counts no more."""
    if text is None:
        return None
    try:
        if len(text) == len("2026-03-01"):
            return datetime.combine(date.fromisoformat(text) + timedelta(days=through), time(), zone).astimezone(UTC)
        found = datetime.fromisoformat(text.replace(" ", "+"))  # as a plus sign in an address is read
        if found.tzinfo is None:
            raise ValueError
        return (found + timedelta(microseconds=through)).astimezone(UTC)
    except (ValueError, OverflowError):
        sentence = "A period begins and ends with a day, such as 2026-03-01, or an instant with its offset."
        raise Invalid(sentence, parameter, key="invalid.period") from None
