"""Accounts: passwords that are slow to guess and quick for their owner, and sessions that their owner ends."""

import asyncio
from typing import Any

import httpx
import pytest
from argon2 import extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY

from events.decider import Invalid
from events.ids import PersonId
from service.embedded import Addresses
from service.identity import accounts, links, passwords, tries
from tests.http.conftest import AS_SERVED, served
from tests.http.town import Town
from tests.people import ADA, BEN

PASSWORD = "trois hirondelles et un vélo"
OTHER = "quatre vélos sous un platane"


def email(town: Town) -> str:
    """Ben's address: people are the same in all these tests, so each has him move."""
    return f"ben.{str(town.network)[-12:]}@hautefeuille.example"


async def arrive(town: Town, person: PersonId = BEN, address: str | None = None) -> httpx.AsyncClient:
    """A browser whose person just redeemed a link that was sent to their address."""
    async with town.service.pool.acquire() as connection:
        made = await links.make(connection, town.url, person, email=address or email(town))
    browser = town.browser(None, **{"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"})
    answer = await browser.post("/api/session", json={"token": made.partition("#")[2]})
    assert answer.status_code == 200, answer.text
    return carrying(browser, answer)


def carrying(browser: httpx.AsyncClient, answer: httpx.Response) -> httpx.AsyncClient:
    """The browser with the cookies it was given; over plain http, httpx would not send those that are Secure."""
    browser.headers["cookie"] = "; ".join(one.partition(";")[0] for one in answer.headers.get_list("set-cookie"))
    return browser


async def with_password(town: Town) -> httpx.AsyncClient:
    """Ben's browser, after he set his password."""
    browser = await arrive(town)
    answer = await browser.post("/api/account/password", json={"password": PASSWORD})
    assert answer.status_code == 204, answer.text
    return browser


async def enter(browser: httpx.AsyncClient, address: str, password: str) -> httpx.Response:
    return await browser.post("/api/session/password", json={"email": address, "password": password})


async def test_a_password_signs_in_once_its_person_has_set_it(alone: Town) -> None:
    stranger = alone.browser(None)
    assert (await enter(stranger, email(alone), PASSWORD)).status_code == 401
    await with_password(alone)
    answer = await enter(stranger, f" {email(alone).upper()} ", PASSWORD)
    assert answer.status_code == 200
    assert answer.json()["person_id"] == str(BEN)
    wrong = await enter(stranger, email(alone), OTHER)
    assert (wrong.status_code, wrong.json()["code"]) == (401, "sign_in.wrong")
    assert "set-cookie" not in wrong.headers
    kept = await alone.service.pool.fetchval("SELECT password_hash FROM people.account WHERE person_id = $1", BEN)
    assert kept.startswith("$argon2id$")


async def test_nobody_learns_who_has_an_account(alone: Town) -> None:
    await with_password(alone)
    nobody = "nobody.at.all@hautefeuille.example"
    said = [(await enter(alone.browser(None), address, OTHER)).json() for address in (email(alone), nobody)]
    assert {one["code"] for one in said} == {"sign_in.wrong"}
    assert {one["detail"] for one in said} == {said[0]["detail"]}

    assert alone.service.inside.state.passwords.compared == 2  # for nobody as well, which takes as long:
    hasher, fits_nothing = AS_SERVED
    assert extract_parameters(fits_nothing) == extract_parameters(hasher.hash(OTHER)) == RFC_9106_LOW_MEMORY


async def test_a_password_changed_ends_every_other_session(alone: Town) -> None:
    first = await with_password(alone)
    second = carrying(alone.browser(None), await enter(alone.browser(None), email(alone), PASSWORD))
    assert (await second.get("/api/session")).status_code == 200
    refused = await second.post("/api/account/password", json={"password": OTHER})
    assert (refused.status_code, refused.json()["code"]) == (403, "account.not_proved")
    wrong = await second.post("/api/account/password", json={"password": OTHER, "former": "not the one at all"})
    assert (wrong.status_code, wrong.json()["code"]) == (403, "account.not_proved")
    assert (await second.post("/api/account/password", json={"password": OTHER, "former": PASSWORD})).status_code == 204
    assert (await second.get("/api/session")).status_code == 200
    assert (await first.get("/api/session")).status_code == 401
    assert (await enter(alone.browser(None), email(alone), PASSWORD)).status_code == 401
    assert (await enter(alone.browser(None), email(alone), OTHER)).status_code == 200


