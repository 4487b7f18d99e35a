"""Members put on the map from a file: known by their codes, told row by row, and whatever is wrong is said before anything changes."""

import json
import math
from typing import Any

import msgspec
import pytest

from events import ids
from events.authority import MapPoint
from events.decider import Invalid
from projections.member_list import Member
from service.files import outlines, place_import
from service.files.place_import import PlacesReport
from tests.http.test_directory import described
from tests.http.town import NAMES, Town
from tests.people import ADA, BEN, DOT, HAUTEFEUILLE, NETWORK, RIVEBELLE
from tests.spec import NOW

MEMBERS = [
    Member(HAUTEFEUILLE, NETWORK, "Hautefeuille", "municipality", "212100010", "01001", 4_200, NOW),
    Member(RIVEBELLE, NETWORK, "Rivebelle", "municipality", "212100028", "2A004", 1_900, NOW),
]
SQUARE = [[2.4, 42.6], [2.5, 42.6], [2.5, 42.7], [2.4, 42.7], [2.4, 42.6]]


def geojson(*features: tuple[dict[str, Any], dict[str, Any] | None]) -> bytes:
    made = [{"type": "Feature", "properties": told, "geometry": shape} for told, shape in features]
    return json.dumps({"type": "FeatureCollection", "features": made}).encode()


def shape(kind: str, coordinates: Any) -> dict[str, Any]:
    return {"type": kind, "coordinates": coordinates}


async def brought(town: Town, data: bytes, name: str = "points.csv", *, dry: bool = False) -> PlacesReport:
    answer = await town.browser(ADA).post(f"{town.path}/directory/places", params={"dry_run": dry}, files={"file": (name, data)})
    assert answer.status_code == 200, answer.text
    return msgspec.convert(answer.json(), PlacesReport)


# --- What a file says ---------------------------------------------------------------------------------------------


def test_a_table_is_read_whatever_its_codes_its_decimals_and_its_order_of_columns() -> None:
    table = "Nom;Longitude;Code INSEE;Latitude\nHautefeuille;2,4217;1001;42,6179\n\nRivebelle;-61.5;2a004;16.2\n"
    places = [(row.codes, row.place) for row in place_import.read(table.encode(), "x.csv", MEMBERS)]
    assert places == [(("01001",), MapPoint(42_61790, 2_42170)), (("2A004",), MapPoint(16_20000, -61_50000))]
    assert place_import.read(b"siren,lat,lon\n212100010,42.6179,2.4217\n", "x.csv", MEMBERS)[0].place == MapPoint(42_61790, 2_42170)


def test_every_row_that_is_wrong_says_how() -> None:
    table = b"insee;lat;lon\n01001;6176930;652469\n01001;;2.4\n;42.1;2.4\n01001;nan;2\n"
    found = [(row.codes, row.fault) for row in place_import.read(table, "x.csv", MEMBERS)]
    assert found == [(("01001",), "no_degrees"), (("01001",), "no_degrees"), ((), None), (("01001",), "no_degrees")]


