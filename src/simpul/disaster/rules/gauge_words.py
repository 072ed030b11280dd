"""How levels and refusals of gauges are called, as message ids in English; and short labels for maps in two languages."""

from collections.abc import Mapping

from simpul.disaster.model.gauge_intake import Nonsense
from simpul.disaster.model.gauges import Freshness, GaugeState
from simpul.kernel.i18n import N_, Words

LEVELS: Mapping[int, str] = {1: N_("Siaga I"), 2: N_("Siaga II"), 3: N_("Siaga III"), 4: N_("Siaga IV")}
MEANINGS: Mapping[int, str] = {
    1: N_("disaster: water far above the bank, leave low ground"),
    2: N_("critical: floods are likely downstream"),
    3: N_("alert: water is high, watch it"),
    4: N_("normal"),
}
"""What each level asks of people; the levels are those of Jakarta's posts, I the worst."""
TONES: Mapping[int, str] = {1: "bad", 2: "bad", 3: "warn", 4: "good"}
REASONS: Mapping[Nonsense, str] = {
    Nonsense.UNREADABLE: N_("The message cannot be read: neither a number nor JSON with depth_cm."),
    Nonsense.NO_ZONE: N_("The time has no zone: write 2026-11-23T12:00:00+07:00, or leave it out."),
    Nonsense.UNKNOWN: N_("No gauge has this id. Register it, or correct the sensor’s topic."),
    Nonsense.OUT_OF_SERVICE: N_("The gauge is out of service."),
    Nonsense.OUT_OF_RANGE: N_("The depth is beyond what the sensor can measure, or no number."),
    Nonsense.TOO_FAST: N_("The water cannot change so quickly. If the next reading says the same, it is believed."),
    Nonsense.FUTURE: N_("The time is in the future: set the sensor’s clock."),
    Nonsense.TOO_OLD: N_("The reading is older than 30 days."),
    Nonsense.CONTRADICTS: N_("The same instant was told before with another depth."),
}
_ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}


def label(state: GaugeState) -> Words:
    """A gauge in one line, for maps and for programs; of a silent one never a depth."""
    name = state.gauge.name
    if state.freshness is Freshness.NEVER:
        return Words(id=f"{name}: belum ada data", en=f"{name}: no data yet")
    if state.now is None:
        return Words(id=f"{name}: tidak ada kabar", en=f"{name}: silent")
    depth = state.now.depth_cm
    level = f", Siaga {_ROMAN[state.warning]}" if state.warning else ""
    return Words(id=f"{name}: {depth} cm{level}", en=f"{name}: {depth} cm{level}")
