"""Files of reports: read whatever wrote them, each row judged by itself, taken in once, taken back within an hour."""

import csv
import io
import json
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from typer.testing import CliRunner

from simpul.disaster import live
from simpul.disaster.actions import deciding, import_work, importing
from simpul.disaster.actions.importing import Asked, Seen
from simpul.disaster.commands.imports import taken
from simpul.disaster.model import OfficerOnly, Status
from simpul.disaster.model import import_refusals as refusals
from simpul.disaster.model.imports import ROWS_MOST, ImportState
from simpul.disaster.store.imports import imports
from simpul.disaster.store.tables import reports
from simpul.kernel.actor import Actor
from simpul.kernel.clock import FixedClock
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform
from tests.disaster.forms import Clients, kept, value_of
from tests.disaster.live import ask
from tests.disaster.makers import BANDUNG, JAKARTA, SEA, SINGAPORE, officer

HEADS = ("Nomor", "Waktu", "Jenis Bencana", "Lintang", "Bujur", "Tinggi Air (cm)", "Keterangan")
POSKO = Asked(source="Posko Jatinegara")


def row(number: str = "A-1", point: tuple[float, float] = JAKARTA, **more: str) -> tuple[str, ...]:
    """A row of a table as an office writes it: a flood of 60 cm at Monas, an hour ago in WIB (START is 12.00)."""
    said = {"at": "23/11/2026 11:00", "hazard": "Banjir", "depth": "60", "text": "Air naik"} | more
    latitude, longitude = said.get("latitude", str(point[1])), said.get("longitude", str(point[0]))
    return number, said["at"], said["hazard"], latitude, longitude, said["depth"], said["text"]


def table(*rows: Sequence[str], heads: Sequence[str] = HEADS, delimiter: str = ";") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([heads, *rows])
    return out.getvalue().encode("utf-8-sig")


def sent(platform: Platform, content: bytes, asked: Asked = POSKO, actor: Actor | None = None) -> Seen:
    """The import as its officer sees it after it was checked."""
    who = actor or officer()
    found = importing.send(platform, who, content, name="laporan.csv", asked=asked)
    import_work.work(platform)
    return importing.seen(platform, who, found)


def took(platform: Platform, content: bytes, asked: Asked = POSKO) -> Seen:
    found = sent(platform, content, asked).one.id
    importing.take(platform, officer(), found)
    import_work.work(platform)
    return importing.seen(platform, officer(), found)


def whys(seen: Seen) -> list[tuple[int, str]]:
    return [(flaw.line, flaw.why) for flaw in seen.flaws.lines]


def worked(platform: Platform) -> None:
    """The thread that a page began has done all that waits."""
    platform.state["disaster.imports"].join(10)
    import_work.work(platform)


def rows_of(platform: Platform) -> list[dict[str, object]]:
    with platform.database.reading() as unit:
        found = unit.connection.execute(select(reports).order_by(reports.c.number)).mappings()
        return [dict(one) for one in found]


def test_a_table_from_a_spreadsheet_reaches_the_map(platform: Platform) -> None:
    seen = took(platform, table(row(), row("A-2", hazard="angin kencang", depth="")))
    assert (seen.one.state, dict(seen.one.counts)) == (ImportState.TAKEN, {"fresh": 2, "past": 0, "known": 0, "flawed": 0})
    first, second = rows_of(platform)
    assert (first["hazard"], first["card"], first["severity"]) == (
        "flood",
        {"report_type": "flood", "flood_depth": 60},
        "minor",
    )
    assert (first["status"], first["source"], first["text"]) == ("unverified", "import", "Air naik")
    assert first["reported_at"] == datetime(2026, 11, 23, 4, 0, tzinfo=UTC), "the file's own time, in the office's zone"
    assert (second["hazard"], first["regency"]) == ("wind", "31.71")
    assert len(ask(platform, live.FEED).json["features"]) == 2


def test_what_happened_long_ago_is_kept_as_history_and_not_shown_as_now(platform: Platform) -> None:
    seen = took(platform, table(row(at="2026-11-23 02:00"), row("A-2", at="2017-02-21T04:00:00+07:00")))
    assert (seen.one.fresh, seen.one.counts["past"]) == (2, 2)
    assert ask(platform, live.FEED).json["features"] == []


