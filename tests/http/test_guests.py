"""Guests of a workshop: they join by a code, see it and nothing else, write what is theirs, and are gone when it closes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest

from events import ids
from events.ids import NetworkId, PersonId
from service.door import cookie_name
from service.live import frames
from tests.http.lines import Lines
from tests.http.test_tokens import closed
from tests.http.town import Town, asking, found
from tests.live.screen import Watching, watching
from tests.people import ADA, BEN, DOT


class Room:
    """A workshop in a town, and whoever joins it; every phone has an address of its own, so that tests do not use up each other's tries."""

    phones = iter(range(2, 250))

    def __init__(self, town: Town, workshop: str) -> None:
        self.town = town
        self.workshop = workshop
        self.code = ""

    @property
    def path(self) -> str:
        return f"{self.town.path}/workshops/{self.workshop}"

    @property
    def topic(self) -> str:
        return f"workshop:{self.workshop}"

    async def make_code(self) -> str:
        answer = await self.town.browser(ADA).post(f"{self.path}/code")
        assert answer.status_code == 201, answer.text
        self.code = answer.json()["code"]
        return self.code

    def phone(self) -> httpx.AsyncClient:
        """A browser at an address of its own, in which nobody is signed in."""
        transport = Lines(f"127.0.0.{next(self.phones)}")
        made = httpx.AsyncClient(base_url=self.town.url, headers={"accept-language": "en"}, timeout=60, transport=transport)
        self.town.clients.append(made)
        return made

    async def joined(self, name: str = "Zoé Sorbier", **said: Any) -> "Guest":
        phone = self.phone()
        answer = await phone.post("/api/workshops/join", json=joining(self.code, name, **said))
        assert answer.status_code == 200, answer.text
        session = answer.headers["set-cookie"].partition(";")[0].partition("=")[2]
        return Guest(self, phone, answer.json(), f"{cookie_name(self.town.service.settings)}={session}")


class Guest:
    """One guest at their phone."""

    def __init__(self, room: Room, phone: httpx.AsyncClient, said: dict[str, Any], cookie: str) -> None:
        self.room = room
        self.phone = phone
        self.id = said["person_id"]
        self.cookie = cookie
        phone.cookies.clear()  # ``__Host-`` cookies are not sent over plain http by this client
        phone.headers["cookie"] = cookie

    async def ask(self, tag: str, **fields: Any) -> httpx.Response:
        stream = fields.pop("stream", self.room.workshop)
        return await self.phone.post(f"{self.room.town.path}/commands", json=asking(tag, stream, **fields))

    async def contribute(self, action: str = "Planter une haie", **fields: Any) -> str:
        contribution = str(ids.new())
        answer = await self.ask("workshop.contribute", contribution=contribution, action=action, **fields)
        assert answer.status_code == 200, answer.text
        return contribution


def joining(code: str, name: str = "Zoé Sorbier", **said: Any) -> dict[str, Any]:
    return {"code": code, "name": name, "structure": "Mairie de Hautefeuille", "kind": "elected", **said}


@pytest.fixture
async def room(town: Town) -> Room:
    """A workshop that is open, with a code."""
    made = Room(town, str(ids.new()))
    await town.ask(ADA, "workshop.open", made.workshop, title="Mobilité", question="Comment se déplacer autrement ?")
    await made.make_code()
    return made


def plain(answer: httpx.Response) -> tuple[int, Any]:
    return answer.status_code, {**answer.json(), "id": ""}


# --- Joining --------------------------------------------------------------------------------------------------------


async def test_a_guest_joins_by_the_code_and_sees_the_question_and_what_is_proposed(room: Room) -> None:
    zoe = await room.joined(group="2")
    yan = await room.joined("Yan Tilleul", kind="officer")
    mine = await zoe.contribute(objective="De l’ombre")
    page = (await yan.phone.get(room.path)).json()
    assert page["workshop"]["question"] == "Comment se déplacer autrement ?"
    (row,) = page["contributions"]
    assert (row["contribution_id"], row["author_id"], row["author_kind"], row["group_name"]) == (mine, zoe.id, "elected", "2")
    said = (await zoe.phone.get("/api/workshops/joined")).json()
    assert (said["name"], said["workshop_id"], said["network_id"]) == ("Zoé Sorbier", room.workshop, str(room.town.network))
    known = {one["person_id"]: (one["name"], one["function"]) for one in (await room.town.get(BEN, "/people")).json()}
    assert known[zoe.id] == ("Zoé Sorbier", "Mairie de Hautefeuille")
    logged = await room.town.service.pool.fetch("SELECT convert_from(payload, 'UTF8') FROM event WHERE network_id = $1", room.town.network)
    assert not any("Sorbier" in row[0] or "Mairie" in row[0] for row in logged), "names never stand in the log"


