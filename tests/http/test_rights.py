"""The tables of rights in service/access.py: nothing is missing from them, and a running service does what every cell says.

Everyone who may knock is there: one person a role, a program, a facilitator of another network, an account without any,
and nobody. Every address, topic and command is asked for by each of them, over HTTP and over a socket.
"""

import asyncio
import inspect
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
import websockets
from hypothesis import given, settings
from hypothesis import strategies as st
from litestar.handlers import HTTPRouteHandler, WebsocketRouteHandler

from events import catalogue, ids, line, minutes, network
from events.decider import Refused
from events.ids import MeetingId, PersonId
from events.log.snapshots import Stream
from events.network import Held
from projections.catalogue import PROJECTIONS
from projections.rights import Held as HeldRow
from projections.rights import Standing
from service import access
from service.access import ASKERS, STATUS, Asker
from service.door import cookie_name
from service.identity import people
from service.live import frames
from service.routes.commands import AT_ONCE
from tests.http.test_directory import described
from tests.http.test_guests import Room
from tests.http.test_tokens import made
from tests.http.town import Town, found
from tests.live.screen import Watching
from tests.people import ADA, BEN, DOT, EVA, HAUTEFEUILLE

DOCUMENTS = ("/schema/openapi.json", "/schema/asyncapi.json")
NOBODY: tuple[Asker, ...] = ("public",)
OUTSIDERS: tuple[Asker, ...] = ("neighbour", "stranger")

#: What some addresses can not do without.
QUERY = {"item": str(ids.new()), "from": "1.1", "position": "1", "size": "1", "old": "1", "new": "1", "of": str(ids.new())}
PRINTED = frozenset({"booklet_pdf", "minutes_pdf", "plan_pdf", "action_pdf", "plan_review", "council_pdf", "synthesis_pdf"})


class Crowd:
    """Everyone who may knock, and what they bring along."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.people: dict[Asker, PersonId] = {"facilitator": ADA, "editor": BEN, "auditor": DOT, "neighbour": EVA}
        self.secret = ""
        self.document: dict[str, Any] = {}
        self.action = ""
        self.workshop = self.other = str(ids.new())
        self.meeting = str(ids.new())
        self.questionnaire = str(ids.new())
        self.section = str(ids.new())
        self.synthesis = str(ids.new())

    async def headers(self, asker: Asker) -> dict[str, str]:
        """What this asker shows: a session begun for the occasion, a token, or nothing."""
        if asker in NOBODY:
            return {}
        if asker == "reader":
            return {"authorization": f"Bearer {self.secret}"}
        async with self.town.service.pool.acquire() as connection:
            session = await self.town.service.sessions.begin(connection, self.people[asker])
        return {"cookie": f"{cookie_name(self.town.service.settings)}={session}"}

    async def browser(self, asker: Asker) -> httpx.AsyncClient:
        return self.town.browser(None, **await self.headers(asker))

    @asynccontextmanager
    async def socket(self, asker: Asker) -> AsyncIterator[Watching]:
        """A socket of theirs, after its hello."""
        address = "ws" + self.town.url.removeprefix("http") + "/live"
        async with websockets.connect(address, additional_headers=await self.headers(asker)) as socket:
            screen = Watching(socket)
            hearing = asyncio.create_task(screen.listen())
            await screen.hello(self.town.network, asker)
            yield screen
            await socket.close()
            await hearing

    def places(self) -> dict[str, str]:
        """What is there, by the names that addresses have for it."""
        return {
            "network_id": str(self.town.network),
            "plan_id": self.town.plan,
            "action_id": self.action,
            "authority_id": str(HAUTEFEUILLE),
            "workshop_id": self.workshop,  # a guest's own, and open as long as nobody closes it
            "meeting_id": self.meeting,
            "questionnaire_id": self.questionnaire,
            "synthesis_id": self.synthesis,
            "position": "1",
        }

    def operations(self) -> Mapping[str, tuple[str, str, dict[str, Any]]]:
        """Every address of the document: its method, its path with what is there filled in, and something to send."""
        asked = {}
        for path, operations in self.document["paths"].items():
            for method, operation in operations.items():
                filled = path
                for name, value in self.places().items():
                    filled = filled.replace(f"{{{name}}}", value)
                while "{" in filled:
                    filled = filled[: filled.index("{")] + str(ids.new()) + filled[filled.index("}") + 1 :]
                needed = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query" and one.get("required")]
                sent: dict[str, Any] = {"params": {name: QUERY[name] for name in needed}} if needed else {}
                if operation["operationId"] in PRINTED:  # as of when there was nothing of it yet: that costs no press
                    sent |= {"params": {"at": "1.1"}}
                content = operation.get("requestBody", {}).get("content", {})
                if "multipart/form-data" in content:
                    sent |= {"files": {"file": ("plan.xlsx", b"no workbook")}}
                elif "application/octet-stream" in content:
                    sent |= {"content": b"Devis"}
                elif content:
                    (example, *_) = content["application/json"]["examples"].values()
                    sent |= {"json": example["value"]}
                asked[operation["operationId"]] = (method, filled, sent)
        return asked

    def commands(self, asker: Asker) -> list[dict[str, Any]]:
        """One of each command, as the document shows it; what facilitators do to a workshop is done to another one than the guest's."""
        of = {"network": str(self.town.network), "workshop": self.workshop if asker == "guest" else self.other}
        post = self.document["paths"]["/api/networks/{network_id}/commands"]["post"]
        examples = post["requestBody"]["content"]["application/json"]["examples"]
        return [
            example["value"] | {"id": str(ids.new()), "stream": of.get(catalogue.kind_of(tag), str(ids.new()))}
            for tag, example in sorted(examples.items())
        ]


