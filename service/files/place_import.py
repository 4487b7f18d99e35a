"""Places and outlines of members, read from a file: GeoJSON of points or polygons, or a table of codes with latitude and longitude.

A row is matched by the SIREN or the INSEE code that it bears; whatever matches no member is told and left out, its shape unread. Points
become changes of the directory, by the rules and in the name of whoever brings them. Outlines are public geography: they are simplified
and kept beside the log (outlines.py).
"""

import asyncio
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct, structs

from events import authority, ids
from events.authority import MapPoint
from events.fields import Change
from events.ids import AuthorityId, CommandId, PersonId
from projections.directory import directory
from projections.member_list import Member, member_list
from service.files import outlines
from service.files.archive import MAX_FILE, unreadable
from service.files.contribution_reader import plain, rows
from service.files.outlines import Rings
from service.files.taking import Taking
from service.languages import Language, say
from service.networks import Network

MOST_ROWS = 5_000
MOST_CORNERS = 200_000  # of all outlines that match; simplifying them takes two seconds, beside everything else

Does: TypeAlias = Literal["place", "outline", "same", "unknown", "faulty", "twice", "refused"]

_CODES = ("siren", "insee", "code", "codgeo", "depcom")  # with these the name of a property or column begins that holds a code
_COLUMNS: Mapping[str, tuple[str, ...]] = {"code": _CODES, "latitude": ("lat",), "longitude": ("lon", "lng")}
_NAMES = ("nom", "name", "libelle", "libgeo", "commune", "collectivite")
_CODE = re.compile(r"[0-9]{9}|([0-9]{2}|2[AB])[0-9]{3}")
_NUMBER = re.compile(r"[-+]?[0-9]{1,3}([.,][0-9]+)?")

Position: TypeAlias = Annotated[list[float], Meta(min_length=2, max_length=4)]
Ring: TypeAlias = list[Position]


class _Point(Struct, tag_field="type", tag="Point"):
    coordinates: Position


class _Polygon(Struct, tag_field="type", tag="Polygon"):
    coordinates: list[Ring]


class _MultiPolygon(Struct, tag_field="type", tag="MultiPolygon"):
    coordinates: list[list[Ring]]


class _Feature(Struct):
    geometry: msgspec.Raw = msgspec.Raw(b"null")
    properties: dict[str, msgspec.Raw] | None = None


class _Collection(Struct):
    type: Literal["FeatureCollection"]
    features: list[_Feature]


class PlaceLine(Struct, frozen=True):
    """One row of a file: whom it is about, and what comes of it, or why nothing does."""

    sheet: str
    row: int
    said: str
    does: Does
    authority_id: AuthorityId | None = None
    why: str | None = None


class PlacesReport(Struct, frozen=True):
    """A file of places, row by row: what it would do, or with ``taken`` what was done."""

    file: str
    taken: bool
    lines: tuple[PlaceLine, ...]


class Row(Struct, frozen=True):
    """One row as it was read: the codes it bears, and its place or outline, or the key of what is wrong with it."""

    sheet: str
    number: int
    codes: tuple[str, ...]
    name: str = ""
    place: MapPoint | None = None
    rings: Rings = ()
    fault: str | None = None


async def bring(
    network: Network, pool: Any, data: bytes, name: str, by: PersonId, language: Language, *, dry: bool
) -> tuple[PlacesReport, str | None]:
    """Say what a file comes to, row by row, and unless this is a dry run do it: also where the log stands then.

    Invalid where it holds no places at all.
    """
    members = [one for one in network.follower.rows(member_list).values() if one.left_at is None]
    read_ = await asyncio.to_thread(read, data, name, members)
    known = {code: one for one in members for code in (one.siren, one.insee_code) if code}
    stand = {one.authority_id: one.place for one in network.follower.rows(directory).values()}
    lines, places, shapes = _meant(read_, known, stand, language)
    if dry:
        return PlacesReport(name, False, tuple(lines)), None
    import_id = ids.new()
    taking = Taking(network, import_id, by, language)

    async def put(line: PlaceLine) -> PlaceLine:
        if line.does != "place" or line.authority_id is None:
            return line
        change = Change(stand.get(line.authority_id), places[line.authority_id], strict=True)
        _, why = await taking.attempt(CommandId(ids.derived(import_id, line.row)), line.authority_id, authority.Edit(place=change))
        return line if why is None else structs.replace(line, does="refused", why=why)

    told = await taking.each(lines, put)
    await outlines.keep(pool, network.network_id, shapes)
    return PlacesReport(name, True, tuple(told)), taking.after


def _meant(
    found: Iterable[Row], known: Mapping[str, Member], stand: Mapping[Any, MapPoint | None], language: Language
) -> tuple[list[PlaceLine], dict[AuthorityId, MapPoint], dict[AuthorityId, Rings]]:
    lines: list[PlaceLine] = []
    places: dict[AuthorityId, MapPoint] = {}
    shapes: dict[AuthorityId, Rings] = {}
    for row in found:
        member = next((known[code] for code in row.codes if code in known), None)
        said = " · ".join(part for part in (member.name if member else row.name, " ".join(row.codes)) if part)
        one = AuthorityId(member.authority_id) if member else None
        does: Does = "outline" if row.rings else "place"
        fault = row.fault
        if one is None:
            does, fault = ("unknown", fault or "no_member") if row.codes else ("faulty", fault or "no_code")
        elif fault is not None:
            does = "faulty"
        elif one in (shapes if row.rings else places):
            does, fault = "twice", "twice"
        elif row.rings:
            shapes[one] = row.rings
        elif row.place is not None:
            places[one] = row.place
            does = "same" if stand.get(one) == row.place else "place"
        lines.append(PlaceLine(row.sheet, row.number, said, does, one, fault and say(language, f"places.{fault}")))
    return lines, places, shapes


