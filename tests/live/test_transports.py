"""The guarantees of the live protocol where no WebSocket gets through."""

import asyncio

import msgspec

from events import ids
from tests.http.town import Town, asking
from tests.people import BEN


async def test_a_stream_says_what_a_socket_would(town: Town) -> None:
    hello = {"t": "hello", "v": 1, "network": str(town.network), "client": "tab"}
    opening = {"frames": [hello, {"t": "sub", "id": 1, "topic": f"plan:{town.plan}"}]}
    async with asyncio.timeout(20), town.browser(BEN).stream("POST", "/live/events", json=opening) as answer:
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/event-stream")
        heard = answer.aiter_lines()
        said = []
        asked = False
        async for line in heard:
            if line.startswith("data: "):
                said.append(msgspec.json.decode(line[6:]))
            if not asked and said and said[-1]["t"] == "pres":
                asked = True
                action = asking("action.add", ids.new(), plan=town.plan, title="Compost", order_key="V")
                body = {
                    "network": str(town.network),
                    "client": "tab",
                    "frames": [{"t": "cmd", "asking": action}, {"t": "ping", "id": 1, "at": 0}],
                }
                answers = (await town.browser(BEN).post("/live/commands", json=body)).json()
                assert [one["t"] for one in answers["frames"]] == ["ack", "pong"], answers
            if said and said[-1]["t"] == "tx":
                break
        assert [one["t"] for one in said][:3] == ["welcome", "subd", "snap"]
