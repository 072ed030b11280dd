"""What other rooms of the desk know, for the report: alerts, foci, clocks, stock, readers of slides."""

from datetime import date

from babel.dates import format_date

from simpul.kernel.i18n import N_, Translator
from simpul.malaria.model.alerts import Alert, AlertState
from simpul.malaria.model.foci import FocusLine, FocusState
from simpul.malaria.model.report import ReportFacts, ReportPart, ReportReader, ReportTable
from simpul.malaria.model.slides import ReaderJudged, Share
from simpul.malaria.model.supply import StockLine, StockState
from simpul.malaria.rules.alert_terms import rules as alert_rules

ALERT_STATES = {
    AlertState.NEW: N_("Not looked at"),
    AlertState.SEEN: N_("Being looked at"),
    AlertState.CONFIRMED: N_("Outbreak"),
    AlertState.DISMISSED: N_("No outbreak"),
}
FOCUS_STATES = {
    FocusState.ACTIVE: N_("Active"),
    FocusState.RESIDUAL_NON_ACTIVE: N_("Residual non-active"),
    FocusState.CLEARED: N_("Cleared, none for over 3 years"),
}
STOCK_STATES = {
    StockState.OUT: N_("Out"),
    StockState.SOON: N_("About to run out"),
    StockState.LOW: N_("Low"),
    StockState.ENOUGH: N_("Enough"),
}
VERDICTS = {"good": N_("Good"), "wanting": N_("Found wanting"), "few": N_("Too few to judge")}
PRODUCTS = {"rdt": N_("RDT"), "pack": N_("DHP pack"), "primaquine": N_("Primaquine")}


def _day(day: date | None, t: Translator) -> str:
    return format_date(day, "d MMM y", locale=t.language) if day else "–"


def alerts(facts: ReportFacts, t: Translator) -> ReportPart:
    """The month's alerts: where, by which rule, what was counted against which bound, what was said of it."""
    heading = t.gettext("Alerts")
    if not facts.alerts:
        return ReportPart("alerts", heading, [t.gettext("No rule was broken in this month.")])
    head = [
        t.gettext("From"),
        t.gettext("Where"),
        t.gettext("Rule"),
        t.gettext("Counted"),
        t.gettext("Bound"),
        t.gettext("Now"),
    ]
    rows = [_alert(one, facts, t) for one in facts.alerts]
    table = ReportTable(t.gettext("Alerts of the month"), head, rows, (False, False, False, True, True, False))
    return ReportPart(
        "alerts", heading, table=table, note=t.gettext("An alert is a reason to look, not a declared outbreak.")
    )


def _alert(one: Alert, facts: ReportFacts, t: Translator) -> list[str]:
    rule = alert_rules().get(one.rule)
    bound = "–" if one.upper is None else t.number(one.upper, "#,##0.0")
    where, title = facts.names.get(one.area, one.area), rule.title[t.language] if rule else one.rule
    return [_day(one.first, t), where, title, t.number(one.observed), bound, t.gettext(ALERT_STATES[one.state])]


def foci(facts: ReportFacts, t: Translator) -> ReportPart:
    """Foci as they stand: how many in which state, and those that are open."""
    heading, tally = t.gettext("Foci"), facts.foci_tally
    known = {"active": tally.active, "residual": tally.residual, "cleared": tally.cleared, "overdue": tally.actions_overdue}
    told = {name: t.number(value) for name, value in known.items()}
    text = [
        t.gettext(
            "Active: {active}; residual non-active: {residual}; cleared: {cleared}; overdue actions: {overdue}.", **told
        )
    ]
    rows = [_focus(one, t) for one in facts.foci if one.focus.closed_on is None]
    if not rows:
        return ReportPart("foci", heading, [*text, t.gettext("No focus is open.")])
    head = [t.gettext("Focus"), t.gettext("State"), t.gettext("Opened"), t.gettext("Cases"), t.gettext("Actions done")]
    table = ReportTable(t.gettext("Open foci"), head, rows, (False, False, False, True, True))
    return ReportPart("foci", heading, text, table, t.gettext("As they stood when the report was made."))


def _focus(one: FocusLine, t: Translator) -> list[str]:
    state = t.gettext(FOCUS_STATES[one.focus.state])
    name = one.focus.name if one.focus.name == one.village_name else f"{one.focus.name}, {one.village_name}"
    return [name, state, _day(one.focus.opened_on, t), t.number(one.cases), f"{one.done} / {one.planned}"]


