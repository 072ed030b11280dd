"""`simpul maturity index` and `import-instrument`: exact numbers as JSON, one sentence for what cannot be."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from simpul.maturity.rules import instrument_writing, law_instruments
from tests.conftest import ROOT

CASES = json.loads((ROOT / "tests/maturity/index_cases.json").read_text("utf-8"))["cases"]
VALUES = {str(number): int(level) for number, level in enumerate(CASES[0]["levels"], 1)}
PROGRAM = """
import sys, typer
from simpul.maturity.commands import app
cli = typer.Typer()
cli.add_typer(app, name="maturity")
cli(sys.argv[1:])
"""


def run(*words: str, text: str = "") -> tuple[int, str, str]:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, "maturity", *words],
        input=text.encode(),
        check=False,
        capture_output=True,
        cwd=ROOT,
        timeout=60,
        env={"PATH": "", "SIMPUL_DATABASE_URL": "postgresql://nowhere.invalid/none"},
    )
    return ran.returncode, ran.stdout.decode(), ran.stderr.decode()


def test_an_index_is_one_line_of_json_without_a_node(tmp_path: Path) -> None:
    """From a file and from the standard input; keys in the regulation's order, all numbers as texts."""
    (tmp_path / "nilai.json").write_text(json.dumps(VALUES))
    for where, text in ((str(tmp_path / "nilai.json"), ""), ("-", json.dumps(VALUES))):
        code, out, said = run("index", "--instrument", "SPBE-2020", "--year", "2021", "--values", where, text=text)
        assert (code, said, out.count("\n")) == (0, "", 1)
        told = json.loads(out)
        assert list(told) == ["index", "exact", "predicate", "nodes"]
        assert (told["index"], told["exact"], told["predicate"]) == ("2.95", "1179/400", "Baik")
        assert list(told["nodes"]) == ["D1", "A1", "D2", "A2", "A3", "A4", "D3", "A5", "A6", "D4", "A7", "A8"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"1": 6}', "Indicator 1: 6 is outside 1 to 5"),
        ('{"99": 3}', "Indicator 99: SPBE-2020 has no such indicator"),
        ('{"1": 3, "1": 4}', "Indicator 1: this indicator is given twice"),
        ("[3, 3]", "The values cannot be read"),
        ("{", "The values cannot be read"),
        ("\udcff", "-: this is not text in UTF-8"),
    ],
)
def test_what_cannot_be_reckoned_ends_with_1_and_one_sentence(text: str, said: str) -> None:
    given = text.encode("utf-8", "surrogateescape")
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, "maturity", "index", "--instrument", "SPBE-2020", "--values", "-"],
        input=given,
        check=False,
        capture_output=True,
        cwd=ROOT,
        timeout=60,
    )
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert ran.stderr.decode().startswith(said)
    assert ran.stderr.count(b"\n") == 1


def test_a_closed_standard_input_or_one_without_end_is_told_in_one_sentence() -> None:
    words = f"{sys.executable} -c '{PROGRAM}' maturity index --instrument SPBE-2020 --values"
    for where, said in (("- <&-", "-: the standard input is closed"), ("/dev/zero", "The values cannot be read")):
        ran = subprocess.run(["sh", "-c", f"{words} {where}"], check=False, capture_output=True, cwd=ROOT, timeout=60)
        assert (ran.returncode, ran.stdout, ran.stderr.count(b"\n")) == (1, b"", 1)
        assert ran.stderr.decode().startswith(said)


def test_an_instrument_that_nobody_knows_ends_with_those_there_are() -> None:
    code, _, said = run("index", "--instrument", "SPBE-1998", "--values", "-", text="{}")
    assert (code, "SPBE-2020" in said) == (1, True)


def test_a_file_of_an_instrument_serves_in_place_of_a_code(tmp_path: Path) -> None:
    file = tmp_path / "uji.toml"
    file.write_text(instrument_writing.toml(law_instruments.instrument("SPBE-2020")))
    code, out, _ = run("index", "--instrument", str(file), "--values", "-", text=json.dumps(VALUES))
    assert (code, json.loads(out)["index"]) == (0, "2.95")


def test_an_import_is_checked_without_a_node_and_refused_by_line(tmp_path: Path) -> None:
    file = tmp_path / "uji.toml"
    good = instrument_writing.toml(law_instruments.instrument("SPBE-2020"))
    file.write_text(good)
    assert run("import-instrument", "--check", str(file))[0] == 0
    file.write_text(good.replace('weight = "1.3"', 'weight = "1.4"', 1))
    code, out, said = run("import-instrument", "--check", str(file))
    assert (code, out) == (1, "")
    assert "the weights under A1 add up to 13.1, but A1 weighs 13" in said
    assert "Traceback" not in said
