"""What an operator does from the command line; every function is one command and returns its exit code."""

import argparse
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import asyncpg
import msgspec

from events import catalogue, decider, ids, line, network
from events.asking import Asking, Receipt
from events.ids import AuthorityId, CommandId, NetworkId, PersonId, StreamId, Token
from events.log import redaction
from events.log.postgres import PostgresStore
from projections import rebuild as rebuilding
from projections.catalogue import BY_NAME, PROJECTIONS
from projections.member_list import member_list
from projections.network_profile import network_profile
from projections.projection import Projection
from projections.public_plans import public_plans
from projections.rights import rights
from service import app, database, membership, networks, problems, redacting, tokens
from service import logs as logging
from service.app import App
from service.demo import founding
from service.identity import accounts, links
from service.identity import people as persons
from service.identity.tokens import ROLES
from service.languages import Language, say
from service.networks import Network
from service.progress import Bar
from service.settings import Settings
from service.stopped import Stopped


@asynccontextmanager
async def working(settings: Settings) -> AsyncIterator[App]:
    """Everything but the port."""
    write = logging.set_up(settings.log_format)
    async with (
        database.reached(settings) as addresses,
        app.running(settings, addresses.application, write, addresses.owner, signing=False) as service,
    ):
        yield service


async def migrate(settings: Settings, language: Language, _options: argparse.Namespace) -> int:
    async with database.reached(settings):
        print(say(language, "cli.migrated"))
    return 0


async def rebuild(settings: Settings, language: Language, options: argparse.Namespace) -> int:
    unknown = [name for name in options.projections if name not in BY_NAME]
    if unknown:
        raise Stopped("cli.no_such_projection", name=", ".join(unknown), known=", ".join(BY_NAME))
    projections = [BY_NAME[name] for name in options.projections] or [*PROJECTIONS]
    async with database.reached(settings) as addresses:
        pool = await app.connect(addresses.application)
        try:
            if options.drop_old:
                dropped = [name for one in projections for name in await rebuilding.drop_old(pool, one)]
                print(say(language, "cli.dropped", names=", ".join(dropped) or "–"))
            else:
                await _made_again(pool, projections, options, language)
        except rebuilding.Unfoldable as error:
            raise Stopped("cli.unfoldable", why=error) from error
        except rebuilding.Behind as error:
            raise Stopped("cli.views_wait", why=error) from error
        finally:
            await pool.close()
    return 0


async def _made_again(
    pool: "asyncpg.Pool[Any]", projections: Sequence[Projection[Any]], options: argparse.Namespace, language: Language
) -> None:
    """Versions that nobody sees yet are brought level and shown; the others, where they were asked for, made anew."""
    store = PostgresStore(pool)
    every = [NetworkId(one) for one in ([id_of(options.network)] if options.network else await membership.all_of_them(pool))]
    seen = await rebuilding.shown(pool)
    new = [one for one in projections if seen.get(one.name) != one.version]
    again = [one for one in projections if one not in new] if options.projections or not new else []
    done, heads = dict.fromkeys(every, 0), {one: head.position for one in every if (head := await store.head(one))}
    bar = Bar(say(language, "cli.rebuilding"))

    async def work(network_id: NetworkId) -> None:
        def progress(events: int, head: int) -> None:
            done[network_id], heads[network_id] = events, head
            bar(sum(done.values()), sum(heads.values()))

        if new:
            await rebuilding.level(pool, store, network_id, new, progress)
        if again:
            await rebuilding.rebuild(pool, store, network_id, again, progress)
        print(say(language, "cli.rebuilt_network", id=network_id, events=heads.get(network_id, 0)))

    await rebuilding.over(every, work)
    print(say(language, "cli.rebuilt", networks=len(every), projections=len(new + again)))
    if new and not options.network:
        for projection in new:
            await rebuilding.show(pool, store, projection)
        print(say(language, "cli.views_turned", names=", ".join(one.table for one in new)))


async def pass_over(settings: Settings, language: Language, options: argparse.Namespace) -> int:
    """Let a table go on without an event that it stands still at."""
    projection = BY_NAME.get(options.projection)
    if projection is None:
        raise Stopped("cli.no_such_projection", name=options.projection, known=", ".join(BY_NAME))
    if projection.name in networks.GUARDS | {public_plans.name}:  # what was taken back would stay public
        raise Stopped("cli.never_passed_over", name=projection.name)
    if not options.reason.strip():
        raise Stopped("cli.pass_over_why")
    network_id = NetworkId(id_of(options.network))
    async with database.reached(settings) as addresses:
        pool = await app.connect(addresses.application)
        try:
            await rebuilding.pass_over(pool, PostgresStore(pool), network_id, projection, options.position, options.reason)
        except rebuilding.NotParked as error:
            raise Stopped("cli.not_parked", name=projection.name, position=options.position, at=error.at or "–") from error
        except (rebuilding.Unfoldable, catalogue.Unknown) as error:
            raise Stopped("cli.unfoldable", why=error) from error
        finally:
            await pool.close()
    print(say(language, "cli.passed_over", name=projection.name, position=options.position))
    return 0


