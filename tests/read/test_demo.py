"""The demonstration: what the public documents say is in it, the rules accept all of it, and loading it twice changes nothing."""

import asyncio
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, NamedTuple, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from msgspec import Struct, structs

from events import action, action_plan, fields, ids, network
from events.asking import Asking, Receipt
from events.decider import Event
from events.ids import CommandId, NetworkId, PersonId, StreamId
from events.line import Line
from events.log import codec
from events.log.memory import MemoryStore
from events.log.postgres import PostgresStore
from events.log.recorded import Recorded
from events.log.snapshots import Stream
from projections import diff, meeting_attendance, past, process_board
from projections.axis_list import axis_list
from projections.body_list import body_list
from projections.catalogue import PROJECTIONS
from projections.comment_list import comment_list
from projections.conflict_inbox import conflict_inbox
from projections.directory import directory
from projections.finding_list import finding_list
from projections.idea_list import idea_list
from projections.meeting_board import meeting_agenda, meeting_decisions, overloaded
from projections.meeting_list import meeting_list
from projections.member_list import member_list
from projections.mentoring_circle import mentoring_circle
from projections.mentoring_journal import mentoring_journal
from projections.minutes_board import minutes_amendments, minutes_list, minutes_sections
from projections.moment_list import moment_list
from projections.network_governance import network_governance
from projections.phase_calendar import phase_calendar
from projections.plan_board import Card, plan_board
from projections.projection import Projection, R
from projections.question_list import question_list
from projections.questionnaire_board import questionnaire_answers, questionnaire_list, questionnaire_questions
from projections.referent_list import referent_list
from projections.skill_list import skill_list
from projections.support_file_list import support_file_list
from projections.workshop_board import workshop_board
from projections.workshop_list import workshop_list
from projections.workshop_room import workshop_groups, workshop_questions, workshop_tally
from service import access, moments, needs, similarity
from service.booklet import contents
from service.demo import founding, load
from service.demo.department import STORY as DEPARTMENT
from service.demo.french import french
from service.demo.story import Story
from service.demo.town import STORY as TOWN
from service.embedded import Addresses
from service.identity import people
from service.networks import Networks
from tests.read import test_diff

NETWORK = NetworkId(UUID("0198c0de-0000-7000-8000-000000000021"))


class Told(NamedTuple):
    """A story after it was loaded: what was answered, and the whole log."""

    receipts: list[Receipt]
    log: list[Recorded[Event]]


class Loader(NamedTuple):
    """A line as a load sees a network."""

    line: Line

    async def ask(self, asking: Asking, by: PersonId, *, loading: bool) -> Receipt:
        assert loading
        return await self.line.ask(asking, by)


def may(state: network.Running, asking: Asking, by: PersonId, stream: Stream | None) -> None:
    """What the founding asks for itself is asked by nobody; everyone else needs their role."""
    if by != NETWORK:
        access.may_ask(state, asking, by, stream)


async def founded(story: Story) -> tuple[MemoryStore, Line]:
    store = MemoryStore()
    sealed = codec.seal(network.Founded(name=story.name, clock="given", time_zone=story.time_zone))
    at = story.founded.replace(tzinfo=ZoneInfo(story.time_zone)).astimezone(UTC)
    await store.found(NETWORK, sealed, clock="given", time_zone=story.time_zone, at=at)
    head = await store.head(NETWORK)
    assert head is not None
    return store, Line(store, NETWORK, head, may, lambda _written: None)


def told(story: Story) -> Told:
    return _told(story.key)


@cache
def _told(key: str) -> Told:
    story = next(story for story in load.STORIES if story.key == key)

    async def tell() -> Told:
        store, line = await founded(story)
        receipts = [await line.ask(asking, by) for asking, by in load.askings(story, NETWORK)]
        await line.close()
        return Told(receipts, await store.page(NETWORK, 0, 10_000))

    return asyncio.run(tell())


