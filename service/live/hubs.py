"""Every network that this process shows live, and every conversation that goes on.

Networks are opened when the first person says hello. Once a second everything that depends on time is looked after:
who never said hello, who fell silent, who takes nothing, which lanes were quiet.
"""

import asyncio
import contextlib
from typing import Any, Protocol
from uuid import UUID

import structlog
from msgspec import UNSET

from events import line
from events.asking import Asking
from events.ids import NetworkId, PersonId
from events.log.hints import Hints
from projections.catalogue import PROJECTIONS
from projections.rights import rights
from service import access
from service.identity.actor import Actor
from service.identity.people import Named, People
from service.identity.tokens import Tokens
from service.live import frames, presence
from service.live.admission import Admission
from service.live.counting import AT_ONCE, FromTables
from service.live.frames import Cell, Focus, Limits
from service.live.heads import Evidence, Heads
from service.live.hub import Hub, Listener, RightsStandStill
from service.live.meter import Meter
from service.live.replay import Log, Replays
from service.networks import GUARDS, Networks
from service.texts.texts import Shared, Texts, Write

SWEEP_EVERY = 1.0

_log = structlog.get_logger()


class Talk(Protocol):
    """A conversation, as far as it is looked after here."""

    @property
    def road(self) -> frames.Road: ...
    def overdue(self) -> None: ...
    def of_session(self, session: bytes) -> bool: ...
    def say(self, frame: frames.Frame, /) -> None: ...
    def close(self, code: int, reason: str) -> None: ...


