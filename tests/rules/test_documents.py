"""What documents say of a plan: figures by axis with all below, what counts as done in a year, and nobody's name once it is erased."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from msgspec import structs

from events.ids import NetworkId, Token
from projections.plan_board import Card
from projections.plan_list import Plan
from service.documents import plan, review
from service.documents.plan import Rows
from service.documents.stand import Stand
from service.documents.words import Words
from service.identity.people import Known
from tests.people import BEN, CAS, HAUTEFEUILLE
from tests.rules.test_plan_export import HAB, ORG, Desk

NOW = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
STAND = Stand(Token(1, 42), NOW, NOW.date())
WORDS = Words("fr", {BEN: Known(BEN, "Ben Clairmont", None, True), CAS: Known(CAS, None, None, False)}, {HAUTEFEUILLE: "Hautefeuille"})


def rows(desk: Desk, kept: frozenset[UUID] = frozenset()) -> Rows:
    cards = [*desk.cards.values()]
    of = Plan(cards[0].plan_id, NetworkId(UUID(int=1)), "Agenda 21", None, HAUTEFEUILLE, NOW, BEN)
    return Rows("Réseau", of, [*desk.axes.values()], cards, kept)


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    made.add("Planter des haies", elected_people=(BEN, CAS), budget_planned=150_050)
    made.add("Isoler la mairie", axis=ORG, status="done")
    return made


def test_an_axis_counts_all_that_lies_below_it(desk: Desk) -> None:
    gone = str(UUID(int=9))  # an axis that was withdrawn: what it held is in none
    figures = {f"status.{HAB}.planned": 1, f"status.{ORG}.done": 2, f"late.{ORG}": 1, f"status.{gone}.done": 4, f"aim.{HAB}.climate": 8}
    loose = desk.add("Sans axe", axis=None)
    assert desk.cards[loose].axis_id is None
    counted = {part.axis and part.axis.title: told for part, told in plan.by_axis(rows(desk).parts, figures)}
    assert counted == {
        "Habiter": {"status.planned": 1, "status.done": 2, "late": 1},
        "Se loger": {"status.done": 2, "late": 1},
        "Financer": {},
        None: {"status.done": 4},
    }


def test_names_are_those_of_today_and_amounts_and_days_are_written_as_in_french(desk: Desk) -> None:
    told = plan.whole(rows(desk), {}, STAND, WORDS)
    assert told["as_of"] == "État au 23 novembre 2026 à 9\u00a0h\u00a005 (position 1.42 du journal)"
    (fields,) = [action["fields"] for group in told["groups"] for action in group["actions"] if action["title"] == "Planter des haies"]
    texts = {field.label: field.texts for field in fields}
    assert texts["Élus et élues référents\u00a0:"] == ["Ben Clairmont", "Personne effacée"]
    assert texts["Budget prévisionnel HT\u00a0:"] == ["1\u202f500,50\u00a0€"]


def test_a_document_that_holds_something_restricted_says_so_on_its_cover_and_beside_it(desk: Desk) -> None:
    secret = next(iter(desk.cards))
    told = plan.whole(rows(desk, frozenset({secret})), {}, STAND, WORDS)
    assert told["marks"] == ["Ce document contient 1 action réservée\u00a0: ne le transmettez qu’aux personnes qui peuvent la voir."]
    assert [action["kept"] for group in told["groups"] for action in group["actions"]].count(True) == 1
    assert plan.whole(rows(desk), {}, STAND, WORDS)["marks"] == []


def card(desk: Desk, **values: object) -> Card:
    return structs.replace(next(iter(desk.cards.values())), **values)


@pytest.mark.parametrize(
    ("before", "after", "ends_on", "counts"),
    [
        ("in_progress", "done", None, True),
        ("done", "done", None, False),  # it was before
        (None, "done", date(2026, 5, 1), True),  # entered this year, and done in it
        (None, "done", date(2020, 5, 1), False),  # brought in with what was done long ago
        ("planned", "in_progress", None, False),
    ],
)
def test_what_was_done_in_a_year_is_what_was_not_done_when_it_began(
    desk: Desk, before: str | None, after: str, ends_on: date | None, counts: bool
) -> None:
    then = None if before is None else card(desk, status=before, ends_on=ends_on)
    assert review.was_done(card(desk, status=after, ends_on=ends_on), then, 2026) is counts


def test_next_year_is_for_what_is_not_over_by_then(desk: Desk) -> None:
    assert review.is_of(card(desk, starts_on=date(2027, 3, 1), ends_on=date(2028, 3, 1)), 2027)
    assert review.is_of(card(desk, ends_on=date(2026, 3, 1), continuous=True), 2027)
    assert not review.is_of(card(desk, ends_on=date(2026, 3, 1)), 2027)
    assert not review.is_of(card(desk, starts_on=date(2028, 3, 1)), 2027)
    assert not review.is_of(card(desk, status="done"), 2027)


def test_a_long_list_ends_by_saying_how_many_more_there_are(desk: Desk) -> None:
    for number in range(review.LISTED + 3):
        desk.add(f"Action {number}", status="done")
    slides = review.told(2026, rows(desk), {}, {}, STAND, WORDS)["slides"]
    done = [slide for slide in slides if slide["title"].startswith("Réalisé en 2026")]
    assert len(done) == review.LISTED / review.LINES
    assert [slide["more"] for slide in done] == ["", "", "", "", "… et 4 autres, dans le plan."]
    assert sum(len(slide["rows"]) for slide in done) == review.LISTED
