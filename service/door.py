"""The door: one ASGI wrapper around everything, for HTTP and WebSocket alike.

It finds out who asks (a session cookie, or the token of a program), turns away what other sites send, gives every answer its
security headers, an id and its position in the log, counts, and writes one line a request. All in one pass: the same by
plugins and middleware costs half the throughput.
"""

import secrets
import time
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any, cast
from urllib.parse import urlsplit

import structlog
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from service import logs, problems, security
from service.identity import tries
from service.identity.actor import Actor
from service.identity.sessions import Sessions
from service.identity.tokens import Tokens
from service.languages import Language, chosen
from service.metrics import Counters
from service.settings import Settings

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
ELSEWHERE = frozenset({b"cross-site", b"same-site"})  # a neighbour under the same domain is a stranger, too
KNOWN = SAFE | {"POST", "PUT", "PATCH", "DELETE"}
PROGRAMS = ("/api/networks", "/live")  # where a token of a program counts: it opens its network, and nobody's account
ASKED = ("/api", "/live")  # where it matters who asks; pages and files are the same for all, and come while the database is away
STREAMS = "live/"  # what is read there is listening, whatever the method; however many slashes come before
QUIET = frozenset({"/health/live", "/health/ready", "/metrics"})  # asked every few seconds by machines: counted, not written

_log = structlog.get_logger()


