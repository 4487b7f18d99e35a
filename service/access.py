"""May this person see or touch this? The only door to other people's data.

Roles are folded from the same log as everything else, so a right is taken back at a position: nothing after it is
delivered to its former holder, and nothing by them is accepted. The tables below are the whole of it: what they say is
what is done, docs/rights.md prints them, and a test asks a running service for every one of their cells.
"""

import re
from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any, Literal, NamedTuple, TypeAlias, get_args
from uuid import UUID

from events import catalogue, line, network, workshop
from events.asking import Asking
from events.decider import Refused
from events.ids import AuthorityId, PersonId
from events.log.recorded import Recorded
from events.log.snapshots import Stream
from projections.plan_board import Card
from projections.projection import AUDITORS, FACILITATORS, NETWORK, Audience, Projection, R, Topic, authority, person
from projections.recent_activity import Activity, fold, recent_activity
from projections.restricted_items import Named, shown_to
from projections.rights import Role, Standing
from service.languages import say

#: Who may knock: people and programs by their role in the network, then those who have none in it.
Asker: TypeAlias = Role | Literal["neighbour", "stranger", "public"]
Answer: TypeAlias = Literal["yes", "refused", "absent", "sign_in"]

ROLES: tuple[network.Role, ...] = get_args(network.Role)
ASKERS: tuple[Asker, ...] = (*ROLES, "guest", "neighbour", "stranger", "public")
STATUS: Mapping[Answer, int] = {"yes": 200, "refused": 403, "absent": 404, "sign_in": 401}

ANYONE: frozenset[Asker] = frozenset(ASKERS)
SIGNED_IN: frozenset[Asker] = ANYONE - {"guest", "public"}  # with an account, or as a program: a guest has neither
OWNERS: frozenset[Asker] = SIGNED_IN - {"reader"}  # of an account; a program has none, whatever its role
MEMBERS: frozenset[Asker] = frozenset(ROLES)
PEOPLE: frozenset[Asker] = MEMBERS - {"reader"}  # a dashboard needs no names
EDITORS: frozenset[Asker] = frozenset({"facilitator", "editor"})
FACILITATOR: frozenset[Asker] = frozenset({"facilitator"})
OVERSEERS: frozenset[Asker] = frozenset({"facilitator", "auditor"})  # who look after a network, and who look into it
PARTICIPANTS: frozenset[Asker] = MEMBERS | {"guest"}  # a guest in one workshop, and nowhere else
CONTRIBUTORS: frozenset[Asker] = PARTICIPANTS - {"auditor", "reader"}
WRITING: frozenset[Asker] = EDITORS | {"elected_official", "partner"}  # notes and comments are what people say to each other

#: Who may ask at which address outside of all networks, by the name of its operation, or by its path where it has none.
OUTSIDE: Mapping[str, frozenset[Asker]] = {
    "/": ANYONE,  # the pages
    "/{path:path}": ANYONE,
    "/metrics": ANYONE,
    "/public": ANYONE,  # what somebody chose to show, and nothing else
    "/public/catalogue.json": ANYONE,
    "/public/style.css": ANYONE,
    "/public/{network_id:str}/authorities": ANYONE,
    "/public/{network_id:str}/changes.atom": ANYONE,
    "/public/{network_id:str}/authorities/{authority_id:str}": ANYONE,
    "/accessibilite": ANYONE,  # what the law asks of whoever publishes
    "/accessibility": ANYONE,
    "/contact": ANYONE,
    "/donnees-personnelles": ANYONE,
    "/mentions-legales": ANYONE,
    "/plan-du-site": ANYONE,
    "/privacy": ANYONE,
    "/public/{network_id:str}/{plan_id:str}": ANYONE,
    "/public/{network_id:str}/{plan_id:str}/actions.csv": ANYONE,
    "/public/{network_id:str}/{plan_id:str}/changes.atom": ANYONE,
    "/public/{network_id:str}/{plan_id:str}/plan.json": ANYONE,
    "/schema/asyncapi.json": ANYONE,
    "/schema/openapi.json": ANYONE,
    "health_live": ANYONE,
    "health_ready": ANYONE,
    "sign_in": ANYONE,
    "sign_in_with_password": ANYONE,
    "ask_for_link": ANYONE,
    "ways": ANYONE,
    "sign_in_at_provider": ANYONE,
    "/api/sign-in/{provider:str}/callback": ANYONE,
    "session": OWNERS,
    "sign_out": OWNERS | {"guest"},
    "join_workshop": ANYONE,
    "joined_workshop": frozenset({"guest"}),
    "exit": OWNERS,
    "account": OWNERS,
    "set_password": OWNERS,
    "set_email": OWNERS,
    "my_data": OWNERS,
    "change_my_data": OWNERS,
    "agree": OWNERS,
    "show_photo": OWNERS,
    "drop_photo": OWNERS,
    "export_my_data": OWNERS,
    "ask_about_my_data": OWNERS,
    "cancel_request": OWNERS,
    "end_session": OWNERS,
    "sign_out_everywhere": OWNERS,
    "networks": SIGNED_IN,
    "open_letter": ANYONE,  # who has the link of a letter that invites to a meeting
    "answer_letter": ANYONE,
    "/api/unsubscribe/{token:str}": ANYONE,  # who has the link of a letter
    "/api/calendars/{secret:str}": ANYONE,  # who has the secret address, which opens what its person may see
    "/live": SIGNED_IN | {"guest"},
    "/live/commands": SIGNED_IN | {"guest"},
    "/live/events": SIGNED_IN | {"guest"},
    "/live/poll": SIGNED_IN | {"guest"},
}

