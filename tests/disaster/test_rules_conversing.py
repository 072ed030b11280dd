"""The conversation itself: what every message means where it comes, in Indonesian, English and Javanese."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from simpul.disaster.model import Hazard, Placed
from simpul.disaster.model.cards import FollowUp
from simpul.disaster.model.channels import Channel, Heard, Incoming, Outgoing
from simpul.disaster.model.conversing import (
    AnswerFollowUp,
    Candidate,
    Facts,
    Followed,
    OpenCard,
    Point,
    SendReport,
    Stage,
    Subscribe,
    Talk,
    Turn,
    Unsubscribe,
)
from simpul.disaster.rules.conversing import machine, outcomes, patience, talks, words
from simpul.disaster.rules.conversing.context import Heard as Said
from simpul.disaster.rules.conversing.context import card_of
from simpul.disaster.rules.hazards import HAZARDS, LISTED
from simpul.kernel.i18n import RESIDENTS_LANGUAGES, Language
from simpul.regions import PlaceAtSea

pytestmark = pytest.mark.rules
NOW = datetime(2026, 11, 26, 20, 0, tzinfo=UTC)
CARD = UUID(int=42)
PLUIT = Candidate("31.72.01.1001", "Pluit, Penjaringan, Jakarta Utara", (106.79, -6.12), 4)
PLUIT_ELSEWHERE = Candidate("33.01.01.2001", "Pluit, Kedungreja, Cilacap", (108.8, -7.5), 4)
JAKARTA = Candidate("31", "DKI Jakarta", (106.8, -6.2), 1)
PLACES: Mapping[str, tuple[Candidate, ...]] = {
    "pluit": (PLUIT,),
    "kampung pluit": (PLUIT, PLUIT_ELSEWHERE),
    "jakarta": (JAKARTA,),
    PLUIT.code: (PLUIT,),
    PLUIT_ELSEWHERE.code: (PLUIT_ELSEWHERE,),
    JAKARTA.code: (JAKARTA,),
}


def around(point: Point) -> Candidate:
    if point[1] > -6:
        raise PlaceAtSea
    return replace(PLUIT, point=point)


def facts(language: Language = "id", *, chosen: bool = True, followed: Followed | None = None) -> Facts:
    return Facts(
        language=language,
        chosen=chosen,
        find=lambda said: PLACES.get(said.lower().strip(), ()),
        around=around,
        status=lambda code: Outgoing(f"status {code}"),
        page=lambda path: f"https://simpul.example{path}",
        card=CARD,
        followed=followed,
    )


def said(text: str = "", kind: Heard = Heard.TEXT, **more: object) -> Incoming:
    return Incoming(Channel.SMS, "1", "62811", NOW, kind, text, **more)  # type: ignore[arg-type]


def pressed(code: str) -> Incoming:
    return said(kind=Heard.CHOICE, choice=code)


class Conversation:
    """One person's words, one after the other."""

    def __init__(self, language: Language = "id", talk: Talk | None = None, **known: object) -> None:
        self.facts = facts(language, **known)  # type: ignore[arg-type]
        self.talk = talk or Talk()
        self.turn = Turn(self.talk)

    def hear(self, *heard: Incoming | str) -> Turn:
        for one in heard:
            incoming = said(one) if isinstance(one, str) else one
            self.turn = machine.step(self.talk, incoming, NOW, self.facts)
            self.talk = talks.read(talks.kept(self.turn.talk))
            if self.turn.language:
                self.facts = replace(self.facts, language=self.turn.language, chosen=True)
        return self.turn

    @property
    def text(self) -> str:
        return "\n".join(one.text for one in self.turn.replies)


