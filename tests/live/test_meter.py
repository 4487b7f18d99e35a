"""What live counts is what happened."""

import re
from datetime import UTC, datetime

import pytest

from events.ids import NetworkId
from service.live import frames
from service.live.hub import STUCK
from service.live.lane import MEMORY, Memory
from service.live.meter import BOUNDS, Meter
from tests.http.town import Town as Served
from tests.live.oracle import PEOPLE, PLANS, Line, Town
from tests.live.screen import watching
from tests.people import BEN

ADA, BOB, CAS = PEOPLE


def town(memory: Memory = MEMORY) -> Town:
    made = Town(memory)
    for person in PEOPLE:
        made.grant(person, "network")
    made.write(1)
    return made


def test_every_frame_is_counted_for_each_who_was_sent_it() -> None:
    made = town()
    clients = [made.client(person, "tab", *PLANS) for person in PEOPLE]
    for note in range(5):
        made.write(note, "new")
        made.turn()
    made.wait(30)
    packets = [packet for client in clients for packet in client.line.packets]
    meter = made.hub.meter
    assert meter.frames == sum(len(packet.texts) for packet in packets)
    assert meter.bytes == sum(len(packet.wire) for packet in packets)


def test_who_falls_behind_is_sent_nothing_and_counted_for_nothing() -> None:
    made = town()
    slow, quick = made.client(ADA, "tab", PLANS[0]), made.client(BOB, "tab", PLANS[0])
    slow.line.waiting = Line.HIGH + 1
    slow.line.paused = True
    before = made.hub.meter.frames
    made.write(2, "new")
    made.turn()
    assert made.hub.meter.frames == before + 1
    made.wait(1)
    made.wait(STUCK + 1)
    assert made.hub.meter.closes == {frames.SLOW: 1}
    assert quick.line.code is None


def test_gaps_are_counted_for_each_who_is_told() -> None:
    made = town(Memory(frame=500))
    clients = [made.client(person, "tab", PLANS[0]) for person in PEOPLE]
    made.write(2, "x" * 600)
    made.turn()
    told = [text for client in clients for packet in client.line.packets for text in packet.texts if b'"t":"gap"' in text]
    assert made.hub.meter.gaps == len(told) == 3


@pytest.mark.parametrize(("late", "bucket"), [(0.004, 2), (0.7, 9), (-3.0, 0), (100.0, len(BOUNDS))])
def test_lag_is_the_time_since_the_commit(late: float, bucket: int) -> None:
    meter, noon = Meter(lambda: datetime(2026, 1, 1, 12, tzinfo=UTC).timestamp() + late), datetime(2026, 1, 1, 12, tzinfo=UTC)
    meter.flushed([noon, noon])
    assert meter.lag.counts[bucket] == 2
    assert meter.lag.total == pytest.approx(2 * max(0.0, late), rel=1e-3)


def test_what_was_told_on_another_clock_is_not_late() -> None:
    meter = Meter(lambda: datetime(2026, 1, 1, 12, tzinfo=UTC).timestamp())
    meter.flushed([datetime(2021, 1, 1, tzinfo=UTC)])
    assert sum(meter.lag.counts) == 0


async def test_the_page_of_metrics_has_them(town: Served) -> None:
    async def counted() -> dict[str, float]:
        page = (await town.browser(None).get("/metrics")).text
        return {name: float(value) for name, value in re.findall(r"^(club21_live_\S+) (\S+)$", page, re.MULTILINE)}

    address, before = "ws" + town.url.removeprefix("http"), await counted()
    async with watching(address, town.cookies[BEN], town.network, f"plan:{town.plan}") as screen:
        receipt = await town.ask(BEN, "action.add", "01938a5e-7c3b-7d10-9f00-3b6d2c1e4a57", plan=town.plan, title="Une", order_key="V")
        await screen.reached(receipt["after"])
        during = await counted()
    async with watching(address, town.cookies[BEN], NetworkId(town.network), client="other") as screen:
        await screen.socket.send("nonsense")
        assert await screen.closed() == frames.MALFORMED
    after = await counted()
    assert during['club21_live_connections{road="socket"}'] >= 1
    assert during["club21_live_fallback_share"] == during["club21_live_behind"] == 0
    for name in ("club21_live_frames_total", "club21_live_bytes_total", "club21_live_lag_seconds_count"):
        assert during[name] > before[name], name
    closed = 'club21_live_closes_total{code="4500"}'
    assert after[closed] == before.get(closed, 0) + 1
