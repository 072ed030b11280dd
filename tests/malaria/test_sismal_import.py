"""Files of e-SISMAL that are taken in: hostile ones, dirty ones, the same one twice, undone, begun again."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from simpul.app import build_platform
from simpul.kernel.clock import FixedClock
from simpul.kernel.database.schema import audit
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform
from simpul.malaria.actions import registering, sismal_import, sismal_sheets, sismal_work
from simpul.malaria.model.desk_refusals import DeskNothing, DeskOnly
from simpul.malaria.model.sismal import SismalState
from simpul.malaria.model.sismal_refusals import (
    ImportAreaWrong,
    ImportNotNow,
    NothingToTake,
    SheetMissing,
    UndoneOutOfTurn,
    UndoTooLate,
)
from simpul.malaria.outside import sheets
from tests.conftest import settings_for
from tests.malaria import desk_makers as make
from tests.malaria import sheet_makers as sheet
from tests.malaria.desk_makers import LEAD, person
from tests.malaria.hostile_sheets import HOSTILE, WHOLE
from tests.malaria.sheet_makers import FACILITY, HEAD, MONTH_HEAD, case

SUPERVISOR = person("92.06.01", "malaria.supervisor")
MINISTRY = person(None, "malaria.officer")


@pytest.fixture
def platform(database_url: str, keys: Keys, run_directory: Path, clock: FixedClock) -> Iterator[Platform]:
    """A health office's node with two villages."""
    settings = settings_for(run_directory, modules="identity,malaria", region="92.06")
    built = build_platform(settings, keys=keys, url=database_url, clock=clock)
    make.villages(built)
    yield built
    built.database.close()


