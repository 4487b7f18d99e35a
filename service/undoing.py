"""Undoing over HTTP: a command, an undo, a whole import or bulk action, or one field, asked through the same door as any other change.

What takes something back is found in the log (projections/undoing.py) and asked for in the name of whoever undoes it: their rights,
the rules and the line decide as ever. The id of each command follows from the undo's id and from the position of what it takes back,
and what is taken back is judged by the log up to where it stood when the undo began. So an undo that broke off is taken up by asking
again, and a finished one gets the same answer for ever. Nothing is held while others wait: a hundred commands stand in line together.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Annotated, Any, Literal, NamedTuple
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Meta, Struct, structs

from events import action, action_plan, catalogue, fields, ids, line, sql
from events.asking import Asking, Receipt
from events.decider import Invalid, Refused
from events.fields import Change, Line
from events.ids import CommandId, PersonId, StreamId
from events.log import codec
from events.log.recorded import Recorded
from projections import recent_activity, undoing
from projections.axis_list import axis_list
from projections.plan_board import plan_board
from projections.undoing import STANDING, Field, Step
from service import access, problems
from service.files.matching import Imported
from service.languages import Language, say
from service.networks import Network
from service.reading import View

AT_ONCE = 100  # streams read, and commands that stand in line, together
LATELY = 10_000  # events among which one's last change is looked for

statements = sql.beside(__file__)


class Undo(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be undone; where nothing is named, what one did last. ``preview`` changes nothing.

    ``command`` names a command or an undo, ``import`` whatever is the cause of many: an import or a bulk action.
    """

    id: CommandId
    command: UUID | None = None
    import_id: UUID | None = msgspec.field(name="import", default=None)
    reason: Line | None = None
    preview: bool = False


