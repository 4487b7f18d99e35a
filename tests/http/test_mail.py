"""Letters: links by e-mail and invitations, queued once and never lost, over a real mail server where it matters."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from events import ids
from events.ids import PersonId
from service import settings
from service.embedded import Addresses
from service.identity import accounts
from service.identity.tries import CONVENING
from service.mail import carriers, post
from service.routes import meetings
from tests.http.test_accounts import arrive, carrying, email
from tests.http.town import Town, asking, found
from tests.people import ADA, BEN, CAS, HAUTEFEUILLE, RIVEBELLE

QUEUED = datetime(2026, 1, 1, tzinfo=UTC)
LINK = re.compile(r"https?://\S+/sign-in#(\S+)")


class Box:
    """A letter box: a carrier that keeps what it is given."""

    def __init__(self) -> None:
        self.letters: asyncio.Queue[EmailMessage] = asyncio.Queue()

    async def carry(self, letter: EmailMessage) -> None:
        self.letters.put_nowait(letter)

    async def next(self) -> EmailMessage:
        """The next letter that arrives."""
        return await asyncio.wait_for(self.letters.get(), 60)

    async def token(self) -> str:
        """The token of the link in the next letter."""
        found = LINK.search((await self.next()).get_content())
        assert found
        return found[1]


@pytest.fixture
def box(alone: Town) -> Box:
    """Where the letters of this service arrive."""
    made = Box()
    alone.service.inside.state.post.carrier = made
    return made


async def ask(town: Town, address: str) -> httpx.Response:
    return await town.browser(None).post("/api/sign-in-links", json={"email": address})


async def redeem(town: Town, token: str) -> httpx.Response:
    return await town.browser(None).post("/api/session", json={"token": token})


async def test_a_link_by_mail_signs_in_and_nobody_learns_who_has_an_account(alone: Town, box: Box) -> None:
    await arrive(alone)
    answers = [await ask(alone, address) for address in (f"nobody.{email(alone)}", email(alone))]
    assert [(answer.status_code, answer.content) for answer in answers] == [(204, b"")] * 2
    letter = await box.next()  # the first that leaves is the second that was asked for
    assert letter["To"] == email(alone)
    found = LINK.search(letter.get_content())
    assert found
    answer = await redeem(alone, found[1])
    assert answer.json()["person_id"] == str(BEN)
    assert (await redeem(alone, found[1])).json()["code"] == "sign_in.used"


async def test_more_links_leave_the_former_ones_good_and_soon_no_more_are_sent(alone: Town, box: Box) -> None:
    await arrive(alone)
    assert {(await ask(alone, email(alone))).status_code for _ in range(6)} == {204}
    tokens = [await box.token() for _ in range(3)]
    await alone.service.inside.state.post.deliver()
    assert box.letters.empty()
    assert {(await redeem(alone, token)).status_code for token in tokens} == {200}


async def test_one_place_asks_for_only_so_many_links(alone: Town, box: Box) -> None:
    answers = [await ask(alone, f"{number}.{email(alone)}") for number in range(12)]
    assert [answer.status_code for answer in answers] == [204] * 10 + [429] * 2


async def test_without_mail_no_link_is_offered(alone: Town) -> None:
    assert (await alone.browser(None).get("/api/sign-in")).json()["link"] is False
    refused = await ask(alone, email(alone))
    assert (refused.status_code, refused.json()["code"]) == (403, "sign_in.no_mail")


async def test_no_token_stands_in_any_table(alone: Town, box: Box, addresses: Addresses) -> None:
    await arrive(alone)
    await ask(alone, email(alone))
    token = await box.token()
    owner = await asyncpg.connect(addresses.owner)
    for row in await owner.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'people'"):
        rows = await owner.fetch(f"SELECT row_to_json(t)::text AS told FROM people.{row['tablename']} t")  # noqa: S608 - names of our own tables
        assert not any(token in one["told"] for one in rows)
    await owner.close()


async def test_a_new_address_is_ones_own_once_its_link_came_back(alone: Town, box: Box) -> None:
    browser = await arrive(alone)
    fresh = f"new.{email(alone)}"
    assert (await browser.post("/api/account/email", json={"email": fresh})).status_code == 204
    letters = {str(letter["To"]): letter for letter in (await box.next(), await box.next())}
    assert letters.keys() == {fresh, email(alone)}
    assert LINK.search(letters[email(alone)].get_content()) is None  # whoever reads the former address is told, and no more
    assert (await browser.get("/api/account")).json()["email"] == email(alone)
    found = LINK.search(letters[fresh].get_content())
    assert found
    assert (await redeem(alone, found[1])).status_code == 200
    assert (await browser.get("/api/account")).json()["email"] == fresh


async def test_nobody_takes_the_address_of_someone_else(alone: Town, box: Box) -> None:
    await arrive(alone)
    ada = await arrive(alone, ADA, f"ada.{email(alone)}")
    assert (await ada.post("/api/account/email", json={"email": email(alone)})).status_code == 204
    assert (await box.next())["To"] == f"ada.{email(alone)}"  # told that it is about to change, and it never does
    await alone.service.inside.state.post.deliver()
    assert box.letters.empty()


async def test_a_changed_password_is_told_by_letter(alone: Town, box: Box) -> None:
    browser = await arrive(alone)
    answer = await browser.post("/api/account/password", json={"password": "trois hirondelles et un vélo"})
    assert answer.status_code == 204
    letter = await box.next()
    assert letter["To"] == email(alone)
    assert "password" in letter["Subject"]
    assert "hirondelles" not in letter.as_string()


# --- Invitations ---


async def invite(town: Town, by: PersonId = ADA, **fields: Any) -> httpx.Response:
    body = {"name": "Zoé Lambert", "email": f"zoe.{email(town)}", "role": "editor", "authority": str(HAUTEFEUILLE), **fields}
    return await town.browser(by).post(f"{town.path}/invitations", json=body)


async def stages(town: Town) -> list[tuple[str, str | None]]:
    answer = await town.get(ADA, "/invitations")
    return [(one["stage"], one["email"]) for one in answer.json()]


async def test_an_invitation_lets_someone_in_with_their_role(alone: Town, box: Box) -> None:
    made = await invite(alone)
    assert made.status_code == 201, made.text
    letter = await box.next()
    assert "Réseau des deux vallées" in letter["Subject"]
    assert "Ada Vallon" in letter.get_content()
    assert await stages(alone) == [("open", f"zoe.{email(alone)}")]
    found = LINK.search(letter.get_content())
    assert found
    answer = await redeem(alone, found[1])
    assert answer.json()["name"] == "Zoé Lambert"
    (card,) = answer.json()["networks"]
    assert [held["role"] for held in card["roles"]] == ["editor"]
    assert await stages(alone) == [("accepted", None)]
    browser = carrying(alone.browser(None), answer)
    assert (await browser.get("/api/account")).json()["email"] == f"zoe.{email(alone)}"
    assert (await browser.post("/api/account/password", json={"password": "trois hirondelles et un vélo"})).status_code == 204


async def test_only_a_facilitator_invites(alone: Town, box: Box) -> None:
    refused = await invite(alone, BEN)
    assert (refused.status_code, refused.json()["code"]) == (403, "access.facilitators_only")
    assert (await alone.get(BEN, "/invitations")).status_code == 403
    other = await found(alone.service, alone.url)
    (foreign,) = [one["invitation_id"] for one in [(await invite(alone)).json()]]
    assert (await other.browser(ADA).delete(f"{other.path}/invitations/{foreign}")).status_code == 404
    await other.close()


async def test_an_invitation_that_the_rules_refuse_is_none(alone: Town, box: Box) -> None:
    refused = await invite(alone, authority=None)
    assert refused.status_code == 409
    assert [stage for stage, _ in await stages(alone)] == ["revoked"]
    await alone.service.inside.state.post.deliver()
    assert box.letters.empty()


async def test_a_revoked_invitation_is_of_no_use(alone: Town, box: Box) -> None:
    made = (await invite(alone)).json()
    token = await box.token()
    path = f"{alone.path}/invitations/{made['invitation_id']}"
    assert (await alone.browser(ADA).delete(path)).status_code == 204
    assert (await alone.browser(ADA).delete(path)).json()["code"] == "missing.invitation"
    assert (await alone.browser(ADA).post(f"{path}/letters")).status_code == 404
    assert (await redeem(alone, token)).status_code == 401
    held = [one["roles"] for one in (await alone.get(ADA, "/rights")).json() if one["person_id"] == made["person_id"]]
    assert held in ([], [[]])
    await ask(alone, f"zoe.{email(alone)}")
    await alone.service.inside.state.post.deliver()
    assert box.letters.empty()


async def test_an_expired_invitation_is_of_no_use_until_it_is_sent_again(alone: Town, box: Box) -> None:
    made = (await invite(alone)).json()
    first = await box.token()
    await alone.service.pool.execute(
        "UPDATE people.invitation SET expires_at = now() - interval '1 minute' WHERE invitation_id = $1::uuid", made["invitation_id"]
    )
    assert [stage for stage, _ in await stages(alone)] == ["expired"]
    assert (await redeem(alone, first)).json()["code"] == "sign_in.expired"
    again = await alone.browser(ADA).post(f"{alone.path}/invitations/{made['invitation_id']}/letters")
    assert (again.status_code, again.json()["stage"]) == (200, "open")
    second = await box.token()
    assert (await redeem(alone, second)).status_code == 200
    assert (await redeem(alone, first)).json()["code"] == "sign_in.used"


async def test_whoever_lost_their_invitation_asks_for_a_link(alone: Town, box: Box) -> None:
    made = (await invite(alone)).json()
    await box.next()
    await ask(alone, f"zoe.{email(alone)}")
    assert (await redeem(alone, await box.token())).json()["person_id"] == made["person_id"]
    assert await stages(alone) == [("accepted", None)]


async def test_an_invitation_renames_nobody(alone: Town, box: Box) -> None:
    await arrive(alone, CAS, f"cas.{email(alone)}")
    made = (await invite(alone, email=f"cas.{email(alone)}", name="Mallory")).json()
    assert made["person_id"] == str(CAS)
    names = {one["person_id"]: one["name"] for one in (await alone.get(ADA, "/people")).json()}
    assert names[str(CAS)] == "Cas Merlange"


# --- The post ---


async def test_what_people_write_adds_no_header(alone: Town, box: Box) -> None:
    async with alone.service.pool.acquire() as connection:
        await post.queue(
            connection, f"x:{ids.new()}", "password_set", email(alone), "fr", BEN, network="a\r\nBcc: mallory@elsewhere.example"
        )
    letter = alone.service.inside.state.post.message(
        post.Letter(ids.new(), "invitation", BEN, email(alone), "fr", {"network": "a\r\nBcc: m@elsewhere.example"}, QUEUED)
    )
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Invitation à rejoindre «\xa0a Bcc: m@elsewhere.example\xa0»"


async def test_a_letter_is_queued_once_for_what_it_tells(alone: Town, box: Box) -> None:
    about = f"test:{ids.new()}"
    async with alone.service.pool.acquire() as connection:
        assert await post.queue(connection, about, "password_set", email(alone), "fr")
        assert not await post.queue(connection, about, "password_set", email(alone), "fr")
    await box.next()
    await alone.service.inside.state.post.deliver()
    assert box.letters.empty()


async def test_what_was_handed_over_and_not_noted_is_sent_again_under_the_same_id(alone: Town, box: Box) -> None:
    about = f"test:{ids.new()}"
    async with alone.service.pool.acquire() as connection:
        await post.queue(connection, about, "password_set", email(alone), "fr")
    first = await box.next()
    await asyncio.wait_for(_left(alone, about), 60)
    # As a crash would leave it: handed over, the note of it lost.
    await alone.service.pool.execute(
        "UPDATE people.letter SET left_at = NULL, recipient = $2, told = '{}', due_at = now() WHERE about = $1", about, email(alone)
    )
    alone.service.inside.state.post.wake()
    second = await box.next()
    assert second["Message-ID"] == first["Message-ID"]
    assert second["Date"] == first["Date"]


async def test_what_waits_behind_a_slow_letter_leaves_once_and_not_at_all_once_it_is_recalled(alone: Town, box: Box) -> None:
    sending, pool = alone.service.inside.state.post, alone.service.pool
    sending.carrier = None  # the task of the service looks away
    abouts = [f"test:{ids.new()}" for _ in range(3)]
    async with pool.acquire() as connection:
        for about in abouts:
            await post.queue(connection, about, "password_set", email(alone), "fr")
    elsewhere = Box()
    other = post.Post(pool, alone.service.settings, elsewhere, sending.writers)

    class Slow(Box):
        """The server takes minutes over the first letter: the next one leaves from another process, and the last is recalled."""

        async def carry(self, letter: EmailMessage) -> None:
            await super().carry(letter)
            if self.letters.qsize() == 1:
                due = "UPDATE people.letter SET due_at = now() WHERE about = ANY ($1) AND letter_id::text <> $2 RETURNING about"
                waiting = await pool.fetch(due, abouts, letter["Message-ID"].strip("<>").partition("@")[0])
                async with pool.acquire() as connection:
                    await post.recall(connection, waiting[0]["about"])
                await other.deliver()

    sending.carrier = slow = Slow()
    await sending.deliver()
    assert (slow.letters.qsize(), elsewhere.letters.qsize()) == (1, 1)
    assert (await slow.next())["Message-ID"] != (await elsewhere.next())["Message-ID"]


async def _left(town: Town, about: str) -> None:
    while not await town.service.pool.fetchval("SELECT left_at IS NOT NULL FROM people.letter WHERE about = $1", about):
        pass  # each look is a round trip


@asynccontextmanager
async def mail_server(*answers: str) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A mail server on loopback that speaks as much SMTP as it takes: its address, and what it was sent. ``answers`` are to RCPT."""
    letters: list[bytes] = []
    waiting = list(answers)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 box\r\n")
        while line := await reader.readline():
            word = line[:4].upper()
            if word == b"DATA":
                writer.write(b"354 go on\r\n")
                letters.append(await reader.readuntil(b"\r\n.\r\n"))
                writer.write(b"250 taken\r\n")
            elif word == b"QUIT":
                writer.write(b"221 bye\r\n")
                break
            elif word == b"RCPT" and waiting:
                writer.write(f"{waiting.pop(0)}\r\n".encode())
            else:
                writer.write(b"250 ok\r\n")
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}", letters


