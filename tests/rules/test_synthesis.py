"""A synthesis: contributions gathered without losing any, scored with reasons, and promoted to actions of a plan."""

import random
from typing import Any, cast

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from events import action, ids, network, questionnaire, synthesis, together, workshop
from events.decider import Asked, Refused
from events.fields import Change, Members
from events.ids import (
    ActionId,
    AnswerId,
    ClusterId,
    CommandId,
    ConflictId,
    ContributionId,
    PersonId,
    PlanId,
    QuestionnaireId,
    StreamId,
    WorkshopId,
)
from events.synthesis import (
    AddSources,
    AnswerLinked,
    AnswerUnlinked,
    Clashed,
    ClusterEdited,
    Edit,
    EditCluster,
    Edited,
    Gather,
    Gathered,
    LinkAnswer,
    Merge,
    Merged,
    Open,
    Opened,
    Promote,
    Promoted,
    PutAside,
    RemoveSources,
    Score,
    Scored,
    SetAside,
    Settle,
    Settled,
    Source,
    SourceAdded,
    SourceRemoved,
    Split,
    SplitOff,
    TakenUp,
    TakeUp,
    UnlinkAnswer,
)
from tests import spec
from tests.people import ADA, BEN, CAS, NETWORK, THE_NETWORK, stream
from tests.spec import HERE, NOW, Given, Happened, given

MOBILITY, WATER, OTHER = (WorkshopId(stream(number)) for number in (11, 12, 13))
SAID = [ContributionId(stream(number)) for number in (21, 22, 23, 24)]
ONE, TWO, THREE, FOUR = (Source(workshop, said) for workshop, said in zip((MOBILITY, MOBILITY, WATER, WATER), SAID, strict=True))
FIRST, SECOND, THIRD = (ClusterId(stream(number)) for number in (31, 32, 33))
PLAN, ACTION, ANOTHER = PlanId(stream(41)), ActionId(stream(42)), ActionId(stream(43))
CONFLICT = ConflictId(ids.derived(spec.FIRST, "conflict", 0))
ANSWER, ASKED = AnswerId(stream(51)), QuestionnaireId(stream(52))


def said(contribution: ContributionId, text: str) -> workshop.Contributed:
    return workshop.Contributed(contribution=contribution, author=CAS, action=text)


OPENED = Opened(title="Ce que nous voulons", workshops=(MOBILITY, WATER))
CARD = action.Added(plan=PLAN, title="Parrainer les nouveaux", order_key="V")
THERE: Happened = {
    MOBILITY: [workshop.Opened(title="Mobilité", question="?"), said(SAID[0], "Un parrainage"), said(SAID[1], "Une navette")],
    WATER: [workshop.Opened(title="Eau", question="?"), said(SAID[2], "Des parrains"), said(SAID[3], "Moins arroser")],
    OTHER: [workshop.Opened(title="Air", question="?")],
    ACTION: [CARD],
    ASKED: [questionnaire.Drafted(title="Vos besoins", respondents="authorities")],
}
GATHERED = (Gathered(cluster=FIRST, title="Parrainage"), SourceAdded(cluster=FIRST, source=ONE), SourceAdded(cluster=FIRST, source=THREE))
BESIDE = (Gathered(cluster=SECOND, title="Navette"), SourceAdded(cluster=SECOND, source=TWO))
PROMOTED = Promoted(cluster=FIRST, plan=PLAN, action=ACTION, sources=(ONE, THREE))


def after(*events: Any, **others: Any) -> Given:
    return given(OPENED, *events, others={**THERE, **{StreamId(key): value for key, value in others.get("more", {}).items()}})


def test_a_synthesis_is_about_workshops_that_are_there() -> None:
    given(others=THERE).when(Open("Ce que nous voulons", (MOBILITY, WATER))).then(OPENED)
    given(others=THERE).when(Open("x", (WorkshopId(stream(99)),))).refused(synthesis.NoSuchWorkshop)
    given(others=THERE).when(Open("x", (WorkshopId(ACTION),))).refused(synthesis.NoSuchWorkshop)
    given(OPENED, others=THERE).when(Open("Autre", (MOBILITY,))).refused(synthesis.AlreadyOpened)
    given(others=THERE).when(Edit(title=Change("a", "b"))).refused(synthesis.NotOpened)


