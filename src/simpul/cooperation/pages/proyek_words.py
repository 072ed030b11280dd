"""What stages of projects and kinds of deliverables are called."""

from collections.abc import Mapping

from simpul.cooperation.model.projects import DeliverableKind, ProjectStage
from simpul.kernel.i18n import LANGUAGE_NAMES, N_

STAGES: Mapping[ProjectStage, str] = {
    ProjectStage.PROPOSAL: N_("Proposal"),
    ProjectStage.SELECTED: N_("Selected"),
    ProjectStage.RUNNING: N_("Running"),
    ProjectStage.DELIVERED: N_("Result delivered"),
    ProjectStage.DISSEMINATED: N_("Disseminated"),
    ProjectStage.DECLINED: N_("Declined"),
    ProjectStage.STOPPED: N_("Stopped"),
}
STEPS: Mapping[ProjectStage, str] = {
    ProjectStage.PROPOSAL: N_("Propose it again"),
    ProjectStage.SELECTED: N_("Select it"),
    ProjectStage.RUNNING: N_("Begin it"),
    ProjectStage.DELIVERED: N_("It is delivered"),
    ProjectStage.DISSEMINATED: N_("It is disseminated"),
    ProjectStage.DECLINED: N_("Decline it (say why)"),
    ProjectStage.STOPPED: N_("Stop it (say why)"),
}
PIPELINE = (
    ProjectStage.PROPOSAL,
    ProjectStage.SELECTED,
    ProjectStage.RUNNING,
    ProjectStage.DELIVERED,
    ProjectStage.DISSEMINATED,
)
"""The columns of the board; what was declined or stopped stands below it."""
KINDS: Mapping[DeliverableKind, str] = {
    DeliverableKind.ROADMAP: N_("Roadmap"),
    DeliverableKind.PLAN: N_("Plan"),
    DeliverableKind.STANDARD: N_("Standard"),
    DeliverableKind.INSTRUMENT: N_("Evaluation instrument"),
    DeliverableKind.STUDY: N_("Study"),
    DeliverableKind.TRAINING: N_("Training material"),
    DeliverableKind.OTHER: N_("Other result"),
}
TONGUE_NAMES = {one: LANGUAGE_NAMES[one] for one in ("id", "en", "ko")}
