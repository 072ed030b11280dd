"""What lifts an index, what is strong and weak, what if, who is alike: pure, exact, on real cases.

Law: Permen PANRB 59/2020, Lampiran (weights); published results of 2023 and 2024.
"""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.kernel import plots
from simpul.kernel.i18n import translator
from simpul.maturity.model.instrument_refusals import ValueOff
from simpul.maturity.model.instruments import NodeKind
from simpul.maturity.rules import carrying, charts, comparing, law_instruments, published_list, recommending, whatif
from simpul.maturity.rules.index import reckon, shown
from simpul.maturity.rules.predicates import predicate
from simpul.maturity.rules.published import of_agency, published
from simpul.maturity.rules.published_list import PublishedAsked
from simpul.maturity.rules.result_words import figure, level, signed
from tests.maturity.result_makers import EKON

pytestmark = pytest.mark.rules
SPBE = law_instruments.instrument("SPBE-2020")
VALUES = {key: Fraction(value) for key, value in EKON.items()}
levels = st.fixed_dictionaries({node.key: st.sampled_from([None, *map(Fraction, range(1, 6))]) for node in SPBE.indicators})


def test_the_shares_of_all_indicators_are_the_whole():
    for kind in NodeKind:
        assert sum(recommending.shares(SPBE)[one.code] for one in SPBE.nodes if one.kind is kind) == 1
    assert recommending.shares(SPBE)["I1"] == Fraction(13, 1000)


@settings(max_examples=25)
@given(levels)
def test_each_recommendation_adds_to_the_index_exactly_what_it_says(values):
    before = reckon(SPBE, values).index
    found = recommending.gains(SPBE, values)
    assert [one.gain for one in found] == sorted((one.gain for one in found), reverse=True)
    for one in found:
        assert reckon(SPBE, {**values, one.node.key: one.next}).index == before + one.gain
    assert len(found) == sum(value != 5 for value in values.values())


@settings(max_examples=25)
@given(levels)
def test_what_all_aspects_move_adds_up_to_nothing(values):
    found = recommending.standings(SPBE, reckon(SPBE, values))
    assert sum(one.lift for one in found) == 0
    assert len(recommending.strong(found)) + len(recommending.weak(found)) + sum(not one.apart for one in found) == 8


@pytest.mark.parametrize(
    ("year", "value", "target"),
    [(2023, 3, "Sangat Baik"), (2024, 5, None), (2024, 4, "Memuaskan")],
    ids=["from good to very good", "nothing above the top", "from very good to the top"],
)
def test_the_shortest_way_leads_to_the_next_predicate_and_not_beyond(year, value, target):
    values = dict.fromkeys(VALUES, Fraction(value))
    edition = law_instruments.edition(year, "SPBE-2020")
    way = recommending.way(SPBE, edition, values)
    if target is None:
        assert way is None
        return
    assert way is not None
    assert way.target.name.id == target
    assert reckon(SPBE, way.values).index == way.index
    assert predicate(SPBE, edition, way.index).name == way.target
    assert predicate(SPBE, edition, way.index - way.steps[-1].gain).name != way.target


def test_from_nothing_the_way_leads_above_the_lowest_predicate():
    for code in ("SPBE-2020", "PEMDI-2026"):
        instrument = law_instruments.instrument(code)
        way = recommending.way(instrument, None, {})
        assert way is not None
        assert way.target == instrument.predicates[-2]


def test_a_rounded_edition_asks_half_a_hundredth_less_than_an_exact_one():
    """2.595 is 2.60 when rounded, and so Baik in 2023; in 2024 it is Cukup, and five thousandths are missing."""
    values = {"D1": Fraction("2.595"), "D2": Fraction("2.595"), "D3": Fraction("2.595"), "D4": Fraction("2.595")}
    assert reckon(SPBE, values).index == Fraction("2.595")
    by_year = {year: law_instruments.edition(year, "SPBE-2020") for year in (2023, 2024)}
    named = {
        year: whatif.suppose(SPBE, edition, values, {}).called_before.name.name.id for year, edition in by_year.items()
    }
    assert named == {2023: "Baik", 2024: "Cukup"}


def test_what_if_tells_each_change_and_their_sum_is_the_difference():
    found = whatif.suppose(SPBE, None, VALUES, {"1": Fraction(5), "2": None, "3": Fraction(3)})
    assert [one.node.key for one in found.changes] == ["1", "2"]
    assert [one.adds for one in found.changes] == [Fraction(26, 1000), Fraction(-39, 1000)]
    assert found.difference == Fraction(-13, 1000)
    assert found.after.unfilled == ("2",)


@pytest.mark.parametrize(
    ("given_", "read"),
    [
        ([("1", "3"), ("x", "9"), ("A1", "3"), ("hal", "2")], {"1": 3}),
        ([("1", ""), ("2", "0")], {"1": None, "2": None}),
    ],
)
def test_an_address_is_read_leniently_about_names_and_strictly_about_values(given_, read):
    assert whatif.written(SPBE, given_) == read


