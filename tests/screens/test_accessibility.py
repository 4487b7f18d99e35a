"""Every screen: axe finds nothing, small screens lose nothing, and whatever is pressed is large enough.

Each screen once, in a look, a language, a size and with the data that a seed draws, so that any two of these meet on some screen;
`make screens` looks at each in all of them. axe names the criteria of RGAA it knows; it sees about a third of what an audit looks at,
so this guards and does not certify.
"""

import os
import random
import re
from collections.abc import Sequence
from datetime import date
from itertools import combinations, product
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from playwright.async_api import Page, ViewportSize, expect

from events import ids
from events import minutes as rules
from events.ids import MeetingId
from service.identity import answer_links
from service.identity.answer_links import Holder
from service.web import build
from tests.http.test_directory import described
from tests.http.test_mentoring import noted, offered, requested
from tests.http.test_personal_data import NAME, arrived
from tests.http.test_photos import drawn, give
from tests.http.test_tokens import made
from tests.http.test_webhooks import hooked
from tests.http.town import Town
from tests.http.town import found as founded
from tests.people import ADA, BEN, HAUTEFEUILLE, RIVEBELLE
from tests.screens.conftest import Seat
from tests.screens.desk import Desk
from tests.screens.furnished import furnish

AXE = build.UI / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "RGAAv4"]
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced": {"color_scheme": "light", "forced_colors": "active"},
}

#: 683 pixels are what a laptop of 1366 shows at 200 %.
SIZES: dict[str, ViewportSize] = {
    "desk": {"width": 1280, "height": 720},
    "phone": {"width": 320, "height": 640},
    "twice": {"width": 683, "height": 384},
}


class Judged(NamedTuple):
    """What axe says of a page: its faults, the rules that held, and those that it leaves to a person."""

    faults: list[str]
    passed: set[str]
    unsure: set[str]


