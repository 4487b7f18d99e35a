"""Random histories: what three people might ask of one network, plan by plan and action by action.

Ids and values come from small pools, so that people meet: they edit the same field, settle the same conflict, withdraw
what another one moves. A model asks the deciders alone, without any line or store; it lets a history name conflicts that
are open and values that stand, and it is the oracle that lines and stores are compared with.
"""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import msgspec
from hypothesis import strategies as st
from msgspec import UNSET, inspect, structs

from events import action, action_plan, attachment, catalogue, comment, decider, fields, ids, network, note
from events.action import Funding
from events.asking import Asking
from events.decider import Asked, Command, Event, Invalid, Refused
from events.fields import Change, Members
from events.ids import ActionId, AxisId, CommandId, CommentId, ConflictId, NetworkId, PersonId, PhaseId, PlanId, StreamId, VersionId
from events.log import codec
from tests.people import ADA, BEN, CAS, ELSEWHERE, FOUNDED, HAUTEFEUILLE, NETWORK, RIVEBELLE, opening, stream
from tests.spec import NOW

T = TypeVar("T")

PLANS = [PlanId(stream(number)) for number in (1, 2)]
ACTIONS = [ActionId(stream(number)) for number in (11, 12, 13, 14)]
NOTES = [StreamId(stream(number)) for number in (51, 52, 53)]
COMMENTS = [CommentId(stream(number)) for number in (61, 62, 63)]
FILES = [StreamId(stream(number)) for number in (71, 72)]
AXES = [AxisId(stream(number)) for number in (21, 22, 23, 24, 25)]
PHASES = [PhaseId(stream(number)) for number in (31, 32)]
VERSIONS = [VersionId(stream(number)) for number in (41, 42)]
#: What is inside a plan has ids of its own, so the second plan has others.
WITHIN = {
    StreamId(PLANS[0]): (AXES, PHASES, VERSIONS),
    StreamId(PLANS[1]): ([AxisId(stream(121)), AxisId(stream(122))], [PhaseId(stream(131))], [VersionId(stream(141))]),
}
PEOPLE = [ADA, BEN, CAS]
ROLES: Sequence[network.Role] = ("facilitator", "editor", "auditor")

TEXTS = (None, "Un\nDeux\nTrois", "Un\nDeux et demi\nTrois", "Un\nDeux\nTrois\nQuatre", "Zéro\nUn\nDeux\nTrois", "Rien de tel", "  \r\n ")
LINES = (None, "Mairie", "Service culture", " Service  culture ", "E\u0301cole")

#: For every field that people edit one by one: values it may take, the first three of them different once normalised.
VALUES: Mapping[str, Sequence[Any]] = {
    "title": ("Fête du sport", "Fête du vélo", "Aide aux devoirs", "Aide  aux\tdevoirs"),
    "description": TEXTS,
    "objectives": TEXTS,
    "governance": TEXTS,
    "resources": TEXTS,
    "notes": TEXTS,
    "text": TEXTS[1:-1],
    "name": ("Devis.pdf", "Plan.pdf", "Devis (2).pdf"),
    "lead": LINES,
    "lead_service": LINES,
    "code": (None, "1.1", "2.3"),
    "participation": (None, "consultation", "co_construction"),
    "calendar": (None, "Au printemps", "2026, puis chaque année"),
    "starts_on": (None, date(2026, 1, 1), date(2026, 2, 28)),
    "ends_on": (None, date(2027, 12, 31), date(2026, 2, 28)),
    "continuous": (False, True),
    "internal": (False, True),
    "status": ("planned", "in_progress", "paused", "done", "abandoned"),
    "priority": (None, "high", "low"),
    "budget_planned": (None, 0, 1_250_000),
    "budget_actual": (None, 0, 990_000),
    "axis": (None, *AXES),
    "parent": (None, *AXES),
    "order_key": ("V", "k", "Vk"),
}
SETS: Mapping[str, Sequence[Any]] = {
    "co_leads": ("CCAS", "École", "Mission locale"),
    "partners": ("CAF", "E\u0301cole", "École"),
    "lead_people": PEOPLE,
    "elected_people": PEOPLE,
    "aims": ("climate", "biodiversity", "cohesion"),
}
KEYED: Mapping[str, tuple[Sequence[str], Sequence[Any]]] = {
    "funders": (("ADEME", "S.A.R.L. du Pont"), (None, Funding(), Funding(5_000_000))),
    "extra": (("Cibles", "Indicateurs (avant)"), (None, "Les jeunes", "Tous\nles âges")),
}


