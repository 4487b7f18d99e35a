"""The AsyncAPI document: whole, valid by the rules of AsyncAPI 3.1, and true of the service."""

import asyncio
import copy
import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import msgspec
import pytest

from events import ids
from service import asyncapi, schema
from service.live import frames
from service.live.over_http import Asked, Opening, Poll
from tests.http.town import Town
from tests.live import document
from tests.live.screen import Watching
from tests.live.test_frames import SENT
from tests.live.test_socket import dialled
from tests.people import BEN

WHOLE = document.of()
NAME = re.compile(r"[A-Za-z0-9_.\-]+")
#: What an object of the document has to hold, and may, in AsyncAPI 3.1; all may have `x-…` besides.
OBJECTS: dict[str, tuple[set[str], set[str]]] = {
    "document": ({"asyncapi", "info"}, {"id", "servers", "defaultContentType", "channels", "operations", "components"}),
    "info": ({"title", "version"}, {"description", "termsOfService", "contact", "license", "tags", "externalDocs"}),
    "server": (
        {"host", "protocol"},
        {"protocolVersion", "pathname", "description", "title", "summary", "variables", "security", "bindings"},
    ),
    "channel": (set(), {"address", "messages", "title", "summary", "description", "servers", "parameters", "tags", "bindings"}),
    "operation": ({"action", "channel"}, {"title", "summary", "description", "security", "bindings", "traits", "messages", "reply"}),
    "reply": (set(), {"address", "channel", "messages"}),
    "message": (set(), {"headers", "payload", "name", "title", "summary", "description", "contentType", "correlationId", "examples"}),
    "components": (set(), {"schemas", "messages", "securitySchemes", "operations", "channels", "replies", "parameters"}),
}


def faults(whole: dict[str, Any]) -> Iterator[str]:
    """What the rules of AsyncAPI 3.1 have against a document, of which tools would make no clients."""

    def shape(kind: str, thing: dict[str, Any], where: str) -> Iterator[str]:
        needed, allowed = OBJECTS[kind]
        own = {key for key in thing if not key.startswith("x-")}
        yield from (f"{where} lacks {key}" for key in sorted(needed - own))
        yield from (f"{where} may not have {key}" for key in sorted(own - needed - allowed))

    yield from shape("document", whole, "the document")
    yield from shape("info", whole["info"], "info")
    yield from shape("components", whole["components"], "components")
    if whole["asyncapi"] != "3.1.0":
        yield "this is another version"
    named = [("server", "servers"), ("channel", "channels"), ("operation", "operations")]
    parts = [(kind, f"{place}.{name}", thing) for kind, place in named for name, thing in whole[place].items()]
    parts += [("message", f"messages.{name}", thing) for name, thing in whole["components"]["messages"].items()]
    for kind, where, thing in parts:
        yield from shape(kind, thing, where)
        if kind == "operation" and thing["action"] not in ("send", "receive"):
            yield f"{where} neither sends nor receives"
    for place in (whole["components"], *whole["components"].values(), whole["channels"], whole["operations"], whole["servers"]):
        yield from (f"{name} is no name" for name in place if not NAME.fullmatch(name))
    for where, reference in references(whole, ""):
        if found(whole, reference) is None:
            yield f"{where} leads nowhere: {reference}"
    for name, operation in whole["operations"].items():
        for asked in (operation, operation.get("reply")):
            if asked is not None:
                yield from shape("reply", asked, f"the reply of {name}") if asked is not operation else ()
                prefix = f"{asked['channel']['$ref']}/messages/"
                yield from (f"{name} names a message of another channel" for one in asked["messages"] if not one["$ref"].startswith(prefix))
    for channel in whole["channels"].values():
        if not channel["address"].startswith("/") or not all(one["$ref"].startswith("#/servers/") for one in channel["servers"]):
            yield f"{channel['address']} is nowhere"


def references(node: Any, where: str) -> Iterator[tuple[str, str]]:
    """Every reference, with the place where it stands."""
    if isinstance(node, dict):
        if isinstance(reference := node.get("$ref"), str):
            yield where, reference
        for key, value in node.items():
            yield from references(value, f"{where}/{key}")
    elif isinstance(node, list):
        for at, value in enumerate(node):
            yield from references(value, f"{where}/{at}")


def found(whole: dict[str, Any], reference: str) -> Any:
    """What a reference leads to, if anything."""
    place: Any = whole
    for part in reference.removeprefix("#/").split("/"):
        place = place.get(part) if isinstance(place, dict) else None
    return place


