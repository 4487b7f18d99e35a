"""What a file is, told by its content and by nothing else; what is not on the list, or more than it seems, is refused.

Nothing here is opened as a document: a file is told, kept as it came, and handed out to be saved, never to be shown. What somebody's
program makes of a well-formed document is not looked into, and no virus is looked for.
"""

import io
import itertools
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from xml.parsers import expat  # document types are refused below, so no entity is ever declared or expanded

from PIL import Image

from events.attachment import Type
from service import problems

#: How each is named to browsers and other programs.
MEDIA_TYPES: Mapping[Type, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "odg": "application/vnd.oasis.opendocument.graphics",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "text": "text/plain",
}
MAX_UNPACKED = 200_000_000
MAX_MEMBERS = 5_000
MAX_PIXELS = 100_000_000
MAX_PARTS = 20_000  # of a picture: a large one has some thousands

_PIECE = 1 << 18  # bytes of a text that are looked through at once: others have their turn in between

_MAIN_PARTS: Mapping[str, Type] = {f"{MEDIA_TYPES[one]}.main+xml": one for one in ("docx", "xlsx", "pptx")}
_ODF: Mapping[bytes, Type] = {MEDIA_TYPES[one].encode(): one for one in ("odt", "ods", "odp", "odg")}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES: Mapping[str, Type] = {"PNG": "png", "JPEG": "jpeg", "WEBP": "webp"}
_MANY = {"MPO": "JPEG"}  # a photo with others behind it, as phones make them
#: What a program would run or show as something else, though all of it is letters: pages, drawings, scripts, other documents.
_NO_PLAIN_TEXT = re.compile(
    rb"(<[a-z!?/%]|\{\\rtf|%!|#!|mime-version:|begin:v|\[(internetshortcut|autorun|desktop entry)\]|@echo )", re.IGNORECASE
)
_MARKUP = re.compile(rb"<\s*(script|html|svg|iframe|object|embed|body|meta|link|!doctype)\b", re.IGNORECASE)
_CONTROL = re.compile(b"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MACROS = re.compile(r"vbaProject|vbaData|activeX|macrosheets/|^Scripts/|^Basic/[^/]+/(?!script-l[bc]\.xml$)[^/]+\.xml$", re.IGNORECASE)

# The library's own limit only warns up to twice its value, and on standard error; ours is asked before anything is decoded.
Image.MAX_IMAGE_PIXELS = None


def told(content: bytes) -> Type:
    """What this is; refused where it is nothing that we take. It takes up to a second: not to be asked on the loop."""
    if content.startswith(b"PK\x03\x04"):
        return _document(content)
    if content.startswith(_OLE):
        raise problems.WrongType("file.password" if "EncryptedPackage".encode("utf-16-le") in content else "file.old_format")
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise problems.WrongType("file.two_at_once")  # an archive behind something else: each program would open another half
    if content.startswith((b"%PDF-1.", b"%PDF-2.")):
        return _pdf(content)
    if content[:8] == b"\x89PNG\r\n\x1a\n" or content[:3] == b"\xff\xd8\xff" or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        return _picture(content)
    return _text(content)


def _pdf(content: bytes) -> Type:
    if b"%%EOF" not in content[-2048:]:
        raise problems.WrongType("file.damaged")
    return "pdf"


def _picture(content: bytes) -> Type:
    if next(itertools.islice(_parts(content), MAX_PARTS, None), None) is not None:
        raise problems.WrongType("file.damaged")  # without this a file of millions of empty ones keeps us busy for a minute
    try:
        with Image.open(io.BytesIO(content), formats=tuple(_PICTURES)) as picture:
            kind, many = _MANY.get(picture.format or "", picture.format or ""), picture.width * picture.height > MAX_PIXELS
            picture.verify()
    except (
        Exception
    ) as error:  # a decoder of foreign bytes fails in many ways (OSError, SyntaxError, struct.error …), none of them our fault
        raise problems.WrongType("file.damaged") from error
    if many:
        raise problems.TooLarge("file.too_many_pixels", millions=MAX_PIXELS // 1_000_000)
    whole = {
        "PNG": next((at for at in _parts(content) if content[at + 4 : at + 8] == b"IEND"), None) == len(content) - 12,
        "WEBP": int.from_bytes(content[4:8], "little") + 8 in (len(content), len(content) + 1),
    }
    if not whole.get(kind, True) or _MARKUP.search(content[-4096:]):
        raise problems.WrongType("file.two_at_once")  # something stands behind the picture
    return _PICTURES[kind]


def _parts(content: bytes) -> Iterator[int]:
    """Where each part begins of what stands before the picture proper of a photo, or of all of a drawing; each byte out of place is one."""
    at = 2
    while content[0] == 0xFF and at + 4 <= len(content) and content[at : at + 2] != b"\xff\xda":
        yield at
        at += 2 + max(int.from_bytes(content[at + 2 : at + 4]), 2) if content[at] == 0xFF and 0 < content[at + 1] < 0xFF else 1
    at = 8
    while content[0] == 0x89 and at + 12 <= len(content):
        yield at
        at += 12 + int.from_bytes(content[at : at + 4])


def _text(content: bytes) -> Type:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:  # as spreadsheets write what they call Unicode text
            letters = content.decode("utf-16").encode()
        except UnicodeDecodeError:
            raise problems.WrongType("file.not_taken") from None
    else:
        letters = content.removeprefix(b"\xef\xbb\xbf")  # in UTF-8 or, as older programs have it, one byte a letter
    odd = any(_CONTROL.search(letters, at, at + _PIECE) for at in range(0, len(letters), _PIECE))
    if odd or _NO_PLAIN_TEXT.match(letters.lstrip()) or _MARKUP.search(letters[:4096]):
        raise problems.WrongType("file.not_taken")
    return "text"


def _document(content: bytes) -> Type:
    """An OpenDocument, or one of Office: an archive that is neither larger inside than we take, nor holds what runs by itself."""
    if content.count(b"PK\x01\x02") > MAX_MEMBERS:
        raise _unpacks_too_large()  # before each of them is looked at
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            kind = _within_bounds(archive, content)
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, OSError, ValueError, LookupError, RuntimeError):
        raise problems.WrongType("file.damaged") from None
    if kind is None:
        raise problems.WrongType("file.archive")
    return kind


def _within_bounds(archive: zipfile.ZipFile, content: bytes) -> Type | None:
    members = archive.infolist()
    names = [one.filename for one in members]
    if any(one.flag_bits & 1 for one in members):
        raise problems.WrongType("file.password")
    odd = any(one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for one in members)
    outside = any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names)
    # What stands before or behind the archive, or twice in it, one program reads and the next does not.
    more = archive.comment or members[0].header_offset or not content[-22:].startswith(b"PK\x05\x06")
    if odd or outside or more or len({name.casefold() for name in names}) != len(names):
        raise problems.WrongType("file.damaged")
    if len(members) > MAX_MEMBERS or sum(one.file_size for one in members) > MAX_UNPACKED:
        raise _unpacks_too_large()
    kind = _kind(archive, names)
    if kind is not None:
        if any(map(_MACROS.search, names)):
            raise problems.WrongType("file.macros")
        _unpack(archive, members)
    return kind


