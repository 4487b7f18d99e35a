"""The lane of a text that several people write: its updates, counted by themselves, for everyone who may read it.

What it sends was committed, for nothing else stands in what it shows; whoever comes, or comes back, is told one frame: of the rest, or of
all.
"""

from base64 import b64encode
from collections.abc import Iterable
from typing import Any

from msgspec import Raw

from projections.projection import NETWORK
from service.live import frames
from service.live.frames import Packet, Since
from service.live.lane import MEMORY, Lane
from service.live.topic import Topic
from service.texts.texts import Shared


class TextLane(Lane):
    """The one lane of a text; it holds by the rule of ``prev`` and ``pos``, which have nothing to do with the log."""

    conflated = True  # beacons and positions of the log say nothing of it

    def __init__(self, topic: Topic, shared: Shared) -> None:
        super().__init__(topic.name, NETWORK, shared.seq, topic, MEMORY)
        self._shared = shared

    def begin(self, since: Since | None) -> int:
        """From which update on somebody has to be told who holds the text as of ``since``: 0 where that is of no use."""
        shared = self._shared
        return since.pos if since is not None and shared.updates and shared.updates[0].seq <= since.pos <= shared.seq else 0

    def missed(self, position: int, now: int) -> list[Packet] | None:
        shared = self._shared
        told = shared.since(position)
        if told is None:
            return []
        prev, update, by = told
        return [frames.encode(frames.Written(self.name, shared.gen, prev, shared.seq, b64encode(update).decode(), by))]

    def pages(self) -> tuple[Raw, ...]:
        return ()

    def beacon(self) -> Packet:
        """Old news to whoever holds all of it; to others it tells that their last frame was lost."""
        return frames.encode(frames.Head(self.name, self._shared.seq, self._shared.seq))


class TextTopic(Topic):
    """A text as a topic: nothing in it but its lane."""

    def __init__(self, shared: Shared) -> None:
        super().__init__(shared.name, conflated=True)
        self.shared = shared
        self.text = TextLane(self, shared)
        self.lanes[NETWORK] = self.text

    def known_to(self, audiences: Iterable[str]) -> Any:
        """Whoever may follow texts of the network sees this one: it was opened for a section that is there."""
        return True
