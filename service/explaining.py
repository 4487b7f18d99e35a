"""What a figure counts, item by item, and the events that made each of them count.

The same definitions as those of figures.sql, over rows instead of tables: so they hold of any moment of the past, too. A test counts
every figure of random networks both ways, for each audience.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from events.ids import StreamId
from events.log.recorded import Recorded
from projections.conflict_inbox import conflict_inbox
from projections.consultation_board import consultation_list, consultation_opinions
from projections.meeting_board import meeting_decisions
from projections.meeting_list import meeting_list
from projections.member_list import member_list
from projections.plan_board import Card, plan_board
from projections.plan_list import plan_list
from projections.projection import AUDITORS, Audience, Projection, R
from projections.recent_activity import about
from projections.restricted_items import shown_to
from projections.workshop_board import workshop_board
from projections.workshop_list import workshop_list
from service.reading import View
from service.waiting import ends

#: A name within a key is written without what parts of a key, and of an address, are told apart by.
_TOLD_APART = str.maketrans({one: f"%{ord(one):02X}" for one in "%.,*/"})


COUNTED: tuple[Projection[Any], ...] = (
    plan_list,
    plan_board,
    conflict_inbox,
    meeting_decisions,
    consultation_list,
    consultation_opinions,
    member_list,
    workshop_list,
    workshop_board,
    meeting_list,
)


class Count(NamedTuple):
    """How much one item adds to one figure: the row that is looked at, and which of its fields; ``above`` says in which axis it is."""

    key: str
    of: Projection[Any]
    row: Any
    fields: frozenset[str]
    value: int = 1
    above: Card | None = None


class Shown(Protocol):
    """The rows of a projection that are counted."""

    def __call__(self, of: Projection[R], /) -> Iterable[R]: ...


def held(view: View) -> Shown:
    """Every row that may be counted, as it stands now: of ten thousand actions that takes a tenth of a second, for which it goes to a
    thread, and rows change under a thread."""
    rows = {of.name: tuple(view.every(of)) for of in COUNTED}
    return lambda of: rows[of.name]


def shown(view: View, audiences: Collection[Audience], every: Shown) -> Shown:
    """Those of these rows that some audiences are shown, now or at a moment of the past."""

    def rows(of: Projection[R]) -> Iterator[R]:
        for row in view.seen(of, every(of)):
            item = of.item(row)
            to = shown_to(of, row, None if item is None else view.named(item))
            if AUDITORS in audiences or not to.isdisjoint(audiences):
                yield row

    return rows


def counts(rows: Shown, every: Shown, plan: UUID | None, day: date) -> Iterator[Count]:
    """Everything that the figures of a plan, or of the whole network, count of these rows on a day; ``every`` are all there are."""
    yield from _of_actions(rows, every, plan, day)
    for wish in rows(conflict_inbox):
        if wish.settled_at is None and plan in (None, wish.plan_id):
            yield Count("conflicts", conflict_inbox, wish, frozenset({"settled_at"}))
    for decision in rows(meeting_decisions):
        if decision.finished_at is None and not decision.withdrawn and decision.due_on < day and plan in (None, decision.plan_id):
            yield Count("decisions_late", meeting_decisions, decision, frozenset({"due_on", "finished_at", "withdrawn"}))
    asking = {row.consultation_id: row for row in rows(consultation_list) if row.closed_at is None and plan in (None, row.plan_id)}
    for asked in asking.values():
        yield Count("opinions_asked", consultation_list, asked, frozenset({"authority_ids", "closed_at"}), len(asked.authority_ids))
    for opinion in rows(consultation_opinions):
        if opinion.consultation_id in asking and opinion.authority_id in asking[opinion.consultation_id].authority_ids:
            yield Count("opinions_given", consultation_opinions, opinion, frozenset({"stance"}))
    if plan is None:
        yield from _of_network(rows, day)


def _of_actions(rows: Shown, every: Shown, plan: UUID | None, day: date) -> Iterator[Count]:
    plans = {row.plan_id for row in every(plan_list) if plan == row.plan_id or (plan is None and not row.withdrawn)}
    # An action below another is in the axis of that one, whoever sees it.
    cards = {} if plan is None else {one.action_id: one for one in every(plan_board) if one.plan_id == plan and not one.withdrawn}
    for one in rows(plan_board):
        if one.withdrawn or one.plan_id not in plans:
            continue
        above = None if one.parent_id is None else cards.get(one.parent_id)
        part = one.plan_id if plan is None else (above or one).axis_id
        name, stands = str(part or "none"), frozenset({"withdrawn", "axis_id"} if plan is not None else {"withdrawn"})
        yield Count(f"status.{name}.{one.status}", plan_board, one, stands | {"status"}, 1, above)
        end = ends(one)
        if end is not None and end < day:
            yield Count(f"late.{name}", plan_board, one, stands | {"ends_on", "continuous", "status"}, 1, above)
        if one.budget_planned is not None:
            yield Count(f"priced.{name}", plan_board, one, stands | {"budget_planned"}, 1, above)
        yield Count(f"planned.{name}", plan_board, one, stands | {"budget_planned"}, one.budget_planned or 0, above)
        yield Count(f"actual.{name}", plan_board, one, stands | {"budget_actual"}, one.budget_actual or 0, above)
        for aim in one.aims or ("none",):
            yield Count(f"aim.{name}.{aim}", plan_board, one, stands | {"aims"}, 1, above)
        for funder, given in one.funders.items():
            yield Count(f"funding.{funder.translate(_TOLD_APART)}", plan_board, one, frozenset({"withdrawn", "funders"}))
            yield Count(f"funded.{funder.translate(_TOLD_APART)}", plan_board, one, frozenset({"withdrawn", "funders"}), given.amount or 0)


def _of_network(rows: Shown, day: date) -> Iterator[Count]:
    for member in rows(member_list):
        if member.left_at is None:
            yield Count("members", member_list, member, frozenset({"left_at"}))
    sitting = {row.workshop_id: row for row in rows(workshop_list) if row.closed_at is None}
    for workshop in sitting.values():
        yield Count("workshops", workshop_list, workshop, frozenset({"closed_at"}))
    for said in rows(workshop_board):
        if not said.withdrawn and said.workshop_id in sitting:
            yield Count("contributions", workshop_board, said, frozenset({"withdrawn"}))
    for meeting in rows(meeting_list):
        if meeting.standing != "called_off" and meeting.held_on.year == day.year and meeting.held_on <= day:
            yield Count("meetings_held", meeting_list, meeting, frozenset({"held_on", "standing"}))


def summed(found: Iterable[Count]) -> dict[str, int]:
    """The figures that these counts come to."""
    figures: dict[str, int] = {}
    for one in found:
        figures[one.key] = figures.get(one.key, 0) + one.value
    return {key: value for key, value in sorted(figures.items()) if value}


def title(view: View, of: Count) -> str:
    """What people call it; empty where it has no name of its own."""
    row = of.row
    match of.of.name:
        case "plan_board" | "consultation_list" | "workshop_list" | "meeting_list":
            return str(row.title)
        case "meeting_decisions":
            return str(row.text)
        case "member_list":
            return str(row.name)
        case "workshop_board":
            return str(row.action)
        case "consultation_opinions":
            member = view.stood(member_list, row.authority_id)
            return "" if member is None else member.name
    card = view.stood(plan_board, row.stream_id)  # of a wish: whoever sees it sees what it is about
    return "" if card is None else card.title


def fits(key: str, wanted: str) -> bool:
    """Is this one of the figures that are wanted: part by part the same, one of several with commas between, or any for ``*``?"""
    parts, asked = key.split("."), wanted.split(".")
    return len(parts) == len(asked) and all(one == "*" or part in one.split(",") for part, one in zip(parts, asked, strict=True))


def stream_of(count: Count) -> StreamId:
    """The stream whose events made the row of a count."""
    return StreamId(getattr(count.row, _STREAM.get(count.of.name, count.of.key)))


#: The field that names the stream of a row, where it is not its key.
_STREAM = {
    conflict_inbox.name: "stream_id",
    meeting_decisions.name: "meeting_id",
    consultation_opinions.name: "consultation_id",
    member_list.name: "network_id",
    workshop_board.name: "workshop_id",
}


async def reasons(view: View, some: Collection[Count]) -> list[list[Recorded[Any]]]:
    """For each of these counts the events that made it count, in order: what began the row, and what last set each field looked at."""
    streams = {stream_of(one): 0 for one in some} | {StreamId(one.above.action_id): 0 for one in some if one.above is not None}
    log: dict[UUID, list[Recorded[Any]]] = {}
    for recorded in await view.network.store.streams(view.network.network_id, streams):
        if recorded.position <= view.position and view.may_know_of(about(recorded)):
            log.setdefault(recorded.stream_id, []).append(recorded)
    found = []
    for one in some:
        because = _set_by(one.of, getattr(one.row, one.of.key), log.get(stream_of(one), ()), one.fields)
        if one.above is not None:
            because |= _set_by(plan_board, one.above.action_id, log.get(one.above.action_id, ()), frozenset({"axis_id", "withdrawn"}))
        found.append([because[position] for position in sorted(because)])
    return found


def _set_by(of: Projection[Any], key: Any, log: Iterable[Recorded[Any]], fields: frozenset[str]) -> dict[int, Recorded[Any]]:
    row: Any = None
    last: dict[str, Recorded[Any]] = {}
    for recorded in log:
        if not isinstance(recorded.event, of.asks) or key not in of.touches(recorded):
            continue
        before, row = row, of.fold(row, recorded)
        changed = fields if before is None or row is None else {name for name in fields if getattr(before, name) != getattr(row, name)}
        last |= dict.fromkeys(changed, recorded)
        if before is None:
            last[""] = recorded  # what began it, whatever came after
    return {recorded.position: recorded for recorded in last.values()}
