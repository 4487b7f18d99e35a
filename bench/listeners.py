"""The clients of the live bars, a process of its own that costs little: ``python -m bench.listeners``.

Thousands of plain sockets in one epoll loop. Where a run is about speed, bytes are counted and one client of each group, which
reads its frames, says how many there must be; where it is about time or loss, every client holds every frame to its chain of
positions, and bytes that all get alike are read once. Each line in asks for one thing and is answered by one line.
"""

import base64
import heapq
import os
import random
import re
import resource
import secrets
import select
import socket
import struct
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeAlias

import msgspec
from msgspec import Struct

MASK = bytes(4)  # a client has to mask what it sends; with zeros that changes nothing
PONG = b"\x8a\x80" + MASK
DATA = 380  # bytes from which a frame without positions, of a peer, is one of those that are counted
PATIENCE = 60.0  # seconds for something that must come
CUT = struct.pack("ii", 1, 0)  # gone at once, as when a network goes away
STAMPS = 35  # SO_TIMESTAMPNS of Linux: with what is read comes when the last of it had arrived
STAMP = struct.Struct("qq")  # seconds and nanoseconds
ROOM = socket.CMSG_SPACE(STAMP.size)


class Open(Struct, frozen=True, tag="open"):
    """Connect so many, at most ``at_once`` at a time; with a network they say hello and follow the topic."""

    group: str
    port: int
    count: int
    path: str | None = "/live"  # None: bare TCP
    at_once: int = 100
    network: str = ""
    topic: str = ""
    cookies: tuple[str, ...] = ()
    stamped: bool = False  # what has come is dated by the kernel, not when this process gets round to reading it


class Count(Struct, frozen=True, tag="count"):
    """Wait until everyone in the group has so many more frames, and the same bytes."""

    group: str
    frames: int


class Say(Struct, frozen=True, tag="say"):
    """Have the one client of ``by`` say so many things a second, and wait until all of ``to`` have what came of them.

    It edits these actions, or without any sends a frame that is to come back to everyone. ``storm``: in the midst of it all of
    ``to`` lose their connections in one instant and come back. ``churn``: so many of them a second do, one by one.
    """

    by: str
    to: str
    rate: float
    seconds: float
    actions: tuple[str, ...] = ()
    storm: bool = False
    churn: float = 0.0


Asked: TypeAlias = Open | Count | Say


class Said(Struct, frozen=True):
    """What came of it: when each position was asked for, when the last client had it and when it was read there, and what was wrong."""

    asked: list[tuple[int, float]]
    arrived: list[tuple[int, float]]
    read: list[tuple[int, float]]
    missed: int
    duplicated: int
    snapshots: int
    live: int
    turned_away: int  # and told when to come back
    recovered: float  # seconds until everyone was back


class Heard(NamedTuple):
    """A frame as far as it matters here: what it is, and its positions."""

    kind: str
    prev: int = 0
    pos: int = 0
    payload: bytes = b""


CHAINED = re.compile(rb'\{"t":"(tx|head)","l":"[^"]+/network","prev":(\d+),"pos":(\d+)(?:,"by":(null)?)?')
NAMED = re.compile(rb'\{"t":"(\w+)"')
POS = re.compile(rb'"pos":(\d+)')

epoll = select.epoll()
heard: dict[int, Callable[[], object]] = {}  # what to do when a file has something
errands: list[tuple[float, int, Callable[[], object]]] = []
groups: dict[str, "Group"] = {}
known: dict[bytes, list[Heard]] = {}  # frames by the bytes that held them whole
taken = bytearray(1 << 18)


def later(at: float, call: Callable[[], object]) -> None:
    heapq.heappush(errands, (at, random.getrandbits(62), call))


