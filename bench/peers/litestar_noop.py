"""A bare Litestar application that decodes the same body and does nothing: no door, no session, nothing durable."""

from litestar import Litestar, post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK

from events.asking import Asking, Receipt


@post("/noop", status_code=HTTP_200_OK)
async def noop(data: JSONBody[Asking]) -> Receipt:
    """Answer as if something had been done."""
    return Receipt(data.id, "applied", "1.1")


def application() -> Litestar:
    return Litestar([noop], openapi_config=None, logging_config=None)
