"""How long people wait for what they look for among 100,000 items, over HTTP, in milliseconds.

Fifty searches as people write them: words that are rare and such as stand everywhere, beginnings, typing errors, several words. They are
asked one after the other, in an order that changes with every turn; of a hundred answers, five may take longer than the bar.
"""

import asyncio
import http.client
import random
import time
from statistics import median
from urllib.parse import quote

import msgspec

from bench import bar, search_service
from bench.bar import Bar, Pace
from bench.place import Place
from bench.processes import line, process

NAME = "search_p95_ms"
ITEMS = 100_000
TURNS = 2  # of all fifty in one

#: What somebody writes: rare, frequent, in every other text; several words; beginnings; errors; codes.
SEARCHES = (
    *("ressourcerie", "épicerie", "covoiturage", "pesticides", "troc", "biodiversité", "gymnase", "cantine", "compost", "ville-bacocogny"),
    *("habitants", "école", "écoles", "chaque", "ville", "commune", "quartier", "agents", "énergie", "hautefeuille"),
    *("jardin partagé", "épicerie solidaire", "éclairage public", "produits locaux", "piste cyclable", "réseau des habitants"),
    *("vélo électrique", "personnes âgées isolées", "défi économies énergie", "rue fermée voitures", "panneaux solaires gymnase"),
    *("ram", "covoit", "hab", "éco", "com", "pro", "jardin pa", "ramassage scol", "ve"),
    *("resourcerie", "covoitrage", "biodivresité communlae", "haeis", "pesticdes", "jardni", "epicrie solidiare"),
    *("30 km/h", "2012", "zzyzx"),
)


async def measure(place: Place, pace: Pace) -> list[Bar]:
    """Turns of the same searches, after one that warms it up."""
    async with process("bench.search_service", place.application, str(ITEMS)) as service:
        serving = msgspec.json.decode(await line(service), type=search_service.Serving)
        await place.execute("VACUUM (ANALYZE)")  # as autovacuum leaves it behind
        turns = [await asyncio.to_thread(_asked, serving, TURNS if number else 1) for number in range(pace.turns + 1)][1:]
    took = [sorted(one for times in turn.values() for one in times) for turn in turns]
    slowest = {q: median(one for turn in turns for one in turn[q]) for q in SEARCHES}
    return [
        bar.at_most(
            NAME,
            100,
            [_at(turn, 95) for turn in took],
            p50_ms=round(median(_at(turn, 50) for turn in took), 1),
            p99_ms=round(median(_at(turn, 99) for turn in took), 1),
            slowest=", ".join(f"{q} {slowest[q]:.0f}" for q in sorted(SEARCHES, key=lambda q: -slowest[q])[:5]),
            items=ITEMS,
            rows_made_s=serving.opened,
            words_made_s=serving.worded,
        )
    ]


def _asked(serving: search_service.Serving, turns: int) -> dict[str, list[float]]:
    """The milliseconds of each search, from the question sent to the whole answer read."""
    took: dict[str, list[float]] = {q: [] for q in SEARCHES}
    connection = http.client.HTTPConnection("127.0.0.1", serving.port)
    for q in random.Random(21).sample(SEARCHES * turns, len(SEARCHES) * turns):
        began = time.perf_counter()
        connection.request("GET", f"/api/networks/{serving.network}/search?q={quote(q)}", headers={"cookie": serving.cookie})
        answer = connection.getresponse()
        answer.read()
        took[q].append((time.perf_counter() - began) * 1000)
        assert answer.status == 200, answer.status
    connection.close()
    return took


def _at(took: list[float], percent: int) -> float:
    return took[min(len(took) - 1, len(took) * percent // 100)]
