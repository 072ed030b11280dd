"""Numbers of another programme put into a form of one's own: none is taken, and none is told apart from one that is none.

OTHER keeps DGCC and has no seat in EGCC-1, where every record here is; KEEPER the other way round.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from simpul.cooperation.actions import (
    agreements_changing,
    attendance,
    budget_changing,
    certificates,
    deliverables,
    delivering,
    document_links,
    documents,
    following_changing,
    nominating,
)
from simpul.cooperation.actions.attendance import Correction
from simpul.cooperation.actions.delivering import FileGiven
from simpul.cooperation.actions.following_changing import FollowUpGiven
from simpul.cooperation.model.agreements import Instrument
from simpul.cooperation.model.documents import DocumentUnknown
from simpul.cooperation.store import deliverables as deliverable_store
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform
from tests.cooperation.activity_makers import KOREAN_NUMBER, NUMBER, PASSPORT, VISIT, also, with_passports, words
from tests.cooperation.agreement_makers import LINE_FORM, MOU, PDF, PLEDGES, cooperating
from tests.cooperation.attendance_makers import issued, two_days
from tests.cooperation.governance_makers import ACT, DECISION, PROJECT, RESULT, committee_there, project_there
from tests.cooperation.people import CENTRE, DGCC, EGCC, KEEPER, KOREAN, KOREAN_READER, OTHER, READER

Client = Callable[..., TestClient]
NONE, FOREIGN = UUID(int=0xABCDE), UUID(int=0x9FF)
_ANNEX = replace(MOU, programme=DGCC, instrument=Instrument.ANNEX, parent=MOU.id, until=None, inferred=())


def _follow_up(**changes: Any) -> FollowUpGiven:
    given = {"programme": DGCC, "decision": None, "what": "Uji", "owner": "", "owner_name": "Uji", "side": "korea"}
    return FollowUpGiven(**(given | {"due": "2026-12-01"} | changes))


def _line(which: UUID) -> object:
    return lambda p: budget_changing.add(p, OTHER, DGCC, given=LINE_FORM | {"side": "korea", "project": str(which)})


FORMS: dict[str, Callable[[UUID], Any]] = {
    "an amount for another's project": _line,
    "an annex to another's agreement": lambda _: lambda p: agreements_changing.agree(p, OTHER, new=_ANNEX),
    "an action on another's decision": lambda one: (
        lambda p: following_changing.begin(p, OTHER, given=_follow_up(decision=one))
    ),
    "an action for another's owner": lambda _: (
        lambda p: following_changing.begin(p, OTHER, given=_follow_up(owner=str(READER.id)))
    ),
    "another's amount struck": lambda one: lambda p: budget_changing.strike(p, OTHER, (one, 1)),
    "another's agreement ended": lambda one: lambda p: agreements_changing.end(p, OTHER, (one, 1), on=date(2026, 1, 1)),
    "a text for another's agreement": lambda one: (
        lambda p: agreements_changing.give_text(p, OTHER, one, language="id", sent=("a.pdf", PDF))
    ),
    "a result of another's project": lambda one: (
        lambda p: delivering.deliver(p, OTHER, one, new=replace(RESULT, programme=DGCC, project=one))
    ),
    "another's action done": lambda one: (
        lambda p: following_changing.finish(p, OTHER, following_changing.Saw(one, 1), words="x")
    ),
}
WHOSE = {
    "an amount for another's project": PROJECT.id,
    "a result of another's project": PROJECT.id,
    "an action on another's decision": DECISION.id,
    "another's amount struck": PLEDGES[0].id,
    "another's agreement ended": MOU.id,
    "a text for another's agreement": MOU.id,
    "another's action done": ACT.id,
}


def told(act: Callable[[Platform], object], platform: Platform) -> type[Refusal]:
    """How it was refused."""
    with pytest.raises(Refusal) as refused:
        act(platform)
    return type(refused.value)


@pytest.mark.parametrize("name", FORMS)
def test_a_number_of_another_programme_is_one_that_is_none(platform: Platform, name: str) -> None:
    cooperating(platform)
    committee_there(platform)
    project_there(platform)
    make = FORMS[name]
    before = words(platform)
    assert told(make(WHOSE.get(name, NONE)), platform) is told(make(NONE), platform)
    assert words(platform) == before


def test_people_of_one_activity_are_nobody_at_another(platform: Platform) -> None:
    _, one, _ = two_days(platform)
    also(platform, id=FOREIGN, programme=DGCC, since=date(2026, 11, 22), until=date(2026, 11, 23))
    (paper,) = issued(platform, one)
    here = Correction(one.id, "2026-11-23", present=True, reason="alasan uji", version=0)
    tries: dict[str, Callable[[], object]] = {
        "a certificate of another activity": lambda: certificates.file_of(platform, OTHER, FOREIGN, paper.id),
        "withdrawn there": lambda: certificates.withdraw(
            platform, OTHER, FOREIGN, which=(paper.id, paper.version), reason="alasan uji"
        ),
        "given anew there": lambda: certificates.reissue(
            platform, OTHER, FOREIGN, which=(paper.id, paper.version), reason="alasan uji"
        ),
        "present there": lambda: attendance.correct(platform, OTHER, FOREIGN, here),
        "decided by another": lambda: nominating.act(
            platform, OTHER, one.id, {"act": "decline", "version": "2", "reason": "alasan uji"}
        ),
    }
    for act in tries.values():
        with pytest.raises(Refusal):
            act()


@pytest.mark.parametrize("who", [KEEPER, READER, KOREAN_READER, OTHER, CENTRE], ids=lambda one: one.name)
def test_the_other_sides_passport_is_one_that_is_none(platform: Platform, client_for: Client, post: Any, who: Any) -> None:
    """By every act, and under the number of an activity of one's own: always one answer, never a sign of the number."""
    _, korean = with_passports(platform)
    also(platform, id=FOREIGN, programme=DGCC)
    acts: tuple[Callable[[UUID], object], ...] = (
        lambda one: documents.opened(platform, who, one),
        lambda one: documents.read(platform, who, one),
        lambda one: documents.enter(platform, who, one, PASSPORT),
        lambda one: documents.erase(platform, who, one),
        lambda one: document_links.make(platform, who, one),
        lambda one: document_links.revoke(platform, who, one),
    )
    for act in acts:
        for one in (korean.id, NONE):
            with pytest.raises(DocumentUnknown):
                act(one)
    client = client_for(who)
    for activity in (VISIT, FOREIGN):
        path = f"/kerja-sama/kegiatan/{activity}"
        pages = [client.get(f"{path}{tail}") for tail in ("", "/calon", "/calon.csv", "/dokumen", f"/dokumen/{korean.id}")]
        pages += [post(client, f"{path}/dokumen.csv"), post(client, f"{path}/dokumen/{korean.id}", lakukan="lihat")]
        for page in pages:
            hidden = (KOREAN_NUMBER, KOREAN_NUMBER[-3:], "YESI KIM", *(() if who is KOREAN_READER else ("yesi.kim@",)))
            assert not [one for one in hidden if one in page.text]
            assert NUMBER not in page.text or who is KEEPER