def test_the_same_file_again_changes_nothing(platform: Platform) -> None:
    content = table(row(), row("", text="tanpa nomor"))
    took(platform, content)
    again = sent(platform, content)
    assert (again.one.fresh, again.one.counts["known"], again.flaws.total) == (0, 2, 0)
    importing.take(platform, officer(), again.one.id)
    import_work.work(platform)
    assert kept(platform) == 2
    other = sent(platform, content, Asked(source="Posko Senen"))
    assert other.one.fresh == 2, "another source's numbers are others"
    moved = sent(platform, table(row(point=(106.6894, -6.229), hazard="gempa")))
    assert whys(moved) == [(2, "taken")], "the same number cannot be another report"


FLAWED: list[tuple[dict[str, Any], str]] = [
    ({"latitude": "utara"}, "latitude"),
    ({"longitude": "190"}, "longitude"),
    ({"latitude": "", "longitude": ""}, "place-missing"),
    ({"latitude": "106.8272", "longitude": "-6.1754"}, "swapped"),
    ({"point": SEA}, "at-sea"),
    ({"point": SINGAPORE}, "abroad"),
    ({"point": BANDUNG}, "elsewhere"),
    ({"at": "kemarin sore"}, "time"),
    ({"at": "2026-11-24 09:00"}, "future"),
    ({"at": "1897-01-01"}, "too-old"),
    ({"hazard": "macet"}, "hazard"),
    ({"depth": "dalam sekali"}, "answer"),
    ({"depth": "900"}, "range"),
    ({"text": "x" * 2_001}, "text"),
]


def test_a_row_that_cannot_be_taken_in_says_why_with_its_line(platform: Platform) -> None:
    wrong = [row(f"B-{line}", **said) for line, (said, _) in enumerate(FLAWED, 3)]
    seen = sent(platform, table(row(), *wrong))
    assert whys(seen) == [(line, why) for line, (_, why) in enumerate(FLAWED, 3)]
    assert seen.one.fresh == 1
    assert {why for _, why in FLAWED} <= set(refusals.WHYS)


def test_the_second_of_a_number_and_cells_too_many_are_left_out(platform: Platform) -> None:
    seen = sent(platform, table(row(), row(text="lain"), (*row("A-3"), "lebih")))
    assert whys(seen) == [(3, "twice"), (4, "cells")]


def test_answers_may_be_words_and_numbers_may_have_commas(platform: Platform) -> None:
    content = table(row(depth="lutut", latitude="-6,1754", longitude="106,8272"), row("A-2", depth="70 cm"))
    took(platform, content)
    assert [one["card"]["flood_depth"] for one in rows_of(platform)] == [50, 70]  # type: ignore[index]


def test_any_usual_encoding_and_delimiter_is_read(platform: Platform) -> None:
    for encoding, delimiter in product(("utf-8", "utf-8-sig", "utf-16", "cp1252"), ";,\t"):
        written = table(row(text="Air naik di rumah José; cepat, sekali"), delimiter=delimiter).decode("utf-8-sig")
        assert sent(platform, written.encode(encoding)).one.fresh == 1, (encoding, delimiter)


def test_geojson_as_cognicity_writes_it_is_read(platform: Platform) -> None:
    properties = {
        "pkey": "5",
        "created_at": "2026-11-23T04:30:00.000Z",
        "disaster_type": "flood",
        "report_data": {"report_type": "flood", "flood_depth": 120},
        "text": "Jl. Merdeka",
    }
    point = {"type": "Point", "coordinates": list(JAKARTA)}
    features = [{"type": "Feature", "geometry": point, "properties": properties}]
    took(platform, json.dumps({"statusCode": 200, "result": {"type": "FeatureCollection", "features": features}}).encode())
    [one] = rows_of(platform)
    assert (one["card"], one["severity"], one["text"]) == (
        {"report_type": "flood", "flood_depth": 120},
        "moderate",
        "Jl. Merdeka",
    )


def test_what_no_database_keeps_is_left_out_of_names_and_words(platform: Platform) -> None:
    nul = chr(0)
    properties = {f"ketera{nul}ngan": f"Air{nul} naik", "waktu": "2026-11-23 11:00", "x" * 500: {"y": [nul]}}
    point = {"type": "Point", "coordinates": list(JAKARTA)}
    features = [{"type": "Feature", "id": f"A{nul}1", "geometry": point, "properties": properties}]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    found = importing.send(platform, officer(), content, name=f"../../a{nul}b\n.json", asked=POSKO)
    import_work.work(platform)
    one = importing.seen(platform, officer(), found).one
    assert (one.file, one.fresh) == ("ab .json", 1)