#: A letter that is being tried is taken for five minutes, one that failed comes again sooner.
TRIED = """
    SELECT *, due_at > now() AS waits FROM people.letter
    WHERE about = $1
        AND (left_at IS NOT NULL OR given_up_at IS NOT NULL OR due_at BETWEEN now() AND now() + interval '4 minutes')
"""


async def tried(town: Town, carrier: carriers.Carrier) -> dict[str, Any]:
    """What became of one letter after one try."""
    sending = town.service.inside.state.post
    about = f"test:{ids.new()}"
    sending.carrier = None  # the task of the service looks away
    async with town.service.pool.acquire() as connection:
        await post.queue(connection, about, "password_set", email(town), "fr")
    sending.carrier = carrier
    while (row := await town.service.pool.fetchrow(TRIED, about)) is None:
        await sending.deliver()  # or the service itself does
    return dict(row)


async def test_a_mail_server_takes_letters(alone: Town) -> None:
    async with mail_server() as (address, letters):
        row = await tried(alone, carriers.Server(address))
    assert row["left_at"] is not None
    assert row["recipient"] is None
    (letter,) = letters
    assert b"Auto-Submitted: auto-generated" in letter
    assert f"To: {email(alone)}".encode() in letter


async def test_a_server_that_is_busy_is_asked_again_later(alone: Town) -> None:
    async with mail_server("451 later") as (address, letters):
        row = await tried(alone, carriers.Server(address))
    assert (row["left_at"], row["given_up_at"], row["waits"], letters) == (None, None, True, [])


