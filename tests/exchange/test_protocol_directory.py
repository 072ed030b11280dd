"""listClients, listMethods, allowedMethods, getOpenAPI, and GovStack's names for them. PROTOCOL §1 "Directory"."""

import json
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from tests.exchange.protocol import REPORTS, asked, written
from tests.exchange.test_protocol_errors import check
from tests.exchange.world import BPBD, PORTAL, grant

HOME = f"/r1/{BPBD}"
FOUR = ["consumer received", "consumer answered 200", "provider received", "provider answered 200"]
XML = {"x": "http://x-road.eu/xsd/xroad.xsd", "i": "http://x-road.eu/xsd/identifiers"}
OF_BPBD = {"xroad_instance": "ID", "member_class": "GOV", "member_code": "6000", "subsystem_code": "BPBD"}
DESCRIPTION = {
    "openapi": "3.0.3",
    "info": {"title": "Obat", "version": "1"},
    "servers": [
        {"url": "http://10.0.0.5/internal", "description": "Dalam"},
        {"url": "https://{h}/", "variables": {"h": {"default": "x"}}},
    ],
    "paths": {
        "/stock": {
            "servers": [{"url": "http://10.0.0.6"}],
            "get": {"servers": [{"url": "http://10.0.0.7"}], "responses": {}},
        },
        "/other": {"get": {"responses": {}, "x-example": {"servers": [{"url": "kept"}]}}},
    },
}


def entry(instance="ID", kind="MEMBER", code="6000", subsystem=None):
    found = {"object_type": kind, "xroad_instance": instance, "member_class": "GOV", "member_code": code}
    return found if subsystem is None else {**found, "subsystem_code": subsystem}


MEMBERS = [
    {"id": entry(code="2060"), "name": "Kementerian PANRB"},
    {"id": entry(), "name": "Pemprov DKI Jakarta"},
    {
        "id": entry(kind="SUBSYSTEM", code="2060", subsystem="PORTAL"),
        "name": "Kementerian PANRB",
        "subsystem_name": "PORTAL",
    },
    {"id": entry(kind="SUBSYSTEM", subsystem="BPBD"), "name": "Pemprov DKI Jakarta", "subsystem_name": "BPBD"},
]


def clients(town, query="", accept="application/json", method="GET"):
    return asked(town.portal.consumer, written(method, "/listClients" + query, [("Accept", accept)] if accept else []))


def by_name(entries):
    return sorted(entries, key=lambda one: json.dumps(one["id"], sort_keys=True))


@pytest.mark.parametrize("query", ["", "?", "?xRoadInstance=ID", "?xRoadInstance=%49D", "?x=1&xRoadInstance=ID"])
@pytest.mark.parametrize("accept", ["application/json", "text/xml, application/json;q=0.1", "APPLICATION/JSON"])
def test_clients_in_json(town, query, accept):
    """PROTOCOL §1 `GET /listClients[?xRoadInstance=X]`, no client header: JSON if Accept has application/json."""
    with town.watched() as leaves:
        answer = clients(town, query, accept)
    assert answer.status == 200
    assert answer.one("content-type").startswith("application/json")
    assert answer.json.keys() == {"member"}
    assert by_name(answer.json["member"]) == by_name(MEMBERS)
    assert leaves == []


@pytest.mark.parametrize("accept", ["", "*/*", "text/xml", "text/html"])
def test_clients_in_xml(town, accept):
    """PROTOCOL §1 `GET /listClients`: else XML, as X-Road's clientList."""
    answer = clients(town, "", accept)
    assert answer.one("content-type").startswith("text/xml")
    found = []
    for member in ET.fromstring(answer.body).findall("x:member", XML):
        own = member.find("x:id", XML)
        parts = [part.text for part in own]
        found.append((own.get(f"{{{XML['i']}}}objectType"), *parts, *[name.text for name in member][1:]))
    expected = [(one["id"]["object_type"], *list(one["id"].values())[1:], *list(one.values())[1:]) for one in MEMBERS]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("query", ["?xRoadInstance=EE", "?xRoadInstance=", "?xRoadInstance=%FF"])
