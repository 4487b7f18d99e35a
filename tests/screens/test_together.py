"""Two people at one plan: what both change stands, what meets is kept, and nobody loses what they type."""

from playwright.async_api import WebSocketRoute, expect

from tests.http.town import Town, asking
from tests.people import ADA, BEN, CAS, DOT
from tests.screens.conftest import Seat


async def test_edits_of_different_fields_both_stand(town: Town, seat: Seat) -> None:
    action = await town.add(ADA, "Ombrager la cour")
    ben, cas = await seat(BEN), await seat(CAS)
    await ben.go(ben.plan)
    await cas.go(cas.plan)
    title, lead = await ben.edit(action, "title"), await cas.edit(action, "lead")
    await title.fill("Ombrager la cour de l’école")
    await lead.fill("Service technique")
    await title.press("Enter")
    await lead.press("Enter")
    for desk in (ben, cas):
        await expect(desk.cell(action, "title")).to_contain_text("Ombrager la cour de l’école")
        await expect(desk.cell(action, "lead")).to_contain_text("Service technique")
    await expect(ben.tab("À départager")).not_to_contain_text("1")


async def test_what_is_typed_survives_a_change_to_the_same_row(town: Town, seat: Seat) -> None:
    action = await town.add(ADA, "Planter une haie")
    ben, cas = await seat(BEN), await seat(CAS)
    await ben.go(ben.plan)
    await cas.go(cas.plan)
    title = await ben.edit(action, "title")
    await title.fill("Planter une haie de")
    await cas.change(action, "lead", "Club nature")
    await expect(ben.cell(action, "lead")).to_contain_text("Club nature")
    await expect(title).to_be_focused()
    await expect(title).to_have_value("Planter une haie de")
    await title.press_sequentially(" charmes")
    # Nor does a page that goes in the midst of a word take it along.
    await ben.page.reload()
    await expect(ben.page.get_by_role("region", name="Une saisie n’a pas été enregistrée")).to_contain_text("Planter une haie de charmes")
    await ben.page.get_by_role("button", name="Reprendre Planter une haie").click()
    await expect(title).to_be_focused()
    await expect(title).to_have_value("Planter une haie de charmes")
    await title.press("Enter")
    await expect(cas.cell(action, "title")).to_contain_text("Planter une haie de charmes")
    await expect(ben.page.locator(".banner-drafts")).to_have_count(0)


async def test_the_same_field_is_told_kept_twice_and_settled(town: Town, seat: Seat) -> None:
    action = await town.add(ADA, "Compter les vélos")
    ben, cas = await seat(BEN), await seat(CAS)
    await ben.go(ben.plan)
    await cas.go(cas.plan)
    typing = await cas.edit(action, "title")
    await typing.fill("Compter les vélos au marché")
    await ben.change(action, "title", "Compter les vélos à la gare")
    # The one who types is told, and keeps what was typed.
    await expect(cas.cell(action, "title")).to_contain_text("Modifié par Ben Clairmont pendant votre saisie")
    await expect(typing).to_have_value("Compter les vélos au marché")
    await typing.press("Enter")
    await expect(cas.page.locator(".notice-conflict")).to_contain_text("Les deux valeurs sont gardées")
    for desk in (ben, cas):
        await expect(desk.cell(action, "title")).to_contain_text("Compter les vélos à la gare")
        await expect(desk.tab("À départager")).to_contain_text("1")
    # Both stand beside each other; the one who lost takes their own back.
    await cas.tab("À départager").click()
    values = cas.page.locator(".conflict-values")
    await expect(values).to_contain_text("Compter les vélos à la gare")
    await expect(values).to_contain_text("Compter les vélos au marché")
    await cas.page.get_by_role("button", name="Prendre ma valeur").click()
    await expect(ben.cell(action, "title")).to_contain_text("Compter les vélos au marché")
    await expect(cas.page.get_by_text("Rien à départager")).to_be_visible()
    # History remembers every value that anyone typed.
    await ben.go(ben.card(action))
    history = ben.page.locator(".history")
    for value in ("Compter les vélos", "Compter les vélos à la gare", "Compter les vélos au marché"):
        await expect(history.get_by_role("cell", name=value, exact=True).first).to_be_visible()


