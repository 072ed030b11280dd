"""What the duty desk, votes, flags and partners' keys refuse, and the sentence that tells a person what to do."""

from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from simpul.kernel.i18n import N_


class GroupChanged(Conflict):
    """Somebody decided about reports of the group since the page was opened; nothing of the step was done."""

    code = "group-changed"
    sentence = N_(
        "Somebody else decided about these reports of the group in the meantime: {numbers}. Nothing was changed. "
        "Look again and repeat."
    )


class GroupEmpty(Invalid):
    """No report was chosen."""

    code = "group-empty"
    sentence = N_("Choose at least one report of the group.")
    field = "reports"


class GroupTooLarge(Invalid):
    """More reports than one step may decide about."""

    code = "group-too-large"
    sentence = N_("Choose at most {most} reports for one step.")
    field = "reports"


class KeptMissing(Invalid):
    """Nobody said which of the duplicates is kept, or it is none of those that were chosen."""

    code = "kept-missing"
    sentence = N_("Choose which of these reports is kept.")
    field = "keep"


class BatchMissing(NotFound):
    """No decision about a group has this number, or it is another officer's region."""

    code = "batch-missing"
    sentence = N_("This step about a group is not known any more.")


class NothingToWithhold(Conflict):
    """The report has no such part, or it is withheld already."""

    code = "nothing-to-withhold"
    sentence = N_("The report has no such part that everybody may see.")


class VoteUnreadable(Invalid):
    """A vote is neither for nor against."""

    code = "vote-unreadable"
    sentence = N_("Say whether the report is true or not.")
    field = "points"


class VoteClosed(Conflict):
    """The report is too old to be voted about."""

    code = "vote-closed"
    sentence = N_("Votes about a report end after {days} days.")


class FlagReasonMissing(Invalid):
    """Nobody said what is wrong with the report."""

    code = "flag-reason-missing"
    sentence = N_("Choose what is wrong with the report.")
    field = "reason"


class FlagNoteMissing(Invalid):
    """Something else is wrong, and nobody said what."""

    code = "flag-note-missing"
    sentence = N_("Write in a few words what is wrong.")
    field = "note"


class FlagNoteTooLong(Invalid):
    """The note is longer than it may be."""

    code = "flag-note-too-long"
    sentence = N_("Shorten what you wrote to {most} characters.")
    field = "note"


class FlagMissing(NotFound):
    """No open objection has this number."""

    code = "flag-missing"
    sentence = N_("This flag was answered already, or withdrawn.")


class PartnerMissing(NotFound):
    """No partner has this code."""

    code = "partner-missing"
    sentence = N_("No partner has this code.")


class PartnerCodeUnreadable(Invalid):
    """The code holds other signs than it may."""

    code = "partner-code-unreadable"
    sentence = N_("Use 2 to 30 small letters, digits and hyphens for the code, for example “pmi-jakarta”.")
    field = "code"


class PartnerCodeTaken(Invalid):
    """Another partner has this code."""

    code = "partner-code-taken"
    sentence = N_("Another partner has this code. Choose another one.")
    field = "code"


class PartnerNameMissing(Invalid):
    """The partner has no name, or too long a one."""

    code = "partner-name-missing"
    sentence = N_("Give the partner’s name, at most 100 characters.")
    field = "name"


class PartnerIconUnknown(Invalid):
    """No icon of ours has this name."""

    code = "partner-icon-unknown"
    sentence = N_("Choose one of the icons.")
    field = "icon"


class PartnerSuspended(Conflict):
    """The partner is suspended: no phone can be invited."""

    code = "partner-suspended"
    sentence = N_("This partner is suspended. Let it report again first.")


class LabelMissing(Invalid):
    """Nobody said whose phone it is to be, or in too many words."""

    code = "label-missing"
    sentence = N_("Say whose phone it is, in at most 60 characters, for example “Posko 3”.")
    field = "label"


class NotYourPartner(NotAllowed):
    """The partner was made by the agency of another region."""

    code = "not-your-partner"
    sentence = N_("This partner belongs to the agency of another region.")


class BadgeMissing(NotFound):
    """The invitation is unknown, was used, or has expired."""

    code = "badge-missing"
    sentence = N_("This invitation was used already or has expired. Ask the disaster agency for a new one.")


class KeyUnreadable(Invalid):
    """What the phone sent is no public key of the kind that is used."""

    code = "key-unreadable"
    sentence = N_("The phone sent no key that can be used. Open the link in an up-to-date browser.")


class SignatureWrong(Invalid):
    """The report bears a partner's signature that does not fit, of a key that is unknown or revoked."""

    code = "signature-wrong"
    sentence = N_(
        "The partner’s badge on this phone is not valid any more, or the report was changed on its way. "
        "Remove the badge and send the report again without it, or ask the disaster agency."
    )
    field = "partner"
