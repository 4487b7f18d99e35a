"""From content to steps: cards, axes and phases become the commands that people would have sent.

An edit says what its author saw. That is worked out here, step by step, with the same merging as the rules
(events/fields.py), so that the content never repeats a former value.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from events import action, fields
from service.demo.french import french
from service.demo.story import Card, Edit, Member, Person, Ref, Restore, Settle, Step, Turn, Withdraw, printed

_BASE_62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def order_key(index: int) -> str:
    """The place of the index-th item of a list, with room between neighbours."""
    return _BASE_62[2 + 3 * index]


def moment(text: str, code: str = "") -> datetime:
    """Local time from ``2011-06-07 14:30``; a day alone means a morning hour that differs from card to card."""
    if " " in text:
        return datetime.strptime(text, "%Y-%m-%d %H:%M")
    digits = int("".join(filter(str.isdigit, code)) or 0)
    return moment(f"{text} 09:00") + timedelta(minutes=digits * 7 % 173)


def joining(members: Sequence[Member], people: Sequence[Person]) -> Iterator[Step]:
    """Who joins, and in which roles: the first member and its facilitator by the founding itself, the others let in by them."""
    founder = people[0]
    for member in members:
        command = {"tag": "network.admit", "authority": Ref("authority", member.key), "name": french(member.name), "kind": member.kind}
        codes = {"siren": member.siren, "insee_code": member.insee_code}
        by = None if member.key == founder.authority else founder.key
        yield Step(f"admit:{member.key}", moment(member.joined), by, None, command | codes)
    for person in people:
        authority = Ref("authority", person.authority)
        by = None if person is founder else founder.key
        for role in person.roles:
            command = {"tag": "network.give_role", "person": Ref("person", person.key), "role": role, "authority": authority}
            yield Step(f"role:{person.key}:{role}", moment(person.since), by, None, command)


def on_plan(key: str, at: str, by: str, tag: str, reason: str | None = None, **of: Any) -> Step:
    """Something done to the plan itself: its axes, phases and versions."""
    written = {
        name: french(value) if name in ("title", "description", "label") and isinstance(value, str) else value for name, value in of.items()
    }
    return Step(key, moment(at), by, Ref("plan", "plan"), {"tag": f"action_plan.{tag}", **written}, reason and french(reason))


def done(stream: Ref, key: str, at: str, by: str, tag: str, why: str | None = None, /, **of: Any) -> Step:
    """One command about one thing of the story, every sentence of it in the printed form of French."""
    return Step(f"{stream.kind}:{stream.key}:{key}", moment(at), by, stream, {"tag": tag, **printed(of)}, why and french(why))


def comment(
    key: str, at: str, by: str, on: Ref, text: str, *, plan: Ref | None = None, answers: str | None = None, mentions: Iterable[str] = ()
) -> Step:
    """What somebody says about a thing of the story."""
    of = {"on": on.kind, "item": on, "plan": plan, "answers": answers and Ref("comment", answers)}
    called = tuple(Ref("person", one) for one in mentions)
    return done(Ref("comment", key), "write", at, by, "comment.write", text=text, mentions=called, **of)


def was_to(was: Any, to: Any) -> dict[str, Any]:
    """A change of one value, in the printed form of French where it is text."""
    return {"was": french(was) if isinstance(was, str) else was, "to": french(to) if isinstance(to, str) else to}


def standing(latitude: float, longitude: float, population: int | None = None) -> dict[str, Any]:
    """Where a member stands, told in degrees, and how many live there: the fields of an edit of its entry."""
    place = was_to(None, {"latitude": round(latitude * 100_000), "longitude": round(longitude * 100_000)})
    return {"place": place} if population is None else {"place": place, "population": was_to(None, population)}


def in_order(*parts: Iterable[Step]) -> tuple[Step, ...]:
    """All steps by time; what happens at the same minute keeps its order."""
    return tuple(sorted((step for part in parts for step in part), key=lambda step: step.at))


def acting(cards: Iterable[Card]) -> Iterator[Step]:
    """Every card as it was added, then its turns; in the order of the cards, not yet of time."""
    places: dict[str, int] = {}
    for card in cards:
        group = card.parent or card.code.partition(".")[0]
        place = places[group] = places.get(group, -1) + 1
        yield from _acting(card, order_key(place))


def _acting(card: Card, place: str) -> Iterator[Step]:
    stream = Ref("action", card.code)
    held: dict[str, Any] = {"order_key": place, "code": card.code, "axis": Ref("axis", card.code.partition(".")[0]), **card.fields}
    added = {"tag": "action.add", "plan": Ref("plan", "plan"), "parent": card.parent and Ref("action", card.parent), **held}
    yield Step(f"{card.code}:add", moment(card.at, card.code), card.by, stream, _plain(added))
    clashes: dict[str, str] = {}
    for number, turn in enumerate(card.then, start=1):
        key = f"{card.code}:{number}"
        at = moment(turn.at)
        match turn:
            case Edit():
                yield Step(key, at, turn.by, stream, _edited(turn, held, clashes, key), turn.reason)
            case Settle():
                change = {"was": held.get(turn.field), "to": turn.to}
                held[turn.field] = turn.to
                command = {"tag": "action.settle", "conflict": Ref("conflict", clashes.pop(turn.field)), "value": change}
                yield Step(key, at, turn.by, stream, command, turn.reason)
            case Withdraw() | Restore():
                yield Step(key, at, turn.by, stream, {"tag": f"action.{_verb(turn)}"}, turn.reason)


def _verb(turn: Turn) -> str:
    return type(turn).__name__.lower()


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Sets in the order in which they are stored."""
    return {
        name: fields.members(value)
        if name in ("co_leads", "partners", "aims")
        else dict(sorted(value.items()))
        if name == "funders"
        else value
        for name, value in values.items()
    }


def _edited(turn: Edit, held: dict[str, Any], clashes: dict[str, str], key: str) -> dict[str, Any]:
    """The edit as a command; what the card holds afterwards, and which fields clashed, is noted on the way."""
    command: dict[str, Any] = {"tag": "action.edit"}
    for name, to in turn.to.items():
        now = held.get(name)
        was = (turn.saw or {}).get(name, now)
        command[name] = {"was": was, "to": to}
        merged = to
        if was != now:
            merged = fields.merge_lines(was or "", now or "", to or "") if action.POLICIES.get(name) == "text3" else None
        if merged is None:
            clashes[name] = key
        else:
            held[name] = merged
    for name in {**(turn.add or {}), **(turn.remove or {})}:
        add, remove = (turn.add or {}).get(name, ()), (turn.remove or {}).get(name, ())
        held[name] = (set(held.get(name, ())) - set(remove)) | set(add)
        command[name] = {"add": fields.members(add), "remove": fields.members(remove)}
    return command
