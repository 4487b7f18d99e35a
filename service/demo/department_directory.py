"""The directory of the department: what marks its members, who speaks for three of them, who can help whom, and a group of the coast.

Their geography is as it is, and the booklet speaks of the coast in summer and of ski resorts; how far anybody has come is
imagined, and says so. Places are those of town halls to some hundred metres, populations those of about 2013, rounded. The
state service sits far away, in Montpellier: it has no place, as any member before somebody gives it one.
"""

from typing import Any

from service.demo.department_meetings import BODIES as BODIES_THERE
from service.demo.department_meetings import MUNICIPALITIES
from service.demo.french import french
from service.demo.story import Ref, Step
from service.demo.telling import moment, standing

#: What marks the members that have it: geography, and what the booklet says of the coast in summer and of ski resorts.
TRAITS = {
    "argeles": ("littoral", "population ×10 en été"),
    "barcares": ("littoral", "population ×10 en été"),
    "banyuls": ("littoral",),
    "font_romeu": ("station de ski",),
    **{
        f"commune:{MUNICIPALITIES.index(name)}": (trait,)
        for name, trait in (
            ("Canet-en-Roussillon", "littoral"),
            ("Collioure", "littoral"),
            ("Les Angles", "station de ski"),
            ("Port-Vendres", "littoral"),
            ("Saint-Cyprien", "littoral"),
            ("Sainte-Marie-la-Mer", "littoral"),
            ("Torreilles", "littoral"),
        )
    },
}
#: The intermunicipal body that a municipality belongs to.
BODIES = {"thuir": "aspres", "ceret": "vallespir", "prades": "conflent"}
#: Where the town hall or the seat of a member stands, in degrees, and how many people live there.
PLACES = {
    "departement": (42.7008, 2.8931, 460_000),
    "perpignan": (42.6985, 2.8956, 120_000),
    "argeles": (42.5463, 3.0230, 10_000),
    "ceret": (42.4853, 2.7486, 7_700),
    "elne": (42.5997, 2.9714, 8_000),
    "font_romeu": (42.5047, 2.0397, 1_900),
    "barcares": (42.7889, 3.0353, 4_500),
    "prades": (42.6179, 2.4217, 6_000),
    "thuir": (42.6322, 2.7561, 7_500),
    "banyuls": (42.4833, 3.1292, 4_700),
    "aspres": (42.6316, 2.7569, 20_000),
    "vallespir": (42.4869, 2.7512, 20_000),
    "conflent": (42.6172, 2.4232, 20_000),
    **{
        f"commune:{MUNICIPALITIES.index(name)}": place
        for name, place in (
            ("Amélie-les-Bains-Palalda", (42.4761, 2.6722, 3_600)),
            ("Arles-sur-Tech", (42.4564, 2.6344, 2_700)),
            ("Bages", (42.6058, 2.8936, 4_000)),
            ("Bompas", (42.7319, 2.9350, 7_000)),
            ("Cabestany", (42.6806, 2.9414, 9_700)),
            ("Canet-en-Roussillon", (42.7067, 3.0078, 12_500)),
            ("Collioure", (42.5250, 3.0828, 3_000)),
            ("Ille-sur-Têt", (42.6714, 2.6214, 5_300)),
            ("Latour-Bas-Elne", (42.5994, 3.0036, 2_500)),
            ("Le Boulou", (42.5239, 2.8344, 5_600)),
            ("Le Soler", (42.6819, 2.7931, 7_500)),
            ("Les Angles", (42.5781, 2.0761, 600)),
            ("Maury", (42.8114, 2.5942, 900)),
            ("Millas", (42.6917, 2.6978, 4_200)),
            ("Pia", (42.7458, 2.9175, 9_000)),
            ("Pollestres", (42.6439, 2.8703, 4_700)),
            ("Port-Vendres", (42.5181, 3.1056, 4_200)),
            ("Rivesaltes", (42.7686, 2.8731, 8_700)),
            ("Saillagouse", (42.4583, 2.0383, 1_000)),
            ("Saint-Cyprien", (42.6186, 3.0069, 10_600)),
            ("Saint-Estève", (42.7133, 2.8442, 11_500)),
            ("Saint-Laurent-de-la-Salanque", (42.7725, 2.9897, 9_700)),
            ("Sainte-Marie-la-Mer", (42.7289, 3.0178, 4_800)),
            ("Torreilles", (42.7553, 2.9925, 3_500)),
            ("Toulouges", (42.6692, 2.8311, 6_800)),
        )
    },
    **{
        f"epci:{BODIES_THERE.index(name)}": place
        for name, place in (
            ("Perpignan Méditerranée", (42.6955, 2.8790, 260_000)),
            ("Communauté de communes Sud Roussillon", (42.6202, 3.0012, 20_000)),
            ("Communauté de communes Roussillon Conflent", (42.6696, 2.6232, 17_000)),
            ("Communauté de communes Pyrénées Cerdagne", (42.4590, 2.0400, 8_000)),
            ("Communauté de communes du Haut Vallespir", (42.4556, 2.6355, 10_000)),
        )
    },
}
REFERENTS = (("prades", "ines", "officer"), ("aspres", "paol", "officer"), ("argeles", "lena", "elected"))
IMAGINED = "Étape imaginée pour la démonstration."


