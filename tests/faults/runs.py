"""A run: people at work in one network through one or several services while something is broken, and what they saw of it.

Everything that depends on chance comes from the run's seed. What a person is told is noted in a history, and so is what two
tails beside the services are given; at the end, when all is well again, everyone whose answer got lost asks again with the
same id, and the checker has the last word.
"""

import asyncio
import itertools
import json
import os
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import httpx

from events import ids
from events.audit import check as audit
from events.decider import Event
from events.ids import NetworkId, PersonId, Token
from events.log import check
from events.log.hints import Hints
from events.log.postgres import PostgresStore
from events.log.recorded import Recorded
from events.log.tail import Tail
from service.embedded import Addresses
from tests.faults import checker
from tests.faults.history import History
from tests.http.town import Town, asking
from tests.people import ADA, BEN, CAS

MINUTES = float(os.environ.get("FAULT_MINUTES", "0"))
SEED = os.environ.get("FAULT_SEED")
PATIENCE = 60.0  # seconds for something that must come
PEOPLE = (BEN, CAS, ADA)
WRITTEN = "SELECT min(position) >= $2 FROM read.checkpoint WHERE network_id = $1"
SIGNED = "SELECT max(size) >= $2 FROM checkpoint WHERE network_id = $1"
LISTS = ("axes", "phases", "versions", "actions", "conflicts")
STATUSES = ("planned", "to_discuss", "in_progress", "paused", "blocked", "done")

#: What came of a command, the position of its receipt, and the fields that clashed.
Told: TypeAlias = tuple[str, int | None, list[str] | None]


def seeds(share: float) -> Iterator[int]:
    """One seed, or as many as fit into this share of FAULT_MINUTES; FAULT_SEED names the only one. Each is printed."""
    ends = time.monotonic() + MINUTES * 60 * share
    first = int(SEED or int.from_bytes(os.urandom(4)))
    for seed in itertools.count(first):
        print(f"seed {seed}")
        yield seed
        if SEED or time.monotonic() >= ends:
            return


async def until(holds: Callable[[], Awaitable[Any]], within: float = PATIENCE) -> Any:
    """Ask until the answer is not empty: what it comes to. Each asking is a round trip."""
    async with asyncio.timeout(within):
        while True:
            if found := await holds():
                return found


