"""Evidence and records for programs: the same rules as the pages, told as problem details."""

import base64
from collections.abc import Callable
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from simpul.kernel.platform import Platform
from simpul.maturity.actions import records
from simpul.maturity.rules import records as rules
from tests.maturity import evidence_files as files
from tests.maturity import makers as make
from tests.maturity.makers import ENTRY, FIRST, LEADER, STRANGER

ROOT = "/api/v1/maturity"
Clients = Callable[..., TestClient]


@pytest.fixture
def assessment(platform: Platform) -> UUID:
    return make.opened(platform)


def program(client_for: Clients, actor: object) -> TestClient:
    client = client_for(actor)
    client.headers["authorization"] = f"Bearer {actor.id}"  # type: ignore[attr-defined]
    client.cookies.clear()
    return client


def test_a_program_adds_lists_and_removes_evidence(assessment: UUID, client_for: Clients) -> None:
    client, path = program(client_for, ENTRY), f"{ROOT}/assessments/{assessment}/indicators/18/evidence"
    content = base64.b64encode(files.PDF).decode()
    made = client.post(path, json={"kind": "file", "level": 3, "name": "Perbup.pdf", "content": content})
    assert made.status_code == 201
    assert (made.json()["title"], made.json()["there"]) == ("Perbup", True)
    wrong = client.post(path, json={"kind": "file", "level": 3, "name": "foto.png", "content": content})
    assert (wrong.status_code, wrong.json()["facts"]) == (422, {"said": "png", "found": "PDF"})
    link = client.post(path, json={"kind": "link", "level": 3, "title": "JDIH", "link": "https://jdih.example.go.id"})
    assert link.status_code == 201
    taken = client.post(path, json={"kind": "measured", "level": 3, "measured": "exchange.services"}).json()
    assert taken["measured"]["figures"][0]["value"] == "0"
    assert len(client.get(f"{ROOT}/assessments/{assessment}/evidence").json()["18"]) == 3
    gone = client.delete(f"{ROOT}/evidence/{made.json()['id']}")
    assert gone.status_code == 200
    assert len(client.get(path).json()) == 2
    assert client.post(f"{ROOT}/evidence/{made.json()['id']}/undo").status_code == 200
    assert len(client.get(path).json()) == 3
    assert program(client_for, STRANGER).get(path).status_code == 404


def test_a_program_is_told_what_is_measured_and_what_it_speaks_against(
    platform: Platform, assessment: UUID, client_for: Clients
) -> None:
    make.answer(platform, ENTRY, assessment, {"18": 3})
    client = program(client_for, ENTRY)
    keys = [one["key"] for one in client.get(f"{ROOT}/assessments/{assessment}/measured").json()]
    assert "exchange.calls" in keys
    against = client.get(f"{ROOT}/assessments/{assessment}/contradictions").json()
    assert list(against) == ["18"]
    assert {(one["measured"], one["found"], one["wanted"]) for one in against["18"]} == {
        ("exchange.services", "0", "1"),
        ("exchange.calls", "0", "1"),
    }


def test_everybody_may_prove_a_record_and_its_people_read_the_message(
    platform: Platform, assessment: UUID, client_for: Clients
) -> None:
    make.to_stage(platform, assessment, "document")
    record = records.all_of(platform, LEADER, assessment)[0]
    proof = client_for().get(f"{ROOT}/records/{record.id}").json()
    assert (proof["holds"], proof["record"]["digest"]) == (True, record.digest)
    assert "levels" not in str(proof)
    message = program(client_for, FIRST).get(f"{ROOT}/records/{record.id}/message")
    assert rules.digest(message.json()) == record.digest
    assert program(client_for, STRANGER).get(f"{ROOT}/records/{record.id}/message").status_code == 403
