"""How the catalogue fills: each subsystem is asked through the exchange, signed and on record; X-Road's nodes too."""

import asyncio
import json
from datetime import timedelta

import pytest
from tests.exchange.asking_nodes import act, beside
from tests.exchange.catalogue_rooms import DESCRIPTION, HOSTILE, NOW
from tests.exchange.world import BPBD, PORTAL, offer, world

from simpul.exchange.actions import catalogue as finding
from simpul.exchange.actions import listing
from simpul.exchange.model.listing import EVENTS, ListedService, Wanted
from simpul.exchange.model.services import Classification, Lifecycle, Promise, Service, ServiceKind
from simpul.exchange.rules import catalogue
from simpul.exchange.rules.listing import is_away, schema_in
from simpul.exchange.store import listing as store
from simpul.kernel.ids import RandomIds

TYPE = """
INSERT INTO exchange_event_type (owner, name, title, description, schema, classification, public, days, added_at)
VALUES ($1, $2, 'Laporan terverifikasi', 'Sebuah laporan diperiksa.', '{"type": "object"}', 'open', $3, 14, now())
"""


def service(code="reports", **more):
    values = {
        "kind": ServiceKind.OPENAPI,
        "title": "Laporan",
        "url": "http://10.0.0.7",
        "description": json.dumps(DESCRIPTION),
    }
    return Service(RandomIds().new(), BPBD, code, **(values | more))


def read(body, owner=BPBD):
    return catalogue.read(body, owner, "BPBD", NOW)


@pytest.mark.rules
def test_what_a_node_says_is_what_another_one_reads():
    told = service(
        contact="Pusdatin, 112",
        classification=Classification.RESTRICTED,
        promise=Promise("99.5", 500, "24 jam"),
        lifecycle=Lifecycle.DEPRECATED,
        deprecated_at=NOW,
        sunset_at=NOW + timedelta(days=90),
        successor=f"{BPBD}/reports2",
        person_in="query:nik",
        enabled=False,
        notice="Libur",
    )
    (one,) = read(catalogue.told(BPBD, [told]))
    assert (one.service, one.title, one.kind, one.summary) == (
        f"{BPBD}/reports",
        "Laporan",
        "OPENAPI",
        "Laporan banjir warga.",
    )
    assert one.digest == catalogue.digest(told.description.encode())
    terms = one.terms
    assert (terms.told, terms.contact, terms.classification, terms.promise) == (
        True,
        "Pusdatin, 112",
        "restricted",
        told.promise,
    )
    assert (terms.lifecycle, terms.deprecated_at, terms.sunset_at) == (told.lifecycle, told.deprecated_at, told.sunset_at)
    assert (terms.successor, terms.person_in, terms.enabled, terms.notice) == (told.successor, "query:nik", False, "Libur")


@pytest.mark.rules
def test_nothing_of_the_back_end_is_told():
    assert b"10.0.0.7" not in catalogue.told(BPBD, [service()])


def said(**more):
    return {"code": "a", "title": "T", "type": "REST", "endpoints": []} | more


def body(*services, owner=BPBD, version=1, events=()):
    return json.dumps({"catalogue": version, "owner": owner, "services": services, "event_types": events}).encode()


@pytest.mark.rules
@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        body(owner=PORTAL),
        body(version=2),
        body(said(code="../x")),
        body(said(code=5)),
        body(said(code="")),
        body(said(code="..")),
        body(said(title=None)),
        body("x"),
        body(said(endpoints=[{"method": "GET"}])),
        body(events=[{"title": "x"}]),
    ],
)
def test_what_is_no_catalogue_of_that_subsystem_is_refused_whole(answer):
    with pytest.raises(ValueError):
        read(answer)


