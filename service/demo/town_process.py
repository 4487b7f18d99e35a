"""The process behind the town's plan: its steps, what the council resolved, findings, ideas, its Club 21, its recognition.

That the council decided in December 2009 and chose an adviser, that all officers were trained, that three workshops in the
neighbourhoods shared the diagnosis and three brought ideas, that officers checked the data, that elected officials and officers met
once each, that a Club 21 follows it all inside and outside, and that recognition was asked for in 2012 is public. What was
found and proposed, votes, references of acts, and that recognition was granted are imagined.
"""

from collections.abc import Iterator
from typing import NamedTuple

from events import process
from service.demo.story import Ref, Step
from service.demo.telling import done, order_key, was_to
from service.languages import say

VILLE, PROCESS, PLAN = Ref("authority", "ville"), Ref("process", "plan"), Ref("plan", "plan")
IMAGINED = "Issue imaginée pour la démonstration."

#: The day on which each step was done, and when that was written down, in the order of the canvas.
DAYS = (
    ("2009-12-17", "2010-01-12 09:50"),
    ("2009-12-17", "2010-01-12 09:51"),
    ("2011-11-22", "2011-11-22 11:10"),
    ("2011-02-28", "2011-02-28 17:00"),
    ("2011-02-28", "2011-02-28 17:01"),
    ("2011-04-28", "2011-04-28 16:00"),
    ("2011-05-19", "2011-05-19 18:30"),
    ("2011-11-30", "2011-11-30 17:30"),
    ("2011-12-15", "2011-12-16 10:40"),
    ("2012-03-30", "2012-03-30 16:00"),
    ("2012-10-08", "2012-10-08 11:05"),
)


class Found(NamedTuple):
    """A finding of the state of things, who else looked at its source, and how high three people put it."""

    key: str
    at: str
    by: str
    text: str
    theme: str
    source: str
    verified: tuple[str, str] | None = None
    rated: tuple[tuple[str, str], ...] = ()


FINDINGS = (
    Found(
        "ecole",
        "2010-09-30 14:00",
        "camille",
        "Devant quatre écoles, un enfant sur deux arrive en voiture, souvent de moins d'un kilomètre.",
        "Déplacements",
        "Comptage fait par les services devant quatre écoles, septembre 2010",
        ("bastien", "2010-11-04 10:15"),
        (("elise", "high"), ("yann", "high"), ("bastien", "medium")),
    ),
    Found(
        "logement",
        "2010-11-18 20:40",
        "yann",
        "Les logements d'avant 1975 perdent leur chaleur par le toit, et leurs occupants ne savent pas à qui le dire.",
        "Logement",
        "Premier atelier de quartier",
        ("camille", "2010-12-07 09:30"),
        (("elise", "high"), ("camille", "high")),
    ),
    Found(
        "eau",
        "2010-10-12 08:45",
        "bastien",
        "Dans six équipements, le compteur d'eau n'est relevé qu'une fois par an : une fuite peut couler des mois.",
        "Eau",
        "Vérification interne des données, services techniques",
        ("camille", "2010-10-14 11:20"),
        (("maud", "medium"),),
    ),
    Found(
        "pesticides",
        "2010-10-12 09:05",
        "bastien",
        "La ville n'emploie plus de pesticides dans ses espaces verts.",
        "Nature en ville",
        "Vérification interne des données, services techniques",
    ),
    Found(
        "isolement",
        "2011-02-10 21:05",
        "elise",
        "Des personnes âgées vivent seules sans qu'aucun service les connaisse.",
        "Solidarité",
        "Troisième atelier de quartier",
        None,
        (("yann", "high"),),
    ),
)


class Heard(NamedTuple):
    """An idea: who wrote it down, where it was heard, and the action that it became."""

    key: str
    at: str
    by: str
    title: str
    origin: str
    heard: str | None = None
    text: str | None = None
    became: tuple[str, str] | None = None


