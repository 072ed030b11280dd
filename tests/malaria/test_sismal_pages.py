"""e-SISMAL at the desk: sheets taken, files sent, read, decided and undone; who may; that all forms count the same."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from simpul.app import build_platform
from simpul.kernel.clock import FixedClock
from simpul.kernel.context import opening_by
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform
from simpul.malaria.actions import district, scoping, sending, sismal_sheets, sismal_work
from simpul.malaria.commands import app as commands
from simpul.malaria.model.simulation import SimulatedSize
from simpul.malaria.rules.sismal import counting, months
from simpul.malaria.store import register, tallies
from tests.conftest import START, settings_for
from tests.malaria import desk_makers as make
from tests.malaria import sheet_makers as sheet
from tests.malaria.desk_makers import LEAD, NAME, person
from tests.malaria.sheet_makers import HEAD, MONTH_HEAD, case

PAGE = "/malaria/meja/sismal"
IMPORTS = f"{PAGE}/impor"
PAGES = ("", "/impor", "/banding", "/banding/ekspor.csv")
SUPERVISOR = person("92.06.01", "malaria.supervisor")


@pytest.fixture
def platform(database_url: str, keys: Keys, run_directory: Path, clock: FixedClock) -> Iterator[Platform]:
    """A health office's node with two villages."""
    settings = settings_for(run_directory, modules="identity,malaria", region="92.06")
    built = build_platform(settings, keys=keys, url=database_url, clock=clock)
    make.villages(built)
    yield built
    built.database.close()


@pytest.fixture
def desk(client_for: Any) -> Any:
    return client_for(LEAD)


def post(client: Any, path: str, *, files: Any = None, **fields: str) -> Any:
    token = client.get(path).text.partition('name="csrf" value="')[2].partition('"')[0]
    return client.post(path, data={"csrf": token, **fields}, files=files)


def send(client: Any, content: bytes, name: str = "data.xlsx", **fields: str) -> Any:
    return post(client, IMPORTS, files={"file": (name, content, "application/octet-stream")}, **fields)


def take(client: Any, kind: str = "sismal_sheet", **fields: str) -> Any:
    return post(client, PAGE, apa=kind, wilayah="92.06", **{"bulan": "2026-11", **fields})


def opened(answer: Any) -> Any:
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def test_a_file_is_sent_read_looked_at_taken_in_and_undone(platform, desk):
    answer = send(desk, sheet.xlsx([case(1), case(2, umur_th=-4), case(3, pekerjaan="Raja")]))
    assert answer.status_code == 303
    path = answer.headers["location"]
    assert "data-works" in desk.get(path).text
    sismal_work.work(platform)
    page = desk.get(path).text
    for words in ("Ambil 2 baris", "kurang dari nol", "-4", "Data, baris 3", "bukan pekerjaan dalam daftar"):
        assert words in page
    report = list(csv.reader(io.StringIO(desk.get(f"{path}/laporan.csv").text.lstrip("\ufeff"))))
    assert report[0] == ["Lembar", "Baris", "Kolom", "Isi", "Sebab", "Ditolak"]
    assert ["Data", "3", "umur_th", "'-4", "kurang dari nol", "ya"] in report
    english = desk.get(f"/en{path}/laporan.csv").text
    assert "is less than nought" in english
    assert "Why" in english
    assert post(desk, path, do="undo").status_code == 409
    assert post(desk, path, do="other").status_code == 404
    assert post(desk, path, do="take").headers["location"] == f"{path}?selesai=take"
    sismal_work.work(platform)
    assert "Isi berkas sudah diambil" in desk.get(f"{path}?selesai=take").text
    assert post(desk, path, do="take").status_code == 409
    assert post(desk, path, do="undo").status_code == 303
    assert "register kembali" in desk.get(f"{path}?selesai=undo").text
    assert post(desk, path, do="discard").status_code == 303
    assert "data.xlsx" in desk.get(IMPORTS).text


def test_rows_that_were_refused_are_told_before_notes(platform, desk):
    """Whoever sends a dirty file looks for what is missing, not for columns that stayed empty."""
    path = send(desk, sheet.xlsx([case(1, pekerjaan="Raja"), case(2), case(3, umur_th=-4)])).headers["location"]
    sismal_work.work(platform)
    lines = list(csv.reader(io.StringIO(desk.get(f"{path}/laporan.csv").text.lstrip("\ufeff"))))[1:]
    refused = [line[-1] for line in lines]
    assert {"ya", "tidak"} == set(refused)
    assert refused == sorted(refused, reverse=True)
    page = desk.get(path).text
    assert page.rindex("kurang dari nol") < page.rindex("pekerjaan")


def test_a_file_of_40_mb_comes_through_the_form_and_one_of_65_does_not(platform, desk):
    answer = send(desk, sheet.csv([case(1)]) + b"\r\n" * (20 * 1024 * 1024))
    assert answer.status_code == 303
    sismal_work.work(platform)
    assert "Ambil 1 baris" in desk.get(answer.headers["location"]).text
    refused = send(desk, b"a,b\r\n" * (13 * 1024 * 1024))
    assert (refused.status_code, "lebih dari 64 MB" in refused.text) == (422, True)
    assert post(desk, IMPORTS, area="92.06").status_code == 422


