"""What a programme's report says: the records as they are, each fact with its source, nothing that is not recorded."""

import json
import re
from dataclasses import asdict, replace
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from simpul.cooperation.model.agreements import Party, PartyPart
from simpul.cooperation.model.budgets import Currency, LineKind, Rate
from simpul.cooperation.model.programmes import Side
from simpul.cooperation.model.projects import ProjectStage
from simpul.cooperation.model.reports import Grid, Picture, ReportPeriodWrong
from simpul.cooperation.rules import report_plots
from simpul.cooperation.rules.history import history
from simpul.cooperation.rules.report_periods import period, periods
from tests.cooperation.report_makers import LATE, MADE_UP, MADE_UP_DECISION, amount, chapter, records, told, words

CODES = ("EGCC-1", "EGCC-2", "DGCC")
TONGUES = ("id", "en", "ko")


@pytest.mark.parametrize("lang", TONGUES)
@pytest.mark.parametrize("code", CODES)
def test_a_report_is_whole_in_each_language(code: str, lang: str) -> None:
    """No chapter is empty, every table has its columns, every source is leaned on and every number leads to one."""
    made = told(code, lang)
    for one in made.chapters:
        assert one.blocks, one.key
        for block in one.blocks:
            if isinstance(block, Grid):
                assert block.rows
                assert {len(row) for row in block.rows} == {len(block.shares)} == {len(block.numeric)}
                assert len(block.head) in (0, len(block.shares))
            if isinstance(block, Picture):
                assert block.svg.startswith("<svg")
                assert block.alt
                assert block.note.text
    refs = {int(one) for one in re.findall(r"\d+", str(re.findall(r'"refs": \[([^\]]*)\]', json.dumps(asdict(made)))))}
    assert refs == {one.number for one in made.sources} == set(range(1, len(made.sources) + 1))
    assert all(one.name or one.address for one in made.sources)


@pytest.mark.parametrize("code", CODES)
def test_no_english_is_left_in_the_other_languages(code: str) -> None:
    english = {line for line in words(told(code, "en")).splitlines() if re.fullmatch(r"[A-Za-z ,.;'’-]{24,}", line)}
    for lang in ("id", "ko"):
        assert english & set(words(told(code, lang)).splitlines()) <= {"Republic of Korea"}


def test_numbers_and_days_have_the_language_s_form() -> None:
    forms = {"id": ("USD 2.000.000", "22 Februari 2016"), "en": ("USD 2,000,000", "22 February 2016")}
    forms["ko"] = ("USD 2,000,000", "2016년 2월 22일")
    for lang, wanted in forms.items():
        said = words(told("EGCC-1", lang))
        assert all(one in said for one in wanted), lang


# ---------------------------------------------------------------- money


def test_what_is_not_recorded_is_said_and_is_no_zero() -> None:
    made = told("EGCC-1")
    said = words(made)
    assert "The sources record neither payments nor spending. That does not mean that nothing was paid or spent." in said
    assert "USD 0" not in said
    assert {one.name: (one.value, one.remark) for one in made.figures}["Pledged"] == (
        "USD 2,000,000",
        "spent: not recorded",
    )
    assert any("neither payment nor spending is recorded" in one.text for one in made.attention)


def test_a_programme_without_amounts_has_no_chapter_about_money_but_says_so() -> None:
    made = told("DGCC")
    assert chapter(made, "budget") is None
    assert "pledges, contributions and spending" in words(made)
    assert any("No pledge, contribution or spending is recorded" in one.text for one in made.attention)


FINDINGS = {
    "the same": ((), "Both sides pledged the same: USD 1,000,000 each"),
    "paid in": ((amount(LineKind.CONTRIBUTION, Side.KOREA, "500000"),), "25% of what was pledged is paid in"),
    "spent": ((amount(LineKind.SPENDING, Side.KOREA, "200000"),), "10% of what was pledged is spent"),
    "more": ((amount(LineKind.PLEDGE, Side.KOREA, "1"),), "What the sides pledged, contributed and spent"),
}


@pytest.mark.parametrize("which", FINDINGS)
def test_the_plot_s_title_says_the_finding(which: str) -> None:
    more, finding = FINDINGS[which]
    made = told("EGCC-1", lines=(*records("EGCC-1").lines, *more))
    found = chapter(made, "budget")
    assert found is not None
    assert [one.title for one in found.blocks if isinstance(one, Picture)] == [finding]


