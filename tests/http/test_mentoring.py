"""Mentoring over HTTP and the socket: forty who accept at once, a journal for two, a private note for one, and no trace for all others."""

import asyncio
from typing import Any

import msgspec

from events import ids, mentor
from events.ids import PersonId
from tests.http.test_directory import described
from tests.http.test_restricted import EVERYONE, GIL, everything, live, village
from tests.http.test_tokens import made
from tests.http.town import Town, asking
from tests.live.screen import watching
from tests.people import ADA, BEN, CAS, DOT, HAUTEFEUILLE, RIVEBELLE

__all__ = ["village"]  # the town with a partner in it, of test_restricted.py

TODAY = "2026-03-02"


def offer_of(town: Town, person: PersonId) -> str:
    return str(mentor.stream_of(town.network, person))


async def offered(town: Town, person: PersonId = BEN, capacity: int = 1, themes: tuple[str, ...] = ("Haies", "Eau")) -> str:
    """Somebody offers to mentor: their offer."""
    await town.ask(person, "mentor.offer", offer_of(town, person), themes=themes, capacity=capacity)
    return offer_of(town, person)


async def requested(town: Town, offer: str, by: PersonId = CAS, need: str = "Par où commencer ?") -> str:
    """Somebody asks a mentor: the mentorship."""
    mentorship = str(ids.new())
    await town.ask(by, "mentorship.request", mentorship, offer=offer, situation="newcomer", need=need, themes=["Haies"])
    return mentorship


async def running(town: Town, need: str = "Par où commencer ?") -> str:
    """A mentorship of Ben and Cas that has started: its id."""
    offer = await offered(town)
    mentorship = await requested(town, offer, need=need)
    await town.ask(BEN, "together.accept_mentorship", mentorship, offer=offer)
    await town.ask(BEN, "mentorship.propose_charter", mentorship, text="Une visite par mois")
    await town.ask(CAS, "mentorship.agree_charter", mentorship, text="Une visite par mois")
    await town.ask(CAS, "mentorship.start", mentorship, on=TODAY)
    return mentorship


async def noted(town: Town, mentorship: str, by: PersonId, text: str, *, private: bool) -> str:
    """A note in the journal: its id."""
    note = str(ids.new())
    await town.ask(by, "mentorship_note.write", note, mentorship=mentorship, text=text, private=private)
    return note


async def page(town: Town, person: PersonId, **parameters: Any) -> dict[str, Any]:
    answer = await town.get(person, "/mentoring", **parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]  # this route answers an object


async def test_one_path_from_the_offer_to_what_it_was_worth(town: Town) -> None:
    mentorship = await running(town)
    await town.ask(CAS, "mentorship.record_session", mentorship, session=str(ids.new()), on=TODAY, minutes=90)
    goal, action = str(ids.new()), str(ids.new())
    await town.ask(BEN, "mentorship.set_goal", mentorship, goal=goal, text="Planter une haie")
    added = {"tag": "action.add", "plan": town.plan, "title": "Planter une haie", "order_key": "V"}
    before = await town.head()
    await town.ask(CAS, "together.promote_goal", mentorship, goal=goal, plan=town.plan, action=action, add=added)
    assert await town.head() == before + 2  # the action and what the goal became, in one command
    assert (await town.get(DOT, f"/actions/{action}")).json()["title"] == "Planter une haie"
    shared = await noted(town, mentorship, CAS, "Vu le maire", private=False)
    private = await noted(town, mentorship, CAS, "Il doute", private=True)
    of_cas, of_ben = [(await town.get(who, f"/mentorships/{mentorship}")).json() for who in (CAS, BEN)]
    assert {one["note_id"] for one in of_cas["journal"]} == {shared, private}
    assert [one["text"] for one in of_ben["journal"]] == ["Vu le maire"]
    assert [(one["standing"], one["action_id"]) for one in of_ben["mentorship"]["goals"]] == [("promoted", action)]
    assert [one["taken"] for one in (await page(town, BEN))["places"]] == [1]
    assert (await page(town, CAS))["places"] == []
    offer = offer_of(town, BEN)
    await town.ask(CAS, "together.close_mentorship", mentorship, offer=offer, ending="goals_reached", rating=5)
    await town.ask(BEN, "mentorship.evaluate", mentorship, rating=4)
    told = await page(town, BEN)
    assert told["places"][0]["taken"] == 0
    assert sorted(one["rating"] for one in told["mentorships"][0]["evaluations"]) == [4, 5]
    history = (await town.get(CAS, f"/mentorships/{mentorship}/history")).json()
    assert [history[0]["tag"], history[-1]["tag"]] == ["mentorship.requested", "mentorship.evaluated"]
    # The past moves what is shown, and never to whom.
    then = (await town.get(CAS, f"/mentorships/{mentorship}", at=f"1.{before}")).json()
    assert (then["mentorship"]["stage"], then["journal"]) == ("running", [])


