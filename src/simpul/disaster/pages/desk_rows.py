"""The queue as a table to take away: a line for each report, with its group, its doubt and the reasons."""

from collections.abc import Iterator, Mapping

from simpul.disaster.model import Report
from simpul.disaster.model.desk import Group, Judged
from simpul.disaster.pages.words import headline_words, place_words
from simpul.disaster.rules.suspicion import doubt
from simpul.kernel.web import Request

COLUMNS = (
    *("group", "number", "reported_at", "hazard", "report_type", "answer", "severity", "status", "longitude", "latitude"),
    *("region", "place", "text", "photo", "points", "flags", "doubt", "score", "reasons", "training"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cells(request: Request, group: Group, shown: Mapping[int, Report]) -> Iterator[list[str]]:
    """The cells of the group's reports, in the order of COLUMNS; none of them can be taken for a formula."""
    for one in group.members:
        report = shown.get(one.brief.number)
        if report is not None:
            yield [_safe(value) for value in _values(request, group, one, report)]


def _values(request: Request, group: Group, one: Judged, report: Report) -> Iterator[object]:
    where = report.where
    yield from (group.first.number, report.number, report.reported_at.isoformat(), report.hazard)
    yield report.card.get("report_type")
    yield headline_words(report.hazard, report.card, request.lang)
    yield from (report.severity, report.status.value, where.longitude, where.latitude, where.region)
    yield place_words(request.platform, where)
    yield from (report.text, f"/bencana/foto/{report.photo}" if report.photo else None, report.points, report.flags)
    yield from (doubt(one.suspicion).value, one.suspicion.score, " ".join(one.suspicion.coded))
    yield "training" if report.training else None


def _safe(value: object) -> str:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else str(value)
