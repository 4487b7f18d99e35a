"""Webhooks: where other programs are told of what happens; facilitators make them, try them and see what came of it (docs/webhooks.md)."""

from uuid import UUID

from litestar import delete, get, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT

from service import reading
from service.identity.actor import Who
from service.webhooks import endpoints
from service.webhooks.endpoints import Delivery, MadeWebhook, Webhook, WebhookChange, WebhookWish

WEBHOOKS = "/networks/{network_id:uuid}/webhooks"
ONE = "/networks/{network_id:uuid}/webhooks/{webhook_id:uuid}"


@get(WEBHOOKS, operation_id="webhooks")
async def list_webhooks(network_id: FromPath[UUID], actor: Who, state: State) -> list[Webhook]:
    """List the addresses at which programs are told of what happens, the newest first, and how far each was told."""
    view = await reading.enter(state.networks, network_id, actor)
    return await endpoints.every(state.pool, view.network.network_id)


@post(WEBHOOKS, operation_id="make_webhook")
async def make_webhook(network_id: FromPath[UUID], data: JSONBody[WebhookWish], actor: Who, state: State) -> MadeWebhook:
    """Have a program told of what happens from now on, as far as its token reads it; the secret is told in this answer and never again."""
    view = await reading.enter(state.networks, network_id, actor)
    return await endpoints.make(view.network, state.pool, state.webhooks.reaching, state.webhooks.most, data, actor.person)


@post(ONE, status_code=HTTP_200_OK, operation_id="change_webhook")
async def change_webhook(
    network_id: FromPath[UUID], webhook_id: FromPath[UUID], data: JSONBody[WebhookChange], actor: Who, state: State
) -> Webhook:
    """Change where a program is told, or of what; let it pause, or go on from where it stopped."""
    view = await reading.enter(state.networks, network_id, actor)
    return await endpoints.change(view.network, state.pool, state.webhooks.reaching, webhook_id, data)


@post(f"{ONE}/secret", status_code=HTTP_200_OK, operation_id="rotate_webhook")
async def rotate_webhook(network_id: FromPath[UUID], webhook_id: FromPath[UUID], actor: Who, state: State) -> MadeWebhook:
    """Make a new secret, told in this answer and never again; the one before signs beside it for a day."""
    view = await reading.enter(state.networks, network_id, actor)
    return await endpoints.rotate(state.pool, view.network.network_id, webhook_id)


@post(f"{ONE}/test", status_code=HTTP_200_OK, operation_id="try_webhook")
async def try_webhook(network_id: FromPath[UUID], webhook_id: FromPath[UUID], actor: Who, state: State) -> Delivery:
    """Send a message that tells of nothing, now, and say what came of it."""
    view = await reading.enter(state.networks, network_id, actor)
    return await state.webhooks.trial(view.network.network_id, webhook_id)  # type: ignore[no-any-return]  # the state of the program holds anything


@get(f"{ONE}/deliveries", operation_id="webhook_deliveries")
async def webhook_deliveries(network_id: FromPath[UUID], webhook_id: FromPath[UUID], actor: Who, state: State) -> list[Delivery]:
    """List the last attempts to tell a program, the newest first, and what came of each."""
    view = await reading.enter(state.networks, network_id, actor)
    return await endpoints.deliveries(state.pool, view.network.network_id, webhook_id)


@delete(ONE, status_code=HTTP_204_NO_CONTENT, operation_id="remove_webhook")
async def remove_webhook(network_id: FromPath[UUID], webhook_id: FromPath[UUID], actor: Who, state: State) -> None:
    """Tell a program no more; the address and its secret are gone."""
    view = await reading.enter(state.networks, network_id, actor)
    await endpoints.remove(state.pool, view.network.network_id, webhook_id, actor.person)
