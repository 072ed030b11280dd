"""What a notice says, in the subscriber's language, in few lines: what, where, what to do, where there is more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simpul.disaster.model.subscriptions import Alarm, Telling
from simpul.disaster.model.warnings import HazardWarning
from simpul.disaster.rules.hazards import HAZARDS
from simpul.kernel.i18n import N_, RESIDENTS_LANGUAGES, Translator, in_language, translator

_PREFIX: Mapping[Telling, str] = {
    Telling.ALERT: N_("Warning: {headline}"),
    Telling.UPDATE: N_("Changed warning: {headline}"),
    Telling.CANCEL: N_("No longer in force: {headline}"),
}
STOP_CODE = "stop"
"""What a conversation hears when somebody taps the button that ends the messages."""


@dataclass(frozen=True, slots=True)
class Content:
    """What one notice says: its line, and what to do."""

    title: str
    text: str


def words_of(language: str) -> Translator:
    """The translator of a subscriber's language; Indonesian where it is none."""
    return translator(language if language in RESIDENTS_LANGUAGES else "id")


def of_warning(alarm: Alarm, warning: HazardWarning, language: str, zone: str) -> Content:
    """What is said of a warning: what to do and until when it holds; of one that was taken back, why."""
    t = words_of(language)
    title = _titled(t, alarm.kind, in_language(warning.headline, language))
    if alarm.kind is Telling.CANCEL:
        why = in_language(warning.description, language)
        return Content(title, why or t.gettext("Stay careful, and follow what the officers on the spot say."))
    until = t.gettext("In force until {at}.", at=t.datetime(warning.expires, zone))
    return Content(title, "\n".join(line for line in (in_language(warning.instruction, language), until) if line))


def _titled(t: Translator, kind: Telling, headline: str) -> str:
    """The headline behind what happened to the warning; a headline that says “warning” itself is not given that twice."""
    said = t.gettext(_PREFIX[Telling.ALERT], headline="").rstrip(": ").casefold()
    if kind is Telling.ALERT and said in headline.casefold():
        return headline
    return t.gettext(_PREFIX[kind], headline=headline)


def of_reports(alarm: Alarm, place: str, language: str) -> Content:
    """What is said of residents' reports: how many, and that nobody has checked them."""
    t = words_of(language)
    hazard = HAZARDS.get(alarm.hazard)
    name = in_language(hazard.label, language) if hazard else alarm.hazard
    title = t.gettext("Residents report: {hazard}, {place}", hazard=name, place=place)
    said = t.ngettext(
        "{n} report, not verified by the disaster agency.", "{n} reports, not verified by the disaster agency.", alarm.count
    )
    return Content(title, said)


def together(contents: Sequence[Content], language: str) -> Content:
    """One message of several notices: the first with what to do, the lines of up to three others, and how many more."""
    first, others = contents[0], contents[1:]
    if not others:
        return first
    t = words_of(language)
    lines = [first.text, t.gettext("Also:"), *(f"- {one.title}" for one in others[:3])]
    if len(others) > 3:
        lines.append(t.ngettext("and {n} more", "and {n} more", len(others) - 3))
    return Content(first.title, "\n".join(line for line in lines if line))


def of_code(code: str, agency: str, language: str) -> Content:
    """What is sent to prove that an address is somebody's own. It begins with the code: a lock screen shows no more."""
    t = words_of(language)
    title = t.gettext("{code} is your code for disaster warnings of {agency}.", code=code, agency=agency)
    return Content(
        title, t.gettext("It is valid for 30 minutes. If you did not ask for it, do nothing: you will hear no more.")
    )


def stop_line(language: str) -> str:
    """How to end the messages where there are no buttons."""
    return words_of(language).gettext("Write BERHENTI to stop.")


def stop_button(language: str) -> str:
    """What stands on the button that ends the messages."""
    return words_of(language).gettext("Stop messages")
