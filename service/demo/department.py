"""A departmental network of Agenda 21s: the Réseau 66, launched in Perpignan on 30 January 2015.

The launch, its figures, the two bodies that facilitate it and its four objectives come from a public booklet of 2015, which
names none of the members: those listed here are real authorities of the department, chosen for the demonstration, with what
their geography says of them; how far they have come is imagined. The actions are made from the subjects of the workshops;
persons, dates and amounts are invented.
"""

from collections.abc import Iterator

from service.demo import (
    department_comments,
    department_directory,
    department_meetings,
    department_mentoring,
    department_minutes,
    department_synthesis,
    department_workshops,
)
from service.demo.department_roadmap import CARDS
from service.demo.story import Member, Person, Ref, Step, Story
from service.demo.telling import acting, done, in_order, joining, moment, on_plan, order_key, was_to

MEMBERS = (
    Member("departement", "Département des Pyrénées-Orientales", "department", "2015-01-30 09:02", siren="226600013"),
    Member("dreal", "DREAL Languedoc-Roussillon", "state_service", "2015-01-30 09:06"),
    Member("perpignan", "Perpignan", "municipality", "2015-01-30 11:00", siren="216601369", insee_code="66136"),
    Member("argeles", "Argelès-sur-Mer", "municipality", "2015-01-30 11:01", siren="216600080", insee_code="66008"),
    Member("ceret", "Céret", "municipality", "2015-01-30 11:02", siren="216600494", insee_code="66049"),
    Member("elne", "Elne", "municipality", "2015-01-30 11:03", siren="216600650", insee_code="66065"),
    Member("font_romeu", "Font-Romeu-Odeillo-Via", "municipality", "2015-01-30 11:04", siren="216601245", insee_code="66124"),
    Member("barcares", "Le Barcarès", "municipality", "2015-01-30 11:05", siren="216600171", insee_code="66017"),
    Member("prades", "Prades", "municipality", "2015-01-30 11:06", siren="216601492", insee_code="66149"),
    Member("thuir", "Thuir", "municipality", "2015-01-30 11:07", siren="216602102", insee_code="66210"),
    Member("aspres", "Communauté de communes des Aspres", "intermunicipal_body", "2015-01-30 11:08", siren="246600449"),
    Member("vallespir", "Communauté de communes du Vallespir", "intermunicipal_body", "2015-01-30 11:09", siren="246600373"),
    Member("conflent", "Communauté de communes Conflent-Canigó", "intermunicipal_body", "2015-03-12 10:20", siren="200049211"),
    Member("banyuls", "Banyuls-sur-Mer", "municipality", "2015-05-19 16:40", siren="216600163", insee_code="66016"),
    *department_meetings.MEMBERS,
)

PEOPLE = (
    Person(
        "margaux", "Margaux Estervel", "Mission développement durable, Département", ("facilitator",), "departement", "2015-01-30 09:03"
    ),
    Person("tristan", "Tristan Lavergeac", "Promotion du développement durable, DREAL", ("facilitator",), "dreal", "2015-01-30 09:12"),
    Person("ines", "Inès Corbérac", "Agenda 21, ville de Prades", ("editor",), "prades", "2015-01-30 11:46"),
    Person("paol", "Paol Santerrane", "Environnement, communauté de communes des Aspres", ("editor",), "aspres", "2015-01-30 11:47"),
    Person(
        "lena",
        "Léna Vidalgue",
        "Élue déléguée au développement durable, Argelès-sur-Mer",
        ("elected_official", "editor"),
        "argeles",
        "2015-01-30 11:48",
    ),
    Person("oscar", "Oscar Montrevel", "Contrôle de gestion, Département", ("auditor",), "departement", "2015-02-05 14:15"),
)

AXES = (
    (
        "1",
        "Apprendre à se connaître",
        ("Qui fait quoi, qui a fait quoi : les personnes, les démarches et les acteurs qui peuvent aider. 25 propositions en atelier."),
    ),
    ("2", "Informer et communiquer", "Faire circuler les nouvelles entre membres et rendre le réseau visible. 20 propositions en atelier."),
    (
        "3",
        "Mutualiser et profiter de l'expérience des autres",
        "Partager des outils, aller voir sur place, ne plus être seul. 7 propositions en atelier.",
    ),
    ("4", "Conseiller et monter en compétences", "Se former, se faire accompagner, disposer de modèles. 16 propositions en atelier."),
)

