"""What the public sees: a version that a facilitator showed, as of its position, and no byte of anything else."""

import csv
import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args
from uuid import UUID

import httpx
import msgspec
from hypothesis import given as every
from hypothesis import settings
from hypothesis import strategies as st

from events import action, ids
from events.log.memory import MemoryStore
from projections import past
from projections.axis_list import axis_list
from projections.plan_board import Card, plan_board
from projections.plan_list import plan_list
from projections.restricted_items import restricted_items
from service.public import content, open_data
from service.public.content import Action
from service.public.markup import Markup, element
from service.public.shelf import Kept
from tests import histories
from tests.http.test_legal import sound
from tests.http.town import Town, asking
from tests.people import ADA, BEN, CAS, DOT, ELSEWHERE, EVA, HAUTEFEUILLE, RIVEBELLE
from tests.read.logs import followed, whole, written

FORMS = ("", "/plan.json", "/actions.csv", "/changes.atom")


def address(town: Town, form: str = "") -> str:
    return f"/public/{town.network}/{town.plan}{form}"


async def read(town: Town, form: str = "", **headers: str) -> httpx.Response:
    """What nobody in particular is answered."""
    return await town.browser(None, **headers).get(address(town, form))


def of_authority(town: Town, authority: object) -> str:
    return f"/public/{town.network}/authorities/{authority}".rstrip("/")


async def everything(town: Town) -> str:
    """All that the public can read of this network."""
    answers = [await read(town, form) for form in FORMS]
    answers += [await town.browser(None).get(of_authority(town, one)) for one in (HAUTEFEUILLE, RIVEBELLE, "")]
    answers.append(await town.browser(None).get(f"/public/{town.network}/changes.atom"))
    listed = [await town.browser(None).get(path) for path in ("/public", "/public/catalogue.json", "/plan-du-site")]
    return "\n".join(answer.text for answer in answers) + "\n".join(
        line for answer in listed for line in answer.text.split("<li>") if str(town.plan) in line
    )


async def publish(town: Town, label: str = "Version 1", **fields: Any) -> str:
    version = str(ids.new())
    await town.ask(ADA, "action_plan.publish", town.plan, version=version, label=label, **fields)
    return version


async def show(town: Town, label: str = "Version 1", **fields: Any) -> str:
    """Publish a version, and show it to the public."""
    version = await publish(town, label, **fields)
    await town.ask(ADA, "action_plan.show_to_public", town.plan, version=version)
    return version


# --- A pointer to a position that somebody set, never a draft ----------------------------------------------------------


async def test_the_public_sees_the_version_that_was_shown_and_no_draft_after_it(town: Town) -> None:
    added = await town.add(BEN, "Planter une haie", notes="entre nous")
    for form in FORMS:
        assert (await read(town, form)).status_code == 404
    await publish(town)
    assert (await read(town)).status_code == 404, "what is published in the network is not public by that"
    await show(town, "Version 2")
    await town.ask(BEN, "action.edit", added, title={"was": "Planter une haie", "to": "Planter un bois"})
    await town.ask(BEN, "action_plan.edit", town.plan, title={"was": "Plan climat", "to": "Plan secret"})
    await town.add(BEN, "Brouillon")
    await publish(town, "Version 3")
    told = await everything(town)  # for the first time: nothing of it is at hand yet
    assert "Planter une haie" in told
    for draft in ("bois", "secret", "Brouillon", "Version 3", "entre nous"):
        assert draft not in told
    assert told.count("Version 2") >= 4
    await show(town, "Version 4")
    told = await everything(town)
    assert "Planter un bois" in told
    assert "Planter une haie" not in told
    assert "Plan secret" in told


async def test_an_earlier_moment_can_be_shown(town: Town) -> None:
    await town.add(BEN, "Planter une haie")
    moment = (await town.get(BEN, "/plans")).headers["club21-position"]
    await town.add(BEN, "Trop tôt pour le dire")
    await show(town, "Telle que votée", of=moment)
    told = await everything(town)
    assert "Planter une haie" in told
    assert "Trop tôt" not in told


async def test_a_moment_before_the_plan_shows_nothing(town: Town) -> None:
    await show(town, "Avant", of="1.1")
    assert (await read(town)).status_code == 404


