"""A booklet on paper: its words in the reader's language, names put in, and a PDF from a press that is a process of its own.

The press is let go of when it takes too long, whatever it is doing: the loop never waits for it, and two at a time are
enough for a network of which everyone opens the booklet on the same morning.
"""

import asyncio
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import structlog
from msgspec import structs

from events.ids import PersonId
from service import problems
from service.booklet.contents import Booklet, Chapter
from service.identity.people import Known
from service.languages import Language, say
from service.public.pages import day

PRESS = Path(__file__).with_name("press.py")
WITHIN = 30.0  # seconds for one booklet, those in which it waits for the press included
LARGEST = 20_000_000  # bytes of a booklet; a hundred times what the largest meeting says
MEDIA_TYPE = "application/pdf"

_log = structlog.get_logger()
_presses = asyncio.Semaphore(2)


async def pdf(booklet: Booklet, people: Mapping[PersonId, Known], authorities: Mapping[UUID, str], language: Language) -> bytes:
    """The booklet as a tagged PDF; Busy where the press is taken for too long."""
    data = msgspec.json.encode(told(booklet, people, authorities, language))
    if len(data) > LARGEST:
        raise problems.Conflict("booklet.too_large")
    try:
        async with asyncio.timeout(WITHIN), _presses:
            return await _pressed(data)
    except TimeoutError:
        raise problems.Busy from None


async def _pressed(data: bytes) -> bytes:
    # Nothing of our environment goes along: the press needs no address of a database and no secret.
    press = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", str(PRESS)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={},
    )
    try:
        printed, why = await press.communicate(data)
    finally:
        if press.returncode is None:
            with suppress(ProcessLookupError):
                press.kill()
            await press.wait()
    if press.returncode != 0:
        _log.error("booklet_not_printed", status=press.returncode, lines=why.count(b"\n"))  # what it says may hold what people wrote
        raise problems.Busy
    return printed


def told(booklet: Booklet, people: Mapping[PersonId, Known], authorities: Mapping[UUID, str], language: Language) -> dict[str, Any]:
    """What the template prints: every word of ours in one language, every name as it is known today."""

    def word(key: str, **values: object) -> str:
        return say(language, f"booklet.{key}", **values)

    def person(one: PersonId) -> str:
        known = people.get(one)
        return say(language, "person.unknown") if known is None else known.name or say(language, "person.erased")

    def who(owner: PersonId | None, authority: UUID | None) -> str:
        return person(owner) if owner is not None else authorities.get(authority, "") if authority is not None else ""

    words = ("figures", "questions", "workshop_figures", "orientations", "next_steps", "decision", "owner", "due")
    table = ("annex", "annex_note", "orientation", "action", "objective", "group")
    published = booklet.published_at is not None
    place = [] if booklet.place is None else [booklet.place]
    return {
        "language": language,
        "title": booklet.title,
        "meeting_line": " · ".join([booklet.meeting, day(booklet.held_on, language), *place]),
        "mark": None if published else word("not_published"),
        "footer": word("footer", digest=booklet.digest) if published else word("not_published"),
        "words": {name: word(name) for name in (*words, *table)},
        "figures": figures(booklet, language),
        "opening": booklet.opening,
        "chapters": [
            structs.asdict(one) | {"figures": chapter_figures(one, language), "orientations": _tallies(one, word), "annex": _annex(one)}
            for one in booklet.chapters
        ],
        "decisions": [
            {"text": one.text, "owner": who(one.owner_id, one.authority_id), "due": day(one.due_on, language)} for one in booklet.decisions
        ],
        "next_steps": booklet.next_steps,
    }


def figures(booklet: Booklet, language: Language) -> list[str]:
    """The key figures, each a phrase; what there is none of is left out."""
    told = booklet.counts
    capacities = (("elected", told.elected), ("officer", told.officers), ("other", told.others))
    return [
        _count("meeting.people", told.people, language),
        *(_count(f"meeting.as.{name}", many, language) for name, many in capacities if many),
        _count("meeting.authorities", told.authorities, language),
        *(_count(f"meeting.of_kind.{kind}", many, language) for kind, many in told.authorities_by_kind.items()),
        _count("booklet.workshops", len(booklet.chapters), language),
        _count("booklet.contributions", booklet.contributions, language),
    ]


def chapter_figures(chapter: Chapter, language: Language) -> list[str]:
    """What one workshop adds up to."""
    groups = [_count("booklet.groups", chapter.groups, language)] if chapter.groups else []
    return [*groups, _count("booklet.contributions", chapter.contributions, language)]


def _tallies(chapter: Chapter, word: Callable[..., str]) -> list[str]:
    return [word("tally", orientation=one.orientation, count=one.contributions) for one in chapter.orientations]


def _annex(chapter: Chapter) -> list[dict[str, str]]:
    return [
        {"orientation": one.orientation or "", "action": one.action, "objective": one.objective or "", "group": one.group or ""}
        for one in chapter.annex
    ]


def _count(key: str, many: int, language: Language) -> str:
    one = many < 2 if language == "fr" else many == 1  # in French, nothing is singular
    return say(language, f"{key}.{'one' if one else 'other'}", count=many)