#: Who may ask at which address of a network.
ROUTES: Mapping[str, frozenset[Asker]] = {
    "ask": MEMBERS,
    "plans": MEMBERS,
    "plan": MEMBERS,
    "conflicts": MEMBERS,
    "plan_activity": MEMBERS,
    "network_changes": MEMBERS,  # each what they may see today
    "plan_changes": MEMBERS,
    "plan_density": MEMBERS,  # counted from what each may know of
    "moments": MEMBERS,
    "activity": MEMBERS,
    "search": MEMBERS,  # each what they may see
    "action": MEMBERS,
    "action_history": MEMBERS,
    "note": MEMBERS,
    "note_history": MEMBERS,
    "attachments": MEMBERS,
    "attachment_file": PEOPLE,
    "send_file": WRITING,
    "files_room": FACILITATOR,  # who can make room; what is restricted counts
    "erase_file": FACILITATOR,
    "comments": MEMBERS,
    "comment": MEMBERS,
    "members": MEMBERS,
    "governance": MEMBERS,
    "item_history": MEMBERS,
    "rights": MEMBERS,
    "rights_report": OVERSEERS,
    "people": PEOPLE,
    "introduce_person": WRITING,  # each for their own authority, partners for a guest alone
    "erase_person": FACILITATOR,
    "notifications": PEOPLE,
    "choose_notifications": PEOPLE,
    "choose_reminders": PEOPLE,
    "views": PEOPLE,  # each their own, and what facilitators share
    "keep_view": PEOPLE,
    "drop_view": PEOPLE,
    "following": PEOPLE,
    "follow": PEOPLE,
    "mute": PEOPLE,
    "unfollow": PEOPLE,
    "contacts": PEOPLE,
    "contact_cards": PEOPLE,  # names are in it, and what people agreed to show
    "photo": PEOPLE,
    "data_requests": FACILITATOR,
    "answer_request": FACILITATOR,
    "offer_import": EDITORS,
    "run_import": EDITORS,
    "import_report": MEMBERS,
    "change_many": EDITORS,  # what it comes to is asked like any command
    "bulk_report": EDITORS,
    "undo": WRITING,  # each what they did themselves, a facilitator what anyone did; what it comes to is asked like any command
    "restore": WRITING,
    "undo_report": WRITING,
    "undos_of": MEMBERS,
    "exports": OVERSEERS,
    "export_evidence": OVERSEERS,  # a whole network for who reads everything alone: the address says so
    "find_text": FACILITATOR,
    "invitations": FACILITATOR,
    "invite": FACILITATOR,
    "send_invitation_again": FACILITATOR,
    "revoke_invitation": FACILITATOR,
    "tokens": FACILITATOR,
    "make_token": FACILITATOR,
    "revoke_token": FACILITATOR,
    "webhooks": FACILITATOR,
    "make_webhook": FACILITATOR,
    "change_webhook": FACILITATOR,
    "rotate_webhook": FACILITATOR,
    "try_webhook": FACILITATOR,
    "webhook_deliveries": FACILITATOR,
    "remove_webhook": FACILITATOR,
    "workshops": PARTICIPANTS,
    "workshop": PARTICIPANTS,
    "make_workshop_code": FACILITATOR,
    "offer_contributions": FACILITATOR,
    "take_contributions": FACILITATOR,
    "vitality": MEMBERS,  # counted from what each may see
    "figures": MEMBERS,
    "explain_figure": MEMBERS,  # what each was told a figure of
    "figures_by_month": MEMBERS,  # counted from what each may know of
    "members_heard": MEMBERS,  # by what each may know of
    "events": OVERSEERS,  # as they are stored, with all that is in them
    "event": OVERSEERS,
    "waiting": MEMBERS,  # each what waits for themselves
    "since_last_visit": PEOPLE,  # each since their own, of which nobody else is told
    "visit": PEOPLE,
    "evidence_checkpoint": MEMBERS,  # it tells how many events there are, as every token does
    "evidence_keys": MEMBERS,
    "evidence_inclusion": MEMBERS,  # of the events that each may know of
    "evidence_consistency": MEMBERS,
    "directory": MEMBERS,
    "authority": MEMBERS,
    "authority_history": MEMBERS,
    "directory_table": MEMBERS,  # no name is in it
    "outlines": MEMBERS,
    "bring_places": FACILITATOR,  # of any member, and outlines for everyone
    "syntheses": MEMBERS,
    "synthesis": MEMBERS,
    "alike": MEMBERS,
    "roadmaps": MEMBERS,
    "roadmap": MEMBERS,
    "action_lineage": MEMBERS,
    "contribution_fate": MEMBERS,
    "mentoring": MEMBERS,
    "mentor_matches": PEOPLE,
    "mentorship": MEMBERS,
    "mentorship_history": MEMBERS,
    "resource_persons": MEMBERS,
    "meetings": MEMBERS,
    "meeting": MEMBERS,
    "meeting_kinds": MEMBERS,
    "minutes": MEMBERS,
    "minutes_history": MEMBERS,
    "booklet": MEMBERS,
    "booklet_pdf": PEOPLE,  # names are in it
    "plan_workbook": PEOPLE,  # as they are in these
    "plan_table": PEOPLE,
    "plan_open_table": MEMBERS,  # no name is in it, nor what is kept to some
    "plan_pdf": PEOPLE,
    "action_pdf": PEOPLE,
    "plan_review": PEOPLE,
    "council": PEOPLE,  # names are in it
    "council_pdf": PEOPLE,
    "minutes_pdf": PEOPLE,
    "synthesis_pdf": PEOPLE,
    "questionnaires": MEMBERS,
    "questionnaire": MEMBERS,
    "questionnaire_history": MEMBERS,
    "meeting_invitation": MEMBERS,
    "send_meeting_letters": EDITORS,
    "revoke_letters": EDITORS,
    "offer_attendance": EDITORS,
    "take_attendance": EDITORS,
    "make_calendar_feed": PEOPLE,
    "revoke_calendar_feed": PEOPLE,
    "process": MEMBERS,
    "process_canvases": MEMBERS,
    "finding_history": MEMBERS,
    "idea_history": MEMBERS,
    "bodies": MEMBERS,
    "body_history": MEMBERS,
}