def test_a_file_that_is_not_public_is_not_there(platform: Platform, client_for: Client) -> None:
    """Neither for visitors nor under the number of a result that is public."""
    cooperating(platform)
    project_there(platform)
    hidden = replace(RESULT, id=UUID(int=0x501), public=False)
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        deliverable_store.add(unit.connection, hidden, platform.clock.now())
    file = delivering.add_file(platform, KEEPER, hidden.id, given=FileGiven("id", "rahasia.pdf", PDF))
    text = agreements_changing.give_text(platform, KEEPER, MOU.id, language="id", sent=("naskah.pdf", PDF))
    assert deliverables.content(platform, KOREAN, file.id)[1] == PDF
    for who in (None, OTHER):
        client = client_for(who)
        for path in (
            *(f"hasil/{hidden.id}", f"hasil/{hidden.id}/berkas/{file.id}", f"hasil/{RESULT.id}/berkas/{file.id}"),
            *(f"perjanjian/{MOU.id}/naskah/{text.id}", f"perjanjian/{NONE}/naskah/{text.id}"),
        ):
            answer = client.get(f"/kerja-sama/{path}")
            assert answer.status_code in ((403, 404) if who is None else (404,)), path
            assert PDF not in answer.content
        assert "rahasia.pdf" not in client.get("/api/v1/cooperation/deliverables").text
        assert str(hidden.id) not in client.get("/kerja-sama/hasil").text
    assert EGCC in client_for(KEEPER).get(f"/kerja-sama/hasil/{hidden.id}").text
