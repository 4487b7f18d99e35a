"""The page of an authority: what the public sees of it in a network, and nothing that is not shown to the public anyway.

Its own plans that are shown, and the actions of other plans that are shown which name it, exactly as the network calls it, as who
leads them, leads them too or takes part. Without either it has no page: that it belongs to the network is the network's to tell.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from service.languages import Language, plural, say
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


def alone(name: str, names: Sequence[str]) -> bool:
    """Is there one of this name, so that a text that says it can mean no other?"""
    return [_plain(one) for one in names].count(_plain(name)) == 1


def of(owner: Owner, contents: Sequence[Content], *, named: bool) -> Authority | None:
    """What the public sees of an authority in these plans; None where that is nothing. ``named``: its name means it and no other."""
    newest = sorted(contents, key=lambda one: one.head.shown_at, reverse=True)
    plans = [one for one in newest if one.head.owner is not None and one.head.owner.authority_id == owner.authority_id]
    others = [(one, _naming(owner, one)) for one in newest if named and one not in plans]
    elsewhere = [(one, found) for one, found in others if found]
    return Authority(owner, plans, elsewhere) if plans or elsewhere else None


def _naming(owner: Owner, content: Content) -> list[tuple[Action, Sequence[str]]]:
    name = _plain(owner.name)
    fields = ((action, [field for field in NAMED if name in _said(getattr(action, field))]) for action in content.actions)
    return [(action, found) for action, found in fields if found]


def _said(value: str | Sequence[str] | None) -> set[str]:
    return {_plain(one) for one in ([value] if isinstance(value, str) else value or ())}


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def written(authority: Authority, language: Language, base_url: str) -> bytes:
    """The page of an authority."""
    owner, shown = authority.owner, [*authority.plans, *(one for one, _ in authority.elsewhere)]
    head = shown[0].head
    about = say(language, "public_page.in_network", kind=say(language, f"authority.{owner.kind}"), network=head.network)
    known = [("public_page.siren", owner.siren), ("public_page.insee", owner.insee_code)]
    return page(
        language,
        owner.name,
        f"{owner.name}. {say(language, 'public_page.about_authority', network=head.network)}",
        element("p", link(language, say(language, "public.all"), "/public"), class_="up"),
        element("header", element("h1", owner.name), element("p", about, class_="owner")),
        told([(say(language, key), value) for key, value in known]),
        _warnings(shown, language),
        _plans(authority.plans, language) if authority.plans else None,
        _elsewhere(authority, language) if authority.elsewhere else None,
        element("p", say(language, "public_page.rest"), class_="quiet"),
        canonical=f"{base_url}/public/{head.network_id}/authorities/{owner.authority_id}",
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
