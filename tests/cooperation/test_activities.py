"""Activities: what follows on what, days as exactly as known, what the list is asked for; the permits' first half."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from simpul.cooperation.actions import activities, activity_forms, activity_keeping
from simpul.cooperation.actions.activities import ActivitiesAsked
from simpul.cooperation.model.activities import Activity, ActivityState, Precision, Quota
from simpul.cooperation.model.activity_refusals import (
    ActivityCountWrong,
    ActivityDaysWrong,
    ActivityDocumentsWrong,
    ActivityHoursWrong,
    ActivityLinkWrong,
    ActivityMoveWrong,
    ActivityNotOver,
    QuotaWrong,
)
from simpul.cooperation.rules import activities as rules
from simpul.cooperation.store import activities as store
from simpul.kernel.platform import Platform
from tests.cooperation.activity_makers import SINCE, VISIT, activity, also, there
from tests.cooperation.people import CENTRE, EGCC, KEEPER, NOW

BEFORE, AFTER = date(2027, 1, 19), date(2027, 1, 20)
MAY = {
    ActivityState.DRAFT: ("open", "hold", "cancel"),
    ActivityState.OPEN: ("close", "hold", "cancel"),
    ActivityState.CLOSED: ("open", "hold", "cancel"),
    ActivityState.HELD: ("reopen",),
    ActivityState.CANCELLED: ("restore",),
}


@pytest.mark.parametrize("state", ActivityState)
@pytest.mark.parametrize("move", ["open", "close", "hold", "cancel", "reopen", "restore", "erase"])
def test_what_follows_on_what(state: ActivityState, move: str) -> None:
    one = activity(state=state)
    try:
        rules.moved(one, move, AFTER)
        may = True
    except ActivityMoveWrong:
        may = False
    assert may is (move in MAY[state])
    assert set(rules.moves(one, AFTER)) == set(MAY[state])


@pytest.mark.parametrize("state", [ActivityState.DRAFT, ActivityState.OPEN, ActivityState.CLOSED])
def test_a_cancellation_that_is_undone_leaves_what_was(state: ActivityState) -> None:
    one = activity(state=state)
    back = rules.moved(rules.moved(one, "cancel", BEFORE), "restore", BEFORE)
    assert back == replace(one, version=3)


def test_nothing_took_place_before_it_began() -> None:
    with pytest.raises(ActivityNotOver):
        rules.moved(activity(), "hold", BEFORE)
    assert "hold" not in rules.moves(activity(), BEFORE)


@pytest.mark.parametrize(
    ("precision", "expected"),
    [
        (Precision.DAY, (date(2020, 2, 3), date(2020, 2, 4))),
        (Precision.MONTH, (date(2020, 2, 1), date(2020, 2, 29))),
        (Precision.YEAR, (date(2020, 1, 1), date(2020, 12, 31))),
    ],
)
def test_where_only_the_month_or_year_is_known_the_activity_may_be_on_any_day_of_it(
    precision: Precision, expected: tuple[date, date]
) -> None:
    given = activity(since=date(2020, 2, 3), until=date(2020, 2, 4), precision=precision)
    fit = rules.checked(given)
    assert (fit.since, fit.until) == expected


@pytest.mark.parametrize("month", range(1, 13))
def test_a_month_ends_on_its_last_day(month: int) -> None:
    _, last = rules.imprecise(activity(since=date(2021, month, 5), until=date(2021, month, 5), precision=Precision.MONTH))
    assert last.month == month
    assert (last.toordinal() + 1) == date(2021 + month // 12, month % 12 + 1, 1).toordinal()


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"since": date(1900, 1, 1)}, ActivityDaysWrong),
        ({"until": date(2027, 1, 1)}, ActivityDaysWrong),
        ({"zone": "GMT"}, ActivityHoursWrong),
        ({"participants": 10_000_001}, ActivityCountWrong),
        ({"remote": "http://contoh.id"}, ActivityLinkWrong),
        ({"ends_at": NOW}, ActivityHoursWrong),
        ({"begins_at": NOW, "ends_at": NOW}, ActivityHoursWrong),
        ({"programme": "", "documents": True}, ActivityDocumentsWrong),
    ],
)
def test_what_is_wrong_with_an_activity_is_named(changes: dict[str, Any], refusal: type) -> None:
    with pytest.raises(refusal):
        rules.checked(activity(**changes))


@pytest.mark.parametrize(("agency", "name", "places"), [("8205", "A", 1), ("ID/GOV/1/A", "", 1), ("ID/GOV/1/A", "A", 5001)])
def test_what_is_wrong_with_a_quota_is_named(agency: str, name: str, places: int) -> None:
    with pytest.raises(QuotaWrong):
        rules.checked_quota(Quota(VISIT, agency, name, places))


def test_a_form_gives_back_what_it_was_given(platform: Platform) -> None:
    hours = {"begins_at": datetime(2027, 1, 20, 2, tzinfo=UTC), "ends_at": datetime(2027, 1, 24, 9, tzinfo=UTC)}
    one = rules.checked(activity(participants=7, inferred=("place",), sources=("https://contoh.id x",), **hours))
    assert rules.checked(activity_forms.read(activity_forms.fields_of(one), one.id)) == replace(
        one, state=ActivityState.DRAFT
    )


def test_what_is_kept_is_what_was_added_and_adding_again_changes_nothing(platform: Platform) -> None:
    one = there(platform, host=None, participants=3, agencies=2, note={"id": "catatan"})
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        assert not store.add(unit.connection, replace(one, place="Busan"), NOW)
        assert store.of_programme(unit.connection, EGCC) == [one]
        assert store.all_(unit.connection) == [one]
        assert store.of_programme(unit.connection, "") == []


def test_an_activity_of_no_programme_is_the_centres(platform: Platform) -> None:
    there(platform, programme="", documents=False)
    assert activities.seen(platform, CENTRE, VISIT).keeps
    with platform.database.reading() as unit:
        assert [one.id for one in store.of_programme(unit.connection, "")] == [VISIT]


def asked(platform: Platform, **what: str) -> list[str]:
    return [one.title["id"] for one in activities.listed(platform, KEEPER, ActivitiesAsked(**what)).found]


def test_the_list_has_what_comes_first_and_then_the_newest_of_what_was(platform: Platform) -> None:
    there(platform)
    also_(platform, 1, "Kelak", date(2027, 5, 1))
    also_(platform, 2, "Dahulu", date(2018, 1, 1), Precision.YEAR)
    also_(platform, 3, "Baru saja", date(2026, 10, 1))
    assert asked(platform) == ["Kunjungan uji", "Kelak", "Baru saja", "Dahulu"]
    assert asked(platform, when="past") == ["Baru saja", "Dahulu"]
    assert asked(platform, when="upcoming") == ["Kunjungan uji", "Kelak"]
    assert asked(platform, year="2018") == ["Dahulu"]
    assert asked(platform, q="SEOUL kunjungan") == ["Kunjungan uji"]
    assert asked(platform, programme="DGCC") == []


def also_(platform: Platform, number: int, title: str, day: date, precision: Precision = Precision.DAY) -> Activity:
    place = "" if precision is Precision.YEAR else "Jakarta"
    until = day.replace(month=12, day=31) if precision is Precision.YEAR else day
    changes: dict[str, Any] = {"title": {"id": title}, "since": day, "until": until, "place": place}
    return also(platform, id=VISIT.__class__(int=number), precision=precision, **changes)


def test_quotas_are_set_changed_and_taken_away(platform: Platform) -> None:
    there(platform, places=None)
    activity_keeping.set_quota(platform, KEEPER, VISIT, {"agency": " id/gov/1111/a ", "name": " Dinas  A ", "places": "4"})
    [quota] = activities.seen(platform, KEEPER, VISIT).quotas
    assert quota == Quota(VISIT, "ID/GOV/1111/A", "Dinas A", 4)
    assert activity_keeping.drop_quota(platform, KEEPER, VISIT, agency="ID/GOV/1111/A")
    assert not activity_keeping.drop_quota(platform, KEEPER, VISIT, agency="ID/GOV/1111/A")
    with pytest.raises(QuotaWrong):
        activity_keeping.set_quota(platform, KEEPER, VISIT, {"agency": "ID/GOV/1111/A", "name": "A", "places": "banyak"})
    assert SINCE > BEFORE
