"""Signing in at an identity provider that is real but for whom it vouches for, and at ones that lie in every way we know of."""

import asyncio
import base64
import hmac
import json
import re
import secrets
import time
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
import uvicorn
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from events import ids
from service import fake_provider, settings
from service.app import App
from service.fake_provider import CLIENT, SECRET, FakeProvider, Grant
from service.identity import providers
from tests.http.test_accounts import arrive, carrying, email
from tests.http.test_mail import Box, invite
from tests.http.town import PLAIN, Town, found
from tests.people import ADA, BEN


class Listening(uvicorn.Server):
    """A server that says when it is up, and leaves the signals alone."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.up.set()


class Street:
    """Where the providers of these tests stand: each under an address of its own, so that nobody is taken for whom another vouched for."""

    def __init__(self) -> None:
        self.url = ""
        self.houses: dict[str, Any] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        house = scope["path"].split("/")[1]
        await self.houses[house]({**scope, "root_path": f"/{house}"}, receive, send)

    def settle(self, provider: FakeProvider) -> str:
        """A provider opens here: its issuer."""
        house = str(ids.new())
        self.houses[house] = fake_provider.app(provider)
        provider.issuer = f"{self.url}/{house}"
        return provider.issuer


class Place(NamedTuple):
    """The service that these tests share, and the street where they find its providers."""

    service: App
    url: str
    street: Street


@pytest.fixture(scope="module")
async def street() -> AsyncIterator[Street]:
    """The server of all these providers, on a free port of this machine."""
    made = Street()
    server = Listening(uvicorn.Config(made, host="127.0.0.1", port=0, lifespan="off", log_config=None))
    task = asyncio.create_task(server._serve())
    await server.up.wait()
    made.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield made
    server.should_exit = True
    await task


@pytest.fixture
def place(service: tuple[App, str], street: Street) -> Place:
    return Place(*service, street)


@asynccontextmanager
async def trusting(place: Place, **chosen: str) -> AsyncIterator[Town]:
    """A town in the service, which meanwhile knows the providers that are chosen like this, and none of those before."""
    state = place.service.inside.state
    former, state.providers = state.providers, providers.of(settings.read({"BASE_URL": place.url, **chosen}))
    state.flows.left.clear()  # or the tests would be turned away, as somebody who tries so often
    town = await found(place.service, place.url)
    try:
        yield town
    finally:
        await town.close()
        for one in state.providers.values():
            await one.close()
        state.providers, state.post.carrier = former, None


@asynccontextmanager
async def signing_in(place: Place, provider: FakeProvider, **more: str) -> AsyncIterator[Town]:
    """A town whose service trusts this provider."""
    prefix = "PROCONNECT" if provider.proconnect else "OIDC"
    chosen = {f"{prefix}_ISSUER": place.street.settle(provider), f"{prefix}_CLIENT_ID": CLIENT, f"{prefix}_CLIENT_SECRET": SECRET, **more}
    async with trusting(place, **chosen) as town:
        yield town


async def depart(town: Town, key: str = "oidc") -> tuple[httpx.AsyncClient, str]:
    """A browser that is about to go to the provider, and where it is to go."""
    browser = town.browser(None)
    answer = await browser.post(f"/api/sign-in/{key}")
    assert answer.status_code == 200, answer.text
    return carrying(browser, answer), answer.json()["address"]


async def vouch(address: str, who: str) -> str:
    """Tell the provider who one is: where it sends the browser."""
    async with httpx.AsyncClient(timeout=60, verify=PLAIN) as there:
        page = await there.get(address)
        assert page.status_code == 200, page.text
        asked = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text.replace("&amp;", "&")))
        answer = await there.post(address.partition("?")[0], data={**asked, "email": who})
    assert answer.status_code == 303
    return answer.headers["location"]


async def come_back(browser: httpx.AsyncClient, address: str) -> httpx.Response:
    """Follow the provider's redirect."""
    answer = await browser.get(address)
    assert answer.status_code == 303
    return answer


async def through(town: Town, who: str, key: str = "oidc") -> httpx.Response:
    """All the way there and back."""
    browser, address = await depart(town, key)
    return await come_back(browser, await vouch(address, who))


