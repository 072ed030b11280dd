"""Agreement of readings by independent packages; who may read what; a draw that is fair, bounded and repeatable."""

from collections import Counter
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.malaria.model.slide_refusals import NotAdmitted, OwnSlides, ReadersOnly, ReadingWrong, SlideLineWrong
from simpul.malaria.model.slides import SLIDE_SPECIES, CrossChecker, Microscopist, Reading, Slide, SlidePair
from simpul.malaria.rules import agreement, certificates, reading_slides, sampling
from tests.malaria.desk_makers import person

pytestmark = pytest.mark.rules
TODAY = date(2026, 11, 25)


@settings(deadline=None)
@given(st.integers(0, 400), st.integers(0, 400))
def test_wilsons_interval_is_that_of_an_independent_package(hits, more):
    from statsmodels.stats.proportion import proportion_confint

    of = hits + more
    found = agreement.share(hits, of)
    if not of:
        assert found.value is None
        return
    low, high = proportion_confint(hits, of, alpha=0.05, method="wilson")
    assert found.value == pytest.approx(hits / of, abs=1e-12)
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-9), pytest.approx(high, abs=1e-9))


@given(
    st.lists(st.tuples(st.sampled_from(SLIDE_SPECIES[:4]), st.sampled_from(SLIDE_SPECIES[:4])), min_size=2, max_size=200)
)
def test_kappa_and_its_interval_are_those_of_an_independent_package(pairs):
    import numpy as np
    from statsmodels.stats.inter_rater import cohens_kappa

    names = sorted({one for pair in pairs for one in pair})
    counted = Counter(pairs)
    table = np.array([[counted[row, column] for column in names] for row in names], dtype=float)
    found = agreement.kappa(counted)
    if found is None:
        assert len(names) == 1
        return
    with np.errstate(invalid="ignore", divide="ignore"):
        told = cohens_kappa(table)
    assert found[0] == pytest.approx(told.kappa, abs=1e-9)
    if told.var_kappa > 1e-12:  # at full agreement the variance is nought but for rounding
        assert found[1:] == (pytest.approx(told.kappa_low, abs=1e-9), pytest.approx(told.kappa_upp, abs=1e-9))


def pair(first: str, second: str, third: str | None = None) -> SlidePair:
    def told(word: str) -> Reading:
        return Reading("negative") if word == "-" else Reading("positive", word)

    last = told(third) if third else None
    return SlidePair(UUID(int=1), "A01", "S1", TODAY, told(first), told(second), last)


def test_a_reader_by_hand():
    """18 true positives, 2 missed, 1 false, 19 true negatives; species right in 15 of 18."""
    pairs = [pair("falciparum", "falciparum")] * 10 + [pair("vivax", "vivax")] * 5 + [pair("vivax", "falciparum")] * 3
    pairs += [pair("-", "falciparum")] * 2 + [pair("vivax", "-")] + [pair("-", "-")] * 19
    found = agreement.judged(pairs)
    assert (found.true_positive, found.false_negative, found.false_positive, found.true_negative) == (18, 2, 1, 19)
    assert found.sensitivity.value == pytest.approx(0.9)
    assert found.specificity.value == pytest.approx(0.95)
    assert found.species.agreement.value == pytest.approx(15 / 18)
    assert (found.verdict, found.wanting, found.level) == ("good", [], "2")


def test_a_reader_who_misses_too_many_is_found_wanting_and_by_what():
    pairs = [pair("vivax", "vivax")] * 8 + [pair("-", "vivax")] * 4 + [pair("-", "-")] * 20
    found = agreement.judged(pairs)
    assert (found.verdict, found.wanting) == ("wanting", ["sensitivity"])


def test_of_a_few_slides_nothing_is_said():
    assert agreement.judged([pair("-", "vivax")] * 9).verdict == "few"


def test_a_third_reading_settles_what_two_see_differently():
    assert pair("falciparum", "vivax").discordant
    assert not pair("-", "-").discordant
    found = agreement.judged([pair("falciparum", "vivax", "falciparum")] * 10)
    assert found.species.agreement.value == 1