@pytest.mark.rules
@pytest.mark.parametrize(
    ("hostile", "field", "read_as"),
    [
        ({"classification": ["open"]}, "classification", ""),
        ({"classification": "secret"}, "classification", ""),
        ({"lifecycle": "gone"}, "lifecycle", Lifecycle.PUBLISHED),
        ({"sunset_at": "2027-01-01"}, "sunset_at", None),
        ({"sunset_at": "yesterday"}, "sunset_at", None),
        ({"sunset_at": 5}, "sunset_at", None),
        ({"successor": "javascript:alert(1)"}, "successor", ""),
        ({"successor": {"a": 1}}, "successor", ""),
        ({"promise": {"response_ms": True}}, "promise", Promise()),
        ({"promise": {"response_ms": 10**30}}, "promise", Promise()),
        ({"promise": None}, "promise", Promise()),
        ({"contact": "x" * 5000}, "contact", "x" * 200),
        ({"enabled": "no"}, "enabled", True),
    ],
)
def test_terms_that_make_no_sense_are_not_believed(hostile, field, read_as):
    (one,) = read(body(said(**hostile)))
    assert getattr(one.terms, field) == read_as


@pytest.mark.rules
def test_words_are_cut_and_lists_are_bounded():
    many = body(
        *(said(code=f"s{n}", title=HOSTILE * 50, endpoints=[{"method": "GET", "path": "/x"}] * 90) for n in range(300))
    )
    found = read(many)
    assert len(found) == 200
    assert max(len(one.title) for one in found) <= 200
    assert max(len(one.endpoints) for one in found) <= 50


@pytest.mark.rules
def test_an_event_type_is_listed_where_its_events_are_fetched():
    told = {"name": "flood.verified", "title": "", "summary": "Kata", "classification": "open", "days": 14, "digest": "x"}
    (one,) = read(body(events=[told]))
    assert (one.service, one.code, one.called, one.title) == (
        f"{BPBD}/pull/v1/flood.verified",
        "flood.verified",
        f"{BPBD}/pull",
        "flood.verified",
    )
    assert (one.kind, one.is_event, one.terms.days, one.digest) == (EVENTS, True, 14, "")


@pytest.mark.rules
@pytest.mark.parametrize(
    ("answer", "away"),
    [
        (b'{"type":"Server.ClientProxy.NetworkError"}', True),
        (b'{"type":"server.clientproxy.maintenance_mode"}', True),
        (b'{"type":"Server.ServerProxy.UnknownService"}', False),
        (b'{"type":"Server.ServerProxy.NetworkError"}', False),
        (b"", False),
        (b"[]", False),
    ],
)
def test_a_node_that_is_away_is_told_from_a_service_that_is(answer, away):
    assert is_away(answer) is away


@pytest.mark.rules
def test_a_schema_is_taken_out_of_the_answer_about_its_event_type():
    assert json.loads(schema_in(b'{"eventType":"a","schema":{"type":"object"}}')) == {"type": "object"}
    assert [schema_in(x) for x in (b"", b"{}", b'{"schema":5}', b"\xff")] == [b""] * 4


def by_path(platform) -> dict[str, ListedService]:
    return {one.service: one for one in finding.everything(platform, wanted=Wanted())}


def description_of(platform, path: str) -> bytes:
    with platform.database.reading() as unit:
        return store.description(unit.connection, path)


def test_public_services_and_event_types_of_other_nodes_come_signed_with_their_descriptions(tmp_path, database_urls):
    urls = database_urls(2)

    async def story() -> None:
        async with world(tmp_path, urls) as w, beside(w.sites[PORTAL]) as platform:
            bpbd = w.sites[BPBD]
            await offer(bpbd, w.backend.url, code="persons", description=json.dumps(DESCRIPTION), subject="")
            await offer(bpbd, w.backend.url, code="rahasia", subject="")
            await bpbd.execute("UPDATE exchange_service SET public = false WHERE code = 'rahasia'")
            await bpbd.execute(
                "UPDATE exchange_service SET contact = 'Pusdatin', person_in = 'query:nik' WHERE code = 'persons'"
            )
            await bpbd.execute(TYPE, BPBD, "flood.verified", True)
            await bpbd.execute(TYPE, BPBD, "flood.draft", False)
            await act(listing.refresh, platform)
            found = await act(by_path, platform)
            assert set(found) == {f"{BPBD}/{x}" for x in ("reports", "persons", "pull/v1/flood.verified")}
            one = found[f"{BPBD}/persons"]
            assert (one.terms.contact, one.terms.person_in, one.node) == ("Pusdatin", "query:nik", BPBD)
            assert (one.member, one.agency) == ("Pemprov DKI Jakarta", "BPBD")
            kept = await act(description_of, platform, f"{BPBD}/persons")
            assert b"10.0.0.7" not in kept
            assert json.loads(kept)["servers"] == [{"url": f"/r1/{BPBD}/persons"}]
            schema = await act(description_of, platform, f"{BPBD}/pull/v1/flood.verified")
            assert json.loads(schema) == {"type": "object"}
            asked = {r["service"] for r in await bpbd.records()}
            assert asked >= {f"{BPBD}/api", f"{BPBD}/getOpenAPI"}, "each question is a call, signed and on record"

    asyncio.run(story())


