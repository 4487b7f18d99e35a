"""The pages that the public sees: plain HTML from the service, French first, without a script, for any browser and printer."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from events.action import Funding
from service.languages import Language, say
from service.public.content import Action, Content, Group, Head
from service.public.markup import Inside, Markup, document, element

LANGUAGES: Sequence[Language] = ("fr", "en")
NAMES = {"fr": "Français", "en": "English"}
FOOT = (("foot.accessibility", "/accessibility"), ("privacy.title", "/privacy"))
LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"


def address(head: Head) -> str:
    """Where the page of a plan stands, for good."""
    return f"/public/{head.network_id}/{head.plan_id}"


def of_plan(content: Content, language: Language, base_url: str) -> bytes:
    """The page of one plan: its axes, and under each its actions."""
    head, here = content.head, address(content.head)
    return _page(
        language,
        head.title,
        base_url + here,
        element("p", element("a", say(language, "public.all"), href=f"/public?lang={language}"), class_="up"),
        element("header", element("h1", head.title), element("p", attribution(head), class_="owner"), _paragraphs(head.description)),
        _warnings(head, language),
        element("p", version(head, language), class_="version"),
        element("p", _count(len(content.actions), language)),
        _contents(content.groups, language) if len(content.groups) > 1 else None,
        [_group(group, number, language) for number, group in enumerate(content.groups, 1)],
        None if content.groups else element("p", say(language, "public.no_actions")),
        _data(head, here, language),
    )


def of_all(heads: Sequence[Head], language: Language, base_url: str) -> bytes:
    """The page that lists every public plan, network by network."""
    networks = []
    for _, group in groupby(heads, key=lambda head: head.network_id):
        some = list(group)
        networks.append(
            element(
                "section",
                element("h2", some[0].network),
                element("ul", [_listed(head, language) for head in some], class_="plans"),
            )
        )
    return _page(
        language,
        say(language, "public.title"),
        f"{base_url}/public",
        element("h1", say(language, "public.title")),
        element("p", say(language, "public.intro")),
        networks or element("p", say(language, "public.none")),
        element("p", element("a", say(language, "public.data_catalogue"), href="/public/catalogue.json")),
    )


def absent(language: Language) -> bytes:
    """The page of whatever is not public: never shown, no longer shown, and never there look the same."""
    return _page(
        language,
        say(language, "public.missing"),
        None,
        element("h1", say(language, "public.missing")),
        element("p", say(language, "public.missing_text")),
        element("p", element("a", say(language, "public.all"), href=f"/public?lang={language}")),
    )


def attribution(head: Head) -> str:
    """Whose plan it is, as it is to be credited."""
    return head.network if head.owner is None else f"{head.owner.name} – {head.network}"


def version(head: Head, language: Language) -> str:
    """Which version is shown, since when."""
    days = {"published": _day(head, head.published_at, language), "shown": _day(head, head.shown_at, language)}
    return say(language, "public.version", label=head.label, **days)


def _page(language: Language, title: str, canonical: str | None, *inside: Inside) -> bytes:
    other = [
        element("a", NAMES[one], href=f"?lang={one}", lang=one, hreflang=one, aria_current="true" if one == language else None)
        for one in LANGUAGES
    ]
    return document(
        language,
        element(
            "head",
            element("meta", charset="utf-8"),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("title", f"{title} – Club 21"),
            element("link", rel="stylesheet", href="/public/style.css"),
            element("link", rel="icon", href="data:,"),  # none, and no browser asks for one in vain
            None if canonical is None else element("link", rel="canonical", href=canonical),
        ),
        element(
            "body",
            element("a", say(language, "public.skip"), href="#main", class_="skip"),
            element(
                "header",
                element("a", "Club 21", href=f"/public?lang={language}", class_="brand"),
                element("nav", *other, aria_label=say(language, "language.label")),
                class_="top",
            ),
            element("main", *inside, id="main", tabindex="-1"),
            element("footer", [element("a", say(language, key), href=href) for key, href in FOOT], class_="foot"),
        ),
    )


def _listed(head: Head, language: Language) -> Markup:
    owner = "" if head.owner is None else f" – {head.owner.name}"
    since = say(language, "public.since", shown=_day(head, head.shown_at, language))
    told = [
        element("a", head.title, href=f"{address(head)}?lang={language}"),
        owner,
        element("span", f" {head.label}, {since}", class_="quiet"),
    ]
    return element("li", told, _warnings(head, language))


def _warnings(head: Head, language: Language) -> list[Markup]:
    told = (("demonstration", head.demonstration), ("given", head.clock == "given"))
    return [element("p", say(language, f"public.{name}"), class_="warning") for name, holds in told if holds]


def _contents(groups: Sequence[Group], language: Language) -> Markup:
    links = [
        element("li", element("a", _title(group, language), href=f"#axis-{number}"), class_=f"depth-{group.depth}")
        for number, group in enumerate(groups, 1)
    ]
    return element("nav", element("h2", say(language, "public.contents"), id="contents"), element("ul", *links), aria_labelledby="contents")


def _title(group: Group, language: Language) -> str:
    return say(language, "public.loose") if group.axis is None else group.axis.title


def _group(group: Group, number: int, language: Language) -> Markup:
    level = min(group.depth + 2, 4)
    axis = group.axis
    return element(
        "section",
        element(f"h{level}", _title(group, language), id=f"axis-{number}"),
        None if axis is None or not axis.internal else element("p", say(language, "public.internal"), class_="quiet"),
        None if axis is None else _paragraphs(axis.description),
        [_action(action, level + 1, language) for action in group.actions],
        aria_labelledby=f"axis-{number}",
    )


def _action(action: Action, level: int, language: Language) -> Markup:
    title = f"{action.code} {action.title}" if action.code else action.title
    part = action.parent_id is not None
    told = [(element("dt", say(language, f"field.{name}")), element("dd", value)) for name, value in _fields(action, language)]
    return element(
        "article",
        element(
            f"h{min(level + part, 6)}", element("span", f"{say(language, 'public.part_of')} – ", class_="quiet") if part else None, title
        ),
        element("p", say(language, f"status.{action.status}"), class_=f"status status-{action.status}"),
        _paragraphs(action.description),
        element("dl", told) if told else None,
        id=f"action-{action.action_id}",
        class_="part" if part else None,
    )


def _fields(action: Action, language: Language) -> Iterable[tuple[str, Inside]]:
    """What the card says, field by field; a field that is empty says nothing."""
    told: Sequence[tuple[str, Inside]] = (
        ("objectives", _lines(action.objectives)),
        ("lead", action.lead),
        ("lead_service", action.lead_service),
        ("co_leads", _list(action.co_leads)),
        ("partners", _list(action.partners)),
        ("participation", None if action.participation is None else say(language, f"participation.{action.participation}")),
        ("calendar", _lines(action.calendar)),
        ("starts_on", None if action.starts_on is None else day(action.starts_on, language)),
        ("ends_on", None if action.ends_on is None else day(action.ends_on, language)),
        ("continuous", say(language, "public.yes") if action.continuous else None),
        ("aims", _list([say(language, f"aim.{aim}") for aim in action.aims])),
        ("budget_planned", None if action.budget_planned is None else money(action.budget_planned, language)),
        ("funders", _list([_funder(name, funding, language) for name, funding in action.funders.items()])),
    )
    return ((name, value) for name, value in told if value)


def _funder(name: str, funding: Funding, language: Language) -> str:
    return name if funding.amount is None else say(language, "public.funder", name=name, amount=money(funding.amount, language))


def _data(head: Head, here: str, language: Language) -> Markup:
    updated = _day(head, head.shown_at, language)
    return element(
        "section",
        element("h2", say(language, "public.data"), id="data"),
        element(
            "ul",
            element("li", element("a", say(language, "public.data_csv"), href=f"{here}/actions.csv")),
            element("li", element("a", say(language, "public.data_json"), href=f"{here}/plan.json")),
        ),
        element(
            "p",
            element("a", say(language, "public.licence", attribution=attribution(head), updated=updated), href=LICENCE, rel="license"),
        ),
        element("p", say(language, "public.no_people"), class_="quiet"),
        class_="data",
        aria_labelledby="data",
    )


def _count(count: int, language: Language) -> str:
    # French counts none as one; English does not.
    return say(language, f"public.count.{'one' if count == 1 or (count == 0 and language == 'fr') else 'other'}", count=count)


def _paragraphs(text: str | None) -> list[Markup]:
    return [element("p", _lines(part)) for part in re.split(r"\n\s*\n", text or "") if part.strip()]


def _lines(text: str | None) -> list[Inside]:
    found: list[Inside] = []
    for number, one in enumerate((text or "").split("\n") if text else ()):
        found += [element("br"), one] if number else [one]
    return found


def _list(items: Sequence[str]) -> Markup | None:
    return element("ul", [element("li", item) for item in items]) if items else None


def _day(head: Head, instant: datetime, language: Language) -> str:
    return day(instant.astimezone(ZoneInfo(head.time_zone)).date(), language)


def day(on: date, language: Language) -> str:
    """A day in words: 1er mars 2026."""
    number = "1er" if on.day == 1 and language == "fr" else str(on.day)
    return f"{number} {say(language, f'month.{on.month:02}')} {on.year}"


def money(cents: int, language: Language) -> str:
    """An amount as it is written: 24 000,50 €."""
    euros, rest = divmod(cents, 100)
    grouped = f"{euros:,}".replace(",", "\u202f" if language == "fr" else ",")
    return say(language, "public.money", euros=grouped, cents=f"{rest:02}")
