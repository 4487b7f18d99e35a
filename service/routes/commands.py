"""The one door that takes every change of a network; over the socket the same handler answers."""

import asyncio
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta

from events.asking import Asking, Receipt
from events.decider import Invalid, Refused
from events.ids import NetworkId
from service import problems
from service.identity.actor import Actor, Who
from service.languages import chosen
from service.networks import Network
from service.problems import Document

AT_ONCE = 100

Batch = Annotated[list[Asking], Meta(min_length=1, max_length=AT_ONCE)]


@post("/networks/{network_id:uuid}/commands", status_code=HTTP_200_OK, operation_id="ask")
async def ask(
    network_id: FromPath[UUID],
    data: JSONBody[Asking | Batch],
    actor: Who,
    state: State,
    request: Request[Any, Any, Any],
    atomic: FromQuery[bool] = False,
) -> Receipt | list[Receipt | Document]:
    """Ask for a change; asking twice with one id changes it once.

    A list of commands is answered item by item in order, with ``atomic`` all or nothing. A wish that met someone else's
    change is kept and comes back among ``conflicts``, with what stands now.
    """
    network: Network = await state.networks.open(NetworkId(network_id))
    received = msgspec.json.decode(await request.body())  # as it arrived: what tells the same request from another
    try:
        if isinstance(data, Asking):
            receipt = await network.ask(data, actor.person, received)
            actor.stands = receipt.after
            return receipt
        answers = await (_together if atomic else _one_by_one)(network, data, actor, received)
    except Invalid:
        if _is_outside(network, actor):
            raise problems.Missing from None
        raise
    receipts = [answer for answer in answers if isinstance(answer, Receipt)]
    if not any(isinstance(answer, Receipt | Refused) for answer in answers) and _is_outside(network, actor):
        raise problems.Missing  # what a rule refused was asked by someone who belonged here, and stays answered
    actor.stands = receipts[-1].after if receipts else None
    language = chosen(request.headers.get("accept-language", ""))
    return [
        answer if isinstance(answer, Receipt) else problems.document(answer, language, asked.id)[0]
        for asked, answer in zip(data, answers, strict=True)
    ]


def _is_outside(network: Network, actor: Actor) -> bool:
    """Has this person no role here? Then a list, or a wish that no network would take, is answered as where there is no network."""
    standing = network.standing(actor.person)
    return standing is None or standing.suspended or not standing.roles


async def _one_by_one(network: Network, askings: list[Asking], actor: Actor, received: list[Any]) -> list[Receipt | Exception]:
    """Each for itself. All stand in line at once, in their order, so they share a commit where nothing keeps them apart."""
    waiting = (network.ask(asking, actor.person, plain) for asking, plain in zip(askings, received, strict=True))
    answers = await asyncio.gather(*waiting, return_exceptions=True)
    return [_told(answer) for answer in answers]


async def _together(network: Network, askings: list[Asking], actor: Actor, received: list[Any]) -> list[Receipt | Exception]:
    return [_told(answer) for answer in await network.ask_together(askings, actor.person, received)]


def _told(answer: Receipt | BaseException) -> Receipt | Exception:
    """What an item of a list is answered with; our own faults fail the whole request."""
    if isinstance(answer, Receipt) or (isinstance(answer, Exception) and problems.document(answer, "en")[0].status < 500):
        return answer
    raise answer
