"""What the demo shows of evidence and records: a piece of every kind at its own agency, two signed records. Made up."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from simpul.kernel.actor import Actor
from simpul.kernel.holders import Holders
from simpul.kernel.platform import Platform
from simpul.maturity.actions import evidence_changing, records
from simpul.maturity.actions.demo_agency import AGENCY, UNIT
from simpul.maturity.model.assessing import FINAL, JOINT, SELF, AssessmentRow
from simpul.maturity.model.evidence import EvidencePlace, EvidenceSaid, FileSent
from simpul.maturity.rules import leading, who
from simpul.maturity.rules.index import reckon, shown
from simpul.maturity.rules.law_instruments import instrument
from simpul.maturity.rules.numbers import plain
from simpul.maturity.store import answers, assessments, editions
from simpul.maturity.store import evidence as store

OVER, RUNNING = "2024", "2026"
INDICATOR = "16"
"""Integration of applications: the exchange measures what speaks for it."""
_FILE = (
    "DATA REKAAN, hanya untuk peragaan.\n\n"
    "Daftar layanan yang terhubung\n"
    "1. Laporan kasus malaria - Dinas Kesehatan\n"
    "2. Peringatan kejadian luar biasa - Dinas Kesehatan\n"
)


def seed(platform: Platform) -> None:
    """The evidence and the records are there; may run again, and leaves what is there as it is."""
    with platform.database.reading() as unit:
        running = assessments.of(unit.connection, RUNNING, AGENCY)
        over = assessments.of(unit.connection, OVER, AGENCY)
        told = bool(running and store.counts(unit.connection, running.id))
        signed = bool(over and records.of(unit.connection, over.id))
    if running and not told:
        _evidence(platform, running)
    if over and not signed:
        _records(platform, over)


def _person(platform: Platform, role: str, agency: str = "") -> Actor | None:
    """The demo account with the role that was made first."""
    found = sorted(platform.port(Holders).holders(platform, role, agency), key=lambda one: one.id)
    return Actor(found[0].id, found[0].name, found[0].agency, found[0].region, frozenset({role})) if found else None


def _evidence(platform: Platform, row: AssessmentRow) -> None:
    """A file, a link and a measurement, if the agency's officer has an account here."""
    entry = _person(platform, who.ENTRY, UNIT)
    if entry is None or row.stage != SELF or row.state != "open":
        return
    at = EvidencePlace(row.id, INDICATOR)
    sent = FileSent(BytesIO(_FILE.encode()), "daftar-layanan.txt")
    said = EvidenceSaid(2, "Daftar layanan yang terhubung (data rekaan)", note="Baris 1 dan 2")
    evidence_changing.add_file(platform, entry, at, sent, said)
    link = "https://contoh.example.go.id/dokumentasi-api"
    evidence_changing.add_link(platform, entry, at, link, EvidenceSaid(3, "Dokumentasi API (data rekaan)"))
    evidence_changing.add_measured(platform, entry, at, "exchange.services", EvidenceSaid(3, ""))


def _records(platform: Platform, row: AssessmentRow) -> None:
    """The self-assessment's record, signed by the agency's coordinator, and the final one, signed by the ministry."""
    with platform.database.writing(Actor.SYSTEM) as unit:
        edition = editions.get(unit.connection, row.edition)
        levels = {stage: answers.levels(unit.connection, row.id, stage, JOINT) for stage in (SELF, "document")}
        if edition is None or not levels[SELF]:
            unit.unaudited("there is nothing to put on record")
            return
        signers = ((SELF, who.LEADER, "leader", UNIT), (FINAL, leading.MINISTRY, "ministry", ""))
        for stage, role, office, agency in signers:
            values = levels[SELF] if stage == SELF else levels["document"] or levels[SELF]
            made = records.make(unit, platform, row.id, stage, _body(edition.instrument, values))
            signer = _person(platform, role, agency)
            if signer is not None:
                records.sign(unit, platform, made, signer, office)


def _body(code: str, levels: Mapping[str, Any]) -> dict[str, Any]:
    given = {key: level for key, level in levels.items() if level is not None}
    index = reckon(instrument(code), given).index
    return {
        "levels": {key: plain(level) for key, level in given.items()},
        "unfilled": [node.key for node in instrument(code).indicators if node.key not in given],
        "index": shown(index),
        "index_exact": f"{index.numerator}/{index.denominator}",
        "reason": "Data rekaan untuk peragaan; bukan penilaian atas instansi ini.",
    }
