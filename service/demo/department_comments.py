"""What members say beneath a meeting, its minutes and an action of the roadmap: invented, like those who say it."""

from collections.abc import Iterator

from service.demo.story import Ref, Step
from service.demo.telling import comment

_PLAN = Ref("plan", "plan")


def steps() -> Iterator[Step]:
    """Every comment, in any order."""
    loans, second, booklet = Ref("action", "3.4"), Ref("meeting", "deuxieme"), Ref("minutes", "lancement")
    yield comment(
        "livret",
        "2015-02-17 12:10",
        "lena",
        booklet,
        "Le livret a été lu au bureau municipal : les propositions du deuxième atelier y ont fait parler. Merci à ceux qui l'ont tenu.",
    )
    yield comment(
        "gobelets",
        "2015-06-09 17:35",
        "lena",
        loans,
        "Pour une fête de quatre cents personnes, combien de gobelets peut-on emprunter, et qui les lave ?",
        plan=_PLAN,
        mentions=("paol",),
    )
    yield comment(
        "lavage",
        "2015-06-10 08:50",
        "paol",
        loans,
        "Six cents, lavés avant le retour. La fiche de prêt le dit maintenant.",
        plan=_PLAN,
        answers="gobelets",
    )
    yield comment(
        "horaire",
        "2015-09-28 09:40",
        "ines",
        second,
        "Peut-on finir à 16 heures ? Ceux qui viennent de la montagne rentrent en car.",
        mentions=("tristan",),
    )
    yield comment(
        "visite",
        "2015-09-28 14:15",
        "tristan",
        second,
        "C'est possible : les ateliers se suivront sans pause longue, et l'invitation le dira.",
        answers="horaire",
    )
