"""When a text answers a question of the portal's search."""

import pytest

from simpul.kernel.finding import FoundPage, answers, first

pytestmark = pytest.mark.rules


@pytest.mark.parametrize(
    ("question", "fits"),
    [
        ("bandung", True),
        ("kota band", True),
        ("BANDUNG kota", True),
        ("bándung", True),
        ("andung", False),
        ("bandung barat", False),
        ("", False),
        ("  ", False),
        ("%", False),
    ],
)
def test_every_word_of_the_question_begins_a_word_of_the_text(question: str, fits: bool) -> None:
    assert answers(question, "Pemerintah Kota", "Bandung") is fits


def test_korean_words_are_words() -> None:
    assert answers("협력", "전자정부 협력센터")
    assert not answers("센터", "전자정부 협력센터")


def test_an_answer_shows_a_few() -> None:
    assert len(first(FoundPage(f"/{n}", "map", "", "") for n in range(99))) == 5
