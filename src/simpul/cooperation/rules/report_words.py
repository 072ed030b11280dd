"""What kinds, stages and sides are called in a report."""

from collections.abc import Mapping

from simpul.cooperation.model.activities import ActivityKind
from simpul.cooperation.model.agreements import Instrument
from simpul.cooperation.model.budgets import LineKind
from simpul.cooperation.model.governance import FollowUpState
from simpul.cooperation.model.programmes import Side
from simpul.cooperation.model.projects import DeliverableKind, ProjectStage
from simpul.kernel.i18n import N_

SIDES: Mapping[Side, str] = {Side.INDONESIA: N_("Indonesia"), Side.KOREA: N_("Korea")}
STATES: Mapping[Side, str] = {Side.INDONESIA: N_("Republic of Indonesia"), Side.KOREA: N_("Republic of Korea")}
INSTRUMENTS: Mapping[Instrument, str] = {
    Instrument.MOU: N_("Memorandum of understanding"),
    Instrument.MSP: "MSP",
    Instrument.ARRANGEMENT: N_("Arrangement"),
    Instrument.ANNEX: N_("Annex"),
    Instrument.EXTENSION: N_("Extension"),
    Instrument.OTHER: N_("Other instrument"),
}
LINES: Mapping[LineKind, str] = {
    LineKind.PLEDGE: N_("Pledged"),
    LineKind.CONTRIBUTION: N_("Contributed"),
    LineKind.SPENDING: N_("Spent"),
}
STAGES: Mapping[ProjectStage, str] = {
    ProjectStage.PROPOSAL: N_("Proposal"),
    ProjectStage.SELECTED: N_("Selected"),
    ProjectStage.RUNNING: N_("Running"),
    ProjectStage.DELIVERED: N_("Handed over"),
    ProjectStage.DISSEMINATED: N_("Disseminated"),
    ProjectStage.DECLINED: N_("Declined"),
    ProjectStage.STOPPED: N_("Stopped"),
}
DELIVERABLES: Mapping[DeliverableKind, str] = {
    DeliverableKind.ROADMAP: N_("Roadmap"),
    DeliverableKind.PLAN: N_("Plan"),
    DeliverableKind.STANDARD: N_("Standard"),
    DeliverableKind.INSTRUMENT: N_("Evaluation instrument"),
    DeliverableKind.STUDY: N_("Study"),
    DeliverableKind.TRAINING: N_("Training material"),
    DeliverableKind.OTHER: N_("Other result"),
}
ACTIVITIES: Mapping[ActivityKind, str] = {
    ActivityKind.CONSULTATION: N_("Consultation"),
    ActivityKind.INVITED_TRAINING: N_("Invited training"),
    ActivityKind.WORKSHOP: N_("Workshop"),
    ActivityKind.SEMINAR: N_("Seminar"),
    ActivityKind.FORUM: N_("Forum"),
    ActivityKind.JOINT_RESEARCH: N_("Joint research"),
    ActivityKind.STUDY_VISIT: N_("Study visit"),
    ActivityKind.PILOT: N_("Pilot"),
    ActivityKind.EXHIBITION: N_("Exhibition"),
    ActivityKind.MINISTERIAL_MEETING: N_("Ministerial meeting"),
    ActivityKind.LECTURE: N_("Public lecture"),
    ActivityKind.OTHER: N_("Other activity"),
}
FOLLOW_UPS: Mapping[FollowUpState, str] = {
    FollowUpState.OPEN: N_("Open"),
    FollowUpState.DONE: N_("Done"),
    FollowUpState.DROPPED: N_("Dropped"),
}
INFERRED: Mapping[str, str] = {
    "since": N_("first day"),
    "until": N_("last day"),
    "parties": N_("parties"),
    "stage": N_("stage"),
    "programme": N_("which programme it belongs to"),
    "project": N_("which project it is from"),
}
"""What a record's `inferred` names, in words."""
