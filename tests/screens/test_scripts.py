"""What people write is text on every screen: scripts and markup in it neither run nor are drawn."""

from events import ids
from tests.http.town import Town
from tests.people import ADA
from tests.screens.conftest import Seat
from tests.screens.test_accessibility import screens

SCRIPT = "<script>window.ran = 1</script><img src=x onerror='window.ran = 2'><svg onload='window.ran = 3'></svg>\"'>{{7*7}}"
LINK = "javascript:window.ran=4"
DRAWN = "img[src=x], svg[onload], a[href^='javascript:']"


async def test_no_script_that_people_write_runs_on_any_screen(town: Town, seat: Seat) -> None:
    axis, version = str(ids.new()), str(ids.new())
    await town.ask(ADA, "action_plan.edit", town.plan, title={"was": "Plan climat", "to": SCRIPT}, description={"was": None, "to": SCRIPT})
    await town.ask(ADA, "action_plan.add_axis", town.plan, axis=axis, title=SCRIPT, order_key="V")
    await town.ask(ADA, "action_plan.add_phase", town.plan, phase=str(ids.new()), title=SCRIPT)
    texts = dict.fromkeys(("description", "objectives", "governance", "resources", "lead", "lead_service", "calendar", "notes"), SCRIPT)
    action = await town.add(
        ADA,
        SCRIPT,
        axis=axis,
        starts_on="2026-01-05",
        ends_on="2026-12-18",
        **texts,
        partners=[SCRIPT, LINK],
        funders={SCRIPT: {"amount": 1}},
        extra={SCRIPT[:60]: SCRIPT},
    )
    await town.add(ADA, SCRIPT, parent=action)
    await town.ask(ADA, "action.edit", action, description={"was": SCRIPT, "to": None})
    await town.ask(ADA, "action.edit", action, lead={"was": "seen", "to": SCRIPT + "!"})
    await town.ask(ADA, "note.write", str(ids.new()), plan=town.plan, action=action, text=SCRIPT)
    await town.ask(ADA, "workshop.open", str(ids.new()), title=SCRIPT, question=SCRIPT)
    await town.ask(ADA, "action_plan.publish", town.plan, version=version, label=SCRIPT[:60])
    await town.ask(ADA, "action_plan.show_to_public", town.plan, version=version)
    desk = await seat(ADA)
    shown = {path: sign for path, sign in (await screens(desk, action)).items() if path.startswith("/networks")}
    for path, sign in (shown | {f"/public/{town.network}/{town.plan}": "h1", "/public": "h1"}).items():
        await desk.visit(path, sign)
        assert await desk.page.evaluate("window.ran") is None, path
        assert await desk.page.locator(DRAWN).count() == 0, path
    # Where it were markup, this would see it, and what it says would not run even then.
    desk.faults_of("Content Security Policy", "404")
    await desk.page.evaluate("text => document.body.insertAdjacentHTML('beforeend', text)", SCRIPT)
    assert await desk.page.locator(DRAWN).count() == 2
    assert await desk.page.evaluate("window.ran") is None
