"""One's own account: the address, the password, and the browsers in which one is signed in."""

from datetime import datetime
from typing import Annotated, Any

from litestar import Request, Response, delete, get, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_204_NO_CONTENT
from msgspec import Meta, Struct

from events import ids
from events.ids import PersonId
from service import problems
from service.identity import accounts, entering, passwords, people, proving
from service.identity.actor import Who
from service.identity.sessions import Listed
from service.identity.tries import LETTERS
from service.languages import chosen
from service.mail import post as mail


class AccountPage(Struct, frozen=True):
    """Someone's own account, as only they see it; ``proved`` says that a new password needs no former one just now."""

    person_id: PersonId
    name: str | None
    function: str | None
    email: str | None
    password_set_at: datetime | None
    proved: bool
    sessions: list[Listed]


class NewPassword(Struct, frozen=True, forbid_unknown_fields=True):
    """A password of at least twelve characters; ``former`` where one is set and this session began by it."""

    password: Annotated[str, Meta(min_length=1, max_length=1000)]
    former: Annotated[str, Meta(max_length=1000)] | None = None


class NewEmail(Struct, frozen=True, forbid_unknown_fields=True):
    """Where letters shall go; ``former`` is the password, where this session did not begin by a link just now."""

    email: Annotated[str, Meta(min_length=3, max_length=254)]
    former: Annotated[str, Meta(max_length=1000)] | None = None


@get("/account", operation_id="account")
async def account(actor: Who, state: State) -> AccountPage:
    """Show one's own account, and where one is signed in."""
    known = await people.named(state.pool, actor.person)
    async with state.pool.acquire() as connection:
        mine = await accounts.of_person(connection, actor.person)
    return AccountPage(
        person_id=actor.person,
        name=known.name if known else None,
        function=known.function if known else None,
        email=mine.email if mine else None,
        password_set_at=mine.password_set_at if mine else None,
        proved=await state.sessions.freshly_proved(actor.session, proving.FRESH),
        sessions=await state.sessions.of(actor.person, actor.session),
    )


@post("/account/password", status_code=HTTP_204_NO_CONTENT, operation_id="set_password")
async def set_password(data: JSONBody[NewPassword], actor: Who, state: State, request: Request[Any, Any, Any]) -> None:
    """Set or change one's password. Whoever signed in by a link just now needs no former one; all other sessions end."""
    known = await people.named(state.pool, actor.person)
    async with state.pool.acquire() as connection:
        mine = await accounts.of_person(connection, actor.person)
    if mine is None:
        raise problems.NotAllowed("account.no_email")
    passwords.acceptable(data.password, [mine.email, known.name or "" if known else "", "club21"])
    await proving.prove(state, actor, mine, data.former)
    made = await state.passwords.make(data.password)
    async with state.pool.acquire() as connection, connection.transaction():
        await accounts.keep_password(connection, actor.person, made)
        if state.post.works:
            language = chosen(request.headers.get("accept-language", ""))
            await mail.queue(connection, f"password_set:{ids.new()}", "password_set", mine.email, language, actor.person)
    state.post.wake()
    await state.sessions.end_all_of(actor.person, but=actor.session)


@post("/account/email", status_code=HTTP_204_NO_CONTENT, operation_id="set_email")
async def set_email(data: JSONBody[NewEmail], actor: Who, state: State, request: Request[Any, Any, Any]) -> None:
    """Give a new address: a letter goes there, and its link makes the address yours."""
    email = accounts.address(data.email)
    if not state.post.works:
        raise problems.NotAllowed("sign_in.no_mail")
    async with state.pool.acquire() as connection:
        mine = await accounts.of_person(connection, actor.person)
    if mine is not None:
        await proving.prove(state, actor, mine, data.former)
    await state.secrets.take((LETTERS, str(actor.person)))
    async with state.pool.acquire() as connection, connection.transaction():
        language = chosen(request.headers.get("accept-language", ""))
        await mail.queue(connection, f"confirm_email:{ids.new()}", "confirm_email", email, language, actor.person)
        if mine is not None and mine.email != email:
            await mail.queue(connection, f"email_changing:{ids.new()}", "email_changing", mine.email, language, actor.person)
    state.post.wake()


@delete("/account/sessions", status_code=HTTP_204_NO_CONTENT, operation_id="sign_out_everywhere")
async def sign_out_everywhere(actor: Who, state: State) -> Response[None]:
    """Sign out in every browser, this one included."""
    await state.sessions.end_all_of(actor.person)
    return Response(None, cookies=entering.left(state.settings))


@delete("/account/sessions/{session_id:str}", status_code=HTTP_204_NO_CONTENT, operation_id="end_session")
async def end_session(session_id: FromPath[str], actor: Who, state: State) -> None:
    """Sign out in one other browser; its screens close within a second."""
    try:
        key = await state.sessions.find_of(actor.person, bytes.fromhex(session_id))
    except ValueError:
        key = None
    if key is None:
        raise problems.Missing("missing.session")
    await state.sessions.end(key)
