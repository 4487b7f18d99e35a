"""What is impossible stays refused when forty people ask for it at once, in the line of a network in memory."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import date

import pytest

from events import action, body, finding, idea, ids, process, together
from events.fields import Members
from events.ids import ActionId, FollowUpId, PlanId, RequestId, ResolutionId, StepId, StreamId
from events.log.memory import MemoryStore
from tests.log.office import Office, an_office, opened, outcome, outcomes
from tests.people import ADA, BEN, CAS, HAUTEFEUILLE

FORTY = 40
DAY = date(2012, 6, 1)


@pytest.fixture
async def memory() -> AsyncIterator[Office]:
    made = await an_office(MemoryStore())
    yield made
    for one in made.lines:
        await one.close()


async def events_of(office: Office, stream: StreamId) -> Counter[str]:
    return Counter(one.tag for one in await office.store.streams(office.network_id, {stream: 0}))


async def test_one_idea_becomes_one_action(memory: Office) -> None:
    plan = await opened(memory)
    one = StreamId(ids.new())
    await memory.ask(one, idea.Propose(plan=plan, title="Des haies", origin="inhabitants"))
    add = action.Add(plan=plan, title="Des haies", order_key="V")
    told = await outcomes(*(memory.ask(one, together.PromoteIdea(ActionId(ids.new()), add)) for _ in range(FORTY)))
    assert Counter(told) == {"applied": 1, idea.IsPromoted: FORTY - 1}
    assert [event.tag for event in await memory.all()].count("action.added") == 1
    assert await outcome(memory.ask(one, idea.Decline(), reason="Trop tard")) is idea.IsPromoted


async def test_one_finding_is_verified_once_and_never_by_its_author(memory: Office) -> None:
    plan = await opened(memory)
    one = StreamId(ids.new())
    await memory.ask(one, finding.Submit(plan=plan, text="Un logement sur cinq est mal isolé"))
    told = await outcomes(*(memory.ask(one, finding.Verify(), (BEN, CAS)[turn % 2]) for turn in range(FORTY)))
    assert Counter(told) == {finding.OwnFinding: FORTY // 2, "applied": 1, "nothing": FORTY // 2 - 1}
    assert (await events_of(memory, one))["finding.verified"] == 1


async def test_a_plan_has_one_process_and_one_request_waits_at_a_time(memory: Office) -> None:
    plan = PlanId(await opened(memory))
    one = process.stream_of(memory.network_id, plan)
    steps = ({StepId(ids.new()): process.NewStep("Délibérer", "V")} for _ in range(FORTY))
    told = await outcomes(*(memory.ask(one, process.Start(plan=plan, steps=own)) for own in steps))
    assert Counter(told) == {"applied": 1, process.AlreadyStarted: FORTY - 1}
    told = await outcomes(*(memory.ask(one, process.RequestRecognition(RequestId(ids.new()), "Dossier", DAY)) for _ in range(FORTY)))
    assert Counter(told) == {"applied": 1, process.Waiting: FORTY - 1}
    acts = (
        process.RecordResolution(
            resolution=ResolutionId(ids.new()), reference="2009-117", on=DAY, body="Conseil", subject="engagement", title="S’engager"
        )
        for _ in range(FORTY)
    )
    told = await outcomes(*(memory.ask(one, act) for act in acts))
    assert Counter(told) == {"applied": 1, process.SameReference: FORTY - 1}


async def test_whoever_is_dissolved_meanwhile_sees_nothing_more(memory: Office) -> None:
    one = StreamId(ids.new())
    await memory.ask(one, body.Establish(name="Lac", kind="working_group", theme="Lac", authorities=(HAUTEFEUILLE,)))
    asked = [memory.ask(one, body.FollowUp(FollowUpId(ids.new()), DAY, "Vu"), ADA) for _ in range(FORTY // 2)]
    later = [memory.ask(one, body.FollowUp(FollowUpId(ids.new()), DAY, "Vu"), ADA) for _ in range(FORTY // 2)]
    told = await outcomes(*asked, memory.ask(one, body.Dissolve()), *later)
    assert told == ["applied"] * (FORTY // 2 + 1) + [body.IsDissolved] * (FORTY // 2)
    assert await outcome(memory.ask(one, body.Edit(people=Members(add=(BEN,))))) is body.IsDissolved