def rows(projection: Projection[R], log: Iterable[Recorded[Event]]) -> list[R]:
    found: dict[Any, R] = {}
    for recorded in log:
        for key in projection.touches(recorded):
            row = projection.fold(found.get(key), recorded)
            if row is None:
                found.pop(key, None)
            else:
                found[key] = row
    return list(found.values())


def board(log: Iterable[Recorded[Event]]) -> dict[str, Card]:
    return {str(card.code): card for card in rows(plan_board, log)}


def first_version(story: Story) -> int:
    return next(one.position for one in told(story).log if isinstance(one.event, action_plan.VersionPublished))


def texts(value: Any) -> Iterator[str]:
    """Every text in a command, or in anything it holds."""
    match value:
        case str():
            yield value
        case Struct():
            yield from texts(structs.asdict(value))
        case dict():
            yield from (text for key, one in value.items() for text in (*texts(key), *texts(one)))
        case tuple() | list():
            yield from (text for one in value for text in texts(one))


def said(story: Story) -> list[str]:
    """Every text of a story that people read."""
    written = [text for asking, _ in load.askings(story, NETWORK) for text in (*texts(asking.command), asking.reason or "")]
    return [*written, story.name, *(text for person in story.people for text in (person.name, french(person.function)))]


both = pytest.mark.parametrize("story", load.STORIES, ids=lambda story: story.key)


# --- What the documents say -----------------------------------------------------------------------------------------


def test_version_1_of_the_town_holds_54_actions_in_five_axes() -> None:
    log = told(TOWN).log
    version = [one for one in log if one.position <= first_version(TOWN)]
    axes = {axis.axis_id: axis for axis in rows(axis_list, version)}
    cards = [card for card in rows(plan_board, version) if not card.withdrawn]
    assert len(cards) == 54
    assert {card.axis_id for card in cards} == set(axes)
    assert [axis.internal for axis in sorted(axes.values(), key=lambda axis: axis.order_key)] == [False, False, False, False, True]
    per_axis = Counter(axes[card.axis_id].order_key for card in cards if card.axis_id)
    assert [per_axis[key] for key in sorted(per_axis)] == [12, 11, 12, 10, 9]


def test_sixteen_more_actions_are_being_worked_out_and_version_1_stays_as_it_was() -> None:
    log = told(TOWN).log
    version = board(one for one in log if one.position <= first_version(TOWN))
    now = board(log)
    later = [card for code, card in now.items() if code not in version]
    assert len(later) == 16
    assert {card.status for card in later} == {"to_discuss"}
    assert len(now) == 70
    assert not any(card.withdrawn for card in now.values())
    assert len(version) == 54


async def test_as_of_version_1_there_are_54_actions_after_16_were_added_and_3_withdrawn() -> None:
    store, line = await founded(TOWN)
    for asking, by in load.askings(TOWN, NETWORK):
        await line.ask(asking, by)
    (plan,) = {card.plan_id for card in board(told(TOWN).log).values()}
    camille = load.person_id(NETWORK, "camille")
    published = first_version(TOWN)
    for card in [*board(one for one in told(TOWN).log if one.position <= published).values()][:3]:
        withdrawing = Asking(
            id=CommandId(ids.new()), stream=StreamId(card.action_id), command=action.Withdraw(), reason="Réunie à une autre."
        )
        assert (await line.ask(withdrawing, camille)).outcome == "applied"
    await line.close()
    head = await store.head(NETWORK)
    assert head is not None
    that_day = moments.instant("2011-12-16", ZoneInfo(TOWN.time_zone), datetime.now(UTC))
    for position, standing, withdrawn in (
        (published, 54, 0),
        (await store.last_by(NETWORK, that_day), 54, 0),
        (len(told(TOWN).log), 70, 0),
        (head.position, 67, 3),
    ):
        cards = (await past.as_of(store, NETWORK, plan, position)).rows(plan_board).values()
        assert Counter(card.withdrawn for card in cards) == Counter({False: standing, True: withdrawn}), position
    walk = diff.Walk(await past.as_of(store, NETWORK, plan, published), plan)
    async for recorded in store.plan(NETWORK, plan, head.position, published):
        walk.take(recorded)
    became = Counter(moved.what for moved in walk.moved() if moved.projection is plan_board)
    assert (became["added"], became["withdrawn"]) == (16, 3)