#: Who may follow which topic, by its noun; and the nouns that a role may be limited to.
TOPICS: Mapping[str, frozenset[Asker]] = {
    "network": MEMBERS,
    "plan": MEMBERS,
    "people": PEOPLE,
    "figures": MEMBERS,  # of the network, or of a plan, as cells; counted from what each audience may see
    "workshop": PARTICIPANTS,
    "day": PARTICIPANTS,  # how much the workshops of a meeting come to, and nothing of what was said in them
    "synthesis": MEMBERS,
    "meeting": MEMBERS,
    "directory": MEMBERS,
    "minutes": MEMBERS,
    "text": MEMBERS,  # of a section of minutes: who reads them sees them written
    "questionnaire": MEMBERS,
    "mentoring": MEMBERS,
    "journal": frozenset({"auditor"}),  # every event as it is stored, of the network or of a plan: told again, never live
}
SCOPES = frozenset({"network", "plan"})

#: Who may ask for which command, by what stands before the dot of its tag, or by the whole tag where it differs.
WRITERS: Mapping[str, frozenset[Asker]] = {
    "network": FACILITATOR,
    "governance": FACILITATOR,
    "action_plan": EDITORS,
    "action_plan.show_to_public": FACILITATOR,
    "action_plan.hide_from_public": FACILITATOR,
    "action": EDITORS,
    "action.restrict": FACILITATOR,
    "action.open": FACILITATOR,
    "note": WRITING,
    "comment": WRITING,
    "together": EDITORS,
    "together.consult": FACILITATOR,
    "together.grant_recognition": FACILITATOR,  # who may not advance a member records it alone: process.grant_recognition
    "synthesis": EDITORS,
    "synthesis.score": WRITING,
    "roadmap": FACILITATOR,
    "roadmap.draft": EDITORS,
    "roadmap.adopt": EDITORS,  # what a body decided is written down by whoever writes its minutes
    "consultation": FACILITATOR,
    "consultation.give_opinion": WRITING,  # each authority its own: the rules of the consultation say so
    "workshop": FACILITATOR,
    "workshop.sit": CONTRIBUTORS,
    "workshop.contribute": CONTRIBUTORS,
    "workshop.edit_contribution": CONTRIBUTORS,
    "workshop.withdraw_contribution": CONTRIBUTORS,
    "workshop.settle": CONTRIBUTORS,
    "meeting": EDITORS,
    "meeting.answer": WRITING,  # each authority for itself: the rules of the meeting say so
    "meeting.book": WRITING,
    "meeting.cancel_booking": WRITING,
    "meeting_series": EDITORS,
    "meeting_series.propose_theme": WRITING,
    "meeting_series.withdraw_theme": WRITING,
    "minutes": EDITORS,
    "minutes.take_back": FACILITATOR,
    "minutes.approve": FACILITATOR,
    "minutes.publish": FACILITATOR,
    "minutes.propose_amendment": WRITING,  # those who were there, which the rules see to
    "minutes.withdraw_amendment": WRITING,
    "questionnaire": EDITORS,
    "questionnaire.open": FACILITATOR,
    "questionnaire.close": FACILITATOR,
    "questionnaire.answer": WRITING,  # each for themselves, or for their authority
    "authority": WRITING,  # each for their own, partners for a guest alone, which the rules see to
    "authority.advance": FACILITATOR,
    "authority.step_back": FACILITATOR,
    "referent": WRITING,
    "referent.retire": WRITING,  # oneself, whoever one is
    "referent.appoint_ambassador": FACILITATOR,
    "referent.end_ambassador": FACILITATOR,
    "skill": WRITING,
    "mentor": WRITING,
    "mentorship": WRITING,  # each for their own, which the rules see to
    "mentorship_note": WRITING,
    "question": WRITING,
    "support_file": WRITING,
    "together.accept_mentorship": WRITING,
    "together.close_mentorship": WRITING,
    "together.promote_goal": WRITING,  # adding the action asks for the right to add one besides
    "idea": WRITING,
    "idea.promote": EDITORS,
    "idea.decline": EDITORS,
    "idea.reopen": EDITORS,
    "finding": WRITING,
    "finding.conclude": EDITORS,
    "body": EDITORS,
    "body.join": WRITING,
    "body.leave": WRITING,
    "body.follow_up": WRITING,  # those who belong to it: its rules say so
    "process": EDITORS,
    "process_template": EDITORS,
    "moment": EDITORS,
    "attachment": WRITING,
    "attachment.erase": FACILITATOR,
}
MAY_ASK: Mapping[str, frozenset[Asker]] = {tag: WRITERS.get(tag) or WRITERS[catalogue.kind_of(tag)] for tag in sorted(catalogue.COMMANDS)}


