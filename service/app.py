"""Puts everything together; the only file that knows all others."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_args

import asyncpg
import structlog
from litestar import Litestar, Request, Response, Router
from litestar.datastructures import State
from litestar.exceptions import HTTPException

from events.log.hints import Hints
from events.log.postgres import PostgresStore
from service import asyncapi, convening, logs, openapi, problems, retention
from service.attachments import keeping
from service.attachments.files import Files
from service.bulk import Bulks
from service.convening import Convening
from service.door import Door
from service.erasing import Erasing
from service.evidence import Evidence
from service.files.imports import Imports
from service.identity import actor, letters, providers
from service.identity.passwords import Passwords
from service.identity.people import People
from service.identity.photos import Photos
from service.identity.sessions import Sessions, watch
from service.identity.tokens import Tokens, watch_tokens
from service.identity.tries import Secrets, Tries
from service.languages import chosen
from service.live import frames, over_http, route
from service.live.frames import Limits
from service.live.hubs import Hubs
from service.mail import carriers
from service.mail.post import Post
from service.metrics import Counters
from service.networks import Networks
from service.notices.telling import Telling
from service.public.shelf import Shelf
from service.redacting import Redacting
from service.routes import (
    accounts,
    actions,
    attachments,
    bulk,
    changes,
    commands,
    comments,
    council,
    directory,
    documents,
    evidence,
    exports,
    feed,
    figures,
    governance,
    health,
    histories,
    imports,
    invitations,
    meetings,
    members,
    mentoring,
    minutes,
    moments,
    networks,
    notes,
    notifications,
    oidc,
    personal,
    plan_files,
    plans,
    processes,
    questionnaires,
    redaction,
    saved_views,
    search,
    session,
    syntheses,
    tokens,
    undoing,
    visits,
    vitality,
    waiting,
    webhooks,
    workshops,
)
from service.routes import public as public_pages
from service.settings import Settings
from service.strict import Strict
from service.texts.texts import Texts
from service.undoing import Undoing
from service.web import static
from service.webhooks.sending import Webhooks

LARGEST = 5_000_000  # bytes of a body; a hundred commands with long texts fit in
WAITS = 5.0  # seconds for a connection while all are taken, and for one to come back
ANSWERS_WITHIN = 10.0  # seconds for an answer: the role's limits end every statement sooner, so who is silent longer is gone
TOLD_AGAIN = 2.0  # seconds after which what goes on is told again to end

_log = structlog.get_logger()


@dataclass(frozen=True)
class App:
    """A service that runs; ``door`` is what a server serves.

    A command has none: putting every address together takes a third of a second, most of what a command takes.
    """

    state: State
    write: Callable[[logs.Request], None]
    settings: Settings
    pool: "asyncpg.Pool[Any]"
    networks: Networks
    people: People
    sessions: Sessions
    tokens: Tokens
    hubs: Hubs
    counters: Counters
    imports: Imports

    @cached_property
    def inside(self) -> Litestar:
        """Every address."""
        return assembled(self.state, self.hubs)

    @cached_property
    def door(self) -> Door:
        """What stands before them."""
        return Door(self.inside, self.settings, self.sessions, self.tokens, self.counters, self.write)


@asynccontextmanager
async def running(
    settings: Settings, address: str, write: Callable[[logs.Request], None], owner: str | None = None, *, signing: bool = True
) -> AsyncIterator[App]:
    """Everything a process needs between its database and its door, for as long as the block runs.

    ``owner`` is the address under which dead rows can be taken away, where it is known. Without ``signing`` what is written here is signed
    by those who serve: a command may run as another account than they, who could not read a key that it makes.
    """
    pool = await connect(address)
    store = PostgresStore(pool)
    served = Networks(store, pool)
    hints = Hints(address, served.heard)
    served.hints = hints
    people, sessions, programs, counters = People(pool), Sessions(pool), Tokens(pool), Counters()
    bringing_in = Imports(pool, people)
    files = Files(pool, settings.files_quota, keeping.chosen(pool, settings.files_store))
    served.offered = files.offered
    hubs = Hubs(served, people, programs, Limits(connections=settings.connections))
    hubs.link(hints)
    texts = Texts(served, pool)
    texts.link(hints)
    hubs.share(texts)
    sessions.on_end(hubs.session_ended)
    programs.on_end(hubs.session_ended)
    _gauge(counters, served, sessions, hubs, pool)
    _count_live(counters, hubs)
    post = Post(pool, settings, carriers.chosen(settings), letters.writers(settings))
    telling = Telling(served, people, post, settings.base_url)
    _count_notices(counters, telling)
    calling = Webhooks(served, post, settings)
    _count_webhooks(counters, calling)
    post.writers[convening.KIND] = Convening(served, settings.base_url).writer
    vouching = providers.of(settings)
    proving = Evidence(pool, settings.base_url, settings.signing_key)
    proving.link(hints)
    hubs.show_evidence(proving)
    served.noticed = proving.notice
    store.appended, store.once_sent = proving.fresh.note, proving.fresh.make
    _count_evidence(counters, proving)
    shelf = Shelf(served, pool)
    redacting = Redacting(served, shelf, post, owner)
    state = State(
        {
            "settings": settings,
            "pool": pool,
            "networks": served,
            "people": people,
            "sessions": sessions,
            "tokens": programs,
            "hubs": hubs,
            "texts": texts,
            "counters": counters,
            "evidence": proving,
            "imports": bringing_in,
            "shelf": shelf,
            "secrets": Secrets(pool),
            "invites": Tries(60, 1 / 60),
            "flows": Tries(20, 0.2),
            "providers": vouching,
            "post": post,
            "telling": telling,
            "webhooks": calling,
            "passwords": Passwords(),
            "photos": Photos(pool),
            "files": files,
            "undoing": Undoing(pool),
            "bulks": Bulks(pool),
            "erasing": Erasing(pool, served, people, sessions, post),
        }
    )
    hints.start()
    looks = (
        watch(sessions, people),
        watch_tokens(programs),
        hubs.sweep(),
        served.words.run(),
        texts.run(),
        post.run(),
        telling.run(),
        calling.run(),
        retention.watch(pool, settings.keep, post.carrier, files),
        *([proving.run(lambda: [network.network_id for network in served.running()])] if signing else []),
    )
    watching = [asyncio.create_task(look) for look in looks]
    try:
        yield App(state, write, settings, pool, served, people, sessions, programs, hubs, counters, bringing_in)
    finally:
        await ended(watching)
        for one in vouching.values():
            await one.close()
        await calling.close()
        await hubs.close()
        await texts.close()
        await served.close()
        await redacting.close()
        await hints.close()
        with suppress(TimeoutError):
            await asyncio.wait_for(pool.close(), 5)
        pool.terminate()


async def ended(watching: Sequence["asyncio.Task[None]"]) -> None:
    """Cancel these until they are gone: whoever could not give back a connection just then takes that for an outage, and goes on."""
    left = set(watching)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=TOLD_AGAIN)
    await asyncio.gather(*watching, return_exceptions=True)


class Connection(asyncpg.Connection):
    """A connection that is not reset between uses: what is set here ends with its transaction, and a reset is a round trip."""

    def get_reset_query(self) -> str:
        return ""

    async def close(self, *, timeout: float | None = None) -> None:
        with suppress(TimeoutError):  # nobody said goodbye at the other end; it is closed all the same
            await super().close(timeout=timeout)


class Pool(asyncpg.Pool):
    """A pool in which nobody waits for ever: while all connections are taken, people are told to come again."""

    def acquire(self, *, timeout: float | None = None) -> Any:
        # A limit costs a task, so only who will have to wait has one.
        taken = self.get_size() - self.get_idle_size() == self.get_max_size()
        return super().acquire(timeout=WAITS if timeout is None and taken else timeout)

    async def release(self, connection: Any, *, timeout: float | None = None) -> None:
        # What was given up is cancelled first, and over a line that fell silent nobody hears of that.
        await super().release(connection, timeout=WAITS if timeout is None else timeout)


async def connect(address: str) -> "asyncpg.Pool[Any]":
    """The pool of this process. Time limits belong to the role: a pooler in between refuses them at start-up."""
    pool = Pool(
        address,
        min_size=2,
        max_size=8,
        max_queries=50_000,
        max_inactive_connection_lifetime=300,
        timeout=5,
        command_timeout=ANSWERS_WITHIN,
        server_settings={"application_name": "club21"},
        connection_class=Connection,
        record_class=asyncpg.Record,
        loop=None,
    )
    await pool
    return pool


def assembled(state: State, hubs: Hubs) -> Litestar:
    """Every address, behind one way to decode, one dependency, one way to say what went wrong."""
    api = Router(
        "/api",
        route_handlers=[
            session.sign_in,
            session.sign_in_with_password,
            session.ask_for_link,
            session.ways,
            oidc.depart,
            oidc.arrive,
            oidc.exit_address,
            session.session,
            session.sign_out,
            accounts.account,
            accounts.set_password,
            accounts.set_email,
            accounts.sign_out_everywhere,
            accounts.end_session,
            personal.my_data,
            personal.change_my_data,
            personal.agree,
            personal.show_photo,
            personal.drop_photo,
            personal.photo,
            personal.export_my_data,
            personal.ask_about_my_data,
            personal.cancel_request,
            personal.contacts,
            personal.contact_cards,
            personal.data_requests,
            personal.answer_request,
            networks.networks,
            invitations.list_invitations,
            invitations.invite,
            invitations.send_again,
            invitations.revoke,
            commands.ask,
            plans.plans,
            plans.plan,
            plan_files.plan_workbook,
            plan_files.plan_table,
            plan_files.plan_open_table,
            documents.plan_pdf,
            documents.action_pdf,
            documents.plan_review,
            council.council_page,
            council.council_pdf,
            plans.conflicts,
            plans.plan_activity,
            changes.network_changes,
            changes.plan_changes,
            plans.network_activity,
            actions.action,
            actions.action_history,
            notifications.notifications,
            notifications.choose,
            notifications.choose_reminders,
            notifications.following,
            notifications.follow,
            notifications.mute,
            notifications.unfollow,
            notifications.ask_to_end,
            notifications.end,
            attachments.attachments,
            attachments.attachment_file,
            attachments.send_file,
            attachments.files_room,
            attachments.erase_file,
            notes.note,
            notes.note_history,
            comments.comments,
            comments.comment,
            imports.offer_import,
            imports.run_import,
            imports.import_report,
            bulk.change_many,
            bulk.bulk_report,
            undoing.undo,
            undoing.restore,
            undoing.undo_report,
            undoing.undos_of,
            exports.list_exports,
            exports.export_evidence,
            redaction.find_text,
            members.members,
            members.known_people,
            members.introduce,
            members.erase,
            members.standings,
            members.report,
            tokens.list_tokens,
            tokens.make_token,
            tokens.revoke_token,
            webhooks.list_webhooks,
            webhooks.make_webhook,
            webhooks.change_webhook,
            webhooks.rotate_webhook,
            webhooks.try_webhook,
            webhooks.webhook_deliveries,
            webhooks.remove_webhook,
            governance.network_governance,
            histories.item_history,
            moments.moments,
            moments.plan_density,
            mentoring.whole,
            mentoring.mentor_matches,
            mentoring.one,
            mentoring.mentorship_history,
            mentoring.resource_persons,
            vitality.vitality,
            figures.figures,
            figures.figures_by_month,
            figures.members_heard,
            figures.explain_figure,
            feed.events,
            feed.event,
            waiting.waiting,
            search.search,
            saved_views.views,
            saved_views.keep_view,
            saved_views.drop_view,
            visits.since_last_visit,
            visits.visit,
            directory.whole,
            directory.one,
            directory.authority_history,
            directory.directory_table,
            directory.list_outlines,
            directory.bring_places,
            evidence.newest_checkpoint,
            evidence.verifier_lines,
            evidence.inclusion,
            evidence.consistency,
            syntheses.syntheses,
            syntheses.one_synthesis,
            syntheses.synthesis_pdf,
            syntheses.alike,
            syntheses.action_lineage,
            syntheses.contribution_fate,
            syntheses.roadmaps,
            syntheses.one_roadmap,
            workshops.workshops,
            workshops.one_workshop,
            workshops.make_workshop_code,
            workshops.offer_contributions,
            workshops.take_contributions,
            workshops.join,
            workshops.joined,
            meetings.meetings,
            meetings.one_meeting,
            meetings.meeting_kinds,
            meetings.meeting_invitation,
            meetings.send_letters,
            meetings.revoke_letters,
            meetings.open_letter,
            meetings.answer_letter,
            meetings.offer_attendance,
            meetings.take_attendance,
            meetings.make_calendar_feed,
            meetings.revoke_calendar_feed,
            meetings.calendar_feed,
            minutes.minutes,
            minutes.minutes_history,
            minutes.minutes_pdf,
            minutes.booklet,
            minutes.booklet_pdf,
            questionnaires.questionnaires,
            questionnaires.one_questionnaire,
            questionnaires.questionnaire_history,
            processes.process_page,
            processes.process_canvases,
            processes.bodies,
            processes.idea_history,
            processes.finding_history,
            processes.body_history,
        ],
    )
    described: list[Any] = [api, health.live, health.ready]
    shown = public_pages.HANDLERS
    dependencies = {"actor": actor.actor}
    return Litestar(
        [
            *described,
            *shown,
            health.metrics,
            openapi.route(described, dependencies),
            asyncapi.document,
            route.route(hubs),
            *over_http.routes(hubs),
            static.screens(static.read()),
        ],
        dto=Strict,
        return_dto=None,
        dependencies=dependencies,
        exception_handlers={HTTPException: _tell, Exception: _tell},
        logging_config=None,
        openapi_config=None,
        request_max_body_size=LARGEST,
        state=state,
    )


def _count_evidence(counters: Counters, evidence: Evidence) -> None:
    counters.sums |= {"club21_checkpoints_signed": ("Checkpoints this process signed.", lambda: evidence.signed)}
    counters.gauges |= {"club21_logs_rewritten": ("Logs that are not what was signed of them.", lambda: len(evidence.rewritten))}


def _count_notices(counters: Counters, telling: Telling) -> None:
    counters.sums |= {
        "club21_notices_queued": ("Events queued for a person.", lambda: telling.queue.queued),
        "club21_digests_closed": ("Digests handed to the post.", lambda: telling.digests.closed),
    }
    counters.gauges |= {
        "club21_digests_waiting": ("Digests that gather or wait, of all processes.", lambda: telling.waiting),
        "club21_digest_oldest_seconds": ("How long the oldest of them has gathered.", lambda: telling.oldest),
    }


def _count_webhooks(counters: Counters, calling: Webhooks) -> None:
    counters.sums |= {
        "club21_webhooks_answered": ("Events that another program was told of, and answered.", lambda: calling.answered),
        "club21_webhooks_failed": ("Attempts to tell another program that came to nothing.", lambda: calling.failed),
    }


def _tell(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The answer to whatever was raised: a problem document, and for our own faults a line that someone must read."""
    name = request.scope.get("request_id")
    language = chosen(request.headers.get("accept-language", ""))
    document, headers = problems.document(error, language, name)
    if document.status == 500:
        request.app.state.counters.faults += 1
        _log.error("request_failed", request=name, path=request.scope.get("path_template"), exc_info=error)
    body, kind = problems.answer(document, request.headers.get("accept", ""), language)
    return Response(body, media_type=kind, status_code=document.status, headers=headers)