async def demo(settings: Settings, language: Language, options: argparse.Namespace) -> int:
    async with working(settings) as service:
        for text in await welcome(service, language, reset=options.reset):
            print(text)
        # Whatever runs beside this command may have been given another port; nobody here can know.
        print(say(language, "cli.where_links_lead", url=settings.base_url))
    return 0


async def welcome(service: App, language: Language, *, reset: bool = False) -> list[str]:
    """Found the demonstrations that are missing; the lines that let a visitor in."""
    lines = []
    for one in await founding.demonstrate(service.networks, reset=reset, progress=Bar(say(language, "cli.founding"))):
        lines += ["", f"  {one.story.name} ({say(language, 'cli.demonstration')})"]
        async with service.pool.acquire() as connection:
            for person, known in one.signing_in.items():
                link = await links.make(connection, service.settings.base_url, person)
                roles = ", ".join(say(language, f"role.{role}") for role in known.roles)
                lines += [f"    {known.name} · {roles} · {known.function}", f"      {link}"]
    return [*lines, "", say(language, "cli.links")]


async def found(settings: Settings, language: Language, options: argparse.Namespace) -> int:
    try:
        ZoneInfo(options.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise Stopped("cli.no_such_zone", name=options.time_zone) from None
    network_id = NetworkId(ids.new())
    async with working(settings) as service:
        made = await service.networks.found(network_id, options.name, "real", options.time_zone)
        person = await _add(service, made, options.facilitator, None)
        await _ask(made, network.GiveRole(person=person, role="facilitator"), language)
        print(say(language, "cli.founded", name=options.name, id=network_id))
        await _print_link(service, person, timedelta(hours=24))
    return 0


async def invite(settings: Settings, language: Language, options: argparse.Namespace) -> int:
    try:
        email = accounts.address(options.email) if options.email else None
    except decider.Invalid:
        raise Stopped("cli.no_email", email=options.email) from None
    async with working(settings) as service:
        into = await _opened(service, options.network)
        try:
            authority = ids.authority(siren=options.authority) if options.authority else None
        except ValueError:
            raise Stopped("cli.no_siren", siren=options.authority) from None
        if authority is not None and authority not in into.follower.rows(member_list):
            name = options.authority_name
            if name is None:
                raise Stopped("cli.authority_unnamed", siren=options.authority)
            await _ask(into, _admission(authority, name, options.kind, options.authority), language)
        person = await _known_by(service, into, email) or await _add(service, into, options.name, options.function)
        await _ask(into, network.GiveRole(person=person, role=options.role, authority=authority), language)
        await _print_link(service, person, timedelta(hours=24), email)
    return 0


async def people(settings: Settings, language: Language, _options: argparse.Namespace) -> int:
    async with working(settings) as service:
        for network_id in await membership.all_of_them(service.pool):
            one = await service.networks.open(network_id)
            profile = one.follower.row(network_profile, network_id)
            known = (await service.people.of(network_id)).people
            print(f"{network_id}  {profile.name if profile else ''}")
            for standing in one.follower.rows(rights).values():
                named = known.get(PersonId(standing.person_id))
                held = ", ".join(say(language, f"role.{role.role}") for role in standing.roles)
                name = (named.name or say(language, "person.erased")) if named else "?"
                print(f"  {standing.person_id}  {name} · {held}")
    return 0


async def link(settings: Settings, language: Language, options: argparse.Namespace) -> int:
    person = PersonId(id_of(options.person))
    async with working(settings) as service:
        async with service.pool.acquire() as connection:
            if (known := await persons.named(connection, person)) is None or known.name is None:
                raise Stopped("cli.no_such_person", id=person)
        await _print_link(service, person, timedelta(hours=options.hours))
    return 0


async def redact(settings: Settings, language: Language, options: argparse.Namespace) -> int:
    """Take a text out of the log wherever it stands, in the name of the network; first, or alone, say where that is."""
    if not options.reason.strip():
        raise Stopped("cli.redact_why")
    async with working(settings) as service:
        of = await _opened(service, options.network)
        named = await of.store.page(of.network_id, options.position - 1, 1) if options.position > 0 else []
        text = dict(redaction.texts(named[0].event)).get(options.field) if named else None
        if text is None or text == redaction.MARK:
            raise Stopped("cli.redact_nothing", position=options.position, field=options.field)
        # Again while there is more than one redaction names, or more was written meanwhile.
        while found := await redacting.places(of.store, of.network_id, of.follower.position, options.text or text, lambda _item: True):
            for one in found:
                print(say(language, "cli.redact_place", position=one.position, tag=one.tag, field=one.field, text=_excerpt(one.text)))
            if options.dry_run:
                print(say(language, "cli.redact_dry.one" if len(found) == 1 else "cli.redact_dry.other", places=len(found)))
                return 0
            receipt = await _ask(of, redacting.command(found), language, options.reason)
            await of.reached(Token.parse(receipt.after))
        print(say(language, "cli.redacted"))
    return 0


def _excerpt(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


async def make_token(settings: Settings, language: Language, options: argparse.Namespace) -> int:
    async with working(settings) as service:
        into = await _opened(service, options.network)
        try:
            said = {
                "name": options.name,
                "may": "command" if options.command else "audit" if options.audit else "read",
                "authority_id": ids.authority(siren=options.authority) if options.authority else None,
                "topics": [f"plan:{id_of(plan)}" for plan in options.plan],
                "days": options.days,
            }
            wish = msgspec.convert(said, tokens.TokenWish)
            made, _ = await tokens.make(into, service.pool, service.people, service.tokens, wish, PersonId(into.network_id))
        except ValueError as error:  # a number that is no SIREN, a number of days out of range
            raise Stopped("cli.refused", why=error) from error
        except (decider.Refused, decider.Invalid) as error:
            raise Stopped("cli.refused", why=problems.document(error, language)[0].detail) from error
        print(made.secret)
    return 0


async def list_tokens(settings: Settings, language: Language, options: argparse.Namespace) -> int:
    async with working(settings) as service:
        into = await _opened(service, options.network)
        for token in await service.tokens.of(into.network_id):
            used = token.used_at.date() if token.used_at else say(language, "cli.never_used")
            ends = say(language, "cli.revoked", on=token.revoked_at.date()) if token.revoked_at else token.expires_at.date()
            may = say(language, f"role.{ROLES[token.may]}")
            print(f"{token.token_id}  {token.name} · {may} · {', '.join(token.topics) or '*'} · {used} · {ends}")
    return 0


async def revoke_token(settings: Settings, language: Language, options: argparse.Namespace) -> int:
    async with working(settings) as service:
        into = await _opened(service, options.network)
        try:
            await tokens.revoke(into, service.tokens, PersonId(id_of(options.token)), PersonId(into.network_id))
        except problems.Missing as error:
            raise Stopped("cli.refused", why=problems.document(error, language)[0].detail) from error
    return 0


async def _opened(service: App, network_id: str) -> Network:
    try:
        return await service.networks.open(NetworkId(id_of(network_id)))
    except line.Missing:
        raise Stopped("cli.no_such_network", id=network_id) from None


async def _add(service: App, into: Network, name: str, function: str | None) -> PersonId:
    async with service.pool.acquire() as connection:
        return await persons.invite(connection, into.network_id, name, function)


async def _ask(of: Network, command: network.Command, language: Language, reason: str | None = None) -> Receipt:
    """The network itself asks: who runs the service may let people in, and nobody is signed in here."""
    try:
        asking = Asking(id=CommandId(ids.new()), stream=StreamId(of.network_id), command=command, reason=reason)
        return await of.ask(asking, PersonId(of.network_id))
    except (decider.Refused, decider.Invalid) as error:
        raise Stopped("cli.refused", why=problems.document(error, language)[0].detail) from error


def _admission(authority: AuthorityId, name: str, kind: str, siren: str) -> network.Admit:
    try:
        return msgspec.convert({"tag": "network.admit", "authority": authority, "name": name, "kind": kind, "siren": siren}, network.Admit)
    except msgspec.ValidationError as error:
        raise Stopped("cli.refused", why=error) from error


async def _known_by(service: App, into: Network, email: str | None) -> PersonId | None:
    """Whose account has this address already: that person, whatever name is given."""
    async with service.pool.acquire() as connection:
        account = await accounts.of_email(connection, email) if email else None
        if account is None:
            return None
        await persons.meet(connection, into.network_id, account.person)
        return account.person


async def _print_link(service: App, person: PersonId, lasts: timedelta, email: str | None = None) -> None:
    """With an address, whoever signs in by the link has it as theirs: the operator answers for that, where a letter would prove it."""
    async with service.pool.acquire() as connection:
        print(await links.make(connection, service.settings.base_url, person, lasts, email))


def id_of(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Stopped("cli.no_id", text=text) from None