#: The noun of the topics that a role may be limited to, by the kind of what is asked about; of all others it is their plan.
_NOUNS: Mapping[str, str] = {
    "network": "network",
    "governance": "network",
    "workshop": "workshop",
    "synthesis": "synthesis",
    "meeting": "meeting",
    "meeting_series": "network",
    "minutes": "network",
    "questionnaire": "network",
    "authority": "directory",
    "referent": "directory",
    "skill": "directory",
    "mentor": "mentoring",
    "mentorship": "mentoring",
    "mentorship_note": "mentoring",
    "question": "mentoring",
    "support_file": "mentoring",
    "process_template": "network",
}

#: Topics of which each is one stream.
ITSELF = frozenset({"workshop", "meeting", "synthesis"})


class Guest(NamedTuple):
    """What a guest holds of their own workshop, where their commands are decided: no authority, and nothing else."""

    role: Literal["guest"] = "guest"
    authority: None = None


class ReadsOnly(Refused, code="access.reads_only"):
    """Your role in this network is to read; ask a facilitator for a role that edits."""


class FacilitatorsOnly(Refused, code="access.facilitators_only"):
    """Only a facilitator of the network may do this; ask one of them."""


class OverseersOnly(Refused, code="access.overseers_only"):
    """Only facilitators and auditors of the network may read this; what happened stands under recent activity."""


