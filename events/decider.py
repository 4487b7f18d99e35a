"""The shape every aggregate shares: commands ask, rules decide, events remember.

A decider is pure. ``decide`` turns a command into events or refuses; ``evolve`` folds an event into the state that
the next decision needs. Neither sees a clock, chance, the database or the network: what they need arrives in ``Asked``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import reduce
from typing import Any, ClassVar, Generic, TypeVar, dataclass_transform
from uuid import UUID

import msgspec
from msgspec import Struct

from events.ids import AuthorityId, CommandId, NetworkId, PersonId, StreamId

S = TypeVar("S")
C = TypeVar("C", bound="Command")
E = TypeVar("E", bound="Event")
CommandType = TypeVar("CommandType", bound="type[Command]")


@dataclass_transform(frozen_default=True, field_specifiers=(msgspec.field,))
class Event(Struct, frozen=True, kw_only=True, tag_field="tag", gc=False):
    """Something that happened. Stored for ever: new fields have defaults, tags are never renamed.

    ``reason`` is what the person who asked gave as reason; the line of commands sets it, rules never do.
    It is stored last; an event that was itself ``kw_only`` would put it first, so none is: fields without default lead.
    """

    reason: str | None = None


@dataclass_transform(frozen_default=True, field_specifiers=(msgspec.field,))
class Command(Struct, frozen=True, tag_field="tag", forbid_unknown_fields=True):
    """Something a person asks for. Who asks, and when, arrive apart, in Asked."""


class Asked(Struct, frozen=True):
    """The circumstances of one command: who asks, when, and what the other streams that its rules name stand at."""

    network: NetworkId
    stream: StreamId
    id: CommandId
    by: PersonId
    at: datetime
    on_behalf_of: AuthorityId | None = None
    reason: str | None = None
    whole: bool = False
    others: Mapping[UUID, Any] = {}


class Invalid(Exception):
    """What was sent is malformed: a sentence about what is wrong, and the path of the field it stands in."""

    def __init__(self, sentence: str, at: str = "", key: str = "", **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.at = at
        self.key = key
        self.values = values


class Refused(Exception):
    """A rule says no. The docstring of the class is the sentence; the code is for programs and never changes.

    ``at`` is the path of the part that was refused, where one command has several.
    """

    at: str | None = None
    code: ClassVar[str]
    known: ClassVar[dict[str, type["Refused"]]] = {}

    def __init_subclass__(cls, code: str) -> None:
        cls.code = code
        if code in Refused.known:
            raise TypeError(f"Two refusals have the code {code}.")
        Refused.known[code] = cls

    @classmethod
    def sentence(cls) -> str:
        """What a person reads: the first paragraph of the docstring."""
        return " ".join((cls.__doc__ or "").split("\n\n")[0].split())


def _none(_command: Any, _state: Any) -> Iterable[UUID]:
    return ()


class Decider(Generic[S, C, E]):
    """The rules of one kind of stream, under the name that its stored tags begin with."""

    def __init__(
        self,
        name: str,
        initial: S,
        decide: Callable[[C, S, Asked], list[E]],
        evolve: Callable[[S, E], S],
        needs: Callable[[C, S], Iterable[UUID]] = _none,
        parent: Callable[[E], UUID | None] = lambda _event: None,
        value: Callable[[S, UUID, str], Any] = lambda _state, _item, _field: None,
        beyond: Callable[[C, Mapping[UUID, Any]], Iterable[UUID]] = _none,
    ) -> None:
        self.name = name
        self.initial = initial
        self.decide = decide
        self.evolve = evolve
        self.needs = needs
        self.parent = parent
        self.value = value
        self.beyond = beyond

    def named(self, command: C, state: S, others: Mapping[UUID, Any]) -> Iterator[Iterable[UUID]]:
        """The other streams that these rules look at: first those that command and state name, then what they lead to.

        Whoever asks puts the states of the first among ``others`` before taking the next.
        """
        yield self.needs(command, state)
        yield self.beyond(command, others)

    def fold(self, events: Iterable[E], state: S | None = None) -> S:
        """The state that these events lead to, from the beginning unless told otherwise."""
        return reduce(self.evolve, events, self.initial if state is None else state)
