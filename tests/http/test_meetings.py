"""Meetings over HTTP: planned, attended by forty at the door at once, counted, and what they decide traced both ways."""

import asyncio
from typing import Any

from icalendar import Calendar

from events import ids
from tests.http.town import Town, asking
from tests.people import ADA, BEN, CAS, DOT, EVA, HAUTEFEUILLE, RIVEBELLE

DAY = "2026-06-12"


async def planned(town: Town, **fields: Any) -> str:
    """A meeting that stands: its id."""
    meeting = str(ids.new())
    await town.ask(ADA, "meeting.plan", meeting, **{"title": "Rencontre", "kind": "rendezvous", "held_on": DAY} | fields)
    return meeting


async def page(town: Town, meeting: str) -> dict[str, Any]:
    answer = await town.get(DOT, f"/meetings/{meeting}", after=f"1.{await town.head()}")
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]  # this route answers an object


async def test_sixty_people_of_forty_authorities_are_counted_by_checking_them_in(town: Town) -> None:
    """Scenario 2: 32 officers and 28 elected officials of 33 municipalities and 7 intermunicipal bodies."""
    towns = [str(ids.new()) for _ in range(40)]
    kinds = ["municipality"] * 33 + ["intermunicipal_body"] * 7
    admit = [
        asking("network.admit", town.network, authority=one, name=f"{kind} {index}", kind=kind)
        for index, (one, kind) in enumerate(zip(towns, kinds, strict=True))
    ]
    assert (await town.post(ADA, admit)).status_code == 200
    meeting = await planned(town)
    people = ["officer"] * 32 + ["elected"] * 28
    doors = (
        town.ask(
            (ADA, BEN, CAS)[index % 3], "meeting.check_in", meeting, participant=str(ids.new()), capacity=one, authority=towns[index % 40]
        )
        for index, one in enumerate(people)
    )
    await asyncio.gather(*doors)
    counted = (await page(town, meeting))["counts"]
    assert counted == {
        "people": 60,
        "elected": 28,
        "officers": 32,
        "others": 0,
        "authorities": 40,
        "authorities_by_kind": {"intermunicipal_body": 7, "municipality": 33},
    }


async def test_forty_who_check_in_the_same_person_at_once_check_them_in_once(town: Town) -> None:
    meeting = await planned(town)
    wishes = [asking("meeting.check_in", meeting, participant=str(ids.new()), capacity="officer", person=str(BEN)) for _ in range(40)]
    answers = await asyncio.gather(*(town.post(ADA, wish) for wish in wishes))
    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 39]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"meeting.already_checked_in"}
    assert (await page(town, meeting))["counts"]["people"] == 1


async def test_forty_who_book_at_once_get_as_many_seats_as_there_are(town: Town) -> None:
    meeting, visit = await planned(town), str(ids.new())
    await town.ask(BEN, "meeting.add_visit", meeting, visit=visit, place="La chaufferie bois", seats=12)
    wishes = [asking("meeting.book", meeting, booking=str(ids.new()), visit=visit, person=str(ids.new())) for _ in range(40)]
    answers = await asyncio.gather(*(town.post(ADA, wish) for wish in wishes))
    assert sorted(answer.status_code for answer in answers) == [*[200] * 12, *[409] * 28]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"meeting.visit_full"}
    assert sum(one["seats"] for one in (await page(town, meeting))["bookings"]) == 12


async def test_one_command_decides_and_adds_an_action_and_each_leads_to_the_other(town: Town) -> None:
    meeting, decision, action = await planned(town), str(ids.new()), str(ids.new())
    adding = {"tag": "action.add", "plan": town.plan, "title": "Planter une haie", "order_key": "V"}
    decided = {"decision": decision, "text": "Planter une haie", "due_on": "2026-12-01", "owner": str(BEN), "plan": town.plan}
    before = await town.head()
    wish = asking("together.decide_on_action", meeting, **decided, action=action, add=adding)
    assert (await town.post(BEN, wish)).status_code == 200
    assert (await town.post(BEN, wish)).json()["after"] == f"1.{before + 2}"  # asked twice, happened once
    row = (await page(town, meeting))["decisions"][0]
    assert (row["decision_id"], row["action_id"], row["plan_id"]) == (decision, action, town.plan)
    shown = (await town.get(BEN, f"/actions/{action}", after=f"1.{before + 2}")).json()
    assert shown["title"] == "Planter une haie"
    history = (await town.get(BEN, "/activity")).json()
    assert [one["tag"] for one in history if one["command_id"] == wish["id"]] == ["meeting.decided", "action.added"]
    assert (await town.get(BEN, f"/actions/{action}/history")).json() != []
    (back,) = [one for one in (await town.get(BEN, "/meetings")).json()["decisions"] if one["action_id"] == action]
    assert back["meeting_id"] == meeting  # from the action to who decided it
    done = asking(
        "together.decide_on_action",
        meeting,
        **decided | {"decision": str(ids.new())},
        action=action,
        edit={"tag": "action.edit", "status": {"was": "planned", "to": "done"}},
    )
    assert (await town.post(BEN, done)).status_code == 200
    elsewhere = asking("together.decide_on_action", meeting, **decided | {"decision": str(ids.new()), "plan": meeting}, action=action)
    assert (await town.post(BEN, elsewhere)).json()["code"] == "meeting.no_such_action"
    assert len((await page(town, meeting))["decisions"]) == 2