def test_it_takes_in_more_workshops_and_keeps_those_whose_contributions_it_holds() -> None:
    after().when(Edit(workshops=Members(add=(OTHER,)))).then(Edited(workshops=(MOBILITY, WATER, OTHER)))
    after().when(Edit(title=Change(OPENED.title, "Synthèse"))).then(Edited(title="Synthèse"))
    clash = Clashed(conflict=CONFLICT, item=HERE, field="title", was="Rien de tel", yours="Synthèse")
    met = after().when(Edit(title=Change("Rien de tel", "Synthèse"))).then(clash)
    met.when(Settle(CONFLICT, Change(OPENED.title, "Synthèse"))).then(Edited(title="Synthèse"), Settled(conflict=CONFLICT))
    after(*GATHERED).when(Edit(workshops=Members(remove=(WATER,)))).refused(synthesis.WorkshopInUse)
    after().when(Edit(workshops=Members(remove=(WATER, MOBILITY)))).refused(synthesis.WorkshopNeeded)


def test_a_cluster_gathers_contributions_of_several_workshops() -> None:
    after().when(Gather(FIRST, "Parrainage", (THREE, ONE))).then(*GATHERED)
    after(*GATHERED).when(Gather(SECOND, "Navette", (TWO,))).then(*BESIDE)
    after(*GATHERED).when(Gather(SECOND, "Navette", (TWO, ONE))).refused(synthesis.InAnotherCluster)
    after(*GATHERED).when(Gather(FIRST, "Autre chose", (TWO,))).refused(synthesis.AlreadyThere)


def test_only_what_was_said_in_its_workshops_and_stands_is_gathered() -> None:
    after().when(Gather(FIRST, "x", (Source(OTHER, SAID[0]),))).refused(synthesis.NotItsWorkshop)
    after().when(Gather(FIRST, "x", (Source(WATER, SAID[0]),))).refused(synthesis.NoSuchContribution)
    gone = {WATER: [*THERE[WATER], workshop.ContributionWithdrawn(contribution=SAID[2])]}
    after(more=gone).when(Gather(FIRST, "x", (THREE,))).refused(synthesis.NoSuchContribution)
    # What was withdrawn after it was put in stays: it was said, and it counts where it came from.
    after(*GATHERED, more=gone).when(AddSources(FIRST, (TWO, THREE))).then(SourceAdded(cluster=FIRST, source=TWO))


def test_a_cluster_keeps_one_contribution_at_least() -> None:
    after(*GATHERED).when(RemoveSources(FIRST, (ONE,))).then(SourceRemoved(cluster=FIRST, source=ONE))
    after(*GATHERED).when(RemoveSources(FIRST, (ONE, THREE))).refused(synthesis.LastSource)
    after(*GATHERED, SourceRemoved(cluster=FIRST, source=ONE)).when(AddSources(FIRST, (ONE,))).then(SourceAdded(cluster=FIRST, source=ONE))


def test_merging_hands_everything_over_and_loses_nothing() -> None:
    merged = Merged(cluster=SECOND, into=FIRST, sources=(TWO,))
    done = after(*GATHERED, *BESIDE).when(Merge(SECOND, FIRST)).then(merged)
    state: Any = synthesis.rules.fold(cast(Any, done.events))
    assert state.clusters[FIRST].sources == (ONE, TWO, THREE)
    assert state.clusters[SECOND].title == "Navette"
    done.when(AddSources(SECOND, (FOUR,))).refused(synthesis.WasMerged)
    done.when(Merge(SECOND, THIRD)).refused(synthesis.WasMerged)
    done.when(Merge(FIRST, FIRST)).refused(synthesis.IntoItself)
    done.when(Merge(FIRST, SECOND)).refused(synthesis.WasMerged)
    done.when(SplitOff(FIRST, THIRD, "Navette", (TWO,))).then(Split(cluster=FIRST, into=THIRD, title="Navette", sources=(TWO,)))


def test_splitting_leaves_some_behind_and_takes_only_what_is_there() -> None:
    done = after(*GATHERED).when(SplitOff(FIRST, THIRD, "Les parrains", (THREE,)))
    done.then(Split(cluster=FIRST, into=THIRD, title="Les parrains", sources=(THREE,)))
    after(*GATHERED).when(SplitOff(FIRST, THIRD, "x", (ONE, THREE))).refused(synthesis.LastSource)
    after(*GATHERED).when(SplitOff(FIRST, THIRD, "x", (TWO,))).refused(synthesis.NotInCluster)
    after(*GATHERED, *BESIDE).when(SplitOff(FIRST, SECOND, "x", (ONE,))).refused(synthesis.AlreadyThere)


