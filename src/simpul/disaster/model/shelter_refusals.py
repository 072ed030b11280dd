"""Why something cannot be done with a shelter."""

from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from simpul.kernel.i18n import N_


class ShelterMissing(NotFound):
    """No shelter has this number."""

    code = "shelter-missing"
    sentence = N_("There is no shelter with this number.")


class ShelterOfficerOnly(NotAllowed):
    """Only officers on duty keep shelters."""

    code = "shelter-officer-only"
    sentence = N_("Only duty officers of the disaster agency keep the list of shelters.")


class NotYourShelter(NotAllowed):
    """The shelter lies outside the region of the officer's agency."""

    code = "not-your-shelter"
    sentence = N_("This shelter lies outside the region of your agency.")


class ShelterChangedMeanwhile(Conflict):
    """Somebody else changed the shelter since the officer saw it."""

    code = "shelter-changed-meanwhile"
    sentence = N_("Somebody else changed this shelter in the meantime. Look at it again and repeat.")


class ShelterNameMissing(Invalid):
    """A shelter needs a name."""

    code = "shelter-name-missing"
    field = "name"
    sentence = N_("Write the shelter's name, up to {most} characters.")


class ShelterCapacityUnreadable(Invalid):
    """The capacity is no whole number of people."""

    code = "shelter-capacity-unreadable"
    field = "capacity"
    sentence = N_("Write for how many people there is room: a whole number from 1 to 1,000,000.")


class ShelterPlaceUnreadable(Invalid):
    """The point is none in Indonesia."""

    code = "shelter-place-unreadable"
    field = "place"
    sentence = N_("Give the place as latitude and longitude in Indonesia, for example -6.1754, 106.8272.")


class ShelterKindUnknown(Invalid):
    """No kind of shelter has this name."""

    code = "shelter-kind-unknown"
    field = "kind"
    sentence = N_("Choose what kind of place the shelter is.")


class ShelterContactPersonal(Invalid):
    """The contact is a person's, or too long."""

    code = "shelter-contact-personal"
    field = "contact"
    sentence = N_("Give the office's number here, not a person's: it is shown to everybody. Up to {most} characters.")


class ShelterWordsTooLong(Invalid):
    """More words than the list can show."""

    code = "shelter-words-too-long"
    sentence = N_("Shorten this to {most} characters.")

    def __init__(self, *, field: str, most: int) -> None:
        super().__init__(most=most)
        self.field = field


class ShelterCountUnreadable(Invalid):
    """The count is no whole number of people."""

    code = "shelter-count-unreadable"
    field = "people"
    sentence = N_("Write how many people are there now: a whole number, 0 if nobody is.")


class ShelterGroupTooLarge(Invalid):
    """A group holds more people than the shelter."""

    code = "shelter-group-too-large"
    sentence = N_("This group is larger than the number of people who are there.")

    def __init__(self, *, field: str) -> None:
        super().__init__()
        self.field = field


class ShelterIsClosed(Conflict):
    """People cannot be counted in a closed shelter."""

    code = "shelter-is-closed"
    sentence = N_("The shelter is closed. Open it first, then count.")


class ShelterNothingToUndo(Conflict):
    """The last step cannot be taken back any more."""

    code = "shelter-nothing-to-undo"
    sentence = N_("There is no step that can still be taken back: that is possible for {minutes} minutes.")


class ShelterFileUnreadable(Invalid):
    """The file holds no shelters that can be read."""

    code = "shelter-file-unreadable"
    field = "file"
    sentence = N_("The file cannot be imported: {reason}.")
