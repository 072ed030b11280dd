"""Words for alerts: their states, the list's choices, what was done."""

from collections.abc import Callable, Iterator
from datetime import date

from simpul.kernel.i18n import N_, Translator
from simpul.malaria.actions.alerting import AlertSeen

STATES = {
    "new": N_("Not looked at yet"),
    "seen": N_("Being looked into"),
    "confirmed": N_("Outbreak"),
    "dismissed": N_("No outbreak"),
}
CHOICES = {"open": N_("Not settled"), **STATES, "all": N_("All")}
DONE = {
    "seen": N_("Noted: the alert is being looked into."),
    "confirm": N_("Confirmed as an outbreak. Investigate its cases and open a focus."),
    "dismiss": N_("Settled: no outbreak. It can be opened again."),
    "reopen": N_("The alert is open again."),
}


def facts_of(t: Translator, seen: AlertSeen, day_words: Callable[[date], str]) -> Iterator[tuple[str, str]]:
    """What the rule found besides the count: (what it is, what it says)."""
    facts = seen.alert.facts
    if "with" in facts:
        elsewhere = len(facts["with"]) - len(seen.linked)
        names = [
            *seen.linked,
            *([t.ngettext("{n} village elsewhere", "{n} villages elsewhere", elsewhere)] if elsewhere else []),
        ]
        yield t.gettext("Together with"), ", ".join(names)
        if not elsewhere:
            yield t.gettext("Positive tests in all"), t.number(facts["together"])
    if "quiet_since" in facts:
        since = facts["quiet_since"]
        known = day_words(date.fromisoformat(since)) if since else t.gettext("None that the register knows of")
        yield t.gettext("Last local case before"), known
    if "against" in facts:
        month = facts["against"] == "month"
        yield t.gettext("Compared with"), t.gettext("The month before") if month else t.gettext("The same month a year ago")
    if facts.get("indigenous"):
        yield t.gettext("Counted"), t.gettext("Only local cases, and those that nobody has looked into")
    if "of" in facts:
        parts = {"n": t.number(seen.alert.observed), "all": t.number(facts["of"])}
        yield t.gettext("Now"), t.gettext("{n} of {all}", **parts)
        before = {"n": t.number(facts["before"]), "all": t.number(facts["of_before"])}
        yield t.gettext("In the same time before"), t.gettext("{n} of {all}", **before)
