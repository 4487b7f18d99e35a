"""The feed of events: whole lines straight from the log, resumed where they were cut, and nothing in them that is not their reader's."""

import base64
import hashlib
import json
from functools import partial
from typing import Any

import asyncpg
import pytest

from events import ids
from service import feed
from service.embedded import Addresses
from service.identity import keys
from service.routes import feed as routes
from tests.http.test_redaction import REASON, redact, standing
from tests.http.test_tokens import made, program
from tests.http.town import Town
from tests.people import ADA, BEN, CAS, DOT, EVA, HAUTEFEUILLE

Line = dict[str, Any]


async def told(town: Town, person: Any, **asked: Any) -> tuple[list[Line], Line]:
    """The events that someone is told, and the last line."""
    answer = await town.get(person, "/events", **asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    *lines, last = [json.loads(one) for one in answer.text.splitlines()]
    assert last.keys() == {"through", "more"}
    return lines, last


@pytest.fixture
async def lived(town: Town) -> Town:
    """A town where something was kept to some, and something was done for an authority."""
    await town.add(BEN, "Planter une haie", notes="Entre les deux écoles\nsur 200 m")
    hidden = await town.add(BEN, "Entre nous", parties=[str(BEN), str(CAS)])
    await town.ask(BEN, "action.edit", hidden, code={"was": None, "to": "1"})
    asked = {"id": str(ids.new()), "stream": str(ids.new()), "on_behalf_of": str(HAUTEFEUILLE), "reason": "Voté"}
    add = {"tag": "action.add", "plan": town.plan, "title": "Réparer le four", "order_key": "V"}
    assert (await town.post(BEN, {**asked, "command": add})).status_code == 200
    return town


async def test_an_auditor_is_told_every_event_as_it_is_stored(lived: Town) -> None:
    town = lived
    rows = await town.service.pool.fetch("SELECT * FROM event WHERE network_id = $1 ORDER BY position", town.network)
    answer = await town.get(DOT, "/events")
    *lines, last = answer.text.splitlines()
    assert json.loads(last) == {"through": f"1.{len(rows)}", "more": False}
    assert answer.headers["club21-position"] == f"1.{len(rows)}"
    for line, row in zip(lines, rows, strict=True):
        one = json.loads(line)
        body = line.partition('"body":')[2][:-1].encode()
        assert body == row["payload"], "the bytes that the digest was made of"
        salt, digest = base64.b64decode(one["salt"]), base64.b64decode(one["digest"])
        assert hashlib.sha256(salt + body).digest() == digest == row["digest"]
        same = {"position": row["position"], "stream": row["stream_id"], "by": row["by"], "command": row["command_id"]}
        assert {name: str(value) for name, value in same.items()} == {name: str(one[name]) for name in same}
        assert (one["token"], one["redacted"]) == (f"1.{row['position']}", False)
    assert [json.loads(line)["reason"] for line in lines][-1] == "Voté"


async def test_a_cut_feed_goes_on_without_a_gap_and_without_one_twice(lived: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, _ = await told(lived, DOT)
    for narrow, size in ((1, 1), (2, 700), (256, 2_000)):
        monkeypatch.setattr(feed, "NARROW", narrow)
        monkeypatch.setattr(feed, "BYTES", size)
        assert (await told(lived, DOT))[0] == whole
        newest, end = await told(lived, DOT, newest=True)
        assert (newest, end["through"]) == (whole[::-1], "1.1")
    for cut in range(len(whole) + 1):
        rest, last = await told(lived, DOT, **{"from": f"1.{cut}"})
        assert rest == whole[cut:]
        assert last == {"through": f"1.{len(whole)}", "more": False}
    pages: list[Line] = []
    last = {"through": "1.0", "more": True}
    while last["more"]:
        page, last = await told(lived, DOT, limit=3, **{"from": last["through"]})
        assert 0 < len(page) <= 3
        pages += page
    assert pages == whole
    back, last = await told(lived, DOT, limit=2, newest=True)
    assert (back, last["more"]) == (whole[:-3:-1], True)
    assert (await told(lived, DOT, newest=True, **{"from": last["through"]}))[0] == whole[-3::-1]


async def test_whoever_leaves_in_the_middle_goes_on_there_and_is_nobodys_fault(lived: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, _ = await told(lived, DOT)
    monkeypatch.setattr(feed, "NARROW", 1)
    monkeypatch.setattr(feed, "WIDE", 1)
    faults, held = lived.service.counters.faults, list[Line]()
    async with lived.browser(DOT) as browser, browser.stream("GET", f"{lived.path}/events") as answer:
        async for line in answer.aiter_lines():
            held.append(json.loads(line))
            if len(held) == 3:
                break
    rest, _ = await told(lived, DOT, **{"from": held[-1]["token"]})
    assert held + rest == whole
    assert lived.service.counters.faults == faults


async def test_what_is_wanted_is_what_is_told(lived: Town) -> None:
    whole, _ = await told(lived, DOT)
    stream = whole[-1]["stream"]
    for asked, wanted in (
        ({"stream": stream}, lambda one: one["stream"] == stream),
        ({"tag": "action"}, lambda one: one["tag"].startswith("action.")),
        ({"tag": "action.edited"}, lambda one: one["tag"] == "action.edited"),
        ({"by": str(BEN), "tag": "action"}, lambda one: one["by"] == str(BEN) and one["tag"].startswith("action.")),
        ({"on_behalf_of": str(HAUTEFEUILLE)}, lambda one: one["on_behalf_of"] == str(HAUTEFEUILLE)),
        ({"until": whole[4]["at"]}, lambda one: one["at"] <= whole[4]["at"]),
        ({"since": whole[4]["at"]}, lambda one: one["at"] >= whole[4]["at"]),
        ({"since": "2020-01-01", "until": "2999-12-31"}, lambda _one: True),
        ({"since": "2999-01-01"}, lambda _one: False),
        ({"by": str(EVA)}, lambda _one: False),
    ):
        lines, last = await told(lived, DOT, **asked)
        assert lines == [one for one in whole if wanted(one)], asked
        assert last == {"through": f"1.{len(whole)}", "more": False}
    for asked in ({"since": "hier"}, {"until": "2026-13-01"}, {"since": "2026-01-01T10:00"}, {"from": "12"}, {"limit": 0}):
        assert (await lived.get(DOT, "/events", **asked)).status_code == 400, asked
    for asked in ({"since": "0001-01-01"}, {"until": "0001-01-01T00:00+14:00"}, {"since": "9999-12-31T23:59-14:00"}, {"tag": "\x00"}):
        assert (await lived.get(DOT, "/events", **asked)).status_code == 400, asked
    for begin in (f"1.{len(whole) + 1}", "2.1"):
        assert (await lived.get(DOT, "/events", **{"from": begin})).json()["code"] == "resync"


async def test_a_facilitator_is_told_nothing_of_what_is_kept_from_them(lived: Town) -> None:
    """Whatever they ask for: neither the lines, nor where an answer ends, tell of what is kept from them."""
    town = lived
    whole, _ = await told(town, DOT)
    kept = next(one for one in whole if "Entre nous" in json.dumps(one, ensure_ascii=False))["stream"]
    open_to_all = [one for one in whole if one["stream"] != kept]
    assert len(open_to_all) == len(whole) - 2
    assert (await told(town, ADA))[0] == open_to_all
    assert (await told(town, ADA, newest=True))[0] == open_to_all[::-1]
    for asked in ({"stream": kept}, {"stream": str(ids.new())}, {"stream": kept, "limit": 1}, {"stream": kept, "newest": True, "limit": 1}):
        lines, last = await told(town, ADA, **asked)
        assert (lines, last["more"]) == ([], False)
        assert last["through"] == ("1.1" if "newest" in asked else f"1.{len(whole)}")
    for limit in range(1, len(open_to_all) + 1):
        lines, last = await told(town, ADA, limit=limit)
        assert last["through"] == lines[-1]["token"]
    await town.ask(ADA, "action.restrict", kept, parties=[str(ADA)])
    assert len((await told(town, ADA, stream=kept))[0]) == 3, "of rights as they are today"
    await town.ask(ADA, "network.give_role", town.network, person=str(EVA), role="auditor", topics=[f"plan:{town.plan}"])
    of_plan, _ = await told(town, EVA)
    assert {one["parent"] or one["stream"] for one in of_plan} == {town.plan}
    assert kept in {one["stream"] for one in of_plan}


async def test_one_event_is_told_with_what_it_changed(lived: Town) -> None:
    town = lived
    whole, _ = await told(town, DOT)
    edited = next(one for one in whole if one["tag"] == "action.edited")
    answer = await town.get(DOT, f"/events/{edited['position']}")
    assert answer.json() == {"event": edited, "changes": [{"field": "code", "before": None, "after": "1"}]}
    for line in whole:
        assert (await town.get(DOT, f"/events/{line['position']}")).json()["event"] == line
    beyond = await town.get(ADA, f"/events/{len(whole) + 1}")
    kept = await town.get(ADA, f"/events/{edited['position']}")
    assert (kept.status_code, {**kept.json(), "id": ""}) == (404, {**beyond.json(), "id": ""})


async def test_a_page_of_the_journal_tells_what_each_event_changed(lived: Town) -> None:
    town = lived
    plain, _ = await told(town, DOT)
    assert all("changes" not in one for one in plain)
    lines, last = await told(town, DOT, changes=True)
    assert (last["more"], [{**one, "changes": 0} for one in lines]) == (False, [{**one, "changes": 0} for one in plain])
    for line in lines:
        assert line["changes"] == (await town.get(DOT, f"/events/{line['position']}")).json()["changes"], line["tag"]
    edited = next(one for one in lines if one["tag"] == "action.edited")
    assert edited["changes"] == [{"field": "code", "before": None, "after": "1"}]
    answer = await town.get(DOT, "/events", changes=True, newest=True, limit=2)
    *newest, _ = answer.text.splitlines()
    assert [json.loads(one) for one in newest] == lines[:-3:-1]
    assert all(one.endswith(json.dumps(json.loads(one)["body"], ensure_ascii=False, separators=(",", ":")) + "}") for one in newest)
    assert "Entre nous" not in (await town.get(ADA, "/events", changes=True)).text
    places = await standing(town, "Entre les deux écoles")
    redacted = await redact(town, ADA, places)
    told_now, _ = await told(town, DOT, changes=True, after=redacted.json()["after"])
    assert "200 m" not in json.dumps(told_now, ensure_ascii=False)
    gone = next(one for one in told_now if one["position"] == places[0]["position"])
    assert {"field": "notes", "before": None, "after": "[redacted]"} in gone["changes"]


async def test_whoever_copies_the_log_is_remembered_and_whoever_looks_at_a_page_is_not(lived: Town) -> None:
    for asked in ({"limit": 50}, {"limit": 50, "newest": True}, {"from": "1.3"}):
        await told(lived, DOT, **asked)
    assert (await lived.get(DOT, "/exports")).json() == []
    await told(lived, ADA)
    (left,) = (await lived.get(DOT, "/exports")).json()
    assert (left["what"], left["person_id"]) == ("events", str(ADA))


async def test_who_may_not_read_the_events_is_told_so(lived: Town) -> None:
    for person, status in ((BEN, 403), (EVA, 404), (None, 401)):
        answer = await lived.get(person, "/events")
        assert answer.status_code == status
        assert status != 403 or answer.json()["code"] == "access.overseers_only"


async def test_a_right_that_is_taken_back_ends_the_feed_that_is_under_way(
    lived: Town, addresses: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes after is not sent, and the last line that would make it whole is missing; a slow reader holds no connection meanwhile."""
    town = lived
    monkeypatch.setattr(feed, "NARROW", 2)
    monkeypatch.setattr(feed, "WIDE", 2)
    network = await town.service.networks.open(town.network)
    async with asyncpg.create_pool(addresses.application, min_size=1, max_size=1) as pool:
        for end in ("right", "session"):
            over: list[bytes] = []
            pieces = feed.Feed(network, pool, ADA, partial(bool, over), feed.Wanted()).lines(None, None, newest=False)
            assert (await anext(pieces)).count(b"\n") == 2
            assert pool.get_idle_size() == pool.get_size() == 1, "the connection went back"
            if end == "right":
                await town.ask(ADA, "network.give_role", town.network, person=str(EVA), role="facilitator")
                receipt = await town.ask(EVA, "network.take_role", town.network, person=str(ADA), role="facilitator")
                await network.reached(ids.Token.parse(receipt["after"]))
            over += [b""] * (end == "session")
            assert [piece async for piece in pieces] == []
            await town.ask(EVA, "network.give_role", town.network, person=str(ADA), role="facilitator")


async def test_a_program_reads_as_what_it_was_made_and_its_token_ends_it(lived: Town) -> None:
    token = await made(lived)
    reading = program(lived, token["secret"])
    assert (await reading.get(f"{lived.path}/events")).status_code == 403
    given = await lived.ask(ADA, "network.give_role", lived.network, person=token["token"]["token_id"], role="auditor")
    lines = (await reading.get(f"{lived.path}/events", params={"after": given["after"]})).text.splitlines()
    assert len(lines) == await lived.head() + 1
    state = lived.service.state
    key = keys.hashed(token["secret"].encode())
    assert not routes._over(state, key)
    await lived.browser(ADA).delete(f"{lived.path}/tokens/{token['token']['token_id']}")
    assert (await reading.get(f"{lived.path}/events")).status_code == 401
    assert routes._over(state, key)


async def test_a_redacted_event_is_told_with_its_mark(lived: Town) -> None:
    town = lived
    before = {one["position"]: one for one in (await told(town, DOT))[0]}
    places = await standing(town, "Entre les deux écoles")
    redacted = await redact(town, ADA, places)
    lines, _ = await told(town, DOT, after=redacted.json()["after"])
    assert [one["position"] for one in lines] == [*range(1, len(lines) + 1)]
    (gone,) = [one for one in lines if one["redacted"]]
    assert gone["position"] == places[0]["position"]
    assert (gone["salt"], gone["body"]["notes"]) == (None, "[redacted]")
    assert gone["digest"] == before[gone["position"]]["digest"]
    assert (lines[-1]["tag"], lines[-1]["reason"]) == ("network.event_redacted", REASON)
    assert "200 m" not in (await town.get(DOT, "/events")).text


async def test_a_row_that_somebody_spoiled_adds_no_line(town: Town) -> None:
    of = await town.service.networks.open(town.network)
    made = feed.Feed(of, town.service.pool, DOT, lambda: False, feed.Wanted())
    row = dict((await made._page(0, 1, newest=False))[0])
    for payload in (b'{"tag":"x",\n"y":1}', b"{", b"\xff"):
        line = made._line({**row, "payload": payload})
        assert line.count(b"\n") == 1
        assert base64.b64decode(json.loads(line)["body"]["spoilt"]) == payload