@pytest.fixture
async def crowd(town: Town) -> AsyncIterator[Crowd]:
    """A network, and everyone at its door."""
    everyone = Crowd(town)
    other = await found(town.service, town.url)  # where Eva facilitates
    await other.ask(ADA, "network.give_role", other.network, person=str(EVA), role="facilitator")
    async with town.service.pool.acquire() as connection:
        for asker in ("elected_official", "partner", "stranger"):
            everyone.people[asker] = await people.add(connection, asker)
    elected = {"role": "elected_official", "authority": str(HAUTEFEUILLE)}
    await town.ask(ADA, "network.give_role", town.network, person=str(everyone.people["elected_official"]), **elected)
    await town.ask(ADA, "network.give_role", town.network, person=str(everyone.people["partner"]), role="partner")
    everyone.secret = (await made(town))["secret"]
    everyone.action = await town.add(BEN, "Planter une haie")
    everyone.other = str(ids.new())
    await town.ask(ADA, "meeting.plan", everyone.meeting, title="Rencontre", kind="cafe", held_on="2026-06-12")
    for workshop in (everyone.workshop, everyone.other):
        await town.ask(ADA, "workshop.open", workshop, title="Mobilité", question="Comment se déplacer ?", meeting=everyone.meeting)
    await town.ask(ADA, "synthesis.open", everyone.synthesis, title="Mobilité", workshops=[everyone.workshop])
    begun = minutes.of_meeting(MeetingId(UUID(everyone.meeting)))
    opening = {"part": "opening", "heading": "Ouverture", "order_key": "V"}
    sections = {everyone.section: opening}
    await town.ask(ADA, "minutes.begin", begun, meeting=everyone.meeting, title="Compte rendu", sections=sections)
    await town.ask(ADA, "questionnaire.draft", everyone.questionnaire, title="Vos pratiques", respondents="authorities")
    room = Room(town, everyone.workshop)
    await room.make_code()
    await described(town)
    everyone.people["guest"] = PersonId(UUID((await room.joined()).id))
    everyone.document = await town.document()
    yield everyone
    await other.close()


# --- Nothing is missing ---------------------------------------------------------------------------------------------


async def test_every_address_is_in_the_table(service: tuple[Any, str]) -> None:
    named = set()
    for route in service[0].inside.routes:
        for handler in [*getattr(route, "route_handlers", ()), getattr(route, "route_handler", None)]:
            if getattr(handler, "http_methods", None) != {"OPTIONS"} and isinstance(handler, HTTPRouteHandler | WebsocketRouteHandler):
                name = getattr(handler, "operation_id", None) or route.path
                named.add(name)
                assert (name in access.ROUTES) is ("/networks/{network_id" in route.path), route.path
    assert named == {*access.ROUTES, *access.OUTSIDE}
    assert access.ROUTES.keys().isdisjoint(access.OUTSIDE)


def test_every_topic_is_in_the_table() -> None:
    told = "".join(inspect.getsource(projection.topics) for projection in PROJECTIONS)
    assert {*re.findall(r'f"([a-z_]+):\{', told), "people", "figures", "text", "journal"} == {*access.TOPICS}  # these four are no rows


