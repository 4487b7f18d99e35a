"""What a council hears of: what changed since a date, as a page and as a paper."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, TypeAlias
from uuid import UUID

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, QueryParameter
from msgspec import structs

from projections.meeting_board import meeting_decisions
from projections.meeting_list import Meeting, meeting_list
from projections.member_list import member_list
from projections.network_profile import network_profile
from projections.plan_board import plan_board
from projections.plan_list import plan_list
from service import access, changes, council, problems, reading
from service.changes import Found
from service.council import Between, Scope, Seen
from service.documents import council as told
from service.documents import council_sheet, leaving, printing
from service.documents.council import CouncilPage, Heard
from service.documents.stand import Stand
from service.documents.words import Words
from service.identity.actor import Actor, Who
from service.languages import Language
from service.reading import View

Since: TypeAlias = Annotated[
    str | None,
    QueryParameter(
        max_length=64, description="The first moment; the last sitting that has a name, or a year before, where it is left out."
    ),
]
Until: TypeAlias = Annotated[
    str | None, QueryParameter(max_length=64, description="The second moment; ``at`` or now, where it is left out.")
]


@get("/networks/{network_id:uuid}/council", operation_id="council")
async def council_page(
    network_id: FromPath[UUID],
    actor: Who,
    state: State,
    request: Request[object, object, State],
    since: Since = None,
    until: Until = None,
    plan: FromQuery[UUID | None] = None,
    authority: FromQuery[UUID | None] = None,
    person: FromQuery[UUID | None] = None,
    language: FromQuery[Language | None] = None,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> CouncilPage:
    """Tell in plain words what changed in a network, a plan, the plans of an authority or the portfolio of an elected official."""
    now = await reading.enter(state.networks, network_id, actor, after)
    words = await leaving.words(now, state, request, language)
    heard, whole = await _heard(now, state, actor, Scope(plan, authority, person), since, until or at)
    words = _of_then(words, whole)
    page = await asyncio.to_thread(told.page, heard, words)
    # Asked again after all that: a right may have been taken back meanwhile, or an item kept to others.
    standing = access.may_enter(whole.network.standing(actor.person), actor.asks)
    if not all(whole.network.may_know_of(standing, item) for item in heard.items):
        raise problems.Busy(headers=problems.SOON)
    return structs.replace(page, text=council_sheet.text(page, words))


@get("/networks/{network_id:uuid}/council.pdf", operation_id="council_pdf")
async def council_pdf(
    network_id: FromPath[UUID],
    actor: Who,
    state: State,
    request: Request[object, object, State],
    since: Since = None,
    until: Until = None,
    plan: FromQuery[UUID | None] = None,
    authority: FromQuery[UUID | None] = None,
    person: FromQuery[UUID | None] = None,
    language: FromQuery[Language | None] = None,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Take the same along as a tagged PDF, made for whoever asks. Names are those known today."""
    now = await reading.enter(state.networks, network_id, actor, after)
    words = await leaving.words(now, state, request, language)
    heard, whole = await _heard(now, state, actor, Scope(plan, authority, person), since, until or at)
    words = _of_then(words, whole)
    stand = Stand(heard.between.second.token, heard.between.second.asked.astimezone(whole.zone), heard.now.day)
    body = await printing.pdf("council.typ", await asyncio.to_thread(_sheet, heard, stand, words))
    about = plan or authority or person or network_id
    return await leaving.leave(body, printing.PDF, f"conseil-{stand.day}.pdf", "council_pdf", about, whole, actor, state, heard.items)


def _of_then(words: Words, whole: View) -> Words:
    """Authorities by the names that they bore; people by those of today, which stand in no log."""
    return structs.replace(words, authorities={row.authority_id: row.name for row in whole.rows(member_list)})


def _sheet(heard: Heard, stand: Stand, words: Words) -> dict[str, object]:
    return council_sheet.sheet(told.page(heard, words), heard.network, stand, words)


async def _heard(now: View, state: State, actor: Actor, scope: Scope, since: str | None, until: str | None) -> tuple[Heard, View]:
    """All that is told of, and as of when: a plan alone is folded alone, all else with its network."""
    _known(now, scope)
    between = await council.between(now, scope, since, until)
    first, second = between.first, between.second
    walked = await changes.walked(state.networks, now, scope.plan, first, second, (plan_board, meeting_decisions))
    before = await reading.stood(now, scope.plan, first, actor)
    view = today = await reading.enter(state.networks, now.network.network_id, actor)
    if until is not None or view.position != second.token.position:
        view = await reading.stood(today, scope.plan, second, actor)
        # Asked again after every wait: a right may have been taken back meanwhile.
        today = await reading.enter(state.networks, now.network.network_id, actor)
    _known(today, scope)
    before.standing = view.standing = today.standing
    actor.stands = str(second.token)
    found = changes.shown(today, walked)
    seen = council.seen(before, scope), council.seen(view, scope)
    if scope.plan is not None and not any(one.plans for one in seen):
        raise problems.Missing("missing.then")
    whole = today if scope.plan is not None else view  # of a plan alone nothing else was folded
    profile = next(iter(whole.rows(network_profile)), None)  # who has a role for one plan alone does not see it
    meetings = {row.meeting_id: row for row in whole.rows(meeting_list)}
    # Of thousands of actions this takes a while: beside the loop, so that nobody else waits.
    heard = await asyncio.to_thread(_told_of, scope, between, seen, found, meetings, None if profile is None else profile.name)
    return structs.replace(heard, kept=frozenset(item for item in heard.items if whole.named(item) is not None)), whole


def _told_of(
    scope: Scope, between: Between, seen: tuple[Seen, Seen], found: list[Found], meetings: Mapping[UUID, Meeting], network: str | None
) -> Heard:
    then, now = map(council.side, seen)
    became = council.became(found, scope, then, now)
    decisions = council.decided(found, scope, now)
    return Heard(scope, between, then, now, became, decisions, meetings, network, kept=frozenset())


def _known(view: View, scope: Scope) -> None:
    """Raise where what is asked about is not there for this person."""
    if scope.plan is not None:
        view.row(plan_list, scope.plan, "missing.plan")
    if scope.authority is not None:
        view.row(member_list, scope.authority, "missing.authority")
