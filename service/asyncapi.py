"""The AsyncAPI document: what travels while screens are live, from the same structs that write and read it.

OpenAPI tells what is asked and answered at once; this tells the rest: which frames there are on which way, which of them
answer which, and the rows that they carry, each table with its own. Its examples are frames as they are sent. A way, an
exchange or a frame that is added is added to a table here; tests hold the tables to ``frames.py``, and every frame that a
test sees to the document.
"""

import threading
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias, get_args
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.datastructures import State
from msgspec import Raw, Struct

from events.asking import Asking
from events.ids import CommandId, NetworkId, PersonId
from projections.axis_list import Axis
from projections.catalogue import PROJECTIONS
from projections.projection import Projection
from service import openapi, schema
from service.live import frames
from service.live.frames import Frame
from service.live.over_http import Answer, Answers, Asked, Opening, Poll
from service.schema import Schema

Kinds: TypeAlias = tuple[type[Struct], ...]

HEARD: Kinds = get_args(frames.Heard)
TOLD: Kinds = get_args(frames.Told)


class Closed(Struct, frozen=True):
    """The end of a stream or of what polls follow: a code of a WebSocket's close, with its reason."""

    code: int
    reason: str


class Polled(Struct, frozen=True):
    """What a socket would have said by now, and the close with which it would have ended."""

    frames: tuple[Raw, ...]
    close: Closed | None


#: What is around frames over HTTP, and which of them it holds.
ENVELOPES: Mapping[type[Struct], Kinds] = {
    Opening: (frames.Hello, frames.Sub),
    Poll: (frames.Hello, frames.Sub),
    Asked: (frames.Cmd, frames.Write, frames.Pres, frames.Ping),
    Answers: (frames.Ack, frames.Yack, frames.Rej, frames.Pong, frames.Err),
    Polled: TOLD,
}


READ: Kinds = (*HEARD, Opening, Poll, Asked)  # by the service
MESSAGES: Kinds = (*HEARD, *TOLD, *ENVELOPES, Closed)


class Exchange(Struct, frozen=True):
    """What a client says, and what it may be answered."""

    name: str
    said: type[Struct]
    answers: Kinds = ()


class Way(Struct, frozen=True):
    """One way in: its address, how it is opened, and what is exchanged and told on it."""

    name: str
    address: str
    summary: str
    bindings: Mapping[str, Any]
    exchanges: tuple[Exchange, ...]
    told: Mapping[str, Kinds]  # without being asked, by the name of the operation


HTTP = {"http": {"method": "POST", "bindingVersion": "0.3.0"}}

#: Every way in which frames travel.
WAYS = (
    Way(
        "live",
        "/live",
        "A WebSocket of the sub-protocol rt.v1.json: text frames, one JSON object each; `t` says which.",
        {"ws": {"method": "GET", "bindingVersion": "0.1.0"}},
        (
            Exchange("greet", frames.Hello, (frames.Welcome,)),
            Exchange("follow", frames.Sub, (frames.Subd, frames.Err)),
            Exchange("take", frames.More, (frames.Ev,)),
            Exchange("unfollow", frames.Unsub),
            Exchange("ask", frames.Cmd, (frames.Ack, frames.Rej)),
            Exchange("write", frames.Write, (frames.Yack, frames.Rej)),
            Exchange("appear", frames.Pres, (frames.Err,)),
            Exchange("probe", frames.Ping, (frames.Pong,)),
        ),
        {
            "show": (frames.Snap, frames.Tx, frames.Kv, frames.Written, frames.Live, frames.Head, frames.Gap, frames.End, frames.Present),
            "retell": (frames.Ev,),
            "prove": (frames.Checkpoint,),
            "part": (frames.Bye, frames.Err),
        },
    ),
    Way(
        "events",
        "/live/events",
        "The same frames as server-sent events in answer to a POST, each a `data:` line; at the end an event `close`.",
        HTTP,
        (Exchange("open", Opening, (*(kind for kind in TOLD if kind not in get_args(Answer)), frames.Err, Closed)),),
        {},
    ),
    Way(
        "commands",
        "/live/commands",
        "What is said beside a stream or polls, in a POST of its own.",
        HTTP,
        (Exchange("post", Asked, (Answers,)),),
        {},
    ),
    Way(
        "poll",
        "/live/poll",
        "The same frames where answers that do not end are held back: a POST, answered once there is news.",
        HTTP,
        (Exchange("poll", Poll, (Polled,)),),
        {},
    ),
)

