"""The process behind a plan: its canvas, resolutions with their votes, recognition asked for and answered, and who was trained."""

import random
from datetime import date
from typing import Any

from hypothesis import given as every
from hypothesis import strategies as st

from events import action_plan, authority, ids, meeting, network, process, process_template, together
from events.decider import Asked, Event, Refused
from events.fields import Change
from events.ids import CommandId, MeetingId, PlanId, RequestId, ResolutionId, SessionId, StepId, StreamId, TemplateId
from events.process import (
    AddStep,
    DoStep,
    GrantRecognition,
    NewStep,
    RecognitionGranted,
    RecognitionRefused,
    RecognitionRequested,
    RecordResolution,
    RecordSession,
    RefuseRecognition,
    RequestRecognition,
    ResolutionRecorded,
    ResolutionWithdrawn,
    SessionRecorded,
    SessionWithdrawn,
    Start,
    Started,
    StepAdded,
    StepDone,
    StepUndone,
    StepWithdrawn,
    UndoStep,
    WithdrawResolution,
    WithdrawSession,
    WithdrawStep,
)
from tests.people import ADA, BEN, CAS, HAUTEFEUILLE, NETWORK, RIVEBELLE, THE_NETWORK, stream
from tests.spec import NOW, Given, Happened, When, given

PLAN = PlanId(stream(2))
HERE = process.stream_of(NETWORK, PLAN)
DECIDE, TRAIN = StepId(stream(41)), StepId(stream(42))
ACT, OTHER_ACT = ResolutionId(stream(51)), ResolutionId(stream(52))
FIRST, SECOND = RequestId(stream(61)), RequestId(stream(62))
DAY, ANOTHER = SessionId(stream(71)), SessionId(stream(72))
LAUNCH = MeetingId(stream(81))
CANVAS = TemplateId(stream(91))
OPENED = action_plan.Opened(title="Agenda 21", authority=HAUTEFEUILLE)
THERE: Happened = {PLAN: [OPENED]}
STARTED = Started(plan=PLAN, authority=HAUTEFEUILLE, canvas="agenda21")
STEPS = (StepAdded(step=DECIDE, title="Délibérer", order_key="V"), StepAdded(step=TRAIN, title="Former", order_key="W"))
REQUESTED = RecognitionRequested(request=FIRST, dossier="Dossier de 2012", on=date(2012, 6, 1))


def asks(here: Given, command: process.Command, **how: Any) -> When:
    return here.when(command, at_stream=HERE, **how)


def test_the_process_of_a_plan_starts_once_from_a_canvas() -> None:
    start = Start(plan=PLAN, canvas="agenda21", steps={DECIDE: NewStep("Délibérer", "V"), TRAIN: NewStep("Former", "W")})
    asks(given(others=THERE), start).then(STARTED, *STEPS)
    asks(given(), start).refused(process.NoSuchPlan)
    asks(given(STARTED, others=THERE), Start(plan=PLAN)).refused(process.AlreadyStarted)
    given(others=THERE).when(start).refused(process.NotHere)
    asks(given(), UndoStep(TRAIN)).refused(process.NotStarted)


def test_it_starts_from_a_canvas_of_the_networks_own_that_is_offered() -> None:
    written = process_template.Written(name="Chez nous", steps=("Un",))
    start = Start(plan=PLAN, template=CANVAS)
    asks(given(others={**THERE, CANVAS: [written]}), start).then(Started(plan=PLAN, authority=HAUTEFEUILLE, template=CANVAS))
    asks(given(others={**THERE, CANVAS: [written, process_template.Withdrawn()]}), start).refused(process.NoSuchTemplate)
    asks(given(others=THERE), start).refused(process.NoSuchTemplate)


def test_steps_are_done_on_a_day_and_undone() -> None:
    here = given(STARTED, *STEPS)
    done = asks(here, DoStep(DECIDE, date(2009, 12, 1))).then(StepDone(step=DECIDE, on=date(2009, 12, 1)))
    asks(done, DoStep(DECIDE, date(2010, 1, 1))).refused(process.DoneAlready)
    asks(done, UndoStep(DECIDE)).then(StepUndone(step=DECIDE))
    asks(here, DoStep(DECIDE, date(2026, 4, 1))).refused(process.NotYet)
    asks(here, WithdrawStep(DECIDE)).then(StepWithdrawn(step=DECIDE))
    asks(given(STARTED, *STEPS, StepWithdrawn(step=DECIDE)), DoStep(DECIDE, date(2009, 12, 1))).refused(process.NoSuchStep)
    more = StepId(stream(43))
    asks(here, AddStep(more, "Recueillir les idées", "X")).then(StepAdded(step=more, title="Recueillir les idées", order_key="X"))
    asks(here, AddStep(TRAIN, "Autre", "X")).refused(process.AlreadyThere)
    crowd = [StepAdded(step=StepId(ids.new()), title="x", order_key="V") for _ in range(process.MOST)]
    asks(given(STARTED, *crowd), AddStep(more, "Encore", "X")).refused(process.TooMany)