async def test_of_forty_that_are_accepted_at_once_only_so_many_are_as_there_are_places(town: Town) -> None:
    offer = await offered(town, capacity=3)
    ours = [str(ids.new()) for _ in range(40)]
    wishes = [asking("mentorship.request", one, offer=offer, situation="newcomer", need="Par où commencer ?") for one in ours]
    assert (await town.post(CAS, wishes)).status_code == 200
    answers = await asyncio.gather(*(town.post(BEN, asking("together.accept_mentorship", one, offer=offer)) for one in ours))
    told = [answer.json() for answer in answers]
    assert sorted(one.get("outcome") or one["code"] for one in told) == ["applied"] * 3 + ["mentor.full"] * 37
    assert {one["at"] for one in told if "code" in one} == {".command.offer"}
    stages = [one["stage"] for one in (await page(town, CAS))["mentorships"]]
    assert (stages.count("accepted"), stages.count("requested")) == (3, 37)
    # Past the door that takes a place nobody is accepted, and no place goes back while it runs.
    waiting = next(one["mentorship_id"] for one in (await page(town, CAS))["mentorships"] if one["stage"] == "requested")
    running_one = next(one["mentorship_id"] for one in (await page(town, CAS))["mentorships"] if one["stage"] == "accepted")
    assert (await town.post(BEN, asking("mentorship.accept", waiting))).json()["code"] == "mentorship.no_place"
    assert (await town.post(BEN, asking("mentor.give_back", offer, mentorship=running_one))).json()["code"] == "mentor.not_over"


async def test_there_is_no_trace_of_a_mentorship_but_for_its_two_parties(village: Town) -> None:
    """Nor of a private note but for its author; an auditor reads everything, here as elsewhere."""
    town = village
    topic = f"mentoring:{town.network}"
    async with (
        watching(live(town), town.cookies[GIL], town.network, topic, f"network:{town.network}", client="stays") as gil,
        watching(live(town), town.cookies[ADA], town.network, topic, f"network:{town.network}", client="stays") as ada,
        watching(live(town), town.cookies[BEN], town.network, topic, f"network:{town.network}", client="stays") as ben,
    ):
        mentorship = await running(town, need="canary-need")
        moment = f"1.{await town.head()}"
        shared = await noted(town, mentorship, CAS, "canary-shared", private=False)
        private = await noted(town, mentorship, CAS, "canary-private", private=True)
        await town.ask(CAS, "mentorship_note.edit", private, text={"was": "canary-private", "to": "canary-private, bis"})
        kept = await noted(town, mentorship, BEN, "canary-of-ben", private=True)
        worth = {"ending": "other", "rating": 2, "words": "canary-words"}
        last = await town.ask(CAS, "together.close_mentorship", mentorship, offer=offer_of(town, BEN), **worth)
        secrets = ("canary-need", "canary-shared", "canary-words", mentorship, shared)
        knows: dict[PersonId | None, tuple[str, ...]] = {
            CAS: (*secrets, "canary-private", private),
            BEN: (*secrets, "canary-of-ben", kept),
            DOT: (*secrets, "canary-private", "canary-of-ben", private, kept),
        }
        for screen in (gil, ada, ben):
            await screen.reached(last["after"])
        heard: list[tuple[Any, PersonId]] = [(gil, GIL), (ada, ADA), (ben, BEN)]
        for screen, person in heard:
            said = msgspec.json.encode(screen.heard).decode()
            for secret in (*secrets, "canary-private", private, "canary-of-ben", kept):
                assert (secret in said) is (secret in knows.get(person, ())), (person, secret)
            # Nor who mentors whom, or when: the pool alone changes for them.
            assert ("mentorship." in said) is (person == BEN)
            assert ("mentor.taken" in said) is (person == BEN)
    for anyone in EVERYONE:
        asked = [mentorship, shared, private] if anyone in knows else []
        told = await everything(town, anyone, asked, [moment])
        for secret in (*secrets, "canary-private", private, "canary-of-ben", kept):
            if secret not in asked:
                assert (secret in told) is (secret in knows.get(anyone, ())), (anyone, secret)


