"""Views of a plan that people keep: filters and columns under a name, for themselves wherever they sign in, or shared with their network.

They are a matter of convenience and stand beside the log. A view shows nothing by itself: whoever opens one sees what they may see.
"""

from typing import Annotated
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from msgspec import Meta, Struct

from events import fields, sql
from events.decider import Invalid
from events.ids import NetworkId, PersonId
from service.identity.people import Connection

MOST = 100  # of one person and plan
LONGEST = 60  # characters of a name
WIDEST = 2_000  # characters of what makes a view
#: The parts of an address that make a view, as service/web/ui/src/plan/views.ts has them; whatever else is sent is left out.
PARTS = frozenset({"q", "status", "axis", "lead", "mine", "withdrawn", "columns", "by"})

statements = sql.beside(__file__)


class NewView(Struct, frozen=True, forbid_unknown_fields=True):
    """A view to be kept; of one name there is one view of a person: the last. Facilitators alone share one."""

    name: Annotated[str, Meta(min_length=1, max_length=LONGEST)]
    query: Annotated[str, Meta(max_length=WIDEST)]
    shared: bool = False


class SavedView(Struct, frozen=True):
    """A view that was kept, one's own or one that its person shares with the network."""

    view_id: UUID
    person_id: PersonId
    name: str
    query: str
    shared: bool


async def of_plan(connection: Connection, network_id: NetworkId, plan: UUID, person: PersonId) -> list[SavedView]:
    """The views of a plan that this person kept, and those that others share."""
    return [SavedView(**row) for row in await connection.fetch(statements.of_plan, network_id, plan, person)]


async def keep(connection: Connection, network_id: NetworkId, plan: UUID, person: PersonId, view: NewView) -> UUID | None:
    """Keep a view under its name; none where this person has too many already."""
    name = fields.clean(view.name, ".name", line=True)
    query = urlencode([(part, value) for part, value in parse_qsl(fields.clean(view.query, ".query", line=True)) if part in PARTS])
    if not name:
        raise Invalid("This text can not be empty.", ".name", key="invalid.empty")
    for at, text, most in ((".name", name, LONGEST), (".query", query, WIDEST)):  # some characters become several
        if len(text) > most:
            raise Invalid(f"Too long: at most {most}.", at, key="invalid.too_long", limit=most)
    kept: UUID | None = await connection.fetchval(statements.keep, network_id, plan, person, name, query, view.shared, MOST)
    return kept


async def drop(connection: Connection, network_id: NetworkId, plan: UUID, view_id: UUID, person: PersonId, *, of_others: bool) -> None:
    """Let go of a view: one's own, or with ``of_others`` whatever is shared. Doing it twice does no harm."""
    await connection.execute(statements.drop, network_id, plan, view_id, person, of_others)