def resolved(**other: Any) -> RecordResolution:
    told: dict[str, Any] = {"resolution": ACT, "reference": "2009-117", "on": date(2009, 12, 14), "body": "Conseil municipal"}
    return RecordResolution(**{**told, "subject": "engagement", "title": "S’engager dans un Agenda 21", **other})


def recorded(**other: Any) -> ResolutionRecorded:
    told = {name: getattr(resolved(**other), name) for name in RecordResolution.__struct_fields__}
    return ResolutionRecorded(**told)


def test_a_resolution_has_its_act_its_day_and_votes_that_fit() -> None:
    here = given(STARTED)
    asks(here, resolved()).then(recorded())
    votes = {"votes_for": 29, "votes_against": 0, "abstained": 0}
    asks(here, resolved(**votes)).then(recorded(**votes))
    for wrong in ({"votes_for": 3}, {**votes, "votes_against": 29}, {**votes, "result": "rejected"}):
        asks(here, resolved(**wrong)).refused(process.VotesDoNotFit)
    lost = {"votes_for": 3, "votes_against": 20, "abstained": 2, "result": "rejected"}
    asks(here, resolved(**lost)).then(recorded(**lost))
    asks(here, resolved(on=date(2026, 4, 1))).refused(process.NotYet)


def test_the_choice_of_an_adviser_names_who_was_chosen() -> None:
    asks(given(STARTED), resolved(subject="adviser")).refused(process.ProviderNeeded)
    chosen = {"subject": "adviser", "provider": "Bureau d’études"}
    asks(given(STARTED), resolved(**chosen)).then(recorded(**chosen))


def test_two_resolutions_that_stand_have_not_one_reference() -> None:
    asks(given(STARTED, recorded()), resolved(resolution=OTHER_ACT)).refused(process.SameReference)
    asks(given(STARTED, recorded()), WithdrawResolution(ACT)).refused(process.ReasonNeeded)
    gone = asks(given(STARTED, recorded()), WithdrawResolution(ACT), reason="Mauvaise date").then(ResolutionWithdrawn(resolution=ACT))
    asks(gone, resolved(resolution=OTHER_ACT)).then(recorded(resolution=OTHER_ACT))
    asks(given(STARTED), WithdrawResolution(ACT), reason="x").refused(process.NoSuchResolution)


def test_recognition_is_asked_for_once_at_a_time_and_again_after_a_refusal() -> None:
    here = asks(given(STARTED), RequestRecognition(FIRST, "Dossier de 2012", date(2012, 6, 1))).then(REQUESTED)
    again = RequestRecognition(SECOND, "Dossier revu", date(2013, 2, 1))
    asks(here, again).refused(process.Waiting)
    asks(here, RefuseRecognition(FIRST, date(2012, 12, 1))).refused(process.ReasonNeeded)
    asks(here, RefuseRecognition(FIRST, date(2012, 5, 1)), reason="x").refused(process.TooEarly)
    no = asks(here, RefuseRecognition(FIRST, date(2012, 12, 1)), reason="Évaluation à préciser").then(
        RecognitionRefused(request=FIRST, on=date(2012, 12, 1))
    )
    asks(no, GrantRecognition(FIRST, date(2012, 12, 1), HAUTEFEUILLE)).refused(process.NoSuchRequest)
    asks(no, RequestRecognition(SECOND, "Dossier revu", date(2012, 7, 1))).refused(process.TooEarly)
    yes = asks(asks(no, again).then(RecognitionRequested(request=SECOND, dossier="Dossier revu", on=date(2013, 2, 1))), grant()).then(
        RecognitionGranted(request=SECOND, on=date(2013, 6, 1))
    )
    asks(yes, RequestRecognition(RequestId(stream(63)), "Encore", date(2014, 1, 1))).refused(process.Recognised)
    asks(yes, RefuseRecognition(SECOND, date(2013, 6, 1)), reason="x").refused(process.NoSuchRequest)


def grant() -> GrantRecognition:
    return GrantRecognition(SECOND, date(2013, 6, 1), HAUTEFEUILLE)


