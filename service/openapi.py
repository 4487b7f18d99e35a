"""The OpenAPI document: what Litestar finds out by itself, made complete.

Litestar knows the addresses and their parameters. The shapes come from the structs (schema.py): discriminators, closed
objects, docstrings, limits. Added here: an example of every command, and every problem that an address can answer with,
refusals of the rules included.
"""

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from types import UnionType
from typing import Any, Union, get_args, get_origin

import msgspec
from litestar import Litestar, Response, get
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig

from events.audit import bundle
from events.decider import Refused
from service import access, calendars, feed, moments, problems, schema
from service.documents import printing
from service.files import contact_cards, directory_export, plan_export
from service.identity import photos
from service.languages import say
from service.problems import Document
from service.schema import Schema
from service.strict import Strict

VERSION = "0.1.0"
PROBLEM = "Problem"

#: For every pattern that a text must match, one of these does: an order key, a token, a SIREN, an INSEE code, a code of a workshop, a time,
#: a hash.
FITTING = ("V", "1.42", "213404635", "57480", "481516", "09:30", "ab" * 32)
_made: list[bytes] = []
_making = threading.Lock()
UUID_EXAMPLE = "01938a5e-7c3b-7d10-9f00-3b6d2c1e4a57"


BYTES = "application/octet-stream"

#: Addresses that answer with a file, and of which kind.
FILES = {
    "booklet_pdf": printing.PDF,
    "minutes_pdf": printing.PDF,
    "synthesis_pdf": printing.PDF,
    "plan_pdf": printing.PDF,
    "action_pdf": printing.PDF,
    "plan_review": printing.SLIDES,
    "council_pdf": printing.PDF,
    "plan_workbook": plan_export.WORKBOOK,
    "plan_table": plan_export.TABLE,
    "plan_open_table": plan_export.TABLE,
    "directory_table": directory_export.TABLE,
    "contact_cards": contact_cards.MEDIA_TYPE,
    "export_evidence": bundle.MEDIA_TYPE,
    "attachment_file": BYTES,  # whatever it is
}