class Run:
    """One network, the services through which it is worked on, and everything that was seen."""

    def __init__(self, seed: int, town: Town, began: int, addresses: Addresses, urls: Sequence[str]) -> None:
        self.chance = random.Random(seed)
        self.network: NetworkId = town.network
        self.began = began  # the position up to which others made the network
        self.plan = town.plan
        self.cookies = town.cookies
        self.addresses = addresses  # the straight way to the database
        self.urls = urls
        self.history = History()
        self.cards: list[str] = []
        self.asked: dict[str, Request] = {}
        self.suspended = False
        self.answers = 0
        self.busy = 0
        self.unknown = 0
        self.faults: list[str] = []  # what nobody should ever be told
        self.calm = asyncio.Event()  # cleared while asking again is of no use
        self.calm.set()
        self._news = asyncio.Condition()
        self._tails: list[Following] = []

    @asynccontextmanager
    async def storm(self) -> AsyncIterator[None]:
        """While this lasts, who was not answered waits."""
        self.calm.clear()
        try:
            yield
        finally:
            self.calm.set()

    async def answered(self, more: int) -> None:
        """Wait until so many more commands were answered, however long ago the last one was."""
        await self.told(lambda aim=self.answers + more: self.answers >= aim)  # type: ignore[misc]  # of this call

    async def told(self, holds: Callable[[], bool], within: float = PATIENCE) -> None:
        """Wait until something is so that changes with answers."""
        async with asyncio.timeout(within), self._news:
            await self._news.wait_for(holds)

    async def tell(self) -> None:
        async with self._news:
            self._news.notify_all()

    # --- Working ------------------------------------------------------------------------------------------------

    async def prepare(self, cards: int = 8) -> None:
        """A plan with something on it."""
        async with Client(self, "ground", ADA, self.urls[0]) as client:
            for _ in range(cards):
                await client.add()
        assert len(self.cards) == cards

    async def work(self, clients: int, commands: int, weather: Coroutine[Any, Any, None] | None = None) -> list[int]:
        """Everyone asks for so many changes, one after the other, and goes on while the weather lasts: the answers that each got."""
        lasting = None if weather is None else asyncio.create_task(weather)
        async with AsyncExitStack() as stack:
            made = [
                Client(self, f"client {number}", PEOPLE[number % len(PEOPLE)], self.urls[number % len(self.urls)])
                for number in range(clients)
            ]
            for client in made:
                await stack.enter_async_context(client)
            await asyncio.gather(*(client.work(commands, lasting) for client in made))
        if lasting is not None:
            await lasting
        return [client.answers for client in made]

    async def settle(self) -> None:
        """Everyone who does not know what came of a command asks again with its id, until they know."""
        async with asyncio.timeout(PATIENCE):
            while left := {self.asked[str(sent.command_id)].key: self.asked[str(sent.command_id)] for sent in self.history.unanswered()}:
                for number, request in enumerate(left.values()):
                    async with Client(self, f"late {request.client}", request.by, self.urls[number % len(self.urls)]) as client:
                        await client.send(request)

    async def ask_again(self, count: int) -> None:
        """Old commands once more, in any order and by another service: the answers are the old ones."""
        known = list({request.key: request for request in self.asked.values()}.values())
        for request in self.chance.sample(known, min(count, len(known))):
            async with Client(self, f"again {request.client}", request.by, self.chance.choice(self.urls)) as client:
                await client.send(request)

    # --- Following ----------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def followed(self) -> AsyncIterator[None]:
        """Two tails beside the services: one is woken by hints, the other only looks now and then."""
        async with asyncpg.create_pool(self.addresses.application, min_size=1, max_size=2) as pool:
            hinted, polling = Following(self, "hinted"), Following(self, "polling")
            hints = Hints(self.addresses.application, lambda _network: hinted.tail.hint())
            self._tails = [hinted, polling]
            for following in self._tails:
                following.tail = Tail(PostgresStore(pool), self.network, lambda of=following: of.position, following.apply)  # type: ignore[misc]  # of this turn
                await following.tail.start()
            hints.start()
            try:
                yield
            finally:
                await hints.close()
                for following in self._tails:
                    await following.tail.close()

    async def follows(self, position: int) -> None:
        """Wait until both tails were given everything through this position."""
        for following in self._tails:
            async with asyncio.timeout(PATIENCE), following.news:
                await following.news.wait_for(lambda of=following: of.position >= position)  # type: ignore[misc]  # of this turn
            self.history.stand(following.name, following.position)

    # --- Judging ------------------------------------------------------------------------------------------------

    async def judge(self) -> None:
        """All is well again: nothing that was acknowledged is lost, nothing happened twice, everyone sees the same."""
        connection = await asyncpg.connect(self.addresses.application)
        try:
            await self.history.dump(connection, self.network)
            await self.settle()
            await self.ask_again(10)
            head = await connection.fetchval("SELECT max(position) FROM event WHERE network_id = $1", self.network)
            await self.follows(head)
            await self.see_the_same(head)
            await until(lambda: connection.fetchval(WRITTEN, self.network, head))
            await self.history.dump(connection, self.network, ("plan_board",))
            assert [finding async for finding in check.check(connection, [self.network])] == []
            # Whoever was killed between writing and signing, or signing and telling: all of it is signed, and each size once.
            await until(lambda: connection.fetchval(SIGNED, self.network, head))
            assert [finding async for finding in audit.check(connection, [self.network])] == []
        finally:
            await connection.close()
        found = checker.check(self.history, since=self.began)
        assert not found, checker.report(found)
        assert not self.faults, "\n".join(self.faults)

    async def see_the_same(self, head: int) -> None:
        """The plan, from every service: as it was followed, and as it is folded from the log alone."""
        pages = {}
        for url in self.urls:
            async with Client(self, "reader", BEN, url) as client:
                for how, parameters in (("followed", {"after": f"1.{head}"}), ("folded", {"at": f"1.{head}"})):
                    page = await until(lambda: client.shown(**parameters))  # noqa: B023 - awaited in this turn
                    pages[f"{how} at {url}"] = {name: {next(iter(row.values())): row for row in page[name]} for name in LISTS}
        (first, as_first), *others = pages.items()
        for other, as_other in others:
            assert as_other == as_first, f"{other} is not as {first}"

    async def cards_of(self, url: str) -> dict[str, Any]:
        """The actions of the plan, as a page that is loaded now shows them."""
        async with Client(self, "reader", BEN, url) as client:
            page = await until(client.shown)
            return {card["action_id"]: card for card in page["actions"]}


