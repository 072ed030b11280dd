"""A report's chapters about activities, experts and large events. Pure."""

from collections import Counter
from collections.abc import Sequence

from simpul.cooperation.model.activities import Activity, ActivityKind, ActivityState, Expert
from simpul.cooperation.model.reports import Block, Chapter, Grid, Picture, Said
from simpul.cooperation.rules import report_plots
from simpul.cooperation.rules.report_plots import Squares
from simpul.cooperation.rules.report_telling import Telling
from simpul.cooperation.rules.report_words import ACTIVITIES, SIDES

LARGE, FEW = 100, 5
"""From so many participants an activity is told among the large events too, lectures and exhibitions always; with fewer
activities than FEW no year is called the busiest."""
_LARGE_KINDS = frozenset({ActivityKind.LECTURE, ActivityKind.EXHIBITION})
_LETTERS = "ABCDEFGHIJKL"


def activities_of(tell: Telling) -> list[Activity]:
    """What was held in the period, or is to be, without drafts and what was cancelled."""
    gone = (ActivityState.DRAFT, ActivityState.CANCELLED)
    found = [one for one in tell.records.activities if one.state not in gone and tell.within(one.since, one.until)]
    return sorted(found, key=lambda one: (one.since, one.until, one.title["id"]))


def is_large(one: Activity) -> bool:
    """Whether it is told among the large events."""
    return one.kind in _LARGE_KINDS or (one.participants or 0) >= LARGE


def activities(tell: Telling) -> Chapter | None:
    """The plot by year and kind, every activity, the experts."""
    found, _ = activities_of(tell), tell.t.gettext
    blocks: list[Block] = []
    if found:
        head = (_("When"), _("Activity"), _("Place"), _("Participants"))
        rows = tuple(_activity(tell, one) for one in found)
        grid = Grid(_("Activities by day"), head, rows, (1.35, 2.9, 1.3, 1.15), (False, False, False, True))
        blocks += [_plot(tell, found), grid]
    experts = [one for one in tell.records.experts if one.since is None or tell.within(one.since, one.until)]
    if experts:
        columns = (_("Name"), _("Field"), _("Seconded"))
        people = tuple(_expert(tell, one) for one in experts)
        blocks.append(Grid(_("Experts"), columns, people, (1.6, 2, 1.8), (False, False, False)))
    return Chapter("activities", _("People and activities"), tuple(blocks)) if blocks else None


def _activity(tell: Telling, one: Activity) -> tuple[Said, ...]:
    _ = tell.t.gettext
    title = tell.said(tell.told(one.title), one.sources, synthetic=one.synthetic)
    parts = [_(ACTIVITIES[one.kind])]
    if one.leader:
        parts.append(_("led by {name}", name=tell.term(one.leader)))
    more = "; ".join(parts) + ("" if is_large(one) or not one.note else f". {tell.told(one.note)}")
    when = tell.said(tell.when(one), inferred=bool({"since", "until"} & set(one.inferred)))
    return (when, Said(title.text, title.refs, title.tag, more), Said(tell.term(one.place) or "–"), _counted(tell, one))


def _counted(tell: Telling, one: Activity) -> Said:
    accepted = (tell.records.accepted or {}).get(one.id, 0)
    if one.participants is not None:
        return Said(tell.number(one.participants))
    return Said(tell.number(accepted), more=tell.t.gettext("accepted")) if accepted else Said("–")


def _plot(tell: Telling, found: Sequence[Activity]) -> Picture:
    _ = tell.t.gettext
    kinds = [kind for kind in ActivityKind if any(one.kind is kind for one in found)]
    letters = {kind: _LETTERS[n] for n, kind in enumerate(kinds)}
    years = range(found[0].since.year, found[-1].since.year + 1)
    columns = tuple(
        (str(year), tuple(sorted(letters[one.kind] for one in found if one.since.year == year))) for year in years
    )
    given = Squares(columns, tuple((letters[kind], _(ACTIVITIES[kind])) for kind in kinds))
    told = [
        f"{year}: " + (", ".join(_(ACTIVITIES[one.kind]) for one in found if one.since.year == year) or "0")
        for year in years
    ]
    note = _("One square is one activity; its letter is the kind. Only what is recorded is counted.")
    return Picture(_finding(tell, found), report_plots.squares(given, tell.t.language), "; ".join(told), Said(note))


def _finding(tell: Telling, found: Sequence[Activity]) -> str:
    _ = tell.t.gettext
    by = Counter(one.since.year for one in found).most_common()
    if len(by) == 1:
        return tell.t.ngettext("{n} activity in {year}", "{n} activities in {year}", len(found), year=by[0][0])
    every = tell.number(len(found))
    if len(found) < FEW or by[0][1] == by[1][1]:
        first, last = found[0].since.year, found[-1].since.year
        return _("{all} activities from {first} to {last}", all=every, first=first, last=last)
    most = tell.number(by[0][1])
    return _("{year} was the busiest year, with {n} of {all} activities", year=by[0][0], n=most, all=every)


def _expert(tell: Telling, one: Expert) -> tuple[Said, ...]:
    _ = tell.t.gettext
    name = tell.said(one.name, synthetic=one.synthetic)
    where = f"{one.host}, {tell.span(one.since, one.until)}" if one.since else one.host or "–"
    return (
        Said(name.text, (), name.tag, f"{one.institution} ({_(SIDES[one.side])})"),
        Said(tell.told(one.field)),
        Said(where),
    )


def events(tell: Telling) -> Chapter | None:
    """The large events, each with what is known of it."""
    found, _ = [one for one in activities_of(tell) if is_large(one)], tell.t.gettext
    if not found:
        return None
    head = (_("Large event"), _("When and where"), _("Participants"))
    rows = []
    for one in found:
        title = tell.said(tell.told(one.title), one.sources, synthetic=one.synthetic)
        agencies = tell.t.ngettext("from {n} agency", "from {n} agencies", one.agencies) if one.agencies else ""
        count = _counted(tell, one)
        where = Said(tell.when(one), more=tell.term(one.place))
        note = tell.told(one.note)
        rows.append((Said(title.text, title.refs, title.tag, note), where, Said(count.text, more=agencies or count.more)))
    grid = Grid(_("Large events"), head, tuple(rows), (3.1, 1.5, 1.15), (False, False, True))
    return Chapter("events", _("Large events"), (grid,))
