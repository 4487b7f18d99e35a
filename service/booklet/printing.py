"""What the pages of a booklet say: its words in the reader's language, and names as they are known today."""

from typing import Any

from msgspec import structs

from projections.meeting_attendance import Counts
from service.booklet.contents import Booklet, Chapter
from service.documents.words import Words


def told(booklet: Booklet, kept: int, words: Words) -> dict[str, Any]:
    """What the template prints, of which so many decisions are kept to some people."""
    names = ("figures", "questions", "workshop_figures", "orientations", "next_steps", "decision", "owner", "due")
    table = ("annex", "annex_note", "orientation", "action", "objective", "group")
    published = booklet.published_at is not None
    return {
        "language": words.language,
        "title": booklet.title,
        "meeting_line": " · ".join(filter(None, [booklet.meeting, words.day(booklet.held_on), booklet.place])),
        "marks": [*([] if published else [words.say("booklet.not_published")]), *words.marks("document.kept_decisions", kept)],
        "footer": words.say("booklet.footer", digest=booklet.digest) if published else words.say("booklet.not_published"),
        "words": {name: words.say(f"booklet.{name}") for name in (*names, *table)},
        "figures": [
            *attendance(booklet.counts, words),
            words.count("booklet.workshops", len(booklet.chapters)),
            words.count("booklet.contributions", booklet.contributions),
        ],
        "opening": booklet.opening,
        "chapters": [
            structs.asdict(one) | {"figures": _figures(one, words), "orientations": _tallies(one, words), "annex": _annex(one)}
            for one in booklet.chapters
        ],
        "decisions": [[one.text, words.who(one.owner_id, one.authority_id), words.day(one.due_on)] for one in booklet.decisions],
        "next_steps": booklet.next_steps,
    }


def attendance(there: Counts, words: Words) -> list[str]:
    """Who was there, in figures, each a phrase; what there is none of is left out."""
    capacities = (("elected", there.elected), ("officer", there.officers), ("other", there.others))
    return [
        words.count("meeting.people", there.people),
        *(words.count(f"meeting.as.{name}", many) for name, many in capacities if many),
        words.count("meeting.authorities", there.authorities),
        *(words.count(f"meeting.of_kind.{kind}", many) for kind, many in there.authorities_by_kind.items()),
    ]


def _figures(chapter: Chapter, words: Words) -> list[str]:
    groups = [words.count("booklet.groups", chapter.groups)] if chapter.groups else []
    return [*groups, words.count("booklet.contributions", chapter.contributions)]


def _tallies(chapter: Chapter, words: Words) -> list[str]:
    return [words.say("booklet.tally", orientation=one.orientation, count=one.contributions) for one in chapter.orientations]


def _annex(chapter: Chapter) -> list[list[str]]:
    return [[one.orientation or "", one.action, one.objective or "", one.group or ""] for one in chapter.annex]
