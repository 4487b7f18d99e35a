"""What we sign and prove, checked by a program of another house: Go's `sumdb/note` and `sumdb/tlog`, as Debian ships them.

It takes the better part of a minute to install and to compile, so `make faults` alone does. Tiles and cosignatures are not among it.
"""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from events.audit.trees import Trees
from events.log.postgres import PostgresStore
from service.embedded import Addresses
from tests.faults.runs import MINUTES
from tests.log.batches import founded
from tests.log.test_trees import sign, write

if not MINUTES:
    pytest.skip("a Go program is installed for and compiled, which `make faults` alone has the time for", allow_module_level=True)

PACKAGES = ("golang-go", "golang-golang-x-mod-dev")
SOURCES = Path("/usr/share/gocode")
PROGRAM = Path(__file__).parent / "sumdb" / "main.go"


@pytest.fixture(scope="module")
def sumdb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program, compiled; Debian's packages are installed where they are missing."""
    if not (shutil.which("go") and (SOURCES / "src/golang.org/x/mod/sumdb/tlog").is_dir()):
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            pytest.skip(f"{' and '.join(PACKAGES)} are missing here, and can not be installed: no apt-get, or not as root")
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES], check=True, capture_output=True, timeout=600
        )
    made = tmp_path_factory.mktemp("sumdb") / "sumdb"
    environment = {
        "PATH": os.environ["PATH"],
        "GO111MODULE": "off",
        "GOPATH": str(SOURCES),
        "GOCACHE": str(made.parent / "cache"),
        "GOFLAGS": "-p=1",
    }
    subprocess.run(["go", "build", "-o", str(made), str(PROGRAM)], check=True, env=environment, timeout=600)
    return made


async def test_checkpoints_and_proofs_verify_with_the_packages_of_the_go_checksum_database(
    sumdb: Path, addresses: Addresses, tmp_path: Path
) -> None:
    async with asyncpg.create_pool(addresses.application, min_size=1, max_size=2) as pool:
        book, trees = await founded(PostgresStore(pool)), Trees(pool, apart=0)
        await write(book, 300)
        older = await sign(trees, book)
        await write(book, 400)
        newer = await sign(trees, book)
        (verifier,) = await trees.verifiers(book.network_id)
        files = {"older": older.note.encode(), "newer": newer.note.encode()}
        files["consistency"] = b"".join(await trees.consistency(book.network_id, older.size, newer.size))

        def told(position: int, line: str, **spoilt: bytes) -> tuple[int, str]:
            for name, content in (files | spoilt).items():
                (tmp_path / name).write_bytes(content)
            named: list[Any] = [line, "newer", "entry", position - 1, "inclusion", "older", "consistency"]
            done = subprocess.run([sumdb, *map(str, named)], cwd=tmp_path, capture_output=True, text=True, check=False)
            return done.returncode, done.stdout

        for position in (1, 2, 255, 256, 257, 301, 512, 700, 701):
            proof = await trees.inclusion(book.network_id, position, newer.size)
            files |= {"entry": proof.entry, "inclusion": b"".join(proof.hashes)}
            assert told(position, str(verifier)) == (0, "holds\n")
        for name, content in files.items():
            turned = bytearray(content)
            turned[len(turned) // 2] ^= 1
            code, said = told(position, str(verifier), **{name: bytes(turned)})
            assert (code, said[:8]) == (1, "refused:"), name
        assert told(position - 1, str(verifier))[0] == 1
