"""One's own data: read, changed, shown to others as far as one agrees, taken along, asked about; and what nobody needs any more goes."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from events import ids, referent
from events.ids import MeetingId, NetworkId, PersonId
from projections.referent_list import Referent
from service import retention, settings
from service.embedded import Addresses
from service.files import contact_cards
from service.identity import answer_links, erasure, links, people
from service.identity.answer_links import Holder
from service.identity.people import Known
from service.mail.carriers import Folder
from tests.http.conftest import served
from tests.http.test_accounts import carrying
from tests.http.town import Town, found
from tests.people import ADA, BEN, DOT, HAUTEFEUILLE

NAME = "Solène Quévert"


async def arrived(town: Town, role: str = "partner") -> tuple[PersonId, httpx.AsyncClient]:
    """Someone new, signed in by a link a moment ago."""
    async with town.service.pool.acquire() as connection:
        person = await people.invite(connection, town.network, f"{NAME} {town.plan[-6:]}", "Ingénieure")
        link = await links.make(connection, town.url, person, email=f"solene.{town.plan[-12:]}@rivebelle.example")
    await town.ask(ADA, "network.give_role", town.network, person=str(person), role=role)
    browser = town.browser(None)
    carrying(browser, await browser.post("/api/session", json={"token": link.partition("#")[2]}))
    return person, browser


async def set_back(addresses: Addresses, statement: str, person: PersonId) -> None:
    """What the service may not do: change when something was."""
    owner = await asyncpg.connect(addresses.owner)
    await owner.execute(statement, person)
    await owner.close()


async def mine(browser: httpx.AsyncClient) -> dict[str, Any]:
    answer = await browser.get("/api/my-data")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def waiting(town: Town) -> list[dict[str, Any]]:
    return list((await town.get(ADA, "/data-requests")).json())


async def test_people_change_what_is_known_of_them_and_decide_what_is_shown(town: Town) -> None:
    person, browser = await arrived(town)
    wish = {"name": "  Solène   Quévert-Dune ", "function": "Directrice", "mandate": "Maire adjointe", "contact_phone": "02 00 00 00 00"}
    assert (await browser.post("/api/my-data", json=wish)).status_code == 204
    known = await mine(browser)
    assert known["profile"]["name"] == "Solène Quévert-Dune"
    assert known["profile"]["contact_shown"] is False

    async def shown() -> dict[str, Any]:
        return next(one for one in (await town.get(DOT, "/contacts")).json() if one["person_id"] == str(person))

    assert ((await shown())["mandate"], (await shown())["contact_phone"]) == ("Maire adjointe", None)
    for _ in range(2):
        assert (await browser.post("/api/my-data/consents", json={"about": "contact", "given": True})).status_code == 204
    assert (await shown())["contact_phone"] == "02 00 00 00 00"
    named = {"person": str(person), "authority": str(HAUTEFEUILLE), "capacity": "elected"}
    await town.ask(ADA, "referent.name", referent.stream_of(town.network, HAUTEFEUILLE, person), **named)

    async def card() -> str:
        answer = await town.browser(DOT).get(f"{town.path}/contacts.vcf?person={person}")
        assert answer.headers["content-type"].startswith("text/vcard")
        return answer.text

    told = await card()
    for line in ("VERSION:4.0", f"UID:urn:uuid:{person}", "FN:Solène Quévert-Dune", "ROLE:Maire adjointe", "ORG:Hautefeuille"):
        assert f"\r\n{line}\r\n" in told
    assert "TEL;TYPE=work:02 00 00 00 00" in told
    assert (await browser.post("/api/my-data/consents", json={"about": "contact", "given": False})).status_code == 204
    assert (await shown())["contact_phone"] is None
    assert "TEL" not in await card()
    everyone = (await town.get(DOT, "/contacts.vcf")).text
    assert everyone.count("BEGIN:VCARD") == everyone.count("END:VCARD") == 3  # two members, one who speaks for one of them
    assert f"RELATED;TYPE=contact:urn:uuid:{person}" in everyone
    assert (await town.browser(DOT).get(f"{town.path}/contacts.vcf?person={ids.new()}")).status_code == 404
    (consent,) = (await mine(browser))["consents"]
    assert consent["wording"] == 1
    assert consent["withdrawn_at"] > consent["given_at"]
    listed = {one["person_id"]: one["name"] for one in (await town.get(BEN, "/people")).json()}
    assert listed[str(person)] == "Solène Quévert-Dune"


def test_a_contact_card_says_nothing_but_what_was_written_and_in_short_lines() -> None:
    known = Known(BEN, "Ben; dit « le \\ fort »,\nMaire\r\nEND:VCARD", "é" * 80, claimed=True)
    speaks = Referent(ids.new(), NetworkId(ids.new()), BEN, HAUTEFEUILLE, "elected", datetime.now(UTC))
    told = contact_cards.cards([], {}, {}, [speaks], {BEN: known}, {}, "")
    lines = told.split(b"\r\n")
    assert max(map(len, lines)) <= contact_cards.LINE
    assert all(line.decode() or line == lines[-1] for line in lines)  # no letter is cut in two
    unfolded = told.decode().replace("\r\n ", "").split("\r\n")
    assert unfolded[4:6] == [r"FN:Ben\; dit « le \\ fort »\,\nMaire\nEND:VCARD", f"TITLE:{'é' * 80}"]
    assert unfolded.count("END:VCARD") == 1


async def test_what_is_no_name_or_no_address_is_refused(town: Town) -> None:
    _, browser = await arrived(town)
    assert (await browser.post("/api/my-data", json={"name": "  "})).json()["code"] == "invalid.empty"
    refused = await browser.post("/api/my-data", json={"name": NAME, "contact_email": "nowhere"})
    assert (refused.json()["code"], refused.json()["at"]) == ("invalid.email", ".contact_email")


async def test_everything_that_is_kept_can_be_taken_along(town: Town) -> None:
    person, browser = await arrived(town, "facilitator")
    town.cookies[person] = browser.headers["cookie"]
    await town.add(person, "Ouvrir une recyclerie")
    assert (await browser.post("/api/my-data/requests", json={"kind": "portability"})).status_code == 204
    answer = await browser.get("/api/my-data/export")
    assert answer.headers["content-disposition"].startswith("attachment")
    told = answer.json()
    assert told["profile"]["name"].startswith(NAME)
    assert told["account"][0]["email"].startswith("solene.")
    assert [one["tag"] for one in told["acts"]] == ["action.added"]
    assert told["networks"] == [str(town.network)]
    assert [one["kind"] for one in told["requests"]] == ["portability"]
    assert len(told["sessions"]) == 1
    assert not {"password_hash", "session_hash", "id_token"} & {
        key for rows in told.values() if rows for row in rows if isinstance(row, dict) for key in row
    }


async def test_a_request_is_due_in_a_month_and_answered_by_a_facilitator(town: Town) -> None:
    person, browser = await arrived(town)
    ask = {"kind": "rectification", "network_id": str(town.network), "note": "Mon nom s’écrit autrement."}
    for _ in range(2):  # asked twice, it waits once
        assert (await browser.post("/api/my-data/requests", json=ask)).status_code == 204
    (asked,) = await waiting(town)
    begun, due = (datetime.fromisoformat(asked[field]) for field in ("asked_at", "due_at"))
    assert timedelta(days=28) <= due - begun <= timedelta(days=31)
    assert (asked["stage"], asked["overdue"]) == ("open", False)
    await town.service.pool.execute("UPDATE people.request SET asked_at = now() - interval '2 months' WHERE person_id = $1", person)
    assert (await waiting(town))[0]["overdue"] is True
    path = f"{town.path}/data-requests/{asked['request_id']}"
    refused = await town.browser(ADA).post(path, json={"outcome": "refused"})
    assert (refused.json()["code"], refused.json()["at"]) == ("invalid.empty", ".answer")
    assert (await town.browser(BEN).post(path, json={"outcome": "done"})).json()["code"] == "access.facilitators_only"
    done = await town.browser(ADA).post(path, json={"outcome": "done", "answer": "C’est corrigé."})
    assert (done.json()["stage"], done.json()["handled_by"], done.json()["overdue"]) == ("done", str(ADA), False)
    assert (await town.browser(ADA).post(path, json={"outcome": "done"})).json()["code"] == "missing.request"
    assert (await mine(browser))["requests"][0]["answer"] == "C’est corrigé."


async def test_a_request_is_for_a_network_of_ones_own_and_can_be_taken_back(town: Town) -> None:
    _, browser = await arrived(town)
    other = await found(town.service, town.url)
    elsewhere = await browser.post("/api/my-data/requests", json={"kind": "access", "network_id": str(other.network)})
    assert elsewhere.json()["code"] == "missing.network"
    await other.close()
    await browser.post("/api/my-data/requests", json={"kind": "access", "network_id": str(town.network)})
    (asked,) = await waiting(town)
    somebody = await town.browser(BEN).delete(f"/api/my-data/requests/{asked['request_id']}")
    assert somebody.json()["code"] == "missing.request"
    assert (await browser.delete(f"/api/my-data/requests/{asked['request_id']}")).status_code == 204
    assert (await waiting(town))[0]["stage"] == "cancelled"


async def test_an_erasure_is_asked_by_its_person_and_carried_out_by_a_facilitator(town: Town, addresses: Addresses) -> None:
    person, browser = await arrived(town)
    await set_back(addresses, "UPDATE people.session SET begun_at = now() - interval '1 hour' WHERE person_id = $1", person)
    ask = {"kind": "erasure", "network_id": str(town.network), "note": f"Effacez {NAME}."}
    unproved = await browser.post("/api/my-data/requests", json=ask)
    assert (unproved.status_code, unproved.json()["code"]) == (403, "account.not_proved")
    await set_back(addresses, "UPDATE people.session SET begun_at = now() WHERE person_id = $1", person)
    assert (await browser.post("/api/my-data/requests", json=ask)).status_code == 204
    (asked,) = await waiting(town)
    done = await town.browser(ADA).post(f"{town.path}/data-requests/{asked['request_id']}", json={"outcome": "done"})
    assert done.status_code == 200, done.text
    assert (done.json()["stage"], done.json()["note"], done.json()["handled_by"]) == ("done", None, str(ADA))
    assert (await browser.get("/api/my-data")).status_code == 401
    nobody = {one["person_id"]: one["name"] for one in (await town.get(BEN, "/people")).json()}
    assert nobody[str(person)] is None


async def test_the_last_facilitator_is_not_erased_before_there_is_another(town: Town) -> None:
    person, browser = await arrived(town, "facilitator")
    await town.ask(ADA, "network.take_role", town.network, person=str(ADA), role="facilitator")
    await browser.post("/api/my-data/requests", json={"kind": "erasure", "network_id": str(town.network)})
    (asked,) = (await browser.get(f"{town.path}/data-requests")).json()
    path = f"{town.path}/data-requests/{asked['request_id']}"
    refused = await browser.post(path, json={"outcome": "done"})
    assert (refused.status_code, refused.json()["code"]) == (409, "erasure.last_facilitator")
    assert "Réseau des deux vallées" in refused.json()["detail"]
    town.cookies[person] = browser.headers["cookie"]
    await town.ask(person, "network.give_role", town.network, person=str(ADA), role="facilitator")
    assert (await town.browser(ADA).post(path, json={"outcome": "done"})).status_code == 200


async def test_nothing_about_somebody_erased_can_be_written_again(town: Town) -> None:
    person, browser = await arrived(town)
    async with town.service.pool.acquire() as connection:
        await links.make(connection, town.url, person)
    signing_in = [browser.get("/api/session") for _ in range(3)]
    await asyncio.gather(town.service.inside.state.erasing.erase(person, None, "À sa demande."), *signing_in)
    async with town.service.pool.acquire() as connection:
        for again in (links.make(connection, town.url, person), town.service.sessions.begin(connection, person)):
            with pytest.raises(asyncpg.ForeignKeyViolationError, match="erased"):
                await again
        assert await erasure.erase(connection, person, None) is None


def test_a_name_is_found_however_it_is_written() -> None:
    name = "Jean-Noël Île"
    erased = "Personne effacée"
    assert erasure.without("voir JEAN NOEL ILE, demain", name) == f"voir {erased}, demain"
    assert erasure.without("Île Noël Jean", name) == erased
    assert erasure.without("Jean-Noe\u0308l I\u0302le; l’île", name) == f"{erased}; l’île"
    assert erasure.without("l’île de Jean", name) == "l’île de Jean"
    assert erasure.without("Rose", "Rose") == erased
    assert erasure.without("une rose rose", "Rose") == "une rose rose"


async def test_everybody_is_told_for_how_long_things_are_kept_here(addresses: Addresses) -> None:
    async with (
        served(addresses, KEEP_SESSIONS="12", KEEP_REQUESTS="400") as (_, url),
        httpx.AsyncClient(base_url=url, timeout=60) as browser,
    ):
        told = (await browser.get("/donnees-personnelles")).text
    assert all(f"{days} jours" in told for days in (12, 30, 90, 400))


async def test_what_nobody_needs_any_more_goes_by_itself(town: Town, tmp_path: Path) -> None:
    person, browser = await arrived(town)
    await browser.post("/api/my-data/requests", json={"kind": "access"})
    keep = settings.read({"KEEP_SESSIONS": "7", "KEEP_LETTERS": "7", "KEEP_REQUESTS": "7"}).keep
    pool, carrier = town.service.pool, Folder(tmp_path)
    (tmp_path / f"{ids.new()}.eml").write_text("To: nobody@rivebelle.example\n\nBonjour")
    await retention.purge(pool, keep, carrier, town.service.state.files)
    assert (await mine(browser))["requests"]
    assert len([*tmp_path.iterdir()]) == 1
    for table, at in (("session", "ended_at"), ("request", "handled_at")):
        stage = ", stage = 'cancelled'" if table == "request" else ""
        await pool.execute(f"UPDATE people.{table} SET {at} = now() - interval '8 days'{stage} WHERE person_id = $1", person)  # noqa: S608 - names of our own tables
    for days in (20, 40):  # ago; what a letter is answered with is of no use a month after the day that it names
        holder = Holder(town.network, MeetingId(ids.new()), HAUTEFEUILLE, person)
        async with pool.acquire() as connection:
            await answer_links.make(connection, town.url, holder, datetime.now(UTC).date() - timedelta(days=days))
    await carrier.forget_before(datetime.now(UTC).timestamp() + 1)
    gone = await retention.purge(pool, keep, carrier, town.service.state.files)
    assert gone["sessions"] >= 1
    assert gone["requests"] >= 1
    assert gone["answer_links"] >= 1
    assert await pool.fetchval("SELECT count(*) FROM people.answer_link WHERE person_id = $1", person) == 1
    assert not [*tmp_path.iterdir()]
    assert not await pool.fetchval("SELECT count(*) FROM people.session WHERE person_id = $1", person)
