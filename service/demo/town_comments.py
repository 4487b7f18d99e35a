"""What people say beneath two actions and an idea of the town: a question and its answer, a mention, a correction. All is invented."""

from collections.abc import Iterator

from service.demo.story import Ref, Step
from service.demo.telling import comment, done, was_to

_PLAN = Ref("plan", "plan")
_LIST = "Oui. La liste sera tenue en mairie, par ordre d'inscription."


def steps() -> Iterator[Step]:
    """Every comment, in any order."""
    gardens, paths, seeds = Ref("action", "2.04"), Ref("action", "1.02"), Ref("idea", "graines")
    yield comment(
        "parcelles",
        "2012-04-03 18:40",
        "yann",
        gardens,
        "Onze familles de la résidence demandent encore une parcelle. Ouvre-t-on une liste d'attente avant l'été ?",
        plan=_PLAN,
        mentions=("bastien",),
    )
    yield comment("liste", "2012-04-04 09:10", "bastien", gardens, _LIST, plan=_PLAN, answers="parcelles")
    yield done(
        Ref("comment", "liste"),
        "edit",
        "2012-04-04 09:25",
        "bastien",
        "comment.edit",
        text=was_to(_LIST, "Oui. La liste sera tenue en mairie à partir du 2 mai, par ordre d'inscription."),
    )
    yield comment(
        "carrefour",
        "2012-05-15 11:20",
        "maud",
        paths,
        "Le carrefour près du stade reste le point difficile : nos deux services s'y retrouvent jeudi. Qui vient pour la ville ?",
        plan=_PLAN,
        mentions=("camille", "bastien"),
    )
    yield comment("stade", "2012-05-15 14:05", "bastien", paths, "Moi, avec le plan des réseaux.", plan=_PLAN, answers="carrefour")
    yield comment(
        "preau",
        "2012-09-24 20:30",
        "elise",
        seeds,
        "Belle idée. Un préau d'école pourrait servir, un samedi d'avril. Faut-il des tables ?",
        plan=_PLAN,
        mentions=("yann",),
    )
    yield comment(
        "tables", "2012-09-25 08:15", "yann", seeds, "Cinq suffisent, les jardiniers apportent le reste.", plan=_PLAN, answers="preau"
    )