async def judge(page: Page, *, forced: bool = False) -> Judged:
    """Let axe judge the page as it stands. Forced colours are the person's own, and axe still reads ours: it can not judge them."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(Path(AXE).read_text())
    said = await page.evaluate(
        """async options => {
            const {violations, passes, incomplete} = await axe.run(document, options);
            return {violations, passes: passes.map(({id}) => id), incomplete: incomplete.map(({id}) => id)};
        }""",
        {"runOnly": TAGS, "resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": not forced}}},
    )
    faults = [
        " ".join([f"{one['id']}:", *(tag for tag in one["tags"] if tag.startswith("RGAA-")), str(node["target"]), node["failureSummary"]])
        for one in said["violations"]
        for node in one["nodes"]
    ]
    return Judged(faults, set(said["passes"]), set(said["incomplete"]))


async def faults(page: Page, *, forced: bool = False) -> list[str]:
    """What axe finds on the page from its top, with the criteria of RGAA that it breaks: scrolled, the bar may hide half of a button."""
    await page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    return (await judge(page, forced=forced)).faults


async def meeting(desk: Desk) -> str:
    """A meeting in which everything that a page of one shows is there."""
    town, series, one, town_hall = desk.town, str(ids.new()), str(ids.new()), str(HAUTEFEUILLE)
    await town.ask(ADA, "meeting_series.start", series, title="Rencontres", year=2024, target=2)
    await town.ask(BEN, "meeting_series.propose_theme", series, theme=str(ids.new()), title="L’eau", why="La sécheresse")
    agenda = {str(ids.new()): {"title": "Tour de table", "minutes": 400, "order_key": "V"}}
    told = {"title": "Rencontre", "kind": "visit", "held_on": "2026-06-12", "begins": "09:00"}
    await town.ask(ADA, "meeting.plan", one, **told, series=series, agenda=agenda)
    await town.ask(ADA, "meeting.invite", one, authorities=[town_hall])
    await town.ask(ADA, "meeting.check_in", one, participant=str(ids.new()), capacity="elected", authority=town_hall, person=str(BEN))
    await town.ask(ADA, "meeting.add_visit", one, visit=str(ids.new()), place="La chaufferie bois", seats=12)
    decided = {"decision": str(ids.new()), "text": "Écrire aux maires", "due_on": "2026-01-15", "owner": str(BEN)}
    await town.ask(ADA, "meeting.record_decision", one, **decided)
    return one


async def minutes(desk: Desk, of: str) -> str:
    """The minutes of a meeting, in which two texts met; their meeting."""
    here, section = rules.of_meeting(MeetingId(UUID(of))), str(ids.new())
    told = {section: {"part": "opening", "heading": "Ouverture", "order_key": "V", "text": "Accueil"}}
    await desk.town.ask(ADA, "minutes.begin", here, meeting=of, title="Compte rendu", sections=told)
    for to in ("Bienvenue", "Mot d’accueil"):
        await desk.town.ask(ADA, "minutes.edit_section", here, section=section, text={"was": "Accueil", "to": to})
    return of


async def questionnaires(desk: Desk) -> tuple[str, str]:
    """A draft with two questions, for one of which two wishes met, and one that is open and was answered."""
    town, one, asked, question = desk.town, *(str(ids.new()) for _ in range(3))
    for here, title in ((one, "Vos pratiques"), (asked, "À chaud")):
        await town.ask(ADA, "questionnaire.draft", here, title=title, respondents="authorities")
    some = {"kind": "choices", "choices": "eau\nair", "about": "need", "required": True}
    await town.ask(ADA, "questionnaire.add_question", one, question=question, text="Que faites-vous ?", order_key="V", **some)
    await town.ask(ADA, "questionnaire.add_question", one, question=str(ids.new()), text="Combien ?", order_key="W", kind="number")
    for to in ("Et vous ?", "Et toi ?"):
        await town.ask(ADA, "questionnaire.edit_question", one, question=question, text={"was": "Que faites-vous ?", "to": to})
    await town.ask(ADA, "questionnaire.add_question", asked, question=(said := str(ids.new())), text="Quoi ?", order_key="V", kind="text")
    await town.ask(ADA, "questionnaire.open", asked)
    await town.ask(ADA, "questionnaire.answer", asked, answers={said: {"text": "Rien"}}, authority=str(HAUTEFEUILLE))
    return one, asked


async def workshop(desk: Desk) -> str:
    """A workshop in which everything that a page of one shows is there."""
    town, one, question = desk.town, str(ids.new()), str(ids.new())
    await town.ask(ADA, "workshop.open", one, title="Mobilité", question="Comment se déplacer ?")
    await town.ask(ADA, "workshop.add_question", one, question=question, text="Comment partager ?", order_key="V")
    await town.ask(ADA, "workshop.assign_group", one, group="Aulne")
    said = {"contribution": str(ids.new()), "action": "Un bus", "group": "Aulne", "question": question, "orientation": "Mutualiser"}
    await town.ask(BEN, "workshop.contribute", one, **said)
    return one


async def roadmap(desk: Desk, room: str) -> tuple[str, str]:
    """A synthesis with something gathered and scored, and a roadmap that is sent out: the synthesis and the plan."""
    town, synthesis, plan, said, cluster = desk.town, *(str(ids.new()) for _ in range(4))
    await town.ask(ADA, "workshop.contribute", room, contribution=said, action="Un vélo par élu")
    await town.ask(ADA, "synthesis.open", synthesis, title="Ce que nous voulons", workshops=[room])
    sources = [{"workshop": room, "contribution": said}]
    await town.ask(ADA, "synthesis.gather", synthesis, cluster=cluster, title="Vélos", sources=sources)
    await town.ask(ADA, "synthesis.score", synthesis, cluster=cluster, criterion="need", points=4, why="Trois l’attendent")
    opening = {"tag": "action_plan.open", "title": "Feuille de route", "authority": str(HAUTEFEUILLE)}
    await town.ask(ADA, "together.draft_roadmap", plan, first_year=2026, last_year=2027, open=opening)
    asks = {"consultation": str(ids.new()), "title": "Votre avis", "until": "2199-12-31", "authorities": [str(HAUTEFEUILLE)]}
    await town.ask(ADA, "together.consult", plan, **asks)
    return synthesis, plan


async def mentoring(desk: Desk) -> str:
    """A mentorship of Ada, with a goal and a note; a question and a support file beside it: its id."""
    town = desk.town
    offer = await offered(town, capacity=2)
    mentorship = await requested(town, offer, ADA)
    await town.ask(BEN, "together.accept_mentorship", mentorship, offer=offer)
    await town.ask(BEN, "mentorship.propose_charter", mentorship, text="Une visite par mois")
    await town.ask(ADA, "mentorship.agree_charter", mentorship, text="Une visite par mois")
    await town.ask(ADA, "mentorship.start", mentorship, on="2026-03-02")
    await town.ask(ADA, "mentorship.set_goal", mentorship, goal=str(ids.new()), text="Planter une haie")
    await noted(town, mentorship, ADA, "Vu le maire", private=True)
    question = str(ids.new())
    await town.ask(BEN, "question.ask", question, text="Comment chiffrer une haie ?")
    await town.ask(ADA, "question.answer", question, answer=str(ids.new()), text="Au mètre")
    file = str(ids.new())
    await town.ask(BEN, "support_file.open", file, authority=str(RIVEBELLE), adviser=str(BEN), need="Suivre l’énergie")
    await town.ask(BEN, "support_file.deliver_tool", file, tool=str(ids.new()), name="Tableur de suivi")
    return mentorship


async def letter(desk: Desk) -> str:
    """Where whoever holds a letter to Ben answers for Hautefeuille."""
    one = str(ids.new())
    await desk.town.ask(ADA, "meeting.plan", one, title="Rencontre d’hiver", kind="cafe", held_on="2031-12-04")
    holder = Holder(desk.town.network, MeetingId(UUID(one)), HAUTEFEUILLE, BEN)
    async with desk.town.service.pool.acquire() as connection:
        return await answer_links.make(connection, "", holder, date(2031, 12, 4))


async def screens(desk: Desk, action: str) -> dict[str, str]:
    """Every screen by what must be there before it is looked at; what only a facilitator sees stands there, too."""
    town = desk.town
    await town.ask(ADA, "action.restrict", await town.add(BEN, "Racheter la friche"), parties=[str(BEN)])
    await described(town)
    for member, east in ((HAUTEFEUILLE, 2_42170), (RIVEBELLE, 2_42180)):  # beside each other: one symbol for both
        await town.ask(ADA, "authority.edit", member, place={"was": None, "to": {"latitude": 42_61790, "longitude": east}})
    await hooked(town, "https://93.184.215.14/", await made(town), tags=["mentor"])  # of which nothing happens here
    _, browser = await arrived(town)
    await give(browser, drawn())
    known = {"name": NAME, "mandate": "Maire", "contact_email": "maire@rivebelle.example", "contact_phone": "02 00 00 00 00"}
    await browser.post("/api/my-data", json=known)
    await browser.post("/api/my-data/consents", json={"about": "contact", "given": True})
    return {
        "/networks": ".network-card",
        desk.network: ".plan-card",
        f"{desk.network}/groups": ".groups",
        f"{desk.network}/canvases": ".canvases section",
        f"{desk.network}/members": ".people a",
        f"{desk.network}/activity": ".told li",
        f"{desk.network}/journal": ".journal tbody tr",
        f"{desk.network}/journal?event=9": ".stored",
        f"{desk.network}/programs": ".programs tbody tr",
        desk.plan: ".grid td",
        f"{desk.plan}/board": ".card",
        f"{desk.plan}/timeline": "[data-bar]",
        f"{desk.plan}/structure": ".axis-line",
        f"{desk.plan}/process": ".process .part",
        f"{desk.plan}/figures": ".tile .chart-mark",
        f"{desk.network}/figures": ".tile .chart-mark",
        f"{desk.plan}/conflicts": ".conflict",
        f"{desk.plan}/activity": ".told li",
        f"{desk.plan}/compare?from=1.8": ".compare-hands",
        f"{desk.network}/changes?from=1.8": ".compare-hands",
        f"{desk.plan}/import": ".drop",
        f"{desk.plan}?at=1.{await desk.town.head()}": ".time-slider",
        f"{desk.network}/rights": ".rights-report tbody tr",
        desk.card(action): ".history-entry",
        "/account": ".session-line",
        "/my-data": ".my-data",
        f"{desk.network}/data-requests": ".data-requests",
        f"{desk.network}/directory": ".map-mark",
        f"{desk.network}/directory/import": ".paper-file",
        f"{desk.network}/directory/{HAUTEFEUILLE}": ".similar li",
        f"{desk.network}/workshops": ".workshop-form",
        f"{desk.network}/workshops/{(room := await workshop(desk))}": ".workshop-counts",
        f"{desk.network}/workshops/{room}/wall": ".wall-said li",
        f"{desk.network}/workshops/import": ".paper-file",
        f"{desk.network}/governance": ".meetings section",
        f"{desk.network}/meetings": ".meeting-years",
        f"{desk.network}/meetings?month=2026-06": ".calendar tbody td",
        f"{desk.network}/meetings/{(held := await meeting(desk))}": ".meeting-door",
        f"{desk.network}/meetings/{held}/import": ".paper-file",
        await letter(desk): ".meeting-tap",
        f"{desk.network}/meetings/{await minutes(desk, held)}/minutes": ".conflict",
        f"{desk.network}/meetings/{held}/booklet": ".booklet-table",
        f"{desk.network}/questionnaires": ".meeting-lines .chip",
        f"{desk.network}/questionnaires/{(posed := await questionnaires(desk))[0]}": ".conflict",
        f"{desk.network}/questionnaires/{posed[1]}": ".questionnaire-answered",
        f"{desk.network}/syntheses": ".meeting-form",
        f"{desk.network}/syntheses/{(of := await roadmap(desk, room))[0]}": ".cluster",
        f"{desk.network}/roadmaps": ".meeting-lines a",
        f"{desk.network}/roadmaps/{of[1]}": ".meeting-counts",
        f"{desk.network}/mentoring": ".mentoring .chip",
        f"{desk.network}/vitality": ".vitality-list summary",
        f"{desk.network}/council": ".council-head",
        f"{desk.network}/portfolio": ".portfolio .empty",
        f"{desk.network}/waiting": ".waiting li",
        f"{desk.network}/search?q=plan": ".found",
        f"{desk.network}/mentoring/{await mentoring(desk)}": ".mentoring-notes li",
        f"{desk.network}/mentoring/graph": ".map-mark",
        "/atelier": ".workshop-join",
        **dict.fromkeys(("/accessibilite", "/plan-du-site", "/mentions-legales", "/donnees-personnelles", "/contact"), "main section"),
        "/gallery": ".gallery figure",
        "/nowhere": "h1",
        "/sign-in": "h1",
    }


class State(NamedTuple):
    """How a person has a screen before them."""

    look: str
    language: str
    size: str
    data: str  # as furnished, of a network that holds nothing yet, or of a moment that has passed


SEED = os.environ.get("SEED", "21")
EVERY = "EVERY_STATE" in os.environ  # as `make screens` has it
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LOOKS_BACK = re.compile(
    r"/networks/[^/]+/(plans/[^/?]+(/(board|structure|process|figures|activity|actions/[^/]+))?"
    r"|figures|vitality|council|portfolio|governance|directory(/(?!import)[^/]+)?|meetings(/[0-9a-f-]{36})?|mentoring/[^/]+)"
)


def data_of(desk: Desk, path: str) -> list[str]:
    """What a screen can be looked at with: lists may be empty, and what answers for a moment has a past."""
    rest = path.removeprefix(desk.plan).removeprefix(desk.network)
    listed = path.startswith(desk.network) and not ID.search(rest) and "?" not in path
    return ["full", *(["empty"] if listed else []), *(["past"] if LOOKS_BACK.fullmatch(path) else [])]


def pairs(state: State) -> set[tuple[tuple[int, str], ...]]:
    """Any two of its parts."""
    return set(combinations(enumerate(state), 2))


def states(able: Sequence[Sequence[str]], seed: str, *, every: bool) -> list[list[State]]:
    """Those in which each screen is looked at: one that the seed draws among those that let the most pairs meet.

    With ``every`` it is looked at in all of them as furnished, and in one empty and one past.
    """
    chance = random.Random(seed)
    met: set[tuple[tuple[int, str], ...]] = set()
    found = []
    for data in able:
        some = [State(*state) for state in product(LOOKS, ("fr", "en"), SIZES, data)]
        chance.shuffle(some)
        drawn = []
        for kind in [[one] for one in data] if every else [data]:
            drawn.append(max((state for state in some if state.data in kind), key=lambda state: len(pairs(state) - met)))
            met |= pairs(drawn[-1])
        if every:
            drawn[:1] = [state for state in some if state.data == "full"]
        found.append(drawn)
    return found


def test_any_two_parts_of_a_state_meet_on_some_screen_whatever_the_seed() -> None:
    able = [["full"], ["full", "empty"], ["full", "empty", "past"], ["full", "past"]] * 10
    everything = {pair for (state,) in states([["full", "empty", "past"]] * 200, "", every=False) for pair in pairs(state)}
    assert len(everything) == 45
    for seed in range(20):
        assert {pair for (state,) in states(able, str(seed), every=False) for pair in pairs(state)} == everything


async def small(page: Page) -> list[str]:
    """What can hardly be hit with a finger: less than 24 pixels wide or high."""
    found: list[str] = await page.evaluate(
        """[...document.querySelectorAll('button, summary, select, input:not([type=checkbox]), .row-open')]
            .filter(one => one.checkVisibility() && !one.closest('.hidden'))
            .map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
            .filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 24))
            .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""
    )
    return found


