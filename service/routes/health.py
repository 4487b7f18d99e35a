"""Is this process alive, is it ready, what does it count: for those who run it, and their machines."""

from litestar import Response, get
from litestar.datastructures import State
from prometheus_client import CONTENT_TYPE_LATEST

from service import health
from service.health import Health


@get("/health/live", operation_id="health_live", sync_to_thread=False)
def live() -> dict[str, str]:
    """Answer as long as the process runs."""
    return {"status": "live"}


@get("/health/ready", operation_id="health_ready")
async def ready(state: State) -> Response[Health]:
    """Say whether this process can take requests: 503 while its database is away."""
    found = await health.look(state.pool, state.networks)
    return Response(found, status_code=200 if found.ready else 503)


@get("/metrics", include_in_schema=False, sync_to_thread=False)
def metrics(state: State) -> Response[bytes]:
    """What this process counts, in the format of Prometheus."""
    return Response(state.counters.page(), media_type=CONTENT_TYPE_LATEST)
