"""A town's Agenda 21: Montigny-lès-Metz, from the council's resolution of December 2009 to the end of 2012.

The calendar, the number of actions and of axes, and three of the actions come from a public document of 2012; members'
names are public facts too. Everything else, every person above all, is invented for the demonstration.
"""

from collections.abc import Iterator

from service.demo import town_climate, town_comments, town_consumption, town_internal, town_nature, town_process, town_together
from service.demo.story import Member, Person, Ref, Step, Story
from service.demo.telling import acting, done, in_order, joining, moment, on_plan, order_key, standing, was_to

CARDS = (*town_climate.CARDS, *town_nature.CARDS, *town_together.CARDS, *town_consumption.CARDS, *town_internal.CARDS)

MEMBERS = (
    Member("ville", "Ville de Montigny-lès-Metz", "municipality", "2009-12-17 18:40", siren="215704800", insee_code="57480"),
    Member("metropole", "Metz Métropole", "intermunicipal_body", "2010-06-03 09:30"),
    Member("departement", "Département de la Moselle", "department", "2010-06-03 09:32", siren="225700012"),
    Member("platanes", "Association Les Trois Platanes", "association", "2010-09-21 17:10"),
)

#: Where they stand, in degrees; the association is invented, and so is its place.
PLACES = {
    "ville": (49.1003, 6.1547, 22_000),
    "metropole": (49.1050, 6.2226, 220_000),
    "departement": (49.1225, 6.1775, 1_040_000),
    "platanes": (49.0971, 6.1592, None),
}

PEOPLE = (
    Person("camille", "Camille Solvignac", "Mission développement durable", ("facilitator",), "ville", "2009-12-17 18:45"),
    Person(
        "elise", "Élise Tarambure", "Adjointe au maire, développement durable", ("elected_official", "editor"), "ville", "2009-12-17 18:50"
    ),
    Person("bastien", "Bastien Orvaudel", "Direction des services techniques", ("editor",), "ville", "2010-06-03 09:40"),
    Person("maud", "Maud Querlande", "Pôle mobilité et déchets", ("editor",), "metropole", "2010-06-03 09:45"),
    Person("yann", "Yann Peltrisse", "Coordination de l'association", ("partner", "editor"), "platanes", "2010-09-21 17:15"),
    Person("naim", "Naïm Cordevielle", "Évaluation des politiques publiques", ("auditor",), "departement", "2011-06-20 14:00"),
)

AXES = (
    (
        "1",
        "Se déplacer et se chauffer autrement",
        "Réduire l'empreinte de la ville sur le climat, à commencer par les trajets quotidiens et les bâtiments.",
    ),
    ("2", "Prendre soin de la nature, de l'eau et des sols", "Faire une place à la nature jusque dans les rues et ménager les ressources."),
    ("3", "Vivre ensemble à tous les âges", "Rendre la ville accueillante à chacun : logement, éducation, santé, culture et sport."),
    ("4", "Consommer et produire de façon responsable", "Acheter, manger, jeter et entreprendre en pensant à ce qui vient après."),
    (
        "5",
        "Agenda 21 interne : une administration qui montre l'exemple",
        "Ce que les services de la ville changent dans leur propre fonctionnement.",
    ),
)

PHASES = (
    ("deliberation", "Délibération du conseil municipal et choix du bureau d'études d'appui", "2009-12-01", "2009-12-31"),
    ("etat", "État des lieux", "2010-06-01", "2011-02-28"),
    ("strategie", "Définition de la stratégie", "2011-03-01", "2011-04-30"),
    # Planned to end in September; the facilitator moved it when the working groups asked for more time.
    ("plan", "Élaboration du plan d'actions", "2011-04-01", "2011-09-30"),
    ("evaluation", "Mise en place de la stratégie d'évaluation", "2011-06-01", "2012-03-31"),
)

DESCRIPTION = (
    "L'Agenda 21 de la ville est né d'une délibération de décembre 2009. Il a été construit avec les habitants lors d'ateliers de quartier,"
    " avec les agents, tous formés au développement durable, et avec les associations et les acteurs locaux.\n"
    "Le plan compte quatre grands axes, et un cinquième pour l'administration elle-même.\n"
    "Réseau de démonstration : le calendrier, le nombre d'actions et trois d'entre elles viennent d'un document public de 2012 ;"
    " le reste, personnes comprises, est imaginé."
)