def test_a_refused_file_says_what_to_do(platform, desk):
    path = send(desk, b"\x89PNG\r\n\x1a\n" * 100, 'x"><script>.xlsx').headers["location"]
    sismal_work.work(platform)
    page = desk.get(path).text
    assert "Ini bukan lembar kerja" in page
    assert "<script>.xlsx" not in page
    assert send(desk, b"a", area="91.05").status_code == 422


@pytest.mark.parametrize(
    ("who", "sees", "decides"),
    [
        (LEAD, True, True),
        (person("92.06", "malaria.supervisor"), True, True),
        (person("92", "malaria.officer"), True, True),
        (person(None, "malaria.officer"), True, True),
        (SUPERVISOR, False, False),
        (person("91.05", *make.BOTH), False, False),
        (person("92.06", "malaria.clinician"), None, False),
        (person("92.06", *make.BOTH, agency=None), None, False),
    ],
)
def test_who_sees_an_import_and_who_decides(platform, client_for, who, sees, decides):
    one = sheet.sent(platform, sheet.xlsx([case(1)]), "rahasia.xlsx")
    client = client_for(who)
    if sees is None:
        assert {client.get(PAGE + page).status_code for page in PAGES} == {403}
    else:
        assert ("rahasia.xlsx" in client.get(IMPORTS).text) is sees
        assert {client.get(PAGE + page).status_code for page in PAGES[:3]} == {200}
    assert (client.get(f"{IMPORTS}/{one.id}").status_code == 200) is bool(sees)
    assert (client.get(f"{IMPORTS}/{one.id}/laporan.csv").status_code == 200) is bool(sees)
    token = client.get(IMPORTS).text.partition('name="csrf" value="')[2].partition('"')[0]
    answer = client.post(f"{IMPORTS}/{one.id}", data={"csrf": token, "do": "take"})
    assert (answer.status_code == 303) is decides


def test_strangers_see_nothing(platform, client_for):
    one = sheet.sent(platform, sheet.xlsx([case(1)]))
    for page in (*PAGES, f"/impor/{one.id}"):
        assert client_for().get(PAGE + page).status_code in (303, 401, 403)


@pytest.mark.parametrize("lang", ["", "/en"])
def test_every_page_answers_with_nothing_and_with_something(platform, desk, lang):
    for page in PAGES[:3]:
        assert desk.get(f"{lang}{PAGE}{page}").status_code == 200
    one = sheet.taken(platform, sheet.xlsx([sheet.month(), sheet.month("B", p_pf=1)], MONTH_HEAD))
    sheet.taken(platform, sheet.xlsx([case(n) for n in range(3)]))
    for page in (*PAGES, f"/impor/{one.id}", f"/impor/{one.id}?hal=9", "/impor?hal=x", "?bulan=2026-10", "?bulan=zz"):
        assert desk.get(f"{lang}{PAGE}{page}").status_code in (200, 422), page
    assert desk.get(f"{lang}{IMPORTS}/x").status_code == 404


def test_what_facilities_reported_stands_beside_what_the_register_counts(platform, desk):
    sheet.taken(platform, sheet.xlsx([case(n) for n in range(3)]))
    sheet.taken(platform, sheet.xlsx([sheet.month("PKM CONTOH")], MONTH_HEAD))
    page = desk.get(f"{PAGE}/banding?bulan=2026-10").text
    assert "5 ≠ 3" in page
    scope = scoping.scope(platform, LEAD, "92.06", "2026-10")
    assert sismal_sheets.facilities(platform, LEAD, scope) == [("PKM CONTOH", "92.06", 5, 3)]
    rows = list(csv.DictReader(io.StringIO(desk.get(f"{PAGE}/banding/ekspor.csv?bulan=2026-10").text.lstrip("\ufeff"))))
    assert [(r["reported"], r["register"]) for r in rows if r["field"] in ("tot_pos", "p_pv", "p_pf")] == [
        *(("5", "3"), ("2", "0"), ("3", "3"))
    ]


