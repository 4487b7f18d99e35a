"""Feeds of what changed in what the public sees: what RFC 4287 asks of them, read by hand, and nothing but what is public now."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import httpx
import pytest

from service.public import atom
from tests.http.test_legal import sound
from tests.http.test_public import address, show
from tests.http.test_redaction import redact
from tests.http.town import Town
from tests.people import ADA, BEN

ATOM = "{http://www.w3.org/2005/Atom}"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
ONE = ("id", "title", "updated")  # exactly once, of the feed and of each entry
AT_MOST = ("subtitle", "rights", "generator", "published", "summary", "logo", "icon", "content")


async def feed(town: Town, path: str = "", **headers: str) -> httpx.Response:
    """The feed of the plan, or of another path of the network, as a program reads it that nobody signed in."""
    return await town.browser(None, **{"accept-language": "fr", **headers}).get(path or address(town, "/changes.atom"))


def of_network(town: Town) -> str:
    return f"/public/{town.network}/changes.atom"


def valid(answer: httpx.Response) -> Element:
    """The document, held to the rules of RFC 4287, section 4, and of RFC 5005, section 3."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    document = ElementTree.fromstring(answer.content)  # noqa: S314 - our own service wrote it
    assert document.tag == f"{ATOM}feed"
    assert document.get("{http://www.w3.org/XML/1998/namespace}lang") in ("fr", "en")
    entries = document.findall(f"{ATOM}entry")
    for one in (document, *entries):
        for name in ONE:
            assert len(one.findall(ATOM + name)) == 1, name
        for name in AT_MOST:
            assert len(one.findall(ATOM + name)) <= 1, name
        assert text(one, "id") == text(one, "id").lower().strip()  # ids are compared letter by letter
        assert urlsplit(text(one, "id")).scheme == "urn"
        for instant in (*one.findall(f"{ATOM}updated"), *one.findall(f"{ATOM}published")):
            assert INSTANT.fullmatch(instant.text or "")
        links = one.findall(f"{ATOM}link")
        assert all(urlsplit(link.get("href")).scheme in ("http", "https") for link in links)
        alternates = [(link.get("type"), link.get("hreflang")) for link in links if link.get("rel") == "alternate"]
        assert len(alternates) == len(set(alternates)) == 1  # and an entry without content has one for certain
        assert all(author.findtext(f"{ATOM}name") for author in one.findall(f"{ATOM}author"))
        assert all(category.get("term") for category in one.findall(f"{ATOM}category"))
    assert document.findall(f"{ATOM}author")
    assert [link.get("rel") for link in document.findall(f"{ATOM}link")].count("self") == 1
    told = [(text(one, "updated"), text(one, "id")) for one in entries]
    assert len({name for _, name in told}) == len(told)
    assert [at for at, _ in told] == sorted((at for at, _ in told), reverse=True)
    return document


def text(of: Element, name: str) -> str:
    return of.findtext(ATOM + name) or ""


def titles(document: Element) -> list[str]:
    return [text(entry, "title") for entry in document.findall(f"{ATOM}entry")]


async def test_a_feed_is_what_rfc_4287_asks_for_and_says_in_plain_words_what_changed(town: Town) -> None:
    added = await town.add(BEN, "Haie <b>& cie</b>", code="1.1")
    await town.add(BEN, "Composter", description="Chez soi")
    await town.ask(BEN, "action.edit", added, status={"was": "planned", "to": "in_progress"})
    await show(town, "Votée")
    for path, name in ((address(town, "/changes.atom"), f"urn:uuid:{town.plan}"), (of_network(town), f"urn:uuid:{town.network}")):
        answer = await feed(town, path)
        document = valid(answer)
        assert text(document, "id") == name
        assert titles(document)[0] == "Plan climat\u00a0: version «\u00a0Votée\u00a0»"
        assert sorted(titles(document)[1:]) == ["1.1 Haie <b>& cie</b>", "Composter"]
        (hedge,) = [one for one in document.findall(f"{ATOM}entry") if text(one, "id") == f"urn:uuid:{added}"]
        assert text(hedge, "summary").startswith("En cours. Modifiée le ")
        (category,) = hedge.findall(f"{ATOM}category")
        assert category.get("term") == "in_progress"
        told = datetime.strptime(answer.headers["last-modified"], "%a, %d %b %Y %H:%M:%S %Z")
        assert told.strftime("%Y-%m-%dT%H:%M:%SZ") == text(document, "updated")
    english = valid(await feed(town, **{"accept-language": "en"}))
    named = valid(await feed(town, f"{address(town, '/changes.atom')}?lang=en"))
    for one in (english, named):
        assert "In progress. Changed on " in ElementTree.tostring(one, "unicode")
    assert [text(one, "id") for one in english.iter(f"{ATOM}entry")] == [text(one, "id") for one in document.iter(f"{ATOM}entry")]


