"""What a plan and an action say on paper: their fields as the card shows them, their figures as the dashboard counts them.

Pure: made of the rows that their reader may see, as of one moment. Names are those of today.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct

from projections.axis_list import Axis
from projections.plan_board import Card
from projections.plan_list import Plan
from service import outline
from service.documents.stand import Stand
from service.documents.words import FIELDS, Field, Words
from service.outline import Part
from service.waiting import ends

ALL_FIELDS = tuple(name for names in FIELDS.values() for name in names)
BY_AXIS = ("field.axis", "document.actions", "status.done", "status.late", "field.budget_planned")
COUNTED = ("status", "late", "planned", "actual")
STATUSES = ("to_discuss", "planned", "in_progress", "paused", "blocked", "done", "abandoned")


class Rows(Struct, frozen=True):
    """What of a plan its reader may see; ``kept`` are the actions that some people alone may know of."""

    network: str | None
    plan: Plan
    axes: Sequence[Axis]
    cards: Sequence[Card]
    kept: frozenset[UUID]

    @property
    def items(self) -> list[UUID]:
        """All that the document may tell of."""
        return [card.action_id for card in self.cards]

    @property
    def parts(self) -> tuple[Part, ...]:
        """The plan in reading order, without what was withdrawn."""
        return outline.parts([one for one in self.axes if not one.withdrawn], [one for one in self.cards if not one.withdrawn])


def whole(rows: Rows, figures: Mapping[str, int], stand: Stand, words: Words) -> dict[str, Any]:
    """The whole plan: its cover, its figures, and each of its actions."""
    parts = rows.parts
    cards = [card for part in parts for card in part.cards]
    return _cover(rows, stand, words, rows.plan.title, [], sum(card.action_id in rows.kept for card in cards)) | {
        "description": rows.plan.description,
        "words": {
            "contents": words.say("public.contents"),
            "figures": words.say("booklet.figures"),
            "kept": words.say("document.kept_action"),
        },
        "figures": told_figures(figures, words),
        "by_axis_headers": [
            words.say(key) for key in ("field.axis", "document.actions", "status.done", "status.late", "field.budget_planned")
        ],
        "by_axis": [
            [
                "\u2003" * part.depth + axis_title(part, words),
                words.number(_summed(counted, "status.")),
                *(words.number(counted.get(name, 0)) for name in ("status.done", "late")),
                words.money(counted.get("planned", 0)),
            ]
            for part, counted in by_axis(parts, figures)
        ],
        "groups": [
            {
                "title": axis_title(part, words),
                "depth": part.depth,
                "description": None if part.axis is None else part.axis.description,
                "actions": [_action(card, part, rows, stand, words) for card in part.cards],
            }
            for part in parts
        ],
    }


def one(card: Card, rows: Rows, stand: Stand, words: Words) -> dict[str, Any]:
    """One action with its parts."""
    axis = next((axis.title for axis in rows.axes if axis.axis_id == card.axis_id), None)
    above = next((other.title for other in rows.cards if other.action_id == card.parent_id), None)
    below = [part for group in rows.parts for part in group.cards if part.parent_id == card.action_id]
    sections = {title: words.fields(card, *names) for title, names in FIELDS.items()}
    sections["card.about"] = [_status(card, stand, words), *sections["card.about"]]
    kept = sum(one.action_id in rows.kept for one in (card, *below))
    withdrawn = [words.say("action.is_withdrawn")] if card.withdrawn else []
    told = _cover(rows, stand, words, words.called(card), [rows.plan.title, axis, above], kept)
    return told | {
        "marks": [*withdrawn, *told["marks"]],
        "words": {
            "parts": words.say("card.sub_actions"),
            "title": words.say("field.title"),
            "status": words.say("field.status"),
            "ends_on": words.say("field.ends_on"),
        },
        "sections": [{"title": words.say(title), "fields": fields} for title, fields in sections.items() if fields],
        "parts": [[words.called(part), status(part, stand, words), words.day(part.ends_on)] for part in below],
    }


def told_figures(figures: Mapping[str, int], words: Words) -> list[str]:
    """The figures of a plan, each a phrase; what there is none of is left out."""
    by_status = {status: _summed(figures, "status.", f".{status}") for status in STATUSES}
    counted = [(words.say(f"status.{status}"), many) for status, many in by_status.items()]
    counted.append((words.say("status.late"), _summed(figures, "late.")))
    money = (
        (words.say("field.budget_planned"), _summed(figures, "planned.")),
        (words.say("field.budget_actual"), _summed(figures, "actual.")),
    )
    return [
        words.count("actions", sum(by_status.values())),
        *(words.say("field.value", field=name, value=words.number(many)) for name, many in counted if many),
        *(words.say("field.value", field=name, value=words.money(cents)) for name, cents in money if cents),
    ]


def axis_title(part: Part, words: Words) -> str:
    return words.say("public.loose") if part.axis is None else part.axis.title


def status(card: Card, stand: Stand, words: Words) -> str:
    """Where an action stands, and whether it is late on that day."""
    end = ends(card)
    told = words.say(f"status.{card.status}")
    return told if end is None or end >= stand.day else f"{told} · {words.say('status.late')}"


def _cover(rows: Rows, stand: Stand, words: Words, title: str, within: Sequence[str | None], kept: int) -> dict[str, Any]:
    as_of = words.say("document.as_of", moment=words.moment(stand.instant), position=stand.token)
    owner = words.authorities.get(rows.plan.authority_id)
    return {
        "language": words.language,
        "title": title,
        "cover": [line for line in (*within, owner, rows.network) if line],
        "as_of": as_of,
        "footer": f"{title if len(title) < 60 else title[:59] + '…'} · {as_of}",
        "marks": words.marks("document.kept", kept),
    }


def _action(card: Card, part: Part, rows: Rows, stand: Stand, words: Words) -> dict[str, Any]:
    below = card.parent_id is not None and any(other.action_id == card.parent_id for other in part.cards)
    return {
        "title": words.called(card),
        "part": below,
        "kept": card.action_id in rows.kept,
        "fields": [_status(card, stand, words), *words.fields(card, *ALL_FIELDS)],
    }


def _status(card: Card, stand: Stand, words: Words) -> Field:
    return words.field(words.say("field.status"), [status(card, stand, words)])


def by_axis(parts: Sequence[Part], figures: Mapping[str, int]) -> list[tuple[Part, dict[str, int]]]:
    """Of each axis with all below it, its figures without its id: ``status.done``, ``late``, ``planned``.

    What the dashboard counts in an axis that was withdrawn is in none here.
    """
    known = [str(part.axis.axis_id) for part in parts if part.axis is not None]
    found: list[dict[str, int]] = [{} for _ in parts]
    above = [_above(parts, at) for at in range(len(parts))]
    for key, many in figures.items():
        kind, _, rest = key.partition(".")
        if kind in COUNTED:
            axis, _, told = rest.partition(".")
            for at in above[known.index(axis)] if axis in known else above[-1]:
                name = f"{kind}.{told}" if told else kind
                found[at][name] = found[at].get(name, 0) + many
    return list(zip(parts, found, strict=True))


def _above(parts: Sequence[Part], at: int) -> list[int]:
    """A part, and those that it lies within."""
    found = [at]
    while at > 0 and parts[found[-1]].depth > 0:
        at -= 1
        if parts[at].depth < parts[found[-1]].depth:
            found.append(at)
    return found


def _summed(figures: Mapping[str, int], begins: str, ends: str = "") -> int:
    return sum(many for key, many in figures.items() if key.startswith(begins) and key.endswith(ends))
