"""Files attached to items, over HTTP: a hostile set of them, who has them, the same bytes twice, and what is left once they are erased."""

import gzip
import hashlib
import io
import re
import struct
import zipfile
import zlib
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from PIL import Image

from events import ids, minutes
from events.attachment import ENDINGS, LARGEST
from events.ids import MeetingId, PersonId
from service import problems
from service.attachments import content
from service.attachments.files import Files
from service.routes.attachments import disposition
from tests.http.test_mentoring import running
from tests.http.town import Town, asking
from tests.people import ADA, BEN, CAS, DOT, EVA, HAUTEFEUILLE

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
OFFICE = "application/vnd.openxmlformats-officedocument."
ODT = b"application/vnd.oasis.opendocument.text"


def archive(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as zipped:
        for name, inside in members.items():
            zipped.writestr(zipfile.ZipInfo(name) if name == "mimetype" else name, inside)
    return made.getvalue()


def office(kind: str, more: dict[str, bytes] | None = None, of: str = OFFICE) -> bytes:
    types = f'<Types><Override PartName="/main.xml" ContentType="{of}{kind}.main+xml"/></Types>'
    return archive({"[Content_Types].xml": types.encode(), "main.xml": b"<main/>", **(more or {})})


def odt(more: dict[str, bytes] | None = None) -> bytes:
    return archive({"mimetype": ODT, "content.xml": b"<office/>", **(more or {})})


def picture(kind: str) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(drawn, kind)
    return drawn.getvalue()


def chunk(kind: bytes, inside: bytes) -> bytes:
    """One part of a PNG."""
    return struct.pack(">I", len(inside)) + kind + inside + struct.pack(">I", zlib.crc32(kind + inside))


def png_with(more: bytes, head: bytes | None = None) -> bytes:
    """A picture with something besides, behind its first part."""
    whole = picture("PNG")
    return whole[:8] + (head or whole[8:33]) + more + whole[33:]


def nested(depth: int) -> bytes:
    """Archives in archives, each ten times larger than what holds it."""
    inside = bytes(1_000_000)
    for _ in range(depth):
        inside = archive({f"{number}": inside for number in range(10)})
    return inside


def saying(size: int) -> bytes:
    """A document that says of one of its parts, which holds 100 kB, that it is so large."""
    whole = bytearray(office("wordprocessingml.document", {"word/a.xml": bytes(100_000)}))
    at = whole.rindex(b"PK\x01\x02")
    whole[at + 24 : at + 28] = size.to_bytes(4, "little")
    return bytes(whole)


GOOD: dict[str, bytes] = {
    "pdf": PDF,
    "docx": office("wordprocessingml.document"),
    "xlsx": office("spreadsheetml.sheet"),
    "pptx": office("presentationml.presentation"),
    "odt": odt(),
    "png": picture("PNG"),
    "jpeg": picture("JPEG"),
    "webp": picture("WEBP"),
    "text": "collectivité;montant\nRivebelle;12 000 €\n".encode("cp1252"),
}

#: What is refused, by what it would be, with what is said of it.
HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a page that is called .pdf": ("file.not_taken", lambda: b"<!doctype html><script>alert(1)</script>"),
    "a page behind spaces": ("file.not_taken", lambda: b" \n\t<html><body onload=alert(1)>"),
    "a page behind a mark of UTF-8": ("file.not_taken", lambda: b"\xef\xbb\xbf<script>alert(1)</script>"),
    "a page in UTF-16": ("file.not_taken", lambda: b"\xff\xfe" + "<script>".encode("utf-16-le")),
    "a drawing with a script": ("file.not_taken", lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "a page that begins as text": ("file.not_taken", lambda: b"Bonjour\n<script src=//evil.example></script>"),
    "a program": ("file.not_taken", lambda: b"MZ\x90\x00\x03\x00"),
    "a script": ("file.not_taken", lambda: b"#!/bin/sh\nrm -rf /\n"),
    "a rich text": ("file.not_taken", lambda: b"{\\rtf1{\\object\\objdata 0105}}"),
    "another picture": ("file.not_taken", lambda: picture("GIF")),
    "a half picture": ("file.damaged", lambda: picture("PNG")[:40]),
    "a half PDF": ("file.damaged", lambda: PDF[:30]),
    "a picture with a page behind it": ("file.two_at_once", lambda: picture("PNG") + b"<script>alert(1)</script>"),
    "a photo with a page behind it": ("file.two_at_once", lambda: picture("JPEG") + b"<script>alert(1)</script>"),
    "a PDF that is an archive, too": ("file.two_at_once", lambda: PDF + archive({"evil.exe": b"MZ"})),
    "a picture that is an archive, too": ("file.two_at_once", lambda: picture("JPEG") + archive({"evil.exe": b"MZ"})),
    "an archive": ("file.archive", lambda: archive({"a.txt": b"a"})),
    "an archive that says it is a document": ("file.archive", lambda: archive({"[Content_Types].xml": b"<Types/>", "evil.exe": b"MZ"})),
    "a Java program": ("file.archive", lambda: archive({"META-INF/MANIFEST.MF": b"Main-Class: Evil", "Evil.class": b"\xca\xfe\xba\xbe"})),
    "a document with macros": ("file.macros", lambda: office("wordprocessingml.document", {"word/vbaProject.bin": b"x"})),
    "a document for macros": ("file.macros", lambda: office("", of="application/vnd.ms-word.document.macroEnabled")),
    "an OpenDocument with macros": ("file.macros", lambda: odt({"Basic/Standard/Module1.xml": b"<x/>"})),
    "an encrypted OpenDocument": ("file.password", lambda: odt({"META-INF/manifest.xml": b"<m><encryption-data/></m>"})),
    "an encrypted document": ("file.password", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")),
    "an old document": ("file.old_format", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)),
    "a bomb": ("file.unpacks_too_large", lambda: saying(1_000_000_000)),
    "a document that lies about its size": ("file.damaged", lambda: saying(10)),
    "a document packed in an odd way": ("file.damaged", lambda: archive({"[Content_Types].xml": b"<Types/>"}, zipfile.ZIP_LZMA)),
    "a document that climbs out of its folder": ("file.damaged", lambda: odt({"../../etc/cron.d/evil": b"x"})),
    "a document with something in front": ("file.damaged", lambda: b"PK\x03\x04<script>" + odt()),
    "a document with something behind": ("file.damaged", lambda: odt() + b"<script>alert(1)</script>"),
    "a drawing of far too many points": (
        "file.too_many_pixels",
        lambda: png_with(b"", chunk(b"IHDR", struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0))),
    ),
    "a drawing with a bomb in its words": (
        "file.damaged",
        lambda: png_with(chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(50_000_000), 9))),
    ),
    "a drawing with something far behind it": ("file.two_at_once", lambda: (whole := picture("PNG")) + b"MZ" + bytes(5_000) + whole[-12:]),
    "a photo with a script in its comment": (
        "file.two_at_once",
        lambda: (whole := picture("JPEG"))[:2] + b"\xff\xfe\x00\x1b<script>alert(1)</script>" + whole[2:],
    ),
    "an archive of another kind": ("file.not_taken", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(26)),
    "a packed file": ("file.not_taken", lambda: gzip.compress(b"a")),
    "archives in archives": ("file.archive", lambda: nested(2)),
    "a document that is two": (
        "file.two_at_once",
        lambda: archive({"mimetype": ODT, "content.xml": b"<o/>", "[Content_Types].xml": b"<Types/>"}),
    ),
    "a document with macros under another name": (
        "file.macros",
        lambda: archive(
            {"[Content_Types].xml": b'<Types><Override ContentType="application/vnd.ms-office.vbaProject"/></Types>', "word/a": b"x"}
        ),
    ),
    "an encrypted OpenDocument that hides it": (
        "file.password",
        lambda: odt({"META-INF/manifest.xml": "<m><encryption-data/></m>".encode("utf-16")}),
    ),
    "a document with a list that is too long to read": ("file.damaged", lambda: odt({"META-INF/manifest.xml": bytes(1_000_001)})),
    "a bomb of entities": (
        "file.damaged",
        lambda: archive({"[Content_Types].xml": b'<!DOCTYPE a [<!ENTITY a "a"><!ENTITY b "&a;&a;">]><Types>&b;</Types>'}),
    ),
}


