"""Ways to spoil a sound history: each is a lie that the checker must see through, listed with what it must be called.

They are told about the record that test_checker.py makes, whose calls are named after what they are there for.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

import msgspec
from msgspec import Struct, structs

from tests.faults.history import Answered, CommandRow, Dump, Edit, EventRow, Followed, History, Sent, Stood

Lie: TypeAlias = Callable[[History], None]
T = TypeVar("T", bound=Struct)
LIES: list[tuple[str, Lie]] = []
OTHER = UUID(int=21)


def called(kind: str) -> Callable[[Lie], Lie]:
    """What the checker must call this one."""

    def listed(spoil: Lie) -> Lie:
        LIES.append((kind, spoil))
        return spoil

    return listed


# --- Spoiling -----------------------------------------------------------------------------------------------------


def change(history: History, old: Any, *new: Any) -> None:
    """Put these lines where that one stood."""
    at = next(index for index, line in enumerate(history.lines) if line is old)
    history.lines[at : at + 1] = new


def sent(history: History, client: str) -> Sent:
    return next(line for line in history.of(Sent) if line.client == client)


def answered(history: History, client: str) -> Answered:
    call = sent(history, client).call
    return next(line for line in history.of(Answered) if line.call == call)


def resent(history: History, client: str, **fields: Any) -> None:
    old = sent(history, client)
    change(history, old, structs.replace(old, **fields))


def reanswered(history: History, client: str, **fields: Any) -> None:
    old = answered(history, client)
    change(history, old, structs.replace(old, **fields))


def last(history: History) -> Dump:
    return history.of(Dump)[-1]


def events(history: History, spoil: Callable[[EventRow], EventRow | None], *, everywhere: bool = True) -> None:
    """Let every dump, or the last one alone, hold other events; None takes one away."""
    for dump in history.of(Dump) if everywhere else [last(history)]:
        kept = [row for row in map(spoil, dump.events) if row is not None]
        change(history, dump, structs.replace(dump, events=kept))


def answers(history: History, spoil: Callable[[CommandRow], CommandRow | None], *, everywhere: bool = True) -> None:
    """The same with the rows of commands."""
    for dump in history.of(Dump) if everywhere else [last(history)]:
        kept = [row for row in map(spoil, dump.commands) if row is not None]
        change(history, dump, structs.replace(dump, commands=kept))


def board(history: History, spoil: Callable[[list[dict[str, Any]]], None], position: int | None = None) -> None:
    """Let the last dump hold another plan board."""
    dump = last(history)
    table = dump.read["plan_board"]
    spoil(table.rows)
    change(history, dump, structs.replace(dump, read={"plan_board": structs.replace(table, position=position or table.position)}))


def of(history: History, client: str, **fields: Any) -> Callable[[EventRow], EventRow | None]:
    """The events of a call with other fields, or gone where none are named."""
    command = sent(history, client).command_id

    def spoil(row: EventRow) -> EventRow | None:
        if row.command_id != command:
            return row
        return structs.replace(row, **fields) if fields else None

    return spoil


def row_of(history: History, client: str, **fields: Any) -> Callable[[CommandRow], CommandRow | None]:
    command = sent(history, client).command_id

    def spoil(row: CommandRow) -> CommandRow | None:
        if row.command_id != command:
            return row
        return structs.replace(row, **fields) if fields else None

    return spoil


def saying(row: EventRow, **body: Any) -> EventRow:
    """The event with another body, and the digest of that."""
    payload = msgspec.json.encode(json.loads(row.payload) | body)
    return structs.replace(row, payload=payload, digest=hashlib.sha256((row.salt or b"") + payload).digest())


def redacted(dump: Dump, command: UUID) -> Dump:
    """The dump as a redaction of this command's events leaves it, with the event that names them at its end."""
    events = [
        structs.replace(row, salt=None, payload=row.payload.replace(b"trois", b"[redacted]")) if row.command_id == command else row
        for row in dump.events
    ]
    body = {"positions": [row.position for row in events if row.salt is None], "fields": ["lead"]}
    first = next(row for row in dump.events if row.tag == "network.founded")
    named = saying(structs.replace(first, position=len(events) + 1, command_id=OTHER, tag="network.event_redacted"), **body)
    return structs.replace(dump, events=[*events, saying(named, tag=named.tag)])


