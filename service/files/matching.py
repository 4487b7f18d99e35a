"""Which row of a file is which action of the plan.

A row is known again by its axes and titles, else by what is left of them after people edit a spreadsheet: the axis
changed, the number before the title changed, the title was reworded in the same row. The surest ways come first, a way
counts only where it can mean one action, and what is paired is out of the running.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from msgspec import Struct

from events import action, fields
from events.ids import ActionId, AxisId, PersonId, PlanId
from projections.axis_list import Axis
from projections.plan_board import Card
from service.files.plan_rows import Row, same

Spot: TypeAlias = tuple[str, int]  # sheet and row number


class Imported(Struct, frozen=True):
    """What the last import that named an action found in its row."""

    action_id: ActionId
    sheet: str
    number: int
    path: tuple[str, ...]
    axis: AxisId | None
    title: str
    sub_title: str | None
    said: action.Edited

    @property
    def called(self) -> str:
        """The title that the file gave to this action."""
        return self.sub_title or self.title


class Present(Struct, frozen=True):
    """The plan as it stands, and what earlier imports left behind."""

    plan_id: PlanId
    axes: Sequence[Axis] = ()
    actions: Sequence[Card] = ()
    last: Sequence[Imported] = ()
    people: Mapping[str, PersonId] = {}  # whom the network knows, by their normalised names
    left: Mapping[ActionId, Imported] = {}  # what a file said of each when it left here, where it is one that did


class Match(NamedTuple):
    """The action that a row describes: one that stands, with what was last imported of it, or one to be added."""

    card: Card | None = None
    base: Imported | None = None


def spot(one: Row | Imported) -> Spot:
    """Where a row stands in its file."""
    return one.sheet, one.number


def path(titles: Iterable[str]) -> tuple[str, ...]:
    """Titles of axes as they are compared."""
    return tuple(map(same, titles))


def key(one: Row | Imported) -> tuple[object, ...]:
    """What a row is known by: its axes and titles."""
    return path(one.path), same(one.title), same(one.sub_title or "")


class Known:
    """The actions that rows can be: those of the plan, and their rows in earlier files."""

    def __init__(self, present: Present) -> None:
        self.cards = {ActionId(card.action_id): card for card in present.actions}
        self.last = {one.action_id: one for one in present.last if one.action_id in self.cards}
        self.left = present.left

    def actions(self, rows: Sequence[Row], axes: Mapping[tuple[str, ...], AxisId | None]) -> dict[Spot, Match]:
        """Pair rows that are actions of their own."""
        pairing = _Pairing(rows, self, part=False)

        def unnumbered(one: Row | Imported) -> object:
            return path(one.path), _unnumbered(one.title)

        def numbered(one: Row | Imported) -> object:
            number = _number(one.title)
            return number and (path(one.path), number)

        pairing.with_ids()
        pairing.with_last(key)
        pairing.with_cards(lambda row: (axes[path(row.path)], same(row.title)), lambda card: (card.axis_id, same(card.title)))
        pairing.with_last(lambda one: same(one.title), only_one=True)
        pairing.with_last(unnumbered, only_one=True)
        pairing.with_last(spot, alike=True)
        pairing.with_last(numbered, only_one=True, alike=True)
        return pairing.matches()

    def parts(self, rows: Sequence[Row], parents: Mapping[tuple[object, ...], ActionId]) -> dict[Spot, Match]:
        """Pair rows that are sub-actions; an action never changes its parent."""
        pairing = _Pairing(rows, self, part=True)

        def parent(one: Row | Imported) -> object:
            return parents[key(one)] if isinstance(one, Row) else self.cards[one.action_id].parent_id

        pairing.with_ids()
        pairing.with_last(lambda one: (parent(one), same(one.called)))
        pairing.with_cards(lambda row: (parent(row), same(row.called)), lambda card: (card.parent_id, same(card.title)))
        pairing.with_last(lambda one: (parent(one), _unnumbered(one.called)), only_one=True)
        pairing.with_last(lambda one: (parent(one), spot(one)), alike=True)
        return pairing.matches()


class _Pairing:
    """Rows and actions that have not found each other yet, and the pairs that have."""

    def __init__(self, rows: Sequence[Row], known: Known, *, part: bool) -> None:
        self.all = rows
        self.known = known
        self.rows = {spot(row): row for row in rows}
        self.last = {one.action_id: one for one in known.last.values() if (one.sub_title is not None) == part}
        # Of two cards with one mark, the one that was not withdrawn comes first.
        cards = sorted(known.cards.items(), key=lambda item: item[1].withdrawn)
        self.cards = {action_id: card for action_id, card in cards if (card.parent_id is not None) == part}
        self.found: dict[Spot, ActionId] = {}

    def with_ids(self) -> None:
        """Pair a row with the action that it left here with."""
        for row in [*self.rows.values()]:
            if row.action_id in self.cards:
                self._pair(row, row.action_id)

    def with_last(self, mark: Callable[[Row | Imported], object], *, only_one: bool = False, alike: bool = False) -> None:
        """Pair a row with the imported row of the same mark; ``only_one``: where each is the only one that has it."""
        imported = _grouped(self.last.values(), mark)
        for marked, rows in _grouped(self.rows.values(), mark).items():
            candidates = imported.get(marked, [])
            if marked is None or not candidates or (only_one and len(candidates) + len(rows) > 2):
                continue
            if not alike or _alike(rows[0], candidates[0]):
                self._pair(rows[0], candidates[0].action_id)

    def with_cards(self, of_row: Callable[[Row], object], of_card: Callable[[Card], object]) -> None:
        """Pair a row with an action of the plan, imported or not, of the same mark."""
        cards = _grouped(self.cards.values(), of_card)
        for marked, rows in _grouped(self.rows.values(), of_row).items():
            if marked in cards:
                self._pair(rows[0], ActionId(cards[marked][0].action_id))

    def _pair(self, row: Row, action_id: ActionId) -> None:
        self.found[spot(row)] = action_id
        del self.rows[spot(row)]
        self.last.pop(action_id, None)
        self.cards.pop(action_id, None)

    def matches(self) -> dict[Spot, Match]:
        """What became of every row."""
        return {spot(row): self._match(row, self.found.get(spot(row))) for row in self.all}

    def _match(self, row: Row, action_id: ActionId | None) -> Match:
        if action_id is None:
            return Match()
        # What left here is compared with what it said then, not with what some file said before it.
        base = self.known.left.get(action_id) if row.action_id == action_id else None
        return Match(self.known.cards[action_id], base or self.known.last.get(action_id))


def _grouped(items: Iterable[Any], mark: Callable[[Any], object]) -> dict[object, list[Any]]:
    groups: dict[object, list[Any]] = {}
    for item in items:
        groups.setdefault(mark(item), []).append(item)
    return groups


def _alike(row: Row, last: Imported) -> bool:
    """Is this the same action under another title? Most of its words are the same, or half of what else its row says."""
    ours, theirs = set(same(row.called).split()), set(same(last.called).split())
    if 2 * len(ours & theirs) > len(ours | theirs):
        return True
    said, before = _told(row.said), _told(last.said)
    return len(said & before) >= 2 and 2 * len(said & before) >= len(said | before)


def _told(said: action.Edited) -> set[tuple[str, str]]:
    """What a row says about its action, as far as that tells it from others."""
    values = fields.set_fields(said)
    values |= {f"extra.{header}": text for header, text in values.pop("extra", {}).items()}
    return {(name, str(value)) for name, value in values.items() if value and name not in ("status", "continuous")}


def _unnumbered(title: str) -> str:
    """A title without the number before it: an action that is renumbered is the same action."""
    plain = same(title)
    return plain.lstrip("0123456789. -–)°") or plain


def _number(title: str) -> str | None:
    plain = same(title)
    return plain[: len(plain) - len(plain.lstrip("0123456789."))].strip(".") or None
