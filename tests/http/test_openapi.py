"""The OpenAPI document is complete, and the service keeps to it whatever is sent."""

import asyncio
import os
from collections import Counter
from typing import Any

import msgspec
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error, response_headers_conformance, response_schema_conformance, status_code_conformance
from schemathesis.generation import GenerationMode

from events import catalogue
from events.asking import Asking
from events.decider import Refused
from service import access, problems, schema
from tests.http import test_rights
from tests.http.test_rights import Crowd
from tests.http.town import Town
from tests.people import ADA, BEN

crowd = test_rights.crowd  # everyone at the door of a network

CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance, response_headers_conformance]


@pytest.fixture
async def document(town: Town) -> dict[str, Any]:
    """The document as a program gets it, without signing in."""
    return await town.document()


async def test_every_command_is_a_component_named_by_its_tag(document: dict[str, Any]) -> None:
    components = document["components"]["schemas"]
    assert components.keys() >= catalogue.COMMANDS.keys()
    for tag in catalogue.COMMANDS:
        assert components[tag]["additionalProperties"] is False
        assert components[tag]["description"]
        assert components[tag]["properties"]["tag"] == {"enum": [tag]}
        assert "tag" in components[tag]["required"]
    discriminator = components["Asking"]["properties"]["command"]["discriminator"]
    assert discriminator["propertyName"] == "tag"
    assert discriminator["mapping"] == {tag: f"#/components/schemas/{tag}" for tag in catalogue.COMMANDS}


async def test_every_example_is_what_the_service_takes(document: dict[str, Any]) -> None:
    (body,) = document["paths"]["/api/networks/{network_id}/commands"]["post"]["requestBody"]["content"].values()
    assert body["examples"].keys() == catalogue.COMMANDS.keys()
    for name, example in body["examples"].items():
        asked = msgspec.json.decode(msgspec.json.encode(example["value"]), type=Asking)
        assert asked.command.__struct_config__.tag == name


async def test_every_refusal_is_named_where_changes_are_asked_for(document: dict[str, Any]) -> None:
    answers = document["paths"]["/api/networks/{network_id}/commands"]["post"]["responses"]
    named = {code for status in ("403", "409") for code in answers[status]["content"][problems.MEDIA_TYPE]["examples"]}
    assert named >= {code for code, refused in Refused.known.items() if refused.__module__.startswith(("events.", "service."))}


async def test_every_address_says_what_can_go_wrong(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            told = operation["responses"]
            assert operation["description"], (method, path)
            assert told.keys() >= {"500", "503"}, (method, path)
            if "{network_id}" in path:
                assert told.keys() >= {"400", "401", "404"}, (method, path)
                assert operation["security"] == [{"session": []}, {"token": []}]
            for status, answer in told.items():
                if int(status) >= 400 and path != "/health/ready":
                    assert answer["content"][problems.MEDIA_TYPE]["schema"] == {"$ref": "#/components/schemas/Problem"}


async def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    assert set(schema.references(document)) <= document["components"]["schemas"].keys()


#: Examples of each address, fitting and not; FAULT_MINUTES asks for many more, over night.
EXAMPLES = 1 if "FAULT_MINUTES" not in os.environ else 20 * int(os.environ["FAULT_MINUTES"])
SIGNING_OUT = frozenset({"sign_out", "sign_out_everywhere"})  # whoever asks would be somebody else afterwards
#: Of no text that could be looked through, and a second each; other tests read them, such as test_documents.py and test_minutes.py.
PACKED = test_rights.PRINTED | {"plan_workbook", "export_evidence"}
INSIDERS = frozenset(access.ROLES)
MARK, MARKED = "La source cachée", 0  # a text that only those who belong here may be sent, and where such answers are counted


async def test_the_service_keeps_to_its_document_whoever_asks(crowd: Crowd) -> None:
    """Requests that fit the document, and requests that break it in one place, each asked by everyone in the table of rights."""
    town = crowd.town
    await town.ask(ADA, "action_plan.edit", town.plan, title={"was": "Plan climat", "to": MARK})
    crowd.action = await town.add(BEN, MARK, description=MARK)
    shown = {asker: await crowd.headers(asker) for asker in access.ASKERS}
    statuses = await asyncio.to_thread(_fuzz, crowd, shown)
    await town.service.pool.execute("DELETE FROM people.tries")  # others ask from here, too
    assert statuses.keys() == set(access.ASKERS)
    for asker, found in statuses.items():
        assert sum(found.values()) > 80, asker
        assert (found[MARKED] > 0) is (asker in INSIDERS), asker
        assert found.keys() & ({200, 204} if asker in INSIDERS else {401, 404}), asker


def _fuzz(crowd: Crowd, shown: dict[access.Asker, dict[str, str]]) -> dict[str, Counter[int]]:
    statuses: dict[str, Counter[int]] = {asker: Counter() for asker in shown}
    here = crowd.places()
    browsers = {asker: requests.Session() for asker in shown}
    for found in schemathesis.openapi.from_dict(crowd.document).get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]  # an address the tool can not read fails the test here
        if operation.definition.raw["operationId"] in SIGNING_OUT | PACKED:
            continue
        places = {name: value for name, value in here.items() if f"{{{name}}}" in operation.path}
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            if mode is GenerationMode.NEGATIVE and not operation.body and not operation.query:
                continue  # there is nothing to break

            @settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
            @given(case=operation.as_strategy(mode, path_parameters=places or None))
            def answered(case: schemathesis.Case[Any]) -> None:
                for asker, headers in shown.items():
                    answer = case.call(base_url=crowd.town.url, headers=headers, session=browsers[asker])
                    case.validate_response(answer, checks=CHECKS)
                    statuses[asker][answer.status_code] += 1
                    if MARK in answer.text:
                        assert asker in INSIDERS, (asker, case.operation.path)
                        statuses[asker][MARKED] += 1

            answered()
    for browser in browsers.values():
        browser.close()
    return statuses
