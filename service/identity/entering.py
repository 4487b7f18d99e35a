"""Coming in: what is known of the browser that asks, the session that begins, and the cookies that remember it.

All cookies are ``__Host-`` (door.cookie_name), out of reach of scripts. The one of a session ends with it; the one of a browser stays, and
only says that its owner signed in here before, so that nobody's wrong guesses elsewhere can slow them down.
"""

import secrets
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from litestar import Request
from litestar.datastructures import Cookie

from events.ids import PersonId
from service import problems
from service.door import cookie_name
from service.identity import tries
from service.identity.people import Connection
from service.identity.sessions import LASTS, Browser, Method, Sessions
from service.settings import LOCAL_HOSTS, Settings

BROWSER_LASTS = timedelta(days=365)

# In this order: a browser names those it resembles after itself, never before.
FAMILIES = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    *(("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iOS"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("CrOS", "ChromeOS")),
    ("Linux", "Linux"),
)


class Visitor(NamedTuple):
    """Who is at the door, before it is known who they are."""

    address: str  # what limits count by
    browser: Browser


def visitor(request: Request[Any, Any, Any], settings: Settings) -> Visitor:
    """The browser behind a request; nobody signs in where everyone on the way could read the session."""
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname
    if not settings.secure and host not in LOCAL_HOSTS and not settings.insecure_cookies:
        raise problems.NotAllowed("sign_in.insecure")
    client = request.client.host if request.client else ""
    token = request.cookies.get(browser_cookie_name(settings)) or None
    return Visitor(tries.origin(client), Browser(device(request.headers.get("user-agent", "")), tries.coarse(client), token))


async def begin(
    sessions: Sessions,
    settings: Settings,
    connection: Connection,
    person: PersonId,
    method: Method,
    visitor: Visitor,
    lasts: timedelta = LASTS,
    vouched: tuple[str, str] | None = None,
) -> list[Cookie]:
    """A session for this person in this browser: the cookies that make it so."""
    known_by = visitor.browser.token or secrets.token_urlsafe(32)
    browser = Browser(visitor.browser.device, visitor.browser.place, known_by)
    token = await sessions.begin(connection, person, method, browser, lasts, vouched)
    return [
        cookie(cookie_name(settings), token, lasts),
        cookie(browser_cookie_name(settings), known_by, BROWSER_LASTS),
    ]


def left(settings: Settings) -> list[Cookie]:
    """The cookies of a browser that signed out: its session is over, and it stays known."""
    return [cookie(cookie_name(settings), "", timedelta(0))]


def cookie(name: str, token: str, lasts: timedelta) -> Cookie:
    """Out of reach of scripts and of other sites' forms. A plain name only where the operator accepts plain http."""
    age = int(lasts.total_seconds())
    return Cookie(name, "/", token, max_age=age, httponly=True, samesite="lax", secure=name.startswith("__Host-"))


def browser_cookie_name(settings: Settings) -> str:
    """The cookie that stays."""
    return f"{cookie_name(settings)}-browser"


def device(user_agent: str) -> str | None:
    """The family of a browser and of its system, as their owner calls them; what it says of itself is not kept."""
    family = next((name for sign, name in FAMILIES if sign in user_agent), None)
    system = next((name for sign, name in SYSTEMS if sign in user_agent), None)
    return " · ".join(part for part in (family, system) if part) or None
