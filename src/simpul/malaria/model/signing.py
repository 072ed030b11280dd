"""A clinician's signature under one version of the dosing table, and what is refused around it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from simpul.kernel.errors import Conflict, Invalid, NotAllowed
from simpul.kernel.i18n import N_


@dataclass(frozen=True, slots=True)
class DoseSignature:
    """Who answers for this table (version and SHA-256) on patients, by name and licence; perhaps withdrawn since."""

    id: UUID
    version: str
    sha256: str
    name: str
    licence: str
    signed_by: UUID | None
    at: datetime
    withdrawn_at: datetime | None = None
    withdrawn_reason: str = ""


@dataclass(frozen=True, slots=True)
class DoseSigner:
    """What a clinician writes to sign: name, licence (STR or SIP), that every row was compared with the printed book."""

    name: str
    licence: str
    compared: bool


class ClinicianOnly(NotAllowed):
    """Only the programme's clinician signs the dosing table or withdraws a signature."""

    code = "clinician-only"
    sentence = N_("Only the clinician of the malaria programme signs the dosing table.")


class OtherTable(Conflict):
    """The table that was read is no longer the one in force."""

    code = "dose-table-other"
    sentence = N_("The dosing table has changed since you opened this page. Read it again, then sign.")


class SignedAlready(Conflict):
    """This version already bears a signature that stands."""

    code = "dose-table-signed"
    sentence = N_("This version is signed already. To sign it yourself, withdraw the signature first.")


class NotSigned(Conflict):
    """There is no signature to withdraw."""

    code = "dose-table-not-signed"
    sentence = N_("This version bears no signature now, so there is nothing to withdraw.")


class SignerMissing(Invalid):
    """A signature names the clinician in full."""

    code = "dose-signer-missing"
    sentence = N_("Write your full name as it stands on your licence.")
    field = "name"


class LicenceUnreadable(Invalid):
    """A signature names the licence: STR or SIP, and its number."""

    code = "dose-licence-unreadable"
    sentence = N_("Write STR or SIP and its number, for example “SIP 503/123/2024”.")
    field = "licence"


class NotRead(Invalid):
    """Whoever signs says that they compared each row with the ministry's printed book."""

    code = "dose-table-not-read"
    sentence = N_("Tick that you compared every row with the printed pocketbook.")
    field = "compared"


class WithdrawalReasonMissing(Invalid):
    """A withdrawal says why: devices go back to training, and colleagues must know."""

    code = "dose-withdrawal-reason-missing"
    sentence = N_("Say in a few words why you withdraw the signature.")
    field = "reason"