def test_clients_of_an_instance_nobody_knows(town, query):
    """PROTOCOL §1: an error of the table's form, and nothing of ours under another's name."""
    check(clients(town, query), "Server.ClientProxy.InternalError", ".+")
    assert b"<error><type>" in clients(town, query, "text/xml").body


@pytest.mark.parametrize("method", ["POST", "DELETE", "OPTIONS"])
def test_clients_are_read_alone(town, method):
    """PROTOCOL §1 `GET /listClients`."""
    assert clients(town, method=method).status == 500


@pytest.fixture(scope="module")
def offered(town):
    """Services of both kinds at BPBD, with endpoints and grants of every sort; by code."""
    past, ahead = (datetime.now(UTC) + timedelta(days=days) for days in (-1, 1))
    listed = (
        '[{"method": "GET", "path": "/stock"}, {"method": "POST", "path": "/stock"}, {"method": "GET", "path": "/stock/*"}]'
    )
    for code in ("all", "one", "any", "group", "local", "past", "none", "narrow", "revoked"):
        town.offer(code=code, subject="", **({"description": json.dumps(DESCRIPTION)} if code == "all" else {}))
        town.sql(
            town.bpbd,
            "UPDATE exchange_service SET endpoints = $1::jsonb WHERE code = $2",
            "[]" if code == "narrow" else listed,
            code,
        )
    town.sql(town.bpbd, """INSERT INTO exchange_local_group VALUES ('mitra', 'Mitra', '["ID/GOV/2060/PORTAL"]')""")
    for more in (
        {"code": "all"},
        {"code": "one", "method": "GET", "path": "/stock"},
        {"code": "any", "method": "*", "path": "/**"},
        {"code": "group", "subject": "instansi", "kind": "global", "method": "POST", "path": "/stock"},
        {"code": "local", "subject": "mitra", "kind": "local", "expires_at": ahead},
        {"code": "past", "expires_at": past},
        {"code": "none", "subject": "ID/GOV/2060/OTHER"},
        {"code": "narrow", "method": "GET", "path": "/a/*"},
        {"code": "revoked"},
    ):
        town.run(grant(town.bpbd, **more))
    town.sql(town.bpbd, "UPDATE exchange_grant SET revoked_at = now() WHERE service = 'revoked'")
    return town


LISTED = [("GET", "/stock"), ("POST", "/stock"), ("GET", "/stock/*")]
ALLOWED = {
    "all": LISTED,
    "any": LISTED,
    "group": [("POST", "/stock")],
    "local": LISTED,
    "narrow": [("GET", "/a/*")],
    "one": [("GET", "/stock")],
    "reports": [("*", "**")],
}


def methods(answer):
    """Endpoints by service code, once the entries are what the contract says."""
    found = {}
    for one in answer.json["service"]:
        assert {key: one[key] for key in OF_BPBD} == OF_BPBD
        assert one.keys() == OF_BPBD.keys() | {"object_type", "service_type", "service_code", "endpoint_list"}
        assert (one["object_type"], one["service_type"]) == (
            "SERVICE",
            "OPENAPI" if one["service_code"] == "all" else "REST",
        )
        assert all(end.keys() == {"method", "path"} for end in one["endpoint_list"])
        found[one["service_code"]] = [(end["method"], end["path"]) for end in one["endpoint_list"]]
    return found


def test_methods_are_listed_for_every_member(offered):
    """PROTOCOL §1 `listMethods`: with client header, signed and logged, open to all members."""
    with offered.watched() as leaves:
        answer = offered.ask(HOME + "/listMethods")
    assert (answer.status, answer.one("content-type")) == (200, "application/json;charset=utf-8")
    assert answer.one("x-road-service") == f"{BPBD}/listMethods"
    found = methods(answer)
    assert found.keys() == {"all", "any", "group", "local", "narrow", "none", "one", "past", "reports", "revoked"}
    assert found["none"] == LISTED
    assert leaves == FOUR