def test_a_regions_code_says_where_when_there_are_no_coordinates(platform: Platform) -> None:
    heads = ("kode_wilayah", "waktu", "kedalaman")
    seen = took(platform, table(("31.71", "2026-11-23 11:00", "40"), ("99.99", "", "40"), heads=heads))
    assert whys(seen) == [(3, "region")]
    [one] = rows_of(platform)
    assert (one["placed"], one["regency"]) == ("name", "31.71")


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", refusals.ImportUnreadable),
        (b"hanya satu kolom\n1\n", refusals.ImportUnreadable),
        (b"PK\x03\x04\x00\x00;xlsx", refusals.ImportUnreadable),
        (b"{", refusals.ImportUnreadable),
        (b'{"type": "Point", "coordinates": [1, 2]}', refusals.ImportUnreadable),
        (b"lat;lon\n", refusals.ImportEmpty),
        (b"lat;lon\n" + b"-6.1;106.8\n" * (ROWS_MOST + 1), refusals.ImportTooLong),
    ],
)
def test_what_is_no_table_is_refused_at_once(platform: Platform, content: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        importing.send(platform, officer(), content, name="x", asked=POSKO)


def test_columns_that_nobody_knows_by_name_are_chosen_by_the_officer(platform: Platform) -> None:
    seen = sent(platform, table(("-6.1754", "106.8272", "80"), heads=("a", "b", "c")))
    assert seen.one.counts == {"flawed": 0}, "nothing was judged: no column says where"
    with pytest.raises(refusals.ColumnMissing):
        importing.take(platform, officer(), seen.one.id)
    given = {"latitude": "a", "longitude": "b", "flood_depth": "c", "text": "no such column"}
    importing.arrange(platform, officer(), seen.one.id, given=given, asked=POSKO)
    import_work.work(platform)
    assert importing.seen(platform, officer(), seen.one.id).one.fresh == 1


def test_reports_that_the_office_has_checked_are_verified_and_told(platform: Platform) -> None:
    took(platform, table(row()), Asked(source="Posko", checked=True))
    [one] = rows_of(platform)
    assert (one["status"], one["decided_by"]) == ("verified", officer().id)
    with platform.database.reading() as unit:
        told = unit.connection.execute(text("SELECT name FROM kernel_outbox")).scalars().all()
    assert "disaster.ReportVerified" in told


def test_an_exercises_file_stays_off_the_public_map(platform: Platform) -> None:
    took(platform, table(row()), Asked(source="Latihan", training=True))
    assert ask(platform, live.FEED).json["features"] == []
    assert rows_of(platform)[0]["training"] is True


def test_a_file_is_taken_back_but_for_what_somebody_acted_on(platform: Platform) -> None:
    found = took(platform, table(row(), row("A-2"), row("A-3"))).one
    deciding.verify(platform, officer(), rows_of(platform)[1]["number"], version=1)  # type: ignore[arg-type]
    importing.undo(platform, officer(), found.id)
    import_work.work(platform)
    after = importing.seen(platform, officer(), found.id).one
    assert (after.state, after.counts["stay"]) == (ImportState.UNDONE, 1)
    assert [one["status"] for one in rows_of(platform)] == ["hidden", "verified", "hidden"]
    mended = took(platform, table(row(), row("A-2"), row("A-3"))).one
    assert (mended.fresh, mended.counts["known"]) == (2, 1), "the same rows can come again after they were taken back"


def test_after_an_hour_it_is_too_late_to_take_back(platform: Platform, clock: FixedClock) -> None:
    found = took(platform, table(row())).one
    clock.advance(timedelta(minutes=61))
    with pytest.raises(refusals.ImportUndoTooLate):
        importing.undo(platform, officer(), found.id)


def test_a_worker_that_died_is_taken_over_and_no_row_comes_twice(
    platform: Platform, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_work, "AT_ONCE", 2)
    found = sent(platform, table(*(row(f"A-{n}") for n in range(7)))).one
    importing.take(platform, officer(), found.id)
    whole = import_work._take_part

    def dying(*args: object) -> None:
        if kept(platform) >= 4:
            raise RuntimeError("killed")
        whole(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(import_work, "_take_part", dying)
    with pytest.raises(RuntimeError):
        import_work.work(platform)
    monkeypatch.setattr(import_work, "_take_part", whole)
    assert import_work.work(platform) == 0, "it may be alive still"
    clock.advance(timedelta(minutes=3))
    assert import_work.work(platform) == 1
    after = importing.seen(platform, officer(), found.id).one
    assert (after.state, after.fresh, kept(platform)) == (ImportState.TAKEN, 7, 7)


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        (officer(), True),
        (officer("31.71"), False),
        (officer("32"), False),
        (officer(None), True),
        (Actor.ANONYMOUS, False),
        (Actor(UUID(int=9), "Budi", None, "31", frozenset({"disaster.officer"})), False),
        (Actor(UUID(int=9), "Ani", "ID/GOV/6000/BPBD", "31", frozenset({"node.admin"})), False),
    ],
    ids=["the office", "a part of it", "another province", "the country", "nobody", "no agency", "no officer"],
)
def test_who_may_see_and_take_in_a_file_of_jakarta(platform: Platform, who: Actor, allowed: bool) -> None:
    found = sent(platform, table(row())).one.id
    if allowed:
        importing.take(platform, who, found)
    else:
        for step in (importing.seen, importing.take, importing.discard, importing.undo):
            with pytest.raises((OfficerOnly, refusals.ImportMissing)):
                step(platform, who, found)


