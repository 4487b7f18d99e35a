"""What a council reads: sentences and figures, each with the items that it counts (council_sheet.py puts them on paper).

Pure: made of what council.py found, in the words of one language. Names are those of today.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal, TypeAlias
from uuid import UUID

from msgspec import Struct

from events.ids import PersonId
from projections.meeting_board import Decision
from projections.meeting_list import Meeting
from projections.plan_board import Card
from service import council
from service.council import Became, Between, Scope, Side, Sums, Turned
from service.documents.words import Words
from service.languages import percent, plural
from service.waiting import short

MOST = 100  # items of a line; how many there are it says itself

GroupKind: TypeAlias = Literal["axis", "plan", "authority", "person"]


class CouncilItem(Struct, frozen=True):
    """One item behind a sentence: where it stands below the network's page, and what is to be said of it."""

    item_id: UUID
    title: str
    link: str
    note: str


class CouncilLine(Struct, frozen=True):
    """One sentence: of how many, how many it was where it tells of a state, and the items; ``keys`` are figures that explain both."""

    kind: str
    said: str
    now: int
    then: int | None
    keys: str | None
    items: list[CouncilItem]


class CouncilGroup(Struct, frozen=True):
    """One axis, plan, authority or elected official at both moments; figures of ``plan`` or the network with ``part`` explain it."""

    kind: GroupKind
    title: str
    link: str
    plan: UUID | None
    part: str | None
    then: Sums
    now: Sums


class CouncilPage(Struct, frozen=True):
    """What changed ``since`` one moment until another, which stood at ``token``, and what is to be looked at; ``text`` is all of it."""

    token: str
    today: date
    since: str
    since_on: date
    since_title: str | None
    plan_id: UUID | None
    authority_id: UUID | None
    person_id: UUID | None
    title: str
    period: str
    marks: list[str]
    figures: list[CouncilLine]
    changed: list[CouncilLine]
    decisions: list[CouncilItem]
    look: list[CouncilLine]
    groups: list[CouncilGroup]
    text: str


class Heard(Struct, frozen=True):
    """All that a council hears of, as council.py found it; ``kept`` are the actions that some people alone may know of."""

    scope: Scope
    between: Between
    then: Side
    now: Side
    became: Mapping[Became, Sequence[Turned]]
    decisions: Sequence[Decision]
    meetings: Mapping[UUID, Meeting]
    network: str | None
    kept: frozenset[UUID]

    @property
    def items(self) -> list[UUID]:
        """All that the page may tell of."""
        turned = [one.card.action_id for some in self.became.values() for one in some]
        return [*self.now.cards, *turned, *(one.action_id for one in self.decisions if one.action_id is not None)]


def page(heard: Heard, words: Words) -> CouncilPage:
    """All of it in words."""
    then, now, named = heard.then, heard.now, heard.between.named
    told = _Told(heard, words)
    title = words.say("report.title", what=told.what())
    period = words.say("report.period", since=words.day(then.day), until=words.day(now.day))
    if named is not None:
        kind = words.say(f"moment_kind.{named.kind}")
        held = words.day(named.held_on)
        period = words.say("report.period_named", title=named.title, kind=kind, held=held, until=words.day(now.day))
    return CouncilPage(
        token=str(heard.between.second.token),
        today=now.day,
        since=str(heard.between.first.token),
        since_on=then.day,
        since_title=None if named is None else named.title,
        plan_id=heard.scope.plan,
        authority_id=heard.scope.authority,
        person_id=heard.scope.person,
        title=title,
        period=period,
        marks=words.marks("document.kept", len(heard.kept.intersection(heard.items))),
        figures=[*told.figures()],
        changed=[*told.changed()],
        decisions=[told.decision(one) for one in heard.decisions],
        look=[*told.look()],
        groups=[*told.groups()],
        text="",
    )