#: Why a connection ends, by its code; docs/live.md says what to do then.
CLOSES: Mapping[int, str] = {
    frames.RESTART: "the process ends",
    frames.OVERLOADED: "too many say hello at once",
    frames.FAULT: "our fault",
    frames.SLOW: "nothing was taken, or heard, for too long",
    frames.RESTORED: "the log began anew",
    frames.TOO_OFTEN: "too many frames",
    frames.TOO_MANY: "too many connections of one account, or of one address where nobody is signed in",
    frames.SIGNED_OUT: "not signed in, or signed out",
    frames.NO_HELLO: "no hello",
    frames.MALFORMED: "malformed",
    frames.FORBIDDEN: "nothing here is yours to see",
    frames.SUPERSEDED: "another connection of this tab",
    frames.TOO_LARGE: "a frame is too large",
    frames.OTHER_VERSION: "another version",
}

NETWORK = NetworkId(UUID("01938a5e-7c3b-7d10-9f00-3b6d2c1e4a01"))
PLAN = UUID("01938a5e-7c3b-7d10-9f00-3b6d2c1e4a02")
AXIS = UUID("01938a5e-7c3b-7d10-9f00-3b6d2c1e4a03")
PERSON = PersonId(UUID("01938a5e-7c3b-7d10-9f00-3b6d2c1e4a04"))
COMMAND = CommandId(UUID("01938a5e-7c3b-7d10-9f00-3b6d2c1e4a05"))
SECTION = UUID("01938a5e-7c3b-7d10-9f00-3b6d2c1e4a06")
WRITTEN = CommandId(UUID("01938a5e-7c3b-7d10-9f00-3b6d2c1e4a07"))
UPDATE = "AAA="  # one of Yjs that changes nothing
TOPIC = f"plan:{PLAN}"
LANE = f"{TOPIC}/network"
REVISION = "5f0c2b7d9e1a4c36"
ROOT = "IJWS+83mWBEFvfr85YVTwR8GNMWXKLpFvhd1bM5Ddbg="
NOTE = (
    f"club21.example/{NETWORK}/1\n42\n{ROOT}\n\n\N{EM DASH} club21.example/{NETWORK}/1 "
    "Jgi1O3ZcQwCbdpHx8oW9+IJzLC1ZqFWkxTYPEWq1Zr5sJ0XKTPzHMFgkI8BDQ2vt4VnV8fwO2hyU1T4P6B0yMZVeBwg=\n"
)
_AXIS = Axis(AXIS, PLAN, None, "Se déplacer autrement", None, "V", internal=False)
_NAMES: dict[Any, Any] = {str(PERSON): frames.Cell("Camille Vallon", "Chargée de mission")}
_ASKING = {
    "id": str(COMMAND),
    "stream": str(PLAN),
    "command": {"tag": "action_plan.add_axis", "axis": str(AXIS), "title": _AXIS.title, "order_key": "V"},
}

#: One frame of each kind, as a client sends it or gets it.
FRAMES: tuple[Frame, ...] = (
    frames.Hello(frames.VERSION, NETWORK, "tab-1", tree=frames.Tree(1, 40, ROOT)),
    frames.Sub(1, TOPIC, frames.Since(1, 41, REVISION)),
    frames.More(2, 500),
    frames.Cmd(Raw(msgspec.json.encode(_ASKING))),
    frames.Write(WRITTEN, f"text:{SECTION}", 1, UPDATE),
    frames.Pres(TOPIC, frames.Focus(str(AXIS), "title", "edit")),
    frames.Ping(1, 1_792_838_400_000),
    frames.Unsub(1),
    frames.Welcome("5b0e7a9c1d2f3a48", 1, REVISION, 41, frames.Heartbeat(25, 10), frames.LIMITS, frames.User(PERSON)),
    frames.Subd(1, TOPIC, (LANE,), "snapshot"),
    frames.Snap(1, LANE, 41, 0, True, frames.pages([frames.shown("axis_list", _AXIS)], 1)[0]),
    frames.Tx(
        LANE,
        41,
        42,
        PERSON,
        datetime(2026, 10, 24, 8, 0, tzinfo=UTC),
        ("action_plan.axis_added",),
        (frames.changed("axis_list", AXIS, _AXIS),),
    ),
    frames.Ev(
        f"journal:{NETWORK}/auditors",
        41,
        42,
        PLAN,
        7,
        "action_plan.axis_added",
        1,
        datetime(2026, 10, 24, 8, 0, tzinfo=UTC),
        PERSON,
        None,
        None,
        COMMAND,
        Raw(msgspec.json.encode({"tag": "action_plan.axis_added", "axis": AXIS, "title": _AXIS.title, "order_key": "V"})),
    ),
    frames.Kv(f"people:{NETWORK}/network", 3, _NAMES),
    frames.Live(1, 42),
    frames.Head(LANE, 42, 45),
    frames.Gap(LANE, "slow", "snapshot"),
    frames.End(1, "replaced", "live.replaced", retry=False),
    frames.Ack(COMMAND, "applied", "1.42", ()),
    frames.Rej(COMMAND, "invalid.unknown_value", "This is not one of the values.", "Choose one of those listed.", False, ".command.tag"),
    frames.Written(f"text:{SECTION}/network", 1, 4, 5, UPDATE, PERSON),
    frames.Yack(WRITTEN, 5),
    frames.Present(TOPIC, "join", (frames.Here("5b0e7a9c1d2f3a48", PERSON, frames.Focus(str(AXIS), "title", "edit")),)),
    frames.Checkpoint(NOTE, 40, (ROOT, ROOT)),
    frames.Pong(1, 1_792_838_400_012, 42),
    frames.Bye("restart", 1_200),
    frames.Err("missing", "live.missing", retry=False, id=1),
)


