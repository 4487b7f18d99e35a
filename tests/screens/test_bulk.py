"""Many actions changed at once from a tab that was closed before the answer came: whoever comes back finishes it with one button."""

from typing import Any

import msgspec
from playwright.async_api import expect

from events.ids import NetworkId
from service.bulk import Bulk, _asking, statements
from tests.http.town import Town
from tests.people import BEN
from tests.screens.conftest import Seat


async def test_what_a_closed_tab_began_is_told_and_finished_and_nothing_is_done_twice(town: Town, seat: Seat) -> None:
    actions = [await town.add(BEN, f"Planter la haie {number}") for number in range(3)]
    ben = await seat(BEN)
    ben.faults_of("Failed to load resource")
    sent: list[Bulk] = []

    async def hold(route: Any) -> None:
        if "preview" in (route.request.post_data or ""):
            await route.continue_()
        else:
            sent.append(msgspec.json.decode(route.request.post_data, type=Bulk))
            await route.abort()

    await ben.page.route("**/bulk", hold)
    await ben.go(f"{ben.plan}/board")
    await ben.page.get_by_label("Choisir les 3 actions affichées").check()
    await ben.page.get_by_role("button", name="Pilote…").click()
    await ben.page.get_by_label("Pilote", exact=True).last.fill("Mairie")
    await ben.page.get_by_role("button", name="Voir ce qui changera").click()
    await ben.page.get_by_role("button", name="Changer 3 actions").click()
    await expect(ben.page.get_by_role("dialog")).to_contain_text("La connexion a été coupée")
    # As far as the service came that was stopped in the middle.
    (wish,) = sent
    network = await town.service.networks.open(NetworkId(town.network))
    assert await town.service.state.bulks._begun(network, BEN, wish) is None
    (first, *_) = wish.changes
    await network.ask(_asking(wish, first), BEN)
    await town.service.pool.execute(statements.progress, network.network_id, wish.id, 1)
    await ben.page.unroute("**/bulk")
    await ben.go(ben.plan)
    left = ben.page.get_by_role("region", name="Pas encore terminé")
    await expect(left).to_contain_text("Interrompu vers 1 sur 3")
    await left.get_by_role("button", name="Terminer").press("Enter")
    await expect(left).not_to_be_attached()
    for one in actions:
        await expect(ben.cell(one, "lead")).to_contain_text("Mairie")
        history = (await town.get(BEN, f"/actions/{one}/history")).json()
        assert [event["cause"] for event in history] == [None, str(wish.id)]
    await ben.page.get_by_role("button", name="Annuler : Changer le pilote").press("Enter")
    await expect(ben.page.locator("tbody").get_by_text("Mairie")).to_have_count(0)
    await ben.go(ben.plan)
    await expect(left).not_to_be_attached()