def timeliness(facts: ReportFacts, t: Translator) -> ReportPart:
    """How many of the month's cases were notified, investigated and responded to within the limits in force."""
    found, days = facts.timeliness, facts.limits
    heading = t.gettext("Timeliness ({limits})", limits=days.code)
    if not found.cases:
        return ReportPart("timeliness", heading, [t.gettext("No case in this month.")])
    steps = (
        (t.gettext("Notified"), days.notify, found.notified),
        (t.gettext("Investigated"), days.investigate, found.investigated),
        (t.gettext("Responded to"), days.respond, found.responded),
    )
    head = [t.gettext("Step"), t.gettext("Within"), t.gettext("In time"), t.gettext("Of cases")]
    rows = [
        [name, t.ngettext("{n} day", "{n} days", limit), t.number(done), t.number(found.cases)]
        for name, limit, done in steps
    ]
    table = ReportTable(t.gettext("Steps within their limit"), head, rows, (False, False, True, True))
    note = t.gettext("The limits are the programme’s choice; 1-2-5 was not found in a source, WHO’s is 1-3-7.")
    return ReportPart("timeliness", heading, table=table, note=note)


def stock(facts: ReportFacts, t: Translator) -> ReportPart:
    """What is out or about to run out, as it stood when the report was made."""
    heading, supply = t.gettext("Stock"), facts.supply
    text = []
    if supply:
        told = {"out": t.number(supply.out), "soon": t.number(supply.soon), "waiting": t.number(supply.waiting)}
        text = [t.gettext("Out: {out}; about to run out: {soon}; resupplies under way: {waiting}.", **told)]
    if not facts.stock:
        return ReportPart("stock", heading, [*text, t.gettext("Nothing is out or about to run out.")])
    head = [t.gettext("Village"), t.gettext("What"), t.gettext("State"), t.gettext("On hand")]
    rows = [_stocked(one, t) for one in facts.stock]
    table = ReportTable(t.gettext("The most urgent"), head, rows, (False, False, False, True))
    return ReportPart("stock", heading, text, table, t.gettext("As it stood when the report was made."))


def _stocked(one: StockLine, t: Translator) -> list[str]:
    product = one.forecast.product
    name = t.gettext(PRODUCTS[product.item]) + (f" ({product.colour.replace('_', ' ')})" if product.colour else "")
    return [one.village_name, name, t.gettext(STOCK_STATES[one.forecast.state]), t.number(one.forecast.usable)]


def quality(facts: ReportFacts, t: Translator) -> ReportPart:
    """Readers whose slides were read again in the month, and whom that found wanting."""
    heading = t.gettext("Slides read again")
    if not facts.readers:
        return ReportPart("quality", heading, [t.gettext("No slide of this month was read again yet.")])
    head = [
        t.gettext("Reader"),
        t.gettext("Read again"),
        t.gettext("Sensitivity"),
        t.gettext("Specificity"),
        t.gettext("Verdict"),
    ]
    rows = [_reader(one, t) for one in facts.readers]
    table = ReportTable(t.gettext("Readers of slides"), head, rows, (False, True, True, True, False))
    note = t.gettext("From closed rounds of the month’s slides. The intervals of the shares are on each reader’s page.")
    return ReportPart("quality", heading, table=table, note=note)


def _reader(one: ReportReader, t: Translator) -> list[str]:
    found = one.judged
    name = f"{one.name}, {one.facility}"
    return [
        name,
        t.number(found.agreement.of),
        _share(found.sensitivity, t),
        _share(found.specificity, t),
        _verdict(found, t),
    ]


def _share(one: Share, t: Translator) -> str:
    return "–" if one.value is None else f"{t.number(one.value * 100, '0.0')} % ({one.hits}/{one.of})"


def _verdict(found: ReaderJudged, t: Translator) -> str:
    return t.gettext(VERDICTS.get(found.verdict, found.verdict))


def reading(t: Translator) -> ReportPart:
    """How the report is to be read."""
    words = [
        t.gettext("Tests for diagnosis with a result are counted, by the day of the test and the village of the person."),
        t.gettext("Training, follow-up slides and tests without a result are not counted."),
        t.gettext("Phones without a signal send late: figures of the last weeks may still grow."),
        t.gettext(
            "This report is for the programme. For everybody there is a version by kabupaten and quarter, never below five."
        ),
    ]
    return ReportPart("reading", t.gettext("How to read this report"), words)
