"""Signed records while an evaluation runs: found by their digest, not by a guessed number; one name is said to wait."""

from uuid import UUID

import pytest

from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.maturity.actions import finalising, records, submitting
from simpul.maturity.model.records import Record, RecordUnknown
from tests.maturity import makers
from tests.maturity.makers import FIRST, MINISTRY, SECOND, STRANGER


@pytest.fixture
def assessment(platform: Platform) -> UUID:
    """An assessment whose interview one of the two assessors has closed."""
    found = makers.opened(platform)
    makers.to_stage(platform, found, "interview")
    submitting.submit(platform, FIRST, found)
    return found


def interview(platform: Platform, assessment: UUID) -> Record:
    with platform.database.reading() as unit:
        found = records.latest(unit.connection, assessment, "interview")
    assert found is not None
    return found


def test_a_record_with_one_name_of_two_is_said_to_wait(platform: Platform, assessment: UUID) -> None:
    record = interview(platform, assessment).id
    assert records.prove(platform, Actor.ANONYMOUS, record).proof.waits
    submitting.confirm(platform, SECOND, assessment)
    assert not records.prove(platform, Actor.ANONYMOUS, record).proof.waits


@pytest.mark.parametrize("who", [STRANGER, Actor.ANONYMOUS])
def test_a_guessed_number_finds_nothing_until_the_result_is_final(platform: Platform, assessment: UUID, who: Actor) -> None:
    record = interview(platform, assessment)
    with pytest.raises(RecordUnknown):
        records.find(platform, who, record.number)
    assert records.find(platform, who, record.digest) == record.id
    submitting.confirm(platform, SECOND, assessment)
    makers.to_stage(platform, assessment, "final")
    finalising.finalise(platform, MINISTRY, assessment)
    assert records.find(platform, who, record.number) == record.id
