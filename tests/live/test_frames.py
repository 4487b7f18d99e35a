"""Frames as they travel: the exact text, and the bytes around it."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args, get_type_hints
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw
from websockets.frames import Frame as WireFrame
from websockets.streams import StreamReader

from events.asking import Conflict
from events.ids import CommandId, ConflictId, PersonId, StreamId
from service.languages import texts
from service.live import frames
from service.live.frames import Frame

LIVE = Path(frames.__file__).parent
ADA = PersonId(UUID(int=0xADA))
NOON = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
LANE = "plan:1/network"
CLASH = Conflict(ConflictId(UUID(int=2)), "title", "a", "b", "c", ADA, NOON, StreamId(UUID(int=3)))

A = '"00000000-0000-0000-0000-000000000ada"'
ONE, TWO = '"00000000-0000-0000-0000-000000000001"', '"00000000-0000-0000-0000-000000000002"'

SENT: tuple[tuple[Frame, str], ...] = (
    (
        frames.Welcome("c1", 1, "rev", 7, frames.Heartbeat(25, 10), frames.Limits(), frames.User(ADA)),
        '{"t":"welcome","conn":"c1","epoch":1,"rev":"rev","head":7,"hb":{"every":25,"timeout":10},"limits":{"frame":262144,"hello":16384,'
        f'"subs":64,"commands":64,"presence":1024,"rate":50,"burst":400,"connections":1000,"hellos":500,"credit":10000}},"user":{{"person_id":{A}}}}}',
    ),
    (
        frames.Subd(1, "plan:1", (LANE,), "replay", 5),
        '{"t":"subd","id":1,"topic":"plan:1","lanes":["plan:1/network"],"plan":"replay","from":5}',
    ),
    (
        frames.Snap(1, LANE, 5, 0, True, Raw(b'[{"table":"plan_list","row":{}}]')),
        '{"t":"snap","id":1,"l":"plan:1/network","pos":5,"part":0,"last":true,"rows":[{"table":"plan_list","row":{}}]}',
    ),
    (
        frames.Tx(LANE, 5, 6, ADA, NOON, ("action.edited",), (Raw(b'{"table":"plan_board","key":1,"row":null}'),)),
        f'{{"t":"tx","l":"plan:1/network","prev":5,"pos":6,"by":{A},"at":"2026-03-01T12:30:00Z","did":["action.edited"],'
        '"rows":[{"table":"plan_board","key":1,"row":null}]}',
    ),
    (frames.Tx(LANE, 2, 6, None, None, (), ()), '{"t":"tx","l":"plan:1/network","prev":2,"pos":6,"by":null,"at":null,"did":[],"rows":[]}'),
    (
        frames.Ev("journal:1/auditors", 5, 6, UUID(int=1), 2, "a.b", 1, NOON, ADA, None, None, UUID(int=2), Raw(b'{"a":1}')),
        f'{{"t":"ev","l":"journal:1/auditors","prev":5,"pos":6,"stream":{ONE},"version":2,"tag":"a.b","schema_version":1,'
        f'"at":"2026-03-01T12:30:00Z","by":{A},"on_behalf_of":null,"cause":null,"command":{TWO},"body":{{"a":1}}}}',
    ),
    (
        frames.Kv("people:1/network", 3, {str(ADA): frames.Cell("Ada", None)}, (str(UUID(int=1)),)),
        f'{{"t":"kv","l":"people:1/network","pos":3,"set":{{{A}:{{"name":"Ada","function":null}}}},"del":[{ONE}]}}',
    ),
    (frames.Kv("figures:1/network", 7, {"late.none": 2}), '{"t":"kv","l":"figures:1/network","pos":7,"set":{"late.none":2},"del":[]}'),
    (frames.Live(1, 6), '{"t":"live","id":1,"pos":6}'),
    (frames.Head(LANE, 6, 9), '{"t":"head","l":"plan:1/network","prev":6,"pos":9}'),
    (frames.Gap(LANE, "large", "resume"), '{"t":"gap","l":"plan:1/network","why":"large","next":"resume"}'),
    (frames.End(1, "changed", "live.changed", True), '{"t":"end","id":1,"code":"changed","why":"live.changed","retry":true}'),
    (
        frames.Ack(CommandId(UUID(int=1)), "applied", "1.6", (CLASH,)),
        f'{{"t":"ack","id":{ONE},"outcome":"applied","after":"1.6","conflicts":[{{"conflict_id":{TWO},"field":"title","was":"a",'
        f'"yours":"b","theirs":"c","theirs_by":{A},"theirs_at":"2026-03-01T12:30:00Z","stream":"00000000-0000-0000-0000-000000000003"}}]}}',
    ),
    (
        frames.Rej(CommandId(UUID(int=1)), "invalid", "No.", "Mend it.", False, ".command"),
        f'{{"t":"rej","id":{ONE},"code":"invalid","detail":"No.","next":"Mend it.","retry":false,"at":".command"}}',
    ),
    (
        frames.Written("text:1/network", 1, 5, 6, "AAA=", ADA),
        f'{{"t":"y","l":"text:1/network","gen":1,"prev":5,"pos":6,"u":"AAA=","by":{A}}}',
    ),
    (frames.Yack(CommandId(UUID(int=1)), 6), f'{{"t":"yack","id":{ONE},"pos":6}}'),
    (
        frames.Present("plan:1", "join", (frames.Here("c1", ADA, frames.Focus("7", "title", "edit")), frames.Here("c2", ADA))),
        f'{{"t":"pres","topic":"plan:1","kind":"join","who":[{{"conn":"c1","person_id":{A},"state":{{"item":"7","field":"title",'
        f'"mode":"edit"}}}},{{"conn":"c2","person_id":{A},"state":null}}]}}',
    ),
    (frames.Checkpoint("a\n1\nb\n"), '{"t":"checkpoint","note":"a\\n1\\nb\\n"}'),
    (frames.Checkpoint("a", 5, ("AA==",)), '{"t":"checkpoint","note":"a","old":5,"proof":["AA=="]}'),
    (frames.Pong(4, 1_700_000_000_000, 6), '{"t":"pong","id":4,"at":1700000000000,"head":6}'),
    (frames.Bye("restart", 1_500), '{"t":"bye","why":"restart","slot_ms":1500}'),
    (frames.Err("missing", "live.missing", False, 1), '{"t":"err","code":"missing","msg":"live.missing","retry":false,"id":1}'),
)


@pytest.mark.parametrize(("frame", "text"), SENT, ids=lambda value: type(value).__name__ if isinstance(value, Frame) else "")
def test_a_frame_is_written_the_same_for_ever(frame: Frame, text: str) -> None:
    assert frames.encode(frame).texts == [text.encode()]


def test_every_frame_has_its_golden_text() -> None:
    assert {type(frame) for frame, _ in SENT} == set(get_args(frames.Told))


def test_everything_a_client_is_told_has_its_sentence() -> None:
    source = "".join(path.read_text() for path in LIVE.glob("*.py"))
    codes = set(re.findall(r'"live\.(\w+)"|_useless\("(\w+)"', source)) | {
        ("", code) for code in get_args(get_type_hints(frames.End)["code"])
    }
    named = {f"live.{first or second}" for first, second in codes}
    assert len(named) > 10
    assert named <= texts("fr").keys()


def test_the_page_about_the_socket_names_every_frame_and_every_close() -> None:
    page = (LIVE.parents[1] / "docs" / "live.md").read_text()
    tags = {str(kind.__struct_config__.tag) for kind in (*get_args(frames.Told), *get_args(frames.Heard))}
    assert tags == set(re.findall(r"`(\w+)`", "".join(line.split("|")[1] for line in page.splitlines() if line.startswith("| `"))))
    codes = {value for name, value in vars(frames).items() if name.isupper() and isinstance(value, int) and value > 1_000}
    assert codes == {int(code) for code in re.findall(r"^\| (\d{4}) \|", page, re.MULTILINE)}


HEARD = (
    '{"t":"hello","v":1,"network":"00000000-0000-0000-0000-000000000001","client":"tab","caps":{"newer":true}}',
    '{"t":"hello","v":1,"network":"00000000-0000-0000-0000-000000000001","client":"tab","tree":{"epoch":1,"size":5,"root":"AA=="}}',
    '{"t":"sub","id":1,"topic":"plan:1","from":{"epoch":1,"pos":5,"rev":"x"}}',
    '{"t":"sub","id":1,"topic":"journal:1","mode":"replay","until":9,"credit":100}',
    '{"t":"more","id":1,"credit":100}',
    '{"t":"unsub","id":1}',
    '{"t":"cmd","asking":{"any":["thing"]}}',
    '{"t":"y","id":"00000000-0000-0000-0000-000000000001","topic":"text:1","gen":1,"u":"AAA="}',
    '{"t":"pres","topic":"plan:1","state":null}',
    '{"t":"ping","id":1,"at":1700000000000.5}',
)


@pytest.mark.parametrize("text", HEARD)
def test_what_clients_say_is_understood(text: str) -> None:
    assert isinstance(msgspec.json.decode(text, type=frames.Heard), Frame)


@given(st.one_of(st.integers(0, 300), st.integers(65_400, 65_700), st.sampled_from((125, 126, 65_535, 65_536))))
def test_the_bytes_around_a_frame_are_a_websocket_message(length: int) -> None:
    frame = frames.Tx(LANE, 0, 1, None, None, (), (Raw(b'"' + b"x" * length + b'"'),))
    packet = frames.encode(frame)
    (text,) = packet.texts
    assert parsed(packet.wire) == [text]
    assert msgspec.json.decode(text)["rows"] == ["x" * length]


def test_joined_frames_are_their_bytes_one_after_the_other() -> None:
    one, two = frames.encode(frames.Live(1, 1)), frames.encode(frames.Head(LANE, 1, 2))
    assert frames.joined([one]) is one
    both = frames.joined([one, two])
    assert both.wire == one.wire + two.wire
    assert both.texts == one.texts + two.texts
    assert parsed(both.wire) == both.texts


def test_pages_hold_every_row_once_and_none_is_split() -> None:
    rows = [msgspec.json.encode("r" * size) for size in (1, 50, 300, 2, 3)]
    laid = frames.pages(rows, 60)
    assert [row for page in laid for row in msgspec.json.decode(page)] == [msgspec.json.decode(row) for row in rows]
    assert len(laid) == 3
    assert [bytes(page) for page in frames.pages([], 60)] == [b"[]"]


def parsed(wire: bytes) -> list[bytes]:
    """The messages that a WebSocket client reads."""
    reader = StreamReader()
    reader.feed_data(wire)
    reader.feed_eof()
    found: list[bytes] = []
    while not at_end(reader):
        reading = WireFrame.parse(reader.read_exact, mask=False)
        try:
            next(reading)
        except StopIteration as done:
            frame = done.value
            assert frame.fin
            assert frame.opcode == 1
            found.append(bytes(frame.data))
    return found


def at_end(reader: StreamReader) -> bool:
    try:
        next(reader.at_eof())
    except StopIteration as done:
        return bool(done.value)
    return False
