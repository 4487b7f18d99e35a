"""A mentor: what somebody offers to those who begin, and how many of them they take on at once.

Stream kind ``mentor``, one stream for each person (``stream_of``), so that nobody's places are counted twice. Its rules:

- People offer themselves, in their own name or for a member of the network that they act for and that is engaged already.
- An offer names at least one theme, and so many places: never fewer than are taken.
- While it is paused, or once it is withdrawn, nothing more is asked of it and no place is taken; what runs goes on. A
  facilitator withdraws the offer of somebody who left.
- A place is taken by the mentor alone, for a mentorship that was asked of them, and never one more than there are. Either
  side gives it back, once that mentorship is over.

How many places are taken, by whom and when, is told to the mentor alone (restricted_items.py).
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Protocol, TypeAlias, assert_never, runtime_checkable
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType, structs

from events import decider, fields, ids
from events.decider import Asked, Refused
from events.fields import Change, Members
from events.ids import AuthorityId, MentorId, MentorshipId, NetworkId, PersonId

MOST_THEMES = 30  # of one offer: whoever offers everything is found for nothing

Theme: TypeAlias = Annotated[str, Meta(max_length=60, extra={"line": True})]
Themes: TypeAlias = Annotated[tuple[Theme, ...], Meta(max_length=MOST_THEMES)]
Places: TypeAlias = Annotated[int, Meta(ge=1, le=50)]

# Events are stored for ever: new fields have defaults, tags are never renamed.


class Offered(decider.Event, tag="mentor.offered"):
    """From here on this person mentors, for an authority where one is named; offered again, in these words."""

    person: PersonId
    themes: tuple[str, ...]
    capacity: int
    authority: AuthorityId | None = None


class Edited(decider.Event, tag="mentor.edited"):
    themes: tuple[str, ...] | UnsetType = UNSET
    capacity: int | UnsetType = UNSET


class Paused(decider.Event, tag="mentor.paused"): ...


class Resumed(decider.Event, tag="mentor.resumed"): ...


class Withdrawn(decider.Event, tag="mentor.withdrawn"): ...


class Taken(decider.Event, tag="mentor.taken"):
    """One place is taken by this mentorship."""

    mentorship: MentorshipId


class GivenBack(decider.Event, tag="mentor.given_back"):
    """The place that this mentorship had is free again."""

    mentorship: MentorshipId


Event: TypeAlias = Offered | Edited | Paused | Resumed | Withdrawn | Taken | GivenBack

# Commands say what is asked; who asks, and when, arrive apart in Asked.


class Offer(decider.Command, tag="mentor.offer"):
    """Offer to mentor: on which themes, how many at once, and for which authority, if any."""

    themes: Themes
    capacity: Places
    authority: AuthorityId | None = None


class Edit(decider.Command, tag="mentor.edit"):
    """Change the themes of one's offer, or how many one takes on at once."""

    themes: Members[Theme] | UnsetType = UNSET
    capacity: Change[Places] | UnsetType = UNSET


class Pause(decider.Command, tag="mentor.pause"):
    """Take no new requests for a while; what runs goes on."""


class Resume(decider.Command, tag="mentor.resume"):
    """Take requests again."""


class Withdraw(decider.Command, tag="mentor.withdraw"):
    """Take an offer out of the pool; what runs goes on, and it can be made again."""


class Take(decider.Command, tag="mentor.take"):
    """Give a place to a mentorship that was asked for; with accepting it, one command (together.accept_mentorship)."""

    mentorship: MentorshipId


class GiveBack(decider.Command, tag="mentor.give_back"):
    """Free the place of a mentorship that is over; with closing it, one command (together.close_mentorship)."""

    mentorship: MentorshipId


Command: TypeAlias = Offer | Edit | Pause | Resume | Withdraw | Take | GiveBack

# State holds what the rules need and nothing else.


class State(Struct, frozen=True):
    offered: Offered  # with themes and capacity as they stand
    paused: bool = False
    withdrawn: bool = False
    places: frozenset[MentorshipId] = frozenset()

    @property
    def person(self) -> PersonId:
        """Who mentors."""
        return self.offered.person

    @property
    def authority(self) -> AuthorityId | None:
        """For which authority they do."""
        return self.offered.authority

    @property
    def open(self) -> bool:
        """May somebody ask?"""
        return not self.paused and not self.withdrawn

    @property
    def full(self) -> bool:
        """Is every place taken?"""
        return len(self.places) >= self.offered.capacity


class Network(Protocol):
    """What the rules of a mentor see of the network: its members, and who acts for which."""

    @property
    def members(self) -> Mapping[AuthorityId, Any]: ...
    def held_by(self, person: PersonId) -> Iterable[Any]: ...


@runtime_checkable
class Mentorship(Protocol):
    """What the rules of a mentor see of a mentorship."""

    @property
    def parties(self) -> tuple[PersonId, PersonId]: ...
    @property
    def pending(self) -> bool: ...
    @property
    def over(self) -> bool: ...


class Elsewhere(Refused, code="mentor.elsewhere"):
    """Everybody has one offer of their own and this is not yours; reload the page, then offer again."""


class NotOffered(Refused, code="mentor.not_offered"):
    """Nobody offers to mentor here; reload the page and choose somebody of the list."""


class NotTheirs(Refused, code="mentor.not_theirs"):
    """Only the mentor decides on their own offer; ask them."""


class NotTheirAuthority(Refused, code="mentor.not_their_authority"):
    """You do not act for this authority, or it is no member of the network; offer in your own name, or for your own authority."""


class NotEngaged(Refused, code="mentor.not_engaged"):
    """This authority has not begun yet; have its engagement recorded in the directory first, or offer in your own name."""


