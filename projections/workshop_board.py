"""The board of a workshop: what was proposed in it, to which question, by whom and in which group.

Everyone who takes part sees all of it. It holds ids and no names: a guest learns what the others propose, and from which
group, but never who the members of the network are.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from msgspec import structs

from events import fields, workshop
from events.ids import PersonId, QuestionId
from events.log.recorded import Recorded
from events.workshop import AuthorKind, Nature
from projections.projection import Projection, Row


class Contribution(Row, frozen=True):
    """A proposed action and the objective it pursues, or an orientation or an objective alone: ``action`` is what was said.

    ``author_kind`` is empty for someone with an account.
    """

    contribution_id: UUID
    workshop_id: UUID
    author_id: PersonId
    author_kind: AuthorKind | None
    group_name: str | None
    action: str
    objective: str | None
    contributed_at: datetime
    changed_at: datetime
    orientation: str | None = None
    question_id: QuestionId | None = None
    nature: Nature = "action"
    withdrawn: bool = False


def touches(recorded: Recorded[workshop.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, workshop.Contributed | workshop.ContributionEdited | workshop.ContributionWithdrawn):
        yield recorded.event.contribution


def fold(row: Contribution | None, recorded: Recorded[workshop.Event]) -> Contribution | None:
    if row and row.workshop_id != recorded.stream_id:
        return row  # people choose these ids: without this line, a guest of one workshop could write into another
    match recorded.event:
        case workshop.Contributed(contribution, author, action, objective, group, kind, orientation, question, nature):
            said = Contribution(contribution, recorded.stream_id, author, kind, group, action, objective, recorded.at, recorded.at)
            return structs.replace(said, orientation=orientation, question_id=question, nature=nature)
        case workshop.ContributionEdited() if row:
            changed = fields.set_fields(recorded.event)
            del changed["contribution"]
            for field, column in (("group", "group_name"), ("question", "question_id")):
                if field in changed:
                    changed[column] = changed.pop(field)
            return structs.replace(row, **changed, changed_at=recorded.at)
        case workshop.ContributionWithdrawn() if row:
            return structs.replace(row, withdrawn=True, changed_at=recorded.at)
    return row


def topics(row: Contribution) -> Iterable[str]:
    yield f"workshop:{row.workshop_id}"


workshop_board = Projection("workshop_board", Contribution, touches, fold, topics, version=2)
