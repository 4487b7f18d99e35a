"""Who is told of what: the rules as sentences, and the queue against an oracle over random histories."""

import asyncio
import random
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import asyncpg
import pytest
from msgspec import UNSET

from events import action, action_plan, comment, consultation, ids, minutes, network, note, question, skill, together
from events import meeting as meetings
from events.asking import Asking
from events.fields import Change, Members
from events.ids import (
    ActionId,
    AnswerId,
    CommandId,
    ConsultationId,
    MeetingId,
    NetworkId,
    ParticipantId,
    PersonId,
    PlanId,
    SectionId,
    StreamId,
)
from events.log import codec
from events.log.postgres import PostgresStore
from events.log.recorded import Recorded
from projections.recent_activity import fold as activity_of
from projections.recent_activity import recent_activity
from projections.restricted_items import item_places, named, restricted_items
from projections.rights import rights
from service import access
from service.following import Choices
from service.identity import accounts, people
from service.notices import queue, rules
from service.notices.rules import Pace, Reader, Rule, Scene
from tests import histories
from tests.histories import ACTIONS, PLANS, asked_first
from tests.people import ADA, BEN, CAS, DOT, EVA, HAUTEFEUILLE, NETWORK, RIVEBELLE
from tests.read import logs

PARIS = "Europe/Paris"
NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)  # a Wednesday, eleven o'clock in Paris
ALL = Rule("soon", "soon", "soon", "soon")
NONE = Rule("never", "never", "never", "never")


def asks(*commands: tuple[PersonId, Any, Any]) -> histories.History:
    """A history of two towns, a plan and two actions, and what these people ask after that."""
    more = [
        (Asking(id=CommandId(ids.new()), stream=StreamId(stream), command=command, reason="Faute de crédits"), by)
        for by, stream, command in commands
    ]
    return histories.History(0, 0, [*asked_first(), *more])


async def last(history: histories.History, *readers: Reader) -> dict[PersonId, Pace]:
    """Who is told of the last event of a history."""
    scene, told = Scene(), {}
    for recorded in await logs.logged(history):
        told = scene.told(recorded, scene.take(recorded), readers)
    return told


BIKES = ACTIONS[0]
RENAMED = action.Edit(title=Change("Fête du vélo", "Fête des vélos"))
ANOTHER = action.Edit(title=Change("Fête du vélo", "Vélo en fête"))


async def test_nobody_is_told_what_they_did_themselves() -> None:
    assert await last(asks((BEN, BIKES, RENAMED)), Reader(ADA, ALL), Reader(BEN, ALL)) == {ADA: "soon"}


async def test_usually_a_conflict_of_mine_is_told_daily_and_the_rest_weekly() -> None:
    clash = asks((CAS, BIKES, RENAMED), (BEN, BIKES, ANOTHER))
    assert await last(clash, Reader(CAS), Reader(ADA)) == {CAS: "daily", ADA: "weekly"}


async def test_a_settled_conflict_is_told_to_whose_wish_it_was() -> None:
    history = asks((CAS, BIKES, RENAMED), (BEN, BIKES, ANOTHER))
    (conflict,) = [one.event.conflict for one in await logs.logged(history) if isinstance(one.event, action.Clashed)]
    wants = Rule("soon", "never", "never", "never")
    settled = asks()
    settled[:] = [*history, (Asking(id=CommandId(ids.new()), stream=StreamId(BIKES), command=action.Settle(conflict)), ADA)]
    assert await last(settled, Reader(BEN, wants), Reader(CAS, wants), Reader(DOT, wants)) == {BEN: "soon", CAS: "soon"}


async def test_mine_is_what_i_lead_was_elected_for_or_added() -> None:
    mine = Rule("never", "soon", "never", "never")
    joins = (ADA, BIKES, action.Edit(lead_people=Members(add=(BEN,)), elected_people=Members(add=(CAS,))))
    readers = [Reader(one, mine) for one in (ADA, BEN, CAS, DOT)]
    assert await last(asks(joins), *readers) == {BEN: "soon", CAS: "soon"}
    assert await last(asks(joins, (ADA, BIKES, action.Edit(lead_people=Members(remove=(BEN,))))), *readers) == {BEN: "soon", CAS: "soon"}
    assert await last(asks(joins, (ADA, BIKES, action.Edit(lead_people=Members(remove=(BEN,)))), (ADA, BIKES, RENAMED)), *readers) == {
        CAS: "soon"
    }


