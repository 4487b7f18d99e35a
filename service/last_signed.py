"""How far each log was signed here, in files beside the key: what tells that the database was put back to a state of before.

A checkpoint is written down again as soon as the database has it. Where a database knows less of a log than stands here, under the same
name, it is another one by now, and the log is not signed until it has a new name (``club21 log new-epoch``).
"""

from pathlib import Path

import structlog

from events.audit import checkpoint, note
from events.audit.trees import Signed
from events.ids import NetworkId

_log = structlog.get_logger()


class LastSigned:
    """The last checkpoint of each log, as far as this folder remembers."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[NetworkId, tuple[int, int]] = {}
        self._told = False

    def of(self, network_id: NetworkId) -> tuple[int, int]:
        """Epoch and size; noughts where nothing is known."""
        if network_id not in self._known:
            self._known[network_id] = self._read(network_id)
        return self._known[network_id]

    def keep(self, network_id: NetworkId, signed: Signed) -> None:
        """Remember a checkpoint; a folder that takes no file is told of once, and nothing else waits for it."""
        self._known[network_id] = max(self.of(network_id), (signed.epoch, signed.size))
        made = self._folder / f"{network_id}.new"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            made.write_text(signed.note, encoding="utf-8")
            made.replace(self._folder / str(network_id))
        except OSError as error:
            self._tell(error)

    def _read(self, network_id: NetworkId) -> tuple[int, int]:
        try:
            told = checkpoint.parse(note.parse((self._folder / str(network_id)).read_text(encoding="utf-8"))[0])
            return int(told.origin.rpartition("/")[2]), told.size
        except FileNotFoundError:
            return 0, 0
        except (OSError, ValueError) as error:
            self._tell(error)
            return 0, 0

    def _tell(self, error: Exception) -> None:
        if not self._told:
            self._told = True
            _log.warning("last_signed_not_kept", folder=str(self._folder), error=type(error).__name__)
