"""Codes, numbers and words of certificates: what stands on the paper, and what follows on what. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from simpul.cooperation.model.activities import Activity
from simpul.cooperation.model.certificates import Certificate, CertificateChanged, Validity, WithdrawalReasonMissing
from simpul.cooperation.rules.attendance import Attended
from simpul.kernel.i18n import in_language

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's: none of them is taken for another."""
LENGTH = 20
_READ = str.maketrans({"o": "0", "i": "1", "l": "1", "-": None, " ": None})


def code(secret: str) -> str:
    """20 letters and digits (100 bits) made from a fresh secret of 256 bits."""
    whole = int.from_bytes(hashlib.sha256(secret.encode()).digest(), "big")
    return "".join(_LETTERS[(whole >> (5 * n)) & 31] for n in range(LENGTH))


def normal(given: str) -> str:
    """The code as it is kept, however it was typed; empty for what is none."""
    found = given.strip().lower().translate(_READ)
    return found if len(found) == LENGTH and all(one in _LETTERS for one in found) else ""


def grouped(one: str) -> str:
    """The code as it is printed: five groups of four."""
    return "-".join(one[n : n + 4] for n in range(0, len(one), 4)).upper()


def number(programme: str, year: int, count: int) -> str:
    """The certificate's number: 0001/EGCC-1/2026."""
    return f"{count:04d}/{programme or 'SIMPUL'}/{year}"


def to_issue(found: Sequence[Attended], there: Sequence[Certificate]) -> list[Attended]:
    """Who has earned a certificate and has none: a withdrawn one is not made anew by itself."""
    have = {one.nomination for one in there}
    return [one for one in found if one.earned and one.person.id not in have]


def withdrawn(one: Certificate, reason: str, now: datetime) -> Certificate:
    """The certificate counts no more; WithdrawalReasonMissing, CertificateChanged."""
    if one.validity is not Validity.VALID:
        raise CertificateChanged()
    words = " ".join(reason.split())
    if not 5 <= len(words) <= 300:
        raise WithdrawalReasonMissing()
    return replace(one, withdrawn_at=now, withdrawn_reason=words, version=one.version + 1)


def restored(one: Certificate) -> Certificate:
    """The withdrawal is undone; CertificateChanged where another was issued in its place."""
    if one.validity is not Validity.WITHDRAWN or one.replaced_by is not None:
        raise CertificateChanged()
    return replace(one, withdrawn_at=None, withdrawn_reason="", version=one.version + 1)


def document(one: Certificate, activity: Activity, words: Mapping[str, Mapping[str, str]], facts: Mapping[str, str]) -> Any:
    """The certificate as JSON for the typesetter. `words`: labels by language; `facts`: agency, address, qr, signer."""
    titles = dict.fromkeys(in_language(activity.title, lang) for lang in one.languages)
    return {
        "languages": list(one.languages),
        "blocks": [dict(words[lang], lang=lang, title=in_language(activity.title, lang)) for lang in one.languages],
        "titles": list(titles),
        "name": one.name,
        "number": one.number,
        "code": grouped(one.code),
        "synthetic": one.synthetic,
        "place": activity.place,
        "programme": one.programme,
        **facts,
    }