def test_the_vote_of_the_council_leads_to_what_it_voted_on() -> None:
    log = told(TOWN).log
    vote = next(row for row in rows(moment_list, log) if row.kind == "council_vote")
    assert len(board(one for one in log if one.position <= vote.named_position)) == 54
    (launch,) = (row for row in rows(moment_list, told(DEPARTMENT).log) if row.plan_id is None)
    assert launch.held_on == launch.named_at.date() == date(2015, 1, 30)


def test_version_1_was_published_before_it_was_presented() -> None:
    published = told(TOWN).log[first_version(TOWN) - 1]
    assert date(2011, 11, 30) < published.at.date() < date(2012, 1, 26)


def test_the_matrix_of_aims_shows_carapatte_as_the_document_does() -> None:
    cards = board(told(TOWN).log)
    carapatte = next(card for card in cards.values() if "Carapatte" in card.title)
    assert set(carapatte.aims) == {"climate", "fulfilment", "cohesion"}
    assert [card.code for card in cards.values() if card.aims] == [carapatte.code]


def test_the_three_actions_that_the_document_names_are_in_version_1() -> None:
    titles = [card.title for card in board(one for one in told(TOWN).log if one.position <= first_version(TOWN)).values()]
    for named in ("Carapatte", "Trophées du sport et de la culture", "aide aux devoirs"):
        assert sum(named in title for title in titles) == 1


def test_housing_for_help_with_homework_is_carried_in_partnership() -> None:
    card = next(card for card in board(told(TOWN).log).values() if "aide aux devoirs" in card.title)
    assert len(card.co_leads) >= 2


def test_the_calendar_of_the_town_is_the_real_one() -> None:
    spans = [(phase.starts_on, phase.ends_on) for phase in rows(phase_calendar, told(TOWN).log)]
    assert spans == [
        (date(2009, 12, 1), date(2009, 12, 31)),
        (date(2010, 6, 1), date(2011, 2, 28)),
        (date(2011, 3, 1), date(2011, 4, 30)),
        (date(2011, 4, 1), date(2011, 11, 30)),
        (date(2011, 6, 1), date(2012, 3, 31)),
    ]


def test_the_history_of_the_town_spans_its_real_years() -> None:
    log = told(TOWN).log
    assert log[0].at.date() == date(2009, 12, 17)
    assert {one.at.year for one in log} == {2009, 2010, 2011, 2012}


def test_the_departmental_network_is_launched_with_two_facilitators_and_four_objectives() -> None:
    log = told(DEPARTMENT).log
    assert log[0].at.date() == date(2015, 1, 30)
    facilitators = [one.event.authority for one in log if isinstance(one.event, network.RoleGiven) and one.event.role == "facilitator"]
    kinds = {one.event.authority: one.event.kind for one in log if isinstance(one.event, network.AuthorityAdmitted)}
    assert [kinds[one] for one in facilitators if one] == ["department", "state_service"]
    assert len(rows(axis_list, log)) == 4


def test_sixty_people_of_forty_authorities_came_to_the_launch_by_check_in() -> None:
    log = told(DEPARTMENT).log
    (launch,) = [row for row in rows(meeting_list, log) if row.held_on == date(2015, 1, 30)]
    counted = meeting_attendance.counts(
        row for row in rows(meeting_attendance.meeting_attendance, log) if row.meeting_id == launch.meeting_id
    )
    assert (counted.people, counted.officers, counted.elected) == (60, 32, 28)
    assert (counted.authorities, counted.authorities_by_kind) == (40, {"intermunicipal_body": 7, "municipality": 33})
    agenda = [item for item in rows(meeting_agenda, log) if item.meeting_id == launch.meeting_id]
    assert not overloaded(launch.minutes, agenda)


