"""People as networks know them: names outside the log, one person for one name, and news of a change."""

from service.identity import people
from service.identity.people import Named
from tests.http.town import Town, found
from tests.people import ADA, BEN


async def test_names_of_an_import_become_one_person_each(town: Town) -> None:
    async with town.service.pool.acquire() as connection:
        first = await people.unclaimed(connection, town.network, ["Élodie Marchand", "elodie  MARCHAND", "Jean-Luc Petit", "  "])
        again = await people.unclaimed(connection, town.network, ["Jean Luc Petit", "ELODIE MARCHAND"])
    assert first["Élodie Marchand"] == first["elodie  MARCHAND"] == again["ELODIE MARCHAND"]
    assert again["Jean Luc Petit"] == first["Jean-Luc Petit"]
    assert len({*first.values()}) == 2
    assert "  " not in first
    listed = {one["name"]: one["claimed"] for one in (await town.get(BEN, "/people")).json()}
    assert listed["Élodie Marchand"] is False
    assert listed["Ben Clairmont"] is True


async def test_a_name_that_someone_here_has_means_them(town: Town) -> None:
    async with town.service.pool.acquire() as connection:
        assert await people.unclaimed(connection, town.network, ["ben clairmont"]) == {"ben clairmont": BEN}


async def test_another_network_knows_nobody_by_that_name(town: Town) -> None:

    other = await found(town.service, town.url)
    async with town.service.pool.acquire() as connection:
        here = await people.unclaimed(connection, town.network, ["Zoé Lambert"])
        there = await people.unclaimed(connection, other.network, ["Zoé Lambert"])
    assert here != there
    await other.close()


async def test_whoever_an_import_met_is_the_same_person_once_invited(town: Town) -> None:
    async with town.service.pool.acquire() as connection:
        met = await people.unclaimed(connection, town.network, ["Zoé Lambert"])
        assert await people.invite(connection, town.network, "Zoe Lambert", "Directrice") == met["Zoé Lambert"]
        named = await people.named(connection, met["Zoé Lambert"])
    assert named is not None
    assert (named.name, named.function) == ("Zoe Lambert", "Directrice")


async def test_a_change_of_name_is_news_once(town: Town) -> None:
    known = town.service.people
    await known.of(town.network)
    heard: list[Named] = []
    known.listen(lambda network, named: heard.append(named) if network == town.network else None)
    before = known.at_hand(town.network).revision
    async with town.service.pool.acquire() as connection:
        await people.add(connection, "Ada Vallon-Roche", "Directrice", ADA)
    await known.look_again()
    await known.look_again()
    (named,) = heard
    assert named.people[ADA].name == "Ada Vallon-Roche"
    assert named.revision > before
    async with town.service.pool.acquire() as connection:
        await people.add(connection, "Ada Vallon", "Mission développement durable", ADA)
