"""What holds of every route over HTTP: envelopes, CORS, HEAD, unknown addresses, bodies that cannot be read."""

import pytest

from tests.disaster.compat.conftest import Site

READS = [
    "/",
    "/reports",
    "/floods",
    "/floods/states",
    "/floods/places",
    "/floodgauges",
    "/infrastructure/pumps",
    "/cities/bounds?lat=-6.2&long=106.83",
    "/stats/floodedRWsSummary",
    "/earthquakes",
]
STRICT = [
    "/reports",
    "/reports/1",
    "/floods",
    "/floods/states",
    "/floods/places",
    "/floodgauges",
    "/floodgauges/1",
    "/infrastructure/pumps",
    "/cities",
]


@pytest.mark.parametrize("path", READS)
def test_any_page_may_read_and_a_head_is_a_read_without_its_body(site: Site, path):
    answer, head = site.get(path), site.ask("HEAD", path)
    assert answer.status_code == head.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["content-type"].startswith("application/json")
    assert head.content == b""
    assert head.headers["content-type"] == answer.headers["content-type"]


@pytest.mark.parametrize("path", ["/reports", "/cards", "/floods/5", "/moon"])
def test_any_page_may_ask_whether_it_may_write(site: Site, path):
    asked = {
        "origin": "https://peta.example",
        "access-control-request-method": "PUT",
        "access-control-request-headers": "content-type,x-api-key",
    }
    answer = site.ask("OPTIONS", path, headers=asked)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "PUT" in answer.headers["access-control-allow-methods"]
    assert "x-api-key" in answer.headers["access-control-allow-headers"].lower()


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/moon", "/moon?phase=full", "/cards/x/y/z", "/reports/1/2"])
def test_an_address_that_does_not_exist_is_told_without_our_prefix(site: Site, method, path):
    answer = site.ask(method, path)
    assert (answer.status_code, answer.json()) == (404, {"message": "URL not found", "url": path})


def test_a_method_that_an_address_does_not_know_is_an_unknown_address(site: Site):
    answer = site.ask("POST", "/reports", json={})
    assert (answer.status_code, answer.json()) == (404, {"message": "URL not found", "url": "/reports"})


@pytest.mark.parametrize("path", STRICT)
def test_an_unknown_parameter_is_refused(site: Site, path):
    answer = site.get(f"{path}?foo=1")
    assert answer.status_code == 400
    assert answer.json() == {
        "statusCode": 400,
        "error": "Bad Request",
        "message": '"foo" is not allowed',
        "validation": {"source": "query", "keys": ["foo"]},
    }


@pytest.mark.parametrize("path", ["/reports?format=json", "/floodgauges?city=jbd", "/floodgauges?format=json"])
def test_parameters_that_only_the_documentation_knows_are_refused(site: Site, path):
    assert site.get(path).status_code == 400


def test_a_slash_at_the_end_and_capital_letters_change_nothing(site: Site):
    assert site.get("/reports/archive/").status_code == 400
    assert site.told("/Earthquakes/") == site.told("/earthquakes")


def test_a_body_that_is_not_json_is_refused(site: Site):
    answer = site.ask("PATCH", "/reports/1", content=b'{"points":', headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["statusCode"] == 400


def test_a_body_of_another_type_says_nothing(site: Site):
    answer = site.ask("PATCH", "/reports/1", content=b'{"points":1}', headers={"content-type": "text/plain"})
    assert answer.json()["message"] == 'child "points" fails because ["points" is required]'


def test_a_body_over_a_hundred_kilobytes_is_refused(site: Site):
    answer = site.ask("PATCH", "/reports/1", json={"points": 1, "text": "x" * 110_000})
    assert answer.status_code == 413


def test_the_version_is_that_of_the_interface(site: Site):
    assert site.get("/").text == '{"version":"3.1.2","schema":"3.2.0"}'


def test_an_answer_that_is_known_already_is_not_sent_again(site: Site):
    tag = site.get("/earthquakes").headers["etag"]
    again = site.get("/earthquakes", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
