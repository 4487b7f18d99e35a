"""A plan of 2,000 actions and 60,000 events: two years of ten people's work, written by the store's own append in big batches."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from events import action, action_plan, catalogue, ids, moment, network
from events.asking import Asking
from events.ids import ActionId, AxisId, CommandId, NetworkId, PersonId, PlanId, StreamId, VersionId
from events.log import codec
from events.log.store import Drafted
from service.app import App
from service.door import cookie_name
from service.identity import people
from tests.http.town import NAMES, Town
from tests.people import ADA, BEN, CAS, EVA, HAUTEFEUILLE, RIVEBELLE, opening

ACTIONS = 2_000
EVENTS = 60_000
AXES = 24
DAYS = 730
BATCH = 500
OTHERS = [PersonId(ids.new()) for _ in range(7)]
WRITERS = (ADA, BEN, CAS, *OTHERS)
SAID = (
    "la commune associe les écoles et les agriculteurs du village, plante des haies le long des chemins, rénove la salle des fêtes, "
    "ouvre un atelier de réparation, mesure chaque mois ce que consomment ses bâtiments et rend compte au conseil de ce qui a été fait"
)
WORDS = SAID.split()


def text(chance: random.Random, words: int) -> str:
    """Something that somebody might have written."""
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."


def edit(chance: random.Random) -> action.Edited:
    """One change of one field, long texts more often than others."""
    amount = chance.randrange(1, 4_000) * 10_000
    of: dict[str, Any] = chance.choice(
        (
            {"description": text(chance, 60)},
            {"objectives": text(chance, 30)},
            {"notes": text(chance, 12)},
            {"status": chance.choice(("planned", "in_progress", "in_progress", "paused", "done"))},
            {"priority": chance.choice(("high", "medium", "low"))},
            {"lead": f"Service {chance.choice(('voirie', 'culture', 'écoles', 'bâtiments'))}"},
            {"ends_on": date(2026, 1, 1) + timedelta(days=chance.randrange(1500))},
            {"budget_planned": amount},
            {"budget_actual": amount // 2},
            {"partners": tuple(sorted(chance.sample(("ADEME", "Conseil départemental", "Parc naturel", "Région"), 2)))},
        )
    )
    return action.Edited(**of)


def told(chance: random.Random, plan: PlanId, axes: list[AxisId], events: int) -> Iterator[tuple[StreamId, action.Event]]:
    """What happened: half of the actions stand after a tenth of the time, all of them by its middle, and are edited all along."""
    streams: list[StreamId] = []
    for number in range(events):
        share = number / events
        wanted = ACTIONS * min(1.0, share * 5 if share < 0.1 else 0.5 + (share - 0.1) * 1.25)
        if len(streams) < min(ACTIONS, wanted + 1):
            streams.append(StreamId(ActionId(ids.new())))
            place = len(streams)
            yield (
                streams[-1],
                action.Added(
                    plan=plan,
                    title=f"{text(chance, 6)[:-1]} {place}",
                    order_key=f"V{place:05}V",
                    axis=axes[place % AXES],
                    code=f"{place % AXES + 1}.{place // AXES + 1}",
                    description=text(chance, 40),
                    starts_on=date(2025, 1, 1),
                    aims=("climate", "cohesion"),
                ),
            )
        else:
            yield chance.choice(streams), edit(chance)


async def founded(service: App, url: str, events: int = EVENTS) -> Town:
    """Such a network: who is in tests/people.py and seven more edit it; named moments and versions stand along the way."""
    chance = random.Random(21)
    until = datetime.now(UTC) - timedelta(hours=1)
    began = until - timedelta(days=DAYS)
    network_id = NetworkId(ids.new())
    made = await service.networks.found(network_id, "Réseau d’un département", "given", "Europe/Paris", began)
    cookies = {}
    async with service.pool.acquire() as connection:
        for person, name in (NAMES | {one: f"Personne {number}" for number, one in enumerate(OTHERS, 1)}).items():
            await people.add(connection, name, "Mission développement durable", person)
            if person != EVA:
                await people.meet(connection, network_id, person)
            cookies[person] = f"{cookie_name(service.settings)}={await service.sessions.begin(connection, person)}"
    town = Town(service, url, network_id, cookies)
    plan = PlanId(ids.new())
    town.plan = str(plan)

    async def ask(by: PersonId, stream: Any, command: catalogue.Command, at: datetime = began) -> None:
        await made.ask(Asking(id=CommandId(ids.new()), stream=StreamId(stream), command=command, at=at), by, loading=True)

    for command in (*opening(), *(network.GiveRole(one, "editor", RIVEBELLE) for one in OTHERS)):
        await ask(PersonId(network_id), network_id, command)
    await ask(ADA, plan, action_plan.Open(title="Plan climat du département", authority=HAUTEFEUILLE))
    axes = [AxisId(ids.new()) for _ in range(AXES)]
    for number, axis in enumerate(axes):
        await ask(ADA, plan, action_plan.AddAxis(axis=axis, title=f"Axe {number + 1}", order_key=f"V{number:02}V"))
    versions: dict[StreamId, int] = {}
    position, epoch = await town.head(), 1
    waiting = enumerate(told(chance, plan, axes, events))
    at = began
    marks = 1
    while some := list(islice(waiting, BATCH)):
        drafts = []
        for number, (stream, event) in some:
            at = began + timedelta(days=DAYS) * (number / events)
            drafts.append(
                Drafted(
                    id=CommandId(ids.new()),
                    by=chance.choice(WRITERS),
                    on_behalf_of=None,
                    cause=None,
                    request_hash=bytes(32),
                    outcome="applied",
                    at=at,
                    stream=stream,
                    kind="action",
                    parent=plan,
                    reads=frozenset({stream}),
                    events=(codec.seal(event),),
                )
            )
        before = {one.stream: versions.get(one.stream, 0) for one in drafts}
        for one in drafts:
            versions[one.stream] = versions.get(one.stream, 0) + 1
        await service.networks.store.append(network_id, epoch, before, [[one] for one in drafts], position)
        position += len(drafts)
        if some[-1][0] >= events * marks / 6:
            service.networks.heard(network_id)
            await made.follower.reached(position)
            await ask(ADA, ids.new(), moment.Name(title=f"COPIL n° {marks}", kind="steering_committee", held_on=at.date(), plan=plan), at)
            await ask(ADA, plan, action_plan.Publish(version=VersionId(ids.new()), label=f"Version {marks}"), at)
            position, marks = await town.head(), marks + 1
    service.networks.heard(network_id)
    await made.follower.reached(position)
    return town
