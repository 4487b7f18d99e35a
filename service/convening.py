"""Letters that invite authorities to a meeting: what is on its programme, a file for the calendar, and where to answer.

They go to whoever acts for an authority that was invited and has not answered: at the address of their account, or of a referent at the
one that they agreed to show. A letter is written as it leaves, from what stands then; where the meeting was called off meanwhile, or the
authority has answered, none leaves. Nobody gets the same day twice; a meeting that moved is told anew.

Each letter holds a link by which whoever has it answers for its authority, at a press of a button, until the meeting begins.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from html import escape
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from events import ids, meeting
from events.asking import Asking
from events.ids import AuthorityId, CommandId, MeetingId, NetworkId, PersonId, StreamId, Token
from events.meeting import Reply
from projections.meeting_board import MeetingAnswer, meeting_agenda, meeting_answers
from projections.meeting_list import Meeting, meeting_list
from projections.member_list import member_list
from projections.network_profile import network_profile
from projections.referent_list import referent_list
from projections.rights import rights
from service import calendars, problems
from service.identity import accounts, answer_links, profiles
from service.identity.answer_links import Holder
from service.identity.people import Connection, People
from service.languages import Language, say
from service.mail import post
from service.mail.post import Letter, Page
from service.networks import Network, Networks
from service.notices import words

KIND = "meeting_invitation"
SPEAK_FOR = frozenset({"editor", "elected_official"})


class Told(Struct, frozen=True):
    """How many letters wait to leave, and the authorities that none reaches: nobody who speaks for them has an address here."""

    letters: int
    unreachable: list[AuthorityId]


class Colleague(Struct, frozen=True):
    """Someone else who speaks for the same authority, and may represent it."""

    person_id: PersonId
    name: str


class LetterPage(Struct, frozen=True):
    """What the holder of a letter answers: which meeting, for whom, and what was answered last. Nothing else of the network."""

    network: str
    title: str
    held_on: date
    begins: str | None
    place: str | None
    authority: str
    reply: Reply | None
    represented_by: PersonId | None
    colleagues: list[Colleague]


async def convene(connection: Connection, of: Network, row: Meeting, language: Language) -> Told:
    """Queue a letter to everyone who answers for an authority that is awaited."""
    letters, unreachable = 0, []
    for authority in _awaited(of, row.meeting_id):
        reached = 0
        for person in speakers(of, authority):
            if (address := await _address(connection, of.network_id, person)) is None:
                continue
            reached += 1
            about = f"meeting:{row.meeting_id}:{authority}:{person}:{row.held_on}:{row.begins or ''}"
            told = {"network": str(of.network_id), "meeting": str(row.meeting_id), "authority": str(authority)}
            letters += await post.queue(connection, about, KIND, address, language, person, **told)
        if not reached:
            unreachable.append(authority)
    return Told(letters, unreachable)


def speakers(of: Network, authority: UUID) -> list[PersonId]:
    """Who answers for an authority: those with a role for it in the whole network, and its referents."""
    acting = {
        PersonId(one.person_id)
        for one in of.follower.rows(rights).values()
        if not one.suspended and any(held.authority_id == authority and held.role in SPEAK_FOR and not held.topics for held in one.roles)
    }
    named = {one.person_id for one in of.follower.rows(referent_list).values() if one.authority_id == authority and one.retired_at is None}
    return sorted(acting | named)


def _awaited(of: Network, meeting: UUID) -> Iterable[AuthorityId]:
    answers: Iterable[MeetingAnswer] = of.follower.rows(meeting_answers).values()
    return sorted(one.authority_id for one in answers if one.meeting_id == meeting and one.invited_at is not None and one.reply is None)


async def _address(connection: Connection, network: NetworkId, person: PersonId) -> str | None:
    account = await accounts.of_person(connection, person)
    if account is not None:
        return account.email
    shown = {one.person_id: one.contact_email for one in await profiles.shown_in(connection, network)}
    return shown.get(person)


class Convening:
    """Writes these letters as they leave."""

    def __init__(self, networks: Networks, base_url: str) -> None:
        self.networks = networks
        self.base_url = base_url

    async def writer(self, connection: Connection, letter: Letter) -> Letter | None:
        network_id, meeting_id = NetworkId(UUID(letter.told["network"])), UUID(letter.told["meeting"])
        authority, person = AuthorityId(UUID(letter.told["authority"])), letter.person
        of = await self.networks.open(network_id)
        row, profile = of.follower.row(meeting_list, meeting_id), of.follower.row(network_profile, network_id)
        if row is None or profile is None or row.standing != "planned" or person is None:
            return None
        address = await _address(connection, network_id, person)
        if authority not in _awaited(of, meeting_id) or person not in speakers(of, authority) or address is None:
            return None
        agenda = sorted(
            (one for one in of.follower.rows(meeting_agenda).values() if one.meeting_id == meeting_id), key=lambda one: one.order_key
        )
        file = calendars.written(profile.name, [row], {meeting_id: agenda}, profile.time_zone, self.base_url, datetime.now(UTC))
        holder = Holder(network_id, MeetingId(meeting_id), authority, person)
        link = await answer_links.make(connection, self.base_url, holder, row.held_on)
        page = f"{self.base_url}/networks/{network_id}/meetings/{meeting_id}"
        told = {
            "network": _line(profile.name),
            "title": _line(row.title),
            "day": words.day(letter.language, row.held_on),
            "begins": row.begins or "",
            "place": _line(row.place or ""),
        }
        when = say(letter.language, "mail.meeting_invitation.when", **told) if row.begins else told["day"]
        parts = [
            say(letter.language, "mail.meeting_invitation.opening", **told),
            "\n".join([f"  {told['title']}", f"  {when}", *([f"  {told['place']}"] if row.place else [])]),
            *([row.programme] if row.programme else []),
            "\n".join(f"  - {_line(one.title)} ({one.minutes} min)" for one in agenda if not one.withdrawn),
            say(letter.language, "mail.meeting_invitation.answer", link=link, page=page),
        ]
        text = "\n\n".join([*filter(None, parts), say(letter.language, "mail.foot")]) + "\n"
        html = words.paragraphs("\n\n".join(filter(None, parts)))
        for there in (link, page):
            html = html.replace(escape(there), f'<a href="{escape(there)}">{escape(there)}</a>')
        subject = say(letter.language, "mail.meeting_invitation.subject", **told)
        return letter._replace(recipient=address, page=Page(subject, text, f"{html}<hr>{words.foot(letter.language)}", {}, file.decode()))


async def letter(networks: Networks, people: People, secret: str) -> LetterPage:
    """What a letter answers; whatever makes its link of no use is told in the same words."""
    of, holder, row = await _held(networks, secret)
    profile, member = of.follower.row(network_profile, holder.network), of.follower.row(member_list, holder.authority)
    answers: Iterable[MeetingAnswer] = of.follower.rows(meeting_answers).values()
    given = next((one for one in answers if (one.meeting_id, one.authority_id) == (holder.meeting, holder.authority)), None)
    known = (await people.of(holder.network)).people
    names = {one: known[one].name for one in speakers(of, holder.authority) if one != holder.person and one in known}
    return LetterPage(
        network=profile.name if profile else "",
        title=row.title,
        held_on=row.held_on,
        begins=row.begins,
        place=row.place,
        authority=member.name if member else "",
        reply=given.reply if given else None,
        represented_by=given.represented_by if given and given.represented_by in names else None,
        colleagues=[Colleague(one, name) for one, name in names.items() if name],
    )


async def answer(networks: Networks, secret: str, reply: Reply, by: PersonId | None) -> None:
    """Answer for the authority of a letter: the service asks, since nobody signed in, and the answer says whose letter it was."""
    of, holder, _ = await _held(networks, secret)
    if by is not None and by not in speakers(of, holder.authority):
        raise meeting.WhoRepresents  # a letter names nobody but those who speak for its authority
    command = meeting.Answer(authority=holder.authority, reply=reply, by=by, letter_of=holder.person)
    asking = Asking(id=CommandId(ids.new()), stream=StreamId(holder.meeting), command=command)
    receipt = await of.ask(asking, PersonId(holder.network))
    await of.reached(Token.parse(receipt.after))


async def _held(networks: Networks, secret: str) -> tuple[Network, Holder, Meeting]:
    async with networks.pool.acquire() as connection:  # given back at once: forty who hold one each would keep the line from its own
        holder = await answer_links.whose(connection, secret)
    if holder is None:
        raise problems.Missing("missing.letter")
    of = await networks.open(holder.network)
    row, profile = of.follower.row(meeting_list, holder.meeting), of.follower.row(network_profile, holder.network)
    standing = of.standing(holder.person)
    if (
        row is None
        or profile is None
        or row.standing != "planned"
        or _begun(row, ZoneInfo(profile.time_zone))
        or (standing is not None and standing.suspended)
        or holder.person not in speakers(of, holder.authority)
        or of.follower.row(member_list, holder.authority) is None
    ):
        raise problems.Missing("missing.letter")
    return of, holder, row


def _begun(row: Meeting, zone: ZoneInfo) -> bool:
    """Has it begun? One without a time begins at the end of its day."""
    begins = datetime.combine(row.held_on, time.fromisoformat(row.begins or "00:00"), zone)
    return datetime.now(UTC) >= (begins if row.begins else begins + timedelta(days=1))


def _line(text: str) -> str:
    return " ".join(text.split())
