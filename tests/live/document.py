"""The AsyncAPI document as a judge: every frame that a test sees, in and out, has the shape that the document gives it."""

import re
from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any

import jsonschema_rs

from projections.catalogue import PROJECTIONS
from projections.projection import Projection
from service import asyncapi

UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # draft 07 knows of no such format
ADDRESS = "http://localhost:9000"


class Document:
    """What a service whose lanes show these tables says about itself."""

    def __init__(self, projections: tuple[Projection[Any], ...]) -> None:
        self._projections = projections
        self._judges: dict[str, jsonschema_rs.Draft7Validator] = {}

    @cached_property
    def whole(self) -> dict[str, Any]:
        return asyncapi.described(ADDRESS, self._projections)

    def heard(self, frame: Mapping[str, Any]) -> None:
        """Raise unless a client may say this."""
        name = f"{frame['t']}.heard"
        self.judge(name if name in self.whole["components"]["messages"] else frame["t"], frame)

    def told(self, frame: Mapping[str, Any]) -> None:
        """Raise unless the service may say this."""
        self.judge(frame["t"], frame)

    def judge(self, message: str, frame: Mapping[str, Any]) -> None:
        """Raise unless the frame is such a message."""
        judge = self._judges.get(message)
        if judge is None:
            assert message in self.whole["components"]["messages"], f"no message of the document is called {message}"
            schema = {"allOf": [self.whole["components"]["messages"][message]["payload"]], "components": self.whole["components"]}
            judge = self._judges[message] = jsonschema_rs.Draft7Validator(schema, validate_formats=True, formats={"uuid": _is_uuid})
        judge.validate(frame)


@cache
def of(projections: tuple[Projection[Any], ...] = PROJECTIONS) -> Document:
    """The document of these tables, made once however many screens are held to it."""
    return Document(projections)


def _is_uuid(text: str) -> bool:
    return UUID_TEXT.fullmatch(text) is not None