def test_points_and_outlines_come_from_geojson_and_shapes_of_others_are_not_even_read() -> None:
    data = geojson(
        ({"INSEE_COM": "01001", "nom": "Hautefeuille"}, shape("Point", [2.4217, 42.6179, 350])),
        ({"code": "2A004"}, shape("MultiPolygon", [[SQUARE]])),
        ({"code": "99999", "nom": "Ailleurs"}, shape("Polygon", "nothing of the kind")),
        ({"code": "01001"}, shape("LineString", SQUARE)),
        ({"code": "01001"}, shape("Polygon", [[[652469, 6176930]] * 4])),
        ({"code": 1001}, None),
    )
    point, land, other, line, metres, nothing = place_import.read(data, "x.geojson", MEMBERS)
    assert (point.place, point.name) == (MapPoint(42_61790, 2_42170), "Hautefeuille")
    assert sorted(zip(land.rings[0][::2], land.rings[0][1::2], strict=True)) == [
        (42_60000, 2_40000),
        (42_60000, 2_50000),
        (42_70000, 2_40000),
        (42_70000, 2_50000),
    ]
    assert (other.name, other.rings, other.fault) == ("Ailleurs", (), None)
    assert [one.fault for one in (line, metres, nothing)] == ["no_shape"] * 3
    assert nothing.codes == ("01001",)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "import.no_places"),
        (b"nom;prix\nA;3\n", "import.no_places"),
        (b"{", "import.no_geojson"),
        (b'{"type": "Feature", "geometry": null}', "import.no_geojson"),
        (b'{"type": "FeatureCollection", "features": [{"properties": {"a": ' + b"[" * 50_000 + b"}}]}", "import.no_geojson"),
        (b"insee;lat;lon\n" + b"01001;42;2\n" * 5_001, "import.too_many_places"),
        (geojson(({"code": "01001"}, shape("Polygon", [[[2, 42]] * 200_001]))), "import.too_many_corners"),
        (b"x" * 10_000_001, "import.file_too_large"),
    ],
)
def test_a_file_that_is_none_or_asks_for_too_much_is_refused_with_a_sentence(data: bytes, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        place_import.read(data, "x", MEMBERS)
    assert refused.value.key == said


def test_an_outline_keeps_its_shape_with_few_corners_and_leaves_islets_out() -> None:
    round_ = [MapPoint(42_00000 + round(9_000 * math.sin(step)), 2_00000 + round(9_000 * math.cos(step))) for step in turns(5_000)]
    islet = [MapPoint(43_00000 + north, 2_00000 + east) for north, east in ((0, 0), (0, 20), (20, 20), (0, 0))]
    (ring,) = outlines.simplified([round_, islet])
    assert 40 < len(ring) // 2 <= outlines.MOST
    away = [math.hypot(ring[at] - 42_00000, ring[at + 1] - 2_00000) for at in range(0, len(ring), 2)]
    assert all(abs(one - 9_000) < 2 for one in away)


def turns(count: int) -> list[float]:
    return [2 * math.pi * (step % count) / count for step in range(count + 1)]


# --- What becomes of it -------------------------------------------------------------------------------------------


async def test_a_facilitator_puts_members_on_the_map_after_seeing_what_each_row_would_do(town: Town) -> None:
    table = b"siren;lat;lon\n212100010;42.6179;2.4217\n212100010;42.7;2.5\n999999999;1;1\n212100028;;\n"
    dry = await brought(town, table, dry=True)
    assert [one.does for one in dry.lines] == ["place", "twice", "unknown", "faulty"]
    assert (await town.get(BEN, "/directory")).json()["entries"] == []
    told = await brought(town, table)
    assert [one.does for one in told.lines] == ["place", "twice", "unknown", "faulty"]
    (entry,) = (await town.get(BEN, "/directory")).json()["entries"]
    assert (entry["place"], entry["changed_by"]) == ({"latitude": 42_61790, "longitude": 2_42170}, str(ADA))
    assert (await brought(town, table, dry=True)).lines[0].does == "same"
    refused = await town.browser(BEN).post(f"{town.path}/directory/places", files={"file": ("x.csv", table)})
    assert (refused.status_code, refused.json()["code"]) == (403, "access.facilitators_only")


async def test_outlines_are_there_for_everyone_of_the_network_and_no_part_of_its_history(town: Town) -> None:
    head = await town.head()
    await brought(town, geojson(({"siren": "212100010"}, shape("Polygon", [SQUARE]))), "contours.geojson")
    await brought(town, geojson(({"siren": "212100010"}, shape("Polygon", [SQUARE[:3] + SQUARE[:1]]))), "contours.geojson")
    (outline,) = (await town.get(DOT, "/directory/outlines")).json()
    assert (outline["authority_id"], len(outline["rings"][0])) == (str(HAUTEFEUILLE), 6)
    assert await town.head() == head


async def test_the_directory_leaves_as_a_table_without_a_name_of_anybody_and_comes_back_with_its_places(town: Town) -> None:
    await described(town)
    await brought(town, b"siren;lat;lon\n212100010;-42.6179;-2.4217\n")
    await town.ask(ADA, "authority.edit", HAUTEFEUILLE, needs={"add": ["=1+1"]})
    table = await town.get(DOT, "/directory.csv")
    assert table.headers["content-type"].startswith("text/csv")
    header, first, second = table.content.decode("utf-8-sig").splitlines()
    assert header.startswith("Name;Kind;SIREN;INSEE code;Inhabitants")
    assert first == "Hautefeuille;Municipality;212100010;;4200;;prospect;;;;Lac, Ski;'=1+1, Haies bocagères;;-42,61790;-2,42170"
    assert second.startswith("Rivebelle;Municipality;212100028;;2600;;prospect;")
    assert NAMES[BEN] not in table.text
    assert [one.does for one in (await brought(town, table.content, dry=True)).lines] == ["same", "faulty"]


async def test_the_card_of_a_member_tells_what_it_leads_and_along_which_axes(town: Town) -> None:
    for axis, key in (("Bouger", "W"), ("Manger", "V")):
        await town.ask(BEN, "action_plan.add_axis", town.plan, axis=str(ids.new()), title=axis, order_key=key)
    (plan,) = (await town.get(DOT, f"/directory/{HAUTEFEUILLE}")).json()["plans"]
    assert (plan["plan_id"], plan["title"], plan["axes"]) == (town.plan, "Plan climat", ["Manger", "Bouger"])
    assert (await town.get(DOT, f"/directory/{RIVEBELLE}")).json()["plans"] == []


async def test_a_place_that_was_moved_by_mistake_is_put_back_and_one_that_two_people_moved_waits_for_them(town: Town) -> None:
    first, wrong, other = ({"latitude": 42_61790, "longitude": east} for east in (2_42170, 24_21700, 2_42200))
    await town.ask(BEN, "authority.edit", HAUTEFEUILLE, place={"was": None, "to": first})
    moved = await town.ask(BEN, "authority.edit", HAUTEFEUILLE, place={"was": first, "to": wrong})
    undone = await town.browser(BEN).post(f"{town.path}/undo", json={"id": str(ids.new()), "command": moved["id"]})
    assert undone.status_code == 200, undone.text
    assert (await town.get(BEN, f"/directory/{HAUTEFEUILLE}")).json()["entry"]["place"] == first
    met = await town.ask(ADA, "authority.edit", HAUTEFEUILLE, place={"was": wrong, "to": other})
    (conflict,) = met["conflicts"]
    assert (conflict["theirs"], conflict["yours"]) == (first, other)
    await town.ask(ADA, "authority.settle", HAUTEFEUILLE, conflict=conflict["conflict_id"], value={"was": first, "to": other})
    entry = (await town.get(BEN, f"/directory/{HAUTEFEUILLE}")).json()["entry"]
    assert (entry["place"], entry["conflicts"]) == (other, [])
