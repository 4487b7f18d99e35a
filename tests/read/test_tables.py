"""Read tables: what stands in memory stands in them too, whoever wrote it and whatever went wrong meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any, TypeAlias, get_args
from uuid import UUID

import asyncpg
import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as every
from hypothesis import strategies as st
from msgspec import inspect, structs
from structlog.testing import capture_logs

from events import (
    action,
    action_plan,
    attachment,
    authority,
    comment,
    consultation,
    fields,
    governance,
    ids,
    meeting,
    meeting_series,
    mentor,
    mentorship,
    mentorship_note,
    minutes,
    moment,
    network,
    note,
    process,
    question,
    questionnaire,
    referent,
    roadmap,
    skill,
    support_file,
    synthesis,
    workshop,
)
from events.decider import Event, Invalid
from events.ids import CommandId, ConflictId, NetworkId, StreamId
from events.log.memory import MemoryStore
from events.log.postgres import PostgresStore
from events.log.recorded import Recorded
from events.log.store import Store
from projections import conflict_inbox as inbox
from projections import rights as standing
from projections import tables as tables_
from projections.catalogue import PROJECTIONS
from projections.follower import Follower
from projections.phase_calendar import Phase, phase_calendar
from projections.plan_board import plan_board
from projections.projection import Projection
from projections.rights import Standing, rights
from projections.tables import TableWriter, write_rows
from service.embedded import Addresses
from tests import histories
from tests.histories import ACTIONS
from tests.people import ADA, BEN, CAS, DOT
from tests.read.logs import Rows, followed, more, rows, tables, whole, written
from tests.read.test_follower import stumbling, with_instead
from tests.spec import NOW

Pool: TypeAlias = "asyncpg.Pool[Any]"


class Desk:
    """One process's fold of a network and the tables behind it, fed by hand."""

    def __init__(self, pool: Pool, network_id: NetworkId, projections: Sequence[Projection[Any]] = PROJECTIONS) -> None:
        self.follower = Follower(network_id, projections)
        self.tables = TableWriter(pool, self.follower, projections)

    async def follow(self, log: Sequence[Recorded[Event]]) -> None:
        """Take in what is new and wait until it is written."""
        self.follower.apply([one for one in log if one.position > self.follower.position])
        async with asyncio.timeout(60):
            await self.tables.reached(self.follower.position)


async def a_desk(pool: Pool, network_id: NetworkId, projections: Sequence[Projection[Any]] = PROJECTIONS) -> Desk:
    desk = Desk(pool, network_id, projections)
    await desk.tables.hydrate()
    return desk


async def stored_rows(pool: Pool, network_id: NetworkId) -> dict[str, dict[Any, Any]]:
    """The rows of the tables as a process that starts reads them."""
    desk = await a_desk(pool, network_id)
    await desk.tables.close()
    return rows(desk.follower)


def told(found: Rows) -> bytes:
    """Rows as they travel: an instant is written one way, wherever the row was."""
    return msgspec.json.encode({name: {str(key): row for key, row in some.items()} for name, some in found.items()}, order="deterministic")


async def checkpoints(pool: Pool, network_id: NetworkId) -> dict[str, int]:
    found = await pool.fetch("SELECT projection, position FROM read.checkpoint WHERE network_id = $1", network_id)
    return {row["projection"]: row["position"] for row in found}


@pytest.fixture
async def log(pool: Pool) -> list[Recorded[Event]]:
    """The log of a network of its own, with a bit of everything."""
    network_id = await written(PostgresStore(pool), histories.history(7, 25))
    return await whole(PostgresStore(pool), network_id)


# --- The tables themselves ----------------------------------------------------------------------------------------

COLUMNS = {"StrType": {"text"}, "UUIDType": {"uuid"}, "IntType": {"integer", "bigint"}, "BoolType": {"boolean"}}
COLUMNS |= {
    "DateType": {"date"},
    "DateTimeType": {"timestamp with time zone"},
    "AnyType": {"jsonb"},
    "DictType": {"jsonb"},
    "StructType": {"jsonb"},
}


def column(kind: inspect.Type) -> tuple[set[str], bool]:
    """The types a column of this field may have, and whether it may be null."""
    if isinstance(kind, inspect.UnionType):
        (inner,) = [one for one in kind.types if not isinstance(one, inspect.NoneType)]
        return column(inner)[0], True
    if isinstance(kind, inspect.LiteralType):
        return {"text"}, False
    if isinstance(kind, inspect.VarTupleType):
        inner = kind.item_type
        return ({"jsonb"} if isinstance(inner, inspect.StructType) else {f"{next(iter(column(inner)[0]))}[]"}), False
    return COLUMNS[type(kind).__name__], isinstance(kind, inspect.AnyType)


