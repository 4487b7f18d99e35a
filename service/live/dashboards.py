"""Dashboards: topics ``figures:<id>`` of a plan or of the network, whose lanes carry figures as cells.

Figures are counted from the read tables when these have moved and somebody listens: at most every 250 ms, once for all lanes of a topic,
off the fold. Only what changed is sent, to everyone in a lane the same bytes; steps in between are nobody's loss. It promises besides:

- nothing is sent of a position that the fold here has not reached, so that whoever loses a right there is gone before;
- after something was kept to fewer people, no figure is sent that may still count it for others;
- where counting takes long or fails, figures come later, and nobody else is disturbed.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Protocol, cast
from uuid import UUID

from events.ids import NetworkId
from projections.projection import Step
from projections.restricted_items import restricted_items
from service.figures import COUNTED, Counted
from service.live.frames import Packet
from service.live.lane import Cells, Lane
from service.live.topic import Topic

FIGURES = "figures:"
EVERY = 0.25  # seconds between two counts of one dashboard
AGAIN = 5.0  # seconds until what could not be counted is counted again


class Counting(Protocol):
    """Counts off the fold, in a while."""

    def today(self) -> date: ...

    def count(self, plan: UUID | None, audiences: Sequence[str], counted: Callable[[Counted | None], None], /) -> None:
        """Call ``counted`` once: with the figures of a plan or of the whole network, or with None where that failed."""


class Clock(Protocol):
    """The part of an event loop that is needed here."""

    def time(self) -> float: ...
    def call_later(self, delay: float, call: Callable[..., Any], /, *arguments: Any) -> Any: ...


class Dashboard:
    """One topic: what was counted of it, and whether it has to be counted again."""

    def __init__(self, topic: Topic, plan: UUID | None) -> None:
        self.topic = topic
        self.plan = plan
        self.stale = True
        self.waits = False  # for its turn
        self.counting = False
        self.not_before = 0.0
        self.day: date | None = None
        self.ahead: Counted | None = None  # of a position that the fold has yet to reach

    @property
    def watched(self) -> list[Cells]:
        """The lanes that somebody listens to."""
        return [cast(Cells, lane) for lane in self.topic.lanes.values() if lane.listeners]

    def forget(self) -> None:
        """Nobody is told any more what it was; the next count tells everything."""
        for lane in self.topic.lanes.values():
            cast(Cells, lane).known = False


class Dashboards:
    """The dashboards of one network that somebody has looked at from this process."""

    def __init__(
        self, network: NetworkId, position: int, counting: Counting | None, clock: Clock, tell: Callable[[Lane, Packet | None], None]
    ) -> None:
        self._network = network
        self._position = position
        self._counting = counting
        self._clock = clock
        self._tell = tell
        self._narrowed = 0  # where something was last kept to fewer people, or to more
        self._of: dict[str, Dashboard] = {}

    def topic(self, subject: UUID) -> Topic:
        """The figures of a plan, or of the network, to be counted once somebody listens."""
        name = f"{FIGURES}{subject}"
        if name not in self._of:
            self._of[name] = Dashboard(Topic(name, conflated=True), None if subject == self._network else subject)
        return self._of[name].topic

    def watched(self, topic: Topic) -> None:
        """Somebody listens to a topic from now on."""
        board = self._of.get(topic.name)
        if board is not None and (board.stale or not all(lane.known for lane in board.watched)):
            self._spoil(board)

    def moved(self, step: Step) -> None:
        """The fold stands after this event."""
        self._position = step.recorded.position
        changed = {change.projection.name for change in step.changes}
        if restricted_items.name in changed:
            self._narrowed = self._position
        for board in self._of.values():
            if self._narrowed == self._position:
                board.forget()
            if board.ahead is not None and board.ahead.reaches <= self._position and not board.counting:
                self._show(board, board.ahead)
            if not changed.isdisjoint(COUNTED):
                self._spoil(board)

    def sweep(self) -> None:
        """Called about once a second: a new day may make something late, though nothing happened."""
        if self._of and self._counting is not None:
            today = self._counting.today()
            for board in self._of.values():
                if board.day not in (None, today):
                    self._spoil(board)

    def _spoil(self, board: Dashboard) -> None:
        """What was counted is not the last word; somebody who listens is told soon."""
        board.stale = True
        if board.waits or board.counting or self._counting is None:
            return
        if not board.watched:
            board.forget()  # whoever comes next is not shown what was long ago
            return
        board.waits = True
        self._clock.call_later(max(0.0, board.not_before - self._clock.time()), self._begin, board)

    def _begin(self, board: Dashboard) -> None:
        board.waits = False
        began, lanes = self._clock.time(), board.watched
        if self._counting is None or not lanes:
            return
        if began < board.not_before:  # something was shown meanwhile
            self._spoil(board)
            return
        board.stale, board.counting = False, True
        self._counting.count(board.plan, [lane.audience for lane in lanes], lambda counted: self._counted(board, began, counted))

    def _counted(self, board: Dashboard, began: float, counted: Counted | None) -> None:
        now = self._clock.time()
        board.counting = False
        if counted is None:
            board.stale = True
            board.not_before = now + AGAIN
        else:
            board.ahead = counted
            # What takes long is done more rarely: others are left half of the time at least.
            board.not_before = now + max(EVERY, now - began)
            if counted.reaches <= self._position:
                self._show(board, counted)
        if board.stale:
            self._spoil(board)

    def _show(self, board: Dashboard, counted: Counted) -> None:
        board.ahead = None
        if counted.guarded >= self._narrowed:
            board.day = counted.day
            board.not_before = max(board.not_before, self._clock.time() + EVERY)
            for audience, figures in counted.figures.items():
                lane = board.topic.lanes.get(audience)
                if lane is not None:
                    self._tell(lane, cast(Cells, lane).change(counted.pos, figures))
        if not all(lane.known for lane in board.watched):  # somebody came while it was counted, or it may not be shown any more
            self._spoil(board)
