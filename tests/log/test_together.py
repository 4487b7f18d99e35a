"""One command, several streams of a plan: decided in order by the rules of each, all or nothing, one id, one answer."""

import asyncio
import random
from typing import Any

import asyncpg
import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as every
from hypothesis import strategies as st
from msgspec import structs

from events import action, action_plan, fields, ids, line, network, together
from events.asking import Asking, Receipt
from events.decider import Refused
from events.fields import Change
from events.ids import ActionId, AxisId, CommandId, ConflictId, PersonId, PlanId, StreamId
from events.line import Line, Missing, NotApplied, Reused
from events.log.memory import MemoryStore
from events.log.postgres import PostgresStore
from events.log.snapshots import Stream
from events.log.store import Store
from events.together import DissolveAxis, EditActions
from tests.log import office as offices
from tests.log.office import Office, asking, opened, outcome, outcomes
from tests.people import ADA, BEN, CAS, EVA, HAUTEFEUILLE

AIR, WATER = AxisId(ids.new()), AxisId(ids.new())


@pytest.fixture
async def plan(office: Office) -> PlanId:
    """A plan with two axes."""
    made = await opened(office)
    for axis, title in ((AIR, "Air"), (WATER, "Eau")):
        await office.ask(made, action_plan.AddAxis(axis=axis, title=title, order_key="V"))
    return made


@pytest.fixture
async def cards(office: Office, plan: PlanId) -> list[ActionId]:
    """Four actions in one axis of it, in the order of their ids."""
    made = [ActionId(ids.new()) for _ in range(4)]
    for stream in made:
        await office.ask(stream, action.Add(plan=plan, axis=AIR, title="Fête du vélo", order_key="V"))
    return made


def to(status: Any, was: Any = "planned") -> action.Edit:
    return action.Edit(status=Change(was, status))


def led(by: str, was: str | None = None) -> action.Edit:
    return action.Edit(lead=Change(was, by))


async def standing(office: Office, stream: Any) -> Any:
    events: list[Any] = [one.event for one in await office.store.streams(office.network_id, {StreamId(stream): 0})]
    return action.rules.fold(events)


# --- All of it ----------------------------------------------------------------------------------------------------


async def test_many_actions_change_by_one_command_at_positions_side_by_side(office: Office, plan: PlanId, cards: list[ActionId]) -> None:
    asked = asking(plan, EditActions({one: to("done") for one in cards}), reason="Bilan", cause=ids.new(), on_behalf_of=HAUTEFEUILLE)
    before = await office.position()
    receipt = await office.lines[0].ask(asked, BEN)
    assert (receipt.outcome, receipt.after, receipt.conflicts) == ("applied", f"1.{before + 4}", ())
    written = (await office.all())[before:]
    assert [one.stream_id for one in written] == list(map(StreamId, cards))
    assert {repr(one.event) for one in written} == {repr(action.Edited(status="done", reason="Bilan"))}
    assert {(one.command_id, one.by, one.cause, one.on_behalf_of, one.parent) for one in written} == {
        (asked.id, BEN, asked.cause, HAUTEFEUILLE, plan)
    }
    known = await office.store.command(office.network_id, asked.id)
    assert known is not None
    assert (known.outcome, known.first_position, known.last_position) == ("applied", before + 1, before + 4)


async def test_an_axis_goes_and_its_actions_stand_in_another_one(office: Office, plan: PlanId, cards: list[ActionId]) -> None:
    assert (await office.ask(plan, DissolveAxis(AIR, WATER, tuple(cards)))).outcome == "applied"
    assert [one.tag for one in await office.all()][-5:] == ["action.edited"] * 4 + ["action_plan.axis_withdrawn"]
    assert {(await standing(office, one)).card.axis for one in cards} == {WATER}
    assert await outcome(office.ask(cards[0], action.Edit(axis=Change(WATER, AIR)))) is action.NoSuchAxis


async def test_what_is_so_already_changes_nothing_and_leaves_a_row(office: Office, plan: PlanId, cards: list[ActionId]) -> None:
    await office.ask(plan, EditActions({cards[1]: to("done")}))
    before = await office.position()
    some = asking(plan, EditActions({cards[0]: to("done"), cards[1]: to("done")}))
    assert (await office.lines[0].ask(some, BEN)).after == f"1.{before + 1}"
    none = asking(plan, EditActions({cards[0]: to("done"), cards[1]: to("done")}))
    receipt = await office.lines[0].ask(none, BEN)
    assert (receipt.outcome, receipt.after) == ("nothing", f"1.{before + 1}")
    known = await office.store.command(office.network_id, none.id)
    assert known is not None
    assert (known.outcome, known.first_position, known.last_position) == ("nothing", None, before + 1)


