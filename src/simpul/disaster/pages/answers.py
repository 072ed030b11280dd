"""What a resident's form holds, carried from page to page, and the draft that becomes of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from simpul import regions
from simpul.disaster.model import (
    AnswerMissing,
    Deck,
    Draft,
    Field,
    FieldKind,
    FormUnreadable,
    Hazard,
    Placed,
    PlaceMissing,
    PlaceUncertain,
    Sender,
)
from simpul.disaster.model.form_refusals import DirectionMissing, PhotoOrTextMissing
from simpul.disaster.rules import cards, drafts, questions
from simpul.kernel.platform import Platform
from simpul.kernel.web import Form, Request
from simpul.regions import Found, RegionUnknown

_SHOWN = 6
_TEXTS = (
    *("report_type", "q", "place", "longitude", "latitude", "placed"),
    *("here_q", "here_place", "here_longitude", "here_latitude", "direction", "away", "text", "client_at", "held"),
)
_MEASURED = "_measured"
_EARLIER = {"flood_depth": ("depth_cm", "depth")}
"""Names that a question's answer had in the form of floods alone."""


@dataclass(slots=True)
class Answers:
    """The form as it was filled in so far, as texts; every page of the flow carries them all.

    `here` is the sender's own place, where a hazard is seen from afar: it only helps to compute the report's, and is kept
    nowhere. `held` is the secret of a photograph that waits on this node. `returning` says that a look back is next.
    """

    form_id: str
    hazard: Hazard
    step: str = ""
    returning: bool = False
    values: dict[str, list[str]] = field(default_factory=dict)
    report_type: str = ""
    q: str = ""
    place: str = ""
    longitude: str = ""
    latitude: str = ""
    placed: str = ""
    here_q: str = ""
    here_place: str = ""
    here_longitude: str = ""
    here_latitude: str = ""
    direction: str = ""
    away: str = ""
    text: str = ""
    client_at: str = ""
    held: str = ""
    photo_again: bool = False

    @property
    def chosen(self) -> bool:
        """Whether the report's point is known."""
        return bool(self.longitude and self.latitude)

    @property
    def here(self) -> bool:
        """Whether the sender's own point is known."""
        return bool(self.here_longitude and self.here_latitude)

    @property
    def deck(self) -> Deck:
        """The questions of the chosen type; AnswerMissing while there are several and none is chosen."""
        if self.report_type not in {deck.report_type for deck in self.hazard.decks}:
            raise AnswerMissing(name=questions.TYPE)
        return self.hazard.deck(self.report_type)

    def one(self, name: str) -> str:
        """The first value of a card's question; empty where there is none."""
        return next(iter(self.values.get(name, ())), "")

    def given(self, asked: Field) -> Any:
        """The answer to a question as a card takes it: what was measured before what was compared."""
        if asked.kind is FieldKind.CHOICES:
            return self.values.get(asked.name, [])
        return self.one(asked.name + _MEASURED) or self.one(asked.name)

    def card(self) -> dict[str, Any]:
        """The card's answers, with the report's own point where a question of the card repeats it."""
        deck = self.deck
        answers: dict[str, Any] = {one.name: self.given(one) for one in deck.fields if one.kind is not FieldKind.POINT}
        if (repeats := questions.report_place(deck)) and self.chosen:
            answers[repeats.name] = {"lat": self.latitude, "lng": self.longitude}
        return {"report_type": deck.report_type, **answers}


def fresh_answers(hazard: Hazard, form_id: UUID, request: Request) -> Answers:
    """The empty form; a point (`lon`, `lat`: a tap on the map) and a type in the address are taken over."""
    answers = Answers(str(form_id), hazard, longitude=request.query("lon"), latitude=request.query("lat"), placed="map")
    types = [deck.report_type for deck in hazard.decks]
    answers.report_type = types[0] if len(types) == 1 else next((t for t in types if t == request.query("jenis")), "")
    return answers


def answers_of(form: Form, hazard: Hazard, fresh_id: UUID) -> Answers:
    """The answers in a posted form. A form without a readable number of its own gets `fresh_id`."""
    try:
        form_id = UUID(form.text("form_id"))
    except ValueError:
        form_id = fresh_id
    answers = Answers(str(form_id), hazard)
    for name in _TEXTS:
        setattr(answers, name, form.text(name))
    answers.step, answers.returning = form.text("step"), form.text("returning") == "ya"
    if len(hazard.decks) == 1:
        answers.report_type = hazard.decks[0].report_type
    for deck in hazard.decks:
        for one in deck.fields:
            answers.values.update(_values(form, one.name))
    return answers


def _values(form: Form, name: str) -> dict[str, list[str]]:
    measured, earlier = form.text(name + _MEASURED), [form.text(old) for old in _EARLIER.get(name, ())]
    found = [one.strip()[:60] for one in form.texts(name) if one.strip()][:20] or [old for old in earlier if old][:1]
    return {name: found, **({name + _MEASURED: [measured[:60]]} if measured else {})}