def standing(platform: Platform) -> list[tuple[Any, ...]]:
    """Everything that a file may change: the register, what it adds up to, the monthly sheets."""
    registering.refresh(platform)
    found: list[tuple[Any, ...]] = []
    with platform.database.reading() as unit:
        for table in ("malaria_test", "malaria_tally", "malaria_facility_month"):
            found += [tuple(row) for row in unit.connection.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4"))]
    return found


def from_sheets(platform: Platform) -> list[Any]:
    with platform.database.reading() as unit:
        return list(unit.connection.execute(text("SELECT * FROM malaria_test WHERE source = 'sismal' ORDER BY day, id")))


def test_a_dirty_file_is_taken_in_with_a_report_of_each_row_refused(platform):
    rows = [
        case(1, parasit="PMIX", lab="rdt", jnskel="PEREMPUAN"),
        case(2, parasit="Mix", tglkun=date(2026, 10, 4)),
        case(3, tglkun="01/Jan/1900"),
        case(4, tglkun="31/12/2099"),
        case(1, parasit="Pmix"),
        ["TOTAL", "", 5],
    ]
    one = sheet.taken(platform, sheet.xlsx(rows))
    assert (one.state, one.counts["new"], one.counts["left_out"]) == (SismalState.TAKEN, 2, 4)
    assert [(f.line, f.column, f.value, f.why) for f in sheet.flaws(platform, one)] == [
        (4, "tglkun", "01/Jan/1900", "day-before-2000"),
        (5, "tglkun", "31/12/2099", "day-to-come"),
        (6, "id", "", "doubled"),
        (7, "", "TOTAL", "total"),
    ]
    found = from_sheets(platform)
    assert [(row.day, row.species, row.village, row.facility) for row in found] == [
        (date(2026, 10, 3), "mixed_pf_pv_po", "92.06", FACILITY),
        (date(2026, 10, 4), "mixed_pf_pv_po", "92.06", FACILITY),
    ]
    assert (("place", "month", "92.06", date(2026, 10, 1), 2)) in {row[:5] for row in standing(platform)}


@pytest.mark.parametrize("twice", ["the same file", "saved as another kind"])
def test_imported_twice_changes_nothing(platform, twice):
    rows, months = [case(n, umur_th=n) for n in range(1, 30)], [sheet.month(), sheet.month("B")]
    first, second = sheet.xlsx(rows), sheet.xlsx(rows) if twice == "the same file" else sheet.csv(rows, between=";")
    assert sheet.taken(platform, first).counts["new"] == 29
    assert sheet.taken(platform, sheet.xlsx(months, MONTH_HEAD)).counts["new"] == 2
    before = standing(platform)
    again = sheet.sent(platform, second, "lagi.csv")
    assert (again.fresh, again.counts["same"]) == (0, 29)
    with pytest.raises(NothingToTake):
        sismal_import.take(platform, LEAD, again.id)
    assert sheet.sent(platform, sheet.xlsx(months, MONTH_HEAD)).counts["same"] == 2
    assert standing(platform) == before


def test_two_imports_that_wait_at_once_do_not_count_twice(platform):
    first, second = (sheet.sent(platform, sheet.xlsx([case(1), case(n)])) for n in (2, 3))
    for one in (first, second):
        sismal_import.take(platform, LEAD, one.id)
    sismal_work.work(platform)
    assert len(from_sheets(platform)) == 3
    assert sismal_sheets.one(platform, LEAD, second.id)[0].counts["same"] == 1


def test_a_correction_changes_the_row_and_undoing_puts_back_what_stood(platform):
    nothing = standing(platform)
    first = sheet.taken(platform, sheet.xlsx([case(1), case(2)]))
    before = standing(platform)
    second = sheet.taken(platform, sheet.xlsx([case(1, umur_th=35), case(2), case(3)]))
    assert {name: second.counts.get(name) for name in ("changed", "same", "new")} == {"changed": 1, "same": 1, "new": 1}
    after = standing(platform)
    with pytest.raises(UndoneOutOfTurn):
        sismal_import.undo(platform, LEAD, first.id)
    sismal_import.undo(platform, LEAD, second.id)
    assert standing(platform) == before
    sismal_import.undo(platform, LEAD, first.id)
    assert standing(platform) == nothing
    for one in (first, second):
        sismal_import.take(platform, LEAD, one.id)
        sismal_work.work(platform)
    assert standing(platform) == after
    with platform.database.reading() as unit:
        actions = set(unit.connection.scalars(text(f"SELECT action FROM {audit.name}")))
    assert {f"malaria.sismal.{name}" for name in ("send", "read", "take", "taken", "undo")} <= actions


def test_a_case_that_was_investigated_keeps_its_origin_when_corrected_and_stays_when_undone(platform):
    one = sheet.taken(platform, sheet.xlsx([case(1), case(2)]))
    row = from_sheets(platform)[0]
    with platform.database.writing(LEAD) as unit:
        unit.unaudited("a test")
        registering.classify(unit, row.village, row.id, origin="imported", investigated_on=date(2026, 10, 5))
    changed = {"umur_th": 36} if row.age == 34 else {}
    sheet.taken(platform, sheet.xlsx([case(1, **changed), case(2, **changed)]))
    assert [r.origin for r in from_sheets(platform) if r.id == row.id] == ["imported"]
    last = sismal_sheets.imports(platform, LEAD, 1).lines[0]
    sismal_import.undo(platform, LEAD, last.id)
    sismal_import.undo(platform, LEAD, one.id)
    assert [(r.id, r.origin, r.age) for r in from_sheets(platform)] == [(row.id, "imported", 34)]


def test_another_patient_under_the_same_number_is_refused(platform):
    sheet.taken(platform, sheet.xlsx([case(1)]))
    other = case(1, tglkun="05/Jan/2026", bulankun=1, umur_th=3, jnskel="L")
    one = sheet.sent(platform, sheet.xlsx([other]))
    assert (one.fresh, one.counts["clash"], one.counts["left_out"]) == (0, 1, 1)
    assert [(f.line, f.value, f.why) for f in sheet.flaws(platform, one)] == [(2, "2026-01-05 L 3", "clash")]


def test_a_village_workers_case_written_down_again_by_the_facility_does_not_count_twice(platform):
    make.examined(platform)
    today = platform.clock.now().date()
    again = case(1, tglkun=today.strftime("%d/%m/%Y"), bulankun=today.month, umur_th=34, parasit="Pv")
    known = sismal_import.send_synthetic(platform, LEAD, sheet.xlsx([again, case(2)]), name="x.xlsx")
    sismal_work.work(platform)
    one = sismal_sheets.one(platform, LEAD, known)[0]
    assert (one.fresh, one.counts["alike"]) == (1, 1)
    assert [f.why for f in sheet.flaws(platform, one)] == ["alike"]
    sismal_import.take(platform, LEAD, one.id)
    sismal_work.work(platform)
    assert len(from_sheets(platform)) == 1
    sismal_import.undo(platform, LEAD, one.id)
    sismal_import.take(platform, LEAD, one.id, alike=True)
    sismal_work.work(platform)
    assert len(from_sheets(platform)) == 2


def test_our_own_register_taken_in_again_changes_nothing(platform):
    make.examined(platform)
    sheet.taken(platform, sheet.xlsx([case(1), case(2, umur_th=5)]))
    before = standing(platform)
    for month in (date(2026, 10, 1), date(2026, 11, 1)):
        scope = sismal_sheets.SendScope("92.06", "Teluk Bintuni", month, date(2026, month.month + 1, 1), complete=True)
        made = sismal_sheets.make(platform, scope, "sismal_register")
        one = sheet.sent(platform, made.content)
        assert (made.rows, one.fresh) == (2 if month.month == 10 else 1, 0)
    assert standing(platform) == before


def test_a_number_of_anothers_row_takes_nothing_from_there(platform):
    """A file may not change or hide a row of another kabupaten by naming it."""
    other = sheet.taken(platform, sheet.xlsx([case(1, nama_kabupaten="Manokwari")]), actor=MINISTRY, area="")
    (row,) = from_sheets(platform)
    assert (other.counts["new"], row.village[:3]) == (1, "92.")
    one = sheet.taken(platform, sheet.xlsx([case(str(row.id), umur_th=60)]))
    assert one.counts["new"] == 1
    assert {(r.village[:5], r.age) for r in from_sheets(platform)} == {(row.village, 34), ("92.06", 60)}
    assert len({r.id for r in from_sheets(platform)}) == 2


@pytest.mark.parametrize(
    ("who", "lines", "refused"),
    [
        (LEAD, [2], ["region-outside"]),
        (SUPERVISOR, [2], ["region-outside"]),
        (person("92", "malaria.officer"), [2, 3], []),
        (MINISTRY, [2, 3], []),
    ],
)
def test_nobody_takes_in_rows_of_a_region_that_is_not_theirs(platform, who, lines, refused):
    one = sheet.sent(platform, sheet.xlsx([case(1), case(2, nama_kabupaten="Manokwari")]), actor=who)
    report = sismal_sheets.flaws(platform, who, one.id, 1)[1]
    assert [f.why for f in sismal_sheets.flaw_lines(report) if f.left_out] == refused
    assert one.counts["new"] == len(lines)


def test_who_may_send_see_and_decide(platform):
    one = sheet.sent(platform, sheet.xlsx([case(1)]))
    for who in (person("91.05", *make.BOTH), person("92.06.01", "malaria.supervisor")):
        for step in (sismal_sheets.one, sismal_import.take, sismal_import.undo, sismal_import.discard):
            with pytest.raises(DeskNothing):
                step(platform, who, one.id)
    for who in (person("92.06", "malaria.clinician"), person("92.06", *make.BOTH, agency=None)):
        with pytest.raises(DeskOnly):
            sismal_import.take(platform, who, one.id)
        with pytest.raises(DeskOnly):
            sismal_import.send(platform, who, b"x", name="x")
    for area in ("91.05", "92", "zz"):
        with pytest.raises(ImportAreaWrong):
            sismal_import.send(platform, LEAD, b"x", name="x", area=area)
    with pytest.raises(ImportAreaWrong):
        sismal_import.send(platform, SUPERVISOR, b"x", name="x", area="92.06.02")
    with pytest.raises(SheetMissing):
        sismal_import.send(platform, LEAD, b"", name="x")
    with pytest.raises(ImportNotNow):
        sismal_import.undo(platform, LEAD, one.id)


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_with_a_reason_and_the_next_one_is_read(platform, kind):
    maker, problem = HOSTILE[kind]
    before = standing(platform)
    one = sheet.sent(platform, maker(), "data.xlsx")
    assert (one.state, one.problem) == (SismalState.FAILED, problem)
    assert standing(platform) == before
    with pytest.raises(ImportNotNow):
        sismal_import.take(platform, LEAD, one.id)


def test_a_file_is_told_by_what_it_holds_and_not_by_its_name(platform):
    page = "<html><table><tr>" + "".join(f"<th>{name}</th>" for name in HEAD) + "</tr><tr>"
    page += "".join(f"<td>{cell}</td>" for cell in case(7)) + "</tr></table></html>"
    ways = {
        "xlsx.csv": sheet.xlsx([case(1)]),
        "csv.xlsx": sheet.csv([case(2)]),
        "titik-koma.xls": sheet.csv([case(3)], between=";"),
        "tab.txt": sheet.csv([case(4)], between="\t"),
        "utf16.csv": b"\xff\xfe" + sheet.csv([case(5)], between="\t").decode().encode("utf-16-le"),
        "cp1252.csv": sheet.csv([case(6, nama_fasyankes="Puskesmas Señor")]).decode().encode("cp1252"),
        "halaman.xls": page.encode(),
        "bom.csv": b"\xef\xbb\xbf" + sheet.csv([case(8)]),
    }
    for name, content in ways.items():
        one = sheet.sent(platform, content, name)
        assert (one.state, one.fresh) == (SismalState.READY, 1), (name, one.problem)


def test_a_file_of_40_mb_is_read_and_its_padding_costs_nothing(platform):
    out = io.BytesIO(WHOLE)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_STORED) as packed:
        packed.writestr("xl/media/peta.png", b"\x89PNG" * (10 * 1024 * 1024))
    assert len(out.getvalue()) > 40 * 1024 * 1024
    one = sheet.taken(platform, out.getvalue())
    assert (one.state, one.counts["new"]) == (SismalState.TAKEN, 1)


