"""Sending: each address is told the events of its network in order, one after the other, until it has answered each.

There is no queue. What an address was told stands as a position beside it, and moves after the answer: a crash in between tells an event
again, under the same name, and loses none. One turn at a time speaks to an address, of whatever process; it claims the address for a
minute, and who dies leaves it to the next. Rights, restrictions and redactions are those of the moment at which an event leaves.

An address that does not answer costs a place among those that wait for an answer, and those that failed or were slow lately have half of
all places at most, so that they keep nobody else waiting. Who fails is asked again later and later, for three days, and then set aside,
and its owner told.
"""

import asyncio
import secrets
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import NamedTuple
from uuid import UUID

import asyncpg
import httpx
import msgspec
import structlog
from msgspec import Struct, structs

from events import catalogue, ids, line, sql
from events.decider import Event
from events.ids import NetworkId, PersonId, Token
from events.log.recorded import Recorded
from events.log.store import Unavailable
from projections import recent_activity
from projections.network_profile import network_profile
from projections.recent_activity import Activity
from projections.rights import Standing, rights
from service import access
from service.identity import accounts
from service.identity.tries import Tries, later
from service.languages import say
from service.mail import post
from service.mail.post import Post
from service.networks import Network, Networks, RightsUnknown
from service.notices import wants
from service.problems import Missing, TooOften
from service.settings import Settings
from service.webhooks import endpoints, signing
from service.webhooks.endpoints import Delivery, Keys, Why
from service.webhooks.reaching import PATIENCE, Answer, Reaching, Receiver, nets

statements = sql.beside(__file__)

EVERY = 1.0  # seconds between two looks for who is behind
AT_ONCE = 32  # addresses that one process speaks to
PAGE = 50  # events that are read at once
TURN = 30.0  # seconds after which others have theirs
SLOW = 1_000  # milliseconds for an answer: who takes longer has a place among those that fail
CLAIM = timedelta(seconds=TURN + 3 * PATIENCE)
LARGEST = 65_536  # bytes of a message; of a larger event it tells all but what changed

FIRST, TIMES, LAST = 5.0, 3.0, 21_600.0  # seconds until the second attempt, by how much each wait is longer, and the longest
GIVEN_UP = timedelta(days=3)  # after the first failure since the last answer
UNREAD = timedelta(seconds=30)  # until it is looked again whether a newer program took over

KIND = "webhook_set_aside"  # of the letter
MANAGING = "network.give_role"  # who may ask for this looks after programs
AGENT = f"Club21/{version('club21')}"
GONE = 410  # a receiver that says so wants no more

#: The database is away, or what was asked of it took too long: asked again a moment later.
PASSING = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, TimeoutError, Unavailable)

_log = structlog.get_logger()
_chance = secrets.SystemRandom()


class Message(Struct, frozen=True, omit_defaults=True):
    """What is sent: an event as recent activity tells it. ``cut``: it was too large, so ``changed`` is empty and has to be asked for."""

    type: str
    timestamp: datetime
    network_id: UUID
    token: str  # where the log stood: reads that name it with ?after= hold this event
    data: Activity | None
    cut: bool = False


class Turn(NamedTuple):
    """One address while it is spoken to."""

    claim: UUID
    network_id: NetworkId
    webhook_id: UUID
    token_id: PersonId
    tags: frozenset[str]
    position: int
    failures: int
    failing_since: datetime | None
    now: datetime

    @property
    def key(self) -> tuple[NetworkId, UUID, UUID]:
        """By which its statements find it, as long as it is this turn's."""
        return self.network_id, self.webhook_id, self.claim


def wait(failures: int, chance: float) -> float:
    """Seconds until the next attempt after so many failures; ``chance`` from 0 to 1 keeps many from coming back at one moment."""
    return float(min(FIRST * TIMES ** min(failures - 1, 20), LAST) * (0.8 + 0.4 * chance))


def told(network: Network, standing: Standing, recorded: Recorded[Event], tags: frozenset[str]) -> Activity | None:
    """What an address is told of an event, as of this moment; None where it is not for it.

    Nothing that is kept to some people, not even where the token is one of them: what left can not be called back.
    """
    if tags and recorded.tag not in tags and catalogue.kind_of(recorded.tag) not in tags:
        return None
    activity = access.told(recorded, standing, network.named)
    return None if activity is None or network.named(recent_activity.item(activity)) is not None else activity


def message(network: Network, activity: Activity) -> bytes:
    """An event as it is sent."""
    token = str(Token(network.epoch, activity.position))
    whole = Message(activity.tag, activity.at, activity.network_id, token, activity)
    body = msgspec.json.encode(whole)
    if len(body) > LARGEST:
        body = msgspec.json.encode(structs.replace(whole, data=structs.replace(activity, changed={}, reason=None), cut=True))
    return body


def _belongs(standing: Standing | None) -> bool:
    """Has the program a right here, at this moment?"""
    return standing is not None and not standing.suspended and bool(standing.roles)