def test_seven_groups_at_fourteen_tables_of_four_workshops_answer_ten_questions_with_sixty_eight_contributions() -> None:
    log = told(DEPARTMENT).log
    (launch,) = [row for row in rows(meeting_list, log) if row.held_on == date(2015, 1, 30)]
    rooms = sorted(rows(workshop_list, log), key=lambda row: row.opened_at)
    assert [room.meeting_id for room in rooms] == [launch.meeting_id] * 4
    counted = {row.workshop_id: row.contributions for row in rows(workshop_tally, log)}
    assert [counted[room.workshop_id] for room in rooms] == [25, 20, 7, 16]
    groups = rows(workshop_groups, log)
    assert [sum(one.workshop_id == room.workshop_id for one in groups) for room in rooms] == [4, 4, 2, 4]
    assert len({one.group_name for one in groups}) == 7
    questions = {one.question_id for one in rows(workshop_questions, log)}
    said = rows(workshop_board, log)
    assert (len(questions), len(said)) == (10, 68)
    assert {one.question_id for one in said} == questions, "each question was answered"
    again = [action for action, count in Counter(one.action for one in said).items() if count > 1]
    assert len(again) == 2, "what several rooms said stands as often as it was said"
    assert all(room.closed_at for room in rooms)


def test_the_town_shows_how_its_plan_came_about_from_the_council_to_its_recognition() -> None:
    log = told(TOWN).log
    steps = rows(process_board.process_steps, log)
    assert (len(steps), process_board.stage(steps).next) == (11, None)
    acts = sorted((row.resolved_on, row.subject) for row in rows(process_board.process_resolutions, log))
    assert acts == [(date(2009, 12, 17), "adviser"), (date(2009, 12, 17), "engagement"), (date(2011, 12, 15), "plan")]
    (coverage,) = process_board.coverage(rows(process_board.process_sessions, log), {})
    assert (coverage.public, coverage.rate) == ("officers", 1.0)  # all of them were trained
    (asked,) = rows(process_board.process_recognitions, log)
    assert (asked.requested_on.year, asked.outcome) == (2012, "granted")
    assert {row.authority_id: row.engagement for row in rows(directory, log)}[ids.authority(siren="215704800")] == "recognised"
    assert sorted((row.kind, row.facet) for row in rows(body_list, log) if row.facet) == [
        ("monitoring_club", "external"),
        ("monitoring_club", "internal"),
    ]
    assert Counter(row.standing for row in rows(finding_list, log)) == {"verified": 3, "dismissed": 1, "submitted": 1}


def test_the_ideas_of_the_town_come_from_workshops_officials_officers_and_the_club_and_most_became_actions() -> None:
    log = told(TOWN).log
    ideas = rows(idea_list, log)
    assert {row.origin for row in ideas} == {"workshop", "elected", "officers", "inhabitants", "body"}
    assert Counter(row.standing for row in ideas) == {"promoted": 6, "declined": 1, "open": 1}
    became = {row.action_id for row in ideas} - {None}
    assert became < {card.action_id for card in board(log).values()}


def test_the_network_is_steered_by_four_objectives_each_worked_on_in_one_workshop() -> None:
    log = told(DEPARTMENT).log
    (steering,) = rows(network_governance, log)
    assert (steering.begins_on, steering.ends_on) == (date(2015, 1, 30), date(2016, 12, 31))
    assert {one.workshop_id for one in steering.objectives} == {room.workshop_id for room in rows(workshop_list, log)}
    assert len(steering.committee) == 4