async def test_without_an_address_there_is_no_password(alone: Town) -> None:
    await alone.service.pool.execute("DELETE FROM people.account WHERE person_id = $1", ADA)
    async with alone.service.pool.acquire() as connection:
        made = await links.make(connection, alone.url, ADA)
    answer = await alone.browser(None).post("/api/session", json={"token": made.partition("#")[2]})
    answer = await carrying(alone.browser(None), answer).post("/api/account/password", json={"password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (403, "account.no_email")


async def test_guessing_slows_down_and_keeps_the_owner_in(alone: Town) -> None:
    """A stranger uses up every try there is; Ben still signs in from his own browser, and by a link from anywhere."""
    own = await with_password(alone)
    answers = [await enter(alone.browser(None), email(alone), f"guess number {number}") for number in range(8)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429] * 3
    assert answers[-1].json()["code"] == "sign_in.slow"
    assert int(answers[-1].headers["retry-after"]) > 1
    assert (await enter(alone.browser(None), email(alone), PASSWORD)).status_code == 429
    taken = [await alone.service.inside.state.secrets.wait((tries.STRANGERS, email(alone))) for _ in range(30)]
    assert taken[-1] > 60  # nothing is left for anybody who was never here
    assert (await enter(own, email(alone), PASSWORD)).status_code == 200
    await arrive(alone)


async def test_a_browser_known_to_one_account_is_a_stranger_to_another(alone: Town) -> None:
    own = await with_password(alone)
    address = f"ada.{email(alone)}"
    await arrive(alone, ADA, address)
    answers = [await enter(own, address, "guess") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]


async def test_a_thousand_tries_at_once_count_as_a_thousand(alone: Town) -> None:
    await with_password(alone)
    answers = await asyncio.gather(*(enter(alone.browser(None), email(alone), f"guess {number}") for number in range(12)))
    assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 7


async def test_tries_are_counted_once_for_all_processes(alone: Town, addresses: Addresses) -> None:
    await with_password(alone)
    async with served(addresses) as (other, url):
        there = Town(other, url, alone.network, {})
        answers = [await enter(town.browser(None), email(alone), "guess") for _ in range(3) for town in (alone, there)]
        assert [answer.status_code for answer in answers] == [401] * 5 + [429]
        await there.close()
    kept = await alone.service.pool.fetchval("SELECT string_agg(tries::text, ' ') FROM people.tries")
    assert email(alone) not in kept
    await alone.service.pool.execute("UPDATE people.tries SET counted_at = counted_at - interval '3 hours'")
    assert (await enter(alone.browser(None), email(alone), PASSWORD)).status_code == 200
    assert await alone.service.pool.fetchval("SELECT count(*) FROM people.tries") == 3  # what is whole again is not kept


async def test_whoever_knows_the_password_is_not_slowed_down(alone: Town) -> None:
    await with_password(alone)
    assert {(await enter(alone.browser(None), email(alone), PASSWORD)).status_code for _ in range(8)} == {200}


@pytest.mark.parametrize(
    ("password", "key"),
    [
        ("court", "password.short"),
        ("é" * 257, "password.long"),
        ("motdepasse2026", "password.easy"),
        ("M0tdepasse!2026", "password.easy"),
        ("azertyuiopqsdf", "password.easy"),
        ("123456789012", "password.easy"),
        ("aaaaaaaaaaaaaaaa", "password.easy"),
        ("abababababababab", "password.easy"),
        ("BenClairmont2026", "password.easy"),
        ("hautefeuille-ben", "password.easy"),
        ("mairieclub21mairie", "password.easy"),
    ],
)
def test_what_anybody_would_try_first_is_refused(password: str, key: str) -> None:
    with pytest.raises(Invalid) as refused:
        passwords.acceptable(password, ["ben@hautefeuille.example", "Ben Clairmont"])
    assert refused.value.key == key


@pytest.mark.parametrize("password", [PASSWORD, OTHER, "correcthorsebattery", "kX9#vQ2!mR7z", "      pluie     soir", "żółć gęślą jaźń"])
def test_any_other_is_taken_as_it_is(password: str) -> None:
    passwords.acceptable(password, ["ben@hautefeuille.example", "Ben Clairmont"])


@pytest.mark.parametrize(
    "text", ["ben", "ben@", "@x.example", "ben@example", "a b@x.example", "ben@x.example\r\nBcc: y@x.example", "b" * 260]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        accounts.address(text)


async def listed(browser: httpx.AsyncClient) -> list[dict[str, Any]]:
    answer = await browser.get("/api/account")
    assert answer.status_code == 200
    return answer.json()["sessions"]  # type: ignore[no-any-return]  # this route answers an object


async def test_people_see_where_they_are_signed_in_and_end_what_they_do_not_know(alone: Town) -> None:
    await alone.service.sessions.end_all_of(BEN)
    here, there = await arrive(alone), await arrive(alone)
    sessions = await listed(here)
    assert [one["here"] for one in sessions].count(True) == 1
    assert {one["device"] for one in sessions} == {"Firefox · Linux"}
    assert {one["place"] for one in sessions} == {"127.0.0.0/16"}
    (other,) = [one["session_id"] for one in sessions if not one["here"]]
    assert (await alone.browser(ADA).delete(f"/api/account/sessions/{other}")).status_code == 404
    assert (await here.delete("/api/account/sessions/nonsense")).status_code == 404
    assert (await here.delete(f"/api/account/sessions/{other}")).status_code == 204
    assert (await there.get("/api/session")).status_code == 401
    assert len(await listed(here)) == 1


async def test_signing_out_everywhere_ends_all_of_them(alone: Town) -> None:
    here, there = await arrive(alone), await arrive(alone)
    left = await here.delete("/api/account/sessions")
    assert left.status_code == 204
    assert "Max-Age=0" in left.headers["set-cookie"]
    assert {(await browser.get("/api/session")).status_code for browser in (here, there)} == {401}


async def test_an_address_belongs_to_one_person(alone: Town) -> None:
    await arrive(alone, BEN)
    await arrive(alone, ADA, email(alone))
    async with alone.service.pool.acquire() as connection:
        account = await accounts.of_email(connection, email(alone))
    assert account is not None
    assert account.person == BEN