class Hubs:
    """All that is live in this process."""

    def __init__(self, networks: Networks, people: People, tokens: Tokens, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.talks: dict[Talk, None] = {}
        self.meter = Meter()
        self.replays = Replays(Log(networks.pool))
        self._networks = networks
        self._people = people
        self.tokens = tokens
        self._hubs: dict[NetworkId, Hub] = {}
        self._counts = asyncio.Semaphore(AT_ONCE)
        self._leaving = False
        self._link: presence.Link | None = None
        self.texts: Texts | None = None
        self.heads: Heads | None = None
        self._loop = asyncio.get_running_loop()
        self.admission = Admission(self.limits, self.now())
        people.listen(self.renamed)

    def link(self, hints: Hints) -> None:
        """Tell other processes who is here, and hear of theirs."""
        self._link = presence.Link(lambda text: hints.tell(presence.CHANNEL, text))
        hints.listen(presence.CHANNEL, self._heard_of_others)

    def share(self, texts: Texts) -> None:
        """Show what several people write at once."""
        self.texts = texts
        texts.told = self._wrote

    def show_evidence(self, evidence: Evidence) -> None:
        """Hand everyone the newest checkpoint of the log that they follow."""
        self.heads = Heads(evidence, self._hubs, self.now, access.is_proved_to)

    def now(self) -> float:
        """The clock of all that waits here."""
        return self._loop.time()

    async def of(self, network_id: NetworkId) -> Hub:
        """The hub of a network, opened now if nobody watched it; raises Missing where there is no such network."""
        network = await self._networks.open(network_id)
        if not GUARDS.isdisjoint(network.follower.parked):
            raise RightsStandStill
        named = await self._people.of(network_id)
        hub = self._hubs.get(network_id)
        if hub is None or not hub.follows(network.follower, network.token().epoch):
            if hub is not None:
                hub.close(frames.RESTORED, "the log began anew")
            fold, counting = network.follower, FromTables(network, self._networks.pool, self._counts)
            epoch = network.token().epoch
            asked = (network_id, epoch, fold, PROJECTIONS, rights, access.audiences, self._loop, self.limits)
            hub = Hub(*asked, counting=counting, meter=self.meter, replays=self.replays)
            hub.name_people(named.revision, cells(named))
            network.follower.listen(hub.hear)
            self._hubs[network_id] = hub
            if self._link is not None:
                hub.presence.link(self._link.others(network_id))
        return hub

    @property
    def behind(self) -> int:
        """How many take less than they are sent."""
        return sum(listener.writer.paused for hub in self._hubs.values() for listener in hub.listeners.values())

    def on(self, road: frames.Road) -> int:
        """How many live connections go this way."""
        return sum(talk.road == road for talk in self.talks)

    def at_hand(self, network_id: NetworkId) -> Hub | None:
        """The hub of a network, where somebody watches it from this process, or did."""
        return self._hubs.get(network_id)

    async def present(self, network_id: NetworkId, actor: Actor, client: str, topic: str, state: Focus | None) -> bool:
        """Someone without a socket says where they are, to whichever process; False where that is not theirs to see."""
        network, hub = await self._networks.open(network_id), await self.of(network_id)
        if not hub.sees(actor.person, topic):  # from here on nothing is waited for, or they might have lost their right meanwhile
            return False
        if access.may_appear(network.standing(actor.person), topic):
            hub.presence.show((actor.person, presence.conn_of(actor.person, client)), topic, state, actor.session)
        return True

    def _heard_of_others(self, text: str) -> None:
        word = self._link.read(text) if self._link is not None else None
        if word is not None and (hub := self._hubs.get(word.network)):
            hub.presence.heard(word)

    async def open_text(self, hub: Hub, listener: Listener, topic: str) -> None:
        """Have a text at hand before it is followed; whoever may not follow it is not waited for."""
        if self.texts is not None and access.audiences(listener.rights, topic):
            with contextlib.suppress(line.Missing):  # as if the topic were not there
                hub.show_text(await self.texts.of(hub.network, UUID(topic.partition(":")[2])))

    async def write(self, network_id: NetworkId, by: PersonId, write: frames.Write, update: bytes) -> int:
        """The one door of all that is written to texts: as of which update of the text it is there, once it is durable."""
        if self.texts is None:
            raise line.Missing
        return await self.texts.write(network_id, by, Write(write.id, UUID(write.topic.partition(":")[2]), write.gen, update, write.settle))

    def _wrote(self, shared: Shared, since: int) -> None:
        if hub := self._hubs.get(shared.network.network_id):
            hub.tell_text(shared, since)

    async def ask(self, network_id: NetworkId, asking: Asking, by: PersonId, received: Any) -> Any:
        """The one door that takes every change, the same as over HTTP."""
        network = await self._networks.open(network_id)
        return await network.ask(asking, by, received)

    def enter(self, talk: Talk) -> None:
        """A conversation begins; unless the process ends already, which it would hold up."""
        self.talks[talk] = None
        if self._leaving:
            self._say_goodbye(talk, *self.admission.slots(1))

    def exit(self, talk: Talk) -> None:
        """A conversation is over."""
        self.talks.pop(talk, None)

    def session_ended(self, session: bytes) -> None:
        """Someone signed out, or was: their screens stop at once. Without this a closed session would go on seeing."""
        for talk in [talk for talk in self.talks if talk.of_session(session)]:
            talk.close(frames.SIGNED_OUT, "signed out")
        for hub in self._hubs.values():
            hub.presence.end_session(session)

    def renamed(self, network_id: NetworkId, named: Named) -> None:
        """What a network knows of people has changed."""
        if hub := self._hubs.get(network_id):
            hub.name_people(named.revision, cells(named))

    def say_goodbye(self) -> None:
        """The process ends: tell every screen when to come back, not all at once, and close."""
        for hub in self._hubs.values():
            hub.presence.say_goodbye()
        self._leaving = True
        for talk, slot in zip([*self.talks], self.admission.slots(len(self.talks)), strict=True):
            self._say_goodbye(talk, slot)

    def _say_goodbye(self, talk: Talk, slot: int) -> None:
        talk.say(frames.Bye("restart", slot))
        talk.close(frames.RESTART, "restart")

    async def close(self) -> None:
        """Nothing of this process goes on beside the conversations, which end by themselves."""
        await self.replays.close()
        if self.heads is not None:
            await self.heads.close()

    async def sweep(self) -> None:
        """Look after what depends on time; runs until it is cancelled."""
        while True:
            await asyncio.sleep(SWEEP_EVERY)
            for talk in [*self.talks]:
                talk.overdue()
            for hub in self._hubs.values():
                hub.sweep()
            if self.heads is not None:
                self.heads.sweep()


def cells(named: Named) -> dict[str, Cell]:
    """The names of people as screens get them; whoever was erased is told without one, so that screens can say so."""
    return {
        str(person): Cell(known.name, known.function, UNSET if known.photo is None else known.photo)
        for person, known in named.people.items()
    }
