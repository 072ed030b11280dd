"""Programmes: founded and changed by the centre, read by who has a seat, and what is public of one by everybody."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from simpul.cooperation.actions import programmes
from simpul.cooperation.model.programmes import ProgrammeChanged, ProgrammeTaken, ProgrammeUnknown
from simpul.cooperation.store import programmes as store
from simpul.kernel.platform import Platform
from tests.cooperation.people import CENTRE, DGCC, EGCC, EVERYBODY, KOREAN, READER, programmes_there

Clients = Callable[..., TestClient]
Post = Callable[..., Any]
READERS = {"centre": {EGCC, DGCC}, "seated centre": {EGCC, DGCC}, "other programme's": {DGCC}}
READERS |= {who: {EGCC} for who in ("keeper", "reader", "korean", "korean reader")}


@pytest.fixture(autouse=True)
def _there(platform: Platform) -> None:
    programmes_there(platform)


def publish(platform: Platform, code: str) -> None:
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        known = store.get(unit.connection, code)
        assert known is not None
        store.keep(unit.connection, replace(known, public=True), unit.clock.now())


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_front_page_lists_what_one_reads_and_no_other(client_for: Clients, who: str) -> None:
    page = client_for(EVERYBODY[who]).get("/kerja-sama")
    shown = {code for code in (EGCC, DGCC) if f"/program/{code}" in page.text}
    assert shown == READERS.get(who, set())


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_programme_that_is_not_ones_own_is_not_even_there(client_for: Clients, who: str) -> None:
    for code in (EGCC, DGCC):
        found = client_for(EVERYBODY[who]).get(f"/kerja-sama/program/{code}")
        assert found.status_code == (200 if code in READERS.get(who, set()) else 404)


def test_everybody_reads_what_is_public_of_a_programme_but_not_who_works_in_it(
    platform: Platform, client_for: Clients
) -> None:
    publish(platform, EGCC)
    page = client_for().get("/ko/kerja-sama/program/EGCC-1").text
    assert "EGCC-1 사업" in page
    assert KOREAN.name not in page
    assert "/perjanjian" not in page


def test_the_centre_founds_a_programme_and_nobody_else(client_for: Clients, post: Post) -> None:
    form = {"code": "EGCC-9", "name_id": "Uji", "since": "2026-01-01"}
    for who, actor in EVERYBODY.items():
        answer = post(client_for(actor), "/kerja-sama/program/baru", **form)
        if who in ("centre", "seated centre"):
            assert answer.status_code == (200 if who == "centre" else 409), who  # the second finds the code taken
        else:
            assert answer.status_code in (401, 403), who


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "egcc"),
        ("code", "A" * 90),
        ("name_id", ""),
        ("name_id", "x" * 201),
        ("since", "kapan"),
        ("until", "2015-01-01"),
    ],
)
def test_a_form_that_is_wrong_says_so_and_keeps_what_was_written(
    client_for: Clients, post: Post, field: str, value: str
) -> None:
    form = {"code": "BARU-1", "name_id": "Program baru", "since": "2026-01-01", "place": "Jakarta Pusat"} | {field: value}
    answer = post(client_for(CENTRE), "/kerja-sama/program/baru", **form)
    assert answer.status_code == 422
    assert "Jakarta Pusat" in answer.text


def test_two_who_change_a_programme_at_once_do_not_lose_each_others_words(platform: Platform) -> None:
    seen = programmes.seen(platform, CENTRE, EGCC).programme
    programmes.change(platform, CENTRE, new=replace(seen, place="Jakarta"))
    with pytest.raises(ProgrammeChanged):
        programmes.change(platform, CENTRE, new=replace(seen, place="Seoul"))
    assert programmes.seen(platform, CENTRE, EGCC).programme.place == "Jakarta"
    with pytest.raises(ProgrammeTaken):
        programmes.found(platform, CENTRE, new=seen)


def test_a_seat_that_ends_counts_no_more_from_that_moment(platform: Platform) -> None:
    assert EGCC in programmes.read(platform, READER)
    assert programmes.end_seat(platform, CENTRE, EGCC, account=READER.id or UUID(int=0))
    assert programmes.read(platform, READER) == ()
    with pytest.raises(ProgrammeUnknown):
        programmes.seats(platform, READER, EGCC)
    assert any(one.account == READER.id and one.until for one in programmes.seats(platform, CENTRE, EGCC))


def test_who_was_second_compares_and_saves_again(platform: Platform, client_for: Clients, post: Post) -> None:
    desk = client_for(CENTRE)
    form = {"name_id": "Program EGCC-1", "since": "2016-02-22", "version": "1"}
    assert post(desk, "/kerja-sama/program/EGCC-1/ubah", **form, place="Jakarta").status_code == 200
    second = post(desk, "/kerja-sama/program/EGCC-1/ubah", **form, place="Seoul")
    assert second.status_code == 409
    assert 'name="version" value="2"' in second.text
    post(desk, "/kerja-sama/program/EGCC-1/ubah", **(form | {"version": "2"}), place="Seoul")
    assert programmes.seen(platform, CENTRE, EGCC).programme.place == "Seoul"