#: What looks like an attack and is taken as what it is: kept as it came, saved under an ending that is true, and never opened by us.
HARMLESS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a PDF with a page behind it": ("pdf", lambda: PDF + b"<script>alert(1)</script>"),
    "a document with archives in archives in it": (
        "docx",
        lambda: office("wordprocessingml.document", {"word/embeddings/a.bin": nested(2)}),
    ),
    "a table of formulas": ("text", lambda: b"=cmd|' /C calc'!A0;1\n"),
    "a page in letters of another age": ("text", lambda: b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-"),
    "a program that is but words": ("text", lambda: b'CreateObject("WScript.Shell").Run "calc"\n'),
}


@pytest.mark.parametrize("kind", GOOD)
def test_what_people_attach_is_told_by_its_content(kind: str) -> None:
    assert content.told(GOOD[kind]) == kind


@pytest.mark.parametrize("what", HOSTILE)
def test_what_could_do_harm_is_refused_and_it_is_said_why(what: str) -> None:
    code, made = HOSTILE[what]
    with pytest.raises(problems.Problem) as caught:
        content.told(made())
    assert caught.value.code == code
    for language in ("fr", "en"):
        told, _ = problems.document(caught.value, language)
        assert told.status in (413, 415)
        assert told.detail.endswith(".")


