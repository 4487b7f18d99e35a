"""The frame of every page that the service writes itself: what anyone may read, what the law asks for, what went wrong.

Plain HTML for any browser and printer: no script, no cookie, one style sheet; French first, English beside.
"""

import re
from collections.abc import Sequence
from importlib.metadata import version

from service.languages import LANGUAGES, Language, say
from service.public.markup import Inside, Markup, document, element

NAMES = {"fr": "Français", "en": "English"}
VERSION = version("club21")
ATOM = "application/atom+xml"

#: What the law wants within reach of every page; the app has the same links (shell/Shell.tsx), and a test compares.
FOOT = (
    ("foot.accessibility", "/accessibilite"),
    ("foot.site_map", "/plan-du-site"),
    ("foot.legal", "/mentions-legales"),
    ("foot.privacy", "/donnees-personnelles"),
    ("foot.contact", "/contact"),
    ("public.all", "/public"),
)


def page(
    language: Language,
    title: str,
    about: str | None,
    *inside: Inside,
    canonical: str | None = None,
    tongues: bool = True,
    feeds: Sequence[tuple[str, str]] = (),
) -> bytes:
    """A whole page; ``about`` is what a search engine says of it, ``canonical`` its address for good where it has one.

    ``feeds`` tell what changed in what it shows: their names and addresses.
    Without ``tongues`` it offers no other language: what an address answered once can not be asked for again.
    """
    # Where there are several, as on the list of all networks, each stands with what it is of.
    alone = feeds if len(feeds) == 1 else ()
    followed = [element("li", link(language, say(language, "public_feed.follow"), where)) for _, where in alone]
    return document(
        language,
        element(
            "head",
            element("meta", charset="utf-8"),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("meta", name="color-scheme", content="light dark"),
            element("title", f"{title} – Club 21"),
            None if about is None else element("meta", name="description", content=" ".join(about.split())),
            element("link", rel="stylesheet", href="/public/style.css"),
            element("link", rel="icon", href="data:,"),  # none, and no browser asks for one in vain
            None if canonical is None else _named(canonical),
            [element("link", rel="alternate", type=ATOM, title=name, href=f"{where}?lang={language}") for name, where in feeds],
        ),
        element(
            "body",
            element("a", say(language, "public.skip"), href="#main", class_="skip"),
            element(
                "header",
                element("a", "Club 21", href="/", class_="brand"),
                element("nav", [_tongue(one, language) for one in LANGUAGES], aria_label=say(language, "language.label"))
                if tongues
                else None,
                class_="top",
            ),
            element("main", *inside, id="main", tabindex="-1"),
            element(
                "footer",
                element("ul", [element("li", link(language, say(language, key), href)) for key, href in FOOT], followed),
                element("p", say(language, "foot.version", version=VERSION), class_="quiet"),
                class_="foot",
            ),
        ),
    )


def link(language: Language, text: Inside, href: str) -> Markup:
    """A link to another page of the service, in the language that is being read; ``href`` may end at a place on it."""
    where, mark, place = href.partition("#")
    return element("a", text, href=f"{where}?lang={language}{mark}{place}")


def paragraphs(text: str | None) -> list[Markup]:
    """A text as it was written: paragraphs and lines."""
    return [element("p", lines(part)) for part in re.split(r"\n\s*\n", text or "") if part.strip()]


def lines(text: str | None) -> list[Inside]:
    """The lines of a text, one below the other."""
    found: list[Inside] = []
    for number, one in enumerate((text or "").split("\n") if text else ()):
        found += [element("br"), one] if number else [one]
    return found


def listed(items: Sequence[Inside]) -> Markup | None:
    """A list; nothing where there is nothing to list."""
    return element("ul", [element("li", item) for item in items]) if items else None


def told(pairs: Sequence[tuple[str, Inside]]) -> Markup | None:
    """What something is, name by name; what is empty says nothing."""
    known = [(element("dt", name), element("dd", value)) for name, value in pairs if value]
    return element("dl", known) if known else None


def _tongue(one: Language, language: Language) -> Markup:
    return element(
        "a", NAMES[one], href=f"?lang={one}", lang=one, hreflang=one, class_="language", aria_current="true" if one == language else None
    )


def _named(canonical: str) -> list[Markup]:
    others = [element("link", rel="alternate", hreflang=one, href=f"{canonical}?lang={one}") for one in LANGUAGES]
    return [element("link", rel="canonical", href=canonical), *others]
