"""A network over HTTP: everyone of tests/people.py signed in, each with a browser of their own."""

import json
import ssl
from typing import Any
from uuid import UUID

import httpx
import msgspec

from events import ids
from events.asking import Asking, Receipt
from events.ids import CommandId, NetworkId, PersonId, StreamId
from service.app import App
from service.door import cookie_name
from service.identity import people
from tests.http.lines import Lines
from tests.people import ADA, BEN, CAS, DOT, EVA, HAUTEFEUILLE, opening

#: Nothing here is encrypted, and reading the certificates of this machine costs 20 ms a browser.
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
DOCUMENT: list[bytes] = []  # all services of a process have the same, and it is a large one
NAMES = {ADA: "Ada Vallon", BEN: "Ben Clairmont", CAS: "Cas Merlange", DOT: "Dot Aubrac", EVA: "Eva Tournel"}


class Town:
    """One network of its own, a plan in it, and the people."""

    def __init__(self, service: App, url: str, network: NetworkId, cookies: dict[PersonId, str]) -> None:
        self.service = service
        self.url = url
        self.network = network
        self.cookies = cookies
        self.plan = str(ids.new())
        self.clients: list[httpx.AsyncClient] = []
        self.lines = Lines()  # all browsers share them, for a new one costs as much as what is asked

    def browser(self, person: PersonId | None, **headers: str) -> httpx.AsyncClient:
        """A browser in which this person is signed in; nobody, for None."""
        if person is not None:
            headers["cookie"] = self.cookies[person]
        return httpx.AsyncClient(base_url=self.url, headers={"accept-language": "en", **headers}, timeout=60, transport=self.lines)

    async def close(self) -> None:
        """Close every browser, and the network where it is open: each that is looks for news every second."""
        await self.lines.aclose()
        for client in self.clients:
            await client.aclose()
        if (running := self.service.networks._running.pop(self.network, None)) is not None:
            await running.close()

    @property
    def path(self) -> str:
        return f"/api/networks/{self.network}"

    async def get(self, person: PersonId | None, path: str = "", **parameters: Any) -> httpx.Response:
        """Read something of this network."""
        return await self.browser(person).get(f"{self.path}{path}", params=parameters)

    async def post(self, person: PersonId | None, body: Any, **headers: str) -> httpx.Response:
        """Send bytes, or something as JSON, to the door of commands."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.browser(person).post(
            f"{self.path}/commands", content=content, headers={"content-type": "application/json", **headers}
        )

    async def document(self) -> dict[str, Any]:
        """The OpenAPI document: what there is to ask."""
        if not DOCUMENT:
            answer = await self.browser(None).get("/schema/openapi.json")
            assert answer.status_code == 200, answer.text
            DOCUMENT.append(answer.content)
        return msgspec.json.decode(DOCUMENT[0])  # type: ignore[no-any-return]  # this route answers an object

    async def ask(self, by: PersonId, tag: str, stream: UUID | str, /, **fields: Any) -> dict[str, Any]:
        """Ask for a change that is granted: its receipt."""
        answer = await self.post(by, asking(tag, stream, **fields))
        assert answer.status_code == 200, answer.text
        return answer.json()  # type: ignore[no-any-return]  # this route answers an object

    async def add(self, person: PersonId, title: str, **fields: Any) -> str:
        """Add an action to the plan: its id."""
        action = str(ids.new())
        await self.ask(person, "action.add", action, plan=self.plan, title=title, order_key="V", **fields)
        return action

    async def head(self) -> int:
        """How many events this network's log holds."""
        return int(await self.service.pool.fetchval("SELECT max(position) FROM event WHERE network_id = $1", self.network))


def asking(tag: str, stream: UUID | str, /, **fields: Any) -> dict[str, Any]:
    """A command under a new id, as a screen sends it."""
    return {"id": str(ids.new()), "stream": str(stream), "command": {"tag": tag, **fields}}


async def found(service: App, url: str) -> Town:
    """A new network in which Ada facilitates, Ben and Cas edit, Dot audits, and Eva is nobody."""
    network_id = NetworkId(ids.new())
    network = await service.networks.found(network_id, "Réseau des deux vallées", "real", "Europe/Paris")
    cookies = {}
    async with service.pool.acquire() as connection:
        for person, name in NAMES.items():
            await people.add(connection, name, "Mission développement durable", person)
            if person != EVA:
                await people.meet(connection, network_id, person)
            cookies[person] = f"{cookie_name(service.settings)}={await service.sessions.begin(connection, person)}"
    askings = [Asking(id=CommandId(ids.new()), stream=StreamId(network_id), command=command) for command in opening()]
    for told in await network.ask_together(askings, PersonId(network_id), [None] * len(askings)):
        assert isinstance(told, Receipt), told
    town = Town(service, url, network_id, cookies)
    await town.ask(ADA, "action_plan.open", town.plan, title="Plan climat", authority=str(HAUTEFEUILLE))
    return town