def test_a_name_is_one_line_of_a_header_and_nothing_more() -> None:
    name = 'délibération “n° 12”\r\nX: y";\\%.pdf'
    told = disposition(name)
    assert re.fullmatch(r"attachment; filename=\"[ -!#-\[\]-~]*\"; filename\*=UTF-8''[A-Za-z0-9._~%-]+", told)
    assert "\r" not in told


# --- Sending, attaching, having -----------------------------------------------------------------------------------


async def send(town: Town, person: PersonId | None, content: Any = PDF) -> httpx.Response:
    return await town.browser(person).post(f"{town.path}/files", content=content)


async def attach(town: Town, person: PersonId, item: str, kind: str = "action", bytes_: bytes = PDF, **more: Any) -> str:
    """A file of this person on an item: its id."""
    sent = (await send(town, person, bytes_)).json()
    one = str(ids.new())
    of = {"plan": town.plan} if kind in ("action", "plan", "idea", "finding") else {}
    await town.ask(person, "attachment.attach", one, **{"item": item, "kind": kind, "name": "Devis.pdf", **of, **sent, **more})
    return one


async def had(town: Town, person: PersonId | None, one: str, **parameters: Any) -> httpx.Response:
    return await town.get(person, f"/attachments/{one}/file", **parameters)


