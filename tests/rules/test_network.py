"""A network: who belongs to it, who may do what, and that somebody can always let others in."""

from typing import Any

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from events import network
from events.fields import Change
from tests import histories
from tests.people import ADA, BEN, CAS, ELSEWHERE, EVA, FOUNDED, HAUTEFEUILLE, RIVEBELLE, THE_NETWORK, THE_TOWNS
from tests.spec import given, refuses

THE_TOWN_HALL = THE_TOWNS[0]


def test_nothing_can_be_asked_of_a_network_that_was_not_founded() -> None:
    for command in (network.Rename(Change("a", "b")), network.Suspend(BEN), network.Release(RIVEBELLE)):
        given().when(command).refused(network.NotFounded)


def test_a_network_is_renamed_by_who_saw_its_name() -> None:
    rename = network.Rename(Change("Réseau des deux vallées", "Les deux vallées"))
    given(*THE_NETWORK).when(rename).then(network.Renamed(name="Les deux vallées"))
    given(*THE_NETWORK, network.Renamed(name="Autrement")).when(rename).refused(network.SomeoneElseRenamed)
    given(*THE_NETWORK, network.Renamed(name="Les deux vallées")).when(rename).then()


def test_a_network_has_a_name() -> None:
    refuses(network.Rename(Change("Réseau", " ")), ".command.name.to")


def test_a_town_is_admitted_once_and_what_is_known_of_it_is_brought_up_to_date() -> None:
    admit = network.Admit(HAUTEFEUILLE, "Hautefeuille", "municipality", siren="212100010", population=4_200)
    given(FOUNDED).when(admit).then(THE_TOWN_HALL)
    given(*THE_NETWORK).when(admit).then()
    grown = network.Admit(HAUTEFEUILLE, "Hautefeuille", "municipality", siren="212100010", population=4_300)
    given(*THE_NETWORK).when(grown).then(
        network.AuthorityAdmitted(authority=HAUTEFEUILLE, name="Hautefeuille", kind="municipality", siren="212100010", population=4_300)
    )


def test_a_siren_that_can_be_none_is_refused() -> None:
    for wrong in ("212100011", "212010010", "000000001"):
        given(*THE_NETWORK).when(network.Admit(HAUTEFEUILLE, "Hautefeuille", "municipality", siren=wrong), by=ADA).refused(
            network.WrongSiren
        )


def test_a_town_that_leaves_takes_the_roles_of_its_people_with_it() -> None:
    two_for_one_town = network.RoleGiven(person=CAS, role="elected_official", authority=HAUTEFEUILLE)
    given(*THE_NETWORK, two_for_one_town).when(network.Release(HAUTEFEUILLE)).then(
        network.RoleTaken(person=BEN, role="editor", authority=HAUTEFEUILLE),
        network.RoleTaken(person=CAS, role="elected_official", authority=HAUTEFEUILLE),
        network.AuthorityReleased(authority=HAUTEFEUILLE),
    )


def test_a_town_that_is_no_member_can_not_leave() -> None:
    given(*THE_NETWORK).when(network.Release(ELSEWHERE)).then()


def test_a_town_that_left_can_come_back() -> None:
    gone = (
        given(*THE_NETWORK)
        .when(network.Release(RIVEBELLE))
        .then(network.RoleTaken(person=CAS, role="editor", authority=RIVEBELLE), network.AuthorityReleased(authority=RIVEBELLE))
    )
    gone.when(network.Admit(RIVEBELLE, "Rivebelle", "municipality")).then(
        network.AuthorityAdmitted(authority=RIVEBELLE, name="Rivebelle", kind="municipality")
    )


def test_a_role_is_given_once() -> None:
    given(*THE_NETWORK).when(network.GiveRole(EVA, "partner")).then(network.RoleGiven(person=EVA, role="partner"))
    given(*THE_NETWORK).when(network.GiveRole(BEN, "editor", HAUTEFEUILLE)).then()


@pytest.mark.parametrize("role", ["editor", "elected_official"])
def test_who_edits_or_was_elected_acts_for_a_member(role: Any) -> None:
    given(*THE_NETWORK).when(network.GiveRole(EVA, role)).refused(network.AuthorityNeeded)
    given(*THE_NETWORK).when(network.GiveRole(EVA, role, ELSEWHERE)).refused(network.NotAMember)
    given(*THE_NETWORK).when(network.GiveRole(EVA, role, RIVEBELLE)).then(network.RoleGiven(person=EVA, role=role, authority=RIVEBELLE))


def test_a_role_that_someone_does_not_hold_can_not_be_taken() -> None:
    given(*THE_NETWORK).when(network.TakeRole(BEN, "editor", RIVEBELLE)).then()
    given(*THE_NETWORK).when(network.TakeRole(BEN, "editor", HAUTEFEUILLE)).then(
        network.RoleTaken(person=BEN, role="editor", authority=HAUTEFEUILLE)
    )


SECOND_FACILITATOR = network.RoleGiven(person=BEN, role="facilitator")


def test_the_last_facilitator_stays() -> None:
    take = network.TakeRole(ADA, "facilitator")
    given(*THE_NETWORK).when(take).refused(network.LastFacilitator)
    given(*THE_NETWORK, SECOND_FACILITATOR).when(take).then(network.RoleTaken(person=ADA, role="facilitator"))


def test_the_last_facilitator_is_not_suspended() -> None:
    given(*THE_NETWORK).when(network.Suspend(ADA)).refused(network.LastFacilitator)
    given(*THE_NETWORK, SECOND_FACILITATOR).when(network.Suspend(ADA)).then(network.PersonSuspended(person=ADA))