def outcome(answer: httpx.Response) -> str:
    """The reason why not; signed in, else."""
    cookies = answer.headers.get_list("set-cookie")
    problem = parse_qs(urlsplit(answer.headers["location"]).query).get("problem", ["signed in"])[0]
    signed_in = any(re.match(r"__Host-club21=[^;]", cookie) for cookie in cookies)
    assert signed_in == (problem == "signed in"), cookies
    return problem


async def who(town: Town, answer: httpx.Response) -> str:
    return str((await carrying(town.browser(None), answer).get("/api/session")).json()["person_id"])


async def test_whoever_the_provider_vouches_for_signs_in_by_their_address_then_by_their_subject(place: Place) -> None:
    provider = FakeProvider("")
    async with signing_in(place, provider, OIDC_NAME="Compte de la Région") as town:
        assert (await town.browser(None).get("/api/sign-in")).json()["providers"] == [{"provider": "oidc", "name": "Compte de la Région"}]
        await arrive(town)
        answer = await through(town, email(town))
        assert outcome(answer) == "signed in"
        assert await who(town, answer) == str(BEN)
        sessions = (await carrying(town.browser(None), answer).get("/api/account")).json()["sessions"]
        assert "provider" in {one["method"] for one in sessions}
        # His address becomes Ada's; his subject stays his.
        await town.service.pool.execute("UPDATE people.account SET email = $2 WHERE person_id = $1", BEN, f"gone.{email(town)}")
        await arrive(town, ADA, email(town))
        assert await who(town, await through(town, email(town))) == str(BEN)


async def test_an_address_given_to_a_newcomer_opens_nobody_elses_account(place: Place) -> None:
    class Renumbered(FakeProvider):
        number = 1

        def subject(self, grant: Grant) -> str:
            return f"person {self.number}"

    provider = Renumbered("")
    async with signing_in(place, provider) as town:
        await arrive(town)
        assert outcome(await through(town, email(town))) == "signed in"
        provider.number = 2
        assert outcome(await through(town, email(town))) == "oidc.other"


async def test_an_invitation_is_accepted_by_whoever_the_provider_vouches_for(place: Place) -> None:
    async with signing_in(place, FakeProvider("")) as town:
        town.service.inside.state.post.carrier = Box()
        made = (await invite(town)).json()
        answer = await through(town, f"zoe.{email(town)}")
        assert outcome(answer) == "signed in"
        assert await who(town, answer) == made["person_id"]
        assert [one["stage"] for one in (await town.get(ADA, "/invitations")).json()] == ["accepted"]


async def test_a_stranger_is_told_to_ask_for_an_invitation(place: Place) -> None:
    class Unverified(FakeProvider):
        def user_claims(self, grant: Grant) -> dict[str, Any]:
            return {**super().user_claims(grant), "email_verified": False}

    async with signing_in(place, FakeProvider("")) as town:
        assert outcome(await through(town, f"stranger.{email(town)}")) == "oidc.unknown"
    async with signing_in(place, Unverified("")) as town:
        await arrive(town)
        assert outcome(await through(town, email(town))) == "oidc.no_email"


# --- ProConnect ---


async def test_proconnect_is_asked_exactly_what_it_lists(place: Place) -> None:
    async with signing_in(place, FakeProvider("", proconnect=True)) as town:
        _, address = await depart(town, "proconnect")
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked.keys() == {"response_type", "client_id", "redirect_uri", "scope", "state", "nonce"}
        assert asked["scope"] == "openid given_name usual_name email uid siret idp_id"
        assert asked["redirect_uri"] == f"{town.url}/api/sign-in/proconnect/callback"
        assert min(len(asked["state"]), len(asked["nonce"])) >= 32
    async with signing_in(place, FakeProvider("", proconnect=True), PROCONNECT_PKCE="1") as town:
        _, address = await depart(town, "proconnect")
        async with httpx.AsyncClient(timeout=60, verify=PLAIN) as there:
            assert (await there.get(address)).status_code == 400  # as the real one does


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "HS256"])
async def test_proconnect_signs_in_with_signed_userinfo_and_signs_out_there(place: Place, algorithm: str) -> None:
    provider = FakeProvider("", proconnect=True, algorithm=algorithm)
    async with signing_in(place, provider, PROCONNECT_ALGORITHM=algorithm) as town:
        await arrive(town)
        answer = await through(town, email(town), "proconnect")
        assert outcome(answer) == "signed in"
        ages = [int(age) for age in re.findall(r"__Host-club21=[^;]+;.*?Max-Age=(\d+)", str(answer.headers.get_list("set-cookie")))]
        assert ages == [12 * 3600]
        browser = carrying(town.browser(None), answer)
        leaving = (await browser.get("/api/session/exit")).json()["address"]
        asked = parse_qs(urlsplit(leaving).query)
        assert asked.keys() == {"id_token_hint", "state", "post_logout_redirect_uri"}
        assert asked["post_logout_redirect_uri"] == [f"{town.url}/sign-in"]
        assert (await browser.delete("/api/session")).status_code == 204
        kept = await town.service.pool.fetchval("SELECT count(*) FROM people.session WHERE ended_at IS NOT NULL AND id_token IS NOT NULL")
        assert kept == 0


