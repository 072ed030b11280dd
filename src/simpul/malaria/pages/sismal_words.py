"""What the pages call the states of an import, and the figures of the monthly sheet that are compared."""

from simpul.kernel.i18n import N_

STATES = {
    "waiting": N_("Waits to be read"),
    "reading": N_("Is read"),
    "ready": N_("Waits for your decision"),
    "taking": N_("Is taken in"),
    "taken": N_("Taken in"),
    "undone": N_("Undone"),
    "failed": N_("Not taken in"),
}
COMPARED = {
    "total_konfirmasi_lab": N_("Tested"),
    "tot_pos": N_("Positive"),
    "p_pf": N_("P. falciparum"),
    "p_pv": N_("P. vivax"),
    "p_mix": N_("Mixed"),
    "kematian_malaria": N_("Deaths"),
}
DISCARDED = N_("It was thrown away.")
