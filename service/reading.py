"""Reading a network: the door, the moment an answer stands for, and the past.

Every reading route goes through ``enter``, which lets in those who belong, waits for the moment the asker has already
seen, and notes where the answer stands. The past moves the data, never the reader: it shows nothing that the reader may
not see today.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from events.decider import Invalid
from events.ids import NetworkId, StreamId
from events.log.recorded import Recorded
from projections import diff, past
from projections.past import Entry
from projections.projection import Key, Projection, R
from projections.recent_activity import about
from projections.restricted_items import Named
from projections.rights import Standing
from service import access, moments, problems
from service.identity.actor import Actor
from service.moments import Moment
from service.networks import Network, Networks


class View:
    """A network as one person sees it, now or at a moment of the past."""

    def __init__(self, network: Network, standing: Standing, then: past.Past | None = None, moment: Moment | None = None) -> None:
        self.network = network
        self.standing = standing
        self.moment = moment
        self._then = then

    @property
    def position(self) -> int:
        """How far along the log this is."""
        return self.network.follower.position if self.moment is None else self.moment.token.position

    @property
    def instant(self) -> datetime:
        """When this is, by the clocks of the network: what is late, or over, is so by then."""
        return datetime.now(self.zone) if self.moment is None else self.moment.asked.astimezone(self.zone)

    @property
    def today(self) -> date:
        """The day on which somebody looks, or looked."""
        return self.instant.date()

    def rows(self, projection: Projection[R]) -> list[R]:
        """Every row of a projection that this person may see."""
        return self.seen(projection, self.every(projection))

    def every(self, projection: Projection[R]) -> Iterable[R]:
        """Every row, whoever may see it: to choose from before ``seen`` is asked, or to count. Shown to nobody as it is."""
        return (self.network.follower.rows(projection) if self._then is None else self._then.rows(projection)).values()

    def seen(self, projection: Projection[R], rows: Iterable[R]) -> list[R]:
        """Those of these rows that this person may see: by their rights and the restrictions of today, whenever the rows are of."""
        found = access.seen(projection, rows, self.standing, self.named)
        return found if self._then is None else [row for row in found if self._still(projection, row)]

    def _still(self, projection: Projection[R], row: R) -> bool:
        """May this person see what became of a row of the past?

        Without this an idea would be shown as it was before it was promoted, whose action only some may know of today. Of a row that is
        gone the last state counts: those that can go are for the same people, and of the same item, as long as they stand.
        """
        now = self.network.follower.row(projection, getattr(row, projection.key))
        return now is None or now == row or bool(access.seen(projection, (now,), self.standing, self.named))

    @property
    def zone(self) -> ZoneInfo:
        """Where the network counts its days: also for who has a role for one plan alone, and does not see its name."""
        return self.network.zone

    def may_know_of(self, item: UUID) -> bool:
        """May this person know of an item, as far as restrictions tell?"""
        return self.network.may_know_of(self.standing, item)

    def named(self, item: UUID) -> Named:
        """Who alone may see this item, as of today."""
        return self.network.named(item)

    def stood(self, projection: Projection[R], key: Key) -> R | None:
        """One row, whoever may see it. Shown to nobody as it is."""
        return self.network.follower.row(projection, key) if self._then is None else self._then.rows(projection).get(key)

    def row(self, projection: Projection[R], key: Key, missing: str = "missing") -> R:
        """One row; Missing where there is none, or none for this person, told apart from what was only not there yet."""
        row = self.stood(projection, key)
        for found in self.seen(projection, () if row is None else (row,)):
            return found
        now = self.network.follower.row(projection, key) if row is None else None
        later = now is not None and access.seen(projection, (now,), self.standing, self.named)
        raise problems.Missing("missing.then" if later else missing)


async def enter(networks: Networks, network_id: UUID, actor: Actor, after: str | None = None, at: str | None = None) -> View:
    """Let a person in to read, once the fold has reached the moment they name: the network as it stands, or as it stood ``at`` one."""
    network = await networks.open(NetworkId(network_id))
    standing = access.may_enter(network.standing(actor.person), actor.asks)
    if after is not None:
        await network.reached(moments.token(after, "after"))
    moment = None if at is None else await moments.resolve(network, at, standing)
    return await _view(network, actor, None, moment)


async def at(view: View, plan: UUID | None, moment: str | None, actor: Actor) -> View:
    """One plan and what belongs to it, or with None the whole network, at an earlier moment, or as it stands where none is named."""
    if moment is None:
        return view
    return await _view(view.network, actor, plan, await moments.resolve(view.network, moment, view.standing))


async def stood(view: View, plan: UUID | None, moment: Moment, actor: Actor) -> View:
    """The same, at a moment that was looked up already."""
    return await _view(view.network, actor, plan, moment)


async def through(view: View, moment: str | None, actor: Actor) -> int:
    """Up to which position to tell what happened: of the log as it stands, or as it stood at a moment."""
    if moment is None:
        return view.position
    named = await moments.resolve(view.network, moment, view.standing)
    view.standing = access.may_enter(view.network.standing(actor.person), actor.asks)
    actor.stands = str(named.token)
    return named.token.position


async def _view(network: Network, actor: Actor, root: UUID | None, moment: Moment | None) -> View:
    then = None
    if moment is not None:
        then = await network.pasts.of(root, moment.token.position, network.follower.passed_over, network.redactions)
    # Asked again after every wait: a right may have been taken back meanwhile.
    standing = access.may_enter(network.standing(actor.person), actor.asks)
    actor.stands = str(network.token() if moment is None else moment.token)
    return View(network, standing, then, moment)


async def one(
    networks: Networks, network_id: UUID, actor: Actor, of: Projection[R], key: UUID, missing: str, after: str | None, moment: str | None
) -> R:
    """One item of a plan: as it stands, or as it stood at a moment."""
    now = await enter(networks, network_id, actor, after)
    row: Any = now.row(of, key, missing)
    return (await at(now, row.plan_id, moment, actor)).row(of, key, missing)


async def history(
    networks: Networks,
    network_id: UUID,
    actor: Actor,
    of: Projection[Any],
    key: UUID,
    missing: str,
    after: str | None,
    moment: str | None,
    field: str | None = None,
    stream: Callable[[Any], UUID] | None = None,
    also: Collection[Projection[Any]] = (),
) -> list[Entry]:
    """What happened to one item, oldest first: its stream bears its id, or ``stream`` says of the row which it is a part of.

    ``also`` names projections that have rows of it, too. Events that tell of what this person may not know of are left out, as are
    those after a moment, and where a ``field`` is named those that left it as it was.
    """
    view = await enter(networks, network_id, actor, after)
    last = await through(view, moment, actor)
    row = view.row(of, key, missing)
    events = await networks.store.streams(view.network.network_id, {StreamId(stream(row) if stream else key): 0})
    known = [recorded for recorded in events if recorded.position <= last and view.may_know_of(about(recorded))]
    if stream is not None:
        known = [recorded for recorded in known if any(_concerns(one, key, recorded) for one in (of, *also))]
    return of_field(past.history(known, of), of, field)


def of_field(entries: list[Entry], of: Projection[Any], field: str | None) -> list[Entry]:
    """What of a history concerns one field, or one key of a keyed one, written ``funders.ADEME``; all of it where none is named."""
    if field is None:
        return entries
    if field.partition(".")[0] not in of.row.__struct_fields__:
        raise Invalid(f"The field {field} is unknown here.", "field", key="invalid.unknown_field", field=field)
    return diff.of_field(entries, field)


def _concerns(of: Projection[Any], key: UUID, recorded: Recorded[Any]) -> bool:
    """Does this event change the item, or tell of a wish for it that met another one?"""
    if isinstance(recorded.event, of.asks) and key in of.touches(recorded):
        return True
    return hasattr(recorded.event, "yours") and getattr(recorded.event, "item", recorded.stream_id) == key
