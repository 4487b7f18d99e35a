"""The directory taken along as a table: what marks each member and where it stands. Nobody's name is in it, nor how to reach them."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from events.network import GUESTS
from projections.directory import AuthorityEntry
from projections.member_list import Member
from projections.skill_list import Skill
from service import similarity
from service.files.plain import plain
from service.languages import Language, say

TABLE = "text/csv"
_HEADERS = (
    *("name", "kind", "siren", "insee", "population", "body", "engagement", "engaged_on", "initiative", "initiative_stage"),
    *("traits", "needs", "skills", "latitude", "longitude"),
)


def table(members: Iterable[Member], entries: Iterable[AuthorityEntry], skills: Iterable[Skill], language: Language) -> bytes:
    """One row a member, as a spreadsheet in France opens it: semicolons, days and decimals as they are written there."""
    known = {entry.authority_id: entry for entry in entries}
    able: dict[Any, list[str]] = {}
    for skill in skills:
        if skill.authority_id is not None and not skill.withdrawn:
            able.setdefault(skill.authority_id, []).append(skill.name)
    here = sorted((one for one in members if one.left_at is None), key=lambda one: similarity.plain(one.name))
    names = {one.authority_id: one.name for one in here}
    written = io.StringIO(newline="")
    lines = csv.writer(written, delimiter=";", lineterminator="\r\n")
    lines.writerow([say(language, f"directory_table.{header}") for header in _HEADERS])
    for one in here:
        lines.writerow(_row(one, known.get(one.authority_id), names, able.get(one.authority_id, []), language))
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def _row(one: Member, entry: AuthorityEntry | None, names: dict[Any, str], able: list[str], language: Language) -> Iterator[object]:
    def word(of: str, value: str | None) -> str:
        return "" if value is None else say(language, f"{of}.{value}")

    people = one.population if entry is None or entry.population is None else entry.population
    engagement = None if one.kind in GUESTS else "prospect" if entry is None else entry.engagement
    yield from (plain(one.name), word("authority", one.kind), one.siren, one.insee_code, people)
    yield plain(names.get(entry.body_id, "")) if entry and entry.body_id else ""
    yield word("engagement", engagement)
    yield entry.engaged_on.strftime("%d/%m/%Y") if entry and entry.engaged_on else ""
    yield from (word(of, getattr(entry, of) if entry else None) for of in ("initiative", "initiative_stage"))
    yield from (plain(", ".join(some)) for some in (entry.traits if entry else (), entry.needs if entry else (), able))
    place = entry.place if entry else None
    yield from (f"{part / 1e5:.5f}".replace(".", ",") for part in ((place.latitude, place.longitude) if place else ()))
