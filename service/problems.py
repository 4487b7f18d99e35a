"""What can go wrong, as a person is told of it: problem documents (RFC 9457) in French or English.

    Invalid 400   malformed; names the field           Refused 409   a rule says no; its docstring is the sentence
    Missing 404   absent, or not yours to know         Conflict 409  someone was faster, or the log began anew
    SignedOut 401 · NotAllowed 403 · TooLarge 413 · WrongType 415 · TooOften 429 · Left 499 · Busy 503

Every document has a code for programs, a sentence, and what to do next. All else is our fault: 500 and an id to quote.
"""

import re
from collections.abc import Callable
from typing import ClassVar

import msgspec
from litestar.exceptions import HTTPException
from litestar.exceptions import ValidationException as Unbound
from msgspec import Struct

from events import catalogue, line
from events.decider import Invalid, Refused
from events.log import store
from events.log.postgres import PASSING
from service import networks
from service.languages import Language, knows, say
from service.public import layout
from service.public.markup import element

MEDIA_TYPE = "application/problem+json"
SOON = {"Retry-After": "1"}
AFTER_UPGRADE = {"Retry-After": "60"}


class Document(Struct, frozen=True, omit_defaults=True):
    """One problem, as it is answered and as it stands in the list of a batch."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    next: str
    at: str | None = None
    id: str | None = None


class Problem(Exception):
    """Something a person must be told: its code names the sentence, ``values`` fill it in."""

    status: ClassVar[int] = 500
    kind: ClassVar[str] = "fault"

    def __init__(self, code: str = "", *, headers: dict[str, str] | None = None, **values: object) -> None:
        super().__init__(code or self.kind)
        self.code = code or self.kind
        self.headers = headers or {}
        self.values = values


class Missing(Problem):
    """Absent, or not yours to know: both look the same."""

    status, kind = 404, "missing"


class Conflict(Problem):
    """Someone was faster, or what the asker holds is of another time."""

    status, kind = 409, "conflict"


class SignedOut(Problem):
    """Nobody is signed in, or the sign-in link is of no use."""

    status, kind = 401, "signed_out"


class NotAllowed(Problem):
    """Known to this person, and not theirs to do."""

    status, kind = 403, "not_allowed"


class WrongMethod(Problem):
    """An address that does not know this method."""

    status, kind = 405, "method"


class TooLarge(Problem):
    """More than one request may carry."""

    status, kind = 413, "too_large"


class WrongType(Problem):
    """A body in another form than the one asked for."""

    status, kind = 415, "wrong_type"


class TooOften(Problem):
    """Asked too often; ``Retry-After`` says when to come back."""

    status, kind = 429, "too_often"


class Busy(Problem):
    """Nothing is wrong with what was asked; ask again in a moment."""

    status, kind = 503, "busy"


class Left(Problem):
    """Whoever asked went away before they had asked; nobody reads the answer, and it is no fault of ours."""

    status, kind = 499, "left"


KINDS: tuple[type[Problem], ...] = (Missing, Conflict, SignedOut, NotAllowed, WrongMethod, TooLarge, WrongType, TooOften, Busy)
BY_STATUS = {kind.status: kind for kind in KINDS if kind is not Conflict}


def document(error: Exception, language: Language, id: object = None) -> tuple[Document, dict[str, str]]:
    """The document for anything raised, and the headers that go with it; ``id`` is of the request, or of the command."""

    def told(kind: str, status: int, code: str, sentence: str, at: str | None = None) -> Document:
        after = f"next.{code}" if knows(f"next.{code}") else f"next.{kind}"
        title, advice = say(language, f"title.{kind}"), say(language, after)
        return Document(f"urn:club21:problem:{kind}", title, status, sentence, code, advice, at, None if id is None else str(id))

    match error:
        case Refused():
            kind, status = ("not_allowed", 403) if error.code.startswith("access.") else ("refused", 409)
            sentence = say("fr", f"refused.{error.code}") if language == "fr" else error.sentence()
            return told(kind, status, error.code, sentence, error.at), {}
        case Invalid():
            return told("invalid", 400, error.key or "invalid", _invalid(error, language), error.at or None), {}
        case Unbound() if (fault := _unread(error)) is not None:
            return document(fault, language, id)
        case Unbound():
            return told("invalid", 400, "invalid.request", _unbound(error, language)), {}
        case Problem():
            sentence = say(language, f"problem.{error.code}", **error.values)
            return told(error.kind, error.status, error.code, sentence), error.headers
        case HTTPException() if error.status_code == 400:
            return told("invalid", 400, "invalid.request", say(language, "problem.invalid")), {}
        case HTTPException() if error.status_code in BY_STATUS:
            kind = BY_STATUS[error.status_code].kind
            return told(kind, error.status_code, kind, say(language, f"problem.{kind}")), dict(error.headers or {})
    if (same := next((make() for type_, make in SAME if isinstance(error, type_)), None)) is not None:
        return document(same, language, id)
    return told("fault", 500, "fault", say(language, "problem.fault", id=id)), {}


def answer(document: Document, accept: str, language: Language) -> tuple[bytes, str]:
    """A problem as it is sent: a page to whoever opens an address in a browser, the document to everybody else; and what it is."""
    if "text/html" in accept:  # what programs and our own screens ask for never names it
        return page(document, language), "text/html"
    return msgspec.json.encode(document), MEDIA_TYPE


def page(document: Document, language: Language) -> bytes:
    """A problem as a page that needs nothing of the app: what happened, what now. What was malformed is not quoted."""
    kind = document.type.rpartition(":")[2]
    plainly = document.code == kind or kind == "invalid"  # the sentences of programs are of no use to who opened an address

    def told(key: str, otherwise: str) -> str:
        return say(language, key, id=document.id) if plainly and knows(key) else otherwise

    ways = [element("a", say(language, "error_page.home"), href="/")]
    if document.status == 401:
        ways.insert(0, element("a", say(language, "sign_in.do"), href="/sign-in"))
    return layout.page(
        language,
        document.title,
        None,
        element("h1", document.title),
        element("p", told(f"error_page.{kind}_said", document.detail)),
        element("p", told(f"error_page.{kind}", document.next)),
        layout.listed(ways),
        tongues=False,
    )


#: What is raised further inside, where nobody knows of problem documents.
SAME: tuple[tuple[type[Exception], Callable[[], Problem]], ...] = (
    (line.Missing, Missing),
    (line.Newer, lambda: Busy("newer", headers=AFTER_UPGRADE)),
    (line.Busy, lambda: Busy(headers=SOON)),
    (line.Reused, lambda: Conflict("reused")),
    (line.NotApplied, lambda: Conflict("not_applied")),
    (networks.Resync, lambda: Conflict("resync")),
    (networks.Late, lambda: Busy(headers=SOON)),
    (store.Unavailable, lambda: Busy(headers=SOON)),
    (catalogue.Unknown, lambda: Busy("newer", headers=AFTER_UPGRADE)),
    (networks.RightsUnknown, lambda: Busy("newer", headers=AFTER_UPGRADE)),
    # The database went away under a read; what was being written is told apart by the line.
    *((passing, lambda: Busy(headers=SOON)) for passing in PASSING),
)


# The codec speaks English, one sentence a fault; here is the same in both languages, by what its sentences look like.
CODEC: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), key)
    for pattern, key in (
        (r"Object missing required field `(?P<field>.*)`", "invalid.missing_field"),
        (r"Object contains unknown field `(?P<field>.*)`", "invalid.unknown_field"),
        (r"Invalid value '?(?P<value>.*?)'?", "invalid.unknown_value"),
        (r"Invalid enum value '?(?P<value>.*?)'?", "invalid.unknown_value"),
        (r"Invalid UUID", "invalid.id"),
        (r"Invalid RFC3339 encoded date(time)?", "invalid.date"),
        (r"Expected `(?P<expected>\w+)` of length <= (?P<limit>\d+)", "invalid.too_long"),
        (r"Expected `(?P<expected>\w+)` of length >= (?P<limit>\d+)", "invalid.too_short"),
        (r"Expected `(?P<expected>\w+)` matching regex (?P<pattern>.*)", "invalid.pattern"),
        (r"Expected `(?P<expected>\w+)` <= (?P<limit>-?\d+)", "invalid.too_great"),
        (r"Expected `(?P<expected>\w+)` >= (?P<limit>-?\d+)", "invalid.too_small"),
        (r"Expected `datetime` with a timezone component", "invalid.no_zone"),
        (r"Expected `(?P<expected>[^`]+)`, got `(?P<got>[^`]+)`", "invalid.type"),
        (r"Integer value out of range", "invalid.range"),
        (r"Number out of range", "invalid.range"),
        (r"JSON is malformed: .*", "invalid.json"),
        (r"Input data was truncated", "invalid.json"),
    )
)


def told_by_codec(sentence: str) -> Invalid:
    """A fault that the codec found, as Invalid: its sentence split into key, values and path."""
    said, _, where = sentence.partition(" - at ")
    at = where.strip("`").replace("key` in `", "").removeprefix("$")
    for pattern, key in CODEC:
        if found := pattern.fullmatch(said):
            return Invalid(said, at, key, **found.groupdict())
    return Invalid(said, at, "invalid.body", why=said)


def _invalid(error: Invalid, language: Language) -> str:
    return say(language, error.key, **error.values) if error.key and knows(error.key) else error.sentence


def _unread(error: Unbound) -> Invalid | None:
    """What is wrong with a part of a form, which Litestar tells in the words of the codec or as a type it can not make."""
    for part in error.extra or []:
        if isinstance(part, dict) and part.get("source") == "body":
            fault = told_by_codec(str(part.get("message", "")))
            if fault.key != "invalid.body":
                return fault
            if part.get("key", "data") != "data":
                return Invalid("This field is missing.", f".{part['key']}", "invalid.missing_field", field=part["key"])
    return None


def _unbound(error: Unbound, language: Language) -> str:
    """Litestar names parameters that it could not read, each with its source."""
    names = [part["key"] for part in error.extra or [] if isinstance(part, dict) and "key" in part]
    if "data" in names or error.detail.endswith("'data'"):
        return say(language, "invalid.no_body")
    return say(language, "invalid.parameter", name=", ".join(names)) if names else say(language, "problem.invalid")
