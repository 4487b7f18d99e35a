"""Texts that several people write at once: over sockets, in two processes, and what becomes of them."""

import asyncio
from typing import Any
from uuid import UUID

from events import ids, minutes
from events.ids import MeetingId, PersonId
from tests.http.test_meetings import planned
from tests.http.town import Town
from tests.live.screen import Watching, Written, watching
from tests.people import BEN, CAS, DOT


class Draft:
    """Minutes as a draft, with one section that says something."""

    def __init__(self, town: Town, meeting: str) -> None:
        self.town = town
        self.minutes = str(minutes.of_meeting(MeetingId(UUID(meeting))))
        self.section = str(ids.new())
        self.topic = f"text:{self.section}"
        self.lane = f"{self.topic}/network"

    async def ask(self, by: PersonId, tag: str, /, **fields: Any) -> dict[str, Any]:
        return await self.town.ask(by, f"minutes.{tag}", self.minutes, **fields)

    def watching(self, person: PersonId, client: str = "tab", town: Town | None = None) -> Any:
        at = town or self.town
        return watching("ws" + at.url.removeprefix("http"), at.cookies[person], at.network, self.topic, client=client)

    def on(self, screen: Watching) -> Written:
        return screen.texts[self.lane]

    def text(self, screen: Watching) -> str:
        return str(self.on(screen).text)


async def begun(town: Town, text: str | None = "Bonjour à tous.") -> Draft:
    meeting = await planned(town)
    draft = Draft(town, meeting)
    section = {"part": "opening", "heading": "Ouverture", "order_key": "V", "text": text}
    await draft.ask(CAS, "begin", meeting=meeting, title="Compte rendu", sections={draft.section: section})
    return draft


async def test_what_one_writes_everyone_reads_and_it_was_written_down_before(town: Town) -> None:
    draft = await begun(town)
    async with draft.watching(BEN) as ben, draft.watching(CAS) as cas, draft.watching(DOT) as dot:
        assert draft.text(ben) == draft.text(dot) == "Bonjour à tous."
        answers = await asyncio.gather(
            ben.write(draft.topic, draft.on(ben).type(0, "Éric : ")), cas.write(draft.topic, draft.on(cas).type(15, " 😀"))
        )
        assert [one["t"] for one in answers] == ["yack"] * 2
        for screen in (ben, cas, dot):
            await screen.until(lambda screen=screen: draft.text(screen) == "Éric : Bonjour à tous. 😀")
