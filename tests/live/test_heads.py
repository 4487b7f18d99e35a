"""The newest checkpoint, handed to everyone who follows: once for all who kept the same, with a proof for who comes back."""

import asyncio
from base64 import b64encode
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.audit import tree
from events.audit.trees import Rewritten, Signed
from events.ids import NetworkId
from projections.rights import Held, Standing
from service import access
from service.client import keeping
from service.client.keeping import Keeping
from service.live import frames, heads
from service.live.frames import Tree
from service.live.heads import Heads
from service.live.lane import MEMORY
from tests.live.oracle import NETWORK, PEOPLE, Client, Town

ADA, BEN, CAS = PEOPLE


class Logs:
    """A log of leaves, and what was signed of it."""

    def __init__(self, leaves: Sequence[bytes], epoch: int = 1) -> None:
        self.leaves = [*leaves]
        self.epoch = epoch
        self.asked = 0
        self.looked = 0
        self.fault: Exception | None = None
        self.signed: Signed | None = None
        if leaves:
            self.sign()

    def root(self, size: int) -> bytes:
        growing = tree.Frontier()
        for leaf in self.leaves[:size]:
            growing.add(leaf)
        return growing.root()

    def sign(self) -> None:
        size, root = len(self.leaves), self.root(len(self.leaves))
        name = f"club21.example/{NETWORK}/{self.epoch}"
        note = f"{name}\n{size}\n{b64encode(root).decode()}\n\n\N{EM DASH} {name} AAAAAAA=\n"
        self.signed = Signed(self.epoch, size, root, note)

    def grow(self, count: int = 1) -> None:
        for _ in range(count):
            self.leaves.append(tree.leaf(str(len(self.leaves)).encode()))
        self.sign()

    def kept(self) -> Tree:
        assert self.signed is not None
        return Tree(self.epoch, self.signed.size, b64encode(self.signed.root).decode())

    def newest(self, network: NetworkId, /) -> Signed | None:
        return self.signed

    async def look(self, network: NetworkId, /) -> Signed | None:
        self.looked += 1
        return self.signed

    async def consistency(self, network: NetworkId, old: int, new: int, /) -> list[bytes]:
        self.asked += 1
        await asyncio.sleep(0)
        if self.fault is not None:
            fault, self.fault = self.fault, None
            raise fault
        hashes = []
        for group in tree.consistency_nodes(old, new):
            parts = [tree.over(self.leaves[part.number << part.level : (part.number + 1) << part.level]) for part in group]
            hashes.append(tree.joined(parts))
        return hashes


def leaves(count: int, other: int | None = None) -> list[bytes]:
    """So many; one of them another."""
    return [tree.leaf(b"other" if number == other else str(number).encode()) for number in range(count)]


class Watched:
    """People who follow a log."""

    def __init__(self, logs: Logs) -> None:
        self.town = Town(MEMORY)
        for person in PEOPLE:
            self.town.grant(person, "network")
        self.logs = logs
        self.heads = Heads(logs, {NETWORK: self.town.hub}, self.town.clock.time, lambda row: "strangers" not in row.audiences)

    def come(self, person: Any = BEN, kept: Tree | None = None, name: str = "tab") -> Client:
        client = self.town.client(person, name)
        assert client.listener is not None
        client.listener.road = "poll" if name == "poll" else "socket"
        client.line.packets.clear()
        client.line.under_way.clear()
        self.heads.greet(NETWORK, client.listener, kept)
        return client

    async def pass_by(self, seconds: float = 0.0) -> None:
        self.town.clock.now += seconds
        self.heads.sweep()
        await self.rest()

    async def rest(self) -> None:
        while self.heads._telling:
            await asyncio.wait([*self.heads._telling.values()])


def told(client: Client) -> list[dict[str, Any]]:
    """The checkpoints that somebody was handed since this was last asked."""
    found = []
    while (text := client.line.arrive()) is not None:
        frame = msgspec.json.decode(text)
        assert frame["t"] == "checkpoint"
        found.append(frame)
    return found


async def test_who_comes_first_is_handed_the_newest_and_who_comes_back_a_proof() -> None:
    watched = Watched(Logs(leaves(5)))
    ben = watched.come()
    await watched.rest()
    ((first),) = told(ben)
    assert first.keys() == {"t", "note"}
    kept = watched.logs.kept()
    watched.logs.grow(3)
    cas = watched.come(CAS, kept)
    await watched.rest()
    ((frame),) = told(cas)
    assert frame["old"] == 5
    assert Keeping(kept).hear(msgspec.convert(frame, frames.Checkpoint)) is None


async def test_all_who_kept_the_same_get_the_same_bytes_and_one_proof_is_read() -> None:
    watched = Watched(Logs(leaves(5)))
    kept = watched.logs.kept()
    watched.logs.grow(3)
    clients = [watched.come(person, kept, f"tab {number}") for number, person in enumerate((BEN, CAS, BEN, CAS))]
    await watched.rest()
    watched.logs.grow()
    await watched.pass_by(heads.EVERY)
    late = watched.come(ADA, kept)
    await watched.rest()
    (packets,) = {tuple(id(packet.wire) for packet in client.line.packets) for client in clients}
    assert len(packets) == 2
    assert [frame["old"] for frame in told(clients[0])] == [5, 8]
    assert [frame["old"] for frame in told(late)] == [5]
    assert (watched.logs.asked, watched.logs.looked) == (3, 0)