async def test_a_part_that_is_refused_leaves_no_decision_behind(town: Town) -> None:
    meeting, before = await planned(town), await town.head()
    adding = {"tag": "action.add", "plan": str(ids.new()), "title": "Planter une haie", "order_key": "V"}
    about = {"decision": str(ids.new()), "text": "x", "due_on": DAY, "owner": str(BEN), "plan": adding["plan"], "action": str(ids.new())}
    answer = await town.post(BEN, asking("together.decide_on_action", meeting, **about, add=adding))
    assert (answer.status_code, answer.json()["code"], answer.json()["at"]) == (409, "action.no_such_plan", ".command.add")
    assert await town.head() == before


async def test_a_theme_of_a_member_comes_onto_the_agenda_by_one_command(town: Town) -> None:
    series, theme, item = str(ids.new()), str(ids.new()), str(ids.new())
    await town.ask(ADA, "meeting_series.start", series, title="Rencontres", year=2025, target=2)
    await town.ask(CAS, "meeting_series.propose_theme", series, theme=theme, title="L’eau", why="La sécheresse")
    meeting = await planned(town, series=series)
    place = {"theme": theme, "meeting": meeting, "item": item, "title": "L’eau", "minutes": 45, "order_key": "V"}
    await town.ask(BEN, "together.schedule_theme", series, **place)
    shown = await page(town, meeting)
    assert [(one["title"], one["theme_id"]) for one in shown["agenda"]] == [("L’eau", theme)]
    diary = (await town.get(DOT, "/meetings")).json()
    assert [one["meeting_id"] for one in diary["themes"]] == [meeting]
    twice = asking("together.schedule_theme", series, **place | {"item": str(ids.new())})
    assert (await town.post(BEN, twice)).json()["code"] == "meeting.theme_on_agenda"
    years = {one["year"]: (one["target"], one["meetings"], one["alarm"]) for one in diary["years"]}
    assert years[2025] == (2, 0, "missed")
    assert years[2026][:2] == (2, 1)


async def test_an_agenda_that_is_too_long_is_told_apart(town: Town) -> None:
    agenda = {str(ids.new()): {"title": f"Point {index}", "minutes": 70, "order_key": f"{index}1"} for index in range(3)}
    shown = await page(town, await planned(town, agenda=agenda))
    assert (shown["agenda_minutes"], shown["meeting"]["minutes"], shown["overloaded"]) == (210, 180, True)
    kinds = (await town.get(DOT, "/meeting-kinds")).json()
    assert len(kinds) == 11
    assert kinds[0]["agenda"][0] == {"title": "Welcome", "minutes": 30}


async def test_each_authority_answers_for_itself_and_is_represented_by_someone(town: Town) -> None:
    meeting = await planned(town)
    await town.ask(ADA, "meeting.invite", meeting, authorities=[str(HAUTEFEUILLE), str(RIVEBELLE)])
    await town.ask(BEN, "meeting.answer", meeting, authority=str(HAUTEFEUILLE), reply="represented", by=str(CAS))
    refused = await town.post(BEN, asking("meeting.answer", meeting, authority=str(RIVEBELLE), reply="declined"))
    assert refused.json()["code"] == "meeting.not_their_authority"
    answers = {one["authority_id"]: (one["reply"], one["represented_by"]) for one in (await page(town, meeting))["answers"]}
    assert answers == {str(HAUTEFEUILLE): ("represented", str(CAS)), str(RIVEBELLE): (None, None)}


async def test_nobody_writes_into_a_meeting_from_another_one(town: Town) -> None:
    """Ids of what is inside are chosen by who asks: naming those of another meeting changes nothing there."""
    mine, other = await planned(town), await planned(town)
    participant = str(ids.new())
    await town.ask(ADA, "meeting.check_in", mine, participant=participant, capacity="officer")
    await town.ask(ADA, "meeting.check_in", other, participant=participant, capacity="elected")
    await town.ask(ADA, "meeting.undo_check_in", other, participant=participant)
    assert (await page(town, mine))["counts"]["officers"] == 1


