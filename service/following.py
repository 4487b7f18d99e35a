"""What a person follows and what they have muted, and what that means for one item: pure, without clock or database.

Who leads an item, wrote it or is named by it follows it without having said so. What somebody chose for an item counts before what
they chose for what lies around it, and before that they are named; that they are named counts before what they chose for a whole plan.
"""

from collections.abc import Sequence
from typing import Literal, TypeAlias
from uuid import UUID

from msgspec import Struct

from events.ids import PersonId
from service import items
from service.reading import View

Said: TypeAlias = Literal["follow", "mute"]


class Choices(Struct, frozen=True):
    """What one person said of a network: which items, plans among them, they follow, and of which they want to hear nothing."""

    follows: frozenset[UUID] = frozenset()
    mutes: frozenset[UUID] = frozenset()

    def said(self, item: UUID | None) -> Said | None:
        return "follow" if item in self.follows else "mute" if item in self.mutes else None

    def muted(self, around: Sequence[UUID], plan: UUID | None, *, named: bool) -> bool:
        """Do they want to hear nothing of an item? ``around`` is the item and what it lies within, the nearest first."""
        for one in around:
            if one in self.mutes or one in self.follows:
                return one in self.mutes
        return not named and plan in self.mutes

    def followed(self, around: Sequence[UUID], plan: UUID | None) -> bool:
        """Did they say that they follow it, or the plan that it belongs to?"""
        return not self.muted(around, plan, named=False) and not self.follows.isdisjoint((*around, *([plan] if plan else [])))


NOTHING_SAID = Choices()


class Stance(Struct, frozen=True):
    """How somebody stands to one item."""

    named: bool
    followed: bool
    muted: bool

    @property
    def follows(self) -> bool:
        return self.followed or (self.named and not self.muted)


def stance(view: View, me: PersonId, choices: Choices, item: UUID, plan: UUID | None) -> Stance:
    """Whether somebody leads, wrote or is named by an item, said that they follow it, or has muted it. Shows nothing of it."""
    around = [*items.around(view.stood, item)]
    named = any(me in items.named(view.stood, one) for one in around)
    return Stance(named, choices.followed(around, plan), choices.muted(around, plan, named=named))
