"""Evidence on the database: added, removed, taken back, erased; what the node measures; records signed and proved."""

import io
import threading
from datetime import timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from simpul.kernel.actor import Actor
from simpul.kernel.clock import FixedClock
from simpul.kernel.errors import Refusal
from simpul.kernel.measuring import Measuring, share
from simpul.kernel.platform import Platform
from simpul.maturity.actions import evidence as seeing
from simpul.maturity.actions import evidence_changing as changing
from simpul.maturity.actions import records
from simpul.maturity.model.evidence import Evidence, EvidencePlace, EvidenceSaid, FileSent
from simpul.maturity.model.maturity_refusals import AssessmentUnknown
from simpul.maturity.store import evidence as store
from tests.maturity import evidence_files as files
from tests.maturity import makers as make
from tests.maturity.makers import ENTRY, FIRST, LEADER, MINISTRY, RESPONDENT, SECOND, STRANGER


@pytest.fixture
def assessment(platform: Platform) -> UUID:
    return make.opened(platform)


def file(
    platform: Platform, id: UUID, content: bytes = files.PDF, *, by: Actor = ENTRY, level: int = 3, key: str = "18"
) -> Evidence:
    sent, said = FileSent(io.BytesIO(content), "Perbup.pdf"), EvidenceSaid(level, "Perbup 12/2024")
    return changing.add_file(platform, by, EvidencePlace(id, key), sent, said)


def refused(code: str, act: Any, *given: Any, **named: Any) -> Refusal:
    with pytest.raises(Refusal) as told:
        act(*given, **named)
    assert told.value.code == code
    return told.value


def test_a_file_is_kept_with_its_checksum_and_comes_back_byte_for_byte(platform: Platform, assessment: UUID) -> None:
    kept = file(platform, assessment)
    found = seeing.of_indicator(platform, ENTRY, assessment, "18")
    assert [(one.id, one.level, one.title, one.there) for one in found] == [(kept.id, 3, "Perbup 12/2024", True)]
    one, path = seeing.fetch(platform, LEADER, kept.id)
    assert path.read_bytes() == files.PDF
    assert one.size == len(files.PDF)
    assert one.file.startswith(one.digest)
    with platform.database.reading() as unit:
        assert store.counts(unit.connection, assessment) == {"18": 1}
        actions = unit.connection.scalars(text("SELECT action FROM kernel_audit")).all()
    assert {"maturity.evidence.added", "maturity.evidence.fetched"} <= set(actions)


def test_the_same_file_serves_a_level_once_and_another_level_too(platform: Platform, assessment: UUID) -> None:
    file(platform, assessment)
    refused("maturity-evidence-twice", file, platform, assessment)
    file(platform, assessment, level=4)
    assert len(seeing.of_indicator(platform, ENTRY, assessment, "18")) == 2


