"""Restricted actions and notes: to who is not named there is no trace of one, on any way out, now or in the past.

Each carries a text that stands nowhere else. A network lives through a random history of restrictions while
everyone watches; after every step each person asks for everything there is to ask, and no byte may hold the text of what
is kept from them, or the id of what was from its beginning.
"""

import random
import re
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any, get_args, get_type_hints
from uuid import UUID

import msgspec
import pytest

from events import catalogue, ids
from events.ids import ActionId, PersonId
from projections import recent_activity
from service.files.report import Line, Report
from service.identity import people
from tests.http.test_meetings import planned
from tests.http.test_rights import PRINTED, TABLES
from tests.http.test_syntheses import Day, adding
from tests.http.test_tokens import listening, made
from tests.http.town import Town, asking
from tests.live.screen import Watching, watching
from tests.people import ADA, BEN, CAS, DOT, EVA

GIL = PersonId(ids.new())
PARTIES = (ADA, BEN, CAS, GIL)
NAMED = re.compile(r"\{(action|note|comment|item|mentorship)_id\}")  # whose text and ids are looked for
EVERYONE: tuple[PersonId | None, ...] = (*PARTIES, DOT, EVA, None)


@pytest.fixture
async def village(town: Town) -> Town:
    """The town, with a partner in it."""
    async with town.service.pool.acquire() as connection:
        await people.add(connection, "Gil Bresson", None, GIL)
        await people.meet(connection, town.network, GIL)
        cookie, _, _ = town.cookies[BEN].partition("=")
        town.cookies[GIL] = f"{cookie}={await town.service.sessions.begin(connection, GIL)}"
    await town.ask(ADA, "network.give_role", town.network, person=str(GIL), role="partner")
    return town


def live(town: Town) -> str:
    return "ws" + town.url.removeprefix("http")


async def everything(town: Town, person: PersonId | None, actions: Sequence[str], moments: Sequence[str]) -> str:
    """All that the service says to someone who asks for all there is: every address, every past, every lane, every refusal."""
    browser = town.browser(person)
    document = await town.document()
    heard = []
    for path, operations in document["paths"].items():
        if "get" not in operations or not path.startswith("/api/networks") or operations["get"]["operationId"] in PRINTED:
            continue  # the words of what is printed are packed: test_documents.py unpacks and reads them
        takes = {parameter["name"] for parameter in operations["get"].get("parameters", ()) if parameter["in"] == "query"}
        asked = actions if NAMED.search(path) else actions[:1]  # of other things, no address knows them
        for filled in {_filled(path, town, item) for item in (*asked, str(ids.new()))}:
            heard.append((await browser.get(filled)).text)
            heard += [(await browser.get(filled, params={"at": moment})).text for moment in moments if "at" in takes]
            if {"from", "to"} <= takes:
                heard += [(await browser.get(filled, params={"from": moment})).text for moment in ("1.1", *moments)]
    for path in ("/activity", f"/plans/{town.plan}/activity"):
        before: dict[str, int] = {}
        full = True
        while True:
            answer = await browser.get(town.path + path, params={"limit": 3} | before)
            heard.append(answer.text)
            if answer.status_code != 200 or not answer.json():
                break
            assert full, "a page that came out short is the last: else it would tell how much there is that is not theirs"
            full = len(answer.json()) == 3
            before = {"before": answer.json()[-1]["position"]}
    for action in actions:
        for tag, fields in (("edit", {"code": {"was": "x", "to": "y"}}), ("withdraw", {}), ("settle", {"conflict": str(ids.new())})):
            if tag == "edit" or person not in PARTIES:  # what would change it stays out, where it may
                heard.append((await town.post(person, asking(f"action.{tag}", action, **fields))).text)
        heard.append((await town.post(person, asking("note.edit", action, text={"was": "x", "to": "y"}))).text)
    if person not in (EVA, None):
        assert person is not None
        topics = (f"network:{town.network}", f"plan:{town.plan}", f"people:{town.network}")
        async with watching(live(town), town.cookies[person], town.network, *topics, client=str(ids.new())) as screen:
            heard.append(msgspec.json.encode(screen.heard).decode())
    return "\n".join(heard)


def _filled(path: str, town: Town, item: str) -> str:
    """An address with the ids of this network and its plan, and with this item wherever one is named."""
    for name, value in (("{network_id}", str(town.network)), ("{plan_id}", town.plan), ("{kind}", "plan")):
        path = path.replace(name, value)
    return re.sub("{[a-z_]+}", item, path)


