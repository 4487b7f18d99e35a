"""Reminds people of what is due: one letter for each person and day, which tells of all their networks, each reminder once.

Nothing in the log says that a day comes closer, so every process looks at each network once an hour. The letter leaves at the first of
the hours that somebody chose for the networks that have something to say. What was reminded of is written down under a key in the
transaction that queues the letter, and the letter of a day has a name: restarts and other processes change nothing. It is written as it
leaves, from what stands then; what is over, was put off or muted, or is not theirs to see, is left out.
"""

import asyncio
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import structlog

from events import sql
from events.ids import NetworkId, PersonId, Token
from projections.meeting_board import Decision, meeting_decisions
from projections.network_profile import network_profile
from projections.plan_board import Card, plan_board
from projections.plan_list import plan_list
from projections.rights import rights
from service import access
from service.following import Choices, stance
from service.identity.people import Connection
from service.languages import Language, say
from service.mail import post
from service.mail.post import Letter, Page, Post
from service.networks import Network, Networks, RightsUnknown
from service.notices import reminders, rules, words
from service.notices.digests import statements as digest_statements
from service.notices.queue import rule_of
from service.notices.reminders import Reminders
from service.notices.rules import Rule
from service.notices.words import Digest, Told
from service.reading import View
from service.waiting import ends

statements = sql.beside(__file__)

KIND = "reminder"
KEPT = timedelta(days=60)  # far longer than a reminder could leave a second time

Why: TypeAlias = Literal["led", "followed", "decision"]

_log = structlog.get_logger()


class Due(NamedTuple):
    """One thing that is due, for one person."""

    item: UUID
    due_on: date
    why: Why
    title: str
    link: str


class Wanting(NamedTuple):
    """Someone with an address, and what they chose."""

    person: PersonId
    email: str
    rule: Rule
    chosen: Reminders
    choices: Choices


class Meant(NamedTuple):
    """What one network has to remind somebody of on its day of today, as keys of reminders."""

    network_id: NetworkId
    today: date
    wanting: Wanting
    keys: Sequence[tuple[UUID, date, date]]
    awake: bool