class Played(NamedTuple):
    """One command of a history and what the rules alone say to it."""

    asking: Asking
    by: PersonId
    outcome: str
    events: tuple[Event, ...]


class History(list[tuple[Asking, PersonId]]):
    """Commands in order, each with who asks. Shown by what makes it again."""

    def __init__(self, seed: int, length: int, askings: Iterable[tuple[Asking, PersonId]]) -> None:
        super().__init__(askings)
        self._made_by = f"history({seed}, {length})"

    def __repr__(self) -> str:
        return self._made_by


class Model:
    """The deciders and nothing else: one state a stream, commands in order."""

    def __init__(self) -> None:
        self.states: dict[StreamId, tuple[str, Any]] = {StreamId(NETWORK): ("network", network.rules.fold([FOUNDED]))}

    def ask(self, asking: Asking, by: PersonId) -> Played:
        rules = catalogue.decider_for(asking.command)
        kind, state = self.states.get(asking.stream, (rules.name, rules.initial))
        assert kind == rules.name, "a history keeps the ids of its kinds apart"
        try:
            command = fields.normal(asking.command)
            others: dict[UUID, Any] = {NETWORK: self.states[StreamId(NETWORK)][1]}
            for named in rules.named(command, state, others):
                others.update((one, self.states[StreamId(one)][1]) for one in named if one in self.states)
            asked = Asked(NETWORK, asking.stream, asking.id, by, NOW, asking.on_behalf_of, asking.reason, asking.whole, others)
            events = tuple(codec.seal(event, asking.reason).event for event in rules.decide(command, state, asked))
        except Refused as refusal:
            return Played(asking, by, f"refused:{refusal.code}", ())
        except Invalid:
            return Played(asking, by, "invalid", ())
        if events:
            self.states[asking.stream] = (kind, rules.fold(events, state))
        return Played(asking, by, "applied" if events else "nothing", events)

    def open_conflicts(self, at: StreamId) -> list[ConflictId]:
        state = self.states.get(at, ("", None))[1]
        return sorted(getattr(state, "conflicts", ()))

    def stands(self, at: StreamId, item: UUID | None, field: str) -> Any:
        """What a field holds now; None where there is nothing to hold it."""
        state = self.states.get(at, ("", None))[1]
        match state:
            case action.State(card):
                return fields.value_of(card, field)
            case note.State(written) | comment.State(written) | attachment.State(written):
                return fields.value_of(written, field)
            case action_plan.State():
                row: Any = state.plan if item is None else state.axes.get(AxisId(item)) or state.phases.get(PhaseId(item))
                return getattr(row, field, None)
        return None


def play(askings: Iterable[tuple[Asking, PersonId]]) -> list[Played]:
    """What the rules alone make of these commands."""
    model = Model()
    return [model.ask(asking, by) for asking, by in askings]


def command_id(index: int, network_id: NetworkId = NETWORK) -> CommandId:
    return CommandId(ids.derived(network_id, "step", index))


