"""Certificates of attendance: what was printed, its number and unguessable code, and whether it still counts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from simpul.kernel.errors import Conflict, Invalid, NotFound
from simpul.kernel.i18n import N_


class Validity(StrEnum):
    """What a certificate is now."""

    DUE = "due"
    VALID = "valid"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate. `code`: 20 letters and digits, 100 bits; `file` and `sha256`: the signed PDF, empty until it is made.

    `days` of `of_days`: how many days of the activity the person attended. `replaced_by`: the one that was issued anew.
    """

    id: UUID
    activity: UUID
    nomination: UUID
    programme: str
    code: str
    number: str
    name: str
    languages: tuple[str, ...]
    days: int
    of_days: int
    issued_at: datetime
    by_name: str
    file: str = ""
    sha256: str = ""
    synthetic: bool = False
    withdrawn_at: datetime | None = None
    withdrawn_reason: str = ""
    replaced_by: UUID | None = None
    version: int = 1

    @property
    def validity(self) -> Validity:
        """Whether it is still to be made, counts, or was withdrawn."""
        if self.withdrawn_at is not None:
            return Validity.WITHDRAWN
        return Validity.VALID if self.file else Validity.DUE


class CertificateUnknown(NotFound):
    """No certificate has this code."""

    code = "certificate-unknown"
    sentence = N_("No certificate of this node has this code. Compare it with the paper, sign by sign.")
    field = "kode"


class CertificateNotMade(Conflict):
    """The PDF is still to be made."""

    code = "certificate-not-made"
    sentence = N_("This certificate is still being made. Look again in a minute.")


class CertificateChanged(Conflict):
    """Somebody changed it meanwhile, or it does not follow."""

    code = "certificate-changed"
    sentence = N_("Somebody changed this certificate meanwhile. Look at the list again.")


class WithdrawalReasonMissing(Invalid):
    """A withdrawal has a reason."""

    code = "withdrawal-reason-missing"
    sentence = N_("Give a reason for the withdrawal, of 5 to 300 characters. Who checks the certificate reads it.")
    field = "alasan"


class NobodyQualifies(Conflict):
    """Nobody is to be given a certificate now."""

    code = "nobody-qualifies"
    sentence = N_("Nobody qualifies who does not have a certificate yet. Certificates are made once all days have passed.")


class FileMissing(Invalid):
    """No file was chosen."""

    code = "certificate-file-missing"
    sentence = N_("Choose the PDF of the certificate, of at most 10 MB.")
    field = "berkas"
