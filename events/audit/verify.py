"""Checks an evidence bundle of Club 21 offline, and shares no code with the service whose word it checks.

    python verify.py BUNDLE [--key VERIFIER_LINE]… [--against OLDER_BUNDLE_OR_CHECKPOINT]

Exit codes: 0 all of it holds; 1 something does not, and the first position is named; 2 it can not be read. Needs Python 3.11 and
the package `cryptography`. docs/evidence-bundle.md says what stands in a bundle, what is checked, and what nobody can check.
"""

import argparse
import base64
import hashlib
import json
import multiprocessing
import re
import sys
import uuid
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import nullcontext, suppress
from functools import partial, reduce
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SPAN = 16_384  # positions that a member of events/ covers: a subtree of its own
LARGEST, LONGEST = 16 << 20, 64 << 20  # bytes of a text, and of a record
TEXTS = ("bundle.json", "keys.txt", "checkpoints.txt", "verify.py")
NAMES = re.compile(r"bundle\.json|keys\.txt|checkpoints\.txt|consistency\.bin|verify\.py|(events|proofs)/\d{12}\.bin")
SPOILT = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, LookupError, RuntimeError, MemoryError, ArithmeticError, TypeError)


class Bad(Exception):
    """Something does not hold."""


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def push(stack: list[bytes], count: int, subtree: bytes) -> None:
    """Add a subtree to so many of its height: the stack holds one hash for each bit of their number."""
    while count & 1:
        subtree, count = node(stack.pop(), subtree), count >> 1
    stack.append(subtree)


def root_of(stack: list[bytes]) -> bytes:
    return reduce(lambda root, left: node(left, root), reversed(stack))


def climbed(index: int, last: int, old: bytes, new: bytes, proof: bytes) -> tuple[bytes, bytes]:
    """The loop that sections 2.1.3.2 and 2.1.4.2 of RFC 9162 share: up to the root of the old tree, and of the new one."""
    for other in (proof[at : at + 32] for at in range(0, len(proof), 32)):
        if last == 0:
            return b"", b""
        if index & 1 or index == last:
            old, new = node(other, old), node(other, new)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            new = node(new, other)
        index, last = index >> 1, last >> 1
    return (old, new) if last == 0 else (b"", b"")


class Checkpoint(NamedTuple):
    """A head that was signed: C2SP tlog-checkpoint."""

    text: str
    signatures: str
    origin: str
    network: uuid.UUID
    epoch: int
    size: int
    root: bytes

    def __str__(self) -> str:
        return f"checkpoint {self.epoch}.{self.size}"

    def begins(self, newer: "Checkpoint", proof: bytes) -> bool:
        """Is its history how that of a newer one begins? Section 2.1.4.2 of RFC 9162."""
        if self.size >= newer.size or not proof:
            return (self.size, self.root, proof) == (newer.size, newer.root, b"")
        index, last = self.size - 1, newer.size - 1
        while index & 1:
            index, last = index >> 1, last >> 1
        begin, rest = (proof[:32], proof[32:]) if self.size & (self.size - 1) else (self.root, proof)
        return climbed(index, last, begin, begin, rest) == (self.root, newer.root)

    def signer(self, keys: Sequence[bytes]) -> str:
        """The verifier line of the known key that signed it; other signatures, cosignatures among them, are not looked at."""
        for name, told in re.findall(r"^— (\S+) (\S+)$", self.signatures, re.MULTILINE):
            for key in keys if name == self.origin else ():
                with suppress(InvalidSignature):
                    Ed25519PublicKey.from_public_bytes(key).verify(base64.b64decode(told, validate=True)[4:], self.text.encode())
                    return verifier(name, key)
        raise Bad(f"{self} is not signed by a key that is known")


def verifier(name: str, key: bytes) -> str:
    typed = b"\x01" + key
    return f"{name}+{hashlib.sha256(name.encode() + bytes([10]) + typed).hexdigest()[:8]}+{base64.b64encode(typed).decode()}"


def known(lines: str) -> list[bytes]:  # the keys of verifier lines, whose ids have to be theirs
    keys = [base64.b64decode(line.split("+", 2)[2], validate=True)[1:] for line in lines.split()]
    if [verifier(line.partition("+")[0], key) for line, key in zip(lines.split(), keys, strict=True)] != lines.split():
        raise ValueError("this is no verifier line of an Ed25519 key")
    return keys


def noted(told: str) -> list[Checkpoint]:  # one after the other, an empty line between them
    parts, found = told.split("\n\n"), []
    for body, signatures in zip(parts[::2], parts[1::2], strict=True):
        origin, size, root, *_ = body.split("\n")
        _, network, epoch = origin.rsplit("/", 2)
        if not re.fullmatch(r"[1-9]\d{0,8}\.[1-9]\d{0,17}", f"{epoch}.{size}", re.ASCII):
            raise ValueError("a note is no checkpoint")
        made = (uuid.UUID(network), int(epoch), int(size), base64.b64decode(root, validate=True))
        found.append(Checkpoint(f"{body}\n", signatures, origin, *made))
    return found


