"""A program's client against the service as it runs: it follows, asks, comes back, and stays away when it is told to."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest

from events import ids
from service.client import holding, roads
from service.client.holding import Caught, Commit, Over, Retold
from service.client.live import FIRST, LONGEST, Client, Cut, Refused, jittered
from service.client.roads import Away, Ended, Stream
from service.live import frames
from tests.http.test_tokens import made
from tests.http.town import Town
from tests.people import ADA, HAUTEFEUILLE
from tests.terminal import club21


async def client(town: Town, *topics: str, **wish: Any) -> Client:
    """A client of a program of the town, which comes back at once."""
    token = await made(town, **wish)
    found = Client(town.url, town.network, token["secret"], patience=lambda _tries: 0.0)
    for topic in topics:
        found.follow(topic)
    return found


async def until(client: Client, true: Callable[[Any], bool]) -> list[Any]:
    """The news up to the one of which this is true."""
    told = []
    async with asyncio.timeout(60):
        async for news in client.news():
            told.append(news)
            if true(news):
                break
    return told


async def test_a_program_follows_asks_and_holds_what_people_see(town: Town) -> None:
    plan = f"plan:{town.plan}"
    action = await town.add(ADA, "Fête du vélo")
    async with await client(town, plan, may="command", authority_id=str(HAUTEFEUILLE)) as program:
        await until(program, lambda news: news == Caught(plan, program.held.last[f"{plan}/network"], afresh=True))
        assert program.held.rows("plan_board")[action]["title"] == "Fête du vélo"
        own, id = str(ids.new()), ids.new()
        wish = {"tag": "action.add", "plan": town.plan, "title": "Jardins partagés", "order_key": "W"}
        ack = await program.ask(own, wish, id=id)
        assert program.held.rows("plan_board")[own]["title"] == "Jardins partagés", "shown once it is granted"
        assert await program.ask(own, wish, id=id) == ack, "one change, however often it is asked for"
        with pytest.raises(Refused) as refused:
            await program.ask(own, {"tag": "action.dance"})
        assert refused.value.told.code == "invalid.unknown_value"


async def test_a_program_that_is_cut_off_goes_on_where_it_stood(town: Town) -> None:
    plan = f"plan:{town.plan}"
    async with await client(town, plan) as program:
        await until(program, lambda news: isinstance(news, Caught))
        program._road.socket.transport.abort()  # type: ignore[union-attr]  # it is connected, by a socket
        await town.add(ADA, "Pendant la coupure")
        kinds: list[type] = []

        def seen(news: Any) -> bool:
            kinds.append(type(news))
            return {*kinds} >= {Cut, Commit, Caught}  # the change may come with the rest or, on a quick machine, after it

        told = await until(program, seen)
        assert isinstance(told[0], Cut)
        assert not any(one.afresh for one in told if isinstance(one, Caught))
        assert [row["title"] for row in program.held.rows("plan_board").values()] == ["Pendant la coupure"]


async def test_a_service_that_restarts_is_come_back_to_at_the_slot_it_gave(town: Town) -> None:
    async with await client(town, f"plan:{town.plan}") as program:
        await until(program, lambda news: isinstance(news, Caught))
        (talk,) = town.service.hubs.talks
        talk.say(frames.Bye("restart", 40))
        talk.close(frames.RESTART, "restart")
        cut, *_ = await until(program, lambda news: isinstance(news, Caught))
        assert cut == Cut(frames.RESTART, 0.04)


async def test_who_is_not_let_in_stays_away(town: Town) -> None:
    with pytest.raises(Ended) as ended:
        async with Client(town.url, town.network, "club21_wrong"):
            pytest.fail("a token that nobody made was let in")
    assert ended.value.code == frames.SIGNED_OUT
    with pytest.raises(Away):
        async with Client("http://127.0.0.1:1", town.network, "club21_any"):
            pytest.fail("nobody listens there")
    token = await made(town)
    with pytest.raises(Ended) as ended:
        async with Client(town.url, ids.new(), token["secret"]):
            pytest.fail("there is no such network")
    assert ended.value.code == frames.FORBIDDEN
    async with Client(town.url, town.network, token["secret"]) as program:
        revoked = await town.browser(ADA).delete(f"{town.path}/tokens/{token['token']['token_id']}")
        assert revoked.status_code == 204, revoked.text
        with pytest.raises(Ended):
            await until(program, lambda _news: False)
        with pytest.raises(Ended):
            await program.ask(town.plan, {"tag": "action_plan.withdraw"})


async def test_where_no_websocket_gets_through_it_is_a_stream(town: Town) -> None:
    plan, network = f"plan:{town.plan}", f"network:{town.network}"
    token = (await made(town, may="command", authority_id=str(HAUTEFEUILLE)))["secret"]
    async with barred(town.url) as url, Client(url, town.network, token, patience=lambda _tries: 0.0) as program:
        program.follow(plan)
        await until(program, lambda news: isinstance(news, Caught) and news.topic == plan)
        assert isinstance(program._road, Stream)
        own = str(ids.new())
        await program.ask(own, {"tag": "action.add", "plan": town.plan, "title": "Par un flux", "order_key": "W"})
        assert program.held.rows("plan_board")[own]["title"] == "Par un flux"
        with pytest.raises(Refused):
            await program.ask(own, {"tag": "action.dance"})
        program.follow(network)
        told = await until(program, lambda news: isinstance(news, Caught) and news.topic == network)
        assert not any(isinstance(one, Cut) for one in told), "another stream for another topic is no interruption"
        await town.add(ADA, "Et encore")
        await until(program, lambda news: isinstance(news, Commit) and "action.added" in news.did)


@asynccontextmanager
async def barred(url: str) -> AsyncIterator[str]:
    """The service behind something that lets no WebSocket through, as some administrations have it."""
    host, _, port = url.removeprefix("http://").partition(":")
    passing: set[asyncio.Task[None]] = set()

    async def pass_on(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(65_536):
                sink.write(data)
                await sink.drain()
        finally:
            sink.transport.abort()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if b"upgrade: websocket" in head.lower():
            writer.write(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            writer.close()
            return
        answers, requests = await asyncio.open_connection(host, int(port))
        requests.write(head)
        passing.update((asyncio.create_task(pass_on(reader, requests)), asyncio.create_task(pass_on(answers, writer))))

    server = await asyncio.start_server(meet, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in passing:
            task.cancel()
        await asyncio.gather(*passing, return_exceptions=True)


def test_waits_grow_and_are_never_the_same_for_all() -> None:
    for tries in range(12):
        waits = [jittered(tries) for _ in range(50)]
        assert all(0 <= wait <= min(LONGEST, FIRST * 2**tries) for wait in waits)
        assert len(set(waits)) > 40


async def test_watch_tells_what_happens_and_ends_well(town: Town) -> None:
    token, reading = [(await made(town, **wish))["secret"] for wish in ({"may": "command", "authority_id": str(HAUTEFEUILLE)}, {})]
    action = await town.add(ADA, "Fête du vélo")
    async with watching(town, token) as sentences, watching(town, reading, "--json") as documents:
        await line(sentences.stderr, "Plan climat: up to date")
        await line(documents.stdout, '"afresh":true', f"plan:{town.plan}")
        await town.ask(ADA, "action.edit", action, budget_planned={"was": None, "to": 150_000})
        told = await line(sentences.stdout, "Ada Vallon")
        assert told.rstrip().endswith("Ada Vallon put “€1,500” in Planned budget excl. tax of the action “Fête du vélo”.")
        commit = msgspec.json.decode(await line(documents.stdout, '"commit"'))
        assert (commit["by"], commit["did"]) == (str(ADA), ["action.edited"])
        for process in (sentences, documents):
            process.send_signal(signal.SIGINT)
            _, error = await process.communicate()
            assert (process.returncode, b"Traceback" in error) == (0, False), error


@asynccontextmanager
async def watching(town: Town, secret: str, *more: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """``club21 watch``, as somebody calls it."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "service", "watch", str(town.network), "--url", town.url, *more),
        env={"PATH": "/usr/bin", "LANG": "C.UTF-8", "CLUB21_TOKEN": secret},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=2**20,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def line(source: asyncio.StreamReader | None, *parts: str) -> str:
    """The next line that has all of these in it."""
    assert source is not None
    seen = []
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(60):
            while said := (await source.readline()).decode():
                if all(part in said for part in parts):
                    return said
                seen.append(said)
    raise AssertionError(f"it ended without {parts}: {seen}")


