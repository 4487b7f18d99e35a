"""What the live protocol promises, on every road that it takes: a socket, a stream of server-sent events, polls."""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Any

import msgspec
import pytest

from events import ids
from events.asking import Asking
from events.ids import PersonId
from service import security_limits, serving
from service.client.keeping import Keeping
from service.embedded import Addresses
from service.identity import people
from service.live import frames, heads, hub, hubs, over_http, replay
from service.live.frames import Road
from service.live.protocol import HIGH
from tests.http.conftest import served
from tests.http.town import Town, asking, found
from tests.live.roads import ROADS, OverHttp, position
from tests.live.roads import watching as watching_on
from tests.live.screen import Screen, Watching
from tests.live.test_socket import plan_rows, reloaded, topics
from tests.people import ADA, BEN, CAS, DOT, EVA, HAUTEFEUILLE


@pytest.fixture(params=ROADS)
def road(request: pytest.FixtureRequest) -> Road:
    return request.param  # type: ignore[no-any-return]  # one of ROADS


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is looked after every second is looked after at once: no test waits for a clock."""
    monkeypatch.setattr(hubs, "SWEEP_EVERY", 0.1)


def watching(town: Town, road: Road, person: PersonId, *names: str, client: str = "tab") -> AbstractAsyncContextManager[Watching]:
    return watching_on(town, road, person, *names or topics(town), client=client)


async def test_watching_equals_reloading(town: Town, road: Road) -> None:
    action = await town.add(ADA, "Fête du vélo")
    async with watching(town, road, BEN) as ben, watching(town, road, CAS) as cas:
        receipt = await town.ask(BEN, "action.edit", action, title={"was": "Fête du vélo", "to": "Fête du sport"})
        for screen, person in ((ben, BEN), (cas, CAS)):
            await screen.reached(receipt["after"])
            assert plan_rows(screen, town) == await reloaded(town, person)
            assert screen.rows["plan_board"][action]["title"] == "Fête du sport"


async def test_ones_own_command_is_answered_and_every_lane_passes_it(town: Town, road: Road) -> None:
    async with watching(town, road, BEN) as ben:
        action = str(ids.new())
        receipt = await ben.ask(asking("action.add", action, plan=town.plan, title="Jardins partagés", order_key="V"))
        assert (receipt["t"], receipt["outcome"]) == ("ack", "applied")
        await ben.passed(receipt["after"])
        assert ben.rows["plan_board"][action]["added_by"] == str(BEN)
        assert {row["tag"] for row in ben.journal[f"plan:{town.plan}/network"]} == {"action.added"}


async def test_a_refused_command_holds_up_no_other(town: Town, road: Road) -> None:
    async with watching(town, road, BEN) as ben:
        good = [asking("action.add", str(ids.new()), plan=town.plan, title=f"Action {number}", order_key="V") for number in range(20)]
        bad: list[Any] = [asking("action.dance", ids.new()) for _ in range(5)]
        bad += [asking("action.withdraw", ids.new()) for _ in range(5)]
        bad += [asking("network.rename", town.network, name={"was": "x", "to": "y"})]
        mixed = [one for pair in zip(good, [*bad, *[None] * 9], strict=True) for one in pair if one is not None]
        for one in mixed:
            await ben.send({"t": "cmd", "asking": one})
        await ben.until(lambda: len(ben.receipts) == len(mixed))
        assert [ben.receipts[one["id"]]["outcome"] for one in good] == ["applied"] * len(good)
        refused = [ben.receipts[one["id"]] for one in bad]
        assert {one["t"] for one in refused} == {"rej"}
        assert [one["code"] for one in refused][::5] == ["invalid.unknown_value", "action.not_added", "access.facilitators_only"]
        assert all(one["detail"] and one["next"] and not one["retry"] for one in refused)
        told = [row["pos"] for row in ben.heard if row["t"] == "tx"]
        assert told == sorted(told)


async def test_the_same_command_twice_through_any_door_has_one_answer(town: Town, road: Road) -> None:
    async with watching(town, road, BEN) as ben:
        command = asking("action.add", ids.new(), plan=town.plan, title="Une seule fois", order_key="V")
        first = await ben.ask(command)
        second = (await town.post(BEN, command)).json()
        again = await ben.ask(command)
        assert first == again
        assert first == {"t": "ack"} | second
        other = await ben.ask(command | {"reason": "une autre"})
        assert (other["t"], other["code"]) == ("rej", "reused")


async def test_a_screen_that_lost_its_connection_resumes_where_it_was(town: Town, road: Road) -> None:
    plan = f"plan:{town.plan}"
    async with watching(town, road, BEN) as ben:
        await town.add(ADA, "Première")
        await ben.until(lambda: "plan_board" in ben.rows)
    receipt = await town.ask(ADA, "action_plan.edit", town.plan, description={"was": None, "to": "Pour 2030"})
    async with watching(town, road, BEN, f"network:{town.network}") as again:
        again.resume(ben, plan)
        await again.subscribe(plan, ben.since(plan))
        kinds = [frame["t"] for frame in again.heard if frame.get("topic") == plan or str(frame.get("l")).startswith(plan)]
        assert kinds[:2] == ["subd", "tx"]
        assert "snap" not in kinds
        await again.reached(receipt["after"])
        assert plan_rows(again, town) == await reloaded(town, BEN)


async def test_nothing_is_sent_after_the_position_that_takes_a_role_away(town: Town, road: Road) -> None:
    async with watching(town, road, BEN) as ben, watching(town, road, CAS) as cas:
        writing = [asyncio.create_task(town.add(CAS, f"Action {number}")) for number in range(40)]
        await asyncio.sleep(0)
        taken = await town.ask(ADA, "network.take_role", town.network, person=str(BEN), role="editor", authority=str(HAUTEFEUILLE))
        await asyncio.gather(*writing)
        assert await ben.closed() == frames.FORBIDDEN
        assert max(frame["pos"] for frame in ben.heard if "pos" in frame) < position(taken["after"])
        if road != "poll":  # a poll that begins after it learns no more than that nothing there is Ben's
            assert [frame["code"] for frame in ben.heard if frame["t"] == "end"] == ["revoked", "revoked"]
            assert ben.heard[-1]["t"] == "end"
        await cas.reached(taken["after"])
        await cas.until(lambda: len(cas.rows["plan_board"]) == 40)
    if road != "socket":  # over which it is in test_socket.py
        async with watching_on(town, road, BEN) as again:
            assert await again.closed() == frames.FORBIDDEN
            assert not again.heard


async def test_a_journal_is_told_again_to_an_auditor_as_far_as_they_ask(town: Town, road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "PAGE", 4)
    for number in range(8):
        await town.add(ADA, f"Action {number}")
    stored = await town.service.pool.fetch("SELECT position, tag, payload FROM event WHERE network_id = $1 ORDER BY position", town.network)
    topic, lane = f"journal:{town.network}", f"journal:{town.network}/auditors"
    async with watching_on(town, road, DOT) as dot:
        await dot.retell(topic, 3)
        await dot.until(lambda: len(dot.retold.get(lane, ())) == 3)
        await dot.more(topic, 1_000)
        await dot.until(lambda: topic in dot.ended)
        assert dot.ended[topic]["code"] == "finished"
        assert [(one["pos"], one["tag"], one["body"]) for one in dot.retold[lane]] == [
            (row["position"], row["tag"], msgspec.json.decode(row["payload"])) for row in stored
        ]
        assert [(frame["prev"], frame["pos"]) for frame in dot.heard if frame["t"] == "head"] == [(len(stored), len(stored))]
        plan, of_plan = f"journal:{town.plan}", f"journal:{town.plan}/auditors"
        await dot.retell(plan, 1_000)
        await dot.until(lambda: plan in dot.ended)
        assert {one["tag"] for one in dot.retold[of_plan]} == {"action_plan.opened", "action.added"}
        assert len(dot.retold[of_plan]) == 9
    async with watching_on(town, road, ADA) as ada:
        await ada.retell(topic, 1_000)
        await ada.until(lambda: bool(ada.errors))
        assert ada.errors[0]["code"] == "missing"
        assert not ada.retold


async def test_a_replay_ends_where_its_auditor_loses_the_role(town: Town, road: Road) -> None:
    topic = f"journal:{town.network}"
    async with watching_on(town, road, DOT) as dot:
        await dot.retell(topic, 2)
        await dot.until(lambda: sum(map(len, dot.retold.values())) == 2)
        given = asking("network.give_role", town.network, person=str(DOT), role="editor", authority=str(HAUTEFEUILLE))
        taken = asking("network.take_role", town.network, person=str(DOT), role="auditor")
        for command in (given, taken):
            assert (await town.post(ADA, command)).status_code == 200
        if topic not in dot.ended:
            await dot.more(topic, 1_000)
        await dot.until(lambda: bool(dot.errors) or topic in dot.ended)
        assert dot.errors or dot.ended[topic]["code"] == "revoked"
        assert sum(map(len, dot.retold.values())) == 2


async def test_signing_out_ends_every_screen_of_that_browser(town: Town, road: Road) -> None:
    async with watching(town, road, BEN) as ben, watching(town, road, BEN, client="other tab") as other, watching(town, road, CAS) as cas:
        assert (await town.browser(BEN).delete("/api/session")).status_code == 204
        assert await ben.closed() == frames.SIGNED_OUT
        assert await other.closed() == frames.SIGNED_OUT
        await town.add(ADA, "Encore là")
        await cas.until(lambda: "plan_board" in cas.rows)


async def test_a_tab_that_connects_twice_keeps_the_later(town: Town, road: Road) -> None:
    async with watching(town, road, BEN) as first, watching(town, road, BEN) as second:
        assert await first.closed() == frames.SUPERSEDED
        await town.add(ADA, "Encore là")
        await second.until(lambda: "plan_board" in second.rows)


async def test_people_see_each_other_come(town: Town, road: Road) -> None:
    plan = f"plan:{town.plan}"
    async with watching(town, road, BEN) as ben, watching(town, road, CAS) as cas:
        await cas.send({"t": "pres", "topic": plan, "state": {"item": town.plan, "field": "title", "mode": "edit"}})
        await ben.until(lambda: [one["person_id"] for one in ben.present[plan].values()] == [str(CAS)])


@pytest.mark.parametrize("road", ROADS[1:])
async def test_nobody_blinks_whose_stream_or_poll_is_followed_by_another(town: Town, road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = f"plan:{town.plan}"
    async with watching(town, "socket", BEN, plan) as ben:
        async with watching(town, road, CAS, plan) as cas:
            await cas.send({"t": "pres", "topic": plan, "state": None})
            await ben.until(lambda: bool(ben.present[plan]))
            await cas.subscribe(f"network:{town.network}")
            await cas.send({"t": "pres", "topic": plan, "state": {"item": town.plan, "field": "title", "mode": "edit"}})
            await ben.until(lambda: [one["state"] is not None for one in ben.present[plan].values()] == [True])
            assert {frame["kind"] for frame in ben.heard if frame["t"] == "pres"} == {"full", "join", "upd"}
            monkeypatch.setattr(hub, "COMES_BACK", 0.1)
        if road == "stream":  # who polls is gone when they have not said for a while that they are there
            await ben.until(lambda: not ben.present[plan])


async def test_names_follow_and_change(town: Town, road: Road) -> None:
    async with watching(town, road, BEN, f"people:{town.network}") as ben:
        await ben.until(lambda: len(ben.names) == 4)
        async with town.service.pool.acquire() as connection:
            await people.add(connection, "Ada Vallon-Brume", "Maire", ADA)
        await ben.until(lambda: ben.names[str(ADA)]["name"] == "Ada Vallon-Brume")
        async with town.service.pool.acquire() as connection:  # everyone's tests share these people
            await people.add(connection, "Ada Vallon", "Mission développement durable", ADA)


@pytest.mark.parametrize("road", ROADS[1:])
async def test_what_is_cut_again_and_again_has_neither_gap_nor_duplicate(town: Town, road: Road) -> None:
    plan = f"plan:{town.plan}"
    async with watching(town, road, BEN, plan) as ben:
        assert isinstance(ben, OverHttp)
        for number in range(12):
            receipt = await town.ask(ADA, "action.add", ids.new(), plan=town.plan, title=f"Action {number}", order_key="V")
            ben.anew.set()  # what is on its way is lost
            await asyncio.sleep(0)
        await ben.reached(receipt["after"])
        told = [row["position"] for row in ben.journal[f"{plan}/network"]]
        assert told == sorted(set(told))
        assert len(told) == 12
        assert not ben.skipped


async def test_a_stream_that_is_not_read_costs_little_and_catches_up(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security_limits, "TAKEN_WITHIN", 0.01)  # that is for answers that end
    action = await town.add(ADA, "Longue")
    network = await town.service.networks.open(town.network)
    plan = f"plan:{town.plan}"
    async with slow_stream(town, BEN, plan) as lines, watching(town, "socket", CAS) as cas:
        screen = Screen()
        while not screen.present:
            screen.hear(await anext(lines))
        last = None
        for number in range(200):
            text = f"{number} " + "x" * 18_000
            edit = asking("action.edit", action, description={"was": last, "to": text})
            receipt = await network.ask(msgspec.convert(edit, Asking), BEN)
            last = text
        await cas.reached(receipt.after)
        (listener,) = [one for one in (await town.service.hubs.of(town.network)).listeners.values() if one.road == "stream"]
        assert listener.writer.paused
        assert listener.writer.waiting < 2 * HIGH
        while screen.last[f"{plan}/network"] < position(receipt.after):
            screen.hear(await anext(lines))
        assert screen.skipped, "one frame stood for many"
        assert screen.rows["plan_board"][action]["description"] == last


async def test_the_answer_to_a_poll_that_is_lost_loses_nothing(town: Town) -> None:
    plan = f"plan:{town.plan}"
    async with watching(town, "poll", BEN, plan) as ben:
        since = ben.since(plan)
    await town.add(ADA, "Compost")
    body = {"frames": [greeting(town), {"t": "sub", "id": 1, "topic": plan, "from": since}]}
    told = [(await town.browser(BEN).post("/live/poll", json=body)).json()["frames"] for _ in range(2)]
    kinds = ["welcome", "subd", "tx"]
    assert [[frame["t"] for frame in one][:3] for one in told] == [kinds, kinds]
    assert told[0][1:] == told[1][1:]


@pytest.mark.parametrize("waiting", [True, False])
async def test_an_answer_to_a_poll_is_whole(town: Town, waiting: bool) -> None:
    """The next poll would mend what is left out, so nobody would see that it had been; here it is looked for."""
    plan = f"plan:{town.plan}"
    async with watching(town, "socket", CAS, plan) as cas:
        opening = {"frames": [greeting(town), {"t": "sub", "id": 1, "topic": plan, "from": cas.since(plan)}]}
        watched = await town.service.hubs.of(town.network)
        with contextlib.ExitStack() as asked:
            if waiting:
                poll = asyncio.create_task(town.browser(BEN).post("/live/poll", json=opening))
                asked.callback(poll.cancel)
                async with asyncio.timeout(20):
                    while not (there := watched.of_tab(BEN, "tab")) or not all(sub.live for sub in there.subs.values()):  # noqa: ASYNC110  # nobody tells
                        await asyncio.sleep(0)
            added = [asking("action.add", ids.new(), plan=town.plan, title=f"Action {number}", order_key="V") for number in range(12)]
            written = await town.browser(CAS).post(f"{town.path}/commands", json=added, params={"atomic": "true"})
            await cas.reached(written.json()[-1]["after"])
            answer = await poll if waiting else await town.browser(BEN).post("/live/poll", json=opening)
        told, heard = (
            [frame for frame in frames if frame.get("l") == f"{plan}/network"] for frames in (answer.json()["frames"], cas.heard)
        )
        assert [frame for frame in told if frame["t"] == "tx"] == [frame for frame in heard if frame["t"] == "tx"]
        assert len(told) >= 12


async def test_a_poll_of_names_that_are_known_carries_none(town: Town) -> None:
    topic = f"people:{town.network}"
    body: dict[str, Any] = {"frames": [greeting(town), {"t": "sub", "id": 1, "topic": topic}], "wait": 0}
    welcome, _, cells, *_ = (await town.browser(BEN).post("/live/poll", json=body)).json()["frames"]
    body["frames"][1]["from"] = {"epoch": welcome["epoch"], "pos": cells["pos"], "rev": welcome["rev"]}
    told = (await town.browser(BEN).post("/live/poll", json=body)).json()["frames"]
    assert [frame["t"] for frame in told if frame["t"] != "checkpoint"] == ["welcome", "subd", "live"]  # one may have been signed just then


async def test_a_poll_is_proved_that_the_log_goes_on_and_told_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "EVERY", 0.0)
    kept = Keeping()

    async def polled(size: int) -> int | None:
        """Ask until this size is held; the last ``old`` that was told."""
        old = None
        async with asyncio.timeout(20):
            while kept.tree is None or kept.tree.size < size:
                hello = greeting(town) | ({"tree": msgspec.to_builtins(kept.tree)} if kept.tree else {})
                told = (await town.browser(BEN).post("/live/poll", json={"frames": [hello], "wait": 0.2})).json()["frames"]
                for frame in told[1:]:
                    old = frame.get("old")
                    assert kept.hear(msgspec.convert(frame, frames.Checkpoint)) is None
        return old

    before = await town.head()
    assert await polled(before) in (None, *range(1, before))
    await town.add(ADA, "Compost")
    assert await polled(before + 1) == before
    hello = greeting(town) | {"tree": msgspec.to_builtins(kept.tree)}
    told = (await town.browser(BEN).post("/live/poll", json={"frames": [hello], "wait": 0.2})).json()["frames"]
    assert [frame["t"] for frame in told] == ["welcome"]


async def test_cells_answer_a_poll_at_once_where_they_are_others_than_the_client_has() -> None:
    for waits, held, hurries in ((False, 5, False), (False, 4, True), (False, None, False), (True, 5, True)):
        gathering = over_http.Gathering(None)
        gathering.waits, gathering.held = waits, held
        gathering.send(frames.encode(frames.Kv("figures:1/network", 5, {"late": 1})))
        assert gathering.urgent.is_set() is hurries
        assert gathering.news.is_set() is (hurries or held is None)


async def test_a_poll_takes_no_more_topics_than_fit_its_answer(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(over_http, "ANSWER", 1_000)
    async with watching(town, "poll", BEN, *topics(town)) as ben:  # the second comes with the second answer
        assert plan_rows(ben, town) == await reloaded(town, BEN)


async def test_what_sends_no_body_can_listen_from_the_beginning(town: Town) -> None:
    query = {"network": str(town.network), "topic": topics(town)}
    async with asyncio.timeout(30), town.browser(BEN).stream("GET", "/live/events", params=query) as answer:
        assert answer.headers["content-type"] == "text/event-stream"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-accel-buffering"] == "no"
        screen = Screen()
        async for line in answer.aiter_lines():
            if line:
                screen.hear(line.removeprefix("data: "))
            if screen.live.issuperset(topics(town)):
                break
        assert screen.rows["plan_list"]


# --- Who is not let in -----------------------------------------------------------------------------------------------


async def test_nobody_listens_over_http_who_may_not_over_a_socket(town: Town) -> None:
    opening = {"frames": [greeting(town)]}
    commands = {"network": str(town.network), "client": "tab", "frames": [{"t": "ping", "id": 1, "at": 0}]}
    bodies = {"/live/events": opening, "/live/poll": opening, "/live/commands": commands}
    for path, body in bodies.items():
        assert (await town.browser(None).post(path, json=body)).status_code == 401
        for headers in ({"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}):
            answer = await town.browser(BEN, **headers).post(path, json=body)
            assert (answer.status_code, answer.json()["code"]) == (403, "origin")
    for headers in ({"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}):
        assert (await town.browser(BEN, **headers).get("/live/events", params={"network": str(town.network)})).status_code == 403
    for network, person in ((town.network, EVA), (ids.new(), BEN)):
        elsewhere = {"frames": [greeting(town) | {"network": str(network)}]}
        polled = (await town.browser(person).post("/live/poll", json=elsewhere)).json()
        assert polled == {"frames": [], "close": {"code": frames.FORBIDDEN, "reason": "nothing here is yours to see"}}
        streamed = await town.browser(person).post("/live/events", json=elsewhere)
        assert streamed.text == 'event: close\ndata: {"code":4503,"reason":"nothing here is yours to see"}\n\n'
        asked = await town.browser(person).post("/live/commands", json=commands | {"network": str(network)})
        assert (asked.status_code, asked.json()["code"]) == (404, "missing")


@pytest.mark.parametrize(
    ("path", "body", "at"),
    [
        ("/live/poll", b"{", None),
        ("/live/poll", {"frames": []}, ".frames"),
        ("/live/poll", {"frames": [{"t": "sub", "id": 1, "topic": "plan:1"}]}, ".frames[0].t"),
        ("/live/poll", {"frames": [{"t": "hello", "v": 1, "client": "tab"}]}, ".frames[0]"),
        ("/live/poll", {"frames": ["HELLO", {"t": "sub", "id": "1", "topic": "plan:1"}]}, ".frames[1].id"),
        ("/live/poll", {"frames": ["HELLO"], "wait": 26}, ".wait"),
        ("/live/poll", {"frames": ["HELLO"], "after": "1,5"}, ".after"),
        ("/live/events", {"frames": ["HELLO", {"t": "sub", "id": 1, "topic": 7}]}, ".frames[1].topic"),
        ("/live/events", {"frames": ["HELLO", *[{"t": "sub", "id": 1, "topic": "plan:1"}] * 100]}, ".frames"),
        ("/live/commands", {"client": "tab", "frames": [{"t": "ping", "id": 1, "at": 0}]}, None),
        ("/live/commands", {"network": "NETWORK", "client": "tab", "frames": [{"t": "dance"}]}, ".frames[0].t"),
        ("/live/commands", {"network": "NETWORK", "client": "tab", "frames": [{"t": "ping", "id": -1, "at": 0}]}, ".frames[0].id"),
    ],
)
async def test_a_body_that_is_malformed_is_told_which_field(town: Town, path: str, body: Any, at: str | None) -> None:
    hello = msgspec.json.encode(greeting(town))
    content = body if isinstance(body, bytes) else msgspec.json.encode(body).replace(b'"HELLO"', hello)
    content = content.replace(b"NETWORK", str(town.network).encode())
    answer = await town.browser(BEN).post(path, content=content, headers={"content-type": "application/json"})
    assert answer.status_code == 400, answer.text
    assert answer.json().get("at") == at


async def test_what_was_carried_out_is_answered_where_nobody_watches(town: Town) -> None:
    """In a process that has no stream of the tab: nothing is opened for it that could fail after the commit."""
    wish = {"t": "cmd", "asking": asking("action.add", ids.new(), plan=town.plan, title="Une action", order_key="V")}
    answer = await town.browser(CAS).post("/live/commands", json={"network": str(town.network), "client": "tab", "frames": [wish]})
    assert [one["t"] for one in answer.json()["frames"]] == ["ack"]
    assert town.service.hubs.at_hand(town.network) is None


async def test_too_large_a_body_is_not_read(town: Town) -> None:
    hello = greeting(town) | {"client": "x" * 70_000}
    assert (await town.browser(BEN).post("/live/poll", json={"frames": [hello]})).status_code == 413
    command = {"t": "cmd", "asking": asking("action.add", ids.new(), plan=town.plan, title="x" * 300_000)}
    said = {"network": str(town.network), "client": "tab", "frames": [command]}
    assert (await town.browser(BEN).post("/live/commands", json=said)).status_code == 413


async def test_when_the_service_stops_everyone_hears_when_to_come_back_and_nobody_holds_it_up(addresses: Addresses) -> None:
    async with contextlib.AsyncExitStack() as stack:
        async with served(addresses) as (service, url):
            town = await found(service, url)
            screens = [await stack.enter_async_context(watching(town, road, BEN, client=road)) for road in ROADS]
            began = time.monotonic()
        assert time.monotonic() - began < serving.GRACE
        assert {await screen.closed() for screen in screens} == {frames.RESTART}
        slots = [screen.bye["slot_ms"] for screen in screens if screen.bye]
        assert len(slots) == len(screens)
        assert len(set(slots)) > 1
        await town.lines.aclose()


def greeting(town: Town) -> dict[str, Any]:
    return {"t": "hello", "v": 1, "network": str(town.network), "client": "tab"}


@contextlib.asynccontextmanager
async def slow_stream(town: Town, person: PersonId, topic: str) -> AsyncIterator[AsyncIterator[str]]:
    """The frames of a stream over a line that takes nothing until the next one is asked for."""
    way = socket.socket()
    way.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
    host, _, port = town.url.removeprefix("http://").partition(":")
    way.setblocking(False)
    await asyncio.get_running_loop().sock_connect(way, (host, int(port)))
    reader, writer = await asyncio.open_connection(sock=way, limit=65_536)
    body = msgspec.json.encode({"frames": [greeting(town), {"t": "sub", "id": 1, "topic": topic}]})
    head = f"POST /live/events HTTP/1.0\r\nhost: {host}:{port}\r\ncookie: {town.cookies[person]}\r\n"
    head += f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)

    async def heard() -> AsyncIterator[str]:
        while True:
            line = await reader.readuntil(b"\n")
            if line.startswith(b"data: "):
                yield line.decode().removeprefix("data: ")

    try:
        yield heard()
    finally:
        writer.close()
