"""How a document leaves: in the words of whoever asked for it, with names of today, and written down once it is sure that it may."""

from collections.abc import Iterable
from uuid import UUID

from litestar import Request, Response
from litestar.datastructures import State

from projections.member_list import member_list
from service import access, exports, problems
from service.documents.words import Words
from service.identity.actor import Actor
from service.languages import Language, chosen
from service.reading import View


async def words(view: View, state: State, request: Request[object, object, State], language: Language | None) -> Words:
    """The words of a document, in the language that is named, or that a browser asks for."""
    people = (await state.people.of(view.network.network_id)).people
    authorities = {row.authority_id: row.name for row in view.rows(member_list)}
    return Words(language or chosen(request.headers.get("accept-language", "")), people, authorities)


async def leave(
    body: bytes,
    media_type: str,
    name: str,
    what: exports.What,
    about: UUID,
    view: View,
    actor: Actor,
    state: State,
    items: Iterable[UUID] = (),
) -> Response[bytes]:
    """The document as a file; ``items`` are those that it tells of, and that may be kept to some."""
    # Asked again after all that waiting for the press: a right may have been taken back meanwhile, or an item kept to others.
    standing = access.may_enter(view.network.standing(actor.person), actor.asks)
    if not all(view.network.may_know_of(standing, item) for item in items):
        raise problems.Busy(headers=problems.SOON)
    await exports.note(state.pool, actor.person, what, view.network.network_id, about)
    return Response(body, media_type=media_type, headers={"content-disposition": f'attachment; filename="{name}"'})