def slides(positives: int, negatives: int) -> list[Slide]:
    first = [Reading("positive", "vivax")] * positives + [Reading("negative")] * negatives
    return [Slide(UUID(int=n), f"S{n}", "92.06", UUID(int=1), TODAY, one) for n, one in enumerate(first)]


@settings(deadline=None)
@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 2**32))
def test_a_draw_is_bounded_repeatable_and_takes_of_both(positives, negatives, seed):
    pool = slides(positives, negatives)
    found = sampling.drawn(pool, seed)
    assert found == sampling.drawn(list(reversed(pool)), seed)
    assert len(found) <= 60
    assert len(found) >= min(10, positives + negatives)
    assert len({slide for slide, _ in found}) == len({code for _, code in found}) == len(found)
    results = {one.id: one.first.result for one in pool}
    drawn = Counter(results[slide] for slide, _ in found)
    assert all(drawn[kind] for kind, n in (("positive", positives), ("negative", negatives)) if n)


def test_codes_tell_nothing_of_the_first_reading():
    """Over many seeds a positive slide stands in the first half of the codes as often as a negative one."""
    pool, early = slides(20, 200), 0
    results = {one.id: one.first.result for one in pool}
    for seed in range(200):
        found = sampling.drawn(pool, seed)
        early += sum(results[slide] == "positive" for slide, _ in found[: len(found) // 2])
    assert 0.45 < early / (200 * 20) < 0.55


HERS = Microscopist(
    UUID(int=4), "Bu Mikro", "Puskesmas Bintuni", "92.06.01", person("92.06", "malaria.reader").id, True, True
)
NAMESAKE = Microscopist(UUID(int=6), " bu  UJI", "Puskesmas Bintuni", "92.06.01", None, True, True)
OTHERS = Microscopist(UUID(int=5), "Pak Lain", "Puskesmas Aroba", "92.06.13", None, True, True)


@pytest.mark.parametrize(
    ("actor", "microscopist", "refusal"),
    [
        (person("92.06", "malaria.reader"), OTHERS, None),
        (person("92.06", "malaria.reader"), HERS, OwnSlides),
        (person("92.06", "malaria.reader"), NAMESAKE, OwnSlides),  # no account was named, and the name is the same
        (person("92.06.01", "malaria.reader"), OTHERS, ReadersOnly),  # another distrik
        (person("91.05", "malaria.reader"), OTHERS, ReadersOnly),
        (person("92.06", "malaria.reader", "malaria.officer"), OTHERS, ReadersOnly),  # who judges sees first readings
        (person("92.06", "malaria.reader", "malaria.supervisor"), OTHERS, ReadersOnly),
        (person("92.06", "malaria.officer"), OTHERS, ReadersOnly),
        (person("92.06", "malaria.clinician"), OTHERS, ReadersOnly),
        (person("92.06", "malaria.reader", agency=None), OTHERS, ReadersOnly),
    ],
)
def test_who_may_read_slides_a_second_time(actor, microscopist, refusal):
    if refusal is None:
        reading_slides.permit_second(actor, microscopist)
    else:
        with pytest.raises(refusal):
            reading_slides.permit_second(actor, microscopist)


@pytest.mark.parametrize(
    ("given_", "right"),
    [
        (("negative", "", ""), True),
        (("positive", "vivax", "1200"), True),
        (("positive", "", ""), False),
        (("negative", "vivax", ""), False),
        (("negative", "", "300"), False),
        (("positive", "vivax", "-3"), False),
        (("positive", "vivax", "500001"), False),
        (("positive", "vivax", "٣"), False),
        (("maybe", "", ""), False),
    ],
)
def test_a_reading_is_negative_or_positive_with_a_species(given_, right):
    if right:
        assert reading_slides.reading(*given_).result == given_[0]
    else:
        with pytest.raises(ReadingWrong):
            reading_slides.reading(*given_)


def test_lines_of_slides_are_read_as_laboratories_write_them():
    text = "MB-1;2026-11-02;Pf;1200\nMB-2;2026-11-02;neg\n\nMB-3\t2026-11-03\tPMIX"
    found = reading_slides.lines(text, TODAY)
    assert [(label, one.result, one.species, one.density) for label, _, one in found] == [
        ("MB-1", "positive", "falciparum", 1200),
        ("MB-2", "negative", None, None),
        ("MB-3", "positive", "mixed_pf_pv_po", None),
    ]


def test_days_are_read_with_the_day_first_as_indonesia_writes_them():
    for word in ("2026-11-03", "3/11/2026", "03-11-2026", "2026/11/3"):
        assert reading_slides.lines(f"A;{word};neg", TODAY)[0][1] == date(2026, 11, 3), word


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "A;2026-11-02",
        "A;2099-01-01;neg",
        "A;1900-01-01;neg",
        "A;11/25/2026;neg",
        "A;1/2;neg",
        "A;2026-11-02-01;neg",
        "A;2026-11-02;?",
        "A;2026-11-02;neg\na;2026-11-03;neg",
    ],
)
def test_a_line_that_cannot_be_read_says_which_and_nothing_is_kept(text):
    with pytest.raises(SlideLineWrong):
        reading_slides.lines(text, TODAY)


