"""What somebody may ask to be told of, and how what they write is read."""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from simpul.disaster.model.subscription_refusals import AddressUnreadable, PlaceNotChosen, PlacesTooMany, QuietUnreadable
from simpul.disaster.model.subscriptions import Around, Quiet, Severity, Wish
from simpul.disaster.rules.hazards import HAZARDS
from simpul.disaster.rules.reaching import RADIUS_MOST
from simpul.disaster.rules.subscriptions import number

LANGUAGES = ("id", "en", "jv")
REGIONS_MOST = 40
RADII = (2, 5, 10, 25, 50, 100)
PAUSES = (0, 60, 180, 360, 720, 1440)
"""Minutes between two messages that somebody may choose."""
BY_ADDRESS = ("email", "whatsapp", "sms")
"""Channels whose addresses people write themselves, and prove by a code."""
WISH_LASTS = timedelta(minutes=30)
UNDONE_WITHIN = timedelta(days=1)
"""Who left can come back so long by the same link; then nothing is known of them any more."""
NOTICES_KEPT = timedelta(days=30)
CODE_TRIES = 5
CODES_PER_ADDRESS, CODES_PER_PERSON, CODES_PER_DAY = 10, 4, 8
"""Codes in an hour for one network address; to one inbox or telephone, whoever asks, in an hour and in a day."""
PUSHES_PER_ADDRESS = 30
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")
_MAIL = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+"
)
_MAIL_MOST = 254


def address(channel: str, given: str) -> str:
    """The address as it is kept and hashed: lower case, digits with the country's code; AddressUnreadable."""
    if channel == "email":
        plain = given.strip().lower()
        if len(plain) <= _MAIL_MOST and _MAIL.fullmatch(plain) and ".." not in plain:
            return plain
    elif channel in ("whatsapp", "sms"):
        digits = number(given)
        if digits:
            return digits
    elif given and len(given) <= 2048:
        return given
    raise AddressUnreadable()


def masked(channel: str, address: str) -> str:
    """So much of an address that its owner knows it again; nothing where people do not know it by sight."""
    if channel == "email" and "@" in address:
        name, _, domain = address.partition("@")
        return f"{name[:1]}•••@{domain}"
    return f"•••{address[-3:]}" if channel in ("whatsapp", "sms") and address else ""


def minute(given: str) -> int | None:
    """Minutes since midnight of a time such as 21:00 or 21.00; None for what is none."""
    found = _TIME.fullmatch(given.strip())
    return int(found[1]) * 60 + int(found[2]) if found else None


def clock_time(minutes: int) -> str:
    """21:00 for 1260."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def quiet(begins: str, ends: str) -> Quiet | None:
    """The quiet hours; None where both are empty. QuietUnreadable."""
    if not begins and not ends:
        return None
    first, last = minute(begins), minute(ends)
    if first is None or last is None or first == last:
        raise QuietUnreadable()
    return Quiet(first, last)


def around(longitude: str, latitude: str, radius: str) -> Around | None:
    """The point, to three decimals, with a radius that can be chosen; None where no point is given or it is none."""
    try:
        x, y = round(float(longitude), 3), round(float(latitude), 3)
    except ValueError:
        return None
    if not (90 <= x <= 145 and -15 <= y <= 10):
        return None
    km = int(radius) if radius.isascii() and radius.isdigit() and len(radius) < 4 else RADII[2]
    return Around(x, y, min(max(km, 1), RADIUS_MOST))


def hazards(given: Sequence[str]) -> tuple[str, ...]:
    """The hazards among these, in the order of menus; none for all."""
    listed = [slug for slug, hazard in HAZARDS.items() if hazard.listed]
    chosen = tuple(slug for slug in listed if slug in given)
    return () if len(chosen) == len(listed) else chosen


def severity(given: str) -> Severity:
    """The least severity; minor for what is none."""
    return Severity.__members__.get(given.upper(), Severity.MINOR)


def pause(given: str) -> int:
    """Minutes between two messages, one of those that can be chosen."""
    found = int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 0
    return max(one for one in PAUSES if one <= found)


def check(wish: Wish) -> None:
    """Nothing; PlaceNotChosen or PlacesTooMany."""
    if not wish.regions and wish.around is None:
        raise PlaceNotChosen()
    if len(wish.regions) > REGIONS_MOST:
        raise PlacesTooMany(most=REGIONS_MOST)


def written(wish: Wish) -> dict[str, Any]:
    """The wish as JSON, to wait until a code has come back."""
    point = wish.around
    return {
        "regions": list(wish.regions),
        "around": [point.longitude, point.latitude, point.radius_km] if point else None,
        "hazards": list(wish.hazards),
        "least": int(wish.least),
        "quiet": [wish.quiet.begins, wish.quiet.ends] if wish.quiet else None,
        "zone": wish.zone,
        "wakes": wish.wakes,
        "every": wish.every_minutes,
        "reports": wish.reports,
        "language": wish.language,
    }


def read(kept: Mapping[str, Any]) -> Wish:
    """The wish that `written` made this of."""
    return Wish(
        regions=tuple(kept["regions"]),
        around=Around(*kept["around"]) if kept["around"] else None,
        hazards=tuple(kept["hazards"]),
        least=Severity(kept["least"]),
        quiet=Quiet(*kept["quiet"]) if kept["quiet"] else None,
        zone=kept["zone"],
        wakes=kept["wakes"],
        every_minutes=kept["every"],
        reports=kept["reports"],
        language=kept["language"],
    )


def code(key: bytes, wish: str) -> str:
    """The six digits that prove an address, of one wish alone."""
    return f"{int.from_bytes(hmac.new(key, wish.encode(), hashlib.sha256).digest()[:8]) % 1_000_000:06d}"


def token(key: bytes, id: int, person: str, turn: int) -> str:
    """The secret part of a subscription's addresses: its number, and a seal that nobody else can make (128 bits)."""
    seal = hmac.new(key, f"{id}\x1f{person}\x1f{turn}".encode(), hashlib.sha256).hexdigest()[:32]
    return f"{id:x}-{seal}"


def id_in(given: str) -> int | None:
    """The number that a secret claims to be of; None where it has no such form."""
    found = re.fullmatch(r"([0-9a-f]{1,15})-[0-9a-f]{32}", given)
    return int(found[1], 16) if found else None