def test_the_booklet_of_the_launch_is_published_and_counts_what_happened() -> None:
    log = told(DEPARTMENT).log
    (kept,) = rows(minutes_list, log)
    then = [one for one in log if one.position <= (kept.published_position or 0)]
    (launch,) = [row for row in rows(meeting_list, then) if row.meeting_id == kept.meeting_id]
    of: dict[str, Any] = {"present": rows(meeting_attendance.meeting_attendance, then), "contributions": rows(workshop_board, then)}
    of |= {"sections": rows(minutes_sections, then), "workshops": rows(workshop_list, then), "questions": rows(workshop_questions, then)}
    booklet = contents.made("", contents.Rows(kept, meeting=launch, decisions=rows(meeting_decisions, then), **of))
    assert (booklet.stage, booklet.contributions, booklet.counts.people, booklet.counts.authorities) == ("published", 68, 60, 40)
    assert [(one.contributions, one.groups, len(one.questions)) for one in booklet.chapters] == [
        (25, 4, 3),
        (20, 4, 4),
        (7, 2, 4),
        (16, 4, 3),
    ]
    assert all(one.ideas for one in booklet.chapters)
    assert [one.outcome for one in rows(minutes_amendments, then)] == ["accepted"]


def test_the_questionnaire_of_the_launch_tells_who_could_help_whom() -> None:
    log = told(DEPARTMENT).log
    (asked,) = rows(questionnaire_list, log)
    answers = rows(questionnaire_answers, log)
    assert (asked.stage, len({row.authority_id for row in answers})) == ("closed", 10)
    helped = needs.met(rows(questionnaire_questions, log), answers, rows(skill_list, log))
    assert {one.reason for one in helped} == {"practice", "skill"}
    needed = {word for one in answers for said in one.answers.values() for word in (said.text or "").split("\n")}
    assert "Économie et croissance verte" in needed - {one.need for one in helped}, "and of one need nobody knows more yet"


def test_a_town_guides_an_intermunicipal_body_and_another_one_asks() -> None:
    log = told(DEPARTMENT).log
    running, asked = sorted(rows(mentoring_circle, log), key=lambda row: row.requested_at)
    assert (running.stage, len(running.sessions), asked.stage) == ("running", 2, "requested")
    assert sorted(goal.standing for goal in running.goals) == ["open", "promoted", "reached"]
    assert Counter((note.author == running.mentor_id, note.private) for note in rows(mentoring_journal, log)) == {
        (mentor, private): 1 for mentor in (True, False) for private in (True, False)
    }
    assert {row.kind for row in rows(meeting_list, log) if row.meeting_id == running.meeting_id} == {"welcome"}
    assert sorted(len(row.answers) for row in rows(question_list, log)) == [0, 1]
    assert [len(row.tools) for row in rows(support_file_list, log)] == [2]


# --- A history worth looking at ---------------------------------------------------------------------------------------


def test_the_directory_knows_the_coast_in_summer_who_speaks_for_three_members_and_who_can_help() -> None:
    log = told(DEPARTMENT).log
    entries = rows(directory, log)
    assert sum("population ×10 en été" in entry.traits for entry in entries) == 2
    assert sum(entry.body_id is not None for entry in entries) == 3
    assert sorted(one.capacity for one in rows(referent_list, log)) == ["elected", "officer", "officer"]
    argeles = ids.authority(siren="216600080")
    alike = similarity.similar(argeles, rows(member_list, log), entries, rows(skill_list, log))
    assert ids.authority(siren="216600171") == alike[0].authority_id  # the other resort, with two traits in common
    (group,) = rows(body_list, log)  # of all who are marked by the coast, and nobody else
    assert set(group.authorities) == {entry.authority_id for entry in entries if "littoral" in entry.traits}
    assert ("can_help", "Concertation des habitants") in [(one.reason, one.words) for other in alike for one in other.shared]


def test_two_people_met_in_one_field_and_settled_it() -> None:
    wishes = rows(conflict_inbox, told(TOWN).log)
    assert [(wish.field, wish.settled_by is not None) for wish in wishes] == [("budget_planned", True)]
    card = board(told(TOWN).log)["1.02"]
    assert card.budget_planned not in (wishes[0].was, wishes[0].yours)


def test_two_people_wrote_in_one_text_and_both_changes_stand() -> None:
    objectives = board(told(TOWN).log)["2.04"].objectives or ""
    assert "Trente-deux parcelles" in objectives
    assert "jardiner assis" in objectives


