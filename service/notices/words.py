"""What a digest says: item by item, the newest first, each field once, from what it was to what it is now.

Two hundred edits of one action are one paragraph. Everything here was seen by the reader's own eyes already, or could have
been: who may see what was decided before.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from html import escape
from typing import Any, Literal, NamedTuple

from service import languages
from service.languages import Language, knows, money, plural, say

LONGEST = 70  # characters of a value
#: Said by a sentence, or of no use to a reader.
SILENT = frozenset({"order_key", "plan_id", "action_id", "parent_id", "withdrawn", "status_reason"})
CHOICES = {"status": "status", "priority": "priority", "participation": "participation"}
#: By which of its fields a part is called that somebody adds to something; as the screens have it.
PARTS = ("title", "heading", "name", "place", "text")
#: Events that name what they tell of by one of their own fields; as the screens have it.
OWN = {
    "finding.submitted": "text",
    "meeting_series.theme_proposed": "title",
    "question.posed": "text",
    "referent.ambassador_appointed": "theme",
    "referent.ambassador_ended": "theme",
}


class Names(NamedTuple):
    """How ids are called today, by those who may be named to the reader."""

    person: Callable[[Any], str]
    axis: Callable[[Any], str]


class Told(NamedTuple):
    """One item of a digest: what it is called, how it stands, where it is, what happened to it, by whom."""

    title: str
    state: str
    link: str
    lines: Sequence[str]
    who: Sequence[str]
    heading: str = ""  # of the network that begins here, where a letter tells of several


class Digest(NamedTuple):
    """Everything that a digest says; ``more`` items are left to the screens."""

    network: str
    home: str
    items: Sequence[Told]
    more: int
    choose: str
    leave: str
    about: Literal["digest", "closing", "reminder", "reminders"] = "digest"

    @property
    def leaving(self) -> str:
        return "mail.reminders.leave" if self.about == "reminders" else "mail.digest.leave"


def subject(language: Language, digest: Digest) -> str:
    return say(language, f"mail.{digest.about}.subject", network=_line(digest.network))


def text(language: Language, digest: Digest) -> str:
    """The digest as plain text."""
    parts = [say(language, f"mail.{digest.about}.opening", network=_line(digest.network))]
    for item in digest.items:
        if item.heading:
            parts.append(f"{_line(item.heading)}\n{'-' * len(_line(item.heading))}")
        parts.append("\n".join([_head(item), *(f"  {line}" for line in (*item.lines, *_by(language, item))), f"  {item.link}"]))
    if digest.more:
        parts.append(f"{_more(language, digest)} {digest.home}")
    parts.append(f"{say(language, 'mail.digest.choose')} {digest.choose}\n{say(language, digest.leaving)} {digest.leave}")
    return "\n\n".join([*parts, say(language, "mail.foot")]) + "\n"


def html(language: Language, digest: Digest) -> str:
    """The same for those who read letters with headings and links; nothing in it is fetched from anywhere."""
    parts = [paragraphs(say(language, f"mail.{digest.about}.opening", network=_line(digest.network)))]
    level = 3 if digest.about == "reminders" else 2
    for item in digest.items:
        if item.heading:
            parts.append(f'<h2 style="font-size:1.2em;margin-bottom:0">{escape(_line(item.heading))}</h2>')
        lines = "".join(f"<li>{escape(line)}</li>" for line in (*item.lines, *_by(language, item)))
        parts.append(
            f'<h{level} style="font-size:1.1em;margin-bottom:0"><a href="{escape(item.link)}">{escape(_head(item))}</a></h{level}>'
            f"<ul>{lines}</ul>"
        )
    if digest.more:
        parts.append(f'<p><a href="{escape(digest.home)}">{escape(_more(language, digest))}</a></p>')
    ways = [(digest.choose, "mail.digest.choose"), (digest.leave, digest.leaving)]
    said = [(link, say(language, key).rstrip(" \u00a0:")) for link, key in ways]
    feet = "<br>".join(f'<a href="{escape(link)}">{escape(told)}</a>' for link, told in said)
    parts.append(f"<hr><p>{feet}</p>{foot(language)}")
    body = "\n".join(parts)
    return f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"></head><body>\n{body}\n</body></html>\n'


def paragraphs(said: str) -> str:
    """Plain text for those who read letters with headings and links; a long link breaks rather than widen a phone."""
    return "".join(f'<p style="overflow-wrap:anywhere">{escape(part).replace(chr(10), "<br>")}</p>' for part in said.split("\n\n"))


def foot(language: Language) -> str:
    """Who sent this, without the mark by which programs know the foot of a plain letter."""
    return paragraphs(say(language, "mail.foot").removeprefix("-- \n"))


def changes(language: Language, differences: Iterable[tuple[str, Any, Any]], names: Names) -> list[str]:
    """Each field once: what it was before the first of these changes, and what it is after the last."""
    spans: dict[str, tuple[Any, Any]] = {}
    for field, before, after in differences:
        for name, was, now in _parts(field, before, after):
            spans[name] = (spans[name][0] if name in spans else was, now)
    lines = []
    for field, (was, now) in spans.items():
        if was != now and field not in SILENT:
            old, new = (value(language, field, one, names) for one in (was, now))
            said = {"field": label(language, field), "was": old, "now": new}
            lines.append(say(language, "notice.rewrote" if old == new else "notice.changed", **said))
    return lines


def told(language: Language, tag: str, changed: Mapping[str, Any], *, on: str, title: str = "", **names: str) -> str:
    """What happened, as the screens say it, with what it happened to at its end where that has a title.

    ``on`` is the kind of what something stands on that was added to it; ``names`` are those of a person and of an authority.
    """
    key = f"told.{tag}" if knows(f"told.{tag}") else "told.something"
    part = next((str(changed[name]) for name in PARTS if changed.get(name)), "")
    role = f"role.{changed.get('role', '')}"
    said = {
        "authority": names.get("authority") or say(language, "told.an_authority"),
        "field": label(language, str(changed.get("field", ""))),
        "on": say(language, f"told.on.{on if knows(f'told.on.{on}') else 'this'}"),
        "part": f" {quoted(language, part)}" if part else "",
        "person": names.get("person") or say(language, "told.a_person"),
        "role": say(language, role) if knows(role) else "",
        "title": f" {quoted(language, title)}" if title else "",
        "to": say(language, f"told.to.{on if knows(f'told.to.{on}') else 'this'}"),
    }
    return say(language, key, **said)


def own(tag: str, changed: Mapping[str, Any]) -> str:
    """How an event itself calls what it tells of: what a part is called is no name of the whole."""
    if tag in OWN:
        return str(changed.get(OWN[tag]) or "")
    if "{part}" in say("fr", f"told.{tag}"):
        return ""
    return next((str(changed[name]) for name in ("title", "label", "name") if changed.get(name)), "")


def quoted(language: Language, title: str) -> str:
    """A title as it stands in a sentence."""
    return say(language, "told.named", title=short(title))


def _parts(field: str, before: Any, after: Any) -> Iterable[tuple[str, Any, Any]]:
    """A field of many keys, key by key."""
    if field not in ("funders", "extra"):
        yield field, before, after
        return
    was, now = before or {}, after or {}
    for key in {**was, **now}:
        if was.get(key) != now.get(key):
            yield f"{field}.{key}", was.get(key), now.get(key)


def label(language: Language, field: str) -> str:
    """A field as people call it."""
    first, _, rest = field.partition(".")
    if first == "extra" and rest:
        return short(rest)
    if first == "funders" and rest:
        return say(language, "field.funder", name=short(rest))
    keys = (f"field.{field}", f"field.{field.replace('.', '_')}", f"field.{rest or first}")
    return next((say(language, key) for key in keys if knows(key)), field)


def value(language: Language, field: str, given: Any, names: Names) -> str:
    """A value in words, short enough for a line."""
    first = field.partition(".")[0]
    if given is None or given in ("", [], (), {}):
        return say(language, "notice.empty")
    if isinstance(given, bool):
        return say(language, "value.yes" if given else "value.no")
    if first in CHOICES:
        return say(language, f"{CHOICES[first]}.{given}")
    if first in ("budget_planned", "budget_actual"):
        return money(language, given)
    if first == "funders":
        amount = given.get("amount") if isinstance(given, Mapping) else None
        return say(language, "funder.amount_unknown") if amount is None else money(language, amount)
    if field in ("axis", "axis_id", "axis.parent"):
        return short(names.axis(given))
    if first in ("lead_people", "elected_people"):
        return short(", ".join(names.person(one) for one in given))
    if first == "aims":
        return short(", ".join(say(language, f"aim.{one}") for one in given))
    if first in ("starts_on", "ends_on") or field in ("phase.starts_on", "phase.ends_on"):
        return day(language, date.fromisoformat(str(given)))
    return short(", ".join(map(str, given)) if isinstance(given, list | tuple) else str(given))


def day(language: Language, on: date) -> str:
    """As the screens write it, which a letter leads to."""
    return languages.day(language, on)


def _head(item: Told) -> str:
    return f"{_line(item.title)} ({item.state})" if item.state else _line(item.title)


def _by(language: Language, item: Told) -> list[str]:
    return [say(language, "notice.by", who=", ".join(item.who))] if item.who else []


def _more(language: Language, digest: Digest) -> str:
    return plural(language, "mail.digest.more", digest.more)


def _line(told: str) -> str:
    return " ".join(told.split())


def short(told: str) -> str:
    line = _line(told)
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