def test_currencies_are_added_at_dated_rates_and_kept_apart_without_one() -> None:
    won = amount(LineKind.CONTRIBUTION, Side.KOREA, "11000000", Currency.KRW)
    lines = (*records("EGCC-1").lines, amount(LineKind.CONTRIBUTION, Side.KOREA, "100", number=1), won)
    rate = Rate(Currency.USD, Currency.KRW, date(2017, 1, 1), won.money.amount / 10000, "Uji")
    assert "USD 100 + KRW 11,000,000" in words(told("EGCC-1", lines=lines))
    with_rate = words(told("EGCC-1", lines=lines, rates=(rate,)))
    assert "USD 10,100" in with_rate
    assert "each amount at the newest rate not after its day" in with_rate
    found = chapter(told("EGCC-1", lines=lines), "budget")
    assert found is not None
    assert not [one for one in found.blocks if isinstance(one, Picture)], "what cannot be told in one currency is not drawn"


def test_a_struck_amount_does_not_count() -> None:
    struck = replace(amount(LineKind.SPENDING, Side.KOREA, "5"), struck_at=date(2018, 1, 1))
    assert told("EGCC-1", lines=(*records("EGCC-1").lines, struck)).chapters == told("EGCC-1").chapters


# ---------------------------------------------------------------- honesty


def test_everything_inferred_is_marked_where_it_stands_and_listed() -> None:
    made = told("EGCC-1")
    method = chapter(made, "method")
    assert method is not None
    listed = "\n".join(one.text for block in method.blocks if isinstance(block, Grid) for row in block.rows for one in row)
    held: list[Any] = [*records("EGCC-1").agreements, *records("EGCC-1").projects, *records("EGCC-1").activities]
    for one in held:
        assert (one.title["en"] in listed) is bool(one.inferred), one.title
    assert "Handed over [inferred]" in words(made)


def test_where_sources_disagree_the_report_says_so() -> None:
    assert "Sources disagree on the days" in words(told("EGCC-1"))


def test_the_rank_is_context_and_not_the_programme_s_doing() -> None:
    for code in CODES:
        said = words(told(code))
        assert "Indonesia rose from rank 107 (2018) to rank 64 (2024)" in said
        assert "Nothing here shows that the programme moved it." in said


def test_what_is_made_up_is_left_out_unless_it_is_asked_for_and_then_marked() -> None:
    both: dict[str, Any] = {"meetings": (*records("EGCC-1").meetings, MADE_UP), "decisions": (MADE_UP_DECISION,)}
    without, with_it = told("EGCC-1", "id", **both), told("EGCC-1", "id", synthetic=True, **both)
    assert "rekaan" not in words(without).lower().replace("catatan rekaan", "")
    assert not without.marks
    assert with_it.marks == ("MEMUAT CATATAN REKAAN – bukan dasar keputusan",)
    assert "Rapat rekaan [catatan rekaan]" in words(with_it)


def test_a_copy_without_anything_made_up_does_not_say_that_it_has_some() -> None:
    made = told("EGCC-1", synthetic=True)
    assert not made.marks
    assert "Synthetic records were asked for. This programme has none." in words(made)


def test_each_project_of_a_line_of_several_says_so() -> None:
    assert words(told("DGCC")).count("the source names four proposals of 2024 in one line") == 4


# ---------------------------------------------------------------- attention


def test_late_actions_come_first() -> None:
    made = told("EGCC-1", follow_ups=(LATE,))
    assert made.attention[0].text.replace("\u00a0", " ") == "1 action is late, since 2 May 2018."
    assert "Late" in words(made)


def test_activity_after_the_term_needs_the_paper_that_extended_it() -> None:
    said = words(told("DGCC"))
    assert "The term ended on 31 December 2023, yet an activity of 17 December 2024 is recorded." in said
    assert "yet an activity" not in words(told("EGCC-1"))


def test_a_term_that_ends_soon_is_said() -> None:
    soon = replace(records("DGCC").programme, until=date(2027, 1, 31))
    assert "The term ends on 31 January 2027." in words(told("DGCC", programme=soon))
    later = replace(soon, until=date(2029, 1, 31))
    assert "The term ends on" not in words(told("DGCC", programme=later))
    endless = words(told("DGCC", programme=replace(soon, until=None)))
    assert "has run since 25 May 2021; no end is set." in endless


def test_projects_without_a_result_are_counted() -> None:
    assert "For 2 chosen projects no result is recorded." in words(told("DGCC"))
    declined = tuple(replace(one, stage=ProjectStage.DECLINED) for one in records("DGCC").projects)
    assert "no result is recorded." not in words(told("DGCC", projects=declined))


# ---------------------------------------------------------------- periods


def test_a_year_tells_of_that_year() -> None:
    made = told("EGCC-1", masa="2017")
    said = words(made)
    assert made.title == "Periodic report"
    assert made.period.replace("\u00a0", " ") == "1 January 2017 – 31 December 2017"
    assert "Invited training in Korea" in said
    assert "Presidential Lecture 2018" not in said
    assert "Roadmap for carrying out" not in said
    assert "USD 2,000,000" in said, "a pledge for three years stands in each of them"