async def test_whoever_follows_an_action_or_its_plan_is_told() -> None:
    followed = Rule("never", "never", "daily", "never")
    readers = [Reader(CAS, followed, following(BIKES)), Reader(DOT, followed, following(PLANS[0])), Reader(ADA, followed)]
    assert await last(asks((BEN, BIKES, RENAMED)), *readers) == {CAS: "daily", DOT: "daily"}


async def test_of_what_is_muted_nothing_is_told_not_even_to_who_leads_it_and_the_nearest_choice_counts() -> None:
    readers = [
        Reader(CAS, ALL, following(mutes=[BIKES])),
        Reader(DOT, ALL, following(mutes=[PLANS[0]])),
        Reader(ADA, ALL, following(BIKES, mutes=[PLANS[0]])),
    ]
    led = (BEN, BIKES, action.Edit(lead_people=Members(add=(CAS,))))
    assert await last(asks(led, (BEN, BIKES, RENAMED)), *readers) == {ADA: "soon"}
    led = (BEN, BIKES, action.Edit(lead_people=Members(add=(DOT,))))
    assert await last(asks(led, (BEN, BIKES, RENAMED)), *readers) == {ADA: "soon", DOT: "soon"}  # who leads it hears of it in a muted plan


async def test_whoever_is_mentioned_hears_of_it_also_where_they_muted_the_item() -> None:
    said = comment.Write(on="action", item=BIKES, plan=PLANS[0], text="Qu’en dites-vous ?", mentions=(CAS,))
    muted = Choices(mutes=frozenset({BIKES}))
    history = asks((BEN, StreamId(ids.new()), said))
    assert await last(history, Reader(CAS, ALL, muted), Reader(ADA, ALL, muted)) == {CAS: "soon"}


async def test_who_follows_or_leads_an_action_hears_of_a_note_on_it() -> None:
    wrote = (BEN, StreamId(ids.new()), note.Write(plan=PLANS[0], action=BIKES, text="Le devis est là"))
    wants = Rule("never", "soon", "daily", "never")
    leads = (BEN, BIKES, action.Edit(lead_people=Members(add=(CAS,))))
    assert await last(asks(leads, wrote), Reader(CAS, wants), Reader(ADA, wants, following(BIKES)), Reader(DOT, wants)) == {
        CAS: "soon",
        ADA: "daily",
    }


async def test_of_several_reasons_the_most_urgent_decides() -> None:
    wants = Rule("never", "never", "daily", "weekly")
    readers = [Reader(CAS, wants, following(BIKES)), Reader(DOT, wants)]
    assert await last(asks((BEN, BIKES, RENAMED)), *readers) == {CAS: "daily", DOT: "weekly"}


async def test_whoever_wants_nothing_or_belongs_to_nothing_is_told_nothing() -> None:
    assert await last(asks((BEN, BIKES, RENAMED)), Reader(CAS, NONE), Reader(EVA, ALL)) == {}


async def test_a_restricted_action_is_told_to_its_parties_alone() -> None:
    hidden = (ADA, BIKES, action.Restrict((BEN, CAS)))
    readers = [Reader(one, ALL) for one in (ADA, BEN, CAS, DOT)]
    assert await last(asks(hidden), *readers) == {BEN: "soon", CAS: "soon", DOT: "soon"}  # an auditor reads everything
    assert await last(asks(hidden, (BEN, BIKES, RENAMED)), *readers) == {CAS: "soon", DOT: "soon"}


async def test_whoever_is_suspended_or_lost_their_role_is_told_nothing() -> None:
    at = NETWORK
    readers = [Reader(one, ALL) for one in (ADA, BEN, CAS)]
    assert await last(asks((ADA, at, network.Suspend(CAS)), (BEN, BIKES, RENAMED)), *readers) == {ADA: "soon"}
    taken = (ADA, at, network.TakeRole(CAS, "editor", RIVEBELLE))
    assert await last(asks(taken, (BEN, BIKES, RENAMED)), *readers) == {ADA: "soon"}


