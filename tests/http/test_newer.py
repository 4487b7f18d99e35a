"""Two versions of the program on one database: what the newer one wrote waits for it, and everything else goes on."""

from typing import Any
from uuid import UUID

from structlog.testing import capture_logs

from events import network
from events.ids import PlanId, StreamId
from service.embedded import Addresses
from tests import newer
from tests.http.conftest import served
from tests.http.town import Town, asking, found
from tests.log.batches import Book, drafted
from tests.people import ADA, BEN, CAS, DOT


async def written(town: Town, draft: Any) -> str:
    """Something the newer program wrote, followed here: the token after it."""
    open_here = await town.service.networks.open(town.network)
    head = await town.service.networks.store.head(town.network)
    assert head is not None
    (answer,) = await Book(town.service.networks.store, town.network, head).write(draft)
    with capture_logs() as lines:
        town.service.networks.heard(town.network)
        await open_here.follower.reached(answer.last_position)
    assert [one["event"] for one in lines if one["log_level"] == "error"] == ["event_unknown"]
    return f"1.{answer.last_position}"


def led(action: str, was: str | None, by: str) -> dict[str, Any]:
    return asking("action.edit", action, lead={"was": was, "to": by})


async def lead_of(town: Town, action: str, after: str) -> str | None:
    answer = await town.get(BEN, f"/plans/{town.plan}", after=after)
    assert answer.status_code == 200, answer.text
    (card,) = [one for one in answer.json()["actions"] if one["action_id"] == action]
    return str(card["lead"]) if card["lead"] else None


async def metric(town: Town, name: str) -> float:
    page = (await town.browser(None).get("/metrics")).text
    return float(next(line for line in page.splitlines() if line.startswith(f"{name} ")).split()[1])


async def test_what_a_newer_program_wrote_waits_for_it_and_nothing_is_lost(addresses: Addresses) -> None:
    async with served(addresses) as (service, url):
        town = await found(service, url)
        theirs, ours = await town.add(BEN, "Planter une haie"), await town.add(BEN, "Fête du vélo")
        wrote = await written(town, newer.levitated(StreamId(UUID(theirs)), PlanId(UUID(town.plan))))
        # It may tell of anything: an auditor is told all the same, and has it proved as soon as it is signed.
        proofs = [await town.get(one, "/evidence/inclusion", position=wrote.removeprefix("1.")) for one in (ADA, DOT)]
        assert [one.json().get("code") == "missing.event" for one in proofs] == [True, False]
        refused = await town.post(BEN, led(theirs, None, "CCAS"))
        assert (refused.status_code, refused.headers["retry-after"], refused.json()["code"]) == (503, "60", "newer")
        bulk = asking("together.edit_actions", town.plan, edits={one: {"lead": {"was": None, "to": "CCAS"}} for one in (ours, theirs)})
        assert (await town.post(BEN, bulk)).status_code == 503
        granted = await town.post(BEN, led(ours, None, "Mairie"))
        assert granted.status_code == 200
        after = granted.json()["after"]
        assert await lead_of(town, ours, after) is None, "cards stand where they stood before the event"
        renamed = await town.ask(ADA, "action_plan.edit", town.plan, title={"was": "Plan climat", "to": "Plan air"})
        plan = (await town.get(BEN, f"/plans/{town.plan}", after=renamed["after"])).json()["plan"]
        assert plan["title"] == "Plan air", "what it does not concern goes on"
        assert (await town.get(BEN, f"/actions/{theirs}/history")).json()["code"] == "newer"
        health = (await town.browser(None).get("/health/ready")).json()
        assert health["ready"]
        assert {f"{town.network} {name}" for name in ("plan_board", "conflict_inbox", "recent_activity")} == set(health["parked"])
        assert (await metric(town, "club21_events_unknown"), await metric(town, "club21_commands_of_newer_total")) == (1, 2)
        await town.close()
    with newer.running():
        async with served(addresses) as (service, url):
            same = Town(service, url, town.network, town.cookies)
            same.plan = town.plan
            assert await lead_of(same, ours, renamed["after"]) == "Mairie"
            granted = await same.post(BEN, led(theirs, None, "CCAS"))
            assert granted.status_code == 200
            assert await lead_of(same, theirs, granted.json()["after"]) == "CCAS"
            assert (await same.browser(None).get("/health/ready")).json()["parked"] == []
            await same.close()


async def test_where_rights_are_unknown_nobody_reads_or_writes(addresses: Addresses) -> None:
    async with served(addresses) as (service, url):
        town = await found(service, url)
        action = await town.add(BEN, "Planter une haie")
        draft = drafted(StreamId(town.network), network.PersonSuspended(person=CAS), kind="network", by=ADA)
        await written(town, newer.in_a_new_shape(draft))
        for answer in (
            await town.get(CAS, f"/plans/{town.plan}"),
            await town.get(BEN, "/activity"),
            await town.post(BEN, led(action, None, "CCAS")),
        ):
            assert (answer.status_code, answer.headers["retry-after"], answer.json()["code"]) == (503, "60", "newer")
        elsewhere = await found(service, url)
        listed = {one["network_id"] for one in (await elsewhere.browser(BEN).get("/api/session")).json()["networks"]}
        assert str(elsewhere.network) in listed, "every other network of theirs goes on"
        assert str(town.network) not in listed
        await elsewhere.close()
        await town.close()
