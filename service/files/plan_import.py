"""What an import asks of a plan: one command a row, so that what the file says meets what people did meanwhile.

Pure. Three things are compared: what the last import found in a row, what stands now, and what the file says. A cell
that says what it said last time asks for nothing, whatever a person made of it since. A cell that changed becomes an
edit whose ``was`` is the last imported value, so the rules of edits that meet (events/fields.py) decide, and a clash
is kept for people to settle. Sets (partners, people) change by the difference. A row that is gone is reported, never
withdrawn. People are named, not identified: a name nobody knows yet carries a stand-in id until the import runs.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from msgspec import UNSET, Struct, field, structs

from events import action, action_plan, fields, ids
from events.fields import Change, Members
from events.ids import ActionId, AxisId, CommandId, PersonId, PlanId, StreamId
from projections.axis_list import Axis
from projections.plan_board import Card
from service.files.matching import Imported, Known, Match, Present, Spot, key, path, spot
from service.files.order_keys import spread
from service.files.plan_reader import PEOPLE
from service.files.plan_rows import Reading, Row, same
from service.files.report import Line, Remark, remark
from service.identity.people import normalised

NEEDS_REASON = ("paused", "blocked", "abandoned")
SETS = ("co_leads", "partners", "lead_people", "elected_people", "aims")
_BLANK = action.Added(plan=PlanId(UUID(int=0)), order_key="V", title="–")  # what a field holds that nobody filled


class Step(Struct, frozen=True):
    """One command, or none where nothing is to be done, and what to remember of the row once it was answered."""

    id: CommandId
    stream: StreamId
    command: action.Add | action.Edit | action_plan.AddAxis | None
    sheet: str
    row: int
    reason: str | None = None
    imported: Imported | None = None


class Plan(Struct, frozen=True):
    """Everything an import would do, in order. With a fault it would do nothing."""

    steps: tuple[Step, ...] = ()
    axes: tuple[tuple[str, ...], ...] = ()
    lines: tuple[Line, ...] = ()
    faults: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()
    names: dict[PersonId, str] = field(default_factory=dict)  # who the stand-ins stand for


def plan(import_id: UUID, reading: Reading, present: Present, reason: str) -> Plan:
    """What importing this reading asks for; ``reason`` is given where the rules want one."""
    drawing = _Drawing(import_id, reading, present, reason)
    if not reading.faults:
        drawing.draw()
    if reading.faults or drawing.faults:
        return Plan(faults=(*reading.faults, *drawing.faults), notes=(*reading.notes, *drawing.notes))
    return Plan(tuple(drawing.steps), tuple(drawing.new_axes), tuple(drawing.lines), (), (*reading.notes, *drawing.notes), drawing.names)


def identified(steps: Iterable[Step], people: Mapping[PersonId, PersonId | None]) -> Iterator[Step]:
    """The same steps with real people instead of stand-ins; one who stands for nobody is left out."""

    def real(value: Iterable[PersonId]) -> tuple[PersonId, ...]:
        return fields.members(found for one in value if (found := people.get(one, one)) is not None)

    def meant(struct: Any) -> Any:
        changed: dict[str, Any] = {}
        for name in PEOPLE:
            match getattr(struct, name, UNSET):
                case Members(add=add, remove=remove):
                    changed[name] = Members(real(add), real(remove))
                case tuple() as value:
                    changed[name] = real(value)
        return structs.replace(struct, **changed) if changed else struct

    for step in steps:
        imported = step.imported and structs.replace(step.imported, said=meant(step.imported.said))
        yield structs.replace(step, command=step.command and meant(step.command), imported=imported)


class _Place(NamedTuple):
    """Where an action is listed: in an axis, or as part of another action."""

    axis: AxisId | None
    parent: ActionId | None


def _place_of(card: Card) -> _Place:
    if card.parent_id is not None:
        return _Place(None, ActionId(card.parent_id))
    return _Place(None if card.axis_id is None else AxisId(card.axis_id), None)


class _Drawing:
    """One plan being drawn."""

    def __init__(self, import_id: UUID, reading: Reading, present: Present, reason: str) -> None:
        self.import_id = import_id
        self.reading = reading
        self.present = present
        self.reason = reason
        self.known = Known(present)
        self.steps: list[Step] = []
        self.new_axes: list[tuple[str, ...]] = []
        self.lines: list[Line] = []
        self.faults: list[Remark] = []
        self.notes: list[Remark] = []
        self.names: dict[PersonId, str] = {}

    def draw(self) -> None:
        rows = self.reading.rows
        above = [row for row in rows if row.sub_title is None]
        below = [row for row in rows if row.sub_title is not None]
        axes = self._axes(rows)
        matches = self.known.actions(above, axes)
        parents = {key(row): self._action_id(row, matches[spot(row)]) for row in above}
        self._find_parents(below, parents, axes)
        if self.faults:
            return
        matches |= self.known.parts(below, parents)
        places = {spot(row): _Place(axes[path(row.path)], None) for row in above}
        places |= {spot(row): _Place(None, parents[key(row)]) for row in below}
        keys = self._order_keys([*above, *below], matches, places)
        for row in (*above, *below):
            self._ask(row, matches[spot(row)], places[spot(row)], keys.get(spot(row), ""))
        self._gone({line.action_id for line in self.lines})
        in_file = {spot(row): place for place, row in enumerate(rows)}
        self.lines.sort(key=lambda line: in_file[line.sheet, line.row])  # a report is read beside the file

    def _command_id(self, row: Row, *part: int | str) -> CommandId:
        return CommandId(ids.derived(self.import_id, row.sheet, row.number, *part))

    def _action_id(self, row: Row, match: Match) -> ActionId:
        return ActionId(match.card.action_id if match.card else ids.derived(self._command_id(row), "item"))

    # --- axes ---

    def _axes(self, rows: Sequence[Row]) -> dict[tuple[str, ...], AxisId | None]:
        """The axis of every path of titles: one that stands, one that an earlier import made, or a new one."""
        known: dict[tuple[str, ...], AxisId | None] = {(): None, **self._standing_axes()}
        last_key: dict[UUID | None, str] = {}
        for axis in self.present.axes:
            last_key[axis.parent_id] = max(last_key.get(axis.parent_id, ""), axis.order_key)
        new: dict[AxisId | None, list[tuple[Row, tuple[str, ...], AxisId]]] = defaultdict(list)
        for row in rows:
            for depth in range(1, len(row.path) + 1):
                titles = row.path[:depth]
                if path(titles) not in known:
                    axis_id = AxisId(ids.derived(self._command_id(row, "axis", depth), "item"))
                    new[known[path(titles[:-1])]].append((row, titles, axis_id))
                    known[path(titles)] = axis_id
        for parent, group in new.items():  # an axis comes before those below it: it was met first
            for order_key, (row, titles, axis_id) in zip(spread(last_key.get(parent, ""), None, len(group)), group, strict=True):
                command = action_plan.AddAxis(axis=axis_id, title=titles[-1], parent=parent, order_key=order_key)
                command_id = self._command_id(row, "axis", len(titles))
                self.steps.append(Step(command_id, StreamId(self.present.plan_id), command, row.sheet, row.number))
                self.new_axes.append(titles)
        return known

    def _standing_axes(self) -> dict[tuple[str, ...], AxisId]:
        axes = {axis.axis_id: axis for axis in self.present.axes}

        def titles(axis: Axis) -> tuple[str, ...]:
            above = axes.get(axis.parent_id) if axis.parent_id else None
            return (*(titles(above) if above else ()), same(axis.title))

        def stands(axis_id: UUID | None) -> bool:
            axis = axes.get(axis_id) if axis_id else None
            return axis_id is None or (axis is not None and not axis.withdrawn and stands(axis.parent_id))

        # An axis that people renamed is still the one that earlier files called otherwise.
        before = (*self.present.last, *self.present.left.values())
        found = {path(one.path): one.axis for one in before if one.axis is not None and stands(one.axis)}
        standing = (axis for axis in axes.values() if stands(axis.axis_id))
        for axis in sorted(standing, key=lambda axis: (axis.order_key, axis.axis_id), reverse=True):
            found[titles(axis)] = AxisId(axis.axis_id)  # of two with one title, the first in the plan
        return found

    # --- sub-actions ---

    def _find_parents(
        self, rows: Sequence[Row], parents: dict[tuple[object, ...], ActionId], axes: Mapping[tuple[str, ...], AxisId | None]
    ) -> None:
        """The action each sub-action belongs to: in the file, else in the plan."""
        cards = [card for card in self.present.actions if card.parent_id is None and not card.withdrawn]
        by_title = {(card.axis_id, same(card.title)): ActionId(card.action_id) for card in cards}
        by_last = {key(one): one.action_id for one in self.known.last.values() if one.sub_title is None}
        for row in rows:
            part = self.known.cards.get(row.action_id) if row.action_id else None
            if part is not None and part.parent_id is not None:
                parents[key(row)] = ActionId(part.parent_id)
                continue
            above = (path(row.path), same(row.title), "")
            found = parents.get(above) or by_last.get(above) or by_title.get((axes[path(row.path)], same(row.title)))
            if found is not None:
                parents[key(row)] = found
                continue
            sentence = "no_parent_row" if row.path else "no_parent_row_without_axis"
            header = self.reading.header(row.sheet, "sub_title")
            axis = " / ".join(row.path)
            self.faults.append(remark(sentence, row.sheet, row.number, header, title=row.called, action=row.title, axis=axis))

    # --- order ---

    def _order_keys(self, rows: Sequence[Row], matches: Mapping[Spot, Match], places: Mapping[Spot, _Place]) -> dict[Spot, str]:
        """A key for each new row: after the row before it, before whatever stands next there now."""
        there: dict[_Place, list[str]] = defaultdict(list)
        for one in sorted(self.present.actions, key=lambda one: one.order_key):
            there[_place_of(one)].append(one.order_key)
        by_place: dict[_Place, list[Row]] = defaultdict(list)
        for row in rows:
            by_place[places[spot(row)]].append(row)
        keys: dict[Spot, str] = {}
        for place, group in by_place.items():
            anchors = {
                spot(row): card.order_key for row in group if (card := matches[spot(row)].card) is not None and _place_of(card) == place
            }
            before = "" if anchors or not there[place] else there[place][-1]
            for is_new, run in groupby(group, key=lambda row: matches[spot(row)].card is None):
                members = [spot(row) for row in run]
                if is_new:
                    after = next((taken for taken in there[place] if taken > before), None)
                    keys.update(zip(members, spread(before, after, len(members)), strict=True))
                    before = keys[members[-1]]
                else:
                    before = next((anchors[at] for at in reversed(members) if at in anchors), before)
        return keys

    # --- one row's command ---

    def _ask(self, row: Row, match: Match, place: _Place, order_key: str) -> None:
        action_id = self._action_id(row, match)
        said = self._with_people(row)
        # Where the file says what it said, the place people moved the action to since is theirs.
        stays = match.base is not None and path(match.base.path) == path(row.path)
        axis = match.base.axis if match.base and stays else place.axis
        line = Line(row.sheet, row.number, row.called, "nothing", action_id, sub=place.parent is not None)
        command: action.Add | action.Edit | None = None
        withdrawn = self._withdrawn(action_id if match.card else place.parent)
        if withdrawn:
            self.notes.append(remark("withdrawn" if match.card else "parent_withdrawn", row.sheet, row.number, title=row.called))
        elif match.card is None:
            command = _add(row, said, self.present.plan_id, place, order_key)
            line = structs.replace(line, does="add")
        elif (edit := _edit(row, said, axis, match)) is not None:
            met = fields.meet(_as_added(match.card), edit, action.POLICIES)
            for clash in met.clashes:
                self.notes.append(remark("clash_expected", row.sheet, row.number, title=row.called, field=clash.field))
            touched = sorted({*_touched(met.values), *(clash.field for clash in met.clashes)})
            if touched:
                command = edit
                line = structs.replace(line, does="edit", fields=tuple(touched))
        imported = Imported(action_id, row.sheet, row.number, row.path, axis, row.title, row.sub_title, _with_former(said, match))
        reason = self.reason if isinstance(command, action.Edit) and _wants_reason(command) else None
        self.lines.append(line)
        # What was left alone is not remembered: once restored, the same file asks again.
        self.steps.append(
            Step(self._command_id(row), StreamId(action_id), command, row.sheet, row.number, reason, None if withdrawn else imported)
        )

    def _withdrawn(self, action_id: ActionId | None) -> bool:
        return action_id is not None and action_id in self.known.cards and self.known.cards[action_id].withdrawn

    def _with_people(self, row: Row) -> action.Edited:
        """What the row says, its people by id; a name nobody knows gets a stand-in, which never reaches the log."""
        found: dict[str, Any] = {}
        for name, people in row.people.items():
            found[name] = fields.members(self._person(person) for person in people)
        return structs.replace(row.said, **found)

    def _person(self, name: str) -> PersonId:
        known = self.present.people.get(normalised(name))
        if known is not None:
            return known
        stand_in = PersonId(ids.derived(self.present.plan_id, "unclaimed", normalised(name)))
        self.names.setdefault(stand_in, name)
        return stand_in

    def _gone(self, found: set[ActionId]) -> None:
        """Actions that earlier files named on these sheets, and this one no longer does."""
        sheets = {sheet.name for sheet in self.reading.sheets}
        last = self.known.last | {action_id: one for action_id, one in self.present.left.items() if action_id in self.known.cards}
        sheets |= {one.sheet for one in last.values() if one.action_id in found}  # a sheet may have been renamed
        for one in sorted(last.values(), key=spot):
            card = self.known.cards[one.action_id]
            if one.action_id not in found and one.sheet in sheets and not card.withdrawn:
                self.notes.append(remark("row_gone", one.sheet, None, title=card.title, number=one.number))


def _with_former(said: action.Edited, match: Match) -> action.Edited:
    """What the row says, and beside it what former files said in columns that this one does not have."""
    if match.base is None:
        return said
    former = fields.set_fields(match.base.said)
    values = {**former, **fields.set_fields(said)}
    if "extra" in former and "extra" in values:
        values["extra"] = {**former["extra"], **values["extra"]}
    return action.Edited(**values)


def _as_added(card: Card) -> action.Added:
    """The card as the rules hold it."""
    values = {name: getattr(card, name) for name in action.Edited.__struct_fields__ if name not in ("axis", "reason")}
    return structs.replace(_BLANK, axis=card.axis_id, parent=card.parent_id, **values)


def _add(row: Row, said: action.Edited, plan_id: PlanId, place: _Place, order_key: str) -> action.Add:
    values = {name: value for name, value in fields.set_fields(said).items() if value is not None}
    if "extra" in values:
        values["extra"] = {header: text for header, text in values["extra"].items() if text is not None}
    return action.Add(plan=plan_id, parent=place.parent, axis=place.axis, order_key=order_key, title=row.called, **values)


def _edit(row: Row, said: action.Edited, axis: AxisId | None, match: Match) -> action.Edit | None:
    """What changed in the row since it was last imported; everything it says, when it never was."""
    base = match.base
    wishes: dict[str, Any] = {}
    if base is not None and same(row.called) != same(base.called):
        wishes["title"] = Change(base.called, row.called)
    if base is not None and row.sub_title is None and axis != base.axis:
        wishes["axis"] = Change(base.axis, axis)
    for name, value in fields.set_fields(said).items():
        before = getattr(base.said, name) if base else UNSET
        wish = _wish(name, getattr(_BLANK, name) if before is UNSET else before, value)
        if wish is not None:
            wishes[name] = wish
    return action.Edit(**wishes) if wishes else None


def _wish(name: str, was: Any, to: Any) -> Any:
    if name in SETS:
        joined, left = set(to) - set(was), set(was) - set(to)
        return Members(fields.members(joined), fields.members(left)) if joined or left else None
    if name == "funders":
        return {one: Change(was.get(one), to.get(one)) for one in sorted({*was, *to}) if was.get(one) != to.get(one)} or None
    if name == "extra":  # only headers that the file has: a column that was taken out says nothing
        return {header: Change(was.get(header), text) for header, text in to.items() if was.get(header) != text} or None
    return Change(was, to) if was != to else None


def _wants_reason(edit: action.Edit) -> bool:
    return isinstance(edit.status, Change) and edit.status.to in NEEDS_REASON


def _touched(values: Mapping[str, Any]) -> Iterator[str]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from (f"{name}.{one}" for one in value)
        else:
            yield name
