"""Signing in by a one-time link, staying signed in by a cookie, signing out everywhere at once."""

import asyncio
import json
import time
from datetime import timedelta
from typing import Any

import httpx
import pytest
import websockets

from service.embedded import Addresses
from service.identity import links
from service.identity.keys import LOOK_EVERY, hashed
from service.live import frames
from tests.http.conftest import served
from tests.http.town import Town, found
from tests.people import ADA, BEN


async def link(town: Town, lasts: timedelta = links.LASTS) -> str:
    """The token of a new sign-in link for Ben."""
    async with town.service.pool.acquire() as connection:
        made = await links.make(connection, town.url, BEN, lasts)
    address, _, token = made.partition("#")
    assert address == f"{town.url}/sign-in"
    return token


async def test_a_link_signs_in_once(town: Town) -> None:
    token = await link(town)
    browser = town.browser(None)
    answer = await browser.post("/api/session", json={"token": token})
    assert answer.status_code == 200
    assert answer.json()["person_id"] == str(BEN)
    assert [one["name"] for one in answer.json()["networks"] if one["network_id"] == str(town.network)] == ["Réseau des deux vallées"]
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-club21=")
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    again = await browser.post("/api/session", json={"token": token})
    assert (again.status_code, again.json()["code"]) == (401, "sign_in.used")


async def test_the_cookie_keeps_a_person_signed_in_until_they_leave(town: Town) -> None:
    answer = await town.browser(None).post("/api/session", json={"token": await link(town)})
    browser = town.browser(None, cookie=answer.headers["set-cookie"].partition(";")[0])
    assert (await browser.get("/api/session")).json()["name"] == "Ben Clairmont"
    left = await browser.delete("/api/session")
    assert left.status_code == 204
    assert "Max-Age=0" in left.headers["set-cookie"]
    assert (await browser.get("/api/session")).status_code == 401


async def test_an_expired_link_says_so(town: Town) -> None:
    token = await link(town, timedelta(seconds=-1))
    answer = await town.browser(None).post("/api/session", json={"token": token})
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in.expired")


@pytest.mark.parametrize("body", [{"token": "x" * 43}, {"token": ""}, {}, {"token": "x", "person": str(ADA)}])
async def test_what_is_no_link_signs_nobody_in(town: Town, body: dict[str, Any]) -> None:
    answer = await town.browser(None).post("/api/session", json=body)
    assert answer.status_code in (400, 401)
    assert "set-cookie" not in answer.headers


async def test_signing_out_is_heard_on_every_process(town: Town, addresses: Addresses) -> None:
    async with served(addresses, BASE_URL=town.url) as (other, url), httpx.AsyncClient(base_url=url, timeout=60) as there:
        there.headers["cookie"] = town.cookies[BEN]
        assert (await there.get("/api/session")).status_code == 200
        await town.browser(BEN).delete("/api/session")
        await other.sessions.look()  # what the watching task does several times a second
        assert (await there.get("/api/session")).status_code == 401


