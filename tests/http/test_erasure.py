"""A person is erased: afterwards they are looked for in every table, file, line of the log, answer and frame there is.

The search knows no list of tables: whatever the database holds is read, so that a table somebody adds is searched as well.
"""

import asyncio
import email
import email.policy
import json
import re
import unicodedata
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import asyncpg
import pytest

from events import ids, minutes
from events.ids import MeetingId, PersonId
from events.log import check as checking
from service import logs
from service.app import App
from service.embedded import Addresses
from service.identity import answer_links, people
from service.identity.answer_links import Holder
from service.mail import post
from service.notices import wants
from service.notices.reminders import Reminders
from tests.http.conftest import served
from tests.http.test_accounts import carrying
from tests.http.test_imports import bring, check, sheet
from tests.http.test_mail import LINK
from tests.http.test_photos import drawn
from tests.http.test_rights import PRINTED, Crowd
from tests.http.town import Town, found
from tests.live.screen import watching
from tests.people import ADA, BEN, DOT, HAUTEFEUILLE

NAME = "Élodie Brûlefer-Combaz"
EMAIL = "e.brulefer@hautefeuille-mairie.example"
PRIVATE = "elodie.bc@boite-personnelle.example"
PHONE = "06 98 76 54 32"
FUNCTION = "Chargée de mission tourbières"
MANDATE = "Conseillère déléguée aux étangs"
PASSWORD = "neuf roseaux près du ponton"
NEEDLES = (NAME, EMAIL, PRIVATE, FUNCTION, MANDATE)


def seen_in(text: str) -> list[str]:
    """What of this person stands in a text: in any case, with or without accents, with any punctuation between words."""
    plain = f" {people.normalised(unicodedata.normalize('NFC', text))} "
    told = [needle for needle in NEEDLES if people.normalised(needle) in plain]
    return [*told, *([PHONE] if "0698765432" in re.sub(r"[\s.+-]", "", text) else [])]


def texts_of(value: Any) -> Iterable[str]:
    """A value as it may be read: bytes in the encodings that a program may have written them in."""
    match value:
        case None:
            return
        case bytes():
            yield from (value.decode(encoding, "ignore") for encoding in ("utf-8", "latin-1", "utf-16-le"))
        case str():
            yield value
            yield re.sub(r"\\u([0-9a-f]{4})", lambda escaped: chr(int(escaped[1], 16)), value)
        case _:
            yield str(value)


