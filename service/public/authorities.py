"""The page of an authority: what the public sees of it in a network, and nothing that is not shown to the public anyway.

Its own plans that are shown, and the actions of other plans that are shown which name it, exactly as the network calls it, as who
leads them, leads them too or takes part. Without either it has no page: that it belongs to the network is the network's to tell.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from msgspec import Struct

from service.languages import Language, number, plural, say
from service.public import figures, pages
from service.public.content import Action, Content, Owner
from service.public.layout import link, page, told
from service.public.markup import Inside, Markup, element

#: In which field of an action an authority may be named, and how.
NAMED = ("lead", "co_leads", "partners")


class Authority(Struct, frozen=True):
    """What the public sees of an authority: its plans, and by plan the actions that name it, each with the fields that do."""

    owner: Owner
    plans: Sequence[Content]
    elsewhere: Sequence[tuple[Content, Sequence[tuple[Action, Sequence[str]]]]]

    @property
    def shown(self) -> list[Content]:
        """Every plan that something of it stands in; there is one."""
        return [*self.plans, *(one for one, _ in self.elsewhere)]


def found(owners: Iterable[Owner], contents: Sequence[Content]) -> dict[UUID, Authority]:
    """What the public sees of each authority in these plans, by name; nothing of one is no entry. A name that two share means neither."""
    known = sorted(owners, key=lambda owner: (_plain(owner.name), str(owner.authority_id)))
    shared = Counter(_plain(owner.name) for owner in known)
    newest = sorted(contents, key=lambda one: one.head.shown_at, reverse=True)
    naming = [(one, _naming(one)) for one in newest]
    seen = {}
    for owner in known:
        plans = [one for one in newest if one.head.owner is not None and one.head.owner.authority_id == owner.authority_id]
        name = _plain(owner.name) if shared[_plain(owner.name)] == 1 else ""
        elsewhere = [(one, named[name]) for one, named in naming if name in named and one not in plans]
        if plans or elsewhere:
            seen[owner.authority_id] = Authority(owner, plans, elsewhere)
    return seen


def _naming(content: Content) -> dict[str, list[tuple[Action, list[str]]]]:
    """The actions of a plan by who is named in them, each with the fields that do."""
    named: dict[str, list[tuple[Action, list[str]]]] = {}
    for action in content.actions:
        for field in NAMED:
            value = getattr(action, field)
            for name in {_plain(one) for one in ([value] if isinstance(value, str) else value or ())}:
                some = named.setdefault(name, [])
                if some and some[-1][0] is action:
                    some[-1][1].append(field)
                else:
                    some.append((action, [field]))
    return named


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def of_all(seen: Mapping[UUID, Authority], language: Language, base_url: str) -> bytes:
    """The page that lists the authorities of a network that have one."""
    head = next(iter(seen.values())).shown[0].head
    title = say(language, "public_page.authorities", network=head.network)
    rows: list[Sequence[Inside]] = [
        [
            link(language, one.owner.name, _address(one)),
            number(language, len(one.plans)),
            number(language, sum(len(named) for _, named in one.elsewhere)),
        ]
        for one in seen.values()
    ]
    columns = [say(language, f"public_page.{name}") for name in ("authority", "plans", "elsewhere")]
    return page(
        language,
        title,
        say(language, "public_page.about_authorities", network=head.network),
        element("p", link(language, say(language, "public.all"), "/public"), class_="up"),
        element("h1", title),
        _warnings([one for authority in seen.values() for one in authority.shown], language),
        figures.table(say(language, "public_page.about_authorities", network=head.network), columns, rows),
        element("p", say(language, "public_page.rest"), class_="quiet"),
        canonical=base_url + pages.address_of_owners(head),
        feeds=[pages.feed_of(head, language)],
    )


def _address(authority: Authority) -> str:
    return f"{pages.address_of_owners(authority.shown[0].head)}/{authority.owner.authority_id}"


def written(authority: Authority, language: Language, base_url: str) -> bytes:
    """The page of an authority."""
    owner, shown = authority.owner, authority.shown
    head = shown[0].head
    about = say(language, "public_page.in_network", kind=say(language, f"authority.{owner.kind}"), network=head.network)
    known = [("public_page.siren", owner.siren), ("public_page.insee", owner.insee_code)]
    return page(
        language,
        owner.name,
        f"{owner.name}. {say(language, 'public_page.about_authority', network=head.network)}",
        element(
            "p", link(language, say(language, "public_page.authorities", network=head.network), pages.address_of_owners(head)), class_="up"
        ),
        element("header", element("h1", owner.name), element("p", about, class_="owner")),
        told([(say(language, key), value) for key, value in known]),
        _warnings(shown, language),
        _plans(authority.plans, language) if authority.plans else None,
        _elsewhere(authority, language) if authority.elsewhere else None,
        element("p", say(language, "public_page.rest"), class_="quiet"),
        canonical=base_url + _address(authority),
        feeds=[pages.feed_of(head, language)],
    )


def _warnings(shown: Sequence[Content], language: Language) -> list[Inside]:
    """Each once, however many plans it holds for."""
    found: Mapping[str, Markup] = {str(one): one for content in shown for one in pages.warnings(content.head, language)}
    return [*found.values()]


def _plans(plans: Sequence[Content], language: Language) -> Markup:
    parts = [(link(language, one.head.title, pages.address(one.head)), one.actions) for one in plans]
    return element(
        "section",
        element("h2", say(language, "public_page.plans"), id="plans"),
        element("p", figures.summary([action for one in plans for action in one.actions], language)),
        figures.standing(parts, language, "plan"),
        element("ul", [element("li", pages.version(one.head, language)) for one in plans], class_="quiet"),
        aria_labelledby="plans",
    )


def _elsewhere(authority: Authority, language: Language) -> Markup:
    columns = [say(language, key) for key in ("public_page.action", "public_page.status", "public_page.role")]
    tables = []
    for content, found in authority.elsewhere:
        rows: list[Sequence[Inside]] = [
            [
                link(language, f"{action.code or ''} {action.title}".strip(), pages.address_of_action(content.head, action)),
                say(language, f"status.{action.status}"),
                ", ".join(say(language, f"public_page.{field}") for field in fields),
            ]
            for action, fields in found
        ]
        tables += [
            element("h3", link(language, content.head.title, pages.address(content.head))),
            element("p", pages.attribution(content.head), class_="owner"),
            figures.table(plural(language, "public.count", len(found)), columns, rows, words=True),
        ]
    return element("section", element("h2", say(language, "public_page.elsewhere"), id="elsewhere"), tables, aria_labelledby="elsewhere")
