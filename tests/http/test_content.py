"""What a file is, told by its content: what phones make is taken, and nobody is kept busy by what only looks like a picture."""

import io
import struct
import zlib

import pytest
from PIL import Image

from service import problems
from service.attachments import content


def drawn(kind: str, *more: Image.Image) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(made, kind, **({"save_all": True, "append_images": more} if more else {}))
    return made.getvalue()


def test_a_photo_that_holds_a_second_one_as_phones_make_them_is_a_photo() -> None:
    assert content.told(drawn("MPO", Image.new("RGB", (8, 8), "red"))) == "jpeg"


@pytest.mark.parametrize("part", [b"\xff\xe1\x00\x02", b"\xff", b"\x00", b"\xff\x00"])
def test_a_photo_of_very_many_parts_is_refused_before_each_is_looked_at(part: bytes) -> None:
    whole = drawn("JPEG")
    assert content.told(whole[:2] + b"\xff\xe1\x00\x02" * 200 + whole[2:]) == "jpeg"
    _refused(whole[:2] + b"\xff\xe1\x00\x02" + part * 40_000 + whole[2:])


def test_a_drawing_of_very_many_parts_is_refused_before_each_is_looked_at() -> None:
    whole, empty = drawn("PNG"), struct.pack(">I4sI", 0, b"abCd", zlib.crc32(b"abCd"))
    assert content.told(whole[:33] + empty * 200 + whole[33:]) == "png"
    _refused(whole[:33] + empty * 40_000 + whole[33:])


@pytest.mark.parametrize("letter", [b"\x00", b"\x1b"])
def test_a_letter_that_no_text_has_is_found_wherever_it_stands(letter: bytes) -> None:
    long = b"Bonjour\n" * 100_000
    assert content.told(b" \n" * 1_000_000 + long) == "text"
    for whole in (letter + long, long + letter, long + letter + long):
        _refused(whole, "file.not_taken")


def _refused(whole: bytes, code: str = "file.damaged") -> None:
    with pytest.raises(problems.WrongType) as caught:
        content.told(whole)
    assert caught.value.code == code
