"""`simpul regions …` as an operator types it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from simpul.kernel.platform import Platform
from simpul.regions import commands


@pytest.fixture
def run(platform: Platform, monkeypatch: pytest.MonkeyPatch):
    @contextmanager
    def opened() -> Iterator[Platform]:
        yield platform

    monkeypatch.setattr(commands, "opened_platform", opened)

    def typed(*words: str) -> Result:
        return CliRunner().invoke(commands.app, list(words))

    return typed


def test_import_status_find_and_locate(run, small: Path) -> None:
    (small / "tiles.pmtiles").write_bytes(b"PMTiles")
    assert "approximate" in run("status").output
    first = run("import", str(small))
    assert first.exit_code == 0, first.output
    assert "refused 3x: code" in first.output
    assert "Already in force" in run("import", str(small)).output
    told = run("status").output
    assert "exact" in told
    assert "imported" in told
    assert "31.01.01.1002" in run("find", "dua").output
    assert run("find", "qqqq").exit_code == 1
    assert "31.01.01.1001  Satu" in run("locate", "106.15", "-6.85").output


def test_tables_are_built_from_a_folder(run, shared: Path, tmp_path: Path) -> None:
    told = run("build-facts", str(shared), "--to", str(tmp_path / "out"))
    assert told.exit_code == 0, told.output
    assert "districts.csv.gz: 7,285 rows" in told.output
