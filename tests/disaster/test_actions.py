"""What people do with reports, on PostgreSQL."""

from simpul.disaster import actions, store
from simpul.disaster.model import Status
from simpul.kernel.platform import Platform
from tests.disaster.makers import officer, sent


def test_report_then_verify(platform: Platform) -> None:
    report = sent(platform)
    assert report.number > 0
    assert report.status is Status.UNVERIFIED
    assert report.where.province == "31"
    after = actions.verify(platform, officer(), report.number, version=1)
    assert after.status is Status.VERIFIED
    assert after.version == 2
    with platform.database.reading() as unit:
        assert store.get(unit.connection, report.number) == after
        assert [s.kind.value for s in store.history(unit.connection, report.id)] == ["report", "verify"]