async def test_of_proconnect_unsigned_userinfo_is_not_believed(place: Place) -> None:
    class Plain(FakeProvider):
        def metadata(self) -> dict[str, Any]:
            return {**super().metadata(), "authorization_response_iss_parameter_supported": False}

        def grant(self, email: str, asked: Any) -> dict[str, str]:
            return {name: value for name, value in super().grant(email, asked).items() if name != "iss"}

    chosen = {"PROCONNECT_ISSUER": place.street.settle(Plain("")), "PROCONNECT_CLIENT_ID": CLIENT, "PROCONNECT_CLIENT_SECRET": SECRET}
    async with trusting(place, **chosen) as town:
        await arrive(town)
        assert outcome(await through(town, email(town), "proconnect")) == "oidc.token"


# --- Attacks on what the provider says ---

OTHER_KEY = RSAKey.generate_key(2048, {"kid": "other", "use": "sig"})


def unsigned(provider: FakeProvider, claims: dict[str, Any]) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns of what is tried here
        return jwt.encode({"alg": "none"}, claims, OctKey.import_key("x" * 32), algorithms=["none"])


def with_public_key(provider: FakeProvider, claims: dict[str, Any]) -> str:
    """RS256's public key as the secret of HS256: works wherever the token may choose its algorithm."""
    parts = [json.dumps(part).encode() for part in ({"alg": "HS256", "kid": provider.key.kid}, claims)]
    signed = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    signature = hmac.digest(provider.key.as_pem(private=False), signed, "sha256")
    return b".".join((signed, base64.urlsafe_b64encode(signature).rstrip(b"="))).decode()


def with_other_key(provider: FakeProvider, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": provider.key.kid}, claims, OTHER_KEY, algorithms=["RS256"])


def with_unknown_key(provider: FakeProvider, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "other"}, claims, OTHER_KEY, algorithms=["RS256"])


def with_key_of_its_own(provider: FakeProvider, claims: dict[str, Any]) -> str:
    header = {"alg": "RS256", "kid": provider.key.kid, "jwk": OTHER_KEY.as_dict(private=False)}
    return jwt.encode(header, claims, OTHER_KEY, algorithms=["RS256"])


def by_another_algorithm(provider: FakeProvider, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "PS256", "kid": provider.key.kid}, claims, provider.key, algorithms=["PS256"])


def tampered(provider: FakeProvider, claims: dict[str, Any]) -> str:
    head, _, signature = FakeProvider.sign(provider, claims).split(".")
    _, body, _ = FakeProvider.sign(provider, {**claims, "sub": "someone else"}).split(".")
    return f"{head}.{body}.{signature}"


SIGNATURES = [unsigned, with_public_key, with_other_key, with_unknown_key, with_key_of_its_own, by_another_algorithm, tampered]


@pytest.mark.parametrize("attack", SIGNATURES)
async def test_a_token_that_is_not_signed_as_agreed_is_refused(place: Place, attack: Any) -> None:
    class Lying(FakeProvider):
        def sign(self, claims: dict[str, Any]) -> str:
            return str(attack(self, claims))

    async with signing_in(place, Lying("")) as town:
        await arrive(town)
        assert outcome(await through(town, email(town))) == "oidc.token"