def pump(done: Callable[[], bool], within: float = PATIENCE) -> None:
    """Hear everyone until this is so."""
    until = time.perf_counter() + within
    while not done():
        now = time.perf_counter()
        if now > until:
            raise TimeoutError(f"Still waiting after {within:g} s: {[group.state() for group in groups.values()]}")
        while errands and errands[0][0] <= now:
            heapq.heappop(errands)[2]()
        wait = min(until, errands[0][0]) - now if errands else 1.0
        for file, _ in epoll.poll(max(0.0, min(wait, 1.0))):
            if call := heard.get(file):
                call()


def frames(data: bytes) -> tuple[list[Heard], bytes]:
    """The whole frames at the beginning, and what is left."""
    found, at = [], 0
    while len(data) >= at + 2:
        size, start = data[at + 1], at + 2
        if size >= 126:
            wide = 2 if size == 126 else 8
            size, start = int.from_bytes(data[start : start + wide], "big"), start + wide
        if len(data) < start + size:
            break
        found.append(_heard(data[at] & 0x0F, data[start : start + size]))
        at = start + size
    return found, data[at:]


def _heard(opcode: int, payload: bytes) -> Heard:
    if opcode != 1:
        return Heard({8: "close", 9: "ping"}.get(opcode, "other"), payload=payload)
    if chained := CHAINED.match(payload):
        return Heard("many" if chained[4] else chained[1].decode(), int(chained[2]), int(chained[3]))
    named = NAMED.match(payload)
    if named is None:
        return Heard("data" if len(payload) >= DATA else "other")
    pos = POS.search(payload)
    kept = payload if named[1] in (b"welcome", b"ack", b"rej", b"gap", b"end", b"bye", b"err") else b""
    return Heard(named[1].decode(), pos=int(pos[1]) if pos else 0, payload=kept)


