"""A plan with something of everything: axes, sub-actions, funders, a version, a phase, and two values that met."""

from typing import NamedTuple

from events import ids
from tests.http.town import Town
from tests.people import ADA, BEN, CAS


class Furnished(NamedTuple):
    """The ids of what a test looks at."""

    axis: str
    action: str
    sub_action: str


async def furnish(town: Town) -> Furnished:
    """Furnish the plan of a town."""
    axis, under = str(ids.new()), str(ids.new())
    await town.ask(ADA, "action_plan.add_axis", town.plan, axis=axis, title="Se déplacer autrement", order_key="V")
    await town.ask(ADA, "action_plan.add_axis", town.plan, axis=under, title="À pied", order_key="V", parent=axis)
    await town.ask(ADA, "action_plan.add_axis", town.plan, axis=str(ids.new()), title="Montrer l’exemple", order_key="W", internal=True)
    action = await town.add(
        ADA,
        "Relancer le ramassage scolaire à pied",
        axis=under,
        code="1.1",
        description="Des lignes, des horaires, des accompagnateurs.",
        lead="Ville de Hautefeuille",
        partners=["Parents d’élèves", "École du Pré"],
        aims=["climate", "cohesion"],
        funders={"ADEME": {"amount": 1_250_000}, "Région": {"amount": None}},
        budget_planned=2_400_050,
        starts_on="2011-09-05",
        ends_on="2012-06-30",
        status="in_progress",
        priority="high",
        extra={"Indicateur": "Élèves par ligne"},
    )
    sub_action = await town.add(BEN, "Peindre les arrêts au sol", parent=action)
    await town.add(CAS, "Prêter des vélos à assistance électrique", axis=axis, status="to_discuss", lead="Rivebelle")
    await town.add(CAS, "Mesurer la consommation de chaque bâtiment", priority="low", continuous=True, status="done")
    await town.ask(
        ADA,
        "action_plan.add_phase",
        town.plan,
        phase=str(ids.new()),
        title="État des lieux",
        starts_on="2010-06-01",
        ends_on="2011-02-28",
    )
    await town.ask(ADA, "action_plan.publish", town.plan, version=str(ids.new()), label="Version 1")
    seen = "Relancer le ramassage scolaire à pied"
    await town.ask(BEN, "action.edit", action, title={"was": seen, "to": "Relancer Carapatte"})
    await town.ask(CAS, "action.edit", action, title={"was": seen, "to": "Relancer le pédibus"})
    return Furnished(axis, action, sub_action)