def example(name: str) -> dict[str, Any]:
    """The example of a message."""
    (shown,) = WHOLE.whole["components"]["messages"][name]["examples"]
    return shown["payload"]  # type: ignore[no-any-return]  # a frame is an object


def test_the_document_keeps_the_rules_of_asyncapi() -> None:
    assert list(faults(WHOLE.whole)) == []


@pytest.mark.parametrize(
    ("complaint", "path", "value"),
    [
        ("leads nowhere", "operations/live.ask/channel/$ref", "#/channels/elsewhere"),
        ("another channel", "operations/live.ask/reply/messages/0/$ref", "#/components/messages/ack"),
        ("may not have", "channels/live/publish", {}),
        ("lacks host", "servers/live/host", None),
        ("neither sends nor receives", "operations/live.ask/action", "publish"),
        ("is no name", "operations/live ask", {"action": "send", "channel": {"$ref": "#/channels/live"}, "messages": []}),
    ],
)
def test_a_broken_rule_is_seen(complaint: str, path: str, value: Any) -> None:
    broken = copy.deepcopy(WHOLE.whole)
    *parents, last = path.split("/")
    place: Any = broken
    for part in parents:
        place = place[int(part) if isinstance(place, list) else part]
    if value is None:
        del place[last]
    else:
        place[last] = value
    assert any(complaint in fault for fault in faults(broken)), list(faults(broken))


def test_every_frame_has_its_place_and_an_example() -> None:
    assert {type(frame) for frame in asyncapi.EXAMPLES} == {*asyncapi.HEARD, *asyncapi.TOLD, *asyncapi.ENVELOPES, asyncapi.Closed}
    socket, *over_http = asyncapi.WAYS
    assert {one.said for way in over_http for one in way.exchanges} == {Opening, Poll, Asked}
    told = {kind for one in socket.exchanges for kind in one.answers} | {kind for kinds in socket.told.values() for kind in kinds}
    assert ({one.said for one in socket.exchanges}, told) == ({*asyncapi.HEARD}, {*asyncapi.TOLD})


def test_every_close_is_told() -> None:
    codes = {value for name, value in vars(frames).items() if name.isupper() and isinstance(value, int) and value > 1_000}
    assert asyncapi.CLOSES.keys() == codes


def test_every_shape_is_of_draft_07() -> None:
    for name, shape in WHOLE.whole["components"]["schemas"].items():
        jsonschema_rs.meta.validate({"$schema": "http://json-schema.org/draft-07/schema#", **shape})
        assert not {"$defs", "prefixItems", "unevaluatedProperties"} & set(keys(shape)), name
    assert set(schema.references(WHOLE.whole["components"]["schemas"])) <= WHOLE.whole["components"]["schemas"].keys()


def keys(node: Any) -> Iterator[str]:
    """Every word of a schema."""
    if isinstance(node, dict):
        yield from node
        for value in node.values():
            yield from keys(value)
    elif isinstance(node, list):
        for value in node:
            yield from keys(value)


@pytest.mark.parametrize("kind", [*asyncapi.HEARD, *asyncapi.TOLD, *asyncapi.ENVELOPES], ids=asyncapi.named)
def test_an_example_is_what_it_says(kind: type[frames.Frame]) -> None:
    WHOLE.judge(asyncapi.named(kind), example(asyncapi.named(kind)))


@pytest.mark.parametrize(
    ("message", "field", "value"),
    [
        ("tx", "prev", "41"),
        ("tx", "prev", None),
        ("tx", "rows/0/table", "axes"),
        ("tx", "rows/0/row/title", 3),
        ("tx", "rows/0/row/order_key", None),
        ("tx", "by", "somebody"),
        ("snap", "rows/0/row/internal", "no"),
        ("subd", "plan", "perhaps"),
        ("welcome", "limits/burst", None),
        ("ack", "conflicts", [{}]),
        ("cmd", "asking/command/tag", "action_plan.dance"),
        ("cmd", "asking/command/colour", "green"),
        ("sub", "from/pos", -1),
        ("hello", "client", ""),
        ("pres.heard", "state/mode", "sing"),
        ("opening", "frames/0/t", "cmd"),
        ("poll", "wait", 26),
        ("asked", "frames/0/asking/command/tag", "action_plan.dance"),
        ("polled", "frames/1/rows/0/row/internal", "no"),
        ("answers", "frames/1/head", "42"),
    ],
)
def test_a_wrong_field_is_seen(message: str, field: str, value: Any) -> None:
    broken = copy.deepcopy(example(message))
    *parents, last = field.split("/")
    place: Any = broken
    for part in parents:
        place = place[int(part) if isinstance(place, list) else part]
    if value is None:
        del place[last]
    else:
        place[last] = value
    with pytest.raises(jsonschema_rs.ValidationError):
        WHOLE.judge(message, broken)


