"""Does what was seen from outside keep the promises? Pure functions over one history: no database, no clock, none of our code.

It decodes the stored JSON, digests it and folds it by itself, and knows nothing of how a log is written; so a mistake made
there is not made here again. What it says is named after the invariants of docs/architecture.md.

The log claims one order of everything, which makes checking cheap: instead of searching for an order that explains what
clients saw, as checkers of databases without positions must, it asks whether the claimed one does. ``forked`` alone asks the
clients and nobody else, so that a database which contradicts them and not itself is found out too.
"""

import hashlib
import itertools
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from msgspec import Struct

from tests.faults.history import Answered, CommandRow, Dump, EventRow, Followed, History, Sent, Stood

#: Everything that can be found wrong, and the invariant that it breaks.
KINDS: Mapping[str, str] = {
    "position_missing": "I1",
    "position_repeated": "I1",
    "time_backwards": "I1",
    "version_missing": "I2",
    "version_repeated": "I2",
    "version_order": "I2",
    "stream_differs": "I2",
    "row_without_events": "I3",
    "events_without_row": "I3",
    "scattered": "I3",
    "acknowledged_missing": "I3",
    "acknowledged_elsewhere": "I3",
    "outcome_differs": "I3",
    "answers_differ": "I3",
    "turned_away_present": "I3",
    "reused_alone": "I3",
    "reuse_unnoticed": "I3",
    "other_stream": "I3",
    "other_person": "I3",
    "never_sent": "I3",
    "torn": "I3",
    "real_time": "I4",
    "overwritten": "I5",
    "other_value": "I5",
    "wish_lost": "I5",
    "clash_without_cause": "I5",
    "forked": "I5",
    "after_revocation": "I5",
    "tail_missed": "I6",
    "tail_repeated": "I6",
    "tail_order": "I6",
    "tail_differs": "I6",
    "tail_invented": "I6",
    "row_missing": "I7",
    "row_left_over": "I7",
    "row_differs": "I7",
    "digest_differs": "I8",
    "tag_differs": "I8",
    "event_changed": "I11",
    "event_deleted": "I11",
    "event_inserted": "I11",
    "answer_changed": "I11",
    "answer_deleted": "I11",
}

FOR_EVER = ("applied", "nothing", "refused:")  # what such answers begin with
Writers: TypeAlias = Mapping[str, Collection[str]]
JSON: TypeAlias = dict[str, Any]


class Violation(Struct, frozen=True, order=True):
    """One thing that must never be: where, and what shows it."""

    invariant: str
    kind: str
    where: str
    why: str

    def __str__(self) -> str:
        return f"{self.invariant} {self.kind} at {self.where}: {self.why}"


def broken(kind: str, where: object, why: str) -> Violation:
    return Violation(KINDS[kind], kind, str(where), why)


def check(history: History, *, since: int | None = None, writers: Writers | None = None) -> list[Violation]:
    """Every violation in a history, each once.

    ``since``: every event after this position was asked for by a client of this history. ``writers``: by what stands before
    the dot of a tag, the roles of which one is needed to write it; unless told, any role will do.
    """
    dumps = sorted(history.of(Dump), key=lambda dump: dump.at_ns)
    found: list[Violation] = [*forks(history)]
    for dump in dumps:
        found += positions(dump)
        found += versions(dump)
        found += contents(dump)
        found += commands(dump)
        found += answers(history, dump)
        found += units(history, dump)
        found += real_time(history, dump)
        found += sight(history, dump)
        found += rights(dump, writers)
        found += boards(dump)
        if since is not None:
            found += strangers(history, dump, since)
    for earlier, later in itertools.pairwise(dumps):
        found += unchanged(earlier, later)
    if dumps:
        found += tails(history, [(row.position, row.command_id, row.version, row.stream_id) for row in dumps[-1].events])
    return sorted(set(found))


def report(violations: Sequence[Violation], most: int = 20) -> str:
    """What a failing run says: how often each kind, and the first ones in full."""
    counts = Counter(f"{one.invariant} {one.kind}" for one in violations)
    lines = [f"{len(violations)} violations: {', '.join(f'{count} × {kind}' for kind, count in sorted(counts.items()))}"]
    return "\n".join([*lines, *map(str, violations[:most])])


# --- I1, I2, I8: what the log says of itself ----------------------------------------------------------------------


