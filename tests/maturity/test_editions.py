"""Editions by the ministry: made, given their agencies, published and from then on the same, closed; and who may not."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform
from simpul.maturity.actions import editions, instruments
from simpul.maturity.model.edition_refusals import (
    DeadlineWrong,
    EditionChanged,
    EditionEmpty,
    EditionFixed,
    EditionInstrumentWrong,
    EditionKeyWrong,
    EditionNotNow,
    EditionTaken,
    EditionUnknown,
    EditionUnsure,
    MinistryOnly,
    ParticipantBegun,
    ParticipantThere,
    ParticipantUnknown,
    ParticipantWrong,
)
from simpul.maturity.model.editions import EditionState, NewEdition
from simpul.maturity.model.instruments import Basis
from simpul.maturity.rules import instrument_writing, law_instruments
from simpul.maturity.rules.participating import REGIONAL
from tests.maturity.makers import EVERYBODY, MINISTRY

KEY = "2026-uji"
NEW = NewEdition(KEY, "2026 PEMDI-2026")
HAND = {"name": "Badan Uji Coba", "number": "9999", "kind": "LPNK", "province": ""}


def version(platform: Platform, key: str = KEY) -> int:
    return editions.seen(platform, MINISTRY, key).edition.version


def draft(platform: Platform) -> None:
    editions.make(platform, MINISTRY, new=NEW)
    editions.add(platform, MINISTRY, key=KEY, version=1, given=HAND)


def published(platform: Platform) -> None:
    draft(platform)
    editions.publish(platform, MINISTRY, key=KEY, version=version(platform), confirm=KEY)


CHANGES: dict[str, Callable[[Platform, int], Any]] = {
    "take over": lambda p, n: editions.take_published(p, MINISTRY, key=KEY, version=n),
    "add": lambda p, n: editions.add(p, MINISTRY, key=KEY, version=n, given={**HAND, "number": "9998"}),
    "remove": lambda p, n: editions.remove(p, MINISTRY, key=KEY, version=n, agency="9999"),
    "publish": lambda p, n: editions.publish(p, MINISTRY, key=KEY, version=n, confirm=KEY),
}


def test_an_edition_of_the_law_takes_its_rules_from_the_law(platform: Platform) -> None:
    made = editions.make(platform, MINISTRY, new=NewEdition("2024", "2024 SPBE-2020"))
    law = law_instruments.edition(2024, "SPBE-2020")
    assert law is not None
    assert (made.basis, made.stages, made.questions) == (law.basis, law.stages, law.questions)
    assert made.state is EditionState.DRAFT
    assert made.title.endswith("2024")


def test_an_imported_instrument_makes_an_edition_with_the_newest_stages_and_a_basis_of_its_own(platform: Platform) -> None:
    spbe = instrument_writing.toml(law_instruments.instrument("SPBE-2020"))
    new = spbe.replace('code = "SPBE-2020"', 'code = "UJI-2027"')
    instruments.take_in(platform, new, file_name="uji.toml", form="toml")
    made = editions.make(platform, MINISTRY, new=NewEdition("2027", "UJI-2027", "Uji 2027", Basis.ROUNDED))
    assert (made.instrument, made.basis, made.title) == ("UJI-2027", Basis.ROUNDED, "Uji 2027")
    assert "objection" in made.stages


@pytest.mark.parametrize(
    ("new", "refused"),
    [
        (NewEdition("dua ribu", "2026 PEMDI-2026"), EditionKeyWrong),
        (NewEdition("1999", "2026 PEMDI-2026"), EditionKeyWrong),
        (NewEdition("2026-", "2026 PEMDI-2026"), EditionKeyWrong),
        (NewEdition("2026", "SPBE-1990"), EditionInstrumentWrong),
        (NewEdition("2026", ""), EditionInstrumentWrong),
        (NEW, EditionTaken),
    ],
)
def test_an_edition_that_cannot_be_is_refused(platform: Platform, new: NewEdition, refused: type[Refusal]) -> None:
    editions.make(platform, MINISTRY, new=NEW)
    with pytest.raises(refused):
        editions.make(platform, MINISTRY, new=new)


def test_every_agency_with_a_published_result_takes_part_and_every_government_has_its_region(platform: Platform) -> None:
    editions.make(platform, MINISTRY, new=NEW)
    assert editions.take_published(platform, MINISTRY, key=KEY, version=1) == 629
    seen = editions.seen(platform, MINISTRY, KEY)
    assert [one.name for one in seen.participants if one.kind in REGIONAL and not one.region] == []
    by_number = {one.agency: one for one in seen.participants}
    assert by_number["8205"].region == "92.06"
    assert by_number["6000"].region == "31"
    assert by_number["2060"].region == ""
    assert editions.take_published(platform, MINISTRY, key=KEY, version=seen.edition.version) == 0


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({**HAND, "name": "X"}, ParticipantWrong),
        ({**HAND, "kind": "Perusahaan"}, ParticipantWrong),
        ({**HAND, "number": "12a"}, ParticipantWrong),
        ({}, ParticipantWrong),
        (HAND, ParticipantThere),
    ],
)
def test_an_agency_that_cannot_be_added_is_refused(
    platform: Platform, given: dict[str, str], refused: type[Refusal]
) -> None:
    draft(platform)
    with pytest.raises(refused):
        editions.add(platform, MINISTRY, key=KEY, version=version(platform), given=given)


def test_an_agency_leaves_a_draft_unless_its_assessment_has_begun(platform: Platform) -> None:
    draft(platform)
    with pytest.raises(ParticipantUnknown):
        editions.remove(platform, MINISTRY, key=KEY, version=version(platform), agency="1")
    begin(platform)
    with pytest.raises(ParticipantBegun):
        editions.remove(platform, MINISTRY, key=KEY, version=version(platform), agency="9999")
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        unit.connection.execute(text("DELETE FROM maturity_assessment"))
    editions.remove(platform, MINISTRY, key=KEY, version=version(platform), agency="9999")
    assert editions.seen(platform, MINISTRY, KEY).participants == ()


def begin(platform: Platform) -> None:
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        row = {"id": unit.ids.new(), "key": KEY, "at": unit.clock.now()}
        wanted = "INSERT INTO maturity_assessment (id, edition, agency, stage, state, opened_at, changed_at) "
        unit.connection.execute(text(wanted + "VALUES (:id, :key, '9999', 'self', 'open', :at, :at)"), row)


def test_an_edition_without_agencies_is_not_published(platform: Platform) -> None:
    editions.make(platform, MINISTRY, new=NEW)
    with pytest.raises(EditionEmpty):
        editions.publish(platform, MINISTRY, key=KEY, version=1, confirm=KEY)


def test_publishing_and_closing_ask_for_the_name_to_be_typed(platform: Platform) -> None:
    draft(platform)
    with pytest.raises(EditionUnsure):
        editions.publish(platform, MINISTRY, key=KEY, version=version(platform), confirm="ya")
    editions.publish(platform, MINISTRY, key=KEY, version=version(platform), confirm=f" {KEY.upper()} ")
    with pytest.raises(EditionUnsure):
        editions.close(platform, MINISTRY, key=KEY, version=version(platform), confirm="")
    closed = editions.close(platform, MINISTRY, key=KEY, version=version(platform), confirm=KEY)
    assert closed.state is EditionState.CLOSED
    assert closed.closed_at == platform.clock.now()


@pytest.mark.parametrize("change", CHANGES)
def test_a_published_edition_never_changes(platform: Platform, change: str) -> None:
    published(platform)
    before = editions.seen(platform, MINISTRY, KEY)
    with pytest.raises(EditionFixed):
        CHANGES[change](platform, before.edition.version)
    assert editions.seen(platform, MINISTRY, KEY) == before


def test_deadlines_alone_change_after_that_and_leave_the_digest_as_it_is(platform: Platform) -> None:
    published(platform)
    digest = editions.seen(platform, MINISTRY, KEY).edition.digest
    given = {"self": "2026-12-01", "document": "", "interview": "2026-12-01"}
    editions.set_deadlines(platform, MINISTRY, key=KEY, version=version(platform), given=given)
    seen = editions.seen(platform, MINISTRY, KEY)
    assert seen.edition.deadlines == {"self": date(2026, 12, 1), "interview": date(2026, 12, 1)}
    assert (seen.edition.digest, seen.intact) == (digest, True)


@pytest.mark.parametrize(
    "given", [{"self": "besok"}, {"self": "2026-12-02", "visit": "2026-12-01"}, {"self": "2026-02-30"}]
)
def test_a_deadline_that_is_no_day_or_too_early_is_refused(platform: Platform, given: dict[str, str]) -> None:
    draft(platform)
    with pytest.raises(DeadlineWrong):
        editions.set_deadlines(platform, MINISTRY, key=KEY, version=version(platform), given=given)


def test_a_closed_edition_has_no_more_deadlines_and_is_not_closed_twice(platform: Platform) -> None:
    published(platform)
    editions.close(platform, MINISTRY, key=KEY, version=version(platform), confirm=KEY)
    with pytest.raises(EditionNotNow):
        editions.set_deadlines(platform, MINISTRY, key=KEY, version=version(platform), given={})
    with pytest.raises(EditionNotNow):
        editions.close(platform, MINISTRY, key=KEY, version=version(platform), confirm=KEY)


def test_what_was_changed_behind_the_programs_back_shows(platform: Platform) -> None:
    published(platform)
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        unit.connection.execute(text("UPDATE maturity_participant SET kind = 'LNS'"))
    assert not editions.seen(platform, MINISTRY, KEY).intact


def test_two_who_change_a_draft_at_once_do_not_undo_each_other(platform: Platform) -> None:
    draft(platform)
    stale = version(platform)
    editions.add(platform, MINISTRY, key=KEY, version=stale, given={**HAND, "number": "9998"})
    for change in CHANGES.values():
        with pytest.raises(EditionChanged):
            change(platform, stale)

    def publish(_: int) -> bool:
        try:
            editions.publish(platform, MINISTRY, key=KEY, version=stale + 1, confirm=KEY)
        except Refusal:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(publish, range(4))) == [False, False, False, True]


@pytest.mark.parametrize("who", [name for name in EVERYBODY if name != "ministry"])
def test_nobody_but_the_ministry_has_a_hand_in_editions(platform: Platform, who: str) -> None:
    draft(platform)
    actor, n = EVERYBODY[who], version(platform)
    steps: list[Callable[[], object]] = [
        lambda: editions.listed(platform, actor),
        lambda: editions.seen(platform, actor, KEY),
        lambda: editions.make(platform, actor, new=NewEdition("2025", "2025 SPBE-2020")),
        lambda: editions.take_published(platform, actor, key=KEY, version=n),
        lambda: editions.add(platform, actor, key=KEY, version=n, given={**HAND, "number": "1"}),
        lambda: editions.remove(platform, actor, key=KEY, version=n, agency="9999"),
        lambda: editions.publish(platform, actor, key=KEY, version=n, confirm=KEY),
        lambda: editions.set_deadlines(platform, actor, key=KEY, version=n, given={}),
        lambda: editions.close(platform, actor, key=KEY, version=n, confirm=KEY),
    ]
    for step in steps:
        with pytest.raises(MinistryOnly):
            step()


def test_each_step_is_in_the_trail(platform: Platform) -> None:
    published(platform)
    editions.set_deadlines(platform, MINISTRY, key=KEY, version=version(platform), given={})
    editions.close(platform, MINISTRY, key=KEY, version=version(platform), confirm=KEY)
    with platform.database.reading() as unit:
        found = [row[0] for row in unit.connection.execute(text("SELECT action FROM kernel_audit"))]
    wanted = ["make", "agency_add", "publish", "deadlines", "close"]
    assert sorted(found) == sorted(f"maturity.edition.{step}" for step in wanted)


def test_an_edition_goes_its_whole_way_by_pages(platform: Platform, client_for: Callable[..., TestClient]) -> None:
    client = client_for(MINISTRY)

    def post(path: str, **fields: object) -> Any:
        page = client.get(path.split("?", maxsplit=1)[0]).text
        token = page.split('name="csrf" value="')[1].split('"')[0]
        return client.post(path, data={"csrf": token, **fields})

    for empty in ("edisi", "nasional", "penugasan"):
        assert "Belum ada edisi" in client.get(f"/kematangan/{empty}").text
    wrong = post("/kematangan/edisi", instrument="2026 PEMDI-2026", key="x")
    assert wrong.status_code == 422
    assert "2026-latihan" in wrong.text
    made = post("/kematangan/edisi", instrument="2026 PEMDI-2026", key=KEY)
    assert made.headers["location"] == f"/kematangan/edisi/{KEY}?selesai=dibuat"
    path = f"/kematangan/edisi/{KEY}"
    assert post(path, lakukan="instansi", version=1).status_code == 303
    assert post(path, lakukan="hapus", version=1, agency="8205").status_code == 409
    assert post(path, lakukan="hapus", version=2, agency="8205").status_code == 303
    assert post(path, lakukan="terbit", version=3, confirm=KEY).status_code == 303
    assert "Isinya sekarang sama" in client.get(path).text
    assert post(path, lakukan="tenggat", version=4, until_self="2026-12-01").status_code == 303
    assert post(path, lakukan="tambah", version=5, **HAND).status_code == 409
    assert post(path, lakukan="lain").status_code == 404
    assert post(path, lakukan="tutup", version=5, confirm=KEY).status_code == 303
    assert client.get(f"{path}/ekspor.csv").text.count("\n") == 629
    assert client.get("/kematangan/edisi/1999").status_code == 404


def test_an_unknown_edition_is_not_found(platform: Platform) -> None:
    with pytest.raises(EditionUnknown):
        editions.seen(platform, MINISTRY, "2031")
