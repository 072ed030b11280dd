"""What a resident's form holds, kept from page to page, and the draft that becomes of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from simpul import regions
from simpul.disaster.model import Draft, FormUnreadable, Photo, PhotoTooLarge, Placed, PlaceMissing, PlaceUncertain, Sender
from simpul.disaster.rules import drafts
from simpul.kernel.platform import Platform
from simpul.kernel.web import Form, Request
from simpul.regions import Found, RegionUnknown

_SHOWN = 6


@dataclass(slots=True)
class Answers:
    """The form as it was filled in so far, as texts; every page of the flow shows them again."""

    form_id: str
    q: str = ""
    place: str = ""
    longitude: str = ""
    latitude: str = ""
    placed: str = ""
    depth: str = ""
    depth_cm: str = ""
    text: str = ""
    client_at: str = ""
    photo_again: bool = False

    @property
    def chosen(self) -> bool:
        """Whether a point is known."""
        return bool(self.longitude and self.latitude)


def answers_of(form: Form, fresh_id: UUID) -> Answers:
    """The answers in a posted form. A form without a readable number of its own gets `fresh_id`."""
    try:
        form_id = UUID(form.text("form_id"))
    except ValueError:
        form_id = fresh_id
    names = ("q", "place", "longitude", "latitude", "placed", "depth", "depth_cm", "text", "client_at")
    known = {name: form.text(name) for name in names}
    return Answers(str(form_id), **known, photo_again=form.upload("photo") is not None)


def found_places(platform: Platform, answers: Answers) -> tuple[Found, ...]:
    """The places that the search words may mean, those with a point."""
    if not answers.q:
        return ()
    found = regions.search(platform, answers.q[:100], limit=_SHOWN)
    return tuple(one for one in found if one.region.longitude is not None)


def settle_place(platform: Platform, answers: Answers) -> None:
    """A place that was chosen among those found is the point from now on."""
    if not answers.place:
        return
    try:
        region = regions.get(platform, answers.place)
    except RegionUnknown:
        raise PlaceMissing() from None
    if region.longitude is None or region.latitude is None:
        raise PlaceMissing()
    answers.longitude, answers.latitude = f"{region.longitude:.6f}", f"{region.latitude:.6f}"
    answers.placed, answers.place, answers.q = Placed.NAME.value, "", ""


def place_name(platform: Platform, answers: Answers) -> str:
    """What people call the point; regions' refusals for one that is not in Indonesia, PlaceMissing for none on earth."""
    return regions.locate(platform, *drafts.degrees(answers.longitude, answers.latitude)).name


def draft_of(request: Request, answers: Answers) -> Draft:
    """The draft in this form; Invalid when a part of it cannot be read."""
    form = request.form()
    drafts.sent_by_person(form.text("website"))
    if not form.text("form_id"):
        raise FormUnreadable()
    settle_place(request.platform, answers)
    if not answers.chosen:
        raise PlaceUncertain() if answers.q else PlaceMissing()
    point = drafts.degrees(answers.longitude, answers.latitude)
    return Draft(
        form_id=UUID(answers.form_id),
        hazard="flood",
        longitude=point[0],
        latitude=point[1],
        placed=_placed(answers.placed),
        card={"flood_depth": answers.depth_cm or answers.depth},
        text=answers.text,
        photo=_photo(form),
        client_at=instant(answers.client_at),
        sender=Sender(request.device, request.address_hash),
        anyway=form.text("do") == "anyway",
        update_of=_number(form.text("update_of")) if form.text("do") == "update" else None,
    )


def _placed(given: str) -> Placed:
    return Placed(given) if given in set(Placed) else Placed.GIVEN


def _number(given: str) -> int | None:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None


def _photo(form: Form) -> Photo | None:
    upload = form.upload("photo")
    if upload is None:
        return None
    if upload.too_large:
        raise PhotoTooLarge()
    from simpul.disaster.outside.photo import remade  # Pillow loads at the first photograph, not at every start

    return remade(upload.read())


def instant(given: str) -> datetime | None:
    """The aware instant that a client's clock gave; None for anything else."""
    try:
        at = datetime.fromisoformat(given[:40])
    except ValueError:
        return None
    return at if at.tzinfo else None
