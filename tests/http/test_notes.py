"""Notes and contributions that meet, over HTTP: what merges, what clashes, who sees that it did, and where no note may be written."""

from typing import Any

from events import ids
from events.ids import PersonId
from tests.http.town import Town, asking
from tests.people import ADA, BEN, CAS, DOT

LINES = "Jeudi\nà la mairie\navec le CCAS"


async def note(town: Town, **fields: Any) -> str:
    """A note of Ben's."""
    written = str(ids.new())
    await town.ask(BEN, "note.write", written, plan=town.plan, text=LINES, **fields)
    return written


async def wishes(town: Town, person: PersonId, after: str) -> list[dict[str, Any]]:
    """The conflicts of the plan that nobody has settled, as this person sees them."""
    return (await town.get(person, f"/plans/{town.plan}/conflicts", after=after, open="true")).json()  # type: ignore[no-any-return]  # the address answers a list


async def test_lines_merge_and_the_same_line_waits_to_be_settled(town: Town) -> None:
    one = await note(town)
    await town.ask(BEN, "note.edit", one, text={"was": LINES, "to": LINES.replace("Jeudi", "Vendredi")})
    receipt = await town.ask(CAS, "note.edit", one, text={"was": LINES, "to": f"{LINES} et la CAF"})
    assert receipt["conflicts"] == []
    receipt = await town.ask(ADA, "note.edit", one, text={"was": LINES, "to": LINES.replace("Jeudi", "Lundi")})
    (met,) = receipt["conflicts"]
    stands = "Vendredi\nà la mairie\navec le CCAS et la CAF"
    assert (met["field"], met["yours"].split("\n")[0], met["theirs"]) == ("text", "Lundi", stands)
    (wish,) = await wishes(town, CAS, receipt["after"])
    assert (wish["stream_id"], wish["plan_id"], wish["yours"], wish["by"]) == (one, town.plan, met["yours"], str(ADA))
    late = await town.post(CAS, asking("note.settle", one, conflict=wish["conflict_id"], value={"was": LINES, "to": "Jamais"}))
    assert (late.status_code, late.json()["code"]) == (409, "note.moved_on")
    both = {"was": stands, "to": f"Lundi ou {stands}"}
    receipt = await town.ask(CAS, "note.settle", one, conflict=wish["conflict_id"], value=both)
    assert await wishes(town, CAS, receipt["after"]) == []
    assert (await town.get(BEN, f"/notes/{one}")).json()["text"] == both["to"]
    told = [entry["tag"] for entry in (await town.get(BEN, f"/notes/{one}/history")).json()]
    assert told == ["note.written", "note.edited", "note.edited", "note.clashed", "note.edited", "note.settled"]


async def test_what_clashed_in_a_note_among_some_is_shown_to_none_but_them(town: Town) -> None:
    one = await note(town, parties=[str(ADA)])
    await town.ask(BEN, "note.edit", one, text={"was": LINES, "to": "Mercredi"})
    receipt = await town.ask(ADA, "note.edit", one, text={"was": LINES, "to": "Lundi"})
    (wish,) = await wishes(town, ADA, receipt["after"])
    assert await wishes(town, BEN, receipt["after"]) == await wishes(town, DOT, receipt["after"]) == [wish]
    assert await wishes(town, CAS, receipt["after"]) == []
    absent = asking("note.settle", str(ids.new()), conflict=wish["conflict_id"])
    refused = [await town.post(CAS, one) for one in (asking("note.settle", one, conflict=wish["conflict_id"]), absent)]
    assert {(one.status_code, one.json()["code"]) for one in refused} == {(409, "note.not_written")}


async def test_no_note_is_written_on_a_part_of_what_is_kept_from_its_author(town: Town) -> None:
    whole = await town.add(BEN, "Racheter la friche")
    part = await town.add(BEN, "Consulter le notaire", parent=whole)
    await town.ask(ADA, "action.restrict", whole, parties=[str(ADA), str(BEN)])
    told = [await town.post(CAS, asking("note.write", ids.new(), plan=town.plan, action=on, text="?")) for on in (part, str(ids.new()))]
    assert {(one.status_code, one.json()["code"]) for one in told} == {(409, "note.no_such_action")}
    assert len({one.json()["detail"] for one in told}) == 1
    await town.ask(BEN, "note.write", ids.new(), plan=town.plan, action=part, text="Il vend.")


async def test_contributions_that_meet_wait_in_the_inbox_of_their_workshop(town: Town) -> None:
    sitting, proposed = str(ids.new()), str(ids.new())
    await town.ask(ADA, "workshop.open", sitting, title="Mobilité", question="Comment ?")
    await town.ask(BEN, "workshop.contribute", sitting, contribution=proposed, action="Une haie\nau nord\nde la place")

    async def change(person: PersonId, to: str) -> dict[str, Any]:
        was = "Une haie\nau nord\nde la place"
        return await town.ask(person, "workshop.edit_contribution", sitting, contribution=proposed, action={"was": was, "to": to})

    await change(BEN, "Deux haies\nau nord\nde la place")
    await change(ADA, "Une haie\nau nord\nde la place du marché")
    receipt = await change(ADA, "Trois haies\nau nord\nde la place")
    page = (await town.get(CAS, f"/workshops/{sitting}", after=receipt["after"])).json()
    assert page["contributions"][0]["action"] == "Deux haies\nau nord\nde la place du marché"
    (wish,) = page["conflicts"]
    assert (wish["plan_id"], wish["item_id"], wish["field"]) == (None, proposed, "contribution.action")
    assert await wishes(town, CAS, receipt["after"]) == []
    theirs = await town.post(CAS, asking("workshop.settle", sitting, conflict=wish["conflict_id"]))
    assert (theirs.status_code, theirs.json()["code"]) == (409, "workshop.not_theirs")
    receipt = await town.ask(BEN, "workshop.settle", sitting, conflict=wish["conflict_id"])
    settled = (await town.get(CAS, f"/workshops/{sitting}", after=receipt["after"])).json()["conflicts"]
    assert [one["settled_by"] for one in settled] == [str(BEN)]
