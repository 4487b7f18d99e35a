"""A moment of a network's past, as people and programs write it, and where its log stood then.

``1.42`` is a position of the log; ``2026-03-14T10:00+01:00`` an instant: the last event written then or before; ``2026-03-14T10:00`` the
same by the clocks of the network; ``2026-03-14`` the end of that day there; ``moment:<id>`` one that somebody gave a name to. The same
text means the same position for ever, once its day is over. The future is refused, as are the time before the network was founded and
an hour that a change of clocks lets happen twice or not at all.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from events.decider import Invalid
from events.ids import Token
from projections.moment_list import Moment as Named
from projections.moment_list import moment_list
from projections.rights import Standing
from service import access
from service.networks import Network
from service.problems import Missing

PARAMETER = "at"
NAMED = "moment:"

_POSITION = re.compile(r"[0-9.]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# A plus sign in an address is read as a space: whoever types the address means the plus.
_INSTANT = re.compile(r"([0-9-]{10})[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)(Z|[+ -][0-9]{2}:[0-9]{2})?")
_TICK = timedelta(microseconds=1)


class Moment(Struct, frozen=True):
    """Where the log stood, and the instant that was asked about: of a position, when its event was written."""

    token: Token
    asked: datetime


async def resolve(network: Network, text: str, standing: Standing) -> Moment:
    """The moment that a text names, once the rows in memory have come to it; Invalid, Missing or Resync where there is none.

    A moment that has a name is there for those who may see it: a role in one plan is told nothing of the moments of another.
    """
    if text.startswith(NAMED):
        return await _of(network, _token_of(network, text.removeprefix(NAMED), standing))
    if _POSITION.fullmatch(text):
        return await _of(network, token(text, PARAMETER))
    asked = instant(text, network.zone, await _known(network))
    position = await network.store.last_by(network.network_id, asked)
    if position == 0:
        raise await _before(network)
    found = Token(network.epoch, position)
    await network.reached(found)
    return Moment(found, asked)


def token(text: str, parameter: str) -> Token:
    """A position of the log, as every receipt names one."""
    try:
        return Token.parse(text)
    except ValueError:
        raise Invalid("A moment is written epoch.position, such as 1.42.", parameter, key="invalid.token") from None


def _token_of(network: Network, id: str, standing: Standing) -> Token:
    try:
        row = network.follower.row(moment_list, UUID(id))
    except ValueError:
        raise _garbage() from None
    if row is None or not access.seen(moment_list, (row,), standing, network.named):
        raise Missing("missing.moment")
    return Token(network.epoch, position_of(row))


def position_of(row: Named) -> int:
    """Where the log stood at a moment that has a name."""
    # As of versions: positions that a restored log gave anew since are not what was named.
    return row.named_position if row.of is None else min(Token.parse(row.of).position, row.named_position)


async def _of(network: Network, stands: Token) -> Moment:
    await network.reached(stands)
    if stands.position == 0:
        raise await _before(network)
    return Moment(stands, await _written(network, stands.position))


async def _written(network: Network, position: int) -> datetime:
    (recorded,) = await network.store.page(network.network_id, position - 1, 1)
    return recorded.at


async def _known(network: Network) -> datetime:
    """Until when anything is known: a log may be ahead of the clock here, by what clocks differ or, on a given one, by years."""
    return max(datetime.now(UTC), await _written(network, network.follower.position))


def instant(text: str, zone: ZoneInfo, known: datetime) -> datetime:
    """The instant that a text names, or the end of its day, in this zone; Invalid where it is none, or after all that is known."""
    day = _day(text)
    asked = _instant(text, zone) if day is None else _end(day, zone)
    if day is not None and day == known.astimezone(zone).date():
        return min(asked, known)  # today goes on, and is as long as it is
    if asked > known:
        raise Invalid("The future is not known; at names a moment that is over.", PARAMETER, key="invalid.future")
    return asked


def _day(text: str) -> date | None:
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _garbage() from None


def _end(day: date, zone: ZoneInfo) -> datetime:
    """The last instant of a day: just before the next one begins, however long the clocks make it."""
    try:
        return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC) - _TICK
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


def _instant(text: str, zone: ZoneInfo) -> datetime:
    found = _INSTANT.fullmatch(text)
    if found is None:
        raise _garbage()
    day, clock, offset = found.groups()
    try:
        read = datetime.fromisoformat(f"{day}T{clock}{(offset or '').replace(' ', '+')}")
        return _local(read, zone) if offset is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        raise _garbage() from None


def _local(read: datetime, zone: ZoneInfo) -> datetime:
    """An instant by the clocks of the network; refused where they showed it twice, or leapt over it."""
    first, second = (read.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    before, after = first.utcoffset(), second.utcoffset()
    if before == after or before is None or after is None:
        return first.astimezone(UTC)
    # Both are named as they are to be written.
    one, other = (read.isoformat(timespec="auto" if read.second or read.microsecond else "minutes") for read in (first, second))
    sentence = "The clocks showed this time twice" if before > after else "The clocks leapt over this time"
    key = "invalid.twice" if before > after else "invalid.skipped"
    raise Invalid(f"{sentence}; write at with an offset: {one} or {other}.", PARAMETER, key, first=one, second=other)


async def _before(network: Network) -> Invalid:
    founded = (await _written(network, 1)).astimezone(network.zone).isoformat(" ", "minutes")
    sentence = f"The network was founded on {founded}; choose a moment from then on."
    return Invalid(sentence, PARAMETER, "invalid.before_founding", founded=founded)


def _garbage() -> Invalid:
    sentence = "at is a position such as 1.42, a date such as 2026-03-14, or an instant such as 2026-03-14T10:00+01:00."
    return Invalid(sentence, PARAMETER, key="invalid.moment")