#: What else an address can say with a status.
SAID: Mapping[tuple[str, int], tuple[str, ...]] = {
    ("sign_in", 401): ("sign_in.used", "sign_in.expired", "sign_in.unknown"),
    ("sign_in", 403): ("origin", "sign_in.insecure"),
    ("sign_in_with_password", 401): ("sign_in.wrong",),
    ("sign_in_with_password", 403): ("origin", "sign_in.insecure"),
    ("sign_in_with_password", 429): ("sign_in.slow",),
    ("set_password", 403): ("origin", "account.no_email", "account.not_proved"),
    ("set_password", 429): ("sign_in.slow",),
    ("end_session", 404): ("missing.session",),
    ("set_email", 403): ("origin", "account.not_proved", "sign_in.no_mail"),
    ("show_photo", 415): ("photo.no_form", "photo.no_picture"),
    ("photo", 404): ("missing", "missing.photo"),
    ("contact_cards", 404): ("missing", "missing.person", "missing.authority"),
    ("send_file", 413): (
        "file.too_large",
        "file.quota",
        "file.unpacks_too_large",
        "file.too_many_pixels",
    ),
    ("send_file", 415): (
        "file.not_taken",
        "file.archive",
        "file.macros",
        "file.password",
        "file.old_format",
        "file.damaged",
        "file.two_at_once",
    ),
    ("attachment_file", 404): ("missing", "missing.attachment", "missing.erased_file", "missing.lost_file"),
    ("erase_file", 404): ("missing", "missing.attachment"),
    ("ask_about_my_data", 403): ("origin", "account.not_proved"),
    ("ask_about_my_data", 404): ("missing.network",),
    ("ask_about_my_data", 429): ("sign_in.slow",),
    ("my_data", 404): ("missing.person",),
    ("cancel_request", 404): ("missing.request",),
    ("answer_request", 404): ("missing.network", "missing.request", "missing.person"),
    ("answer_request", 409): ("erasure.last_facilitator",),
    ("ask_for_link", 403): ("origin", "sign_in.insecure", "sign_in.no_mail"),
    ("send_invitation_again", 404): ("missing.network", "missing.invitation"),
    ("revoke_invitation", 404): ("missing.network", "missing.invitation"),
    ("sign_in_at_provider", 403): ("origin", "sign_in.insecure"),
    ("sign_in_at_provider", 404): ("missing.provider",),
    ("sign_in_at_provider", 503): ("busy", "oidc.unreachable", "oidc.misconfigured"),
    ("make_webhook", 404): ("missing", "missing.token"),
    ("make_webhook", 409): ("webhook.too_many", "webhook.off"),
    ("change_webhook", 404): ("missing", "missing.webhook"),
    ("change_webhook", 409): ("webhook.no_right",),
    ("rotate_webhook", 404): ("missing", "missing.webhook"),
    ("try_webhook", 404): ("missing", "missing.webhook"),
    ("webhook_deliveries", 404): ("missing", "missing.webhook"),
    ("remove_webhook", 404): ("missing", "missing.webhook"),
    ("introduce_person", 404): ("missing", "missing.authority"),
    ("introduce_person", 409): ("people.known_already",),
    ("erase_person", 404): ("missing", "missing.person"),
    ("erase_person", 409): ("erasure.last_facilitator",),
    ("event", 404): ("missing", "missing.event"),
    ("item_history", 404): ("missing", "missing.item"),
    ("ask", 409): ("reused", "not_applied"),
    ("revoke_token", 404): ("missing", "missing.token"),
    ("workshop", 404): ("missing", "missing.workshop"),
    ("meeting", 404): ("missing", "missing.meeting"),
    ("synthesis", 404): ("missing", "missing.synthesis"),
    ("synthesis_pdf", 404): ("missing", "missing.synthesis"),
    ("alike", 404): ("missing", "missing.synthesis"),
    ("roadmap", 404): ("missing", "missing.roadmap"),
    ("action_lineage", 404): ("missing", "missing.action"),
    ("contribution_fate", 404): ("missing", "missing.contribution"),
    ("meeting_invitation", 404): ("missing", "missing.meeting"),
    ("send_meeting_letters", 404): ("missing", "missing.meeting"),
    ("send_meeting_letters", 409): ("meeting.not_convened", "meeting.no_mail"),
    ("minutes", 404): ("missing", "missing.meeting"),
    ("minutes_history", 404): ("missing", "missing.minutes"),
    ("booklet", 404): ("missing", "missing.meeting", "missing.minutes"),
    ("booklet_pdf", 404): ("missing", "missing.meeting", "missing.minutes"),
    ("plan_workbook", 404): ("missing", "missing.plan"),
    ("plan_table", 404): ("missing", "missing.plan"),
    ("plan_open_table", 404): ("missing", "missing.plan"),
    ("plan_pdf", 404): ("missing", "missing.plan"),
    ("plan_pdf", 409): ("reset", "document.too_large"),
    ("action_pdf", 404): ("missing", "missing.action"),
    ("action_pdf", 409): ("reset", "document.too_large"),
    ("plan_review", 404): ("missing", "missing.plan"),
    ("plan_review", 409): ("reset", "document.too_large"),
    ("council", 404): ("missing", "missing.plan", "missing.authority", "missing.then"),
    ("council_pdf", 404): ("missing", "missing.plan", "missing.authority", "missing.then"),
    ("council_pdf", 409): ("reset", "document.too_large"),
    ("minutes_pdf", 404): ("missing", "missing.meeting", "missing.minutes"),
    ("minutes_pdf", 409): ("reset", "document.too_large"),
    ("synthesis_pdf", 409): ("reset", "document.too_large"),
    ("questionnaire", 404): ("missing", "missing.questionnaire"),
    ("questionnaire_history", 404): ("missing", "missing.questionnaire"),
    ("export_evidence", 403): ("origin", "evidence.whole"),
    ("export_evidence", 404): ("missing", "missing.plan"),
    ("export_evidence", 409): ("evidence.rewritten",),
    ("export_evidence", 503): ("busy", "evidence.busy", "evidence.unsigned"),
    ("booklet_pdf", 409): ("reset", "document.too_large"),
    ("make_workshop_code", 404): ("missing", "missing.workshop"),
    ("mentorship", 404): ("missing", "missing.mentorship"),
    ("mentorship_history", 404): ("missing", "missing.mentorship"),
    ("process", 404): ("missing", "missing.plan"),
    ("idea_history", 404): ("missing", "missing.idea"),
    ("finding_history", 404): ("missing", "missing.finding"),
    ("body_history", 404): ("missing", "missing.body"),
    ("authority", 404): ("missing", "missing.authority"),
    ("evidence_checkpoint", 404): ("missing", "missing.checkpoint"),
    ("evidence_inclusion", 404): ("missing", "missing.event", "missing.checkpoint"),
    ("evidence_inclusion", 409): ("evidence.rewritten",),
    ("evidence_consistency", 404): ("missing", "missing.checkpoint"),
    ("evidence_consistency", 409): ("evidence.rewritten",),
    ("authority_history", 404): ("missing", "missing.authority"),
    ("make_workshop_code", 409): ("workshop.is_closed",),
    ("revoke_letters", 404): ("missing", "missing.meeting"),
    ("open_letter", 404): ("missing.letter",),
    ("answer_letter", 404): ("missing.letter",),
    ("answer_letter", 409): ("meeting.who_represents",),
    ("offer_attendance", 404): ("missing", "missing.meeting"),
    ("offer_attendance", 413): ("import.too_large",),
    ("offer_attendance", 415): ("import.no_form",),
    ("take_attendance", 404): ("missing", "missing.meeting"),
    ("offer_contributions", 413): ("import.too_large",),
    ("offer_contributions", 415): ("import.no_form",),
    ("take_contributions", 409): ("workshop.no_such_meeting",),
    ("join_workshop", 403): ("origin", "sign_in.insecure"),
    ("join_workshop", 404): ("workshop.wrong_code",),
    ("join_workshop", 409): ("workshop.signed_in", "workshop.full", "workshop.no_such_group"),
    ("join_workshop", 429): ("workshop.slow",),
}