SHARED = said(kind=Heard.POINT, point=(106.8, -6.2))


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("id", ["lapor", "banjir", SHARED, "lutut", "Air masuk rumah"]),
        ("id", ["Banjir", "pluit", "50 cm", "Air masuk rumah"]),
        ("id", ["1", "1", SHARED, "3", "Air masuk rumah"]),
        ("en", ["report", "flood", SHARED, "knee", "Water in the house"]),
        ("en", ["Flooding", "-6.2, 106.8", "0.5 m", "Water in the house"]),
        ("jv", ["atur pawarta", "banjir", SHARED, "50 cm", "Toyanipun mlebet griya"]),
        ("id", ["report", "flood", SHARED, "50cm", "campur bahasa"]),
    ],
)
def test_a_flood_is_told_in_five_lines_in_every_language(language: Language, lines: list[Incoming | str]) -> None:
    told = Conversation(language)
    if lines[0] == "1":
        told.hear("mulai")
    told.hear(*lines)
    assert told.talk.stage is Stage.CHECK, told.text
    assert card_of(told.talk) == {"report_type": "flood", "flood_depth": 50}
    [sent] = told.hear({"id": "ya", "en": "yes", "jv": "inggih"}[language]).effects
    assert isinstance(sent, SendReport)
    assert sent.talk.card == CARD


@pytest.mark.parametrize("hazard", LISTED, ids=lambda one: one.slug)
@pytest.mark.parametrize("language", RESIDENTS_LANGUAGES)
def test_every_hazard_is_told_by_numbers_alone(hazard: Hazard, language: Language) -> None:
    """As on a telephone that has no buttons: the first answer of every list; the card fits the hazard."""
    from simpul.disaster.rules import cards

    told = Conversation(language)
    told.hear(pressed(f"h:{hazard.slug}"))
    for _ in range(12):
        if told.talk.stage is Stage.CHECK:
            break
        told.hear(SHARED if told.talk.stage is Stage.PLACE else "Kata" if told.talk.stage is Stage.SEEN else "1")
    assert told.talk.stage is Stage.CHECK, told.text
    assert cards.read(HAZARDS[hazard.slug], card_of(told.talk))


@pytest.mark.parametrize("hazard", LISTED, ids=lambda one: one.slug)
def test_every_hazard_is_known_by_its_own_names_in_every_language(hazard: Hazard) -> None:
    for label in hazard.label.values():
        found = words.hazard(label)
        assert (found or ("",))[0] == hazard.slug, label


def test_the_first_question_tells_of_the_page_that_does_the_same() -> None:
    turn = Conversation().hear("lapor")
    assert turn.effects == (OpenCard(CARD),)
    assert turn.replies[0].link == f"https://simpul.example/k/{CARD}"
    assert Conversation().hear("lapor", "banjir").replies[0].link == ""


def test_a_message_that_says_it_all_needs_only_what_it_left_out() -> None:
    told = Conversation()
    told.hear("Banjir besar di kampung pluit 60 cm, tolong")
    assert told.talk.hazard == "flood"
    assert told.talk.text.startswith("Banjir besar")
    assert told.turn.replies[-1].choices == () or told.turn.replies[-1].choices[0].code.startswith("p:")
    told.hear("kampung pluit", "2")
    assert told.talk.place == PLUIT_ELSEWHERE.name
    told.hear("100 cm")
    assert told.talk.stage is Stage.CHECK, "the words are there already"


def test_a_photo_out_of_the_blue_begins_a_report_and_its_caption_names_it() -> None:
    told = Conversation()
    told.hear(said("longsor di jalan", Heard.PHOTO, media="file"))
    assert (told.talk.hazard, told.talk.media, told.talk.stage) == ("landslide", "file", Stage.PLACE)
    bare = Conversation()
    bare.hear(said("", Heard.PHOTO, media="file"))
    assert bare.talk.stage is Stage.HAZARD


def test_a_place_out_of_the_blue_begins_a_report_there() -> None:
    told = Conversation()
    told.hear(SHARED)
    assert told.talk.stage is Stage.HAZARD
    assert told.hear("banjir").talk.stage is Stage.QUESTION, "where it is known already"
    assert told.talk.placed == Placed.GPS


def test_a_place_at_sea_is_refused_and_asked_again() -> None:
    told = Conversation()
    told.hear("banjir", said(kind=Heard.POINT, point=(106.8, -5.0)))
    assert told.talk.point is None
    assert told.talk.stage is Stage.PLACE
    assert len(told.turn.replies) == 2


def test_a_province_is_too_large_a_place() -> None:
    told = Conversation()
    told.hear("banjir", "jakarta")
    assert told.talk.stage is Stage.PLACE
    assert told.talk.point is None
    assert "kelurahan" in told.text


