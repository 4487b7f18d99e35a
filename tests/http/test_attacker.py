"""Whoever attacks a running service: every attempt with its outcome, which is also what docs/attacks.md lists.

One service, two networks: the village, whose texts hold a mark that no answer to an outsider may hold, and the one where Eva is
facilitator. Each attempt says what came of it; the table says what must come of it, so the page can not say anything else.
"""

import asyncio
import base64
import io
import json
import re
import secrets
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

import httpx
import pytest
import websockets

from events import ids, minutes
from events.ids import MeetingId, PersonId
from service.app import App
from service.door import cookie_name
from service.fake_provider import FakeProvider, Grant
from service.identity import answer_links, links
from service.identity.answer_links import Holder
from tests import workbooks
from tests.http import test_oidc as oidc
from tests.http.test_accounts import arrive, email
from tests.http.test_imports import KIND, check
from tests.http.test_tokens import made
from tests.http.town import Town, asking, found
from tests.people import ADA, BEN, EVA, HAUTEFEUILLE

PAGE = Path(__file__).parents[2] / "docs" / "attacks.md"
MARK = "Le puits caché de Hautefeuille"
SCRIPT = "<script>window.broken=1</script>\"'><img src=x onerror=window.broken=1>"


class Liar(FakeProvider):
    """A provider that lies in the way it is told to."""

    signature: Callable[[FakeProvider, dict[str, Any]], str] | None = None
    lie: dict[str, Any] = {}
    other_person = False

    def sign(self, claims: dict[str, Any]) -> str:
        return str(self.signature(self, claims)) if self.signature else super().sign(claims)

    def id_claims(self, grant: Grant, access_token: str) -> dict[str, Any]:
        told = {**super().id_claims(grant, access_token), **self.lie}
        return {name: value for name, value in told.items() if value is not None}

    def user_claims(self, grant: Grant) -> dict[str, Any]:
        return {**super().user_claims(grant), **({"sub": "someone else"} if self.other_person else {})}


class Siege:
    """Everything an attacker knows: both networks, every id in them, and who lets whom in."""

    def __init__(self, village: Town, other: Town, liar: Liar) -> None:
        self.village = village
        self.other = other
        self.liar = liar
        self.document: dict[str, Any] = {}
        self.places: dict[str, str] = {}  # what stands in the village, by the name of its place in a path
        self.secret = ""  # of a token of the village

    def browser(self, person: Any = None, **headers: str) -> httpx.AsyncClient:
        """A browser of someone who may see nothing of the village: an answer that holds the mark is a leak, wherever it came from."""
        browser = self.village.browser(person, **headers)

        async def look(answer: httpx.Response) -> None:
            assert MARK not in (await answer.aread()).decode("utf-8", "replace"), answer.request.url
            assert MARK not in str(answer.headers)

        browser.event_hooks["response"] = [look]
        return browser

    def operations(self, network: Any, places: dict[str, str]) -> Iterable[tuple[str, str, dict[str, Any]]]:
        """Every address of a network with these ids in it, and what it asks for."""
        for path, operations in self.document["paths"].items():
            for method, operation in operations.items():
                if "{network_id}" not in path:
                    continue
                filled = path.replace("{network_id}", str(network))
                for name, value in {"position": "1", **places}.items():
                    filled = filled.replace(f"{{{name}}}", value)
                filled = re.sub(r"\{\w+\}", lambda _found: str(ids.new()), filled)
                content = operation.get("requestBody", {}).get("content", {})
                needed = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query" and one.get("required")]
                sent: dict[str, Any] = (
                    {"params": {name: str(ids.new()) if name in ("item", "of") else "1" for name in needed}} if needed else {}
                )
                if "multipart/form-data" in content:
                    sent |= {"files": {"file": ("plan.xlsx", b"none", KIND)}}
                elif "application/octet-stream" in content:
                    sent |= {"content": b"Devis"}
                elif content:
                    sent |= {"json": next(iter(content["application/json"]["examples"].values()))["value"]}
                yield method, filled, sent

    async def bytes(self, sent: bytes, wait: float = 60) -> bytes:
        """What the server answers to bare bytes, until it closes or is silent."""
        host, port = self.village.url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(sent)
        writer.write_eof()
        with suppress(ConnectionResetError):
            async with asyncio.timeout(wait):
                answer = await reader.read()
                assert MARK.encode() not in answer
                writer.close()
                return answer
        return b""

    def socket(self, person: Any = None, **headers: str) -> Any:
        """A socket with someone's cookie."""
        shown = {"cookie": self.village.cookies[person]} if person else {}
        address = "ws" + self.village.url.removeprefix("http") + "/live"
        return websockets.connect(address, additional_headers=shown | headers, max_size=None)


async def furnished(town: Town, by: PersonId, text: str) -> dict[str, str]:
    """What meetings and workshops leave behind, with this text everywhere: ids by the names that addresses have for them."""
    of = {name: str(ids.new()) for name in ("meeting", "workshop", "contribution", "questionnaire", "synthesis", "note")}
    await town.ask(by, "meeting.plan", of["meeting"], title=text, kind="cafe", held_on="2099-06-12", place=text[:60], programme=text)
    due = {"due_on": "2099-07-01", "authority": str(HAUTEFEUILLE)}
    await town.ask(by, "meeting.record_decision", of["meeting"], decision=str(ids.new()), text=text, **due)
    await town.ask(by, "workshop.open", of["workshop"], title=text, question=text, meeting=of["meeting"])
    await town.ask(by, "workshop.contribute", of["workshop"], contribution=of["contribution"], action=text, objective=text)
    await town.ask(by, "synthesis.open", of["synthesis"], title=text, workshops=[of["workshop"]])
    begun = minutes.of_meeting(MeetingId(UUID(of["meeting"])))
    await town.ask(by, "minutes.begin", begun, meeting=of["meeting"], title=text)
    await town.ask(by, "minutes.add_section", begun, section=str(ids.new()), part="opening", heading=text, text=text, order_key="V")
    await town.ask(by, "questionnaire.draft", of["questionnaire"], title=text, introduction=text, respondents="authorities")
    await town.ask(by, "note.write", of["note"], plan=town.plan, text=text)
    return {f"{name}_id": value for name, value in of.items()}


class Attempt(NamedTuple):
    """One thing that was tried; ``outcome`` is every answer there was, and nothing else."""

    group: str
    what: str
    outcome: str
    make: Callable[[Siege], Awaitable[Iterable[str]]]


ATTEMPTS: list[Attempt] = []


def attempt(group: str, what: str, outcome: str) -> Callable[[Callable[[Siege], Awaitable[Iterable[str]]]], None]:
    """Add to the table."""
    return lambda make: ATTEMPTS.append(Attempt(group, what, outcome, make))


def told(answer: httpx.Response) -> str:
    """An answer in two words."""
    problem = answer.headers.get("content-type", "").startswith("application/problem+json")
    return f"{answer.status_code} `{answer.json()['code']}`" if problem and answer.content else str(answer.status_code)


