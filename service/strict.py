"""Decode a body once, strictly: left to itself Litestar parses it twice and takes "5" and 5.0 for 5."""

from typing import Any, ClassVar

import msgspec
from litestar.dto import AbstractDTO
from litestar.typing import FieldDefinition

from events.decider import Invalid
from service.problems import WrongType, told_by_codec


def decoded(decoder: msgspec.json.Decoder[Any], value: bytes) -> Any:
    """What these bytes say, or what is wrong with them."""
    try:
        return decoder.decode(value)
    except msgspec.DecodeError as error:
        raise told_by_codec(str(error)) from None
    except UnicodeDecodeError:
        raise Invalid("This is not JSON in UTF-8.", key="invalid.utf8") from None
    except RecursionError:
        raise Invalid("This JSON is nested too deeply.", key="invalid.deep") from None


class Strict(AbstractDTO[Any]):
    """The way every JSON body comes in; uploads say ``dto=None``."""

    decoders: ClassVar[dict[str, msgspec.json.Decoder[Any]]] = {}

    @classmethod
    def is_supported_model_type_field(cls, field_definition: FieldDefinition) -> bool:
        return True

    @classmethod
    def create_for_field_definition(cls, field_definition: FieldDefinition, handler_id: str, backend_cls: Any = None) -> None:
        if field_definition.name == "data":
            cls.decoders[handler_id] = msgspec.json.Decoder(field_definition.annotation)

    @classmethod
    def create_openapi_schema(cls, field_definition: FieldDefinition, handler_id: str, schema_creator: Any) -> Any:
        return schema_creator.for_field_definition(field_definition)

    def decode_bytes(self, value: bytes) -> Any:
        content_type, _, parameters = self.asgi_connection.headers.get("content-type", "").lower().partition(";")
        if content_type.strip() != "application/json" or parameters.replace(" ", "").replace('"', "") not in ("", "charset=utf-8"):
            raise WrongType
        return decoded(self.decoders[self.asgi_connection.route_handler.handler_id], value)
