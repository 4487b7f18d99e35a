"""Questionnaires over HTTP: one answer each however many send one at once, counted for everyone, read by whom they are for."""

import asyncio
from typing import Any

from events import ids
from service.door import cookie_name
from service.identity import people
from tests.http.test_meetings import planned
from tests.http.town import Town, asking
from tests.people import ADA, BEN, CAS, DOT, EVA, HAUTEFEUILLE, RIVEBELLE

HERE, THERE = str(HAUTEFEUILLE), str(RIVEBELLE)


async def drafted(town: Town, respondents: str, questions: list[dict[str, Any]], **fields: Any) -> tuple[str, list[str]]:
    """A questionnaire that is open, and its questions."""
    one, keys = str(ids.new()), [str(ids.new()) for _ in questions]
    await town.ask(BEN, "questionnaire.draft", one, title="Vos pratiques", respondents=respondents, **fields)
    for number, (key, question) in enumerate(zip(keys, questions, strict=True), 1):
        await town.ask(BEN, "questionnaire.add_question", one, question=key, order_key=f"{number}V", **question)
    await town.ask(ADA, "questionnaire.open", one)
    return one, keys


async def page(town: Town, one: str, by: Any = DOT) -> dict[str, Any]:
    answer = await town.get(by, f"/questionnaires/{one}", after=f"1.{await town.head()}")
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]  # this route answers an object


async def test_what_one_needs_meets_what_another_does_or_knows_with_the_reason(town: Town) -> None:
    """N18: one answer an authority; unmet needs beside practices and skills."""
    labels = "mobilité\neau\nénergie"
    needs = {"text": "De quoi avez-vous besoin ?", "kind": "choices", "choices": labels, "about": "need"}
    does = {"text": "Que faites-vous déjà ?", "kind": "choices", "choices": labels, "about": "practice"}
    one, (need, practice, hours) = await drafted(town, "authorities", [needs, does, {"text": "Combien d’heures ?", "kind": "number"}])
    await town.ask(CAS, "skill.declare", str(ids.new()), name="Energie", authority=THERE, evidence="Chaufferie bois")
    first = {need: {"chosen": ["eau", "énergie", "mobilité"]}, practice: {"chosen": ["mobilité"]}, hours: {"number": 39}}
    await town.ask(BEN, "questionnaire.answer", one, answers=first, authority=HERE)
    await town.ask(CAS, "questionnaire.answer", one, answers={practice: {"chosen": ["eau"]}, hours: {"number": 11}}, authority=THERE)
    told = await page(town, one)
    assert [(met["need"], met["authority_id"], met["helper_id"], met["reason"], met["words"]) for met in told["met"]] == [
        ("eau", HERE, THERE, "practice", "eau"),
        ("énergie", HERE, THERE, "skill", "Energie"),
    ]
    results = {result["question_id"]: result for result in told["results"]}
    assert results[need]["chosen"] == {"mobilité": 1, "eau": 1, "énergie": 1}
    assert (results[hours]["answered"], results[hours]["sum"], results[hours]["least"], results[hours]["most"]) == (2, 50, 11, 39)

    # A second answer takes the place of the first, and everyone can see that it did.
    await town.ask(ADA, "questionnaire.answer", one, answers={hours: {"number": 40}}, authority=HERE)
    told = await page(town, one)
    assert {row["authority_id"]: row["times"] for row in told["answers"]} == {HERE: 2, THERE: 1}
    assert (told["answered"], told["met"]) == (2, [])
    steps = (await town.get(DOT, f"/questionnaires/{one}/history")).json()
    assert [step["tag"] for step in steps].count("questionnaire.answered") == 3