class Kept(msgspec.Struct):
    """An action, a note or a comment of the test: its text, who may see it, and what it lies within."""

    canary: str
    parties: tuple[PersonId, ...]
    within: str | None = None
    is_note: bool = False


def reads(items: dict[str, Kept], person: PersonId | None) -> dict[str, bool]:
    """What someone may see: what they are named for, as far as they see what it lies within."""

    def sees(kept: Kept) -> bool:
        return (not kept.parties or person in kept.parties) and (kept.within is None or sees(items[kept.within]))

    inside = person not in (EVA, None)
    return {item: inside and (person == DOT or sees(kept)) for item, kept in items.items()}


@pytest.mark.parametrize("seed", [1, 2])
async def test_there_is_no_trace_of_what_is_kept_from_someone(village: Town, seed: int) -> None:
    town, chance = village, random.Random(seed)
    actions: dict[str, Kept] = {}
    moments: list[str] = []
    async with AsyncExitStack() as open_screens:
        screens: dict[PersonId, Watching] = {}
        for person in (*PARTIES, DOT):
            topics = (f"network:{town.network}", f"plan:{town.plan}")
            screens[person] = await open_screens.enter_async_context(
                watching(live(town), town.cookies[person], town.network, *topics, client="stays")
            )
        for step in range(10):
            heard = {person: len(screen.heard) for person, screen in screens.items()}
            moments.append(await _something(town, chance, actions, step))
            for person, screen in screens.items():
                await screen.reached(moments[-1])
                said = msgspec.json.encode(screen.heard[heard[person] :]).decode()
                page = (await town.get(person, f"/plans/{town.plan}")).json()
                for name, table in (*TABLES.items(), ("restrictions", "restricted_items")):
                    assert {next(iter(row.values())): row for row in page[name]} == screen.rows.get(table, {}), (person, table)
                for action, seen in reads(actions, person).items():
                    assert seen or actions[action].canary not in said, (step, person)
            if step == 9:
                for who in EVERYONE:
                    told = await everything(town, who, [*actions], [moments[4]])
                    for action, seen in reads(actions, who).items():
                        assert (actions[action].canary in told) is seen, (step, who, action)


async def _something(town: Town, chance: random.Random, items: dict[str, Kept], step: int) -> str:
    """One thing that happens; the moment after it."""
    some = tuple(sorted(chance.sample(PARTIES, chance.randint(1, 3))))
    actions = [item for item, kept in items.items() if not kept.is_note]
    here = [item for item in actions if reads(items, BEN)[item]]
    item, canary = str(ids.new()), f"canary-{ids.new().hex}"
    told = {"title": f"Action {canary}", "notes": canary, "order_key": "V"}
    match ("add", "add", "note", "part")[step] if step < 4 else chance.choice(["add", "keep", "keep", "keep", "open", "edit", "note"]):
        case "keep":
            item = chance.choice(actions)
            items[item].parties = some
            receipt = await town.ask(ADA, "action.restrict", item, parties=[str(one) for one in some])
        case "open":
            item = chance.choice(actions)
            items[item].parties = ()
            receipt = await town.ask(ADA, "action.open", item)
        case "edit" if here:
            item = chance.choice(here)
            now = (await town.get(BEN, f"/actions/{item}")).json()["notes"]
            receipt = await town.ask(BEN, "action.edit", item, notes={"was": now, "to": f"{now} {items[item].canary}"})
        case "note" if here:
            on = chance.choice(here)
            items[item] = Kept(canary, chance.choice([(), tuple(sorted({*some, BEN}))]), on, is_note=True)
            text, named = f"Note {canary}", [str(one) for one in items[item].parties]
            await town.ask(BEN, "note.write", item, plan=town.plan, action=on, text=text, parties=named)
            await town.ask(BEN, "note.edit", item, text={"was": text, "to": f"{text}, encore {canary}"})
            said, beside = str(ids.new()), f"canary-{ids.new().hex}"
            items[said] = Kept(beside, (), on, is_note=True)
            receipt = await town.ask(BEN, "comment.write", said, on="action", item=on, plan=town.plan, text=beside)
        case "part":
            over = next(one for one in here if not items[one].parties)
            items[item] = Kept(canary, (), over)
            receipt = await town.ask(BEN, "action.add", item, plan=town.plan, parent=over, **told)
        case _:
            parties = () if step == 0 else tuple(sorted({*some, BEN}))
            items[item] = Kept(canary, parties)
            await town.ask(BEN, "action.add", item, plan=town.plan, parties=[str(one) for one in parties], **told)
            wish = {"was": "never seen", "to": f"Autrement, {canary}"}  # so that there is something to settle as well
            receipt = await town.ask(BEN, "action.edit", item, title=wish)
    return receipt["after"]  # type: ignore[no-any-return]  # a token is text


