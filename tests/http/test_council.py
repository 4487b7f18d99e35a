"""What a council hears of: every figure of a small history counted by hand, for whoever asks, and on paper."""

from typing import Any

from events import ids
from tests.http.test_changes import now
from tests.http.test_documents import bookmarks, taken
from tests.http.test_waiting import BEFORE, HERE, SOON, THERE
from tests.http.town import Town, asking
from tests.people import ADA, BEN, CAS, DOT, EVA


async def heard(town: Town, by: Any = ADA, **asked: Any) -> dict[str, Any]:
    answer = await town.browser(by).get(f"{town.path}/council", params={"after": f"1.{await town.head()}", "language": "fr"} | asked)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def said(page: dict[str, Any], part: str) -> dict[str, tuple[str, list[str]]]:
    """The sentences of one part, by what they are about, each with its items."""
    return {one["kind"]: (one["said"].replace("\u00a0", " "), [item["title"] for item in one["items"]]) for one in page[part]}


async def edit(town: Town, action: str, reason: str = "", **changes: tuple[Any, Any]) -> None:
    asked = asking("action.edit", action, **{name: {"was": was, "to": to} for name, (was, to) in changes.items()})
    answer = await town.post(BEN, asked | {"reason": reason})
    assert answer.status_code == 200, answer.text


async def sat(town: Town) -> dict[str, str]:
    """A plan as a council left it, and what became of it since: one of four is finished, one begun, one stuck, one gone."""
    axis, meeting = str(ids.new()), str(ids.new())
    await town.ask(BEN, "action_plan.add_axis", town.plan, axis=axis, title="Habiter", order_key="V")
    hedge = await town.add(BEN, "Haie", axis=axis, lead="Espaces verts", elected_people=[str(CAS)], budget_planned=100_000, ends_on=SOON)
    pond = await town.add(BEN, "Mare", status="in_progress", budget_planned=50_000, ends_on="2099-12-31", elected_people=[str(DOT)])
    path = await town.add(BEN, "Sentier", lead="Voirie", elected_people=[str(CAS)])
    bench = await town.add(BEN, "Banc", lead="Voirie")
    await town.ask(ADA, "moment.name", str(ids.new()), title="Budget", kind="council_vote", held_on="2026-03-01", plan=town.plan)
    await town.ask(ADA, "moment.name", str(ids.new()), title="Version", kind="version", held_on="2026-03-02", plan=town.plan)
    orchard = await town.add(BEN, "Verger", axis=axis, status="done", lead="Espaces verts")
    await edit(town, hedge, status=("planned", "done"), budget_actual=(None, 80_000))
    await edit(town, pond, "Terrain trop sec", status=("in_progress", "blocked"), ends_on=("2099-12-31", BEFORE))
    await edit(town, path, status=("planned", "in_progress"))
    await town.ask(ADA, "action.withdraw", bench)
    await town.ask(ADA, "meeting.plan", meeting, title="Bureau", kind="cafe", held_on="2026-03-12")
    decided = {"text": "Irriguer la mare", "due_on": SOON, "owner": str(BEN), "plan": town.plan, "action": pond}
    await town.ask(ADA, "meeting.record_decision", meeting, decision=str(ids.new()), **decided)
    return {"hedge": hedge, "pond": pond, "path": path, "bench": bench, "orchard": orchard, "axis": axis}


async def test_a_council_reads_what_became_of_its_plan_since_it_last_sat(town: Town) -> None:
    await sat(town)
    page = await heard(town, plan=town.plan)
    assert (page["since_title"], page["plan_id"]) == ("Budget", town.plan)
    assert page["period"].startswith("Depuis «\u00a0Budget\u00a0» (délibération du conseil, 1er mars 2026), jusqu’au ")
    assert said(page, "changed") == {
        "finished": ("1 action a été réalisée.", ["Haie"]),
        "started": ("1 action a commencé.", ["Sentier"]),
        "added": ("1 action a été ajoutée.", ["Verger"]),
        "moved": ("1 action a changé d’échéance : 1 plus tôt.", ["Mare"]),
        "late_since": ("1 action a pris du retard.", ["Mare"]),
        "withdrawn": ("1 action a été retirée du plan.", ["Banc"]),
    }
    assert said(page, "look") == {
        "late": ("1 action est en retard.", ["Mare"]),
        "blocked": ("1 action est bloquée.", ["Mare"]),
        "no_lead": ("1 action n’a pas de pilote.", ["Mare"]),
        "no_budget": ("1 action n’a pas de budget prévisionnel.", ["Sentier"]),
    }
    assert [one["items"][0]["note"] for one in page["look"] if one["kind"] == "blocked"] == ["Terrain trop sec"]
    assert [(one["title"], "Bureau, 12 mars 2026 · Ben Clairmont" in one["note"]) for one in page["decisions"]] == [
        ("Irriguer la mare", True)
    ]
    assert {one["kind"]: (one["then"], one["now"]) for one in page["figures"]} == {
        "actions": (4, 4),
        "done": (0, 2),
        "late": (0, 1),
        "blocked": (0, 1),
        "planned": (150_000, 150_000),
        "actual": (0, 80_000),
    }
    day = page["figures"][0]["said"].partition(" (comme au ")[2].rstrip(")")
    assert said(page, "figures")["done"][0] == f"2 actions réalisées, soit 50 % (au {day} : 0, soit 0 %)"
    assert said(page, "figures")["actual"][0] == f"Budget réel : 800 € HT (au {day} : 0 €)"
    groups = {(one["kind"], one["title"]): (one["then"]["actions"], one["now"]["actions"], one["now"]["done"]) for one in page["groups"]}
    assert groups == {
        ("axis", "Habiter"): (1, 2, 2),
        ("axis", "Actions sans axe"): (3, 2, 0),
        ("person", "Cas Merlange"): (2, 2, 1),
        ("person", "Dot Aubrac"): (1, 1, 0),
        ("person", "Sans élue ni élu référent"): (1, 1, 1),
    }
    for line in page["figures"]:  # what each of them counts is asked for under its key, at both moments
        for moment, value in ((page["since"], line["then"]), (page["token"], line["now"])):
            told = (await town.get(ADA, f"/figures/{line['keys']}/events", plan=town.plan, at=moment)).json()
            assert told["value"] == value, line["kind"]
    assert "- 1 action a été réalisée.\n  · Haie\n" in page["text"]
    paper = (await taken(town, ADA, "/council.pdf", plan=town.plan, language="fr")).content
    assert b"pdfuaid" in paper
    assert bookmarks(paper) == {*("Où l’on en est", "Ce qui a changé", "Décisions prises", "À examiner", "Par axe", "Par délégation")}


