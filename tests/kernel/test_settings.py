"""Settings: the environment only; a bad value is refused by a sentence that names it, and never shows a secret."""

import pytest

from simpul.cli import main, settings_from_environment
from simpul.kernel.settings import BadSettings, Settings

pytestmark = pytest.mark.rules

BAD = [
    ("SIMPUL_NODE", "Bad Name"),
    ("SIMPUL_NODE", ""),
    ("SIMPUL_PORT", "eighty"),
    ("SIMPUL_PORT", "70000"),
    ("SIMPUL_WORKERS", "0"),
    ("SIMPUL_MODULES", "disaster,unknown"),
    ("SIMPUL_LANGUAGE", "jv"),
    ("SIMPUL_LOG_LEVEL", "loud"),
    ("SIMPUL_DATABASE_POOL", "1"),
    ("SIMPUL_DEMO", "perhaps"),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_is_refused_by_name(monkeypatch, capsys, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings) as refused:
        settings_from_environment()
    assert name in str(refused.value.facts["problems"])
    assert main(["check"]) == 1
    said = capsys.readouterr().err
    assert name in said
    assert "Traceback" not in said


def test_several_bad_values_are_told_at_once(monkeypatch):
    monkeypatch.setenv("SIMPUL_PORT", "eighty")
    monkeypatch.setenv("SIMPUL_WORKERS", "0")
    with pytest.raises(BadSettings) as refused:
        Settings()
    assert {"SIMPUL_PORT", "SIMPUL_WORKERS"} <= {p.split(":")[0] for p in refused.value.facts["problems"].split("; ")}


def test_lists_are_written_with_commas(monkeypatch):
    monkeypatch.setenv("SIMPUL_MODULES", " identity , disaster ,")
    monkeypatch.setenv("SIMPUL_TRUSTED_PROXIES", "10.0.0.1,10.0.0.2")
    settings = Settings()
    assert settings.modules == ("identity", "disaster")
    assert settings.trusted_proxies == ("10.0.0.1", "10.0.0.2")


def test_the_command_line_goes_before_the_environment(monkeypatch):
    monkeypatch.setenv("SIMPUL_PORT", "9000")
    assert settings_from_environment(port=9001, workers=None).port == 9001
    assert settings_from_environment(port=None).port == 9000


def test_defaults_are_fit_for_production(monkeypatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"SIMPUL_{name.upper()}", raising=False)
    settings = Settings()
    assert (settings.host, settings.demo, settings.database_url, settings.tiles) == ("127.0.0.1", False, "", "")
    assert settings.cookie == "simpul_simpul"


def test_a_child_process_reads_the_same_settings(monkeypatch, tmp_path):
    from simpul.kernel.operate.serve import environment_of

    settings = Settings(node="bpbd", modules="identity", data_dir=tmp_path, trusted_proxies="10.0.0.1", demo=True)
    for name, value in environment_of(settings, database_url="postgresql://x/y").items():
        monkeypatch.setenv(name, value)
    assert Settings() == settings.model_copy(update={"database_url": "postgresql://x/y"})
