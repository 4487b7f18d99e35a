"""Files attached to items: those of one item, sending one, having it, and letting go of its bytes for good."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Request, Response, delete, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from litestar.response import Stream
from litestar.status_codes import HTTP_200_OK
from msgspec import Struct

from events import attachment, ids
from events.asking import Asking
from events.attachment import LARGEST, Type
from events.ids import CommandId, PersonId, StreamId
from events.log import redaction
from projections.attachment_list import Attachment, attachment_list
from service import problems, reading
from service.attachments import files
from service.attachments.content import MEDIA_TYPES
from service.identity.actor import Who

#: A file is no page: opened by itself, whatever it holds, it loads nothing, runs nothing and asks for nothing.
POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"


class SentFile(Struct, frozen=True):
    """What was sent, as ``attachment.attach`` has to say it."""

    sha256: str
    size: int
    type: Type


class FilesRoom(Struct, frozen=True):
    """How much room the files of a network take, and may take at most, in megabytes."""

    used: int
    quota: int


@get("/networks/{network_id:uuid}/files", operation_id="files_room")
async def files_room(network_id: FromPath[UUID], actor: Who, state: State) -> FilesRoom:
    """Tell how much room is used and left: of the network as a whole, with what is restricted, so in megabytes and nothing finer."""
    view = await reading.enter(state.networks, network_id, actor)
    return FilesRoom(*await state.files.room(view.network.network_id))


@get("/networks/{network_id:uuid}/attachments", operation_id="attachments")
async def attachments(
    network_id: FromPath[UUID],
    item: FromQuery[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> list[Attachment]:
    """List the files attached to an item, withdrawn ones included, now or at the moment ``at``."""
    view = await reading.enter(state.networks, network_id, actor, after, at)
    found = view.seen(attachment_list, [row for row in view.every(attachment_list) if row.item_id == item])
    return sorted(found, key=lambda row: (row.attached_at, row.attachment_id))


async def _is_small_enough(request: Request[Any, Any, Any]) -> None:
    """Told before the body is read, to who says how long it is."""
    if int(request.headers.get("content-length", "0")) > LARGEST:
        raise files.too_large()


@post(
    "/networks/{network_id:uuid}/files",
    status_code=HTTP_200_OK,
    operation_id="send_file",
    request_max_body_size=None,  # read piece by piece, and no further than a file may be long
    before_request=_is_small_enough,
)
async def send_file(network_id: FromPath[UUID], actor: Who, state: State, request: Request[Any, Any, Any]) -> SentFile:
    """Send the bytes of a file, which are the whole body, before it is attached; what nobody attaches is deleted a day later."""
    view = await reading.enter(state.networks, network_id, actor)
    sent = await state.files.take(view.network.network_id, actor.person, request.stream())
    return SentFile(*sent)


@get("/networks/{network_id:uuid}/attachments/{attachment_id:uuid}/file", operation_id="attachment_file")
async def attachment_file(
    network_id: FromPath[UUID],
    attachment_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> Response[Any]:
    """Have a file, to be saved: never shown in a page. One that was withdrawn since is had from the moment ``at`` when it stood."""
    view = await reading.enter(state.networks, network_id, actor, after, at)
    row = view.row(attachment_list, attachment_id, "missing.attachment")
    now = view.network.follower.row(attachment_list, attachment_id)
    if row.withdrawn:
        raise problems.Missing("missing.attachment")
    if now is None or now.erased:
        raise problems.Missing("missing.erased_file")
    pieces = await state.files.read(view.network.network_id, row.sha256)
    if pieces is None:
        raise problems.Missing("missing.lost_file")  # as after a restore of the database alone
    name = row.name if row.name != redaction.MARK else f"fichier.{attachment.ENDINGS[row.type][0]}"
    headers = {"content-disposition": disposition(name), "content-length": str(row.size), "content-security-policy": POLICY}
    return Stream(pieces, media_type=MEDIA_TYPES[row.type], headers=headers)


@delete("/networks/{network_id:uuid}/attachments/{attachment_id:uuid}/file", status_code=HTTP_200_OK, operation_id="erase_file")
async def erase_file(
    network_id: FromPath[UUID], attachment_id: FromPath[UUID], actor: Who, state: State, everywhere: FromQuery[bool] = False
) -> Attachment:
    """Let go of the bytes of a file for good, and with ``everywhere`` of the same bytes on every other item, known to who asks or not."""
    view = await reading.enter(state.networks, network_id, actor)
    network = view.network
    row = view.row(attachment_list, attachment_id, "missing.attachment")
    receipt = await network.ask(_erase(attachment_id), actor.person)
    if everywhere:
        for other in [one for one in view.every(attachment_list) if one.sha256 == row.sha256 and not one.erased]:
            if other.attachment_id != attachment_id:
                seen = bool(view.seen(attachment_list, [other]))
                # What only others see goes as well, and who asks is not told of it: the network itself does it.
                receipt = await network.ask(_erase(other.attachment_id), actor.person if seen else PersonId(network.network_id))
    await state.files.unsend(network.network_id, row.sha256)
    await state.files.sweep(network.network_id)
    return (await reading.enter(state.networks, network_id, actor, receipt.after)).row(attachment_list, attachment_id, "missing.attachment")


def _erase(attachment_id: UUID) -> Asking:
    return Asking(id=CommandId(ids.new()), stream=StreamId(attachment_id), command=attachment.Erase())


def disposition(name: str) -> str:
    """What tells a browser to save a file, and under which name (RFC 6266): in ASCII for old ones, then as it is."""
    plain = "".join(letter if letter.isascii() and letter.isprintable() and letter not in '"\\%' else "_" for letter in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
