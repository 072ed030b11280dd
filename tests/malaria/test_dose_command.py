"""`simpul malaria dose --batch`: a line out for a line in, up to the first that cannot be read."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from simpul.malaria.rules.dosing import dose, shown
from tests.conftest import ROOT

pytestmark = pytest.mark.rules
GOOD = json.dumps(
    {"weight_kg": 19, "age_months": 70, "species": "vivax"}
    | {"pregnant": False, "breastfeeding_infant_lt_6m": False, "g6pd_deficient": False}
)
PROGRAM = """
import sys, typer
from simpul.malaria.commands import app
cli = typer.Typer()
cli.add_typer(app, name="malaria")
cli(sys.argv[1:])
"""
KEYS = ["dhp_tablets_per_day", "dhp_days", "dhp_tablets_total", "primaquine_tablets_per_day", "primaquine_days"]
KEYS += ["primaquine_tablets_total", "no_primaquine_reasons", "refer"]


def run(text: str | bytes, *more: str, batch: str = "-") -> tuple[int, list[str], str]:
    given = text.encode() if isinstance(text, str) else text
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, "malaria", "dose", "--batch", batch, *more],
        input=given,
        check=False,
        capture_output=True,
        cwd=ROOT,
        timeout=60,
        env={"PATH": "", "SIMPUL_DATABASE_URL": "postgresql://nowhere.invalid/none"},
    )
    return ran.returncode, ran.stdout.decode().splitlines(), ran.stderr.decode()


def test_a_line_out_for_each_line_in():
    code, lines, said = run(f"{GOOD}\n{{}}\n{GOOD}")
    assert (code, said) == (0, "")
    assert list(json.loads(lines[0])) == KEYS
    assert json.loads(lines[1]) == {"dhp_tablets_per_day": None, "refer": True, "refusal": "species_unknown"}
    assert lines[0] == lines[2]
    assert json.loads(lines[0])["dhp_tablets_per_day"] == "3/2"


@pytest.mark.parametrize(
    "line",
    [b"{", b"[]", b"5", b'"x"', b"", b"\xff", b'{"weight_kg": NaN}', b'{"weight_kg": -Infinity}', b"{} {}", b"[" * 100_000],
)
def test_the_first_line_that_cannot_be_read_ends_it(line):
    code, lines, said = run(GOOD.encode() + b"\n" + line + b"\n" + GOOD.encode() + b"\n")
    assert code != 0
    assert len(lines) == 1
    assert said.startswith("line 2 cannot be read")
    assert "Traceback" not in said


def test_a_field_said_twice_is_refused():
    _, lines, _ = run(GOOD.replace('"pregnant": false', '"pregnant": true, "pregnant": false'))
    assert json.loads(lines[0])["refusal"] == "input_contradictory"


def test_a_file_is_read_as_the_standard_input_is(tmp_path: Path):
    (tmp_path / "patients").write_text(f"{GOOD}\n")
    code, lines, _ = run("", "--cite", batch=str(tmp_path / "patients"))
    assert code == 0
    assert {"rule", "version", "page"} <= json.loads(lines[0]).keys()
    assert run("", batch=str(tmp_path / "none"))[0] != 0


def test_all_examples_go_through_the_command():
    examples = json.loads((ROOT / "tests/malaria/dose_examples.json").read_text(), parse_float=Decimal)["examples"]
    inputs = [one["input"] for one in examples if one["kind"] == "dose" and "." not in str(one["input"].get("weight_kg"))]
    whole = [one for one in inputs if not isinstance(one.get("age_months"), Decimal)]
    code, lines, _ = run("".join(f"{json.dumps(one, default=str)}\n" for one in whole))
    assert code == 0
    assert [json.loads(line) for line in lines] == [shown(dose(one)) for one in whole]
