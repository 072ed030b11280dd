"""Words of investigations and foci: classifications with their definitions, grounds, steps, states, actions, figures."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from simpul.kernel.i18n import N_, Translator
from simpul.malaria.model.investigations import Ground
from simpul.malaria.pages.desk_words import SPECIES

DayWords = Callable[[date], str]
STAGES: Mapping[str, str] = {
    "waiting": N_("Not begun"),
    "begun": N_("Being investigated"),
    "respond": N_("Response missing"),
    "done": N_("Investigated"),
}
FILTERS: Mapping[str, str] = {"overdue": N_("Past the limit"), **STAGES}
ORIGINS: Mapping[str, str] = {
    "indigenous": N_("Indigenous"),
    "imported": N_("Imported"),
    "introduced": N_("Introduced"),
    "induced": N_("Induced"),
    "relapse": N_("Relapse"),
    "recrudescent": N_("Recrudescent"),
}
DEFINITIONS: Mapping[str, str] = {
    "indigenous": N_("Caught here by a mosquito; no sign that it was brought in, no direct link to an imported case."),
    "imported": N_("Caught outside this area: another village, kabupaten, province or country."),
    "introduced": N_("Caught here, directly linked to a known imported case: the first one after it."),
    "induced": N_("From blood: a transfusion, a shared needle, from mother to newborn. Not from a mosquito."),
    "relapse": N_("Vivax or ovale that slept in the liver since an earlier illness."),
    "recrudescent": N_("The same parasite as before, which the treatment did not clear."),
}
CLOCKS: Mapping[str, str] = {
    "notify": N_("Notified"),
    "investigate": N_("Case investigated"),
    "respond": N_("Responded to"),
}
STEPS: Mapping[str, str] = {
    "saved": N_("Form saved"),
    "decided": N_("Classified"),
    "focus": N_("Put to a focus"),
    "undone": N_("Step taken back"),
    "opened": N_("Focus opened"),
    "planned": N_("Action planned"),
    "done": N_("Action done"),
    "dropped": N_("Action dropped"),
    "state": N_("State set"),
    "closed": N_("Focus closed"),
    "reopened": N_("Focus reopened"),
}
FOCUS_STATES: Mapping[str, str] = {
    "ACTIVE": N_("Active"),
    "RESIDUAL_NON-ACTIVE": N_("Residual, not active"),
    "CLEARED": N_("Free of transmission"),
}
FOCUS_MEANS: Mapping[str, str] = {
    "ACTIVE": N_("Transmission goes on."),
    "RESIDUAL_NON-ACTIVE": N_("Transmission was interrupted 1 to 3 years ago."),
    "CLEARED": N_("No local transmission for more than 3 years."),
}
FOCUS_FILTERS: Mapping[str, str] = {
    "overdue": N_("Action overdue"),
    "active": N_("Active"),
    "residual": N_("Residual, not active"),
    "cleared": N_("Free of transmission"),
    "closed": N_("Closed foci"),
    "all": N_("All foci"),
}
CLOSINGS: Mapping[str, str] = {
    "cleared": N_("Cleared: no local transmission for more than 3 years"),
    "not_local": N_("No transmission here after all: its cases were classified anew"),
    "merged": N_("It belongs to another focus"),
    "other": N_("Another reason"),
}
ACTIONS: Mapping[str, str] = {
    "contacts": N_("Test the contacts (RDT)"),
    "screening": N_("Test everybody (mass screening)"),
    "nets": N_("Give out nets"),
    "irs": N_("Spray houses (IRS)"),
    "larvae": N_("Look for larvae and treat"),
    "other": N_("Other action"),
}
FIGURES: Mapping[str, str] = {
    "people": N_("People there"),
    "tested": N_("People tested"),
    "positive": N_("People positive"),
    "houses": N_("Houses"),
    "nets": N_("Nets given"),
    "sprayed": N_("Houses sprayed"),
    "places": N_("Places with water"),
    "positive_places": N_("with larvae"),
    "treated_places": N_("Places treated"),
}
GROUNDS: Mapping[str, str] = {
    "blood": N_("Blood was exchanged in the last 3 months, or the patient is the newborn of an ill mother."),
    "within": N_("{species} was found already {days} days before, on {day}: within the 28 days of follow-up."),
    "stay": N_("Slept in {place} ({stay_first} to {stay_last}) when the bite must have been: {first} to {last}."),
    "away": N_("Slept elsewhere at the time of the bite; where and when was not written down."),
    "sleeping": N_("{species} was found {days} days before, on {day}; it can sleep in the liver even after primaquine."),
    "sleeping_unfinished": N_(
        "{species} was found {days} days before, on {day}, and 14 days of primaquine are not on record."
    ),
    "linked": N_("An imported case lived close by before this illness, and the patient did not travel."),
    "home": N_("Was at home when the bite must have been: {first} to {last}. Nothing speaks for another origin."),
    "nearby": N_("{n} more positive in this village within the 30 days before."),
    "travel_not_asked": N_("Nobody has asked yet whether the patient slept elsewhere."),
    "fever_not_known": N_("The first day of fever is not known; the day of the test was taken instead."),
    "earlier_not_asked": N_("Nobody has asked yet about earlier malaria."),
    "species_not_known": N_("The species is not known, so the time of the bite is only rough."),
    "stay_days_not_known": N_("The days of a stay are not known."),
    "long_incubation": N_("An earlier stay counts too: some vivax needs up to ten months."),
    "also": N_("Also possible: {origin}."),
}


def ground_words(t: Translator, one: Ground, day_words: DayWords) -> str:
    """The ground as a sentence in the page's language."""
    return t.gettext(GROUNDS[one.code], **{name: _value(t, name, value, day_words) for name, value in one.facts.items()})


def _value(t: Translator, name: str, value: object, day_words: DayWords) -> object:
    if isinstance(value, date):
        return day_words(value)
    if name == "species":
        return t.gettext(SPECIES.get(str(value), str(value)))
    if name == "origin":
        return t.gettext(ORIGINS.get(str(value), str(value)))
    return t.gettext(N_("not known")) if value is None or value == "" else value


def step_words(t: Translator, facts: Mapping[str, Any], day_words: DayWords) -> list[str]:
    """What a step says, fact by fact, in the page's language."""
    said = []
    for name, value in facts.items():
        match name:
            case "origin" | "suggested" if value:
                words = t.gettext(ORIGINS.get(str(value), str(value)))
                said.append(words if name == "origin" else t.gettext(N_("suggested: {origin}"), origin=words))
            case "reason" | "name" if value:
                said.append(str(value))
            case "action" | "state" | "how" | "step":
                known = {"action": ACTIONS, "state": FOCUS_STATES, "how": CLOSINGS, "step": STEPS}[name]
                said.append(t.gettext(known.get(str(value), str(value))))
            case "due_on" | "done_on":
                said.append(day_words(date.fromisoformat(str(value))))
            case "number":
                said.append(t.gettext(N_("Focus {n}"), n=value))
            case _ if name in FIGURES:
                said.append(f"{t.gettext(FIGURES[name])}: {t.number(value)}")
    return said