def test_a_suspended_facilitator_does_not_count_as_one() -> None:
    away = given(*THE_NETWORK, SECOND_FACILITATOR, network.PersonSuspended(person=BEN))
    away.when(network.Suspend(ADA)).refused(network.LastFacilitator)
    away.when(network.TakeRole(ADA, "facilitator")).refused(network.LastFacilitator)
    away.when(network.TakeRole(BEN, "facilitator")).then(network.RoleTaken(person=BEN, role="facilitator"))


def test_a_town_does_not_leave_with_the_last_facilitator() -> None:
    only = given(FOUNDED, *THE_TOWNS, network.RoleGiven(person=BEN, role="facilitator", authority=HAUTEFEUILLE))
    only.when(network.Release(HAUTEFEUILLE)).refused(network.LastFacilitator)


def test_the_suspended_keep_their_roles_for_a_return() -> None:
    suspended = given(*THE_NETWORK).when(network.Suspend(BEN)).then(network.PersonSuspended(person=BEN))
    state = network.rules.fold(suspended.events)  # type: ignore[arg-type]  # events of a network
    assert state is not None
    assert state.held_by(BEN) == frozenset()
    back = suspended.when(network.Reinstate(BEN)).then(network.PersonReinstated(person=BEN))
    state = network.rules.fold(back.events)  # type: ignore[arg-type]  # events of a network
    assert state is not None
    assert state.held_by(BEN) == {network.Held("editor", HAUTEFEUILLE)}


def test_nobody_is_suspended_or_let_in_twice() -> None:
    given(*THE_NETWORK, network.PersonSuspended(person=BEN)).when(network.Suspend(BEN)).then()
    given(*THE_NETWORK).when(network.Reinstate(BEN)).then()


@every(histories.histories())
def test_whatever_is_asked_a_network_that_had_a_facilitator_has_one(history: histories.History) -> None:
    model = histories.Model()
    had = False
    for asking, by in history:
        model.ask(asking, by)
        _, state = model.states[histories.asked_first()[0][0].stream]
        has = any(held.role == "facilitator" for person in state.roles for held in state.held_by(person))
        assert has or not had
        had = has


@every(st.lists(histories.any_event(), max_size=8))
def test_any_history_folds(events: list[Any]) -> None:
    assert isinstance(network.rules.fold([FOUNDED, *events]), network.Running)
    network.rules.fold(events)


# --- Redaction ------------------------------------------------------------------------------------------------------


def place(position: int, *names: str) -> network.Place:
    return network.Place(position, names)


def test_a_text_is_taken_out_for_a_reason() -> None:
    redact = network.Redact((place(7, "description"),))
    given(*THE_NETWORK).when(redact).refused(network.RedactionReasonNeeded)
    given(*THE_NETWORK).when(redact, reason="Une personne privée est nommée.").then(
        network.EventRedacted(positions=(7,), fields=("description",))
    )


def test_of_each_event_goes_what_was_named_and_nothing_else() -> None:
    redact = network.Redact((place(9, "description"), place(12, "yours", "was"), place(7, "description")))
    given(*THE_NETWORK).when(redact, reason="Une personne privée est nommée.").then(
        network.EventRedacted(positions=(7, 9), fields=("description",)),
        network.EventRedacted(positions=(12,), fields=("was", "yours")),
    )


def test_what_was_taken_out_is_not_taken_out_again() -> None:
    before = network.EventRedacted(positions=(7, 9), fields=("description",))
    redact = network.Redact((place(7, "description", "notes"), place(9, "description")))
    given(*THE_NETWORK, before).when(redact, reason="Encore.").then(network.EventRedacted(positions=(7,), fields=("notes",)))


# --- Guests ---------------------------------------------------------------------------------------------------------

FARM = network.AuthorityAdmitted(authority=ELSEWHERE, name="Ferme des Lilas", kind="farming")


def test_a_guest_takes_part_through_partners_and_nothing_more() -> None:
    opened = given(*THE_NETWORK).when(network.Admit(ELSEWHERE, "Ferme des Lilas", "farming")).then(FARM)
    for role in ("editor", "elected_official", "facilitator", "auditor"):
        opened.when(network.GiveRole(EVA, role, ELSEWHERE)).refused(network.GuestsArePartners)
    opened.when(network.GiveRole(EVA, "partner", ELSEWHERE)).then(network.RoleGiven(person=EVA, role="partner", authority=ELSEWHERE))


def test_a_member_becomes_no_guest_while_its_people_do_more_than_guests() -> None:
    guest = network.Admit(HAUTEFEUILLE, "Hautefeuille", "guest_association")
    given(*THE_NETWORK).when(guest).refused(network.GuestsArePartners)
    taken = network.RoleTaken(person=BEN, role="editor", authority=HAUTEFEUILLE)
    given(*THE_NETWORK, taken).when(guest).then(
        network.AuthorityAdmitted(authority=HAUTEFEUILLE, name="Hautefeuille", kind="guest_association")
    )


def test_partners_speak_for_a_guest_and_for_no_other_member() -> None:
    partners = [network.RoleGiven(person=EVA, role="partner", authority=of) for of in (ELSEWHERE, HAUTEFEUILLE)]
    state = network.rules.fold([*THE_NETWORK, FARM, *partners])
    assert state is not None
    assert state.speaks_for(EVA, ELSEWHERE)
    assert not state.speaks_for(EVA, HAUTEFEUILLE)
    assert state.speaks_for(BEN, HAUTEFEUILLE)
    assert not state.speaks_for(BEN, ELSEWHERE)
    assert state.speaks_for(ADA, ELSEWHERE)