class Client:
    """One socket, from its connecting to its end, and again."""

    __slots__ = ("bytes", "cut", "frames", "group", "last", "live", "number", "rest", "slot", "socket")

    def __init__(self, group: "Group", number: int) -> None:
        self.group = group
        self.number = number
        self.last = -1 if group.opened.topic else 0  # the position through which it is complete
        self.bytes = self.frames = 0
        self.live = self.cut = False

    def connect(self) -> None:
        self.rest = b""
        self.live = self.cut = False
        self.slot = 0.0  # in how many seconds it was told to come back
        self.socket = socket.socket()
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.group.opened.stamped:
            self.socket.setsockopt(socket.SOL_SOCKET, STAMPS, 1)
        self.socket.connect_ex(("127.0.0.1", self.group.opened.port))
        epoll.register(self.socket, select.EPOLLOUT)
        heard[self.socket.fileno()] = self._connected

    def listen(self, call: Callable[[], object]) -> None:
        heard[self.socket.fileno()] = call

    def say(self, payload: bytes, kind: int = 1) -> None:
        size = len(payload)
        length = bytes([0x80 | size]) if size < 126 else bytes([0x80 | 126]) + size.to_bytes(2, "big")
        self.socket.send(bytes([0x80 | kind]) + length + MASK + payload)

    def count(self) -> None:
        """Something came: how much is all that matters."""
        size = self.socket.recv_into(taken)
        assert size, f"The service closed a socket of {self.group.opened.group}."
        self.bytes += size
        self.group.bytes += size

    def follow(self) -> None:
        """Something came: which positions does it complete?"""
        group = self.group
        try:
            if group.opened.stamped:
                data, told, _, _ = self.socket.recvmsg(32_768, ROOM)
                now = _stamped(told)
            else:
                data = self.socket.recv(32_768)  # a larger buffer would be mapped anew each time
                now = time.perf_counter()
        except ConnectionError:
            data = b""
        if not data:
            return self.lost()
        self.bytes += len(data)
        group.bytes += len(data)
        if not self.rest and (found := known.get(data)) is not None and len(found) == 1:
            one = found[0]
            if one.kind == "tx" and self.last == one.prev == one.pos - 1:  # nearly always, and there are many
                self.frames += 1
                self.last = one.pos
                group.has(one.pos, now)
                return None
        return self._read(data, now)

    def lost(self) -> None:
        """The other side is gone: come back soon, as any client does."""
        assert self.group.opened.topic, "The service closed a socket."
        self.close()
        self.group.lost += 1
        later(time.perf_counter() + (self.slot or random.uniform(0.1, 1.0)), self.connect)

    def close(self) -> None:
        if not self.cut:
            self.group.live -= self.live
            self.cut, self.live = True, False
            heard.pop(self.socket.fileno(), None)
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, CUT)
            self.socket.close()

    def again(self) -> None:
        """Lose the connection, and come back at once."""
        if self.live:
            self.close()
            self.connect()

    def _connected(self) -> None:
        if self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            return self.lost()
        epoll.modify(self.socket, select.EPOLLIN)
        opened = self.group.opened
        if opened.path is None:
            self.listen(self.follow)
            return self.group.arrived_live(self)
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        cookie = f"cookie: {opened.cookies[self.number % len(opened.cookies)]}\r\n" if opened.cookies else ""
        protocol = "sec-websocket-protocol: rt.v1.json\r\n" if opened.topic else ""
        self.socket.send(
            f"GET {opened.path} HTTP/1.1\r\nhost: localhost:{opened.port}\r\n{cookie}{protocol}upgrade: websocket\r\n"
            f"connection: Upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: {key}\r\n\r\n".encode()
        )
        self.listen(self._upgraded)
        return None

    def _upgraded(self) -> None:
        try:
            data = self.socket.recv(4096)
        except ConnectionError:
            data = b""
        if not data:
            return self.lost()
        head, end, rest = (self.rest + data).partition(b"\r\n\r\n")
        if not end:
            self.rest = head
            return None
        assert head.startswith(b"HTTP/1.1 101"), head
        opened, self.rest = self.group.opened, b""
        self.listen(self.follow)
        if not opened.topic:
            self.group.arrived_live(self)
        else:
            hello = {"t": "hello", "v": 1, "network": opened.network, "client": f"{opened.group}-{self.number}"}
            self.say(msgspec.json.encode(hello))
            since = {} if self.last < 0 else {"from": {**self.group.incarnation, "pos": self.last}}
            self.say(msgspec.json.encode({"t": "sub", "id": 1, "topic": opened.topic, **since}))
        if rest:
            self._read(rest, time.perf_counter())
        return None

    def _read(self, data: bytes, now: float) -> None:
        if self.rest:
            data = self.rest + data
        found = known.get(data)
        if found is None:
            found, self.rest = frames(data)
            if not self.rest and len(data) < 4096:
                if len(known) > 4096:
                    known.clear()
                known[data] = found
        else:
            self.rest = b""
        for one in found:
            if one.kind == "tx":
                self.frames += 1
                self.group.chain(self, one, now)
            else:
                self._other(one)

    def _other(self, one: Heard) -> None:
        match one.kind:
            case "data":
                self.frames += 1
            case "ping":
                self.socket.send(PONG)
            case "head" | "many":
                self.group.chain(self, one, 0.0)
            case "welcome" if not self.group.incarnation:
                told = msgspec.json.decode(one.payload)
                self.group.incarnation = {"epoch": told["epoch"], "rev": told["rev"]}
            case "snap" if not self.live:
                self.group.snapshots += one.pos != self.last
                self.last = one.pos
            case "live":
                self.group.arrived_live(self)
            case "ack":
                told = msgspec.json.decode(one.payload)
                self.group.acknowledged[int(told["id"][-12:], 16)] = int(told["after"].partition(".")[2])
            case "bye":
                self.slot = msgspec.json.decode(one.payload)["slot_ms"] / 1000
                self.group.turned_away += 1
            case "close":
                self.lost()
            case "rej" | "gap" | "end" | "err":
                raise RuntimeError(f"Not as it should be: {one.payload!r}")


