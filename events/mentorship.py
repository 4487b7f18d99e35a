"""A mentorship: one member guides another who begins or is in difficulty, from the request to what it was worth.

Stream kind ``mentorship``, one stream for each request to one mentor. To everybody but its two parties it is as if it were
not there (restricted_items.py). Its rules:

- It is asked for by the mentee, who says with what and may do so for a member that they act for. Nobody mentors oneself, nor
  anybody of one's own authority.
- The mentor answers in one of three ways: tell me more, yes, or no. Yes takes one of their places (events/mentor.py).
- A charter is agreed by both, each to the very words that stand; other words have to be agreed to anew.
- It starts once the charter is agreed, at a welcome meeting where one is named.
- Sessions are held and goals set while it runs. A goal is reached, dropped, or becomes an action of a plan, once.
- Either side closes it and says why. Then each of them says what it was worth; the last word of each counts.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Literal, Protocol, TypeAlias, assert_never, runtime_checkable
from uuid import UUID

from msgspec import Meta, Struct, structs

from events import decider
from events.decider import Asked, Refused
from events.fields import Text
from events.ids import ActionId, AuthorityId, GoalId, MeetingId, MentorId, MentorshipId, PersonId, PlanId, SessionId

MOST = 200  # questions, sessions, or goals of one mentorship

Situation: TypeAlias = Literal["newcomer", "in_difficulty"]
Stage: TypeAlias = Literal["requested", "questioned", "accepted", "running", "declined", "withdrawn", "closed"]
Ending: TypeAlias = Literal["goals_reached", "on_its_own", "no_time", "no_match", "other"]
GoalStanding: TypeAlias = Literal["open", "reached", "dropped", "promoted"]
Theme: TypeAlias = Annotated[str, Meta(max_length=60, extra={"line": True})]
Size: TypeAlias = Annotated[int, Meta(ge=1, le=10**8)]
Rating: TypeAlias = Annotated[int, Meta(ge=1, le=5)]
Minutes: TypeAlias = Annotated[int, Meta(ge=1, le=1_440)]
Day: TypeAlias = date

# Events are stored for ever: new fields have defaults, tags are never renamed.


class Requested(decider.Event, tag="mentorship.requested"):
    """``offer`` is the mentor's offer; ``size`` is how many inhabitants it is about."""

    offer: MentorId
    mentor: PersonId
    mentee: PersonId
    situation: Situation
    need: str
    themes: tuple[str, ...] = ()
    authority: AuthorityId | None = None
    size: int | None = None


class AskedMore(decider.Event, tag="mentorship.asked_more"):
    """The mentor asks before they say yes or no."""

    question: str


class Answered(decider.Event, tag="mentorship.answered"):
    answer: str


class Accepted(decider.Event, tag="mentorship.accepted"): ...


class Declined(decider.Event, tag="mentorship.declined"): ...


class Withdrawn(decider.Event, tag="mentorship.withdrawn"):
    """The mentee takes the request back before it was answered."""


class CharterProposed(decider.Event, tag="mentorship.charter_proposed"):
    """These words stand from here on, agreed to by whoever proposes them alone."""

    by: PersonId
    text: str


class CharterAgreed(decider.Event, tag="mentorship.charter_agreed"):
    by: PersonId


class Started(decider.Event, tag="mentorship.started"):
    on: Day
    meeting: MeetingId | None = None


class SessionHeld(decider.Event, tag="mentorship.session_held"):
    session: SessionId
    on: Day
    minutes: int | None = None


class GoalSet(decider.Event, tag="mentorship.goal_set"):
    goal: GoalId
    text: str
    due_on: Day | None = None


class GoalReached(decider.Event, tag="mentorship.goal_reached"):
    goal: GoalId


class GoalDropped(decider.Event, tag="mentorship.goal_dropped"):
    goal: GoalId


class GoalPromoted(decider.Event, tag="mentorship.goal_promoted"):
    """The goal is an action of a plan from here on."""

    goal: GoalId
    plan: PlanId
    action: ActionId


class Closed(decider.Event, tag="mentorship.closed"):
    by: PersonId
    ending: Ending


class Evaluated(decider.Event, tag="mentorship.evaluated"):
    """What it was worth to one of the two, from one to five; the last word of each counts."""

    by: PersonId
    rating: int
    words: str | None = None


Event: TypeAlias = (
    Requested
    | AskedMore
    | Answered
    | Accepted
    | Declined
    | Withdrawn
    | CharterProposed
    | CharterAgreed
    | Started
    | SessionHeld
    | GoalSet
    | GoalReached
    | GoalDropped
    | GoalPromoted
    | Closed
    | Evaluated
)