async def test_absent_and_restricted_notes_are_answered_alike(village: Town) -> None:
    town = village
    note, absent = str(ids.new()), str(ids.new())
    await town.ask(BEN, "note.write", note, plan=town.plan, text="Entre nous", parties=[str(ADA)])
    moment = (await town.get(BEN, "/plans")).headers["club21-position"]
    assert (await town.get(ADA, f"/notes/{note}")).json()["parties"] == [str(ADA), str(BEN)]
    assert (await town.get(DOT, f"/notes/{note}/history")).json()[0]["changes"][0]["after"] == "Entre nous"
    for path in ("/notes/{}", "/notes/{}/history", f"/notes/{{}}?at={moment}"):
        one, other = [await town.browser(CAS).get(town.path + path.format(which)) for which in (note, absent)]
        assert (one.status_code, {**one.json(), "id": ""}) == (404, {**other.json(), "id": ""})
    for tag, fields in (("note.edit", {"text": {"was": "Entre nous", "to": "Et moi"}}), ("note.withdraw", {}), ("note.restore", {})):
        one, other = [await town.post(CAS, asking(tag, which, **fields)) for which in (note, absent)]
        assert (one.status_code, one.json()["code"]) == (409, "note.not_written")
        assert {**one.json(), "id": ""} == {**other.json(), "id": ""}


async def test_what_was_restricted_from_its_beginning_never_had_an_id(village: Town) -> None:
    town = village
    action = await town.add(BEN, "Entre nous", parties=[str(BEN), str(CAS)])
    moment = (await town.get(BEN, "/plans")).headers["club21-position"]
    for person in (GIL, EVA, None):
        assert action not in await everything(town, person, [], [moment])
    secret = (await made(town))["secret"]
    async with listening(town.url, town, f"plan:{town.plan}", header=secret) as screen:
        assert action not in msgspec.json.encode(screen.heard).decode()
    # A facilitator is told that something is kept to some people, and not what.
    told = await everything(town, ADA, [], [moment])
    assert action in told
    assert "Entre nous" not in told


async def test_absent_and_restricted_are_answered_alike(village: Town) -> None:
    town = village
    action, absent = await town.add(BEN, "Entre nous", parties=[str(BEN)]), str(ids.new())
    moment = (await town.get(BEN, "/plans")).headers["club21-position"]
    for path in ("/actions/{}", "/actions/{}/history", f"/actions/{{}}?at={moment}"):
        one, other = [await town.browser(CAS).get(town.path + path.format(which)) for which in (action, absent)]
        assert (one.status_code, {**one.json(), "id": ""}) == (404, {**other.json(), "id": ""})
    part = {"plan": town.plan, "title": "Une partie", "order_key": "V"}
    for tag, fields in (
        ("action.edit", {"code": {"was": None, "to": "1"}}),
        ("action.withdraw", {}),
        ("action.restore", {}),
        ("action.settle", {"conflict": str(ids.new())}),
    ):
        one, other = [await town.post(CAS, asking(tag, which, **fields)) for which in (action, absent)]
        assert (one.status_code, one.json()["code"]) == (409, "action.not_added")
        assert {**one.json(), "id": ""} == {**other.json(), "id": ""}
    one, other = [await town.post(CAS, asking("action.add", ids.new(), parent=which, **part)) for which in (action, absent)]
    assert {**one.json(), "id": ""} == {**other.json(), "id": ""}
    many = [await town.post(CAS, asking("together.edit_actions", town.plan, edits={which: _code()})) for which in (action, absent)]
    assert [one.status_code for one in many] == [409, 409]
    assert {**many[0].json(), "id": "", "at": ""} == {**many[1].json(), "id": "", "at": ""}


def _code() -> dict[str, Any]:
    return {"tag": "action.edit", "code": {"was": None, "to": "1"}}


