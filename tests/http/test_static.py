"""The web app as a browser gets it."""

import re
from pathlib import Path
from typing import Any, cast

import httpx
import msgspec
import pytest
from litestar import Litestar, Response

from service import problems
from service.web import build, static


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A built app: a page and one file with a hash in its name, both with compressed siblings."""
    (tmp_path / "assets").mkdir()
    for name, body in {"index.html": b"<!doctype html><p>Club 21", "assets/app-1a2b3c.js": b"export {}"}.items():
        (tmp_path / name).write_bytes(body)
        (tmp_path / f"{name}.br").write_bytes(b"br:" + body)
        (tmp_path / f"{name}.gz").write_bytes(b"gz:" + body)
    (tmp_path / ".stamp").write_text("never served")
    return tmp_path


def browser(folder: Path, **headers: str) -> httpx.AsyncClient:
    """A browser before an app built in this folder."""
    inside = Litestar(
        [static.screens(static.read(folder))],
        exception_handlers={problems.Missing: lambda _request, _error: Response(b"", status_code=404)},
        openapi_config=None,
        logging_config=None,
    )
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(cast(Any, inside)), base_url="http://club21", headers={"accept-encoding": "", **headers}
    )


async def test_every_screen_is_one_page(dist: Path) -> None:
    async with browser(dist) as one:
        for path in ("/", "/sign-in", "/networks/1/plans/2"):
            answer = await one.get(path)
            assert (answer.status_code, answer.content) == (200, b"<!doctype html><p>Club 21")
            assert answer.headers["content-type"] == "text/html; charset=utf-8"
            assert answer.headers["cache-control"] == "no-cache"


async def test_an_address_that_is_no_screen_gets_the_page_that_says_so(dist: Path) -> None:
    async with browser(dist) as one:
        etag = (await one.get("/")).headers["etag"]
        for path in ("/nowhere", "/networks/1/plans", "/networks/1/plans/2/else", "/networks/1/members/3", "/sign-in/x"):
            answer = await one.get(path, headers={"if-none-match": etag})
            assert (answer.status_code, answer.content) == (404, b"<!doctype html><p>Club 21"), path
            assert answer.headers["cache-control"] == "no-store"


def test_every_address_that_the_app_leads_to_is_a_screen() -> None:
    router = (build.UI / "src" / "router.ts").read_text()
    app = (build.UI / "src" / "App.tsx").read_text() + (build.UI / "src" / "plan" / "PlanPage.tsx").read_text()
    paths = [re.sub(r"\$\{\w+\}", "1", path) for path in re.findall(r"=> `(/networks/[^`?]*?)(?:\$\{position[^`]*)?`", router)]
    assert len(paths) > 30
    assert [path for path in paths if not static.is_screen(path)] == []
    listed = set(msgspec.json.decode(static.LIST.read_bytes(), type=dict[str, str]).values())
    shown = set(re.findall(r"(?:case |at\.name === )\"(\w+)\"", app)) - {"unknown", "unreachable", "signed_in", "signed_out", "nowhere"}
    assert shown - listed == set()


async def test_a_browser_that_has_a_page_is_told_so(dist: Path) -> None:
    async with browser(dist) as one:
        etag = (await one.get("/")).headers["etag"]
        for known in (etag, f"W/{etag}", f'"x", {etag}', "*"):
            answer = await one.get("/", headers={"if-none-match": known})
            assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)
        assert (await one.get("/", headers={"if-none-match": '"other"'})).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "encoding", "start"),
    [("gzip, deflate, br", "br", b"br:"), ("gzip", "gzip", b"gz:"), ("br;q=0, gzip", "gzip", b"gz:"), ("identity", None, b"export")],
)
async def test_files_are_sent_as_they_were_compressed(dist: Path, accepted: str, encoding: str | None, start: bytes) -> None:
    async with browser(dist, **{"accept-encoding": accepted}) as one, one.stream("GET", "/assets/app-1a2b3c.js") as answer:
        body = b"".join([part async for part in answer.aiter_raw()])
        assert answer.headers.get("content-encoding") == encoding
        assert body.startswith(start)
        assert answer.headers["vary"] == "accept-encoding"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-type"].startswith("text/javascript")


async def test_what_is_not_there_is_no_page(dist: Path) -> None:
    async with browser(dist) as one:
        for path in ("/assets/old-9z.js", "/favicon.ico", "/.stamp", "/index.html.br", "/api/x", "/public/x", "/metrics/x"):
            assert (await one.get(path)).status_code == 404, path


async def test_nothing_outside_the_folder_is_served(dist: Path) -> None:
    async with browser(dist) as one:
        for path in ("/../pyproject.toml", "/%2e%2e/pyproject.toml", "/assets/..%2f..%2fpyproject.toml"):
            assert (await one.get(path)).status_code == 404, path


async def test_a_head_request_has_no_body(dist: Path) -> None:
    async with browser(dist) as one:
        answer = await one.head("/")
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")


async def test_an_app_that_was_never_built_says_what_to_do(tmp_path: Path) -> None:
    async with browser(tmp_path / "absent", **{"accept-language": "fr"}) as one:
        answer = await one.get("/")
        assert answer.status_code == 503
        assert "make run" in answer.text
        assert '<html lang="fr">' in answer.text