AT = "As of which moment: `1.42`, `2026-03-14T10:00+01:00`, `2026-03-14` (the end of that day where the network is), or `moment:<id>`."

CONFIG = OpenAPIConfig(
    title="Club 21",
    version=VERSION,
    use_handler_docstrings=True,
    description=(
        "Shared action plans for networks of local authorities. One address takes every change of a network; nouns are for reading. "
        "Every read takes `after=<token>` and waits until it shows that moment; every answer says where it stands in the header "
        "`club21-position`. What stands in the log is read as of any moment with `at`: a position, an instant, or a date."
    ),
)


def route(handlers: Sequence[Any], dependencies: Mapping[str, Provide]) -> HTTPRouteHandler:
    """Serves the document of these handlers, made on the first request of a process, whose services all have the same.

    Litestar's own way adds pages that load scripts from elsewhere, and a page of its own for every unknown address below.
    """

    # Making it takes a core for a second: in the loop, everybody else would wait for whoever asks first.
    @get("/schema/openapi.json", include_in_schema=False, sync_to_thread=True)
    def document() -> Response[bytes]:
        with _making:
            if not _made:
                described = Litestar(
                    handlers, dto=Strict, return_dto=None, dependencies=dependencies, openapi_config=CONFIG, logging_config=None
                )
                _made.append(msgspec.json.encode(complete(described.openapi_schema.to_schema(), described)))
        return Response(_made[0], media_type="application/json", headers={"cache-control": "no-cache"})

    return document


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
    leaves = [leaf for answer in answers for leaf in _leaves(answer)]
    sent, components = schema.of([*(body for body in bodies if body is not None), *leaves], {Document: PROBLEM})
    # Uploads are no JSON; Litestar describes them well enough.
    described = document.get("components", {}).get("schemas", {})
    uploads = [operation.get("requestBody") for operation, handler in operations if handler.dto is None]
    components |= {name: described[name] for name in schema.references(uploads)}
    shapes = iter(sent)
    for (operation, _), body in zip(operations, bodies, strict=True):
        if body is not None:
            content: Schema = {"schema": next(shapes)}
            content["examples"] = _examples(content["schema"], components)
            operation["requestBody"] = {"required": True, "content": {"application/json": content}}
    for operation, handler in operations:
        if handler.operation_id == "send_file":
            operation["requestBody"] = {"required": True, "content": {BYTES: {"schema": {"type": "string", "format": "binary"}}}}
    for (operation, handler), answer in zip(operations, answers, strict=True):
        shape = _laid(answer, shapes)
        for status, response in operation["responses"].items():
            if status == "204":
                response.pop("content", None)
            elif handler.operation_id == "meeting_invitation":
                response["content"] = {calendars.MEDIA_TYPE: {"schema": {"type": "string"}}}
            elif handler.operation_id == "evidence_checkpoint":
                response["content"] = {"text/plain": {"schema": {"type": "string"}}}
            elif handler.operation_id in FILES:
                response["content"] = {FILES[handler.operation_id]: {"schema": {"type": "string", "format": "binary"}}}
            elif handler.operation_id == "events":
                response["content"] = {feed.MEDIA_TYPE: {"schema": {"type": "string"}}}
            elif handler.operation_id == "photo":
                response["content"] = {photos.MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}
            elif status.startswith("2"):
                response["content"] = {"application/json": {"schema": shape}}
                response["headers"] = {
                    "club21-position": {"schema": {"type": "string"}, "description": "Where the answer stands: a token."}
                }
        operation["responses"] = {
            **{status: one for status, one in operation["responses"].items() if status.startswith("2")},
            **{str(status): _problem(status, handler) for status in _statuses(handler)},
        }
        if handler.operation_id == "health_ready":
            operation["responses"]["503"] = {**operation["responses"]["200"], "description": "Not ready"}
        for parameter in operation.get("parameters", ()):
            if parameter["name"] == moments.PARAMETER:
                parameter["description"] = AT
        if "actor" in handler.parsed_fn_signature.parameters:
            operation["security"] = [{"session": []}, *([{"token": []}] if handler.operation_id in access.ROUTES else [])]
    session = {"type": "apiKey", "in": "cookie", "name": "__Host-club21", "description": "Set by redeeming a sign-in link."}
    token = {"type": "http", "scheme": "bearer", "description": "A token that a facilitator of the network made for a program."}
    return {**document, "components": {"schemas": components, "securitySchemes": {"session": session, "token": token}}}