# Commands say what is asked; who asks, and when, arrive apart in Asked.


class Request(decider.Command, kw_only=True, tag="mentorship.request"):
    """Ask a mentor of the pool: with what one needs help, as a newcomer or in difficulty, on which themes, for how many inhabitants."""

    offer: MentorId
    situation: Situation
    need: Text
    themes: Annotated[tuple[Theme, ...], Meta(max_length=30)] = ()
    authority: AuthorityId | None = None
    size: Size | None = None


class AskMore(decider.Command, tag="mentorship.ask_more"):
    """Ask the mentee something before saying yes or no."""

    question: Text


class Answer(decider.Command, tag="mentorship.answer"):
    """Answer what the mentor wants to know."""

    answer: Text


class Accept(decider.Command, tag="mentorship.accept"):
    """Say yes; the place that it takes is taken by the same command (together.accept_mentorship)."""


class Decline(decider.Command, tag="mentorship.decline"):
    """Say no, with or without a reason."""


class Withdraw(decider.Command, tag="mentorship.withdraw"):
    """Take one's request back while it has no answer."""


class ProposeCharter(decider.Command, tag="mentorship.propose_charter"):
    """Propose what both undertake to do; whoever proposes it agrees to it."""

    text: Text


class AgreeCharter(decider.Command, tag="mentorship.agree_charter"):
    """Agree to the charter, quoting the words that one agrees to."""

    text: Text


class Start(decider.Command, tag="mentorship.start"):
    """Start, on a day, at a welcome meeting where one is named."""

    on: Day
    meeting: MeetingId | None = None


class RecordSession(decider.Command, tag="mentorship.record_session"):
    """Write down that the two met; notes on it are written in the journal."""

    session: SessionId
    on: Day
    minutes: Minutes | None = None


class SetGoal(decider.Command, tag="mentorship.set_goal"):
    """Set a goal, with a day by which it is due or without."""

    goal: GoalId
    text: Text
    due_on: Day | None = None


class ReachGoal(decider.Command, tag="mentorship.reach_goal"):
    """Write down that a goal is reached."""

    goal: GoalId


class DropGoal(decider.Command, tag="mentorship.drop_goal"):
    """Give a goal up."""

    goal: GoalId


class PromoteGoal(decider.Command, tag="mentorship.promote_goal"):
    """Write down which action a goal became; adding that action is the same command (together.promote_goal)."""

    goal: GoalId
    plan: PlanId
    action: ActionId


class Close(decider.Command, tag="mentorship.close"):
    """Close the mentorship, saying why, and what it was worth if one can tell already."""

    ending: Ending
    rating: Rating | None = None
    words: Text | None = None


class Evaluate(decider.Command, tag="mentorship.evaluate"):
    """Say what a mentorship that is closed was worth to oneself, from one to five."""

    rating: Rating
    words: Text | None = None


Command: TypeAlias = (
    Request
    | AskMore
    | Answer
    | Accept
    | Decline
    | Withdraw
    | ProposeCharter
    | AgreeCharter
    | Start
    | RecordSession
    | SetGoal
    | ReachGoal
    | DropGoal
    | PromoteGoal
    | Close
    | Evaluate
)

# State holds what the rules need and nothing else.


class State(Struct, frozen=True):
    requested: Requested
    stage: Stage = "requested"
    exchanges: tuple[tuple[str, str | None], ...] = ()  # questions of the mentor, with what the mentee answered
    charter: str | None = None
    agreed: frozenset[PersonId] = frozenset()
    started: Started | None = None
    sessions: Mapping[SessionId, SessionHeld] = {}
    goals: Mapping[GoalId, GoalSet] = {}
    settled: Mapping[GoalId, Event] = {}  # goals that are reached, dropped or promoted, by what became of them
    closed: Closed | None = None
    evaluated: Mapping[PersonId, Evaluated] = {}

    @property
    def parties(self) -> tuple[PersonId, PersonId]:
        """The mentor and the mentee, to whom alone it is there."""
        return self.requested.mentor, self.requested.mentee

    def hidden_from(self, person: PersonId) -> bool:
        return person not in self.parties

    @property
    def pending(self) -> bool:
        """Does it wait for a yes or a no?"""
        return self.stage in ("requested", "questioned")

    @property
    def under_way(self) -> bool:
        """Is it accepted and not over? Then the two write its journal."""
        return self.stage in ("accepted", "running")

    @property
    def over(self) -> bool:
        """Will nothing more come of it?"""
        return self.stage in ("declined", "withdrawn", "closed")


