"""Comments over HTTP: read in order and as they stood, undone, told in activity; and nothing of them to who may not see their item."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from events import ids, mentor, minutes
from events.comment import KINDS
from events.ids import MeetingId, PersonId, PlanId
from projections.comment_list import Comment, topics
from service import access
from tests.http.town import Town, asking
from tests.people import ADA, BEN, CAS, DOT, HAUTEFEUILLE

IN_PLAN = ("plan", "action", "idea", "finding")


async def say(town: Town, by: PersonId, on: str, item: str, text: str, **fields: Any) -> str:
    """A comment: its id. It may be on what lies in the plan, or in none."""
    said = str(ids.new())
    place = {"plan": town.plan} if on in IN_PLAN else {}
    await town.ask(by, "comment.write", said, on=on, item=item, text=text, **place, **fields)
    return said


async def read(town: Town, by: PersonId, item: str, **asked: Any) -> list[dict[str, Any]]:
    """The comments on an item, as this person reads them."""
    answer = await town.get(by, f"/items/{item}/comments", **asked)
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]  # the address answers a list


async def test_comments_are_read_in_order_page_by_page_and_as_they_stood(town: Town) -> None:
    action = await town.add(BEN, "Fête du vélo")
    first = await say(town, BEN, "action", action, "On avance ?")
    second = await say(town, CAS, "action", action, "Et le budget ?")
    answer = await say(town, ADA, "action", action, "Oui.", answers=first, mentions=[str(CAS)])
    then = f"1.{await town.head()}"
    await town.ask(BEN, "comment.edit", first, text={"was": "On avance ?", "to": "On avance quand ?"})
    receipt = await town.ask(ADA, "comment.withdraw", second)
    rows = await read(town, DOT, action, after=receipt["after"])
    assert [row["comment_id"] for row in rows] == [first, answer, second]
    assert [(row["text"], row["withdrawn_by"]) for row in rows] == [
        ("On avance quand ?", None),
        ("Oui.", None),
        ("Et le budget ?", str(ADA)),
    ]
    assert (rows[1]["answers_id"], rows[1]["mentions"]) == (first, [str(CAS)])
    assert await read(town, DOT, action, skip=1, limit=1) == rows[1:2]
    was = await read(town, DOT, action, at=then)
    assert [(row["text"], row["withdrawn"]) for row in was] == [("On avance ?", False), ("Oui.", False), ("Et le budget ?", False)]
    history = (await town.get(DOT, f"/histories/comment/{first}")).json()
    assert [(one["tag"], one["changes"][-1]["after"]) for one in history][1] == ("comment.edited", "On avance quand ?")
    told = [one["tag"] for one in (await town.get(CAS, f"/plans/{town.plan}/activity")).json()]
    assert told[:5] == ["comment.withdrawn", "comment.edited", *["comment.written"] * 3]


async def test_a_comment_is_taken_back_by_undoing_it_until_a_facilitator_does(town: Town) -> None:
    said, command = str(ids.new()), asking("comment.write", ids.new(), on="plan", item=town.plan, plan=town.plan, text="Bravo.")
    command["stream"] = said
    await town.post(BEN, command)
    undone = await town.browser(BEN).post(f"{town.path}/undo", json={"id": str(ids.new()), "command": command["id"]})
    assert undone.json()["outcome"] == "applied", undone.text
    assert (await read(town, BEN, town.plan))[0]["withdrawn_by"] == str(BEN)
    await town.ask(BEN, "comment.restore", said)
    await town.ask(ADA, "comment.withdraw", said)
    refused = await town.post(BEN, asking("comment.restore", said))
    assert (refused.status_code, refused.json()["code"]) == (409, "comment.not_theirs")


async def test_of_comments_on_what_is_kept_from_somebody_nothing_is_told(town: Town) -> None:
    action, idea, meeting = await town.add(BEN, "Racheter la friche"), str(ids.new()), str(ids.new())
    await town.ask(CAS, "idea.propose", idea, plan=town.plan, title="La friche", origin="inhabitants")
    await town.ask(ADA, "meeting.plan", meeting, title="Visite", kind="annual", held_on="2026-11-30", minutes=60)
    heard = [await say(town, CAS, "idea", idea, "Le voisin vend."), await say(town, BEN, "action", action, "À quel prix ?")]
    open_to_all = await say(town, CAS, "meeting", meeting, "Je viens.")
    await town.ask(BEN, "idea.promote", idea, action=action)
    receipt = await town.ask(ADA, "action.restrict", action, parties=[str(ADA), str(BEN)])
    moment, absent = f"1.{await town.head() - 1}", str(ids.new())
    for item in (action, idea):
        assert len(await read(town, BEN, item, after=receipt["after"])) == len(await read(town, DOT, item)) == 1
        assert await read(town, CAS, item) == await read(town, CAS, item, at=moment) == []
    for one in heard:
        for path in ("/comments/{}", f"/comments/{{}}?at={moment}", "/histories/comment/{}"):
            theirs, none = [await town.browser(CAS).get(town.path + path.format(which)) for which in (one, absent)]
            assert (theirs.status_code, {**theirs.json(), "id": ""}) == (404, {**none.json(), "id": ""})
        for tag in ("comment.withdraw", "comment.restore"):
            theirs, none = [await town.post(CAS, asking(tag, which)) for which in (one, absent)]
            assert {**theirs.json(), "id": ""} == {**none.json(), "id": ""}
    asked = [asking("comment.write", ids.new(), on="action", item=which, plan=town.plan, text="?") for which in (action, absent)]
    theirs, none = [await town.post(CAS, one) for one in asked]
    assert {**theirs.json(), "id": ""} == {**none.json(), "id": ""}
    told = (await town.get(CAS, f"/plans/{town.plan}/activity")).text + (await town.get(CAS, "/activity")).text
    assert not any(one in told for one in (*heard, "Le voisin vend.", "À quel prix ?"))
    assert open_to_all in told
    for person, found in ((BEN, 1), (DOT, 1), (CAS, 0)):
        groups = (await town.get(person, "/search", q="voisin", after=receipt["after"])).json()["groups"]
        assert [(one["kind"], one["count"]) for one in groups] == [("comment", 1)] * found
    called = asking("comment.write", ids.new(), on="action", item=action, plan=town.plan, text="Cas ?", mentions=[str(CAS)])
    assert (await town.post(BEN, called)).json()["code"] == "comment.not_a_reader"


async def test_comments_stand_on_every_page_and_of_a_mentorship_its_two_people_alone_hear(town: Town) -> None:
    meeting, asked, workshop, guided = (str(ids.new()) for _ in range(4))
    offer = str(mentor.stream_of(town.network, BEN))
    begun = str(minutes.of_meeting(MeetingId(UUID(meeting))))
    await town.ask(ADA, "meeting.plan", meeting, title="Plénière", kind="annual", held_on="2026-11-30", minutes=60)
    await town.ask(ADA, "minutes.begin", begun, meeting=meeting, title="Compte rendu", sections={})
    await town.ask(ADA, "questionnaire.draft", asked, title="Vos besoins", respondents="people")
    await town.ask(ADA, "workshop.open", workshop, title="Mobilité", question="Comment ?")
    await town.ask(BEN, "mentor.offer", offer, themes=["Haies"], capacity=2)
    await town.ask(CAS, "mentorship.request", guided, offer=offer, situation="newcomer", need="Par où commencer ?", themes=["Haies"])
    items = {"minutes": begun, "questionnaire": asked, "workshop": workshop, "authority": str(HAUTEFEUILLE), "mentorship": guided}
    said = {on: await say(town, CAS, on, item, f"Un mot ({on})", mentions=[str(BEN)]) for on, item in items.items()}
    for on, item in items.items():
        (row,) = await read(town, BEN, item)
        assert (row["comment_id"], row["about"], row["plan_id"], row["text"]) == (said[on], on, None, f"Un mot ({on})")
        assert await read(town, DOT, item) == [row]
        assert await read(town, ADA, item) == ([row] if on != "mentorship" else [])
        found = await town.get(BEN, f"/histories/comment/{said[on]}")
        assert [one["tag"] for one in found.json()] == ["comment.written"]
    theirs, none = [await town.post(ADA, asking("comment.withdraw", which)) for which in (said["mentorship"], ids.new())]
    assert {**theirs.json(), "id": ""} == {**none.json(), "id": ""}
    for person, count in ((ADA, 4), (BEN, 5), (DOT, 5)):
        groups = (await town.get(person, "/search", q="mot", after=f"1.{await town.head()}")).json()["groups"]
        assert [one["count"] for one in groups if one["kind"] == "comment"] == [count]
        told = (await town.get(person, "/activity")).text
        assert (said["mentorship"] in told) is (person != ADA)
        assert said["minutes"] in told


def test_a_guest_of_a_workshop_follows_no_topic_on_which_comments_stand() -> None:
    for on in KINDS:
        plan = PlanId(ids.new()) if on in IN_PLAN else None
        row = Comment(ids.new(), ids.NetworkId(ids.new()), on, ids.new(), plan, None, BEN, "Un mot", (), datetime.now(UTC))
        (topic,) = topics(row)
        assert "guest" not in access.TOPICS[topic.partition(":")[0]]
