"""An identity provider that vouches for anybody who asks: to try signing in at home, and for tests.

It speaks OpenID Connect as a real one does, strictly where ProConnect is strict, and listens on this machine alone: whoever reaches it is
whoever they say they are.
"""

import argparse
import html
import secrets
import time
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from litestar import Litestar, Request, Response, get, post
from litestar.response import Redirect

from service.identity.providers import challenge, half_hash
from service.languages import Language, say

CLIENT, SECRET = "club21", "for-trying-it-at-home-and-nothing-else"
CODE_LASTS = 30.0
PARAMETERS = frozenset({"response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "acr_values", "claims", "prompt"})
PKCE = frozenset({"code_challenge", "code_challenge_method"})


@cache
def _key() -> RSAKey:
    """What this process signs with, in whosever name."""
    return RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig"})


class Grant(NamedTuple):
    """What a code stands for."""

    email: str
    asked: Mapping[str, str]
    at: float


class FakeProvider:
    """The provider; tests make ones that lie by overriding what it says."""

    def __init__(self, issuer: str, *, proconnect: bool = False, algorithm: str = "RS256") -> None:
        self.issuer = issuer
        self.proconnect = proconnect
        self.algorithm = algorithm
        self.key = _key()
        self.codes: dict[str, Grant] = {}
        self.tokens: dict[str, Grant] = {}

    # --- What it says ---

    def metadata(self) -> dict[str, Any]:
        """What it says of itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/logout",
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "authorization_response_iss_parameter_supported": not self.proconnect,
        }

    def keys(self) -> dict[str, Any]:
        """The keys that check its signatures."""
        return dict(KeySet([self.key]).as_dict(private=False))

    def id_claims(self, grant: Grant, access_token: str) -> dict[str, Any]:
        """What an ID token says."""
        now = int(time.time())
        return {
            "iss": self.issuer,
            "sub": self.subject(grant),
            "aud": CLIENT,
            "exp": now + 60,
            "iat": now,
            "nonce": grant.asked["nonce"],
            "at_hash": half_hash(access_token, self.algorithm),
        }

    def user_claims(self, grant: Grant) -> dict[str, Any]:
        """What userinfo says."""
        told: dict[str, Any] = {"sub": self.subject(grant), "email": grant.email}
        if self.proconnect:
            return {**told, "iss": self.issuer, "aud": CLIENT, "uid": grant.email, "given_name": "Zoé", "usual_name": "Lambert"}
        return {**told, "email_verified": True}

    def subject(self, grant: Grant) -> str:
        """Who someone is here, whatever becomes of their address."""
        return f"subject of {grant.email}"

    def sign(self, claims: dict[str, Any]) -> str:
        """A signed token."""
        if self.algorithm == "HS256":
            return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET), algorithms=["HS256"])
        return jwt.encode({"alg": self.algorithm, "kid": self.key.kid}, claims, self.key, algorithms=[self.algorithm])

    # --- What it is asked ---

    def fault(self, asked: Mapping[str, str]) -> str | None:
        """What is wrong with a question; ProConnect refuses whatever it does not list."""
        unknown = asked.keys() - PARAMETERS - (frozenset() if self.proconnect else PKCE)
        if unknown:
            return f"unknown parameters: {', '.join(sorted(unknown))}"
        if asked.get("response_type") != "code" or asked.get("client_id") != CLIENT or "openid" not in asked.get("scope", "").split():
            return "response_type, client_id or scope"
        if self.proconnect and min(len(asked.get("state", "")), len(asked.get("nonce", ""))) < 32:
            return "state and nonce have at least 32 characters"
        return None

    def grant(self, email: str, asked: Mapping[str, str]) -> dict[str, str]:
        """Someone said who they are: what the browser takes back."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = Grant(email, asked, time.monotonic())
        back = {"code": code, "state": asked["state"]}
        return back if self.proconnect else {**back, "iss": self.issuer}

    def exchange(self, form: Mapping[str, str], client: tuple[str, str]) -> dict[str, Any] | None:
        """A code becomes tokens, once and within thirty seconds."""
        grant = self.codes.pop(form.get("code", ""), None)
        if grant is None or time.monotonic() - grant.at > CODE_LASTS or client != (CLIENT, SECRET):
            return None
        if form.get("grant_type") != "authorization_code" or form.get("redirect_uri") != grant.asked["redirect_uri"]:
            return None
        wanted = grant.asked.get("code_challenge")
        if wanted is not None and challenge(form.get("code_verifier", "")) != wanted:
            return None
        token = secrets.token_urlsafe(16)
        self.tokens[token] = grant
        return {"access_token": token, "token_type": "Bearer", "expires_in": 60, "id_token": self.sign(self.id_claims(grant, token))}


def app(provider: FakeProvider, language: Language = "fr") -> Litestar:
    """The pages and addresses of a provider."""

    @get("/.well-known/openid-configuration", sync_to_thread=False)
    def metadata() -> dict[str, Any]:
        return provider.metadata()

    @get("/jwks", sync_to_thread=False)
    def keys() -> dict[str, Any]:
        return provider.keys()

    @get("/authorize", sync_to_thread=False)
    def authorize(request: Request[Any, Any, Any]) -> Response[str]:
        asked = dict(request.query_params)
        fault = provider.fault(asked)
        if fault is not None:
            return Response(html.escape(fault), status_code=400, media_type="text/plain")
        return Response(_page(asked, language), media_type="text/html")

    @post("/authorize")
    async def say_who(request: Request[Any, Any, Any]) -> Response[str] | Redirect:
        form = {name: str(value) for name, value in (await request.form()).items()}
        email = form.pop("email", "")
        if provider.fault(form) is not None:
            return Response("?", status_code=400, media_type="text/plain")
        return Redirect(f"{form['redirect_uri']}?{urlencode(provider.grant(email, form))}", status_code=303)

    @post("/token", status_code=200)
    async def token(request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
        form = {name: str(value) for name, value in (await request.form()).items()}
        tokens = provider.exchange(form, _client(request.headers.get("authorization", ""), form))
        return Response(tokens or {"error": "invalid_grant"}, status_code=200 if tokens else 400)

    @get("/userinfo", sync_to_thread=False)
    def userinfo(request: Request[Any, Any, Any]) -> Response[Any]:
        grant = provider.tokens.pop(request.headers.get("authorization", "").removeprefix("Bearer "), None)
        if grant is None:
            return Response({"error": "invalid_token"}, status_code=401)
        claims = provider.user_claims(grant)
        return Response(provider.sign(claims), media_type="application/jwt") if provider.proconnect else Response(claims)

    @get("/logout", sync_to_thread=False)
    def logout(request: Request[Any, Any, Any]) -> Redirect:
        asked = request.query_params
        return Redirect(f"{asked['post_logout_redirect_uri']}?{urlencode({'state': asked['state']})}", status_code=303)

    return Litestar([metadata, keys, authorize, say_who, token, userinfo, logout], openapi_config=None, logging_config=None)


def _client(authorization: str, form: Mapping[str, str]) -> tuple[str, str]:
    import base64

    if authorization.startswith("Basic "):
        name, _, secret = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        return name, secret
    return form.get("client_id", ""), form.get("client_secret", "")


def _page(asked: Mapping[str, str], language: Language) -> str:
    hidden = "".join(f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">' for name, value in asked.items())
    label, do = say(language, "fake_provider.email"), say(language, "fake_provider.do")
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{say(language, "fake_provider.title")}</title>'
        f"<h1>{say(language, 'fake_provider.title')}</h1><form method='post' action='authorize'>{hidden}"
        f"<label>{label} <input name='email' type='email' required autofocus></label> <button>{do}</button></form></html>"
    )


def serve(language: Language, options: argparse.Namespace) -> int:
    """``club21 fake-provider``: serve until Ctrl-C, after saying how to use it."""
    issuer = f"http://localhost:{options.port}"
    prefix = "PROCONNECT" if options.proconnect else "OIDC"
    print(say(language, "cli.fake_provider", issuer=issuer))
    print(f"  {prefix}_ISSUER={issuer} {prefix}_CLIENT_ID={CLIENT} {prefix}_CLIENT_SECRET={SECRET} club21 serve", flush=True)
    uvicorn.run(
        app(FakeProvider(issuer, proconnect=options.proconnect), language), host="127.0.0.1", port=options.port, log_level="warning"
    )
    return 0