async def test_a_part_sees_what_the_parts_and_commands_before_it_did(office: Office, plan: PlanId, cards: list[ActionId]) -> None:
    results = await outcomes(
        office.ask(cards[0], led("Mairie")),
        office.ask(plan, EditActions({cards[0]: led("CCAS", "Mairie"), cards[1]: led("CCAS")})),
        office.ask(plan, EditActions({cards[0]: led("Région", "CCAS"), cards[1]: led("Région", "CCAS")})),
        office.ask(cards[1], led("État", "Région")),
    )
    assert results == ["applied"] * 4
    assert not [one for one in await office.all() if one.tag == "action.clashed"]
    assert [(await standing(office, one)).card.lead for one in cards[:2]] == ["Région", "État"]


# --- Or nothing ---------------------------------------------------------------------------------------------------


async def test_where_a_rule_refuses_one_nothing_happens_and_it_is_named(office: Office, plan: PlanId, cards: list[ActionId]) -> None:
    await office.ask(cards[2], action.Withdraw())
    before = await office.position()
    asked = asking(plan, EditActions({one: to("done") for one in cards}))
    for _ in range(2):  # the same answer for ever, also once it would be granted
        with pytest.raises(action.IsWithdrawn) as refused:
            await office.lines[0].ask(asked, BEN)
        assert refused.value.at == f".command.edits.{cards[2]}"
        assert await office.store.command(office.network_id, asked.id) is not None
        known = await office.store.command(office.network_id, asked.id)
        assert known is not None
        assert (known.outcome, known.first_position) == ("refused:action.is_withdrawn:2", None)
        if await office.position() == before:
            await office.ask(cards[2], action.Restore())
    assert [one.tag for one in (await office.all())[before:]] == ["action.restored"]
    assert (await standing(office, cards[0])).card.status == "planned"


async def test_what_was_not_applied_is_not_seen_by_those_behind_it(office: Office, plan: PlanId, cards: list[ActionId]) -> None:
    stray = ActionId(ids.new())
    refused, receipt = await asyncio.gather(
        outcome(office.ask(plan, EditActions({cards[0]: led("CCAS"), stray: led("CCAS")}))), office.ask(cards[0], led("Mairie"))
    )
    assert (refused, receipt.outcome, receipt.conflicts) == (action.NotAdded, "applied", ())


async def test_which_part_is_refused_rests_on_the_parts_before_it(office: Office, plan: PlanId, cards: list[ActionId]) -> None:
    await office.open()
    await office.ask(cards[1], action.Withdraw(), line=1)
    await office.ask(cards[0], led("Mairie"), line=1)  # this line has both at hand
    await office.ask(cards[0], action.Withdraw(), line=0)
    with pytest.raises(action.IsWithdrawn) as refused:
        await office.ask(plan, EditActions({one: led("CCAS", "Mairie") for one in cards}), line=1)
    assert refused.value.at == f".command.edits.{cards[0]}"


async def test_the_refused_part_of_a_dissolved_axis_is_named(office: Office, plan: PlanId, cards: list[ActionId]) -> None:
    stray = ActionId(ids.new())
    with pytest.raises(action.NotAdded) as refused:
        await office.ask(plan, DissolveAxis(AIR, None, (*cards[:1], stray)))
    assert refused.value.at == ".command.actions[1]"
    with pytest.raises(action_plan.NoSuchAxis) as refused_axis:
        await office.ask(plan, DissolveAxis(AxisId(ids.new()), None))
    assert refused_axis.value.at == ".command.axis"


async def test_a_reason_that_one_part_needs_is_asked_of_all(office: Office, plan: PlanId, cards: list[ActionId]) -> None:
    edits = EditActions({cards[0]: led("Mairie"), cards[1]: to("abandoned")})
    with pytest.raises(action.ReasonNeeded):
        await office.ask(plan, edits)
    assert (await office.ask(plan, edits, reason="Faute de crédits")).outcome == "applied"


async def test_nobody_reaches_through_a_plan_into_another_one(office: Office, plan: PlanId, cards: list[ActionId]) -> None:
    other = await opened(office)
    before = await office.position()
    assert await outcome(office.ask(other, EditActions({cards[0]: to("done")}))) is Missing
    assert await outcome(office.ask(office.network_id, EditActions({cards[0]: to("done")}))) is Missing
    assert await outcome(office.ask(cards[1], EditActions({cards[0]: to("done")}))) is Missing
    assert await office.position() == before