def test_allowed_methods_are_what_this_client_may_call(offered):
    """PROTOCOL §1 `allowedMethods`: only what this client may call: by subsystem, groups, endpoints, until they expire."""
    with offered.watched() as leaves:
        assert methods(offered.ask(HOME + "/allowedMethods")) == ALLOWED
    assert leaves == FOUR


def test_what_is_allowed_can_be_called_and_what_is_not_cannot(offered):
    """PROTOCOL §1 "Access rights" and `allowedMethods` say the same."""
    found = methods(offered.ask(HOME + "/allowedMethods"))
    everything = methods(offered.ask(HOME + "/listMethods"))
    for code, endpoints in everything.items():
        for method, path in endpoints:
            if method != "*":
                allowed = (method, path) in found.get(code, [])
                answer = offered.ask(f"{HOME}/{code}{path.replace('*', '7')}", method=method)
                assert (answer.status == 200) == allowed, (code, method, path)


@pytest.mark.parametrize("which", ["listMethods", "allowedMethods", "getOpenAPI?serviceCode=all"])
def test_the_directory_is_read_and_by_clients_alone(offered, which):
    """PROTOCOL §1 "Directory": `GET`, with client header."""
    nobody = asked(offered.portal.consumer, written("GET", f"{HOME}/{which}"))
    check(nobody, "Server.ClientProxy.InvalidClientIdentifier", ".+")
    for method in ("POST", "DELETE"):
        check(
            offered.ask(f"{HOME}/{which}", method=method),
            "Server.ServerProxy.UnknownService",
            f"Unknown service: SERVICE:{BPBD}/.+",
        )


def test_the_directory_of_a_subsystem_that_is_not_there(offered):
    """PROTOCOL §1, error table: "provider member unknown"."""
    check(offered.ask("/r1/ID/GOV/9/X/listMethods"), "Server.ClientProxy.UnknownMember", "Could not find addresses .+")


def test_a_description_names_the_exchange_as_its_server(offered):
    """PROTOCOL §1 `getOpenAPI?serviceCode=x`: the description with `servers[].url` replaced, wherever OpenAPI has them."""
    with offered.watched() as leaves:
        answer = offered.ask(HOME + "/getOpenAPI?serviceCode=all")
    url, found = f"{HOME}/all", answer.json
    assert [one["url"] for one in found["servers"]] == [url, url]
    assert found["servers"][0]["description"] == "Dalam"
    assert found["paths"]["/stock"]["servers"] == found["paths"]["/stock"]["get"]["servers"] == [{"url": url}]
    assert found["paths"]["/other"] == DESCRIPTION["paths"]["/other"]
    assert (found["openapi"], found["info"]) == (DESCRIPTION["openapi"], DESCRIPTION["info"])
    assert b"10.0.0" not in answer.body
    assert leaves == FOUR


def test_a_description_without_servers_gets_one(offered):
    """PROTOCOL §1 `getOpenAPI`: OpenAPI takes an absent list as `/`, which would be wrong."""
    offered.offer(code="bare", description=json.dumps({"openapi": "3.1.0", "info": {}, "paths": {}}))
    assert offered.ask(HOME + "/getOpenAPI?serviceCode=bare").json["servers"] == [{"url": HOME + "/bare"}]
    offered.sql(offered.bpbd, "DELETE FROM exchange_service WHERE code = 'bare'")


@pytest.mark.parametrize(
    ("query", "kind", "message"),
    [
        ("", "InvalidRequest", ".*serviceCode.*"),
        ("?", "InvalidRequest", ".*serviceCode.*"),
        ("?serviceCode=", "InvalidRequest", ".*serviceCode.*"),
        ("?servicecode=all", "InvalidRequest", ".*serviceCode.*"),
        ("?serviceCode=zz", "UnknownService", f"Unknown service: SERVICE:{BPBD}/zz"),
        ("?serviceCode=a%20b", "UnknownService", f"Unknown service: SERVICE:{BPBD}/a b"),
        ("?serviceCode=one", "InvalidRequest", ".+"),
    ],
)
def test_no_service_code_no_description(offered, query, kind, message):
    """PROTOCOL §1: no serviceCode → `server.serverproxy.invalid_request`; an unknown one is an unknown service."""
    with offered.watched() as leaves:
        check(offered.ask(HOME + "/getOpenAPI" + query), "Server.ServerProxy." + kind, message)
    assert leaves[2:3] == ["provider received"]


