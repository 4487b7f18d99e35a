"""The page of a council as a sheet of paper, and as the text of a letter: the same sentences, each with its first items."""

from collections.abc import Iterator, Sequence
from typing import Any

from service.documents.council import CouncilGroup, CouncilItem, CouncilLine, CouncilPage, GroupKind
from service.documents.stand import Stand
from service.documents.words import Words

ON_PAPER = 40  # items of a sentence
IN_A_LETTER = 10
GROUPS: tuple[GroupKind, ...] = ("axis", "plan", "authority", "person")
COLUMNS = ("actions", "done", "late", "planned", "actual")
MONEY = ("planned", "actual")


def sheet(page: CouncilPage, network: str | None, stand: Stand, words: Words) -> dict[str, Any]:
    """What stands on paper."""
    as_of = words.say("document.as_of", moment=words.moment(stand.instant), position=stand.token)
    return {
        "language": words.language,
        "title": page.title,
        "cover": [page.period, *filter(None, [network])],
        "as_of": as_of,
        "footer": f"{page.title if len(page.title) < 60 else page.title[:59] + '…'} · {as_of}",
        "marks": page.marks,
        "sections": [_section(title, lines, words) for title, lines in _sections(page, words)],
        "tables": [
            {
                "title": words.say(f"council.by_{kind}"),
                "note": words.say("council.cells", day=words.day(page.since_on)),
                "headers": [words.say(f"council.of_{kind}"), *(words.say(f"council.column_{name}") for name in COLUMNS)],
                "rows": [[group.title, *(_cell(group, name, words) for name in COLUMNS)] for group in some],
            }
            for kind in GROUPS
            if (some := [group for group in page.groups if group.kind == kind])
        ],
    }


def text(page: CouncilPage, words: Words) -> str:
    """The whole page as a letter has it."""
    lines = [page.title, page.period, *page.marks]
    for title, some in _sections(page, words):
        lines += ["", title]
        for said, items, many in some:
            lines.append(f"- {said}")
            lines += [f"  · {_item(one)}" for one in items[:IN_A_LETTER]]
            lines += [f"  · {words.count('report.more', many - IN_A_LETTER)}"] if many > IN_A_LETTER else []
    return "\n".join(lines) + "\n"


def _sections(page: CouncilPage, words: Words) -> Iterator[tuple[str, list[tuple[str, Sequence[CouncilItem], int]]]]:
    """Each part with its sentences, the items behind each, and how many there are."""
    nothing = words.say("report.nothing", day=words.day(page.since_on))
    yield words.say("council.figures"), [(line.said, (), 0) for line in page.figures]
    yield words.say("council.changed"), [_of(line) for line in page.changed] or [(nothing, (), 0)]
    if page.decisions:
        said = words.count("report.decided", len(page.decisions))
        yield words.say("council.decisions"), [(said, page.decisions, len(page.decisions))]
    yield words.say("council.look"), [_of(line) for line in page.look] or [(words.say("council.nothing_to_look_at"), (), 0)]


def _of(line: CouncilLine) -> tuple[str, Sequence[CouncilItem], int]:
    return line.said, line.items, line.now


def _section(title: str, lines: Sequence[tuple[str, Sequence[CouncilItem], int]], words: Words) -> dict[str, Any]:
    return {
        "title": title,
        "lines": [
            {
                "said": said,
                "items": [
                    *(_item(one) for one in items[:ON_PAPER]),
                    *([words.count("report.more", many - ON_PAPER)] if many > ON_PAPER else []),
                ],
            }
            for said, items, many in lines
        ],
    }


def _item(one: CouncilItem) -> str:
    return f"{one.title} ({one.note})" if one.note else one.title


def _cell(group: CouncilGroup, name: str, words: Words) -> str:
    was, is_ = (
        words.money(value) if name in MONEY else words.number(value) for value in (getattr(group.then, name), getattr(group.now, name))
    )
    return is_ if was == is_ else f"{is_} ({was})"
