"""Scorecards: periods, silence, medians of peers, and how a small number is judged."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from simpul.malaria.model.scorecards import Peers, Score, Scorecard, ScoreNothing
from simpul.malaria.pages.meja_kartu import verdict
from simpul.malaria.rules import scorecards as rules

pytestmark = pytest.mark.rules
TODAY = date(2026, 11, 26)
MEASURES = {one.code: one for one in rules.MEASURES}


def test_a_month_and_a_quarter_have_their_days() -> None:
    assert (rules.period("2026-02", TODAY).first, rules.period("2026-02", TODAY).until) == (
        date(2026, 2, 1),
        date(2026, 3, 1),
    )
    quarter = rules.period("2025-T4", TODAY)
    assert (quarter.first, quarter.until, quarter.months) == (date(2025, 10, 1), date(2026, 1, 1), 3)
    assert rules.period("", TODAY).key == "2026-11"
    assert [one.key for one in rules.recent(date(2026, 1, 5), 2, 2)] == ["2026-01", "2025-12", "2026-T1", "2025-T4"]
    assert rules.begun_months(rules.period("2026-T4", TODAY), TODAY) == 2
    assert rules.begun_months(quarter, TODAY) == 3
    for wrong in ("2026-13", "2026-T5", "2026-12", "2027-T1", "1999-01", "2026-1", "2026-11 "):
        with pytest.raises(ScoreNothing):
            rules.period(wrong, TODAY)


@pytest.mark.parametrize(
    ("days", "longest"),
    [((), 30), ((1,), 29), ((30,), 29), ((10, 20), 10), (range(1, 31), 0), ((1, 16, 31), 14)],
)
def test_the_longest_silence_counts_both_ends(days: tuple[int, ...], longest: int) -> None:
    heard = [date(2026, 10, 31) + timedelta(days=day) for day in days]
    assert rules.longest_silence(heard, date(2026, 11, 1), date(2026, 12, 1)) == longest


@pytest.mark.parametrize(("part", "whole"), [(0, 3), (1, 1), (5, 10), (27, 30), (1, 400)])
def test_intervals_agree_with_scipy(part: int, whole: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    known = stats.binomtest(part, whole).proportion_ci(method="wilson")
    assert rules.interval(Score(part, whole)) == pytest.approx((known.low, known.high), abs=1e-9)


def test_nothing_of_nothing_is_no_share() -> None:
    assert Score(0, 0).value is None
    assert rules.interval(Score(0, 0)) is None
    assert rules.interval(Score(4)) is None


def test_the_median_leaves_out_small_numbers_and_is_not_told_of_few() -> None:
    scores = [{"positive": Score(n, 20)} for n in (2, 4, 6, 8)] + [{"positive": Score(1, 1)}]
    found = rules.peers(scores)["positive"]
    assert (found.median, found.count) == (pytest.approx(0.25), 4)
    assert rules.peers(scores[:2])["positive"] == Peers(None, 2)
    assert rules.peers([{"counted": Score(1, 1)}] * 3)["counted"].median == 1.0


@pytest.mark.parametrize(
    ("code", "score", "peers", "said"),
    [
        ("same_day", Score(0, 0), Peers(0.9, 30, (0.8, 1.0)), ""),
        ("same_day", Score(1, 9), Peers(0.9, 30, (0.8, 1.0)), "small"),
        ("same_day", Score(10, 20), Peers(0.9, 30, (0.8, 1.0)), "worse"),
        ("same_day", Score(17, 20), Peers(0.9, 30, (0.8, 1.0)), "like"),
        ("same_day", Score(40, 40), Peers(0.6, 30, (0.5, 0.7)), "better"),
        ("positive", Score(40, 40), Peers(0.1, 30, (0.1, 0.2)), ""),
        ("silent", Score(15), Peers(13.5, 118, (9.0, 21.0)), "like"),
        ("silent", Score(26), Peers(13.5, 118, (9.0, 21.0)), "worse"),
        ("silent", Score(4), Peers(13.5, 118, (9.0, 21.0)), "better"),
        ("counted", Score(0, 1), Peers(0.0, 118, (0.0, 0.0)), "like"),
        ("supervised", Score(0), Peers(1.0, 118, (1.0, 1.0)), ""),
        ("silent", Score(26), Peers(None, 2), ""),
    ],
)
def test_nobody_is_called_behind_by_chance(code: str, score: Score, peers: Peers, said: str) -> None:
    period = rules.period("2026-11", TODAY)
    card = Scorecard(UUID(int=1), "Ona", "92.06.01.2001", "Uji", period, {code: score}, {code: peers}, complete=True)
    assert verdict(MEASURES[code], card) == said