def _one(kind: type[Struct]) -> Any:
    """The example of a frame."""
    return next(frame for frame in FRAMES if type(frame) is kind)


def _raw(kind: type[Struct]) -> Raw:
    return Raw(msgspec.json.encode(_one(kind)))


#: The same, with what is around them over HTTP.
EXAMPLES: tuple[Struct, ...] = (
    *FRAMES,
    Opening([_raw(frames.Hello), _raw(frames.Sub)]),
    Poll([_raw(frames.Hello), _raw(frames.Sub)], 25),
    Asked(NETWORK, "tab-1", [_raw(frames.Cmd), _raw(frames.Ping)]),
    Answers([_one(frames.Ack), _one(frames.Pong)]),
    Polled((_raw(frames.Subd), _raw(frames.Snap), _raw(frames.Live)), None),
    Closed(frames.RESTART, "restart"),
)

_made: dict[str, bytes] = {}
_making = threading.Lock()


@get("/schema/asyncapi.json", include_in_schema=False, sync_to_thread=True)
def document(state: State) -> Response[bytes]:
    """The document of this service, made on the first request of a process, in a thread as the other is."""
    address = state.settings.base_url
    with _making:
        if address not in _made:
            _made[address] = msgspec.json.encode(described(address))
    return Response(_made[address], media_type="application/json", headers={"cache-control": "no-cache"})


def described(address: str, projections: Iterable[Projection[Any]] = PROJECTIONS) -> Schema:
    """All of it, for a service at this address whose lanes show these tables."""
    at = urlsplit(address)
    servers = {
        "live": {"host": at.netloc, "protocol": "wss" if at.scheme == "https" else "ws"},
        "http": {"host": at.netloc, "protocol": at.scheme},
    }
    security = [{"$ref": f"#/components/securitySchemes/{name}"} for name in ("session", "token")]
    return {
        "asyncapi": "3.1.0",
        "info": {
            "title": f"{openapi.CONFIG.title}, live",
            "version": openapi.VERSION,
            "description": "Whoever follows a topic sees every change of it as it happens. Frames hold by the rules of docs/live.md.",
        },
        "defaultContentType": "application/json",
        "servers": {name: server | {"security": security} for name, server in servers.items()},
        "channels": {way.name: _channel(way) for way in WAYS},
        "operations": {name: operation for way in WAYS for name, operation in _operations(way)},
        "components": {
            "schemas": _schemas(tuple(projections)),
            "messages": {named(kind): _message(kind) for kind in MESSAGES},
            "securitySchemes": {
                "session": {
                    "type": "httpApiKey",
                    "in": "cookie",
                    "name": "__Host-club21",
                    "description": "Of a browser.",
                },
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Of a program; or `token` of `hello`.",
                },
            },
        },
    }


def named(kind: type[Struct]) -> str:
    """What a message is called: its tag; where both sides have one of this tag, that of a client apart. Without one, its own name."""
    if not issubclass(kind, Frame):
        return kind.__name__.lower()
    tag = _tag(kind)
    return f"{tag}.heard" if kind in HEARD and tag in map(_tag, TOLD) else tag


def _shape(kind: type[Struct]) -> str:
    """What its shape is called."""
    return f"frame.{named(kind)}" if issubclass(kind, Frame) else kind.__name__


def _tag(kind: type[Struct]) -> str:
    return str(kind.__struct_config__.tag)


