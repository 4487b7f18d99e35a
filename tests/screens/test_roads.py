"""Two people behind a proxy that refuses WebSockets: they see each other's edits all the same, and are back on a socket when they may."""

import time
from statistics import median

from playwright.async_api import expect

from tests.http.town import Town
from tests.people import ADA, BEN, CAS
from tests.screens.conftest import Seat
from tests.screens.desk import Desk
from tests.screens.proxy import open_proxy
from tests.screens.test_accessibility import EVERY, faults

SOON = 2.0 if EVERY else 10.0  # seconds; where everything runs side by side, the machine is slow and not the road


async def _follow_each_other(action: str, said: str, one: Desk, other: Desk) -> None:
    """Both edit in turn, and each sees it on the other's screen in time; one that a busy machine holds up is let pass."""
    took = []
    for writer, reader, text in ((one, other, f"{said} une fois"), (other, one, f"{said} deux fois"), (one, other, f"{said} trois fois")):
        control = await writer.edit(action, "title")
        await control.fill(text)
        began = time.monotonic()
        await control.press("Enter")
        await expect(reader.cell(action, "title")).to_contain_text(text)
        took.append(time.monotonic() - began)
    assert median(took) < SOON, took


async def test_where_websockets_are_refused_screens_follow_over_whatever_is_left(town: Town, seat: Seat) -> None:
    action = await town.add(ADA, "Partager les outils")
    async with open_proxy() as (proxy, address):
        proxy.refuse("CONNECT")
        ben, cas = await seat(BEN, proxy={"server": address}), await seat(CAS, proxy={"server": address})
        for desk in (ben, cas):
            desk.faults_of("Failed to load resource")
            await desk.page.goto(town.url + desk.plan)
            await expect(desk.page.locator(".link summary")).to_have_text("Connexion de secours")
        assert "/live/events" in proxy.asked
        await _follow_each_other(action, "Diffusé", ben, cas)
        await expect(ben.page.get_by_role("list", name="Aussi présents")).to_contain_text("Cas Merlange")
        assert "/live/poll" not in proxy.asked
        # It is said where there is room for it, and explained on demand.
        await ben.page.set_viewport_size({"width": 1152, "height": 720})
        assert await ben.page.locator(".top").evaluate("top => top.getBoundingClientRect().height") < 64
        await ben.page.locator(".link summary").click()
        await expect(ben.page.locator(".outbox")).to_contain_text("La connexion directe revient d’elle-même")
        assert await faults(ben.page) == []
        await ben.page.locator(".link summary").click()
        # The proxy holds no stream, either.
        proxy.refuse("CONNECT", "/live/events")
        for desk in (ben, cas):
            await expect(desk.page.locator(".link summary")).to_have_text("Connexion de secours")
        await _follow_each_other(action, "Demandé", ben, cas)
        # It lets sockets pass again, and the browser notices that something is different.
        proxy.refused = ()
        for desk in (ben, cas):
            await desk.page.evaluate("dispatchEvent(new Event('online'))")
            await expect(desk.page.locator(".link summary")).to_have_text("En ligne")
        await _follow_each_other(action, "Direct", ben, cas)


async def test_where_the_browser_itself_makes_no_websocket_a_screen_follows_all_the_same(town: Town, seat: Seat) -> None:
    action = await town.add(ADA, "Partager les outils")
    ben, cas = await seat(BEN), await seat(CAS)
    await cas.page.add_init_script("WebSocket = class { constructor() { throw new DOMException('blocked', 'SecurityError'); } }")
    for desk, said in ((ben, "En ligne"), (cas, "Connexion de secours")):
        await desk.page.goto(town.url + desk.plan)
        await expect(desk.page.locator(".link summary")).to_have_text(said)
    await _follow_each_other(action, "Sans prise", ben, cas)
