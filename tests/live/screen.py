"""A screen for tests: what a client does with frames, by the rules that clients are given, and nothing more.

``Screen`` has no I/O: frames in, rows out. ``watching`` puts one on a real socket.
"""

import asyncio
import contextlib
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import msgspec
import websockets
from jsonschema_rs import ValidationError
from pycrdt import Doc, Text

from events import ids
from events.ids import NetworkId
from projections.catalogue import PROJECTIONS
from projections.projection import Projection
from tests.live import document

RowKey = tuple[str, Any]
CELLS = ("people:", "figures:")  # topics of cells


class Written:
    """A text that several people write, as one of them holds it."""

    def __init__(self, gen: int) -> None:
        self.gen = gen
        self.document: Doc[Text] = Doc()
        self.text = self.document.get("text", type=Text)

    def type(self, at: int, text: str, instead_of: int = 0) -> bytes:
        """Put something at a place, instead of so many characters; what is to be sent."""
        state = self.document.get_state()
        now = str(self.text)
        start, end = (len(now[:place].encode()) for place in (at, at + instead_of))
        with self.document.transaction():
            del self.text[start:end]
            self.text.insert(start, text)
        return self.document.get_update(state)


class Screen:
    """One client's memory: for each lane the rows it shows and the position through which it is complete."""

    def __init__(self, projections: tuple[Projection[Any], ...] = PROJECTIONS) -> None:
        self.journals = frozenset(one.name for one in projections if not one.kept)
        self.document = document.of(projections)
        self.welcome: dict[str, Any] = {}
        self.last: dict[str, int] = {}
        self.lanes: dict[str, dict[RowKey, Any]] = {}
        self.asked: dict[int, str] = {}  # the topic of each subscription that was asked for
        self.topics: dict[int, str] = {}
        self.lanes_of: dict[str, list[str]] = {}
        self.live: set[str] = set()
        self.gaps: set[str] = set()  # topics to subscribe to again
        self.journal: dict[str, list[Any]] = {}  # rows that are only ever added
        self.retold: dict[str, list[dict[str, Any]]] = {}  # events that were told again, by lane
        self.skipped: list[str] = []  # lanes in which one frame stood for several commits
        self.names: dict[str, Any] = {}
        self.figures: dict[str, dict[str, int]] = {}  # by lane
        self.present: dict[str, dict[str, Any]] = {}
        self.receipts: dict[str, dict[str, Any]] = {}
        self.ended: dict[str, dict[str, Any]] = {}  # by topic
        self.errors: list[dict[str, Any]] = []
        self.bye: dict[str, Any] | None = None
        self.pongs: list[dict[str, Any]] = []
        self.checkpoints: list[dict[str, Any]] = []
        self.texts: dict[str, Written] = {}  # by lane
        self._pages: dict[int, list[dict[str, Any]]] = {}

    @property
    def rows(self) -> dict[str, dict[Any, Any]]:
        """Every row that some lane shows, by table and key."""
        shown: dict[str, dict[Any, Any]] = {}
        for lane in self.lanes.values():
            for (table, key), row in lane.items():
                shown.setdefault(table, {})[key] = row
        return shown

    def since(self, topic: str) -> dict[str, Any] | None:
        """From where to resume a topic: the lowest position of its lanes, or nothing where one of them is not complete."""
        lanes = self.lanes_of.get(topic, [])
        if not lanes or topic.startswith(CELLS) or any(lane not in self.last for lane in lanes):
            return None
        return {"epoch": self.welcome["epoch"], "pos": min(self.last[lane] for lane in lanes), "rev": self.welcome["rev"]}

    def resume(self, before: "Screen", topic: str) -> None:
        """Hold what an earlier connection of this tab held of a topic."""
        self.lanes_of[topic] = before.lanes_of[topic]
        for lane in before.lanes_of[topic]:
            self.lanes[lane], self.last[lane] = before.lanes[lane], before.last[lane]

    def hear(self, text: bytes | str) -> dict[str, Any]:
        """One frame."""
        frame: dict[str, Any] = msgspec.json.decode(text)
        self.document.told(frame)
        getattr(self, f"_{frame['t']}")(frame)
        return frame

    def _welcome(self, frame: dict[str, Any]) -> None:
        self.welcome = frame

    def _subd(self, frame: dict[str, Any]) -> None:
        topic = frame["topic"]
        self.topics[frame["id"]] = topic
        self.gaps.discard(topic)
        self.live.discard(topic)
        for lane in self.lanes_of.get(topic, []):
            self.figures.pop(lane, None)
            if lane not in frame["lanes"] or frame["plan"] == "snapshot":
                self.lanes.pop(lane, None)
                self.last.pop(lane, None)
        self.lanes_of[topic] = frame["lanes"]
        if frame["plan"] == "replay":
            for lane in frame["lanes"]:  # a client trusts the answer to what it said it holds
                self.last.setdefault(lane, frame["from"])
                self.lanes.setdefault(lane, {})
        self._pages[frame["id"]] = []

    def _snap(self, frame: dict[str, Any]) -> None:
        pages = self._pages[frame["id"]]
        if frame["part"] != len(pages):
            self._lost(self.topics[frame["id"]])
            return
        pages.append(frame)
        if frame["last"]:
            for lane in self.lanes_of[self.topics[frame["id"]]]:
                self.lanes[lane] = {}
                self.last[lane] = frame["pos"]
            for page in pages:
                for shown in page["rows"]:
                    key = next(iter(shown["row"].values()))
                    self.lanes[page["l"]][shown["table"], key] = shown["row"]

    def _tx(self, frame: dict[str, Any]) -> None:
        if not self._next(frame):
            return
        lane = self.lanes[frame["l"]]
        if frame["by"] is None:
            self.skipped.append(frame["l"])
        for changed in frame["rows"]:
            if changed["table"] in self.journals:
                self.journal.setdefault(frame["l"], []).append(changed["row"])
            elif changed["row"] is None:
                lane.pop((changed["table"], changed["key"]), None)
            else:
                lane[changed["table"], changed["key"]] = changed["row"]

    def _ev(self, frame: dict[str, Any]) -> None:
        if self._next(frame):
            self.retold.setdefault(frame["l"], []).append(frame)

    def _head(self, frame: dict[str, Any]) -> None:
        self._next(frame)

    def _next(self, frame: dict[str, Any]) -> bool:
        lane = frame["l"]
        if self.topic_of(lane) in self.gaps:
            return False
        if frame["prev"] > self.last.get(lane, -1):
            self._lost(self.topic_of(lane))
            return False
        if frame["pos"] <= self.last[lane]:
            return False
        self.last[lane] = frame["pos"]
        return True

    def _gap(self, frame: dict[str, Any]) -> None:
        self._lost(self.topic_of(frame["l"]))

    def _live(self, frame: dict[str, Any]) -> None:
        topic = self.topics[frame["id"]]
        pages = self._pages.get(frame["id"], [])
        if topic not in self.gaps and not topic.startswith(CELLS):
            if (pages and not pages[-1]["last"]) or any(lane not in self.last for lane in self.lanes_of[topic]):
                self._lost(topic)
            else:
                self.live.add(topic)
        elif topic.startswith(CELLS):
            self.live.add(topic)

    def _end(self, frame: dict[str, Any]) -> None:
        topic = self.topics.pop(frame["id"])
        self.ended[topic] = frame
        if frame["code"] != "replaced":
            self._forget(topic)

    def _kv(self, frame: dict[str, Any]) -> None:
        cells = self.names if frame["l"].startswith("people:") else self.figures.setdefault(frame["l"], {})
        cells.update(frame["set"])
        for key in frame["del"]:
            cells.pop(key, None)

    def _pres(self, frame: dict[str, Any]) -> None:
        present = self.present.setdefault(frame["topic"], {})
        if frame["kind"] == "full":
            present.clear()
        for here in frame["who"]:
            if frame["kind"] == "leave":
                present.pop(here["conn"], None)
            else:
                present[here["conn"]] = here

    def _ack(self, frame: dict[str, Any]) -> None:
        self.receipts[frame["id"]] = frame

    def _rej(self, frame: dict[str, Any]) -> None:
        self.receipts[frame["id"]] = frame

    def _yack(self, frame: dict[str, Any]) -> None:
        self.receipts[frame["id"]] = frame

    def _y(self, frame: dict[str, Any]) -> None:
        lane = frame["l"]
        text = self.texts.get(lane)
        if text is None or text.gen != frame["gen"]:
            text = self.texts[lane] = Written(frame["gen"])
            self.last.pop(lane, None)
        if frame["prev"] == 0 or self._next(frame):
            self.last[lane] = frame["pos"]
            text.document.apply_update(b64decode(frame["u"]))

    def _err(self, frame: dict[str, Any]) -> None:
        self.errors.append(frame)
        if topic := self.asked.get(frame.get("id") or -1):
            self._forget(topic)  # there is nothing there, or nothing that is theirs to see

    def _bye(self, frame: dict[str, Any]) -> None:
        self.bye = frame

    def _checkpoint(self, frame: dict[str, Any]) -> None:
        self.checkpoints.append(frame)

    def _pong(self, frame: dict[str, Any]) -> None:
        self.pongs.append(frame)

    def _forget(self, topic: str) -> None:
        for lane in self.lanes_of.pop(topic, []):
            self.lanes.pop(lane, None)
            self.last.pop(lane, None)
        self.live.discard(topic)
        self.gaps.discard(topic)
        self.present.pop(topic, None)

    def _lost(self, topic: str) -> None:
        self.live.discard(topic)
        self.gaps.add(topic)

    @staticmethod
    def topic_of(lane: str) -> str:
        return lane.partition("/")[0]


