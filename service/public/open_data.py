"""Open data of what the public sees: projects in the national schema, a table of actions, a catalogue of both.

Schema: betagouv/schema-projet-collectivites-transition-ecologique. What it asks for and nobody here knows is left out, and
so is everything about people. docs/publication.md says how each field and status is told.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from events.action import Status
from service.files.plain import plain
from service.languages import say
from service.public.content import Action, Content, Group, Head
from service.public.pages import LICENCE, address, attribution

SCHEMA = "https://github.com/betagouv/schema-projet-collectivites-transition-ecologique"
SCHEMA_VERSION = "v0.1.1"

#: Phase and state of a project in the national schema. It is never told to be late: that depends on the day it is read.
PHASES: Mapping[Status, tuple[str, str]] = {
    "to_discuss": ("Idée", "En cours"),
    "planned": ("Étude", "En cours"),
    "in_progress": ("Opération", "En cours"),
    "paused": ("Opération", "En pause"),
    "blocked": ("Opération", "Bloqué"),
    "done": ("Opération", "Terminé"),
    "abandoned": ("Opération", "Abandonné"),
}
KINDS = {"municipality": "Commune", "intermunicipal_body": "EPCI"}  # the schema knows no others

COLUMNS = (
    *("reseau", "collectivite", "siren", "plan_id", "plan", "version", "mise_a_jour", "licence"),
    *("axe_id", "axe", "action_id", "action_parente_id", "code", "titre", "description", "objectifs", "statut"),
    *("structure_pilote", "service_pilote", "co_porteurs", "partenaires", "participation", "calendrier"),
    *("date_debut", "date_fin", "action_continue", "finalites", "budget_previsionnel_ht_eur", "financeurs"),
)


def projects(content: Content, base_url: str) -> bytes:
    """The actions as projects of the national schema, with the authority whose plan it is."""
    head = content.head
    owner = _authority(head)
    return _json(
        {
            "schema": SCHEMA,
            "schemaVersion": SCHEMA_VERSION,
            "licence": "etalab-2.0",
            "licenceUrl": LICENCE,
            "attribution": attribution(head),
            "updatedAt": _instant(head.shown_at),
            "page": base_url + address(head),
            "plan": {"id": str(head.plan_id), "titre": head.title, "version": head.label, "publishedAt": _instant(head.published_at)},
            **({"demonstration": True} if head.demonstration else {}),
            **({"clock": "given"} if head.clock == "given" else {}),
            "projets-territoire": [_project(action, head, owner) for action in content.actions],
            "collectivites": [owner] if owner else [],
        }
    )


def _project(action: Action, head: Head, owner: Mapping[str, Any] | None) -> dict[str, Any]:
    phase, state = PHASES[action.status]
    told = {
        "id": str(action.action_id),
        "createdAt": _instant(action.added_at),
        "updatedAt": _instant(action.changed_at),
        "nom": action.title,
        "description": action.description,
        "budgetPrevisionnel": None if action.budget_planned is None else (action.budget_planned + 50) // 100,
        "dateDebutPrevisionnelle": None if action.starts_on is None else action.starts_on.isoformat(),
        "phase": phase,
        "phaseStatut": state,
        "programme": head.title,
        "collectiviteIds": [owner["id"]] if owner else None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _authority(head: Head) -> dict[str, Any] | None:
    """The authority in the national schema, which knows municipalities and intermunicipal bodies alone."""
    owner = head.owner
    if owner is None or owner.kind not in KINDS:
        return None
    told = {
        "id": str(owner.authority_id),
        "nom": owner.name,
        "type": KINDS[owner.kind],
        "codeInsee": owner.insee_code,
        "codeEpci": owner.siren if owner.kind == "intermunicipal_body" else None,
        "siren": owner.siren,
        "createdAt": _instant(head.published_at),
        "updatedAt": _instant(head.shown_at),
    }
    return {name: value for name, value in told.items() if value is not None}


def table(content: Content) -> bytes:
    """The actions as CSV: UTF-8, commas, ISO dates, amounts in euros with a point."""
    head = content.head
    owner = ("", "") if head.owner is None else (head.owner.name, head.owner.siren or "")
    licence = say("fr", "public.demonstration") if head.demonstration else "etalab-2.0"
    first = (head.network, *owner, str(head.plan_id), head.title, head.label, _instant(head.shown_at)[:10], licence)
    return lines_of(first, content.groups)


def lines_of(first: Sequence[str], groups: Sequence[Group]) -> bytes:
    """The same of any plan: ``first`` says of every line whose it is, up to its licence."""
    written = io.StringIO(newline="")
    lines = csv.writer(written, lineterminator="\r\n")
    lines.writerow(COLUMNS)
    for group in groups:
        axis = ("", "") if group.axis is None else (str(group.axis.axis_id), group.axis.title)
        for action in group.actions:
            lines.writerow([plain(text) for text in (*first, *axis, *_cells(action))])
    return written.getvalue().encode()


def _cells(action: Action) -> Sequence[str]:
    funders = [name if one.amount is None else f"{name}: {_euros(one.amount)}" for name, one in action.funders.items()]
    return (
        str(action.action_id),
        str(action.parent_id or ""),
        action.code or "",
        action.title,
        action.description or "",
        action.objectives or "",
        say("fr", f"status.{action.status}"),
        action.lead or "",
        action.lead_service or "",
        " | ".join(action.co_leads),
        " | ".join(action.partners),
        say("fr", f"participation.{action.participation}") if action.participation else "",
        action.calendar or "",
        action.starts_on.isoformat() if action.starts_on else "",
        action.ends_on.isoformat() if action.ends_on else "",
        "true" if action.continuous else "false",
        " | ".join(say("fr", f"aim.{aim}") for aim in action.aims),
        "" if action.budget_planned is None else _euros(action.budget_planned),
        " | ".join(funders),
    )


def catalogue(heads: Sequence[Head], base_url: str) -> bytes:
    """Every data set, as DCAT tells of them; what is invented is no open data and stays out."""
    return _json(
        {
            "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/"},
            "@id": f"{base_url}/public/catalogue.json",
            "@type": "dcat:Catalog",
            "dct:title": say("fr", "public.title"),
            "dct:language": "fr",
            "dct:license": LICENCE,
            "dcat:dataset": [_dataset(head, base_url) for head in heads if not head.demonstration],
        }
    )


def _dataset(head: Head, base_url: str) -> dict[str, Any]:
    page = base_url + address(head)
    return {
        "@id": page,
        "@type": "dcat:Dataset",
        "dct:identifier": str(head.plan_id),
        "dct:title": head.title,
        "dct:description": head.description or head.title,
        "dct:publisher": {"@type": "foaf:Organization", "foaf:name": head.owner.name if head.owner else head.network},
        "dct:issued": _instant(head.published_at),
        "dct:modified": _instant(head.shown_at),
        "dct:license": LICENCE,
        "dct:language": "fr",
        "dcat:version": head.label,
        "dcat:landingPage": page,
        "dcat:distribution": [
            _distribution(f"{page}/plan.json", "JSON", "application/json", SCHEMA),
            _distribution(f"{page}/actions.csv", "CSV", "text/csv", None),
        ],
    }


def _distribution(url: str, named: str, media_type: str, schema: str | None) -> dict[str, Any]:
    told = {
        "@id": url,
        "@type": "dcat:Distribution",
        "dct:format": named,
        "dcat:mediaType": media_type,
        "dcat:downloadURL": url,
        "dct:license": LICENCE,
    }
    return told if schema is None else {**told, "dct:conformsTo": schema}


def _json(value: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"
