"""What the letters about signing in say: each gets its link as it leaves, where there is still someone to send it to."""

from datetime import timedelta

from service.identity import accounts, invitations, links, people
from service.identity.people import Connection
from service.mail.post import Letter, Writer
from service.settings import Settings


def writers(settings: Settings) -> dict[str, Writer]:
    """Who fills in which kind of letter; the others say all they have to when they are queued."""

    async def sign_in(connection: Connection, letter: Letter) -> Letter | None:
        account = await accounts.of_email(connection, letter.recipient)
        if account is not None:
            link = await links.make(connection, settings.base_url, account.person, links.BY_MAIL, letter.recipient)
            return letter._replace(told={"link": link, "minutes": int(links.BY_MAIL.total_seconds() // 60)})
        guest = await invitations.open_for(connection, letter.recipient)
        if guest is None:
            return None  # nobody has this address; that the letter was queued all the same is what hides it
        link = await links.make(connection, settings.base_url, guest.person, links.BY_MAIL, letter.recipient, guest.invitation_id)
        return letter._replace(told={"link": link, "minutes": int(links.BY_MAIL.total_seconds() // 60)})

    async def confirm_email(connection: Connection, letter: Letter) -> Letter | None:
        if letter.person is None:
            return None
        account = await accounts.of_email(connection, letter.recipient)
        if account is not None and account.person != letter.person:
            return None
        link = await links.make(connection, settings.base_url, letter.person, links.BY_MAIL, letter.recipient)
        return letter._replace(told={"link": link, "minutes": int(links.BY_MAIL.total_seconds() // 60)})

    async def invitation(connection: Connection, letter: Letter) -> Letter | None:
        guest = await invitations.is_open(connection, letter.told["invitation"])
        if guest is None:
            return None
        known = await people.named(connection, guest.person)
        link = await links.make(connection, settings.base_url, guest.person, invitations.LASTS, letter.recipient, guest.invitation_id)
        named = {"name": known.name or "" if known else "", "days": invitations.LASTS // timedelta(days=1)}
        return letter._replace(told={**letter.told, **named, "link": link})

    return {"sign_in": sign_in, "confirm_email": confirm_email, "invitation": invitation}
