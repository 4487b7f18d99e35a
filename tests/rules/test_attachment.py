"""A file on an item: where one is attached, by whom it is renamed, withdrawn or erased, and what its name can not do."""

import re
from datetime import date
from typing import Any, get_args, get_type_hints
from uuid import UUID

import pytest
from hypothesis import given as every
from hypothesis import strategies as st
from msgspec import structs

from events import action, action_plan, attachment, catalogue, idea, meeting
from events.attachment import Attach, Attached, Erase, Erased, Rename, Renamed, Restore, Restored, Withdraw, Withdrawn, tidy
from events.decider import Invalid
from events.fields import Change
from events.ids import ActionId, PlanId
from tests.people import ADA, BEN, CAS, ELSEWHERE, HAUTEFEUILLE, stream
from tests.spec import Given, Happened, given

PLAN, ACTION, PART = PlanId(stream(31)), ActionId(stream(32)), ActionId(stream(33))
OPENED = action_plan.Opened(title="Plan climat", authority=HAUTEFEUILLE)
ADDED = action.Added(plan=PLAN, title="Planter une haie", order_key="V")
HASH = "ab" * 32
DAY = date(2026, 6, 12)
ON_ACTION: Happened = {ACTION: [ADDED]}


def attach(item: UUID = ACTION, kind: attachment.Kind = "action", **more: Any) -> Attach:
    return Attach(**{"item": item, "kind": kind, "sha256": HASH, "name": "Devis.pdf", "size": 12, "type": "pdf", "plan": PLAN} | more)


def attached(item: UUID = ACTION, kind: attachment.Kind = "action", **more: Any) -> Attached:
    told = {"item": item, "kind": kind, "sha256": HASH, "name": "Devis.pdf", "size": 12, "type": "pdf", "plan": PLAN, "author": BEN}
    return Attached(**told | more)


def here(*events: attachment.Event) -> Given:
    return given(attached(), *events, others=ON_ACTION)


def test_a_file_is_attached_to_what_stands_and_to_nothing_else() -> None:
    given(others=ON_ACTION).when(attach(title="Devis de la pépinière")).then(attached(title="Devis de la pépinière"))
    given(others={PLAN: [OPENED]}).when(attach(PLAN, "plan")).then(attached(PLAN, "plan"))
    called = meeting.Planned(title="Comité", kind="cafe", held_on=DAY, minutes=60)
    given(others={ACTION: [called]}).when(attach(ACTION, "meeting", plan=None)).then(attached(ACTION, "meeting", plan=None))
    given().when(attach()).refused(attachment.NoSuchItem)
    given(others={ACTION: [ADDED, action.Withdrawn()]}).when(attach()).refused(attachment.NoSuchItem)
    given(others=ON_ACTION).when(attach(plan=None)).refused(attachment.NoSuchItem)  # a role for one plan must not reach another one
    given(others=ON_ACTION).when(attach(kind="meeting", plan=None)).refused(attachment.NoSuchItem)  # an action is no meeting
    here().when(attach(name="Autre.pdf")).refused(attachment.AlreadyAttached)


@pytest.mark.parametrize("kind", sorted({*get_args(attachment.Kind)} - {"authority"}))
def test_each_kind_of_item_is_told_by_what_no_other_has(kind: attachment.Kind) -> None:
    """Without this a file could be attached to an idea as if it were an action, past what keeps that action from some."""
    states = {name: get_type_hints(rules.evolve)["state"] for name, rules in catalogue.DECIDERS.items()}
    having = [name for name, state in states.items() if any(hasattr(one, attachment.MARKS[kind]) for one in get_args(state))]
    assert having == [{"plan": "action_plan"}.get(kind, kind)]


def test_only_who_acts_for_an_authority_attaches_files_to_its_page() -> None:
    to = attach(HAUTEFEUILLE, "authority", plan=None)
    given().when(to).then(attached(HAUTEFEUILLE, "authority", plan=None))
    given().when(to, by=ADA).then(attached(HAUTEFEUILLE, "authority", plan=None, author=ADA))
    given().when(to, by=CAS).refused(attachment.NotTheirAuthority)
    given().when(attach(ELSEWHERE, "authority", plan=None)).refused(attachment.NoSuchItem)


