"""The line of commands: decided in order, answered once for ever, whatever goes wrong around it."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as every
from hypothesis import strategies as st
from msgspec import Struct, structs
from structlog.testing import capture_logs

from events import action, action_plan, ids, line, network, workshop
from events.asking import Asking, Conflict, Receipt
from events.decider import Invalid, Refused
from events.fields import Change
from events.ids import ActionId, AuthorityId, AxisId, CommandId, ConflictId, ContributionId, PersonId, PlanId, StreamId
from events.line import Busy, Line, Missing, Newer, NotApplied, Reused
from events.log.memory import MemoryStore
from events.log.postgres import PostgresStore
from events.log.snapshots import Stream
from events.log.store import Poisoned, Store
from service import access
from tests import histories, newer
from tests.log.batches import LONG_AGO, drafted, founded, later
from tests.log.faulty import Faulty
from tests.log.office import Office, an_office, asking, edit, outcome, outcomes, roles_count, together, written
from tests.people import ADA, BEN, CAS, EVA, HAUTEFEUILLE

# --- Order --------------------------------------------------------------------------------------------------------


async def test_a_receipt_says_after_which_token_it_can_be_read(office: Office) -> None:
    receipt = await office.ask(ids.new(), action_plan.Open("Agenda 21", HAUTEFEUILLE))
    assert (receipt.outcome, receipt.after, receipt.conflicts) == ("applied", f"1.{await office.position()}", ())


async def test_commands_are_decided_in_the_order_in_which_they_came(office: Office, card: ActionId) -> None:
    # Each saw what the one before it wrote; in any other order there were conflicts.
    steps = [edit(str(number - 1) if number else None, str(number)) for number in range(50)]
    receipts = await asyncio.gather(*(office.ask(card, step) for step in steps))
    assert [one.outcome for one in receipts] == ["applied"] * 50
    assert not any(one.conflicts for one in receipts)
    positions = [ids.Token.parse(one.after).position for one in receipts]
    assert positions == sorted(positions)
    assert sum(office.lines[0].counters.batches.counts) < 20, "what waits together is written together"


async def test_those_who_follow_hear_every_event_once_in_order(office: Office, card: ActionId) -> None:
    await asyncio.gather(*(office.ask(card, edit(None, str(number))) for number in range(20)))
    assert office.heard == (await office.all())[1:]


async def test_what_was_acknowledged_before_stands_before(office: Office, plan: PlanId) -> None:
    await office.open()
    last = 0
    for number in range(10):
        receipt = await office.ask(ids.new(), action.Add(plan=plan, title="a", order_key="V"), line=number % 2)
        position = ids.Token.parse(receipt.after).position
        assert position > last
        last = position


async def test_sixty_people_at_one_stream_over_two_processes_and_nobody_waits_long(office: Office, plan: PlanId) -> None:
    """A workshop: all at once, each an idea of their own, and one after the other nobody is refused, starved or overtaken."""
    await office.open()
    axes = [AxisId(ids.new()) for _ in range(60)]
    for one in office.lines:  # both have the plan at hand
        await one.ask(asking(plan, action_plan.Edit(description=Change(None, "Atelier"))), BEN)
    office.faults.batches.clear()

    async def adds(index: int) -> tuple[Receipt, int]:
        receipt = await office.ask(plan, action_plan.AddAxis(axis=axes[index], title=f"Idée {index}", order_key="V"), line=index % 2)
        return receipt, len(office.faults.batches)

    answered = await asyncio.gather(*(adds(index) for index in range(60)))
    assert [receipt.outcome for receipt, _ in answered] == ["applied"] * 60
    log = [one for one in await office.all() if one.stream_id == plan]
    assert [one.version for one in log] == list(range(1, 63))
    # A batch of one line makes that of the other stale once, and what is stale is first in line: counted in batches of both, it is 5.
    assert max(waited for _, waited in answered) <= 8
    for number in range(2):  # in the order in which they came, in each process
        positions = [ids.Token.parse(receipt.after).position for receipt, _ in answered[number::2]]
        assert positions == sorted(positions)


async def test_sixty_guests_contribute_at_once_over_two_processes_and_nobody_is_refused(store: Store) -> None:
    """The right of each stands in the stream that all of them write to."""
    room, guests = StreamId(ids.new()), [PersonId(ids.new()) for _ in range(60)]
    office = await an_office(store, may=lambda state, asked, by, at: access.may_ask(state, asked, by, at) if asked.stream == room else None)
    await office.open()
    await office.ask(room, workshop.Open("Mobilité", "Comment se déplacer ?"), ADA)
    joins = (office.ask(room, workshop.Admit(one, "officer", None, 1), ADA, line=index % 2) for index, one in enumerate(guests))
    assert [receipt.outcome for receipt in await asyncio.gather(*joins)] == ["applied"] * 60
    ideas = [workshop.Contribute(ContributionId(ids.new()), f"Idée {index}") for index in range(60)]
    said = (office.ask(room, idea, one, line=index % 2) for index, (idea, one) in enumerate(zip(ideas, guests, strict=True)))
    assert [receipt.outcome for receipt in await asyncio.gather(*said)] == ["applied"] * 60
    log = [one for one in await office.all() if one.stream_id == room]
    assert {(one.by, one.event.author) for one in log if isinstance(one.event, workshop.Contributed)} == {(one, one) for one in guests}
    await office.ask(room, workshop.Close(), ADA)
    assert await outcome(office.ask(room, workshop.Contribute(ContributionId(ids.new()), "Trop tard"), guests[0])) is Missing
    for one in office.lines:
        await one.close()


async def test_a_batch_is_no_larger_than_it_may_be(office: Office, plan: PlanId, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "LARGEST", 4)
    monkeypatch.setattr(line, "MOST_EVENTS", 2)
    office.faults.batches.clear()
    adds = [office.ask(ids.new(), action.Add(plan=plan, title=str(number), order_key="V")) for number in range(11)]
    receipts = await asyncio.gather(*adds)
    assert max(office.faults.batches) == 3, "the event that goes over the limit is the last"
    positions = [ids.Token.parse(one.after).position for one in receipts]
    assert positions == sorted(positions)


async def test_a_batch_is_no_longer_than_its_bytes_may_be(office: Office, plan: PlanId, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "MOST_BYTES", 30_000)
    office.faults.batches.clear()
    adds = [action.Add(plan=plan, title=str(number), order_key="V", notes="x" * 20_000) for number in range(5)]
    await asyncio.gather(*(office.ask(ids.new(), add) for add in adds))
    assert max(office.faults.batches) == 2


# --- One id, one answer -------------------------------------------------------------------------------------------


async def test_the_same_id_twice_at_once_happens_once(office: Office, card: ActionId) -> None:
    await office.open()
    once = asking(card, edit(None, "Mairie"))
    receipts = await asyncio.gather(*(office.lines[number % 2].ask(once, BEN) for number in range(6)))
    assert len({one.after for one in receipts}) == 1
    assert {one.outcome for one in receipts} == {"applied"}
    assert (await written(office)).count("action.edited") == 1


async def test_an_answer_holds_whatever_happened_since(office: Office, card: ActionId) -> None:
    once = asking(card, edit(None, "Mairie"))
    first = await office.lines[0].ask(once, BEN)
    await office.ask(card, edit("Mairie", "CCAS"))
    await office.ask(card, action.Withdraw())
    assert await office.lines[0].ask(once, BEN) == first


async def test_a_refusal_holds_even_when_the_rule_would_let_it_pass_now(office: Office, card: ActionId) -> None:
    await office.ask(card, action.Withdraw())
    refused = asking(card, edit(None, "Mairie"))
    for _ in range(2):
        with pytest.raises(action.IsWithdrawn):
            await office.lines[0].ask(refused, BEN)
        await office.ask(card, action.Restore())
    assert (await office.ask(card, edit(None, "Mairie"))).outcome == "applied"


async def test_an_answer_is_given_even_to_who_may_not_ask_any_more(office: Office, card: ActionId) -> None:
    once = asking(card, edit(None, "Mairie"))
    first = await office.lines[0].ask(once, BEN)
    await office.ask(office.network_id, network.Suspend(BEN), ADA)
    assert await office.lines[0].ask(once, BEN) == first
    with pytest.raises(Missing):
        await office.ask(card, edit("Mairie", "CCAS"))


async def test_an_id_is_not_used_for_two_things_or_by_two_people(office: Office, card: ActionId) -> None:
    once = asking(card, edit(None, "Mairie"))
    await office.lines[0].ask(once, BEN)
    with pytest.raises(Reused):
        await office.lines[0].ask(structs.replace(once, command=edit("Mairie", "CCAS")), BEN)
    with pytest.raises(Reused):
        await office.lines[0].ask(once, CAS)
    assert (await written(office)).count("action.edited") == 1


async def test_the_request_is_compared_as_it_arrived(office: Office, card: ActionId) -> None:
    once = asking(card, edit(None, "Mairie"))
    await office.lines[0].ask(once, BEN, {"as": "it came", "order": 1})
    receipt = await office.lines[0].ask(once, BEN, {"order": 1, "as": "it came"})
    assert receipt.outcome == "applied"
    with pytest.raises(Reused):
        await office.lines[0].ask(once, BEN, {"as": "it came", "order": 2})


# --- Meeting others -----------------------------------------------------------------------------------------------


async def test_who_was_slower_is_told_what_stands_whose_it_is_and_since_when(office: Office, card: ActionId) -> None:
    await office.ask(card, edit(None, "Mairie"), CAS)
    theirs = (await office.all())[-1]
    await office.ask(card, action.Edit(notes=Change(None, "autre chose")), ADA)
    slow = asking(card, edit(None, "CCAS"))
    receipt = await office.lines[0].ask(slow, BEN)
    conflict = ConflictId(ids.derived(slow.id, "conflict", 0))
    assert receipt.conflicts == (Conflict(conflict, "lead", None, "CCAS", "Mairie", CAS, theirs.at, StreamId(card)),)
    # The same for ever, whatever stands later.
    await office.ask(card, edit("Mairie", "Région"), ADA)
    assert await office.lines[0].ask(slow, BEN) == receipt


async def test_a_conflict_in_a_funder_or_an_axis_tells_what_stands_there(office: Office, plan: PlanId, card: ActionId) -> None:
    fund = [action.Edit(funders={"ADEME": Change(None, action.Funding(amount))}) for amount in (100, 200)]
    await office.ask(card, fund[0], CAS)
    (conflict,) = (await office.ask(card, fund[1], BEN)).conflicts
    assert (conflict.field, conflict.yours, conflict.theirs, conflict.theirs_by) == ("funders.ADEME", {"amount": 200}, {"amount": 100}, CAS)
    axis = histories.AXES[0]
    await office.ask(plan, action_plan.AddAxis(axis=axis, title="Climat", order_key="V"), CAS)
    await office.ask(plan, action_plan.EditAxis(axis, title=Change("Climat", "Air")), ADA)
    (conflict,) = (await office.ask(plan, action_plan.EditAxis(axis, title=Change("Climat", "Énergie")), BEN)).conflicts
    assert (conflict.field, conflict.yours, conflict.theirs, conflict.theirs_by) == ("axis.title", "Énergie", "Air", ADA)


async def test_what_another_process_wrote_is_seen(office: Office, card: ActionId) -> None:
    await office.open()
    await office.ask(card, edit(None, "un"), line=1)  # now this line has the card at hand
    await office.ask(card, edit("un", "deux"), line=0)
    receipt = await office.ask(card, edit("un", "trois"), line=1)
    assert [(one.theirs, one.yours) for one in receipt.conflicts] == [("deux", "trois")]
    assert (await office.ask(card, edit("deux", "trois"), line=1)).conflicts == ()


async def test_nothing_by_anyone_stands_after_their_right_was_taken_back(office: Office, card: ActionId) -> None:
    await office.open()
    await office.ask(card, edit(None, "un"), BEN, line=1)  # this line knows Ben as an editor
    await office.ask(office.network_id, network.Suspend(BEN), ADA, line=0)
    with pytest.raises(Missing):
        await office.ask(card, edit("un", "deux"), BEN, line=1)
    suspended = next(one.position for one in await office.all() if one.tag == "network.person_suspended")
    assert not [one for one in await office.all() if one.by == BEN and one.position > suspended]


async def test_a_right_taken_back_in_the_same_batch_counts(office: Office, card: ActionId) -> None:
    results = await outcomes(
        office.ask(card, edit(None, "un"), BEN),
        office.ask(office.network_id, network.Suspend(BEN), ADA),
        office.ask(card, edit("un", "deux"), BEN),
        office.ask(office.network_id, network.Reinstate(BEN), ADA),
        office.ask(card, edit("un", "trois"), BEN),
    )
    assert results == ["applied", "applied", Missing, "applied", "applied"]


async def test_a_right_given_elsewhere_is_found_before_anyone_is_turned_away(office: Office, card: ActionId) -> None:
    await office.open()
    with pytest.raises(Missing):
        await office.ask(card, edit(None, "un"), EVA, line=1)
    await office.ask(office.network_id, network.GiveRole(EVA, "partner"), ADA, line=0)
    assert (await office.ask(card, edit(None, "un"), EVA, line=1)).outcome == "applied"


async def test_someone_always_faster_makes_it_busy_and_never_a_refusal(office: Office, card: ActionId) -> None:
    other = await office.open()
    others = Line(office.store, office.network_id, office.head, office.may, lambda _written: None)
    order = iter(range(1_000))

    async def faster() -> None:
        move = action.Edit(order_key=Change("V", f"V{next(order)}a"))
        await others.ask(asking(card, move), CAS)

    office.faults.before_append = faster
    mine = asking(card, edit(None, "un"))
    with pytest.raises(Busy):
        await other.ask(mine, BEN)
    assert other.counters.decided_again == line.TRIES
    office.faults.before_append = None
    assert (await other.ask(mine, BEN)).outcome == "applied"
    await others.close()


async def test_what_is_decided_again_is_first_in_line_again(office: Office, card: ActionId) -> None:
    other = Line(office.store, office.network_id, office.head, office.may, lambda _written: None)
    office.faults.shut()
    first = asyncio.create_task(office.ask(card, edit(None, "0")))
    await office.faults.arrived.wait()
    others = [asyncio.create_task(office.ask(card, edit(str(number), str(number + 1)))) for number in range(40)]
    await asyncio.sleep(0)
    await other.ask(asking(card, action.Edit(order_key=Change("V", "k"))), CAS)
    office.faults.open()
    receipts = await asyncio.gather(first, *others)
    assert office.lines[0].counters.decided_again > 0
    assert not any(receipt.conflicts for receipt in receipts), "in any other order they had not seen what stood"
    await other.close()


async def test_one_id_is_never_two_kinds_of_stream(office: Office, plan: PlanId) -> None:
    stream = ids.new()
    add = action.Add(plan=plan, title="a", order_key="V")
    results = await outcomes(
        office.ask(stream, action_plan.Open("Agenda 21", HAUTEFEUILLE)),
        office.ask(stream, add),
        office.ask(plan, add),
        office.ask(office.network_id, add),
        office.ask(stream, network.Suspend(CAS), ADA),
    )
    assert results == ["applied", Missing, Missing, Missing, Missing]


# --- All or nothing -----------------------------------------------------------------------------------------------


async def test_a_list_is_applied_as_one(office: Office, plan: PlanId) -> None:
    stream = ids.new()
    add = asking(stream, action.Add(plan=plan, title="a", order_key="V"))
    assert await together(office, add, asking(stream, edit(None, "un")), asking(plan, action_plan.Withdraw())) == ["applied"] * 3
    assert (await written(office))[-3:] == ["action.added", "action.edited", "action_plan.withdrawn"]


async def test_where_one_of_a_list_is_refused_only_that_one_leaves_a_row(office: Office, plan: PlanId, card: ActionId) -> None:
    good = asking(card, edit(None, "un"))
    bad = asking(ids.new(), edit(None, "un"))
    after = asking(plan, action_plan.Withdraw())
    assert await together(office, good, bad, after) == [NotApplied, action.NotAdded, NotApplied]
    rows = [await office.store.command(office.network_id, one.id) for one in (good, bad, after)]
    assert [row and row.outcome for row in rows] == [None, "refused:action.not_added", None]
    assert (await written(office))[-1] == "action.added"
    # Without the one that was refused, the others may be asked under their ids.
    assert await together(office, good, after) == ["applied", "applied"]


async def test_a_list_asked_again_gets_the_answers_it_got(office: Office, card: ActionId) -> None:
    # Decided anew, the edit would be refused: the card was withdrawn after it.
    askings = [asking(card, edit(None, "un")), asking(card, action.Withdraw())]
    assert await together(office, *askings) == ["applied", "applied"]
    assert await together(office, *askings) == ["applied", "applied"]
    refused = [asking(card, edit("un", "deux")), asking(card, action.Settle(ConflictId(ids.new())))]
    assert await together(office, *refused) == [action.IsWithdrawn, NotApplied]
    await office.ask(card, action.Restore())
    assert await together(office, *refused) == [action.IsWithdrawn, NotApplied]


async def test_a_list_does_not_hold_an_id_twice(office: Office, card: ActionId) -> None:
    once = asking(card, edit(None, "un"))
    with pytest.raises(Invalid):
        await together(office, once, once)


async def test_who_may_not_ask_one_of_a_list_gets_none_of_it(office: Office, card: ActionId) -> None:
    assert await together(office, asking(card, edit(None, "un")), by=EVA) == [Missing]
    assert (await written(office))[-1] == "action.added"


# --- What is malformed --------------------------------------------------------------------------------------------

NIL = UUID(int=0)


@pytest.mark.parametrize(
    ("named", "at"),
    [
        ({"reason": "a\0b"}, ".reason"),
        ({"command": action.Edit(lead=Change(None, "a\x07"))}, ".command.lead.to"),
        ({"at": LONG_AGO}, ".at"),
        ({"id": CommandId(NIL)}, ".id"),
        ({"stream": StreamId(NIL)}, ".stream"),
        ({"cause": NIL}, ".cause"),
        ({"on_behalf_of": AuthorityId(NIL)}, ".on_behalf_of"),
    ],
)
async def test_what_is_malformed_leaves_no_row_and_names_the_field(office: Office, card: ActionId, named: dict[str, Any], at: str) -> None:
    faulty = structs.replace(asking(card, edit(None, "un")), **named)
    before = await office.position()
    with pytest.raises(Invalid) as caught:
        await office.lines[0].ask(faulty, BEN)
    assert caught.value.at == at
    assert await office.position() == before
    assert await office.store.command(office.network_id, faulty.id) is None


async def test_a_settlement_that_makes_no_sense_leaves_no_row(office: Office, card: ActionId) -> None:
    await office.ask(card, edit(None, "un"), CAS)
    (conflict,) = (await office.ask(card, edit(None, "deux"))).conflicts
    faulty = asking(card, action.Settle(conflict.conflict_id, Change("un", 5)))
    with pytest.raises(Invalid):
        await office.lines[0].ask(faulty, BEN)
    assert await office.store.command(office.network_id, faulty.id) is None


async def test_the_reason_stands_in_every_event_of_the_command(office: Office, card: ActionId) -> None:
    await office.ask(card, action.Edit(status=Change("planned", "paused")), reason="  Faute de cre\u0301dits ")
    assert (await office.all())[-1].event == action.Edited(status="paused", reason="Faute de crédits")


async def test_the_line_keeps_who_asked_for_whom_and_why(office: Office, card: ActionId) -> None:
    cause = ids.new()
    await office.ask(card, edit(None, "un"), CAS, cause=cause, on_behalf_of=HAUTEFEUILLE)
    last = (await office.all())[-1]
    assert (last.by, last.cause, last.on_behalf_of) == (CAS, cause, HAUTEFEUILLE)


async def test_on_a_given_clock_a_loader_names_the_time(given_office: Office) -> None:
    stream = ids.new()
    tomorrow = datetime(2999, 1, 2, tzinfo=UTC)
    await given_office.ask(stream, action_plan.Open("Agenda 21", HAUTEFEUILLE), at=tomorrow)
    early = asking(stream, action_plan.Withdraw(), at=later(1))
    with pytest.raises(Invalid) as caught:
        await given_office.lines[0].ask(early, BEN)
    assert caught.value.at == ".at"
    assert await given_office.store.command(given_office.network_id, early.id) is None
    assert (await given_office.all())[-1].at == tomorrow


# --- Faults -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["lose_answers", "lose_requests"])
async def test_a_lost_answer_is_found_again(office: Office, card: ActionId, fault: str) -> None:
    setattr(office.faults, fault, 1)
    receipts = await asyncio.gather(*(office.ask(card, action.Edit(order_key=Change("V", f"V{number}a"))) for number in range(5)))
    assert [one.outcome for one in receipts] == ["applied"] * 5
    log = await office.all()
    for receipt in receipts:
        (event,) = [one for one in log if one.command_id == receipt.id]
        assert receipt.after == f"1.{event.position}"


@pytest.mark.parametrize("fault", ["lose_answers", "lose_requests"])
async def test_an_unknown_outcome_is_known_by_the_same_id(
    office: Office, card: ActionId, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "TRIES", 1)
    setattr(office.faults, fault, 2)
    mine = asking(card, edit(None, "un"))
    with pytest.raises(Busy):
        await office.lines[0].ask(mine, BEN)
    known = await office.store.command(office.network_id, mine.id)
    assert (known is not None) == (fault == "lose_answers")
    receipt = await office.lines[0].ask(mine, BEN)
    assert receipt.outcome == "applied"
    assert (await written(office)).count("action.edited") == 1


async def test_an_answer_given_before_the_database_went_away_is_not_taken_back(office: Office, card: ActionId) -> None:
    """Someone turned away while the database was away is not let in by a second try."""
    mine = asking(card, edit(None, "un"))
    theirs = asking(card, action.Edit(notes=Change(None, "un")))
    second = await office.open()

    async def let_eva_in() -> None:
        office.faults.before_append = None
        await second.ask(asking(office.network_id, network.GiveRole(EVA, "partner")), ADA)
        office.faults.lose_requests = 1

    office.faults.before_append = let_eva_in
    results = await outcomes(office.lines[0].ask(mine, EVA), office.lines[0].ask(theirs, BEN))
    assert results == [Missing, "applied"]
    assert await office.store.command(office.network_id, mine.id) is None


async def test_a_poisoned_command_fails_alone(office: Office, card: ActionId) -> None:
    moves = [asking(card, action.Edit(order_key=Change("V", f"V{number}a"))) for number in range(9)]
    office.faults.poisonous = lambda draft: draft.id == moves[4].id
    with capture_logs() as lines:
        results = await outcomes(*(office.lines[0].ask(move, BEN) for move in moves))
    assert [one["event"] for one in lines] == ["command_poisoned"]
    assert results == ["applied"] * 4 + [Poisoned] + ["applied"] * 4
    assert (await written(office)).count("action.edited") == 8


async def test_a_fault_in_one_rule_fails_nobody_else(office: Office, card: ActionId) -> None:
    def may(_state: network.Running, _asking: Asking, by: PersonId, _stream: Stream | None) -> None:
        if by == EVA:
            raise ZeroDivisionError

    head = await office.store.head(office.network_id)
    assert head is not None
    other = Line(office.store, office.network_id, head, may, lambda _written: None)
    moves = [asking(card, action.Edit(order_key=Change("V", f"V{number}a"))) for number in range(5)]
    with capture_logs() as lines:
        results = await outcomes(*(other.ask(move, EVA if number == 2 else BEN) for number, move in enumerate(moves)))
    assert {one["event"] for one in lines} == {"command_failed"}
    assert results == ["applied", "applied", ZeroDivisionError, "applied", "applied"]
    assert await office.store.command(office.network_id, moves[2].id) is None
    await other.close()


async def test_those_who_follow_can_not_take_back_an_answer(office: Office, card: ActionId) -> None:
    def stumble(_written: Any) -> None:
        raise ZeroDivisionError

    other = Line(office.store, office.network_id, office.head, office.may, stumble)
    with capture_logs() as lines:
        assert (await other.ask(asking(card, edit(None, "un")), BEN)).outcome == "applied"
    assert [one["event"] for one in lines] == ["line_not_followed"]
    await other.close()


async def test_a_caller_who_gives_up_does_not_take_the_command_back(office: Office, card: ActionId) -> None:
    office.faults.shut()
    mine = asking(card, edit(None, "un"))
    caller = asyncio.create_task(office.lines[0].ask(mine, BEN))
    await office.faults.arrived.wait()
    waiting = asyncio.create_task(office.lines[0].ask(asking(card, edit("un", "deux")), BEN))
    await asyncio.sleep(0)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    office.faults.open()
    assert (await waiting).conflicts == ()
    assert (await office.lines[0].ask(mine, BEN)).outcome == "applied"
    assert (await written(office)).count("action.edited") == 2


async def test_a_network_that_has_to_wait_holds_no_other_up(store: Store) -> None:
    slow, quick = await an_office(store), await an_office(store)
    slow.faults.shut()
    waiting = asyncio.create_task(slow.ask(slow.network_id, network.Rename(Change("Réseau des deux vallées", "Un"))))
    await slow.faults.arrived.wait()
    receipts = [await quick.ask(ids.new(), action_plan.Open("Agenda 21", HAUTEFEUILLE)) for _ in range(5)]
    assert {one.outcome for one in receipts} == {"applied"}
    assert not waiting.done()
    slow.faults.open()
    assert (await waiting).outcome == "applied"
    for office in (slow, quick):
        log = await office.all()
        assert [one.position for one in log] == list(range(1, len(log) + 1))
        assert {one.network_id for one in log} == {office.network_id}
        assert office.heard == log[1:]
        await office.lines[0].close()


async def test_too_long_a_line_takes_nobody_more_and_loses_nobody(office: Office, card: ActionId, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "LONGEST", 3)
    office.faults.shut()
    first = asyncio.create_task(office.ask(card, edit(None, "0")))
    await office.faults.arrived.wait()
    others = [asyncio.create_task(office.ask(card, edit(str(number), str(number + 1)))) for number in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await office.ask(card, edit(None, "zu viel"))
    assert (office.lines[0].waiting, office.lines[0].counters.too_long) == (3, 1)
    office.faults.open()
    assert [one.outcome for one in await asyncio.gather(first, *others)] == ["applied"] * 4
    assert office.lines[0].waiting == 0


async def test_closing_answers_everyone_and_lets_nobody_in(office: Office, card: ActionId) -> None:
    other = await office.open()
    asked = [asyncio.create_task(other.ask(asking(card, action.Edit(order_key=Change("V", f"V{n}a"))), BEN)) for n in range(5)]
    await asyncio.sleep(0)
    await other.close()
    assert [one.outcome for one in await asyncio.gather(*asked)] == ["applied"] * 5
    with pytest.raises(Busy):
        await other.ask(asking(card, edit(None, "un")), BEN)


async def test_a_line_stopped_by_force_leaves_nobody_waiting(office: Office, card: ActionId) -> None:
    other = await office.open()
    office.faults.shut()
    asked = [asyncio.create_task(outcome(other.ask(asking(card, edit(None, str(number))), BEN))) for number in range(3)]
    await office.faults.arrived.wait()
    (task,) = [one for one in asyncio.all_tasks() if one.get_name() == f"line {office.network_id}" and one is other._committer]
    task.cancel()
    async with asyncio.timeout(60):
        assert await asyncio.gather(*asked) == [Busy] * 3
    office.faults.open()
    office.lines.remove(other)


async def test_after_a_restore_tokens_are_of_the_new_epoch(office: Office, card: ActionId, pool: "asyncpg.Pool[Any]") -> None:
    await raise_epoch(office, pool)
    receipt = await office.ask(card, edit(None, "un"))
    assert receipt.after == f"2.{await office.position()}"


async def raise_epoch(office: Office, pool: "asyncpg.Pool[Any]") -> None:
    if isinstance(office.store, MemoryStore):
        log = office.store.logs[office.network_id]
        log.head = structs.replace(log.head, epoch=2)
    else:
        await pool.execute("UPDATE network SET epoch = 2 WHERE network_id = $1", office.network_id)


async def test_few_states_at_hand_are_as_good_as_many(office: Office, plan: PlanId, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "STATES", 1)
    cards = [ActionId(ids.new()) for _ in range(6)]

    def add(parent: ActionId | None = None) -> action.Add:
        return action.Add(plan=plan, title="a", order_key="V", parent=parent)

    for stream in cards[:3]:
        await office.ask(stream, add())
    # The batch reads streams midway, between commands whose own states nobody knows yet to stand.
    results = await outcomes(
        office.ask(cards[0], edit(None, "un")),
        office.ask(cards[3], add(cards[1])),
        office.ask(cards[4], add(cards[2])),
        office.ask(cards[0], edit("un", "deux")),
    )
    assert results == ["applied"] * 4
    office.faults.lose_requests = 1
    results = await outcomes(
        office.ask(cards[0], edit("deux", "trois")),
        office.ask(cards[5], add(cards[1])),
        office.ask(cards[0], edit("trois", "quatre")),
    )
    assert results == ["applied"] * 3
    assert not [tag for tag in await written(office) if tag == "action.clashed"]


@pytest.mark.parametrize("write", [newer.levitated, newer.reshaped])
async def test_a_stream_that_a_newer_program_wrote_waits_for_it_alone(office: Office, plan: PlanId, write: Any) -> None:
    cards = [StreamId(ids.new()) for _ in range(3)]
    for stream in cards:
        await office.ask(stream, action.Add(plan=plan, title="a", order_key="V"))
    await office.write(write(cards[1], plan))
    office.faults.batches.clear()
    with capture_logs() as lines:
        asked = [asking(stream, edit(None, "un")) for stream in cards]
        assert await outcomes(*(office.lines[0].ask(one, BEN) for one in asked)) == ["applied", Newer, "applied"]
        below = action.Add(plan=plan, title="b", order_key="V", parent=ActionId(cards[1]))
        assert await outcome(office.ask(ids.new(), below)) is Newer, "what rests on it waits, too"
        assert await together(office, asking(cards[0], edit("un", "deux")), asking(cards[1], edit(None, "un"))) == [Newer, Newer]
    assert lines == []
    assert office.faults.batches == [3], "found out under the lock, once, and it keeps nobody from being written"
    assert office.lines[0].counters.newer == 3
    assert await office.store.command(office.network_id, asked[1].id) is None
    with newer.running():  # nothing was lost: a program that knows it goes on
        await office.open()
        assert (await office.lines[1].ask(asked[1], BEN)).outcome == "applied"
    # What it wrote after that is no better known here.
    assert await outcome(office.ask(cards[1], edit("un", "deux"))) is Newer


async def test_where_rights_are_unknown_nobody_decides_anything(office: Office, card: ActionId) -> None:
    draft = drafted(StreamId(office.network_id), network.PersonSuspended(person=CAS), kind="network", by=ADA)
    await office.write(structs.replace(draft, events=(structs.replace(draft.events[0], tag="network.person_levitated"),)))
    for by in (ADA, BEN, EVA):
        assert await outcome(office.ask(card, edit(None, "un"), by)) is Newer


# --- Any history --------------------------------------------------------------------------------------------------


class Weather(Struct, frozen=True):
    """The circumstances under which a history is asked."""

    script: tuple[str, ...]  # what becomes of appends
    turns: int  # how long they take
    small: bool  # batches so small that one is decided while another is written
    doubled: bool  # everyone asks twice
    lines: int  # processes


FAULTS = ("answered", "answered", "answer lost", "request lost", "refused")
WEATHERS = st.builds(
    Weather,
    script=st.lists(st.sampled_from(FAULTS), max_size=8).map(tuple),
    turns=st.integers(0, 4),
    small=st.booleans(),
    doubled=st.booleans(),
    lines=st.integers(1, 2),
)


async def asked_at_once(
    store: Store, history: histories.History, weather: Weather, may: line.May
) -> tuple[Office, list[tuple[Asking, PersonId]], list[Any]]:
    """Ask a whole history at once in this weather; what was asked, and what came of it."""
    with pytest.MonkeyPatch.context() as patch, capture_logs():
        patch.setattr(line, "PAUSE", 0)
        patch.setattr(line, "TRIES", 20)
        if weather.small:
            patch.setattr(line, "GATHER", 1)
            patch.setattr(line, "AT_ONCE", 2)
            patch.setattr(line, "LARGEST", 3)
        book = await founded(store)
        office = Office(store, book.network_id, book.head, Faulty(store), [], [], may)
        for _ in range(weather.lines):
            await office.open()
        office.faults.script, office.faults.turns = list(weather.script), weather.turns
        moved = histories.moved(history, office.network_id)
        asked = [
            asyncio.create_task(outcome(office.lines[index % weather.lines].ask(one, by)))
            for index, (one, by) in enumerate(moved)
            for _ in range(2 if weather.doubled else 1)
        ]
        results = list(await asyncio.gather(*asked))
        for one in office.lines:
            await one.close()
    return office, moved, results


async def played(store: Store, history: histories.History, weather: Weather) -> None:
    """Ask a whole history at once; nothing but the order in which it was asked may count."""
    office, moved, results = await asked_at_once(store, history, weather, lambda *_: None)
    if weather.doubled:
        assert results[::2] == results[1::2]
        results = results[::2]
    log = await office.all()
    assert [one.position for one in log] == list(range(1, len(log) + 1))
    for (asking_, _), result in zip(moved, results, strict=True):
        known = await store.command(office.network_id, asking_.id)
        assert bool([one for one in log if one.command_id == asking_.id]) == (known is not None and known.outcome == "applied")
        # Everyone was answered, and as it was: what was refused by a rule or found malformed is in no log.
        assert named(result) == (known.outcome if known else "invalid")
    if weather.lines == 1:
        assert office.heard == log[1:] or {"answer lost"} & set(weather.script)
        assert [named(one) for one in results] == [one.outcome for one in histories.play(history)]
    await serial(office, history)


async def serial(office: Office, history: histories.History) -> None:
    """Each answer is what the rules make of its command at the place in the log that its row names."""
    rows = {asking_.id: await office.store.command(office.network_id, asking_.id) for asking_, _ in history}
    known = [(row, asking_, by) for asking_, by in history if (row := rows[asking_.id]) is not None]
    log = await office.all()
    model = histories.Model()
    for row, asking_, by in sorted(known, key=lambda one: (one[0].last_position, one[0].first_position is None)):
        expected = model.ask(asking_, by)
        assert row.outcome == expected.outcome
        assert [one.event for one in log if one.command_id == asking_.id] == list(expected.events)


def named(result: Any) -> str:
    if isinstance(result, str):
        return result
    return f"refused:{result.code}" if issubclass(result, Refused) else "invalid"


@every(histories.histories(), WEATHERS)
async def test_any_history_comes_to_what_the_rules_alone_make_of_it(history: histories.History, weather: Weather) -> None:
    await played(MemoryStore(), history, weather)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@every(histories.histories(), WEATHERS)
async def test_any_history_comes_to_the_same_in_the_database(
    pool: "asyncpg.Pool[Any]", history: histories.History, weather: Weather
) -> None:
    await played(PostgresStore(pool), history, weather)


@every(histories.histories(), WEATHERS)
async def test_whoever_wrote_had_a_right_to_at_that_place_of_the_log(history: histories.History, weather: Weather) -> None:
    office, moved, results = await asked_at_once(MemoryStore(), history, weather, roles_count)
    state: network.State = None
    commands: set[CommandId] = set()
    for one in await office.all():
        if one.command_id not in commands and one.by != office.network_id:
            assert state is not None
            assert state.held_by(one.by)
        commands.add(one.command_id)
        if one.stream_id == office.network_id:
            state = network.evolve(state, one.event)  # type: ignore[arg-type]  # events of a network
    for (asking_, _), result in zip(moved, results[:: 2 if weather.doubled else 1], strict=True):
        if result is Missing:
            assert await office.store.command(office.network_id, asking_.id) is None