# --- Another network ------------------------------------------------------------------------------------------------
OTHERS = "Another network's ids"


@attempt(OTHERS, "every address of a network, asked by the facilitator of another one, with ids that are there", "404 `missing`")
async def _(siege: Siege) -> Iterable[str]:
    eva = siege.browser(EVA)
    return [told(await eva.request(method, path, **sent)) for method, path, sent in siege.operations(siege.village.network, siege.places)]


@attempt(OTHERS, "the same with a token of another network", "404 `missing`")
async def _(siege: Siege) -> Iterable[str]:
    program = siege.browser(None, authorization=f"Bearer {(await made(siege.other))['secret']}")
    return [
        told(await program.request(method, path, **sent)) for method, path, sent in siege.operations(siege.village.network, siege.places)
    ]


@attempt(
    OTHERS, "ids of it (plan, action, note, import, invitation, token, meeting, workshop, questionnaire …) under one's own network", "404"
)
async def _(siege: Siege) -> Iterable[str]:
    eva = siege.browser(EVA)
    asked = [one for one in siege.operations(siege.other.network, siege.places) if any(value in one[1] for value in siege.places.values())]
    assert len(asked) >= 20
    return [told(await eva.request(method, path, **sent)).partition(" ")[0] for method, path, sent in asked]


@attempt(
    OTHERS,
    "commands in one's own network about actions and plans of it",
    "404 `missing` · 409 `action.no_such_plan` · 409 `action.not_added` · 409 `action_plan.not_opened`",
)
async def _(siege: Siege) -> Iterable[str]:
    eva, action, plan = siege.browser(EVA), siege.places["action_id"], siege.places["plan_id"]
    wishes = [
        asking("action.edit", action, title={"was": MARK, "to": "x"}),
        asking("action.withdraw", action),
        asking("action.add", action, plan=siege.other.plan, title="x", order_key="V"),
        asking("action.add", ids.new(), plan=plan, title="x", order_key="V"),
        asking("action_plan.edit", plan, title={"was": MARK, "to": "x"}),
        asking("together.edit_actions", siege.other.plan, edits={action: {"title": {"was": MARK, "to": "x"}}}),
        asking("network.give_role", siege.village.network, person=str(EVA), role="facilitator"),
    ]
    heads = await siege.village.head()
    said = []
    for wish in wishes:
        answer = await eva.post(f"{siege.other.path}/commands", json=wish)
        said += [] if answer.status_code == 200 else [told(answer)]
    assert await siege.village.head() == heads
    return said


@attempt(
    OTHERS, "whether a network is there: one command, a list, one that no network takes, and all of it for an id made up", "404 `missing`"
)
async def _(siege: Siege) -> Iterable[str]:
    eva, nil = siege.browser(EVA), str(UUID(int=0))
    wishes: list[Any] = [
        asking("action.withdraw", siege.places["action_id"]),
        [asking("action.withdraw", siege.places["action_id"])] * 2,
        asking("action.withdraw", nil),
        asking("action_plan.publish", siege.places["plan_id"], version=str(ids.new()), label="x", of="9.999"),
    ]
    answers = []
    for wish in wishes:
        here, nowhere = [await eva.post(f"/api/networks/{one}/commands", json=wish) for one in (siege.village.network, ids.new())]
        assert {**here.json(), "id": ""} == {**nowhere.json(), "id": ""}
        assert here.headers.keys() == nowhere.headers.keys()
        answers.append(here)
    return map(told, answers)


@attempt(OTHERS, "its live connection", "closed with 4503")
async def _(siege: Siege) -> Iterable[str]:
    async with siege.socket(EVA) as socket:
        await socket.send(json.dumps({"t": "hello", "v": 1, "network": str(siege.village.network), "client": "x"}))
        return [await ended(socket)]


@attempt(OTHERS, "its topics, on a live connection to one's own network", "refused with `missing` · refused with `no_topic`")
async def _(siege: Siege) -> Iterable[str]:
    said = []
    async with siege.socket(EVA) as socket:
        await socket.send(json.dumps({"t": "hello", "v": 1, "network": str(siege.other.network), "client": "x"}))
        topics = [f"network:{siege.village.network}", f"people:{siege.village.network}", f"plan:{siege.village.plan}"]
        for number, topic in enumerate((*topics, "plan:../x", "*:*", f"plan:{siege.village.plan}/x")):
            await socket.send(json.dumps({"t": "sub", "id": number, "topic": topic}))
            frame = {"t": ""}
            while frame["t"] not in ("err", "subd"):
                frame = json.loads(await asyncio.wait_for(socket.recv(), 60))
                assert MARK not in str(frame)
            said.append(f"refused with `{frame['code']}`" if frame["t"] == "err" else "shown")
    return said


async def ended(socket: Any) -> str:
    """How the service ended a connection; nothing of the village may have come before."""
    with suppress(websockets.ConnectionClosed):
        async with asyncio.timeout(60):
            while True:
                assert MARK not in str(await socket.recv())
    return f"closed with {socket.close_code}"


# --- Cookies, tokens, links -------------------------------------------------------------------------------------------
SHOWN = "Forged, replayed and cut cookies, tokens and links"


@attempt(
    SHOWN,
    "a session cookie made up, cut, lengthened, altered, quoted, empty, in other characters, or the hash from the tables",
    "401 `signed_out`",
)
async def _(siege: Siege) -> Iterable[str]:
    name, _, token = siege.village.cookies[ADA].partition("=")
    stored = await siege.village.service.pool.fetchval("SELECT encode(session_hash, 'hex') FROM people.session LIMIT 1")
    forged = [
        secrets.token_urlsafe(32),
        token[:-1],
        token + "A",
        token.swapcase(),
        f'"{token}"',
        "",
        "' OR 1=1 --",
        stored,
        token[:20] + "\t" + token[20:],
    ]
    forged += [base64.b64encode(b"\x00" * 32).decode(), "A" * 8000, "../../etc/passwd", '{"person": 1}']
    return [told(await siege.browser(cookie=f"{name}={one}").get("/api/session")) for one in forged]


@attempt(SHOWN, "a good session cookie under another name, in a header of another name, in the address", "401 `signed_out`")
async def _(siege: Siege) -> Iterable[str]:
    token = siege.village.cookies[ADA].partition("=")[2]
    shown = [
        {"cookie": f"club21={token}"},
        {"cookie": f"__Secure-club21={token}"},
        {"x-session": token},
        {"authorization": f"Bearer {token}"},
    ]
    answers = [await siege.browser(**one).get("/api/session") for one in shown]
    answers += [await siege.browser().get(f"/api/session?{name}={token}") for name in ("token", "access_token", "__Host-club21", "session")]
    return map(told, answers)