def test_what_waits_for_a_week_is_erased(platform: Platform, clock: FixedClock) -> None:
    found = sent(platform, table(row(), row("A-2", hazard="macet"))).one
    clock.advance(timedelta(days=8))
    assert import_work.erase_due_imports(platform) == 1
    seen = importing.seen(platform, officer(), found.id)
    assert (seen.one.state, seen.flaws.total) == (ImportState.DISCARDED, 0)
    with platform.database.reading() as unit:
        assert unit.connection.scalar(select(imports.c.content)) is None


def test_an_officer_sends_takes_in_and_takes_back_a_file_by_the_pages(client_for: Clients, platform: Platform) -> None:
    client = client_for(officer())
    page = client.get("/bencana/meja/impor").text
    form = {"csrf": value_of(page, "csrf"), "source": "Posko Senen", "hazard": "flood"}
    content = table(row(), row("A-2", hazard="macet", text="=1+1"))
    answer = client.post("/bencana/meja/impor", data=form, files={"file": ("banjir.csv", content)}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    here = answer.headers["location"]
    worked(platform)
    shown = client.get(here).text
    assert "banjir.csv" in shown
    assert "Banjir: 60 cm" in shown, "each row as it was understood"
    assert "Ini bukan bencana yang dapat dilaporkan." in shown
    refused = client.get(f"{here}/ditolak.csv")
    assert refused.content.decode("utf-8-sig").splitlines()[1].startswith("3,"), "the line as the file has it"
    assert "'=1+1" in refused.text, "no spreadsheet runs what a file smuggles in"
    for do, state in (("take", "TAKEN"), ("undo", "UNDONE")):
        token = value_of(client.get(here).text, "csrf")
        client.post(here, data={"csrf": token, "do": do})
        worked(platform)
        assert importing.seen(platform, officer(), UUID(here.rpartition("/")[2])).one.state.name == state
    assert [one["status"] for one in rows_of(platform)] == [Status.HIDDEN.value]


@pytest.mark.parametrize("field", ["file", "source"])
def test_the_form_says_what_is_missing_and_keeps_what_was_written(client_for: Clients, field: str) -> None:
    client = client_for(officer())
    token = value_of(client.get("/bencana/meja/impor").text, "csrf")
    form = {"csrf": token, "source": "" if field == "source" else "Posko Tebet", "hazard": "wind"}
    files = {} if field == "file" else {"file": ("a.csv", table(row()))}
    answer = client.post("/bencana/meja/impor", data=form, files=files)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert '<option value="wind" selected' in answer.text


def test_the_command_takes_a_file_in_at_once(platform: Platform) -> None:
    seen = taken(platform, table(row(), row("A-2", hazard="macet")), "x.csv", Asked(source="Pusdalops"))
    assert (seen.one.state, seen.one.fresh, whys(seen)) == (ImportState.TAKEN, 1, [(3, "hazard")])
    again = taken(platform, table(row()), "x.csv", Asked(source="Pusdalops"))
    assert (again.one.fresh, again.one.counts["known"]) == (0, 1)


def test_the_command_tells_what_came_of_it(platform: Platform, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from simpul.disaster.commands import app, imports

    monkeypatch.setattr(imports, "opened_platform", lambda: nullcontext(platform))
    file, refused = tmp_path / "x.csv", tmp_path / "refused.csv"
    file.write_bytes(table(row(), row("A-2", hazard="macet")))
    asked = ["import-reports", str(file), "--source", "Pusdalops", "--refused", str(refused)]
    for known in (0, 1):
        told = CliRunner().invoke(app, asked)
        assert told.exit_code == 0, told.output
        assert f"{1 - known} reports are new, {known} known, 1 left out." in told.output
        assert "line 3: This is no hazard that can be reported." in told.output
    assert "macet" in refused.read_text("utf-8-sig")
    file.write_bytes(b"a;b\n1;2\n")
    assert CliRunner().invoke(app, asked).exit_code == 1, "no column says where"
