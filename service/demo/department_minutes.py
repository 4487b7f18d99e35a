"""What was kept of the launch: its minutes with their booklet, the questionnaire handed out there, and how the network is steered.

What the day wanted, the strong ideas of each workshop, what comes next, the two facilitators, the four objectives, a technical
committee and the years 2015 and 2016 are public, told here in words of our own. Who amended what, who answered what to the
questionnaire and who sits in the committee is imagined.
"""

from collections.abc import Iterator
from typing import NamedTuple

from service.demo.story import Ref, Step
from service.demo.telling import done, order_key, was_to

MINUTES, LAUNCH = Ref("minutes", "lancement"), Ref("meeting", "lancement")
FORM, STEERING = Ref("questionnaire", "lancement"), Ref("governance", "")
ROOMS = ("connaitre", "informer", "mutualiser", "conseiller")

OPENING = (
    "Le Département et la DREAL animent ensemble ce réseau, pour les services des collectivités qui ont un Agenda 21 ou en veulent un.\n"
    "La journée devait rassembler, donner les nouvelles des Agendas 21, présenter le réseau et sa gouvernance, et surtout entendre"
    " ce que chacun en attend : la feuille de route se construit à partir de là."
)
FIRST = "Ne plus être seul, voir des réalisations concrètes, se retrouver : ces trois attentes reviennent partout."
AMENDED = FIRST + "\nLes petites communes demandent des formats courts, faciles à tenir par une seule personne."
STRONG = {
    "connaitre": (
        "Des répertoires et des inventaires tenus à jour : personnes, démarches, actions, acteurs qui peuvent aider.\n"
        "Des nouvelles d'autres réseaux départementaux, et une identité pour celui-ci.\n"
        "Des rencontres, parce qu'un annuaire ne suffit pas."
    ),
    "informer": (
        "Des outils pour se parler et des fiches pour dire ce qui a marché.\n"
        "Mettre en avant les initiatives, parler simplement au grand public, ouvrir le réseau à d'autres acteurs."
    ),
    "mutualiser": (
        "Un lieu unique où tout se trouve.\nAller voir sur place.\nSoutenir celles qui débutent, et aider chacun à situer sa démarche."
    ),
    "conseiller": (
        "Savoir qui a déjà fait quoi, et comment l'appeler.\nDes fiches pour reprendre une action, des formations sur des sujets précis."
    ),
}
NEXT = (
    "Le comité technique analyse chaque proposition et la croise avec les questionnaires remplis en séance.\n"
    "Il en tire une feuille de route, envoyée aux membres pour information et avis.\n"
    "Les premières actions commencent dans l'année ; la deuxième réunion, fin 2015, prépare le programme 2016."
)

TOPICS = (
    "Cohésion sociale",
    "Communication",
    "Concertation des habitants",
    "Économie et croissance verte",
    "Évaluation et indicateurs",
    "Mobilisation des élus et des agents",
)
STAGES = ("Rien d'engagé", "Nous y réfléchissons", "Agenda 21 en cours", "Plan d'actions adopté")


class Filled(NamedTuple):
    """One questionnaire: which member, who wrote it down, the topics it needs and knows by number, how far it is, how many work on it."""

    authority: str
    by: str
    needs: tuple[int, ...]
    does: tuple[int, ...]
    stage: int
    people: int
    words: str | None = None


FILLED = (
    Filled("prades", "ines", (1, 4), (2,), 2, 1, "Une seule personne : les réunions courtes nous vont mieux."),
    Filled("aspres", "paol", (2, 4), (0,), 1, 1, "Par où commencer quand les communes n'avancent pas au même pas ?"),
    Filled("argeles", "lena", (2, 5), (1,), 1, 2, "L'été change tout : dix fois plus de monde."),
    Filled("perpignan", "margaux", (4,), (1, 5), 3, 4),
    Filled("ceret", "margaux", (2, 3), (), 0, 0),
    Filled("elne", "tristan", (1, 2), (), 1, 1),
    Filled("font_romeu", "tristan", (3,), (0,), 1, 1, "Une station de ski ne vit pas au rythme du littoral."),
    Filled("barcares", "margaux", (1, 5), (), 0, 0),
    Filled("thuir", "margaux", (4, 5), (2, 1), 2, 2),
    Filled("vallespir", "tristan", (0, 3), (), 0, 1),
)
QUESTIONS: tuple[tuple[str, str, str, dict[str, object]], ...] = (
    ("besoins", "Sur quels sujets voulez-vous progresser ?", "choices", {"choices": "\n".join(TOPICS), "required": True, "about": "need"}),
    ("acquis", "Qu'avez-vous déjà mené, que vous pourriez montrer ?", "choices", {"choices": "\n".join(TOPICS), "about": "practice"}),
    ("etape", "Où en est votre démarche ?", "choice", {"choices": "\n".join(STAGES), "required": True}),
    ("agents", "Combien de personnes y travaillent chez vous ?", "number", {}),
    ("attentes", "Qu'attendez-vous d'abord du réseau ?", "text", {}),
)


def steps() -> Iterator[Step]:
    """Everything here, each part in the order of its time."""
    yield from _steered()
    yield from _asked()
    yield from _written()