class Network(Protocol):
    """What the rules of a mentorship see of the network: who acts for whom."""

    def held_by(self, person: PersonId) -> Iterable[Any]: ...


@runtime_checkable
class Offer(Protocol):
    """What the rules of a mentorship see of the mentor's offer."""

    @property
    def person(self) -> PersonId: ...
    @property
    def authority(self) -> AuthorityId | None: ...
    @property
    def open(self) -> bool: ...
    @property
    def full(self) -> bool: ...
    @property
    def places(self) -> frozenset[MentorshipId]: ...


class Meeting(Protocol):
    """What the rules of a mentorship see of the meeting at which it starts."""

    @property
    def called_off(self) -> bool: ...
    @property
    def planned(self) -> Any: ...


@runtime_checkable
class Action(Protocol):
    """What the rules of a mentorship see of the action that a goal became."""

    @property
    def card(self) -> Any: ...
    @property
    def withdrawn(self) -> bool: ...
    def hidden_from(self, person: PersonId) -> bool: ...


class NotRequested(Refused, code="mentorship.not_requested"):
    """This mentorship does not exist; choose one of your own, or ask a mentor."""


class AlreadyRequested(Refused, code="mentorship.already_requested"):
    """A request with this identifier exists already; ask under a new one."""


class NoSuchOffer(Refused, code="mentorship.no_such_offer"):
    """This mentor takes no requests at the moment; choose another one."""


class OfferFull(Refused, code="mentorship.offer_full"):
    """Every place of this mentor is taken; choose another one, or ask later."""


class Oneself(Refused, code="mentorship.oneself"):
    """Nobody mentors oneself or their own authority; choose a mentor from elsewhere."""


class NotTheirAuthority(Refused, code="mentorship.not_their_authority"):
    """You do not act for this authority; ask in your own name, or for your own authority."""


class ForTheMentor(Refused, code="mentorship.for_the_mentor"):
    """Only the mentor who was asked answers this; wait for them, or take your request back."""


class ForTheMentee(Refused, code="mentorship.for_the_mentee"):
    """Only whoever asked for help does this; wait for them."""


class NotPending(Refused, code="mentorship.not_pending"):
    """This request was answered or taken back; reload the page."""


class NothingAsked(Refused, code="mentorship.nothing_asked"):
    """The mentor has no open question; wait for their answer."""


class OneAtATime(Refused, code="mentorship.one_at_a_time"):
    """The last question still waits for its answer; wait for it, accept or decline."""


class NoPlace(Refused, code="mentorship.no_place"):
    """No place was taken for this mentorship; accept it from the page of mentoring, which takes one."""


class NotUnderWay(Refused, code="mentorship.not_under_way"):
    """This mentorship is not accepted, or it is over; nothing is added to it."""


class AlreadyStarted(Refused, code="mentorship.already_started"):
    """This mentorship has started; its charter and its first day stand."""


class CharterMoved(Refused, code="mentorship.charter_moved"):
    """The charter has other words by now; read it again, then agree or propose your own."""


class CharterNeeded(Refused, code="mentorship.charter_needed"):
    """Both have to agree to the charter before the mentorship starts; propose one, or agree to the one that stands."""


class NotAWelcome(Refused, code="mentorship.not_a_welcome"):
    """This is no welcome meeting of the network, or it was called off; choose one that is, or start without."""


class NotYet(Refused, code="mentorship.not_yet"):
    """This day is still to come; write it down once it was."""


class NotRunning(Refused, code="mentorship.not_running"):
    """This mentorship has not started, or it is over; start it first."""


class AlreadyThere(Refused, code="mentorship.already_there"):
    """A session or goal with this identifier exists already; add it under a new one."""


class TooMany(Refused, code="mentorship.too_many"):
    """This mentorship holds as much as one can; close it and ask for another one."""


class NoSuchGoal(Refused, code="mentorship.no_such_goal"):
    """This goal does not exist or is settled; choose an open one, or set another."""


class NoSuchAction(Refused, code="mentorship.no_such_action"):
    """This action does not exist in that plan, or was withdrawn; name another one."""


class NotClosed(Refused, code="mentorship.not_closed"):
    """What a mentorship was worth is said once it is closed; close it first."""


def needs(command: Command, state: State | None) -> Iterable[UUID]:
    match command:
        case Request(offer=offer):
            return (offer,)
        case Accept() if state is not None:
            return (state.requested.offer,)
        case Start(meeting=meeting) if meeting is not None:
            return (meeting,)
        case PromoteGoal(action=action):
            return (action,)
    return ()