def test_the_register_as_xlsx_has_e_sismals_columns_numbers_days_and_no_name(platform, desk):
    make.examined(platform, result="positive", species="mixed_pf_pv_po")
    make.examined(platform, result="negative")
    sheet.taken(platform, sheet.xlsx([case(1, nama_fasyankes="Puskesmas -1", tglkun="02/Nov/2026", bulankun=11)]))
    assert take(desk, "sismal_register").status_code == 422
    answer = take(desk, "sismal_register", purpose="routine")
    book = opened(answer)
    page, about = book["Register"], book["Keterangan"]
    assert [cell.value for cell in page[1]] == [*HEAD, "kode_desa", "sintetis"]
    rows = [{name.value: cell for name, cell in zip(page[1], row, strict=True)} for row in page.iter_rows(min_row=2)]
    assert [row["parasit"].value for row in rows] == ["Pv", "Mix"]
    assert [(row["umur_th"].value, row["umur_th"].data_type) for row in rows] == [(34, "n"), (34, "n")]
    assert rows[0]["tglkun"].value.date() == date(2026, 11, 2)
    assert rows[0]["tglkun"].number_format == "dd/mmm/yyyy"
    assert [row["nama_fasyankes"].value for row in rows] == ["Puskesmas -1", "Kampung Uji"]
    assert [row["sintetis"].value for row in rows] == ["Tidak", "Ya"]
    assert "SINTETIS" in answer.headers["content-disposition"]
    assert "SINTETIS" in about["A1"].value
    assert NAME not in str([cell.value for each in book for row in each.iter_rows() for cell in row])
    history = sending.history(platform, LEAD, 1).lines
    assert [(one.taken.artefact, one.taken.rows, one.taken.purpose) for one in history] == [
        ("sismal_register", 2, "routine")
    ]


def test_the_monthly_sheet_counts_each_facility_and_adds_up_to_the_tallies(platform, desk):
    object.__setattr__(platform.settings, "sandbox", True)
    begin = START - timedelta(days=80)
    district.fill(platform, district.plan(platform, SimulatedSize.KAMPUNG, seed=3, begin=begin, until=START))
    sheet.taken(
        platform, sheet.xlsx([case(n, umur_th=n * 9, parasit=p) for n, p in enumerate(("Pf", "Mix", "Po", "Negatif"))])
    )
    for month in ("2026-09", "2026-10", "2026-11"):
        scope = scoping.scope(platform, LEAD, "92.06", month)
        with platform.database.reading() as unit:
            counted = tallies.months(unit.connection, "92.06", tallies.PLACE, scope.first, scope.until)
            asked = register.RegisterAsked("92.06", scope.first, scope.until)
            rows = counting.by_facility(register.rows(unit.connection, asked))
        expected = months.figures_of(counted)
        assert {
            name: sum(one.get(column, 0) for one in rows.values()) for name, column in months.FIGURES.items()
        } == expected
        page = opened(take(desk, bulan=month))["Bulanan"]
        head = [cell.value for cell in page[1]]
        for name, total in expected.items():
            column = head.index(name)
            assert sum(row[column].value for row in page.iter_rows(min_row=2)) == total, (month, name)
        assert expected["total_konfirmasi_lab"] > 0
    again = sheet.sent(platform, sismal_sheets.make(platform, scope, "sismal_sheet").content)
    assert again.counts["rows_monthly"] >= 1


@pytest.mark.parametrize(
    ("who", "region", "status"),
    [
        (LEAD, "92.06", 200),
        (SUPERVISOR, "92.06.01", 200),
        (SUPERVISOR, "92.06", 422),
        (person("91.05", *make.BOTH), "92.06", 422),
        (person("92.06", "malaria.clinician"), "92.06", 403),
    ],
)
@pytest.mark.parametrize("kind", sismal_sheets.KINDS)
def test_who_may_take_a_sheet(platform, client_for, who, region, kind, status):
    make.examined(platform)
    client = client_for(who)
    token = client.get(IMPORTS).text.partition('name="csrf" value="')[2].partition('"')[0]
    fields = {"csrf": token, "apa": kind, "wilayah": region, "bulan": "2026-11", "purpose": "routine"}
    assert client.post(PAGE, data=fields).status_code == status


def test_the_commands_do_the_same(platform, tmp_path):
    file, out, report = tmp_path / "masuk.csv", tmp_path / "keluar.xlsx", tmp_path / "laporan.csv"
    file.write_bytes(sheet.csv([case(1), case(2, lab="?")]))
    opener = lambda: Still(platform)  # noqa: E731
    with opening_by(opener):
        run = CliRunner()
        looked = run.invoke(commands, ["sismal", "import", str(file), "--report", str(report)])
        assert (looked.exit_code, "ready" in looked.output, "'new': 1" in looked.output) == (0, True, True)
        assert "bukan salah satu dari" in report.read_text("utf-8-sig")
        assert "taken" in run.invoke(commands, ["sismal", "import", str(file), "--take"]).output
        assert "'same': 1" in run.invoke(commands, ["sismal", "import", str(file), "--take"]).output
        made = run.invoke(commands, ["sismal", "export", "92.06", "2026-10", str(out), "--kind", "register"])
        assert (made.exit_code, made.output[:6]) == (0, "1 rows")
        file.write_bytes(b"\x00" * 100)
        assert run.invoke(commands, ["sismal", "import", str(file)]).exit_code == 1
    assert openpyxl.load_workbook(out)["Register"]["L2"].value == "Pv"


class Still:
    def __init__(self, platform: Platform) -> None:
        self.platform = platform

    def __enter__(self) -> Platform:
        return self.platform

    def __exit__(self, *_: object) -> None: ...
