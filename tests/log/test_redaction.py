"""Redaction: what one event says goes out of the log as it is written, in both stores alike, and nothing else changes."""

import asyncio
from typing import Any, get_args, get_type_hints

import msgspec
import pytest

from events import action, catalogue, ids, network, questionnaire, roadmap
from events.fields import Change
from events.ids import ActionId, PlanId, QuestionId, StreamId
from events.log import redaction
from events.log.postgres import PostgresStore
from events.log.store import Poisoned, Snapshot
from tests.log.office import Office, asking
from tests.people import ADA, BEN

TEXT = "Mme Sylvette Aubépin, 14 rue des Lilas : dossier 2019-07"
NO_TEXTS = ("tag", "plan", "order_key", "status", "starts_on", "budget_planned", "partners.7", "partners", "x", "extra.Suivi.x")
REASON = "Une personne privée est nommée."


async def position_of(office: Office, tag: str, last: bool = True) -> int:
    found = [one.position for one in await office.all() if one.tag == tag]
    return found[-1 if last else 0]


def redact(*places: tuple[int, str]) -> network.Redact:
    return network.Redact(tuple(network.Place(position, (field,)) for position, field in places))


async def redacted(office: Office, *places: tuple[int, str], line: int = 0) -> Any:
    return await office.ask(office.network_id, redact(*places), ADA, line, reason=REASON)


async def test_a_text_goes_and_nothing_else(office: Office, card: ActionId) -> None:
    await office.ask(card, action.Edit(description=Change(None, TEXT), lead=Change(None, "Fanette")))
    edited = await position_of(office, "action.edited")
    before = await office.all()
    receipt = await redacted(office, (edited, "description"))
    assert receipt.outcome == "applied"
    after = await office.all()
    event: Any = after[edited - 1].event
    assert (event.description, event.lead) == (redaction.MARK, "Fanette")
    assert [one for one in after[:-1] if one.position != edited] == [one for one in before if one.position != edited]
    told = after[-1].event
    assert told == network.EventRedacted(positions=(edited,), fields=("description",), reason=REASON)
    known = await office.store.command(office.network_id, after[edited - 1].command_id)
    assert known is not None
    assert known.request_hash is None
    assert (await office.store.command(office.network_id, receipt.id)).request_hash is not None  # type: ignore[union-attr]  # it was just answered


async def test_a_text_in_a_list_or_a_table_goes_alone(office: Office, plan: PlanId) -> None:
    stream = ActionId(ids.new())
    extra = {"N. B. : suivi": TEXT, "Suivi": "mensuel « ici »"}
    await office.ask(stream, action.Add(plan=plan, title="Fête", order_key="V", partners=("ADEME", "Mme Aubépin", "ONF"), extra=extra))
    added = await position_of(office, "action.added")
    await redacted(office, (added, "partners.1"), (added, "extra.N. B. : suivi"))
    event: Any = (await office.all())[added - 1].event
    assert event.partners == ("ADEME", redaction.MARK, "ONF")
    assert event.extra == {"N. B. : suivi": redaction.MARK, "Suivi": "mensuel « ici »"}


async def test_a_text_within_an_answer_goes_alone(office: Office) -> None:
    form, one, two = StreamId(ids.new()), QuestionId(ids.new()), QuestionId(ids.new())
    await office.ask(form, questionnaire.Draft("Vos pratiques", "people"))
    for question in (one, two):
        await office.ask(form, questionnaire.AddQuestion(question, "Et vous ?", "text", "V"))
    await office.ask(form, questionnaire.Open(), ADA)
    said = {one: questionnaire.Given(text=TEXT), two: questionnaire.Given(text="Rien")}
    await office.ask(form, questionnaire.Answer(said))
    answered = await position_of(office, "questionnaire.answered")
    before = dict(redaction.texts((await office.all())[answered - 1].event))
    assert before == {f"answers.{one}.text": TEXT, f"answers.{two}.text": "Rien"}
    await redacted(office, (answered, f"answers.{one}.text"))
    after = dict(redaction.texts((await office.all())[answered - 1].event))
    assert after == {f"answers.{one}.text": redaction.MARK, f"answers.{two}.text": "Rien"}