async def test_an_address_that_does_not_exist_is_given_up(alone: Town) -> None:
    async with mail_server("550 nobody here") as (address, letters):
        row = await tried(alone, carriers.Server(address))
    assert row["given_up_at"] is not None
    assert (row["recipient"], letters) == (None, [])


async def test_nothing_is_said_in_the_clear_to_a_server_elsewhere() -> None:
    assert not carriers.Server("smtp://mail.town.example").plain
    assert carriers.Server("smtps://mail.town.example").port == 465
    assert carriers.Server("smtp://a%40b:p%3Aw@mail.town.example").password == "p:w"
    async with mail_server() as (address, letters):
        server = carriers.Server(address)
        server.plain = False
        with pytest.raises(Exception, match="STARTTLS"):
            await server.carry(EmailMessage())
    assert letters == []


async def test_the_terminal_shows_the_text_of_a_letter_in_several_forms(capsys: pytest.CaptureFixture[str]) -> None:
    letter = EmailMessage()
    letter["To"], letter["Subject"] = "ada@example.org", "Essai"
    letter.set_content("En clair.")
    letter.add_alternative("<p>En <em>forme</em>.</p>", subtype="html")
    await carriers.Terminal().carry(letter)
    assert capsys.readouterr().err.split() == ["To:", "ada@example.org", "Subject:", "Essai", "En", "clair."]


