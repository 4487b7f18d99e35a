"""A referent: a person who speaks for an authority in the network, and the themes that they are an ambassador of.

Stream kind ``referent``; the id of the stream follows from the network, the authority and the person, so nobody is named
twice for one authority. The log holds the person's id alone: name and function can be erased (docs/personal-data.md).

- A referent of a member is named, and retired, by those who act for that member (of a guest, its partners) and by facilitators;
  anyone may retire themselves.
- Only a referent is an ambassador, once a theme; whoever retires is one no more, and begins afresh when named again.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Protocol, TypeAlias, assert_never

from msgspec import Meta, Struct, structs

from events import decider, ids
from events.decider import Asked, Refused
from events.ids import AuthorityId, NetworkId, PersonId, StreamId

MOST_THEMES = 20  # of one ambassador

Capacity: TypeAlias = Literal["elected", "officer"]
Theme: TypeAlias = Annotated[str, Meta(max_length=60, extra={"line": True})]

# Events are stored for ever: new fields have defaults, tags are never renamed.


class Named(decider.Event, tag="referent.named"):
    """From here on this person speaks for the authority, as an elected official or as an officer."""

    person: PersonId
    authority: AuthorityId
    capacity: Capacity


class Retired(decider.Event, tag="referent.retired"):
    """They speak for it no more, and are the ambassador of nothing."""


class AmbassadorAppointed(decider.Event, tag="referent.ambassador_appointed"):
    theme: str


class AmbassadorEnded(decider.Event, tag="referent.ambassador_ended"):
    theme: str


Event: TypeAlias = Named | Retired | AmbassadorAppointed | AmbassadorEnded

# Commands say what is asked; who asks, and when, arrive apart in Asked.


class Name(decider.Command, tag="referent.name"):
    """Name a person as referent of a member, or say that they are so in another capacity."""

    person: PersonId
    authority: AuthorityId
    capacity: Capacity


class Retire(decider.Command, tag="referent.retire"):
    """Record that a person speaks for the authority no more."""


class AppointAmbassador(decider.Command, tag="referent.appoint_ambassador"):
    """Appoint a referent as the network's ambassador of a theme."""

    theme: Theme


class EndAmbassador(decider.Command, tag="referent.end_ambassador"):
    """Record that a referent is the ambassador of a theme no more."""

    theme: Theme


Command: TypeAlias = Name | Retire | AppointAmbassador | EndAmbassador

# State holds what the rules need and nothing else.


class State(Struct, frozen=True):
    named: Named
    themes: frozenset[str] = frozenset()
    retired: bool = False


class Network(Protocol):
    """What the rules of a referent see of the network: its members, and who speaks for which."""

    @property
    def members(self) -> Mapping[AuthorityId, Any]: ...
    def speaks_for(self, person: PersonId, authority: AuthorityId) -> bool: ...


class NotAMember(Refused, code="referent.not_a_member"):
    """This authority is not a member of the network; admit it first."""


class Elsewhere(Refused, code="referent.elsewhere"):
    """This is not the record of this person for this authority; reload the page, then name them again."""


class NotNamed(Refused, code="referent.not_named"):
    """Nobody is named here, or they have retired; name them as referent first."""


class NotTheirs(Refused, code="referent.not_theirs"):
    """Only those who act for this authority, or a facilitator, say who speaks for it; ask one of them."""


class TooMany(Refused, code="referent.too_many"):
    """One person is ambassador of twenty themes at most; end another one first."""


def stream_of(network: NetworkId, authority: AuthorityId, person: PersonId) -> StreamId:
    """Where it is kept that a person speaks for an authority."""
    return StreamId(ids.derived(network, "referent", authority, person))


def decide(command: Command, state: State | None, asked: Asked) -> list[Event]:
    network: Network | None = asked.others.get(asked.network)
    if isinstance(command, Name):
        if asked.stream != stream_of(asked.network, command.authority, command.person):
            raise Elsewhere
        if network is None or command.authority not in network.members:
            raise NotAMember
        _theirs(network, command.authority, asked)
        named = Named(person=command.person, authority=command.authority, capacity=command.capacity)
        return [] if state is not None and not state.retired and state.named == named else [named]
    if state is None:
        raise NotNamed
    if isinstance(command, Retire):
        if asked.by != state.named.person:
            _theirs(network, state.named.authority, asked)
        return [] if state.retired else [Retired()]
    if state.retired:
        raise NotNamed
    match command:
        case AppointAmbassador(theme):
            if theme not in state.themes and len(state.themes) >= MOST_THEMES:
                raise TooMany
            return [] if theme in state.themes else [AmbassadorAppointed(theme=theme)]
        case EndAmbassador(theme):
            return [AmbassadorEnded(theme=theme)] if theme in state.themes else []
        case _:
            assert_never(command)


def _theirs(network: Network | None, authority: AuthorityId, asked: Asked) -> None:
    if asked.by != asked.network and (network is None or not network.speaks_for(asked.by, authority)):
        raise NotTheirs


def evolve(state: State | None, event: Event) -> State | None:
    match state, event:
        case None, Named():
            return State(structs.replace(event, reason=None))
        case State(retired=retired), Named():
            return State(structs.replace(event, reason=None), frozenset() if retired else state.themes)
        case State(), Retired():
            return structs.replace(state, retired=True, themes=frozenset())
        case State(themes=themes), AmbassadorAppointed(theme):
            return structs.replace(state, themes=themes | {theme})
        case State(themes=themes), AmbassadorEnded(theme):
            return structs.replace(state, themes=themes - {theme})
    return state  # what happened is never refused


rules = decider.Decider[State | None, Command, Event]("referent", None, decide, evolve)