def test_every_command_is_in_the_table() -> None:
    assert access.MAY_ASK.keys() == catalogue.COMMANDS.keys()
    assert {*access.WRITERS} <= {*catalogue.COMMANDS, *map(catalogue.kind_of, catalogue.COMMANDS)}


def test_the_page_says_what_the_tables_say() -> None:
    told = access.table()
    for name in (*access.ROUTES, *access.OUTSIDE, *access.MAY_ASK):
        assert told.count(f"| `{name}` |") == 1


#: What an auditor may ask for besides reading: what concerns themselves alone, a file that leaves, and the door that refuses every command.
THEIR_OWN = {
    "ask",
    "choose_notifications",
    "choose_reminders",
    "follow",
    "mute",
    "unfollow",
    "keep_view",
    "drop_view",
    "visit",
    "make_calendar_feed",
    "revoke_calendar_feed",
    "export_evidence",
}


async def test_an_auditor_writes_nothing(town: Town) -> None:
    """Over any door: texts and presence refuse them in tests/live/test_texts.py and test_hostile.py."""
    assert [tag for tag, allowed in access.MAY_ASK.items() if allowed & {"auditor", "reader"}] == []
    asked = {
        operation["operationId"]
        for operations in (await town.document())["paths"].values()
        for method, operation in operations.items()
        if method != "get" and "auditor" in access.ROUTES.get(operation["operationId"], frozenset())
    }
    assert asked <= THEIR_OWN


# --- The service does what they say -----------------------------------------------------------------------------------


def turned_away(answer: httpx.Response) -> int:
    """The status with which someone was not let in; 200 where they were, whatever came of what they asked."""
    if answer.status_code not in (401, 403, 404):
        return 200
    code = answer.json()["code"] if answer.content else ""
    return answer.status_code if code in ("missing", "signed_out") or code.startswith("access.") else 200


def plain(answer: httpx.Response) -> tuple[int, Any, set[str]]:
    """An answer but for the id that nobody chooses."""
    return answer.status_code, {**answer.json(), "id": ""}, {*answer.headers}


async def test_every_address_answers_everyone_as_the_table_says(crowd: Crowd) -> None:
    operations = crowd.operations()
    assert operations.keys() == {name for name in (*access.ROUTES, *access.OUTSIDE) if not name.startswith("/")}
    nowhere = str(ids.new())
    for asker in ASKERS:
        browser = await crowd.browser(asker)
        for name, (method, path, sent) in operations.items():
            if name == "ask":
                continue  # below, command by command
            outside = name in access.OUTSIDE
            if outside:
                browser = await crowd.browser(asker)  # what is asked may end the session
            expected = access.answer((access.OUTSIDE if outside else access.ROUTES)[name], asker, outside=outside)
            answer = await browser.request(method, path, **sent)
            assert turned_away(answer) == STATUS[expected], (asker, name, answer.status_code, answer.text)
            if expected == "absent":
                absent = await browser.request(method, path.replace(str(crowd.town.network), nowhere), **sent)
                assert plain(answer) == plain(absent), (asker, name)
        for path in ("/metrics", *DOCUMENTS, "/", "/public", "/public/catalogue.json", "/public/style.css"):
            assert (await browser.get(path)).status_code == 200