async def test_taken_back_is_as_if_it_had_never_been(town: Town) -> None:
    nowhere = f"/public/{ids.new()}/{ids.new()}"
    never = {form: await read(town, form) for form in FORMS}
    added = await town.add(BEN, "Planter une haie")
    await show(town)
    etag = (await read(town)).headers["etag"]
    for by, tag in ((ADA, "action_plan.hide_from_public"), (BEN, "action_plan.withdraw")):
        await town.ask(by, tag, town.plan)
        for form in FORMS:
            hidden, absent = await read(town, form), await town.browser(None).get(nowhere + form)
            strange = await town.browser(None).get(f"/public/{town.network}/nothing{form}")
            for one in (hidden, absent, strange):
                assert (one.status_code, one.content) == (404, never[form].content)
                assert one.headers.keys() == never[form].headers.keys()
        assert (await read(town, **{"if-none-match": etag})).status_code == 404
        assert added not in await everything(town)
        assert "Planter une haie" not in await everything(town)
        for authority in (HAUTEFEUILLE, RIVEBELLE, ELSEWHERE, "nothing", ""):
            answer = await town.browser(None).get(of_authority(town, authority))
            assert (answer.status_code, answer.content) == (404, never[""].content)
        if tag == "action_plan.hide_from_public":
            await show(town, "Version 2")
            assert (await read(town)).status_code == 200
    await town.ask(BEN, "action_plan.restore", town.plan)
    assert (await read(town)).status_code == 404, "an editor restores the plan; a facilitator shows it"


async def test_only_a_facilitator_shows_and_takes_back(town: Town) -> None:
    version = await publish(town)
    wishes = (asking("action_plan.show_to_public", town.plan, version=version), asking("action_plan.hide_from_public", town.plan))
    for person in (BEN, CAS, DOT):
        for wish in wishes:
            answer = await town.post(person, wish)
            assert (answer.status_code, answer.json()["code"].partition(".")[0]) == (403, "access")
    assert (await town.post(EVA, wishes[0])).status_code == 404
    assert (await town.post(None, wishes[0])).status_code == 401
    unknown = await town.post(ADA, asking("action_plan.show_to_public", town.plan, version=str(ids.new())))
    assert unknown.json()["code"] == "action_plan.no_such_version"
    await town.ask(ADA, "action_plan.show_to_public", town.plan, version=version)
    page = (await town.get(CAS, f"/plans/{town.plan}")).json()
    assert [one["version_id"] for one in page["public"]] == [version]


# --- Never what is kept to some people, never people ---------------------------------------------------------------------


async def test_what_is_restricted_today_or_was_then_never_appears(town: Town) -> None:
    then = await town.add(BEN, "Réservée alors", parties=[str(BEN)])
    today = await town.add(BEN, "Réservée depuis")
    part = await town.add(BEN, "Partie de ce qui l’est", parent=today)
    await town.add(BEN, "Ouverte à tous")
    await show(town)
    before = await read(town)
    assert "Réservée alors" not in before.text
    assert "Réservée depuis" in before.text
    await town.ask(ADA, "action.open", then)
    await town.ask(ADA, "action.restrict", today, parties=[str(BEN)])
    told = await everything(town)
    for hidden in ("Réservée", "Partie de ce qui", then, today, part):
        assert hidden not in told
    assert "Ouverte à tous" in told
    assert (await read(town, **{"if-none-match": before.headers["etag"]})).status_code == 200, "the old page no longer holds"
    await show(town, "Version 2")
    assert "Réservée alors" in await everything(town)


async def test_no_person_and_no_field_that_is_kept_appears(town: Town) -> None:
    kept = {
        "notes": "Note-interne",
        "governance": "Comité de Mme X",
        "resources": "0,2 ETP de M. Y",
        "budget_actual": 777_700,
        "priority": "high",
    }
    people = {"lead_people": [str(CAS)], "elected_people": [str(DOT)]}
    shown = {"lead": "Mairie", "partners": ["CAF"], "budget_planned": 2_400_050, "funders": {"ADEME": {"amount": 5_000_000}}}
    added = await town.add(BEN, "Planter une haie", extra={"Colonne": "D-origine"}, **kept, **people, **shown)
    await town.post(BEN, {**asking("action.edit", added, status={"was": "planned", "to": "paused"}), "reason": "Motif-interne"})
    await show(town)
    told = await everything(town)
    for hidden in (
        "Note-interne",
        "Mme X",
        "M. Y",
        "777700",
        "7777.0",
        "7777,0",
        "7\u202f777,0",
        "7 777,0",
        "D-origine",
        "Motif-interne",
        *map(str, (ADA, BEN, CAS, DOT)),
    ):
        assert hidden not in told
    for name in ("Vallon", "Clairmont", "Merlange", "Aubrac"):
        assert name not in told
    page = (await read(town, **{"accept-language": "fr"})).text
    for seen in ("Mairie", "CAF", "24\u202f000,50\u00a0€", "ADEME\u00a0: 50\u202f000\u00a0€", "En pause"):
        assert seen in page


