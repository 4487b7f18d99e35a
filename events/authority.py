"""An authority in the directory of its network: what marks it, what it looks for, how far its engagement has come.

Stream kind ``authority``; its stream id is the authority's own id, so a network keeps one profile of each. What it is
called, what kind it is and its codes stand with its membership (events/network.py).

- Only a member is described, by those who act for it (of a guest, its partners) and by facilitators.
- Its fields merge (events/fields.py); a wish that clashes is kept as an open conflict until people settle it.
- It belongs to an intermunicipal body of the network, never to itself.
- Its place on the map is one point, that of its town hall: both of its numbers change together.
- Its engagement goes from prospect to engaged to recognised, one step at a time, each with its day and a reason; a step
  back may be of any length, and says why. No step is dated before the last one, or to come.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Literal, Protocol, TypeAlias, assert_never, get_args
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType, structs

from events import decider, fields
from events.decider import Asked, Refused
from events.fields import Change, Members, Text
from events.ids import AuthorityId, ConflictId, PersonId

MOST_TAGS = 50  # traits, or needs, of one authority: beyond that a list tells nobody anything

Engagement: TypeAlias = Literal["prospect", "engaged", "recognised"]
Initiative: TypeAlias = Literal["agenda21", "climate_plan", "territorial_contract", "other"]
InitiativeStage: TypeAlias = Literal["reflection", "diagnosis", "strategy", "drafting", "implementation", "evaluation"]
Tag: TypeAlias = Annotated[str, Meta(max_length=60, extra={"line": True})]
Population: TypeAlias = Annotated[int, Meta(ge=0, le=10**8)]
Day: TypeAlias = date
# In hundred-thousandths of a degree, about a metre: what is stored holds no fractions.
Latitude: TypeAlias = Annotated[int, Meta(ge=-90_00000, le=90_00000)]
Longitude: TypeAlias = Annotated[int, Meta(ge=-180_00000, le=180_00000)]
IN_ORDER: tuple[Engagement, ...] = get_args(Engagement)


class MapPoint(Struct, frozen=True, forbid_unknown_fields=True):
    """A point on the map, north and east, in hundred-thousandths of a degree (WGS 84)."""

    latitude: Latitude
    longitude: Longitude


# Events are stored for ever: new fields have defaults, tags are never renamed.


class Edited(decider.Event, tag="authority.edited"):
    """The new value of each field that changed."""

    population: int | None | UnsetType = UNSET
    traits: tuple[str, ...] | UnsetType = UNSET
    needs: tuple[str, ...] | UnsetType = UNSET
    body: AuthorityId | None | UnsetType = UNSET
    initiative: Initiative | None | UnsetType = UNSET
    initiative_stage: InitiativeStage | None | UnsetType = UNSET
    particulars: str | None | UnsetType = UNSET
    place: MapPoint | None | UnsetType = UNSET


class Advanced(decider.Event, tag="authority.advanced"):
    """The next step of its engagement was taken on this day."""

    engagement: Engagement
    on: Day


class SteppedBack(decider.Event, tag="authority.stepped_back"):
    """Its engagement went back on this day; the reason says why."""

    engagement: Engagement
    on: Day


class Clashed(decider.Event, tag="authority.clashed"):
    """A wish that met someone else's change; both values are kept. What stood against it is read from the fold."""

    conflict: ConflictId
    field: str
    was: Any
    yours: Any


class Settled(decider.Event, tag="authority.settled"):
    conflict: ConflictId


Event: TypeAlias = Edited | Advanced | SteppedBack | Clashed | Settled

# Commands say what is asked; who asks, and when, arrive apart in Asked.


class Edit(decider.Command, kw_only=True, tag="authority.edit"):
    """Change what the directory says of an authority; each field says what the person saw and what they want."""

    population: Change[Population | None] | UnsetType = UNSET
    traits: Members[Tag] | UnsetType = UNSET
    needs: Members[Tag] | UnsetType = UNSET
    body: Change[AuthorityId | None] | UnsetType = UNSET
    initiative: Change[Initiative | None] | UnsetType = UNSET
    initiative_stage: Change[InitiativeStage | None] | UnsetType = UNSET
    particulars: Change[Text | None] | UnsetType = UNSET
    place: Change[MapPoint | None] | UnsetType = UNSET


class Advance(decider.Command, tag="authority.advance"):
    """Record the next step of an authority's engagement, the day it was taken, and why."""

    engagement: Change[Engagement]
    on: Day


class StepBack(decider.Command, tag="authority.step_back"):
    """Record that an authority's engagement went back, on which day, and why."""

    engagement: Change[Engagement]
    on: Day


class Settle(decider.Command, tag="authority.settle"):
    """Settle a conflict: keep what stands, or put a value in its place, saying what was seen standing there."""

    conflict: ConflictId
    value: Change[Any] | UnsetType = UNSET


Command: TypeAlias = Edit | Advance | StepBack | Settle

#: How the fields of an edit merge; every field that is not named here is strict.
POLICIES: Mapping[str, fields.Policy] = {"particulars": "text3"}


class Profile(Struct, frozen=True):
    """What people edit field by field."""

    population: int | None = None
    traits: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    body: AuthorityId | None = None
    initiative: Initiative | None = None
    initiative_stage: InitiativeStage | None = None
    particulars: str | None = None
    place: MapPoint | None = None