async def test_letters_in_a_folder_are_their_owners_alone(tmp_path: Path) -> None:
    carrier = carriers.chosen(settings.read({"DATA": str(tmp_path)}))
    assert carrier is not None
    letter = EmailMessage()
    letter["Message-ID"] = "<one@here>"
    letter.set_content("Bonjour")
    await carrier.carry(letter)
    path = tmp_path / "mail" / "one.eml"
    assert path.stat().st_mode & 0o777 == 0o600
    assert b"Bonjour" in path.read_bytes()
    assert carriers.chosen(settings.read({"MAIL_URL": "off"})) is None


async def test_an_address_is_kept_no_longer_than_it_is_needed(alone: Town, box: Box) -> None:
    made = (await invite(alone)).json()
    await box.next()
    await asyncio.wait_for(_left(alone, f"invitation:{made['invitation_id']}:1"), 60)
    kept = await alone.service.pool.fetchrow("SELECT recipient, told FROM people.letter WHERE about LIKE $1", f"%{made['invitation_id']}%")
    assert kept is not None
    assert tuple(kept) == (None, None)
    async with alone.service.pool.acquire() as connection:
        assert await accounts.of_email(connection, f"zoe.{email(alone)}") is None


async def test_authorities_that_have_not_answered_are_written_to_once_a_day_with_programme_and_calendar(
    alone: Town, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meetings, "CONVENING", CONVENING._replace(at_once=2))
    await arrive(alone)  # Ben, who acts for Hautefeuille, has an address
    await alone.service.pool.execute("DELETE FROM people.account WHERE person_id = $1", CAS)  # and Cas, who acts for Rivebelle, has none
    meeting = str(ids.new())
    item = {str(ids.new()): {"title": "Tour de table", "minutes": 20, "order_key": "V"}}
    planned = {
        "title": "Rencontre",
        "kind": "cafe",
        "held_on": "2031-06-12",
        "begins": "09:30",
        "programme": "Venir à pied",
        "agenda": item,
    }
    await alone.ask(ADA, "meeting.plan", meeting, **planned)
    await alone.ask(ADA, "meeting.invite", meeting, authorities=[str(HAUTEFEUILLE), str(RIVEBELLE)])
    path = f"{alone.path}/meetings/{meeting}/letters"
    told = (await alone.browser(ADA).post(path)).json()
    assert told == {"letters": 1, "unreachable": [str(RIVEBELLE)]}
    assert (await alone.browser(ADA).post(path)).json()["letters"] == 0  # the same day twice is told once
    letter = await box.next()
    assert (letter["To"], letter["Subject"]) == (email(alone), "Invitation: Rencontre, 12 June 2031")
    body = letter.get_body(("plain",))
    assert body is not None
    for part in ("12 June 2031 at 09:30", "Venir à pied", "Tour de table (20 min)", f"/meetings/{meeting}"):
        assert part in body.get_content()
    (file,) = letter.iter_attachments()
    assert (file.get_content_type(), file.get_filename()) == ("text/calendar", "invitation.ics")
    assert "SUMMARY:Rencontre" in file.get_content()
    # A meeting that moved is told anew; an authority that has answered is not.
    await alone.ask(ADA, "meeting.edit", meeting, held_on={"was": "2031-06-12", "to": "2031-06-13"})
    assert (await alone.browser(ADA).post(path)).json()["letters"] == 1
    assert "13 June 2031" in (await box.next())["Subject"]
    await alone.ask(ADA, "meeting.edit", meeting, held_on={"was": "2031-06-13", "to": "2031-06-14"})
    flood = await alone.browser(ADA).post(path)
    assert (flood.status_code, flood.json()["code"]) == (429, "too_often")
    assert int(flood.headers["retry-after"]) > 60
    waiting = "SELECT count(*) FROM people.letter WHERE about LIKE $1"
    assert await alone.service.pool.fetchval(waiting, f"meeting:{meeting}%") == 2  # what was refused waits for nothing
    await alone.ask(BEN, "meeting.answer", meeting, authority=str(HAUTEFEUILLE), reply="accepted")
    assert (await alone.browser(ADA).post(path)).json() == {"letters": 0, "unreachable": [str(RIVEBELLE)]}
    await alone.ask(ADA, "meeting.close", meeting)
    assert (await alone.browser(ADA).post(path)).json()["code"] == "meeting.not_convened"


