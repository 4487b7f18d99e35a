"""What every answer carries so that a browser protects who reads it: pages, data, refusals, and what the server says before us.

A page of ours runs no script and no style but its own files, sends nothing elsewhere, is framed by nobody and lends its window to nobody.
Nothing here may depend on a route: whoever adds one can not forget it.
"""

from collections.abc import Iterable
from typing import TypeAlias

from service.settings import Settings

Headers: TypeAlias = tuple[tuple[bytes, bytes], ...]

#: Nothing is allowed but what stands here. No inline code anywhere, so a text that got into a page stays a text.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
UNUSED = ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "microphone", "midi", "payment", "usb")

#: Without these a page of ours could be framed, made to run injected scripts, read by another site, or leak the address of a plan to it.
EVERYWHERE: Headers = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),  # for browsers that do not know frame-ancestors
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-embedder-policy", b"require-corp"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", ", ".join(f"{name}=()" for name in UNUSED).encode()),
)
ENCRYPTED = (b"strict-transport-security", b"max-age=31536000")  # only over https: over http it would be a promise nobody keeps
UNSTORED = (b"cache-control", b"no-store")  # answers about people and plans stay out of every cache


def headers(settings: Settings) -> Headers:
    """What goes with every answer of this service."""
    return (*EVERYWHERE, ENCRYPTED) if settings.secure else EVERYWHERE


def plain_answer(status: str, sentence: str) -> bytes:
    """An answer of the server itself, to what was no request; whoever gets it was never let in."""
    body = sentence.encode()
    lines: Iterable[tuple[bytes, bytes]] = (
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
        *EVERYWHERE,
        UNSTORED,
    )
    return b"".join((b"HTTP/1.1 ", status.encode(), b"\r\n", *(name + b": " + value + b"\r\n" for name, value in lines), b"\r\n", body))