def test_a_year_in_which_nothing_is_recorded_is_still_a_report() -> None:
    made = told("DGCC", masa="2021")
    assert "For this period the records hold no project, result or activity." in words(made)
    assert chapter(made, "projects") is None


def test_a_pledge_of_later_is_not_told() -> None:
    assert chapter(told("EGCC-1", masa="2015"), "budget") is None


CODES_OF_PERIODS = {"": (None, None), "2016": ("2016-01-01", "2016-12-31"), "2016-1": ("2016-01-01", "2016-06-30")}
CODES_OF_PERIODS["2016-2"] = ("2016-07-01", "2016-12-31")


@pytest.mark.parametrize("code", CODES_OF_PERIODS)
def test_a_period_s_days(code: str) -> None:
    found = period(code)
    assert (found.since and found.since.isoformat(), found.until and found.until.isoformat()) == CODES_OF_PERIODS[code]


@pytest.mark.parametrize("code", ["16", "2016-3", "2016-", "0016", "abcd", "2016-1-1", "２０１６", "-"])
def test_what_is_no_period_is_refused(code: str) -> None:
    with pytest.raises(ReportPeriodWrong):
        period(code)


def test_the_periods_on_offer_reach_from_the_first_year_to_the_last_activity() -> None:
    one = records("DGCC").programme
    offered = [each.code for each in periods(one, date(2026, 11, 26), date(2024, 12, 17))]
    assert offered[:4] == ["", "2024", "2024-2", "2024-1"]
    assert offered[-1] == "2021-1"
    assert all(period(code).code == code for code in offered)
    assert periods(replace(one, until=None), date(2026, 11, 26))[1].code == "2026"


# ---------------------------------------------------------------- one document for all


def test_the_digest_stands_for_all_that_is_said() -> None:
    made = told("EGCC-1")
    assert re.fullmatch(r"[0-9a-f]{64}", made.digest)
    assert made.digest == told("EGCC-1").digest
    others = {told("EGCC-1", "id").digest, told("DGCC").digest, told("EGCC-1", follow_ups=(LATE,)).digest}
    assert made.digest not in others
    assert len(others) == 3


def test_agreements_stand_by_day_with_annexes_below_what_they_belong_to() -> None:
    found = chapter(told("EGCC-1", agreements=tuple(reversed(records("EGCC-1").agreements))), "agreements")
    assert found is not None
    grid = found.blocks[0]
    assert isinstance(grid, Grid)
    titles = [row[1].text for row in grid.rows]
    assert [one["en"] for one in (each.title for each in history().agreements[:4])] == titles
    assert grid.rows[3][1].more.startswith("Belongs to: MSP founding the EGCC.")


def test_a_plot_never_reads_words_as_markup() -> None:
    svg = report_plots.bars([("<script>", [("&", 1.0, "<b>")])], "en")
    assert "<script>" not in svg
    assert "&lt;script&gt;" in svg


def test_bars_of_nothing_are_words_alone() -> None:
    svg = report_plots.bars([("A", [("x", 0.0, "not recorded")])], "en")
    assert "<rect" not in svg
    assert "not recorded" in svg


def test_squares_are_as_many_as_things_counted() -> None:
    given = report_plots.Squares((("2016", ("A", "B", "B")), ("2017", ())), (("A", "One"), ("B", "Two")))
    svg = report_plots.squares(given, "ko")
    assert svg.count('width="30"') == 3
    assert "Noto Sans KR" in svg


def test_better_ranks_stand_higher() -> None:
    svg = report_plots.ranks([(2018, 107), (2020, 88), (2024, 64)], [(2016, 2018)], ("Term", "Rank"), "en")
    heights = [float(one) for one in re.findall(r'<circle cx="[\d.]+" cy="([\d.]+)"', svg)]
    assert all(first > second for first, second in pairwise(heights))


@pytest.mark.parametrize("code", ["EGCC-1", "DGCC"])
def test_a_made_up_agreement_stands_neither_on_the_cover_nor_for_the_basis_beside_real_ones(code: str) -> None:
    real = records(code).agreements
    party = Party("Instansi contoh", Side.INDONESIA, PartyPart.SIGNATORY)
    made_up = replace(real[-1], id=UUID(int=0xC1), title={"id": "Contoh rekaan"}, signed_on=date(2026, 1, 26))
    made_up = replace(made_up, parent=None, parties=(party,), inferred=(), synthetic=True)
    first = told(code, "id", synthetic=True)
    beside = told(code, "id", synthetic=True, agreements=(*real, made_up))
    assert beside.sides == first.sides
    assert beside.lead[1].text == first.lead[1].text
    alone = told(code, "id", synthetic=True, agreements=(made_up,))
    assert alone.sides[0][1] == "Instansi contoh"