@pytest.mark.parametrize("wrong", ["6", "2,5", "-1", "x", "1e3", "９", "3" * 40])
def test_a_value_off_the_scale_is_refused_by_its_indicator(wrong):
    with pytest.raises(ValueOff) as refused:
        whatif.written(SPBE, [("7", wrong)])
    assert refused.value.facts["key"] == "7"


def test_a_later_stage_wins_and_what_it_leaves_open_carries_over():
    answers = {
        "self": {"1": Fraction(3), "2": Fraction(2)},
        "document": {"1": Fraction(1), "2": None},
        "visit": {"3": None},
    }
    stages = ("self", "document", "interview", "visit")
    assert carrying.values(stages, answers) == {"1": 1, "2": 2, "3": None}
    assert carrying.newest(stages, answers) == "document"
    assert carrying.newest(stages, {}) == "self"


def test_equal_indices_share_a_rank():
    ranks = published_list.listed(PublishedAsked(2024, kind="Kabupaten")).lines
    assert [(one.rank, shown(one.row.index)) for one in ranks[10:13]] == [(11, "4.23"), (11, "4.23"), (13, "4.22")]
    assert len(ranks) == 392


def test_the_list_finds_by_words_and_code_and_keeps_the_rank_of_the_filter():
    (found,) = published_list.listed(PublishedAsked(2024, q="kab trenggalek", kind="Kabupaten")).lines
    assert (found.rank, found.row.index, found.change) == (13, Fraction("4.22"), Fraction("0.01"))
    assert published_list.listed(PublishedAsked(2024, q="zzzz")).lines == ()
    assert (
        len(published_list.listed(PublishedAsked(2024)).rows) + len(published_list.listed(PublishedAsked(2023)).rows)
        == 1236
    )


def test_the_distribution_counts_everybody_once_and_the_last_quarter_takes_its_end():
    assert sum(one.count for one in comparing.distribution(published())) == 1236
    assert [comparing.bin_of(Fraction(x)) for x in ("0.2", "1", "1.24", "1.25", "4.99", "5")] == [0, 0, 0, 1, 15, 15]


def test_agencies_alike_are_of_the_province_where_it_has_enough_and_else_of_the_kind():
    java = comparing.alike(published(), 2024, "Kabupaten", "Jawa Barat")
    assert (java.reason, {one.province for one in java.rows}) == (comparing.Alike.PROVINCE, {"Jawa Barat"})
    papua = comparing.alike(published(), 2024, "Kabupaten", "Papua Barat")
    assert (papua.reason, len(papua.rows), papua.near) == (comparing.Alike.KIND, 392, True)
    assert not comparing.alike(published(), 2024, "Kementerian", "").near


def test_a_place_counts_those_above_and_never_oneself():
    (_, last) = published_list.history("1020")
    assert (last.row.index, last.among_kind.of) == (Fraction(4), 34)
    others = comparing.without([one for one in published() if one.year == 2024 and one.kind == "Kementerian"], "1020")
    assert last.among_kind.rank == 1 + sum(one.index > 4 for one in others)
    assert [one.year for one in of_agency("1020")] == [2023, 2024]


def test_few_results_give_no_mean_and_enough_give_an_exact_one():
    rows = [(2024, False, {"A1": Fraction(n)}) for n in (1, 2, 2, 3)]
    assert comparing.peers(rows) is None
    found = comparing.peers([*rows, (2024, True, {"A1": Fraction(5)}), (2025, False, {"A1": Fraction(1)})])
    assert found is not None
    assert (found.year, found.count, found.means["A1"], found.synthetic) == (2024, 5, Fraction(13, 5), True)


@pytest.mark.parametrize(
    ("language", "said"),
    [("id", ["2,95", "+0,05", "−0,10", "0,00", "3,25", "–"]), ("en", ["2.95", "+0.05", "−0.10", "0.00", "3.25", "–"])],
)
def test_numbers_are_written_as_the_language_does(language, said):
    t = translator(language)
    told = [figure(t, Fraction(1179, 400)), signed(t, Fraction("0.045")), signed(t, Fraction("-0.1"))]
    assert [*told, signed(t, Fraction(-1, 1000)), level(t, Fraction("3.25")), level(t, None)] == said


def test_the_radar_draws_every_aspect_within_its_box():
    t = translator("id")
    drawing = charts.radar(t, charts.aspects(SPBE), [("good", "x", reckon(SPBE, VALUES).nodes)], "says")
    assert [one.words for one in drawing.spokes] == [f"A{n}" for n in range(1, 9)]
    assert len(drawing.rings) == 5
    assert len(drawing.shapes[0].corners) == 8
    assert all(0 <= x <= plots.RADAR_WIDE and 0 <= y <= plots.RADAR_HIGH for x, y, _ in drawing.shapes[0].corners)
    assert drawing.shapes[0].corners[6][2] == "3,90"
    assert charts.svg(drawing).count("<polygon") == 6
