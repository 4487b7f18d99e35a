"""The launch of a network as its source tells it: fourteen groups of four workshops write at once, and every screen counts 68."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

from events import ids
from tests.http.test_guests import Guest, Room
from tests.http.test_tokens import closed
from tests.http.town import Town, asking
from tests.live.screen import Watching, watching
from tests.people import ADA, BEN, CAS, DOT

GROUPS = ("Aulne", "Bouleau", "Charme", "Érable", "Frêne", "Hêtre", "Saule")
#: Each workshop: how many questions it asks, which of the seven groups have a table in it, how much they say in all.
DAY = {
    "Se connaître": (2, GROUPS[:4], 25),
    "Informer": (3, GROUPS[3:], 20),
    "Mutualiser": (3, GROUPS[:2], 7),
    "Conseiller": (2, GROUPS[2:6], 16),
}


async def launch(town: Town) -> tuple[str, dict[str, Room]]:
    """The meeting, and its workshops with their questions and groups, each with a code."""
    meeting, rooms = str(ids.new()), {}
    await town.ask(ADA, "meeting.plan", meeting, title="Lancement du réseau", kind="annual", held_on="2015-01-30")
    for title, (questions, groups, _) in DAY.items():
        room = rooms[title] = Room(town, str(ids.new()))
        await town.ask(ADA, "workshop.open", room.workshop, title=title, question="Qu’attendre du réseau ?", meeting=meeting)
        for number in range(questions):
            added = {"question": str(ids.new()), "text": f"Question {number + 1} ?", "order_key": "VWX"[number]}
            await town.ask(ADA, "workshop.add_question", room.workshop, **added)
        for group in groups:
            await town.ask(ADA, "workshop.assign_group", room.workshop, group=group)
        await room.make_code()
    return meeting, rooms


def wishes(room: Room, groups: tuple[str, ...], count: int, questions: list[str]) -> list[tuple[str, dict[str, Any]]]:
    """What the groups of one workshop say, each in turn; two of the days' ideas come up in two workshops."""
    said = []
    for number in range(count):
        idea = {"contribution": str(ids.new()), "action": "Un parrainage entre membres" if number == 6 else f"Proposition {number + 1}"}
        answers = questions[number % len(questions)]
        command = asking("workshop.contribute", room.workshop, **idea, objective="Avancer ensemble", orientation="Agir", question=answers)
        said.append((groups[number % len(groups)], command))
    return said


async def test_fourteen_groups_write_at_once_and_every_screen_counts_sixty_eight(town: Town) -> None:
    meeting, rooms = await launch(town)
    day = f"day:{meeting}"
    tables = [(room, group) for title, room in rooms.items() for group in DAY[title][1]]
    assert (len(tables), sum(questions for questions, _, _ in DAY.values())) == (14, 10)
    guests: dict[tuple[str, str], Guest] = {}
    for room, group in tables:
        guests[room.workshop, group] = await room.joined(f"Table {group}", group=group.upper(), kind="officer")
    assert len(guests) == 14
    async with AsyncExitStack() as stack:

        async def screen(cookie: str, *topics: str) -> Watching:
            return await stack.enter_async_context(watching("ws" + town.url.removeprefix("http"), cookie, town.network, *topics))

        phones = {key: await screen(guest.cookie, guest.room.topic, day) for key, guest in guests.items()}
        everywhere = (*(room.topic for room in rooms.values()), day)
        walls = [await screen(town.cookies[person], *everywhere) for person in (ADA, BEN, CAS, DOT)]
        sent = []
        for title, room in rooms.items():
            _, groups, count = DAY[title]
            page = (await town.get(ADA, f"/workshops/{room.workshop}")).json()
            questions = [one["question_id"] for one in page["questions"]]
            sent += [(phones[room.workshop, group], wish) for group, wish in wishes(room, groups, count, questions)]
        receipts = await asyncio.gather(*(phone.ask(wish) for phone, wish in sent))
        assert [receipt["outcome"] for receipt in receipts] == ["applied"] * 68
        for shown in (*phones.values(), *walls):
            await shown.until(lambda shown=shown: total(shown) == 68)  # type: ignore[misc]  # of this turn
            assert sorted(row["contributions"] for row in shown.rows["workshop_tally"].values()) == [7, 16, 20, 25]
        for shown in walls:  # each contribution once, with who said it, where, to which question
            rows = [*shown.rows["workshop_board"].values()]
            assert len(rows) == 68
            assert all(row["question_id"] and row["group_name"] in GROUPS and row["author_kind"] == "officer" for row in rows)
            assert [row["action"] for row in rows].count("Un parrainage entre membres") == 4
        for (workshop, group), phone in phones.items():
            assert {row["workshop_id"] for row in phone.rows["workshop_board"].values()} == {workshop}, "a guest sees their own workshop"
            assert {row["workshop_id"] for row in phone.rows["workshop_seats"].values()} == {workshop}, group
    # What screens were told is what is read; and an auditor looks at the day as it went.
    log = await town.service.pool.fetch("SELECT tag FROM event WHERE network_id = $1 ORDER BY position", town.network)
    said = [number for number, row in enumerate(log, 1) if row["tag"] == "workshop.contributed"]
    for count in (0, 34, 68):
        moment = said[0] - 1 if count == 0 else said[count - 1]
        then = (await town.get(DOT, f"/workshops/{rooms['Mutualiser'].workshop}", at=f"1.{moment}")).json()
        assert sum(row["contributions"] for row in then["day"]) == count
    page = (await town.get(DOT, f"/workshops/{rooms['Mutualiser'].workshop}")).json()
    assert len(page["contributions"]) == 7
    assert sum(row["contributions"] for row in page["day"]) == 68
    await becomes_a_roadmap(town, [room.workshop for room in rooms.values()], [*walls[0].rows["workshop_board"].values()])