def test_an_x_road_provider_is_listed_by_its_methods_and_descriptions(tmp_path, database_urls, monkeypatch):
    """X-Road knows no catalogue: its answer to ours is an unknown service."""
    from simpul.exchange.gateway import pubsub

    monkeypatch.setattr(pubsub, "_BY_LENGTH", {})
    urls = database_urls(2)

    async def story() -> None:
        async with world(tmp_path, urls) as w, beside(w.sites[PORTAL]) as platform:
            await offer(w.sites[BPBD], w.backend.url, code="persons", description=json.dumps(DESCRIPTION), subject="")
            await act(listing.refresh, platform)
            found = await act(by_path, platform)
            told = {path: (one.title, one.kind, one.summary, one.terms.told) for path, one in found.items()}
            assert told == {
                f"{BPBD}/reports": ("", "REST", "", False),
                f"{BPBD}/persons": ("Laporan", "OPENAPI", "Laporan banjir warga.", False),
            }
            assert b"Satu laporan" in await act(description_of, platform, f"{BPBD}/persons")

    asyncio.run(story())


def test_a_changed_description_is_fetched_again_and_a_removed_service_is_forgotten(tmp_path, database_urls):
    urls = database_urls(2)

    async def story() -> None:
        async with world(tmp_path, urls) as w, beside(w.sites[PORTAL]) as platform:
            bpbd = w.sites[BPBD]
            await offer(bpbd, w.backend.url, code="persons", description=json.dumps(DESCRIPTION), subject="")
            await act(listing.refresh, platform)
            other = json.dumps(DESCRIPTION).replace("Satu laporan", "Seseorang")
            await bpbd.execute("UPDATE exchange_service SET description = $1 WHERE code = 'persons'", other)
            await act(listing.refresh, platform)
            assert b"Seseorang" in await act(description_of, platform, f"{BPBD}/persons")
            await bpbd.execute("DELETE FROM exchange_service WHERE code = 'persons'")
            await act(listing.refresh, platform)
            assert set(await act(by_path, platform)) == {f"{BPBD}/reports"}
            assert await act(description_of, platform, f"{BPBD}/persons") == b""

    asyncio.run(story())


def test_a_node_that_does_not_answer_keeps_what_is_listed_with_its_time(tmp_path, database_urls):
    urls = database_urls(2)

    async def story() -> None:
        async with world(tmp_path, urls) as w, beside(w.sites[PORTAL]) as platform:
            await act(listing.refresh, platform)
            before = await act(by_path, platform)
            await w.sites[BPBD].gateway.__aexit__()
            await act(listing.refresh, platform)
            assert await act(by_path, platform) == before

    asyncio.run(story())


def test_this_nodes_own_services_are_listed_at_once_without_any_call(tmp_path, database_urls):
    urls = database_urls(2)

    async def story() -> None:
        async with world(tmp_path, urls) as w, beside(w.sites[BPBD], exchange_port=1) as platform:
            await offer(w.sites[BPBD], w.backend.url, code="persons", description=json.dumps(DESCRIPTION), subject="")
            await w.sites[BPBD].execute(TYPE, BPBD, "flood.verified", True)
            await act(listing.list_own, platform)
            assert set(await act(by_path, platform)) == {
                f"{BPBD}/{x}" for x in ("reports", "persons", "pull/v1/flood.verified")
            }
            kept = await act(description_of, platform, f"{BPBD}/persons")
            assert json.loads(kept)["servers"] == [{"url": f"/r1/{BPBD}/persons"}]
            assert b"10.0.0.7" not in kept
            assert await w.sites[BPBD].records() == []

    asyncio.run(story())