def test_two_who_add_the_same_file_at_once_add_it_once(platform: Platform, assessment: UUID) -> None:
    told: list[str] = []
    start = threading.Barrier(2)

    def add() -> None:
        start.wait()
        try:
            told.append(file(platform, assessment).kind.value)
        except Refusal as refusal:
            told.append(refusal.code)

    both = [threading.Thread(target=add) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(told) == ["file", "maturity-evidence-twice"]


def test_a_file_that_is_gone_from_the_disk_is_told_and_sent_again_is_there_again(
    platform: Platform, assessment: UUID
) -> None:
    kept = file(platform, assessment)
    platform.files.remove(kept.file)
    assert not seeing.of_indicator(platform, ENTRY, assessment, "18")[0].there
    refused("maturity-evidence-file-gone", seeing.fetch, platform, ENTRY, kept.id)
    again = file(platform, assessment)
    assert again.id == kept.id
    assert seeing.of_indicator(platform, ENTRY, assessment, "18")[0].there


def test_nobody_else_sees_that_there_is_such_evidence(platform: Platform, assessment: UUID) -> None:
    kept = file(platform, assessment)
    for who in (STRANGER, Actor.ANONYMOUS):
        refused("maturity-evidence-unknown", seeing.fetch, platform, who, kept.id)
        with pytest.raises(AssessmentUnknown):
            seeing.of_assessment(platform, who, assessment)
        with pytest.raises(AssessmentUnknown):
            file(platform, assessment, by=who)


def test_a_respondent_adds_to_what_was_given_alone(platform: Platform, assessment: UUID) -> None:
    refused("maturity-evidence-not-yours", file, platform, assessment, by=RESPONDENT)
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        unit.connection.execute(
            text("INSERT INTO maturity_respondent VALUES (:a, '18', :who, 'Responden', now())"),
            {"a": assessment, "who": RESPONDENT.id},
        )
    assert file(platform, assessment, by=RESPONDENT).by == RESPONDENT.id
    refused("maturity-evidence-not-yours", file, platform, assessment, by=RESPONDENT, key="19")


def test_what_is_removed_can_be_taken_back_and_is_erased_after_thirty_days(
    platform: Platform, assessment: UUID, clock: FixedClock
) -> None:
    kept = file(platform, assessment)
    changing.remove(platform, ENTRY, kept.id)
    assert seeing.of_indicator(platform, ENTRY, assessment, "18") == []
    assert [one.id for one in seeing.removed_of(platform, ENTRY, assessment, "18")] == [kept.id]
    changing.undo(platform, ENTRY, kept.id)
    assert len(seeing.of_indicator(platform, ENTRY, assessment, "18")) == 1
    changing.remove(platform, ENTRY, kept.id)
    clock.advance(timedelta(days=30))
    changing.forget(platform)
    assert platform.files.path(kept.file).exists()
    clock.advance(timedelta(seconds=1))
    refused("maturity-evidence-undone-too-late", changing.undo, platform, ENTRY, kept.id)
    changing.forget(platform)
    assert not platform.files.path(kept.file).exists()
    refused("maturity-evidence-unknown", changing.undo, platform, ENTRY, kept.id)


def test_a_file_that_other_evidence_holds_is_not_erased(platform: Platform, assessment: UUID, clock: FixedClock) -> None:
    kept, other = file(platform, assessment), file(platform, assessment, level=4)
    changing.remove(platform, ENTRY, kept.id)
    clock.advance(timedelta(days=31))
    changing.forget(platform)
    assert platform.files.path(other.file).exists()


def test_evidence_is_erased_ten_years_after_its_edition_closed(
    platform: Platform, assessment: UUID, clock: FixedClock
) -> None:
    kept = file(platform, assessment)
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        unit.connection.execute(text("UPDATE maturity_edition SET closed_at = :at"), {"at": clock.now()})
    clock.advance(timedelta(days=3652))
    changing.forget(platform)
    assert platform.files.path(kept.file).exists()
    clock.advance(timedelta(days=2))
    changing.forget(platform)
    assert not platform.files.path(kept.file).exists()
    assert seeing.of_indicator(platform, ENTRY, assessment, "18") == []


def test_nothing_is_added_after_the_self_assessment_is_submitted_and_what_was_stays(
    platform: Platform, assessment: UUID
) -> None:
    kept = file(platform, assessment)
    make.to_stage(platform, assessment, "document")
    refused("maturity-evidence-closed", file, platform, assessment, level=4)
    refused("maturity-evidence-closed", changing.remove, platform, ENTRY, kept.id)
    assert len(seeing.of_indicator(platform, FIRST, assessment, "18")) == 1


def test_an_assessors_own_evidence_is_unseen_until_both_have_submitted(platform: Platform, assessment: UUID) -> None:
    make.to_stage(platform, assessment, "document")
    said = EvidenceSaid(3, "Situs JDIH")
    at = EvidencePlace(assessment, "18")
    kept = changing.add_link(platform, FIRST, at, "https://jdih.example.go.id/12", said)
    assert [one.link for one in seeing.of_indicator(platform, FIRST, assessment, "18")] == [kept.link]
    assert seeing.of_indicator(platform, SECOND, assessment, "18") == []
    assert seeing.of_indicator(platform, ENTRY, assessment, "18") == []
    refused("maturity-evidence-unknown", changing.remove, platform, SECOND, kept.id)
    make.to_stage(platform, assessment, "interview")
    assert len(seeing.of_indicator(platform, ENTRY, assessment, "18")) == 1
    refused("maturity-evidence-closed", changing.remove, platform, FIRST, kept.id)


def test_an_indicator_takes_forty_pieces_and_none_that_is_not_there(platform: Platform, assessment: UUID) -> None:
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        unit.connection.execute(
            text(
                "INSERT INTO maturity_evidence (id, assessment, stage, indicator, level, kind, title, at) SELECT"
                " gen_random_uuid(), :a, 'self', '18', 1, 'link', 'x', now() FROM generate_series(1, 40)"
            ),
            {"a": assessment},
        )
    refused("maturity-evidence-too-much", file, platform, assessment)
    refused("maturity-indicator-unknown", file, platform, assessment, key="48")


# What the node measures


def test_every_module_that_is_here_measures(platform: Platform) -> None:
    found = platform.port(Measuring).keys()
    assert found == ("identity.sign_on", "exchange.services", "exchange.calls", "exchange.availability")


def test_an_agency_of_which_nothing_is_known_has_noughts_and_no_shares(platform: Platform, assessment: UUID) -> None:
    found = {one.key: one for one in seeing.offered(platform, ENTRY, assessment)}
    calls = found["exchange.calls"]
    assert {one.key: one.value for one in calls.figures} == {
        "all": "0", "served": "0", "made": "0", "answered": "", "p95": "",
    }  # fmt: skip
    assert "8205" in calls.query.id
    assert calls.query.id != calls.query.en


LISTED = (
    ("ID/GOV/8205/DINKES/cases", "OPENAPI3", "abc"),
    ("ID/GOV/8205/SPBE/plans", "REST", ""),
    ("ID/GOV/8205/DINKES/alerts", "EVENT", ""),
    ("ID/GOV/82050/DINKES/other", "REST", ""),
    ("ID/GOV/6000/BPBD/8205", "REST", ""),
)
CASES, PORTAL = "ID/GOV/8205/DINKES/cases", "ID/GOV/2060/PORTAL"
COUNTED = (
    (timedelta(hours=1), "consumer", CASES, PORTAL, "ok", 9),
    (timedelta(hours=1), "consumer", CASES, PORTAL, "5xx", 1),
    (timedelta(hours=1), "provider", f"{PORTAL}/a", "ID/GOV/8205/DINKES", "ok", 5),
    (timedelta(days=31), "consumer", CASES, PORTAL, "ok", 100),
    (timedelta(hours=1), "consumer", "ID/GOV/6000/BPBD/reports", PORTAL, "ok", 50),
)


def exchanged(platform: Platform) -> None:
    """The exchange knows these services, counted these calls, and asked the agency's node forty times."""
    now = platform.clock.now()
    listing = text(
        "INSERT INTO exchange_listing (service, subsystem_name, title, kind, endpoints, seen_at, digest)"
        " VALUES (:s, 'x', 'x', :k, '[]', :at, :d)"
    )
    usage = text("INSERT INTO exchange_usage VALUES (1, :at, :side, :service, :client, :outcome, 20, :calls, 90000)")
    checks = text("INSERT INTO exchange_node_check VALUES ('ID/GOV/8205/DINKES', :at, 40, 39, 780, 90)")
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        unit.connection.execute(listing, [{"s": s, "k": k, "at": now, "d": d} for s, k, d in LISTED])
        names = ("side", "service", "client", "outcome", "calls")
        unit.connection.execute(usage, [{"at": now - ago, **dict(zip(names, row, strict=True))} for ago, *row in COUNTED])
        unit.connection.execute(checks, {"at": now - timedelta(days=1)})


def test_services_calls_and_answers_are_those_of_the_agency(platform: Platform, assessment: UUID) -> None:
    exchanged(platform)
    found = {
        (one.key, figure.key): figure.value for one in seeing.offered(platform, ENTRY, assessment) for figure in one.figures
    }
    expected = {
        ("exchange.services", "registered"): "2",
        ("exchange.services", "described"): "1",
        ("exchange.services", "events"): "1",
        ("exchange.calls", "served"): "10",
        ("exchange.calls", "made"): "5",
        ("exchange.calls", "all"): "15",
        ("exchange.calls", "answered"): "90.0",
        ("exchange.availability", "available"): "97.5",
        ("exchange.availability", "mean"): "20",
    }
    assert {key: found[key] for key in expected} == expected
    assert seeing.contradictions(platform, ENTRY, assessment, "18", Fraction(5)) == []


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 0, ""), (0, 3, "0.0"), (1, 3, "33.3"), (2, 3, "66.7"), (3, 3, "100.0"), (1, 2000, "0.1")],
)
def test_a_share_is_rounded_half_up_to_one_decimal(part: int, whole: int, said: str) -> None:
    assert share(part, whole) == said


