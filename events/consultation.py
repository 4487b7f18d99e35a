"""A consultation: what each member authority thinks of a roadmap, until a day.

Stream kind ``consultation``. Its rules:

- A consultation is about a roadmap that was sent out for it (``together.consult`` does both), asks members of the network, and ends on a
  day that has not passed.
- Each authority that is asked has one opinion, given by someone who acts for it or by a facilitator for it. A second one takes the place
  of the first: how often it was given is told, and the history keeps every one.
- Reservations and disapproval say in words what they are about.
- Nobody gives an opinion after the last day, nor once it is closed. That day is put off while it is open, and never brought forward.
- It is closed once everyone has answered or the last day has passed; closing it sooner needs a reason. Closed is closed.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Literal, Protocol, TypeAlias, assert_never
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct, structs

from events import decider
from events.decider import Asked, Refused
from events.fields import Line, Text
from events.ids import AuthorityId, ConsultationId, PlanId, StreamId

Stance: TypeAlias = Literal["favourable", "reserved", "unfavourable", "no_opinion"]
Day: TypeAlias = date
Authorities: TypeAlias = Annotated[tuple[AuthorityId, ...], Meta(min_length=1, max_length=1_000)]

# Events are stored for ever: new fields have defaults, tags are never renamed.


class Opened(decider.Event, tag="consultation.opened"):
    plan: PlanId
    roadmap: StreamId
    title: str
    until: Day
    authorities: tuple[AuthorityId, ...]
    question: str | None = None


class PutOff(decider.Event, tag="consultation.put_off"):
    """There is more time: the last day is this one."""

    until: Day


class OpinionGiven(decider.Event, tag="consultation.opinion_given"):
    """What one authority thinks, instead of what it said before."""

    authority: AuthorityId
    stance: Stance
    words: str | None = None


class Closed(decider.Event, tag="consultation.closed"):
    """Whoever has not answered has no opinion; where it ended before its last day, why is its reason."""

    answered: int
    asked: int


Event: TypeAlias = Opened | PutOff | OpinionGiven | Closed

# Commands say what is asked; who asks, and when, arrive apart in Asked.


class Open(decider.Command, tag="consultation.open"):
    """Ask member authorities what they think of a roadmap that was sent out."""

    plan: PlanId
    roadmap: StreamId
    title: Line
    until: Day
    authorities: Authorities
    question: Text | None = None


class PutOffTo(decider.Command, tag="consultation.put_off_to"):
    """Give more time."""

    until: Day


class GiveOpinion(decider.Command, tag="consultation.give_opinion"):
    """Say what an authority thinks; a second opinion of the same one takes the place of the first."""

    authority: AuthorityId
    stance: Stance
    words: Text | None = None


class Close(decider.Command, tag="consultation.close"):
    """Close the consultation; before its last day, and while answers are missing, with a reason."""


Command: TypeAlias = Open | PutOffTo | GiveOpinion | Close

# State holds what the rules need and nothing else.


class State(Struct, frozen=True):
    opened: Opened
    until: Day
    closed: bool = False
    opinions: Mapping[AuthorityId, OpinionGiven] = {}


class Roadmap(Protocol):
    """What the rules of a consultation see of the roadmap that is sent out."""

    @property
    def plan(self) -> PlanId: ...
    @property
    def consultation(self) -> ConsultationId | None: ...


class NotOpened(Refused, code="consultation.not_opened"):
    """This consultation does not exist; choose another one."""


class AlreadyOpened(Refused, code="consultation.already_opened"):
    """A consultation with this identifier exists already; open it under a new one."""


class NotSentOut(Refused, code="consultation.not_sent_out"):
    """The roadmap was not sent out for this consultation; send it out, which opens one."""


class NotAMember(Refused, code="consultation.not_a_member"):
    """One of these authorities is not a member of the network; admit it first, or leave it out."""


class TooLate(Refused, code="consultation.too_late"):
    """This day has passed; choose a later one."""


class NotEarlier(Refused, code="consultation.not_earlier"):
    """Members were told that they have longer; choose a later day."""


class NotAsked(Refused, code="consultation.not_asked"):
    """This authority is not asked in this consultation; write to a facilitator of the network."""


class NotTheirAuthority(Refused, code="consultation.not_their_authority"):
    """Each authority gives its own opinion; ask someone who acts for it, or a facilitator."""


class WordsNeeded(Refused, code="consultation.words_needed"):
    """Say in words what the reservation or the disapproval is about."""


class HasEnded(Refused, code="consultation.has_ended"):
    """The last day for an opinion has passed; ask a facilitator for more time."""


class IsClosed(Refused, code="consultation.is_closed"):
    """This consultation is closed; tell a facilitator what you think, who may send the roadmap out again."""


class ReasonNeeded(Refused, code="consultation.reason_needed"):
    """Members still have time to answer; wait for the last day, or say why the consultation ends now."""


def needs(command: Command, _state: State | None) -> Iterable[UUID]:
    return (command.roadmap,) if isinstance(command, Open) else ()  # the network's own stream always comes along


def decide(command: Command, state: State | None, asked: Asked) -> list[Event]:
    if isinstance(command, Open):
        return _open(command, state, asked)
    if state is None:
        raise NotOpened
    if isinstance(command, Close):
        if state.closed:
            return []
        waits = len(state.opinions) < len(state.opened.authorities) and _today(asked) <= state.until
        if waits and not asked.reason:
            raise ReasonNeeded
        return [Closed(answered=len(state.opinions), asked=len(state.opened.authorities))]
    if state.closed:
        raise IsClosed
    match command:
        case PutOffTo(until):
            if until == state.until:
                return []
            if until < state.until:
                raise NotEarlier
            if until < _today(asked):
                raise TooLate
            return [PutOff(until=until)]
        case GiveOpinion(authority, stance, words):
            return _give(OpinionGiven(authority=authority, stance=stance, words=words), state, asked)
        case _:
            assert_never(command)


def _open(command: Open, state: State | None, asked: Asked) -> list[Event]:
    opened = Opened(**structs.asdict(command))
    if state is not None:
        if state.opened == opened:
            return []  # asked twice, happened once
        raise AlreadyOpened
    roadmap: Roadmap | None = asked.others.get(command.roadmap)
    if roadmap is None or getattr(roadmap, "consultation", None) != asked.stream or roadmap.plan != command.plan:
        raise NotSentOut
    network = asked.others.get(asked.network)
    if network is None or not {*command.authorities} <= {*network.members}:
        raise NotAMember
    if command.until < _today(asked):
        raise TooLate
    return [opened]


def _give(given: OpinionGiven, state: State, asked: Asked) -> list[Event]:
    if given.authority not in state.opened.authorities:
        raise NotAsked
    network: Any = asked.others.get(asked.network)
    acting = [one for one in network.held_by(asked.by) if one.role not in ("auditor", "reader")] if network else []
    if not any(one.role == "facilitator" or one.authority == given.authority for one in acting):
        raise NotTheirAuthority
    if given.stance in ("reserved", "unfavourable") and given.words is None:
        raise WordsNeeded
    if _today(asked) > state.until:
        raise HasEnded
    return [] if state.opinions.get(given.authority) == given else [given]


def _today(asked: Asked) -> Day:
    """The day on which this is asked, where the network is."""
    network: Any = asked.others[asked.network]
    return asked.at.astimezone(ZoneInfo(network.founded.time_zone)).date()


def evolve(state: State | None, event: Event) -> State | None:
    if state is None:
        return State(structs.replace(event, reason=None), event.until) if isinstance(event, Opened) else None
    match event:
        case PutOff(until):
            return structs.replace(state, until=until)
        case OpinionGiven(authority):
            return structs.replace(state, opinions={**state.opinions, authority: structs.replace(event, reason=None)})
        case Closed():
            return structs.replace(state, closed=True)
    return state  # what happened is never refused


rules = decider.Decider[State | None, Command, Event](
    "consultation", None, decide, evolve, needs, parent=lambda event: event.plan if isinstance(event, Opened) else None
)
