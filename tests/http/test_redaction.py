"""A text is redacted: afterwards it is looked for in every table, letter, line of the log, answer and frame there is."""

import asyncio
import json
import re
import subprocess
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from events import ids
from events.audit import checkpoint, note, tree
from events.log import check as checking
from events.log import redaction
from events.log.snapshots import Snapshots
from service import logs, redacting
from service.embedded import Addresses
from tests.http.conftest import served
from tests.http.test_erasure import texts_of
from tests.http.test_imports import bring, sheet
from tests.http.test_public import everything, show
from tests.http.test_rights import PRINTED, Crowd
from tests.http.town import Town, found
from tests.live.screen import Screen, watching
from tests.people import ADA, BEN, CAS, DOT
from tests.terminal import club21

SECRET = "Sylvette Aubépin"
TEXT = f"Dossier de Mme {SECRET}, suivie au 14 rue des Lilas."
REASON = "Une personne privée est nommée."


def seen_in(value: Any) -> bool:
    return any(SECRET.casefold() in text.casefold() for text in texts_of(value))


def shows_nothing(screen: Screen) -> bool:
    return not seen_in(json.dumps(screen.rows, default=str, ensure_ascii=False))


async def tables(owner: str) -> set[str]:
    """Where the text stands in the database: every column of every table, and what the planner remembers of them."""
    connection = await asyncpg.connect(owner)
    told: set[str] = set()
    try:
        kinds = "SELECT nspname, relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind IN ('r', 'm')"
        ours = "AND nspname NOT IN ('pg_catalog', 'information_schema') AND nspname NOT LIKE 'pg_toast%'"
        for schema, table in await connection.fetch(f"{kinds} {ours}"):
            for row in await connection.fetch(f'SELECT * FROM "{schema}"."{table}"'):  # noqa: S608 - names out of the catalogue
                told |= {f"{schema}.{table}.{column}" for column, value in row.items() if seen_in(value)}
        remembered = "SELECT tablename, attname, concat(most_common_vals::text, histogram_bounds::text) AS told FROM pg_stats"
        told |= {f"planner: {row['tablename']}.{row['attname']}" for row in await connection.fetch(remembered) if seen_in(row["told"])}
    finally:
        await connection.close()
    return told


async def answers(town: Town, action: str, moment: str, *askers: Any) -> set[str]:
    """Of every address that is read with GET, those that tell one of these the text, now or in the past; and what the public reads."""
    told = set()
    crowd = Crowd(town)
    crowd.action = action
    crowd.document = await town.document()
    for asker in askers:
        browser = town.browser(asker)
        for name, (method, path, _) in crowd.operations().items():
            if method == "get" and name not in PRINTED:  # their words are packed, and made from the same rows
                for asked in (path, f"{path}?at={moment}"):
                    if seen_in((await browser.get(asked)).text):
                        told.add(name)
    if seen_in(await everything(town)):
        told.add("public")
    return told


class World:
    """A service, a second process beside it, and a text that stands everywhere."""

    def __init__(self, town: Town, other: Town, database: Addresses, letters: Path, lines: list[logs.Request]) -> None:
        self.town = town
        self.other = other
        self.database = database
        self.letters = letters
        self.lines = lines
        self.action = self.moment = self.note = ""

    async def arrive(self) -> None:
        town = self.town
        cells = {"titre": "Suivre un dossier", "descriptif": TEXT, "etapes": TEXT}
        report = await bring(town, BEN, sheet(cells))
        self.action = next(line["action_id"] for line in report["lines"])
        await town.ask(
            BEN, "action.edit", self.action, notes={"was": None, "to": f"Voir aussi :\n{TEXT}"}, partners={"add": [SECRET, "ONF"]}
        )
        await town.ask(BEN, "action.edit", self.action, lead={"was": None, "to": "Fanette"})
        await town.ask(ADA, "action.edit", self.action, lead={"was": "Paul", "to": SECRET})  # a clash
        self.note = str(ids.new())
        await town.ask(BEN, "note.write", self.note, plan=town.plan, action=self.action, text=TEXT)
        await town.ask(BEN, "comment.write", str(ids.new()), on="action", item=self.action, plan=town.plan, text=TEXT)
        await show(town)
        self.moment = f"1.{await town.head()}"
        of = await town.service.networks.open(town.network)
        snapshots = Snapshots(of.store, of.network_id, of.epoch)
        for stream, state in (await snapshots.load([self.action, self.note])).items():  # type: ignore[list-item]  # ids as text
            snapshots._due[stream] = state
        await snapshots._write()
        await of.tables.reached(of.follower.position)
        self.letters.mkdir(exist_ok=True)
        (self.letters / "told.eml").write_text(
            f"To: ben@example.org\nSubject: Club 21\nContent-Type: text/plain; charset=utf-8\n\n{TEXT}\n"
        )

    async def redact(self) -> list[dict[str, Any]]:
        """As a facilitator does: look for it, then name every place."""
        places = (await self.town.browser(ADA).post(f"{self.town.path}/texts", json={"text": SECRET.upper()})).json()
        named: dict[int, list[str]] = {}
        for place in places:
            named.setdefault(place["position"], []).append(place["field"])
        asked = [{"position": position, "fields": fields} for position, fields in named.items()]
        assert (await redact(self.town, ADA, asked)).status_code == 200
        return list(places)