def test_a_level_that_the_measurement_does_not_bear_out_is_flagged_with_its_doubt(
    platform: Platform, assessment: UUID
) -> None:
    against = seeing.contradictions(platform, ENTRY, assessment, "18", Fraction(3))
    assert [(one.measured, one.found, one.wanted) for one in against] == [
        ("exchange.services", "0", "1"), ("exchange.calls", "0", "1"),
    ]  # fmt: skip
    assert all(one.doubt.id and one.reason.en for one in against)
    assert seeing.contradictions(platform, ENTRY, assessment, "18", Fraction(2)) == []
    assert seeing.contradictions(platform, ENTRY, assessment, "19", Fraction(5)) == []
    assert set(seeing.contradictions_of(platform, ENTRY, assessment, {"18": Fraction(5), "1": Fraction(5)})) == {"18"}


def test_what_the_agency_claims_is_not_told_to_others_while_it_fills_in(platform: Platform, assessment: UUID) -> None:
    make.answer(platform, ENTRY, assessment, {"18": 3})
    assert seeing.claimed(platform, ENTRY, assessment) == {"18": 3}
    assert seeing.claimed(platform, FIRST, assessment) == {}
    make.to_stage(platform, assessment, "document")
    assert seeing.claimed(platform, FIRST, assessment)["18"] == 3