@attempt(SHOWN, "the cookie of a session that ended, kept and shown again", "401 `signed_out`")
async def _(siege: Siege) -> Iterable[str]:
    async with siege.village.service.pool.acquire() as connection:
        token = await siege.village.service.sessions.begin(connection, BEN)
    browser = siege.village.browser(None, cookie=f"{cookie_name(siege.village.service.settings)}={token}")
    assert (await browser.get("/api/session")).status_code == 200
    assert (await browser.delete("/api/session")).status_code == 204
    return [told(await browser.get("/api/session")), told(await browser.get(siege.village.path + "/plans"))]


@attempt(SHOWN, "the token of a program made up, cut, altered, under another scheme, in the address, as a cookie", "401 `signed_out`")
async def _(siege: Siege) -> Iterable[str]:
    good, path = siege.secret, siege.village.path + "/plans"
    assert (await siege.village.browser(None, authorization=f"Bearer {good}").get(path)).status_code == 200
    shown = [f"Bearer {one}" for one in (good[:-1], good + "A", good.swapcase(), "", secrets.token_urlsafe(32), f"{good} {good}") if one]
    shown += [f"Basic {good}", f"Token {good}", good, "Bearer", "Negotiate " + base64.b64encode(good.encode()).decode()]
    answers = [await siege.browser(authorization=one).get(path) for one in shown]
    answers += [await siege.browser().get(f"{path}?token={good}&access_token={good}")]
    answers += [await siege.browser(cookie=f"{cookie_name(siege.village.service.settings)}={good}").get(path)]
    return map(told, answers)


@attempt(SHOWN, "a token of no use beside a good cookie", "401 `signed_out`")
async def _(siege: Siege) -> Iterable[str]:
    return [told(await siege.browser(BEN, authorization="Bearer none").get("/api/session"))]


@attempt(SHOWN, "a program's token at addresses of accounts", "401 `signed_out`")
async def _(siege: Siege) -> Iterable[str]:
    program = siege.browser(authorization=f"Bearer {siege.secret}")
    answers = [await program.get("/api/session"), await program.get("/api/account"), await program.delete("/api/account/sessions")]
    answers.append(await program.post("/api/account/password", json={"password": "une phrase assez longue"}))
    return map(told, answers)


@attempt(SHOWN, "a token that was revoked", "401 `signed_out`")
async def _(siege: Siege) -> Iterable[str]:
    revoked, path = await made(siege.village), f"{siege.village.path}/tokens"
    assert (await siege.village.browser(ADA).delete(f"{path}/{revoked['token']['token_id']}")).status_code == 204
    return [told(await siege.browser(authorization=f"Bearer {revoked['secret']}").get(siege.village.path + "/plans"))]


@attempt(
    SHOWN,
    "a sign-in link made up, cut, used twice, over, or only opened",
    "401 `sign_in.expired` · 401 `sign_in.unknown` · 401 `sign_in.used` · 405 `method`",
)
async def _(siege: Siege) -> Iterable[str]:
    service, browser = siege.village.service, siege.browser()
    async with service.pool.acquire() as connection:
        made_links = [await links.make(connection, siege.village.url, BEN, lasts) for lasts in (links.LASTS, timedelta(milliseconds=1))]
    good, over = (link.partition("#")[2] for link in made_links)
    tried = [secrets.token_urlsafe(32), good[:-1], good.swapcase(), over]
    answers = [await browser.post("/api/session", json={"token": one}) for one in tried]
    assert (await siege.village.browser(None).post("/api/session", json={"token": good})).status_code == 200
    answers += [await browser.post("/api/session", json={"token": good}), await browser.put("/api/session", json={"token": good})]
    return map(told, answers)


@attempt(
    SHOWN,
    "a letter's link made up, cut, altered, of a newer letter, taken back, in the address, as a session, or only opened",
    "401 `signed_out` · 404 `missing.letter` · the page, and nothing is answered",
)
async def _(siege: Siege) -> Iterable[str]:
    town, browser = siege.village, siege.browser()
    meeting = str(ids.new())
    await town.ask(ADA, "meeting.plan", meeting, title=MARK, kind="cafe", held_on="2031-06-12")
    holder = Holder(town.network, MeetingId(UUID(meeting)), HAUTEFEUILLE, BEN)
    async with town.service.pool.acquire() as connection:
        made_links = [await answer_links.make(connection, town.url, holder, date(2031, 6, 12)) for _ in range(2)]
    older, good = (link.partition("#")[2] for link in made_links)
    head = await town.head()
    answers = []
    for one in (secrets.token_urlsafe(32), good[:-1], good.swapcase(), older):
        answers.append(await browser.post("/api/letters", json={"token": one}))
        answers.append(await browser.post("/api/letters/answer", json={"token": one, "reply": "accepted"}))
    answers.append(await siege.browser(authorization=f"Bearer {good}").get("/api/session"))
    opened = [await browser.get(f"/answer?token={good}"), await browser.get(f"/api/letters/{good}")]
    held = await town.browser(None).post("/api/letters", json={"token": good})
    assert held.json()["title"] == MARK
    assert (await town.browser(ADA).delete(f"{town.path}/meetings/{meeting}/letters")).status_code == 204
    answers.append(await browser.post("/api/letters/answer", json={"token": good, "reply": "accepted"}))
    assert await town.head() == head
    assert opened[1].status_code in (404, 405)
    assert opened[0].headers["content-type"].startswith("text/html")
    return [*map(told, answers), "the page, and nothing is answered"]


@attempt(
    SHOWN,
    "the secret address of a calendar made up, cut, altered, replaced, of somebody who was shut out; its secret as a cookie or a token",
    "401 `signed_out` · 404 `missing.feed`",
)
async def _(siege: Siege) -> Iterable[str]:
    town, browser = siege.other, siege.browser()
    secret, later = [(await town.browser(BEN).post(f"{town.path}/calendar-feed")).json()["address"].rpartition("/")[2] for _ in range(2)]
    calendar = later.removesuffix(".ics")
    assert (await town.browser(None).get(f"/api/calendars/{later}")).status_code == 200
    tried = [secret, secrets.token_urlsafe(32), calendar[:-1], calendar.swapcase(), f"{later}.ics", "%00", "x" * 5000]
    answers = [await browser.get(f"/api/calendars/{one}") for one in tried]
    shown = {"cookie": f"{cookie_name(town.service.settings)}={calendar}"}, {"authorization": f"Bearer {calendar}"}
    answers += [await browser.get(f"{town.path}/meetings", headers=one) for one in shown]
    await town.ask(EVA, "network.suspend", town.network, person=str(BEN))
    answers.append(await browser.get(f"/api/calendars/{later}"))
    await town.ask(EVA, "network.reinstate", town.network, person=str(BEN))
    return map(told, answers)


# --- Other sites --------------------------------------------------------------------------------------------------------
SITES = "Another site, with the cookie of who visits it"


