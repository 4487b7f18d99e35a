"""The key with which checkpoints are signed: a file beside the database, never in it, so that who can write there can not sign.

It is made at the first start, readable by its owner alone. Another file in its place, by ``club21 audit rotate-key`` or by hand, is the key
from the next checkpoint on; every former public half stays in the database, and what was signed with it verifies for ever.
"""

import os
import stat
import tempfile
from pathlib import Path

import structlog
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_log = structlog.get_logger()


class Unusable(Exception):
    """There is no such key, and none can be made: the file, and why."""

    def __init__(self, file: Path, why: object) -> None:
        super().__init__(f"{file}: {why}")
        self.file = file
        self.why = why


class SigningKey:
    """The key in a file, read again whenever the file is another."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._stamp: tuple[int, ...] = ()
        self._key: Ed25519PrivateKey | None = None

    def key(self) -> Ed25519PrivateKey:
        """The key of now, made where there is none; Unusable."""
        try:
            try:
                found = self.file.stat()
            except FileNotFoundError:
                self._put(Ed25519PrivateKey.generate(), anew=False)
                found = self.file.stat()
            stamp = (found.st_ino, found.st_mtime_ns, found.st_size)
            if self._key is None or stamp != self._stamp:
                self._key, self._stamp = _read(self.file.read_bytes()), stamp
                if stat.S_IMODE(found.st_mode) & 0o077:
                    _log.warning("signing_key_exposed", file=str(self.file))
        except (OSError, ValueError, UnsupportedAlgorithm) as error:
            raise Unusable(self.file, getattr(error, "strerror", None) or error) from error
        return self._key

    def rotate(self) -> Ed25519PrivateKey:
        """Put a new key in the place of this one; Unusable."""
        key = Ed25519PrivateKey.generate()
        try:
            self._put(key, anew=True)
        except OSError as error:
            raise Unusable(self.file, error.strerror) from error
        return key

    def _put(self, key: Ed25519PrivateKey, *, anew: bool) -> None:
        """All of it or nothing: of two processes that start at once, both go on with the key of the first."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f"{self.file.name}.", dir=self.file.parent)  # for its owner alone
        made = Path(name)
        try:
            with os.fdopen(handle, "wb") as writing:
                writing.write(_written(key))
                writing.flush()
                os.fsync(writing.fileno())
            if anew:
                made.replace(self.file)
            else:
                self.file.hardlink_to(made)
        except FileExistsError:
            return
        finally:
            made.unlink(missing_ok=True)


def _written(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _read(text: bytes) -> Ed25519PrivateKey:
    found = serialization.load_pem_private_key(text, None)
    if not isinstance(found, Ed25519PrivateKey):
        raise ValueError("it holds a key of another kind than Ed25519")
    return found