async def test_every_public_page_leads_to_its_feed(town: Town) -> None:
    await town.add(BEN, "Planter une haie")
    await show(town)
    owners = f"/public/{town.network}/authorities"
    for path, wanted in ((address(town), address(town, "/changes.atom")), (owners, of_network(town)), ("/public", of_network(town))):
        page = (await town.browser(None).get(path)).text
        sound(page)
        assert 'type="application/atom+xml" title="Public changes: ' in page
        assert '<link rel="alternate" type="application/atom+xml"' in page.partition("</head>")[0]
        assert page.count(f'href="{wanted}?lang=en"') >= 2, path  # for programs in the head, for people on the page
        assert "Follow the changes (Atom)" in page.partition("</head>")[2]


async def test_a_feed_that_did_not_change_is_not_sent_again(town: Town) -> None:
    await town.add(BEN, "Planter une haie")
    await show(town)
    first = await feed(town)
    again = await feed(town, **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert first.headers["cache-control"] == "no-cache"
    assert first.headers["vary"] == "accept-language"
    # A date alone does not do: what was taken back since has left no later one.
    assert (await feed(town, **{"if-modified-since": first.headers["last-modified"]})).status_code == 200


async def test_what_is_not_public_any_more_is_gone_from_the_feed(town: Town) -> None:
    kept, secret = await town.add(BEN, "Planter une haie"), await town.add(BEN, "Acheter le champ de Dupont")
    await show(town)
    first = await feed(town)
    assert len(titles(valid(first))) == 3
    await town.ask(ADA, "action.restrict", secret, parties=[str(BEN)])
    assert (await feed(town, **{"if-none-match": first.headers["etag"]})).status_code == 200
    for path in ("", of_network(town)):
        told = await feed(town, path)
        assert len(titles(valid(told))) == 2
        assert secret not in told.text
        assert "Dupont" not in told.text
    await town.ask(BEN, "action.edit", kept, title={"was": "Planter une haie", "to": "Brouillon"})
    assert "Brouillon" not in (await feed(town)).text
    await town.ask(ADA, "action_plan.hide_from_public", town.plan)
    never = await town.browser(None).get(f"/public/{town.network}/{town.network}/changes.atom")
    for path in ("", of_network(town)):
        gone = await feed(town, path, **{"if-none-match": first.headers["etag"], "accept-language": "en"})
        assert (gone.status_code, gone.content) == (404, never.content)


async def test_a_redacted_text_is_gone_from_the_feed(town: Town) -> None:
    added = await town.add(BEN, "Aider Madame Dupont")
    await show(town)
    assert "Dupont" in (await feed(town)).text
    written = (await town.get(BEN, f"/actions/{added}/history")).json()[0]["position"]
    answer = await redact(town, ADA, [{"position": written, "fields": ["title"]}])
    assert (await town.get(ADA, "/plans", after=answer.json()["after"])).status_code == 200
    assert "Dupont" not in (await feed(town)).text
    assert "Dupont" not in (await feed(town, of_network(town))).text


async def test_a_long_feed_comes_in_pages(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atom, "PAGE", 2)
    for number in range(4):
        await town.add(BEN, f"Action {number}")
    await show(town)
    path, seen, rels = address(town, "/changes.atom"), list[str](), list[Any]()
    while path:
        document = valid(await feed(town, path))
        seen += titles(document)
        links = {str(link.get("rel")): str(link.get("href")) for link in document.findall(f"{ATOM}link")}
        rels.append(sorted(links.keys() & {"first", "previous", "next", "last"}))
        path = links.get("next", "")
    assert len(seen) == len({*seen}) == 5
    assert rels == [["first", "last", "next"], ["first", "last", "next", "previous"], ["first", "last", "previous"]]
    for page in ("0", "4", "x", "-1", "99999999"):
        assert (await feed(town, f"{address(town, '/changes.atom')}?page={page}")).status_code == 404, page
