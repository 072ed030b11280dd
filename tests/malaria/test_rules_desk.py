"""Who may see and do what at the malaria desk, person by person; which figures anybody may see."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from simpul.kernel.actor import Actor
from simpul.kernel.errors import NotAllowed
from simpul.malaria.model.desk_refusals import DeskReasonMissing
from simpul.malaria.rules import desk, public_figures
from tests.malaria.desk_makers import BINTUNI, BOTH, OTHER, person

pytestmark = pytest.mark.rules
OFFICER, SUPERVISOR = BOTH
PERMITS = (desk.permit_village, desk.permit_workers, desk.permit_revoke, desk.permit_invite, desk.permit_settle)
PEOPLE: list[tuple[str, Actor, str, str]] = [
    ("the officer of the kabupaten", person("92.06", OFFICER), BINTUNI, "yyynn"),
    ("the supervisor of the village's Puskesmas", person("92.06.01", SUPERVISOR), BINTUNI, "yyyyy"),
    ("one who is both", person("92.06", *BOTH), BINTUNI, "yyyyy"),
    ("the officer of the province", person("92", OFFICER), BINTUNI, "yyynn"),
    ("the ministry's officer", person(None, OFFICER), BINTUNI, "yyynn"),
    ("the officer of another kabupaten", person("91.05", *BOTH), BINTUNI, "nnnnn"),
    ("the officer of a kabupaten whose code begins alike", person("92.0", *BOTH), BINTUNI, "nnnnn"),
    ("the supervisor of another distrik", person("92.06.02", SUPERVISOR), BINTUNI, "nnnnn"),
    ("the officer of the kabupaten, about another one's village", person("92.06", *BOTH), OTHER, "nnnnn"),
    ("the clinician", person("92.06", "malaria.clinician"), BINTUNI, "nnnnn"),
    ("an officer without an agency", person("92.06", *BOTH, agency=None), BINTUNI, "nnnnn"),
    ("the disaster officer", person("92.06", "disaster.officer"), BINTUNI, "nnnnn"),
    ("nobody", Actor.ANONYMOUS, BINTUNI, "nnnnn"),
]


@pytest.mark.parametrize(("who", "actor", "village", "may"), PEOPLE, ids=[who for who, *_ in PEOPLE])
def test_each_person_may_what_the_table_says(who: str, actor: Actor, village: str, may: str) -> None:
    found = ""
    for permit in PERMITS:
        try:
            permit(actor, village)
            found += "y"
        except NotAllowed:
            found += "n"
    assert found == may, who


@pytest.mark.parametrize("given", ["", "  ", "ab", "x" * 201])
def test_a_step_needs_a_reason_that_says_something(given: str) -> None:
    with pytest.raises(DeskReasonMissing):
        desk.reason(given)


def test_a_reason_is_kept_on_one_line() -> None:
    assert desk.reason(" lost on\n the boat ") == "lost on the boat"


@pytest.mark.parametrize(("count", "told"), [(0, 0), (1, None), (4, None), (5, 5), (331, 331)])
def test_no_figure_from_one_to_four_is_public(count: int, told: int | None) -> None:
    assert public_figures.told(count) == told


@pytest.mark.parametrize(
    ("now", "until"), [((2026, 4, 28), (2026, 1, 1)), ((2026, 4, 30), (2026, 4, 1)), ((2026, 1, 5), (2025, 10, 1))]
)
def test_a_quarter_is_public_28_days_after_its_end(now: tuple[int, int, int], until: tuple[int, int, int]) -> None:
    zone = ZoneInfo("Asia/Jayapura")
    first, last = public_figures.span(datetime(*now, 12, tzinfo=zone))
    assert last == datetime(*until, tzinfo=zone)
    assert (last.year - first.year, first.month) == (2, last.month)
