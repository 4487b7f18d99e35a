"""The OpenAPI document: what Litestar finds out by itself, made complete.

Litestar knows the addresses and their parameters. The shapes come from the structs (schema.py): discriminators, closed
objects, docstrings, limits. Added here: an example of every command, and every problem that an address can answer with,
refusals of the rules included.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
from litestar import Litestar, Request
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from events.decider import Refused
from service import problems, schema
from service.languages import say
from service.problems import Document
from service.schema import Schema

VERSION = "0.1.0"
PROBLEM = "Problem"

#: A value for every pattern that a text must match.
FITTING = {
    "^[0-9]{9}$": "213404633",
    "^([0-9]{2}|2[AB])[0-9]{3}$": "57480",
    "^[0-9A-Za-z]*[1-9A-Za-z]$": "V",
    r"^[1-9][0-9]{0,17}\.[1-9][0-9]{0,17}$": "1.42",
}
UUID_EXAMPLE = "01938a5e-7c3b-7d10-9f00-3b6d2c1e4a57"


class Json(JsonRenderPlugin):
    """Serves the complete document; made once, on the first request."""

    document: bytes | None = None

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        if self.document is None:
            self.document = msgspec.json.encode(complete(openapi_schema, request.app))
        return self.document


def config() -> OpenAPIConfig:
    """What Litestar needs to know; no page of its own, since those load scripts from elsewhere."""
    return OpenAPIConfig(
        title="Club 21",
        version=VERSION,
        description=(
            "Shared action plans for networks of local authorities. One address takes every change of a network; nouns are for reading. "
            "Every read takes `after=<token>` and waits until it shows that moment; every answer says where it stands in the header "
            "`club21-position`."
        ),
        path="/schema",
        render_plugins=[Json()],
    )


def complete(document: dict[str, Any], app: Litestar) -> dict[str, Any]:
    """The document with shapes, examples and problems laid over what Litestar found."""
    handlers = {handler.operation_id: handler for handler in _handlers(app)}
    operations = [
        (operation, handlers[operation["operationId"]])
        for path in document["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict) and operation.get("operationId") in handlers
    ]
    bodies = [_body(handler) for _, handler in operations]
    answers = [handler.parsed_fn_signature.return_type.annotation for _, handler in operations]
    shapes, components = schema.of([*(body for body in bodies if body is not None), *answers], {Document: PROBLEM})
    received = iter(shapes)
    for (operation, _), body in zip(operations, bodies, strict=True):
        if body is not None:
            content: Schema = {"schema": next(received)}
            content["examples"] = _examples(content["schema"], components)
            operation["requestBody"] = {"required": True, "content": {"application/json": content}}
    for operation, handler in operations:
        shape = next(received)
        for status, response in operation["responses"].items():
            if status.startswith("2") and "application/json" in response.get("content", {}):
                response["content"] = {"application/json": {"schema": shape}}
                response["headers"] = {
                    "club21-position": {"schema": {"type": "string"}, "description": "Where the answer stands: a token."}
                }
        operation["responses"] = {
            **{status: one for status, one in operation["responses"].items() if status.startswith("2")},
            **{str(status): _problem(status) for status in _statuses(handler)},
        }
    return {**document, "components": {"schemas": components}}


def _handlers(app: Litestar) -> Iterator[HTTPRouteHandler]:
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if isinstance(handler, HTTPRouteHandler) and handler.operation_id:
                yield handler


def _body(handler: HTTPRouteHandler) -> Any:
    """What a handler takes as JSON; uploads describe themselves."""
    field = handler.parsed_data_field
    return field.annotation if field is not None and handler.dto is not None else None


def _statuses(handler: HTTPRouteHandler) -> list[int]:
    names = handler.parsed_fn_signature.parameters
    found = {400, 500, 503}
    if "actor" in names:
        found |= {401}
    if "network_id" in names:
        found |= {404}
    if "data" in names:
        found |= {401, 403, 409, 413, 415}
    if handler.operation_id == "sign_in":
        found |= {429}
    if "after" in names:
        found |= {409}
    return sorted(found)


def _problem(status: int) -> Schema:
    """The answer with this status, with an example for each code that can come with it."""
    kind = problems.BY_STATUS[status].kind if status in problems.BY_STATUS else {400: "invalid", 409: "refused"}.get(status, "fault")
    shown: dict[str, Schema] = {}
    for code, refused in sorted(Refused.known.items()):
        if problems.document(refused(), "en")[0].status == status:
            shown[code] = {"summary": refused.sentence(), "value": msgspec.to_builtins(problems.document(refused(), "en")[0])}
    codes = {409: ("reused", "resync"), 401: ("signed_out", "sign_in.used", "sign_in.expired", "sign_in.unknown")}.get(status, ())
    for one in problems.KINDS:
        for code in codes or (one.kind,):
            if one.status == status:
                document = problems.document(one(code), "en")[0]
                shown[code] = {"summary": document.detail, "value": msgspec.to_builtins(document)}
    media = {"schema": {"$ref": schema.PREFIX + PROBLEM}, **({"examples": shown} if shown else {})}
    return {"description": say("en", f"title.{kind}"), "content": {problems.MEDIA_TYPE: media}}


def _examples(shape: Schema, components: dict[str, Schema]) -> dict[str, Schema]:
    """One example of a body for each command that it may carry, else one."""
    asking = components.get("Asking", {})
    if "Asking" not in schema.references(shape):
        return {"example": {"value": example(shape, components)}}
    found: dict[str, Schema] = {}
    for name in schema.references(asking["properties"]["command"]):
        command = {"$ref": schema.PREFIX + name}
        components[name]["examples"] = [example(command, components)]
        value = {"id": UUID_EXAMPLE, "stream": UUID_EXAMPLE, "command": example(command, components)}
        found.setdefault(name, {"summary": components[name].get("description", name), "value": value})
    return found


def example(shape: Schema, components: dict[str, Schema]) -> Any:
    """A value of this shape: what must be there, and one more where an edit would else say nothing."""
    if "$ref" in shape:
        return example(components[shape["$ref"].removeprefix(schema.PREFIX)], components)
    if "enum" in shape:
        return shape["enum"][0]
    if "anyOf" in shape:
        return example(next(one for one in shape["anyOf"] if one.get("type") != "null"), components)
    match shape.get("type"):
        case "object":
            properties = shape.get("properties", {})
            names = shape.get("required", [])
            optional = [name for name in properties if name not in names and name not in ("tag", "t")]
            first = [name for name in ("title", *optional) if name in optional][:1] if not names else []
            tags = [name for name in ("tag", "t") if name in properties]
            return {name: example(properties[name], components) for name in [*tags, *(one for one in names if one not in tags), *first]}
        case "array":
            return [example(shape["items"], components)] if "items" in shape else []
        case "string":
            return _text(shape)
        case "integer" | "number":
            return max(shape.get("minimum", 0), 21)
        case "boolean":
            return False
    return "text"


def _text(shape: Schema) -> str:
    by_format = {"uuid": UUID_EXAMPLE, "date": "2015-01-30", "date-time": "2015-01-30T09:30:00Z"}
    return by_format.get(shape.get("format", ""), FITTING.get(shape.get("pattern", ""), "Plant a hedge around the school"))