class Bundle:
    """An archive whose names, sizes and texts can be relied on; its events are read span by span."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            names, files = archive.namelist(), archive.filelist  # stored or deflated, and short where all of it is read at once
            odd = any(one.flag_bits & 1 or one.compress_type not in (0, 8) for one in files)
            odd = odd or any(one.file_size > LARGEST for one in files if "/" not in one.filename)
            if odd or len({*names}) < len(names) or not all(map(NAMES.fullmatch, names)):
                raise ValueError("it holds a file twice, one that does not belong there, or one that is encrypted, too large or odd")
            self.proofs = [*records(archive, "consistency.bin")] if "consistency.bin" in names else []
            about, keys, notes, self.copy = (archive.read(one) for one in TEXTS)
        self.keys, self.checkpoints = known(keys.decode()), sorted(noted(notes.decode()), key=lambda one: (one.epoch, one.size))
        self.head, told = self.checkpoints[-1], dict(json.loads(about))
        self.spans = sorted(int(name[7:19]) for name in names if name.startswith("events/"))
        self.plan, head = told.pop("plan"), {"network": str(self.head.network), "epoch": self.head.epoch, "size": self.head.size}
        if told != {"format": "club21-evidence/1", **head} or self.spans[-1] > self.head.size:
            raise ValueError("its bundle.json is of another format, or of another checkpoint than its newest")


def records(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Each begins with its length. However large the file is, or says it is, little more than one record is in memory."""
    with archive.open(name) as member:
        rest = b""
        while chunk := member.read(1 << 20):
            rest, at = rest + chunk, 0
            while len(rest) - at >= 4 and len(rest) - at - 4 >= (length := int.from_bytes(rest[at : at + 4])):
                yield rest[at + 4 : at + 4 + length]
                at += 4 + length
            if len(rest := rest[at:]) > LONGEST:
                raise ValueError(f"a record in {name} is too long")
        if rest:
            raise ValueError(f"{name} ends in the middle of a record")


class Span:
    """All that can be said of the events of a span without the others, up to the first fault."""

    def __init__(self, path: Path, older: Path | None, plan: bool, head: Checkpoint, sizes: frozenset[int], first: int) -> None:
        self.last = self.where = first - 1
        self.stack, self.stacks = list[bytes](), dict[int, list[bytes]]()  # at the end, and at the sizes asked for
        self.streams: dict[bytes, list[int]] = {}  # the first version here, the newest, the position of the first
        self.redacted, self.named = list[int](), list[tuple[int, int]]()  # the position that a redaction names, and its own
        try:
            self.fault = self.look(path, older, plan, head, sizes, first)
        except SPOILT as error:
            self.where, self.fault = self.last + 1, f"can not be read ({error})"

    def look(self, path: Path, older: Path | None, plan: bool, head: Checkpoint, sizes: frozenset[int], first: int) -> str:
        name, before, network = f"{first:012}.bin", {}, head.network.bytes
        if older is not None:
            with zipfile.ZipFile(older) as archive:
                there = records(archive, f"events/{name}") if f"events/{name}" in archive.namelist() else ()
                before = {record[:8]: record[10 : 10 + int.from_bytes(record[8:10])] for record in there}
        with zipfile.ZipFile(path) as archive:
            proofs = records(archive, f"proofs/{name}") if plan else iter(())
            for count, record in enumerate(records(archive, f"events/{name}")):
                position, length = int.from_bytes(record[:8]), int.from_bytes(record[8:10])
                entry, at = record[10 : 10 + length], 11 + length + record[10 + length]
                salt, payload, stream, tag = record[11 + length : at], record[at:], entry[17:33], entry[38 : 38 + entry[37]]
                version, leaf = int.from_bytes(entry[33:37]), hashlib.sha256(b"\0" + entry).digest()
                of_stream = self.streams.setdefault(stream, [version, version - 1, position])
                self.where = position if plan else self.last + 1
                if not self.last < position < min(first + SPAN, head.size + 1) or self.where != position:
                    return f"is missing: {position} stands in its place"
                if entry[0] != 1 or length != 144 + len(tag) or len(salt) not in (0, 16) or entry[1:17] != network:
                    return "is malformed, or of another network"
                if before.get(record[:8], entry) != entry:
                    return "is another than in the older bundle"
                if of_stream[1] + 1 != version and not (plan and stream == network):
                    return f"has version {version} of its stream, where {of_stream[1] + 1} follows"
                if not payload.startswith(b'{"tag":"%b"' % tag):
                    return "has another tag in its content"
                if salt and hashlib.sha256(salt + payload).digest() != entry[-32:]:
                    return "has content of another digest"
                if plan and climbed(position - 1, head.size - 1, b"", leaf, next(proofs, b""))[1] != head.root:
                    return "is not proved by the newest checkpoint"
                if not salt:
                    self.redacted.append(position)
                if tag == b"network.event_redacted":
                    self.named += [(one, position) for one in json.loads(payload)["positions"] if one < position]
                push(self.stack, count, leaf)
                of_stream[1], self.last = version, position
                if position in sizes:
                    self.stacks[position] = [*self.stack]
        return "" if plan or self.last == min(first + SPAN - 1, head.size) else "was the last"