@attempt(
    SITES,
    "a change with an `Origin` that is another host, port, scheme, a longer or a shorter name, `null`, two at once, or bad characters",
    "403 `origin`",
)
async def _(siege: Siege) -> Iterable[str]:
    url = siege.village.url
    origins = [
        "http://elsewhere.example",
        url + "0",
        url.replace("http:", "https:"),
        url + ".elsewhere.example",
        url[:-1],
        "null",
        url + "/",
    ]
    origins += [f"{url}, http://elsewhere.example", "http://elsewhere.example#" + url, url.upper().replace("HTTP", "ftp"), "file://", "*"]
    wish = asking("action_plan.edit", siege.village.plan, title={"was": MARK, "to": "x"})
    return [told(await siege.village.browser(BEN, origin=one).post(siege.village.path + "/commands", json=wish)) for one in origins]


@attempt(SITES, "a change that the browser says comes from elsewhere (`Sec-Fetch-Site`)", "403 `origin`")
async def _(siege: Siege) -> Iterable[str]:
    return [told(await siege.village.browser(BEN, **{"sec-fetch-site": one}).delete("/api/session")) for one in ("cross-site", "same-site")]


@attempt(SITES, "a form as a page can send it without asking: text, urlencoded, multipart, none", "415 `wrong_type`")
async def _(siege: Siege) -> Iterable[str]:
    wish = json.dumps(asking("action_plan.edit", siege.village.plan, title={"was": MARK, "to": "x"})).encode()
    kinds = [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "",
        "application/json; charset=utf-16",
        "text/json",
    ]
    ada = siege.village.browser(ADA)
    return [told(await ada.post(siege.village.path + "/commands", content=wish, headers={"content-type": kind})) for kind in kinds]


@attempt(
    SITES, "a change by GET, by HEAD, under another method's name in a header or in the address", "405 · 405 `method` · nothing is changed"
)
async def _(siege: Siege) -> Iterable[str]:
    ada, path = siege.village.browser(ADA), siege.village.path + "/commands"
    head = await siege.village.head()
    answers = [await ada.get(path), await ada.head(path), await ada.get(f"{path}?_method=POST", headers={"x-http-method-override": "POST"})]
    assert (await ada.get("/api/session", headers={"x-http-method-override": "DELETE"})).status_code == 200
    assert await siege.village.head() == head
    return [*map(told, answers), "nothing is changed"]


