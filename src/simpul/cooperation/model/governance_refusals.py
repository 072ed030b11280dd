"""What the committee's records refuse."""

from simpul.kernel.errors import Conflict, Invalid, NotFound
from simpul.kernel.i18n import N_


class MeetingUnknown(NotFound):
    """There is no such meeting; or it is of a programme that this reader does not see."""

    code = "meeting-unknown"
    sentence = N_("There is no such meeting, or it is not yours to see.")


class DecisionUnknown(NotFound):
    """The meeting has no such decision."""

    code = "decision-unknown"
    sentence = N_("There is no such decision, or it is not yours to see.")


class FollowUpUnknown(NotFound):
    """There is no such action; or it is of a programme that this reader does not see."""

    code = "follow-up-unknown"
    sentence = N_("There is no such action, or it is not yours to see.")


class MeetingChanged(Conflict):
    """Somebody changed the meeting or its decisions meanwhile."""

    code = "meeting-changed"
    sentence = N_("Somebody changed this meeting meanwhile. What you wrote is still here: compare, then save again.")


class FollowUpChanged(Conflict):
    """Somebody changed the action meanwhile."""

    code = "follow-up-changed"
    sentence = N_("Somebody changed this action meanwhile. What you wrote is still here: compare, then save again.")


class FollowUpClosed(Conflict):
    """The action is done or dropped, so that nothing more is to be done about it; or it is open already."""

    code = "follow-up-closed"
    sentence = N_("This action is not open any more, or it is open already. Look again.")


class DecisionHasActions(Conflict):
    """A decision that somebody acts on is not struck."""

    code = "decision-has-actions"
    sentence = N_("People act on this decision. Drop its open actions with a reason first.")


class MeetingTitleMissing(Invalid):
    """A meeting has a title, in Indonesian at least."""

    code = "meeting-title-missing"
    sentence = N_("Give the meeting a title in Indonesian, of at most 200 characters in each language.")
    field = "title_id"


class MeetingDayMissing(Invalid):
    """A meeting has a day."""

    code = "meeting-day-missing"
    sentence = N_("Give the day of the meeting, at most two years ahead.")
    field = "on"


class MeetingTooLong(Invalid):
    """More words than minutes have."""

    code = "meeting-too-long"
    sentence = N_("That is too long. Minutes may have 20,000 characters, the lists 100 lines of 300 characters.")
    field = "minutes"


class DecisionTextMissing(Invalid):
    """A decision says something."""

    code = "decision-text-missing"
    sentence = N_("Write down what was decided, in at most 2,000 characters.")
    field = "text"


class FollowUpWhatMissing(Invalid):
    """An action says what is to be done."""

    code = "follow-up-what-missing"
    sentence = N_("Write down what is to be done, in at most 500 characters.")
    field = "what"


class FollowUpOwnerMissing(Invalid):
    """Somebody answers for it."""

    code = "follow-up-owner-missing"
    sentence = N_("Choose who answers for it, or write a name of at most 120 characters.")
    field = "owner"


class FollowUpSideMissing(Invalid):
    """A side answers for it."""

    code = "follow-up-side-missing"
    sentence = N_("Choose for which side this person answers.")
    field = "side"


class FollowUpDueWrong(Invalid):
    """The day is none, or too far off."""

    code = "follow-up-due-wrong"
    sentence = N_("Give the day until which it is to be done, at most five years ahead.")
    field = "due"


class FollowUpDueSame(Invalid):
    """The day is not another one."""

    code = "follow-up-due-same"
    sentence = N_("Give another day than the one that is due now.")
    field = "due"


class FollowUpReasonMissing(Invalid):
    """A day is moved, an action dropped, only for a reason."""

    code = "follow-up-reason-missing"
    sentence = N_("Say why, in 5 to 500 characters. Everybody of the programme reads it.")
    field = "words"


class ProgressMissing(Invalid):
    """A report of progress says something."""

    code = "progress-missing"
    sentence = N_("Write how far it is, in at most 500 characters.")
    field = "words"


class MailAddressWrong(Invalid):
    """That is no address for mail."""

    code = "mail-address-wrong"
    sentence = N_("Give one e-mail address such as nama@instansi.go.id.")
    field = "address"


class MailLanguageWrong(Invalid):
    """Mails are in one of three languages."""

    code = "mail-language-wrong"
    sentence = N_("Choose the language of the mails.")
    field = "language"
