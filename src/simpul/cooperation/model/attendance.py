"""Who was there: a person's presence on a day of an activity, and what is asked for a certificate."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from simpul.kernel.errors import Conflict, Invalid, NotFound
from simpul.kernel.i18n import N_


class Way(StrEnum):
    """How somebody's presence became known."""

    ROOM = "room"
    BADGE = "badge"
    REMOTE = "remote"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Presence:
    """A person's presence on one day, counted once however often they were seen; `present`: false where a keeper struck it.

    `left_at`: when a person from afar said that they leave. `was`: what stood there before a keeper's correction, which
    an undo brings back; None where nothing did.
    """

    nomination: UUID
    activity: UUID
    day: date
    present: bool
    way: Way
    at: datetime
    left_at: datetime | None = None
    by_name: str = ""
    reason: str = ""
    corrected: bool = False
    was: "Presence | None" = None
    version: int = 1

    @property
    def minutes(self) -> int | None:
        """How long somebody was there from afar; None where they did not say that they left."""
        return int((self.left_at - self.at).total_seconds()) // 60 if self.left_at is not None else None


@dataclass(frozen=True, slots=True)
class CertificateRule:
    """What is asked for a certificate: the share of days in per cent; and the languages that it is in, in their order."""

    activity: UUID
    share: int = 80
    languages: tuple[str, ...] = ("id", "en")
    version: int = 1


class PresenceUnknown(NotFound):
    """Nobody of the activity is meant."""

    code = "presence-unknown"
    sentence = N_("Nobody who was accepted to this activity has this link or number. Look at your badge or mail again.")
    field = "nomor"


class RoomCodeOld(Invalid):
    """The code on the screen has changed since."""

    code = "room-code-old"
    sentence = N_("This code is no longer valid: the one on the room's screen changes every 30 seconds. Scan it again.")


class CodeWordWrong(Invalid):
    """Not the word that is shown today."""

    code = "code-word-wrong"
    sentence = N_("This is not the word that is shown in the session today.")
    field = "kata"


class NotThisDay(Conflict):
    """The day is none of the activity's, or lies ahead."""

    code = "attendance-not-this-day"
    sentence = N_("The activity does not take place on this day, or its days are not known exactly.")


class PresenceChanged(Conflict):
    """Somebody changed it meanwhile."""

    code = "presence-changed"
    sentence = N_("Somebody changed this person's attendance meanwhile. Look at the list again.")


class PresenceReasonMissing(Invalid):
    """A correction has a reason."""

    code = "presence-reason-missing"
    sentence = N_("Give a reason for the correction, of 5 to 300 characters.")
    field = "alasan"


class CertificateRuleWrong(Invalid):
    """The share or the languages are none."""

    code = "certificate-rule-wrong"
    sentence = N_("Give a share of days from 1 to 100 per cent, and at least one language.")
    field = "bagian"


class CertificateRuleChanged(Conflict):
    """Somebody changed it meanwhile."""

    code = "certificate-rule-changed"
    sentence = N_("Somebody changed what is asked for a certificate meanwhile. Compare, then save again.")