async def test_a_session_is_not_believed_without_looking(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = town.browser(BEN)
    assert (await browser.get("/api/session")).status_code == 200
    await town.service.pool.execute("UPDATE people.session SET ended_at = now() - interval '1 hour' WHERE person_id = $1", BEN)
    monkeypatch.setattr(town.service.sessions, "looked", 0.0)
    monkeypatch.setattr("service.identity.keys.BELIEVED", -1.0)
    assert (await browser.get("/api/session")).status_code == 401


async def test_over_plain_http_away_from_localhost_nobody_signs_in(town: Town) -> None:
    answer = await town.browser(None).post("/api/session", json={"token": await link(town)}, headers={"host": "club21.example"})
    assert (answer.status_code, answer.json()["code"]) == (403, "sign_in.insecure")
    assert "INSECURE_COOKIES=1" in answer.json()["next"]


async def test_the_operator_may_accept_plain_http(addresses: Addresses) -> None:
    async with served(addresses, INSECURE_COOKIES="1") as (service, url):
        town = await found(service, url)
        answer = await town.browser(None).post("/api/session", json={"token": await link(town)}, headers={"host": "club21.example"})
        assert answer.status_code == 200
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("club21=")
        assert "Secure" not in cookie
        assert (await town.browser(None, cookie=cookie.partition(";")[0]).get("/api/session")).status_code == 200
        await town.close()


async def test_useless_links_are_tried_only_so_often_and_keep_nobody_out(addresses: Addresses) -> None:
    async with served(addresses) as (service, url):
        town = await found(service, url)
        browser = town.browser(None)
        answers = [await browser.post("/api/session", json={"token": f"guess-{number}"}) for number in range(30)]
        assert {answer.status_code for answer in answers} == {401, 429}
        last = answers[-1]
        assert (last.status_code, last.json()["code"]) == (429, "too_often")
        assert int(last.headers["retry-after"]) >= 1
        assert (await browser.post("/api/session", json={"token": await link(town)})).status_code == 200
        await town.close()


async def test_after_an_hour_without_the_database_nothing_of_before_is_believed(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session that ended on another process while this one could not look: the first look afterwards goes back as far."""
    browser = town.browser(BEN)
    assert (await browser.get("/api/session")).status_code == 200
    sessions = town.service.sessions
    await town.service.pool.execute("UPDATE people.session SET ended_at = now() - interval '30 minutes' WHERE person_id = $1", BEN)
    monkeypatch.setattr(sessions, "looked", sessions.looked - 3600)
    await sessions.look()
    assert (await browser.get("/api/session")).status_code == 401


async def test_an_expired_session_closes_what_it_opened(town: Town) -> None:
    assert (await town.browser(BEN).get("/api/session")).status_code == 200
    sessions = town.service.sessions
    ended: list[bytes] = []
    sessions.on_end(ended.append)
    key = hashed(town.cookies[BEN].partition("=")[2].encode())
    sessions.known[key].expires = 1.0
    await sessions.look()
    assert ended == [key]
    sessions.ended.remove(ended.append)


async def test_ending_a_session_closes_its_screens_on_every_process_at_its_next_look(town: Town, addresses: Addresses) -> None:
    assert LOOK_EVERY < 0.5  # so that they close within a second
    async with served(addresses, BASE_URL=town.url) as (other, url):
        looked: list[float] = []  # when the look before the one that found it began
        other.sessions.on_end(lambda _key: looked.append(other.sessions.looked))
        name = {"cookie": town.cookies[BEN]}
        async with websockets.connect(f"ws{url.removeprefix('http')}/live", additional_headers=name) as screen:
            await screen.send(json.dumps({"t": "hello", "v": 1, "network": str(town.network), "client": "a tab"}))
            assert json.loads(await screen.recv())["t"] == "welcome"
            listed = (await town.browser(BEN).get("/api/account")).json()["sessions"]
            (here,) = [one["session_id"] for one in listed if one["here"]]
            assert (await town.browser(BEN).delete(f"/api/account/sessions/{here}")).status_code == 204
            ended = time.monotonic()
            await asyncio.wait_for(screen.wait_closed(), 60)
            assert screen.close_code == frames.SIGNED_OUT
            assert [former < ended for former in looked] == [True]  # no look that could know of it passed it by


async def test_a_screen_that_opens_as_its_session_ends_is_closed(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends after the door let it in and before there is a conversation that could be told."""
    sessions = town.service.sessions
    asked = sessions.actor

    async def ending(token: bytes) -> Any:
        found = await asked(token)
        if found is not None:
            await sessions.end(found.session)
        return found

    monkeypatch.setattr(sessions, "actor", ending)
    async with websockets.connect(f"ws{town.url.removeprefix('http')}/live", additional_headers={"cookie": town.cookies[BEN]}) as screen:
        await asyncio.wait_for(screen.wait_closed(), 60)
        assert screen.close_code == frames.SIGNED_OUT
