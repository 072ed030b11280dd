"""What people write, in Indonesian, English and Javanese: wishes, measures, places."""

import pytest

from simpul.disaster.model.conversing import Point
from simpul.disaster.rules.conversing import words
from simpul.disaster.rules.conversing.words import Wish

pytestmark = pytest.mark.rules


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("/start", Wish.START),
        ("/lapor@simpulbot", Wish.REPORT),
        ("Laporkan!", Wish.REPORT),
        ("BATAL", Wish.CANCEL),
        ("stop", Wish.UNSUBSCRIBE),
        ("Berhenti.", Wish.UNSUBSCRIBE),
        ("mandheg", Wish.UNSUBSCRIBE),
        ("kula nuwun", Wish.START),
        ("nggih", Wish.SEND),
        ("langganan Jakarta Utara", Wish.SUBSCRIBE),
        ("lmk", Wish.SUBSCRIBE),
        ("basa jawa", Wish.LANGUAGE),
        ("butuh", Wish.NEED),
        ("bantuan", Wish.NEED),
        ("butuh selimut 10", Wish.NEED),
        ("need help", Wish.NEED),
        ("betah", Wish.NEED),
        ("bantu", Wish.GIVE),
        ("give", Wish.GIVE),
        ("protes", None),
        ("laporannya mana", None),
        ("stop banjir", None),
        ("", None),
        ("🌊", None),
    ],
)
def test_what_words_wish(text: str, meant: Wish | None) -> None:
    found = words.wish(text)
    assert (found.wish if found else None) is meant


@pytest.mark.parametrize(
    ("text", "unit", "found"),
    [
        ("60", "cm", (60, False)),
        ("60 cm", "cm", (60, True)),
        ("1,5 m", "cm", (150, True)),
        ("sekitar 1 meter", "cm", (100, True)),
        ("-5 cm", "cm", (-5, True)),
        ("dalam", "cm", None),
    ],
)
def test_measures(text: str, unit: str, found: tuple[float, bool] | None) -> None:
    assert words.measured(text, unit) == found


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("-6.1754, 106.8272", (106.8272, -6.1754)),
        ("https://maps.google.com/?q=-6.1754,106.8272", (106.8272, -6.1754)),
        ("https://www.google.com/maps/@-6.1754%2C106.8272,15z", (106.8272, -6.1754)),
        ("geo:-6.1754,106.8272", (106.8272, -6.1754)),
        ("60 cm", None),
        ("Jalan Raya 12, 15", None),
    ],
)
def test_places_that_are_written_as_coordinates(text: str, point: Point | None) -> None:
    assert words.coordinates(text) == point


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Pluit", "pluit"),
        ("RT 05/RW 03, Kelurahan Pluit, Jakarta Utara", "pluit, jakarta utara"),
        ("desa Sukamaju kec. Megamendung", "sukamaju megamendung"),
        ("Kampung Melayu", "kampung melayu"),
        ("Jl. Merdeka 12", ""),
        ("Jalan Merdeka, Citarum, Bandung", "citarum, bandung"),
        ("kelapa gading", "kelapa gading"),
    ],
)
def test_the_name_of_a_place_in_an_address(text: str, name: str) -> None:
    assert words.place_name(text) == name