async def test_a_program_is_told_nothing() -> None:
    reads = (ADA, NETWORK, network.GiveRole(EVA, "reader"))
    assert await last(asks(reads, (BEN, BIKES, RENAMED)), Reader(EVA, ALL)) == {}


WANTED = Rule("soon", "never", "never", "never")
EVERYBODY = [Reader(one, WANTED) for one in (ADA, BEN, CAS, DOT)]


async def told_of(tag: str, history: histories.History) -> list[set[PersonId]]:
    """Who is told of each event of a kind, of those who want to hear of nothing but what waits for their answer."""
    scene, found = Scene(), []
    for recorded in await logs.logged(history):
        told = scene.told(recorded, scene.take(recorded), EVERYBODY)
        if recorded.tag == tag:
            found.append({*told})
    return found


async def test_a_consultation_is_told_to_who_answers_for_those_that_are_asked_and_more_time_to_who_has_not() -> None:
    plan, one = PlanId(ids.new()), ConsultationId(ids.new())
    opening = action_plan.Open(title="Feuille de route", authority=HAUTEFEUILLE)
    asked: list[tuple[PersonId, Any, Any]] = [
        (ADA, plan, together.DraftRoadmap(first_year=2026, last_year=2027, open=opening)),
        (ADA, plan, together.Consult(one, "Votre avis", date(2199, 1, 1), (HAUTEFEUILLE, RIVEBELLE))),
        (BEN, one, consultation.GiveOpinion(HAUTEFEUILLE, "favourable")),
        (ADA, one, consultation.PutOffTo(date(2199, 2, 1))),
    ]
    assert await told_of("consultation.opened", asks(*asked)) == [{BEN, CAS}]
    assert await told_of("consultation.put_off", asks(*asked)) == [{CAS}]
    asked.insert(1, (ADA, NETWORK, network.TakeRole(CAS, "editor", RIVEBELLE)))
    assert await told_of("consultation.opened", asks(*asked)) == [{BEN}]


def to_review() -> histories.History:
    """Minutes of a meeting at which Cas was, that are sent to review last of all."""
    meeting = MeetingId(ids.new())
    sections = {SectionId(ids.new()): minutes.NewSection("opening", "Ouverture", "V", "Accueil")}
    begun = minutes.of_meeting(meeting)
    return asks(
        (ADA, meeting, meetings.Plan(title="Rencontre", kind="cafe", held_on=date(2026, 3, 2))),
        (ADA, meeting, meetings.CheckIn(ParticipantId(ids.new()), "officer", RIVEBELLE, CAS)),
        (BEN, begun, minutes.Begin(meeting, "Compte rendu", sections=sections)),
        (BEN, begun, minutes.SendToReview()),
    )


async def test_minutes_to_read_over_are_told_to_who_was_there_and_who_approves() -> None:
    assert await told_of("minutes.sent_to_review", to_review()) == [{ADA, CAS}]


async def test_a_question_is_told_to_the_resource_person_and_its_answer_to_who_asked() -> None:
    of_town, of_person, first, second = (StreamId(ids.new()) for _ in range(4))
    history = asks(
        (CAS, of_town, skill.Declare(name="Haies", authority=RIVEBELLE, evidence="Trois chantiers")),
        (DOT, of_person, skill.Declare(name="Mares", person=DOT, evidence="Deux chantiers")),
        (BEN, first, question.Ask(text="Quelles essences ?", skill=of_town)),
        (BEN, second, question.Ask(text="Quelle profondeur ?", skill=of_person)),
        (BEN, StreamId(ids.new()), question.Ask(text="Et vous ?")),
        (ADA, first, question.Answer(AnswerId(ids.new()), "Des charmes")),
    )
    assert await told_of("question.posed", history) == [{CAS}, {DOT}, set()]
    assert await told_of("question.answered", history) == [{BEN}]