def place(history: History, client: str) -> EventRow:
    command = sent(history, client).command_id
    return next(row for row in last(history).events if row.command_id == command)


# --- I1, I2, I8 ---------------------------------------------------------------------------------------------------


@called("position_missing")
def an_event_is_gone(history: History) -> None:
    events(history, of(history, "next"))


@called("position_repeated")
def a_position_is_used_again(history: History) -> None:
    events(history, of(history, "next", position=place(history, "clash").position))


@called("time_backwards")
def the_clock_went_back(history: History) -> None:
    events(history, of(history, "next", at=place(history, "next").at - timedelta(days=1)))


@called("version_missing")
def a_version_is_left_out(history: History) -> None:
    events(history, of(history, "next", version=place(history, "next").version + 5))


@called("version_repeated")
def a_version_is_used_again(history: History) -> None:
    events(history, of(history, "next", version=place(history, "next").version - 1))


@called("version_order")
def versions_stand_in_another_order(history: History) -> None:
    one, other = place(history, "clash").version, place(history, "next").version
    events(history, of(history, "clash", version=other))
    events(history, of(history, "next", version=one))


@called("stream_differs")
def a_stream_says_that_it_began_elsewhere(history: History) -> None:
    dump = last(history)
    rows = [structs.replace(row, first_position=row.first_position + 1) for row in dump.streams]
    change(history, dump, structs.replace(dump, streams=rows))


@called("stream_differs")
def a_stream_has_a_row_and_no_events(history: History) -> None:
    dump = last(history)
    change(history, dump, structs.replace(dump, streams=[*dump.streams, structs.replace(dump.streams[0], stream_id=OTHER)]))


@called("digest_differs")
def a_byte_was_changed(history: History) -> None:
    events(history, of(history, "next", payload=place(history, "next").payload.replace(b"trois", b"crois")))


@called("digest_differs")
def a_salt_is_gone_and_nobody_redacted(history: History) -> None:
    events(history, of(history, "next", salt=None))


@called("tag_differs")
def a_tag_says_something_else(history: History) -> None:
    events(history, of(history, "next", tag="action.settled"))


# --- I3 -----------------------------------------------------------------------------------------------------------


@called("row_without_events")
def a_command_was_applied_and_left_nothing(history: History) -> None:
    events(history, of(history, "next"))


@called("events_without_row")
def an_answer_is_gone(history: History) -> None:
    answers(history, row_of(history, "next"))


@called("events_without_row")
def a_refused_command_wrote(history: History) -> None:
    answers(history, row_of(history, "next", outcome="refused:action.is_withdrawn", first_position=None))


@called("scattered")
def an_answer_speaks_of_more_than_was_written(history: History) -> None:
    row = place(history, "next")
    answers(history, row_of(history, "next", last_position=row.position + 1))


@called("acknowledged_missing")
def what_was_acknowledged_is_not_there(history: History) -> None:
    events(history, of(history, "next"))
    answers(history, row_of(history, "next"))


@called("acknowledged_missing")
def a_refusal_left_no_row(history: History) -> None:
    answers(history, row_of(history, "refused"))


@called("acknowledged_elsewhere")
def a_receipt_names_another_position(history: History) -> None:
    reanswered(history, "next", position=place(history, "next").position + 1)


@called("outcome_differs")
def a_client_was_told_that_there_was_nothing_to_do(history: History) -> None:
    reanswered(history, "next", status="nothing")


@called("outcome_differs")
def a_client_was_told_of_a_refusal_and_it_was_applied(history: History) -> None:
    reanswered(history, "next", status="refused:action.is_withdrawn", position=None)


@called("answers_differ")
def asked_again_it_gets_another_answer(history: History) -> None:
    reanswered(history, "again", position=place(history, "first").position + 1)


@called("turned_away_present")
def someone_turned_away_is_in_the_log(history: History) -> None:
    reanswered(history, "next", status="turned_away", position=None)


