"""Every read as of any moment: as of now it is what it is now, and what it was it stays."""

import json
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import httpx
import pytest
from litestar.handlers import HTTPRouteHandler

from events import ids
from events.ids import NetworkId, PersonId, Token
from projections.attachment_list import attachment_list
from projections.body_list import body_list
from projections.comment_list import comment_list
from projections.finding_list import finding_list
from projections.idea_list import idea_list
from projections.meeting_list import meeting_list
from projections.member_list import member_list
from projections.mentoring_circle import mentoring_circle
from projections.note_list import note_list
from projections.plan_board import plan_board
from projections.plan_list import plan_list
from projections.projection import Projection
from projections.questionnaire_board import questionnaire_list
from projections.synthesis_list import synthesis_list
from projections.workshop_board import workshop_board
from projections.workshop_list import workshop_list
from service.app import App
from service.demo import load
from service.demo.department import STORY
from service.door import cookie_name
from service.networks import Network
from service.routes.histories import KINDS
from tests import histories
from tests.http.town import Town
from tests.people import ADA, BEN, CAS, DOT
from tests.read.logs import more

ROOT = Path(__file__).parents[2]

#: Where the ids of an address are found; of each kind the first and the last are looked at.
IDS: dict[str, Projection[Any]] = {
    "plan_id": plan_list,
    "action_id": plan_board,
    "note_id": note_list,
    "comment_id": comment_list,
    "attachment_id": attachment_list,
    "item_id": plan_list,
    "authority_id": member_list,
    "meeting_id": meeting_list,
    "workshop_id": workshop_list,
    "contribution_id": workshop_board,
    "synthesis_id": synthesis_list,
    "questionnaire_id": questionnaire_list,
    "mentorship_id": mentoring_circle,
    "idea_id": idea_list,
    "finding_id": finding_list,
    "body_id": body_list,
}
#: Who alone may see what is told as of today, whenever the rest is of; and every problem has an id of its own.
TODAY = {"restrictions", "id"}
UNPRINTED = (".pdf", ".pptx")  # take half a second each; what they hold is looked at in test_documents.py and test_minutes.py


class Reader(NamedTuple):
    """Somebody who reads one network."""

    town: Town
    network: Network
    browser: httpx.AsyncClient

    def addresses(self) -> list[str]:
        """Every address that can be looked back with, filled in with what is there."""
        return [one for path in _paths(self.town.service) for one in self._filled(path)]

    def _filled(self, path: str) -> Iterator[str]:
        path = path.replace("{network_id}", str(self.network.network_id)).replace("{key}", "members")
        if "{kind}" in path:
            for kind, told in KINDS.items():
                for key in _ends(self.network, told.rows):
                    yield path.replace("{kind}", kind).replace("{item_id}", key)
        elif named := re.search("{([a-z_]+)}", path):
            for key in _ends(self.network, IDS[named[1]]):
                yield path.replace(named[0], key)
        else:
            yield path

    async def answers(self, addresses: Iterable[str], **parameters: str) -> dict[str, Any]:
        """What each of these answers, rows in any order."""
        found = {}
        for path in addresses:
            answer = await self.browser.get(path, params=parameters)
            assert answer.status_code < 500, (path, answer.text)
            told = answer.headers["content-type"]  # of a file: what is in it has tests of its own
            found[path] = (answer.status_code, _in_any_order(answer.json()) if "json" in told else told)
        return found


def _paths(service: App) -> list[str]:
    """Every address of a network that can be looked back with, as it is written down."""
    handlers = [(route.path, one) for route in service.inside.routes for one in getattr(route, "route_handlers", ())]
    found = {path for path, one in handlers if isinstance(one, HTTPRouteHandler) and "at" in one.parsed_fn_signature.parameters}
    return [re.sub(r":\w+}", "}", path) for path in sorted(found) if not path.endswith(UNPRINTED)]


def _ends(network: Network, of: Projection[Any]) -> list[str]:
    keys = [str(key) for key in network.follower.rows(of)]
    return [*dict.fromkeys(keys[:1] + keys[-1:])]


def _in_any_order(value: Any) -> Any:
    match value:
        case dict():
            return {name: _in_any_order(one) for name, one in value.items() if name not in TODAY}
        case list():
            return sorted((_in_any_order(one) for one in value), key=json.dumps)
    return value


async def reader(town: Town, person: PersonId) -> Reader:
    return Reader(town, await town.service.networks.open(town.network), town.browser(person))


@pytest.fixture
async def department(town: Town) -> AsyncIterator[Town]:
    """A department that did a bit of everything."""
    network_id = NetworkId(ids.new())
    begun = STORY.founded.replace(tzinfo=ZoneInfo(STORY.time_zone))
    network = await town.service.networks.found(network_id, STORY.name, "given", STORY.time_zone, begun)
    await load.load(STORY, network_id, network)
    cookies = {}
    async with town.service.pool.acquire() as connection:
        await load.introduce(connection, STORY, network_id)
        for person in load.signing_in(STORY):
            of = load.person_id(network_id, person.key)
            cookies[of] = f"{cookie_name(town.service.settings)}={await town.service.sessions.begin(connection, of)}"
    made = Town(town.service, town.url, network_id, cookies)
    yield made
    await made.close()