def test_recognition_is_granted_to_the_authority_of_the_plan() -> None:
    asks(given(STARTED, REQUESTED), GrantRecognition(FIRST, date(2013, 1, 1), RIVEBELLE)).refused(process.AnotherAuthority)
    parts = together.parts(HERE, together.GrantRecognition(FIRST, date(2013, 1, 1), HAUTEFEUILLE))
    assert [(part.stream, part.command) for part in parts] == [
        (StreamId(HAUTEFEUILLE), authority.Advance(Change("engaged", "recognised"), date(2013, 1, 1))),
        (HERE, GrantRecognition(FIRST, date(2013, 1, 1), HAUTEFEUILLE)),
    ]


def session(**other: Any) -> RecordSession:
    told = {"session": DAY, "title": "Initier les agents", "on": date(2010, 10, 4), "public": "officers", "headcount": 320}
    return RecordSession(**{**told, **other})


def held(**other: Any) -> SessionRecorded:
    told = {name: getattr(session(**other), name) for name in RecordSession.__struct_fields__}
    return SessionRecorded(**told)


def test_who_came_to_a_session_is_stated_or_checked_in_and_no_more_than_there_are() -> None:
    planned = meeting.Planned(title="Formation", kind="morning", held_on=date(2010, 10, 4), minutes=180)
    there: Happened = {LAUNCH: [planned]}
    asks(given(STARTED), session(attended=290)).then(held(attended=290))
    asks(given(STARTED, others=there), session(meeting=LAUNCH)).then(held(meeting=LAUNCH))
    asks(given(STARTED, others={LAUNCH: [planned, meeting.CalledOff()]}), session(meeting=LAUNCH)).refused(process.NoSuchMeeting)
    for wrong in (session(), session(attended=3, meeting=LAUNCH), session(attended=321)):
        asks(given(STARTED, others=there), wrong).refused(process.AttendanceNeeded)
    asks(given(STARTED, held(attended=290)), WithdrawSession(DAY)).then(SessionWithdrawn(session=DAY))
    asks(given(STARTED), WithdrawSession(DAY)).refused(process.NoSuchSession)


def test_a_canvas_has_steps_no_two_alike_and_is_never_changed() -> None:
    write = process_template.Write("Chez nous", "Un\n\nDeux")
    written = process_template.Written(name="Chez nous", steps=("Un", "Deux"))
    given().when(write).then(written).when(process_template.Withdraw()).then(process_template.Withdrawn())
    given(written).when(process_template.Write("Autre", "Un")).refused(process_template.AlreadyWritten)
    for steps in ("Un\nUn", "\n".join(map(str, range(101))), "x" * 301):
        given().when(process_template.Write("x", steps)).refused(process_template.NoSteps)
    given().when(process_template.Withdraw()).refused(process_template.NotWritten)


@every(st.integers(0, 2**32 - 1))
def test_whatever_anyone_asks_in_whatever_order_one_request_waits_and_one_is_granted(seed: int) -> None:
    chance = random.Random(seed)
    around: dict[Any, Any] = {NETWORK: network.rules.fold(THE_NETWORK), PLAN: action_plan.rules.fold([OPENED])}
    state: Any = None
    told: list[Event] = []
    for _ in range(40):
        by, day = chance.choice((ADA, BEN, CAS)), date(2012, chance.randint(1, 12), 1)
        request, act = chance.choice((FIRST, SECOND)), chance.choice((ACT, OTHER_ACT))
        wishes: tuple[process.Command, ...] = (
            *(Start(plan=PLAN, steps={TRAIN: NewStep("Former", "V")}), DoStep(TRAIN, day), UndoStep(TRAIN), WithdrawStep(TRAIN)),
            *(RequestRecognition(request, "x", day), GrantRecognition(request, day, HAUTEFEUILLE), RefuseRecognition(request, day)),
            *(resolved(resolution=act, reference=chance.choice("ab")), WithdrawResolution(act)),
            *(session(session=chance.choice((DAY, ANOTHER)), attended=chance.randint(300, 340)), WithdrawSession(DAY)),
        )
        asked = Asked(NETWORK, HERE, CommandId(ids.new()), by, NOW, reason=chance.choice((None, "Motif")), others=around)
        try:
            happened = process.rules.decide(chance.choice(wishes), state, asked)
        except Refused:
            continue
        state = process.rules.fold(happened, state)
        told += happened
        if state is None:
            continue
        granted = [one for one in state.answers.values() if isinstance(one, RecognitionGranted)]
        assert len(granted) <= 1
        assert len(state.requests) - len(state.answers) <= (0 if granted else 1)
        assert all(answer.on >= state.requests[key].on for key, answer in state.answers.items())
        standing = [one.reference for key, one in state.resolutions.items() if key not in state.off]
        assert len(standing) == len(set(standing))
        assert all((one.attended or 0) <= one.headcount for one in state.sessions.values())
    assert sum(isinstance(one, Started) for one in told) <= 1
