"""What speaks for and against a report: reasons, their weights, and the score that follows. It decides nothing."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.disaster.model import Placed
from simpul.disaster.model.desk import Brief, Context, Doubt, Suspicion
from simpul.disaster.rules import suspicion
from simpul.disaster.rules.surroundings import contexts
from simpul.disaster.rules.suspicion import REASONS, decoded, doubt, joking, judge, refreshed, sentence
from simpul.kernel.i18n import LANGUAGES, translator
from tests.disaster.test_rules_drafts import NOW, a_report
from tests.disaster.test_rules_likeness import TEXT, brief

pytestmark = pytest.mark.rules
PLAIN = brief()


@pytest.mark.parametrize(
    ("who", "report", "context", "expected"),
    [
        ("an ordinary report", PLAIN, Context(), {}),
        ("the same words elsewhere", PLAIN, Context(same_text=2), {"same-text": 20}),
        ("the same words everywhere", PLAIN, Context(same_text=12), {"same-text": 60}),
        ("a picture seen elsewhere before", PLAIN, Context(same_photo=1), {"same-photo": 50}),
        ("five of one address: a family", PLAIN, Context(from_address=5), {}),
        ("six of one address", PLAIN, Context(from_address=6), {"from-address": 15}),
        ("twenty of one address", PLAIN, Context(from_address=20), {"from-address": 30}),
        ("alone, and nothing else happens", PLAIN, Context(storm=3, alone=True), {}),
        ("alone in a storm elsewhere", PLAIN, Context(storm=40, alone=True), {"far-away": 25}),
        ("in the middle of the storm", PLAIN, Context(storm=40), {}),
        ("neighbours say severe", PLAIN, Context(neighbours={"severe": 3}), {"contradicts": 25}),
        ("neighbours say a little more", PLAIN, Context(neighbours={"moderate": 5}), {}),
        ("neighbours are of two minds", PLAIN, Context(neighbours={"severe": 3, "minor": 4}), {"agrees": -20}),
        ("neighbours say the same", PLAIN, Context(neighbours={"minor": 2}), {"agrees": -20}),
        ("many say the same", PLAIN, Context(neighbours={"minor": 9}), {"agrees": -30}),
        ("a joke", brief(text="Tes 123 wkwkwk"), Context(), {"joke-words": 30}),
        ("a protest about the flood", brief(text="Warga protes, air dari proyek"), Context(), {}),
        ("a clock a day ahead", brief(client_at=NOW + timedelta(days=1)), Context(), {"clock-off": 20}),
        ("a clock two hours behind", brief(client_at=NOW - timedelta(hours=2)), Context(), {"clock-off": 10}),
        ("a clock ten minutes off", brief(client_at=NOW + timedelta(minutes=10)), Context(), {}),
        ("one resident objects", brief(flags=1), Context(), {"flagged": 15}),
        ("three residents object", brief(flags=3), Context(), {"flagged": 45}),
        ("voted down", brief(points=-4), Context(), {"voted-down": 15}),
        ("two against", brief(points=-2), Context(), {}),
        ("confirmed by residents", brief(points=11), Context(), {"voted-up": -20}),
        ("signed by a partner", brief(signed=True), Context(), {"signed": -40}),
        ("a place by GPS", brief(placed=Placed.GPS), Context(), {"gps": -10}),
        ("with a photo", brief(thumbnail="a.jpg"), Context(), {"photo": -15}),
    ],
)
def test_each_reason(who: str, report: Brief, context: Context, expected: Mapping[str, int]) -> None:
    found = judge(report, context)
    assert {one.slug: one.weight for one in found.reasons} == expected, who
    assert found.score == min(100, max(0, sum(expected.values())))


@pytest.mark.parametrize(
    ("report", "context", "expected"),
    [
        (PLAIN, Context(), Doubt.PLAIN),
        (PLAIN, Context(same_text=1), Doubt.LOOK_TWICE),
        (PLAIN, Context(same_photo=1), Doubt.DOUBTFUL),
        (brief(signed=True), Context(), Doubt.LIKELY),
        (brief(signed=True), Context(same_photo=1), Doubt.PLAIN),
    ],
)
def test_the_words_for_it(report: Brief, context: Context, expected: Doubt) -> None:
    assert doubt(judge(report, context)) is expected


@pytest.mark.parametrize(
    ("text", "joke"),
    [
        ("tes", True),
        ("TES!", True),
        ("Ini hoax?", True),
        ("wkwkwkwk", True),
        ("hahaha kena", True),
        ("protes warga", False),
        ("tesis", False),
        ("Jl. Testimoni", False),
        ("latest news", False),
        ("haha", False),
        ("Wakil lurah datang", False),
        (None, False),
    ],
)
def test_jokes_are_whole_words(text: str | None, joke: bool) -> None:
    assert joking(text) is joke


def test_every_reason_has_its_sentence_in_both_languages() -> None:
    for slug, told in REASONS.items():
        words = {translator(lang).gettext(told.sentence) for lang in LANGUAGES}
        assert len(words) == len(LANGUAGES), slug
        assert [least for least, _ in told.steps] == sorted(least for least, _ in told.steps)


@given(
    st.builds(
        Context,
        same_text=st.integers(0, 50),
        same_photo=st.integers(0, 5),
        from_address=st.integers(0, 60),
        storm=st.integers(0, 500),
        alone=st.booleans(),
        neighbours=st.dictionaries(st.sampled_from(["minor", "moderate", "severe", "extreme"]), st.integers(1, 9)),
    ),
    st.integers(-20, 20),
)
def test_a_row_keeps_the_reasons_whole(context: Context, points: int) -> None:
    found = judge(brief(points=points, text="tes"), context)
    assert suspicion.summed(decoded(found.coded)) == found
    assert 0 <= found.score <= 100
    assert all(sentence(one) for one in found.reasons)


def test_what_a_row_keeps_and_nobody_knows_any_more_is_left_out() -> None:
    assert decoded(["gone:3", "photo", "same-text:x"]) == decoded(["photo", "same-text"])


def test_what_intake_saw_farther_around_stays_known() -> None:
    fresh = judge(brief(), Context(same_text=1))
    assert refreshed(["same-text:7", "agrees:5"], fresh).coded == ("same-text:7",)
    assert refreshed(["same-text:1"], judge(brief(), Context(same_text=4))).coded == ("same-text:4",)
    assert refreshed([], Suspicion(0)).reasons == ()


def test_a_whole_report_is_judged_as_its_brief() -> None:
    report = a_report(signed_by=uuid4(), flags=1)
    assert {one.slug for one in judge(report, Context()).reasons} >= {"signed", "flagged"}


def test_surroundings() -> None:
    night = [brief(n, north=10 * n, minutes=n, address="warnet") for n in range(1, 25)]
    copy = brief(90, north=5_000, minutes=3, text=TEXT, photo_hash=0x0F0F)
    night[0] = brief(1, north=10, minutes=1, text=TEXT, photo_hash=0x0F0E, address="warnet")
    lost = brief(99, north=90_000, minutes=5, severity="severe")
    around = contexts([*night, copy, lost])
    assert (around[90].same_text, around[1].same_text) == (1, 1)
    assert (around[90].same_photo, around[1].same_photo) == (1, 0)
    assert (around[1].from_address, around[24].from_address) == (1, 11)
    assert (around[99].storm, around[99].alone, around[99].neighbours) == (25, True, {})
    assert not around[12].alone
    assert around[12].neighbours["minor"] >= 20
    assert contexts([]) == {}