async def test_absent_and_not_theirs_are_answered_alike(village: Town) -> None:
    town = village
    mentorship = await running(town)
    note, absent = await noted(town, mentorship, CAS, "Il doute", private=True), str(ids.new())
    moment = f"1.{await town.head()}"
    for person in (ADA, GIL):
        for path in ("/mentorships/{}", "/mentorships/{}/history", f"/mentorships/{{}}?at={moment}"):
            one, other = [await town.browser(person).get(town.path + path.format(which)) for which in (mentorship, absent)]
            assert (one.status_code, {**one.json(), "id": ""}) == (404, {**other.json(), "id": ""})
        for tag, fields in (
            ("mentorship.close", {"ending": "other"}),
            ("mentorship.set_goal", {"goal": str(ids.new()), "text": "x"}),
            ("together.close_mentorship", {"offer": offer_of(town, BEN), "ending": "other"}),
        ):
            one, other = [await town.post(person, asking(tag, which, **fields)) for which in (mentorship, absent)]
            assert {**one.json(), "id": ""} == {**other.json(), "id": ""}
        writes = [asking("mentorship_note.write", ids.new(), mentorship=which, text="x", private=True) for which in (mentorship, absent)]
        one, other = [await town.post(person, wish) for wish in writes]
        assert {**one.json(), "id": ""} == {**other.json(), "id": ""}
    for person in (ADA, BEN):
        one, other = [await town.post(person, asking("mentorship_note.withdraw", which)) for which in (note, absent)]
        assert {**one.json(), "id": ""} == {**other.json(), "id": ""}
    for person in (ADA, BEN):  # a private note is not even its mentor's
        one, other = [await town.browser(person).get(f"{town.path}/histories/mentorship_note/{which}") for which in (note, absent)]
        assert (one.status_code, {**one.json(), "id": ""}) == (404, {**other.json(), "id": ""})
    await town.ask(CAS, "mentorship_note.edit", note, text={"was": "Il doute", "to": "Il doute encore"})
    told = (await town.get(CAS, f"/histories/mentorship_note/{note}")).json()
    assert [one["tag"] for one in told] == ["mentorship_note.written", "mentorship_note.edited"]
    found = await town.browser(ADA).post(f"{town.path}/texts", json={"text": "Il doute"})
    assert found.json() == []  # of what a facilitator may take out of the log, only what they may know of


async def test_mentors_are_suggested_with_the_reasons_that_the_score_is_made_of(town: Town) -> None:
    await described(town)
    await offered(town, BEN, 2)
    await offered(town, ADA, themes=("Énergie",))
    found = (await town.browser(CAS).get(f"{town.path}/mentoring/matches", params={"theme": ["haies"]})).json()
    (best,) = found
    assert best["offer_id"] == offer_of(town, BEN)
    assert [(one["reason"], one["words"]) for one in best["reasons"]] == [("theme", "haies")]
    assert best["score"] == sum(one["points"] for one in best["reasons"]) == 5
    assert (await town.get(BEN, "/mentoring/matches", theme="Haies")).json() == []  # never oneself
    await town.ask(BEN, "mentor.pause", offer_of(town, BEN))
    assert (await town.get(CAS, "/mentoring/matches", theme="Haies")).json() == []


async def test_evaluations_are_told_by_fives_so_that_nobody_is_recognised_in_them(town: Town) -> None:
    offer = await offered(town, capacity=10)
    for rating in (5, 4, 3, 5, 5, 1):
        told = (await page(town, DOT))["figures"]
        mentorship = await requested(town, offer)
        await town.ask(BEN, "together.accept_mentorship", mentorship, offer=offer)
        await town.ask(CAS, "together.close_mentorship", mentorship, offer=offer, ending="other", rating=rating)
        assert (told["evaluated"], told["average_rating"]) in ((0, None), (5, 4.4))
    told = (await page(town, DOT))["figures"]
    assert (told["evaluated"], told["average_rating"]) == (5, 4.4)
    dashboard = (await made(town, topics=[f"plan:{town.plan}"]))["secret"]  # which reaches one plan, and no mentoring
    told = (await town.browser(None, authorization=f"Bearer {dashboard}").get(f"{town.path}/mentoring")).json()["figures"]
    assert set(told.values()) == {0, None}


async def test_questions_are_put_to_all_or_to_a_resource_person_and_answers_are_useful_to_others(town: Town) -> None:
    skill = await described(town)
    (person,) = (await town.get(BEN, "/resource-persons", theme="HAIES")).json()
    assert (person["skill"]["skill_id"], person["skill"]["authority_id"]) == (skill, str(RIVEBELLE))
    question, answer = str(ids.new()), str(ids.new())
    await town.ask(BEN, "question.ask", question, text="Comment chiffrer une haie ?", theme="Haies", skill=skill)
    await town.ask(CAS, "question.answer", question, answer=answer, text="Au mètre")
    assert (await town.post(CAS, asking("question.mark_useful", question, answer=answer))).json()["code"] == "question.own_answer"
    await town.ask(BEN, "question.mark_useful", question, answer=answer)
    (row,) = (await page(town, DOT))["questions"]
    assert [(one["text"], one["useful_to"]) for one in row["answers"]] == [("Au mètre", [str(BEN)])]


async def test_an_adviser_hands_tools_over_to_a_member(town: Town) -> None:
    file, tool = str(ids.new()), str(ids.new())
    await town.ask(BEN, "support_file.open", file, authority=str(RIVEBELLE), adviser=str(BEN), need="Suivre l’énergie")
    await town.ask(BEN, "support_file.deliver_tool", file, tool=tool, name="Tableur de suivi")
    own = asking("support_file.open", ids.new(), authority=str(HAUTEFEUILLE), adviser=str(BEN), need="x")
    assert (await town.post(BEN, own)).json()["code"] == "support_file.own_authority"
    (row,) = (await page(town, CAS))["support_files"]
    assert [one["name"] for one in row["tools"]] == ["Tableur de suivi"]
    assert [one["tag"] for one in (await town.get(CAS, f"/histories/support_file/{file}")).json()] == [
        "support_file.opened",
        "support_file.tool_delivered",
    ]