# State holds what the rules need and nothing else.


class State(Struct, frozen=True):
    profile: Profile = Profile()
    engagement: Engagement = "prospect"
    since: date | None = None  # the day of the last step
    conflicts: Mapping[ConflictId, Clashed] = {}


class Network(Protocol):
    """What the rules of a profile see of the network: its members, and who speaks for which."""

    @property
    def members(self) -> Mapping[AuthorityId, Any]: ...
    def speaks_for(self, person: PersonId, authority: AuthorityId) -> bool: ...


class NotAMember(Refused, code="authority.not_a_member"):
    """This authority is not a member of the network; admit it first."""


class NotTheirs(Refused, code="authority.not_theirs"):
    """Only those who act for this authority, or a facilitator, change what the directory says of it; ask one of them."""


class NoSuchBody(Refused, code="authority.no_such_body"):
    """This is no intermunicipal body of the network that the authority could belong to; admit that body first, or choose another one."""


class TooMany(Refused, code="authority.too_many"):
    """An authority has fifty traits at most, and as many needs; take one away first."""


class NotInOrder(Refused, code="authority.not_in_order"):
    """Engagement goes from prospect to engaged to recognised, one step at a time; record the next step, or a step back."""


class ReasonNeeded(Refused, code="authority.reason_needed"):
    """Each step of an engagement, forth or back, needs a reason; say why, such as the council's decision."""


class TooEarly(Refused, code="authority.too_early"):
    """This day lies before the last step of the engagement; give the day on which this step was taken."""


class NotYet(Refused, code="authority.not_yet"):
    """This day is still to come; record the step once it was taken."""


class MovedOn(Refused, code="authority.moved_on"):
    """The value has changed again since you looked; look at it once more, then decide."""


def decide(command: Command, state: State, asked: Asked) -> list[Event]:
    network: Network | None = asked.others.get(asked.network)
    here = AuthorityId(asked.stream)
    if network is None or here not in network.members:
        raise NotAMember
    if asked.by != asked.network and not network.speaks_for(asked.by, here):
        raise NotTheirs
    match command:
        case Edit():
            met = _met(state, command, network, asked)
            edited: list[Event] = [Edited(**met.values)] if met.values else []
            return [*edited, *_clashes(met.clashes, state, asked)]
        case Advance() | StepBack():
            return _step(command, state, asked)
        case Settle(conflict, value):
            return _settle(conflict, value, state, network, asked)
        case _:
            assert_never(command)


def _met(state: State, command: Edit, network: Network, asked: Asked) -> fields.Met:
    met = fields.meet(state.profile, command, POLICIES, whole=asked.whole)
    body = met.values.get("body")
    if body is not None and (body == asked.stream or getattr(network.members.get(body), "kind", "") != "intermunicipal_body"):
        raise NoSuchBody
    if any(len(met.values.get(name, ())) > MOST_TAGS for name in ("traits", "needs")):
        raise TooMany
    return met


def _clashes(clashes: Iterable[fields.Clash], state: State, asked: Asked) -> list[Event]:
    return [
        Clashed(conflict=conflict, field=clash.field, was=clash.was, yours=clash.yours)
        for conflict, clash in fields.newly_open(clashes, state.conflicts.values(), asked.id)
    ]


def _step(command: Advance | StepBack, state: State, asked: Asked) -> list[Event]:
    was, to = command.engagement.was, command.engagement.to
    if to == state.engagement:
        return []  # asked twice, happened once
    if was != state.engagement:
        raise MovedOn
    far = IN_ORDER.index(to) - IN_ORDER.index(was)
    if (isinstance(command, Advance) and far != 1) or (isinstance(command, StepBack) and far > 0):
        raise NotInOrder
    if not asked.reason:
        raise ReasonNeeded
    if state.since is not None and command.on < state.since:
        raise TooEarly
    if command.on > asked.at.date() + timedelta(days=1):  # where the network is, it may be tomorrow already
        raise NotYet
    step = Advanced if isinstance(command, Advance) else SteppedBack
    return [step(engagement=to, on=command.on)]


def _settle(conflict: ConflictId, value: Change[Any] | UnsetType, state: State, network: Network, asked: Asked) -> list[Event]:
    if conflict not in state.conflicts:
        return []  # someone settled it already
    values = fields.settled(Edit, state.conflicts[conflict].field, value, lambda edit: _met(state, edit, network, asked), MovedOn)
    edited: list[Event] = [Edited(**values)] if values else []
    return [*edited, Settled(conflict=conflict)]


def evolve(state: State, event: Event) -> State:
    match event:
        case Edited():
            return structs.replace(state, profile=fields.overlay(state.profile, fields.set_fields(event)))
        case Advanced(engagement, on) | SteppedBack(engagement, on):
            return structs.replace(state, engagement=engagement, since=on)
        case Clashed(conflict=conflict):
            return structs.replace(state, conflicts={**state.conflicts, conflict: event})
        case Settled(conflict=conflict):
            return structs.replace(state, conflicts={key: open_ for key, open_ in state.conflicts.items() if key != conflict})


def value(state: State, _item: UUID, field: str) -> Any:
    """What stands in a field now, for those who are told of a clash."""
    return fields.value_of(state.profile, field)


rules = decider.Decider[State, Command, Event]("authority", State(), decide, evolve, value=value)
