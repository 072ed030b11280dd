"""What an agreement must say, its family, its term with extensions, and when its end is an alarm."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from simpul.cooperation.model.agreement_refusals import (
    AgreementDayWrong,
    AgreementEndWrong,
    AgreementParentWrong,
    AgreementPartiesWrong,
    AgreementTermWrong,
    AgreementTitleMissing,
)
from simpul.cooperation.model.agreements import Agreement, Instrument, Party, TermState
from simpul.cooperation.model.programmes import Side
from simpul.cooperation.rules import agreements as rules
from simpul.kernel.errors import Refusal
from tests.cooperation.agreement_makers import ANNEX, MOU, PARTIES, TODAY, extension

pytestmark = pytest.mark.rules
DAYS = (180, 90, 30)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"title": {"en": "only"}}, AgreementTitleMissing),
        ({"title": {"id": "x" * 201}}, AgreementTitleMissing),
        ({"signed_on": TODAY + timedelta(1)}, AgreementDayWrong),
        ({"until": date(2016, 2, 21)}, AgreementTermWrong),
        ({"instrument": Instrument.ANNEX}, AgreementParentWrong),
        ({"instrument": Instrument.EXTENSION}, AgreementParentWrong),
        ({"parties": ()}, AgreementPartiesWrong),
        ({"parties": PARTIES[:1]}, AgreementPartiesWrong),
        ({"parties": (*PARTIES, Party(" ", Side.KOREA))}, AgreementPartiesWrong),
        ({"parties": PARTIES * 11}, AgreementPartiesWrong),
    ],
)
def test_what_an_agreement_must_say(changes: dict[str, object], wrong: type[Refusal]) -> None:
    with pytest.raises(wrong):
        rules.checked(replace(MOU, **changes), TODAY)  # type: ignore[arg-type]


def test_days_that_no_source_states_stay_empty_and_are_not_inferred() -> None:
    bare = replace(MOU, since=None, until=None, signed_on=None, inferred=("since", "until", "parties", "else"))
    assert rules.checked(bare, TODAY).inferred == ("parties",)


def test_a_parent_is_of_the_same_programme_and_no_descendant() -> None:
    rules.permit_parent(ANNEX, [MOU])
    for wrong in (
        replace(ANNEX, parent=ANNEX.id),
        replace(ANNEX, parent=UUID(int=9)),
        replace(MOU, parent=ANNEX.id),
        replace(ANNEX, programme="DGCC"),
    ):
        with pytest.raises(AgreementParentWrong):
            rules.permit_parent(wrong, [MOU, ANNEX])


def test_the_family_is_the_same_whoever_of_it_is_asked() -> None:
    longer = extension(date(2028, 1, 1), id=0x703)
    last = extension(date(2029, 1, 1), parent=longer.id, id=0x704)
    everybody = [MOU, ANNEX, longer, last]
    for one in everybody:
        found = [(twig.agreement.id, twig.depth) for twig in rules.family(one, everybody)]
        assert found == [(MOU.id, 0), (ANNEX.id, 1), (longer.id, 1), (last.id, 2)]


def test_a_circle_in_old_records_ends() -> None:
    one, two = replace(MOU, parent=ANNEX.id), replace(ANNEX, parent=MOU.id)
    assert len(rules.family(one, [one, two])) == 2


@pytest.mark.parametrize(
    ("others", "changes", "covered", "state"),
    [
        ([], {}, MOU.until, TermState.ENDING),
        ([], {"until": date(2030, 1, 1)}, date(2030, 1, 1), TermState.RUNNING),
        ([], {"until": TODAY - timedelta(1)}, TODAY - timedelta(1), TermState.EXPIRED),
        ([], {"until": TODAY}, TODAY, TermState.ENDING),
        ([], {"until": None}, None, TermState.UNKNOWN),
        ([], {"ended_on": date(2020, 1, 1)}, date(2020, 1, 1), TermState.EXPIRED),
        ([extension(date(2028, 1, 1))], {}, date(2028, 1, 1), TermState.RUNNING),
        ([replace(extension(date(2028, 1, 1)), ended_on=date(2026, 1, 1))], {}, MOU.until, TermState.ENDING),
        ([replace(ANNEX, until=date(2030, 1, 1))], {}, MOU.until, TermState.ENDING),
        ([extension(date(2020, 1, 1))], {}, MOU.until, TermState.ENDING),
    ],
    ids=["near", "far", "over", "last day", "unknown", "ended", "extended", "extension ended", "annex", "shorter"],
)
def test_the_term_with_its_extensions(
    others: list[Agreement], changes: dict[str, date | None], covered: date | None, state: TermState
) -> None:
    one = replace(MOU, **changes)  # type: ignore[arg-type]
    assert rules.covered_until(one, [one, *others]) == covered
    assert rules.state(one, [one, *others], TODAY, 180) is state


@pytest.mark.parametrize(
    ("left", "mark"), [(181, None), (180, 180), (91, 180), (90, 90), (31, 90), (30, 30), (1, 30), (0, 30), (-1, None)]
)
def test_an_alarm_goes_off_under_the_mark_that_was_passed(left: int, mark: int | None) -> None:
    one = replace(MOU, until=TODAY + timedelta(left))
    found = rules.alarms([one], DAYS, TODAY)
    assert [(alarm.left, alarm.mark) for alarm in found] == ([(left, mark)] if mark is not None else [])


def test_what_is_extended_or_ended_gives_no_alarm_but_the_extension_does() -> None:
    near = extension(TODAY + timedelta(60))
    assert [alarm.agreement.id for alarm in rules.alarms([MOU, near], DAYS, TODAY)] == [near.id]
    assert rules.alarms([replace(MOU, ended_on=TODAY)], DAYS, TODAY) == ()


def test_an_alarm_is_one_occasion_for_each_end_mark_and_person() -> None:
    [alarm] = rules.alarms([MOU], DAYS, TODAY)
    keys = {rules.key(alarm, UUID(int=1)), rules.key(alarm, UUID(int=2)), rules.key(replace(alarm, mark=30), UUID(int=1))}
    assert len(keys) == 3


def test_the_setting_is_read_the_longest_first() -> None:
    assert rules.marks("30,180,90") == DAYS


@pytest.mark.parametrize("on", [TODAY + timedelta(1), date(2016, 2, 21)])
def test_an_agreement_does_not_end_in_the_future_nor_before_it_began(on: date) -> None:
    with pytest.raises(AgreementEndWrong):
        rules.ended(MOU, on, TODAY)
