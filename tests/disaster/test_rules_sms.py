"""What a telephone of old can carry: its alphabet, its 160 letters, parts that join again, places written in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.disaster.model.channels import Choice, Outgoing
from simpul.disaster.outside.channels.sms_pdu import Joining, Part
from simpul.disaster.rules import sms_text
from simpul.disaster.rules.map_links import point_in
from tests.conftest import START
from tests.disaster.channels.smsc import gsm

pytestmark = pytest.mark.rules
ALPHABET = st.text(alphabet="".join(sms_text._CODES), max_size=600)


@given(ALPHABET)
def test_every_text_of_the_alphabet_comes_back_from_its_parts(text: str) -> None:
    pieces, in_alphabet = sms_text.parts(text)
    assert in_alphabet
    assert sms_text.decoded(b"".join(pieces)) == text
    assert all(len(one) <= (160 if len(pieces) == 1 else 153) for one in pieces)
    assert not any(one.endswith(b"\x1b") for one in pieces), "no letter is cut in two"


@given(st.text(max_size=300))
def test_any_text_at_all_is_carried_in_parts_that_fit(text: str) -> None:
    clean = text.encode("utf-16-be", "ignore").decode("utf-16-be")
    pieces, in_alphabet = sms_text.parts(clean)
    joined = b"".join(pieces)
    assert (sms_text.decoded(joined) if in_alphabet else joined.decode("utf-16-be")) == clean
    assert all(len(one) <= 160 for one in pieces)


def test_the_alphabet_is_that_of_the_standard() -> None:
    assert sms_text.encoded("Air 50 cm @ Jl. Merdeka!") == gsm("Air 50 cm @ Jl. Merdeka!")
    assert sms_text.encoded("{€}") == b"\x1b\x28\x1b\x65\x1b\x29"
    assert sms_text.encoded("ꦲ") is None


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("“Banjir” – naik…", '"Banjir" - naik...'),
        ("kèli, dèrèng", "kèli, dèrèng"),
        ("Rumah José & Ñusa", "Rumah José & Ñusa"),
        ("Kali Ciliwung ⚠️ 1×2 m²", "Kali Ciliwung  1x2 m2"),
        ("Mangkè, ê ě ō", "Mangkè, e e o"),
        ("ꦲꦏ", "ꦲꦏ"),
    ],
)
def test_letters_that_no_old_phone_has_are_written_as_near_as_may_be(written: str, plain: str) -> None:
    assert sms_text.plain(written) == plain


def test_a_long_text_loses_sentences_from_its_middle_and_never_its_choices_or_link() -> None:
    text = "Laporan Anda diterima. " + "Ini kalimat yang panjang sekali dan tidak perlu. " * 4 + "Kirim laporan ini?"
    link = "https://bencana.example.go.id/k/0195f2c2-1111-7000-8000-1234567890ab"
    choices = (Choice("a", "Kirim"), Choice("b", "Batal"))
    first, *rest = sms_text.fitted(Outgoing(text, choices, link)).split("\n")
    assert sms_text.alone(first)
    assert first.startswith("Laporan Anda diterima.")
    assert first.endswith("Kirim laporan ini?")
    assert rest == ["1 Kirim", "2 Batal", link]
    one_sentence = sms_text.shortened("panjang " * 60)
    assert sms_text.alone(one_sentence)
    assert one_sentence.endswith("...")
    assert sms_text.shortened("Banjir: 70 cm\nGambir\nKirim?") == "Banjir: 70 cm\nGambir\nKirim?"


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("-6.1754, 106.8272", (106.8272, -6.1754)),
        (" (-6.1754;106.8272) ", (106.8272, -6.1754)),
        ("geo:-6.1754,106.8272?z=17", (106.8272, -6.1754)),
        ("https://maps.google.com/?q=-6.1754,106.8272", (106.8272, -6.1754)),
        ("https://maps.google.com/maps?q=-6.1754%2C106.8272&z=17&hl=id", (106.8272, -6.1754)),
        ("https://www.google.com/maps/@-6.1754,106.8272,15z", (106.8272, -6.1754)),
        ("https://www.google.com/maps/place/X/@-6.2,106.9,17z/data=!3d-6.1754!4d106.8272", (106.8272, -6.1754)),
        ("https://www.openstreetmap.org/?mlat=-6.1754&mlon=106.8272#map=15/1/2", (106.8272, -6.1754)),
        ("https://www.openstreetmap.org/#map=15/-6.1754/106.8272", (106.8272, -6.1754)),
        ("https://maps.app.goo.gl/abc", None),
        ("banjir di -6.1754, 106.8272 parah", None),
        ("70", None),
        ("1 3", None),
        ("1.5 2", (2.0, 1.5)),
        ("95.0, 106.8", None),
        ("https://maps.google.com/?q=-6.1754,999", None),
        ("https://example.org/" + "-6.1,106.8/" * 300, None),
    ],
)
def test_a_place_is_read_from_coordinates_and_links_and_from_nothing_else(
    text: str, point: tuple[float, float] | None
) -> None:
    assert point_in(text) == point


def test_parts_join_in_any_order_and_other_peoples_stay_apart() -> None:
    joining = Joining()
    said = [Part("62811", gsm(word), 0, 7, n, 3) for n, word in enumerate(("Air ", "naik ", "cepat"), 1)]
    assert joining.add(said[2], START) is None
    assert joining.add(Part("62822", gsm("lain"), 0, 7, 1, 3), START) is None
    assert joining.add(said[0], START) is None
    assert joining.add(said[0], START) is None, "a part that comes twice is one"
    whole = joining.add(said[1], START)
    assert whole is not None
    assert whole.text == "Air naik cepat"
    again = joining.add(said[1], START)
    assert again == whole, "until it is heard, the last part completes it again"
    joining.done(said[1])
    assert joining.add(said[1], START) is None
