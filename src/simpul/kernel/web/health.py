"""Is the process alive; is the node ready to serve."""

from simpul.kernel.database.migrate import current, head
from simpul.kernel.errors import Unavailable
from simpul.kernel.web import metrics
from simpul.kernel.web.request import Request
from simpul.kernel.web.responses import Response, json
from simpul.kernel.web.routing import route


def live(_request: Request) -> Response:
    """The process answers."""
    return json({"status": "live"})


def ready(request: Request) -> Response:
    """The database answers and stands at the newest migration; Unavailable otherwise."""
    with request.platform.database.reading():
        version = current(request.platform.database.engine)
    if version != head():
        raise Unavailable(part="migrations")
    return json({"status": "ready", "migration": version, "node": request.platform.settings.node})


ROUTES = [route("GET", "/health/live", live), route("GET", "/health/ready", ready), route("GET", "/metrics", metrics.show)]