def test_nobody_reads_before_the_desk_has_said_which_slides_are_the_own():
    at = datetime(2026, 11, 25, tzinfo=UTC)
    her = person("92.06", "malaria.reader")
    asked = CrossChecker(UUID(int=9), "Bu Uji", "92.06", at, None, "")
    for known in (None, asked):
        with pytest.raises(NotAdmitted):
            reading_slides.permit_admitted(her, known)
    settled = CrossChecker(UUID(int=9), "Bu Uji", "92.06", at, at, "Bu Kepala")
    reading_slides.permit_admitted(her, settled)
    with pytest.raises(ReadersOnly):
        reading_slides.permit_admitted(person("92.06", "malaria.reader", "malaria.officer"), settled)


def counted(first: int | None, right: int | None) -> SlidePair:
    told = [Reading("positive", "vivax", density) for density in (first, right)]
    return SlidePair(UUID(int=1), "A01", "S1", TODAY, told[0], told[1], None)


def test_counts_of_parasites_agree_within_a_quarter_of_the_right_one():
    pairs = [counted(750, 1000), counted(1250, 1000), counted(749, 1000), counted(1251, 1000), counted(None, 900)]
    found = agreement.judged(pairs).density
    assert (found.hits, found.of) == (2, 4)


def test_missed_slides_stand_for_those_that_were_not_drawn():
    """100 of 100 positives drawn and right; 50 of 1 000 negatives drawn, one of them positive: 20 missed in all."""
    pairs = [pair("vivax", "vivax")] * 100 + [pair("-", "vivax")] + [pair("-", "-")] * 49
    found = agreement.judged(pairs)
    assert found.sensitivity.value == pytest.approx(100 / 101)
    ill, well = agreement.over_all(found, 100, 1_000)
    assert ill == pytest.approx(100 / 120)
    assert well == pytest.approx(1)
    assert agreement.over_all(agreement.judged([]), 3, 4) == (None, None)
    assert agreement.over_all(agreement.judged([pair("-", "-")]), 0, 4) == (None, 1)


@pytest.mark.parametrize(
    ("day", "months", "until"),
    [
        (date(2026, 11, 2), 24, date(2028, 11, 2)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 30), -60, date(2021, 11, 30)),
    ],
)
def test_a_certificate_holds_to_the_same_day_of_its_last_month(day, months, until):
    assert certificates.same_day(day, months) == until


def test_kappa_at_its_edges():
    assert agreement.kappa({}) is None
    assert agreement.kappa({("vivax", "vivax"): 7}) is None  # one species only: chance explains all
    never = agreement.kappa({("vivax", "falciparum"): 5})
    assert never is not None
    assert never[0] == 0
    all_right = agreement.kappa({("vivax", "vivax"): 5, ("falciparum", "falciparum"): 5})
    assert all_right == (pytest.approx(1), pytest.approx(1), pytest.approx(1))
