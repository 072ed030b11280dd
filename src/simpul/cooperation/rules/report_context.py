"""A report's chapters about the rank as context, what is not recorded, what is inferred, how it was made. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from simpul.cooperation.model.reports import Block, Bullets, Chapter, Grid, Heading, Paragraph, Picture, Said
from simpul.cooperation.rules import report_plots
from simpul.cooperation.rules.report_telling import Telling, row
from simpul.cooperation.rules.report_words import INFERRED
from simpul.kernel.i18n import N_

ABSENT: Mapping[str, str] = {
    "agreements": N_("agreements"),
    "budget": N_("pledges, contributions and spending"),
    "meetings": N_("meetings of the joint committee"),
    "follow_ups": N_("decisions' follow-up actions"),
    "projects": N_("projects"),
    "deliverables": N_("results delivered"),
    "activities": N_("activities"),
    "experts": N_("experts and secondments"),
}


def ranks(tell: Telling) -> Chapter | None:
    """Indonesia's rank beside the programme's years, with the caution that one does not follow from the other."""
    found, _ = tell.records.background.ranks, tell.t.gettext
    if len(found) < 2:
        return None
    first, last, one = found[0], found[-1], tell.records.programme
    facts = {"a": first.value, "b": last.value, "from_year": first.year, "to_year": last.year}
    better = last.value < first.value
    sentence = N_("Indonesia rose from rank {a} ({from_year}) to rank {b} ({to_year})")
    title = _(sentence if better else N_("Indonesia went from rank {a} ({from_year}) to rank {b} ({to_year})"), **facts)
    names = (_("Term of {code}", code=one.code), _("EGDI rank (1 is the best)"))
    years = [(one.since.year, one.until.year if one.until else tell.records.today.year)]
    svg = report_plots.ranks([(each.year, each.value) for each in found], years, names, tell.t.language)
    alt = "; ".join(f"{each.year}: {each.value}" for each in found)
    caution = _("Context only: the rank has many causes. Nothing here shows that the programme moved it.")
    missing = _("Only the years with a number are in the source; between them the line joins, it does not measure.")
    note = tell.said(f"{caution} {missing}", found[0].sources)
    text = _(
        "The UN's E-Government Development Index (EGDI) ranks the member states by online services, infrastructure and"
        " skills."
    )
    return Chapter(
        "ranks", _("Context: the UN's e-government rank"), (Paragraph((Said(text),)), Picture(title, svg, alt, note))
    )


def gaps(tell: Telling, there: Iterable[str]) -> Bullets | None:
    """What the report would tell of and has no record of."""
    held = set(there)
    missing = [Said(tell.t.gettext(words)) for key, words in ABSENT.items() if key not in held]
    return Bullets(tuple(missing)) if missing else None


def method(tell: Telling, there: Iterable[str]) -> Chapter:
    """How the report was made, what it lacks, what in it is inferred, what is made up."""
    _ = tell.t.gettext
    made = _(
        "This report was generated from the records of the programme as they stood at the time named on the cover. Every"
        " fact bears the numbers of its sources, which stand at the end; facts without a number are from the records alone."
    )
    blocks: list[Block] = [Paragraph((Said(made),))]
    none = gaps(tell, there)
    if none is not None:
        blocks += [
            Heading(_("What is not recorded")),
            Paragraph((Said(_("For this period the records hold none of these:")),)),
            none,
        ]
    found = inferred(tell)
    if found:
        text = _("No source states the following; it was concluded from what the sources do state.")
        head = (_("What is inferred"), _("Of which records"))
        by: dict[str, list[str]] = {}
        for name, names in found:
            for each in names:
                by.setdefault(each, []).append(name)
        rows = tuple(row(_(INFERRED.get(each, each)), "; ".join(records)) for each, records in by.items())
        grid = Grid(_("What is inferred, and of which records"), head, rows, (1, 3.4), (False, False))
        blocks += [Heading(_("What is inferred")), Paragraph((Said(text),)), grid]
    if tell.made_up:
        text = _(
            "This copy contains synthetic records, made up for trying out the system. Each is marked."
            " It is no basis for any decision."
        )
    elif tell.asked.synthetic:
        text = _("Synthetic records were asked for. This programme has none.")
    else:
        text = _("Synthetic records, made up for trying out the system, are left out of this report.")
    blocks += [Heading(_("Synthetic records")), Paragraph((Said(text),))]
    return Chapter("method", _("How this report was made"), tuple(blocks))


def inferred(tell: Telling) -> list[tuple[str, tuple[str, ...]]]:
    """Each record of the report of which something is inferred, and what, as `INFERRED` names it."""
    records = tell.records
    dated: list[tuple[Any, bool]] = [(one, _near(tell, one)) for one in (*records.agreements, *records.activities)]
    listed: list[Any] = [one for one, near in dated if near]
    period = tell.asked.period
    years = (period.since.year, period.until.year) if period.since and period.until else (0, 9999)
    mine = [one for one in records.projects if years[0] <= one.year <= years[1]]
    listed += [*mine, *(one for one in records.deliverables if one.project in {each.id for each in mine})]
    found = [(tell.told(records.programme.name), records.programme.inferred)]
    found += [(tell.told(one.title), one.inferred) for one in listed]
    return [(name, names) for name, names in found if names]


def _near(tell: Telling, one: Any) -> bool:
    until = tell.asked.period.until
    if hasattr(one, "signed_on"):
        return until is None or one.signed_on is None or one.signed_on <= until
    return tell.within(one.since, one.until)