async def test_every_command_is_answered_as_the_table_says_over_either_door(crowd: Crowd) -> None:
    for asker in ASKERS:
        wishes = crowd.commands(asker)
        tags = [wish["command"]["tag"] for wish in wishes]
        lists = [wishes[at : at + AT_ONCE] for at in range(0, len(wishes), AT_ONCE)]
        browser = await crowd.browser(asker)
        answers = [await browser.post(f"{crowd.town.path}/commands", json=some) for some in lists]
        answer = answers[0]
        if asker in NOBODY:
            assert turned_away(answer) == 401
            continue
        if asker in OUTSIDERS:  # a list tells no more than one
            nowhere = await browser.post(f"/api/networks/{ids.new()}/commands", json=lists[0])
            assert answer.status_code == 404
            assert plain(answer) == plain(nowhere)
            singly = [await browser.post(f"{crowd.town.path}/commands", json=wish) for wish in wishes]
            answers = [httpx.Response(200, json=[one.json() for one in singly])]
        assert {one.status_code for one in answers} == {200}
        # What stands behind a right that is there may still be refused by a rule, or not be there.
        for tag, wish, one in zip(tags, wishes, [one for part in answers for one in part.json()], strict=True):
            expected = access.answer(access.MAY_ASK[tag], asker)
            away = one["status"] if one.get("code", "").startswith("access.") or one.get("code") == "missing" else 200
            assert away == STATUS[expected], (asker, tag, one)
            if expected == "absent":
                nowhere = await browser.post(f"/api/networks/{ids.new()}/commands", json=wish)
                assert {**nowhere.json(), "id": ""} == {**one, "id": ""}
        if asker in OUTSIDERS:
            continue  # no socket of theirs is heard, below
        async with crowd.socket(asker) as screen:
            wishes = crowd.commands(asker)
            for wish in wishes:
                await screen.send({"t": "cmd", "asking": wish})
            await screen.until(lambda screen=screen, wishes=wishes: len(screen.receipts) == len(wishes))  # type: ignore[misc]  # of this turn
            for wish in wishes:
                told = screen.receipts[wish["id"]]
                expected = access.answer(access.MAY_ASK[wish["command"]["tag"]], asker)
                assert told.get("code", "").startswith("access.") is (expected == "refused"), (asker, told)


async def test_every_topic_is_shown_as_the_table_says(crowd: Crowd) -> None:
    town = crowd.town
    of = {
        "network": town.network,
        "people": town.network,
        "figures": town.network,
        "plan": town.plan,
        "workshop": crowd.workshop,
        "day": crowd.meeting,
        "meeting": crowd.meeting,
        "synthesis": crowd.synthesis,
        "directory": town.network,
        "mentoring": town.network,
        "minutes": minutes.of_meeting(MeetingId(UUID(crowd.meeting))),
        "text": crowd.section,
        "questionnaire": crowd.questionnaire,
        "journal": town.network,
    }
    assert of.keys() == access.TOPICS.keys()
    hello = {"t": "hello", "v": 1, "network": str(town.network), "client": "poll"}
    again = {"journal": {"mode": "replay"}}
    subs = [{"t": "sub", "id": number, "topic": f"{noun}:{of[noun]}"} | again.get(noun, {}) for number, noun in enumerate(access.TOPICS)]
    for asker in ASKERS:
        polled = await (await crowd.browser(asker)).post("/live/poll", json={"frames": [hello, *subs], "wait": 0})
        assert polled.status_code == (401 if asker in NOBODY else 200)
        if asker in OUTSIDERS:
            assert (polled.json()["frames"], polled.json()["close"]["code"]) == ([], frames.FORBIDDEN)
        elif asker not in NOBODY:
            shown = {frame["topic"].partition(":")[0] for frame in polled.json()["frames"] if frame["t"] == "subd"}
            assert shown == {noun for noun, allowed in access.TOPICS.items() if asker in allowed}
        async with crowd.socket(asker) as screen:
            if asker in (*NOBODY, *OUTSIDERS):
                async with asyncio.timeout(60):
                    await screen.socket.wait_closed()
                assert screen.socket.close_code == (frames.FORBIDDEN if asker in OUTSIDERS else frames.SIGNED_OUT)
                assert not screen.heard
                continue
            for noun, allowed in access.TOPICS.items():
                screen.errors.clear()
                topic = f"{noun}:{of[noun]}"
                if asker in allowed and noun in again:
                    await screen.retell(topic, 0)
                    await screen.until(lambda screen=screen, topic=topic: topic in screen.topics.values())  # type: ignore[misc]  # of this turn
                elif asker in allowed:
                    await screen.subscribe(topic)
                else:
                    await screen.send({"t": "sub", "id": 99, "topic": topic} | again.get(noun, {}))
                    await screen.until(lambda: bool(screen.errors))
                    absent = await _refusal(screen, f"{noun}:{ids.new()}")
                    assert screen.errors[0] == absent


async def _refusal(screen: Watching, topic: str) -> dict[str, Any]:
    count = len(screen.errors)
    await screen.send({"t": "sub", "id": 99, "topic": topic})
    await screen.until(lambda: len(screen.errors) > count)
    return screen.errors[-1]


TABLES = {
    "axes": "axis_list",
    "phases": "phase_calendar",
    "versions": "version_list",
    "public": "public_plans",
    "actions": "plan_board",
    "conflicts": "conflict_inbox",
    "notes": "note_list",
}