def test_an_answer_out_of_range_is_said_and_asked_again() -> None:
    told = Conversation()
    told.hear("banjir", SHARED, "900 cm")
    assert told.talk.stage is Stage.QUESTION
    assert told.talk.answers == {}
    assert len(told.turn.replies) == 2


def test_an_old_button_still_does_what_it_says() -> None:
    told = Conversation()
    told.hear("banjir", SHARED, "50 cm", "Air naik")
    told.hear(pressed("a:flood_depth:100"))
    assert told.talk.stage is Stage.CHECK
    assert told.talk.answers["flood_depth"] == 100
    told.hear(pressed("h:landslide"))
    assert told.talk.hazard == "landslide"
    assert told.talk.answers == {}, "answers to another hazard's questions are none to this one's"


@pytest.mark.parametrize(
    "code", ["x", "a:nothing:1", "h:nothing", "h:prep", "t:nothing", "p:nothing", "l:xx", "f:nothing", "a", ":"]
)
def test_a_button_of_nobody_changes_nothing(code: str) -> None:
    told = Conversation()
    told.hear("banjir", SHARED)
    before = told.talk
    told.hear(pressed(code))
    assert (told.talk.hazard, told.talk.point, told.talk.answers) == (before.hazard, before.point, before.answers)


def test_the_place_alone_can_be_changed_before_it_is_sent() -> None:
    told = Conversation()
    told.hear("banjir", "pluit", "50 cm", "Air naik", pressed("place"))
    assert told.talk.stage is Stage.PLACE
    assert told.hear(SHARED).talk.stage is Stage.CHECK
    assert told.talk.placed == Placed.GPS


def test_send_sends_nothing_while_a_question_is_open() -> None:
    told = Conversation()
    assert told.hear("banjir", SHARED, pressed("send")).effects == ()
    assert told.talk.stage is Stage.QUESTION


def test_several_signs_are_picked_one_by_one_or_all_at_once() -> None:
    told = Conversation()
    told.hear(pressed("h:volcano"), SHARED, pressed("a:volcanicSigns:0"), pressed("a:volcanicSigns:4"))
    assert told.talk.answers["volcanicSigns"] == [0, 4]
    told.hear(pressed("a:volcanicSigns:done"))
    assert told.talk.field == "evacuationNumber"
    at_once = Conversation()
    at_once.hear(pressed("h:volcano"), SHARED, "1, 3 dan 5")
    assert at_once.talk.answers["volcanicSigns"] == [0, 2, 4]


def test_cancel_forgets_and_stop_ends_everything_wherever_it_is_said() -> None:
    told = Conversation()
    told.hear("banjir", SHARED)
    assert told.hear("batal").talk == Talk()
    told.hear("banjir", SHARED)
    turn = told.hear("stop")
    assert turn.talk == Talk()
    assert turn.effects == (Unsubscribe(),)


def test_a_language_asked_for_in_the_middle_asks_the_open_question_anew() -> None:
    told = Conversation("id")
    told.hear("banjir", "english")
    assert told.talk.stage is Stage.PLACE
    assert "Where is it?" in told.text
    assert told.hear("basa jawa").language == "jv"
    assert told.hear("bahasa").replies[0].choices[2].code == "l:jv"


@pytest.mark.parametrize(
    ("text", "language"), [("flood", "en"), ("lindhu", "jv"), ("gempa", "id"), ("hello", "en"), ("start", None)]
)
def test_who_has_chosen_no_language_is_answered_in_that_of_their_words(text: str, language: str | None) -> None:
    turn = Conversation("id" if language != "id" else "en", chosen=False).hear(text)
    assert turn.language == language


def test_who_needs_or_gives_help_is_shown_where_and_the_report_goes_on() -> None:
    assert Conversation().hear("butuh").replies[0].link == "https://simpul.example/bencana/kebutuhan/baru"
    told = Conversation()
    turn = told.hear("banjir", "bantu")
    assert turn.replies[0].link == "https://simpul.example/bencana/kebutuhan"
    assert told.talk.stage is Stage.PLACE
    told.hear("pluit", "50 cm", "butuh perahu karet")
    assert told.talk.text == "butuh perahu karet", "a need that is part of the description"
    cry = Conversation()
    cry.hear("butuh bantuan banjir di pluit")
    assert cry.talk.hazard == "flood"


