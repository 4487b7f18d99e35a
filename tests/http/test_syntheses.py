"""From what was said in workshops to a roadmap that is followed, over HTTP: nothing is lost, and every action leads back."""

import asyncio
from typing import Any

from events import ids
from tests.http.town import Town, asking
from tests.people import ADA, BEN, CAS, DOT, EVA, HAUTEFEUILLE, RIVEBELLE

#: Four workshops, and some of what is said in each; the same ideas come up in several.
SAID = (
    (
        "Faire connaître",
        ("Une liste de diffusion entre les membres", "Une lettre d’information trimestrielle", "Des fiches sur les actions exemplaires"),
    ),
    ("S’entraider", ("Le parrainage des nouvelles communes par les anciennes", "Ouvrir la liste de diffusion aux techniciens")),
    ("Se former", ("Organiser un parrainage entre élus", "Un plan de formation sur la concertation")),
    ("Agir ensemble", ("Rédiger des fiches d’actions modèles", "Grouper les achats de gobelets")),
)


class Day:
    """A synthesis of four workshops, and where each contribution was said."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.synthesis = str(ids.new())
        self.sources: dict[str, dict[str, str]] = {}

    async def told(self) -> "Day":
        """Everything is said and a synthesis opened."""
        wishes: list[dict[str, Any]] = []
        workshops = []
        for title, texts in SAID:
            workshop = str(ids.new())
            workshops.append(workshop)
            wishes.append(asking("workshop.open", workshop, title=title, question="Que voulez-vous ?"))
            for text in texts:
                self.sources[text] = {"workshop": workshop, "contribution": str(ids.new())}
                wishes.append(asking("workshop.contribute", workshop, contribution=self.sources[text]["contribution"], action=text))
        wishes.append(asking("synthesis.open", self.synthesis, title="Ce que nous voulons", workshops=workshops))
        answer = await self.town.post(ADA, wishes)
        assert {one["outcome"] for one in answer.json()} == {"applied"}, answer.text
        return self

    def of(self, *texts: str) -> list[dict[str, str]]:
        """The sources whose text begins so."""
        return [self.sources[text] for text in self.sources if text.startswith(texts)]

    async def gather(self, title: str, *texts: str) -> str:
        cluster = str(ids.new())
        await self.town.ask(BEN, "synthesis.gather", self.synthesis, cluster=cluster, title=title, sources=self.of(*texts))
        return cluster

    async def page(self, **parameters: str) -> dict[str, Any]:
        answer = await self.town.get(DOT, f"/syntheses/{self.synthesis}", **parameters or {"after": f"1.{await self.town.head()}"})
        assert answer.status_code == 200, answer.text
        return answer.json()  # type: ignore[no-any-return]  # this route answers an object


async def read(town: Town, path: str) -> dict[str, Any]:
    answer = await town.get(DOT, path, after=f"1.{await town.head()}")
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]  # these routes answer an object


def adding(plan: str, title: str) -> dict[str, Any]:
    return {"tag": "action.add", "plan": plan, "title": title, "order_key": "V"}


async def test_what_was_said_becomes_an_action_and_each_leads_to_the_other(town: Town) -> None:
    day = await Day(town).told()
    (one, other) = [await day.gather("Parrainage", "Le parrainage"), await day.gather("Parrains", "Organiser un parrainage")]
    before = (await day.page())["token"]
    await town.ask(BEN, "synthesis.merge", day.synthesis, cluster=other, into=one)
    await town.ask(CAS, "synthesis.score", day.synthesis, cluster=one, criterion="need", points=4, why="Trois communes attendent")
    await town.ask(CAS, "synthesis.score", day.synthesis, cluster=one, criterion="need", points=5, why="Quatre, depuis hier")
    await town.ask(BEN, "synthesis.link_answer", day.synthesis, cluster=one, answer=str(ids.new()), text="Nous cherchons un parrain")
    action = str(ids.new())
    promote = {"cluster": one, "plan": town.plan, "action": action, "add": adding(town.plan, "Parrainer les nouveaux")}
    await town.ask(BEN, "together.promote_cluster", day.synthesis, **promote)

    page = await day.page()
    assert {one["action"] for one in page["contributions"]} == {text for _, texts in SAID for text in texts}
    assert [(score["points"], score["times"]) for score in page["scores"]] == [(5, 2)]
    clusters = {cluster["cluster_id"]: cluster for cluster in page["clusters"]}
    assert (clusters[other]["title"], clusters[other]["merged_into"]) == ("Parrains", one)
    assert [(came["cluster_id"], came["action_id"]) for came in page["promotions"]] == [(one, action)]

    lineage = await read(town, f"/actions/{action}/lineage")
    assert {said["action"] for said in lineage["contributions"]} == {text for text in day.sources if "parrainage" in text}
    kinds = [step["kind"] for step in lineage["steps"]]
    assert kinds == ["contributed", "contributed", "added", "added", "merged", "scored", "answered", "promoted"]
    assert lineage["steps"][0]["by"] == str(ADA)
    assert (lineage["fate"], lineage["actions"][0]["title"]) == (None, "Parrainer les nouveaux")

    (mine,) = day.of("Organiser un parrainage")
    fate = await read(town, f"/contributions/{mine['contribution']}/fate")
    assert (fate["fate"], fate["actions"][0]["action_id"]) == ("action", action)
    assert [step["kind"] for step in fate["steps"]][:3] == ["contributed", "added", "merged"]
    waiting = await read(town, f"/contributions/{day.of('Grouper')[0]['contribution']}/fate")
    assert (waiting["fate"], [step["kind"] for step in waiting["steps"]]) == ("waiting", ["contributed"])

    then = await day.page(at=before)  # as it was before the two were merged
    assert {cluster["merged_into"] for cluster in then["clusters"]} == {None}
    assert then["scores"] == []


async def test_sixty_eight_contributions_stay_reachable_whatever_is_merged_and_split(town: Town) -> None:
    """Scenario 1, from the wall to the roadmap: 25, 20, 7 and 16 contributions of fourteen groups."""
    workshops, wishes, said = [], [], []
    for title, number in zip(("Atelier 1", "Atelier 2", "Atelier 3", "Atelier 4"), (25, 20, 7, 16), strict=True):
        workshop = str(ids.new())
        workshops.append(workshop)
        wishes.append(asking("workshop.open", workshop, title=title, question="Que voulez-vous ?"))
        for index in range(number):
            said.append({"workshop": workshop, "contribution": str(ids.new())})
            contributed = {"contribution": said[-1]["contribution"], "action": f"Idée {index % 14}"}
            wishes.append(asking("workshop.contribute", workshop, **contributed))
    synthesis = str(ids.new())
    wishes.append(asking("synthesis.open", synthesis, title="Journée de lancement", workshops=workshops))
    for batch in (wishes[:50], wishes[50:]):
        assert (await town.post(ADA, batch)).status_code == 200
    clusters = [str(ids.new()) for _ in range(17)]
    for index, cluster in enumerate(clusters):  # four each, from wherever they were said
        await town.ask(BEN, "synthesis.gather", synthesis, cluster=cluster, title=f"Idée {index}", sources=said[index::17])
    merges = [asking("synthesis.merge", synthesis, cluster=one, into=clusters[0]) for one in clusters[1:]]
    splits = [
        asking("synthesis.split_off", synthesis, cluster=clusters[0], into=str(ids.new()), title="À part", sources=said[:1])
        for _ in range(3)
    ]
    answers = await asyncio.gather(*(town.post((ADA, BEN, CAS)[index % 3], wish) for index, wish in enumerate([*merges, *splits])))
    assert [answer.status_code for answer in answers].count(200) == len(merges) + 1  # one of those who split it off was first
    action = str(ids.new())
    promote = {"cluster": clusters[0], "plan": town.plan, "action": action, "add": adding(town.plan, "Tout faire")}
    await town.ask(BEN, "together.promote_cluster", synthesis, **promote)
    page = await read(town, f"/syntheses/{synthesis}")
    assert len(page["contributions"]) == len(page["sources"]) == 68
    assert all(place["cluster_id"] is not None for place in page["sources"])
    lineage = await read(town, f"/actions/{action}/lineage")
    assert {one["contribution_id"] for one in lineage["contributions"]} == {one["contribution"] for one in said[1:]}
    assert {one["workshop_id"] for one in lineage["contributions"]} == {*workshops}


async def test_contributions_that_say_the_same_are_suggested_with_the_words_they_share(town: Town) -> None:
    day = await Day(town).told()
    answer = await town.get(DOT, f"/syntheses/{day.synthesis}/alike", after=f"1.{await town.head()}")
    texts = {source["contribution"]: text for text, source in day.sources.items()}
    pairs = [{texts[pair["first_id"]], texts[pair["second_id"]]} for pair in answer.json()]
    for begins in (("Une liste", "Ouvrir la liste"), ("Le parrainage", "Organiser"), ("Des fiches", "Rédiger des fiches")):
        assert {text for text in day.sources if text.startswith(begins)} in pairs
    assert all(pair["words"] for pair in answer.json())
    await day.gather("Parrainage", "Le parrainage", "Organiser")
    again = (await town.get(DOT, f"/syntheses/{day.synthesis}/alike", after=f"1.{await town.head()}")).json()
    assert len(again) == len(pairs) - 1  # those together already are left out


async def test_forty_who_promote_one_cluster_at_once_make_one_action(town: Town) -> None:
    day = await Day(town).told()
    cluster = await day.gather("Fiches", "Des fiches", "Rédiger")
    wishes = []
    for _ in range(40):
        action = str(ids.new())
        promote = {"cluster": cluster, "plan": town.plan, "action": action, "add": adding(town.plan, "Écrire des fiches")}
        wishes.append(asking("together.promote_cluster", day.synthesis, **promote))
    answers = await asyncio.gather(*(town.post((ADA, BEN, CAS)[index % 3], wish) for index, wish in enumerate(wishes)))
    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 39]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"synthesis.is_promoted"}
    plan = await read(town, f"/plans/{town.plan}")
    assert [card["title"] for card in plan["actions"]].count("Écrire des fiches") == 1


async def test_what_is_set_aside_is_not_promoted_and_says_why_to_who_proposed_it(town: Town) -> None:
    day = await Day(town).told()
    cluster = await day.gather("Gobelets", "Grouper les achats")
    aside = asking("synthesis.put_aside", day.synthesis, cluster=cluster)
    assert (await town.post(BEN, aside)).json()["code"] == "synthesis.reason_needed"
    await town.post(BEN, asking("synthesis.put_aside", day.synthesis, cluster=cluster) | {"reason": "Le département le fait déjà"})
    before = await town.head()
    promote = {"cluster": cluster, "plan": town.plan, "action": str(ids.new()), "add": adding(town.plan, "Gobelets")}
    wishes = [asking("together.promote_cluster", day.synthesis, **promote | {"action": str(ids.new())}) for _ in range(10)]
    answers = await asyncio.gather(*(town.post(BEN, wish) for wish in wishes))
    assert {answer.json()["code"] for answer in answers} == {"synthesis.is_aside"}
    assert await town.head() == before
    fate = await read(town, f"/contributions/{day.of('Grouper')[0]['contribution']}/fate")
    assert fate["fate"] == "set_aside"
    told = (await town.get(DOT, f"/histories/cluster/{cluster}")).json()
    assert [(one["tag"], one["by"], one["reason"]) for one in told][-1] == ("synthesis.set_aside", str(BEN), "Le département le fait déjà")
    assert [step["reason"] for step in fate["steps"] if step["kind"] == "set_aside"] == ["Le département le fait déjà"]


async def test_a_restricted_action_is_told_to_its_parties_alone(town: Town) -> None:
    day = await Day(town).told()
    cluster = await day.gather("Lettre", "Une lettre")
    action = str(ids.new())
    add = adding(town.plan, "Lettre confidentielle") | {"parties": [str(BEN)]}
    await town.ask(BEN, "together.promote_cluster", day.synthesis, cluster=cluster, plan=town.plan, action=action, add=add)
    (source,) = day.of("Une lettre")
    after = {"after": f"1.{await town.head()}"}
    path = f"/contributions/{source['contribution']}/fate"
    mine, theirs = [(await town.get(who, path, **after)).json() for who in (BEN, CAS)]
    assert ([card["title"] for card in mine["actions"]], theirs["actions"]) == (["Lettre confidentielle"], [])
    assert [step["kind"] for step in theirs["steps"]] == ["contributed", "added"]  # as if nothing had come of it yet
    assert (await town.get(CAS, f"/actions/{action}/lineage", **after)).json()["code"] == "missing.action"


async def test_to_who_is_not_of_the_network_none_of_it_is_there(town: Town) -> None:
    day = await Day(town).told()
    for path in (f"/syntheses/{day.synthesis}", f"/syntheses/{day.synthesis}/alike", f"/plans/{town.plan}/roadmap"):
        assert (await town.get(EVA, path)).status_code == 404
    assert (await town.get(DOT, f"/syntheses/{ids.new()}")).json()["code"] == "missing.synthesis"
    assert (await town.get(DOT, f"/contributions/{ids.new()}/fate")).json()["code"] == "missing.contribution"
    assert (await town.get(DOT, f"/plans/{town.plan}/roadmap")).json()["code"] == "missing.roadmap"


async def test_forty_members_are_consulted_and_the_roadmap_is_adopted_started_and_carried_over(town: Town) -> None:
    towns = [str(ids.new()) for _ in range(38)]
    admit = [asking("network.admit", town.network, authority=one, name=f"Commune {one}", kind="municipality") for one in towns]
    assert (await town.post(ADA, admit)).status_code == 200
    members = [*towns, str(HAUTEFEUILLE), str(RIVEBELLE)]
    day = await Day(town).told()
    plan, actions = str(ids.new()), [str(ids.new()) for _ in range(3)]
    opening = {"tag": "action_plan.open", "title": "Feuille de route 2026-2027", "authority": str(HAUTEFEUILLE)}
    await town.ask(BEN, "together.draft_roadmap", plan, first_year=2026, last_year=2027, open=opening)
    for action, (title, text) in zip(
        actions, (("Parrainer", "Le parrainage"), ("Diffuser", "Une liste"), ("Former", "Un plan")), strict=True
    ):
        cluster = await day.gather(title, text)
        promote = {"cluster": cluster, "plan": plan, "action": action, "add": adding(plan, title)}
        await town.ask(BEN, "together.promote_cluster", day.synthesis, **promote)

    version, asked = str(ids.new()), str(ids.new())
    adopt = {"version": version, "label": "Version adoptée", "body": "Comité de pilotage", "on": "2026-05-04"}
    refused = await town.post(ADA, asking("together.adopt_roadmap", plan, **adopt))
    assert refused.json()["code"] == "roadmap.not_consulted"
    asks = {"consultation": asked, "title": "Pour information et avis", "until": "2199-12-31", "authorities": members}
    assert (await town.post(BEN, asking("together.consult", plan, **asks))).json()["code"] == "access.facilitators_only"
    await town.ask(ADA, "together.consult", plan, **asks)
    opinions = [asking("consultation.give_opinion", asked, authority=one, stance="favourable") for one in (*towns, str(HAUTEFEUILLE))]
    answers = await asyncio.gather(*(town.post(ADA, wish) for wish in opinions))
    assert {answer.status_code for answer in answers} == {200}
    reserved = {"authority": str(RIVEBELLE), "stance": "reserved"}
    assert (await town.post(CAS, asking("consultation.give_opinion", asked, **reserved))).json()["code"] == "consultation.words_needed"
    await town.ask(CAS, "consultation.give_opinion", asked, **reserved, words="Le calendrier est court")
    await town.ask(CAS, "consultation.give_opinion", asked, authority=str(RIVEBELLE), stance="favourable")

    tries = [asking("together.adopt_roadmap", plan, **adopt | {"version": str(ids.new())}) for _ in range(40)]
    while_open = await asyncio.gather(*(town.post(ADA, wish) for wish in tries))
    assert {answer.json()["code"] for answer in while_open} == {"roadmap.is_open"}
    await town.ask(ADA, "consultation.close", asked)
    late = await town.post(CAS, asking("consultation.give_opinion", asked, authority=str(RIVEBELLE), stance="favourable"))
    assert late.json()["code"] == "consultation.is_closed"
    await town.ask(ADA, "together.adopt_roadmap", plan, **adopt)
    from_plan = (await read(town, f"/plans/{plan}"))["versions"]
    assert [one["version_id"] for one in from_plan] == [version]  # what was tried while it was open published nothing

    roadmap = (await read(town, f"/plans/{plan}/roadmap"))["roadmap"]["roadmap_id"]
    await town.ask(ADA, "roadmap.start", roadmap, year=2026, actions=actions[:2])
    await town.ask(BEN, "action.edit", actions[0], status={"was": "planned", "to": "done"})
    drops = await town.post(ADA, asking("roadmap.programme", roadmap, year=2027, actions=actions[2:]))
    assert drops.json()["code"] == "roadmap.left_out"
    await town.ask(ADA, "roadmap.programme", roadmap, year=2027, actions=actions[1:])

    page = await read(town, f"/plans/{plan}/roadmap")
    assert (page["roadmap"]["stage"], page["roadmap"]["body"], page["roadmap"]["version_id"]) == ("running", "Comité de pilotage", version)
    assert (len(page["consultations"][0]["authority_ids"]), len(page["opinions"])) == (40, 40)
    assert [(one["times"], one["stance"]) for one in page["opinions"] if one["authority_id"] == str(RIVEBELLE)] == [(2, "favourable")]
    assert [(one["year"], one["carried_ids"]) for one in page["programmes"]] == [(2026, []), (2027, [actions[1]])]
    kinds = [step["kind"] for step in (await read(town, f"/actions/{actions[1]}/lineage"))["steps"]]
    assert kinds == ["contributed", "added", "promoted", "sent_out", "consulted", "adopted", "started", "programmed", "carried"]
    done = await read(town, f"/contributions/{day.of('Le parrainage')[0]['contribution']}/fate")
    assert done["steps"][-1]["kind"] == "over"
