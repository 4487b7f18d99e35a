"""The words of a document in one language: its sentences, its numbers, days and amounts, and names as they are known today."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from events.ids import PersonId
from projections.plan_board import Card
from service.identity.people import Known
from service.languages import Language, day, money, number, plural, say

#: The fields of an action as its card shows them, part by part; its title, status and axis stand above.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "card.about": ("status_reason", "priority", "description", "objectives"),
    "card.actors": (*("lead", "lead_service", "lead_people", "elected_people", "co_leads", "partners", "participation", "governance"),),
    "card.calendar": ("starts_on", "ends_on", "continuous", "calendar"),
    "card.means": ("budget_planned", "budget_actual", "funders", "resources"),
    "field.aims": ("aims",),
    "card.notes": ("notes", "extra"),
}


class Field(Struct, frozen=True):
    """One field that says something."""

    label: str
    texts: list[str]


class Words(Struct, frozen=True):
    """Says things in one language; names are put in last, so that who was erased is named nowhere."""

    language: Language
    people: Mapping[PersonId, Known]
    authorities: Mapping[UUID, str]

    def say(self, key: str, **values: object) -> str:
        return say(self.language, key, **values)

    def count(self, stem: str, many: int) -> str:
        return plural(self.language, stem, many)

    def marks(self, stem: str, many: int) -> list[str]:
        """What has to be said before the rest, of so many; nothing of none."""
        return [self.count(stem, many)] if many else []

    def number(self, many: int) -> str:
        return number(self.language, many)

    def day(self, on: date | None) -> str:
        return "" if on is None else day(self.language, on)

    def moment(self, at: datetime) -> str:
        return self.say("document.moment", day=self.day(at.date()), hour=at.hour, minute=f"{at.minute:02}")

    def money(self, cents: int | None) -> str:
        return "" if cents is None else money(self.language, cents)

    def person(self, one: PersonId) -> str:
        known = self.people.get(one)
        return self.say("person.unknown") if known is None else known.name or self.say("person.erased")

    def who(self, person: PersonId | None, authority: UUID | None) -> str:
        """A person, or an authority, whichever is named."""
        return self.person(person) if person is not None else self.authorities.get(authority, "") if authority is not None else ""

    def called(self, card: Card) -> str:
        """An action by its code and title."""
        return f"{card.code} {card.title}" if card.code else card.title

    def fields(self, card: Card, *some: str) -> list[Field]:
        """What a card says, field by field; one that is empty says nothing."""
        found = []
        for name in some:
            if name == "extra":
                found += [self.field(header, [text]) for header, text in card.extra.items() if text]
            elif texts := self._texts(name, getattr(card, name)):
                found.append(self.field(self.say(f"field.{name}"), texts))
        return found

    def field(self, label: str, texts: list[str]) -> Field:
        return Field(self.say("field.value", field=label, value="").rstrip(), texts)

    def _texts(self, name: str, value: Any) -> list[str]:
        if value is None or value is False or value == "":
            return []
        match name:
            case "lead_people" | "elected_people":
                return [self.person(one) for one in value]
            case "aims":
                return [self.say(f"aim.{one}") for one in value]
            case "participation" | "priority":
                return [self.say(f"{name}.{value}")]
            case "starts_on" | "ends_on":
                return [self.day(value)]
            case "budget_planned" | "budget_actual":
                return [self.money(value)]
            case "continuous":
                return [self.say("public.yes")]
            case "funders":
                return [
                    who if one.amount is None else self.say("public.funder", name=who, amount=self.money(one.amount))
                    for who, one in value.items()
                ]
        return [*value] if isinstance(value, tuple) else [value]
