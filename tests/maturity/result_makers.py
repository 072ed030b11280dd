"""Editions, assessments and answers for tests of results, written straight into the tables."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import insert

from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.maturity.actions import resulting
from simpul.maturity.store.assessment_tables import answers, assessments
from simpul.maturity.store.tables import assignments, editions, participants

STAGES = ["self", "document", "interview", "visit", "review", "final"]
EKON = {
    **dict.fromkeys(map(str, range(1, 48)), 3),
    **dict.fromkeys(("11", "12", "20", "44"), 2),
    **dict.fromkeys(map(str, range(21, 32)), 1),
    **dict.fromkeys(("14", "32", "33", "34", "35", "36", "37", "40", "42", "45"), 4),
    **dict.fromkeys(("13", "41"), 5),
}
"""Values of the coordinating ministry for the economy, evaluated in 2021: index 1179/400, published as 2.95."""
BINTUNI = "8205"
OF_AGENCY = Actor(UUID(int=11), "Petugas entri", agency="ID/GOV/8205/SPBE", roles=frozenset({"maturity.entry"}))
OTHER_AGENCY = Actor(UUID(int=12), "Petugas lain", agency="ID/GOV/6000/SPBE", roles=frozenset({"maturity.entry"}))
HEALTH_OFFICER = Actor(UUID(int=13), "Petugas malaria", agency="ID/GOV/8205/DINKES", roles=frozenset({"malaria.officer"}))
ASSESSOR = Actor(UUID(int=14), "Asesor", agency="ID/COM/KAMPUS", roles=frozenset({"maturity.assessor"}))
STRANGER = Actor(UUID(int=15), "Asesor lain", agency="ID/COM/KAMPUS", roles=frozenset({"maturity.assessor"}))
MINISTRY = Actor(UUID(int=16), "Kementerian", agency="ID/GOV/2060/PORTAL", roles=frozenset({"maturity.ministry"}))
ASSESSMENT = UUID(int=0x8205)


def edition(platform: Platform, *, key: str = "2024", basis: str = "exact", agency: str = BINTUNI) -> None:
    """An edition with SPBE-2020 and one participant, whom ASSESSOR assesses."""
    now = platform.clock.now()
    with platform.database.writing(Actor.SYSTEM) as unit:
        unit.unaudited("a test")
        unit.connection.execute(
            insert(editions).values(
                key=key, year=int(key[:4]), instrument="SPBE-2020", title=f"Evaluasi SPBE {key}", basis=basis,
                stages=STAGES, state="published", changed_at=now,
            )
        )  # fmt: skip
        unit.connection.execute(
            insert(participants).values(
                edition=key, agency=agency, name="Pemerintah Kabupaten Teluk Bintuni", kind="Kabupaten",
                province="Papua Barat", region="92.06",
            )
        )  # fmt: skip
        unit.connection.execute(
            insert(assignments).values(
                id=unit.ids.new(), edition=key, agency=agency, seat=1, account=ASSESSOR.id, name=ASSESSOR.name, at=now
            )
        )


def assessment(platform: Platform, *, stage: str = "self", state: str = "open", id: UUID = ASSESSMENT) -> UUID:
    """An assessment of the agency in the edition of 2024."""
    now = platform.clock.now()
    with platform.database.writing(Actor.SYSTEM) as unit:
        unit.unaudited("a test")
        unit.connection.execute(
            insert(assessments).values(
                id=id, edition="2024", agency=BINTUNI, stage=stage, state=state, opened_at=now, changed_at=now
            )
        )
    return id


def answer(
    platform: Platform, stage: str, levels: Mapping[str, int | None], *, seat: int = 0, id: UUID = ASSESSMENT
) -> None:
    """These levels are answered at the stage, and the result is refreshed in the same transaction."""
    rows = [
        {"assessment": id, "stage": stage, "seat": seat, "indicator": key, "level": level, "version": 1}
        for key, level in levels.items()
    ]
    with platform.database.writing(OF_AGENCY) as unit:
        unit.unaudited("a test")
        unit.connection.execute(insert(answers), [{**row, "at": unit.clock.now()} for row in rows])
        resulting.refresh(unit, id)


def moved(platform: Platform, *, stage: str, state: str = "open", id: UUID = ASSESSMENT) -> None:
    """The assessment stands at this stage, and the result is refreshed."""
    with platform.database.writing(MINISTRY) as unit:
        unit.unaudited("a test")
        unit.connection.execute(assessments.update().where(assessments.c.id == id).values(stage=stage, state=state))
        resulting.refresh(unit, id)