class Webhooks:
    """Everything that is sent by itself, for as long as it runs."""

    def __init__(self, networks: Networks, mail: Post, settings: Settings) -> None:
        self.networks = networks
        self.pool = networks.pool
        self.post = mail
        self.reaching = Reaching(nets(settings.webhook_networks))
        self.most = settings.webhooks  # addresses of a network; 0: none is sent to
        self.base_url = settings.base_url
        self.answered = self.failed = 0
        self.trials = Tries(10, 0.1)
        self._slow: set[UUID] = set()
        self._turns: dict[asyncio.Task[None], UUID] = {}  # with the claim of each
        self._unheard: list[UUID] = []  # claims that may hold: the end came before the answer, or the line was lost

    async def run(self) -> None:
        """Look again and again who is behind, until it is cancelled."""
        while self.most:
            try:
                await self.look(datetime.now(UTC))
            except PASSING as error:
                _log.warning("webhooks_wait", error=type(error).__name__)
            await asyncio.sleep(EVERY)

    async def close(self) -> None:
        """Whoever is spoken to is told again by the next process, if they had not answered."""
        turns = dict(self._turns)
        for turn in turns:
            turn.cancel()
        await asyncio.gather(*turns, return_exceptions=True)
        if claims := [*turns.values(), *self._unheard]:
            with suppress(*PASSING):  # without this the next process waits until the claims are over
                await self.pool.execute(statements.let_go, claims)
        self.reaching.close()

    async def look(self, now: datetime) -> list[asyncio.Task[None]]:
        """Begin to speak to everyone who is behind and due at this moment; the turns that began."""
        if self._unheard:  # nothing more is claimed before, so they do not become many
            await self.pool.execute(statements.let_go, self._unheard)
            self._unheard.clear()
        began = []
        if (free := AT_ONCE - len(self._turns)) > 0:
            began += await self._begin(now, free, failing=False)
        # Without this, addresses that never answer would take every place, and their networks' others would wait.
        if (half := AT_ONCE // 2 - len(self._turns)) > 0:
            began += await self._begin(now, half, failing=True)
        return began

    async def _begin(self, now: datetime, most: int, *, failing: bool) -> list[asyncio.Task[None]]:
        claim = ids.new()
        try:
            rows = await self.pool.fetch(statements.claim, now, claim, CLAIM, most, failing, [*self._slow])
        except BaseException:
            self._unheard.append(claim)
            raise
        turns = [Turn(claim=claim, now=now, **(dict(row) | {"tags": frozenset(row["tags"])})) for row in rows]
        began = {asyncio.create_task(self._take(turn), name="webhook"): claim for turn in turns}
        for task in began:
            task.add_done_callback(self._turns.pop)
        self._turns |= began
        return [*began]

    async def _take(self, turn: Turn) -> None:
        named = {"network_id": str(turn.network_id), "webhook_id": str(turn.webhook_id)}
        receiver = None
        try:
            keys = await endpoints.keys(self.pool, turn.network_id, turn.webhook_id)
            network = await self.networks.open(turn.network_id)
            receiver = Receiver(self.reaching, keys.url)
            await self._speak(turn, network, receiver, keys)
        except PASSING as error:
            _log.warning("webhook_waits", error=type(error).__name__, **named)  # until the claim is over
        except (line.Missing, Missing):
            _log.info("webhook_gone", **named)
        except RightsUnknown:
            await self.pool.execute(statements.released, *turn.key, turn.now + UNREAD)
        except Exception:
            _log.exception("webhook_failed", **named)  # a fault of ours: tried again when the claim is over
        finally:
            if receiver is not None:
                await receiver.close()

    async def _speak(self, turn: Turn, network: Network, receiver: Receiver, keys: Keys) -> None:
        """Tell what is behind, until there is no more, it fails, or others are to have their turn."""
        position, began, answered = turn.position, time.monotonic(), False
        while time.monotonic() - began < TURN and not network.moved:
            redactions, head = network.redactions, network.follower.position
            page = [one for one in await self.networks.store.page(turn.network_id, position, PAGE) if one.position <= head]
            if not page:
                break
            for recorded in page:
                if isinstance(recorded.event, catalogue.Unread):  # a newer program knows what that is, and whose
                    return await self._end(turn, network, position, answered=answered, due=turn.now + UNREAD)
                if self._told(turn, network, recorded) is not None:
                    # What was told or left behind before is noted with this: one statement an event, right before it leaves.
                    if not await self._stands(turn, network, position, answered=answered):
                        return None
                    activity = self._told(turn, network, recorded)
                    if activity is None or network.redactions != redactions:
                        break  # what was read may hold a text, or tell of an item, that is taken away by now
                    named = signing.name(turn.network_id, network.epoch, recorded.position)
                    answer = await self._send(turn, receiver, keys, named, message(network, activity))
                    await endpoints.note(self.pool, turn.network_id, turn.webhook_id, recorded.position, activity.tag, answer)
                    if answer.outcome != "told":
                        return await self._later(turn, network, answer, fresh=answered)
                    answered = True
                elif not _belongs(network.standing(turn.token_id)):
                    return await self._end(turn, network, position, answered=answered, due=turn.now)
                position = recorded.position
                if time.monotonic() - began >= TURN:
                    break
        return await self._end(turn, network, position, answered=answered, due=turn.now)

    def _told(self, turn: Turn, network: Network, recorded: Recorded[Event]) -> Activity | None:
        standing = network.standing(turn.token_id)
        return None if standing is None else told(network, standing, recorded, turn.tags)

    async def _send(self, turn: Turn, receiver: Receiver, keys: Keys, named: str, body: bytes) -> Answer:
        signed = signing.headers(named, int(time.time()), body, keys.secrets)
        answer = await receiver.post(body, {"content-type": "application/json", "user-agent": AGENT, **signed})
        (self._slow.add if answer.took_ms > SLOW else self._slow.discard)(turn.webhook_id)
        if answer.outcome == "told":
            self.answered += 1
        else:
            self.failed += 1
            where = {"network_id": str(turn.network_id), "webhook_id": str(turn.webhook_id)}
            _log.info("webhook_unanswered", outcome=answer.outcome, status=answer.status, failures=turn.failures, **where)
        return answer

    async def _stands(self, turn: Turn, network: Network, position: int, *, answered: bool) -> bool:
        """Note how far it was told; is it to be told more? Not where it was paused, or its program has no right any more."""
        row = await self.pool.fetchrow(statements.stands, *turn.key, position, answered)
        if row is None:
            return False  # somebody else speaks to it by now, or it was removed
        if not row["holds"] or not _belongs(network.standing(turn.token_id)):
            await self._set_aside(turn, network, "no_right")
            return False
        if row["state"] != "on":
            await self.pool.execute(statements.released, *turn.key, turn.now)
            return False
        return True

    async def _end(self, turn: Turn, network: Network, position: int, *, answered: bool, due: datetime) -> None:
        if await self._stands(turn, network, position, answered=answered):
            await self.pool.execute(statements.released, *turn.key, due)

    async def _later(self, turn: Turn, network: Network, answer: Answer, *, fresh: bool) -> None:
        """It did not answer as it should: again later, or not any more. ``fresh``: it did a moment ago."""
        failures, since = (0, turn.now) if fresh else (turn.failures, turn.failing_since or turn.now)
        if answer.status == GONE:
            return await self._set_aside(turn, network, "gone")
        if turn.now - since >= GIVEN_UP:
            return await self._set_aside(turn, network, "failing")
        pause = max(wait(failures + 1, _chance.random()), min(answer.wait, LAST))
        await self.pool.execute(statements.failed, *turn.key, since, turn.now + timedelta(seconds=pause))
        return None

    async def _set_aside(self, turn: Turn, network: Network, why: Why) -> None:
        """Nothing more is sent there until somebody says so; who made it is told, or where they left, the facilitators."""
        async with self.pool.acquire() as connection, connection.transaction():
            row = await connection.fetchrow(statements.set_aside, *turn.key, why)
            if row is None:
                return
            _log.warning("webhook_set_aside", why=why, network_id=str(turn.network_id), webhook_id=str(turn.webhook_id))
            profile = network.follower.row(network_profile, network.network_id)
            managing = {PersonId(one.person_id) for one in network.follower.rows(rights).values() if access.could_ask(one, MANAGING)}
            for person in {PersonId(row["made_by"])} & managing or managing:
                account, rule = await accounts.of_person(connection, person), await wants.rule(connection, turn.network_id, person)
                if self.post.works and account is not None:
                    about = f"{KIND}:{turn.webhook_id}:{turn.claim}:{person}"
                    values = {"host": httpx.URL(row["url"]).host, "why": say(rule.language, f"webhooks.why_{why}")}
                    values |= {"network": profile.name if profile else "", "link": f"{self.base_url}/networks/{turn.network_id}/programs"}
                    await post.queue(connection, about, KIND, account.email, rule.language, person, **values)
        self.post.wake()

    async def trial(self, network_id: NetworkId, webhook_id: UUID) -> Delivery:
        """Send something that tells of nothing, now; what came of it."""
        if delay := self.trials.wait(str(webhook_id)):
            raise TooOften(headers=later(delay))
        self.trials.take(str(webhook_id))
        keys = await endpoints.keys(self.pool, network_id, webhook_id)
        receiver = Receiver(self.reaching, keys.url)
        body = msgspec.json.encode({"type": endpoints.TRIAL, "timestamp": datetime.now(UTC), "network_id": network_id, "data": {}})
        try:
            headers = signing.headers(f"{network_id}_test_{ids.new()}", int(time.time()), body, keys.secrets)
            answer = await receiver.post(body, {"content-type": "application/json", "user-agent": AGENT, **headers})
        finally:
            await receiver.close()
        return await endpoints.note(self.pool, network_id, webhook_id, None, endpoints.TRIAL, answer)
