"""What changed between two moments: every row that is another one at the second than it was at the first, and the events behind that.

The same folds as everywhere, run on from the rows of the first moment: the rows of the first with these changes are the rows of the
second, row by row. A row is of a plan where it is shown on the plan's topic.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any, Literal, TypeAlias
from uuid import UUID

from msgspec import Struct, inspect, structs

from events import fields
from events.decider import Event
from events.ids import AuthorityId, PersonId
from events.log.recorded import Recorded
from projections.catalogue import PROJECTIONS
from projections.past import Difference, Entry, Past
from projections.projection import Key, PassedOver, Projection, Row

#: ``passed`` came and went, ``unchanged`` was changed and changed back: events happened, and nothing is left of them.
What: TypeAlias = Literal["added", "withdrawn", "restored", "changed", "gone", "passed", "unchanged"]

_TRACES = frozenset({"changed_at", "changed_by", "edited_at", "edited_by"})  # that something happened, and no more
_CALLED = ("title", "label", "name", "heading", "text", "subject", "action")  # what a row is called, by the first of these that it has


class Behind(Struct, frozen=True):
    """One event behind a change: who did it, when and why, and the fields that were others after it."""

    position: int
    tag: str
    by: PersonId
    on_behalf_of: AuthorityId | None
    at: datetime
    reason: str | None
    cause: UUID | None
    fields: tuple[str, ...]
    authors: tuple[PersonId, ...] = ()  # whose words it tells, where they are not who tells it


class ChangedItem(Struct, frozen=True):
    """What became of one item, of the kind that ``kind`` names; ``axis_id``, ``action_id``, ``parent_id`` and ``plan_id`` tell where it
    belongs, ``stream_id`` to what it happened last."""

    kind: str
    item_id: Key
    what: What
    called: str | None
    axis_id: UUID | None
    action_id: UUID | None
    parent_id: UUID | None
    plan_id: UUID | None
    stream_id: UUID
    changes: tuple[Difference, ...]
    events: tuple[Behind, ...]


class Moved(Struct):
    """One row at both moments; ``last`` is what it was last, where it is gone at the second."""

    projection: Projection[Any]
    key: Key
    before: Row | None
    after: Row | None
    last: Row
    events: list[tuple[Recorded[Event], tuple[str, ...]]]

    @property
    def what(self) -> What:
        """What became of the row."""
        if self.before is None:
            return "added" if _stands(self.after) else "passed"
        if self.after is None:
            return "gone"
        if _stands(self.before) != _stands(self.after):
            return "withdrawn" if _stands(self.before) else "restored"
        return "changed" if any(one.field not in _TRACES for one in differences(self.before, self.after)) else "unchanged"

    def told(self) -> ChangedItem:
        """The change as it travels."""
        return ChangedItem(
            self.projection.name,
            self.key,
            self.what,
            next((str(getattr(self.last, name)) for name in _CALLED if getattr(self.last, name, None)), None),
            getattr(self.last, "axis_id", None),
            getattr(self.last, "action_id", None),
            getattr(self.last, "parent_id", None),
            getattr(self.last, "plan_id", None),
            self.events[-1][0].stream_id,
            tuple(differences(self.before, self.after)),
            tuple(_behind(recorded, names) for recorded, names in self.events),
        )


class Walk:
    """On from the rows of one moment, event by event, to another; ``then`` moves along."""

    def __init__(self, then: Past, plan: UUID | None = None, passed_over: PassedOver = frozenset()) -> None:
        self._then = then
        self._topic = f"plan:{plan}" if plan else None
        self._passed_over = passed_over
        self._moved: dict[tuple[str, Key], Moved] = {}
        self._concerned: dict[type[Event], list[Projection[Any]]] = {}

    def take(self, recorded: Recorded[Event]) -> None:
        """Take one event in."""
        touched = [
            (one, key, self._then.rows(one).get(key))
            for one in self._asked(type(recorded.event))
            if (one.name, recorded.position) not in self._passed_over
            for key in dict.fromkeys(one.touches(recorded))
        ]
        self._then.fold(recorded)
        for one, key, before in touched:
            after = self._then.rows(one).get(key)
            last = after if after is not None else before
            if last is None or after == before:
                continue
            moved = self._moved.get((one.name, key))
            if moved is None:
                moved = self._moved[one.name, key] = Moved(one, key, before, after, last, [])
            moved.after, moved.last = after, last
            moved.events.append((recorded, tuple(change.field for change in differences(before, after))))

    def moved(self) -> Iterator[Moved]:
        """Every row that something happened to, in the order in which that began; of a plan where one was named."""
        for moved in self._moved.values():
            rows = (moved.before, moved.last)
            if self._topic is None or any(row is not None and self._topic in moved.projection.topics(row) for row in rows):
                yield moved

    def _asked(self, kind: type[Event]) -> list[Projection[Any]]:
        if kind not in self._concerned:
            self._concerned[kind] = [one for one in PROJECTIONS if one.kept and issubclass(kind, one.asks)]
        return self._concerned[kind]


def differences(before: Row | None, after: Row | None) -> Iterator[Difference]:
    """What is another at the second moment, field by field; of a row that came or went, every field that holds something.

    Of a keyed field it tells each key that changed, written ``funders.ADEME``.
    """
    row: Any = before if after is None else after
    kind: Any = type(row)
    for name in () if row is None else kind.__struct_fields__:
        old, new = getattr(before, name, None), getattr(after, name, None)
        if name in _keyed_fields(kind):
            yield from _keyed(name, old or {}, new or {})
        elif old == new or (before is None and _holds_nothing(new)) or (after is None and _holds_nothing(old)):
            continue
        else:
            yield Difference(name, fields.plain(old), fields.plain(new))


def of_field(entries: Iterable[Entry], field: str) -> list[Entry]:
    """How one field came to be what it is: the entries that made another one of it, or tell of a wish to."""
    name, _, key = field.partition(".")
    found = []
    for entry in entries:
        for change in entry.changes:
            before, after = change.before, change.after
            if key and change.field == name:  # told whole, where this is asked of one key
                before, after = (before or {}).get(key), (after or {}).get(key)
            elif field not in (change.field, f"{change.field}_id"):  # a wish names the axis of an action as the command does
                continue
            if before != after:
                found.append(structs.replace(entry, changes=(Difference(field, before, after),)))
    return found


@cache
def _keyed_fields(kind: Any) -> frozenset[str]:
    info: Any = inspect.type_info(kind)
    return frozenset(field.name for field in info.fields if isinstance(field.type, inspect.DictType))


def _keyed(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for key in sorted({*old, *new}):
        if old.get(key) != new.get(key):
            yield Difference(f"{name}.{key}", fields.plain(old.get(key)), fields.plain(new.get(key)))


def _holds_nothing(value: Any) -> bool:
    return value is None or value is False or value == ()


def _stands(row: Any) -> bool:
    """Is it there for people, or was it taken away again?"""
    gone = getattr(row, "withdrawn", False) or getattr(row, "standing", None) == "withdrawn" or getattr(row, "dissolved_at", None)
    return row is not None and not gone


def _behind(recorded: Recorded[Event], names: Iterable[str]) -> Behind:
    return Behind(
        recorded.position,
        recorded.tag,
        recorded.by,
        recorded.on_behalf_of,
        recorded.at,
        recorded.event.reason,
        recorded.cause,
        tuple(names),
        getattr(recorded.event, "authors", ()),
    )
