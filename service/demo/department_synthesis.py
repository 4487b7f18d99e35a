"""What became of the 68 contributions of the launch: gathered, scored, promoted to the roadmap, which the members were asked about.

That the committee analysed the proposals, that the same ideas came up in several workshops, the four criteria, the opinion of the
members and the programme of the year after are public. How each was scored, who answered what and which dates is imagined.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from service.demo.french import french
from service.demo.story import Member, Ref, Step
from service.demo.telling import moment


class Gathered(NamedTuple):
    """A cluster: the contributions that ask for the same, by workshop and number, and the action that came of it or why none did."""

    key: str
    title: str
    said: tuple[tuple[str, int], ...]
    action: str | None
    why: str | None = None


ROOMS = ("connaitre", "informer", "mutualiser", "conseiller")
CLUSTERS = (
    Gathered("parrainage", "Parrainer celles qui débutent", (("informer", 11), ("mutualiser", 6), ("conseiller", 8)), "3.2"),
    Gathered("diffusion", "Une liste de diffusion et une lettre", (("connaitre", 14), ("informer", 2), ("informer", 1)), "2.1"),
    Gathered("fiches", "Des fiches pour reprendre une action", (("informer", 7), ("conseiller", 5), ("conseiller", 9)), "4.2"),
    Gathered("annuaire", "Savoir qui appeler", (("connaitre", 0), ("connaitre", 1), ("informer", 0), ("conseiller", 13)), "1.1"),
    Gathered("formations", "Se former ensemble", (("connaitre", 21), ("mutualiser", 4), ("conseiller", 7), ("conseiller", 15)), "4.1"),
    Gathered("lieu", "Un seul endroit en ligne", (("connaitre", 13), ("informer", 6), ("mutualiser", 1), ("conseiller", 4)), "3.1"),
    Gathered("visites", "Aller voir chez les autres", (("connaitre", 18), ("mutualiser", 2)), "3.3"),
    Gathered("aides", "Les acteurs et les aides", (("connaitre", 6), ("connaitre", 7), ("connaitre", 8)), "1.3"),
    Gathered("rubans", "Des trophées et des rubans", (("connaitre", 17), ("informer", 10)), "2.4"),
    Gathered("pret", "Se prêter du matériel", (("informer", 5),), "3.4"),
    Gathered("lexique", "Des mots que tous comprennent", (("conseiller", 3),), "4.3"),
    Gathered("bus", "Un bus Agenda 21", (("informer", 16),), None, "Trop coûteux pour deux ans ; à reprendre avec le programme suivant."),
)
#: Three of the scores given in the committee; each says by whom, on which cluster and criterion, how much, and why.
SCORES = (
    ("margaux", "parrainage", "need", 5, "Les communes qui débutent le demandent dans deux ateliers."),
    ("tristan", "parrainage", "competence", 4, "Le réseau connaît les démarches avancées."),
    ("tristan", "bus", "opportunity", 2, "Aucun financement n'est ouvert cette année."),
)
FIRST_YEAR = ("1.1", "1.3", "2.1", "2.2", "3.1", "3.2", "4.3")
#: What is done by December is not carried over; what is not is, and two more begin.
SECOND_YEAR = ("1.1", "1.3", "2.1", "3.1", "3.2", "3.3", "4.1")


def steps(members: Sequence[Member]) -> Iterator[Step]:
    """From the analysis of February to the programme of the year after."""
    workshops = [Ref("workshop", room) for room in ROOMS]
    yield _on(
        Ref("synthesis", "lancement"),
        "open",
        "2015-02-16 09:30",
        "tristan",
        "synthesis.open",
        title="Journée de lancement",
        workshops=workshops,
    )
    for place, one in enumerate(CLUSTERS):
        sources = [
            {"workshop": Ref("workshop", room), "contribution": Ref("contribution", f"{room}:{number}")} for room, number in one.said
        ]
        of: dict[str, Any] = {"cluster": Ref("cluster", one.key), "title": one.title, "sources": sources}
        yield _on(Ref("synthesis", "lancement"), f"gather:{one.key}", f"2015-02-16 10:{10 + place}", "tristan", "synthesis.gather", **of)
    for place, (by, key, criterion, points, why) in enumerate(SCORES):
        of = {"cluster": Ref("cluster", key), "criterion": criterion, "points": points, "why": why}
        yield _on(Ref("synthesis", "lancement"), f"score:{place}", f"2015-03-04 14:{10 + place}", by, "synthesis.score", **of)
    for place, one in enumerate(CLUSTERS):
        of = {"cluster": Ref("cluster", one.key)}
        if one.action is None:
            yield _on(
                Ref("synthesis", "lancement"), f"aside:{one.key}", "2015-03-05 10:00", "tristan", "synthesis.put_aside", one.why, **of
            )
        else:
            of |= {"plan": Ref("plan", "plan"), "action": Ref("action", one.action)}
            yield _on(
                Ref("synthesis", "lancement"), f"promote:{one.key}", f"2015-03-20 15:{10 + place}", "margaux", "synthesis.promote", **of
            )
    yield from _asked(members)
    adopted = {"body": "Comité de pilotage du réseau", "on": "2015-06-03", "version": Ref("version", "1")}
    yield _on(Ref("roadmap", "plan"), "adopt", "2015-06-04 14:00", "margaux", "roadmap.adopt", **adopted)
    first = {"year": 2015, "actions": [Ref("action", code) for code in FIRST_YEAR]}
    yield _on(Ref("roadmap", "plan"), "start", "2015-06-08 09:30", "margaux", "roadmap.start", **first)
    second = {"year": 2016, "actions": [Ref("action", code) for code in SECOND_YEAR]}
    yield _on(Ref("roadmap", "plan"), "programme", "2015-12-17 16:00", "margaux", "roadmap.programme", **second)


def _asked(members: Sequence[Member]) -> Iterator[Step]:
    """The municipalities and intermunicipal bodies of the launch have their say, two of them with reservations."""
    asked = [one.key for one in members if one.kind in ("municipality", "intermunicipal_body") and one.joined < "2015-02"]
    years = {"first_year": 2015, "last_year": 2016}
    yield _on(Ref("plan", "plan"), "draft", "2015-02-09 09:45", "margaux", "together.draft_roadmap", **years)
    sent: dict[str, Any] = {"consultation": Ref("consultation", "avis"), "title": "Pour information et avis", "until": "2015-04-30"}
    sent |= {"authorities": [Ref("authority", key) for key in asked], "question": "Que manque-t-il, et par quoi commencer ?"}
    yield _on(Ref("plan", "plan"), "consult", "2015-04-02 10:30", "margaux", "together.consult", **sent)
    here = Ref("consultation", "avis")
    reserved = {
        "prades": ("ines", "Le calendrier est court pour une petite équipe."),
        "aspres": ("paol", "À condition que les visites se fassent aussi dans l'arrière-pays."),
    }
    for place, key in enumerate(asked[:-4]):  # four never answer
        by, words = reserved.get(key, ("lena" if key == "argeles" else "margaux", ""))
        given: dict[str, Any] = {"authority": Ref("authority", key), "stance": "reserved" if words else "favourable"} | (
            {"words": words} if words else {}
        )
        yield _on(here, f"opinion:{key}", f"2015-04-{13 + place // 6:02} 11:{10 + place % 6 * 7}", by, "consultation.give_opinion", **given)
    yield _on(here, "put_off", "2015-04-22 15:40", "tristan", "consultation.put_off_to", until="2015-05-22")
    again = {"authority": Ref("authority", "prades"), "stance": "favourable", "words": "Le délai nous va."}
    yield _on(here, "opinion:prades:2", "2015-05-11 09:20", "ines", "consultation.give_opinion", **again)
    yield _on(here, "close", "2015-05-26 09:10", "tristan", "consultation.close")


def _on(stream: Ref, key: str, at: str, by: str, tag: str, why_so: str | None = None, /, **of: Any) -> Step:
    told = {name: french(value) if name in ("title", "why", "question", "words", "body") else value for name, value in of.items()}
    return Step(f"{stream.kind}:{stream.key}:{key}", moment(at), by, stream, {"tag": tag, **told}, why_so and french(why_so))