async def test_whoever_watches_sees_what_they_read(crowd: Crowd) -> None:
    """For every role, the rows of the lanes are the rows over HTTP: one door, not two."""
    town = crowd.town
    for asker in access.ROLES:
        async with crowd.socket(asker) as screen:
            await screen.subscribe(f"network:{town.network}")
            await screen.subscribe(f"plan:{town.plan}")
            await screen.subscribe(f"directory:{town.network}")
            await screen.subscribe(f"mentoring:{town.network}")
            browser = await crowd.browser(asker)
            page = (await browser.get(f"{town.path}/plans/{town.plan}")).json()
            read = {table: page[name] for name, table in TABLES.items()}
            for name, table in (("plans", "plan_list"), ("members", "member_list"), ("rights", "rights"), ("workshops", "workshop_list")):
                read[table] = (await browser.get(f"{town.path}/{name}")).json()
            told = (await browser.get(f"{town.path}/directory")).json()
            read |= {"directory": told["entries"], "referent_list": told["referents"], "skill_list": told["skills"]}
            told = (await browser.get(f"{town.path}/mentoring")).json()
            read |= {"mentor_list": told["mentors"], "mentor_places": told["places"], "mentoring_circle": told["mentorships"]}
            read |= {"mentoring_journal": told["journal"]}
            read |= {"question_list": told["questions"], "support_file_list": told["support_files"]}
            for table, rows in read.items():
                assert {next(iter(row.values())): row for row in rows} == screen.rows.get(table, {}), (asker, table)


# --- The rules of the door, role by role --------------------------------------------------------------------------------

#: Kinds of streams that are in no plan.
ELSEWHERE = (
    "authority",
    "governance",
    "meeting",
    "meeting_series",
    "mentor",
    "mentorship",
    "mentorship_note",
    "minutes",
    "network",
    "question",
    "questionnaire",
    "referent",
    "skill",
    "support_file",
    "synthesis",
    "workshop",
    "process_template",
)
PLAN, OTHER = f"plan:{ids.new()}", f"plan:{ids.new()}"
some_roles = st.lists(st.tuples(st.sampled_from(access.ROLES), st.sampled_from(((), (PLAN,), (OTHER,), (OTHER, PLAN)))), max_size=3)


@settings(max_examples=200)
@given(some_roles)
def test_more_roles_never_show_less_and_topics_never_more(roles: list[tuple[network.Role, tuple[str, ...]]]) -> None:
    network_id = ids.NetworkId(ids.new())

    def standing(*held: HeldRow) -> Standing:
        return Standing(BEN, network_id, held)

    all_of_them = tuple(HeldRow(role, None, topics) for role, topics in roles)
    for topic in (PLAN, OTHER, f"network:{network_id}"):
        mine = access.audiences(standing(*all_of_them), topic)
        parts = [access.audiences(standing(held), topic) for held in all_of_them]
        assert mine == frozenset().union(*parts)
        for held, part in zip(all_of_them, parts, strict=True):
            assert bool(part) == (not held.topics or topic in held.topics)
            assert part <= access.audiences(standing(HeldRow(held.role)), topic)


@settings(max_examples=200)
@given(some_roles, st.sampled_from(sorted(catalogue.COMMANDS)))
def test_a_command_is_for_who_has_a_role_for_its_topic(roles: list[tuple[network.Role, tuple[str, ...]]], tag: str) -> None:
    plan = PLAN.partition(":")[2]
    state = network.Running(network.Founded(name="x", clock="real", time_zone="UTC"))
    state = msgspec.structs.replace(state, roles={BEN: frozenset(Held(role, None, topics) for role, topics in roles)})
    kind = catalogue.kind_of(tag)
    wish = _Asking(stream=ids.new() if kind == "action" else plan, command=msgspec.defstruct("Blank", [], tag=tag)())
    reaching = [role for role, topics in roles if not topics or (kind not in ELSEWHERE and PLAN in topics)]
    about = Stream(1, None, "action", UUID(plan)) if kind == "action" else None
    try:
        access.may_ask(state, wish, BEN, about)  # type: ignore[arg-type]  # as much of an Asking as is looked at
    except Refused:
        assert reaching
        assert access.MAY_ASK[tag].isdisjoint(reaching)
    except line.Missing:
        assert not reaching
    else:
        assert not access.MAY_ASK[tag].isdisjoint(reaching)


class _Asking(msgspec.Struct):
    stream: Any
    command: Any
    on_behalf_of: None = None