def decide(command: Command, state: State | None, asked: Asked) -> list[Event]:
    if isinstance(command, Request):
        return _request(command, state, asked)
    if state is None or asked.by not in state.parties:
        raise NotRequested  # as if it were not there: without this line anybody would learn who asked for help
    match command:
        case AskMore() | Answer() | Accept() | Decline() | Withdraw():
            return _answer(command, state, asked)
        case ProposeCharter() | AgreeCharter() | Start():
            return _begin(command, state, asked)
        case RecordSession() | SetGoal() | ReachGoal() | DropGoal() | PromoteGoal():
            return _go_on(command, state, asked)
        case Close() | Evaluate():
            return _end(command, state, asked)
        case _:
            assert_never(command)


def _request(command: Request, state: State | None, asked: Asked) -> list[Event]:
    offer = asked.others.get(command.offer)
    if state is not None:
        again = _requested(command, state.requested.mentor, asked.by)
        if state.requested == again:
            return []  # asked twice, happened once
        raise AlreadyRequested
    if not isinstance(offer, Offer):
        raise NoSuchOffer
    theirs = _authorities(asked.by, asked)
    if command.authority is not None and command.authority not in theirs:
        raise NotTheirAuthority
    if offer.person == asked.by or theirs & (_authorities(offer.person, asked) | {offer.authority} - {None}):
        raise Oneself
    if not offer.open or not _belongs(offer.person, asked):
        raise NoSuchOffer
    if offer.full:
        raise OfferFull
    return [_requested(command, offer.person, asked.by)]


def _requested(command: Request, mentor: PersonId, mentee: PersonId) -> Requested:
    return Requested(mentor=mentor, mentee=mentee, **structs.asdict(command))


def _answer(command: AskMore | Answer | Accept | Decline | Withdraw, state: State, asked: Asked) -> list[Event]:
    mentor, mentee = state.parties
    if asked.by != (mentee if isinstance(command, Answer | Withdraw) else mentor):
        raise ForTheMentee if asked.by == mentor else ForTheMentor
    match command, state.stage:
        case (Accept(), "accepted" | "running") | (Decline(), "declined") | (Withdraw(), "withdrawn"):
            return []
    if not state.pending:
        raise NotPending
    match command:
        case AskMore(question):
            if state.stage == "questioned":
                if state.exchanges[-1][0] == question:
                    return []
                raise OneAtATime
            if len(state.exchanges) >= MOST:
                raise TooMany
            return [AskedMore(question=question)]
        case Answer(answer):
            if state.stage != "questioned":
                if state.exchanges and state.exchanges[-1][1] == answer:
                    return []
                raise NothingAsked
            return [Answered(answer=answer)]
        case Accept():
            offer = asked.others.get(state.requested.offer)
            if not isinstance(offer, Offer) or asked.stream not in offer.places:
                raise NoPlace  # places are counted in the mentor's own stream: past it, forty could be accepted at once
            if _authorities(mentor, asked) & (_authorities(mentee, asked) | {state.requested.authority} - {None}):
                raise Oneself  # somebody works elsewhere since it was asked
            return [Accepted()]
        case Decline():
            return [Declined()]
        case Withdraw():
            return [Withdrawn()]
        case _:
            assert_never(command)


def _begin(command: ProposeCharter | AgreeCharter | Start, state: State, asked: Asked) -> list[Event]:
    if isinstance(command, Start) and state.stage == "running":
        if state.started == Started(on=command.on, meeting=command.meeting):
            return []
        raise AlreadyStarted
    if not state.under_way:
        raise NotUnderWay
    match command:
        case ProposeCharter(text):
            if state.stage == "running":
                raise AlreadyStarted
            if state.charter == text:
                return [] if asked.by in state.agreed else [CharterAgreed(by=asked.by)]
            return [CharterProposed(by=asked.by, text=text)]
        case AgreeCharter(text):
            if state.charter is None:
                raise CharterNeeded
            if text != state.charter:
                raise CharterMoved
            return [] if asked.by in state.agreed else [CharterAgreed(by=asked.by)]
        case Start(on, meeting):
            if state.agreed != {*state.parties}:
                raise CharterNeeded
            _was(on, asked)
            if meeting is not None:
                known: Meeting | None = asked.others.get(meeting)
                if known is None or getattr(known, "called_off", True) or known.planned.kind != "welcome":
                    raise NotAWelcome
            return [Started(on=on, meeting=meeting)]
        case _:
            assert_never(command)