@pytest.mark.parametrize(
    ("pace", "hour", "now", "then"),
    [
        ("soon", 8, NOW, datetime(2026, 3, 4, 10, 5, tzinfo=UTC)),
        ("daily", 8, NOW, datetime(2026, 3, 5, 7, tzinfo=UTC)),
        ("daily", 12, NOW, datetime(2026, 3, 4, 11, tzinfo=UTC)),
        ("daily", 11, NOW, datetime(2026, 3, 5, 10, tzinfo=UTC)),  # that hour strikes just now: what comes now waits for tomorrow's
        ("weekly", 8, NOW, datetime(2026, 3, 9, 7, tzinfo=UTC)),
        ("weekly", 8, datetime(2026, 3, 9, 6, 59, tzinfo=UTC), datetime(2026, 3, 9, 7, tzinfo=UTC)),
        ("weekly", 8, datetime(2026, 3, 9, 7, tzinfo=UTC), datetime(2026, 3, 16, 7, tzinfo=UTC)),
        ("weekly", 8, datetime(2026, 3, 27, 7, tzinfo=UTC), datetime(2026, 3, 30, 6, tzinfo=UTC)),  # summer time began meanwhile
        ("daily", 2, datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 1, tzinfo=UTC)),  # an hour that this night does not have
    ],
)
def test_a_digest_is_due_by_the_clock_of_the_network(pace: Pace, hour: int, now: datetime, then: datetime) -> None:
    assert rules.due(pace, Rule(hour=hour), PARIS, now) == then


# --- The queue ------------------------------------------------------------------------------------------------------


PACES: tuple[Pace, ...] = ("soon", "daily", "weekly", "never")


def oracle(log: list[Recorded[Any]], readers: Iterable[Reader]) -> dict[tuple[int, PersonId], Pace]:
    """What the rules say, told another way: event by event, with the whole fold of the service as it stood right after each."""
    found: dict[tuple[int, PersonId], Pace] = {}
    for end, recorded in enumerate(log, 1):
        follower = logs.followed(log[:end], recorded.network_id)
        for reader in readers:
            if reader.person == recorded.by:
                continue
            standing = follower.row(rights, reader.person)
            if standing is None or not any(held.role != "reader" for held in standing.roles):
                continue
            row = activity_of(None, recorded)
            restricted, places = partial(follower.row, restricted_items), partial(follower.row, item_places)
            if not access.seen(recent_activity, [row], standing, partial(named, restriction=restricted, place_of=places)):
                continue
            if reader.person in _called(log[:end], recorded):
                if reader.rule.conflicts != "never":
                    found[recorded.position, reader.person] = reader.rule.conflicts
                continue
            reasons = {"rest"}
            if reader.person in _people_of(log[:end], recorded):
                reasons.add("mine")
            around = _around(log[:end], recorded.stream_id)
            said = next((one for one in around if one in reader.choices.follows | reader.choices.mutes), None)
            if said is None and "mine" not in reasons:
                said = recorded.parent
            if said in reader.choices.mutes:
                continue
            if (said or recorded.parent) in reader.choices.follows or recorded.parent in reader.choices.follows:
                reasons.add("followed")
            if reader.person in _quarrelling(log[:end], recorded):
                reasons.add("conflicts")
            paces = {getattr(reader.rule, reason) for reason in reasons} - {"never"}
            if paces:
                found[recorded.position, reader.person] = next(one for one in PACES if one in paces)
    return found


def _called(log: list[Recorded[Any]], recorded: Recorded[Any]) -> set[PersonId]:
    """Whom a comment names that it did not name before, and whom it answers."""
    named = getattr(recorded.event, "mentions", UNSET)
    if named is UNSET:
        return set()
    before = comment.rules.fold([one.event for one in log[:-1] if one.stream_id == recorded.stream_id])
    answered = next((one.event.author for one in log if one.stream_id == getattr(recorded.event, "answers", None)), None)
    return {*named} - {*(before.comment.mentions if before else ())} | ({answered} if answered else set())


def _people_of(log: list[Recorded[Any]], recorded: Recorded[Any]) -> set[PersonId]:
    """Who leads the action of an event, or one around it, is elected for it or added it, just before or after; or opened its plan."""
    found: set[PersonId] = set()
    for item in _around(log, recorded.stream_id):
        of_item = [one for one in log if one.stream_id == item]
        if of_item and of_item[0].tag == "action_plan.opened":
            found.add(of_item[0].by)
        for end in (len(log) - 1, len(log)):
            state = action.rules.fold([one.event for one in log[:end] if one.stream_id == item and one.tag.startswith("action.")])
            if state is not None:
                found |= {*state.card.lead_people, *state.card.elected_people, of_item[0].by}
    return found