# --- Figures, and each action at an address of its own -------------------------------------------------------------------


def cells(page: str, caption: str) -> dict[str, list[str]]:
    """A table of a page, line by line under its first cell."""
    (table,) = re.findall(rf"<caption>{caption}</caption>(.*?)</table>", page)
    lines = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line) for line in re.findall(r"<tr>(.*?)</tr>", table)]
    plain = [[re.sub(r"<[^>]*>", "", cell) for cell in line] for line in lines]
    return {first: rest for first, *rest in plain}


async def test_figures_count_what_the_public_sees_and_nothing_else(town: Town) -> None:
    axis = str(ids.new())
    await town.ask(BEN, "action_plan.add_axis", town.plan, axis=axis, title="Nature", order_key="V")
    hedge = await town.add(BEN, "Une haie", axis=axis, status="done", budget_planned=120_050, aims=["biodiversity", "climate"])
    await town.add(BEN, "Les essences", parent=hedge, funders={"ADEME": {"amount": 70_000}, "Région": {"amount": None}})
    await town.add(BEN, "Sans axe", status="in_progress", aims=["climate"], budget_planned=30_000)
    kept = await town.add(BEN, "Réservée depuis", status="blocked", budget_planned=9_900_000, aims=["cohesion"])
    await show(town)
    assert "blocked" in (await read(town)).text
    await town.ask(ADA, "action.restrict", kept, parties=[str(BEN)])
    page = (await read(town)).text
    assert "3 actions (planned\u00a01, in progress\u00a01, done\u00a01); 33% done." in page
    assert cells(page, "Where actions stand, by axis") == {
        "Axis": ["Planned", "In progress", "Done", "Total"],
        "Nature": ["1", "0", "1", "2"],
        "Actions without an axis": ["0", "1", "0", "1"],
        "Total": ["1", "1", "1", "3"],
    }
    assert cells(page, "Budget, excluding tax")["Total"] == ["€1,500.50", "2 of 3"]
    assert cells(page, "Funders") == {"Funder": ["Amount"], "ADEME": ["€700"], "Région": ["–"]}
    aims = cells(page, "Aims served")
    assert (aims["Fight against climate change"], aims["No aim ticked"], aims["Social cohesion and solidarity"]) == (["2"], ["1"], ["0"])
    assert page.count('<svg class="bar"') == page.count('aria-hidden="true"') > 5
    assert "status-blocked" not in page


async def test_every_action_stands_at_an_address_of_its_own(town: Town) -> None:
    added = await town.add(BEN, "Planter une haie")
    await show(town)
    page = (await read(town)).text
    assert f'<article id="action-{added}">' in page
    assert f'<a href="#action-{added}">Planter une haie</a>' in page


# --- The page of an authority -----------------------------------------------------------------------------------------------


