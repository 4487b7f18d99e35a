"""Rules read as specifications: given what happened, when someone asks, then this happens, or it is refused.

    given(ADDED).when(action.Withdraw(), by=BEN).then(action.Withdrawn())
    given().when(action.Withdraw()).refused(action.NotAdded)

A command goes the way it goes in the program: normalised at the door, decided with the streams that its rules name and
no others, its events through the codec. Whatever a test asks for is asked a second time: that must change nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from msgspec import Struct, structs

from events import catalogue, fields, ids
from events.decider import Asked, Command, Event, Invalid, Refused
from events.ids import AuthorityId, CommandId, PersonId, StreamId
from events.log import codec
from tests.people import BEN, NETWORK, THE_NETWORK, stream

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
FIRST = CommandId(ids.derived(NETWORK, "first"))
SECOND = CommandId(ids.derived(NETWORK, "second"))
HERE = stream(1)

Happened = Mapping[UUID, Sequence[Event]]


class When(Struct, frozen=True):
    """A command and what it came to."""

    events: tuple[Event, ...]
    happened: tuple[Event, ...] | None
    error: Exception | None
    given: "Given"

    def then(self, *expected: Event) -> "Given":
        """Exactly these events happen, and each survives being stored; what happened is given from here on."""
        if self.error is not None:
            raise self.error
        assert self.happened == expected
        for event in expected:
            sealed = codec.seal(event, "parce que")
            stored = catalogue.decode(sealed.tag, sealed.schema_version, sealed.payload)
            assert stored == structs.replace(event, reason="parce que")
        return structs.replace(self.given, events=(*self.events, *expected))

    def refused(self, refusal: type[Refused]) -> "Given":
        """A rule says no, in a sentence that ends."""
        assert isinstance(self.error, refusal), f"expected {refusal.__name__}: {self.error or self.happened!r}"
        assert refusal.sentence().endswith(".")
        return self.given

    def invalid(self, at: str) -> None:
        """What was sent is malformed, and the answer names this field."""
        assert isinstance(self.error, Invalid), f"expected Invalid: {self.error or self.happened!r}"
        assert self.error.at == at


class Given(Struct, frozen=True):
    """What happened so far: in the stream itself, and in others."""

    events: tuple[Event, ...] = ()
    others: Happened = {}

    def when(
        self,
        command: Command,
        *,
        by: PersonId = BEN,
        reason: str | None = None,
        whole: bool = False,
        on_behalf_of: AuthorityId | None = None,
        id: CommandId = FIRST,
        at_stream: StreamId | None = None,
    ) -> When:
        """Someone asks; then asks for the same again, at once and under another id."""
        rules = catalogue.decider_for(command)
        here = at_stream or (StreamId(NETWORK) if rules.name == "network" else HERE)

        def decided(state: Any, command_id: CommandId) -> list[Any]:
            clean = fields.normal(command)
            others: dict[UUID, Any] = {NETWORK: _state(self.others[NETWORK])}
            for named in rules.named(clean, state, others):
                others |= {one: _state(self.others[one]) for one in named if one in self.others}
            return rules.decide(clean, state, Asked(NETWORK, here, command_id, by, NOW, on_behalf_of, reason, whole, others))

        state = rules.fold(self.events)
        try:
            happened = decided(state, id)
        except (Refused, Invalid) as error:
            return When(self.events, None, error, self)
        for again in (id, SECOND):
            try:
                repeated = decided(rules.fold(happened, state), again)
            except Refused:
                continue
            assert not repeated, f"asked twice, happened twice: {repeated}"
        return When(self.events, tuple(happened), None, self)


def _state(events: Sequence[Event]) -> Any:
    """The state of whatever stream these events are of."""
    rules = catalogue.DECIDERS[catalogue.kind_of(str(events[0].__struct_config__.tag))]
    return rules.fold(events)


def given(*events: Event, others: Happened | None = None) -> Given:
    """What happened in the stream; the network with its two towns always stands beside."""
    return Given(events, {NETWORK: THE_NETWORK, **(others or {})})


def refuses(command: Command, at: str) -> None:
    """The door does not let this in."""
    with pytest.raises(Invalid) as caught:
        fields.normal(command)
    assert caught.value.at == at
