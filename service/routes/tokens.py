"""Tokens: what programs come in with. A facilitator makes them, sees when each was used last, and revokes them."""

from uuid import UUID

from litestar import delete, get, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_204_NO_CONTENT

from events.ids import PersonId
from service import reading, tokens
from service.identity.actor import Who
from service.identity.tokens import ProgramToken


@get("/networks/{network_id:uuid}/tokens", operation_id="tokens")
async def list_tokens(network_id: FromPath[UUID], actor: Who, state: State) -> list[ProgramToken]:
    """List the tokens of a network, the newest first: what each may do, until when, and when it was used last."""
    view = await reading.enter(state.networks, network_id, actor)
    return await state.tokens.of(view.network.network_id)  # type: ignore[no-any-return]  # the state of the program holds anything


@post("/networks/{network_id:uuid}/tokens", operation_id="make_token")
async def make_token(network_id: FromPath[UUID], data: JSONBody[tokens.TokenWish], actor: Who, state: State) -> tokens.MadeToken:
    """Make a token for a program; its secret is told in this answer and never again."""
    view = await reading.enter(state.networks, network_id, actor)
    made, actor.stands = await tokens.make(view.network, state.pool, state.people, state.tokens, data, actor.person)
    return made


@delete("/networks/{network_id:uuid}/tokens/{token_id:uuid}", status_code=HTTP_204_NO_CONTENT, operation_id="revoke_token")
async def revoke_token(network_id: FromPath[UUID], token_id: FromPath[UUID], actor: Who, state: State) -> None:
    """Revoke a token: nothing that its program asks from now on is answered, and its connections end."""
    view = await reading.enter(state.networks, network_id, actor)
    actor.stands = await tokens.revoke(view.network, state.tokens, PersonId(token_id), actor.person)