async def test_what_a_person_answers_is_read_by_them_and_the_facilitators(town: Town) -> None:
    question = {"text": "Et vous ?", "kind": "text", "required": True}
    one, (key,) = await drafted(town, "people", [question], meeting=await planned(town))
    await town.ask(BEN, "questionnaire.answer", one, answers={key: {"text": "Trop long à mon goût"}})
    await town.ask(CAS, "questionnaire.answer", one, answers={key: {"text": "Très bien"}})
    read = {by: [row["answers"][key]["text"] for row in (await page(town, one, by))["answers"]] for by in (ADA, BEN, CAS)}
    assert sorted(read[ADA]) == ["Trop long à mon goût", "Très bien"]
    assert (read[BEN], read[CAS]) == (["Trop long à mon goût"], ["Très bien"])
    totals = {by: (await page(town, one, by))["results"] for by in (ADA, CAS, DOT)}
    assert [[result["answered"] for result in totals[by]] for by in (ADA, CAS, DOT)] == [[2], [], [2]]  # of two, each knows the other's
    for path in ("/activity", f"/questionnaires/{one}/history"):
        assert "Trop long" not in (await town.get(CAS, path)).text
    missing = await town.post(BEN, asking("questionnaire.answer", one, answers={}))
    assert missing.json()["code"] == "questionnaire.unanswered"
    await town.ask(ADA, "questionnaire.close", one)
    late = await town.post(BEN, asking("questionnaire.answer", one, answers={key: {"text": "Encore"}}))
    assert (late.status_code, late.json()["code"]) == (409, "questionnaire.not_open")
    assert (await town.get(EVA, f"/questionnaires/{one}")).json()["code"] == "missing"
    assert (await town.get(DOT, f"/questionnaires/{ids.new()}")).json()["code"] == "missing.questionnaire"


async def test_what_people_answer_is_counted_for_all_once_nothing_can_tell_whose_it_is(town: Town) -> None:
    asks = [{"text": "Combien ?", "kind": "number"}, {"text": "Et encore ?", "kind": "number"}]
    one, (key, other) = await drafted(town, "people", asks)
    everyone = [ADA, BEN, CAS]
    async with town.service.pool.acquire() as connection:
        for name in ("Gil Bresson", "Zoé Chastel"):
            person = await people.add(connection, name)
            town.cookies[person] = f"{cookie_name(town.service.settings)}={await town.service.sessions.begin(connection, person)}"
            everyone.append(person)
    for number, person in enumerate(everyone):
        if number > 2:
            await town.ask(ADA, "network.give_role", town.network, person=str(person), role="partner")
        more = {other: {"number": 1}} if number < 4 else {}
        await town.ask(person, "questionnaire.answer", one, answers={key: {"number": number}, **more})
        assert (await page(town, one, CAS))["results"] == []  # open, each further answer would be the difference
    told = await page(town, one, ADA)
    assert [result["answered"] for result in told["results"]] == [5, 4]
    await town.ask(ADA, "questionnaire.close", one)
    told = await page(town, one, CAS)
    assert [(result["question_id"], result["answered"], result["sum"]) for result in told["results"]] == [(key, 5, 10)]
    assert told["answered"] == 5
    closed = await town.head()
    then = [(await town.get(who, f"/questionnaires/{one}", at=f"1.{at}")).json() for at in (closed - 2, closed) for who in (CAS, ADA)]
    assert [[result["sum"] for result in told["results"]] for told in then] == [[], [6, 4], [10], [10, 4]]
    assert [told["answered"] for told in then] == [4, 4, 5, 5]
    await town.ask(ADA, "questionnaire.open", one)  # and whoever compared what it came to then with what it comes to would know
    assert (await town.get(CAS, f"/questionnaires/{one}", at=f"1.{closed}")).json()["results"] == []


async def test_forty_who_answer_for_one_authority_at_once_leave_one_answer(town: Town) -> None:
    one, (key,) = await drafted(town, "authorities", [{"text": "Combien ?", "kind": "number"}])
    wishes = [asking("questionnaire.answer", one, answers={key: {"number": index}}, authority=HERE) for index in range(40)]
    answers = await asyncio.gather(*(town.post(BEN, wish) for wish in wishes))
    assert {answer.status_code for answer in answers} == {200}
    told = await page(town, one)
    assert ([row["times"] for row in told["answers"]], told["answered"]) == ([40], 1)