IDEAS = (
    Heard(
        "carapatte",
        "2011-05-03 20:10",
        "camille",
        "Que les enfants retournent à l'école à pied, ensemble",
        "workshop",
        "Quatrième atelier de quartier",
        None,
        ("1.01", "2011-09-06 16:00"),
    ),
    Heard(
        "jardins",
        "2011-05-10 20:25",
        "yann",
        "Un jardin que l'on partage",
        "workshop",
        "Cinquième atelier de quartier",
        "Près des immeubles sans balcon.",
        ("2.04", "2011-09-06 16:04"),
    ),
    Heard(
        "colocation",
        "2011-05-17 20:45",
        "camille",
        "Loger des jeunes qui aideraient aux devoirs",
        "workshop",
        "Sixième atelier de quartier",
        "À plusieurs : le bailleur, l'école et la ville.",
        ("3.02", "2011-09-06 16:08"),
    ),
    Heard(
        "trophees",
        "2011-05-19 18:05",
        "elise",
        "Mettre à l'honneur les clubs et les artistes qui s'engagent",
        "elected",
        "Réunion des élus",
        None,
        ("3.01", "2011-09-06 16:12"),
    ),
    Heard(
        "tableaux",
        "2011-05-12 12:00",
        "bastien",
        "Une page par service pour suivre ses actions",
        "officers",
        "Réunion des agents",
        None,
        ("5.02", "2011-09-06 16:16"),
    ),
    Heard("bus", "2011-05-17 20:50", "camille", "Rendre tous les bus gratuits", "workshop", "Sixième atelier de quartier"),
    Heard(
        "retour",
        "2012-01-12 20:15",
        "yann",
        "Dire à chacun ce que son avis est devenu",
        "body",
        "Réunion du Club 21",
        "Beaucoup ne viennent plus parce qu'ils n'ont rien su.",
        ("5.10", "2012-01-18 15:00"),
    ),
    Heard("graines", "2012-09-20 19:20", "yann", "Un troc de graines au printemps", "inhabitants"),
)


def steps() -> Iterator[Step]:
    """Everything but the plan itself, each part in the order of its time."""
    engaged = {"engagement": was_to("prospect", "engaged"), "on": "2009-12-17"}
    yield done(VILLE, "engaged", "2010-01-12 09:30", "camille", "authority.advance", "Délibération du conseil municipal.", **engaged)
    begun = {"initiative": was_to(None, "agenda21"), "initiative_stage": was_to(None, "diagnosis")}
    yield done(VILLE, "begun", "2010-06-03 09:50", "camille", "authority.edit", **begun)
    stage = was_to("diagnosis", "implementation")
    yield done(VILLE, "under_way", "2012-01-27 09:10", "camille", "authority.edit", initiative_stage=stage)
    yield from _canvas()
    yield from _council()
    yield from _trained()
    yield from _bodies()
    yield from _found()
    yield from _heard()
    request = {"request": Ref("request", "2012"), "on": "2012-10-08"}
    dossier = "Diagnostic partagé, participation, 54 actions arrêtées et 16 en cours d'élaboration, évaluation ; relu par le Club 21."
    yield done(PROCESS, "requested", "2012-10-08 11:00", "camille", "process.request_recognition", dossier=dossier, **request)
    granted = {"request": Ref("request", "2012"), "on": "2012-12-11", "authority": VILLE}
    yield done(PROCESS, "granted", "2012-12-12 10:00", "camille", "together.grant_recognition", IMAGINED, **granted)


def _canvas() -> Iterator[Step]:
    keys = process.CANVASES["agenda21"]
    titles = {
        Ref("process_step", key): {"title": say("fr", f"process_step.{key}"), "order_key": order_key(i)} for i, key in enumerate(keys)
    }
    yield done(PROCESS, "start", "2010-01-12 09:45", "camille", "process.start", plan=PLAN, canvas="agenda21", steps=titles)
    for key, (on, at) in zip(keys, DAYS, strict=True):
        yield done(PROCESS, f"done:{key}", at, "camille", "process.do_step", step=Ref("process_step", key), on=on)


def _council() -> Iterator[Step]:
    council, first = "Conseil municipal", {"on": "2009-12-17", "subject": "engagement", "title": "Engager un Agenda 21 local"}
    adviser = {"on": "2009-12-17", "subject": "adviser", "title": "Choisir une assistance à maîtrise d'ouvrage"}
    plan = {"on": "2011-12-15", "subject": "plan", "title": "Arrêter la première version : 54 actions"}
    for key, at, reference, of in (
        ("engagement", "2010-01-12 10:00", "2009-12/08", first),
        ("adviser", "2010-01-12 10:05", "2009-12/09", {**adviser, "provider": "Bureau d'études d'appui"}),
        ("plan", "2011-12-16 10:30", "2011-12/05", {**plan, "votes_for": 31, "votes_against": 0, "abstained": 2}),
    ):
        told = {"resolution": Ref("resolution", key), "reference": reference, "body": council, **of}
        yield done(PROCESS, f"resolution:{key}", at, "camille", "process.record_resolution", **told)


