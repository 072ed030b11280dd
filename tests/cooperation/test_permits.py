"""Who reads, keeps, acts for a side and sees passports: the truth table of the permits. Law: UU 27/2022 art. 16."""

from collections.abc import Callable

import pytest

from simpul.cooperation.actions.standing import standing_of
from simpul.cooperation.model.programmes import Side, Standing
from simpul.cooperation.rules import permits
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform
from tests.cooperation.people import DGCC, EGCC, EVERYBODY, programmes_there

ACTS: dict[str, Callable[[Standing], None]] = {
    "found a programme": permits.permit_centre,
    "read it": lambda who: permits.permit_read(who, EGCC),
    "keep it": lambda who: permits.permit_keep(who, EGCC),
    "act for Indonesia": lambda who: permits.permit_side(who, EGCC, Side.INDONESIA),
    "act for Korea": lambda who: permits.permit_side(who, EGCC, Side.KOREA),
    "see Indonesia's passports": lambda who: permits.permit_documents(who, EGCC, Side.INDONESIA),
    "see Korea's passports": lambda who: permits.permit_documents(who, EGCC, Side.KOREA),
    "read the other programme": lambda who: permits.permit_read(who, DGCC),
    "keep the other programme": lambda who: permits.permit_keep(who, DGCC),
    "see passports of the other": lambda who: permits.permit_documents(who, DGCC, Side.KOREA),
}
MAY = {
    "centre": {"found a programme", "read it", "keep it", "read the other programme", "keep the other programme"},
    "keeper": {"read it", "keep it", "act for Indonesia", "see Indonesia's passports"},
    "reader": {"read it", "act for Indonesia"},
    "korean": {"read it", "keep it", "act for Korea", "see Korea's passports"},
    "korean reader": {"read it", "act for Korea"},
    "other programme's": {"read the other programme", "keep the other programme", "see passports of the other"},
    "seated centre": {
        *("found a programme", "read it", "keep it", "read the other programme", "keep the other programme"),
        *("act for Indonesia", "see Indonesia's passports"),
    },
}
"""Who is not named may nothing: liaison and gate officers, strangers, who has a seat without the role, nobody."""


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_do_what(platform: Platform, who: str, act: str) -> None:
    programmes_there(platform)
    standing = standing_of(platform, EVERYBODY[who])
    try:
        ACTS[act](standing)
        may = True
    except Refusal:
        may = False
    assert may is (act in MAY.get(who, set()))