def test_people_talk_beneath_actions_an_idea_a_meeting_and_its_minutes() -> None:
    said = {story.key: rows(comment_list, told(story).log) for story in (TOWN, DEPARTMENT)}
    assert Counter(row.about for row in said[TOWN.key]) == {"action": 4, "idea": 2}
    assert Counter(row.about for row in said[DEPARTMENT.key]) == {"action": 2, "meeting": 2, "minutes": 1}
    for found in said.values():
        first = {row.comment_id: row for row in found if row.answers_id is None}
        answers = [row for row in found if row.answers_id is not None]
        assert all(row.author_id in first[row.answers_id].mentions for row in answers if row.answers_id), "who was called answered"
        assert any(row.mentions for row in found)
    (edited,) = [row for row in said[TOWN.key] if row.edited_at]
    assert "à partir du 2 mai" in edited.text


def test_an_action_was_withdrawn_and_brought_back_with_reasons() -> None:
    turns = [one.event for one in told(TOWN).log if isinstance(one.event, action.Withdrawn | action.Restored)]
    assert [type(turn) for turn in turns] == [action.Withdrawn, action.Restored]
    assert all(turn.reason for turn in turns)


def test_every_status_is_shown() -> None:
    assert {card.status for card in board(told(TOWN).log).values()} == set(get_args(action.Status))


# --- It loads ---------------------------------------------------------------------------------------------------------


@both
def test_the_rules_accept_every_step_and_time_never_goes_back(story: Story) -> None:
    assert {receipt.outcome for receipt in told(story).receipts} == {"applied"}
    moments = [one.at for one in told(story).log]
    assert moments == sorted(moments)


@both
def test_every_text_is_in_its_normal_form(story: Story) -> None:
    for asking, _ in load.askings(story, NETWORK):
        command: Any = asking.command  # of its hundreds of types mypy would compare each with each, for a minute
        assert fields.normal(command) == command
        assert asking.reason == (asking.reason and fields.clean(asking.reason, line=True))


