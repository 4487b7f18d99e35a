"""A network as everyday has it: a town, its editor, one plan and a thousand actions, all asked for like anything else."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias
from uuid import UUID

from msgspec import Struct

from events import action, action_plan, catalogue, ids, network
from events.asking import Asking, Receipt
from events.ids import CommandId, NetworkId, PersonId, PlanId, StreamId

Ask: TypeAlias = Callable[[Asking, PersonId], Awaitable[Receipt]]

ACTIONS = 1_000
TEXT = "La commune plante des haies le long des chemins, avec les écoles et les agriculteurs du village."


class Town(Struct, frozen=True):
    """Who edits what."""

    editor: PersonId
    plan: PlanId
    actions: list[StreamId]


async def furnish(network_id: NetworkId, ask: Ask, number: int = ACTIONS) -> Town:
    """Furnish a network that was just founded."""
    itself = PersonId(network_id)
    editor, plan = PersonId(ids.new()), PlanId(ids.new())
    authority = ids.authority(siren="210000000")
    own = StreamId(network_id)
    await ask(asking(own, network.Admit(authority=authority, name="Ville", kind="municipality")), itself)
    await ask(asking(own, network.GiveRole(person=editor, role="editor", authority=authority)), itself)
    await ask(asking(StreamId(plan), action_plan.Open(title="Plan", authority=authority)), editor)
    actions = [StreamId(ids.new()) for _ in range(number)]
    added = [asking(one, action.Add(plan=plan, title="Planter des haies", order_key="V", description=text(0))) for one in actions]
    receipts = await asyncio.gather(*(ask(one, editor) for one in added))
    assert all(receipt.outcome == "applied" for receipt in receipts)
    return Town(editor, plan, actions)


def asking(stream: UUID, command: catalogue.Command) -> Asking:
    """A command under a new id."""
    return Asking(id=CommandId(ids.new()), stream=StreamId(stream), command=command)


def text(number: int) -> str:
    """What stands in the description of an action after so many edits."""
    return f"{TEXT} {number:08d}"
