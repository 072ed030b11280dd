"""Assessments by the interface for programs: the whole way, and what is refused on it."""

from collections.abc import Callable
from uuid import UUID

import pytest

from simpul.kernel.actor import Actor
from simpul.kernel.holders import Holder, Holders
from tests.maturity import makers
from tests.maturity.makers import ENTRY, FIRST, LEADER, MINISTRY, RESPONDENT, REVIEWER, SECOND, STRANGER, WHY, fill, numbers
from tests.maturity.test_workflow import give_respondent

ROOT = "/api/v1/maturity"


@pytest.fixture
def ask(client_for: Callable, sessions) -> Callable:
    """`ask(actor, "PUT", "/…", body)`: the answer to the actor's program, which carries their token."""
    client = client_for()

    def asked(who: Actor, method: str, path: str, body: object = None):
        sessions.people[f"token-{who.id}"] = who
        return client.request(method, ROOT + path, json=body, headers={"authorization": f"Bearer token-{who.id}"})

    return asked


def said(level, version=0, **more):
    met = list(range(1, int(float(level or 0)) + 1))
    return {"level": level, "met": met, "facts": "Ada.", "justification": WHY, "version": version} | more


def refused(answer, status, code):
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:simpul:problem:{code}"), answer.text
    return answer.json()


def test_an_assessment_is_carried_from_opening_to_the_final_result(platform, ask):
    case = self_assessed(platform, ask)
    at = f"/assessments/{case}"
    both_agreed(ask, at)
    visited_and_reviewed(ask, at)
    objected(ask, at)
    assert ask(MINISTRY, "POST", f"{at}/steps/finalise").json()["state"] == "closed"
    refused(ask(ENTRY, "PUT", f"{at}/indicators/1", said("5", 1)), 409, "maturity-editing-closed")
    reopened = ask(MINISTRY, "POST", f"{at}/reopen", {"stage": "visit", "reason": "Temuan baru."}).json()
    assert (reopened["stage"], reopened["state"]) == ("visit", "open")
    steps = [one["step"] for one in ask(ENTRY, "GET", f"{at}/steps").json()]
    assert (steps[0], steps[-1]) == ("reopened", "opened")


def self_assessed(platform, ask) -> UUID:
    made = makers.edition(platform)
    opened = ask(ENTRY, "POST", "/assessments", {"edition": made.key, "agency": "8205"})
    assert opened.status_code == 201
    case = UUID(opened.json()["id"])
    at = f"/assessments/{case}"
    assert ask(ENTRY, "GET", at).json()["may"] == ["answer", "appoint", "general", "hand_over", "submit"]
    kept = ask(ENTRY, "PUT", f"{at}/indicators/1", said("3")).json()
    assert (kept["level"], kept["version"], kept["by"]) == ("3", 1, "Entri")
    refused(ask(ENTRY, "POST", f"{at}/submit", {}), 409, "maturity-not-filled")
    assert ask(ENTRY, "POST", f"{at}/submit", {"unfilled_too": True}).json()["state"] == "submitted"
    assert ask(LEADER, "POST", f"{at}/steps/sign").json()["stage"] == "document"
    return case


def both_agreed(ask, at: str) -> None:
    for who, level in ((FIRST, 2), (SECOND, 4)):
        assert ask(who, "PUT", f"{at}/indicators/1", said(level)).status_code == 200
        ask(who, "POST", f"{at}/submit", {"unfilled_too": True})
    found = ask(SECOND, "GET", f"{at}/differences").json()
    assert [(one["indicator"], one["first"]["level"], one["second"]["level"]) for one in found] == [("1", "2", "4")]
    refused(ask(FIRST, "POST", f"{at}/steps/close-harmonising"), 409, "maturity-not-harmonised")
    assert ask(SECOND, "PUT", f"{at}/differences/1", said(3)).json()["seat"] == 0
    ask(FIRST, "POST", f"{at}/steps/close-harmonising")
    assert ask(SECOND, "POST", f"{at}/steps/confirm").json()["stage"] == "interview"


