"""The pages that the law asks for, before anybody signs in: who publishes this, how accessible it is, what happens to personal data.

What only an operator can say comes from their settings; where it is missing the page says so, and which setting says it. Nothing here
is claimed that nobody looked at: without an audit a service is declared not compliant, whatever its tests find.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, TypeAlias

import msgspec

from service.languages import Language, day, plural, say
from service.public.content import Head
from service.public.layout import VERSION, link, listed, page, told
from service.public.markup import Inside, Markup, element
from service.public.pages import address, address_of_owners
from service.settings import Operator, Settings

Name: TypeAlias = Literal["accessibility", "legal", "privacy", "site_map", "contact"]

#: Where each stands: first in French, which is its address for good, and where else people look for it.
ADDRESSES: Mapping[Name, Sequence[str]] = {
    "accessibility": ("/accessibilite", "/accessibility"),
    "legal": ("/mentions-legales",),
    "privacy": ("/donnees-personnelles", "/privacy"),
    "site_map": ("/plan-du-site",),
    "contact": ("/contact",),
}

DECLARED = date(2026, 11, 23)  # when somebody last went through what the declaration of accessibility says
SHORT = ("audit", "reader", "live", "pdf", "table", "texts")
DEFENDER = "https://formulaire.defenseurdesdroits.fr/"
DELEGATES = "https://www.defenseurdesdroits.fr/carte-des-delegues"

#: The register of article 30 of the GDPR: what is done with personal data, each with the words under these names.
PURPOSES = ("account", "directory", "part", "guests", "history", "exports", "letters", "invitations", "requests")
COLUMNS = ("what", "why", "basis", "who", "kept")


def written(name: Name, language: Language, settings: Settings, heads: Sequence[Head] = ()) -> bytes:
    """One of these pages; ``heads`` is what the public sees, for the site map."""
    match name:
        case "accessibility":
            title, about, inside = "accessibility.title", "accessibility.state_text", _accessibility(language, settings)
        case "legal":
            title, about, inside = "foot.legal", "legal.about", _legal(language, settings.operator)
        case "privacy":
            title, about, inside = "foot.privacy", "privacy.explained", _privacy(language, settings)
        case "site_map":
            title, about, inside = "foot.site_map", "legal.site_map_about", _site_map(language, heads)
        case "contact":
            title, about, inside = "foot.contact", "legal.contact_about", _contact(language, settings.operator)
    heading, sentence = say(language, title), say(language, about)
    lead = None if name == "accessibility" else element("p", sentence)
    return page(language, heading, sentence, element("h1", heading), lead, inside, canonical=settings.base_url + ADDRESSES[name][0])


def _part(title: str, *inside: Inside, level: int = 2) -> Markup:
    return element("section", element(f"h{level}", title), [element("p", one) if _plain(one) else one for one in inside])


def _plain(one: Inside) -> bool:
    return isinstance(one, str) and not isinstance(one, Markup)


def _given(language: Language, operator: Operator, name: str) -> Inside:
    """What the operator says under a setting, line by line; that they did not say it, where they did not."""
    value = getattr(operator, name)
    if value is None:
        return element("span", say(language, "legal.unsaid", setting=name.upper()), class_="quiet")
    rows: list[Inside] = []
    for number, one in enumerate(value.split("|")):
        rows += [element("br"), one.strip()] if number else [one.strip()]
    return rows


def _reached(language: Language, operator: Operator) -> Inside:
    """Where one writes to, as a link."""
    at = operator.contact
    if at is None:
        return _given(language, operator, "contact")
    return element("a", at, href=at if at.startswith("https:") else f"mailto:{at}")


def _accessibility(language: Language, settings: Settings) -> Inside:
    def said(key: str, **values: object) -> str:
        return say(language, f"accessibility.{key}", **values)

    operator = settings.operator
    who = said("about_publisher") if operator.publisher is None else operator.publisher.partition("|")[0].strip()
    made = {"day": day(language, DECLARED), "version": VERSION}
    kinds = ("on", "technologies", "environment", "tools", "pages")
    return [
        element("p", said("about", publisher=who, url=settings.base_url)),
        _part(said("state"), said("state_text")),
        _part(said("done"), said("done_text")),
        _part(said("short"), listed([said(f"short_{one}") for one in SHORT])),
        _part(said("exempt"), said("exempt_text")),
        _part(said("made"), told([(said(f"made_{kind}"), said(f"made_{kind}_text", **made)) for kind in kinds])),
        _part(said("contact"), said("contact_text"), element("p", _reached(language, operator))),
        _part(
            said("recourse"),
            said("recourse_text"),
            listed(
                [
                    element("a", said("recourse_write"), href=DEFENDER),
                    element("a", said("recourse_person"), href=DELEGATES),
                    said("recourse_free"),
                ]
            ),
        ),
    ]


def _legal(language: Language, operator: Operator) -> Inside:
    def said(key: str, **values: object) -> str:
        return say(language, f"legal.{key}", **values)

    return [
        _part(said("publisher"), element("p", _given(language, operator, "publisher"))),
        _part(said("director"), element("p", _given(language, operator, "publication_director"))),
        _part(said("host"), element("p", _given(language, operator, "hosted_by"))),
        _part(say(language, "foot.contact"), element("p", _reached(language, operator))),
        _part(said("contents"), said("contents_text")),
        _part(said("cookies"), say(language, "privacy.cookies_text")),
        _part(said("software"), said("software_text", version=VERSION)),
    ]


def _privacy(language: Language, settings: Settings) -> Inside:
    def said(key: str, **values: object) -> str:
        return say(language, f"privacy.{key}", **values)

    operator = settings.operator
    # Whoever runs the service sets them: the page tells what holds here.
    days = {of: plural(language, "privacy.days", count) for of, count in msgspec.structs.asdict(settings.keep).items()}
    unsaid = element("span", said("controller_unsaid", setting="PUBLISHER"), class_="quiet")
    return [
        _part(
            said("contact"),
            told(
                [
                    (said("controller"), unsaid if operator.publisher is None else _given(language, operator, "publisher")),
                    (said("officer"), _given(language, operator, "data_protection_officer")),
                ]
            ),
            said("contact_text"),
        ),
        _part(
            said("register"),
            [
                _part(said(purpose), told([(said(column), said(f"{purpose}_{column}", **days)) for column in COLUMNS]), level=3)
                for purpose in PURPOSES
            ],
        ),
        [_part(said(name), said(f"{name}_text")) for name in ("rights", "erased", "cookies", "measures")],
    ]


def _contact(language: Language, operator: Operator) -> Inside:
    def said(key: str) -> str:
        return say(language, f"legal.contact_{key}")

    def to(key: str, href: str) -> Markup:
        return element("p", link(language, say(language, key), href))

    officer = element("p", _given(language, operator, "data_protection_officer"))
    return [
        _part(said("service"), element("p", _reached(language, operator))),
        _part(said("network"), said("network_text")),
        _part(said("sign_in"), said("sign_in_text"), element("p", element("a", say(language, "sign_in.do"), href="/sign-in"))),
        _part(said("public"), said("public_text"), to("public.all", "/public")),
        _part(said("accessibility"), said("accessibility_text"), to("foot.accessibility", ADDRESSES["accessibility"][0])),
        _part(said("privacy"), said("privacy_text"), officer, to("foot.privacy", ADDRESSES["privacy"][0])),
    ]


def _site_map(language: Language, heads: Sequence[Head]) -> Inside:
    def said(key: str) -> str:
        return say(language, f"legal.site_map_{key}")

    def app(key: str, href: str) -> Markup:
        return element("a", say(language, key), href=href)

    networks = {address_of_owners(head): say(language, "public_page.authorities", network=head.network) for head in heads}
    lawful: Sequence[tuple[str, Name]] = [
        ("foot.accessibility", "accessibility"),
        ("foot.legal", "legal"),
        ("foot.privacy", "privacy"),
        ("foot.contact", "contact"),
    ]
    everyone: list[Inside] = [
        app("legal.site_map_home", "/sign-in"),
        app("legal.site_map_workshop", "/atelier"),
        *(link(language, say(language, key), ADDRESSES[name][0]) for key, name in lawful),
    ]
    public: list[Inside] = [
        [link(language, say(language, "public.all"), "/public"), listed([link(language, head.title, address(head)) for head in heads])],
        *(link(language, name, where) for where, name in networks.items()),
        app("public.data_catalogue", "/public/catalogue.json"),
    ]
    return [
        _part(said("everyone"), listed(everyone)),
        _part(said("public"), listed(public)),
        _part(
            said("signed_in"), listed([app("networks.title", "/"), app("my_account.title", "/account"), app("my_data.title", "/my-data")])
        ),
        _part(said("network"), listed([say(language, key) for key in IN_A_NETWORK]), level=3),
        _part(said("plan"), listed([say(language, f"tab.{name}") for name in IN_A_PLAN]), level=3),
    ]


#: What a network and a plan show to who belongs there, in the order of their bars (shell/sections.ts, plan/PlanPart.tsx).
IN_A_NETWORK = (
    *("nav.front", "nav.meetings", "nav.workshops", "nav.activity", "nav.directory", "waiting.title", "vitality.title", "nav.mentoring"),
    *("governance.title", "nav.questionnaires", "group.title", "nav.members", "nav.syntheses", "nav.roadmaps"),
)
IN_A_PLAN = ("table", "board", "timeline", "dashboard", "structure", "process", "activity", "conflicts", "import")
