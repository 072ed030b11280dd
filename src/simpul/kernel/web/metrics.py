"""Prometheus measures of a node; several workers share them through files when PROMETHEUS_MULTIPROC_DIR is set."""

import os

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.responses import Response

from simpul.kernel.web.request import Request

REQUESTS = Counter("simpul_http_requests_total", "Requests answered.", ["method", "route", "status"])
SECONDS = Histogram(
    "simpul_http_request_seconds", "Time to answer.", ["route"], buckets=(0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10)
)


def show(_request: Request) -> Response:
    """All measures in Prometheus' text form, of every worker of this node."""
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
