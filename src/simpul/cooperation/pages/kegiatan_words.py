"""Words of activities and people: kinds, states, and days as exactly as they are known."""

from collections.abc import Mapping
from uuid import UUID

from babel.dates import format_skeleton

from simpul.cooperation.model.activities import Activity, ActivityKind, ActivityState, NominationState, Precision
from simpul.cooperation.model.activity_refusals import ActivityUnknown
from simpul.cooperation.pages.parts import PATH, date_of
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request

ACTIVITIES = f"{PATH}/kegiatan"
KINDS: Mapping[ActivityKind, str] = {
    ActivityKind.CONSULTATION: N_("Consultation"),
    ActivityKind.INVITED_TRAINING: N_("Invited training"),
    ActivityKind.WORKSHOP: N_("Workshop"),
    ActivityKind.SEMINAR: N_("Seminar"),
    ActivityKind.FORUM: N_("Forum"),
    ActivityKind.JOINT_RESEARCH: N_("Joint research"),
    ActivityKind.STUDY_VISIT: N_("Study visit"),
    ActivityKind.PILOT: N_("Pilot project"),
    ActivityKind.EXHIBITION: N_("Exhibition"),
    ActivityKind.MINISTERIAL_MEETING: N_("Ministerial meeting"),
    ActivityKind.LECTURE: N_("Public lecture"),
    ActivityKind.OTHER: N_("Other activity"),
}
STATES: Mapping[ActivityState, tuple[str, str]] = {
    ActivityState.DRAFT: ("draft", N_("Draft")),
    ActivityState.OPEN: ("open", N_("Open for nominations")),
    ActivityState.CLOSED: ("closed", N_("Nominations are closed")),
    ActivityState.HELD: ("archive", N_("Took place")),
    ActivityState.CANCELLED: ("danger", N_("Cancelled")),
}
"""The mark of `ui.tag`, and the words."""
MOVES: Mapping[str, tuple[str, str]] = {
    "open": (N_("Open it for nominations"), ""),
    "close": (N_("Close nominations"), ""),
    "hold": (N_("It took place"), ""),
    "reopen": (N_("It did not take place after all"), ""),
    "cancel": (N_("Cancel the activity"), N_("Passports that were entered are erased at once; that cannot be undone.")),
    "restore": (N_("Undo the cancellation"), ""),
}
"""What the keepers do with an activity, and what they must know before."""
PEOPLE_STATES: Mapping[NominationState, tuple[str, str]] = {
    NominationState.NOMINATED: ("awaiting", N_("Nominated")),
    NominationState.WAITING: ("stale", N_("On the waiting list")),
    NominationState.ACCEPTED: ("verified", N_("Accepted")),
    NominationState.DECLINED: ("closed", N_("Declined")),
    NominationState.WITHDRAWN: ("closed", N_("Withdrawn")),
}
PRECISIONS: Mapping[Precision, str] = {
    Precision.DAY: N_("to the day"),
    Precision.MONTH: N_("only the month is known"),
    Precision.YEAR: N_("only the year is known"),
}
TONGUE_WORDS: Mapping[str, str] = {"id": N_("Indonesian"), "en": N_("English"), "ko": N_("Korean")}


def when(request: Request, one: Activity) -> str:
    """The activity's days as exactly as they are known: 25 November 2019 – 27 November 2019, September 2019, 2018."""
    if one.precision is Precision.YEAR:
        first, last = (str(format_skeleton("y", day, locale=request.lang)) for day in (one.since, one.until))
    elif one.precision is Precision.MONTH:
        first, last = (str(format_skeleton("yMMMM", day, locale=request.lang)) for day in (one.since, one.until))
    else:
        first, last = (date_of(request)(day) for day in (one.since, one.until))
    return first if first == last else f"{first} – {last}"


def activity_id(request: Request, name: str = "id") -> UUID:
    """The id in the path; ActivityUnknown for what is none."""
    try:
        return UUID(request.path_params[name])
    except ValueError:
        raise ActivityUnknown() from None


def page_of(given: str, pages: int) -> int:
    """The page that is asked for, from 1 to `pages`."""
    return max(1, min(int(given), pages)) if given.isdecimal() and len(given) < 7 else 1
