"""Load a story into a network: every step becomes a command with an id of its own, asked in the order of the story.

All ids follow from the network's id and the keys of the story. So a load that was cut short goes on where it stopped,
and a story that is loaded twice is there once.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC
from itertools import islice
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from events import governance, ids, mentor, minutes, process, roadmap
from events.asking import Asking, Receipt
from events.ids import MeetingId, NetworkId, PersonId, PlanId
from service.demo.department import STORY as DEPARTMENT
from service.demo.french import french
from service.demo.story import Person, Ref, Story
from service.demo.town import STORY as TOWN
from service.identity import people

STORIES: tuple[Story, ...] = (TOWN, DEPARTMENT)

#: Streams of which there is one for each other thing, whose key they bear; their ids follow from its id.
ONE_EACH: Mapping[str, Callable[[NetworkId, str, Callable[[Ref], UUID]], UUID]] = {
    "roadmap": lambda _network, key, known_as: roadmap.stream_of(PlanId(known_as(Ref("plan", key)))),
    "process": lambda network, key, known_as: process.stream_of(network, known_as(Ref("plan", key))),
    "minutes": lambda _network, key, known_as: minutes.of_meeting(MeetingId(known_as(Ref("meeting", key)))),
    "mentor": lambda network, key, _known_as: mentor.stream_of(network, person_id(network, key)),
    "governance": lambda network, _key, _known_as: governance.stream_of(network),
}

AT_ONCE = 128  # commands in flight; the line decides them in the order in which they are asked


class Asks(Protocol):
    """A network, as far as a load needs it."""

    async def ask(self, asking: Asking, by: PersonId, *, loading: bool) -> Receipt: ...


class Progress(Protocol):
    """Told how many steps of how many are durable."""

    def __call__(self, done: int, total: int) -> None: ...


def person_id(network_id: NetworkId, key: str) -> PersonId:
    """The id of a person of the story in this network; it follows from their key, never from their name."""
    return PersonId(ids.derived(network_id, "person", key))


def signing_in(story: Story) -> tuple[Person, ...]:
    """The people whom a visitor may try out: a facilitator, two editors of different members, an auditor, an elected official."""
    known = {person.key: person for person in story.people}
    return tuple(known[key] for key in story.signing_in)


async def introduce(connection: people.Connection, story: Story, network_id: NetworkId) -> None:
    """Make the names of the story's people known to this network; they stand beside the log, never in it."""
    for person in story.people:
        known = await people.add(connection, person.name, french(person.function), person_id(network_id, person.key))
        await people.meet(connection, network_id, known)


def askings(story: Story, network_id: NetworkId) -> Iterator[tuple[Asking, PersonId]]:
    """The story as this network is asked for it: each command with the person who asks."""
    siren = {member.key: member.siren for member in story.members}
    acts_for = {person.key: person.authority for person in story.people}
    zone = ZoneInfo(story.time_zone)

    def known_as(ref: Ref) -> UUID:
        if ref.kind == "authority" and (number := siren[ref.key]):
            return ids.authority(siren=number)
        if ref.kind == "conflict":  # of the step that the key names; an edit of the story clashes in one field at most
            return ids.derived(ids.derived(network_id, "step", ref.key), "conflict", 0)
        if ref.kind in ONE_EACH:
            return ONE_EACH[ref.kind](network_id, ref.key, known_as)
        if ref.kind == "referent":  # whose key names the authority and the person
            authority, _, person = ref.key.partition(":")
            return ids.derived(network_id, "referent", known_as(Ref("authority", authority)), person_id(network_id, person))
        return ids.derived(network_id, ref.kind, ref.key)

    for step in story.steps:
        plain = {
            "id": ids.derived(network_id, "step", step.key),
            "stream": known_as(step.stream) if step.stream else network_id,
            "command": _resolved(step.command, known_as),
            "on_behalf_of": known_as(Ref("authority", acts_for[step.by])) if step.by else None,
            "reason": step.reason,
            "at": step.at.replace(tzinfo=zone).astimezone(UTC),
        }
        yield msgspec.convert(plain, Asking), person_id(network_id, step.by) if step.by else PersonId(network_id)


def _resolved(value: Any, known_as: Callable[[Ref], UUID]) -> Any:
    match value:
        case Ref():
            return known_as(value)
        case Mapping():
            return {known_as(name) if isinstance(name, Ref) else name: _resolved(one, known_as) for name, one in value.items()}
        case list() | tuple():
            found = [_resolved(one, known_as) for one in value]
            # What is named in a list stands there as a set does, in the order of ids.
            return found if found == list(value) else sorted(found, key=lambda one: tuple(one.values()) if isinstance(one, dict) else one)
    return value


async def load(story: Story, network_id: NetworkId, network: Asks, progress: Progress | None = None) -> None:
    """Ask the network for every step of the story, in order; what it was asked before changes nothing."""
    waiting = iter(askings(story, network_id))
    done = 0
    while some := list(islice(waiting, AT_ONCE)):
        await asyncio.gather(*(network.ask(asking, by, loading=True) for asking, by in some))
        done += len(some)
        if progress is not None:
            progress(done, len(story.steps))