LIES: dict[str, dict[str, Any]] = {
    "another nonce": {"nonce": secrets.token_urlsafe(32)},
    "no nonce": {"nonce": None},
    "another issuer": {"iss": "https://elsewhere.example"},
    "a longer issuer": {"iss": "http://127.0.0.1/"},
    "another audience": {"aud": "another-service"},
    "several audiences and no party": {"aud": [CLIENT, "another-service"]},
    "another party": {"aud": [CLIENT, "another-service"], "azp": "another-service"},
    "over": {"exp": int(time.time()) - 3600},
    "no end": {"exp": None},
    "of tomorrow": {"iat": int(time.time()) + 86_400},
    "not yet": {"nbf": int(time.time()) + 86_400},
    "no subject": {"sub": None},
    "of another access token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}


@pytest.mark.parametrize("lie", LIES)
async def test_a_token_that_says_something_else_is_refused(place: Place, lie: str) -> None:
    class Lying(FakeProvider):
        def id_claims(self, grant: Grant, access_token: str) -> dict[str, Any]:
            told = {**super().id_claims(grant, access_token), **LIES[lie]}
            return {name: value for name, value in told.items() if value is not None}

    async with signing_in(place, Lying("")) as town:
        await arrive(town)
        assert outcome(await through(town, email(town))) == "oidc.token"


async def test_userinfo_of_someone_else_is_refused(place: Place) -> None:
    class Lying(FakeProvider):
        def user_claims(self, grant: Grant) -> dict[str, Any]:
            return {**super().user_claims(grant), "sub": "someone else"}

    for proconnect in (False, True):
        async with signing_in(place, Lying("", proconnect=proconnect)) as town:
            await arrive(town)
            assert outcome(await through(town, email(town), "proconnect" if proconnect else "oidc")) == "oidc.token"


async def test_signed_userinfo_for_another_service_is_refused(place: Place) -> None:
    class Lying(FakeProvider):
        def user_claims(self, grant: Grant) -> dict[str, Any]:
            return {**super().user_claims(grant), "aud": "another-service"}

    async with signing_in(place, Lying("", proconnect=True)) as town:
        await arrive(town)
        assert outcome(await through(town, email(town), "proconnect")) == "oidc.token"


# --- Attacks on the way there and back ---


async def test_states_and_codes_are_of_use_once_and_in_one_browser(place: Place) -> None:
    provider = FakeProvider("")
    async with signing_in(place, provider) as town:
        await arrive(town)
        browser, address = await depart(town)
        back = await vouch(address, email(town))
        stranger, _ = await depart(town)  # with a cookie of a flow of their own
        assert outcome(await come_back(stranger, back)) == "oidc.state"
        assert outcome(await come_back(town.browser(None), back)) == "oidc.state"
        made_up = back.replace(parse_qs(urlsplit(back).query)["state"][0], secrets.token_urlsafe(32))
        assert outcome(await come_back(browser, made_up)) == "oidc.state"
        assert outcome(await come_back(browser, back)) == "signed in"
        assert outcome(await come_back(browser, back)) == "oidc.state"  # replayed, whole
        browser, address = await depart(town)
        fresh = await vouch(address, email(town))
        used = parse_qs(urlsplit(back).query)["code"][0]
        replayed = fresh.replace(parse_qs(urlsplit(fresh).query)["code"][0], used)
        assert outcome(await come_back(browser, replayed)) == "oidc.code"


async def test_a_code_that_is_over_is_refused(place: Place) -> None:
    provider = FakeProvider("")
    async with signing_in(place, provider) as town:
        await arrive(town)
        browser, address = await depart(town)
        back = await vouch(address, email(town))
        provider.codes = {code: grant._replace(at=grant.at - 31) for code, grant in provider.codes.items()}
        assert outcome(await come_back(browser, back)) == "oidc.code"


async def test_a_flow_that_is_over_is_refused(place: Place) -> None:
    async with signing_in(place, FakeProvider("")) as town:
        await arrive(town)
        browser, address = await depart(town)
        back = await vouch(address, email(town))
        await town.service.pool.execute("UPDATE people.sign_in_flow SET began_at = began_at - interval '11 minutes'")
        assert outcome(await come_back(browser, back)) == "oidc.state"


async def test_a_code_without_its_verifier_is_of_no_use(place: Place) -> None:
    """PKCE: a code caught on its way back can not be brought in through another flow."""
    async with signing_in(place, FakeProvider("")) as town:
        await arrive(town)
        _, address = await depart(town)
        assert "code_challenge_method=S256" in address
        caught = parse_qs(urlsplit(await vouch(address, email(town))).query)["code"][0]
        browser, address = await depart(town)
        own = await vouch(address, f"mallory.{email(town)}")
        injected = own.replace(parse_qs(urlsplit(own).query)["code"][0], caught)
        assert outcome(await come_back(browser, injected)) == "oidc.code"


async def test_an_answer_in_another_issuers_name_is_refused(place: Place) -> None:
    async with signing_in(place, FakeProvider("")) as town:
        await arrive(town)
        for iss in ("https://elsewhere.example", None):
            browser, address = await depart(town)
            parts = urlsplit(await vouch(address, email(town)))
            told = {name: values[0] for name, values in parse_qs(parts.query).items() if name != "iss"}
            back = parts._replace(query=urlencode({**told, "iss": iss} if iss else told)).geturl()
            assert outcome(await come_back(browser, back)) == "oidc.token"


async def test_what_a_provider_refuses_is_told(place: Place) -> None:
    async with signing_in(place, FakeProvider("")) as town:
        for error, code in (("access_denied", "oidc.denied"), ("server_error", "oidc.refused"), ("<script>", "oidc.refused")):
            browser, address = await depart(town)
            state = parse_qs(urlsplit(address).query)["state"][0]
            back = f"{town.url}/api/sign-in/oidc/callback?{urlencode({'error': error, 'state': state})}"
            assert outcome(await come_back(browser, back)) == code
        assert (await town.browser(None).post("/api/sign-in/nowhere")).status_code == 404
        foreign = await town.browser(None, origin="http://elsewhere.example").post("/api/sign-in/oidc")
        assert foreign.status_code == 403


async def test_discovery_that_names_another_issuer_is_refused(place: Place) -> None:
    class Lying(FakeProvider):
        def metadata(self) -> dict[str, Any]:
            return {**super().metadata(), **self.more}

        more: dict[str, Any] = {}

    for more in ({"issuer": "https://elsewhere.example"}, {"token_endpoint": "http://elsewhere.example/token"}, {"token_endpoint": 3}):
        provider = Lying("")
        provider.more = more
        async with signing_in(place, provider) as town:
            answer = await town.browser(None).post("/api/sign-in/oidc")
            assert (answer.status_code, answer.json()["code"]) == (503, "oidc.misconfigured")


async def test_a_provider_that_is_away_is_told(place: Place) -> None:
    async with trusting(place, OIDC_ISSUER="http://127.0.0.1:9", OIDC_CLIENT_ID=CLIENT) as town:
        answer = await town.browser(None).post("/api/sign-in/oidc")
        assert (answer.status_code, answer.json()["code"]) == (503, "oidc.unreachable")
        assert town.service.inside.state.providers["oidc"].chosen.pkce


async def test_new_keys_of_a_provider_are_found(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    provider = FakeProvider("")
    async with signing_in(place, provider) as town:
        await arrive(town)
        assert outcome(await through(town, email(town))) == "signed in"
        provider.key = RSAKey.generate_key(2048, {"kid": "next", "use": "sig"})
        assert outcome(await through(town, email(town))) == "oidc.token"  # asked for keys a moment ago
        monkeypatch.setattr(providers, "AGAIN_AFTER", 0.0)
        assert outcome(await through(town, email(town))) == "signed in"


def test_a_provider_set_up_halfway_is_a_fault() -> None:
    for given in ({"OIDC_ISSUER": "https://x.example"}, {"PROCONNECT_ISSUER": "https://x.example", "PROCONNECT_CLIENT_ID": "a"}):
        with pytest.raises(settings.Faults, match=r"settings\.provider"):
            settings.read(given)
    for given in ({"OIDC_ISSUER": "http://x.example"}, {"OIDC_ALGORITHM": "none"}):
        with pytest.raises(settings.Faults, match=r"settings\.(issuer|algorithm)"):
            settings.read(given)
