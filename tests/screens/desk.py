"""A person at their browser: what they see and do, in the words of the screen."""

from typing import Any

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, WebSocketRoute, expect

from events.ids import PersonId
from tests.http.town import Town

WAIT = 30_000  # milliseconds; screens follow within a few, and a busy machine is no failure
# A browser says in its console when it can not reach a service; tests that cut it off know.
EXPECTED = ("net::ERR_INTERNET_DISCONNECTED", "WebSocket connection to")
FOLLOW = """path => {
    const link = Object.assign(document.createElement('a'), {href: path});
    document.body.append(link);
    link.click();
    link.remove();
}"""
PASTE = """(cell, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    cell.dispatchEvent(new ClipboardEvent('paste', {clipboardData, bubbles: true, cancelable: true}));
}"""

expect.set_options(timeout=WAIT)


class Desk:
    """One person, one browser context, one page."""

    def __init__(self, context: BrowserContext, page: Page, town: Town) -> None:
        self.context = context
        self.page = page
        self.town = town
        self.faults: list[str] = []
        self.sockets: list[WebSocketRoute] = []
        self.cut = False
        self.expected: tuple[str, ...] = EXPECTED
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(part in message.text for part in self.expected):
            self.faults.append(message.text)

    def faults_of(self, *parts: str) -> None:
        """This test makes the service refuse; the browser notes that in its console."""
        self.expected = (*self.expected, *parts)

    # --- Places ---

    @property
    def network(self) -> str:
        return f"/networks/{self.town.network}"

    @property
    def plan(self) -> str:
        return f"{self.network}/plans/{self.town.plan}"

    def card(self, action: str) -> str:
        """Where the card of an action stands."""
        return f"{self.plan}/actions/{action}"

    async def go(self, path: str) -> None:
        """Open an address and wait until it is up to date."""
        await self.page.goto(self.town.url + path)
        if path.startswith("/networks/"):
            await self.online()

    async def visit(self, path: str, sign: str) -> None:
        """Follow a link to an address, as is done inside the app, and wait for its sign; load it where that stands on this page, too."""
        if "#" in path or not self.page.url.startswith(self.town.url) or await self.page.locator(sign).count():
            await self.page.goto(self.town.url + path)
        else:
            await self.page.evaluate(FOLLOW, path)
        await expect(self.page.locator(sign).first).to_be_attached()

    async def online(self) -> None:
        """Wait until the page says that it is."""
        await expect(self.page.locator(".link")).to_contain_text("En ligne")

    def tab(self, name: str) -> Locator:
        """One of the screens of a plan."""
        return self.page.locator(".tabs").get_by_role("link", name=name)

    # --- The table ---

    def cell(self, action: str, column: str) -> Locator:
        """A cell of the table."""
        return self.page.locator(f'[data-cell="{action}/{column}"]')

    async def edit(self, action: str, column: str) -> Locator:
        """Begin to edit a cell: its input."""
        await self.cell(action, column).dblclick()
        control = self.cell(action, column).locator(".control")
        await expect(control).to_be_focused()
        return control

    async def change(self, action: str, column: str, text: str) -> None:
        """Type into a cell and save."""
        control = await self.edit(action, column)
        await control.fill(text)
        await control.press("Enter")

    async def paste(self, action: str, column: str, text: str) -> None:
        """Paste what was copied elsewhere on a cell."""
        await self.cell(action, column).focus()
        await self.cell(action, column).evaluate(PASTE, text)

    # --- The connection ---

    async def may_be_cut(self) -> None:
        """From the next page on, this person's socket runs through our hands."""

        def through(socket: WebSocketRoute) -> None:
            self.sockets.append(socket)
            if not self.cut:
                socket.connect_to_server()

        await self.page.route_web_socket("**/live", through)

    async def cut_off(self) -> None:
        """The connection breaks, and new ones reach nobody."""
        self.cut = True
        for socket in self.sockets:
            await socket.close(code=4000, reason="cut")
        self.sockets.clear()

    async def back(self) -> None:
        """The connection is possible again."""
        self.cut = False
        for socket in self.sockets:
            await socket.close(code=4000, reason="cut")
        self.sockets.clear()


async def recorded(page: Page) -> None:
    """Record what the dialogue asks; it is gone once the service has answered, and nothing behind it takes a key before."""
    await page.get_by_role("dialog").get_by_role("button", name="Enregistrer").press("Enter")
    await expect(page.get_by_role("dialog")).to_have_count(0)


def cookie_of(town: Town, person: PersonId) -> Any:
    """What signs a person in."""
    name, _, value = town.cookies[person].partition("=")
    # The cookie's name binds it to https or to this machine itself; told over https, the browser takes it as it would from the service.
    return {"name": name, "value": value, "url": town.url.replace("http:", "https:", 1), "secure": True}


async def open_desk(browser: Browser, town: Town, person: PersonId | None, **options: Any) -> Desk:
    """A browser of their own, where this person is signed in already; nobody, for None."""
    context = await browser.new_context(**{"locale": "fr-FR", "timezone_id": "Europe/Paris", "reduced_motion": "reduce", **options})
    if person is not None:
        await context.add_cookies([cookie_of(town, person)])
    return Desk(context, await context.new_page(), town)
