"""Who is told of what, and how often: the rules of notices, without clock or database.

An event matters to a person for up to four reasons; the most urgent of the paces they chose for these decides. Nobody is
told what they did themselves, nor anything that they may not see, nor what they muted, but that somebody mentioned them. A program is
told nothing. With the conflicts of somebody goes all else that waits for their answer: a consultation, minutes to read over, a
mentorship, a question, a mention.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, Literal, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import UNSET, Struct

from events import action, action_plan, comment, consultation, fields, mentorship, minutes, note, question, workshop
from events.decider import Event
from events.ids import AuthorityId, PersonId
from events.log.recorded import Recorded
from projections.comment_list import comment_list
from projections.conflict_inbox import CLASHED, SETTLED, Wish, conflict_inbox
from projections.consultation_board import consultation_list, consultation_opinions
from projections.meeting_attendance import meeting_attendance
from projections.minutes_board import minutes_list
from projections.past import Past
from projections.projection import Projection
from projections.question_list import question_list
from projections.recent_activity import fold as activity_of
from projections.recent_activity import recent_activity
from projections.restricted_items import Named, item_places, named, restricted_items
from projections.rights import Standing, rights
from projections.skill_list import skill_list
from service import access, items
from service.following import NOTHING_SAID, Choices
from service.languages import Language

Pace: TypeAlias = Literal["soon", "daily", "weekly", "never"]
Matter: TypeAlias = Literal["conflicts", "mine", "followed", "rest", "mentions"]

URGENT: Mapping[Pace, int] = {"soon": 0, "daily": 1, "weekly": 2, "never": 3}
QUIET = timedelta(minutes=5)  # without anything new, before what is told at once leaves
LONGEST = timedelta(minutes=30)  # that it waits while something new happens all the time
EDITED = (action.Edited, action_plan.Edited, action_plan.AxisEdited, action_plan.PhaseEdited, note.Edited, workshop.ContributionEdited)
#: What one of the two does in a mentorship and the other answers, or waited for.
TURNS = (
    mentorship.Requested,
    mentorship.AskedMore,
    mentorship.Answered,
    mentorship.Accepted,
    mentorship.Declined,
    mentorship.Withdrawn,
    mentorship.CharterProposed,
    mentorship.Closed,
)
#: What tells of whom an event asks something.
_ASKING = (consultation_list, consultation_opinions, minutes_list, meeting_attendance, question_list, skill_list, comment_list)
#: What tells who is named by an item, and what it belongs to.
_KNOWN = (*(kind.projection for kind in items.KINDS), *(projection for projection, _ in items.PART_OF))
_EVERY: Iterable[Projection[Any]] = (rights, restricted_items, item_places, conflict_inbox, *_KNOWN, *_ASKING)
_LOOKED_AT = {one.name: one for one in _EVERY}
PLANNED: tuple[Pace, ...] = ("daily", "weekly")  # those that keep to an hour


class Rule(Struct, frozen=True):
    """What one person wants to be told of one network: for each matter how often, and at which hour of its time zone."""

    conflicts: Pace = "daily"
    mine: Pace = "weekly"
    followed: Pace = "weekly"
    rest: Pace = "weekly"
    hour: int = 8
    language: Language = "fr"

    @property
    def silent(self) -> bool:
        return {self.conflicts, self.mine, self.followed, self.rest} == {"never"}


USUAL = Rule()


class Reader(Struct, frozen=True):
    """Someone who might be told: what they want, and what they follow or muted."""

    person: PersonId
    rule: Rule = USUAL
    choices: Choices = NOTHING_SAID


def due(pace: Pace, rule: Rule, zone: str, now: datetime) -> datetime:
    """When a digest leaves that begins to gather now; days and hours are those of the network."""
    if pace == "soon":
        return now + QUIET
    there = now.astimezone(ZoneInfo(zone))
    day = there.date()
    if pace == "weekly":
        day += timedelta(days=-day.weekday() % 7)  # Monday
    step = timedelta(days=7 if pace == "weekly" else 1)
    at = datetime.combine(day, time(rule.hour), there.tzinfo)
    while at.astimezone(UTC) <= now:
        day += step
        at = datetime.combine(day, time(rule.hour), there.tzinfo)
    return at.astimezone(UTC)


class Scene:
    """What the rules look at, as it stands after each event: who may see what, who is named where, who wrote what last."""

    def __init__(self) -> None:
        self._past = Past([*_LOOKED_AT.values()])
        self._writers: dict[tuple[UUID, str], PersonId] = {}

    def take(self, recorded: Recorded[Event]) -> Mapping[Matter, frozenset[PersonId]]:
        """Take one event in; for which people it is of what is theirs, or of what waits for their answer."""
        item, before, stood = self._item(recorded), self._named(recorded), self._wish(recorded)
        called = self._called(recorded)
        field = stood.field if stood else getattr(recorded.event, "field", "")
        wrote = {one for one in (self._writers.get((item, _root(field))), self._writers.get((item, ""))) if one}
        self._past.fold(recorded)
        mine = before | self._named(recorded)
        conflicts = self._asked(recorded)
        if isinstance(recorded.event, CLASHED + SETTLED):
            conflicts = {*mine, *wrote, *([stood.by] if stood else [])}
        elif isinstance(recorded.event, EDITED):
            for name in fields.set_fields(recorded.event):
                self._writers[item, name] = recorded.by
        else:
            self._writers.setdefault((item, ""), recorded.by)
        return {"mine": mine, "conflicts": frozenset(conflicts), "mentions": frozenset(called)}

    def told(
        self, recorded: Recorded[Event], matters: Mapping[Matter, frozenset[PersonId]], readers: Iterable[Reader]
    ) -> dict[PersonId, Pace]:
        """Whom to tell of the event that was just taken in, and how soon."""
        row = activity_of(None, recorded)
        standings = self._past.rows(rights)
        restricted, places = self._past.rows(restricted_items).get, self._past.rows(item_places).get

        def only(item: UUID) -> Named:
            return named(item, restricted, places)

        found: dict[PersonId, Pace] = {}
        around = [*items.around(self._stood, recorded.stream_id)]
        for reader in readers:
            pace = _pace(recorded, around, matters, reader)
            if pace == "never" or reader.person == recorded.by:
                continue
            standing = standings.get(reader.person)
            if standing is not None and belongs(standing) and access.seen(recent_activity, [row], standing, only):
                found[reader.person] = pace
        return found

    def _asked(self, recorded: Recorded[Event]) -> set[PersonId]:
        """Of whom an event asks for an answer, or to whom it brings the one they waited for."""
        event: Any = recorded.event
        if isinstance(event, consultation.Opened | consultation.PutOff):
            row = self._past.rows(consultation_list).get(recorded.stream_id)
            opinions = self._past.rows(consultation_opinions).values()
            given = {one.authority_id for one in opinions if one.consultation_id == recorded.stream_id}
            return self._speaking({*row.authority_ids} - given) if row else set()
        if isinstance(event, TURNS):
            place = self._past.rows(item_places).get(recorded.stream_id)
            return {*place.parties} - {recorded.by} if place else set()
        if isinstance(event, question.Posed) and event.skill is not None:
            skill = self._past.rows(skill_list).get(event.skill)
            if skill is None:
                return set()
            return {skill.person_id} if skill.person_id else self._speaking({skill.authority_id} if skill.authority_id else set())
        if isinstance(event, question.Answered):
            asked = self._past.rows(question_list).get(recorded.stream_id)
            return {asked.asker} if asked else set()
        if isinstance(event, minutes.SentToReview):
            told = self._past.rows(minutes_list).get(recorded.stream_id)
            present = self._past.rows(meeting_attendance).values()
            there = {one.person_id for one in present if told and one.meeting_id == told.meeting_id and one.person_id}
            return there | self._may("minutes.approve")
        return set()

    def _speaking(self, authorities: set[AuthorityId]) -> set[PersonId]:
        """Who answers for one of these."""
        standings = self._past.rows(rights).values()
        return {PersonId(one.person_id) for one in standings if not one.suspended and not access.answers_for(one).isdisjoint(authorities)}

    def _may(self, tag: str) -> set[PersonId]:
        return {PersonId(one.person_id) for one in self._past.rows(rights).values() if access.could_ask(one, tag)}

    def _called(self, recorded: Recorded[Event]) -> set[PersonId]:
        """Whom a comment calls that did not call them before, and whom it answers; asked before it is taken in."""
        rows = self._past.rows(comment_list)
        match recorded.event:
            case comment.Written(mentions=mentions, answers=answers):
                first = rows.get(answers) if answers else None
                return {*mentions} | ({first.author_id} if first else set())
            case comment.Edited(mentions=mentions) if mentions is not UNSET:
                before = rows.get(recorded.stream_id)
                return {*mentions} - {*(before.mentions if before else ())}
        return set()

    def _named(self, recorded: Recorded[Event]) -> frozenset[PersonId]:
        """Who leads, wrote or is named by what an event happens to, or what that lies within."""
        return frozenset(one for item in items.around(self._stood, recorded.stream_id) for one in items.named(self._stood, item))

    def _stood(self, projection: Projection[Any], key: UUID) -> Any:
        return self._past.rows(projection).get(key)

    def _wish(self, recorded: Recorded[Event]) -> Wish | None:
        return self._past.rows(conflict_inbox).get(getattr(recorded.event, "conflict", recorded.stream_id))

    def _item(self, recorded: Recorded[Event]) -> UUID:
        wish = self._wish(recorded)
        if wish is not None:
            return wish.item_id
        event: Any = recorded.event
        if isinstance(event, action_plan.Clashed | workshop.Clashed):
            return event.item
        if isinstance(event, workshop.Contributed | workshop.ContributionEdited):
            return event.contribution
        if isinstance(event, action_plan.AxisAdded | action_plan.AxisEdited):
            return event.axis
        if isinstance(event, action_plan.PhaseAdded | action_plan.PhaseEdited):
            return event.phase
        return recorded.stream_id


def belongs(standing: Standing | None) -> bool:
    """Is this a person who may be told anything of the network? A program is not."""
    return standing is not None and not standing.suspended and any(held.role not in ("reader", "guest") for held in standing.roles)


def _pace(recorded: Recorded[Event], around: Sequence[UUID], matters: Mapping[Matter, frozenset[PersonId]], reader: Reader) -> Pace:
    rule, named = reader.rule, reader.person in matters["mine"]
    if reader.person in matters["mentions"]:
        return rule.conflicts  # whoever calls somebody by name is heard, also where that person muted the item
    if reader.choices.muted(around, recorded.parent, named=named):
        return "never"
    reasons: list[Pace] = [rule.rest]
    if reader.person in matters["conflicts"]:
        reasons.append(rule.conflicts)
    if named:
        reasons.append(rule.mine)
    if reader.choices.followed(around, recorded.parent):
        reasons.append(rule.followed)
    return min(reasons, key=URGENT.__getitem__)


def _root(field: str) -> str:
    """``funders.ADEME`` is written as ``funders``; ``axis.title`` of an axis as ``title``."""
    first, _, rest = field.partition(".")
    return rest if first in ("axis", "phase", "contribution") and rest else first
