"""What a device may see of the report that it sent, beyond what everybody may."""

from simpul.disaster import store
from simpul.disaster.model import Report
from simpul.disaster.rules import invitations
from simpul.kernel.platform import Platform


def own_report(platform: Platform, number: int, *, device: str) -> Report | None:
    """The report of this number, if this device sent it and may still say how it is now; None otherwise."""
    with platform.database.reading() as unit:
        report = store.get(unit.connection, number)
    mine = report is not None and bool(device) and report.sender.device == device
    return report if mine and report is not None and invitations.followable(report, platform.clock.now()) else None
