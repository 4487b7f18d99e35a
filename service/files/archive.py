"""The archive that a workbook is, unpacked within bounds and packed again without what is dangerous or of no use.

Only what stays within the bounds (bounds.py) is handed on; macros, pictures and whatever else lies in the archive are
left behind, and a sheet that asks for too much is handed on empty.
"""

import io
import zipfile
import zlib
from typing import Literal, NamedTuple, TypeAlias

from events.decider import Invalid
from service.files import bounds
from service.files.bounds import MAX_COLUMNS, MAX_ROWS, Part
from service.languages import say

MAX_FILE = 10_000_000
MAX_UNPACKED = 100_000_000
MAX_MEMBERS = 2_000

Kind: TypeAlias = Literal["xlsx", "ods"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def unreadable(key: str, **values: object) -> Invalid:
    """A fault of the file as a whole, as the sentence under ``import.<key>``."""
    return Invalid(say("en", f"import.{key}", **values), "file", f"import.{key}", **values)


class Unpacked(NamedTuple):
    """The same workbook, plainly packed and within bounds, and its sheets by name."""

    data: bytes
    parts: dict[str, Part]


def unpack(data: bytes) -> Unpacked:
    """The workbook without what is dangerous or of no use; Invalid when it is none, or more than we take."""
    kind, members = _members(data)
    try:
        parts = bounds.walk_ods(members) if kind == "ods" else bounds.walk_xlsx(members)
    except bounds.TooLarge:
        raise unreadable("too_much", rows=MAX_ROWS, columns=MAX_COLUMNS) from None
    except bounds.BROKEN:
        raise unreadable("damaged") from None
    return Unpacked(_pack(members), parts)


def _members(data: bytes) -> tuple[Kind, dict[str, bytes]]:
    if not data.strip(b"\x00 \t\r\n"):
        raise unreadable("empty_file")
    if len(data) > MAX_FILE:
        raise unreadable("file_too_large", megabytes=MAX_FILE // 1_000_000)
    if data.startswith(_OLE):
        raise unreadable("password" if "EncryptedPackage".encode("utf-16-le") in data else "old_format")
    if not data.startswith(b"PK\x03\x04"):
        raise unreadable("is_text" if _is_text(data) else "no_workbook")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if any(info.flag_bits & 1 for info in archive.infolist()):
                raise unreadable("password")
            kind = _kind(names)
            odd = any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in archive.infolist())
            if odd or len(names) != len(set(names)) or len(names) > MAX_MEMBERS:
                raise unreadable("damaged")
            members: dict[str, bytes] = {}
            left = MAX_UNPACKED
            for name in names:
                if _is_wanted(name):
                    with archive.open(name) as member:
                        members[name] = member.read(left + 1)
                    left -= len(members[name])
                    if left < 0:
                        raise unreadable("unpacks_too_large", megabytes=MAX_UNPACKED // 1_000_000)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, LookupError, RuntimeError):
        raise unreadable("damaged") from None
    if kind == "ods":
        if members.get("mimetype", _ODS).strip() != _ODS:
            raise unreadable("no_workbook")
        if b"encryption-data" in members.get("META-INF/manifest.xml", b""):
            raise unreadable("password")
    return kind, members


def _is_text(data: bytes) -> bool:
    return b"\x00" not in data[:4096]


def _kind(names: list[str]) -> Kind:
    if "xl/workbook.bin" in names:
        raise unreadable("old_format")
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if "content.xml" in names:
        return "ods"
    raise unreadable("no_workbook")


def _is_wanted(name: str) -> bool:
    """Sheets, texts, styles and how they hang together; no macro, picture, chart or other program's leftovers."""
    ignored = (
        "xl/media/",
        "xl/drawings/",
        "xl/charts/",
        "xl/embeddings/",
        "xl/externalLinks/",
        "xl/pivot",
        "Pictures/",
        "Basic/",
        "Object",
    )
    return (name.endswith((".xml", ".rels")) or name == "mimetype") and not name.startswith(ignored)


def _pack(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return packed.getvalue()