def test_a_measurement_is_kept_as_it_was_when_it_was_attached(
    platform: Platform, assessment: UUID, clock: FixedClock
) -> None:
    at = EvidencePlace(assessment, "18")
    kept = changing.add_measured(platform, ENTRY, at, "exchange.services", EvidenceSaid(3, ""))
    assert kept.title == "Layanan di penghubung"
    clock.advance(timedelta(days=90))
    found = seeing.of_indicator(platform, ENTRY, assessment, "18")[0]
    assert found.measured == kept.measured
    assert found.measured is not None
    assert found.measured.at == kept.at
    refused(
        "maturity-measurement-unknown", changing.add_measured, platform, ENTRY, at, "malaria.tests", EvidenceSaid(3, "")
    )


# Signed records


def test_a_signed_record_holds_until_somebody_changes_it(platform: Platform, assessment: UUID) -> None:
    make.to_stage(platform, assessment, "document")
    record = records.all_of(platform, LEADER, assessment)[0]
    assert record.number == "BA-2024-8205-SELF-0001"
    assert [(one.name, one.role.value) for one in record.signatures] == [("Pimpinan", "leader")]
    assert records.prove(platform, Actor.ANONYMOUS, record.id).proof.holds
    assert records.find(platform, Actor.ANONYMOUS, record.digest.upper()) == record.id
    assert records.find(platform, LEADER, record.number.lower()) == record.id
    for change in (
        "message = jsonb_set(message, '{levels,18}', '\"5\"')",
        "signatures = jsonb_set(signatures, '{0,name}', '\"Orang lain\"')",
        "number = 'BA-2024-8205-SELF-0009'",
        "node_signature = 'x'",
    ):
        with platform.database.engine.connect() as connection:  # rolled back at the end
            connection.execute(text(f"UPDATE maturity_record SET {change}"))
            changed = _proof(platform, connection, record.id)
        assert not changed, change


def _proof(platform: Platform, connection: Any, record: UUID) -> bool:
    from simpul.maturity.rules import records as rules
    from simpul.maturity.store import records as store

    found = store.get(connection, record)
    assert found is not None
    return rules.proof(found, records._holds(platform, found)).holds


def test_the_content_of_a_record_is_for_its_own_people(platform: Platform, assessment: UUID) -> None:
    make.to_stage(platform, assessment, "document")
    record = records.all_of(platform, LEADER, assessment)[0].id
    for who in (ENTRY, LEADER, FIRST, MINISTRY):
        assert records.read(platform, who, record)[0].record.message["levels"]["18"] == "3"
    for who in (STRANGER, Actor.ANONYMOUS):
        refused("maturity-record-not-yours", records.read, platform, who, record)
        assert not records.prove(platform, who, record).sees


def test_a_later_record_of_the_stage_replaces_the_one_before(platform: Platform, assessment: UUID) -> None:
    with platform.database.writing(LEADER) as unit:
        first = records.make(unit, platform, assessment, "self", {"levels": {}})
        second = records.make(unit, platform, assessment, "self", {"levels": {"1": "2"}})
        refused("maturity-record-replaced", records.sign, unit, platform, first, LEADER, "leader")
        records.sign(unit, platform, second, LEADER, "leader")
        refused("maturity-record-signed-already", records.sign, unit, platform, second, LEADER, "leader")
    newest, oldest = records.all_of(platform, LEADER, assessment)
    assert (newest.number, oldest.number) == ("BA-2024-8205-SELF-0002", "BA-2024-8205-SELF-0001")
    assert oldest.replaced_at is not None
    assert records.prove(platform, LEADER, oldest.id).proof.holds
    refused("maturity-record-unknown", records.find, platform, LEADER, "BA-2024-8205-SELF-0003")
    refused("maturity-record-sought-wrong", records.find, platform, LEADER, "nomor")


def test_signing_through_the_stages_leaves_a_record_of_each(platform: Platform, assessment: UUID) -> None:
    make.to_stage(platform, assessment, "review")
    found = {one.stage: one for one in records.all_of(platform, MINISTRY, assessment)}
    assert {one.role.value for one in found["document"].signatures} == {"assessor1", "assessor2"}
    assert all(records.prove(platform, FIRST, one.id).proof.holds for one in found.values())
