"""The parts of a situation report, each made of its content."""

from collections.abc import Mapping
from typing import Any

from simpul.disaster.model.incidents import FigureKind, Stage
from simpul.disaster.rules import severity_plot
from simpul.disaster.rules.hazards import SEVERITIES
from simpul.disaster.rules.incident_words import AREA_STATES, FIGURES, GRADES, STAGES
from simpul.disaster.rules.severity_words import plot_rows, plot_words, series_of
from simpul.disaster.rules.sitrep_document import Picture, Section, Table, Telling
from simpul.disaster.rules.sketch import Outline, Spot, sketch


def changes(told: Telling) -> Section | None:
    """What differs from the edition before; None in a first edition."""
    _, content = told.t.gettext, told.content
    if content["edition"] == 1:
        return None
    heading = _("What has changed since report no. {n}", n=content["edition"] - 1)
    if not content["changes"]:
        return Section(heading, (_("Nothing that this report tells has changed."),))
    rows = tuple(
        (_what(told, one["what"]), _value(told, one["what"], one["before"]), _value(told, one["what"], one["now"]))
        for one in content["changes"]
    )
    return Section(heading, table=Table(heading, ("", _("Before"), _("Now")), rows, (False, False, False)))


def _what(told: Telling, what: str) -> str:
    _ = told.t.gettext
    plain = {
        "stage": _("Stage"),
        "name": _("Name"),
        "verified": _("Verified reports"),
        "unverified": _("Not verified"),
        "live": _("Of these still live"),
        "worst": _("Worst severity"),
        "present": _("Present severity"),
    }
    if what.startswith("kind:"):
        return _(FIGURES[FigureKind(what.removeprefix("kind:"))])
    return plain.get(what, what.removeprefix("name:"))


def _value(told: Telling, what: str, value: Any) -> str:
    _ = told.t.gettext
    if what.startswith("name:"):
        return _(AREA_STATES.get(value, ""))
    if value is None:
        return "–"
    if what == "stage":
        return _(STAGES[Stage(value)])
    if what in ("worst", "present"):
        return told.grade(value)
    return told.t.number(value) if isinstance(value, int) else str(value)


def sketched(told: Telling) -> Section:
    """The map sketch."""
    _, content = told.t.gettext, told.content
    spots = [Spot(*one) for one in content["spots"]]
    outlines = [Outline(one["name"], one["rings"]) for one in content["outlines"]]
    svg = sketch(content["extent"], spots, outlines, _("N"))
    reports = content["reports"]
    alt = _(
        "Map sketch of {place}: {n} verified reports within the dashed outline, the worst {worst}.",
        place=content["place"],
        n=told.t.number(reports["verified"]),
        worst=told.grade(reports["worst"]),
    )
    caption = _(
        "Dashed: the incident's extent, drawn around its verified reports. Circle: minor; diamond: moderate; triangle: "
        "severe or extreme; hollow: not verified."
    )
    return Section(_("Map"), picture=Picture(svg, alt, caption))


def impact(told: Telling) -> Section:
    """Casualties and damage, each with its source and time."""
    _, figures = told.t.gettext, told.content["figures"]
    heading = _("Casualties and damage")
    if not figures:
        return Section(heading, (_("No figures have been entered yet."),))
    rows = tuple(
        (_(FIGURES[FigureKind(one["kind"])]), told.t.number(one["value"]), one["source"], told.when(one["at"]))
        for one in figures
    )
    head = (_("What"), _("How many"), _("Source"), _("As of"))
    note = _("Each figure is the latest that its source gave; earlier ones are kept with the incident.")
    return Section(heading, table=Table(heading, head, rows, (False, True, False, False)), note=note)


def time(told: Telling) -> Section:
    """The reports over time, drawn and counted."""
    _, zone = told.t.gettext, told.content["zone"]
    found = series_of(told.content)
    words = plot_words(found, told.t, zone)
    caption = f"{words.unit} · {words.across}. {words.says}"
    picture = Picture(severity_plot.svg(found, words), words.says, caption)
    head = (_("From"), *(_(GRADES[name]) for name in SEVERITIES), _("All"))
    table = Table(_("Verified reports by time and severity"), head, plot_rows(found, told.t, zone), (False,) + (True,) * 5)
    return Section(_("Reports over time"), picture=picture, table=table)


