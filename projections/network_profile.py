"""The profile of a network: its name, and the clock and time zone it keeps."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from msgspec import structs

from events import network
from events.log.recorded import Recorded
from events.network import Clock
from projections.projection import Projection, Row


class Profile(Row, frozen=True):
    """What a network is called, and whether its clock is real or was given by whoever loaded it."""

    network_id: UUID
    name: str
    clock: Clock
    time_zone: str


def touches(recorded: Recorded[network.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, network.Founded | network.Renamed):
        yield recorded.network_id


def fold(profile: Profile | None, recorded: Recorded[network.Event]) -> Profile | None:
    match recorded.event:
        case network.Founded(name, clock, time_zone):
            return Profile(recorded.network_id, name, clock, time_zone)
        case network.Renamed(name) if profile:
            return structs.replace(profile, name=name)
    return profile


def topics(profile: Profile) -> Iterable[str]:
    yield f"network:{profile.network_id}"


network_profile = Projection("network_profile", Profile, touches, fold, topics)
