"""What the tests of committee, actions, projects and results begin with."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from simpul.cooperation.model.governance import Decision, FollowUp, Meeting
from simpul.cooperation.model.programmes import Side
from simpul.cooperation.model.projects import Deliverable, DeliverableKind, Project, ProjectStage
from simpul.cooperation.store import deliverables, follow_ups, meetings, projects
from simpul.kernel.platform import Platform
from tests.cooperation.people import EGCC, KEEPER, NOW, READER

TODAY = date(2026, 11, 23)
"""The day of the tests' clock at the centre."""
MEETING = Meeting(
    id=UUID(int=0x100),
    programme=EGCC,
    title={"id": "Rapat Komite Bersama ke-2", "en": "2nd joint committee meeting", "ko": "제2차 공동위원회"},
    on=date(2015, 8, 24),
    place="Jakarta",
    attended=("Sekretaris Komite",),
    minutes="Baris satu.\n\nBaris dua.",
)
DECISION = Decision(UUID(int=0x200), MEETING.id, EGCC, 1, "Membuka pusat kerja sama.", MEETING.on)
ACT = FollowUp(
    id=UUID(int=0x300),
    programme=EGCC,
    decision=DECISION.id,
    what="Menyusun rencana kerja",
    side=Side.INDONESIA,
    owner=READER.id,
    owner_name=READER.name,
    due=date(2026, 11, 20),
)
PROJECT = Project(
    id=UUID(int=0x400),
    programme=EGCC,
    year=2017,
    title={"id": "Pengembangan indeks", "en": "Index development", "ko": "지수 개발"},
    stage=ProjectStage.PROPOSAL,
    proposed_by=Side.INDONESIA,
)
RESULT = Deliverable(
    id=UUID(int=0x500),
    project=PROJECT.id,
    programme=EGCC,
    kind=DeliverableKind.INSTRUMENT,
    title={"id": "Indeks e-government", "en": "E-government index", "ko": "전자정부 지수"},
    on=None,
    public=True,
)


def committee_there(platform: Platform) -> None:
    """A meeting with a decision, on which one action follows that is three days late."""
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        meetings.add(unit.connection, MEETING, NOW)
        meetings.add_decision(unit.connection, DECISION, NOW)
        follow_ups.add(unit.connection, ACT, NOW)


def act_there(platform: Platform, number: int, **changes: object) -> FollowUp:
    """One more action, which is `ACT` but for these changes."""
    new = replace(ACT, id=UUID(int=0x300 + number), **changes)  # type: ignore[arg-type]
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        follow_ups.add(unit.connection, new, NOW)
    return new


def project_there(platform: Platform, **changes: object) -> Project:
    """The project, but for these changes, with its public result."""
    new = replace(PROJECT, **changes)  # type: ignore[arg-type]
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        projects.add(unit.connection, new, NOW)
        deliverables.add(unit.connection, RESULT, NOW)
    return new


AT = datetime(2026, 11, 23, 5, tzinfo=UTC)
WRITER = KEEPER