@pytest.mark.parametrize("projection", PROJECTIONS, ids=lambda one: one.name)
async def test_columns_are_the_fields_of_the_row(pool: Pool, projection: Projection[Any]) -> None:
    found = await pool.fetch(
        "SELECT attname AS name, format_type(atttypid, atttypmod) AS type, attnotnull AS filled FROM pg_attribute"
        " WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped",
        f"read.{projection.table}",
    )
    columns = {row["name"]: (row["type"], not row["filled"]) for row in found}
    info = inspect.type_info(projection.row)
    assert isinstance(info, inspect.StructType)
    assert set(columns) == {"network_id", "position", *(field.name for field in info.fields)}
    for field in info.fields:
        types, empty = column(field.type)
        type_, nullable = columns[field.name]
        assert (type_ in types, nullable) == (True, empty), field.name


@pytest.mark.parametrize("projection", PROJECTIONS, ids=lambda one: one.name)
async def test_a_row_is_found_by_network_and_key_and_people_read_a_view(pool: Pool, projection: Projection[Any]) -> None:
    key = await pool.fetch(
        "SELECT a.attname FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)"
        " WHERE c.conrelid = $1::text::regclass AND c.contype = 'p' ORDER BY array_position(c.conkey, a.attnum)",
        f"read.{projection.table}",
    )
    assert [row["attname"] for row in key] == list(dict.fromkeys(["network_id", projection.key]))
    view = await pool.fetchval("SELECT pg_get_viewdef($1::text::regclass)", f"read.{projection.name}")
    assert projection.table in view


# --- Written behind the fold --------------------------------------------------------------------------------------


async def test_what_stands_in_memory_stands_in_the_tables(pool: Pool, log: list[Recorded[Event]]) -> None:
    network_id = log[0].network_id
    desk = await a_desk(pool, network_id)
    await desk.follow(log)
    await desk.tables.close()
    assert set((await checkpoints(pool, network_id)).values()) == {len(log)}
    assert told(await stored_rows(pool, network_id)) == told(rows(followed(log, network_id)))
    found = await tables(pool, network_id)
    for projection in PROJECTIONS:
        if projection.kept:
            kept = {key: one.position for key, one in desk.follower.kept(projection).items()}
            assert {row[projection.key]: row["position"] for row in found[projection.name]} == kept
    assert [row["position"] for row in found["recent_activity"]] == list(range(1, len(log) + 1))
    assert [row["command_id"] for row in found["recent_activity"]] == [one.command_id for one in log]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@every(histories.histories())
async def test_any_history_is_read_back_as_it_was_followed(pool: Pool, history: histories.History) -> None:
    memory = MemoryStore()
    network_id = await written(memory, history)
    log = await whole(memory, network_id)
    desk = await a_desk(pool, network_id)
    half = len(log) // 2
    await desk.follow(log[:half])
    await desk.follow(log)
    await desk.tables.close()
    assert await stored_rows(pool, network_id) == rows(followed(log, network_id))
    again = await a_desk(pool, network_id)
    assert again.follower.moved == desk.follower.moved, "who begins knows when rows last moved"
    await again.tables.close()


async def test_a_process_that_starts_goes_on_where_the_tables_stand(pool: Pool, log: list[Recorded[Event]]) -> None:
    network_id = log[0].network_id
    first = await a_desk(pool, network_id)
    await first.follow(log[:9])
    await first.tables.close()
    second = await a_desk(pool, network_id)
    assert second.follower.position == 9
    await second.follow(log)
    await second.tables.close()
    assert await stored_rows(pool, network_id) == rows(followed(log, network_id))


async def test_what_is_not_written_yet_is_written_when_it_closes(pool: Pool, log: list[Recorded[Event]]) -> None:
    network_id = log[0].network_id
    desk = await a_desk(pool, network_id)
    desk.follower.apply(log)
    await desk.tables.close()
    assert set((await checkpoints(pool, network_id)).values()) == {len(log)}


