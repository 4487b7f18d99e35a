"""HTML written by a program: every text is escaped, as nothing but ``element`` makes markup."""

from collections.abc import Iterable
from html import escape
from typing import TypeAlias

VOID = frozenset({"br", "hr", "link", "meta"})


class Markup(str):
    """HTML that is written as it stands."""

    __slots__ = ()


Inside: TypeAlias = "str | Markup | None | Iterable[Inside]"


def element(name: str, /, *inside: Inside, **attributes: str | None) -> Markup:
    """An element with what stands in it; ``class_`` and ``for_`` are written without their underscore, None is left out."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value, quote=True)}"' for key, value in attributes.items() if value is not None
    )
    return Markup(f"<{name}{told}>" if name in VOID else f"<{name}{told}>{_joined(inside)}</{name}>")


def document(language: str, *inside: Inside) -> bytes:
    """A whole page."""
    return ("<!doctype html>\n" + element("html", *inside, lang=language)).encode()


def _joined(inside: Inside) -> str:
    match inside:
        case None:
            return ""
        case Markup():
            return inside
        case str():
            return escape(inside, quote=False)
    return "".join(map(_joined, inside))
