"""Photos: given with consent, drawn anew, shown to one's own networks, gone at once when taken back; and refused where they are none."""

import base64
import io
import struct
from typing import Any

import httpx
import pytest
from PIL import Image

from events.ids import PersonId
from service import problems
from service.identity import photos
from service.identity.tries import Tries
from tests.http.test_personal_data import arrived, mine
from tests.http.town import Town, found
from tests.people import ADA, BEN, DOT, EVA

SECRET = b"Rue des Lilas 7"


def drawn(form: str = "JPEG", size: tuple[int, int] = (640, 480), **more: Any) -> bytes:
    """A picture, red above and blue below, as a file of this form."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (0, size[1] // 2, *size))
    written = io.BytesIO()
    picture.save(written, form, **more)
    return written.getvalue()


async def give(browser: httpx.AsyncClient, content: bytes, agreed: str = "yes", name: str = "moi.jpg") -> httpx.Response:
    return await browser.post("/api/my-data/photo", files={"file": (name, content)}, data={"agreed": agreed})


async def seen(town: Town, asker: PersonId | None, person: PersonId, **headers: str) -> httpx.Response:
    return await town.browser(asker, **headers).get(f"{town.path}/people/{person}/photo")


def is_square(image: bytes) -> bool:
    with Image.open(io.BytesIO(image)) as picture:
        return (picture.format, picture.size) == ("JPEG", (256, 256)) and not picture.getexif()


async def test_a_photo_is_shown_to_ones_networks_until_it_is_taken_back(town: Town) -> None:
    person, browser = await arrived(town)
    assert (await seen(town, DOT, person)).json()["code"] == "missing.photo"
    assert (await mine(browser))["photo"] is None
    assert (await give(browser, drawn())).status_code == 204
    shown = await seen(town, DOT, person)
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert is_square(shown.content)
    assert shown.headers["cache-control"] == "private, no-cache"  # kept by a browser alone, which asks each time
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    assert "sandbox" in shown.headers["content-security-policy"]
    again = await seen(town, DOT, person, **{"if-none-match": shown.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    listed = {one["person_id"]: one["photo"] for one in (await town.get(BEN, "/people")).json()}
    assert f'"{listed[str(person)]}"' == shown.headers["etag"]
    assert listed[str(BEN)] is None
    known = await mine(browser)
    assert base64.b64decode(known["photo"].removeprefix("data:image/jpeg;base64,")) == shown.content
    assert (await browser.get("/api/my-data/export")).json()["photo"] == known["photo"]
    assert [(one["about"], one["withdrawn_at"]) for one in known["consents"]] == [("photo", None)]
    for _ in range(2):
        assert (await browser.delete("/api/my-data/photo")).status_code == 204
    gone = await seen(town, DOT, person, **{"if-none-match": shown.headers["etag"]})
    assert (gone.json()["code"], gone.headers["cache-control"]) == ("missing.photo", "no-store")
    assert not await town.service.pool.fetchval("SELECT count(*) FROM people.photo WHERE person_id = $1", person)
    assert all(one["withdrawn_at"] for one in (await mine(browser))["consents"])
    assert {one["person_id"]: one["photo"] for one in (await town.get(BEN, "/people")).json()}[str(person)] is None


async def test_a_photo_is_for_the_members_of_ones_own_networks(town: Town) -> None:
    person, browser = await arrived(town)
    assert (await give(browser, drawn("PNG"))).status_code == 204
    for asker, status in ((ADA, 200), (BEN, 200), (EVA, 404), (None, 401)):
        assert (await seen(town, asker, person)).status_code == status
    elsewhere = await found(town.service, town.url)
    assert (await seen(elsewhere, ADA, person)).json()["code"] == "missing.photo"  # a network that does not know her, though Ada does
    await elsewhere.close()
    contact = {"name": "Solène", "contact_phone": "02 00 00 00 00"}
    assert (await browser.post("/api/my-data", json=contact)).status_code == 204
    assert (await browser.post("/api/my-data/consents", json={"about": "contact", "given": True})).status_code == 204
    assert str(person) in {one["person_id"] for one in (await town.get(DOT, "/contacts")).json()}
    await town.ask(ADA, "network.take_role", town.network, person=str(person), role="partner")
    assert (await seen(town, ADA, person)).json()["code"] == "missing.photo"
    assert str(person) not in {one["person_id"] for one in (await town.get(DOT, "/contacts")).json()}


async def test_who_does_not_agree_gives_no_photo(town: Town) -> None:
    person, browser = await arrived(town)
    for agreed in ("", "no"):
        refused = await give(browser, drawn(), agreed)
        assert (refused.status_code, refused.json()["code"], refused.json()["at"]) == (400, "invalid.not_agreed", ".agreed")
    assert (await browser.post("/api/my-data/consents", json={"about": "photo", "given": True})).status_code == 400
    assert (await seen(town, DOT, person)).status_code == 404


async def test_what_is_no_picture_is_refused_and_said_so(town: Town) -> None:
    _, browser = await arrived(town)
    assert (await give(browser, b"<svg onload='alert(1)'/>", name="moi.png")).json()["code"] == "photo.no_picture"
    large = await give(browser, bytes(photos.MAX_FILE + 1))
    assert (large.status_code, large.json()["code"], "2 MB" in large.json()["detail"]) == (413, "photo.too_large", True)
    beyond = await give(browser, bytes(photos.MAX_FILE + 200_000))
    assert (beyond.status_code, beyond.json()["code"]) == (413, "photo.too_large")
    assert (await browser.post("/api/my-data/photo", json={})).json()["code"] == "photo.no_form"
    missing = await browser.post("/api/my-data/photo", data={"agreed": "yes"}, files={"other": ("x", b"x")})
    assert missing.status_code == 400


async def test_nobody_keeps_the_service_busy_with_pictures(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    _, browser = await arrived(town)
    monkeypatch.setattr(town.service.inside.state.photos, "tries", Tries(1, 0.001))
    assert (await give(browser, drawn())).status_code == 204
    slow = await give(browser, drawn())
    assert (slow.status_code, slow.json()["code"], int(slow.headers["retry-after"]) > 60) == (429, "too_often", True)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_nothing_of_a_file_is_kept_but_its_pixels(form: str) -> None:
    told = Image.Exif()
    told[0x0112] = 6  # held a quarter turn to the right: what was on the left is on top
    told[0x010E] = SECRET.decode()
    comment: dict[str, Any] = {"comment": SECRET} if form == "JPEG" else {}
    sent = drawn(form, exif=told, **comment)
    assert SECRET in sent
    kept = photos.squared(sent + SECRET)
    assert SECRET not in kept
    assert is_square(kept)
    with Image.open(io.BytesIO(kept)) as picture:
        red, _, blue = picture.convert("RGB").getpixel((250, 128))  # type: ignore[misc]  # of a picture in colours it is three numbers
        assert (red > 200, blue < 80) == (True, True), "what was above is on the right now"


def colours(mode: str, **more: Any) -> bytes:
    written = io.BytesIO()
    Image.linear_gradient("L").convert(mode).save(written, "JPEG" if mode == "CMYK" else "PNG", **more)
    return written.getvalue()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_kind_of_colours_is_drawn(mode: str) -> None:
    assert is_square(photos.squared(colours(mode)))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"%PDF-1.7", id="another kind of file"),
        pytest.param(drawn("GIF"), id="a picture of another kind"),
        pytest.param(drawn("TIFF"), id="a kind with decoders of its own"),
        pytest.param(drawn("JPEG")[:1500], id="half a JPEG"),
        pytest.param(drawn("PNG")[:200], id="half a PNG"),
        pytest.param(drawn("WEBP")[:60], id="half a WebP"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(100), id="the first bytes of a PNG"),
        pytest.param(b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", id="an SVG"),
    ],
)
def test_only_whole_pictures_of_three_kinds_are_read(content: bytes) -> None:
    with pytest.raises(problems.WrongType, match="no_picture"):
        photos.squared(content)


def huge(form: str) -> bytes:
    """A small file that says it is a picture of 9000 by 9000; of a WebP only its head says so: all these pixels take seconds to write."""
    if form == "WEBP":
        head, mark, rest = drawn("WEBP").partition(b"\x9d\x01\x2a")
        return head + mark + struct.pack("<HH", 9000, 9000) + rest[4:]
    written = io.BytesIO()
    Image.new("1", (9000, 9000)).save(written, form)
    return written.getvalue()


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_a_small_file_that_declares_a_huge_picture_is_not_decoded(form: str) -> None:
    content = huge(form)
    assert len(content) < photos.MAX_FILE
    with pytest.raises(problems.TooLarge, match="too_many_pixels"):
        photos.squared(content)