async def test_only_a_facilitator_restricts_and_opens(village: Town) -> None:
    town = village
    action = await town.add(BEN, "Planter une haie")
    for person in (BEN, DOT, GIL):
        for wish in (asking("action.restrict", action, parties=[str(BEN)]), asking("action.open", action)):
            assert (await town.post(person, wish)).json()["code"].startswith("access.")
    await town.ask(ADA, "action.restrict", action, parties=[str(BEN)])
    assert (await town.get(ADA, f"/actions/{action}")).status_code == 404  # who keeps it to others does not see it either
    await town.ask(ADA, "action.restrict", action, parties=[str(ADA), str(BEN)])
    assert (await town.get(ADA, f"/actions/{action}")).json()["title"] == "Planter une haie"
    assert (await town.get(ADA, f"/plans/{town.plan}")).json()["restrictions"][0]["parties"] == sorted((str(ADA), str(BEN)))
    await town.ask(ADA, "action.open", action)
    assert (await town.get(GIL, f"/actions/{action}")).status_code == 200
    assert (await town.get(GIL, f"/plans/{town.plan}")).json()["restrictions"] == []


async def test_a_party_who_leaves_sees_no_more_than_anyone_who_left(village: Town) -> None:
    town = village
    action = await town.add(BEN, "Entre nous", parties=[str(BEN), str(GIL)])
    assert (await town.get(GIL, f"/actions/{action}")).status_code == 200
    await town.ask(ADA, "network.take_role", town.network, person=str(GIL), role="partner")
    assert (await town.get(GIL, f"/actions/{action}")).json()["code"] == "missing"


#: Events that name one otherwise: of its own stream, of one that is kept to its parties (restricted_items.py), of many at once.
OTHERWISE = frozenset({"action.added", "note.written", "attachment.attached", "mentorship.goal_promoted", "roadmap.programmed"})


def test_whatever_names_an_action_tells_of_it() -> None:
    """Where somebody adds an event that names one, it is told with the action, or stands above with the reason."""

    def names(hint: Any) -> bool:
        parts = get_type_hints(hint).values() if isinstance(hint, type) and issubclass(hint, msgspec.Struct) else get_args(hint)
        return hint is ActionId or any(map(names, parts))

    naming = {tag for tag, event in catalogue.EVENTS.items() if any(map(names, get_type_hints(event).values()))}
    assert naming == recent_activity.ABOUT | OTHERWISE


async def test_what_was_decided_on_a_restricted_action_is_told_to_its_parties_alone(village: Town) -> None:
    town, meeting, decision, canary = village, await planned(village), str(ids.new()), f"canary-{ids.new().hex}"
    action = await town.add(BEN, "Entre nous")
    decided = {"decision": decision, "text": f"Décidé : {canary}", "due_on": "2026-12-01", "owner": str(BEN), "plan": town.plan}
    await town.ask(BEN, "meeting.record_decision", meeting, action=action, **decided)
    moment = f"1.{await town.head()}"
    history = f"/histories/decision/{decision}"
    assert canary in (await town.get(CAS, "/activity")).text
    topics = (f"network:{town.network}", f"plan:{town.plan}", f"meeting:{meeting}")
    async with watching(live(town), town.cookies[CAS], town.network, *topics, client="stays") as screen:
        assert decision in screen.rows["meeting_decisions"]
        receipt = await town.ask(ADA, "action.restrict", action, parties=[str(BEN), str(GIL)])
        await screen.reached(receipt["after"])
        assert decision not in screen.rows.get("meeting_decisions", {})
    paths = ("/meetings", f"/meetings/{meeting}", "/activity", f"/plans/{town.plan}/activity")
    for path in (*paths, *(f"{path}?at={moment}" for path in paths[:2])):
        told = [(await town.browser(person).get(town.path + path)).text for person in (CAS, GIL)]
        assert [canary in one for one in told] == [False, path != paths[3]], path
    for person, sees in ((CAS, False), (ADA, False), (BEN, True), (GIL, True), (DOT, True)):
        assert (canary in (await town.get(person, f"/meetings/{meeting}")).text) is sees, person
        assert ((await town.get(person, history)).status_code == 200) is sees, person
    found = await town.browser(ADA).post(f"{town.path}/texts", json={"text": canary})
    assert (found.status_code, found.json()) == (200, [])
    await town.ask(ADA, "action.open", action)
    assert len((await town.browser(ADA).post(f"{town.path}/texts", json={"text": canary})).json()) == 1