async def test_as_of_today_every_answer_is_what_it_is_now(department: Town) -> None:
    facilitator, *_ = department.cookies
    ours = await reader(department, facilitator)
    now = await ours.answers(ours.addresses())
    assert sum(status == 200 for status, _ in now.values()) > 60
    then = await ours.answers(now, at=str(datetime.now(ours.network.zone).date()))
    for path, answer in now.items():
        assert then[path] == answer, path


async def test_what_was_then_stays_so_however_the_log_goes_on(town: Town) -> None:
    store, auditor = town.service.networks.store, await reader(town, DOT)
    await more(store, town.network, histories.history(21, 40))
    half, head = [Token(1, position) for position in (await town.head() // 2, await town.head())]
    await auditor.network.reached(head)
    # But for the bytes of files: once erased they are gone from every moment.
    addresses = [path for path in auditor.addresses() if not path.endswith("/file")]
    told = {moment: await auditor.answers(addresses, at=str(moment)) for moment in (half, head)}
    await more(store, town.network, histories.anew(22, 30))
    await auditor.network.reached(Token(1, await town.head()))
    assert auditor.network.follower.position > head.position
    for moment, before in told.items():
        after = await auditor.answers(addresses, at=str(moment))
        for path in addresses:
            assert after[path] == before[path], (path, moment)
    now = await auditor.answers(addresses)
    assert sum(now[path] != told[head][path] for path in addresses) > 10, "or nothing happened that shows"


async def test_a_moment_is_named_by_a_position_an_instant_or_a_day(town: Town) -> None:
    action = await town.add(BEN, "Planter une haie")
    added = (await town.get(BEN, "/activity", limit=1)).json()[0]
    await town.ask(BEN, "action.edit", action, title={"was": "Planter une haie", "to": "Planter un bois"})
    later = await town.add(CAS, "Creuser une mare")
    await town.ask(CAS, "action.withdraw", action)
    named = [f"1.{added['position']}", added["at"], added["at"].replace("Z", "+00:00"), f"{added['at'][:-1]}+00:00"]
    for moment in named:
        answer = await town.get(DOT, f"/plans/{town.plan}", at=moment)
        assert (answer.status_code, answer.json()["token"]) == (200, named[0])
        assert [(one["title"], one["withdrawn"]) for one in answer.json()["actions"]] == [("Planter une haie", False)]
        assert (await town.browser(DOT).get(f"{town.path}/activity?at={moment}")).json()[0] == added, "a plus need not be written as %2B"
        told = (await town.get(DOT, f"/actions/{action}/history", at=moment)).json()
        assert [one["tag"] for one in told] == ["action.added"]
        absent = await town.get(DOT, f"/actions/{later}", at=moment)
        assert (absent.status_code, absent.json()["code"]) == (404, "missing.then")
    today = await town.get(DOT, f"/plans/{town.plan}", at=str(datetime.now(UTC).astimezone(ZoneInfo("Europe/Paris")).date()))
    assert today.json()["token"] == f"1.{await town.head()}"
    before = await town.get(DOT, "/plans", at="1.1")
    assert (before.status_code, before.json()) == (200, [])


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("1.0", "before_founding"),
        ("2001-01-01", "before_founding"),
        ("2999-12-31", "future"),
        ("2025-10-26T02:30", "twice"),
        ("hier", "moment"),
    ],
)
async def test_what_is_no_moment_of_the_log_is_told(town: Town, moment: str, code: str) -> None:
    for path in ("/plans", f"/plans/{town.plan}", "/activity", "/figures", f"/plans/{town.plan}/conflicts"):
        answer = await town.get(BEN, path, at=moment)
        assert (answer.status_code, answer.json()["code"], answer.json()["at"]) == (400, f"invalid.{code}", "at")


async def test_an_idea_is_kept_with_the_action_that_it_became_also_before_it_did(town: Town) -> None:
    idea, action = str(ids.new()), str(ids.new())
    await town.ask(CAS, "idea.propose", idea, plan=town.plan, title="Verger", text="Un verger.", origin="inhabitants")
    before = f"1.{await town.head()}"
    assert "Verger" in (await town.get(CAS, f"/plans/{town.plan}/process", at=before)).text
    await town.ask(
        BEN, "together.promote_idea", idea, action=action, add={"tag": "action.add", "plan": town.plan, "title": "Verger", "order_key": "V"}
    )
    await town.ask(ADA, "action.restrict", action, parties=[str(BEN)])
    for person, told in ((CAS, False), (BEN, True), (DOT, True)):
        for at in ({}, {"at": before}):
            assert ("Verger" in (await town.get(person, f"/plans/{town.plan}/process", **at)).text) is told


async def test_what_can_not_be_looked_back_with_says_why(service: tuple[App, str]) -> None:
    """Whoever adds an address that reads a network lets it take ``at``, or says in docs/past.md why it has no past."""
    handlers = [one for route in service[0].inside.routes for one in getattr(route, "route_handlers", ()) if "/{network_id" in route.path]
    reading = [one for one in handlers if isinstance(one, HTTPRouteHandler) and "GET" in one.http_methods and one.operation_id]
    without = {str(one.operation_id) for one in reading if "at" not in one.parsed_fn_signature.parameters}
    text = (ROOT / "docs" / "past.md").read_text().partition("## What has no past")[2].partition("\n## ")[0]
    told = set(re.findall(r"`(\w+)`", "".join(line.split("|")[1] for line in text.splitlines() if line.startswith("| `"))))
    assert without <= told
    assert told.isdisjoint({str(one.operation_id) for one in reading} - without)
