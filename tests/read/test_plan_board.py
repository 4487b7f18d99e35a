"""The card of an action shows what was said of it when it was added, each thing in its own place."""

import msgspec
from hypothesis import given as every
from msgspec import structs

from events import action, ids
from events.log.recorded import Recorded
from projections import plan_board
from tests.histories import anything
from tests.spec import NOW

OTHERWISE = {"plan": "plan_id", "parent": "parent_id", "axis": "axis_id"}  # by another name on the card
APART = {"parties", "reason"}  # of other projections, and of the statuses that have one


@every(anything(action.Added))
def test_every_field_of_an_added_action_stands_in_its_own_place(added: action.Added) -> None:
    person, stream = ids.PersonId(ids.new()), ids.StreamId(ids.new())
    recorded = Recorded(
        ids.NetworkId(ids.new()), 1, stream, added.plan, 1, "action.added", ids.CommandId(ids.new()), None, person, None, NOW, added
    )
    card = plan_board.fold(None, recorded)
    assert card is not None
    told = {OTHERWISE.get(name, name): getattr(added, name) for name in structs.asdict(added) if name not in APART}
    assert {name: getattr(card, name) for name in told} == told
    assert (card.action_id, card.added_at, card.added_by, card.changed_at, card.changed_by) == (stream, NOW, person, NOW, person)
    assert not card.withdrawn
    assert msgspec.convert(msgspec.to_builtins(card), plan_board.Card) == card, "each value is one of its field"