class Reminding:
    """Looks for what is due, and writes these letters as they leave."""

    def __init__(self, networks: Networks, post: Post, base_url: str) -> None:
        self.networks = networks
        self.post = post
        self.base_url = base_url
        self._looked: datetime | None = None

    async def look(self, now: datetime) -> None:
        """Queue what is to be reminded of at this moment; once an hour, as hours are what people choose."""
        hour = now.replace(minute=0, second=0, microsecond=0)
        if not self.post.works or hour == self._looked:
            return
        await self.networks.pool.execute(statements.tidy, (now - KEPT).date())
        meant: dict[PersonId, list[Meant]] = {}
        for network, there, wanting in await self._wanting(now):
            try:
                found = await self._meant(network, there, wanting)
            except RightsUnknown:
                _log.warning("reminders_wait", network_id=str(network.network_id))
                continue
            for one in found:
                meant.setdefault(one.wanting.person, []).append(one)
        for person, those in meant.items():
            await self._remind(person, those, now.astimezone(UTC).date())
        self._looked = hour

    async def _wanting(self, now: datetime) -> list[tuple[Network, datetime, list[Wanting]]]:
        """Every network of which something is due, its own time, and whom to look for: those to whom one of them may write now."""
        found: list[tuple[Network, datetime, list[Wanting]]] = []
        for row in await self.networks.pool.fetch(statements.due, now, reminders.FARTHEST):
            network = await self._caught_up(NetworkId(row["network_id"]))
            if network is not None:
                people = [PersonId(one.person_id) for one in network.follower.rows(rights).values() if rules.belongs(one)]
                rows = await self.networks.pool.fetch(statements.wanting, network.network_id, people)
                wanting = [one for one in map(_wanting, rows) if not one.rule.silent]
                found.append((network, now.astimezone(ZoneInfo(row["time_zone"])), wanting))
        awake = {one.person for _, there, wanting in found for one in wanting if reminders.awake(there, one.rule.hour)}
        return [(network, there, [one for one in wanting if one.person in awake]) for network, there, wanting in found]

    async def _meant(self, network: Network, there: datetime, wanting: Iterable[Wanting]) -> list[Meant]:
        """What these people are to be reminded of in one network, sent already or not."""
        found, cards = [], _open_cards(network)
        for one in wanting:
            await asyncio.sleep(0)  # each of them is a look at every action: others have their turn between
            standing = network.standing(one.person)
            if not rules.belongs(standing):
                continue  # their right was taken back since
            view = View(network, access.may_see(standing))
            keys = {
                (thing.item, thing.due_on): day
                for thing in due(view, one, cards)
                if (day := reminders.meant_for(one.chosen, thing.due_on, there.date())) is not None
            }
            if keys:
                listed = [(item, due_on, day) for (item, due_on), day in keys.items()]
                found.append(Meant(network.network_id, there.date(), one, listed, reminders.awake(there, one.rule.hour)))
        return found

    async def _remind(self, person: PersonId, meant: Iterable[Meant], day: date) -> None:
        """Queue the letter of a day, by the clock that all networks share; nothing of it while none of those that have news may write."""
        async with self.networks.pool.acquire() as connection, connection.transaction():
            fresh = []
            for one in sorted(meant, key=lambda one: not one.awake):
                columns = [list(column) for column in zip(*one.keys, strict=True)]
                if rows := await connection.fetch(statements.fresh, one.network_id, person, *columns):
                    fresh.append((one, rows))
            if not fresh or not fresh[0][0].awake:
                return
            fresh, wanting = fresh[: reminders.MOST], fresh[0][0].wanting
            told = {"day": str(day), "networks": {str(one.network_id): str(one.today) for one, _ in fresh}}
            # Another process that is about to do the same waits here, and finds the letter of today there already.
            if await post.queue(connection, f"{KIND}:{person}:{day}", KIND, wanting.email, wanting.rule.language, person, **told):
                for one, rows in fresh:
                    columns = [[row[name] for row in rows] for name in ("item_id", "due_on", "meant_for")]
                    await connection.execute(statements.note, one.network_id, person, day, *columns)

    async def writer(self, connection: Connection, letter: Letter) -> Letter | None:
        """The letter as it stands at this moment; None where nothing is due any more, or there is nobody to tell."""
        person, day = PersonId(letter.person or UUID(int=0)), date.fromisoformat(letter.told["day"])
        # A letter that was queued before it told of all networks names the only one.
        networks: Mapping[str, str] = letter.told.get("networks") or {letter.told["network"]: letter.told["day"]}
        found = [
            part
            for network_id, today in networks.items()
            if (part := await self._part(connection, NetworkId(UUID(network_id)), person, day, date.fromisoformat(today))) is not None
        ]
        if not found:
            return None
        (wanting, first), *more = found
        language, token = wanting.rule.language, ".".join(part.leave for _, part in found)
        leave = f"{self.base_url}/api/unsubscribe/{token}"
        digest = first._replace(leave=leave, about="reminder")
        if more:
            told = [one if at else one._replace(heading=part.network) for _, part in found for at, one in enumerate(part.items)]
            digest = digest._replace(items=told, about="reminders")
        page = Page(
            words.subject(language, digest),
            words.text(language, digest),
            words.html(language, digest),
            {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        )
        return letter._replace(recipient=wanting.email, language=language, page=page)

    async def _part(
        self, connection: Connection, network_id: NetworkId, person: PersonId, day: date, today: date
    ) -> tuple[Wanting, Digest] | None:
        """What of one network stands in the letter of a day, not of the day on which it leaves; None where nothing of it does."""
        network = await self._caught_up(network_id)
        row = await connection.fetchrow(statements.wanting, network_id, [person])
        if network is None or row is None or not rules.belongs(network.standing(person)):
            return None
        wanting = _wanting(row)
        noted = await connection.fetch(statements.noted, network_id, person, day)
        promised = {(one["item_id"], one["due_on"]) for one in noted}
        view = View(network, access.may_see(network.standing(person)))
        found = sorted((one for one in due(view, wanting, _open_cards(network)) if one[:2] in promised), key=lambda one: one.due_on)
        if wanting.rule.silent or not found:
            return None
        token = await connection.fetchval(digest_statements.link, network_id, person, secrets.token_urlsafe(32))
        home, profile = f"{self.base_url}/networks/{network_id}", network.follower.row(network_profile, network_id)
        told = [_told(wanting.rule.language, one, home, today) for one in found]
        return wanting, Digest(profile.name if profile else "", f"{home}/waiting", told, 0, f"{self.base_url}/account#notifications", token)

    async def _caught_up(self, network_id: NetworkId) -> Network | None:
        """The network once everything that was written so far is folded in: rights above all."""
        network = await self.networks.open(network_id)
        head = await self.networks.store.head(network_id)
        if head is None:
            return None
        await network.reached(Token(head.epoch, head.position))
        return network


def due(view: View, wanting: Wanting, cards: Iterable[Card]) -> Iterator[Due]:
    """Everything that has a day and is not over, of what somebody leads, follows or has to see to, wants to hear of, and may see."""
    me, chosen, rule = wanting.person, wanting.chosen, wanting.rule
    led, followed = chosen.led and rule.mine != "never", chosen.followed and rule.followed != "never"
    for card in cards:
        leads = me in card.lead_people or me in card.elected_people
        if not (led if leads else followed and _may_follow(card, wanting.choices)):
            continue
        stands = stance(view, me, wanting.choices, card.action_id, card.plan_id)
        if (stands.follows if leads else stands.followed) and view.seen(plan_board, [card]):
            title, link = f"{card.code} {card.title}" if card.code else card.title, f"plans/{card.plan_id}/actions/{card.action_id}"
            yield Due(card.action_id, ends(card) or date.max, "led" if leads else "followed", title, link)
    if chosen.decisions and rule.conflicts != "never":
        for one in view.seen(meeting_decisions, [one for one in view.every(meeting_decisions) if one.owner_id == me and _stands(one)]):
            if not wanting.choices.muted((one.meeting_id,), None, named=True):
                yield Due(one.decision_id, one.due_on, "decision", one.text, f"meetings/{one.meeting_id}")


def _may_follow(card: Card, choices: Choices) -> bool:
    """Asked first, for it costs little: most people follow little."""
    return not choices.follows.isdisjoint((card.action_id, card.plan_id, card.parent_id))


def _stands(decision: Decision) -> bool:
    return decision.finished_at is None and not decision.withdrawn


def _open_cards(network: Network) -> list[Card]:
    """The actions that have a day and are not over, of plans that stand; whoever may see them."""
    plans: Mapping[object, object] = {key: row for key, row in network.follower.rows(plan_list).items() if not row.withdrawn}
    return [card for card in network.follower.rows(plan_board).values() if card.plan_id in plans and ends(card) is not None]


def _wanting(row: "asyncpg.Record") -> Wanting:
    chosen = reminders.USUAL
    if row["days"] is not None:
        chosen = Reminders(tuple(row["days"]), row["remind_late"], row["remind_led"], row["remind_followed"], row["remind_decisions"])
    choices = Choices(frozenset(row["follows"]), frozenset(row["mutes"]))
    return Wanting(PersonId(row["person_id"]), row["email"], rule_of(row), chosen, choices)


def _told(language: Language, one: Due, home: str, today: date) -> Told:
    state = say(language, "reminder.late" if one.due_on < today else "reminder.ahead", day=words.day(language, one.due_on))
    return Told(words.short(one.title), state, f"{home}/{one.link}", [say(language, f"reminder.{one.why}")], ())