async def test_no_screen_has_a_fault_that_can_be_seen_by_a_program(town: Town, seat: Seat) -> None:
    plan = await furnish(town)
    desk = await seat(ADA)
    desk.faults_of("404 (Not Found)")  # of the address that is no screen
    page = desk.page
    there = await screens(desk, plan.action)
    new = await founded(town.service, town.url)
    drawn = states([data_of(desk, path) for path in there], SEED, every=EVERY)
    looked = [(path, sign, state) for (path, sign), some in zip(there.items(), drawn, strict=True) for state in some]
    found: dict[str, list[str]] = {}
    said: dict[str, Judged] = {}
    for path, sign, state in sorted(looked, key=lambda one: one[2].data == "empty"):
        await page.emulate_media(**LOOKS[state.look])
        match state.data:
            case "past":
                if not re.search(r"/networks/[^/]+/(figures|vitality|council|portfolio)$", path):  # which say the day in their own words
                    sign = ".banner-past, .time-slider"
                await desk.visit(f"{path}?at=1.{await town.head()}", sign)
            case "empty":
                sign = "main:not(:has([aria-busy=true])) h1"
                await page.goto(town.url + path.replace(str(town.plan), str(new.plan)).replace(str(town.network), str(new.network)))
            case _:
                await desk.visit(path, sign)
        if not await page.locator(f"html[lang={state.language}]").count():
            await page.set_viewport_size(SIZES["desk"])
            await page.locator(f".language[lang={state.language}]").evaluate("one => one.click()")  # a dialogue may stand before it
        await page.set_viewport_size(SIZES[state.size])
        await expect(page.locator(f"html[lang={state.language}]")).to_be_attached()
        await expect(page.locator(sign).first).to_be_visible()
        judged = await judge(page, forced=state.look == "forced")
        here = judged.faults + await small(page)
        if (reach := await page.evaluate("document.documentElement.scrollWidth")) > SIZES[state.size]["width"]:
            here.append(f"cut off: {reach} pixels wide")
        if here:
            found[f"{path} {' '.join(state)}"] = here
        name = ID.sub("…", path)
        before = said.get(name, Judged([], set(), set()))
        said[name] = Judged([], before.passed | judged.passed, before.unsure | judged.unsure)
    await new.close()
    for name, (_, passed, unsure) in sorted(said.items()):
        print(f"screen {name} | {len(passed)} | {', '.join(sorted(unsure))}")
    assert found == {}, f"drawn by SEED={SEED}"


