"""Members and those who speak for them, as address books read them: vCard 4.0 (RFC 6350).

A card holds what its reader sees in the directory and no more: an address and a number only where their person agrees.
"""

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from events.ids import AuthorityId, PersonId
from projections.directory import AuthorityEntry
from projections.member_list import Member
from projections.referent_list import Referent
from service.identity.people import Known
from service.identity.profiles import Shown

MEDIA_TYPE = "text/vcard"
LINE = 75  # octets
_ESCAPED = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n", "\r": ""})


def cards(
    members: Iterable[Member],
    names: Mapping[AuthorityId, str],
    entries: Mapping[UUID, AuthorityEntry],
    referents: Iterable[Referent],
    people: Mapping[PersonId, Known],
    shown: Mapping[PersonId, Shown],
    address: str,
) -> bytes:
    """A card for each of these members, then for each referent who has a name; ``address`` is that of the directory."""
    speaking = [one for one in referents if (known := people.get(one.person_id)) is not None and known.name is not None]
    told = [
        _organisation(one, entries.get(one.authority_id), [who for who in speaking if who.authority_id == one.authority_id], address)
        for one in members
    ]
    for person in dict.fromkeys(one.person_id for one in speaking):
        of = [one.authority_id for one in speaking if one.person_id == person]
        told.append(_individual(people[person], shown.get(person), [names[one] for one in of if one in names]))
    return "".join(_written(card) for card in told).encode()


def _organisation(member: Member, entry: AuthorityEntry | None, referents: Iterable[Referent], address: str) -> Iterator[tuple[str, str]]:
    yield "KIND", "org"
    yield "UID", f"urn:uuid:{member.authority_id}"
    yield "FN", _text(member.name)
    yield "ORG", _text(member.name)
    yield "URL", f"{address}/{member.authority_id}"
    if entry is not None and entry.place is not None:
        yield "GEO", f"geo:{entry.place.latitude / 1e5:.5f},{entry.place.longitude / 1e5:.5f}"
    if entry is not None and entry.traits:
        yield "CATEGORIES", ",".join(map(_text, entry.traits))
    for one in referents:
        yield "RELATED;TYPE=contact", f"urn:uuid:{one.person_id}"


def _individual(known: Known, shown: Shown | None, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    yield "KIND", "individual"
    yield "UID", f"urn:uuid:{known.person_id}"
    yield "FN", _text(known.name or "")
    if known.function is not None:
        yield "TITLE", _text(known.function)
    for name in names:
        yield "ORG", _text(name)
    if shown is not None:
        said = {"ROLE": shown.mandate, "EMAIL;TYPE=work": shown.contact_email, "TEL;TYPE=work": shown.contact_phone}
        yield from ((field, _text(text)) for field, text in said.items() if text is not None)


def _text(said: str) -> str:
    r"""As a value of text is written: what has a meaning there stands behind a ``\``."""
    return said.translate(_ESCAPED)


def _written(card: Iterable[tuple[str, str]]) -> str:
    lines = ["BEGIN:VCARD", "VERSION:4.0", *(f"{name}:{value}" for name, value in card), "END:VCARD"]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _folded(line: str) -> str:
    """In lines of 75 octets at most, none of which ends within a letter; each further one begins with a space."""
    parts, size = [""], 0
    for letter in line:
        size += len(letter.encode())
        if size > LINE:
            parts.append("")
            size = 1 + len(letter.encode())
        parts[-1] += letter
    return "\r\n ".join(parts)
