"""Every dialogue that a button of a screen opens: axe finds nothing in it, Escape closes it, and one is back at the button.

`make screens` alone has the time for it (conftest.py).
"""

import re

from playwright.async_api import expect

from tests.http.test_attachments import attach
from tests.http.test_comments import say
from tests.http.town import Town
from tests.people import ADA
from tests.screens.conftest import Seat
from tests.screens.furnished import furnish
from tests.screens.test_accessibility import faults, screens

#: What a button says that opens a dialogue rather than does something at once.
OPENS = re.compile(
    r"Modifier|Historique|Changer|Ajouter une|Ouvrir un|Rôles|Inviter|Nommer|Créer|Traiter|Révoquer|Déplacer vers|Donner des dates"
    r"|effacer ce texte|Effacer|Que devient|.*(…| voir)(\W|$)"
)
OPENED = """async () => {
    for (let frame = 0; frame < 20 && document.querySelector('dialog[open]') === null; frame += 1) {
        await new Promise(requestAnimationFrame);
    }
    return document.querySelector('dialog[open] h2')?.textContent ?? null;
}"""

NAMES = """[...document.querySelectorAll('main button[type=button]')]
    .map(one => one.checkVisibility() ? (one.ariaLabel ?? one.textContent).trim() : '')"""


async def test_a_dialogue_opens_by_key_without_a_fault_and_gives_the_focus_back(town: Town, seat: Seat) -> None:
    plan = await furnish(town)
    await attach(town, ADA, plan.action)
    await say(town, ADA, "action", plan.action, "Bien")
    desk = await seat(ADA)
    page = desk.page
    count, found = 0, dict[str, list[str]]()
    for path, sign in (await screens(desk, plan.action)).items():
        if "at=" in path or not path.startswith((desk.network, "/account", "/my-data")):
            continue
        await desk.visit(path, sign)
        await expect(page.locator("main:not(:has([aria-busy=true])) h1").first).to_be_visible()
        await page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
        kinds: dict[str, int] = {}
        for at, name in enumerate(await page.evaluate(NAMES)):
            if OPENS.match(name):
                kinds.setdefault(re.sub(r"\W*(«|\d).*", "", name), at)
        for kind, at in kinds.items():
            await page.evaluate("document.querySelector('dialog[open] .dialog-head button')?.click()")  # an address can open one, too
            button = await page.locator("main button[type=button]").nth(at).element_handle()
            assert button is not None
            await button.press("Enter")
            title = await page.evaluate(OPENED)
            if title is None:  # it opens a form in its place, or a page
                await desk.page.reload()
                await expect(page.locator(sign).first).to_be_visible()
                continue
            count += 1
            here = await faults(page)
            await page.keyboard.press("Escape")
            await expect(page.locator("dialog[open]")).to_have_count(0)
            if not await button.evaluate("one => one.textContent === document.activeElement.textContent"):  # it may have been drawn anew
                here.append("the focus went elsewhere: " + await page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))
            if here:
                found[f"{path} {kind}"] = here
    print(f"dialogues looked at: {count}")
    assert found == {}
