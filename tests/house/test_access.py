"""Every route stands in one list with the role it demands: no route without a row, no row without a route."""

import re

import pytest
from tests.house.source import none_of

from simpul import __version__
from simpul.app.surface import page_routes, rooms
from simpul.identity.model import ROLES
from simpul.kernel.settings import Settings
from simpul.kernel.web.api import PREFIX, api_application
from simpul.kernel.web.routing import access_table

pytestmark = pytest.mark.rules
SETTINGS = Settings(modules="identity,disaster,exchange,malaria,maturity,cooperation", database_url="")
ACCESS = access_table()
OPEN = {f"GET {PREFIX}/openapi.json"}
"""What FastAPI serves by itself: the description, which holds no data."""


def pages() -> list[str]:
    return [spec.key for spec in page_routes(SETTINGS)]


def interfaces() -> list[str]:
    routers = [room.router for room in rooms(SETTINGS, "api") if hasattr(room, "router")]
    described = api_application(routers, ACCESS, __version__, {}).openapi()
    return [f"{method.upper()} {PREFIX}{path}" for path, ways in described["paths"].items() for method in ways]


def hot_paths() -> list[str]:
    """Paths that pass by every middleware; below a prefix each way has its own demand, in its own table."""
    found = [room for name in ("api", "live") for room in rooms(SETTINGS, name)]
    return [f"GET {path}" for room in found for path in getattr(room, "RAW", {})]


def test_every_route_is_listed_and_every_row_has_a_route():
    served = {*pages(), *interfaces(), *hot_paths()} - OPEN
    none_of(sorted(served - ACCESS.keys()))
    none_of(sorted(ACCESS.keys() - served))


def test_no_route_is_defined_twice():
    keys = [*pages(), *interfaces(), *hot_paths()]
    none_of(sorted({k for k in keys if keys.count(k) > 1}))


def test_every_role_is_known():
    demanded = set(ACCESS.values()) - {"public", "signed-in"}
    assert demanded <= set(ROLES)


def test_keys_are_written_as_routes_are():
    methods = r"(GET|POST|PUT|PATCH|DELETE)"
    none_of([key for key in ACCESS if not re.fullmatch(methods + r" /[a-z0-9{}/_.:\-]*", key)])


def test_whatever_changes_something_at_a_desk_demands_a_role():
    """Public posts are few, and each is meant to be."""
    public = {key for key, role in ACCESS.items() if role == "public" and not key.startswith("GET ")}
    meant = {"POST /bencana/lapor", "POST /api/v1/disaster/reports", "POST /masuk", "POST /keluar"}
    meant.add("POST /api/v1/exchange/requests")  # proves itself by its signatures
    meant.add("POST /api/v1/exchange/events")  # taken only in process, from the data path
    meant |= {"POST /bencana/lapor/{hazard}", "POST /bencana/latihan/lapor/{hazard}", "POST /k/{card}/{hazard}"}
    meant |= {"POST /k/{secret}/masih", "POST /bencana/laporan/{number}/kabar"}  # by a link's secret, or the device's mark
    meant.add("POST /penghubung/catatan/periksa")  # checks a proof and keeps nothing
    meant.add("POST /api/v1/maturity/index")  # reckons what it is given and keeps nothing
    meant |= {"POST /bencana/laporan/{number}/suara", "POST /bencana/laporan/{number}/tandai"}  # votes and flags, bounded
    meant.add("POST /bencana/lencana/{token}")  # by a link's secret, once
    meant |= {"POST /bencana/kebutuhan/baru", "POST /bencana/kebutuhan/{number}"}  # asks and promises, bounded
    meant |= {"POST /bencana/kebutuhan/saya/{secret}", "POST /bencana/bantuan/{secret}"}  # by a link's secret
    meant |= {f"POST /bencana/langganan{path}" for path in ("", "/peramban", "/kode/{secret}")}  # by a code that comes back
    meant |= {f"POST /bencana/langganan/{{token}}{path}" for path in ("", "/ubah", "/berhenti")}  # by a link's secret
    meant |= {"POST /pameran/kontak", "POST /pameran/kontak/{secret}"}  # visitors' requests, bounded; by a link's secret
    meant |= {"POST /acara/{slug}", "POST /acara/tiket/{kode}"}  # registers within a quota; by a ticket's secret
    meant |= {f"POST /kerja-sama/{path}" for path in ("dokumen/{tautan}", "hadir/{kode}", "hadir/saya/{kunci}")}  # secrets
    meant.add("POST /sertifikat/{kode}")  # checks a paper and keeps nothing
    assert public <= meant


def test_the_address_of_the_description_is_the_only_unlisted_one():
    assert OPEN.isdisjoint(ACCESS)