def _steered() -> Iterator[Step]:
    period = {"begins_on": was_to(None, "2015-01-30"), "ends_on": was_to(None, "2016-12-31")}
    yield done(STEERING, "period", "2015-01-30 09:22", "margaux", "governance.set_period", **period)
    titles = (
        "Faire que les collectivités se connaissent",
        "Informer et communiquer",
        "Mutualiser, et profiter de l'expérience des autres",
        "Conseiller, et aider à monter en compétences",
    )
    for place, (room, title) in enumerate(zip(ROOMS, titles, strict=True)):
        of = {"objective": Ref("objective", room), "title": title, "order_key": order_key(place), "workshop": Ref("workshop", room)}
        yield done(STEERING, room, f"2015-01-30 12:{16 + place}", "margaux", "governance.add_objective", **of)
    for place, (key, authority) in enumerate((("margaux", "departement"), ("tristan", "dreal"), ("ines", "prades"), ("lena", "argeles"))):
        of = {"person": Ref("person", key), "authority": Ref("authority", authority)}
        yield done(STEERING, f"seat:{key}", f"2015-02-02 09:{40 + place}", "margaux", "governance.join_committee", **of)
    canvas = {
        "name": "Se situer dans sa démarche",
        "steps": (
            "Un élu est délégué au développement durable\nLe conseil délibère\nL'état des lieux est partagé\n"
            "Le plan d'actions est écrit à plusieurs\nUn parrain l'a relu\nLe plan est adopté, puis suivi"
        ),
    }
    yield done(Ref("process_template", "situer"), "write", "2015-06-22 10:00", "tristan", "process_template.write", **canvas)


def _asked() -> Iterator[Step]:
    first = {"title": "Vos attentes et vos besoins", "respondents": "authorities", "meeting": LAUNCH}
    first["introduction"] = "Distribué en séance. Une réponse par collectivité ; elle servira à lire les propositions des ateliers."
    yield done(FORM, "draft", "2015-01-30 09:26", "tristan", "questionnaire.draft", **first)
    for place, (key, text, kind, of) in enumerate(QUESTIONS):
        told = {"question": _question(key), "text": text, "kind": kind, "order_key": order_key(place), **of}
        yield done(FORM, key, "2015-01-30 09:27", "tristan", "questionnaire.add_question", **told)
    yield done(FORM, "open", "2015-01-30 09:28", "tristan", "questionnaire.open")
    for place, one in enumerate(FILLED):
        answers: dict[Ref, dict[str, object]] = {
            _question("besoins"): {"chosen": sorted(TOPICS[topic] for topic in one.needs)},
            _question("acquis"): {"chosen": sorted(TOPICS[topic] for topic in one.does)},
            _question("etape"): {"chosen": (STAGES[one.stage],)},
            _question("agents"): {"number": one.people},
            _question("attentes"): {"text": one.words},
        }
        told = {"authority": Ref("authority", one.authority), "answers": answers}
        yield done(FORM, one.authority, f"2015-02-03 14:{10 + 3 * place}", one.by, "questionnaire.answer", **told)
    yield done(FORM, "close", "2015-02-13 17:00", "tristan", "questionnaire.close")
    for place, (cluster, filled, words) in enumerate(
        (
            ("parrainage", "aspres", "Par où commencer quand les communes n'avancent pas au même pas ?"),
            ("visites", "prades", "Une seule personne : les réunions courtes nous vont mieux."),
            ("formations", "perpignan", "Besoin : évaluation et indicateurs."),
        )
    ):
        linked = {"cluster": Ref("cluster", cluster), "answer": Ref("answer", filled), "text": words, "questionnaire": FORM}
        yield done(
            Ref("synthesis", "lancement"), f"answer:{filled}", f"2015-03-04 15:{10 + place}", "tristan", "synthesis.link_answer", **linked
        )


def _written() -> Iterator[Step]:
    parts = (
        ("journee", "opening", "En ouverture", OPENING, None),
        ("attentes", "opening", "Ce qui a été dit partout", FIRST, None),
        *((f"idees:{room}", "workshop", "Idées fortes", text, Ref("workshop", room)) for room, text in STRONG.items()),
        ("suites", "next_steps", "Les suites", NEXT, None),
    )
    sections = {
        Ref("section", key): {"part": part, "heading": heading, "order_key": order_key(place), "text": text, "workshop": workshop}
        for place, (key, part, heading, text, workshop) in enumerate(parts)
    }
    begun = {"meeting": LAUNCH, "title": "Livret de synthèse de la réunion de lancement", "sections": sections}
    begun["workshops"] = [Ref("workshop", room) for room in ROOMS]
    yield done(MINUTES, "begin", "2015-02-03 10:00", "tristan", "minutes.begin", **begun)
    yield done(MINUTES, "review", "2015-02-06 11:30", "margaux", "minutes.send_to_review")
    wish = {"amendment": Ref("amendment", "formats"), "section": Ref("section", "attentes"), "text": was_to(FIRST, AMENDED)}
    wish["why"] = "Cela a été dit à chacune de nos deux tables."
    yield done(MINUTES, "amend", "2015-02-09 09:15", "ines", "minutes.propose_amendment", **wish)
    yield done(MINUTES, "accept", "2015-02-10 10:20", "margaux", "minutes.accept_amendment", amendment=wish["amendment"])
    yield done(MINUTES, "approve", "2015-02-12 16:00", "margaux", "minutes.approve")
    yield done(MINUTES, "publish", "2015-02-12 16:05", "margaux", "minutes.publish")


def _question(key: str) -> Ref:
    return Ref("question", f"questionnaire:{key}")
