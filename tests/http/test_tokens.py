"""Tokens of programs: what they open, that they end at once everywhere, and that nothing tells their secret twice."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import msgspec
import pytest
import websockets

from events import ids
from service.app import App
from service.live import frames
from tests.http.town import Town, asking, found
from tests.live.screen import Watching
from tests.people import ADA, BEN, CAS, DOT, EVA, HAUTEFEUILLE, RIVEBELLE


async def made(town: Town, **wish: Any) -> dict[str, Any]:
    """A token that Ada made for a program, with its secret."""
    answer = await town.browser(ADA).post(f"{town.path}/tokens", json={"name": "Tableau de bord", **wish})
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]  # this route answers an object


def program(town: Town, secret: str, **headers: str) -> httpx.AsyncClient:
    """A program that shows its token; it follows no cookie and has no origin."""
    return town.browser(None, authorization=f"Bearer {secret}", **headers)


@asynccontextmanager
async def listening(url: str, town: Town, *topics: str, header: str | None = None, token: str | None = None) -> AsyncIterator[Watching]:
    """A program on a socket, which shows its token as a header or in its first frame."""
    headers = {"authorization": f"Bearer {header}"} if header else {}
    address = "ws" + url.removeprefix("http") + "/live"
    async with websockets.connect(address, subprotocols=[frames.SUBPROTOCOL], additional_headers=headers) as socket:  # type: ignore[list-item]  # a NewType of str
        screen = Watching(socket)
        hearing = asyncio.create_task(screen.listen())
        hello = {"t": "hello", "v": 1, "network": str(town.network), "client": "program"}
        await screen.send(hello | ({"token": token} if token else {}))
        for topic in topics:
            await screen.subscribe(topic)
        yield screen
        hearing.cancel()
        with contextlib.suppress(asyncio.CancelledError, websockets.ConnectionClosed):
            await hearing


async def closed(screen: Watching) -> int | None:
    async with asyncio.timeout(60):
        await screen.socket.wait_closed()
    return screen.socket.close_code


# --- Making ---------------------------------------------------------------------------------------------------------


async def test_a_token_that_reads_opens_the_network_and_changes_nothing(town: Town) -> None:
    action = await town.add(BEN, "Planter une haie")
    secret = (await made(town))["secret"]
    browser = program(town, secret)
    page = (await browser.get(f"{town.path}/plans/{town.plan}")).json()
    assert [one["action_id"] for one in page["actions"]] == [action]
    assert [one["network_id"] for one in (await browser.get("/api/networks")).json()] == [str(town.network)]
    answer = await browser.post(f"{town.path}/commands", json=asking("action.withdraw", action))
    assert (answer.status_code, answer.json()["code"]) == (403, "access.reads_only")


async def test_a_token_that_commands_acts_for_its_authority_under_its_own_name(town: Town) -> None:
    token = await made(town, name="GMAO", may="command", authority_id=str(HAUTEFEUILLE))
    action = str(ids.new())
    adding = asking("action.add", action, plan=town.plan, title="Changer la chaudière", order_key="V")
    browser = program(town, token["secret"])
    answer = await browser.post(f"{town.path}/commands", json=adding | {"on_behalf_of": str(HAUTEFEUILLE)})
    assert answer.json()["outcome"] == "applied"
    assert (await town.get(CAS, f"/actions/{action}")).json()["added_by"] == token["token"]["token_id"]
    assert {one["person_id"]: one["name"] for one in (await town.get(CAS, "/people")).json()}[token["token"]["token_id"]] == "GMAO"
    theirs = asking("action.withdraw", action) | {"on_behalf_of": str(RIVEBELLE)}
    assert (await browser.post(f"{town.path}/commands", json=theirs)).json()["code"] == "access.not_their_authority"
    given = asking("network.give_role", town.network, person=str(EVA), role="partner")
    assert (await browser.post(f"{town.path}/commands", json=given)).json()["code"] == "access.facilitators_only"


async def test_a_token_that_audits_reads_all_there_is_and_writes_nothing(town: Town) -> None:
    kept = await town.add(BEN, "Racheter la friche", parties=[str(BEN)])
    refused = await town.browser(BEN).post(f"{town.path}/tokens", json={"name": "Audit", "may": "audit"})
    assert (refused.status_code, refused.json()["code"]) == (403, "access.facilitators_only")
    token = await made(town, name="Audit", may="audit")
    assert ((await town.get(ADA, "/tokens")).json()[0]["may"], token["token"]["topics"]) == ("audit", [])
    browser = program(town, token["secret"])
    lines = (await browser.get(f"{town.path}/events")).text.splitlines()
    assert len(lines) == await town.head() + 1
    assert (await browser.get(f"{town.path}/actions/{kept}")).status_code == 200
    assert (await browser.get(f"{town.path}/people")).status_code == 200
    for path in ("/tokens", "/notifications"):
        assert (await browser.get(f"{town.path}{path}")).status_code == (403 if path == "/tokens" else 200), path
    for wish in (
        asking("action.withdraw", kept),
        asking("comment.write", ids.new(), item=kept, on="action", plan=town.plan, text="Vu"),
        asking("network.give_role", town.network, person=str(EVA), role="auditor"),
    ):
        answer = await browser.post(f"{town.path}/commands", json=wish)
        assert (answer.status_code, answer.json()["code"]) == (403, "access.reads_only"), wish
    async with listening(town.url, town, header=token["secret"]) as screen:
        await screen.retell(topic := f"journal:{town.network}", 1_000)
        await screen.until(lambda: topic in screen.ended)
        assert [one["pos"] for one in screen.retold[f"{topic}/auditors"]] == [*range(1, len(lines))], "as watch --replay prints them"
    of_plan = program(town, (await made(town, name="Audit du plan", may="audit", topics=[f"plan:{town.plan}"]))["secret"])
    told = [json.loads(line) for line in (await of_plan.get(f"{town.path}/events")).text.splitlines()]
    assert {one.get("parent") or one["stream"] for one in told[:-1]} == {town.plan}
    await town.browser(ADA).delete(f"{town.path}/tokens/{token['token']['token_id']}")
    assert (await browser.get(f"{town.path}/events")).status_code == 401


async def test_a_token_for_one_plan_finds_no_other(town: Town) -> None:
    other = str(ids.new())
    await town.ask(ADA, "action_plan.open", other, title="Autre plan", authority=str(RIVEBELLE))
    here, there = await town.add(BEN, "Planter une haie"), str(ids.new())
    await town.ask(BEN, "action.add", there, plan=other, title="Ailleurs", order_key="V")
    token = await made(town, may="command", authority_id=str(HAUTEFEUILLE), topics=[f"plan:{town.plan}"])
    browser = program(town, token["secret"])
    assert [one["plan_id"] for one in (await browser.get(f"{town.path}/plans")).json()] == [town.plan]
    assert (await browser.get(f"{town.path}/members")).json() == []
    assert {one["plan_id"] for one in (await browser.get(f"{town.path}/activity?limit=200")).json()} == {town.plan}
    for path in (
        f"/plans/{other}",
        f"/plans/{other}/activity",
        f"/plans/{other}/conflicts",
        f"/actions/{there}",
        f"/actions/{there}/history",
    ):
        assert (await browser.get(town.path + path)).status_code == 404
    edit = {"title": {"was": "Ailleurs", "to": "Ici"}}
    for wish in (
        asking("action.edit", there, **edit),
        asking("action.add", ids.new(), plan=other, title="x", order_key="V"),
        asking("action_plan.withdraw", other),
        asking("action_plan.open", ids.new(), title="x", authority=str(HAUTEFEUILLE)),
        asking("action.withdraw", ids.new()),
    ):
        answer = await browser.post(f"{town.path}/commands", json=wish)
        assert (answer.status_code, answer.json()["code"]) == (404, "missing"), wish
    mine = [asking("action.edit", here, lead={"was": None, "to": "Espaces verts"})]
    mine += [asking("action.add", new := str(ids.new()), plan=town.plan, title="x", order_key="V"), asking("action.withdraw", new)]
    answer = await browser.post(f"{town.path}/commands?atomic=true", json=mine)
    assert [one["outcome"] for one in answer.json()] == ["applied"] * 3
    async with listening(town.url, town, f"plan:{town.plan}", header=token["secret"]) as screen:
        for topic in (f"plan:{other}", f"network:{town.network}"):
            await screen.send({"t": "sub", "id": 9, "topic": topic})
            await screen.until(lambda: bool(screen.errors))
            assert screen.errors.pop()["code"] == "missing"
        await screen.subscribe(f"people:{town.network}")


async def test_only_a_facilitator_deals_with_tokens(town: Town) -> None:
    token = await made(town)
    path = f"{town.path}/tokens/{token['token']['token_id']}"
    command = await made(town, may="command", authority_id=str(HAUTEFEUILLE))
    knocking = [(town.browser(BEN), 403), (town.browser(DOT), 403), (town.browser(EVA), 404), (town.browser(None), 401)]
    knocking += [(program(town, one["secret"]), 403) for one in (token, command)]
    for browser, status in knocking:
        assert (await browser.get(f"{town.path}/tokens")).status_code == status
        assert (await browser.post(f"{town.path}/tokens", json={"name": "x"})).status_code == status
        assert (await browser.delete(path)).status_code == status
    assert [one["revoked_at"] for one in (await town.get(ADA, "/tokens")).json()] == [None, None]


async def test_a_token_can_not_be_made_for_more_than_there_is(town: Town) -> None:
    for wish, status, code in (
        ({"may": "command"}, 409, "network.authority_needed"),
        ({"may": "command", "authority_id": str(ids.new())}, 409, "network.not_a_member"),
        ({"days": 366}, 400, "invalid.too_great"),
        ({"days": 0}, 400, "invalid.too_small"),
        ({"topics": [f"people:{town.network}"]}, 400, "invalid.topics"),
        ({"topics": ["everything"]}, 400, "invalid.pattern"),
        ({"name": " "}, 400, "invalid.empty"),
        ({"may": "rule"}, 400, "invalid.unknown_value"),
    ):
        answer = await town.browser(ADA).post(f"{town.path}/tokens", json={"name": "x", **wish})
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await town.get(ADA, "/tokens")).json() == []


async def test_a_secret_is_told_once_and_kept_nowhere(town: Town) -> None:
    token = await made(town)
    secret = token["secret"]
    await program(town, secret).get(f"{town.path}/plans")
    listed = await town.get(ADA, "/tokens")
    assert secret not in listed.text
    assert listed.json()[0]["used_at"] is not None
    rows = await town.service.pool.fetch("SELECT to_jsonb(token)::text FROM people.token WHERE network_id = $1", town.network)
    log = await town.service.pool.fetch("SELECT convert_from(payload, 'UTF8') FROM event WHERE network_id = $1", town.network)
    for row in (*rows, *log):
        assert secret not in row[0]
        assert secret.encode().hex() not in row[0]


# --- Showing --------------------------------------------------------------------------------------------------------


async def test_a_token_opens_nobodys_account(town: Town) -> None:
    browser = program(town, (await made(town))["secret"])
    for method, path in (("GET", "/api/session"), ("DELETE", "/api/session")):
        assert (await browser.request(method, path)).status_code == 401


async def test_what_is_no_token_of_ours_opens_nothing(town: Town) -> None:
    secret = (await made(town))["secret"]
    cookie = town.cookies[BEN].partition("=")[2]
    for shown in (
        "",
        "Bearer",
        f"Basic {secret}",
        f"Bearer {secret}x",
        f"Bearer {secret[:-1]}",
        f"Bearer {cookie}",
        f"Bearer {'é' * 9}",
    ):
        browser = town.browser(None)
        answer = await browser.get(f"{town.path}/plans", headers=[(b"authorization", shown.encode())])
        assert answer.status_code == 401, shown
    # A cookie beside a token that is of no use does not stand in for it: the program would act as someone else.
    both = town.browser(BEN, authorization=f"Bearer {secret}x")
    assert (await both.get(f"{town.path}/plans")).status_code == 401
    assert (await town.browser(None, cookie=f"{town.cookies[BEN].partition('=')[0]}={secret}").get(f"{town.path}/plans")).status_code == 401
    assert (await town.browser(None).get(f"{town.path}/plans", params={"token": secret, "access_token": secret})).status_code == 401
    assert (await program(town, secret, origin="http://elsewhere.example").get(f"{town.path}/plans")).status_code == 401
    assert (await program(town, secret).get(f"{town.path}/plans")).status_code == 200


async def test_a_token_of_one_network_finds_no_other(town: Town) -> None:
    other = await found(town.service, town.url)
    browser = program(town, (await made(town))["secret"])
    foreign = await browser.get(f"{other.path}/plans")
    absent = await browser.get(f"/api/networks/{ids.new()}/plans")
    assert foreign.status_code == absent.status_code == 404
    assert {**foreign.json(), "id": ""} == {**absent.json(), "id": ""}
    theirs = await other.browser(ADA).delete(f"{other.path}/tokens/{(await made(town))['token']['token_id']}")
    assert (theirs.status_code, theirs.json()["code"]) == (404, "missing.token")
    await other.close()


@pytest.mark.parametrize("way", ["header", "token"])
async def test_a_program_listens_with_its_token(town: Town, way: str) -> None:
    secret = (await made(town))["secret"]
    shown: Any = {way: secret}
    async with listening(town.url, town, f"plan:{town.plan}", **shown) as screen:
        receipt = await town.ask(BEN, "action.add", action := str(ids.new()), plan=town.plan, title="Haie", order_key="V")
        await screen.reached(receipt["after"])
        assert screen.rows["plan_board"][action]["title"] == "Haie"
        await screen.send({"t": "sub", "id": 9, "topic": f"people:{town.network}"})
        await screen.until(lambda: bool(screen.errors))
        refused = await screen.ask(asking("action.withdraw", action))
        assert (refused["t"], refused["code"]) == ("rej", "access.reads_only")


@pytest.mark.parametrize("token", [None, "club21_nothing"])
async def test_nobody_listens_without_a_token_that_holds(town: Town, token: str | None) -> None:
    async with listening(town.url, town, token=token) as screen:
        assert await closed(screen) == frames.SIGNED_OUT
        assert screen.welcome == {}


# --- Ending ---------------------------------------------------------------------------------------------------------


async def test_revoking_twice_is_revoking_once(town: Town) -> None:
    token = (await made(town))["token"]["token_id"]
    browser = town.browser(ADA)
    assert [(await browser.delete(f"{town.path}/tokens/{token}")).status_code for _ in range(2)] == [204, 204]
    (listed,) = (await town.get(ADA, "/tokens")).json()
    assert (listed["revoked_by"], listed["revoked_at"] is None) == (str(ADA), False)
    held = {one["person_id"]: one["roles"] for one in (await town.get(ADA, "/rights")).json()}
    assert held[token] == []


async def test_a_role_taken_in_the_log_alone_ends_a_token_too(town: Town) -> None:
    token = await made(town)
    async with listening(town.url, town, f"plan:{town.plan}", header=token["secret"]) as screen:
        await town.ask(ADA, "network.take_role", town.network, person=token["token"]["token_id"], role="reader")
        assert await closed(screen) == frames.FORBIDDEN
    assert (await program(town, token["secret"]).get(f"{town.path}/plans")).status_code == 404


async def test_an_expired_token_ends_with_its_connections(town: Town, service: tuple[App, str]) -> None:
    token = await made(town)
    async with listening(town.url, town, f"plan:{town.plan}", header=token["secret"]) as screen:
        (known,) = [one for one in service[0].tokens.known.values() if str(one.actor) == token["token"]["token_id"]]
        known.expires = 1.0
        assert await closed(screen) == frames.SIGNED_OUT
    assert (await program(town, token["secret"]).get(f"{town.path}/plans")).status_code == 401


def test_a_hello_without_a_token_is_what_it_was() -> None:
    said = msgspec.json.decode(b'{"t":"hello","v":1,"network":"01938a5e-7c3b-7d10-9f00-3b6d2c1e4a57","client":"a"}', type=frames.Hello)
    assert said.token is None
