"""Residents say whether a report is true: one vote of a device, changeable; who voted is forgotten after 30 days."""

from simpul.disaster import store
from simpul.disaster.model import Report, ReportMissing, Status
from simpul.disaster.rules import voting as rules
from simpul.disaster.store import votes
from simpul.kernel.database.unit import Unit
from simpul.kernel.limits import spend
from simpul.kernel.platform import Platform


def vote(platform: Platform, number: int, *, device: str | None, address: str | None, points: int) -> int:
    """The sum of the report's votes after this one: 1 for, -1 against, 0 takes it back.

    A device has one vote, whatever it votes how often; without a device the address has it. ReportMissing, VoteUnreadable,
    VoteClosed after 30 days, TooMany.
    """
    wanted = rules.points(points)
    with platform.database.writing() as unit:
        limited(unit, number, device, address)
        report = claimed(unit, number)
        rules.open_for_votes(report.reported_at, unit.clock.now())
        voter = rules.voter(platform.keys.derive("disaster.vote"), report.id, device, address)
        by = votes.vote(unit.connection, report=report.id, voter=voter, points=wanted, at=unit.clock.now())
        unit.unaudited("a resident's vote: counted, and forgotten after 30 days")
        if by == 0:
            return report.points
        total = votes.counted(unit.connection, report.id, {"points": by}, unit.clock.now())["points"]
        unit.ring("disaster")
    return total


def claimed(unit: Unit, number: int) -> Report:
    """The report, which nobody else may change until this transaction ends; ReportMissing for a hidden one."""
    report = store.claim(unit.connection, number)
    if report is None or report.status is Status.HIDDEN:
        raise ReportMissing(number=number)
    return report


def limited(unit: Unit, number: int, device: str | None, address: str | None) -> None:
    """Nothing, while neither the device nor the address says more than people do; TooMany otherwise."""
    if address:
        spend(unit, f"disaster.vote.address:{address}", most=rules.PER_ADDRESS, per=rules.WINDOW)
        spend(unit, f"disaster.vote.{number}:{address}", most=rules.PER_ADDRESS_REPORT, per=rules.DAY)
    if device:
        spend(unit, f"disaster.vote.device:{device}", most=rules.PER_DEVICE, per=rules.WINDOW)


def erase_due_votes(platform: Platform) -> int:
    """How many votes, hashes and notes were erased because their time had come."""
    now = platform.clock.now()
    with platform.database.writing() as unit:
        erased = votes.forget_votes(unit.connection, now - rules.VOTES_KEPT)
        erased += votes.forget_flags(unit.connection, senders=now - rules.VOTES_KEPT, notes=now - 3 * rules.VOTES_KEPT)
        unit.audit("disaster.erase", subject="disaster_vote", after={"votes": erased})
    return erased
