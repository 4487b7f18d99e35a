"""Where a text stands in the log of a network, for a facilitator who is about to take it out. Taking it out is a command."""

from typing import Annotated
from uuid import UUID

from litestar import post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from events.fields import LONGEST_TEXT
from service import reading, redacting
from service.identity.actor import Who
from service.redacting import Found


class Sought(Struct, frozen=True, forbid_unknown_fields=True):
    """A text, or a part of one; not in the address, which logs and proxies keep."""

    text: Annotated[str, Meta(min_length=3, max_length=LONGEST_TEXT)]


@post("/networks/{network_id:uuid}/texts", status_code=200, operation_id="find_text")
async def find_text(network_id: FromPath[UUID], data: JSONBody[Sought], actor: Who, state: State) -> list[Found]:
    """List where a text stands in all that happened, as far as one may know of it: what a redaction has to name. At most 200 places."""
    view = await reading.enter(state.networks, network_id, actor)
    of = view.network
    await state.texts.settle_all(of, None)  # what was typed a moment ago stands in no event yet
    return await redacting.places(state.networks.store, of.network_id, of.follower.position, data.text, view.may_know_of)
