"""Identity providers: OpenID Connect as any standard provider speaks it, and as ProConnect does.

What a provider says is believed only where it is signed with the one algorithm and a key that were agreed on, comes from the one issuer,
is meant for us, is not over, and answers the question that this browser asked. Everything else is refused, and says which check it failed
to the log alone.
"""

import asyncio
import base64
import hashlib
import hmac
import ssl
import time
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

import httpx
import msgspec
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet, OctKey
from msgspec import Struct

from service.settings import LOCAL_HOSTS, ProviderSettings, Settings

PATIENCE = 5.0  # seconds for each answer; a code may live only thirty
LARGEST = 500_000  # bytes of an answer
BELIEVED = 3600.0  # seconds for which addresses and keys of a provider are remembered
AGAIN_AFTER = 60.0  # seconds between two looks for a key that is not there
LEEWAY = 60  # seconds that two clocks may differ


@cache
def _certificates() -> ssl.SSLContext:
    """Whom this machine trusts; everybody waits for the tenth of a second in which it is read, so all providers share it."""
    return httpx.create_ssl_context(trust_env=True)


class Unproved(Exception):
    """A provider does not vouch for anyone here: ``code`` names the sentence, ``why`` is for the log."""

    def __init__(self, code: str, why: str = "") -> None:
        super().__init__(f"{code}: {why}")
        self.code = code
        self.why = why


