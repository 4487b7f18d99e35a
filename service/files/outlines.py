"""Outlines of members, as a map colours them: public geography, as coarse as a screen shows it, kept beside the log and of no history.

Simplified by Visvalingam and Whyatt: whichever corner spans the smallest triangle with its neighbours goes first.
"""

import heapq
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import msgspec
from msgspec import Struct

from events import sql
from events.authority import MapPoint
from events.ids import AuthorityId, NetworkId

statements = sql.beside(__file__)

SMALLEST = 1e4  # square units of about a metre: what spans less than a hectare is not seen
MOST = 400  # corners of one member

Rings: TypeAlias = tuple[tuple[int, ...], ...]


class Outline(Struct, frozen=True):
    """What a member covers: rings of latitude, longitude, latitude…, in hundred-thousandths of a degree; inner ones are holes."""

    authority_id: AuthorityId
    rings: Rings


async def keep(pool: Any, network: NetworkId, shapes: Mapping[AuthorityId, Rings]) -> None:
    """Put these outlines in the place of those that were there."""
    texts = [msgspec.json.encode(rings).decode() for rings in shapes.values()]
    await pool.execute(statements.keep, network, list(shapes), texts)


async def of_network(pool: Any, network: NetworkId) -> list[Outline]:
    """Every outline that was brought into a network, whether its member is still one or not."""
    return [
        Outline(AuthorityId(row["authority_id"]), msgspec.json.decode(row["rings"], type=Rings))
        for row in await pool.fetch(statements.of_network, network)
    ]


def simplified(rings: Iterable[Sequence[MapPoint]]) -> Rings:
    """The rings with fewer corners, islets left out; as coarse as it takes to stay within the bound."""
    whole = [ring for ring in rings if len(ring) >= 4]
    least = SMALLEST
    while True:
        found = tuple(flat for ring in whole if (flat := _coarser(ring, least)))
        if sum(map(len, found)) <= 2 * MOST:
            return found
        least *= 4


def _coarser(ring: Sequence[MapPoint], least: float) -> tuple[int, ...]:
    """One ring without the corners that span less than this; empty where too few are left."""
    # Longitude shrinks towards the poles, so a triangle is smaller than its degrees say.
    shrunk = math.cos(math.radians(ring[0].latitude / 1e5))
    points = [(place.longitude * shrunk, float(place.latitude)) for place in ring[:-1]]
    count = len(points)
    before = [index - 1 for index in range(count)]
    after = [(index + 1) % count for index in range(count)]
    before[0] = count - 1

    def area(index: int) -> float:
        (ax, ay), (bx, by), (cx, cy) = points[before[index]], points[index], points[after[index]]
        return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2

    areas = [area(index) for index in range(count)]
    queue = [(size, index) for index, size in enumerate(areas) if size < least]
    heapq.heapify(queue)
    gone = [False] * count
    while queue:
        size, index = heapq.heappop(queue)
        if gone[index] or size != areas[index]:
            continue  # its neighbours moved meanwhile
        gone[index] = True
        count -= 1
        if count < 3:
            return ()
        left, right = before[index], after[index]
        after[left], before[right] = right, left
        for beside in (left, right):
            areas[beside] = max(area(beside), size)  # so that no corner goes before one that was smaller
            if areas[beside] < least:
                heapq.heappush(queue, (areas[beside], beside))
    return tuple(part for index, place in enumerate(ring[:-1]) if not gone[index] for part in (place.latitude, place.longitude))