def _unpacks_too_large() -> problems.TooLarge:
    return problems.TooLarge("file.unpacks_too_large", megabytes=MAX_UNPACKED // 1_000_000)


def _kind(archive: zipfile.ZipFile, names: list[str]) -> Type | None:
    if "[Content_Types].xml" in names:
        types = list(_content_types(_read(archive, "[Content_Types].xml")))
        if names[0] == "mimetype":
            raise problems.WrongType("file.two_at_once")  # an OpenDocument besides: each program would open another half
        if any("macroEnabled" in one or "vbaProject" in one for one in types):
            raise problems.WrongType("file.macros")
        found = {_MAIN_PARTS[one] for one in types if one in _MAIN_PARTS}
        return found.pop() if len(found) == 1 else None
    if names[0] == "mimetype":
        manifest = _read(archive, "META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
        if any("encryption-data".encode(letters) in manifest for letters in ("ascii", "utf-16-le", "utf-16-be")):
            raise problems.WrongType("file.password")
        return _ODF.get(_read(archive, "mimetype")) if "content.xml" in names else None
    return None


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """A part that says what the others are, which no honest document makes so large that we would see half of it."""
    with archive.open(name) as member:
        whole = member.read(1_000_001)
    if len(whole) > 1_000_000:
        raise ValueError("a list of parts is too large")
    return whole


def _content_types(xml: bytes) -> Iterable[str]:
    found: list[str] = []

    def start(_name: str, attributes: dict[str, str]) -> None:
        found.append(attributes.get("ContentType", ""))

    def refuse(*_declared: object) -> None:
        raise ValueError("a list of parts has no document type")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(xml, True)
    return found


def _unpack(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Every part is what the archive says of it: its size, which a bomb is silent about, and its checksum."""
    for one in members:
        with archive.open(one) as member:
            left = one.file_size
            while piece := member.read(1 << 20):
                left -= len(piece)
            if left:
                raise ValueError("a part is not as large as it says")