def test_why_something_is_left_out_goes_alone() -> None:
    left_out = (roadmap.Omitted(ActionId(ids.new()), TEXT), roadmap.Omitted(ActionId(ids.new()), "Sans suite"))
    event = roadmap.Programmed(year=2027, actions=(), left_out=left_out)
    assert dict(redaction.texts(event)) == {"left_out.0.why": TEXT, "left_out.1.why": "Sans suite"}
    kept = redaction.without(msgspec.json.encode(event), ["left_out.0.why"])
    assert dict(redaction.texts(msgspec.json.decode(kept, type=roadmap.Programmed))) == {
        "left_out.0.why": redaction.MARK,
        "left_out.1.why": "Sans suite",
    }


def test_every_part_that_holds_a_text_is_within_reach() -> None:
    """Of values with parts, by whatever event; the log takes apart those alone that ``DEEPER`` names."""
    reached = set()
    for event in catalogue.EVENTS.values():
        for name, hint in get_type_hints(event).items():
            reached |= {f"{name}.x.{part}" for part in _parts(hint)}
    assert reached == {"answers.x.text", "left_out.x.why"}
    assert all(map(redaction.DEEPER.fullmatch, reached))


def _parts(hint: Any) -> set[str]:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return {name for name, part in get_type_hints(hint).items() if part is str or str in get_args(part)}
    return {part for inner in get_args(hint) for part in _parts(inner)}


@pytest.mark.parametrize("field", NO_TEXTS)
async def test_ids_dates_numbers_and_choices_stay(office: Office, plan: PlanId, field: str) -> None:
    if field in ("order_key", "status") and isinstance(office.store, PostgresStore):
        return  # the database can not tell a choice from a text: service/redacting.py does before it is asked
    stream = ActionId(ids.new())
    await office.ask(stream, action.Add(plan=plan, title="Fête", order_key="V", partners=("ADEME",), extra={"Suivi": "x"}))
    before = await office.all()
    with pytest.raises(Poisoned):
        await redacted(office, (await position_of(office, "action.added"), field))
    assert await office.all() == before


async def test_only_what_lies_before_can_be_redacted(office: Office, plan: PlanId) -> None:
    head = await office.position()
    for position in (head + 1, head + 2):
        with pytest.raises(Poisoned):
            await redacted(office, (position, "title"))
    assert await office.position() == head


async def test_asked_twice_it_happens_once(office: Office, plan: PlanId) -> None:
    opened = await position_of(office, "action_plan.opened")
    asked = asking(office.network_id, redact((opened, "title")), reason=REASON)
    first = await office.lines[0].ask(asked, ADA)
    assert await office.lines[0].ask(asked, ADA) == first
    assert (await redacted(office, (opened, "title"))).outcome == "nothing"


async def test_whoever_decides_afterwards_sees_the_text_no_more(office: Office, plan: PlanId, card: ActionId) -> None:
    """Not in the same batch, not in the one that was decided meanwhile, not in another process."""
    other = await office.open()
    await office.ask(card, action.Edit(description=Change(None, TEXT)))
    await other.ask(asking(card, action.Edit(code=Change(None, "A1"))), BEN)
    await office.ask(card, action.Edit(code=Change("A1", "A2")))  # both have it at hand as it stands
    edited = await position_of(office, "action.edited", last=False)
    mine = office.lines[0]
    back = [asking(card, action.Edit(description=Change(TEXT, f"{TEXT}\n{number}"))) for number in range(3)]
    receipts = await asyncio.gather(
        mine.ask(asking(office.network_id, redact((edited, "description")), reason=REASON), ADA), *(mine.ask(one, BEN) for one in back[:2])
    )
    receipts.append(await other.ask(back[2], BEN))
    assert receipts[0].outcome == "applied"
    assert all(one.conflicts[0].theirs == redaction.MARK for one in receipts[1:]), "whoever wants it back says so, and is told"


async def test_no_snapshot_of_before_is_left(office: Office, card: ActionId) -> None:
    await office.ask(card, action.Edit(description=Change(None, TEXT)))
    kept = Snapshot(StreamId(card), 2, "action", None, "a", TEXT.encode())
    await office.store.keep(office.network_id, [kept])
    await redacted(office, (await position_of(office, "action.edited"), "description"))
    assert (await office.store.load(office.network_id, [StreamId(card)], ["a"]))[0] == []
    await office.store.keep(office.network_id, [kept])  # one that was on its way
    await office.lines[0].forget([StreamId(card)])
    assert (await office.store.load(office.network_id, [StreamId(card)], ["a"]))[0] == []