class _Told:
    """Says one thing after the other."""

    def __init__(self, heard: Heard, words: Words) -> None:
        self.heard, self.words, self.scope = heard, words, heard.scope
        self.plans = {**heard.then.plans, **heard.now.plans}
        self.one_plan = len(self.plans) == 1

    def what(self) -> str:
        """Whose page it is."""
        names = [
            None if self.scope.person is None else self.words.person(PersonId(self.scope.person)),
            None if self.scope.plan is None else self.plans[self.scope.plan].title,
            None if self.scope.authority is None else self.words.authorities.get(self.scope.authority),
        ]
        return ", ".join(filter(None, names)) or self.heard.network or ""

    def figures(self) -> Iterator[CouncilLine]:
        """Where it stands, and where it stood; what there never was any of is left out."""
        then, now = council.summed(self.heard.then.counts), council.summed(self.heard.now.counts)
        cards = [*self.heard.now.cards.values()]
        day = self.heard.now.day
        some: tuple[tuple[str, str, list[Card]], ...] = (
            ("actions", "status.{part}.*", cards),
            ("done", "status.{part}.done", [card for card in cards if card.status == "done"]),
            ("late", "late.{part}", [card for card in cards if council.late(card, day)]),
            ("blocked", "status.{part}.blocked", [card for card in cards if card.status == "blocked"]),
            ("planned", "planned.{part}", [card for card in cards if card.budget_planned]),
            ("actual", "actual.{part}", [card for card in cards if card.budget_actual]),
            ("funded", "funded.*", [card for card in cards if any(one.amount for one in card.funders.values())]),
        )
        for kind, keys, behind in some:
            was, is_ = getattr(then, kind), getattr(now, kind)
            if was or is_ or kind in ("actions", "done", "late"):
                said = self._compared(kind, was, is_, then, now)
                listed = [] if self._keys(keys) else self._items(behind, lambda card, kind=kind: self._worth(kind, card))
                yield CouncilLine(kind, said, is_, was, self._keys(keys), listed)

    def _keys(self, keys: str) -> str | None:
        """The figures of a dashboard that count the same; a dashboard knows nothing of portfolios, nor of what all its plans are given."""
        if self.scope.person is not None or ("{part}" not in keys and self.scope.plan is None):
            return None
        return keys.format(part="*" if self.scope.plan is not None else ",".join(map(str, self.plans)) or "none")

    def _worth(self, kind: str, card: Card) -> str:
        match kind:
            case "planned":
                return self.words.money(card.budget_planned)
            case "actual":
                return self.words.money(card.budget_actual)
            case "funded":
                return self.words.money(sum(one.amount or 0 for one in card.funders.values()))
            case "late":
                return self._due(card)
        return self.words.say(f"status.{card.status}")

    def _compared(self, kind: str, was: int, is_: int, then: Sums, now: Sums) -> str:
        words = self.words
        since = words.day(self.heard.then.day)
        if kind in ("planned", "actual", "funded"):
            said, before = words.say(f"report.{kind}", amount=words.money(is_)), words.money(was)
        elif kind == "done":
            shares = [percent(words.language, sums.done, sums.actions) if sums.actions else "" for sums in (then, now)]
            said = plural(words.language, "report.done", is_, share=shares[1] or percent(words.language, 0, 1))
            before = words.say("report.share", count=words.number(was), share=shares[0]) if shares[0] else words.number(was)
        else:
            said, before = words.count(f"report.{kind}", is_), words.number(was)
        if was == is_ and (kind != "done" or then.actions == now.actions):
            return words.say("report.same", said=said, day=since)
        return words.say("report.compared", said=said, then=before, day=since)

    def changed(self) -> Iterator[CouncilLine]:
        for kind, some in self.heard.became.items():
            if not some:
                continue
            said = self.words.count(f"report.{kind}", len(some))
            if kind == "moved":
                later = sum(_later(one) for one in some)
                hows = (("later", later), ("earlier", len(some) - later))
                said = f"{said} {', '.join(self.words.say(f'report.{how}', count=self.words.number(many)) for how, many in hows if many)}."
            before = {one.card.action_id: one.before for one in some}

            def note(card: Card, kind: Became = kind, before: Mapping[UUID, Card | None] = before) -> str:
                return self._note(kind, card, before[card.action_id])

            yield CouncilLine(kind, said, len(some), None, None, self._items([one.card for one in some], note))

    def _note(self, kind: Became, card: Card, before: Card | None) -> str:
        match kind:
            case "moved" if before is not None:
                days = [self.words.day(one.ends_on) or self.words.say("report.no_end") for one in (before, card)]
                return self.words.say("report.from_to", was=days[0], to=days[1])
            case "late_since":
                return self._due(card)
            case "abandoned":
                return card.status_reason or ""
            case "added" | "restored" | "taken":
                return self.words.say(f"status.{card.status}")
        return ""

    def _due(self, card: Card) -> str:
        return self.words.say("report.due", day=self.words.day(card.ends_on))

    def look(self) -> Iterator[CouncilLine]:
        for kind, cards in council.look_at(self.heard.now).items():
            if cards:

                def note(card: Card, kind: str = kind) -> str:
                    return self._due(card) if kind == "late" else (card.status_reason or "") if kind == "blocked" else ""

                said = self.words.count(f"report.look_{kind}", len(cards))
                yield CouncilLine(kind, said, len(cards), None, None, self._items(cards, note, sort=kind != "late"))

    def _items(self, cards: Iterable[Card], note: Any, *, sort: bool = True) -> list[CouncilItem]:
        some = sorted(cards, key=lambda card: (self.words.called(card).casefold(), card.action_id)) if sort else [*cards]
        return [
            CouncilItem(
                card.action_id,
                self.words.called(card),
                f"plans/{card.plan_id}/actions/{card.action_id}",
                " · ".join(filter(None, ["" if self.one_plan else self.plans[card.plan_id].title, short(note(card))])),
            )
            for card in some[:MOST]
        ]

    def decision(self, one: Decision) -> CouncilItem:
        words, meeting = self.words, self.heard.meetings.get(one.meeting_id)
        standing = "document.finished" if one.finished_at is not None else "document.open"
        held = None if meeting is None else words.say("report.held", title=meeting.title, day=words.day(meeting.held_on))
        note = [held, words.who(one.owner_id, one.authority_id), words.say("report.due", day=words.day(one.due_on)), words.say(standing)]
        return CouncilItem(one.decision_id, one.text, f"meetings/{one.meeting_id}", " · ".join(filter(None, note)))

    def groups(self) -> Iterator[CouncilGroup]:
        """By axis where there is one plan, else by plan; by authority and by elected official where there are several."""
        then, now = self.heard.then, self.heard.now
        if self.one_plan:
            yield from self._axes(next(iter(self.plans)))
        authorities = {plan.authority_id for plan in self.plans.values()}
        if len(self.plans) > len(authorities) or (len(self.plans) > 1 and self.scope.person is not None):
            for plan, sums in council.by_plan(then, now).items():
                yield self._group("plan", self.plans[plan].title if plan else "", f"council?plan={plan}", sums, str(plan))
        elif len(authorities) > 1:
            for authority, sums in council.by_authority(then, now).items():
                part = ",".join(str(plan.plan_id) for plan in self.plans.values() if plan.authority_id == authority)
                name = self.words.authorities.get(authority, "") if authority else ""
                yield self._group("authority", name, f"council?authority={authority}", sums, part)
        if self.scope.person is None:
            officials = council.by_official(then, now)
            for person in sorted((one for one in officials if one is not None), key=self.words.person):
                within = "" if self.scope.plan is None else f"&plan={self.scope.plan}"
                yield self._group("person", self.words.person(person), f"council?person={person}{within}", officials[person], None)
            if None in officials and len(officials) > 1:
                yield self._group("person", self.words.say("report.nobody"), "", officials[None], None)

    def _axes(self, plan: UUID) -> Iterator[CouncilGroup]:
        then, now = self.heard.then, self.heard.now
        titles = {axis.axis_id: axis.title for side in (then, now) for axis in side.axes}
        below = council.tops(then, now)
        for top, sums in council.by_axis(then, now).items():
            title = self.words.say("public.loose") if top is None else titles[top]
            part = "none" if top is None else ",".join(str(axis) for axis, above in below.items() if above == top)
            yield self._group("axis", title, f"plans/{plan}?axis={top or 'none'}", sums, part, plan)

    def _group(
        self, kind: GroupKind, title: str, link: str, sums: tuple[Sums, Sums], part: str | None, plan: UUID | None = None
    ) -> CouncilGroup:
        return CouncilGroup(kind, title, link, plan, part if self.scope.person is None else None, sums[0], sums[1])


def _later(one: Turned) -> bool:
    was = one.before.ends_on if one.before is not None else None
    return one.card.ends_on is None or (was is not None and one.card.ends_on > was)