async def answering(alone: Town, box: Box, **told: str) -> tuple[str, str]:
    """A meeting that Hautefeuille is invited to, and the token of the letter that Ben got."""
    await arrive(alone)
    meeting = str(ids.new())
    await alone.ask(ADA, "meeting.plan", meeting, **{"title": "Rencontre", "kind": "cafe", "held_on": "2031-06-12"} | told)
    await alone.ask(ADA, "meeting.invite", meeting, authorities=[str(HAUTEFEUILLE)])
    return meeting, await written(alone, box, meeting)


async def written(alone: Town, box: Box, meeting: str) -> str:
    assert (await alone.browser(ADA).post(f"{alone.path}/meetings/{meeting}/letters")).json()["letters"] == 1
    letter = await box.next()
    body, page = letter.get_body(("plain",)), letter.get_body(("html",))
    assert body is not None
    assert page is not None
    (token,) = re.findall(r"/answer#([\w-]{43})\n", body.get_content())
    assert f'/answer#{token}">' in page.get_content()
    assert f'/meetings/{meeting}">' in page.get_content(), "and the meeting itself, for who has an account"
    return str(token)


async def opened(alone: Town, token: str, **answer: Any) -> httpx.Response:
    """What a browser without a session is shown that holds a letter, or is told as it answers."""
    return await alone.browser(None).post("/api/letters/answer" if answer else "/api/letters", json={"token": token, **answer})