async def test_a_file_is_saved_under_its_name_and_never_shown(town: Town) -> None:
    action = await town.add(BEN, "Planter une haie")
    one = await attach(town, BEN, action, name='<b>"délib."</b>\u202e.pdf', title="Délibération")
    answer = await had(town, DOT, one)
    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer.headers["content-disposition"] == disposition("b_.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert "sandbox" in answer.headers["content-security-policy"]
    (row,) = (await town.get(CAS, "/attachments", item=action)).json()
    assert (row["name"], row["title"], row["type"], row["size"], row["attached_by"]) == (
        "b_.pdf",
        "Délibération",
        "pdf",
        len(PDF),
        str(BEN),
    )
    assert row["sha256"] == hashlib.sha256(PDF).hexdigest()
    told = (await town.get(BEN, f"/histories/attachment/{one}")).json()
    assert [entry["tag"] for entry in told] == ["attachment.attached"]


async def test_what_looks_like_an_attack_is_saved_as_what_it_is_whatever_it_was_called(town: Town) -> None:
    action = await town.add(BEN, "Planter une haie")
    for what, (kind, made) in HARMLESS.items():
        whole = made()
        lie = {"content-type": "text/html; charset=utf-7"}  # what who sends says of it counts for nothing
        sent = (await town.browser(BEN, **lie).post(f"{town.path}/files", content=whole)).json()
        one, name = str(ids.new()), "../évil\u202e.html"
        wish = {"item": action, "kind": "action", "plan": town.plan, "name": name}
        await town.ask(BEN, "attachment.attach", one, **wish, **sent)
        answer = await had(town, CAS, one)
        assert (sent["type"], answer.content) == (kind, whole), what
        assert answer.headers["content-type"].split(";")[0] == content.MEDIA_TYPES[sent["type"]], what
        assert answer.headers["content-disposition"] == disposition(f"évil.html.{ENDINGS[sent['type']][0]}"), what
        assert (answer.headers["x-content-type-options"], "sandbox" in answer.headers["content-security-policy"]) == ("nosniff", True), what
    long = await town.post(BEN, asking("attachment.attach", ids.new(), **wish | {"name": "a" * 10_000 + ".pdf"}, **sent))
    assert long.status_code == 400


async def test_a_file_is_attached_to_each_kind_of_item(town: Town) -> None:
    meeting, synthesis, workshop, idea, finding = (str(ids.new()) for _ in range(5))
    await town.ask(ADA, "meeting.plan", meeting, title="Comité", kind="cafe", held_on="2026-06-12")
    await town.ask(ADA, "workshop.open", workshop, title="Mobilité", question="Comment ?")
    await town.ask(ADA, "synthesis.open", synthesis, title="Mobilité", workshops=[workshop])
    await town.ask(BEN, "idea.propose", idea, plan=town.plan, title="Des haies", origin="elected")
    await town.ask(BEN, "finding.submit", finding, plan=town.plan, text="Les rues sont chaudes")
    begun = str(minutes.of_meeting(MeetingId(UUID(meeting))))
    await town.ask(ADA, "minutes.begin", begun, meeting=meeting, title="Compte rendu", sections={})
    of_plan = {"plan": town.plan, "idea": idea, "finding": finding}
    on = {**of_plan, "meeting": meeting, "minutes": begun, "workshop": workshop, "synthesis": synthesis, "authority": str(HAUTEFEUILLE)}
    for kind, item in on.items():
        one = await attach(town, BEN, item, kind)
        assert (await had(town, DOT, one)).content == PDF
        assert [row["attachment_id"] for row in (await town.get(CAS, "/attachments", item=item)).json()] == [one]


async def test_a_withdrawn_file_is_had_from_the_past_alone_until_it_is_restored(town: Town) -> None:
    action = await town.add(BEN, "Planter une haie")
    one = await attach(town, BEN, action)
    stood = (await town.get(BEN, "/attachments", item=action)).headers["club21-position"]
    receipt = await town.ask(BEN, "attachment.withdraw", one)
    assert (await had(town, CAS, one, after=receipt["after"])).json()["code"] == "missing.attachment"
    assert (await had(town, CAS, one, at=stood)).content == PDF
    (row,) = (await town.get(CAS, "/attachments", item=action, at=stood)).json()
    assert row["withdrawn"] is False
    undone = await town.browser(BEN).post(f"{town.path}/undo", json={"id": str(ids.new())})
    assert undone.json()["outcome"] == "applied"
    assert (await had(town, CAS, one, after=undone.json()["after"])).content == PDF


async def test_whoever_may_not_see_an_item_is_answered_as_if_its_files_were_not_there(town: Town) -> None:
    action = await town.add(BEN, "Racheter la friche")
    part = await town.add(BEN, "Consulter le notaire", parent=action)
    idea = str(ids.new())
    await town.ask(BEN, "idea.propose", idea, plan=town.plan, title="La friche", origin="elected")
    kept = [await attach(town, BEN, action), await attach(town, BEN, part), await attach(town, BEN, idea, "idea")]
    stood = (await town.get(CAS, "/attachments", item=action)).headers["club21-position"]
    await town.ask(BEN, "idea.promote", idea, action=action)
    receipt = await town.ask(ADA, "action.restrict", action, parties=[str(ADA), str(BEN)])
    nothing = str(ids.new())
    for path, parameters in ((f"/attachments/{nothing}/file", {}), (f"/attachments/{nothing}/file", {"at": stood})):
        absent = plain(await town.get(CAS, path, after=receipt["after"], **parameters))
        for one in kept:
            assert plain(await town.get(CAS, path.replace(nothing, one), **parameters)) == absent
    for item in (action, part, idea):
        for parameters in ({}, {"at": stood}):
            assert (await town.get(CAS, "/attachments", item=item, **parameters)).json() == []
        assert len((await town.get(BEN, "/attachments", item=item)).json()) == 1
    told = (await town.get(CAS, f"/plans/{town.plan}/activity", limit="100")).text
    assert "Devis.pdf" not in told
    refused = [await town.post(CAS, asking("attachment.withdraw", one)) for one in (*kept, nothing)]
    assert {(one.status_code, one.json()["code"]) for one in refused} == {(409, "attachment.not_attached")}


async def test_files_of_a_mentorship_are_for_its_two_alone(town: Town) -> None:
    mentorship = await running(town)
    one = await attach(town, CAS, mentorship, "mentorship")
    assert (await had(town, BEN, one)).content == PDF
    nothing, stood = str(ids.new()), (await town.get(BEN, "/attachments", item=mentorship)).headers["club21-position"]
    assert (await town.get(ADA, "/attachments", item=mentorship)).json() == []
    for parameters in ({}, {"at": stood}):
        absent = plain(await had(town, ADA, nothing, **parameters))
        assert plain(await had(town, ADA, one, **parameters)) == absent
    assert "Devis.pdf" not in (await town.get(ADA, "/activity", limit="100")).text
    sent = (await send(town, ADA)).json()
    told = [
        await town.post(ADA, asking("attachment.attach", ids.new(), item=item, kind="mentorship", name="Devis.pdf", **sent))
        for item in (mentorship, nothing)
    ]
    assert {(one.status_code, one.json()["code"]) for one in told} == {(409, "attachment.no_such_item")}


async def test_nobody_attaches_bytes_that_they_did_not_send(town: Town) -> None:
    """Else whoever knows the hash of a file that is kept from them attaches it to something of theirs, and has it."""
    action = await town.add(BEN, "Planter une haie")
    sent = (await send(town, BEN)).json()
    wish = {"item": action, "kind": "action", "plan": town.plan, "name": "Devis.pdf"}
    for theirs in (sent, {**sent, "sha256": "00" * 32}):
        told = await town.post(CAS, asking("attachment.attach", ids.new(), **wish, **theirs))
        assert (told.status_code, told.json()["code"]) == (400, "invalid.not_sent")
    for lie in ({"size": 1}, {"type": "png"}):
        told = await town.post(BEN, asking("attachment.attach", ids.new(), **wish, **{**sent, **lie}))
        assert (told.status_code, told.json()["code"]) == (400, "invalid.not_sent")
    asked = asking("attachment.attach", ids.new(), **wish, **sent)
    first = await town.post(BEN, asked)
    await town.service.pool.execute("DELETE FROM files.file_sent WHERE network_id = $1", town.network)
    assert (await town.post(BEN, asked)).json() == first.json()  # asked again, it has its answer for ever
    away = [await send(town, person) for person in (DOT, EVA, None)]
    assert [one.status_code for one in away] == [403, 404, 401]


async def test_a_file_is_read_no_further_than_it_may_be_long(town: Town) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1_000_000
            yield bytes(1_000_000)

    with pytest.raises(problems.TooLarge):
        await town.service.state.files.take(town.network, BEN, endless())
    assert read == LARGEST + 1_000_000
    answer = await send(town, BEN, bytes(LARGEST + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "file.too_large")
    assert "20 MB" in answer.json()["detail"]
    assert (await send(town, BEN, b"")).json()["code"] == "invalid.empty_file"


# --- What goes ----------------------------------------------------------------------------------------------------


async def kept(town: Town) -> int:
    count = await town.service.pool.fetchval("SELECT count(*) FROM files.file WHERE network_id = $1", town.network)
    known = await town.service.pool.fetchval("SELECT count(*) FROM files.file_known WHERE network_id = $1", town.network)
    assert count == known
    return int(count)


async def erase(town: Town, person: PersonId, one: str, **parameters: Any) -> httpx.Response:
    return await town.browser(person).delete(f"{town.path}/attachments/{one}/file", params=parameters)


async def test_the_same_bytes_on_two_items_are_kept_once_and_go_when_both_are_erased(town: Town) -> None:
    first, second = [await attach(town, BEN, await town.add(BEN, title)) for title in ("Une haie", "Une mare")]
    assert await kept(town) == 1
    assert (await erase(town, BEN, first)).status_code == 403
    assert (await erase(town, ADA, first)).json()["erased"] is True
    assert (await had(town, BEN, first)).json()["code"] == "missing.erased_file"
    assert ((await had(town, BEN, second)).content, await kept(town)) == (PDF, 1)
    await erase(town, ADA, second)
    assert await kept(town) == 0
    (row,) = [row for row in (await town.get(BEN, f"/histories/attachment/{second}")).json() if row["tag"] == "attachment.attached"]
    assert "Devis.pdf" in str(row)  # what it was called stays, until that is redacted
    wish = asking("network.redact", town.network, places=[{"position": row["position"], "fields": ["name"]}])
    receipt = (await town.post(ADA, {**wish, "reason": "Un nom"})).json()
    told = (await town.get(BEN, f"/histories/attachment/{second}", after=receipt["after"])).text
    assert "Devis.pdf" not in told


async def test_erasing_everywhere_reaches_what_who_asks_may_not_see(town: Town) -> None:
    seen, unseen = await town.add(BEN, "Une haie"), await town.add(BEN, "La friche")
    first, second = await attach(town, BEN, seen), await attach(town, BEN, unseen)
    await town.ask(ADA, "action.restrict", unseen, parties=[str(BEN)])
    assert (await erase(town, ADA, second)).status_code == 404
    assert (await erase(town, ADA, first, everywhere="true")).status_code == 200
    assert await kept(town) == 0
    assert (await had(town, BEN, second)).json()["code"] == "missing.erased_file"


async def test_what_nobody_attached_goes_a_day_later_and_nothing_else(town: Town) -> None:
    one = await attach(town, BEN, await town.add(BEN, "Une haie"))
    await send(town, BEN, b"Jamais joint")
    swept: Files = town.service.state.files
    assert (await swept.sweep(town.network), await kept(town)) == (0, 2)
    await town.service.pool.execute("DELETE FROM files.file_sent WHERE network_id = $1", town.network)  # as the keeper does after a day
    assert (await swept.sweep(town.network), await kept(town)) == (1, 1)
    assert (await had(town, CAS, one)).content == PDF
    await swept.keeping.drop(town.network, hashlib.sha256(PDF).digest())  # as after a restore of the database alone
    assert (await had(town, CAS, one)).json()["code"] == "missing.lost_file"


def plain(answer: httpx.Response) -> tuple[int, dict[str, Any]]:
    return answer.status_code, {**answer.json(), "id": ""}
