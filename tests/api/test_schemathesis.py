"""Hostile input over the OpenAPI description: no answer is a defect, every answer is as described.

By Schemathesis from the description (half of the places are moved to Jakarta, so that reports are taken too), and by hand
what JSON can hold and a description does not think of. As nobody, and as an officer for what lies behind a role.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance
from tests.conftest import StandInSessions, TestClient, officer, settings_for

from simpul.app import create_app
from simpul.kernel.platform import Platform
from simpul.kernel.web.request import Sessions

EXAMPLES = 2000 if os.environ.get("SIMPUL_SOAK") else 120
CHECKS: tuple[Callable[..., Any], ...] = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
BOUNDED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
    derandomize=not os.environ.get("SIMPUL_SOAK"),
)


@pytest.fixture
def application(platform: Platform, sessions: StandInSessions, run_directory: Path) -> Any:
    """The whole application; the test's client counts as a proxy, so that every request may come from elsewhere."""
    object.__setattr__(platform, "ports", {**platform.ports, Sessions: sessions})
    object.__setattr__(platform, "settings", settings_for(run_directory, trusted_proxies="testclient"))
    sessions.people["officer"] = officer("31", "disaster.officer", "node.admin")
    return create_app(platform, background=False)


@pytest.fixture
def described(application: Any) -> Any:
    """The node's interface as it describes itself, in this process."""
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", application)


def tried(described: Any, **sent: str) -> list[str]:
    """Every operation of the description was tried with so many hostile inputs; their names."""
    names = []
    for found in described.get_all_operations():
        operation = found.ok()
        names.append(operation.label)

        @BOUNDED
        @given(case=operation.as_strategy(), here=st.booleans(), turn=st.integers(0, 65535))
        def holds(case: Any, here: bool, turn: int) -> None:
            if here and isinstance(case.body, dict) and "longitude" in case.body:
                case.body |= {"longitude": 106.8, "latitude": -6.2, "card": {"flood_depth": turn % 250}}
            headers = {**sent, "X-Forwarded-For": f"10.0.{turn // 256}.{turn % 256}"}
            case.call_and_validate(checks=CHECKS, headers=headers, timeout=60)

        holds()
    return names


def test_nobody_gets_a_defect(described):
    assert tried(described)


def test_an_officer_gets_no_defect_either(described):
    assert tried(described, Authorization="Bearer officer")


WELL = {
    "form_id": "01a20ac5-b86f-7516-98f6-8fef7c1cf280",
    "longitude": 106.8,
    "latitude": -6.2,
    "card": {"flood_depth": 60},
}
PATH = "/api/v1/disaster/reports"


def posted(application: Any, body: bytes, kind: str = "application/json") -> Any:
    client = TestClient(application, base_url="http://localhost")
    return client.post(PATH, content=body, headers={"Content-Type": kind, "X-Forwarded-For": "10.9.9.9"})


def changed(**parts: object) -> bytes:
    return json.dumps(WELL | parts).encode()


HOSTILE = {
    "no JSON": b"{",
    "nothing": b"",
    "bytes that are no UTF-8": b'{"text": "\xff\xfe"}',
    "nested 100,000 deep": b"[" * 100_000,
    "nested 500 deep": b"[" * 500 + b"]" * 500,
    "a list": b"[]",
    "a number without end": b"1" * 100_000,
    "not a number": changed().replace(b"106.8", b"NaN"),
    "an infinite number": changed().replace(b"106.8", b"1e999"),
    "a huge depth": changed(card={"flood_depth": 10**30}),
    "a fraction of a depth": changed(card={"flood_depth": 0.5}),
    "a depth in words": changed(card={"flood_depth": "banjir"}),
    "a depth below nothing": changed(card={"flood_depth": -3}),
    "a lone surrogate": changed(text="banjir \ud800"),
    "a lone surrogate in the card": changed(card={"flood_depth": "\ud800"}),
    "a lone surrogate for a name": changed(card={"\ud800": 1}),
    "a lone surrogate for a hazard": changed(hazard="\ud800"),
    "NUL in a text": changed(text="a\x00b"),
    "NUL in a name": changed(card={"flood\x00depth": 1}),
    "an unknown hazard": changed(hazard="kebakaran"),
    "a stranger's field": changed(role="node.admin"),
    "the same field twice": b'{"form_id": "x", "form_id": "y"}',
    "a text of 5 MB": changed(text="x" * 5_000_000),
    "a place at sea": changed(longitude=100.0, latitude=-10.0),
    "a place abroad": changed(longitude=2.35, latitude=48.85),
    "a time before all times": changed(client_at="0001-01-01T00:00:00+14:00"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_no_description_thinks_of_is_refused_plainly(application, what):
    answer = posted(application, HOSTILE[what])
    assert answer.status_code < 500, answer.text
    assert answer.status_code >= 400 or what in ("NUL in a text", "a time before all times")
    assert "Traceback" not in answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["title"]


KINDS = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "\x01"]


@pytest.mark.parametrize("kind", KINDS)
def test_another_kind_of_body_is_refused_plainly(application, kind):
    assert 400 <= posted(application, changed(), kind).status_code < 500


def test_the_same_form_twice_is_one_report(application):
    first, second = posted(application, changed()), posted(application, changed())
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["number"] == second.json()["number"]
