"""What a council hears of: a plan, the plans of an authority, or what one elected official answers for, at two moments, and between them.

The portfolio of an elected official is the actions that name them as elected referent (``elected_people``), in every plan they stand in.
Figures are those of dashboards, counted by explaining.py at each moment; what happened between the two is what changes.py finds, no more;
what is late is late by the day of its moment. All of it is made of rows that the reader may see.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal, TypeAlias, get_args
from uuid import UUID

from msgspec import Struct

from events import action
from events.decider import Invalid
from events.ids import AuthorityId, PersonId, Token
from projections.axis_list import Axis, axis_list
from projections.diff import Moved
from projections.meeting_board import Decision, meeting_decisions
from projections.moment_list import Moment as Named
from projections.moment_list import moment_list
from projections.plan_board import Card, plan_board
from projections.plan_list import Plan, plan_list
from projections.projection import Projection, R
from projections.version_list import version_list
from service import changes, explaining, moments, outline
from service.changes import Found
from service.explaining import Count
from service.moments import Moment
from service.reading import View
from service.waiting import ends

YEAR = timedelta(days=365)
SITTINGS = ("council_vote", "steering_committee")  # the kinds of named moments that a council counts from
BEGUN = ("in_progress", "paused", "blocked")
OVER = ("done", "abandoned")

#: What became of an action, in the order in which it is told.
Became: TypeAlias = Literal["finished", "started", "added", "restored", "taken", "moved", "late_since", "abandoned", "withdrawn", "handed"]
#: What a council is asked to look at, in its order.
Look: TypeAlias = Literal["late", "blocked", "no_lead", "no_budget"]


class Scope(Struct, frozen=True):
    """What is told of: all that somebody sees, or one plan, the plans of one authority, the portfolio of one person; or of all of these."""

    plan: UUID | None = None
    authority: UUID | None = None
    person: UUID | None = None

    def of_plan(self, plan: Plan) -> bool:
        """Are the actions of this plan told of? One that was withdrawn is where it is asked for by its name."""
        named = self.plan == plan.plan_id if self.plan is not None else not plan.withdrawn
        return named and self.authority in (None, plan.authority_id)

    def of_card(self, card: Card) -> bool:
        return self.person is None or self.person in card.elected_people


class Sums(Struct):
    """What some actions come to; amounts in cents excluding tax."""

    actions: int = 0
    done: int = 0
    late: int = 0
    blocked: int = 0
    planned: int = 0
    actual: int = 0
    funded: int = 0

    def add(self, count: Count) -> None:
        kind, _, rest = count.key.partition(".")
        if kind == "status":
            self.actions += count.value
            self.done += count.value * rest.endswith(".done")
            self.blocked += count.value * rest.endswith(".blocked")
        elif kind in ("late", "planned", "actual", "funded"):
            setattr(self, kind, getattr(self, kind) + count.value)


class Seen(Struct, frozen=True):
    """The rows of one moment that are told of, by plan; ``every`` are all actions there are, to find those above others."""

    day: date
    plans: Mapping[UUID, Plan]
    axes: Sequence[Axis]
    theirs: Mapping[UUID, Sequence[Card]]
    every: Mapping[UUID, Sequence[Card]]


class Side(Struct, frozen=True):
    """What is told of as it stood on a day: the actions that were there, and all that their figures count."""

    day: date
    plans: Mapping[UUID, Plan]
    axes: Sequence[Axis]
    cards: Mapping[UUID, Card]
    counts: Sequence[Count]


class Since(Struct, frozen=True):
    """What the first moment is called, where it has a name: a sitting, another moment, or a version of a plan."""

    title: str
    kind: str
    held_on: date


class Between(Struct, frozen=True):
    """Between which moments something is told, and what the first one is called."""

    first: Moment
    second: Moment
    named: Since | None


class Turned(Struct, frozen=True):
    """An action that something became of; ``before`` is what it was."""

    card: Card
    before: Card | None


async def between(view: View, scope: Scope, since: str | None, until: str | None) -> Between:
    """The two moments: until now, and since the last sitting before, or a year, where none is named."""
    if until is None:
        second = Moment(view.network.token(), view.instant)
    else:
        second = await changes.named(view, until, "until")
    if since is not None:
        first = await changes.named(view, since, "since")
        if first.token > second.token:
            raise Invalid("The first moment lies behind the second; swap them.", "since", key="invalid.reversed")
        return Between(first, second, _called(view, since, first))
    last = _last_sitting(view, scope, second.token)
    if last is not None:
        first = await changes.named(view, f"{moments.NAMED}{last.moment_id}", "since")
        return Between(first, second, Since(last.title, last.kind, last.held_on))
    try:
        first = await changes.named(view, str(second.asked.astimezone(view.zone).date() - YEAR), "since")
    except Invalid as error:
        if error.key != "invalid.before_founding":
            raise
        first = await changes.named(view, str(Token(second.token.epoch, 1)), "since")
    return Between(first, second, None)


def _called(view: View, since: str, first: Moment) -> Since | None:
    """The name of the moment that was asked for, by its id, or by the token of a version."""
    for moment in view.rows(moment_list):
        if since == f"{moments.NAMED}{moment.moment_id}":
            return Since(moment.title, moment.kind, moment.held_on)
    for version in view.rows(version_list):
        if since == (version.of or f"{first.token.epoch}.{version.published_position}"):
            return Since(version.label, "version", version.published_at.astimezone(view.zone).date())
    return None


def _last_sitting(view: View, scope: Scope, until: Token) -> Named | None:
    """The newest that was before: of the network, and of the plan, the authority or the portfolio that is asked for, of no other."""
    plans: set[UUID] = set()
    if scope != Scope():
        plans = {row.plan_id for row in view.rows(plan_list) if scope.of_plan(row)}
    if scope.person is not None:
        plans &= {row.plan_id for row in view.rows(plan_board) if scope.of_card(row)}
    sat = [
        row
        for row in view.rows(moment_list)
        if row.kind in SITTINGS
        and not row.withdrawn
        and (row.plan_id is None or row.plan_id in plans)
        and row.named_position <= until.position  # what was named later was no sitting then
        and moments.position_of(row) < until.position
    ]
    return max(sat, key=lambda row: (moments.position_of(row), row.named_position), default=None)


def seen(view: View, scope: Scope) -> Seen:
    """What is told of, as this person sees it at one moment."""
    plans = {row.plan_id: row for row in view.rows(plan_list) if scope.of_plan(row)}
    axes = [row for row in view.rows(axis_list) if row.plan_id in plans and not row.withdrawn]
    theirs = _by_plan(row for row in view.rows(plan_board) if row.plan_id in plans and scope.of_card(row))
    every = _by_plan(row for row in view.every(plan_board) if row.plan_id in plans)
    return Seen(view.today, plans, axes, theirs, every)


def side(of: Seen) -> Side:
    """The same with all that its figures count."""
    counts = [
        count
        for plan, row in of.plans.items()
        for count in explaining.counts(_Rows(of.theirs.get(plan, ()), ()), _Rows(of.every.get(plan, ()), (row,)), plan, of.day)
    ]
    cards = {card.action_id: card for some in of.theirs.values() for card in some if not card.withdrawn}
    return Side(of.day, of.plans, of.axes, cards, counts)


class _Rows:
    """Some rows, for those who count them."""

    def __init__(self, cards: Iterable[Card], plans: Iterable[Plan]) -> None:
        self._rows: dict[str, Iterable[Any]] = {plan_board.name: cards, plan_list.name: plans}

    def __call__(self, of: Projection[R], /) -> Iterable[R]:
        return self._rows.get(of.name, ())


def _by_plan(cards: Iterable[Card]) -> dict[UUID, list[Card]]:
    found: dict[UUID, list[Card]] = {}
    for card in cards:
        found.setdefault(card.plan_id, []).append(card)
    return found


def became(found: Iterable[Found], scope: Scope, then: Side, now: Side) -> dict[Became, list[Turned]]:
    """What became of the actions between the two: one may be told of more than once, as what was added and is finished since."""
    told: dict[Became, list[Turned]] = {kind: [] for kind in get_args(Became)}
    for moved, _ in found:
        if moved.projection is plan_board:
            for kind in _became(moved, scope, then, now):
                before: Any = moved.before
                told[kind].append(Turned(now.cards.get(moved.key) or moved.last, before))  # type: ignore[arg-type]  # keyed and made of cards
    for key, card in now.cards.items():
        earlier = then.cards.get(key)
        if late(card, now.day) and (earlier is None or not late(earlier, then.day)):
            told["late_since"].append(Turned(card, earlier))
    return told


def _became(moved: Moved, scope: Scope, then: Side, now: Side) -> Iterator[Became]:
    before: Any = moved.before
    key: Any = moved.key
    card = now.cards.get(key)
    if card is None:
        if key in then.cards and (scope.person is not None or moved.what == "withdrawn"):
            yield "withdrawn" if moved.what == "withdrawn" else "handed"
        return
    if key not in then.cards:
        if moved.what in ("added", "restored"):
            yield "added" if moved.what == "added" else "restored"
        elif scope.person is not None:
            yield "taken"
    was = _status_before(moved)
    if was != card.status:
        if card.status == "done":
            yield "finished"
        elif card.status == "abandoned":
            yield "abandoned"
        elif card.status in BEGUN and was not in BEGUN:
            yield "started"
    if before is not None and before.ends_on is not None and before.ends_on != card.ends_on:
        yield "moved"


def _status_before(moved: Moved) -> str:
    """Where an action stood: one that was added stood where it was put, so that what came in done was not finished since."""
    before: Any = moved.before
    if before is None:
        first = moved.events[0][0].event
        return first.status if isinstance(first, action.Added) else ""
    return str(before.status)


def late(card: Card, day: date) -> bool:
    end = ends(card)
    return end is not None and end < day


def look_at(now: Side) -> dict[Look, list[Card]]:
    """What a council is asked to look at: a part of another action has its lead and its budget there."""
    going = [card for card in now.cards.values() if card.status not in OVER]
    whole = [card for card in going if card.parent_id is None]
    return {
        "late": sorted((card for card in going if late(card, now.day)), key=lambda card: card.ends_on or date.max),
        "blocked": [card for card in going if card.status == "blocked"],
        "no_lead": [card for card in whole if not (card.lead or card.lead_service or card.lead_people)],
        "no_budget": [card for card in whole if card.budget_planned is None],
    }


def decided(found: Iterable[Found], scope: Scope, now: Side) -> list[Decision]:
    """The decisions taken between the two: on what is told of, by name for who is, and in a network also those on no plan."""
    taken: list[Any] = [
        moved.after
        for moved, _ in found
        if moved.projection is meeting_decisions and moved.before is None and moved.after is not None and moved.what == "added"
    ]
    return [one for one in taken if _concerns(one, scope, now)]


def _concerns(one: Decision, scope: Scope, now: Side) -> bool:
    if scope.plan is not None and one.plan_id != scope.plan:
        return False
    if scope.person is not None:
        return one.owner_id == scope.person or one.action_id in now.cards
    return scope.authority is None or one.authority_id == scope.authority or one.plan_id in now.plans


def summed(counts: Iterable[Count]) -> Sums:
    """What all of them come to."""
    found = Sums()
    for count in counts:
        found.add(count)
    return found


def tops(then: Side, now: Side) -> dict[UUID, UUID]:
    """The axis of the first level above each axis, or it itself, in the order of the plan."""
    found: dict[UUID, UUID] = {}
    for axes in (now.axes, then.axes):
        above = None
        for part in outline.parts(axes, ()):
            if part.axis is not None:
                above = part.axis.axis_id if part.depth == 0 or above is None else above
                found.setdefault(part.axis.axis_id, above)
    return found


def by_axis(then: Side, now: Side) -> dict[UUID | None, tuple[Sums, Sums]]:
    """By axis of the first level with all below it; what is in none comes last."""
    top = tops(then, now)

    def place(count: Count) -> Iterable[UUID | None]:
        axis = (count.above or count.row).axis_id
        return (None if axis is None else top.get(axis),)

    return _apart(then, now, [*dict.fromkeys(top.values()), None], place)


def by_plan(then: Side, now: Side) -> dict[UUID | None, tuple[Sums, Sums]]:
    return _apart(then, now, [*now.plans, *then.plans], lambda count: (count.row.plan_id,))


def by_authority(then: Side, now: Side) -> dict[AuthorityId | None, tuple[Sums, Sums]]:
    plans = {**then.plans, **now.plans}
    order = dict.fromkeys(plan.authority_id for plan in plans.values())
    return _apart(then, now, order, lambda count: (plans[count.row.plan_id].authority_id,))


def by_official(then: Side, now: Side) -> dict[PersonId | None, tuple[Sums, Sums]]:
    """By elected referent: an action that names two of them counts for each; what names none stands under None."""
    order = dict.fromkeys(person for one in (now, then) for card in one.cards.values() for person in card.elected_people)
    return _apart(then, now, [*order, None], lambda count: count.row.elected_people or (None,))


def _apart(then: Side, now: Side, order: Iterable[Any], place: Any) -> dict[Any, tuple[Sums, Sums]]:
    found: dict[Any, tuple[Sums, Sums]] = {key: (Sums(), Sums()) for key in order}
    for at, one in enumerate((then, now)):
        for count in one.counts:
            for key in place(count):
                found[key][at].add(count)
    return {key: sums for key, sums in found.items() if sums[0].actions or sums[1].actions}