class NotForPrograms(Refused, code="access.not_for_programs"):
    """A program that reads is not shown who people are; ask a person."""


class NotTheirAuthority(Refused, code="access.not_their_authority"):
    """You have no role for this authority, so you can not act on its behalf; leave it out or choose your own."""


def may_ask(state: network.Running, asking: Asking, by: PersonId, stream: Stream | None = None) -> None:
    """Raise where this person may not ask this; ``stream`` is what they ask about, where it is there.

    To someone without a role the network is not there at all, nor is what their role does not reach.
    """
    tag = str(asking.command.__struct_config__.tag)
    noun = _NOUNS.get(catalogue.kind_of(tag), "plan")
    plan = stream.parent if stream is not None else None
    topic = f"{noun}:{asking.stream if noun in ITSELF else plan or getattr(asking.command, 'plan', asking.stream)}"
    held: list[Any] = [one for one in state.held_by(by) if not one.topics or topic in one.topics]
    if stream is not None and isinstance(stream.state, workshop.State) and by in stream.state.guests and by not in state.suspended:
        held.append(Guest())  # until it closes: the stream of the workshop itself says whose it is
    if not held:
        # Without this, whoever signs in anywhere could write everywhere, and learn which networks and plans exist.
        raise line.Missing
    _let(held, MAY_ASK[tag])
    if asking.on_behalf_of is not None and not any(
        one.authority == asking.on_behalf_of or (one.role == "facilitator" and one.authority is None) for one in held
    ):
        raise NotTheirAuthority


def could_ask(standing: Standing, tag: str, topic: Topic | None = None) -> bool:
    """Has this person a role that asks for this, of what stands on this topic? To tell for whom something waits: the line decides."""
    return not standing.suspended and any(
        held.role in MAY_ASK[tag] and (not held.topics or topic in held.topics) for held in standing.roles
    )


def may_write(standing: Standing | None, tag: str, topic: Topic) -> None:
    """Raise where nothing in the rights of this person lets them ask for this, of what stands on this topic."""
    held = [] if standing is None or standing.suspended else [one for one in standing.roles if not one.topics or topic in one.topics]
    if not held:
        raise line.Missing
    _let(held, MAY_ASK[tag])


def answers_for(standing: Standing) -> frozenset[AuthorityId]:
    """The authorities in whose name somebody answers, by a role in the whole network that writes."""
    held = (one for one in standing.roles if one.role in WRITING and not one.topics)
    return frozenset(one.authority_id for one in held if one.authority_id is not None)


def may_enter(standing: Standing | None, operation: str) -> Standing:
    """The standing of someone who may ask this of the network; to who has none it looks the same as one that does not exist."""
    if standing is None or standing.suspended or not standing.roles:
        raise line.Missing
    _let(standing.roles, ROUTES[operation])
    return standing


def _let(held: Iterable[Any], allowed: frozenset[Asker]) -> None:
    """Raise where none of these roles is allowed. Those who belong here are told why; to a guest all else is not there."""
    roles = {one.role for one in held}
    if roles.isdisjoint(allowed):
        if roles <= {"guest"}:
            raise line.Missing
        if allowed == OVERSEERS:
            raise OverseersOnly
        raise NotForPrograms if allowed == PEOPLE else ReadsOnly if roles.isdisjoint(EDITORS) else FacilitatorsOnly


def reads_all(standing: Standing) -> bool:
    """An auditor of the whole network: nothing in it is kept from them."""
    return not standing.suspended and any(held.role == "auditor" and not held.topics for held in standing.roles)


def is_proved_to(standing: Standing | None) -> bool:
    """Are they handed what is signed of the network's log, as they may ask for it? A guest is not: it tells how much happens."""
    held = () if standing is None or standing.suspended else standing.roles
    return not ROUTES["evidence_checkpoint"].isdisjoint(one.role for one in held)


def may_see(standing: Standing | None) -> Standing:
    """The standing of someone who may see this network at all."""
    return may_enter(standing, "plans")