def positions(dump: Dump) -> Iterator[Violation]:
    """Positions are 1..n, and time never runs backwards along them."""
    yield from _numbers("position", "", [row.position for row in dump.events])
    for before, row in itertools.pairwise(_in_order(dump)):
        if row.at < before.at:
            yield broken("time_backwards", row.position, f"{row.at} after {before.at}")


def versions(dump: Dump) -> Iterator[Violation]:
    """Versions of every stream are 1..m in the order of positions, and its row says how it began."""
    by_stream: dict[UUID, list[EventRow]] = defaultdict(list)
    for row in _in_order(dump):
        by_stream[row.stream_id].append(row)
    known = {row.stream_id: row for row in dump.streams}
    for stream, rows in by_stream.items():
        numbers = [row.version for row in rows]
        yield from _numbers("version", f"{stream} ", numbers)
        if numbers != sorted(numbers):
            yield broken("version_order", stream, f"versions by position are {numbers}")
        first, said = rows[0], known.pop(stream, None)
        if said is None or (said.kind, said.first_position) != (_kind(first.tag), first.position):
            yield broken("stream_differs", stream, f"began with {first.tag} at {first.position}, its row says {said}")
    for stream in known:
        yield broken("stream_differs", stream, "has a row and no events")


def _numbers(what: str, whose: str, found: list[int]) -> Iterator[Violation]:
    for number, times in Counter(found).items():
        if times > 1:
            yield broken(f"{what}_repeated", f"{whose}{number}", f"{times} times")
    if missing := set(range(1, max(found, default=0) + 1)) - set(found):
        yield broken(f"{what}_missing", f"{whose}{min(missing)}", f"{len(missing)} are missing before {max(found)}")


def contents(dump: Dump) -> Iterator[Violation]:
    """Every payload is what was digested, and says which tag it has; only what a redaction names has no salt."""
    redacted = _redacted(dump)
    for row in dump.events:
        if row.salt is None:
            if row.position not in redacted:
                yield broken("digest_differs", row.position, "it has no salt, and no redaction names it")
        elif hashlib.sha256(row.salt + row.payload).digest() != row.digest:
            yield broken("digest_differs", row.position, f"of {row.tag}")
        if _body(row).get("tag") != row.tag:
            yield broken("tag_differs", row.position, f"{row.tag} holds {_body(row).get('tag')}")


def _redacted(dump: Dump) -> set[int]:
    return {position for row in dump.events if row.tag == "network.event_redacted" for position in _body(row).get("positions", ())}


# --- I3: one id, one answer, for ever -----------------------------------------------------------------------------


def commands(dump: Dump) -> Iterator[Violation]:
    """Rows of commands and events tell the same story: an applied one has its events side by side, any other has none."""
    written = _written(dump)
    for row in dump.commands:
        places = [event.position for event in written.pop(row.command_id, [])]
        first = row.first_position if row.outcome == "applied" else None
        said = [] if first is None else list(range(first, row.last_position + 1))
        if places == said:
            continue
        if not places or not said:
            kind = "events_without_row" if places else "row_without_events"
            yield broken(kind, row.command_id, f"{row.outcome} at {said}, its events stand at {places}")
        else:
            yield broken("scattered", row.command_id, f"its row says {said}, its events stand at {places}")
    for command, rows in written.items():
        yield broken("events_without_row", command, f"wrote {[row.position for row in rows]} and was never answered")


def answers(history: History, dump: Dump) -> Iterator[Violation]:
    """What was acknowledged before the dump is in it as it was said; what was refused or turned away is not."""
    rows = {row.command_id: row for row in dump.commands}
    written = _written(dump)
    sent = _by_id(history.of(Sent))
    told = _by_id(one for one in history.of(Answered) if one.at_ns < dump.at_ns)
    for command, calls in sent.items():
        row, heard = rows.get(command), told.get(command, [])
        yield from _alike(command, calls, heard)
        if row is not None:
            yield from _whose(row, calls, written.get(command, []))
        for answer in heard:
            if answer.status.startswith(FOR_EVER):
                yield from _kept(answer, row)
        others = {answer.call for answer in heard if answer.status in ("turned_away", "not_applied")}
        if row is not None and others >= {call.call for call in calls}:
            yield broken("turned_away_present", command, f"whoever asked was turned away, and its row says {row.outcome}")