def test_what_is_written_for_ever_is_what_the_document_says() -> None:
    for frame, text in SENT:
        told = msgspec.json.decode(text)
        if "rows" in told:
            told["rows"] = []  # not those of any table
        WHOLE.judge(asyncapi.named(type(frame)), told)


async def test_it_is_served_to_everybody_and_names_where_the_service_is(town: Town) -> None:
    answer = await town.browser(None).get("/schema/asyncapi.json")
    assert answer.status_code == 200
    assert answer.content == msgspec.json.encode(asyncapi.described(town.url))
    assert answer.json()["servers"]["live"]["host"] == town.url.removeprefix("http://")


async def test_every_example_is_replayed_and_answered_as_it_says(town: Town) -> None:
    """What the document says a client may say is said; what it says is told is told, each frame with the fields of its example."""
    replies = {last(one["messages"][0]): one.get("reply") for key, one in WHOLE.whole["operations"].items() if key.startswith("live.")}
    plan = f"plan:{town.plan}"
    async with dialled(town, BEN) as socket:
        screen = Watching(socket)
        screen.asked[1] = plan
        listening = asyncio.create_task(screen.listen())
        for name in ("hello", "sub", "cmd", "y.heard", "pres.heard", "ping", "unsub"):
            before = len(screen.heard)
            await screen.send(msgspec.json.decode(here(town, name)))
            answers = {last(one) for one in replies[name]["messages"]} - {"err"} if replies[name] else set()
            await screen.until(lambda now=before, due=answers: not due or any(one["t"] in due for one in screen.heard[now:]))  # type: ignore[misc]  # of this turn
            if name == "cmd":
                await screen.until(lambda: any(one["t"] == "tx" for one in screen.heard))
        assert screen.receipts[str(asyncapi.COMMAND)]["outcome"] == "applied"
        for number, topic in enumerate((plan, plan, f"people:{town.network}", f"plan:{ids.new()}"), start=2):
            screen.asked[number] = topic
            await screen.send({"t": "sub", "id": number, "topic": topic})
        await screen.send({"t": "pres", "topic": plan, "state": None})
        await screen.send({"t": "cmd", "asking": {"id": str(ids.new()), "command": 1}})
        kinds = {asyncapi.named(kind) for kind in asyncapi.TOLD} - HARD_TO_HEAR
        await screen.until(lambda: kinds <= {one["t"] for one in screen.heard})
        listening.cancel()
    for name, told in {one["t"]: one for one in screen.heard}.items():
        assert example(name).keys() == told.keys(), name


async def test_every_example_over_http_is_replayed_too(town: Town) -> None:
    browser = town.browser(BEN)
    for way, said, answered in (("commands", "asked", "answers"), ("poll", "poll", "polled")):
        answer = await browser.post(ADDRESSES[way], content=here(town, said), headers={"content-type": "application/json"})
        assert answer.status_code == 200, answer.text
        WHOLE.judge(answered, answer.json())
    async with browser.stream(
        "POST", ADDRESSES["events"], content=here(town, "opening"), headers={"content-type": "application/json"}
    ) as told:
        async for line in told.aiter_lines():
            if line.startswith("data: "):
                frame = msgspec.json.decode(line.removeprefix("data: "))
                WHOLE.told(frame)
                if frame["t"] == "live":
                    break


ADDRESSES = {way.name: way.address for way in asyncapi.WAYS}


def here(town: Town, name: str) -> str:
    """The example of a message, said in this town."""
    said = msgspec.json.encode(example(name)).decode()
    for stand_in, real in ((asyncapi.NETWORK, town.network), (asyncapi.PLAN, town.plan)):
        said = said.replace(str(stand_in), str(real))
    return said


#: It takes a client that does not read, a service that stops, 25 quiet seconds, minutes, or an auditor: other tests hear these.
HARD_TO_HEAR = {"gap", "bye", "head", "y", "yack", "ev", "checkpoint"}


def last(reference: dict[str, str]) -> str:
    """The name of the message that an operation names."""
    return reference["$ref"].rpartition("/")[2]
