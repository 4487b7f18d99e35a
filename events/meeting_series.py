"""A series of meetings: how many of them a year are promised, and the themes that members would like to see on their agendas.

Stream kind ``meeting_series``. The target of a year is the one that was set last for it or for a year before it, so what was
promised for a year that is over stays what it was. Any member proposes a theme; whoever proposed it, or a facilitator, takes
it back. A theme is scheduled once, in a meeting that is not called off (``together.schedule_theme`` puts it on its agenda).
A series that has ended takes no theme and no meeting. How many meetings there are is counted, never typed.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Protocol, TypeAlias, assert_never
from uuid import UUID

from msgspec import Meta, Struct, structs

from events import decider
from events.decider import Asked, Refused
from events.fields import Change, Line, Text
from events.ids import MeetingId, PersonId, SeriesId, ThemeId

MOST_THEMES = 500  # that wait in one series

Year: TypeAlias = Annotated[int, Meta(ge=1990, le=2200)]
Target: TypeAlias = Annotated[int, Meta(ge=0, le=366)]  # meetings a year

# Events are stored for ever: new fields have defaults, tags are never renamed.


class Started(decider.Event, tag="meeting_series.started"):
    title: str
    year: int
    target: int


class Renamed(decider.Event, tag="meeting_series.renamed"):
    title: str


class TargetSet(decider.Event, tag="meeting_series.target_set"):
    """From this year on so many meetings a year are promised."""

    year: int
    target: int


class Ended(decider.Event, tag="meeting_series.ended"):
    """No meeting is planned in it any more, and no theme proposed."""


class ThemeProposed(decider.Event, tag="meeting_series.theme_proposed"):
    theme: ThemeId
    author: PersonId
    title: str
    why: str | None = None


class ThemeWithdrawn(decider.Event, tag="meeting_series.theme_withdrawn"):
    theme: ThemeId


class ThemeScheduled(decider.Event, tag="meeting_series.theme_scheduled"):
    theme: ThemeId
    meeting: MeetingId


Event: TypeAlias = Started | Renamed | TargetSet | Ended | ThemeProposed | ThemeWithdrawn | ThemeScheduled

# Commands say what is asked; who asks, and when, arrive apart in Asked.


class Start(decider.Command, tag="meeting_series.start"):
    """Start a series of meetings, with how many a year are promised from which year on."""

    title: Line
    year: Year
    target: Target


class Rename(decider.Command, tag="meeting_series.rename"):
    """Give the series another title."""

    title: Change[Line]


class SetTarget(decider.Command, tag="meeting_series.set_target"):
    """Promise so many meetings a year, from this year on."""

    year: Year
    target: Target


class End(decider.Command, tag="meeting_series.end"):
    """End the series; what was planned in it stays."""


class ProposeTheme(decider.Command, tag="meeting_series.propose_theme"):
    """Propose a theme for one of the next meetings."""

    theme: ThemeId
    title: Line
    why: Text | None = None


class WithdrawTheme(decider.Command, tag="meeting_series.withdraw_theme"):
    """Take a theme back that is not scheduled yet."""

    theme: ThemeId


class ScheduleTheme(decider.Command, tag="meeting_series.schedule_theme"):
    """Say in which meeting a theme has its place."""

    theme: ThemeId
    meeting: MeetingId


Command: TypeAlias = Start | Rename | SetTarget | End | ProposeTheme | WithdrawTheme | ScheduleTheme

# State holds what the rules need and nothing else.


class Theme(Struct, frozen=True):
    proposed: ThemeProposed
    meeting: MeetingId | None = None
    withdrawn: bool = False


class State(Struct, frozen=True):
    first: Started
    title: str
    targets: Mapping[int, int]
    ended: bool = False
    themes: Mapping[ThemeId, Theme] = {}


class Meeting(Protocol):
    """What the rules of a series see of a meeting."""

    @property
    def called_off(self) -> bool: ...
    @property
    def series(self) -> SeriesId | None: ...


class NotStarted(Refused, code="meeting_series.not_started"):
    """This series of meetings does not exist; choose another one."""


class AlreadyStarted(Refused, code="meeting_series.already_started"):
    """A series with this identifier exists already; start it under a new one."""


class HasEnded(Refused, code="meeting_series.has_ended"):
    """This series of meetings has ended; choose another one, or start a new one."""


class RenamedMeanwhile(Refused, code="meeting_series.renamed_meanwhile"):
    """Someone else has given this series another title; look at it, then try again."""


class AlreadyProposed(Refused, code="meeting_series.already_proposed"):
    """A theme with this identifier was proposed already; propose it under a new one."""


class NoSuchTheme(Refused, code="meeting_series.no_such_theme"):
    """This theme was not proposed in this series, or was taken back; choose another one."""


class NotTheirs(Refused, code="meeting_series.not_theirs"):
    """Only whoever proposed this theme, or a facilitator, takes it back."""


class IsScheduled(Refused, code="meeting_series.is_scheduled"):
    """This theme has its place in a meeting already; look at the agenda of that one."""


class NoSuchMeeting(Refused, code="meeting_series.no_such_meeting"):
    """This meeting is not one of the series or was called off; choose another one."""


class TooManyThemes(Refused, code="meeting_series.too_many_themes"):
    """As many themes wait in this series as it can hold; schedule some of them first."""


def needs(command: Command, _state: State | None) -> Iterable[UUID]:
    return (command.meeting,) if isinstance(command, ScheduleTheme) else ()


def decide(command: Command, state: State | None, asked: Asked) -> list[Event]:
    if isinstance(command, Start):
        started = Started(title=command.title, year=command.year, target=command.target)
        if state is not None and state.first != started:
            raise AlreadyStarted
        return [] if state is not None else [started]
    if state is None:
        raise NotStarted
    match command:
        case Rename(Change(was, to)):
            if to == state.title:
                return []
            if was != state.title:
                raise RenamedMeanwhile
            return [Renamed(title=to)]
        case SetTarget(year, target):
            return [] if state.targets.get(year) == target else [TargetSet(year=year, target=target)]
        case End():
            return [] if state.ended else [Ended()]
        case ProposeTheme(theme, title, why):
            return _propose(ThemeProposed(theme=theme, author=asked.by, title=title, why=why), state)
        case WithdrawTheme(theme):
            known = _theme(theme, state)
            if known.proposed.author != asked.by and not _facilitates(asked):
                raise NotTheirs
            if known.meeting is not None:
                raise IsScheduled
            return [] if known.withdrawn else [ThemeWithdrawn(theme=theme)]
        case ScheduleTheme(theme, meeting):
            return _schedule(theme, meeting, state, asked)
        case _:
            assert_never(command)


def _propose(proposed: ThemeProposed, state: State) -> list[Event]:
    known = state.themes.get(proposed.theme)
    if known is not None:
        if known.proposed == proposed:
            return []  # asked twice, happened once
        raise AlreadyProposed
    if state.ended:
        raise HasEnded
    if sum(theme.meeting is None and not theme.withdrawn for theme in state.themes.values()) >= MOST_THEMES:
        raise TooManyThemes
    return [proposed]


def _schedule(theme: ThemeId, meeting: MeetingId, state: State, asked: Asked) -> list[Event]:
    known = _theme(theme, state)
    if known.withdrawn:
        raise NoSuchTheme
    if known.meeting is not None:
        if known.meeting == meeting:
            return []
        raise IsScheduled
    of: Meeting | None = asked.others.get(meeting)
    if of is None or of.called_off or of.series != asked.stream:
        raise NoSuchMeeting
    return [ThemeScheduled(theme=theme, meeting=meeting)]


def _theme(theme: ThemeId, state: State) -> Theme:
    known = state.themes.get(theme)
    if known is None:
        raise NoSuchTheme
    return known


def _facilitates(asked: Asked) -> bool:
    network = asked.others.get(asked.network)
    return network is not None and any(one.role == "facilitator" for one in network.held_by(asked.by))


def evolve(state: State | None, event: Event) -> State | None:
    if state is None:
        if not isinstance(event, Started):
            return None
        return State(structs.replace(event, reason=None), event.title, {event.year: event.target})
    match event:
        case Renamed(title):
            return structs.replace(state, title=title)
        case TargetSet(year, target):
            return structs.replace(state, targets={**state.targets, year: target})
        case Ended():
            return structs.replace(state, ended=True)
        case ThemeProposed(theme):
            proposed = structs.replace(event, reason=None)
            return structs.replace(state, themes={**state.themes, theme: Theme(proposed)})
        case ThemeWithdrawn(theme) if theme in state.themes:
            gone = structs.replace(state.themes[theme], withdrawn=True)
            return structs.replace(state, themes={**state.themes, theme: gone})
        case ThemeScheduled(theme, meeting) if theme in state.themes:
            placed = structs.replace(state.themes[theme], meeting=meeting)
            return structs.replace(state, themes={**state.themes, theme: placed})
    return state  # what happened is never refused


rules = decider.Decider[State | None, Command, Event]("meeting_series", None, decide, evolve, needs)