def visited_and_reviewed(ask, at: str) -> None:
    ask(FIRST, "PUT", f"{at}/indicators/1", said(4))
    ask(FIRST, "POST", f"{at}/submit", {})
    assert ask(SECOND, "POST", f"{at}/steps/confirm").json()["stage"] == "visit"
    refused(ask(FIRST, "POST", f"{at}/skip", {"reason": " "}), 422, "maturity-reason-missing")
    assert ask(FIRST, "POST", f"{at}/skip", {"reason": "Bandara ditutup."}).json()["stage"] == "review"
    bad = {"indicators": ["1"], "verdict": "not_valid", "note": "Bukti kurang."}
    assert ask(REVIEWER, "PUT", f"{at}/reviews", bad).status_code == 204
    back = ask(REVIEWER, "POST", f"{at}/steps/send-back").json()
    assert (back["stage"], back["unlocked"]) == ("visit", ["1"])
    refused(ask(FIRST, "PUT", f"{at}/indicators/2", said(4)), 409, "maturity-indicator-locked")
    ask(FIRST, "PUT", f"{at}/indicators/1", said(3))
    ask(FIRST, "POST", f"{at}/submit", {})
    ask(SECOND, "POST", f"{at}/steps/confirm")
    ask(REVIEWER, "PUT", f"{at}/reviews", {"indicators": numbers(), "verdict": "valid"})
    assert len(ask(REVIEWER, "GET", f"{at}/reviews").json()) == 47
    assert ask(REVIEWER, "POST", f"{at}/steps/accept").json()["stage"] == "objection"


def objected(ask, at: str) -> None:
    wish = {"indicator": "1", "wanted": "4", "reason": "Bukti level 4 ada."}
    objection = ask(LEADER, "POST", f"{at}/objections", wish).json()["id"]
    ask(LEADER, "POST", f"{at}/steps/no-further-objections")
    settled = {"verdict": "granted", "answer": "Bukti diterima."}
    assert ask(FIRST, "PUT", f"/objections/{objection}/answer", settled).status_code == 204
    assert ask(ENTRY, "GET", f"{at}/objections").json()[0]["verdict"] == "granted"
    assert ask(FIRST, "POST", f"{at}/steps/close-objections").json()["stage"] == "final"


def test_who_was_slower_is_told_and_finds_the_words_as_a_draft(platform, ask):
    case = makers.opened(platform)
    give_respondent(platform, case, "7")
    at = f"/assessments/{case}/indicators/7"
    ask(ENTRY, "PUT", at, said("3"))
    problem = refused(ask(RESPONDENT, "PUT", at, said("4")), 409, "maturity-answer-changed")
    assert problem["facts"] == {}
    assert ask(RESPONDENT, "GET", at).json()["answer"]["version"] == 1
    lines = ask(RESPONDENT, "GET", f"/assessments/{case}/indicators").json()
    assert [one["indicator"] for one in lines if one["draft"]] == ["7"]
    assert ask(RESPONDENT, "PUT", at, said("4", 1)).json()["version"] == 2
    assert ask(ENTRY, "PUT", f"{at}/draft", said("5", 2)).status_code == 200


# path, body, status, code
WRONG = [
    ("indicators/7", said("3.5"), 422, "maturity-level-step-wrong"),
    ("indicators/7", said("3") | {"level": "10/3"}, 422, "maturity-level-unreadable"),
    ("indicators/7", said("3") | {"level": "tiga"}, 422, "maturity-level-unreadable"),
    ("indicators/7", said("9"), 422, "maturity-level-wrong"),
    ("indicators/7", said("3") | {"unknown": 1}, 422, "bad-parameters"),
    ("indicators/99", said("3"), 404, "maturity-indicator-unknown"),
    ("indicators/%00", said("3"), 404, "maturity-indicator-unknown"),
    ("entry/00000000-0000-0000-0000-00000000ffff", None, 422, "maturity-not-of-agency"),
]


@pytest.mark.parametrize(("path", "body", "status", "code"), WRONG)
def test_what_is_wrong_is_refused_by_name(platform, ask, path, body, status, code):
    case = makers.opened(platform)
    refused(ask(ENTRY, "PUT", f"/assessments/{case}/{path}", body), status, code)