def steps() -> list[Step]:
    """Who is who: what is known of the members, then what is imagined of the three whose people are."""

    def told(key: str, at: str, by: str, stream: Ref, tag: str, reason: str | None = None, **of: Any) -> Step:
        return Step(key, moment(at), by, stream, {"tag": tag, **of}, reason and french(reason))

    marked = [
        told(f"traits:{key}", f"2015-06-16 09:{place:02}", "margaux", Ref("authority", key), "authority.edit", traits={"add": words})
        for place, (key, words) in enumerate(TRAITS.items(), start=10)
    ]
    placed = [
        told(
            f"body:{key}",
            f"2015-06-16 09:{place:02}",
            "margaux",
            Ref("authority", key),
            "authority.edit",
            body={"was": None, "to": Ref("authority", body)},
        )
        for place, (key, body) in enumerate(BODIES.items(), start=30)
    ]
    located = [
        told(f"place:{key}", "2015-06-16 09:40", "margaux", Ref("authority", key), "authority.edit", **standing(*place))
        for key, place in PLACES.items()
    ]
    named = [
        told(
            f"referent:{key}",
            f"2015-06-16 10:{place:02}",
            "margaux",
            Ref("referent", f"{key}:{person}"),
            "referent.name",
            person=Ref("person", person),
            authority=Ref("authority", key),
            capacity=capacity,
        )
        for place, (key, person, capacity) in enumerate(REFERENTS, start=10)
    ]
    prades, argeles = Ref("authority", "prades"), Ref("authority", "argeles")
    step = {"engagement": {"was": "prospect", "to": "engaged"}, "on": "2015-02-05"}
    begun: dict[str, Any] = {"initiative": {"was": None, "to": "agenda21"}, "initiative_stage": {"was": None, "to": "drafting"}}
    knows: dict[str, Any] = {
        "name": french("Concertation des habitants"),
        "authority": prades,
        "evidence": french("Trois réunions de quartier."),
    }
    theme = french("Retours d'expérience des élus")
    coast: dict[str, Any] = {
        "name": french("Communes du littoral"),
        "kind": "working_group",
        "theme": "littoral",
        "mandate": french("Comparer ce que coûte l'été, et ce que chacune a essayé."),
        "people": [Ref("person", "lena")],
        "authorities": [Ref("authority", key) for key, words in TRAITS.items() if "littoral" in words],
    }
    group: dict[str, Any] = {
        "follow_up": Ref("follow_up", "littoral"),
        "on": "2015-10-02",
        "text": french("Trois communes sur neuf comptent leurs déchets d'été."),
    }
    return [
        *marked,
        *placed,
        *located,
        *named,
        told("engaged:prades", "2015-06-16 10:20", "margaux", prades, "authority.advance", IMAGINED, **step),
        told("initiative:prades", "2015-06-16 10:25", "ines", prades, "authority.edit", **begun),
        told("needs:argeles", "2015-06-16 10:30", "lena", argeles, "authority.edit", needs={"add": [knows["name"]]}),
        told("skill:prades", "2015-06-16 11:00", "ines", Ref("skill", "concertation"), "skill.declare", **knows),
        told("skill:vouched", "2015-06-18 15:00", "lena", Ref("skill", "concertation"), "skill.endorse", evidence=french("Vu sur place.")),
        told("group:littoral", "2015-06-17 10:00", "lena", Ref("body", "littoral"), "body.establish", **coast),
        told("group:saw", "2015-10-02 12:00", "lena", Ref("body", "littoral"), "body.follow_up", **group),
        told("ambassador:lena", "2015-06-18 16:00", "tristan", Ref("referent", "argeles:lena"), "referent.appoint_ambassador", theme=theme),
    ]
