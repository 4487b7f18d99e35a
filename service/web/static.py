"""The web app as it was built, served from memory.

The files are few and small, so they are read once at start with their compressed siblings. A browser that has one asks
with its ETag and is told 304; files with a hash in their name never change. Every address of a screen gets ``index.html``, and so does
one that is none, with 404: the app then says that there is no such page, and the way back. Which are screens stands in ``screens.json``,
of which the app makes its routes. Addresses of the service never get that page, nor does a file that is not there.
"""

import hashlib
from collections.abc import Iterable, Mapping
from mimetypes import guess_type
from pathlib import Path
from typing import Any

import msgspec
from litestar import Request, Response, route
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from service.languages import chosen, say
from service.problems import Missing
from service.public import layout
from service.public.markup import element

DIST = Path(__file__).parent / "dist"
LIST = DIST.parent / "screens.json"
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
NOT_SCREENS = frozenset({"api", "live", "health", "metrics", "schema", "public", "assets"})
PAGE = "index.html"


class File(Struct, frozen=True):
    """One file in every form it can be sent, and what tells a browser whether its own copy still holds."""

    media_type: str
    cache: str
    etag: str
    body: bytes
    encoded: Mapping[str, bytes]


def read(folder: Path = DIST) -> dict[str, File]:
    """Every file of a built app by its address; nothing where it was not built."""
    found: dict[str, File] = {}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or path.suffix in (".br", ".gz") or name.startswith("."):
            continue
        body = path.read_bytes()
        beside = {name: path.with_name(path.name + suffix) for name, suffix in ENCODINGS}
        found[name] = File(
            media_type=_media_type(name),
            cache="public, max-age=31536000, immutable" if name.startswith("assets/") else "no-cache",
            etag=f'"{hashlib.sha256(body).hexdigest()[:32]}"',
            body=body,
            encoded={name: one.read_bytes() for name, one in beside.items() if one.is_file()},
        )
    return found


def _media_type(name: str) -> str:
    kind = guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.endswith(("json", "svg+xml")) else kind  # Litestar says it of text itself


def screens(files: Mapping[str, File]) -> HTTPRouteHandler:
    """The route of everything that is not the service itself."""

    @route(["/", "/{path:path}"], http_method=["GET", "HEAD"], include_in_schema=False, status_code=200)
    async def screen(request: Request[Any, Any, Any]) -> Response[bytes]:
        """Send a file of the web app, or the page that shows every screen."""
        name = request.scope["path"].strip("/")
        first, _, rest = name.partition("/")
        file = files.get(name)
        if file is None:
            if first in NOT_SCREENS or "." in (rest or first).rsplit("/", 1)[-1]:
                raise Missing
            file = files.get(PAGE)
            if file is not None and not is_screen(name):
                return Response(file.body, status_code=404, headers={"cache-control": "no-store"}, media_type=file.media_type)
        return _unbuilt(request) if file is None else _send(file, request)

    return screen


def is_screen(path: str) -> bool:
    """Does the app show something of its own at this address?"""
    parts = _parts(path)
    return any(
        len(wanted) == len(parts) and all(one.startswith(":") or one == part for one, part in zip(wanted, parts, strict=True))
        for wanted in SCREENS
    )


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/") if part]


SCREENS = [_parts(path) for path in msgspec.json.decode(LIST.read_bytes(), type=dict[str, str])]


def _send(file: File, request: Request[Any, Any, Any]) -> Response[bytes]:
    headers = {"etag": file.etag, "cache-control": file.cache, "vary": "accept-encoding"}
    if any(_same(tag, file.etag) for tag in request.headers.get("if-none-match", "").split(",")):
        return Response(b"", status_code=304, headers=headers)
    wanted = _accepted(request.headers.get("accept-encoding", "").split(","))
    for name, _ in ENCODINGS:
        if name in wanted and name in file.encoded:
            return Response(file.encoded[name], headers={**headers, "content-encoding": name}, media_type=file.media_type)
    return Response(file.body, headers=headers, media_type=file.media_type)


def _same(tag: str, etag: str) -> bool:
    return tag.strip().removeprefix("W/") in (etag, "*")


def _accepted(wishes: Iterable[str]) -> set[str]:
    accepted = set()
    for wish in wishes:
        name, _, weight = wish.partition(";")
        if weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            accepted.add(name.strip().lower())
    return accepted


def _unbuilt(request: Request[Any, Any, Any]) -> Response[bytes]:
    """What a browser shows when the service runs and the app was never built."""
    language = chosen(request.headers.get("accept-language", ""))
    title, interface = say(language, "unbuilt.title"), "/schema/openapi.json"
    told = [element("h1", title), element("p", say(language, "unbuilt.sentence")), element("p", element("a", interface, href=interface))]
    return Response(
        layout.page(language, title, None, *told, tongues=False),
        status_code=503,
        media_type="text/html",
        headers={"cache-control": "no-store"},
    )
