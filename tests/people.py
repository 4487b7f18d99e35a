"""Ada, Ben and Cas, the towns they work for, and the network in which they meet.

Ada is the facilitator, Ben edits for Hautefeuille, Cas for Rivebelle. Dot audits; Eva belongs to nothing here.
"""

from uuid import UUID

from events import ids, network
from events.ids import NetworkId, PersonId, StreamId

NETWORK = NetworkId(UUID("0198c021-0000-7000-8000-000000000001"))

ADA = PersonId(UUID("0198c021-0000-7000-8000-00000000000a"))
BEN = PersonId(UUID("0198c021-0000-7000-8000-00000000000b"))
CAS = PersonId(UUID("0198c021-0000-7000-8000-00000000000c"))
DOT = PersonId(UUID("0198c021-0000-7000-8000-00000000000d"))
EVA = PersonId(UUID("0198c021-0000-7000-8000-00000000000e"))

HAUTEFEUILLE = ids.authority(siren="212100010")
RIVEBELLE = ids.authority(siren="212100028")
ELSEWHERE = ids.authority(insee="2A004")  # a town that belongs to no network of these tests

FOUNDED = network.Founded(name="Réseau des deux vallées", clock="real", time_zone="Europe/Paris")
THE_TOWNS = (
    network.AuthorityAdmitted(authority=HAUTEFEUILLE, name="Hautefeuille", kind="municipality", siren="212100010", population=4_200),
    network.AuthorityAdmitted(authority=RIVEBELLE, name="Rivebelle", kind="municipality", siren="212100028", population=1_900),
)
THE_ROLES = (
    network.RoleGiven(person=ADA, role="facilitator"),
    network.RoleGiven(person=BEN, role="editor", authority=HAUTEFEUILLE),
    network.RoleGiven(person=CAS, role="editor", authority=RIVEBELLE),
    network.RoleGiven(person=DOT, role="auditor"),
)
THE_NETWORK: tuple[network.Event, ...] = (FOUNDED, *THE_TOWNS, *THE_ROLES)


def opening() -> tuple[network.Command, ...]:
    """What makes a network that was only founded into the one above; its founding asks for it."""
    towns = (network.Admit(one.authority, one.name, one.kind, one.siren, one.insee_code, one.population) for one in THE_TOWNS)
    roles = (network.GiveRole(one.person, one.role, one.authority) for one in THE_ROLES)
    return (*towns, *roles)


def stream(number: int) -> StreamId:
    """The id of a stream that a test makes up."""
    return StreamId(UUID(int=NETWORK.int + 0x1000 + number))