GOVSTACK = [("X-GovStack-Client", PORTAL)]


def alias(town, target, headers=GOVSTACK):
    return asked(town.portal.consumer, written("GET", target, headers))


@pytest.mark.parametrize("name", ["X-GovStack-Client", "x-govstack-client", "Information-Mediator-Client", "X-Road-Client"])
def test_govstack_names_the_same_things_its_own_way(offered, name):
    """PROTOCOL §1: thin aliases without `/r1`: `X-GovStack-Client`, `GovStackInstance`, `applicationCode`."""
    with offered.watched() as leaves:
        answer = alias(offered, f"/{BPBD}/allowedMethods", [(name, PORTAL)])
    assert (answer.status, leaves) == (200, FOUR)
    (one,) = [one for one in answer.json["member"] if one["serviceCode"] == "one"]
    named = {key: one[key] for key in ("GovStackInstance", "memberClass", "memberCode", "applicationCode", "serviceType")}
    assert list(named.values()) == ["ID", "GOV", "6000", "BPBD", "REST"]
    assert one["endpointList"] == {"member": [{"method": "GET", "path": "/stock"}]}
    assert {one["serviceCode"] for one in answer.json["member"]} == ALLOWED.keys()
    assert len(alias(offered, f"/{BPBD}/listMethods").json["member"]) == 10


def test_govstacks_description_is_a_json_string(offered):
    """PROTOCOL §1: getOpenAPI answers a JSON string."""
    found = alias(offered, f"/{BPBD}/getOpenAPI?serviceCode=all").json
    assert isinstance(found, str)
    assert json.loads(found)["servers"][0]["url"] == f"{HOME}/all"


@pytest.mark.parametrize("name", ["GovStackInstance", "instanceId"])
def test_govstacks_clients(town, name):
    """PROTOCOL §1, GovStack's names in listClients."""
    found = asked(town.portal.consumer, written("GET", f"/listClients?{name}=ID")).json["member"]
    assert {one.get("applicationCode") for one in found} == {None, "PORTAL", "BPBD"}
    assert all((one["GovStackInstance"], one["memberClass"]) == ("ID", "GOV") for one in found)
    assert asked(town.portal.consumer, written("GET", f"/listClients?{name}=EE")).json == {"member": []}


@pytest.mark.parametrize(
    ("target", "headers"),
    [
        (f"/{BPBD}/listMethods", []),
        (f"/{BPBD}/listMethods", [("X-GovStack-Client", "ID")]),
        ("/ID/GOV/6%000/BPBD/listMethods", GOVSTACK),
        ("/ID/GOV/a|b/BPBD/listMethods", GOVSTACK),
        ("/ID/GOV/9/X/listMethods", GOVSTACK),
        (f"/{BPBD}/getOpenAPI", GOVSTACK),
        (f"/{BPBD}/getOpenAPI?serviceCode=zz", GOVSTACK),
        (f"/{BPBD}/listMethods", [("X-GovStack-Client", "ID/GOV/1/X")]),
    ],
)
def test_govstack_says_400_to_bad_identifiers(offered, target, headers):
    """PROTOCOL §1: bad identifiers 400; a JSON string says why."""
    answer = alias(offered, target, headers)
    assert answer.status == 400
    assert answer.json.startswith("Server.")


def test_the_aliases_are_nothing_more(offered):
    """PROTOCOL §1 "thin aliases, nothing more": a call without `/r1` is no call."""
    check(alias(offered, REPORTS.removeprefix("/r1")), "Server.ClientProxy.InternalError", "Invalid request URI")
    check(alias(offered, f"/{BPBD}/listMethods/x"), "Server.ClientProxy.InternalError", "Invalid request URI")
