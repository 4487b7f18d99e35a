"""The directory of the department: what marks its members, who speaks for three of them, who can help whom, and a group of the coast.

Their geography is as it is, and the booklet speaks of the coast in summer and of ski resorts; how far anybody has come is
imagined, and says so.
"""

from typing import Any

from service.demo.department_meetings import MUNICIPALITIES
from service.demo.french import french
from service.demo.story import Ref, Step
from service.demo.telling import moment

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
