"""What the maturity evaluation does by the clock."""

from datetime import timedelta

from simpul.kernel.jobs import Job
from simpul.maturity.actions import drafts_forgetting, evidence_changing

JOBS: tuple[Job, ...] = (
    Job("maturity.forget_evidence", timedelta(hours=24), evidence_changing.forget),
    Job("maturity.forget_drafts", timedelta(hours=24), drafts_forgetting.forget),
)