async def test_whoever_holds_a_letter_answers_for_its_authority_and_sees_nothing_else(alone: Town, box: Box) -> None:
    cas = {"person": str(CAS), "role": "elected_official", "authority": str(HAUTEFEUILLE)}
    await alone.ask(ADA, "network.give_role", alone.network, **cas)
    await alone.service.pool.execute("DELETE FROM people.account WHERE person_id = $1", CAS)  # one letter, Ben's
    meeting, token = await answering(alone, box, begins="09:30", place="Salle des fêtes")
    shown = (await opened(alone, token)).json()
    card = next(one for one in (await alone.browser(ADA).get("/api/networks")).json() if one["network_id"] == str(alone.network))
    name = (await alone.service.people.of(alone.network)).people[CAS].name
    assert shown == {
        "network": card["name"],
        "title": "Rencontre",
        "held_on": "2031-06-12",
        "begins": "09:30",
        "place": "Salle des fêtes",
        "authority": "Hautefeuille",
        "reply": None,
        "represented_by": None,
        "colleagues": [{"person_id": str(CAS), "name": name}],
    }
    head = await alone.head()
    assert (await alone.browser(None).get("/answer")).headers["content-type"].startswith("text/html")
    assert await alone.head() == head, "a link that is opened answers nothing"
    told = await asyncio.gather(*(opened(alone, token, reply="accepted") for _ in range(40)))
    assert {answer.json()["reply"] for answer in told} == {"accepted"}
    assert await alone.head() == head + 1, "asked forty times, answered once"
    assert (await opened(alone, token, reply="represented", by=str(ADA))).json()["code"] == "meeting.who_represents"
    assert (await opened(alone, token, reply="represented")).json()["code"] == "meeting.who_represents"
    assert (await opened(alone, token, reply="represented", by=str(CAS))).json()["represented_by"] == str(CAS)
    (row,) = (await alone.get(ADA, f"/meetings/{meeting}")).json()["answers"]
    assert (row["authority_id"], row["reply"], row["represented_by"]) == (str(HAUTEFEUILLE), "represented", str(CAS))
    bodies = await alone.service.pool.fetch("SELECT by FROM event WHERE network_id = $1 AND tag = 'meeting.answered'", alone.network)
    assert {one["by"] for one in bodies} == {alone.network}, "nobody signed in, and nobody is said to have"
    kept = await alone.service.pool.fetchval("SELECT secret_hash FROM people.answer_link WHERE network_id = $1", alone.network)
    assert token.encode() not in kept
    forged = asking("meeting.answer", meeting, authority=str(HAUTEFEUILLE), reply="declined", letter_of=str(BEN))
    assert (await alone.post(ADA, forged)).json()["code"] == "meeting.not_the_letter"