async def test_an_authority_has_a_page_of_what_it_shows_and_of_what_others_say_it_does(town: Town) -> None:
    theirs = str(ids.new())
    await town.ask(ADA, "action_plan.open", theirs, title="Plan paysage", authority=str(RIVEBELLE))
    lead = await town.add(BEN, "Planter une haie", code="1.1", lead=" rivebelle ", partners=["Rivebelle"], lead_people=[str(CAS)])
    await town.add(BEN, "Creuser une mare", co_leads=["Rivebelle"], status="in_progress")
    await town.add(BEN, "Ailleurs", lead="Rivebelle-sur-Mer")
    await town.ask(CAS, "action.add", str(ids.new()), plan=theirs, title="Un brouillon", order_key="V")
    answer = await town.browser(None).get(of_authority(town, RIVEBELLE))
    assert answer.status_code == 404, "that it belongs to the network is shown nowhere"
    await show(town)
    browser = town.browser(None, **{"accept-language": "fr"})
    page = (await browser.get(of_authority(town, RIVEBELLE))).text
    assert "<h1>Rivebelle</h1>" in page
    assert "<dd>212100028</dd>" in page
    assert cells(page, "2 actions") == {
        "Action": ["État", "Rôle"],
        "1.1 Planter une haie": ["À venir", "pilote, partenaire"],
        "Creuser une mare": ["En cours", "co-porteur"],
    }
    assert f'href="{address(town)}?lang=fr#action-{lead}"' in page
    for hidden in ("Ailleurs", "paysage", "brouillon", str(CAS), "Merlange"):
        assert hidden not in page, hidden
    own = await browser.get(of_authority(town, HAUTEFEUILLE))
    assert cells(own.text, "État des actions par plan")["Plan climat"] == ["2", "1", "3"]
    assert (await browser.get(of_authority(town, HAUTEFEUILLE), headers={"if-none-match": own.headers["etag"]})).status_code == 304
    assert of_authority(town, HAUTEFEUILLE) in (await read(town)).text
    assert cells((await browser.get(of_authority(town, ""))).text, "Ce que chaque collectivité .*?") == {
        "Collectivité": ["Ses plans publics", "Actions d’autres plans publics qui la nomment"],
        "Hautefeuille": ["1", "0"],
        "Rivebelle": ["0", "2"],
    }
    await town.ask(ADA, "action.restrict", lead, parties=[str(BEN)])
    assert lead not in (await browser.get(of_authority(town, RIVEBELLE))).text


async def test_a_name_that_two_authorities_share_means_neither(town: Town) -> None:
    admitted = {"authority": str(ELSEWHERE), "name": "RIVEBELLE", "kind": "association", "insee_code": None}
    await town.ask(ADA, "network.admit", str(town.network), **admitted)
    await town.add(BEN, "Planter une haie", lead="Rivebelle")
    await show(town)
    for one in (RIVEBELLE, ELSEWHERE):
        assert (await town.browser(None).get(of_authority(town, one))).status_code == 404


def test_every_field_of_an_action_is_public_or_kept_for_a_reason() -> None:
    assert {*Action.__struct_fields__, *content.KEPT} == {*Card.__struct_fields__}
    assert {*Action.__struct_fields__}.isdisjoint(content.KEPT)
    told = (Path(__file__).parents[2] / "docs" / "publication.md").read_text("utf-8")
    for line in re.findall(r"^\| (`.*`) \| (yes|no|what is withdrawn)", told, re.MULTILINE):
        for name in re.findall(r"`(\w+)`", line[0]):
            assert (name in Action.__struct_fields__) is (line[1] == "yes"), name
    for name in (*Action.__struct_fields__, *content.KEPT):
        assert f"`{name}`" in told, name


# --- The page is the plan as of the position -----------------------------------------------------------------------------


async def test_what_is_public_is_the_plan_as_of_the_position_less_what_is_kept(town: Town) -> None:
    axis, below = str(ids.new()), str(ids.new())
    await town.ask(BEN, "action_plan.add_axis", town.plan, axis=axis, title="Nature", order_key="V")
    await town.ask(BEN, "action_plan.add_axis", town.plan, axis=below, title="Haies", order_key="V", parent=axis)
    hedge = await town.add(BEN, "Planter une haie", axis=below, code="1.1.1")
    await town.add(BEN, "Choisir les essences", parent=hedge)
    await town.add(BEN, "Planter un verger", axis=below)
    await town.add(CAS, "Réservée", parties=[str(CAS)])
    gone = await town.add(CAS, "Retirée")
    await town.ask(CAS, "action.withdraw", gone)
    await show(town)
    position = await town.head() - 1
    await town.add(CAS, "Plus tard")
    then = await past.as_of(town.service.networks.store, town.network, UUID(town.plan), position)
    expected = {
        str(card.action_id): card.title for card in then.rows(plan_board).values() if not card.withdrawn and card.title != "Réservée"
    }
    told = (await read(town, "/plan.json")).json()["projets-territoire"]
    assert {one["id"]: one["nom"] for one in told} == expected
    page = (await read(town)).text
    assert re.findall(r"<h[1-6][^>]*>(?:<span[^>]*>[^<]*</span>)?(?:<a [^>]*>)?([^<]+)</", page) == [
        *(
            "Plan climat",
            "Contents",
            "In figures",
            "Nature",
            "Haies",
            "1.1.1 Planter une haie",
            "Choisir les essences",
            "Planter un verger",
            "Open data",
        )
    ]


