"""A situation report in words: the same document for print and for the page, in one language."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from simpul.disaster.rules import sitrep_parts as parts
from simpul.disaster.rules.sitrep_document import Document, Telling
from simpul.kernel.i18n import N_, Translator

TAGS: Mapping[str, str] = {
    "training": N_("EXERCISE – nothing here is happening"),
    "demo": N_("DEMONSTRATION – do not rely on it in an emergency"),
    "synthetic": N_("SYNTHETIC DATA – made up for practice"),
    "archive": N_("ARCHIVE – what was reported in the past"),
    "unverified": N_("Holds reports that are not verified; they are marked and not counted"),
    "approximate": N_("Boundaries are approximate"),
}
LOUD = ("training", "demo", "synthetic", "archive")
"""Tags that stand on every page of every copy."""
NARROW = 26
"""A column whose cells are no longer than this is as wide as they are."""
PARTS = (
    parts.impact,
    parts.changes,
    parts.sketched,
    parts.time,
    parts.places,
    parts.areas,
    parts.course,
    parts.work,
    parts.listed,
    parts.sources,
)


def document(content: Mapping[str, Any], t: Translator) -> Document:
    """The report in the translator's language."""
    _ = t.gettext
    told = Telling(content, t)
    title = _("Situation report no. {n}", n=content["edition"])
    agency, officer = content["issuer"]["agency"], content["issuer"]["officer"]
    sections = [part(told) for part in PARTS]
    return Document(
        lang=t.language,
        title=title,
        subtitle=content["name"],
        agency=agency,
        issued=_("Issued {time} by {officer}", time=told.when(content["at"]), officer=officer),
        tags=tuple(_(TAGS[tag]) for tag in content["tags"]),
        loud=tuple(_(TAGS[tag]) for tag in content["tags"] if tag in LOUD),
        lead=told.lead(),
        facts=told.facts(),
        sections=tuple(section for section in sections if section is not None),
        foot=f"{agency} · {content['name']} · {title}",
    )


def printed(given: Document) -> dict[str, Any]:
    """The document as JSON values for the typesetter; of each table's columns it also says which are narrow."""
    values = asdict(given)
    for section in values["sections"]:
        if table := section["table"]:
            lengths = [max((len(row[n]) for row in table["rows"]), default=0) for n in range(len(table["head"]))]
            table["narrow"] = [length <= NARROW for length in lengths]
    return values
