"""Webhooks: every event at least once and in order, to who may know of it, whatever they answer; and nobody led where they may not go."""

import asyncio
import random
import re
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from events import ids
from events.decider import Invalid
from events.ids import PersonId
from service.app import App
from service.embedded import Addresses
from service.identity import accounts
from service.webhooks import reaching, sending, signing
from service.webhooks.reaching import Reaching, nets, open_to
from service.webhooks.sending import Webhooks
from tests.http.conftest import served
from tests.http.receiver import CUT, NEVER, OK, Heard, Receiver, receiving, signed
from tests.http.test_personal_data import set_back
from tests.http.test_redaction import redact
from tests.http.test_tokens import made, program
from tests.http.town import Town, found
from tests.people import ADA, BEN, CAS, RIVEBELLE

HERE: Any = {"WEBHOOKS": "10", "WEBHOOK_NETWORKS": "127.0.0.1"}
LONG = timedelta(hours=7)  # longer than any wait between two attempts


@pytest.fixture(scope="module")
def slowly() -> Iterator[None]:
    """The service sends by itself once an hour; these tests say when, but for the one that looks on."""
    usual, sending.EVERY = sending.EVERY, 3600.0
    yield
    sending.EVERY = usual


@pytest.fixture(scope="module")
async def service(addresses: Addresses, slowly: None) -> AsyncIterator[tuple[App, str]]:
    """A service that may send to this machine."""
    async with served(addresses, **HERE) as running:
        yield running


@pytest.fixture
async def town(service: tuple[App, str]) -> AsyncIterator[Town]:
    """A network of the test's own; what other tests left behind is not spoken to."""
    await service[0].pool.execute("UPDATE people.webhook SET state = 'paused' WHERE state = 'on'")
    made = await found(*service)
    yield made
    await made.close()


def webhooks(town: Town) -> Webhooks:
    return town.service.inside.state.webhooks  # type: ignore[no-any-return]  # the state of the program holds anything


class Hook:
    """An address that Ada had told, and the token that it belongs to."""

    def __init__(self, town: Town, token: dict[str, Any], answer: dict[str, Any]) -> None:
        self.town = town
        self.token = token
        self.secret: str = answer["secret"]
        self.id: str = answer["webhook"]["webhook_id"]
        self.begin: int = answer["webhook"]["position"]
        self.now = datetime.now(UTC)

    async def ask(self, method: str, path: str = "", **body: Any) -> Any:
        answer = await self.town.browser(ADA).request(method, f"{self.town.path}/webhooks/{self.id}{path}", json=body or None)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    async def row(self) -> dict[str, Any]:
        listed = (await self.town.get(ADA, "/webhooks")).json()
        return next(one for one in listed if one["webhook_id"] == self.id)

    async def followed(self) -> None:
        """The service knows of everything that was written."""
        network = await self.town.service.networks.open(self.town.network)
        await network.follower.reached(await self.town.head())

    async def look(self, passed: timedelta = LONG) -> None:
        """Everyone who is behind is spoken to, and has answered or not, so much later than the last time."""
        await self.followed()
        self.now += passed
        await asyncio.gather(*await webhooks(self.town).look(self.now))

    async def readable(self) -> list[int]:
        """The positions that the program reads by itself, with its token, of what happened since."""
        browser = program(self.town, self.token["secret"])
        page = (await browser.get(f"{self.town.path}/activity", params={"limit": 200, "after": f"1.{await self.town.head()}"})).json()
        return sorted(one["position"] for one in page if one["position"] > self.begin)


async def hooked(town: Town, receiver: Receiver | str, token: dict[str, Any] | None = None, **wish: Any) -> Hook:
    token = token or await made(town)
    url = receiver if isinstance(receiver, str) else receiver.url
    answer = await town.browser(ADA).post(f"{town.path}/webhooks", json={"token_id": token["token"]["token_id"], "url": url, **wish})
    assert answer.status_code == 201, answer.text
    return Hook(town, token, answer.json())