def _go_on(command: RecordSession | SetGoal | ReachGoal | DropGoal | PromoteGoal, state: State, asked: Asked) -> list[Event]:
    event: SessionHeld | GoalSet | GoalReached | GoalDropped | GoalPromoted
    match command:
        case RecordSession(session, on, minutes):
            event = SessionHeld(session=session, on=on, minutes=minutes)
            if _there(state.sessions, session, event, state):
                return []
            _was(on, asked)
            return [event]
        case SetGoal(goal, text, due_on):
            event = GoalSet(goal=goal, text=text, due_on=due_on)
            return [] if _there(state.goals, goal, event, state) else [event]
        case ReachGoal(goal):
            event = GoalReached(goal=goal)
        case DropGoal(goal):
            event = GoalDropped(goal=goal)
        case PromoteGoal(goal, plan, action):
            event = GoalPromoted(goal=goal, plan=plan, action=action)
        case _:
            assert_never(command)
    if state.settled.get(event.goal) == event:
        return []
    if state.stage != "running":
        raise NotRunning
    if event.goal not in state.goals or event.goal in state.settled:
        raise NoSuchGoal
    if isinstance(event, GoalPromoted):
        known = asked.others.get(event.action)
        if not isinstance(known, Action) or known.withdrawn or known.hidden_from(asked.by) or known.card.plan != event.plan:
            raise NoSuchAction
    return [event]


def _there(known: Mapping[Any, Event], id: UUID, event: Event, state: State) -> bool:
    """Is it written down already, in these words? Raises where it can not be."""
    if id in known:
        if known[id] == event:
            return True
        raise AlreadyThere
    if state.stage != "running":
        raise NotRunning
    if len(known) >= MOST:
        raise TooMany
    return False


def _end(command: Close | Evaluate, state: State, asked: Asked) -> list[Event]:
    happened: list[Event] = []
    if isinstance(command, Close):
        closed = Closed(by=asked.by, ending=command.ending)
        if state.closed is None:
            if not state.under_way:
                raise NotUnderWay
            happened.append(closed)
        elif state.closed != closed:
            raise NotUnderWay
        if command.rating is None:
            return happened
    elif state.closed is None:
        raise NotClosed
    assert command.rating is not None  # noqa: S101 - an evaluation always has one, and a closing without returned above
    evaluated = Evaluated(by=asked.by, rating=command.rating, words=command.words)
    return happened if state.evaluated.get(asked.by) == evaluated else [*happened, evaluated]


def _was(on: date, asked: Asked) -> None:
    if on > asked.at.date() + timedelta(days=1):  # where the network is, it may be tomorrow already
        raise NotYet


def _authorities(person: PersonId, asked: Asked) -> set[AuthorityId | None]:
    """The authorities that a person acts for."""
    network: Network | None = asked.others.get(asked.network)
    return set() if network is None else {held.authority for held in network.held_by(person)} - {None}


def _belongs(person: PersonId, asked: Asked) -> bool:
    network: Network | None = asked.others.get(asked.network)
    return network is not None and any(True for _ in network.held_by(person))


def evolve(state: State | None, event: Event) -> State | None:
    kept = structs.replace(event, reason=None)
    if state is None:
        return State(kept) if isinstance(kept, Requested) else None
    match kept:
        case AskedMore(question):
            return structs.replace(state, stage="questioned", exchanges=(*state.exchanges, (question, None)))
        case Answered(answer) if state.exchanges:
            answered = (state.exchanges[-1][0], answer)
            return structs.replace(state, stage="requested", exchanges=(*state.exchanges[:-1], answered))
        case Accepted():
            return structs.replace(state, stage="accepted")
        case Declined():
            return structs.replace(state, stage="declined")
        case Withdrawn():
            return structs.replace(state, stage="withdrawn")
        case CharterProposed(by, text):
            return structs.replace(state, charter=text, agreed=frozenset({by}))
        case CharterAgreed(by):
            return structs.replace(state, agreed=state.agreed | {by})
        case Started():
            return structs.replace(state, stage="running", started=kept)
        case SessionHeld(session):
            return structs.replace(state, sessions={**state.sessions, session: kept})
        case GoalSet(goal):
            return structs.replace(state, goals={**state.goals, goal: kept})
        case GoalReached(goal) | GoalDropped(goal) | GoalPromoted(goal):
            return structs.replace(state, settled={**state.settled, goal: kept})
        case Closed():
            return structs.replace(state, stage="closed", closed=kept)
        case Evaluated(by):
            return structs.replace(state, evaluated={**state.evaluated, by: kept})
    return state  # what happened is never refused


rules = decider.Decider[State | None, Command, Event]("mentorship", None, decide, evolve, needs)
