"""Support files: an adviser from elsewhere, the tools they hand over, and why it ends."""

import random
from typing import Any

from hypothesis import given as every
from hypothesis import strategies as st

from events import ids, network, support_file
from events.decider import Asked, Refused
from events.ids import CommandId, PersonId, ToolId
from events.support_file import Close, Closed, DeliverTool, Open, Opened, Reopen, Reopened, TakeToolBack, ToolDelivered, ToolTakenBack
from tests.people import ADA, BEN, CAS, ELSEWHERE, HAUTEFEUILLE, NETWORK, RIVEBELLE, THE_NETWORK, stream
from tests.spec import HERE, NOW, given

TOOL = ToolId(stream(21))
OPENED = Opened(authority=RIVEBELLE, adviser=BEN, need="Suivre l’énergie des bâtiments")
DELIVERED = ToolDelivered(tool=TOOL, name="Tableur de suivi", notes="Sur le partage du réseau")


def opening(adviser: PersonId = BEN, authority: Any = RIVEBELLE) -> Open:
    return Open(authority, adviser, "Suivre l’énergie des bâtiments")


def test_a_file_is_opened_for_a_member_by_its_adviser_or_a_facilitator() -> None:
    for person in (BEN, ADA):
        given().when(opening(), by=person).then(OPENED)
    given().when(opening(), by=CAS).refused(support_file.NotTheirs)
    given().when(opening(authority=ELSEWHERE)).refused(support_file.NotAMember)
    given().when(opening(authority=HAUTEFEUILLE)).refused(support_file.OwnAuthority)
    given().when(opening(PersonId(stream(51))), by=ADA).refused(support_file.OwnAuthority)
    given(OPENED).when(Open(RIVEBELLE, BEN, "Autre chose")).refused(support_file.AlreadyOpened)


def test_its_adviser_hands_tools_over_while_it_is_open_and_says_why_it_closes() -> None:
    deliver = DeliverTool(TOOL, "Tableur de suivi", "Sur le partage du réseau")
    here = given(OPENED).when(deliver).then(DELIVERED)
    here.when(DeliverTool(TOOL, "Autre outil")).refused(support_file.AlreadyThere)
    here.when(TakeToolBack(TOOL), by=ADA).then(ToolTakenBack(tool=TOOL)).when(deliver).refused(support_file.AlreadyThere)
    given(OPENED).when(TakeToolBack(TOOL)).refused(support_file.NoSuchTool)
    given(OPENED).when(Close()).refused(support_file.ReasonNeeded)
    closed = here.when(Close(), reason="La commune continue seule").then(Closed())
    closed.when(TakeToolBack(TOOL)).refused(support_file.IsClosed)
    closed.when(Reopen()).then(Reopened())
    for command in (deliver, TakeToolBack(TOOL), Close(), Reopen()):
        given(OPENED).when(command, by=CAS).refused(support_file.NotTheirs)
        given().when(command).refused(support_file.NotOpened)


@every(st.integers(0, 2**32 - 1))
def test_whatever_anyone_asks_in_whatever_order_the_rules_hold(seed: int) -> None:
    """Nobody advises their own authority, only adviser and facilitators keep a file, and nothing is added to a closed one."""
    chance = random.Random(seed)
    around = network.rules.fold(THE_NETWORK)
    state: Any = None
    for _ in range(30):
        by = chance.choice((ADA, BEN, CAS))
        wishes: tuple[support_file.Command, ...] = (
            *(opening(chance.choice((BEN, CAS)), chance.choice((HAUTEFEUILLE, RIVEBELLE))), Close(), Reopen()),
            *(DeliverTool(TOOL, "Tableur"), TakeToolBack(TOOL)),
        )
        asked = Asked(NETWORK, HERE, CommandId(ids.new()), by, NOW, reason="x", others={NETWORK: around})
        try:
            happened = support_file.rules.decide(chance.choice(wishes), state, asked)
        except Refused:
            continue
        before, state = state, support_file.rules.fold(happened, state)
        assert not happened or by in (state.opened.adviser, ADA)
        assert (state.opened.adviser, state.opened.authority) not in ((BEN, HAUTEFEUILLE), (CAS, RIVEBELLE))
        assert before is None or not before.closed or not any(isinstance(one, ToolDelivered | ToolTakenBack) for one in happened)