def test_subscribing_by_name_by_choice_and_by_a_shared_place() -> None:
    assert Conversation().hear("langganan pluit").effects == (Subscribe(PLUIT.code, PLUIT.name),)
    assert Conversation().hear("subscribe", "jakarta").effects == (Subscribe("31", "DKI Jakarta"),)
    assert Conversation().hear("langganan kampung pluit", "2").effects == (
        Subscribe(PLUIT_ELSEWHERE.code, PLUIT_ELSEWHERE.name),
    )
    assert Conversation().hear("langganan", SHARED).effects == (Subscribe(PLUIT.code, PLUIT.name),)
    assert Conversation().hear("langganan entahlah").effects == ()


FLOODED = Followed(12, "flood", {"report_type": "flood", "flood_depth": 50})


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("masih", FollowUp.STILL),
        ("taksih", FollowUp.STILL),
        ("still", FollowUp.STILL),
        ("memburuk", FollowUp.WORSE),
        ("worse", FollowUp.WORSE),
        ("surut", FollowUp.BETTER),
        ("langkung sae", FollowUp.BETTER),
        ("selesai", FollowUp.OVER),
        ("rampung", FollowUp.OVER),
        ("over", FollowUp.OVER),
    ],
)
def test_how_it_is_now_is_understood_in_every_language(text: str, answer: FollowUp) -> None:
    assert Conversation("jv", followed=FLOODED).hear(text).effects == (AnswerFollowUp(answer),)
    assert Conversation("jv").hear(text).effects == (), "nobody asked"


def test_after_worse_the_depth_is_asked_and_becomes_the_reports() -> None:
    told = Conversation(followed=FLOODED)
    heard = Said(Talk(), said("memburuk"), NOW, told.facts, "id")
    turn = outcomes.followed(heard, FollowUp.WORSE, HAZARDS["flood"], 12, told=False)
    told.talk = talks.read(talks.kept(turn.talk))
    [answered] = told.hear("130 cm").effects
    assert answered == AnswerFollowUp(FollowUp.WORSE, {"report_type": "flood", "flood_depth": 130})
    verified = Conversation(followed=replace(FLOODED, values=None))
    heard = Said(Talk(), said("memburuk"), NOW, verified.facts, "id")
    assert outcomes.followed(heard, FollowUp.WORSE, HAZARDS["flood"], 12, told=False).talk == Talk(), (
        "an officer's word stands"
    )


def test_what_is_kept_of_a_conversation_comes_back_as_it_was() -> None:
    told = Conversation()
    told.hear("banjir", SHARED, "50 cm", said("air", Heard.PHOTO, media="file"))
    assert talks.read(talks.kept(told.talk)) == told.talk
    assert talks.kept(Talk()) is None
    assert talks.read({"stage": "of another program"}) == Talk()
    assert talks.read({"stage": "check", "unknown": 1}) == Talk()


@pytest.mark.parametrize(
    ("sequence", "at", "last", "heard"),
    [
        (5, NOW, (4, NOW), True),
        (5, NOW, (5, NOW), False),
        (4, NOW, (5, NOW - timedelta(minutes=1)), False),
        (4, NOW, (5, NOW - timedelta(days=8)), True),
        (0, NOW, (0, NOW), True),
        (0, NOW - timedelta(seconds=1), (0, NOW), False),
    ],
)
def test_older_than_the_last_word_is_not_heard(
    sequence: int, at: datetime, last: tuple[int, datetime], heard: bool
) -> None:
    incoming = replace(said("x"), at=at, sequence=sequence)
    assert patience.in_order(incoming, *last) is heard
    assert patience.in_order(incoming, 0, None)


def test_waits_grow_and_heed_what_the_channel_asks() -> None:
    waits = [patience.wait(n).total_seconds() for n in range(1, 12)]
    assert waits == sorted(waits)
    assert waits[0] == 2
    assert patience.wait(1, 30) == timedelta(seconds=30)
    assert patience.wait(1, "nonsense") == timedelta(seconds=2)
    assert patience.wait(1, 10**9) == timedelta(seconds=2)
