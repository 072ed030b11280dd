"""The one route of `ui`: static files. Which, and how they may be kept, is decided in `assets`."""

from simpul.kernel.errors import NotFound
from simpul.kernel.web import Request, Response, route
from simpul.ui.assets import opened


async def static_file(request: Request) -> Response:
    """A module's static file; NotFound when there is none."""
    params = request.path_params
    found = opened().answer(params["version"], params["path"], request.headers.get("accept-encoding", ""))
    if found is None:
        raise NotFound()
    return Response(found.body, headers=found.headers)


ROUTES = [route("GET", "/static/{version}/{path:path}", static_file)]