def _leaves(answer: Any) -> Iterator[Any]:
    """The types an answer is made of; structs without a tag can not be one type to the codec, and need not be."""
    inner = get_args(answer)
    if get_origin(answer) in (list, Response, Union, UnionType):
        for one in inner:
            yield from _leaves(one)
    else:
        yield answer


def _laid(answer: Any, shapes: Iterator[Schema]) -> Schema:
    """The schema of an answer, its leaves taken from ``shapes`` in their order."""
    origin, inner = get_origin(answer), get_args(answer)
    if origin is Response:
        return _laid(inner[0], shapes)
    if origin is list:
        return {"type": "array", "items": _laid(inner[0], shapes)}
    if origin in (Union, UnionType):
        return {"anyOf": [_laid(one, shapes) for one in inner]}
    return next(shapes)


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
    """The ways in which asking here can fail, as far as its parameters tell."""
    names = handler.parsed_fn_signature.parameters
    within, body = "network_id" in names, "data" in names
    applies = {
        400: within or body,
        401: "actor" in names or body,
        403: handler.http_methods != {"GET"} or access.ROUTES.get(str(handler.operation_id), access.MEMBERS) != access.MEMBERS,
        404: within or bool({"session_id", "provider"} & names.keys()) or (handler.operation_id, 404) in SAID,
        409: "after" in names or (within and body) or (handler.operation_id, 409) in SAID,
        413: body or (handler.operation_id, 413) in SAID,
        415: body or (handler.operation_id, 415) in SAID,
        429: True,
        500: True,
        503: True,
    }
    return [status for status, here in applies.items() if here]


def _problem(status: int, handler: HTTPRouteHandler) -> Schema:
    """The answer with this status, with an example for each code that can come with it."""
    kind = {400: "invalid", 409: "refused", 500: "fault"}.get(status) or problems.BY_STATUS[status].kind
    shown = {code: {"summary": told.detail, "value": msgspec.to_builtins(told)} for code, told in _codes(status, handler)}
    media = {"schema": {"$ref": schema.PREFIX + PROBLEM}, **({"examples": shown} if shown else {})}
    return {"description": say("en", f"title.{kind}"), "content": {problems.MEDIA_TYPE: media}}


def _codes(status: int, handler: HTTPRouteHandler) -> Iterator[tuple[str, Document]]:
    """What an answer with this status can say, by code: a rule's refusal only where a change is asked for."""
    asks = handler.operation_id == "ask"
    for code, refused in sorted(Refused.known.items()) if asks else ():
        told, _ = problems.document(refused(), "en")
        if told.status == status:
            yield code, told
    usual: Mapping[int, tuple[str, ...]] = {401: ("signed_out",), 403: ("origin",), 409: ("resync",)}
    codes = SAID.get((str(handler.operation_id), status)) or usual.get(status)
    past = ("missing.then", "missing.moment") if status == 404 and moments.PARAMETER in handler.parsed_fn_signature.parameters else ()
    for one in problems.KINDS:
        for code in (*(codes or (one.kind,)), *past) if one.status == status else ():
            yield code, problems.document(one(code), "en")[0]


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
        case "object" if shape.get("minProperties"):
            return {UUID_EXAMPLE: example(shape["additionalProperties"], components)}
        case "object":
            properties = shape.get("properties", {})
            needed = [name for name in properties if name in ("tag", *shape.get("required", []))]
            optional = [name for name in ("title", *properties) if name in properties and name not in needed]
            shown = needed if len(needed) > ("tag" in needed) else [*needed, *optional[:1]]
            return {name: example(properties[name], components) for name in shown}
        case "array":
            return [example(shape["items"], components)] if "items" in shape else []
        case "string":
            return _text(shape)
        case "integer" | "number":
            return min(max(shape.get("minimum", 0), 21), shape.get("maximum", 21))
        case "boolean":
            return False
    return "text"


def _text(shape: Schema) -> str:
    if pattern := shape.get("pattern"):
        return next(one for one in FITTING if re.search(pattern, one))
    by_format = {"uuid": UUID_EXAMPLE, "date": "2015-01-30", "date-time": "2015-01-30T09:30:00Z"}
    return by_format.get(shape.get("format", ""), "Plant a hedge around the school")