class World:
    """A service with a letter box on disk, a second one beside it, and everything that one person leaves behind."""

    def __init__(self, town: Town, other: App, addresses: Addresses, letters: Path, lines: list[logs.Request]) -> None:
        self.town = town
        self.other = other
        self.addresses = addresses
        self.letters = letters
        self.lines = lines
        self.person = PersonId(ids.new())
        self.cookie = ""
        self.token = ""

    @property
    def pool(self) -> "asyncpg.Pool[Any]":
        return self.town.service.pool

    async def letter(self, to: str, subject: str = "") -> str:
        """What the letter to this address says, once it arrived."""
        async with asyncio.timeout(60):
            while True:
                for path in self.letters.glob("*.eml"):
                    found = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
                    if found["To"] == to and subject in found["Subject"]:
                        return str(found.get_content())
                await self.town.service.inside.state.post.deliver()

    async def tables(self) -> set[str]:
        """Where this person stands in the database: every column of every table, and what the planner remembers of them."""
        connection = await asyncpg.connect(self.addresses.owner)
        told: set[str] = set()
        try:
            await connection.execute("ANALYZE")
            kinds = "SELECT relname, nspname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind IN ('r', 'm')"
            ours = "AND nspname NOT IN ('pg_catalog', 'information_schema') AND nspname NOT LIKE 'pg_toast%'"
            relations = [(row["nspname"], row["relname"]) for row in await connection.fetch(f"{kinds} {ours}")]
            for schema, table in relations:
                for row in await connection.fetch(f'SELECT * FROM "{schema}"."{table}"'):  # noqa: S608 - names out of the catalogue
                    told |= {f"{schema}.{table}.{column}" for column, value in row.items() if any(map(seen_in, texts_of(value)))}
            remembered = (
                "SELECT schemaname, tablename, attname, concat(most_common_vals::text, histogram_bounds::text) AS told FROM pg_stats"
            )
            for row in await connection.fetch(remembered):
                if seen_in(row["told"] or ""):
                    told.add(f"what the planner knows of {row['schemaname']}.{row['tablename']}.{row['attname']}")
        finally:
            await connection.close()
        return told

    async def rows(self) -> set[str]:
        """The tables that have a row of this person still, by the column that names people."""
        connection = await asyncpg.connect(self.addresses.owner)
        columns = "SELECT table_schema, table_name FROM information_schema.columns WHERE column_name = 'person_id'"
        told = set()
        for schema, table in await connection.fetch(f"{columns} AND table_schema IN ('people', 'files')"):
            if await connection.fetchval(f'SELECT count(*) FROM "{schema}"."{table}" WHERE person_id = $1', self.person):  # noqa: S608 - names out of the catalogue
                told.add(table)
        await connection.close()
        return told

    def files(self) -> set[str]:
        """In which letters on disk they stand, as whoever opens them reads them."""
        told = set()
        for path in self.letters.rglob("*"):
            if path.is_file():
                found = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
                if any(seen_in(text) for text in (*texts_of(path.read_bytes()), *map(str, found.values()), str(found.get_content()))):
                    told.add(path.name)
        return told

    async def answers(self, *askers: PersonId) -> set[str]:
        """Of every address that is read with GET, those that tell one of these of this person, now or in the past."""
        told = set()
        crowd = Crowd(self.town)
        crowd.action, crowd.meeting = self.action, self.meeting
        crowd.document = await self.town.document()
        for asker in askers:
            browser = self.town.browser(asker)
            for name, (method, path, _) in crowd.operations().items():
                if method == "get" and name not in PRINTED | {"plan_workbook"}:  # packed: what they are made of is asked for, too
                    for asked in (path, f"{path}?at={self.token}"):
                        answer = await browser.get(asked)
                        if seen_in(answer.text) or seen_in(str(answer.headers)):
                            told.add(name)
            photo = await browser.get(f"{self.town.path}/people/{self.person}/photo")
            if photo.status_code != 404 or seen_in(photo.text):
                told.add("photo")
        return told

    action = meeting = ""

    async def arrive(self) -> None:
        """Everything this person leaves behind, in the ways the service offers."""
        town = self.town
        # An import meets her before anybody invites her.
        report = await bring(town, BEN, sheet({"titre": "Restaurer la tourbière", "personne_pilote": NAME}))
        self.action = next(line["action_id"] for line in report["lines"])
        wish = {"name": NAME, "email": EMAIL, "role": "facilitator", "function": FUNCTION}
        made = await town.browser(ADA).post(f"{town.path}/invitations", json=wish)
        assert made.status_code == 201, made.text
        self.person = PersonId(UUID(made.json()["person_id"]))
        link = LINK.search(await self.letter(EMAIL))
        assert link
        browser = town.browser(None, **{"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"})
        carrying(browser, await browser.post("/api/session", json={"token": link[1]}))
        self.cookie = browser.headers["cookie"]
        town.cookies[self.person] = self.cookie
        assert (await browser.post("/api/account/password", json={"password": PASSWORD})).status_code == 204
        assert (await town.browser(ADA).post(f"{town.path}/invitations", json={**wish, "role": "partner"})).status_code == 201
        # More letters: one asked for by nobody who is signed in, one to someone else, signed with her name.
        assert (await town.browser(None).post("/api/sign-in-links", json={"email": EMAIL})).status_code == 204
        guest = {"name": "Paul Aubépin", "email": "paul@hautefeuille.example", "role": "auditor"}
        assert (await browser.post(f"{town.path}/invitations", json=guest)).status_code == 201
        await self.letter("paul@hautefeuille.example")
        async with self.pool.acquire() as connection, connection.transaction():
            await post.queue(connection, f"digest:{ids.new()}", "digest", BEN_EMAIL, "fr", BEN, text=f"{NAME.upper()} a changé l’action.")
            await post.queue(connection, f"digest:{ids.new()}", "digest", EMAIL, "fr", self.person, text="Trois actions ont changé.")
            await connection.execute("UPDATE people.letter SET due_at = now() + interval '1 day' WHERE kind = 'digest'")
            issuer = "https://idp.example"
            await connection.execute("INSERT INTO people.identity VALUES ($1, $2, $3)", issuer, EMAIL, self.person)
            follows = "INSERT INTO people.notice_follow (network_id, person_id, item_id) VALUES ($1, $2, $3)"
            await connection.execute(follows, town.network, self.person, UUID(self.action))
            view = "INSERT INTO people.saved_view (network_id, person_id, plan_id, name, query) VALUES ($1, $2, $3, $4, $5)"
            for keeper, called in ((self.person, NAME), (BEN, f"Actions de {NAME}"), (BEN, "Les siennes")):
                await connection.execute(view, town.network, keeper, UUID(town.plan), called, urlencode({"lead": NAME}))
            await wants.choose_reminders(connection, town.network, self.person, Reminders())
            reminded = "INSERT INTO people.reminder VALUES ($1, $2, $3, $4, $4, $4)"
            await connection.execute(reminded, town.network, self.person, UUID(self.action), date(2031, 6, 12))
            await connection.execute("INSERT INTO people.contact VALUES ($1, $2, $3)", self.person, PRIVATE, PHONE)
            await connection.execute("UPDATE people.person SET mandate = $2 WHERE person_id = $1", self.person, MANDATE)
        given = await browser.post("/api/my-data/photo", files={"file": (f"{NAME}.jpg", drawn())}, data={"agreed": "yes"})
        assert given.status_code == 204, given.text
        async with self.pool.acquire() as connection, connection.transaction():
            # What is kept is drawn anew and could not be found by any name; so one is written into it.
            await connection.execute("UPDATE people.photo SET image = image || $2 WHERE person_id = $1", self.person, NAME.encode())
            said = json.dumps({"extra": {"Suivi": "brulefer combaz, elodie", "Contact": f"voir {NAME.upper()} ; merci"}})
            await connection.execute(
                "UPDATE files.imported_row SET imported = imported || $2::jsonb WHERE action_id = $1", self.action, said
            )
            await connection.execute(
                "INSERT INTO people.request (request_id, person_id, network_id, kind, note, stage, handled_at, answer)"
                " VALUES ($1, $2, $3, 'rectification', $4, 'done', now(), $5)",
                *(ids.new(), self.person, town.network, f"Je m’appelle {NAME}.", f"C’est noté, {NAME}."),
            )
        assert (await check(town, BEN, sheet({"titre": "Une autre", "descriptif": f"Voir {NAME}."}))).json()["stage"] == "offered"
        program = {"name": f"Tableau d’{NAME}", "may": "read"}
        assert (await browser.post(f"{town.path}/tokens", json=program)).status_code == 201
        await self.come_to_a_meeting()
        assert (await browser.post(f"{town.path}/calendar-feed")).status_code == 201
        assert (await browser.post(f"{town.path}/visit", json={})).status_code == 204
        changed = {"title": {"was": "Restaurer la tourbière", "to": "Restaurer les tourbières"}}
        await town.ask(self.person, "action.edit", self.action, **changed)
        self.token = f"1.{await town.head()}"

    async def come_to_a_meeting(self) -> None:
        """Checked in, owner of a decision, written about in no text; and holder of a letter that is answered with a link."""
        town, self.meeting, person = self.town, str(ids.new()), str(self.person)
        await town.ask(ADA, "meeting.plan", self.meeting, title="Rencontre", kind="cafe", held_on="2031-06-12")
        await town.ask(ADA, "meeting.check_in", self.meeting, participant=str(ids.new()), capacity="officer", person=person)
        decided = {"decision": str(ids.new()), "text": "Restaurer", "due_on": "2031-07-01", "owner": person}
        await town.ask(ADA, "meeting.record_decision", self.meeting, **decided)
        of = MeetingId(UUID(self.meeting))
        await town.ask(ADA, "minutes.begin", minutes.of_meeting(of), meeting=self.meeting, title="Compte rendu")
        async with self.pool.acquire() as connection:
            await answer_links.make(connection, town.url, Holder(town.network, of, HAUTEFEUILLE, self.person), date(2031, 6, 12))