def test_edits_of_a_cluster_meet_and_never_overwrite_each_other() -> None:
    after(*GATHERED).when(EditCluster(FIRST, title=Change("Parrainage", "Parrains"))).then(ClusterEdited(cluster=FIRST, title="Parrains"))
    clash = Clashed(conflict=CONFLICT, item=FIRST, field="cluster.title", was="Autre", yours="Parrains")
    met = after(*GATHERED, *BESIDE).when(EditCluster(FIRST, title=Change("Autre", "Parrains"))).then(clash)
    met.when(Settle(CONFLICT)).then(Settled(conflict=CONFLICT)).when(Settle(CONFLICT)).then()
    met.when(Settle(CONFLICT, Change("Autre", "Parrains"))).refused(synthesis.MovedOn)
    chosen = (ClusterEdited(cluster=FIRST, title="Parrains"), Settled(conflict=CONFLICT))
    met.when(Settle(CONFLICT, Change("Parrainage", "Parrains"))).then(*chosen)
    # Once it has become an action, what stands is kept; the wish is settled all the same.
    late = met.when(Promote(FIRST, PLAN, ACTION)).then(PROMOTED)
    late.when(Settle(CONFLICT, Change("Parrainage", "Parrains"))).refused(synthesis.IsPromoted)
    late.when(Settle(CONFLICT)).then(Settled(conflict=CONFLICT))
    state: Any = synthesis.rules.fold([OPENED, *GATHERED])
    assert synthesis.value(state, FIRST, "cluster.title") == "Parrainage"
    assert synthesis.value(state, HERE, "title") == OPENED.title
    summary = ClusterEdited(cluster=FIRST, summary="Qui ?\nQuand ?\nComment ?")
    wish = EditCluster(FIRST, summary=Change("Qui ?\nQuand ?\nComment ?", "Qui ?\nQuand ?\nComment et où ?"))
    other = ClusterEdited(cluster=FIRST, summary="Qui donc ?\nQuand ?\nComment ?")
    merged = ClusterEdited(cluster=FIRST, summary="Qui donc ?\nQuand ?\nComment et où ?")
    after(*GATHERED, summary, other).when(wish).then(merged)


def test_setting_aside_says_why_and_is_taken_back() -> None:
    after(*GATHERED).when(PutAside(FIRST), reason="Une compétence de la région").then(SetAside(cluster=FIRST))
    after(*GATHERED).when(PutAside(FIRST)).refused(synthesis.ReasonNeeded)
    aside = after(*GATHERED, SetAside(cluster=FIRST))
    aside.when(AddSources(FIRST, (TWO,))).refused(synthesis.IsAside)
    aside.when(Promote(FIRST, PLAN, ACTION)).refused(synthesis.IsAside)
    aside.when(TakeUp(FIRST)).then(TakenUp(cluster=FIRST))


def test_each_person_scores_once_on_each_criterion_and_may_think_again() -> None:
    scored = Scored(cluster=FIRST, person=BEN, criterion="need", points=4, why="Trois communes attendent")
    after(*GATHERED).when(Score(FIRST, "need", 4, "Trois communes attendent"), by=BEN).then(scored)
    again = Scored(cluster=FIRST, person=BEN, criterion="need", points=2, why="Une seule, en fait")
    done = after(*GATHERED, scored).when(Score(FIRST, "need", 2, "Une seule, en fait"), by=BEN).then(again)
    state: Any = synthesis.rules.fold(cast(Any, done.events))
    assert [one.points for one in state.clusters[FIRST].scores.values()] == [2]
    after(*GATHERED).when(Score(THIRD, "need", 2, "x")).refused(synthesis.NoSuchCluster)


def test_answers_of_questionnaires_are_linked_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    linked = AnswerLinked(cluster=FIRST, answer=ANSWER, text="Nous cherchons un parrain", questionnaire=ASKED)
    done = after(*GATHERED).when(LinkAnswer(FIRST, ANSWER, "Nous cherchons un parrain", ASKED)).then(linked)
    done.when(LinkAnswer(FIRST, ANSWER, "Autre", ASKED)).refused(synthesis.AlreadyThere)
    for other in (QuestionnaireId(stream(99)), QuestionnaireId(ACTION), QuestionnaireId(MOBILITY)):
        after(*GATHERED).when(LinkAnswer(FIRST, ANSWER, "x", other)).refused(synthesis.NoSuchQuestionnaire)
    done.when(UnlinkAnswer(FIRST, ANSWER)).then(AnswerUnlinked(cluster=FIRST, answer=ANSWER))
    monkeypatch.setattr(synthesis, "MOST_ANSWERS", 0)
    after(*GATHERED).when(LinkAnswer(FIRST, ANSWER, "x")).refused(synthesis.TooMany)


def test_a_cluster_is_promoted_once_with_its_sources_and_stays_as_it_is() -> None:
    done = after(*GATHERED, *BESIDE).when(Promote(FIRST, PLAN, ACTION)).then(PROMOTED)
    done.when(Promote(FIRST, PLAN, ANOTHER)).refused(synthesis.IsPromoted)
    done.when(PutAside(FIRST), reason="Trop tard").refused(synthesis.IsPromoted)
    done.when(Merge(SECOND, FIRST)).refused(synthesis.IsPromoted)
    done.when(RemoveSources(FIRST, (ONE,))).refused(synthesis.IsPromoted)
    done.when(Promote(SECOND, PLAN, ACTION)).then(Promoted(cluster=SECOND, plan=PLAN, action=ACTION, sources=(TWO,)))


