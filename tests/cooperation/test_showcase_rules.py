"""What is shown of a node's figures and for how long; what an innovation must have before visitors see it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from simpul.cooperation.model.showcase import (
    FigureName,
    FigureNamesWrong,
    Heard,
    InnovationWordsMissing,
    RankWrong,
    ServiceWrong,
    SlugWrong,
    Source,
    SourcesWrong,
)
from simpul.cooperation.rules import showcase as rules
from simpul.cooperation.rules import showcase_figures as figures
from simpul.cooperation.store.showcase import built_in
from tests.cooperation.people import NOW
from tests.cooperation.showcase_makers import REPORTS, Number, Told, an_innovation, words

pytestmark = pytest.mark.rules
ONE = an_innovation(service=REPORTS)
SEVEN = (Number("a", 7),)


def heard(age: timedelta | None, trouble: str = "", numbers: tuple[Number, ...] = SEVEN) -> Heard:
    at = None if age is None else NOW - age
    return figures.live(ONE, Told(REPORTS, trouble, at, numbers), NOW).heard


@pytest.mark.parametrize(
    ("age", "trouble", "stands"),
    [
        (timedelta(0), "", Heard.NOW),
        (timedelta(minutes=4, seconds=59), "there", Heard.NOW),
        (timedelta(minutes=5), "", Heard.EARLIER),
        (timedelta(hours=23, minutes=59), "there", Heard.EARLIER),
        (timedelta(hours=24), "there", Heard.SILENT),
        (None, "refused", Heard.SILENT),
        (None, "not-yet", Heard.NOT_YET),
    ],
)
def test_figures_are_of_now_then_the_last_ones_with_their_age_then_none(age, trouble, stands):
    assert heard(age, trouble) is stands
    told = figures.live(ONE, Told(REPORTS, trouble, None if age is None else NOW - age, SEVEN), NOW)
    assert bool(told.figures) == (stands in (Heard.NOW, Heard.EARLIER))
    assert bool(told.message) == bool(told.figures)


def test_an_answer_without_figures_is_silence():
    assert heard(timedelta(0), numbers=()) is Heard.SILENT


def test_without_a_service_nobody_is_waited_for():
    assert figures.live(an_innovation(), None, NOW).heard is Heard.NO_SERVICE


def test_a_node_in_no_exchange_waits_for_its_first_answer_and_names_whom_it_will_ask():
    told = figures.live(ONE, None, NOW)
    assert (told.heard, told.agency) == (Heard.NOT_YET, "ID/GOV/6000/BPBD")


def test_figures_have_the_showcases_names_and_order_and_no_others():
    named = replace(ONE, figures=(FigureName("b", words("b")), FigureName("a", words("a")), FigureName("z", words("z"))))
    numbers = (Number("a", 1), Number("b", 2, synthetic=True), Number("c", 3))
    told = figures.live(named, Told(REPORTS, "", NOW, numbers), NOW)
    assert [(one.key, one.value, one.label["ko"], one.synthetic) for one in told.figures] == [
        ("b", 2, "b ko", True),
        ("a", 1, "a ko", False),
    ]
    assert told.synthetic


def test_unnamed_figures_have_the_nodes_words_in_english_where_it_has_none_of_the_readers_language():
    (one,) = figures.live(ONE, Told(REPORTS, "", NOW, SEVEN), NOW).figures
    assert (one.label["id"], one.label["ko"]) == ("kata simpul", "the node's words")


@pytest.mark.parametrize(
    ("changes", "wrong", "field"),
    [
        ({"slug": "Edat"}, SlugWrong, "slug"),
        ({"slug": "layar"}, SlugWrong, "slug"),
        ({"slug": "kontak"}, SlugWrong, "slug"),
        ({"slug": "a" * 41}, SlugWrong, "slug"),
        ({"slug": "-a"}, SlugWrong, "slug"),
        ({"slug": "../x"}, SlugWrong, "slug"),
        ({"name": {"id": "a", "en": "b", "ko": " "}}, InnovationWordsMissing, "name_ko"),
        ({"does": {"id": "a" * 1201, "en": "b", "ko": "c"}}, InnovationWordsMissing, "does_id"),
        ({"award": {"id": "a", "en": "", "ko": "c"}}, InnovationWordsMissing, "award_en"),
        ({"service": "reports"}, ServiceWrong, "service"),
        ({"service": "ID/GOV/6000/BPBD/reports/.."}, ServiceWrong, "service"),
        ({"service": "ID/GOV/6000/BPBD/re?x=1"}, ServiceWrong, "service"),
        ({"rank": 0}, RankWrong, "rank"),
        ({"sources": ()}, SourcesWrong, "sources"),
    ],
)
def test_what_an_innovation_must_have(changes, wrong, field):
    with pytest.raises(wrong) as refused:
        rules.checked(an_innovation(**changes))
    assert refused.value.field == field


def test_an_award_may_be_missing_in_all_languages():
    assert rules.checked(an_innovation(award={"id": "", "en": "", "ko": ""})).award is None


def test_lines_of_figures_and_sources_are_read_as_they_are_written():
    named = (FigureName("a", words("a")),)
    assert rules.figure_names(rules.figure_lines(named)) == named
    given = (Source("Siapa", "https://x.example/a"), Source("Tanpa alamat"))
    assert rules.sources(rules.source_lines(given)) == given


NO_FIGURES = ["a | b | c", "a | b | c | d | e", "a||c|d", "\n".join(["a|b|c|d"] * 7), f"k|{'x' * 101}|e|k"]
NO_SOURCES = ["", "x | javascript:alert(1)", "x | https://a b", "|https://a.example", "\n".join(["a"] * 11)]


@pytest.mark.parametrize("lines", NO_FIGURES)
def test_lines_that_are_no_figures(lines):
    with pytest.raises(FigureNamesWrong):
        rules.figure_names(lines)


@pytest.mark.parametrize("lines", NO_SOURCES)
def test_lines_that_are_no_sources(lines):
    with pytest.raises(SourcesWrong):
        rules.sources(lines)


@pytest.mark.parametrize("given", ["", "x", "-1", "1000", "１"])
def test_what_is_no_place_in_the_order(given):
    with pytest.raises(RankWrong):
        rules.checked(an_innovation(rank=rules.rank(given)))


def test_what_comes_with_the_program_is_fit_to_be_shown_in_three_languages_and_names_its_sources():
    assert list(built_in()) == ["edat", "petabencana"]
    for one in built_in().values():
        assert rules.checked(one).award
        assert {"2018", "2019"} & set(one.award["en"].split())
        told = [fact.what for fact in one.facts] + [fact.value for fact in one.facts] + [name.label for name in one.figures]
        assert all(set(each) == {"id", "en", "ko"} and all(each.values()) for each in told)
        assert all(fact.source.by and fact.source.url.startswith("https://") for fact in one.facts)
