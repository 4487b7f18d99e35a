"""Documents of a plan: on paper and as slides, as whoever takes them along sees it, now or as of a moment."""

import csv
import io
import re
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import msgspec
import pytest
from pptx import Presentation

from events import ids
from events.ids import Token
from service.booklet import contents
from service.booklet import printing as pages
from service.documents import printing
from service.documents import synthesis as on_paper
from service.documents.stand import Stand
from service.documents.words import Words
from tests.http.test_exports import listed
from tests.http.test_minutes import MARKUP, held, printed
from tests.http.test_syntheses import Day
from tests.http.town import Town
from tests.people import ADA, BEN, CAS, DOT

PAPER = "application/pdf"


async def taken(town: Town, by: Any, path: str, **parameters: Any) -> httpx.Response:
    answer = await town.get(by, path, after=f"1.{await town.head()}", **parameters)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"  # names are in it: who is erased stays in no cache
    return answer


def bookmarks(paper: bytes) -> set[str]:
    """The headings that a reader of a PDF jumps to."""
    titles = re.findall(rb"<</Parent[^\n]*?/Title(?:<([0-9A-F]+)>|\((.*?)\))", paper)
    return {bytes.fromhex(coded.decode()).decode("utf-16") if coded else plainly.decode("latin-1") for coded, plainly in titles}


async def test_a_plan_and_its_actions_are_tagged_pdfs_with_headings_to_jump_to(town: Town) -> None:
    axis = str(ids.new())
    await town.ask(BEN, "action_plan.add_axis", town.plan, axis=axis, title="Habiter", order_key="V")
    hedge = await town.add(BEN, "Planter une haie", axis=axis, description=MARKUP, elected_people=[str(CAS)], budget_planned=150_000)
    await town.ask(BEN, "action.add", str(ids.new()), plan=town.plan, title="Choisir les plants", order_key="V", parent=hedge)
    before = f"1.{await town.head()}"
    await town.ask(BEN, "action.edit", hedge, title={"was": "Planter une haie", "to": "Planter un bois"})
    paper = (await taken(town, DOT, f"/plans/{town.plan}/plan.pdf", language="fr")).content
    assert paper.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in paper
    assert b"pdfuaid" in paper
    assert re.search(rb"/Lang ?\(fr\)", paper)
    assert len(re.findall(rb"/S ?/TH\b", paper)) == 5  # of the table by axis
    assert bookmarks(paper) == {"Sommaire", "Chiffres clés", "Habiter", "Planter un bois", "Choisir les plants"}
    then = (await taken(town, DOT, f"/plans/{town.plan}/plan.pdf", language="en", at=before)).content
    assert bookmarks(then) == {"Contents", "Key figures", "Habiter", "Planter une haie", "Choisir les plants"}
    card = await taken(town, DOT, f"/actions/{hedge}/action.pdf", language="en")
    assert card.headers["content-type"] == PAPER
    assert bookmarks(card.content) == {"Overview", "Who", "Means and budget", "Sub-actions"}
    left = [(one["person_id"], one["what"], one["about"]) for one in await listed(town, ADA)]
    assert left == [(str(DOT), "action_pdf", town.plan), *[(str(DOT), "plan_pdf", town.plan)] * 2]


async def test_minutes_are_a_tagged_pdf_too_while_they_are_written(town: Town) -> None:
    day = await held(town, (1,))
    paper = await printed(day, language="fr", what="minutes")
    assert b"pdfuaid" in paper
    assert bookmarks(paper) == {"Présences", "Ouverture", "Atelier 1", "Idées fortes", "Décisions", "Les suites", "Et après"}
    assert [one["what"] for one in await listed(town, ADA)] == ["minutes_pdf"]


async def test_minutes_that_hold_a_decision_on_something_restricted_say_so_to_who_may_know(town: Town) -> None:
    day = await held(town, (0,))
    secret = await town.add(BEN, "Racheter une parcelle")
    decided = {
        "decision": str(ids.new()),
        "text": "Acheter",
        "due_on": "2026-12-01",
        "owner": str(BEN),
        "plan": town.plan,
        "action": secret,
    }
    await town.ask(BEN, "meeting.record_decision", day.meeting, **decided)
    await town.ask(ADA, "action.restrict", secret, parties=[str(BEN)])
    papers = [await printed(day, by, language="fr", what="minutes") for by in (BEN, CAS)]
    for tag in (b"TR", b"Strong"):  # the decision stands in one of them alone, and that it does
        theirs, others = (len(re.findall(rb"/S ?/%s\b" % tag, paper)) for paper in papers)
        assert theirs == others + 1, tag
    booklet = await day.read("booklet", by=BEN)
    told = pages.told(msgspec.convert(booklet, contents.Booklet), 1, Words("fr", {}, {}))
    assert told["marks"][-1].startswith("Ce document contient 1 décision sur une action réservée")


async def test_what_is_kept_to_some_is_in_no_document_of_others(town: Town) -> None:
    await town.add(BEN, "Planter une haie")
    secret = await town.add(BEN, "Racheter une parcelle")
    await town.ask(ADA, "action.restrict", secret, parties=[str(BEN)])
    for person, may in ((BEN, True), (CAS, False), (ADA, False)):
        paper = (await taken(town, person, f"/plans/{town.plan}/plan.pdf", language="fr")).content
        assert ("Racheter une parcelle" in bookmarks(paper)) is may
        card = await town.get(person, f"/actions/{secret}/action.pdf")
        assert card.status_code == (200 if may else 404)
        slides = (await taken(town, person, f"/plans/{town.plan}/review.pptx")).content
        assert any("parcelle" in text for text in said(slides)) is may
        assert any("restricted action" in text for text in said(slides)) is may
        open_data = (await taken(town, person, f"/plans/{town.plan}/open-data.csv")).text
        assert "haie" in open_data
        assert "parcelle" not in open_data  # whoever reads it: it is meant for everybody