def _trained() -> Iterator[Step]:
    for key, on, title, came in (
        ("premiers", "2010-12-14", "Une demi-journée sur le développement durable, huit premiers groupes", 176),
        ("derniers", "2011-11-22", "La même demi-journée, derniers groupes", 234),
    ):
        told = {"session": Ref("session", key), "title": title, "on": on, "public": "officers", "headcount": 410, "attended": came}
        yield done(PROCESS, f"session:{key}", f"{on} 17:30", "camille", "process.record_session", **told)


def _bodies() -> Iterator[Step]:
    for key, at, name, kind, of in (
        (
            "comite",
            "2010-01-14 14:00",
            "Comité de pilotage",
            "steering_committee",
            {
                "mandate": "Arrêter les priorités, puis les actions, avant chaque délibération.",
                "people": [Ref("person", "camille"), Ref("person", "elise")],
                "authorities": [VILLE],
            },
        ),
        (
            "externe",
            "2010-10-07 18:30",
            "Club 21 externe",
            "monitoring_club",
            {
                "facet": "external",
                "mandate": "Suivre la démarche.\nProposer régulièrement de nouvelles actions.\nAider à concevoir la sensibilisation.",
                "people": [Ref("person", "elise"), Ref("person", "yann")],
                "authorities": [Ref("authority", "platanes")],
            },
        ),
        (
            "interne",
            "2010-10-07 18:35",
            "Club 21 interne",
            "monitoring_club",
            {
                "facet": "internal",
                "mandate": "Travailler un sujet commun à plusieurs services, en ateliers.",
                "people": [Ref("person", "bastien"), Ref("person", "camille")],
                "authorities": [VILLE],
            },
        ),
    ):
        yield done(Ref("body", key), "establish", at, "camille", "body.establish", name=name, kind=kind, plan=PLAN, **of)
    for place, (key, at, by, text) in enumerate(
        (
            ("interne", "2012-06-14 16:40", "camille", "Cinq ateliers tenus, dix services venus au moins une fois."),
            ("externe", "2012-01-31 18:55", "yann", "Les réponses aux propositions doivent être données par écrit."),
            ("externe", "2012-09-14 17:05", "yann", "Dossier de reconnaissance relu : onze remarques reprises sur quatorze."),
        )
    ):
        told = {"follow_up": Ref("follow_up", str(place)), "on": at[:10], "text": text}
        yield done(Ref("body", key), f"saw:{place}", at, by, "body.follow_up", **told)


def _found() -> Iterator[Step]:
    for one in FINDINGS:
        here = Ref("finding", one.key)
        yield done(here, "submit", one.at, one.by, "finding.submit", plan=PLAN, text=one.text, theme=one.theme, source=one.source)
        if one.verified is not None:
            by, at = one.verified
            yield done(here, "verify", at, by, "finding.verify")
        for place, (by, priority) in enumerate(one.rated):
            yield done(here, f"rate:{by}", f"2011-02-24 14:{10 + place}", by, "finding.rate", priority=priority)
    doubted = Ref("finding", "pesticides")
    yield done(doubted, "contest", "2010-11-23 18:30", "yann", "finding.contest", "Les allées des cimetières en reçoivent encore.")
    why = "Les fiches de chantier donnent raison à l'association : vrai pour les parcs, faux pour les cimetières."
    yield done(doubted, "conclude", "2010-12-09 11:00", "camille", "finding.conclude", why, outcome="dismissed")


def _heard() -> Iterator[Step]:
    for one in IDEAS:
        here = Ref("idea", one.key)
        told = {"title": one.title, "origin": one.origin, "heard": one.heard, "text": one.text}
        body = {"body": Ref("body", "externe")} if one.origin == "body" else {}
        yield done(here, "propose", one.at, one.by, "idea.propose", plan=PLAN, **told, **body)
        if one.became is not None:
            action, at = one.became
            yield done(here, "promote", at, "camille", "idea.promote", action=Ref("action", action))
    refined = was_to(
        "À plusieurs : le bailleur, l'école et la ville.", "À plusieurs : le bailleur, l'école et la ville.\nUne charte entre eux."
    )
    yield done(Ref("idea", "colocation"), "refine", "2011-06-07 10:30", "yann", "idea.refine", text=refined)
    why = "Les transports se décident à l'échelle de l'agglomération, qui a été saisie."
    yield done(Ref("idea", "bus"), "decline", "2011-09-06 16:20", "camille", "idea.decline", why)
