"""Who may sign the dosing table, and what a signature must say."""

import re

from simpul.kernel.actor import Actor
from simpul.malaria.model.signing import ClinicianOnly, LicenceUnreadable, SignerMissing, WithdrawalReasonMissing

NAME_MOST, LICENCE_MOST, REASON_MOST = 100, 60, 300
_LICENCE = re.compile(r"(STR|SIP)[ .:/-]*([A-Z0-9][A-Z0-9 ./-]*)", re.IGNORECASE)


def permit_sign(actor: Actor) -> None:
    """Nothing, for the programme's clinician who is a known account; ClinicianOnly otherwise."""
    if not (actor.signed_in and actor.has("malaria.clinician")):
        raise ClinicianOnly()


def name(given: str) -> str:
    """The clinician's name, spaces put right; SignerMissing."""
    found = " ".join(given.split())
    if not 3 <= len(found) <= NAME_MOST or not any(letter.isalpha() for letter in found):
        raise SignerMissing()
    return found


def licence(given: str) -> str:
    """The licence as `SIP 503/123/2024`; LicenceUnreadable when its kind or at least four digits are missing."""
    found = _LICENCE.fullmatch(" ".join(given.split()))
    if found is None or len(given) > LICENCE_MOST or sum(sign.isdigit() for sign in found[2]) < 4:
        raise LicenceUnreadable()
    return f"{found[1].upper()} {found[2].strip().upper()}"


def reason(given: str) -> str:
    """Why a signature is withdrawn; WithdrawalReasonMissing."""
    found = " ".join(given.split())
    if not 5 <= len(found) <= REASON_MOST:
        raise WithdrawalReasonMissing()
    return found