async def test_a_letter_answers_nothing_once_it_was_taken_back_replaced_begun_or_its_person_speaks_no_more(alone: Town, box: Box) -> None:
    meeting, token = await answering(alone, box)
    of_no_use = (await opened(alone, "A" * 43)).json()
    assert of_no_use["code"] == "missing.letter"

    async def gone(some: str) -> bool:
        """Told in the same words, and answered no more."""
        told = [(await opened(alone, some)).json(), (await opened(alone, some, reply="declined")).json()]
        return all({**one, "id": "", "instance": ""} == {**of_no_use, "id": "", "instance": ""} for one in told)

    await alone.ask(ADA, "meeting.edit", meeting, held_on={"was": "2031-06-12", "to": "2031-06-13"})
    newer = await written(alone, box, meeting)
    assert await gone(token), "a newer letter took its place"
    assert (await opened(alone, newer)).status_code == 200
    await alone.ask(ADA, "network.suspend", alone.network, person=str(BEN))
    assert await gone(newer)
    await alone.ask(ADA, "network.reinstate", alone.network, person=str(BEN))
    await alone.post(ADA, asking("meeting.call_off", meeting) | {"reason": "Neige"})
    assert await gone(newer)
    await alone.ask(ADA, "meeting.reopen", meeting)
    role = {"person": str(BEN), "role": "editor", "authority": str(HAUTEFEUILLE)}
    await alone.ask(ADA, "network.take_role", alone.network, **role)
    assert await gone(newer)
    await alone.ask(ADA, "network.give_role", alone.network, **role)
    assert (await opened(alone, newer)).status_code == 200
    await alone.ask(ADA, "meeting.edit", meeting, held_on={"was": "2031-06-13", "to": "2020-01-02"})
    assert await gone(newer), "the meeting has begun"
    await alone.ask(ADA, "meeting.edit", meeting, held_on={"was": "2020-01-02", "to": "2031-06-13"})
    assert (await alone.browser(CAS).delete(f"{alone.path}/meetings/{meeting}/letters")).status_code in (204, 403)
    assert (await alone.browser(ADA).delete(f"{alone.path}/meetings/{meeting}/letters")).status_code == 204
    assert await gone(newer)
    assert (await alone.get(ADA, f"/meetings/{meeting}")).json()["answers"][0]["reply"] is None
    for _ in range(22):
        answer = await opened(alone, "A" * 43)
    assert answer.status_code == 429, "links can not be tried one after the other"
    assert answer.headers["retry-after"]