BEN_EMAIL = "ben@hautefeuille.example"


@asynccontextmanager
async def world_in(database: Addresses, letters: Path) -> AsyncIterator[World]:
    lines: list[logs.Request] = []
    async with served(database, lines, MAIL_URL=f"file:{letters}") as (service, url), served(database) as (other, _):
        town = await found(service, url)
        await other.people.of(town.network)
        made = World(town, other, database, letters, lines)
        try:
            await made.arrive()
            yield made
        finally:
            await town.close()


async def test_whoever_is_erased_stands_nowhere_any_more(database: Addresses, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    async with world_in(database, tmp_path) as world:
        town, person = world.town, str(world.person)
        before = await world.tables()
        assert {
            *("people.person.name", "people.person.function", "people.person.mandate", "people.account.email"),
            *("people.sign_in_link.email", "people.letter.recipient", "people.letter.told", "people.identity.subject"),
            *("people.contact.email", "people.contact.phone", "people.photo.image", "people.request.note", "people.request.answer"),
            *("people.invitation.email", "files.imported_row.imported", "files.import_run.draft"),
            "people.saved_view.name",
        } <= before, "what is not found now would not be found afterwards either"
        assert len(world.files()) >= 3
        assert {
            "account",
            "answer_link",
            "calendar_feed",
            "contact",
            "identity",
            "notice_follow",
            "photo",
            "reminder",
            "reminder_rule",
            "saved_view",
            "visit",
        } <= await world.rows()
        assert {"people", "invitations", "tokens", "photo"} <= await world.answers(ADA)
        live = "ws" + town.url.removeprefix("http")
        topics = (f"network:{town.network}", f"people:{town.network}", f"plan:{town.plan}")
        async with (
            watching(live, town.cookies[BEN], town.network, *topics) as screen,
            watching(live, world.cookie, town.network, *topics, client="hers") as hers,
        ):
            assert screen.names[person]["name"] == NAME
            assert screen.names[person]["photo"] > 0
            heard = len(screen.heard)
            await town.service.inside.state.erasing.erase(world.person, ADA)
            await screen.until(lambda: screen.names[person] == {"name": None, "function": None})
            await asyncio.wait_for(hers.socket.wait_closed(), 60)
            assert not seen_in(json.dumps(screen.heard[heard:], ensure_ascii=False))
            assert screen.rows["rights"][person]["roles"] == []
        async with watching(live, town.cookies[DOT], town.network, *topics) as late:
            assert late.names[person] == {"name": None, "function": None}
            assert not seen_in(json.dumps(late.heard, ensure_ascii=False))
        assert await world.tables() == set()
        assert await world.pool.fetchval("SELECT count(*) FROM people.saved_view") == 0  # addresses write a name in their own way
        assert await world.rows() <= {"person", "acquaintance", "session", "invitation", "request", "audit"}
        assert world.files() == set()
        assert await world.answers(ADA, BEN, DOT) == set()
        assert (await town.browser(None, cookie=world.cookie).get("/api/session")).status_code == 401
        await world.other.people.look_again()
        assert world.other.people.at_hand(town.network).people[world.person].name is None
        assert await checking_finds(world) == []
        assert not seen_in("".join(map(repr, world.lines)))
    said = capfd.readouterr()
    assert not seen_in(said.out + said.err)


async def checking_finds(world: World) -> list[Any]:
    """What is wrong with the logs: nothing, whoever is forgotten."""
    async with world.pool.acquire() as connection:
        return [finding async for finding in checking.check(connection, None, checking.Counted())]