class Metadata(Struct):
    """What a provider says of itself."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str | None = None
    userinfo_endpoint: str | None = None
    end_session_endpoint: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


class Tokens(Struct):
    """What a code is exchanged for."""

    id_token: str
    access_token: str
    token_type: str


class Identified(NamedTuple):
    """Who a provider says someone is."""

    subject: str
    email: str | None  # one that the provider vouches for
    id_token: str


class Provider:
    """One provider, for as long as the process lives."""

    def __init__(self, chosen: ProviderSettings, base_url: str) -> None:
        self.chosen = chosen
        self.key = chosen.key
        self.callback = f"{base_url}/api/sign-in/{chosen.key}/callback"
        self.landing = f"{base_url}/sign-in"
        self._client: httpx.AsyncClient | None = None
        self._metadata: tuple[float, Metadata] | None = None
        self._keys: tuple[float, KeySet] | None = None
        self._looking = asyncio.Lock()

    async def close(self) -> None:
        """No more questions."""
        if self._client is not None:
            await self._client.aclose()

    # --- The way there ---

    async def address(self, state: str, nonce: str, verifier: str | None) -> str:
        """Where the browser goes to sign in. ProConnect refuses whatever parameter it does not list, so there are no others."""
        parameters = {
            "response_type": "code",
            "client_id": self.chosen.client_id,
            "redirect_uri": self.callback,
            "scope": self.chosen.scopes,
            "state": state,
            "nonce": nonce,
        }
        if verifier is not None:
            parameters |= {"code_challenge": challenge(verifier), "code_challenge_method": "S256"}
        return _with((await self.metadata()).authorization_endpoint, parameters)

    async def exit(self, id_token: str, state: str) -> str | None:
        """Where the browser goes to sign out there too; None where a provider has no such place."""
        there = (await self.metadata()).end_session_endpoint
        if there is None:
            return None
        return _with(there, {"id_token_hint": id_token, "state": state, "post_logout_redirect_uri": self.landing})

    # --- The way back ---

    async def identify(self, code: str, nonce: str, verifier: str | None, issuer: str | None) -> Identified:
        """Who came back with this code."""
        metadata = await self.metadata()
        if issuer is not None and issuer != metadata.issuer:
            raise Unproved("oidc.token", "the answer names another issuer")  # the code may be meant for someone else (RFC 9207)
        if issuer is None and metadata.authorization_response_iss_parameter_supported:
            raise Unproved("oidc.token", "the answer names no issuer")
        tokens = await self._exchange(metadata, code, verifier)
        claims = await self._claims(tokens.id_token)
        self._check(claims, nonce, tokens.access_token)
        told = await self._userinfo(metadata, tokens.access_token) if metadata.userinfo_endpoint else dict(claims)
        if told.get("sub") != claims["sub"]:
            raise Unproved("oidc.token", "userinfo tells of someone else")
        email = told.get("email")
        # ProConnect gives addresses that the person's office vouches for, and says so nowhere.
        vouched = self.chosen.kind == "proconnect" or told.get("email_verified") is True
        return Identified(claims["sub"], email if isinstance(email, str) and vouched else None, tokens.id_token)

    def _check(self, claims: dict[str, Any], nonce: str, access_token: str) -> None:
        audience = claims.get("aud")
        several = audience if isinstance(audience, list) else [audience]
        subject, said = claims.get("sub"), claims.get("nonce")
        now = time.time()
        checks = {
            "iss": claims.get("iss") == self.chosen.issuer,
            "aud": self.chosen.client_id in several,
            "azp": claims.get("azp", self.chosen.client_id) == self.chosen.client_id and (len(several) == 1 or "azp" in claims),
            "sub": isinstance(subject, str) and 0 < len(subject) <= 255,
            "exp": _number(claims.get("exp")) > now - LEEWAY,
            "iat": now - 86_400 < _number(claims.get("iat")) < now + LEEWAY,
            "nbf": _number(claims.get("nbf", 0)) < now + LEEWAY,
            "nonce": isinstance(said, str) and hmac.compare_digest(said.encode(), nonce.encode()),
            "at_hash": "at_hash" not in claims or claims["at_hash"] == half_hash(access_token, self.chosen.algorithm),
        }
        for name, fits in checks.items():
            if not fits:
                raise Unproved("oidc.token", name)

    async def _exchange(self, metadata: Metadata, code: str, verifier: str | None) -> Tokens:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.callback}
        if verifier is not None:
            form["code_verifier"] = verifier
        known = metadata.token_endpoint_auth_methods_supported
        basic = None
        if self.chosen.kind == "standard" and self.chosen.client_secret and "client_secret_basic" in known:
            basic = httpx.BasicAuth(self.chosen.client_id, self.chosen.client_secret)
        else:
            form |= {"client_id": self.chosen.client_id}
            form |= {"client_secret": self.chosen.client_secret} if self.chosen.client_secret else {}
        answer = await self._fetch("POST", metadata.token_endpoint, data=form, auth=basic)
        if answer.status != 200:
            raise Unproved("oidc.code", f"token endpoint answered {answer.status}")
        try:
            tokens = msgspec.json.decode(answer.body, type=Tokens)
        except msgspec.DecodeError as error:
            raise Unproved("oidc.code", str(error)) from None
        if tokens.token_type.lower() != "bearer":
            raise Unproved("oidc.code", "token_type")
        return tokens

    async def _userinfo(self, metadata: Metadata, access_token: str) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {access_token}", "accept": "application/jwt, application/json"}
        answer = await self._fetch("GET", str(metadata.userinfo_endpoint), headers=headers)
        if answer.status != 200:
            raise Unproved("oidc.token", f"userinfo answered {answer.status}")
        if answer.type == "application/jwt":
            told = await self._claims(answer.body.decode("latin-1").strip())
            audience = told.get("aud", self.chosen.client_id)
            if told.get("iss", self.chosen.issuer) != self.chosen.issuer or self.chosen.client_id not in (
                audience if isinstance(audience, list) else [audience]
            ):
                raise Unproved("oidc.token", "userinfo is not for us")
            if _number(told.get("exp", time.time())) < time.time() - LEEWAY:
                raise Unproved("oidc.token", "userinfo is over")
            return told
        if self.chosen.kind == "proconnect":
            raise Unproved("oidc.token", "userinfo is not signed")
        try:
            return msgspec.json.decode(answer.body, type=dict[str, Any])
        except msgspec.DecodeError as error:
            raise Unproved("oidc.token", str(error)) from None

    async def _claims(self, token: str) -> dict[str, Any]:
        """What a token says, once its signature is checked with the algorithm agreed on: never with the one it names itself."""
        try:
            try:
                return dict(jwt.decode(token, await self._keys_at_hand(), algorithms=[self.chosen.algorithm]).claims)
            except InvalidKeyIdError:
                return dict(jwt.decode(token, await self._keys_anew(), algorithms=[self.chosen.algorithm]).claims)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise Unproved("oidc.token", type(error).__name__) from None

    # --- What a provider says of itself ---

    async def metadata(self) -> Metadata:
        """Its addresses, as it publishes them."""
        if self._metadata is not None and time.monotonic() - self._metadata[0] < BELIEVED:
            return self._metadata[1]
        async with self._looking:
            if self._metadata is None or time.monotonic() - self._metadata[0] >= BELIEVED:
                self._metadata = (time.monotonic(), await self._discover())
        return self._metadata[1]

    async def _discover(self) -> Metadata:
        answer = await self._fetch("GET", f"{self.chosen.issuer.rstrip('/')}/.well-known/openid-configuration")
        if answer.status != 200:
            raise Unproved("oidc.unreachable", f"discovery answered {answer.status}")
        try:
            found = msgspec.json.decode(answer.body, type=Metadata)
        except msgspec.DecodeError as error:
            raise Unproved("oidc.misconfigured", str(error)) from None
        if found.issuer != self.chosen.issuer:
            raise Unproved("oidc.misconfigured", "discovery names another issuer")
        for address in (
            found.authorization_endpoint,
            found.token_endpoint,
            found.jwks_uri,
            found.userinfo_endpoint,
            found.end_session_endpoint,
        ):
            if address is not None and not trustworthy(address):
                raise Unproved("oidc.misconfigured", "an address without TLS")
        return found

    async def _keys_at_hand(self) -> KeySet:
        if self.chosen.algorithm == "HS256":
            return KeySet([OctKey.import_key(self.chosen.client_secret or "")])
        if self._keys is not None and time.monotonic() - self._keys[0] < BELIEVED:
            return self._keys[1]
        return await self._read_keys()

    async def _keys_anew(self) -> KeySet:
        """A token names a key that is not at hand: providers change keys. Asked once a minute, whatever is sent."""
        if self.chosen.algorithm == "HS256" or self._keys is None or time.monotonic() - self._keys[0] < AGAIN_AFTER:
            return await self._keys_at_hand()
        return await self._read_keys()

    async def _read_keys(self) -> KeySet:
        where = (await self.metadata()).jwks_uri
        if where is None:
            raise Unproved("oidc.misconfigured", "no jwks_uri")
        answer = await self._fetch("GET", where)
        try:
            found = msgspec.json.decode(answer.body, type=dict[str, list[dict[str, Any]]])["keys"]
            usable = [key for key in found if key.get("use", "sig") == "sig" and key.get("kty") in ("RSA", "EC", "OKP")]
            keys = KeySet.import_key_set({"keys": usable})
        except (msgspec.DecodeError, KeyError, JoseError, ValueError) as error:
            raise Unproved("oidc.misconfigured", type(error).__name__) from None
        self._keys = (time.monotonic(), keys)
        return keys

    async def _fetch(self, method: str, address: str, **more: Any) -> "Answer":
        """One question, with an end to waiting and to reading; redirects are not followed."""
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=PATIENCE, follow_redirects=False, trust_env=True, verify=_certificates())
        try:
            async with asyncio.timeout(2 * PATIENCE), self._client.stream(method, address, **more) as answer:
                body = b""
                async for part in answer.aiter_bytes():
                    body += part
                    if len(body) > LARGEST:
                        raise Unproved("oidc.misconfigured", "an answer too large")
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise Unproved("oidc.unreachable", type(error).__name__) from None
        return Answer(answer.status_code, answer.headers.get("content-type", "").partition(";")[0].strip().lower(), body)


class Answer(NamedTuple):
    """What a provider answered."""

    status: int
    type: str
    body: bytes


def of(settings: Settings) -> dict[str, Provider]:
    """The providers that the operator set up, in the order of their buttons."""
    return {one.key: Provider(one, settings.base_url) for one in settings.providers}


def challenge(verifier: str) -> str:
    """What is shown of a verifier before it is told (PKCE, S256)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def half_hash(token: str, algorithm: str) -> str:
    """The half of a digest by which an ID token names an access token."""
    digest = hashlib.sha512 if algorithm in ("EdDSA", "Ed25519") else hashlib.sha256
    whole = digest(token.encode()).digest()
    return base64.urlsafe_b64encode(whole[: len(whole) // 2]).rstrip(b"=").decode()


def trustworthy(address: str) -> bool:
    """Over TLS, or on this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL_HOSTS)


def _with(address: str, parameters: dict[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(parameters)}"


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else float("nan")