def asked_first() -> list[tuple[Asking, PersonId]]:
    """What every history begins with: the towns and roles, a plan with an axis, an action in it and one below."""
    plan, first, second = PLANS[0], ACTIONS[0], ACTIONS[1]
    commands: list[tuple[StreamId, Any]] = [
        *((StreamId(NETWORK), command) for command in opening()),
        (StreamId(plan), action_plan.Open("Agenda 21", HAUTEFEUILLE)),
        (StreamId(plan), action_plan.AddAxis(axis=AXES[0], title="Climat", order_key="V")),
        (StreamId(first), action.Add(plan=plan, axis=AXES[0], title="Fête du vélo", description="Un\nDeux\nTrois", order_key="V")),
        (StreamId(second), action.Add(plan=plan, parent=first, title="Aide aux devoirs", partners=("CAF",), order_key="V")),
    ]
    return [
        (Asking(id=CommandId(ids.derived(NETWORK, "first", index)), stream=at, command=command), PersonId(NETWORK))
        for index, (at, command) in enumerate(commands)
    ]


def histories(longest: int = 40) -> st.SearchStrategy[History]:
    """Commands in order, each with who asks. A failure names seed and length; the shortest prefix that fails is found."""
    return st.tuples(st.integers(0, 2**32 - 1), st.integers(1, longest)).map(lambda made: history(*made))


def history(seed: int, length: int) -> History:
    """One history; most of its commands concern one plan and its actions. A longer one of this seed begins the same."""
    model = Model()
    askings = asked_first()
    for asking, by in askings:
        model.ask(asking, by)
    chance = _Chance(random.Random(seed), model)
    for index in range(length):
        at, command = chance.step()
        reason, whole = chance.of(None, "Faute de crédits"), chance.of(False, False, False, True)
        asking = Asking(id=command_id(index), stream=at, command=command, reason=reason, whole=whole)
        by = chance.asker(at)
        model.ask(asking, by)
        askings.append((asking, by))
    return History(seed, length, askings)