def places(told: Telling) -> Section | None:
    """The districts that reports came from; None without any."""
    _, places = told.t.gettext, told.content["places"]
    if not places:
        return None
    rows = tuple(
        (one["name"], told.t.number(one["count"]), told.grade(one["worst"]), told.when(one["last_at"])) for one in places
    )
    heading = _("Where")
    head = (_("District"), _("Verified reports"), _("Worst"), _("Last report"))
    return Section(heading, table=Table(heading, head, rows, (False, True, False, False)))


def areas(told: Telling) -> Section | None:
    """The areas of the incident and their states; None without any."""
    _, areas = told.t.gettext, told.content["areas"]
    if not areas:
        return None
    rows = tuple(
        (one["name"], _(AREA_STATES.get(one["state"], "")), told.when(one["since"]) if one["since"] else "–")
        for one in areas
    )
    heading = _("State of areas")
    return Section(heading, table=Table(heading, (_("Area"), _("State"), _("Since")), rows, (False, False, False)))


def course(told: Telling) -> Section:
    """How the incident went: its stages and the log."""
    _, content = told.t.gettext, told.content
    entries = [
        (
            one["at"],
            _("Stage: {stage}", stage=_(STAGES[Stage(one["stage"])])) + (f" – {one['reason']}" if one["reason"] else ""),
        )
        for one in content["steps"]
    ]
    entries += [(one["at"], one["text"]) for one in content["notes"]]
    rows = tuple((told.when(at), text) for at, text in sorted(entries, key=lambda one: one[0]))
    heading = _("How it went")
    return Section(heading, table=Table(heading, (_("Time"), _("Event")), rows, (False, False)))


def _stage(told: Telling, step: Mapping[str, Any]) -> str:
    return told.t.gettext("Stage: {stage}", stage=told.t.gettext(STAGES[Stage(step["stage"])]))


def work(told: Telling) -> Section:
    """What is done, needed and there."""
    _, words = told.t.gettext, told.content["told"]
    labels = (
        ("taken", _("Done so far")),
        ("needs", _("Needed")),
        ("resources", _("Forces and equipment")),
        ("contact", _("Contact")),
    )
    rows = tuple((label, words[name] or _("not stated")) for name, label in labels)
    heading = _("Response")
    return Section(heading, table=Table(heading, ("", ""), rows, (False, False)))


def listed(told: Telling) -> Section:
    """The reports one by one, the worst and newest."""
    _, content = told.t.gettext, told.content
    rows = tuple(
        (
            str(one["number"]),
            told.when(one["at"]),
            one["place"],
            one["said"][told.t.language],
            told.grade(one["severity"]),
            _("verified") if one["verified"] else _("NOT VERIFIED"),
        )
        for one in content["listed"]
    )
    total = content["reports"]["verified"] + content["reports"]["unverified"]
    note = _("{shown} of {total} reports, the worst and newest first.", shown=len(rows), total=told.t.number(total))
    heading = _("Reports")
    head = (_("No."), _("Time"), _("Place"), _("What was reported"), _("Severity"), _("Status"))
    return Section(heading, table=Table(heading, head, rows, (True, False, False, False, False, False)), note=note)


def sources(told: Telling) -> Section:
    """Where all this comes from."""
    _, content = told.t.gettext, told.content
    sources = "; ".join(dict.fromkeys(one["source"] for one in content["figures"]))
    text = [
        _("Reports come from residents; an officer of the agency has verified each one that is counted."),
        _("Figures: {sources}.", sources=sources) if sources else "",
        _("Region codes: Kepmendagri 300.2.2-2138/2025. Times are {zone}.", zone=content["zone"]),
        _("The incident as it stands now: {address}", address=content["issuer"]["address"]),
    ]
    return Section(_("Sources and notes"), tuple(line for line in text if line))