class ThemeNeeded(Refused, code="mentor.theme_needed"):
    """Say on which themes you can help; one is enough."""


class TooMany(Refused, code="mentor.too_many"):
    """An offer has thirty themes at most; take one away first."""


class PlacesTaken(Refused, code="mentor.places_taken"):
    """More mentorships are running than that; close one first, or pause your offer."""


class IsPaused(Refused, code="mentor.is_paused"):
    """This offer is paused or withdrawn; take it up again before accepting."""


class Full(Refused, code="mentor.full"):
    """Every place of this mentor is taken; close a mentorship first, offer more places, or decline."""


class NotAsked(Refused, code="mentor.not_asked"):
    """This mentorship does not wait for you; reload the page."""


class NotOver(Refused, code="mentor.not_over"):
    """This mentorship is still running; close it first."""


class MovedOn(Refused, code="mentor.moved_on"):
    """Your offer has changed since you looked; look at it once more, then decide."""


def stream_of(network: NetworkId, person: PersonId) -> MentorId:
    """Where the offer of a person is kept."""
    return MentorId(ids.derived(network, "mentor", person))


def needs(command: Command, _state: State | None) -> Iterable[UUID]:
    match command:
        case Offer(authority=authority) if authority is not None:
            return (authority,)
        case Take(mentorship) | GiveBack(mentorship):
            return (mentorship,)
    return ()


def decide(command: Command, state: State | None, asked: Asked) -> list[Event]:
    if isinstance(command, Offer):
        return _offer(command, state, asked)
    if state is None:
        raise NotOffered
    if isinstance(command, GiveBack):
        known = asked.others.get(command.mentorship)
        if not isinstance(known, Mentorship) or asked.by not in known.parties:
            raise NotAsked  # whoever is told less would learn which mentorships there are
        if command.mentorship not in state.places:
            return []
        if not known.over:
            raise NotOver
        return [GivenBack(mentorship=command.mentorship)]
    if asked.by != state.person and not (isinstance(command, Withdraw) and _facilitates(asked)):
        raise NotTheirs
    match command:
        case Edit():
            return _edit(command, state, asked)
        case Pause():
            return [] if state.paused or state.withdrawn else [Paused()]
        case Resume():
            if state.withdrawn:
                raise NotOffered
            return [Resumed()] if state.paused else []
        case Withdraw():
            return [] if state.withdrawn else [Withdrawn()]
        case Take(mentorship):
            return _take(mentorship, state, asked)
        case _:
            assert_never(command)


def _offer(command: Offer, state: State | None, asked: Asked) -> list[Event]:
    if asked.stream != stream_of(asked.network, asked.by):
        raise Elsewhere
    if not command.themes:
        raise ThemeNeeded
    if command.authority is not None:
        network: Network | None = asked.others.get(asked.network)
        if network is None or command.authority not in network.members or not _acts_for(command.authority, asked):
            raise NotTheirAuthority
        if getattr(asked.others.get(command.authority), "engagement", "prospect") == "prospect":
            raise NotEngaged
    offered = Offered(person=asked.by, themes=command.themes, capacity=command.capacity, authority=command.authority)
    if state is not None:
        if state.open and state.offered == offered:
            return []
        if len(state.places) > command.capacity:
            raise PlacesTaken
    return [offered]


def _edit(command: Edit, state: State, asked: Asked) -> list[Event]:
    if state.withdrawn:
        raise NotOffered
    met = fields.meet(state.offered, command, {}, whole=asked.whole)
    if met.clashes:
        raise MovedOn  # it is theirs alone: what they typed stands in another window of theirs
    themes, capacity = met.values.get("themes"), met.values.get("capacity")
    if themes is not None and not themes:
        raise ThemeNeeded
    if themes is not None and len(themes) > MOST_THEMES:
        raise TooMany
    if capacity is not None and capacity < len(state.places):
        raise PlacesTaken
    return [Edited(**met.values)] if met.values else []


def _take(mentorship: MentorshipId, state: State, asked: Asked) -> list[Event]:
    known = asked.others.get(mentorship)
    if not isinstance(known, Mentorship) or known.parties[0] != state.person:
        raise NotAsked
    if mentorship in state.places:
        return []
    if not known.pending:
        raise NotAsked
    if not state.open:
        raise IsPaused
    if state.full:
        raise Full
    return [Taken(mentorship=mentorship)]


def _acts_for(authority: AuthorityId, asked: Asked) -> bool:
    network: Network | None = asked.others.get(asked.network)
    return network is not None and any(held.authority == authority for held in network.held_by(asked.by))


def _facilitates(asked: Asked) -> bool:
    network: Network | None = asked.others.get(asked.network)
    return asked.by == asked.network or (network is not None and any(held.role == "facilitator" for held in network.held_by(asked.by)))


def evolve(state: State | None, event: Event) -> State | None:
    if isinstance(event, Offered):
        return State(structs.replace(event, reason=None), places=state.places if state else frozenset())
    if state is None:
        return None
    match event:
        case Edited():
            return structs.replace(state, offered=fields.overlay(state.offered, fields.set_fields(event)))
        case Paused():
            return structs.replace(state, paused=True)
        case Resumed():
            return structs.replace(state, paused=False)
        case Withdrawn():
            return structs.replace(state, withdrawn=True)
        case Taken(mentorship):
            return structs.replace(state, places=state.places | {mentorship})
        case GivenBack(mentorship):
            return structs.replace(state, places=state.places - {mentorship})
        case _:
            assert_never(event)


rules = decider.Decider[State | None, Command, Event]("mentor", None, decide, evolve, needs)
