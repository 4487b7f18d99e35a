"""The feed of what changed in what the public sees, for programs that look now and then (RFC 4287, in pages by RFC 5005).

Made from the plans as they are shown at this moment and from nothing else: of what is hidden, restricted or redacted no entry is left, and
of a former version nothing is told. An entry keeps its id for good, whatever its plan or its action is called.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from service.languages import Language, say
from service.problems import Missing
from service.public import figures, pages
from service.public.content import Action, Content, Head
from service.public.layout import ATOM, VERSION

PAGE = 50  # entries
NAMESPACE = "http://www.w3.org/2005/Atom"
UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML has no way to write


class Changed(NamedTuple):
    """When one version that is shown, or one action of it, changed; none of the words that tell of it."""

    at: datetime
    id: UUID
    content: Content
    action: Action | None


class Entry(NamedTuple):
    """The words that tell of one of these."""

    id: UUID
    title: str
    summary: str
    published: datetime
    updated: datetime
    href: str
    author: str
    status: str | None  # of an action, for programs


def updated(contents: Sequence[Content]) -> datetime:
    """When the newest of it changed."""
    return max(one.at for content in contents for one in _changed(content))


def written(contents: Sequence[Content], plan: bool, number: int, language: Language, base_url: str) -> bytes:
    """One page of the feed of a network, or with ``plan`` of that plan; the newest first."""
    # Words are put to those of this page alone: anybody asks for any page, and of a thousand actions they take a tenth of a second.
    changed = sorted((one for content in contents for one in _changed(content)), key=lambda one: (one.at, one.id), reverse=True)
    last = (len(changed) - 1) // PAGE + 1
    if not 1 <= number <= last:
        raise Missing
    head = contents[0].head
    here = f"{pages.address(head)}/changes.atom" if plan else pages.address_of_feed(head)
    title = say(language, "public_feed.plan", title=head.title) if plan else say(language, "public_feed.network", network=head.network)
    page = f"{base_url}{pages.address(head) if plan else '/public'}?lang={language}"
    feed = Element("feed", {"xmlns": NAMESPACE, "xml:lang": language})
    _text(feed, "id", f"urn:uuid:{head.plan_id if plan else head.network_id}")
    _text(feed, "title", title)
    _text(feed, "subtitle", " ".join(_about(contents, language)))
    _text(feed, "updated", _instant(updated(contents)))
    SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": page})
    near = {"self": number, "first": 1, "previous": number - 1, "next": number + 1, "last": last}
    for rel, at in near.items():
        if 1 <= at <= last:
            SubElement(feed, "link", {"rel": rel, "type": ATOM, "href": _page(base_url + here, language, at)})
    _text(SubElement(feed, "author"), "name", pages.attribution(head) if plan else head.network)
    _text(feed, "rights", say(language, "public_feed.licence"))
    _text(feed, "generator", "Club 21", version=VERSION)
    for one in changed[(number - 1) * PAGE : number * PAGE]:
        _write(feed, _entry(one, language), language, base_url)
    ElementTree.indent(feed)
    told: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return told + b"\n"


def _changed(content: Content) -> Iterator[Changed]:
    yield Changed(content.head.shown_at, content.head.version_id, content, None)
    for one in content.actions:
        yield Changed(max(one.added_at, one.changed_at), one.action_id, content, one)


def _entry(of: Changed, language: Language) -> Entry:
    head, author, action = of.content.head, pages.attribution(of.content.head), of.action
    if action is not None:
        return Entry(of.id, *_told(head, action, language), of.at, pages.address_of_action(head, action), author, action.status)
    title = say(language, "public_feed.version", title=head.title, label=head.label)
    summary = f"{pages.version(head, language)} {figures.summary(of.content.actions, language)}"
    return Entry(of.id, title, summary, head.shown_at, of.at, pages.address(head), author, None)


def _told(head: Head, action: Action, language: Language) -> tuple[str, str, datetime]:
    days = {"added": pages.day_of(head, action.added_at, language), "changed": pages.day_of(head, action.changed_at, language)}
    status = say(language, f"status.{action.status}")
    key = "public_feed.action" if action.changed_at > action.added_at else "public_feed.new_action"
    title = f"{action.code} {action.title}" if action.code else action.title
    return title, say(language, key, status=status, plan=head.title, **days), action.added_at


def _about(contents: Sequence[Content], language: Language) -> Iterator[str]:
    yield say(language, "public_feed.about")
    if any(content.head.demonstration for content in contents):
        yield say(language, "public.demonstration")
    if any(content.head.clock == "given" for content in contents):
        yield say(language, "public.given")


def _write(feed: Element, entry: Entry, language: Language, base_url: str) -> None:
    told = SubElement(feed, "entry")
    _text(told, "id", f"urn:uuid:{entry.id}")
    _text(told, "title", entry.title)
    _text(told, "updated", _instant(entry.updated))
    _text(told, "published", _instant(entry.published))
    path, mark, place = entry.href.partition("#")
    SubElement(told, "link", {"rel": "alternate", "type": "text/html", "href": f"{base_url}{path}?lang={language}{mark}{place}"})
    _text(SubElement(told, "author"), "name", entry.author)
    if entry.status is not None:
        SubElement(told, "category", {"term": entry.status, "label": say(language, f"status.{entry.status}")})
    _text(told, "summary", entry.summary)


def _text(into: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(into, name, attributes).text = re.sub("[ \t\r\n]+", " ", UNFIT.sub("", text)).strip()


def _page(here: str, language: Language, number: int) -> str:
    return f"{here}?{urlencode({'lang': language, **({'page': number} if number > 1 else {})})}"


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