def test_the_file_is_not_kept_and_names_in_it_are_nowhere(platform):
    rows = [[*case(1), "Yosina Contohsaja", "9206010101900001"]]
    one = sheet.taken(platform, sheet.xlsx(rows, [*HEAD, "NAMA PASIEN", "NIK"]))
    assert one.kept == ""
    assert not list((platform.files.path("0" * 64 + ".dat").parents[1]).rglob("*.dat"))
    with platform.database.reading() as unit:
        for table in ("malaria_import", "malaria_import_row", "malaria_import_flaw", "malaria_test", "kernel_audit"):
            found = str(list(unit.connection.execute(text(f"SELECT * FROM {table}"))))
            assert "Yosina" not in found
            assert "9206010101900001" not in found


def test_a_worker_that_died_is_taken_over_and_given_up_after_three(platform, clock):
    known = sismal_import.send(platform, LEAD, WHOLE, name="x.xlsx")
    with platform.database.writing() as unit:
        unit.unaudited("a worker that dies")
        unit.connection.execute(
            text("UPDATE malaria_import SET state = 'reading', beat_at = :now, tries = 1"), {"now": clock.now()}
        )
    assert sismal_work.work(platform) == 0
    clock.advance(timedelta(minutes=3))
    assert sismal_work.work(platform) == 1
    assert sismal_sheets.one(platform, LEAD, known)[0].counts["new"] == 1
    with platform.database.writing() as unit:
        unit.unaudited("a worker that dies again and again")
        unit.connection.execute(text("UPDATE malaria_import SET state = 'reading', beat_at = NULL, tries = 3"))
    sismal_work.work(platform)
    assert sismal_sheets.one(platform, LEAD, known)[0].problem == "malaria-sheet-given-up"