def _alike(command: UUID, calls: Sequence[Sent], heard: Sequence[Answered]) -> Iterator[Violation]:
    """One id gets one answer, and only the request that got it first."""
    final = [answer for answer in heard if answer.status.startswith(FOR_EVER)]
    if len({answer.status for answer in final}) > 1 or len({answer.position for answer in final} - {None}) > 1:
        yield broken("answers_differ", command, ", ".join(f"{answer.status} at {answer.position}" for answer in final))
    requests = {call.call: (call.by, call.body) for call in calls}
    if len({requests[answer.call] for answer in final}) > 1:
        yield broken("reuse_unnoticed", command, "two requests under one id were both granted")
    if any(answer.status == "reused" for answer in heard) and len(set(requests.values())) == 1:
        yield broken("reused_alone", command, "nobody asked anything else under this id")


def _kept(answer: Answered, row: CommandRow | None) -> Iterator[Violation]:
    if row is None:
        yield broken("acknowledged_missing", answer.command_id, f"was told {answer.status} at {answer.position}")
    elif row.outcome != answer.status:
        yield broken("outcome_differs", answer.command_id, f"was told {answer.status}, its row says {row.outcome}")
    elif answer.position not in (None, row.last_position):
        yield broken("acknowledged_elsewhere", answer.command_id, f"was told {answer.position}, stands at {row.last_position}")


def _whose(row: CommandRow, calls: Sequence[Sent], written: Sequence[EventRow]) -> Iterator[Violation]:
    people = {call.by for call in calls}
    if None not in people and not {row.by, *(event.by for event in written)} <= people:
        yield broken("other_person", row.command_id, f"nobody of that id asked for it: {row.by}")
    if not {event.stream_id for event in written} <= {call.stream for call in calls}:
        yield broken("other_stream", row.command_id, "wrote to a stream that it was not sent to")


def strangers(history: History, dump: Dump, since: int) -> Iterator[Violation]:
    """Nothing was written that nobody asked for."""
    known = {call.command_id for call in history.of(Sent)}
    for row in dump.events:
        if row.position > since and row.command_id not in known:
            yield broken("never_sent", row.position, f"{row.tag} of command {row.command_id}")


def units(history: History, dump: Dump) -> Iterator[Violation]:
    """Of an all-or-nothing list everything stands side by side, or nothing but the one that was refused.

    Sent again, a list that was refused may find another of its commands refused, since what it met has changed meanwhile; a service does
    so by itself where the answer of the database was lost. One decision refuses one.
    """
    rows = {row.command_id: row for row in dump.commands}
    written = _written(dump)
    named: dict[str, list[UUID]] = defaultdict(list)
    calls = _by_id(history.of(Sent))
    for command, sent in calls.items():
        if len({call.unit for call in sent}) == 1 and sent[0].unit:
            named[sent[0].unit].append(command)
    for unit, members in named.items():
        if members != [command for command, sent in calls.items() if any(call.unit == unit for call in sent)]:
            continue  # one of them was asked alone as well
        outcomes = [rows[command].outcome if command in rows else "" for command in members]
        decisions = {rows[command].xmin for command in members if command in rows}
        places = [row.position for command in members for row in written.get(command, [])]
        there = [outcome for outcome in outcomes if outcome]
        alone = 0 < len(there) == len(decisions) and all(outcome.startswith("refused:") for outcome in there) and not places
        together = len(there) in (0, len(members)) and not any(outcome.startswith("refused:") for outcome in there)
        if not (alone or together):
            yield broken("torn", unit, f"came to {outcomes}")
        elif places != list(range(min(places, default=0), min(places, default=0) + len(places))):
            yield broken("torn", unit, f"stands at {places}")


# --- I4: real time ------------------------------------------------------------------------------------------------


def real_time(history: History, dump: Dump) -> Iterator[Violation]:
    """What was sent after something was acknowledged stands after it."""
    rows = {row.command_id: row for row in dump.commands}
    sent = {command: min(call.at_ns for call in calls) for command, calls in _by_id(history.of(Sent)).items()}
    told = sorted((one for one in history.of(Answered) if one.status.startswith(FOR_EVER)), key=lambda one: one.at_ns)
    newest, acknowledged = 0, ""
    heard = iter(told)
    answer = next(heard, None)
    for command, at_ns in sorted(sent.items(), key=lambda one: one[1]):
        while answer is not None and answer.at_ns < at_ns:
            row = rows.get(answer.command_id)
            position = answer.position or (row.last_position if row else 0)
            if position > newest:
                newest, acknowledged = position, f"{answer.command_id} at {position}"
            answer = next(heard, None)
        if (mine := rows.get(command)) is None:
            continue
        # What changes nothing was decided at a head, and stands behind it.
        first = mine.last_position + 1 if mine.first_position is None else mine.first_position
        if first <= newest:
            yield broken("real_time", command, f"{mine.outcome} at {first}, sent after {acknowledged} was acknowledged")