def verified(path: Path, trusted: list[bytes], against: Path | None) -> Iterator[str]:
    """What there is to say, line by line; Bad where something does not hold."""
    bundle, older = Bundle(path), Bundle(against) if against and zipfile.is_zipfile(against) else None
    head, plan = bundle.head, bundle.plan
    kept = older.checkpoints[-1:] if older else noted(against.read_text("utf-8")) if against else []
    signers = {one.signer(trusted or bundle.keys + (older.keys if older else [])) for one in bundle.checkpoints + kept}
    if {one.network for one in bundle.checkpoints + kept} != {head.network}:
        raise Bad("a checkpoint is of another network")
    ends = [[*map(int, end)] for one in bundle.checkpoints for end in re.findall(r"^continues (\d+)\.(\d+)$", one.text, re.MULTILINE)]
    roots: dict[int, list[Checkpoint]] = defaultdict(list)
    for one in bundle.checkpoints + kept:
        reach = min([head.size, *(size for epoch, size in ends if one.epoch <= epoch)])
        if one.size <= reach:
            roots[one.size].append(one)
        elif one in kept:
            raise Bad(f"positions {reach + 1} to {one.size} of the {one} that was kept are not in this history")
    yield f"Network {head.network}, epoch {head.epoch}, events 1 to {head.size}, {len(bundle.checkpoints)} checkpoints."
    yield f"Signed with {', '.join(signers)}" + ("" if trusted else " (a key out of the bundle: compare it with the one you know)")
    if "\nclock given\n" in head.text:
        yield "Whoever loaded this network named its times: they prove nothing."
    if plan:
        alone = [f" Without a proof from {one}: only the events of both are compared." for one in kept if len(roots[one.size]) < 2]
        yield f"Only what belongs to the plan {plan}: what is here is proved, not that nothing was left out.{''.join(alone)}"
        for one, proof in zip(bundle.checkpoints[:-1], bundle.proofs, strict=True):
            if not one.begins(head, proof):
                raise Bad(f"{one} is not how {head} begins")
        for one in kept:
            if not older and len(roots[one.size]) < 2:
                raise ValueError(f"it has no proof from {one}, export it with --size {one.size}")
            if len({other.root for other in roots[one.size]}) > 1:
                raise Bad(f"positions 1 to {one.size} are not those of the {one} that was kept")
    spans = bundle.spans if plan else range(1, min(head.size, SPAN * len(bundle.spans) + 1) + 1, SPAN)
    look = partial(Span, path, against if older else None, bool(plan), head, frozenset(() if plan else roots))
    versions, stack, redacted, named, good = dict[bytes, int](), list[bytes](), set[int](), dict[int, int](), 0
    with multiprocessing.Pool() if len(spans) > 2 else nullcontext() as pool:
        for number, found in enumerate(pool.imap(look, spans) if pool else map(look, spans)):
            faults = [(found.where, f"position {found.where} {found.fault}")] if found.fault else []
            for stream, (begin, newest, position) in found.streams.items():
                if begin != versions.get(stream, 0) + 1 and not (plan and stream == head.network.bytes):
                    faults.append((position, f"position {position} has version {begin} of its stream after {versions.get(stream, 0)}"))
                versions[stream] = newest
            for size, part in found.stacks.items():
                if {one.root for one in roots[size]} != {root_of([*stack, *part])}:
                    faults.append((size, f"positions {good + 1} to {size} are not those of {roots[size][-1]}"))
                good = good if faults else size
            if faults:
                raise Bad(min(faults)[1])
            push(stack, number, root_of(found.stack))
            redacted.update(found.redacted)
            named.update(found.named)
            if sys.stderr.isatty():
                print(f"\r{found.last:,} of {head.size:,} ", end="", file=sys.stderr)
    for position in sorted(redacted - named.keys() if plan else redacted ^ named.keys()):
        raise Bad(f"position {position} {'was redacted and is whole' if position in named else 'was redacted, and nothing says why'}")
    if plan and uuid.UUID(plan).bytes not in versions:
        raise Bad("the plan that it is said to be of is not in it")
    if redacted:
        by = {one: f"by {named[one]}{', whose word is not proved either' if named[one] in redacted else ''}" for one in redacted}
        yield f"Redacted, so that content is no longer proved: {', '.join(f'{one} ({by[one]})' for one in sorted(redacted))}."
    if bundle.copy != Path(__file__).read_bytes():
        yield "The verify.py inside is another than this one."


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="verify.py", description="Check an evidence bundle offline.")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--key", action="append", default=[], metavar="LINE", help="trust this verifier line, and no key of the bundle")
    parser.add_argument("--against", type=Path, metavar="FILE", help="an older bundle, or a checkpoint that was kept")
    asked = parser.parse_args(arguments)
    try:
        for line in verified(asked.bundle, known("\n".join(asked.key)), asked.against):
            print(line, flush=True)
    except Bad as error:
        print(f"NOT GOOD: {error}.")
        return 1
    except SPOILT as error:
        print(f"This can not be checked: {str(error) or type(error).__name__}.", file=sys.stderr)
        return 2
    print("All of it holds.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