async def test_watch_says_in_a_sentence_why_it_can_not(town: Town) -> None:
    token = (await made(town))["secret"]
    wrong = (("", None, "CLUB21_TOKEN"), ("club21_wrong", None, "does not know this token"), (token, ids.new(), "there is no network"))
    for secret, network, word in wrong:
        where = {"CLUB21_TOKEN": secret} if secret else {}
        asked = ("watch", str(network or town.network), "--url", town.url)
        done = await asyncio.to_thread(lambda asked=asked, where=where: club21(*asked, **where))  # type: ignore[misc]  # of this turn
        assert done.returncode == 2
        (sentence,) = done.stderr.splitlines()
        assert word in sentence


async def audited(town: Town) -> str:
    """The secret of a program that is an auditor besides."""
    token = await made(town)
    await town.ask(ADA, "network.give_role", town.network, person=token["token"]["token_id"], role="auditor")
    return str(token["secret"])


async def test_a_journal_is_told_again_on_either_road_as_far_as_it_is_asked(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "CREDIT", 7)
    secret = await audited(town)
    for number in range(20):
        await town.add(ADA, f"Action {number}")
    journal = f"journal:{town.network}"
    for barred in (False, True):
        told: list[int] = []
        with monkeypatch.context() as patch:
            if barred:
                patch.setattr(roads.Socket, "opened", no_socket)
            async with Client(town.url, town.network, secret) as client:
                client.retell(journal, 3, 20)
                async for news in client.news():
                    if isinstance(news, Retold):
                        told.append(news.event.pos)
                    elif isinstance(news, Over):
                        assert news.code == "finished"
                        break
        assert told == [*range(4, 21)], barred


async def no_socket(*_asked: object) -> Any:
    raise roads.Barred("somebody in between")