# --- I5: what an edit saw, and who may still write ----------------------------------------------------------------


class Card:
    """The fields of one stream and its open conflicts, laid event upon event."""

    def __init__(self) -> None:
        self.fields: JSON = {}
        self.open: dict[str, tuple[str, Any, Any]] = {}

    def value(self, field: str) -> Any:
        name, _, key = field.partition(".")
        held = self.fields.get(name)
        return (held or {}).get(key) if key else held

    def lay(self, body: JSON) -> None:
        what = str(body.get("tag")).partition(".")[2]
        if what in ("added", "opened"):
            self.fields = {name: value for name, value in body.items() if name not in ("tag", "reason")}
        elif what == "edited":
            for name, value in body.items():
                if isinstance(value, dict):
                    self.fields[name] = {key: one for key, one in ({**self.fields.get(name, {}), **value}).items() if one is not None}
                elif name not in ("tag", "reason"):
                    self.fields[name] = value
        elif what == "clashed" and "item" not in body:
            self.open[body["conflict"]] = (body["field"], body["was"], body["yours"])
        elif what == "settled":
            self.open.pop(body["conflict"], None)


def sight(history: History, dump: Dump) -> Iterator[Violation]:
    """An accepted strict edit saw the value it replaced; one that was not accepted met another value, and is kept."""
    wishes = {command: calls for command, calls in _by_id(history.of(Sent)).items() if any(call.edits for call in calls)}
    idle: dict[int, list[UUID]] = defaultdict(list)
    for row in dump.commands:
        if row.outcome == "nothing" and row.command_id in wishes:
            idle[row.last_position].append(row.command_id)
    cards: dict[UUID, Card] = defaultdict(Card)
    for command, run in itertools.groupby(_in_order(dump), key=lambda row: row.command_id):
        events = list(run)
        card = cards[events[0].stream_id]
        if command in wishes:
            yield from _gentlest(command, wishes[command], card, [_body(event) for event in events])
        for event in events:
            cards[event.stream_id].lay(_body(event))
        for other in idle.get(events[-1].position, []):
            yield from _gentlest(other, wishes[other], cards[wishes[other][0].stream], [])


def _gentlest(command: UUID, calls: Sequence[Sent], card: Card, bodies: Sequence[JSON]) -> list[Violation]:
    """Of several requests under one id only one was granted: what is wrong with the one that fits best."""
    return min((list(_judged(command, call, card, bodies)) for call in calls), key=len)


def _judged(command: UUID, call: Sent, card: Card, bodies: Sequence[JSON]) -> Iterator[Violation]:
    laid = Card()
    clashed = []
    for body in bodies:
        what = str(body.get("tag")).partition(".")[2]
        if what == "edited":
            laid.lay(body)
        elif what == "clashed":
            clashed.append((body["field"], body["was"], body["yours"]))
    for field, wish in call.edits.items():
        name, _, key = field.partition(".")
        now = card.value(field)
        where = f"{command} {field}"
        if wish.to == wish.was:
            continue
        if name in laid.fields and (not key or any(key in body.get(name, {}) for body in bodies)):
            if now != wish.was:
                yield broken("overwritten", where, f"saw {wish.was!r} and replaced {now!r}")
            if laid.value(field) != wish.to:
                yield broken("other_value", where, f"wanted {wish.to!r} and wrote {laid.value(field)!r}")
        elif (field, wish.was, wish.to) in clashed:
            if now in (wish.was, wish.to) and len(call.edits) == 1:
                yield broken("clash_without_cause", where, f"saw {wish.was!r}, wanted {wish.to!r}, and {now!r} stood there")
        elif now != wish.to and (now == wish.was or (field, wish.was, wish.to) not in card.open.values()):
            yield broken("wish_lost", where, f"saw {wish.was!r}, wanted {wish.to!r}, and {now!r} stayed")