async def test_to_who_is_not_of_the_network_a_meeting_is_not_there(town: Town) -> None:
    meeting = await planned(town)
    assert (await town.get(EVA, f"/meetings/{meeting}")).status_code == 404
    assert (await town.get(None, f"/meetings/{meeting}")).status_code == 401
    missing = await town.get(DOT, f"/meetings/{ids.new()}")
    assert missing.json()["code"] == "missing.meeting"


async def test_a_calendar_program_reads_the_meetings_at_a_secret_address_until_it_is_revoked(town: Town) -> None:
    agenda = {str(ids.new()): {"title": "Tour de table; débat", "minutes": 30, "order_key": "V"}}
    meeting = await planned(town, begins="14:30", place="Salle des fêtes, Céret", programme="Bienvenue à tous", agenda=agenda)
    off = await planned(town, title="Visite")
    await town.ask(ADA, "meeting.check_in", meeting, participant=str(ids.new()), capacity="officer", person=str(BEN))
    await town.post(ADA, asking("meeting.call_off", off) | {"reason": "Neige"})
    made = await town.browser(DOT).post(f"{town.path}/calendar-feed")
    address = made.json()["address"]
    path = address[address.index("/api/") :]
    feed = await town.browser(None).get(path)
    assert feed.headers["content-type"].startswith("text/calendar")
    read: Any = Calendar.from_ical(feed.content)
    assert [str(zone["tzid"]) for zone in read.walk("VTIMEZONE")] == ["Europe/Paris"]
    events: dict[str, Any] = {str(one["summary"]): one for one in read.walk("VEVENT")}
    june = events["Rencontre"]
    assert june["dtstart"].dt.isoformat() == "2026-06-12T14:30:00+02:00"
    assert june["dtend"].dt.isoformat() == "2026-06-12T17:30:00+02:00"
    assert str(june["status"]) == "CONFIRMED"
    assert {"location", "description", "categories"}.isdisjoint(june)  # whoever has the address need not be of the network
    assert feed.headers["cache-control"] == "no-store"
    assert (events["Visite"]["dtstart"].dt.isoformat(), str(events["Visite"]["status"])) == ("2026-06-12", "CANCELLED")
    assert str(BEN).encode() not in feed.content
    kept = await town.service.pool.fetchval("SELECT secret_hash FROM people.calendar_feed WHERE network_id = $1", town.network)
    assert path.removeprefix("/api/calendars/").encode() not in kept
    one = await town.get(DOT, f"/meetings/{meeting}/invitation.ics")
    (alone,) = Calendar.from_ical(one.content).walk("VEVENT")
    assert (str(alone["summary"]), str(alone["location"])) == ("Rencontre", "Salle des fêtes, Céret")
    assert str(alone["description"]) == "Bienvenue à tous\nTour de table; débat (30 min)"

    again = (await town.browser(DOT).post(f"{town.path}/calendar-feed")).json()["address"]
    assert (await town.browser(None).get(path)).json()["code"] == "missing.feed"
    path = again[again.index("/api/") :]
    assert (await town.browser(None).get(path)).status_code == 200
    await town.ask(ADA, "network.suspend", town.network, person=str(DOT))
    assert (await town.browser(None).get(path)).json()["code"] == "missing.feed"
    await town.ask(ADA, "network.reinstate", town.network, person=str(DOT))
    assert (await town.browser(DOT).delete(f"{town.path}/calendar-feed")).status_code == 204
    assert (await town.browser(None).get(path)).status_code == 404


async def test_a_meeting_is_read_as_it_stood_at_any_moment(town: Town) -> None:
    meeting = await planned(town)
    before = await town.head()
    await town.ask(ADA, "meeting.edit", meeting, title={"was": "Rencontre", "to": "Rencontre d’été"})
    await town.ask(ADA, "meeting.check_in", meeting, participant=str(ids.new()), capacity="elected")
    then = (await town.get(DOT, f"/meetings/{meeting}", at=f"1.{before}")).json()
    assert (then["meeting"]["title"], then["counts"]["people"], then["token"]) == ("Rencontre", 0, f"1.{before}")
    now = await page(town, meeting)
    assert (now["meeting"]["title"], now["counts"]["people"]) == ("Rencontre d’été", 1)
    diary = (await town.get(DOT, "/meetings", at=f"1.{before - 1}")).json()
    assert diary["meetings"] == []
    assert (await town.get(DOT, "/meetings", at=f"1.{before + 99}")).status_code == 409