async def test_what_led_to_a_restricted_action_says_nothing_of_it_to_the_others(village: Town) -> None:
    """A cluster stands as if nothing had come of it yet; an idea, whose words the action has, and a skill that it shows go with it."""
    town = village
    day = await Day(town).told()
    cluster, idea, action, other = await day.gather("Parrainage", "Le parrainage"), str(ids.new()), str(ids.new()), str(ids.new())
    await town.ask(BEN, "idea.propose", idea, plan=town.plan, title="Des charmes", origin="inhabitants")
    promote = {"cluster": cluster, "plan": town.plan, "action": action, "add": adding(town.plan, "Parrainer")}
    await town.ask(BEN, "together.promote_cluster", day.synthesis, **promote)
    await town.ask(BEN, "together.promote_idea", idea, action=other, add=adding(town.plan, "Des charmes"))
    skill = str(ids.new())
    await town.ask(BEN, "skill.declare", skill, name="Parrainer", person=str(BEN), action=action)
    await town.ask(CAS, "skill.endorse", skill, action=other)
    moment = f"1.{await town.head()}"
    fate = f"/contributions/{day.of('Le parrainage')[0]['contribution']}/fate"
    topics = (f"plan:{town.plan}", f"synthesis:{day.synthesis}")
    async with watching(live(town), town.cookies[GIL], town.network, *topics, client="stays") as screen:
        assert (cluster in screen.rows["synthesis_promotions"], idea in screen.rows["idea_list"]) == (True, True)
        for one in (action, other):
            receipt = await town.ask(ADA, "action.restrict", one, parties=[str(BEN)])
        await screen.reached(receipt["after"])
        assert cluster in screen.rows["synthesis_clusters"]
        assert not {"synthesis_promotions", "idea_list"} & screen.rows.keys()
    paths = [f"/syntheses/{day.synthesis}", f"/plans/{town.plan}/process", fate, f"/histories/cluster/{cluster}", f"/ideas/{idea}/history"]
    paths += ["/directory", "/activity", f"/plans/{town.plan}/activity"]
    for path in (*paths, *(f"{path}?at={moment}" for path in paths[:3])):
        for person, sees in ((GIL, False), (ADA, False), (BEN, True)):
            told = (await town.browser(person).get(town.path + path)).text
            assert any(one in told for one in (action, other, "synthesis.promoted", "idea.promoted")) is sees, (path, person)
    assert (await town.get(GIL, fate)).json()["fate"] == "gathered"


async def test_nobody_is_told_who_is_on_a_restricted_action(village: Town) -> None:
    town = village
    action = await town.add(BEN, "Entre nous")
    topic = f"plan:{town.plan}"
    async with (
        watching(live(town), town.cookies[BEN], town.network, topic) as ben,
        watching(live(town), town.cookies[GIL], town.network, topic) as gil,
    ):
        await ben.send({"t": "pres", "topic": topic, "state": {"item": action, "field": "title", "mode": "edit"}})
        await gil.until(lambda: any(one["state"] for one in gil.present[topic].values()))
        receipt = await town.ask(ADA, "action.restrict", action, parties=[str(BEN)])
        await gil.reached(receipt["after"])
        count = len(gil.heard)
        await ben.send({"t": "pres", "topic": topic, "state": {"item": action, "field": "notes", "mode": "edit"}})
        other = await town.add(CAS, "Autre chose")
        await ben.send({"t": "pres", "topic": topic, "state": {"item": other, "field": "notes", "mode": "edit"}})
        await gil.until(lambda: any((one["state"] or {}).get("item") == other for one in gil.present[topic].values()))
        assert action not in msgspec.json.encode([frame for frame in gil.heard[count:] if frame["t"] == "pres"]).decode()
    async with watching(live(town), town.cookies[CAS], town.network, topic, client="late") as cas:
        assert action not in msgspec.json.encode(cas.present).decode()


async def test_the_report_of_an_import_leaves_out_what_is_kept_from_its_reader(village: Town) -> None:
    town = village
    actions = [await town.add(BEN, title) for title in ("Secrète", "Ouverte")]
    import_id = ids.new()
    lines = tuple(
        Line("Plan", row, title, "add", ids.ActionId(UUID(action)))
        for row, (title, action) in enumerate(zip(("Secrète", "Ouverte"), actions, strict=True))
    )
    report = Report(import_id, ids.PlanId(UUID(town.plan)), "plan.xlsx", "finished", (), (), lines, (), ())
    await town.service.pool.execute(
        "INSERT INTO files.import_run (network_id, import_id, plan_id, offered_by, file_hash, draft, report, confirmed_at, finished_at)"
        " VALUES ($1, $2, $3, $4, $5, '{}', $6, now(), now())",
        town.network,
        import_id,
        UUID(town.plan),
        BEN,
        bytes(32),
        msgspec.json.encode(report).decode(),
    )
    await town.ask(ADA, "action.restrict", actions[0], parties=[str(BEN)])
    told = {person: (await town.get(person, f"/imports/{import_id}")).text for person in (BEN, CAS, DOT)}
    assert [("Secrète" in text, "Ouverte" in text) for text in told.values()] == [(True, True), (False, True), (True, True)]
