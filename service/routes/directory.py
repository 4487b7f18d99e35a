"""The directory of a network: its members with what marks them, who speaks for them and what they know how to do."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, MultipartBody
from litestar.status_codes import HTTP_200_OK
from msgspec import Struct

from events.ids import StreamId
from projections import past
from projections.axis_list import Axis, axis_list
from projections.directory import AuthorityEntry, directory
from projections.member_list import Member, member_list
from projections.plan_list import plan_list
from projections.referent_list import Referent, referent_list
from projections.skill_list import Skill, skill_list
from service import exports, reading, similarity
from service.files import directory_export, outlines, place_import
from service.files.outlines import Outline
from service.files.place_import import PlacesReport
from service.identity.actor import Who
from service.languages import chosen, say
from service.reading import View
from service.similarity import Similar
from service.uploads import LARGEST, Upload, is_form


class DirectoryPage(Struct, frozen=True):
    """The whole directory, as it stood at ``token``; a member without an entry was never described."""

    token: str
    members: list[Member]
    entries: list[AuthorityEntry]
    referents: list[Referent]
    skills: list[Skill]


class LedPlan(Struct, frozen=True):
    """A plan that an authority leads, and its main axes in order."""

    plan_id: UUID
    title: str
    axes: list[str]


class AuthorityPage(Struct, frozen=True):
    """One authority as the directory tells of it at ``token``: what it leads, and the members that it may want to call."""

    token: str
    member: Member
    entry: AuthorityEntry | None
    referents: list[Referent]
    skills: list[Skill]
    similar: list[Similar]
    plans: list[LedPlan]


@get("/networks/{network_id:uuid}/directory", operation_id="directory")
async def whole(
    network_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> DirectoryPage:
    """Show the whole directory: as it stands, or as it stood at the moment ``at``."""
    view = await reading.enter(state.networks, network_id, actor, after, at)
    return DirectoryPage(str(actor.stands), view.rows(member_list), view.rows(directory), view.rows(referent_list), view.rows(skill_list))


@get("/networks/{network_id:uuid}/directory/{authority_id:uuid}", operation_id="authority")
async def one(
    network_id: FromPath[UUID],
    authority_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> AuthorityPage:
    """Show one authority, now or at the moment ``at``, and the members most like it with the reasons."""
    view = await reading.enter(state.networks, network_id, actor, after, at)
    entries, skills = view.rows(directory), view.rows(skill_list)
    return AuthorityPage(
        str(actor.stands),
        view.row(member_list, authority_id, "missing.authority"),
        next((entry for entry in entries if entry.authority_id == authority_id), None),
        [row for row in view.rows(referent_list) if row.authority_id == authority_id],
        [row for row in skills if row.authority_id == authority_id],
        similarity.similar(authority_id, view.rows(member_list), entries, skills),
        _led(view, authority_id),
    )


def _led(view: View, authority_id: UUID) -> list[LedPlan]:
    """The plans of an authority, the newest first."""
    axes: dict[UUID, list[Axis]] = {}
    for axis in view.rows(axis_list):
        if axis.parent_id is None and not axis.withdrawn:
            axes.setdefault(axis.plan_id, []).append(axis)
    plans = [plan for plan in view.rows(plan_list) if plan.authority_id == authority_id and not plan.withdrawn]
    return [
        LedPlan(plan.plan_id, plan.title, [axis.title for axis in sorted(axes.get(plan.plan_id, ()), key=lambda one: one.order_key)])
        for plan in sorted(plans, key=lambda one: one.opened_at, reverse=True)
    ]


@get("/networks/{network_id:uuid}/directory/{authority_id:uuid}/history", operation_id="authority_history")
async def authority_history(
    network_id: FromPath[UUID],
    authority_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
    field: FromQuery[str | None] = None,
) -> list[past.Entry]:
    """Tell what happened to an authority's entry, oldest first: who changed it from what to what, when and why."""
    view = await reading.enter(state.networks, network_id, actor, after)
    last = await reading.through(view, at, actor)
    view.row(member_list, authority_id, "missing.authority")
    events = await state.networks.store.streams(view.network.network_id, {StreamId(authority_id): 0})
    known = [recorded for recorded in events if recorded.position <= last]
    return reading.of_field(past.history(known, directory), directory, field)


@get("/networks/{network_id:uuid}/directory.csv", operation_id="directory_table")
async def directory_table(
    network_id: FromPath[UUID],
    actor: Who,
    state: State,
    request: Request[Any, Any, Any],
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Take the directory along as CSV: members, what marks them and where they stand, and nobody's name."""
    view = await reading.enter(state.networks, network_id, actor, after, at)
    await exports.note(state.pool, actor.person, "directory_table", view.network.network_id)
    language = chosen(request.headers.get("accept-language", ""))
    body = directory_export.table(view.rows(member_list), view.rows(directory), view.rows(skill_list), language)
    name = f"{say(language, 'directory_table.file')}-{view.today}.csv"
    return Response(body, media_type=directory_export.TABLE, headers={"content-disposition": f'attachment; filename="{name}"'})


@get("/networks/{network_id:uuid}/directory/outlines", operation_id="outlines")
async def list_outlines(network_id: FromPath[UUID], actor: Who, state: State) -> list[Outline]:
    """List what members cover, as far as a facilitator brought outlines: public geography, the same whenever one looks."""
    view = await reading.enter(state.networks, network_id, actor)
    members = {row.authority_id for row in view.rows(member_list)}
    return [one for one in await outlines.of_network(state.pool, view.network.network_id) if one.authority_id in members]


@post(
    "/networks/{network_id:uuid}/directory/places",
    status_code=HTTP_200_OK,
    operation_id="bring_places",
    dto=None,
    request_max_body_size=LARGEST,
    before_request=is_form,
)
async def bring_places(
    network_id: FromPath[UUID],
    data: MultipartBody[Upload],
    actor: Who,
    state: State,
    request: Request[Any, Any, Any],
    dry_run: FromQuery[bool] = False,
) -> PlacesReport:
    """Put members on the map from a file, GeoJSON or a table of codes with latitude and longitude; a dry run changes nothing."""
    view = await reading.enter(state.networks, network_id, actor)
    language = chosen(request.headers.get("accept-language", ""))
    content, name = await data.file.read(), data.file.filename
    report, after = await place_import.bring(view.network, state.pool, content, name, actor.person, language, dry=dry_run)
    actor.stands = after or actor.stands
    return report
