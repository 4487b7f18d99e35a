"""The real service, the app it serves, and one Chromium; every person of a test has a browser of their own."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from playwright.async_api import Browser, async_playwright

from events.ids import PersonId
from service.app import App
from service.embedded import Addresses
from service.web import build
from tests.http.conftest import served
from tests.http.town import Town, found
from tests.screens import chromium
from tests.screens.desk import Desk, open_desk

Seat = Callable[..., Awaitable[Desk]]

# What only `make screens` has the time for.
collect_ignore = [] if "EVERY_STATE" in os.environ else ["test_dialogues.py", "test_lighthouse.py"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is measured comes first: whoever runs all of this goes on to other work a little later."""
    items.sort(key=lambda item: item.path.name != "test_size.py")


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The browser of all these tests."""
    async with async_playwright() as playwright:
        browser = await chromium.launch(playwright)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
async def service(addresses: Addresses) -> AsyncIterator[tuple[App, str]]:
    """The service, with the app as its sources stand now."""
    build.build()
    async with served(addresses, WEBHOOKS="10", WEBHOOK_NETWORKS="127.0.0.1") as running:
        yield running


@pytest.fixture
async def town(service: tuple[App, str]) -> AsyncIterator[Town]:
    """A network of the test's own, with a plan in it."""
    made = await found(*service)
    yield made
    await made.close()


@pytest.fixture
async def seat(browser: Browser, town: Town) -> AsyncIterator[Seat]:
    """Sits a person down at a browser. Afterwards nothing may have gone wrong behind anyone's screen."""
    desks: list[Desk] = []

    async def sit(person: PersonId | None, **options: object) -> Desk:
        desk = await open_desk(browser, town, person, **options)
        desks.append(desk)
        return desk

    yield sit
    for desk in desks:
        await desk.context.close()
    assert [fault for desk in desks for fault in desk.faults] == []