@settings(max_examples=25)
@every(histories.histories(), st.floats(0, 1))
async def test_whatever_happened_all_that_is_public_is_there_once(history: histories.History, share: float) -> None:
    store = MemoryStore()
    network_id = await written(store, history)
    log = await whole(store, network_id)
    position = round(share * len(log))
    today = frozenset(followed(log, network_id).kept(restricted_items))
    for plan_id in histories.PLANS:
        then = await past.as_of(store, network_id, plan_id, position)
        shown = content.public(then, plan_id, today)
        plan = then.rows(plan_list).get(plan_id)
        assert (shown is None) is (plan is None or plan.withdrawn)
        if shown is None:
            continue
        _, groups = shown
        hidden = {*today, *then.rows(restricted_items)}
        cards = [card for card in then.rows(plan_board).values() if card.plan_id == plan_id and not card.withdrawn]
        expected = [card for card in cards if not hidden & {card.action_id, card.parent_id}]
        found = [one for group in groups for one in group.actions]
        assert sorted(map(str, (one.action_id for one in found))) == sorted(map(str, (card.action_id for card in expected)))
        fields = {card.action_id: card for card in expected}
        assert all(getattr(one, name) == getattr(fields[one.action_id], name) for one in found for name in Action.__struct_fields__)
        axes = [axis.axis_id for axis in then.rows(axis_list).values() if axis.plan_id == plan_id and not axis.withdrawn]
        assert sorted(map(str, (group.axis.axis_id for group in groups if group.axis))) == sorted(map(str, axes))


# --- Escaped, cached, in both languages ----------------------------------------------------------------------------------


async def test_no_text_becomes_markup_or_a_formula(town: Town) -> None:
    wicked = "<script>alert(1)</script> & \"quotes\" 'too'"
    await town.add(BEN, wicked, description=f"{wicked}\n\n{wicked}", partners=[wicked], code="=1+1")
    await town.add(BEN, "@SUM(A1)", code="-2", lead="+33")
    await show(town, "</title><img src=x onerror=alert(1)>")
    page = (await read(town)).text
    assert "<script" not in page
    assert "<img" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 4
    rows = list(csv.DictReader(io.StringIO((await read(town, "/actions.csv")).text)))
    assert [row["titre"] for row in rows] == [wicked, "'@SUM(A1)"]
    assert [row["code"] for row in rows] == ["'=1+1", "'-2"]
    assert rows[1]["structure_pilote"] == "'+33"
    assert element("p", "<b>", Markup("<i>"), title='"><b>') == '<p title="&quot;&gt;&lt;b&gt;">&lt;b&gt;<i></p>'


async def test_a_page_is_asked_for_again_and_sent_once(town: Town) -> None:
    await town.add(BEN, "Planter une haie")
    await show(town)
    first = await read(town)
    shelf = town.service.inside.state.shelf
    folds = shelf.folds
    again = await read(town, **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await read(town)).content == first.content
    assert (await town.browser(BEN).get(address(town))).content == first.content, "who signed in sees what anyone sees"
    assert shelf.folds == folds
    assert first.headers["cache-control"] == "no-cache"
    assert "unsafe" not in first.headers["content-security-policy"]
    assert "<script" not in first.text
    assert "style=" not in first.text
    assert (await town.browser(None).get("/public/style.css")).headers["content-type"].startswith("text/css")
    assert (await town.browser(None).head(address(town))).status_code == 200


async def test_every_page_has_a_title_landmarks_and_headings_in_order(town: Town) -> None:
    axis = str(ids.new())
    await town.ask(BEN, "action_plan.add_axis", town.plan, axis=axis, title="Nature", order_key="V")
    hedge = await town.add(BEN, "Planter une haie", axis=axis, lead="Rivebelle")
    await town.add(BEN, "Choisir les essences", parent=hedge)
    await show(town)
    titles = set()
    for path in ("/public", address(town), *(of_authority(town, one) for one in ("", HAUTEFEUILLE, RIVEBELLE))):
        page = (await town.browser(None).get(path)).text
        sound(page)
        titles |= {*re.findall("<title>(.*?)</title>", page)}
        (canonical,) = re.findall(r'<link rel="canonical" href="[^"]*?//[^/"]+(/[^"]*)">', page)
        assert canonical == path
    assert len(titles) == 5


