"""What tests of the catalogue say often: a listing, a browser that is somebody, an OpenAPI description, hostile words."""

import json
from datetime import UTC, datetime
from uuid import UUID

from starlette.testclient import TestClient

from simpul.app import create_app
from simpul.exchange.model.listing import ListedService, Terms
from simpul.exchange.model.services import Endpoint, Lifecycle, Promise
from simpul.exchange.store import listing as store
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.kernel.web.request import Session, Sessions

PORTAL, BPBD, DINKES = "ID/GOV/2060/PORTAL", "ID/GOV/6000/BPBD", "ID/GOV/8205/DINKES"
NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
INTEGRATOR = Actor(UUID(int=51), "Ira", agency=PORTAL, roles=frozenset({"exchange.integrator"}))
STEWARD = Actor(UUID(int=52), "Siti", agency=PORTAL, roles=frozenset({"exchange.steward"}))
AUDITOR = Actor(UUID(int=53), "Adi", agency=PORTAL, roles=frozenset({"node.auditor"}))
STRANGER = Actor(UUID(int=54), "Tono", agency=BPBD, roles=frozenset({"exchange.steward", "exchange.integrator"}))
EVERYBODY = (INTEGRATOR, STEWARD, AUDITOR, STRANGER)
HOSTILE = '<script>alert(1)</script>\u202e{{ 7*7 }}" onload=x'
TERMS = Terms(
    told=True,
    contact="Pusdatin BPBD, 112",
    classification="open",
    promise=Promise("99.5", 500, "24 jam"),
)
DESCRIPTION = {
    "openapi": "3.1.0",
    "info": {"title": "Laporan", "version": "1", "description": "Laporan banjir warga."},
    "servers": [{"url": "http://10.0.0.7/rahasia"}],
    "paths": {
        "/reports/{number}": {
            "get": {
                "summary": "Satu laporan",
                "parameters": [
                    {"name": "number", "in": "path", "schema": {"type": "integer"}, "example": 17},
                    {"name": "year", "in": "query", "required": True, "schema": {"type": "integer"}, "example": 2026},
                ],
                "responses": {"200": {"description": "Laporan itu"}},
            }
        }
    },
}


def listed(service: str, title: str, **more: object) -> ListedService:
    """A listed service of BPBD's province, or of somebody else's."""
    values = {
        "agency": "BPBD Provinsi DKI Jakarta",
        "kind": "REST",
        "endpoints": (Endpoint("GET", "/live"),),
        "seen_at": NOW,
        "member": "Pemerintah Provinsi DKI Jakarta",
        "terms": TERMS,
    }
    return ListedService(service=service, title=title, **(values | more))  # type: ignore[arg-type]


def keep(platform: Platform, *services: ListedService, documents: dict[str, object] | None = None) -> None:
    """These, and only these, are what the node heard of; with descriptions as JSON by the service's path."""
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        for owner in {one.subsystem for one in services}:
            store.keep_listing(unit.connection, owner, [one for one in services if one.subsystem == owner])
        for path, document in (documents or {}).items():
            store.keep_description(unit.connection, path, "d", json.dumps(document).encode(), NOW)


def deprecated(**more: object) -> Terms:
    """Terms of a service that ends in June 2027."""
    values = {
        "told": True,
        "classification": "restricted",
        "lifecycle": Lifecycle.DEPRECATED,
        "deprecated_at": NOW,
        "sunset_at": datetime(2027, 6, 30, 17, tzinfo=UTC),
        "successor": f"{BPBD}/reports",
    }
    return Terms(**(values | more))  # type: ignore[arg-type]


class _Known:
    def find(self, platform: Platform, token: str) -> Session | None:
        return next((Session(one.id, one, token) for one in EVERYBODY if str(one.id) == token and one.id), None)

    def bearer(self, platform: Platform, token: str) -> None:
        return None


def browser(platform: Platform, actor: Actor | None = None) -> TestClient:
    """A browser at that node, signed in as `actor`."""
    object.__setattr__(platform, "ports", {**platform.ports, Sessions: _Known()})
    client = TestClient(create_app(platform, background=False), base_url="http://localhost", follow_redirects=False)
    if actor is not None:
        client.cookies.set(platform.settings.cookie, str(actor.id))
    return client


def send(client: TestClient, page: str, to: str = "", /, **fields: object):
    """What a form answers, sent with the token of its own page."""
    token = client.get(page).text.split('name="csrf" value="')[1].split('"', maxsplit=1)[0]
    files = fields.pop("files", None)
    return client.post(to or page, data={"csrf": token, **fields}, files=files)