async def test_people_see_who_is_here_and_on_which_field(town: Town, seat: Seat) -> None:
    action = await town.add(ADA, "Ouvrir une ressourcerie")
    ben, cas = await seat(BEN), await seat(CAS)
    await ben.go(ben.plan)
    await cas.go(cas.plan)
    await expect(ben.page.get_by_role("list", name="Aussi présents")).to_contain_text("Cas Merlange")
    lead = await cas.edit(action, "lead")
    await expect(ben.cell(action, "lead")).to_contain_text("Cas Merlange")
    await lead.press("Escape")
    await expect(ben.cell(action, "lead")).not_to_contain_text("Cas Merlange")
    await cas.context.close()
    await expect(ben.page.get_by_role("list", name="Aussi présents")).to_be_hidden()


async def test_a_tab_that_lost_its_connection_catches_up_without_a_reload(town: Town, seat: Seat) -> None:
    action = await town.add(ADA, "Réparer les vélos")
    ben, cas = await seat(BEN), await seat(CAS)
    await ben.may_be_cut()
    await ben.go(ben.plan)
    await cas.go(cas.plan)
    await ben.page.evaluate("window.sameTab = true")
    await ben.cut_off()
    await expect(ben.page.locator(".link")).not_to_contain_text("En ligne")
    await cas.change(action, "title", "Réparer les vélos ensemble")
    await ben.change(action, "lead", "Atelier du jeudi")
    await expect(ben.page.locator(".link")).to_contain_text("1 en attente")
    await expect(ben.cell(action, "lead")).to_contain_text("Atelier du jeudi")
    await ben.back()
    await ben.online()
    await expect(ben.cell(action, "title")).to_contain_text("Réparer les vélos ensemble")
    await expect(cas.cell(action, "lead")).to_contain_text("Atelier du jeudi")
    assert await ben.page.evaluate("window.sameTab")


async def test_a_browser_without_network_says_so_and_sends_later(town: Town, seat: Seat) -> None:
    action = await town.add(ADA, "Trier à la cantine")
    ben, cas = await seat(BEN), await seat(CAS)
    await ben.go(ben.plan)
    await cas.go(cas.plan)
    await expect(ben.page.locator("[data-cell]").first).to_be_visible()  # else the table itself is what does not come
    await ben.context.set_offline(True)
    await expect(ben.page.locator(".link")).to_contain_text("Hors ligne, saisies gardées")
    await ben.change(action, "title", "Trier et peser à la cantine")
    await ben.context.set_offline(False)
    await ben.online()
    await expect(cas.cell(action, "title")).to_contain_text("Trier et peser à la cantine")


async def test_what_a_closed_tab_had_not_sent_is_sent_by_the_next(town: Town, seat: Seat) -> None:
    action = await town.add(ADA, "Éteindre la nuit")
    ben, cas = await seat(BEN), await seat(CAS)
    await ben.go(ben.plan)
    await cas.go(cas.plan)
    await expect(ben.page.locator("[data-cell]").first).to_be_visible()  # else the table itself is what does not come
    await ben.context.set_offline(True)
    await ben.change(action, "title", "Éteindre la nuit dès 23 h")
    await expect(ben.page.locator(".link")).to_contain_text("1 en attente")
    await ben.page.close()
    await ben.context.set_offline(False)
    next_page = await ben.context.new_page()
    await next_page.goto(town.url + ben.network)
    await expect(cas.cell(action, "title")).to_contain_text("Éteindre la nuit dès 23 h")


async def test_what_a_rule_refuses_is_shown_and_holds_up_nothing(town: Town, seat: Seat) -> None:
    gone, kept = await town.add(ADA, "Retirée entre-temps"), await town.add(ADA, "Toujours là")
    ben = await seat(BEN)
    await ben.go(ben.plan)
    await expect(ben.page.locator("[data-cell]").first).to_be_visible()  # else the table itself is what does not come
    await ben.context.set_offline(True)
    await ben.change(gone, "title", "Retirée, mais modifiée")
    await ben.change(kept, "title", "Toujours là, et modifiée")
    await town.ask(ADA, "action.withdraw", gone)
    await ben.context.set_offline(False)
    await expect(ben.page.locator(".link")).to_contain_text("1 saisie refusée")
    await expect(ben.cell(kept, "title")).to_contain_text("Toujours là, et modifiée")
    await ben.page.locator(".link summary").click()
    await expect(ben.page.locator(".outbox")).to_contain_text("Retirée, mais modifiée")
    await expect(ben.page.locator(".outbox")).to_contain_text("Cette action a été retirée")
    await ben.page.get_by_role("button", name="Abandonner cette saisie").click()
    await ben.online()