def test_to_whom_an_action_is_not_there_neither_are_its_files() -> None:
    kept: Happened = {ACTION: [ADDED, action.Restricted(parties=(ADA, BEN))], PART: [structs.replace(ADDED, parent=ACTION)]}
    for item, part_of in ((ACTION, None), (PART, ACTION)):
        given(others=kept).when(attach(item), by=CAS).refused(attachment.NoSuchItem)
        there = given(attached(item, part_of=part_of, author=CAS), others=kept)
        for command in (Withdraw(), Restore(), Rename(title=Change(None, "x"))):
            there.when(command, by=CAS).refused(attachment.NotAttached)
        given(others=kept).when(attach(item)).then(attached(item, part_of=part_of))


def test_files_of_an_idea_that_became_an_action_stay_as_they_are() -> None:
    proposed = idea.Proposed(plan=PLAN, author=BEN, title="Des haies", origin="workshop")
    given(others={ACTION: [proposed]}).when(attach(kind="idea")).then(attached(kind="idea"))
    became: Happened = {ACTION: [proposed, idea.Promoted(action=PART)]}
    given(others=became).when(attach(kind="idea")).refused(attachment.NoSuchItem)
    given(attached(kind="idea"), others=became).when(Withdraw()).refused(attachment.NotAttached)
    given(attached(kind="idea"), others=became).when(Erase(), by=ADA).then(Erased())


def test_who_attached_a_file_or_a_facilitator_renames_withdraws_and_restores_it() -> None:
    for person in (BEN, ADA):
        gone = here().when(Withdraw(), by=person).then(Withdrawn())
        gone.when(Rename(title=Change(None, "Devis"))).refused(attachment.IsWithdrawn)
        gone.when(Restore(), by=person).then(Restored())
    for command in (Withdraw(), Restore(), Rename(title=Change(None, "Devis"))):
        here().when(command, by=CAS).refused(attachment.NotTheirs)
        given().when(command).refused(attachment.NotAttached)
    named = (
        here()
        .when(Rename(title=Change(None, "Devis signé"), name=Change("Devis.pdf", "devis 2.exe")))
        .then(Renamed(name="devis 2.exe.pdf", title="Devis signé"))
    )
    named.when(Rename(title=Change(None, "Autre"))).refused(attachment.ChangedMeanwhile)
    here(Erased()).when(Withdraw()).then(Withdrawn())


ATTACKS = {
    "../../etc/passwd": "passwd.pdf",
    "C:\\Windows\\win.ini": "win.ini.pdf",
    "facture\u202efdp.exe": "facturefdp.exe.pdf",
    "<img src=x onerror=alert(1)>.pdf": "_img src=x onerror=alert(1)_.pdf",
    'a"; filename="b.exe.pdf': "a__ filename=_b.exe.pdf",
    "a.pdf\r\nSet-Cookie: club21=1": "a.pdf Set-Cookie_ club21=1.pdf",
    "CON.pdf": "_CON.pdf",
    ".htaccess": "htaccess.pdf",
    ".pdf": "fichier.pdf",
    "\u200b\u202e": "fichier.pdf",
    "..": "fichier.pdf",
    "....//....//etc/passwd": "passwd.pdf",
    "\\\\serveur\\partage\\a.pdf": "a.pdf",
    "a.pdf" + " " * 50 + ".exe": "a.pdf .exe.pdf",
    "a.pdf:cache": "a.pdf_cache.pdf",
    "\u3164\u2800": "fichier.pdf",
    "é" * 500 + ".pdf": "é" * (attachment.LONGEST_NAME - 4) + ".pdf",
    "LPT1.tar.PDF": "_LPT1.tar.pdf",
    "délibération n° 12.PDF": "délibération n° 12.pdf",
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_name_is_nothing_but_the_name_of_a_file(name: str) -> None:
    assert tidy(name, "pdf") == ATTACKS[name]


@every(st.text(max_size=400), st.sampled_from(get_args(attachment.Type)))
def test_whatever_a_file_is_called_its_name_is_short_plain_and_ends_as_it_should(name: str, kind: attachment.Type) -> None:
    try:
        told = tidy(name, kind)
    except Invalid:
        return  # a control character: the door lets none in
    assert 1 < len(told) <= attachment.LONGEST_NAME
    assert told.rpartition(".")[2] in attachment.ENDINGS[kind]
    assert told == tidy(told, kind)
    assert not re.search(r'[/\\"<>:|?*\x00-\x1f\u200b-\u200f\u202a-\u202e\u2066-\u2069]|^\.', told)