def forks(history: History) -> Iterator[Violation]:
    """From the clients' view alone: accepted edits of one field hang together like the links of one chain.

    Each left a value and brought another. A value that all edits together left more often than they brought it is the one that
    the field began with: there is one such value, left once more. What nobody knows the outcome of may have brought its value;
    and of edits that bring the same value one may have found it there, so what they left does not count.
    """
    told = {answer.call: answer for answer in history.of(Answered) if answer.status != "unknown"}
    wanted: dict[tuple[UUID, str], dict[UUID, tuple[str, str]]] = defaultdict(dict)
    accepted: set[tuple[UUID, str]] = set()
    for call in history.of(Sent):
        answer = told.get(call.call)
        for field, wish in call.edits.items():
            if answer is None or (answer.status == "applied" and field not in (answer.clashed or ())):
                wanted[call.stream, field][call.command_id] = (json.dumps(wish.was), json.dumps(wish.to))
            if answer is not None and answer.status == "applied" and answer.clashed is not None and field not in answer.clashed:
                accepted.add((call.command_id, field))
    for (stream, field), edits in wanted.items():
        brought = Counter(to for was, to in edits.values() if was != to)
        left = Counter(was for command, (was, to) in edits.items() if was != to and (command, field) in accepted and brought[to] == 1)
        beyond = left - brought
        if beyond.total() > 1:
            yield broken("forked", f"{stream} {field}", f"left more often than brought: {dict(beyond)}")


def rights(dump: Dump, writers: Writers | None = None) -> Iterator[Violation]:
    """Nobody who ever held a role writes after the last one that allows it was taken back, or while suspended."""
    held: dict[str, set[tuple[str, str | None]]] = defaultdict(set)
    known: set[str] = set()
    suspended: set[str] = set()
    for command, run in itertools.groupby(_in_order(dump), key=lambda row: row.command_id):
        events = list(run)
        by, kind = str(events[0].by), _kind(events[0].tag)
        allowed = {role for role, _ in held[by] if writers is None or role in writers.get(kind, ())}
        if by in known and (by in suspended or not allowed):
            yield broken("after_revocation", events[0].position, f"{events[0].tag} by {by}, command {command}")
        for body in map(_body, events):
            match body:
                case {"tag": "network.role_given", "person": person, "role": role}:
                    held[person].add((role, body.get("authority")))
                    known.add(person)
                case {"tag": "network.role_taken", "person": person, "role": role}:
                    held[person].discard((role, body.get("authority")))
                case {"tag": "network.person_suspended", "person": person}:
                    suspended.add(person)
                case {"tag": "network.person_reinstated", "person": person}:
                    suspended.discard(person)


# --- I6: tails ----------------------------------------------------------------------------------------------------


def tails(history: History, log: Sequence[tuple[int, UUID, int, UUID]]) -> Iterator[Violation]:
    """Every tail was given every event up to where it stood, once, in order, and as it stands in the log.

    ``log``: position, command, version and stream of every event. It asks for no contiguity, so that it can be asked about
    any log that has an order.
    """
    there = {position: rest for position, *rest in log}
    begun: dict[str, int] = {}
    ended: dict[str, int] = {}
    given: dict[str, list[Followed]] = defaultdict(list)
    for line in history.lines:
        if isinstance(line, Stood):
            begun.setdefault(line.tail, line.position)
            ended[line.tail] = max(line.position, ended.get(line.tail, 0))
        elif isinstance(line, Followed):
            begun.setdefault(line.tail, 0)
            given[line.tail].append(line)
            ended[line.tail] = max(line.position, ended.get(line.tail, 0))
    for tail, end in ended.items():
        seen = [line.position for line in given[tail]]
        for position, times in Counter(seen).items():
            if times > 1:
                yield broken("tail_repeated", f"{tail} {position}", f"given {times} times")
        for before, position in itertools.pairwise(seen):
            if position < before:
                yield broken("tail_order", f"{tail} {position}", f"given after {before}")
        for line in given[tail]:
            if line.position not in there or line.position <= begun[tail]:
                yield broken("tail_invented", f"{tail} {line.position}", "there is no such event, or it lay behind the tail")
            elif [line.command_id, line.version, line.stream] != there[line.position]:
                yield broken("tail_differs", f"{tail} {line.position}", f"was given {line.command_id}, the log has {there[line.position]}")
        for position in sorted({one for one in there if begun[tail] < one <= end} - set(seen)):
            yield broken("tail_missed", f"{tail} {position}", f"it stood at {end}")


# --- I7: read tables ----------------------------------------------------------------------------------------------


