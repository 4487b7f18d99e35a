"""Showing that one is the owner of an account, before what can not be taken back."""

from datetime import timedelta

from litestar.datastructures import State

from service import problems
from service.identity.accounts import Account
from service.identity.actor import Actor

FRESH = timedelta(minutes=15)


async def prove(state: State, actor: Actor, mine: Account | None, former: str | None) -> None:
    """Raise unless this is the owner. Without this, a screen left open for a minute would be an account lost for good."""
    if await state.sessions.freshly_proved(actor.session, FRESH):
        return
    if former is None or mine is None or mine.password_hash is None:
        raise problems.NotAllowed("account.not_proved")
    taken = await state.secrets.enter(mine.email, "", actor.session.hex())
    if not await state.passwords.fits(mine.password_hash, former):
        raise problems.NotAllowed("account.not_proved")
    await state.secrets.give_back(taken)
