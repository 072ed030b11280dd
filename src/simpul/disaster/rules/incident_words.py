"""The words of incidents: stages, severities, figures, steps. Each is translated where it is shown."""

from collections.abc import Mapping

from simpul.disaster.model.incidents import FigureKind, Stage, Turn
from simpul.kernel.i18n import N_

STAGES: Mapping[Stage, str] = {
    Stage.OPEN: N_("Open"),
    Stage.GROWING: N_("Growing"),
    Stage.EASING: N_("Easing"),
    Stage.CLOSED: N_("Closed"),
}
GRADES: Mapping[str, str] = {
    "minor": N_("minor"),
    "moderate": N_("moderate"),
    "severe": N_("severe"),
    "extreme": N_("extreme"),
    "": N_("none"),
}
FIGURES: Mapping[FigureKind, str] = {
    FigureKind.DEAD: N_("Dead"),
    FigureKind.MISSING: N_("Missing"),
    FigureKind.INJURED: N_("Injured or ill"),
    FigureKind.EVACUATED: N_("Evacuated (persons)"),
    FigureKind.PEOPLE: N_("Affected (persons)"),
    FigureKind.FAMILIES: N_("Affected (families)"),
    FigureKind.HOUSES_HEAVY: N_("Houses heavily damaged"),
    FigureKind.HOUSES_MODERATE: N_("Houses moderately damaged"),
    FigureKind.HOUSES_LIGHT: N_("Houses lightly damaged"),
    FigureKind.HOUSES_FLOODED: N_("Houses under water"),
    FigureKind.FACILITIES: N_("Public facilities damaged"),
}
AREA_STATES: Mapping[int | None, str] = {
    None: N_("not affected"),
    1: N_("1 – use caution"),
    2: N_("2 – minor"),
    3: N_("3 – moderate"),
    4: N_("4 – severe"),
}
TURNS: Mapping[Turn, str] = {
    Turn.OPEN: N_("Opened"),
    Turn.ADVANCE: N_("Stage changed"),
    Turn.ADD: N_("Reports added"),
    Turn.REMOVE: N_("Reports taken out"),
    Turn.DESCRIBE: N_("Description changed"),
    Turn.COUNT: N_("Figures entered"),
    Turn.NOTE: N_("Log entry"),
    Turn.MERGE: N_("Another incident merged in"),
    Turn.MERGED: N_("Merged into another incident"),
    Turn.SPLIT: N_("Reports split off"),
    Turn.SPLIT_OFF: N_("Split off from another incident"),
    Turn.ISSUE: N_("Situation report issued"),
    Turn.UNDO: N_("Step taken back"),
}