async def test_what_ends_the_connection_is_set_aside_and_holds_up_nothing(town: Town, seat: Seat) -> None:
    spoilt, kept = await town.add(ADA, "Semer une prairie"), await town.add(ADA, "Faucher tard")
    ben = await seat(BEN)

    def through(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        async def heard(message: str | bytes) -> None:
            if "illisible" in str(message):
                await socket.close(code=4500, reason="malformed")
            else:
                server.send(message)

        socket.on_message(heard)

    await ben.page.route_web_socket("**/live", through)
    await ben.go(ben.plan)
    await ben.change(spoilt, "title", "Une prairie illisible")
    await expect(ben.page.locator(".link")).to_contain_text("1 saisie refusée")
    await ben.change(kept, "title", "Faucher tard, deux fois l’an")
    await ben.page.locator(".link summary").click()
    await expect(ben.page.locator(".outbox")).to_contain_text("Une prairie illisible")
    await ben.page.get_by_role("button", name="Reprendre ici").click()
    await expect(ben.page.locator(".link")).not_to_contain_text("en attente")
    assert (await town.get(CAS, f"/actions/{kept}")).json()["title"] == "Faucher tard, deux fois l’an"
    await ben.page.get_by_role("button", name="Abandonner cette saisie").click()
    await ben.online()


async def test_an_auditor_reads_and_is_offered_no_edit(town: Town, seat: Seat) -> None:
    action = await town.add(ADA, "Peser les déchets")
    dot = await seat(DOT)
    await dot.go(dot.plan)
    await dot.cell(action, "title").dblclick()
    await expect(dot.page.locator(".grid .control")).to_have_count(0)
    await expect(dot.page.get_by_role("button", name="Ajouter une action")).to_have_count(0)
    await dot.go(dot.card(action))
    await expect(dot.page.locator(".card-sections .control:not(.history-field *)")).to_have_count(0)


async def test_changes_elsewhere_are_said_once_and_politely(town: Town, seat: Seat) -> None:
    first, second = await town.add(ADA, "Composter"), await town.add(ADA, "Semer")
    ben = await seat(BEN)
    await ben.go(ben.plan)
    log = ben.page.get_by_role("log")
    await town.ask(CAS, "action.edit", first, priority={"was": None, "to": "high"})
    await expect(log.locator("p")).to_have_text("Cas Merlange a modifié «\u00a0Composter\u00a0»")
    # Whatever happens in the three seconds after is said together.
    edits = {first: {"was": "high", "to": "low"}, second: {"was": None, "to": "low"}}
    answer = await town.post(CAS, [asking("action.edit", action, priority=priority) for action, priority in edits.items()])
    assert answer.status_code == 200, answer.text
    await expect(log.locator("p")).to_have_count(2)
    await expect(log.locator("p").nth(1)).to_have_text("Cas Merlange a modifié 2 actions")
    await ben.page.get_by_role("link", name="Chiffres").click()
    told = ben.page.locator(".dashboard > p").nth(1)
    await expect(told).to_contain_text("2 actions\u00a0: 0 réalisée (0\u202f%), 0 en retard.")
    await town.ask(CAS, "action.edit", second, status={"was": "planned", "to": "done"}, budget_planned={"was": None, "to": 123_450})
    await expect(told).to_contain_text("2 actions\u00a0: 1 réalisée (50\u202f%), 0 en retard.")
    await expect(ben.page.locator(".tile > p").filter(has_text="1\u202f234,50\u00a0€ prévus")).to_be_visible()
    by_status = ben.page.locator(".counted").first
    await expect(by_status.locator(".counted-all td")).to_have_text(["1", "0", "0", "0", "0", "1", "0", "2", "0"])