class _Chance:
    """What the next command may be, given what happened so far."""

    def __init__(self, chance: random.Random, model: Model) -> None:
        self._chance = chance
        self._model = model

    def of(self, *choices: T) -> T:
        return self._chance.choice(choices)

    def some(self, choices: Sequence[T], most: int) -> tuple[T, ...]:
        """One or more of these, each once."""
        return tuple(dict.fromkeys(self.of(*choices) for _ in range(self.of(*range(1, most + 1)))))

    def step(self) -> tuple[StreamId, Any]:
        often = (self.action_step, self.action_step, self.action_step, self.plan_step, self.plan_step)
        return self.of(*often, self.network_step, self.note_step, self.comment_step, self.file_step)()

    def asker(self, at: StreamId) -> PersonId:
        """Somebody; of a comment or a file mostly whose it is, for nobody else changes it."""
        state = self._model.states.get(at, ("", None))[1]
        of = state.comment if isinstance(state, comment.State) else state.attached if isinstance(state, attachment.State) else None
        return self.of(*PEOPLE, *([] if of is None else [of.author] * 3))

    def change(self, values: Sequence[Any], stands: Any) -> Change[Any]:
        """A wish of someone who looked, or who looked a while ago."""
        possible = [one for one in values if None in values or one is not None]
        looked = stands is not None or None in values
        return Change(self.of(stands, *possible) if looked and self.of(True, False) else self.of(*possible), self.of(*possible))

    def action_step(self) -> tuple[StreamId, Any]:
        there = [one for one in ACTIONS if StreamId(one) in self._model.states]
        if len(there) < len(ACTIONS) and self.of(*range(6)) == 0:
            return StreamId(self.of(*ACTIONS)), self.add_action()
        at = StreamId(self.of(*there, *there, *ACTIONS))
        conflicts = self._model.open_conflicts(at)
        if conflicts and self.of(*range(3)) == 0:
            conflict = self.of(*conflicts)
            return at, action.Settle(conflict, self.settlement(at, conflict))
        other: tuple[Command, ...] = (action.Withdraw(), action.Restore(), action.Restore(), action.Settle(ConflictId(stream(99))))
        other += (action.Restrict((self.of(*PEOPLE),)), action.Restrict((ADA, BEN, CAS)), action.Open(), action.Open())
        return at, self.of(*other) if self.of(*range(5)) == 0 else self.edit_action(at)

    def add_action(self) -> Command:
        return action.Add(
            plan=self.of(PLANS[0], *PLANS),
            parent=self.of(None, None, *ACTIONS[:2]),
            axis=self.of(None, *AXES[:2]),
            title=self.of(*VALUES["title"]),
            notes=self.of(*TEXTS),
            status=self.of(*VALUES["status"]),
            aims=self.some(SETS["aims"], 2),
            funders={self.of(*KEYED["funders"][0]): self.of(Funding(), Funding(1))},
            order_key=self.of(*VALUES["order_key"]),
        )

    def note_step(self) -> tuple[StreamId, Any]:
        at = self.of(*NOTES, *NOTES[:1] * 3)
        if at not in self._model.states:
            parties = self.of((), (), (self.of(*PEOPLE),))
            text = self.of(*VALUES["text"])
            on = self.of(None, None, *ACTIONS[:2], *ACTIONS[:2], *ACTIONS)
            return at, note.Write(plan=self.of(*PLANS, *PLANS[:1] * 3), action=on, text=text, parties=parties)
        conflicts = self._model.open_conflicts(at)
        if conflicts and self.of(*range(3)) == 0:
            conflict = self.of(*conflicts)
            return at, note.Settle(conflict, self.settlement(at, conflict))
        other = self.of(note.Withdraw(), note.Restore(), note.Restore(), note.Settle(ConflictId(stream(99))))
        return at, other if self.of(*range(5)) == 0 else note.Edit(**self.changes(at, None, ("text",)))

    def comment_step(self) -> tuple[StreamId, Any]:
        at = StreamId(self.of(*COMMENTS, *COMMENTS[:1] * 3))
        if at not in self._model.states:
            first = self.of(None, *(one for one in COMMENTS if StreamId(one) in self._model.states))
            on, item, plan = self.place()
            if first is not None and self.of(*range(4)):  # where that one is, mostly
                said = self._model.states[StreamId(first)][1].comment
                on, item, plan = said.on, said.item, said.plan
            people: tuple[PersonId, ...] = self.of((), (), (self.of(*PEOPLE),))
            return at, comment.Write(on=on, item=item, text=self.of(*VALUES["text"]), plan=plan, answers=first, mentions=people)
        other = self.of(comment.Withdraw(), comment.Restore(), comment.Restore())
        called: dict[str, Any] = {"mentions": Members((self.of(*PEOPLE),), (self.of(*PEOPLE),))} if self.of(True, False) else {}
        return at, other if self.of(*range(3)) == 0 else comment.Edit(**self.changes(at, None, ("text",)), **called)

    def file_step(self) -> tuple[StreamId, Any]:
        at = self.of(*FILES)
        if at not in self._model.states:
            kind, item, plan = self.place()
            sha256, name, title = self.of("a", "b") * 64, self.of(*VALUES["name"]), self.of(*LINES[:2])
            return at, attachment.Attach(item=item, kind=kind, sha256=sha256, name=name, size=1_000, type="pdf", plan=plan, title=title)
        gone = (attachment.Withdraw(), attachment.Restore(), attachment.Restore(), attachment.Erase())
        wished = self.change(LINES, self._model.stands(at, None, "title"))
        return at, self.of(*gone) if self.of(True, False) else attachment.Rename(**self.changes(at, None, ("name",)), title=wished)

    def place(self) -> tuple[Any, UUID, PlanId | None]:
        """Something to talk about or to attach files to, and the plan in which it lies, or not quite."""
        plan = self.of(*PLANS, *PLANS[:1] * 3)
        on = ("action", self.of(*ACTIONS, *ACTIONS[:2] * 2), plan)
        return self.of(on, on, on, ("plan", plan, plan), ("authority", self.of(HAUTEFEUILLE, RIVEBELLE, ELSEWHERE), None))

    def edit_action(self, at: StreamId) -> Command:
        wishes: dict[str, Any] = {}
        for name in self.some(action.Edit.__struct_fields__, 3):
            if name in SETS:
                wishes[name] = Members(self.some(SETS[name], 2), self.some(SETS[name], 2))
            elif name in KEYED:
                keys, values = KEYED[name]
                wishes[name] = {key: self.change(values, self._model.stands(at, None, f"{name}.{key}")) for key in self.some(keys, 2)}
            else:
                wishes[name] = self.change(VALUES[name], self._model.stands(at, None, name))
        return action.Edit(**wishes)

    def plan_step(self) -> tuple[StreamId, Any]:
        at = StreamId(self.of(*PLANS, PLANS[0], PLANS[0]))
        state = self._model.states.get(at, ("", None))[1]
        conflicts = self._model.open_conflicts(at)
        if conflicts and self.of(*range(3)) == 0:
            conflict = self.of(*conflicts)
            return at, action_plan.Settle(conflict, self.settlement(at, conflict))
        if state is None and self.of(True, False):
            return at, action_plan.Open(self.of(*VALUES["title"]), self.of(HAUTEFEUILLE, RIVEBELLE, ELSEWHERE))
        axes, phases, versions = WITHIN[at]
        there = [*state.axes, *state.axes] if state else []
        axis, phase = self.of(*there, *axes), self.of(*phases)
        makes: list[Callable[[], Command]] = [
            lambda: action_plan.Open("Agenda 21", HAUTEFEUILLE),
            lambda: action_plan.Edit(**self.changes(at, None, ("title", "description"))),
            lambda: self.add_axis(axis, axes),
            lambda: self.add_axis(axis, axes),
            lambda: action_plan.EditAxis(axis, **self.changes(at, axis, ("title", "description", "parent", "order_key", "internal"))),
            lambda: action_plan.EditAxis(axis, **self.changes(at, axis, ("title", "parent"))),
            lambda: self.of(action_plan.WithdrawAxis(axis), action_plan.RestoreAxis(axis)),
            lambda: action_plan.AddPhase(phase, self.of(*VALUES["title"]), self.of(*VALUES["starts_on"])),
            lambda: action_plan.EditPhase(phase, **self.changes(at, phase, ("title", "starts_on", "ends_on"))),
            lambda: self.of(action_plan.WithdrawPhase(phase), action_plan.RestorePhase(phase)),
            lambda: self.of(action_plan.Withdraw(), action_plan.Restore(), action_plan.Restore()),
            lambda: action_plan.Publish(self.of(*versions), self.of(*VALUES["title"]), self.of(None, "1.3")),
            lambda: self.of(action_plan.ShowToPublic(self.of(*versions)), action_plan.HideFromPublic()),
        ]
        return at, self.of(*makes)()

    def add_axis(self, axis: AxisId, axes: Sequence[AxisId]) -> Command:
        return action_plan.AddAxis(
            axis=axis, title=self.of(*VALUES["title"]), parent=self.of(None, *axes), order_key=self.of(*VALUES["order_key"])
        )

    def changes(self, at: StreamId, item: UUID | None, names: Sequence[str]) -> dict[str, Any]:
        return {name: self.change(VALUES[name], self._model.stands(at, item, name)) for name in self.some(names, 2)}

    def settlement(self, at: StreamId, conflict: ConflictId) -> Any:
        """Keep what stands, or put a value in its place."""
        kind, state = self._model.states[at]
        clashed = state.conflicts[conflict]
        now = msgspec.to_builtins(catalogue.DECIDERS[kind].value(state, getattr(clashed, "item", at), clashed.field))
        return self.of(UNSET, Change(self.of(now, now, clashed.was), self.of(clashed.yours, clashed.was, now)))

    def network_step(self) -> tuple[StreamId, Any]:
        person, town, role = self.of(*PEOPLE), self.of(HAUTEFEUILLE, RIVEBELLE), self.of(*ROLES)
        makes: list[Callable[[], Command]] = [
            lambda: network.Rename(self.change(("Réseau", "Les deux vallées", FOUNDED.name), FOUNDED.name)),
            lambda: network.Admit(town, "Hautefeuille", "municipality", population=self.of(None, 4_300)),
            lambda: network.Release(RIVEBELLE),
            lambda: network.GiveRole(person, role, self.of(None, town)),
            lambda: network.TakeRole(person, role, self.of(None, town)),
            lambda: self.of(network.Suspend(person), network.Reinstate(person)),
        ]
        return StreamId(NETWORK), self.of(*makes)()