async def test_a_code_that_is_wrong_old_or_over_is_answered_alike(room: Room) -> None:
    town, old = room.town, room.code
    answers = [await room.phone().post("/api/workshops/join", json=joining(f"{(int(old) + 1) % 1_000_000:06}"))]
    new = await room.make_code()
    answers.append(await room.phone().post("/api/workshops/join", json=joining(old)))
    await town.ask(ADA, "workshop.close", room.workshop)
    answers.append(await room.phone().post("/api/workshops/join", json=joining(new)))
    await town.ask(ADA, "workshop.reopen", room.workshop)
    answers.append(await room.phone().post("/api/workshops/join", json=joining(new)))
    assert {answer.status_code for answer in answers} == {404}
    assert len({str(plain(answer)) for answer in answers}) == 1
    assert not any("set-cookie" in answer.headers for answer in answers)
    await room.make_code()
    await room.joined()


async def test_the_eleventh_useless_try_of_a_minute_waits_and_those_of_others_do_not(room: Room) -> None:
    """All at once count as one after the other; the code itself opens nothing to who guessed too often."""
    guesser, wrong = room.phone(), f"{(int(room.code) + 7) % 1_000_000:06}"
    tried = await asyncio.gather(*(guesser.post("/api/workshops/join", json=joining(wrong)) for _ in range(14)))
    assert sorted(answer.status_code for answer in tried) == [404] * 10 + [429] * 4
    late = await guesser.post("/api/workshops/join", json=joining(room.code))
    assert (late.status_code, late.json()["code"]) == (429, "workshop.slow")
    assert 1 <= int(late.headers["retry-after"]) <= 60
    await room.joined()


async def test_a_whole_room_joins_from_one_address(room: Room) -> None:
    phone = room.phone()
    answers = await asyncio.gather(*(phone.post("/api/workshops/join", json=joining(room.code, f"Personne {one}")) for one in range(15)))
    assert [answer.status_code for answer in answers] == [200] * 15
    assert len({answer.json()["person_id"] for answer in answers}) == 15


async def test_who_joins_again_in_the_same_browser_stays_the_same_guest(room: Room) -> None:
    zoe = await room.joined()
    again = await zoe.phone.post("/api/workshops/join", json=joining(room.code, "Zoé S.", group="4"))
    assert again.json()["person_id"] == zoe.id
    assert (await room.town.get(ADA, "/people")).text.count("Zoé S.") == 1
    ada = await room.town.browser(ADA).post("/api/workshops/join", json=joining(room.code))
    assert (ada.status_code, ada.json()["code"]) == (409, "workshop.signed_in")


async def test_what_can_not_be_a_guest_is_malformed(room: Room) -> None:
    for said in ({"code": "12345"}, {"code": "abcdef"}, {"name": " "}, {"structure": "\t"}, {"kind": "mayor"}, {"group": "x" * 61}):
        answer = await room.phone().post("/api/workshops/join", json=joining(room.code) | said)
        assert answer.status_code == 400, said


async def test_only_a_facilitator_makes_a_code_and_only_of_an_open_workshop(room: Room) -> None:
    town = room.town
    assert (await town.browser(BEN).post(f"{room.path}/code")).status_code == 403
    assert (await town.browser(ADA).post(f"{town.path}/workshops/{ids.new()}/code")).json()["code"] == "missing.workshop"
    await town.ask(ADA, "workshop.close", room.workshop)
    assert (await town.browser(ADA).post(f"{room.path}/code")).json()["code"] == "workshop.is_closed"
    rows = await town.service.pool.fetch("SELECT to_jsonb(one)::text FROM people.workshop_code AS one")
    assert not any(f'"{room.code}"' in row[0] for row in rows)