def read(data: bytes, name: str, members: Sequence[Member]) -> list[Row]:
    """The rows of a file; Invalid where it holds no places, or more than we take."""
    if len(data) > MAX_FILE:
        raise unreadable("file_too_large", megabytes=MAX_FILE // 1_000_000)
    known = {code for one in members for code in (one.siren, one.insee_code) if code}
    found = [*(_of_geojson(data, known) if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else _of_table(data, name))]
    if not found:
        raise unreadable("no_places")
    if len(found) > MOST_ROWS:
        raise unreadable("too_many_places", rows=MOST_ROWS)
    return found


def _of_table(data: bytes, name: str) -> Iterator[Row]:
    columns: dict[int, str] = {}
    for sheet, number, cells in rows(data, name):
        texts = [" ".join(cell.split()) for cell in cells]
        if headed := _header(texts):
            columns = headed
            continue
        if not columns or not any(texts):
            continue
        by_kind: dict[str, list[str]] = {}
        for at, kind in columns.items():
            by_kind.setdefault(kind, []).append(texts[at] if at < len(texts) else "")
        codes = tuple(code for text in by_kind["code"] if (code := _code(text)) is not None)
        label = next(iter(by_kind.get("name", ())), "") or ("" if codes else next(iter(by_kind["code"]), ""))
        place = _placed(*(_degrees(by_kind[kind][0]) for kind in ("latitude", "longitude")))
        yield Row(sheet, number, codes, label, place, fault=None if place else "no_degrees")


def _header(texts: Sequence[str]) -> dict[int, str] | None:
    found: dict[int, str] = {}
    for at, text in enumerate(texts):
        words = plain(text)
        kinds = (*_COLUMNS.items(), ("name", _NAMES))
        kind = next((kind for kind, begins in kinds if words.startswith(begins) and len(words) < 40), None)
        if kind is not None and (kind == "code" or kind not in found.values()):
            found[at] = kind
    return found if {"code", "latitude", "longitude"} <= set(found.values()) else None


def _degrees(text: str) -> float | None:
    text = text.replace(" ", "").rstrip("°")
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def _placed(latitude: float | None, longitude: float | None) -> MapPoint | None:
    """The place, where these are degrees on earth: a file in metres, of the Lambert projection for one, is none."""
    if latitude is None or longitude is None or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    return MapPoint(round(latitude * 1e5), round(longitude * 1e5))


def _code(text: str) -> str | None:
    """A SIREN or an INSEE code; a spreadsheet takes the nought off 01004."""
    text = "".join(text.split()).upper()
    text = f"0{text}" if len(text) == 4 and text.isdigit() else text
    return text if _CODE.fullmatch(text) else None


def _of_geojson(data: bytes, known: set[str]) -> Iterator[Row]:
    try:
        collection = msgspec.json.decode(data, type=_Collection)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise unreadable("no_geojson") from None
    if len(collection.features) > MOST_ROWS:
        raise unreadable("too_many_places", rows=MOST_ROWS)
    left = MOST_CORNERS
    for number, feature in enumerate(collection.features, 1):
        words = {plain(key): text for key, raw in (feature.properties or {}).items() if (text := _text(raw)) is not None}
        codes = tuple(dict.fromkeys(code for key, text in words.items() if key.startswith(_CODES) and (code := _code(text)) is not None))
        name = next((text for key, text in words.items() if key.startswith(_NAMES)), "")
        row = Row("", number, codes, name[:80])
        if known.isdisjoint(codes):
            yield row  # of no member: whatever its shape is, nobody reads it
            continue
        place, polygons = _geometry(feature.geometry)
        left -= sum(len(ring) for rings in polygons for ring in rings)
        if left < 0:
            raise unreadable("too_many_corners", corners=MOST_CORNERS)
        if place is not None:
            yield structs.replace(row, place=place)
        else:
            rings = outlines.simplified(_rings(polygons))
            yield structs.replace(row, rings=rings, fault=None if rings else "no_shape")


def _text(raw: msgspec.Raw) -> str | None:
    try:
        value = msgspec.json.decode(raw, type=str | int | None)
    except msgspec.DecodeError:
        return None
    return None if value is None else str(value)


def _geometry(raw: msgspec.Raw) -> tuple[MapPoint | None, list[list[Ring]]]:
    try:
        shape = msgspec.json.decode(raw, type=_Point | _Polygon | _MultiPolygon)
    except (msgspec.DecodeError, RecursionError):
        return None, []
    match shape:
        case _Point([longitude, latitude, *_]):
            return _placed(latitude, longitude), []
        case _Polygon(rings):
            return None, [rings]
        case _MultiPolygon(polygons):
            return None, polygons
    return None, []


def _rings(polygons: Iterable[Iterable[Ring]]) -> list[list[MapPoint]]:
    """The rings as places; none at all where one of their corners lies nowhere on earth."""
    found: list[list[MapPoint]] = []
    for ring in (ring for rings in polygons for ring in rings):
        places = [_placed(latitude, longitude) for longitude, latitude, *_ in ring]
        if None in places:
            return []
        found.append([place for place in places if place is not None])
    return found