async def test_rows_of_another_epoch_are_not_written_any_more(pool: Pool, log: list[Recorded[Event]]) -> None:
    network_id = log[0].network_id
    desk = await a_desk(pool, network_id)
    desk.follower.apply(log)
    await desk.tables.abandon()
    assert set((await checkpoints(pool, network_id)).values()) == {0}


async def test_who_is_told_to_stop_stops_though_the_line_falls_silent_just_then(
    pool: Pool, log: list[Recorded[Event]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables_, "TOLD_AGAIN", 0.05)
    asked, silent = asyncio.Event(), [TimeoutError]

    class Line:
        """A pool that can not take back, the first time, what was given up: that is told as a time that is up."""

        @asynccontextmanager
        async def acquire(self) -> AsyncIterator[Any]:
            asked.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                if silent:
                    raise silent.pop() from None
                raise
            yield

    desk = await a_desk(pool, log[0].network_id)
    desk.tables._pool = Line()  # type: ignore[assignment]  # all that a write asks of it first
    desk.follower.apply(log)
    waits = asyncio.create_task(desk.tables.reached(len(log)))
    await asked.wait()
    async with asyncio.timeout(20):
        await desk.tables.abandon()
    assert not [task for task in asyncio.all_tasks() if task.get_name() == f"tables {log[0].network_id}"]
    waits.cancel()


async def test_networks_do_not_mix(pool: Pool, log: list[Recorded[Event]]) -> None:
    here, there = log[0].network_id, NetworkId(ids.new())
    for network_id in (here, there):
        desk = await a_desk(pool, network_id)
        await desk.follow([structs.replace(one, network_id=network_id) for one in log[: len(log) if network_id == here else 11]])
        await desk.tables.close()
    assert await stored_rows(pool, here) == rows(followed(log, here))
    assert len((await tables(pool, there))["plan_board"]) == 2


async def test_a_row_that_is_gone_leaves_its_table(pool: Pool, log: list[Recorded[Event]]) -> None:
    """No projection of today removes rows; one that does is written like the others."""

    def fold(row: Standing | None, recorded: Recorded[network.Event]) -> Standing | None:
        after = standing.fold(row, recorded)
        return after if after and after.roles else None

    network_id = NetworkId(ids.new())
    leaving = Projection("rights", Standing, standing.touches, fold, standing.topics)
    desk = await a_desk(pool, network_id, with_instead(leaving))
    steps = [structs.replace(one, network_id=network_id) for one in log[:8]]
    await desk.follow(steps)
    assert {row["person_id"] for row in (await tables(pool, network_id))["rights"]} == {ADA, BEN, CAS, DOT}
    taken = network.RoleTaken(person=DOT, role="auditor")
    await desk.follow([*steps, structs.replace(steps[-1], position=9, event=taken)])
    await desk.tables.close()
    assert {row["person_id"] for row in (await tables(pool, network_id))["rights"]} == {ADA, BEN, CAS}


# --- Several processes --------------------------------------------------------------------------------------------


async def test_of_two_processes_that_write_the_tables_none_undoes_the_other(pool: Pool, log: list[Recorded[Event]]) -> None:
    network_id = log[0].network_id
    one, other = await a_desk(pool, network_id), await a_desk(pool, network_id)
    await one.follow(log[:12])
    # The other one comes later: the checkpoint is ahead of what it knew, and behind what it has to write.
    await other.follow(log[:15])
    assert other.tables.lost == 1
    await one.follow(log[:13])
    assert one.tables.lost == 1
    await one.follow(log)
    await other.follow(log)
    for desk in (one, other):
        await desk.tables.close()
    assert await stored_rows(pool, network_id) == rows(followed(log, network_id))
    assert [row["position"] for row in (await tables(pool, network_id))["recent_activity"]] == list(range(1, len(log) + 1))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@every(histories.histories(), st.lists(st.tuples(st.integers(0, 2), st.integers(1, 8), st.booleans()), min_size=3, max_size=12))
async def test_processes_at_any_pace_leave_the_same_tables(
    pool: Pool, history: histories.History, paces: list[tuple[int, int, bool]]
) -> None:
    memory = MemoryStore()
    network_id = await written(memory, history)
    log = await whole(memory, network_id)
    desks = [await a_desk(pool, network_id) for _ in range(3)]
    for number, steps, waits in paces:
        follower = desks[number].follower
        new = log[follower.position : follower.position + steps]
        if waits:
            await desks[number].follow(log[: follower.position + steps])
        else:
            follower.apply(new)
    for desk in desks:
        desk.follower.apply(log[desk.follower.position :])
        await desk.tables.close()
    assert set((await checkpoints(pool, network_id)).values()) == {len(log)}
    assert await stored_rows(pool, network_id) == rows(followed(log, network_id))


# --- What goes wrong ----------------------------------------------------------------------------------------------


async def test_a_parked_projection_keeps_its_table_and_holds_nobody_up(pool: Pool, log: list[Recorded[Event]]) -> None:
    network_id = log[0].network_id
    broken = next(one.position for one in log if isinstance(one.event, action.Edited))
    desk = await a_desk(pool, network_id, with_instead(stumbling(broken)))
    await desk.follow(log[: broken - 1])
    with capture_logs():
        await desk.follow(log)
    await desk.tables.close()
    at = await checkpoints(pool, network_id)
    assert at.pop("plan_board") == broken - 1
    assert set(at.values()) == {len(log)}
    parked = await pool.fetchrow("SELECT * FROM read.checkpoint WHERE network_id = $1 AND parked_position IS NOT NULL", network_id)
    assert parked is not None
    assert (parked["projection"], parked["parked_position"], parked["parked_error"]) == ("plan_board", broken, "ZeroDivisionError: no")
    expected = rows(followed(log, network_id))
    expected["plan_board"] = rows(followed(log[: broken - 1], network_id))["plan_board"]
    stood = {one.name: {row[one.key] for row in (await tables(pool, network_id))[one.name]} for one in PROJECTIONS if one.kept}
    assert stood == {name: set(found) for name, found in expected.items()}


async def test_a_projection_that_was_mended_goes_on_from_where_it_stood(pool: Pool, log: list[Recorded[Event]]) -> None:
    network_id = log[0].network_id
    desk = await a_desk(pool, network_id, with_instead(stumbling(11)))
    await desk.follow(log[:10])
    with capture_logs():
        await desk.follow(log)
    await desk.tables.close()
    mended = await a_desk(pool, network_id)
    assert mended.follower.position == 10
    await mended.follow(log)
    await mended.tables.close()
    assert await stored_rows(pool, network_id) == rows(followed(log, network_id))
    assert await pool.fetchval("SELECT count(parked_position) FROM read.checkpoint WHERE network_id = $1", network_id) == 0


@pytest.fixture
async def fragile(addresses: Addresses) -> AsyncIterator[Pool]:
    """Connections that the test may kill."""
    settings_ = {"application_name": "fragile"}
    async with asyncpg.create_pool(addresses.application, min_size=1, max_size=2, server_settings=settings_) as made:
        yield made


async def test_a_database_that_goes_away_in_between_loses_no_row(
    pool: Pool, fragile: Pool, addresses: Addresses, log: list[Recorded[Event]]
) -> None:
    network_id = log[0].network_id
    desk = await a_desk(fragile, network_id)
    await desk.follow(log[:12])
    owner = await asyncpg.connect(addresses.owner)
    # A reader of the table holds the writer up; then its connection dies.
    async with owner.transaction():
        await owner.execute("LOCK TABLE read.plan_board_1 IN ACCESS EXCLUSIVE MODE")
        with capture_logs() as lines:
            desk.follower.apply(log[12:])
            waits = "SELECT pid FROM pg_stat_activity WHERE application_name = 'fragile' AND wait_event_type = 'Lock'"
            while (backend := await pool.fetchval(waits)) is None:  # noqa: ASYNC110 - no backend can set an Event of ours
                await asyncio.sleep(0)
            await owner.execute("SELECT pg_terminate_backend($1)", backend)
    await owner.close()
    async with asyncio.timeout(60):
        await desk.tables.reached(len(log))
    assert [one["event"] for one in lines] in (["tables_not_written"], [])
    await desk.tables.close()
    assert await stored_rows(pool, network_id) == rows(followed(log, network_id))


# --- Anything that can be asked -----------------------------------------------------------------------------------


def recorded(network_id: NetworkId, event: Event, parent: UUID | None = None) -> Recorded[Any]:
    tag, stream, command = str(event.__struct_config__.tag), StreamId(ids.new()), CommandId(ids.new())
    return Recorded(network_id, 5, stream, parent, 1, tag, command, None, BEN, None, NOW, event)


@asynccontextmanager
async def undone(pool: Pool) -> AsyncIterator[Any]:
    """A connection on which nothing that is written stays."""
    async with pool.acquire() as db:
        transaction = db.transaction()
        await transaction.start()
        try:
            yield db
        finally:
            await transaction.rollback()


async def read_back(db: Any, projection: Projection[Any], network_id: NetworkId) -> list[Any]:
    """The rows that stand in a table, as a process that starts reads them."""
    texts = [record[0] for record in await db.fetch("SELECT read.rows_of($1, $2)", projection.table, network_id)]
    return [msgspec.json.decode(text, type=projection.row) for text in texts]


def happening(command: Any) -> Event | None:
    """What the rules would make of a command that nothing stands against."""
    match command:
        case action.Add():
            return action.Added(**structs.asdict(command))
        case action.Edit(funders=funders, extra=extra) if funders or extra:
            keyed: list[Any] = [{key: one.to for key, one in (wish or {}).items()} for wish in (funders, extra)]
            return action.Edited(funders=keyed[0], extra=keyed[1])
        case action_plan.Open():
            return action_plan.Opened(**structs.asdict(command))
        case action_plan.AddAxis():
            return action_plan.AxisAdded(**structs.asdict(command))
        case action_plan.AddPhase():
            return action_plan.PhaseAdded(**structs.asdict(command))
        case action_plan.Publish():
            return action_plan.VersionPublished(**structs.asdict(command))
        case note.Write():
            return note.Written(author=BEN, **structs.asdict(command))
        case comment.Write():
            return comment.Written(author=BEN, **structs.asdict(command))
        case network.Admit():
            return network.AuthorityAdmitted(**structs.asdict(command))
        case workshop.Open():
            return workshop.Opened(**structs.asdict(command))
        case workshop.Contribute():
            return workshop.Contributed(author=BEN, kind="partner", **structs.asdict(command))
        case authority.Edit() if edited := fields.meet(authority.Profile(), command, authority.POLICIES).values:
            return authority.Edited(**edited)
        case authority.Advance(engagement, on):
            return authority.Advanced(engagement=engagement.to, on=on)
        case governance.AddObjective():
            return governance.ObjectiveAdded(**structs.asdict(command))
        case governance.JoinCommittee():
            return governance.CommitteeJoined(**structs.asdict(command))
        case referent.Name():
            return referent.Named(**structs.asdict(command))
        case skill.Declare():
            return skill.Declared(**structs.asdict(command))
        case mentor.Offer():
            return mentor.Offered(person=BEN, **structs.asdict(command))
        case mentorship.Request():
            return mentorship.Requested(mentor=BEN, mentee=CAS, **structs.asdict(command))
        case mentorship_note.Write():
            return mentorship_note.Written(author=BEN, **structs.asdict(command))
        case question.Ask():
            return question.Posed(asker=BEN, **structs.asdict(command))
        case support_file.Open():
            return support_file.Opened(**structs.asdict(command))
        case meeting.Plan():
            held = structs.asdict(command) | {"minutes": command.minutes or 60}
            return meeting.Planned(**{name: value for name, value in held.items() if name != "agenda"})
        case meeting.AddItem():
            return meeting.ItemAdded(**structs.asdict(command))
        case meeting.Answer():
            return meeting.Answered(**structs.asdict(command))
        case meeting.CheckIn():
            return meeting.CheckedIn(authority_kind="municipality", **structs.asdict(command))
        case meeting.RecordDecision():
            return meeting.Decided(**structs.asdict(command))
        case meeting.AddVisit():
            return meeting.VisitAdded(**structs.asdict(command))
        case meeting.Book():
            return meeting.Booked(**structs.asdict(command) | {"person": BEN})
        case minutes.Begin(meeting=held, title=title, workshops=workshops):
            return minutes.Begun(meeting=held, title=title, workshops=workshops)
        case minutes.AddSection():
            return minutes.SectionAdded(**structs.asdict(command))
        case minutes.ProposeAmendment(amendment, section, text, why):
            return minutes.AmendmentProposed(amendment=amendment, section=section, was=text.was, to=text.to, author=BEN, why=why)
        case questionnaire.Draft():
            return questionnaire.Drafted(**structs.asdict(command))
        case questionnaire.AddQuestion():
            return questionnaire.QuestionAdded(**structs.asdict(command) | {"choices": tuple((command.choices or "").split("\n"))})
        case questionnaire.Answer(answers, town):
            return questionnaire.Answered(
                person=BEN, answers={str(key): questionnaire.Said(one.text) for key, one in answers.items()}, authority=town
            )
        case meeting_series.Start():
            return meeting_series.Started(**structs.asdict(command))
        case meeting_series.ProposeTheme():
            return meeting_series.ThemeProposed(author=BEN, **structs.asdict(command))
        case synthesis.Open():
            return synthesis.Opened(**structs.asdict(command))
        case synthesis.Gather(cluster, title, _, summary):
            return synthesis.Gathered(cluster=cluster, title=title, summary=summary)
        case synthesis.AddSources(cluster, sources):
            return synthesis.SourceAdded(cluster=cluster, source=sources[0])
        case synthesis.LinkAnswer():
            return synthesis.AnswerLinked(**structs.asdict(command))
        case synthesis.Score():
            return synthesis.Scored(person=BEN, **structs.asdict(command))
        case consultation.Open():
            return consultation.Opened(**structs.asdict(command))
        case consultation.GiveOpinion():
            return consultation.OpinionGiven(**structs.asdict(command))
        case roadmap.Draft():
            return roadmap.Drafted(**structs.asdict(command))
        case roadmap.Programme():
            return roadmap.Programmed(**structs.asdict(command))
        case attachment.Attach():
            return attachment.Attached(author=BEN, **structs.asdict(command))
        case moment.Name():
            return moment.Named(**structs.asdict(command))
    return None


COMMANDS = st.one_of(
    *(
        histories.anything(struct)
        for struct in (
            action.Add,
            action.Edit,
            action_plan.Open,
            action_plan.AddAxis,
            action_plan.AddPhase,
            action_plan.Publish,
            note.Write,
            comment.Write,
            network.Admit,
            workshop.Open,
            workshop.Contribute,
            authority.Edit,
            authority.Advance,
            governance.AddObjective,
            governance.JoinCommittee,
            referent.Name,
            skill.Declare,
            mentor.Offer,
            mentorship.Request,
            mentorship_note.Write,
            question.Ask,
            support_file.Open,
            meeting.Plan,
            meeting.AddItem,
            meeting.Answer,
            meeting.CheckIn,
            meeting.RecordDecision,
            meeting.AddVisit,
            meeting.Book,
            minutes.Begin,
            minutes.AddSection,
            minutes.ProposeAmendment,
            questionnaire.Draft,
            questionnaire.AddQuestion,
            questionnaire.Answer,
            meeting_series.Start,
            meeting_series.ProposeTheme,
            synthesis.Open,
            synthesis.Gather,
            synthesis.AddSources,
            synthesis.LinkAnswer,
            synthesis.Score,
            consultation.Open,
            consultation.GiveOpinion,
            roadmap.Draft,
            roadmap.Programme,
            moment.Name,
            attachment.Attach,
        )
    )
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@every(COMMANDS)
async def test_no_command_that_can_be_decoded_makes_a_row_that_a_table_refuses(
    pool: Pool, monkeypatch: pytest.MonkeyPatch, command: Any
) -> None:
    try:
        event = happening(fields.normal(command))
    except Invalid:
        return
    if event is None:
        return
    network_id = NetworkId(ids.new())
    card = recorded(network_id, action.Added(plan=histories.PLANS[0], title="a", order_key="V"), histories.PLANS[0])
    plan = histories.PLANS[0] if isinstance(event, get_args(process.Event)) else None
    happened = structs.replace(recorded(network_id, event, getattr(event, "plan", plan)), stream_id=card.stream_id)
    async with undone(pool) as db:
        for projection in PROJECTIONS:
            for key in projection.touches(happened) if isinstance(event, projection.asks) else ():
                row = projection.fold(projection.fold(None, card) if isinstance(event, action.Edited) else None, happened)
                assert row is not None
                for many in (2, 1):  # as JSON, then by COPY in its place
                    monkeypatch.setattr("projections.tables.MANY", many)
                    await write_rows(db, projection, network_id, {key: (row, 5)})
                    assert await read_back(db, projection, network_id) == [row]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@every(histories.JSON, histories.JSON)
async def test_whatever_was_wanted_is_kept_in_the_inbox(pool: Pool, monkeypatch: pytest.MonkeyPatch, was: Any, yours: Any) -> None:
    try:
        fields.clean(msgspec.json.encode([was, yours]).decode().replace("\\u", "\0"))
    except Invalid:
        return  # the door keeps control characters out of every value that can clash
    network_id = NetworkId(ids.new())
    clashed = action.Clashed(conflict=ConflictId(ids.new()), field="title", was=was, yours=yours)
    row = inbox.fold(None, recorded(network_id, clashed, histories.PLANS[0]))
    assert row is not None
    async with undone(pool) as db:
        for many in (2, 1):
            monkeypatch.setattr("projections.tables.MANY", many)
            await write_rows(db, inbox.conflict_inbox, network_id, {row.conflict_id: (row, 5)})
            assert await read_back(db, inbox.conflict_inbox, network_id) == [row]


@pytest.mark.parametrize("same", [[1, True, 1.0], [[0], [False]], [""], [None, None]])
async def test_what_is_equal_in_python_alone_stays_apart_among_many_rows(
    pool: Pool, monkeypatch: pytest.MonkeyPatch, same: list[Any]
) -> None:
    monkeypatch.setattr("projections.tables.MANY", 1)
    network_id = NetworkId(ids.new())
    wishes = {}
    for wanted in same:
        clashed = action.Clashed(conflict=ConflictId(ids.new()), field="continuous", was=None, yours=wanted)
        row = inbox.fold(None, recorded(network_id, clashed, histories.PLANS[0]))
        assert row is not None
        wishes[row.conflict_id] = row
    async with undone(pool) as db:
        await write_rows(db, inbox.conflict_inbox, network_id, {key: (row, 5) for key, row in wishes.items()})
        found = {row.conflict_id: row for row in await read_back(db, inbox.conflict_inbox, network_id)}
    assert msgspec.json.encode([found[key] for key in wishes]) == msgspec.json.encode([*wishes.values()])


async def test_rows_keep_days_instants_and_order_to_the_last_digit(pool: Pool) -> None:
    network_id = NetworkId(ids.new())
    at = datetime.fromisoformat("2026-03-29T01:59:59.999999+00:00")
    days: Any = {"starts_on": date(1, 1, 1), "ends_on": date(9999, 12, 31)}
    added = action.Added(plan=histories.PLANS[0], title="a", order_key="V", budget_planned=10**13, **days)
    happened = structs.replace(recorded(network_id, added, histories.PLANS[0]), at=at, stream_id=StreamId(ACTIONS[0]), position=2**40)
    row = plan_board.fold(None, happened)
    async with pool.acquire() as db:
        await write_rows(db, plan_board, network_id, {ACTIONS[0]: (row, 2**40)})
        (text,) = (record[0] for record in await db.fetch("SELECT read.rows_of('plan_board_1', $1)", network_id))
    assert msgspec.json.decode(text, type=plan_board.row) == row
    (found,) = (await tables(pool, network_id))["plan_board"]
    assert (found["added_at"], found["starts_on"], found["position"]) == (at, date(1, 1, 1), 2**40)


async def test_a_connection_that_ends_while_it_takes_in_many_rows_keeps_nobody_waiting(pool: Pool, addresses: Addresses) -> None:
    network_id = NetworkId(ids.new())
    phases: Any = {key: (Phase(key, histories.PLANS[0], "a" * 100, None, None), 1) for key in (ids.new() for _ in range(20_000))}
    db = await asyncpg.connect(addresses.application)
    async with pool.acquire() as other, other.transaction():
        await other.execute("LOCK TABLE read.phase_calendar")  # nobody reads what is sent, and the line is full
        writing = asyncio.create_task(write_rows(db, phase_calendar, network_id, phases, fresh=True))
        waits = "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND pid = $1"
        while not await other.fetchval(waits, db.get_server_pid()):  # noqa: ASYNC110 - only the database knows that somebody waits
            await asyncio.sleep(0)
        await other.execute("SELECT pg_terminate_backend($1)", db.get_server_pid())
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
            async with asyncio.timeout(20):
                await writing


async def test_more_is_followed_while_tables_are_written(pool: Pool) -> None:
    store: Store = PostgresStore(pool)
    network_id = await written(store, histories.history(3, 5))
    desk = await a_desk(pool, network_id)
    for seed in range(4):
        await more(store, network_id, histories.anew(seed, 12))
        desk.follower.apply((await whole(store, network_id))[desk.follower.position :])
        await asyncio.sleep(0)
    await desk.tables.close()
    assert await stored_rows(pool, network_id) == rows(followed(await whole(store, network_id), network_id))
    assert rights.name in rows(desk.follower)
