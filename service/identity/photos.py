"""The photo of a person: there as long as they agree to it being shown, and only a small square that is drawn here.

Whatever arrives is decoded within limits and drawn anew, so nothing of the file itself is kept: no place, no camera, no comment, and no
second content behind the picture.
"""

import asyncio
import base64
import io
from typing import Any, NamedTuple

import asyncpg
from PIL import Image, ImageOps

from events import sql
from events.ids import NetworkId, PersonId
from service import problems
from service.identity import profiles
from service.identity.people import Connection
from service.identity.tries import Tries

statements = sql.beside(__file__)

SIDE = 256
MEDIA_TYPE = "image/jpeg"  # what is kept, whatever was sent
FORMATS = ("JPEG", "PNG", "WEBP")  # by their content; no other decoder is ever asked
MAX_FILE = 2_000_000
MAX_PIXELS = 25_000_000  # some 100 MB while they are decoded: two megabytes can declare a thousand times as many

# The library's own limit only warns up to twice its value, and on standard error; ours is asked before anything is decoded.
Image.MAX_IMAGE_PIXELS = None


class Photo(NamedTuple):
    """What is shown; ``revision`` changes with it."""

    image: bytes
    revision: int


class Photos:
    """The photos that people gave; one is decoded at a time, however many arrive."""

    def __init__(self, pool: "asyncpg.Pool[Any]") -> None:
        self.pool = pool
        self.tries = Tries(10, 1 / 30)
        self._alone = asyncio.Lock()

    async def keep(self, person: PersonId, content: bytes) -> None:
        """From now on this is the photo of a person, who agreed to it being shown."""
        self.tries.failed(str(person))  # good ones count as well: decoding is what costs
        async with self._alone:
            image = await asyncio.to_thread(squared, content)
        async with self.pool.acquire() as connection, connection.transaction():
            await connection.execute(statements.keep, person, MEDIA_TYPE, image)
            await profiles.agree(connection, person, "photo", given=True)
            await connection.execute(statements.changed, person)

    async def drop(self, person: PersonId) -> None:
        """The person does not agree any more: it is gone at once; a second time it changes nothing."""
        async with self.pool.acquire() as connection, connection.transaction():
            await connection.execute(statements.drop, person)
            await profiles.agree(connection, person, "photo", given=False)
            await connection.execute(statements.changed, person)

    async def shown_in(self, network: NetworkId, person: PersonId) -> Photo | None:
        """The photo of somebody whom a network knows."""
        row = await self.pool.fetchrow(statements.shown_in, network, person)
        return Photo(row["image"], row["revision"]) if row else None


async def of_person(connection: Connection, person: PersonId) -> str | None:
    """One's own, as a document holds it: ``data:image/jpeg;base64,…``."""
    image = await connection.fetchval(statements.of_person, person)
    return f"data:{MEDIA_TYPE};base64,{base64.b64encode(image).decode()}" if image else None


def squared(content: bytes) -> bytes:
    """The middle of a picture as a small square, upright, on white; refused where it is no picture, or too large a one."""
    if len(content) > MAX_FILE:
        raise problems.TooLarge("photo.too_large", megabytes=MAX_FILE // 1_000_000)
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            many = picture.width * picture.height > MAX_PIXELS
            drawn = None if many else _drawn(picture)
    except (
        Exception
    ) as error:  # a decoder of foreign bytes fails in many ways (OSError, SyntaxError, struct.error …), none of them our fault
        raise problems.WrongType("photo.no_picture") from error
    if drawn is None:
        raise problems.TooLarge("photo.too_many_pixels", millions=MAX_PIXELS // 1_000_000)
    return drawn


def _drawn(picture: Image.Image) -> bytes:
    picture.draft("RGB", (2 * SIDE, 2 * SIDE))  # a JPEG is decoded at an eighth of its size where that is enough
    plain = picture if picture.mode in ("L", "RGB", "RGBA") else picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    square = ImageOps.fit(plain, (SIDE, SIDE))
    square.info = dict(picture.info)  # how it was held, which the square is turned by, once it is small
    upright = ImageOps.exif_transpose(square)
    # A fresh picture: whatever stood beside the pixels would be written out with them.
    fresh = Image.new("RGB", (SIDE, SIDE), "white")
    fresh.paste(upright, mask=upright if upright.mode == "RGBA" else None)
    written = io.BytesIO()
    fresh.save(written, "JPEG", quality=85, optimize=True)
    return written.getvalue()
