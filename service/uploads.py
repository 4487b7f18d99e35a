"""A file from a form, as the routes take it that read one."""

from typing import Annotated, Any

from litestar import Request
from litestar.datastructures import UploadFile
from msgspec import Meta, Struct

from service import problems
from service.files.archive import MAX_FILE

LARGEST = MAX_FILE + 1_000_000  # what stands around the file, and room for a sentence about one that is too large


class Upload(Struct):
    """A file from a form, and which of its sheets is meant where that is not all of them."""

    file: UploadFile
    sheet: Annotated[str, Meta(max_length=200)] | None = None


async def is_form(request: Request[Any, Any, Any]) -> None:
    """Told before the body is read: what is expected here, and that a file can not be sent in parts as commands can."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise problems.WrongType("import.no_form")
    if int(request.headers.get("content-length", "0")) > LARGEST:
        raise problems.TooLarge("import.too_large", megabytes=MAX_FILE // 1_000_000)
