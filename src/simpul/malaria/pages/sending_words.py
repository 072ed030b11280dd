"""What the pages call the things that leave."""

from simpul.kernel.i18n import N_

ARTEFACTS = {
    "dhis2": N_("DHIS2, dataValueSets (JSON)"),
    "adx": N_("DHIS2, ADX (XML)"),
    "fhir": N_("SATUSEHAT, FHIR R4 (a bundle a line)"),
    "sismal_sheet": N_("e-SISMAL monthly sheet"),
    "sismal_register": N_("e-SISMAL register"),
    "report": N_("Monthly report (PDF)"),
    "investigation_form": N_("Investigation form"),
}
