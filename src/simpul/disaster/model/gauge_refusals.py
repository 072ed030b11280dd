"""What the rules of gauges refuse."""

from simpul.kernel.errors import Conflict, Invalid, NotAllowed
from simpul.kernel.i18n import N_


class GaugeOfficerOnly(NotAllowed):
    """Gauges are registered and changed by officers on duty."""

    code = "gauge-officer-only"
    sentence = N_("Only officers of a disaster agency register gauges and change them.")


class NotYourGauge(NotAllowed):
    """The gauge stands where another agency answers."""

    code = "not-your-gauge"
    sentence = N_("This gauge stands in a region that another agency answers for.")


class SensorOnly(NotAllowed):
    """Readings are sent by programs in the sensor's role."""

    code = "sensor-only"
    sentence = N_("Readings are sent with an API token whose role is “Gauge or sensor”.")


class GaugeIdUnreadable(Invalid):
    """A gauge's id is what its sensor calls itself."""

    code = "gauge-id-unreadable"
    sentence = N_("Give the id that the sensor sends: letters, digits, dot, colon, hyphen or underscore; at most 64.")
    field = "id"


class GaugeIdTaken(Conflict):
    """There is a gauge of this id."""

    code = "gauge-id-taken"
    sentence = N_("There is a gauge with this id already. Open it in the list, or give another id.")
    field = "id"


class GaugeNameMissing(Invalid):
    """A gauge has a name that people know it by."""

    code = "gauge-name-missing"
    sentence = N_("Give the name that people know the gauge by, of at most 120 letters.")
    field = "name"


class GaugePlaceUnreadable(Invalid):
    """A gauge stands at a point in Indonesia or off its coast."""

    code = "gauge-place-unreadable"
    sentence = N_("Give longitude 94 to 142 and latitude −12 to 7 in degrees, such as 106.848 and −6.209.")
    field = "longitude"


class GaugeThresholdsWrong(Invalid):
    """Siaga I is the deepest, Siaga III the shallowest."""

    code = "gauge-thresholds-wrong"
    sentence = N_("Give all three depths in whole centimetres, Siaga I the deepest and Siaga III the shallowest; or none.")
    field = "siaga1"


class GaugeBoundsWrong(Invalid):
    """What the sensor can measure is a range, and its change a minute is more than nothing."""

    code = "gauge-bounds-wrong"
    sentence = N_("The lowest reading must be below the highest, and the fastest change between 1 and 1,000 cm a minute.")
    field = "least"


class GaugeDownstreamUnknown(Invalid):
    """A code that no region has."""

    code = "gauge-downstream-unknown"
    sentence = N_("“{code}” is no code of a region. Write codes such as 31.74 or 31.74.01, separated by commas.")
    field = "downstream"


class GaugeChangedMeanwhile(Conflict):
    """Somebody else changed the gauge since the page was opened."""

    code = "gauge-changed-meanwhile"
    sentence = N_("Somebody else has changed this gauge since you opened the page. Look at it again and repeat.")
