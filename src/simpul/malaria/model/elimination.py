"""The way to elimination: of a village, of a kabupaten with the three criteria, and the certificate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from simpul.kernel.errors import Invalid, NotAllowed
from simpul.kernel.i18n import N_


@dataclass(frozen=True, slots=True)
class VillageStatus:
    """How far a village is: its state, the last local or unexplained case, since when it is looked at, what is missing.

    `years`: whole years without a local case that are known of; `unexplained`: cases of these years whose origin nobody
    found out; `earliest`: the first day on which it can be free, None where nobody looks yet.
    """

    code: str
    name: str
    state: str
    last_local: date | None
    looked_since: date | None
    years: int
    unexplained: int
    earliest: date | None
    certificate: "EliminationCertificate | None" = None
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion of elimination: what was found, and whether it is met; None where that cannot be told."""

    code: str
    value: Fraction | None
    met: bool | None


@dataclass(frozen=True, slots=True)
class RegencyStatus:
    """How far a kabupaten is, by its criteria; `last_local`: the last day of the last month with a local or open case."""

    code: str
    name: str
    state: str
    last_local: date | None
    looked_since: date | None
    criteria: Sequence[Criterion]
    certificate: "EliminationCertificate | None" = None
    synthetic: bool = False

    @property
    def met(self) -> bool:
        """Whether every criterion is met."""
        return all(one.met for one in self.criteria)


@dataclass(frozen=True, slots=True)
class EliminationCertificate:
    """A certificate of elimination as the desk entered it."""

    area: str
    number: str
    given_on: date
    by_name: str


class CertificateNumberMissing(Invalid):
    """A certificate has a number."""

    code = "malaria-certificate-number-missing"
    sentence = N_("Write the certificate’s number, 3 to 80 characters.")
    field = "number"


class CertificateDayWrong(Invalid):
    """The day must be a date, and not to come."""

    code = "malaria-certificate-day-wrong"
    sentence = N_("Choose the day on the certificate; it cannot lie ahead.")
    field = "given_on"


class CertificateOfficerOnly(NotAllowed):
    """A supervisor reads certificates and does not enter them."""

    code = "malaria-certificate-officer-only"
    sentence = N_("Certificates are entered by the malaria officer of the kabupaten.")