class Group:
    """Clients of one service that do the same."""

    def __init__(self, opened: Open) -> None:
        self.opened = opened
        self.clients = [Client(self, number) for number in range(opened.count)]
        self.waiting = deque(self.clients)
        self.incarnation: dict[str, Any] = {}
        self.live = self.bytes = self.target = self.storms = 0
        self.missed = self.duplicated = self.snapshots = self.lost = self.turned_away = 0
        self.arrived: dict[int, float] = {}
        self.read: dict[int, float] = {}
        self.acknowledged: dict[int, int] = {}

    def state(self) -> str:
        lasts = [client.last for client in self.clients]
        return f"{self.opened.group}: {self.live} of {len(self.clients)} live, through {min(lasts)}–{max(lasts)}, {self.lost} lost"

    def open(self) -> None:
        for _ in range(min(self.opened.at_once, len(self.waiting))):
            self.waiting.popleft().connect()
        pump(lambda: self.live == len(self.clients))
        self.snapshots = 0

    def storm(self) -> None:
        """Everyone loses their connection in one instant, and comes back at once."""
        self.storms += 1
        for client in self.clients:
            client.close()
        for client in self.clients:
            client.connect()

    def arrived_live(self, client: Client) -> None:
        self.live += not client.live
        client.live = True
        if self.waiting:
            self.waiting.popleft().connect()

    def chain(self, client: Client, one: Heard, now: float) -> None:
        """A frame completes the client through its position, or something is wrong: every position here is one commit."""
        if one.pos <= client.last:
            self.duplicated += one.kind == "tx"
        elif one.kind == "tx":
            self.missed += one.pos - client.last - 1
            client.last = one.pos
            self.has(one.pos, now)
        else:
            self.missed += max(0, one.prev - client.last)
            self.missed += one.pos - client.last if one.kind == "head" else 0  # it says that there was nothing
            client.last = one.pos

    def has(self, position: int, now: float) -> None:
        """One more of them has it: the last one counts."""
        if now > self.arrived.get(position, 0.0):
            self.arrived[position] = now
        self.read[position] = time.perf_counter() if self.opened.stamped else now

    def counting(self) -> int:
        """From here on only the first of them reads."""
        for client in self.clients[1:]:
            client.listen(client.count)
        return len(self.clients)

    def counted(self) -> bool:
        sample = self.clients[0]
        return sample.frames >= self.target and self.bytes == sample.bytes * len(self.clients)


def count(asked: Count) -> float:
    """When the last of them had the last byte."""
    group = groups[asked.group]
    group.target += asked.frames
    pump(group.counted)
    at = time.perf_counter()
    assert {client.bytes for client in group.clients} == {group.clients[0].bytes}
    assert group.clients[0].frames == group.target
    assert group.missed == group.duplicated == 0
    if group.opened.path is not None:
        for client in group.clients:  # for who waits for a word: pings are not looked for while bytes are counted
            client.socket.send(PONG)
    return at


def open_group(opened: Open) -> float:
    began = time.perf_counter()
    group = groups.get(opened.group)
    if group is None:
        group = groups[opened.group] = Group(opened)
    else:
        more = [Client(group, number) for number in range(len(group.clients), opened.count)]
        group.clients += more
        group.waiting.extend(more)
    group.open()
    return time.perf_counter() - began


class Edits:
    """Edits of actions, one after the other, each naming what the one before it left."""

    def __init__(self, actions: tuple[str, ...]) -> None:
        self.actions = actions
        self.was: dict[str, Any] = dict.fromkeys(actions)
        self.id = f"01{secrets.token_hex(3)}-{secrets.token_hex(2)}-7{secrets.token_hex(2)[1:]}-8{secrets.token_hex(2)[1:]}-"

    def next(self, number: int) -> bytes:
        action = self.actions[number % len(self.actions)]
        was, to = self.was[action], f"Service {number:012d}"
        self.was[action] = to
        command = {"tag": "action.edit", "lead": {"was": was, "to": to}}
        return msgspec.json.encode({"t": "cmd", "asking": {"id": f"{self.id}{number:012x}", "stream": action, "command": command}})


