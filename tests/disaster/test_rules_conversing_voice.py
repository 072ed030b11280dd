"""All that is said in a conversation: short, in plain letters, and in the language that was asked for."""

import re

import pytest

from simpul.disaster.model.channels import Outgoing
from simpul.disaster.rules.conversing import asides, machine, outcomes, situation
from simpul.disaster.rules.conversing.voice import FOLLOWING, Voice
from simpul.disaster.rules.hazards import LISTED
from simpul.kernel.i18n import RESIDENTS_LANGUAGES, Language

pytestmark = pytest.mark.rules
GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""GSM 03.38, the letters that every telephone shows."""


def everything(voice: Voice) -> list[Outgoing]:
    """All that is said, with facts as long as they come."""
    place = "Kalibata, Pancoran, Jakarta Selatan"
    longest = max(LISTED, key=lambda one: len(one.label[voice.language]))
    said_ = [voice.greeting(), voice.languages(), voice.hazards(), voice.seen(), voice.similar(123456)]
    said_ += [voice.place(longest), voice.places(()), voice.still(123456, longest, place), voice.thanks(123456, "")]
    said_ += [voice.say(one, number=123456, hours="168") for one in outcomes._THANKS.values()]
    said_ += [voice.say(one, number=123456, what="Besar: menutup jalan atau rumah") for one in situation._STATUS.values()]
    said_ += [voice.say(one, place=place) for one in (outcomes.SUBSCRIBED, outcomes.NO_MORE, outcomes.NOTHING_SENT)]
    said_ += [voice.say(one) for one in (machine.NARROWER, machine.NOT_THERE, machine.UNKNOWN, asides.NO_PLACE)]
    said_ += [voice.say(one) for one in (asides.OF_WHICH, asides.CANNOT_READ, *FOLLOWING.values())]
    fields = [one for hazard in LISTED for deck in hazard.decks for one in deck.fields if one.required]
    return said_ + [voice.question(one) for one in fields]


@pytest.mark.parametrize("language", RESIDENTS_LANGUAGES)
def test_all_that_is_said_fits_a_text_message_and_every_telephone(language: Language) -> None:
    for one in everything(Voice(language)):
        assert len(one.text) <= 160, one.text
        assert set(one.text) <= GSM, set(one.text) - GSM


@pytest.mark.parametrize("language", ["id", "jv"])
def test_nothing_is_said_in_english_to_who_does_not_want_it(language: Language) -> None:
    english = {one.text for one in everything(Voice("en"))}
    same = {one.text for one in everything(Voice(language))} & english
    assert same <= {"Tsunami"}, same


def test_codes_fit_a_telegram_button() -> None:
    for one in everything(Voice("id")):
        for choice in one.choices:
            assert re.fullmatch(r"[\x21-\x7e]{1,64}", choice.code)
