"""What protects people stands on every answer: every address, every refusal, every file, every socket that is not opened."""

import asyncio
import re
from collections.abc import Iterator

import httpx
import pytest
import websockets
from litestar.handlers import HTTPRouteHandler

from events import ids
from service.app import App
from service.embedded import Addresses
from service.public import legal
from tests.http.conftest import served
from tests.http.town import Town
from tests.people import ADA, BEN

PAGES = frozenset({"/", "/{path:path}"})
LAWFUL = frozenset(address for some in legal.ADDRESSES.values() for address in some)
KEPT = PAGES | {"/schema/asyncapi.json", "/schema/openapi.json"}  # the same for everybody, whoever asks


def whole(headers: httpx.Headers, *, public: bool = False) -> None:
    """Raise unless nothing is missing; each header once, since a second policy or a second rule may be read as none."""
    pairs = [(name.lower(), value) for name, value in headers.multi_items()]
    names = [name for name, _ in pairs]
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert not re.search(r"unsafe|\*|https?:|blob:|nonce|hash", headers["content-security-policy"])
    told = {
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-embedder-policy": "require-corp",
        "cross-origin-resource-policy": "same-origin",
    }
    assert {name: headers.get(name) for name in told} == told
    assert headers["referrer-policy"] in ("same-origin", "no-referrer")
    assert "camera=()" in headers["permissions-policy"]
    assert "server" not in headers
    assert headers.get("access-control-allow-origin") in ((None, "*") if public else (None,))  # open data is for the scripts of any site
    assert "access-control-allow-credentials" not in headers
    for name in (*told, "content-security-policy", "referrer-policy", "permissions-policy", "cache-control", "content-type"):
        assert names.count(name) <= 1, name


def addresses_of(service: App, network: object) -> Iterator[tuple[str, str, str]]:
    """Every address there is: its template, a method, and the path with something in every place."""
    for route in service.inside.routes:
        for handler in getattr(route, "route_handlers", ()):
            if isinstance(handler, HTTPRouteHandler):
                filled = re.sub(r"\{network_id[^}]*\}", str(network), route.path)
                filled = re.sub(r"\{\w+:uuid\}", str(ids.new()), filled)
                filled = re.sub(r"\{\w+:\w+\}", "x", filled)
                yield from ((route.path, method, filled) for method in sorted(handler.http_methods))


async def test_every_address_answers_everyone_with_all_of_them(town: Town) -> None:
    asked = sorted(addresses_of(town.service, town.network), key=lambda one: one[1] == "DELETE")  # which may sign out whoever asks
    assert len({template for template, _, _ in asked}) >= 30
    for person in (None, BEN, ADA):
        browser = town.browser(person)
        for template, method, path in asked:
            answer = await browser.request(method, path, content=b"{}", headers={"content-type": "application/json"})
            public = template.startswith("/public") or template in LAWFUL  # which everybody may see, whoever asks
            whole(answer.headers, public=public)
            assert answer.status_code < 500 or template in ("/health/ready", *PAGES), (method, path)
            assert re.fullmatch(r"[0-9a-f]{6}-[0-9a-f]+", answer.headers["x-request-id"])
            assert "strict-transport-security" not in answer.headers
            if template not in KEPT and not public:
                # What a proxy or a shared computer kept would be shown to whoever asks next.
                assert answer.headers["cache-control"] == "no-store", (method, path)


@pytest.mark.parametrize(
    ("method", "path", "sent", "status"),
    [
        ("GET", "/api/nowhere", b"", 404),
        ("GET", "/assets/none.js", b"", 404),
        ("PATCH", "/api/session", b"{}", 405),
        ("BREW", "/api/session", b"", 400),
        ("POST", "/api/session", b"{", 400),
        ("POST", "/api/session", b'"' + b"a" * 5_000_001 + b'"', 413),
        ("GET", "/plans/x", b"", 404),
        ("GET", "/networks/x/plans/x", b"", 200),
        ("OPTIONS", "/api/session", b"", 204),
    ],
)
async def test_every_refusal_carries_them(town: Town, method: str, path: str, sent: bytes, status: int) -> None:
    answer = await town.browser(BEN).request(method, path, content=sent, headers={"content-type": "application/json"})
    assert answer.status_code == status
    whole(answer.headers)


async def test_another_site_is_refused_with_them(town: Town) -> None:
    answer = await town.browser(BEN, origin="http://elsewhere.example").post("/api/sign-in-links", json={})
    assert answer.status_code == 403
    whole(answer.headers)


@pytest.mark.parametrize(
    ("path", "origin", "status"),
    [("/live", "http://elsewhere.example", 403), ("/live", "null", 403), ("/nowhere", None, 404), ("/api/session", None, 404)],
)
async def test_a_socket_that_is_not_opened_is_refused_with_them(town: Town, path: str, origin: str | None, status: int) -> None:
    headers = {"cookie": town.cookies[BEN]} | ({"origin": origin} if origin else {})
    with pytest.raises(websockets.InvalidStatus) as refused:
        await websockets.connect("ws" + town.url.removeprefix("http") + path, additional_headers=headers)
    answer = refused.value.response
    assert answer.status_code == status
    assert b'"code"' in (answer.body or b"")
    whole(httpx.Headers(list(answer.headers.raw_items())))
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "sent", [b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\nno colon\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"]
)
async def test_what_is_no_request_is_answered_with_them(town: Town, sent: bytes) -> None:
    host, port = town.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(sent)
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"Traceback" not in body
    whole(httpx.Headers([(name.strip(), value.strip()) for name, _, value in (line.partition(b":") for line in head.split(b"\r\n")[1:])]))


async def test_over_https_browsers_are_told_to_stay_there(addresses: Addresses) -> None:
    async with served(addresses, BASE_URL="https://club21.example") as (_, url), httpx.AsyncClient(base_url=url, timeout=60) as browser:
        for path in ("/health/live", "/", "/api/nowhere", "/api/session"):
            answer = await browser.get(path)
            whole(answer.headers)
            assert answer.headers["strict-transport-security"] == "max-age=31536000"