class Request:
    """What one person asks in one request, whenever and wherever they send it."""

    def __init__(self, client: str, by: PersonId, *askings: dict[str, Any]) -> None:
        self.client = client
        self.by = by
        self.askings = askings
        self.key = str(askings[0]["id"])

    @property
    def unit(self) -> str:
        return self.key if len(self.askings) > 1 else ""


class Client:
    """One person at one browser: what they saw last, and what they ask for next."""

    def __init__(self, run: Run, name: str, by: PersonId, url: str) -> None:
        self.run = run
        self.name = name
        self.by = by
        self.chance = random.Random(run.chance.random())
        self.seen: dict[tuple[str, str], Any] = {}
        self.after = ""
        self.answers = 0
        headers = {"cookie": run.cookies[by], "origin": url, "accept-language": "en"}
        # Nothing here is encrypted, and reading the certificates of this machine costs 20 ms a browser.
        self.http = httpx.AsyncClient(base_url=url, headers=headers, timeout=60, verify=False)  # noqa: S501 - plain http has no certificates

    async def __aenter__(self) -> "Client":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()

    async def work(self, commands: int, weather: "asyncio.Task[None] | None" = None) -> None:
        """Ask for so many changes, and for more while the weather lasts."""
        kinds = [self.edit, self.add, self.join, self.withdraw, self.together, self.repeat, self.borrow, self.leave, self.look, self.govern]
        weights = [40, 8, 20, 6, 6, 8, 3, 4, 5, 6]
        while commands > 0 or (weather is not None and not weather.done()):
            commands -= 1
            (step,) = self.chance.choices(kinds, weights)
            await step()

    # --- What people do ---------------------------------------------------------------------------------------------

    def card(self) -> str:
        return self.chance.choice(self.run.cards)

    async def edit(self) -> None:
        """What is strict: whoever did not see the last value is told so."""
        await self.ask(self.edited(self.card()))

    def edited(self, card: str) -> dict[str, Any]:
        field, to = self.chance.choice([("lead", f"Service {ids.new()}"), ("status", self.chance.choice(STATUSES))])
        was = self.seen.get((card, field), "planned" if field == "status" else None)
        return asking("action.edit", card, **{field: {"was": was, "to": to}})

    async def add(self) -> None:
        made = asking("action.add", ids.new(), plan=self.run.plan, title=f"Action {ids.new()}", order_key="V")
        if await self.ask(made) == ["applied"]:
            self.run.cards.append(made["stream"])

    async def join(self) -> None:
        """What merges whatever others do."""
        await self.ask(self.joined())

    def joined(self) -> dict[str, Any]:
        return asking("action.edit", self.card(), partners={"add": [f"Partenaire {ids.new()}"]})

    async def withdraw(self) -> None:
        await self.ask(asking(self.chance.choice(["action.withdraw", "action.restore"]), self.card()))

    async def together(self) -> None:
        """Two at once, all or nothing; not two of one card, of which the second would not have been seen."""
        cards = self.chance.sample(self.run.cards, 2)
        await self.ask(*(self.edited(card) for card in cards))

    async def repeat(self) -> None:
        """Something that was asked before, once more: late, and out of order."""
        mine = [request for request in self.run.asked.values() if request.by == self.by]
        if mine:
            await self.send(self.chance.choice(mine))

    async def borrow(self) -> None:
        """The id of another request: a clash of ids, or a fault in a screen. Of two strict edits nobody outside knew which was granted."""
        known = [request for request in self.run.asked.values() if not request.unit]
        if known:
            taken = self.chance.choice(known).askings[0]["id"]
            await self.send(Request(self.name, self.by, self.joined() | {"id": taken}))

    async def leave(self) -> None:
        """Ask, and close the browser before the answer is there."""
        request = self.noted(self.edited(self.card()))
        await self.send(request, patience=self.chance.random() * 0.02)

    async def govern(self) -> None:
        """Ada takes Cas's rights back, or gives them again."""
        if self.by == ADA:
            self.run.suspended = not self.run.suspended
            tag = "network.suspend" if self.run.suspended else "network.reinstate"
            await self.ask(asking(tag, self.run.network, person=str(CAS)))

    async def look(self) -> None:
        """Read the plan as it stands after one's own last change."""
        try:
            page = await self.page(**({"after": self.after} if self.after else {}))
        except httpx.TransportError:
            return
        if "actions" in page:
            assert Token.parse(page["token"]) >= Token.parse(self.after or page["token"]), "a read is never older than one's own change"
            self.seen |= {(card["action_id"], field): card[field] for card in page["actions"] for field in ("lead", "status")}

    # --- Sending ----------------------------------------------------------------------------------------------------

    async def ask(self, *askings: dict[str, Any]) -> list[str]:
        """Ask until the answer is there, or leave the question open for later."""
        request = self.noted(*askings)
        statuses = await self.send(request)
        for _ in range(3):
            if "unknown" not in statuses or self.chance.random() < 0.2:
                break
            await asyncio.wait_for(self.run.calm.wait(), PATIENCE)
            statuses = await self.send(request)
        return statuses

    def noted(self, *askings: dict[str, Any]) -> Request:
        request = Request(self.name, self.by, *askings)
        self.run.asked |= dict.fromkeys((str(one["id"]) for one in askings), request)
        return request

    async def send(self, request: Request, patience: float | None = None) -> list[str]:
        """Send a request once: what each of its commands was answered."""
        run, history = self.run, self.run.history
        calls = []
        for one in request.askings:
            fields = {name: (wish["was"], wish["to"]) for name, wish in one["command"].items() if name in ("lead", "status")}
            body = json.dumps(one, sort_keys=True)
            id, stream = UUID(one["id"]), UUID(one["stream"])
            calls.append(history.send(self.name, id, stream, fields, by=self.by, body=body, unit=request.unit))
        try:
            async with asyncio.timeout(patience):
                answer = await self.http.post(
                    f"/api/networks/{run.network}/commands",
                    json=list(request.askings) if request.unit else request.askings[0],
                    params={"atomic": "true"} if request.unit else {},
                )
        except (httpx.TransportError, TimeoutError):
            told: list[Told] = [("unknown", None, None) for _ in calls]
        else:
            told = list(self.read(answer, request))
        for call, (status, position, clashed) in zip(calls, told, strict=True):
            history.answer(call, status, position, clashed)
        statuses = [status for status, *_ in told]
        if "unknown" in statuses:
            run.unknown += 1
        else:
            run.answers += 1
            self.answers += 1
        await run.tell()
        return statuses

    def read(self, answer: httpx.Response, request: Request) -> Iterable[Told]:
        """What an answer says of each command."""
        if answer.status_code == 503:
            assert answer.headers["retry-after"] == "1", answer.text
            self.run.busy += 1
        elif answer.status_code >= 500:
            self.run.faults.append(answer.text)
        documents = answer.json()
        if not isinstance(documents, list):
            documents = [documents] * len(request.askings)
        for document, one in zip(documents, request.askings, strict=True):
            if "outcome" in document:
                position = Token.parse(document["after"]).position
                self.after = max(self.after, document["after"], key=lambda token: Token.parse(token) if token else Token(0, 0))
                stands = {conflict["field"]: conflict["theirs"] for conflict in document.get("conflicts", ())}
                for field, wish in one["command"].items():
                    if field in ("lead", "status"):
                        self.seen[one["stream"], field] = stands.get(field, wish["to"])
                yield document["outcome"], position, list(stands)
            else:
                yield _status(document), None, None

    async def page(self, **parameters: str) -> dict[str, Any]:
        """The plan, as this browser would show it."""
        answer = await self.http.get(f"/api/networks/{self.run.network}/plans/{self.run.plan}", params=parameters)
        if answer.status_code >= 500 and answer.status_code != 503:
            self.run.faults.append(answer.text)
        page: dict[str, Any] = answer.json()
        return page

    async def shown(self, **parameters: str) -> dict[str, Any] | None:
        """The plan, or nothing while people are told to come again."""
        page = await self.page(**parameters)
        return page if "actions" in page else None


def _status(problem: dict[str, Any]) -> str:
    match problem["status"], problem["code"]:
        case ((500 | 503), _):
            return "unknown"
        case 409, ("reused" | "not_applied") as code:
            return str(code)
        case 409, code:
            return f"refused:{code}"
        case _:
            return "turned_away"


class Following:
    """What one tail was given."""

    tail: Tail

    def __init__(self, run: Run, name: str) -> None:
        self.run = run
        self.name = name
        self.position = 0
        self.news = asyncio.Condition()
        run.history.stand(name, 0)

    def apply(self, page: Iterable[Recorded[Event]]) -> None:
        for one in page:
            self.run.history.follow(self.name, one.position, one.command_id, one.version, one.stream_id)
            self.position = one.position
        self._telling = asyncio.ensure_future(self._tell())

    async def _tell(self) -> None:
        async with self.news:
            self.news.notify_all()