class Watching(Screen):
    """A screen on a socket. It subscribes again by itself where something was lost."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        super().__init__()
        self.socket = socket
        self.sent: dict[str, Any] = {}  # commands
        self.fault: Exception | None = None  # a frame that is not as the document says
        self.heard: list[dict[str, Any]] = []
        self._ids = 0
        self._again: set[str] = set()
        self._news = asyncio.Condition()

    async def hello(self, network: NetworkId, client: str) -> None:
        await self.send({"t": "hello", "v": 1, "network": str(network), "client": client})

    async def send(self, frame: Any) -> None:
        if frame["t"] == "cmd":
            self.sent[frame["asking"]["id"]] = frame
        else:
            self.document.heard(frame)
        await self.socket.send(msgspec.json.encode(frame).decode())

    def _ack(self, frame: dict[str, Any]) -> None:
        super()._ack(frame)
        self.document.heard(self.sent[frame["id"]])  # what was granted was asked as the document says

    async def subscribe(self, topic: str, since: dict[str, Any] | None = None) -> None:
        """Subscribe and wait until it is live."""
        await self._sub(topic, since)
        await self.until(lambda: topic in self.live)

    async def _sub(self, topic: str, since: dict[str, Any] | None) -> None:
        self._ids += 1
        self.asked[self._ids] = topic
        await self.send({"t": "sub", "id": self._ids, "topic": topic} | ({"from": since} if since else {}))

    async def retell(self, topic: str, credit: int) -> None:
        """Have a journal told again from where this screen stands: so many events."""
        self._ids += 1
        self.asked[self._ids] = topic
        since = {"from": self.since(topic)} if self.since(topic) else {}
        await self.send({"t": "sub", "id": self._ids, "topic": topic, "mode": "replay", "credit": credit} | since)

    async def more(self, topic: str, credit: int) -> None:
        """So many more."""
        (id,) = [id for id, one in self.topics.items() if one == topic]
        await self.send({"t": "more", "id": id, "credit": credit})

    async def ask(self, asking: dict[str, Any]) -> dict[str, Any]:
        """Ask for a change; the ``ack`` or ``rej``."""
        self.receipts.pop(asking["id"], None)
        await self.send({"t": "cmd", "asking": asking})
        await self.until(lambda: asking["id"] in self.receipts)
        return self.receipts[asking["id"]]

    async def write(self, topic: str, update: bytes, id: str | None = None, **fields: Any) -> dict[str, Any]:
        """Send what was written to a text; the ``yack`` or ``rej``."""
        id = id or str(ids.new())
        self.receipts.pop(id, None)
        gen = self.texts[f"{topic}/network"].gen
        await self.send({"t": "y", "id": id, "topic": topic, "gen": gen, "u": b64encode(update).decode(), **fields})
        await self.until(lambda: id in self.receipts)
        return self.receipts[id]

    async def reached(self, token: str) -> None:
        """Wait until everything through this token has been heard: what was sent before a pong arrives before it."""
        position = int(token.partition(".")[2])
        while not self.pongs or self.pongs[-1]["head"] < position:
            asked = len(self.pongs)
            await self.send({"t": "ping", "id": asked, "at": 0})
            await self.until(lambda asked=asked: len(self.pongs) > asked)  # type: ignore[misc]  # of this turn
        await self.until(lambda: not self.gaps)

    async def passed(self, token: str) -> None:
        """Wait until every lane says that it is complete through this token, as it does for whoever asked for the change."""
        position = int(token.partition(".")[2])
        await self.until(lambda: all(last >= position for last in self.last.values()))

    async def until(self, true: Callable[[], bool], within: float = 60) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(within), self._news:
            await self._news.wait_for(lambda: self.fault is not None or true())
        if self.fault is not None:
            raise self.fault

    async def listen(self) -> None:
        """Hear frames until the connection is over."""
        with contextlib.suppress(websockets.ConnectionClosed):
            while True:
                await self.take(await self.socket.recv())
        await self.tell()

    async def take(self, text: bytes | str) -> None:
        """One frame, as it came."""
        try:
            self.heard.append(self.hear(text))
        except ValidationError as error:
            self.fault = error
        self._again &= self.gaps  # until the answer is there, what comes is of no use
        for topic in self.gaps - self._again:
            self._again.add(topic)
            await self._sub(topic, self.since(topic))
        await self.tell()

    async def tell(self) -> None:
        """Something may be so now that somebody waits for."""
        async with self._news:
            self._news.notify_all()

    async def closed(self) -> int | None:
        """The code that ends the connection."""
        async with asyncio.timeout(60):
            await self.socket.wait_closed()
        return self.socket.close_code


@contextlib.asynccontextmanager
async def watching(
    address: str, cookie: str, network: NetworkId | UUID, *topics: str, client: str = "tab", origin: str | None = None
) -> AsyncIterator[Watching]:
    """A screen that shows these topics, live; ``address`` begins with ``ws://``, ``cookie`` is the whole header."""
    async with websockets.connect(
        f"{address}/live",
        additional_headers={"cookie": cookie},
        subprotocols=[websockets.Subprotocol("rt.v1.json")],
        origin=websockets.Origin(origin) if origin else None,
        max_size=None,
    ) as socket:
        screen = Watching(socket)
        listening = asyncio.create_task(screen.listen())
        try:
            await screen.hello(NetworkId(network), client)
            await screen.until(lambda: bool(screen.welcome))
            for topic in topics:
                await screen.subscribe(topic)
            yield screen
        finally:
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listening