def _around(log: list[Recorded[Any]], item: Any) -> list[Any]:
    """An item and what it lies within: the action of a note, what a comment is on, the whole of a part."""
    began = next((one for one in log if one.stream_id == item), None)
    of = {
        "note.written": "action",
        "action.added": "parent",
        "idea.promoted": "action",
        "comment.written": "item",
        "attachment.attached": "item",
    }
    within = getattr(began.event, of[began.tag]) if began and began.tag in of else None
    return [item, *(_around(log, within) if within else [])]


def following(*items: Any, mutes: Iterable[Any] = ()) -> Choices:
    return Choices(frozenset(items), frozenset(mutes))


def _quarrelling(log: list[Recorded[Any]], recorded: Recorded[Any]) -> set[PersonId]:
    """Whom a conflict concerns: whose wish it is, who wrote what stood against it, who made the item, and whose action it is."""
    if not recorded.tag.endswith((".clashed", ".settled")):
        return set()
    conflict = recorded.event.conflict
    clashed = next(one for one in log if one.tag.endswith(".clashed") and one.event.conflict == conflict)
    item = getattr(clashed.event, "item", clashed.stream_id)
    field = clashed.event.field.removeprefix("axis.").removeprefix("phase.").partition(".")[0]
    found = _people_of(log, recorded) | {clashed.by}
    wrote = [one.by for one in log[:-1] if _is_of(one, item) and one.tag.endswith("edited") and field in queue_fields(one)]
    made = [one.by for one in log[:-1] if _is_of(one, item)]
    return found | set(wrote[-1:]) | set(made[:1])


def _is_of(recorded: Recorded[Any], item: Any) -> bool:
    event = recorded.event
    own = getattr(event, "axis", None) if recorded.tag.startswith("action_plan.axis") else None
    own = getattr(event, "phase", None) if recorded.tag.startswith("action_plan.phase") else own
    return bool((own or recorded.stream_id) == item)


def queue_fields(recorded: Recorded[Any]) -> set[str]:
    return {name for name in recorded.event.__struct_fields__ if getattr(recorded.event, name) is not UNSET}


def some_rule(chance: random.Random) -> Rule:
    conflicts, mine, followed, rest = chance.choices(PACES, k=4)
    return Rule(conflicts, mine, followed, rest)


async def known(pool: "asyncpg.Pool[Any]", person: PersonId) -> None:
    """Someone with an address."""
    async with pool.acquire() as connection:
        await people.add(connection, "Somebody", None, person)
        await accounts.confirm(connection, person, f"{person}@town.example")


async def queued(pool: "asyncpg.Pool[Any]", network_id: NetworkId) -> dict[tuple[int, PersonId], Pace]:
    rows = await pool.fetch("SELECT position, person_id, pace FROM people.notice WHERE network_id = $1", network_id)
    return {(row["position"], PersonId(row["person_id"])): row["pace"] for row in rows}


@pytest.mark.parametrize("seed", range(16))
async def test_the_queue_holds_what_the_rules_say_each_once(pool: "asyncpg.Pool[Any]", seed: int) -> None:
    chance = random.Random(seed)
    readers = [
        Reader(person, some_rule(chance), following(*said[: chance.randint(0, 2)], mutes=said[2 : 2 + chance.randint(0, 2)]))
        for person, said in ((person, chance.sample([*PLANS, *ACTIONS], 4)) for person in (ADA, BEN, CAS, DOT))
    ]
    history = histories.history(seed, 40)
    begun = len(asked_first())
    await _agrees(pool, history, readers, sorted(chance.randint(begun, len(history)) for _ in range(3)))


async def _agrees(pool: "asyncpg.Pool[Any]", history: histories.History, readers: list[Reader], cuts: list[int]) -> None:
    store = PostgresStore(pool)
    network_id = await logs.written(store, histories.History(0, 0, history[: len(asked_first())]))
    for reader in readers:
        await known(pool, reader.person)
        rule = (reader.rule.conflicts, reader.rule.mine, reader.rule.followed, reader.rule.rest, reader.rule.hour, reader.rule.language)
        await pool.execute("INSERT INTO people.notice_rule VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", network_id, reader.person, *rule)
        for item in reader.choices.follows | reader.choices.mutes:
            said = (network_id, reader.person, item, item in reader.choices.mutes)
            await pool.execute("INSERT INTO people.notice_follow (network_id, person_id, item_id, muted) VALUES ($1, $2, $3, $4)", *said)
    processes = [queue.Queue(pool, store), queue.Queue(pool, store)]
    for begin, end in zip([len(asked_first()), *cuts], [*cuts, len(history)], strict=True):
        await logs.more(store, network_id, history[begin:end] if end > begin else [])
        await asyncio.gather(*(one.look(NOW) for one in processes))  # two processes at once, after any part of the history
    log = await logs.whole(store, network_id)
    assert await queued(pool, network_id) == oracle(log, readers)