# --- What is theirs, and nothing else -------------------------------------------------------------------------------


async def test_a_guest_edits_and_withdraws_their_own_alone(room: Room) -> None:
    zoe, yan = await room.joined(), await room.joined("Yan Tilleul")
    mine = await zoe.contribute()
    edit = {"contribution": mine, "action": {"was": "Planter une haie", "to": "Planter un verger"}}
    refused = await yan.ask("workshop.edit_contribution", **edit)
    assert (refused.status_code, refused.json()["code"]) == (409, "workshop.not_theirs")
    assert (await yan.ask("workshop.withdraw_contribution", contribution=mine)).json()["code"] == "workshop.not_theirs"
    assert (await zoe.ask("workshop.edit_contribution", **edit)).json()["outcome"] == "applied"
    assert (await zoe.ask("workshop.withdraw_contribution", contribution=mine)).json()["outcome"] == "applied"
    (row,) = (await zoe.phone.get(room.path)).json()["contributions"]
    assert (row["action"], row["withdrawn"]) == ("Planter un verger", True)
    as_someone = asking("workshop.contribute", room.workshop, contribution=str(ids.new()), action="x") | {"on_behalf_of": str(ids.new())}
    assert (await zoe.phone.post(f"{room.town.path}/commands", json=as_someone)).status_code == 403


async def test_all_else_of_the_network_is_to_a_guest_as_if_it_were_not_there(room: Room) -> None:
    town, zoe = room.town, await room.joined()
    action = await town.add(BEN, "Planter une haie")
    other, elsewhere = str(ids.new()), await found(town.service, town.url)
    await town.ask(ADA, "workshop.open", other, title="Autre atelier", question="Et quoi encore ?")
    theirs = str(ids.new())
    await town.ask(BEN, "workshop.contribute", other, contribution=theirs, action="Ailleurs")
    paths = (
        "/plans",
        f"/plans/{town.plan}",
        "/members",
        "/rights",
        "/people",
        "/activity",
        f"/actions/{action}",
        "/tokens",
        "/invitations",
    )
    for path in paths:
        assert plain(await zoe.phone.get(town.path + path)) == plain(await zoe.phone.get(f"/api/networks/{ids.new()}{path}")), path
        assert plain(await zoe.phone.get(elsewhere.path + path))[0] == 404
    assert [one["workshop_id"] for one in (await zoe.phone.get(f"{town.path}/workshops")).json()] == [room.workshop]
    absent = plain(await zoe.phone.get(f"{town.path}/workshops/{ids.new()}"))
    assert plain(await zoe.phone.get(f"{town.path}/workshops/{other}")) == absent
    wishes = (
        asking("workshop.contribute", other, contribution=str(ids.new()), action="x"),
        asking("workshop.withdraw_contribution", other, contribution=theirs),
        asking("workshop.close", room.workshop),
        asking("workshop.edit", room.workshop, title={"was": "Mobilité", "to": "x"}),
        asking("workshop.admit", room.workshop, guest=str(ids.new()), kind="elected", group=None, sitting=1),
        asking("action.withdraw", action),
        asking("network.rename", town.network, name={"was": "x", "to": "y"}),
        asking("workshop.contribute", town.plan, contribution=str(ids.new()), action="x"),
    )
    for wish in wishes:
        answer = await zoe.phone.post(f"{town.path}/commands", json=wish)
        nowhere = await zoe.phone.post(f"/api/networks/{ids.new()}/commands", json=wish)
        assert plain(answer) == plain(nowhere), wish
    async with listening(zoe) as screen:
        for topic in (f"network:{town.network}", f"plan:{town.plan}", f"people:{town.network}", f"workshop:{other}"):
            await screen.send({"t": "sub", "id": 9, "topic": topic})
            await screen.until(lambda: bool(screen.errors))
            assert screen.errors.pop()["code"] == "missing"
        await town.ask(BEN, "action.edit", action, lead={"was": None, "to": "Secret"})
        receipt = await town.ask(BEN, "workshop.contribute", room.workshop, contribution=str(ids.new()), action="Un bus")
        await screen.reached(receipt["after"])
        assert screen.rows.keys() == {"workshop_list", "workshop_board", "workshop_seats"}
        assert screen.names == {}, "no name of anyone: a guest knows who sits in the room, and nobody else"
        assert "Secret" not in str(screen.heard)
    await elsewhere.close()