# --- Anything that a type allows ----------------------------------------------------------------------------------


def anything(struct: type[msgspec.Struct]) -> st.SearchStrategy[Any]:
    """Any value of a Struct, as its types and limits allow."""
    return _of(inspect.type_info(struct))


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=3,
)


def _of(kind: inspect.Type) -> st.SearchStrategy[Any]:
    match kind:
        case inspect.Metadata(type=inner):
            return _of(inner)
        case inspect.StrType(pattern=None, max_length=longest):
            return st.text(max_size=min(longest or 30, 30))
        case inspect.StrType(pattern=pattern, max_length=longest):
            return st.from_regex(str(pattern), fullmatch=True).filter(lambda text: len(text) <= (longest or 300))
        case inspect.IntType(ge=least, le=most):
            return st.integers(least if least is not None else -(2**53), most if most is not None else 2**53)
        case inspect.LiteralType(values=values):
            return st.sampled_from(values)
        case inspect.UnionType(types=types):
            return st.one_of(*(_of(one) for one in types))
        case inspect.VarTupleType(item_type=item, min_length=least):
            return st.lists(_of(item), min_size=least or 0, max_size=3).map(tuple)
        case inspect.DictType(key_type=key, value_type=value, min_length=least):
            return st.dictionaries(_of(key), _of(value), min_size=least or 0, max_size=3)
        case inspect.StructType(cls=cls, fields=infos):
            return st.fixed_dictionaries(
                {info.name: _of(info.type) for info in infos if info.required},
                optional={info.name: _of(info.type) for info in infos if not info.required},
            ).map(lambda values: cls(**values))
    return _SIMPLE[type(kind)]