def _count_live(counters: Counters, hubs: Hubs) -> None:
    roads, meter = get_args(frames.Road), hubs.meter
    counters.sums |= {
        "club21_live_frames": ("Frames sent, once for each connection.", lambda: meter.frames),
        "club21_live_bytes": ("Bytes of them.", lambda: meter.bytes),
        "club21_live_gaps": ("Times a connection was told that a lane lacks something.", lambda: meter.gaps),
        "club21_live_replayed": ("Events of journals told again to auditors.", lambda: hubs.replays.told),
        "club21_live_proofs": ("Proofs read for who was handed an earlier checkpoint.", lambda: hubs.heads.proofs if hubs.heads else 0),
        "club21_live_refused": ("Live connections that were ended before they were welcome.", lambda: meter.refused),
    }
    counters.sums_by |= {"club21_live_closes": ("Live connections that the service ended.", "code", lambda: meter.closes)}
    counters.gauges_by |= {
        "club21_live_connections": ("Live connections by the way they go.", "road", lambda: {road: hubs.on(road) for road in roads})
    }
    counters.spreads |= {"club21_live_lag_seconds": ("From the moment of a commit to when it was sent to who follows.", meter.lag)}


def _share(hubs: Hubs) -> float:
    return 1 - hubs.on("socket") / len(hubs.talks) if hubs.talks else 0.0