class Restore(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which field is to have the value again that it had after the event at ``position``; ``seen`` is the last one looked at."""

    id: CommandId
    position: Annotated[int, Meta(ge=1, le=2**53 - 1)]
    field: Line
    seen: Annotated[int, Meta(ge=1, le=2**53 - 1)] | None = None
    reason: Line | None = None


class Item(Struct, frozen=True):
    """What became of one item: of each of its fields, by which command, and why nothing of it could be undone."""

    id: CommandId
    stream_id: StreamId
    item: UUID
    tag: str
    position: int
    fields: tuple[Field, ...] = ()
    outcome: str | None = None  # none where nothing was asked
    code: str | None = None
    why: str | None = None


class Undone(Struct, frozen=True):
    """What an undo comes to, and the token after which reads show it."""

    undo_id: UUID
    of: UUID | None
    stage: Literal["preview", "running", "finished"]
    outcome: Literal["applied", "nothing"]
    after: str | None
    done: int
    steps: int
    items: tuple[Item, ...] = ()


class Taken(Struct, frozen=True):
    """That a cause was taken back: what has it, stands after ``through`` and is by this person did so; ``again``: it did it once more."""

    of: UUID
    by: PersonId
    through: int
    again: bool


class _Of(NamedTuple):
    """What is undone: one of these."""

    command: UUID | None = None
    import_id: UUID | None = None
    position: int | None = None


class _Touched(NamedTuple):
    """Whose commands they were, and which streams they wrote to."""

    by: PersonId
    commands: frozenset[UUID]
    streams: tuple[StreamId, ...]


class _Run(NamedTuple):
    """One undo that is under way."""

    view: View
    by: PersonId
    id: CommandId
    of: _Of
    through: int
    reason: str | None
    language: Language
    redactions: int

    @property
    def network(self) -> Network:
        return self.view.network


class Undoing:
    """The undos of every network of this process."""

    def __init__(self, pool: "asyncpg.Pool[Any]") -> None:
        self._pool = pool

    async def undo(self, view: View, by: PersonId, wish: Undo, language: Language) -> Undone:
        """Take back what somebody did, but for what was changed since; or, as a preview, tell what would be."""
        if wish.command is not None and wish.import_id is not None:
            raise Invalid("Name a command or an import, not both.", ".import", key="invalid.undo_both")
        known = None if wish.preview else await self._known(view.network, by, wish)
        if isinstance(known, Undone):
            return _seen(view, _told(known, language))
        of, through = known or (await self._wanted(view.network, by, wish), await self._head(view.network))
        run = _Run(view, by, wish.id, of, through, _reason(wish.reason), language, await view.network.line.redactions())
        touched = await self._touched(run)
        steps = await self._steps(run, touched)
        done = await self._carry_out(run, wish, steps, preview=wish.preview, begun=known is not None)
        return await self.undo(view, by, wish, language) if done is None else done

    async def restore(self, view: View, by: PersonId, wish: Restore, language: Language) -> Undone:
        """Give a field the value again that it had once, unless somebody changed it since it was looked at."""
        known = await self._known(view.network, by, wish)
        if isinstance(known, Undone):
            return _seen(view, _told(known, language))
        of, through = known or (_Of(position=wish.position), await self._head(view.network))
        reason = _reason(wish.reason) or say(language, "undo.restored_reason")
        run = _Run(view, by, wish.id, of, through, reason, language, await view.network.line.redactions())
        found = [one for one in await view.network.store.page(view.network.network_id, wish.position - 1, 1) if one.position <= through]
        if not found or not _may_see(view, found):
            raise problems.Missing("missing.change")
        history = [one for one in await self._history(view.network, [found[0].stream_id]) if one.position <= through]
        step = undoing.restored(history, wish.position, wish.field, min(wish.seen or through, through))
        if step is None:
            raise Invalid("There is no such field to put back here.", ".field", key="invalid.undo_field")
        done = await self._carry_out(run, wish, [step], preview=False, begun=known is not None)
        return await self.restore(view, by, wish, language) if done is None else done

    async def report(self, view: View, by: PersonId, undo_id: UUID, language: Language) -> Undone:
        """How an undo stands, for whoever asked for it."""
        row = await self._pool.fetchrow(statements.run, view.network.network_id, undo_id)
        if row is None or row["by"] != by:
            raise problems.Missing("missing.undo")
        if row["answer"] is not None:
            return _seen(view, _told(_decode(row["answer"]), language))
        return Undone(undo_id, row["of_command"] or row["of_import"], "running", "nothing", None, row["done"], row["steps"])

    async def taken(self, view: View, of: Sequence[UUID]) -> list[Taken]:
        """The undos of these commands, imports, bulk actions and undos. Who knows these ids saw what happened by them."""
        rows = await self._pool.fetch(statements.runs_of_many, view.network.network_id, list(of))
        return [Taken(**row) for row in rows]

    # --- What is undone ---------------------------------------------------------------------------------------------

    async def _known(self, network: Network, by: PersonId, wish: Undo | Restore) -> Undone | tuple[_Of, int] | None:
        """The answer that this undo got, or where it began; none where it is new."""
        row = await self._pool.fetchrow(statements.run, network.network_id, wish.id)
        if row is None:
            return None
        if row["by"] != by or row["request_hash"] != await self._hash(network, by, wish):
            raise line.Reused
        if row["answer"] is not None:
            return _decode(row["answer"])
        return _Of(row["of_command"], row["of_import"], row["of_position"]), row["through"]

    async def _hash(self, network: Network, by: PersonId, wish: Undo | Restore) -> bytes:
        head = await network.store.head(network.network_id)
        if head is None:
            raise line.Missing
        return codec.request_hash(head.key, network.network_id, by, msgspec.to_builtins(wish))

    async def _head(self, network: Network) -> int:
        head = await network.store.head(network.network_id)
        return head.position if head is not None else 0

    async def _wanted(self, network: Network, by: PersonId, wish: Undo) -> _Of:
        if wish.command is not None or wish.import_id is not None:
            return _Of(wish.command, wish.import_id)
        return await self._last(network, by)

    async def _last(self, network: Network, by: PersonId) -> _Of:
        """What somebody did last and did not undo since; no undo, and no import, which is undone as a whole."""
        since = await self._head(network) - LATELY
        rows = await self._pool.fetch(statements.lately, network.network_id, since, by)
        named = list({one for row in rows for one in (row["command_id"], row["cause"]) if one is not None})
        undone = {row["of"] for row in await self._pool.fetch(statements.undone, network.network_id, named)}
        for row in rows:
            if undone.isdisjoint((row["command_id"], row["cause"])):
                if row["bulk"]:
                    return _Of(import_id=row["cause"])
                if row["cause"] is not None:
                    raise problems.Conflict("undo.was_import")
                return _Of(row["command_id"])
        raise problems.Missing("missing.last_change")

    async def _touched(self, run: _Run) -> _Touched:
        network, of = run.network, run.of
        if of.import_id is not None:
            rows = await self._pool.fetch(statements.caused, network.network_id, of.import_id)
            named_alike = await network.store.command(network.network_id, CommandId(of.import_id))
            # A command of this id that came before is what these took back. One that came later was named so to keep them from it.
            if not rows or (named_alike is not None and (named_alike.first_position or rows[0]["position"]) < rows[0]["position"]):
                raise problems.Missing("missing.import")
            runs = await self._pool.fetch(statements.runs_of, network.network_id, of.import_id)
            # What undid it before has it as its cause, too; and what a person named as a cause once was never part of it.
            taken = {ids.derived(one["undo_id"], "undo", row["position"]) for one in runs for row in rows}
            mine = [row for row in rows if row["by"] == rows[0]["by"] and row["command_id"] not in taken]
            first = rows[0]
            return _Touched(first["by"], frozenset(row["command_id"] for row in mine), _once(row["stream_id"] for row in mine))
        named = CommandId(of.command or UUID(int=0))
        known = await network.store.command(network.network_id, named)
        if known is not None and known.first_position is not None:
            events = await network.store.page(network.network_id, known.first_position - 1, known.last_position - known.first_position + 1)
            return _Touched(known.by, frozenset({named}), _once(one.stream_id for one in events if one.command_id == named))
        row = await self._pool.fetchrow(statements.run, network.network_id, named)
        if row is None or row["answer"] is None:
            raise problems.Missing("missing.change")
        did = [one for one in _decode(row["answer"]).items if one.outcome == "applied"]
        if not did:
            raise problems.Missing("missing.change")
        return _Touched(row["by"], frozenset(one.id for one in did), _once(one.stream_id for one in did))

    async def _steps(self, run: _Run, touched: _Touched) -> list[Step]:
        """What takes it back, of what whoever asks may see; raises where that is nothing, or not theirs to undo."""
        found: list[Step] = []
        seen = False
        for start in range(0, len(touched.streams), AT_ONCE):
            events = await self._history(run.network, touched.streams[start : start + AT_ONCE])
            for _, whole in groupby(events, lambda one: one.stream_id):
                history = [one for one in whole if one.position <= run.through]
                mine = [one for one in history if one.command_id in touched.commands]
                if not mine or not _may_see(run.view, mine):
                    continue
                seen = True
                if touched.by != run.by and not _facilitates(run.view, mine):
                    raise problems.NotAllowed("undo.not_yours")
                found += undoing.steps(history, touched.commands, run.by)
                await asyncio.sleep(0)  # others have their turn
        if not seen:
            raise problems.Missing("missing.change" if run.of.import_id is None else "missing.import")
        return _unused(run.view, sorted(found, key=lambda step: -step.position))

    async def _history(self, network: Network, streams: Sequence[StreamId]) -> list[Recorded[Any]]:
        return await network.store.streams(network.network_id, dict.fromkeys(streams, 0))

    # --- Undoing it -------------------------------------------------------------------------------------------------

    async def _carry_out(self, run: _Run, wish: Undo | Restore, steps: Sequence[Step], *, preview: bool, begun: bool) -> Undone | None:
        """What it came to; none where another one of this id has begun meanwhile, which is the one that counts."""
        items = [_item(run, step) for step in steps]
        named = run.of.command or run.of.import_id
        if preview:
            applied = any(step.command is not None for step in steps)
            drawn = Undone(run.id, named, "preview", "applied" if applied else "nothing", None, 0, len(steps), tuple(items))
            return _told(drawn, run.language)
        network_id = run.network.network_id
        if not begun:
            hashed = await self._hash(run.network, run.by, wish)
            if not await self._pool.fetchval(statements.begin, network_id, run.id, run.by, hashed, *run.of, run.through):
                return None
        asking = [index for index, step in enumerate(steps) if step.command is not None]
        tokens: list[ids.Token] = []
        for start in range(0, len(asking), AT_ONCE):
            chunk = asking[start : start + AT_ONCE]
            # They stand in line in this order: what an action is put back into comes before it.
            waiting = (run.network.ask(_asking(run, steps[index], items[index].id), run.by, redactions=run.redactions) for index in chunk)
            for index, answer in zip(chunk, await asyncio.gather(*waiting, return_exceptions=True), strict=True):
                items[index] = _answered(items[index], answer)
                if isinstance(answer, Receipt):
                    tokens.append(ids.Token.parse(answer.after))
            await self._pool.execute(statements.progress, network_id, run.id, start + len(chunk), len(asking))
        if run.of.import_id is not None:
            await self._forget(run, steps, items)
        applied = any(item.outcome == "applied" for item in items)
        after = str(max(tokens)) if tokens else None
        done = Undone(run.id, named, "finished", "applied" if applied else "nothing", after, len(asking), len(asking), tuple(items))
        await self._pool.execute(statements.finish, network_id, run.id, msgspec.json.encode(done).decode())
        return _seen(run.view, _told(done, run.language))

    async def _forget(self, run: _Run, steps: Sequence[Step], items: Sequence[Item]) -> None:
        """The next file is compared with what stands, where what this one said was undone."""
        assert run.of.import_id is not None  # noqa: S101 - only what an import said is remembered
        gone = {one.stream_id for one in items if one.tag == "action.added" and one.outcome in ("applied", "nothing")}
        edits = {step.stream: step.command for step, one in zip(steps, items, strict=True) if one.outcome == "applied"}
        rows = await self._pool.fetch(statements.imported, run.network.network_id, run.of.import_id)
        again: dict[UUID, str] = {}
        for row in rows:
            command = edits.get(row["action_id"])
            if isinstance(command, action.Edit):
                imported = msgspec.json.decode(row["imported"], type=Imported)
                again[row["action_id"]] = msgspec.json.encode(_as_before(imported, command)).decode()
        key = (run.network.network_id, run.of.import_id)
        await self._pool.execute(statements.reimport, *key, list(again), list(again.values()))
        await self._pool.execute(statements.unimport, *key, list(gone))


def _once(streams: Iterable[StreamId]) -> tuple[StreamId, ...]:
    return tuple(dict.fromkeys(streams))


def _reason(given: str | None) -> str | None:
    return None if given is None else fields.clean(given, ".reason", line=True) or None


def _may_see(view: View, events: Iterable[Recorded[Any]]) -> bool:
    """May whoever asks see all of these among what happened? What lies outside of their rights today is to them as if it were not there."""
    return all(access.told(one, view.standing, view.named) is not None for one in events)


def _facilitates(view: View, events: Iterable[Recorded[Any]]) -> bool:
    """Does whoever asks facilitate all that these events are about? Only then do they undo what others did."""
    topics = {topic for one in events for topic in recent_activity.topics(recent_activity.fold(None, one))}
    held = [role for role in view.standing.roles if role.role == "facilitator"]
    return all(any(not role.topics or topic in role.topics for role in held) for topic in topics)


def _unused(view: View, steps: Sequence[Step]) -> list[Step]:
    """But for axes in which other actions stand by now, and for actions with other parts: these stay, and it is told whose they are."""
    going = {step.item for step in steps if isinstance(step.command, action.Withdraw | action_plan.WithdrawAxis)}
    if not going:
        return list(steps)
    leaving = {step.item for step in steps if isinstance(step.command, action.Edit) and isinstance(step.command.axis, Change)}
    used: dict[UUID, Field] = {}
    for card in view.rows(plan_board):
        if not card.withdrawn and card.action_id not in going:
            within = (card.parent_id, None if card.action_id in leaving else card.axis_id)
            used |= {
                one: Field(STANDING, "changed", card.changed_by, card.changed_at) for one in within if one in going and one is not None
            }
    for axis in view.rows(axis_list):
        if not axis.withdrawn and axis.axis_id not in going and axis.parent_id in going and axis.parent_id is not None:
            used.setdefault(axis.parent_id, Field(STANDING, "changed"))
    return [structs.replace(step, command=None, fields=(used[step.item],)) if _goes(step) and step.item in used else step for step in steps]


def _goes(step: Step) -> bool:
    return isinstance(step.command, action.Withdraw | action_plan.WithdrawAxis)


def _item(run: _Run, step: Step) -> Item:
    id = CommandId(ids.derived(run.id, "undo", step.position))
    return Item(id, step.stream, step.item, step.tag, step.position, step.fields, code=None if step.why is None else f"undo.{step.why}")


def _asking(run: _Run, step: Step, id: CommandId) -> Asking:
    command: Any = step.command
    reason = run.reason or step.reason
    if reason is None and isinstance(command, action.Edit) and isinstance(command.status, Change) and command.status.to in _WITH_REASON:
        reason = say(run.language, "undo.reason")
    return Asking(id=id, stream=step.stream, command=command, cause=run.of.command or run.of.import_id, reason=reason)


_WITH_REASON = frozenset({"paused", "blocked", "abandoned"})


def _answered(item: Item, answer: Receipt | BaseException) -> Item:
    """What became of it; whatever is neither done nor refused ends the run, to be taken up again."""
    match answer:
        case Receipt(outcome="nothing"):
            told = [structs.replace(one, became="already") if one.became == "undone" else one for one in item.fields]
            return structs.replace(item, outcome="nothing", fields=tuple(told))
        case Receipt(outcome=outcome, conflicts=conflicts):
            met = {
                one.field.rpartition(".")[2] if "." in one.field and one.field not in _names(item) else one.field: one for one in conflicts
            }
            told = [
                Field(one.field, "changed", met[one.field].theirs_by, met[one.field].theirs_at) if one.field in met else one
                for one in item.fields
            ]
            return structs.replace(item, outcome=outcome, fields=tuple(told))
        case Refused(code=code):
            return structs.replace(item, outcome=f"refused:{code}", code=code)
        case Invalid(key=key):
            return structs.replace(item, outcome="refused:invalid", code=key or "invalid")
        case line.Missing():
            return structs.replace(item, outcome="refused:missing", code="missing")
    raise answer


def _names(item: Item) -> set[str]:
    return {one.field for one in item.fields}


def _told(undone: Undone, language: Language) -> Undone:
    """The answer with why what stays does, in words."""
    return structs.replace(undone, items=tuple(structs.replace(one, why=_why(one.code, language)) for one in undone.items))


def _why(code: str | None, language: Language) -> str | None:
    if code is None:
        return None
    if code in Refused.known:
        return problems.document(Refused.known[code](), language)[0].detail
    return say(language, f"undo.why.{code.removeprefix('undo.')}" if code.startswith("undo.") else "undo.why.missing")


def _seen(view: View, undone: Undone) -> Undone:
    """Of an answer that was given once, what whoever asks may know of today."""
    return structs.replace(undone, items=tuple(one for one in undone.items if view.may_know_of(one.stream_id)))


def _as_before(imported: Imported, command: action.Edit) -> Imported:
    """What a row of a file said, with what was undone of it as it stands now."""
    said: dict[str, Any] = fields.set_fields(imported.said)
    changed: dict[str, Any] = {}
    for name, value in said.items():
        wish = getattr(command, name)
        if isinstance(wish, Change):
            changed[name] = wish.to
        elif isinstance(wish, dict):
            changed[name] = {key: wish[key].to if key in wish else one for key, one in value.items()}
        elif isinstance(wish, fields.Members):
            changed[name] = fields.members((set(value) - set(wish.remove)) | set(wish.add))
    title = command.title.to if isinstance(command.title, Change) else None
    axis = {"axis": command.axis.to} if isinstance(command.axis, Change) else {}
    own = {} if title is None else {"title" if imported.sub_title is None else "sub_title": title}
    return structs.replace(imported, said=structs.replace(imported.said, **changed), **axis, **own)


_decode: Callable[[str], Undone] = msgspec.json.Decoder(Undone).decode


# --- What docs/undo.md prints --------------------------------------------------------------------------------------


def table() -> str:
    """What can be undone and how, and what can not and why."""
    groups: dict[str, list[str]] = {"every field for itself": [], "withdrawn, or put back": [], "withdrawn": [], "shown as before": []}
    for tag, event in sorted(catalogue.EVENTS.items()):
        match undoing.WAYS.get(event):
            case undoing.Fields():
                how = "every field for itself"
            case undoing.Standing(restore=restore):
                how = "withdrawn" if restore is None else "withdrawn, or put back"
            case undoing.Kept():
                how = "shown as before"
            case _:
                why = f"undo.why.{undoing.why_never(tag)}"
                how = f"not: {say('en', why)} / {say('fr', why)}"
        groups.setdefault(how, []).append(f"`{tag}`")
    return "\n".join(["| undone | what happened |", "|---|---|", *(f"| {how} | {', '.join(tags)} |" for how, tags in groups.items())])