def test_the_job_works_beside_the_others_and_once(platform):
    known = sismal_import.send(platform, LEAD, WHOLE, name="x.xlsx")
    for _ in range(3):
        sismal_work.begin(platform)
    platform.state["malaria.sismal"].join(20)
    assert sismal_sheets.one(platform, LEAD, known)[0].state is SismalState.READY


def test_what_was_read_is_erased_after_30_days_and_cannot_be_undone_then(platform, clock):
    one = sheet.taken(platform, WHOLE)
    waiting = sheet.sent(platform, sheet.xlsx([case(5), case(6, jnskel="Yosina")]))
    clock.advance(timedelta(days=31))
    for step in (
        lambda: sismal_import.undo(platform, LEAD, one.id),
        lambda: sismal_import.take(platform, LEAD, waiting.id),
    ):
        with pytest.raises(UndoTooLate):
            step()
    sismal_work.forget(platform)
    with platform.database.reading() as unit:
        for table in ("malaria_import_row", "malaria_import_flaw"):
            assert not unit.connection.scalar(text(f"SELECT count(*) FROM {table}"))
    assert len(from_sheets(platform)) == 1


def test_made_up_files_are_marked_everywhere(platform):
    known = sismal_import.send_synthetic(platform, LEAD, sheet.xlsx([case(1)]), name="x.xlsx")
    sismal_work.work(platform)
    sismal_import.take(platform, LEAD, known)
    sismal_work.work(platform)
    assert [row.synthetic for row in from_sheets(platform)] == [True]


def test_a_formula_in_a_cell_is_text_in_the_sheets_we_write(tmp_path):
    import openpyxl

    path = tmp_path / "x.xlsx"
    path.write_bytes(sheets.workbook({"S": (("a", "b"), [("=1+1", 3), ("http://a", date(2026, 1, 2))])}, title="x"))
    page = openpyxl.load_workbook(path)["S"]
    assert [(cell.value, cell.data_type) for cell in page[2]] == [("=1+1", "s"), (3, "n")]
    assert (page["A3"].hyperlink, page["B3"].value.date()) == (None, date(2026, 1, 2))


def test_a_discarded_import_holds_nothing_more(platform):
    one = sheet.sent(platform, WHOLE)
    sismal_import.discard(platform, LEAD, one.id)
    assert sismal_sheets.flaws(platform, LEAD, one.id, 1)[1].total == 0
    with pytest.raises(DeskNothing):
        sismal_sheets.one(platform, LEAD, UUID(int=5))
    assert from_sheets(platform) == []