# --- At least once ----------------------------------------------------------------------------------------------------


async def test_a_receiver_that_fails_half_the_time_hears_everything_and_can_tell_repeats(
    addresses: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the service itself, across a restart of it, with what it does when nobody looks."""
    for name, value in {"EVERY": 0.01, "FIRST": 0.002, "TIMES": 1.0}.items():
        monkeypatch.setattr(sending, name, value)
    chance = random.Random(21)

    def half() -> int:
        return OK if chance.random() < 0.5 else chance.choice((500, 503, 302, 404, CUT, CUT))

    async with receiving(half) as receiver:
        async with served(addresses, **HERE) as (first, url):
            town = await found(first, url)
            hook = await hooked(town, receiver)
            for number in range(12):
                await town.add(BEN, f"Action {number}")
            await receiver.until(lambda one: len(one.taken) >= 5)
            receiver.answer = lambda: CUT  # the last before the restart is taken, and the answer lost
            await receiver.until(lambda one: one.heard[-1].answer == CUT)
            await town.lines.aclose()
        receiver.answer = half
        async with served(addresses, **HERE) as (second, url):
            hook.town = town = _again(town, second, url)
            for number in range(12):
                await town.add(BEN, f"Suite {number}")
            wanted = await hook.readable()
            await receiver.until(lambda one: {told.position for told in one.taken} >= {*wanted})
            await town.close()
    assert len(wanted) == 24
    assert all(signed(hook.secret, one) for one in receiver.heard)
    names = {one.id: one.position for one in receiver.heard}
    assert len({*names.values()}) == len(names), "one name an event, one event a name"
    assert len(receiver.heard) > len(names), "some came again"
    assert len({(one.id, one.body) for one in receiver.heard}) == len(names), "and said the same"
    seen = list(dict.fromkeys(one.position for one in receiver.heard))
    assert seen == wanted, "in the order in which it happened, and nothing else"


@pytest.mark.parametrize("lost", ["service", "line"])
async def test_who_claimed_an_address_and_never_heard_so_leaves_it_to_the_next(town: Town, lost: str) -> None:
    pool = town.service.pool

    class Unheard:
        """A line over which the claim arrives, and its answer does not."""

        execute = pool.execute

        async def fetch(self, *asked: Any) -> None:
            await pool.fetch(*asked)
            claimed.set()
            if lost == "line":
                raise ConnectionResetError
            await asyncio.Event().wait()

    claimed = asyncio.Event()
    async with receiving() as receiver:
        hook = await hooked(town, receiver)
        await town.add(BEN, "Un")
        other = Webhooks(town.service.networks, town.service.inside.state.post, town.service.settings)
        other.pool = Unheard()  # type: ignore[assignment]  # all that this turn asks of it
        looking = asyncio.create_task(other.look(hook.now + LONG))
        await claimed.wait()
        looking.cancel()
        await asyncio.wait([looking])
        assert await webhooks(town).look(hook.now + LONG) == [], "it is spoken to, as far as anybody knows"
        if lost == "line":
            other.pool = pool
            (turn,) = await other.look(hook.now + LONG)
            await turn
        await other.close()
        await hook.look()
        assert [one.position for one in receiver.taken] == await hook.readable()


def _again(town: Town, service: App, url: str) -> Town:
    again = Town(service, url, town.network, town.cookies)
    again.plan = town.plan
    return again


async def test_what_is_sent_says_what_happened_where_and_when(town: Town) -> None:
    async with receiving() as receiver:
        hook = await hooked(town, receiver)
        action = await town.add(BEN, "Planter une haie")
        await hook.look()
        (one,) = receiver.heard
        (activity,) = (await program(town, hook.token["secret"]).get(f"{town.path}/activity", params={"limit": 1})).json()
        token = f"1.{activity['position']}"
        assert one.told == {
            "type": "action.added",
            "timestamp": activity["at"],
            "network_id": str(town.network),
            "token": token,
            "data": activity,
        }
        assert (one.path, one.headers["content-type"]) == ("/told", "application/json")
        assert one.told["data"]["stream_id"] == action
        assert one.id == f"{town.network}_1_{activity['position']}"
        assert "." not in one.id  # dots part what is signed
        assert (await program(town, hook.token["secret"]).get(f"{town.path}/plans", params={"after": token})).status_code == 200


async def test_an_event_too_large_for_a_message_is_told_without_what_changed(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "LARGEST", 1_000)
    async with receiving() as receiver:
        hook = await hooked(town, receiver)
        await town.add(BEN, "Planter une haie", description="Long. " * 400)
        await hook.look()
    assert (receiver.heard[0].told["cut"], receiver.heard[0].told["data"]["changed"]) == (True, {})


# --- To whom it may be told -------------------------------------------------------------------------------------------


async def test_a_program_is_told_what_its_token_reads_and_never_what_is_kept_to_some(town: Town) -> None:
    async with receiving() as receiver, receiving() as elsewhere:
        other = str(ids.new())
        await town.ask(ADA, "action_plan.open", other, title="Autre plan", authority=str(RIVEBELLE))
        whole = await hooked(town, receiver)
        of_plan = await hooked(town, elsewhere, await made(town, topics=[f"plan:{town.plan}"]))
        secret, plain = await town.add(BEN, "Acheter le champ"), await town.add(BEN, "Composter")
        there = str(ids.new())
        await town.ask(CAS, "action.add", there, plan=other, title="Ailleurs", order_key="V")
        # Not even where the program itself is among those who may know: what left can not be called back.
        await town.ask(ADA, "action.restrict", secret, parties=[str(BEN), whole.token["token"]["token_id"]])
        await town.ask(BEN, "note.write", str(ids.new()), plan=town.plan, action=secret, text="Le prix monte")
        await town.ask(BEN, "action.edit", plain, lead={"was": None, "to": "ONF"})
        await whole.look()
        told = {one.position: one.told for one in receiver.heard}
        assert {*told} < {*await whole.readable()}
        assert not any(secret in str(one) or "Le prix monte" in str(one) for one in told.values())
        assert there in {one["data"]["stream_id"] for one in told.values()}
        assert [one.position for one in elsewhere.heard] == sorted(
            {*await of_plan.readable()} & {one["data"]["position"] for one in told.values()}
        )
        assert {one.told["data"]["plan_id"] for one in elsewhere.heard} == {town.plan}
        assert (await whole.row())["position"] == await town.head(), "what is not for it is left behind"


async def test_a_redacted_text_is_not_told_though_it_waited(town: Town) -> None:
    async with receiving() as receiver:
        hook = await hooked(town, receiver)
        await town.add(BEN, "Aider Madame Dupont")
        assert (await redact(town, ADA, [{"position": await town.head(), "fields": ["title"]}])).status_code == 200
        await hook.look()
    assert [one.told["type"] for one in receiver.heard] == ["action.added", "network.event_redacted"]
    assert not any(b"Dupont" in one.body for one in receiver.heard)


@pytest.mark.parametrize("way", ["token", "role", "suspended"])
async def test_a_right_that_is_taken_stops_it_at_once(town: Town, way: str) -> None:
    async with receiving() as receiver:
        hook = await hooked(town, receiver)
        token = hook.token["token"]["token_id"]
        await town.add(BEN, "Avant")
        await hook.look()
        await town.add(BEN, "Attend encore")
        if way == "token":
            await town.browser(ADA).delete(f"{town.path}/tokens/{token}")
            assert (await hook.row())["why"] == "no_right"  # before anything was to be sent
        elif way == "role":
            await town.ask(ADA, "network.take_role", town.network, person=token, role="reader")
        else:
            await town.ask(ADA, "network.suspend", town.network, person=token)
        await town.add(BEN, "Après")
        await hook.look()
        assert [one.told["data"]["changed"]["title"] for one in receiver.heard] == ["Avant"]
        row = await hook.row()
        assert (row["state"], row["why"]) == ("set_aside", "no_right")
        if way == "token":
            again = await town.browser(ADA).post(f"{town.path}/webhooks/{hook.id}", json={"paused": False})
            assert (again.status_code, again.json()["code"]) == (409, "webhook.no_right")


async def test_a_token_that_expires_while_it_is_told_stops_it_there(town: Town, addresses: Addresses) -> None:
    """Between two events of one turn: the receiver has not answered the first when the token is over, of which the log says nothing."""
    async with receiving(lambda: NEVER) as receiver:
        hook = await hooked(town, receiver)
        await town.add(BEN, "Un")
        await town.add(BEN, "Deux")
        await hook.followed()
        (turn,) = await webhooks(town).look(hook.now + LONG)
        await receiver.until(lambda one: len(one.heard) == 1)
        assert await webhooks(town).look(hook.now + LONG) == [], "nobody else speaks to it meanwhile"
        over = "UPDATE people.token SET expires_at = now() WHERE token_id = $1"
        await set_back(addresses, over, PersonId(UUID(hook.token["token"]["token_id"])))
        receiver.answer = lambda: OK
        receiver.release()
        await turn
    assert len(receiver.heard) == 1
    assert (await hook.row())["why"] == "no_right"


async def test_a_text_that_is_redacted_while_it_is_told_is_read_anew(town: Town) -> None:
    async with receiving(lambda: NEVER) as receiver:
        hook = await hooked(town, receiver)
        await town.add(BEN, "Un")
        await town.add(BEN, "Aider Madame Dupont")
        await hook.followed()
        (turn,) = await webhooks(town).look(hook.now + LONG)
        await receiver.until(lambda one: len(one.heard) == 1)
        assert (await redact(town, ADA, [{"position": await town.head(), "fields": ["title"]}])).status_code == 200
        await hook.followed()
        receiver.answer = lambda: OK
        receiver.release()
        await turn
    assert [one.told["type"] for one in receiver.heard] == ["action.added", "action.added", "network.event_redacted"]
    assert not any(b"Dupont" in one.body for one in receiver.heard)


async def test_it_is_told_of_what_was_asked_for_alone(town: Town) -> None:
    async with receiving() as receiver:
        hook = await hooked(town, receiver, tags=["action.edited", "note"])
        action = await town.add(BEN, "Planter une haie")
        await town.ask(BEN, "action.edit", action, lead={"was": None, "to": "ONF"})
        await town.ask(BEN, "note.write", str(ids.new()), plan=town.plan, action=action, text="Vu")
        await hook.look()
        assert [one.told["type"] for one in receiver.heard] == ["action.edited", "note.written"]
        assert (await hook.ask("POST", tags=["note"]))["tags"] == ["note"]
        await town.ask(BEN, "action.edit", action, lead={"was": "ONF", "to": "Parc"})
        await hook.look()
        assert len(receiver.heard) == 2
        wrong = await town.browser(ADA).post(f"{town.path}/webhooks/{hook.id}", json={"tags": ["weather.changed"]})
        assert (wrong.status_code, wrong.json()["code"]) == (400, "invalid.webhook_tag")


async def test_what_is_asked_for_while_it_is_told_is_told_from_then_on(town: Town) -> None:
    async with receiving(lambda: NEVER) as receiver:
        hook = await hooked(town, receiver, tags=["action.added"])
        action = await town.add(BEN, "Planter une haie")
        await hook.followed()
        (turn,) = await webhooks(town).look(hook.now + LONG)
        await receiver.until(lambda one: len(one.heard) == 1)
        await hook.ask("POST", tags=["action.edited"])
        await town.ask(BEN, "action.edit", action, lead={"was": None, "to": "ONF"})
        await hook.followed()
        receiver.answer = lambda: OK
        receiver.release()
        await turn
        await hook.look()
    assert [one.told["type"] for one in receiver.heard] == ["action.added", "action.edited"]


# --- Signatures -------------------------------------------------------------------------------------------------------


async def test_a_new_secret_and_the_one_before_sign_side_by_side_for_a_day(town: Town) -> None:
    async with receiving() as receiver:
        hook = await hooked(town, receiver)
        before = hook.secret
        after: str = (await hook.ask("POST", "/secret"))["secret"]
        assert before != after
        assert (await hook.row())["former_until"] is not None
        await hook.ask("POST", "/test")
        await town.service.pool.execute("UPDATE people.webhook SET former_until = now() WHERE webhook_id = $1", UUID(hook.id))
        await hook.ask("POST", "/test")
        assert [len(one.headers["webhook-signature"].split(" ")) for one in receiver.heard] == [2, 1]
        assert [(signed(before, one), signed(after, one)) for one in receiver.heard] == [(True, True), (False, True)]
        (one, _) = receiver.heard
        for forged in (one._replace(body=one.body + b" "), one._replace(headers=one.headers | {"webhook-id": "x"})):
            assert not signed(after, forged)
        assert one.told["type"] == "webhook.test"
        assert (await hook.row())["position"] == hook.begin


def test_the_example_of_the_specification_is_signed_alike() -> None:
    key = b"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"[:24]
    headers = signing.headers("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', [key])
    one = Heard("/", headers, b'{"test": 2432232314}', OK)
    assert re.fullmatch(r"v1,[A-Za-z0-9+/]{43}=", headers["webhook-signature"])
    assert not signed(signing.written(key), one), "an old message is refused, whoever signed it"
    assert signing.written(key).startswith("whsec_")


# --- Again, later, and not for ever -----------------------------------------------------------------------------------


def test_each_wait_is_longer_and_no_two_receivers_come_back_at_one_moment() -> None:
    for number in range(1, 60):
        low, high = sending.wait(number, 0.0), sending.wait(number, 1.0)
        assert 4.0 <= low < high <= 26_000
        assert low >= sending.wait(number - 1, 0.0) if number > 1 else low == 4.0
    waits = [sending.wait(number, 0.5) for number in range(1, 21)]
    assert timedelta(days=2) < timedelta(seconds=sum(waits)) < timedelta(days=4), "about three days in twenty attempts"


async def test_who_does_not_answer_for_three_days_is_set_aside_and_its_owner_told(town: Town) -> None:
    async with town.service.pool.acquire() as connection:
        await accounts.confirm(connection, ADA, f"ada-{town.network}@example.org")
    town.service.inside.state.post.carrier = object()  # there is a way for letters to leave; nobody takes them here
    try:
        async with receiving(lambda: 500) as receiver:
            hook = await hooked(town, receiver)
            await town.add(BEN, "Un")
            began, tries = hook.now, 0
            while (row := await hook.row())["state"] == "on":
                await hook.look(timedelta(hours=1) if tries < 12 else LONG)
                tries = len(receiver.heard)
                assert tries < 60
            assert timedelta(days=3) <= hook.now - began < timedelta(days=4)
            assert (row["state"], row["why"]) == ("set_aside", "failing")
            assert {one.id for one in receiver.heard} == {receiver.heard[0].id}
            told = await town.service.pool.fetchval(
                "SELECT told::text FROM people.letter WHERE kind = 'webhook_set_aside' AND person_id = $1 AND told::text LIKE $2",
                ADA,
                f"%{town.network}%",
            )
            assert "127.0.0.1" in told
            await town.add(BEN, "Deux")
            await hook.look()
            assert len(receiver.heard) == tries, "it is left alone"
            receiver.answer = lambda: OK
            assert (await hook.ask("POST", paused=False))["state"] == "on"
            await hook.look()
            assert [one.told["data"]["changed"]["title"] for one in receiver.taken] == ["Un", "Deux"], "nothing was lost"
    finally:
        town.service.inside.state.post.carrier = None


async def test_it_pauses_and_goes_on_from_there_or_from_now(town: Town) -> None:
    async with receiving() as receiver:
        hook = await hooked(town, receiver)
        for skip, wanted in ((False, ["Un"]), (True, ["Un"])):
            assert (await hook.ask("POST", paused=True))["state"] == "paused"
            await town.add(BEN, "Un")
            await hook.look()
            await hook.ask("POST", paused=False, skip=skip)
            await hook.look()
            assert [one.told["data"]["changed"]["title"] for one in receiver.heard] == wanted


async def test_a_receiver_that_wants_no_more_is_believed(town: Town) -> None:
    async with receiving(lambda: 410) as receiver:
        hook = await hooked(town, receiver)
        await town.add(BEN, "Un")
        await hook.look()
        assert ((await hook.row())["why"], len(receiver.heard)) == ("gone", 1)


async def test_a_receiver_says_when_to_come_again(town: Town) -> None:
    async with receiving(lambda: 503) as receiver:
        receiver.more = b"retry-after: 7200\r\ncontent-length: 0\r\n\r\n"
        hook = await hooked(town, receiver)
        await town.add(BEN, "Un")
        await hook.look()
        row = await hook.row()
        assert datetime.fromisoformat(row["next_at"]) - hook.now >= timedelta(hours=2)
        (last,) = await hook.ask("GET", "/deliveries")
        assert (last["outcome"], last["status"], last["tag"]) == ("status", 503, "action.added")


# --- Nobody is disturbed ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [NEVER, OK])
async def test_receivers_that_never_answer_keep_nobody_waiting(town: Town, monkeypatch: pytest.MonkeyPatch, before: int) -> None:
    """Whether they were silent before, or slow."""
    monkeypatch.setattr(sending, "AT_ONCE", 4)
    monkeypatch.setattr(sending, "SLOW", -1)
    other = await found(town.service, town.url)
    async with receiving(lambda: before) as silent, receiving() as sound:
        silence = [await hooked(town, silent, tags=["action.added"]) for _ in range(6)]
        hook = await hooked(other, sound)
        await town.add(BEN, "Un")
        monkeypatch.setattr(reaching, "PATIENCE", 0.02 if before == NEVER else 600.0)
        for _ in range(3):
            await silence[0].look()
        assert [(await one.row())["failures"] > 0 for one in silence] == [before == NEVER] * 6
        assert {one["outcome"] for one in await silence[0].ask("GET", "/deliveries")} == {"timeout" if before == NEVER else "told"}
        monkeypatch.setattr(reaching, "PATIENCE", 600.0)
        monkeypatch.setattr(sending, "SLOW", 60_000)
        silent.answer = lambda: NEVER
        await town.add(BEN, "Deux")
        await silence[0].followed()
        waiting = await webhooks(town).look(hook.now + 10 * LONG)
        assert len(waiting) == 2, "half of all places at most"
        for number in range(5):  # commands are answered, and the other network's program hears of them
            await other.add(BEN, f"Action {number}")
        await hook.look()
        assert len(sound.taken) == 5
        assert not any(turn.done() for turn in waiting)
        for turn in waiting:
            turn.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
    await other.close()


async def test_an_answer_without_an_end_is_not_read_to_its_end(town: Town) -> None:
    async with receiving() as receiver:
        receiver.more = b"content-length: 9000000000\r\n\r\n" + b"x" * 100_000
        hook = await hooked(town, receiver)
        await town.add(BEN, "Un")
        await town.add(BEN, "Deux")
        await hook.look()
        assert [one.told["data"]["changed"]["title"] for one in receiver.heard] == ["Un", "Deux"]


async def test_a_redirect_is_not_followed(town: Town) -> None:
    async with receiving(lambda: 307) as receiver, receiving() as target:
        receiver.more = f"location: {target.url}\r\ncontent-length: 0\r\n\r\n".encode()
        hook = await hooked(town, receiver)
        told = await hook.ask("POST", "/test")
        assert (told["outcome"], told["status"], len(receiver.heard), target.lines) == ("redirect", 307, 1, 0)


# --- Where nobody may be led ------------------------------------------------------------------------------------------

PRIVATE = (
    *("0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254"),  # noqa: S104 - nothing listens there: it is refused
    *("169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.7"),
    *("203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16", "192.88.99.1"),
    *("::", "::1", "::127.0.0.1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1"),
    *("2001::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1", "ff0e::1"),
    *("3fff::1", "::ffff:192.0.0.192", "64:ff9b::a83f:8110"),
)
PUBLIC = ["1.1.1.1", "93.184.215.14", "172.32.0.1", "2606:4700::1111", "2a01:e0a::1", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e"]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_on_the_internet_is_sent_nothing(address: str) -> None:
    assert not open_to(ip_address(address), ())


def test_an_address_of_the_internet_or_one_that_the_operator_allows_may_be_sent_to() -> None:
    assert all(open_to(ip_address(one), ()) for one in PUBLIC)
    allowed = nets("10.20.0.0/16, 127.0.0.1, fd00::/8")
    assert [open_to(ip_address(one), allowed) for one in ("10.20.3.4", "10.21.0.1", "127.0.0.1", "127.0.0.2", "fd00::1", "fc00::1")] == [
        *(True, False, True, False, True, False)
    ]
    assert open_to(ip_address("::ffff:10.20.3.4"), allowed)


@pytest.mark.parametrize(
    "url",
    [
        *("http://example.org/", "ftp://example.org/", "file:///etc/passwd", "//example.org/", "example.org", "", "https://", "https:///x"),
        *("https://user:password@example.org/", "https://example.org/#x", "https://127.0.0.1/", "https://[::1]/", "https://[fe80::1]/"),
        *("https://169.254.169.254/latest/meta-data", "http://localhost:8000/", "https://exa mple.org/", "https://x.example/" + "a" * 500),
        *("gopher://example.org/", "javascript:alert(1)", "https://[::ffff:10.0.0.1]/", "https://xn--a/", "https://xn--/"),
        *("https://example.org:0/", "https://example.org:-1/", "https://example.org:65536/"),
    ],
)
def test_an_address_that_is_none_is_refused_as_it_is_named(url: str) -> None:
    with pytest.raises(Invalid):
        Reaching(()).check(url)


def test_an_address_of_a_program_is_taken_as_it_is() -> None:
    for url in ("https://example.org/", "https://example.org:8443/told?key=1", "https://93.184.215.14/x"):
        assert Reaching(()).check(f" {url} ") == url
    assert Reaching(nets("127.0.0.1")).check("http://localhost:8000/") == "http://localhost:8000/"


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f000001", "017700000001", "LOCALHOST"])
async def test_a_name_that_means_this_machine_is_found_out_before_anything_is_sent(host: str) -> None:
    """Each is a way to write 127.0.0.1 that no list of forbidden words holds."""
    async with receiving() as receiver:
        url = receiver.url.replace("127.0.0.1", host).replace("http:", "https:")
        spoken = reaching.Receiver(Reaching(()), url)
        assert (await spoken.post(b"{}", {})).outcome == "forbidden"
        await spoken.close()
        assert receiver.lines == 0


def certificate(folder: Path, name: str) -> ssl.SSLContext:
    """A server that is who it says, to whoever trusts the file ``ca.pem``."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder(named, named, key.public_key(), x509.random_serial_number(), now - timedelta(1), now + timedelta(1))
    built = built.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    built = built.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    (folder / "ca.pem").write_bytes(built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    private = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(*private))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
    return context


async def test_a_name_is_asked_for_once_and_its_certificate_is_of_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the name server may answer with another address each time: only the one that was looked at is gone to."""
    asked = []

    def first_here_then_elsewhere(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        where = "127.0.0.1" if len(asked) == 1 else "10.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (where, port))]

    monkeypatch.setattr(socket, "getaddrinfo", first_here_then_elsewhere)
    context = certificate(tmp_path, "program.example")
    async with receiving(tls=context) as receiver:
        url = receiver.url.replace("127.0.0.1", "program.example")
        for trusted, outcome in (("", "certificate"), (str(tmp_path / "ca.pem"), "told")):
            monkeypatch.setenv("SSL_CERT_FILE", trusted)
            reaching._certificates.cache_clear()
            asked.clear()
            spoken = reaching.Receiver(Reaching(nets("127.0.0.1")), url)
            assert [(await spoken.post(b"{}", {})).outcome for _ in range(2)] == [outcome] * 2
            assert asked == ["program.example"]
            await spoken.close()
        assert [one.headers["host"] for one in receiver.heard] == [url.split("/")[2]] * 2
        assert receiver.lines >= 1
        stranger = reaching.Receiver(Reaching(nets("127.0.0.1")), url.replace("program", "other"))
        asked.clear()
        assert (await stranger.post(b"{}", {})).outcome == "certificate"
        await stranger.close()
    reaching._certificates.cache_clear()


# --- Made and looked after --------------------------------------------------------------------------------------------


async def test_a_network_has_a_few_addresses_told_and_each_of_a_program_of_its_own(town: Town) -> None:
    other = await found(town.service, town.url)
    theirs = await made(other)
    wish = {"token_id": theirs["token"]["token_id"], "url": "https://example.org/"}
    answer = await town.browser(ADA).post(f"{town.path}/webhooks", json=wish)
    assert (answer.status_code, answer.json()["code"]) == (404, "missing.token")
    token = await made(town)
    hooks = [await hooked(town, "https://example.org/", token) for _ in range(10)]
    answer = await town.browser(ADA).post(f"{town.path}/webhooks", json=wish | {"token_id": token["token"]["token_id"]})
    assert (answer.status_code, answer.json()["code"]) == (409, "webhook.too_many")
    await hooks[0].ask("DELETE")
    await hooked(town, "https://example.org/", token)
    gone = await other.browser(ADA).delete(f"{other.path}/webhooks/{hooks[1].id}")
    assert (gone.status_code, gone.json()["code"]) == (404, "missing.webhook")
    await other.close()


async def test_a_secret_is_told_once_and_goes_with_its_address_and_who_did_it_stays(town: Town) -> None:
    async with receiving() as receiver:
        hook = await hooked(town, receiver)
        await hook.ask("POST", "/test")
        assert hook.secret not in (await town.get(ADA, "/webhooks")).text
        await hook.ask("DELETE")
        assert (await town.get(ADA, "/webhooks")).json() == []
        await town.add(BEN, "Un")
        await hook.look()
        assert len(receiver.heard) == 1
    row = await town.service.pool.fetchrow("SELECT * FROM people.webhook WHERE webhook_id = $1", UUID(hook.id))
    assert row is not None
    assert (row["made_by"], row["removed_by"], row["url"], row["secret"]) == (ADA, ADA, None, None)
    assert await town.service.pool.fetchval("SELECT count(*) FROM people.webhook_delivery WHERE webhook_id = $1", UUID(hook.id)) == 0


async def test_the_last_attempts_are_remembered_and_no_more(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.webhooks.endpoints.SLOTS", 3)
    async with receiving() as receiver:
        hook = await hooked(town, receiver)
        for number in range(5):
            await town.add(BEN, f"Action {number}")
        await hook.look()
        head = await town.head()
        assert [one["position"] for one in await hook.ask("GET", "/deliveries")] == [head, head - 1, head - 2]
        assert len(receiver.heard) == 5
        assert receiver.lines == 1, "one connection for all of a turn"


async def test_trials_are_few_at_once(town: Town) -> None:
    async with receiving() as receiver:
        hook = await hooked(town, receiver)
        answers = [await town.browser(ADA).post(f"{town.path}/webhooks/{hook.id}/test") for _ in range(11)]
    assert [one.status_code for one in answers] == [200] * 10 + [429]
    assert answers[-1].json()["code"] == "too_often"
