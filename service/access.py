"""May this person see or touch this? The only door to other people's data.

Roles are folded from the same log as everything else, so a right is taken back at a position: nothing after it is
delivered to its former holder, and nothing by them is accepted. The table below is the whole of it; docs/rights.md
prints it and a test compares the two.
"""

from collections.abc import Iterable, Mapping
from typing import get_args

from events import catalogue, line, network
from events.asking import Asking
from events.decider import Refused
from events.ids import PersonId
from projections.projection import AUDITORS, FACILITATORS, NETWORK, Audience, Projection, R, authority, person
from projections.rights import Standing
from service.languages import say

ROLES: tuple[network.Role, ...] = get_args(network.Role)

#: Who may ask for which command, by what stands before the dot of its tag. Whoever has any role in a network reads what
#: the network shares; an auditor reads everything, and writes nothing.
WRITERS: Mapping[str, frozenset[network.Role]] = {
    "network": frozenset({"facilitator"}),
    "action_plan": frozenset({"facilitator", "editor"}),
    "action": frozenset({"facilitator", "editor"}),
}
MAY_ASK: Mapping[str, frozenset[network.Role]] = {tag: WRITERS[catalogue.kind_of(tag)] for tag in sorted(catalogue.COMMANDS)}


class ReadsOnly(Refused, code="access.reads_only"):
    """Your role in this network is to read; ask a facilitator for a role that edits."""


class FacilitatorsOnly(Refused, code="access.facilitators_only"):
    """Only a facilitator of the network may do this; ask one of them."""


class NotTheirAuthority(Refused, code="access.not_their_authority"):
    """You have no role for this authority, so you can not act on its behalf; leave it out or choose your own."""


def may_ask(state: network.Running, asking: Asking, by: PersonId) -> None:
    """Raise where this person may not ask this; to someone without a role the network is not there at all."""
    held = state.held_by(by)
    if not held:
        # Without this, whoever signs in anywhere could write everywhere, and learn which networks exist.
        raise line.Missing
    allowed = MAY_ASK[str(asking.command.__struct_config__.tag)]
    if not any(one.role in allowed for one in held):
        raise FacilitatorsOnly if any(one.role in WRITERS["action"] for one in held) else ReadsOnly
    if asking.on_behalf_of is not None and not any(
        one.authority == asking.on_behalf_of or (one.role == "facilitator" and one.authority is None) for one in held
    ):
        raise NotTheirAuthority


def may_see(standing: Standing | None) -> Standing:
    """The standing of someone who may see this network; to others it looks the same as one that does not exist."""
    if standing is None or standing.suspended or not standing.roles:
        raise line.Missing
    return standing


def may_write(standing: Standing) -> None:
    """Raise where this person could ask for nothing anyway: before a file is read for them, say."""
    if not any(held.role in WRITERS["action"] for held in standing.roles):
        raise ReadsOnly


def audiences(standing: Standing | None) -> frozenset[Audience]:
    """Every audience that a person belongs to; none without a role, none while suspended."""
    if standing is None or standing.suspended or not standing.roles:
        return frozenset()
    found = {NETWORK, person(PersonId(standing.person_id))}
    for held in standing.roles:
        if held.role == "facilitator":
            found.add(FACILITATORS)
        if held.role == "auditor":
            found |= {AUDITORS, FACILITATORS}  # an auditor reads everything
        if held.authority_id is not None:
            found.add(authority(held.authority_id))
    return frozenset(found)


def seen(projection: Projection[R], rows: Iterable[R], standing: Standing) -> list[R]:
    """The rows that this person may see: each whole, or not at all."""
    mine = audiences(standing)
    return [row for row in rows if not mine.isdisjoint(projection.audience(row))]


def table() -> str:
    """Who may do what, for docs/rights.md."""
    head = [f"{say('en', f'role.{role}')} / {say('fr', f'role.{role}')}" for role in ROLES]
    confidants = ("facilitator", "auditor")
    rows = [f"| `{tag}` | {' | '.join('yes' if role in allowed else '–' for role in ROLES)} |" for tag, allowed in MAY_ASK.items()]
    return "\n".join(
        [
            f"| command | {' | '.join(head)} |",
            "|---|" + "---|" * len(ROLES),
            f"| *read what the network shares* | {' | '.join('yes' for _ in ROLES)} |",
            f"| *read what is kept to facilitators* | {' | '.join('yes' if role in confidants else '–' for role in ROLES)} |",
            *rows,
        ]
    )