def said(slides: bytes) -> list[str]:
    """Every text of a presentation: titles, tables, notes, and what is told of charts."""
    found = []
    for slide in Presentation(io.BytesIO(slides)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                found.append(shape.text_frame.text)
            if shape.has_table:
                found += [cell.text for row in shape.table.rows for cell in row.cells]
            found.append(shape._element.xpath("string(.//p:cNvPr/@descr)"))
        found.append(slide.notes_slide.notes_text_frame.text)
    return [text for text in found if text]


async def test_a_year_is_shown_as_slides_with_titles_notes_and_charts_told_in_words(town: Town) -> None:
    year = datetime.now(ZoneInfo("Europe/Paris")).year
    done = await town.add(BEN, "Rénover l’école", status="in_progress", lead="Mairie", elected_people=[str(CAS)], budget_planned=150_000)
    await town.ask(BEN, "action.edit", done, status={"was": "in_progress", "to": "done"})
    await town.add(BEN, "Planter une haie", ends_on=f"{year - 1}-06-30")
    await town.add(BEN, "Ouvrir un atelier", starts_on=f"{year + 1}-01-01")
    answer = await taken(town, DOT, f"/plans/{town.plan}/review.pptx", language="fr", year=year)
    assert answer.headers["content-type"] == printing.SLIDES
    show = Presentation(io.BytesIO(answer.content))
    titles = [slide.shapes.title.text for slide in show.slides]
    assert titles == [
        *(f"Bilan de l’année {year}", f"L’année {year} en chiffres", "État des actions par axe", f"Réalisé en {year}", "En retard"),
        *("Budget hors taxes", f"Au programme de {year + 1}", "Actions suivies par Cas Merlange"),
    ]
    charts = [shape for slide in show.slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) == 2  # native ones, that people go on with
    told = said(answer.content)
    assert "Actions sans axe\u00a0: À discuter / À venir 2, Réalisé 1" in told  # in the alternative text, and in the notes
    tables = {
        slide.shapes.title.text: [row.cells[0].text for row in shape.table.rows][1:]
        for slide in show.slides
        for shape in slide.shapes
        if shape.has_table
    }
    assert tables[f"Réalisé en {year}"] == ["Rénover l’école"]
    assert tables["En retard"] == ["Planter une haie"]
    assert tables[f"Au programme de {year + 1}"] == ["Ouvrir un atelier"]
    early = await town.get(DOT, f"/plans/{town.plan}/review.pptx", year=year + 1)
    assert (early.status_code, early.json()["code"]) == (400, "invalid.year")
    young = await town.get(DOT, f"/plans/{town.plan}/review.pptx", year=year - 1)
    assert (young.status_code, young.json()["code"]) == (404, "missing.then")
    assert [one["what"] for one in await listed(town, ADA)] == ["plan_review"]


async def test_open_data_of_a_plan_has_commas_iso_days_and_no_names(town: Town) -> None:
    await town.add(
        BEN, "Planter, puis tailler", starts_on="2026-03-01", budget_planned=150_050, elected_people=[str(CAS)], notes="Entre nous"
    )
    answer = await taken(town, DOT, f"/plans/{town.plan}/open-data.csv")
    assert not answer.content.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(answer.text))
    assert (row["titre"], row["date_debut"], row["budget_previsionnel_ht_eur"]) == ("Planter, puis tailler", "2026-03-01", "1500.50")
    assert not {"Cas Merlange", "Entre nous"} & {*row.values()}


async def test_a_plan_that_is_too_large_to_print_is_told_so(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "LARGEST", 100)
    answer = await town.get(DOT, f"/plans/{town.plan}/plan.pdf")
    assert (answer.status_code, answer.json()["code"]) == (409, "document.too_large")


async def test_a_synthesis_is_a_tagged_pdf_that_loses_nothing_and_is_of_a_moment(town: Town) -> None:
    day = await Day(town).told()
    letters = await day.gather("Écrire aux membres", "Une liste", "Une lettre")
    before = f"1.{await town.head()}"
    await day.gather("Se parrainer", "Le parrainage", "Organiser")
    path = f"/syntheses/{day.synthesis}/synthesis.pdf"
    paper = (await taken(town, DOT, path, language="fr")).content
    assert b"pdfuaid" in paper
    assert bookmarks(paper) == {
        *("Ateliers dont elle part", "Regroupements", "Écrire aux membres", "Se parrainer", "En attente d’un regroupement"),
    }
    assert "Se parrainer" not in bookmarks((await taken(town, DOT, path, language="en", at=before)).content)
    page = await day.page()
    told = on_paper.told(whole(page), Stand(Token(1, 1), datetime.now(UTC), date.today()), Words("fr", {}, {}))
    said = [row[0] for part in (*(one["said"] for one in told["clusters"]), told["waiting"]) for row in part]
    assert sorted(said) == sorted(one["action"] for one in page["contributions"])
    assert [one["title"] for one in told["clusters"]] == ["Écrire aux membres", "Se parrainer"]
    assert letters == page["clusters"][0]["cluster_id"]
    assert [one["what"] for one in await listed(town, ADA)] == ["synthesis_pdf"] * 2


def whole(page: dict[str, Any]) -> on_paper.Rows:
    """What a page answers, as the document takes it."""
    rows = {name: page[name] for name in ("synthesis", "clusters", "answers", "scores", "contributions")}
    none: dict[str, Any] = {"promotions": {}, "workshops": {}, "actions": {}, "kept": []}
    return msgspec.convert({**rows, "places": page["sources"], **none}, on_paper.Rows)