async def test_a_guests_session_opens_no_account_and_a_contribution_of_another_workshop_stays_there(room: Room) -> None:
    town, zoe = room.town, await room.joined()
    for method, path, sent in (
        ("GET", "/api/session", None),
        ("GET", "/api/account", None),
        ("GET", "/api/networks", None),
        ("POST", "/api/account/email", {"email": "zoe@example.org"}),
        ("POST", "/api/account/password", {"password": "une phrase bien longue"}),
    ):
        answer = await zoe.phone.request(method, path, json=sent)
        assert answer.status_code == 401, (path, answer.text)
    other, shared = str(ids.new()), str(ids.new())
    await town.ask(ADA, "workshop.open", other, title="Autre atelier", question="Et quoi encore ?")
    await town.ask(BEN, "workshop.contribute", other, contribution=shared, action="Ailleurs")
    await zoe.ask("workshop.contribute", contribution=shared, action="À moi")
    page = (await town.get(BEN, f"/workshops/{other}")).json()
    assert [one["action"] for one in page["contributions"]] == ["Ailleurs"]
    assert (await zoe.phone.request("DELETE", "/api/session")).status_code == 204
    assert (await zoe.phone.get("/api/workshops/joined")).status_code == 401


async def test_a_suspended_guest_is_out_at_once(room: Room) -> None:
    zoe = await room.joined()
    async with listening(zoe) as screen:
        await room.town.ask(ADA, "network.suspend", room.town.network, person=zoe.id)
        assert await closed(screen) == frames.FORBIDDEN
    assert (await zoe.phone.get(room.path)).status_code == 404
    assert (await zoe.ask("workshop.contribute", contribution=str(ids.new()), action="x")).status_code == 404


# --- The end --------------------------------------------------------------------------------------------------------


@contextlib.asynccontextmanager
async def listening(guest: Guest) -> AsyncIterator[Watching]:
    town = guest.room.town
    async with watching("ws" + town.url.removeprefix("http"), guest.cookie, NetworkId(town.network), guest.room.topic) as screen:
        yield screen


async def test_closing_ends_a_guest_at_its_position_under_a_writer_at_full_speed(room: Room) -> None:
    town, zoe = room.town, await room.joined()
    async with listening(zoe) as screen:
        writing = [asyncio.create_task(_write(room, BEN)), asyncio.create_task(_act(zoe))]
        await screen.until(lambda: len(screen.heard) > 40)
        end = int((await town.ask(ADA, "workshop.close", room.workshop))["after"].partition(".")[2])
        assert await closed(screen) == frames.FORBIDDEN
        await town.ask(ADA, "workshop.reopen", room.workshop)  # for others it goes on; for them it does not
        assert await writing[1] == 404
        writing[0].cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await writing[0]
    assert max(frame["pos"] for frame in screen.heard if frame["t"] in ("tx", "head")) < end
    pool = town.service.pool
    assert end > await pool.fetchval("SELECT max(position) FROM event WHERE network_id = $1 AND by = $2", town.network, UUID(zoe.id))
    assert plain(await zoe.phone.get(room.path)) == plain(await zoe.phone.get(f"/api/networks/{ids.new()}/workshops/{room.workshop}"))
    assert (await zoe.phone.get("/api/workshops/joined")).status_code == 401
    rights = {one["person_id"] for one in (await town.get(DOT, "/rights")).json()}
    assert zoe.id not in rights


async def _write(room: Room, by: PersonId) -> None:
    with contextlib.suppress(AssertionError):  # refused once it is closed
        for number in range(10_000):
            await room.town.ask(by, "workshop.contribute", room.workshop, contribution=str(ids.new()), action=f"Idée {number}")


async def _act(guest: Guest) -> int:
    """Contribute until that is not accepted any more: how it was answered."""
    while True:
        answer = await guest.ask("workshop.contribute", contribution=str(ids.new()), action="Encore")
        if answer.status_code != 200:
            return answer.status_code