async def test_axe_finds_nothing_in_dialogues_and_editors(town: Town, seat: Seat) -> None:
    plan = await furnish(town)
    ben = await seat(BEN)
    page = ben.page
    await ben.go(ben.plan)
    await page.get_by_role("button", name="Ajouter une action").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert await faults(page) == []
    await page.keyboard.press("Escape")
    await (await ben.edit(plan.action, "title")).fill("a" * 301)
    assert await faults(page) == []
    await page.reload()
    await expect(page.get_by_role("region", name="Une saisie n’a pas été enregistrée")).to_be_visible()
    assert await faults(page) == []
    await page.get_by_role("button", name="Abandonner").click()
    await ben.cell(plan.action, "aims").dblclick()
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert await faults(page) == []
    await page.keyboard.press("Escape")
    await page.locator(".filter-columns summary").click()
    assert await faults(page) == []
    await page.locator(".account summary").click()
    assert await faults(page) == []
    await ben.go(ben.plan)
    await ben.change(plan.action, "lead", "Mairie")
    await expect(page.get_by_role("button", name="Annuler\u00a0: Pilote")).to_be_visible()
    assert await faults(page) == []
    await ben.paste(plan.action, "status", "Bloqué\tÉlevée\nquoi\tBasse")
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert await faults(page) == []
    await page.keyboard.press("Escape")
    await ben.cell(plan.action, "title").press("Control+a")
    await page.get_by_role("button", name="Dates…").click()
    await page.get_by_role("button", name="Voir ce qui changera").click()
    await expect(page.get_by_role("dialog")).to_contain_text("changer")
    assert await faults(page) == []
    await page.keyboard.press("Escape")
    await page.locator(".filter-views summary").click()
    assert await faults(page) == []
    await ben.go(f"{ben.plan}/timeline")
    await page.locator("[data-bar]").first.press("Space")
    await expect(page.get_by_role("region", name="Actions choisies")).to_be_visible()
    assert await faults(page) == []
    await ben.go(f"{ben.plan}/board")
    await page.locator(".card .row-choose").first.click()
    await expect(page.get_by_role("region", name="Actions choisies")).to_be_visible()
    await page.get_by_role("button", name="Déplacer vers…").first.click()
    assert await faults(page) == []
    await page.get_by_role("dialog").get_by_role("button", name="Bloqué").click()
    await expect(page.get_by_label("Motif")).to_be_visible()
    assert await faults(page) == []
