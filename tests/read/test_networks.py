"""The networks of a process: opened once, the same in every process, and anew when the log moved to another epoch."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any, TypeAlias

import asyncpg
import pytest
from msgspec import structs

from events import action, action_plan, ids, network
from events.asking import Asking, Receipt
from events.decider import Invalid
from events.fields import Change
from events.ids import ActionId, CommandId, NetworkId, PersonId, PlanId, StreamId, Token, VersionId
from events.line import Busy, Missing
from events.log.hints import Hints
from events.log.postgres import PostgresStore
from events.log.recorded import Recorded
from events.log.store import Unavailable
from projections.plan_board import plan_board
from service import membership
from service import networks as serving
from service.embedded import Addresses
from service.networks import Late, Network, Networks, Resync
from tests.people import ADA, BEN, EVA, HAUTEFEUILLE, opening
from tests.read.logs import followed, rows, whole
from tests.read.test_tables import checkpoints, stored_rows

Pool: TypeAlias = "asyncpg.Pool[Any]"


async def ask(network: Network, stream: Any, command: Any, by: PersonId = BEN) -> Receipt:
    return await network.ask(Asking(id=CommandId(ids.new()), stream=StreamId(stream), command=command), by)


async def founded(networks: Networks) -> Network:
    """A network with its two towns and its people."""
    network = await networks.found(NetworkId(ids.new()), "Réseau", "real", "Europe/Paris")
    for command in opening():
        await ask(network, network.network_id, command, PersonId(network.network_id))
    return network


async def with_a_card(network: Network) -> tuple[PlanId, ActionId]:
    plan, card = PlanId(ids.new()), ActionId(ids.new())
    await ask(network, plan, action_plan.Open("Agenda 21", HAUTEFEUILLE))
    await ask(network, card, action.Add(plan=plan, title="Fête du vélo", order_key="V"))
    return plan, card


@pytest.fixture
async def two(process: Callable[[], Networks], addresses: Addresses) -> AsyncIterator[tuple[Networks, Networks]]:
    """Two processes that tell each other what they wrote."""
    made = process(), process()
    spoken = []
    for networks in made:
        networks.hints = Hints(addresses.application, networks.heard)
        networks.hints.start()
        spoken.append(networks.hints)
    yield made
    for hints in spoken:
        await hints.close()


async def test_what_one_process_wrote_every_process_shows(two: tuple[Networks, Networks]) -> None:
    here = await founded(two[0])
    there = await two[1].open(here.network_id)
    _, card = await with_a_card(here)
    receipt = await ask(here, card, action.Edit(lead=Change(None, "Mairie")))
    assert here.token() == Token.parse(receipt.after), "who acted sees it at once"
    await there.reached(Token.parse(receipt.after))
    shown = there.follower.row(plan_board, card)
    assert shown is not None
    assert shown.lead == "Mairie"


async def test_people_in_two_processes_make_one_log_and_see_the_same(two: tuple[Networks, Networks], pool: Pool) -> None:
    here = await founded(two[0])
    there = await two[1].open(here.network_id)
    plan, card = await with_a_card(here)
    adds = [
        ask((here, there)[number % 2], ids.new(), action.Add(plan=plan, title=f"Action {number}", order_key="V")) for number in range(30)
    ]
    moves = [ask((here, there)[number % 2], card, action.Edit(order_key=Change("V", f"V{number}a"))) for number in range(30)]
    receipts = await asyncio.gather(*adds, *moves)
    assert {one.outcome for one in receipts} == {"applied"}
    last = max(Token.parse(one.after) for one in receipts)
    await asyncio.gather(here.reached(last), there.reached(last))
    log = await whole(PostgresStore(pool), here.network_id)
    assert rows(here.follower) == rows(there.follower) == rows(followed(log, here.network_id))
    await asyncio.gather(*(networks.close() for networks in two))
    assert await stored_rows(pool, here.network_id) == rows(followed(log, here.network_id))


async def test_without_hints_it_only_takes_longer(process: Callable[[], Networks]) -> None:
    here = await founded(process())
    there = await process().open(here.network_id)
    _, card = await with_a_card(here)
    async with asyncio.timeout(60):
        await there.follower.reached(here.token().position)
    assert there.follower.row(plan_board, card) == here.follower.row(plan_board, card)


async def test_a_network_is_opened_once_however_many_come(process: Callable[[], Networks]) -> None:
    first = await founded(process())
    networks = process()
    opened: list[Network] = []
    networks.opened = opened.append
    found = await asyncio.gather(*(networks.open(first.network_id) for _ in range(5)))
    assert len({id(one) for one in (*found, await networks.open(first.network_id))}) == 1
    assert opened == [found[0]] == networks.running()


async def test_what_is_not_there_can_not_be_opened(process: Callable[[], Networks]) -> None:
    networks = process()
    with pytest.raises(Missing):
        await networks.open(NetworkId(ids.new()))
    assert networks.running() == []


async def test_founding_again_opens_what_is_there(process: Callable[[], Networks]) -> None:
    networks = process()
    network = await founded(networks)
    again = await networks.found(network.network_id, "Autrement", "given", "UTC")
    assert again is network


async def test_who_has_no_role_may_not_ask(process: Callable[[], Networks]) -> None:
    network = await founded(process())
    with pytest.raises(Missing):
        await ask(network, ids.new(), action_plan.Open("Agenda 21", HAUTEFEUILLE), EVA)


# --- Tokens -------------------------------------------------------------------------------------------------------


async def test_a_token_from_elsewhere_is_told_apart(process: Callable[[], Networks]) -> None:
    network = await founded(process())
    now = network.token()
    await network.reached(now)
    for token in (Token(1, now.position + 1), Token(2, 1), Token(2, 10**17)):
        with pytest.raises(Resync):
            await network.reached(token)
    assert not network.moved, "a client can invent a token"


async def test_who_waits_too_long_is_told_to_come_back(process: Callable[[], Networks], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "PATIENCE", 0.02)
    here = await founded(process())
    there = await process().open(here.network_id)
    await there.tail.close()
    await with_a_card(here)
    with pytest.raises(Late):
        await there.reached(here.token())


async def test_a_version_is_published_of_a_moment_that_was(process: Callable[[], Networks]) -> None:
    network = await founded(process())
    plan, _ = await with_a_card(network)
    now = network.token()
    for of in (str(Token(1, now.position + 1)), "2.1"):
        with pytest.raises(Invalid) as caught:
            await ask(network, plan, action_plan.Publish(VersionId(ids.new()), "Version 1", of))
        assert caught.value.at == ".command.of"
    receipt = await ask(network, plan, action_plan.Publish(VersionId(ids.new()), "Version 1", str(now)))
    assert receipt.outcome == "applied"


async def test_only_a_loader_names_the_time(process: Callable[[], Networks]) -> None:
    networks = process()
    network = await networks.found(NetworkId(ids.new()), "Réseau", "given", "Europe/Paris")
    at = (await whole(networks.store, network.network_id))[0].at
    named = Asking(id=CommandId(ids.new()), stream=StreamId(network.network_id), command=opening()[0], at=at)
    founding = PersonId(network.network_id)
    with pytest.raises(Invalid):
        await network.ask(named, founding)
    with pytest.raises(Invalid):
        await network.ask_together([named], founding, [None])
    assert (await network.ask(named, founding, loading=True)).outcome == "applied"


# --- Another epoch ------------------------------------------------------------------------------------------------


async def test_after_a_new_epoch_a_network_is_opened_anew(process: Callable[[], Networks], pool: Pool) -> None:
    networks = process()
    before = await founded(networks)
    plan, card = await with_a_card(before)
    await pool.execute("UPDATE network SET epoch = 2 WHERE network_id = $1", before.network_id)
    # Whoever asks first finds out; from then on everyone gets what stands now.
    receipt = await ask(before, card, action.Edit(lead=Change(None, "Mairie")))
    assert receipt.after.startswith("2.")
    after = await networks.open(before.network_id)
    assert after is not before
    assert after.token() == Token.parse(receipt.after)
    shown = after.follower.row(plan_board, card)
    assert shown is not None
    assert (shown.plan_id, shown.lead) == (plan, "Mairie")
    with pytest.raises(Busy):
        await ask(before, card, action.Edit(lead=Change("Mairie", None)))
    with pytest.raises(Resync):
        await after.reached(Token(1, 1))


async def test_a_reader_with_a_newer_token_finds_out_too(process: Callable[[], Networks], pool: Pool) -> None:
    networks = process()
    before = await founded(networks)
    await pool.execute("UPDATE network SET epoch = 2 WHERE network_id = $1", before.network_id)
    with pytest.raises(Resync):
        await before.reached(Token(2, 1))
    after = await networks.open(before.network_id)
    assert after.token().epoch == 2
    await after.reached(Token(2, 1))


async def test_rows_of_an_epoch_that_is_over_are_written_nowhere(process: Callable[[], Networks], pool: Pool) -> None:
    networks = process()
    network = await founded(networks)
    await network.tables.reached(network.token().position)
    network.moved = True
    last = (await whole(networks.store, network.network_id))[-1]
    network.follower.apply([structs.replace(last, position=last.position + 1)])
    await networks.close()
    assert set((await checkpoints(pool, network.network_id)).values()) == {last.position}


# --- Faults -------------------------------------------------------------------------------------------------------


class Away(PostgresStore):
    """A log of which the next page can not be read."""

    away = 0

    async def page(self, network_id: NetworkId, after: int, limit: int) -> list[Recorded[Any]]:
        if self.away:
            self.away -= 1
            raise Unavailable
        return await super().page(network_id, after, limit)


async def founded_and_closed(networks: Networks) -> NetworkId:
    """A network that no process does anything for."""
    network_id = (await founded(networks)).network_id
    await networks.close()
    return network_id


async def test_a_network_that_could_not_be_opened_leaves_nothing_behind(process: Callable[[], Networks], pool: Pool) -> None:
    network_id = await founded_and_closed(process())
    store = Away(pool)
    networks = Networks(store, pool)
    store.away = 1
    tasks = len(asyncio.all_tasks())
    with pytest.raises(Unavailable):
        await networks.open(network_id)
    assert len(asyncio.all_tasks()) == tasks
    assert (await networks.open(network_id)).token().position > 0
    await networks.close()


async def test_closing_waits_for_a_network_that_is_being_opened(process: Callable[[], Networks], pool: Pool) -> None:
    network_id = await founded_and_closed(process())
    networks = Networks(PostgresStore(pool), pool)
    tasks = len(asyncio.all_tasks())
    opening_ = asyncio.create_task(networks.open(network_id))
    await asyncio.sleep(0)
    await networks.close()
    await opening_
    assert networks.running() == []
    assert len(asyncio.all_tasks()) == tasks


# --- The list of one's networks -----------------------------------------------------------------------------------


async def test_the_networks_of_a_person_are_listed_without_being_opened(pool: Pool, process: Callable[[], Networks]) -> None:
    there = process()
    made = [await founded(there) for _ in range(3)]
    await ask(made[1], made[1].network_id, network.TakeRole(BEN, "editor", HAUTEFEUILLE), ADA)
    await ask(made[2], made[2].network_id, network.Rename(Change("Réseau", "Autrement")), ADA)
    ids_made = {one.network_id for one in made}
    open_there = [card for card in await membership.of_person(pool, there, BEN) if card.network_id in ids_made]
    assert [card.name for card in open_there] == ["Autrement", "Réseau"]
    for one in made:
        await one.tables.reached(one.follower.position)
    here = process()
    assert [card for card in await membership.of_person(pool, here, BEN) if card.network_id in ids_made] == open_there
    assert ids_made.isdisjoint(one.network_id for one in here.running())

    # What no table shows yet is read from the log, and so is what stands still there.
    behind, stopped = "position = position - 1", "parked_position = position + 1, parked_error = 'x'"
    for one, projection, how in ((made[0], "rights", behind), (made[2], "item_places", stopped)):
        where = "WHERE network_id = $1 AND projection = $2"
        await pool.execute(f"UPDATE read.checkpoint SET {how} {where}", one.network_id, projection)  # noqa: S608 - words of this test
    last = process()
    assert [card for card in await membership.of_person(pool, last, BEN) if card.network_id in ids_made] == open_there
    assert {one.network_id for one in last.running()} & ids_made == {made[0].network_id, made[2].network_id}


async def test_who_was_suspended_a_moment_ago_is_listed_nowhere(pool: Pool, process: Callable[[], Networks]) -> None:
    there = process()
    made = await founded(there)
    await made.tables.reached(made.follower.position)
    await ask(made, made.network_id, network.Suspend(BEN), ADA)  # the log has it, and perhaps no table
    assert made.network_id not in {card.network_id for card in await membership.of_person(pool, process(), BEN)}
    await made.tables.reached(made.follower.position)
    assert made.network_id not in {card.network_id for card in await membership.of_person(pool, process(), BEN)}
