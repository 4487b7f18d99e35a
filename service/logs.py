"""What this process says of itself, one line an event: JSON in production, readable in a terminal.

The event is a constant, the rest are fields: identifiers, never bodies, names or addresses. Everything goes to standard
error, so that what a command prints stays usable by scripts. The request line has its own, cheaper way (door.py).
"""

import logging
import sys
import time
from collections.abc import Callable, MutableMapping
from typing import IO, Any, TextIO

import msgspec
import structlog
from msgspec import Struct

from service.settings import LogFormat

Line = MutableMapping[str, Any]

_encoder = msgspec.json.Encoder(enc_hook=str)


class Request(Struct, frozen=True, omit_defaults=True):
    """The one line of a request; of a live connection, when it ends."""

    event: str
    at: str
    level: str
    request: str
    method: str
    path: str
    status: int
    ms: float
    person: str | None = None


def set_up(format: LogFormat, out: TextIO | None = None) -> Callable[[Request], None]:
    """Set logging up, once for the process; what comes back writes request lines."""
    stream = out or sys.stderr
    readable = stream.isatty() if format == "auto" else format == "text"
    shared: list[structlog.types.Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="%H:%M:%S" if readable else "iso", utc=not readable, key="at"),
    ]
    # Without variables, which this library shows by itself: names, texts and secrets stand in them.
    console = structlog.dev.ConsoleRenderer(colors=stream.isatty(), timestamp_key="at", exception_formatter=structlog.dev.plain_traceback)
    renderer: structlog.types.Processor = console if readable else _json
    structlog.configure(
        processors=[*shared, *([] if readable else [structlog.processors.format_exc_info]), renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *([] if readable else [structlog.processors.format_exc_info]),
                renderer,
            ],
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    return _readable_line(stream) if readable else _json_line(stream)


def _json(_logger: Any, _method: str, line: Line) -> str:
    return _encoder.encode({"event": line.pop("event", None), **line}).decode()


def _json_line(stream: TextIO) -> Callable[[Request], None]:
    # Bytes go straight to the descriptor's buffer: a text layer would encode and scan each line once more.
    raw: IO[bytes] | None = getattr(stream, "buffer", None)

    def write(line: Request) -> None:
        text = _encoder.encode(line) + b"\n"
        if raw is None:
            stream.write(text.decode())
        else:
            raw.write(text)
            raw.flush()

    return write


def _readable_line(stream: TextIO) -> Callable[[Request], None]:
    def write(line: Request) -> None:
        stream.write(f"{line.at[11:19]} {line.status} {line.method:<6} {line.path} {line.ms:.1f} ms [{line.request}]\n")
        stream.flush()

    return write


_second = 0
_stamp = ""


def now() -> str:
    """This instant in UTC, written once a second and shared: request lines are many."""
    global _second, _stamp
    at = int(time.time())
    if at != _second:
        _second, _stamp = at, time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
    return _stamp
