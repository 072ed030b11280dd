"""Subscriptions: kept sealed, told to nobody without a key, gone when they are ended."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from structlog.testing import capture_logs

from simpul.disaster.actions import subscriptions
from simpul.disaster.outside.sealing_numbers import opened_number, sealed_number
from simpul.disaster.rules.compat import subscriptions as asked_of
from simpul.disaster.rules.compat.answers import Problem
from simpul.disaster.rules.subscriptions import number, regency
from simpul.kernel.actor import Actor
from simpul.kernel.audit.entry import Scribe
from simpul.kernel.errors import NotAllowed
from tests.disaster.compat.conftest import Site

ADD, DELETE = "/subscriptions/add-subscriber", "/subscriptions/delete-subscriber"
BUDI, SITI = "628123456789", "628987654321"
NONE = {"Number of unique numbers": 0, "Number of unique cities": 0}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def add(site: Site, user: object = BUDI, regions: object = ("3171",), **more: object):
    wish = {"userId": user, "regions": list(regions) if isinstance(regions, tuple) else regions, "language": "id", **more}
    return site.ask("POST", ADD, json=wish, key=site.key)


def codes(site: Site, user: str = BUDI) -> list[str]:
    told = site.told("/subscriptions/regions", params={"id": user}, key=site.key)
    return [row["region_code"] for row in told["result"]]


def counted(site: Site, **params: str) -> tuple[int, int]:
    told = site.told("/subscriptions/count", params=params, key=site.key)
    assert list(told) == list(NONE)
    return tuple(told.values())


def rows(platform) -> list[tuple[object, ...]]:
    with platform.database.reading() as unit:
        joined = "disaster_subscriber JOIN disaster_subscriber_region ON id = subscriber"
        told = text(f"SELECT person, region, address FROM {joined}")
        return [tuple(row) for row in unit.connection.execute(told)]


def test_somebody_subscribes_is_told_of_their_regions_and_leaves(own_site: Site, platform):
    answer = add(own_site, regions=("3171", "32.73"), language="en")
    assert (answer.status_code, answer.json()) == (200, "Success")
    told = own_site.told("/subscriptions/regions", params={"id": BUDI}, key=own_site.key)
    assert told["result"] == [
        {"region": "ID-JK", "region_code": "3171", "city": "JAKARTA PUSAT"},
        {"region": "ID-JB", "region_code": "3273", "city": "BANDUNG"},
    ]
    gone = own_site.ask("DELETE", DELETE, json={"phonenumber": "0812-3456-789"}, key=own_site.key)
    assert (gone.status_code, gone.json()) == (200, {"data": "Successfully deleted"})
    assert codes(own_site) == []
    assert rows(platform) == []
    again = own_site.ask("DELETE", DELETE, json={"phonenumber": BUDI}, key=own_site.key)
    assert again.content == gone.content


def test_one_number_is_one_person_however_it_is_written(own_site: Site):
    assert add(own_site, "+62 812-3456-789").status_code == 200
    for written in ("08123456789", "62 (0) 8123456789", "whatsapp:+628123456789", "00628123456789", 628123456789):
        assert add(own_site, written).json()["code"] == "same-region-select", written
    assert counted(own_site) == (1, 1)


def test_regions_that_are_new_are_added_to_those_there_are(own_site: Site):
    add(own_site)
    assert add(own_site, regions=("3171", "3172")).json() == "Success"
    assert codes(own_site) == ["3171", "3172"]
    for same in (("3171",), ("3172", "3171"), ("3174", "31.74")):
        answer = add(own_site, regions=same)
        assert (answer.status_code, answer.json()["code"]) == (400, "same-region-select")
    assert codes(own_site) == ["3171", "3172"]


NO_NUMBERS = ["", " ", None, "abc", "628", "9" * 40, "-628123456789", True, [], {}, 1.5, "٦٢٨١٢٣٤٥٦٧٨٩"]


def test_without_a_number_that_can_be_read_nothing_is_kept(own_site: Site, platform):
    for user in NO_NUMBERS:
        answer = add(own_site, user)
        assert (answer.status_code, answer.json()["code"]) == (400, "no-whatsapp-number"), user
        gone = own_site.ask("DELETE", DELETE, json={"phonenumber": user}, key=own_site.key)
        assert (gone.status_code, gone.json()["code"]) == (400, "no-whatsapp-number"), user
    assert own_site.ask("POST", ADD, json=[BUDI], key=own_site.key).json()["code"] == "no-whatsapp-number"
    assert rows(platform) == []


NO_REGIONS = [
    None,
    "3171",
    [],
    ["9999"],
    ["31"],
    ["31.71.01"],
    ["3171", "x"],
    ["3171", "9999"],
    [None],
    [["3171"]],
    ["3171'"],
]


def test_regions_that_are_none_are_refused_whole(own_site: Site, platform):
    for regions in [*NO_REGIONS, ["3171"] * 601]:
        answer = add(own_site, regions=regions)
        assert answer.status_code == 400, regions
        assert BUDI not in answer.text
    assert add(own_site, language="xx").status_code == 400
    assert rows(platform) == []


def test_people_and_cities_are_counted_by_time_and_city(own_site: Site):
    add(own_site, regions=("3171", "3273"))
    add(own_site, SITI, regions=("3171",))
    assert counted(own_site) == (2, 2)
    assert counted(own_site, start="2026-11-23", end="2026-11-24T00:00:00+0700") == (2, 2)
    assert counted(own_site, end="2026-11-22") == (0, 0)
    assert counted(own_site, start="2026-11-24", end="") == (0, 0)
    for city in ("3273", "32.73", "bandung", "Kota Bandung", "ID-JB"):
        assert counted(own_site, city=city) == (1, 1), city
    assert counted(own_site, city="' OR 1=1 --") == (0, 0)
    assert own_site.get("/subscriptions/count?start=yesterday", key=own_site.key).status_code == 400


def test_a_number_is_looked_up_by_nobody_without_a_key_and_no_cache_keeps_it(own_site: Site):
    add(own_site)
    known, strange = (own_site.get(f"/subscriptions/regions?id={one}") for one in (BUDI, SITI))
    assert (known.status_code, known.content) == (403, b'{"message":"Forbidden"}') == (strange.status_code, strange.content)
    kept = own_site.get(f"/subscriptions/regions?id={BUDI}", key=own_site.key).headers
    assert kept["cache-control"] == "no-store"
    assert "etag" not in kept


def test_the_actions_themselves_refuse_who_is_nobody(own_platform):
    nobody = Actor.ANONYMOUS
    for act in (
        lambda: subscriptions.add(own_platform, nobody, BUDI, ["31.71"], "id"),
        lambda: subscriptions.remove(own_platform, nobody, BUDI),
        lambda: subscriptions.regions_of(own_platform, nobody, BUDI),
        lambda: subscriptions.count(own_platform, nobody, None, None, ""),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_the_number_stands_nowhere_in_the_open(own_site: Site, platform):
    with capture_logs() as lines:
        add(own_site)
        add(own_site, regions=("9999",))
        codes(own_site)
        told = own_site.get("/reports?geoformat=geojson").text + own_site.get("/subscriptions/count", key=own_site.key).text
        own_site.ask("DELETE", DELETE, json={"phonenumber": BUDI}, key=own_site.key)
        add(own_site)
    [row] = rows(platform)
    person = str(row[0])
    with platform.database.reading() as unit:
        trail = unit.connection.execute(text("SELECT * FROM kernel_audit")).mappings().all()
    acts, scribe = [one["action"] for one in trail], Scribe(platform.keys)
    assert acts == ["disaster.subscription.add", "disaster.subscription.remove", "disaster.subscription.add"]
    sealed = "".join(str(scribe.opened(one["id"], bytes(one["sealed"]))) for one in trail)
    for words in (repr(row), repr(trail), sealed, repr(lines), told):
        assert BUDI[2:] not in words
    for words in (repr(trail), sealed, repr(lines), told):
        assert person not in words
    assert BUDI.encode() not in bytes(row[2])
    assert opened_number(platform.keys, person, bytes(row[2])) == BUDI


def test_a_seal_opens_for_its_own_person_alone(own_platform):
    one, other = "0" * 32, "f" * 32
    seal = sealed_number(own_platform.keys, one, BUDI)
    assert opened_number(own_platform.keys, one, seal) == BUDI
    assert opened_number(own_platform.keys, other, seal) == ""
    assert opened_number(own_platform.keys, one, seal[:-1] + b"x") == ""


@pytest.mark.rules
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(JSON, st.binary(max_size=40))
def test_whatever_is_written_is_read_or_refused(value, query):
    for body in (value, {"userId": value, "regions": value}, {"userId": BUDI, "regions": value, "language": value}):
        found = asked_of.read_subscription(body)
        assert not isinstance(found, Problem) or json.loads(found.body)
    assert isinstance(asked_of.read_count(query), asked_of.CountAsked | Problem)
    assert regency(value) is None or len(regency(value) or "") == 5
    assert number(value) is None or (number(value) or "").isdigit()