async def test_whoever_may_not_ask_for_one_part_may_not_ask_for_the_whole(office: Office, plan: PlanId, cards: list[ActionId]) -> None:
    def may(state: network.Running, asked: Asking, by: PersonId, stream: Stream | None) -> None:
        assert stream is not None
        assert stream.parent in (plan, None)
        assert not isinstance(asked.command, EditActions | DissolveAxis), "rights are asked for each part"
        if by == CAS and isinstance(asked.command, action_plan.WithdrawAxis):
            raise Missing

    careful = Line(office.store, office.network_id, office.head, may, lambda _written: None)
    assert await outcome(careful.ask(asking(plan, EditActions({cards[0]: to("done")})), CAS)) == "applied"
    before = await office.position()
    assert await outcome(careful.ask(asking(plan, DissolveAxis(AIR, None, tuple(cards))), CAS)) is Missing
    assert await office.position() == before
    assert await outcome(careful.ask(asking(plan, DissolveAxis(AIR, None, tuple(cards))), BEN)) == "applied"
    await careful.close()
    assert await outcome(office.ask(plan, EditActions({cards[0]: to("planned", "done")}), EVA)) is Missing


# --- Clashes ------------------------------------------------------------------------------------------------------


async def test_wishes_that_meet_come_back_as_conflicts_each_in_its_stream(office: Office, plan: PlanId, cards: list[ActionId]) -> None:
    for one in cards[1:3]:
        await office.ask(one, led("Mairie"), CAS)
    asked = asking(plan, EditActions({one: led("CCAS") for one in cards}))
    receipt = await office.lines[0].ask(asked, BEN)
    assert receipt.outcome == "applied"
    assert [(one.stream, one.field, one.was, one.yours, one.theirs, one.theirs_by) for one in receipt.conflicts] == [
        (StreamId(card), "lead", None, "CCAS", "Mairie", CAS) for card in cards[1:3]
    ]
    assert {one.conflict_id for one in receipt.conflicts} == {
        ConflictId(ids.derived(together.part_id(asked.id, index), "conflict", 0)) for index in (1, 2)
    }
    assert [(await standing(office, one)).card.lead for one in cards] == ["CCAS", "Mairie", "Mairie", "CCAS"]
    await office.ask(cards[1], led("Région", "Mairie"), ADA)
    assert await office.lines[0].ask(asked, BEN) == receipt, "the same answer for ever"
    assert (await office.ask(cards[1], action.Settle(receipt.conflicts[0].conflict_id))).outcome == "applied"


# --- One id, one answer -------------------------------------------------------------------------------------------


async def test_asked_twice_it_happens_once(office: Office, plan: PlanId, cards: list[ActionId]) -> None:
    await office.open()
    asked = asking(plan, EditActions({one: to("done") for one in cards}))
    before = await office.position()
    receipts = await asyncio.gather(*(office.lines[number % 2].ask(asked, BEN) for number in range(6)))
    assert len({one.after for one in receipts}) == 1
    assert await office.position() == before + 4
    with pytest.raises(Reused):
        await office.lines[0].ask(structs.replace(asked, command=EditActions({cards[0]: to("paused")})), BEN)
    with pytest.raises(Reused):
        await office.lines[0].ask(asked, CAS)


@pytest.mark.parametrize("fault", ["lose_answers", "lose_requests"])
async def test_a_lost_answer_is_found_again(office: Office, plan: PlanId, cards: list[ActionId], fault: str) -> None:
    setattr(office.faults, fault, 1)
    before = await office.position()
    receipt = await office.ask(plan, EditActions({one: to("done") for one in cards}))
    assert (receipt.outcome, receipt.after) == ("applied", f"1.{before + 4}")


async def test_it_stands_in_a_list_like_any_other(office: Office, plan: PlanId, cards: list[ActionId]) -> None:
    several = asking(plan, EditActions({one: led("CCAS") for one in cards[:2]}))
    after = asking(cards[0], led("Mairie", "CCAS"))
    assert await offices.together(office, several, after) == ["applied", "applied"]
    assert await offices.together(office, several, after) == ["applied", "applied"]
    refused = asking(plan, EditActions({cards[3]: led("CCAS"), ActionId(ids.new()): led("CCAS")}))
    before = await office.position()
    assert await offices.together(office, asking(cards[2], led("Mairie")), refused) == [NotApplied, action.NotAdded]
    assert await office.position() == before


async def test_what_was_decided_on_a_stream_that_moved_on_is_decided_again_whole(
    office: Office, plan: PlanId, cards: list[ActionId]
) -> None:
    await office.open()
    await office.ask(plan, EditActions({one: led("Mairie") for one in cards}), line=1)  # now this line has them at hand
    await office.ask(cards[3], led("Région", "Mairie"), CAS, line=0)
    before = await office.position()
    receipt = await office.ask(plan, EditActions({one: led("CCAS", "Mairie") for one in cards}), line=1)
    assert [one.theirs for one in receipt.conflicts] == ["Région"]
    written = (await office.all())[before:]
    assert [one.tag for one in written] == ["action.edited"] * 3 + ["action.clashed"]
    assert {one.command_id for one in written} == {receipt.id}