def _plan() -> list[Step]:
    opened = on_plan(
        "plan:open",
        "2010-01-11 09:30",
        "camille",
        "open",
        title="Agenda 21 de Montigny-lès-Metz",
        authority=Ref("authority", "ville"),
        description=DESCRIPTION,
    )
    since = {
        "deliberation": "2010-01-11 09:42",
        "etat": "2010-01-11 09:45",
        "strategie": "2011-02-24 16:10",
        "plan": "2011-02-24 16:14",
        "evaluation": "2011-06-20 10:05",
    }
    phases = [
        on_plan(
            f"phase:{key}", since[key], "camille", "add_phase", phase=Ref("phase", key), title=title, starts_on=starts_on, ends_on=ends_on
        )
        for key, title, starts_on, ends_on in PHASES
    ]
    axes = [
        on_plan(
            f"axis:{key}",
            f"2011-04-28 14:{10 + 4 * place}",
            "camille",
            "add_axis",
            axis=Ref("axis", key),
            title=title,
            description=description,
            order_key=order_key(place),
            internal=key == "5",
        )
        for place, (key, title, description) in enumerate(AXES)
    ]
    later = [
        on_plan(
            "phase:plan:1",
            "2011-09-06 11:15",
            "camille",
            "edit_phase",
            "Les groupes de travail avec les associations demandent deux réunions de plus.",
            phase=Ref("phase", "plan"),
            ends_on=was_to("2011-09-30", "2011-11-30"),
        ),
        on_plan(
            "axis:1:1",
            "2011-09-14 15:20",
            "elise",
            "edit_axis",
            "Le logement est revenu dans les trois ateliers de quartier ; il doit se lire dans le titre.",
            axis=Ref("axis", "1"),
            title=was_to(AXES[0][1], "Se déplacer, se loger et se chauffer autrement"),
        ),
        on_plan(
            "version:1",
            "2011-12-16 11:00",
            "camille",
            "publish",
            "54 actions arrêtées par le conseil municipal.",
            version=Ref("version", "1"),
            label="Version 1",
        ),
        on_plan(
            "public:1",
            "2012-01-26 20:30",
            "camille",
            "show_to_public",
            "Présentée en réunion publique.",
            version=Ref("version", "1"),
        ),
    ]
    return [opened, *phases, *axes, *later]


def _places() -> Iterator[Step]:
    for key, place in PLACES.items():
        yield done(Ref("authority", key), "place", "2010-09-22 09:00", "camille", "authority.edit", **standing(*place))


def _moments() -> Iterator[Step]:
    """What people want to return to. That the diagnosis was shared by then is public, and that the council adopted 54 actions."""
    plan = Ref("plan", "plan")
    yield done(
        Ref("moment", "diagnostic"),
        "name",
        "2011-02-28 17:30",
        "camille",
        "moment.name",
        title="Diagnostic partagé",
        kind="other",
        held_on="2011-02-28",
        plan=plan,
        description="Le plan au terme de l'état des lieux, avant les ateliers qui ont apporté les idées.",
    )
    yield done(
        Ref("moment", "vote"),
        "name",
        "2011-12-16 11:05",
        "camille",
        "moment.name",
        title="Vote du conseil municipal",
        kind="council_vote",
        held_on="2011-12-15",
        plan=plan,
        description="Le plan tel que le conseil l'a arrêté, avec ses 54 actions.",
    )


STORY = Story(
    key="montigny",
    name="Montigny-lès-Metz",
    time_zone="Europe/Paris",
    founded=moment("2009-12-17 18:30"),
    members=MEMBERS,
    people=PEOPLE,
    signing_in=("camille", "bastien", "maud", "naim", "elise"),
    steps=in_order(joining(MEMBERS, PEOPLE), _plan(), acting(CARDS), town_process.steps(), town_comments.steps(), _places(), _moments()),
)