DESCRIPTION = (
    "Feuille de route 2015-2016 du réseau départemental, animé ensemble par le Département et par la DREAL.\n"
    "Elle part de la réunion de lancement du vendredi 30 janvier 2015 à Perpignan : plus de 60 participants, dont 32 techniciens"
    " et 28 élus, 33 communes et 7 intercommunalités, sept groupes de travail et, atelier par atelier, 68 propositions.\n"
    "Réseau de démonstration : ces chiffres, les deux animateurs et les quatre objectifs viennent d'un document public ;"
    " les membres affichés sont choisis pour l'exemple, les actions et les personnes sont imaginées."
)


def _plan() -> list[Step]:
    opened = on_plan(
        "plan:open",
        "2015-02-09 09:30",
        "margaux",
        "open",
        title="Feuille de route 2015-2016",
        authority=Ref("authority", "departement"),
        description=DESCRIPTION,
    )
    axes = [
        on_plan(
            f"axis:{key}",
            f"2015-02-09 10:{10 + place}",
            "margaux",
            "add_axis",
            axis=Ref("axis", key),
            title=title,
            description=description,
            order_key=order_key(place),
        )
        for place, (key, title, description) in enumerate(AXES)
    ]
    phases = [
        on_plan(
            f"phase:{key}",
            f"2015-02-09 11:{10 + place}",
            "tristan",
            "add_phase",
            phase=Ref("phase", key),
            title=title,
            starts_on=starts,
            ends_on=ends,
        )
        for place, (key, title, starts, ends) in enumerate(
            (
                ("lancement", "Réunion de lancement et ateliers", "2015-01-30", "2015-01-30"),
                ("analyse", "Analyse des propositions et des questionnaires par le comité technique", "2015-02-02", "2015-03-31"),
                ("avis", "Envoi de la feuille de route aux membres, pour information et avis", "2015-04-01", "2015-04-30"),
                ("actions", "Premières actions", "2015-05-04", "2015-12-31"),
                ("reunion", "Deuxième réunion du réseau, fin 2015", None, None),
                ("programme", "Construction du programme 2016 avec les membres", None, None),
            )
        )
    ]
    later = [
        on_plan(
            "version:projet",
            "2015-04-02 10:00",
            "margaux",
            "publish",
            "Projet transmis aux membres pour avis.",
            version=Ref("version", "projet"),
            label="Projet soumis à l'avis des membres",
        ),
        on_plan(
            "phase:avis:1",
            "2015-04-22 15:30",
            "tristan",
            "edit_phase",
            "Plusieurs conseils se réunissent en mai.",
            phase=Ref("phase", "avis"),
            ends_on=was_to("2015-04-30", "2015-05-22"),
        ),
        on_plan(
            "version:1",
            "2015-06-04 11:30",
            "margaux",
            "publish",
            "Avis des membres repris.",
            version=Ref("version", "1"),
            label="Feuille de route 2015-2016",
        ),
    ]
    return [opened, *axes, *phases, *later]


def _moments() -> Iterator[Step]:
    """What people want to return to: the day of the launch for the whole network, and the roadmap as its steering committee adopted it."""
    yield done(
        Ref("moment", "lancement"),
        "name",
        "2015-01-30 17:45",
        "margaux",
        "moment.name",
        title="Réunion de lancement du réseau",
        kind="other",
        held_on="2015-01-30",
    )
    yield done(
        Ref("moment", "adoption"),
        "name",
        "2015-06-04 11:35",
        "margaux",
        "moment.name",
        title="Feuille de route adoptée",
        kind="steering_committee",
        held_on="2015-06-03",
        plan=Ref("plan", "plan"),
        description="La feuille de route après l'avis des membres, telle que le comité de pilotage l'a adoptée.",
    )


STORY = Story(
    key="reseau66",
    name="Réseau 66",
    time_zone="Europe/Paris",
    founded=moment("2015-01-30 09:00"),
    members=MEMBERS,
    people=PEOPLE,
    signing_in=("margaux", "ines", "paol", "oscar", "lena"),
    steps=in_order(
        joining(MEMBERS, PEOPLE),
        _plan(),
        acting(CARDS),
        department_meetings.steps(),
        department_workshops.steps(),
        department_synthesis.steps(MEMBERS),
        department_directory.steps(),
        department_minutes.steps(),
        department_mentoring.steps(),
        department_comments.steps(),
        _moments(),
    ),
)
