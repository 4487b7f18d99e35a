"""The meetings of the departmental network: the launch of 30 January 2015 with its real figures, and the one that follows.

That day, its place and its figures (32 officers and 28 elected officials, of 33 municipalities and 7 intermunicipal bodies)
are public, and so is a second meeting at the end of the year. Which authorities came is not: those named here are real ones
of the department, chosen for the demonstration. Dates of later meetings, decisions and themes are invented.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from service.demo.french import french
from service.demo.story import Member, Ref, Step
from service.demo.telling import moment

#: Who came to the launch beside those that the story follows further; the log counts each once.
MUNICIPALITIES = (
    "Amélie-les-Bains-Palalda",
    "Arles-sur-Tech",
    "Bages",
    "Bompas",
    "Cabestany",
    "Canet-en-Roussillon",
    "Collioure",
    "Ille-sur-Têt",
    "Latour-Bas-Elne",
    "Le Boulou",
    "Le Soler",
    "Les Angles",
    "Maury",
    "Millas",
    "Pia",
    "Pollestres",
    "Port-Vendres",
    "Rivesaltes",
    "Saillagouse",
    "Saint-Cyprien",
    "Saint-Estève",
    "Saint-Laurent-de-la-Salanque",
    "Sainte-Marie-la-Mer",
    "Torreilles",
    "Toulouges",
)
BODIES = (
    "Perpignan Méditerranée",
    "Communauté de communes Sud Roussillon",
    "Communauté de communes Roussillon Conflent",
    "Communauté de communes Pyrénées Cerdagne",
    "Communauté de communes du Haut Vallespir",
)
MEMBERS = (
    *(Member(f"commune:{place}", name, "municipality", f"2015-01-30 11:{10 + place}") for place, name in enumerate(MUNICIPALITIES)),
    *(Member(f"epci:{place}", name, "intermunicipal_body", f"2015-01-30 11:{40 + place}") for place, name in enumerate(BODIES)),
)

#: Those that the story follows further and that were there, and who came for three of them; of everyone else no name is kept.
KNOWN = ("perpignan", "argeles", "ceret", "elne", "font_romeu", "barcares", "prades", "thuir", "aspres", "vallespir")
NAMED: Mapping[str, tuple[str, str]] = {
    "prades": ("ines", "officer"),
    "aspres": ("paol", "officer"),
    "argeles": ("lena", "elected"),
}
OFFICERS, ELECTED = 32, 28


def steps() -> Iterator[Step]:
    """Everything about meetings, each part in the order of its time."""
    yield _series("start", "2015-01-30 09:20", "start", title="Réunions du réseau", year=2015, target=2)
    yield _launch()
    yield from _attendance()
    yield _meeting("lancement", "close", "2015-01-30 16:40", "margaux", "close")
    yield _meeting(
        "lancement",
        "decision:synthese",
        "2015-01-30 16:45",
        "margaux",
        "record_decision",
        decision=Ref("decision", "synthese"),
        text="Tirer des 68 propositions une synthèse, puis une feuille de route soumise à l'avis des membres.",
        due_on="2015-03-31",
        authority=Ref("authority", "departement"),
    )
    yield _meeting("lancement", "finished", "2015-04-02 10:30", "margaux", "finish_decision", decision=Ref("decision", "synthese"))
    yield _theme("littoral", "2015-02-12 09:10", "lena", "Accueillir dix fois plus de monde en été", "Plage, déchets, eau.")
    yield _theme("eau", "2015-03-03 14:20", "ines", "Économiser l'eau dans les bâtiments communaux", None)
    yield from _second()
    yield _series("target:2016", "2015-06-16 11:00", "set_target", "Le programme 2016 se construit avec les membres.", year=2016, target=0)


def _launch() -> Step:
    agenda = (
        ("accueil", "Accueil", 30),
        ("actualites", "En séance plénière : l'actualité des Agendas 21 et le fonctionnement du réseau", 75),
        ("ateliers", "Quatre ateliers en parallèle, un par objectif", 135),
        ("restitution", "Restitution des ateliers", 45),
        ("suites", "Suites et calendrier", 15),
    )
    return _meeting(
        "lancement",
        "plan",
        "2015-01-30 09:25",
        "margaux",
        "plan",
        title="Réunion de lancement du réseau",
        kind="annual",
        held_on="2015-01-30",
        begins="09:30",
        minutes=420,
        place="Hôtel du Département, Perpignan",
        series=Ref("series", "reunions"),
        themes=("connaissance mutuelle", "mutualisation"),
        agenda=_agenda(agenda),
    )


def _attendance() -> Iterator[Step]:
    """Forty authorities, then twenty of them a second time: 32 officers and 28 elected officials."""
    authorities = [*KNOWN, *(member.key for member in MEMBERS)]
    left = {"officer": OFFICERS, "elected": ELECTED}
    for place in range(OFFICERS + ELECTED):
        key = authorities[place % len(authorities)]
        person, capacity = NAMED[key] if place < len(authorities) and key in NAMED else (None, "officer" if place % 2 else "elected")
        if not left[capacity]:
            capacity = "officer" if capacity == "elected" else "elected"
        left[capacity] -= 1
        yield _meeting(
            "lancement",
            f"present:{place}",
            f"2015-01-30 {11 + (50 + place // 3) // 60}:{(50 + place // 3) % 60:02}",
            "tristan" if place % 2 else "margaux",
            "check_in",
            participant=Ref("participant", str(place)),
            capacity=capacity,
            authority=Ref("authority", key),
            person=person and Ref("person", person),
        )


def _second() -> Iterator[Step]:
    agenda = (("accueil", "Accueil", 15), ("bilan", "Les premières actions", 60), ("programme", "Construire le programme 2016", 60))
    yield _meeting(
        "deuxieme",
        "plan",
        "2015-06-16 10:00",
        "tristan",
        "plan",
        title="Deuxième réunion du réseau",
        kind="annual",
        held_on="2015-12-04",
        begins="09:30",
        minutes=210,
        place="Prades",
        series=Ref("series", "reunions"),
        agenda=_agenda(agenda),
    )
    scheduled = {
        "tag": "together.schedule_theme",
        "theme": Ref("theme", "littoral"),
        "meeting": Ref("meeting", "deuxieme"),
        "item": Ref("item", "deuxieme:littoral"),
        "title": french("Retour d'expérience : le littoral en été"),
        "minutes": 45,
        "order_key": "k",
    }
    yield Step("theme:littoral:scheduled", moment("2015-06-16 10:10"), "tristan", Ref("series", "reunions"), scheduled)
    yield _meeting(
        "deuxieme",
        "visit",
        "2015-06-16 10:20",
        "tristan",
        "add_visit",
        visit=Ref("visit", "chaufferie"),
        place="Chaufferie au bois et réseau de chaleur",
        seats=24,
        departs="14:00",
    )
    for place, key in enumerate((*KNOWN, "conflent", "banyuls")):
        at = f"2015-06-16 10:{30 + place}"
        yield _meeting("deuxieme", f"invite:{key}", at, "margaux", "invite", authorities=(Ref("authority", key),))
    prades = {"authority": Ref("authority", "prades"), "reply": "accepted"}
    yield _meeting("deuxieme", "answer:prades", "2015-06-18 15:00", "ines", "answer", **prades)
    aspres = {"authority": Ref("authority", "aspres"), "reply": "represented", "by": Ref("person", "paol")}
    yield _meeting("deuxieme", "answer:aspres", "2015-06-19 09:40", "paol", "answer", **aspres)


def _agenda(items: tuple[tuple[str, str, int], ...]) -> dict[Ref, dict[str, Any]]:
    return {
        Ref("item", f"{len(items)}:{key}"): {"title": french(title), "minutes": minutes, "order_key": "3579BDF"[place]}
        for place, (key, title, minutes) in enumerate(items)
    }


def _meeting(meeting: str, key: str, at: str, by: str, tag: str, /, **of: Any) -> Step:
    told = {name: french(value) if name in ("title", "text", "place") else value for name, value in of.items()}
    return Step(f"meeting:{meeting}:{key}", moment(at), by, Ref("meeting", meeting), {"tag": f"meeting.{tag}", **told})


def _series(key: str, at: str, tag: str, reason: str | None = None, **of: Any) -> Step:
    command = {"tag": f"meeting_series.{tag}", **of}
    return Step(f"series:{key}", moment(at), "margaux", Ref("series", "reunions"), command, reason and french(reason))


def _theme(key: str, at: str, by: str, title: str, why: str | None) -> Step:
    command = {"tag": "meeting_series.propose_theme", "theme": Ref("theme", key), "title": french(title), "why": why and french(why)}
    return Step(f"theme:{key}", moment(at), by, Ref("series", "reunions"), command)