def test_nul_is_left_out_of_texts(platform, ask):
    case = makers.opened(platform)
    kept = ask(ENTRY, "PUT", f"/assessments/{case}/indicators/7", said("3", facts="a\x00b"))
    assert kept.json()["facts"] == "ab"
    refused(ask(ENTRY, "POST", "/assessments", {"edition": "20\x0024", "agency": "8205"}), 409, "maturity-assessment-there")


def test_nobody_else_learns_of_an_assessment(platform, ask, client_for):
    case = makers.opened(platform)
    for path in ("", "/indicators", "/indicators/1", "/steps", "/people", "/differences", "/reviews", "/objections"):
        refused(ask(STRANGER, "GET", f"/assessments/{case}{path}"), 404, "maturity-assessment-unknown")
        assert client_for().get(f"{ROOT}/assessments/{case}{path}").status_code == 403
    assert ask(STRANGER, "GET", "/assessments").json() == []
    listed = ask(ENTRY, "GET", "/assessments").json()
    assert [(one["id"], one["total"], one["seat"]) for one in listed] == [(str(case), 47, 0)]


class Accounts:
    """Stands for the accounts of the node: whom a test names holds a role."""

    def __init__(self, *people: Actor) -> None:
        self.people = people

    def holders(self, platform, role: str, agency: str = "") -> list[Holder]:
        """Those of the people with the role."""
        return [Holder(one.id, one.name, one.agency, "", "") for one in self.people if role in one.roles]


def test_work_is_given_to_accounts_of_the_agency_alone(platform, ask):
    case = makers.opened(platform)
    successor = Actor(UUID(int=60), "Entri Kedua", makers.HOME, "92.06", frozenset({"maturity.entry"}))
    accounts = Accounts(ENTRY, RESPONDENT, successor, STRANGER)
    object.__setattr__(platform, "ports", {**platform.ports, Holders: accounts})
    at = f"/assessments/{case}"
    people = ask(ENTRY, "GET", f"{at}/people").json()
    assert [(one["name"], one["indicators"]) for one in people] == [("Entri", []), ("Entri Kedua", []), ("Responden", [])]
    given = {"indicators": ["7", "8"]}
    assert ask(ENTRY, "PUT", f"{at}/respondents/{RESPONDENT.id}", given).status_code == 204
    refused(ask(ENTRY, "PUT", f"{at}/respondents/{STRANGER.id}", given), 422, "maturity-not-of-agency")
    refused(ask(LEADER, "PUT", f"{at}/respondents/{RESPONDENT.id}", given), 403, "maturity-step-of-entry")
    assert ask(RESPONDENT, "PUT", f"{at}/indicators/7", said("4")).status_code == 200
    assert ask(ENTRY, "DELETE", f"{at}/respondents/{RESPONDENT.id}/7").status_code == 204
    refused(ask(RESPONDENT, "PUT", f"{at}/indicators/7", said("5", 1)), 403, "maturity-not-your-indicator")
    refused(ask(ENTRY, "PUT", f"{at}/entry/{RESPONDENT.id}"), 422, "maturity-not-of-agency")
    handed = ask(ENTRY, "PUT", f"{at}/entry/{successor.id}").json()
    assert handed["may"] == ["answer"]
    assert "submit" in ask(successor, "GET", at).json()["may"]
    back = ask(LEADER, "PUT", f"{at}/entry/{ENTRY.id}")
    assert (back.status_code, "submit" in ask(ENTRY, "GET", at).json()["may"]) == (200, True)


def test_levels_of_the_newest_instrument_may_have_parts(platform, ask):
    made = makers.edition(platform, key="2026", code="PEMDI-2026")
    case = ask(ENTRY, "POST", "/assessments", {"edition": made.key, "agency": "8205"}).json()["id"]
    at = f"/assessments/{case}/indicators/2"
    assert ask(ENTRY, "PUT", at, said("3.25")).json()["level"] == "3.25"
    assert ask(ENTRY, "GET", at).json()["answer"]["level"] == "3.25"
    fill(platform, UUID(case), "self", 0)
    assert ask(ENTRY, "POST", f"/assessments/{case}/submit", {}).json()["state"] == "submitted"