@called("turned_away_present")
def one_of_a_list_that_was_not_applied_is_in_the_log(history: History) -> None:
    reanswered(history, "pair", status="not_applied", position=None)


@called("reused_alone")
def someone_is_told_of_a_reuse_that_never_was(history: History) -> None:
    reanswered(history, "next", status="reused", position=None)


@called("reuse_unnoticed")
def two_requests_under_one_id_are_granted(history: History) -> None:
    reanswered(history, "reused", status="applied", position=place(history, "first").position)


@called("other_stream")
def it_wrote_to_another_stream(history: History) -> None:
    resent(history, "next", stream=OTHER)


@called("other_person")
def it_was_written_in_the_name_of_another(history: History) -> None:
    resent(history, "next", by=OTHER)


@called("never_sent")
def nobody_asked_for_it(history: History) -> None:
    change(history, answered(history, "next"))
    change(history, sent(history, "next"))


@called("torn")
def half_of_a_list_was_applied(history: History) -> None:
    second = [line for line in history.of(Sent) if line.client == "pair"][1].command_id
    events(history, lambda row: None if row.command_id == second else row)
    answers(history, lambda row: None if row.command_id == second else row)


@called("torn")
def of_a_refused_list_something_was_applied(history: History) -> None:
    good, spare = sent(history, "torn").command_id, sent(history, "meanwhile").command_id
    answers(history, lambda row: structs.replace(row, command_id=good) if row.command_id == spare else row)
    events(history, lambda row: structs.replace(row, command_id=good) if row.command_id == spare else row)


@called("torn")
def two_of_a_list_were_refused_at_once(history: History) -> None:
    good, refused = [line.command_id for line in history.of(Sent) if line.client == "torn"]
    for dump in history.of(Dump):
        too = [structs.replace(row, command_id=good) for row in dump.commands if row.command_id == refused]
        change(history, dump, structs.replace(dump, commands=[*dump.commands, *too]))


@called("torn")
def something_stands_between_a_list(history: History) -> None:
    second = [line for line in history.of(Sent) if line.client == "pair"][1].command_id
    events(history, lambda row: structs.replace(row, position=row.position + 1) if row.command_id == second else row)


# --- I4 -----------------------------------------------------------------------------------------------------------


@called("real_time")
def it_was_sent_after_something_behind_it_was_acknowledged(history: History) -> None:
    resent(history, "clash", at_ns=answered(history, "next").at_ns + 1)


@called("real_time")
def nothing_was_found_to_do_at_an_older_head(history: History) -> None:
    answers(history, row_of(history, "nothing", last_position=place(history, "first").position))


# --- I5 -----------------------------------------------------------------------------------------------------------


@called("overwritten")
def it_had_not_seen_what_it_replaced(history: History) -> None:
    resent(history, "next", edits={"lead": Edit("autre", "trois")})


@called("other_value")
def it_wrote_something_else_than_was_wanted(history: History) -> None:
    resent(history, "next", edits={"lead": Edit("un", "autre")})


@called("wish_lost")
def a_wish_came_to_nothing_though_it_saw_what_stood(history: History) -> None:
    resent(history, "nothing", edits={"lead": Edit("trois", "quatre")})


@called("wish_lost")
def a_wish_came_to_nothing_and_is_not_kept(history: History) -> None:
    resent(history, "nothing", edits={"lead": Edit("autre", "quatre")})


@called("clash_without_cause")
def a_clash_though_it_saw_what_stood(history: History) -> None:
    clash = sent(history, "clash").command_id
    events(history, lambda row: saying(row, was="un") if row.command_id == clash else row)
    resent(history, "clash", edits={"lead": Edit("un", "deux")})


@called("forked")
def two_were_told_that_they_replaced_the_same(history: History) -> None:
    reanswered(history, "clash", clashed=[])


@called("after_revocation")
def someone_else_had_been_suspended(history: History) -> None:
    cas = str(sent(history, "meanwhile").by)
    events(history, lambda row: saying(row, person=cas) if row.tag == "network.person_suspended" else row)


@called("after_revocation")
def whoever_wrote_could_only_read(history: History) -> None:
    events(history, lambda row: saying(row, role="auditor") if row.tag == "network.role_given" else row)