_SIMPLE: Mapping[type[inspect.Type], st.SearchStrategy[Any]] = {
    inspect.NoneType: st.none(),
    inspect.BoolType: st.booleans(),
    inspect.UUIDType: st.uuids(),
    inspect.DateType: st.dates(),
    inspect.AnyType: JSON,
}


def any_event() -> st.SearchStrategy[decider.Event]:
    """Any event of any kind, whether the rules would ever let it happen or not."""
    return st.one_of(*(anything(struct) for struct in catalogue.EVENTS.values()))


def any_command() -> st.SearchStrategy[decider.Command]:
    """Any command that the door would decode."""
    return st.one_of(*(anything(struct) for struct in catalogue.COMMANDS.values()))


def moved(askings: Sequence[tuple[Asking, PersonId]], network_id: NetworkId) -> list[tuple[Asking, PersonId]]:
    """The same history in another network: its own stream and its founding voice are the only things to change."""
    return [
        (
            structs.replace(asking, stream=StreamId(network_id)) if asking.stream == NETWORK else asking,
            PersonId(network_id) if by == NETWORK else by,
        )
        for asking, by in askings
    ]


def anew(seed: int, length: int) -> list[tuple[Asking, PersonId]]:
    """More to ask of a network that has a history: under ids of their own, so that none is taken for one asked before."""
    steps = history(seed, length)[len(asked_first()) :]
    return [(structs.replace(asking, id=CommandId(ids.new())), by) for asking, by in steps]