async def test_nobody_is_told_of_a_story(pool: "asyncpg.Pool[Any]") -> None:
    network_id = NetworkId(ids.new())
    store = PostgresStore(pool)
    await known(pool, ADA)
    given = network.Founded(name="Une histoire", clock="given", time_zone=PARIS)
    await store.found(network_id, codec.seal(given), clock="given", time_zone=PARIS, at=NOW)
    await logs.more(store, network_id, asks((BEN, BIKES, RENAMED)))
    await queue.Queue(pool, store).look(NOW)
    assert await queued(pool, network_id) == {}


async def test_a_part_of_a_restricted_action_is_told_to_its_parties_alone_whatever_was_looked_at_before(pool: "asyncpg.Pool[Any]") -> None:
    store = PostgresStore(pool)
    part = ActionId(ids.new())
    added = (BEN, part, action.Add(plan=PLANS[0], order_key="V", title="Ouvrir un atelier", parent=BIKES))
    network_id = await logs.written(store, asks(added, (ADA, BIKES, action.Restrict((BEN, CAS)))))
    for person in (ADA, BEN, CAS):
        await known(pool, person)
    await queue.Queue(pool, store).look(NOW)
    before = await queued(pool, network_id)
    history = asks((BEN, part, action.Edit(title=Change("Ouvrir un atelier", "Ouvrir deux ateliers"))))
    await logs.more(store, network_id, histories.History(0, 0, history[-1:]))
    await queue.Queue(pool, store).look(NOW)  # another process, which knows of nothing
    told = {person for _, person in (await queued(pool, network_id)).keys() - before.keys()}
    assert told - {DOT} == {CAS}  # an auditor reads everything


async def test_whom_minutes_ask_is_known_to_a_process_that_knew_of_nothing_and_each_is_queued_once(pool: "asyncpg.Pool[Any]") -> None:
    store, history = PostgresStore(pool), to_review()
    network_id = await logs.written(store, histories.History(0, 0, history[:-1]))
    for person in (ADA, BEN, CAS, DOT):
        await known(pool, person)
        await pool.execute("INSERT INTO people.notice_rule VALUES ($1, $2, 'soon', 'never', 'never', 'never', 8, 'fr')", network_id, person)
    await queue.Queue(pool, store).look(NOW)
    before = await queued(pool, network_id)
    await logs.more(store, network_id, history[-1:])
    await asyncio.gather(*(queue.Queue(pool, store).look(NOW) for _ in range(2)))
    assert sorted(person for _, person in (await queued(pool, network_id)).keys() - before.keys()) == [ADA, CAS]


async def test_the_next_look_reads_no_stream_from_its_beginning_again(pool: "asyncpg.Pool[Any]") -> None:
    store = Reading(pool)
    network_id = await logs.written(store, asks())
    await known(pool, CAS)
    process = queue.Queue(pool, store)
    await process.look(NOW)
    assert StreamId(BIKES) in store.read
    store.read.clear()
    await logs.more(store, network_id, histories.History(0, 0, asks((BEN, BIKES, RENAMED))[-1:]))
    await process.look(NOW)
    assert store.read == []
    assert CAS in {person for _, person in await queued(pool, network_id)}


class Reading(PostgresStore):
    """A store that notes which streams were read from their beginning."""

    def __init__(self, pool: "asyncpg.Pool[Any]") -> None:
        super().__init__(pool)
        self.read: list[StreamId] = []

    async def load(self, network_id: NetworkId, streams: Collection[StreamId], codes: Collection[str]) -> tuple[list[Any], list[Any]]:
        self.read += streams if not codes else ()
        return await super().load(network_id, streams, codes)
