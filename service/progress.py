"""How far long work has come: a bar where somebody watches, silence where nobody does."""

import sys
import time
from typing import TextIO

WIDTH = 30
EVERY = 0.1


class Bar:
    """One line that is written over, on standard error; call it with what is done and what there is."""

    def __init__(self, label: str, out: TextIO | None = None) -> None:
        self.label = label
        self.out = out or sys.stderr
        self.shown = self.out.isatty()
        self.at = 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if self.shown and (done >= total or now - self.at >= EVERY):
            self.at = now
            full = WIDTH * done // max(total, 1)
            end = "\n" if done >= total else ""
            self.out.write(f"\r{self.label} {'█' * full}{'░' * (WIDTH - full)} {done}/{total}{end}")
            self.out.flush()
