"""Commands that touch several streams of one plan: one is asked, each stream has its own command, all or nothing.

They are asked of the plan's stream. ``parts`` says which commands one comes to, in the order in which they are decided;
each goes by the rules and the rights of its own kind and sees what those before it did. One id, one answer, positions
side by side. Where a rule refuses one part nothing of it happens, and the answer names that part.
"""

from collections.abc import Iterator
from typing import Annotated, Any, NamedTuple, TypeAlias, get_args

from msgspec import Meta

from events import action, action_plan, decider, ids
from events.fields import Change
from events.ids import ActionId, AxisId, CommandId, StreamId

MOST = 100  # actions of one command, as many as commands of one list


class EditActions(decider.Command, tag="together.edit_actions"):
    """Change fields of many actions of a plan at once; each edit says what the person saw and what they want."""

    edits: Annotated[dict[ActionId, action.Edit], Meta(min_length=1, max_length=MOST)]


class DissolveAxis(decider.Command, tag="together.dissolve_axis"):
    """Take an axis off the plan and move its actions to another one, or to none where that is null."""

    axis: AxisId
    to: AxisId | None
    actions: Annotated[tuple[ActionId, ...], Meta(max_length=MOST)] = ()


Command: TypeAlias = EditActions | DissolveAxis
_KINDS = frozenset(get_args(Command))


class Part(NamedTuple):
    """One stream's own command, and the path under which the asked one names it."""

    stream: StreamId
    command: decider.Command
    at: str


def parts(stream: StreamId, command: decider.Command) -> tuple[Part, ...]:
    """What an asked command comes to: itself, or the commands of several streams in the order in which they are decided."""
    return tuple(_several(stream, command)) if type(command) in _KINDS else (Part(stream, command, ""),)


def _several(plan: StreamId, command: Any) -> Iterator[Part]:
    match command:
        case EditActions(edits):
            for one, edit in edits.items():
                yield Part(StreamId(one), edit, f".command.edits.{one}")
        case DissolveAxis(axis, to, actions):
            for index, one in enumerate(actions):
                yield Part(StreamId(one), action.Edit(axis=Change(axis, to)), f".command.actions[{index}]")
            yield Part(plan, action_plan.WithdrawAxis(axis), ".command.axis")


def part_id(command: CommandId, index: int) -> CommandId:
    """What stands for the command's id in one of its parts, where ids are derived from it: no two parts make the same ones."""
    return CommandId(ids.derived(command, "part", index))
