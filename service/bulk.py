"""Bulk actions: many actions of a network changed, withdrawn or restored as one thing that a person does.

First a preview: the line decides every change as it would now and writes nothing. Then each action is one command with the bulk
action as its cause, asked like any other, a hundred in line at a time, so that others are served in between. What somebody else
changed meanwhile merges or clashes as it does for a single edit, and what a rule refuses keeps nothing else from happening.

One command is all or nothing, the bulk action is not: one that broke off has changed some actions and not others, all of them under
its cause. The id of each command follows from the bulk action and from its action, so the same request asked again does what is left,
and a finished one gets the same answer for ever. It is undone whole, as an import is (service/undoing.py).
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

import asyncpg
import msgspec
from msgspec import UNSET, Meta, Struct, structs

from events import action, fields, ids, line, sql
from events.asking import Asking, Receipt
from events.decider import Invalid, Refused
from events.fields import Line
from events.ids import ActionId, CommandId, NetworkId, PersonId, StreamId
from events.line import Result
from events.log import codec
from events.log.store import Drafted
from service import problems
from service.languages import Language, say
from service.networks import Network

AT_ONCE = 100  # commands that stand in line together
MOST = 10_000  # actions of one bulk action

statements = sql.beside(__file__)


class Bulk(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to become of which action; each edit says what the person saw and wants. ``preview`` changes nothing."""

    id: CommandId
    changes: Annotated[dict[ActionId, action.Edit | action.Withdraw | action.Restore], Meta(min_length=1, max_length=MOST)]
    reason: Line | None = None
    preview: bool = False


class FieldCount(Struct, frozen=True):
    """In how many actions a field changes, holds that value already, or was changed by somebody since it was looked at."""

    field: str
    changes: int
    already: int
    meets: int


class Refusal(Struct, frozen=True):
    """The actions that stay as they are for one and the same reason, and that reason in words."""

    code: str
    actions: tuple[UUID, ...]
    why: str = ""


class Bulked(Struct, frozen=True):
    """What a bulk action comes to, and the token after which reads show it. Fields are counted in a preview alone."""

    bulk_id: UUID
    stage: Literal["preview", "running", "finished"]
    after: str | None
    done: int
    steps: int
    changed: int = 0
    already: int = 0
    met: tuple[UUID, ...] = ()  # actions of which a wish met somebody else's change: both are kept, for people to settle
    fields: tuple[FieldCount, ...] = ()
    refused: tuple[Refusal, ...] = ()


class Bulks:
    """The bulk actions of every network of this process."""

    def __init__(self, pool: "asyncpg.Pool[Any]") -> None:
        self._pool = pool

    async def change(self, network: Network, by: PersonId, wish: Bulk, language: Language) -> Bulked:
        """Change many actions; as a preview, tell what would come of it now. Asked again, do what is left."""
        askings = await asyncio.to_thread(_askings, wish)  # of thousands this takes a while, as all that is in threads here
        if wish.preview:
            drafts = await network.line.foresee(askings, by)
            return _told(await asyncio.to_thread(_foreseen, wish, drafts), language)
        known = await self._begun(network, by, wish)
        if known is not None:
            return _told(known, language)
        results: list[Result] = []
        for start in range(0, len(askings), AT_ONCE):
            waiting = (network.ask(one, by) for one in askings[start : start + AT_ONCE])
            results += map(_result, await asyncio.gather(*waiting, return_exceptions=True))
            await self._pool.execute(statements.progress, network.network_id, wish.id, len(results))
        done = _done(wish, results)
        await self._pool.execute(statements.finish, network.network_id, wish.id, msgspec.json.encode(done).decode())
        return _told(done, language)

    async def report(self, network: Network, by: PersonId, bulk_id: UUID, language: Language) -> Bulked:
        """How a bulk action stands, for whoever asked for it."""
        row = await self._pool.fetchrow(statements.run, network.network_id, bulk_id)
        if row is None or row["by"] != by:
            raise problems.Missing("missing.bulk")
        if row["answer"] is not None:
            return _told(_decode(row["answer"]), language)
        return Bulked(bulk_id, "running", None, row["done"], row["steps"])

    async def _begun(self, network: Network, by: PersonId, wish: Bulk) -> Bulked | None:
        """The answer that this bulk action got; none where there is something left to do."""
        head = await network.store.head(network.network_id)
        if head is None:
            raise line.Missing
        hashed = await asyncio.to_thread(_hashed, head.key, network.network_id, by, wish)
        key = (network.network_id, wish.id)
        if await self._pool.fetchval(statements.begin, *key, by, hashed, len(wish.changes)):
            return None
        row = await self._pool.fetchrow(statements.run, *key)
        # An id that stands for something else is nobody's cause: with it, that would be undone in somebody else's name.
        if row is None or row["by"] != by or row["request_hash"] != hashed:
            raise line.Reused
        return None if row["answer"] is None else _decode(row["answer"])


