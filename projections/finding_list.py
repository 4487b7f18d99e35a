"""The findings of the assessment that a plan starts from, each with where it stands and what people think of its priority."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from msgspec import structs

from events import fields, finding
from events.finding import Level, Standing
from events.ids import PersonId
from events.log.recorded import Recorded
from projections.projection import Projection, Row


class Finding(Row, frozen=True):
    """One finding; ``opinions`` has the last word of each person, ``standing_reason`` why it is contested or was concluded."""

    finding_id: UUID
    plan_id: UUID
    author_id: PersonId
    text: str
    theme: str | None
    source: str | None
    verifier_id: PersonId | None
    submitted_at: datetime
    standing: Standing = "submitted"
    standing_reason: str | None = None
    standing_by: PersonId | None = None  # who verified, contested or concluded
    opinions: dict[str, Level] = {}


_TOLD = (finding.Rated, finding.Edited, finding.Submitted, finding.Verified, finding.Contested, finding.Concluded, finding.Withdrawn)


def touches(recorded: Recorded[finding.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, _TOLD):
        yield recorded.stream_id


def fold(row: Finding | None, recorded: Recorded[finding.Event]) -> Finding | None:
    event = recorded.event
    if row is None:
        if not isinstance(event, finding.Submitted):
            return None
        return Finding(recorded.stream_id, event.plan, event.author, event.text, event.theme, event.source, event.verifier, recorded.at)
    match event:
        case finding.Edited():
            values = fields.set_fields(event)
            if "verifier" in values:
                values["verifier_id"] = values.pop("verifier")
            return structs.replace(row, **values)
        case finding.Rated(by, priority):
            others = {person: level for person, level in row.opinions.items() if person != str(by)}
            return structs.replace(row, opinions=others if priority is None else {**others, str(by): priority})
        case finding.Verified():
            return structs.replace(row, standing="verified", standing_by=recorded.by, standing_reason=event.reason)
        case finding.Contested():
            return structs.replace(row, standing="contested", standing_by=recorded.by, standing_reason=event.reason)
        case finding.Concluded(outcome):
            return structs.replace(row, standing=outcome, standing_by=recorded.by, standing_reason=event.reason)
        case finding.Withdrawn():
            return structs.replace(row, standing="withdrawn", standing_by=recorded.by, standing_reason=event.reason)
    return row


def topics(row: Finding) -> Iterable[str]:
    yield f"plan:{row.plan_id}"


finding_list = Projection("finding_list", Finding, touches, fold, topics)