class Door:
    """Everything outside comes in here."""

    def __init__(
        self,
        inside: ASGIApp,
        settings: Settings,
        sessions: Sessions,
        tokens: Tokens,
        counters: Counters,
        write: Callable[[logs.Request], None],
    ) -> None:
        self.inside = inside
        self.sessions = sessions
        self.tokens = tokens
        self.counters = counters
        self.write = write
        self.cookie = cookie_name(settings).encode() + b"="
        self.scheme = urlsplit(settings.base_url).scheme.encode() + b"://"
        self.origin = settings.base_url.encode()
        self.headers = security.headers(settings)
        rate = settings.requests_a_second
        self.asked = tries.Tries(10 * rate, rate) if rate else None
        self.prefix = secrets.token_hex(3)
        self.numbers = count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        plain = cast(dict[str, Any], scope)  # Litestar's type leaves out a kind of scope and half of the keys
        if plain["type"] == "lifespan":
            return await self.inside(scope, receive, send)
        live = plain["type"] == "websocket"
        began = time.perf_counter()
        request = f"{self.prefix}-{next(self.numbers):x}"
        headers = plain["headers"]
        method = "LIVE" if live else str(plain["method"])
        plain["request_id"] = request
        plain["user"] = actor = None
        status = 101 if live else 500
        begun = False

        async def out(message: Message) -> None:
            nonlocal status, begun
            if message["type"] == "http.response.start":
                begun = True
                status = message["status"]
                message["headers"] = self._headers(message["headers"], request, actor)
            elif message["type"] == "websocket.accept":
                begun = True
            answers = live and message["type"].startswith("http.")  # a socket that is refused is told so by an answer
            await send(cast(Message, {**message, "type": f"websocket.{message['type']}"}) if answers else message)

        # Beside `out`, not in it: a function that calls itself would hold its request until the garbage collector comes.
        async def shown(message: Message) -> None:
            if message["type"] == "websocket.close" and not begun:
                # Nothing listens at this address. Left to the server, the answer would carry nothing of what protects people.
                await _answer(problems.document(problems.Missing(), _language(headers), request)[0], headers, out)
            else:
                await out(message)

        async def heard() -> Any:
            message = await receive()
            if message["type"] == "http.disconnect" and not begun:
                raise problems.Left  # a browser that goes away in mid-request is no fault of ours
            return message

        try:
            actor, foreign = await self._read(headers, plain["path"])
            plain["user"] = actor
            if self.asked is not None and plain["path"] not in QUIET:
                client = plain["client"]
                self.asked.failed(str(actor.person) if actor else tries.origin(client[0] if client else ""))
            if foreign and (live or method not in SAFE or plain["path"].lstrip("/").startswith(STREAMS)):
                # Without this any site could act, or listen, with the cookie of a person who visits it.
                await _answer(problems.document(problems.NotAllowed("origin"), _language(headers), request)[0], headers, out)
            else:
                await (self.inside(scope, receive, shown) if live else self.inside(scope, heard, out))
        except Exception as error:
            document, more = problems.document(error, _language(headers), request)
            if document.status == 500:
                self.counters.faults += 1
                _log.exception("request_failed", request=request, path=plain.get("path_template"))
            if begun:
                raise  # the server cuts the connection: nothing else tells the client that this answer is not whole
            await _answer(document, headers, out, more)
        finally:
            self._note(plain, method, status, time.perf_counter() - began, request, actor)

    async def _read(self, headers: Any, path: str) -> tuple[Actor | None, bool]:
        """Who asks, and whether a page of another site does: one pass over the raw bytes."""
        cookies = origin = host = shown = site = b""
        for name, value in headers:
            if name == b"cookie":
                cookies += b";" + value
            elif name == b"authorization":
                shown = value
            elif name == b"origin":
                origin = value
            elif name == b"host":
                host = value
            elif name == b"sec-fetch-site":
                site = value
        foreign = origin != b"" and origin not in (self.origin, self.scheme + host)
        if shown:
            scheme, _, secret = shown.partition(b" ")
            counts = scheme.lower() == b"bearer" and path.startswith(PROGRAMS) and not foreign
            return (await self.tokens.actor(secret.strip()) if counts else None), foreign  # and no cookie beside it
        # A link from another site may show a page to who is signed in; what a browser says comes from one may never ask for a change.
        elsewhere = foreign or site in ELSEWHERE
        if self.cookie in cookies and not foreign and path.startswith(ASKED):
            for part in cookies.split(b";"):
                token = part.strip()
                if token.startswith(self.cookie):
                    return await self.sessions.actor(token[len(self.cookie) :]), elsewhere
        return None, elsewhere

    def _headers(self, given: Any, request: str, actor: Actor | None) -> list[tuple[bytes, bytes]]:
        own = {name.lower() for name, _ in given}  # a route may be stricter; tests/http/test_headers.py lets none be laxer
        headers = [*given, *(pair for pair in self.headers if pair[0] not in own), (b"x-request-id", request.encode())]
        if b"cache-control" not in own:
            headers.append(security.UNSTORED)
        if actor is not None and actor.stands is not None:
            headers.append((b"club21-position", actor.stands.encode()))
        return headers

    def _note(self, scope: Mapping[str, Any], method: str, status: int, seconds: float, request: str, actor: Actor | None) -> None:
        template = scope.get("path_template") or "unmatched"
        self.counters.count(method if method in KNOWN or method == "LIVE" else "OTHER", template, status, seconds)
        if template not in QUIET:
            level = "error" if status >= 500 else "info"
            person = str(actor.person) if actor else None
            self.write(
                logs.Request("request_handled", logs.now(), level, request, method, template, status, round(seconds * 1000, 1), person)
            )


def cookie_name(settings: Settings) -> str:
    """A browser keeps ``__Host-`` cookies from every other host and path; it drops them on plain http away from localhost."""
    return "club21" if settings.insecure_cookies and not settings.secure else "__Host-club21"


def _language(headers: Any) -> Language:
    return chosen(_said(headers, b"accept-language"))


def _said(headers: Any, of: bytes) -> str:
    return next((value.decode("latin-1") for name, value in headers if name == of), "")


async def _answer(document: problems.Document, asked: Any, out: Send, more: Mapping[str, str] | None = None) -> None:
    body, kind = problems.answer(document, _said(asked, b"accept"), _language(asked))
    headers = [(name.lower().encode(), value.encode()) for name, value in (more or {}).items()]
    headers += [
        (b"content-type", f"{kind}; charset=utf-8".encode() if kind.startswith("text/") else kind.encode()),
        (b"content-length", str(len(body)).encode()),
    ]
    await out({"type": "http.response.start", "status": document.status, "headers": headers})
    await out({"type": "http.response.body", "body": body, "more_body": False})