def _askings(wish: Bulk) -> list[Asking]:
    for change in wish.changes.values():
        fields.normal(change)  # what makes no sense is told before anything is done
    return [_asking(wish, one) for one in wish.changes]


def _asking(wish: Bulk, one: ActionId) -> Asking:
    id = CommandId(ids.derived(wish.id, "action", one))
    return Asking(id=id, stream=StreamId(one), command=wish.changes[one], cause=wish.id, reason=wish.reason)


def _hashed(key: bytes, network: NetworkId, by: PersonId, wish: Bulk) -> bytes:
    return codec.request_hash(key, network, by, msgspec.to_builtins(wish, str_keys=True))


def _result(answer: Receipt | BaseException) -> Result:
    """A receipt, or why this action stays as it is; anything else ends the run, to be taken up again."""
    if isinstance(answer, Receipt | Refused | line.Missing):
        return answer
    raise answer


def _done(wish: Bulk, results: Sequence[Result]) -> Bulked:
    """What became of each action, in order."""
    receipts = {one: result for one, result in zip(wish.changes, results, strict=True) if isinstance(result, Receipt)}
    outcomes = Counter(one.outcome for one in receipts.values())
    after = max((ids.Token.parse(one.after) for one in receipts.values()), default=None)
    return Bulked(
        wish.id,
        "finished",
        None if after is None else str(after),
        len(results),
        len(results),
        outcomes["applied"],
        outcomes["nothing"],
        tuple(one for one, receipt in receipts.items() if receipt.conflicts),
        refused=_refused((one, result) for one, result in zip(wish.changes, results, strict=True) if isinstance(result, Exception)),
    )


def _foreseen(wish: Bulk, drafts: Sequence[Drafted | Exception]) -> Bulked:
    """What would become of each action, in order, and how often of each field."""
    counts: dict[str, Counter[str]] = {}
    whole: Counter[str] = Counter()
    met: list[UUID] = []
    refused: list[tuple[UUID, Exception]] = []
    for (one, command), draft in zip(wish.changes.items(), drafts, strict=True):
        if isinstance(draft, Invalid):
            raise draft
        if isinstance(draft, Exception):
            refused.append((one, draft))
        elif draft.outcome.startswith("refused:"):
            refused.append((one, Refused.known[draft.outcome.removeprefix("refused:")]()))
        else:
            whole[draft.outcome] += 1
            events: list[Any] = [sealed.event for sealed in draft.events]
            clashes = {event.field for event in events if isinstance(event, action.Clashed)}
            edited = {name for event in events if isinstance(event, action.Edited) for name in _names(event)}
            if clashes:
                met.append(one)
            for name in _names(command) if isinstance(command, action.Edit) else ():
                counts.setdefault(name, Counter())["meets" if name in clashes else "changes" if name in edited else "already"] += 1
    told = tuple(FieldCount(name, one["changes"], one["already"], one["meets"]) for name, one in counts.items())
    steps = len(drafts)
    return Bulked(wish.id, "preview", None, 0, steps, whole["applied"], whole["nothing"], tuple(met), told, _refused(refused))


def _names(edit: action.Edit | action.Edited) -> Iterator[str]:
    """The fields that an edit names; funders and further columns one by one."""
    for name in edit.__struct_fields__:
        value = getattr(edit, name)
        if name == "reason" or value is UNSET:
            continue
        yield from (f"{name}.{key}" for key in value) if isinstance(value, dict) else (name,)


def _refused(found: Iterable[tuple[UUID, Exception]]) -> tuple[Refusal, ...]:
    groups: dict[str, list[UUID]] = {}
    for one, error in found:
        groups.setdefault(error.code if isinstance(error, Refused) else "missing", []).append(one)
    return tuple(Refusal(code, tuple(actions)) for code, actions in groups.items())


def _told(bulked: Bulked, language: Language) -> Bulked:
    """The answer with why what stays does, in words."""
    return structs.replace(bulked, refused=tuple(structs.replace(one, why=_why(one.code, language)) for one in bulked.refused))


def _why(code: str, language: Language) -> str:
    if code in Refused.known:
        return problems.document(Refused.known[code](), language)[0].detail
    return say(language, "undo.why.missing")


_decode: Callable[[str], Bulked] = msgspec.json.Decoder(Bulked).decode