def _gauge(counters: Counters, networks: Networks, sessions: Sessions, hubs: Hubs, pool: "asyncpg.Pool[Any]") -> None:
    """What is asked of everyone at the moment of collection."""
    lines, store = networks.counters, networks.store
    counters.spreads |= {"club21_batch_commands": ("Commands written together.", lines.batches)}
    if isinstance(store, PostgresStore):
        counters.spreads |= {
            "club21_append_seconds": ("From asking the database for a batch to its answer after the commit.", store.appends),
            "club21_append_lock_seconds": ("Of that, waiting for others who write to the network.", store.locks),
        }
    counters.sums |= {
        "club21_events_written": ("Events this process wrote.", lambda: lines.events),
        "club21_commands_decided_again": ("Commands whose streams had moved on.", lambda: lines.decided_again),
        "club21_commands_turned_away": ("Commands that found too long a line: 503.", lambda: lines.too_long),
        "club21_commands_of_newer": ("Commands on what a newer version wrote: 503.", lambda: lines.newer),
        "club21_hellos_turned_away": ("Live connections that were told when to come again: 1013.", lambda: hubs.admission.turned_away),
        "club21_connections_refused": ("Live connections too many of one account or address: 4030.", lambda: hubs.admission.refused),
    }
    counters.gauges |= {
        "club21_networks": ("Networks open in this process.", lambda: len(networks.running())),
        "club21_conversations": ("Live connections.", lambda: len(hubs.talks)),
        "club21_live_behind": ("Live connections that take less than they are sent.", lambda: hubs.behind),
        "club21_live_fallback_share": ("Live connections over HTTP, of all.", lambda: _share(hubs)),
        "club21_sessions": ("Sessions at hand.", lambda: len(sessions.known)),
        "club21_parked": (
            "Projections that stand still at an event they can not fold.",
            lambda: sum(len(network.follower.parked) for network in networks.running()),
        ),
        "club21_commands_waiting": (
            "Commands waiting in line.",
            lambda: sum(network.line.waiting for network in networks.running()),
        ),
        "club21_events_unknown": (
            "Events that only a newer version of the program knows.",
            lambda: sum(network.follower.unread for network in networks.running()),
        ),
        "club21_pool_connections": ("Connections of the pool.", lambda: pool.get_size()),
        "club21_pool_idle": ("Connections of the pool that wait for work.", lambda: pool.get_idle_size()),
    }
