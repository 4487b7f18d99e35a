"""The pages that the public sees of plans: plain HTML from the service, French first, without a script, for any browser and printer."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from events.action import Funding
from service.languages import Language, day, money, say
from service.public import figures
from service.public.content import Action, Content, Group, Head
from service.public.layout import lines, link, listed, page, paragraphs, told
from service.public.markup import Inside, Markup, element

LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"


def address(head: Head) -> str:
    """Where the page of a plan stands, for good."""
    return f"/public/{head.network_id}/{head.plan_id}"


def address_of_action(head: Head, action: Action) -> str:
    """Where an action of a plan stands, for good."""
    return f"{address(head)}#action-{action.action_id}"


def address_of_owners(head: Head) -> str:
    """Where the list of the authorities of a network stands."""
    return f"/public/{head.network_id}/authorities"


def address_of_owner(head: Head) -> str | None:
    """Where the page of the authority stands whose plan it is."""
    return None if head.owner is None else f"{address_of_owners(head)}/{head.owner.authority_id}"


def address_of_feed(head: Head) -> str:
    """Where it stands what changed in the plans of a network (atom.py)."""
    return f"/public/{head.network_id}/changes.atom"


def feed_of(head: Head, language: Language) -> tuple[str, str]:
    """What it is called, and where it stands, for the head of a page."""
    return say(language, "public_feed.network", network=head.network), address_of_feed(head)


def of_plan(content: Content, language: Language, base_url: str) -> bytes:
    """The page of one plan: its axes, and under each its actions."""
    head, here, owner = content.head, address(content.head), address_of_owner(content.head)
    return page(
        language,
        head.title,
        f"{attribution(head)}. {figures.summary(content.actions, language)}",
        element("p", link(language, say(language, "public.all"), "/public"), class_="up"),
        element(
            "header",
            element("h1", head.title),
            element("p", attribution(head) if owner is None else link(language, attribution(head), owner), class_="owner"),
            paragraphs(head.description),
        ),
        warnings(head, language),
        element("p", version(head, language), class_="version"),
        _contents(content, language),
        figures.of_plan(content, language),
        [_group(group, number, language) for number, group in enumerate(content.groups, 1)],
        None if content.groups else element("p", say(language, "public.no_actions")),
        _data(head, here, language),
        canonical=base_url + here,
        feeds=[(say(language, "public_feed.plan", title=head.title), f"{here}/changes.atom")],
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
                element("ul", [one_of(head, language) for head in some], class_="plans"),
                element("p", link(language, say(language, "public_page.authorities", network=some[0].network), address_of_owners(some[0]))),
                element("p", link(language, say(language, "public_feed.follow"), address_of_feed(some[0]))),
            )
        )
    return page(
        language,
        say(language, "public.title"),
        say(language, "public.intro"),
        element("h1", say(language, "public.title")),
        element("p", say(language, "public.intro")),
        networks or element("p", say(language, "public.none")),
        element("p", element("a", say(language, "public.data_catalogue"), href="/public/catalogue.json")),
        canonical=f"{base_url}/public",
        feeds=sorted({feed_of(head, language) for head in heads}),
    )


def absent(language: Language) -> bytes:
    """The page of whatever is not public: never shown, no longer shown, and never there look the same."""
    return page(
        language,
        say(language, "public.missing"),
        None,
        element("h1", say(language, "public.missing")),
        element("p", say(language, "public.missing_text")),
        element("p", link(language, say(language, "public.all"), "/public")),
    )


def attribution(head: Head) -> str:
    """Whose plan it is, as it is to be credited."""
    return head.network if head.owner is None else f"{head.owner.name} – {head.network}"


def version(head: Head, language: Language) -> str:
    """Which version is shown, since when."""
    days = {"published": day_of(head, head.published_at, language), "shown": day_of(head, head.shown_at, language)}
    return say(language, "public.version", label=head.label, **days)


def one_of(head: Head, language: Language) -> Markup:
    """A plan on a list of them: its name leads to its page."""
    where = address_of_owner(head)
    since = say(language, "public.since", shown=day_of(head, head.shown_at, language))
    return element(
        "li",
        link(language, head.title, address(head)),
        None if head.owner is None or where is None else [" – ", link(language, head.owner.name, where)],
        element("span", f" {head.label}, {since}", class_="quiet"),
        warnings(head, language),
    )


def warnings(head: Head, language: Language) -> list[Markup]:
    """What must be known of a plan before it is believed."""
    some = (("demonstration", head.demonstration), ("given", head.clock == "given"))
    return [element("p", say(language, f"public.{name}"), class_="warning") for name, holds in some if holds]


def _contents(content: Content, language: Language) -> Markup | None:
    places = [(_title(group, language), f"#axis-{number}", group.depth) for number, group in enumerate(content.groups, 1)]
    if content.actions:
        places = [(say(language, "public_page.figures"), "#figures", 0), *places]
    links = [element("li", element("a", title, href=place), class_=f"depth-{min(depth, 2)}") for title, place, depth in places]
    if len(content.groups) < 2:
        return None
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
        None if axis is None else paragraphs(axis.description),
        [_action(action, level + 1, language) for action in group.actions],
        aria_labelledby=f"axis-{number}",
    )


def _action(action: Action, level: int, language: Language) -> Markup:
    title = f"{action.code} {action.title}" if action.code else action.title
    part = action.parent_id is not None
    return element(
        "article",
        element(
            f"h{min(level + part, 6)}",
            element("span", f"{say(language, 'public.part_of')} – ", class_="quiet") if part else None,
            element("a", title, href=f"#action-{action.action_id}"),
        ),
        element("p", say(language, f"status.{action.status}"), class_=f"status status-{action.status}"),
        paragraphs(action.description),
        told([(say(language, f"field.{name}"), value) for name, value in _fields(action, language)]),
        id=f"action-{action.action_id}",
        class_="part" if part else None,
    )


def _fields(action: Action, language: Language) -> Iterable[tuple[str, Inside]]:
    """What the card says, field by field; a field that is empty says nothing."""
    return (
        ("objectives", lines(action.objectives)),
        ("lead", action.lead),
        ("lead_service", action.lead_service),
        ("co_leads", listed(action.co_leads)),
        ("partners", listed(action.partners)),
        ("participation", None if action.participation is None else say(language, f"participation.{action.participation}")),
        ("calendar", lines(action.calendar)),
        ("starts_on", None if action.starts_on is None else day(language, action.starts_on)),
        ("ends_on", None if action.ends_on is None else day(language, action.ends_on)),
        ("continuous", say(language, "public.yes") if action.continuous else None),
        ("aims", listed([say(language, f"aim.{aim}") for aim in action.aims])),
        ("budget_planned", None if action.budget_planned is None else money(language, action.budget_planned)),
        ("funders", listed([_funder(name, funding, language) for name, funding in action.funders.items()])),
    )


def _funder(name: str, funding: Funding, language: Language) -> str:
    return name if funding.amount is None else say(language, "public.funder", name=name, amount=money(language, funding.amount))


def _data(head: Head, here: str, language: Language) -> Markup:
    updated = day_of(head, head.shown_at, language)
    return element(
        "section",
        element("h2", say(language, "public.data"), id="data"),
        element(
            "ul",
            element("li", element("a", say(language, "public.data_csv"), href=f"{here}/actions.csv")),
            element("li", element("a", say(language, "public.data_json"), href=f"{here}/plan.json")),
            element("li", link(language, say(language, "public_feed.follow"), f"{here}/changes.atom")),
        ),
        element(
            "p",
            element("a", say(language, "public.licence", attribution=attribution(head), updated=updated), href=LICENCE, rel="license"),
        ),
        element("p", say(language, "public.no_people"), class_="quiet"),
        class_="data",
        aria_labelledby="data",
    )


def day_of(head: Head, instant: datetime, language: Language) -> str:
    """A day of the network of a plan, in words."""
    return day(language, instant.astimezone(ZoneInfo(head.time_zone)).date())
