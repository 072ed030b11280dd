"""OGC SensorThings 1.1 at `/sta/v1.1`, for reading: gauges and all they said, without a key. Standard: OGC 18-088."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from starlette.datastructures import QueryParams

from simpul.disaster.actions.gauge_sta import Bare, Service
from simpul.disaster.model.sta import NothingThere
from simpul.disaster.rules.sta.asking import read_options, read_steps
from simpul.disaster.rules.sta.entities import MANY
from simpul.kernel.errors import NotFound, Refusal
from simpul.kernel.web import Request, Response, json, route

PATH = "/sta/v1.1"
_SPEC = "http://www.opengis.net/spec/iot_sensing/1.1/req"
CONFORMANCE = (
    f"{_SPEC}/datamodel",
    f"{_SPEC}/resource-path/resource-path-to-entities",
    f"{_SPEC}/request-data/order",
    f"{_SPEC}/request-data/expand",
    f"{_SPEC}/request-data/select",
    f"{_SPEC}/request-data/status-codes",
    f"{_SPEC}/request-data/query-status-codes",
    f"{_SPEC}/request-data/orderby",
    f"{_SPEC}/request-data/top",
    f"{_SPEC}/request-data/skip",
    f"{_SPEC}/request-data/count",
    f"{_SPEC}/request-data/pagination",
)
"""What is declared. `$filter` is answered for the most part, and what is not is refused with its reason: not declared."""
_HEADERS = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=5"}


def root(request: Request) -> Response:
    """The sets there are, and which parts of the standard are answered."""
    base = base_of(request)
    sets = [{"name": name, "url": f"{base}/{name}"} for name in MANY]
    return json({"value": sets, "serverSettings": {"conformance": list(CONFORMANCE)}}, headers=_HEADERS)


def answer(request: Request) -> Response:
    """What is at the path; else what is wrong, as the standard's clients read it."""
    try:
        steps = read_steps(request.path_params["path"])
        options = read_options(request.query_params.multi_items())
        found = Service(request.platform, base_of(request)).answer(steps, options, _address(request))
    except NothingThere as refusal:
        return _wrong(404, refusal)
    except NotFound as refusal:
        return _wrong(404, refusal)
    except Refusal as refusal:
        return _wrong(503 if refusal.code == "unavailable" else 400, refusal)
    if isinstance(found, Bare):
        return _bare(found.value)
    return json(found, headers=_HEADERS)


def _bare(value: Any) -> Response:
    if isinstance(value, dict | list):
        return json(value, headers=_HEADERS)
    return Response("" if value is None else str(value), 200, _HEADERS, "text/plain; charset=utf-8")


def _wrong(status: int, refusal: Refusal) -> Response:
    message = refusal.sentence.format(**refusal.facts)
    return json({"code": status, "type": "error", "message": message}, status, _HEADERS)


def _address(request: Request) -> Callable[[int], str]:
    """The address of the same question from another entity on."""
    pairs = [(name, value) for name, value in QueryParams(request.url.query).multi_items() if name != "$skip"]

    path = quote(request.path_params["path"], safe="/()'$")

    def address(skip: int) -> str:
        said = [*pairs, ("$skip", str(skip))]
        query = "&".join(f"{quote(name, safe='$')}={quote(value, safe='$(),;/')}" for name, value in said)
        return f"{base_of(request)}/{path}?{query}"

    return address


def base_of(request: Request) -> str:
    """The service's address as people outside reach it; as this request came, where none is set."""
    own = request.platform.settings.public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"
    return f"{own}{PATH}"


ROUTES = [route("GET", PATH, root), route("GET", f"{PATH}/{{path:path}}", answer)]
