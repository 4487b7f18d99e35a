"""The review of one year of a plan, as slides for a council: what stands where, what was done, what is late, what comes next.

Pure: made of the plan as it stood when the year began and when it ended, as its reader may see it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from events.ids import PersonId
from projections.plan_board import Card
from service.documents import plan
from service.documents.plan import Rows
from service.documents.stand import Stand
from service.documents.words import Words
from service.waiting import ends

LINES = 8  # of a table that are read on one slide
LISTED = 5 * LINES  # actions of one list; who wants them all has the plan
OFFICIALS = 40  # who have a slide of their own
SHOWN = (("to_discuss", "planned"), ("in_progress",), ("paused", "blocked"), ("done",), ("abandoned",))  # the series of the chart


def told(year: int, rows: Rows, before: Mapping[Any, Card], figures: Mapping[str, int], stand: Stand, words: Words) -> dict[str, Any]:
    """The slides in their order; ``before`` is what stood in the plan when the year began."""
    parts = rows.parts
    cards = [card for part in parts for card in part.cards]
    done = [card for card in cards if was_done(card, before.get(card.action_id), year)]
    late = sorted((card for card in cards if is_late(card, stand.day)), key=lambda card: card.ends_on or date.max)
    coming = [card for card in cards if is_of(card, year + 1)]
    by_axis = [(plan.axis_title(part, words), counted) for part, counted in plan.by_axis(parts, figures) if part.depth == 0]
    as_of = words.say("document.as_of", moment=words.moment(stand.instant), position=stand.token)
    kept = sum(card.action_id in rows.kept for card in cards)
    owner = words.authorities.get(rows.plan.authority_id)
    return {
        "language": words.language,
        "title": words.say("yearly.title", year=year),
        "subtitle": "\n".join(filter(None, [rows.plan.title, owner, rows.network, as_of, *words.marks("document.kept", kept)])),
        "footer": f"{rows.plan.title} · {as_of}",
        "slides": [
            _points(words.say("yearly.figures", year=year), _figures(figures, done, words), as_of),
            *_status_by_axis(by_axis, words),
            *_table(words.say("yearly.done", year=year), done, ("action", "lead", "ends_on"), words, stand, "yearly.none_done"),
            *_table(words.say("status.late"), late, ("action", "lead", "ends_on"), words, stand, "yearly.none_late"),
            *_budget(by_axis, words),
            *_table(words.say("yearly.next", year=year + 1), coming, ("action", "lead", "status"), words, stand, "yearly.none_next"),
            *_by_official(cards, words, stand),
        ],
    }


def was_done(card: Card, before: Card | None, year: int) -> bool:
    """Was an action done in that year? One that came into the plan done already, with an end before the year, was not."""
    if card.status != "done":
        return False
    if before is not None:
        return before.status != "done"
    return card.ends_on is None or card.ends_on.year >= year


def is_late(card: Card, day: date) -> bool:
    end = ends(card)
    return end is not None and end < day


def is_of(card: Card, year: int) -> bool:
    """Is an action to be worked on in that year, as far as its days tell? One without an end goes on until it is over."""
    if card.status in ("done", "abandoned"):
        return False
    begun = card.starts_on is None or card.starts_on.year <= year
    return begun and (card.continuous or card.ends_on is None or card.ends_on.year >= year)


def _figures(figures: Mapping[str, int], done: Sequence[Card], words: Words) -> list[str]:
    return [words.count("yearly.done_in_year", len(done)), *plan.told_figures(figures, words)]


def _points(title: str, points: list[str], notes: str) -> dict[str, Any]:
    return {"kind": "points", "title": title, "points": points, "notes": notes}


def _status_by_axis(by_axis: Sequence[tuple[str, Mapping[str, int]]], words: Words) -> Iterable[dict[str, Any]]:
    series = [
        {
            "name": " / ".join(words.say(f"status.{status}") for status in some),
            "values": [sum(counted.get(f"status.{status}", 0) for status in some) for _, counted in by_axis],
        }
        for some in SHOWN
    ]
    yield from _chart(words.say("dashboard.by_axis"), [title for title, _ in by_axis], series, True, words.number, words)


def _budget(by_axis: Sequence[tuple[str, Mapping[str, int]]], words: Words) -> Iterable[dict[str, Any]]:
    series = [
        {"name": words.say(f"field.budget_{name}"), "values": [counted.get(name, 0) for _, counted in by_axis]}
        for name in ("planned", "actual")
    ]
    yield from _chart(words.say("dashboard.budget"), [title for title, _ in by_axis], series, False, words.money, words, 100)


def _chart(
    title: str, names: list[str], series: list[dict[str, Any]], stacked: bool, shown: Any, words: Words, unit: int = 1
) -> Iterable[dict[str, Any]]:
    """A chart of some series by axis, told in words for who does not see it; without figures there is none."""
    some = [one for one in series if any(one["values"])]
    if not some:
        return
    said = [
        words.say(
            "field.value", field=name, value=", ".join(f"{one['name']} {shown(one['values'][at])}" for one in some if one["values"][at])
        )
        for at, name in enumerate(names)
        if any(one["values"][at] for one in some)
    ]
    yield {
        "kind": "chart",
        "title": title,
        "stacked": stacked,
        "names": names,
        "series": [{"name": one["name"], "values": [value / unit if unit > 1 else value for value in one["values"]]} for one in some],
        "format": "#,##0" if unit == 1 else "#,##0 €",
        "told": "\n".join(said),
    }


def _table(
    title: str,
    cards: Sequence[Card],
    columns: Sequence[str],
    words: Words,
    stand: Stand,
    none: str | None = None,
    most: int = LISTED,
) -> Iterable[dict[str, Any]]:
    """A table of actions, on as many slides as it takes."""
    if not cards and none is not None:
        yield _points(title, [words.say(none)], "")
    pieces = range(0, min(len(cards), most), LINES)
    for number, start in enumerate(pieces, 1):
        some = cards[start : start + LINES]
        left_out = len(cards) - start - LINES if number == len(pieces) else 0
        yield {
            "kind": "table",
            "title": title if len(pieces) == 1 else words.say("yearly.piece", title=title, number=number, of=len(pieces)),
            "headers": [words.say("document.action" if name == "action" else f"field.{name}") for name in columns],
            "rows": [[_cell(card, name, words, stand) for name in columns] for card in some],
            "more": words.count("yearly.more", left_out) if left_out > 0 else "",
            "notes": "\n".join(words.called(card) for card in some),
        }


def _cell(card: Card, name: str, words: Words, stand: Stand) -> str:
    match name:
        case "action":
            return words.called(card)
        case "status":
            return plan.status(card, stand, words)
        case "ends_on":
            return words.day(card.ends_on)
    return card.lead or ""


def _by_official(cards: Sequence[Card], words: Words, stand: Stand) -> Iterable[dict[str, Any]]:
    """What each elected official answers for, in the order of their names."""
    theirs: dict[PersonId, list[Card]] = {}
    for card in cards:
        for person in card.elected_people:
            theirs.setdefault(person, []).append(card)
    for person, some in sorted(theirs.items(), key=lambda one: (words.person(one[0]), one[0]))[:OFFICIALS]:
        yield from _table(
            words.say("yearly.of_official", who=words.person(person)), some, ("action", "lead", "status"), words, stand, most=LINES
        )
