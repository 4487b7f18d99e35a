"""A skill: what an authority or a person knows how to do, what shows it, and who vouches for it.

Stream kind ``skill``, one stream a skill. It answers "who does what, who has done what".

- It is declared for a member by those who act for it, for oneself by anyone who writes here, and for anyone by a facilitator.
- What shows it is an action that they carried out, or a few words.
- It is endorsed by others than its holders, each once, and never without something that shows it.
- Its holders and facilitators withdraw it; nobody endorses it then. It is declared anew under another id.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Protocol, TypeAlias, assert_never, runtime_checkable
from uuid import UUID

from msgspec import Meta, Struct, structs

from events import decider
from events.decider import Asked, Refused
from events.fields import Text
from events.ids import ActionId, AuthorityId, PersonId

MOST_ENDORSEMENTS = 200  # of one skill

Name: TypeAlias = Annotated[str, Meta(max_length=60, extra={"line": True})]

# Events are stored for ever: new fields have defaults, tags are never renamed.


class Declared(decider.Event, tag="skill.declared"):
    """Of an authority, of a person, or of a person as one of an authority; ``action`` and ``evidence`` show it."""

    name: str
    authority: AuthorityId | None = None
    person: PersonId | None = None
    action: ActionId | None = None
    evidence: str | None = None


class Endorsed(decider.Event, tag="skill.endorsed"):
    """This person vouches for it; the last endorsement of each counts."""

    by: PersonId
    action: ActionId | None = None
    evidence: str | None = None


class Withdrawn(decider.Event, tag="skill.withdrawn"): ...


Event: TypeAlias = Declared | Endorsed | Withdrawn

# Commands say what is asked; who asks, and when, arrive apart in Asked.


class Declare(decider.Command, kw_only=True, tag="skill.declare"):
    """Declare what an authority or a person knows how to do, with an action or a few words that show it."""

    name: Name
    authority: AuthorityId | None = None
    person: PersonId | None = None
    action: ActionId | None = None
    evidence: Text | None = None


class Endorse(decider.Command, kw_only=True, tag="skill.endorse"):
    """Vouch for a skill of somebody else, naming an action or saying what shows it."""

    action: ActionId | None = None
    evidence: Text | None = None


class Withdraw(decider.Command, tag="skill.withdraw"):
    """Take a skill out of the directory; its history stays."""


Command: TypeAlias = Declare | Endorse | Withdraw

# State holds what the rules need and nothing else.


class State(Struct, frozen=True):
    declared: Declared
    endorsed: Mapping[PersonId, Endorsed] = {}
    withdrawn: bool = False


class Network(Protocol):
    """What the rules of a skill see of the network: its members, and who acts for which."""

    @property
    def members(self) -> Mapping[AuthorityId, Any]: ...
    def held_by(self, person: PersonId) -> Iterable[Any]: ...


@runtime_checkable
class Action(Protocol):
    """What the rules of a skill see of an action that shows it."""

    @property
    def card(self) -> Any: ...
    @property
    def withdrawn(self) -> bool: ...
    def hidden_from(self, person: PersonId) -> bool: ...


class NobodysSkill(Refused, code="skill.nobodys"):
    """Say whose skill this is: an authority, a person, or both."""


class NotAMember(Refused, code="skill.not_a_member"):
    """This authority is not a member of the network; admit it first."""


class NotTheirs(Refused, code="skill.not_theirs"):
    """Only its holder, those who act for the authority, or a facilitator say so; ask one of them."""


class NoSuchAction(Refused, code="skill.no_such_action"):
    """This action does not exist or was withdrawn; name another one, or say in words what shows the skill."""


class AlreadyDeclared(Refused, code="skill.already_declared"):
    """A skill with this identifier exists already; declare it under a new one."""


class NotDeclared(Refused, code="skill.not_declared"):
    """This skill does not exist or was withdrawn; reload the page."""


class OwnSkill(Refused, code="skill.own"):
    """Nobody vouches for a skill of their own; ask somebody who has seen it."""


class EvidenceNeeded(Refused, code="skill.evidence_needed"):
    """Name an action, or say in a few words what shows this skill."""


class TooMany(Refused, code="skill.too_many"):
    """This skill has as many endorsements as it can hold; it needs no more."""


def needs(command: Command, _state: State | None) -> Iterable[UUID]:
    action = None if isinstance(command, Withdraw) else command.action
    return () if action is None else (action,)  # the network's own stream always comes along


def decide(command: Command, state: State | None, asked: Asked) -> list[Event]:
    if isinstance(command, Declare):
        return _declare(command, state, asked)
    if state is None:
        raise NotDeclared
    match command:
        case Endorse(action=action, evidence=evidence):
            endorsed = Endorsed(by=asked.by, action=action, evidence=evidence)
            if state.endorsed.get(asked.by) == endorsed:
                return []
            if state.withdrawn:
                raise NotDeclared
            if _holds(state.declared, asked):
                raise OwnSkill
            if action is None and evidence is None:
                raise EvidenceNeeded
            _shown_by(action, asked)
            if asked.by not in state.endorsed and len(state.endorsed) >= MOST_ENDORSEMENTS:
                raise TooMany
            return [endorsed]
        case Withdraw():
            if not _holds(state.declared, asked) and not _facilitates(asked):
                raise NotTheirs
            return [] if state.withdrawn else [Withdrawn()]
        case _:
            assert_never(command)


def _declare(command: Declare, state: State | None, asked: Asked) -> list[Event]:
    declared = Declared(**structs.asdict(command))
    if state is not None:
        if state.declared == declared:
            return []  # asked twice, happened once
        raise AlreadyDeclared
    network: Network | None = asked.others.get(asked.network)
    if command.authority is None and command.person is None:
        raise NobodysSkill
    if command.authority is not None and (network is None or command.authority not in network.members):
        raise NotAMember
    their_own = command.authority is None and command.person == asked.by
    if not their_own and not _acts_for(command.authority, asked) and not _facilitates(asked):
        raise NotTheirs
    _shown_by(command.action, asked)
    return [declared]


def _shown_by(action: ActionId | None, asked: Asked) -> None:
    """Raise where there is no such action, or none for this person."""
    if action is not None:
        known = asked.others.get(action)
        if not isinstance(known, Action) or known.withdrawn or known.hidden_from(asked.by):
            raise NoSuchAction


def _holds(declared: Declared, asked: Asked) -> bool:
    """Is it this person's own, or that of an authority that they act for?"""
    return declared.person == asked.by or (declared.person is None and _acts_for(declared.authority, asked))


def _acts_for(authority: AuthorityId | None, asked: Asked) -> bool:
    network: Network | None = asked.others.get(asked.network)
    return authority is not None and network is not None and any(held.authority == authority for held in network.held_by(asked.by))


def _facilitates(asked: Asked) -> bool:
    network: Network | None = asked.others.get(asked.network)
    return asked.by == asked.network or (network is not None and any(held.role == "facilitator" for held in network.held_by(asked.by)))


def evolve(state: State | None, event: Event) -> State | None:
    match state, event:
        case None, Declared():
            return State(structs.replace(event, reason=None))
        case State(endorsed=endorsed), Endorsed(by):
            return structs.replace(state, endorsed={**endorsed, by: structs.replace(event, reason=None)})
        case State(), Withdrawn():
            return structs.replace(state, withdrawn=True)
    return state  # what happened is never refused


rules = decider.Decider[State | None, Command, Event]("skill", None, decide, evolve, needs)
