"""Partners' badges: what is signed, whether a signature fits, who may give badges.

A partner's phone signs these bytes (UTF-8, each line ended by a line feed) by ECDSA over P-256 with SHA-256; the signature
is r and s of 32 bytes each, in base64url without padding:

    simpul-report-1
    the form's id, a UUID in small letters
    the hazard's slug
    longitude,latitude in hundred-thousandths of a degree: the whole number floor(degrees * 100000 + 0.5)
    the client's time in UTC to the millisecond, 2026-11-24T05:00:00.000Z; an empty line where none was given
    name=value for each answer of the card that is not empty, sorted by name

A value is its text without spaces around it; a number is written without needless zeros, at most 6 decimals; true
or false; a list is its values joined by commas; a mapping its name:value pairs, sorted, joined by semicolons. A form's
id makes a report once, so that a signature which somebody copied makes nothing new.
"""

import base64
import binascii
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from simpul.disaster.model import Draft
from simpul.disaster.model.desk_refusals import (
    KeyUnreadable,
    LabelMissing,
    NotYourPartner,
    PartnerCodeUnreadable,
    PartnerIconUnknown,
    PartnerNameMissing,
)
from simpul.disaster.model.partners import Partner
from simpul.disaster.rules.desk import permit_desk
from simpul.kernel.actor import Actor

CONTEXT = "simpul-report-1"
NAME_MOST, LABEL_MOST = 100, 60
INVITED_FOR = timedelta(days=7)
ICONS = ("badge-check", "building-2", "house", "megaphone", "phone", "shield-check", "users", "waves", "flame", "mountain")
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,28}[a-z0-9]")
_HALF = 32


def permit_partners(actor: Actor) -> None:
    """Nothing, for an officer on duty, who may see partners and make them; OfficerOnly otherwise."""
    permit_desk(actor)


def permit_partner(actor: Actor, partner: Partner) -> None:
    """Nothing, for an officer of the region whose agency made it, or of a wider one; OfficerOnly, NotYourPartner."""
    permit_partners(actor)
    region = partner.region or ""
    ours = actor.region is None or region == actor.region or region.startswith(f"{actor.region}.")
    if not ours:
        raise NotYourPartner(code=partner.code)


def code(given: str) -> str:
    """The partner's code; PartnerCodeUnreadable."""
    if not _CODE.fullmatch(given):
        raise PartnerCodeUnreadable()
    return given


def name(given: str) -> str:
    """The partner's name; PartnerNameMissing."""
    kept = given.strip()
    if not 0 < len(kept) <= NAME_MOST:
        raise PartnerNameMissing()
    return kept


def icon(given: str) -> str:
    """The icon's name; PartnerIconUnknown."""
    if given not in ICONS:
        raise PartnerIconUnknown()
    return given


def label(given: str) -> str:
    """What the phone is called; LabelMissing."""
    kept = given.strip()
    if not 0 < len(kept) <= LABEL_MOST:
        raise LabelMissing()
    return kept


def signing_input(draft: Draft) -> bytes:
    """The bytes that a partner's phone signs for this draft, as this module's head says."""
    point = f"{_hundred_thousandths(draft.longitude)},{_hundred_thousandths(draft.latitude)}"
    answers = [f"{name}={_value(draft.card[name])}" for name in sorted(draft.card) if _value(draft.card[name])]
    lines = [CONTEXT, str(draft.form_id), draft.hazard, point, _instant(draft.client_at), *answers]
    return "".join(f"{line}\n" for line in lines).encode()


def public_key(jwk: Mapping[str, Any]) -> bytes:
    """The 65 bytes of the public key in a JWK; KeyUnreadable for anything but a point of P-256."""
    try:
        if (jwk["kty"], jwk["crv"]) != ("EC", "P-256"):
            raise KeyUnreadable()
        point = b"\x04" + _unpadded(jwk["x"]) + _unpadded(jwk["y"])
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise KeyUnreadable() from None
    return point


def fits(public: bytes, message: bytes, signature: str) -> bool:
    """Whether the signature is one over the message by the holder of this key."""
    try:
        raw = _unpadded(signature)
        if len(raw) != 2 * _HALF:
            return False
        r, s = int.from_bytes(raw[:_HALF], "big"), int.from_bytes(raw[_HALF:], "big")
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
        key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def _unpadded(text: str) -> bytes:
    """The bytes of base64url without padding; ValueError for anything else."""
    try:
        return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise ValueError("no base64url") from None


def _hundred_thousandths(degrees: float) -> int:
    return math.floor(degrees * 100_000 + 0.5)


def _instant(at: datetime | None) -> str:
    if at is None:
        return ""
    utc = at.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def _value(given: object) -> str:
    if isinstance(given, Mapping):
        return ";".join(f"{name}:{_value(given[name])}" for name in sorted(given))
    if isinstance(given, list | tuple):
        return ",".join(_value(one) for one in given)
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, float):
        return f"{given:.6f}".rstrip("0").rstrip(".") if math.isfinite(given) else ""
    return "" if given is None else str(given).strip()
