"""compose.yaml and the Dockerfile: they parse, name settings that exist, and hold no secret. No container is started here."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from service import settings

ROOT = Path(__file__).resolve().parent.parent.parent
TEXT = (ROOT / "compose.yaml").read_text()
OURS = ("migrate", "service")
IMAGES_OWN = {"POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_DB", "POSTGRES_INITDB_ARGS"}
ROLE_SETTING = re.compile(r"ALTER ROLE club21 SET (\w+) = '(\w+)'")
WANTED = re.compile(r"(?<!\$)\$\{(\w+)(:\?[^}]*)?\}")


def composed(text: str) -> dict[str, Any]:
    """The document, with its anchors merged."""
    document: dict[str, Any] = yaml.safe_load(text)
    return document


def faults(text: str) -> list[str]:
    """What would go wrong with this compose file, as sentences."""
    document = composed(text)
    known = {setting.name for setting in settings.SETTINGS}
    found = []
    for name in OURS:
        service = document["services"][name]
        found += [f"{name} sets {key}, which is no setting" for key in service["environment"] if key not in known]
        if service.get("init") is not True:
            found.append(f"{name} has nobody to reap what has ended")
    declared = {"volumes": set(document["volumes"]), "networks": set(document["networks"]), "configs": set(document["configs"])}
    for name, service in document["services"].items():
        for key, value in service.get("environment", {}).items():
            if "PASSWORD" in key and not re.fullmatch(r"\$\{\w+:\?.+\}", str(value)):
                found.append(f"{name} holds the secret {key}")
            if re.search(r"://\w+:(?!\$\{)[^@]+@", str(value)):
                found.append(f"{name} holds a secret in {key}")
        if not service.get("healthcheck"):
            found.append(f"{name} has no health check")
        used = {
            "volumes": {volume.partition(":")[0] for volume in service.get("volumes", [])},
            "networks": set(service["networks"]),
            "configs": {config["source"] for config in service.get("configs", [])},
        }
        found += [f"{name} uses {one}, which is none of the {kind}" for kind, names in used.items() for one in names - declared[kind]]
        found += [
            f"{name} waits for {one}, which is no service" for one in service.get("depends_on", {}) if one not in document["services"]
        ]
    required = {match[1] for match in WANTED.finditer(text) if match[2]}
    found += [f"{match[1]} may be missing without a word" for match in WANTED.finditer(text) if match[1] not in required]
    return found


def test_the_compose_file_names_what_exists_and_holds_no_secret() -> None:
    assert faults(TEXT) == []


def test_it_is_postgresql_18_with_two_replicas_behind_caddy() -> None:
    services = composed(TEXT)["services"]
    assert services["database"]["image"] == "postgres:18"
    assert services["service"]["deploy"]["replicas"] == 2
    assert services["caddy"]["image"].startswith("caddy:2")
    assert "dynamic a service 8000" in composed(TEXT)["configs"]["caddyfile"]["content"]
    assert [name for name, service in services.items() if service.get("ports")] == ["caddy"]
    assert composed(TEXT)["networks"]["inside"] == {"internal": True}
    assert services["service"]["environment"]["SIGNING_KEY"].startswith("/keys/")
    assert "keys:/keys" in services["service"]["volumes"]
    assert not any("keys" in volume for volume in services["database"]["volumes"])
    assert services["database"]["networks"] == services["migrate"]["networks"] == ["inside"]


def test_only_the_migration_knows_the_owner_of_the_tables() -> None:
    """Without this a replica that is broken into could rewrite the log."""
    services = composed(TEXT)["services"]
    assert "DATABASE_OWNER_URL" in services["migrate"]["environment"]
    assert "DATABASE_OWNER_URL" not in services["service"]["environment"]
    assert "club21_owner" not in services["service"]["environment"]["DATABASE_URL"]


def test_the_roles_have_the_limits_they_have_in_the_embedded_server() -> None:
    theirs = ROLE_SETTING.findall(composed(TEXT)["configs"]["roles"]["content"])
    assert theirs == ROLE_SETTING.findall((ROOT / "service" / "embedded.sql").read_text())
    assert len(theirs) == 5


def test_the_image_is_built_from_the_lock_and_runs_the_service_as_nobody_special() -> None:
    image = (ROOT / "Dockerfile").read_text()
    known = {setting.name for setting in settings.SETTINGS}
    own = {"PATH", "PYTHONUNBUFFERED"}
    (line,) = re.findall(r"^ENV (.+)$", image, re.MULTILINE)
    assert {word.partition("=")[0] for word in line.split()} - own <= known
    assert "--require-hashes --only-binary :all: -r requirements.lock" in image
    assert re.search(r"^USER club21$", image, re.MULTILINE)
    assert "/health/ready" in image


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("LOG_FORMAT: json", "LOG_FORMATS: json", "no setting"),
        ("init: true", "init: false", "nobody to reap"),
        ("${POSTGRES_PASSWORD:?set POSTGRES_PASSWORD, the password of the role that owns the tables}", "sesame", "holds the secret"),
        ("club21:${CLUB21_PASSWORD}@", "club21:sesame@", "holds a secret"),
        ("- certificates:/data", "- certificate:/data", "none of the volumes"),
        ("database: { condition: service_healthy }", "databases: { condition: service_healthy }", "no service"),
        ("BASE_URL: ${BASE_URL:?", "BASE_URL: ${BASE_URL}#", "without a word"),
    ],
)
def test_a_fault_in_the_compose_file_is_seen(before: str, after: str, complaint: str) -> None:
    assert before in TEXT
    found = faults(TEXT.replace(before, after))
    assert any(complaint in fault for fault in found), found