async def test_an_elected_official_reads_their_portfolio_as_it_came_and_went(town: Town) -> None:
    of = await sat(town)
    await town.ask(BEN, "action.edit", of["path"], elected_people={"add": [str(DOT)], "remove": [str(CAS)]})
    await town.ask(BEN, "action.edit", of["orchard"], elected_people={"add": [str(CAS)]})
    theirs = await heard(town, CAS, person=str(CAS))
    assert theirs["title"] == "Ce qui a changé\u00a0: Cas Merlange"
    changed = said(theirs, "changed")
    assert changed == {
        "finished": ("1 action a été réalisée.", ["Haie"]),
        "added": ("1 action a été ajoutée.", ["Verger"]),
        "handed": ("1 action a quitté cette délégation.", ["Sentier"]),
    }
    assert {one["kind"]: (one["then"], one["now"]) for one in theirs["figures"]} == {
        "actions": (2, 2),
        "done": (0, 2),
        "late": (0, 0),
        "planned": (100_000, 100_000),
        "actual": (0, 80_000),
    }
    assert said(theirs, "figures")["actual"][1] == ["Haie"]  # its own items: no dashboard counts portfolios
    assert said(await heard(town, CAS, person=str(DOT)), "changed")["taken"] == ("1 action a rejoint cette délégation.", ["Sentier"])
    nothing = await heard(town, CAS, person=str(EVA))
    assert (nothing["changed"], nothing["look"], nothing["figures"][0]["now"]) == ([], [], 0)


async def test_a_network_is_told_authority_by_authority_and_of_its_own_sittings(town: Town) -> None:
    await sat(town)
    other = str(ids.new())
    before = await now(town)
    await town.ask(ADA, "action_plan.open", other, title="Plan vélo", authority=THERE)
    await town.ask(BEN, "action.add", str(ids.new()), plan=other, title="Piste", order_key="V")
    everything = await heard(town, DOT, since=before)
    assert said(everything, "changed") == {"added": ("1 action a été ajoutée.", ["Piste"])}
    groups = [(one["title"], one["then"]["actions"], one["now"]["actions"]) for one in everything["groups"] if one["kind"] == "authority"]
    assert groups == [("Hautefeuille", 4, 4), ("Rivebelle", 0, 1)]
    assert said(await heard(town, DOT, since=before, authority=HERE), "changed") == {}
    assert said(await heard(town, DOT, since=before, authority=THERE), "changed")["added"][1] == ["Piste"]
    assert (await heard(town, DOT, until=before))["token"] == before
    # A year ago there was no network: it is told from its beginning.
    assert (await heard(town, DOT, authority=THERE))["since"] == "1.1"


async def test_nobody_reads_in_it_of_what_is_kept_from_them(town: Town) -> None:
    of = await sat(town)
    await town.ask(ADA, "action.restrict", of["pond"], parties=[str(BEN)])
    for person, told in ((BEN, True), (DOT, True), (CAS, False), (ADA, False)):
        page = await heard(town, person, plan=town.plan)
        assert ("mare" in str(page).casefold()) is told
        assert page["figures"][0]["now"] == (4 if told else 3)
        assert ("late_since" in said(page, "changed")) is told
        assert bool(page["marks"]) is told
    assert (await town.get(EVA, "/council")).status_code == 404
    wrong = await town.get(ADA, "/council", plan=str(ids.new()))
    assert (wrong.status_code, wrong.json()["code"]) == (404, "missing.plan")
    swapped = await town.get(ADA, "/council", since=await now(town), until="1.3")
    assert (swapped.status_code, swapped.json()["code"], swapped.json()["at"]) == (400, "invalid.reversed", "since")