async def test_pages_speak_french_first(town: Town) -> None:
    await show(town)
    address_ = address(town)
    spoken: Mapping[str, dict[str, str]] = {"fr": {"accept-language": "de"}, "en": {"accept-language": "en-GB,fr;q=0.5"}}
    for language, headers in spoken.items():
        for path in (address_, "/public"):
            assert f'<html lang="{language}">' in (await town.browser(None, **headers).get(path)).text
    assert '<html lang="fr">' in (await town.browser(None).get(f"{address_}?lang=fr")).text
    assert '<html lang="en">' in (await town.browser(None).get(f"{address_}?lang=en", headers={"accept-language": "fr"})).text


def test_what_is_kept_in_memory_is_bounded() -> None:
    kept: Kept[str] = Kept(10)
    for number in range(20):
        kept.keep(number, "page", 3)
        kept.get(19 - number)
    assert kept.weight <= 10
    kept.keep("huge", "page", 11)
    assert kept.get("huge") is None
    assert kept.get(19) == "page"


# --- Open data -------------------------------------------------------------------------------------------------------------


def test_every_status_has_a_place_in_the_national_schema() -> None:
    assert {*open_data.PHASES} == {*get_args(action.Status)}
    assert {phase for phase, _ in open_data.PHASES.values()} <= {"Idée", "Étude", "Opération"}
    assert {state for _, state in open_data.PHASES.values()} <= {"En cours", "En pause", "Bloqué", "Abandonné", "Terminé"}


async def test_open_data_says_whose_it_is_under_which_licence_and_of_when(town: Town) -> None:
    added = await town.add(
        BEN, "Planter une haie", starts_on="2026-03-01", budget_planned=2_400_050, description="Deux\nlignes", aims=["climate"]
    )
    await show(town)
    answer = await read(town, "/plan.json")
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["access-control-allow-origin"] == "*"
    told = answer.json()
    assert (told["licence"], told["schemaVersion"]) == ("etalab-2.0", "v0.1.1")
    assert "Hautefeuille" in told["attribution"]
    (project,) = told["projets-territoire"]
    assert project["id"] == added
    assert (project["phase"], project["phaseStatut"]) == ("Étude", "En cours")
    assert (project["budgetPrevisionnel"], project["dateDebutPrevisionnelle"]) == (24_001, "2026-03-01")
    assert not [name for name in project if name.startswith("porteurReferent")]
    assert project["collectiviteIds"] == [one["id"] for one in told["collectivites"]]
    moment = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})$"  # as the schema has it
    assert all(re.match(moment, project[name]) for name in ("createdAt", "updatedAt"))
    body = (await read(town, "/actions.csv")).content
    assert not body.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(body.decode()))
    assert tuple(row) == open_data.COLUMNS
    assert (row["date_debut"], row["budget_previsionnel_ht_eur"], row["description"]) == ("2026-03-01", "24000.50", "Deux\nlignes")
    catalogue = (await town.browser(None).get("/public/catalogue.json")).json()
    (dataset,) = [one for one in catalogue["dcat:dataset"] if one["dct:identifier"] == town.plan]
    for distribution in dataset["dcat:distribution"]:
        found = await town.browser(None).get(distribution["dcat:downloadURL"])
        assert found.status_code == 200
        assert found.headers["content-type"].partition(";")[0] == distribution["dcat:mediaType"]
    assert (await town.browser(None).get(dataset["dcat:landingPage"])).status_code == 200


async def test_what_is_invented_is_no_open_data(town: Town) -> None:
    await town.service.pool.execute("INSERT INTO people.network_card (network_id, demonstration) VALUES ($1, 'test')", town.network)
    await show(town)
    assert "are invented" in (await read(town)).text
    assert (await read(town, "/plan.json")).json()["demonstration"] is True
    assert town.plan in (await town.browser(None).get("/public")).text
    assert town.plan not in (await town.browser(None).get("/public/catalogue.json")).text
    await town.service.pool.execute("UPDATE people.network_card SET archived_at = now() WHERE network_id = $1", town.network)
    assert town.plan not in (await town.browser(None).get("/public")).text


async def test_an_authority_that_the_schema_does_not_know_is_not_made_into_one_it_knows(town: Town) -> None:
    await show(town)
    _, shown = await town.service.inside.state.shelf.plan(str(town.network), town.plan)
    owner = msgspec.structs.replace(shown.head.owner, kind="department")
    told = msgspec.json.decode(
        open_data.projects(msgspec.structs.replace(shown, head=msgspec.structs.replace(shown.head, owner=owner)), "")
    )
    assert told["collectivites"] == []
    assert (await read(town, "/plan.json")).json()["collectivites"][0]["type"] == "Commune"
