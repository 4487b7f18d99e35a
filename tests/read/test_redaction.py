"""Rows after a redaction: what was followed, rebuilt, stored and read again says the same, and nowhere what was redacted."""

from typing import Any
from uuid import UUID

import pytest

from events import action, action_plan, ids, network
from events.fields import Change
from events.ids import ActionId, PlanId
from events.log import redaction
from events.log.memory import MemoryStore
from events.log.recorded import Recorded
from projections import past
from projections.catalogue import PROJECTIONS
from projections.follower import Follower
from projections.plan_board import plan_board
from projections.recent_activity import recent_activity
from projections.rights import rights
from tests.log.office import Office, an_office, opened
from tests.people import ADA, CAS

TEXT = "Dossier de Mme Sylvette Aubépin"


class Town:
    """A log in which a text was typed three times, followed up to there; then it is redacted."""

    def __init__(self, office: Office, follower: Follower, card: ActionId) -> None:
        self.office = office
        self.follower = follower
        self.card = card

    async def redact(self) -> Recorded[Any]:
        """Take the text out wherever it stands; the event that says so."""
        places = [
            network.Place(one.position, tuple(field for field, text in redaction.texts(one.event) if TEXT in text))
            for one in await self.office.all()
        ]
        command = network.Redact(tuple(one for one in places if one.fields))
        await self.office.ask(self.office.network_id, command, ADA, reason="Une personne est nommée.")
        return next(one for one in await self.office.all() if one.tag == redaction.TAG)


@pytest.fixture
async def town() -> Any:
    office = await an_office(MemoryStore())
    plan: PlanId = await opened(office)
    card = ActionId(ids.new())
    await office.ask(card, action.Add(plan=plan, title="Suivre un dossier", order_key="V", description=TEXT, partners=("ONF", TEXT)))
    await office.ask(card, action.Edit(notes=Change(None, f"Voir :\n{TEXT}")))
    await office.ask(plan, action_plan.Edit(description=Change(None, TEXT)))
    await office.ask(card, action.Edit(title=Change("Suivre un dossier", "Suivre un autre dossier")))
    follower = Follower(office.network_id)
    follower.apply(await office.all())
    yield Town(office, follower, card)
    for one in office.lines:
        await one.close()


async def followed(town: Town) -> list[Any]:
    """Go on following to the end of the log, as a tail does; what changed."""
    steps: list[Any] = []
    town.follower.listen(steps.append)
    for one in (await town.office.all())[town.follower.position :]:
        if again := await past.before_redaction(town.office.store, one):
            town.follower.mend(one.position, again)
        town.follower.apply([one])
    return [change for step in steps for change in step.changes]


def rows(follower: Follower) -> dict[str, dict[UUID | int, Any]]:
    return {one.name: follower.rows(one) for one in PROJECTIONS if one.kept}


async def test_followed_through_a_redaction_is_rebuilt_after_it(town: Town) -> None:
    assert TEXT in repr(rows(town.follower))
    await town.redact()
    changes = await followed(town)
    rebuilt = Follower(town.office.network_id)
    rebuilt.apply(await town.office.all())
    assert rows(town.follower) == rows(rebuilt)
    assert TEXT not in repr(rows(town.follower))
    card = town.follower.row(plan_board, town.card)
    assert card is not None
    assert (card.description, card.title, card.partners) == (redaction.MARK, "Suivre un autre dossier", (redaction.MARK, "ONF"))
    told = [change.after for change in changes if change.projection is recent_activity]
    marked = {one.position for one in await town.office.all() if redaction.MARK in repr(one.event)}
    assert {one.position for one in told if one.tag != redaction.TAG} == marked
    assert TEXT not in repr(told)


async def test_rights_are_never_folded_from_one_stream_alone(town: Town) -> None:
    """Whoever was suspended meanwhile would be let in again."""
    assert not rights.worded
    await town.office.ask(town.office.network_id, network.Suspend(CAS), ADA)
    await town.redact()
    await followed(town)
    standing = town.follower.row(rights, CAS)
    assert standing is not None
    assert standing.suspended


async def test_a_table_that_stands_still_shows_nothing_of_it_either(town: Town) -> None:
    town.follower._park("plan_board", town.follower.position + 1, "a fault of ours")
    await town.redact()
    await followed(town)
    assert TEXT not in repr(town.follower.rows(plan_board))


async def test_the_past_says_what_is_left(town: Town) -> None:
    plan = town.follower.row(plan_board, town.card).plan_id  # type: ignore[union-attr]  # it was added
    before = town.follower.position
    await town.redact()
    then = await past.as_of(town.office.store, town.office.network_id, plan, before)
    assert TEXT not in repr(then.rows(plan_board))
    assert then.rows(plan_board)[town.card].description == redaction.MARK
    history = past.history(await town.office.store.streams(town.office.network_id, {town.card: 0}))  # type: ignore[dict-item]  # one id, two names
    assert TEXT not in repr(history)
