"""The demo's evidence and records: there once, marked as made up, and they hold."""

import pytest

from simpul.kernel.actor import Actor
from simpul.kernel.holders import Holder, Holders
from simpul.kernel.platform import Platform
from simpul.maturity.actions import demo_evidence, records
from simpul.maturity.store import evidence as store
from tests.maturity import makers as make
from tests.maturity.makers import ENTRY, LEADER, MINISTRY


class Officers:
    """The port `Holders`, of the people of the tests."""

    def holders(self, _platform: Platform, role: str, agency: str = "") -> list[Holder]:
        """Whoever has the role."""
        people = [one for one in (ENTRY, LEADER, MINISTRY) if one.has(role) and agency in ("", one.agency)]
        return [Holder(one.id, one.name, one.agency or "", "", one.region or "") for one in people if one.id]


@pytest.fixture
def manned(platform: Platform) -> Platform:
    object.__setattr__(platform, "ports", {**platform.ports, Holders: Officers()})
    return platform


def test_the_demo_has_evidence_of_every_kind_and_records_that_hold(manned: Platform) -> None:
    running = make.opened(manned, key=demo_evidence.RUNNING, code="PEMDI-2026")
    over = make.opened(manned, key=demo_evidence.OVER)
    make.fill(manned, over, "self", 0)
    for _ in range(2):
        demo_evidence.seed(manned)
    with manned.database.reading() as unit:
        kinds = [one.kind.value for one in store.of(unit.connection, running)]
        signed = records.of(unit.connection, over)
    assert kinds == ["file", "link", "measured"]
    assert {(one.stage, one.signatures[0].role.value) for one in signed} == {("self", "leader"), ("final", "ministry")}
    for one in signed:
        assert one.message["synthetic"] is True
        assert records.prove(manned, Actor.ANONYMOUS, one.id).proof.holds


def test_without_accounts_the_demo_has_no_evidence_and_records_that_nobody_signed(platform: Platform) -> None:
    running = make.opened(platform, key=demo_evidence.RUNNING, code="PEMDI-2026")
    demo_evidence.seed(platform)
    with platform.database.reading() as unit:
        assert store.of(unit.connection, running) == []