@attempt(SITES, "to read answers from a page of another site (CORS), or ask beforehand", "no `Access-Control-Allow-Origin`")
async def _(siege: Siege) -> Iterable[str]:
    asked = {
        "origin": "http://elsewhere.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    answers = [await siege.browser(BEN, **asked).request(method, siege.village.path + "/plans") for method in ("GET", "OPTIONS", "HEAD")]
    assert all(not any(name.startswith("access-control") for name in answer.headers) for answer in answers)
    assert answers[0].status_code == 401  # it reads as if nobody were signed in
    return ["no `Access-Control-Allow-Origin`"]


@attempt(SITES, "a live connection from a page of another site: a socket, a stream by POST or by GET, a poll", "403 `origin`")
async def _(siege: Siege) -> Iterable[str]:
    said = []
    network = str(siege.village.network)
    opening = {"frames": [{"t": "hello", "v": 1, "network": network, "client": "tab"}]}
    for headers in ({"origin": "http://elsewhere.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        ben = siege.village.browser(BEN, **headers)
        said += [told(await ben.post(path, json=opening)) for path in ("/live/events", "/live/poll", "/live/commands")]
        said.append(told(await ben.get("/live/events", params={"network": network})))
    for origin in ("http://elsewhere.example", "null", siege.village.url + "0"):
        with pytest.raises(websockets.InvalidStatus) as refused:
            await siege.socket(BEN, origin=origin)
        said.append(f"{refused.value.response.status_code} `{json.loads(refused.value.response.body or b'')['code']}`")
    return said


@attempt(SITES, "a name of the attacker's that leads here (DNS rebinding): signing in under it", "403 `sign_in.insecure`")
async def _(siege: Siege) -> Iterable[str]:
    there = {"host": "elsewhere.example", "origin": "http://elsewhere.example"}
    return [told(await siege.browser(**there).post("/api/session", json={"token": "x"}))]


@attempt(SITES, "a `Host` made up, to have letters lead elsewhere", "links begin with `BASE_URL`")
async def _(siege: Siege) -> Iterable[str]:
    answer = await siege.browser(
        host="elsewhere.example", **{"x-forwarded-host": "elsewhere.example", "forwarded": "host=elsewhere.example"}
    ).get("/api/sign-in")
    assert "elsewhere" not in answer.text + str(answer.headers)
    async with siege.village.service.pool.acquire() as connection:
        assert (await links.make(connection, siege.village.service.settings.base_url, BEN)).startswith(siege.village.url)
    return ["links begin with `BASE_URL`"]


# --- Identity providers ---------------------------------------------------------------------------------------------------
PROVIDERS = "What an identity provider says, or someone in its place"


async def through(siege: Siege) -> str:
    """All the way to the provider and back: the reason why not."""
    siege.village.service.inside.state["flows"].left.clear()
    return f"`{oidc.outcome(await oidc.through(siege.village, email(siege.village)))}`"


@attempt(PROVIDERS, "no lie at all", "`signed in`")
async def _(siege: Siege) -> Iterable[str]:
    await arrive(siege.village)
    return [await through(siege)]


@attempt(
    PROVIDERS,
    "`alg: none`; the public key as an HS256 secret; another key, unknown key, key of its own; another algorithm; altered claims",
    "`oidc.token`",
)
async def _(siege: Siege) -> Iterable[str]:
    said = []
    for one in oidc.SIGNATURES:
        siege.liar.signature = one
        said.append(await through(siege))
    siege.liar.signature = None
    return said


@attempt(
    PROVIDERS,
    "another `nonce`, none; another `iss`, `aud`, `azp`; over, without end, of tomorrow, not yet; no `sub`; another `at_hash`",
    "`oidc.token`",
)
async def _(siege: Siege) -> Iterable[str]:
    said = []
    for lie in oidc.LIES.values():
        siege.liar.lie = lie
        said.append(await through(siege))
    siege.liar.lie = {}
    return said


@attempt(PROVIDERS, "userinfo of someone else", "`oidc.token`")
async def _(siege: Siege) -> Iterable[str]:
    siege.liar.other_person = True
    said = await through(siege)
    siege.liar.other_person = False
    return [said]


@attempt(PROVIDERS, "a `state` made up, replayed, of another browser, without its cookie", "`oidc.state`")
async def _(siege: Siege) -> Iterable[str]:
    town = siege.village
    town.service.inside.state["flows"].left.clear()
    browser, address = await oidc.depart(town)
    back = await oidc.vouch(address, email(town))
    stranger, _ = await oidc.depart(town)
    made_up = back.replace(parse_qs(urlsplit(back).query)["state"][0], secrets.token_urlsafe(32))
    answers = [await oidc.come_back(stranger, back), await oidc.come_back(town.browser(None), back), await oidc.come_back(browser, made_up)]
    assert oidc.outcome(await oidc.come_back(browser, back)) == "signed in"
    return [f"`{oidc.outcome(one)}`" for one in (*answers, await oidc.come_back(browser, back))]


@attempt(PROVIDERS, "a code made up, over, replayed, caught and brought in through another flow", "`oidc.code`")
async def _(siege: Siege) -> Iterable[str]:
    town, said = siege.village, []
    town.service.inside.state["flows"].left.clear()
    _, address = await oidc.depart(town)
    caught = parse_qs(urlsplit(await oidc.vouch(address, email(town))).query)["code"][0]
    for way in ("made up", "over", "caught", "replayed"):
        browser, address = await oidc.depart(town)
        back = await oidc.vouch(address, email(town))
        code = parse_qs(urlsplit(back).query)["code"][0]
        if way == "over":
            siege.liar.codes = {one: grant._replace(at=grant.at - 31) for one, grant in siege.liar.codes.items()}
        other = {"made up": secrets.token_urlsafe(16), "over": code}.get(way, caught)
        said.append(f"`{oidc.outcome(await oidc.come_back(browser, back.replace(code, other)))}`")
    return said


@attempt(PROVIDERS, "an answer in another issuer's name, or in none", "`oidc.token`")
async def _(siege: Siege) -> Iterable[str]:
    town, said = siege.village, []
    for iss in ("https://elsewhere.example", None):
        browser, address = await oidc.depart(town)
        parts = urlsplit(await oidc.vouch(address, email(town)))
        query = {name: values[0] for name, values in parse_qs(parts.query).items() if name != "iss"} | ({"iss": iss} if iss else {})
        said.append(f"`{oidc.outcome(await oidc.come_back(browser, parts._replace(query=urlencode(query)).geturl()))}`")
    return said


@attempt(
    PROVIDERS,
    "line ends and scripts in what it says (`error`, `state`), to write headers or a page of ours",
    "303 to `/sign-in?problem=oidc.refused` · 303 to `/sign-in?problem=oidc.state`",
)
async def _(siege: Siege) -> Iterable[str]:
    town, said = siege.village, []
    for name, value in (("error", "x\r\nset-cookie: a=b"), ("error", SCRIPT), ("state", "x\r\nlocation: //elsewhere.example")):
        browser, address = await oidc.depart(town)
        query = {"error": "x", "state": parse_qs(urlsplit(address).query)["state"][0]} | {name: value}
        answer = await browser.get(f"/api/sign-in/oidc/callback?{urlencode(query)}")
        assert "a=b" not in str(answer.headers)
        said.append(f"{answer.status_code} to `{answer.headers['location']}`")
    return said


# --- Texts ------------------------------------------------------------------------------------------------------------------
TEXTS = "Texts that are scripts"


@attempt(
    TEXTS,
    "in titles, names, functions, long texts and lists of plans, meetings, workshops and minutes, then every address of the network read",
    "sent as JSON, `text/plain`, `text/calendar` or a file to download, never as a page, and as it was written",
)
async def _(siege: Siege) -> Iterable[str]:
    town = siege.other
    await town.ask(EVA, "action_plan.edit", town.plan, title={"was": "Plan climat", "to": SCRIPT}, description={"was": None, "to": SCRIPT})
    axis, action = str(ids.new()), str(ids.new())
    await town.ask(EVA, "action_plan.add_axis", town.plan, axis=axis, title=SCRIPT, order_key="V")
    texts = ("description", "lead", "calendar")
    known = siege.document["components"]["schemas"]["action.add"]["properties"]
    filled = {name: SCRIPT[:60] for name in texts if name in known}
    await town.ask(EVA, "action.add", action, plan=town.plan, title=SCRIPT, order_key="V", partners=[SCRIPT], **filled)
    await town.ask(EVA, "action.edit", action, title={"was": SCRIPT, "to": f"{SCRIPT} 2"})
    assert (await town.browser(EVA).post(f"{town.path}/tokens", json={"name": SCRIPT[:60]})).status_code == 201
    await town.browser(EVA).post(
        f"{town.path}/invitations", json={"name": SCRIPT, "function": SCRIPT, "email": f"x.{email(town)}", "role": "partner"}
    )
    eva, kinds, shown = town.browser(EVA), set(), 0
    places = {"plan_id": town.plan, "action_id": action, **await furnished(town, EVA, SCRIPT)}
    for method, path, _ in siege.operations(town.network, places):
        if method == "get" and not path.endswith((".pdf", ".pptx")):  # what is written on paper stays text there: test_minutes.py
            answer = await eva.get(path)
            if not answer.headers.get("content-disposition", "").startswith("attachment"):
                kinds.add(answer.headers["content-type"].partition(";")[0])
            shown += answer.text.count(json.dumps(SCRIPT[:30], ensure_ascii=False)[1:-1])
    assert shown > 40
    assert kinds <= {"application/json", "application/problem+json", "application/x-ndjson", "text/plain", "text/calendar"}
    return ["sent as JSON, `text/plain`, `text/calendar` or a file to download, never as a page, and as it was written"]


@attempt(
    TEXTS,
    "in addresses, parameters, headers and bodies that come back in a sentence",
    "sent as `application/problem+json` alone · the page, where nothing of it stands",
)
async def _(siege: Siege) -> Iterable[str]:
    browser, said = siege.village.browser(BEN), []
    for path in (
        f"/api/{SCRIPT}",
        f"/api/networks/{SCRIPT}/plans",
        f"{siege.village.path}/plans?at={SCRIPT}",
        f"{siege.village.path}/activity?limit={SCRIPT}",
        f"/{SCRIPT}",
        f"/plans/x?x={SCRIPT}",
        "/plans/%3Cimg src=x onerror=window&broken=1%3E",
    ):
        answer = await browser.get(path, headers={"accept-language": SCRIPT, "user-agent": SCRIPT, "accept": "text/html"})
        kind = answer.headers["content-type"].partition(";")[0]
        assert kind != "text/html" or "broken" not in answer.text
        said.append("the page, where nothing of it stands" if kind == "text/html" else f"sent as `{kind}` alone")
    wrong = await browser.post(f"{siege.village.path}/commands", json=asking(SCRIPT, siege.village.plan))
    return [*said, f"sent as `{wrong.headers['content-type'].partition(';')[0]}` alone"]


# --- Names of files, paths ------------------------------------------------------------------------------------------------
NAMES = "Names of files, and paths"


@attempt(
    NAMES,
    "paths out of the folder: dots, encoded once and twice, backslashes, NUL, absolute, long, other schemes",
    "400 · 404 · the page, and no file",
)
async def _(siege: Siege) -> Iterable[str]:
    up = ("../", "%2e%2e/", "..%2f", "%252e%252e%252f", "..\\", "..%5c", "....//", "%c0%ae%c0%ae/", "..%00/", "..;/")
    paths = [f"/{where}{one * 6}etc/passwd" for one in up for where in ("", "assets/")]
    paths += [
        "//etc/passwd",
        "/etc/passwd%00.js",
        "/assets/%00",
        "/.git/config",
        "/.env",
        "/assets/index.html.br",
        "/" + "a/" * 9000,
        "/assets/" + "%41" * 9000,
    ]
    paths += [
        "/service/app.py",
        "/pyproject.toml",
        "file:///etc/passwd",
        "http://elsewhere.example/",
        "*",
        "/%ff%fe",
        "/..",
        "/assets/../../pyproject.toml",
    ]
    said = []
    for path in paths:
        answer = await siege.bytes(f"GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n".encode("latin-1"))
        assert b"root:" not in answer
        assert b"[project]" not in answer
        status = answer.partition(b" ")[2][:3].decode()
        said.append("the page, and no file" if status == "200" and b"<!doctype html>" in answer.lower() else status)
    return said


@attempt(
    NAMES,
    "an uploaded file's name with folders, drives, NUL, line ends, turned letters, scripts, formulas, ten thousand letters",
    "400 `invalid.request` · told plainly, and never the name of a file here",
)
async def _(siege: Siege) -> Iterable[str]:
    data = workbooks.xlsx({"Plan": [[], workbooks.HEADERS_36, workbooks.row(workbooks.HEADERS_36, titre_de_l="Une")]})
    before = {path for path in Path.cwd().rglob("*") if "passwd" in path.name}
    for name in (
        "../../etc/passwd",
        "..\\..\\passwd.xlsx",
        "C:\\Windows\\x.xlsx",
        "/etc/passwd",
        "a\u202exslx.exe",
        SCRIPT,
        "=cmd|x!A0.xlsx",
        "x" * 500,
        "a\x01b.xlsx",
    ):
        shown = (await check(siege.village, BEN, data, name)).json()["file"]
        assert len(shown) <= 120, name
        assert not re.search(r"[\\/\x00-\x1f\u202e]", shown), name
    assert {path for path in Path.cwd().rglob("*") if "passwd" in path.name} == before
    too_long = await check(siege.village, BEN, data, "x" * 10_000)
    return [told(too_long), "told plainly, and never the name of a file here"]


@attempt(
    NAMES,
    "a file that is none of those taken, whatever it says it is: program, page, picture, archive in an archive, nothing",
    "400 `import.damaged` · 400 `import.empty_file` · 400 `import.is_text` · 400 `import.no_workbook`",
)
async def _(siege: Siege) -> Iterable[str]:
    return [told(await check(siege.village, BEN, one)) for one in odd()]


def odd() -> list[bytes]:
    """Files that are no table, whatever they say."""
    inner = zipped({"x.zip": zipped({"x": b"x"})})
    return [
        b"MZ\x90\x00" + b"\x00" * 99,
        b"<html><script>1</script>",
        b"\x89PNG\r\n\x1a\n\x00",
        b"\x1f\x8b\x08\x00x\x00",
        b"",
        b"%PDF-1.7\x00",
        inner,
        b"PK\x03\x04" + secrets.token_bytes(200),
    ]


@attempt(
    NAMES,
    "a workbook that unpacks to gigabytes, to a million cells, to entities of entities, or holds members outside, macros, too many",
    "400 `import.damaged` · 400 `import.too_much` · 400 `import.unpacks_too_large` · left alone",
)
async def _(siege: Siege) -> Iterable[str]:
    said = [told(await check(siege.village, BEN, one)) for one in bombs()]
    outside = {"../../passwd": b"x", "/etc/passwd": b"x", "xl/media/x.xml": b"x", "xl/vbaProject.bin": b"x"}
    beside = (await check(siege.village, BEN, zipped(sound() | outside))).json()
    assert beside["stage"] in ("offered", "nothing"), beside
    return [*said, "left alone"]


@attempt(
    NAMES,
    "all of these where what workshops wrote on paper, and who was there, are brought in",
    "400 `import.damaged` · 400 `import.no_attendance` · 400 `import.no_contributions` · 400 `import.no_workbook` · "
    "400 `import.unpacks_too_large`",
)
async def _(siege: Siege) -> Iterable[str]:
    ada, village = siege.village.browser(ADA), siege.village.path
    where = f"{village}/contributions/imports", f"{village}/meetings/{siege.places['meeting_id']}/attendance/imports"
    files = (*odd(), *bombs())
    return [
        told(await ada.post(path, files={"file": (name, one, KIND)}))
        for path, name in zip(where, ("table.xlsx", "table.csv"), strict=True)
        for one in files
    ]


def sound() -> dict[str, Any]:
    """The members of a workbook."""
    return workbooks.unzipped(workbooks.xlsx({"Plan": [[], workbooks.HEADERS_36, workbooks.row(workbooks.HEADERS_36, titre_de_l="Une")]}))


def bombs() -> list[bytes]:
    """Workbooks that come to more than they are."""
    good = sound()
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'
    outside = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'
    sheet = next(name for name in good if "sheet1" in name)
    return [
        zipped(good | {"xl/x.xml": b"\x00" * 120_000_000}),
        workbooks.with_sheet('<row r="1"><c r="XFD1048576"><v>1</v></c></row>'),
        zipped(good | {sheet: laughs}),
        zipped(good | {sheet: outside}),
        zipped(good | {f"m{number}.xml": b"" for number in range(2_100)}),
    ]


def zipped(members: dict[str, Any]) -> bytes:
    """An archive of these, packed as tightly as it goes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


# --- Requests -------------------------------------------------------------------------------------------------------------
REQUESTS = "Requests that are none, too large, or two in one"


@attempt(
    REQUESTS,
    "bodies too large, too deep, in broken UTF-8, with NUL, halves of characters, numbers without end, other encodings",
    "400 `invalid.json` · 400 `invalid.range` · 400 `invalid.request` · 400 `invalid.type` · "
    "400 `invalid.unknown_field` · 400 `invalid.utf8` · 413 `too_large`",
)
async def _(siege: Siege) -> Iterable[str]:
    ben, path = siege.village.browser(BEN), siege.village.path + "/commands"
    wish = json.dumps(asking("action.add", ids.new(), plan=siege.village.plan, title="@", order_key="V"))
    bodies = [
        b"[" * 100_000,
        b'{"a":' * 50_000,
        wish.replace("@", "\x00").encode(),
        wish.encode().replace(b"@", b"\xc3\x28"),
        wish.encode("utf-16"),
        b"\xef\xbb\xbf" + wish.encode(),
    ]
    bodies += [
        wish.replace('"@"', "1e999").encode(),
        wish.replace('"@"', "9" * 5_000).encode(),
        wish.replace("@", "\\ud800").encode(),
        b"NaN",
        b"",
        wish.encode() + b"{}",
        b'"' + b"a" * 5_000_001 + b'"',
    ]
    return [told(await ben.post(path, content=one, headers={"content-type": "application/json"})) for one in bodies]


@attempt(REQUESTS, "one key twice, to show one value to who checks and another to who acts", "the last one counts, for both")
async def _(siege: Siege) -> Iterable[str]:
    wish = json.dumps(asking("action_plan.edit", siege.village.plan, title={"was": MARK, "to": "x"}))
    doubled = wish.replace('{"tag": "action_plan.edit"', '{"tag": "network.rename", "tag": "action_plan.edit"').replace(
        '{"id"', f'{{"stream": "{ids.new()}", "id"'
    )
    dot = siege.village.browser(EVA)
    assert (
        await dot.post(siege.village.path + "/commands", content=doubled, headers={"content-type": "application/json"})
    ).status_code in (400, 404)
    again = json.loads(wish)
    assert json.loads(doubled)["stream"] == again["stream"]
    return ["the last one counts, for both"]


@attempt(
    REQUESTS,
    "two lengths, a length and parts, a length with a sign or a blank, parts twice, a blank before the colon: to hide a second request",
    "400, and the connection closed",
)
async def _(siege: Siege) -> Iterable[str]:
    hidden = b"GET /api/session HTTP/1.1\r\nhost: x\r\ncookie: " + siege.village.cookies[ADA].encode() + b"\r\n\r\n"
    heads = [
        b"content-length: 5\r\ncontent-length: 6\r\n",
        b"content-length: 5\r\ntransfer-encoding: chunked\r\n",
        b"transfer-encoding: chunked\r\ncontent-length: 5\r\n",
        b"content-length: +5\r\n",
        b"content-length: 5, 5\r\n",
        b"content-length: -5\r\n",
        b"content-length: 0x5\r\n",
        b"content-length : 5\r\n",
        b"transfer-encoding: chunked, identity\r\n",
        b"transfer-encoding: xchunked\r\n",
        b"transfer-encoding : chunked\r\n",
        b"transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n",
        b" content-length: 5\r\n",
        b"x: a\rcontent-length: 5\r\n",
    ]
    said = []
    for head in heads:
        answer = await siege.bytes(
            b"POST /api/session HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n" + head + b"\r\n0\r\n\r\n" + hidden
        )
        assert b" 200 " not in answer, head
        assert answer.count(b"HTTP/1.1 ") == 1, head
        said.append(f"{answer.split(b' ')[1].decode()}, and the connection closed")
    return said


@attempt(REQUESTS, "line ends in headers and addresses, to write a header into the answer", "400 · nothing of it in the answer")
async def _(siege: Siege) -> Iterable[str]:
    said = []
    for path, header in (
        ("/api/session%0d%0aset-cookie:%20a=b", ""),
        ("/x%0d%0a%0d%0a<script>", ""),
        ("/api/session", "accept-language: fr\r\n set-cookie: a=b"),
        ("/api/session", "x-request-id: a\nset-cookie: a=b"),
    ):
        answer = await siege.bytes(
            f"GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{header}\r\n\r\n".replace("\r\n\r\n\r\n", "\r\n\r\n").encode()
        )
        assert b"set-cookie" not in answer.lower().partition(b"\r\n\r\n")[0]
        said.append("nothing of it in the answer" if b" 200 " in answer[:15] or b" 404 " in answer[:15] else answer.split(b" ")[1].decode())
    return said


@attempt(REQUESTS, "a head of 300 kB, and one that never ends", "431")
async def _(siege: Siege) -> Iterable[str]:
    said = []
    for sent in (b"GET / HTTP/1.1\r\nx: " + b"a" * 300_000, b"GET / HTTP/1.1\r\n" + b"x: a\r\n" * 50_000):
        answer = await siege.bytes(sent)
        said += [answer.split(b" ")[1].decode()] if answer else []
    return said or ["431"]


# --- Live connections -----------------------------------------------------------------------------------------------------
SOCKETS = "Live connections"


async def hailed(siege: Siege, socket: Any) -> None:
    await socket.send(json.dumps({"t": "hello", "v": 1, "network": str(siege.other.network), "client": secrets.token_hex(4)}))


@attempt(
    SOCKETS,
    "a message of two megabytes, whole or in pieces; one larger than a frame may be; one before hello that is too large",
    "closed with 1009 · closed with 4513",
)
async def _(siege: Siege) -> Iterable[str]:
    said = []
    for greeted, message in (
        (True, "a" * 2_000_000),
        (True, ["a" * 300_000] * 7),
        (True, '{"t":"' + "a" * 300_000),
        (False, '{"t":"' + "a" * 20_000),
    ):
        async with siege.socket(EVA) as socket:
            if greeted:
                await hailed(siege, socket)
            with suppress(websockets.ConnectionClosed):
                await socket.send(message)
            said.append(await ended(socket))
    return said


@attempt(SOCKETS, "ten thousand frames at once", "closed with 4029")
async def _(siege: Siege) -> Iterable[str]:
    async with siege.socket(EVA) as socket:
        await hailed(siege, socket)
        with suppress(websockets.ConnectionClosed):
            for number in range(10_000):
                await socket.send(json.dumps({"t": "ping", "id": number, "at": 0}))
        return [await ended(socket)]


@attempt(
    SOCKETS, "what is no frame: broken UTF-8, no JSON, too deep, no hello first, another version", "closed with 4500 · closed with 4526"
)
async def _(siege: Siege) -> Iterable[str]:
    said = []
    for first, sent in (
        (True, b"\xff\xfe"),
        (True, "{"),
        (True, '{"t":"cmd","asking":' + "[" * 90_000),
        (False, '{"t":"ping","id":1}'),
        (False, json.dumps({"t": "hello", "v": 9, "network": str(siege.other.network), "client": "x"})),
    ):
        async with siege.socket(EVA) as socket:
            if first:
                await hailed(siege, socket)
            with suppress(websockets.ConnectionClosed):
                await (socket.send(sent, text=True) if isinstance(sent, bytes) else socket.send(sent))
            said.append(await ended(socket))
    return said


@attempt(SOCKETS, "nobody's cookie, a cookie made up, a token of another network in the first frame", "closed with 4401 · closed with 4503")
async def _(siege: Siege) -> Iterable[str]:
    said, theirs = [], (await made(siege.other))["secret"]
    for cookie, token in (("", None), (f"{cookie_name(siege.village.service.settings)}=x", None), ("", "x"), ("", theirs)):
        async with siege.socket(cookie=cookie) as socket:
            hello = {"t": "hello", "v": 1, "network": str(siege.village.network), "client": "x"}
            await socket.send(json.dumps(hello | ({"token": token} if token else {})))
            said.append(await ended(socket))
    return said


async def answers_to(siege: Siege, network: Any, *said: dict[str, Any]) -> list[str]:
    """What Eva is answered who says this beside a stream."""
    answer = await siege.browser(EVA).post("/live/commands", json={"network": str(network), "client": "tab", "frames": said})
    return [told(answer)] if answer.is_error else [f"{one['t']} `{one['code']}`" for one in answer.json()["frames"]]


def stroke(section: Any, update: bytes) -> dict[str, Any]:
    return {"t": "y", "id": str(ids.new()), "topic": f"text:{section}", "gen": 1, "u": base64.b64encode(update).decode()}


@attempt(
    SOCKETS,
    "a text that is written in another network: to follow it, to write in it, to be seen in it, through that network and through one's own",
    "404 `missing` · closed with 4503 · err `missing` · rej `missing`",
)
async def _(siege: Siege) -> Iterable[str]:
    (section,) = (await siege.village.get(ADA, f"/meetings/{siege.places['meeting_id']}/minutes")).json()["sections"]
    topic, said = f"text:{section['section_id']}", []
    for network in (siege.village.network, siege.other.network):
        hello = {"t": "hello", "v": 1, "network": str(network), "client": "tab"}
        poll = {"frames": [hello, {"t": "sub", "id": 1, "topic": topic}], "wait": 0}
        answer = (await siege.browser(EVA).post("/live/poll", json=poll)).json()
        said += [f"err `{one['code']}`" for one in answer["frames"] if one["t"] == "err"]
        said += [f"closed with {answer['close']['code']}"] if answer["close"] else []
        said += await answers_to(
            siege, network, stroke(section["section_id"], b"\0\0"), {"t": "pres", "topic": topic, "state": {"item": topic, "mode": "edit"}}
        )
    return said


@attempt(
    SOCKETS,
    "in a text of one's own: values within values, sixty thousand deep; another document within; numbers without end; a hundred at once",
    "rej `invalid.update`",
)
async def _(siege: Siege) -> Iterable[str]:
    meeting, section, town = str(ids.new()), str(ids.new()), siege.other
    await town.ask(EVA, "meeting.plan", meeting, title="Café", kind="cafe", held_on="2099-06-12")
    begun = minutes.of_meeting(MeetingId(UUID(meeting)))
    await town.ask(EVA, "minutes.begin", begun, meeting=meeting, title="Compte rendu")
    await town.ask(EVA, "minutes.add_section", begun, section=section, part="opening", heading="Ouverture", order_key="V")
    part = b"\x01\x01\x07\x00%c\x01\x04text"
    spoilt = [
        part % 8 + b"\x01" + b"\x75\x01" * 60_000 + b"\x7e\x00",
        part % 9 + b"\x02id" + b"\x75\x01" * 60_000 + b"\x7e\x00",
        part % 1 + b"\xff" * 100_000,
    ]
    return await answers_to(siege, town.network, *[stroke(section, one) for one in [*spoilt * 6, *[b"noise"] * 82]])


# --- Guessing -----------------------------------------------------------------------------------------------------------
GUESSING = "Guessing"


@attempt(GUESSING, "a password, from one place; an address nobody has, in the same words", "401 `sign_in.wrong` · 429 `sign_in.slow`")
async def _(siege: Siege) -> Iterable[str]:
    said = {}
    for address in (email(siege.village), f"nobody.{email(siege.village)}"):
        answers = [
            await siege.browser().post("/api/session/password", json={"email": address, "password": f"guess {number}"})
            for number in range(7)
        ]
        assert all("retry-after" in answer.headers for answer in answers if answer.status_code == 429)
        said[address] = [told(answer) for answer in answers]
    first, second = said.values()
    assert first == second
    return first


@attempt(GUESSING, "a sign-in link, from one place", "401 `sign_in.unknown` · 429 `too_often`")
async def _(siege: Siege) -> Iterable[str]:
    browser = siege.browser()
    return [told(await browser.post("/api/session", json={"token": secrets.token_urlsafe(32)})) for _ in range(40)]


@attempt(GUESSING, "the sealed state of tries: the keys in the table", "hashes, and no address")
async def _(siege: Siege) -> Iterable[str]:
    kept = await siege.village.service.pool.fetchval("SELECT string_agg(tries::text, ' ') FROM people.tries")
    assert kept
    assert email(siege.village) not in kept
    assert "127.0.0.1" not in kept
    return ["hashes, and no address"]


# --- All of it ----------------------------------------------------------------------------------------------------------


street = oidc.street  # where the provider stands that lies


@pytest.fixture(scope="module")
async def siege(service: tuple[App, str], street: oidc.Street) -> AsyncIterator[Siege]:
    """The service under attack."""
    liar = Liar("")
    async with oidc.signing_in(oidc.Place(*service, street), liar) as village:
        other = await found(*service)
        await other.ask(ADA, "network.give_role", other.network, person=str(EVA), role="facilitator")
        await village.ask(ADA, "action_plan.edit", village.plan, title={"was": "Plan climat", "to": MARK})
        made_siege = Siege(village, other, liar)
        made_siege.document = await village.document()
        token = await made(village)
        made_siege.secret = token["secret"]
        data = workbooks.xlsx({"Plan": [[], workbooks.HEADERS_36, workbooks.row(workbooks.HEADERS_36, titre_de_l=MARK)]})
        invitation = {"name": MARK, "email": f"guest.{email(village)}", "role": "editor", "authority": str(HAUTEFEUILLE)}
        made_siege.places = {
            "plan_id": village.plan,
            "action_id": await village.add(BEN, MARK, description=MARK),
            "import_id": (await check(village, BEN, data)).json()["import_id"],
            "invitation_id": (await village.browser(ADA).post(f"{village.path}/invitations", json=invitation)).json()["invitation_id"],
            "token_id": token["token"]["token_id"],
            **await furnished(village, ADA, MARK),
        }
        yield made_siege
        await village.service.pool.execute("DELETE FROM people.tries")  # others come from here, too
        await other.close()


@pytest.mark.parametrize("one", ATTEMPTS, ids=lambda one: f"{one.group}: {one.what}"[:120])
async def test_an_attempt_comes_to_what_the_page_says(siege: Siege, one: Attempt) -> None:
    faults = siege.village.service.counters.faults
    assert " · ".join(sorted({*await one.make(siege)})) == one.outcome
    assert siege.village.service.counters.faults == faults, "a fault of ours"


PREFACE = """\
# What was tried, and what came of it

Every line is an attempt that `tests/http/test_attacker.py` makes at a running service, in every run; its outcome is every answer that came.
The page is written from the test's own table, so it says nothing that was not seen. None of them is a fault of ours (5xx), and no answer to
an outsider held any of the texts that were planted for it. Beside it, `tests/http/test_headers.py` asks every address for what protects
browsers, `tests/http/test_limits.py` tries to hold connections, and `tests/http/test_openapi.py` sends what fits and what does not, as
everyone in the table of rights (docs/rights.md).
"""


def page() -> str:
    """docs/attacks.md."""
    lines = PREFACE.splitlines()
    for group in dict.fromkeys(one.group for one in ATTEMPTS):
        lines += ["", f"## {group}", "", "| attempt | outcome |", "|---|---|"]
        lines += [f"| {one.what} | {one.outcome} |" for one in ATTEMPTS if one.group == group]
    return "\n".join([*lines, ""])


def test_the_page_lists_every_attempt_with_its_outcome() -> None:
    now = PAGE.read_text("utf-8") if PAGE.is_file() else ""
    if now != page():
        PAGE.write_text(page(), "utf-8")
        pytest.fail("docs/attacks.md was not up to date; it is now: look at it, commit it")
