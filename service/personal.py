"""``club21 people``: what an operator does about personal data: requests that wait, erasing somebody, letting go of what is over."""

import argparse

from events.ids import PersonId
from service import problems, retention
from service.identity import requests
from service.languages import Language, say
from service.operating import id_of, working
from service.settings import Settings
from service.stopped import Stopped


async def requested(settings: Settings, language: Language, _options: argparse.Namespace) -> int:
    async with working(settings) as service, service.pool.acquire() as connection:
        for one in await requests.of_everyone(connection):
            late = f" · {say(language, 'data_requests.overdue')}" if one.overdue else ""
            kind = say(language, f"data_request.{one.kind}")
            print(f"{one.person_id}  {kind} · {one.asked_at.date()} · {one.due_at.date()}{late} · {one.network_id or '–'}")
    return 0


async def erase(settings: Settings, language: Language, options: argparse.Namespace) -> int:
    person = PersonId(id_of(options.person))
    if not options.yes:
        raise Stopped("cli.erase_unconfirmed", id=person)
    async with working(settings) as service:
        try:
            await service.state.erasing.erase(person, None, options.reason)
        except problems.Problem as error:
            raise Stopped("cli.refused", why=problems.document(error, language)[0].detail) from error
    print(say(language, "cli.erased", id=person))
    return 0


async def purge(settings: Settings, language: Language, _options: argparse.Namespace) -> int:
    async with working(settings) as service:
        for name, rows in (await retention.purge(service.pool, settings.keep, service.state.post.carrier, service.state.files)).items():
            print(f"{rows:>8}  {say(language, f'cli.purged_{name}')}")
    return 0
