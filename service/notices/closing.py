"""Consultations that end soon: who is asked, and has not answered, is written to once, a few days before the last one.

Nothing in the log says that a day comes closer, so this asks the tables now and then. Once for each person and last day is seen to by the
post; whoever wants to hear of nothing that waits for their answer hears nothing of it. Written as it leaves, from what stands then.
"""

import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from events import sql
from events.ids import AuthorityId, NetworkId, PersonId
from projections.consultation_board import Consultation, consultation_list, consultation_opinions
from projections.member_list import member_list
from projections.network_profile import network_profile
from projections.rights import Standing, rights
from service import access
from service.identity import accounts
from service.identity.people import Connection, People
from service.languages import say
from service.mail import post
from service.mail.post import Letter, Page, Post
from service.networks import Network, Networks
from service.notices import wants, words
from service.notices.digests import statements as digest_statements
from service.notices.words import Digest, Told

statements = sql.beside(__file__)

KIND = "consultation_closing"
DAYS = 3  # before the last one
EVERY = timedelta(minutes=10)


class Closing:
    """Looks for consultations that end soon, and writes these letters as they leave."""

    def __init__(self, networks: Networks, people: People, post: Post, base_url: str) -> None:
        self.networks = networks
        self.people = people
        self.post = post
        self.base_url = base_url
        self._again = datetime.min.replace(tzinfo=UTC)

    async def look(self, now: datetime) -> None:
        """Queue a letter to everyone whose answer is still missing."""
        if not self.post.works or now < self._again:
            return
        self._again = now + EVERY
        for found in await self.networks.pool.fetch(statements.ending, now, DAYS):
            of = await self.networks.open(NetworkId(found["network_id"]))
            row = of.follower.row(consultation_list, found["consultation_id"])
            if row is None or row.closed_at is not None:
                continue
            async with self.networks.pool.acquire() as connection, connection.transaction():
                for standing in of.follower.rows(rights).values():
                    if _missing(of, row, standing):
                        await self._queue(connection, row, PersonId(standing.person_id))

    async def _queue(self, connection: Connection, row: Consultation, person: PersonId) -> None:
        account, rule = await accounts.of_person(connection, person), await wants.rule(connection, row.network_id, person)
        if account is not None and rule.conflicts != "never":
            about, told = f"{KIND}:{row.consultation_id}:{row.until}:{person}", {"network": str(row.network_id)}
            await post.queue(connection, about, KIND, account.email, rule.language, person, **told, consultation=str(row.consultation_id))

    async def writer(self, connection: Connection, letter: Letter) -> Letter | None:
        """The letter as it stands at this moment; None where there is nothing left to answer, or nobody to tell."""
        person, network_id = PersonId(letter.person or UUID(int=0)), NetworkId(UUID(letter.told["network"]))
        of = await self.networks.open(network_id)
        row, standing = of.follower.row(consultation_list, UUID(letter.told["consultation"])), of.standing(person)
        account, profile = await accounts.of_person(connection, person), of.follower.row(network_profile, network_id)
        rule = await wants.rule(connection, network_id, person)
        if row is None or standing is None or account is None or profile is None or row.closed_at is not None or rule.conflicts == "never":
            return None
        left = _missing(of, row, standing)
        if not left or row.until < datetime.now(ZoneInfo(profile.time_zone)).date():
            return None
        members = [one for authority in sorted(left) if (one := of.follower.row(member_list, authority))]
        token = await connection.fetchval(digest_statements.link, network_id, person, secrets.token_urlsafe(32))
        home, leave = f"{self.base_url}/networks/{network_id}", f"{self.base_url}/api/unsubscribe/{token}"
        until = say(rule.language, "notice.until", day=words.day(rule.language, row.until))
        lines = [say(rule.language, "notice.opinion_missing", authority=one.name) for one in members]
        opened_by = (await self.people.look(network_id)).people.get(row.opened_by)
        who = [opened_by.name if opened_by and opened_by.name else say(rule.language, "person.unknown")]
        told = Told(words.short(row.title), until, f"{home}/roadmaps/{row.plan_id}", lines, who)
        digest = Digest(profile.name, f"{home}/activity", [told], 0, f"{self.base_url}/account#notifications", leave, about="closing")
        page = Page(
            words.subject(rule.language, digest),
            words.text(rule.language, digest),
            words.html(rule.language, digest),
            {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        )
        return letter._replace(recipient=account.email, language=rule.language, page=page)


def _missing(of: Network, row: Consultation, standing: Standing) -> frozenset[AuthorityId]:
    """The authorities for which somebody could still answer."""
    if standing.suspended:
        return frozenset()
    opinions = of.follower.rows(consultation_opinions).values()
    given = {one.authority_id for one in opinions if one.consultation_id == row.consultation_id}
    return access.answers_for(standing) & {*row.authority_ids} - given
