"""Figures of what the public sees of a plan: tables, each line with a bar beside its name, drawn here.

Counted from the actions that are shown and from nothing else, as the dashboards in the network count what their reader may see
(docs/dashboards.md). A bar says nothing that does not stand in its line, so readers of the table miss nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, get_args

from events.action import Aim, Status
from service.languages import Language, money, number, percent, plural, say
from service.public.content import Action, Content
from service.public.markup import Inside, Markup, element

STATUSES: Sequence[Status] = get_args(Status)
AIMS: Sequence[Aim] = get_args(Aim)
WIDE, HIGH = 200, 10  # of a bar, in units of its own; the style sheet gives it room


def of_plan(content: Content, language: Language) -> Markup | None:
    """The figures of a plan: where its actions stand axis by axis, what they cost, which aims they serve."""
    actions = content.actions
    if not actions:
        return None
    parts: Sequence[tuple[str, Sequence[Action]]] = [
        (say(language, "public.loose") if group.axis is None else group.axis.title, group.actions)
        for group in content.groups
        if group.actions
    ]
    return element(
        "section",
        element("h2", say(language, "public_page.figures"), id="figures"),
        element("p", summary(actions, language)),
        standing(parts, language),
        _budget(parts, language),
        _funders(actions, language),
        _aims(actions, language),
        class_="figures",
        aria_labelledby="figures",
    )


def summary(actions: Sequence[Action], language: Language) -> str:
    """Where actions stand, in a sentence."""
    found = Counter(action.status for action in actions)
    told = [f"{say(language, f'status.{status}').lower()}\u00a0{number(language, found[status])}" for status in STATUSES if found[status]]
    done = percent(language, found["done"], len(actions)) if actions else percent(language, 0, 1)
    return say(language, "public_page.summary", actions=plural(language, "public.count", len(actions)), told=", ".join(told), done=done)


def standing(parts: Sequence[tuple[Inside, Sequence[Action]]], language: Language, of: Literal["axis", "plan"] = "axis") -> Markup:
    """Where actions stand, part by part; a status that no action has takes no column."""
    found = [(name, Counter(action.status for action in some)) for name, some in parts]
    whole = sum((counts for _, counts in found), Counter[Status]())
    used = [status for status in STATUSES if whole[status]]
    longest = max((counts.total() for _, counts in found), default=0)

    def line(name: Inside, counts: Mapping[Status, int], drawn: Inside) -> Sequence[Inside]:
        return [[name, drawn], *(number(language, counts[one]) for one in used), number(language, sum(counts.values()))]

    rows = [line(name, counts, bar([(f"status-{one}", counts[one]) for one in used], longest)) for name, counts in found]
    columns = [[element("span", "", class_=f"swatch status-{one}"), say(language, f"status.{one}")] for one in used]
    last = line(say(language, "dashboard.total"), whole, None) if len(rows) > 1 else None
    heads = [say(language, f"dashboard.{of}"), *columns, say(language, "dashboard.total")]
    return table(say(language, f"dashboard.by_{of}"), heads, rows, last)


def _budget(parts: Sequence[tuple[str, Sequence[Action]]], language: Language) -> Markup | None:
    found = [(name, [one.budget_planned for one in some if one.budget_planned is not None], len(some)) for name, some in parts]
    if not any(amounts for _, amounts, _ in found):
        return None
    longest = max(sum(amounts) for _, amounts, _ in found)

    def line(name: str, amounts: Sequence[int], of: int, drawn: Inside) -> Sequence[Inside]:
        priced = say(language, "public_page.priced", priced=number(language, len(amounts)), of=number(language, of))
        return [[name, drawn], money(language, sum(amounts)) if amounts else "–", priced]

    rows = [line(name, amounts, of, bar([("planned", sum(amounts))], longest)) for name, amounts, of in found]
    every = [amount for _, amounts, _ in found for amount in amounts]
    last = line(say(language, "dashboard.total"), every, sum(of for _, _, of in found), None) if len(rows) > 1 else None
    columns = [say(language, key) for key in ("dashboard.axis", "dashboard.planned", "dashboard.priced")]
    return table(say(language, "dashboard.budget"), columns, rows, last)


def _funders(actions: Iterable[Action], language: Language) -> Markup | None:
    found: dict[str, list[int]] = {}
    for action in actions:
        for name, funding in action.funders.items():
            found.setdefault(name, []).extend([] if funding.amount is None else [funding.amount])
    if not found:
        return None
    longest = max(map(sum, found.values()))
    ranked = sorted(found.items(), key=lambda one: (-sum(one[1]), one[0].casefold()))
    rows: list[Sequence[Inside]] = [
        [[name, bar([("planned", sum(amounts))], longest)], money(language, sum(amounts)) if amounts else "–"] for name, amounts in ranked
    ]
    return table(say(language, "field.funders"), [say(language, "public_page.funder"), say(language, "public_page.amount")], rows)


def _aims(actions: Sequence[Action], language: Language) -> Inside:
    found = Counter(aim for action in actions for aim in action.aims)
    none = sum(not action.aims for action in actions)
    if not found:
        return None
    longest = max(none, *found.values())
    lines = [(say(language, f"aim.{aim}"), found[aim]) for aim in AIMS] + ([(say(language, "aim.none"), none)] if none else [])
    rows: list[Sequence[Inside]] = [[[name, bar([("planned", count)], longest)], number(language, count)] for name, count in lines]
    columns = [say(language, "public_page.aim"), say(language, "public_page.actions")]
    return [
        table(say(language, "dashboard.aims"), columns, rows),
        element("p", say(language, "dashboard.aims_several"), class_="quiet"),
    ]


def table(
    caption: str, columns: Sequence[Inside], rows: Sequence[Sequence[Inside]], last: Sequence[Inside] | None = None, *, words: bool = False
) -> Markup:
    """A table of which the first cell of each line names it, the last line being a sum where there is one; of numbers, or of words."""

    def line(cells: Sequence[Inside]) -> Markup:
        return element("tr", element("th", cells[0], scope="row"), [element("td", cell) for cell in cells[1:]])

    return element(
        "div",
        element(
            "table",
            element("caption", caption),
            element("thead", element("tr", [element("th", column, scope="col") for column in columns])),
            element("tbody", [line(row) for row in rows]),
            None if last is None else element("tfoot", line(last)),
        ),
        class_="wide words" if words else "wide",
        role="group",
        aria_label=caption,
        tabindex="0",
    )


def bar(shares: Sequence[tuple[str, int]], longest: int) -> Markup | None:
    """Shares side by side, as long as they are many; for the eye alone, since the numbers stand beside."""
    if not longest:
        return None
    drawn, at = [], 0.0
    for kind, share in shares:
        width = WIDE * share / longest
        if width:
            drawn.append(element("rect", class_=kind, x=f"{at:.2f}", y="0", width=f"{width:.2f}", height=str(HIGH)))
        at += width
    drawing = {"viewBox": f"0 0 {WIDE} {HIGH}", "preserveAspectRatio": "none", "aria-hidden": "true", "focusable": "false"}
    return element("svg", drawn, class_="bar", **drawing)