async def redact(town: Town, by: Any, places: list[dict[str, Any]], **body: Any) -> httpx.Response:
    """Ask for these places to be redacted."""
    command = {"tag": "network.redact", "places": places}
    asked = {"id": str(ids.new()), "stream": str(town.network), "command": command, "reason": REASON, **body}
    return await town.post(by, asked)


@asynccontextmanager
async def world_in(database: Addresses, letters: Path) -> AsyncIterator[World]:
    lines: list[logs.Request] = []
    async with served(database, lines, MAIL_URL=f"file:{letters}") as (service, url), served(database, lines) as (other, beside):
        town = await found(service, url)
        second = Town(other, beside, town.network, town.cookies)
        second.plan = town.plan
        made = World(town, second, database, letters, lines)
        try:
            await made.arrive()
            yield made
        finally:
            await town.close()
            await second.close()


async def test_a_text_that_is_redacted_stands_nowhere_any_more(
    database: Addresses, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    async with world_in(database, tmp_path / "letters") as world:
        town, other = world.town, world.other
        before = await tables(database.owner)
        assert {
            *("read.plan_board.notes", "read.recent_activity.changed", "read.conflict_inbox.yours", "read.note_list.text"),
            "read.comment_list.text",
            *("files.imported_row.imported", "public.stream_snapshot.state"),
        } <= {re.sub(r"_\d+\.", ".", one) for one in before}, before
        for place in (town, other):  # both processes have it at hand, on screens and on the shelf of what the public sees
            assert {"plan", "action", "action_history", "plan_activity", "conflicts", "note", "public"} <= await answers(
                place, world.action, world.moment, ADA
            ) | {"note"}
        connection = await asyncpg.connect(database.owner)
        digests = await connection.fetch("SELECT * FROM event WHERE network_id = $1 ORDER BY position", town.network)
        topics = (f"network:{town.network}", f"plan:{town.plan}")
        async with (
            watching("ws" + town.url.removeprefix("http"), town.cookies[BEN], town.network, *topics) as screen,
            watching("ws" + other.url.removeprefix("http"), town.cookies[CAS], town.network, *topics) as far,
        ):
            assert not shows_nothing(screen)
            heard = [len(one.heard) for one in (screen, far)]
            places = await world.redact()
            for one, since in zip((screen, far), heard, strict=True):
                await one.until(partial(shows_nothing, one))
                assert one.rows["plan_board"][world.action]["description"] == redaction.MARK
                assert not seen_in(json.dumps(one.heard[since:], ensure_ascii=False))
        for place in (town, other):
            of = await place.service.networks.open(town.network)
            await of.tables.reached(of.follower.position)
            assert await answers(place, world.action, world.moment, ADA, BEN, DOT) == set()
            async with watching("ws" + place.url.removeprefix("http"), town.cookies[DOT], town.network, *topics) as late:
                assert not seen_in(json.dumps(late.heard, ensure_ascii=False))
        await redacting.sweep(database.owner)
        assert await tables(database.owner) == set()
        assert [*(tmp_path / "letters").iterdir()] == []
        assert not seen_in("".join(map(repr, world.lines)))
        # Headers and digests stay, and only what was named lost its salt.
        named = {place["position"] for place in places}
        for was, now in zip(
            digests, await connection.fetch("SELECT * FROM event WHERE network_id = $1 ORDER BY position", town.network), strict=False
        ):
            gone = {"payload", "salt"} if was["position"] in named else set()
            assert {name for name in was.keys() if was[name] != now[name]} == gone  # noqa: SIM118 - a record is no mapping
            assert (now["salt"] is None) == bool(gone)
        assert [finding async for finding in checking.check(connection)] == []
        hashes = await connection.fetchval(
            "SELECT count(*) FROM command JOIN event USING (network_id, command_id) WHERE salt IS NULL AND request_hash IS NOT NULL"
        )
        assert hashes == 0
        await connection.close()
    said = capfd.readouterr()
    assert not seen_in(said.out + said.err)


async def test_whoever_was_away_meanwhile_begins_again(town: Town) -> None:
    action = await town.add(BEN, "Suivre un dossier", description=TEXT)
    live, topic = "ws" + town.url.removeprefix("http"), f"plan:{town.plan}"
    async with (
        watching(live, town.cookies[CAS], town.network, topic) as kept,
        watching(live, town.cookies[BEN], town.network, topic) as away,
    ):
        since = away.since(topic)
        assert since is not None
        await town.ask(BEN, "action.edit", action, notes={"was": None, "to": TEXT})  # a frame that was missed, and holds it
        await away.socket.close()
        assert (await redact(town, ADA, await standing(town, TEXT))).status_code == 200
        await kept.until(partial(shows_nothing, kept))
    async with watching(live, town.cookies[BEN], town.network) as back:
        await back.subscribe(topic, since)
        assert not seen_in(json.dumps(back.heard, ensure_ascii=False))
        assert next(frame for frame in back.heard if frame["t"] == "subd")["plan"] == "snapshot", "rows of before may lie beside"


async def standing(town: Town, text: str) -> list[dict[str, Any]]:
    """Where a text stands, as the command names places."""
    answer = await town.browser(ADA).post(f"{town.path}/texts", json={"text": text})
    assert answer.status_code == 200, answer.text
    return [{"position": place["position"], "fields": [place["field"]]} for place in answer.json()]


async def test_a_facilitator_redacts_what_they_may_know_of_and_nobody_else_does(town: Town) -> None:
    hidden, shown = str(ids.new()), str(ids.new())
    await town.ask(BEN, "note.write", hidden, plan=town.plan, text=TEXT, parties=[str(CAS)])
    secret = await town.head()
    await town.ask(BEN, "note.write", shown, plan=town.plan, text=TEXT)
    places = await standing(town, SECRET)
    assert [place["position"] for place in places] == [secret + 1]
    for by, position, fields, status in (
        (ADA, secret, ["text"], 404),  # kept from her: for her it is not there
        (ADA, secret + 1, ["plan"], 400),
        (ADA, secret + 1, ["author"], 400),
        (ADA, secret + 100, ["text"], 400),
        (BEN, secret + 1, ["text"], 403),
        (BEN, secret + 1, ["plan"], 403),  # no word about what an event holds
        (DOT, secret + 100, ["text"], 403),
    ):
        answer = await redact(town, by, [{"position": position, "fields": fields}])
        assert answer.status_code == status, (by, position, fields, answer.text)
    refused = await redact(town, ADA, places, reason=None)
    assert (refused.status_code, refused.json()["code"]) == (409, "network.redaction_reason_needed")
    body = {"id": str(ids.new())}
    first = await redact(town, ADA, places, **body)
    assert first.status_code == 200
    assert (await redact(town, ADA, places, **body)).json() == first.json(), "asked again, answered again"
    assert (await town.get(BEN, f"/notes/{hidden}")).json()["text"] == TEXT
    assert (await town.get(BEN, f"/notes/{shown}", after=first.json()["after"])).json()["text"] == redaction.MARK


async def test_the_operator_redacts_from_the_command_line(database: Addresses) -> None:
    async with served(database) as (service, url):
        town = await found(service, url)
        action = await town.add(BEN, "Suivre un dossier", description=TEXT)
        added = await town.head()
        await town.ask(BEN, "note.write", str(ids.new()), plan=town.plan, text=f"Voir {SECRET}.", parties=[str(CAS)])
        of = await service.networks.open(town.network)
        await of.tables.reached(of.follower.position)
        where = {"DATABASE_URL": database.application, "DATABASE_OWNER_URL": database.owner}

        async def run(*arguments: str) -> subprocess.CompletedProcess[str]:
            return await asyncio.to_thread(lambda: club21("redact", str(town.network), *arguments, **where))

        asked = (str(added), "description", "--text", SECRET, "--reason", REASON)
        dry = await run(*asked, "--dry-run")
        assert (dry.returncode, len(dry.stdout.splitlines())) == (0, 3), dry
        assert await town.head() == added + 1
        done = await run(*asked)
        assert (done.returncode, "for good" in done.stdout) == (0, True), done
        again = await run(*asked)
        assert (again.returncode, "removed already" in again.stderr) == (2, True), again
        await of.reached(of.token()._replace(position=added + 2))
        assert seen_in((await town.get(ADA, f"/actions/{action}")).text) is False
        await redacting.sweep(database.owner)
        assert await tables(database.owner) == set()
        await town.close()


async def test_every_way_out_of_the_log_shows_the_mark_and_every_old_proof_holds(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The feed, one event, the past, histories, what changed and what is counted: the mark, and whoever kept a proof can still show it."""
    evidence = town.service.state.evidence
    monkeypatch.setattr(evidence._trees, "_apart", 0.0)

    async def signed() -> str:
        evidence.notice(town.network)
        await evidence.catch_up()
        return (await town.get(DOT, "/evidence/checkpoint")).text

    begun = await town.head()
    action = await town.add(BEN, f"Suivre {SECRET}", description=TEXT)
    await town.ask(BEN, "action.edit", action, description={"was": TEXT, "to": f"{TEXT} Et plus."}, notes={"was": None, "to": "Gardé"})
    then = await town.head()
    old = await signed()
    proofs = [(await town.get(DOT, "/evidence/inclusion", position=one, size=then)).json() for one in range(1, then + 1)]
    paths = {
        "/events": {},
        f"/events/{then - 1}": {},
        f"/events/{then}": {},
        f"/plans/{town.plan}": {"at": f"1.{then}"},
        f"/actions/{action}/history": {},
        f"/plans/{town.plan}/changes": {"from": f"1.{begun}", "to": f"1.{then}"},
        "/changes": {"from": f"1.{begun}", "to": f"1.{then}"},
        "/figures/status.*.*/events": {"plan": town.plan, "at": f"1.{then}"},
        "/activity": {},
    }
    for path, asked in paths.items():
        assert seen_in((await town.get(DOT, path, **asked)).text), path
    after = (await redact(town, ADA, await standing(town, SECRET))).json()["after"]
    of = await town.service.networks.open(town.network)
    await of.reached(ids.Token.parse(after))
    await of.tables.reached(of.follower.position)
    for path, asked in paths.items():
        for who in (DOT, ADA):
            answer = await town.get(who, path, **asked)
            assert answer.status_code == 200, (path, answer.text)
            assert not seen_in(answer.text), path
            assert redaction.MARK in answer.text, path
    new = await signed()
    assert [(await town.get(DOT, "/evidence/inclusion", position=one, size=then)).json() for one in range(1, then + 1)] == proofs
    was, now = (checkpoint.parse(note.parse(one)[0]) for one in (old, new))
    assert (was.size, now.size) == (then, await town.head())
    told = (await town.get(DOT, "/evidence/consistency", old=was.size, new=now.size)).json()
    assert tree.consistent(was.size, was.root, now.size, now.root, [b64decode(one) for one in told["proof"]])
    for proof in proofs:
        leaf = tree.leaf(b64decode(proof["entry"]))
        assert tree.included(leaf, proof["index"], proof["size"], [b64decode(one) for one in proof["proof"]], was.root)