edits: dict[tuple[str, ...], Edits] = {}
numbers: dict[str, int] = {}  # of what each group's client says next


def said(asked: Say) -> Said:
    """Say it at an even pace; everyone has to have heard all of it in the end."""
    by, to = groups[asked.by], groups[asked.to]
    (client,) = by.clients
    first = numbers.get(asked.by, 1)
    last = numbers[asked.by] = first + round(asked.rate * asked.seconds)
    to.arrived.clear()
    to.read.clear()
    by.acknowledged.clear()
    at: dict[int, float] = {}
    frame = _edit(asked.actions) if asked.actions else _echo

    def say(number: int) -> None:
        payload = frame(number)
        at[number] = time.perf_counter()
        client.say(payload)

    began = time.perf_counter() + 0.05
    for number in range(first, last):
        later(began + (number - first) / asked.rate, lambda number=number: say(number))  # type: ignore[misc]  # of this turn
    for _ in range(round(asked.churn * asked.seconds)):
        later(began + random.uniform(0, asked.seconds), lambda: random.choice(to.clients).again())
    stormed = began + asked.seconds / 3
    back = stormed
    if asked.storm:
        later(stormed, to.storm)
        before = to.storms
        pump(lambda: to.storms > before and to.live == len(to.clients), PATIENCE + asked.seconds)
        back = time.perf_counter()
    pump(lambda: len(at) == last - first, PATIENCE + asked.seconds)
    if asked.actions:
        pump(lambda: len(by.acknowledged) == len(at))
    positions = by.acknowledged if asked.actions else {number: number for number in at}
    end = max(positions.values())
    pump(lambda: to.live == len(to.clients) and all(one.last >= end for one in to.clients))
    pump(_a_while(0.3))  # what should not come would come now
    missed, duplicated, snapshots = to.missed, to.duplicated, to.snapshots
    to.missed = to.duplicated = to.snapshots = 0
    when = [(positions[number], moment) for number, moment in at.items()]
    return Said(
        when, sorted(to.arrived.items()), sorted(to.read.items()), missed, duplicated, snapshots, to.live, to.turned_away, back - stormed
    )


def _stamped(told: list[tuple[int, int, bytes]]) -> float:
    """When the last byte that was read had arrived, by the clock of everything else; where the kernel says nothing of it, now."""
    now = time.perf_counter()
    for level, kind, data in told:
        if (level, kind) == (socket.SOL_SOCKET, STAMPS):
            at: tuple[int, int] = STAMP.unpack(data)
            return now - max(0, time.time_ns() - at[0] * 1_000_000_000 - at[1]) / 1e9
    return now


def _edit(actions: tuple[str, ...]) -> Callable[[int], bytes]:
    if actions not in edits:
        edits[actions] = Edits(actions)
    return edits[actions].next


def _echo(number: int) -> bytes:
    return (b'{"t":"tx","l":"echo/network","prev":%d,"pos":%d,"by":"' % (number - 1, number)).ljust(398, b".") + b'"}'


def _a_while(seconds: float) -> Callable[[], bool]:
    until = time.perf_counter() + seconds
    return lambda: time.perf_counter() > until


def lines() -> Iterator[bytes]:
    """What is asked; everyone is heard meanwhile."""
    told: list[bytes] = []
    epoll.register(0, select.EPOLLIN)
    heard[0] = lambda: told.append(os.read(0, 1 << 20))
    while True:
        told.clear()
        pump(lambda: b"".join(told).endswith(b"\n") or b"" in told, 3600)
        if b"" in told:
            return
        yield from b"".join(told).splitlines()


def more_files() -> None:
    """As many open files as this account may have."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def main() -> None:
    more_files()
    asked = msgspec.json.Decoder(Asked)
    for line in lines():
        answer: object
        match asked.decode(line):
            case Open() as opened:
                answer = open_group(opened)
            case Count(group, wanted) as counted:
                answer = count(counted) if wanted else groups[group].counting()
            case Say() as say:
                answer = said(say)
        sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