def _channel(way: Way) -> Schema:
    kinds = dict.fromkeys(
        [*(kind for one in way.exchanges for kind in (one.said, *one.answers)), *(kind for told in way.told.values() for kind in told)]
    )
    return {
        "address": way.address,
        "summary": way.summary,
        "servers": [{"$ref": "#/servers/live" if "ws" in way.bindings else "#/servers/http"}],
        "messages": {named(kind): {"$ref": f"#/components/messages/{named(kind)}"} for kind in kinds},
        "bindings": dict(way.bindings),
        "x-close-codes": {str(code): {"why": why, "come-back": code < 4500} for code, why in CLOSES.items()},
    }


def _operations(way: Way) -> Iterable[tuple[str, Schema]]:
    channel = {"$ref": f"#/channels/{way.name}"}

    def among(kinds: Kinds) -> list[Schema]:
        return [{"$ref": f"#/channels/{way.name}/messages/{named(kind)}"} for kind in kinds]

    for one in way.exchanges:
        reply = {"reply": {"channel": channel, "messages": among(one.answers)}} if one.answers else {}
        yield f"{way.name}.{one.name}", {"action": "receive", "channel": channel, "messages": among((one.said,)), **reply}
    for called, kinds in way.told.items():
        yield f"{way.name}.{called}", {"action": "send", "channel": channel, "messages": among(kinds)}


def _message(kind: type[Struct]) -> Schema:
    called = named(kind)
    shown = [frame for frame in EXAMPLES if type(frame) is kind]
    return {
        "name": called,
        "title": kind.__name__,
        "summary": " ".join((kind.__doc__ or "").split("\n\n")[0].split()),
        "payload": {"$ref": f"{schema.PREFIX}{_shape(kind)}"},
        "examples": [{"name": called, "payload": msgspec.json.decode(msgspec.json.encode(frame))} for frame in shown],
    }


def _schemas(projections: tuple[Projection[Any], ...]) -> dict[str, Schema]:
    """Every shape: of frames, of the commands they carry, and of the rows, which the codec takes for bytes."""
    rows = {one.row: f"row.{one.name}" for one in projections}
    _, found = schema.of([Asking, *rows, *HEARD, *TOLD, *ENVELOPES, Closed], {**{kind: _shape(kind) for kind in HEARD}, **rows})
    found["frame.cmd"]["properties"]["asking"] = {"$ref": f"{schema.PREFIX}Asking"}
    found["frame.ev"]["properties"]["body"] = {"type": "object", "description": "What happened, as it is stored."}
    found["frame.snap"]["properties"]["rows"] = {"type": "array", "items": {"$ref": f"{schema.PREFIX}Shown"}}
    found["frame.tx"]["properties"]["rows"]["items"] = {"$ref": f"{schema.PREFIX}Changed"}
    for kind, held in ENVELOPES.items():
        found[_shape(kind)]["properties"]["frames"]["items"] = {"anyOf": [{"$ref": f"{schema.PREFIX}{_shape(one)}"} for one in held]}
    # The service leaves out only what was never set, so a reader may count on the rest; whoever speaks to it may leave defaults out.
    heard = _reached(found, [_shape(kind) for kind in READ])
    for called in found.keys() - heard:
        given = found[called].get("properties", {})
        found[called]["required"] = [one for one in given if one in found[called].get("required", ()) or "default" in given[one]]
    found["Shown"] = {"description": "A row of a snapshot.", "oneOf": [_row(one) for one in projections]}
    found["Changed"] = {
        "description": "A row that changed, whole; null where the lane no longer shows it.",
        "oneOf": [_row(one, found[rows[one.row]]["properties"][one.key]) for one in projections],
    }
    return {called: _lowered(shape) for called, shape in found.items()}


def _reached(found: Mapping[str, Schema], names: Iterable[str]) -> set[str]:
    """These shapes, and all that they are made of."""
    reached, due = set[str](), [*names]
    while due:
        if (called := due.pop()) not in reached:
            reached.add(called)
            due += schema.references(found[called])
    return reached


def _row(one: Projection[Any], key: Schema | None = None) -> Schema:
    row: Schema = {"$ref": f"{schema.PREFIX}row.{one.name}"}
    parts = {"table": {"const": one.name}} | ({"row": row} if key is None else {"key": key, "row": {"anyOf": [row, {"type": "null"}]}})
    return {"type": "object", "properties": parts, "required": [*parts]}


def _lowered(node: Any) -> Any:
    """Draft 07, which is what tools for AsyncAPI read: there, a discriminator is the name of a property and no more."""
    if isinstance(node, list):
        return [_lowered(one) for one in node]
    if not isinstance(node, dict):
        return node
    return {
        key: value["propertyName"] if key == "discriminator" and isinstance(value, dict) and "propertyName" in value else _lowered(value)
        for key, value in node.items()
    }