@both
def test_what_changed_in_the_whole_network_makes_any_later_day_of_any_earlier_one(story: Story) -> None:
    """Of meetings, mentorships, workshops, questionnaires, the directory and all that random histories do not tell of."""
    log = told(story).log
    begin, *moments = sorted({0, 1, len(log) // 3, len(log) - len(log) // 3, len(log)})
    then = past.Past()
    before = test_diff.standing(then, None)
    kinds = set()
    for first, second in zip((begin, *moments), moments, strict=False):
        walk = diff.Walk(then)
        for recorded in log[first:second]:
            walk.take(recorded)
        changed = test_diff.travelling(walk)
        after = test_diff.standing(then, None)
        assert test_diff.laid_on(before, changed) == after
        kinds |= {one["kind"] for one in changed}
        before = after
    assert kinds == {one.name for one in PROJECTIONS if one.kept and then.rows(one)}


@both
def test_loading_twice_changes_nothing_and_a_broken_load_goes_on(story: Story) -> None:
    async def twice() -> tuple[list[Recorded[Event]], list[tuple[int, int]]]:
        store, line = await founded(story)
        for asking, by in [*load.askings(story, NETWORK)][:31]:
            await line.ask(asking, by)
        progress: list[tuple[int, int]] = []
        await load.load(story, NETWORK, Loader(line), lambda done, total: progress.append((done, total)))
        await load.load(story, NETWORK, Loader(line))
        await line.close()
        return await store.page(NETWORK, 0, 10_000), progress

    log, progress = asyncio.run(twice())
    assert [(one.position, one.tag, one.command_id) for one in log] == [(one.position, one.tag, one.command_id) for one in told(story).log]
    assert progress[-1] == (len(story.steps), len(story.steps))


@both
def test_keys_are_unique_and_titles_too_within_their_axis(story: Story) -> None:
    assert max(Counter(step.key for step in story.steps).values()) == 1
    assert max(Counter((card.axis_id, card.title.casefold()) for card in rows(plan_board, told(story).log)).values()) == 1


@both
def test_a_visitor_may_try_a_facilitator_two_editors_of_different_members_an_auditor_and_an_elected_official(story: Story) -> None:
    offered = load.signing_in(story)
    assert [person.roles[0] for person in offered] == ["facilitator", "editor", "editor", "auditor", "elected_official"]
    assert offered[1].authority != offered[2].authority


@both
def test_the_elected_official_answers_for_actions_that_are_done_late_under_way_and_stuck(story: Story) -> None:
    theirs = load.person_id(NETWORK, story.signing_in[-1])
    held = [card for card in board(told(story).log).values() if theirs in card.elected_people]
    assert {"done", "in_progress", "blocked"} <= {card.status for card in held}
    assert len(held) > 5


# --- It is founded ----------------------------------------------------------------------------------------------------


@pytest.fixture
async def networks(database: Addresses) -> AsyncIterator[Networks]:
    async with asyncpg.create_pool(database.application, min_size=1, max_size=4) as pool:
        served = Networks(PostgresStore(pool), pool)
        yield served
        await served.close()


async def shown(networks: Networks) -> dict[UUID, tuple[str, bool]]:
    cards = await networks.pool.fetch("SELECT network_id, demonstration, archived_at IS NOT NULL AS archived FROM people.network_card")
    return {card["network_id"]: (card["demonstration"], card["archived"]) for card in cards}


async def test_the_demonstration_is_founded_once_and_reset_archives_the_former(networks: Networks) -> None:
    first = await founding.demonstrate(networks)
    again = await founding.demonstrate(networks)
    assert [one.network_id for one in again] == [one.network_id for one in first]
    assert set((await shown(networks)).values()) == {("montigny", False), ("reseau66", False)}
    fresh = await founding.demonstrate(networks, reset=True)
    assert await shown(networks) == {
        **{one.network_id: (one.story.key, True) for one in first},
        **{one.network_id: (one.story.key, False) for one in fresh},
    }


async def test_a_founding_that_was_cut_short_goes_on_with_the_same_network(networks: Networks) -> None:
    def cut(done: int, total: int) -> None:
        raise InterruptedError(f"{done} of {total}")

    with pytest.raises(InterruptedError):
        await founding.demonstrate(networks, progress=cut)
    (begun,) = await shown(networks)
    town, _ = await founding.demonstrate(networks)
    assert town.network_id == begun
    assert (await networks.open(town.network_id)).token().position == len(told(TOWN).log)


async def test_a_network_knows_the_names_of_its_people_and_its_log_does_not(networks: Networks) -> None:
    town, _ = await founding.demonstrate(networks)
    async with networks.pool.acquire() as connection:
        for person_id, person in town.signing_in.items():
            known = await people.named(connection, person_id)
            assert known is not None
            assert known.name == person.name
    stored = b"".join(codec.ENCODER.encode(one.event) for one in await networks.store.page(town.network_id, 0, 10_000)).decode()
    assert not any(person.name in stored for person in TOWN.people)


# --- How it is written ------------------------------------------------------------------------------------------------


@both
def test_every_text_is_printed_as_french_is(story: Story) -> None:
    for text in said(story):
        assert french(text) == text
        assert not re.search(r"'|\.\.\.| [;:!?»%€]|« |[^\u202f][;!?]|\w:(?!//|\d\d$)", text)  # an hour is written 09:30


# Family names of the people in the public documents, as hashes, so that they do not stand here either.
REAL_NAMES = frozenset(
    {
        "bd8fa67ee09bcc6e",
        "0faf7a4bb0081ce6",
        "c5af413c601ce577",
        "d03d5dcb12f4db2e",
        "788d61b2eb1d594e",
        "ae05423e10c71728",
        "9a2fc200980dbf33",
        "d398f3d2f9eefbab",
        "d162956ab255ad73",
        "746d823583c65add",
    }
)


@both
def test_nobody_real_is_named(story: Story) -> None:
    words = {word for text in said(story) for word in re.findall(r"[a-z]+", _plain(text))}
    assert not {hashlib.sha256(word.encode()).hexdigest()[:16] for word in words} & REAL_NAMES


def _plain(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one)).casefold()
