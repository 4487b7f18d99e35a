"""The person behind one request or one live connection, as the door found them."""

from typing import Annotated, TypeAlias

from litestar.di import Dependency, Provide
from litestar.params import SkipValidationMarker
from litestar.types import Scope
from msgspec import Struct

from events.ids import PersonId
from service import access
from service.problems import SignedOut


class Actor(Struct, gc=False):
    """Who asks: a person in a browser, or a program with a token of its own, which is an actor like any other.

    ``session`` is the hash of what they came in with. ``asks`` names the operation they ask for, as the table of rights does;
    ``stands`` is the token at which the answer stands: the door writes it into a header. A ``guest`` has a session and no account.
    """

    person: PersonId
    session: bytes
    asks: str = ""
    stands: str | None = None
    guest: bool = False


def who(scope: Scope) -> Actor:
    """The actor whom the door found, over HTTP and WebSocket alike; without one, nothing goes on."""
    actor = scope.get("user")
    if not isinstance(actor, Actor):
        raise SignedOut
    actor.asks = getattr(scope.get("route_handler"), "operation_id", None) or ""
    if actor.guest and "guest" not in access.OUTSIDE.get(actor.asks, access.ANYONE):
        raise SignedOut  # without this, a guest could give their id an address and a password, and stay for ever
    return actor


# The marker keeps Litestar from validating the object again on every request, 5 to 25 % of its time.
Who: TypeAlias = Annotated[Actor, Dependency("named"), SkipValidationMarker()]
actor = Provide(who, sync_to_thread=False)