# --- The door -----------------------------------------------------------------------------------------------------


def test_a_command_touches_so_many_streams_and_no_more() -> None:
    read = msgspec.json.Decoder(together.EditActions).decode
    edit = '{"lead":{"was":null,"to":"a"}}'
    for count, lets in ((0, False), (1, True), (100, True), (101, False)):
        body = ",".join(f'"{ids.new()}":{edit}' for _ in range(count))
        try:
            assert len(read(f'{{"tag":"together.edit_actions","edits":{{{body}}}}}').edits) == count
        except msgspec.ValidationError:
            assert not lets
        else:
            assert lets


def test_its_parts_are_commands_that_the_door_has_made_normal() -> None:
    asked = fields.normal(EditActions({ActionId(ids.new()): led("  CCAS ")}))
    ((_, command, _, _),) = together.parts(StreamId(ids.new()), asked)
    assert command == led("CCAS")
    single = action.Withdraw()
    stream = StreamId(ids.new())
    assert together.parts(stream, single) == (together.Part(stream, single, ""),)


# --- Any bulk edits among others ----------------------------------------------------------------------------------


async def bulk(store: Store, seed: int) -> None:
    """People edit one by one and in bulk, over two processes that fail now and then; whatever came of it was all or nothing."""
    chance = random.Random(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(line, "PAUSE", 0)
        patch.setattr(line, "TRIES", 20)
        if chance.random() < 0.5:
            patch.setattr(line, "GATHER", 1)
            patch.setattr(line, "LARGEST", 3)
        office = await offices.an_office(store)
        plan = await opened(office)
        cards = [ActionId(ids.new()) for _ in range(4)]
        for stream in cards:
            await office.ask(stream, action.Add(plan=plan, title="a", order_key="V"))
        await office.open()
        office.faults.script = [chance.choice(("answered", "answered", "answer lost", "request lost")) for _ in range(6)]
        office.faults.turns = chance.randint(0, 3)
        asked = [one_of(chance, plan, cards) for _ in range(chance.randint(1, 25))]
        results = await asyncio.gather(*(told(office.lines[index % 2], one) for index, one in enumerate(asked) for _ in range(2)))
    assert results[::2] == results[1::2], "asked twice, answered once"
    log = await office.all()
    assert [one.position for one in log] == list(range(1, len(log) + 1))
    for one, result in zip(asked, results[::2], strict=True):
        row = await office.store.command(office.network_id, one.id)
        places = [recorded.position for recorded in log if recorded.command_id == one.id]
        streams = {recorded.stream_id for recorded in log if recorded.command_id == one.id}
        if isinstance(result, Receipt):
            assert row is not None
            assert (row.outcome, f"1.{row.last_position}") == (result.outcome, result.after)
            if result.outcome == "applied":
                assert places == list(range(row.first_position or 0, row.last_position + 1)), "side by side"
            assert {conflict.stream for conflict in result.conflicts} <= streams
        if not isinstance(result, Receipt) or result.outcome != "applied":
            assert places == [], "nothing of what was refused"
        if isinstance(one.command, EditActions):
            assert streams <= set(one.command.edits)
    for here in office.lines:
        await here.close()


def one_of(chance: random.Random, plan: PlanId, cards: list[ActionId]) -> Asking:
    def edit() -> action.Edit:
        return led(chance.choice("abc"), chance.choice((None, "a", "b", "c")))

    some = chance.sample(cards, chance.randint(1, 4))
    if chance.random() < 0.1:
        some[0] = ActionId(ids.new())  # one that is not there
    kind = chance.choice(("bulk", "bulk", "edit", "away", "back"))
    command: Any = {
        "bulk": EditActions({one: edit() for one in sorted(some)}),
        "edit": edit(),
        "away": action.Withdraw(),
        "back": action.Restore(),
    }[kind]
    whole = chance.random() < 0.2
    return Asking(id=CommandId(ids.new()), stream=StreamId(plan if kind == "bulk" else chance.choice(cards)), command=command, whole=whole)


async def told(at: Line, asked: Asking) -> Any:
    try:
        return await at.ask(asked, BEN)
    except Refused as refused:
        return type(refused), refused.at


@settings(max_examples=60)
@every(st.integers(0, 2**32))
async def test_any_bulk_edits_are_all_or_nothing(seed: int) -> None:
    await bulk(MemoryStore(), seed)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@every(st.integers(0, 2**32))
async def test_any_bulk_edits_are_all_or_nothing_in_the_database(pool: "asyncpg.Pool[Any]", seed: int) -> None:
    await bulk(PostgresStore(pool), seed)