@called("after_revocation")
def a_role_had_been_taken_back(history: History) -> None:
    first = place(history, "first")
    given = next(row for row in last(history).events if row.tag == "network.role_given" and str(first.by).encode() in row.payload)
    body = json.loads(given.payload) | {"tag": "network.role_taken"}
    before = first.position - 1
    events(
        history,
        lambda row: saying(structs.replace(row, tag="network.role_taken", command_id=OTHER), **body) if row.position == before else row,
    )


# --- I6 -----------------------------------------------------------------------------------------------------------


def given(history: History, at: int) -> Followed:
    """What one tail was given there."""
    return next(line for line in history.of(Followed) if line.tail == "tail 0" and line.position == at)


@called("tail_missed")
def a_tail_missed_one(history: History) -> None:
    change(history, given(history, 14))


@called("tail_missed")
def a_tail_missed_the_last_one(history: History) -> None:
    change(history, given(history, len(last(history).events)))


@called("tail_missed")
def a_tail_was_given_nothing(history: History) -> None:
    history.lines.append(Stood("deaf", 0))
    history.lines.append(Stood("deaf", 3))


@called("tail_repeated")
def a_tail_was_given_one_twice(history: History) -> None:
    change(history, given(history, 14), given(history, 14), given(history, 14))


@called("tail_order")
def a_tail_was_given_two_the_wrong_way_round(history: History) -> None:
    early, late = given(history, 13), given(history, 14)
    change(history, early)
    change(history, late, late, early)


@called("tail_differs")
def a_tail_was_given_something_else(history: History) -> None:
    change(history, given(history, 14), structs.replace(given(history, 14), command_id=OTHER))


@called("tail_invented")
def a_tail_was_given_what_never_was(history: History) -> None:
    beyond = given(history, len(last(history).events))
    change(history, beyond, beyond, structs.replace(beyond, position=beyond.position + 1))


@called("tail_invented")
def a_tail_was_given_what_lay_behind_it(history: History) -> None:
    history.lines.insert(0, Stood("tail 0", 3))


# --- I7 -----------------------------------------------------------------------------------------------------------


@called("row_missing")
def a_row_is_gone(history: History) -> None:
    board(history, lambda rows: rows.clear())


@called("row_left_over")
def a_row_is_of_no_action(history: History) -> None:
    board(history, lambda rows: rows.append(rows[0] | {"action_id": str(OTHER)}))


@called("row_differs")
def a_row_holds_another_value(history: History) -> None:
    board(history, lambda rows: rows[0].update(lead="autre"))


@called("row_differs")
def a_row_changed_at_another_time(history: History) -> None:
    board(history, lambda rows: rows[0].update(changed_at="2011-11-30T09:00:00+00:00"))


@called("row_differs")
def a_row_is_newer_than_its_checkpoint(history: History) -> None:
    board(history, lambda _rows: None, position=place(history, "pair").position)


@called("row_differs")
def a_checkpoint_is_ahead_of_the_log(history: History) -> None:
    board(history, lambda _rows: None, position=len(last(history).events) + 1)


# --- I11 ----------------------------------------------------------------------------------------------------------


@called("event_changed")
def an_event_was_changed_later(history: History) -> None:
    next_one = sent(history, "next").command_id
    events(history, lambda row: saying(row, lead="autre") if row.command_id == next_one else row, everywhere=False)


@called("event_deleted")
def an_event_was_deleted_later(history: History) -> None:
    events(history, of(history, "next"), everywhere=False)


@called("event_inserted")
def an_event_came_in_behind(history: History) -> None:
    dump = history.of(Dump)[0]
    command = sent(history, "next").command_id
    change(history, dump, structs.replace(dump, events=[row for row in dump.events if row.command_id != command]))


@called("answer_changed")
def an_answer_was_changed_later(history: History) -> None:
    answers(history, row_of(history, "nothing", request_hash=b"another"), everywhere=False)


@called("answer_deleted")
def an_answer_was_deleted_later(history: History) -> None:
    answers(history, row_of(history, "refused"), everywhere=False)
