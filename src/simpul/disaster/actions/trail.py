"""What the audit trail holds of a report."""

from simpul.disaster.model import Report


def audited(report: Report) -> dict[str, object]:
    """What was decided about, not what a resident wrote."""
    return {
        "number": report.number,
        "hazard": report.hazard,
        "card": dict(report.card),
        "longitude": report.where.longitude,
        "latitude": report.where.latitude,
        "region": report.where.region,
        "status": report.status.value,
        "text": bool(report.text),
        "photo": report.photo,
    }
