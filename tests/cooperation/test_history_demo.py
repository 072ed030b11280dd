"""The demo's cooperation: the real history is loaded once, and its people sit where they can try what they may see."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from simpul.cooperation.actions import demo, history_loading
from simpul.cooperation.model.programmes import CENTRE, PARTNER, Duty, Seat, Side
from simpul.cooperation.rules.history import history
from simpul.cooperation.store import activities, agreements, budgets, deliverables, meetings, programmes, projects
from simpul.kernel.database import metadata
from simpul.kernel.holders import Holder, Holders
from simpul.kernel.platform import Platform

HOME = "ID/GOV/2060/PORTAL"
STAFF = Holder(UUID(int=71), "Sekretariat", HOME, "Kementerian PANRB", "")
MINE = Holder(UUID(int=72), "Mitra Korea", demo.KOREAN_AGENCY, "MOIS", "")


class _Two:
    """Two accounts: the centre's, who is a partner too, and Korea's partner."""

    def holders(self, platform: Platform, role: str, agency: str = "") -> list[Holder]:
        return {CENTRE: [STAFF], PARTNER: [STAFF, MINE]}.get(role, [])


@pytest.fixture
def peopled(platform: Platform) -> Platform:
    return replace(platform, ports={**platform.ports, Holders: _Two()})


def kept(platform: Platform) -> dict[str, int]:
    """How many rows each table of the cooperation holds."""
    tables = [table for name, table in metadata.tables.items() if name.startswith("cooperation_")]
    with platform.database.reading() as unit:
        return {one.name: unit.connection.scalar(select(func.count()).select_from(one)) or 0 for one in tables}


def test_seeding_twice_changes_nothing(peopled: Platform) -> None:
    demo.seed(peopled)
    once = kept(peopled)
    assert once["cooperation_programme"] >= 3
    demo.seed(peopled)
    assert kept(peopled) == once
    assert set(history_loading.load(peopled).values()) == {0}


def test_the_history_is_read_as_it_was_written(platform: Platform) -> None:
    history_loading.load(platform)
    told = history()
    stores: tuple[tuple[Sequence[Any], Any], ...] = (
        (told.agreements, agreements.of_programme),
        (told.lines, budgets.of_programme),
        (told.meetings, meetings.of_programme),
        (told.decisions, meetings.decisions_of),
        (told.projects, projects.of_programme),
        (told.deliverables, deliverables.of_programme),
        (told.activities, activities.of_programme),
    )
    with platform.database.reading() as unit:
        assert programmes.listed(unit.connection) == sorted(told.programmes, key=lambda one: one.since)
        for records, read in stores:
            found = [one for each in told.programmes for one in read(unit.connection, each.code)]
            assert sorted(found, key=lambda one: one.id) == sorted(records, key=lambda one: one.id)


def test_what_people_changed_since_stays(platform: Platform) -> None:
    history_loading.load(platform)
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        one = projects.of_programme(unit.connection, "DGCC")[0]
        projects.keep(unit.connection, replace(one, lead="NIA", version=2), unit.clock.now())
    history_loading.load(platform)
    with platform.database.reading() as unit:
        assert [each.lead for each in projects.of_programme(unit.connection, "DGCC") if each.id == one.id] == ["NIA"]


def test_the_korean_partner_sits_in_two_of_the_three_and_the_centre_in_all(peopled: Platform) -> None:
    """So it can be tried that a partner sees its own programmes and no other."""
    demo.seed(peopled)
    with peopled.database.reading() as unit:
        seats = [seat for one in history().programmes for seat in programmes.seats_of(unit.connection, one.code)]
    assert {(each.programme, each.account, each.side, each.duty) for each in seats} == {
        *((code, STAFF.id, Side.INDONESIA, Duty.KEEPER) for code in ("EGCC-1", "EGCC-2", "DGCC")),
        *((code, MINE.id, Side.KOREA, Duty.KEEPER) for code in ("EGCC-1", "DGCC")),
    }


def test_a_seat_that_was_ended_is_not_given_again(peopled: Platform) -> None:
    demo.seed(peopled)
    with peopled.database.writing() as unit:
        unit.unaudited("a test")
        known = next(each for each in programmes.seats_of(unit.connection, "DGCC") if each.account == MINE.id)
        ended = Seat(
            known.programme, known.account, known.name, known.side, Duty.READER, known.since, known.since, known.at
        )
        programmes.seat(unit.connection, ended)
    demo.seed(peopled)
    with peopled.database.reading() as unit:
        assert ended in programmes.seats_of(unit.connection, "DGCC")