async def becomes_a_roadmap(town: Town, workshops: list[str], said: list[dict[str, Any]]) -> None:
    """The idea that came up in each workshop is gathered workshop by workshop and merged; its action leads to all four, and back."""
    synthesis, kept, action = str(ids.new()), str(ids.new()), str(ids.new())
    await town.ask(ADA, "synthesis.open", synthesis, title="Journée de lancement", workshops=workshops)
    same = [row for row in said if row["action"] == "Un parrainage entre membres"]
    for number, row in enumerate(same):
        cluster = kept if number == 0 else str(ids.new())
        source = {"workshop": row["workshop_id"], "contribution": row["contribution_id"]}
        await town.ask(BEN, "synthesis.gather", synthesis, cluster=cluster, title=f"Parrainage {number + 1}", sources=[source])
        if cluster != kept:
            await town.ask(BEN, "synthesis.merge", synthesis, cluster=cluster, into=kept)
    before = await town.head()
    adding = {"tag": "action.add", "plan": town.plan, "title": "Parrainer les nouveaux membres", "order_key": "V"}
    await town.ask(BEN, "together.promote_cluster", synthesis, cluster=kept, plan=town.plan, action=action, add=adding)
    after = f"1.{await town.head()}"
    page = (await town.get(DOT, f"/syntheses/{synthesis}", after=after)).json()
    assert {row["contribution_id"] for row in page["contributions"]} == {row["contribution_id"] for row in said}, "68 originals reachable"
    lineage = (await town.get(DOT, f"/actions/{action}/lineage", after=after)).json()
    assert {row["contribution_id"] for row in lineage["contributions"]} == {row["contribution_id"] for row in same}
    assert len({row["workshop_id"] for row in lineage["contributions"]}) == 4
    for row in same:
        fate = (await town.get(DOT, f"/contributions/{row['contribution_id']}/fate")).json()
        assert [one["action_id"] for one in fate["actions"]] == [action]
    then = (await town.get(DOT, f"/syntheses/{synthesis}", at=f"1.{before}")).json()
    assert (len(then["clusters"]), then["promotions"]) == (4, []), "as the auditor finds it before it was promoted"


def total(shown: Watching) -> int:
    return sum(row["contributions"] for row in shown.rows.get("workshop_tally", {}).values())


async def test_a_group_writes_together_and_forty_hands_withdraw_it_once(town: Town) -> None:
    _, rooms = await launch(town)
    room = rooms["Mutualiser"]
    refused = await room.phone().post("/api/workshops/join", json={**SAID, "code": room.code, "group": "Sapin"})
    assert (refused.status_code, refused.json()["code"]) == (409, "workshop.no_such_group")
    zoe, yan, xia = [await room.joined(name, group=group) for name, group in (("Zoé", "Aulne"), ("Yan", "aulne"), ("Xia", "Bouleau"))]
    idea = await zoe.contribute("Un portail commun")
    edit = {"contribution": idea, "action": {"was": "Un portail commun", "to": "Un seul portail"}}
    assert (await xia.ask("workshop.edit_contribution", **edit)).json()["code"] == "workshop.not_theirs"
    assert (await yan.ask("workshop.edit_contribution", **edit)).json()["outcome"] == "applied"
    assert (await xia.ask("workshop.sit", group="Aulne")).json()["outcome"] == "applied"
    answers = await asyncio.gather(
        *((zoe, yan, xia)[number % 3].ask("workshop.withdraw_contribution", contribution=idea) for number in range(40))
    )
    assert sorted(answer.json()["outcome"] for answer in answers) == ["applied"] + ["nothing"] * 39
    page = (await town.get(ADA, f"/workshops/{room.workshop}")).json()
    assert [row["contributions"] for row in page["day"]] == [0, 0, 0, 0]
    assert {row["group_name"] for row in page["seats"]} == {"Aulne"}


async def test_how_much_a_day_comes_to_ends_for_a_guest_with_their_workshop(town: Town) -> None:
    meeting, rooms = await launch(town)
    room = rooms["Mutualiser"]
    zoe = await room.joined(group="Aulne")
    async with watching("ws" + town.url.removeprefix("http"), zoe.cookie, town.network, room.topic, f"day:{meeting}") as screen:
        await town.ask(ADA, "workshop.close", room.workshop)
        await closed(screen)
        await town.ask(BEN, "workshop.contribute", rooms["Informer"].workshop, contribution=str(ids.new()), action="Trop tard")
        assert total(screen) == 0


SAID = {"name": "Zoé", "structure": "Mairie", "kind": "elected"}
