"""What everybody may know of a report: words and pictures of residents only after an officer has verified them."""

from datetime import datetime

from simpul.disaster.model import PublicReport, Report, Status


def public_view(report: Report, now: datetime) -> PublicReport | None:
    """What is released at `now`; None for a hidden report."""
    if report.status is Status.HIDDEN:
        return None
    released = report.status is Status.VERIFIED
    return PublicReport(
        number=report.number,
        hazard=report.hazard,
        reported_at=report.reported_at,
        where=report.where,
        card=report.card,
        severity=report.severity,
        status=report.status,
        source=report.source,
        training=report.training,
        live=report.live_until > now,
        text=report.text if released else None,
        photo=report.photo if released else None,
        thumbnail=report.thumbnail if released else None,
        version=report.version,
        changed_at=report.changed_at,
        title=report.title if released else None,
        points=report.points,
        partner=report.partner if report.signed_by else None,
        incident=report.incident,
    )


def photo_is_public(reports: list[Report]) -> bool:
    """Whether a photograph that these reports show may be seen by everybody: one of them is verified."""
    return any(report.status is Status.VERIFIED for report in reports)
