"""Digests: what was queued for a person, as one letter once it is due, written from what they may see as it leaves.

A digest is closed in one transaction: its notices are bound to a letter of the post, whose id (and so its Message-ID) follows
from whose digest it is and when it began to gather. The post never loses it; while one has not left, the next gathers on.
Nobody gets more than ``MOST`` in a day: what is over waits for the next.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
import structlog

from events import action, ids, sql
from events.decider import Event, Refused
from events.ids import NetworkId, PersonId, StreamId, Token
from events.line import Missing
from events.log.recorded import Recorded
from projections import past
from projections.axis_list import axis_list
from projections.conflict_inbox import conflict_inbox
from projections.member_list import member_list
from projections.network_profile import network_profile
from projections.phase_calendar import phase_calendar
from projections.plan_board import plan_board
from projections.plan_list import plan_list
from projections.recent_activity import fold as activity_of
from service import access, items
from service.identity import accounts
from service.identity.people import Connection, People
from service.languages import Language, plural, say
from service.mail.post import Letter, NotNow, Page, Post
from service.networks import Network, Networks
from service.notices import rules, words
from service.notices.queue import rule_of
from service.notices.words import Digest, Names, Told
from service.reading import View

statements = sql.beside(__file__)

MOST = 6  # digests for one person in a day, all networks together
DAY = timedelta(days=1)
ITEMS = 30  # of a digest
LINES = 12  # of an item

ADDED = frozenset({"note", "comment", "attachment"})  # what people add to an item
NAMED = 5  # items of a change of many at once


class Noticed(NamedTuple):
    """One event that somebody is told of, and the item of whose page it is told."""

    stream: StreamId
    item: UUID
    position: int
    cause: UUID | None
    by: PersonId
    tag: str


_log = structlog.get_logger()


class Digests:
    """Closes digests that are due, and writes them as they leave."""

    def __init__(self, pool: "asyncpg.Pool[Any]", networks: Networks, people: People, post: Post, base_url: str) -> None:
        self.pool = pool
        self.networks = networks
        self.people = people
        self.post = post
        self.base_url = base_url
        self.closed = 0

    async def close(self, now: datetime) -> None:
        """Make letters of all digests that are due at this moment; none while letters have no way to leave."""
        if not self.post.works:
            return
        await self.pool.execute(statements.tidy)
        before = self.closed
        while await self._close_one(now):
            pass
        if self.closed > before:
            self.post.wake()

    async def _close_one(self, now: datetime) -> bool:
        async with self.pool.acquire() as connection, connection.transaction():
            window = await connection.fetchrow(statements.take_window, now)
            if window is None:
                return False
            key = (window["network_id"], window["person_id"], window["pace"])
            # Two networks at once must not each find one letter too few.
            await connection.execute(statements.lock_person, window["person_id"])
            today = await connection.fetch(statements.lately, window["person_id"], now - DAY)
            if len(today) >= MOST:
                await connection.execute(statements.put_off, *key, today[-MOST]["queued_at"] + DAY)
                return True
            account = await accounts.of_person(connection, PersonId(window["person_id"]))
            letter_id = ids.derived(key[0], "digest", key[1], key[2], round(window["opened_at"].timestamp() * 1_000_000))
            bound = await connection.fetchval(statements.bind, *key, letter_id)
            await connection.execute(statements.shut, *key)
            if account is None:
                await connection.execute(statements.drop, letter_id)  # nobody can be told at no address
            elif bound:
                told = f'{{"network": "{key[0]}"}}'
                language = rule_of(await connection.fetchrow(statements.rule, key[0], key[1])).language
                await connection.execute(statements.write, letter_id, f"digest:{letter_id}", key[1], account.email, language, told, now)
                self.closed += 1
            return True

    async def writer(self, connection: Connection, letter: Letter) -> Letter | None:
        """The digest as its person may read it at this moment; None where nothing is left to tell, or nobody to tell it to."""
        try:
            return await self._written(connection, letter)
        except (Missing, Refused):
            return None
        except Exception as error:
            # Rights that can not be known now, a database that is away, a fault of ours: nothing leaves, and nothing is lost.
            _log.warning("digest_waits", letter=str(letter.id), error=type(error).__name__, exc_info=error)
            raise NotNow from error

    async def _written(self, connection: Connection, letter: Letter) -> Letter | None:
        person, network_id = PersonId(letter.person or UUID(int=0)), NetworkId(UUID(letter.told["network"]))
        account = await accounts.of_person(connection, person)
        rule = rule_of(await connection.fetchrow(statements.rule, network_id, person))
        if account is None or rule.silent:
            return None
        view = await self._view(network_id, person)
        if view is None:
            return None
        rows = await connection.fetch(statements.bound, letter.id)  # the newest first
        bundles = bundled([one for row in rows if (one := _noticed(view, row)) is not None])
        if not bundles:
            return None
        token = await connection.fetchval(statements.link, network_id, person, secrets.token_urlsafe(32))
        leave = f"{self.base_url}/api/unsubscribe/{token}"
        profile = view.network.follower.row(network_profile, network_id)
        told = await self._bundles(view, rule.language, bundles[:ITEMS])
        if not told:
            return None
        home = f"{self.base_url}/networks/{network_id}"
        digest = Digest(
            profile.name if profile else "",
            f"{home}/activity",
            told,
            len({one.item for bundle in bundles[ITEMS:] for one in bundle}),
            f"{self.base_url}/account#notifications",
            leave,
        )
        page = Page(
            words.subject(rule.language, digest),
            words.text(rule.language, digest),
            words.html(rule.language, digest),
            # Mail programs show a button for these two (RFC 2369, RFC 8058); it ends these letters and nothing else.
            {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        )
        return letter._replace(recipient=account.email, language=rule.language, page=page)

    async def _view(self, network_id: NetworkId, person: PersonId) -> View | None:
        """The network as this person may see it once everything that was written so far is folded in: rights above all."""
        network = await self.networks.open(network_id)
        head = await self.networks.store.head(network_id)
        if head is None:
            return None
        await network.reached(Token(head.epoch, head.position))
        standing = network.standing(person)
        if standing is None or not rules.belongs(standing):
            return None
        return View(network, access.may_see(standing))

    async def _bundles(self, view: View, language: Language, bundles: Sequence[Sequence[Noticed]]) -> list[Told]:
        network = view.network
        known = (await self.people.look(network.network_id)).people  # read anew: who was just erased has no name

        def person(one: Any) -> str:
            found = known.get(PersonId(UUID(str(one))))
            return say(language, "person.unknown") if found is None else found.name or say(language, "person.erased")

        def axis(one: Any) -> str:
            found = network.follower.row(axis_list, UUID(str(one)))
            return found.title if found else say(language, "axis.unknown")

        alone = [bundle for bundle in bundles if len({one.item for one in bundle}) == 1]
        streams = {StreamId(id) for bundle in alone for one in bundle for id in (one.stream, one.item)}
        _, loaded = await self.networks.store.load(network.network_id, [*streams], ())
        logs: dict[UUID, list[Recorded[Event]]] = {}
        for recorded in loaded:
            if recorded.position <= network.follower.position:
                logs.setdefault(recorded.stream_id, []).append(recorded)
        names = Names(person, axis)
        return [self._told(view, language, bundle, logs, names) for bundle in bundles]

    def _told(
        self, view: View, language: Language, bundle: Sequence[Noticed], logs: Mapping[UUID, Sequence[Recorded[Event]]], names: Names
    ) -> Told:
        """What happened to one item, or by one change to many."""
        service = say(language, "person.service")
        home = f"{self.base_url}/networks/{view.network.network_id}"
        who = list(dict.fromkeys(service if one.by == view.network.network_id else names.person(one.by) for one in bundle))
        if len({one.item for one in bundle}) > 1:
            return _of_many(view, language, bundle, home, who)
        item, positions = bundle[0].item, {one.position for one in bundle}
        lately = [recorded for id in {one.stream for one in bundle} for recorded in logs.get(id, ()) if recorded.position in positions]
        lately.sort(key=lambda one: one.position)
        said = [one.stream_id for one in lately if one.tag == "comment.written"]
        there = f"{home}/comments/{said[-1]}" if said and len(said) == len(lately) else None  # where somebody said something, and no more
        card = view.network.follower.row(plan_board, item)
        if card is None:
            title, link = _called(view, item)
            row = view.network.follower.row(plan_list, item)
            state = say(language, "plan.is_withdrawn") if row and row.withdrawn else ""
            sentences = [_sentence(view.network, language, one, item) for one in reversed(lately)]
            return Told(title, state, there or f"{home}/{link}".rstrip("/"), _cut(language, sentences), who)
        state = say(language, "action.is_withdrawn") if card.withdrawn else say(language, f"status.{card.status}")
        log = logs.get(item, ())
        new = bool(lately) and isinstance(lately[0].event, action.Added)  # then everything about it is news, and the link shows it
        lines = [say(language, "notice.added")] if new else []
        edited = [
            (one.field, one.before, one.after)
            for entry in past.history(log)
            if entry.position in positions and entry.tag == "action.edited" and not new
            for one in entry.changes
        ]
        lines += words.changes(language, edited, names)
        for recorded in lately:
            if isinstance(recorded.event, action.Withdrawn | action.Restored | action.Restricted | action.Opened):
                lines.append(say(language, f"notice.{recorded.tag}"))
            elif recorded.stream_id != item:
                lines.append(_sentence(view.network, language, recorded, item))
        standing = [wish for wish in view.rows(conflict_inbox) if wish.stream_id == item and wish.settled_at is None]
        for wish in standing:
            lines.append(
                say(
                    language,
                    "notice.open_conflict",
                    field=words.label(language, wish.field),
                    yours=words.value(language, wish.field, wish.yours, names),
                    who=names.person(wish.by),
                )
            )
        if not standing and any(isinstance(one.event, action.Settled) for one in lately):
            lines.append(say(language, "notice.settled"))
        title = f"{card.code} {card.title}" if card.code else card.title
        return Told(title, state, there or f"{home}/plans/{card.plan_id}/actions/{item}", _cut(language, lines), who)


def bundled(noticed: Sequence[Noticed]) -> list[list[Noticed]]:
    """The same, item by item; items that one import, or another change of many at once, alone has touched are one."""
    causes: dict[UUID, set[UUID | None]] = {}
    for one in noticed:
        causes.setdefault(one.item, set()).add(one.cause)
    found: dict[UUID, list[Noticed]] = {}
    for one in noticed:
        alone = one.cause if causes[one.item] == {one.cause} else None
        found.setdefault(alone or one.item, []).append(one)
    return [*found.values()]


def _noticed(view: View, row: "asyncpg.Record") -> Noticed | None:
    """What this person may read about today."""
    item = items.shown(view.stood, row["item_id"])
    if item == view.network.network_id:
        may = bool(view.rows(network_profile))
    else:
        found = items.kind_of(view.stood, item)
        may = found is not None and bool(view.seen(found[0].projection, [found[1]])) and view.may_know_of(row["item_id"])
    of = (StreamId(row["item_id"]), item, row["position"], row["cause"], PersonId(row["by"]), row["tag"])
    return Noticed(*of) if may else None


def _called(view: View, item: UUID) -> tuple[str, str]:
    """How an item is called today, and where it is looked at, below the network's page."""
    found = items.kind_of(view.stood, item)
    if found is not None:
        kind, row = found
        return words.short(getattr(row, kind.titled)), kind.link.format(row)
    profile = view.network.follower.row(network_profile, view.network.network_id)
    return profile.name if profile else "", ""


