"""Words for strata and for the way to elimination."""

from simpul.kernel.i18n import N_

STRATA = {
    "high": N_("high"),
    "moderate": N_("moderate"),
    "low": N_("low"),
    "none": N_("no case"),
    "eliminated": N_("eliminated"),
    "": N_("not known"),
}
STATUSES = {
    "active": N_("Local cases within a year"),
    "residual": N_("Last local case one to three years ago"),
    "free": N_("No local case for three years"),
    "unknown": N_("Not looked at for three years yet"),
}
CRITERIA = {
    "no_local": N_("No local case for three years in a row"),
    "positivity": N_("Positivity rate below {limit} %, last 12 months"),
    "api": N_("API below {limit} per 1,000, last 12 months"),
}
SHORT = {
    "API": N_("API, per 1,000"),
    "MoPI": N_("MoPI, per 1,000"),
    "ABER": N_("ABER, %"),
    "SPR": N_("Positivity, %"),
    "pct_pf": N_("Pf, %"),
    "pct_standard_treatment": N_("Standard treatment, %"),
    "pct_primaquine": N_("Primaquine, %"),
    "pct_PE": N_("Investigated, %"),
}
"""Indicators as heads of columns."""
