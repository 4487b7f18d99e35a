"""What takes back what a command did: field by field, but for what somebody changed since."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import inspect, structs

from events import action, action_plan, catalogue, fields, ids, network, note
from events.action import Funding
from events.asking import Asking
from events.fields import Change, Members
from events.ids import CommandId, PersonId, StreamId
from events.log import redaction
from events.log.recorded import Recorded
from projections import undoing
from projections.attachment_list import attachment_list
from projections.axis_list import axis_list
from projections.comment_list import comment_list
from projections.follower import Follower
from projections.note_list import note_list
from projections.phase_calendar import phase_calendar
from projections.plan_board import plan_board
from projections.plan_list import plan_list
from projections.projection import Projection
from projections.restricted_items import restricted_items
from projections.undoing import STANDING, WAYS, Field, Fields, Step
from tests.histories import ACTIONS, AXES, PHASES, PLANS, Model, Played, asked_first, histories
from tests.people import ADA, BEN, CAS, FOUNDED, NETWORK
from tests.spec import NOW

ACTION, PART, PLAN = StreamId(ACTIONS[0]), StreamId(ACTIONS[1]), StreamId(PLANS[0])
COMPARED: tuple[Projection[Any], ...] = (
    plan_board,
    axis_list,
    phase_calendar,
    plan_list,
    note_list,
    comment_list,
    attachment_list,
    restricted_items,
)
ENVELOPE = ("changed_at", "changed_by", "edited_at", "edited_by", "by", "at")


class Book:
    """A log in memory: the rules decide, and every event is written down."""

    def __init__(self, askings: Iterable[tuple[Asking, PersonId]]) -> None:
        self.model = Model()
        self.log: list[Recorded[Any]] = []
        self._write(
            Played(Asking(id=CommandId(ids.new()), stream=StreamId(NETWORK), command=network.Rename(Change("a", "b"))), ADA, "", (FOUNDED,))
        )
        for asking, by in askings:
            self._write(self.model.ask(asking, by))

    def ask(self, command: Any, by: PersonId = BEN, stream: StreamId = ACTION, reason: str | None = None) -> CommandId:
        asking = Asking(id=CommandId(ids.new()), stream=stream, command=command, reason=reason)
        played = self.model.ask(asking, by)
        assert played.outcome == "applied", played.outcome
        self._write(played)
        return asking.id

    def steps(self, *commands: UUID, by: PersonId = BEN) -> list[Step]:
        touched = dict.fromkeys(one.stream_id for one in self.log if one.command_id in commands)
        found = [step for stream in touched for step in undoing.steps(self.history(stream), commands, by)]
        return sorted(found, key=lambda step: -step.position)

    def undo(self, *commands: UUID, by: PersonId = BEN) -> tuple[list[CommandId], list[Field]]:
        """Take back, as the service does: what was asked and was done, and what is told of every field."""
        done: list[CommandId] = []
        steps = self.steps(*commands, by=by)
        for step in steps:
            if (asked := self.carry_out(step, by)) is not None:
                done.append(asked)
        return done, [one for step in steps for one in step.fields]

    def carry_out(self, step: Step, by: PersonId) -> CommandId | None:
        if step.command is None:
            return None
        command: Any = fields.normal(step.command)
        asking = Asking(id=CommandId(ids.new()), stream=step.stream, command=command, reason=step.reason)
        played = self.model.ask(asking, by)
        self._write(played)
        return asking.id if played.outcome == "applied" else None

    def history(self, stream: UUID) -> list[Recorded[Any]]:
        return [one for one in self.log if one.stream_id == stream]

    def card(self, stream: StreamId = ACTION) -> action.Added:
        state = self.model.states[stream][1]
        assert isinstance(state, action.State)
        return state.card

    def stands(self, stream: StreamId = ACTION) -> bool:
        return not self.model.states[stream][1].withdrawn

    def rows(self) -> dict[Any, dict[str, Any]]:
        """What people see, without who changed it last; what was added and taken back again is as if it were not there."""
        follower = Follower(NETWORK)
        follower.apply(self.log)
        found: dict[Any, dict[str, Any]] = {}
        for projection in COMPARED:
            for key, row in follower.rows(projection).items():
                values = structs.asdict(row)
                if not values.get("withdrawn"):
                    found[projection.name, key] = {name: value for name, value in values.items() if name not in ENVELOPE}
        return found

    def _write(self, played: Played) -> None:
        versions = sum(one.stream_id == played.asking.stream for one in self.log)
        for index, event in enumerate(played.events, 1):
            position = len(self.log) + 1
            at = NOW + timedelta(minutes=position)
            asked, tag = played.asking, str(event.__struct_config__.tag)
            self.log.append(
                Recorded(NETWORK, position, asked.stream, None, versions + index, tag, asked.id, asked.cause, played.by, None, at, event)
            )


@pytest.fixture
def book() -> Book:
    return Book(asked_first())


def told(found: Iterable[Field]) -> dict[str, tuple[str, PersonId | None]]:
    return {one.field: (one.became, one.by) for one in found}


def test_every_field_goes_back_to_what_it_was(book: Book) -> None:
    before = book.rows()
    edit = action.Edit(
        title=Change("Fête du vélo", "Fête"),
        description=Change("Un\nDeux\nTrois", "Un\nDeux"),
        order_key=Change("V", "k"),
        budget_planned=Change(None, 5),
        partners=Members(add=("CAF",)),
        funders={"ADEME": Change(None, Funding(5))},
    )
    asked = book.ask(edit)
    done, found = book.undo(asked)
    assert len(done) == 1
    assert {one.became for one in found} == {"undone"}
    assert book.rows() == before


def test_what_somebody_changed_since_stays_and_is_told(book: Book) -> None:
    asked = book.ask(action.Edit(title=Change("Fête du vélo", "Fête"), lead=Change(None, "Mairie")))
    book.ask(action.Edit(title=Change("Fête", "Grande fête")), CAS)
    _, found = book.undo(asked)
    assert told(found) == {"title": ("changed", CAS), "lead": ("undone", None)}
    assert (book.card().title, book.card().lead) == ("Grande fête", None)


def test_a_text_that_somebody_added_lines_to_is_not_merged(book: Book) -> None:
    asked = book.ask(action.Edit(description=Change("Un\nDeux\nTrois", "Zéro\nUn\nDeux\nTrois"), order_key=Change("V", "k")))
    book.ask(action.Edit(description=Change("Zéro\nUn\nDeux\nTrois", "Zéro\nUn\nDeux\nTrois\nQuatre"), order_key=Change("k", "m")), CAS)
    _, found = book.undo(asked)
    assert told(found) == {"description": ("changed", CAS), "order_key": ("changed", CAS)}
    assert (book.card().description, book.card().order_key) == ("Zéro\nUn\nDeux\nTrois\nQuatre", "m")


def test_a_change_that_comes_while_undoing_stays_too(book: Book) -> None:
    asked = book.ask(action.Edit(description=Change("Un\nDeux\nTrois", "Zéro\nUn\nDeux\nTrois"), order_key=Change("V", "k")))
    (step,) = book.steps(asked)
    book.ask(action.Edit(description=Change("Zéro\nUn\nDeux\nTrois", "Zéro\nUn\nDeux\nTrois\nQuatre"), order_key=Change("k", "m")), CAS)
    book.carry_out(step, BEN)
    assert (book.card().description, book.card().order_key) == ("Zéro\nUn\nDeux\nTrois\nQuatre", "m")
    assert [one.event.field for one in book.log[-2:]] == ["order_key", "description"]  # both are told, and wait to be settled


def test_of_a_set_only_what_joined_leaves_and_what_left_joins(book: Book) -> None:
    book.ask(action.Edit(partners=Members(add=("Région", "LPO"))))
    asked = book.ask(action.Edit(partners=Members(add=("CAF",), remove=("LPO",))))
    book.ask(action.Edit(partners=Members(add=("ADEME",), remove=("Région",))), CAS)
    _, found = book.undo(asked)
    assert told(found) == {"partners": ("undone", None)}
    assert book.card().partners == ("ADEME", "LPO")


def test_keyed_values_are_undone_key_by_key(book: Book) -> None:
    asked = book.ask(action.Edit(funders={"ADEME": Change(None, Funding(5)), "S.A.R.L. du Pont": Change(None, Funding(7))}))
    book.ask(action.Edit(funders={"ADEME": Change(Funding(5), Funding(6))}), CAS)
    _, found = book.undo(asked)
    assert told(found) == {"funders.ADEME": ("changed", CAS), "funders.S.A.R.L. du Pont": ("undone", None)}
    assert book.card().funders == {"ADEME": Funding(6)}


def test_what_was_added_is_withdrawn_and_what_was_withdrawn_comes_back(book: Book) -> None:
    added = book.ask(action.Add(plan=PLANS[0], title="Nouvelle", order_key="k"), stream=StreamId(ACTIONS[2]))
    done, found = book.undo(added)
    assert (told(found), book.stands(StreamId(ACTIONS[2]))) == ({STANDING: ("undone", None)}, False)
    book.undo(*done)  # an undo is undone like anything else
    assert book.stands(StreamId(ACTIONS[2]))
    again, _ = book.undo(added)
    assert (len(again), book.stands(StreamId(ACTIONS[2]))) == (1, False)
    assert told(book.undo(added)[1]) == {STANDING: ("already", None)}


def test_what_was_added_stays_once_somebody_else_worked_on_it(book: Book) -> None:
    here = StreamId(ACTIONS[2])
    added = book.ask(action.Add(plan=PLANS[0], title="Nouvelle", order_key="k"), stream=here)
    book.ask(action.Edit(lead=Change(None, "Mairie")), stream=here)
    assert told(one for step in book.steps(added) for one in step.fields) == {STANDING: ("undone", None)}  # one's own edits go with it
    book.ask(action.Edit(title=Change("Nouvelle", "Autre")), CAS, here)
    done, found = book.undo(added)
    assert (done, told(found)) == ([], {STANDING: ("changed", CAS)})
    assert book.stands(here)


def test_a_field_of_what_was_withdrawn_since_waits_for_its_return(book: Book) -> None:
    asked = book.ask(action.Edit(title=Change("Fête du vélo", "Fête")))
    book.ask(action.Withdraw(), CAS)
    done, found = book.undo(asked)
    assert (done, told(found)) == ([], {"title": ("changed", CAS)})


def test_axes_and_phases_go_back_too(book: Book) -> None:
    before = book.rows()
    commands = [
        book.ask(action_plan.EditAxis(AXES[0], title=Change("Climat", "Air"), order_key=Change("V", "k")), stream=PLAN),
        book.ask(action_plan.AddAxis(axis=AXES[1], title="Eau", parent=AXES[0], order_key="V"), stream=PLAN),
        book.ask(action_plan.AddPhase(PHASES[0], "Diagnostic"), stream=PLAN),
        book.ask(action_plan.EditPhase(PHASES[0], title=Change("Diagnostic", "État des lieux")), stream=PLAN),
        book.ask(action_plan.Edit(title=Change("Agenda 21", "Agenda 2030")), stream=PLAN),
    ]
    done, found = book.undo(*commands)
    assert book.rows() == before
    assert (len(done), len(found)) == (4, 5)  # the words of a phase go with the phase
    book.undo(*done)
    assert book.rows() != before


def test_who_alone_sees_an_action_goes_back_to_who_did(book: Book) -> None:
    first = book.ask(action.Restrict((ADA, BEN)), ADA)
    second = book.ask(action.Restrict((ADA,)), ADA)
    book.undo(second, by=ADA)
    assert book.model.states[ACTION][1].parties == (ADA, BEN)
    book.undo(first, by=ADA)
    assert book.model.states[ACTION][1].parties == ()


def test_a_wish_that_met_another_change_is_taken_back_and_its_conflict_settled(book: Book) -> None:
    book.ask(action.Edit(title=Change("Fête du vélo", "Fête")), CAS)
    asked = book.ask(action.Edit(title=Change("Fête du vélo", "Vélo"), lead=Change(None, "Mairie")))
    assert len(book.model.open_conflicts(ACTION)) == 1
    done, _ = book.undo(asked)
    assert (book.model.open_conflicts(ACTION), book.card().title, book.card().lead) == ([], "Fête", None)
    assert [step.why for step in book.steps(*done)] == [None, "settled"]  # it is not opened again; the lead comes back


def test_a_status_comes_back_with_its_reason(book: Book) -> None:
    before = book.rows()
    paused = book.ask(action.Edit(status=Change("planned", "paused")), reason="Faute de crédits")
    at_rest = book.rows()
    resumed = book.ask(action.Edit(status=Change("paused", "in_progress")))
    book.undo(resumed)
    assert book.rows() == at_rest
    book.undo(paused)
    assert book.rows() == before


def test_nothing_that_was_redacted_is_written_again(book: Book) -> None:
    asked = book.ask(action.Edit(title=Change("Fête du vélo", "Fête")))
    first = next(one for one in book.log if one.stream_id == ACTION)
    gone = structs.replace(first, event=structs.replace(first.event, title=redaction.MARK))
    history = [gone if one is first else one for one in book.history(ACTION)]
    (step,) = undoing.steps(history, [asked], BEN)
    assert (step.command, told(step.fields)) == (None, {"title": ("redacted", None)})


def test_a_published_version_and_a_role_stay(book: Book) -> None:
    version = book.ask(action_plan.Publish(PHASES[0], "V1"), stream=PLAN)  # type: ignore[arg-type]  # any id is one of a version
    assert [(step.why, step.command) for step in book.steps(version)] == [("published", None)]
    role = book.ask(network.GiveRole(CAS, "facilitator"), ADA, StreamId(NETWORK))
    assert [(step.why, step.command) for step in book.steps(role)] == [("roles", None)]


def test_a_field_takes_back_the_value_that_it_had_at_an_entry_of_its_history(book: Book) -> None:
    book.ask(action.Edit(title=Change("Fête du vélo", "Fête")))
    book.ask(action.Edit(title=Change("Fête", "Grande fête"), partners=Members(add=("CAF",))), CAS)
    book.ask(action.Edit(partners=Members(add=("LPO",), remove=("CAF",))), CAS)
    entries = [one.position for one in book.history(ACTION)]
    seen = entries[-1]
    history = book.history(ACTION)
    step = undoing.restored(history, entries[0], "title", seen)
    assert step is not None
    assert book.carry_out(step, BEN) is not None
    step = undoing.restored(book.history(ACTION), entries[2], "partners", seen)
    assert step is not None
    assert book.carry_out(step, BEN) is not None
    assert (book.card().title, book.card().partners) == ("Fête du vélo", ("CAF",))
    late = undoing.restored(book.history(ACTION), entries[1], "title", seen)  # Ben changed it after what was seen
    assert late is not None
    assert (late.command, told(late.fields)) == (None, {"title": ("changed", BEN)})
    assert undoing.restored(history, entries[0], "added_at", seen) is None
    assert undoing.restored(history, seen + 1, "title", seen) is None


@given(histories(30), st.data())
def test_what_a_person_did_last_leaves_the_rows_as_before_once_undone(history: list[tuple[Asking, PersonId]], data: st.DataObject) -> None:
    book = Book(history[: len(asked_first())])
    before: list[tuple[dict[Any, dict[str, Any]], CommandId, PersonId]] = []
    rest = history[len(asked_first()) :]
    cut = data.draw(st.integers(0, len(rest)))
    for asking, by in rest[:cut]:
        book._write(book.model.ask(asking, by))
    rows = book.rows()
    for asking, by in rest[cut:]:
        played = book.model.ask(asking, by)
        book._write(played)
        if played.outcome == "applied":
            before.append((rows, asking.id, by))
            break
    for rows, asked, by in before:
        steps = book.steps(asked, by=by)
        done = [book.carry_out(step, by) for step in steps]
        assert {one.became for step in steps for one in step.fields} <= {"undone"}
        if None not in done and all(step.why is None for step in steps):
            assert book.rows() == rows


@given(histories(40))
def test_undoing_anything_puts_back_what_it_says_and_leaves_all_else(history: list[tuple[Asking, PersonId]]) -> None:
    book = Book(history)
    commands = dict.fromkeys((one.command_id, one.by) for one in book.log)
    for asked, by in list(commands)[-6:]:
        for step in book.steps(asked, by=by):
            way = next(way for kind, way in WAYS.items() if kind.__struct_config__.tag == step.tag) if step.why is None else None
            if not isinstance(way, Fields):
                continue
            rules, past = catalogue.DECIDERS[catalogue.kind_of(step.tag)], book.history(step.stream)
            first = next(one.position for one in past if one.command_id == asked)

            def row(events: Iterable[Recorded[Any]], way: Fields = way, rules: Any = rules, item: UUID = step.item) -> Any:
                return way.row(rules.fold(one.event for one in events), item)

            was, now = row(one for one in past if one.position < first), row(past)
            done = book.carry_out(step, by)
            after = row(book.history(step.stream))
            for one in step.fields:
                stands = fields.value_of(after, one.field)
                if one.became != "undone" or done is None:
                    assert stands == fields.value_of(now, one.field), one
                elif not isinstance(stands, tuple):
                    assert stands == fields.value_of(was, one.field), one
            untold = {name.partition(".")[0] for name in (one.field for one in step.fields)}
            for name in after.__struct_fields__:
                assert name in untold or getattr(after, name) == getattr(now, name)


def _fields(struct: Any) -> Mapping[str, Any]:
    info: Any = inspect.type_info(struct)
    return {one.name: one.type for one in info.fields}


def test_every_way_back_knows_all_fields_of_its_events() -> None:
    for event, way in WAYS.items():
        if not isinstance(way, Fields):
            continue
        edits = _fields(way.edit)
        for name, kind in _fields(event).items():
            if name not in ("reason", way.item):
                assert ("VarTupleType" in str(kind)) is ("Members" in str(edits[name])), (event, name)


def test_a_note_goes_back_to_its_words(book: Book) -> None:
    here = StreamId(ids.new())
    book.ask(note.Write(plan=PLANS[0], action=None, text="Un\nDeux"), stream=here)
    asked = book.ask(note.Edit(Change("Un\nDeux", "Un\nTrois")), stream=here)
    assert told(book.undo(asked)[1]) == {"text": ("undone", None)}
    assert book.model.states[here][1].note.text == "Un\nDeux"