def test_it_is_promoted_to_an_action_that_is_there_and_that_one_may_know_of() -> None:
    after(*GATHERED).when(Promote(FIRST, PLAN, ANOTHER)).refused(synthesis.NoSuchAction)
    after(*GATHERED).when(Promote(FIRST, PlanId(stream(44)), ACTION)).refused(synthesis.NoSuchAction)
    after(*GATHERED, more={ACTION: [CARD, action.Withdrawn()]}).when(Promote(FIRST, PLAN, ACTION)).refused(synthesis.NoSuchAction)
    kept = {ACTION: [CARD, action.Restricted(parties=(CAS,))]}
    after(*GATHERED, more=kept).when(Promote(FIRST, PLAN, ACTION)).refused(synthesis.NoSuchAction)


def test_one_command_adds_the_action_and_promotes() -> None:
    adding = action.Add(plan=PLAN, title="Parrainer les nouveaux", order_key="V")
    wish = together.PromoteCluster(cluster=FIRST, plan=PLAN, action=ACTION, add=adding)
    added, promoted = together.parts(HERE, wish)
    assert added == together.Part(StreamId(ACTION), adding, ".command.add", StreamId(PLAN))
    assert (promoted.stream, promoted.command) == (HERE, Promote(FIRST, PLAN, ACTION))
    assert len(together.parts(HERE, together.PromoteCluster(cluster=FIRST, plan=PLAN, action=ACTION))) == 1


def test_a_synthesis_holds_so_many_clusters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synthesis, "MOST_CLUSTERS", 1)
    after(*GATHERED).when(Gather(SECOND, "Navette", (TWO,))).refused(synthesis.TooMany)


# --- Many at once -------------------------------------------------------------------------------------------------


@every(st.integers(0, 2**32 - 1))
def test_whatever_anyone_asks_in_whatever_order_nothing_that_was_said_is_lost(seed: int) -> None:
    """A contribution is in one cluster at most, none that stands is empty, and what was promoted stays as it is."""
    chance = random.Random(seed)
    around: dict[Any, Any] = {NETWORK: network.rules.fold(THE_NETWORK), ACTION: action.rules.fold([CARD])}
    around |= {one: workshop.rules.fold(THERE[one]) for one in (MOBILITY, WATER, OTHER)}  # type: ignore[arg-type]  # events of a workshop
    state: Any = synthesis.rules.fold([OPENED])
    sources = (ONE, TWO, THREE, FOUR)
    for _ in range(40):
        by: PersonId = chance.choice((ADA, BEN, CAS))
        cluster, other = chance.choice((FIRST, SECOND, THIRD)), chance.choice((FIRST, SECOND, THIRD))
        some = tuple(sorted(chance.sample(sources, chance.choice((1, 2)))))
        wishes: tuple[synthesis.Command, ...] = (
            *(Gather(cluster, "Un", some), AddSources(cluster, some), RemoveSources(cluster, some), Merge(cluster, other)),
            *(SplitOff(cluster, other, "Deux", some), PutAside(cluster), TakeUp(cluster), Score(cluster, "need", 3, "x")),
            *(EditCluster(cluster, title=Change("Un", chance.choice("ab"))), Settle(chance.choice((CONFLICT, *state.conflicts)))),
            *(Promote(cluster, PLAN, ACTION), Edit(workshops=Members(remove=(WATER,))), Edit(workshops=Members(add=(WATER,)))),
        )
        asked = Asked(NETWORK, HERE, CommandId(ids.new()), by, NOW, reason="Neige", others=around)
        try:
            happened = synthesis.rules.decide(chance.choice(wishes), state, asked)
        except Refused:
            continue
        before, state = state, synthesis.rules.fold(happened, state)
        assert len(before.conflicts.keys() ^ state.conflicts.keys()) == sum(isinstance(one, Clashed | Settled) for one in happened)
        held = [source for one in state.clusters.values() for source in one.sources]
        assert len(held) == len({source.contribution for source in held})
        assert state.placed == {source.contribution: key for key, one in state.clusters.items() for source in one.sources}
        assert {source.workshop for source in held} <= {*state.opened.workshops}
        for one in state.clusters.values():
            assert bool(one.sources) is (one.merged_into is None)
            assert not (one.promoted and (one.aside or one.merged_into))
            if one.promoted:
                assert one.sources == one.promoted.sources
        lost = {source for one in before.clusters.values() for source in one.sources} - set(held)
        assert lost == {event.source for event in happened if isinstance(event, SourceRemoved)}
