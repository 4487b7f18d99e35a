"""A plan in the order in which it is read: axis by axis, and in each its actions, each followed by its parts."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar
from uuid import UUID

from msgspec import Struct

from projections.axis_list import Axis
from projections.plan_board import Card

R = TypeVar("R", Axis, Card)


class Part(Struct, frozen=True):
    """One axis, how deep it lies, and what stands in it itself; the last part may be of actions without an axis."""

    axis: Axis | None
    depth: int
    cards: tuple[Card, ...]


def parts(axes: Sequence[Axis], cards: Sequence[Card]) -> tuple[Part, ...]:
    """These axes and actions, of which none was withdrawn, in reading order."""
    places = list(_axes_in_order(axes))
    standing, present = {axis.axis_id for axis, _ in places}, {card.action_id for card in cards}
    below = _gathered(cards, lambda card: card.parent_id if card.parent_id in present else None)
    tops = _gathered(below.get(None, []), lambda card: card.axis_id if card.axis_id in standing else None)

    def inside(axis: UUID | None) -> tuple[Card, ...]:
        return tuple(one for top in tops.get(axis, []) for one in (top, *below.get(top.action_id, [])))

    found = [Part(axis, depth, inside(axis.axis_id)) for axis, depth in places]
    return (*found, Part(None, 0, inside(None))) if None in tops else tuple(found)


def _axes_in_order(axes: Sequence[Axis]) -> Iterable[tuple[Axis, int]]:
    """Every axis after the one it stands below; those of a ring, which two people may have made, once each."""
    standing = {axis.axis_id for axis in axes}
    below = _gathered(axes, lambda axis: axis.parent_id if axis.parent_id in standing else None)
    seen: set[UUID] = set()

    def visit(some: Sequence[Axis], depth: int) -> Iterable[tuple[Axis, int]]:
        for axis in some:
            if axis.axis_id not in seen:
                seen.add(axis.axis_id)
                yield axis, depth
                yield from visit(below.get(axis.axis_id, []), depth + 1)

    yield from visit(below.get(None, []), 0)
    yield from visit(sorted(axes, key=_place), 0)


def _gathered(rows: Sequence[R], under: Callable[[R], UUID | None]) -> dict[UUID | None, list[R]]:
    found: dict[UUID | None, list[R]] = {}
    for row in sorted(rows, key=_place):
        found.setdefault(under(row), []).append(row)
    return found


def _place(row: Axis | Card) -> tuple[str, str]:
    return row.order_key, str(row.axis_id if isinstance(row, Axis) else row.action_id)