async def test_nobody_is_told_more_often_than_every_few_seconds_and_nothing_twice() -> None:
    watched = Watched(Logs(leaves(5)))
    ben = watched.come()
    await watched.pass_by()
    for _ in range(4):
        watched.logs.grow()
        await watched.pass_by(1)
    assert len(told(ben)) == 1
    await watched.pass_by(1)
    assert [frame["old"] for frame in told(ben)] == [5]
    await watched.pass_by(60)
    assert not told(ben)


async def test_a_poll_of_the_newest_is_told_nothing_and_where_none_is_signed_the_first_is_told_to_all() -> None:
    watched = Watched(Logs([]))
    ben = watched.come()
    await watched.pass_by(10)
    assert not told(ben)
    watched.logs.grow()
    await watched.pass_by(1)
    assert len(told(ben)) == 1
    for road, count in (("socket", 1), ("poll", 0)):
        cas = watched.come(CAS, watched.logs.kept(), road)
        await watched.pass_by(1)
        assert len(told(cas)) == count


async def test_who_takes_nothing_is_told_later_from_what_they_hold() -> None:
    watched = Watched(Logs(leaves(5)))
    ben = watched.come()
    await watched.pass_by()
    assert len(told(ben)) == 1
    ben.line.paused = True
    watched.logs.grow()
    await watched.pass_by(10)
    ben.line.paused = False
    watched.logs.grow()
    await watched.pass_by(10)
    assert [frame["old"] for frame in told(ben)] == [5]


async def test_it_is_handed_to_nobody_else() -> None:
    watched = Watched(Logs(leaves(5)))
    ben = watched.come()
    watched.town.grant(BEN, "network", "strangers")
    cas = watched.come(CAS)
    await watched.pass_by()
    watched.logs.grow()
    await watched.pass_by(10)
    assert (len(told(ben)), len(told(cas))) == (0, 2)
    guest, reader = (Standing(BEN, NETWORK, (Held(role),)) for role in ("guest", "reader"))
    suspended = Standing(BEN, NETWORK, (Held("reader"),), suspended=True)
    assert [access.is_proved_to(one) for one in (None, guest, suspended, reader)] == [False, False, False, True]


async def test_a_database_that_is_away_is_asked_again() -> None:
    watched = Watched(Logs(leaves(5)))
    kept = watched.logs.kept()
    watched.logs.grow()
    watched.logs.fault = OSError()
    ben = watched.come(kept=kept)
    await watched.rest()
    assert not told(ben)
    await watched.pass_by(1)
    assert [frame["old"] for frame in told(ben)] == [5]


@pytest.mark.parametrize(
    ("before", "now", "why"),
    [
        (Logs(leaves(5)), Logs(leaves(9, other=2)), "rewritten"),
        (Logs(leaves(5)), Logs(leaves(5, other=0)), "rewritten"),
        (Logs(leaves(9)), Logs(leaves(5)), "shorter"),
        (Logs(leaves(5), 2), Logs(leaves(9), 1), "shorter"),
        (Logs(leaves(5), 1), Logs(leaves(9), 2), "restored"),
        (Logs(leaves(5)), Logs(leaves(9)), None),
        (Logs(leaves(8)), Logs(leaves(9)), None),
    ],
    ids=["one changed", "of the same size", "taken away", "an epoch of before", "restored", "went on", "from a power of two"],
)
async def test_who_comes_back_can_tell_what_became_of_the_log(before: Logs, now: Logs, why: str | None) -> None:
    watched = Watched(now)
    kept = before.kept()
    ben = watched.come(kept=kept)
    await watched.rest()
    (frame,) = told(ben)
    held = Keeping(kept)
    assert held.hear(msgspec.convert(frame, frames.Checkpoint)) == why
    assert held.tree == (now.kept() if why in (None, "restored") else kept), "what was seen is kept, so that it can be told again"
    assert (held.broken is None) is (why in (None, "restored"))


async def test_a_service_that_can_prove_nothing_is_told_from_one_that_can() -> None:
    watched = Watched(Logs(leaves(5)))
    kept = watched.logs.kept()
    watched.logs.grow()
    watched.logs.fault = Rewritten(NETWORK, 0, 5)
    ben = watched.come(kept=kept)
    await watched.rest()
    (frame,) = told(ben)
    assert frame["proof"] == []
    assert Keeping(kept).hear(msgspec.convert(frame, frames.Checkpoint)) == "rewritten"


@settings(max_examples=60)
@given(st.integers(1, 70), st.integers(0, 40), st.one_of(st.none(), st.integers(0, 110)))
async def test_whatever_was_changed_below_what_was_kept_is_told(old: int, grown: int, changed: int | None) -> None:
    before, now = Logs(leaves(old)), Logs(leaves(old + grown, changed))
    proof = await now.consistency(NETWORK, old, old + grown)
    assert now.signed is not None
    frame = frames.Checkpoint(now.signed.note, old, tuple(b64encode(one).decode() for one in proof))
    spoilt = changed is not None and changed < old
    assert Keeping(before.kept()).hear(frame) == ("rewritten" if spoilt else None)


def test_what_is_no_checkpoint_is_told_and_breaks_nothing() -> None:
    for note in ("", "a\n1\nb\n", "club21.example/x/1\n0\n\n\n"):
        held = Keeping(Logs(leaves(3)).kept())
        assert held.hear(frames.Checkpoint(note, 3, ())) == keeping.UNREADABLE
