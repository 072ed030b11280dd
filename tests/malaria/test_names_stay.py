"""Names never leave the node: not by an export, an event, the trail or the log; one form holds them, for who answers."""

import io
import json
import sys
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from sqlalchemy import select, text
from starlette.testclient import TestClient

from simpul.app import build_platform
from simpul.kernel.clock import FixedClock
from simpul.kernel.database import schema
from simpul.kernel.keys import Keys
from simpul.kernel.log import configure_logging
from simpul.kernel.platform import Platform
from simpul.malaria import handlers
from simpul.malaria.actions import outside_codes, scoping, sending
from simpul.malaria.model.sending import OutsideSystem
from simpul.malaria.rules import entitled
from simpul.malaria.rules.alert_announcing import RAISED
from tests.conftest import ROOT, settings_for
from tests.malaria import desk_makers as make
from tests.malaria.desk_makers import LEAD, person
from tests.malaria.three_places import token_of

NAME, MOTHER = "Wimasari Tandarahasia", "Kornelia Tandarahasia"
SECRET = "Tandarahasia"
ACCESS = tomllib.loads((ROOT / "src/simpul/access.toml").read_text())["malaria"]
EXPORTS = sorted(
    path
    for rule in ACCESS
    for method, path in [rule.split()]
    if method == "GET"
    and path.startswith("/malaria/meja")
    and "{" not in path
    and path.endswith((".csv", ".json", ".xlsx"))
)
STRANGERS = {
    "cross-checker": person("92.06", "malaria.reader"),
    "clinician": person("92.06", "malaria.clinician"),
    "disaster officer": person("92.06", "disaster.officer"),
    "resident": person(None, agency=None),
}
Clients = Callable[..., TestClient]


@pytest.fixture
def platform(database_url: str, keys: Keys, run_directory: Path, clock: FixedClock) -> Iterator[Platform]:
    """A health office's node with patients whose names would be seen anywhere."""
    settings = settings_for(run_directory, modules="identity,malaria", region="92.06")
    built = build_platform(settings, keys=keys, url=database_url, clock=clock)
    make.villages(built)
    outside_codes.keep(built, LEAD, OutsideSystem.SATUSEHAT, "92.06,1000004")
    for _ in range(3):
        make.patient(built, name=NAME, mother=MOTHER)
        make.examined(built, name=NAME, species="falciparum")
    yield built
    built.database.close()


def _bytes(client: TestClient, path: str) -> bytes:
    """What is inside, also of a workbook, which is a packed folder."""
    answer = client.get(path)
    assert answer.status_code < 500, path
    if not answer.content.startswith(b"PK"):
        return answer.content
    with zipfile.ZipFile(io.BytesIO(answer.content)) as folder:
        return b"".join(folder.read(name) for name in folder.namelist())


def test_no_export_of_the_desk_holds_a_patients_name(platform, client_for):
    for job in handlers.JOBS:
        job.run(platform)
    client = client_for(LEAD)
    assert len(EXPORTS) > 15
    assert [path for path in EXPORTS if SECRET.encode() in _bytes(client, path)] == []
    assert b"92.06.01.2001" in _bytes(client, "/malaria/meja/kasus/ekspor.csv")


@pytest.mark.parametrize("who", STRANGERS)
def test_who_is_not_of_the_desk_gets_no_export_with_rows_about_people(platform, client_for, who):
    client = client_for(STRANGERS[who])
    for path in EXPORTS:
        if path != "/malaria/meja/pelatihan/ekspor.csv" and "/mutu" not in path:
            assert client.get(path).status_code in (302, 303, 401, 403), path


def test_who_answers_for_elsewhere_sees_nothing_of_these_patients(platform, client_for):
    other = client_for(person("91.05", "malaria.officer", "malaria.supervisor"))
    assert [path for path in EXPORTS if b"92.06.01.2001" in _bytes(other, path)] == []


def test_no_file_for_another_system_holds_a_name(platform):
    scope = scoping.scope(platform, LEAD, "92.06", "2026-11")
    for kind in sending.KINDS:
        made = sending.take(platform, LEAD, scope, kind, "routine")
        assert made.rows
        assert SECRET.encode() not in made.content
        assert kind == "adx" or all(entitled.identifying(json.loads(line)) == set() for line in _documents(made.content))


@pytest.mark.parametrize("kind", ["sismal_sheet", "sismal_register"])
def test_no_workbook_for_e_sismal_holds_a_name_and_no_stranger_gets_one(platform, client_for, kind):
    asked = {"apa": kind, "wilayah": "92.06", "bulan": "2026-11", "purpose": "routine"}
    taken = _posted(client_for(LEAD), client_for(LEAD), asked)
    assert taken.startswith(b"PK")
    with zipfile.ZipFile(io.BytesIO(taken)) as folder:
        inside = b"".join(folder.read(name) for name in folder.namelist())
    assert b"Kampung Uji" in inside or b"2026" in inside
    assert SECRET.encode() not in inside
    elsewhere = person("91.05", "malaria.officer", "malaria.supervisor")
    for who in (*STRANGERS.values(), elsewhere):
        assert not _posted(client_for(who), client_for(LEAD), asked).startswith(b"PK")


def _posted(client: TestClient, desk: TestClient, asked: dict[str, str]) -> bytes:
    return client.post("/malaria/meja/sismal", data={"csrf": token_of(client, desk), **asked}).content


def _documents(content: bytes) -> list[bytes]:
    whole = content.strip()
    return whole.splitlines() if whole.startswith(b'{"resourceType"') else [whole]


def test_no_event_and_no_line_of_the_trail_holds_a_name(platform, client_for):
    for job in handlers.JOBS:
        job.run(platform)
    client = client_for(LEAD)
    for path in EXPORTS:
        client.get(path)
    with platform.database.reading() as unit:
        told = [json.dumps(row, default=str) for row in unit.connection.scalars(select(schema.outbox.c.payload))]
        trail = [str(row) for row in unit.connection.execute(text("SELECT a::text FROM kernel_audit a"))]
    assert trail
    assert [one for one in (*told, *trail) if SECRET in one] == []


def test_what_other_agencies_are_told_of_an_alert_has_no_field_about_a_person():
    assert RAISED.schema["additionalProperties"] is False
    assert entitled.IDENTIFYING & RAISED.schema["properties"].keys() == set()
    assert {"person", "age", "sex", "village"} & RAISED.schema["properties"].keys() == set()


def _forget_loggers() -> None:
    """Loggers that this process has used already would keep the level they began with."""
    for name, module in list(sys.modules.items()):
        if name.startswith("simpul."):
            for one in vars(module).values():
                if isinstance(one, structlog._config.BoundLoggerLazyProxy):
                    vars(one).pop("bind", None)


def test_the_log_of_all_that_holds_no_name(platform, client_for, capsys):
    configure_logging(level="debug", form="json")
    structlog.configure(cache_logger_on_first_use=False, logger_factory=structlog.PrintLoggerFactory())
    _forget_loggers()
    try:
        client = client_for(LEAD)
        for path in (*EXPORTS, "/malaria/meja/kasus", "/malaria/meja/kirim", "/malaria/meja/laporan"):
            client.get(path)
        make.examined(platform, name=NAME)
        client.get(f"/malaria/meja/kasus?q={SECRET}")
    finally:
        configure_logging(level="error", form="json")
    written = capsys.readouterr()
    assert "/malaria/meja/laporan" in written.out
    assert SECRET not in written.out + written.err