def boards(dump: Dump) -> Iterator[Violation]:
    """The rows of the plan board are what the log up to their position comes to, folded by hand."""
    table = dump.read.get("plan_board")
    if table is None:
        return
    if table.position > len(dump.events):
        yield broken("row_differs", "checkpoint", f"stands at {table.position}, the log at {len(dump.events)}")
    wanted = folded(row for row in _in_order(dump) if row.position <= table.position)
    stored = {row["action_id"]: row for row in table.rows}
    for action in wanted.keys() - stored.keys():
        yield broken("row_missing", action, f"at {table.position}")
    for action in stored.keys() - wanted.keys():
        yield broken("row_left_over", action, f"at {table.position}")
    for action in wanted.keys() & stored.keys():
        for name, value in wanted[action].items():
            found = stored[action].get(name)
            if found is not None and name.endswith("_at"):
                found = datetime.fromisoformat(found)
            if found != value:
                yield broken("row_differs", f"{action} {name}", f"holds {found!r}, the log up to {table.position} says {value!r}")


def folded(events: Iterable[EventRow]) -> dict[str, JSON]:
    """The rows of the plan board, by action."""
    rows: dict[str, JSON] = {}
    for event in events:
        action, body = str(event.stream_id), _body(event)
        changed = {"position": event.position, "changed_at": event.at, "changed_by": str(event.by)}
        match body.pop("tag", ""):
            case "action.added":
                reason, _ = body.pop("reason"), body.pop("parties", None)  # who may know of it stands in a table of its own
                named = {f"{name}_id": body.pop(name) for name in ("plan", "parent", "axis")}
                stopped = body["status"] in ("paused", "blocked", "abandoned")
                added = {"action_id": action, "withdrawn": False, "added_at": event.at, "added_by": str(event.by)}
                rows[action] = body | named | added | {"status_reason": reason if stopped else None} | changed
            case "action.edited":
                reason = body.pop("reason")
                row = rows.setdefault(action, {})  # edited before it was added: told where versions are looked at
                for name, value in body.items():
                    if isinstance(value, dict):
                        row[name] = {key: one for key, one in (row.get(name, {}) | value).items() if one is not None}
                    else:
                        row["axis_id" if name == "axis" else name] = value
                row.update(changed | ({"status_reason": reason} if "status" in body else {}))
            case "action.withdrawn" | "action.restored" as tag:
                rows.setdefault(action, {}).update(changed, withdrawn=tag == "action.withdrawn")
    return rows


# --- I11: nothing changes behind ----------------------------------------------------------------------------------


def unchanged(earlier: Dump, later: Dump) -> Iterator[Violation]:
    """What stood in an earlier dump stands in a later one unaltered, but for what a redaction names; what is new stands behind it."""
    redacted = _redacted(later)
    now = {row.position: row for row in later.events}
    for row in earlier.events:
        if row.position not in now:
            yield broken("event_deleted", row.position, f"{row.tag} of command {row.command_id}")
        elif now[row.position] != row and row.position not in redacted:
            yield broken("event_changed", row.position, f"{row.tag} of command {row.command_id}")
    stood = {row.position for row in earlier.events}
    for position in sorted(now.keys() - stood):
        if position <= max(stood, default=0):
            yield broken("event_inserted", position, f"{now[position].tag} was not there before")
    rows = {row.command_id: row for row in later.commands}
    for answer in earlier.commands:
        if (found := rows.get(answer.command_id)) is None:
            yield broken("answer_deleted", answer.command_id, answer.outcome)
        elif found != answer and not (redacted and found.request_hash is None):
            yield broken("answer_changed", answer.command_id, f"{answer.outcome} at {answer.last_position} became {found.outcome}")


# --- Reading ------------------------------------------------------------------------------------------------------


def _in_order(dump: Dump) -> list[EventRow]:
    return sorted(dump.events, key=lambda row: (row.position, row.version))


def _body(row: EventRow) -> JSON:
    """What an event says; nothing where it is no JSON any more."""
    try:
        made = json.loads(row.payload)
    except ValueError:
        return {}
    return made if isinstance(made, dict) else {}


def _kind(tag: str) -> str:
    return tag.partition(".")[0]


def _written(dump: Dump) -> dict[UUID, list[EventRow]]:
    found: dict[UUID, list[EventRow]] = defaultdict(list)
    for row in _in_order(dump):
        found[row.command_id].append(row)
    return dict(found)


def _by_id(lines: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for line in lines:
        found[line.command_id].append(line)
    return dict(found)
