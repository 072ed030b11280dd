"""Words of the assessors' pages: seats, filters, steps, what was done."""

from collections.abc import Mapping

from simpul.kernel.i18n import N_

SEATS: Mapping[int, str] = {1: N_("leading assessor"), 2: N_("second assessor"), 3: N_("reviewer")}

LISTS: Mapping[str, str] = {
    "": N_("All agencies"),
    "menunggu": N_("Waiting for me"),
    "berjalan": N_("Under way"),
    "selesai": N_("Closed"),
}
INDICATORS: Mapping[str, str] = {
    "": N_("All indicators"),
    "belum": N_("Undecided"),
    "beda": N_("Different from the claim"),
    "tanpa-bukti": N_("Claimed without evidence"),
    "dibantah": N_("Contradicted by measurement"),
    "draf": N_("With a draft"),
    "kosong": N_("Not filled in by the agency"),
    "dikembalikan": N_("Sent back by the reviewer"),
}
HARMONISING: Mapping[str, str] = {
    "": N_("All indicators"),
    "beda": N_("Still different"),
    "sepakat": N_("Agreed on"),
    "sama": N_("Alike from the start"),
}
STAGE_ROWS: Mapping[str, str] = {
    "": N_("All indicators"),
    "berubah": N_("Changed in this stage"),
    "beda": N_("Different from the claim"),
    "tetap": N_("Carried over"),
}
REVIEWS: Mapping[str, str] = {
    "belum": N_("Not reviewed"),
    "semua": N_("All indicators"),
    "sah": N_("Valid"),
    "belum-sah": N_("Not valid"),
    "beda": N_("Different from the claim"),
}

DONE: Mapping[str, str] = {
    "save": N_("Saved."),
    "forget": N_("The draft is gone; the saved answer stays."),
    "submit": N_("Submitted."),
    "withdraw": N_("Taken back. You can change it again."),
    "agree": N_("Agreed."),
    "unsettled": N_("Saved without a level: that indicator is not agreed on yet."),
    "close": N_("The stage is closed."),
    "confirm": N_("Confirmed. The stage is closed, and its record is made."),
    "skip": N_("Gone on without a visit. The reason stands in the record."),
    "judge": N_("Noted."),
    "rest": N_("The rest is marked as valid."),
    "send_back": N_("Sent back. The assessors see your notes."),
    "accept": N_("Accepted. The review is closed."),
    "answer": N_("Answered."),
    "end": N_("The days for objecting are over."),
    "finalise": N_("Closed and published."),
    "reopen": N_("Reopened."),
}
"""What a page says after it did what was asked."""

ABOUT: Mapping[str, str] = {
    "interview": N_(
        "The leading assessor enters what the interview cleared up, the other confirms; what was not carries over."
    ),
    "visit": N_(
        "The leading assessor enters what the visit showed, the other confirms; what it did not show carries over."
    ),
}

TURNS: Mapping[tuple[str, str], str] = {
    ("self", ""): N_("The agency still fills in its self-assessment."),
    ("document", "alone"): N_("Decide alone: neither assessor sees the other’s values before both have submitted."),
    ("document", "waiting"): N_("You have submitted. Once the other assessor has too, you agree on values that differ."),
    ("document", "both"): N_("Both assessors have submitted. Agree on the values that differ, then close the stage."),
    ("document", ""): N_("The assessors judge the documents, each alone."),
    ("closing", "handed"): N_("You have closed this stage. The other assessor confirms it, or one of you opens it again."),
    ("closing", "confirm"): N_("The other assessor has closed this stage. Look at it, then confirm it, or open it again."),
    ("interview", ""): N_("The assessors interview the agency."),
    ("interview", "lead"): N_("Enter what the interview cleared up, then the other assessor confirms it."),
    ("interview", "second"): N_("The leading assessor enters what the interview cleared up; you confirm it."),
    ("visit", ""): N_("The assessors visit the agency."),
    ("visit", "lead"): N_("Enter what the visit showed, then the other assessor confirms it; or go on without a visit."),
    ("visit", "second"): N_("The leading assessor enters what the visit showed; you confirm it."),
    ("review", ""): N_("The reviewer looks at every value now."),
    ("review", "reviewer"): N_("Look at every value: valid, or not valid with a note."),
    ("objection", ""): N_("The agency may object, and the assessors answer."),
    ("objection", "lead"): N_("The leading assessor answers each objection as soon as the agency has made them all."),
    ("objection", "ministry"): N_("The agency may object until its days are over; you may end them."),
    ("final", ""): N_("The ministry decides."),
    ("final", "ministry"): N_("It is your turn: decide and publish."),
    ("closed", ""): N_("Closed; the result is public."),
}
"""Whose turn it is, by stage and who reads; an empty reader is anybody else."""

STAGE_PAGES: Mapping[str, tuple[str, str, frozenset[str]]] = {
    "document": (N_("To the harmonisation"), "/harmonisasi", frozenset({"harmonise", "confirm", "close_harmonising"})),
    "interview": (N_("To the interview"), "/wawancara", frozenset({"answer", "submit", "confirm", "withdraw"})),
    "visit": (N_("To the visit"), "/kunjungan", frozenset({"answer", "submit", "skip", "confirm", "withdraw"})),
    "review": (N_("To the review"), "/telaah", frozenset({"judge", "accept"})),
    "objection": (
        N_("To the objections"),
        "/sanggah",
        frozenset({"answer_objection", "close_objections", "end_objecting"}),
    ),
    "final": (N_("To the final decision"), "/penetapan", frozenset({"finalise"})),
}
"""Where the stage's own work is done, and the steps that make it worth going there."""
