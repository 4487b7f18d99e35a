"""The service with a very large network, a process of its own: ``python -m bench.search_service <address of the database> <items>``.

It serves as always. It says where, and who looks for something, in one line, once every item has its words; it ends when its standard
input does. Items are written as the texts of the demonstration are, each of its own parts of them and a word that is rare, so that words
are as frequent as people make them.
"""

import asyncio
import gc
import random
import socket
import sys
import time
from collections.abc import Iterator
from itertools import islice

import msgspec
import uvloop
from msgspec import Struct

from bench import town
from events import action, action_plan, ids, network, note, workshop
from events.decider import Event
from events.ids import ActionId, CommandId, ContributionId, NetworkId, PersonId, PlanId, StreamId
from events.log import codec
from events.log.postgres import PostgresStore
from events.log.store import Drafted
from projections import words
from service import app, logs, serving, settings
from service.demo import load
from service.door import cookie_name
from service.identity import people

PAGE = 500  # commands of an append
SAID = 2_000  # items among which the proposals are of one workshop
AUTHOR = PersonId(ids.new())


class Serving(Struct, frozen=True):
    """What who looks for something has to know; in how many seconds the log was written, the rows were made, and the words of all."""

    port: int
    network: NetworkId
    cookie: str
    filled: float
    opened: float
    worded: float


def texts() -> tuple[list[str], list[str]]:
    """How actions are called in the demonstration, and what is said of them."""
    titles, said = [], []
    for story in load.STORIES:
        for asking, _ in load.askings(story, NetworkId(ids.new())):
            if isinstance(asking.command, action.Add):
                titles.append(asking.command.title)
                said += [text for text in (asking.command.description, asking.command.objectives, asking.command.notes) if text]
    return titles, said


def rare(number: int) -> str:
    """A word of its own for some forty items."""
    syllables = ("ba", "co", "di", "fu", "lo", "mi", "na", "pe", "ru", "sa", "to", "vi")
    number //= 40
    return "".join(syllables[number // 12**place % 12] for place in range(4)) + "gny"


def drafts(plan: PlanId, number: int) -> Iterator[Drafted]:
    """Three fifths actions, a quarter notes, the others proposals."""
    chance = random.Random(21)
    titles, said = texts()
    actions: list[ActionId] = []
    rooms = [StreamId(ids.new()) for _ in range(number // SAID + 1)]
    for at in range(number):
        stream, kind = StreamId(ids.new()), "action"
        of: PlanId | None = plan
        title, told = f"{chance.choice(titles)}, {rare(at)}", " ".join(chance.sample(said, 2))
        event: Event
        if at % 20 < 12:
            actions.append(ActionId(stream))
            event = action.Added(plan=plan, order_key="V", title=title, description=told, lead="Ville de Hautefeuille")
        elif at % 20 < 17:
            kind, event = "note", note.Written(plan, AUTHOR, f"{told} {rare(at)}", action=chance.choice(actions))
        else:
            stream, kind, of = rooms[at // SAID], "workshop", None
            event = workshop.Contributed(ContributionId(ids.new()), AUTHOR, title, objective=told)
        yield Drafted(
            id=CommandId(ids.new()),
            by=AUTHOR,
            on_behalf_of=None,
            cause=None,
            request_hash=None,
            outcome="applied",
            at=None,
            stream=stream,
            kind=kind,
            parent=of,
            reads=frozenset({stream}),
            events=(codec.seal(event),),
        )


async def fill(store: PostgresStore, network_id: NetworkId, plan: PlanId, number: int) -> None:
    """So many items, written without deciding anything."""
    versions: dict[StreamId, int] = {}
    every = drafts(plan, number)
    while page := list(islice(every, PAGE)):
        before = {draft.stream: versions.get(draft.stream, 0) for draft in page}
        for draft in page:
            versions[draft.stream] = versions.get(draft.stream, 0) + 1
        await store.append(network_id, 1, before, [[draft] for draft in page])


async def serve(address: str, number: int) -> None:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(16)
    port = listening.getsockname()[1]
    chosen = settings.read({"DATABASE_URL": address, "PORT": str(port), "REQUESTS_A_SECOND": "0"}, None)
    network_id, reader, plan = NetworkId(ids.new()), PersonId(ids.new()), PlanId(ids.new())
    async with app.running(chosen, address, logs.set_up("json")) as service:
        founding = network.Founded(name="Measured", clock="real", time_zone="Europe/Paris")
        store = PostgresStore(service.pool)
        await store.found(network_id, codec.seal(founding), clock="real", time_zone="Europe/Paris")
        began = time.perf_counter()
        await fill(store, network_id, plan, number)
        filled = time.perf_counter()
        opened = await service.networks.open(network_id)
        await opened.tables.reached(opened.follower.position)
        written = time.perf_counter()
        await words.make(service.pool, network_id)
        worded = time.perf_counter()
        itself, own, authority = PersonId(network_id), StreamId(network_id), ids.authority(siren="210000000")
        await opened.ask(town.asking(own, network.Admit(authority=authority, name="Ville", kind="municipality")), itself)
        await opened.ask(town.asking(own, network.GiveRole(person=reader, role="editor", authority=authority)), itself)
        await opened.ask(town.asking(StreamId(plan), action_plan.Open(title="Plan", authority=authority)), reader)
        async with service.pool.acquire() as connection:
            await people.add(connection, "Ada", None, reader)
            token = await service.sessions.begin(connection, reader)
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 100)  # as `club21 serve` does
        server = serving.server(service)
        running = asyncio.create_task(server.serve(sockets=[listening]))
        took = (filled - began, written - filled, worded - written)
        ready = Serving(port, network_id, f"{cookie_name(chosen)}={token}", *(round(one, 1) for one in took))
        print(msgspec.json.encode(ready).decode(), flush=True)
        await asyncio.to_thread(sys.stdin.read)
        server.should_exit = True
        await running


if __name__ == "__main__":
    uvloop.run(serve(sys.argv[1], int(sys.argv[2])))