def _of_many(view: View, language: Language, bundle: Sequence[Noticed], home: str, who: Sequence[str]) -> Told:
    """One change of many items at once: how many, and the first of them by name."""
    touched = [*dict.fromkeys(one.item for one in bundle)]
    plans = {getattr(found[1], "plan_id", None) for item in touched if (found := items.kind_of(view.stood, item))}
    (of, *others) = plans
    plan = None if others or of is None else view.network.follower.row(plan_list, of)
    title = words.short(plan.title) if plan else _called(view, view.network.network_id)[0]
    link = f"plans/{plan.plan_id}/activity" if plan else "activity"
    added = {one.tag for one in bundle} == {"action.added"}
    lines = [plural(language, "notice.added_many" if added else "notice.changed_many", len(touched))]
    lines += [_called(view, item)[0] for item in touched[:NAMED]]
    if len(touched) > NAMED:
        lines.append(plural(language, "notice.and_others", len(touched) - NAMED))
    return Told(title, "", f"{home}/{link}", lines, who)


def _sentence(network: Network, language: Language, recorded: Recorded[Event], item: UUID) -> str:
    """What happened to an item, without who did it; what was added to it, such as a note, is told as of this item."""
    changed = activity_of(None, recorded).changed
    axis = network.follower.row(axis_list, changed["axis"]) if isinstance(changed.get("axis"), UUID) else None
    phase = network.follower.row(phase_calendar, changed["phase"]) if isinstance(changed.get("phase"), UUID) else None
    row = axis or phase
    authority = network.follower.row(member_list, changed["authority"]) if isinstance(changed.get("authority"), UUID) else None
    on = "this" if recorded.stream_id != item and recorded.tag.partition(".")[0] in ADDED else ""
    title = "" if on else row.title if row else words.own(recorded.tag, changed)
    return words.told(language, recorded.tag, changed, on=on, title=title, authority=authority.name if authority else "")


def _cut(language: Language, lines: Sequence[str]) -> list[str]:
    """The first of these, each once."""
    once = list(dict.fromkeys(lines))
    return once if len(once) <= LINES else [*once[:LINES], say(language, "notice.more", count=len(once) - LINES)]
