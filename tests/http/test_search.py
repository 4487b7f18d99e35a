"""Search: what people look for comes first, however they write it; what is kept from them is in no result, quotation or count."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any, NamedTuple
from uuid import UUID

import httpx
import msgspec
import pytest

from events import ids
from events.ids import PersonId
from projections import words
from projections.rebuild import rebuild
from service import searching
from service.app import App
from service.demo import founding
from service.door import cookie_name
from service.searched import SEARCHED
from service.web import static
from tests.http.test_attachments import attach
from tests.http.test_mentoring import noted, running
from tests.http.test_redaction import redact
from tests.http.test_tokens import made, program
from tests.http.town import Town
from tests.people import ADA, BEN, CAS, DOT, EVA, HAUTEFEUILLE

TOWN, DEPARTMENT = 0, 1

#: What somebody writes, and what comes first, or among the first three: in the town, then in the department's network.
RELEVANCE: tuple[tuple[int, str, str, int], ...] = (
    (TOWN, "ressourcerie", "Donner une seconde vie aux objets avec une ressourcerie", 1),
    (TOWN, "RESSOURCERIE", "Donner une seconde vie aux objets avec une ressourcerie", 1),
    (TOWN, "resourcerie", "Donner une seconde vie aux objets avec une ressourcerie", 1),
    (TOWN, "épicerie solidaire", "Ouvrir une épicerie solidaire", 1),
    (TOWN, "epicerie solidaire", "Ouvrir une épicerie solidaire", 1),
    (TOWN, "épicrie", "Ouvrir une épicerie solidaire", 1),
    (TOWN, "jardin partagé", "Ouvrir des jardins familiaux et un jardin partagé", 1),
    (TOWN, "jardins partages", "Ouvrir des jardins familiaux et un jardin partagé", 1),
    (TOWN, "cantine", "Peser et réduire ce qui se jette à la cantine", 3),
    (TOWN, "cantine bio", "Servir davantage de produits locaux et biologiques à la cantine", 1),
    (TOWN, "les produits locaux", "Servir davantage de produits locaux et biologiques à la cantine", 1),
    (TOWN, "carapatte", "Relancer Carapatte, le ramassage scolaire à pied", 1),
    (TOWN, "Carapate", "Relancer Carapatte, le ramassage scolaire à pied", 1),
    (TOWN, "ramassage scol", "Relancer Carapatte, le ramassage scolaire à pied", 1),
    (TOWN, "covoiturage", "Faciliter le covoiturage vers les zones d’emploi de l’agglomération", 1),
    (TOWN, "covoitrage", "Faciliter le covoiturage vers les zones d’emploi de l’agglomération", 1),
    (TOWN, "covoit", "Faciliter le covoiturage vers les zones d’emploi de l’agglomération", 1),
    (TOWN, "vélos", "Prêter des vélos à assistance électrique pour un mois d’essai", 3),
    (TOWN, "velo electrique", "Prêter des vélos à assistance électrique pour un mois d’essai", 1),
    (TOWN, "pistes cyclables", "Relier les pistes cyclables de la ville à celles de l’agglomération", 1),
    (TOWN, "piste cyclable", "Relier les pistes cyclables de la ville à celles de l’agglomération", 1),
    (TOWN, "pesticides", "Entretenir les espaces publics sans pesticides", 1),
    (TOWN, "pesticdes", "Entretenir les espaces publics sans pesticides", 1),
    (TOWN, "biodiversite", "Dresser l’atlas de la biodiversité communale avec les habitants", 1),
    (TOWN, "biodivresité", "Dresser l’atlas de la biodiversité communale avec les habitants", 1),
    (TOWN, "1.13", "Essayer une rue fermée aux voitures à la sortie de l’école", 1),
    (TOWN, "30 km/h", "Passer à 30 km/h les rues qui entourent les écoles", 1),
    (TOWN, "economies energie", "Inscrire des familles à un défi d’économies d’énergie", 1),
    (TOWN, "panneau solaire", "Équiper de panneaux solaires la toiture d’un gymnase", 1),
    (TOWN, "personnes agees", "Rendre visite aux personnes âgées isolées", 1),
    (TOWN, "eclairage public", "Moderniser l’éclairage public rue par rue", 1),
    (TOWN, "bus gratuits", "Rendre tous les bus gratuits", 1),
    (TOWN, "troc", "Un troc de graines au printemps", 1),
    (TOWN, "vivre ensemble", "Vivre ensemble à tous les âges", 1),
    (TOWN, "solvignac", "Camille Solvignac", 1),
    (TOWN, "camile solvinac", "Camille Solvignac", 1),
    (TOWN, "elise", "Élise Tarambure", 1),
    (TOWN, "montigny", "Agenda 21 de Montigny-lès-Metz", 3),
    (TOWN, "vote du conseil", "Vote du conseil municipal", 1),
    (TOWN, "co-voiturage", "Faciliter le covoiturage vers les zones d’emploi de l’agglomération", 1),
    (TOWN, "éclairage urbanistique", "Moderniser l’éclairage public rue par rue", 1),
    (TOWN, "panneaux photoélectriques", "Équiper de panneaux solaires la toiture d’un gymnase", 3),
    (DEPARTMENT, "lexique", "Un lexique", 3),
    (DEPARTMENT, "parrainage", "Un parrainage entre collectivités", 3),
    (DEPARTMENT, "prades", "Prades", 1),
    (DEPARTMENT, "ceret", "Céret", 1),
    (DEPARTMENT, "argeles sur mer", "Argelès-sur-Mer", 1),
    (DEPARTMENT, "Saint Laurant de la Salanque", "Saint-Laurent-de-la-Salanque", 1),
    (DEPARTMENT, "68 propositions", "Tirer des 68 propositions une synthèse, puis une feuille de route soumise à l’avis des membres.", 1),
    (DEPARTMENT, "trophées", "Des trophées et des rubans", 3),
    (DEPARTMENT, "feuille de route", "Feuille de route 2015-2016", 1),
    (DEPARTMENT, "reunion du reseau", "Réunions du réseau", 3),
    (DEPARTMENT, "Lavergac", "Tristan Lavergeac", 1),
)


#: The addresses of all screens: whatever is found stands on one of them.
_PATTERNS = (re.sub(r":\w+", "[^/?#]+", one) for one in msgspec.json.decode(static.LIST.read_bytes()))
SCREENS = re.compile(f"({'|'.join(_PATTERNS)})([?#].*)?")


class Reader(NamedTuple):
    """Somebody of the demonstration at a browser."""

    browser: httpx.AsyncClient
    network: UUID

    async def titles(self, q: str) -> list[str]:
        """What is found, kind by kind as the screen shows it: how each item is called, the best first."""
        answer = await self.browser.get(f"/api/networks/{self.network}/search", params={"q": q})
        assert answer.status_code == 200, answer.text
        items = [item for group in answer.json()["groups"] for item in group["items"]]
        assert [item["link"] for item in items if not SCREENS.fullmatch(f"/networks/x/{item['link']}")] == []
        return ["".join(piece["text"] for piece in item["title"]) for item in items]


@pytest.fixture(scope="module")
async def readers(service: tuple[App, str]) -> AsyncIterator[list[Reader]]:
    """The first person of each demonstration network, who facilitates it."""
    running, url = service
    made = []
    for shown in await founding.demonstrate(running.networks):
        async with running.pool.acquire() as connection:
            session = await running.sessions.begin(connection, next(iter(shown.signing_in)))
        cookie = f"{cookie_name(running.settings)}={session}"
        made.append(Reader(httpx.AsyncClient(base_url=url, headers={"cookie": cookie}, verify=False, timeout=60), shown.network_id))  # noqa: S501 - nothing is encrypted here
    yield made
    for reader in made:
        await reader.browser.aclose()


async def test_fifty_searches_find_what_people_mean(readers: list[Reader]) -> None:
    assert len(RELEVANCE) >= 50
    missed = []
    for network, q, wanted, among in RELEVANCE:
        titles = await readers[network].titles(q)
        if not any(title.endswith(wanted) for title in titles[:among]):
            missed.append((q, wanted, titles[:3]))
    assert missed == []


async def searched(town: Town, person: PersonId | None, q: str, **parameters: Any) -> dict[str, Any]:
    answer = await town.get(person, "/search", q=q, after=f"1.{await town.head()}", **parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]  # the address answers an object


def counts(found: dict[str, Any]) -> dict[str, int]:
    return {group["kind"]: group["count"] for group in found["groups"]}


async def test_what_was_found_is_told_with_its_words_its_place_and_its_link(town: Town) -> None:
    action = await town.add(BEN, "Planter une haie", description="Des aubépines le long du chemin, et <b>du houx</b>.")
    (group,) = (await searched(town, CAS, "aubepine"))["groups"]
    (item,) = group["items"]
    assert (group["kind"], item["item_id"], item["where"], item["link"]) == (
        *("action", action, "Plan climat"),
        f"plans/{town.plan}/actions/{action}",
    )
    assert item["title"] == [{"text": "Planter une haie", "found": False}]
    assert [piece["text"] for piece in item["quote"] if piece["found"]] == ["aubépines"]
    assert "".join(piece["text"] for piece in item["quote"]).endswith("<b>du houx</b>."), "a text, told as it was typed"


async def test_what_can_not_be_searched_is_refused_with_a_sentence(town: Town) -> None:
    for asked, code in (
        ({"q": ""}, "invalid.search_short"),
        ({"q": "a"}, "invalid.search_short"),
        ({"q": " ’ "}, "invalid.search_short"),
        ({"q": "\0\0"}, "invalid.search_short"),
        ({"q": "²³"}, "invalid.search_short"),
        ({"q": "١٢٣"}, "invalid.search_short"),
        ({"q": "a" * 201}, "invalid.too_long"),
        ({"q": "haie", "kind": "dragon"}, "invalid.unknown_value"),
        ({"q": "haie", "limit": 0}, "invalid.request"),
        ({"q": "haie", "at": "1.2"}, "invalid.search_past"),
    ):
        answer = await town.get(BEN, "/search", **asked)
        assert (answer.status_code, answer.json().get("code")) == (400, code), (asked, answer.text)
    for harmless in ("'&!|:*()", "haie') OR 1=1 --", "de la les", "%_%", "\\", "ﬁ Ⅳ 日本"):
        assert (await town.get(BEN, "/search", q=f"xx {harmless}")).status_code == 200, harmless
    assert (await town.get(EVA, "/search", q="haie")).status_code == 404


async def test_what_is_kept_from_somebody_is_in_no_result_quotation_or_count(town: Town) -> None:
    for number in range(3):
        await town.add(BEN, f"Verger {number}")
    kept = await town.add(BEN, "Verger de la friche")
    within = await town.add(BEN, "Verger en partie", parent=kept)
    for stands, parties in ((kept, []), (None, [str(BEN)]), (within, [])):
        written = str(ids.new())
        await town.ask(BEN, "note.write", written, plan=town.plan, action=stands, text="Le verger coûte cher", parties=parties)
    await town.ask(ADA, "action.restrict", kept, parties=[str(BEN)])
    assert counts(await searched(town, BEN, "verger")) == {"action": 5, "note": 3}
    assert counts(await searched(town, DOT, "verger")) == {"action": 5, "note": 3}, "who audits reads everything"
    for person in (ADA, CAS):
        assert counts(await searched(town, person, "verger")) == {"action": 3}
        assert counts(await searched(town, person, "vergre")) == {"action": 3}, "with a typing error neither"
        assert (await searched(town, person, "friche"))["groups"] == []
        assert (await searched(town, person, "coûte"))["groups"] == []
    await town.ask(ADA, "action.restrict", kept, parties=[str(CAS)])
    assert counts(await searched(town, CAS, "verger")) == {"action": 5, "note": 2}, "as soon as they may know of it"
    assert counts(await searched(town, BEN, "verger")) == {"action": 3, "note": 1}


async def test_a_mentorship_is_found_by_its_two_and_a_private_note_by_its_author(town: Town) -> None:
    mentorship = await running(town, need="Comment financer une ombrière ?")
    await noted(town, mentorship, CAS, "Mon ombrière est trop chère", private=True)
    told = {person: counts(await searched(town, person, "ombrière")) for person in (ADA, BEN, CAS, DOT)}
    assert told == {ADA: {}, BEN: {"mentoring": 1}, CAS: {"mentoring": 2}, DOT: {"mentoring": 2}}


async def test_more_than_are_counted_are_said_to_be_more_and_only_of_what_one_sees(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "COUNTED", 4)  # so that a handful is many
    actions = [await town.add(BEN, f"Mare numéro {number}") for number in range(7)]
    (group,) = (await searched(town, CAS, "mare", kind="action", limit=3))["groups"]
    assert (group["count"], group["more"], len(group["items"])) == (4, True, 3)
    for action in actions[:4]:
        await town.ask(ADA, "action.restrict", action, parties=[str(BEN)])
    (group,) = (await searched(town, CAS, "mare"))["groups"]
    assert (group["count"], group["more"]) == (3, False)


async def test_a_word_that_stands_everywhere_is_found_in_every_kind(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "COUNTED", 0)  # so that the index hands over no more than fifty
    await asyncio.gather(*(town.add(BEN, f"Mare numéro {number}") for number in range(55)))
    await searched(town, CAS, "mare")
    await town.ask(ADA, "workshop.open", str(ids.new()), title="Atelier", question="Que devient la mare ?")
    assert counts(await searched(town, CAS, "mare")) == {"action": 0, "workshop": 0}


async def test_what_was_changed_withdrawn_or_redacted_is_no_longer_found(town: Town) -> None:
    action = await town.add(BEN, "Ouvrir la glacière", description="Chez Anselme Vaucanson")
    assert counts(await searched(town, CAS, "Vaucanson")) == {"action": 1}
    await town.ask(ADA, "action.edit", action, title={"was": "Ouvrir la glacière", "to": "Ouvrir le lavoir"})
    assert ((await searched(town, CAS, "glacière"))["groups"], counts(await searched(town, CAS, "lavoir"))) == ([], {"action": 1})
    assert (await redact(town, ADA, [{"position": await town.head() - 1, "fields": ["description"]}])).status_code == 200
    assert (await searched(town, CAS, "Vaucanson"))["groups"] == []
    held = await town.service.pool.fetchval(
        "SELECT count(*) FROM read.search_words WHERE network_id = $1 AND words @@ 'vaucanson'", town.network
    )
    assert held == 0
    await town.ask(ADA, "action.withdraw", action)
    assert (await searched(town, CAS, "lavoir"))["groups"] == []


async def test_what_changes_while_somebody_looks_is_not_found_by_what_it_was(town: Town) -> None:
    action = await town.add(BEN, "Ouvrir la glacière")
    assert counts(await searched(town, CAS, "glacière")) == {"action": 1}
    waits = "SELECT count(*) > 0 FROM pg_locks WHERE relation = 'read.search_words'::regclass AND NOT granted"
    async with town.service.pool.acquire() as db, db.transaction():
        await db.execute("LOCK TABLE read.search_words IN ACCESS EXCLUSIVE MODE")
        looking = asyncio.create_task(town.get(CAS, "/search", q="glacière"))
        while not await db.fetchval(waits):  # noqa: ASYNC110 - only the database knows that somebody waits
            await asyncio.sleep(0)
        await town.ask(ADA, "action.edit", action, title={"was": "Ouvrir la glacière", "to": "Ouvrir le lavoir"})
    answer = await looking
    assert answer.status_code == 503 or answer.json()["groups"] == [], "on a slow machine the wait ends in time to come again"


async def test_a_file_is_found_by_what_it_is_called_by_whoever_sees_the_item_it_is_attached_to(town: Town) -> None:
    action = await town.add(BEN, "Planter une haie")
    file = await attach(town, BEN, action, name="Devis-pépinière_Vaucanson.pdf", title="Devis des aubépines")
    for q in ("vaucanson", "devis pepiniere", "aubépine", "pépinèire"):
        (group,) = (await searched(town, CAS, q))["groups"]
        (item,) = group["items"]
        assert (group["kind"], item["item_id"], item["where"]) == ("file", file, "Planter une haie"), q
        assert item["link"] == f"plans/{town.plan}/actions/{action}"
    await town.ask(ADA, "action.restrict", action, parties=[str(BEN)])
    assert ((await searched(town, CAS, "vaucanson"))["groups"], counts(await searched(town, BEN, "vaucanson"))) == ([], {"file": 1})
    await town.ask(BEN, "attachment.withdraw", file)
    assert (await searched(town, BEN, "vaucanson"))["groups"] == []
    await town.ask(BEN, "attachment.restore", file)
    assert counts(await searched(town, BEN, "vaucanson")) == {"file": 1}
    elsewhere = await attach(town, BEN, town.plan, "plan", name="Liste de Calixte Ombredane.pdf")
    assert counts(await searched(town, CAS, "ombredane")) == {"file": 1}
    assert (await redact(town, ADA, [{"position": await town.head(), "fields": ["name"]}])).status_code == 200
    assert (await searched(town, CAS, "ombredane"))["groups"] == []
    (group,) = (await searched(town, CAS, "redacted"))["groups"]
    assert (group["items"][0]["item_id"], group["items"][0]["link"]) == (elsewhere, f"plans/{town.plan}")


async def test_who_was_erased_is_found_no_more_and_no_program_finds_people(town: Town) -> None:
    known = {"authority": str(HAUTEFEUILLE), "name": "Zéphirine Aubrespy", "function": "Garde champêtre"}
    person = (await town.browser(ADA).post(f"{town.path}/people", json=known)).json()["person_id"]
    assert counts(await searched(town, CAS, "zephirine")) == counts(await searched(town, CAS, "garde champ")) == {"person": 1}
    token = await made(town)
    async with program(town, token["secret"]) as reader:
        assert (await reader.get(f"{town.path}/search", params={"q": "zephirine"})).json()["groups"] == []
    assert (await town.browser(ADA).delete(f"{town.path}/people/{person}")).status_code == 204
    assert (await searched(town, CAS, "zephirine"))["groups"] == []


async def test_every_line_of_the_list_is_kept_by_the_database_and_made_again_as_it_was_followed(town: Town) -> None:
    await town.add(BEN, "Planter une haie", description="Des aubépines", funders={"ADEME": {"amount": 1}})
    told = await town.service.pool.fetch(
        "SELECT tgrelid::regclass::text AS source, tgname, encode(tgargs, 'escape') AS told FROM pg_trigger WHERE tgname LIKE 'search_%'"
    )
    kept = {(row["source"], row["tgname"], row["told"].replace("\\000", "|")) for row in told}
    listed = {
        (f"read.{one.of.table}", when, f"{one.of.key}|{','.join(one.naming)}|{','.join(one.others)}|")
        for one in SEARCHED
        for when in ("search_added", "search_changed", "search_removed")
    }
    assert listed <= kept, listed - kept
    every = "SELECT s::text FROM read.searched AS s WHERE network_id = $1 ORDER BY source, item_id"
    await searched(town, BEN, "haie ademe")
    followed = await town.service.pool.fetch(every, town.network)
    assert len(followed) == 4, [*followed]
    await rebuild(town.service.pool, town.service.networks.store, town.network)
    await words.make(town.service.pool, town.network)
    assert await town.service.pool.fetch(every, town.network) == followed