def found_places(platform: Platform, words: str) -> tuple[Found, ...]:
    """The places that the search words may mean, those with a point."""
    found = regions.search(platform, words[:100], limit=_SHOWN) if words else ()
    return tuple(one for one in found if one.region.longitude is not None)


def settle(platform: Platform, answers: Answers) -> None:
    """A place chosen among those found, or told from the sender's own, is the point from now on."""
    if answers.here_place:
        here = _point_of(platform, answers.here_place)
        answers.here_longitude, answers.here_latitude = (f"{one:.6f}" for one in here)
        answers.here_place, answers.here_q = "", ""
    if answers.place:
        _place_at(answers, _point_of(platform, answers.place), Placed.NAME)
        answers.place, answers.q = "", ""
    elif answers.direction and answers.away and answers.here and (not answers.chosen or answers.placed == Placed.GIVEN):
        here = drafts.degrees(answers.here_longitude, answers.here_latitude)
        _place_at(answers, _seen(here, answers), Placed.GIVEN)


def _place_at(answers: Answers, point: tuple[float, float], placed: Placed) -> None:
    answers.longitude, answers.latitude = (f"{one:.6f}" for one in point)
    answers.placed = placed.value


def _seen(here: tuple[float, float], answers: Answers) -> tuple[float, float]:
    known = {str(one): one for one in questions.AWAY}
    if answers.direction not in questions.COMPASS or answers.away not in known:
        raise DirectionMissing()
    return questions.seen_from(here, answers.direction, known[answers.away])


def _point_of(platform: Platform, code: str) -> tuple[float, float]:
    try:
        region = regions.get(platform, code)
    except RegionUnknown:
        raise PlaceMissing() from None
    if region.longitude is None or region.latitude is None:
        raise PlaceMissing()
    return region.longitude, region.latitude


def place_name(platform: Platform, longitude: str, latitude: str) -> str:
    """What people call the point; regions' refusals for one that is not in Indonesia, PlaceMissing for none on earth."""
    return regions.locate(platform, *drafts.degrees(longitude, latitude)).name


def judge(platform: Platform, answers: Answers, *, photo: bool) -> None:
    """Nothing, when the answer to the present question will do; Invalid otherwise."""
    match answers.step:
        case questions.TYPE:
            _ = answers.deck  # refuses while none is chosen
        case questions.HERE if not answers.here:
            raise (PlaceUncertain if answers.here_q else PlaceMissing)()
        case questions.PLACE:
            placed(platform, answers)
        case questions.TEXT:
            seen(answers, photo=photo)
        case name if name in {one.name for one in answers.deck.fields}:
            asked = answers.deck.field(name)
            if asked is not None:
                cards.answer(answers.deck, name, answers.given(asked))


def placed(platform: Platform, answers: Answers) -> None:
    """Nothing, when the report's point is known and in Indonesia; the refusal otherwise."""
    if answers.chosen:
        place_name(platform, answers.longitude, answers.latitude)
    elif answers.q:
        raise PlaceUncertain()
    elif answers.here and (answers.direction or answers.away):
        raise DirectionMissing()
    else:
        raise PlaceMissing()


def seen(answers: Answers, *, photo: bool) -> None:
    """Nothing, when a photograph or a few words say what was seen; TextTooLong or PhotoOrTextMissing."""
    if drafts.text(answers.text) is None and not photo:
        raise PhotoOrTextMissing()


def draft_of(request: Request, answers: Answers) -> Draft:
    """The draft in this form, without its photograph; Invalid when a part of it cannot be read."""
    form = request.form()
    drafts.sent_by_person(form.text("website"))
    if not form.text("form_id"):
        raise FormUnreadable()
    if not answers.chosen:
        placed(request.platform, answers)
    point = drafts.degrees(answers.longitude, answers.latitude)
    return Draft(
        form_id=UUID(answers.form_id),
        hazard=answers.hazard.slug,
        longitude=point[0],
        latitude=point[1],
        placed=Placed(answers.placed) if answers.placed in set(Placed) else Placed.GIVEN,
        card=answers.card(),
        text=answers.text,
        client_at=instant(answers.client_at),
        **_badge(form),
        sender=Sender(request.device, request.address_hash),
        anyway=form.text("do") == "anyway",
        update_of=_number(form.text("update_of")) if form.text("do") == "update" else None,
    )


def _badge(form: Form) -> dict[str, Any]:
    """The partner whom the form names and the phone's signature; a name that nothing signs is nobody's."""
    key, signature = form.text("partner_key"), form.text("signature")[:200]
    if not key and not signature:
        return {}
    try:
        known = UUID(key)
    except ValueError:
        known = None
    return {"partner": form.text("partner")[:40] or None, "partner_key": known, "signature": signature or "-"}


def _number(given: str) -> int | None:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None


def instant(given: str) -> datetime | None:
    """The aware instant that a client's clock gave; None for anything else."""
    try:
        at = datetime.fromisoformat(given[:40])
    except ValueError:
        return None
    return at if at.tzinfo else None