def audiences(standing: Standing | None, topic: Topic | None = None) -> frozenset[Audience]:
    """Every audience that a person belongs to, of one topic or of any; none without a role for it, none while suspended."""
    if standing is None or standing.suspended:
        return frozenset()
    found: set[Audience] = set()
    for held in standing.roles:
        if topic is not None and not _reaches(held.role, held.topics, topic):
            continue
        found |= {NETWORK, person(PersonId(standing.person_id))}
        if held.role == "facilitator":
            found.add(FACILITATORS)
        if held.role == "auditor":
            found |= {AUDITORS, FACILITATORS}  # an auditor reads everything
        if held.authority_id is not None:
            found.add(authority(held.authority_id))
    return frozenset(found)


def may_appear(standing: Standing | None, topic: Topic) -> bool:
    """Is somebody told of as being there? Who only looks on, an auditor or a reading program, leaves no trace, not even this one."""
    held = () if standing is None or standing.suspended else standing.roles
    return any(one.role not in ("auditor", "reader") and _reaches(one.role, one.topics, topic) for one in held)


def _reaches(role: Role, topics: tuple[Topic, ...], topic: Topic) -> bool:
    noun = topic.partition(":")[0]
    # A role for one plan alone comes with the names of those who work on it, a guest's workshop with how much its day comes to.
    along = noun == "people" or (noun == "day" and role == "guest")
    return role in TOPICS.get(noun, frozenset()) and (not topics or _OF_PLANS.sub("plan:", topic) in topics or along)


#: Topics that are of a plan where they are not of the network.
_OF_PLANS = re.compile("^(figures|journal):")


def seen(projection: Projection[R], rows: Iterable[R], standing: Standing, named: Callable[[UUID], Named]) -> list[R]:
    """The rows that this person may see, each whole or not at all: the same that the lanes of its topics show them."""
    of_topic: dict[Topic, frozenset[Audience]] = {}
    found = []
    for row in rows:
        item = projection.item(row)
        to = shown_to(projection, row, None if item is None else named(item))
        for topic in projection.topics(row):
            mine = of_topic.get(topic)
            if mine is None:
                mine = of_topic[topic] = audiences(standing, topic)
            if AUDITORS in mine or not mine.isdisjoint(to):
                found.append(row)
                break
    return found


def told(recorded: Recorded[Any], standing: Standing, named: Callable[[UUID], Named]) -> Activity | None:
    """An event as whoever has this standing is told of it, by the rule of recent activity; None where they are not."""
    return next(iter(seen(recent_activity, (fold(None, recorded),), standing, named)), None)


def seen_by_public(cards: Iterable[Card], restricted: Container[Any]) -> list[Card]:
    """The actions of a plan that was shown to the public that anyone may see: none that is kept to some people, nor a part of one."""
    return [card for card in cards if card.action_id not in restricted and card.parent_id not in restricted]


# --- What docs/rights.md prints -----------------------------------------------------------------------------------


def answer(allowed: frozenset[Asker], asker: Asker, *, outside: bool = False) -> Answer:
    """What someone is told who asks for something that these may have, in a network or outside of all."""
    if asker in allowed:
        return "yes"
    if outside or asker == "public":
        return "sign_in"
    return "refused" if asker in MEMBERS else "absent"


def table() -> str:
    """Who may do what, for docs/rights.md."""
    parts = [
        ("address outside of networks", OUTSIDE),
        ("address of a network", ROUTES),
        ("topic, followed live", {f"{noun}:…": allowed for noun, allowed in TOPICS.items()}),
        ("command", MAY_ASK),
    ]
    return "\n\n".join(_part(title, rows, outside=rows is OUTSIDE) for title, rows in parts)


def _part(title: str, rows: Mapping[str, frozenset[Asker]], *, outside: bool) -> str:
    head = [f"{say('en', f'role.{asker}')} / {say('fr', f'role.{asker}')}" for asker in ASKERS]
    marks: Mapping[Answer, str] = {"yes": "yes", "refused": "–", "absent": "absent", "sign_in": "sign in"}
    told = {name: [marks[answer(allowed, asker, outside=outside)] for asker in ASKERS] for name, allowed in rows.items()}
    lines = [f"| `{name}` | {' | '.join(answers)} |" for name, answers in told.items()]
    return "\n".join([f"| {title} | {' | '.join(head)} |", "|---|" + "---|" * len(ASKERS), *lines])
