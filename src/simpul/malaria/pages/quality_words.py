"""Words for slides, readings, readers and training."""

from simpul.kernel.i18n import N_

RESULTS = {"negative": N_("Negative"), "positive": N_("Positive")}
SPECIES = {
    "falciparum": "P. falciparum",
    "vivax": "P. vivax",
    "malariae": "P. malariae",
    "ovale": "P. ovale",
    "knowlesi": "P. knowlesi",
    "mixed_pf_pv_po": N_("Mixed"),
}
VERDICTS = {"good": N_("Good"), "wanting": N_("Found wanting"), "few": N_("Too few slides to say")}
WANTING = {
    "sensitivity": N_("misses positive slides"),
    "specificity": N_("calls negative slides positive"),
    "species": N_("takes one species for another"),
}
FOLLOWS = {
    "feedback": N_("Talked over with the reader"),
    "retraining": N_("Sent to a training"),
    "reread": N_("Slides read once more together"),
    "praise": N_("Thanked"),
}
KINDS = {"worker": N_("Village workers"), "reader": N_("Microscopists")}
ATTENDED = {"waiting": N_("No result yet"), "passed": N_("Passed"), "failed": N_("Not passed")}
DONE = {
    "reader": N_("The reader is added."),
    "slides": N_("The slides are kept. Those that were there already stay as they were."),
    "draw": N_("Slides were drawn. The cross-checker finds them under their codes."),
    "close": N_("The round is closed. Both readings can be seen now."),
    "settle": N_("The third reading is kept and counts as right."),
    "follow": N_("Noted."),
    "read": N_("The reading is kept."),
    "ask": N_("The malaria desk was asked. When it has said which slides are your own, the others stand here."),
    "admit": N_("The cross-checker may read all slides but the own."),
    "hold": N_("The training is kept. Add who attended."),
    "attend": N_("Added."),
    "leave": N_("Taken out of the list."),
    "grade": N_("The result is kept."),
    "withdraw": N_("The certificate no longer holds."),
}
